/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-linear.h"

#include "analytics/crm-linear-system.h"
#include "analytics/crm-number.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

static gboolean
check (const double *x,
       const double *y,
       gsize n,
       gsize d,
       const CrmRun *run,
       GError **error)
{
  if (n == 0)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("There is no row to learn from."));
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    {
      gboolean usable = crm_number_is_usable (y[i]);

      if (i % CRM_RUN_BLOCK == 0 && !crm_run_go_on (run, -1, error))
        return FALSE;
      for (gsize j = 0; j < d; j++)
        usable = usable && crm_number_is_usable (x[i * d + j]);
      if (usable)
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("Row %zu holds a number that is infinite or too large to calculate with."), i + 1);
      return FALSE;
    }
  return TRUE;
}

static CrmLinear *
linear_new (gsize n,
            gsize d)
{
  CrmLinear *self = g_new0 (CrmLinear, 1);

  self->n = n;
  self->d = d;
  self->coefficients = g_new0 (double, d + 1);
  self->errors = g_new (double, d + 1);
  self->t = g_new (double, d + 1);
  self->p = g_new (double, d + 1);
  self->inflation = g_new (double, d + 1);
  self->means = g_new0 (double, d + 1);
  self->aliased = g_new (gboolean, d + 1);
  self->residuals = g_new (double, n);
  for (gsize j = 0; j <= d; j++)
    {
      self->errors[j] = self->inflation[j] = NAN;
      self->aliased[j] = TRUE;
    }
  return self;
}

/* Coefficients of the columns as they were given, from those of the system's. */
static void
restore (CrmLinear *self,
         const CrmLinearSystem *system)
{
  gboolean intercept = system->has_intercept;

  self->rank = system->factors.rank;
  for (guint k = 0; k < self->rank; k++)
    {
      gsize column = system->factors.kept[k];

      if (intercept && column == 0)
        continue;
      column -= intercept;
      self->aliased[column] = FALSE;
      self->coefficients[column + 1] = ldexp (system->solution[k], -system->exponents[column]);
    }
  for (gsize j = 0; j < self->d; j++)
    self->means[j] = system->means[j];
  if (intercept)
    self->coefficients[0] = crm_linear_system_intercept (system, self->coefficients + 1);
}

static double
total_squares (const double *y,
               gsize n,
               double mean)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (y[i] - mean) * (y[i] - mean);
  return sum;
}

static void
judge (CrmLinear *self,
       const CrmLinearSystem *system)
{
  double n = self->n, model = self->rank - (system->has_intercept ? 1.0 : 0.0);

  for (gsize i = 0; i < self->n; i++)
    {
      self->residuals[i] = system->residuals[i];
      self->residual_ss += self->residuals[i] * self->residuals[i];
    }
  self->total_ss = total_squares (system->y, self->n, system->mean_y);
  self->freedom = n - self->rank;
  self->residual_sd = self->freedom > 0 ? sqrt (self->residual_ss / self->freedom) : NAN;
  self->r2 = self->total_ss > 0 ? 1 - self->residual_ss / self->total_ss : NAN;
  self->adjusted_r2 = self->freedom > 0 ? 1 - (1 - self->r2) * (n - system->has_intercept) / self->freedom : NAN;
  self->f = (self->total_ss - self->residual_ss) / model / (self->residual_ss / self->freedom);
  self->f_p = isfinite (self->f) && self->f >= 0 && self->freedom > 0 && model > 0 ?
              gsl_cdf_fdist_Q (self->f, model, self->freedom) : NAN;
  self->log_likelihood = -n / 2 * (log (2 * G_PI * self->residual_ss / n) + 1);
  self->aic = -2 * self->log_likelihood + 2 * (self->rank + 1.0);
}

