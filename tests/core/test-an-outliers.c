/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"
#include "crm-test-data.h"

#include "analytics/crm-isolation.h"
#include "analytics/crm-local-outliers.h"
#include "analytics/crm-matrix.h"
#include "analytics/crm-random.h"
#include "analytics/crm-spread.h"
#include "base/crm-error.h"

#include <math.h>

#define EXPECTED "outliers.json"

/* 351 radar returns, of which 126 are bad. */
typedef struct
{
  CrmMatrix *matrix;
  guint8    *bad;
} Radar;

static void
set_up (Radar *radar,
        gconstpointer data)
{
  g_autoptr (CrmFrame) frame = crm_test_data_csv ("ionosphere/ionosphere.csv");
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  CrmMatrixOptions options = { CRM_ENCODE_REFUSE, CRM_MISSING_REFUSE, CRM_SCALE_NONE };
  const CrmColumn *last;

  if (frame == NULL)
    return;
  last = crm_frame_column (frame, 34);
  for (guint i = 0; i < 34; i++)
    g_ptr_array_add (names, crm_frame_column (frame, i)->name);
  g_ptr_array_add (names, NULL);
  radar->matrix = crm_matrix_new (frame, (const char *const *) names->pdata, &options, NULL, NULL);
  radar->bad = g_new (guint8, last->n);
  for (gsize i = 0; i < last->n; i++)
    radar->bad[i] = g_str_equal (crm_column_level (last, last->codes[i]), "b");
}

static void
tear_down (Radar *radar,
           gconstpointer data)
{
  g_clear_pointer (&radar->matrix, crm_matrix_free);
  g_free (radar->bad);
}

/* By the definition: how often a bad row has a higher score than a good one. */
static double
measure_auc (const Radar *radar,
             const double *scores)
{
  double better = 0, n_pairs = 0;

  for (gsize i = 0; i < radar->matrix->n; i++)
    {
      for (gsize j = 0; radar->bad[i] && j < radar->matrix->n; j++)
        {
          if (radar->bad[j])
            continue;
          better += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
          n_pairs++;
        }
    }
  return better / n_pairs;
}

static void
test_forest (Radar *radar,
             gconstpointer data)
{
  const CrmMatrix *matrix = radar->matrix;
  g_autofree double *scores = NULL;
  double sum = 0;

  if (matrix == NULL)
    return;
  scores = g_new (double, matrix->n);
  for (guint seed = 0; seed < 10; seed++)
    {
      CrmRun run = { .seed = seed };
      g_autoptr (CrmIsolation) forest = crm_isolation_new (matrix->values, matrix->n, matrix->d, 100, 256, &run, NULL);

      g_assert_true (crm_isolation_score (forest, matrix->values, matrix->n, &run, scores, NULL));
      sum += measure_auc (radar, scores);
    }
  g_assert_cmpfloat_with_epsilon (sum / 10, crm_test_expected_number (EXPECTED, "ionosphere/iforest_auc_mean"), 0.03);
  g_assert_cmpfloat_with_epsilon (sum / 10,
                                  crm_test_expected_number (EXPECTED, "published_liu_2008_iForest_auc/ionosphere"),
                                  0.03);
}

static void
test_densities (Radar *radar,
                gconstpointer data)
{
  static const guint numbers[] = { 10, 20, 50 };
  const CrmMatrix *matrix = radar->matrix;

  for (guint i = 0; matrix != NULL && i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *path = g_strdup_printf ("ionosphere/lof_k%u_auc", numbers[i]);
      g_autoptr (CrmLocalOutliers) local = crm_local_outliers_new (matrix->values, matrix->n, matrix->d, numbers[i],
                                                                   NULL, NULL);
      g_autoptr (JsonNode) first = NULL;

      crm_test_assert_near (measure_auc (radar, local->factors), crm_test_expected_number (EXPECTED, path), 1e-3);
      if (numbers[i] != 20)
        continue;
      first = crm_test_expected (EXPECTED, "ionosphere/lof_k20_first10");
      for (guint row = 0; row < 10; row++)
        crm_test_assert_near (local->factors[row],
                              json_array_get_double_element (json_node_get_array (first), row), 1e-6);
    }
}

