/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-analytics.h"

#include "analytics/crm-bayes.h"
#include "analytics/crm-evaluate.h"
#include "analytics/crm-linear.h"
#include "analytics/crm-logistic.h"
#include "analytics/crm-method.h"
#include "analytics/crm-network.h"
#include "analytics/crm-result-json.h"
#include "analytics/crm-tree.h"

#include <math.h>
#include <string.h>

/* Learning from all rows and predicting them; the area under the ROC curve. */

static double
judge (const double *scores,
       const gint32 *classes,
       gsize n)
{
  g_autofree guint8 *positive = g_new (guint8, n);
  g_autoptr (CrmEvaluation) evaluation = NULL;
  GError *error = NULL;

  for (gsize i = 0; i < n; i++)
    positive[i] = classes[i];
  evaluation = crm_evaluation_new (scores, positive, n, 0.5, NULL, &error);
  if (evaluation == NULL)
    bench_fail (error);
  return evaluation->auc;
}

double
bench_learn_logistic (BenchClock *clock,
                      const BenchData *data)
{
  g_autofree double *x = bench_data_matrix (data), *scores = g_new (double, data->n);
  g_autofree gint32 *classes = bench_data_whole (data, 0);
  g_autofree guint8 *positive = g_new (guint8, data->n);
  g_autoptr (CrmLogistic) model = NULL;
  GError *error = NULL;

  for (gsize i = 0; i < data->n; i++)
    positive[i] = classes[i];
  bench_start (clock);
  model = crm_logistic_fit (x, positive, data->n, data->d, NULL, NULL, &error);
  if (model == NULL)
    bench_fail (error);
  for (gsize i = 0; i < data->n; i++)
    scores[i] = crm_logistic_predict (model, x + i * data->d);
  bench_stop (clock);
  return judge (scores, classes, data->n);
}

/* The first column by the others; the residual standard deviation. */
double
bench_learn_linear (BenchClock *clock,
                    const BenchData *data)
{
  g_autofree double *x = bench_data_matrix (data), *y = g_new (double, data->n);
  g_autoptr (CrmLinear) model = NULL;
  GError *error = NULL;
  gsize d = data->d - 1;

  for (gsize i = 0; i < data->n; i++)
    {
      y[i] = x[i * data->d];
      memmove (x + i * d, x + i * data->d + 1, d * sizeof (double));
    }
  bench_start (clock);
  model = crm_linear_fit (x, y, data->n, d, NULL, NULL, &error);
  bench_stop (clock);
  if (model == NULL)
    bench_fail (error);
  return model->residual_sd;
}

double
bench_learn_neural (BenchClock *clock,
                    const BenchData *data)
{
  CrmNetworkOptions options = CRM_NETWORK_STANDARD;
  g_autofree double *x = bench_data_matrix (data), *scores = g_new (double, data->n);
  g_autofree gint32 *classes = bench_data_whole (data, 0);
  g_autoptr (CrmNetwork) model = NULL;
  GError *error = NULL;

  options.n_epochs = 10;
  options.patience = 0;
  bench_start (clock);
  model = crm_network_new (x, classes, 2, NULL, data->n, data->d, &options, NULL, &error);
  if (model == NULL)
    bench_fail (error);
  for (gsize i = 0; i < data->n; i++)
    {
      double shares[2];

      crm_network_predict (model, x + i * data->d, shares);
      scores[i] = shares[1];
    }
  bench_stop (clock);
  return judge (scores, classes, data->n);
}

/* By columns */

typedef struct
{
  CrmColumn        *columns;
  const CrmColumn **list;
  gsize            *rows;
  gint32           *classes;
  double           *scores;
} Table;

static void
read_table (Table *self,
            const BenchData *data)
{
  g_autofree double *x = bench_data_matrix (data);

  self->columns = g_new0 (CrmColumn, data->d);
  self->list = g_new (const CrmColumn *, data->d);
  self->rows = g_new (gsize, data->n);
  self->classes = bench_data_whole (data, 0);
  self->scores = g_new (double, data->n);
  for (guint j = 0; j < data->d; j++)
    {
      self->columns[j] = (CrmColumn) { .kind = CRM_COLUMN_NUMBER, .n = data->n, .numbers = g_new (double, data->n) };
      self->list[j] = &self->columns[j];
      for (gsize i = 0; i < data->n; i++)
        self->columns[j].numbers[i] = x[i * data->d + j];
    }
  for (gsize i = 0; i < data->n; i++)
    self->rows[i] = i;
}

