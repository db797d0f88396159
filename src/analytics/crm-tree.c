/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-tree-private.h"

#include "analytics/crm-evaluate.h"

#include <math.h>

#define MOST_PRICES 100   /* to choose from */

void
crm_tree_free (CrmTree *self)
{
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

      crm_tree_split_find (&data, &part, root, j, CRM_TREE_ENTROPY, FALSE, 0, &gain);
      crm_tree_split_find (&data, &part, root, j, CRM_TREE_GINI, TRUE, 0, &two);
      crm_tree_split_find (&data, &part, root, j, CRM_TREE_GINI, FALSE, 0, &many);
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

static CrmTree *
grow (const CrmColumn *const *columns,
      guint n_columns,
      const CrmTreeTarget *target,
      const gsize *rows,
      gsize n_rows,
      const CrmTreeOptions *options,
      const CrmRun *run,
      GError **error)
{
  g_auto (CrmTreeData) data = { 0 };
  CrmTreePart root = { 0 };
  CrmTree *tree = NULL;

  if (crm_tree_data_init (&data, &root, columns, n_columns, target, rows, n_rows, run, error))
    tree = crm_tree_grow (&data, &root, options, run, error);
  crm_tree_part_clear (&root, n_columns);
  if (tree != NULL && !crm_tree_find_complexities (tree, run, error))
    g_clear_pointer (&tree, crm_tree_free);
  return tree;
}

/* Choosing the price of a leaf */

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  const double *first = a, *second = b;

  return (*first > *second) - (*first < *second);
}

/* More ranges than their errors can tell apart. */
static void
thin_out (GArray *prices)
{
  guint step = (prices->len + MOST_PRICES - 1) / MOST_PRICES, n = 0;

  for (guint i = 0; step > 1 && i < prices->len; i += step)
    g_array_index (prices, double, n++) = g_array_index (prices, double, i);
  if (step > 1)
    g_array_set_size (prices, n);
}

/* A price inside each of the ranges that give different trees: the geometric mean of their ends. */
static GArray *
list_prices (const CrmTree *tree)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (double));
  GArray *prices = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < tree->nodes->len; i++)
    {
      if (crm_tree_node (tree, i)->column >= 0)
        g_array_append_val (ends, crm_tree_node (tree, i)->complexity);
    }
  g_array_sort (ends, compare_numbers);
  for (guint i = 0; i < ends->len; i++)
    {
      double low = g_array_index (ends, double, i);
      double high = i + 1 < ends->len ? g_array_index (ends, double, i + 1) : low * 2;
      double price = sqrt (low * high);

      if (high > low * (1 + 1e-9))
        g_array_append_val (prices, price);
    }
  thin_out (prices);
  return prices;
}

typedef struct
{
  const CrmColumn *const *columns;
  guint                   n_columns;
  const CrmTreeTarget    *target;
  const CrmTreeOptions   *options;
  const gsize            *rows;
  GArray                 *prices;
  const CrmRun           *run;
} Choice;

static double
loss (const CrmTreeTarget *target,
      const double *predicted,
      gsize row)
{
  guint best = 0;

  if (target->numbers != NULL)
    return (target->numbers[row] - predicted[0]) * (target->numbers[row] - predicted[0]);
  for (guint k = 1; k < target->n_classes; k++)
    best = predicted[k] > predicted[best] ? k : best;
  return best != (guint) target->classes[row];
}

static gboolean
find_losses (const gsize *train,
             gsize n_train,
             const gsize *test,
             gsize n_test,
             double *losses,
             gpointer data,
             GError **error)
{
  const Choice *choice = data;
  g_autofree gsize *rows = g_new (gsize, n_train + 1);
  g_autofree double *predicted = NULL;
  g_autoptr (CrmTree) tree = NULL;

  for (gsize i = 0; i < n_train; i++)
    rows[i] = choice->rows[train[i]];
  tree = grow (choice->columns, choice->n_columns, choice->target, rows, n_train, choice->options, choice->run, error);
  if (tree == NULL)
    return FALSE;
  predicted = g_new (double, tree->width);
  for (gsize i = 0; i < n_test; i++)
    {
      for (guint k = 0; k < choice->prices->len; k++)
        {
          crm_tree_predict (tree, choice->columns, choice->rows[test[i]], g_array_index (choice->prices, double, k),
                            predicted);
          losses[i * choice->prices->len + k] = loss (choice->target, predicted, choice->rows[test[i]]);
        }
      if (i % 256 == 0 && !crm_run_go_on (choice->run, -1, error))
        return FALSE;
    }
  return TRUE;
}

