/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

typedef enum { CRM_CORRELATION_PEARSON, CRM_CORRELATION_SPEARMAN, CRM_CORRELATION_KENDALL } CrmCorrelationKind;

/**
 * CrmCorrelation:
 * @n: pairs of which both values are known
 * @r: −1 to 1; NaN for fewer than 2 pairs, and where either side is the same throughout
 * @p: how likely one as far from 0 were if there was none: by Student's t for Pearson and Spearman; for Kendall
 *   exactly where there are less than 50 pairs and no ties, else by the normal distribution with ties considered; NaN
 *   for fewer than 3 pairs
 */
typedef struct
{
  gsize  n;
  double r, p;
} CrmCorrelation;

/**
 * CrmChiSquare:
 * @n: rows of which both are known
 * @statistic: Pearson's X², without a correction for continuity
 * @p: of it
 * @cramers_v: 0 where the one tells nothing of the other, 1 where it tells all
 * @n_rare: cells of which less than 5 are expected; where they are many, @p is a rough one
 */
typedef struct
{
  gsize  n;
  guint  df;
  double statistic, p, cramers_v;
  gsize  n_rare;
} CrmChiSquare;

CrmCorrelation  crm_correlation  (const double *x, const double *y, gsize n, CrmCorrelationKind kind,
                                  const CrmRun *run);
CrmCorrelation *crm_correlations (const double *const *columns, guint d, gsize n, CrmCorrelationKind kind,
                                  const CrmRun *run, GError **error);
CrmChiSquare    crm_chi_square   (const gint32 *a, guint n_a, const gint32 *b, guint n_b, gsize n);

G_END_DECLS