static void
test_deviations (Radar *radar,
                 gconstpointer data)
{
  const CrmMatrix *matrix = radar->matrix;
  g_autofree double *numbers = NULL, *scores = NULL;
  g_autoptr (JsonNode) expected = NULL;
  gsize n_beyond = 0;

  if (matrix == NULL)
    return;
  numbers = g_new (double, matrix->n);
  scores = g_new0 (double, matrix->n);
  for (gsize j = 0; j < matrix->d; j++)
    {
      CrmSpread spread;

      for (gsize i = 0; i < matrix->n; i++)
        numbers[i] = crm_matrix_row (matrix, i)[j];
      spread = crm_spread_new (numbers, matrix->n, CRM_SPREAD_Z, NULL);
      for (gsize i = 0; i < matrix->n; i++)
        scores[i] = MAX (scores[i], fabs (crm_spread_deviation (&spread, numbers[i])));
    }
  for (gsize i = 0; i < matrix->n; i++)
    n_beyond += scores[i] > 3;
  expected = crm_test_expected (EXPECTED, "ionosphere/rows_any_z_gt3");
  g_assert_cmpuint (n_beyond, ==, json_node_get_int (expected));
  crm_test_assert_near (measure_auc (radar, scores), crm_test_expected_number (EXPECTED, "ionosphere/max_abs_z_auc"),
                        1e-9);
}

/* 2, 4, 4, 4, 5, 5, 7, 9 have mean 5 and standard deviation 2. */
static void
test_spread (void)
{
  static const double numbers[] = { 2, 4, NAN, 4, 4, 5, 5, 7, 9 }, mostly[] = { 1, 1, 1, 1, 6 }, same[] = { 3, 3, 3 };
  CrmSpread z = crm_spread_new (numbers, 9, CRM_SPREAD_Z, NULL), mad = crm_spread_new (numbers, 9, CRM_SPREAD_MAD, NULL);
  CrmSpread iqr = crm_spread_new (numbers, 9, CRM_SPREAD_IQR, NULL);

  g_assert_cmpfloat (crm_spread_deviation (&z, 9), ==, 2);
  g_assert_cmpfloat (crm_spread_deviation (&z, 4), ==, -0.5);
  g_assert_cmpfloat (crm_spread_deviation (&z, NAN), ==, 0);
  crm_test_assert_near (crm_spread_deviation (&mad, 9), 0.6744897501960817 * 4.5 / 0.5, 1e-12);
  g_assert_cmpfloat (crm_spread_deviation (&iqr, 5), ==, 0);
  crm_test_assert_near (crm_spread_deviation (&iqr, 9), 3.5 / 1.5, 1e-12);
  crm_test_assert_near (crm_spread_deviation (&iqr, 2), -2 / 1.5, 1e-12);
  mad = crm_spread_new (mostly, 5, CRM_SPREAD_MAD, NULL);
  crm_test_assert_near (crm_spread_deviation (&mad, 6), 5 / 1.2533141373155003, 1e-12);
  for (guint rule = CRM_SPREAD_Z; rule <= CRM_SPREAD_IQR; rule++)
    {
      z = crm_spread_new (same, 3, (CrmSpreadRule) rule, NULL);
      g_assert_cmpfloat (crm_spread_deviation (&z, 100), ==, 0);
      z = crm_spread_new (same, 0, (CrmSpreadRule) rule, NULL);
      g_assert_cmpfloat (crm_spread_deviation (&z, 100), ==, 0);
    }
}

/* Normal rows, the last of them far off in the second of three columns. */
static double *
make_rows (gsize n)
{
  double *x = g_new (double, n * 3);
  CrmRandom random;

  crm_random_init (&random, 3, 0);
  for (gsize i = 0; i < n * 3; i++)
    x[i] = crm_random_normal (&random);
  x[n * 3 - 2] = 12;
  return x;
}

