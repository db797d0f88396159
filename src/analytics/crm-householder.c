/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-householder.h"

#include "analytics/crm-clones.h"

#include <math.h>

void
crm_householder_init (CrmHouseholder *self,
                      gsize m,
                      gsize p)
{
  *self = (CrmHouseholder) { .m = m, .p = p };
  self->columns = g_new0 (double, MAX (m * p, 1));
  self->kept = g_new0 (gsize, MAX (p, 1));
  self->scales = g_new0 (double, MAX (p, 1));
  self->r = g_new0 (double, MAX (p * p, 1));
}

void
crm_householder_clear (CrmHouseholder *self)
{
  g_free (self->columns);
  g_free (self->kept);
  g_free (self->scales);
  g_free (self->r);
}

/* Eight sums side by side, which the compiler may keep in vectors. */
CRM_CLONES static double
multiply (const double *restrict a,
          const double *restrict b,
          gsize n)
{
  double sums[8] = { 0 }, sum = 0;
  gsize i = 0;

  for (; i + 8 <= n; i += 8)
    {
      for (guint k = 0; k < 8; k++)
        sums[k] += a[i + k] * b[i + k];
    }
  for (; i < n; i++)
    sum += a[i] * b[i];
  return sum + ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

CRM_CLONES static void
subtract (double *restrict a,
          const double *restrict b,
          double factor,
          gsize n)
{
  for (gsize i = 0; i < n; i++)
    a[i] -= factor * b[i];
}

/* Both in one go: returns the product of the rest of `a` behind its first element with `next`, in the sums of
 * multiply(). */
CRM_CLONES static double
subtract_and_multiply (double *restrict a,
                       const double *restrict b,
                       double factor,
                       const double *restrict next,
                       gsize n)
{
  double sums[8] = { 0 }, sum = 0;
  gsize i = 1;

  a[0] -= factor * b[0];
  for (; i + 8 <= n; i += 8)
    {
      for (guint k = 0; k < 8; k++)
        {
          a[i + k] -= factor * b[i + k];
          sums[k] += a[i + k] * next[i + k - 1];
        }
    }
  for (; i < n; i++)
    {
      a[i] -= factor * b[i];
      sum += a[i] * next[i - 1];
    }
  return sum + ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

/* Applies the first `n_steps` reflections, one after the other. */
static void
reflect (const CrmHouseholder *self,
         double *b,
         guint n_steps,
         const CrmRun *run)
{
  gsize m = self->m;
  double product = n_steps > 0 ? multiply (self->columns + self->kept[0] * m, b, m) : 0;

  for (guint k = 0; k < n_steps && !crm_run_is_cancelled (run); k++)
    {
      const double *reflection = self->columns + self->kept[k] * m + k;
      double factor = self->scales[k] * product;

      if (k + 1 < n_steps)
        product = subtract_and_multiply (b + k, reflection, factor, self->columns + self->kept[k + 1] * m + k + 1,
                                         m - k);
      else
        subtract (b + k, reflection, factor, m - k);
    }
}

/* The reflection that leaves of `column` only its first element; returns that. */
static double
make_reflection (double *column,
                 gsize n,
                 double *scale)
{
  double norm = sqrt (multiply (column, column, n)), first = column[0] > 0 ? -norm : norm;

  column[0] -= first;
  *scale = 1 / (norm * fabs (column[0]));   /* 2 by the square of the reflection's length */
  return first;
}

/**
 * crm_householder_factor:
 * @tolerance: the share of a column's length that must be left when the columns before it are taken out
 *
 * Factors the columns by Householder's reflections (G. Golub, C. Van Loan, "Matrix Computations", 5.2), leaving out
 * those that are combinations of earlier ones.
 *
 * Errors: %G_IO_ERROR_CANCELLED
 */
gboolean
crm_householder_factor (CrmHouseholder *self,
                        double tolerance,
                        const CrmRun *run,
                        GError **error)
{
  gsize m = self->m;

  self->rank = 0;
  for (gsize j = 0; j < self->p; j++)
    {
      double *column = self->columns + j * m, whole = multiply (column, column, m), left;
      guint step = self->rank;

      if (!crm_run_go_on (run, (double) j / self->p, error))
        return FALSE;
      reflect (self, column, step, run);
      if (!crm_run_go_on (run, -1, error))
        return FALSE;
      left = step < m ? multiply (column + step, column + step, m - step) : 0;
      if (!(left > tolerance * tolerance * whole))
        continue;
      for (guint k = 0; k < step; k++)
        self->r[k * self->p + step] = column[k];
      self->r[step * self->p + step] = make_reflection (column + step, m - step, &self->scales[step]);
      self->kept[self->rank++] = j;
    }
  return TRUE;
}

/**
 * crm_householder_reflect:
 * @b: (inout) (array length=m): becomes Qᵀ b, or Q b where @back is set
 * @run: (nullable): once it is cancelled the rest is left out
 */
void
crm_householder_reflect (const CrmHouseholder *self,
                         double *b,
                         gboolean back,
                         const CrmRun *run)
{
  if (!back)
    reflect (self, b, self->rank, run);
  for (guint k = self->rank; back && !crm_run_is_cancelled (run) && k-- > 0;)
    {
      const double *reflection = self->columns + self->kept[k] * self->m + k;

      subtract (b + k, reflection, self->scales[k] * multiply (reflection, b + k, self->m - k), self->m - k);
    }
}

/**
 * crm_householder_solve:
 * @b: (inout) (array length=rank): becomes R⁻¹ b, or R⁻ᵀ b where @transposed is set
 */
void
crm_householder_solve (const CrmHouseholder *self,
                       double *b,
                       gboolean transposed)
{
  for (guint step = 0; step < self->rank; step++)
    {
      guint j = transposed ? step : self->rank - 1 - step;

      for (guint k = transposed ? 0 : j + 1; k < (transposed ? j : self->rank); k++)
        b[j] -= (transposed ? self->r[k * self->p + j] : self->r[j * self->p + k]) * b[k];
      b[j] /= self->r[j * self->p + j];
    }
}
