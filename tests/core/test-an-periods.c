/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"

#include "analytics/crm-periodogram.h"
#include "analytics/crm-random.h"

#include <math.h>
#include <string.h>

/* What NumPy 2.2.4 finds: rfft() of what polyfit() leaves. */
static void
test_airline (void)
{
  g_autoptr (CrmFrame) frame = crm_test_data_csv ("airpassengers/airline-passengers.csv");
  const double *values;
  CrmPeak peaks[3];

  if (frame == NULL)
    return;
  values = crm_frame_find (frame, "Passengers")->numbers;
  g_assert_cmpuint (crm_periodogram_peaks (values, 144, peaks, 3), ==, 3);
  crm_test_assert_near (peaks[0].period, 12, 1e-12);
  crm_test_assert_near (peaks[0].share, 0.5017886358492765, 1e-10);
  crm_test_assert_near (peaks[1].period, 6, 1e-12);
  crm_test_assert_near (peaks[1].share, 0.15305406383420164, 1e-10);
  g_assert_cmpuint (crm_periodogram_peaks (values, 30, peaks, 1), ==, 1);
  crm_test_assert_near (peaks[0].period, 10, 1e-12);
  crm_test_assert_near (peaks[0].share, 0.3277011882136409, 1e-10);
  crm_test_assert_near (peaks[0].p, 0.08016086930395444, 1e-9);
}

/* Fisher's sum by integers and powers; its limit is near it. Table 1 of R. A. Fisher (1929): 0.44495 at 5 % of 10. */
static void
test_fisher (void)
{
  crm_test_assert_near (crm_fisher_g (0.25, 14), 0.32149872183799744, 1e-12);
  crm_test_assert_near (crm_fisher_g (0.44495, 10), 0.05, 1e-4);
  g_assert_cmpfloat (fabs (crm_fisher_g (0.2, 41) - crm_fisher_g (0.2, 40)), <, 0.002);
  g_assert_cmpfloat (crm_fisher_g (1, 10), ==, 0);
  g_assert_cmpfloat (crm_fisher_g (0, 10), ==, 1);
}

/* Waves of whole lengths, odd and even numbers of values: shares sum to 1 for odd numbers, but for the line. */
static void
test_shares (void)
{
  double values[105];

  for (gsize n = 104; n <= 105; n++)
    {
      g_autofree double *shares = NULL;
      gsize m;
      double sum = 0;
      CrmRandom random;

      crm_random_init (&random, 9, n);
      for (gsize i = 0; i < n; i++)
        values[i] = crm_random_normal (&random) + 3 * i;
      shares = crm_periodogram (values, n, &m);
      g_assert_cmpuint (m, ==, (n - 1) / 2);
      for (gsize k = 0; k < m; k++)
        sum += shares[k];
      if (n % 2 != 0)
        crm_test_assert_near (sum, 1, 1e-12);
      else
        g_assert_cmpfloat (sum, <, 1);
    }
}

static void
test_pattern (void)
{
  double values[70];
  guint places[70];
  g_autoptr (CrmPattern) pattern = NULL, none = NULL, one = NULL;

  for (guint i = 0; i < 70; i++)
    {
      values[i] = 10 + (i % 7 == 5 ? 7 : 0);
      places[i] = i % 7;
    }
  pattern = crm_pattern_new (values, places, 70, 7);
  crm_test_assert_near (pattern->mean, 11, 1e-12);
  crm_test_assert_near (pattern->places[5].effect, 6, 0.05);
  crm_test_assert_near (pattern->places[0].index, 10 / 11.0, 0.01);
  g_assert_cmpfloat (pattern->share, >, 0.98);
  g_assert_cmpfloat (pattern->p, <, 1e-3);
  for (guint i = 0; i < 70; i++)
    values[i] = 4;
  none = crm_pattern_new (values, places, 70, 7);
  g_assert_cmpfloat (none->share, ==, 0);
  g_assert_true (isnan (none->p));
  memset (places, 0, sizeof places);
  one = crm_pattern_new (values, places, 70, 7);
  g_assert_true (isnan (one->p));
  g_assert_cmpuint (one->places[1].n, ==, 0);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/periods/airline", test_airline);
  g_test_add_func ("/periods/fisher", test_fisher);
  g_test_add_func ("/periods/shares", test_shares);
  g_test_add_func ("/periods/pattern", test_pattern);
  return g_test_run ();
}
