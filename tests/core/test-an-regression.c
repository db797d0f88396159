/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"

#include "analytics/crm-linear.h"
#include "analytics/crm-logistic.h"
#include "analytics/crm-matrix.h"
#include "analytics/crm-random.h"
#include "base/crm-error.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define FILE_OF_R "classification_regression_survival.json"

/* Linear regression */

static double
digits (double number,
        double certified)
{
  double away = fabs (number - certified) / (certified != 0 ? fabs (certified) : 1);

  return away == 0 ? 16 : -log10 (away);
}

static CrmLinear *
fit_linear (const double *x,
            const double *y,
            gsize n,
            gsize d,
            double ridge)
{
  GError *error = NULL;
  CrmLinear *fit = crm_linear_fit (x, y, n, d, &(CrmLinearOptions) { .ridge = ridge }, NULL, &error);

  g_assert_no_error (error);
  return fit;
}

/* J. Longley, "An appraisal of least squares programs for the electronic computer from the point of view of the user", JASA
 * 62 (1967); certified by NIST's Statistical Reference Datasets. */
static const double longley_y[] = {
  60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551,
};
static const double longley_x[] = {
  83.0, 234289, 2356, 1590, 107608, 1947,
  88.5, 259426, 2325, 1456, 108632, 1948,
  88.2, 258054, 3682, 1616, 109773, 1949,
  89.5, 284599, 3351, 1650, 110929, 1950,
  96.2, 328975, 2099, 3099, 112075, 1951,
  98.1, 346999, 1932, 3594, 113270, 1952,
  99.0, 365385, 1870, 3547, 115094, 1953,
  100.0, 363112, 3578, 3350, 116219, 1954,
  101.2, 397469, 2904, 3048, 117388, 1955,
  104.6, 419180, 2822, 2857, 118734, 1956,
  108.4, 442769, 2936, 2798, 120445, 1957,
  110.8, 444546, 4681, 2637, 121950, 1958,
  112.6, 482704, 3813, 2552, 123366, 1959,
  114.2, 502601, 3931, 2514, 125368, 1960,
  115.7, 518173, 4806, 2572, 127852, 1961,
  116.9, 554894, 4007, 2827, 130081, 1962,
};

static void
test_longley (void)
{
  static const double coefficients[] = { -3482258.63459582, 15.0618722713733, -0.358191792925910E-01, -2.02022980381683,
                                         -1.03322686717359, -0.511041056535807E-01, 1829.15146461355 };
  static const double errors[] = { 890420.383607373, 84.9149257747669, 0.334910077722432E-01, 0.488399681651699,
                                   0.214274163161675, 0.226073200069370, 455.478499142212 };
  g_autoptr (CrmLinear) fit = fit_linear (longley_x, longley_y, 16, 6, 0);

  for (guint j = 0; j < 7; j++)
    {
      g_assert_cmpfloat (digits (fit->coefficients[j], coefficients[j]), >, 12);
      g_assert_cmpfloat (digits (fit->errors[j], errors[j]), >, 11);
    }
  g_assert_cmpfloat (digits (fit->residual_sd, 304.854073561965), >, 12);
  g_assert_cmpfloat (digits (fit->r2, 0.995479004577296), >, 12);
  g_assert_cmpfloat (digits (fit->f, 330.285339234588), >, 12);
  g_assert_cmpfloat (fit->inflation[1], >, 1000);
  g_assert_cmpfloat (fabs (fit->inflation[0] - 135.53244), <, 1e-4);
}

/* R. Wampler, "A report on the accuracy of some widely used least squares computer programs", JASA 65 (1970): polynomials
 * whose coefficients are known without an error. */
static void
test_wampler (gconstpointer data)
{
  double factor = *(const double *) data, x[21 * 5], y[21];
  g_autoptr (CrmLinear) fit = NULL;

  for (guint i = 0; i < 21; i++)
    {
      y[i] = 0;
      for (guint power = 0; power <= 5; power++)
        {
          y[i] += pow (factor, power) * pow (i, power);
          if (power > 0)
            x[i * 5 + power - 1] = pow (i, power);
        }
    }
  fit = fit_linear (x, y, 21, 5, 0);
  for (guint power = 0; power <= 5; power++)
    g_assert_cmpfloat (digits (fit->coefficients[power], pow (factor, power)), >, 9);
  g_assert_cmpfloat (fit->residual_sd, <, 1e-6);
}

