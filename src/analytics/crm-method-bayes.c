/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-bayes.h"
#include "analytics/crm-learning.h"
#include "analytics/crm-method-private.h"

#include <math.h>

static gpointer
fit (const CrmLearning *learning,
     const gsize *rows,
     gsize n,
     const CrmOptions *options,
     const CrmRun *crm_run,
     GError **error)
{
  return crm_bayes_new (crm_learning_columns (learning), learning->columns->len, learning->classes, learning->width,
                        rows, n, crm_options_number (options, "laplace"), crm_run, error);
}

static void
predict (gconstpointer model,
         const CrmLearning *learning,
         gsize row,
         double *predicted)
{
  crm_bayes_predict (model, crm_learning_columns (learning), row, predicted);
}

static void
explain (gconstpointer model,
         const CrmLearning *learning,
         gsize row,
         guint of,
         double *contributions)
{
  crm_bayes_explain (model, crm_learning_columns (learning), row, of, contributions);
}

static void
keep (gconstpointer model,
      const CrmLearning *learning,
      CrmResultBuilder *builder)
{
  const CrmBayes *bayes = model;

  crm_result_numbers (builder, "priors", bayes->priors, bayes->n_classes);
  crm_result_begin_array (builder, "columns");
  for (guint j = 0; j < bayes->n_columns; j++)
    {
      const CrmBayesColumn *column = &bayes->columns[j];

      crm_result_begin (builder, NULL);
      if (column->kind == CRM_COLUMN_CATEGORY)
        crm_result_numbers (builder, "logs", column->logs, (gsize) bayes->n_classes * column->n_levels);
      else
        {
          crm_result_numbers (builder, "means", column->means, bayes->n_classes);
          crm_result_numbers (builder, "spreads", column->spreads, bayes->n_classes);
        }
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static gboolean
read_column (CrmResultValue object,
             CrmBayesColumn *self,
             const CrmColumn *column,
             guint n_classes)
{
  gsize n_logs, n_means, n_spreads;
  double *spreads;

  *self = (CrmBayesColumn) { .kind = column->kind, .n_levels = crm_column_n_levels (column) };
  self->logs = crm_result_get_numbers (object, "logs", &n_logs);
  self->means = crm_result_get_numbers (object, "means", &n_means);
  spreads = crm_result_get_numbers (object, "spreads", &n_spreads);
  crm_bayes_column_take_spreads (self, spreads, n_spreads);
  for (gsize i = 0; i < n_logs; i++)
    self->logs[i] = isnan (self->logs[i]) ? -INFINITY : self->logs[i];   /* JSON knows no logarithm of 0 */
  return column->kind == CRM_COLUMN_CATEGORY ? n_logs == (gsize) n_classes * self->n_levels :
                                               n_means == n_classes && n_spreads == n_classes;
}

static gpointer
restore (CrmResultValue object,
         const CrmLearning *learning)
{
  g_autoptr (CrmBayes) model = g_new0 (CrmBayes, 1);
  CrmResultValue columns = crm_result_get_array (object, "columns"), column;
  gsize n_priors;

  model->priors = crm_result_get_numbers (object, "priors", &n_priors);
  model->n_classes = learning->width;
  if (learning->classes == NULL || n_priors != learning->width ||
      crm_result_length (columns) != learning->columns->len)
    return NULL;
  model->columns = g_new0 (CrmBayesColumn, learning->columns->len);
  while (crm_result_next (&columns, NULL, &column))
    {
      guint j = model->n_columns++;

      if (!read_column (column, &model->columns[j], learning->columns->pdata[j],
                        model->n_classes))
        return NULL;
    }
  return g_steal_pointer (&model);
}

static void
free_model (gpointer model)
{
  crm_bayes_free (model);
}

static const CrmLearner learner = { fit, predict, explain, free_model, keep, restore };

static void
write_levels (CrmResultBuilder *builder,
              const CrmBayesColumn *model,
              const CrmColumn *column,
              guint n_classes)
{
  crm_result_begin_array (builder, "levels");
  for (guint level = 0; level < model->n_levels; level++)
    {
      crm_result_begin (builder, NULL);
      crm_result_level (builder, "value", column, level);
      crm_result_begin_array (builder, "shares");
      for (guint class = 0; class < n_classes; class++)
        crm_result_number (builder, NULL, exp (model->logs[class * model->n_levels + level]));
      crm_result_end_array (builder);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_model (CrmResultBuilder *builder,
             const CrmBayes *model,
             const CrmLearning *learning)
{
  crm_result_numbers (builder, "priors", model->priors, model->n_classes);
  crm_result_begin_array (builder, "columns");
  for (guint j = 0; j < model->n_columns; j++)
    {
      const CrmColumn *column = learning->columns->pdata[j];

      crm_result_begin (builder, NULL);
      crm_result_text (builder, "name", column->name);
      if (column->kind == CRM_COLUMN_CATEGORY)
        write_levels (builder, &model->columns[j], column, model->n_classes);
      else
        {
          crm_result_numbers (builder, "means", model->columns[j].means, model->n_classes);
          crm_result_numbers (builder, "sds", model->columns[j].spreads, model->n_classes);
        }
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_auto (CrmLearning) learning = { 0 };
  g_autoptr (CrmBayes) model = NULL;

  if (!crm_learning_init (&learning, frame, options, CRM_LEARN_CLASSES, crm_run, error) ||
      (model = fit (&learning, learning.rows, learning.n_rows, options, CRM_RUN_PART (crm_run, 0, 0.2), error)) == NULL)
    return FALSE;
  crm_result_begin (builder, NULL);
  crm_learning_write_head (&learning, builder);
  write_model (builder, model, &learning);
  if (!crm_learning_judge (&learning, &learner, model, options, CRM_RUN_PART (crm_run, 0.2, 1), builder, error))
    return FALSE;
  crm_learning_write_model (&learning, &crm_method_bayes, &learner, model, builder);
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  CRM_LEARNING_OPTION_ROWS,
  { "laplace", N_("Added to the count of every value, so that none is impossible; 0.1 as Odoo"), CRM_OPTION_NUMBER, "1",
    0, 1e6 },
  { NULL },
};

const CrmMethod crm_method_bayes = {
  .name = "bayes",
  .label = N_("Naive Bayes"),
  .summary = N_("How likely each class is by what every value says on its own"),
  .options = options,
  .measure = CRM_LEARNING_MEASURE,
  .rows = "predictions",
  .learner = &learner,
  .run = run,
};
