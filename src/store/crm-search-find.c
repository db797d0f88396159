/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"

/* Finding, best first: titles that are what was typed, what was used lately, titles that begin so, titles that have
 * all of it, other fields; within each the newest. Whoever types sees a few hits, so everything ends as soon as there
 * are enough, and what is frequent is found in the newest segment. */

#define MOST_WAITING 512        /* changed records that are looked at for each letter typed */
#define MOST_RECENT 100

typedef struct
{
  CrmDb                *db;
  const CrmEntity      *entity;
  const CrmSearchQuery *query;
  guint                 limit;
  CrmSearchLook         look;
  CrmSearchWaiting      waiting;
  GPtrArray            *segments;
  CrmSearchSets        *sets;
  GArray               *documents;
  GHashTable           *known;     /* ids of the hits */
  GArray               *hits;      /* of CrmSearchHit */
  guint                 n_titles;  /* hits that none of those to come belongs before */
  guint                 n_others;  /* and of those that fit elsewhere than in their title */
} Finder;

static void
add_hit (Finder *self,
         gint64 id,
         CrmSearchLevel level,
         gboolean recent)
{
  CrmSearchHit hit = { id, level, recent };

  if (level != CRM_SEARCH_NONE && g_hash_table_add (self->known, g_memdup2 (&id, sizeof id)))
    g_array_append_val (self->hits, hit);
}

static gboolean
add_recent (Finder *self,
            GError **error)
{
  g_autoptr (CrmStatement) select =
    crm_db_prepare (self->db, "SELECT record FROM search_recent WHERE entity = ? ORDER BY at DESC LIMIT ?", error);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  crm_statement_bind_text (select, 0, self->entity->name);
  crm_statement_bind_int (select, 1, MOST_RECENT);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      gint64 id = crm_statement_int (select, 0);

      add_hit (self, id, crm_search_look_at (&self->look, id), TRUE);
    }
  return step == CRM_STEP_DONE;
}

/* Adds those with the title, newest first, until there are as many as are wanted. */
static gboolean
add_titled (Finder *self,
            const char *sort_key,
            CrmSearchLevel level,
            guint *n_left,
            GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM %s WHERE sort_key = ? ORDER BY id DESC LIMIT ?",
                                          self->entity->name);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->db, sql, error);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  crm_statement_bind_text (select, 0, sort_key);
  crm_statement_bind_int (select, 1, *n_left);
  for (; (step = crm_statement_step (select, error)) == CRM_STEP_ROW; (*n_left)--)
    add_hit (self, crm_statement_int (select, 0), level, FALSE);
  return step == CRM_STEP_DONE;
}

/* Goes from title to title: many records may have the same, such as calls. */
static gboolean
add_by_beginning (Finder *self,
                  GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT sort_key FROM %s WHERE sort_key > ? AND sort_key < ? || "
                                          "char(1114111) ORDER BY sort_key LIMIT 1", self->entity->name);
  g_autoptr (CrmStatement) next = crm_db_prepare (self->db, sql, error);
  g_autofree char *sort_key = g_strdup (self->query->sort_key);
  guint n_left = self->limit;
  CrmStep step = CRM_STEP_ROW;

  if (next == NULL)
    return FALSE;
  while (n_left > 0 && step == CRM_STEP_ROW)
    {
      crm_statement_reset (next);
      crm_statement_bind_text (next, 0, sort_key);
      crm_statement_bind_text (next, 1, self->query->sort_key);
      step = crm_statement_step (next, error);
      if (step != CRM_STEP_ROW)
        break;
      g_set_str (&sort_key, crm_statement_text (next, 0));
      if (!add_titled (self, sort_key, CRM_SEARCH_PREFIX, &n_left, error))
        return FALSE;
    }
  return step != CRM_STEP_ERROR;
}

static gboolean
add_by_title (Finder *self,
              GError **error)
{
  guint n_left = self->limit;

  return add_titled (self, self->query->sort_key, CRM_SEARCH_EXACT, &n_left, error) && add_by_beginning (self, error);
}

/* A record that has changed, whenever it was made. */
static void
looked_at_cb (gint64 id,
              CrmSearchLevel level,
              gpointer data)
{
  add_hit (data, id, level, FALSE);
}

/* What the index says about records that have changed does not count, what it is not sure of is looked at. */
static void
take_document (Finder *self,
               const CrmSearchDocument *document,
               gboolean sure,
               CrmSearchLevel level)
{
  gint64 id = document->id;

  if (crm_search_waiting_seen (&self->waiting, id) || g_hash_table_contains (self->known, &id))
    return;
  if (!sure || crm_search_waiting_doubt (&self->waiting, id))
    level = crm_search_look_at (&self->look, id);
  add_hit (self, id, level, FALSE);
  self->n_titles += level > CRM_SEARCH_OTHER;
  self->n_others += level == CRM_SEARCH_OTHER;
}

