/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-decompose.h"

#include "analytics/crm-partial-sort.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* STL: R. B. Cleveland, W. S. Cleveland, J. E. McRae and I. Terpenning, "STL: A seasonal-trend decomposition procedure
 * based on loess", Journal of Official Statistics 6 (1990). Windows that the caller does not give, and at which places
 * loess is evaluated, are those of R's stl(), so that the results are the same. */

typedef struct
{
  gsize window;
  guint degree;    /* 0 or 1 */
  gsize jump;      /* loess is evaluated at every such place, and interpolated between */
} Smoother;

typedef struct
{
  gsize    n, period;
  Smoother season, trend, low_pass;
  const double *robustness;   /* weights; NULL for 1 everywhere */
  double  *weights;           /* of one neighbourhood */
  double  *cycle, *cycle_weights, *smooth;
  double  *extended, *averaged, *rest;
  const CrmRun *run;
} Stl;

/* The values from `first` to `last`, smoothed at `x`; NaN where all of them have no weight. */
static double
smooth_at (const double *values,
           gsize n,
           const Smoother *smoother,
           double x,
           gsize first,
           gsize last,
           const double *robustness,
           double *weights)
{
  double reach = MAX (x - first, last - x), total = 0, center = 0, spread = 0, sum = 0;

  if (smoother->window > n)
    reach += (smoother->window - n) / 2;
  for (gsize i = first; i <= last; i++)
    {
      double distance = fabs (i - x), share = distance / reach, rest = 1 - share * share * share;

      weights[i] = distance > 0.999 * reach ? 0 : distance <= 0.001 * reach ? 1 : rest * rest * rest;
      if (robustness != NULL)
        weights[i] *= robustness[i];
      total += weights[i];
    }
  if (total <= 0)
    return NAN;
  for (gsize i = first; i <= last; i++)
    {
      weights[i] /= total;
      center += weights[i] * i;
    }
  for (gsize i = first; i <= last; i++)
    spread += weights[i] * (i - center) * (i - center);
  if (reach > 0 && smoother->degree > 0 && sqrt (spread) > 0.001 * (n - 1))
    {
      double slope = (x - center) / spread;

      for (gsize i = first; i <= last; i++)
        weights[i] *= slope * (i - center) + 1;
    }
  for (gsize i = first; i <= last; i++)
    sum += weights[i] * values[i];
  return sum;
}

static void
find_neighbours (gsize i,
                 gsize n,
                 gsize window,
                 gsize *first,
                 gsize *last)
{
  gsize half = (window - 1) / 2;

  window = MIN (window, n);
  *first = i < half || window == n ? 0 : MIN (i - half, n - window);
  *last = *first + window - 1;
}

static void
smooth (const double *values,
        gsize n,
        const Smoother *smoother,
        const double *robustness,
        double *weights,
        double *result,
        const CrmRun *run)
{
  gsize jump = MAX (MIN (smoother->jump, n - 1), 1), last_place = 0, first = 0, last = 0;

  for (gsize i = 0; i < n; i = i + jump < n || i == n - 1 ? i + jump : n - 1)
    {
      if (i % CRM_RUN_BLOCK < jump && crm_run_is_cancelled (run))
        return;
      /* What is added at the very end keeps the neighbourhood of the place before. */
      if (i % jump == 0)
        find_neighbours (i, n, smoother->window, &first, &last);
      result[i] = smooth_at (values, n, smoother, i, first, last, robustness, weights);
      if (isnan (result[i]))
        result[i] = values[i];
      for (gsize j = last_place + 1; j < i; j++)
        result[j] = result[last_place] + (result[i] - result[last_place]) * (j - last_place) / (i - last_place);
      last_place = i;
    }
}

/* Each place of the period smoothed over the years, and one year further on both sides: n + 2 · period values. */
static void
smooth_cycles (Stl *self,
               const double *values)
{
  gsize period = self->period;

  for (gsize place = 0; place < period; place++)
    {
      gsize k = (self->n - place - 1) / period + 1, window = self->season.window;
      const double *robustness = self->robustness != NULL ? self->cycle_weights : NULL;
      double *inner = self->smooth + 1;

      for (gsize i = 0; i < k; i++)
        {
          self->cycle[i] = values[i * period + place];
          if (self->robustness != NULL)
            self->cycle_weights[i] = self->robustness[i * period + place];
        }
      smooth (self->cycle, k, &self->season, robustness, self->weights, inner, self->run);
      self->smooth[0] = smooth_at (self->cycle, k, &self->season, -1, 0, MIN (window, k) - 1, robustness,
                                   self->weights);
      inner[k] = smooth_at (self->cycle, k, &self->season, k, k > window ? k - window : 0, k - 1, robustness,
                            self->weights);
      if (isnan (self->smooth[0]))
        self->smooth[0] = inner[0];
      if (isnan (inner[k]))
        inner[k] = inner[k - 1];
      for (gsize i = 0; i < k + 2; i++)
        self->extended[i * period + place] = self->smooth[i];
    }
}

/* Means of `length` values that follow each other: n − length + 1 of them. */
static gsize
average (const double *values,
         gsize n,
         gsize length,
         double *result)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      sum += values[i] - (i >= length ? values[i - length] : 0);
      if (i + 1 >= length)
        result[i + 1 - length] = sum / length;
    }
  return n - length + 1;
}

