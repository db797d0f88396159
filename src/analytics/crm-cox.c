/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-survival-regression.h"

#include "analytics/crm-newton.h"
#include "analytics/crm-sort.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Sums over those at risk, or over those who end at a time: of the weights e^η, of weight times x, times x x'. */
typedef struct
{
  double  weight;
  double *first;
  double *second;
} Moments;

typedef struct
{
  const CrmRun  *run;
  const CrmSurvivalData *data;
  const double  *values;
  const guint32 *order;       /* by time, the longest first */
  gsize          d;
  CrmTies        ties;
  double        *predictors;
  double         highest;     /* of them */
  Moments        risk, ended;
} Cox;

static void
clear_moments (Moments *self,
               gsize d)
{
  self->weight = 0;
  memset (self->first, 0, d * sizeof (double));
  memset (self->second, 0, d * d * sizeof (double));
}

static void
add_moments (Moments *self,
             const double *x,
             double weight,
             gsize d)
{
  self->weight += weight;
  for (gsize i = 0; i < d; i++)
    {
      double product = weight * x[i];

      self->first[i] += product;
      for (gsize j = i; j < d; j++)
        self->second[i * d + j] += product * x[j];
    }
}

/* The terms of the `n` who end at a time. Efron takes the l-th of them from a set at risk that has l / n of all of them
 * gone; with these sums over l the matrices are gone through once for each time only. */
static double
add_ended (Cox *cox,
           gsize n,
           double *gradient,
           double *information)
{
  gsize d = cox->d;
  double value = 0, a = 0, b = 0, aa = 0, ab = 0, bb = 0;
  const Moments *risk = &cox->risk, *ended = &cox->ended;

  for (gsize l = 0; l < n; l++)
    {
      double gone = cox->ties == CRM_TIES_EFRON ? (double) l / n : 0;
      double weight = risk->weight - gone * ended->weight;

      value -= log (weight) + cox->highest;
      a += 1 / weight;
      b += gone / weight;
      aa += 1 / (weight * weight);
      ab += gone / (weight * weight);
      bb += gone * gone / (weight * weight);
    }
  for (gsize i = 0; i < d; i++)
    {
      gradient[i] -= a * risk->first[i] - b * ended->first[i];
      for (gsize j = i; j < d; j++)
        {
          double cross = risk->first[i] * ended->first[j] + ended->first[i] * risk->first[j];

          information[i * d + j] += a * risk->second[i * d + j] - b * ended->second[i * d + j] -
                                    aa * risk->first[i] * risk->first[j] + ab * cross -
                                    bb * ended->first[i] * ended->first[j];
        }
    }
  return value;
}

static void
predict (Cox *cox,
         const double *coefficients)
{
  cox->highest = -INFINITY;
  for (gsize i = 0; i < cox->data->n; i++)
    {
      double sum = 0;

      for (gsize j = 0; j < cox->d; j++)
        sum += coefficients[j] * cox->values[i * cox->d + j];
      cox->predictors[i] = sum;
      cox->highest = fmax (cox->highest, sum);
    }
}

/* The partial likelihood, from the longest time to the shortest. */
static double
evaluate (const double *coefficients,
          double *gradient,
          double *information,
          gpointer user_data)
{
  Cox *cox = user_data;
  const CrmSurvivalData *data = cox->data;
  gsize d = cox->d, i = 0;
  double value = 0;

  predict (cox, coefficients);
  memset (gradient, 0, d * sizeof (double));
  memset (information, 0, d * d * sizeof (double));
  clear_moments (&cox->risk, d);
  while (i < data->n)
    {
      double time = data->times[cox->order[i]];
      gsize n_ended = 0;

      if (crm_run_is_cancelled (cox->run))
        return NAN;
      clear_moments (&cox->ended, d);
      for (; i < data->n && data->times[cox->order[i]] == time; i++)
        {
          gsize row = cox->order[i];
          const double *x = cox->values + row * d;
          double weight = exp (cox->predictors[row] - cox->highest);

          add_moments (&cox->risk, x, weight, d);
          if (!data->events[row])
            continue;
          n_ended++;
          add_moments (&cox->ended, x, weight, d);
          value += cox->predictors[row];
          for (gsize j = 0; j < d; j++)
            gradient[j] += x[j];
        }
      value += add_ended (cox, n_ended, gradient, information);
    }
  return value;
}

/* Fitting */

