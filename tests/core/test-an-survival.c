/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"
#include "crm-test.h"

#include "analytics/crm-random.h"
#include "analytics/crm-survival-regression.h"
#include "base/crm-error.h"

#include <math.h>
#include <string.h>

#define EXPECTED "classification_regression_survival.json"

static double
number (const char *folder,
        const char *what)
{
  g_autofree char *path = g_strconcat (folder, "/", what, NULL);

  return crm_test_expected_number (EXPECTED, path);
}

static JsonArray *
numbers (JsonNode **node,
         const char *path)
{
  *node = crm_test_expected (EXPECTED, path);
  return json_node_get_array (*node);
}

/* Reference data, with the event of the higher code or the word Yes. */

typedef struct
{
  CrmFrame        *frame;
  double          *times;
  guint8          *events;
  gint32          *groups;
  CrmSurvivalData  data;
} Study;

static void
clear_study (Study *self)
{
  g_clear_pointer (&self->frame, crm_frame_unref);
  g_free (self->times);
  g_free (self->events);
  g_free (self->groups);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Study, clear_study)

static void
fill_study (Study *self,
            const char *time,
            const char *event,
            double code,
            const char *group)
{
  const CrmColumn *events = crm_frame_find (self->frame, event), *by = crm_frame_find (self->frame, group);
  gsize n = events->n;
  guint n_groups = crm_column_n_levels (by);

  self->times = crm_column_numbers (crm_frame_find (self->frame, time));
  self->events = g_new (guint8, n);
  for (gsize i = 0; i < n; i++)
    self->events[i] = events->kind == CRM_COLUMN_NUMBER ? events->numbers[i] == code : events->codes[i] == code;
  self->groups = by->kind == CRM_COLUMN_NUMBER ? crm_column_group (by, &n_groups, NULL) : g_memdup2 (by->codes, n * 4);
  self->data = (CrmSurvivalData) { self->times, self->events, self->groups, n, n_groups };
}

static gboolean
load_telco (Study *self)
{
  self->frame = crm_test_data_csv ("telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv");
  if (self->frame != NULL)
    fill_study (self, "tenure", "Churn", 1, "Contract");
  return self->frame != NULL;
}

static gboolean
load_lung (Study *self)
{
  self->frame = crm_test_data_csv ("lung/lung.csv");
  if (self->frame != NULL)
    fill_study (self, "time", "status", 2, "sex");
  return self->frame != NULL;
}

static CrmSurvivalCurve *
draw (const CrmSurvivalData *data,
      guint group,
      double until)
{
  GError *error = NULL;
  CrmSurvivalCurve *curve = crm_survival_curve_new (data, group, until, NULL, &error);

  g_assert_no_error (error);
  return curve;
}

static gsize
find_time (const CrmSurvivalCurve *curve,
           double time)
{
  gsize i = 0;

  while (i + 1 < curve->n && curve->times[i + 1] <= time)
    i++;
  return i;
}

static void
check_curve (const CrmSurvivalCurve *curve)
{
  static const char *const keys[] = { "n_risk", "survival", "std_err", "lower_log", "upper_log" };
  const double *const found[] = { NULL, curve->survival, curve->std_error, curve->lower, curve->upper };
  g_autoptr (JsonNode) times = NULL;
  JsonArray *at = numbers (&times, "telco_survival/km/time");

  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    {
      g_autofree char *path = g_strconcat ("telco_survival/km/", keys[k], NULL);
      g_autoptr (JsonNode) node = NULL;
      JsonArray *values = numbers (&node, path);

      for (guint i = 0; i < json_array_get_length (values); i++)
        {
          gsize point = find_time (curve, json_array_get_double_element (at, i));

          crm_test_assert_near (found[k] != NULL ? found[k][point] : (double) curve->n_risk[point],
                                json_array_get_double_element (values, i), 1e-11);
        }
    }
}

