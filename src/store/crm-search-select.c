/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"

#include <string.h>

/* All records that fit, as a bit for each document of each segment, and the ids of those that wait. Which record a bit
 * stands for, and whether one that may fit does, is looked up only for those that somebody wants. */

#define MOST_WAITING 512   /* changed records that are looked at for a first answer */

static void
free_part (gpointer data)
{
  CrmSearchPart *part = data;

  g_array_unref (part->ids);
  g_free (part->sure);
  g_free (part->maybe);
}

/* What a segment says of a record that has changed since does not count. */
static void
settle_part (CrmSearchSelection *self,
             CrmSearchPart *part)
{
  if (crm_search_waiting_is_empty (&self->waiting))
    return;
  for (guint d = crm_search_part_next (part, 0); d < part->ids->len; d = crm_search_part_next (part, d + 1))
    {
      gint64 id = g_array_index (part->ids, gint64, d);

      if (crm_search_waiting_seen (&self->waiting, id))
        crm_search_set_remove (part->maybe, d);
      else if (crm_search_waiting_doubt (&self->waiting, id))
        crm_search_set_remove (part->sure, d);
    }
}

static gboolean
add_part (CrmSearchSelection *self,
          CrmSearchIds *ids,
          CrmSearchSegment *segment,
          const CrmSearchSets *sets,
          GError **error)
{
  CrmSearchPart part = { .segment = segment->id, .ids = crm_search_ids_get (ids, segment, error) };
  gsize size;

  if (part.ids == NULL)
    return FALSE;
  size = (MIN (part.ids->len, CRM_SEARCH_MOST_DOCUMENTS) + 63) / 64 * 8;
  part.sure = g_memdup2 (sets->sure, size);
  part.maybe = g_memdup2 (sets->maybe, size);
  settle_part (self, &part);
  for (gsize i = 0; i < size / 8; i++)
    self->n_hits += __builtin_popcountll (part.maybe[i]);
  g_array_append_val (self->parts, part);
  return TRUE;
}

static void
looked_at_cb (gint64 id,
              CrmSearchLevel level,
              gpointer data)
{
  CrmSearchSelection *self = data;

  if (level != CRM_SEARCH_NONE)
    g_array_append_val (self->fresh, id);
}

/**
 * crm_search_selection_open:
 * @partial: a first answer is wanted soon: of what waits for the index, only the newest is looked at
 * @most: how many hits are enough
 *
 * To be released with crm_search_selection_close() in either case.
 */
gboolean
crm_search_selection_open (CrmSearchSelection *self,
                           CrmSearchIds *ids,
                           CrmDb *db,
                           const CrmEntity *entity,
                           const CrmSearchQuery *query,
                           gboolean partial,
                           guint most,
                           GError **error)
{
  g_autofree CrmSearchSets *sets = g_new (CrmSearchSets, 1);

  memset (self, 0, sizeof *self);
  self->parts = g_array_new (FALSE, FALSE, sizeof (CrmSearchPart));
  g_array_set_clear_func (self->parts, free_part);
  self->fresh = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!crm_search_look_open (&self->look, db, entity, query, error))
    return FALSE;
  self->segments = crm_search_segments_load (db, entity, error);
  if (self->segments == NULL ||
      !crm_search_waiting_open (&self->waiting, &self->look, partial ? MOST_WAITING : G_MAXUINT, looked_at_cb, self,
                                error))
    return FALSE;
  self->n_hits = self->fresh->len;
  for (guint i = 0; i < self->segments->len && self->n_hits < most; i++)
    {
      gboolean found;

      if (!crm_search_evaluate (self->segments->pdata[i], query, TRUE, sets, &found, error) ||
          (found && !add_part (self, ids, self->segments->pdata[i], sets, error)))
        return FALSE;
    }
  return TRUE;
}

void
crm_search_selection_close (CrmSearchSelection *self)
{
  crm_search_waiting_close (&self->waiting);
  crm_search_look_close (&self->look);
  g_clear_pointer (&self->segments, g_ptr_array_unref);
  g_clear_pointer (&self->parts, g_array_unref);
  g_clear_pointer (&self->fresh, g_array_unref);
}

