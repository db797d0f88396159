/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-newton.h"

#include "analytics/crm-cholesky.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_STEPS 200
#define MOST_HALVINGS 40
#define SINGULAR 1e-12   /* share of a column that the ones before it do not tell */

typedef struct
{
  CrmNewtonFunc func;
  gpointer      data;
  gsize         d;
  double       *gradient, *information;
  double       *factor;
  gboolean     *aliased;
} Newton;

/* Cholesky's factor of the information, whose diagonal grows by the share `ridge`. */
static gboolean
factorise (Newton *self,
           double ridge)
{
  gsize d = self->d;

  for (gsize i = 0; i < d; i++)
    {
      double diagonal = self->information[i * d + i];

      if (!isfinite (diagonal) || (diagonal <= 0 && ridge == 0))
        return FALSE;
      self->aliased[i] = FALSE;
      for (gsize j = 0; j < i; j++)
        self->factor[i * d + j] = self->information[j * d + i];
      self->factor[i * d + i] = diagonal > 0 ? diagonal * (1 + ridge) : 1;
    }
  return crm_cholesky_factor (self->factor, d, SINGULAR, self->aliased);
}

/* Where the information is not positive definite, as far from the maximum, it is made so (Levenberg). */
static gboolean
find_step (Newton *self,
           double *step,
           double *gain)
{
  double ridge = 0;

  while (!factorise (self, ridge))
    {
      ridge = ridge > 0 ? ridge * 10 : 1e-6;
      if (!(ridge < 1e6))
        return FALSE;
    }
  memcpy (step, self->gradient, self->d * sizeof (double));
  crm_cholesky_solve (self->factor, self->d, self->aliased, step);
  *gain = 0;
  for (gsize i = 0; i < self->d; i++)
    *gain += step[i] * self->gradient[i];
  return isfinite (*gain);
}

/* Goes along the step, by half as much as long as that is too far. */
static gboolean
take_step (Newton *self,
           double *x,
           double *value,
           const double *step)
{
  g_autofree double *next = g_new (double, self->d);
  double length = 1;

  for (guint halving = 0; halving < MOST_HALVINGS; halving++, length /= 2)
    {
      double there;

      for (gsize i = 0; i < self->d; i++)
        next[i] = x[i] + length * step[i];
      there = self->func (next, self->gradient, self->information, self->data);
      if (!isfinite (there) || there < *value)
        continue;
      *value = there;
      memcpy (x, next, self->d * sizeof (double));
      return TRUE;
    }
  *value = self->func (x, self->gradient, self->information, self->data);
  return FALSE;
}

static gboolean
climb (Newton *self,
       double *x,
       double *value,
       const CrmRun *run,
       GError **error)
{
  g_autofree double *step = g_new (double, self->d);
  double gain = INFINITY;
  gboolean better = TRUE;

  *value = self->func (x, self->gradient, self->information, self->data);
  for (guint i = 0; better && i < MOST_STEPS && find_step (self, step, &gain); i++)
    {
      if (!crm_run_go_on (run, (double) i / MOST_STEPS, error))
        return FALSE;
      if (gain < 1e-20 * fmax (fabs (*value), 1))
        break;
      better = take_step (self, x, value, step);
    }
  if (!crm_run_go_on (run, 1, error))
    return FALSE;
  if (gain < 1e-8 * fmax (fabs (*value), 1))
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_FAILED, _("No model fits these data best: the search for its "
                                                             "parameters did not come to an end. There may be too "
                                                             "little data."));
  return FALSE;
}

static gboolean
invert (Newton *self,
        double *covariance,
        GError **error)
{
  if (!factorise (self, 0))
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           _("The columns say the same twice or do not vary, so what each does cannot be told. Leave "
                             "some of them out."));
      return FALSE;
    }
  crm_cholesky_inverse (self->factor, self->d, self->aliased, covariance);
  return TRUE;
}

/**
 * crm_newton_find:
 * @x: (inout) (array length=d): where to begin; then where the maximum is
 * @d: at least 1
 * @value: (out): the maximum
 * @covariance: (out caller-allocates): d × d, the inverse of the information there
 * @run: (nullable): cancelling
 *
 * Finds the maximum of a log-likelihood by Newton's method, with half steps where it does not grow.
 *
 * Errors: %CRM_ERROR_INVALID where the information is singular; %CRM_ERROR_FAILED where there is no maximum;
 *   %G_IO_ERROR_CANCELLED
 */
gboolean
crm_newton_find (CrmNewtonFunc func,
                 gpointer data,
                 double *x,
                 gsize d,
                 double *value,
                 double *covariance,
                 const CrmRun *run,
                 GError **error)
{
  g_autofree double *gradient = g_new0 (double, d);
  g_autofree double *information = g_new0 (double, d * d);
  g_autofree double *factor = g_new0 (double, d * d);
  g_autofree gboolean *aliased = g_new0 (gboolean, d);
  Newton self = { func, data, d, gradient, information, factor, aliased };

  return climb (&self, x, value, run, error) && invert (&self, covariance, error);
}
