/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-flat-table.h"

#include "exchange/crm-csv.h"

#include "base/crm-csv-cell.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>

#define MOST_COLUMNS 2000
#define MOST_TEXT (1024 * 1024 * 1024)

static void
free_cell (gpointer cell)
{
  g_string_free (cell, TRUE);
}

void
crm_flat_table_init (CrmFlatTable *self,
                     const char *file)
{
  *self = (CrmFlatTable) { .file = file, .places = g_hash_table_new (g_str_hash, g_str_equal),
                           .names = g_ptr_array_new_with_free_func (g_free), .out = g_string_new (NULL) };
}

void
crm_flat_table_clear (CrmFlatTable *self)
{
  g_hash_table_unref (self->places);
  g_ptr_array_unref (self->names);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_string_free (self->out, TRUE);
}

static void
append_cell (CrmFlatTable *self,
             guint column,
             const char *text)
{
  if (column > 0)
    g_string_append_c (self->out, ',');
  crm_csv_append_cell (self->out, text, ',');
}

/**
 * crm_flat_table_begin:
 *
 * All names are known: from now on records are written.
 */
void
crm_flat_table_begin (CrmFlatTable *self)
{
  self->cells = g_ptr_array_new_with_free_func (free_cell);
  for (guint i = 0; i < self->names->len; i++)
    {
      append_cell (self, i, self->names->pdata[i]);
      g_ptr_array_add (self->cells, g_string_new (NULL));
    }
  if (self->names->len > 0)
    g_string_append_c (self->out, '\n');
}

/**
 * crm_flat_table_put:
 *
 * Gives the record at hand a value. Where it has one of that name already, both stand in one cell.
 *
 * Errors: %CRM_ERROR_FORMAT
 */
gboolean
crm_flat_table_put (CrmFlatTable *self,
                    const char *name,
                    const char *text,
                    GError **error)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, name));
  GString *cell;

  if (place == 0 && self->names->len >= MOST_COLUMNS)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("The records in “%s” have more than %u different names. "
                   "Nothing was changed. Choose a file with a table."), self->file, MOST_COLUMNS);
      return FALSE;
    }
  if (place == 0)
    {
      g_ptr_array_add (self->names, g_strdup (name));
      place = self->names->len;
      g_hash_table_insert (self->places, self->names->pdata[place - 1], GUINT_TO_POINTER (place));
    }
  if (self->cells == NULL || *text == '\0')
    return TRUE;
  cell = self->cells->pdata[place - 1];
  g_string_append_printf (cell, "%s%s", cell->len > 0 ? ", " : "", text);
  return TRUE;
}

/**
 * crm_flat_table_end_row:
 *
 * Errors: %CRM_ERROR_FORMAT where there is too much; the thread's current cancellable ends it
 */
gboolean
crm_flat_table_end_row (CrmFlatTable *self,
                        GError **error)
{
  for (guint i = 0; self->cells != NULL && i < self->names->len; i++)
    {
      GString *cell = self->cells->pdata[i];

      append_cell (self, i, cell->str);
      g_string_truncate (cell, 0);
    }
  if (self->cells != NULL)
    g_string_append_c (self->out, '\n');
  if (self->out->len <= MOST_TEXT)
    return !g_cancellable_set_error_if_cancelled (g_cancellable_get_current (), error);
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” holds more than can be read at once. Nothing was changed. "
               "Split it and try again."), self->file);
  return FALSE;
}

/**
 * crm_flat_table_dup_text:
 *
 * Returns: (transfer full): what was written
 */
char *
crm_flat_table_dup_text (const CrmFlatTable *self)
{
  return g_strdup (self->out->str);
}
