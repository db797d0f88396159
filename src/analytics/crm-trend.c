/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-correlogram.h"
#include "analytics/crm-decompose.h"
#include "analytics/crm-trend.h"

#include <math.h>
#include <string.h>

void
crm_trend_free (CrmTrend *self)
{
  g_free (self->trend);
  g_free (self->season);
  g_free (self->remainder);
  g_array_unref (self->turns);
  g_free (self);
}

static double
sum_squares (const double *values,
             gsize n)
{
  double mean = 0, sum = 0;

  for (gsize i = 0; i < n; i++)
    mean += values[i] / n;
  for (gsize i = 0; i < n; i++)
    sum += (values[i] - mean) * (values[i] - mean);
  return sum;
}

/* Means over some neighbours, fewer towards the ends. */
static void
smooth (const double *values,
        gsize n,
        double *trend)
{
  gsize half = CLAMP (n / 10, 1, 12);

  for (gsize i = 0; i < n; i++)
    {
      gsize reach = MIN (half, MIN (i, n - 1 - i));
      double sum = 0;

      for (gsize j = i - reach; j <= i + reach; j++)
        sum += values[j];
      trend[i] = sum / (2 * reach + 1);
    }
}

/* A turn counts when the trend has moved back by more than what is scattered around it. */
static void
find_turns (CrmTrend *self)
{
  double limit = sqrt (sum_squares (self->remainder, self->n) / MAX (self->n - 1, 1)), largest = 0;
  gsize lowest = 0, highest = 0;
  int direction = 0;

  for (gsize i = 0; i < self->n; i++)
    largest = MAX (largest, fabs (self->trend[i]));
  limit = MAX (limit, 1e-9 * largest);
  for (gsize i = 1; i < self->n; i++)
    {
      double now = self->trend[i];
      CrmTurningPoint turn;

      if (now > self->trend[highest])
        highest = i;
      if (now < self->trend[lowest])
        lowest = i;
      if (direction >= 0 && self->trend[highest] - now > limit)
        turn = (CrmTurningPoint) { highest, TRUE, self->trend[highest] };
      else if (direction <= 0 && now - self->trend[lowest] > limit)
        turn = (CrmTurningPoint) { lowest, FALSE, self->trend[lowest] };
      else
        continue;
      /* The first value is where it begins, not where it turns. */
      if (turn.place > 0)
        g_array_append_val (self->turns, turn);
      direction = turn.peak ? -1 : 1;
      lowest = highest = i;
    }
}

/**
 * crm_trend_new:
 * @values: (array length=n): NaN where one is missing, not all of them
 * @period: values of a season, 1 where there is none
 * @run: (nullable):
 *
 * The line through a series, its smooth trend (by robust STL where there are more than two seasons, else by a moving
 * average), and where that turns.
 *
 * Returns: (transfer full) (nullable): the trend
 * Errors: %G_IO_ERROR_CANCELLED
 */
CrmTrend *
crm_trend_new (const double *values,
               gsize n,
               guint period,
               const CrmRun *run,
               GError **error)
{
  g_autofree double *filled = g_memdup2 (values, MAX (n, 1) * sizeof (double)), *rest = g_new (double, MAX (n, 1));
  g_autoptr (CrmTrend) self = g_new0 (CrmTrend, 1);
  g_autoptr (CrmDecomposition) parts = NULL;
  double whole;

  crm_interpolate (filled, n, period, run);
  self->n = n;
  self->turns = g_array_new (FALSE, FALSE, sizeof (CrmTurningPoint));
  self->trend = g_new0 (double, MAX (n, 1));
  self->season = g_new0 (double, MAX (n, 1));
  self->remainder = g_new0 (double, MAX (n, 1));
  crm_remove_line (filled, n, rest, &self->intercept, &self->slope);
  whole = sum_squares (filled, n);
  self->r2 = whole > 0 ? 1 - sum_squares (rest, n) / whole : NAN;
  if (period > 1 && n > 2 * (gsize) period)
    parts = crm_stl (filled, n, period, &(CrmStlOptions) { 11, TRUE }, run, NULL);
  if (!crm_run_go_on (run, -1, error))
    return NULL;
  if (parts != NULL)
    {
      memcpy (self->trend, parts->trend, n * sizeof (double));
      memcpy (self->season, parts->season, n * sizeof (double));
    }
  else
    smooth (filled, n, self->trend);
  for (gsize i = 0; i < n; i++)
    self->remainder[i] = filled[i] - self->trend[i] - self->season[i];
  if (n > 1)
    {
      CrmDecomposition all = { n, self->trend, self->season, self->remainder, NULL };

      self->strength = crm_trend_strength (&all);
      self->seasonal_strength = parts != NULL ? crm_seasonal_strength (&all) : 0;
    }
  find_turns (self);
  return g_steal_pointer (&self);
}

static void
average (double *sums,
         const gsize *counts,
         guint n)
{
  for (guint i = 0; i < n; i++)
    sums[i] = counts[i] > 0 ? sums[i] / counts[i] : NAN;
}

/**
 * crm_series_effects:
 * @series: of the calendar; weekdays are known of days only, months of all but quarters and years
 *
 * What the weekday and the month do, on average, around the line of least squares.
 */
void
crm_series_effects (const CrmSeries *series,
                    CrmCalendarEffects *effects)
{
  gsize weekdays[7] = { 0 }, months[12] = { 0 };
  g_autofree double *rest = g_new (double, MAX (series->n, 1));
  double intercept, slope;

  memset (effects, 0, sizeof *effects);
  crm_remove_line (series->values, series->n, rest, &intercept, &slope);
  for (gsize i = 0; series->dated && i < series->n; i++)
    {
      gint64 day = crm_series_day (series, i), weekday = day - crm_period_start (CRM_PERIOD_WEEK, day);
      int year, month, day_of_month;

      if (isnan (rest[i]))
        continue;
      if (series->unit == CRM_PERIOD_DAY)
        {
          effects->weekdays[weekday] += rest[i];
          weekdays[weekday]++;
        }
      crm_date_to_ymd (day, &year, &month, &day_of_month);
      if (series->unit == CRM_PERIOD_QUARTER || series->unit == CRM_PERIOD_YEAR)
        continue;
      effects->months[month - 1] += rest[i];
      months[month - 1]++;
    }
  average (effects->weekdays, weekdays, 7);
  average (effects->months, months, 12);
}
