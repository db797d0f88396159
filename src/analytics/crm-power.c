/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-power.h"
#include "analytics/crm-sum.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_min.h>
#include <math.h>

#define LAMBDA_REACH 64      /* no further is looked for λ */
#define WINDOW_STEP 0.5
#define SHORT_REACH 0.05
#define SOME 4096            /* values */
#define NEAR 1e-7            /* enough for λ, near which the likelihood is flat */
#define MOST_STEPS 200
#define ROWS_A_LOOK 65536   /* between looks whether it is cancelled */

typedef struct
{
  CrmPowerKind  kind;
  const double *logs;       /* of Box and Cox: log x less its mean; else log (1 + |x|) with the sign of x */
  double       *room;       /* for them once transformed */
  gsize         n;
  const CrmRun *run;
  double        log_mean;   /* the former: of log x; the latter: of `logs`, which the Jacobian takes */
} Search;

/* (e^(λl) − 1) / λ, also where λ is 0. */
static double
power_of (double lambda,
          double l)
{
  return lambda == 0 ? l : expm1 (lambda * l) / lambda;
}

static double
transform (const Search *search,
           double lambda,
           double l)
{
  return search->kind == CRM_POWER_BOX_COX || l >= 0 ? power_of (lambda, l) : -power_of (2 - lambda, -l);
}

/* The log-likelihood, negated. That of Box and Cox is taken of values over their geometric mean: only log x̄ is left of
 * the Jacobian then, and large numbers stay within the range of doubles. */
static double
lose (double lambda,
      gpointer data)
{
  const Search *search = data;
  double n = search->n, *room = search->room, mean, variance, fit;
  CrmSum sum = { 0 }, squares = { 0 };

  for (gsize i = 0; i < search->n; i++)
    {
      if (i % ROWS_A_LOOK == 0 && crm_run_is_cancelled (search->run))
        return G_MAXDOUBLE;
      room[i] = transform (search, lambda, search->logs[i]);
      crm_sum_add (&sum, room[i]);
    }
  mean = crm_sum_value (&sum) / n;
  for (gsize i = 0; i < search->n; i++)
    crm_sum_add (&squares, (room[i] - mean) * (room[i] - mean));
  variance = crm_sum_value (&squares) / n;
  fit = n / 2 * log (variance) + n * search->log_mean * (search->kind == CRM_POWER_BOX_COX ? 1 : 1 - lambda);
  return isfinite (fit) ? fit : G_MAXDOUBLE;
}

/* The likelihood has one summit. Windows of nine points are moved until it is within one; then Brent's method narrows
 * it down (R. P. Brent, "Algorithms for Minimization without Derivatives", 1973). */
static double
find_window (Search *search)
{
  double centre = 0, best = 0;

  while (fabs (centre) <= LAMBDA_REACH && !crm_run_is_cancelled (search->run))
    {
      double least = INFINITY;

      for (int i = -4; i <= 4; i++)
        {
          double loss = lose (centre + i * WINDOW_STEP, search);

          if (loss < least)
            {
              least = loss;
              best = centre + i * WINDOW_STEP;
            }
        }
      if (fabs (best - centre) < 4 * WINDOW_STEP)
        return best;
      centre = best;
    }
  return NAN;
}

/* The summit between `lambda` − `reach` and `lambda` + `reach`; NaN where it is not there. */
static double
climb (Search *search,
       double lambda,
       double reach)
{
  gsl_function function = { lose, search };
  gsl_min_fminimizer *minimizer = gsl_min_fminimizer_alloc (gsl_min_fminimizer_brent);
  int status;

  gsl_set_error_handler_off ();
  status = gsl_min_fminimizer_set (minimizer, &function, lambda, lambda - reach, lambda + reach);
  if (status != GSL_SUCCESS)
    lambda = NAN;
  for (guint i = 0; i < MOST_STEPS && status == GSL_SUCCESS && !crm_run_is_cancelled (search->run); i++)
    {
      double before = lambda;

      status = gsl_min_fminimizer_iterate (minimizer);
      lambda = gsl_min_fminimizer_x_minimum (minimizer);
      /* The interval may stay wide at one end; steps become short all the same. */
      if (fabs (lambda - before) < NEAR && lambda != before)
        break;
      if (gsl_min_test_interval (gsl_min_fminimizer_x_lower (minimizer), gsl_min_fminimizer_x_upper (minimizer),
                                 NEAR, 0) == GSL_SUCCESS)
        break;
    }
  gsl_min_fminimizer_free (minimizer);
  return lambda;
}

