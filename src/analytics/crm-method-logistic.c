/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-learning.h"
#include "analytics/crm-logistic.h"
#include "analytics/crm-method-private.h"

#define ROWS_A_COEFFICIENT 10

static gpointer
fit (const CrmLearning *learning,
     const gsize *rows,
     gsize n,
     const CrmOptions *options,
     const CrmRun *crm_run,
     GError **error)
{
  g_autofree double *x = crm_learning_take_rows (learning, rows, n, crm_run, error);
  g_autofree guint8 *positive = g_new (guint8, n + 1);

  if (x == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++)
    positive[i] = learning->classes[rows[i]] == (gint32) learning->positive;
  return crm_logistic_fit (x, positive, n, learning->matrix->d,
                           &(CrmLogisticOptions) { crm_options_number (options, "ridge") }, crm_run, error);
}

static void
predict (gconstpointer model,
         const CrmLearning *learning,
         gsize row,
         double *predicted)
{
  predicted[learning->positive] = crm_logistic_predict (model, crm_learning_row (learning, row));
  predicted[1 - learning->positive] = 1 - predicted[learning->positive];
}

static void
explain (gconstpointer model,
         const CrmLearning *learning,
         gsize row,
         guint of,
         double *contributions)
{
  const CrmLogistic *logistic = model;

  crm_learning_sum_slopes (learning, row, logistic->coefficients + 1, logistic->means, contributions);
}

static void
keep (gconstpointer model,
      const CrmLearning *learning,
      CrmResultBuilder *builder)
{
  const CrmLogistic *logistic = model;

  crm_result_numbers (builder, "coefficients", logistic->coefficients, logistic->d + 1);
  crm_result_numbers (builder, "means", logistic->means, logistic->d);
}

static gpointer
restore (CrmResultValue object,
         const CrmLearning *learning)
{
  g_autoptr (CrmLogistic) model = g_new0 (CrmLogistic, 1);
  gsize n_coefficients, n_means;

  if (learning->matrix == NULL || learning->width != 2)
    return NULL;
  model->d = learning->matrix->d;
  model->coefficients = crm_result_get_numbers (object, "coefficients", &n_coefficients);
  model->means = crm_result_get_numbers (object, "means", &n_means);
  return n_coefficients == model->d + 1 && n_means == model->d ? g_steal_pointer (&model) : NULL;
}

static void
free_model (gpointer model)
{
  crm_logistic_free (model);
}

const CrmLearner crm_learner_logistic = { fit, predict, explain, free_model, keep, restore };

static void
write_coefficients (CrmResultBuilder *builder,
                    const CrmLogistic *model,
                    const CrmMatrix *matrix)
{
  crm_result_begin_array (builder, "coefficients");
  for (gsize j = 0; j <= model->d; j++)
    {
      gboolean aliased = j > 0 && model->aliased[j - 1];

      crm_result_begin (builder, NULL);
      crm_result_text (builder, "name", j > 0 ? matrix->names->pdata[j - 1] : "(Intercept)");
      crm_result_number (builder, "estimate", aliased ? G_MAXDOUBLE * 2 : model->coefficients[j]);
      crm_result_number (builder, "error", model->errors[j]);
      crm_result_number (builder, "z", model->z[j]);
      crm_result_number (builder, "p", model->p[j]);
      if (aliased)
        crm_result_flag (builder, "aliased", TRUE);
      if (model->unbounded[j])
        crm_result_flag (builder, "unbounded", TRUE);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_model (CrmResultBuilder *builder,
             const CrmLogistic *model,
             const CrmLearning *learning)
{
  double positives = 0;

  for (gsize i = 0; i < learning->n_rows; i++)
    positives += learning->classes[learning->rows[i]] == (gint32) learning->positive;
  write_coefficients (builder, model, learning->matrix);
  crm_result_flag (builder, "separated", model->separated);
  crm_result_flag (builder, "converged", model->converged);
  crm_result_count (builder, "iterations", model->n_iterations);
  crm_result_number (builder, "log_likelihood", model->log_likelihood);
  crm_result_number (builder, "deviance", model->deviance);
  crm_result_number (builder, "null_deviance", model->null_deviance);
  crm_result_number (builder, "aic", model->aic);
  crm_result_number (builder, "mcfadden_r2", model->mcfadden);
  if (model->separated)
    crm_result_text (builder, "warning",
                     _("Some columns tell the outcome of some rows without an error, so their coefficients have no "
                       "finite value. Probabilities are still of use. Leave those columns out or use --ridge 1."));
  else if (MIN (positives, learning->n_rows - positives) < ROWS_A_COEFFICIENT * (double) model->rank)
    crm_result_text (builder, "warning",
                     _("There are fewer than ten rows of the rarer outcome for each coefficient: these are uncertain. "
                       "Use fewer columns or --ridge 1."));
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_auto (CrmLearning) learning = { 0 };
  g_autoptr (CrmLogistic) model = NULL;

  if (!crm_learning_init (&learning, frame, options, CRM_LEARN_TWO, crm_run, error) ||
      !crm_learning_make_matrix (&learning, CRM_ENCODE_TREATMENT, crm_options_choice (options, "missing"), crm_run,
                                 error) ||
      (model = fit (&learning, learning.rows, learning.n_rows, options, CRM_RUN_PART (crm_run, 0, 0.2), error)) == NULL)
    return FALSE;
  crm_result_begin (builder, NULL);
  crm_learning_write_head (&learning, builder);
  write_model (builder, model, &learning);
  if (!crm_learning_judge (&learning, &crm_learner_logistic, model, options, CRM_RUN_PART (crm_run, 0.2, 1), builder,
                           error))
    return FALSE;
  crm_learning_write_model (&learning, &crm_method_logistic, &crm_learner_logistic, model, builder);
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  CRM_LEARNING_OPTION_ROWS,
  CRM_LEARNING_MISSING_ROW,
  { "ridge", N_("How strongly large coefficients are held down; 0 is not at all"), CRM_OPTION_NUMBER, "0", 0, 1e12 },
  { NULL },
};

const CrmMethod crm_method_logistic = {
  .name = "logistic",
  .label = N_("Logistic Regression"),
  .summary = N_("How likely one of two outcomes is, and what raises or lowers it"),
  .options = options,
  .measure = CRM_LEARNING_MEASURE,
  .rows = "predictions",
  .learner = &crm_learner_logistic,
  .run = run,
};
