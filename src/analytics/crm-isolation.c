/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-distance.h"
#include "analytics/crm-isolation.h"
#include "analytics/crm-random.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define EULER 0.57721566490153286
#define GRAIN 512

/* A cut, with its two sides next to each other at `below`; or an end, where that is 0. */
typedef struct
{
  guint32 below, column;
  double  threshold;   /* rows up to it go to the first side */
  guint32 size;        /* rows of the sample that came here */
  float   length;      /* of the way to an end, with what it would be if those in it were cut off too */
} Node;

struct _CrmIsolation
{
  gsize    d, sample;
  guint    n_trees;
  GArray **trees;   /* of Node */
};

typedef struct
{
  CrmIsolation *forest;
  const double *x;
  gsize         n;
  guint64       seed;
} Growing;

typedef struct
{
  GArray       *nodes;
  const double *x;
  gsize         d;
  gsize        *rows;
  gsize        *columns;
  guint         most_depth;
  CrmRandom     random;
} Tree;

typedef struct
{
  const CrmIsolation *forest;
  const double       *x;
  double             *scores;
} Scoring;

void
crm_isolation_free (CrmIsolation *self)
{
  for (guint i = 0; i < self->n_trees; i++)
    g_clear_pointer (&self->trees[i], g_array_unref);
  g_free (self->trees);
  g_free (self);
}

/* The mean length of ways in a binary search tree of n keys that end without finding one. */
static double
usual_length (gsize n)
{
  return n > 2 ? 2 * (log (n - 1) + EULER) - 2 * (n - 1.0) / n : n == 2 ? 1 : 0;
}

/* A column in which the rows differ, all equally likely, and a place between them. */
static gboolean
choose_cut (Tree *tree,
            gsize first,
            gsize last,
            Node *node)
{
  for (gsize left = tree->d; left > 0; left--)
    {
      gsize at = crm_random_below (&tree->random, left), column = tree->columns[at];
      double low = INFINITY, high = -INFINITY;

      tree->columns[at] = tree->columns[left - 1];
      tree->columns[left - 1] = column;
      for (gsize i = first; i < last; i++)
        {
          double value = tree->x[tree->rows[i] * tree->d + column];

          low = MIN (low, value);
          high = MAX (high, value);
        }
      if (low == high)
        continue;
      node->column = column;
      node->threshold = low + crm_random_double (&tree->random) * (high - low);
      if (node->threshold >= high)
        node->threshold = low;
      return TRUE;
    }
  return FALSE;
}

static void
grow (Tree *tree,
      guint32 index,
      gsize first,
      gsize last,
      guint depth)
{
  Node node = { .size = last - first, .length = depth + usual_length (last - first) };
  gsize middle = first;

  if (last - first > 1 && depth < tree->most_depth && choose_cut (tree, first, last, &node))
    {
      for (gsize i = first; i < last; i++)
        {
          gsize row = tree->rows[i];

          if (tree->x[row * tree->d + node.column] > node.threshold)
            continue;
          tree->rows[i] = tree->rows[middle];
          tree->rows[middle++] = row;
        }
      node.below = tree->nodes->len;
      g_array_set_size (tree->nodes, tree->nodes->len + 2);
      grow (tree, node.below, first, middle, depth + 1);
      grow (tree, node.below + 1, middle, last, depth + 1);
    }
  g_array_index (tree->nodes, Node, index) = node;
}

static void
grow_trees (gsize first,
            gsize last,
            guint piece,
            gpointer data)
{
  const Growing *growing = data;
  CrmIsolation *forest = growing->forest;
  g_autofree gsize *rows = g_new (gsize, forest->sample);
  g_autofree gsize *columns = g_new (gsize, forest->d);

  for (gsize i = first; i < last; i++)
    {
      Tree tree = { g_array_new (FALSE, TRUE, sizeof (Node)), growing->x, forest->d, rows, columns,
                    ceil (log2 (forest->sample)) };

      for (gsize j = 0; j < forest->d; j++)
        columns[j] = j;
      crm_random_init (&tree.random, growing->seed, i);
      crm_random_choose (&tree.random, growing->n, forest->sample, rows);
      g_array_set_size (tree.nodes, 1);
      grow (&tree, 0, 0, forest->sample, 0);
      forest->trees[i] = tree.nodes;
    }
}

