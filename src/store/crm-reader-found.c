/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"
#include "store/crm-store-private.h"

#include <string.h>

/* Lists of what a search finds. The first of many hits are chosen by their ranks in the order of the list (see
 * crm-search-order.c): as many as are wanted, and all whose rank is not known; SQL puts those few in order, and drops
 * what the filter leaves out. Where that leaves too few, it is found out which ranks pass the filter, and kept. */

#define FEW_TO_SORT 4000     /* hits that are sooner sorted than ranks are made */
#define FEW_TO_FETCH 50000   /* hits that are sooner fetched than the whole table is gone through */
#define MOST_UNRANKED 1000   /* beyond that ranks are made anew */
#define MOST_WANTED 100000000

typedef struct
{
  guint32 rank;
  guint32 part;
  guint32 document;
} Candidate;

typedef struct
{
  CrmReader         *reader;
  const CrmQuery    *query;
  CrmSearchQuery    *search;
  CrmSearchSelection selection;
  CrmSearchOrder    *order;
  guint64           *stale;      /* a bit for each rank that is not right any more, or NULL */
  GBytes            *filter;     /* what tells it from others, or NULL */
  GBytes            *passing;    /* a bit for each rank that passes it, or NULL */
  GArray            *unranked;   /* ids of hits that were not chosen by a rank */
  GArray            *chosen;     /* of Candidate: a heap with the last in order at its top */
} Found;

static void
close_found (Found *self)
{
  crm_search_selection_close (&self->selection);
  g_clear_pointer (&self->search, crm_search_query_free);
  g_clear_pointer (&self->order, crm_search_order_unref);
  g_clear_pointer (&self->stale, g_free);
  g_clear_pointer (&self->filter, g_bytes_unref);
  g_clear_pointer (&self->passing, g_bytes_unref);
  g_clear_pointer (&self->unranked, g_array_unref);
  g_clear_pointer (&self->chosen, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, close_found)

/* Ranks */

static void
mark_stale (Found *self,
            GHashTable *changed)
{
  GHashTableIter iter;
  gpointer id;

  if (g_hash_table_size (changed) == 0)
    return;
  self->stale = g_new0 (guint64, self->order->n_ranks / 64 + 1);
  g_hash_table_iter_init (&iter, changed);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      guint32 rank = crm_search_order_find (self->order, *(gint64 *) id);

      if (rank != CRM_SEARCH_UNRANKED)
        crm_search_set_add (self->stale, rank);
    }
}

static gboolean
make_order (Found *self,
            GError **error)
{
  g_autoptr (CrmQuery) plain = crm_query_copy (self->query);
  g_autoptr (GArray) ids = NULL;

  crm_query_set_search (plain, NULL);
  crm_query_take_filter (plain, NULL);
  ids = crm_reader_ids (self->reader, plain, -1, 0, error);
  if (ids == NULL)
    return FALSE;
  g_clear_pointer (&self->order, crm_search_order_unref);
  g_clear_pointer (&self->stale, g_free);
  g_clear_pointer (&self->passing, g_bytes_unref);
  self->order = crm_search_orders_keep (self->reader->store->search_orders, self->reader->db, plain, ids);
  return TRUE;
}

static gboolean
is_right (Found *self,
          guint32 rank)
{
  return rank != CRM_SEARCH_UNRANKED && (self->stale == NULL || !crm_search_set_has (self->stale, rank));
}

/* Filters */

/* Returns %NULL where there is none, and where it depends on other records, whose changes say nothing here. */
static GBytes *
name_filter (CrmReader *reader,
             const CrmQuery *query)
{
  g_autoptr (CrmQuery) plain = crm_query_copy (query);
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) binds = crm_query_new_binds ();
  g_autoptr (GByteArray) name = g_byte_array_new ();

  crm_query_set_search (plain, NULL);
  if (crm_query_get_filter (plain) == NULL ||
      !crm_query_append_where (plain, &reader->context, sql, binds, NULL) || strstr (sql->str, "SELECT") != NULL)
    return NULL;
  g_byte_array_append (name, (const guint8 *) sql->str, sql->len + 1);
  for (guint i = 0; i < binds->len; i++)
    crm_value_write (&g_array_index (binds, CrmValue, i), name);
  return g_byte_array_free_to_bytes (g_steal_pointer (&name));
}

static void
recall_filter (Found *self)
{
  self->filter = name_filter (self->reader, self->query);
  if (self->filter != NULL)
    self->passing = crm_search_order_recall_filter (self->order, self->reader->db, self->filter);
}

