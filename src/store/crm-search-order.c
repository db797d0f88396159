/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"
#include "store/crm-store-private.h"

#include "db/crm-db-integrity.h"

#include <string.h>

/* The ranks of all records of an entity in an order of a list, kept for all connections. With them the first of many
 * hits are told without reading a row, whatever the order is, and however the hits lie in it.
 *
 * Ranks are those of one snapshot. A record that was changed or deleted between that and the snapshot of a reader is
 * in the log of changes, and counts as one whose rank is not known; so does one that was added. Commits are numbered,
 * see crm_db_count_commit(), and the log is written before the commit. */

#define MOST_RECORDS (4 * 1024 * 1024)   /* 64 MB */
#define MOST_CHANGES 1024
#define MOST_FILTERS 32                  /* of an order; a bit for each record */

typedef struct
{
  gint64 commit;
  gint64 id;
} Change;

typedef struct
{
  GArray *changes;   /* of Change, the newest last */
  gint64  complete;  /* nothing is missing behind this commit */
} Log;

typedef struct
{
  gint64  commit;
  GBytes *ranks;   /* a bit for each that passes */
} Filter;

struct _CrmSearchOrders
{
  GMutex     mutex;
  GPtrArray *orders;   /* the last used last */
  Log       *logs;     /* of each entity */
  gboolean   logged;   /* who writes is in this program, so that changes are known */
};

static void
free_filter (gpointer data)
{
  Filter *filter = data;

  g_bytes_unref (filter->ranks);
  g_free (filter);
}

static void
free_order (gpointer data)
{
  CrmSearchOrder *self = data;

  g_free (self->name);
  g_free (self->ids);
  g_free (self->ranks);
  g_hash_table_unref (self->by_document);
  g_hash_table_unref (self->filters);
  g_mutex_clear (&self->mutex);
}

void
crm_search_order_unref (CrmSearchOrder *self)
{
  g_atomic_rc_box_release_full (self, free_order);
}

CrmSearchOrders *
crm_search_orders_new (void)
{
  CrmSearchOrders *self = g_new0 (CrmSearchOrders, 1);
  guint n_entities;

  crm_entities (&n_entities);
  g_mutex_init (&self->mutex);
  self->orders = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_search_order_unref);
  self->logs = g_new0 (Log, n_entities);
  for (guint i = 0; i < n_entities; i++)
    self->logs[i].changes = g_array_new (FALSE, FALSE, sizeof (Change));
  return self;
}

void
crm_search_orders_free (CrmSearchOrders *self)
{
  guint n_entities;

  crm_entities (&n_entities);
  for (guint i = 0; i < n_entities; i++)
    g_array_unref (self->logs[i].changes);
  g_ptr_array_unref (self->orders);
  g_mutex_clear (&self->mutex);
  g_free (self->logs);
  g_free (self);
}

/**
 * crm_search_orders_begin:
 *
 * Says that from now on every change is noted.
 */
void
crm_search_orders_begin (CrmSearchOrders *self)
{
  self->logged = TRUE;
}

/**
 * crm_search_orders_note:
 * @id: a record that the writer changes or deletes, in the transaction at hand
 */
void
crm_search_orders_note (CrmSearchOrders *self,
                        CrmDb *db,
                        const CrmEntity *entity,
                        gint64 id)
{
  Log *log = &self->logs[crm_entity_index (entity)];
  Change change = { crm_db_get_commits (db) + 1, id };

  g_mutex_lock (&self->mutex);
  if (log->changes->len == MOST_CHANGES)
    {
      log->complete = g_array_index (log->changes, Change, MOST_CHANGES / 2 - 1).commit;
      g_array_remove_range (log->changes, 0, MOST_CHANGES / 2);
    }
  g_array_append_val (log->changes, change);
  g_mutex_unlock (&self->mutex);
}

static char *
name_order (const CrmQuery *query)
{
  GString *name = g_string_new (crm_query_get_entity (query)->name);

  crm_query_append_order (query, name);
  return g_string_free (name, FALSE);
}

/* Returns whether all that happened between the commits is known; adds it to @changed. */
static gboolean
add_changes (CrmSearchOrders *self,
             const CrmEntity *entity,
             gint64 from,
             gint64 to,
             GHashTable *changed)
{
  const Log *log = &self->logs[crm_entity_index (entity)];

  if (from < to && (!self->logged || from < log->complete))
    return FALSE;
  for (guint i = log->changes->len; i > 0; i--)
    {
      const Change *change = &g_array_index (log->changes, Change, i - 1);

      if (change->commit <= from)
        break;
      if (change->commit <= to)
        g_hash_table_add (changed, g_memdup2 (&change->id, sizeof change->id));
    }
  return TRUE;
}