/**
 * crm_search_selection_verify:
 *
 * Returns: whether the document, which may fit, does; what was looked at once is known
 */
gboolean
crm_search_selection_verify (CrmSearchSelection *self,
                             CrmSearchPart *part,
                             guint document)
{
  if (!crm_search_set_has (part->maybe, document))
    return FALSE;
  if (crm_search_set_has (part->sure, document))
    return TRUE;
  if (crm_search_look_at (&self->look, g_array_index (part->ids, gint64, document)) == CRM_SEARCH_NONE)
    {
      crm_search_set_remove (part->maybe, document);
      self->n_hits--;
      return FALSE;
    }
  crm_search_set_add (part->sure, document);
  return TRUE;
}

/**
 * crm_search_selection_count:
 * @most: how far to count
 *
 * Returns: how many records fit, or @most where there are more
 */
guint
crm_search_selection_count (CrmSearchSelection *self,
                            guint most)
{
  guint n = self->fresh->len;

  for (guint i = 0; i < self->parts->len && n < most; i++)
    {
      CrmSearchPart *part = &g_array_index (self->parts, CrmSearchPart, i);

      for (guint d = crm_search_part_next (part, 0); d < part->ids->len && n < most;
           d = crm_search_part_next (part, d + 1))
        n += crm_search_selection_verify (self, part, d);
    }
  return MIN (n, most);
}

/* The ids in order. Those of a segment fall, and most segments follow on each other. */

static guint
find_end_of_run (const gint64 *ids,
                 guint start,
                 guint n)
{
  guint end = MIN (start + 1, n);

  while (end < n && ids[end] < ids[end - 1])
    end++;
  return end;
}

static void
merge_two (const gint64 *from,
           guint first,
           guint second,
           guint end,
           gint64 *to)
{
  guint a = first, b = second;

  for (guint i = first; i < end; i++)
    to[i] = b == end || (a < second && from[a] > from[b]) ? from[a++] : from[b++];
}

static void
merge_pairs (const gint64 *from,
             guint n,
             gint64 *to)
{
  for (guint first = 0, end; first < n; first = end)
    {
      guint second = find_end_of_run (from, first, n);

      end = find_end_of_run (from, second, n);
      merge_two (from, first, second, end, to);
    }
}

static GArray *
merge_runs (GArray *ids)
{
  while (find_end_of_run ((const gint64 *) (void *) ids->data, 0, ids->len) < ids->len)
    {
      GArray *merged = g_array_set_size (g_array_sized_new (FALSE, FALSE, sizeof (gint64), ids->len), ids->len);

      merge_pairs ((const gint64 *) (void *) ids->data, ids->len, (gint64 *) (void *) merged->data);
      g_array_unref (ids);
      ids = merged;
    }
  return ids;
}

static void
reverse (GArray *ids)
{
  gint64 *values = (gint64 *) (void *) ids->data;

  for (guint i = 0; i < ids->len / 2; i++)
    {
      gint64 swap = values[i];

      values[i] = values[ids->len - 1 - i];
      values[ids->len - 1 - i] = swap;
    }
}

/**
 * crm_search_selection_list:
 *
 * Returns: (transfer full) (element-type gint64): the ids of all records that fit, in rising order
 */
GArray *
crm_search_selection_list (CrmSearchSelection *self)
{
  GArray *ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), self->n_hits);

  g_array_append_vals (ids, self->fresh->data, self->fresh->len);
  for (guint i = 0; i < self->parts->len; i++)
    {
      CrmSearchPart *part = &g_array_index (self->parts, CrmSearchPart, i);

      for (guint d = crm_search_part_next (part, 0); d < part->ids->len; d = crm_search_part_next (part, d + 1))
        {
          if (crm_search_selection_verify (self, part, d))
            g_array_append_val (ids, g_array_index (part->ids, gint64, d));
        }
    }
  ids = merge_runs (ids);
  reverse (ids);
  return ids;
}
