/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-grouping.h"
#include "analytics/crm-number.h"
#include "analytics/crm-pivot.h"
#include "analytics/crm-sort.h"
#include "analytics/crm-sum.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
crm_pivot_axis_free (CrmPivotAxis *self)
{
  for (guint i = 0; i < self->n_dimensions; i++)
    g_free (self->prefixes[i]);
  g_free (self->prefixes);
  g_free (self->depths);
  g_free (self->groups);
  g_free (self->rows);
  g_free (self);
}

static int
compare_words (gconstpointer a,
               gconstpointer b,
               gpointer data)
{
  const CrmColumn *column = data;

  return strcmp (crm_column_level (column, *(const gint32 *) a), crm_column_level (column, *(const gint32 *) b));
}

/* The place of each level in the order of their texts. */
static gint32 *
rank_levels (const CrmColumn *column)
{
  guint n = crm_column_n_levels (column);
  g_autofree gint32 *order = g_new (gint32, n + 1);
  gint32 *ranks = g_new (gint32, n + 1);

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_sort_array (order, n, sizeof (gint32), compare_words, (gpointer) column);
  for (guint i = 0; i < n; i++)
    ranks[order[i]] = i;
  return ranks;
}

/* A number that has the order of a dimension's values; a day becomes the first of its period. */
static double
order_value (const CrmColumn *column,
             gsize row,
             const gint32 *ranks,
             CrmPeriod unit)
{
  if (column->kind == CRM_COLUMN_NUMBER)
    return column->numbers[row];
  return ranks != NULL ? ranks[column->codes[row]] : crm_period_start (unit, column->days[row]);
}

/* Numbers the different values from the lowest on. */
static void
number_values (const double *values,
               guint n,
               gint32 *numbers,
               guint *n_different,
               const CrmRun *run)
{
  g_autofree guint32 *order = crm_sort_order (values, n, NULL, run);
  gint32 number = -1;

  for (guint i = 0; i < n; i++)
    {
      if (i == 0 || values[order[i]] != values[order[i - 1]])
        number++;
      numbers[order[i]] = number;
    }
  *n_different = number + 1;
}

/* The place of each row's value among the different ones, −1 where it lacks one. Only one row of each value is looked
 * at more closely. */
static gint32 *
number_column (const CrmColumn *column,
               CrmPeriod unit,
               guint *n_different,
               const CrmRun *run)
{
  guint n_groups;
  gint32 *groups = crm_column_group (column, &n_groups, run);
  g_autofree gint32 *ranks = column->kind == CRM_COLUMN_CATEGORY ? rank_levels (column) : NULL;
  g_autofree double *values = g_new (double, n_groups + 1);
  g_autofree gint32 *numbers = g_new (gint32, n_groups + 1);
  gint32 next = 0;

  for (gsize row = 0; row < column->n; row++)
    {
      if (groups[row] == next)   /* they are numbered as they come */
        values[next++] = order_value (column, row, ranks, unit);
    }
  number_values (values, n_groups, numbers, n_different, run);
  for (gsize row = 0; row < column->n; row++)
    groups[row] = groups[row] >= 0 ? numbers[groups[row]] : -1;
  return groups;
}

/* Refines groups by one more dimension. A pair of group and value is a whole number below 2^53. */
static void
add_dimension (CrmPivotAxis *self,
               const CrmColumn *column,
               CrmPeriod unit,
               gsize n,
               const CrmRun *run)
{
  guint n_values, before = self->n, depth = self->n_dimensions++;
  g_autofree gint32 *numbers = number_column (column, unit, &n_values, run);
  g_autofree gint32 *parents = g_steal_pointer (&self->groups);
  gint32 *of_parent;

  if (depth == 0)
    {
      self->groups = g_steal_pointer (&numbers);
      self->n = n_values;
    }
  else
    {
      CrmColumn pairs = { .kind = CRM_COLUMN_NUMBER, .n = n, .numbers = g_new (double, MAX (n, 1)) };

      for (gsize row = 0; row < n; row++)
        pairs.numbers[row] = parents[row] >= 0 && numbers[row] >= 0 ? (double) parents[row] * n_values + numbers[row] :
                             NAN;
      self->groups = number_column (&pairs, unit, &self->n, run);
      g_free (pairs.numbers);
    }
  of_parent = g_new (gint32, MAX (self->n, 1));
  g_free (self->rows);
  self->rows = g_new (gsize, MAX (self->n, 1));
  for (gsize row = n; row-- > 0;)
    {
      if (self->groups[row] < 0)
        continue;
      of_parent[self->groups[row]] = parents[row];
      self->rows[self->groups[row]] = row;
    }
  /* What began with a combination of fewer dimensions now begins with that of its parent. */
  for (guint k = 0; k < depth; k++)
    {
      g_autofree gint32 *old = self->prefixes[k];

      self->prefixes[k] = g_new (gint32, MAX (self->n, 1));
      for (guint i = 0; i < self->n; i++)
        self->prefixes[k][i] = old[of_parent[i]];
    }
  self->depths[depth] = before;
  self->prefixes[depth] = of_parent;
}

