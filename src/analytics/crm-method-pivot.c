/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-private.h"
#include "analytics/crm-pivot.h"
#include "analytics/crm-series.h"

#include "base/crm-error.h"

#include <math.h>

typedef struct
{
  GPtrArray    *dimensions;   /* of CrmColumn, borrowed */
  CrmPivotAxis *axis;
} Side;

typedef struct
{
  Side             rows, columns;
  gsize            n;
  CrmPeriod        unit;
  CrmPivotMeasure  measure;
  const double    *values;   /* nullable */
  const CrmRun    *run;
  CrmResultBuilder     *builder;
} Work;

static void
side_clear (Side *self)
{
  g_clear_pointer (&self->dimensions, g_ptr_array_unref);
  g_clear_pointer (&self->axis, crm_pivot_axis_free);
}

static gboolean
side_init (Side *self,
           const char *key,
           CrmFrame *frame,
           const CrmOptions *options,
           const CrmRun *crm_run,
           GError **error)
{
  g_auto (GStrv) names = crm_options_columns (options, key);

  self->dimensions = g_ptr_array_new ();
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      CrmColumn *column = crm_frame_require (frame, names[i], error);

      if (column == NULL)
        return FALSE;
      g_ptr_array_add (self->dimensions, column);
    }
  self->axis = crm_pivot_axis_new ((const CrmColumn *const *) self->dimensions->pdata, self->dimensions->len,
                                   crm_frame_n_rows (frame), crm_options_choice (options, "date-unit"), crm_run, error);
  return self->axis != NULL;
}

/* What a row, column or subtotal stands for; with the names of the dimensions it leads to the records behind it. */
static void
write_keys (const Work *work,
            const char *name,
            const Side *side,
            guint depth,
            gsize row)
{
  crm_result_begin_array (work->builder, name);
  for (guint k = 0; k < depth; k++)
    {
      const CrmColumn *column = side->dimensions->pdata[k];
      g_autofree char *period = column->kind != CRM_COLUMN_DATE ? NULL :
                                crm_series_name_period (work->unit, crm_period_start (work->unit, column->days[row]));

      if (period != NULL)
        crm_result_text (work->builder, NULL, period);
      else if (column->kind == CRM_COLUMN_CATEGORY)
        crm_result_text (work->builder, NULL, crm_column_level (column, column->codes[row]));
      else
        crm_result_row (work->builder, NULL, column, row);
    }
  crm_result_end_array (work->builder);
}

static double *
measure (const Work *work,
         guint row_depth,
         guint column_depth,
         GError **error)
{
  const CrmPivotAxis *rows = work->rows.axis, *columns = work->columns.axis;
  g_autofree gint32 *cells = crm_pivot_cells (rows, row_depth, columns, column_depth, work->n, error);

  if (cells == NULL)
    return NULL;
  return crm_pivot_measure (cells, crm_pivot_axis_size (rows, row_depth) * crm_pivot_axis_size (columns, column_depth),
                            work->values, work->n, work->measure, work->run, error);
}

/* Where each cell stands between the lowest and the highest, 0 to 1. */
static void
write_heat (const Work *work,
            const double *values,
            guint n,
            double low,
            double high)
{
  crm_result_begin_array (work->builder, "heat");
  for (guint i = 0; i < n; i++)
    crm_result_number (work->builder, NULL, high > low ? (values[i] - low) / (high - low) : NAN);
  crm_result_end_array (work->builder);
}

static gboolean
write_rows (const Work *work,
            const char *name,
            guint depth,
            GError **error)
{
  const CrmPivotAxis *rows = work->rows.axis;
  guint n_columns = work->columns.axis->n, n_rows = crm_pivot_axis_size (rows, depth);
  g_autofree double *values = measure (work, depth, work->columns.axis->n_dimensions, error);
  g_autofree double *totals = values != NULL ? measure (work, depth, 0, error) : NULL;
  double low = INFINITY, high = -INFINITY;
  gint32 previous = -1;

  if (totals == NULL)
    return FALSE;
  for (gsize i = 0; i < (gsize) n_rows * n_columns; i++)
    {
      low = fmin (low, values[i]);
      high = fmax (high, values[i]);
    }
  crm_result_begin_array (work->builder, name);
  for (guint i = 0; i < rows->n; i++)
    {
      gint32 group = depth < rows->n_dimensions ? rows->prefixes[depth][i] : (gint32) i;

      if (group == previous)
        continue;
      previous = group;
      crm_result_begin (work->builder, NULL);
      write_keys (work, "keys", &work->rows, depth, rows->rows[i]);
      crm_result_numbers (work->builder, "values", values + (gsize) group * n_columns, n_columns);
      crm_result_number (work->builder, "total", totals[group]);
      if (depth == rows->n_dimensions)
        write_heat (work, values + (gsize) group * n_columns, n_columns, low, high);
      crm_result_end (work->builder);
    }
  crm_result_end_array (work->builder);
  return TRUE;
}

