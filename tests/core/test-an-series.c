/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"

#include "analytics/crm-correlogram.h"
#include "analytics/crm-decompose.h"
#include "analytics/crm-holt-winters.h"
#include "analytics/crm-partial-sort.h"
#include "analytics/crm-random.h"
#include "analytics/crm-trend.h"
#include "base/crm-error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FILE_OF_R "timeseries.json"
#define N 144

/* G. E. P. Box and G. M. Jenkins, series G. FALSE where there is no reference data. */
static gboolean
read_passengers (double *values)
{
  g_autoptr (CrmFrame) frame = crm_test_data_csv ("airpassengers/airline-passengers.csv");

  if (frame == NULL)
    return FALSE;
  g_assert_cmpuint (crm_frame_n_rows (frame), ==, N);
  g_assert_cmpint (crm_frame_find (frame, "Month")->kind, ==, CRM_COLUMN_DATE);
  memcpy (values, crm_frame_find (frame, "Passengers")->numbers, N * sizeof (double));
  return TRUE;
}

static void
assert_expected (const double *values,
                 const char *path,
                 double tolerance)
{
  g_autofree char *whole = g_strconcat ("airpassengers/", path, NULL);
  JsonNode *node = crm_test_expected (FILE_OF_R, whole);
  JsonArray *array = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (array); i++)
    crm_test_assert_near (values[i], json_array_get_double_element (array, i), tolerance);
  json_node_unref (node);
}

static double
expect (const char *path)
{
  g_autofree char *whole = g_strconcat ("airpassengers/", path, NULL);

  return crm_test_expected_number (FILE_OF_R, whole);
}

static void
test_decompose (void)
{
  double values[N];
  g_autoptr (CrmDecomposition) sum = NULL, product = NULL;

  if (!read_passengers (values))
    return;
  sum = crm_decompose (values, N, 12, CRM_SEASONAL_ADDITIVE, NULL);
  assert_expected (sum->season, "decompose_add/figure", 1e-9);
  assert_expected (sum->trend + 6, "decompose_add/trend_7_to_12", 1e-9);
  assert_expected (sum->remainder + 6, "decompose_add/random_7_to_12", 1e-9);
  g_assert_true (isnan (sum->trend[5]) && isnan (sum->trend[N - 6]));
  product = crm_decompose (values, N, 12, CRM_SEASONAL_MULTIPLICATIVE, NULL);
  assert_expected (product->season, "decompose_mult/figure", 1e-9);
  assert_expected (product->remainder + 6, "decompose_mult/random_7_to_12", 1e-9);
}

static double
find_sd (const double *values,
         gsize n)
{
  double mean = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    mean += values[i] / n;
  for (gsize i = 0; i < n; i++)
    squares += (values[i] - mean) * (values[i] - mean);
  return sqrt (squares / (n - 1));
}

static void
compare_stl (const double *values,
             const CrmStlOptions *options,
             const char *name,
             double tolerance)
{
  g_autoptr (CrmDecomposition) parts = crm_stl (values, N, 12, options, NULL, NULL);
  const struct { const double *from; const char *key; } rows[] = {
    { parts->season, "seasonal_first12" }, { parts->season + N - 12, "seasonal_last12" },
    { parts->trend, "trend_first12" }, { parts->trend + N - 6, "trend_last6" },
    { parts->remainder, "remainder_first6" },
  };
  g_autofree char *sd = g_strconcat (name, "/remainder_sd", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat (name, "/", rows[i].key, NULL);

      assert_expected (rows[i].from, path, tolerance);
    }
  crm_test_assert_near (find_sd (parts->remainder, N), expect (sd), tolerance);
}

static void
test_stl (void)
{
  double values[N], logs[N];

  if (!read_passengers (values))
    return;
  for (guint i = 0; i < N; i++)
    logs[i] = log (values[i]);
  compare_stl (values, &(CrmStlOptions) { CRM_STL_PERIODIC, FALSE }, "stl_periodic", 1e-9);
  compare_stl (logs, &(CrmStlOptions) { CRM_STL_PERIODIC, FALSE }, "stl_log_periodic", 1e-9);
  compare_stl (values, &(CrmStlOptions) { 7, TRUE }, "stl_s7_robust", 1e-9);
}

