/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-sheet.h"

#include "base/crm-csv-cell.h"
#include "base/crm-error.h"
#include "exchange/crm-csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* No program has more rows and columns than these, and nobody more text in a row. */
#define MOST_ROWS (1u << 24)
#define MOST_COLUMNS (1u << 14)
#define MOST_ROW_BYTES (16 * 1024 * 1024)
#define MOST_MERGES 65536
#define MOST_ACTIVE_MERGES 1024

typedef struct
{
  gsize start;      /* in the texts of the row */
  gsize length;
} Cell;

/* Cells that a person has joined; what stands in the first holds for all. */
typedef struct
{
  guint row, column, n_rows, n_columns;
  char *text;
} Merge;

static void
clear_merge (gpointer data)
{
  g_free (((Merge *) data)->text);
}

static void
free_entry (gpointer data)
{
  CrmSheetEntry *entry = data;

  g_free (entry->title);
  g_free (entry->part);
  g_free (entry);
}

CrmSheetEntry *
crm_sheet_add_entry (CrmSheet *self,
                     const char *title)
{
  CrmSheetEntry *entry = g_new0 (CrmSheetEntry, 1);

  entry->title = g_strdup (title);
  g_ptr_array_add (self->entries, entry);
  return entry;
}

/**
 * crm_sheet_refuse:
 *
 * Called by a handler where the XML is not what it should be.
 */
void
crm_sheet_refuse (CrmSheet *self,
                  CrmXml *xml)
{
  GError *error = NULL;

  crm_package_refuse (self->package, &error);
  crm_xml_fail (xml, error);
}

static void
refuse_size (CrmSheet *self,
             CrmXml *xml)
{
  GError *error = NULL;

  crm_package_refuse_size (self->package, &error);
  crm_xml_fail (xml, error);
}

/**
 * crm_sheet_append:
 *
 * Adds to the text of a cell, which may not be longer than a row.
 */
void
crm_sheet_append (CrmSheet *self,
                  CrmXml *xml,
                  GString *text,
                  const char *more,
                  gsize length)
{
  if (text->len + length > MOST_ROW_BYTES)
    refuse_size (self, xml);
  else
    g_string_append_len (text, more, length);
}

void
crm_sheet_begin_row (CrmSheet *self,
                     CrmXml *xml,
                     guint row)
{
  if (row >= MOST_ROWS || (!self->looking && row < self->n_lines))
    crm_sheet_refuse (self, xml);
  self->row = row;
  self->n_filled = 0;
  g_array_set_size (self->cells, 0);
  g_string_truncate (self->texts, 0);
}

/**
 * crm_sheet_add_cell:
 * @text: of a cell, and of the next ones if it is repeated; those that are empty need not be added
 */
void
crm_sheet_add_cell (CrmSheet *self,
                    CrmXml *xml,
                    guint column,
                    const char *text,
                    guint n_repeats)
{
  Cell cell = { self->texts->len, strlen (text) };

  if (cell.length == 0)
    return;
  if (column >= MOST_COLUMNS || n_repeats > MOST_COLUMNS - column)
    {
      crm_sheet_refuse (self, xml);
      return;
    }
  if (self->looking)
    {
      self->entry->n_columns = MAX (self->entry->n_columns, column + n_repeats);
      return;
    }
  if (self->texts->len + cell.length >= MOST_ROW_BYTES)
    {
      refuse_size (self, xml);
      return;
    }
  g_string_append_len (self->texts, text, cell.length + 1);
  if (self->cells->len < column + n_repeats)
    g_array_set_size (self->cells, column + n_repeats);
  for (guint i = column; i < column + n_repeats; i++)
    g_array_index (self->cells, Cell, i) = cell;
  self->n_filled++;
}

/**
 * crm_sheet_note_error:
 *
 * Notes that the cell at hand has a formula, but no value: an error, or it was never calculated.
 */