/* Titles of other records that the order goes by must be what they were. */
static gboolean
has_same_targets (CrmSearchOrders *self,
                  const CrmQuery *query,
                  gint64 from,
                  gint64 to)
{
  g_autoptr (GHashTable) changed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint n_sort;
  const CrmSort *sort = crm_query_get_sort (query, &n_sort);

  for (guint i = 0; i < n_sort; i++)
    {
      const CrmField *field = &crm_query_get_entity (query)->fields[sort[i].field];

      if (field->kind == CRM_FIELD_LINK &&
          !add_changes (self, crm_entity_find (field->target), from, to, changed))
        return FALSE;
    }
  return g_hash_table_size (changed) == 0;
}

/**
 * crm_search_orders_find:
 * @db: a connection in a transaction
 * @changed: (out) (transfer full): ids of records whose rank is not known any more
 *
 * Returns: (transfer full) (nullable): the order of the query, if it is kept and can be used
 */
CrmSearchOrder *
crm_search_orders_find (CrmSearchOrders *self,
                        CrmDb *db,
                        const CrmQuery *query,
                        GHashTable **changed)
{
  gint64 commit = crm_db_read_commits (db);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autofree char *name = name_order (query);
  CrmSearchOrder *order = NULL;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; commit >= 0 && i < self->orders->len && order == NULL; i++)
    {
      CrmSearchOrder *kept = self->orders->pdata[i];
      gint64 from = MIN (kept->commit, commit), to = MAX (kept->commit, commit);

      if (strcmp (kept->name, name) != 0 || !has_same_targets (self, query, from, to) ||
          !add_changes (self, crm_query_get_entity (query), from, to, found))
        continue;
      order = g_atomic_rc_box_acquire (kept);
      g_ptr_array_add (self->orders, g_ptr_array_steal_index (self->orders, i));
    }
  g_mutex_unlock (&self->mutex);
  *changed = g_steal_pointer (&found);
  return order;
}

typedef struct
{
  gint64  id;
  guint32 rank;
} Rank;

static int
compare_ranks (gconstpointer a,
               gconstpointer b)
{
  const Rank *first = a, *second = b;

  return (first->id > second->id) - (first->id < second->id);
}

static void
take_ranks (CrmSearchOrder *self,
            GArray *ids)
{
  g_autofree Rank *ranks = g_new (Rank, ids->len);

  for (guint i = 0; i < ids->len; i++)
    ranks[i] = (Rank) { g_array_index (ids, gint64, i), i };
  if (ids->len > 0)
    qsort (ranks, ids->len, sizeof *ranks, compare_ranks);
  self->n_ranks = ids->len;
  self->ids = g_new (gint64, ids->len);
  self->ranks = g_new (guint32, ids->len);
  for (guint i = 0; i < ids->len; i++)
    {
      self->ids[i] = ranks[i].id;
      self->ranks[i] = ranks[i].rank;
    }
}

static void
keep (CrmSearchOrders *self,
      CrmSearchOrder *order)
{
  gsize n_records = 0;

  g_mutex_lock (&self->mutex);
  for (guint i = self->orders->len; i > 0; i--)
    {
      CrmSearchOrder *kept = self->orders->pdata[i - 1];

      n_records += kept->n_ranks;
      if (strcmp (kept->name, order->name) == 0 || n_records + order->n_ranks > MOST_RECORDS)
        g_ptr_array_remove_index (self->orders, i - 1);
    }
  g_ptr_array_add (self->orders, g_atomic_rc_box_acquire (order));
  g_mutex_unlock (&self->mutex);
}

/**
 * crm_search_orders_keep:
 * @db: the connection the ids were read with, in the same transaction
 * @ids: (element-type gint64): all records of the entity, in the query's order
 *
 * Returns: (transfer full): the order, which is kept for searches to come
 */
CrmSearchOrder *
crm_search_orders_keep (CrmSearchOrders *self,
                        CrmDb *db,
                        const CrmQuery *query,
                        GArray *ids)
{
  CrmSearchOrder *order = g_atomic_rc_box_new0 (CrmSearchOrder);

  order->name = name_order (query);
  order->commit = crm_db_read_commits (db);
  take_ranks (order, ids);
  order->by_document = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  order->filters = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, free_filter);
  g_mutex_init (&order->mutex);
  if (order->commit >= 0 && ids->len <= MOST_RECORDS)
    keep (self, order);
  return order;
}