static int
compare_numbers (const void *a,
                 const void *b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

/* Any places, of any values: as after sorting. */
static void
test_partial_sort (void)
{
  CrmRandom random;

  crm_random_init (&random, 410, 0);
  for (guint round = 0; round < 1000; round++)
    {
      gsize n = 1 + crm_random_below (&random, 60), places[3];
      double values[60], sorted[60];

      for (gsize i = 0; i < n; i++)
        values[i] = sorted[i] = crm_random_below (&random, round % 2 == 0 ? 5 : 1000000);
      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        places[i] = i == 0 ? crm_random_below (&random, n) : places[i - 1] + crm_random_below (&random, n - places[i - 1]);
      qsort (sorted, n, sizeof (double), compare_numbers);
      crm_partial_sort (values, n, places, G_N_ELEMENTS (places));
      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        g_assert_cmpfloat (values[places[i]], ==, sorted[places[i]]);
    }
}

/* A wave, a line and one value that is far off: the robust way leaves it to the remainder. */
static void
test_stl_robust (void)
{
  double values[96];
  g_autoptr (CrmDecomposition) plain = NULL, robust = NULL;

  for (guint i = 0; i < 96; i++)
    values[i] = 10 + 0.5 * i + 8 * sin (2 * G_PI * i / 12);
  values[50] += 100;
  plain = crm_stl (values, 96, 12, &(CrmStlOptions) { CRM_STL_PERIODIC, FALSE }, NULL, NULL);
  robust = crm_stl (values, 96, 12, &(CrmStlOptions) { CRM_STL_PERIODIC, TRUE }, NULL, NULL);
  crm_test_assert_near (robust->remainder[50], 100, 0.01);
  g_assert_cmpfloat (plain->remainder[50], <, 90);
  g_assert_cmpfloat (robust->weights[50], ==, 0);
  crm_test_assert_near (robust->trend[48], 34, 0.02);
  g_assert_cmpfloat (crm_seasonal_strength (robust), >, 0);
}

/* Four years of a wave, with gaps: a straight line would be up to 17 off. */
static void
test_interpolate (void)
{
  double values[48], filled[48], line[] = { NAN, 1, NAN, NAN, 4, NAN };

  for (guint i = 0; i < 48; i++)
    values[i] = filled[i] = 100 + i + 20 * cos (2 * G_PI * i / 12);
  filled[17] = filled[18] = filled[30] = NAN;
  crm_interpolate (filled, 48, 12, NULL);
  for (guint i = 0; i < 48; i++)
    g_assert_cmpfloat_with_epsilon (filled[i], values[i], 4);
  crm_interpolate (line, 6, 1, NULL);
  g_assert_cmpfloat (line[0], ==, 1);
  g_assert_cmpfloat (line[2], ==, 2);
  g_assert_cmpfloat (line[3], ==, 3);
  g_assert_cmpfloat (line[5], ==, 4);
}

static CrmHoltWinters *
smooth (const double *values,
        gsize n,
        CrmSeasonal seasonal,
        double alpha,
        double beta,
        double gamma)
{
  GError *error = NULL;
  CrmHoltWinters *fit = crm_holt_winters_fit (values, n, &(CrmHoltWintersOptions) { 12, seasonal, TRUE, alpha, beta,
                                              gamma }, NULL, &error);

  g_assert_no_error (error);
  return fit;
}

static void
compare_holt_winters (const CrmHoltWinters *fit,
                      const char *name,
                      double tolerance)
{
  static const char *const keys[] = { "alpha", "beta", "gamma", "coef/a", "coef/b", "coef/s1", "coef/s12" };
  const double values[] = { fit->alpha, fit->beta, fit->gamma, fit->level, fit->slope, fit->season[0],
                            fit->season[11] };
  double mean[12], sd[12];
  g_autofree char *sse = g_strconcat (name, "/SSE", NULL), *forecast = g_strconcat (name, "/forecast", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *path = g_strconcat (name, "/", keys[i], NULL);

      crm_test_assert_near (values[i], expect (path), tolerance);
    }
  g_assert_cmpfloat (fit->sse, <=, expect (sse) * (1 + 1e-9));
  crm_holt_winters_forecast (fit, 12, mean, sd);
  assert_expected (mean, forecast, tolerance);
  for (guint i = 1; i < 12; i++)
    g_assert_cmpfloat (sd[i], >, 0);
}

static void
test_holt_winters (void)
{
  double values[N];
  g_autoptr (CrmHoltWinters) sum = NULL, product = NULL, fixed_sum = NULL, fixed_product = NULL;

  if (!read_passengers (values))
    return;
  fixed_sum = smooth (values, N, CRM_SEASONAL_ADDITIVE, 0.2, 0.1, 0.3);
  compare_holt_winters (fixed_sum, "hw_add_fixed_.2_.1_.3", 1e-9);
  assert_expected (fixed_sum->fitted + 12, "hw_add_fixed_.2_.1_.3/fitted_first6", 1e-9);
  fixed_product = smooth (values, N, CRM_SEASONAL_MULTIPLICATIVE, 0.2, 0.1, 0.3);
  compare_holt_winters (fixed_product, "hw_mult_fixed_.2_.1_.3", 1e-9);
  sum = smooth (values, N, CRM_SEASONAL_ADDITIVE, NAN, NAN, NAN);
  compare_holt_winters (sum, "hw_additive", 1e-3);
  product = smooth (values, N, CRM_SEASONAL_MULTIPLICATIVE, NAN, NAN, NAN);
  compare_holt_winters (product, "hw_multiplicative", 1e-3);
}

/* Flow of the Nile at Aswan, 1871–1970: G. W. Cobb, Biometrika 65 (1978). */
static const double nile[] = {
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100,
  1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456,
  824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897,
  822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975,
  815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
};

static void
test_simple_smoothing (void)
{
  CrmHoltWintersOptions options = { 1, CRM_SEASONAL_NONE, FALSE, NAN, NAN, NAN };
  g_autoptr (CrmHoltWinters) fit = crm_holt_winters_fit (nile, 100, &options, NULL, NULL);

  crm_test_assert_near (fit->alpha, 0.24655787746, 1e-4);
  g_assert_cmpfloat (fit->sse, <=, 2038871.83288585 * (1 + 1e-9));
  crm_test_assert_near (fit->level, 805.038857706, 1e-4);
}

static void
test_correlogram (void)
{
  double values[N], correlations[24], partial[12], p;

  if (!read_passengers (values))
    return;
  crm_autocorrelation (values, N, 12, correlations, NULL);
  assert_expected (correlations, "acf_1_12", 1e-9);
  crm_partial_autocorrelation (correlations, 12, partial);
  assert_expected (partial, "pacf_1_12", 1e-9);
  crm_test_assert_near (crm_kpss (values, N, 4), expect ("kpss"), 1e-9);
  g_assert_cmpfloat (crm_ljung_box (values, N, 12, 0, &p), >, 100);
  g_assert_cmpfloat (p, <, 1e-10);
}

static void
test_line (void)
{
  g_autoptr (CrmFrame) frame = crm_test_data_csv ("shampoo/monthly-shampoo-sales.csv");
  double rest[36], intercept, slope;

  if (frame == NULL)
    return;
  crm_remove_line (crm_frame_find (frame, "Sales")->numbers, 36, rest, &intercept, &slope);
  crm_test_assert_near (slope, crm_test_expected_number (FILE_OF_R, "shampoo/linear_trend/seq_along(sh)"), 1e-9);
  /* R counts from 1. */
  crm_test_assert_near (intercept - slope, crm_test_expected_number (FILE_OF_R, "shampoo/linear_trend/(Intercept)"),
                        1e-9);
}

static void
test_periods (void)
{
  double values[120], noise[120];
  CrmPeriodStrength found[5];
  CrmRandom random;

  crm_random_init (&random, 7, 0);
  for (guint i = 0; i < 120; i++)
    {
      noise[i] = crm_random_normal (&random);
      values[i] = 3 * i + 4 * sin (2 * G_PI * i / 7) + 0.5 * noise[i];
    }
  g_assert_cmpuint (crm_find_periods (values, 120, found, 5, NULL), ==, 1);
  g_assert_cmpuint (found[0].period, ==, 7);
  g_assert_cmpfloat (found[0].share, >, 0.9);
  for (guint i = 0; i < 120; i++)
    values[i] = noise[i];
  g_assert_cmpuint (crm_find_periods (values, 120, found, 5, NULL), ==, 0);
  for (guint i = 0; i < 120; i++)
    noise[i] = 5;
  g_assert_cmpuint (crm_find_periods (noise, 120, found, 5, NULL), ==, 0);
}

static gint64
day (const char *text)
{
  gint64 date;

  g_assert_true (crm_date_parse (text, &date));
  return date;
}

/* Rows in any order, two in one month, one month without any, two that do not count. */
static void
test_series (void)
{
  const gint32 days[] = { day ("2024-04-30"), day ("2024-01-31"), day ("2024-01-01"), CRM_DAY_MISSING,
                          day ("2024-02-29"), day ("2024-02-10") };
  const double values[] = { 7, 1, 2, 100, NAN, 4 };
  CrmSeriesOptions options = { .unit = CRM_PERIOD_MONTH, .until = CRM_SERIES_ALL };
  g_autoptr (CrmSeries) sums = crm_series_new (days, values, 6, &options, NULL, NULL);
  g_autoptr (CrmSeries) means = NULL, counted = NULL, early = NULL;

  g_assert_cmpuint (sums->n, ==, 4);
  g_assert_cmpint (sums->start, ==, day ("2024-01-01"));
  g_assert_cmpint (crm_series_day (sums, 4), ==, day ("2024-05-01"));
  g_assert_cmpfloat (sums->values[0], ==, 3);
  g_assert_cmpfloat (sums->values[1], ==, 4);
  g_assert_cmpfloat (sums->values[2], ==, 0);
  g_assert_cmpfloat (sums->values[3], ==, 7);
  g_assert_cmpuint (sums->gaps->len, ==, 1);
  g_assert_cmpuint (g_array_index (sums->gaps, gsize, 0), ==, 2);
  g_assert_cmpuint (sums->n_unused, ==, 2);
  options.measure = CRM_SERIES_MEAN;
  options.gaps = CRM_SERIES_GAPS_MISSING;
  means = crm_series_new (days, values, 6, &options, NULL, NULL);
  g_assert_cmpfloat (means->values[0], ==, 1.5);
  g_assert_true (isnan (means->values[2]));
  options.measure = CRM_SERIES_COUNT;
  counted = crm_series_new (days, values, 6, &options, NULL, NULL);
  g_assert_cmpfloat (counted->values[1], ==, 2);
  options.until = day ("2024-03-31");
  early = crm_series_new (days, values, 6, &options, NULL, NULL);
  g_assert_cmpuint (early->n, ==, 2);
}

static void
test_units (void)
{
  const CrmPeriod units[] = { CRM_PERIOD_DAY, CRM_PERIOD_WEEK, CRM_PERIOD_MONTH, CRM_PERIOD_QUARTER, CRM_PERIOD_YEAR };
  gint64 start = day ("1969-11-03");

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      gint64 first = crm_series_number_period (units[i], start);

      for (gint64 date = start; date < start + 900; date++)
        g_assert_cmpint (crm_period_add (units[i], crm_period_start (units[i], start),
                                         crm_series_number_period (units[i], date) - first), ==,
                         crm_period_start (units[i], date));
    }
}

