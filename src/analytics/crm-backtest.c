/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-forecast.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* How good forecasts would have been: the end of the series is hidden, forecast and compared, again and again from one
 * place further. L. J. Tashman, "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16
 * (2000); measures: R. J. Hyndman and A. B. Koehler, "Another look at measures of forecast accuracy", ibid. 22
 * (2006). */

typedef struct
{
  const double             *values;
  gsize                     n;
  guint                     n_origins, horizon;
  const gboolean           *wanted;
  const CrmForecastOptions *options;
  const CrmRun             *run;
  double                   *means;    /* of each method, of each origin, each step; NaN where there is none */
} Work;

void
crm_backtest_free (CrmBacktest *self)
{
  g_free (self->steps);
  g_free (self);
}

static gsize
find_origin (const Work *work,
             guint i)
{
  return work->n - work->horizon - (work->n_origins - 1 - i);
}

static void
forecast (gsize first,
          gsize last,
          guint piece,
          gpointer data)
{
  Work *work = data;
  /* The threads are all at work already. */
  CrmRun inner = work->run != NULL ? *work->run : (CrmRun) { 0 };

  inner.progress = NULL;
  inner.n_threads = 1;
  for (gsize i = first; i < last; i++)
    {
      CrmForecastMethod method = i % CRM_N_FORECASTS;
      guint origin = i / CRM_N_FORECASTS;
      double *mean = work->means + ((gsize) method * work->n_origins + origin) * work->horizon;
      g_autoptr (CrmForecast) made = !work->wanted[method] ? NULL :
        crm_forecast_new (method, work->values, find_origin (work, origin), work->options, &inner, NULL);

      for (guint step = 0; step < work->horizon; step++)
        mean[step] = made != NULL ? made->mean[step] : NAN;
    }
}

/* The mean error of the seasonal naive forecast within the values known at an origin. */
static double
find_scale (const double *values,
            gsize n,
            guint period)
{
  gsize lag = n > period ? period : 1, used = 0;
  double sum = 0;

  for (gsize i = lag; i < n; i++)
    {
      double change = fabs (values[i] - values[i - lag]);

      sum += isnan (change) ? 0 : change;
      used += !isnan (change);
    }
  return sum / used;
}

static void
add (CrmAccuracy *self,
     double value,
     double mean,
     double scale)
{
  double error = fabs (value - mean);

  self->n++;
  self->mae += error;
  self->rmse += error * error;
  self->mape += 100 * error / fabs (value);
  self->smape += error > 0 ? 200 * error / (fabs (value) + fabs (mean)) : 0;
  self->mase += error / scale;
}

static void
close_sums (CrmAccuracy *self)
{
  self->mae /= self->n;
  self->rmse = sqrt (self->rmse / self->n);
  self->mape /= self->n;
  self->smape /= self->n;
  self->mase /= self->n;
}

static void
compare (CrmBacktest *self,
         const Work *work)
{
  for (guint method = 0; method < CRM_N_FORECASTS; method++)
    {
      self->tried[method] = work->wanted[method];
      for (guint i = 0; i < work->n_origins; i++)
        {
          gsize origin = find_origin (work, i);
          const double *mean = work->means + ((gsize) method * work->n_origins + i) * work->horizon;
          double scale = find_scale (work->values, origin, work->options->period);

          for (guint step = 0; step < work->horizon; step++)
            {
              double value = work->values[origin + step];

              if (isnan (mean[step]))
                self->tried[method] = FALSE;
              if (isnan (value) || isnan (mean[step]))
                continue;
              add (&self->overall[method], value, mean[step], scale);
              add (&self->steps[method * work->horizon + step], value, mean[step], scale);
            }
        }
      close_sums (&self->overall[method]);
      for (guint step = 0; step < work->horizon; step++)
        close_sums (&self->steps[method * work->horizon + step]);
    }
}

/**
 * crm_backtest_new:
 * @values: (array length=n): NaN where one is missing
 * @n_origins: how often to hide the end, if the series is long enough; models are chosen and fitted anew each time
 * @wanted: (array fixed-size=CRM_N_FORECASTS): the methods to compare
 *
 * Returns: (transfer full) (nullable): how good they would have been
 * Errors: %CRM_ERROR_INVALID where the series is too short for one origin; %G_IO_ERROR_CANCELLED
 */
CrmBacktest *
crm_backtest_new (const double *values,
                  gsize n,
                  guint n_origins,
                  const gboolean *wanted,
                  const CrmForecastOptions *options,
                  const CrmRun *run,
                  GError **error)
{
  gsize least = MAX (2 * (gsize) options->period + 2, 8), room = n >= least + options->horizon ?
                n - least - options->horizon + 1 : 0;
  Work work = { values, n, MIN (n_origins, room), options->horizon, wanted, options, run, NULL };
  g_autofree double *means = NULL;
  CrmBacktest *self;

  if (work.n_origins == 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("To test forecasts of %u periods, %zu are needed; there are "
                   "%zu. Take a shorter horizon."), options->horizon, least + options->horizon, n);
      return NULL;
    }
  means = work.means = g_new (double, (gsize) CRM_N_FORECASTS * work.n_origins * work.horizon);
  if (!crm_run_parallel (run, (gsize) CRM_N_FORECASTS * work.n_origins, 1, forecast, &work, error))
    return NULL;
  self = g_new0 (CrmBacktest, 1);
  self->n_origins = work.n_origins;
  self->horizon = work.horizon;
  self->steps = g_new0 (CrmAccuracy, CRM_N_FORECASTS * work.horizon);
  compare (self, &work);
  return self;
}

/**
 * crm_backtest_best:
 *
 * Returns: the method with the smallest mean absolute scaled error
 */
CrmForecastMethod
crm_backtest_best (const CrmBacktest *self)
{
  CrmForecastMethod best = CRM_FORECAST_NAIVE;

  for (guint method = 0; method < CRM_N_FORECASTS; method++)
    {
      if (self->tried[method] && (!self->tried[best] || self->overall[method].mae < self->overall[best].mae))
        best = method;
    }
  return best;
}
