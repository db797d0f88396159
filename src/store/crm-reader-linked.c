/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

static char *
build_sql (CrmReader *self,
           CrmQuery *query,
           const char *key,
           const CrmEntity *linked,
           const char *link,
           const CrmFilter *filter,
           GArray *binds,
           GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  gsize before;

  g_string_append_printf (sql, "SELECT t.%s, count(*) FROM %s AS t", key, crm_query_get_entity (query)->name);
  before = sql->len;
  if (!crm_reader_append_where (self, query, sql, binds, error))
    return NULL;
  g_string_append_printf (sql, "%s t.id IN (SELECT t.%s FROM %s AS t WHERE ", sql->len > before ? " AND" : " WHERE",
                          link, linked->name);
  if (!crm_filter_to_sql (filter, linked, &self->context, sql, binds, error))
    return NULL;
  g_string_append (sql, ") GROUP BY 1");
  return g_string_free_and_steal (g_steal_pointer (&sql));
}

/**
 * crm_reader_count_linked:
 * @query: which records
 * @key: a link of theirs to group by
 * @linked: the entity whose records point to them
 * @link: the link by which they do
 * @filter: which of these matter
 *
 * Counts the records that at least one matching record points to: deals of each stage with a planned activity.
 *
 * Returns: (transfer full) (element-type gint64 gint64) (nullable): counts by the id that @key leads to; those without
 *   any are left out
 */
GHashTable *
crm_reader_count_linked (CrmReader *self,
                         CrmQuery *query,
                         const char *key,
                         const CrmEntity *linked,
                         const char *link,
                         const CrmFilter *filter,
                         GError **error)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (GArray) binds = crm_query_new_binds ();
  g_autofree char *sql = NULL;
  g_autoptr (CrmStatement) select = NULL;
  CrmStep step;

  g_return_val_if_fail (crm_entity_field (crm_query_get_entity (query), key) != NULL, NULL);
  g_return_val_if_fail (crm_entity_field (linked, link) != NULL, NULL);

  sql = build_sql (self, query, key, linked, link, filter, binds, error);
  if (sql == NULL)
    return NULL;
  select = crm_db_prepare (self->db, sql, error);
  if (select == NULL)
    return NULL;
  crm_reader_bind (select, binds);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      gint64 id = crm_statement_int (select, 0);
      gint64 count = crm_statement_int (select, 1);

      g_hash_table_insert (counts, g_memdup2 (&id, sizeof id), g_memdup2 (&count, sizeof count));
    }
  return step == CRM_STEP_DONE ? g_steal_pointer (&counts) : NULL;
}
