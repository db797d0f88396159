/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-holt-winters.h"
#include "analytics/crm-minimize.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* C. C. Holt, "Forecasting seasonals and trends by exponentially weighted averages", ONR Memorandum 52 (1957), and P.
 * R. Winters, "Forecasting sales by exponentially weighted moving averages", Management Science 6 (1960), with start
 * values from the decomposition of the first two seasons, as R's HoltWinters(). */

typedef struct
{
  const double   *values;
  const double   *filled;          /* without gaps */
  CrmHoltWinters *model;
  double          level, slope;    /* to start with */
  double         *figure;          /* season to start with */
  double         *season;          /* as it changes */
} Fit;

void
crm_holt_winters_free (CrmHoltWinters *self)
{
  g_free (self->season);
  g_free (self->fitted);
  g_free (self);
}

static double
filter (Fit *fit,
        double alpha,
        double beta,
        double gamma,
        gboolean keep)
{
  CrmHoltWinters *model = fit->model;
  CrmSeasonal seasonal = model->options.seasonal;
  gsize period = seasonal != CRM_SEASONAL_NONE ? model->options.period : 1;
  double level = fit->level, slope = fit->slope, sse = 0;

  memcpy (fit->season, fit->figure, period * sizeof (double));
  for (gsize i = model->n_skipped; i < model->n; i++)
    {
      double value = fit->values[i], *season = fit->season + i % period, base = level + slope, old = level, error;
      double fitted = seasonal == CRM_SEASONAL_ADDITIVE ? base + *season :
                      seasonal == CRM_SEASONAL_MULTIPLICATIVE ? base * *season : base;

      if (keep)
        model->fitted[i] = fitted;
      if (isnan (value))
        {
          level = base;
          continue;
        }
      error = value - fitted;
      sse += error * error;
      if (seasonal == CRM_SEASONAL_ADDITIVE)
        {
          level = alpha * (value - *season) + (1 - alpha) * base;
          *season = gamma * (value - level) + (1 - gamma) * *season;
        }
      else if (seasonal == CRM_SEASONAL_MULTIPLICATIVE)
        {
          level = alpha * (value / *season) + (1 - alpha) * base;
          *season = gamma * (value / level) + (1 - gamma) * *season;
        }
      else
        level = alpha * value + (1 - alpha) * base;
      if (model->options.trend)
        slope = beta * (level - old) + (1 - beta) * slope;
    }
  if (keep)
    {
      model->level = level;
      model->slope = slope;
    }
  return sse;
}

/* Parameters are squares of sines, so that any number stands for one from 0 to 1, both included. */
static double
bound (double x)
{
  return sin (x) * sin (x);
}

static void
read_parameters (const CrmHoltWintersOptions *options,
                 const double *x,
                 double *alpha,
                 double *beta,
                 double *gamma)
{
  *alpha = isnan (options->alpha) ? bound (*x++) : options->alpha;
  *beta = !options->trend ? 0 : isnan (options->beta) ? bound (*x++) : options->beta;
  *gamma = options->seasonal == CRM_SEASONAL_NONE ? 0 : isnan (options->gamma) ? bound (*x) : options->gamma;
}

static double
measure (const double *x,
         gpointer data)
{
  Fit *fit = data;
  double alpha, beta, gamma;

  read_parameters (&fit->model->options, x, &alpha, &beta, &gamma);
  return filter (fit, alpha, beta, gamma, FALSE);
}

static void
find_parameters (Fit *fit,
                 const CrmRun *run)
{
  static const double starts[][3] = { { 0.3, 0.1, 0.1 }, { 0.7, 0.1, 0.7 }, { 0.1, 0.3, 0.4 } };
  CrmHoltWinters *model = fit->model;
  const CrmHoltWintersOptions *options = &model->options;
  gboolean wanted[] = { isnan (options->alpha), options->trend && isnan (options->beta),
                        options->seasonal != CRM_SEASONAL_NONE && isnan (options->gamma) };
  double best = INFINITY, best_x[3] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      double x[3] = { 0 }, sse;
      guint n = 0;

      for (guint j = 0; j < 3; j++)
        {
          if (wanted[j])
            x[n++] = asin (sqrt (starts[i][j]));
        }
      sse = crm_minimize (measure, fit, x, n, 2, 1e-9, 200, run);
      if (sse >= best)
        continue;
      best = sse;
      memcpy (best_x, x, sizeof x);
    }
  read_parameters (options, best_x, &model->alpha, &model->beta, &model->gamma);
}

static gboolean
find_start (Fit *fit,
            GError **error)
{
  CrmHoltWinters *model = fit->model;
  const CrmHoltWintersOptions *options = &model->options;
  double x_sum = 0, y_sum = 0, xx = 0, xy = 0;
  gsize period = options->period, count = 0;
  g_autoptr (CrmDecomposition) parts = NULL;

  if (options->seasonal == CRM_SEASONAL_NONE)
    {
      fit->level = fit->filled[options->trend ? 1 : 0];
      fit->slope = options->trend ? fit->filled[1] - fit->filled[0] : 0;
      model->n_skipped = options->trend ? 2 : 1;
      return TRUE;
    }
  if ((parts = crm_decompose (fit->filled, 2 * period, period, options->seasonal, error)) == NULL)
    return FALSE;
  for (gsize i = 0; i < 2 * period; i++)
    {
      if (isnan (parts->trend[i]))
        continue;
      count++;
      x_sum += count;
      y_sum += parts->trend[i];
      xx += (double) count * count;
      xy += count * parts->trend[i];
    }
  fit->slope = (xy - x_sum * y_sum / count) / (xx - x_sum * x_sum / count);
  fit->level = options->trend ? (y_sum - fit->slope * x_sum) / count : y_sum / count;
  if (!options->trend)
    fit->slope = 0;
  memcpy (fit->figure, parts->season, period * sizeof (double));
  model->n_skipped = period;
  return TRUE;
}

