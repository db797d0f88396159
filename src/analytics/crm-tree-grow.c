/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-tree-private.h"

#include <math.h>
#include <string.h>

/* Growing a tree from its root: the columns are sorted once, and every split keeps their order (J. Shafer, R. Agrawal,
 * M. Mehta, "SPRINT: A scalable parallel classifier for data mining", VLDB 1996). */

#define WORTH_THREADS 100000    /* values to look at */
#define LIGHTEST_PART 0.001     /* of a row that lacks values; lighter ones are let go */
#define EPSILON 1e-9

typedef struct
{
  const CrmTreeData    *data;
  const CrmTreeOptions *options;
  const CrmRun         *run;
  CrmTree              *tree;
  gint32               *branch;    /* of each row of the node at work; −1 where its value lacks */
} Growth;

typedef struct
{
  const Growth      *growth;
  const CrmTreePart *part;
  const CrmTreeNode *node;
  CrmTreeSplit      *splits;
} Finding;

static void
find_splits (gsize first,
             gsize last,
             guint piece,
             gpointer user_data)
{
  Finding *finding = user_data;
  const CrmTreeOptions *options = finding->growth->options;
  gboolean two_way = options->two_way || options->criterion == CRM_TREE_GINI || finding->growth->data->target->numbers;

  for (gsize j = first; j < last; j++)
    crm_tree_split_find (finding->growth->data, finding->part, finding->node, j, options->criterion, two_way,
                         options->min_leaf, &finding->splits[j], finding->growth->run);
}

static gboolean
for_columns (const Growth *growth,
             const CrmTreePart *part,
             CrmPieceFunc func,
             gpointer user_data,
             GError **error)
{
  guint n = growth->data->n_columns;

  if (part->n * n >= WORTH_THREADS)
    return crm_run_parallel (growth->run, n, 1, func, user_data, error);
  func (0, n, 0, user_data);
  return crm_run_go_on (growth->run, -1, error);
}

/* By gain; with the gain ratio by that, among the splits of at least average gain. */
static int
choose_column (const Growth *growth,
               const CrmTreeSplit *splits)
{
  gboolean ratio = growth->options->criterion == CRM_TREE_GAIN_RATIO && growth->data->target->numbers == NULL;
  double sum = 0, best_score = 0;
  int n_ways = 0, best = -1;

  for (guint j = 0; j < growth->data->n_columns; j++)
    {
      sum += splits[j].n_branches > 0 ? splits[j].gain : 0;
      n_ways += splits[j].n_branches > 0;
    }
  for (guint j = 0; j < growth->data->n_columns; j++)
    {
      double score = ratio && splits[j].split_info > 0 ? splits[j].gain / splits[j].split_info : splits[j].gain;

      if (splits[j].n_branches == 0 || (ratio && splits[j].gain < sum / n_ways * (1 - EPSILON)) ||
          score <= best_score * (1 + EPSILON))
        continue;
      best_score = score;
      best = j;
    }
  return best;
}

static void
note_branches (Growth *growth,
               const CrmTreePart *part,
               const CrmTreeNode *node,
               double *weights)
{
  const double *values = growth->data->values[node->column];
  const CrmColumn *column = growth->data->columns[node->column];

  for (gsize i = 0; i < part->n; i++)
    {
      gsize row = part->rows[i];
      gint32 branch = values == NULL ? (column->codes[row] >= 0 ? node->branches[column->codes[row]] : -1) :
                      isnan (values[row]) ? -1 : values[row] > node->threshold;

      growth->branch[row] = branch;
      if (branch >= 0)
        weights[branch] += growth->data->weights[row];
    }
}

typedef struct
{
  const Growth      *growth;
  const CrmTreePart *part;
  CrmTreePart       *parts;
  const double      *shares;
  guint              n_parts;
} Dividing;

/* Lists of one column, one for each branch. */
typedef struct
{
  CrmTreeEntry *to;
  gsize         n;
} Branch;

static gboolean
is_worth (const Dividing *dividing,
          gsize row,
          guint branch)
{
  return dividing->growth->data->weights[row] * dividing->shares[branch] >= LIGHTEST_PART;
}

