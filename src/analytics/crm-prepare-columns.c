/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-prepare-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The columns that a column becomes. */

static gint32 *
round_values (const double *values,
              gsize n,
              gint32 missing)
{
  gint32 *rounded = g_new (gint32, MAX (n, 1));

  for (gsize row = 0; row < n; row++)
    rounded[row] = isnan (values[row]) ? missing : values[row];
  return rounded;
}

static void
add_labels (const CrmPreparation *self,
            const double *values,
            CrmFrame *to)
{
  GPtrArray *labels = g_ptr_array_new_with_free_func (g_free);

  for (guint bin = 0; bin <= self->cuts->len; bin++)
    g_ptr_array_add (labels, crm_preparation_bin_label (self, bin));
  crm_frame_take_codes (to, self->name, round_values (values, crm_frame_n_rows (to), CRM_CODE_MISSING), labels);
}

/* A column beside that which it comes from may not have the name of another. */
static gboolean
add_beside (const CrmFrame *from,
            CrmFrame *to,
            const char *name,
            double *values,
            GError **error)
{
  if (crm_frame_find (from, name) == NULL && crm_frame_find (to, name) == NULL)
    {
      crm_frame_take_numbers (to, name, values);
      return TRUE;
    }
  g_free (values);
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
               _("The new column “%s” would have the name of another. Rename that first, or choose columns with "
                 "--only."), name);
  return FALSE;
}

static gboolean
add_one_hot (const CrmPreparation *self,
             const double *values,
             const CrmFrame *from,
             CrmFrame *to,
             GError **error)
{
  gsize n = crm_frame_n_rows (from);

  for (guint level = 0; level < self->levels->len; level++)
    {
      g_autofree char *name = g_strconcat (self->name, (char *) self->levels->pdata[level], NULL);
      double *flags = g_new (double, MAX (n, 1));

      for (gsize row = 0; row < n; row++)
        flags[row] = values[row] == level;
      if (!add_beside (from, to, name, flags, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_indicator (const CrmPreparation *self,
               const CrmColumn *column,
               const CrmFrame *from,
               CrmFrame *to,
               GError **error)
{
  g_autofree char *name = g_strconcat (self->name, "_missing", NULL);
  double *flags;

  if (!self->indicator)
    return TRUE;
  flags = g_new (double, MAX (column->n, 1));
  for (gsize row = 0; row < column->n; row++)
    flags[row] = crm_column_is_missing (column, row);
  return add_beside (from, to, name, flags, error);
}

/**
 * crm_preparation_add_columns:
 * @values: (inout): of the column once prepared
 * @levels: what they are places of where it is a category that stays one
 *
 * Adds what becomes of a column.
 *
 * Errors: %CRM_ERROR_INVALID where a new column would have the name of another
 */
gboolean
crm_preparation_add_columns (const CrmPreparation *self,
                             const CrmColumn *column,
                             double **values,
                             GPtrArray *levels,
                             const CrmFrame *from,
                             CrmFrame *to,
                             GError **error)
{
  gsize n = crm_frame_n_rows (from);

  if (self->kind == CRM_COLUMN_DATE)
    crm_frame_take_days (to, self->name, round_values (*values, n, CRM_DAY_MISSING));
  else if (self->kind == CRM_COLUMN_CATEGORY && self->categories == CRM_CATEGORIES_KEEP)
    crm_frame_take_codes (to, self->name, round_values (*values, n, CRM_CODE_MISSING), g_ptr_array_ref (levels));
  else if (self->categories == CRM_CATEGORIES_ONE_HOT)
    return add_one_hot (self, *values, from, to, error) && add_indicator (self, column, from, to, error);
  else if (self->binning != CRM_BIN_NONE && self->bin_content == CRM_BIN_LABEL)
    add_labels (self, *values, to);
  else
    {
      for (gsize row = 0; row < n && self->categories == CRM_CATEGORIES_ORDINAL; row++)
        (*values)[row] += 1;
      crm_frame_take_numbers (to, self->name, g_steal_pointer (values));
    }
  return add_indicator (self, column, from, to, error);
}
