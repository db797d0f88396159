/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-decompose.h"

G_BEGIN_DECLS

/**
 * CrmHoltWintersOptions:
 * @period: values of a season; not looked at without one
 * @trend: whether there is a trend
 * @alpha: of the level, NaN to find it
 * @beta: of the trend, NaN to find it
 * @gamma: of the season, NaN to find it
 */
typedef struct
{
  guint       period;
  CrmSeasonal seasonal;
  gboolean    trend;
  double      alpha, beta, gamma;
} CrmHoltWintersOptions;

/**
 * CrmHoltWinters:
 * @alpha: 0 to 1; @beta and @gamma likewise, NaN where there is no such part
 * @level: at the end; @slope likewise
 * @season: (array length=period): at the end, beginning with that of the next value
 * @sse: sum of squared errors of the values from @n_skipped on
 * @fitted: (array length=n): one step ahead; NaN for the first @n_skipped
 */
typedef struct
{
  CrmHoltWintersOptions options;
  double  alpha, beta, gamma;
  double  level, slope;
  double *season;
  gsize   n, n_skipped;
  double  sse, sd;
  double *fitted;
} CrmHoltWinters;

CrmHoltWinters *crm_holt_winters_fit      (const double *values, gsize n, const CrmHoltWintersOptions *options,
                                           const CrmRun *run, GError **error);
void            crm_holt_winters_forecast (const CrmHoltWinters *self, guint horizon, double *mean, double *sd);
void            crm_holt_winters_free     (CrmHoltWinters *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmHoltWinters, crm_holt_winters_free)

G_END_DECLS
