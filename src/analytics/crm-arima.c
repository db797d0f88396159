/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-arima-private.h"
#include "analytics/crm-correlogram.h"
#include "analytics/crm-decompose.h"
#include "analytics/crm-minimize.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Seasonal ARIMA models by exact maximum likelihood: G. E. P. Box and G. M. Jenkins, "Time Series Analysis", 1970. */

#define MOST_STATES 200   /* a step of the filter takes its square */

typedef struct
{
  const CrmArimaOrder *order;
  gboolean             rough;
  CrmArmaFilter       *filter;
  CrmArma              arma;
  const double        *differences;
  gsize                n;
} Fit;

void
crm_arima_free (CrmArima *self)
{
  g_free (self->values);
  g_free (self->fitted);
  g_free (self->errors);
  g_free (self->state);
  g_free (self);
}

/* Any numbers as coefficients of a stationary process, by way of partial autocorrelations: J. F. Monahan, "A note on
 * enforcing stationarity in autoregressive–moving average models", Biometrika 71 (1984). */
static void
make_stationary (const double *x,
                 guint n,
                 double sign,
                 double *coefficients)
{
  double before[CRM_ARIMA_MOST], now[CRM_ARIMA_MOST];

  for (guint k = 0; k < n; k++)
    {
      now[k] = tanh (x[k]);
      for (guint j = 0; j < k; j++)
        now[j] = before[j] - now[k] * before[k - 1 - j];
      memcpy (before, now, (k + 1) * sizeof (double));
    }
  for (guint k = 0; k < n; k++)
    coefficients[k] = sign * now[k];
}

static guint
read_coefficients (const CrmArimaOrder *order,
                   const double *x,
                   double *coefficients)
{
  guint n = 0;

  make_stationary (x, order->p, 1, coefficients);
  n += order->p;
  make_stationary (x + n, order->q, -1, coefficients + n);
  n += order->q;
  make_stationary (x + n, order->P, 1, coefficients + n);
  n += order->P;
  make_stationary (x + n, order->Q, -1, coefficients + n);
  return n + order->Q;
}

/* −2 log likelihood with the best variance and constant, up to what depends on the number of values alone. */
static double
measure_coefficients (const double *coefficients,
                      gpointer data)
{
  Fit *fit = data;
  CrmArmaFit result;

  crm_arima_expand (fit->order, coefficients, &fit->arma);
  if (!crm_arma_filter_run (fit->filter, &fit->arma, fit->differences, fit->n, fit->order->constant, &result, NULL,
                            NULL))
    return INFINITY;
  return result.n_used * log (MAX (result.squares / result.n_used, DBL_MIN)) + result.log_determinant;
}

static double
measure (const double *x,
         gpointer data)
{
  Fit *fit = data;
  double coefficients[4 * CRM_ARIMA_MOST];

  read_coefficients (fit->order, x, coefficients);
  return measure_coefficients (coefficients, fit);
}

/* A process whose partial autocorrelations are those of the series, without any other terms. */
static void
start_as_observed (const Fit *fit,
                   double *x,
                   const CrmRun *run)
{
  double correlations[CRM_ARIMA_MOST] = { 0 }, partial[CRM_ARIMA_MOST];
  guint p = fit->order->p;

  crm_autocorrelation (fit->differences, fit->n, p, correlations, run);
  crm_partial_autocorrelation (correlations, p, partial);
  for (guint k = 0; k < p; k++)
    x[k] = atanh (CLAMP (partial[k], -0.99, 0.99));
}

static guint
count_coefficients (const CrmArimaOrder *order)
{
  return order->p + order->q + order->P + order->Q;
}

static double
climb (Fit *fit,
       double *x,
       const CrmRun *run)
{
  return crm_minimize (measure, fit, x, count_coefficients (fit->order), 1, 1e-9, 100, run);
}

/* Where the likelihood of what follows nothing but zeros is largest. */
static void
start_as_rough (const Fit *fit,
                double *x,
                const CrmRun *run)
{
  Fit rough = *fit;

  rough.filter = crm_arma_filter_new (crm_arima_n_ar (fit->order), crm_arima_n_ma (fit->order), TRUE);
  climb (&rough, x, run);
  crm_arma_filter_free (rough.filter);
}

/* The likelihood of terms of several kinds may have more than one peak, so it is climbed from several sides. */
static void
climb_from_sides (Fit *fit,
                  double *x,
                  const CrmRun *run)
{
  static void (*const sides[]) (const Fit *, double *, const CrmRun *) = { start_as_observed, start_as_rough };
  double value = climb (fit, x, run);

  if (fit->order->p == 0 || fit->order->p == count_coefficients (fit->order))
    return;
  for (guint i = 0; i < (fit->rough ? 1 : G_N_ELEMENTS (sides)); i++)
    {
      double other[4 * CRM_ARIMA_MOST] = { 0 }, there;

      sides[i] (fit, other, run);
      there = climb (fit, other, run);
      if (there >= value)
        continue;
      value = there;
      memcpy (x, other, sizeof other);
    }
}

