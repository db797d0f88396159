/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-csv-private.h"

#include <string.h>

/* Rows and cells in a text (RFC 4180, and what is written instead of it). */

/* How far a line is read ahead to tell whether a quote belongs to the text. */
#define LOOK_AHEAD 4096
#define FEW_CELLS 16

#define EACH_BYTE(byte) (G_GUINT64_CONSTANT (0x0101010101010101) * (guchar) (byte))

/* The highest bit of each byte that is zero; exact up to the lowest of them (H. Warren, "Hacker's Delight", 6–1). */
static inline guint64
zero_bytes (guint64 word)
{
  return (word - EACH_BYTE (0x01)) & ~word & EACH_BYTE (0x80);
}

/* Whether the rest of the delimiter, whose first byte stands at `p`, follows. */
static inline gboolean
has_rest (const char *p,
          const char *end,
          const CrmCsvMarks *marks)
{
  for (const char *rest = marks->rest; *rest != '\0'; rest++)
    {
      if (++p >= end || *p != *rest)
        return FALSE;
    }
  return TRUE;
}

static inline gboolean
is_delimiter (const char *p,
              const char *end,
              const CrmCsvMarks *marks)
{
  return *p == marks->delimiter && has_rest (p, end, marks);
}

/* Behind the delimiter at `p`, or behind all that stand in a row. */
static inline const char *
skip_delimiter (const char *p,
                const char *end,
                const CrmCsvMarks *marks)
{
  p++;
  if (G_LIKELY (marks->rest[0] == '\0' && !marks->runs))
    return p;
  p += strlen (marks->rest);
  while (marks->runs && p < end && *p == marks->delimiter)
    p++;
  return p;
}

/* Eight bytes at a time: where the first byte of a delimiter or the end of the line is, or `end`. */
static inline const char *
find_byte (const char *p,
           const char *end,
           char delimiter)
{
  for (; end - p >= 8; p += 8)
    {
      guint64 word, found;

      memcpy (&word, p, sizeof word);
      word = GUINT64_FROM_LE (word);
      found = zero_bytes (word ^ EACH_BYTE (delimiter)) | zero_bytes (word ^ EACH_BYTE ('\n')) |
              zero_bytes (word ^ EACH_BYTE ('\r'));
      if (found != 0)
        return p + __builtin_ctzll (found) / 8;
    }
  while (p < end && *p != delimiter && *p != '\n' && *p != '\r')
    p++;
  return p;
}

/* Where the unquoted cell ends, or `end`. */
static inline const char *
find_cell_end (const char *p,
               const char *end,
               const CrmCsvMarks *marks)
{
  p = find_byte (p, end, marks->delimiter);
  while (G_UNLIKELY (marks->rest[0] != '\0') && p < end && *p == marks->delimiter && !has_rest (p, end, marks))
    p = find_byte (p + 1, end, marks->delimiter);
  return p;
}

static gboolean
ends_cell (const char *p,
           const char *end,
           const CrmCsvMarks *marks)
{
  while (p < end && *p == ' ' && marks->delimiter != ' ')
    p++;
  return p >= end || is_delimiter (p, end, marks) || *p == '\n' || *p == '\r';
}

/* Whether a quote further on in the line ends the cell, so that one in the midst of the text belongs to it. */
static gboolean
is_closed_later (const char *p,
                 const char *end,
                 const CrmCsvMarks *marks)
{
  for (end = MIN (end, p + LOOK_AHEAD); p < end && *p != '\n' && *p != '\r'; p++)
    {
      if (*p == marks->quote && ends_cell (p + 1, end, marks))
        return TRUE;
    }
  return FALSE;
}

/* The next quote or escape. */
static inline const char *
find_mark (const char *p,
           const char *end,
           const CrmCsvMarks *marks)
{
  if (marks->escape == 0)
    return memchr (p, marks->quote, end - p);
  for (; p < end; p++)
    {
      if (*p == marks->quote || *p == marks->escape)
        return p;
    }
  return NULL;
}