static void
test_trend (void)
{
  double values[60];
  g_autoptr (CrmTrend) trend = NULL;
  const CrmTurningPoint *turn;

  for (guint i = 0; i < 60; i++)
    values[i] = (i < 30 ? i : 60 - i) + (i % 2 == 0 ? 0.5 : -0.5);
  trend = crm_trend_new (values, 60, 1, NULL, NULL);
  g_assert_cmpuint (trend->turns->len, ==, 1);
  turn = &g_array_index (trend->turns, CrmTurningPoint, 0);
  g_assert_true (turn->peak);
  g_assert_cmpint (turn->place, >=, 28);
  g_assert_cmpint (turn->place, <=, 32);
  for (guint i = 0; i < 60; i++)
    crm_test_assert_near (trend->trend[i] + trend->season[i] + trend->remainder[i], values[i], 1e-12);
}

/* What differs by rounding alone does not turn. */
static void
test_still (void)
{
  double values[60];
  g_autoptr (CrmTrend) trend = NULL;

  for (guint i = 0; i < 60; i++)
    values[i] = 0.1 * 3;
  trend = crm_trend_new (values, 60, 12, NULL, NULL);
  g_assert_cmpuint (trend->turns->len, ==, 0);
  g_assert_cmpfloat (trend->strength, <=, 1);
}