static CrmFrame *
read_norris (void)
{
  g_autofree char *path = crm_test_data_path ("nist_strd/Norris.dat");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  double *x = g_new (double, 36), *y = g_new (double, 36);
  CrmFrame *frame;

  if (path == NULL)
    return NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; i < 36; i++)
    g_assert_cmpint (sscanf (lines[60 + i], "%lf %lf", &y[i], &x[i]), ==, 2);
  frame = crm_frame_new (36);
  crm_frame_take_numbers (frame, "x", x);
  crm_frame_take_numbers (frame, "y", y);
  return frame;
}

static void
test_norris (void)
{
  g_autoptr (CrmFrame) frame = read_norris ();
  g_autoptr (CrmLinear) fit = NULL;

  if (frame == NULL)
    return;
  fit = fit_linear (crm_frame_column (frame, 0)->numbers, crm_frame_column (frame, 1)->numbers, 36, 1, 0);
  g_assert_cmpfloat (digits (fit->coefficients[0], crm_test_expected_number ("nist.json", "Norris/B0")), >, 11);
  g_assert_cmpfloat (digits (fit->coefficients[1], crm_test_expected_number ("nist.json", "Norris/B1")), >, 13);
  g_assert_cmpfloat (digits (fit->residual_sd, crm_test_expected_number ("nist.json", "Norris/rsd")), >, 12);
  g_assert_cmpfloat (digits (fit->r2, crm_test_expected_number ("nist.json", "Norris/R2")), >, 13);
  g_assert_cmpfloat (digits (fit->errors[0], 0.232818234301152), >, 12);
  g_assert_cmpfloat (digits (fit->errors[1], 0.429796848199937e-3), >, 12);
  g_assert_cmpfloat (digits (fit->f, 5436385.54079785), >, 9);
}

/* Without an intercept: a line through the origin is Σxy / Σx². */
static void
test_through_origin (void)
{
  static const double x[] = { 1, 2, 3, 4 }, y[] = { 2.1, 3.9, 6.2, 7.8 };
  g_autoptr (CrmLinear) fit = crm_linear_fit (x, y, 4, 1, &(CrmLinearOptions) { .through_origin = TRUE }, NULL, NULL);

  crm_test_assert_near (fit->coefficients[1], (2.1 + 7.8 + 18.6 + 31.2) / 30, 1e-14);
  g_assert_cmpfloat (fit->coefficients[0], ==, 0);
  g_assert_cmpfloat (fit->freedom, ==, 3);
  g_assert_true (isnan (fit->errors[0]));
}

/* One column around its mean: the ridge divides by Σx² + λ instead of Σx². */
static void
test_linear_ridge (void)
{
  static const double x[] = { 1, 2, 3, 4 }, y[] = { 10, 12, 15, 17 };
  g_autoptr (CrmLinear) fit = fit_linear (x, y, 4, 1, 7);

  crm_test_assert_near (fit->coefficients[1], 12.0 / (5 + 7), 1e-14);
  crm_test_assert_near (fit->coefficients[0], 13.5 - 2.5 * 12.0 / (5 + 7), 1e-14);
  g_assert_true (isnan (fit->p[1]));
}

typedef struct
{
  gsize  n;
  double x[200 * 3], y[200];
  guint8 positive[200];
} Sample;

static void
draw (Sample *sample,
      double scale)
{
  CrmRandom random;

  sample->n = 200;
  crm_random_init (&random, 7, 0);
  for (gsize i = 0; i < sample->n; i++)
    {
      double *row = sample->x + i * 3, logit;

      for (guint j = 0; j < 3; j++)
        row[j] = crm_random_normal (&random);
      logit = 0.5 + row[0] - 2 * row[1];
      sample->y[i] = logit + crm_random_normal (&random);
      sample->positive[i] = crm_random_double (&random) < 1 / (1 + exp (-logit));
      row[0] = 1e9 + scale * row[0];
    }
}

