/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-items.h"

#include "analytics/crm-result.h"
#include "analytics/crm-sort.h"

CrmMethodItems *
crm_method_items_new (const CrmColumn *column,
                      const CrmRun *run)
{
  CrmMethodItems *self = g_new0 (CrmMethodItems, 1);
  g_autofree gint32 *places = NULL;
  g_autofree double *values = NULL;
  g_autofree guint32 *order = NULL;

  self->column = column;
  self->codes = crm_column_group (column, &self->n, run);
  self->rows = g_new (gsize, MAX (self->n, 1));
  places = g_new (gint32, MAX (self->n, 1));
  values = g_new (double, MAX (self->n, 1));
  for (gsize row = column->n; row > 0; row--)
    {
      if (self->codes[row - 1] >= 0)
        values[self->codes[row - 1]] = column->kind == CRM_COLUMN_NUMBER ? column->numbers[row - 1] :
                                                                           column->codes[row - 1];
    }
  order = crm_sort_order (values, self->n, NULL, run);
  for (guint i = 0; i < self->n; i++)
    places[order[i]] = i;
  for (gsize row = column->n; row > 0; row--)
    {
      if (self->codes[row - 1] >= 0)
        self->rows[places[self->codes[row - 1]]] = row - 1;
    }
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
                        CrmResultBuilder *builder,
                        const char *key,
                        const guint32 *items,
                        guint n)
{
  crm_result_begin_array (builder, key);
  for (guint i = 0; i < n; i++)
    crm_result_row (builder, NULL, self->column, self->rows[items[i]]);
  crm_result_end_array (builder);
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
