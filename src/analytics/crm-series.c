/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-decompose.h"
#include "analytics/crm-frame.h"
#include "analytics/crm-series.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#define LONGEST 40000    /* days of a century */
#define NEARLY_ALL 0.9   /* of the distances, where some rows are missing */

void
crm_series_free (CrmSeries *self)
{
  g_free (self->values);
  g_array_unref (self->gaps);
  g_free (self);
}

/**
 * crm_series_number_period:
 *
 * Returns: the number of the period that @day lies in; those of neighbours differ by 1
 */
gint64
crm_series_number_period (CrmPeriod unit,
                          gint64 day)
{
  int year, month, day_of_month;

  switch (unit)
    {
    case CRM_PERIOD_DAY:
      return day;
    case CRM_PERIOD_WEEK:
      return (crm_period_start (unit, day) + 3) / 7;
    case CRM_PERIOD_MONTH:
    case CRM_PERIOD_QUARTER:
    case CRM_PERIOD_YEAR:
    default:
      crm_date_to_ymd (day, &year, &month, &day_of_month);
      return unit == CRM_PERIOD_YEAR ? year : unit == CRM_PERIOD_QUARTER ? year * 4 + (month - 1) / 3 :
             year * 12 + month - 1;
    }
}

/**
 * crm_series_name_period:
 * @start: the first day of the period
 *
 * Returns: (transfer full): its name for scripts: 2024-12-31, 2024-12, 2024-Q4, 2024; of a week its Monday
 */
char *
crm_series_name_period (CrmPeriod unit,
                        gint64 start)
{
  int year, month, day;

  crm_date_to_ymd (start, &year, &month, &day);
  switch (unit)
    {
    case CRM_PERIOD_MONTH:
      return g_strdup_printf ("%04d-%02d", year, month);
    case CRM_PERIOD_QUARTER:
      return g_strdup_printf ("%04d-Q%d", year, (month - 1) / 3 + 1);
    case CRM_PERIOD_YEAR:
      return g_strdup_printf ("%04d", year);
    case CRM_PERIOD_DAY:
    case CRM_PERIOD_WEEK:
    default:
      return crm_date_to_iso (start);
    }
}

static gboolean
counts (const CrmSeriesOptions *options,
        gint32 day,
        double value)
{
  return day != CRM_DAY_MISSING && day <= options->until && (options->measure == CRM_SERIES_COUNT || isfinite (value));
}

static void
fill_gaps (CrmSeries *self,
           const CrmSeriesOptions *options,
           const CrmRun *run)
{
  for (guint i = 0; i < self->gaps->len; i++)
    self->values[g_array_index (self->gaps, gsize, i)] = options->gaps == CRM_SERIES_GAPS_ZERO ||
                                                         options->measure == CRM_SERIES_COUNT ? 0 : NAN;
  if (options->gaps == CRM_SERIES_GAPS_INTERPOLATE)
    crm_interpolate (self->values, self->n, MAX (options->season, 1), run);
}

