/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-csv-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How far a line is read ahead to tell whether a quote belongs to the text. */
#define LOOK_AHEAD 4096

typedef struct
{
  gsize first_cell;
  guint n_cells;
  guint number;     /* in the file, from 1 */
} Row;

struct _CrmCsv
{
  char         *text;     /* cells end with a zero, in place */
  gsize         length;
  CrmCsvDialect dialect;
  char          escape;
  GArray       *cells;    /* of char * into the text */
  GArray       *rows;     /* of Row, the header among them */
  guint         n_columns;
  GPtrArray    *names;    /* of the columns */
};

void
crm_csv_dialect_clear (CrmCsvDialect *self)
{
  g_clear_pointer (&self->encoding, g_free);
}

void
crm_csv_free (CrmCsv *self)
{
  crm_csv_dialect_clear (&self->dialect);
  g_clear_pointer (&self->cells, g_array_unref);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_free (self->text);
  g_free (self);
}

static gboolean
ends_cell (const char *p,
           const char *end,
           char delimiter)
{
  while (p < end && *p == ' ')
    p++;
  return p >= end || *p == delimiter || *p == '\n' || *p == '\r';
}

/* Whether a quote further on in the line ends the cell, so that one in the midst of the text belongs to it. */
static gboolean
is_closed_later (const char *p,
                 const char *end,
                 const CrmCsvMarks *marks)
{
  for (end = MIN (end, p + LOOK_AHEAD); p < end && *p != '\n' && *p != '\r'; p++)
    {
      if (*p == marks->quote && ends_cell (p + 1, end, marks->delimiter))
        return TRUE;
    }
  return FALSE;
}

/* Returns the quote that ends the text which begins at `p`, or NULL. */
static const char *
find_close (const char *p,
            const char *end,
            const CrmCsvMarks *marks)
{
  for (; p < end; p++)
    {
      if (marks->escape != 0 && *p == marks->escape && p + 1 < end && p[1] == marks->quote)
        p++;
      else if (*p != marks->quote)
        continue;
      else if (p + 1 < end && p[1] == marks->quote)
        p++;
      else if (ends_cell (p + 1, end, marks->delimiter) || !is_closed_later (p + 1, end, marks))
        return p;
    }
  return NULL;
}

/**
 * crm_csv_scan:
 * @text: (inout): where the cell begins; then where the next one does
 * @span: (out): the cell
 *
 * Finds the end of a cell. Quotes count where the cell begins with one, after blanks at most (RFC 4180).
 */
CrmCsvEnd
crm_csv_scan (const char **text,
              const char *end,
              const CrmCsvMarks *marks,
              CrmCsvSpan *span)
{
  const char *p = *text;

  while (p < end && *p == ' ')
    p++;
  *span = (CrmCsvSpan) { .start = *text, .quoted = p < end && *p == marks->quote };
  if (span->quoted)
    {
      span->start = p;
      span->close = find_close (p + 1, end, marks);
      span->unterminated = span->close == NULL;
      p = span->close != NULL ? span->close + 1 : end;
    }
  while (p < end && *p != marks->delimiter && *p != '\n' && *p != '\r')
    p++;
  span->stop = p;
  if (p >= end)
    {
      *text = end;
      return CRM_CSV_END_OF_TEXT;
    }
  if (*p == marks->delimiter)
    {
      *text = p + 1;
      return CRM_CSV_END_OF_CELL;
    }
  p += *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
  *text = p;
  return p < end ? CRM_CSV_END_OF_ROW : CRM_CSV_END_OF_TEXT;
}

/* Writes the cell over itself without its quotes and ends it with a zero. Nothing behind it is touched. */
static char *
unquote (const CrmCsvSpan *span,
         const CrmCsvMarks *marks)
{
  char *start = (char *) span->start;
  char *out = start;

  if (!span->quoted)
    {
      *(char *) span->stop = '\0';
      return start;
    }
  for (const char *p = span->start + 1; p < span->stop; p++)
    {
      gboolean escaped = p < span->close && p[1] == marks->quote && p + 1 < span->close &&
                         (*p == marks->quote || (marks->escape != 0 && *p == marks->escape));

      if (p == span->close)
        continue;
      *out++ = escaped ? *++p : *p;
    }
  *out = '\0';
  return start;
}

static gboolean
refuse_unterminated (const char *name,
                     guint number,
                     GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
               _("“%s” is cut off or damaged: a quoted text that begins in row %u never ends. Nothing was changed. "
                 "Copy or export the file again."), name, number);
  return FALSE;
}

static void
end_row (CrmCsv *self,
         gsize first_cell,
         guint number)
{
  guint n_cells = self->cells->len - first_cell;
  Row row = { first_cell, n_cells, number };

  /* Blank lines are no rows. */
  if (n_cells == 1 && *g_array_index (self->cells, char *, first_cell) == '\0')
    g_array_set_size (self->cells, first_cell);
  else
    g_array_append_val (self->rows, row);
}

