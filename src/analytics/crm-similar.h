/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

typedef enum { CRM_SIMILAR_EUCLID, CRM_SIMILAR_DTW } CrmSimilarDistance;

/**
 * CrmSimilarOptions:
 * @scale: whether each series is brought to mean 0 and standard deviation 1 first, so that its shape alone counts
 * @band: how many places DTW may shift a value, 0 for none
 * @n_neighbours: how many nearest series to find for each
 */
typedef struct
{
  CrmSimilarDistance distance;
  gboolean           scale;
  guint              band, n_neighbours;
} CrmSimilarOptions;

typedef struct
{
  guint  series;
  double distance;
} CrmNeighbour;

/**
 * CrmSimilar:
 * @n_neighbours: of each; fewer than asked where there are not so many series
 * @neighbours: (array length=n_series*n_neighbours): the nearest first
 * @n_full: distances that had to be found to the end
 */
typedef struct
{
  guint         n_series, n_neighbours;
  CrmNeighbour *neighbours;
  guint64       n_full;
} CrmSimilar;

double      crm_dtw          (const double *first, const double *second, gsize n, guint band, double limit);
CrmSimilar *crm_similar_new  (const double *values, guint n_series, gsize length, const CrmSimilarOptions *options,
                              const CrmRun *run, GError **error);
void        crm_similar_free (CrmSimilar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmSimilar, crm_similar_free)

G_END_DECLS
