/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-csv-private.h"

#include "base/crm-csv-cell.h"
#include "base/crm-money.h"
#include "base/crm-text.h"

#include <math.h>
#include <string.h>

/* What the start of a file tells about the marks between and around its cells. */

#define LONGEST_DELIMITER 4   /* of several marks, bytes */

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

static guint
count_closing (const char *text,
               gsize length,
               char quote)
{
  guint count = 0;

  for (gsize i = 1; i < length; i++)
    count += text[i] == quote && (i + 1 == length || strchr (",;\t|\n\r", text[i + 1]) != NULL);
  return count;
}

/* An apostrophe if cells are written between apostrophes, else a double quote. */
static char
guess_quote (const char *text,
             gsize length)
{
  guint n_opening = count_opening (text, length, '\'');

  return n_opening >= 3 && count_opening (text, length, '"') == 0 &&
         count_closing (text, length, '\'') * 2 >= n_opening ? '\'' : '"';
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

/* A mark of percent or of a currency, or its code: not ASCII, or up to three capital letters. */
static gboolean
is_unit (const char *start,
         const char *stop)
{
  guint n_letters = 0;

  for (; start < stop; start++)
    {
      if (g_ascii_isupper (*start))
        n_letters++;
      else if ((guchar) *start < 0x80 && strchr (" $%.-+", *start) == NULL)
        return FALSE;
    }
  return n_letters <= 3;
}

/* Digits with marks between them, also a decimal comma; a unit may stand before or behind them. */
static gboolean
looks_like_number (const char *start,
                   const char *stop)
{
  const char *first = start, *last = stop;

  while (first < stop && !g_ascii_isdigit (*first))
    first++;
  while (last > first && !g_ascii_isdigit (last[-1]))
    last--;
  if (first == last || first - start > 8 || stop - last > 8 || !is_unit (start, first) || !is_unit (last, stop))
    return FALSE;
  while (first < last && (g_ascii_isdigit (*first) || *first == '.' || *first == ','))
    first++;
  return first == last;
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
  guint n_ended;     /* rows with a delimiter at their end */
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
      division->n_ended += crm_csv_spans_are_blank (spans, spans->len - 1);
      for (guint i = 0; i < spans->len; i++)
        division->looks[look_at (&g_array_index (spans, CrmCsvSpan, i))]++;
    }
}

/* How well the delimiter divides the sample: rows of one width are good, many columns are better than few, cells that
 * are something whole are better than parts of phrases. One that stands in texts, too, has a least number of columns,
 * and must divide the first row, which may be the header, as all others: a list of first and last names is one. */
static double
rate (const char *text,
      const char *end,
      const CrmCsvMarks *marks,
      guint least)
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
  if (modal < 2 || (modal == 2 && division.n_ended == division.n_rows))
    return 0;
  filled = division.looks[LOOKS_WHOLE] + division.looks[LOOKS_FREE];
  if (least > 0 && (modal < least || division.n_rows < 2 || division.widths[0] != modal ||
                    best * 10 < division.n_rows * 9))
    return 0;
  return (double) best / division.n_rows * log2 (modal + 1) *
         (0.6 + 0.4 * (filled > 0 ? division.looks[LOOKS_WHOLE] / filled : 0));
}

/**
 * crm_csv_marks_set_delimiter:
 * @delimiter: of up to eight bytes
 */
void
crm_csv_marks_set_delimiter (CrmCsvMarks *self,
                             const char *delimiter)
{
  self->delimiter = *delimiter;
  g_strlcpy (self->rest, *delimiter != '\0' ? delimiter + 1 : "", sizeof self->rest);
}

static gsize
count_bytes (const char *text,
             gsize length,
             char byte)
{
  gsize n = 0;

  for (const char *p = text, *end = text + length; (p = memchr (p, byte, end - p)) != NULL; p++)
    n++;
  return n;
}

static gsize
count_strings (const char *text,
               gsize length,
               const char *string)
{
  gsize n = 0, n_bytes = strlen (string);

  for (const char *p = text, *end = text + length; (p = memmem (p, end - p, string, n_bytes)) != NULL; p += n_bytes)
    n++;
  return n;
}

static gboolean
is_mark (char c)
{
  return c != '\0' && strchr ("|:;,~^#@!$%&*<>=+", c) != NULL;
}

/* Several marks in a row that are a delimiter, as "::": the first of them stands nowhere else in the first line, and
 * mostly not in the others. */
