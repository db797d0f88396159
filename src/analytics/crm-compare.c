/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-compare.h"
#include "analytics/crm-series.h"
#include "analytics/crm-sum.h"

void
crm_comparison_free (CrmComparison *self)
{
  g_free (self->previous_changes);
  g_free (self->year_changes);
  g_free (self->shares);
  g_free (self->points);
  g_free (self->averages);
  g_free (self->indices);
  g_free (self);
}

static double
change (double from,
        double to)
{
  return from > 0 ? to / from - 1 : NAN;
}

/* How many places earlier the same period of the year before stands. */
static gsize
year_before (CrmPeriod unit,
             gint64 day)
{
  static const gsize lags[] = { [CRM_PERIOD_WEEK] = 52, [CRM_PERIOD_MONTH] = 12, [CRM_PERIOD_QUARTER] = 4,
                                [CRM_PERIOD_YEAR] = 1 };

  return unit == CRM_PERIOD_DAY ? (gsize) (day - crm_date_add_months (day, -12)) : lags[unit];
}

static double
sum (const double *values,
     gsize n)
{
  CrmSum all = { 0 };

  for (gsize i = 0; i < n; i++)
    crm_sum_add (&all, values[i]);
  return crm_sum_value (&all);
}

static void
find_growth (CrmComparison *self,
             double first,
             double last)
{
  gsize steps = self->n - 1;

  self->growth = self->doublings = self->doubling_time = NAN;
  if (steps == 0 || first <= 0 || last <= 0)
    return;
  self->doublings = log2 (last / first);
  self->growth = expm1 (log (last / first) / steps);
  self->doubling_time = steps / self->doublings;
}

/**
 * crm_comparison_new:
 * @values: (array length=n): of each period, without gaps; none is NaN
 * @totals: (array length=n) (nullable): what each value is a part of
 * @start: first day of the first period
 * @window: of the moving average, 1 or more
 *
 * Compares each period with the one before and with that of the year before. What is compared with 0 or less has no
 * change that could be said as a share.
 *
 * Returns: (transfer full): the comparison
 */
CrmComparison *
crm_comparison_new (const double *values,
                    const double *totals,
                    gsize n,
                    CrmPeriod unit,
                    gint64 start,
                    guint window)
{
  CrmComparison *self = g_new0 (CrmComparison, 1);

  self->n = n;
  self->total = sum (values, n);
  self->previous_changes = g_new (double, n);
  self->year_changes = g_new (double, n);
  self->shares = g_new (double, n);
  self->points = g_new (double, n);
  self->averages = g_new (double, n);
  self->indices = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    {
      gsize lag = year_before (unit, unit == CRM_PERIOD_DAY ? start + (gint64) i : start);
      double whole = totals != NULL ? totals[i] : self->total;

      self->previous_changes[i] = i > 0 ? change (values[i - 1], values[i]) : NAN;
      self->year_changes[i] = i >= lag ? change (values[i - lag], values[i]) : NAN;
      self->shares[i] = whole > 0 ? values[i] / whole : NAN;
      self->points[i] = i > 0 ? 100 * (self->shares[i] - self->shares[i - 1]) : NAN;
      self->averages[i] = i + 1 >= window ? sum (values + i + 1 - window, window) / window : NAN;
      self->indices[i] = values[0] > 0 ? values[i] / values[0] * 100 : NAN;
    }
  if (n > 0)
    find_growth (self, values[0], values[n - 1]);
  return self;
}
