/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-distance.h"
#include "analytics/crm-hierarchy-private.h"
#include "analytics/crm-sort.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>

/* Distances of all pairs are kept for complete and average linkage: 1.2 GB. The others need none, only time. */
#define MOST_WITH_PAIRS 17000
#define MOST_WITHOUT_PAIRS 60000

void
crm_hierarchy_free (CrmHierarchy *self)
{
  g_free (self->merges);
  g_free (self);
}

static gsize
find_root (gsize *parents,
           gsize node)
{
  while (parents[node] != node)
    node = parents[node] = parents[parents[node]];
  return node;
}

/* Sorts merges by height and names clusters by the merge that made them. */
static void
name_clusters (CrmHierarchy *self,
               const CrmMerge *found,
               const CrmRun *run)
{
  gsize n = self->n;
  g_autofree double *heights = g_new (double, n);
  g_autofree gsize *parents = g_new (gsize, 2 * n);
  g_autofree guint32 *order = NULL;
  gsize n_known;

  for (gsize i = 0; i + 1 < n; i++)
    heights[i] = found[i].height;
  for (gsize i = 0; i < 2 * n; i++)
    parents[i] = i;
  order = crm_sort_order (heights, n - 1, &n_known, run);
  for (gsize i = 0; i + 1 < n; i++)
    {
      const CrmMerge *merge = &found[order[i]];
      gsize a = find_root (parents, merge->first), b = find_root (parents, merge->second);
      gsize size = (a < n ? 1 : self->merges[a - n].size) + (b < n ? 1 : self->merges[b - n].size);

      self->merges[i] = (CrmMerge) { MIN (a, b), MAX (a, b), merge->height, size };
      parents[a] = parents[b] = n + i;
    }
}

/**
 * crm_hierarchy_most_rows:
 *
 * Returns: how many rows can be clustered so within minutes and a gigabyte
 */
gsize
crm_hierarchy_most_rows (CrmLinkage linkage)
{
  return linkage == CRM_LINKAGE_COMPLETE || linkage == CRM_LINKAGE_AVERAGE ? MOST_WITH_PAIRS :
                                                                             MOST_WITHOUT_PAIRS;
}

/**
 * crm_hierarchy_new:
 * @x: (array length=n*d): rows, one after the other
 * @run: (nullable):
 *
 * Joins the two nearest clusters, by Euclidean distance, until there is one. Heights and the order of merges are those
 * of SciPy and of R's hclust (with "ward.D2"). See F. Murtagh and P. Contreras, "Algorithms for hierarchical
 * clustering: an overview", WIREs Data Mining 2 (2012).
 *
 * Returns: (transfer full) (nullable): the tree
 * Errors: %CRM_ERROR_INVALID for numbers that have no distances, fewer than 2 rows or too many;
 *   %G_IO_ERROR_CANCELLED
 */
CrmHierarchy *
crm_hierarchy_new (const double *x,
                   gsize n,
                   gsize d,
                   CrmLinkage linkage,
                   const CrmRun *run,
                   GError **error)
{
  g_autoptr (CrmHierarchy) self = g_new0 (CrmHierarchy, 1);
  g_autofree CrmMerge *found = NULL;
  gboolean done;

  if (!crm_distance_check (x, n, d, error))
    return NULL;
  if (n < 2 || n > crm_hierarchy_most_rows (linkage))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   n < 2 ? _("There is %zu row, and nothing to join it with.") :
                   _("%zu rows are too many for this linkage. Take fewer rows, linkage “ward”, or the method "
                     "“kmeans”."),
                   n);
      return NULL;
    }
  found = g_new (CrmMerge, n);
  if (linkage == CRM_LINKAGE_SINGLE)
    done = crm_hierarchy_span (x, n, d, run, found, error);
  else if (linkage == CRM_LINKAGE_WARD)
    done = crm_hierarchy_ward (x, n, d, run, found, error);
  else
    done = crm_hierarchy_chain (x, n, d, linkage, run, found, error);
  if (!done)
    return NULL;
  self->n = n;
  self->merges = g_new (CrmMerge, n);
  name_clusters (self, found, run);
  return g_steal_pointer (&self);
}

/**
 * crm_hierarchy_cut:
 * @k: 1 to the number of rows
 *
 * Returns: (transfer full) (array length=n): the cluster of each row before the last k − 1 merges, numbered in the
 *   order in which they first occur
 */
gint32 *
crm_hierarchy_cut (const CrmHierarchy *self,
                   guint k)
{
  gsize n = self->n, n_merges = n - k;
  g_autofree gsize *parents = g_new (gsize, 2 * n);
  g_autofree gint32 *names = g_new (gint32, 2 * n);
  gint32 *clusters = g_new (gint32, n), n_found = 0;

  g_return_val_if_fail (k > 0 && k <= n, clusters);
  for (gsize i = 0; i < 2 * n; i++)
    {
      parents[i] = i;
      names[i] = -1;
    }
  for (gsize i = 0; i < n_merges; i++)
    parents[self->merges[i].first] = parents[self->merges[i].second] = n + i;
  for (gsize i = 0; i < n; i++)
    {
      gsize root = find_root (parents, i);

      if (names[root] < 0)
        names[root] = n_found++;
      clusters[i] = names[root];
    }
  return clusters;
}
