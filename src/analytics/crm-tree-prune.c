/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-tree-private.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Making trees smaller. Children always stand behind their parents, so that one pass from the end sees them first. */

#define CONFIDENCE 0.25   /* C4.5's */

typedef struct
{
  double risk;      /* of the leaves below */
  guint  n_leaves;
} Below;

static void
sum_below (const CrmTree *self,
           const gboolean *collapsed,
           Below *below)
{
  for (guint i = self->nodes->len; i-- > 0;)
    {
      const CrmTreeNode *node = crm_tree_node (self, i);

      below[i] = (Below) { node->risk, 1 };
      if (node->column < 0 || collapsed[i])
        continue;
      below[i] = (Below) { 0, 0 };
      for (guint k = 0; k < node->n_children; k++)
        {
          below[i].risk += below[node->children[k]].risk;
          below[i].n_leaves += below[node->children[k]].n_leaves;
        }
    }
}

/* What a leaf below the node is worth, a share of the root's risk. */
static double
worth_of (const CrmTree *self,
          guint index,
          const Below *below)
{
  const CrmTreeNode *node = crm_tree_node (self, index);
  double root = MAX (crm_tree_node (self, 0)->risk, G_MINDOUBLE);

  return MAX ((node->risk - below[index].risk) / (below[index].n_leaves - 1) / root, 0);
}

/* Nodes below one that collapses go with it. */
static void
collapse (CrmTree *self,
          gboolean *collapsed,
          const Below *below,
          double least,
          double price)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      CrmTreeNode *node = self->nodes->pdata[i];

      if (node->column < 0 || collapsed[i] ||
          ((node->parent < 0 || !collapsed[node->parent]) && worth_of (self, i, below) > least * (1 + 1e-9)))
        continue;
      collapsed[i] = TRUE;
      node->complexity = price;
    }
}

/**
 * crm_tree_find_complexities:
 *
 * Finds for each node from which price of a leaf on it is better off as one: the weakest link goes first (L. Breiman,
 * J. Friedman, R. Olshen, C. Stone, "Classification and Regression Trees", 1984, 3.3).
 *
 * Errors: %G_IO_ERROR_CANCELLED
 */
gboolean
crm_tree_find_complexities (CrmTree *self,
                            const CrmRun *run,
                            GError **error)
{
  guint n = self->nodes->len;
  g_autofree gboolean *collapsed = g_new0 (gboolean, n);
  g_autofree Below *below = g_new (Below, n);
  double price = 0;

  while (crm_tree_node (self, 0)->column >= 0 && !collapsed[0])
    {
      double least = INFINITY;

      if (!crm_run_go_on (run, -1, error))
        return FALSE;
      sum_below (self, collapsed, below);
      for (guint i = 0; i < n; i++)
        {
          if (crm_tree_node (self, i)->column >= 0 && !collapsed[i])
            least = MIN (least, worth_of (self, i, below));
        }
      price = MAX (price, least);
      collapse (self, collapsed, below, least, price);
    }
  return TRUE;
}

static void
make_leaf (CrmTreeNode *node)
{
  node->column = -1;
  node->n_children = 0;
  node->gain = 0;
  g_clear_pointer (&node->branches, g_free);
  g_clear_pointer (&node->children, g_free);
  g_clear_pointer (&node->shares, g_free);
}

/* Leaves out nodes that nothing leads to any more. */
static void
tidy (CrmTree *self)
{
  g_autofree guint *places = g_new0 (guint, self->nodes->len);
  GPtrArray *kept = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_tree_node_free);
  g_autofree gboolean *reached = g_new0 (gboolean, self->nodes->len);

  reached[0] = TRUE;
  self->max_depth = 0;
  for (guint i = 0; i < self->nodes->len; i++)
    {
      CrmTreeNode *node = self->nodes->pdata[i];

      for (guint k = 0; reached[i] && k < node->n_children; k++)
        reached[node->children[k]] = TRUE;
      if (!reached[i])
        {
          crm_tree_node_free (node);
          continue;
        }
      places[i] = kept->len;
      node->parent = node->parent >= 0 ? (int) places[node->parent] : -1;
      self->max_depth = MAX (self->max_depth, node->depth);
      g_ptr_array_add (kept, node);
    }
  for (guint i = 0; i < kept->len; i++)
    {
      CrmTreeNode *node = kept->pdata[i];

      for (guint k = 0; k < node->n_children; k++)
        node->children[k] = places[node->children[k]];
    }
  g_ptr_array_set_free_func (self->nodes, NULL);
  g_ptr_array_unref (self->nodes);
  self->nodes = kept;
}

/**
 * crm_tree_prune_cost:
 * @cp: the price of a leaf, a share of the root's risk
 *
 * Keeps the smallest subtree whose risk with the price of its leaves is least, once complexities are found.
 */
void
crm_tree_prune_cost (CrmTree *self,
                     double cp)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      CrmTreeNode *node = self->nodes->pdata[i];

      if (node->column >= 0 && node->complexity <= cp)
        make_leaf (node);
    }
  self->cp = cp;
  tidy (self);
}

/* So many errors of `weight` rows a pessimist expects where `errors` were seen: the upper limit of the binomial share
 * (C. Clopper, E. Pearson, "The use of confidence or fiducial limits", Biometrika 26, 1934). */
static double
expect_errors (double errors,
               double weight)
{
  double low, high = 1;

  if (weight <= 0 || weight - errors <= 1e-9)
    return weight;
  if (errors <= 0)
    return weight * -expm1 (log (CONFIDENCE) / weight);
  /* GSL's own inverse gives up where there are thousands of rows. */
  low = errors / weight;
  for (guint i = 0; i < 50; i++)
    {
      double middle = (low + high) / 2;

      if (gsl_cdf_beta_Q (middle, errors + 1, weight - errors) > CONFIDENCE)
        low = middle;
      else
        high = middle;
    }
  return weight * high;
}

/**
 * crm_tree_prune_error:
 *
 * Makes leaves of the nodes of which a pessimist expects no more errors than of the leaves below (J. R. Quinlan, "C4.5:
 * Programs for Machine Learning", 1993, chapter 4; subtrees are not raised).
 */
void
crm_tree_prune_error (CrmTree *self)
{
  g_autofree double *expected = g_new (double, self->nodes->len);

  for (guint i = self->nodes->len; i-- > 0;)
    {
      CrmTreeNode *node = self->nodes->pdata[i];
      double as_leaf = expect_errors (node->risk, node->weight), below = 0;

      for (guint k = 0; k < node->n_children; k++)
        below += expected[node->children[k]];
      expected[i] = node->column < 0 ? as_leaf : MIN (below, as_leaf);
      if (node->column >= 0 && as_leaf <= below + 1e-9)
        make_leaf (node);
    }
  tidy (self);
}
