/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-describe.h"
#include "analytics/crm-matrix.h"
#include "analytics/crm-number.h"
#include "analytics/crm-sort.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define ROWS_AT_HAND 256
#define MUCH_WIDER 10   /* spreads that differ by more are worth a note */

typedef struct
{
  const CrmColumn *column;
  guint            index;
  double           usual;   /* instead of a missing value */
} Source;

void
crm_matrix_free (CrmMatrix *self)
{
  g_free (self->values);
  g_free (self->rows);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_free (self->sources);
  g_free (self->levels);
  g_free (self->offsets);
  g_free (self->scales);
  g_free (self);
}

static double
value_of (const CrmColumn *column,
          gsize row)
{
  return column->kind == CRM_COLUMN_NUMBER ? column->numbers[row] : column->codes[row];
}

/**
 * crm_column_usual:
 *
 * Returns: what %CRM_MISSING_MEAN fills in: the mean of numbers and days, the most frequent code of a category
 */
double
crm_column_usual (const CrmColumn *column)
{
  g_autofree gsize *counts = NULL;
  double sum = 0;
  guint best = 0;

  if (column->kind != CRM_COLUMN_CATEGORY)
    {
      for (gsize row = 0; row < column->n; row++)
        sum += crm_column_is_missing (column, row) ? 0 : value_of (column, row);
      return sum / MAX (column->n - column->n_missing, 1);
    }
  counts = g_new0 (gsize, crm_column_n_levels (column) + 1);
  for (gsize row = 0; row < column->n; row++)
    counts[MAX (column->codes[row], -1) + 1]++;
  for (guint i = 1; i < crm_column_n_levels (column); i++)
    best = counts[i + 1] > counts[best + 1] ? i : best;
  return best;
}

static gboolean
check_source (const CrmColumn *column,
              const CrmMatrixOptions *options,
              GError **error)
{
  if (column->kind == CRM_COLUMN_CATEGORY && options->encoding == CRM_ENCODE_REFUSE)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("“%s” holds words, not numbers. Leave the column out, or choose columns with --columns."),
                   column->name);
      return FALSE;
    }
  if (column->n_missing > 0 && options->missing == CRM_MISSING_REFUSE)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("“%s” lacks %zu values. Fill them in first."),
                   column->name, column->n_missing);
      return FALSE;
    }
  for (gsize row = 0; column->kind == CRM_COLUMN_NUMBER && row < column->n; row++)
    {
      if (isinf (column->numbers[row]))
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                       _("“%s” has a number in row %zu that is infinite."), column->name, row + 1);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
add_source (const CrmFrame *frame,
            guint index,
            const CrmMatrixOptions *options,
            GArray *sources,
            const CrmRun *run,
            GError **error)
{
  Source source = { crm_frame_column (frame, index), index, 0 };

  if (!check_source (source.column, options, error))
    return FALSE;
  if (options->missing == CRM_MISSING_MEAN && source.column->n_missing > 0)
    source.usual = crm_column_usual (source.column);
  g_array_append_val (sources, source);
  return TRUE;
}

static GArray *
list_sources (const CrmFrame *frame,
              const char *const *names,
              const CrmMatrixOptions *options,
              const CrmRun *run,
              GError **error)
{
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (Source));

  for (guint i = 0; names == NULL && i < crm_frame_n_columns (frame); i++)
    {
      if (!add_source (frame, i, options, sources, run, error))
        return NULL;
    }
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      const CrmColumn *column = crm_frame_require (frame, names[i], error);
      guint index = 0;

      if (column == NULL)
        return NULL;
      while (crm_frame_column (frame, index) != column)
        index++;
      if (!add_source (frame, index, options, sources, run, error))
        return NULL;
    }
  return g_steal_pointer (&sources);
}

