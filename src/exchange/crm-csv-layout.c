/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-csv-private.h"

#include <math.h>
#include <string.h>

/* Where in a text the table begins, how many of its rows are the header, how wide it is. What stands behind it is left
 * to the reader, but must not tell how wide it is. */

#define MOST_HEADER_ROWS 3
#define ROWS_BELOW 20          /* that are compared with a header */
#define MANY_NAMED 4           /* columns of data with a name in the header, for each that seems to have data there */

typedef struct
{
  const char *start, *next;
  guint       number;          /* from 0, blank lines count */
  guint       n_filled;
  gboolean    is_comment;      /* unless the table is as wide */
  GPtrArray  *cells;           /* of char * */
} Line;

static void
clear_line (gpointer data)
{
  Line *line = data;

  g_ptr_array_unref (line->cells);
}

static gboolean
is_blank (const char *cell)
{
  return cell[strspn (cell, " \t\r\n")] == '\0';
}

static void
count_filled (Line *line)
{
  line->n_filled = 0;
  for (guint i = 0; i < line->cells->len; i++)
    line->n_filled += !is_blank (line->cells->pdata[i]);
}

static GArray *
read_lines (const char *text,
            const char *end,
            gboolean last,
            const CrmCsvMarks *marks,
            GArray *spans)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));
  guint number = 0;

  g_array_set_clear_func (lines, clear_line);
  while (text < end && lines->len < CRM_CSV_SAMPLE_ROWS)
    {
      Line line = { .start = text, .number = number++ };

      if (crm_csv_scan_row (&text, end, last, marks, NULL, spans) != CRM_CSV_ROW && text < end)
        break;
      if (crm_csv_spans_are_blank_line (spans))
        continue;
      line.next = text;
      line.is_comment = crm_csv_spans_are_comment (spans, G_MAXUINT);
      line.cells = g_ptr_array_new_with_free_func (g_free);
      for (guint i = 0; i < spans->len; i++)
        g_ptr_array_add (line.cells, crm_csv_span_dup (&g_array_index (spans, CrmCsvSpan, i), marks));
      count_filled (&line);
      g_array_append_val (lines, line);
    }
  return lines;
}

static Line *
get_line (GArray *lines,
          guint index)
{
  return &g_array_index (lines, Line, index);
}

/* The width of most rows; of two that are as frequent the larger. Rows of one or two cells count for less, as there may
 * be more notes above a table than rows in it. */
static guint
find_width (GArray *lines,
            guint first)
{
  guint width = 1;
  double best = 0;

  for (guint i = first; i < lines->len; i++)
    {
      guint same = 0, own = get_line (lines, i)->cells->len;
      double weight;

      for (guint j = first; j < lines->len; j++)
        same += get_line (lines, j)->cells->len == own;
      weight = same * log2 (MIN (own, 3) + 1);
      if (weight > best || (weight == best && own > width))
        {
          best = weight;
          width = own;
        }
    }
  return width;
}

static int
compare_counts (gconstpointer a,
                gconstpointer b)
{
  return *(const guint *) a < *(const guint *) b ? -1 : *(const guint *) a > *(const guint *) b;
}

/* How many cells of a usual row are not blank. */
static guint
find_fill (GArray *lines,
           guint width)
{
  g_autoptr (GArray) fills = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < lines->len; i++)
    {
      if (get_line (lines, i)->cells->len == width)
        g_array_append_val (fills, get_line (lines, i)->n_filled);
    }
  g_array_sort (fills, compare_counts);
  return fills->len > 0 ? g_array_index (fills, guint, fills->len / 2) : 0;
}

