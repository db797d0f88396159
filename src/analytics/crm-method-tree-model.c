/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-tree.h"
#include "analytics/crm-tree-private.h"

#include <math.h>

/* A tree as its nodes, the root first; children stand behind their parent. */

static void
write_node (CrmResultBuilder *builder,
            const CrmTree *tree,
            const CrmTreeNode *node,
            const CrmLearning *learning)
{
  crm_result_begin (builder, NULL);
  crm_result_number (builder, "weight", node->weight);
  if (tree->of_classes)
    crm_result_numbers (builder, "counts", node->counts, tree->width);
  else
    crm_result_number (builder, "mean", node->mean);
  if (node->column >= 0)
    {
      crm_result_count (builder, "column", node->column);
      if (node->branches == NULL)
        crm_result_number (builder, "threshold", node->threshold);
      else
        {
          crm_result_begin_array (builder, "branches");
          for (guint level = 0; level < crm_column_n_levels (learning->columns->pdata[node->column]); level++)
            crm_result_count (builder, NULL, node->branches[level]);
          crm_result_end_array (builder);
        }
      crm_result_begin_array (builder, "children");
      for (guint k = 0; k < node->n_children; k++)
        crm_result_count (builder, NULL, node->children[k]);
      crm_result_end_array (builder);
      crm_result_numbers (builder, "shares", node->shares, node->n_children);
    }
  crm_result_end (builder);
}

void
crm_method_tree_write_model (gconstpointer model,
                             const CrmLearning *learning,
                             CrmResultBuilder *builder)
{
  const CrmTree *tree = model;

  crm_result_begin_array (builder, "nodes");
  for (guint i = 0; i < tree->nodes->len; i++)
    write_node (builder, tree, crm_tree_node (tree, i), learning);
  crm_result_end_array (builder);
}

/* A number below `most` that is whole, −1 for any other. */
static int
whole (double number,
       gsize most)
{
  return number >= 0 && number < most && number == floor (number) ? (int) number : -1;
}

static gboolean
read_branches (CrmResultValue object,
               CrmTreeNode *node,
               const CrmColumn *column)
{
  gsize n;
  g_autofree double *branches = crm_result_get_numbers (object, "branches", &n);

  node->threshold = crm_result_get_number (object, "threshold");
  if (column->kind != CRM_COLUMN_CATEGORY)
    return !isnan (node->threshold) && node->n_children == 2;
  node->branches = g_new (gint32, n + 1);
  for (gsize i = 0; i < n; i++)
    node->branches[i] = whole (branches[i], node->n_children);
  return n == crm_column_n_levels (column);
}

/* `taken`: nodes that are below another already. Each is below one, later in the list: so the way down ends, and rows
 * that take several ways meet no node twice. */
static gboolean
read_split (CrmResultValue object,
            CrmTreeNode *node,
            guint index,
            guint n_nodes,
            gboolean *taken,
            const CrmLearning *learning)
{
  gsize n_children, n_shares;
  g_autofree double *children = crm_result_get_numbers (object, "children", &n_children);

  node->column = whole (crm_result_get_number (object, "column"), learning->columns->len);
  if (node->column < 0)
    return n_children == 0;
  node->complexity = INFINITY;   /* it was pruned */
  node->shares = crm_result_get_numbers (object, "shares", &n_shares);
  node->children = g_new (guint, n_children + 1);
  node->n_children = n_children;
  for (gsize k = 0; k < n_children; k++)
    {
      int child = whole (children[k], n_nodes);

      if (child <= (int) index || taken[child])
        return FALSE;
      taken[child] = TRUE;
      node->children[k] = child;
    }
  return n_children > 0 && n_shares == n_children &&
         read_branches (object, node, learning->columns->pdata[node->column]);
}

static gboolean
read_node (CrmResultValue object,
           CrmTreeNode *node,
           guint index,
           guint n_nodes,
           gboolean *taken,
           const CrmLearning *learning)
{
  gsize n_counts;

  node->weight = crm_result_get_number (object, "weight");
  node->mean = crm_result_get_number (object, "mean");
  node->counts = crm_result_get_numbers (object, "counts", &n_counts);
  return (learning->classes != NULL ? n_counts == learning->width && node->weight > 0 : !isnan (node->mean)) &&
         read_split (object, node, index, n_nodes, taken, learning);
}

gpointer
crm_method_tree_read_model (CrmResultValue object,
                            const CrmLearning *learning)
{
  g_autoptr (CrmTree) tree = g_new0 (CrmTree, 1);
  CrmResultValue nodes = crm_result_get_array (object, "nodes"), member;
  guint n = crm_result_length (nodes);
  g_autofree gboolean *taken = g_new0 (gboolean, n + 1);

  tree->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_tree_node_free);
  tree->n_columns = learning->columns->len;
  tree->width = learning->width;
  tree->of_classes = learning->classes != NULL;
  while (crm_result_next (&nodes, NULL, &member))
    {
      CrmTreeNode *node = g_new0 (CrmTreeNode, 1);

      g_ptr_array_add (tree->nodes, node);
      if (!read_node (member, node, tree->nodes->len - 1, n, taken, learning))
        return NULL;
    }
  return n > 0 ? g_steal_pointer (&tree) : NULL;
}
