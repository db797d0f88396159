/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-tree-private.h"

#include "analytics/crm-evaluate.h"

#include <math.h>

/* Growing a tree, and pruning it as it is asked for. */

#define MOST_PRICES 100   /* to choose from */

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

  if (crm_tree_data_init (&data, &root, columns, n_columns, target, rows, n_rows, CRM_RUN_PART (run, 0, 0.3), error))
    tree = crm_tree_grow (&data, &root, options, CRM_RUN_STILL (run), error);
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
             const CrmRun *run,
             GError **error)
{
  const Choice *choice = data;
  g_autofree gsize *rows = g_new (gsize, n_train + 1);
  g_autofree double *predicted = NULL;
  g_autoptr (CrmTree) tree = NULL;

  for (gsize i = 0; i < n_train; i++)
    rows[i] = choice->rows[train[i]];
  tree = grow (choice->columns, choice->n_columns, choice->target, rows, n_train, choice->options, run, error);
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
      if (i % 256 == 0 && !crm_run_go_on (run, -1, error))
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
  folds = crm_folds_new (classes, n_rows, choice->options->n_folds, choice->run, error);
  if (folds == NULL)
    return FALSE;
  losses = g_new (double, n_rows * choice->prices->len);
  if (!crm_cross_validate (folds, n_rows, choice->options->n_folds, choice->prices->len, find_losses, (gpointer) choice,
                           choice->run, losses, error))
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
  g_autoptr (CrmTree) tree = grow (columns, n_columns, target, rows, n_rows, options, CRM_RUN_PART (run, 0, 0.1),
                                  error);
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
  if (isnan (cp) && !choose_cp (tree, &(Choice) { columns, n_columns, target, options, rows, prices,
                                                     CRM_RUN_PART (run, 0.1, 1) }, n_rows, &cp, error))
    return NULL;
  crm_tree_prune_cost (tree, cp);
  return g_steal_pointer (&tree);
}