static void
check_groups (const CrmSurvivalData *data)
{
  g_autoptr (JsonNode) time_node = NULL;
  g_autoptr (JsonNode) survival_node = NULL;
  JsonArray *times = numbers (&time_node, "telco_survival/km_by_contract/time");
  JsonArray *survival = numbers (&survival_node, "telco_survival/km_by_contract/survival");
  g_autoptr (JsonNode) observed_node = NULL;
  g_autoptr (JsonNode) expected_node = NULL;
  JsonArray *observed = numbers (&observed_node, "telco_survival/logrank/obs");
  JsonArray *expected = numbers (&expected_node, "telco_survival/logrank/exp");
  g_autoptr (CrmLogRank) test = crm_log_rank_new (data, NULL, NULL);

  for (guint i = 0; i < json_array_get_length (times); i++)
    {
      g_autoptr (CrmSurvivalCurve) curve = draw (data, i / 4, NAN);

      crm_test_assert_near (curve->survival[find_time (curve, json_array_get_double_element (times, i))],
                            json_array_get_double_element (survival, i), 1e-11);
    }
  crm_test_assert_near (test->chi_squared, number ("telco_survival/logrank", "chisq"), 1e-11);
  g_assert_cmpint (test->df, ==, 2);
  for (guint group = 0; group < 3; group++)
    {
      g_assert_cmpfloat (test->observed[group], ==, json_array_get_double_element (observed, group));
      crm_test_assert_near (test->expected[group], json_array_get_double_element (expected, group), 1e-11);
    }
}

/* Against R's survfit and survdiff. */
static void
test_telco (void)
{
  g_auto (Study) study = { NULL };
  CrmSurvivalData whole;
  g_autoptr (CrmSurvivalCurve) curve = NULL;

  if (!load_telco (&study))
    return;
  whole = study.data;
  whole.groups = NULL;
  curve = draw (&whole, 0, 72);
  g_assert_cmpint (curve->n_ended, ==, 1869);
  check_curve (curve);
  crm_test_assert_near (curve->mean, number ("telco_survival", "rmst_72"), 1e-11);
  check_groups (&study.data);
}

static void
test_lung (void)
{
  g_auto (Study) study = { NULL };
  CrmSurvivalData whole;
  g_autoptr (CrmSurvivalCurve) curve = NULL;
  g_autoptr (CrmLogRank) test = NULL;

  if (!load_lung (&study))
    return;
  whole = study.data;
  whole.groups = NULL;
  curve = draw (&whole, 0, NAN);
  g_assert_cmpfloat (curve->median, ==, 310);
  for (guint group = 0; group < 2; group++)
    {
      g_autoptr (CrmSurvivalCurve) of_sex = draw (&study.data, group, NAN);

      g_assert_cmpfloat (of_sex->median, ==, group == 0 ? 270 : 426);
    }
  test = crm_log_rank_new (&study.data, NULL, NULL);
  crm_test_assert_near (test->chi_squared, number ("lung", "logrank_chisq"), 1e-11);
}

/* Regression */

static CrmSurvivalRegression *
regress (const Study *study,
         const char *columns,
         gboolean weibull,
         CrmTies ties,
         GPtrArray **names)
{
  g_auto (GStrv) wanted = g_strsplit (columns, ",", -1);
  g_autoptr (CrmMatrix) matrix = crm_matrix_new (study->frame, (const char *const *) wanted,
                                                 &(CrmMatrixOptions) { 0 }, NULL, NULL);
  g_autofree double *times = g_new (double, matrix->n);
  g_autofree guint8 *events = g_new (guint8, matrix->n);
  CrmSurvivalData data = { times, events, NULL, matrix->n };
  GError *error = NULL;
  CrmSurvivalRegression *model;

  for (gsize i = 0; i < matrix->n; i++)
    {
      times[i] = study->times[matrix->rows[i]];
      events[i] = study->events[matrix->rows[i]];
    }
  model = weibull ? crm_weibull_new (&data, matrix, NULL, &error) : crm_cox_new (&data, matrix, ties, NULL, &error);
  g_assert_no_error (error);
  *names = g_ptr_array_ref (matrix->names);
  return model;
}

static void
check_model (const CrmSurvivalRegression *model,
             GPtrArray *names,
             const char *path,
             gboolean with_errors)
{
  g_autofree char *coefficients = g_strconcat (path, "/coef", NULL);
  g_autofree char *errors = g_strconcat (path, "/se", NULL);
  g_autofree char *likelihoods = g_strconcat (path, "/loglik", NULL);
  g_autoptr (JsonNode) node = NULL;
  JsonArray *values = numbers (&node, likelihoods);

  crm_test_assert_near (model->null_log_likelihood, json_array_get_double_element (values, 0), 1e-11);
  crm_test_assert_near (model->log_likelihood, json_array_get_double_element (values, 1), 1e-11);
  for (gsize j = 0; j < model->d; j++)
    {
      double error = model->errors[j];

      g_assert_cmpfloat_with_epsilon (model->coefficients[j], number (coefficients, names->pdata[j]), 1e-6 * error);
      if (with_errors)
        crm_test_assert_near (error, number (errors, names->pdata[j]), 1e-9);
    }
}