static void
run_inner (Stl *self,
           const double *values,
           double *season,
           double *trend)
{
  gsize n = self->n, length = n + 2 * self->period;

  for (gsize i = 0; i < n; i++)
    self->rest[i] = values[i] - trend[i];
  smooth_cycles (self, self->rest);
  length = average (self->extended, length, self->period, self->averaged);
  length = average (self->averaged, length, self->period, self->rest);
  average (self->rest, length, 3, self->averaged);
  smooth (self->averaged, n, &self->low_pass, NULL, self->weights, self->rest, self->run);
  for (gsize i = 0; i < n; i++)
    {
      season[i] = self->extended[self->period + i] - self->rest[i];
      self->averaged[i] = values[i] - season[i];
    }
  smooth (self->averaged, n, &self->trend, self->robustness, self->weights, trend, self->run);
}

/* Bisquare weights of what remains, by six times its median. The two middle places are given in descending order, as
 * the authors' program and R do, though the sort wants them ascending: in about one of ten series the lower one then
 * holds another value near it, and results differ in their fourth digit. They shall be the same here. */
static void
weigh (Stl *self,
       const double *values,
       const double *season,
       const double *trend,
       double *weights)
{
  gsize n = self->n, middle[] = { n / 2, (n - 1) / 2 };
  double limit;

  for (gsize i = 0; i < n; i++)
    weights[i] = self->rest[i] = fabs (values[i] - season[i] - trend[i]);
  crm_partial_sort (self->rest, n, middle, G_N_ELEMENTS (middle));
  limit = 3 * (self->rest[middle[0]] + self->rest[middle[1]]);
  for (gsize i = 0; i < n; i++)
    {
      double share = weights[i] / limit, rest = 1 - share * share;

      weights[i] = weights[i] <= 0.001 * limit ? 1 : weights[i] <= 0.999 * limit ? rest * rest : 0;
    }
}

static gsize
make_odd (double window)
{
  gsize rounded = ceil (window);

  return rounded + (rounded % 2 == 0);
}

static Smoother
make_smoother (gsize window,
               guint degree)
{
  return (Smoother) { window, degree, (window + 9) / 10 };
}

static void
make_periodic (double *season,
               gsize n,
               gsize period)
{
  for (gsize place = 0; place < period; place++)
    {
      double sum = 0;
      gsize count = 0;

      for (gsize i = place; i < n; i += period, count++)
        sum += season[i];
      for (gsize i = place; i < n; i += period)
        season[i] = sum / count;
    }
}

static void
decompose (CrmDecomposition *parts,
           const double *values,
           gsize period,
           const CrmStlOptions *options,
           const CrmRun *run)
{
  gsize n = parts->n, season_window = options->season_window != CRM_STL_PERIODIC ? options->season_window : 10 * n + 1;
  guint n_outer = options->robust ? 15 : 0, n_inner = options->robust ? 1 : 2;
  g_autofree double *space = g_new0 (double, 9 * n + 4 * period + 8);
  Stl self = {
    .n = n, .period = period,
    .season = make_smoother (season_window, 0),
    .trend = make_smoother (make_odd (1.5 * period / (1 - 1.5 / season_window)), 1),
    .low_pass = make_smoother (make_odd (period), 1), .run = run,
  };

  self.weights = space;
  self.cycle = self.weights + n;
  self.cycle_weights = self.cycle + n;
  self.smooth = self.cycle_weights + n;
  self.extended = self.smooth + n + 2;
  self.averaged = self.extended + n + 2 * period;
  self.rest = self.averaged + n + 2 * period;
  for (guint outer = 0; outer <= n_outer; outer++)
    {
      for (guint inner = 0; inner < n_inner; inner++)
        run_inner (&self, values, parts->season, parts->trend);
      if (outer == n_outer || crm_run_is_cancelled (run))
        break;
      weigh (&self, values, parts->season, parts->trend, parts->weights);
      self.robustness = parts->weights;
    }
}

/**
 * crm_stl:
 * @values: (array length=n): without gaps
 * @period: values of a season, 2 or more
 * @run: (nullable):
 *
 * Decomposes a series by loess (Cleveland and others 1990): the season may change slowly, and values that do not fit
 * may count less.
 *
 * Returns: (transfer full) (nullable): its parts, which add up to it
 * Errors: %CRM_ERROR_INVALID for two seasons or less, or gaps; %G_IO_ERROR_CANCELLED
 */
CrmDecomposition *
crm_stl (const double *values,
         gsize n,
         guint period,
         const CrmStlOptions *options,
         const CrmRun *run,
         GError **error)
{
  g_autoptr (CrmDecomposition) parts = NULL;
  gboolean whole = TRUE;

  for (gsize i = 0; i < n; i++)
    whole = whole && isfinite (values[i]);
  if (period < 2 || n <= 2 * (gsize) period || !whole)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, whole ?
                   _("A season of %u needs more than two of them, but there are %zu values. Take a shorter period or "
                     "more data.") :
                   _("A season of %u cannot be found in %zu values with gaps. Fill the gaps first."), period, n);
      return NULL;
    }
  parts = g_new0 (CrmDecomposition, 1);
  parts->n = n;
  parts->season = g_new0 (double, n);
  parts->trend = g_new0 (double, n);
  parts->remainder = g_new0 (double, n);
  parts->weights = options->robust ? g_new0 (double, n) : NULL;
  decompose (parts, values, period, options, run);
  if (!crm_run_go_on (run, -1, error))
    return NULL;
  if (options->season_window == CRM_STL_PERIODIC)
    make_periodic (parts->season, n, period);
  for (gsize i = 0; i < n; i++)
    parts->remainder[i] = values[i] - parts->trend[i] - parts->season[i];
  return g_steal_pointer (&parts);
}