static gboolean
find_long_delimiter (const char *text,
                     gsize length,
                     char delimiter[LONGEST_DELIMITER + 1])
{
  const char *end = text + length, *start = text, *line = text;
  gsize n_bytes, n_first;

  while (start < end && *start != '\n' && *start != '\r' && !is_mark (*start))
    start++;
  for (n_bytes = 0; start + n_bytes < end && is_mark (start[n_bytes]); n_bytes++)
    ;
  if (n_bytes < 2 || n_bytes > LONGEST_DELIMITER)
    return FALSE;
  memcpy (delimiter, start, n_bytes);
  delimiter[n_bytes] = '\0';
  if (start == text || start[-1] == '\n' || start[-1] == '\r')
    return FALSE;
  while (line < end && *line != '\n' && *line != '\r')
    line++;
  n_first = count_bytes (delimiter, n_bytes, *delimiter);
  return count_strings (text, line - text, delimiter) * n_first == count_bytes (text, line - text, *delimiter) &&
         count_strings (text, length, delimiter) * n_first * 2 >= count_bytes (text, length, *delimiter);
}

/* Whether nearly every delimiter is followed by a blank, and, as in phrases, not preceded by one. */
static gboolean
is_spaced (const char *text,
           gsize length,
           const CrmCsvMarks *marks,
           gboolean in_phrases)
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
          spaced += (span->quoted ? span->start[-2] : *span->start) == ' ' &&
                    !(in_phrases && span[-1].stop > span[-1].start && span[-1].stop[-1] == ' ');
        }
    }
  return marks->delimiter != ' ' && n >= 5 && spaced * 10 >= n * 9;
}

/* Whether the lines are times, in which colons part nothing: all but the first are. */
static gboolean
are_times (const char *text,
           const char *end)
{
  const char *start = memchr (text, '\n', end - text);

  for (guint n = 0; start != NULL && ++start < end && n < CRM_CSV_SAMPLE_ROWS; n++)
    {
      const char *stop = memchr (start, '\n', end - start);

      for (const char *p = start; p < (stop != NULL ? stop : end); p++)
        {
          if (strchr ("0123456789:.,+-TZ \r\"", *p) == NULL)
            return FALSE;
        }
      start = stop;
    }
  return TRUE;
}

typedef struct
{
  const char *text, *end;
  CrmCsvMarks known;      /* without a delimiter */
  CrmCsvMarks found;
  double      best;
} Search;

static void
try_delimiter (Search *self,
               const char *delimiter,
               gboolean runs,
               double weight,
               guint least)
{
  CrmCsvMarks marks = self->known;
  double rating;

  if (memmem (self->text, self->end - self->text, delimiter, strlen (delimiter)) == NULL)
    return;
  crm_csv_marks_set_delimiter (&marks, delimiter);
  marks.runs = runs;
  if (*delimiter == ':' && are_times (self->text, self->end))
    return;
  rating = weight * rate (self->text, self->end, &marks, least);
  if (is_spaced (self->text, self->end - self->text, &marks, TRUE))
    rating *= 0.7;   /* as marks within phrases are */
  if (rating <= self->best * 1.001)
    return;
  self->best = rating;
  self->found = marks;
}

/* Columns that blanks keep in line; one blank may stand within a cell where two or more are between all. Words alone
 * are phrases. */
static void
try_blanks (Search *self)
{
  gboolean has_digits = FALSE;

  for (const char *p = self->text; p < self->end && !has_digits; p++)
    has_digits = g_ascii_isdigit (*p);
  if (has_digits)
    {
      try_delimiter (self, " ", FALSE, 0.4, 3);
      try_delimiter (self, " ", TRUE, 0.4, 3);
    }
  try_delimiter (self, "  ", TRUE, 0.8, 2);
}