static void
divide (const Dividing *dividing,
        const CrmTreeEntry *entries,
        gsize n,
        Branch *branches)
{
  const gint32 *branch = dividing->growth->branch;

  for (gsize i = 0; i < n; i++)
    {
      gint32 own = branch[entries[i].row];

      if (own >= 0)
        branches[own].to[branches[own].n++] = entries[i];
      for (guint k = 0; own < 0 && k < dividing->n_parts; k++)
        {
          if (is_worth (dividing, entries[i].row, k))
            branches[k].to[branches[k].n++] = entries[i];
        }
    }
}

static void
divide_rows (const Dividing *dividing,
             guint branch)
{
  CrmTreePart *to = &dividing->parts[branch];

  to->rows = g_new (guint32, dividing->part->n + 1);
  for (gsize i = 0; i < dividing->part->n; i++)
    {
      guint32 row = dividing->part->rows[i];
      gint32 own = dividing->growth->branch[row];

      to->rows[to->n] = row;
      to->n += own == (gint32) branch || (own < 0 && is_worth (dividing, row, branch));
    }
  to->rows = g_renew (guint32, to->rows, to->n + 1);
}

static void
divide_columns (gsize first,
                gsize last,
                guint piece,
                gpointer user_data)
{
  Dividing *dividing = user_data;

  g_autofree Branch *branches = g_new (Branch, dividing->n_parts);

  for (gsize j = first; j < last; j++)
    {
      if (dividing->part->sorted[j] == NULL)
        continue;
      for (guint k = 0; k < dividing->n_parts; k++)
        branches[k] = (Branch) { g_new (CrmTreeEntry, dividing->parts[k].n + 1), 0 };
      divide (dividing, dividing->part->sorted[j], dividing->part->n_sorted[j], branches);
      for (guint k = 0; k < dividing->n_parts; k++)
        {
          dividing->parts[k].sorted[j] = branches[k].to;
          dividing->parts[k].n_sorted[j] = branches[k].n;
        }
    }
}

static CrmTreePart *
divide_part (const Growth *growth,
             const CrmTreePart *part,
             const double *shares,
             guint n_parts,
             GError **error)
{
  CrmTreePart *parts = g_new0 (CrmTreePart, n_parts);
  Dividing dividing = { growth, part, parts, shares, n_parts };

  for (guint branch = 0; branch < n_parts; branch++)
    {
      divide_rows (&dividing, branch);
      parts[branch].sorted = g_new0 (CrmTreeEntry *, growth->data->n_columns + 1);
      parts[branch].n_sorted = g_new0 (gsize, growth->data->n_columns + 1);
    }
  if (for_columns (growth, part, divide_columns, &dividing, error))
    return parts;
  for (guint branch = 0; branch < n_parts; branch++)
    crm_tree_part_clear (&parts[branch], growth->data->n_columns);
  g_free (parts);
  return NULL;
}

static gboolean grow_node (Growth *growth, CrmTreePart *part, guint index, GError **error);

static GArray *
list_lacking (const Growth *growth,
              const CrmTreePart *part)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (gsize i = 0; i < part->n; i++)
    {
      if (growth->branch[part->rows[i]] < 0)
        g_array_append_val (rows, part->rows[i]);
    }
  return rows;
}

static gboolean
grow_child (Growth *growth,
            CrmTreeNode *node,
            guint index,
            guint branch,
            CrmTreePart *part,
            GArray *lacking,
            GError **error)
{
  double *weights = growth->data->weights;
  g_autofree double *before = g_new (double, lacking->len + 1);
  CrmTreeNode *child;
  gboolean grown;

  for (guint i = 0; i < lacking->len; i++)
    {
      guint32 row = g_array_index (lacking, guint32, i);

      before[i] = weights[row];
      weights[row] *= node->shares[branch];
    }
  child = crm_tree_node_new (growth->data, part);
  child->parent = index;
  child->depth = node->depth + 1;
  node->children[branch] = growth->tree->nodes->len;
  g_ptr_array_add (growth->tree->nodes, child);
  grown = grow_node (growth, part, node->children[branch], error);
  for (guint i = 0; i < lacking->len; i++)
    weights[g_array_index (lacking, guint32, i)] = before[i];
  return grown;
}