void
crm_sheet_note_error (CrmSheet *self)
{
  if (!self->looking && self->n_errors++ == 0)
    self->first_error = self->row + 1;
}

/**
 * crm_sheet_add_merge:
 *
 * Says that cells are joined: before their rows are read, or in their first one.
 */
void
crm_sheet_add_merge (CrmSheet *self,
                     guint row,
                     guint column,
                     guint n_rows,
                     guint n_columns)
{
  Merge merge = { row, column, MIN (n_rows, MOST_ROWS), MIN (n_columns, MOST_COLUMNS), NULL };

  if (self->merges->len < MOST_MERGES && column < MOST_COLUMNS && row < MOST_ROWS)
    g_array_append_val (self->merges, merge);
}

static int
compare_merges (gconstpointer a,
                gconstpointer b)
{
  const Merge *first = a, *second = b;

  return first->row < second->row ? -1 : first->row > second->row;
}

static const char *
get_text (CrmSheet *self,
          guint column)
{
  const Cell *cell = column < self->cells->len ? &g_array_index (self->cells, Cell, column) : NULL;

  return cell != NULL && cell->length > 0 ? self->texts->str + cell->start : "";
}

/* A title over the whole table stays one cell; so do the rows above and below of cells that are side by side. */
static void
fill_merge (CrmSheet *self,
            CrmXml *xml,
            Merge *merge)
{
  guint end = MIN (merge->column + merge->n_columns, self->entry->n_columns);

  if (merge->row == self->row)
    g_set_str (&merge->text, get_text (self, merge->column));
  if (merge->text == NULL || *merge->text == '\0' || (merge->row == self->row && self->n_filled < 2))
    return;
  for (guint column = merge->column; column < end; column++)
    {
      if (*get_text (self, column) == '\0')
        crm_sheet_add_cell (self, xml, column, merge->text, 1);
    }
}

static void
fill_merges (CrmSheet *self,
             CrmXml *xml)
{
  for (; self->n_merges_begun < self->merges->len; self->n_merges_begun++)
    {
      const Merge *merge = &g_array_index (self->merges, Merge, self->n_merges_begun);

      if (merge->row > self->row)
        break;
      if (self->active->len < MOST_ACTIVE_MERGES)
        g_array_append_val (self->active, self->n_merges_begun);
    }
  for (guint i = self->active->len; i-- > 0;)
    {
      Merge *merge = &g_array_index (self->merges, Merge, g_array_index (self->active, guint, i));

      if (self->row - merge->row < merge->n_rows)
        fill_merge (self, xml, merge);
      else
        g_array_remove_index_fast (self->active, i);
    }
}

static void
write_line (CrmSheet *self,
            CrmXml *xml)
{
  g_string_truncate (self->line, 0);
  for (guint i = 0; i < self->entry->n_columns && self->line->len <= MOST_ROW_BYTES; i++)
    {
      if (i > 0)
        g_string_append_c (self->line, ',');
      crm_csv_append_cell (self->line, get_text (self, i), ',');
    }
  g_string_append_c (self->line, '\n');
  if (self->line->len > MOST_ROW_BYTES)
    refuse_size (self, xml);
}

/**
 * crm_sheet_end_row:
 * @n_repeats: how many rows are the same
 */
void
crm_sheet_end_row (CrmSheet *self,
                   CrmXml *xml,
                   guint n_repeats)
{
  if (self->looking)
    return;
  fill_merges (self, xml);
  if (self->n_filled == 0 || n_repeats == 0)
    return;
  if (n_repeats > MOST_ROWS - self->row)
    {
      crm_sheet_refuse (self, xml);
      return;
    }
  write_line (self, xml);
  self->n_blank = self->row - self->n_lines;
  self->n_lines = self->row + n_repeats;
  self->n_repeats = n_repeats;
  self->n_written = 0;
  self->n_bytes += self->n_blank + (gint64) self->line->len * n_repeats;
  if (self->n_bytes > crm_package_get_most (self->package))
    refuse_size (self, xml);
  else
    crm_xml_pause (xml);
}