static gboolean
learn_filter (Found *self,
              GError **error)
{
  g_autoptr (CrmQuery) plain = NULL;
  g_autoptr (GArray) ids = NULL;

  if (self->filter == NULL || self->passing != NULL)
    return TRUE;
  plain = crm_query_copy (self->query);
  crm_query_set_search (plain, NULL);
  crm_query_set_sort_text (plain, "id", NULL);
  ids = crm_reader_ids (self->reader, plain, -1, 0, error);
  if (ids == NULL)
    return FALSE;
  self->passing = crm_search_order_keep_filter (self->order, self->reader->db, self->filter, ids);
  return TRUE;
}

/* Choosing */

static Candidate *
candidate_at (Found *self,
              guint index)
{
  return &g_array_index (self->chosen, Candidate, index);
}

static void
sift_up (Found *self,
         guint index)
{
  Candidate candidate = *candidate_at (self, index);

  for (; index > 0 && candidate_at (self, (index - 1) / 2)->rank < candidate.rank; index = (index - 1) / 2)
    *candidate_at (self, index) = *candidate_at (self, (index - 1) / 2);
  *candidate_at (self, index) = candidate;
}

static void
sift_down (Found *self)
{
  Candidate candidate = *candidate_at (self, 0);
  guint index = 0, child;

  for (; (child = index * 2 + 1) < self->chosen->len; index = child)
    {
      if (child + 1 < self->chosen->len && candidate_at (self, child + 1)->rank > candidate_at (self, child)->rank)
        child++;
      if (candidate_at (self, child)->rank <= candidate.rank)
        break;
      *candidate_at (self, index) = *candidate_at (self, child);
    }
  *candidate_at (self, index) = candidate;
}

static void
offer (Found *self,
       const Candidate *candidate,
       guint most)
{
  if (self->chosen->len < most)
    {
      g_array_append_vals (self->chosen, candidate, 1);
      sift_up (self, self->chosen->len - 1);
    }
  else if (candidate->rank < candidate_at (self, 0)->rank)
    {
      *candidate_at (self, 0) = *candidate;
      sift_down (self);
    }
}

static gboolean
has_many_unranked (Found *self)
{
  return self->unranked->len > self->selection.fresh->len + MOST_UNRANKED;
}

static void
choose_in_part (Found *self,
                guint number,
                guint most)
{
  CrmSearchPart *part = &g_array_index (self->selection.parts, CrmSearchPart, number);
  const guint32 *ranks = crm_search_order_rank (self->order, part->segment, part->ids);
  const guint64 *passing = self->passing != NULL ? g_bytes_get_data (self->passing, NULL) : NULL;
  guint32 last = CRM_SEARCH_UNRANKED;   /* of those that are chosen, once there are enough */

  for (guint d = crm_search_part_next (part, 0); d < part->ids->len; d = crm_search_part_next (part, d + 1))
    {
      if (ranks[d] >= last && ranks[d] != CRM_SEARCH_UNRANKED && self->stale == NULL)
        continue;
      if (!is_right (self, ranks[d]))
        {
          if (crm_search_selection_verify (&self->selection, part, d))
            g_array_append_val (self->unranked, g_array_index (part->ids, gint64, d));
          continue;
        }
      if (passing != NULL && !crm_search_set_has (passing, ranks[d]))
        continue;
      offer (self, &(Candidate) { ranks[d], number, d }, most);
      if (self->chosen->len == most)
        last = candidate_at (self, 0)->rank;
    }
}

/* Chooses the first in order of what fits or may fit. What waits for the index is few, and is taken as it is. */
static void
choose (Found *self,
        guint most)
{
  const CrmSearchSelection *selection = &self->selection;

  g_array_set_size (self->chosen, 0);
  g_array_set_size (self->unranked, 0);
  g_array_append_vals (self->unranked, selection->fresh->data, selection->fresh->len);
  for (guint p = 0; p < selection->parts->len && !has_many_unranked (self); p++)
    choose_in_part (self, p, most);
}

static GArray *
take_chosen (Found *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < self->chosen->len; i++)
    {
      const Candidate *candidate = candidate_at (self, i);
      CrmSearchPart *part = &g_array_index (self->selection.parts, CrmSearchPart, candidate->part);

      if (crm_search_selection_verify (&self->selection, part, candidate->document))
        g_array_append_val (ids, g_array_index (part->ids, gint64, candidate->document));
    }
  return ids;
}

/* Ordering */

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

