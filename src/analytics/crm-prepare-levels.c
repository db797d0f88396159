/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-frequencies.h"
#include "analytics/crm-prepare-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Categories of a column that is prepared. */

#define MOST_LEVELS 1000      /* of a category that becomes a column for each */
#define OTHER_LEVEL "other"   /* data, which does not change with the language */

/**
 * crm_preparation_index_levels:
 *
 * Returns: (transfer full): the place of each level, from 1
 */
GHashTable *
crm_preparation_index_levels (GPtrArray *levels)
{
  GHashTable *places = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < levels->len; i++)
    g_hash_table_insert (places, levels->pdata[i], GUINT_TO_POINTER (i + 1));
  return places;
}

/**
 * crm_preparation_list_levels:
 *
 * Returns: (transfer full) (element-type utf8): the levels that values are places of: those that are known where the
 *   column is encoded or rare ones were put into one, else those of the column and what may be filled in
 */
GPtrArray *
crm_preparation_list_levels (const CrmPreparation *self,
                             const CrmColumn *column)
{
  gboolean closed = self->categories != CRM_CATEGORIES_KEEP || self->other >= 0;
  GPtrArray *levels = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) places = NULL;

  for (guint i = 0; !closed && i < crm_column_n_levels (column); i++)
    g_ptr_array_add (levels, g_strdup (crm_column_level (column, i)));
  places = crm_preparation_index_levels (levels);
  for (guint i = 0; i < self->levels->len; i++)
    {
      if (!g_hash_table_contains (places, self->levels->pdata[i]))
        g_ptr_array_add (levels, g_strdup (self->levels->pdata[i]));
    }
  return levels;
}

/**
 * crm_preparation_read_values:
 *
 * Returns: (transfer full): numbers, days, or places in @levels; NaN where one is missing
 */
double *
crm_preparation_read_values (CrmPreparation *self,
                             const CrmColumn *column,
                             GPtrArray *levels)
{
  double *values = crm_column_numbers (column);
  g_autoptr (GHashTable) places = NULL;
  g_autofree double *codes = NULL;

  if (self->kind != CRM_COLUMN_CATEGORY)
    return values;
  places = crm_preparation_index_levels (levels);
  codes = g_new (double, crm_column_n_levels (column) + 1);
  for (guint i = 0; i < crm_column_n_levels (column); i++)
    {
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, crm_column_level (column, i)));

      codes[i] = place > 0 ? place - 1.0 : self->other >= 0 ? self->other : NAN;
    }
  self->n_unseen = 0;
  for (gsize row = 0; row < column->n; row++)
    {
      if (column->codes[row] < 0)
        continue;
      values[row] = codes[column->codes[row]];
      self->n_unseen += isnan (values[row]);
    }
  return values;
}

/* The frequent levels, the most frequent first, and one for the others. */
static void
group_rare (CrmPreparation *self,
            const CrmColumn *column,
            const CrmPrepareWish *wish)
{
  guint n_levels, n_kept = 0;
  g_autofree CrmFrequency *levels = crm_frequencies_new (column, wish->rows, wish->n_rows, &n_levels);
  gsize n_known = 0;

  for (guint i = 0; i < n_levels; i++)
    n_known += levels[i].count;
  while (n_kept < n_levels && levels[n_kept].count >= wish->rare * n_known)
    n_kept++;
  if (n_kept == 0 || n_kept + 1 >= n_levels)
    {
      if (n_kept == 0 && n_levels > 0)
        g_ptr_array_add (self->notes, g_strdup (_("Rare values were not put into one: all of them are rare.")));
      return;
    }
  for (guint i = 0; i < n_kept; i++)
    g_ptr_array_add (self->levels, g_strdup (crm_column_level (column, levels[i].code)));
  if (!g_ptr_array_find_with_equal_func (self->levels, OTHER_LEVEL, g_str_equal, &n_kept))
    {
      n_kept = self->levels->len;
      g_ptr_array_add (self->levels, g_strdup (OTHER_LEVEL));
    }
  self->other = n_kept;
}

/**
 * crm_preparation_find_levels:
 *
 * Finds which levels there are where a category is to be encoded, and which of them are frequent.
 */
void
crm_preparation_find_levels (CrmPreparation *self,
                             const CrmColumn *column,
                             const CrmPrepareWish *wish)
{
  if (self->kind != CRM_COLUMN_CATEGORY)
    return;
  if (wish->rare > 0)
    group_rare (self, column, wish);
  if (wish->categories == CRM_CATEGORIES_ONE_HOT &&
      (self->other >= 0 ? self->levels->len : crm_column_n_levels (column)) > MOST_LEVELS)
    {
      g_ptr_array_add (self->notes, g_strdup_printf (_("It was not encoded: it has more than %d different values."),
                                                     MOST_LEVELS));
      return;
    }
  if (wish->categories == CRM_CATEGORIES_ONE_HOT && self->other >= 0)
    g_ptr_array_add (self->notes, g_strdup_printf (_("Rare values have one column together, “%s%s”. Values that are "
                                                     "not here but in a later table will count there, too."),
                                                   self->name, (const char *) self->levels->pdata[self->other]));
  self->categories = wish->categories;
  for (guint i = 0; self->categories != CRM_CATEGORIES_KEEP && self->other < 0 && i < crm_column_n_levels (column); i++)
    g_ptr_array_add (self->levels, g_strdup (crm_column_level (column, i)));
}
