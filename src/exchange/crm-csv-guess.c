/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-csv-private.h"

#include "base/crm-money.h"
#include "base/crm-text.h"

#include <math.h>
#include <string.h>

#define SAMPLE_BYTES (256 * 1024)
#define SAMPLE_ROWS 200

/* What the start of a file tells about how its table is written. */

static guint
count_opening (const char *text,
               gsize length,
               char quote)
{
  guint count = 0;

  for (gsize i = 0; i < length; i++)
    count += text[i] == quote && (i == 0 || strchr (",;\t|\n\r", text[i - 1]) != NULL) && text[i + 1] != '\0' &&
             memchr (text + i + 1, quote, length - i - 1) != NULL;
  return count;
}

/**
 * crm_csv_guess_quote:
 *
 * Returns: an apostrophe if cells are written between apostrophes, else a double quote
 */
char
crm_csv_guess_quote (const char *text,
                     gsize length)
{
  gsize sample = MIN (length, SAMPLE_BYTES);

  return count_opening (text, sample, '"') == 0 && count_opening (text, sample, '\'') >= 3 ? '\'' : '"';
}

/**
 * crm_csv_guess_escape:
 *
 * Returns: a backslash if one stands before quotes within the text, as databases write them, else 0. One before the
 *   quote that ends a cell is the end of a folder's name.
 */
char
crm_csv_guess_escape (const char *text,
                      gsize length,
                      char quote)
{
  const char *end = text + MIN (length, SAMPLE_BYTES);

  for (const char *p = text; p + 2 < end; p++)
    {
      if (*p == '\\' && p[1] == quote && strchr (",;\t|\r\n", p[2]) == NULL)
        return '\\';
    }
  return 0;
}

/* How well the delimiter divides the sample: rows of one width are good, many columns are better than few. */
static double
rate (const char *text,
      gsize length,
      const CrmCsvMarks *marks)
{
  const char *end = text + MIN (length, SAMPLE_BYTES);
  guint widths[SAMPLE_ROWS];
  guint n_rows = 0, width = 1, best = 0, modal = 0;

  while (n_rows < SAMPLE_ROWS)
    {
      CrmCsvSpan span;
      CrmCsvEnd how = crm_csv_scan (&text, end, marks, &span);
      gboolean blank = width == 1 && span.stop == span.start;

      if (how == CRM_CSV_END_OF_CELL)
        {
          width++;
          continue;
        }
      if (!blank)
        widths[n_rows++] = width;
      width = 1;
      if (how == CRM_CSV_END_OF_TEXT)
        break;
    }
  for (guint i = 0; i < n_rows; i++)
    {
      guint same = 0;

      for (guint j = 0; j < n_rows; j++)
        same += widths[j] == widths[i];
      if (same > best)
        {
          best = same;
          modal = widths[i];
        }
    }
  if (modal < 2)
    return 0;
  return (double) best / n_rows * log2 (modal) * (widths[0] == modal ? 1 : 0.4);
}

/**
 * crm_csv_guess_delimiter:
 *
 * Returns: a comma, semicolon, tab or vertical bar, whichever divides the rows most evenly
 */
char
crm_csv_guess_delimiter (const char *text,
                         gsize length,
                         char quote,
                         char escape)
{
  static const char candidates[] = ",;\t|";
  char found = ',';
  double best = 0;

  for (const char *p = candidates; *p != '\0'; p++)
    {
      CrmCsvMarks marks = { *p, quote, escape };
      double rating = rate (text, length, &marks);

      if (rating > best * 1.001)
        {
          best = rating;
          found = *p;
        }
    }
  return found;
}

static gboolean
looks_like_data (const char *cell)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (cell));
  double number;

  return *trimmed != '\0' && (crm_number_parse (trimmed, &number) || crm_email_valid (trimmed) ||
                              (strspn (trimmed, "0123456789-/.: T") == strlen (trimmed) &&
                               strpbrk (trimmed, "0123456789") != NULL));
}

/**
 * crm_csv_guess_header:
 * @self: a table whose first row is taken as data
 *
 * Returns: whether the first row names the columns: nothing in it looks like a number, date or address, where such
 *   stand below
 */
gboolean
crm_csv_guess_header (const CrmCsv *self)
{
  guint n_rows = MIN (crm_csv_get_n_rows (self), 20);
  guint alike = 0, filled = 0;

  for (guint column = 0; column < crm_csv_get_n_cells (self, 0); column++)
    {
      const char *first = crm_csv_get_cell (self, 0, column);

      filled += *first != '\0';
      if (!looks_like_data (first))
        continue;
      for (guint row = 1; row < n_rows; row++)
        {
          if (looks_like_data (crm_csv_get_cell (self, row, column)))
            {
              alike++;
              break;
            }
        }
    }
  return filled > 0 && alike == 0;
}
