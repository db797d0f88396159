/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"
#include "store/crm-store-private.h"

/* The ids of segments, decoded, for all connections. Segments never change and their numbers are never given again,
 * so whatever snapshot a reader is in, what it finds here is right. */

#define MOST_IDS (4 * 1024 * 1024)   /* 32 MB */

struct _CrmSearchIds
{
  GMutex      mutex;
  GHashTable *arrays;   /* segment → GArray of ids, from the newest to the oldest */
  GQueue      recent;   /* of segments, the last used first */
  gsize       n_ids;
};

CrmSearchIds *
crm_search_ids_new (void)
{
  CrmSearchIds *self = g_new0 (CrmSearchIds, 1);

  g_mutex_init (&self->mutex);
  self->arrays = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_array_unref);
  return self;
}

void
crm_search_ids_free (CrmSearchIds *self)
{
  g_queue_clear_full (&self->recent, g_free);
  g_hash_table_unref (self->arrays);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static int
compare_segments (gconstpointer a,
                  gconstpointer b)
{
  return *(const gint64 *) a != *(const gint64 *) b;
}

static void
drop (CrmSearchIds *self,
      gint64 segment)
{
  GArray *ids = g_hash_table_lookup (self->arrays, &segment);
  GList *link = g_queue_find_custom (&self->recent, &segment, compare_segments);

  if (ids == NULL)
    return;
  self->n_ids -= ids->len;
  g_hash_table_remove (self->arrays, &segment);
  g_free (link->data);
  g_queue_delete_link (&self->recent, link);
}

static GArray *
take (CrmSearchIds *self,
      gint64 segment)
{
  GArray *ids;

  g_mutex_lock (&self->mutex);
  ids = g_hash_table_lookup (self->arrays, &segment);
  if (ids != NULL)
    {
      GList *link = g_queue_find_custom (&self->recent, &segment, compare_segments);

      g_array_ref (ids);
      g_queue_unlink (&self->recent, link);
      g_queue_push_head_link (&self->recent, link);
    }
  g_mutex_unlock (&self->mutex);
  return ids;
}

static void
keep (CrmSearchIds *self,
      gint64 segment,
      GArray *ids)
{
  g_mutex_lock (&self->mutex);
  drop (self, segment);   /* another reader may have been quicker */
  g_hash_table_insert (self->arrays, g_memdup2 (&segment, sizeof segment), g_array_ref (ids));
  g_queue_push_head (&self->recent, g_memdup2 (&segment, sizeof segment));
  self->n_ids += ids->len;
  while (self->n_ids > MOST_IDS)
    drop (self, *(gint64 *) g_queue_peek_tail (&self->recent));
  g_mutex_unlock (&self->mutex);
}

/**
 * crm_search_ids_get:
 *
 * Returns: (transfer full) (element-type gint64) (nullable): the ids of the segment's documents, from the newest to the
 *   oldest, dead ones among them; not to be changed
 */
GArray *
crm_search_ids_get (CrmSearchIds *self,
                    CrmSearchSegment *segment,
                    GError **error)
{
  GArray *ids = take (self, segment->id);

  if (ids == NULL && (ids = crm_search_segment_read_ids (segment, error)) != NULL)
    keep (self, segment->id, ids);
  return ids;
}

/**
 * crm_search_ids_drop:
 * @segment: the number of a segment that is no more
 */
void
crm_search_ids_drop (CrmSearchIds *self,
                     gint64 segment)
{
  g_mutex_lock (&self->mutex);
  drop (self, segment);
  g_mutex_unlock (&self->mutex);
}