/* Returns those of the ids, which rise, that pass the filter, in the query's order. */
static GArray *
sort_found (Found *self,
            GArray *found,
            gint64 limit,
            GError **error)
{
  CrmReader *reader = self->reader;
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) binds = crm_query_new_binds ();
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (CrmStatement) select = NULL;
  CrmStep step;

  crm_db_set_found (reader->db, found);
  reader->context.few = found->len <= FEW_TO_FETCH;
  g_string_append_printf (sql, "SELECT t.id FROM %s AS t", crm_query_get_entity (self->query)->name);
  if (!crm_query_append_where (self->query, &reader->context, sql, binds, error))
    return NULL;
  crm_query_append_order (self->query, sql);
  g_string_append_printf (sql, " LIMIT %" G_GINT64_FORMAT, limit);
  select = crm_db_prepare (reader->db, sql->str, error);
  if (select == NULL)
    return NULL;
  crm_reader_bind (select, binds);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      gint64 id = crm_statement_int (select, 0);

      g_array_append_val (ids, id);
    }
  return step == CRM_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

static guint
count_ranked (Found *self,
              GArray *ids)
{
  guint n = 0;

  g_array_sort (self->unranked, compare_ids);
  for (guint i = 0; i < ids->len; i++)
    n += !g_array_binary_search (self->unranked, &g_array_index (ids, gint64, i), compare_ids, NULL);
  return n;
}

/* A record without a rank may belong anywhere: only as far as enough ranked ones reach is it known what comes first. */
static GArray *
find_first (Found *self,
            guint limit,
            GError **error)
{
  recall_filter (self);
  for (guint most = limit;; most *= 8)
    {
      g_autoptr (GArray) ids = NULL, sorted = NULL;
      gboolean all;

      choose (self, most);
      if (has_many_unranked (self))
        {
          if (!make_order (self, error))
            return NULL;
          choose (self, most);
        }
      all = self->chosen->len < most;
      ids = take_chosen (self);
      if (!all && ids->len < limit)
        continue;
      g_array_append_vals (ids, self->unranked->data, self->unranked->len);
      g_array_sort (ids, compare_ids);
      sorted = sort_found (self, ids, (gint64) limit + self->unranked->len, error);
      if (sorted == NULL)
        return NULL;
      if (!all && count_ranked (self, sorted) < limit)
        {
          if (!learn_filter (self, error))
            return NULL;
          continue;
        }
      g_array_set_size (sorted, MIN (sorted->len, limit));
      return g_steal_pointer (&sorted);
    }
}

/* Returns %NULL where a rank is missing, unless lenient. */
static GArray *
sort_by_rank (Found *self,
              GArray *ids,
              gboolean lenient)
{
  g_autofree gint64 *places = g_new0 (gint64, self->order->n_ranks);
  GArray *sorted;

  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      guint32 rank = crm_search_order_find (self->order, id);

      if (is_right (self, rank))
        places[rank] = id;
      else if (!lenient)
        return NULL;
    }
  sorted = g_array_sized_new (FALSE, FALSE, sizeof (gint64), ids->len);
  for (guint i = 0; i < self->order->n_ranks; i++)
    {
      if (places[i] != 0)
        g_array_append_val (sorted, places[i]);
    }
  return sorted;
}

static GArray *
find_all (Found *self,
          GError **error)
{
  g_autoptr (GArray) ids = crm_search_selection_list (&self->selection);
  GArray *sorted = NULL;

  if (ids->len <= FEW_TO_SORT || crm_query_get_filter (self->query) != NULL)
    return sort_found (self, ids, -1, error);
  if (self->order != NULL)
    sorted = sort_by_rank (self, ids, FALSE);
  if (sorted != NULL || !make_order (self, error))
    return sorted;
  return sort_by_rank (self, ids, TRUE);   /* what has no rank now is no record */
}

/* Opening */

static gboolean
open_found (Found *self,
            gboolean partial,
            GError **error)
{
  CrmReader *reader = self->reader;
  g_autoptr (CrmSearchQuery) search = crm_query_parse_search (self->query);
  g_autoptr (GHashTable) changed = NULL;

  self->search = g_steal_pointer (&search);
  self->unranked = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->chosen = g_array_new (FALSE, FALSE, sizeof (Candidate));
  if (!crm_search_selection_open (&self->selection, reader->store->search_ids, reader->db,
                                  crm_query_get_entity (self->query), self->search, partial, G_MAXUINT, error))
    return FALSE;
  self->order = crm_search_orders_find (reader->store->search_orders, reader->db, self->query, &changed);
  if (self->order != NULL)
    mark_stale (self, changed);
  return TRUE;
}

/**
 * crm_reader_found_ids:
 * @query: one that searches
 * @limit: how many at most; −1 for all
 * @complete: (out) (nullable): whether all there are have been found; if given, what waits for the index in great
 *   numbers may be left out
 *
 * Returns: (transfer full) (element-type gint64) (nullable): the ids in the query's order
 */
