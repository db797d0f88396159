/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-csv-private.h"

#include "base/crm-csv-cell.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Rows from a window of text that moves over the file. */

#define WINDOW (3 * CRM_CSV_SAMPLE_BYTES)
#define AHEAD (64 * 1024)                  /* at least that much of the text behind a row is known */
#define LONGEST_ROW_MB 64
#define LONGEST_ROW (LONGEST_ROW_MB * 1024 * 1024)
/* A table where most rows are ragged is meant to be so; nothing is tried for long. */
#define MOST_ATTEMPTS 500

struct _CrmCsvReader
{
  CrmCsvSource  *source;
  CrmCsvDialect  dialect;
  CrmCsvHeader   wished_header;
  char           wished_delimiter[9], wished_quote;
  CrmCsvTable    table;
  CrmCsvNotes    notes;
  gboolean       signs;       /* whole rows begin with number signs */

  char          *text;       /* a zero follows its end */
  gsize          size;
  gsize          start, end; /* of what is not read yet */
  gboolean       ended;      /* nothing follows behind it */
  gboolean       exact;      /* of a spreadsheet, or made: there is nothing to guess or to mend */

  GArray        *spans;
  GPtrArray     *cells;      /* of the row at hand */
  GPtrArray     *mended;     /* owns them, if it was mended */
  guint          number;     /* of the last row */
  guint          n_rows;
  guint          least;      /* cells in any row so far */
  guint          n_attempts, n_vain;
  guint          n_blank;    /* lines before the row */
};

/**
 * crm_csv_dialect_copy:
 * @copy: (out): to be cleared
 */
void
crm_csv_dialect_copy (const CrmCsvDialect *self,
                      CrmCsvDialect *copy)
{
  *copy = *self;
  copy->encoding = g_strdup (self->encoding);
  copy->sheet = g_strdup (self->sheet);
}

void
crm_csv_dialect_clear (CrmCsvDialect *self)
{
  g_clear_pointer (&self->encoding, g_free);
  g_clear_pointer (&self->sheet, g_free);
}

void
crm_csv_reader_free (CrmCsvReader *self)
{
  crm_csv_dialect_clear (&self->dialect);
  crm_csv_table_clear (&self->table);
  g_clear_pointer (&self->source, crm_csv_source_free);
  g_clear_pointer (&self->spans, g_array_unref);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_clear_pointer (&self->mended, g_ptr_array_unref);
  g_free (self->text);
  g_free (self);
}

/* Reads on until that much text is at hand, if there is so much. */
static gboolean
read_ahead (CrmCsvReader *self,
            gsize wanted,
            GError **error)
{
  if (self->ended || self->end - self->start >= wanted)
    return TRUE;
  memmove (self->text, self->text + self->start, self->end - self->start);
  self->end -= self->start;
  self->start = 0;
  if (self->size < wanted + CRM_CSV_SAMPLE_BYTES)
    {
      self->size = wanted + CRM_CSV_SAMPLE_BYTES;
      self->text = g_realloc (self->text, self->size + 1);
    }
  while (self->size - self->end >= CRM_CSV_SAMPLE_BYTES && !self->ended)
    {
      gssize n = crm_csv_source_read (self->source, self->text + self->end, self->size - self->end, error);

      if (n < 0)
        return FALSE;
      self->ended = n == 0;
      self->end += n;
    }
  if (self->ended && self->end > self->start && self->text[self->end - 1] == 0x1a)
    self->end--;   /* the end mark of old systems */
  self->text[self->end] = '\0';
  return TRUE;
}

/* A line that spreadsheets write for each other: sep=; or "sep=;" */
static void
take_sep_line (CrmCsvReader *self)
{
  const char *start = self->text + self->start, *line = start;
  gboolean quoted = *line == '"';
  char delimiter[9] = "";
  gsize length;

  line += quoted;
  if (g_ascii_strncasecmp (line, "sep=", 4) != 0)
    return;
  line += 4;
  length = strcspn (line, quoted ? "\"\r\n" : "\r\n");
  if (length == 0 || length >= sizeof delimiter || (quoted && line[length] != '"'))
    return;
  memcpy (delimiter, line, length);
  line += length + quoted;
  if (strchr ("\r\n", *line) == NULL)
    return;
  if (self->table.marks.delimiter == 0)
    crm_csv_marks_set_delimiter (&self->table.marks, delimiter);
  line += *line == '\r' && line[1] == '\n' ? 2 : *line != '\0';
  self->start += line - start;
  self->number++;
}