static void
sum_up (CrmSeries *self,
        const gint32 *days,
        const double *values,
        gsize n,
        gint64 first,
        const CrmSeriesOptions *options,
        const CrmRun *run)
{
  g_autofree gsize *rows = g_new0 (gsize, self->n);
  g_autofree double *lost = g_new0 (double, self->n);
  g_autofree gint32 *last = g_new0 (gint32, self->n);

  for (gsize row = 0; row < n; row++)
    {
      gsize place;
      double term, sum;

      if (row % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
        return;
      if (!counts (options, days[row], values[row]))
        continue;
      place = crm_series_number_period (self->unit, days[row]) - first;
      if (options->measure == CRM_SERIES_LAST && (rows[place] == 0 || days[row] >= last[place]))
        {
          self->values[place] = values[row];
          last[place] = days[row];
        }
      rows[place]++;
      if (options->measure == CRM_SERIES_COUNT || options->measure == CRM_SERIES_LAST)
        continue;
      /* W. Kahan's sum. */
      term = values[row] - lost[place];
      sum = self->values[place] + term;
      lost[place] = sum - self->values[place] - term;
      self->values[place] = sum;
    }
  for (gsize i = 0; i < self->n; i++)
    {
      if (rows[i] == 0)
        g_array_append_val (self->gaps, i);
      else if (options->measure == CRM_SERIES_COUNT)
        self->values[i] = rows[i];
      else if (options->measure == CRM_SERIES_MEAN)
        self->values[i] /= rows[i];
    }
}

/**
 * crm_series_new:
 * @days: (array length=n): since 1970, %CRM_DAY_MISSING where there is none; in any order
 * @values: (array length=n): NaN where there is none
 *
 * Makes a series of rows: one value for each period of the calendar from the first to the last with rows. Rows without
 * a day or a finite value do not count.
 *
 * Returns: (transfer full) (nullable): the series
 * Errors: %CRM_ERROR_INVALID where no row counts, or for far too many periods; %G_IO_ERROR_CANCELLED
 */
CrmSeries *
crm_series_new (const gint32 *days,
                const double *values,
                gsize n,
                const CrmSeriesOptions *options,
                const CrmRun *run,
                GError **error)
{
  gint64 first = G_MAXINT64, last = G_MININT64;
  gint32 earliest = G_MAXINT32;
  gsize n_unused = 0;
  g_autoptr (CrmSeries) self = NULL;

  for (gsize row = 0; row < n; row++)
    {
      gint64 number;

      if (row % CRM_RUN_BLOCK == 0 && !crm_run_go_on (run, -1, error))
        return NULL;
      if (!counts (options, days[row], values[row]))
        {
          n_unused++;
          continue;
        }
      number = crm_series_number_period (options->unit, days[row]);
      first = MIN (first, number);
      last = MAX (last, number);
      earliest = MIN (earliest, days[row]);
    }
  if (first > last || last - first >= LONGEST)
    {
      if (first > last)
        g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("No row has both a date and a value, so there is "
                             "no series."));
      else
        g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("The dates span %" PRId64 " periods. Take a "
                     "longer unit, or correct dates that are far away."), last - first + 1);
      return NULL;
    }
  self = g_new0 (CrmSeries, 1);
  self->dated = TRUE;
  self->unit = options->unit;
  self->start = crm_period_start (options->unit, earliest);
  self->n = last - first + 1;
  self->n_unused = n_unused;
  self->values = g_new0 (double, self->n);
  self->gaps = g_array_new (FALSE, FALSE, sizeof (gsize));
  sum_up (self, days, values, n, first, options, run);
  fill_gaps (self, options, run);
  return crm_run_go_on (run, -1, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * crm_series_new_rows:
 * @values: (array length=n): NaN where there is none
 *
 * Takes rows as they follow each other for a series; gaps at both ends are left out.
 *
 * Returns: (transfer full) (nullable): the series
 * Errors: %CRM_ERROR_INVALID where there is no value; %G_IO_ERROR_CANCELLED
 */
CrmSeries *
crm_series_new_rows (const double *values,
                     gsize n,
                     const CrmSeriesOptions *options,
                     const CrmRun *run,
                     GError **error)
{
  gsize first = 0, last = n;
  g_autoptr (CrmSeries) self = NULL;

  while (first < n && !isfinite (values[first]))
    first++;
  while (last > first && !isfinite (values[last - 1]))
    last--;
  if (first == last)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("No row has a value, so there is no series."));
      return NULL;
    }
  self = g_new0 (CrmSeries, 1);
  self->n = last - first;
  self->n_unused = n - self->n;
  self->values = g_memdup2 (values + first, self->n * sizeof (double));
  self->gaps = g_array_new (FALSE, FALSE, sizeof (gsize));
  for (gsize i = 0; i < self->n; i++)
    {
      if (!isfinite (self->values[i]))
        g_array_append_val (self->gaps, i);
    }
  fill_gaps (self, options, run);
  return crm_run_go_on (run, -1, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * crm_series_day:
 * @place: also beyond the end
 *
 * Returns: the first day of that period
 */
gint64
crm_series_day (const CrmSeries *self,
                gsize place)
{
  return crm_period_add (self->unit, self->start, place);
}

static int
compare_days (gconstpointer a,
              gconstpointer b)
{
  gint32 first = *(const gint32 *) a, second = *(const gint32 *) b;

  return (first > second) - (first < second);
}

/**
 * crm_series_guess_unit:
 * @days: (array length=n): in any order, %CRM_DAY_MISSING where one is missing
 *
 * Returns: the unit of time that is from nearly every row to the next, where no day comes twice; a month for all else,
 *   such as purchases, which come as they come
 */
CrmPeriod
crm_series_guess_unit (const gint32 *days,
                       gsize n)
{
  static const struct { int least, most; } lengths[] = {
    [CRM_PERIOD_DAY] = { 1, 1 }, [CRM_PERIOD_WEEK] = { 7, 7 }, [CRM_PERIOD_MONTH] = { 28, 31 },
    [CRM_PERIOD_QUARTER] = { 90, 92 }, [CRM_PERIOD_YEAR] = { 365, 366 },
  };
  g_autofree gint32 *sorted = g_new (gint32, MAX (n, 1));
  gsize n_known = 0, counts_of[G_N_ELEMENTS (lengths)] = { 0 };
  gint64 first = G_MAXINT64, last = G_MININT64;

  for (gsize row = 0; row < n; row++)
    {
      if (days[row] == CRM_DAY_MISSING)
        continue;
      sorted[n_known++] = days[row];
      first = MIN (first, days[row]);
      last = MAX (last, days[row]);
    }
  /* More of them than days: one comes twice. */
  if (n_known > 0 && (gint64) n_known > last - first + 1)
    return CRM_PERIOD_MONTH;
  qsort (sorted, n_known, sizeof (gint32), compare_days);
  for (gsize i = 1; i < n_known; i++)
    {
      int distance = sorted[i] - sorted[i - 1];

      if (distance == 0)
        return CRM_PERIOD_MONTH;
      for (guint unit = 0; unit < G_N_ELEMENTS (lengths); unit++)
        counts_of[unit] += distance >= lengths[unit].least && distance <= lengths[unit].most;
    }
  for (guint unit = 0; unit < G_N_ELEMENTS (lengths) && n_known > 2; unit++)
    {
      if (counts_of[unit] >= NEARLY_ALL * (n_known - 1))
        return (CrmPeriod) unit;
    }
  return CRM_PERIOD_MONTH;
}
