/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"
#include "crm-test.h"

#include "analytics/crm-pivot.h"
#include "analytics/crm-random.h"
#include "base/crm-error.h"

#include <math.h>

#define N 3000

static CrmPivotAxis *
axis (const CrmColumn *first,
      const CrmColumn *second,
      gsize n)
{
  const CrmColumn *dimensions[] = { first, second };

  return crm_pivot_axis_new (dimensions, second != NULL ? 2 : first != NULL ? 1 : 0, n, CRM_PERIOD_MONTH, NULL, NULL);
}

/* Contracts and churn of Telco's customers: R's table(). */
static void
test_reference (void)
{
  static const double counts[] = { 2220, 1655, 1307, 166, 1647, 48 };
  g_autoptr (CrmFrame) frame = crm_test_data_csv ("telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv");
  g_autoptr (CrmPivotAxis) rows = NULL;
  g_autoptr (CrmPivotAxis) columns = NULL;
  g_autoptr (JsonNode) expected = NULL;
  g_autofree gint32 *cells = NULL;
  g_autofree double *found = NULL;
  gsize n;

  if (frame == NULL)
    return;
  n = crm_frame_n_rows (frame);
  rows = axis (crm_frame_find (frame, "Contract"), NULL, n);
  columns = axis (crm_frame_find (frame, "Churn"), NULL, n);
  cells = crm_pivot_cells (rows, 1, columns, 1, n, NULL);
  found = crm_pivot_measure (cells, 6, NULL, n, CRM_PIVOT_COUNT, NULL, NULL);
  g_assert_cmpmem (found, 6 * sizeof (double), counts, sizeof counts);
  expected = crm_test_expected ("descriptive.json", "frequency/crosstab.contract_churn");
  for (guint i = 0; i < 6; i++)
    {
      JsonObject *cell = json_array_get_object_element (json_node_get_array (expected), i);

      g_assert_cmpfloat (found[i % 3 * 2 + i / 3], ==, json_object_get_int_member (cell, "Freq"));
    }
}

/* Random dimensions, some values missing, against sums made row by row. */
static void
test_against_rows (void)
{
  g_autoptr (CrmFrame) frame = crm_frame_new (N);
  gint32 *days = g_new (gint32, N);
  double *kinds = g_new (double, N);
  g_autofree double *values = g_new (double, N);
  g_autoptr (CrmPivotAxis) rows = NULL;
  g_autoptr (CrmPivotAxis) columns = NULL;
  CrmRandom random;

  crm_random_init (&random, 7, 0);
  for (gsize i = 0; i < N; i++)
    {
      days[i] = crm_random_double (&random) < 0.05 ? CRM_DAY_MISSING : 19723 + (gint32) (300 * crm_random_double (&random));
      kinds[i] = crm_random_double (&random) < 0.05 ? NAN : floor (4 * crm_random_double (&random)) - 2;
      values[i] = crm_random_double (&random) < 0.05 ? NAN : floor (9 * crm_random_double (&random));
    }
  crm_frame_take_days (frame, "day", days);
  crm_frame_take_numbers (frame, "kind", kinds);
  rows = axis (crm_frame_find (frame, "kind"), crm_frame_find (frame, "day"), N);
  columns = axis (NULL, NULL, N);
  g_assert_cmpint (columns->n, ==, 1);
  g_assert_cmpint (crm_pivot_axis_size (rows, 0), ==, 1);
  g_assert_cmpint (crm_pivot_axis_size (rows, 1), ==, 4);
  g_assert_cmpint (crm_pivot_axis_size (rows, 2), ==, 40);
  for (guint depth = 0; depth <= 2; depth++)
    {
      guint n = crm_pivot_axis_size (rows, depth);
      g_autofree gint32 *cells = crm_pivot_cells (rows, depth, columns, 0, N, NULL);
      g_autofree double *sums = crm_pivot_measure (cells, n, values, N, CRM_PIVOT_SUM, NULL, NULL);
      g_autofree double *shares = crm_pivot_measure (cells, n, values, N, CRM_PIVOT_SHARE, NULL, NULL);
      g_autofree double *means = crm_pivot_measure (cells, n, values, N, CRM_PIVOT_MEAN, NULL, NULL);
      g_autofree double *distinct = crm_pivot_measure (cells, n, values, N, CRM_PIVOT_DISTINCT, NULL, NULL);
      g_autofree double *medians = crm_pivot_measure (cells, n, values, N, CRM_PIVOT_MEDIAN, NULL, NULL);
      double whole = 0;

      for (guint cell = 0; cell < n; cell++)
        {
          gsize counts[9] = { 0 }, count = 0, below = 0, above = 0, different = 0;
          double sum = 0;
          int kind = depth == 2 ? (int) cell / 10 - 2 : (int) cell - 2, month = cell % 10;

          for (gsize i = 0; i < N; i++)
            {
              int year, of_year, day;

              if (days[i] == CRM_DAY_MISSING || isnan (kinds[i]) || isnan (values[i]))
                continue;
              crm_date_to_ymd (days[i], &year, &of_year, &day);
              if ((depth > 0 && kinds[i] != kind) || (depth == 2 && of_year != month + 1))
                continue;
              sum += values[i];
              count++;
              different += counts[(guint) values[i]]++ == 0;
              below += values[i] < medians[cell];
              above += values[i] > medians[cell];
            }
          whole += shares[cell];
          g_assert_cmpfloat (sums[cell], ==, sum);
          crm_test_assert_near (means[cell], sum / count, 1e-13);
          g_assert_cmpfloat (distinct[cell], ==, different);
          g_assert_cmpint (below, <=, count / 2);
          g_assert_cmpint (above, <=, count / 2);
        }
      crm_test_assert_near (whole, 1, 1e-12);
    }
}

static void
test_degenerate (void)
{
  g_autoptr (CrmFrame) frame = crm_frame_new (5000);
  double *numbers = g_new (double, 5000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CrmPivotAxis) rows = NULL;
  g_autoptr (CrmPivotAxis) none = axis (NULL, NULL, 0);
  g_autofree gint32 *no_cells = crm_pivot_cells (none, 0, none, 0, 0, NULL);
  g_autofree double *nothing = crm_pivot_measure (no_cells, 1, NULL, 0, CRM_PIVOT_SUM, NULL, NULL);
  const CrmColumn *column;
  GError *error = NULL;

  g_assert_true (isnan (nothing[0]));
  for (gsize i = 0; i < 5000; i++)
    numbers[i] = i * 0.5;
  column = crm_frame_take_numbers (frame, "all different", numbers);
  rows = axis (column, NULL, 5000);
  g_assert_cmpint (rows->n, ==, 5000);
  g_assert_null (crm_pivot_cells (rows, 1, rows, 1, 5000, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_cancellable_cancel (cancellable);
  g_assert_null (crm_pivot_axis_new (&column, 1, 5000, CRM_PERIOD_DAY, &(CrmRun) { .cancellable = cancellable }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pivot/reference", test_reference);
  g_test_add_func ("/pivot/against-rows", test_against_rows);
  g_test_add_func ("/pivot/degenerate", test_degenerate);
  return g_test_run ();
}
