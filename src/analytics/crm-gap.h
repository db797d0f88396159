/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmGap:
 * @k: clusters, from 1
 * @log_within: logarithm of the squared distances of the rows to the means of their clusters, summed
 * @expected: the same of rows spread evenly, on average
 * @gap: how much less it is than expected
 * @error: standard error of @gap
 */
typedef struct
{
  guint  k;
  double log_within, expected, gap, error;
} CrmGap;

/**
 * CrmGapFunc:
 * @within: (out caller-allocates) (array length=most): the squared distances with 1, 2 … @most clusters
 *
 * Clusters rows; called for several tables at once, on different threads.
 */
typedef gboolean (*CrmGapFunc) (const double *x, gsize n, gsize d, guint most, double *within, const CrmRun *run,
                                gpointer data, GError **error);

GArray *crm_gap_new    (const double *x, gsize n, gsize d, guint most, guint n_references, CrmGapFunc func,
                        gpointer data, const CrmRun *run, GError **error);
guint   crm_gap_choose (const GArray *gaps);
double  crm_gap_within (const double *x, gsize n, gsize d, const gint32 *clusters, guint k);

G_END_DECLS