/* Reads a line at the top, whose marks may not be those of the others, once more. */
static gboolean
mend_line (Line *line,
           const CrmCsvMarks *marks,
           guint width,
           GArray *spans)
{
  const char *p = line->start;
  GPtrArray *cells;

  crm_csv_scan_row (&p, line->next, TRUE, marks, NULL, spans);
  cells = crm_csv_mend (line->start, &line->next, marks, spans, width, NULL);
  if (cells == NULL)
    return FALSE;
  g_ptr_array_unref (line->cells);
  line->cells = cells;
  count_filled (line);
  return TRUE;
}

static const char *
get_cell (const Line *line,
          guint column)
{
  return column < line->cells->len ? line->cells->pdata[column] : "";
}

/* Whether nearly all cells below look like data. */
static gboolean
is_data_below (GArray *lines,
               guint first,
               guint column)
{
  guint n = 0, alike = 0;

  for (guint i = first; i < MIN (lines->len, first + ROWS_BELOW); i++)
    {
      const char *cell = get_cell (get_line (lines, i), column);

      n += !is_blank (cell);
      alike += crm_csv_looks_like_data (cell);
    }
  return n >= 3 && alike * 10 >= n * 9;
}

/* Not what stands for a missing number: "n/a", "-". */
static gboolean
is_word (const char *cell)
{
  return !is_blank (cell) && strpbrk (cell, "/-?") == NULL && g_ascii_strcasecmp (cell, "na") != 0 &&
         g_ascii_strcasecmp (cell, "null") != 0 && g_ascii_strcasecmp (cell, "nan") != 0 &&
         g_ascii_strcasecmp (cell, "none") != 0;
}

static guint
get_year (const Line *line,
          guint column)
{
  g_autofree char *cell = g_strstrip (g_strdup (get_cell (line, column)));

  return strlen (cell) == 4 && strspn (cell, "0123456789") == 4 && (g_str_has_prefix (cell, "19") ||
         g_str_has_prefix (cell, "20")) ? (guint) g_ascii_strtoull (cell, NULL, 10) : 0;
}

/* Whether the cell is a year beside the one before or after it, and no year stands below: the name of a column. */
static gboolean
names_year (GArray *lines,
            guint index,
            guint column)
{
  const Line *line = get_line (lines, index);
  guint year = get_year (line, column), before = column > 0 ? get_year (line, column - 1) : 0;
  guint after = get_year (line, column + 1);

  return year > 0 && ((before > 0 && ABS ((int) (year - before)) == 1) ||
                      (after > 0 && ABS ((int) (year - after)) == 1)) &&
         index + 1 < lines->len && get_year (get_line (lines, index + 1), column) == 0;
}

/* Whether the line names the columns: nothing in it looks like a number, date or address where such stand below (or
 * nothing does), unless many more of these columns have a name. */
static gboolean
is_header (GArray *lines,
           guint first)
{
  const Line *line = get_line (lines, first);
  guint n_alike = 0, n_named = 0;

  for (guint column = 0; column < line->cells->len; column++)
    {
      const char *cell = line->cells->pdata[column];
      gboolean alike = first + 1 == lines->len;

      if (!crm_csv_looks_like_data (cell) || names_year (lines, first, column))
        {
          n_named += is_word (cell) && is_data_below (lines, first + 1, column);
          continue;
        }
      for (guint i = first + 1; i < MIN (lines->len, first + ROWS_BELOW) && !alike; i++)
        alike = crm_csv_looks_like_data (get_cell (get_line (lines, i), column));
      n_alike += alike;
    }
  return line->n_filled > 0 && (n_alike == 0 || n_named >= MANY_NAMED * n_alike);
}

/* Whether a table begins here with data, so that the line directly above should be its header. */
static gboolean
lacks_header (GArray *lines,
              guint first,
              guint width)
{
  return first < lines->len && get_line (lines, first)->cells->len == width &&
         get_line (lines, first)->number == get_line (lines, first - 1)->number + 1 && !is_header (lines, first);
}

/* How many cells nearly all of a row are. */
static guint
nearly_all (guint width)
{
  return width >= 3 ? width - 1 - width / 8 : width;
}

