/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-tree-private.h"

#include <math.h>
#include <string.h>

/* How a node is best split by one column. */

#define MOST_EXHAUSTIVE 10      /* levels: all ways into two groups are tried */
#define SMALLEST_GAIN 1e-10     /* what rounding makes of none */

typedef struct
{
  const CrmTreeData *data;
  CrmTreeCriterion   criterion;
  double             min_leaf;
  double             node_weight;
  double            *known;         /* counts of the rows that have the value */
  double             known_weight;
  double             known_purity;
  const CrmRun      *run;
} Search;

/* Sums that are the larger the purer: a split gains what those of its branches have more than that of all. */
static double
purity (const Search *search,
        const double *counts,
        double weight)
{
  const double *table = search->data->x_log_x;
  guint width = search->data->width;
  double sum = 0;

  if (weight <= 0)
    return 0;
  if (search->criterion == CRM_TREE_GINI || search->data->target->numbers != NULL)
    {
      for (guint k = 0; k < width; k++)
        sum += counts[k] * counts[k];
      return sum / weight;
    }
  if (table != NULL)
    {
      for (guint k = 0; k < width; k++)
        sum += table[(gsize) counts[k]];
      return sum - table[(gsize) weight];
    }
  for (guint k = 0; k < width; k++)
    sum += counts[k] > 0 ? counts[k] * log2 (counts[k]) : 0;
  return sum - weight * log2 (weight);
}

static inline double
purity_of_two (const Search *search,
               const double *left,
               double weight,
               double *right)
{
  double rest = search->known_weight - weight;

  if (search->data->width == 2 && search->criterion == CRM_TREE_GINI)   /* what is asked most often */
    {
      right[0] = search->known[0] - left[0];
      right[1] = search->known[1] - left[1];
      return (left[0] * left[0] + left[1] * left[1]) / weight + (right[0] * right[0] + right[1] * right[1]) / rest;
    }
  for (guint k = 0; k < search->data->width; k++)
    right[k] = search->known[k] - left[k];
  return purity (search, left, weight) + purity (search, right, rest);
}

static inline void
count (const CrmTreeData *data,
       double *counts,
       double mean,
       gsize row,
       double weight)
{
  if (data->target->numbers != NULL)
    counts[0] += weight * (data->target->numbers[row] - mean);
  else
    counts[data->target->classes[row]] += weight;
}

static double
information (double weight,
             double all)
{
  return weight > 0 ? -weight / all * log2 (weight / all) : 0;
}

/* Between two values that follow each other, so that each falls on its side. */
static double
between (double low,
         double high)
{
  double middle = low / 2 + high / 2;

  return isfinite (middle) && middle >= low && middle < high ? middle : low;
}

static void
search_init (Search *search,
             const CrmTreeData *data,
             const CrmTreeNode *node,
             CrmTreeCriterion criterion,
             double min_leaf,
             const CrmRun *run)
{
  *search = (Search) { data, criterion, min_leaf, node->weight, .run = run };
  search->known = g_new0 (double, data->width);
}

static void
search_begin (Search *search)
{
  search->known_purity = purity (search, search->known, search->known_weight);
}

static void
split_numbers (Search *search,
               const CrmTreePart *part,
               const CrmTreeNode *node,
               guint column,
               CrmTreeSplit *split)
{
  const CrmTreeData *data = search->data;
  const double *values = data->values[column];
  const CrmTreeEntry *sorted = part->sorted[column];
  gsize n = part->n_sorted[column], best_place = 0;
  double best = search->known_purity + SMALLEST_GAIN * search->node_weight, weight = 0, best_weight = 0;
  g_autofree double *left = g_new0 (double, data->width);
  g_autofree double *right = g_new (double, data->width);

  for (gsize i = 0; i + 1 < n; i++)
    {
      double own = data->whole ? 1 : data->weights[sorted[i].row], found;

      if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (search->run))
        return;
      count (data, left, node->mean, sorted[i].row, own);
      weight += own;
      if (sorted[i + 1].rank == sorted[i].rank || weight < search->min_leaf ||
          search->known_weight - weight < search->min_leaf)
        continue;
      found = purity_of_two (search, left, weight, right);
      if (found > best)
        {
          best = found + 1e-12 * fabs (found);   /* of equal ones the first */
          best_place = i + 1;
          best_weight = weight;
        }
    }
  if (best_place == 0)
    return;
  split->n_branches = 2;
  split->threshold = between (values[sorted[best_place - 1].row], values[sorted[best_place].row]);
  split->gain = (best - search->known_purity) / search->node_weight;
  split->split_info = information (best_weight, search->node_weight) +
                      information (search->known_weight - best_weight, search->node_weight) +
                      information (search->node_weight - search->known_weight, search->node_weight);
}

