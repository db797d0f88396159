/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-logistic.h"

#include "analytics/crm-cholesky.h"
#include "analytics/crm-clones.h"
#include "analytics/crm-number.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#define MOST_ITERATIONS 50
#define SMALLEST_CHANGE 1e-8     /* of a log-odds; Newton's next step would be of its square */
#define ALIAS_TOLERANCE 1e-11    /* of the squared length of a column */
#define ROUNDING 1e-15            /* what is left of it when all rows are certain */
#define LEAST_GRAIN 2048
#define MOST_PIECES 64

/* Newton's method on columns of mean 0 and spread 1, after a column of ones. */
typedef struct
{
  const guint8 *positive;
  gsize         n, p;
  double       *x;                  /* n rows of p */
  double       *offsets, *scales;   /* of the p columns */
  double       *penalties;
  gboolean     *aliased;
  double       *beta, *step;
  double       *logits;
  double        log_likelihood, penalized, change;
  double       *gradient, *hessian;
  gsize         grain;
  double       *sums;               /* of each piece: hessian, gradient, log-likelihood, change */
} Newton;

static gsize
sums_size (const Newton *newton)
{
  return newton->p * newton->p + newton->p + 2;
}

static void
newton_clear (Newton *newton)
{
  g_free (newton->x);
  g_free (newton->offsets);
  g_free (newton->scales);
  g_free (newton->penalties);
  g_free (newton->aliased);
  g_free (newton->beta);
  g_free (newton->step);
  g_free (newton->logits);
  g_free (newton->gradient);
  g_free (newton->hessian);
  g_free (newton->sums);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Newton, newton_clear)

static gboolean
standardize (Newton *newton,
             const double *x,
             gsize d,
             double ridge,
             const CrmRun *run,
             GError **error)
{
  gsize n = newton->n, p = newton->p;

  for (gsize i = 0; i < n; i++)
    {
      if (i % CRM_RUN_BLOCK == 0 && !crm_run_go_on (run, -1, error))
        return FALSE;
      newton->x[i * p] = 1;
      for (gsize j = 0; j < d; j++)
        newton->offsets[j + 1] += x[i * d + j];
    }
  for (gsize j = 1; j < p; j++)
    newton->offsets[j] /= n;
  for (gsize i = 0; i < n; i++)
    {
      if (i % CRM_RUN_BLOCK == 0 && !crm_run_go_on (run, -1, error))
        return FALSE;
      for (gsize j = 0; j < d; j++)
        {
          double away = x[i * d + j] - newton->offsets[j + 1];

          newton->x[i * p + j + 1] = away;
          newton->scales[j + 1] += away * away;
        }
    }
  newton->scales[0] = 1;
  for (gsize j = 1; j < p; j++)
    {
      newton->scales[j] = sqrt (newton->scales[j] / n);
      /* What rounding leaves of a constant is no spread. */
      newton->aliased[j] = newton->scales[j] <= 1e-13 * fabs (newton->offsets[j]);
      if (newton->aliased[j])
        newton->scales[j] = 1;
      newton->penalties[j] = ridge / (newton->scales[j] * newton->scales[j]);
    }
  for (gsize i = 0; i < n; i++)
    {
      if (i % CRM_RUN_BLOCK == 0 && !crm_run_go_on (run, -1, error))
        return FALSE;
      for (gsize j = 1; j < p; j++)
        newton->x[i * p + j] /= newton->scales[j];
    }
  return TRUE;
}

static gboolean
newton_init (Newton *newton,
             const double *x,
             const guint8 *positive,
             gsize n,
             gsize d,
             double ridge,
             gsize n_positive,
             const CrmRun *run,
             GError **error)
{
  gsize p = d + 1;

  *newton = (Newton) { .positive = positive, .n = n, .p = p, .grain = MAX (LEAST_GRAIN, n / MOST_PIECES + 1) };
  newton->x = g_new (double, n * p);
  newton->offsets = g_new0 (double, p);
  newton->scales = g_new0 (double, p);
  newton->penalties = g_new0 (double, p);
  newton->aliased = g_new0 (gboolean, p);
  newton->beta = g_new0 (double, p);
  newton->step = g_new0 (double, p);
  newton->logits = g_new0 (double, n);
  newton->gradient = g_new (double, p);
  newton->hessian = g_new (double, p * p);
  newton->sums = g_new (double, crm_run_n_pieces (n, newton->grain) * sums_size (newton));
  newton->beta[0] = log ((double) n_positive / (n - n_positive));
  return standardize (newton, x, d, ridge, run, error);
}

