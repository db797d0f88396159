/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-arima.h"
#include "analytics/crm-decompose.h"
#include "analytics/crm-ets.h"

G_BEGIN_DECLS

/**
 * CrmForecastMethod:
 * @CRM_FORECAST_NAIVE: the value of a season ago
 * @CRM_FORECAST_DRIFT: the line through the first and the last value
 */
typedef enum
{
  CRM_FORECAST_NAIVE,
  CRM_FORECAST_DRIFT,
  CRM_FORECAST_THETA,
  CRM_FORECAST_HOLT_WINTERS,
  CRM_FORECAST_ETS,
  CRM_FORECAST_ARIMA,
  CRM_N_FORECASTS,
} CrmForecastMethod;

/**
 * CrmForecastOptions:
 * @period: values of a season, 1 where there is none
 * @horizon: how many values to come
 * @seasonal: of Holt–Winters
 * @no_trend: Holt–Winters without a trend
 * @alpha: of Holt–Winters, 0 to find it; @beta and @gamma likewise
 * @ets: (nullable): the model, %NULL to choose one
 * @multiplicative_trend: whether ETS models with one are tried
 * @arima: (nullable): the order, %NULL to choose one
 * @logarithm: whether the model is one of the logarithm
 */
typedef struct
{
  guint                period, horizon;
  CrmSeasonal          seasonal;
  gboolean             no_trend;
  double               alpha, beta, gamma;
  const CrmEtsModel   *ets;
  gboolean             multiplicative_trend;
  const CrmArimaOrder *arima;
  gboolean             logarithm;
} CrmForecastOptions;

typedef struct
{
  char   name[16];
  double value, error;    /* error: NaN where it is not known */
} CrmParameter;

/**
 * CrmForecast:
 * @model: its name
 * @note: (nullable): what a person should know of how it was made
 * @parameters: (element-type CrmParameter)
 * @fitted: (array length=n): one step ahead, NaN where there is none
 * @errors: (array length=n): values less that
 * @sse: of the errors; @sigma2 their variance as the model has it
 * @log_likelihood: NaN where the method has none; likewise @aic, @aicc and @bic
 * @simulated: whether the bounds were drawn by chance
 * @lower: bounds within which 80 % and 95 % lie; @upper likewise
 */
typedef struct
{
  CrmForecastMethod method;
  char    *model, *note;
  GArray  *parameters;
  gsize    n;
  double  *fitted, *errors;
  double   sse, sigma2, log_likelihood, aic, aicc, bic;
  guint    n_parameters;
  gboolean simulated;
  guint    horizon;
  double  *mean, *lower[2], *upper[2];
} CrmForecast;

CrmForecast *crm_forecast_new  (CrmForecastMethod method, const double *values, gsize n,
                                const CrmForecastOptions *options, const CrmRun *run, GError **error);
void         crm_forecast_free (CrmForecast *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmForecast, crm_forecast_free)
const char  *crm_forecast_method_name (CrmForecastMethod method);

/**
 * CrmAccuracy:
 * @mape: in percent, like @smape; infinite where a value is 0
 * @mase: against the seasonal naive forecast within the values known
 * @n: forecasts that could be compared
 */
typedef struct
{
  double mae, rmse, mape, smape, mase;
  gsize  n;
} CrmAccuracy;

/**
 * CrmBacktest:
 * @n_origins: how often the future was hidden
 * @tried: which methods could forecast every time
 * @overall: of each method
 * @steps: (array length=CRM_N_FORECASTS*horizon): of each method, each step ahead
 */
typedef struct
{
  guint       n_origins, horizon;
  gboolean    tried[CRM_N_FORECASTS];
  CrmAccuracy overall[CRM_N_FORECASTS];
  CrmAccuracy *steps;
} CrmBacktest;

CrmBacktest *crm_backtest_new  (const double *values, gsize n, guint n_origins, const gboolean *wanted,
                                const CrmForecastOptions *options, const CrmRun *run, GError **error);
CrmForecastMethod crm_backtest_best (const CrmBacktest *self);
void         crm_backtest_free (CrmBacktest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmBacktest, crm_backtest_free)

G_END_DECLS