static void
choose_rows (CrmMatrix *self,
             gsize n_rows,
             GArray *sources,
             const CrmMatrixOptions *options,
             const CrmRun *run)
{
  self->rows = g_new (gsize, MAX (n_rows, 1));
  for (gsize row = 0; row < n_rows; row++)
    {
      gboolean whole = TRUE;

      if (row % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
        return;
      for (guint s = 0; whole && options->missing == CRM_MISSING_DROP && s < sources->len; s++)
        whole = !crm_column_is_missing (g_array_index (sources, Source, s).column, row);
      if (whole)
        self->rows[self->n++] = row;
    }
}

static void
name_columns (CrmMatrix *self,
              GArray *sources,
              const CrmMatrixOptions *options)
{
  g_autoptr (GArray) indexes = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) levels = g_array_new (FALSE, FALSE, sizeof (int));

  self->names = g_ptr_array_new_with_free_func (g_free);
  for (guint s = 0; s < sources->len; s++)
    {
      const Source *source = &g_array_index (sources, Source, s);
      gboolean category = source->column->kind == CRM_COLUMN_CATEGORY;
      int first = category ? (options->encoding == CRM_ENCODE_TREATMENT ? 1 : 0) : -1;
      int last = category ? (int) crm_column_n_levels (source->column) - 1 : -1;

      for (int level = first; level <= last; level++)
        {
          const char *text = level < 0 ? NULL : crm_column_level (source->column, level);

          g_ptr_array_add (self->names, g_strconcat (source->column->name, text, NULL));
          g_array_append_val (indexes, source->index);
          g_array_append_val (levels, level);
        }
    }
  self->d = self->names->len;
  self->sources = g_memdup2 (indexes->data, MAX (self->d, 1) * sizeof (guint));
  self->levels = g_memdup2 (levels->data, MAX (self->d, 1) * sizeof (int));
}

/* Values of the rows from `first` to before `last`. */
static gboolean
fill_column (CrmMatrix *self,
             const Source *source,
             gsize j,
             gsize first,
             gsize last,
             GError **error)
{
  for (gsize i = first; i < last; i++)
    {
      gsize row = self->rows[i];
      double value = crm_column_is_missing (source->column, row) ? source->usual : value_of (source->column, row);

      if (!crm_number_is_usable (value))
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("“%s” is %g in row %zu, too large to calculate with. "
                       "Correct it, or leave the column out."), source->column->name, value, row + 1);
          return FALSE;
        }
      self->values[i * self->d + j] = self->levels[j] < 0 ? value : value == self->levels[j];
    }
  return TRUE;
}

/* Some rows at a time, which the processor holds at hand until all their columns are written. */
static gboolean
fill (CrmMatrix *self,
      GArray *sources,
      const CrmRun *run,
      GError **error)
{
  self->values = g_new (double, MAX (self->n * self->d, 1));
  for (gsize first = 0; first < self->n; first += ROWS_AT_HAND)
    {
      if (!crm_run_go_on (run, -1, error))
        return FALSE;
      for (gsize j = 0, s = 0; j < self->d; j++)
        {
          while (g_array_index (sources, Source, s).index != self->sources[j])
            s++;
          if (!fill_column (self, &g_array_index (sources, Source, s), j, first, MIN (first + ROWS_AT_HAND, self->n),
                            error))
            return FALSE;
        }
    }
  return TRUE;
}

static void
find_quartiles (const double *values,
                gsize n,
                double *median,
                double *distance,
                const CrmRun *run)
{
  g_autofree double *sorted = crm_sort_values (values, n, NULL, run);

  *median = crm_quantile (sorted, n, 0.5, 7);
  *distance = crm_quantile (sorted, n, 0.75, 7) - crm_quantile (sorted, n, 0.25, 7);
}

/**
 * crm_scaling_find:
 * @values: (array length=n): at least one, all finite
 * @offset: (out): what is to be subtracted …
 * @scale: (out): … before dividing by this; 1 where the values do not spread, so that a constant becomes 0
 * @run: (nullable): once it is cancelled they mean nothing
 *
 * How numbers are made comparable to others.
 */
void
crm_scaling_find (const double *values,
                  gsize n,
                  CrmScaling scaling,
                  double *offset,
                  double *scale,
                  const CrmRun *run)
{
  double low = INFINITY, high = -INFINITY, sum = 0, squares = 0, mean;

  *offset = 0;
  *scale = 1;
  if (scaling == CRM_SCALE_ROBUST)
    find_quartiles (values, n, offset, scale, run);
  else if (scaling != CRM_SCALE_NONE)
    {
      for (gsize i = 0; i < n; i++)
        {
          low = MIN (low, values[i]);
          high = MAX (high, values[i]);
          sum += values[i];
        }
      mean = sum / n;
      for (gsize i = 0; i < n; i++)
        squares += (values[i] - mean) * (values[i] - mean);
      *offset = scaling == CRM_SCALE_STANDARD ? mean : low;
      *scale = scaling == CRM_SCALE_STANDARD ? sqrt (squares / n) : high - low;
    }
  if (*scale == 0)
    *scale = 1;
}

