/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-clones.h"
#include "analytics/crm-distance.h"
#include "analytics/crm-hierarchy-private.h"

#include <math.h>

#define BLOCK 512

/* Clusters by their means. One that was joined to another lies infinitely far away until the others close up. */
typedef struct
{
  gsize   n_places, n_left, stride, d;
  double *columns;    /* means, column by column */
  double *sizes;
  gsize  *rows;       /* one row of each */
  gsize  *chain;      /* places */
  gsize   n_chain;
  double *point;
} Clusters;

static void
clusters_clear (Clusters *self)
{
  g_free (self->columns);
  g_free (self->sizes);
  g_free (self->rows);
  g_free (self->chain);
  g_free (self->point);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Clusters, clusters_clear)

/* By how much the sum of squares grows: |a| |b| / (|a| + |b|) times the squared distance of the means. */
CRM_CLONES static void
search (const Clusters *self,
        gsize first,
        gsize last,
        double size,
        double *least,
        gsize *best)
{
  double squares[BLOCK];

  for (gsize at = first; at < last; at += BLOCK)
    {
      gsize n = MIN (BLOCK, last - at);
      const double *sizes = self->sizes + at;

      crm_distance_squares (self->columns + at, self->stride, n, self->point, self->d, squares);
      for (gsize i = 0; i < n; i++)
        squares[i] *= size * sizes[i] / (size + sizes[i]);
      for (gsize i = 0; i < n; i++)
        {
          if (squares[i] < *least)
            {
              *least = squares[i];
              *best = at + i;
            }
        }
    }
}

/* The nearest neighbour; the one before in the chain where several are. */
static gsize
find_nearest (Clusters *self,
              gsize place,
              double *least)
{
  gsize best = place;
  double size = self->sizes[place];

  *least = INFINITY;
  for (gsize j = 0; j < self->d; j++)
    self->point[j] = self->columns[j * self->stride + place];
  if (self->n_chain > 1)
    {
      gsize before = self->chain[self->n_chain - 2];

      search (self, before, before + 1, size, least, &best);
    }
  search (self, 0, place, size, least, &best);
  search (self, place + 1, self->n_places, size, least, &best);
  return best;
}

/* Makes one of two clusters; the place of the lower one becomes empty. */
static void
join (Clusters *self,
      gsize a,
      gsize b)
{
  gsize gone = MIN (a, b), kept = MAX (a, b);
  double share = self->sizes[gone] / (self->sizes[gone] + self->sizes[kept]);

  for (gsize j = 0; j < self->d; j++)
    {
      double *column = self->columns + j * self->stride;

      column[kept] += (column[gone] - column[kept]) * share;
      column[gone] = INFINITY;
    }
  self->sizes[kept] += self->sizes[gone];
  self->sizes[gone] = 0;
  self->n_left--;
}

static void
close_up (Clusters *self)
{
  g_autofree gsize *places = g_new (gsize, self->n_places);
  gsize to = 0;

  for (gsize from = 0; from < self->n_places; from++)
    {
      if (self->sizes[from] == 0)
        continue;
      for (gsize j = 0; j < self->d; j++)
        self->columns[j * self->stride + to] = self->columns[j * self->stride + from];
      self->sizes[to] = self->sizes[from];
      self->rows[to] = self->rows[from];
      places[from] = to++;
    }
  for (gsize i = 0; i < self->n_chain; i++)
    self->chain[i] = places[self->chain[i]];
  self->n_places = to;
}

/**
 * crm_hierarchy_ward:
 *
 * The growth of the sum of squares follows from means and sizes alone, so no distances of rows are kept: memory n d,
 * time n² d. J. Ward, "Hierarchical grouping to optimize an objective function", JASA 58 (1963); chains of nearest
 * neighbours: F. Murtagh, "A survey of recent advances in hierarchical clustering algorithms", Computer Journal 26
 * (1983).
 */
gboolean
crm_hierarchy_ward (const double *x,
                    gsize n,
                    gsize d,
                    const CrmRun *run,
                    CrmMerge *merges,
                    GError **error)
{
  g_auto (Clusters) clusters = { n, n, n, d, crm_distance_columns (x, n, d), g_new (double, n), g_new (gsize, n),
                                 g_new (gsize, n), 0, g_new (double, d) };
  g_autofree double *means = crm_distance_means (x, n, d);
  gsize n_merges = 0;

  for (gsize i = 0; i < n; i++)
    {
      clusters.sizes[i] = 1;
      clusters.rows[i] = i;
      for (gsize j = 0; j < d; j++)
        clusters.columns[j * n + i] -= means[j];
    }
  while (clusters.n_left > 1)
    {
      gsize tip, next;
      double least;

      if (!crm_run_go_on (run, 1 - (double) clusters.n_left / n, error))
        return FALSE;
      if (clusters.n_left < clusters.n_places / 4 * 3)
        close_up (&clusters);
      if (clusters.n_chain == 0)
        {
          for (tip = 0; clusters.sizes[tip] == 0; tip++)
            ;
          clusters.chain[clusters.n_chain++] = tip;
        }
      tip = clusters.chain[clusters.n_chain - 1];
      next = find_nearest (&clusters, tip, &least);
      if (clusters.n_chain < 2 || next != clusters.chain[clusters.n_chain - 2])
        {
          clusters.chain[clusters.n_chain++] = next;
          continue;
        }
      merges[n_merges++] = (CrmMerge) { clusters.rows[tip], clusters.rows[next], sqrt (2 * least), 0 };
      join (&clusters, tip, next);
      clusters.n_chain -= 2;
    }
  return TRUE;
}