static gboolean
parse (CrmCsv *self,
       const char *start,
       guint number,
       const char *name,
       GError **error)
{
  const char *end = self->text + self->length;
  const char *p = start;
  CrmCsvMarks marks = { self->dialect.delimiter, self->dialect.quote, self->escape };
  gsize first_cell = 0;
  CrmCsvEnd how = p < end ? CRM_CSV_END_OF_CELL : CRM_CSV_END_OF_TEXT;

  while (how != CRM_CSV_END_OF_TEXT)
    {
      CrmCsvSpan span;
      char *cell;

      how = crm_csv_scan (&p, end, &marks, &span);
      if (span.unterminated)
        return refuse_unterminated (name, number, error);
      cell = unquote (&span, &marks);
      g_array_append_val (self->cells, cell);
      if (how != CRM_CSV_END_OF_CELL)
        {
          end_row (self, first_cell, number++);
          first_cell = self->cells->len;
        }
    }
  return TRUE;
}

/* A file that stops within its last row, where all others are whole, was cut: its last value cannot be trusted. */
static gboolean
check_end (CrmCsv *self,
           char last_byte,
           const char *name,
           GError **error)
{
  guint n = self->rows->len;
  const Row *last = &g_array_index (self->rows, Row, n - 1);

  if (n < 3 || last_byte == '\n' || last_byte == '\r')
    return TRUE;
  for (guint i = 0; i < n - 1; i++)
    {
      if (g_array_index (self->rows, Row, i).n_cells <= last->n_cells)
        return TRUE;
    }
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
               _("“%s” is cut off: its last row, %u, has %u of %u values and no end of line. Nothing was changed. "
                 "Copy or export the file again; if it is meant to be so, end its last line with a line break."),
               name, last->number, last->n_cells, g_array_index (self->rows, Row, 0).n_cells);
  return FALSE;
}

static void
name_columns (CrmCsv *self)
{
  gboolean header = self->dialect.header == CRM_CSV_HEADER_PRESENT;

  g_ptr_array_set_size (self->names, 0);
  for (guint i = 0; i < self->n_columns; i++)
    {
      const Row *first = &g_array_index (self->rows, Row, 0);
      const char *text = header && i < first->n_cells ? g_array_index (self->cells, char *, first->first_cell + i) : "";
      g_autofree char *name = g_strstrip (g_strdup (text));

      /* Translators: the name of a column of a table that has none */
      g_ptr_array_add (self->names, *name != '\0' ? g_steal_pointer (&name) : g_strdup_printf (_("Column %u"), i + 1));
    }
}

/* The width of the table: the header's, else that of most rows' widest; one long row does not make a column. */
static void
measure (CrmCsv *self)
{
  self->n_columns = g_array_index (self->rows, Row, 0).n_cells;
  if (self->dialect.header == CRM_CSV_HEADER_PRESENT)
    return;
  for (guint i = 1; i < MIN (self->rows->len, 100); i++)
    self->n_columns = MAX (self->n_columns, g_array_index (self->rows, Row, i).n_cells);
}

static const char *
take_dialect (CrmCsv *self,
              const CrmCsvDialect *wish,
              guint *number)
{
  const char *start = self->text;
  gsize length;

  *number = 1;
  if (wish != NULL)
    {
      self->dialect.delimiter = wish->delimiter;
      self->dialect.quote = wish->quote;
      self->dialect.header = wish->header;
    }
  /* A line that spreadsheets write for each other. */
  if (g_ascii_strncasecmp (start, "sep=", 4) == 0 && start[4] != '\0' && strchr ("\r\n", start[5]) != NULL)
    {
      if (self->dialect.delimiter == 0)
        self->dialect.delimiter = start[4];
      start += 5;
      start += *start == '\r' && start[1] == '\n' ? 2 : *start != '\0';
      *number = 2;
    }
  length = self->text + self->length - start;
  if (self->dialect.quote == 0)
    self->dialect.quote = crm_csv_guess_quote (start, length);
  self->escape = crm_csv_guess_escape (start, length, self->dialect.quote);
  if (self->dialect.delimiter == 0)
    self->dialect.delimiter = crm_csv_guess_delimiter (start, length, self->dialect.quote, self->escape);
  return start;
}

/**
 * crm_csv_new_from_bytes:
 * @name: what the file is called in messages
 * @wish: (nullable): what is known of the dialect
 *
 * Returns: (transfer full): the table
 * Errors: %CRM_ERROR_FORMAT, %CRM_ERROR_INVALID for an unknown encoding
 */
