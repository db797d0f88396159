/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-prepare.h"
#include "analytics/crm-method-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <math.h>
#include <string.h>

/* Names of what can be done, in the order of the enumerations; as on the command line. */
static const char *const kinds[] = { "number", "category", "date" };
static const char *const caps[] = { "none", "quantile", "iqr", "sd" };
static const char *const fills[] = { "none", "mean", "median", "mode", "constant", "linear" };
static const char *const powers[] = { "none", "log", "log1p", "box-cox", "yeo-johnson" };
static const char *const binnings[] = { "none", "width", "frequency", "mdl" };
static const char *const contents[] = { "label", "number", "mean", "median" };
static const char *const scalings[] = { "none", "standard", "range", "robust" };
static const char *const encodings[] = { "none", "one-hot", "ordinal" };

/* Writing */

static void
write_value (const CrmPreparation *self,
             const char *key,
             double value,
             CrmResultBuilder *builder)
{
  g_autofree char *date = self->kind == CRM_COLUMN_DATE && !isnan (value) ? crm_date_to_iso (value) : NULL;

  if (self->kind == CRM_COLUMN_NUMBER)
    crm_result_number (builder, key, value);
  else
    crm_result_text (builder, key, date != NULL ? date : isnan (value) ? NULL : self->levels->pdata[(guint) value]);
}

static void
write_fill (const CrmPreparation *self,
            CrmResultBuilder *builder)
{
  g_autofree char *indicator = g_strconcat (self->name, "_missing", NULL);

  crm_result_begin (builder, "impute");
  crm_result_text (builder, "rule", fills[self->fill]);
  crm_result_count (builder, "filled", self->n_filled);
  if (self->fill != CRM_FILL_LINEAR)
    write_value (self, "value", self->fill_value, builder);
  if (self->indicator)
    crm_result_text (builder, "indicator", indicator);
  if (self->by != NULL)
    {
      crm_result_text (builder, "by", self->by);
      crm_result_begin_array (builder, "groups");
      for (guint i = 0; i < self->groups->len; i++)
        {
          crm_result_begin (builder, NULL);
          crm_result_text (builder, "group", self->groups->pdata[i]);
          write_value (self, "value", g_array_index (self->fill_values, double, i), builder);
          crm_result_end (builder);
        }
      crm_result_end_array (builder);
    }
  crm_result_end (builder);
}

static void
write_bins (const CrmPreparation *self,
            CrmResultBuilder *builder)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

  for (guint bin = 0; bin <= self->cuts->len; bin++)
    g_ptr_array_add (labels, crm_preparation_bin_label (self, bin));
  crm_result_begin (builder, "bin");
  crm_result_text (builder, "rule", binnings[self->binning]);
  crm_result_text (builder, "as", contents[self->bin_content]);
  crm_result_numbers (builder, "cuts", (const double *) (const void *) self->cuts->data, self->cuts->len);
  crm_result_texts (builder, "labels", labels);
  crm_result_counts (builder, "counts", self->bin_counts, self->cuts->len + 1);
  if (self->bin_values != NULL)
    crm_result_numbers (builder, "values", self->bin_values, self->cuts->len + 1);
  crm_result_end (builder);
}

static void
write_steps (const CrmPreparation *self,
             CrmResultBuilder *builder)
{
  if (self->other >= 0)
    {
      crm_result_begin (builder, "rare");
      crm_result_texts (builder, "levels", self->levels);
      crm_result_text (builder, "other", self->levels->pdata[self->other]);
      crm_result_end (builder);
    }
  if (self->cap != CRM_CAP_NONE)
    {
      crm_result_begin (builder, "cap");
      crm_result_text (builder, "rule", caps[self->cap]);
      crm_result_number (builder, "low", self->low);
      crm_result_number (builder, "high", self->high);
      crm_result_count (builder, "capped_low", self->n_low);
      crm_result_count (builder, "capped_high", self->n_high);
      crm_result_end (builder);
    }
  if (self->fill != CRM_FILL_NONE)
    write_fill (self, builder);
  if (self->power.kind != CRM_POWER_NONE)
    {
      crm_result_begin (builder, "transform");
      crm_result_text (builder, "rule", powers[self->power.kind]);
      crm_result_number (builder, "lambda", self->power.lambda);
      crm_result_number (builder, "log_likelihood", self->power.log_likelihood);
      crm_result_end (builder);
    }
  if (self->binning != CRM_BIN_NONE)
    write_bins (self, builder);
  if (self->scaling != CRM_SCALE_NONE)
    {
      crm_result_begin (builder, "scale");
      crm_result_text (builder, "rule", scalings[self->scaling]);
      crm_result_number (builder, "offset", self->offset);
      crm_result_number (builder, "divisor", self->scale);
      crm_result_end (builder);
    }
  if (self->categories != CRM_CATEGORIES_KEEP)
    {
      crm_result_begin (builder, "encode");
      crm_result_text (builder, "rule", encodings[self->categories]);
      crm_result_texts (builder, "levels", self->levels);
      crm_result_count (builder, "unknown", self->n_unseen);
      crm_result_end (builder);
    }
}

