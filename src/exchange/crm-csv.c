/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-csv-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CHUNK (1024 * 1024)

typedef struct
{
  gsize first_cell;
  guint n_cells;
  guint number;     /* in the file, from 1 */
} Row;

struct _CrmCsv
{
  CrmCsvDialect dialect;
  GPtrArray    *chunks;   /* of text, each with many cells */
  char         *free;     /* in the last of them */
  gsize         n_free;
  GArray       *cells;    /* of char * */
  GArray       *rows;     /* of Row */
  GPtrArray    *names;    /* of the columns */
};

void
crm_csv_free (CrmCsv *self)
{
  crm_csv_dialect_clear (&self->dialect);
  g_clear_pointer (&self->chunks, g_ptr_array_unref);
  g_clear_pointer (&self->cells, g_array_unref);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_free (self);
}

static char *
reserve (CrmCsv *self,
         gsize length)
{
  char *place;

  if (length > self->n_free)
    {
      self->n_free = MAX (length, CHUNK);
      self->free = g_malloc (self->n_free);
      g_ptr_array_add (self->chunks, self->free);
    }
  place = self->free;
  self->free += length;
  self->n_free -= length;
  return place;
}

static void
keep_row (CrmCsv *self,
          const CrmCsvRow *row)
{
  Row kept = { self->cells->len, row->n_cells, row->number };
  char *text = row->length > 0 ? memcpy (reserve (self, row->length + 1), row->cells[0], row->length + 1) : NULL;

  for (guint i = 0; i < row->n_cells; i++)
    {
      char *cell = text != NULL ? text + (row->cells[i] - row->cells[0])
                                : strcpy (reserve (self, strlen (row->cells[i]) + 1), row->cells[i]);

      g_array_append_val (self->cells, cell);
    }
  g_array_append_val (self->rows, kept);
}

static void
take_columns (CrmCsv *self,
              const CrmCsvReader *reader)
{
  const CrmCsvDialect *dialect = crm_csv_reader_get_dialect (reader);

  crm_csv_dialect_copy (dialect, &self->dialect);
  for (guint i = 0; i < crm_csv_reader_get_n_columns (reader); i++)
    {
      const char *name = crm_csv_reader_get_header (reader, i);

      /* Translators: the name of a column of a table that has none */
      g_ptr_array_add (self->names, *name != '\0' ? g_strdup (name) : g_strdup_printf (_("Column %u"), i + 1));
    }
}

/**
 * crm_csv_read:
 * @reader: before the first row
 * @most_rows: to read at most
 *
 * Returns: (transfer full): the rows
 * Errors: %CRM_ERROR_FORMAT for what is empty, and those of crm_csv_reader_next()
 */
CrmCsv *
crm_csv_read (CrmCsvReader *reader,
              guint most_rows,
              GError **error)
{
  g_autoptr (CrmCsv) self = g_new0 (CrmCsv, 1);
  g_autoptr (GError) local = NULL;
  CrmCsvRow row;

  self->chunks = g_ptr_array_new_with_free_func (g_free);
  self->cells = g_array_new (FALSE, FALSE, sizeof (char *));
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  self->names = g_ptr_array_new_with_free_func (g_free);
  while (self->rows->len < most_rows && crm_csv_reader_next (reader, &row, &local))
    keep_row (self, &row);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  take_columns (self, reader);
  return g_steal_pointer (&self);
}

static CrmCsv *
read_all (CrmCsvReader *reader,
          const char *name,
          GError **error)
{
  CrmCsv *self = NULL;

  if (reader == NULL)
    return NULL;
  if (crm_csv_reader_get_n_columns (reader) > 0)
    self = crm_csv_read (reader, G_MAXUINT, error);
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is empty. Nothing was changed. Choose another file."),
                 name);
  crm_csv_reader_free (reader);
  return self;
}

/**
 * crm_csv_new_from_bytes:
 * @name: what the file is called in messages
 * @wish: (nullable): what is known of the dialect
 *
 * Returns: (transfer full): the table
 * Errors: as crm_csv_open()
 */
CrmCsv *
crm_csv_new_from_bytes (const guint8 *bytes,
                        gsize length,
                        const char *name,
                        const CrmCsvDialect *wish,
                        GError **error)
{
  return read_all (crm_csv_reader_new_from_bytes (bytes, length, name, wish, error), name, error);
}

/**
 * crm_csv_open:
 * @path: a file; it is read whole and not kept open
 * @wish: (nullable): what is known of the dialect
 *
 * Returns: (transfer full): the table
 * Errors: %CRM_ERROR_FORMAT for a file that is empty, and those of crm_csv_reader_open() and crm_csv_reader_next()
 */
CrmCsv *
crm_csv_open (const char *path,
              const CrmCsvDialect *wish,
              GError **error)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);

  return read_all (crm_csv_reader_open (path, wish, error), name, error);
}

/**
 * crm_csv_set_encoding:
 *
 * Tells what reading on has found out.
 */
void
crm_csv_set_encoding (CrmCsv *self,
                      const char *encoding)
{
  g_set_str (&self->dialect.encoding, encoding);
}

const CrmCsvDialect *
crm_csv_get_dialect (const CrmCsv *self)
{
  return &self->dialect;
}

guint
crm_csv_get_n_columns (const CrmCsv *self)
{
  return self->names->len;
}

/**
 * crm_csv_get_header:
 *
 * Returns: (transfer none): the name of the column, trimmed; "Column 3" where it has none
 */
const char *
crm_csv_get_header (const CrmCsv *self,
                    guint column)
{
  return self->names->pdata[column];
}

guint
crm_csv_get_n_rows (const CrmCsv *self)
{
  return self->rows->len;
}

/**
 * crm_csv_get_n_cells:
 *
 * Returns: how many cells the row has, which may be fewer or more than there are columns
 */
guint
crm_csv_get_n_cells (const CrmCsv *self,
                     guint row)
{
  return g_array_index (self->rows, Row, row).n_cells;
}

/**
 * crm_csv_get_cell:
 *
 * Returns: (transfer none): the text of the cell; "" where the row is shorter
 */
const char *
crm_csv_get_cell (const CrmCsv *self,
                  guint row,
                  guint column)
{
  const Row *found = &g_array_index (self->rows, Row, row);

  return column < found->n_cells ? g_array_index (self->cells, char *, found->first_cell + column) : "";
}

/**
 * crm_csv_get_number:
 *
 * Returns: the number of the row in the file: see #CrmCsvRow
 */
guint
crm_csv_get_number (const CrmCsv *self,
                    guint row)
{
  return g_array_index (self->rows, Row, row).number;
}