/* Whether three or more rows of one width, with all of their cells filled, stand before a blank line: a table above
 * one that is wider. */
static gboolean
is_small_table (GArray *lines,
                guint first)
{
  guint width = get_line (lines, first)->cells->len, i = first;

  do
    {
      if (get_line (lines, i)->cells->len != width || get_line (lines, i)->n_filled < width)
        return FALSE;
      i++;
    }
  while (i < lines->len && get_line (lines, i)->number == get_line (lines, i - 1)->number + 1);
  return width >= 3 && i >= first + 3 && i < lines->len;
}

/* Titles and notes above a table have fewer cells, or cells that are not filled. */
static guint
find_first (GArray *lines,
            const CrmCsvMarks *marks,
            guint width,
            GArray *spans)
{
  guint fill = find_fill (lines, width);
  guint least = nearly_all (width);

  for (guint i = 0; width > 1 && i < lines->len; i++)
    {
      Line *line = get_line (lines, i);

      if (line->cells->len != width && lacks_header (lines, i + 1, width))
        mend_line (line, marks, width, spans);
      if ((line->cells->len >= least && line->n_filled * 2 >= fill) || is_small_table (lines, i))
        return i;
    }
  return 0;
}

/* How many columns there are before those in which, below that line, nothing stands. */
static guint
find_used (GArray *lines,
           guint first)
{
  guint used = 0;

  for (guint i = first; i < lines->len; i++)
    {
      for (guint column = used; column < get_line (lines, i)->cells->len; column++)
        {
          if (!is_blank (get_cell (get_line (lines, i), column)))
            used = column + 1;
        }
    }
  return used;
}

/* Takes away comments below the first line. */
static void
leave_comments (GArray *lines,
                guint first,
                guint width)
{
  for (guint i = lines->len; i-- > first + 1;)
    {
      const Line *line = get_line (lines, i);

      if (line->is_comment && (line->cells->len != width || *(char *) line->cells->pdata[0] != '#'))
        g_array_remove_index (lines, i);
    }
}

/* Behind titles that were made as wide as the table, so that only one of their cells is filled. */
static guint
skip_titles (GArray *lines,
             guint first)
{
  guint i = first, used;

  while (i < lines->len && get_line (lines, i)->n_filled <= 1)
    i++;
  used = find_used (lines, i);
  return used > 1 && i > first && i + 1 < lines->len && get_line (lines, i)->n_filled >= nearly_all (used) &&
         is_header (lines, i) ? i : first;
}

/* Whether a line before this one is as wide. */
static gboolean
is_width_known (GArray *lines,
                guint first,
                guint index)
{
  for (guint i = first; i < index; i++)
    {
      if (get_line (lines, i)->cells->len == get_line (lines, index)->cells->len)
        return TRUE;
    }
  return FALSE;
}

/* Takes away what stands behind a blank line and is of another width, row for row. */
static void
cut_next_table (GArray *lines,
                guint first)
{
  for (guint i = first + 2; i + 1 < lines->len; i++)
    {
      const Line *before = get_line (lines, i - 1), *line = get_line (lines, i);

      if (line->number > before->number + 1 && line->n_filled > 1 &&
          line->cells->len == get_line (lines, i + 1)->cells->len && !is_width_known (lines, first, i))
        g_array_set_size (lines, i);
    }
}

/* Whether the line says the header again, which has names that differ: others may be data. */
static gboolean
says_the_same (const Line *a,
               const Line *b)
{
  gboolean differ = FALSE;

  if (a->cells->len != b->cells->len)
    return FALSE;
  for (guint i = 0; i < a->cells->len; i++)
    {
      if (strcmp (a->cells->pdata[i], b->cells->pdata[i]) != 0)
        return FALSE;
      differ |= strcmp (a->cells->pdata[i], a->cells->pdata[0]) != 0;
    }
  return differ;
}