static gboolean
write_totals (const Work *work,
              GError **error)
{
  const CrmPivotAxis *columns = work->columns.axis;
  g_autofree double *of_columns = measure (work, 0, columns->n_dimensions, error);
  g_autofree double *whole = of_columns != NULL ? measure (work, 0, 0, error) : NULL;

  if (whole == NULL)
    return FALSE;
  crm_result_numbers (work->builder, "column_totals", of_columns, columns->n);
  crm_result_number (work->builder, "total", whole[0]);
  return TRUE;
}

static gboolean
write_table (const Work *work,
             GError **error)
{
  const CrmPivotAxis *rows = work->rows.axis, *columns = work->columns.axis;
  gsize left_out = 0;

  for (gsize row = 0; row < work->n; row++)
    left_out += rows->groups[row] < 0 || columns->groups[row] < 0 ||
                (work->values != NULL && work->measure != CRM_PIVOT_COUNT && !isfinite (work->values[row]));
  crm_result_count (work->builder, "left_out", left_out);
  crm_result_begin_array (work->builder, "columns");
  for (guint i = 0; i < columns->n; i++)
    write_keys (work, NULL, &work->columns, columns->n_dimensions, columns->rows[i]);
  crm_result_end_array (work->builder);
  if (!write_rows (work, "rows", rows->n_dimensions, error))
    return FALSE;
  crm_result_begin_array (work->builder, "subtotals");
  for (guint depth = 1; depth < rows->n_dimensions; depth++)
    {
      crm_result_begin (work->builder, NULL);
      crm_result_count (work->builder, "depth", depth);
      if (!write_rows (work, "rows", depth, error))
        return FALSE;
      crm_result_end (work->builder);
    }
  crm_result_end_array (work->builder);
  return write_totals (work, error);
}

/* Words may be counted, and so may the different ones; nothing else can be done with them. */
static gboolean
check_value (const CrmColumn *value,
             CrmPivotMeasure kind,
             const char *name,
             GError **error)
{
  if (kind == CRM_PIVOT_COUNT || (value != NULL && (value->kind == CRM_COLUMN_NUMBER || kind == CRM_PIVOT_DISTINCT)))
    return TRUE;
  if (value == NULL)
    g_set_error (error, CRM_ERROR, CRM_ERROR_SYNTAX, _("--measure %s needs --value, a column of numbers."), name);
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("“%s” does not hold numbers, so there is no %s of it. Use "
                 "--measure count or distinct."), value->name, name);
  return FALSE;
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_autofree double *values = NULL;
  const CrmColumn *value = NULL;
  Work work = { .n = crm_frame_n_rows (frame), .unit = crm_options_choice (options, "date-unit"),
                .measure = crm_options_choice (options, "measure"), .run = crm_run, .builder = builder };
  gboolean done;

  if ((crm_options_has (options, "value") && (value = crm_options_column (options, "value", frame, error)) == NULL) ||
      !check_value (value, work.measure, crm_options_text (options, "measure"), error))
    return FALSE;
  values = value != NULL ? crm_column_numbers (value) : NULL;
  work.values = values;
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "measure", crm_options_text (options, "measure"));
  done = side_init (&work.rows, "rows", frame, options, CRM_RUN_PART (crm_run, 0, 0.2), error) &&
         side_init (&work.columns, "columns-by", frame, options, CRM_RUN_PART (crm_run, 0.2, 0.4), error) &&
         crm_run_go_on (crm_run, 0.4, error) && write_table (&work, error);
  side_clear (&work.rows);
  side_clear (&work.columns);
  if (!done)
    return FALSE;
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  { "rows", N_("Columns whose values make the rows"), CRM_OPTION_COLUMNS, .required = TRUE },
  { "columns-by", N_("Columns whose values make the columns"), CRM_OPTION_COLUMNS },
  { "value", N_("Column to measure"), CRM_OPTION_COLUMN },
  { "measure", N_("What the rows of a cell make together"), CRM_OPTION_CHOICE, "count",
    .choices = "sum|mean|count|distinct|min|max|median|share" },
  { "date-unit", N_("What dates are put together by"), CRM_OPTION_CHOICE, "month",
    .choices = "day|week|month|quarter|year" },
  { NULL },
};

const CrmMethod crm_method_pivot = {
  .name = "pivot",
  .label = N_("Pivot Table"),
  .summary = N_("Counts, sums and other measures by the values of several columns, with totals"),
  .options = options,
  .run = run,
};
