/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-import-private.h"

#include <string.h>

/* The first reading of a file: how many rows it has, and what each column holds. */

static void
free_column (gpointer data)
{
  CrmImportColumn *column = data;

  g_clear_pointer (&column->distinct, g_hash_table_unref);
  g_free (column);
}

static void
note_text (CrmImportColumn *column,
           const char *cell)
{
  CrmImportText *known = g_hash_table_lookup (column->distinct, cell);

  if (known == NULL)
    {
      char *copy = g_strdup (cell);

      known = g_new (CrmImportText, 1);
      *known = (CrmImportText) { copy, 0, column->public.n_distinct++ };
      g_hash_table_insert (column->distinct, copy, known);
    }
  known->n++;
  if (column->public.n_distinct > CRM_IMPORT_FEW_TEXTS)
    g_clear_pointer (&column->distinct, g_hash_table_unref);
}

static void
look_at_cell (CrmImportColumn *column,
              const char *cell)
{
  if (cell[strspn (cell, " \t\r\n")] == '\0')
    return;
  column->public.n_filled++;
  if (column->distinct != NULL)
    note_text (column, cell);
  crm_import_style_look (&column->style, cell);
}

static void
look_at_row (CrmImport *self,
             char *const *cells,
             guint n_cells)
{
  guint n_columns = self->columns->len;

  self->n_rows++;
  for (guint i = 0; i < MIN (n_cells, n_columns); i++)
    look_at_cell (self->columns->pdata[i], cells[i]);
  if (n_cells < n_columns && self->n_short++ == 0)
    self->first_short = self->row_number;
}

static void
look_at_sample (CrmImport *self)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new ();

  for (guint row = 0; row < crm_csv_get_n_rows (self->csv); row++)
    {
      g_ptr_array_set_size (cells, 0);
      for (guint i = 0; i < crm_csv_get_n_cells (self->csv, row); i++)
        g_ptr_array_add (cells, (gpointer) crm_csv_get_cell (self->csv, row, i));
      self->row_number = crm_csv_get_number (self->csv, row);
      look_at_row (self, (char *const *) cells->pdata, cells->len);
    }
}

/**
 * crm_import_look:
 *
 * Reads the whole file once: the first rows are kept, of the others it is only noted what there is.
 *
 * Errors: those of crm_csv_reader_next(), so that a damaged file is refused before anything is done with it
 */
gboolean
crm_import_look (CrmImport *self,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GError) local = NULL;
  CrmCsvRow row;

  g_clear_pointer (&self->csv, crm_csv_free);
  self->csv = crm_csv_read (self->file, CRM_IMPORT_SAMPLE_ROWS, error);
  if (self->csv == NULL)
    return FALSE;
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  self->columns = g_ptr_array_new_with_free_func (free_column);
  self->n_rows = self->n_short = 0;
  for (guint i = 0; i < crm_csv_get_n_columns (self->csv); i++)
    {
      CrmImportColumn *column = g_new0 (CrmImportColumn, 1);

      column->distinct = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_ptr_array_add (self->columns, column);
    }
  look_at_sample (self);
  while (crm_csv_reader_next (self->file, &row, &local))
    {
      self->row_number = row.number;
      look_at_row (self, row.cells, row.n_cells);
      if (self->n_rows % 1024 == 0 && g_cancellable_set_error_if_cancelled (cancellable, &local))
        break;
    }
  self->notes = *crm_csv_reader_get_notes (self->file);
  crm_csv_set_encoding (self->csv, crm_csv_reader_get_dialect (self->file)->encoding);
  for (guint i = 0; i < self->columns->len; i++)
    {
      CrmImportColumn *column = self->columns->pdata[i];

      crm_import_style_describe (&column->style, &column->public);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * crm_import_get_n_rows:
 *
 * Returns: how many rows of data the file has
 */
guint
crm_import_get_n_rows (CrmImport *self)
{
  return self->n_rows;
}

/**
 * crm_import_get_profile:
 *
 * Returns: (transfer none): what is in the column
 */
const CrmImportProfile *
crm_import_get_profile (CrmImport *self,
                        guint column)
{
  return &((CrmImportColumn *) self->columns->pdata[column])->public;
}
