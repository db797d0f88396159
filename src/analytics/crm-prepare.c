/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-prepare-private.h"
#include "analytics/crm-sort.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Steps on one column. All values are doubles on the way: numbers, days, or places in an array of levels. */

/**
 * crm_preparation_new:
 *
 * Returns: (transfer full): a preparation of the column that does nothing
 */
CrmPreparation *
crm_preparation_new (const char *name,
                     CrmColumnKind kind)
{
  CrmPreparation *self = g_new0 (CrmPreparation, 1);

  self->name = g_strdup (name);
  self->kind = kind;
  self->low = -INFINITY;
  self->high = INFINITY;
  self->fill_value = NAN;
  self->other = -1;
  self->scale = 1;
  self->levels = g_ptr_array_new_with_free_func (g_free);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
crm_preparation_free (CrmPreparation *self)
{
  g_free (self->name);
  g_free (self->by);
  g_ptr_array_unref (self->levels);
  g_ptr_array_unref (self->notes);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  g_clear_pointer (&self->fill_values, g_array_unref);
  g_clear_pointer (&self->cuts, g_array_unref);
  g_free (self->bin_values);
  g_free (self->bin_counts);
  g_free (self);
}

/**
 * crm_preparation_bin_label:
 *
 * Returns: (transfer full): the interval of a bin: with its lower end, without its upper
 */
char *
crm_preparation_bin_label (const CrmPreparation *self,
                           guint bin)
{
  char low[G_ASCII_DTOSTR_BUF_SIZE] = "-inf", high[G_ASCII_DTOSTR_BUF_SIZE] = "inf";

  if (bin > 0)
    g_ascii_formatd (low, sizeof low, "%.12g", g_array_index (self->cuts, double, bin - 1));
  if (bin < self->cuts->len)
    g_ascii_formatd (high, sizeof high, "%.12g", g_array_index (self->cuts, double, bin));
  return g_strdup_printf ("%s%s, %s)", bin > 0 ? "[" : "(", low, high);
}

/* Steps */

static void
cap (CrmPreparation *self,
     double *values,
     gsize n)
{
  self->n_low = self->n_high = 0;
  for (gsize row = 0; row < n; row++)
    {
      self->n_low += values[row] < self->low;
      self->n_high += values[row] > self->high;
      values[row] = values[row] < self->low ? self->low : values[row] > self->high ? self->high : values[row];
    }
}

static void
fill_between (double *values,
              gsize n,
              const CrmColumn *order,
              const CrmRun *run)
{
  g_autofree double *places = order != NULL ? crm_column_numbers (order) : g_new (double, MAX (n, 1));
  g_autofree guint32 *rows = NULL;
  gsize n_placed, first = 0;

  for (gsize row = 0; row < n && order == NULL; row++)
    places[row] = row;
  rows = crm_sort_order (places, n, &n_placed, run);
  for (gsize last = 0; last <= n_placed; last++)
    {
      double from = first > 0 ? values[rows[first - 1]] : NAN, to = last < n_placed ? values[rows[last]] : from;
      double start = first > 0 ? places[rows[first - 1]] : NAN, length;

      if (last < n_placed && isnan (to))
        continue;
      from = first > 0 ? from : to;
      length = last < n_placed ? places[rows[last]] - start : NAN;
      for (gsize i = first; i < last; i++)
        values[rows[i]] = from + (to - from) * (length > 0 ? (places[rows[i]] - start) / length : 0);
      first = last + 1;
    }
}

/* What a row is filled with by its group; NULL where all get the same. */
static double *
find_group_fills (const CrmPreparation *self,
                  const CrmColumn *by,
                  gint32 **groups,
                  const CrmRun *run)
{
  g_autoptr (GHashTable) places = NULL;
  guint n_groups;
  double *fills;

  if (by == NULL)
    return NULL;
  places = crm_preparation_index_levels (self->groups);
  *groups = crm_column_group (by, &n_groups, run);
  fills = g_new (double, n_groups + 1);
  for (gsize row = 0, next = 0; row < by->n && next < n_groups; row++)
    {
      g_autofree char *text = (*groups)[row] == (gint32) next ? crm_column_text (by, row) : NULL;
      guint place = text != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (places, text)) : 0;

      if (text != NULL)
        fills[next++] = place > 0 ? g_array_index (self->fill_values, double, place - 1) : self->fill_value;
    }
  return fills;
}

