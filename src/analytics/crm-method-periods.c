/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-forecast.h"
#include "analytics/crm-method-private.h"
#include "analytics/crm-periodogram.h"
#include "analytics/crm-series.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <math.h>

#define MOST_PEAKS 5
#define LEAST_CYCLES 2       /* that show a pattern */
#define LEVEL 0.05
#define END_DAYS 3           /* a month that begins or ends so much later or earlier is not whole */
#define MONDAY 4             /* 1970-01-01 was a Thursday, so day 4 was a Monday */

static void
write_peaks (CrmResultBuilder *builder,
             const CrmSeries *series)
{
  CrmPeak peaks[MOST_PEAKS];
  guint n = crm_periodogram_peaks (series->values, series->n, peaks, MOST_PEAKS);

  crm_result_begin_array (builder, "peaks");
  for (guint i = 0; i < n; i++)
    {
      crm_result_begin (builder, NULL);
      crm_result_number (builder, "period", peaks[i].period);
      crm_result_number (builder, "share", peaks[i].share);
      crm_result_number (builder, "p", peaks[i].p);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static char *
conclude (const CrmPattern *pattern,
          const char *const *names)
{
  guint highest = 0, lowest = 0;

  if (!(pattern->p < LEVEL))
    return g_strdup (_("No pattern can be told from chance."));
  for (guint i = 1; i < pattern->n_places; i++)
    {
      highest = pattern->places[i].effect > pattern->places[highest].effect ? i : highest;
      lowest = pattern->places[i].effect < pattern->places[lowest].effect ? i : lowest;
    }
  return g_strdup_printf (_("Most in %s, least in %s; %.0f %% of the ups and downs come from this."),
                          _(names[highest]), _(names[lowest]), pattern->share * 100);
}

static void
write_pattern (CrmResultBuilder *builder,
               const char *key,
               const CrmPattern *pattern,
               const char *const *names)
{
  g_autofree char *conclusion = conclude (pattern, names);

  crm_result_begin (builder, key);
  crm_result_number (builder, "mean", pattern->mean);
  crm_result_number (builder, "share", pattern->share);
  crm_result_number (builder, "p", pattern->p);
  crm_result_text (builder, "conclusion", conclusion);
  crm_result_begin_array (builder, "places");
  for (guint i = 0; i < pattern->n_places; i++)
    {
      crm_result_begin (builder, NULL);
      crm_result_text (builder, "name", _(names[i]));
      crm_result_count (builder, "n", pattern->places[i].n);
      crm_result_number (builder, "effect", pattern->places[i].effect);
      crm_result_number (builder, "index", pattern->places[i].index);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  crm_result_end (builder);
}

static void
write_weekdays (CrmResultBuilder *builder,
                const CrmSeries *daily)
{
  static const char *const names[] = { N_("Mondays"), N_("Tuesdays"), N_("Wednesdays"), N_("Thursdays"), N_("Fridays"),
                                       N_("Saturdays"), N_("Sundays") };
  g_autofree guint *places = g_new (guint, daily->n);
  g_autoptr (CrmPattern) pattern = NULL;

  if (daily->n < LEAST_CYCLES * 7)
    return;
  for (gsize i = 0; i < daily->n; i++)
    places[i] = ((crm_series_day (daily, i) - MONDAY) % 7 + 7) % 7;
  pattern = crm_pattern_new (daily->values, places, daily->n, 7);
  write_pattern (builder, "weekdays", pattern, names);
}

/* Months that are not whole would seem low; where there is a row a month alone, all are whole. */
static void
write_months (CrmResultBuilder *builder,
              const CrmSeries *daily,
              const CrmSeries *monthly,
              gboolean by_months)
{
  static const char *const names[] = { N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
                                       N_("July"), N_("August"), N_("September"), N_("October"), N_("November"),
                                       N_("December") };
  gint64 last_day = crm_series_day (daily, daily->n - 1), last_month = crm_series_day (monthly, monthly->n - 1);
  gsize first = !by_months && daily->start - monthly->start > END_DAYS ? 1 : 0;
  gsize end = monthly->n - (!by_months && crm_date_add_months (last_month, 1) - 1 - last_day > END_DAYS ? 1 : 0);
  g_autofree guint *places = g_new (guint, monthly->n + 1);
  g_autoptr (CrmPattern) pattern = NULL;

  if (end < first + LEAST_CYCLES * 12)
    return;
  for (gsize i = first; i < end; i++)
    {
      int year, month, day;

      crm_date_to_ymd (crm_series_day (monthly, i), &year, &month, &day);
      places[i - first] = month - 1;
    }
  pattern = crm_pattern_new (monthly->values + first, places, end - first, 12);
  write_pattern (builder, "months", pattern, names);
}

/* Whether each month has one day with rows at most. */
static gboolean
are_by_months (const CrmSeries *daily,
               const CrmSeries *monthly)
{
  return daily->n - daily->gaps->len <= monthly->n;
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  static const char *const units[] = { "day", "week", "month", "quarter", "year" };
  const CrmColumn *date = crm_options_column_of_kind (options, "date", frame, CRM_COLUMN_DATE, error), *value;
  g_autofree double *values = NULL;
  g_autoptr (CrmSeries) daily = NULL, monthly = NULL, wished = NULL;
  CrmSeriesOptions series = { CRM_PERIOD_DAY, CRM_SERIES_SUM, CRM_SERIES_GAPS_ZERO, 1, CRM_SERIES_ALL };
  guint unit = crm_options_choice (options, "period");
  gboolean by_months;

  if (date == NULL)
    return FALSE;
  value = crm_options_column_of_kind (options, "value", frame, CRM_COLUMN_NUMBER, error);
  if (value == NULL && crm_options_has (options, "value"))
    return FALSE;
  values = value != NULL ? crm_column_numbers (value) : g_new (double, MAX (date->n, 1));
  for (gsize row = 0; value == NULL && row < date->n; row++)
    values[row] = 1;   /* rows are counted */
  if ((daily = crm_series_new (date->days, values, date->n, &series, crm_run, error)) == NULL ||
      !crm_run_go_on (crm_run, 0.3, error))
    return FALSE;
  series.unit = CRM_PERIOD_MONTH;
  if ((monthly = crm_series_new (date->days, values, date->n, &series, crm_run, error)) == NULL)
    return FALSE;
  by_months = are_by_months (daily, monthly);
  series.unit = unit > 0 ? unit - 1 : by_months ? CRM_PERIOD_MONTH : CRM_PERIOD_DAY;
  if ((wished = crm_series_new (date->days, values, date->n, &series, crm_run, error)) == NULL ||
      !crm_run_go_on (crm_run, 0.6, error))
    return FALSE;
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "unit", units[series.unit]);
  crm_result_count (builder, "n", wished->n);
  crm_result_count (builder, "left_out", wished->n_unused);
  write_peaks (builder, wished);
  crm_method_forecast_write_periods (builder, wished->values, wished->n);
  if (!by_months)
    write_weekdays (builder, daily);
  write_months (builder, daily, monthly, by_months);
  crm_result_end (builder);
  return crm_run_go_on (crm_run, 1, error);
}

static const CrmOption options[] = {
  { "date", N_("Column that says when"), CRM_OPTION_COLUMN, .required = TRUE },
  { "value", N_("Column of amounts; without it rows are counted"), CRM_OPTION_COLUMN },
  { "period", N_("What waves are measured in; “auto” takes days, or months where each has one row"), CRM_OPTION_CHOICE,
    "auto", .choices = "auto|day|week|month|quarter|year" },
  { NULL },
};

const CrmMethod crm_method_periods = {
  .name = "periods",
  .label = N_("Patterns in Time"),
  .summary = N_("What comes again and again: waves, days of the week, months of the year"),
  .options = options,
  .run = run,
};
