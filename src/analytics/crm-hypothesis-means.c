/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-hypothesis.h"
#include "analytics/crm-noncentral.h"
#include "analytics/crm-sum.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

#define SURE 0.975   /* share below the upper end of an interval of 95 % */

typedef struct
{
  double n, mean, squares;   /* the latter of distances from the mean */
} Moments;

static Moments
measure (const double *values,
         gsize n,
         const CrmRun *run)
{
  CrmSum sum = { 0 }, squares = { 0 };
  double mean;

  for (gsize i = 0; i < n; i++)
    crm_sum_add (&sum, values[i]);
  mean = crm_sum_value (&sum) / n;
  if (crm_run_is_cancelled (run))
    return (Moments) { n, mean, NAN };
  for (gsize i = 0; i < n; i++)
    crm_sum_add (&squares, (values[i] - mean) * (values[i] - mean));
  return (Moments) { n, mean, crm_sum_value (&squares) };
}

static void
set_t (CrmHypothesis *self,
       double error)
{
  double reach = gsl_cdf_tdist_Pinv (SURE, self->df) * error;

  self->statistic = self->estimate / error;
  self->p = 2 * gsl_cdf_tdist_Q (fabs (self->statistic), self->df);
  self->low = self->estimate - reach;
  self->high = self->estimate + reach;
}

static void
set_effect (CrmHypothesis *self,
            double effect,
            double variance)
{
  double reach = gsl_cdf_ugaussian_Pinv (SURE) * sqrt (variance);

  self->effect = effect;
  self->effect_low = effect - reach;
  self->effect_high = effect + reach;
}

/**
 * crm_hypothesis_welch:
 * @samples: two, of at least two values each
 *
 * Whether two means differ, where spreads may differ too (B. L. Welch, "The generalization of ‘Student's’ problem",
 * Biometrika 34, 1947). The estimate is the first mean less the second, the effect g of L. V. Hedges with the interval
 * of L. V. Hedges and I. Olkin ("Statistical Methods for Meta-Analysis", 1985).
 */
CrmHypothesis
crm_hypothesis_welch (const CrmSamples *samples,
                      const CrmRun *run)
{
  Moments a = measure (samples->values[0], samples->sizes[0], run);
  Moments b = measure (samples->values[1], samples->sizes[1], run);
  double of_a = a.squares / (a.n - 1) / a.n, of_b = b.squares / (b.n - 1) / b.n, n = a.n + b.n;
  double pooled = sqrt ((a.squares + b.squares) / (n - 2)), g;
  CrmHypothesis self = CRM_HYPOTHESIS_UNKNOWN;

  gsl_set_error_handler_off ();   /* a chance too small for a double is 0 */
  self.estimate = a.mean - b.mean;
  if (of_a + of_b == 0)
    return self;
  self.df = (of_a + of_b) * (of_a + of_b) / (of_a * of_a / (a.n - 1) + of_b * of_b / (b.n - 1));
  set_t (&self, sqrt (of_a + of_b));
  g = (1 - 3 / (4 * (n - 2) - 1)) * self.estimate / pooled;
  set_effect (&self, g, n / (a.n * b.n) + g * g / (2 * n));
  return self;
}

/**
 * crm_hypothesis_paired_t:
 * @differences: (array length=n): of each pair; at least two
 *
 * Whether the mean of differences is 0 (Student, "The probable error of a mean", Biometrika 6, 1908). The effect is
 * their mean by their standard deviation.
 */
CrmHypothesis
crm_hypothesis_paired_t (const double *differences,
                         gsize n,
                         const CrmRun *run)
{
  Moments of = measure (differences, n, run);
  double sd = sqrt (of.squares / (of.n - 1)), d;
  CrmHypothesis self = CRM_HYPOTHESIS_UNKNOWN;

  gsl_set_error_handler_off ();
  self.estimate = of.mean;
  self.df = of.n - 1;
  if (sd == 0)
    return self;
  set_t (&self, sd / sqrt (of.n));
  d = of.mean / sd;
  set_effect (&self, d, 1 / of.n + d * d / (2 * of.n));
  return self;
}