CrmCsv *
crm_csv_new_from_bytes (const guint8 *bytes,
                        gsize length,
                        const char *name,
                        const CrmCsvDialect *wish,
                        GError **error)
{
  g_autoptr (CrmCsv) self = g_new0 (CrmCsv, 1);
  const char *encoding = NULL;
  const char *start;
  char last_byte;
  guint number;

  self->cells = g_array_new (FALSE, FALSE, sizeof (char *));
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  self->names = g_ptr_array_new_with_free_func (g_free);
  if (length > 0)
    self->text = crm_csv_decode (bytes, length, name, wish != NULL ? wish->encoding : NULL, &self->length, &encoding,
                                 error);
  if (length > 0 && self->text == NULL)
    return NULL;
  self->dialect.encoding = g_strdup (encoding != NULL ? encoding : "UTF-8");
  if (self->length > 0 && self->text[self->length - 1] == 0x1a)
    self->text[--self->length] = '\0';   /* the end mark of old systems */
  if (self->length > 0)
    {
      last_byte = self->text[self->length - 1];
      start = take_dialect (self, wish, &number);
      if (!parse (self, start, number, name, error) ||
          (self->rows->len > 0 && !check_end (self, last_byte, name, error)))
        return NULL;
    }
  if (self->rows->len == 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is empty. Nothing was changed. Choose another file."),
                   name);
      return NULL;
    }
  measure (self);
  if (self->dialect.header == CRM_CSV_HEADER_GUESS)
    self->dialect.header = crm_csv_guess_header (self) ? CRM_CSV_HEADER_PRESENT : CRM_CSV_HEADER_ABSENT;
  crm_csv_set_header (self, self->dialect.header == CRM_CSV_HEADER_PRESENT);
  return g_steal_pointer (&self);
}

static gboolean
read_file (const char *path,
           const char *name,
           char **contents,
           gsize *length,
           GError **error)
{
  g_autoptr (GError) local = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is a folder, not a file. Nothing was changed. "
                   "Choose a file in it."), name);
      return FALSE;
    }
  if (g_file_get_contents (path, contents, length, &local))
    return TRUE;
  if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("There is no file “%s”. Nothing was changed. "
                 "Check its name and folder."), path);
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_IO, _("“%s” could not be read: %s. Nothing was changed."), name,
                 local->message);
  return FALSE;
}

/**
 * crm_csv_open:
 * @path: a file; it is read whole and not kept open
 * @wish: (nullable): what is known of the dialect
 *
 * Returns: (transfer full): the table
 * Errors: %CRM_ERROR_NOT_FOUND, %CRM_ERROR_IO, %CRM_ERROR_FORMAT for what is empty, binary, cut off, damaged or a
 *   folder, %CRM_ERROR_INVALID for an unknown encoding
 */
CrmCsv *
crm_csv_open (const char *path,
              const CrmCsvDialect *wish,
              GError **error)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *contents = NULL;
  gsize length = 0;

  if (!read_file (path, name, &contents, &length, error))
    return NULL;
  return crm_csv_new_from_bytes ((const guint8 *) contents, length, name, wish, error);
}

const CrmCsvDialect *
crm_csv_get_dialect (const CrmCsv *self)
{
  return &self->dialect;
}

/**
 * crm_csv_set_header:
 * @present: whether the first row names the columns
 */
void
crm_csv_set_header (CrmCsv *self,
                    gboolean present)
{
  self->dialect.header = present ? CRM_CSV_HEADER_PRESENT : CRM_CSV_HEADER_ABSENT;
  measure (self);
  name_columns (self);
}

guint
crm_csv_get_n_columns (const CrmCsv *self)
{
  return self->n_columns;
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

static const Row *
get_row (const CrmCsv *self,
         guint row)
{
  return &g_array_index (self->rows, Row, row + (self->dialect.header == CRM_CSV_HEADER_PRESENT));
}

guint
crm_csv_get_n_rows (const CrmCsv *self)
{
  return self->rows->len - (self->dialect.header == CRM_CSV_HEADER_PRESENT);
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
  return get_row (self, row)->n_cells;
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
  const Row *found = get_row (self, row);

  return column < found->n_cells ? g_array_index (self->cells, char *, found->first_cell + column) : "";
}

/**
 * crm_csv_get_number:
 *
 * Returns: the number of the row in the file, as a spreadsheet counts: the header is 1, blank lines count, line
 *   breaks within a cell do not
 */
guint
crm_csv_get_number (const CrmCsv *self,
                    guint row)
{
  return get_row (self, row)->number;
}

/**
 * crm_csv_append_cell:
 * @text: what the cell is to hold
 *
 * Writes a cell, between quotes where it needs them.
 */
void
crm_csv_append_cell (GString *out,
                     const char *text,
                     char delimiter)
{
  char special[] = { delimiter, '"', '\n', '\r', '\0' };

  if (strpbrk (text, special) == NULL && *text != ' ')
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}
