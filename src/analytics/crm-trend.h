/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-series.h"

G_BEGIN_DECLS

/**
 * CrmTurningPoint:
 * @place: where the trend turns
 * @peak: whether it falls from there, else it rises
 * @value: of the trend
 */
typedef struct
{
  gsize    place;
  gboolean peak;
  double   value;
} CrmTurningPoint;

/**
 * CrmTrend:
 * @intercept: of the line of least squares, at place 0; @slope per period
 * @r2: what share of the variance the line explains
 * @strength: of the smooth trend, 0 to 1; see crm_trend_strength(); @seasonal_strength likewise
 * @trend: (array length=n): smooth; @season and @remainder add up with it to the values, gaps filled
 * @turns: (element-type CrmTurningPoint)
 */
typedef struct
{
  gsize   n;
  double  intercept, slope, r2;
  double  strength, seasonal_strength;
  double *trend, *season, *remainder;
  GArray *turns;
} CrmTrend;

CrmTrend *crm_trend_new  (const double *values, gsize n, guint period, const CrmRun *run, GError **error);
void      crm_trend_free (CrmTrend *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmTrend, crm_trend_free)

/**
 * CrmCalendarEffects:
 * @weekdays: how far Monday … Sunday lie above or below the line, on average; NaN where there is none of them
 * @months: the same of January … December
 */
typedef struct
{
  double weekdays[7], months[12];
} CrmCalendarEffects;

void crm_series_effects (const CrmSeries *series, CrmCalendarEffects *effects);

G_END_DECLS
