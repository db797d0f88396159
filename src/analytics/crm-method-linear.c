/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-learning.h"
#include "analytics/crm-linear.h"
#include "analytics/crm-method-private.h"

static gpointer
fit (const CrmLearning *learning,
     const gsize *rows,
     gsize n,
     const CrmOptions *options,
     const CrmRun *crm_run,
     GError **error)
{
  g_autofree double *x = crm_learning_take_rows (learning, rows, n, crm_run, error);
  g_autofree double *y = g_new (double, n + 1);

  if (x == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++)
    y[i] = learning->numbers[rows[i]];
  return crm_linear_fit (x, y, n, learning->matrix->d,
                         &(CrmLinearOptions) { crm_options_number (options, "ridge"),
                                               crm_options_has (options, "through-origin") }, crm_run, error);
}

static void
predict (gconstpointer model,
         const CrmLearning *learning,
         gsize row,
         double *predicted)
{
  predicted[0] = crm_linear_predict (model, crm_learning_row (learning, row));
}

static void
explain (gconstpointer model,
         const CrmLearning *learning,
         gsize row,
         guint of,
         double *contributions)
{
  const CrmLinear *linear = model;

  crm_learning_sum_slopes (learning, row, linear->coefficients + 1, linear->means, contributions);
}

static void
keep (gconstpointer model,
      const CrmLearning *learning,
      CrmResultBuilder *builder)
{
  const CrmLinear *linear = model;

  crm_result_numbers (builder, "coefficients", linear->coefficients, linear->d + 1);
  crm_result_numbers (builder, "means", linear->means, linear->d);
}

static gpointer
restore (CrmResultValue object,
         const CrmLearning *learning)
{
  g_autoptr (CrmLinear) model = g_new0 (CrmLinear, 1);
  gsize n_coefficients, n_means;

  if (learning->matrix == NULL || learning->classes != NULL)
    return NULL;
  model->d = learning->matrix->d;
  model->coefficients = crm_result_get_numbers (object, "coefficients", &n_coefficients);
  model->means = crm_result_get_numbers (object, "means", &n_means);
  return n_coefficients == model->d + 1 && n_means == model->d ? g_steal_pointer (&model) : NULL;
}

static void
free_model (gpointer model)
{
  crm_linear_free (model);
}

static const CrmLearner learner = { fit, predict, explain, free_model, keep, restore };

static void
write_coefficients (CrmResultBuilder *builder,
                    const CrmLinear *model,
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
      crm_result_number (builder, "t", model->t[j]);
      crm_result_number (builder, "p", model->p[j]);
      if (j > 0)
        crm_result_number (builder, "vif", model->inflation[j - 1]);
      if (aliased)
        crm_result_flag (builder, "aliased", TRUE);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_model (CrmResultBuilder *builder,
             const CrmLinear *model,
             const CrmMatrix *matrix)
{
  write_coefficients (builder, model, matrix);
  crm_result_number (builder, "residual_sd", model->residual_sd);
  crm_result_number (builder, "degrees_of_freedom", model->freedom);
  crm_result_number (builder, "adjusted_r2", model->adjusted_r2);
  crm_result_number (builder, "f", model->f);
  crm_result_number (builder, "f_p", model->f_p);
  crm_result_number (builder, "log_likelihood", model->log_likelihood);
  crm_result_number (builder, "aic", model->aic);
  if (model->freedom <= 0)
    crm_result_text (builder, "warning",
                     _("There are no more rows than coefficients, so nothing can be said of their errors. Use fewer "
                       "columns or more rows."));
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_auto (CrmLearning) learning = { 0 };
  g_autoptr (CrmLinear) model = NULL;

  if (!crm_learning_init (&learning, frame, options, CRM_LEARN_NUMBERS, crm_run, error) ||
      !crm_learning_make_matrix (&learning, CRM_ENCODE_TREATMENT, crm_options_choice (options, "missing"), crm_run,
                                 error) ||
      (model = fit (&learning, learning.rows, learning.n_rows, options, CRM_RUN_PART (crm_run, 0, 0.2), error)) == NULL)
    return FALSE;
  crm_result_begin (builder, NULL);
  crm_learning_write_head (&learning, builder);
  write_model (builder, model, learning.matrix);
  if (!crm_learning_judge (&learning, &learner, model, options, CRM_RUN_PART (crm_run, 0.2, 1), builder, error))
    return FALSE;
  crm_learning_write_model (&learning, &crm_method_linear, &learner, model, builder);
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  CRM_LEARNING_OPTION_ROWS,
  CRM_LEARNING_MISSING_ROW,
  { "ridge", N_("How strongly large coefficients are held down; 0 is not at all"), CRM_OPTION_NUMBER, "0", 0, 1e12 },
  { "through-origin", N_("Without an intercept"), CRM_OPTION_FLAG },
  { NULL },
};

const CrmMethod crm_method_linear = {
  .name = "linear",
  .label = N_("Linear Regression"),
  .summary = N_("How a number follows from others, with errors and tests"),
  .options = options,
  .measure = CRM_LEARNING_MEASURE,
  .rows = "predictions",
  .learner = &learner,
  .run = run,
};
