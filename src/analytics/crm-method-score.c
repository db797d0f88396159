/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-learning.h"
#include "analytics/crm-method-private.h"
#include "analytics/crm-score.h"

#include "base/crm-error.h"

#include <string.h>

static int
find_column (const CrmLearning *learning,
             const char *name)
{
  for (guint j = 0; name != NULL && j < learning->columns->len; j++)
    {
      if (strcmp (((const CrmColumn *) learning->columns->pdata[j])->name, name) == 0)
        return j;
    }
  return -1;
}

/* Stages in the order given, or else in that of their levels. */
static gint32 *
place_stages (const CrmColumn *column,
              const CrmOptions *options)
{
  g_auto (GStrv) names = crm_options_columns (options, "stage-order");
  guint n_levels = crm_column_n_levels (column);
  gint32 *places = g_new (gint32, n_levels + 1);

  for (guint level = 0; level < n_levels; level++)
    {
      places[level] = names == NULL ? (gint32) level : -1;
      for (guint i = 0; names != NULL && names[i] != NULL; i++)
        {
          if (strcmp (names[i], crm_column_level (column, level)) == 0)
            places[level] = i;
        }
    }
  return places;
}

static gpointer
fit (const CrmLearning *learning,
     const gsize *rows,
     gsize n,
     const CrmOptions *options,
     const CrmRun *crm_run,
     GError **error)
{
  int stage = find_column (learning, crm_options_text (options, "stage"));
  g_autofree gint32 *places = stage >= 0 ? place_stages (learning->columns->pdata[stage], options) : NULL;
  g_autofree gboolean *tags = g_new0 (gboolean, learning->columns->len + 1);
  g_auto (GStrv) names = crm_options_columns (options, "tags");
  g_autofree gint32 *won = g_new (gint32, crm_frame_n_rows (learning->frame) + 1);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      int column = find_column (learning, names[i]);

      if (column >= 0)
        tags[column] = TRUE;
    }
  for (gsize i = 0; i < n; i++)
    won[rows[i]] = learning->classes[rows[i]] == (gint32) learning->positive;
  return crm_score_new (crm_learning_columns (learning), learning->columns->len, won, rows, n,
                        &(CrmScoreOptions) { stage, places, tags }, crm_run, error);
}

static void
predict (gconstpointer model,
         const CrmLearning *learning,
         gsize row,
         double *predicted)
{
  predicted[learning->positive] = crm_score_predict (model, crm_learning_columns (learning), row);
  predicted[1 - learning->positive] = 1 - predicted[learning->positive];
}

static void
explain (gconstpointer model,
         const CrmLearning *learning,
         gsize row,
         guint of,
         double *contributions)
{
  crm_score_explain (model, crm_learning_columns (learning), row, contributions);
}

