/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-survival-regression.h"

#include "analytics/crm-newton.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Parameters are the intercept, the coefficients of the standardised columns, and the logarithm of the scale. */
typedef struct
{
  const CrmRun *run;
  const CrmSurvivalData *data;
  const double *values;
  const double *logs;      /* of the times */
  gsize         d;         /* columns in use */
} Weibull;

static double
value_at (const Weibull *self,
          gsize row,
          gsize j)
{
  return j == 0 ? 1 : self->values[row * self->d + j - 1];
}

/* ln T = η + σ W, where W has the least extreme value's distribution. */
static double
evaluate (const double *x,
          double *gradient,
          double *information,
          gpointer user_data)
{
  const Weibull *self = user_data;
  gsize d = self->d + 1, p = d + 1;
  double scale = exp (x[d]), value = 0;

  memset (gradient, 0, p * sizeof (double));
  memset (information, 0, p * p * sizeof (double));
  for (gsize row = 0; row < self->data->n; row++)
    {
      double predictor = 0, z, power, slope, ended = self->data->events[row] != 0;

      if (row % 1024 == 0 && crm_run_is_cancelled (self->run))
        return NAN;
      for (gsize j = 0; j < d; j++)
        predictor += x[j] * value_at (self, row, j);
      z = (self->logs[row] - predictor) / scale;
      power = exp (z);
      slope = power - ended;
      value += ended * (z - x[d] - self->logs[row]) - power;
      gradient[d] += slope * z - ended;
      information[d * p + d] += z * z * power + slope * z;
      for (gsize i = 0; i < d; i++)
        {
          double xi = value_at (self, row, i);

          gradient[i] += slope / scale * xi;
          information[i * p + d] += (z * power + slope) / scale * xi;
          for (gsize j = i; j < d; j++)
            information[i * p + j] += power / (scale * scale) * xi * value_at (self, row, j);
        }
    }
  return value;
}

static gboolean
check_times (const CrmSurvivalData *data,
             gsize d,
             gsize *n_events,
             double *sum,
             GError **error)
{
  if (!crm_survival_check (data, error))
    return FALSE;
  *n_events = 0;
  *sum = 0;
  for (gsize i = 0; i < data->n; i++)
    {
      if (!(data->times[i] > 0))
        {
          g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("A duration is 0, which cannot be in Weibull's "
                                                                      "model. Leave such rows out."));
          return FALSE;
        }
      *n_events += data->events[i] != 0;
      *sum += data->times[i];
    }
  if (*n_events > d + 1)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("Only %zu have ended: too few to tell what %zu columns do. "
                                                      "Choose fewer columns, or more data."), *n_events, d);
  return FALSE;
}

/* Back to the units of the columns; the intercept is where all of them are 0. */
static void
take_parameters (CrmSurvivalRegression *self,
                 const double *x,
                 const double *covariance,
                 const double *means,
                 const double *scales)
{
  gsize d = self->d, p = d + 2;
  g_autofree double *weights = g_new (double, d + 1);
  double variance = 0;

  self->intercept = x[0];
  weights[0] = 1;
  for (gsize j = 0; j < d; j++)
    {
      self->coefficients[j] = x[j + 1] / scales[j];
      self->errors[j] = sqrt (covariance[(j + 1) * p + j + 1]) / scales[j];
      self->intercept -= self->coefficients[j] * means[j];
      weights[j + 1] = -means[j] / scales[j];
    }
  for (gsize i = 0; i <= d; i++)
    {
      for (gsize j = 0; j <= d; j++)
        variance += weights[i] * weights[j] * covariance[i * p + j];
    }
  self->intercept_error = sqrt (variance);
  self->scale = exp (x[d + 1]);
  self->log_scale_error = sqrt (covariance[(d + 1) * p + d + 1]);
}

/**
 * crm_weibull_new:
 * @data: who was observed how long; no time is 0
 * @matrix: a row for each of them; at least one column
 * @run: (nullable): cancelling
 *
 * Regression of lifetimes that have a Weibull distribution, as accelerated failure: J. Kalbfleisch and R. Prentice,
 * "The Statistical Analysis of Failure Time Data" (2002), chapter 3. A coefficient is by how much the logarithm of the
 * time grows with one unit of the column.
 *
 * Returns: (transfer full) (nullable): the model
 * Errors: as crm_cox_new(); %CRM_ERROR_INVALID where a time is 0
 */
CrmSurvivalRegression *
crm_weibull_new (const CrmSurvivalData *data,
                 const CrmMatrix *matrix,
                 const CrmRun *run,
                 GError **error)
{
  g_autoptr (CrmSurvivalRegression) self = g_new0 (CrmSurvivalRegression, 1);
  gsize d = matrix->d, p = d + 2;
  g_autofree double *means = g_new (double, d + 1);
  g_autofree double *scales = g_new (double, d + 1);
  g_autofree double *values = NULL;
  g_autofree double *logs = g_new (double, data->n + 1);
  g_autofree double *x = g_new0 (double, p);
  g_autofree double *covariance = g_new0 (double, p * p);
  double sum, null[2] = { 0 };
  Weibull weibull = { .run = run, .data = data, .logs = logs };

  g_return_val_if_fail (d > 0 && matrix->n == data->n, NULL);
  if (!check_times (data, d, &self->n_events, &sum, error))
    return NULL;
  values = crm_matrix_standardise (matrix, means, scales, run, error);
  if (values == NULL)
    return NULL;
  for (gsize i = 0; i < data->n; i++)
    logs[i] = log (data->times[i]);
  weibull.values = values;
  null[0] = log (sum / self->n_events);
  if (!crm_newton_find (evaluate, &weibull, null, 2, &self->null_log_likelihood, covariance, CRM_RUN_STILL (run),
                        error))
    return NULL;
  weibull.d = d;
  x[0] = null[0];
  x[d + 1] = null[1];
  if (!crm_newton_find (evaluate, &weibull, x, p, &self->log_likelihood, covariance, run, error))
    return NULL;
  self->d = d;
  self->n = data->n;
  self->coefficients = g_new0 (double, d);
  self->errors = g_new0 (double, d);
  self->concordance = NAN;
  take_parameters (self, x, covariance, means, scales);
  return g_steal_pointer (&self);
}