static void
unmark (GPtrArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    {
      const char *bare = crm_csv_unmark (cells->pdata[i]);

      memmove (cells->pdata[i], bare, strlen (bare) + 1);
    }
}

/* What a spreadsheet's rows are written with is known. */
static void
choose_marks (CrmCsvReader *self)
{
  self->table.marks = (CrmCsvMarks) { .delimiter = ',', .quote = '"' };
  if (self->exact)
    return;
  self->table.marks = (CrmCsvMarks) { .quote = self->wished_quote };
  crm_csv_marks_set_delimiter (&self->table.marks, self->wished_delimiter);
  take_sep_line (self);
  crm_csv_guess_marks (self->text + self->start, MIN (self->end - self->start, CRM_CSV_SAMPLE_BYTES),
                       &self->table.marks);
}

/* The first row may be longer than what is looked at otherwise. */
static gboolean
find_layout (CrmCsvReader *self,
             GError **error)
{
  while (TRUE)
    {
      crm_csv_layout_clear (&self->table.layout);
      crm_csv_layout_find (self->text + self->start, self->end - self->start, self->ended, &self->table.marks,
                           self->wished_header, &self->table.layout);
      if (self->table.layout.n_columns > 0 || self->ended || self->end - self->start > LONGEST_ROW)
        return TRUE;
      if (!read_ahead (self, MIN (2 * (self->end - self->start), LONGEST_ROW + 1), error))
        return FALSE;
    }
}

/* Finds out how the table that begins here is written. */
static gboolean
begin_table (CrmCsvReader *self,
             GError **error)
{
  CrmCsvLayout *layout = &self->table.layout;

  if (!read_ahead (self, CRM_CSV_SAMPLE_BYTES, error))
    return FALSE;
  choose_marks (self);
  if (!find_layout (self, error))
    return FALSE;
  if (!self->exact)
    unmark (layout->names);
  self->start += layout->offset;
  self->number += layout->n_rows;
  self->signs = FALSE;
  self->notes = (CrmCsvNotes) { .n_preamble = layout->n_preamble, .n_header = layout->n_header };
  self->dialect.delimiter[0] = self->table.marks.delimiter;
  g_strlcpy (self->dialect.delimiter + 1, self->table.marks.rest, sizeof self->dialect.delimiter - 1);
  self->dialect.quote = self->table.marks.quote;
  self->dialect.escape = self->table.marks.escape;
  self->dialect.header = layout->n_header > 0 ? CRM_CSV_HEADER_PRESENT : CRM_CSV_HEADER_ABSENT;
  self->n_rows = self->n_blank = 0;
  self->least = layout->n_columns;
  crm_csv_table_learn (&self->table, (CrmCsvRest) { self->text + self->start, self->text + self->end, self->ended });
  return TRUE;
}

static gboolean
skip_rows (CrmCsvReader *self,
           GError **error)
{
  g_autoptr (GError) local = NULL;
  CrmCsvRow row;

  while (crm_csv_reader_next (self, &row, &local))
    ;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (self->notes.more)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("“%s” has fewer than %u tables. Nothing was changed. "
               "Choose an earlier one."), crm_csv_source_get_name (self->source), self->dialect.table + 1);
  return FALSE;
}

static gboolean
begin (CrmCsvReader *self,
       GError **error)
{
  self->start = self->end = 0;
  self->ended = FALSE;
  self->number = 0;
  if (!begin_table (self, error))
    return FALSE;
  for (guint i = 0; i < self->dialect.table; i++)
    {
      if (!skip_rows (self, error) || !begin_table (self, error))
        return FALSE;
    }
  g_set_str (&self->dialect.encoding, crm_csv_source_get_encoding (self->source));
  return TRUE;
}

