/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-describe.h"
#include "analytics/crm-grouping.h"
#include "analytics/crm-number.h"
#include "analytics/crm-prepare-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What is to be done to a column, found from its values. */

/* The numbers that are found from: usable ones in the rows of the wish. */
static double *
take_known (const double *values,
            const CrmPrepareWish *wish,
            gsize *n)
{
  double *known = g_new (double, MAX (wish->n_rows, 1));

  *n = 0;
  for (gsize i = 0; i < wish->n_rows; i++)
    {
      if (crm_number_is_usable (values[wish->rows[i]]))
        known[(*n)++] = values[wish->rows[i]];
    }
  return known;
}

static void
note (CrmPreparation *self,
      const char *text)
{
  g_ptr_array_add (self->notes, g_strdup (text));
}

/* Of two different values one may be rare, and is no outlier for that. */
static gboolean
is_flag (const double *known,
         gsize n)
{
  double other = NAN;

  for (gsize i = 1; i < n; i++)
    {
      if (known[i] == known[0] || known[i] == other)
        continue;
      if (!isnan (other))
        return FALSE;
      other = known[i];
    }
  return TRUE;
}

static void
find_fences (CrmPreparation *self,
             const CrmDescription *is,
             const CrmPrepareWish *wish)
{
  double lower = crm_quantile (is->sorted, is->n, 0.25, 7), upper = crm_quantile (is->sorted, is->n, 0.75, 7);
  double sd = is->sd * sqrt ((is->n - 1.0) / is->n);

  switch (wish->cap)
    {
    case CRM_CAP_QUANTILE:
      self->low = crm_quantile (is->sorted, is->n, wish->cap_factor, 7);
      self->high = crm_quantile (is->sorted, is->n, 1 - wish->cap_factor, 7);
      return;
    case CRM_CAP_SD:
      self->low = is->mean - wish->cap_factor * sd;
      self->high = is->mean + wish->cap_factor * sd;
      return;
    case CRM_CAP_IQR:
    case CRM_CAP_NONE:
    default:
      self->low = lower - wish->cap_factor * (upper - lower);
      self->high = upper + wish->cap_factor * (upper - lower);
    }
}

/**
 * crm_preparation_find_cap:
 *
 * Finds fences: quantiles (W. J. Dixon, "Simplified estimation from censored normal samples", 1960: winsorizing),
 * those of J. Tukey ("Exploratory Data Analysis", 1977), or standard deviations.
 */
void
crm_preparation_find_cap (CrmPreparation *self,
                          const double *values,
                          const CrmPrepareWish *wish,
                          const CrmRun *run)
{
  gsize n;
  g_autofree double *known = take_known (values, wish, &n);
  g_autoptr (CrmDescription) is = NULL;

  if (wish->cap == CRM_CAP_NONE || self->kind != CRM_COLUMN_NUMBER || n == 0)
    return;
  if (is_flag (known, n))
    {
      note (self, _("It was not capped: there are no more than two different values."));
      return;
    }
  is = crm_describe (known, NULL, n, 0, run, NULL);
  if (is == NULL)
    return;
  find_fences (self, is, wish);
  if (self->low < self->high)
    {
      self->cap = wish->cap;
      return;
    }
  self->low = -INFINITY;
  self->high = INFINITY;
  note (self, _("It was not capped: most of its values are the same."));
}

/* What is usual. */
static double
find_usual (const double *known,
            gsize n,
            CrmFill fill,
            const CrmRun *run)
{
  g_autoptr (CrmDescription) is = crm_describe (known, NULL, n, 0, run, NULL);

  return n == 0 ||
  is == NULL ? NAN : fill == CRM_FILL_MEAN ? is->mean : fill == CRM_FILL_MEDIAN ? is->median : is->modes[0];
}

/* The place of a level among those that are kept for being filled in. */
static double
keep_level (CrmPreparation *self,
            GHashTable *places,
            const char *text)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, text));

  if (place > 0)
    return place - 1;
  g_ptr_array_add (self->levels, g_strdup (text));
  g_hash_table_insert (places, self->levels->pdata[self->levels->len - 1], GUINT_TO_POINTER (self->levels->len));
  return self->levels->len - 1;
}

static double
keep_usual (CrmPreparation *self,
            const double *known,
            gsize n,
            GPtrArray *levels,
            GHashTable *places,
            const CrmRun *run)
{
  double usual = find_usual (known, n, self->fill, run);

  if (isnan (usual))
    return usual;
  return self->kind == CRM_COLUMN_CATEGORY ? keep_level (self, places, levels->pdata[(guint) usual]) :
         self->kind == CRM_COLUMN_DATE ? floor (usual) : usual;
}