/**
 * crm_pivot_axis_new:
 * @dimensions: (array length=n_dimensions): of any kind
 * @unit: what days are put together by
 * @run: (nullable): how to run
 *
 * Numbers the combinations of values that occur: words in the order of their text, numbers and days from the lowest,
 * the first dimension first.
 *
 * Returns: (transfer full) (nullable): the axis
 * Errors: %CRM_ERROR_INVALID for more combinations than a table may have
 */
CrmPivotAxis *
crm_pivot_axis_new (const CrmColumn *const *dimensions,
                    guint n_dimensions,
                    gsize n_rows,
                    CrmPeriod unit,
                    const CrmRun *run,
                    GError **error)
{
  g_autoptr (CrmPivotAxis) self = g_new0 (CrmPivotAxis, 1);

  self->n = 1;
  self->groups = g_new0 (gint32, MAX (n_rows, 1));
  self->rows = g_new0 (gsize, 1);
  self->depths = g_new (guint, n_dimensions + 1);
  self->prefixes = g_new (gint32 *, n_dimensions + 1);
  for (guint i = 0; i < n_dimensions; i++)
    {
      if (!crm_run_go_on (run, (double) i / n_dimensions, error))
        return NULL;
      add_dimension (self, dimensions[i], unit, n_rows, run);
      if (self->n <= CRM_PIVOT_MOST_CELLS)
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("With “%s” the table has %u rows or columns, more than %d. "
                   "Take fewer dimensions, or a longer unit of dates."), dimensions[i]->name, self->n,
                   CRM_PIVOT_MOST_CELLS);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * crm_pivot_axis_size:
 * @depth: how many of the first dimensions to tell apart, at most n_dimensions
 *
 * Returns: how many combinations of these there are
 */
guint
crm_pivot_axis_size (const CrmPivotAxis *self,
                     guint depth)
{
  return depth < self->n_dimensions ? self->depths[depth] : self->n;
}

static gint32
group_at (const CrmPivotAxis *self,
          guint depth,
          gint32 group)
{
  return depth < self->n_dimensions ? self->prefixes[depth][group] : group;
}

/**
 * crm_pivot_cells:
 * @row_depth: how many of the first dimensions of @rows to tell apart: all for the table itself, fewer for subtotals, 0
 *   for a total
 * @column_depth: the same of @columns
 * @n: rows of the table
 *
 * Returns: (transfer full) (array length=n) (nullable): the cell of each row, row × columns + column; −1 where a
 *   dimension of either side lacks a value, whatever the depths, so that totals and cells count the same
 * Errors: %CRM_ERROR_INVALID for more than %CRM_PIVOT_MOST_CELLS
 */
gint32 *
crm_pivot_cells (const CrmPivotAxis *rows,
                 guint row_depth,
                 const CrmPivotAxis *columns,
                 guint column_depth,
                 gsize n,
                 GError **error)
{
  guint n_rows = crm_pivot_axis_size (rows, row_depth), n_columns = crm_pivot_axis_size (columns, column_depth);
  gint32 *cells;

  if ((guint64) n_rows * n_columns > CRM_PIVOT_MOST_CELLS)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("The table would have %u × %u cells, more than %d. Take "
                   "fewer dimensions, or a longer unit of dates."), n_rows, n_columns, CRM_PIVOT_MOST_CELLS);
      return NULL;
    }
  cells = g_new (gint32, MAX (n, 1));
  for (gsize row = 0; row < n; row++)
    {
      gint32 of_row = rows->groups[row], of_column = columns->groups[row];

      cells[row] = -1;
      if (of_row >= 0 && of_column >= 0)
        cells[row] = group_at (rows, row_depth, of_row) * (gint32) n_columns +
                     group_at (columns, column_depth, of_column);
    }
  return cells;
}