/* Adds four rows, each times its weight and its transpose; four at a time, so that the sums stay in registers. */
CRM_CLONES static void
add_squares (double *hessian,
             const double *const rows[4],
             const double *weights,
             gsize p)
{
  const double *x0 = rows[0], *x1 = rows[1], *x2 = rows[2], *x3 = rows[3];

  for (gsize j = 0; j < p; j++)
    {
      double a0 = weights[0] * x0[j], a1 = weights[1] * x1[j], a2 = weights[2] * x2[j], a3 = weights[3] * x3[j];
      double *restrict sums = hessian + j * p;

      for (gsize k = 0; k <= j; k++)
        sums[k] += (a0 * x0[k] + a1 * x1[k]) + (a2 * x2[k] + a3 * x3[k]);
    }
}

static double
multiply (const double *a,
          const double *b,
          gsize n)
{
  double even = 0, odd = 0;
  gsize i = 0;

  for (; i + 4 <= n; i += 4)
    {
      even += a[i] * b[i] + a[i + 2] * b[i + 2];
      odd += a[i + 1] * b[i + 1] + a[i + 3] * b[i + 3];
    }
  for (; i < n; i++)
    even += a[i] * b[i];
  return even + odd;
}

static void
sum_rows (gsize first,
          gsize last,
          guint piece,
          gpointer data)
{
  Newton *newton = data;
  gsize p = newton->p;
  double *hessian = newton->sums + piece * sums_size (newton), *gradient = hessian + p * p;
  double log_likelihood = 0, change = 0, product = 1, weights[4];
  const double *rows[4];
  guint held = 0;

  memset (hessian, 0, sums_size (newton) * sizeof (double));
  for (gsize i = first; i < last; i++)
    {
      const double *row = newton->x + i * p;
      double logit = multiply (newton->beta, row, p), small, share, rest;

      small = exp (-fabs (logit));
      share = (logit < 0 ? small : 1) / (1 + small);
      log_likelihood -= (logit < 0) == !newton->positive[i] ? 0 : fabs (logit);
      /* Each factor is at most 2, so many of them can wait for one logarithm. */
      product *= 1 + small;
      if (product > 0x1p900)
        {
          log_likelihood -= log (product);
          product = 1;
        }
      rest = newton->positive[i] ? (logit < 0 ? 1 : small) / (1 + small) : -share;
      change = MAX (change, fabs (logit - newton->logits[i]));
      newton->logits[i] = logit;
      for (gsize j = 0; j < p; j++)
        gradient[j] += rest * row[j];
      rows[held] = row;
      weights[held++] = small / ((1 + small) * (1 + small));
      if (held < 4 && i + 1 < last)
        continue;
      for (; held < 4; held++)
        rows[held] = row, weights[held] = 0;
      add_squares (hessian, rows, weights, p);
      held = 0;
    }
  gradient[p] = log_likelihood - log (product);
  gradient[p + 1] = change;
}

/* Log-likelihood with its first and second derivatives where beta is. */
static gboolean
look (Newton *newton,
      const CrmRun *run,
      GError **error)
{
  gsize p = newton->p, size = sums_size (newton);

  if (!crm_run_parallel (run, newton->n, newton->grain, sum_rows, newton, error))
    return FALSE;
  newton->log_likelihood = newton->change = 0;
  memset (newton->hessian, 0, p * p * sizeof (double));
  memset (newton->gradient, 0, p * sizeof (double));
  for (guint piece = 0; piece < crm_run_n_pieces (newton->n, newton->grain); piece++)
    {
      const double *sums = newton->sums + piece * size;

      for (gsize i = 0; i < p * p; i++)
        newton->hessian[i] += sums[i];
      for (gsize j = 0; j < p; j++)
        newton->gradient[j] += sums[p * p + j];
      newton->log_likelihood += sums[p * p + p];
      newton->change = MAX (newton->change, sums[p * p + p + 1]);
    }
  newton->penalized = newton->log_likelihood;
  for (gsize j = 0; j < p; j++)
    {
      newton->penalized -= newton->penalties[j] * newton->beta[j] * newton->beta[j] / 2;
      newton->gradient[j] -= newton->penalties[j] * newton->beta[j];
      newton->hessian[j * p + j] += newton->penalties[j];
    }
  return TRUE;
}

