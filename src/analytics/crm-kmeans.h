/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

#define CRM_KMEANS_MOST_CLUSTERS 1000

/**
 * CrmKmeansOptions:
 * @k: clusters, 1 to %CRM_KMEANS_MOST_CLUSTERS
 * @n_starts: how often to begin anew, at least 1; the best end is kept
 * @max_iterations: after how many passes over the rows to give up, at least 1
 * @centers: (nullable) (array length=k*d): where to begin instead of choosing by chance; then there is one start
 * @rough: whether to leave out the swaps that follow, most of the work in small tables: where only inertias count
 */
typedef struct
{
  guint         k, n_starts, max_iterations;
  const double *centers;
  gboolean      rough;
} CrmKmeansOptions;

/**
 * CrmKmeans:
 * @centers: (array length=k*d): means of the clusters, one after the other
 * @clusters: (array length=n): the cluster of each row
 * @sizes: (array length=k): rows of each cluster, none of them 0
 * @inertia: sum of the squared distances of the rows to their centers
 * @n_iterations: passes over the rows of the start that was kept, the last of which changed nothing if it converged
 */
typedef struct
{
  gsize    n, d;
  guint    k;
  double  *centers;
  gint32  *clusters;
  gsize   *sizes;
  double   inertia;
  guint    n_iterations;
  gboolean converged;
} CrmKmeans;

CrmKmeans *crm_kmeans_new  (const double *x, gsize n, gsize d, const CrmKmeansOptions *options, const CrmRun *run,
                            GError **error);
void       crm_kmeans_free (CrmKmeans *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmKmeans, crm_kmeans_free)

/**
 * CrmKmeansTrial:
 * @silhouette: mean silhouette with @k clusters
 * @inertia: their inertia
 */
typedef struct
{
  guint  k;
  double inertia, silhouette;
} CrmKmeansTrial;

GArray *crm_kmeans_try    (const double *x, gsize n, gsize d, guint most, const CrmKmeansOptions *options,
                           const CrmRun *run, GError **error);
guint   crm_kmeans_choose (const GArray *trials);
guint   crm_kmeans_elbow  (const GArray *trials);

G_END_DECLS