static CrmResult *
run_method (const char *name,
            CrmFrame *frame,
            CrmOptions *options)
{
  GError *error = NULL;
  CrmResult *result = crm_method_run (crm_method_find (name, NULL), frame, options, NULL, &error);

  if (result == NULL)
    bench_fail (error);
  return result;
}

static CrmOptions *
make_options (const char *method,
              const char *const *pairs)
{
  CrmOptions *options = crm_options_new (crm_method_find (method, NULL));
  GError *error = NULL;

  for (; *pairs != NULL; pairs += 2)
    {
      if (!crm_options_set (options, pairs[0], pairs[1], &error))
        bench_fail (error);
    }
  return options;
}

/* A regression that was kept as text says of every row how likely it is, as text. */
double
bench_learn_predict (BenchClock *clock,
                     const BenchData *data)
{
  const char *const learning[] = { "target", "y", "folds", "0", NULL };
  const char *const predicting[] = { "model", "kept", "reasons", "0", NULL };
  g_autoptr (CrmFrame) frame = crm_frame_new (data->n);
  g_autoptr (CrmOptions) learn = make_options ("logistic", learning), predict = make_options ("predict", predicting);
  g_autoptr (CrmResult) model = NULL, result = NULL;
  g_autofree char *kept = NULL, *said = NULL;
  CrmResultValue predictions, prediction;
  Table table;

  read_table (&table, data);
  for (guint j = 0; j < data->d; j++)
    {
      g_autofree char *name = g_strdup_printf ("x%u", j);

      crm_frame_take_numbers (frame, name, table.columns[j].numbers);
    }
  crm_frame_take_numbers (frame, "y", bench_data_column (data, 0));
  model = run_method ("logistic", frame, learn);
  kept = crm_result_to_json (model, NULL);
  bench_start (clock);
  crm_options_take_model (predict, "model", crm_result_from_json (kept, strlen (kept)));
  result = run_method ("predict", frame, predict);
  said = crm_result_to_json (result, NULL);
  bench_stop (clock);
  predictions = crm_result_get_array (crm_result_root (result), "predictions");
  for (gsize i = 0; crm_result_next (&predictions, NULL, &prediction); i++)
    table.scores[i] = crm_result_get_number (prediction, "probability");
  return judge (table.scores, table.classes, data->n);
}

double
bench_learn_bayes (BenchClock *clock,
                   const BenchData *data)
{
  g_autoptr (CrmBayes) model = NULL;
  GError *error = NULL;
  Table table;

  read_table (&table, data);
  bench_start (clock);
  model = crm_bayes_new (table.list, data->d, table.classes, 2, table.rows, data->n, 1, NULL, &error);
  if (model == NULL)
    bench_fail (error);
  for (gsize i = 0; i < data->n; i++)
    {
      double shares[2];

      crm_bayes_predict (model, table.list, i, shares);
      table.scores[i] = shares[1];
    }
  bench_stop (clock);
  return judge (table.scores, table.classes, data->n);
}

static double
learn_tree (BenchClock *clock,
            const BenchData *data,
            const CrmTreeOptions *options)
{
  g_autoptr (CrmTree) tree = NULL;
  GError *error = NULL;
  Table table;

  read_table (&table, data);
  bench_start (clock);
  tree = crm_tree_new (table.list, data->d, &(CrmTreeTarget) { table.classes, 2, NULL }, table.rows, data->n, options,
                       NULL, &error);
  if (tree == NULL)
    bench_fail (error);
  for (gsize i = 0; i < data->n; i++)
    {
      double shares[2];

      crm_tree_predict (tree, table.list, i, -1, shares);
      table.scores[i] = shares[1];
    }
  bench_stop (clock);
  return judge (table.scores, table.classes, data->n);
}

double
bench_learn_tree (BenchClock *clock,
                  const BenchData *data)
{
  return learn_tree (clock, data, &(CrmTreeOptions) { CRM_TREE_GINI, TRUE, 8, 1, 2, CRM_TREE_PRUNE_NONE, NAN, 2 });
}

double
bench_learn_tree_full (BenchClock *clock,
                       const BenchData *data)
{
  return learn_tree (clock, data, &(CrmTreeOptions) { CRM_TREE_GINI, TRUE, 100, 5, 2, CRM_TREE_PRUNE_NONE, NAN, 2 });
}

/* Grown and pruned as rpart does. */
double
bench_learn_tree_pruned (BenchClock *clock,
                         const BenchData *data)
{
  return learn_tree (clock, data, &(CrmTreeOptions) { CRM_TREE_GINI, TRUE, 8, 7, 20, CRM_TREE_PRUNE_COST, 0.0005, 2 });
}