/**
 * crm_method_prepare_write:
 *
 * Adds what was done to a column as an object.
 */
void
crm_method_prepare_write (const CrmPreparation *self,
                          CrmResultBuilder *builder)
{
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "name", self->name);
  crm_result_text (builder, "kind", kinds[self->kind]);
  write_steps (self, builder);
  if (self->notes->len > 0)
    crm_result_texts (builder, "notes", self->notes);
  crm_result_end (builder);
}

/* Reading */

/* Which of the choices an object's "rule" names; 0, which is "none", without an object. */
#define read_rule(object, choices) ((object).kind == CRM_RESULT_OBJECT ? \
                                    crm_result_get_choice (object, "rule", choices, G_N_ELEMENTS (choices)) : 0)

static double
read_value (CrmPreparation *self,
            CrmResultValue object)
{
  const char *text = crm_result_get_text (object, "value");
  gint64 date;
  guint place;

  if (self->kind == CRM_COLUMN_NUMBER)
    return crm_result_get_number (object, "value");
  if (text == NULL)
    return NAN;
  if (self->kind == CRM_COLUMN_DATE)
    return crm_date_parse (text, &date) ? date : NAN;
  if (!g_ptr_array_find_with_equal_func (self->levels, text, g_str_equal, &place))
    {
      place = self->levels->len;
      g_ptr_array_add (self->levels, g_strdup (text));
    }
  return place;
}

static gboolean
read_fill (CrmPreparation *self,
           CrmResultValue object)
{
  CrmResultValue groups = crm_result_get_array (object, "groups"), group;
  int rule = read_rule (object, fills);

  if (rule < 0)
    return FALSE;
  self->fill = rule;
  self->fill_value = read_value (self, object);
  self->indicator = crm_result_get_text (object, "indicator") != NULL;
  self->by = g_strdup (crm_result_get_text (object, "by"));
  if (self->by == NULL)
    return TRUE;
  self->groups = g_ptr_array_new_with_free_func (g_free);
  self->fill_values = g_array_new (FALSE, FALSE, sizeof (double));
  while (crm_result_next (&groups, NULL, &group))
    {
      const char *name = crm_result_get_text (group, "group");
      double value = read_value (self, group);

      if (name == NULL)
        return FALSE;
      g_ptr_array_add (self->groups, g_strdup (name));
      g_array_append_val (self->fill_values, value);
    }
  return TRUE;
}