static CrmCsvReader *
new_reader (CrmCsvSource *source,
            const CrmCsvDialect *wish,
            GError **error)
{
  g_autoptr (CrmCsvReader) self = NULL;

  if (source == NULL)
    return NULL;
  self = g_new0 (CrmCsvReader, 1);
  self->source = source;
  self->exact = crm_csv_source_is_made (source);
  if (crm_csv_source_get_sheet (source) != NULL)
    self->dialect.sheet = g_strdup (crm_sheet_get_title (crm_csv_source_get_sheet (source)));
  self->size = WINDOW;
  self->text = g_malloc (WINDOW + 1);
  self->spans = g_array_new (FALSE, FALSE, sizeof (CrmCsvSpan));
  self->cells = g_ptr_array_new ();
  if (wish != NULL)
    {
      g_strlcpy (self->wished_delimiter, wish->delimiter, sizeof self->wished_delimiter);
      self->wished_quote = wish->quote;
      self->wished_header = wish->header;
      self->dialect.table = wish->table;
    }
  if (self->exact && crm_csv_source_get_sheet (source) == NULL)
    self->wished_header = CRM_CSV_HEADER_FIRST_ROW;
  self->table.alone = self->wished_header == CRM_CSV_HEADER_FIRST_ROW;
  self->dialect.typed = self->exact;
  if (!begin (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * crm_csv_reader_open:
 * @path: a file; it stays open
 * @wish: (nullable): what is known of the dialect
 *
 * Looks at the start of the file to find out how it is written. A file without any text is a table without columns.
 *
 * Returns: (transfer full): a reader before the first row of data
 * Errors: %CRM_ERROR_NOT_FOUND, %CRM_ERROR_IO, %CRM_ERROR_FORMAT for what is binary, damaged or a folder,
 *   %CRM_ERROR_INVALID for an unknown encoding
 */
CrmCsvReader *
crm_csv_reader_open (const char *path,
                     const CrmCsvDialect *wish,
                     GError **error)
{
  return new_reader (crm_csv_source_open (path, wish, error), wish, error);
}

/**
 * crm_csv_reader_open_again:
 * @wish: (nullable): what is known of the dialect
 *
 * Reads the file of another reader in another way, whatever has its name by now.
 *
 * Errors: as crm_csv_reader_open(), and %CRM_ERROR_IO if the file was changed
 */
CrmCsvReader *
crm_csv_reader_open_again (const CrmCsvReader *other,
                           const CrmCsvDialect *wish,
                           GError **error)
{
  return new_reader (crm_csv_source_open_again (other->source, wish, error), wish, error);
}

/**
 * crm_csv_reader_new_from_bytes:
 * @bytes: not copied
 * @name: what the text is called in messages
 * @wish: (nullable): what is known of the dialect
 */
CrmCsvReader *
crm_csv_reader_new_from_bytes (const guint8 *bytes,
                               gsize length,
                               const char *name,
                               const CrmCsvDialect *wish,
                               GError **error)
{
  return new_reader (crm_csv_source_new_from_bytes (bytes, length, name, wish, error), wish, error);
}

const CrmCsvDialect *
crm_csv_reader_get_dialect (const CrmCsvReader *self)
{
  return &self->dialect;
}

/**
 * crm_csv_reader_get_made:
 *
 * Returns: (transfer none) (nullable): the table that was made of a file that is none
 */
const CrmMadeTable *
crm_csv_reader_get_made (const CrmCsvReader *self)
{
  return crm_csv_source_get_made (self->source);
}

const CrmCsvNotes *
crm_csv_reader_get_notes (const CrmCsvReader *self)
{
  return &self->notes;
}

guint
crm_csv_reader_get_n_columns (const CrmCsvReader *self)
{
  return self->table.layout.n_columns;
}

/**
 * crm_csv_reader_get_header:
 *
 * Returns: (transfer none): the name of the column, trimmed; "" where it has none
 */
const char *
crm_csv_reader_get_header (const CrmCsvReader *self,
                           guint column)
{
  return self->table.layout.names->pdata[column];
}

/**
 * crm_csv_reader_get_share:
 *
 * Returns: how much of the file has been read, 0–1
 */
double
crm_csv_reader_get_share (const CrmCsvReader *self)
{
  return crm_csv_source_get_share (self->source);
}

/**
 * crm_csv_reader_get_sheets:
 *
 * Returns: (transfer none) (array zero-terminated) (nullable): the titles of the spreadsheet's sheets; %NULL for a
 *   text file
 */
const char *const *
crm_csv_reader_get_sheets (const CrmCsvReader *self)
{
  const CrmSheet *sheet = crm_csv_source_get_sheet (self->source);

  return sheet != NULL ? crm_sheet_get_titles (sheet) : NULL;
}

/**
 * crm_csv_reader_rewind:
 *
 * Goes back before the first row of data.
 *
 * Errors: %CRM_ERROR_IO if the file was changed meanwhile
 */
gboolean
crm_csv_reader_rewind (CrmCsvReader *self,
                       GError **error)
{
  return crm_csv_source_rewind (self->source, error) && begin (self, error);
}

/**
 * crm_csv_reader_is_file:
 *
 * Returns: whether the name is that of the file that is read
 */
gboolean
crm_csv_reader_is_file (const CrmCsvReader *self,
                        const char *path)
{
  return crm_csv_source_is_file (self->source, path);
}

/**
 * crm_csv_reader_dup_fingerprint:
 *
 * Returns: (transfer full) (nullable): what tells the file from others: see crm_csv_source_dup_fingerprint()
 */
char *
crm_csv_reader_dup_fingerprint (CrmCsvReader *self)
{
  return crm_csv_source_dup_fingerprint (self->source);
}

/**
 * crm_csv_reader_check:
 *
 * Errors: %CRM_ERROR_IO if the file was changed since it was opened, so that rows read before and after do not belong
 *   together
 */
gboolean
crm_csv_reader_check (CrmCsvReader *self,
                      GError **error)
{
  return crm_csv_source_check (self->source, error);
}

static gboolean
refuse_unterminated (CrmCsvReader *self,
                     GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
               _("“%s” is cut off or damaged: a quoted text that begins in row %u never ends. Nothing was changed. "
                 "Copy or export the file again."), crm_csv_source_get_name (self->source), self->number + 1);
  return FALSE;
}

static gboolean
refuse_large (CrmCsvReader *self,
              CrmCsvScan how,
              GError **error)
{
  const char *name = crm_csv_source_get_name (self->source);

  if (how == CRM_CSV_ROW_IS_WIDE)
    g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
                 _("“%s” has more than %u values in row %u, which is the limit. Nothing was changed. Shorten or delete "
                   "that row and try again."), name, CRM_CSV_MOST_CELLS, self->number + 1);
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
                 _("“%s” has more than %u MB in row %u, which is the limit. Nothing was changed. Shorten or delete "
                   "that row and try again."), name, LONGEST_ROW_MB, self->number + 1);
  return FALSE;
}

