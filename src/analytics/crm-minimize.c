/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-minimize.h"

#include <math.h>
#include <string.h>

/* Minima of smooth functions without derivatives: variable metric steps on central differences. */

#define DIFFERENCE 1e-5
#define ACCEPTABLE 1e-4   /* share of the promised descent that a step must bring (Armijo) */
#define SHORTEST 1e-7

typedef struct
{
  CrmObjective  objective;
  gpointer      data;
  const CrmRun *run;
  guint         n;
  double        reach;
  double       *gradient, *old_gradient, *direction, *probe, *product;
  double       *inverse;      /* n × n, of the Hessian, approximately */
} Search;

static double
evaluate (Search *self,
          const double *x)
{
  double value = crm_run_is_cancelled (self->run) ? INFINITY : self->objective (x, self->data);

  return isfinite (value) ? value : INFINITY;
}

static void
find_gradient (Search *self,
               const double *x,
               double value)
{
  memcpy (self->probe, x, self->n * sizeof (double));
  for (guint i = 0; i < self->n && !crm_run_is_cancelled (self->run); i++)
    {
      double step = DIFFERENCE * MAX (1, fabs (x[i])), above, below;

      self->probe[i] = x[i] + step;
      above = evaluate (self, self->probe);
      self->probe[i] = x[i] - step;
      below = evaluate (self, self->probe);
      self->probe[i] = x[i];
      if (isfinite (above) && isfinite (below))
        self->gradient[i] = (above - below) / (2 * step);
      else
        self->gradient[i] = isfinite (above) ? (above - value) / step : isfinite (below) ? (value - below) / step : 0;
    }
}

static void
reset_metric (Search *self)
{
  memset (self->inverse, 0, self->n * self->n * sizeof (double));
  for (guint i = 0; i < self->n; i++)
    self->inverse[i * self->n + i] = 1;
}

static double
find_direction (Search *self)
{
  double slope = 0;

  for (guint i = 0; i < self->n; i++)
    {
      const double *row = self->inverse + i * self->n;
      double sum = 0;

      for (guint j = 0; j < self->n; j++)
        sum -= row[j] * self->gradient[j];
      self->direction[i] = sum;
      slope += sum * self->gradient[i];
    }
  return slope;
}

/* The update of Broyden, Fletcher, Goldfarb and Shanno for a step of `length` along the direction. */
static void
update_metric (Search *self,
               double length)
{
  guint n = self->n;
  double curvature = 0, norm = 0;

  for (guint i = 0; i < n; i++)
    curvature += length * self->direction[i] * (self->gradient[i] - self->old_gradient[i]);
  if (!(curvature > 0))
    {
      reset_metric (self);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      double sum = 0;

      for (guint j = 0; j < n; j++)
        sum += self->inverse[i * n + j] * (self->gradient[j] - self->old_gradient[j]);
      self->product[i] = sum;
      norm += sum * (self->gradient[i] - self->old_gradient[i]);
    }
  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        {
          double s_i = length * self->direction[i], s_j = length * self->direction[j];

          self->inverse[i * n + j] += (1 + norm / curvature) * s_i * s_j / curvature -
                                      (s_i * self->product[j] + self->product[i] * s_j) / curvature;
        }
    }
}

/* Shortens the step until it goes down enough. 0 where none does. */
static double
search_line (Search *self,
             double *x,
             double *value,
             double slope)
{
  double largest = 0, length;

  for (guint i = 0; i < self->n; i++)
    largest = MAX (largest, fabs (self->direction[i]));
  for (length = MIN (1, self->reach / largest); length * largest > SHORTEST; length /= 3)
    {
      double there;

      for (guint i = 0; i < self->n; i++)
        self->probe[i] = x[i] + length * self->direction[i];
      there = evaluate (self, self->probe);
      if (there > *value + ACCEPTABLE * length * slope || !isfinite (there))
        continue;
      *value = there;
      memcpy (x, self->probe, self->n * sizeof (double));
      return length;
    }
  return 0;
}

/**
 * crm_minimize:
 * @x: (inout) (array length=n): where to begin, and the minimum found; of the order of 1 each
 * @reach: how far a step may go at most; long ones find minima far away, and miss near ones
 * @tolerance: it ends when two steps bring less than this share of the value
 * @run: (nullable): looked at all the time; when cancelled, the best so far is left
 *
 * Finds a minimum near @x by the variable metric method (J. C. Nash, "Compact Numerical Methods for Computers", 2nd
 * ed. 1990, algorithm 21), with gradients from central differences.
 *
 * Returns: the value there, infinite where @x is not allowed to begin with
 */
double
crm_minimize (CrmObjective objective,
              gpointer data,
              double *x,
              guint n,
              double reach,
              double tolerance,
              guint max_steps,
              const CrmRun *run)
{
  g_autofree double *space = g_new0 (double, 5 * n + n * n + 1);
  Search self = { objective, data, run, n, reach, space, space + n, space + 2 * n, space + 3 * n, space + 4 * n,
                  space + 5 * n };
  double value = evaluate (&self, x);
  guint n_idle = 0;

  if (n == 0 || !isfinite (value))
    return value;
  reset_metric (&self);
  find_gradient (&self, x, value);
  for (guint step = 0; step < max_steps && n_idle < 2 && !crm_run_is_cancelled (run); step++)
    {
      double before = value, slope = find_direction (&self), length;

      if (slope >= 0)
        {
          reset_metric (&self);
          slope = find_direction (&self);
        }
      if (slope == 0)
        break;
      length = search_line (&self, x, &value, slope);
      n_idle = before - value > tolerance * (fabs (value) + tolerance) ? 0 : n_idle + 1;
      if (length == 0)
        {
          reset_metric (&self);
          continue;
        }
      memcpy (self.old_gradient, self.gradient, n * sizeof (double));
      find_gradient (&self, x, value);
      update_metric (&self, length);
    }
  return value;
}

/**
 * crm_minimize_hessian:
 * @hessian: (out) (array length=n*n): second derivatives at @x, by central differences
 */
void
crm_minimize_hessian (CrmObjective objective,
                      gpointer data,
                      const double *x,
                      guint n,
                      double *hessian)
{
  const double step = 1e-3;
  g_autofree double *probe = g_memdup2 (x, MAX (n, 1) * sizeof (double));

  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j <= i; j++)
        {
          double sum = 0;

          for (int k = 0; k < 4; k++)
            {
              double first = k & 1 ? -step : step, second = k & 2 ? -step : step;

              probe[i] += first;
              probe[j] += second;
              sum += (first > 0) == (second > 0) ? objective (probe, data) : -objective (probe, data);
              probe[i] = x[i];
              probe[j] = x[j];
            }
          hessian[i * n + j] = hessian[j * n + i] = sum / (4 * step * step);
        }
    }
}