/* What is sought for each of many ids, which rise or fall, is close to what was found last. */
static gboolean
find_near (const CrmSearchOrder *self,
           gint64 id,
           guint *near)
{
  guint low, high, step = 1;

  if (self->n_ranks == 0)
    return FALSE;
  low = high = *near;
  for (; high < self->n_ranks && self->ids[high] <= id; step *= 2)
    high = MIN (high + step, self->n_ranks);
  for (; low > 0 && self->ids[low] > id; step *= 2)
    low = low > step ? low - step : 0;
  /* What is sought lies at or behind low, and before high. */
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (self->ids[middle] <= id)
        low = middle;
      else
        high = middle;
    }
  *near = low;
  return self->ids[low] == id;
}

/**
 * crm_search_order_find:
 *
 * Returns: how many records stand before this one; %CRM_SEARCH_UNRANKED if that is not known
 */
guint32
crm_search_order_find (const CrmSearchOrder *self,
                       gint64 id)
{
  guint near = self->n_ranks / 2;

  return find_near (self, id, &near) ? self->ranks[near] : CRM_SEARCH_UNRANKED;
}

static guint32 *
rank_documents (const CrmSearchOrder *self,
                GArray *ids)
{
  guint32 *ranks = g_new (guint32, ids->len);
  guint near = self->n_ranks / 2;

  for (guint i = 0; i < ids->len; i++)
    ranks[i] = find_near (self, g_array_index (ids, gint64, i), &near) ? self->ranks[near] : CRM_SEARCH_UNRANKED;
  return ranks;
}

/**
 * crm_search_order_rank:
 * @segment: the number of a segment
 * @ids: (element-type gint64): of its documents
 *
 * Returns: (transfer none): the rank of each document, as crm_search_order_find() tells it
 */
const guint32 *
crm_search_order_rank (CrmSearchOrder *self,
                       gint64 segment,
                       GArray *ids)
{
  guint32 *ranks;

  g_mutex_lock (&self->mutex);
  ranks = g_hash_table_lookup (self->by_document, &segment);
  if (ranks == NULL)
    {
      ranks = rank_documents (self, ids);
      g_hash_table_insert (self->by_document, g_memdup2 (&segment, sizeof segment), ranks);
    }
  g_mutex_unlock (&self->mutex);
  return ranks;
}

/**
 * crm_search_order_recall_filter:
 * @db: the connection the order was found with, in the same transaction
 * @filter: whatever tells it from others
 *
 * Returns: (transfer full) (nullable): a bit for each rank whose record passes the filter, of 64 in a word; right for
 *   all ranks that are right themselves
 */
GBytes *
crm_search_order_recall_filter (CrmSearchOrder *self,
                                CrmDb *db,
                                GBytes *filter)
{
  gint64 commit = crm_db_read_commits (db);
  const Filter *known;
  GBytes *ranks = NULL;

  g_mutex_lock (&self->mutex);
  known = g_hash_table_lookup (self->filters, filter);
  /* Records that have changed since are among those that have changed since the order was made. */
  if (known != NULL && MIN (self->commit, commit) <= known->commit && known->commit <= MAX (self->commit, commit))
    ranks = g_bytes_ref (known->ranks);
  g_mutex_unlock (&self->mutex);
  return ranks;
}

/**
 * crm_search_order_keep_filter:
 * @db: the connection the ids were read with, in the same transaction
 * @ids: (element-type gint64): all records that pass the filter
 *
 * Returns: (transfer full): as crm_search_order_recall_filter()
 */
GBytes *
crm_search_order_keep_filter (CrmSearchOrder *self,
                              CrmDb *db,
                              GBytes *filter,
                              GArray *ids)
{
  gsize n_words = self->n_ranks / 64 + 1;
  guint64 *words = g_new0 (guint64, n_words);
  guint near = self->n_ranks / 2;
  Filter *known = g_new (Filter, 1);
  GBytes *ranks;

  for (guint i = 0; i < ids->len; i++)
    {
      if (find_near (self, g_array_index (ids, gint64, i), &near))
        crm_search_set_add (words, self->ranks[near]);
    }
  ranks = g_bytes_new_take (words, n_words * sizeof *words);
  *known = (Filter) { crm_db_read_commits (db), g_bytes_ref (ranks) };
  g_mutex_lock (&self->mutex);
  if (g_hash_table_size (self->filters) == MOST_FILTERS)
    g_hash_table_remove_all (self->filters);
  g_hash_table_replace (self->filters, g_bytes_ref (filter), known);
  g_mutex_unlock (&self->mutex);
  return ranks;
}
