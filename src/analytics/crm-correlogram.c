/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-correlogram.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double
find_mean (const double *values,
           gsize n,
           gsize *count)
{
  double sum = 0;

  *count = 0;
  for (gsize i = 0; i < n; i++)
    {
      if (isnan (values[i]))
        continue;
      sum += values[i];
      (*count)++;
    }
  return sum / *count;
}

/**
 * crm_autocorrelation:
 * @values: (array length=n): NaN where one is missing
 * @correlations: (out) (array length=n_lags): for the lags from 1 on; NaN where all values are the same
 * @run: (nullable): once it is cancelled the rest is left out
 *
 * Sums over all pairs divided by that of lag 0 (G. E. P. Box and G. M. Jenkins, "Time Series Analysis", 1970, 2.1.5).
 */
void
crm_autocorrelation (const double *values,
                     gsize n,
                     guint n_lags,
                     double *correlations,
                     const CrmRun *run)
{
  gsize count;
  double mean = find_mean (values, n, &count), variance = 0;

  for (gsize i = 0; i < n; i++)
    variance += isnan (values[i]) ? 0 : (values[i] - mean) * (values[i] - mean);
  for (guint lag = 1; lag <= n_lags && !crm_run_is_cancelled (run); lag++)
    {
      double sum = 0;

      for (gsize i = lag; i < n; i++)
        {
          double product = (values[i] - mean) * (values[i - lag] - mean);

          sum += isnan (product) ? 0 : product;
        }
      correlations[lag - 1] = variance > 0 ? sum / variance : NAN;
    }
}

/**
 * crm_partial_autocorrelation:
 * @correlations: (array length=n_lags): as of crm_autocorrelation()
 * @partial: (out) (array length=n_lags)
 *
 * The recursion of J. Durbin, "The fitting of time-series models", Review of the International Statistical Institute 28
 * (1960).
 */
void
crm_partial_autocorrelation (const double *correlations,
                             guint n_lags,
                             double *partial)
{
  g_autofree double *now = g_new0 (double, n_lags + 1), *before = g_new0 (double, n_lags + 1);

  for (guint k = 0; k < n_lags; k++)
    {
      double above = correlations[k], below = 1;

      for (guint j = 0; j < k; j++)
        {
          above -= before[j] * correlations[k - 1 - j];
          below -= before[j] * correlations[j];
        }
      partial[k] = now[k] = above / below;
      for (guint j = 0; j < k; j++)
        now[j] = before[j] - now[k] * before[k - 1 - j];
      memcpy (before, now, (k + 1) * sizeof (double));
    }
}

/**
 * crm_ljung_box:
 * @n_parameters: that the model has, which the degrees of freedom lack
 * @p: (out): how likely as much is by chance where the residuals do not depend on each other; NaN without freedom
 *
 * G. M. Ljung and G. E. P. Box, "On a measure of lack of fit in time series models", Biometrika 65 (1978).
 *
 * Returns: Q
 */
double
crm_ljung_box (const double *residuals,
               gsize n,
               guint n_lags,
               guint n_parameters,
               double *p)
{
  g_autofree double *correlations = g_new (double, MAX (n_lags, 1));
  double sum = 0;
  gsize count;

  find_mean (residuals, n, &count);
  crm_autocorrelation (residuals, n, n_lags, correlations, NULL);
  for (guint lag = 1; lag <= n_lags && lag < count; lag++)
    sum += correlations[lag - 1] * correlations[lag - 1] / (count - lag);
  sum *= (double) count * (count + 2);
  *p = n_lags > n_parameters && isfinite (sum) ? gsl_cdf_chisq_Q (sum, n_lags - n_parameters) : NAN;
  return sum;
}

/**
 * crm_kpss:
 * @values: (array length=n): without gaps
 * @n_lags: of the window for the long-run variance
 *
 * The test for a level that does not wander (D. Kwiatkowski, P. C. B. Phillips, P. Schmidt and Y. Shin, Journal of
 * Econometrics 54, 1992). Above 0.463 at 5 % it does.
 *
 * Returns: the statistic; 0 where all values are the same
 */
