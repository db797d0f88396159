/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"
#include "crm-test.h"

#include "analytics/crm-compare.h"
#include "analytics/crm-describe.h"
#include "analytics/crm-frequencies.h"
#include "analytics/crm-grouping.h"
#include "analytics/crm-series.h"
#include "base/crm-error.h"

#include <math.h>
#include <string.h>

#define FILE_OF_R "descriptive.json"

static CrmDescription *
describe (const double *values,
          gsize n)
{
  return crm_describe (values, NULL, n, 1, NULL, NULL);
}

/* The certified values of NIST: to 13 digits, but of the sets that a double holds only roughly. The numbers follow the
 * heading "Data: Y", a line of dashes, and nothing else in the file begins with a digit behind them. */
static GArray *
read_nist (const char *name)
{
  g_autofree char *file = g_strdup_printf ("nist_strd/%s.txt", name);
  g_autofree char *path = crm_test_data_path (file);
  GArray *values = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]), *end;
      double value = g_ascii_strtod (line, &end);

      if (end > line && *end == '\0')
        g_array_append_val (values, value);
    }
  return values;
}

static void
test_nist (void)
{
  static const struct { const char *name; gsize n; double tolerance; } sets[] = {
    { "Lew", 200, 1e-13 }, { "Lottery", 218, 1e-13 }, { "Michelso", 100, 1e-11 }, { "NumAcc1", 3, 1e-14 },
    { "NumAcc2", 1001, 1e-13 },
  };
  g_autofree char *path = crm_test_data_path ("reference/nist.json");

  for (guint i = 0; path != NULL && i < G_N_ELEMENTS (sets); i++)
    {
      g_autoptr (GArray) values = read_nist (sets[i].name);
      g_autoptr (CrmDescription) is = describe ((double *) values->data, values->len);
      g_autofree char *mean = g_strdup_printf ("%s/mean", sets[i].name);
      g_autofree char *sd = g_strdup_printf ("%s/sd", sets[i].name);
      g_autofree char *correlation = g_strdup_printf ("%s/ac1", sets[i].name);

      g_assert_cmpint (is->n, ==, sets[i].n);
      crm_test_assert_near (is->mean, crm_test_expected_number ("nist.json", mean), 1e-14);
      crm_test_assert_near (is->sd, crm_test_expected_number ("nist.json", sd), sets[i].tolerance);
      crm_test_assert_near (is->autocorrelations[0], crm_test_expected_number ("nist.json", correlation), 1e-12);
    }
}

/* NumAcc3 and NumAcc4, as NIST states how they are made: 1000000.2 or 10000000.2, and 500 times 0.1 less and more.
 * What doubles hold of that tells the deviation to about 9 and 8 digits. */
static void
test_large (void)
{
  static const struct { double mean, tolerance; } rows[] = { { 1000000.2, 1e-9 }, { 10000000.2, 1e-8 } };

  for (guint k = 0; k < G_N_ELEMENTS (rows); k++)
    {
      double values[1001] = { rows[k].mean };
      g_autoptr (CrmDescription) is = NULL;

      for (guint i = 1; i < 1001; i++)
        values[i] = i % 2 != 0 ? rows[k].mean - 0.1 : rows[k].mean + 0.1;
      is = describe (values, 1001);
      crm_test_assert_near (is->mean, rows[k].mean, 1e-15);
      crm_test_assert_near (is->sd, 0.1, rows[k].tolerance);
      crm_test_assert_near (is->autocorrelations[0], -0.999, rows[k].tolerance);
    }
}

static double
expect (const char *column,
        const char *member)
{
  g_autofree char *path = g_strdup_printf ("columns/%s/%s", column, member);

  return crm_test_expected_number (FILE_OF_R, path);
}