/* From a place in the levels of the preparation to one in `levels`. */
static double
place_fill (const CrmPreparation *self,
            double fill,
            GHashTable *places)
{
  if (self->kind != CRM_COLUMN_CATEGORY || isnan (fill))
    return fill;
  return GPOINTER_TO_UINT (g_hash_table_lookup (places, self->levels->pdata[(guint) fill])) - 1.0;
}

static void
fill_usual (const CrmPreparation *self,
            double *values,
            gsize n,
            const CrmColumn *by,
            GPtrArray *levels,
            const CrmRun *run)
{
  g_autoptr (GHashTable) places = crm_preparation_index_levels (levels);
  g_autofree gint32 *groups = NULL;
  g_autofree double *fills = find_group_fills (self, by, &groups, run);

  for (gsize row = 0; row < n; row++)
    {
      if (isnan (values[row]))
        values[row] = place_fill (self, fills != NULL && groups[row] >= 0 ? fills[groups[row]] : self->fill_value,
                                  places);
    }
}

static gsize
count_missing (const double *values,
               gsize n)
{
  gsize count = 0;

  for (gsize row = 0; row < n; row++)
    count += isnan (values[row]);
  return count;
}

static gboolean
fill (CrmPreparation *self,
      const CrmFrame *from,
      double *values,
      const CrmColumn *order,
      GPtrArray *levels,
      const CrmRun *run,
      GError **error)
{
  gsize n = crm_frame_n_rows (from), n_missing = count_missing (values, n);
  const CrmColumn *by = self->by != NULL ? crm_frame_require (from, self->by, error) : NULL;

  if (self->by != NULL && by == NULL)
    return FALSE;
  if (self->fill == CRM_FILL_LINEAR)
    fill_between (values, n, order, run);
  else if (self->fill != CRM_FILL_NONE)
    fill_usual (self, values, n, by, levels, run);
  for (gsize row = 0; row < n && self->kind == CRM_COLUMN_DATE; row++)
    values[row] = floor (values[row]);
  self->n_filled = n_missing - count_missing (values, n);
  return TRUE;
}

static gboolean
transform (CrmPreparation *self,
           double *values,
           gsize n,
           const CrmRun *run,
           GError **error)
{
  for (gsize row = 0; row < n; row++)
    {
      double value = crm_power_value (&self->power, values[row]);

      if (row % CRM_RUN_BLOCK == 0 && !crm_run_go_on (run, -1, error))
        return FALSE;
      if (isnan (value) && !isnan (values[row]))
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                       _("“%s” is %g in row %zu, which has no such logarithm or power. Use “yeo-johnson”, or choose "
                         "columns with --only."), self->name, values[row], row + 1);
          return FALSE;
        }
      values[row] = value;
    }
  return TRUE;
}

static void
put_in_bins (CrmPreparation *self,
             double *values,
             gsize n)
{
  g_free (self->bin_counts);
  self->bin_counts = g_new0 (gsize, self->cuts->len + 1);
  for (gsize row = 0; row < n; row++)
    {
      guint bin;

      if (isnan (values[row]))
        continue;
      bin = crm_bin_of (self->cuts, values[row]);
      self->bin_counts[bin]++;
      values[row] = self->bin_content == CRM_BIN_LABEL ? bin : self->bin_content == CRM_BIN_NUMBER ? bin + 1.0 :
                    self->bin_values[bin];
    }
}