double
crm_kpss (const double *values,
          gsize n,
          guint n_lags)
{
  g_autofree double *deviations = g_new (double, n);
  gsize count;
  double mean = find_mean (values, n, &count), partial = 0, sum = 0, variance = 0;

  for (gsize i = 0; i < n; i++)
    {
      deviations[i] = values[i] - mean;
      partial += deviations[i];
      sum += partial * partial;
      variance += deviations[i] * deviations[i];
    }
  for (guint lag = 1; lag <= n_lags && lag < n; lag++)
    {
      double product = 0;

      for (gsize i = lag; i < n; i++)
        product += deviations[i] * deviations[i - lag];
      variance += 2 * (1 - lag / (n_lags + 1.0)) * product;
    }
  return variance > 0 ? sum / n / variance : 0;
}

/**
 * crm_remove_line:
 * @values: (array length=n): NaN where one is missing
 * @rest: (out) (array length=n): what is left of each
 * @intercept: (out): at place 0
 * @slope: (out): per place
 *
 * The straight line of least squares.
 */
void
crm_remove_line (const double *values,
                 gsize n,
                 double *rest,
                 double *intercept,
                 double *slope)
{
  gsize count;
  double mean = find_mean (values, n, &count), center = 0, above = 0, below = 0;

  for (gsize i = 0; i < n; i++)
    center += isnan (values[i]) ? 0 : (double) i / count;
  for (gsize i = 0; i < n; i++)
    {
      if (isnan (values[i]))
        continue;
      above += (i - center) * (values[i] - mean);
      below += (i - center) * (i - center);
    }
  *slope = below > 0 ? above / below : 0;
  *intercept = mean - *slope * center;
  for (gsize i = 0; i < n; i++)
    rest[i] = values[i] - *intercept - *slope * i;
}

static int
compare_strengths (const void *a,
                   const void *b)
{
  const CrmPeriodStrength *first = a, *second = b;

  return (first->share < second->share) - (first->share > second->share);
}

/* Two weeks are a season of their own only if they explain more than one does. */
static gboolean
repeats (const CrmPeriodStrength *found,
         guint n_found,
         guint period,
         double share)
{
  for (guint i = 0; i < n_found; i++)
    {
      if (period % found[i].period == 0 && share < found[i].share + 0.05)
        return TRUE;
    }
  return FALSE;
}

/**
 * crm_find_periods:
 * @values: (array length=n): without gaps
 * @periods: (out) (array length=n_periods): the strongest first
 *
 * Looks for seasons: for each period of 2 to a third of the series (400 at most), what share of the variance around the
 * line the means of its places explain, which is what the periodogram has at that frequency and its multiples (the
 * table of C. Buys Ballot; E. T. Whittaker and G. Robinson, "The Calculus of Observations", 1924, chapter 13),
 * adjusted for how many means there are, where the autocorrelation has a peak that chance does not reach at
 * any of them (5 %).
 *
 * Returns: how many there are
 */
guint
crm_find_periods (const double *values,
                  gsize n,
                  CrmPeriodStrength *periods,
                  guint n_periods,
                  const CrmRun *run)
{
  guint longest = MIN (n / 3, 400), n_found = 0;
  g_autofree double *rest = g_new (double, MAX (n, 1)), *correlations = g_new (double, longest + 2);
  g_autofree CrmPeriodStrength *found = g_new (CrmPeriodStrength, longest + 1);
  double intercept, slope, whole = 0, limit;

  if (n < 6)
    return 0;
  limit = gsl_cdf_ugaussian_Qinv (0.025 / longest) / sqrt (n);
  crm_remove_line (values, n, rest, &intercept, &slope);
  for (gsize i = 0; i < n; i++)
    whole += rest[i] * rest[i];
  crm_autocorrelation (rest, n, longest + 1, correlations, run);
  for (guint period = 2; period <= longest && whole > 0 && !crm_run_is_cancelled (run); period++)
    {
      double here = correlations[period - 1], power = 0;

      if (here < limit || here < correlations[period] || (period > 2 && here < correlations[period - 2]))
        continue;
      for (guint place = 0; place < period; place++)
        {
          double sum = 0;
          gsize count = 0;

          for (gsize i = place; i < n; i += period, count++)
            sum += rest[i];
          power += sum * sum / count;
        }
      power = 1 - (1 - power / whole) * (n - 1) / (n - period);
      if (power > 0 && !repeats (found, n_found, period, power))
        found[n_found++] = (CrmPeriodStrength) { period, power, here };
    }
  qsort (found, n_found, sizeof *found, compare_strengths);
  n_found = MIN (n_found, n_periods);
  memcpy (periods, found, n_found * sizeof *found);
  return n_found;
}