/* What is most likely at the end of a long series is near to what is most likely in all of it. */
static void
search (Fit *fit,
        double *x,
        const CrmRun *run)
{
  Fit end = *fit;

  end.n = MIN (fit->n, CRM_ARIMA_LONG);
  end.differences += fit->n - end.n;
  climb_from_sides (&end, x, run);
  if (end.n < fit->n)
    climb (fit, x, run);
}

static void
start_fit (Fit *fit,
           const CrmArimaOrder *order,
           gboolean rough)
{
  guint n_ar = crm_arima_n_ar (order), n_ma = crm_arima_n_ma (order);

  fit->order = order;
  fit->rough = rough;
  fit->filter = crm_arma_filter_new (n_ar, n_ma, rough);
  fit->arma.ar = g_new0 (double, n_ar + 1);
  fit->arma.ma = g_new0 (double, n_ma + 1);
}

static void
end_fit (Fit *fit)
{
  crm_arma_filter_free (fit->filter);
  g_free (fit->arma.ar);
  g_free (fit->arma.ma);
}

static gboolean
varies (const double *values,
        gsize n,
        gboolean constant)
{
  double low = INFINITY, high = -INFINITY;

  for (gsize i = 0; i < n; i++)
    {
      low = fmin (low, values[i]);
      high = fmax (high, values[i]);
    }
  return high - low > 1e-12 * MAX (fabs (low), fabs (high)) || (!constant && (low != 0 || high != 0));
}

static void
finish (CrmArima *self,
        Fit *fit,
        gboolean certain)
{
  CrmArmaFit result = { 0 };
  gsize lost = self->n - fit->n;
  double k;

  self->n_state = crm_arma_filter_n_state (fit->filter);
  self->state = g_new0 (double, self->n_state);
  self->fitted = g_new (double, self->n);
  self->errors = g_new (double, self->n);
  crm_arima_expand (fit->order, self->coefficients, &fit->arma);
  crm_arma_filter_run (fit->filter, &fit->arma, fit->differences, fit->n, self->order.constant, &result,
                       self->errors + lost, self->state);
  self->n_used = result.n_used;
  self->constant = result.constant;
  self->n_parameters = count_coefficients (&self->order) + self->order.constant;
  for (gsize i = 0; i < self->n; i++)
    {
      if (i < lost)
        self->errors[i] = NAN;
      self->fitted[i] = isnan (self->errors[i]) ? NAN : self->values[i] - self->errors[i];
      self->sse += isnan (self->errors[i]) ? 0 : self->errors[i] * self->errors[i];
    }
  self->sigma2 = certain ? 0 : result.n_used > self->n_parameters ? result.squares /
                 (result.n_used - self->n_parameters) : NAN;
  self->constant_error = self->order.constant ? sqrt (self->sigma2 / result.constant_precision) : NAN;
  k = self->n_parameters + 1;
  self->log_likelihood = certain ? INFINITY :
                         -0.5 * (result.n_used * (log (2 * G_PI * MAX (result.squares / result.n_used, DBL_MIN)) + 1) +
                                 result.log_determinant);
  self->aic = -2 * self->log_likelihood + 2 * k;
  self->aicc = result.n_used > k + 1 ? self->aic + 2 * k * (k + 1) / (result.n_used - k - 1) : INFINITY;
  self->bic = -2 * self->log_likelihood + k * log (result.n_used);
}

static gboolean
check (const double *values,
       gsize n,
       const CrmArimaOrder *order,
       GError **error)
{
  guint n_state = MAX (crm_arima_n_ar (order), crm_arima_n_ma (order) + 1);
  gsize lost = order->d + order->D * (gsize) order->period, n_known = 0;
  gsize needed = lost + order->p + order->q + order->P + order->Q + order->constant + 3;

  for (gsize i = 0; i < n; i++)
    {
      if (isinf (values[i]))
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("Place %zu of the series is infinite. Leave it out or "
                       "correct it."), i + 1);
          return FALSE;
        }
      n_known += !isnan (values[i]);
    }
  if (n_state > MOST_STATES)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("Terms that reach back %u values are too many. Take a "
                   "difference for the season, as in 1,0,1,0,1,0, or a longer unit of time."), n_state);
      return FALSE;
    }
  if (n_known >= needed && n >= needed)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("This model needs at least %zu values; there are %zu. Take a "
               "simpler one or more data."), needed, n_known);
  return FALSE;
}