static void
test_linear_properties (void)
{
  g_autofree Sample *plain = g_new (Sample, 1);
  g_autofree Sample *scaled = g_new (Sample, 1);
  g_autofree Sample *turned = g_new (Sample, 1);
  g_autoptr (CrmLinear) a = NULL;
  g_autoptr (CrmLinear) b = NULL;
  g_autoptr (CrmLinear) c = NULL;

  draw (plain, 1e3);
  draw (scaled, 1e6);
  for (gsize i = 0; i < 200; i++)
    {
      memcpy (turned->x + i * 3, plain->x + (199 - i) * 3, 3 * sizeof (double));
      turned->y[i] = plain->y[199 - i];
    }
  a = fit_linear (plain->x, plain->y, 200, 3, 0);
  b = fit_linear (scaled->x, scaled->y, 200, 3, 0);
  c = fit_linear (turned->x, turned->y, 200, 3, 0);
  crm_test_assert_near (b->coefficients[1] * 1e3, a->coefficients[1], 1e-9);
  crm_test_assert_near (b->r2, a->r2, 1e-9);
  for (guint j = 0; j < 4; j++)
    g_assert_cmpfloat (digits (c->coefficients[j], a->coefficients[j]), >, 10);
}

static void
test_linear_degenerate (void)
{
  static const double x[] = { 1, 1, 5, 2, 2, 5, 3, 3, 5, 5, 5, 5 }, y[] = { 1, 3, 2, 5 };
  static const double bad[] = { 1, INFINITY, 3, 4 }, large[] = { 1, 2, 1e200, 3 };
  g_autoptr (CrmLinear) fit = fit_linear (x, y, 4, 3, 0);
  g_autoptr (CrmLinear) one = fit_linear (x, y, 1, 3, 0);
  GError *error = NULL;

  g_assert_false (fit->aliased[0]);
  g_assert_true (fit->aliased[1]);
  g_assert_true (fit->aliased[2]);
  g_assert_cmpuint (fit->rank, ==, 2);
  g_assert_true (isnan (fit->errors[2]));
  g_assert_cmpuint (one->rank, ==, 1);
  g_assert_cmpfloat (one->coefficients[0], ==, 1);
  g_assert_true (isnan (one->residual_sd));
  g_assert_null (crm_linear_fit (x, y, 0, 3, NULL, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (crm_linear_fit (bad, y, 4, 1, NULL, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (crm_linear_fit (large, y, 4, 1, NULL, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
}

/* Logistic regression */

static CrmLogistic *
fit_logistic (const double *x,
              const guint8 *positive,
              gsize n,
              gsize d,
              double ridge,
              guint n_threads)
{
  GError *error = NULL;
  CrmLogistic *fit = crm_logistic_fit (x, positive, n, d, &(CrmLogisticOptions) { ridge },
                                       &(CrmRun) { .n_threads = n_threads }, &error);

  g_assert_no_error (error);
  return fit;
}

static CrmMatrix *
make_matrix (CrmFrame *frame,
             const char *target,
             CrmEncoding encoding,
             guint8 **positive)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const CrmColumn *column = crm_frame_find (frame, target);
  GError *error = NULL;
  CrmMatrix *matrix;

  *positive = g_new (guint8, column->n);
  for (gsize row = 0; row < column->n; row++)
    (*positive)[row] = column->kind == CRM_COLUMN_NUMBER ? column->numbers[row] == 1 : column->codes[row] == 1;
  for (guint i = 0; i < crm_frame_n_columns (frame); i++)
    {
      if (crm_frame_column (frame, i) != column)
        g_ptr_array_add (names, crm_frame_column (frame, i)->name);
    }
  g_ptr_array_add (names, NULL);
  matrix = crm_matrix_new (frame, (const char *const *) names->pdata, &(CrmMatrixOptions) { encoding }, NULL, &error);
  g_assert_no_error (error);
  return matrix;
}

static void
assert_as_r (CrmFrame *frame,
             const char *target,
             const char *set)
{
  g_autofree guint8 *positive = NULL;
  g_autoptr (CrmMatrix) matrix = make_matrix (frame, target, CRM_ENCODE_TREATMENT, &positive);
  g_autoptr (CrmLogistic) fit = fit_logistic (matrix->values, positive, matrix->n, matrix->d, 0, 0);
  g_autoptr (JsonNode) expected = crm_test_expected (FILE_OF_R, set);
  JsonObject *object = json_node_get_object (expected);
  JsonObject *coefficients = json_object_get_object_member (object, "coef");

  g_assert_cmpuint (json_object_get_size (coefficients), ==, matrix->d + 1);
  for (gsize j = 0; j <= matrix->d; j++)
    {
      const char *name = j > 0 ? matrix->names->pdata[j - 1] : "(Intercept)";

      g_assert_cmpfloat (digits (fit->coefficients[j], json_object_get_double_member (coefficients, name)), >, 6);
      g_assert_cmpfloat (digits (fit->errors[j], json_object_get_double_member (
                         json_object_get_object_member (object, "se"), name)), >, 6);
      g_assert_cmpfloat (digits (fit->z[j], json_object_get_double_member (
                         json_object_get_object_member (object, "z"), name)), >, 6);
    }
  g_assert_cmpfloat (digits (fit->deviance, json_object_get_double_member (object, "deviance")), >, 10);
  g_assert_cmpfloat (digits (fit->null_deviance, json_object_get_double_member (object, "null_deviance")), >, 10);
  g_assert_cmpfloat (digits (fit->aic, json_object_get_double_member (object, "aic")), >, 10);
  g_assert_cmpfloat (digits (fit->mcfadden, json_object_get_double_member (object, "mcfadden_R2")), >, 9);
  g_assert_true (fit->converged);
  g_assert_false (fit->separated);
}

static void
test_telco (void)
{
  g_autoptr (CrmFrame) frame = crm_test_data_telco ();

  if (frame != NULL)
    assert_as_r (frame, "Churn", "telco_logistic");
}

static void
test_leads (void)
{
  g_autoptr (CrmFrame) frame = crm_test_data_leads ();

  if (frame != NULL)
    assert_as_r (frame, "Converted", "leads_logistic");
}

/* The penalized score is 0: Σ (y − p) x = λ b for each column, Σ (y − p) = 0 for the intercept. */
static void
test_logistic_ridge (void)
{
  g_autofree Sample *sample = g_new (Sample, 1);
  g_autoptr (CrmLogistic) fit = NULL;
  double scores[4] = { 0 };

  draw (sample, 1);
  for (gsize i = 0; i < 200; i++)
    sample->x[i * 3] -= 1e9;
  fit = fit_logistic (sample->x, sample->positive, 200, 3, 5, 1);
  for (gsize i = 0; i < 200; i++)
    {
      double rest = sample->positive[i] - crm_logistic_predict (fit, sample->x + i * 3);

      scores[0] += rest;
      for (guint j = 0; j < 3; j++)
        scores[j + 1] += rest * sample->x[i * 3 + j];
    }
  g_assert_cmpfloat (fabs (scores[0]), <, 1e-9);
  for (guint j = 1; j < 4; j++)
    crm_test_assert_near (scores[j], 5 * fit->coefficients[j], 1e-9);
  g_assert_true (isnan (fit->errors[1]));
}

static void
test_separated (void)
{
  static const double whole[] = { 1, 2, 3, 4, 5, 6 };
  static const double partly[] = { 0, 0, 0, 0, 1, 1, 0, 0, 1, 0 };
  static const guint8 positive[] = { 0, 0, 0, 1, 1, 1 }, others[] = { 0, 1, 0, 1, 1, 1, 1, 0, 1, 0 };
  g_autoptr (CrmLogistic) fit = fit_logistic (whole, positive, 6, 1, 0, 1);
  g_autoptr (CrmLogistic) quasi = fit_logistic (partly, others, 10, 1, 0, 1);
  g_autoptr (CrmLogistic) bounded = fit_logistic (whole, positive, 6, 1, 0.1, 1);

  g_assert_true (fit->separated);
  g_assert_true (fit->unbounded[1]);
  g_assert_true (isnan (fit->p[1]));
  g_assert_cmpfloat (crm_logistic_predict (fit, &whole[0]), <, 1e-6);
  g_assert_cmpfloat (crm_logistic_predict (fit, &whole[5]), >, 1 - 1e-6);
  g_assert_true (quasi->separated);
  g_assert_true (quasi->unbounded[1]);
  g_assert_false (bounded->separated);
  g_assert_true (bounded->converged);
}

static void
test_logistic_degenerate (void)
{
  static const double x[] = { 1, 2, 3, 4, 3, 1 };
  static const guint8 ones[] = { 1, 1, 1 }, mixed[] = { 0, 1, 0 };
  g_autoptr (CrmLogistic) none = fit_logistic (x, mixed, 3, 0, 0, 1);
  double doubled[16];
  static const guint8 positive[] = { 0, 1, 0, 1, 1, 0, 1, 1 };
  g_autoptr (CrmLogistic) fit = NULL;
  GError *error = NULL;

  crm_test_assert_near (none->coefficients[0], log (0.5), 1e-12);
  g_assert_null (crm_logistic_fit (x, ones, 3, 2, NULL, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (crm_logistic_fit (x, mixed, 0, 2, NULL, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  for (guint i = 0; i < 8; i++)
    {
      doubled[2 * i] = i % 5 + 1e9;
      doubled[2 * i + 1] = 3 * doubled[2 * i];
    }
  fit = fit_logistic (doubled, positive, 8, 2, 0, 1);
  g_assert_false (fit->aliased[0]);
  g_assert_true (fit->aliased[1]);
  g_assert_false (fit->separated);
  g_assert_cmpuint (fit->rank, ==, 2);
}

/* Twice the rows: the same coefficients, errors smaller by √2. The same bits with any number of threads. */
static void
test_logistic_properties (void)
{
  g_autofree double *x = g_new (double, 10000 * 3);
  g_autofree guint8 *positive = g_new (guint8, 10000);
  g_autofree Sample *sample = g_new (Sample, 1);
  g_autoptr (CrmLogistic) once = NULL;
  g_autoptr (CrmLogistic) twice = NULL;
  g_autoptr (CrmLogistic) alone = NULL;
  g_autoptr (CrmLogistic) together = NULL;

  draw (sample, 1e3);
  for (gsize i = 0; i < 10000; i++)
    {
      memcpy (x + i * 3, sample->x + i % 200 * 3, 3 * sizeof (double));
      positive[i] = sample->positive[i % 200];
    }
  once = fit_logistic (x, positive, 200, 3, 0, 1);
  twice = fit_logistic (x, positive, 400, 3, 0, 1);
  alone = fit_logistic (x, positive, 10000, 3, 0, 1);
  together = fit_logistic (x, positive, 10000, 3, 0, 4);
  for (guint j = 0; j < 4; j++)
    {
      g_assert_cmpfloat (digits (twice->coefficients[j], once->coefficients[j]), >, 7);
      g_assert_cmpfloat (digits (twice->errors[j] * sqrt (2), once->errors[j]), >, 7);
      g_assert_cmpfloat (together->coefficients[j], ==, alone->coefficients[j]);
      g_assert_cmpfloat (together->errors[j], ==, alone->errors[j]);
    }
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree Sample *sample = g_new (Sample, 1);
  CrmRun run = { .cancellable = cancellable };
  GError *error = NULL;

  draw (sample, 1);
  g_cancellable_cancel (cancellable);
  g_assert_null (crm_logistic_fit (sample->x, sample->positive, 200, 3, NULL, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (crm_linear_fit (sample->x, sample->y, 200, 3, NULL, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

int
main (int argc,
      char **argv)
{
  static const double one = 1, tenth = 0.1;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/linear/longley", test_longley);
  g_test_add_data_func ("/linear/wampler-1", &one, test_wampler);
  g_test_add_data_func ("/linear/wampler-2", &tenth, test_wampler);
  g_test_add_func ("/linear/norris", test_norris);
  g_test_add_func ("/linear/through-origin", test_through_origin);
  g_test_add_func ("/linear/ridge", test_linear_ridge);
  g_test_add_func ("/linear/properties", test_linear_properties);
  g_test_add_func ("/linear/degenerate", test_linear_degenerate);
  g_test_add_func ("/logistic/telco", test_telco);
  g_test_add_func ("/logistic/leads", test_leads);
  g_test_add_func ("/logistic/ridge", test_logistic_ridge);
  g_test_add_func ("/logistic/separated", test_separated);
  g_test_add_func ("/logistic/degenerate", test_logistic_degenerate);
  g_test_add_func ("/logistic/properties", test_logistic_properties);
  g_test_add_func ("/regression/cancelled", test_cancelled);
  return g_test_run ();
}
