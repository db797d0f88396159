/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-forecast.h"
#include "analytics/crm-method-private.h"

#include "base/crm-error.h"

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
           const CrmColumn *date,
           Wish *wish,
           GError **error)
{
  gboolean dated = date != NULL;
  CrmPeriod unit = crm_options_has (options, "unit") ? (CrmPeriod) crm_options_choice (options, "unit") :
                   dated ? crm_series_guess_unit (date->days, date->n) : CRM_PERIOD_MONTH;
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
             const CrmRun *run,
             GError **error)
{
  CrmColumn *value = crm_options_column_of_kind (options, "value", frame, CRM_COLUMN_NUMBER, error);

  if (value == NULL)
    return NULL;
  return date != NULL ? crm_series_new (date->days, value->numbers, value->n, wish, run, error) :
         crm_series_new_rows (value->numbers, value->n, wish, run, error);
}

/* Where a series has less than two seasons, nothing is known about them. Returns the season that was asked for in
 * vain, 0 where there is none. */
static guint
fit_period (Wish *wish,
            const CrmSeries *series,
            gboolean asked)
{
  guint period = wish->forecast.period;

  if (period == 1 || series->n >= 2 * (gsize) period)
    return 0;
  wish->forecast.period = 1;
  return asked ? period : 0;
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

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_autoptr (GError) missing = NULL, untested = NULL;
  guint choice = crm_options_choice (options, "method");
  CrmColumn *date = crm_options_column_of_kind (options, "date", frame, CRM_COLUMN_DATE, &missing);
  g_autoptr (CrmSeries) series = NULL;
  g_autoptr (CrmBacktest) backtest = NULL;
  g_autoptr (CrmForecast) made = NULL;
  g_autoptr (CrmTrend) trend = NULL;
  guint ignored_period;
  Wish wish;

  if (missing != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }
  if (!read_wish (options, date, &wish, error) ||
      (series = read_series (frame, options, date, &wish.series, crm_run, error)) == NULL)
    return FALSE;
  ignored_period = fit_period (&wish, series, crm_options_has (options, "period"));
  if (wish.n_origins > 0)
    backtest = test_methods (series, &wish, choice, CRM_RUN_PART (crm_run, 0, 0.7), &untested);
  if (!crm_run_go_on (crm_run, 0.7, error) ||
      (made = forecast (series, &wish, choice, backtest, CRM_RUN_PART (crm_run, 0.7, 1), error)) == NULL)
    return FALSE;
  trend = crm_trend_new (series->values, series->n, wish.forecast.period, crm_run, error);
  if (trend == NULL)
    return FALSE;
  crm_method_forecast_write (builder, series, &(CrmForecastReport) { made, backtest, untested, trend,
                             wish.forecast.period, ignored_period });
  return TRUE;
}

static const CrmOption options[] = {
  { "date", N_("Column of dates; without it rows follow each other"), CRM_OPTION_COLUMN },
  { "value", N_("Column of numbers to forecast"), CRM_OPTION_COLUMN, .required = TRUE },
  { "unit", N_("Unit of time that rows are summed by; without it that which is between them, or else a month"),
    CRM_OPTION_CHOICE, NULL,
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
  .measure = "backtest.mase|aicc",
  .run = run,
};