static gboolean
read_constant (CrmPreparation *self,
               GHashTable *places,
               const char *text,
               GError **error)
{
  char *end;
  gint64 date;

  if (self->kind == CRM_COLUMN_CATEGORY)
    self->fill_value = keep_level (self, places, text);
  else if (self->kind == CRM_COLUMN_DATE && crm_date_parse (text, &date))
    self->fill_value = date;
  else if (self->kind == CRM_COLUMN_NUMBER)
    self->fill_value = g_ascii_strtod (text, &end);
  if (self->kind == CRM_COLUMN_NUMBER && (end == text || *end != '\0' || !isfinite (self->fill_value)))
    self->fill_value = NAN;
  if (!isnan (self->fill_value))
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
               self->kind == CRM_COLUMN_DATE ? _("“%s” is no date, so it cannot be filled in in “%s”. Choose columns "
                                                 "with --only.") :
               _("“%s” is no number, so it cannot be filled in in “%s”. Choose columns with --only."), text,
               self->name);
  return FALSE;
}

/* What is usual in each group. */
static void
find_groups (CrmPreparation *self,
             const double *values,
             GPtrArray *levels,
             GHashTable *places,
             const CrmPrepareWish *wish,
             const CrmRun *run)
{
  guint n_groups;
  g_autofree gint32 *groups = crm_column_group (wish->by, &n_groups, run);
  g_autofree gint32 *of_rows = g_new (gint32, MAX (wish->n_rows, 1));
  g_autofree double *known = g_new (double, MAX (wish->n_rows, 1));
  g_autoptr (CrmGrouping) grouping = NULL;

  for (gsize i = 0; i < wish->n_rows; i++)
    of_rows[i] = crm_number_is_usable (values[wish->rows[i]]) ? groups[wish->rows[i]] : -1;
  grouping = crm_grouping_new (of_rows, wish->n_rows, n_groups);
  self->by = g_strdup (wish->by->name);
  self->groups = g_ptr_array_new_with_free_func (g_free);
  self->fill_values = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint group = 0; group < n_groups; group++)
    {
      gsize n = crm_grouping_size (grouping, group);
      const gsize *members = grouping->rows + grouping->starts[group];
      double usual;

      if (n == 0 || crm_run_is_cancelled (run))
        continue;
      for (gsize i = 0; i < n; i++)
        known[i] = values[wish->rows[members[i]]];
      usual = keep_usual (self, known, n, levels, places, run);
      g_ptr_array_add (self->groups, crm_column_text (wish->by, wish->rows[members[0]]));
      g_array_append_val (self->fill_values, usual);
    }
}

/**
 * crm_preparation_find_fill:
 * @levels: what the values of a category are places of; what may be filled in is added
 *
 * Finds what missing values are to get.
 *
 * Errors: %CRM_ERROR_INVALID for a constant of another kind
 */
gboolean
crm_preparation_find_fill (CrmPreparation *self,
                           const CrmColumn *column,
                           const double *values,
                           GPtrArray *levels,
                           const CrmPrepareWish *wish,
                           const CrmRun *run,
                           GError **error)
{
  gsize n;
  g_autofree double *known = take_known (values, wish, &n);
  g_autoptr (GHashTable) places = NULL;

  if (wish->fill == CRM_FILL_NONE)
    return TRUE;
  places = crm_preparation_index_levels (self->levels);
  self->indicator = wish->indicator && column->n_missing > 0;
  self->fill = self->kind == CRM_COLUMN_CATEGORY && wish->fill != CRM_FILL_CONSTANT ? CRM_FILL_MODE : wish->fill;
  if (self->fill == CRM_FILL_LINEAR)
    return TRUE;
  if (self->fill == CRM_FILL_CONSTANT)
    {
      if (!read_constant (self, places, wish->constant, error))
        return FALSE;
      if (self->kind == CRM_COLUMN_CATEGORY &&
          !g_ptr_array_find_with_equal_func (levels, wish->constant, g_str_equal, NULL))
        g_ptr_array_add (levels, g_strdup (wish->constant));
    }
  else
    {
      self->fill_value = keep_usual (self, known, n, levels, places, run);
      if (wish->by != NULL && wish->by != column)
        find_groups (self, values, levels, places, wish, run);
    }
  if (isnan (self->fill_value))
    note (self, _("It was not filled: there is no known value."));
  return TRUE;
}

/**
 * crm_preparation_find_power:
 *
 * Finds a transformation. Where a value is not above 0, that of Yeo and Johnson takes the place of Box's and Cox's.
 *
 * Errors: %CRM_ERROR_INVALID for values without a logarithm; %G_IO_ERROR_CANCELLED
 */
