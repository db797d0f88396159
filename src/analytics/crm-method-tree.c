/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-private.h"
#include "analytics/crm-method-tree.h"

#include <math.h>

static CrmTreeTarget
target_of (const CrmLearning *learning)
{
  return (CrmTreeTarget) { learning->classes, learning->width, learning->classes == NULL ? learning->numbers : NULL };
}

static gpointer
fit (const CrmLearning *learning,
     const gsize *rows,
     gsize n,
     const CrmOptions *options,
     const CrmRun *crm_run,
     GError **error)
{
  CrmTreeTarget target = target_of (learning);
  CrmTreeOptions tree = {
    .criterion = crm_options_choice (options, "criterion"),
    .two_way = crm_options_has (options, "two-way"),
    .max_depth = crm_options_integer (options, "max-depth"),
    .min_leaf = crm_options_number (options, "min-leaf"),
    .min_split = crm_options_number (options, "min-split"),
    .pruning = crm_options_choice (options, "prune"),
    .cp = crm_options_number (options, "cp"),
    .n_folds = MAX (crm_options_integer (options, "folds"), 2),
  };

  return crm_tree_new (crm_learning_columns (learning), learning->columns->len, &target, rows, n, &tree, crm_run,
                       error);
}

static void
predict (gconstpointer model,
         const CrmLearning *learning,
         gsize row,
         double *predicted)
{
  crm_tree_predict (model, crm_learning_columns (learning), row, -1, predicted);
}

static void
explain (gconstpointer model,
         const CrmLearning *learning,
         gsize row,
         guint of,
         double *contributions)
{
  crm_tree_explain (model, crm_learning_columns (learning), row, learning->classes != NULL ? of : 0, contributions);
}

static void
free_model (gpointer model)
{
  crm_tree_free (model);
}

static const CrmLearner learner = { fit, predict, explain, free_model,
                                    crm_method_tree_write_model, crm_method_tree_read_model };

static void
write_outcome (CrmResultBuilder *builder,
               const CrmTree *tree,
               const CrmTreeNode *node,
               const CrmLearning *learning)
{
  crm_result_number (builder, "n", node->weight);
  if (!tree->of_classes)
    {
      crm_result_number (builder, "mean", node->mean);
      crm_result_number (builder, "sd", sqrt (node->risk / node->weight));
      return;
    }
  crm_result_text (builder, "class", learning->class_names->pdata[node->majority]);
  crm_result_numbers (builder, "counts", node->counts, tree->width);
}

static void write_node (CrmResultBuilder *builder, const char *key, const CrmTree *tree, guint index,
                        const CrmLearning *learning);

static void
write_branch (CrmResultBuilder *builder,
              const CrmTree *tree,
              const CrmTreeNode *node,
              guint branch,
              const CrmLearning *learning)
{
  const CrmColumn *column = learning->columns->pdata[node->column];

  crm_result_begin (builder, NULL);
  if (node->branches == NULL)
    crm_result_text (builder, "if", branch == 0 ? "<=" : ">");
  else
    {
      crm_result_begin_array (builder, "if");
      for (guint code = 0; code < crm_column_n_levels (column); code++)
        {
          if (node->branches[code] == (gint32) branch)
            crm_result_level (builder, NULL, column, code);
        }
      crm_result_end_array (builder);
    }
  crm_result_number (builder, "share", node->shares[branch]);
  write_node (builder, "then", tree, node->children[branch], learning);
  crm_result_end (builder);
}

static void
write_node (CrmResultBuilder *builder,
            const char *key,
            const CrmTree *tree,
            guint index,
            const CrmLearning *learning)
{
  const CrmTreeNode *node = crm_tree_node (tree, index);

  crm_result_begin (builder, key);
  write_outcome (builder, tree, node, learning);
  if (node->column >= 0)
    {
      crm_result_text (builder, "column", ((const CrmColumn *) learning->columns->pdata[node->column])->name);
      if (node->branches == NULL)
        crm_result_number (builder, "threshold", node->threshold);
      crm_result_number (builder, "gain", node->gain);
      crm_result_begin_array (builder, "branches");
      for (guint k = 0; k < node->n_children; k++)
        write_branch (builder, tree, node, k, learning);
      crm_result_end_array (builder);
    }
  crm_result_end (builder);
}

static char *
rule_text (const CrmTreeRule *rule,
           const CrmTree *tree,
           const CrmLearning *learning)
{
  const CrmTreeNode *leaf = crm_tree_node (tree, rule->leaf);
  g_autofree char *conditions = crm_tree_rule_text (rule, crm_learning_columns (learning));
  g_autofree char *outcome = tree->of_classes ? g_strdup (learning->class_names->pdata[leaf->majority]) :
                             g_strdup_printf ("%.6g", leaf->mean);

  if (*conditions == '\0')
    return g_strdup_printf (_("ALWAYS %s = %s"), learning->target->name, outcome);
  return g_strdup_printf (_("IF %s THEN %s = %s"), conditions, learning->target->name, outcome);
}

