/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"
#include "store/crm-store-private.h"

#include <string.h>

static void
free_hit (gpointer data)
{
  CrmHit *hit = data;

  g_free (hit->title);
  g_free (hit->snippet);
  g_free (hit);
}

static char *
describe_record (CrmRecord *record)
{
  const CrmEntity *entity = crm_record_get_entity (record);
  GString *snippet = g_string_new (NULL);

  for (guint i = 1, n = 0; i < entity->n_fields && n < 3; i++)
    {
      g_autofree char *text = NULL;

      if ((entity->fields[i].flags & CRM_FIELD_LISTED) == 0)
        continue;
      text = crm_record_dup_display (record, i);
      if (*text == '\0')
        continue;
      g_string_append_printf (snippet, "%s%s", n++ > 0 ? " · " : "", text);
    }
  return g_string_free (snippet, FALSE);
}

/* What people look for by name stands before what happened with it. */
static guint
weigh (const CrmEntity *entity)
{
  static const char *const order[] = { "customer", "contact", "opportunity", "lead", "product", "person", NULL };
  guint i = 0;

  while (order[i] != NULL && strcmp (order[i], entity->name) != 0)
    i++;
  return i;
}

static GPtrArray *
list_entities (CrmDb *db,
               const CrmEntity *only)
{
  GPtrArray *chosen = g_ptr_array_new ();
  guint n_entities;
  const CrmEntity *const *entities = crm_schema_entities (db, &n_entities);

  for (guint i = 0; i < n_entities; i++)
    {
      if ((only == NULL || crm_entity_is (entities[i], only)) && crm_entity_searchable (entities[i]))
        g_ptr_array_add (chosen, (gpointer) entities[i]);
    }
  return chosen;
}

/* Hits without what they say, entity by entity, each best first. */
static GPtrArray *
find_hits (CrmReader *self,
           const char *text,
           const CrmEntity *only,
           guint limit,
           GError **error)
{
  g_autoptr (CrmSearchQuery) query = crm_search_query_new (text);
  g_autoptr (GPtrArray) entities = list_entities (self->db, only);
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func (free_hit);

  for (guint e = 0; e < entities->len; e++)
    {
      g_autoptr (GArray) found = crm_search_find_best (self->db, entities->pdata[e], query, limit, error);

      if (found == NULL)
        return NULL;
      for (guint i = 0; i < found->len; i++)
        {
          const CrmSearchHit *result = &g_array_index (found, CrmSearchHit, i);
          CrmHit *hit = g_new0 (CrmHit, 1);

          hit->entity = entities->pdata[e];
          hit->id = result->id;
          hit->level = result->level;
          hit->recent = result->recent;
          g_ptr_array_add (hits, hit);
        }
    }
  return g_steal_pointer (&hits);
}

static gboolean
fill_hits (CrmReader *self,
           GPtrArray *hits,
           GError **error)
{
  for (guint i = 0; i < hits->len;)
    {
      CrmHit *hit = hits->pdata[i];
      GError *local = NULL;
      g_autoptr (CrmRecord) record = crm_reader_get_from (self->db, hit->entity, hit->id, &local);

      if (local != NULL)
        {
          g_propagate_error (error, local);
          return FALSE;
        }
      if (record == NULL)
        {
          g_ptr_array_remove_index (hits, i);
          continue;
        }
      hit->title = g_strdup (crm_record_get_title (record));
      hit->snippet = describe_record (record);
      i++;
    }
  return TRUE;
}

static int
rank (const CrmHit *hit)
{
  if (hit->level == CRM_SEARCH_EXACT)
    return hit->recent ? 0 : 1;
  return hit->recent ? 2 : 3 + (CRM_SEARCH_EXACT - hit->level);
}

static int
compare_hits (gconstpointer a,
              gconstpointer b)
{
  const CrmHit *first = *(const CrmHit *const *) a, *second = *(const CrmHit *const *) b;

  if (rank (first) != rank (second))
    return rank (first) - rank (second);
  return (int) weigh (first->entity) - (int) weigh (second->entity);
}

/**
 * crm_reader_search:
 * @text: what a person typed
 * @entity: (nullable): where to look; everywhere if %NULL
 * @limit: how many hits at most
 *
 * Returns: (transfer full) (element-type CrmHit) (nullable): hits, best first: equal title, used lately, title that
 *   begins so, title that holds it, others; customers before contacts, deals and the rest; newer ones first. What
 *   fits is said by crm_search_match().
 */
GPtrArray *
crm_reader_search (CrmReader *self,
                   const char *text,
                   const CrmEntity *entity,
                   guint limit,
                   GError **error)
{
  g_autoptr (GPtrArray) hits = find_hits (self, text, entity, limit, error);

  if (hits == NULL)
    return NULL;
  g_ptr_array_sort (hits, compare_hits);
  if (hits->len > limit)
    g_ptr_array_set_size (hits, limit);
  return fill_hits (self, hits, error) ? g_steal_pointer (&hits) : NULL;
}

static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  return compare_hits (&(*(GPtrArray *const *) a)->pdata[0], &(*(GPtrArray *const *) b)->pdata[0]);
}

static GPtrArray *
group_hits (GPtrArray *hits)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  GPtrArray *group = NULL;

  for (guint i = 0; i < hits->len; i++)
    {
      const CrmHit *hit = hits->pdata[i];

      if (group == NULL || ((CrmHit *) group->pdata[0])->entity != hit->entity)
        g_ptr_array_add (groups, group = g_ptr_array_new ());
      g_ptr_array_add (group, hits->pdata[i]);
    }
  g_ptr_array_sort (groups, compare_groups);
  return groups;
}

/**
 * crm_reader_search_groups:
 * @limit: how many hits of each entity at most
 *
 * Returns: (transfer full) (element-type CrmHit) (nullable): hits everywhere, those of one entity together, best first;
 *   the entity with the best hit comes first
 */
GPtrArray *
crm_reader_search_groups (CrmReader *self,
                          const char *text,
                          guint limit,
                          GError **error)
{
  g_autoptr (GPtrArray) hits = find_hits (self, text, NULL, limit, error);
  g_autoptr (GPtrArray) groups = NULL;
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func (free_hit);

  if (hits == NULL || !fill_hits (self, hits, error))
    return NULL;
  groups = group_hits (hits);
  g_ptr_array_set_free_func (hits, NULL);
  for (guint i = 0; i < groups->len; i++)
    g_ptr_array_extend (sorted, groups->pdata[i], NULL, NULL);
  return g_steal_pointer (&sorted);
}
