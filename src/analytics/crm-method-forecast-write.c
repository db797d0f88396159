/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-correlogram.h"
#include "analytics/crm-method-forecast.h"
#include "analytics/crm-result.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The result of the method "forecast" as JSON. */

#define N_LAGS 24
#define N_PERIODS 5
#define FEW_PERIODS 12

static void
write_place (CrmResultBuilder *builder,
             const CrmSeries *series,
             gsize place)
{
  g_autofree char *text = series->dated ? crm_date_to_iso (crm_series_day (series, place)) : NULL;

  if (text != NULL)
    crm_result_text (builder, "period", text);
  else
    crm_result_count (builder, "period", place + 1);
}

static void
write_series (CrmResultBuilder *builder,
              const CrmSeries *series,
              const CrmForecast *forecast,
              const CrmTrend *trend)
{
  crm_result_begin_array (builder, "series");
  for (gsize i = 0; i < series->n; i++)
    {
      crm_result_begin (builder, NULL);
      write_place (builder, series, i);
      crm_result_number (builder, "value", series->values[i]);
      crm_result_number (builder, "fitted", forecast->fitted[i]);
      crm_result_number (builder, "trend", trend->trend[i]);
      crm_result_number (builder, "season", trend->season[i]);
      crm_result_number (builder, "remainder", trend->remainder[i]);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  crm_result_begin_array (builder, "gaps");
  for (guint i = 0; i < series->gaps->len; i++)
    {
      crm_result_begin (builder, NULL);
      write_place (builder, series, g_array_index (series->gaps, gsize, i));
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  crm_result_count (builder, "unused_rows", series->n_unused);
}

static void
write_model (CrmResultBuilder *builder,
             const CrmForecast *forecast,
             guint period)
{
  crm_result_text (builder, "method", crm_forecast_method_name (forecast->method));
  crm_result_text (builder, "model", forecast->model);
  crm_result_count (builder, "period", period);
  crm_result_begin (builder, "parameters");
  for (guint i = 0; i < forecast->parameters->len; i++)
    {
      const CrmParameter *parameter = &g_array_index (forecast->parameters, CrmParameter, i);

      crm_result_number (builder, parameter->name, parameter->value);
    }
  crm_result_end (builder);
  crm_result_begin (builder, "errors");
  for (guint i = 0; i < forecast->parameters->len; i++)
    {
      const CrmParameter *parameter = &g_array_index (forecast->parameters, CrmParameter, i);

      if (!isnan (parameter->error))
        crm_result_number (builder, parameter->name, parameter->error);
    }
  crm_result_end (builder);
  crm_result_number (builder, "sse", forecast->sse);
  crm_result_number (builder, "sigma2", forecast->sigma2);
  crm_result_number (builder, "log_likelihood", forecast->log_likelihood);
  crm_result_number (builder, "aic", forecast->aic);
  crm_result_number (builder, "aicc", forecast->aicc);
  crm_result_number (builder, "bic", forecast->bic);
}

static void
write_forecast (CrmResultBuilder *builder,
                const CrmSeries *series,
                const CrmForecast *forecast)
{
  crm_result_text (builder, "intervals", forecast->simulated ? "simulated" : "analytic");
  crm_result_begin_array (builder, "forecast");
  for (guint step = 0; step < forecast->horizon; step++)
    {
      crm_result_begin (builder, NULL);
      write_place (builder, series, series->n + step);
      crm_result_number (builder, "mean", forecast->mean[step]);
      crm_result_number (builder, "lo80", forecast->lower[0][step]);
      crm_result_number (builder, "hi80", forecast->upper[0][step]);
      crm_result_number (builder, "lo95", forecast->lower[1][step]);
      crm_result_number (builder, "hi95", forecast->upper[1][step]);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_residuals (CrmResultBuilder *builder,
                 const CrmForecast *forecast,
                 guint period)
{
  guint n_lags = MIN (period > 1 ? 2 * period : 10, forecast->n / 5);
  double p, q = crm_ljung_box (forecast->errors, forecast->n, n_lags,
                               forecast->method == CRM_FORECAST_ARIMA ? forecast->n_parameters : 0, &p);

  crm_result_begin (builder, "ljung_box");
  crm_result_count (builder, "lags", n_lags);
  crm_result_number (builder, "q", q);
  crm_result_number (builder, "p", p);
  crm_result_end (builder);
}

static void
write_accuracy (CrmResultBuilder *builder,
                const CrmAccuracy *accuracy)
{
  crm_result_number (builder, "mae", accuracy->mae);
  crm_result_number (builder, "rmse", accuracy->rmse);
  crm_result_number (builder, "mape", accuracy->mape);
  crm_result_number (builder, "smape", accuracy->smape);
  crm_result_number (builder, "mase", accuracy->mase);
}

static void
write_backtest (CrmResultBuilder *builder,
                const CrmBacktest *backtest,
                CrmForecastMethod chosen,
                const GError *refused)
{
  if (refused != NULL)
    crm_result_text (builder, "backtest_refused", refused->message);
  if (backtest == NULL)
    return;
  crm_result_begin (builder, "backtest");
  crm_result_count (builder, "origins", backtest->n_origins);
  crm_result_number (builder, "mase", backtest->overall[chosen].mase);
  crm_result_begin_array (builder, "methods");
  for (guint method = 0; method < CRM_N_FORECASTS; method++)
    {
      if (!backtest->tried[method])
        continue;
      crm_result_begin (builder, NULL);
      crm_result_text (builder, "method", crm_forecast_method_name (method));
      write_accuracy (builder, &backtest->overall[method]);
      crm_result_begin_array (builder, "steps");
      for (guint step = 0; step < backtest->horizon; step++)
        {
          crm_result_begin (builder, NULL);
          write_accuracy (builder, &backtest->steps[method * backtest->horizon + step]);
          crm_result_end (builder);
        }
      crm_result_end_array (builder);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  crm_result_end (builder);
}

static void
write_trend (CrmResultBuilder *builder,
             const CrmSeries *series,
             const CrmTrend *trend)
{
  crm_result_begin (builder, "trend");
  crm_result_number (builder, "intercept", trend->intercept);
  crm_result_number (builder, "slope", trend->slope);
  crm_result_number (builder, "r2", trend->r2);
  crm_result_number (builder, "strength", trend->strength);
  crm_result_begin_array (builder, "turning_points");
  for (guint i = 0; i < trend->turns->len; i++)
    {
      const CrmTurningPoint *turn = &g_array_index (trend->turns, CrmTurningPoint, i);

      crm_result_begin (builder, NULL);
      write_place (builder, series, turn->place);
      crm_result_text (builder, "kind", turn->peak ? "peak" : "trough");
      crm_result_number (builder, "value", turn->value);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  crm_result_end (builder);
}

/**
 * crm_method_forecast_write_periods:
 * @values: (array length=n): without gaps
 *
 * Adds the strongest seasons, as "periods".
 */
void
crm_method_forecast_write_periods (CrmResultBuilder *builder,
                                   const double *values,
                                   gsize n)
{
  CrmPeriodStrength periods[N_PERIODS];
  guint n_periods = crm_find_periods (values, n, periods, N_PERIODS, builder->run);

  crm_result_begin_array (builder, "periods");
  for (guint i = 0; i < n_periods; i++)
    {
      crm_result_begin (builder, NULL);
      crm_result_count (builder, "period", periods[i].period);
      crm_result_number (builder, "share", periods[i].share);
      crm_result_number (builder, "autocorrelation", periods[i].autocorrelation);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_seasons (CrmResultBuilder *builder,
               const CrmSeries *series,
               const CrmTrend *trend)
{
  double correlations[N_LAGS], partial[N_LAGS];
  g_autofree double *filled = g_memdup2 (series->values, series->n * sizeof (double));
  guint n_lags = MIN (N_LAGS, series->n - 1);
  CrmCalendarEffects effects;

  crm_interpolate (filled, series->n, 1, builder->run);
  crm_autocorrelation (filled, series->n, n_lags, correlations, builder->run);
  crm_partial_autocorrelation (correlations, n_lags, partial);
  crm_series_effects (series, &effects);
  crm_result_begin (builder, "seasonality");
  crm_result_number (builder, "strength", trend->seasonal_strength);
  crm_method_forecast_write_periods (builder, filled, series->n);
  crm_result_numbers (builder, "autocorrelation", correlations, n_lags);
  crm_result_numbers (builder, "partial_autocorrelation", partial, n_lags);
  if (series->dated && series->unit == CRM_PERIOD_DAY)
    crm_result_numbers (builder, "weekdays", effects.weekdays, 7);
  if (series->dated && series->unit <= CRM_PERIOD_MONTH)
    crm_result_numbers (builder, "months", effects.months, 12);
  crm_result_end (builder);
}

static void
write_notes (CrmResultBuilder *builder,
             const CrmForecastReport *report,
             gsize n)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);

  if (report->forecast->note != NULL)
    g_ptr_array_add (notes, g_strdup (report->forecast->note));
  if (report->ignored_period > 0)
    g_ptr_array_add (notes, g_strdup_printf (_("Seasons of %u values were not looked for: there are %zu values, and it "
                                               "takes two seasons to know one."), report->ignored_period, n));
  if (n < FEW_PERIODS)
    g_ptr_array_add (notes, g_strdup_printf (_("There are only %zu periods: take the forecast with care."), n));
  if (notes->len > 0)
    crm_result_texts (builder, "notes", notes);
}

/**
 * crm_method_forecast_write:
 *
 * Adds it all as one object.
 */
void
crm_method_forecast_write (CrmResultBuilder *builder,
                           const CrmSeries *series,
                           const CrmForecastReport *report)
{
  crm_result_begin (builder, NULL);
  write_model (builder, report->forecast, report->period);
  write_notes (builder, report, series->n);
  write_forecast (builder, series, report->forecast);
  write_residuals (builder, report->forecast, report->period);
  write_backtest (builder, report->backtest, report->forecast->method, report->refused);
  write_trend (builder, series, report->trend);
  write_seasons (builder, series, report->trend);
  write_series (builder, series, report->forecast, report->trend);
  crm_result_end (builder);
}
