/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-arima-private.h"
#include "analytics/crm-clones.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

/* The exact likelihood of an ARMA process by the Kalman filter: A. C. Harvey, "Time Series Models", 2nd ed. 1993, 4.4,
 * in the form whose first state is the value itself. Seasonal factors make the state long, so its matrices are never
 * multiplied: their structure leaves sums of outer products. */

#define SETTLED 1e-10   /* what the variance of the state has above its limit, in all, before it is taken for that */

struct _CrmArmaFilter
{
  guint   n_ar, n_ma, r;
  gboolean rough;
  double *ar, *ma;          /* r + 1, zeros behind; ma begins with 1 */
  double *psi, *gamma, *first;
  double *variance;         /* r rows of r + 1, the lower triangle of each step */
  double *gain, *state, *response;
  gsl_matrix      *system;
  gsl_vector      *right, *solution;
  gsl_permutation *permutation;
};

CrmArmaFilter *
crm_arma_filter_new (guint n_ar,
                     guint n_ma,
                     gboolean rough)
{
  CrmArmaFilter *self = g_new0 (CrmArmaFilter, 1);
  guint r = MAX (n_ar, n_ma + 1), row = r + 1;

  self->n_ar = n_ar;
  self->n_ma = n_ma;
  self->rough = rough;
  self->r = r;
  self->ar = g_new0 (double, 8 * row + r * row + row);
  self->ma = self->ar + row;
  self->psi = self->ma + row;
  self->gamma = self->psi + row;
  self->first = self->gamma + row;
  self->gain = self->first + row;
  self->state = self->gain + row;
  self->response = self->state + row;
  self->variance = self->response + row;
  self->system = gsl_matrix_alloc (n_ar + 1, n_ar + 1);
  self->right = gsl_vector_alloc (n_ar + 1);
  self->solution = gsl_vector_alloc (n_ar + 1);
  self->permutation = gsl_permutation_alloc (n_ar + 1);
  return self;
}

void
crm_arma_filter_free (CrmArmaFilter *self)
{
  g_free (self->ar);
  gsl_matrix_free (self->system);
  gsl_vector_free (self->right);
  gsl_vector_free (self->solution);
  gsl_permutation_free (self->permutation);
  g_free (self);
}

guint
crm_arma_filter_n_state (const CrmArmaFilter *self)
{
  return self->r;
}

/* Autocovariances for lags 0 to n_ar, for errors of variance 1 (P. J. Brockwell and R. A. Davis, "Time Series: Theory
 * and Methods", 2nd ed. 1991, 3.3). */
static gboolean
find_autocovariances (CrmArmaFilter *self)
{
  guint n = self->n_ar + 1;
  int sign;

  for (guint k = 0; k <= self->n_ma; k++)
    {
      self->psi[k] = self->ma[k];
      for (guint j = 1; j <= MIN (k, self->n_ar); j++)
        self->psi[k] += self->ar[j - 1] * self->psi[k - j];
    }
  gsl_matrix_set_identity (self->system);
  for (guint k = 0; k < n; k++)
    {
      double sum = 0;

      for (guint j = k; j <= self->n_ma; j++)
        sum += self->ma[j] * self->psi[j - k];
      gsl_vector_set (self->right, k, sum);
      for (guint j = 1; j <= self->n_ar; j++)
        *gsl_matrix_ptr (self->system, k, k > j ? k - j : j - k) -= self->ar[j - 1];
    }
  if (gsl_linalg_LU_decomp (self->system, self->permutation, &sign) != 0 ||
      gsl_linalg_LU_solve (self->system, self->permutation, self->right, self->solution) != 0)
    return FALSE;
  for (guint k = 0; k < n; k++)
    self->gamma[k] = gsl_vector_get (self->solution, k);
  return isfinite (self->gamma[0]) && self->gamma[0] > 0;
}

/* The variance of the state before the first value: its first column from autocovariances, the rest from the equation
 * that a step leaves it as it is, backwards. */
static void
start_variance (CrmArmaFilter *self)
{
  guint r = self->r, row = r + 1;
  double *v = self->variance;

  memset (self->first, 0, row * sizeof (double));
  self->first[0] = self->gamma[0];
  for (guint i = 1; i < r; i++)
    {
      for (guint k = i + 1; k <= self->n_ar; k++)
        self->first[i] += self->ar[k - 1] * self->gamma[k - i];
      for (guint k = i; k <= self->n_ma; k++)
        self->first[i] += self->ma[k] * self->psi[k - i];
    }
  for (guint i = r; i-- > 0;)
    {
      for (guint j = r; j-- > 0;)
        v[i * row + j] = i == 0 ? self->first[j] : j == 0 ? self->first[i] :
                         self->ar[i] * self->ar[j] * self->first[0] + self->ar[i] * self->first[j + 1] +
                         self->ar[j] * self->first[i + 1] + (i + 1 < r ? v[(i + 1) * row + j + 1] : 0) +
                         self->ma[i] * self->ma[j];
      v[i * row + r] = 0;
    }
}