/* η² and its interval (J. H. Steiger, 2004). */
static void
set_share (CrmHypothesis *self,
           double f,
           double df1,
           double df2)
{
  double low, high, n = df1 + df2 + 1;

  crm_noncentral_limits (f, df1, df2, &low, &high);
  self->effect = f * df1 / (f * df1 + df2);
  self->effect_low = low / (low + n);
  self->effect_high = high / (high + n);
}

/**
 * crm_hypothesis_anova:
 * @samples: two or more
 *
 * Whether means differ, where spreads are the same (R. A. Fisher, "Statistical Methods for Research Workers", 1925).
 * The effect is η², the share of the squares that lies between the groups.
 */
CrmHypothesis
crm_hypothesis_anova (const CrmSamples *samples,
                      const CrmRun *run)
{
  CrmSum within = { 0 }, between = { 0 }, total = { 0 };
  double n = 0, mean;
  CrmHypothesis self = CRM_HYPOTHESIS_UNKNOWN;
  g_autofree Moments *of = g_new (Moments, samples->n);

  gsl_set_error_handler_off ();
  for (guint i = 0; i < samples->n; i++)
    {
      of[i] = measure (samples->values[i], samples->sizes[i], run);
      crm_sum_add (&within, of[i].squares);
      crm_sum_add (&total, of[i].mean * of[i].n);
      n += of[i].n;
    }
  mean = crm_sum_value (&total) / n;
  for (guint i = 0; i < samples->n; i++)
    crm_sum_add (&between, of[i].n * (of[i].mean - mean) * (of[i].mean - mean));
  self.df = samples->n - 1;
  self.df2 = n - samples->n;
  if (crm_sum_value (&within) == 0 || self.df2 == 0)
    return self;
  self.statistic = crm_sum_value (&between) / self.df / (crm_sum_value (&within) / self.df2);
  self.p = gsl_cdf_fdist_Q (self.statistic, self.df, self.df2);
  set_share (&self, self.statistic, self.df, self.df2);
  return self;
}

/**
 * crm_hypothesis_welch_anova:
 * @samples: two or more, of at least two values each, all of which vary
 *
 * Whether means differ, where spreads may differ too (B. L. Welch, "On the comparison of several mean values: an
 * alternative approach", Biometrika 38, 1951). The effect is η² as of crm_hypothesis_anova().
 */
CrmHypothesis
crm_hypothesis_welch_anova (const CrmSamples *samples,
                            const CrmRun *run)
{
  CrmHypothesis self = crm_hypothesis_anova (samples, run);
  double k = samples->n, weights = 0, mean = 0, between = 0, unevenness = 0;
  g_autofree Moments *of = g_new (Moments, samples->n);

  for (guint i = 0; i < samples->n; i++)
    {
      of[i] = measure (samples->values[i], samples->sizes[i], run);
      if (of[i].squares == 0)
        return CRM_HYPOTHESIS_UNKNOWN;
      weights += of[i].n * (of[i].n - 1) / of[i].squares;
    }
  for (guint i = 0; i < samples->n; i++)
    mean += of[i].mean * (of[i].n * (of[i].n - 1) / of[i].squares) / weights;
  for (guint i = 0; i < samples->n; i++)
    {
      double weight = of[i].n * (of[i].n - 1) / of[i].squares;

      between += weight * (of[i].mean - mean) * (of[i].mean - mean);
      unevenness += (1 - weight / weights) * (1 - weight / weights) / (of[i].n - 1) / (k * k - 1);
    }
  self.statistic = between / ((k - 1) * (1 + 2 * (k - 2) * unevenness));
  self.df2 = 1 / (3 * unevenness);
  self.p = gsl_cdf_fdist_Q (self.statistic, self.df, self.df2);
  return self;
}
