/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-frame-load.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Columns of a text file, each of the narrowest kind that all its cells are: numbers, dates, words. Rows are read one
 * by one, and of a column nothing is kept but its values. A column begins as numbers. A cell that is none makes it one
 * of dates, then one of words, while only missing cells came before; else the file is read once more. */

typedef struct
{
  CrmColumnKind kind;
  gboolean      known;     /* whether any cell was not missing */
  gboolean      done;      /* in an earlier pass */
  gboolean      again;     /* to be read as words */
  gpointer      values;    /* doubles, days, or codes from 1 on in the order of their first row, 0 for missing */
  GHashTable   *places;    /* word → code */
  GPtrArray    *words;
} Column;

typedef struct
{
  Column *columns;
  guint   n_columns;
  gsize   n_rows, room;
} Load;

static void
column_clear (Column *self)
{
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->words, g_ptr_array_unref);
}

static void
load_clear (Load *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    column_clear (&self->columns[i]);
  g_free (self->columns);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Load, load_clear)

static gboolean
is_missing (const char *cell)
{
  static const char *const words[] = { "NA", "N/A", "NaN", "nan", "NULL", "null" };

  if (cell[strspn (cell, " \t")] == '\0')
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (strcmp (cell, words[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/* What most numbers look like: digits, perhaps a sign and decimals. Up to 15 digits over a power of ten are both exact,
 * so that their ratio is the nearest double, as strtod() would find (W. Clinger, "How to Read Floating Point Numbers
 * Accurately", 1990). */
static gboolean
read_plain_number (const char *cell,
                   double *number)
{
  static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
                                   1e15 };
  gboolean negative = *cell == '-';
  const char *digit = cell + negative, *point = NULL;
  gint64 mantissa = 0;
  gsize n_decimals;

  for (; g_ascii_isdigit (*digit) || (*digit == '.' && point == NULL && digit > cell + negative); digit++)
    {
      if (digit - cell > 16)
        return FALSE;
      if (*digit == '.')
        point = digit;
      else
        mantissa = mantissa * 10 + *digit - '0';
    }
  n_decimals = point != NULL ? digit - point - 1 : 0;
  if (*digit != '\0' || digit == cell + negative || mantissa >= G_GINT64_CONSTANT (1000000000000000) ||
      n_decimals >= G_N_ELEMENTS (powers))
    return FALSE;
  *number = (negative ? -(double) mantissa : (double) mantissa) / powers[n_decimals];
  return TRUE;
}

static gboolean
read_number (const char *cell,
             double *number)
{
  char *end;

  while (*cell == ' ' || *cell == '\t')
    cell++;
  /* Neither hexadecimal numbers nor words such as "infinity". */
  if (strspn (cell, "+-.0123456789eE") == 0)
    return FALSE;
  *number = g_ascii_strtod (cell, &end);
  return end != cell && end[strspn (end, " \t")] == '\0' && memchr (cell, 'x', end - cell) == NULL &&
         memchr (cell, 'X', end - cell) == NULL && isfinite (*number);
}

/* A day, or a month, which stands for its first day. */
static gboolean
read_day (const char *cell,
          gint32 *day)
{
  gint64 date;
  g_autofree char *start = NULL;

  if (!g_ascii_isdigit (cell[0]) || strlen (cell) < 7 || cell[4] != '-')
    return FALSE;
  if (cell[7] == '\0')
    start = g_strconcat (cell, "-01", NULL);
  else if (strlen (cell) < 10 || cell[7] != '-' || (cell[10] != '\0' && cell[10] != ' ' && cell[10] != 'T'))
    return FALSE;
  else
    start = g_strndup (cell, 10);
  if (!crm_date_parse (start, &date))
    return FALSE;
  *day = date;
  return TRUE;
}

static void
set_missing (Column *self,
             gsize row)
{
  if (self->kind == CRM_COLUMN_NUMBER)
    ((double *) self->values)[row] = NAN;
  else
    ((gint32 *) self->values)[row] = self->kind == CRM_COLUMN_DATE ? CRM_DAY_MISSING : 0;
}

/* `n`: cells so far, all of them missing. */
static void
become (Column *self,
        CrmColumnKind kind,
        gsize n)
{
  self->kind = kind;
  if (kind == CRM_COLUMN_CATEGORY)
    {
      self->words = g_ptr_array_new_with_free_func (g_free);
      self->places = g_hash_table_new (g_str_hash, g_str_equal);
    }
  for (gsize row = 0; row < n; row++)
    set_missing (self, row);
}

static gint32
code_of (Column *self,
         const char *cell)
{
  gint32 code = GPOINTER_TO_INT (g_hash_table_lookup (self->places, cell));

  if (code > 0)
    return code;
  g_ptr_array_add (self->words, g_strdup (cell));
  g_hash_table_insert (self->places, self->words->pdata[self->words->len - 1], GINT_TO_POINTER (self->words->len));
  return self->words->len;
}

static gboolean
take_cell (Column *self,
           gsize row,
           const char *cell)
{
  double *number = (double *) self->values + row;
  gint32 *whole = (gint32 *) self->values + row;

  if (self->kind == CRM_COLUMN_NUMBER && read_plain_number (cell, number))
    return self->known = TRUE;
  if (is_missing (cell))
    {
      set_missing (self, row);
      return TRUE;
    }
  if (self->kind == CRM_COLUMN_NUMBER && !read_number (cell, number))
    {
      if (self->known)
        return FALSE;   /* nothing that is a number is a date */
      become (self, CRM_COLUMN_DATE, row);
    }
  if (self->kind == CRM_COLUMN_DATE && !read_day (cell, whole))
    {
      if (self->known)
        return FALSE;
      become (self, CRM_COLUMN_CATEGORY, row);
    }
  if (self->kind == CRM_COLUMN_CATEGORY)
    *whole = code_of (self, cell);
  return self->known = TRUE;
}

static void
make_room (Load *self)
{
  if (self->n_rows < self->room)
    return;
  self->room = MAX (self->room + self->room / 2, 1024);
  for (guint i = 0; i < self->n_columns; i++)
    {
      if (!self->columns[i].done && !self->columns[i].again)
        self->columns[i].values = g_renew (double, self->columns[i].values, self->room);
    }
}

/* Reads all rows; of columns that are done already nothing. */
static gboolean
read_rows (Load *self,
           CrmCsvReader *reader,
           const CrmRun *run,
           GError **error)
{
  g_autoptr (GError) local = NULL;
  CrmCsvRow row;

  self->n_rows = self->room = 0;
  while (crm_csv_reader_next (reader, &row, &local))
    {
      make_room (self);
      if (self->n_rows % 4096 == 0 && !crm_run_go_on (run, crm_csv_reader_get_share (reader), error))
        return FALSE;
      for (guint i = 0; i < self->n_columns; i++)
        {
          Column *column = &self->columns[i];

          if (!column->done && !column->again)
            column->again = !take_cell (column, self->n_rows, i < row.n_cells ? row.cells[i] : "");
        }
      self->n_rows++;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Prepares the second pass. Returns whether there is to be one. */
static gboolean
begin_again (Load *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->n_columns; i++)
    {
      Column *column = &self->columns[i];

      column->done = !column->again;
      any |= column->again;
      if (!column->again)
        continue;
      column_clear (column);
      column->again = FALSE;
      become (column, CRM_COLUMN_CATEGORY, 0);
    }
  return any;
}

static int
compare_words (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Levels are in the order of their text. */
static void
sort_words (Column *self,
            gsize n)
{
  g_autofree gint32 *codes = g_new (gint32, self->words->len + 1);
  gint32 *values = self->values;

  g_ptr_array_sort (self->words, compare_words);
  codes[0] = CRM_CODE_MISSING;
  for (guint i = 0; i < self->words->len; i++)
    codes[GPOINTER_TO_INT (g_hash_table_lookup (self->places, self->words->pdata[i]))] = i;
  for (gsize row = 0; row < n; row++)
    values[row] = codes[values[row]];
}

static void
add_column (CrmFrame *frame,
            const char *name,
            Column *column,
            gsize n)
{
  gsize size = column->kind == CRM_COLUMN_NUMBER ? sizeof (double) : sizeof (gint32);
  gpointer values;

  if (column->kind == CRM_COLUMN_CATEGORY)
    sort_words (column, n);
  values = g_realloc (g_steal_pointer (&column->values), MAX (n, 1) * size);
  if (column->kind == CRM_COLUMN_NUMBER)
    crm_frame_take_numbers (frame, name, values);
  else if (column->kind == CRM_COLUMN_DATE)
    crm_frame_take_days (frame, name, values);
  else
    crm_frame_take_codes (frame, name, values, g_steal_pointer (&column->words));
}

static CrmFrame *
make_frame (Load *self,
            const CrmCsvReader *reader)
{
  gboolean named = crm_csv_reader_get_dialect (reader)->header != CRM_CSV_HEADER_ABSENT;
  CrmFrame *frame = crm_frame_new (self->n_rows);

  for (guint i = 0; i < self->n_columns; i++)
    {
      const char *header = named ? crm_csv_reader_get_header (reader, i) : "";
      g_autofree char *name = NULL;

      if (*header != '\0')
        name = g_strdup (header);
      else
        name = g_strdup_printf (named ? _("Column %u") : "V%u", i + 1);
      add_column (frame, name, &self->columns[i], self->n_rows);
    }
  return frame;
}

/**
 * crm_frame_load_csv:
 * @header: whether the first row names the columns
 *
 * Reads a table from a text file. A column whose cells are all numbers (with a decimal point) is one of numbers; with
 * dates (ISO 8601, also with a time behind, which is left out, or without a day) one of dates; any other is a
 * category. Empty cells and NA, N/A, NaN and null are missing. In a table without a header columns are called V1, V2 …
 *
 * Returns: (transfer full) (nullable): the table
 * Errors: %CRM_ERROR_FORMAT for a file that is empty, those of crm_csv_reader_open() and crm_csv_reader_next();
 *   %G_IO_ERROR_CANCELLED
 */
CrmFrame *
crm_frame_load_csv (const char *path,
                    CrmCsvHeader header,
                    const CrmRun *run,
                    GError **error)
{
  CrmCsvDialect wish = { .header = header };
  g_autoptr (CrmCsvReader) reader = crm_csv_reader_open (path, &wish, error);
  g_auto (Load) load = { 0 };

  if (reader == NULL)
    return NULL;
  load.n_columns = crm_csv_reader_get_n_columns (reader);
  if (load.n_columns == 0)
    {
      g_autofree char *name = g_filename_display_basename (path);

      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is empty. Nothing was changed. Choose another file."),
                   name);
      return NULL;
    }
  load.columns = g_new0 (Column, load.n_columns);
  for (guint i = 0; i < load.n_columns; i++)
    load.columns[i].kind = CRM_COLUMN_NUMBER;
  if (!read_rows (&load, reader, run, error) ||
      (begin_again (&load) && (!crm_csv_reader_rewind (reader, error) || !read_rows (&load, reader, run, error))))
    return NULL;
  return make_frame (&load, reader);
}