/* Medians and different values of cells, whose rows come in the order of their values. */
static void
measure_ordered (const gint32 *cells,
                 guint n_cells,
                 const double *values,
                 gsize n,
                 CrmPivotMeasure measure,
                 double *result,
                 const CrmRun *run)
{
  gsize known;
  g_autofree guint32 *order = crm_sort_order (values, n, &known, run);
  g_autofree gint32 *ordered = g_new (gint32, MAX (known, 1));
  g_autoptr (CrmGrouping) grouping = NULL;

  for (gsize i = 0; i < known; i++)
    ordered[i] = crm_number_is_usable (values[order[i]]) ? cells[order[i]] : -1;
  grouping = crm_grouping_new (ordered, known, n_cells);
  for (guint cell = 0; cell < n_cells; cell++)
    {
      const gsize *places = grouping->rows + grouping->starts[cell];
      gsize size = crm_grouping_size (grouping, cell), different = size > 0;

      if (measure == CRM_PIVOT_MEDIAN)
        {
          result[cell] = size == 0 ? NAN :
                         values[order[places[(size - 1) / 2]]] / 2 + values[order[places[size / 2]]] / 2;
          continue;
        }
      for (gsize i = 1; i < size; i++)
        different += values[order[places[i]]] != values[order[places[i - 1]]];
      result[cell] = different;
    }
}

static void
measure_sums (const gint32 *cells,
              guint n_cells,
              const double *values,
              gsize n,
              CrmPivotMeasure measure,
              double *result)
{
  g_autofree CrmSum *sums = g_new0 (CrmSum, MAX (n_cells, 1));
  g_autofree gsize *counts = g_new0 (gsize, MAX (n_cells, 1));
  CrmSum whole = { 0 };

  for (gsize row = 0; row < n; row++)
    {
      if (cells[row] < 0 || !crm_number_is_usable (values[row]))
        continue;
      crm_sum_add (&sums[cells[row]], values[row]);
      counts[cells[row]]++;
    }
  for (guint cell = 0; cell < n_cells; cell++)
    {
      result[cell] = counts[cell] > 0 ? crm_sum_value (&sums[cell]) : NAN;
      if (measure == CRM_PIVOT_MEAN)
        result[cell] /= counts[cell];
      if (counts[cell] > 0)
        crm_sum_add (&whole, result[cell]);
    }
  for (guint cell = 0; measure == CRM_PIVOT_SHARE && cell < n_cells; cell++)
    result[cell] = crm_sum_value (&whole) > 0 ? result[cell] / crm_sum_value (&whole) : NAN;
}

static void
measure_ends (const gint32 *cells,
              guint n_cells,
              const double *values,
              gsize n,
              CrmPivotMeasure measure,
              double *result)
{
  for (guint cell = 0; cell < n_cells; cell++)
    result[cell] = NAN;
  for (gsize row = 0; row < n; row++)
    {
      if (cells[row] >= 0 && crm_number_is_usable (values[row]))
        result[cells[row]] = measure == CRM_PIVOT_MIN ? fmin (result[cells[row]], values[row]) :
                             fmax (result[cells[row]], values[row]);
    }
}

/**
 * crm_pivot_measure:
 * @cells: (array length=n): the cell of each row, −1 for none
 * @values: (array length=n) (nullable): NaN where one is missing; %CRM_PIVOT_COUNT does not look at them
 * @run: (nullable): how to run
 *
 * Totals are measured of their rows, not made of cells: for them all rows of a total share a cell.
 *
 * Returns: (transfer full) (array length=n_cells) (nullable): the measure of each; NaN where it has no row that counts
 */
double *
crm_pivot_measure (const gint32 *cells,
                   guint n_cells,
                   const double *values,
                   gsize n,
                   CrmPivotMeasure measure,
                   const CrmRun *run,
                   GError **error)
{
  g_autofree double *result = g_new0 (double, MAX (n_cells, 1));

  switch (measure)
    {
    case CRM_PIVOT_COUNT:
      for (gsize row = 0; row < n; row++)
        {
          if (cells[row] >= 0)
            result[cells[row]]++;
        }
      break;
    case CRM_PIVOT_DISTINCT:
    case CRM_PIVOT_MEDIAN:
      measure_ordered (cells, n_cells, values, n, measure, result, run);
      break;
    case CRM_PIVOT_MIN:
    case CRM_PIVOT_MAX:
      measure_ends (cells, n_cells, values, n, measure, result);
      break;
    case CRM_PIVOT_SUM:
    case CRM_PIVOT_MEAN:
    case CRM_PIVOT_SHARE:
    default:
      measure_sums (cells, n_cells, values, n, measure, result);
    }
  return crm_run_go_on (run, -1, error) ? g_steal_pointer (&result) : NULL;
}
