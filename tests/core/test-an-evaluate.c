/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"

#include "analytics/crm-evaluate.h"
#include "analytics/crm-logistic.h"
#include "analytics/crm-matrix.h"
#include "analytics/crm-random.h"
#include "analytics/crm-sort.h"
#include "base/crm-error.h"

#include <math.h>
#include <string.h>

#define FILE_OF_R "classification_regression_survival.json"

static CrmEvaluation *
evaluate (const double *scores,
          const guint8 *positive,
          gsize n)
{
  GError *error = NULL;
  CrmEvaluation *evaluation = crm_evaluation_new (scores, positive, n, 0.5, NULL, &error);

  g_assert_no_error (error);
  return evaluation;
}

static double
number (JsonObject *object,
        const char *member)
{
  return json_object_get_double_member (object, member);
}

static void
assert_quality (const CrmEvaluation *evaluation,
                JsonObject *expected)
{
  JsonObject *confusion = json_object_get_object_member (expected, "confusion_at_.5");
  JsonArray *positives = json_object_get_array_member (expected, "decile_positives");
  JsonArray *lifts = json_object_get_array_member (expected, "lift_by_decile");
  JsonArray *total = json_object_get_array_member (expected, "cum_lift");
  JsonArray *gains = json_object_get_array_member (expected, "cum_gain");

  crm_test_assert_near (evaluation->auc, number (expected, "auc"), 1e-7);
  crm_test_assert_near (evaluation->gini, number (expected, "gini"), 1e-7);
  crm_test_assert_near (evaluation->ks, number (expected, "ks"), 1e-9);
  crm_test_assert_near (evaluation->log_loss, number (expected, "logloss"), 1e-7);
  crm_test_assert_near (evaluation->brier, number (expected, "brier"), 1e-7);
  crm_test_assert_near (evaluation->confusion.accuracy, number (expected, "accuracy"), 1e-9);
  g_assert_cmpuint (evaluation->confusion.tn, ==, json_object_get_int_member (confusion, "TN"));
  g_assert_cmpuint (evaluation->confusion.fn, ==, json_object_get_int_member (confusion, "FN"));
  g_assert_cmpuint (evaluation->confusion.fp, ==, json_object_get_int_member (confusion, "FP"));
  g_assert_cmpuint (evaluation->confusion.tp, ==, json_object_get_int_member (confusion, "TP"));
  for (guint i = 0; i < 10; i++)
    {
      g_assert_cmpuint (evaluation->deciles[i].n_positive, ==, json_array_get_int_element (positives, i));
      crm_test_assert_near (evaluation->deciles[i].lift, json_array_get_double_element (lifts, i), 1e-9);
      crm_test_assert_near (evaluation->deciles[i].total_lift, json_array_get_double_element (total, i), 1e-9);
      crm_test_assert_near (evaluation->deciles[i].gain, json_array_get_double_element (gains, i), 1e-9);
    }
}

/* Learnt from the rows that are not every fifth, judged on these. */
typedef struct
{
  const CrmMatrix *matrix;
  const guint8    *positive;
} Task;

static gboolean
fit (const gsize *train,
     gsize n_train,
     const gsize *test,
     gsize n_test,
     double *predicted,
     gpointer data,
     const CrmRun *run,
     GError **error)
{
  const Task *task = data;
  gsize d = task->matrix->d;
  g_autofree double *x = g_new (double, n_train * d);
  g_autofree guint8 *positive = g_new (guint8, n_train);
  g_autoptr (CrmLogistic) model = NULL;

  for (gsize i = 0; i < n_train; i++)
    {
      memcpy (x + i * d, crm_matrix_row (task->matrix, train[i]), d * sizeof (double));
      positive[i] = task->positive[train[i]];
    }
  model = crm_logistic_fit (x, positive, n_train, d, NULL, NULL, error);
  for (gsize i = 0; model != NULL && i < n_test; i++)
    predicted[i] = crm_logistic_predict (model, crm_matrix_row (task->matrix, test[i]));
  return model != NULL;
}

