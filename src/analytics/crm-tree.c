/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-tree-private.h"

#include "base/crm-thread.h"

#define MANY 10000   /* nodes, which take some milliseconds to be freed */

void
crm_tree_free (CrmTree *self)
{
  if (self->nodes != NULL && self->nodes->len > MANY)
    crm_thread_free (self->nodes, (GDestroyNotify) g_ptr_array_unref);
  else
    g_clear_pointer (&self->nodes, g_ptr_array_unref);
  g_free (self);
}

guint
crm_tree_n_leaves (const CrmTree *self)
{
  guint n = 0;

  for (guint i = 0; i < self->nodes->len; i++)
    n += crm_tree_node (self, i)->column < 0;
  return n;
}

/* The branch of a row, −1 where its value lacks or was never seen. */
static int
branch_of (const CrmTreeNode *node,
           const CrmColumn *column,
           gsize row)
{
  double value;

  if (crm_column_is_missing (column, row))
    return -1;
  if (column->kind == CRM_COLUMN_CATEGORY)
    return node->branches[column->codes[row]];
  value = column->kind == CRM_COLUMN_NUMBER ? column->numbers[row] : column->days[row];
  return value > node->threshold;
}

static void
add_leaf (const CrmTree *self,
          const CrmTreeNode *node,
          double weight,
          double *predicted)
{
  if (!self->of_classes)
    predicted[0] += weight * node->mean;
  for (guint k = 0; self->of_classes && k < self->width; k++)
    predicted[k] += weight * node->counts[k] / node->weight;
}

static void
add_branches (const CrmTree *self,
              const CrmColumn *const *columns,
              gsize row,
              double cp,
              const CrmTreeNode *node,
              double weight,
              double *predicted)
{
  int branch;

  while (node->column >= 0 && node->complexity > cp &&
         (branch = branch_of (node, columns[node->column], row)) >= 0)
    node = crm_tree_node (self, node->children[branch]);
  if (node->column < 0 || node->complexity <= cp)
    {
      add_leaf (self, node, weight, predicted);
      return;
    }
  for (guint k = 0; k < node->n_children; k++)
    add_branches (self, columns, row, cp, crm_tree_node (self, node->children[k]), weight * node->shares[k], predicted);
}

/**
 * crm_tree_predict:
 * @columns: as the tree was grown from
 * @cp: as if it were pruned with this; −1 for the tree as it is
 * @predicted: (out caller-allocates) (array length=width): the share of each class, or the number expected
 *
 * What the tree says of a row. One that lacks a value goes down every branch, as the rows did that it was grown from.
 */
void
crm_tree_predict (const CrmTree *self,
                  const CrmColumn *const *columns,
                  gsize row,
                  double cp,
                  double *predicted)
{
  for (guint k = 0; k < self->width; k++)
    predicted[k] = 0;
  add_branches (self, columns, row, cp, crm_tree_node (self, 0), 1, predicted);
}

static double
value_of (const CrmTree *self,
          const CrmTreeNode *node,
          guint of)
{
  return self->of_classes ? node->counts[of] / node->weight : node->mean;
}

static void
add_contributions (const CrmTree *self,
                   const CrmColumn *const *columns,
                   gsize row,
                   guint of,
                   const CrmTreeNode *node,
                   double weight,
                   double *contributions)
{
  int branch;

  if (node->column < 0)
    return;
  branch = branch_of (node, columns[node->column], row);
  for (guint k = 0; k < node->n_children; k++)
    {
      const CrmTreeNode *child = crm_tree_node (self, node->children[k]);
      double part = branch < 0 ? weight * node->shares[k] : branch == (int) k ? weight : 0;

      if (part <= 0)
        continue;
      contributions[node->column] += part * (value_of (self, child, of) - value_of (self, node, of));
      add_contributions (self, columns, row, of, child, part, contributions);
    }
}

/**
 * crm_tree_explain:
 * @of: the class whose share is explained; 0 for trees of numbers
 * @contributions: (out caller-allocates) (array length=n_columns): sum with the root's value to the prediction
 *
 * What each column adds to the prediction for a row on its way down (A. Saabas, "Interpreting random forests", 2014).
 */
void
crm_tree_explain (const CrmTree *self,
                  const CrmColumn *const *columns,
                  gsize row,
                  guint of,
                  double *contributions)
{
  for (guint j = 0; j < self->n_columns; j++)
    contributions[j] = 0;
  add_contributions (self, columns, row, of, crm_tree_node (self, 0), 1, contributions);
}

/**
 * crm_tree_importance:
 * @importance: (out caller-allocates) (array length=n_columns): sum to 1, or are all 0 for a single leaf
 *
 * By how much the splits of each column better the criterion, weighted with their rows (Breiman et al., 5.3.4, without
 * surrogates).
 */
void
crm_tree_importance (const CrmTree *self,
                     double *importance)
{
  double sum = 0;

  for (guint j = 0; j < self->n_columns; j++)
    importance[j] = 0;
  for (guint i = 0; i < self->nodes->len; i++)
    {
      const CrmTreeNode *node = crm_tree_node (self, i);

      if (node->column < 0)
        continue;
      importance[node->column] += node->gain * node->weight;
      sum += node->gain * node->weight;
    }
  for (guint j = 0; sum > 0 && j < self->n_columns; j++)
    importance[j] /= sum;
}

/**
 * crm_tree_gains:
 *
 * What splitting all rows by each column would bring, by every criterion.
 *
 * Returns: (transfer full) (nullable) (array length=n_columns)
 * Errors: %CRM_ERROR_INVALID where there is nothing to learn; %G_IO_ERROR_CANCELLED
 */
CrmTreeGain *
crm_tree_gains (const CrmColumn *const *columns,
                guint n_columns,
                const CrmTreeTarget *target,
                const gsize *rows,
                gsize n_rows,
                const CrmRun *run,
                GError **error)
{
  g_auto (CrmTreeData) data = { 0 };
  CrmTreePart part = { 0 };
  g_autofree CrmTreeGain *gains = g_new0 (CrmTreeGain, n_columns + 1);
  CrmTreeNode *root;
  gboolean whole = crm_tree_data_init (&data, &part, columns, n_columns, target, rows, n_rows, run, error);

  root = whole ? crm_tree_node_new (&data, &part) : NULL;
  for (guint j = 0; whole && j < n_columns; j++)
    {
      CrmTreeSplit gain, two, many;

      crm_tree_split_find (&data, &part, root, j, CRM_TREE_ENTROPY, FALSE, 0, &gain, run);
      crm_tree_split_find (&data, &part, root, j, CRM_TREE_GINI, TRUE, 0, &two, run);
      crm_tree_split_find (&data, &part, root, j, CRM_TREE_GINI, FALSE, 0, &many, run);
      if (target->numbers != NULL)
        gains[j] = (CrmTreeGain) { .variance = two.gain, .threshold = two.threshold };
      else
        gains[j] = (CrmTreeGain) { gain.gain, gain.split_info, gain.split_info > 0 ? gain.gain / gain.split_info : 0,
                                   two.gain, many.gain, 0, gain.threshold };
      g_free (gain.branches);
      g_free (two.branches);
      g_free (many.branches);
      whole = crm_run_go_on (run, -1, error);
    }
  g_clear_pointer (&root, crm_tree_node_free);
  crm_tree_part_clear (&part, n_columns);
  return whole ? g_steal_pointer (&gains) : NULL;
}
