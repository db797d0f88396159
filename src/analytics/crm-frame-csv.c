/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-frame-load.h"
#include "analytics/crm-words.h"
#include "analytics/crm-written.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Columns of a text file, each of the narrowest kind that all its cells are: numbers, dates, words. Rows are read one
 * by one, and of a column nothing is kept but its values. A column begins as numbers. A cell that is none makes it one
 * of dates, then one of words, while only missing cells came before; else the file is read once more. So it is where
 * a later cell tells that earlier ones were read the wrong way. */

#define FEW 3   /* cells that are worth a note when the next one makes words of them */

typedef struct
{
  guint         place;     /* in the file */
  char         *name;
  CrmColumnKind kind;
  gboolean      known;     /* whether any cell was not missing */
  gboolean      dashes;    /* whether any was missing only among numbers and dates, not among words */
  gboolean      done;      /* in an earlier pass */
  gboolean      again;     /* to be read as words */
  guint         day_way;   /* by which dates are read where nothing tells … */
  gboolean      told;      /* … because a person said so */
  guint         way;       /* by which numbers or dates are read … */
  guint         ways;      /* … and a bit for each that fits all cells so far */
  gsize         n_known;   /* cells that were not missing */
  char         *unsure;    /* (nullable): the first cell that is something else by the other way */
  char         *odd;       /* (nullable): the cell that made words of numbers or dates … */
  gsize         odd_row;   /* … its row in the file … */
  gsize         n_before;  /* … and how many cells there were before it */
  char          currency[8];
  gsize         n_percent; /* cells that are percentages */
  gpointer      values;    /* doubles, days, or codes of words */
  CrmWords     *words;
} Column;

typedef struct
{
  Column *columns;      /* those that are kept */
  guint   n_columns;
  gsize   n_rows, room;
} Load;

static void
column_clear (Column *self)
{
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->words, crm_words_free);
  g_clear_pointer (&self->unsure, g_free);
}

static void
load_clear (Load *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      column_clear (&self->columns[i]);
      g_free (self->columns[i].odd);
      g_free (self->columns[i].name);
    }
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