/* Against R's coxph and survreg. */
static void
test_regressions (void)
{
  const char *columns = "Contract,PaperlessBilling,MonthlyCharges,SeniorCitizen,Partner";
  g_auto (Study) telco = { NULL };
  g_auto (Study) lung = { NULL };
  g_autoptr (CrmSurvivalRegression) efron = NULL;
  g_autoptr (CrmSurvivalRegression) breslow = NULL;
  g_autoptr (CrmSurvivalRegression) cox = NULL;
  g_autoptr (CrmSurvivalRegression) weibull = NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (!load_telco (&telco) || !load_lung (&lung))
    return;
  efron = regress (&telco, columns, FALSE, CRM_TIES_EFRON, &names);
  check_model (efron, names, "telco_survival/cox_efron", TRUE);
  crm_test_assert_near (efron->concordance, number ("telco_survival/cox_efron", "concordance"), 1e-11);
  g_clear_pointer (&names, g_ptr_array_unref);
  breslow = regress (&telco, columns, FALSE, CRM_TIES_BRESLOW, &names);
  check_model (breslow, names, "telco_survival/cox_breslow", FALSE);
  g_clear_pointer (&names, g_ptr_array_unref);
  /* A row that lacks ph.ecog is left out. */
  cox = regress (&lung, "age,sex,ph.ecog", FALSE, CRM_TIES_EFRON, &names);
  g_assert_cmpint (cox->n, ==, 227);
  check_model (cox, names, "lung/cox", TRUE);
  g_clear_pointer (&names, g_ptr_array_unref);
  weibull = regress (&lung, "age,sex", TRUE, CRM_TIES_EFRON, &names);
  check_model (weibull, names, "lung/weibull", FALSE);
  crm_test_assert_near (weibull->intercept, number ("lung/weibull/coef", "(Intercept)"), 1e-9);
  crm_test_assert_near (weibull->scale, number ("lung/weibull", "scale"), 1e-9);
}

/* Small cases */

/* E. Freireich et al. (1963), as in D. Cox and D. Oakes, "Analysis of Survival Data" (1984), table 1.1: weeks in
 * remission with 6-mercaptopurine and with placebo. */
static const double freireich_times[] = {
  6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35,
  1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23,
};
static const guint8 freireich_events[] = {
  1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};

static CrmMatrix *
make_matrix (gsize n,
             gsize d,
             double (*value) (gsize row, gsize column))
{
  g_autoptr (CrmFrame) frame = crm_frame_new (n);

  for (gsize j = 0; j < d; j++)
    {
      g_autofree char *name = g_strdup_printf ("x%zu", j);
      double *column = g_new (double, n);

      for (gsize i = 0; i < n; i++)
        column[i] = value (i, j);
      crm_frame_take_numbers (frame, name, column);
    }
  return crm_matrix_new (frame, NULL, &(CrmMatrixOptions) { 0 }, NULL, NULL);
}

static double
is_placebo (gsize row,
            gsize column)
{
  return row >= 21;
}

static void
test_freireich (void)
{
  gint32 groups[42];
  CrmSurvivalData data = { freireich_times, freireich_events, groups, 42, 2 };
  g_autoptr (CrmSurvivalCurve) drug = NULL;
  g_autoptr (CrmSurvivalCurve) placebo = NULL;
  g_autoptr (CrmLogRank) test = NULL;
  g_autoptr (CrmMatrix) matrix = make_matrix (42, 1, is_placebo);
  g_autoptr (CrmSurvivalRegression) cox = NULL;

  for (guint i = 0; i < 42; i++)
    groups[i] = i / 21;
  drug = draw (&data, 0, NAN);
  placebo = draw (&data, 1, NAN);
  /* Table 4.1 of Cox and Oakes. */
  g_assert_cmpfloat_with_epsilon (drug->survival[find_time (drug, 6)], 18.0 / 21, 1e-12);
  g_assert_cmpfloat_with_epsilon (drug->survival[find_time (drug, 23)], 0.4481792717086834, 1e-12);
  g_assert_cmpfloat (drug->median, ==, 23);
  g_assert_cmpfloat (placebo->median, ==, 8);
  g_assert_cmpfloat_with_epsilon (placebo->mean, 8.666666666666666, 1e-12);
  g_assert_true (isnan (placebo->std_error[placebo->n - 1]));
  test = crm_log_rank_new (&data, NULL, NULL);
  g_assert_cmpfloat_with_epsilon (test->chi_squared, 16.79, 0.005);
  g_assert_cmpfloat_with_epsilon (test->expected[0], 19.25, 0.005);
  /* β of 1.51 with Breslow's ties, 1.57 with Efron's. */
  cox = crm_cox_new (&data, matrix, CRM_TIES_BRESLOW, NULL, NULL);
  g_assert_cmpfloat_with_epsilon (cox->coefficients[0], 1.51, 0.005);
  g_clear_pointer (&cox, crm_survival_regression_free);
  cox = crm_cox_new (&data, matrix, CRM_TIES_EFRON, NULL, NULL);
  g_assert_cmpfloat_with_epsilon (cox->coefficients[0], 1.57, 0.005);
}