GArray *
crm_reader_found_ids (CrmReader *self,
                      const CrmQuery *query,
                      gint64 limit,
                      gboolean *complete,
                      GError **error)
{
  g_auto (Found) found = { .reader = self, .query = query };
  g_autoptr (GArray) ids = NULL;

  if (!open_found (&found, complete != NULL, error))
    return NULL;
  if (limit >= 0 && found.order == NULL && found.selection.n_hits > FEW_TO_SORT && !make_order (&found, error))
    return NULL;
  if (limit == 0)
    ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  else if (limit < 0)
    ids = find_all (&found, error);
  else if (found.order != NULL)
    ids = find_first (&found, MIN (limit, MOST_WANTED), error);
  else
    {
      g_autoptr (GArray) all = crm_search_selection_list (&found.selection);

      ids = sort_found (&found, all, limit, error);
    }
  if (ids != NULL && complete != NULL)
    *complete = (limit < 0 || ids->len < limit) && crm_search_waiting_is_settled (&found.selection.waiting);
  return g_steal_pointer (&ids);
}

/**
 * crm_reader_append_where:
 *
 * As crm_query_append_where(), and finds what the query searches for. To be run before another query of this reader.
 */
gboolean
crm_reader_append_where (CrmReader *self,
                         const CrmQuery *query,
                         GString *sql,
                         GArray *binds,
                         GError **error)
{
  g_autoptr (CrmSearchQuery) search = crm_query_parse_search (query);

  if (search != NULL)
    {
      g_auto (CrmSearchSelection) selection = { 0 };
      g_autoptr (GArray) found = NULL;

      if (!crm_search_selection_open (&selection, self->store->search_ids, self->db, crm_query_get_entity (query),
                                      search, FALSE, G_MAXUINT, error))
        return FALSE;
      found = crm_search_selection_list (&selection);
      crm_db_set_found (self->db, found);
      self->context.few = found->len <= FEW_TO_FETCH;
    }
  return crm_query_append_where (query, &self->context, sql, binds, error);
}

/**
 * crm_reader_first_ids:
 * @limit: how many at most
 * @complete: (out): whether these are all there are
 *
 * As crm_reader_ids(), for what a person is to see at once: of records that wait for the search index in great numbers,
 * as during an import, only the newest are found. What is not complete is to be read again as a whole.
 */
GArray *
crm_reader_first_ids (CrmReader *self,
                      CrmQuery *query,
                      guint limit,
                      gboolean *complete,
                      GError **error)
{
  g_autoptr (CrmSearchQuery) search = crm_query_parse_search (query);
  GArray *ids;

  if (search != NULL)
    return crm_reader_found_ids (self, query, limit, complete, error);
  ids = crm_reader_ids (self, query, limit, 0, error);
  *complete = ids != NULL && ids->len < limit;
  return ids;
}

/**
 * crm_reader_keep_order:
 * @ids: (element-type gint64): what crm_reader_ids() has returned for the query, in the same reading
 *
 * Makes the searches that may follow in a list quick: where these are all records of the entity, it is known from them
 * which of those found come first; where the query has a filter, which of them pass it.
 */
void
crm_reader_keep_order (CrmReader *self,
                       const CrmQuery *query,
                       GArray *ids)
{
  CrmSearchOrders *orders = self->store->search_orders;
  g_autoptr (GHashTable) changed = NULL;
  g_autoptr (CrmSearchOrder) order = NULL;
  g_autoptr (GBytes) filter = NULL, passing = NULL;

  if (crm_query_get_search (query) != NULL || !crm_entity_searchable (crm_query_get_entity (query)))
    return;
  order = crm_search_orders_find (orders, self->db, query, &changed);
  if (crm_query_get_filter (query) == NULL && order == NULL)
    order = crm_search_orders_keep (orders, self->db, query, ids);
  else if (order != NULL && (filter = name_filter (self, query)) != NULL)
    passing = crm_search_order_keep_filter (order, self->db, filter, ids);
}

/**
 * crm_reader_count_found:
 * @most: how far to count
 *
 * Returns: how many records of the entity have what is searched for, or @most where there are more; −1 with an error
 */
gint64
crm_reader_count_found (CrmReader *self,
                        const CrmEntity *entity,
                        const char *text,
                        guint most,
                        GError **error)
{
  g_autoptr (CrmSearchQuery) search = crm_search_query_new (text);
  g_auto (CrmSearchSelection) selection = { 0 };

  if (search->tokens->len == 0)
    return 0;
  if (!crm_search_selection_open (&selection, self->store->search_ids, self->db, entity, search, TRUE, most, error))
    return -1;
  return crm_search_selection_count (&selection, most);
}