/* Returns the quote that ends the text which begins at `p`, or NULL. */
static const char *
find_close (const char *p,
            const char *end,
            const CrmCsvMarks *marks,
            const char *cut,
            CrmCsvSpan *span)
{
  for (; (p = find_mark (p, end, marks)) != NULL; p++)
    {
      if (cut != NULL && p + 1 == cut)
        return p;
      if (marks->escape != 0 && *p == marks->escape)
        {
          if (p + 1 < end && (p[1] == marks->quote || p[1] == marks->escape))
            {
              span->inner = TRUE;
              p++;
            }
          continue;
        }
      if (!marks->strict && p + 1 < end && p[1] == marks->quote)
        {
          span->inner = TRUE;
          p++;
          continue;
        }
      if (ends_cell (p + 1, end, marks) ||
          (cut == NULL && !marks->strict && !is_closed_later (p + 1, end, marks)))
        return p;
      span->stray = TRUE;
    }
  return NULL;
}

static inline void
scan_quoted (const char **text,
             const char *end,
             const CrmCsvMarks *marks,
             const char *cut,
             CrmCsvSpan *span,
             CrmCsvScan *how)
{
  const char *close;

  *span = (CrmCsvSpan) { .start = *text + 1, .quoted = TRUE };
  close = find_close (span->start, end, marks, cut, span);
  if (close == NULL)
    {
      span->stop = *text = end;
      *how = CRM_CSV_ROW_IS_OPEN;
      return;
    }
  span->stop = close;
  span->tail = close + 1;
  span->tail_stop = cut != NULL && cut >= span->tail ? MIN (cut, find_cell_end (span->tail, end, marks))
                                                     : find_cell_end (span->tail, end, marks);
  *text = span->tail_stop;
  if (span->tail == span->tail_stop || ends_cell (span->tail, span->tail_stop, marks))
    span->tail = span->tail_stop = NULL;   /* blanks */
}

/**
 * crm_csv_scan_row:
 * @text: (inout): where the row begins; then where the next one does, or unchanged unless %CRM_CSV_ROW is returned
 * @last: whether nothing follows behind @end
 * @exception: (nullable): where the rules do not hold
 * @spans: (element-type CrmCsvSpan): set to the cells of the row
 *
 * Finds the cells of a row. Quotes count where a cell begins with one, after blanks at most.
 */
CrmCsvScan
crm_csv_scan_row (const char **text,
                  const char *end,
                  gboolean last,
                  const CrmCsvMarks *marks,
                  const CrmCsvException *exception,
                  GArray *spans)
{
  const char *p = *text;
  const char *literal = exception != NULL ? exception->literal : NULL, *cut = exception != NULL ? exception->cut : NULL;
  CrmCsvScan how = CRM_CSV_ROW;
  guint n = 0;

  g_array_set_size (spans, MAX (spans->len, FEW_CELLS));
  while (marks->runs && p < end && *p == marks->delimiter)
    p++;
  while (TRUE)
    {
      const char *start = p;
      CrmCsvSpan *span;

      if (n == CRM_CSV_MOST_CELLS)
        return CRM_CSV_ROW_IS_WIDE;
      if (n == spans->len)
        g_array_set_size (spans, MIN (2 * n, CRM_CSV_MOST_CELLS));
      span = &g_array_index (spans, CrmCsvSpan, n++);
      while (p < end && *p == ' ' && marks->delimiter != ' ')
        p++;
      if (p < end && *p == marks->quote && p != literal)
        scan_quoted (&p, end, marks, cut, span, &how);
      else
        {
          if (marks->spaced)
            start = p;
          p = find_cell_end (p, end, marks);
          if (cut != NULL && cut > start && cut < p)
            p = cut;
          *span = (CrmCsvSpan) { .start = start, .stop = p };
        }
      if (p >= end)
        break;
      if (p == cut && cut > start)
        continue;
      if (!is_delimiter (p, end, marks))
        break;
      p = skip_delimiter (p, end, marks);
      if (marks->runs && (p >= end || *p == '\n' || *p == '\r'))
        break;
    }
  g_array_set_size (spans, n);
  if (p < end && *p == '\r')
    p += p + 1 < end && p[1] == '\n';
  else if (p >= end && !last)
    return how == CRM_CSV_ROW_IS_OPEN ? how : CRM_CSV_ROW_IS_CUT;
  if (p + 1 == end && *p == '\r' && !last)
    return CRM_CSV_ROW_IS_CUT;   /* a line feed may follow */
  *text = MIN (p + 1, end);
  return how;
}