/* Where the curve is flat at one half, the middle. */
static void
test_median (void)
{
  static const double times[] = { 1, 2, 3, 7 };
  static const guint8 events[] = { 1, 1, 1, 1 }, none[] = { 0, 0, 0, 0 };
  g_autoptr (CrmSurvivalCurve) flat = draw (&(CrmSurvivalData) { times, events, NULL, 4 }, 0, NAN);
  g_autoptr (CrmSurvivalCurve) never = draw (&(CrmSurvivalData) { times, none, NULL, 4 }, 0, NAN);

  g_assert_cmpfloat (flat->median, ==, 2.5);
  g_assert_cmpfloat (flat->mean, ==, 13.0 / 4);
  g_assert_true (isnan (never->median));
  g_assert_cmpfloat (never->mean, ==, 7);
}

static double
by_chance (gsize row,
           gsize column)
{
  CrmRandom random;

  crm_random_init (&random, row, column);
  return crm_random_normal (&random);
}

static double
by_chance_scaled (gsize row,
                  gsize column)
{
  return by_chance (row, column) * 1e9 + 1e6;
}

/* Made by chance: the hazard is e^(x₀ − x₁ / 2) / 10, and the shape 1, so both models know it. */
static void
make_times (double *times,
            guint8 *events,
            gsize n)
{
  CrmRandom random;

  crm_random_init (&random, 5, 0);
  for (gsize i = 0; i < n; i++)
    {
      double time = -log1p (-crm_random_double (&random)) * 10 / exp (by_chance (i, 0) - by_chance (i, 1) / 2);

      events[i] = time < 20;
      times[i] = fmin (time, 20);
    }
}

static void
test_found_again (void)
{
  const gsize n = 4000;
  g_autofree double *times = g_new (double, n);
  g_autofree guint8 *events = g_new (guint8, n);
  CrmSurvivalData data = { times, events, NULL, n };
  g_autoptr (CrmMatrix) matrix = make_matrix (n, 2, by_chance);
  g_autoptr (CrmMatrix) scaled = make_matrix (n, 2, by_chance_scaled);
  g_autoptr (CrmSurvivalRegression) cox = NULL;
  g_autoptr (CrmSurvivalRegression) weibull = NULL;
  g_autoptr (CrmSurvivalRegression) other = NULL;

  make_times (times, events, n);
  cox = crm_cox_new (&data, matrix, CRM_TIES_EFRON, NULL, NULL);
  weibull = crm_weibull_new (&data, matrix, NULL, NULL);
  other = crm_cox_new (&data, scaled, CRM_TIES_EFRON, NULL, NULL);
  g_assert_cmpfloat_with_epsilon (cox->coefficients[0], 1, 4 * cox->errors[0]);
  g_assert_cmpfloat_with_epsilon (cox->coefficients[1], -0.5, 4 * cox->errors[1]);
  g_assert_cmpfloat_with_epsilon (weibull->coefficients[0], -1, 4 * weibull->errors[0]);
  g_assert_cmpfloat_with_epsilon (weibull->coefficients[1], 0.5, 4 * weibull->errors[1]);
  g_assert_cmpfloat_with_epsilon (weibull->intercept, log (10), 4 * weibull->intercept_error);
  g_assert_cmpfloat_with_epsilon (log (weibull->scale), 0, 4 * weibull->log_scale_error);
  crm_test_assert_near (other->coefficients[0] * 1e9, cox->coefficients[0], 1e-9);
  crm_test_assert_near (other->log_likelihood, cox->log_likelihood, 1e-12);
}

/* Bad input */

static double
twice_the_same (gsize row,
                gsize column)
{
  return row % 7;
}

