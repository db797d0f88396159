/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-correlogram.h"
#include "analytics/crm-forecast.h"
#include "analytics/crm-method-private.h"
#include "analytics/crm-trend.h"

#include "base/crm-error.h"

#include <math.h>
#include <string.h>

#define N_LAGS 24
#define N_PERIODS 5

/* Places among the choices of options. */
enum { METHOD_AUTO, METHOD_HOLT_WINTERS, METHOD_ETS, METHOD_ARIMA, METHOD_THETA, METHOD_NAIVE, METHOD_DRIFT };

static const CrmForecastMethod methods[] = {
  [METHOD_HOLT_WINTERS] = CRM_FORECAST_HOLT_WINTERS, [METHOD_ETS] = CRM_FORECAST_ETS,
  [METHOD_ARIMA] = CRM_FORECAST_ARIMA, [METHOD_THETA] = CRM_FORECAST_THETA, [METHOD_NAIVE] = CRM_FORECAST_NAIVE,
  [METHOD_DRIFT] = CRM_FORECAST_DRIFT,
};

typedef struct
{
  CrmForecastOptions forecast;
  CrmEtsModel        ets;
  CrmArimaOrder      arima;
  CrmSeriesOptions   series;
  guint              n_origins;
} Wish;

static guint
usual_period (CrmPeriod unit,
              gboolean dated)
{
  static const guint periods[] = { 7, 52, 12, 4, 1 };

  return dated ? periods[unit] : 1;
}

static guint
usual_horizon (CrmPeriod unit,
               gboolean dated)
{
  static const guint horizons[] = { 14, 12, 12, 4, 3 };

  return dated ? horizons[unit] : 12;
}

static gboolean
read_model (const CrmOptions *options,
            Wish *wish,
            GError **error)
{
  const char *model = crm_options_text (options, "model");
  guint method = crm_options_choice (options, "method");

  if (model == NULL)
    return TRUE;
  if (method == METHOD_ETS && crm_ets_model_parse (model, &wish->ets))
    wish->forecast.ets = &wish->ets;
  else if (method == METHOD_ARIMA && crm_arima_order_parse (model, wish->forecast.period, &wish->arima))
    wish->forecast.arima = &wish->arima;
  else
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_SYNTAX, _("--model cannot be “%s”. With --method ets it is one such as "
                   "MAM or AAdN, with --method arima an order such as 0,1,1 or, with a season, 0,1,1,0,1,1."), model);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_wish (const CrmOptions *options,
           gboolean dated,
           Wish *wish,
           GError **error)
{
  CrmPeriod unit = (CrmPeriod) crm_options_choice (options, "unit");
  CrmSeriesMeasure measure = (CrmSeriesMeasure) crm_options_choice (options, "measure");
  guint period = crm_options_has (options, "period") ? crm_options_integer (options, "period") :
                 usual_period (unit, dated);
  gboolean zero = dated && (measure == CRM_SERIES_SUM || measure == CRM_SERIES_COUNT);

  *wish = (Wish) { 0 };
  wish->series = (CrmSeriesOptions) {
    .unit = unit, .measure = measure, .season = period,
    .gaps = crm_options_has (options, "gaps") ? (CrmSeriesGaps) crm_options_choice (options, "gaps") :
            zero ? CRM_SERIES_GAPS_ZERO : CRM_SERIES_GAPS_MISSING,
    .until = crm_options_has (options, "until") ? crm_options_date (options, "until") : CRM_SERIES_ALL,
  };
  wish->forecast = (CrmForecastOptions) {
    .period = period,
    .horizon = crm_options_has (options, "horizon") ? crm_options_integer (options, "horizon") :
               usual_horizon (unit, dated),
    .seasonal = (CrmSeasonal) crm_options_choice (options, "seasonal"),
    .no_trend = crm_options_has (options, "no-trend"), .alpha = crm_options_number (options, "alpha"),
    .beta = crm_options_number (options, "beta"), .gamma = crm_options_number (options, "gamma"),
    .multiplicative_trend = crm_options_has (options, "multiplicative-trend"),
    .logarithm = crm_options_has (options, "log"),
  };
  wish->n_origins = crm_options_integer (options, "backtest");
  return read_model (options, wish, error);
}

static CrmSeries *
read_series (const CrmFrame *frame,
             const CrmOptions *options,
             const CrmColumn *date,
             const CrmSeriesOptions *wish,
             GError **error)
{
  CrmColumn *value = crm_options_column_of_kind (options, "value", frame, CRM_COLUMN_NUMBER, error);

  if (value == NULL)
    return NULL;
  return date != NULL ? crm_series_new (date->days, value->numbers, value->n, wish, error) :
         crm_series_new_rows (value->numbers, value->n, wish, error);
}

/* Where a series has less than two seasons, nothing is known about them. */
static void
fit_period (Wish *wish,
            const CrmSeries *series)
{
  if (series->n < 2 * (gsize) wish->forecast.period)
    wish->forecast.period = 1;
}

