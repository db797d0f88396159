/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-evaluate.h"
#include "analytics/crm-hypothesis.h"
#include "analytics/crm-noncentral.h"
#include "analytics/crm-sort.h"
#include "analytics/crm-sum.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>

#define EXACT_SIZE 50          /* samples that are smaller are counted out, as long as no values are equal */
#define EXACT_PRODUCT 10000    /* the same for Smirnov's test: product of the sizes */
#define SURE 0.975

/* Values of all samples in order. */
typedef struct
{
  gsize    n;
  double  *ranks;    /* of the values, one sample after the other; equal ones share the mean of theirs */
  guint32 *order;
  double  *values;
  double   ties;     /* Σ t³ − t of t equal values */
} Ranking;

static void
clear_ranking (Ranking *self)
{
  g_free (self->ranks);
  g_free (self->order);
  g_free (self->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ranking, clear_ranking)

static void
rank (Ranking *self,
      const CrmRun *run)
{
  self->order = crm_sort_order (self->values, self->n, NULL, run);
  self->ranks = crm_sort_ranks (self->values, self->order, self->n, &self->ties, run);
}

static void
rank_samples (Ranking *self,
              const CrmSamples *samples,
              const CrmRun *run)
{
  gsize place = 0;

  for (guint i = 0; i < samples->n; i++)
    self->n += samples->sizes[i];
  self->values = g_new (double, MAX (self->n, 1));
  for (guint i = 0; i < samples->n; i++)
    {
      for (gsize k = 0; k < samples->sizes[i]; k++)
        self->values[place++] = samples->values[i][k];
    }
  rank (self, run);
}

static double
two_sided (double z)
{
  return 2 * gsl_cdf_ugaussian_Q (fabs (z));
}

/* Of a distance from the middle, drawn half a step towards it. */
static double
p_of_distance (double distance,
               double sd)
{
  return sd > 0 ? fmin (two_sided (fmax (fabs (distance) - 0.5, 0) / sd), 1) : NAN;
}

/* The share of the orders whose statistic is at most, or at least, this; from the share of each value it may have. */
static double
p_of_shares (const double *shares,
             gsize n_values,
             gsize statistic)
{
  double below = 0, above = 0;

  for (gsize i = 0; i < n_values; i++)
    {
      below += i <= statistic ? shares[i] : 0;
      above += i >= statistic ? shares[i] : 0;
    }
  return fmin (2 * fmin (below, above), 1);
}

/* How the orders of m and n values are shared among the values of U: the largest value is of the one sample with
 * chance m / (m + n), and adds n then (H. B. Mann and D. R. Whitney, 1947). Rows of m are kept for all n. */
static double *
share_out_orders (gsize m,
                  gsize n)
{
  gsize n_values = m * n + 1;
  double *shares = g_new0 (double, (n + 1) * n_values);
  double *last;

  for (gsize k = 0; k <= n; k++)
    shares[k * n_values] = 1;
  for (gsize i = 1; i <= m; i++)
    {
      for (gsize k = 1; k <= n; k++)
        {
          double *here = shares + k * n_values, *fewer = shares + (k - 1) * n_values;

          for (gsize u = n_values; u-- > 0;)
            here[u] = (i * (u >= k ? here[u - k] : 0) + k * fewer[u]) / (i + k);
        }
    }
  last = g_memdup2 (shares + n * n_values, n_values * sizeof (double));
  g_free (shares);
  return last;
}

/* The chance that a value of the first sample is larger, as the area under a curve with its interval. */
static void
set_superiority (CrmHypothesis *self,
                 const CrmSamples *samples,
                 const Ranking *ranking,
                 const CrmRun *run)
{
  g_autofree guint8 *first = g_new0 (guint8, ranking->n);
  g_autoptr (CrmEvaluation) evaluation = NULL;

  for (gsize i = 0; i < samples->sizes[0]; i++)
    first[i] = 1;
  evaluation = crm_evaluation_new (ranking->ranks, first, ranking->n, 0, run, NULL);
  if (evaluation == NULL)
    return;
  self->effect = evaluation->auc;
  self->effect_low = evaluation->auc_low;
  self->effect_high = evaluation->auc_high;
}

/**
 * crm_hypothesis_mann_whitney:
 * @samples: two
 *
 * Whether values of the one sample are larger than those of the other (H. B. Mann and D. R. Whitney, "On a test of
 * whether one of two random variables is stochastically larger than the other", 1947): exact for small samples without
 * equal values, else by the normal distribution with ties considered and half a step taken off, as R does. The effect
 * is the chance that a value of the first sample is larger than one of the second.
 */
CrmHypothesis
crm_hypothesis_mann_whitney (const CrmSamples *samples,
                             const CrmRun *run)
{
  g_auto (Ranking) ranking = { 0 };
  double m = samples->sizes[0], n = samples->sizes[1];
  CrmHypothesis self = CRM_HYPOTHESIS_UNKNOWN;
  CrmSum sum = { 0 };

  gsl_set_error_handler_off ();
  rank_samples (&ranking, samples, run);
  for (gsize i = 0; i < samples->sizes[0]; i++)
    crm_sum_add (&sum, ranking.ranks[i]);
  self.statistic = crm_sum_value (&sum) - m * (m + 1) / 2;
  self.exact = m < EXACT_SIZE && n < EXACT_SIZE && ranking.ties == 0;
  if (self.exact)
    {
      g_autofree double *shares = share_out_orders (m, n);

      self.p = p_of_shares (shares, m * n + 1, self.statistic);
    }
  else
    self.p = p_of_distance (self.statistic - m * n / 2,
                            sqrt (m * n / 12 * (m + n + 1 - ranking.ties / ((m + n) * (m + n - 1)))));
  set_superiority (&self, samples, &ranking, run);
  return self;
}

/* How the signs of n ranks are shared among the sums of positive ones. */
static double *
share_out_signs (gsize n)
{
  gsize n_values = n * (n + 1) / 2 + 1;
  double *shares = g_new0 (double, n_values);

  shares[0] = 1;
  for (gsize rank_of = 1; rank_of <= n; rank_of++)
    {
      for (gsize v = n_values; v-- > 0;)
        shares[v] = (shares[v] + (v >= rank_of ? shares[v - rank_of] : 0)) / 2;
    }
  return shares;
}

/**
 * crm_hypothesis_signed_rank:
 * @differences: (array length=n): of each pair; those of 0 are left out
 *
 * Whether differences lie around 0 (F. Wilcoxon, "Individual comparisons by ranking methods", 1945): exact and by the
 * normal distribution as crm_hypothesis_mann_whitney(). The effect is the rank sum of positive differences less that of
 * negative ones, by the sum of all (D. S. Kerby, "The simple difference formula", 2014), its interval by R. A. Fisher's
 * transformation.
 */
CrmHypothesis
crm_hypothesis_signed_rank (const double *differences,
                            gsize n,
                            const CrmRun *run)
{
  g_auto (Ranking) ranking = { 0 };
  g_autofree guint8 *positive = g_new (guint8, MAX (n, 1));
  CrmHypothesis self = CRM_HYPOTHESIS_UNKNOWN;
  CrmSum sum = { 0 };
  double k, total, reach;

  gsl_set_error_handler_off ();
  ranking.values = g_new (double, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    {
      if (differences[i] == 0)
        continue;
      positive[ranking.n] = differences[i] > 0;
      ranking.values[ranking.n++] = fabs (differences[i]);
    }
  if (ranking.n == 0)
    return self;
  rank (&ranking, run);
  for (gsize i = 0; i < ranking.n; i++)
    crm_sum_add (&sum, positive[i] ? ranking.ranks[i] : 0);
  k = ranking.n;
  total = k * (k + 1) / 2;
  self.statistic = crm_sum_value (&sum);
  self.exact = k < EXACT_SIZE && ranking.ties == 0 && ranking.n == n;
  if (self.exact)
    {
      g_autofree double *shares = share_out_signs (ranking.n);

      self.p = p_of_shares (shares, total + 1, self.statistic);
    }
  else
    self.p = p_of_distance (self.statistic - total / 2, sqrt (k * (k + 1) * (2 * k + 1) / 24 - ranking.ties / 48));
  self.effect = 2 * self.statistic / total - 1;
  reach = gsl_cdf_ugaussian_Pinv (SURE) * sqrt (k * (k + 1) * (2 * k + 1) / 6) / total;
  self.effect_low = fabs (self.effect) < 1 ? tanh (atanh (self.effect) - reach) : NAN;
  self.effect_high = fabs (self.effect) < 1 ? tanh (atanh (self.effect) + reach) : NAN;
  return self;
}

/**
 * crm_hypothesis_kruskal:
 * @samples: two or more
 *
 * Whether values of some samples are larger than those of others (W. H. Kruskal and W. A. Wallis, "Use of ranks in
 * one-criterion variance analysis", JASA 47, 1952), with ties considered. The effect is ε², H by n − 1; its interval is
 * that of the noncentral χ².
 */
CrmHypothesis
crm_hypothesis_kruskal (const CrmSamples *samples,
                        const CrmRun *run)
{
  g_auto (Ranking) ranking = { 0 };
  CrmHypothesis self = CRM_HYPOTHESIS_UNKNOWN;
  CrmSum sum = { 0 };
  gsize place = 0;
  double n, low, high;

  gsl_set_error_handler_off ();
  rank_samples (&ranking, samples, run);
  n = ranking.n;
  for (guint i = 0; i < samples->n; i++)
    {
      CrmSum ranks = { 0 };
      double distance;

      for (gsize k = 0; k < samples->sizes[i]; k++)
        crm_sum_add (&ranks, ranking.ranks[place++]);
      distance = crm_sum_value (&ranks) / samples->sizes[i] - (n + 1) / 2;
      crm_sum_add (&sum, distance * distance * samples->sizes[i]);
    }
  self.df = samples->n - 1;
  if (ranking.ties == n * n * n - n)
    return self;
  self.statistic = 12 * crm_sum_value (&sum) / (n * (n + 1)) / (1 - ranking.ties / (n * n * n - n));
  self.p = gsl_cdf_chisq_Q (self.statistic, self.df);
  crm_noncentral_limits (self.statistic, self.df, INFINITY, &low, &high);
  self.effect = self.statistic / (n - 1);
  self.effect_low = fmin (low / (n - 1), 1);
  self.effect_high = fmin (high / (n - 1), 1);
  return self;
}

/* The share of the paths from corner to corner that leave the diagonal as far as the statistic: at the ends of runs of
 * equal values, as the steps in between do not show (J. L. Hodges, "The significance probability of the Smirnov
 * two-sample test", 1958; G. Schröer and D. Trenkler, 1995, for ties). */
static double
p_of_paths (const Ranking *ranking,
            gsize m,
            gsize n,
            double statistic)
{
  g_autofree double *shares = g_new0 (double, n + 1);
  double limit = statistic * (1 - 1e-7);   /* what is as far counts */

  for (gsize i = 0; i <= m; i++)
    {
      for (gsize k = 0; k <= n; k++)
        {
          gsize here = i + k;
          gboolean shows = here > 0 && (here == ranking->n || ranking->values[ranking->order[here - 1]] !=
                                                              ranking->values[ranking->order[here]]);

          if (shows && fabs ((double) i / m - (double) k / n) >= limit)
            shares[k] = 1;
          else if (here > 0)
            shares[k] = (i > 0 ? shares[k] * i / here : 0) + (k > 0 ? shares[k - 1] * k / here : 0);
        }
    }
  return shares[n];
}

/* The distribution for large samples (A. N. Kolmogorov, 1933); the second form is the one that converges for small. */
static double
p_of_limit (double x)
{
  double sum = 0;

  if (x <= 0)
    return 1;
  if (x < 1)
    {
      for (double k = 1; k < 40; k += 2)
        sum += exp (-k * k * G_PI * G_PI / (8 * x * x));
      return 1 - sqrt (2 * G_PI) / x * sum;
    }
  for (int k = 1; k < 40; k++)
    sum += (k % 2 != 0 ? 2 : -2) * exp (-2.0 * k * k * x * x);
  return sum;
}

/**
 * crm_hypothesis_smirnov:
 * @samples: two
 *
 * Whether two samples come from one distribution: the largest distance of their shares below each value (N. V. Smirnov,
 * 1939), which is statistic and effect. Exact for small samples, also with equal values.
 */
CrmHypothesis
crm_hypothesis_smirnov (const CrmSamples *samples,
                        const CrmRun *run)
{
  g_auto (Ranking) ranking = { 0 };
  double m = samples->sizes[0], n = samples->sizes[1], of_first = 0, of_second = 0;
  CrmHypothesis self = CRM_HYPOTHESIS_UNKNOWN;

  rank_samples (&ranking, samples, run);
  self.statistic = 0;
  for (gsize i = 0; i < ranking.n; i++)
    {
      if (ranking.order[i] < samples->sizes[0])
        of_first++;
      else
        of_second++;
      if (i + 1 == ranking.n || ranking.values[ranking.order[i + 1]] != ranking.values[ranking.order[i]])
        self.statistic = fmax (self.statistic, fabs (of_first / m - of_second / n));
    }
  self.exact = m * n < EXACT_PRODUCT;
  self.p = CLAMP (self.exact ? p_of_paths (&ranking, m, n, self.statistic) :
                  p_of_limit (self.statistic * sqrt (m * n / (m + n))), 0, 1);
  self.effect = self.statistic;
  return self;
}
