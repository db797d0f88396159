/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

void   crm_autocorrelation (const double *values, gsize n, guint n_lags, double *correlations, const CrmRun *run);
void   crm_partial_autocorrelation (const double *correlations, guint n_lags, double *partial);
double crm_ljung_box       (const double *residuals, gsize n, guint n_lags, guint n_parameters, double *p);
double crm_kpss            (const double *values, gsize n, guint n_lags);

/**
 * CrmPeriodStrength:
 * @period: values of the season
 * @share: of the variance around the line that it explains, 0 to 1
 * @autocorrelation: at that distance
 */
typedef struct
{
  guint  period;
  double share, autocorrelation;
} CrmPeriodStrength;

guint  crm_find_periods    (const double *values, gsize n, CrmPeriodStrength *periods, guint n_periods,
                            const CrmRun *run);
void   crm_remove_line     (const double *values, gsize n, double *rest, double *intercept, double *slope);

G_END_DECLS
