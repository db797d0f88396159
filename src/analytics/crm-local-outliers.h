/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

#define CRM_LOCAL_OUTLIERS_MOST_ROWS 100000

/**
 * CrmLocalOutliers:
 * @neighbours: (array length=n*n_neighbours): of each row the nearest others, the nearest first
 * @factors: (array length=n): how much less dense it is around a row than around its neighbours; about 1 for usual rows
 */
typedef struct
{
  gsize    n, d;
  guint    n_neighbours;
  guint32 *neighbours;
  double  *factors;
} CrmLocalOutliers;

CrmLocalOutliers *crm_local_outliers_new  (const double *x, gsize n, gsize d, guint n_neighbours, const CrmRun *run,
                                           GError **error);
void              crm_local_outliers_free (CrmLocalOutliers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmLocalOutliers, crm_local_outliers_free)

void              crm_local_outliers_explain (const CrmLocalOutliers *self, const double *x, gsize row, double *parts);

G_END_DECLS
