/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-clones.h"
#include "analytics/crm-distance.h"
#include "analytics/crm-random.h"
#include "analytics/crm-silhouette.h"

#include <math.h>
#include <string.h>

#define GRAIN 64
#define BLOCK 512

/* Rows in the order of their clusters. */
typedef struct
{
  gsize   n, d;
  guint   k;
  double *rows;
  double *columns;   /* the same, column by column */
  gsize  *firsts;    /* of each cluster, and the end */
  double *values;    /* silhouette of each row */
} Sorted;

void
crm_silhouette_free (CrmSilhouette *self)
{
  g_free (self->of_clusters);
  g_free (self);
}

static void
sorted_clear (Sorted *self)
{
  g_free (self->rows);
  g_free (self->columns);
  g_free (self->firsts);
  g_free (self->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sorted, sorted_clear)

static void
sort_rows (Sorted *self,
           const double *x,
           const gint32 *clusters,
           const gsize *chosen)
{
  g_autofree gsize *places = g_new0 (gsize, self->k + 1);
  gsize d = self->d;

  self->rows = g_new (double, self->n * d);
  self->values = g_new (double, self->n);
  self->firsts = g_new0 (gsize, self->k + 1);
  for (gsize i = 0; i < self->n; i++)
    self->firsts[clusters[chosen[i]] + 1]++;
  for (guint c = 0; c < self->k; c++)
    self->firsts[c + 1] += self->firsts[c];
  memcpy (places, self->firsts, (self->k + 1) * sizeof (gsize));
  for (gsize i = 0; i < self->n; i++)
    memcpy (self->rows + places[clusters[chosen[i]]]++ * d, x + chosen[i] * d, d * sizeof (double));
  self->columns = crm_distance_columns (self->rows, self->n, d);
}

/* The mean distance of a row to the others from `first` to `last`. */
static inline double
sum_distances (const Sorted *self,
               gsize row,
               gsize first,
               gsize last)
{
  double squares[BLOCK], sum = 0;

  for (gsize at = first; at < last; at += BLOCK)
    {
      gsize n = MIN (BLOCK, last - at);

      crm_distance_squares (self->columns + at, self->n, n, self->rows + row * self->d, self->d, squares);
      for (gsize i = 0; i < n; i++)
        squares[i] = sqrt (squares[i]);
      for (gsize i = 0; i < n; i++)
        sum += squares[i];
    }
  return sum;
}

CRM_CLONES static void
measure (gsize first,
         gsize last,
         guint piece,
         gpointer data)
{
  Sorted *self = data;

  for (gsize row = first; row < last; row++)
    {
      double own = 0, nearest = INFINITY;
      gsize n_own = 1;

      for (guint c = 0; c < self->k; c++)
        {
          gsize begin = self->firsts[c], end = self->firsts[c + 1];
          double sum = sum_distances (self, row, begin, end);

          if (row >= begin && row < end)
            {
              own = sum;
              n_own = end - begin;
            }
          else if (end > begin)
            nearest = MIN (nearest, sum / (end - begin));
        }
      own /= MAX (n_own - 1, 1);
      self->values[row] = n_own == 1 || MAX (own, nearest) == 0 ? 0 : (nearest - own) / MAX (own, nearest);
    }
}

/**
 * crm_silhouette_new:
 * @x: (array length=n*d): rows, one after the other, all finite
 * @clusters: (array length=n): the cluster of each row, below @k
 * @most_rows: how many rows to compare with each other; where there are more, as many are drawn by chance
 *
 * How much nearer rows are to their own cluster than to the next, by Euclidean distance: P. Rousseeuw, "Silhouettes: a
 * graphical aid to the interpretation and validation of cluster analysis", J. Comput. Appl. Math. 20 (1987). A row that
 * is alone in its cluster has 0.
 *
 * Returns: (transfer full) (nullable): the silhouettes
 * Errors: %G_IO_ERROR_CANCELLED
 */
CrmSilhouette *
crm_silhouette_new (const double *x,
                    gsize n,
                    gsize d,
                    const gint32 *clusters,
                    guint k,
                    gsize most_rows,
                    const CrmRun *run,
                    GError **error)
{
  g_auto (Sorted) sorted = { .n = MIN (n, most_rows), .d = d, .k = k };
  g_autofree gsize *chosen = g_new (gsize, sorted.n + 1);
  g_autoptr (CrmSilhouette) self = g_new0 (CrmSilhouette, 1);
  guint n_clusters = 0;
  CrmRandom random;
  double all = 0;

  crm_random_init (&random, crm_run_seed (run), 0);
  crm_random_choose (&random, n, sorted.n, chosen);
  sort_rows (&sorted, x, clusters, chosen);
  if (!crm_run_parallel (run, sorted.n, GRAIN, measure, &sorted, error))
    return NULL;
  self->n_used = sorted.n;
  self->of_clusters = g_new (double, k);
  for (guint c = 0; c < k; c++)
    {
      double sum = 0;

      for (gsize row = sorted.firsts[c]; row < sorted.firsts[c + 1]; row++)
        sum += sorted.values[row];
      all += sum;
      n_clusters += sorted.firsts[c + 1] > sorted.firsts[c];
      self->of_clusters[c] = sum / (sorted.firsts[c + 1] - sorted.firsts[c]);
    }
  self->mean = n_clusters > 1 ? all / sorted.n : NAN;
  for (guint c = 0; c < k && n_clusters < 2; c++)
    self->of_clusters[c] = NAN;
  return g_steal_pointer (&self);
}
