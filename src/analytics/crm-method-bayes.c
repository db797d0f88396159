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

static const CrmLearner learner = { fit, predict, explain, (GDestroyNotify) crm_bayes_free };

static void
write_levels (JsonBuilder *builder,
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
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
write_model (JsonBuilder *builder,
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
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static JsonNode *
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_auto (CrmLearning) learning = { 0 };
  g_autoptr (CrmBayes) model = NULL;

  if (!crm_learning_init (&learning, frame, options, CRM_LEARN_CLASSES, error) ||
      (model = fit (&learning, learning.rows, learning.n_rows, options, CRM_RUN_PART (crm_run, 0, 0.2), error)) == NULL)
    return NULL;
  crm_result_begin (builder, NULL);
  crm_learning_write_head (&learning, builder);
  write_model (builder, model, &learning);
  if (!crm_learning_judge (&learning, &learner, model, options, CRM_RUN_PART (crm_run, 0.2, 1), builder, error))
    return NULL;
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
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
  .run = run,
};
