/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-text.h"

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

static gboolean
search_entity (CrmReader *self,
               const CrmEntity *entity,
               const char *match,
               guint limit,
               GPtrArray *hits,
               GError **error)
{
  g_autofree char *columns = crm_reader_select_columns (entity);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM (SELECT rowid FROM %s_search WHERE %s_search MATCH ? "
                                          "ORDER BY rowid DESC LIMIT %u) AS s"
                                          " JOIN %s AS t ON t.id = s.rowid", columns, entity->name, entity->name, limit,
                                          entity->name);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->db, sql, error);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  crm_statement_bind_text (select, 0, match);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      g_autoptr (CrmRecord) record = crm_reader_take_row (select, entity);
      CrmHit *hit = g_new0 (CrmHit, 1);

      hit->entity = entity;
      hit->id = crm_record_get_id (record);
      hit->title = g_strdup (crm_record_get_title (record));
      hit->snippet = describe_record (record);
      g_ptr_array_add (hits, hit);
    }
  return step == CRM_STEP_DONE;
}

static guint
rank (const CrmHit *hit,
      const char *folded)
{
  g_autofree char *title = crm_text_fold (hit->title);

  if (strcmp (title, folded) == 0)
    return 0;
  if (g_str_has_prefix (title, folded))
    return 1;
  return strstr (title, folded) != NULL ? 2 : 3;
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

static int
compare_hits (gconstpointer a,
              gconstpointer b,
              gpointer data)
{
  const CrmHit *ha = *(const CrmHit *const *) a, *hb = *(const CrmHit *const *) b;
  guint ra = rank (ha, data), rb = rank (hb, data);

  if (ra != rb)
    return ra < rb ? -1 : 1;
  if (ha->entity != hb->entity)
    return weigh (ha->entity) < weigh (hb->entity) ? -1 : 1;
  return ha->id > hb->id ? -1 : ha->id < hb->id;
}

/**
 * crm_reader_search:
 * @entity: (nullable): where to look; everywhere if %NULL
 * @limit: how many hits at most
 *
 * Returns: (transfer full) (element-type CrmHit) (nullable): hits, best first: equal title, title that begins so,
 *   title that holds it, others; customers before contacts, deals and the rest; newer ones first
 */
GPtrArray *
crm_reader_search (CrmReader *self,
                   const char *text,
                   const CrmEntity *entity,
                   guint limit,
                   GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func (free_hit);
  g_autofree char *match = crm_query_search_match (text);
  g_autofree char *folded = crm_text_fold (text);
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint i = 0; match != NULL && i < n_entities; i++)
    {
      if ((entity == NULL || entities[i] == entity) && crm_entity_searchable (entities[i]) &&
          !search_entity (self, entities[i], match, MAX (limit, 50), hits, error))
        return NULL;
    }
  g_ptr_array_sort_with_data (hits, compare_hits, folded);
  if (hits->len > limit)
    g_ptr_array_set_size (hits, limit);
  return g_steal_pointer (&hits);
}