static void
make_inner (CrmTreeNode *node,
            int column,
            CrmTreeSplit *split)
{
  node->column = column;
  node->threshold = split->threshold;
  node->branches = g_steal_pointer (&split->branches);
  node->gain = split->gain;
  node->n_children = split->n_branches;
  node->children = g_new0 (guint, split->n_branches);
  node->shares = g_new0 (double, split->n_branches);
}

static gboolean
divide_node (Growth *growth,
             CrmTreePart *part,
             guint index,
             int column,
             CrmTreeSplit *split,
             GError **error)
{
  CrmTreeNode *node = growth->tree->nodes->pdata[index];
  g_autoptr (GArray) lacking = NULL;
  g_autofree CrmTreePart *parts = NULL;
  double known = 0;
  gboolean grown = TRUE;

  make_inner (node, column, split);
  note_branches (growth, part, node, node->shares);
  for (guint i = 0; i < node->n_children; i++)
    known += node->shares[i];
  for (guint i = 0; i < node->n_children; i++)
    node->shares[i] /= known;
  parts = divide_part (growth, part, node->shares, node->n_children, error);
  if (parts == NULL)
    return FALSE;
  lacking = list_lacking (growth, part);
  crm_tree_part_clear (part, growth->data->n_columns);
  for (guint i = 0; i < node->n_children; i++)
    {
      grown = grown && grow_child (growth, node, index, i, &parts[i], lacking, error);
      crm_tree_part_clear (&parts[i], growth->data->n_columns);
    }
  return grown;
}

static gboolean
grow_node (Growth *growth,
           CrmTreePart *part,
           guint index,
           GError **error)
{
  CrmTreeNode *node = growth->tree->nodes->pdata[index];
  const CrmTreeOptions *options = growth->options;
  g_autofree CrmTreeSplit *splits = NULL;
  guint n = growth->data->n_columns;
  gboolean grown;
  int column;

  growth->tree->max_depth = MAX (growth->tree->max_depth, node->depth);
  if (node->depth >= options->max_depth || node->weight < MAX (options->min_split, 2 * options->min_leaf) ||
      node->risk <= EPSILON * crm_tree_node (growth->tree, 0)->risk)
    return crm_run_go_on (growth->run, -1, error);
  splits = g_new0 (CrmTreeSplit, n + 1);
  grown = for_columns (growth, part, find_splits, &(Finding) { growth, part, node, splits }, error);
  column = grown ? choose_column (growth, splits) : -1;
  if (column >= 0)
    grown = divide_node (growth, part, index, column, &splits[column], error);
  for (guint j = 0; j < n; j++)
    g_free (splits[j].branches);
  return grown;
}

/**
 * crm_tree_grow:
 * @root: (inout): all rows; used up
 *
 * Returns: (transfer full) (nullable): the tree before it is pruned
 * Errors: %G_IO_ERROR_CANCELLED
 */
CrmTree *
crm_tree_grow (const CrmTreeData *data,
               CrmTreePart *root,
               const CrmTreeOptions *options,
               const CrmRun *run,
               GError **error)
{
  g_autoptr (CrmTree) tree = g_new0 (CrmTree, 1);
  g_autofree gint32 *branch = NULL;
  Growth growth = { data, options, run, tree };
  gsize highest = 0;

  for (gsize i = 0; i < root->n; i++)
    highest = MAX (highest, root->rows[i]);
  growth.branch = branch = g_new (gint32, highest + 1);
  tree->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_tree_node_free);
  tree->n_columns = data->n_columns;
  tree->of_classes = data->target->numbers == NULL;
  tree->width = data->width;
  tree->cp = NAN;
  g_ptr_array_add (tree->nodes, crm_tree_node_new (data, root));
  return grow_node (&growth, root, 0, error) ? g_steal_pointer (&tree) : NULL;
}