/**
 * crm_csv_span_write:
 * @out: where to; it may be where the cell is
 *
 * Writes the text of the cell, without the marks around and within it, and a zero behind it.
 *
 * Returns: the zero
 */
char *
crm_csv_span_write (const CrmCsvSpan *span,
                    const CrmCsvMarks *marks,
                    char *out)
{
  if (!span->inner)
    {
      memmove (out, span->start, span->stop - span->start);
      out += span->stop - span->start;
    }
  else
    {
      for (const char *p = span->start; p < span->stop; p++)
        {
          gboolean escaped = p + 1 < span->stop &&
                             ((*p == marks->quote && p[1] == marks->quote && !marks->strict) ||
                              (marks->escape != 0 && *p == marks->escape &&
                               (p[1] == marks->quote || p[1] == marks->escape)));

          *out++ = escaped ? *++p : *p;
        }
    }
  if (span->tail != NULL)
    {
      memmove (out, span->tail, span->tail_stop - span->tail);
      out += span->tail_stop - span->tail;
    }
  *out = '\0';
  return out;
}

char *
crm_csv_span_dup (const CrmCsvSpan *span,
                  const CrmCsvMarks *marks)
{
  char *text = g_malloc (span->stop - span->start + (span->tail_stop - span->tail) + 1);

  crm_csv_span_write (span, marks, text);
  return text;
}

/**
 * crm_csv_spans_are_blank:
 *
 * Returns: whether nothing stands in the row from that cell on, be it between delimiters
 */
gboolean
crm_csv_spans_are_blank (GArray *spans,
                         guint first)
{
  for (guint i = first; i < spans->len; i++)
    {
      const CrmCsvSpan *span = &g_array_index (spans, CrmCsvSpan, i);

      if (span->start + strspn (span->start, " ") < span->stop)
        return FALSE;
    }
  return TRUE;
}

/**
 * crm_csv_spans_are_blank_line:
 *
 * Returns: whether the row is a blank line, with or without delimiters: somebody who writes quotes means a row
 */
gboolean
crm_csv_spans_are_blank_line (GArray *spans)
{
  return !g_array_index (spans, CrmCsvSpan, 0).quoted && crm_csv_spans_are_blank (spans, 0);
}

/**
 * crm_csv_is_drawn:
 * @between: marks that may stand between the strokes
 *
 * Returns: whether the text is a line that is drawn, as between a header and what stands below it: "+----+---+"
 */
gboolean
crm_csv_is_drawn (const char *text,
                  const char *end,
                  const char *between)
{
  guint n = 0;

  for (; text < end; text++)
    {
      if (*text == '-' || *text == '=')
        n++;
      else if (strchr (between, *text) == NULL)
        return FALSE;
    }
  return n >= 3;
}

/**
 * crm_csv_spans_are_comment:
 *
 * Returns: whether the row of a table with that many columns is none: a comment behind a number sign, or a line that is
 *   drawn
 */
gboolean
crm_csv_spans_are_comment (GArray *spans,
                           guint n_columns)
{
  const CrmCsvSpan *cells = (const CrmCsvSpan *) spans->data, *last = &cells[spans->len - 1];
  guint n_drawn = 0, n_edges = 0;

  if (n_columns < 2 || cells[0].quoted ||
      (cells[0].stop > cells[0].start && memchr ("#-=+: ", *cells[0].start, 6) == NULL))
    return FALSE;
  if (cells[0].stop > cells[0].start && *cells[0].start == '#')
    return spans->len != n_columns &&
           (cells[0].start[1] == ' ' || cells[0].start[1] == '#' || crm_csv_spans_are_blank (spans, 1));
  /* Lines are drawn from edge to edge; with marks at both edges there is a blank cell behind each. */
  if (spans->len > 2 && cells[0].start == cells[0].stop && last->start == last->stop)
    n_edges = 2;
  for (guint i = 0; i < spans->len; i++)
    n_drawn += crm_csv_is_drawn (cells[i].start, cells[i].stop, "+: ");
  return n_drawn > 0 && n_drawn + n_edges == spans->len;
}