/* Whether the row at `text` is whole if the quote that opens one of its cells and is closed in no cell is text. */
static gboolean
is_whole_with_quote (CrmCsvReader *self,
                     const char **text,
                     GArray *spans)
{
  const char *end = self->text + self->end, *p = *text, *line = p;
  CrmCsvException exception = { 0 };

  while (line < end && *line != '\n' && *line != '\r')
    line++;
  if (crm_csv_scan_row (&p, end, TRUE, &self->table.marks, NULL, spans) == CRM_CSV_ROW &&
      spans->len == self->table.layout.n_columns && p <= line + 2)
    {
      *text = p;
      return TRUE;
    }
  for (guint i = 0; i < spans->len && exception.literal == NULL; i++)
    {
      const CrmCsvSpan *span = &g_array_index (spans, CrmCsvSpan, i);

      if (span->quoted && span->stop > line)
        exception.literal = span->start - 1;
    }
  p = *text;
  if (exception.literal == NULL ||
      crm_csv_scan_row (&p, end, TRUE, &self->table.marks, &exception, spans) != CRM_CSV_ROW ||
      spans->len != self->table.layout.n_columns || p > line + 2)
    return FALSE;
  *text = p;
  return TRUE;
}

/* A quote that is never closed is text if its row and the next are whole with it, and the file does not end there. */
static gboolean
take_open_quote (CrmCsvReader *self,
                 const char **next)
{
  const char *end = self->text + self->end, *p = self->text + self->start, *behind;
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (CrmCsvSpan));
  g_autoptr (GArray) spans_behind = g_array_new (FALSE, FALSE, sizeof (CrmCsvSpan));

  if (!is_whole_with_quote (self, &p, spans) || (p == end && end[-1] != '\n' && end[-1] != '\r'))
    return FALSE;
  behind = p;
  if (behind < end && !is_whole_with_quote (self, &behind, spans_behind))
    return FALSE;
  g_array_set_size (self->spans, 0);
  g_array_append_vals (self->spans, spans->data, spans->len);
  *next = p;
  return TRUE;
}

