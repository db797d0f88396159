/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-linear-system.h"

#include "analytics/crm-clones.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define ALIAS_TOLERANCE 1e-13
#define HARMLESS_CONDITION 1e3   /* below it, digits lost are fewer than those that anybody asks for */
#define MOST_REFINEMENTS 10
#define TRANSPOSE_ROWS 128

/* Numbers of twice the precision: T. Dekker, "A floating-point technique for extending the available precision",
 * Numerische Mathematik 18 (1971). */
typedef struct
{
  double high, low;
} Twice;

static inline Twice
add_exactly (double a,
             double b)
{
  double sum = a + b, part = sum - a;

  return (Twice) { sum, (a - (sum - part)) + (b - part) };
}

static inline Twice
multiply_exactly (double a,
                  double b)
{
  double product = a * b, a_shifted = a * 134217729, b_shifted = b * 134217729;
  double a_high = a_shifted - (a_shifted - a), a_low = a - a_high;
  double b_high = b_shifted - (b_shifted - b), b_low = b - b_high;

  return (Twice) { product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low };
}

static inline void
add (Twice *sum,
     Twice value)
{
  Twice high = add_exactly (sum->high, value.high);

  *sum = add_exactly (high.high, high.low + sum->low + value.low);
}

static inline void
add_product (Twice *sum,
             Twice a,
             double b)
{
  Twice product = multiply_exactly (a.high, b);

  product.low += a.low * b;
  add (sum, product);
}

/**
 * crm_linear_system_init:
 *
 * The arrays are used as long as the system is.
 */
void
crm_linear_system_init (CrmLinearSystem *self,
                        const double *x,
                        const double *y,
                        gsize n,
                        gsize d,
                        gboolean has_intercept,
                        double ridge)
{
  gsize m = n + (ridge > 0 ? d : 0);

  *self = (CrmLinearSystem) { .x = x, .y = y, .n = n, .d = d, .has_intercept = has_intercept, .ridge = ridge };
  self->means = g_new0 (double, d + 1);
  self->exponents = g_new0 (int, d + 1);
  self->squares = g_new0 (double, d + 1);
  self->residuals = g_new0 (double, m);
  self->solution = g_new0 (double, d + 1);
  crm_householder_init (&self->factors, m, d + has_intercept);
}

void
crm_linear_system_clear (CrmLinearSystem *self)
{
  g_free (self->means);
  g_free (self->exponents);
  g_free (self->squares);
  g_free (self->residuals);
  g_free (self->solution);
  crm_householder_clear (&self->factors);
}

