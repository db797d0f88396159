/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-frame-load.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Columns of a text file, each of the narrowest kind that all its cells are: numbers, dates, words. */

typedef struct
{
  const CrmCsv  *csv;
  CrmColumnKind *kinds;
  gpointer      *values;   /* of each column; texts for categories */
} Load;

static gboolean
is_missing (const char *cell)
{
  static const char *const words[] = { "NA", "N/A", "NaN", "nan", "NULL", "null" };

  if (cell == NULL || cell[strspn (cell, " \t")] == '\0')
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

static double *
read_numbers (const CrmCsv *csv,
              guint column)
{
  guint n = crm_csv_get_n_rows (csv);
  g_autofree double *numbers = g_new (double, MAX (n, 1));

  for (guint row = 0; row < n; row++)
    {
      const char *cell = crm_csv_get_cell (csv, row, column);

      numbers[row] = NAN;
      if ((cell != NULL && read_plain_number (cell, &numbers[row])) || is_missing (cell))
        continue;
      if (!read_number (cell, &numbers[row]))
        return NULL;
    }
  return g_steal_pointer (&numbers);
}

static gint32 *
read_days (const CrmCsv *csv,
           guint column)
{
  guint n = crm_csv_get_n_rows (csv);
  g_autofree gint32 *days = g_new (gint32, MAX (n, 1));

  for (guint row = 0; row < n; row++)
    {
      const char *cell = crm_csv_get_cell (csv, row, column);

      days[row] = CRM_DAY_MISSING;
      if (!is_missing (cell) && !read_day (cell, &days[row]))
        return NULL;
    }
  return g_steal_pointer (&days);
}

static const char **
read_texts (const CrmCsv *csv,
            guint column)
{
  guint n = crm_csv_get_n_rows (csv);
  const char **texts = g_new (const char *, MAX (n, 1));

  for (guint row = 0; row < n; row++)
    {
      const char *cell = crm_csv_get_cell (csv, row, column);

      texts[row] = is_missing (cell) ? NULL : cell;
    }
  return texts;
}

static void
read_columns (gsize first,
              gsize last,
              guint piece,
              gpointer data)
{
  Load *load = data;

  for (gsize column = first; column < last; column++)
    {
      load->kinds[column] = CRM_COLUMN_NUMBER;
      load->values[column] = read_numbers (load->csv, column);
      if (load->values[column] != NULL)
        continue;
      load->kinds[column] = CRM_COLUMN_DATE;
      load->values[column] = read_days (load->csv, column);
      if (load->values[column] != NULL)
        continue;
      load->kinds[column] = CRM_COLUMN_CATEGORY;
      load->values[column] = read_texts (load->csv, column);
    }
}

static char *
name_column (const CrmCsv *csv,
             guint column)
{
  if (crm_csv_get_dialect (csv)->header == CRM_CSV_HEADER_ABSENT)
    return g_strdup_printf ("V%u", column + 1);
  return g_strdup (crm_csv_get_header (csv, column));
}

static void
add_column (CrmFrame *frame,
            const char *name,
            CrmColumnKind kind,
            gpointer values)
{
  if (kind == CRM_COLUMN_NUMBER)
    crm_frame_take_numbers (frame, name, values);
  else if (kind == CRM_COLUMN_DATE)
    crm_frame_take_days (frame, name, values);
  else
    {
      crm_frame_add_texts (frame, name, values);
      g_free (values);
    }
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
 * Errors: those of crm_csv_open(); %G_IO_ERROR_CANCELLED
 */
CrmFrame *
crm_frame_load_csv (const char *path,
                    CrmCsvHeader header,
                    const CrmRun *run,
                    GError **error)
{
  CrmCsvDialect wish = { .header = header };
  g_autoptr (CrmCsv) csv = crm_csv_open (path, &wish, error);
  g_autoptr (CrmFrame) frame = NULL;
  g_autofree CrmColumnKind *kinds = NULL;
  g_autofree gpointer *values = NULL;
  guint n_columns;

  if (csv == NULL)
    return NULL;
  n_columns = crm_csv_get_n_columns (csv);
  kinds = g_new0 (CrmColumnKind, n_columns + 1);
  values = g_new0 (gpointer, n_columns + 1);
  frame = crm_frame_new (crm_csv_get_n_rows (csv));
  if (!crm_run_parallel (run, n_columns, 1, read_columns, &(Load) { csv, kinds, values }, error))
    {
      for (guint i = 0; i < n_columns; i++)
        g_free (values[i]);
      return NULL;
    }
  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *name = name_column (csv, i);

      add_column (frame, name, kinds[i], values[i]);
    }
  return g_steal_pointer (&frame);
}

/* Baskets */

static void
read_basket (char *line,
             const char *separators,
             guint number,
             GArray *baskets,
             GPtrArray *items)
{
  char *item;

  while ((item = strsep (&line, separators)) != NULL)
    {
      double basket = number;

      g_strstrip (item);
      if (*item == '\0')
        continue;
      g_array_append_val (baskets, basket);
      g_ptr_array_add (items, item);
    }
}

/**
 * crm_frame_load_baskets:
 *
 * Reads a file with a basket on each line: its items with commas, or where there are none, spaces between them.
 *
 * Returns: (transfer full) (nullable): a table of `transaction` (number of the line) and `item`
 */
CrmFrame *
crm_frame_load_baskets (const char *path,
                        const CrmRun *run,
                        GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GArray) baskets = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  const char *separators;
  char *rest, *line;
  guint number = 0, n_items;
  gsize length;
  CrmFrame *frame;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  if (!g_utf8_validate (text, length, NULL))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is not text in UTF-8."), path);
      return NULL;
    }
  separators = strchr (text, ',') != NULL ? "," : " \t";
  rest = text;
  while ((line = strsep (&rest, "\n")) != NULL)
    {
      g_strchomp (line);
      if (*line != '\0')
        read_basket (line, separators, ++number, baskets, items);
    }
  n_items = items->len;
  frame = crm_frame_new (n_items);
  crm_frame_take_numbers (frame, "transaction", (double *) (void *) g_array_free (g_steal_pointer (&baskets), FALSE));
  crm_frame_add_texts (frame, "item", (const char *const *) items->pdata);
  return frame;
}
