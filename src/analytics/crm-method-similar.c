/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-private.h"
#include "analytics/crm-series.h"
#include "analytics/crm-similar.h"

#include "base/crm-error.h"

#include <math.h>

#define MOST_VALUES 50000000   /* 400 MB */

/* All series over the same periods, a row after the other; 0 where there is none. */
typedef struct
{
  gint64  start;
  gsize   n_series, length, n_unused;
  double *values;
} Table;

static gboolean
counts (const CrmColumn *id,
        const CrmColumn *date,
        const CrmColumn *value,
        gsize row)
{
  return !crm_column_is_missing (id, row) && !crm_column_is_missing (date, row) && isfinite (value->numbers[row]);
}

static gboolean
fill_table (Table *table,
            const gint32 *groups,
            const CrmColumn *id,
            const CrmColumn *date,
            const CrmColumn *value,
            CrmPeriod unit,
            const CrmRun *run,
            GError **error)
{
  gint64 first = G_MAXINT64, last = G_MININT64, origin;

  for (gsize row = 0; row < id->n; row++)
    {
      if (!counts (id, date, value, row))
        {
          table->n_unused++;
          continue;
        }
      first = MIN (first, date->days[row]);
      last = MAX (last, date->days[row]);
    }
  if (first > last)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("No row has an id, a date and a value, so there is "
                           "no series."));
      return FALSE;
    }
  table->start = crm_period_start (unit, first);
  origin = crm_series_number_period (unit, first);
  table->length = crm_series_number_period (unit, last) - origin + 1;
  if (table->length * table->n_series > MOST_VALUES)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("%zu series of %zu periods are too many to compare. Take a "
                   "longer unit of time or fewer rows."), table->n_series, table->length);
      return FALSE;
    }
  table->values = g_new0 (double, table->length * table->n_series);
  for (gsize row = 0; row < id->n; row++)
    {
      if (row % (CRM_RUN_BLOCK / 16) == 0 && !crm_run_go_on (run, -1, error))
        return FALSE;
      if (counts (id, date, value, row))
        table->values[groups[row] * table->length + crm_series_number_period (unit, date->days[row]) - origin] +=
          value->numbers[row];
    }
  return TRUE;
}

static void
write_result (const CrmSimilar *similar,
              const Table *table,
              const CrmColumn *id,
              const gsize *rows,
              CrmResultBuilder *builder)
{
  g_autofree char *start = crm_date_to_iso (table->start);

  crm_result_begin (builder, NULL);
  crm_result_count (builder, "n", table->n_series);
  crm_result_text (builder, "start", start);
  crm_result_count (builder, "length", table->length);
  crm_result_count (builder, "unused_rows", table->n_unused);
  crm_result_begin_array (builder, "series");
  for (guint i = 0; i < similar->n_series; i++)
    {
      crm_result_begin (builder, NULL);
      crm_result_row (builder, "id", id, rows[i]);
      crm_result_begin_array (builder, "neighbours");
      for (guint k = 0; k < similar->n_neighbours; k++)
        {
          const CrmNeighbour *neighbour = &similar->neighbours[(gsize) i * similar->n_neighbours + k];

          crm_result_begin (builder, NULL);
          crm_result_row (builder, "id", id, rows[neighbour->series]);
          crm_result_number (builder, "distance", neighbour->distance);
          crm_result_end (builder);
        }
      crm_result_end_array (builder);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  crm_result_end (builder);
}

/* Numbers the ids that have rows that count, in the order in which they first do. */
static gsize *
number_series (const CrmColumn *id,
               const CrmColumn *date,
               const CrmColumn *value,
               gint32 *groups,
               guint n_groups,
               gsize *n_series)
{
  g_autofree gint32 *numbers = g_new (gint32, n_groups + 1);
  gsize *rows = g_new (gsize, n_groups + 1);

  *n_series = 0;
  for (guint i = 0; i < n_groups; i++)
    numbers[i] = -1;
  for (gsize row = 0; row < id->n; row++)
    {
      if (!counts (id, date, value, row))
        continue;
      if (numbers[groups[row]] < 0)
        {
          rows[*n_series] = row;
          numbers[groups[row]] = (*n_series)++;
        }
      groups[row] = numbers[groups[row]];
    }
  return rows;
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  CrmColumn *id = crm_options_column (options, "id", frame, error), *date, *value;
  CrmSimilarOptions wish = {
    .distance = (CrmSimilarDistance) crm_options_choice (options, "distance"),
    .scale = crm_options_choice (options, "scale") == 0, .band = crm_options_integer (options, "band"),
    .n_neighbours = crm_options_integer (options, "neighbours"),
  };
  g_autofree gint32 *groups = NULL;
  g_autofree gsize *rows = NULL;
  g_autofree double *values = NULL;
  g_autoptr (CrmSimilar) similar = NULL;
  Table table = { 0 };
  guint n_groups;
  gboolean filled;

  if (id == NULL ||
      (date = crm_options_column_of_kind (options, "date", frame, CRM_COLUMN_DATE, error)) == NULL ||
      (value = crm_options_column_of_kind (options, "value", frame, CRM_COLUMN_NUMBER, error)) == NULL)
    return FALSE;
  groups = crm_column_group (id, &n_groups, crm_run);
  if (!crm_run_go_on (crm_run, -1, error))
    return FALSE;   /* not all rows have their group */
  rows = number_series (id, date, value, groups, n_groups, &table.n_series);
  filled = fill_table (&table, groups, id, date, value, (CrmPeriod) crm_options_choice (options, "unit"), crm_run,
                       error);
  values = table.values;
  if (!filled ||
      (similar = crm_similar_new (values, table.n_series, table.length, &wish, crm_run, error)) == NULL)
    return FALSE;
  write_result (similar, &table, id, rows, builder);
  return TRUE;
}

static const CrmOption options[] = {
  { "id", N_("Column that says whose series it is"), CRM_OPTION_COLUMN, .required = TRUE },
  { "date", N_("Column of dates"), CRM_OPTION_COLUMN, .required = TRUE },
  { "value", N_("Column of numbers, summed by unit of time"), CRM_OPTION_COLUMN, .required = TRUE },
  { "unit", N_("Unit of time"), CRM_OPTION_CHOICE, "month", .choices = "day|week|month|quarter|year" },
  { "distance", N_("Distance: place by place, or with shifts in time"), CRM_OPTION_CHOICE, "euclid",
    .choices = "euclid|dtw" },
  { "scale", N_("Whether the shape alone counts, or also the size"), CRM_OPTION_CHOICE, "shape",
    .choices = "shape|none" },
  { "band", N_("How many units of time a value may be shifted"), CRM_OPTION_INTEGER, "2", 0, 1000 },
  { "neighbours", N_("How many to find for each"), CRM_OPTION_INTEGER, "5", 1, 1000 },
  { NULL },
};

const CrmMethod crm_method_similar = {
  .name = "similar",
  .label = N_("Similar Series"),
  .summary = N_("Who develops alike over time"),
  .options = options,
  .run = run,
};