gboolean
crm_preparation_find_power (CrmPreparation *self,
                            const double *values,
                            const CrmPrepareWish *wish,
                            const CrmRun *run,
                            GError **error)
{
  gsize n;
  g_autofree double *known = take_known (values, wish, &n);
  CrmPowerKind kind = wish->power;
  gboolean positive = TRUE;

  if (kind == CRM_POWER_NONE || self->kind != CRM_COLUMN_NUMBER)
    return TRUE;
  if (is_flag (known, n))
    {
      note (self, _("It was not transformed: there are no more than two different values."));
      return TRUE;
    }
  for (gsize i = 0; i < n; i++)
    positive = positive && known[i] > 0;
  if (kind == CRM_POWER_BOX_COX && !positive)
    {
      kind = CRM_POWER_YEO_JOHNSON;
      note (self, _("Not all values are above 0: the transformation is that of Yeo and Johnson."));
    }
  if (crm_power_find (&self->power, kind, known, n, run, error))
    return TRUE;
  g_prefix_error (error, "%s: ", self->name);
  return FALSE;
}

/* Mean or median of each bin; the middle of one without values. */
static void
find_bin_values (CrmPreparation *self,
                 const double *known,
                 gsize n,
                 const CrmRun *run)
{
  guint n_bins = self->cuts->len + 1;
  g_autofree gint32 *bins = g_new (gint32, MAX (n, 1));
  g_autofree double *some = g_new (double, MAX (n, 1));
  g_autoptr (CrmGrouping) grouping = NULL;

  for (gsize i = 0; i < n; i++)
    bins[i] = crm_bin_of (self->cuts, known[i]);
  grouping = crm_grouping_new (bins, n, n_bins);
  self->bin_values = g_new (double, n_bins);
  for (guint bin = 0; bin < n_bins; bin++)
    {
      gsize size = crm_grouping_size (grouping, bin);

      for (gsize i = 0; i < size; i++)
        some[i] = known[grouping->rows[grouping->starts[bin] + i]];
      self->bin_values[bin] = size > 0 ? find_usual (some, size, self->bin_content == CRM_BIN_MEAN ? CRM_FILL_MEAN :
                                                                 CRM_FILL_MEDIAN, run) :
        (g_array_index (self->cuts, double, bin - 1) + g_array_index (self->cuts, double, bin)) / 2;
    }
}

static GArray *
find_class_cuts (const double *values,
                 const CrmPrepareWish *wish,
                 const CrmRun *run,
                 GError **error)
{
  g_autofree double *known = g_new (double, MAX (wish->n_rows, 1));
  g_autofree gint32 *classes = g_new (gint32, MAX (wish->n_rows, 1));
  gsize n = 0;

  for (gsize i = 0; i < wish->n_rows; i++)
    {
      gsize row = wish->rows[i];

      if (!crm_number_is_usable (values[row]) || wish->classes[row] < 0)
        continue;
      known[n] = values[row];
      classes[n++] = wish->classes[row];
    }
  return crm_bin_classes (known, classes, n, wish->n_classes, run, error);
}

/**
 * crm_preparation_find_bins:
 *
 * Finds where bins begin, and what stands for them.
 *
 * Errors: %G_IO_ERROR_CANCELLED
 */
gboolean
crm_preparation_find_bins (CrmPreparation *self,
                           const double *values,
                           const CrmPrepareWish *wish,
                           const CrmRun *run,
                           GError **error)
{
  gsize n;
  g_autofree double *known = take_known (values, wish, &n);

  if (wish->binning == CRM_BIN_NONE || self->kind != CRM_COLUMN_NUMBER || n == 0)
    return TRUE;
  self->cuts = wish->binning == CRM_BIN_MDL ? find_class_cuts (values, wish, run, error) :
                                              crm_bin_cuts (known, n, wish->binning, wish->n_bins, run);
  if (self->cuts == NULL)
    return FALSE;
  self->binning = wish->binning;
  self->bin_content = wish->bin_content;
  if (self->bin_content == CRM_BIN_MEAN || self->bin_content == CRM_BIN_MEDIAN)
    find_bin_values (self, known, n, run);
  if (self->cuts->len == 0)
    note (self, wish->binning == CRM_BIN_MDL ? _("It became one bin: its values tell nothing of the target.") :
                                               _("It became one bin: its values are all the same."));
  return TRUE;
}

/**
 * crm_preparation_find_scale:
 *
 * Finds how numbers are made comparable.
 */
void
crm_preparation_find_scale (CrmPreparation *self,
                            const double *values,
                            const CrmPrepareWish *wish,
                            const CrmRun *run)
{
  gsize n;
  g_autofree double *known = take_known (values, wish, &n);

  if (wish->scaling == CRM_SCALE_NONE || self->kind != CRM_COLUMN_NUMBER || self->binning != CRM_BIN_NONE || n == 0)
    return;
  self->scaling = wish->scaling;
  crm_scaling_find (known, n, wish->scaling, &self->offset, &self->scale, run);
}
