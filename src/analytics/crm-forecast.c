/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-correlogram.h"
#include "analytics/crm-forecast.h"
#include "analytics/crm-holt-winters.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* All methods of forecasting in one shape. */

#define WIDTH_80 1.2815515655446004   /* of the standard normal distribution */
#define WIDTH_95 1.959963984540054

#define MOST_SMOOTHED 3000   /* values that ETS is fitted to: those before them have no weight in what comes */
#define STL_WINDOW 11        /* seasons that are smoothed together, as R's stlf() does */

static const double levels[] = { 0.80, 0.95 };

/**
 * crm_forecast_method_name:
 *
 * Returns: as on the command line
 */
const char *
crm_forecast_method_name (CrmForecastMethod method)
{
  static const char *const names[] = { "naive", "drift", "theta", "holt-winters", "ets", "arima" };

  return names[method];
}

void
crm_forecast_free (CrmForecast *self)
{
  g_free (self->model);
  g_free (self->note);
  g_array_unref (self->parameters);
  g_free (self->fitted);
  g_free (self->errors);
  g_free (self->mean);
  for (guint i = 0; i < 2; i++)
    {
      g_free (self->lower[i]);
      g_free (self->upper[i]);
    }
  g_free (self);
}

static void
add_parameter (CrmForecast *self,
               const char *name,
               guint number,
               double value,
               double error)
{
  CrmParameter parameter = { .value = value, .error = error };

  if (isnan (value))
    return;
  if (number > 0)
    g_snprintf (parameter.name, sizeof parameter.name, "%s%u", name, number);
  else
    g_strlcpy (parameter.name, name, sizeof parameter.name);
  g_array_append_val (self->parameters, parameter);
}

static void
set_bounds (CrmForecast *self,
            const double *sd)
{
  for (guint step = 0; step < self->horizon; step++)
    {
      self->lower[0][step] = self->mean[step] - WIDTH_80 * sd[step];
      self->upper[0][step] = self->mean[step] + WIDTH_80 * sd[step];
      self->lower[1][step] = self->mean[step] - WIDTH_95 * sd[step];
      self->upper[1][step] = self->mean[step] + WIDTH_95 * sd[step];
    }
}

static gboolean
run_naive (CrmForecast *self,
           const double *values,
           const CrmForecastOptions *options,
           const CrmRun *run,
           GError **error)
{
  gboolean drift = self->method == CRM_FORECAST_DRIFT;
  gsize n = self->n, lag = drift || n <= options->period ? 1 : options->period, used = 0;
  g_autofree double *filled = g_memdup2 (values, n * sizeof (double)), *sd = g_new (double, self->horizon);
  double slope = 0, squares = 0;

  crm_interpolate (filled, n, 1, run);
  if (drift && n > 1)
    slope = (filled[n - 1] - filled[0]) / (n - 1);
  for (gsize i = lag; i < n; i++)
    {
      self->fitted[i] = filled[i - lag] + slope;
      squares += isnan (values[i]) ? 0 : (values[i] - self->fitted[i]) * (values[i] - self->fitted[i]);
      used += !isnan (values[i]);
    }
  self->sigma2 = used > (drift ? 1 : 0) ? squares / (used - (drift ? 1 : 0)) : NAN;
  for (guint step = 0; step < self->horizon; step++)
    {
      double h = step + 1;

      self->mean[step] = filled[n - lag + step % lag] + h * slope;
      sd[step] = sqrt (self->sigma2 * (drift ? h * (1 + h / (n - 1)) : step / lag + 1));
    }
  set_bounds (self, sd);
  self->n_parameters = drift;
  self->model = g_strdup (drift ? "Random walk with drift" : lag > 1 ? "Seasonal naive" : "Naive");
  add_parameter (self, "drift", 0, drift ? slope : NAN, NAN);
  return TRUE;
}