static void
write_conditions (CrmResultBuilder *builder,
                  const CrmTreeRule *rule,
                  const CrmLearning *learning)
{
  crm_result_begin_array (builder, "conditions");
  for (guint i = 0; i < rule->conditions->len; i++)
    {
      const CrmTreeCondition *condition = &g_array_index (rule->conditions, CrmTreeCondition, i);
      const CrmColumn *column = learning->columns->pdata[condition->column];

      crm_result_begin (builder, NULL);
      crm_result_text (builder, "column", column->name);
      if (condition->levels == NULL)
        {
          crm_result_number (builder, "above", condition->above);
          crm_result_number (builder, "up_to", condition->up_to);
        }
      else
        {
          crm_result_begin_array (builder, "in");
          for (guint k = 0; k < condition->levels->len; k++)
            crm_result_level (builder, NULL, column, g_array_index (condition->levels, gint32, k));
          crm_result_end_array (builder);
        }
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_rules (CrmResultBuilder *builder,
             const CrmTree *tree,
             const CrmLearning *learning)
{
  g_autoptr (GPtrArray) rules = crm_tree_rules (tree, crm_learning_columns (learning));

  crm_result_begin_array (builder, "rules");
  for (guint i = 0; i < rules->len; i++)
    {
      const CrmTreeRule *rule = rules->pdata[i];
      g_autofree char *text = rule_text (rule, tree, learning);

      crm_result_begin (builder, NULL);
      crm_result_text (builder, "text", text);
      write_conditions (builder, rule, learning);
      write_outcome (builder, tree, crm_tree_node (tree, rule->leaf), learning);
      crm_result_number (builder, "coverage", rule->coverage);
      crm_result_number (builder, "accuracy", rule->accuracy);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_importance (CrmResultBuilder *builder,
                  const CrmTree *tree,
                  const CrmLearning *learning)
{
  g_autofree double *importance = g_new (double, learning->columns->len + 1);

  crm_tree_importance (tree, importance);
  crm_result_begin (builder, "importance");
  for (guint j = 0; j < learning->columns->len; j++)
    crm_result_number (builder, ((const CrmColumn *) learning->columns->pdata[j])->name, importance[j]);
  crm_result_end (builder);
}

static gboolean
write_gains (CrmResultBuilder *builder,
             const CrmLearning *learning,
             const CrmRun *crm_run,
             GError **error)
{
  CrmTreeTarget target = target_of (learning);
  g_autofree CrmTreeGain *gains = crm_tree_gains (crm_learning_columns (learning), learning->columns->len, &target,
                                                  learning->rows, learning->n_rows, crm_run, error);

  crm_result_begin (builder, "gains_at_root");
  for (guint j = 0; gains != NULL && j < learning->columns->len; j++)
    {
      const CrmColumn *column = learning->columns->pdata[j];

      crm_result_begin (builder, column->name);
      if (learning->classes != NULL)
        {
          crm_result_number (builder, "gain", gains[j].gain);
          crm_result_number (builder, "split_info", gains[j].split_info);
          crm_result_number (builder, "gain_ratio", gains[j].gain_ratio);
          crm_result_number (builder, "gini_gain", gains[j].gini);
          crm_result_number (builder, "gini_multiway_gain", gains[j].gini_multiway);
        }
      else
        crm_result_number (builder, "variance", gains[j].variance);
      if (column->kind != CRM_COLUMN_CATEGORY)
        crm_result_number (builder, "threshold", gains[j].threshold);
      crm_result_end (builder);
    }
  crm_result_end (builder);
  return gains != NULL;
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_auto (CrmLearning) learning = { 0 };
  g_autoptr (CrmTree) model = NULL;

  if (!crm_learning_init (&learning, frame, options, CRM_LEARN_ANY, crm_run, error) ||
      (model = fit (&learning, learning.rows, learning.n_rows, options, CRM_RUN_PART (crm_run, 0, 0.2), error)) == NULL)
    return FALSE;
  crm_result_begin (builder, NULL);
  crm_learning_write_head (&learning, builder);
  crm_result_count (builder, "leaves", crm_tree_n_leaves (model));
  crm_result_count (builder, "depth", model->max_depth);
  crm_result_number (builder, "cp", model->cp);
  write_node (builder, "tree", model, 0, &learning);
  write_rules (builder, model, &learning);
  write_importance (builder, model, &learning);
  if (!write_gains (builder, &learning, CRM_RUN_STILL (crm_run), error) ||
      !crm_learning_judge (&learning, &learner, model, options, CRM_RUN_PART (crm_run, 0.2, 1), builder, error))
    return FALSE;
  crm_learning_write_model (&learning, &crm_method_tree, &learner, model, builder);
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  CRM_LEARNING_OPTION_ROWS,
  CRM_LEARNING_ANSWER_ROW,
  { "criterion", N_("What splits are chosen by"), CRM_OPTION_CHOICE, "entropy", .choices = "entropy|gain-ratio|gini" },
  { "two-way", N_("Split categories into two groups, as with gini always"), CRM_OPTION_FLAG },
  { "max-depth", N_("How many conditions a rule has at most"), CRM_OPTION_INTEGER, "30", 0, 100 },
  { "min-leaf", N_("Rows that a branch must have"), CRM_OPTION_NUMBER, "2", 1, 1e12 },
  { "min-split", N_("Rows that a node must have to be split"), CRM_OPTION_NUMBER, "2", 2, 1e12 },
  { "prune", N_("How branches that say little are cut"), CRM_OPTION_CHOICE, "error",
    .choices = "none|cost-complexity|error", .bare = "error" },
  { "cp", N_("Price of a leaf, a share of the root's risk; without it chosen by cross-validation"), CRM_OPTION_NUMBER,
    NULL, 0, 1 },
  { NULL },
};

const CrmMethod crm_method_tree = {
  .name = "tree",
  .label = N_("Decision Tree"),
  .summary = N_("Rules that tell classes or numbers apart"),
  .options = options,
  .measure = CRM_LEARNING_MEASURE,
  .rows = "predictions",
  .learner = &learner,
  .run = run,
};