/* Variances of the system's coefficients are squares of the rows of R⁻¹; the intercept is a sum of several. */
static void
estimate_errors (CrmLinear *self,
                 const CrmLinearSystem *system)
{
  const CrmHouseholder *factors = &system->factors;
  g_autofree double *unit = g_new (double, self->rank + 1);
  g_autofree double *variances = g_new0 (double, self->rank + 1);
  double of_intercept = 0;

  for (guint k = 0; k < self->rank; k++)
    {
      double part = 0;

      for (guint i = 0; i < self->rank; i++)
        unit[i] = i == k;
      crm_householder_solve (factors, unit, FALSE);
      for (guint i = 0; i < self->rank; i++)
        {
          gsize column = factors->kept[i];

          variances[i] += unit[i] * unit[i];
          if (system->has_intercept)
            part += unit[i] * (column == 0 ? 1 : -ldexp (system->means[column - 1], -system->exponents[column - 1]));
        }
      of_intercept += part * part;
    }
  for (guint k = 0; k < self->rank; k++)
    {
      gsize column = factors->kept[k] - system->has_intercept;

      if (system->has_intercept && factors->kept[k] == 0)
        continue;
      self->errors[column + 1] = self->residual_sd * ldexp (sqrt (variances[k]), -system->exponents[column]);
      if (system->has_intercept)
        self->inflation[column] = variances[k] * system->squares[column];
    }
  if (system->has_intercept)
    self->errors[0] = self->residual_sd * sqrt (of_intercept);
}

/**
 * crm_linear_fit:
 * @x: (array length=n*d): a row after the other; finite
 * @y: (array length=n): finite
 * @options: (nullable): %NULL for those of zeros
 *
 * Least squares by Householder's reflections, refined with residuals in twice the precision (Å. Björck, "Iterative
 * refinement of linear least squares solutions I", BIT 7, 1967); standard errors and tests as in N. Draper, H. Smith,
 * "Applied Regression Analysis"; the ridge of A. Hoerl, R. Kennard, "Ridge regression", Technometrics 12 (1970).
 * Columns that are combinations of earlier ones are left out.
 *
 * Returns: (transfer full) (nullable): the fit; errors, t and p are NaN with a ridge, which makes coefficients biased
 * Errors: %CRM_ERROR_INVALID where there is no row or a value is not finite; %G_IO_ERROR_CANCELLED
 */
CrmLinear *
crm_linear_fit (const double *x,
                const double *y,
                gsize n,
                gsize d,
                const CrmLinearOptions *options,
                const CrmRun *run,
                GError **error)
{
  g_autoptr (CrmLinear) self = NULL;
  g_auto (CrmLinearSystem) system = { 0 };
  CrmLinearOptions plain = { 0 };

  options = options != NULL ? options : &plain;
  if (!check (x, y, n, d, run, error))
    return NULL;
  crm_linear_system_init (&system, x, y, n, d, !options->through_origin, options->ridge);
  if (!crm_linear_system_solve (&system, run, error))
    return NULL;
  self = linear_new (n, d);
  restore (self, &system);
  judge (self, &system);
  if (options->ridge == 0)
    estimate_errors (self, &system);
  for (gsize j = 0; j <= d; j++)
    {
      self->t[j] = self->coefficients[j] / self->errors[j];
      self->p[j] = isnan (self->t[j]) ? NAN : 2 * gsl_cdf_tdist_Q (fabs (self->t[j]), self->freedom);
    }
  return g_steal_pointer (&self);
}

void
crm_linear_free (CrmLinear *self)
{
  g_free (self->coefficients);
  g_free (self->errors);
  g_free (self->t);
  g_free (self->p);
  g_free (self->inflation);
  g_free (self->means);
  g_free (self->aliased);
  g_free (self->residuals);
  g_free (self);
}

/**
 * crm_linear_predict:
 * @row: (array length=d): values of the columns
 *
 * Returns: the value expected: that at the means of the columns and, for each column, its coefficient times how far the
 *   value is from the mean
 */
double
crm_linear_predict (const CrmLinear *self,
                    const double *row)
{
  double sum = self->coefficients[0];

  for (gsize j = 0; j < self->d; j++)
    sum += self->coefficients[j + 1] * row[j];
  return sum;
}