/* Two years of days, twice as much on Saturdays. */
static void
test_effects (void)
{
  gint32 days[728];
  double values[728];
  CrmSeriesOptions options = { .unit = CRM_PERIOD_DAY, .until = CRM_SERIES_ALL };
  CrmCalendarEffects effects;
  g_autoptr (CrmSeries) series = NULL;

  for (guint i = 0; i < 728; i++)
    {
      days[i] = day ("2024-01-01") + i;   /* a Monday */
      values[i] = i % 7 == 5 ? 14 : 7;
    }
  series = crm_series_new (days, values, 728, &options, NULL, NULL);
  crm_series_effects (series, &effects);
  g_assert_cmpfloat_with_epsilon (effects.weekdays[5], 6, 0.02);
  g_assert_cmpfloat_with_epsilon (effects.weekdays[0], -1, 0.02);
}

static void
test_refused (void)
{
  const double values[] = { 1, 2, -3, 4, 5, 6, 7, 8, 9 };
  const gint32 none[] = { CRM_DAY_MISSING }, far[] = { -700000, 2000000 };
  CrmSeriesOptions options = { .unit = CRM_PERIOD_DAY, .until = CRM_SERIES_ALL };
  CrmHoltWintersOptions product = { 4, CRM_SEASONAL_MULTIPLICATIVE, TRUE, NAN, NAN, NAN };
  GError *error = NULL;

  g_assert_null (crm_decompose (values, 9, 4, CRM_SEASONAL_MULTIPLICATIVE, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (crm_decompose (values, 9, 5, CRM_SEASONAL_ADDITIVE, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (crm_stl (values, 8, 4, &(CrmStlOptions) { 7, FALSE }, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (crm_holt_winters_fit (values, 9, &product, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (crm_series_new (none, values, 1, &options, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (crm_series_new (far, values, 2, &options, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
}

/* The unit from row to row, however they are sorted and whichever are missing; purchases have none. */
static void
test_guess_unit (void)
{
  static const struct { CrmPeriod unit; int steps[4]; } cases[] = {
    { CRM_PERIOD_DAY, { 1, 1, 1, 1 } }, { CRM_PERIOD_WEEK, { 7, 7, 7, 7 } }, { CRM_PERIOD_MONTH, { 31, 28, 31, 30 } },
    { CRM_PERIOD_QUARTER, { 90, 91, 92, 92 } }, { CRM_PERIOD_YEAR, { 365, 365, 366, 365 } },
    { CRM_PERIOD_MONTH, { 1, 1, 1, 3 } }, { CRM_PERIOD_MONTH, { 1, 9, 4, 7 } },
  };
  gint32 days[41] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (guint row = 1; row < 41; row++)
        days[row] = days[row - 1] + cases[i].steps[row % 4];
      days[7] = CRM_DAY_MISSING;
      for (guint row = 0; row < 20; row++)
        {
          gint32 swap = days[row];

          days[row] = days[40 - row];
          days[40 - row] = swap;
        }
      g_assert_cmpint (crm_series_guess_unit (days, 41), ==, cases[i].unit);
      days[3] = days[4];
      g_assert_cmpint (crm_series_guess_unit (days, 41), ==, CRM_PERIOD_MONTH);
      memset (days, 0, sizeof days);
    }
  g_assert_cmpint (crm_series_guess_unit (days, 0), ==, CRM_PERIOD_MONTH);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series/decompose", test_decompose);
  g_test_add_func ("/series/stl", test_stl);
  g_test_add_func ("/series/partial-sort", test_partial_sort);
  g_test_add_func ("/series/stl-robust", test_stl_robust);
  g_test_add_func ("/series/interpolate", test_interpolate);
  g_test_add_func ("/series/holt-winters", test_holt_winters);
  g_test_add_func ("/series/simple-smoothing", test_simple_smoothing);
  g_test_add_func ("/series/correlogram", test_correlogram);
  g_test_add_func ("/series/line", test_line);
  g_test_add_func ("/series/periods", test_periods);
  g_test_add_func ("/series/rows", test_series);
  g_test_add_func ("/series/units", test_units);
  g_test_add_func ("/series/trend", test_trend);
  g_test_add_func ("/series/guess-unit", test_guess_unit);
  g_test_add_func ("/series/still", test_still);
  g_test_add_func ("/series/effects", test_effects);
  g_test_add_func ("/series/refused", test_refused);
  return g_test_run ();
}
