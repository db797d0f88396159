/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-correlation.h"
#include "analytics/crm-hypothesis.h"
#include "analytics/crm-noncentral.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#define SURE 0.975
#define TAIL 0.025
#define N_HALVINGS 200

/**
 * crm_hypothesis_chi_square:
 * @n_rare: (out): cells of which less than 5 are expected
 *
 * As crm_chi_square(); the effect is Cramér's V with the interval of M. Smithson ("Confidence Intervals", 2003).
 */
CrmHypothesis
crm_hypothesis_chi_square (const gint32 *a,
                           guint n_a,
                           const gint32 *b,
                           guint n_b,
                           gsize n,
                           gsize *n_rare)
{
  CrmChiSquare of = crm_chi_square (a, n_a, b, n_b, n);
  CrmHypothesis self = CRM_HYPOTHESIS_UNKNOWN;
  double low, high, unit;

  *n_rare = of.n_rare;
  self.statistic = of.statistic;
  self.p = of.p;
  if (isnan (of.statistic))
    return self;
  self.df = of.df;
  self.effect = of.cramers_v;
  crm_noncentral_limits (of.statistic, of.df, INFINITY, &low, &high);
  unit = of.cramers_v > 0 ? of.statistic / (of.cramers_v * of.cramers_v) : INFINITY;   /* n · (the fewer levels − 1) */
  self.effect_low = fmin (sqrt (low / unit), 1);
  self.effect_high = fmin (sqrt (high / unit), 1);
  return self;
}

/* Fisher's test */

/* All tables with the same sums, by their first cell: from `first` on. */
typedef struct
{
  double  first, cell;
  gsize   n;
  double *logs;      /* of their chances where rows and columns have nothing to do with each other */
  double *shares;    /* of all tables, at some ratio of odds */
} Tables;

static void
weigh (const Tables *self,
       double log_odds)
{
  double most = -INFINITY, sum = 0;

  for (gsize i = 0; i < self->n; i++)
    most = fmax (most, self->logs[i] + i * log_odds);
  for (gsize i = 0; i < self->n; i++)
    {
      self->shares[i] = exp (self->logs[i] + i * log_odds - most);
      sum += self->shares[i];
    }
  for (gsize i = 0; i < self->n; i++)
    self->shares[i] /= sum;
}

typedef enum { MEAN, AT_LEAST, AT_MOST } Measure;

/* Rises with the odds, but for AT_MOST. */
static double
measure (const Tables *self,
         double log_odds,
         Measure what)
{
  double sum = 0;

  weigh (self, log_odds);
  for (gsize i = 0; i < self->n; i++)
    {
      double cell = self->first + i;

      sum += what == MEAN ? cell * self->shares[i] :
             (what == AT_LEAST ? cell >= self->cell : cell <= self->cell) ? self->shares[i] : 0;
    }
  return sum;
}

/* The odds ratio where the measure has a value. */
static double
find_odds (const Tables *self,
           Measure what,
           double value,
           const CrmRun *run)
{
  double low = -1, high = 1, sign = what == AT_MOST ? -1 : 1;

  while (sign * measure (self, low, what) > sign * value && low > -700)
    low *= 2;
  while (sign * measure (self, high, what) < sign * value && high < 700)
    high *= 2;
  for (guint i = 0; i < N_HALVINGS && !crm_run_is_cancelled (run) && high - low > 1e-15 * fmax (fabs (low), 1); i++)
    {
      double middle = (low + high) / 2;

      if (sign * measure (self, middle, what) < sign * value)
        low = middle;
      else
        high = middle;
    }
  return exp ((low + high) / 2);
}

static double
log_choose (double n,
            double k)
{
  return gsl_sf_lngamma (n + 1) - gsl_sf_lngamma (k + 1) - gsl_sf_lngamma (n - k + 1);
}

/**
 * crm_hypothesis_fisher:
 * @a: rows that have neither …
 * @d: … to rows that have both; @b and @c are those between
 *
 * Whether two categories of two levels each have to do with each other, counted out (R. A. Fisher, "The logic of
 * inductive inference", 1935): tables no likelier than this one speak against it. Estimate and effect are the ratio of
 * odds that makes this table likeliest given its sums, with its exact interval, as R's.
 */