void
crm_sheet_free (CrmSheet *self)
{
  g_clear_pointer (&self->xml, crm_xml_free);
  if (self->data != NULL)
    self->kind->free (self->data);
  g_clear_pointer (&self->package, crm_package_free);
  g_ptr_array_unref (self->entries);
  g_strfreev (self->titles);
  g_string_free (self->texts, TRUE);
  g_string_free (self->line, TRUE);
  g_array_unref (self->cells);
  g_array_unref (self->merges);
  g_array_unref (self->active);
  g_free (self);
}

/* Finds out how wide the sheet is, and which of its cells are joined. */
static gboolean
look (CrmSheet *self,
      GError **error)
{
  g_autoptr (CrmXml) xml = NULL;

  g_array_set_size (self->merges, 0);
  self->looking = TRUE;
  xml = self->kind->begin (self, error);
  self->looking = xml != NULL && crm_xml_go_on (xml, error) == CRM_XML_ENDED;
  if (!self->looking)
    return FALSE;
  self->looking = FALSE;
  g_array_sort (self->merges, compare_merges);
  return TRUE;
}

static CrmSheetEntry *
find_entry (CrmSheet *self,
            const char *wish,
            GError **error)
{
  g_autofree char *known = NULL;
  guint64 number;

  for (guint i = 0; i < self->entries->len; i++)
    {
      CrmSheetEntry *entry = self->entries->pdata[i];

      if (strcmp (entry->title, wish) == 0)
        return entry;
    }
  if (g_ascii_string_to_unsigned (wish, 10, 1, self->entries->len, &number, NULL))
    return self->entries->pdata[number - 1];
  known = g_strjoinv (C_("list", ", "), self->titles);
  g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("“%s” has no sheet “%s”. Nothing was changed. It has: %s."),
               crm_package_get_name (self->package), wish, known);
  return NULL;
}

/* The sheet that was asked for, else the first that is shown and has anything in it, else the first. */
static gboolean
choose_entry (CrmSheet *self,
              const char *wish,
              GError **error)
{
  if (wish != NULL)
    {
      self->entry = find_entry (self, wish, error);
      return self->entry != NULL && look (self, error);
    }
  for (guint i = 0; i < self->entries->len; i++)
    {
      self->entry = self->entries->pdata[i];
      if (self->entry->hidden)
        continue;
      if (!look (self, error))
        return FALSE;
      if (self->entry->n_columns > 0)
        return TRUE;
    }
  self->entry = self->entries->pdata[0];
  return look (self, error);
}

static gboolean
find_kind (CrmSheet *self,
           GError **error)
{
  if (crm_package_has (self->package, CRM_PACKAGE_CONTENT))
    self->kind = &crm_sheet_ods;
  else if (crm_package_has (self->package, "[Content_Types].xml"))
    self->kind = &crm_sheet_xlsx;
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is an archive, not a spreadsheet. Nothing was changed. "
                 "Unpack it and choose a table in it."), crm_package_get_name (self->package));
  return self->kind != NULL;
}

static gboolean
list_titles (CrmSheet *self,
             GError **error)
{
  if (self->entries->len == 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is empty. Nothing was changed. Choose another file."),
                   crm_package_get_name (self->package));
      return FALSE;
    }
  self->titles = g_new0 (char *, self->entries->len + 1);
  for (guint i = 0; i < self->entries->len; i++)
    self->titles[i] = g_strdup (((CrmSheetEntry *) self->entries->pdata[i])->title);
  return TRUE;
}

