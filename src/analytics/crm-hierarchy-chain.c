/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-clones.h"
#include "analytics/crm-distance.h"
#include "analytics/crm-hierarchy-private.h"

#include "base/crm-thread.h"

#include <math.h>

#define GRAIN 16
#define BLOCK 512

/* Distances of all pairs, each once: those of row i to the rows before it begin at i (i − 1) / 2. */
typedef struct
{
  const double *x;
  gsize         n, d;
  double       *columns;
  double       *distances;
  gsize        *sizes;       /* 0 for a cluster that was joined to another */
} Pairs;

static void
pairs_clear (Pairs *self)
{
  g_free (self->columns);
  crm_thread_free (self->distances, g_free);   /* to give back a gigabyte takes longer than it looks */
  g_free (self->sizes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pairs, pairs_clear)

static inline double *
pair (const Pairs *self,
      gsize a,
      gsize b)
{
  return &self->distances[a > b ? a * (a - 1) / 2 + b : b * (b - 1) / 2 + a];
}

CRM_CLONES static void
measure (gsize first,
         gsize last,
         guint piece,
         gpointer data)
{
  Pairs *self = data;

  for (gsize row = first; row < last; row++)
    {
      for (gsize at = 0; at < row; at += BLOCK)
        {
          gsize n = MIN (BLOCK, row - at);
          double *distances = self->distances + row * (row - 1) / 2 + at;

          crm_distance_squares (self->columns + at, self->n, n, self->x + row * self->d, self->d, distances);
          for (gsize i = 0; i < n; i++)
            distances[i] = sqrt (distances[i]);
        }
    }
}

/* The nearest neighbour; the one before in the chain where several are. */
static gsize
find_nearest (const Pairs *self,
              gsize cluster,
              const gsize *before,
              double *least)
{
  const double *own = self->distances + cluster * (cluster - 1) / 2;
  gsize best = before != NULL ? *before : cluster;

  *least = before != NULL ? *pair (self, cluster, *before) : INFINITY;
  for (gsize i = 0; i < cluster; i++)
    {
      if (self->sizes[i] > 0 && own[i] < *least)
        {
          *least = own[i];
          best = i;
        }
    }
  for (gsize i = cluster + 1; i < self->n; i++)
    {
      if (self->sizes[i] > 0 && *pair (self, i, cluster) < *least)
        {
          *least = *pair (self, i, cluster);
          best = i;
        }
    }
  return best;
}

/* Lance and Williams: the distances of the joined cluster follow from those of its parts. The lower number ends. */
static void
join (Pairs *self,
      gsize a,
      gsize b,
      CrmLinkage linkage)
{
  gsize gone = MIN (a, b), kept = MAX (a, b);
  double n_gone = self->sizes[gone], n_kept = self->sizes[kept];

  self->sizes[gone] = 0;
  self->sizes[kept] = n_gone + n_kept;
  for (gsize i = 0; i < self->n; i++)
    {
      double from, *to;

      if (self->sizes[i] == 0 || i == kept)
        continue;
      from = *pair (self, i, gone);
      to = pair (self, i, kept);
      *to = linkage == CRM_LINKAGE_COMPLETE ? MAX (from, *to) : (n_gone * from + n_kept * *to) / (n_gone + n_kept);
    }
}

/**
 * crm_hierarchy_chain:
 *
 * Complete and average linkage by chains of nearest neighbours (F. Murtagh, "A survey of recent advances in
 * hierarchical clustering algorithms", Computer Journal 26, 1983): time n² d, memory of all pairs.
 */
gboolean
crm_hierarchy_chain (const double *x,
                     gsize n,
                     gsize d,
                     CrmLinkage linkage,
                     const CrmRun *run,
                     CrmMerge *merges,
                     GError **error)
{
  g_auto (Pairs) pairs = { x, n, d, crm_distance_columns (x, n, d), g_new (double, n * (n - 1) / 2), g_new (gsize, n) };
  g_autofree gsize *chain = g_new (gsize, n);
  gsize n_chain = 0, n_merges = 0;

  for (gsize i = 0; i < n; i++)
    pairs.sizes[i] = 1;
  if (!crm_run_parallel (CRM_RUN_PART (run, 0, 0.5), n, GRAIN, measure, &pairs, error))
    return FALSE;
  while (n_merges + 1 < n)
    {
      gsize tip, next;
      double least;

      if (!crm_run_go_on (run, 0.5 + 0.5 * n_merges / n, error))
        return FALSE;
      if (n_chain == 0)
        {
          for (tip = 0; pairs.sizes[tip] == 0; tip++)
            ;
          chain[n_chain++] = tip;
        }
      tip = chain[n_chain - 1];
      next = find_nearest (&pairs, tip, n_chain > 1 ? &chain[n_chain - 2] : NULL, &least);
      if (n_chain < 2 || next != chain[n_chain - 2])
        {
          chain[n_chain++] = next;
          continue;
        }
      merges[n_merges++] = (CrmMerge) { tip, next, least, 0 };
      join (&pairs, tip, next, linkage);
      n_chain -= 2;
    }
  return TRUE;
}