/* Climbs to the maximum. Where the outcomes are separated there is none: every step adds about one to some log-odds. */
static gboolean
climb (Newton *newton,
       CrmLogistic *self,
       const CrmRun *run,
       GError **error)
{
  double before = -INFINITY;
  gboolean whole;
  gsize p = newton->p;

  for (self->n_iterations = 0;; self->n_iterations++)
    {
      if (!look (newton, run, error))
        return FALSE;
      if (newton->penalized < before - 1e-10 * fabs (before))
        {
          for (gsize j = 0; j < p; j++)
            newton->beta[j] -= newton->step[j] /= 2;
          continue;
        }
      self->converged = self->n_iterations > 0 && newton->change < SMALLEST_CHANGE * MAX (1, fabs (newton->beta[0]));
      whole = crm_cholesky_factor (newton->hessian, p, self->n_iterations > 0 ? ROUNDING : ALIAS_TOLERANCE,
                                   newton->aliased);
      if (!whole && self->n_iterations > 0)
        {
          self->separated = TRUE;
          return TRUE;
        }
      if (self->converged)
        return TRUE;
      if (self->n_iterations == MOST_ITERATIONS)
        {
          self->separated = newton->change > 1e-3;
          return TRUE;
        }
      before = newton->penalized;
      memcpy (newton->step, newton->gradient, p * sizeof (double));
      crm_cholesky_solve (newton->hessian, p, newton->aliased, newton->step);
      for (gsize j = 0; j < p; j++)
        newton->beta[j] += newton->step[j];
    }
}

/* A step that does not get smaller belongs to a coefficient without a bound. */
static void
find_unbounded (CrmLogistic *self,
                const Newton *newton)
{
  double largest = 0;

  for (gsize j = 0; j < newton->p; j++)
    largest = MAX (largest, fabs (newton->step[j]));
  for (gsize j = 0; self->separated && j < newton->p; j++)
    self->unbounded[j] = fabs (newton->step[j]) > largest / 100;
}

/* Back to the columns as they were given. */
static void
restore (CrmLogistic *self,
         const Newton *newton,
         double ridge)
{
  gsize p = newton->p;
  g_autofree double *inverse = g_new (double, p * p);
  double variance = 0;

  crm_cholesky_inverse (newton->hessian, p, newton->aliased, inverse);
  self->coefficients[0] = newton->beta[0];
  for (gsize j = 1; j < p; j++)
    {
      self->coefficients[j] = newton->beta[j] / newton->scales[j];
      self->coefficients[0] -= self->coefficients[j] * newton->offsets[j];
      self->errors[j] = sqrt (inverse[j * p + j]) / newton->scales[j];
      self->means[j - 1] = newton->offsets[j];
      self->aliased[j - 1] = newton->aliased[j];
      self->rank += !newton->aliased[j];
    }
  for (gsize j = 0; j < p; j++)
    {
      double a = j > 0 ? -newton->offsets[j] / newton->scales[j] : 1;

      for (gsize k = 0; k < p; k++)
        variance += a * (k > 0 ? -newton->offsets[k] / newton->scales[k] : 1) * inverse[j * p + k];
    }
  self->errors[0] = sqrt (variance);
  for (gsize j = 0; j < p; j++)
    {
      if (newton->aliased[j] || self->unbounded[j] || (self->separated && j == 0) || ridge > 0)
        self->errors[j] = NAN;
      self->z[j] = self->coefficients[j] / self->errors[j];
      self->p[j] = isnan (self->z[j]) ? NAN : 2 * gsl_cdf_ugaussian_Q (fabs (self->z[j]));
    }
}