/* What stands for nothing among numbers and dates, and may be a word among words. */
static gboolean
is_dash (const char *cell)
{
  static const char *const words[] = { "-", "–", "—", "n/a", "na", "#N/A", "None", "none", "(null)" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (strcmp (cell, words[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Notes by which ways a cell can be read. Returns whether there is one that fits all cells so far. Where another way
 * than before is left, what came before is to be read anew if it differs. */
static gboolean
narrow (Column *self,
        guint ways,
        gboolean differs,
        const char *cell)
{
  if ((self->ways & ways) == 0)
    return FALSE;
  self->ways &= ways;
  if (differs && ways == CRM_ALL_WAYS && self->unsure == NULL)
    self->unsure = g_strdup (cell);
  if (self->unsure == NULL && (self->ways >> self->way & 1) == 0)
    self->way = !self->way;
  return TRUE;
}

static inline const char *
read_digits (const char *text,
             guint64 *number)
{
  for (guint digit; (digit = (guchar) *text - '0') < 10; text++)
    *number = *number * 10 + digit;
  return text;
}

/* What most numbers look like: digits, perhaps a sign and decimals that are no thousands. Up to 15 digits over a power
 * of ten are both exact, so that their ratio is the nearest double, as strtod() would find (W. Clinger, "How to Read
 * Floating Point Numbers Accurately", 1990). */
static gboolean
read_plain_number (Column *self,
                   const char *cell,
                   double *number)
{
  static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
                                   1e15 };
  gboolean negative = *cell == '-';
  const char *start = cell + negative, *digit = start, *point = NULL;
  guint64 mantissa = 0;   /* that of too many digits is not looked at */
  gsize n_decimals = 0;

  digit = read_digits (digit, &mantissa);
  if (*digit == '.' && digit > start)
    {
      point = digit;
      digit = read_digits (point + 1, &mantissa);
      n_decimals = digit - point - 1;
    }
  if (*digit != '\0' || digit == start || digit - start > 16 || mantissa >= G_GUINT64_CONSTANT (1000000000000000) ||
      n_decimals >= G_N_ELEMENTS (powers))
    return FALSE;
  if (self->ways == CRM_ALL_WAYS && n_decimals == 3 && point - start <= 3 && *start != '0')
    return FALSE;   /* the point may divide thousands */
  if (point != NULL && self->ways != 1u << CRM_WAY_POINT && !narrow (self, 1u << CRM_WAY_POINT, FALSE, cell))
    return FALSE;
  *number = negative ? -(double) (gint64) mantissa : (double) (gint64) mantissa;
  if (n_decimals > 0)
    *number /= powers[n_decimals];
  return TRUE;
}

static void
set_missing (Column *self,
             gsize row)
{
  if (self->kind == CRM_COLUMN_NUMBER)
    ((double *) self->values)[row] = NAN;
  else
    ((gint32 *) self->values)[row] = self->kind == CRM_COLUMN_DATE ? CRM_DAY_MISSING : CRM_CODE_MISSING;
}

/* `n`: cells so far, all of them missing. */
static void
become (Column *self,
        CrmColumnKind kind,
        gsize n)
{
  self->kind = kind;
  self->way = kind == CRM_COLUMN_DATE ? self->day_way : 0;
  self->ways = CRM_ALL_WAYS;
  g_clear_pointer (&self->unsure, g_free);
  if (kind == CRM_COLUMN_CATEGORY)
    self->words = crm_words_new ();
  for (gsize row = 0; row < n; row++)
    set_missing (self, row);
}

/* Amounts of different currencies are no numbers of one column. */
static gboolean
fits (Column *self,
      const CrmWrittenNumber *number)
{
  if (number->currency[0] != '\0' && self->currency[0] == '\0')
    memcpy (self->currency, number->currency, sizeof self->currency);
  self->n_percent += number->percent;
  return number->currency[0] == '\0' || strcmp (number->currency, self->currency) == 0;
}

static gboolean
read_number (Column *self,
             const char *cell,
             double *value)
{
  CrmWrittenNumber number;
  guint ways = crm_written_number (cell, &number);

  if (ways == 0 || !fits (self, &number) || !narrow (self, ways, number.values[0] != number.values[1], cell))
    return FALSE;
  *value = number.values[self->way];
  return TRUE;
}

static gboolean
read_day (Column *self,
          const char *cell,
          gint32 *value)
{
  gint32 days[CRM_N_WAYS];
  guint ways = crm_written_day (cell, days);

  if (ways == 0 || !narrow (self, ways, days[0] != days[1], cell))
    return FALSE;
  *value = days[self->way];
  return TRUE;
}

/* What made words of a column that was something else. */
static gboolean
refuse_cell (Column *self,
             const char *cell,
             gsize number)
{
  if (self->n_known >= FEW)
    {
      self->odd = g_strdup (cell);
      self->odd_row = number;
      self->n_before = self->n_known;
    }
  return FALSE;
}

/* `number`: of the row in the file. Returns whether the column can hold the cell. */
static gboolean
take_cell (Column *self,
           gsize row,
           gsize number,
           const char *cell)
{
  double *value = (double *) self->values + row;
  gint32 *whole = (gint32 *) self->values + row;

  if (self->kind == CRM_COLUMN_NUMBER && read_plain_number (self, cell, value))
    {
      self->n_known++;
      return self->known = TRUE;
    }
  if (is_missing (cell) || (self->kind != CRM_COLUMN_CATEGORY && is_dash (cell)))
    {
      self->dashes |= is_dash (cell);
      set_missing (self, row);
      return TRUE;
    }
  if (self->kind == CRM_COLUMN_NUMBER && !read_number (self, cell, value))
    {
      if (self->known)
        return refuse_cell (self, cell, number);   /* nothing that is a number is a date */
      become (self, CRM_COLUMN_DATE, row);
    }
  if (self->kind == CRM_COLUMN_DATE && !read_day (self, cell, whole))
    {
      if (self->known || self->dashes)
        return refuse_cell (self, cell, number);
      become (self, CRM_COLUMN_CATEGORY, row);
    }
  if (self->kind == CRM_COLUMN_CATEGORY)
    *whole = crm_words_code (self->words, cell);
  self->n_known++;
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
            column->again = !take_cell (column, self->n_rows, row.number,
                                        column->place < row.n_cells ? row.cells[column->place] : "");
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

      column->done = !column->again && (column->ways >> column->way & 1) != 0;
      any |= !column->done;
      if (column->done)
        continue;
      g_clear_pointer (&column->values, g_free);
      if (column->again)
        become (column, CRM_COLUMN_CATEGORY, 0);
      else
        column->way = !column->way;
      column->again = FALSE;
    }
  return any;
}

static void
add_column (CrmFrame *frame,
            const char *name,
            Column *column,
            gsize n,
            const CrmRun *run)
{
  gsize size = column->kind == CRM_COLUMN_NUMBER ? sizeof (double) : sizeof (gint32);
  gpointer values = g_realloc (g_steal_pointer (&column->values), MAX (n, 1) * size);

  if (column->kind == CRM_COLUMN_NUMBER)
    crm_frame_take_numbers (frame, name, values);
  else if (column->kind == CRM_COLUMN_DATE)
    crm_frame_take_days (frame, name, values);
  else
    crm_frame_take_codes (frame, name, values, crm_words_sort (column->words, values, n, run));
}

/* As the header says; of columns of one name all but the first get a number. */
static char **
name_columns (const CrmCsvReader *reader)
{
  gboolean named = crm_csv_reader_get_dialect (reader)->header != CRM_CSV_HEADER_ABSENT;
  guint n = crm_csv_reader_get_n_columns (reader);
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  char **names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    {
      const char *header = named ? crm_csv_reader_get_header (reader, i) : "";

      names[i] = *header != '\0' ? g_strdup (header) : g_strdup_printf (named ? _("Column %u") : "V%u", i + 1);
      for (guint number = 2; g_hash_table_contains (taken, names[i]); number++)
        {
          g_free (names[i]);
          names[i] = g_strdup_printf ("%s (%u)", header, number);
        }
      g_hash_table_add (taken, names[i]);
    }
  return names;
}

/* Only what is wanted is kept, unless something is wanted that is not there: the error says then what is. */
static void
choose_columns (Load *self,
                const CrmCsvReader *reader,
                const CrmTableWish *wish)
{
  g_auto (GStrv) names = name_columns (reader);
  gboolean all = wish->columns == NULL;

  for (guint i = 0; !all && wish->columns[i] != NULL; i++)
    all = !g_strv_contains ((const char *const *) names, wish->columns[i]);
  self->columns = g_new0 (Column, g_strv_length (names));
  for (guint i = 0; names[i] != NULL; i++)
    {
      Column *column = &self->columns[self->n_columns];

      if (!all && !g_strv_contains (wish->columns, names[i]))
        continue;
      column->place = i;
      column->name = g_strdup (names[i]);
      column->kind = CRM_COLUMN_NUMBER;
      column->ways = CRM_ALL_WAYS;
      column->told = wish->dates != CRM_IMPORT_DATES_GUESS;
      column->day_way = wish->dates == CRM_IMPORT_DATES_MONTH_FIRST ? CRM_WAY_MONTH_FIRST : CRM_WAY_DAY_FIRST;
      self->n_columns++;
    }
}

/* What a person should know of how the column was read. */
static char *
make_note (const Column *self)
{
  g_autofree char *one = NULL, *other = NULL;
  CrmWrittenNumber number;
  gint32 days[CRM_N_WAYS];

  if (self->odd != NULL)
    return g_strdup_printf (_("It was taken for words: row %zu is “%.40s”, though %zu cells before it were numbers or "
                              "dates of one kind."), self->odd_row, self->odd, self->n_before);
  if (self->unsure != NULL && self->ways == CRM_ALL_WAYS && self->kind == CRM_COLUMN_NUMBER)
    {
      crm_written_number (self->unsure, &number);
      return g_strdup_printf (_("“%.40s” was read as %.10g, but could be %.10g, and no cell tells. If that is wrong, "
                                "write numbers without marks between thousands."), self->unsure, number.values[0],
                              number.values[1]);
    }
  if (self->unsure != NULL && self->ways == CRM_ALL_WAYS && !self->told)
    {
      crm_written_day (self->unsure, days);
      one = crm_date_to_iso (days[self->way]);
      other = crm_date_to_iso (days[!self->way]);
      return g_strdup_printf (_("“%.40s” was read as %s, but could be %s, and no cell tells. If that is wrong, write "
                                "dates such as 2024-12-31."), self->unsure, one, other);
    }
  if (self->n_percent == 0 || self->kind != CRM_COLUMN_NUMBER)
    return NULL;
  if (self->n_percent < self->n_known)
    return g_strdup_printf (_("%zu of %zu cells are percentages, which are shares: 12 %% was read as 0.12, but 15 "
                              "without the mark as 15. If that is wrong, write all of them alike."), self->n_percent,
                            self->n_known);
  return g_strdup (_("Percentages are shares: 12 % was read as 0.12."));
}

static CrmFrame *
make_frame (Load *self,
            const CrmRun *run,
            GError **error)
{
  g_autoptr (CrmFrame) frame = crm_frame_new (self->n_rows);

  for (guint i = 0; i < self->n_columns; i++)
    {
      add_column (frame, self->columns[i].name, &self->columns[i], self->n_rows, run);
      crm_frame_column (frame, i)->note = make_note (&self->columns[i]);
      if (!crm_run_go_on (run, -1, error))
        return NULL;
    }
  return g_steal_pointer (&frame);
}

/* Whether the file is as it was when it was gone through first: columns of then have no more room. */
static gboolean
check_same (const Load *self,
            gsize n_rows,
            const char *path,
            GError **error)
{
  gboolean same = self->n_rows == n_rows;
  g_autofree char *name = NULL;

  for (guint i = 0; i < self->n_columns; i++)
    same = same && !self->columns[i].again;
  if (same)
    return TRUE;
  name = g_filename_display_basename (path);
  g_set_error (error, CRM_ERROR, CRM_ERROR_IO, _("“%s” was changed by another program while it was read. Nothing was "
               "imported. Wait until it is complete and try again."), name);
  return FALSE;
}

/**
 * crm_frame_load_csv:
 * @wish: (nullable): what is known of the file
 *
 * Reads a table from a text file. A column whose cells are all numbers, as crm_written_number() knows them, is one of
 * numbers; with days, as crm_written_day() knows them, one of dates; any other is a category. All cells of a column are
 * read the same way; where nothing tells, that is decimal points, and days before months. Empty cells and NA, N/A, NaN
 * and null are missing, among numbers and dates also dashes and none. In a table without a header columns are called
 * V1, V2 …; of columns of one name all but the first get a number. What could have been read otherwise is said in the
 * notes of the columns.
 *
 * Returns: (transfer full) (nullable): the table
 * Errors: %CRM_ERROR_FORMAT for a file that is empty, those of crm_csv_reader_open() and crm_csv_reader_next();
 *   %G_IO_ERROR_CANCELLED
 */
CrmFrame *
crm_frame_load_csv (const char *path,
                    const CrmTableWish *wish,
                    const CrmRun *run,
                    GError **error)
{
  static const CrmTableWish guess = { 0 };
  g_autoptr (CrmCsvReader) reader = NULL;
  g_auto (Load) load = { 0 };
  gsize n_rows;

  if (wish == NULL)
    wish = &guess;
  reader = crm_csv_reader_open (path, &wish->dialect, error);
  if (reader == NULL)
    return NULL;
  choose_columns (&load, reader, wish);
  if (load.n_columns == 0)
    {
      g_autofree char *name = g_filename_display_basename (path);

      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is empty. Nothing was changed. Choose another file."),
                   name);
      return NULL;
    }
  if (!read_rows (&load, reader, CRM_RUN_PART (run, 0, 0.5), error))
    return NULL;
  n_rows = load.n_rows;
  if (begin_again (&load) && (!crm_csv_reader_rewind (reader, error) ||
                              !read_rows (&load, reader, CRM_RUN_PART (run, 0.5, 1), error) ||
                              !check_same (&load, n_rows, path, error)))
    return NULL;
  return make_frame (&load, run, error);
}
