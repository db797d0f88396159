/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-csv-private.h"

#include <string.h>

/* A row with more or fewer cells than the table has columns: a delimiter or quote was left out, added, or is another
 * one. Each way it may have come about is tried; the one whose cells look like those of their columns is taken, if it
 * is clearly the best. */

#define LEAST_ROWS 8           /* that a profile must know */
#define LONGEST_ROW 4096
#define MOST_CELLS 64
#define MOST_QUOTES 24
#define CLEARLY_BETTER 0.6
/* By how much a mended row may look more unusual than others. */
#define SLACK(n_columns) (3 + 0.25 * (n_columns))

/* What is paid for supposing that … */
#define COST_OF_EXCEPTION 0.5  /* … a quote is out of place */
#define COST_OF_EMPTY 0.5      /* … a delimiter is one too many */
#define COST_OF_JOIN 2.5       /* … a delimiter belongs to the text */
#define COST_OF_SPLIT 1.5      /* … a delimiter is missing */
#define COST_OF_SHORT 2.5      /* … the row was left unfinished, for each cell */
#define COST_OF_MARK 1.0       /* … another delimiter was meant */

typedef struct
{
  const char          *row, *end;
  guint                n_columns;
  const CrmCsvProfile *profile;   /* NULL: only the number of cells tells */
  GArray              *spans;
  GPtrArray           *best;      /* of char * */
  double               cost, second;
} Mending;

static GPtrArray *
write_cells (GArray *spans,
             const CrmCsvMarks *marks)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < spans->len; i++)
    g_ptr_array_add (cells, crm_csv_span_dup (&g_array_index (spans, CrmCsvSpan, i), marks));
  return cells;
}

