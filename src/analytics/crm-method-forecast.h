/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-forecast.h"
#include "analytics/crm-result.h"
#include "analytics/crm-trend.h"

G_BEGIN_DECLS

/**
 * CrmForecastReport:
 * @backtest: (nullable): %NULL where none was wanted or @refused says why there is none
 * @ignored_period: a season that the series is too short for, 0 where there is none
 *
 * What the method "forecast" has found.
 */
typedef struct
{
  const CrmForecast *forecast;
  const CrmBacktest *backtest;
  const GError      *refused;
  const CrmTrend    *trend;
  guint              period, ignored_period;
} CrmForecastReport;

void crm_method_forecast_write (CrmResultBuilder *builder, const CrmSeries *series, const CrmForecastReport *report);
void crm_method_forecast_write_periods (CrmResultBuilder *builder, const double *values, gsize n);

G_END_DECLS
