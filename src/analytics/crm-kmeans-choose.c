/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-kmeans.h"
#include "analytics/crm-silhouette.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_COMPARED 5000

static guint
count_different (const double *x,
                 gsize n,
                 gsize d,
                 guint most)
{
  g_autofree gsize *found = g_new (gsize, most);
  guint n_found = 0;

  for (gsize i = 0; i < n && n_found < most; i++)
    {
      gboolean known = FALSE;

      for (guint f = 0; f < n_found && !known; f++)
        {
          known = TRUE;
          for (gsize j = 0; j < d && known; j++)
            known = x[i * d + j] == x[found[f] * d + j];
        }
      if (!known)
        found[n_found++] = i;
    }
  return n_found;
}

/**
 * crm_kmeans_try:
 * @most: the most clusters to try
 * @options: as for crm_kmeans_new(), whose number of clusters and centers are not used
 *
 * Clusters with 2, 3 … centers, up to @most or one less than there are different rows. Silhouettes are of 5,000 rows
 * that are drawn by chance where there are more.
 *
 * Returns: (transfer full) (nullable) (element-type CrmKmeansTrial): at least one
 * Errors: %CRM_ERROR_INVALID, also where there are fewer than 3 different rows; %G_IO_ERROR_CANCELLED
 */
GArray *
crm_kmeans_try (const double *x,
                gsize n,
                gsize d,
                guint most,
                const CrmKmeansOptions *options,
                const CrmRun *run,
                GError **error)
{
  g_autoptr (GArray) trials = g_array_new (FALSE, FALSE, sizeof (CrmKmeansTrial));
  guint n_different = count_different (x, n, d, most + 1), highest = MIN (most + 1, n_different);

  if (n_different < 3)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           _("A number of clusters can be chosen from 3 different rows on; there are fewer. Give the "
                             "number, or more rows."));
      return NULL;
    }
  for (guint k = 2; k < highest; k++)
    {
      CrmKmeansOptions wish = { k, options->n_starts, options->max_iterations, NULL };
      g_autoptr (CrmSilhouette) silhouette = NULL;
      g_autoptr (CrmKmeans) kmeans = NULL;
      /* Each takes about as long as there are centers. */
      double begin = (k * k - 4.0) / (highest * highest - 4), end = ((k + 1) * (k + 1) - 4.0) / (highest * highest - 4);
      CrmKmeansTrial trial;

      if ((kmeans = crm_kmeans_new (x, n, d, &wish, CRM_RUN_PART (run, begin, end), error)) == NULL ||
          (silhouette = crm_silhouette_new (x, n, d, kmeans->clusters, k, MOST_COMPARED, CRM_RUN_STILL (run),
                                            error)) == NULL)
        return NULL;
      trial = (CrmKmeansTrial) { k, kmeans->inertia, silhouette->mean };
      g_array_append_val (trials, trial);
    }
  return g_steal_pointer (&trials);
}

/**
 * crm_kmeans_choose:
 *
 * Returns: the number of clusters with the largest silhouette
 */
guint
crm_kmeans_choose (const GArray *trials)
{
  const CrmKmeansTrial *all = (const CrmKmeansTrial *) trials->data;
  guint best = 0;

  for (guint i = 1; i < trials->len; i++)
    best = all[i].silhouette > all[best].silhouette ? i : best;
  return all[best].k;
}

/**
 * crm_kmeans_elbow:
 *
 * Returns: the number of clusters where the curve of the inertia bends most: farthest below the line from its begin to
 *   its end (V. Satopää et al., "Finding a 'Kneedle' in a Haystack", ICDCSW 2011)
 */
guint
crm_kmeans_elbow (const GArray *trials)
{
  const CrmKmeansTrial *all = (const CrmKmeansTrial *) trials->data;
  const CrmKmeansTrial *first = &all[0], *last = &all[trials->len - 1];
  double most = 0;
  guint elbow = first->k;

  for (guint i = 0; i < trials->len && last->k > first->k; i++)
    {
      double share = (double) (all[i].k - first->k) / (last->k - first->k);
      double below = first->inertia + share * (last->inertia - first->inertia) - all[i].inertia;

      if (below > most)
        {
          most = below;
          elbow = all[i].k;
        }
    }
  return elbow;
}