/* Whether one of these lines says anything of the column. */
static gboolean
is_named (GArray *lines,
          guint first,
          guint end,
          guint column)
{
  for (guint i = first; i < end; i++)
    {
      if (!is_blank (get_cell (get_line (lines, i), column)))
        return TRUE;
    }
  return FALSE;
}

/* Whether the line names the parts of groups, of which each has its name above the first and blanks above the others.
 * It says nothing of the columns that the lines above name alone, of which there must be one. */
static gboolean
names_parts (GArray *lines,
             guint first,
             guint index)
{
  const Line *line = get_line (lines, index);
  guint used = find_used (lines, first), n_alone = 0, n_parts = 0;

  for (guint column = 0; column < line->cells->len; column++)
    {
      gboolean named = is_named (lines, first, index, column), filled = !is_blank (get_cell (line, column));
      gboolean alone = named && (column + 1 >= used || is_named (lines, first, index, column + 1));

      if (filled && (alone || crm_csv_looks_like_data (get_cell (line, column))))
        return FALSE;
      n_alone += alone;
      n_parts += filled && !named;
    }
  return n_alone > 0 && n_parts > 0;
}

/* Whether the line goes on naming the columns. */
static gboolean
goes_on (GArray *lines,
         guint first,
         guint index)
{
  const Line *line = get_line (lines, index);
  guint n_columns = 0, n_named = 0;

  if (says_the_same (get_line (lines, first), line) || names_parts (lines, first, index))
    return TRUE;
  for (guint column = 0; column < line->cells->len; column++)
    {
      if (crm_csv_looks_like_data (line->cells->pdata[column]))
        return FALSE;
      if (!is_data_below (lines, index + 1, column))
        continue;
      n_columns++;
      n_named += is_word (line->cells->pdata[column]);
    }
  return n_columns >= 2 && n_named * 2 >= n_columns;
}

static guint
count_header (GArray *lines,
              guint first)
{
  guint n = 1;

  while (n < MOST_HEADER_ROWS && first + n < lines->len && goes_on (lines, first, first + n))
    n++;
  return n;
}

/* Whether what seems to be the first row of a header is a title with delimiters in it: the next says all. */
static gboolean
is_wide_title (GArray *lines,
               guint first,
               guint width)
{
  const Line *next = get_line (lines, first + 1);

  return get_line (lines, first)->cells->len > width && next->cells->len == width && next->n_filled == width;
}

/* What a row of a header says of a column: it may be blank behind the name of a group. */
static const char *
get_name (GArray *lines,
          guint first,
          guint end,
          guint index,
          guint column)
{
  const Line *line = get_line (lines, index);

  if (is_blank (get_cell (line, column)) && !is_named (lines, index + 1, end, column))
    return "";
  while (column > 0 && is_blank (get_cell (line, column)) && !is_named (lines, first, index, column))
    column--;
  return get_cell (line, column);
}

/* The text without blanks at its ends, be they wide, kept together or without width. */
static char *
strip (const char *text)
{
  const char *end = text + strlen (text);

  while (text < end)
    {
      gunichar c = g_utf8_get_char (text);

      if (!g_unichar_isspace (c) && c != 0x200b && c != 0xfeff)
        break;
      text = g_utf8_next_char (text);
    }
  while (end > text)
    {
      const char *before = g_utf8_prev_char (end);
      gunichar c = g_utf8_get_char (before);

      if (!g_unichar_isspace (c) && c != 0x200b && c != 0xfeff)
        break;
      end = before;
    }
  return g_strndup (text, end - text);
}

/* What the rows of a header say of a column, each thing once. */
static char *
join_names (GArray *lines,
            guint first,
            guint n,
            guint column)
{
  GString *name = g_string_new (NULL);
  g_autofree char *before = g_strdup ("");

  for (guint i = first; i < first + n; i++)
    {
      g_autofree char *part = strip (get_name (lines, first, first + n, i, column));

      if (*part == '\0' || strcmp (part, before) == 0)
        continue;
      g_string_append_printf (name, "%s%s", name->len > 0 ? " " : "", part);
      g_set_str (&before, part);
    }
  return g_string_free (name, FALSE);
}