static void
judge (const Task *task,
       const char *set)
{
  gsize n = task->matrix->n, n_test = 0;
  g_autofree double *scores = g_new (double, n);
  g_autofree guint *folds = g_new (guint, n);
  g_autofree guint8 *positive = g_new (guint8, n);
  g_autoptr (JsonNode) expected = crm_test_expected (FILE_OF_R, set);
  JsonArray *interval = json_object_get_array_member (json_node_get_object (expected), "auc_delong_ci95");
  g_autoptr (CrmEvaluation) all = NULL;
  g_autoptr (CrmEvaluation) test = NULL;
  g_autoptr (CrmLogistic) model = crm_logistic_fit (task->matrix->values, task->positive, n, task->matrix->d, NULL, NULL,
                                                    NULL);
  GError *error = NULL;

  for (gsize i = 0; i < n; i++)
    {
      scores[i] = crm_logistic_predict (model, crm_matrix_row (task->matrix, i));
      folds[i] = i % 5;
    }
  all = evaluate (scores, task->positive, n);
  assert_quality (all, json_object_get_object_member (json_node_get_object (expected), "in_sample"));
  crm_test_assert_near (all->auc_low, json_array_get_double_element (interval, 0), 1e-7);
  crm_test_assert_near (all->auc_high, json_array_get_double_element (interval, 1), 1e-7);
  crm_test_assert_near (all->calibration_slope, 1, 1e-7);   /* that of maximum likelihood in its own sample */
  g_assert_true (crm_cross_validate (folds, n, 5, 1, fit, (gpointer) task, NULL, scores, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < n; i += 5)
    {
      scores[n_test] = scores[i];
      positive[n_test++] = task->positive[i];
    }
  test = evaluate (scores, positive, n_test);
  assert_quality (test, json_object_get_object_member (json_node_get_object (expected), "test"));
}

static void
test_reference (gconstpointer data)
{
  const char *set = data, *target = g_str_has_prefix (set, "telco") ? "Churn" : "Converted";
  g_autoptr (CrmFrame) frame = g_str_has_prefix (set, "telco") ? crm_test_data_telco () : crm_test_data_leads ();
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree guint8 *positive = NULL;
  g_autoptr (CrmMatrix) matrix = NULL;

  if (frame == NULL)
    return;
  positive = g_new (guint8, crm_frame_n_rows (frame));
  for (guint i = 0; i < crm_frame_n_columns (frame); i++)
    {
      const CrmColumn *column = crm_frame_column (frame, i);

      if (strcmp (column->name, target) != 0)
        g_ptr_array_add (names, column->name);
      for (gsize row = 0; strcmp (column->name, target) == 0 && row < column->n; row++)
        positive[row] = column->kind == CRM_COLUMN_NUMBER ? column->numbers[row] == 1 : column->codes[row] == 1;
    }
  g_ptr_array_add (names, NULL);
  matrix = crm_matrix_new (frame, (const char *const *) names->pdata, &(CrmMatrixOptions) { 0 }, NULL, NULL);
  judge (&(Task) { matrix, positive }, set);
}

/* Counted by hand: of the 2 × 3 pairs 4 are in order and one is a tie. */
static void
test_by_hand (void)
{
  static const double scores[] = { 0.9, 0.4, 0.4, 0.1, 0.6 };
  static const guint8 positive[] = { 1, 1, 0, 0, 0 };
  g_autoptr (CrmEvaluation) evaluation = evaluate (scores, positive, 5);
  g_autoptr (GArray) points = NULL;
  CrmProfitPoint best;

  crm_test_assert_near (evaluation->auc, 4.5 / 6, 1e-15);
  crm_test_assert_near (evaluation->ks, 0.5, 1e-15);
  g_assert_cmpfloat (evaluation->ks_threshold, ==, 0.9);
  g_assert_cmpuint (evaluation->confusion.tp, ==, 1);
  g_assert_cmpuint (evaluation->confusion.fp, ==, 1);
  crm_test_assert_near (evaluation->confusion.f1, 0.5, 1e-15);
  g_assert_cmpuint (evaluation->n_deciles, ==, 5);
  g_assert_cmpuint (evaluation->roc->len, ==, 5);
  points = crm_evaluate_profit (scores, positive, 5, 10, 3, &best, NULL);
  g_assert_cmpuint (points->len, ==, 5);
  g_assert_cmpfloat (best.profit, ==, 8);   /* of four: two hits at 10, four contacts at 3 */
  g_assert_cmpuint (best.n, ==, 4);
  g_assert_cmpfloat (best.threshold, ==, 0.4);
}

/* Monotone changes of the scores and the order of rows change no measure of the ranking. */
static void
test_properties (void)
{
  double scores[300], bent[300];
  guint8 positive[300], turned[300];
  CrmRandom random;
  g_autoptr (CrmEvaluation) a = NULL;
  g_autoptr (CrmEvaluation) b = NULL;

  crm_random_init (&random, 1, 0);
  for (guint i = 0; i < 300; i++)
    {
      scores[i] = floor (crm_random_double (&random) * 50) / 50;
      positive[i] = turned[299 - i] = crm_random_double (&random) < scores[i];
      bent[299 - i] = scores[i] * scores[i];
    }
  a = evaluate (scores, positive, 300);
  b = evaluate (bent, turned, 300);
  g_assert_cmpfloat (a->auc, ==, b->auc);
  crm_test_assert_near (a->auc_error, b->auc_error, 1e-12);
  g_assert_cmpfloat (a->ks, ==, b->ks);
  g_assert_cmpuint (a->roc->len, ==, b->roc->len);
  for (guint i = 0; i < 300; i++)
    bent[299 - i] = 1 - scores[i];
  b = (crm_evaluation_free (b), evaluate (bent, turned, 300));
  crm_test_assert_near (a->auc + b->auc, 1, 1e-15);
}

static void
test_degenerate (void)
{
  static const double scores[] = { 0.1, 0.2, 0.3 }, lacking[] = { 0.1, NAN, 0.3 };
  static const guint8 ones[] = { 1, 1, 1 }, mixed[] = { 0, 0, 1 };
  g_autoptr (CrmEvaluation) perfect = evaluate (scores, mixed, 3);
  GError *error = NULL;

  g_assert_cmpfloat (perfect->auc, ==, 1);
  g_assert_true (isnan (perfect->calibration_slope));
  g_assert_true (isnan (perfect->auc_error));   /* one positive says nothing of their spread */
  g_assert_null (crm_evaluation_new (scores, ones, 3, 0.5, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (crm_evaluation_new (lacking, mixed, 3, 0.5, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (crm_evaluation_new (scores, mixed, 0, 0.5, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
}

static void
test_classes (void)
{
  static const double shares[] = { 0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.5, 0.3, 0.2, 0, 0, 1 };
  static const gint32 classes[] = { 0, 1, 2, 2 };
  g_autoptr (CrmClassQuality) quality = crm_class_quality_new (shares, classes, 4, 3);

  g_assert_cmpfloat (quality->accuracy, ==, 0.75);
  crm_test_assert_near (quality->log_loss, -(log (0.7) + log (0.8) + log (0.2)) / 4, 1e-14);
  g_assert_cmpuint (quality->confusion[2 * 3 + 0], ==, 1);
  g_assert_cmpuint (quality->confusion[2 * 3 + 2], ==, 1);
}

static void
test_residuals (void)
{
  static const double actual[] = { 1, 2, 3, 4 }, predicted[] = { 1.5, 1.5, 3.5, 3.5 };
  CrmResidualQuality quality;

  crm_evaluate_residuals (actual, predicted, 4, &quality);
  crm_test_assert_near (quality.r2, 1 - 1.0 / 5, 1e-15);
  crm_test_assert_near (quality.rmse, 0.5, 1e-15);
  crm_test_assert_near (quality.mae, 0.5, 1e-15);
  crm_test_assert_near (quality.mean, 0, 1e-15);
  crm_test_assert_near (quality.sd, sqrt (1.0 / 3), 1e-15);
  crm_test_assert_near (quality.durbin_watson, 3, 1e-15);
  crm_test_assert_near (quality.skewness, 0, 1e-15);
  crm_test_assert_near (quality.kurtosis, -2, 1e-15);
  crm_test_assert_near (quality.jarque_bera, 4.0 / 6, 1e-15);
  crm_evaluate_residuals (actual, actual, 4, &quality);
  g_assert_cmpfloat (quality.r2, ==, 1);
  g_assert_true (isnan (quality.skewness));
}

static void
test_folds (void)
{
  gint32 classes[103];
  guint counts[5][2] = { 0 };
  g_autofree guint *folds = NULL;
  g_autofree guint *same = NULL;
  g_autofree guint *other = NULL;
  GError *error = NULL;

  for (guint i = 0; i < 103; i++)
    classes[i] = i % 4 == 0;
  folds = crm_folds_new (classes, 103, 5, &(CrmRun) { .seed = 1 }, &error);
  g_assert_no_error (error);
  same = crm_folds_new (classes, 103, 5, &(CrmRun) { .seed = 1 }, NULL);
  other = crm_folds_new (classes, 103, 5, &(CrmRun) { .seed = 2 }, NULL);
  g_assert_cmpmem (folds, sizeof (guint) * 103, same, sizeof (guint) * 103);
  g_assert_cmpint (memcmp (folds, other, sizeof (guint) * 103), !=, 0);
  for (guint i = 0; i < 103; i++)
    counts[folds[i]][classes[i]]++;
  for (guint fold = 0; fold < 5; fold++)
    {
      g_assert_cmpuint (counts[fold][1], >=, 26 / 5);
      g_assert_cmpuint (counts[fold][1], <=, 26 / 5 + 1);
      g_assert_cmpuint (counts[fold][0] + counts[fold][1], >=, 103 / 5);
      g_assert_cmpuint (counts[fold][0] + counts[fold][1], <=, 103 / 5 + 1);
    }
  g_assert_null (crm_folds_new (classes, 12, 5, &(CrmRun) { .seed = 1 }, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (crm_folds_new (NULL, 4, 5, &(CrmRun) { .seed = 1 }, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
}

static void
test_sort (void)
{
  static const double values[] = { 3, NAN, -INFINITY, 0.0, -0.0, 3, -7e-300, INFINITY, 1e300 };
  static const guint32 expected[] = { 2, 6, 3, 4, 0, 5, 8, 7 };
  gsize n;
  g_autofree guint32 *order = crm_sort_order (values, G_N_ELEMENTS (values), &n, NULL);

  g_assert_cmpmem (order, n * sizeof (guint32), expected, sizeof expected);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/evaluate/telco", "telco_logistic", test_reference);
  g_test_add_data_func ("/evaluate/leads", "leads_logistic", test_reference);
  g_test_add_func ("/evaluate/by-hand", test_by_hand);
  g_test_add_func ("/evaluate/properties", test_properties);
  g_test_add_func ("/evaluate/degenerate", test_degenerate);
  g_test_add_func ("/evaluate/classes", test_classes);
  g_test_add_func ("/evaluate/residuals", test_residuals);
  g_test_add_func ("/evaluate/folds", test_folds);
  g_test_add_func ("/evaluate/sort", test_sort);
  return g_test_run ();
}