static CrmArima *
fit_order (const double *values,
           gsize n,
           const CrmArimaOrder *order,
           gboolean rough,
           const CrmRun *run,
           GError **error)
{
  double x[4 * CRM_ARIMA_MOST] = { 0 };
  g_autofree double *differences = NULL;
  g_autoptr (CrmArima) self = NULL;
  gboolean certain;
  Fit fit = { 0 };

  gsl_set_error_handler_off ();
  if (!check (values, n, order, error))
    return NULL;
  self = g_new0 (CrmArima, 1);
  self->order = *order;
  self->n = n;
  self->values = g_memdup2 (values, n * sizeof (double));
  crm_interpolate (self->values, n, order->period, run);
  for (guint i = 0; i < G_N_ELEMENTS (self->coefficient_errors); i++)
    self->coefficient_errors[i] = NAN;
  start_fit (&fit, order, rough);
  differences = crm_arima_differences (values, n, order, &fit.n);
  fit.differences = differences;
  certain = !varies (differences, fit.n, order->constant);
  if (!certain)
    search (&fit, x, run);
  read_coefficients (order, x, self->coefficients);
  finish (self, &fit, certain);
  end_fit (&fit);
  return crm_run_go_on (run, -1, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * crm_arima_fit:
 * @values: (array length=n): NaN where one is missing; so are then the differences made of it
 *
 * Finds the coefficients under which the differences are most likely, among those that are stationary and invertible;
 * variance and constant follow from them.
 *
 * Returns: (transfer full) (nullable): the fit
 * Errors: %CRM_ERROR_INVALID for too few or infinite values; %G_IO_ERROR_CANCELLED
 */
CrmArima *
crm_arima_fit (const double *values,
               gsize n,
               const CrmArimaOrder *order,
               const CrmRun *run,
               GError **error)
{
  return fit_order (values, n, order, FALSE, run, error);
}

/* As crm_arima_fit(), by the likelihood of what follows nothing but zeros. */
CrmArima *
crm_arima_fit_rough (const double *values,
                     gsize n,
                     const CrmArimaOrder *order,
                     const CrmRun *run)
{
  return fit_order (values, n, order, TRUE, run, NULL);
}

/**
 * crm_arima_find_errors:
 *
 * Finds the standard errors of the coefficients, from the curvature of the likelihood.
 */
void
crm_arima_find_errors (CrmArima *self)
{
  guint n = count_coefficients (&self->order);
  double hessian[16 * CRM_ARIMA_MOST * CRM_ARIMA_MOST];
  g_autofree double *differences = NULL;
  gsl_matrix_view view;
  Fit fit = { 0 };

  if (n == 0 || !(self->sigma2 > 0))
    return;
  start_fit (&fit, &self->order, FALSE);
  differences = crm_arima_differences (self->values, self->n, &self->order, &fit.n);
  fit.differences = differences;
  crm_minimize_hessian (measure_coefficients, &fit, self->coefficients, n, hessian);
  end_fit (&fit);
  for (guint i = 0; i < n * n; i++)
    {
      if (!isfinite (hessian[i]))
        return;
    }
  view = gsl_matrix_view_array (hessian, n, n);
  if (gsl_linalg_cholesky_decomp1 (&view.matrix) != 0 || gsl_linalg_cholesky_invert (&view.matrix) != 0)
    return;
  for (guint i = 0; i < n; i++)
    self->coefficient_errors[i] = sqrt (2 * hessian[i * n + i]);
}

/**
 * crm_arima_forecast:
 * @mean: (out) (array length=horizon): what is expected
 * @sd: (out) (array length=horizon): of what comes around it, from the errors to come (Box and Jenkins 1970, 5.1)
 */
void
crm_arima_forecast (const CrmArima *self,
                    guint horizon,
                    double *mean,
                    double *sd)
{
  const CrmArimaOrder *order = &self->order;
  guint n_ar = crm_arima_n_ar (order), n_ma = crm_arima_n_ma (order), lost = order->d + order->D * order->period;
  gsize size = 2 * n_ar + n_ma + 2 * lost + 5 + horizon + self->n_state;
  g_autofree double *space = g_new0 (double, size);
  CrmArma arma = { n_ar, n_ma, space, space + n_ar + 1 };
  double *weights = arma.ma + n_ma + 1, *all = weights + lost + 1, *psi = all + n_ar + lost + 1;
  double *state = psi + horizon, variance = 0;

  crm_arima_expand (order, self->coefficients, &arma);
  crm_arima_difference (order, weights);
  for (guint i = 0; i < n_ar + lost; i++)
    {
      all[i] = (i < n_ar ? arma.ar[i] : 0) + (i < lost ? weights[i] : 0);
      for (guint j = 0; j < i && j < n_ar; j++)
        all[i] -= i - 1 - j < lost ? arma.ar[j] * weights[i - 1 - j] : 0;
    }
  memcpy (state, self->state, self->n_state * sizeof (double));
  for (guint step = 0; step < horizon; step++)
    {
      double first = state[0];

      mean[step] = first + self->constant;
      for (guint k = 0; k < lost; k++)
        mean[step] += weights[k] * (step > k ? mean[step - 1 - k] : self->values[self->n - 1 - (k - step)]);
      for (guint i = 0; i < self->n_state; i++)
        state[i] = (i < n_ar ? arma.ar[i] * first : 0) + (i + 1 < self->n_state ? state[i + 1] : 0);
      psi[step] = step == 0 ? 1 : step <= n_ma ? arma.ma[step - 1] : 0;
      for (guint k = 1; k <= MIN (step, n_ar + lost); k++)
        psi[step] += all[k - 1] * psi[step - k];
      variance += psi[step] * psi[step];
      sd[step] = sqrt (self->sigma2 * variance);
    }
}