/* Whether there is nothing in the columns that the header does not name. */
static gboolean
is_empty_beyond (GArray *lines,
                 guint first,
                 guint column)
{
  for (guint i = first; i < lines->len; i++)
    {
      for (guint j = column; j < get_line (lines, i)->cells->len; j++)
        {
          if (!is_blank (get_line (lines, i)->cells->pdata[j]))
            return FALSE;
        }
    }
  return TRUE;
}

static void
name_columns (GArray *lines,
              guint first,
              guint width,
              CrmCsvLayout *layout)
{
  guint n_named = 0;

  for (guint i = first; i < first + layout->n_header; i++)
    n_named = MAX (n_named, get_line (lines, i)->cells->len);
  for (guint column = 0; column < n_named; column++)
    g_ptr_array_add (layout->names, join_names (lines, first, layout->n_header, column));
  /* Delimiters that are too many. */
  for (guint i = layout->names->len; i-- > 0 && layout->names->len > width && lines->len > first + layout->n_header;)
    {
      if (*(char *) layout->names->pdata[i] == '\0')
        g_ptr_array_remove_index (layout->names, i);
    }
  layout->n_columns = MAX (layout->names->len, 1);
  if (layout->n_columns < width && !is_empty_beyond (lines, first + layout->n_header, layout->n_columns))
    layout->n_columns = width;
}

/**
 * crm_csv_layout_find:
 * @text: where a table is expected
 * @last: whether nothing follows behind it
 * @header: what is known of it
 * @layout: (out): to be cleared
 */
void
crm_csv_layout_find (const char *text,
                     gsize length,
                     gboolean last,
                     const CrmCsvMarks *marks,
                     CrmCsvHeader header,
                     CrmCsvLayout *layout)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (CrmCsvSpan));
  g_autoptr (GArray) lines = read_lines (text, text + length, last, marks, spans);
  guint width, first;
  const Line *line;

  *layout = (CrmCsvLayout) { .names = g_ptr_array_new_with_free_func (g_free) };
  if (lines->len == 0)
    return;
  width = find_width (lines, 0);
  first = header == CRM_CSV_HEADER_FIRST_ROW ? 0 : find_first (lines, marks, width, spans);
  if (header == CRM_CSV_HEADER_GUESS || header == CRM_CSV_HEADER_PRESENT)
    first = skip_titles (lines, first);
  if (header != CRM_CSV_HEADER_FIRST_ROW)
    {
      leave_comments (lines, first, width);
      cut_next_table (lines, first);
    }
  width = find_width (lines, first);
  if (header == CRM_CSV_HEADER_FIRST_ROW)
    layout->n_header = 1;
  else if (header == CRM_CSV_HEADER_PRESENT || (header == CRM_CSV_HEADER_GUESS && is_header (lines, first)))
    layout->n_header = count_header (lines, first);
  if (layout->n_header > 1 && is_wide_title (lines, first, width))
    {
      first++;
      layout->n_header--;
    }
  line = get_line (lines, first);
  layout->n_preamble = first;
  layout->n_rows = line->number;
  layout->offset = line->start - text;
  layout->n_columns = width;
  if (layout->n_header > 0)
    {
      line = get_line (lines, first + layout->n_header - 1);
      layout->n_rows = line->number + 1;
      layout->offset = line->next - text;
      name_columns (lines, first, width, layout);
    }
  while (layout->names->len < layout->n_columns)
    g_ptr_array_add (layout->names, g_strdup (""));
}

void
crm_csv_layout_clear (CrmCsvLayout *layout)
{
  g_clear_pointer (&layout->names, g_ptr_array_unref);
}
