/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"

/* Changes that no segment has yet. The newest of them are looked at themselves, so that they are found at once: as many
 * as are asked for, and on for as long as a person does not notice. Of the others it is known that what a segment says
 * about them may be old. */

#define MOST_ROWS 2048
#define TIME (4 * G_TIME_SPAN_MILLISECOND)

static gboolean
may_look (CrmSearchWaiting *self,
          guint most)
{
  return g_hash_table_size (self->seen) < most || g_get_monotonic_time () < self->deadline;
}

static gboolean
look_at_range (CrmSearchWaiting *self,
               CrmSearchLook *look,
               const CrmSearchRange *range,
               guint most,
               CrmSearchSeenFunc func,
               gpointer data,
               GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT t.id, %s FROM %s AS t WHERE t.id BETWEEN ? AND ? ORDER BY t.id DESC",
                                          look->columns->columns, look->columns->entity->name);
  g_autoptr (CrmStatement) select = crm_db_prepare (look->db, sql, error);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, range->first);
  crm_statement_bind_int (select, 1, range->last);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      gint64 id = crm_statement_int (select, 0);

      if (!may_look (self, most))
        {
          self->partial = TRUE;
          return TRUE;
        }
      if (g_hash_table_add (self->seen, g_memdup2 (&id, sizeof id)))
        func (id, crm_search_look_row (look, select, 1), data);
    }
  return step == CRM_STEP_DONE;
}

static gboolean
look_at_row (CrmSearchWaiting *self,
             CrmSearchLook *look,
             const CrmSearchRange *range,
             guint most,
             CrmSearchSeenFunc func,
             gpointer data,
             GError **error)
{
  if (range->first == range->last && may_look (self, most))
    {
      if (g_hash_table_add (self->seen, g_memdup2 (&range->first, sizeof range->first)))
        func (range->first, crm_search_look_at (look, range->first), data);
      return TRUE;
    }
  /* What was deleted is in a segment still, and in no range. */
  g_array_append_val (self->doubtful, *range);
  return look_at_range (self, look, range, most, func, data, error);
}

static int
compare_ranges (gconstpointer a,
                gconstpointer b)
{
  const CrmSearchRange *first = a, *second = b;

  return (first->first > second->first) - (first->first < second->first);
}

static void
join_ranges (GArray *ranges)
{
  guint n = 0;

  g_array_sort (ranges, compare_ranges);
  for (guint i = 0; i < ranges->len; i++)
    {
      CrmSearchRange *range = &g_array_index (ranges, CrmSearchRange, i);
      CrmSearchRange *before = n > 0 ? &g_array_index (ranges, CrmSearchRange, n - 1) : NULL;

      if (before != NULL && range->first <= before->last)
        before->last = MAX (before->last, range->last);
      else
        g_array_index (ranges, CrmSearchRange, n++) = *range;
    }
  g_array_set_size (ranges, n);
}

/**
 * crm_search_waiting_open:
 * @most: how many records to look at in any case
 * @func: called for each of them
 *
 * To be released with crm_search_waiting_close() in either case.
 */
gboolean
crm_search_waiting_open (CrmSearchWaiting *self,
                         CrmSearchLook *look,
                         guint most,
                         CrmSearchSeenFunc func,
                         gpointer data,
                         GError **error)
{
  g_autoptr (CrmStatement) select = NULL;
  guint n_rows = 0;
  CrmStep step;

  self->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->doubtful = g_array_new (FALSE, FALSE, sizeof (CrmSearchRange));
  self->all = self->partial = FALSE;
  self->deadline = g_get_monotonic_time () + TIME;
  select = crm_db_prepare (look->db, "SELECT first, last FROM search_queue WHERE entity = ? ORDER BY last DESC", error);
  if (select == NULL)
    return FALSE;
  crm_statement_bind_text (select, 0, look->columns->entity->name);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW && n_rows++ < MAX (most, MOST_ROWS))
    {
      CrmSearchRange range = { crm_statement_int (select, 0), crm_statement_int (select, 1) };

      if (!look_at_row (self, look, &range, most, func, data, error))
        return FALSE;
    }
  self->all = step == CRM_STEP_ROW;
  join_ranges (self->doubtful);
  return step != CRM_STEP_ERROR;
}

void
crm_search_waiting_close (CrmSearchWaiting *self)
{
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->doubtful, g_array_unref);
}

gboolean
crm_search_waiting_seen (CrmSearchWaiting *self,
                         gint64 id)
{
  return g_hash_table_contains (self->seen, &id);
}

/**
 * crm_search_waiting_is_empty:
 *
 * Returns: whether nothing has changed since the segments were made
 */
gboolean
crm_search_waiting_is_empty (CrmSearchWaiting *self)
{
  return !self->all && self->doubtful->len == 0 && g_hash_table_size (self->seen) == 0;
}

/**
 * crm_search_waiting_is_settled:
 *
 * Returns: whether all that has changed since the segments were made was looked at
 */
gboolean
crm_search_waiting_is_settled (CrmSearchWaiting *self)
{
  return !self->all && !self->partial;
}

/**
 * crm_search_waiting_doubt:
 *
 * Returns: whether the record may have changed since the segments were made
 */
gboolean
crm_search_waiting_doubt (CrmSearchWaiting *self,
                          gint64 id)
{
  guint low = 0, high = self->doubtful->len;

  if (self->all)
    return TRUE;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      const CrmSearchRange *range = &g_array_index (self->doubtful, CrmSearchRange, middle);

      if (id < range->first)
        high = middle;
      else if (id > range->last)
        low = middle + 1;
      else
        return TRUE;
    }
  return FALSE;
}