/* Whether the autocorrelation at the season is more than chance (90 %). */
static gboolean
is_seasonal (const double *values,
             gsize n,
             guint period,
             const CrmRun *run)
{
  g_autofree double *correlations = g_new (double, period + 1);
  double sum = 0;

  if (period < 2 || n < 2 * (gsize) period)
    return FALSE;
  crm_autocorrelation (values, n, period, correlations, run);
  for (guint i = 0; i + 1 < period; i++)
    sum += correlations[i] * correlations[i];
  return fabs (correlations[period - 1]) > 1.645 * sqrt ((1 + 2 * sum) / n);
}

/* The method of V. Assimakopoulos and K. Nikolopoulos, "The theta model", International Journal of Forecasting 16
 * (2000), as exponential smoothing with drift: R. J. Hyndman and B. Billah, "Unmasking the Theta method", ibid. 19
 * (2003). */
static gboolean
run_theta (CrmForecast *self,
           const double *values,
           const CrmForecastOptions *options,
           const CrmRun *run,
           GError **error)
{
  static const CrmEtsModel simple = { CRM_ETS_ADDITIVE, CRM_ETS_NONE, CRM_ETS_NONE, FALSE };
  gsize n = self->n, period = options->period;
  g_autofree double *filled = g_memdup2 (values, n * sizeof (double)), *rest = g_new (double, n);
  g_autofree double *sd = g_new (double, self->horizon);
  g_autoptr (CrmDecomposition) parts = NULL;
  g_autoptr (CrmEts) ets = NULL;
  gboolean multiply = TRUE;
  double intercept, slope;

  crm_interpolate (filled, n, period, run);
  for (gsize i = 0; i < n; i++)
    multiply = multiply && filled[i] > 0;
  if (is_seasonal (filled, n, period, run))
    parts = crm_decompose (filled, n, period, multiply ? CRM_SEASONAL_MULTIPLICATIVE : CRM_SEASONAL_ADDITIVE, error);
  for (gsize i = 0; parts != NULL && i < n; i++)
    filled[i] = multiply ? filled[i] / parts->season[i] : filled[i] - parts->season[i];
  if ((ets = crm_ets_fit (filled, n, 1, &simple, run, error)) == NULL)
    return FALSE;
  crm_remove_line (filled, n, rest, &intercept, &slope);
  slope /= 2;
  for (gsize i = 0; i < n; i++)
    {
      double base = ets->fitted[i] + slope * (1 - pow (1 - ets->alpha, i)) / ets->alpha;

      self->fitted[i] = parts == NULL ? base : multiply ? base * parts->season[i] : base + parts->season[i];
    }
  for (guint step = 0; step < self->horizon; step++)
    {
      double base = ets->last_level + slope * (step + (1 - pow (1 - ets->alpha, n)) / ets->alpha);
      double season = parts != NULL ? parts->season[(n + step) % period] : 0;

      self->mean[step] = parts == NULL ? base : multiply ? base * season : base + season;
      sd[step] = sqrt (ets->sigma2 * (step * ets->alpha * ets->alpha + 1));
    }
  set_bounds (self, sd);
  self->sigma2 = ets->sigma2;
  self->n_parameters = 3;
  self->model = g_strdup ("Theta");
  add_parameter (self, "alpha", 0, ets->alpha, NAN);
  add_parameter (self, "level", 0, ets->level, NAN);
  add_parameter (self, "drift", 0, slope, NAN);
  for (guint i = 0; parts != NULL && i < period; i++)
    add_parameter (self, "s", i + 1, parts->season[(n + i) % period], NAN);
  return TRUE;
}

static double
fix_or_find (double parameter)
{
  return parameter > 0 ? parameter : NAN;
}

