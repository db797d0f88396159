/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-clones.h"
#include "analytics/crm-correlation.h"
#include "analytics/crm-number.h"
#include "analytics/crm-sort.h"
#include "analytics/crm-sum.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <string.h>

#define MANY 100000   /* values whose sorting takes some milliseconds */
#define EXACT_BELOW 50   /* pairs: all orders are counted */

static double
mean_of (const double *values,
         gsize n)
{
  CrmSum sum = { 0 };

  for (gsize i = 0; i < n; i++)
    crm_sum_add (&sum, values[i]);
  return crm_sum_value (&sum) / n;
}

/* Rounding of a mean would make a constant vary. */
static gboolean
is_constant (const double *values,
             gsize n)
{
  for (gsize i = 1; i < n; i++)
    {
      if (values[i] != values[0])
        return FALSE;
    }
  return TRUE;
}

static double
largest_distance (const double *values,
                  gsize n,
                  double centre)
{
  double largest = 0;

  for (gsize i = 0; i < n; i++)
    largest = fmax (largest, fabs (values[i] - centre));
  return largest;
}

/* What rounding takes away is kept, in eight sums side by side that may be in vectors: by the sum of D. E. Knuth, "The
 * Art of Computer Programming" 2, 4.2.2, which does not ask which of two numbers is larger. */
CRM_CLONES static double
multiply (const double *a,
          const double *b,
          gsize n)
{
  double sums[8] = { 0 }, carries[8] = { 0 };
  CrmSum whole = { 0 };
  gsize i = 0;

  for (; i + 8 <= n; i += 8)
    {
      for (guint k = 0; k < 8; k++)
        {
          double product = a[i + k] * b[i + k], next = sums[k] + product, added = next - sums[k];

          carries[k] += (sums[k] - (next - added)) + (product - added);
          sums[k] = next;
        }
    }
  for (; i < n; i++)
    crm_sum_add (&whole, a[i] * b[i]);
  for (guint k = 0; k < 8; k++)
    crm_sum_add (&whole, sums[k]);
  for (guint k = 0; k < 8; k++)
    crm_sum_add (&whole, carries[k]);
  return crm_sum_value (&whole);
}

/* A column without gaps as distances from its mean. They are divided by the largest, so that the squares of small ones
 * do not vanish. NULL where all values are the same. */
typedef struct
{
  double *distances;
  double  squares;
} Spread;