static gboolean
check (const double *values,
       gsize n,
       const CrmHoltWintersOptions *options,
       GError **error)
{
  gboolean seasonal = options->seasonal != CRM_SEASONAL_NONE;
  gsize needed = MAX (seasonal ? 2 * (gsize) options->period : 0, 4), n_known = 0;

  for (gsize i = 0; i < n; i++)
    {
      n_known += !isnan (values[i]);
      if (isinf (values[i]))
        g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("Place %zu of the series is infinite. Leave it out or "
                     "correct it."), i + 1);
      else if (options->seasonal == CRM_SEASONAL_MULTIPLICATIVE && values[i] <= 0)
        g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("A multiplicative season needs values above 0; that in "
                     "place %zu is not. Take an additive one."), i + 1);
      else
        continue;
      return FALSE;
    }
  if (n_known < needed)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("Exponential smoothing of this kind needs at least %zu "
                   "values; there are %zu. Leave the season out or take more data."), needed, n_known);
      return FALSE;
    }
  return TRUE;
}

static void
finish (Fit *fit)
{
  CrmHoltWinters *model = fit->model;
  gboolean seasonal = model->options.seasonal != CRM_SEASONAL_NONE;
  gsize period = seasonal ? model->options.period : 1, count = 0;
  double mean = 0;

  model->sse = filter (fit, model->alpha, model->beta, model->gamma, TRUE);
  if (seasonal)
    {
      model->season = g_new (double, period);
      for (gsize i = 0; i < period; i++)
        model->season[i] = fit->season[(model->n + i) % period];
    }
  for (gsize i = model->n_skipped; i < model->n; i++)
    {
      if (isnan (fit->values[i]))
        continue;
      mean += fit->values[i] - model->fitted[i];
      count++;
    }
  mean /= MAX (count, 1);
  model->sd = count > 1 ? sqrt (MAX (model->sse - count * mean * mean, 0) / (count - 1)) : NAN;
  if (!model->options.trend)
    model->beta = NAN;
  if (!seasonal)
    model->gamma = NAN;
}

/**
 * crm_holt_winters_fit:
 * @values: (array length=n): NaN where one is missing; in the first two seasons, which it starts from, gaps are filled
 *
 * Exponential smoothing with the parameters that make the sum of squared errors of one step smallest.
 *
 * Returns: (transfer full) (nullable): the fit
 * Errors: %CRM_ERROR_INVALID for too few or infinite values, a multiplicative season of what is not above 0;
 *   %G_IO_ERROR_CANCELLED
 */
CrmHoltWinters *
crm_holt_winters_fit (const double *values,
                      gsize n,
                      const CrmHoltWintersOptions *options,
                      const CrmRun *run,
                      GError **error)
{
  g_autoptr (CrmHoltWinters) self = NULL;
  g_autofree double *season = NULL, *figure = NULL, *filled = NULL;
  gsize period = MAX (options->period, 1);
  Fit fit;

  if (!check (values, n, options, error))
    return NULL;
  self = g_new0 (CrmHoltWinters, 1);
  self->options = *options;
  self->n = n;
  self->fitted = g_new (double, n);
  season = g_new0 (double, period);
  figure = g_new0 (double, period);
  filled = g_memdup2 (values, n * sizeof (double));
  crm_interpolate (filled, n, options->seasonal != CRM_SEASONAL_NONE ? period : 1, run);
  fit = (Fit) { .values = values, .filled = filled, .model = self, .figure = figure, .season = season };
  if (!find_start (&fit, error))
    return NULL;
  for (gsize i = 0; i < self->n_skipped; i++)
    self->fitted[i] = NAN;
  find_parameters (&fit, run);
  if (!crm_run_go_on (run, -1, error))
    return NULL;
  finish (&fit);
  return g_steal_pointer (&self);
}

/* The effect of an error on the value that comes `lag` steps later (C. Chatfield and M. Yar, "Prediction intervals for
 * multiplicative Holt–Winters", International Journal of Forecasting 7, 1991). Where the season multiplies, R says
 * others: its error of the value itself weighs less than 1, and the slope stands for the last season. */
static double
weigh (const CrmHoltWinters *self,
       guint lag)
{
  double weight = self->alpha * (1 + (self->options.trend ? lag * self->beta : 0));

  if (self->options.seasonal != CRM_SEASONAL_NONE && lag % self->options.period == 0)
    weight += self->gamma * (1 - self->alpha);
  return lag == 0 ? 1 : weight;
}

/**
 * crm_holt_winters_forecast:
 * @mean: (out) (array length=horizon): what is expected
 * @sd: (out) (array length=horizon): the standard deviation of what comes around it
 */
void
crm_holt_winters_forecast (const CrmHoltWinters *self,
                           guint horizon,
                           double *mean,
                           double *sd)
{
  CrmSeasonal seasonal = self->options.seasonal;
  guint period = self->options.period;

  for (guint i = 0; i < horizon; i++)
    {
      double base = self->level + (i + 1) * self->slope, sum = 0;

      mean[i] = seasonal == CRM_SEASONAL_ADDITIVE ? base + self->season[i % period] :
                seasonal == CRM_SEASONAL_MULTIPLICATIVE ? base * self->season[i % period] : base;
      for (guint lag = 0; lag <= i; lag++)
        {
          double weight = weigh (self, lag);

          if (seasonal == CRM_SEASONAL_MULTIPLICATIVE)
            weight *= self->season[i % period] / self->season[(i - lag) % period];
          sum += weight * weight;
        }
      sd[i] = self->sd * sqrt (sum);
    }
}
