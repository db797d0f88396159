/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

#define CRM_MODES_MOST 100

/**
 * CrmDescription:
 * @n: values described
 * @n_missing: values that lack (NaN)
 * @n_unusable: infinite ones, and those beyond 1e100; left out of all that follows
 * @n_distinct: how many different ones
 * @weighted_mean: over the rows that have a weight; NaN without weights
 * @geometric_mean: NaN unless all are above 0, as is @harmonic_mean
 * @trimmed_mean: without the lowest and the highest tenth
 * @variance: divisor n − 1, as is that of @sd
 * @mad: median distance from the median, not scaled
 * @mean_distance: mean distance from the mean
 * @skewness: g1 = m3 / m2^1.5 of population moments; @adjusted_skewness is G1, for samples
 * @kurtosis: excess, g2 = m4 / m2² − 3; @adjusted_kurtosis is G2, for samples (D. N. Joanes and C. A. Gill,
 *   "Comparing measures of sample skewness and kurtosis", The Statistician 47, 1998)
 * @sorted: (array length=n): the values, lowest first
 * @modes: (array): the most frequent ones, ascending, at most %CRM_MODES_MOST of @n_modes; each occurs @mode_count
 *   times
 * @autocorrelations: (array length=n_lags): of the values as they follow each other
 *
 * A column of numbers in a few. What too few values do not tell is NaN.
 */
typedef struct
{
  gsize   n, n_missing, n_unusable, n_distinct;
  double  sum, mean, weighted_mean, geometric_mean, harmonic_mean, trimmed_mean, rms;
  double  min, max, median, iqr;
  double  variance, sd, mad, mean_distance;
  double  skewness, adjusted_skewness, kurtosis, adjusted_kurtosis;
  gsize   n_modes, mode_count;
  double  modes[CRM_MODES_MOST];
  guint   n_lags;
  double *autocorrelations;
  double *sorted;
} CrmDescription;

CrmDescription *crm_describe         (const double *values, const double *weights, gsize n, guint n_lags,
                                      const CrmRun *run, GError **error);
void            crm_description_free (CrmDescription *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmDescription, crm_description_free)

double          crm_quantile         (const double *sorted, gsize n, double share, guint type);

G_END_DECLS