/* Four sums side by side, as each addition would wait for the one before. */
CRM_CLONES static double
sum_beyond (const double *values,
            gsize n,
            double mean)
{
  double sums[4] = { 0 };
  gsize i = 0;

  for (; i + 4 <= n; i += 4)
    {
      for (guint lane = 0; lane < 4; lane++)
        sums[lane] += values[i + lane] - mean;
    }
  for (; i < n; i++)
    sums[0] += values[i] - mean;
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* Two passes, so that what the first lost is found by the second. */
static double
mean_of (const double *values,
         gsize n)
{
  double mean = sum_beyond (values, n, 0) / n;

  return mean + sum_beyond (values, n, mean) / n;
}

/* Rows become columns, some rows at a time, so that each is read once. */
static void
transpose (CrmLinearSystem *self,
           const CrmRun *run)
{
  double *columns = self->factors.columns + self->has_intercept * self->factors.m;

  for (gsize first = 0; first < self->n && !crm_run_is_cancelled (run); first += TRANSPOSE_ROWS)
    {
      gsize last = MIN (first + TRANSPOSE_ROWS, self->n);

      for (gsize j = 0; j < self->d; j++)
        {
          for (gsize i = first; i < last; i++)
            columns[j * self->factors.m + i] = self->x[i * self->d + j];
        }
    }
}

static void
scale_column (CrmLinearSystem *self,
              gsize j)
{
  double *column = self->factors.columns + (j + self->has_intercept) * self->factors.m;
  double mean = self->has_intercept ? mean_of (column, self->n) : 0, largest = 0, unit, squares = 0;

  self->means[j] = mean;
  for (gsize i = 0; i < self->n; i++)
    {
      column[i] -= mean;
      largest = MAX (largest, fabs (column[i]));
    }
  /* What rounding leaves of a constant is no spread. */
  if (self->has_intercept && largest <= 1e-14 * fabs (mean))
    {
      memset (column, 0, self->n * sizeof (double));
      largest = 0;
    }
  frexp (largest, &self->exponents[j]);
  unit = ldexp (1, -self->exponents[j]);
  for (gsize i = 0; i < self->n; i++)
    {
      column[i] *= unit;
      squares += column[i] * column[i];
    }
  self->squares[j] = squares;
  if (self->ridge > 0)
    column[self->n + j] = ldexp (sqrt (self->ridge), -self->exponents[j]);
}

/* Solves for what is left: `f` of the right side, `g` of what the residuals must be at right angles to. */
static void
correct (CrmLinearSystem *self,
         double *f,
         double *g,
         double *largest,
         const CrmRun *run)
{
  guint rank = self->factors.rank;
  double *step = g_newa (double, rank + 1);

  crm_householder_solve (&self->factors, g, TRUE);
  crm_householder_reflect (&self->factors, f, FALSE, run);
  for (guint k = 0; k < rank; k++)
    {
      step[k] = f[k] - g[k];
      f[k] = g[k];
    }
  crm_householder_solve (&self->factors, step, FALSE);
  crm_householder_reflect (&self->factors, f, TRUE, run);
  *largest = 0;
  for (guint k = 0; k < rank; k++)
    {
      self->solution[k] += step[k];
      *largest = MAX (*largest, fabs (step[k]) / MAX (fabs (self->solution[k]), DBL_MIN));
    }
  for (gsize i = 0; i < self->factors.m; i++)
    self->residuals[i] += f[i];
}

/* The element of row i and kept column k, without any rounding. */
static inline Twice
element (const CrmLinearSystem *self,
         const double *powers,
         gsize i,
         guint k)
{
  gsize column = self->factors.kept[k];
  Twice value;

  if (self->has_intercept && column == 0)
    return (Twice) { i < self->n, 0 };
  column -= self->has_intercept;
  if (i >= self->n)
    return (Twice) { i - self->n == column ? sqrt (self->ridge) * powers[column] : 0, 0 };
  value = add_exactly (self->x[i * self->d + column], -self->means[column]);
  return (Twice) { value.high * powers[column], value.low * powers[column] };
}

static gboolean
find_rest (const CrmLinearSystem *self,
           const double *powers,
           double *f,
           double *g,
           const CrmRun *run,
           GError **error)
{
  guint rank = self->factors.rank;
  g_autofree Twice *sums = g_new0 (Twice, rank + 1);

  for (gsize i = 0; i < self->factors.m; i++)
    {
      Twice rest = i < self->n ? add_exactly (self->y[i], -self->mean_y) : (Twice) { 0, 0 };

      if (i % 4096 == 0 && !crm_run_go_on (run, -1, error))
        return FALSE;
      add (&rest, (Twice) { -self->residuals[i], 0 });
      for (guint k = 0; k < rank; k++)
        {
          Twice a = element (self, powers, i, k);

          add_product (&rest, a, -self->solution[k]);
          add_product (&sums[k], a, -self->residuals[i]);
        }
      f[i] = rest.high + rest.low;
    }
  for (guint k = 0; k < rank; k++)
    g[k] = sums[k].high + sums[k].low;
  return TRUE;
}

static double
condition (const CrmHouseholder *factors)
{
  double least = INFINITY, most = 0;

  for (guint k = 0; k < factors->rank; k++)
    {
      least = MIN (least, fabs (factors->r[k * factors->p + k]));
      most = MAX (most, fabs (factors->r[k * factors->p + k]));
    }
  return most / least;
}

static gboolean
refine (CrmLinearSystem *self,
        double *f,
        double *g,
        const CrmRun *run,
        GError **error)
{
  g_autofree double *powers = g_new (double, self->d + 1);
  double before = INFINITY, largest;

  for (gsize j = 0; j < self->d; j++)
    powers[j] = ldexp (1, -self->exponents[j]);
  for (guint i = 0; i < MOST_REFINEMENTS; i++)
    {
      if (!find_rest (self, powers, f, g, run, error))
        return FALSE;
      correct (self, f, g, &largest, run);
      if (largest < DBL_EPSILON || largest > before / 2)
        break;
      before = largest;
    }
  return crm_run_go_on (run, -1, error);
}

/**
 * crm_linear_system_solve:
 *
 * Finds solution and residuals.
 *
 * Errors: %G_IO_ERROR_CANCELLED
 */
gboolean
crm_linear_system_solve (CrmLinearSystem *self,
                         const CrmRun *run,
                         GError **error)
{
  g_autofree double *f = g_new0 (double, self->factors.m);
  g_autofree double *g = g_new0 (double, self->d + 1);
  double largest;

  for (gsize i = 0; self->has_intercept && i < self->n; i++)
    self->factors.columns[i] = 1;
  transpose (self, run);
  for (gsize j = 0; j < self->d; j++)
    {
      if (!crm_run_go_on (run, -1, error))
        return FALSE;
      scale_column (self, j);
    }
  if (!crm_run_go_on (run, -1, error))
    return FALSE;
  self->mean_y = self->has_intercept ? mean_of (self->y, self->n) : 0;
  if (!crm_householder_factor (&self->factors, ALIAS_TOLERANCE, run, error))
    return FALSE;
  for (gsize i = 0; i < self->n; i++)
    f[i] = self->y[i] - self->mean_y;
  correct (self, f, g, &largest, run);
  if (condition (&self->factors) >= HARMLESS_CONDITION)
    return refine (self, f, g, run, error);
  return crm_run_go_on (run, -1, error);
}

/**
 * crm_linear_system_intercept:
 * @slopes: (array length=d): of the columns as they were given
 *
 * Returns: the value where all columns are 0
 */
double
crm_linear_system_intercept (const CrmLinearSystem *self,
                             const double *slopes)
{
  Twice sum = add_exactly (self->solution[0], self->mean_y);

  for (gsize j = 0; j < self->d; j++)
    add_product (&sum, (Twice) { self->means[j], 0 }, -slopes[j]);
  return sum.high + sum.low;
}