static void
write_place (JsonBuilder *builder,
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
write_series (JsonBuilder *builder,
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
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  crm_result_begin_array (builder, "gaps");
  for (guint i = 0; i < series->gaps->len; i++)
    {
      crm_result_begin (builder, NULL);
      write_place (builder, series, g_array_index (series->gaps, gsize, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  crm_result_count (builder, "unused_rows", series->n_unused);
}

static void
write_model (JsonBuilder *builder,
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
  json_builder_end_object (builder);
  crm_result_begin (builder, "errors");
  for (guint i = 0; i < forecast->parameters->len; i++)
    {
      const CrmParameter *parameter = &g_array_index (forecast->parameters, CrmParameter, i);

      if (!isnan (parameter->error))
        crm_result_number (builder, parameter->name, parameter->error);
    }
  json_builder_end_object (builder);
  crm_result_number (builder, "sse", forecast->sse);
  crm_result_number (builder, "sigma2", forecast->sigma2);
  crm_result_number (builder, "log_likelihood", forecast->log_likelihood);
  crm_result_number (builder, "aic", forecast->aic);
  crm_result_number (builder, "aicc", forecast->aicc);
  crm_result_number (builder, "bic", forecast->bic);
}

static void
write_forecast (JsonBuilder *builder,
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
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
write_residuals (JsonBuilder *builder,
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
  json_builder_end_object (builder);
}

static void
write_accuracy (JsonBuilder *builder,
                const CrmAccuracy *accuracy)
{
  crm_result_number (builder, "mae", accuracy->mae);
  crm_result_number (builder, "rmse", accuracy->rmse);
  crm_result_number (builder, "mape", accuracy->mape);
  crm_result_number (builder, "smape", accuracy->smape);
  crm_result_number (builder, "mase", accuracy->mase);
}

static void
write_backtest (JsonBuilder *builder,
                const CrmBacktest *backtest,
                const GError *refused)
{
  if (refused != NULL)
    crm_result_text (builder, "backtest_refused", refused->message);
  if (backtest == NULL)
    return;
  crm_result_begin (builder, "backtest");
  crm_result_count (builder, "origins", backtest->n_origins);
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
          json_builder_end_object (builder);
        }
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
write_trend (JsonBuilder *builder,
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
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
write_seasons (JsonBuilder *builder,
               const CrmSeries *series,
               const CrmTrend *trend)
{
  CrmPeriodStrength periods[N_PERIODS];
  double correlations[N_LAGS], partial[N_LAGS];
  g_autofree double *filled = g_memdup2 (series->values, series->n * sizeof (double));
  guint n_lags = MIN (N_LAGS, series->n - 1), n_periods;
  CrmCalendarEffects effects;

  crm_interpolate (filled, series->n, 1);
  n_periods = crm_find_periods (filled, series->n, periods, N_PERIODS);
  crm_autocorrelation (filled, series->n, n_lags, correlations);
  crm_partial_autocorrelation (correlations, n_lags, partial);
  crm_series_effects (series, &effects);
  crm_result_begin (builder, "seasonality");
  crm_result_number (builder, "strength", trend->seasonal_strength);
  crm_result_begin_array (builder, "periods");
  for (guint i = 0; i < n_periods; i++)
    {
      crm_result_begin (builder, NULL);
      crm_result_count (builder, "period", periods[i].period);
      crm_result_number (builder, "share", periods[i].share);
      crm_result_number (builder, "autocorrelation", periods[i].autocorrelation);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  crm_result_numbers (builder, "autocorrelation", correlations, n_lags);
  crm_result_numbers (builder, "partial_autocorrelation", partial, n_lags);
  if (series->dated && series->unit == CRM_PERIOD_DAY)
    crm_result_numbers (builder, "weekdays", effects.weekdays, 7);
  if (series->dated && series->unit <= CRM_PERIOD_MONTH)
    crm_result_numbers (builder, "months", effects.months, 12);
  json_builder_end_object (builder);
}

/* The naive forecast always takes part: what is not better than that is not worth its name. */
static CrmBacktest *
test_methods (const CrmSeries *series,
              const Wish *wish,
              guint choice,
              const CrmRun *crm_run,
              GError **error)
{
  gboolean wanted[CRM_N_FORECASTS] = { [CRM_FORECAST_NAIVE] = TRUE };

  for (guint i = 0; choice == METHOD_AUTO && i < CRM_N_FORECASTS; i++)
    wanted[i] = TRUE;
  if (choice != METHOD_AUTO)
    wanted[methods[choice]] = TRUE;
  return crm_backtest_new (series->values, series->n, wish->n_origins, wanted, &wish->forecast, crm_run, error);
}

static CrmForecast *
forecast (const CrmSeries *series,
          const Wish *wish,
          guint choice,
          const CrmBacktest *backtest,
          const CrmRun *crm_run,
          GError **error)
{
  CrmForecastMethod method = choice != METHOD_AUTO ? methods[choice] : backtest != NULL ? crm_backtest_best (backtest) :
                             CRM_FORECAST_ETS;
  g_autoptr (GError) refused = NULL;
  CrmForecast *result = crm_forecast_new (method, series->values, series->n, &wish->forecast, crm_run, &refused);

  /* A few values are enough to go on as it was. */
  if (result == NULL && choice == METHOD_AUTO && g_error_matches (refused, CRM_ERROR, CRM_ERROR_INVALID))
    return crm_forecast_new (CRM_FORECAST_NAIVE, series->values, series->n, &wish->forecast, crm_run, error);
  if (result == NULL)
    g_propagate_error (error, g_steal_pointer (&refused));
  return result;
}

static JsonNode *
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) missing = NULL, untested = NULL;
  guint choice = crm_options_choice (options, "method");
  CrmColumn *date = crm_options_column_of_kind (options, "date", frame, CRM_COLUMN_DATE, &missing);
  g_autoptr (CrmSeries) series = NULL;
  g_autoptr (CrmBacktest) backtest = NULL;
  g_autoptr (CrmForecast) made = NULL;
  g_autoptr (CrmTrend) trend = NULL;
  Wish wish;

  if (missing != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return NULL;
    }
  if (!read_wish (options, date != NULL, &wish, error) ||
      (series = read_series (frame, options, date, &wish.series, error)) == NULL)
    return NULL;
  fit_period (&wish, series);
  if (wish.n_origins > 0)
    backtest = test_methods (series, &wish, choice, crm_run, &untested);
  if (!crm_run_go_on (crm_run, 0.7, error) ||
      (made = forecast (series, &wish, choice, backtest, crm_run, error)) == NULL)
    return NULL;
  trend = crm_trend_new (series->values, series->n, wish.forecast.period);
  crm_result_begin (builder, NULL);
  write_model (builder, made, wish.forecast.period);
  write_forecast (builder, series, made);
  write_residuals (builder, made, wish.forecast.period);
  write_backtest (builder, backtest, untested);
  write_trend (builder, series, trend);
  write_seasons (builder, series, trend);
  write_series (builder, series, made, trend);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static const CrmOption options[] = {
  { "date", N_("Column of dates; without it rows follow each other"), CRM_OPTION_COLUMN },
  { "value", N_("Column of numbers to forecast"), CRM_OPTION_COLUMN, .required = TRUE },
  { "unit", N_("Unit of time that rows are summed by"), CRM_OPTION_CHOICE, "month",
    .choices = "day|week|month|quarter|year" },
  { "measure", N_("What a unit of time is made of"), CRM_OPTION_CHOICE, "sum", .choices = "sum|mean|count|last" },
  { "gaps", N_("What units without rows are"), CRM_OPTION_CHOICE, NULL, .choices = "zero|missing|interpolate" },
  { "until", N_("Last day that counts, so that a month that has begun does not"), CRM_OPTION_DATE },
  { "period", N_("Values of a season, 1 for none; usually a year, or a week of days"), CRM_OPTION_INTEGER,
    NULL, 1, 400 },
  { "horizon", N_("How many units of time to look ahead; usually a year"), CRM_OPTION_INTEGER, NULL, 1, 400 },
  { "method", N_("Method"), CRM_OPTION_CHOICE, "auto", .choices = "auto|holt-winters|ets|arima|theta|naive|drift" },
  { "model", N_("Model of ETS, such as MAM, or order of ARIMA, such as 0,1,1,0,1,1"), CRM_OPTION_TEXT },
  { "seasonal", N_("Season of Holt–Winters"), CRM_OPTION_CHOICE, "additive",
    .choices = "additive|multiplicative|none" },
  { "no-trend", N_("Holt–Winters without a trend"), CRM_OPTION_FLAG },
  { "alpha", N_("Holt–Winters: how fast the level follows"), CRM_OPTION_NUMBER, NULL, 0.0001, 1 },
  { "beta", N_("Holt–Winters: how fast the trend follows"), CRM_OPTION_NUMBER, NULL, 0.0001, 1 },
  { "gamma", N_("Holt–Winters: how fast the season follows"), CRM_OPTION_NUMBER, NULL, 0.0001, 1 },
  { "multiplicative-trend", N_("Let ETS try trends that grow by a factor"), CRM_OPTION_FLAG },
  { "log", N_("Forecast the logarithm"), CRM_OPTION_FLAG },
  { "backtest", N_("How often to hide the end and compare"), CRM_OPTION_INTEGER, "3", 0, 100 },
  { NULL },
};

const CrmMethod crm_method_forecast = {
  .name = "forecast",
  .label = N_("Forecast"),
  .summary = N_("What comes next, how sure it is, and how good such forecasts would have been"),
  .options = options,
  .run = run,
};