/**
 * crm_sheet_open:
 * @fd: a file that can be read at any place, or −1; it is not closed
 * @bytes: (nullable): where there is no file; not copied
 * @name: of the file in messages
 * @wish: (nullable): the sheet's title, or its number from 1
 *
 * Errors: %CRM_ERROR_FORMAT for what is no spreadsheet, damaged, protected, or unpacks to too much,
 *   %CRM_ERROR_NOT_FOUND where there is no such sheet
 */
CrmSheet *
crm_sheet_open (int fd,
                const guint8 *bytes,
                gint64 size,
                const char *name,
                const char *wish,
                GError **error)
{
  CrmSheet *self = g_new0 (CrmSheet, 1);

  self->entries = g_ptr_array_new_with_free_func (free_entry);
  self->texts = g_string_new (NULL);
  self->line = g_string_new (NULL);
  self->cells = g_array_new (FALSE, TRUE, sizeof (Cell));
  self->merges = g_array_new (FALSE, FALSE, sizeof (Merge));
  g_array_set_clear_func (self->merges, clear_merge);
  self->active = g_array_new (FALSE, FALSE, sizeof (guint));
  self->package = crm_package_open (fd, bytes, size, name, error);
  if (self->package == NULL || !find_kind (self, error) || !self->kind->open (self, error) ||
      !list_titles (self, error) || !choose_entry (self, wish, error) || !crm_sheet_rewind (self, error))
    g_clear_pointer (&self, crm_sheet_free);
  return self;
}

gboolean
crm_sheet_rewind (CrmSheet *self,
                  GError **error)
{
  g_clear_pointer (&self->xml, crm_xml_free);
  self->n_lines = self->n_blank = self->n_repeats = 0;
  self->n_merges_begun = 0;
  g_array_set_size (self->active, 0);
  self->n_bytes = self->n_errors = 0;
  self->ended = FALSE;
  self->xml = self->kind->begin (self, error);
  return self->xml != NULL;
}

/* Writes what there is of the row at hand. */
static gsize
take_line (CrmSheet *self,
           char *text,
           gsize room)
{
  gsize n = MIN (self->n_blank, room);

  memset (text, '\n', n);
  self->n_blank -= n;
  while (self->n_blank == 0 && self->n_repeats > 0 && n < room)
    {
      gsize length = MIN (self->line->len - self->n_written, room - n);

      memcpy (text + n, self->line->str + self->n_written, length);
      n += length;
      self->n_written += length;
      if (self->n_written < self->line->len)
        break;
      self->n_written = 0;
      self->n_repeats--;
    }
  return n;
}

/**
 * crm_sheet_read:
 *
 * Returns: how many bytes of text were written, 0 at the end of the sheet, −1 for an error
 */
gssize
crm_sheet_read (CrmSheet *self,
                char *text,
                gsize room,
                GError **error)
{
  gsize n = 0;

  while (n < room)
    {
      n += take_line (self, text + n, room - n);
      if (n == room || self->ended)
        break;
      switch (crm_xml_go_on (self->xml, error))
        {
        case CRM_XML_FAILED:
          return -1;
        case CRM_XML_ENDED:
          self->ended = TRUE;
          break;
        case CRM_XML_PAUSED:
        default:
          break;
        }
    }
  return n;
}

double
crm_sheet_get_share (const CrmSheet *self)
{
  return self->ended ? 1 : crm_package_get_share (self->package);
}

/**
 * crm_sheet_get_errors:
 * @first: (out): the number of the first row with one, from 1
 *
 * Returns: how many cells had no value though they have a formula, in what has been read
 */
guint
crm_sheet_get_errors (const CrmSheet *self,
                      guint *first)
{
  *first = self->first_error;
  return self->n_errors;
}

const char *
crm_sheet_get_title (const CrmSheet *self)
{
  return self->entry->title;
}

/**
 * crm_sheet_get_titles:
 *
 * Returns: (transfer none) (array zero-terminated): of all sheets, in their order
 */
const char *const *
crm_sheet_get_titles (const CrmSheet *self)
{
  return (const char *const *) self->titles;
}