static void
keep (gconstpointer model,
      const CrmLearning *learning,
      CrmResultBuilder *builder)
{
  const CrmScore *score = model;

  crm_result_number (builder, "won", score->won);
  crm_result_number (builder, "lost", score->lost);
  crm_result_begin_array (builder, "columns");
  for (guint j = 0; j < score->n_columns; j++)
    {
      const CrmScoreColumn *column = &score->columns[j];

      crm_result_begin (builder, NULL);
      if (column->edges != NULL)
        crm_result_numbers (builder, "edges", column->edges, column->n_levels > 0 ? column->n_levels - 1 : 0);
      crm_result_numbers (builder, "won", column->won, column->n_levels);
      crm_result_numbers (builder, "lost", column->lost, column->n_levels);
      crm_result_number (builder, "won_total", column->won_total);
      crm_result_number (builder, "lost_total", column->lost_total);
      crm_result_number (builder, "least", column->least);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static gboolean
read_column (CrmResultValue object,
             CrmScoreColumn *self,
             const CrmColumn *column)
{
  gsize n_edges, n_won, n_lost;

  self->edges = crm_result_get_numbers (object, "edges", &n_edges);
  self->won = crm_result_get_numbers (object, "won", &n_won);
  self->lost = crm_result_get_numbers (object, "lost", &n_lost);
  self->n_levels = n_won;
  self->won_total = crm_result_get_number (object, "won_total");
  self->lost_total = crm_result_get_number (object, "lost_total");
  self->least = crm_result_get_number (object, "least");
  return n_won == n_lost && (column->kind == CRM_COLUMN_CATEGORY ? n_won == crm_column_n_levels (column) :
                                                                   n_won > 0 && n_edges == n_won - 1);
}

static gpointer
restore (CrmResultValue object,
         const CrmLearning *learning)
{
  g_autoptr (CrmScore) model = g_new0 (CrmScore, 1);
  CrmResultValue columns = crm_result_get_array (object, "columns"), column;

  model->won = crm_result_get_number (object, "won");
  model->lost = crm_result_get_number (object, "lost");
  if (crm_result_length (columns) != learning->columns->len || learning->width != 2)
    return NULL;
  model->columns = g_new0 (CrmScoreColumn, learning->columns->len);
  while (crm_result_next (&columns, NULL, &column))
    {
      guint j = model->n_columns++;

      if (!read_column (column, &model->columns[j], learning->columns->pdata[j]))
        return NULL;
    }
  return g_steal_pointer (&model);
}

static void
free_model (gpointer model)
{
  crm_score_free (model);
}

static const CrmLearner learner = { fit, predict, explain, free_model, keep, restore };

/* The stage is in the score though it is named by an option of its own. */
static gboolean
add_stage (CrmLearning *learning,
           const CrmOptions *options,
           GError **error)
{
  CrmColumn *stage = crm_options_column_of_kind (options, "stage", learning->frame, CRM_COLUMN_CATEGORY, error);

  if (stage == NULL)
    return !crm_options_has (options, "stage");
  if (find_column (learning, stage->name) < 0)
    g_ptr_array_add (learning->columns, stage);
  return TRUE;
}

static gboolean
write_bayes (CrmResultBuilder *builder,
             CrmFrame *frame,
             const CrmOptions *options,
             const CrmRun *crm_run,
             GError **error)
{
  g_auto (CrmLearning) learning = { 0 };
  g_autoptr (CrmScore) model = NULL;

  if (!crm_learning_init (&learning, frame, options, CRM_LEARN_TWO, crm_run, error) ||
      !add_stage (&learning, options, error) ||
      (model = fit (&learning, learning.rows, learning.n_rows, options, CRM_RUN_PART (crm_run, 0, 0.2), error)) == NULL)
    return FALSE;
  crm_learning_write_head (&learning, builder);
  crm_result_begin (builder, "bayes");
  crm_result_count (builder, "won", model->won);
  crm_result_count (builder, "lost", model->lost);
  if (!crm_learning_judge (&learning, &learner, model, options, CRM_RUN_PART (crm_run, 0.2, 1), builder, error))
    return FALSE;
  crm_learning_write_model (&learning, &crm_method_score, &learner, model, builder);
  crm_result_end (builder);
  return TRUE;
}

/* Beside it; without the stage, which for what was won is always the last. */
static gboolean
write_logistic (CrmResultBuilder *builder,
                CrmFrame *frame,
                const CrmOptions *options,
                const CrmRun *crm_run,
                GError **error)
{
  g_auto (CrmLearning) learning = { 0 };
  gpointer model;
  int stage;
  gboolean written;

  if (!crm_learning_init (&learning, frame, options, CRM_LEARN_TWO, crm_run, error))
    return FALSE;
  stage = find_column (&learning, crm_options_text (options, "stage"));
  if (stage >= 0)
    g_ptr_array_remove_index (learning.columns, stage);
  if (!crm_learning_make_matrix (&learning, CRM_ENCODE_TREATMENT, CRM_MISSING_MEAN, crm_run, error) ||
      (model = crm_learner_logistic.fit (&learning, learning.rows, learning.n_rows, options,
                                         CRM_RUN_PART (crm_run, 0, 0.2), error)) == NULL)
    return FALSE;
  crm_result_begin (builder, "logistic");
  written = crm_learning_judge (&learning, &crm_learner_logistic, model, options, CRM_RUN_PART (crm_run, 0.2, 1),
                                builder, error);
  crm_learner_logistic.free (model);
  if (written)
    crm_result_end (builder);
  return written;
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{

  crm_result_begin (builder, NULL);
  if (!write_bayes (builder, frame, options, CRM_RUN_PART (crm_run, 0, 0.5), error) ||
      !write_logistic (builder, frame, options, CRM_RUN_PART (crm_run, 0.5, 1), error))
    return FALSE;
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  CRM_LEARNING_OPTION_ROWS,
  { "stage", N_("Column of the stages; what was won counts for all of them"), CRM_OPTION_COLUMN },
  { "stage-order", N_("The stages from first to last, with commas between them"), CRM_OPTION_TEXT },
  { "tags", N_("Columns whose values with fewer than 50 outcomes are passed over"), CRM_OPTION_COLUMNS },
  { "ridge", N_("How strongly large coefficients are held down; 0 is not at all"), CRM_OPTION_NUMBER, "1", 0, 1e12 },
  { NULL },
};

const CrmMethod crm_method_score = {
  .name = "score",
  .label = N_("Lead Score and Win Probability"),
  .summary = N_("How likely leads or deals are won, by Bayes and by logistic regression, with reasons"),
  .options = options,
  .measure = "bayes.cross_validation.auc|bayes.auc",
  .rows = "predictions",
  .learner = &learner,
  .run = run,
};