static void
note_open_quote (CrmCsvReader *self,
                 guint number)
{
  if (self->notes.n_mended + self->notes.n_quotes++ == 0)
    self->notes.first_mended = number;
}

static gboolean
read_open_row (CrmCsvReader *self,
               const char **next,
               GError **error)
{
  if (!take_open_quote (self, next))
    return refuse_unterminated (self, error);
  note_open_quote (self, self->number + 1);
  return TRUE;
}

/* Finds the cells of the next row; `next` is set to where it ends, %NULL at the end of the text. */
static gboolean
scan (CrmCsvReader *self,
      const char **next,
      GError **error)
{
  gsize wanted = AHEAD;

  *next = NULL;
  while (TRUE)
    {
      CrmCsvScan how;
      const char *p;

      if (!read_ahead (self, wanted, error))
        return FALSE;
      if (self->start == self->end)
        return TRUE;
      p = self->text + self->start;
      how = crm_csv_scan_row (&p, self->text + self->end, self->ended, &self->table.marks, NULL, self->spans);
      if (how == CRM_CSV_ROW)
        {
          *next = p;
          return TRUE;
        }
      if (how == CRM_CSV_ROW_IS_WIDE ||
          (how == CRM_CSV_ROW_IS_CUT && !self->ended && self->end - self->start > LONGEST_ROW))
        return refuse_large (self, how, error);
      if (self->ended || self->end - self->start > LONGEST_ROW)
        return read_open_row (self, next, error);
      wanted = MIN (2 * (self->end - self->start), LONGEST_ROW + 1);
    }
}

/* A file that stops within its last row, where all others are whole, was cut: its last value cannot be trusted. */
static gboolean
check_end (CrmCsvReader *self,
           const char *next,
           GError **error)
{
  guint n_before = self->n_rows + self->notes.n_header;

  if (!self->ended || next < self->text + self->end || next[-1] == '\n' || next[-1] == '\r' || n_before < 2 ||
      self->spans->len >= self->least)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
               _("“%s” is cut off: its last row, %u, has %u of %u values and no end of line. Nothing was changed. "
                 "Copy or export the file again; if it is meant to be so, end its last line with a line break."),
               crm_csv_source_get_name (self->source), self->number, self->spans->len, self->table.layout.n_columns);
  return FALSE;
}

/* Whether a quoted cell goes over several lines and text stands behind its closing quote: two quotes that are never
 * closed, in different rows, look like that. */