static void
guess_delimiter (const char *text,
                 gsize length,
                 CrmCsvMarks *marks)
{
  /* The least number of columns is told for those that stand in texts, too. */
  static const struct { const char *mark; double weight; guint least; } candidates[] = {
    { ",", 1, 0 }, { ";", 1, 0 }, { "\t", 1, 0 }, { "|", 1, 0 }, { "\x1f", 1, 0 }, { "\x01", 1, 0 }, { "^", 0.8, 0 },
    { "~", 0.8, 0 }, { "#", 0.8, 3 }, { "§", 0.8, 2 }, { "¦", 0.8, 2 }, { "¬", 0.8, 2 }, { "，", 0.7, 3 },
    { "；", 0.7, 3 }, { "،", 0.7, 3 }, { ":", 0.4, 3 },
  };
  Search search = { text, text + length, *marks, *marks, 0 };
  char several[LONGEST_DELIMITER + 1] = "";
  gboolean is_long;

  if (find_long_delimiter (text, length, several))
    try_delimiter (&search, several, FALSE, 1, 2);
  is_long = search.best > 0;
  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      if (!is_long || *several != *candidates[i].mark)
        try_delimiter (&search, candidates[i].mark, FALSE, candidates[i].weight, candidates[i].least);
    }
  try_blanks (&search);
  *marks = search.found;
  if (search.best == 0)
    marks->delimiter = ',';
}

/* The text without lines that are comments or drawn. */
static GString *
leave_comments (const char *text,
                gsize length)
{
  GString *rest = g_string_sized_new (length);
  const char *end = text + length;

  while (text < end)
    {
      const char *stop = text;

      while (stop < end && *stop != '\n' && *stop != '\r')
        stop++;
      while (stop < end && (*stop == '\n' || *stop == '\r'))
        stop++;
      if (!crm_csv_is_drawn (text, stop, "+|: \r\n") && (*text != '#' || memchr (text, '"', stop - text) != NULL))
        g_string_append_len (rest, text, stop - text);
      text = stop;
    }
  return rest;
}

static void
guess_marks (const char *text,
             gsize length,
             CrmCsvMarks *marks)
{
  if (marks->quote == 0)
    marks->quote = guess_quote (text, length);
  marks->escape = guess_escape (text, length, marks->quote);
  if (marks->delimiter == 0)
    guess_delimiter (text, length, marks);
  else if (marks->delimiter == ' ')
    {
      Search search = { text, text + length, *marks, *marks, 0 };

      try_blanks (&search);
      *marks = search.found;
    }
  marks->spaced = is_spaced (text, length, marks, FALSE);
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
  g_autoptr (GString) rest = NULL;

  if (strchr ("#+-", *text) != NULL || g_strstr_len (text, length, "\n#") != NULL ||
      g_strstr_len (text, length, "\r#") != NULL || g_strstr_len (text, length, "---") != NULL)
    rest = leave_comments (text, length);
  if (rest != NULL && rest->len > 0)
    guess_marks (rest->str, rest->len, marks);
  else
    guess_marks (text, length, marks);
}

/* A date with the name of its month, or a time with that of a zone: "8 Dec 2022", "March 5, 2024", "08-dez-22",
 * "2024-03-05T10:00:00Z". A month alone may be the name of a column. */
static gboolean
is_named_date (const char *text)
{
  guint n_numbers = 0, n_words = 0, n_years = 0;
  gboolean dashed = FALSE;

  while (*text != '\0')
    {
      const char *start = text;

      while (g_ascii_isdigit (*text))
        text++;
      if (text > start)
        {
          n_numbers++;
          n_years += text - start == 4;
          if (n_numbers < 7 && (text - start == 3 || text - start > 4))
            return FALSE;
          continue;
        }
      while (g_ascii_isalpha (*text) || (guchar) *text >= 0x80)
        text++;
      if (text > start)
        {
          n_words += text - start > 2;
          dashed |= *text == '-';
        }
      else if (strchr (" .,-/:", *text++) == NULL)
        return FALSE;
    }
  return n_words <= 1 && n_years <= 1 && n_numbers + n_words >= 3 && n_numbers <= 7 && (n_years == 1 || dashed);
}

/* An amount with the mark of its currency, or with its code if it is no whole number. */
static gboolean
is_amount (const char *text)
{
  char currency[4];
  gint64 minor;

  return crm_money_parse (text, "EUR", &minor, currency) &&
         (strpbrk (text, ".,") != NULL || strcspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen (text));
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

  return *trimmed != '\0' && (crm_number_parse (trimmed, &number) || is_amount (trimmed) ||
                              is_named_date (trimmed) || crm_email_valid (trimmed) ||
                              strstr (trimmed, "://") != NULL ||
                              (strspn (trimmed, "0123456789-/.: T$€£¥%+()") == strlen (trimmed) &&
                               strpbrk (trimmed, "0123456789") != NULL));
}