/* The highest price whose loss is within one standard error of the least (Breiman et al., 3.4.3). */
static double
choose_price (const double *losses,
              gsize n,
              GArray *prices)
{
  g_autofree double *means = g_new0 (double, prices->len);
  guint best = 0, chosen;
  double squares = 0;

  for (gsize i = 0; i < n; i++)
    {
      for (guint k = 0; k < prices->len; k++)
        means[k] += losses[i * prices->len + k] / n;
    }
  for (guint k = 1; k < prices->len; k++)
    best = means[k] <= means[best] ? k : best;
  for (gsize i = 0; i < n; i++)
    squares += (losses[i * prices->len + best] - means[best]) * (losses[i * prices->len + best] - means[best]);
  chosen = best;
  for (guint k = best + 1; k < prices->len; k++)
    chosen = means[k] <= means[best] + sqrt (squares) / n ? k : chosen;
  return g_array_index (prices, double, chosen);
}

static gboolean
choose_cp (const CrmTree *tree,
           const Choice *choice,
           gsize n_rows,
           double *cp,
           GError **error)
{
  g_autofree gint32 *classes = choice->target->classes != NULL ? g_new (gint32, n_rows) : NULL;
  g_autofree double *losses = NULL;
  g_autofree guint *folds = NULL;

  *cp = 0;
  if (choice->prices->len == 0)
    return TRUE;
  for (gsize i = 0; classes != NULL && i < n_rows; i++)
    classes[i] = choice->target->classes[choice->rows[i]];
  folds = crm_folds_new (classes, n_rows, choice->options->n_folds, crm_run_seed (choice->run), error);
  if (folds == NULL)
    return FALSE;
  losses = g_new (double, n_rows * choice->prices->len);
  if (!crm_cross_validate (folds, n_rows, choice->options->n_folds, choice->prices->len, find_losses, (gpointer) choice,
                           losses, error))
    return FALSE;
  *cp = choose_price (losses, n_rows, choice->prices);
  return TRUE;
}

/**
 * crm_tree_new:
 * @columns: (array length=n_columns): of the frame
 * @rows: (array length=n_rows): to learn from; their target is known
 *
 * Learns a decision tree (J. R. Quinlan, "Induction of decision trees", Machine Learning 1, 1986; Breiman et al. 1984)
 * and prunes it. Numbers and dates are split in the middle between two values that rows have. A row that lacks the
 * value goes down every branch with a part of its weight. What is drawn by chance is the folds that the price of a leaf
 * is chosen by.
 *
 * Returns: (transfer full) (nullable): the tree
 * Errors: %CRM_ERROR_INVALID where there is nothing to learn, or too little for the folds; %G_IO_ERROR_CANCELLED
 */
CrmTree *
crm_tree_new (const CrmColumn *const *columns,
              guint n_columns,
              const CrmTreeTarget *target,
              const gsize *rows,
              gsize n_rows,
              const CrmTreeOptions *options,
              const CrmRun *run,
              GError **error)
{
  g_autoptr (CrmTree) tree = grow (columns, n_columns, target, rows, n_rows, options, run, error);
  g_autoptr (GArray) prices = NULL;
  double cp = options->cp;

  if (tree == NULL || options->pruning == CRM_TREE_PRUNE_NONE)
    return g_steal_pointer (&tree);
  if (options->pruning == CRM_TREE_PRUNE_ERROR && tree->of_classes)
    {
      crm_tree_prune_error (tree);
      return g_steal_pointer (&tree);
    }
  prices = list_prices (tree);
  if (isnan (cp) && !choose_cp (tree, &(Choice) { columns, n_columns, target, options, rows, prices, run }, n_rows, &cp,
                                error))
    return NULL;
  crm_tree_prune_cost (tree, cp);
  return g_steal_pointer (&tree);
}