static double
constant (gsize row,
          gsize column)
{
  return 3;
}

static double
lasts_long (gsize row,
            gsize column)
{
  return freireich_times[row] > 11;
}

static void
refuse_columns (gsize d,
                double (*value) (gsize row, gsize column))
{
  CrmSurvivalData data = { freireich_times, freireich_events, NULL, 42 };
  g_autoptr (CrmMatrix) matrix = make_matrix (42, d, value);
  GError *error = NULL;

  g_assert_null (crm_cox_new (&data, matrix, CRM_TIES_EFRON, NULL, &error));
  crm_test_assert_error (error, CRM_ERROR_INVALID);
}

static void
refuse_time (double time)
{
  static const guint8 event = 1;
  GError *error = NULL;

  g_assert_null (crm_survival_curve_new (&(CrmSurvivalData) { &time, &event, NULL, 1 }, 0, NAN, NULL, &error));
  crm_test_assert_error (error, CRM_ERROR_INVALID);
}

static void
test_refused (void)
{
  static const guint8 none[42] = { 0 };
  double times[42];
  CrmSurvivalData nobody = { freireich_times, none, NULL, 42 }, zero = { times, freireich_events, NULL, 42 };
  g_autoptr (CrmMatrix) matrix = make_matrix (42, 1, is_placebo);
  GError *error = NULL;

  refuse_time (-1);
  refuse_time (NAN);
  refuse_time (INFINITY);
  g_assert_null (crm_survival_curve_new (&(CrmSurvivalData) { NULL }, 0, NAN, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  refuse_columns (2, twice_the_same);
  refuse_columns (1, constant);
  refuse_columns (1, lasts_long);
  refuse_columns (40, by_chance);
  g_assert_null (crm_cox_new (&nobody, matrix, CRM_TIES_EFRON, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  memcpy (times, freireich_times, sizeof times);
  times[0] = 0;
  g_assert_null (crm_weibull_new (&zero, matrix, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
}

/* Groups that are never observed together cannot be compared. */
static void
test_no_overlap (void)
{
  static const double times[] = { 1, 1, 5, 6 };
  static const guint8 events[] = { 0, 0, 1, 1 };
  static const gint32 groups[] = { 0, 0, 1, 1 };
  g_autoptr (CrmLogRank) test = crm_log_rank_new (&(CrmSurvivalData) { times, events, groups, 4, 2 }, NULL, NULL);

  g_assert_true (isnan (test->chi_squared));
}

/* Decimals that are the same to people. What lies farther apart than rounding stays, and so does what cannot be. */
static void
test_rounding (void)
{
  double times[] = { 0.3, 0.1 + 0.2, 0.7, 0.6 + 0.1 + 1e-9, 0.7001, 0 };
  double unusable[] = { 1, INFINITY, 2 };

  g_assert_cmpfloat (times[0], !=, times[1]);
  crm_survival_join_times (times, 6, NULL);
  g_assert_cmpfloat (times[0], ==, times[1]);
  g_assert_cmpfloat (times[2], ==, times[3]);
  g_assert_cmpfloat (times[4], ==, 0.7001);
  g_assert_cmpfloat (times[5], ==, 0);
  crm_survival_join_times (unusable, 3, NULL);
  g_assert_true (unusable[0] == 1 && isinf (unusable[1]) && unusable[2] == 2);
}

static void
test_cancelled (void)
{
  gint32 groups[42] = { 0 };
  CrmSurvivalData data = { freireich_times, freireich_events, groups, 42, 1 };
  g_autoptr (CrmMatrix) matrix = make_matrix (42, 1, is_placebo);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CrmRun run = { .cancellable = cancellable };
  GError *error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (crm_survival_curve_new (&data, 0, NAN, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (crm_log_rank_new (&data, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (crm_cox_new (&data, matrix, CRM_TIES_EFRON, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (crm_weibull_new (&data, matrix, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/survival/telco", test_telco);
  g_test_add_func ("/survival/lung", test_lung);
  g_test_add_func ("/survival/regressions", test_regressions);
  g_test_add_func ("/survival/freireich", test_freireich);
  g_test_add_func ("/survival/median", test_median);
  g_test_add_func ("/survival/found-again", test_found_again);
  g_test_add_func ("/survival/refused", test_refused);
  g_test_add_func ("/survival/no-overlap", test_no_overlap);
  g_test_add_func ("/survival/rounding", test_rounding);
  g_test_add_func ("/survival/cancelled", test_cancelled);
  return g_test_run ();
}
