/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-tree-private.h"

#include "analytics/crm-number.h"
#include "analytics/crm-sort.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What a tree grows from: columns, sorted once, and weights. */

typedef struct
{
  CrmTreeData  *data;
  CrmTreePart  *part;
  const gsize  *rows;
  const CrmRun *run;
} Sorting;

static void
sort_columns (gsize first,
              gsize last,
              guint piece,
              gpointer user_data)
{
  Sorting *sorting = user_data;
  gsize n = sorting->part->n;
  g_autofree double *values = g_new (double, MAX (n, 1));

  for (gsize j = first; j < last; j++)
    {
      const double *column = sorting->data->values[j];
      g_autofree guint32 *order = NULL;
      CrmTreeEntry *entries;
      gsize n_known;

      if (column == NULL)
        continue;
      for (gsize i = 0; i < n; i++)
        values[i] = column[sorting->part->rows[i]];
      order = crm_sort_order (values, n, &n_known, sorting->run);
      entries = g_new (CrmTreeEntry, n_known + 1);
      for (gsize i = 0; i < n_known; i++)
        entries[i] = (CrmTreeEntry) {
          sorting->part->rows[order[i]],
          i == 0 ? 0 : entries[i - 1].rank + (values[order[i]] != values[order[i - 1]]),
        };
      sorting->part->sorted[j] = entries;
      sorting->part->n_sorted[j] = n_known;
    }
}

static void
take_values (CrmTreeData *self,
             guint index)
{
  const CrmColumn *column = self->columns[index];
  double *numbers;

  if (column->kind == CRM_COLUMN_NUMBER)
    self->values[index] = column->numbers;
  else if (column->kind == CRM_COLUMN_DATE)
    {
      numbers = crm_column_numbers (column);
      g_ptr_array_add (self->owned, numbers);
      self->values[index] = numbers;
    }
}

static gboolean
check (const CrmTreeTarget *target,
       const gsize *rows,
       gsize n_rows,
       GError **error)
{
  gboolean varied = FALSE;

  for (gsize i = 1; i < n_rows && !varied; i++)
    varied = target->numbers != NULL ? target->numbers[rows[i]] != target->numbers[rows[0]] :
             target->classes[rows[i]] != target->classes[rows[0]];
  for (gsize i = 0; target->numbers != NULL && i < n_rows; i++)
    {
      if (crm_number_is_usable (target->numbers[rows[i]]))
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("Row %zu holds a number that is infinite or too large to calculate with."), rows[i] + 1);
      return FALSE;
    }
  if (varied)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                       n_rows == 0 ? _("There is no row to learn from.") :
                       _("All rows have the same outcome, so there is nothing to learn. Choose rows of both."));
  return FALSE;
}

static gboolean
lacks_nothing (const CrmTreeData *self)
{
  for (guint j = 0; j < self->n_columns; j++)
    {
      if (self->columns[j]->n_missing > 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * crm_tree_data_init:
 * @part: (out): all rows, sorted by each column
 *
 * Errors: %CRM_ERROR_INVALID where there is nothing to learn; %G_IO_ERROR_CANCELLED
 */
gboolean
crm_tree_data_init (CrmTreeData *self,
                    CrmTreePart *part,
                    const CrmColumn *const *columns,
                    guint n_columns,
                    const CrmTreeTarget *target,
                    const gsize *rows,
                    gsize n_rows,
                    const CrmRun *run,
                    GError **error)
{
  gsize highest = 0;

  if (!check (target, rows, n_rows, error))
    return FALSE;
  *self = (CrmTreeData) { .columns = columns, .n_columns = n_columns, .target = target };
  self->width = target->numbers != NULL ? 1 : target->n_classes;
  self->values = g_new0 (const double *, n_columns + 1);
  self->owned = g_ptr_array_new_with_free_func (g_free);
  for (guint j = 0; j < n_columns; j++)
    take_values (self, j);
  *part = (CrmTreePart) { .rows = g_new (guint32, n_rows), .n = n_rows };
  part->sorted = g_new0 (CrmTreeEntry *, n_columns + 1);
  part->n_sorted = g_new0 (gsize, n_columns + 1);
  for (gsize i = 0; i < n_rows; i++)
    {
      part->rows[i] = rows[i];
      highest = MAX (highest, rows[i]);
    }
  self->weights = g_new (double, highest + 1);
  for (gsize i = 0; i <= highest; i++)
    self->weights[i] = 1;
  self->whole = lacks_nothing (self);
  if (self->whole)
    {
      self->x_log_x = g_new0 (double, n_rows + 1);
      for (gsize i = 2; i <= n_rows; i++)
        self->x_log_x[i] = i * log2 (i);
    }
  return crm_run_parallel (run, n_columns, 1, sort_columns, &(Sorting) { self, part, rows, run }, error);
}

void
crm_tree_data_clear (CrmTreeData *self)
{
  g_free (self->values);
  g_clear_pointer (&self->owned, g_ptr_array_unref);
  g_free (self->weights);
  g_free (self->x_log_x);
}

void
crm_tree_part_clear (CrmTreePart *self,
                     guint n_columns)
{
  for (guint j = 0; self->sorted != NULL && j < n_columns; j++)
    g_free (self->sorted[j]);
  g_free (self->rows);
  g_free (self->sorted);
  g_free (self->n_sorted);
  *self = (CrmTreePart) { 0 };
}

static void
summarize_numbers (CrmTreeNode *node,
                   const CrmTreeData *data,
                   const CrmTreePart *part)
{
  const double *numbers = data->target->numbers;

  for (gsize i = 0; i < part->n; i++)
    {
      node->weight += data->weights[part->rows[i]];
      node->mean += data->weights[part->rows[i]] * (numbers[part->rows[i]] - node->mean) / node->weight;
    }
  for (gsize i = 0; i < part->n; i++)
    {
      double away = numbers[part->rows[i]] - node->mean;

      node->risk += data->weights[part->rows[i]] * away * away;
    }
}

/**
 * crm_tree_node_new:
 *
 * Returns: (transfer full): a leaf of these rows
 */
CrmTreeNode *
crm_tree_node_new (const CrmTreeData *data,
                   const CrmTreePart *part)
{
  CrmTreeNode *node = g_new0 (CrmTreeNode, 1);

  node->parent = node->column = -1;
  node->counts = g_new0 (double, data->width);
  if (data->target->numbers != NULL)
    {
      summarize_numbers (node, data, part);
      return node;
    }
  for (gsize i = 0; i < part->n; i++)
    {
      node->counts[data->target->classes[part->rows[i]]] += data->weights[part->rows[i]];
      node->weight += data->weights[part->rows[i]];
    }
  for (guint k = 1; k < data->width; k++)
    node->majority = node->counts[k] > node->counts[node->majority] ? k : node->majority;
  node->risk = node->weight - node->counts[node->majority];
  return node;
}

void
crm_tree_node_free (CrmTreeNode *self)
{
  g_free (self->branches);
  g_free (self->children);
  g_free (self->shares);
  g_free (self->counts);
  g_free (self);
}