static gboolean
are_rising (const double *numbers,
            gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      if (isnan (numbers[i]) || (i > 0 && numbers[i] <= numbers[i - 1]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_bins (CrmPreparation *self,
           CrmResultValue object)
{
  int rule = read_rule (object, binnings), content;
  gsize n_cuts, n_values;
  g_autofree double *cuts = crm_result_get_numbers (object, "cuts", &n_cuts);

  if (rule <= 0)
    return rule == 0;
  content = crm_result_get_choice (object, "as", contents, G_N_ELEMENTS (contents));
  self->binning = rule;
  self->bin_content = MAX (content, 0);
  self->cuts = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof (double)), cuts, n_cuts);
  self->bin_values = crm_result_get_numbers (object, "values", &n_values);
  if (content < CRM_BIN_MEAN)
    g_clear_pointer (&self->bin_values, g_free);
  return content >= 0 && are_rising (cuts, n_cuts) && (n_values == n_cuts + 1 || content < CRM_BIN_MEAN);
}

static gboolean
read_numbers (CrmPreparation *self,
              CrmResultValue object)
{
  CrmResultValue cap = crm_result_get_object (object, "cap"), power = crm_result_get_object (object, "transform");
  CrmResultValue scaling = crm_result_get_object (object, "scale");
  int cap_rule = read_rule (cap, caps), power_rule = read_rule (power, powers);
  int scaling_rule = read_rule (scaling, scalings);

  if (cap_rule < 0 || power_rule < 0 || scaling_rule < 0)
    return FALSE;
  self->power = (CrmPower) { power_rule, crm_result_get_number (power, "lambda"),
                             crm_result_get_number (power, "log_likelihood") };
  if (cap_rule > 0)
    {
      self->cap = cap_rule;
      self->low = crm_result_get_number (cap, "low");
      self->high = crm_result_get_number (cap, "high");
    }
  if (scaling_rule > 0)
    {
      self->scaling = scaling_rule;
      self->offset = crm_result_get_number (scaling, "offset");
      self->scale = crm_result_get_number (scaling, "divisor");
    }
  return !isnan (self->low) && !isnan (self->high) && isfinite (self->offset) && isfinite (self->scale) &&
         self->scale != 0 && (power_rule < CRM_POWER_BOX_COX || isfinite (self->power.lambda));
}

static gboolean
read_other (CrmPreparation *self,
            CrmResultValue rare)
{
  const char *other = crm_result_get_text (rare, "other");
  guint place;

  if (rare.kind == CRM_RESULT_NOTHING)
    return TRUE;
  if (other == NULL || !g_ptr_array_find_with_equal_func (self->levels, other, g_str_equal, &place))
    return FALSE;
  self->other = place;
  return TRUE;
}

/**
 * crm_method_prepare_read:
 *
 * Returns: (transfer full) (nullable): the preparation that crm_method_prepare_write() wrote; %NULL where it is none
 */
CrmPreparation *
crm_method_prepare_read (CrmResultValue object)
{
  const char *name = crm_result_get_text (object, "name");
  int kind = crm_result_get_choice (object, "kind", kinds, G_N_ELEMENTS (kinds)), rule;
  CrmResultValue encoding = crm_result_get_object (object, "encode"), rare = crm_result_get_object (object, "rare");
  g_autoptr (CrmPreparation) self = NULL;

  if (name == NULL || kind < 0 || (rule = read_rule (encoding, encodings)) < 0)
    return NULL;
  self = crm_preparation_new (name, kind);
  self->categories = rule;
  g_ptr_array_unref (self->levels);
  self->levels = crm_result_get_texts (rare.kind == CRM_RESULT_OBJECT ? rare : encoding, "levels");
  if (!read_other (self, rare) || !read_numbers (self, object) ||
      !read_fill (self, crm_result_get_object (object, "impute")) ||
      !read_bins (self, crm_result_get_object (object, "bin")))
    return NULL;
  if ((kind != CRM_COLUMN_NUMBER && (self->cap != CRM_CAP_NONE || self->power.kind != CRM_POWER_NONE ||
                                     self->binning != CRM_BIN_NONE || self->scaling != CRM_SCALE_NONE)) ||
      (kind != CRM_COLUMN_CATEGORY && (self->categories != CRM_CATEGORIES_KEEP || rare.kind == CRM_RESULT_OBJECT)))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * crm_method_prepare_load:
 * @result: of “prepare”
 *
 * Returns: (transfer full) (element-type CrmPreparation) (nullable): what it did
 * Errors: %CRM_ERROR_FORMAT where it is something else
 */
GPtrArray *
crm_method_prepare_load (CrmResultValue result,
                         GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_preparation_free);
  CrmResultValue columns = crm_result_get_array (result, "columns"), column;
  gboolean right = columns.kind == CRM_RESULT_ARRAY;

  while (right && crm_result_next (&columns, NULL, &column))
    {
      CrmPreparation *preparation = crm_method_prepare_read (column);

      right = preparation != NULL;
      if (right)
        g_ptr_array_add (found, preparation);
    }
  if (right)
    return g_steal_pointer (&found);
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_FORMAT,
                       _("What --like names is no result of “prepare”. Nothing was changed; prepare again with --json "
                         "or --save, and name what that gives."));
  return NULL;
}
