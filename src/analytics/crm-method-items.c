/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-items.h"

#include "analytics/crm-result.h"

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer data)
{
  const CrmColumn *column = data;
  gsize first = *(const gsize *) a, second = *(const gsize *) b;

  if (column->kind == CRM_COLUMN_NUMBER)
    return (column->numbers[first] > column->numbers[second]) - (column->numbers[first] < column->numbers[second]);
  return (column->codes[first] > column->codes[second]) - (column->codes[first] < column->codes[second]);
}

CrmMethodItems *
crm_method_items_new (const CrmColumn *column)
{
  CrmMethodItems *self = g_new0 (CrmMethodItems, 1);
  g_autofree gint32 *places = NULL;

  self->column = column;
  self->codes = crm_column_group (column, &self->n);
  self->rows = g_new (gsize, MAX (self->n, 1));
  places = g_new (gint32, MAX (self->n, 1));
  for (gsize row = column->n; row > 0; row--)
    {
      if (self->codes[row - 1] >= 0)
        self->rows[self->codes[row - 1]] = row - 1;
    }
  g_sort_array (self->rows, self->n, sizeof (gsize), compare_rows, (gpointer) column);
  for (guint i = 0; i < self->n; i++)
    places[self->codes[self->rows[i]]] = i;
  for (gsize row = 0; row < column->n; row++)
    self->codes[row] = self->codes[row] >= 0 ? places[self->codes[row]] : -1;
  return self;
}

void
crm_method_items_free (CrmMethodItems *self)
{
  g_free (self->codes);
  g_free (self->rows);
  g_free (self);
}

void
crm_method_items_write (const CrmMethodItems *self,
                        JsonBuilder *builder,
                        const char *key,
                        const guint32 *items,
                        guint n)
{
  crm_result_begin_array (builder, key);
  for (guint i = 0; i < n; i++)
    crm_result_row (builder, NULL, self->column, self->rows[items[i]]);
  json_builder_end_array (builder);
}

/* How many rows lack a value in one of the columns. */
gsize
crm_method_count_gaps (const CrmColumn *const *columns,
                       guint n)
{
  gsize n_gaps = 0;

  for (gsize row = 0; row < columns[0]->n; row++)
    {
      guint i = 0;

      while (i < n && !crm_column_is_missing (columns[i], row))
        i++;
      n_gaps += i < n;
    }
  return n_gaps;
}
