/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-spending.h"

#include "analytics/crm-maximum.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <string.h>

#define N_PARAMETERS 3
#define FEWEST 3
#define BOX 12.0   /* of the logarithm of a parameter, where the mean is 1 */
#define GRAIN 1024

typedef struct
{
  double value;
  double slope[N_PARAMETERS];
} Sum;

typedef struct
{
  const CrmRun *run;
  const double *x, *means;
  gsize         n;
  double        scale;
  double        p, q, gamma;
  Sum          *sums;
} Fit;

static gboolean
counts (const Fit *fit,
        gsize i)
{
  return fit->x[i] > 0 && fit->means[i] > 0;
}

/* Equation 1a of the note. */
static void
sum_customers (gsize first,
               gsize last,
               guint piece,
               gpointer data)
{
  Fit *fit = data;
  double p = fit->p, q = fit->q, gamma = fit->gamma;
  double log_gamma_q = gsl_sf_lngamma (q), psi_q = gsl_sf_psi (q), log_gamma = log (gamma);
  Sum sum = { 0 };

  for (gsize i = first; i < last; i++)
    {
      double x = fit->x[i], mean = fit->means[i] / fit->scale, px = p * x, end, log_end, log_sum, psi_sum;

      if (!counts (fit, i))
        continue;
      end = gamma + x * mean;
      log_end = log (end);
      log_sum = log (x * mean);
      psi_sum = gsl_sf_psi (px + q);
      sum.value += gsl_sf_lngamma (px + q) - gsl_sf_lngamma (px) - log_gamma_q + q * (log_gamma - log_end) +
                   px * (log_sum - log_end) - log (mean);
      sum.slope[0] += x * (psi_sum - gsl_sf_psi (px) + log_sum - log_end);
      sum.slope[1] += psi_sum - psi_q + log_gamma - log_end;
      sum.slope[2] += q / gamma - (px + q) / end;
    }
  fit->sums[piece] = sum;
}

static double
evaluate (const double *logs,
          double *gradient,
          gpointer data)
{
  Fit *fit = data;
  double value = 0;

  memset (gradient, 0, N_PARAMETERS * sizeof (double));
  fit->p = exp (logs[0]);
  fit->q = exp (logs[1]);
  fit->gamma = exp (logs[2]);
  if (!crm_run_parallel (fit->run, fit->n, GRAIN, sum_customers, fit, NULL))
    return NAN;
  for (guint piece = 0; piece < crm_run_n_pieces (fit->n, GRAIN); piece++)
    {
      value += fit->sums[piece].value;
      for (guint j = 0; j < N_PARAMETERS; j++)
        gradient[j] += fit->sums[piece].slope[j] * exp (logs[j]);
    }
  return value;
}

/* Sets the scale, so that the mean is 1 in the search, and `n`. */
static gboolean
check_means (Fit *fit,
             gsize *n,
             double *log_scale_sum,
             GError **error)
{
  double sum = 0;
  gboolean differ = FALSE;
  double seen = NAN;

  *n = 0;
  for (gsize i = 0; i < fit->n; i++)
    {
      if (!counts (fit, i))
        continue;
      (*n)++;
      sum += fit->means[i];
      differ |= *n > 1 && fit->means[i] != seen;
      seen = fit->means[i];
    }
  fit->scale = sum / *n;
  *log_scale_sum = *n * log (fit->scale);
  if (*n >= FEWEST && differ)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("What customers spend cannot be told from %zu who bought again, "
                                                      "or who all spent the same. More data are needed."), *n);
  return FALSE;
}

/**
 * crm_spending_fit:
 * @self: (out caller-allocates): the model
 * @x: (array length=n): how many purchases of each customer the mean is of
 * @means: (array length=n): what each spent on average
 * @n: customers; those without a positive count and mean say nothing
 * @run: (nullable): cancelling, threads
 *
 * Finds the parameters of greatest likelihood.
 *
 * Errors: %CRM_ERROR_INVALID with fewer than three customers or no difference between them; %CRM_ERROR_FAILED where
 *   nothing fits best; %G_IO_ERROR_CANCELLED
 */
gboolean
crm_spending_fit (CrmSpending *self,
                  const double *x,
                  const double *means,
                  gsize n,
                  const CrmRun *run,
                  GError **error)
{
  Fit fit = { .run = run, .x = x, .means = means, .n = n };
  double logs[N_PARAMETERS] = { log (5), log (4), log (0.5) }, log_scale_sum, value;
  g_autofree Sum *sums = g_new0 (Sum, crm_run_n_pieces (n, GRAIN) + 1);
  gsize n_used;

  fit.sums = sums;
  if (!check_means (&fit, &n_used, &log_scale_sum, error) ||
      !crm_maximum_find (evaluate, &fit, logs, N_PARAMETERS, BOX, &value, run, error))
    return FALSE;
  *self = (CrmSpending) { exp (logs[0]), exp (logs[1]), exp (logs[2]) * fit.scale, value - log_scale_sum, n_used };
  return TRUE;
}

/**
 * crm_spending_expected:
 * @x: how many purchases the mean is of; 0 for a customer of whom nothing is known
 * @mean: what they spent on average
 *
 * Returns: what the customer will spend on average (equation 5 of the note); NaN where that has no mean, because
 *   customers differ too much
 */
double
crm_spending_expected (const CrmSpending *self,
                       double x,
                       double mean)
{
  double weight = self->p * x + self->q - 1;

  return weight > 0 ? self->p * (self->gamma + (x > 0 ? x * mean : 0)) / weight : NAN;
}