static gboolean
check (const double *x,
       const guint8 *positive,
       gsize n,
       gsize d,
       gsize *n_positive,
       GError **error)
{
  *n_positive = 0;
  for (gsize i = 0; i < n; i++)
    *n_positive += positive[i] != 0;
  if (*n_positive == 0 || *n_positive == n)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           _("All rows have the same outcome, so there is nothing to learn. Choose rows of both."));
      return FALSE;
    }
  for (gsize i = 0; i < n * d; i++)
    {
      if (!crm_number_is_usable (x[i]))
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                       _("Row %zu holds a number that is infinite or too large to calculate with."), i / d + 1);
          return FALSE;
        }
    }
  return TRUE;
}

static CrmLogistic *
logistic_new (gsize n,
              gsize d)
{
  CrmLogistic *self = g_new0 (CrmLogistic, 1);

  self->n = n;
  self->d = d;
  self->rank = 1;
  self->coefficients = g_new0 (double, d + 1);
  self->errors = g_new0 (double, d + 1);
  self->z = g_new0 (double, d + 1);
  self->p = g_new0 (double, d + 1);
  self->means = g_new0 (double, d + 1);
  self->aliased = g_new0 (gboolean, d + 1);
  self->unbounded = g_new0 (gboolean, d + 1);
  return self;
}

/**
 * crm_logistic_fit:
 * @x: (array length=n*d): a row after the other; finite
 * @positive: (array length=n): 1 for the outcome whose probability is modelled, else 0
 * @options: (nullable): %NULL for those of zeros
 *
 * Logistic regression by maximum likelihood (Newton's method, which is iteratively reweighted least squares: P.
 * McCullagh, J. Nelder, "Generalized Linear Models", 4.4). Columns that are combinations of earlier ones are left out,
 * as in R. Separated outcomes (A. Albert, J. Anderson, "On the existence of maximum likelihood estimates in logistic
 * regression models", Biometrika 71, 1984) are found and said in the result, whose probabilities are still of use.
 *
 * Returns: (transfer full) (nullable): the fit
 * Errors: %CRM_ERROR_INVALID where all rows have one outcome or a value is not finite; %G_IO_ERROR_CANCELLED
 */
CrmLogistic *
crm_logistic_fit (const double *x,
                  const guint8 *positive,
                  gsize n,
                  gsize d,
                  const CrmLogisticOptions *options,
                  const CrmRun *run,
                  GError **error)
{
  g_autoptr (CrmLogistic) self = NULL;
  g_auto (Newton) newton = { 0 };
  double ridge = options != NULL ? options->ridge : 0, share;
  gsize n_positive;

  if (!check (x, positive, n, d, &n_positive, error))
    return NULL;
  self = logistic_new (n, d);
  if (!newton_init (&newton, x, positive, n, d, ridge, n_positive, run, error) ||
      !climb (&newton, self, CRM_RUN_STILL (run), error))
    return NULL;
  find_unbounded (self, &newton);
  restore (self, &newton, ridge);
  share = (double) n_positive / n;
  self->log_likelihood = newton.log_likelihood;
  self->deviance = -2 * self->log_likelihood;
  self->null_deviance = -2 * (n_positive * log (share) + (n - n_positive) * log1p (-share));
  self->aic = self->deviance + 2.0 * self->rank;
  self->mcfadden = 1 - self->deviance / self->null_deviance;
  return g_steal_pointer (&self);
}

void
crm_logistic_free (CrmLogistic *self)
{
  g_free (self->coefficients);
  g_free (self->errors);
  g_free (self->z);
  g_free (self->p);
  g_free (self->means);
  g_free (self->aliased);
  g_free (self->unbounded);
  g_free (self);
}

/**
 * crm_logistic_predict:
 * @row: (array length=d): values of the columns
 *
 * Returns: the probability of the positive outcome. Its log-odds are those at the means of the columns and, for each
 *   column, its coefficient times how far the value is from the mean.
 */
double
crm_logistic_predict (const CrmLogistic *self,
                      const double *row)
{
  double logit = self->coefficients[0];

  for (gsize j = 0; j < self->d; j++)
    logit += self->coefficients[j + 1] * row[j];
  return 1 / (1 + exp (-logit));
}