/* A column that holds nothing may be of any kind: here it is of that which was prepared. */
static CrmFrame *
make_empty (const CrmPreparation *self,
            gsize n)
{
  CrmFrame *frame = crm_frame_new (n);
  double *numbers = self->kind == CRM_COLUMN_NUMBER ? g_new (double, MAX (n, 1)) : NULL;
  gint32 *codes = self->kind != CRM_COLUMN_NUMBER ? g_new (gint32, MAX (n, 1)) : NULL;

  for (gsize row = 0; row < n; row++)
    {
      if (numbers != NULL)
        numbers[row] = NAN;
      else
        codes[row] = self->kind == CRM_COLUMN_DATE ? CRM_DAY_MISSING : CRM_CODE_MISSING;
    }
  if (numbers != NULL)
    crm_frame_take_numbers (frame, self->name, numbers);
  else if (self->kind == CRM_COLUMN_DATE)
    crm_frame_take_days (frame, self->name, codes);
  else
    crm_frame_take_codes (frame, self->name, codes, g_ptr_array_new_with_free_func (g_free));
  return frame;
}

static gboolean
check_kind (const CrmPreparation *self,
            const CrmColumn *column,
            GError **error)
{
  if (column->kind == self->kind || column->n_missing == column->n)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
               self->kind == CRM_COLUMN_NUMBER ? _("“%s” held numbers when it was prepared, and does not now.") :
               self->kind == CRM_COLUMN_DATE ? _("“%s” held dates when it was prepared, and does not now.") :
               _("“%s” held words when it was prepared, and does not now."), self->name);
  return FALSE;
}

/**
 * crm_preparation_apply:
 * @order: (nullable): what linear filling goes by
 * @wish: (nullable): what to find and do; %NULL to do again what was found before
 * @to: gets the new column, or columns
 *
 * Prepares a column. Everything is found from the values as the steps before left them.
 *
 * Errors: %CRM_ERROR_NOT_FOUND for the column; %CRM_ERROR_INVALID where it cannot be done; %G_IO_ERROR_CANCELLED
 */
gboolean
crm_preparation_apply (CrmPreparation *self,
                       const CrmFrame *from,
                       const CrmColumn *order,
                       const CrmPrepareWish *wish,
                       CrmFrame *to,
                       const CrmRun *run,
                       GError **error)
{
  const CrmColumn *column = crm_frame_require (from, self->name, error);
  gsize n = crm_frame_n_rows (from);
  g_autoptr (GPtrArray) levels = NULL;
  g_autofree double *values = NULL;
  g_autoptr (CrmFrame) empty = NULL;

  if (column == NULL || !check_kind (self, column, error))
    return FALSE;
  if (column->kind != self->kind)
    {
      empty = make_empty (self, n);
      column = crm_frame_column (empty, 0);
    }
  if (wish != NULL)
    crm_preparation_find_levels (self, column, wish);
  levels = crm_preparation_list_levels (self, column);
  values = crm_preparation_read_values (self, column, levels);
  if (wish != NULL)
    crm_preparation_find_cap (self, values, wish, run);
  if (!crm_run_go_on (run, -1, error))
    return FALSE;
  if (self->cap != CRM_CAP_NONE)
    cap (self, values, n);
  if ((wish != NULL && !crm_preparation_find_fill (self, column, values, levels, wish, run, error)) ||
      !fill (self, from, values, order, levels, run, error) ||
      (wish != NULL && !crm_preparation_find_power (self, values, wish, run, error)) ||
      (self->power.kind != CRM_POWER_NONE && !transform (self, values, n, run, error)) ||
      (wish != NULL && !crm_preparation_find_bins (self, values, wish, run, error)))
    return FALSE;
  if (self->binning != CRM_BIN_NONE)
    put_in_bins (self, values, n);
  if (wish != NULL)
    crm_preparation_find_scale (self, values, wish, run);
  if (!crm_run_go_on (run, -1, error))
    return FALSE;
  for (gsize row = 0; row < n && self->scaling != CRM_SCALE_NONE; row++)
    values[row] = (values[row] - self->offset) / self->scale;
  return crm_preparation_add_columns (self, column, &values, levels, from, to, error) && crm_run_go_on (run, -1, error);
}
