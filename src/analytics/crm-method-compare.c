/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-compare.h"
#include "analytics/crm-grouping.h"
#include "analytics/crm-method-private.h"
#include "analytics/crm-series.h"

typedef struct
{
  const CrmSeries *whole;
  guint            window;
  CrmResultBuilder     *builder;
} Work;

static void
write_comparison (const Work *work,
                  const double *values,
                  const double *totals)
{
  const CrmSeries *whole = work->whole;
  CrmResultBuilder *builder = work->builder;
  g_autoptr (CrmComparison) comparison = crm_comparison_new (values, totals, whole->n, whole->unit, whole->start,
                                                             work->window);

  crm_result_number (builder, "total", comparison->total);
  crm_result_number (builder, "growth", comparison->growth);
  crm_result_number (builder, "doublings", comparison->doublings);
  crm_result_number (builder, "doubling_time", comparison->doubling_time);
  crm_result_begin_array (builder, "periods");
  for (gsize i = 0; i < whole->n; i++)
    {
      g_autofree char *name = crm_series_name_period (whole->unit, crm_series_day (whole, i));

      crm_result_begin (builder, NULL);
      crm_result_text (builder, "period", name);
      crm_result_number (builder, "value", values[i]);
      crm_result_number (builder, "previous_change", comparison->previous_changes[i]);
      crm_result_number (builder, "year_change", comparison->year_changes[i]);
      crm_result_number (builder, "share", comparison->shares[i]);
      crm_result_number (builder, "share_points", comparison->points[i]);
      crm_result_number (builder, "moving_average", comparison->averages[i]);
      crm_result_number (builder, "index", comparison->indices[i]);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

/* The values of some rows in the periods of the whole. */
static double *
spread (const CrmSeries *whole,
        const gint32 *days,
        const double *values,
        const gsize *rows,
        gsize n,
        const CrmSeriesOptions *options,
        const CrmRun *run)
{
  double *result = g_new0 (double, whole->n);
  g_autofree gint32 *own_days = g_new (gint32, n);
  g_autofree double *own_values = g_new (double, n);
  g_autoptr (CrmSeries) own = NULL;
  gint64 offset;

  for (gsize i = 0; i < n; i++)
    {
      own_days[i] = days[rows[i]];
      own_values[i] = values[rows[i]];
    }
  own = crm_series_new (own_days, own_values, n, options, run, NULL);
  if (own == NULL)
    return result;   /* none of these rows counts */
  offset = crm_series_number_period (whole->unit, own->start) - crm_series_number_period (whole->unit, whole->start);
  for (gsize i = 0; i < own->n; i++)
    result[offset + i] = own->values[i];
  return result;
}

static gboolean
write_groups (const Work *work,
              const CrmColumn *by,
              const gint32 *days,
              const double *values,
              const CrmSeriesOptions *options,
              const CrmRun *crm_run,
              GError **error)
{
  guint n_groups;
  g_autofree gint32 *groups = crm_column_group_in_order (by, &n_groups, crm_run);
  g_autoptr (CrmGrouping) grouping = crm_grouping_new (groups, by->n, n_groups);

  crm_result_begin_array (work->builder, "groups");
  for (guint i = 0; i < n_groups; i++)
    {
      const gsize *rows = grouping->rows + grouping->starts[i];
      g_autofree double *own = spread (work->whole, days, values, rows, crm_grouping_size (grouping, i), options,
                                       crm_run);

      if (!crm_run_go_on (crm_run, (double) i / n_groups, error))
        return FALSE;
      crm_result_begin (work->builder, NULL);
      crm_result_row (work->builder, "group", by, rows[0]);
      write_comparison (work, own, work->whole->values);
      crm_result_end (work->builder);
    }
  crm_result_end_array (work->builder);
  return TRUE;
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  static const CrmSeriesMeasure measures[] = { CRM_SERIES_SUM, CRM_SERIES_COUNT };
  const CrmColumn *date = crm_options_column_of_kind (options, "date", frame, CRM_COLUMN_DATE, error);
  const CrmColumn *value = NULL, *by = NULL;
  g_autoptr (CrmSeries) whole = NULL;
  g_autofree double *values = NULL;
  CrmSeriesOptions series = { crm_options_choice (options, "period"), measures[crm_options_choice (options, "measure")],
                              CRM_SERIES_GAPS_ZERO, 1, CRM_SERIES_ALL };
  Work work;

  if (date == NULL ||
      (value = crm_options_column_of_kind (options, "value", frame, CRM_COLUMN_NUMBER, error)) == NULL ||
      (crm_options_has (options, "by") && (by = crm_options_column (options, "by", frame, error)) == NULL) ||
      !crm_run_go_on (crm_run, 0, error))
    return FALSE;
  values = crm_column_numbers (value);
  whole = crm_series_new (date->days, values, date->n, &series, crm_run, error);
  if (whole == NULL)
    return FALSE;
  work = (Work) { whole, crm_options_integer (options, "window"), builder };
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "unit", crm_options_text (options, "period"));
  crm_result_count (builder, "left_out", whole->n_unused);
  crm_result_count (builder, "gaps", whole->gaps->len);
  write_comparison (&work, whole->values, NULL);
  if (by != NULL && !write_groups (&work, by, date->days, values, &series, crm_run, error))
    return FALSE;
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  { "date", N_("Column that says when"), CRM_OPTION_COLUMN, .required = TRUE },
  { "value", N_("Column of amounts"), CRM_OPTION_COLUMN, .required = TRUE },
  { "period", N_("Length of the periods"), CRM_OPTION_CHOICE, "month", .choices = "day|week|month|quarter|year" },
  { "measure", N_("What the rows of a period make together"), CRM_OPTION_CHOICE, "sum", .choices = "sum|count" },
  { "by", N_("Column of groups to compare each by itself, too"), CRM_OPTION_COLUMN },
  { "window", N_("How many periods the moving average covers"), CRM_OPTION_INTEGER, "3", 1, 1000 },
  { NULL },
};

const CrmMethod crm_method_compare = {
  .name = "compare",
  .label = N_("Comparison of Periods"),
  .summary = N_("Each period held against the one before and the same of the year before"),
  .options = options,
  .run = run,
};