/* One step after a value was seen: the first row and column are then 0, which leaves little to do. */
CRM_CLONES static double
step_seen (CrmArmaFilter *self)
{
  const double *gain = self->gain + 1, *ma = self->ma;
  guint r = self->r, row = r + 1;
  double *v = self->variance, f = v[0], above = 0;

  for (guint i = 0; i < r; i++)
    self->gain[i] = v[i * row] / f;
  self->gain[r] = 0;
  for (guint i = 0; i + 1 < r; i++)
    {
      const double *restrict below = v + (i + 1) * row + 1;
      double *restrict here = v + i * row, scale = gain[i] * f, own = ma[i];

      above += below[i] - scale * gain[i];
      for (guint j = 0; j <= i; j++)
        here[j] = below[j] - scale * gain[j] + own * ma[j];
    }
  for (guint j = 0; j < r; j++)
    v[(r - 1) * row + j] = ma[r - 1] * ma[j];
  return above;
}

static void
step_unseen (CrmArmaFilter *self)
{
  guint r = self->r, row = r + 1;
  double *v = self->variance;

  for (guint i = 0; i < r; i++)
    self->first[i] = v[i * row];
  self->first[r] = 0;
  for (guint i = 0; i < r; i++)
    {
      for (guint j = 0; j <= i; j++)
        v[i * row + j] = self->ar[i] * self->ar[j] * self->first[0] + self->ar[i] * self->first[j + 1] +
                         self->ar[j] * self->first[i + 1] + (i + 1 < r ? v[(i + 1) * row + j + 1] : 0) +
                         self->ma[i] * self->ma[j];
    }
}

CRM_CLONES static void
step_state (const CrmArmaFilter *self,
            double *restrict state,
            double error)
{
  const double *ar = self->ar, *gain = self->gain + 1;
  double first = state[0] + error;
  guint r = self->r;

  for (guint i = 0; i < r; i++)
    state[i] = ar[i] * first + state[i + 1] + gain[i] * error;
}

static void
take (CrmArmaFilter *self,
      const CrmArma *arma)
{
  memset (self->ar, 0, 2 * (self->r + 1) * sizeof (double));
  memcpy (self->ar, arma->ar, arma->n_ar * sizeof (double));
  self->ma[0] = 1;
  memcpy (self->ma + 1, arma->ma, arma->n_ma * sizeof (double));
  memset (self->state, 0, (self->r + 1) * sizeof (double));
  memset (self->response, 0, (self->r + 1) * sizeof (double));
}

/**
 * crm_arma_filter_run:
 * @values: (array length=n): NaN where one is missing
 * @constant: whether there is a mean, which is then found by generalized least squares
 * @errors: (nullable) (out) (array length=n): one step ahead
 * @state: (nullable) (out): at the end, less the constant; see crm_arma_filter_n_state()
 *
 * Returns: whether the process is stationary and the likelihood finite
 */
gboolean
crm_arma_filter_run (CrmArmaFilter *self,
                     const CrmArma *arma,
                     const double *values,
                     gsize n,
                     gboolean constant,
                     CrmArmaFit *fit,
                     double *errors,
                     double *state)
{
  double vv = 0, vu = 0, uu = 0, logs = 0;
  g_autofree double *responses = errors != NULL ? g_new0 (double, MAX (n, 1)) : NULL;
  gboolean settled = self->rough;
  gsize used = 0;

  take (self, arma);
  if (!find_autocovariances (self))
    return FALSE;
  start_variance (self);
  for (gsize i = 0; i < n; i++)
    {
      double f = settled ? 1 : self->variance[0], v = values[i] - self->state[0], u = 1 - self->response[0];

      if (!(f > 0))
        return FALSE;
      if (errors != NULL)
        {
          errors[i] = v;
          responses[i] = u;
        }
      if (isnan (v))
        {
          memset (self->gain, 0, (self->r + 1) * sizeof (double));
          step_state (self, self->state, 0);
          step_state (self, self->response, 0);
          for (guint j = 0; settled && j < self->r; j++)
            {
              for (guint k = 0; k <= j; k++)
                self->variance[j * (self->r + 1) + k] = self->ma[j] * self->ma[k];
            }
          step_unseen (self);
          settled = FALSE;
          continue;
        }
      used++;
      vv += v * v / f;
      vu += v * u / f;
      uu += u * u / f;
      if (!settled)
        {
          logs += log (f);
          settled = step_seen (self) < SETTLED;
        }
      else
        memcpy (self->gain, self->ma, self->r * sizeof (double));
      step_state (self, self->state, v);
      if (constant)
        step_state (self, self->response, u);
    }
  constant = constant && uu > 0;
  *fit = (CrmArmaFit) { used, logs, constant ? vv - vu * vu / uu : vv, constant ? vu / uu : 0, uu };
  for (gsize i = 0; errors != NULL && i < n; i++)
    errors[i] -= fit->constant * responses[i];
  for (guint i = 0; state != NULL && i < self->r; i++)
    state[i] = self->state[i] - fit->constant * self->response[i];
  return isfinite (fit->squares) && isfinite (logs);
}
