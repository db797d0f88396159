/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-analytics.h"

#include "analytics/crm-forecast.h"
#include "analytics/crm-holt-winters.h"
#include "analytics/crm-periodogram.h"
#include "analytics/crm-similar.h"

#include <math.h>

/* Short series are worked on several times, as in the scripts of the peers. */
static guint
repeats (const BenchData *data,
         guint most)
{
  return data->n <= 144 ? most : 1;
}

static CrmForecast *
forecast (const double *values,
          gsize n,
          CrmForecastMethod method)
{
  CrmForecastOptions options = { .period = 12, .horizon = 12 };
  GError *error = NULL;
  CrmForecast *made = crm_forecast_new (method, values, n, &options, NULL, &error);

  if (made == NULL)
    bench_fail (error);
  return made;
}

/* The corrected information criterion of Akaike of the model that was chosen. */
static double
choose_model (BenchClock *clock,
              const BenchData *data,
              CrmForecastMethod method,
              guint most)
{
  g_autofree double *values = bench_data_column (data, 0);
  double aicc = NAN;

  bench_start (clock);
  for (guint i = 0; i < repeats (data, most); i++)
    {
      g_autoptr (CrmForecast) made = forecast (values, data->n, method);

      aicc = made->aicc;
    }
  bench_stop (clock);
  return aicc;
}

double
bench_series_ets (BenchClock *clock,
                  const BenchData *data)
{
  return choose_model (clock, data, CRM_FORECAST_ETS, 5);
}

double
bench_series_arima (BenchClock *clock,
                    const BenchData *data)
{
  return choose_model (clock, data, CRM_FORECAST_ARIMA, 3);
}

/* The sum of the next year. */
double
bench_series_theta (BenchClock *clock,
                    const BenchData *data)
{
  g_autofree double *values = bench_data_column (data, 0);
  double sum = 0;

  bench_start (clock);
  for (guint i = 0; i < repeats (data, 100); i++)
    {
      g_autoptr (CrmForecast) made = forecast (values, data->n, CRM_FORECAST_THETA);

      sum = 0;
      for (guint j = 0; j < made->horizon; j++)
        sum += made->mean[j];
    }
  bench_stop (clock);
  return sum;
}

/* The sum of squared errors. */
double
bench_series_holt_winters (BenchClock *clock,
                           const BenchData *data)
{
  CrmHoltWintersOptions options = { 12, CRM_SEASONAL_MULTIPLICATIVE, TRUE, NAN, NAN, NAN };
  g_autofree double *values = bench_data_column (data, 0);
  double sse = NAN;

  bench_start (clock);
  for (guint i = 0; i < repeats (data, 100); i++)
    {
      g_autoptr (CrmHoltWinters) model = crm_holt_winters_fit (values, data->n, &options, NULL, NULL);

      sse = model->sse;
    }
  bench_stop (clock);
  return sse;
}

static double
sum_remainder (const CrmDecomposition *parts)
{
  double sum = 0;

  for (gsize i = 0; i < parts->n; i++)
    sum += isnan (parts->remainder[i]) ? 0 : parts->remainder[i] * parts->remainder[i];
  return sum;
}

/* Squares of what remains, added up. */
static double
decompose (BenchClock *clock,
           const BenchData *data,
           const CrmStlOptions *options,
           guint most)
{
  g_autofree double *values = bench_data_column (data, 0);
  double sum = NAN;

  bench_start (clock);
  for (guint i = 0; i < repeats (data, most); i++)
    {
      g_autoptr (CrmDecomposition) parts = NULL;

      parts = options != NULL ? crm_stl (values, data->n, 12, options, NULL, NULL) :
              crm_decompose (values, data->n, 12, CRM_SEASONAL_ADDITIVE, NULL);
      sum = sum_remainder (parts);
    }
  bench_stop (clock);
  return sum;
}

double
bench_series_decompose (BenchClock *clock,
                        const BenchData *data)
{
  return decompose (clock, data, NULL, 1000);
}

double
bench_series_stl (BenchClock *clock,
                  const BenchData *data)
{
  return decompose (clock, data, &(CrmStlOptions) { CRM_STL_PERIODIC, FALSE }, 1000);
}

double
bench_series_stl_robust (BenchClock *clock,
                         const BenchData *data)
{
  return decompose (clock, data, &(CrmStlOptions) { 7, TRUE }, 200);
}

/* How much of the variance the strongest wave explains. */
double
bench_series_periods (BenchClock *clock,
                      const BenchData *data)
{
  g_autofree double *values = bench_data_column (data, 0);
  CrmPeak peak = { 0 };

  bench_start (clock);
  for (guint i = 0; i < repeats (data, 1000); i++)
    crm_periodogram_peaks (values, data->n, &peak, 1);
  bench_stop (clock);
  return peak.share;
}

/* The five that are nearest to each by time warping; their distances added up. */
double
bench_series_similar (BenchClock *clock,
                      const BenchData *data)
{
  CrmSimilarOptions options = { CRM_SIMILAR_DTW, TRUE, 3, 5 };
  g_autofree double *values = bench_data_matrix (data);
  g_autoptr (CrmSimilar) similar = NULL;
  GError *error = NULL;
  double sum = 0;

  bench_start (clock);
  similar = crm_similar_new (values, data->n, data->d, &options, NULL, &error);
  bench_stop (clock);
  if (similar == NULL)
    bench_fail (error);
  for (gsize i = 0; i < data->n * similar->n_neighbours; i++)
    sum += similar->neighbours[i].distance;
  return sum;
}
