/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmSamples:
 * @values: (array length=n): numbers of each sample, all usable
 * @sizes: (array length=n): how many
 */
typedef struct
{
  guint    n;
  double **values;
  gsize   *sizes;
} CrmSamples;

/**
 * CrmHypothesis:
 * @statistic: t, U, V, F, H, X² or D
 * @df: degrees of freedom; NaN where there are none
 * @df2: those of the divisor of F
 * @p: how likely one as far off were if nothing differed (two-sided)
 * @exact: whether @p counts all orders rather than taking a distribution for them
 * @estimate: how large the difference is, in the units of the data, or as a ratio
 * @low: of the interval of 95 % of @estimate, as @high
 * @effect: how large the difference is whatever the units, with an interval of 95 %
 *
 * What a test says. What it does not say is NaN. Where a test takes a run, which may be %NULL, it means
 * nothing once that is cancelled.
 */
typedef struct
{
  double   statistic, df, df2, p;
  gboolean exact;
  double   estimate, low, high;
  double   effect, effect_low, effect_high;
} CrmHypothesis;

/* Means */
CrmHypothesis crm_hypothesis_welch       (const CrmSamples *samples, const CrmRun *run);
CrmHypothesis crm_hypothesis_paired_t    (const double *differences, gsize n, const CrmRun *run);
CrmHypothesis crm_hypothesis_anova       (const CrmSamples *samples, const CrmRun *run);
CrmHypothesis crm_hypothesis_welch_anova (const CrmSamples *samples, const CrmRun *run);

/* Order */
CrmHypothesis crm_hypothesis_mann_whitney (const CrmSamples *samples, const CrmRun *run);
CrmHypothesis crm_hypothesis_signed_rank (const double *differences, gsize n, const CrmRun *run);
CrmHypothesis crm_hypothesis_kruskal     (const CrmSamples *samples, const CrmRun *run);
CrmHypothesis crm_hypothesis_smirnov     (const CrmSamples *samples, const CrmRun *run);

/* Counts */
CrmHypothesis crm_hypothesis_chi_square  (const gint32 *a, guint n_a, const gint32 *b, guint n_b, gsize n,
                                          gsize *n_rare);
CrmHypothesis crm_hypothesis_fisher      (gsize a, gsize b, gsize c, gsize d, const CrmRun *run);
CrmHypothesis crm_hypothesis_proportions (const gsize *hits, const gsize *sizes, guint n);

#define CRM_HYPOTHESIS_UNKNOWN ((CrmHypothesis) { NAN, NAN, NAN, NAN, FALSE, NAN, NAN, NAN, NAN, NAN, NAN })

G_END_DECLS
