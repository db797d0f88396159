/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"

#include "analytics/crm-random.h"
#include "analytics/crm-similar.h"
#include "base/crm-error.h"

#include <math.h>
#include <string.h>

/* By hand: the best path of 1 2 3 3 and 1 1 2 3 takes only equal pairs. */
static void
test_dtw (void)
{
  const double first[] = { 1, 2, 3, 3 }, second[] = { 1, 1, 2, 3 };

  g_assert_cmpfloat (crm_dtw (first, second, 4, 4, INFINITY), ==, 0);
  g_assert_cmpfloat (crm_dtw (first, second, 4, 1, INFINITY), ==, 0);
  crm_test_assert_near (crm_dtw (first, second, 4, 0, INFINITY), sqrt (2), 1e-12);
  g_assert_true (isinf (crm_dtw (first, second, 4, 0, 1)));
}

/* The whole table, without a band in mind. */
static double
warp_slowly (const double *a,
             const double *b,
             gsize n,
             guint band)
{
  g_autofree double *table = g_new (double, (n + 1) * (n + 1));

  for (gsize i = 0; i < (n + 1) * (n + 1); i++)
    table[i] = INFINITY;
  table[0] = 0;
  for (gsize i = 1; i <= n; i++)
    {
      for (gsize j = 1; j <= n; j++)
        {
          double *here = table + i * (n + 1) + j;

          if ((i > j ? i - j : j - i) <= band)
            *here = (a[i - 1] - b[j - 1]) * (a[i - 1] - b[j - 1]) +
                    fmin (here[-1], fmin (here[-(gssize) (n + 1)], here[-(gssize) (n + 2)]));
        }
    }
  return sqrt (table[(n + 1) * (n + 1) - 1]);
}

#define N_SERIES 40
#define LENGTH 37

static void
make_series (double *values)
{
  CrmRandom random;

  crm_random_init (&random, 3, 0);
  for (guint i = 0; i < N_SERIES * LENGTH; i++)
    values[i] = crm_random_normal (&random) + (i % LENGTH > 0 ? 0.8 * values[i - 1] : 0);
}

/* Bounds and limits leave out work, not neighbours. */
static void
test_neighbours (void)
{
  g_autofree double *values = g_new (double, N_SERIES * LENGTH);

  make_series (values);
  for (guint distance = CRM_SIMILAR_EUCLID; distance <= CRM_SIMILAR_DTW; distance++)
    {
      guint band = distance == CRM_SIMILAR_DTW ? 3 : 0;
      CrmSimilarOptions options = { (CrmSimilarDistance) distance, FALSE, band, 3 };
      g_autoptr (CrmSimilar) similar = crm_similar_new (values, N_SERIES, LENGTH, &options, NULL, NULL);

      g_assert_cmpuint (similar->n_full, <, N_SERIES * (N_SERIES - 1));
      for (guint i = 0; i < N_SERIES; i++)
        {
          const CrmNeighbour *neighbours = similar->neighbours + i * 3;
          guint nearer = 0;

          for (guint other = 0; other < N_SERIES; other++)
            {
              double slow = warp_slowly (values + i * LENGTH, values + other * LENGTH, LENGTH, band);

              nearer += other != i && slow < neighbours[2].distance - 1e-12;
            }
          g_assert_cmpuint (nearer, ==, 2);
          g_assert_cmpfloat (neighbours[0].distance, <=, neighbours[1].distance);
          crm_test_assert_near (neighbours[0].distance,
                                warp_slowly (values + i * LENGTH, values + neighbours[0].series * LENGTH, LENGTH, band),
                                1e-12);
        }
    }
}

/* The same shape in another size is the same; one that does not change is like nothing but its kind. */
static void
test_scale (void)
{
  const double values[] = { 1, 2, 3, 2, 1000, 2000, 3000, 2000, 3, 2, 1, 2, 5, 5, 5, 5, 8, 8, 8, 8 };
  CrmSimilarOptions options = { CRM_SIMILAR_EUCLID, TRUE, 0, 1 };
  g_autoptr (CrmSimilar) similar = crm_similar_new (values, 5, 4, &options, NULL, NULL);

  g_assert_cmpuint (similar->neighbours[0].series, ==, 1);
  g_assert_cmpfloat_with_epsilon (similar->neighbours[0].distance, 0, 1e-9);
  g_assert_cmpuint (similar->neighbours[3].series, ==, 4);
  g_assert_cmpfloat (similar->neighbours[3].distance, ==, 0);
}

static void
test_threads (void)
{
  g_autofree double *values = g_new (double, N_SERIES * LENGTH);
  CrmSimilarOptions options = { CRM_SIMILAR_DTW, TRUE, 2, 4 };
  CrmRun one = { .n_threads = 1 }, four = { .n_threads = 4 };
  g_autoptr (CrmSimilar) first = NULL, second = NULL;

  make_series (values);
  first = crm_similar_new (values, N_SERIES, LENGTH, &options, &one, NULL);
  second = crm_similar_new (values, N_SERIES, LENGTH, &options, &four, NULL);
  for (guint i = 0; i < N_SERIES * 4; i++)
    {
      g_assert_cmpuint (first->neighbours[i].series, ==, second->neighbours[i].series);
      g_assert_cmpfloat (first->neighbours[i].distance, ==, second->neighbours[i].distance);
    }
}

static void
test_refused (void)
{
  const double values[] = { 1, 2, 3, NAN };
  CrmSimilarOptions options = { CRM_SIMILAR_EUCLID, TRUE, 0, 1 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CrmRun run = { .cancellable = cancellable };
  GError *error = NULL;

  g_assert_null (crm_similar_new (values, 1, 3, &options, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (crm_similar_new (values, 2, 2, &options, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (crm_similar_new ((double[]) { 1, 2, 3, 4 }, 2, 2, &options, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/similar/dtw", test_dtw);
  g_test_add_func ("/similar/neighbours", test_neighbours);
  g_test_add_func ("/similar/scale", test_scale);
  g_test_add_func ("/similar/threads", test_threads);
  g_test_add_func ("/similar/refused", test_refused);
  return g_test_run ();
}