static void
test_reasons (void)
{
  const gsize n = 250;
  g_autofree double *x = make_rows (n), *scores = g_new (double, n), *others = g_new (double, n);
  CrmRun run = { .n_threads = 1, .seed = 5 }, four = { .n_threads = 4, .seed = 5 };
  g_autoptr (CrmIsolation) forest = crm_isolation_new (x, n, 3, 100, 256, &run, NULL);
  g_autoptr (CrmIsolation) other = crm_isolation_new (x, n, 3, 100, 256, &four, NULL);
  g_autoptr (CrmLocalOutliers) local = crm_local_outliers_new (x, n, 3, 20, &four, NULL);
  double parts[3];

  g_assert_true (crm_isolation_score (forest, x, n, &run, scores, NULL));
  g_assert_true (crm_isolation_score (other, x, n, &four, others, NULL));
  g_assert_cmpmem (scores, n * sizeof (double), others, n * sizeof (double));
  for (gsize i = 0; i + 1 < n; i++)
    {
      g_assert_cmpfloat (scores[i], <, scores[n - 1]);
      g_assert_cmpfloat (local->factors[i], <, local->factors[n - 1]);
    }
  crm_isolation_explain (forest, x + (n - 1) * 3, parts);
  g_assert_cmpfloat (parts[1], >, 2 * MAX (parts[0], parts[2]));
  crm_test_assert_near (parts[0] + parts[1] + parts[2], 1, 1e-12);
  crm_local_outliers_explain (local, x, n - 1, parts);
  g_assert_cmpfloat (parts[1], >, 6);
  g_assert_cmpfloat (MAX (fabs (parts[0]), fabs (parts[2])), <, 3);
}

/* Rows 0, 1, 2, 4 on a line with two neighbours each, worked by hand. */
static void
test_line (void)
{
  static const double x[] = { 0, 1, 2, 4 };
  static const double reaches[] = { 1.5, 2, 1.5, 2.5 };
  g_autoptr (CrmLocalOutliers) local = crm_local_outliers_new (x, 4, 1, 2, NULL, NULL);

  crm_test_assert_near (local->factors[0], (reaches[0] / reaches[1] + reaches[0] / reaches[2]) / 2, 1e-9);
  crm_test_assert_near (local->factors[1], (reaches[1] / reaches[0] + reaches[1] / reaches[2]) / 2, 1e-9);
  crm_test_assert_near (local->factors[3], (reaches[3] / reaches[2] + reaches[3] / reaches[1]) / 2, 1e-9);
}

static void
test_degenerate (void)
{
  static const double same[] = { 2, 2, 2, 2, 2, 2 }, infinite[] = { 1, 2, -INFINITY, 3, 4, 5 };
  g_autoptr (CrmLocalOutliers) local = crm_local_outliers_new (same, 6, 1, 2, NULL, NULL);
  GError *error = NULL;

  for (guint i = 0; i < 6; i++)
    g_assert_cmpfloat (local->factors[i], ==, 1);
  g_assert_null (crm_isolation_new (same, 6, 1, 10, 256, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_isolation_new (infinite, 6, 1, 10, 256, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_local_outliers_new (infinite, 6, 1, 2, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_local_outliers_new (same, 6, 1, 6, NULL, &error));
  g_assert_nonnull (strstr (error->message, "6"));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
}

static void
test_cancelled (void)
{
  g_autofree double *x = make_rows (2000), *scores = g_new (double, 2000);
  g_autoptr (CrmIsolation) forest = crm_isolation_new (x, 2000, 3, 10, 256, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CrmRun run = { .cancellable = cancellable };
  GError *error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (crm_isolation_new (x, 2000, 3, 10, 256, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (crm_isolation_score (forest, x, 2000, &run, scores, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (crm_local_outliers_new (x, 2000, 3, 20, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/outliers/radar/forest", Radar, NULL, set_up, test_forest, tear_down);
  g_test_add ("/outliers/radar/densities", Radar, NULL, set_up, test_densities, tear_down);
  g_test_add ("/outliers/radar/deviations", Radar, NULL, set_up, test_deviations, tear_down);
  g_test_add_func ("/outliers/spread", test_spread);
  g_test_add_func ("/outliers/reasons", test_reasons);
  g_test_add_func ("/outliers/line", test_line);
  g_test_add_func ("/outliers/degenerate", test_degenerate);
  g_test_add_func ("/outliers/cancelled", test_cancelled);
  return g_test_run ();
}