static gboolean
check_data (const CrmSurvivalData *data,
            const CrmMatrix *matrix,
            gsize *n_events,
            GError **error)
{
  if (!crm_survival_check (data, error))
    return FALSE;
  *n_events = 0;
  for (gsize i = 0; i < data->n; i++)
    *n_events += data->events[i] != 0;
  if (*n_events > matrix->d)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("Only %zu have ended: too few to tell what %zu columns do. "
                                                      "Choose fewer columns, or more data."), *n_events, matrix->d);
  return FALSE;
}

/* A coefficient that grows without end has an error that grows faster still. */
static gboolean
check_coefficients (const CrmSurvivalRegression *self,
                    const CrmMatrix *matrix,
                    GError **error)
{
  for (gsize j = 0; j < self->d; j++)
    {
      double low = INFINITY, high = -INFINITY;

      for (gsize i = 0; i < matrix->n; i++)
        {
          low = fmin (low, crm_matrix_row (matrix, i)[j]);
          high = fmax (high, crm_matrix_row (matrix, i)[j]);
        }
      if (fabs (self->coefficients[j]) * (high - low) < 10 || self->errors[j] < 3 * fabs (self->coefficients[j]))
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("“%s” tells completely who ends first, so that its effect is "
                                                          "beyond measure. Leave it out."),
                   (char *) matrix->names->pdata[j]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
fit (CrmSurvivalRegression *self,
     Cox *cox,
     const CrmMatrix *matrix,
     const double *scales,
     const CrmRun *run,
     GError **error)
{
  gsize d = cox->d;
  g_autofree double *covariance = g_new0 (double, d * d);
  g_autofree double *gradient = g_new (double, d);

  self->null_log_likelihood = evaluate (self->coefficients, gradient, covariance, cox);
  if (!crm_newton_find (evaluate, cox, self->coefficients, d, &self->log_likelihood, covariance, run, error))
    return FALSE;
  predict (cox, self->coefficients);
  self->concordance = crm_concordance (cox->data, cox->predictors, run);
  for (gsize j = 0; j < d; j++)
    {
      self->coefficients[j] /= scales[j];
      self->errors[j] = sqrt (covariance[j * d + j]) / scales[j];
    }
  return check_coefficients (self, matrix, error);
}

/**
 * crm_cox_new:
 * @data: who was observed how long
 * @matrix: a row for each of them; at least one column
 * @ties: what to assume of events at the same time
 * @run: (nullable): cancelling
 *
 * Proportional hazards: D. R. Cox, "Regression Models and Life-Tables" (1972). A coefficient is by how much the
 * logarithm of the hazard grows with one unit of the column.
 *
 * Returns: (transfer full) (nullable): the model
 * Errors: those of crm_survival_check() and crm_newton_find(); %CRM_ERROR_INVALID with too few events, a column that
 *   does not vary, or one that tells who ends completely
 */
CrmSurvivalRegression *
crm_cox_new (const CrmSurvivalData *data,
             const CrmMatrix *matrix,
             CrmTies ties,
             const CrmRun *run,
             GError **error)
{
  g_autoptr (CrmSurvivalRegression) self = g_new0 (CrmSurvivalRegression, 1);
  gsize d = matrix->d;
  g_autofree double *means = g_new (double, d + 1);
  g_autofree double *scales = g_new (double, d + 1);
  g_autofree double *values = NULL;
  g_autofree guint64 *keys = g_new (guint64, data->n + 1);
  g_autofree guint32 *order = NULL;
  g_autofree double *room = g_new (double, data->n + 2 * d * (d + 1));
  Cox cox = { .run = run, .data = data, .d = d, .ties = ties, .predictors = room };

  g_return_val_if_fail (d > 0 && matrix->n == data->n, NULL);
  if (!check_data (data, matrix, &self->n_events, error))
    return NULL;
  values = crm_matrix_standardise (matrix, means, scales, run, error);
  if (values == NULL)
    return NULL;
  for (gsize i = 0; i < data->n; i++)
    keys[i] = ~crm_sort_key (data->times[i]);
  order = crm_sort_keys (keys, data->n, run);
  cox.values = values;
  cox.order = order;
  cox.risk = (Moments) { 0, room + data->n, room + data->n + d };
  cox.ended = (Moments) { 0, room + data->n + d + d * d, room + data->n + 2 * d + d * d };
  self->d = d;
  self->n = data->n;
  self->coefficients = g_new0 (double, d);
  self->errors = g_new0 (double, d);
  self->intercept = self->intercept_error = self->scale = self->log_scale_error = NAN;
  return fit (self, &cox, matrix, scales, run, error) ? g_steal_pointer (&self) : NULL;
}
