/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-csv-private.h"

#include <string.h>

/* Which rows belong to a table, and which to another that stands below it in the same file. */

#define ROWS_BELOW 20   /* that are compared with those above a header */

void
crm_csv_table_clear (CrmCsvTable *self)
{
  crm_csv_layout_clear (&self->layout);
  g_clear_pointer (&self->profile, crm_csv_profile_free);
}

static gboolean
is_named (const CrmCsvSpan *span,
          const char *name)
{
  const char *start = span->start, *stop = span->stop;

  while (start < stop && *start == ' ')
    start++;
  while (stop > start && stop[-1] == ' ')
    stop--;
  return strlen (name) == (gsize) (stop - start) && memcmp (start, name, stop - start) == 0;
}

/* How many of the cells are the names of their columns. */
static guint
count_names (const CrmCsvTable *self,
             GArray *spans)
{
  const CrmCsvSpan *cells = (const CrmCsvSpan *) spans->data;
  guint n = MIN (spans->len, self->layout.n_columns), named = 0;

  if (self->layout.n_header == 0 || !is_named (&cells[0], self->layout.names->pdata[0]))
    return 0;
  for (guint i = 0; i < n; i++)
    named += is_named (&cells[i], self->layout.names->pdata[i]);
  return named;
}

/* How many cells of the row are texts of their own, as in a header; 0 if anything else stands behind them. */
static guint
count_new_names (const CrmCsvTable *self,
                 GArray *spans)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < spans->len; i++)
    {
      char *cell = g_strstrip (crm_csv_span_dup (&g_array_index (spans, CrmCsvSpan, i), &self->marks));
      gboolean is_name = *cell != '\0' && !crm_csv_looks_like_data (cell);

      if (!g_hash_table_add (names, cell) || !is_name)
        return crm_csv_spans_are_blank (spans, i) ? i : 0;
    }
  return spans->len;
}

static void
add_to_profile (const CrmCsvTable *self,
                GArray *spans,
                CrmCsvProfile *profile)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < spans->len; i++)
    g_ptr_array_add (cells, crm_csv_span_dup (&g_array_index (spans, CrmCsvSpan, i), &self->marks));
  crm_csv_profile_add (profile, (char *const *) cells->pdata);
}

/* Whether the row, as wide as the table and behind blank lines, is the header of another, or a title above it: a header
 * consists of names, and what stands below them is not what stands above. */
static gboolean
names_other_columns (const CrmCsvTable *self,
                     GArray *row,
                     CrmCsvRest rest)
{
  guint n_columns = self->layout.n_columns, n_names;
  CrmCsvProfile *below;
  g_autoptr (GArray) header = g_array_ref (row), spans = NULL;
  gboolean others;

  if (self->alone || row->len != n_columns)
    return FALSE;
  n_names = count_new_names (self, header);
  if (n_names == 1)
    {
      g_array_unref (header);
      header = g_array_new (FALSE, FALSE, sizeof (CrmCsvSpan));
      crm_csv_scan_row (&rest.text, rest.end, rest.last, &self->marks, NULL, header);
      n_names = header->len == n_columns ? count_new_names (self, header) : 0;
    }
  if (n_names < 2 || count_names (self, header) == n_columns)
    return FALSE;
  spans = g_array_new (FALSE, FALSE, sizeof (CrmCsvSpan));
  below = crm_csv_profile_new (n_columns);
  while (crm_csv_profile_get_n_rows (below) < ROWS_BELOW && rest.text < rest.end &&
         crm_csv_scan_row (&rest.text, rest.end, rest.last, &self->marks, NULL, spans) == CRM_CSV_ROW &&
         spans->len == n_columns && !crm_csv_spans_are_blank (spans, 0) && crm_csv_spans_are_blank (spans, n_names))
    add_to_profile (self, spans, below);
  others = crm_csv_profile_tells_header (self->profile, below);
  crm_csv_profile_free (below);
  return others;
}

/**
 * crm_csv_table_learn:
 * @rest: from the first row on
 *
 * Looks at the first rows, with which others are compared.
 */