static gboolean
is_merged (CrmCsvReader *self)
{
  for (guint i = 0; i < self->spans->len; i++)
    {
      const CrmCsvSpan *span = &g_array_index (self->spans, CrmCsvSpan, i);

      if (span->tail != NULL && memchr (span->start, '\n', span->stop - span->start) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* Whether a cell ends with a quote though it begins with none: the delimiter before its text may be missing. */
static gboolean
is_doubtful (CrmCsvReader *self)
{
  for (guint i = 1; i < self->spans->len; i++)
    {
      const CrmCsvSpan *span = &g_array_index (self->spans, CrmCsvSpan, i);

      if (!span->quoted && span->stop - span->start > 1 && span->stop[-1] == self->table.marks.quote)
        return TRUE;
    }
  return FALSE;
}

static gboolean
mend (CrmCsvReader *self,
      const char **next)
{
  if (self->n_attempts > MOST_ATTEMPTS && self->n_vain * 2 > self->n_attempts)
    return FALSE;
  self->n_attempts++;
  self->mended = crm_csv_mend (self->text + self->start, next, &self->table.marks, self->spans,
                               self->table.layout.n_columns, self->table.profile);
  self->n_vain += self->mended == NULL;
  if (self->mended != NULL && self->notes.n_quotes + self->notes.n_mended++ == 0)
    self->notes.first_mended = self->number;
  return self->mended != NULL;
}

/* Ends each cell with a zero, in place. */
static void
take_row (CrmCsvReader *self,
          CrmCsvRow *row)
{
  const char *stop = NULL;

  g_ptr_array_set_size (self->cells, self->spans->len);
  for (guint i = 0; i < self->spans->len; i++)
    {
      const CrmCsvSpan *span = &g_array_index (self->spans, CrmCsvSpan, i);

      self->cells->pdata[i] = (char *) span->start;
      stop = span->stop;
      if (span->inner || span->tail != NULL)
        stop = crm_csv_span_write (span, &self->table.marks, (char *) span->start);
      else
        *(char *) span->stop = '\0';
      if (*span->start == '\'' && !self->exact)
        self->cells->pdata[i] = (char *) crm_csv_unmark (span->start);
    }
  *row = (CrmCsvRow) { .number = self->number, .n_cells = self->cells->len,
                       .cells = (char *const *) self->cells->pdata,
                       .length = stop - (char *) self->cells->pdata[0] };
}

static void
take_mended_row (CrmCsvReader *self,
                 CrmCsvRow *row)
{
  unmark (self->mended);
  *row = (CrmCsvRow) { .number = self->number, .n_cells = self->mended->len,
                       .cells = (char *const *) self->mended->pdata, .mended = TRUE };
}

/* What is known only at the end; the first letter beyond ASCII may have come late. */
static gboolean
begins_with_sign (CrmCsvReader *self)
{
  const CrmCsvSpan *first = &g_array_index (self->spans, CrmCsvSpan, 0);

  return first->stop > first->start && *first->start == '#';
}

/* Where rows begin with number signs, short ones are rows, too. */
static gboolean
is_comment (CrmCsvReader *self)
{
  return !self->exact && crm_csv_spans_are_comment (self->spans, self->table.layout.n_columns) &&
         !(self->signs && begins_with_sign (self));
}

static void
note_end (CrmCsvReader *self)
{
  g_set_str (&self->dialect.encoding, crm_csv_source_get_encoding (self->source));
  self->notes.n_zeros = crm_csv_source_get_zeros (self->source);
  self->notes.n_damaged = crm_csv_source_get_damaged (self->source, &self->notes.first_damaged);
  if (crm_csv_source_get_sheet (self->source) != NULL)
    self->notes.n_errors = crm_sheet_get_errors (crm_csv_source_get_sheet (self->source), &self->notes.first_error);
}

/**
 * crm_csv_reader_next:
 * @row: (out): the next row; it belongs to the reader
 *
 * Returns: %FALSE at the end of the table and for an error
 * Errors: %CRM_ERROR_FORMAT where the file is damaged or cut off, %CRM_ERROR_IO
 */
gboolean
crm_csv_reader_next (CrmCsvReader *self,
                     CrmCsvRow *row,
                     GError **error)
{
  const char *next;

  g_clear_pointer (&self->mended, g_ptr_array_unref);
  while (!self->notes.more)
    {
      gboolean whole, merged, empty;

      if (!scan (self, &next, error) || next == NULL)
        {
          note_end (self);
          return FALSE;
        }
      whole = self->exact || self->spans->len == self->table.layout.n_columns;
      self->signs |= whole && begins_with_sign (self);
      if (is_comment (self))
        {
          self->number++;
          if (self->notes.n_comments++ == 0)
            self->notes.first_comment = self->number;
          self->start = next - self->text;
          continue;
        }
      empty = crm_csv_spans_are_blank (self->spans, 0);
      if (!empty && crm_csv_table_is_left (&self->table, self->spans, whole, self->n_blank,
                                           (CrmCsvRest) { next, self->text + self->end, self->ended }))
        {
          self->notes.more = TRUE;
          return FALSE;
        }
      self->number++;
      if (crm_csv_spans_are_blank_line (self->spans) ||
          (whole && crm_csv_table_is_header (&self->table, self->spans)))
        {
          self->n_blank += empty;
          self->notes.n_repeated += !empty;
          self->start = next - self->text;
          continue;
        }
      if (!self->exact && !check_end (self, next, error))
        return FALSE;
      self->least = MIN (self->least, self->spans->len);
      merged = !self->exact && is_merged (self);
      if (merged && take_open_quote (self, &next))
        whole = TRUE;
      if (merged)
        note_open_quote (self, self->number);
      if ((!whole || (!self->exact && is_doubtful (self))) && mend (self, &next))
        take_mended_row (self, row);
      else
        take_row (self, row);
      self->start = next - self->text;
      self->n_blank = empty ? self->n_blank + 1 : 0;
      self->n_rows++;
      return TRUE;
    }
  return FALSE;
}