static gboolean
take_documents (Finder *self,
                CrmSearchSegment *segment,
                const guint64 *maybe,
                const guint64 *sure,
                CrmSearchLevel level,
                GError **error)
{
  const guint *n = level == CRM_SEARCH_OTHER ? &self->n_others : &self->n_titles;

  for (guint i = 0; i * CRM_SEARCH_CHUNK < segment->n_documents && *n < self->limit; i++)
    {
      if (!crm_search_segment_find_ids (segment, maybe, i, self->documents, error))
        return FALSE;
      for (guint d = 0; d < self->documents->len; d++)
        {
          const CrmSearchDocument *document = &g_array_index (self->documents, CrmSearchDocument, d);

          take_document (self, document, crm_search_set_has (sure, document->document), level);
        }
    }
  return TRUE;
}

/* What fits elsewhere than in its title is of interest until there is enough of it, should titles not be enough. */
static gboolean
search_segment (Finder *self,
                CrmSearchSegment *segment,
                GError **error)
{
  CrmSearchSets *sets = self->sets;
  gboolean anywhere = self->n_others < self->limit, found;

  if (!crm_search_evaluate (segment, self->query, anywhere, sets, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  if (!take_documents (self, segment, sets->title_maybe, sets->title_sure, CRM_SEARCH_TITLE, error))
    return FALSE;
  if (!anywhere || self->n_titles >= self->limit)
    return TRUE;
  for (guint i = 0; i < CRM_SEARCH_WORDS; i++)
    sets->maybe[i] &= ~sets->title_maybe[i];
  return take_documents (self, segment, sets->maybe, sets->sure, CRM_SEARCH_OTHER, error);
}

static gboolean
open_finder (Finder *self,
             GError **error)
{
  return crm_search_look_open (&self->look, self->db, self->entity, self->query, error);
}

static gboolean
open_index (Finder *self,
            GError **error)
{
  self->segments = crm_search_segments_load (self->db, self->entity, error);
  if (self->segments == NULL)
    return FALSE;
  self->sets = g_new (CrmSearchSets, 1);
  self->documents = g_array_new (FALSE, FALSE, sizeof (CrmSearchDocument));
  return crm_search_waiting_open (&self->waiting, &self->look, MOST_WAITING, looked_at_cb, self, error);
}

static void
close_finder (Finder *self)
{
  crm_search_waiting_close (&self->waiting);
  crm_search_look_close (&self->look);
  g_clear_pointer (&self->segments, g_ptr_array_unref);
  g_clear_pointer (&self->documents, g_array_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->sets, g_free);
}

/* By title alone where that is enough, else by all there is. */
static gboolean
find_best (Finder *self,
           GError **error)
{
  if (!open_finder (self, error) || !add_recent (self, error) || !add_by_title (self, error))
    return FALSE;
  self->n_titles = self->hits->len;
  if (self->n_titles >= self->limit)
    return TRUE;
  if (!open_index (self, error))
    return FALSE;
  for (guint i = 0; i < self->segments->len && self->n_titles < self->limit; i++)
    {
      if (!search_segment (self, self->segments->pdata[i], error))
        return FALSE;
    }
  return TRUE;
}

static int
rank (const CrmSearchHit *hit)
{
  if (hit->level == CRM_SEARCH_EXACT)
    return hit->recent ? 0 : 1;
  return hit->recent ? 2 : 3 + (CRM_SEARCH_EXACT - hit->level);
}

/* What is used or begins alike stays in the order it was found in. */
static int
compare_hits (gconstpointer a,
              gconstpointer b)
{
  const CrmSearchHit *first = a, *second = b;

  if (rank (first) != rank (second))
    return rank (first) - rank (second);
  if (first->recent || first->level > CRM_SEARCH_TITLE)
    return 0;
  return (first->id < second->id) - (first->id > second->id);
}

/**
 * crm_search_find_best:
 * @limit: how many at most
 *
 * Returns: (transfer full) (element-type CrmSearchHit) (nullable): the records that fit, best first
 */
GArray *
crm_search_find_best (CrmDb *db,
                      const CrmEntity *entity,
                      const CrmSearchQuery *query,
                      guint limit,
                      GError **error)
{
  Finder self = { .db = db, .entity = entity, .query = query, .limit = limit };
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (CrmSearchHit));
  gboolean done;

  if (query->tokens->len == 0)
    return g_steal_pointer (&hits);
  self.hits = hits;
  self.known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  done = find_best (&self, error);
  close_finder (&self);
  if (!done)
    return NULL;
  g_array_sort (hits, compare_hits);
  if (hits->len > limit)
    g_array_set_size (hits, limit);
  return g_steal_pointer (&hits);
}
