/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-decompose.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

void
crm_decomposition_free (CrmDecomposition *self)
{
  g_free (self->trend);
  g_free (self->season);
  g_free (self->remainder);
  g_free (self->weights);
  g_free (self);
}

/**
 * crm_moving_average:
 * @trend: (out) (array length=n): NaN at both ends
 *
 * The centred mean over a period; where that is even, the two values at its ends count half.
 */
void
crm_moving_average (const double *values,
                    gsize n,
                    guint period,
                    double *trend)
{
  gsize half = period / 2;

  for (gsize i = 0; i < n; i++)
    {
      double sum = 0;

      trend[i] = NAN;
      if (i < half || i + half >= n)
        continue;
      for (gsize j = i - half; j <= i + half; j++)
        sum += period % 2 == 0 && (j == i - half || j == i + half) ? values[j] / 2 : values[j];
      trend[i] = sum / period;
    }
}

/* The mean of what is left after the trend for each place in the period, brought to 0 or 1 on average. */
static void
find_figure (const double *values,
             const double *trend,
             gsize n,
             guint period,
             gboolean multiply,
             double *figure)
{
  double level = 0;

  for (guint place = 0; place < period; place++)
    {
      double sum = 0;
      gsize count = 0;

      for (gsize i = place; i < n; i += period)
        {
          double left = multiply ? values[i] / trend[i] : values[i] - trend[i];

          if (isnan (left))
            continue;
          sum += left;
          count++;
        }
      figure[place] = sum / count;
      level += figure[place] / period;
    }
  for (guint place = 0; place < period; place++)
    figure[place] = multiply ? figure[place] / level : figure[place] - level;
}

static gboolean
check_series (const double *values,
              gsize n,
              guint period,
              GError **error)
{
  if (period < 2 || n < 2 * (gsize) period)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("A season of %u needs at least two of them, %u values; there "
                   "are %zu. Take a shorter period or more data."), period, 2 * period, n);
      return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    {
      if (isfinite (values[i]))
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("The series has no value in place %zu. Fill the gaps first."),
                   i + 1);
      return FALSE;
    }
  return TRUE;
}

/**
 * crm_decompose:
 * @values: (array length=n): without gaps
 * @period: values of a season, 2 or more
 *
 * The classical decomposition by moving averages (M. Kendall and A. Stuart, "The Advanced Theory of Statistics" 3,
 * 1983, pp. 410–414).
 *
 * Returns: (transfer full) (nullable): its parts
 * Errors: %CRM_ERROR_INVALID for less than two seasons, gaps, or a multiplicative season of what is not above 0
 */
CrmDecomposition *
crm_decompose (const double *values,
               gsize n,
               guint period,
               CrmSeasonal seasonal,
               GError **error)
{
  gboolean multiply = seasonal == CRM_SEASONAL_MULTIPLICATIVE;
  g_autofree double *figure = g_new (double, MAX (period, 1));
  CrmDecomposition *self;

  if (!check_series (values, n, period, error))
    return NULL;
  for (gsize i = 0; multiply && i < n; i++)
    {
      if (values[i] > 0)
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("A multiplicative season needs values above 0; that in place "
                   "%zu is not. Take an additive one."), i + 1);
      return NULL;
    }
  self = g_new0 (CrmDecomposition, 1);
  self->n = n;
  self->trend = g_new (double, n);
  self->season = g_new (double, n);
  self->remainder = g_new (double, n);
  crm_moving_average (values, n, period, self->trend);
  find_figure (values, self->trend, n, period, multiply, figure);
  for (gsize i = 0; i < n; i++)
    {
      self->season[i] = figure[i % period];
      self->remainder[i] = multiply ? values[i] / self->trend[i] / self->season[i] :
                           values[i] - self->trend[i] - self->season[i];
    }
  return self;
}

static double
variance_of_sum (const double *first,
                 const double *second,
                 gsize n)
{
  double mean = 0, sum = 0;

  for (gsize i = 0; i < n; i++)
    mean += (first[i] + (second != NULL ? second[i] : 0)) / n;
  for (gsize i = 0; i < n; i++)
    {
      double deviation = first[i] + (second != NULL ? second[i] : 0) - mean;

      sum += deviation * deviation;
    }
  return sum / (n - 1);
}

static double
strength (const double *part,
          const double *remainder,
          gsize n)
{
  double whole = variance_of_sum (part, remainder, n);

  return whole > 0 ? CLAMP (1 - variance_of_sum (remainder, NULL, n) / whole, 0, 1) : 0;
}

/**
 * crm_seasonal_strength:
 * @self: an additive decomposition without gaps
 *
 * How much of what is not trend is season (R. J. Hyndman and G. Athanasopoulos, "Forecasting", 3rd ed., 4.3).
 *
 * Returns: 0 to 1
 */
double
crm_seasonal_strength (const CrmDecomposition *self)
{
  return strength (self->season, self->remainder, self->n);
}

/**
 * crm_trend_strength:
 *
 * Returns: how much of what is not season is trend, 0 to 1; see crm_seasonal_strength()
 */
double
crm_trend_strength (const CrmDecomposition *self)
{
  return strength (self->trend, self->remainder, self->n);
}

static void
join_lines (double *values,
            gsize n)
{
  gsize last = n;

  for (gsize i = 0; i < n; i++)
    {
      if (isnan (values[i]))
        continue;
      for (gsize j = last == n ? 0 : last + 1; j < i; j++)
        values[j] = last == n ? values[i] : values[last] + (values[i] - values[last]) * (j - last) / (i - last);
      last = i;
    }
  for (gsize j = last + 1; last < n && j < n; j++)
    values[j] = values[last];
}

static gboolean
has_gaps (const double *values,
          gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      if (isnan (values[i]))
        return TRUE;
    }
  return FALSE;
}

/**
 * crm_interpolate:
 * @values: (inout) (array length=n): NaN where there is a gap; not all of them
 * @period: 1 where there is no season
 * @run: (nullable): once it is cancelled what is filled in means nothing
 *
 * Fills gaps with straight lines, between values less their season where that is known.
 */
void
crm_interpolate (double *values,
                 gsize n,
                 guint period,
                 const CrmRun *run)
{
  g_autofree double *filled = NULL;
  g_autoptr (CrmDecomposition) parts = NULL;

  if (!has_gaps (values, n))
    return;
  filled = g_memdup2 (values, n * sizeof (double));
  join_lines (filled, n);
  if (period > 1)
    parts = crm_stl (filled, n, period, &(CrmStlOptions) { CRM_STL_PERIODIC, TRUE }, run, NULL);
  for (gsize i = 0; parts != NULL && i < n; i++)
    filled[i] = values[i] - parts->season[i];
  if (parts != NULL)
    join_lines (filled, n);
  for (gsize i = 0; i < n; i++)
    {
      if (isnan (values[i]))
        values[i] = filled[i] + (parts != NULL ? parts->season[i] : 0);
    }
}