static gboolean
run_holt_winters (CrmForecast *self,
                  const double *values,
                  const CrmForecastOptions *options,
                  const CrmRun *run,
                  GError **error)
{
  CrmHoltWintersOptions wish = { options->period, options->period > 1 ? options->seasonal : CRM_SEASONAL_NONE,
                                 !options->no_trend, fix_or_find (options->alpha), fix_or_find (options->beta),
                                 fix_or_find (options->gamma) };
  g_autoptr (CrmHoltWinters) fit = crm_holt_winters_fit (values, self->n, &wish, run, error);
  g_autofree double *sd = g_new (double, self->horizon);

  if (fit == NULL)
    return FALSE;
  memcpy (self->fitted, fit->fitted, self->n * sizeof (double));
  crm_holt_winters_forecast (fit, self->horizon, self->mean, sd);
  set_bounds (self, sd);
  self->sigma2 = fit->sd * fit->sd;
  self->model = g_strdup (wish.seasonal == CRM_SEASONAL_ADDITIVE ? "Holt–Winters additive" :
                          wish.seasonal == CRM_SEASONAL_MULTIPLICATIVE ? "Holt–Winters multiplicative" :
                          wish.trend ? "Holt" : "Simple exponential smoothing");
  add_parameter (self, "alpha", 0, fit->alpha, NAN);
  add_parameter (self, "beta", 0, fit->beta, NAN);
  add_parameter (self, "gamma", 0, fit->gamma, NAN);
  self->n_parameters = self->parameters->len;
  add_parameter (self, "level", 0, fit->level, NAN);
  add_parameter (self, "slope", 0, wish.trend ? fit->slope : NAN, NAN);
  for (guint i = 0; fit->season != NULL && i < wish.period; i++)
    add_parameter (self, "s", i + 1, fit->season[i], NAN);
  return TRUE;
}

static void
add_ets_parameters (CrmForecast *self,
                    const CrmEts *fit)
{
  self->sigma2 = fit->sigma2;
  self->log_likelihood = fit->log_likelihood;
  self->aic = fit->aic;
  self->aicc = fit->aicc;
  self->bic = fit->bic;
  self->n_parameters = fit->n_parameters;
  add_parameter (self, "alpha", 0, fit->alpha, NAN);
  add_parameter (self, "beta", 0, fit->beta, NAN);
  add_parameter (self, "gamma", 0, fit->gamma, NAN);
  add_parameter (self, "phi", 0, fit->phi, NAN);
  add_parameter (self, "level", 0, fit->level, NAN);
  add_parameter (self, "slope", 0, fit->model.trend != CRM_ETS_NONE ? fit->slope : NAN, NAN);
  for (guint i = 0; fit->model.season != CRM_ETS_NONE && i < fit->period; i++)
    add_parameter (self, "s", i + 1, fit->season[i], NAN);
}

/* ETS of the last values, all of them unless there are very many. */
static gboolean
smooth (CrmForecast *self,
        const double *values,
        guint period,
        const CrmForecastOptions *options,
        const CrmRun *run,
        GError **error)
{
  gsize n = MIN (self->n, MOST_SMOOTHED), first = self->n - n;
  g_autoptr (CrmEts) fit = options->ets != NULL ?
    crm_ets_fit (values + first, n, period, options->ets, run, error) :
    crm_ets_choose (values + first, n, period, options->multiplicative_trend, run, error);
  g_autofree double *lower = g_new (double, 2 * self->horizon), *upper = g_new (double, 2 * self->horizon);

  if (fit == NULL)
    return FALSE;
  memcpy (self->fitted + first, fit->fitted, n * sizeof (double));
  self->simulated = crm_ets_forecast (fit, self->horizon, crm_run_seed (run), levels, 2, self->mean, lower, upper) ==
                    CRM_ETS_SIMULATED;
  for (guint i = 0; i < 2; i++)
    {
      memcpy (self->lower[i], lower + i * self->horizon, self->horizon * sizeof (double));
      memcpy (self->upper[i], upper + i * self->horizon, self->horizon * sizeof (double));
    }
  self->model = crm_ets_model_name (&fit->model);
  add_ets_parameters (self, fit);
  if (first > 0)
    self->note = g_strdup_printf (_("ETS was fitted to the last %zu of %zu values: what lies farther back has no "
                                    "weight in a forecast."), n, self->n);
  return TRUE;
}