static void
spread_clear (Spread *self)
{
  g_clear_pointer (&self->distances, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Spread, spread_clear)

static Spread
measure_spread (const double *values,
                gsize n,
                const CrmRun *run)
{
  double mean, unit;
  Spread self = { 0 };

  if (is_constant (values, n))
    return self;
  mean = mean_of (values, n);
  unit = largest_distance (values, n, mean);
  if (crm_run_is_cancelled (run))
    return self;
  self.distances = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    self.distances[i] = (values[i] - mean) / unit;
  self.squares = multiply (self.distances, self.distances, n);
  return self;
}

static double
compare_spreads (const Spread *x,
                 const Spread *y,
                 gsize n)
{
  if (x->distances == NULL || y->distances == NULL)
    return NAN;
  return CLAMP (multiply (x->distances, y->distances, n) / sqrt (x->squares * y->squares), -1, 1);
}

/* Sorts by merging, and counts how many pairs were in the wrong order. */
static double
count_swaps (double *values,
             double *room,
             gsize n,
             const CrmRun *run)
{
  gsize half = n / 2, left = 0, right = half, place = 0;
  double swaps;

  if (n < 2 || (n > MANY && crm_run_is_cancelled (run)))
    return 0;
  swaps = count_swaps (values, room, half, run) + count_swaps (values + half, room, n - half, run);
  while (place < n)
    {
      if (right == n || (left < half && values[left] <= values[right]))
        room[place++] = values[left++];
      else
        {
          swaps += half - left;
          room[place++] = values[right++];
        }
    }
  memcpy (values, room, n * sizeof (double));
  return swaps;
}

/* Of values in order: Σ t(t − 1)/2, and what the variance takes of ties of t values. */
typedef struct
{
  double pairs, triples, weighted;
} Ties;

static Ties
count_ties (const double *sorted,
            gsize n)
{
  Ties ties = { 0 };

  for (gsize i = 0, end; i < n; i = end)
    {
      double t;

      for (end = i + 1; end < n && sorted[end] == sorted[i]; end++)
        ;
      t = end - i;
      ties.pairs += t * (t - 1) / 2;
      ties.triples += t * (t - 1) * (t - 2);
      ties.weighted += t * (t - 1) * (2 * t + 5);
    }
  return ties;
}

/* Rows in the order of x, those of equal x in the order of y: two stable sorts. */
static void
order_pairs (double *x,
             double *y,
             gsize n,
             const CrmRun *run)
{
  g_autofree guint32 *by_y = crm_sort_order (y, n, NULL, run);
  g_autofree double *x_by_y = g_new (double, n);
  g_autofree double *y_by_y = g_new (double, n);
  g_autofree guint32 *by_x = NULL;

  for (gsize i = 0; i < n; i++)
    {
      if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
        return;
      x_by_y[i] = x[by_y[i]];
      y_by_y[i] = y[by_y[i]];
    }
  by_x = crm_sort_order (x_by_y, n, NULL, run);
  for (gsize i = 0; i < n; i++)
    {
      if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
        return;
      x[i] = x_by_y[by_x[i]];
      y[i] = y_by_y[by_x[i]];
    }
}

/* How likely so few swaps or fewer put an order right when any is as likely: the next value is swapped with none to all
 * of those before it (M. G. Kendall, "A New Measure of Rank Correlation", Biometrika 30, 1938). */
static double
chance_of_swaps (gsize n,
                 guint swaps)
{
  g_autofree double *shares = g_new0 (double, swaps + 1);
  double sum = 0;

  shares[0] = 1;
  for (gsize k = 2; k <= n; k++)
    {
      for (gsize s = 1; s <= swaps; s++)
        shares[s] += shares[s - 1];
      for (gsize s = swaps; s >= k; s--)
        shares[s] -= shares[s - k];
      for (gsize s = 0; s <= swaps; s++)
        shares[s] /= k;
    }
  for (gsize s = 0; s <= swaps; s++)
    sum += shares[s];
  return sum;
}

/* τ-b by W. R. Knight, "A computer method for calculating Kendall's tau with ungrouped data", JASA 61 (1966); its
 * variance with ties by M. G. Kendall, "Rank Correlation Methods", 1970. */
static void
kendall (CrmCorrelation *self,
         double *x,
         double *y,
         const CrmRun *run)
{
  gsize n = self->n;
  g_autofree double *room = g_new (double, n);
  double pairs = n * (n - 1.0) / 2, both = 0, swaps, excess, variance;
  Ties of_x, of_y;

  order_pairs (x, y, n, run);
  if (crm_run_is_cancelled (run))
    return;
  of_x = count_ties (x, n);
  for (gsize i = 0, end; i < n; i = end)
    {
      for (end = i + 1; end < n && x[end] == x[i] && y[end] == y[i]; end++)
        ;
      both += (end - i) * (end - i - 1.0) / 2;
    }
  swaps = count_swaps (y, room, n, run);
  if (crm_run_is_cancelled (run))
    return;
  of_y = count_ties (y, n);
  excess = pairs - of_x.pairs - of_y.pairs + both - 2 * swaps;
  self->r = of_x.pairs == pairs || of_y.pairs == pairs ? NAN :
            CLAMP (excess / sqrt ((pairs - of_x.pairs) * (pairs - of_y.pairs)), -1, 1);
  if (n < 3 || isnan (self->r))
    return;
  if (n < EXACT_BELOW && of_x.pairs + of_y.pairs == 0)
    {
      self->p = MIN (1, 2 * chance_of_swaps (n, MIN (swaps, pairs - swaps)));
      return;
    }
  variance = (2 * pairs * (2.0 * n + 5) - of_x.weighted - of_y.weighted) / 18 + of_x.pairs * of_y.pairs / pairs +
             of_x.triples * of_y.triples / (18 * pairs * (n - 2));
  self->p = 2 * gsl_cdf_ugaussian_Q (fabs (excess) / sqrt (variance));
}

static Spread
measure (const double *values,
         gsize n,
         CrmCorrelationKind kind,
         const CrmRun *run)
{
  g_autofree guint32 *order = NULL;
  g_autofree double *ranks = NULL;

  if (kind != CRM_CORRELATION_SPEARMAN)
    return measure_spread (values, n, run);
  order = crm_sort_order (values, n, NULL, run);
  ranks = crm_sort_ranks (values, order, n, NULL, run);
  return measure_spread (ranks, n, run);
}

static gboolean
is_whole (const double *values,
          gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      if (!crm_number_is_usable (values[i]))
        return FALSE;
    }
  return TRUE;
}

static double
p_of_t (double r,
        gsize n)
{
  if (n < 3 || isnan (r))
    return NAN;
  return fabs (r) == 1 ? 0 : 2 * gsl_cdf_tdist_Q (fabs (r) * sqrt ((n - 2) / ((1 - r) * (1 + r))), n - 2);
}

/**
 * crm_correlation:
 * @x: (array length=n): NaN where one is missing
 * @y: (array length=n): likewise
 * @run: (nullable): once it is cancelled the result means nothing
 *
 * How two columns go together, over the rows where both are finite numbers: along a line (K. Pearson), or in their
 * order (C. Spearman: Pearson's of the ranks; M. G. Kendall: pairs in the same order, less those in the other, τ-b).
 *
 * Returns: the correlation
 */