/* From some of the values on, which are enough to know nearly where it is. */
static double
climb_from_some (Search *search)
{
  g_autofree double *some = g_new (double, SOME);
  Search part = *search;
  double mean = 0, lambda;

  for (gsize i = 0; i < SOME; i++)
    {
      some[i] = search->logs[(guint64) i * search->n / SOME];
      mean += some[i] / SOME;
    }
  for (gsize i = 0; i < SOME && search->kind == CRM_POWER_BOX_COX; i++)
    some[i] -= mean;
  part.logs = some;
  part.n = SOME;
  part.log_mean = mean;
  lambda = find_window (&part);
  lambda = isnan (lambda) ? NAN : climb (&part, lambda, WINDOW_STEP);
  return isnan (lambda) ? NAN : climb (search, lambda, SHORT_REACH);
}

static double
find_lambda (Search *search)
{
  double lambda = search->n > 4 * SOME ? climb_from_some (search) : NAN;

  if (isnan (lambda) && !crm_run_is_cancelled (search->run))
    {
      lambda = find_window (search);
      lambda = isnan (lambda) ? NAN : climb (search, lambda, WINDOW_STEP);
    }
  return lambda;
}

static gboolean
check_values (CrmPowerKind kind,
              const double *values,
              gsize n,
              GError **error)
{
  double least = kind == CRM_POWER_LOG || kind == CRM_POWER_BOX_COX ? 0 : kind == CRM_POWER_LOG1P ? -1 : -INFINITY;
  gsize n_below = 0, n_different = 0;

  for (gsize i = 0; i < n; i++)
    {
      n_below += values[i] <= least;
      n_different += values[i] != values[0];
    }
  if (n_below > 0)
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                 _("%zu values are not above %g, so they have no such logarithm or power. Use “yeo-johnson”, which "
                   "takes any."), n_below, least);
  else if (n_different == 0 && (kind == CRM_POWER_BOX_COX || kind == CRM_POWER_YEO_JOHNSON))
    g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                         _("All values are the same, so no power makes their distribution normal."));
  else
    return TRUE;
  return FALSE;
}

/* How the logarithms of values lie; returns what the Jacobian takes of them. */
static double
take_logs (CrmPowerKind kind,
           const double *values,
           gsize n,
           double *logs)
{
  CrmSum sum = { 0 };
  double mean;

  for (gsize i = 0; i < n; i++)
    {
      logs[i] = kind == CRM_POWER_BOX_COX ? log (values[i]) : copysign (log1p (fabs (values[i])), values[i]);
      crm_sum_add (&sum, logs[i]);
    }
  mean = crm_sum_value (&sum) / n;
  for (gsize i = 0; i < n && kind == CRM_POWER_BOX_COX; i++)
    logs[i] -= mean;
  return mean;
}

/**
 * crm_power_find:
 * @self: (out caller-allocates): the transformation
 * @values: (array length=n): none missing
 * @run: (nullable): how to run
 *
 * Finds the power after which values are nearest to a normal distribution, by maximum likelihood (G. E. P. Box and
 * D. R. Cox, "An analysis of transformations", JRSS B 26, 1964; I.-K. Yeo and R. A. Johnson, "A new family of power
 * transformations to improve normality or symmetry", Biometrika 87, 2000). For logarithms there is nothing to find.
 *
 * Errors: %CRM_ERROR_INVALID for values that have no logarithm or power, or are all the same; %G_IO_ERROR_CANCELLED
 */
gboolean
crm_power_find (CrmPower *self,
                CrmPowerKind kind,
                const double *values,
                gsize n,
                const CrmRun *run,
                GError **error)
{
  g_autofree double *logs = NULL, *room = NULL;
  Search search = { .kind = kind, .n = n, .run = run };

  *self = (CrmPower) { kind, NAN, NAN };
  if (!check_values (kind, values, n, error))
    return FALSE;
  if (kind != CRM_POWER_BOX_COX && kind != CRM_POWER_YEO_JOHNSON)
    return TRUE;
  search.logs = logs = g_new (double, MAX (n, 1));
  search.room = room = g_new (double, MAX (n, 1));
  search.log_mean = take_logs (kind, values, n, logs);
  self->lambda = find_lambda (&search);
  if (!crm_run_go_on (run, -1, error))
    return FALSE;
  if (isnan (self->lambda))
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           _("No power makes the distribution of the values normal. Cap those that are far from the "
                             "others first, or use “log”."));
      return FALSE;
    }
  self->log_likelihood = -lose (self->lambda, &search);
  return TRUE;
}

/**
 * crm_power_value:
 *
 * Returns: what becomes of a value; NaN of one that has no such logarithm or power
 */
double
crm_power_value (const CrmPower *self,
                 double value)
{
  switch (self->kind)
    {
    case CRM_POWER_LOG:
      return value > 0 ? log (value) : NAN;
    case CRM_POWER_LOG1P:
      return value > -1 ? log1p (value) : NAN;
    case CRM_POWER_BOX_COX:
      return value > 0 ? power_of (self->lambda, log (value)) : NAN;
    case CRM_POWER_YEO_JOHNSON:
      return value >= 0 ? power_of (self->lambda, log1p (value)) : -power_of (2 - self->lambda, log1p (-value));
    case CRM_POWER_NONE:
    default:
      return value;
    }
}