CrmHypothesis
crm_hypothesis_fisher (gsize a,
                       gsize b,
                       gsize c,
                       gsize d,
                       const CrmRun *run)
{
  double row = a + b, column = a + c, others = c + d, least = fmax (0, column - others), most = fmin (row, column);
  Tables tables = { least, a, most - least + 1 };
  CrmHypothesis self = CRM_HYPOTHESIS_UNKNOWN;
  double here;

  gsl_set_error_handler_off ();
  tables.logs = g_new (double, tables.n);
  tables.shares = g_new (double, tables.n);
  for (gsize i = 0; i < tables.n; i++)
    tables.logs[i] = log_choose (row, least + i) + log_choose (others, column - least - i);
  weigh (&tables, 0);
  here = tables.shares[(gsize) (a - least)];
  self.p = 0;
  self.exact = TRUE;
  for (gsize i = 0; i < tables.n; i++)
    self.p += tables.shares[i] <= here * (1 + 1e-7) ? tables.shares[i] : 0;
  self.p = fmin (self.p, 1);
  self.estimate = a == most ? INFINITY : a == least ? 0 : find_odds (&tables, MEAN, a, run);
  self.low = a == least ? 0 : find_odds (&tables, AT_LEAST, TAIL, run);
  self.high = a == most ? INFINITY : find_odds (&tables, AT_MOST, TAIL, run);
  self.effect = self.estimate;
  self.effect_low = self.low;
  self.effect_high = self.high;
  g_free (tables.logs);
  g_free (tables.shares);
  return self;
}

/* Proportions */

/* E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927. */
static void
wilson (double hits,
        double n,
        double *low,
        double *high)
{
  double z = gsl_cdf_ugaussian_Pinv (SURE), p = hits / n, centre = (p + z * z / (2 * n)) / (1 + z * z / n);
  double reach = z / (1 + z * z / n) * sqrt (p * (1 - p) / n + z * z / (4 * n * n));

  *low = centre - reach;
  *high = centre + reach;
}

/**
 * crm_hypothesis_proportions:
 * @hits: (array length=n): how many of each group
 * @sizes: (array length=n): how large each is
 *
 * Whether shares differ between groups: X² without a correction for continuity. Of two groups the estimate is the first
 * share less the second, with the interval of R. G. Newcombe ("Interval estimation for the difference between
 * independent proportions", 1998); the effect is h of J. Cohen.
 */
CrmHypothesis
crm_hypothesis_proportions (const gsize *hits,
                            const gsize *sizes,
                            guint n)
{
  double all = 0, all_hits = 0, share, sum = 0;
  CrmHypothesis self = CRM_HYPOTHESIS_UNKNOWN;

  gsl_set_error_handler_off ();
  for (guint i = 0; i < n; i++)
    {
      all += sizes[i];
      all_hits += hits[i];
    }
  share = all_hits / all;
  for (guint i = 0; i < n; i++)
    sum += (hits[i] - sizes[i] * share) * (hits[i] - sizes[i] * share) / (sizes[i] * share * (1 - share));
  self.df = n - 1;
  if (share > 0 && share < 1)
    {
      self.statistic = sum;
      self.p = gsl_cdf_chisq_Q (sum, self.df);
    }
  if (n == 2)
    {
      double p = (double) hits[0] / sizes[0], q = (double) hits[1] / sizes[1], p_low, p_high, q_low, q_high;
      double spread = gsl_cdf_ugaussian_Pinv (SURE) * sqrt (1.0 / sizes[0] + 1.0 / sizes[1]);

      wilson (hits[0], sizes[0], &p_low, &p_high);
      wilson (hits[1], sizes[1], &q_low, &q_high);
      self.estimate = p - q;
      self.low = p - q - hypot (p - p_low, q_high - q);
      self.high = p - q + hypot (p_high - p, q - q_low);
      self.effect = 2 * asin (sqrt (p)) - 2 * asin (sqrt (q));
      self.effect_low = self.effect - spread;
      self.effect_high = self.effect + spread;
    }
  return self;
}