/* Categories */

typedef struct
{
  gint32        code;
  double        weight, key;
  const double *counts;
} Level;

static int
compare_levels (gconstpointer a,
                gconstpointer b)
{
  const Level *first = a, *second = b;

  if (first->key != second->key)
    return first->key < second->key ? -1 : 1;
  return first->code - second->code;
}

static void
split_all_ways (Search *search,
                const Level *levels,
                guint n_used,
                CrmTreeSplit *split)
{
  double found = 0;
  guint n_large = 0;

  split->split_info = information (search->node_weight - search->known_weight, search->node_weight);
  for (guint i = 0; i < n_used; i++)
    {
      found += purity (search, levels[i].counts, levels[i].weight);
      split->branches[levels[i].code] = i;
      split->split_info += information (levels[i].weight, search->node_weight);
      n_large += levels[i].weight >= search->min_leaf;
    }
  split->gain = (found - search->known_purity) / search->node_weight;
  split->n_branches = n_large >= 2 && split->gain > SMALLEST_GAIN ? n_used : 0;
}

typedef struct
{
  double  purity, weight;
  guint64 group;        /* bits of the places of the levels, where these are few */
  guint   n_first;      /* else how many of the levels in order */
  double *left, *right;
} TwoGroups;

static gboolean
try_groups (Search *search,
            TwoGroups *best,
            double weight)
{
  double found;

  if (weight < search->min_leaf || search->known_weight - weight < search->min_leaf)
    return FALSE;
  found = purity_of_two (search, best->left, weight, best->right);
  if (found <= best->purity)
    return FALSE;
  best->purity = found + 1e-12 * fabs (found);
  best->weight = weight;
  return TRUE;
}

/* With two classes or numbers the best groups are neighbours in the order of their means (L. Breiman, J. Friedman, R.
 * Olshen, C. Stone, "Classification and Regression Trees", 1984, theorem 4.5). */
static void
try_in_order (Search *search,
              Level *levels,
              guint n_used,
              guint class,
              TwoGroups *best,
              CrmTreeSplit *split)
{
  guint width = search->data->width;
  double weight = 0;
  guint n_first = 0;

  for (guint i = 0; i < n_used; i++)
    levels[i].key = levels[i].counts[class] / levels[i].weight;
  qsort (levels, n_used, sizeof (Level), compare_levels);
  memset (best->left, 0, width * sizeof (double));
  for (guint i = 0; i + 1 < n_used; i++)
    {
      for (guint k = 0; k < width; k++)
        best->left[k] += levels[i].counts[k];
      weight += levels[i].weight;
      if (try_groups (search, best, weight))
        n_first = i + 1;
    }
  for (guint i = 0; n_first > 0 && i < n_used; i++)
    split->branches[levels[i].code] = i >= n_first;
  split->n_branches = n_first > 0 ? 2 : split->n_branches;
}

static void
try_all_groups (Search *search,
                const Level *levels,
                guint n_used,
                TwoGroups *best,
                CrmTreeSplit *split)
{
  guint width = search->data->width;
  guint64 group = 0;

  /* The last level is always on the right, so that no way is tried twice. */
  for (guint64 set = 1; set < G_GUINT64_CONSTANT (1) << (n_used - 1); set++)
    {
      double weight = 0;

      memset (best->left, 0, width * sizeof (double));
      for (guint i = 0; i + 1 < n_used; i++)
        {
          for (guint k = 0; (set >> i & 1) != 0 && k < width; k++)
            best->left[k] += levels[i].counts[k];
          weight += (set >> i & 1) != 0 ? levels[i].weight : 0;
        }
      if (try_groups (search, best, weight))
        group = set;
    }
  for (guint i = 0; group != 0 && i < n_used; i++)
    split->branches[levels[i].code] = (group >> i & 1) == 0;
  split->n_branches = group != 0 ? 2 : 0;
}