void
crm_csv_table_learn (CrmCsvTable *self,
                     CrmCsvRest rest)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (CrmCsvSpan));
  guint n_blank = 0;

  g_clear_pointer (&self->profile, crm_csv_profile_free);
  self->profile = crm_csv_profile_new (self->layout.n_columns);
  for (guint i = 0; i < CRM_CSV_SAMPLE_ROWS && rest.text < rest.end; i++)
    {
      if (crm_csv_scan_row (&rest.text, rest.end, rest.last, &self->marks, NULL, spans) != CRM_CSV_ROW ||
          (n_blank > 0 && names_other_columns (self, spans, rest)))
        break;
      n_blank = crm_csv_spans_are_blank (spans, 0) ? n_blank + 1 : 0;
      if (n_blank == 0 && spans->len == self->layout.n_columns)
        add_to_profile (self, spans, self->profile);
    }
}

/* A row that says again what all columns are called may be data. */
static gboolean
names_differ (const CrmCsvTable *self)
{
  const GPtrArray *names = self->layout.names;

  for (guint i = 1; i < names->len; i++)
    {
      if (strcmp (names->pdata[i], names->pdata[0]) != 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * crm_csv_table_is_header:
 *
 * Returns: whether the row, as wide as the table, says its header again
 */
gboolean
crm_csv_table_is_header (const CrmCsvTable *self,
                         GArray *spans)
{
  return !self->alone && count_names (self, spans) == self->layout.n_columns && names_differ (self);
}

static gboolean
is_mostly_blank (GArray *spans)
{
  guint n_filled = 0;

  for (guint i = 0; i < spans->len; i++)
    {
      const CrmCsvSpan *span = &g_array_index (spans, CrmCsvSpan, i);

      n_filled += span->stop > span->start;
    }
  return n_filled <= 1;
}

/* Whether the row looks like those of the table: as wide, and of the same kinds. */
static gboolean
goes_on (const CrmCsvTable *self,
         GArray *spans)
{
  guint n_data = 0;
  double cost = 0;

  for (guint i = 0; i < spans->len && spans->len == self->layout.n_columns; i++)
    {
      g_autofree char *cell = crm_csv_span_dup (&g_array_index (spans, CrmCsvSpan, i), &self->marks);

      n_data += crm_csv_looks_like_data (cell);
      cost += crm_csv_profile_cost (self->profile, i, cell, -1);
    }
  return spans->len == self->layout.n_columns && n_data > 0 &&
         cost <= crm_csv_profile_get_usual (self->profile) + spans->len;
}

/* Whether the row, which is not as wide as the table, belongs to another: it names most of the columns, or stands
 * behind a blank line and is a title, or is as wide as the next. */
static gboolean
begins_another_table (const CrmCsvTable *self,
                      GArray *row,
                      guint n_blank,
                      CrmCsvRest rest)
{
  g_autoptr (GArray) behind = NULL;
  guint n = MIN (row->len, self->layout.n_columns);

  if (n >= 3 && count_names (self, row) * 5 >= n * 4)
    return TRUE;
  if (n_blank == 0)
    return FALSE;
  behind = g_array_new (FALSE, FALSE, sizeof (CrmCsvSpan));
  if (crm_csv_scan_row (&rest.text, rest.end, rest.last, &self->marks, NULL, behind) != CRM_CSV_ROW)
    return is_mostly_blank (row);
  return is_mostly_blank (row) ? !goes_on (self, behind) : behind->len == row->len;
}

/**
 * crm_csv_table_is_left:
 * @row: in which something stands
 * @whole: whether it is as wide as the table
 * @n_blank: blank lines before it
 * @rest: what follows behind it
 *
 * Returns: whether the row belongs to another table
 */
gboolean
crm_csv_table_is_left (const CrmCsvTable *self,
                       GArray *row,
                       gboolean whole,
                       guint n_blank,
                       CrmCsvRest rest)
{
  return whole ? n_blank > 0 && names_other_columns (self, row, rest)
               : begins_another_table (self, row, n_blank, rest);
}