CrmCorrelation
crm_correlation (const double *x,
                 const double *y,
                 gsize n,
                 CrmCorrelationKind kind,
                 const CrmRun *run)
{
  g_autofree double *known_x = g_new (double, MAX (n, 1));
  g_autofree double *known_y = g_new (double, MAX (n, 1));
  g_auto (Spread) spread_x = { 0 }, spread_y = { 0 };
  CrmCorrelation self = { 0, NAN, NAN };

  for (gsize i = 0; i < n; i++)
    {
      if (!crm_number_is_usable (x[i]) || !crm_number_is_usable (y[i]))
        continue;
      known_x[self.n] = x[i];
      known_y[self.n++] = y[i];
    }
  if (self.n < 2)
    return self;
  gsl_set_error_handler_off ();
  if (kind == CRM_CORRELATION_KENDALL)
    {
      kendall (&self, known_x, known_y, run);
      return self;
    }
  spread_x = measure (known_x, self.n, kind, run);
  spread_y = measure (known_y, self.n, kind, run);
  self.r = compare_spreads (&spread_x, &spread_y, self.n);
  self.p = p_of_t (self.r, self.n);
  return self;
}

/**
 * crm_correlations:
 * @columns: (array length=d): NaN where a value is missing
 * @run: (nullable):
 *
 * Every column with every other and itself: the same as crm_correlation(), but what a column without gaps takes is done
 * once.
 *
 * Returns: (transfer full) (array length=d*d) (nullable): the correlations, those of the first column first
 * Errors: %G_IO_ERROR_CANCELLED
 */
CrmCorrelation *
crm_correlations (const double *const *columns,
                  guint d,
                  gsize n,
                  CrmCorrelationKind kind,
                  const CrmRun *run,
                  GError **error)
{
  g_autofree CrmCorrelation *found = g_new (CrmCorrelation, (gsize) d * d + 1);
  g_autofree gboolean *whole = g_new0 (gboolean, d + 1);
  g_autofree Spread *spreads = g_new0 (Spread, d + 1);
  gboolean done = TRUE;

  gsl_set_error_handler_off ();
  for (guint i = 0; i < d && !crm_run_is_cancelled (run); i++)
    {
      whole[i] = kind != CRM_CORRELATION_KENDALL && n >= 2 && is_whole (columns[i], n);
      if (whole[i])
        spreads[i] = measure (columns[i], n, kind, run);
    }
  for (guint i = 0; done && i < d; i++)
    {
      for (guint k = 0; k <= i && done; k++)
        {
          CrmCorrelation *pair = &found[(gsize) i * d + k];

          done = crm_run_go_on (run, (double) i / d, error);
          *pair = (CrmCorrelation) { n, NAN, NAN };
          if (whole[i] && whole[k])
            {
              pair->r = compare_spreads (&spreads[i], &spreads[k], n);
              pair->p = p_of_t (pair->r, n);
            }
          else
            *pair = crm_correlation (columns[i], columns[k], n, kind, run);
          found[(gsize) k * d + i] = *pair;
        }
    }
  for (guint i = 0; i < d; i++)
    spread_clear (&spreads[i]);
  return done ? g_steal_pointer (&found) : NULL;
}

/**
 * crm_chi_square:
 * @a: (array length=n): codes below @n_a, −1 where one is missing
 * @b: (array length=n): codes below @n_b, likewise
 *
 * Whether two categories have to do with each other (K. Pearson, 1900), and how much (H. Cramér, "Mathematical Methods
 * of Statistics", 1946). Levels that do not occur do not count.
 *
 * Returns: the test; NaN where either has fewer than two levels
 */
CrmChiSquare
crm_chi_square (const gint32 *a,
                guint n_a,
                const gint32 *b,
                guint n_b,
                gsize n)
{
  g_autofree gsize *counts = g_new0 (gsize, (gsize) n_a * n_b + 1);
  g_autofree gsize *of_a = g_new0 (gsize, n_a + 1);
  g_autofree gsize *of_b = g_new0 (gsize, n_b + 1);
  CrmChiSquare self = { 0, 0, NAN, NAN, NAN, 0 };
  CrmSum sum = { 0 };
  guint used_a = 0, used_b = 0;

  for (gsize i = 0; i < n; i++)
    {
      if (a[i] < 0 || b[i] < 0)
        continue;
      used_a += of_a[a[i]]++ == 0;
      used_b += of_b[b[i]]++ == 0;
      counts[(gsize) a[i] * n_b + b[i]]++;
      self.n++;
    }
  if (used_a < 2 || used_b < 2)
    return self;
  for (guint i = 0; i < n_a; i++)
    {
      for (guint k = 0; k < n_b; k++)
        {
          double expected = (double) of_a[i] * of_b[k] / self.n, distance = counts[(gsize) i * n_b + k] - expected;

          if (expected > 0)
            crm_sum_add (&sum, distance * distance / expected);
          self.n_rare += expected > 0 && expected < 5;
        }
    }
  gsl_set_error_handler_off ();   /* a chance too small for a double is 0 */
  self.statistic = crm_sum_value (&sum);
  self.df = (used_a - 1) * (used_b - 1);
  self.p = gsl_cdf_chisq_Q (self.statistic, self.df);
  self.cramers_v = sqrt (self.statistic / self.n / (MIN (used_a, used_b) - 1));
  return self;
}