static gboolean
equal_cells (GPtrArray *a,
             GPtrArray *b)
{
  for (guint i = 0; i < a->len; i++)
    {
      if (strcmp (a->pdata[i], b->pdata[i]) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Takes the cells if they are the best so far. */
static void
offer (Mending *self,
       GPtrArray *cells,
       double cost)
{
  if (self->best != NULL && equal_cells (self->best, cells))
    self->cost = MIN (self->cost, cost);
  else if (cost < self->cost)
    {
      self->second = self->cost;
      self->cost = cost;
      g_clear_pointer (&self->best, g_ptr_array_unref);
      self->best = g_ptr_array_ref (cells);
    }
  else
    self->second = MIN (self->second, cost);
  g_ptr_array_unref (cells);
}

/* A quote that is text is not what makes a cell unusual. */
static double
cost_of_cells (Mending *self,
               GPtrArray *cells,
               char quote)
{
  double cost = 0;

  for (guint i = 0; self->profile != NULL && i < cells->len; i++)
    {
      const char *cell = cells->pdata[i];

      cost += crm_csv_profile_cost (self->profile, i, cell + (*cell == quote), -1);
    }
  return cost;
}

/* Reads the row in another way; offers it if it has the right number of cells. */
static void
try_marks (Mending *self,
           const CrmCsvMarks *marks,
           const CrmCsvException *exception,
           double cost)
{
  const char *p = self->row;

  if (crm_csv_scan_row (&p, self->end, TRUE, marks, exception, self->spans) == CRM_CSV_ROW && p == self->end &&
      self->spans->len == self->n_columns)
    {
      GPtrArray *cells = write_cells (self->spans, marks);

      offer (self, cells, cost + cost_of_cells (self, cells, marks->quote));
    }
}

static void
try_quotes (Mending *self,
            const CrmCsvMarks *marks)
{
  CrmCsvMarks strict = *marks;
  guint n = 0;

  strict.strict = TRUE;
  try_marks (self, &strict, NULL, COST_OF_EXCEPTION);
  for (const char *p = self->row; n < MOST_QUOTES && (p = memchr (p, marks->quote, self->end - p)) != NULL; p++, n++)
    {
      CrmCsvException literal = { .literal = p }, before = { .cut = p }, behind = { .cut = p + 1 };

      try_marks (self, marks, &literal, COST_OF_EXCEPTION);
      if (p > self->row && p[-1] != marks->delimiter)
        try_marks (self, marks, &before, COST_OF_SPLIT);
      if (p + 1 < self->end && p[1] != marks->delimiter && p[1] != '\n' && p[1] != '\r')
        try_marks (self, marks, &behind, COST_OF_SPLIT);
    }
}

/* The cheapest way to give the first cells to the first columns. */
typedef struct
{
  double cost;
  guint  n_cells;     /* that the last column takes; with 2 columns at once, the first half of a cell */
  guint  n_columns;
  gsize  split;
} Step;

static void
improve (Step *step,
         double cost,
         guint n_cells,
         guint n_columns,
         gsize split)
{
  if (cost < step->cost)
    *step = (Step) { cost, n_cells, n_columns, split };
}

/* One cell for two columns, where one place to cut it is clearly better than any other. */
static void
try_splits (Mending *self,
            const char *cell,
            guint column,
            double before,
            Step *step)
{
  gsize length = strlen (cell), split = 0;
  double best = G_MAXDOUBLE, second = G_MAXDOUBLE;

  if (length == 0)
    return;
  for (const char *p = g_utf8_next_char (cell); p < cell + length; p = g_utf8_next_char (p))
    {
      double cost = crm_csv_profile_cost (self->profile, column - 2, cell, p - cell) +
                    crm_csv_profile_cost (self->profile, column - 1, p, cell + length - p);

      second = MIN (second, MAX (best, cost));
      if (cost < best)
        {
          best = cost;
          split = p - cell;
        }
    }
  if (split > 0 && best + CLEARLY_BETTER <= second)
    improve (step, before + COST_OF_SPLIT + best, 1, 2, split);
}

/* What stands between quotes is whole. */
static gboolean
is_quoted (Mending *self,
           guint cell)
{
  return g_array_index (self->spans, CrmCsvSpan, cell).quoted;
}

static void
fill_step (Mending *self,
           GPtrArray *cells,
           char delimiter,
           Step *table,
           guint i,
           guint j)
{
  guint width = self->n_columns + 1;
  Step *step = &table[i * width + j];
  g_autoptr (GString) joined = NULL;
  guint most_joined = cells->len > self->n_columns ? cells->len - self->n_columns + 1 : 1;

  if (i > 0 && *(char *) cells->pdata[i - 1] == '\0' && cells->len > self->n_columns)
    improve (step, table[(i - 1) * width + j].cost + COST_OF_EMPTY, 1, 0, 0);
  if (j == 0)
    return;
  if (i == cells->len)
    improve (step, table[i * width + j - 1].cost + COST_OF_SHORT +
             crm_csv_profile_cost (self->profile, j - 1, "", 0), 0, 1, 0);
  if (i == 0)
    return;
  if (j > 1 && cells->len < self->n_columns && !is_quoted (self, i - 1))
    try_splits (self, cells->pdata[i - 1], j, table[(i - 1) * width + j - 2].cost, step);
  joined = g_string_new (cells->pdata[i - 1]);
  for (guint n = 1; n <= MIN (i, most_joined); n++)
    {
      improve (step, table[(i - n) * width + j - 1].cost + (delimiter == ' ' ? 0.2 : COST_OF_JOIN) * (n - 1) +
               crm_csv_profile_cost (self->profile, j - 1, joined->str, joined->len), n, 1, 0);
      if (n == i || is_quoted (self, i - n) || is_quoted (self, i - n - 1))
        break;
      g_string_prepend_c (joined, delimiter);
      g_string_prepend (joined, cells->pdata[i - n - 1]);
    }
}

static GPtrArray *
follow_steps (Mending *self,
              GPtrArray *cells,
              char delimiter,
              const Step *table)
{
  GPtrArray *aligned = g_ptr_array_new_with_free_func (g_free);
  guint i = cells->len, j = self->n_columns;

  while (i > 0 || j > 0)
    {
      const Step *step = &table[i * (self->n_columns + 1) + j];

      if (step->n_columns == 2)
        {
          g_ptr_array_insert (aligned, 0, g_strdup ((char *) cells->pdata[i - 1] + step->split));
          g_ptr_array_insert (aligned, 0, g_strndup (cells->pdata[i - 1], step->split));
        }
      else if (step->n_columns == 1)
        {
          GString *text = g_string_new (step->n_cells > 0 ? cells->pdata[i - step->n_cells] : "");

          for (guint n = step->n_cells; n > 1; n--)
            g_string_append_printf (text, "%c%s", delimiter, (char *) cells->pdata[i - n + 1]);
          g_ptr_array_insert (aligned, 0, g_string_free (text, FALSE));
        }
      i -= step->n_cells;
      j -= step->n_columns;
    }
  return aligned;
}

/* Cells that were split by too many delimiters, or not split where one is missing (R. Bellman's recursion over cells
 * and columns). */
static void
align (Mending *self,
       const CrmCsvMarks *marks,
       double cost)
{
  g_autoptr (GPtrArray) cells = NULL;
  g_autofree Step *table = NULL;
  guint width = self->n_columns + 1;
  const char *p = self->row;

  if (crm_csv_scan_row (&p, self->end, TRUE, marks, NULL, self->spans) != CRM_CSV_ROW || p < self->end ||
      self->spans->len > MOST_CELLS || self->n_columns > MOST_CELLS || self->spans->len < 2)
    return;
  cells = write_cells (self->spans, marks);
  table = g_new (Step, (cells->len + 1) * width);
  for (guint i = 0; i <= cells->len; i++)
    {
      for (guint j = 0; j <= self->n_columns; j++)
        {
          table[i * width + j] = (Step) { i + j == 0 ? 0 : G_MAXDOUBLE / 4, 0, 0, 0 };
          if (i + j > 0)
            fill_step (self, cells, marks->delimiter, table, i, j);
        }
    }
  if (table[cells->len * width + self->n_columns].cost < G_MAXDOUBLE / 8)
    offer (self, follow_steps (self, cells, marks->delimiter, table),
           cost + table[cells->len * width + self->n_columns].cost);
}

static void
try_delimiters (Mending *self,
                const CrmCsvMarks *marks)
{
  static const char others[] = ",;\t| ";

  for (const char *other = others; *other != '\0'; other++)
    {
      CrmCsvMarks changed = *marks;

      changed.delimiter = *other;
      if (*other == marks->delimiter || memchr (self->row, *other, self->end - self->row) == NULL)
        continue;
      try_marks (self, &changed, NULL, COST_OF_MARK);
      if (*other == ' ' && self->profile != NULL)
        align (self, &changed, COST_OF_MARK);
    }
}

/* Whether the row is best read as it is. */
static gboolean
is_plain (Mending *self,
          const CrmCsvMarks *marks)
{
  g_autoptr (GPtrArray) cells = NULL;
  const char *p = self->row;

  if (crm_csv_scan_row (&p, self->end, TRUE, marks, NULL, self->spans) != CRM_CSV_ROW || p < self->end ||
      self->spans->len != self->n_columns)
    return FALSE;
  cells = write_cells (self->spans, marks);
  return equal_cells (cells, self->best);
}

static GPtrArray *
mend (const char *row,
      const char *end,
      const CrmCsvMarks *marks,
      guint n_columns,
      const CrmCsvProfile *profile)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (CrmCsvSpan));
  Mending self = { row, end, n_columns, profile, spans, NULL, G_MAXDOUBLE, G_MAXDOUBLE };

  if (n_columns < 3 || marks->rest[0] != '\0' || marks->runs || end - row > LONGEST_ROW || row == end ||
      (profile != NULL && crm_csv_profile_get_n_rows (profile) < LEAST_ROWS))
    return NULL;
  try_quotes (&self, marks);
  try_delimiters (&self, marks);
  if (profile != NULL)
    align (&self, marks, 0);
  if (self.best != NULL && profile != NULL &&
      (self.cost + CLEARLY_BETTER > self.second ||
       self.cost > crm_csv_profile_get_usual (profile) + SLACK (n_columns) || is_plain (&self, marks)))
    g_clear_pointer (&self.best, g_ptr_array_unref);
  return self.best;
}

/**
 * crm_csv_mend:
 * @row: a row
 * @next: (inout): where the next row begins
 * @spans: (element-type CrmCsvSpan): what was found in the row
 * @profile: (nullable): what the cells of other rows look like; without it only marks are doubted, as for a header
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the cells, as many as there are columns, or %NULL where
 *   nothing that was tried is likely
 */
GPtrArray *
crm_csv_mend (const char *row,
              const char **next,
              const CrmCsvMarks *marks,
              GArray *spans,
              guint n_columns,
              const CrmCsvProfile *profile)
{
  const char *end = *next, *line;
  gboolean stray = FALSE;
  GPtrArray *cells = NULL;

  while (end > row && (end[-1] == '\n' || end[-1] == '\r'))
    end--;
  for (guint i = 0; i < spans->len; i++)
    stray |= g_array_index (spans, CrmCsvSpan, i).stray;
  /* A quote too many may have opened a cell that goes on over the next lines. */
  for (line = row; line < end && *line != '\n' && *line != '\r'; line++)
    ;
  if (line < end && stray)
    cells = mend (row, line, marks, n_columns, profile);
  if (cells != NULL)
    {
      *next = line + (*line == '\r' && line[1] == '\n' ? 2 : 1);
      return cells;
    }
  return mend (row, end, marks, n_columns, profile);
}