/* As if the column had not been scaled yet. */
static void
find_scale (const CrmMatrix *self,
            gsize j,
            CrmScaling scaling,
            const CrmRun *run,
            double *offset,
            double *scale)
{
  g_autofree double *values = g_new (double, self->n);

  *offset = 0;
  *scale = 1;
  for (gsize i = 0; i < self->n; i++)
    {
      if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
        return;
      values[i] = self->values[i * self->d + j];
    }
  crm_scaling_find (values, self->n, scaling, offset, scale, run);
}

static void
scale_column (CrmMatrix *self,
              gsize j,
              CrmScaling scaling,
              const CrmRun *run)
{
  find_scale (self, j, scaling, run, &self->offsets[j], &self->scales[j]);
  for (gsize i = 0; i < self->n; i++)
    {
      if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
        return;
      self->values[i * self->d + j] = (self->values[i * self->d + j] - self->offsets[j]) / self->scales[j];
    }
}

/**
 * crm_matrix_new:
 * @columns: (nullable): names, ending with %NULL; %NULL for all columns
 * @run: (nullable): cancelling
 *
 * Makes numbers of a table, as the options say.
 *
 * Returns: (transfer full) (nullable): at least one row and one column
 * Errors: %CRM_ERROR_NOT_FOUND for a column; %CRM_ERROR_INVALID for one that cannot be used, or where nothing is left;
 *   %G_IO_ERROR_CANCELLED
 */
CrmMatrix *
crm_matrix_new (const CrmFrame *frame,
                const char *const *columns,
                const CrmMatrixOptions *options,
                const CrmRun *run,
                GError **error)
{
  g_autoptr (GArray) sources = list_sources (frame, columns, options, run, error);
  g_autoptr (CrmMatrix) self = NULL;

  if (sources == NULL)
    return NULL;
  self = g_new0 (CrmMatrix, 1);
  choose_rows (self, crm_frame_n_rows (frame), sources, options, run);
  name_columns (self, sources, options);
  if (!crm_run_go_on (run, -1, error))
    return NULL;
  if (self->n == 0 || self->d == 0)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           self->d == 0 ? _("There is no column to work with.") :
                           _("There is no row that has a value in each of the columns."));
      return NULL;
    }
  if (!fill (self, sources, run, error))
    return NULL;
  self->offsets = g_new0 (double, self->d);
  self->scales = g_new (double, self->d);
  for (gsize j = 0; j < self->d; j++)
    {
      self->scales[j] = 1;
      if (!crm_run_go_on (run, -1, error))
        return NULL;
      if (options->scaling != CRM_SCALE_NONE && self->levels[j] < 0)
        scale_column (self, j, options->scaling, run);
    }
  return crm_run_go_on (run, -1, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * crm_matrix_compare_spreads:
 *
 * Distances between rows are those of the columns that spread farthest.
 *
 * Returns: (transfer full) (nullable): a note on the two columns whose spreads differ most, where one decides nearly
 *   alone
 */
char *
crm_matrix_compare_spreads (const CrmMatrix *self,
                            const CrmRun *run)
{
  double least = INFINITY, most = 0;
  gsize narrow = 0, wide = 0;

  for (gsize j = 0; j < self->d && !crm_run_is_cancelled (run); j++)
    {
      double low = INFINITY, high = -INFINITY, offset, spread;

      for (gsize i = 0; i < self->n; i++)
        {
          if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
            return NULL;
          low = MIN (low, self->values[i * self->d + j]);
          high = MAX (high, self->values[i * self->d + j]);
        }
      find_scale (self, j, CRM_SCALE_STANDARD, run, &offset, &spread);
      if (low == high || !isfinite (spread))
        continue;
      if (spread < least)
        {
          least = spread;
          narrow = j;
        }
      if (spread > most)
        {
          most = spread;
          wide = j;
        }
    }
  if (least == INFINITY || most <= MUCH_WIDER * least)
    return NULL;
  return g_strdup_printf (_("“%s” spreads %.0f times as far as “%s”, so that distances are nearly its own. "
                            "“--scale standard” makes columns comparable."), (char *) self->names->pdata[wide],
                          most / least, (char *) self->names->pdata[narrow]);
}
