/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

#define CRM_SILHOUETTE_MOST_ROWS 20000

/**
 * CrmSilhouette:
 * @n_used: rows that were compared: all, or as many as were drawn by chance
 * @mean: of all rows that were compared, −1 to 1; NaN where there are fewer than 2 clusters
 * @of_clusters: (array length=k): the same of each cluster; NaN for one without rows among them
 */
typedef struct
{
  gsize   n_used;
  double  mean;
  double *of_clusters;
} CrmSilhouette;

CrmSilhouette *crm_silhouette_new  (const double *x, gsize n, gsize d, const gint32 *clusters, guint k,
                                    gsize most_rows, const CrmRun *run, GError **error);
void           crm_silhouette_free (CrmSilhouette *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmSilhouette, crm_silhouette_free)

G_END_DECLS
