/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-csv-private.h"

#include "base/crm-csv-cell.h"
#include "base/crm-money.h"
#include "base/crm-text.h"

#include <math.h>
#include <string.h>

/* What the start of a file tells about the marks between and around its cells. */

/* An apostrophe before what would be a formula opens nothing. */
static guint
count_opening (const char *text,
               gsize length,
               char quote)
{
  guint count = 0;

  for (gsize i = 0; i + 1 < length; i++)
    count += text[i] == quote && (i == 0 || strchr (",;\t|\n\r", text[i - 1]) != NULL) &&
             (quote == '"' || crm_csv_unmark (text + i) == text + i) &&
             memchr (text + i + 1, quote, length - i - 1) != NULL;
  return count;
}

/* An apostrophe if cells are written between apostrophes, else a double quote. */
static char
guess_quote (const char *text,
             gsize length)
{
  return count_opening (text, length, '"') == 0 && count_opening (text, length, '\'') >= 3 ? '\'' : '"';
}

/* A backslash if one stands before quotes within the text, as databases write them, else 0. One before the quote that
 * ends a cell is the end of a folder's name. */
static char
guess_escape (const char *text,
              gsize length,
              char quote)
{
  const char *end = text + length;

  for (const char *p = text; p + 2 < end; p++)
    {
      if (*p == '\\' && p[1] == quote && strchr (",;\t|\r\n", p[2]) == NULL)
        return '\\';
    }
  return 0;
}

typedef enum
{
  LOOKS_EMPTY,
  LOOKS_WHOLE,     /* a number, date, address, or one word */
  LOOKS_FREE,      /* a phrase */
} Look;

/* Digits with marks between them, also a decimal comma. */
static gboolean
looks_like_number (const char *start,
                   const char *stop)
{
  start += *start == '-' || *start == '+';
  if (start == stop || !g_ascii_isdigit (*start) || !g_ascii_isdigit (stop[-1]))
    return FALSE;
  while (start < stop && (g_ascii_isdigit (*start) || *start == '.' || *start == ','))
    start++;
  return start == stop;
}

static Look
look_at (const CrmCsvSpan *span)
{
  const char *p = span->start, *stop = span->stop;

  while (p < stop && *p == ' ')
    p++;
  while (stop > p && stop[-1] == ' ')
    stop--;
  if (p == stop)
    return LOOKS_EMPTY;
  if (span->quoted || looks_like_number (p, stop))
    return LOOKS_WHOLE;
  for (; p < stop; p++)
    {
      if (*p == ' ' || *p == ',' || *p == ';' || *p == '|' || *p == '\t' || *p == '"')
        return LOOKS_FREE;
    }
  return LOOKS_WHOLE;
}

typedef struct
{
  guint widths[CRM_CSV_SAMPLE_ROWS];
  guint n_rows;
  guint looks[3];
} Division;

static void
divide (const char *text,
        const char *end,
        const CrmCsvMarks *marks,
        Division *division)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (CrmCsvSpan));

  *division = (Division) { 0 };
  while (division->n_rows < CRM_CSV_SAMPLE_ROWS && text < end &&
         crm_csv_scan_row (&text, end, TRUE, marks, NULL, spans) == CRM_CSV_ROW)
    {
      if (spans->len == 1 && crm_csv_spans_are_blank_line (spans))
        continue;
      division->widths[division->n_rows++] = spans->len;
      for (guint i = 0; i < spans->len; i++)
        division->looks[look_at (&g_array_index (spans, CrmCsvSpan, i))]++;
    }
}

/* How well the delimiter divides the sample: rows of one width are good, many columns are better than few, cells that
 * are something whole are better than parts of phrases. One that stands in texts, too, must divide the first row, which
 * may be the header, as all others, and into more than two: a list of first and last names is one column. */
static double
rate (const char *text,
      const char *end,
      const CrmCsvMarks *marks,
      gboolean in_texts)
{
  Division division;
  guint best = 0, modal = 0;
  double filled;

  divide (text, end, marks, &division);
  for (guint i = 0; i < division.n_rows; i++)
    {
      guint same = 0;

      for (guint j = 0; j < division.n_rows; j++)
        same += division.widths[j] == division.widths[i];
      if (same > best || (same == best && division.widths[i] > modal))
        {
          best = same;
          modal = division.widths[i];
        }
    }
  if (modal < 2)
    return 0;
  filled = division.looks[LOOKS_WHOLE] + division.looks[LOOKS_FREE];
  if (in_texts && (modal < 3 || division.widths[0] != modal || best * 10 < division.n_rows * 9))
    return 0;
  return (double) best / division.n_rows * log2 (modal + 1) *
         (0.6 + 0.4 * (filled > 0 ? division.looks[LOOKS_WHOLE] / filled : 0));
}

/* Blanks and colons stand in texts, too. */
static char
guess_delimiter (const char *text,
                 gsize length,
                 const CrmCsvMarks *known)
{
  static const struct { char mark; double weight; } candidates[] = {
    { ',', 1 }, { ';', 1 }, { '\t', 1 }, { '|', 1 }, { '\x1f', 1 }, { '\x01', 1 }, { '^', 0.8 }, { '~', 0.8 },
    { ':', 0.4 }, { ' ', 0.4 },
  };
  char found = ',';
  double best = 0;

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      CrmCsvMarks marks = *known;
      double rating;

      if (memchr (text, candidates[i].mark, length) == NULL)
        continue;
      marks.delimiter = candidates[i].mark;
      rating = candidates[i].weight * rate (text, text + length, &marks, candidates[i].weight < 0.5);
      if (rating > best * 1.001)
        {
          best = rating;
          found = candidates[i].mark;
        }
    }
  return found;
}

/* Whether nearly every delimiter is followed by a blank. */
static gboolean
is_spaced (const char *text,
           gsize length,
           const CrmCsvMarks *marks)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (CrmCsvSpan));
  const char *end = text + length;
  guint n = 0, spaced = 0;

  for (guint row = 0; row < CRM_CSV_SAMPLE_ROWS && text < end; row++)
    {
      if (crm_csv_scan_row (&text, end, TRUE, marks, NULL, spans) != CRM_CSV_ROW)
        break;
      for (guint i = 1; i < spans->len; i++)
        {
          const CrmCsvSpan *span = &g_array_index (spans, CrmCsvSpan, i);

          n++;
          spaced += (span->quoted ? span->start[-2] : *span->start) == ' ';
        }
    }
  return marks->delimiter != ' ' && n >= 5 && spaced * 10 >= n * 9;
}

/**
 * crm_csv_guess_marks:
 * @text: whole rows from the start of a table
 * @marks: (inout): what is 0 is guessed
 */
void
crm_csv_guess_marks (const char *text,
                     gsize length,
                     CrmCsvMarks *marks)
{
  if (marks->quote == 0)
    marks->quote = guess_quote (text, length);
  marks->escape = guess_escape (text, length, marks->quote);
  if (marks->delimiter == 0)
    marks->delimiter = guess_delimiter (text, length, marks);
  marks->spaced = is_spaced (text, length, marks);
}

/**
 * crm_csv_looks_like_data:
 *
 * Returns: whether the cell is a number, date, time or address, which the name of a column is not
 */
gboolean
crm_csv_looks_like_data (const char *cell)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (cell));
  double number;

  return *trimmed != '\0' && (crm_number_parse (trimmed, &number) || crm_email_valid (trimmed) ||
                              strstr (trimmed, "://") != NULL ||
                              (strspn (trimmed, "0123456789-/.: T$€£¥%+()") == strlen (trimmed) &&
                               strpbrk (trimmed, "0123456789") != NULL));
}