static void
assert_column (const char *file,
               const char *name,
               const char *column)
{
  g_autoptr (CrmFrame) frame = crm_test_data_csv (file);
  g_autofree double *values = frame != NULL ? crm_column_numbers (crm_frame_find (frame, name)) : NULL;
  g_autoptr (CrmDescription) is = frame != NULL ? describe (values, crm_frame_n_rows (frame)) : NULL;
  g_autofree char *path = g_strdup_printf ("columns/%s/quartiles_type6", column);
  g_autoptr (JsonNode) quartiles = NULL;

  if (is == NULL)
    return;
  {
    const struct { const char *member; double value; } rows[] = {
      { "n", is->n }, { "missing", is->n_missing }, { "distinct", is->n_distinct }, { "n_modes", is->n_modes },
      { "mode_count", is->mode_count }, { "sum", is->sum }, { "mean", is->mean }, { "median", is->median },
      { "min", is->min }, { "max", is->max }, { "var_n1", is->variance }, { "sd_n1", is->sd }, { "rms", is->rms },
      { "trimmed_mean_10pct", is->trimmed_mean }, { "mad_raw", is->mad }, { "mean_abs_dev", is->mean_distance },
      { "iqr_type7", is->iqr }, { "skew_g1", is->skewness }, { "skew_G1_excel", is->adjusted_skewness },
      { "kurt_g2_excess", is->kurtosis }, { "kurt_G2_excel", is->adjusted_kurtosis },
      { "quantiles_type7/p1", crm_quantile (is->sorted, is->n, 0.01, 7) },
      { "quantiles_type7/p10", crm_quantile (is->sorted, is->n, 0.1, 7) },
      { "quantiles_type7/p95", crm_quantile (is->sorted, is->n, 0.95, 7) },
      { "quantiles_type7/p99", crm_quantile (is->sorted, is->n, 0.99, 7) },
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
      crm_test_assert_near (rows[i].value, expect (column, rows[i].member), 1e-12);
  }
  if (is->min > 0)
    {
      crm_test_assert_near (is->geometric_mean, expect (column, "geometric_mean"), 1e-12);
      crm_test_assert_near (is->harmonic_mean, expect (column, "harmonic_mean"), 1e-12);
    }
  else
    g_assert_true (isnan (is->geometric_mean) && isnan (is->harmonic_mean));
  quartiles = crm_test_expected (FILE_OF_R, path);
  for (guint i = 0; i < 3; i++)
    crm_test_assert_near (crm_quantile (is->sorted, is->n, (i + 1) / 4.0, 6),
                          json_array_get_double_element (json_node_get_array (quartiles), i), 1e-12);
}

static void
test_reference (void)
{
  static const char telco[] = "telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv";

  assert_column (telco, "tenure", "telco.tenure");
  assert_column (telco, "MonthlyCharges", "telco.MonthlyCharges");
  assert_column (telco, "TotalCharges", "telco.TotalCharges");
  assert_column ("crm_sales_opportunities/accounts.csv", "revenue", "accounts.revenue");
  assert_column ("crm_sales_opportunities/accounts.csv", "employees", "accounts.employees");
}

static void
test_weights (void)
{
  g_autoptr (CrmFrame) frame = crm_test_data_csv ("crm_sales_opportunities/accounts.csv");
  static const double values[] = { 1, NAN, 3, 5 }, weights[] = { 1, 7, 3, NAN }, wrong[] = { 1, 1, -1, 1 };
  g_autoptr (CrmDescription) few = crm_describe (values, weights, 4, 0, NULL, NULL);
  GError *error = NULL;

  g_assert_cmpfloat (few->weighted_mean, ==, 2.5);
  g_assert_null (crm_describe (values, wrong, 4, 0, NULL, &error));
  crm_test_assert_error (error, CRM_ERROR_INVALID);
  if (frame != NULL)
    {
      g_autofree double *revenue = crm_column_numbers (crm_frame_find (frame, "revenue"));
      g_autofree double *employees = crm_column_numbers (crm_frame_find (frame, "employees"));
      g_autoptr (CrmDescription) is = crm_describe (revenue, employees, crm_frame_n_rows (frame), 0, NULL, NULL);

      crm_test_assert_near (is->weighted_mean,
                            crm_test_expected_number (FILE_OF_R, "weighted/accounts_mean_revenue_weighted_by_employees"),
                            1e-13);
    }
}

/* The ages of J. Han and M. Kamber, "Data Mining: Concepts and Techniques", exercise 2.2: bimodal, 25 and 35. */
static void
test_modes (void)
{
  static const double ages[] = { 13, 15, 16, 16, 19, 20, 20, 21, 22, 22, 25, 25, 25, 25, 30, 33, 33, 35, 35, 35, 35, 36,
                                 40, 45, 46, 52, 70 };
  g_autoptr (CrmDescription) is = describe (ages, G_N_ELEMENTS (ages));

  g_assert_cmpint (is->n_modes, ==, 2);
  g_assert_cmpfloat (is->modes[0], ==, 25);
  g_assert_cmpfloat (is->modes[1], ==, 35);
  g_assert_cmpint (is->mode_count, ==, 4);
  g_assert_cmpint (is->n_distinct, ==, 17);
  g_assert_cmpfloat (is->median, ==, 25);
  g_assert_cmpfloat (is->mad, ==, 9);
  g_assert_cmpfloat (is->iqr, ==, 14.5);
}

/* Nothing is made of values that are not there, and nothing of rounding. */
static void
test_degenerate (void)
{
  static const double none[] = { NAN, NAN, INFINITY, 1e200 }, one[] = { 7 };
  double same[10], scaled[6] = { 1, 2, 2, 4, 8, 16 };
  g_autoptr (CrmDescription) nothing = describe (none, 4);
  g_autoptr (CrmDescription) empty = describe (none, 0);
  g_autoptr (CrmDescription) single = describe (one, 1);
  g_autoptr (CrmDescription) small = describe (scaled, 6);
  g_autoptr (CrmDescription) constant = NULL;
  g_autoptr (CrmDescription) large = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GError *error = NULL;

  for (guint i = 0; i < 10; i++)
    same[i] = 0.1;
  for (guint i = 0; i < 6; i++)
    scaled[i] *= 0x1p300;
  constant = describe (same, 10);
  large = describe (scaled, 6);
  g_assert_cmpint (nothing->n, ==, 0);
  g_assert_cmpint (nothing->n_missing, ==, 2);
  g_assert_cmpint (nothing->n_unusable, ==, 2);
  g_assert_true (isnan (nothing->mean) && isnan (nothing->median) && isnan (empty->min));
  g_assert_cmpfloat (single->mean, ==, 7);
  g_assert_cmpint (single->n_lags, ==, 0);
  g_assert_true (isnan (single->sd));
  g_assert_cmpfloat (constant->mean, ==, 0.1);
  g_assert_cmpfloat (constant->sd, ==, 0);
  g_assert_true (isnan (constant->skewness) && isnan (constant->autocorrelations[0]));
  g_assert_cmpfloat (large->kurtosis, ==, small->kurtosis);
  g_assert_cmpfloat (large->sd, ==, ldexp (small->sd, 300));
  g_cancellable_cancel (cancellable);
  g_assert_null (crm_describe (one, NULL, 1, 0, &(CrmRun) { .cancellable = cancellable }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

static void
test_frequencies (void)
{
  static const char *const words[] = { "a", "b", NULL, "b", "c", "b", "c" };
  static const gsize rows[] = { 0, 1, 2, 4 };
  g_autoptr (CrmFrame) frame = crm_frame_new (G_N_ELEMENTS (words));
  CrmColumn *column = crm_frame_add_texts (frame, "word", words);
  guint n, n_some;
  g_autofree CrmFrequency *all = crm_frequencies_new (column, NULL, 0, &n);
  g_autofree CrmFrequency *some = crm_frequencies_new (column, rows, 4, &n_some);
  g_autoptr (CrmGrouping) grouping = crm_grouping_new (column->codes, column->n, 3);

  g_assert_cmpint (n, ==, 3);
  g_assert_cmpstr (crm_column_level (column, all[0].code), ==, "b");
  g_assert_cmpint (all[0].count, ==, 3);
  g_assert_cmpint (all[2].count, ==, 1);
  g_assert_cmpint (n_some, ==, 3);
  g_assert_cmpint (some[0].count, ==, 1);
  g_assert_cmpint (crm_grouping_size (grouping, all[0].code), ==, 3);
  g_assert_cmpint (grouping->rows[grouping->starts[all[0].code] + 1], ==, 3);
}

static void
assert_changes (const double *changes,
                gsize first,
                const char *path)
{
  g_autoptr (JsonNode) node = crm_test_expected (FILE_OF_R, path);
  JsonArray *expected = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (expected); i++)
    crm_test_assert_near (changes[first + i], json_array_get_double_element (expected, i), 1e-12);
}

static void
test_compare (void)
{
  g_autoptr (CrmFrame) frame = crm_test_data_csv ("airpassengers/airline-passengers.csv");
  g_autoptr (CrmComparison) months = NULL;
  g_autoptr (CrmComparison) years = NULL;
  double sums[12] = { 0 };
  const double *values;

  if (frame == NULL)
    return;
  values = crm_frame_find (frame, "Passengers")->numbers;
  for (guint i = 0; i < 144; i++)
    sums[i / 12] += values[i];
  months = crm_comparison_new (values, NULL, 144, CRM_PERIOD_MONTH, crm_date_from_ymd (1949, 1, 1), 3);
  years = crm_comparison_new (sums, NULL, 12, CRM_PERIOD_YEAR, crm_date_from_ymd (1949, 1, 1), 3);
  assert_changes (months->previous_changes, 1, "growth/airpassengers_mom_1949_02_to_12");
  assert_changes (months->year_changes, 12, "growth/airpassengers_yoy_1950_01_to_12");
  assert_changes (months->year_changes, 132, "growth/airpassengers_yoy_1960");
  crm_test_assert_near (years->growth, crm_test_expected_number (FILE_OF_R, "growth/cagr_1949_1960"), 1e-12);
  crm_test_assert_near (years->doublings, crm_test_expected_number (FILE_OF_R, "growth/doublings_log2"), 1e-12);
  crm_test_assert_near (years->indices[11] / 100,
                        crm_test_expected_number (FILE_OF_R, "growth/multiple_1960_over_1949"), 1e-12);
}

/* Leap days, values of 0 and parts of a whole. */
static void
test_compare_small (void)
{
  static const double values[] = { 0, 2, 4, 8 }, totals[] = { 4, 4, 5, 0 };
  double days[800];
  gint64 start = crm_date_from_ymd (2023, 1, 1);
  gsize leap = crm_date_from_ymd (2024, 2, 29) - start, after = crm_date_from_ymd (2024, 3, 1) - start;
  g_autoptr (CrmComparison) part = crm_comparison_new (values, totals, 4, CRM_PERIOD_MONTH, start, 2);
  g_autoptr (CrmComparison) daily = NULL;

  for (guint i = 0; i < 800; i++)
    days[i] = 1 + i;
  daily = crm_comparison_new (days, NULL, 800, CRM_PERIOD_DAY, start, 7);
  crm_test_assert_near (daily->year_changes[leap], days[leap] / days[leap - 366] - 1, 1e-15);
  crm_test_assert_near (daily->year_changes[after], days[after] / days[after - 366] - 1, 1e-15);
  g_assert_true (isnan (daily->year_changes[364]) && !isnan (daily->year_changes[365]));
  g_assert_cmpfloat (daily->averages[6], ==, 4);
  g_assert_true (isnan (part->previous_changes[0]) && isnan (part->previous_changes[1]));
  g_assert_cmpfloat (part->previous_changes[2], ==, 1);
  g_assert_cmpfloat (part->shares[1], ==, 0.5);
  crm_test_assert_near (part->points[2], 30, 1e-13);
  g_assert_true (isnan (part->shares[3]) && isnan (part->growth) && isnan (part->indices[3]));
  g_assert_cmpfloat (part->averages[3], ==, 6);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/describe/nist", test_nist);
  g_test_add_func ("/describe/large", test_large);
  g_test_add_func ("/describe/reference", test_reference);
  g_test_add_func ("/describe/weights", test_weights);
  g_test_add_func ("/describe/modes", test_modes);
  g_test_add_func ("/describe/degenerate", test_degenerate);
  g_test_add_func ("/describe/frequencies", test_frequencies);
  g_test_add_func ("/compare/reference", test_compare);
  g_test_add_func ("/compare/small", test_compare_small);
  return g_test_run ();
}