/**
 * crm_isolation_new:
 * @x: (array length=n*d): rows, one after the other
 * @n_trees: how many trees, at least 1
 * @sample: how many rows are drawn for each; all where there are fewer
 *
 * F. T. Liu, K. M. Ting and Z.-H. Zhou, "Isolation Forest", ICDM 2008.
 *
 * Returns: (transfer full) (nullable): the forest
 * Errors: %CRM_ERROR_INVALID for numbers that cannot be used, or where all rows are equal; %G_IO_ERROR_CANCELLED
 */
CrmIsolation *
crm_isolation_new (const double *x,
                   gsize n,
                   gsize d,
                   guint n_trees,
                   gsize sample,
                   const CrmRun *run,
                   GError **error)
{
  g_autoptr (CrmIsolation) self = NULL;
  Growing growing;
  gsize same = 0;

  if (!crm_distance_check (x, n, d, error))
    return NULL;
  while (same < n * d && x[same] == x[same % d])
    same++;
  if (same == n * d)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           _("All rows are equal, so none of them is unusual. Choose other columns."));
      return NULL;
    }
  self = g_new0 (CrmIsolation, 1);
  self->d = d;
  self->sample = MIN (sample, n);
  self->n_trees = n_trees;
  self->trees = g_new0 (GArray *, n_trees);
  growing = (Growing) { self, x, n, crm_run_seed (run) };
  if (!crm_run_parallel (run, n_trees, 1, grow_trees, &growing, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
score_rows (gsize first,
            gsize last,
            guint piece,
            gpointer data)
{
  const Scoring *scoring = data;
  const CrmIsolation *forest = scoring->forest;
  double lengths[GRAIN] = { 0 };

  for (guint i = 0; i < forest->n_trees; i++)
    {
      const Node *nodes = (const Node *) forest->trees[i]->data;

      for (gsize row = first; row < last; row++)
        {
          const double *values = scoring->x + row * forest->d;
          const Node *node = nodes;

          while (node->below > 0)
            node = nodes + node->below + (values[node->column] > node->threshold);
          lengths[row - first] += node->length;
        }
    }
  for (gsize row = first; row < last; row++)
    scoring->scores[row] = exp2 (-lengths[row - first] / forest->n_trees / usual_length (forest->sample));
}

/**
 * crm_isolation_score:
 * @x: (array length=n*d): rows with the columns that the forest was grown on
 * @scores: (out) (array length=n): towards 1 for rows that are cut off at once; below 0.5 for usual ones
 *
 * Errors: %G_IO_ERROR_CANCELLED
 */
gboolean
crm_isolation_score (const CrmIsolation *self,
                     const double *x,
                     gsize n,
                     const CrmRun *run,
                     double *scores,
                     GError **error)
{
  Scoring scoring = { self, x, scores };

  return crm_run_parallel (run, n, GRAIN, score_rows, &scoring, error);
}

/**
 * crm_isolation_explain:
 * @row: (array length=d): a row
 * @parts: (out) (array length=d): which columns cut it off: the shares of their cuts in leaving others behind, beyond
 *   those of cuts through the middle. They sum up to 1, or are all 0
 */
void
crm_isolation_explain (const CrmIsolation *self,
                       const double *row,
                       double *parts)
{
  double sum = 0;

  for (gsize j = 0; j < self->d; j++)
    parts[j] = 0;
  for (guint i = 0; i < self->n_trees; i++)
    {
      const Node *nodes = (const Node *) self->trees[i]->data, *node = nodes;

      while (node->below > 0)
        {
          const Node *next = nodes + node->below + (row[node->column] > node->threshold);

          parts[node->column] += MAX (log2 ((double) node->size / next->size) - 1, 0);
          node = next;
        }
    }
  for (gsize j = 0; j < self->d; j++)
    sum += parts[j];
  for (gsize j = 0; j < self->d && sum > 0; j++)
    parts[j] /= sum;
}