/* Where a season is too long for ETS, it is taken out by STL, and the last one comes again: stlf() of R. J. Hyndman's
 * package "forecast". */
static gboolean
smooth_without_season (CrmForecast *self,
                       const double *values,
                       const CrmForecastOptions *options,
                       const CrmRun *run,
                       GError **error)
{
  gsize n = self->n, period = options->period;
  g_autofree double *filled = g_memdup2 (values, n * sizeof (double)), *rest = g_new (double, n);
  g_autoptr (CrmDecomposition) parts = NULL;
  g_autofree char *model = NULL, *note = NULL;

  crm_interpolate (filled, n, period, run);
  parts = crm_stl (filled, n, period, &(CrmStlOptions) { STL_WINDOW, FALSE }, run, error);
  if (parts == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    rest[i] = values[i] - parts->season[i];
  if (!smooth (self, rest, 1, options, run, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    self->fitted[i] += parts->season[i];
  for (guint step = 0; step < self->horizon; step++)
    {
      double season = parts->season[n - period + step % period];

      self->mean[step] += season;
      for (guint i = 0; i < 2; i++)
        {
          self->lower[i][step] += season;
          self->upper[i][step] += season;
        }
    }
  model = g_steal_pointer (&self->model);
  self->model = g_strdup_printf ("STL + %s", model);
  note = g_steal_pointer (&self->note);
  self->note = g_strdup_printf (_("A season of %zu values is too long for ETS itself. It was taken out by STL, and the "
                                  "last one comes again.%s%s"), period, note != NULL ? " " : "",
                                note != NULL ? note : "");
  return TRUE;
}

static gboolean
run_ets (CrmForecast *self,
         const double *values,
         const CrmForecastOptions *options,
         const CrmRun *run,
         GError **error)
{
  if (options->ets == NULL && options->period > CRM_ETS_LONGEST_SEASON && self->n >= 2 * (gsize) options->period)
    return smooth_without_season (self, values, options, run, error);
  return smooth (self, values, options->period, options, run, error);
}

static gboolean
run_arima (CrmForecast *self,
           const double *values,
           const CrmForecastOptions *options,
           const CrmRun *run,
           GError **error)
{
  g_autoptr (CrmArima) fit = options->arima != NULL ? crm_arima_fit (values, self->n, options->arima, run, error) :
                             crm_arima_choose (values, self->n, options->period, run, error);
  g_autofree double *sd = g_new (double, self->horizon);
  static const char *const kinds[] = { "ar", "ma", "sar", "sma" };
  guint n_kinds[4], place = 0;

  if (fit == NULL)
    return FALSE;
  crm_arima_find_errors (fit);
  memcpy (self->fitted, fit->fitted, self->n * sizeof (double));
  crm_arima_forecast (fit, self->horizon, self->mean, sd);
  set_bounds (self, sd);
  self->model = crm_arima_order_name (&fit->order);
  if (options->arima == NULL && options->period > CRM_ARIMA_LONG_SEASON && self->n > 2 * (gsize) options->period)
    self->note = g_strdup_printf (_("Of a season of %u values ARIMA takes differences alone: terms for it would take "
                                    "too long. ETS or Holt–Winters may know it better."), options->period);
  self->sigma2 = fit->sigma2;
  self->log_likelihood = fit->log_likelihood;
  self->aic = fit->aic;
  self->aicc = fit->aicc;
  self->bic = fit->bic;
  self->n_parameters = fit->n_parameters;
  n_kinds[0] = fit->order.p;
  n_kinds[1] = fit->order.q;
  n_kinds[2] = fit->order.P;
  n_kinds[3] = fit->order.Q;
  for (guint kind = 0; kind < 4; kind++)
    {
      for (guint i = 0; i < n_kinds[kind]; i++, place++)
        add_parameter (self, kinds[kind], i + 1, fit->coefficients[place], fit->coefficient_errors[place]);
    }
  if (fit->order.constant)
    {
      double per_step = fit->order.D > 0 ? fit->order.period : 1;

      add_parameter (self, fit->order.d + fit->order.D > 0 ? "drift" : "mean", 0, fit->constant / per_step,
                     fit->constant_error / per_step);
    }
  return TRUE;
}

static void
take_exponentials (double *values,
                   gsize n)
{
  for (gsize i = 0; i < n; i++)
    values[i] = exp (values[i]);
}

static void
finish (CrmForecast *self,
        const double *values,
        const CrmForecastOptions *options)
{
  if (options->logarithm)
    {
      take_exponentials (self->fitted, self->n);
      take_exponentials (self->mean, self->horizon);
      for (guint i = 0; i < 2; i++)
        {
          take_exponentials (self->lower[i], self->horizon);
          take_exponentials (self->upper[i], self->horizon);
        }
    }
  for (gsize i = 0; i < self->n; i++)
    {
      self->errors[i] = values[i] - self->fitted[i];
      self->sse += isnan (self->errors[i]) ? 0 : self->errors[i] * self->errors[i];
    }
}

static gboolean
check (const double *values,
       gsize n,
       const CrmForecastOptions *options,
       GError **error)
{
  if (n < 3)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("A forecast needs at least 3 periods; there are %zu. Take a "
                   "shorter unit of time or more data."), n);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    {
      if (!isinf (values[i]) && !(options->logarithm && values[i] <= 0))
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, isinf (values[i]) ?
                   _("Place %zu of the series is infinite. Leave it out or correct it.") :
                   _("There is no logarithm of the value in place %zu. Leave --log out."), i + 1);
      return FALSE;
    }
  return TRUE;
}

/**
 * crm_forecast_new:
 * @values: (array length=n): NaN where one is missing
 *
 * Fits a model and says what comes. With a logarithm, what comes is the median.
 *
 * Returns: (transfer full) (nullable): the forecast
 * Errors: %CRM_ERROR_INVALID where the method cannot be used on the series; %G_IO_ERROR_CANCELLED
 */
CrmForecast *
crm_forecast_new (CrmForecastMethod method,
                  const double *values,
                  gsize n,
                  const CrmForecastOptions *options,
                  const CrmRun *run,
                  GError **error)
{
  static gboolean (*const methods[]) (CrmForecast *, const double *, const CrmForecastOptions *, const CrmRun *,
                                      GError **) = {
    run_naive, run_naive, run_theta, run_holt_winters, run_ets, run_arima,
  };
  g_autoptr (CrmForecast) self = NULL;
  g_autofree double *used = NULL;

  if (!check (values, n, options, error))
    return NULL;
  used = g_memdup2 (values, n * sizeof (double));
  for (gsize i = 0; options->logarithm && i < n; i++)
    used[i] = log (values[i]);
  self = g_new0 (CrmForecast, 1);
  self->method = method;
  self->parameters = g_array_new (FALSE, FALSE, sizeof (CrmParameter));
  self->n = n;
  self->fitted = g_new (double, n);
  self->errors = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    self->fitted[i] = NAN;
  self->log_likelihood = self->aic = self->aicc = self->bic = NAN;
  self->horizon = MAX (options->horizon, 1);
  self->mean = g_new0 (double, self->horizon);
  for (guint i = 0; i < 2; i++)
    {
      self->lower[i] = g_new0 (double, self->horizon);
      self->upper[i] = g_new0 (double, self->horizon);
    }
  if (!methods[method] (self, used, options, run, error))
    return NULL;
  finish (self, values, options);
  return g_steal_pointer (&self);
}
