/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"
#include "store/crm-store-private.h"

#define SAMPLE 64   /* records of each segment whose terms are looked up */

typedef struct
{
  CrmDb            *db;
  const CrmEntity  *entity;
  GPtrArray        *segments;
  GArray           *alive;     /* ids that the segments answer for, in rising order */
  GArray           *queued;    /* of CrmSearchRange, in rising order */
} Check;

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static gboolean
read_alive (Check *self,
            GError **error)
{
  for (guint i = 0; i < self->segments->len; i++)
    {
      CrmSearchSegment *segment = self->segments->pdata[i];
      g_autoptr (GArray) ids = crm_search_segment_read_ids (segment, error);

      if (ids == NULL)
        return FALSE;
      for (guint d = 0; d < ids->len; d++)
        {
          if (!crm_search_segment_is_dead (segment, d))
            g_array_append_val (self->alive, g_array_index (ids, gint64, d));
        }
    }
  g_array_sort (self->alive, compare_ids);
  return TRUE;
}

static gboolean
read_queued (Check *self,
             GError **error)
{
  g_autoptr (CrmStatement) select =
    crm_db_prepare (self->db, "SELECT first, last FROM search_queue WHERE entity = ? ORDER BY first", error);
  gint64 end = G_MININT64;
  CrmStep step;

  if (select == NULL)
    return FALSE;
  crm_statement_bind_text (select, 0, self->entity->name);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      CrmSearchRange range = { crm_statement_int (select, 0), crm_statement_int (select, 1) };

      if (range.last <= end)
        continue;
      end = range.last;
      g_array_append_val (self->queued, range);
    }
  return step == CRM_STEP_DONE;
}

static gboolean
is_queued (Check *self,
           gint64 id)
{
  for (guint i = 0; i < self->queued->len; i++)
    {
      const CrmSearchRange *range = &g_array_index (self->queued, CrmSearchRange, i);

      if (range->first > id)
        return FALSE;
      if (range->last >= id)
        return TRUE;
    }
  return FALSE;
}

/* Every record is answered for once, or queued; what is answered for is a record, or queued. */
static gboolean
check_cover (Check *self,
             gboolean *sound,
             GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM %s ORDER BY id", self->entity->name);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->db, sql, error);
  guint at = 0;
  CrmStep step;

  if (select == NULL)
    return FALSE;
  for (guint i = 1; i < self->alive->len; i++)
    *sound &= g_array_index (self->alive, gint64, i - 1) != g_array_index (self->alive, gint64, i);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW && *sound)
    {
      gint64 id = crm_statement_int (select, 0);

      for (; at < self->alive->len && g_array_index (self->alive, gint64, at) < id; at++)
        *sound &= is_queued (self, g_array_index (self->alive, gint64, at));
      if (at < self->alive->len && g_array_index (self->alive, gint64, at) == id)
        at++;
      else
        *sound &= is_queued (self, id);
    }
  for (; at < self->alive->len && *sound; at++)
    *sound &= is_queued (self, g_array_index (self->alive, gint64, at));
  return step != CRM_STEP_ERROR;
}

typedef struct
{
  CrmSearchSegment *segment;
  CrmSearchPlace    place;
  guint             document;
  gboolean          sound;
  GError           *error;
} Terms;

static void
check_term (const char *term,
            gsize length,
            gpointer data)
{
  Terms *self = data;
  CrmSearchSet set = { 0 };

  if (self->error != NULL || !self->sound ||
      !crm_search_segment_collect (self->segment, self->place, term, length, set, &self->error))
    return;
  self->sound = crm_search_set_has (set, self->document);
}

static gboolean
check_document (Check *self,
                CrmSearchSegment *segment,
                guint document,
                gint64 id,
                gboolean *sound,
                GError **error)
{
  g_autoptr (CrmSearchColumns) columns = crm_search_columns_new (self->entity);
  g_autofree CrmSearchField *fields = g_new (CrmSearchField, columns->n_fields);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s AS t WHERE t.id = ?", columns->columns,
                                          self->entity->name);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->db, sql, error);
  Terms terms = { .segment = segment, .document = document, .sound = TRUE };

  if (select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, id);
  if (crm_statement_step (select, NULL) != CRM_STEP_ROW)
    return TRUE;
  crm_search_columns_take (columns, select, 0, fields);
  for (guint i = 0; i < columns->n_fields; i++)
    {
      terms.place = fields[i].title ? CRM_SEARCH_IN_TITLE : CRM_SEARCH_ELSEWHERE;
      crm_search_terms (fields[i].text, fields[i].kind, FALSE, check_term, &terms);
    }
  *sound &= terms.sound;
  if (terms.error == NULL)
    return TRUE;
  g_propagate_error (error, terms.error);
  return FALSE;
}

static gboolean
check_sample (Check *self,
              CrmSearchSegment *segment,
              gboolean *sound,
              GError **error)
{
  g_autoptr (GArray) ids = crm_search_segment_read_ids (segment, error);

  if (ids == NULL)
    return FALSE;
  for (guint d = 0; d < ids->len; d += MAX (1, ids->len / SAMPLE))
    {
      gint64 id = g_array_index (ids, gint64, d);

      if (!crm_search_segment_is_dead (segment, d) && !is_queued (self, id) &&
          !check_document (self, segment, d, id, sound, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * crm_search_check:
 * @sound: (out): whether the index answers for every record of the entity, and a sample of them is found by all it says
 */
gboolean
crm_search_check (CrmDb *db,
                  const CrmEntity *entity,
                  gboolean *sound,
                  GError **error)
{
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (GArray) alive = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) queued = g_array_new (FALSE, FALSE, sizeof (CrmSearchRange));
  Check self = { .db = db, .entity = entity, .alive = alive, .queued = queued };

  *sound = TRUE;
  if (!crm_entity_searchable (entity))
    return TRUE;
  segments = self.segments = crm_search_segments_load (db, entity, error);
  if (segments == NULL || !read_alive (&self, error) || !read_queued (&self, error) ||
      !check_cover (&self, sound, error))
    return FALSE;
  for (guint i = 0; i < segments->len && *sound; i++)
    {
      if (!check_sample (&self, segments->pdata[i], sound, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * crm_reader_check_search:
 * @sound: (out): whether the search index is what the records say
 */
gboolean
crm_reader_check_search (CrmReader *self,
                         gboolean *sound,
                         GError **error)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_schema_entities (self->db, &n_entities);

  *sound = TRUE;
  for (guint i = 0; i < n_entities && *sound; i++)
    {
      if (!crm_search_check (self->db, entities[i], sound, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * crm_reader_count_unsearched:
 *
 * Returns: how many records the search index has yet to take up; all but the newest of them are not found until then
 */
gint64
crm_reader_count_unsearched (CrmReader *self)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_schema_entities (self->db, &n_entities);
  gint64 n = crm_db_query_int (self->db, "SELECT count(*) FROM search_queue WHERE first = last", 0);

  for (guint i = 0; i < n_entities; i++)
    n += crm_entity_searchable (entities[i]) ? crm_search_plan_count (self->db, entities[i]) : 0;
  return n;
}