static void
split_two_ways (Search *search,
                Level *levels,
                guint n_used,
                CrmTreeSplit *split)
{
  guint width = search->data->width;
  g_autofree double *left = g_new (double, width);
  g_autofree double *right = g_new (double, width);
  TwoGroups best = { .purity = search->known_purity + SMALLEST_GAIN * search->node_weight, .left = left,
                     .right = right };

  if (n_used < 2)
    return;
  if (width <= 2)
    try_in_order (search, levels, n_used, width - 1, &best, split);
  else if (n_used <= MOST_EXHAUSTIVE)
    try_all_groups (search, levels, n_used, &best, split);
  else
    {
      for (guint class = 0; class < width; class++)
        try_in_order (search, levels, n_used, class, &best, split);
    }
  split->gain = (best.purity - search->known_purity) / search->node_weight;
  split->split_info = information (best.weight, search->node_weight) +
                      information (search->known_weight - best.weight, search->node_weight) +
                      information (search->node_weight - search->known_weight, search->node_weight);
}

static void
split_categories (Search *search,
                  const CrmTreePart *part,
                  const CrmTreeNode *node,
                  const CrmColumn *column,
                  gboolean two_way,
                  CrmTreeSplit *split)
{
  const CrmTreeData *data = search->data;
  guint n_levels = crm_column_n_levels (column), n_used = 0;
  g_autofree double *counts = g_new0 (double, (gsize) n_levels * data->width + 1);
  g_autofree Level *levels = g_new0 (Level, n_levels + 1);

  for (guint i = 0; i < n_levels; i++)
    levels[i] = (Level) { .code = i, .counts = counts + (gsize) i * data->width };
  for (gsize i = 0; i < part->n; i++)
    {
      gsize row = part->rows[i];
      gint32 code = column->codes[row];

      if (code < 0)
        continue;
      count (data, counts + (gsize) code * data->width, node->mean, row, data->weights[row]);
      levels[code].weight += data->weights[row];
    }
  for (guint i = 0; i < n_levels; i++)
    {
      if (levels[i].weight <= 0)
        continue;
      for (guint k = 0; k < data->width; k++)
        search->known[k] += levels[i].counts[k];
      search->known_weight += levels[i].weight;
      levels[n_used++] = levels[i];
    }
  search_begin (search);
  split->branches = g_new (gint32, n_levels + 1);
  memset (split->branches, 0xff, (n_levels + 1) * sizeof (gint32));
  if (two_way)
    split_two_ways (search, levels, n_used, split);
  else
    split_all_ways (search, levels, n_used, split);
}

static void
sum_known (Search *search,
           const CrmTreePart *part,
           const CrmTreeNode *node,
           guint column)
{
  const CrmTreeData *data = search->data;

  if (part->n_sorted[column] == part->n && data->target->numbers == NULL)
    {
      memcpy (search->known, node->counts, data->width * sizeof (double));
      search->known_weight = node->weight;
      return;
    }
  for (gsize i = 0; i < part->n_sorted[column]; i++)
    {
      guint32 row = part->sorted[column][i].row;

      count (data, search->known, node->mean, row, data->weights[row]);
      search->known_weight += data->weights[row];
    }
}

/**
 * crm_tree_split_find:
 * @split: (out): to be cleared by freeing `branches`
 *
 * Finds the best way to split a node by a column: numbers at a threshold, categories into groups or levels. Rows
 * without the value count for nothing, which lowers the gain.
 */
void
crm_tree_split_find (const CrmTreeData *data,
                     const CrmTreePart *part,
                     const CrmTreeNode *node,
                     guint column,
                     CrmTreeCriterion criterion,
                     gboolean two_way,
                     double min_leaf,
                     CrmTreeSplit *split,
                     const CrmRun *run)
{
  Search search;

  *split = (CrmTreeSplit) { 0 };
  search_init (&search, data, node, criterion, min_leaf, run);
  if (part->sorted[column] == NULL)
    split_categories (&search, part, node, data->columns[column], two_way, split);
  else
    {
      sum_known (&search, part, node, column);
      search_begin (&search);
      split_numbers (&search, part, node, column, split);
    }
  g_free (search.known);
}
