/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"

/**
 * crm_search_look_open:
 *
 * Prepares to look at records of the entity; to be released with crm_search_look_close() in either case.
 */
gboolean
crm_search_look_open (CrmSearchLook *self,
                      CrmDb *db,
                      const CrmEntity *entity,
                      const CrmSearchQuery *query,
                      GError **error)
{
  g_autofree char *sql = NULL;

  self->db = db;
  self->query = query;
  self->columns = crm_search_columns_new (entity);
  self->fields = g_new0 (CrmSearchField, self->columns->n_fields + 1);
  sql = g_strdup_printf ("SELECT %s FROM %s AS t WHERE t.id = ?", self->columns->columns, entity->name);
  self->select = crm_db_prepare (db, sql, error);
  return self->select != NULL;
}

void
crm_search_look_close (CrmSearchLook *self)
{
  g_clear_pointer (&self->select, crm_statement_release);
  g_clear_pointer (&self->columns, crm_search_columns_free);
  g_clear_pointer (&self->fields, g_free);
}

/**
 * crm_search_look_row:
 * @row: a row of the columns of crm_search_columns_new(), from @column on
 */
CrmSearchLevel
crm_search_look_row (CrmSearchLook *self,
                     CrmStatement *row,
                     int column)
{
  crm_search_columns_take (self->columns, row, column, self->fields);
  return crm_search_match (self->query, self->fields, self->columns->n_fields);
}

/**
 * crm_search_look_at:
 *
 * Returns: how well the record fits, as it is now; %CRM_SEARCH_NONE also where there is none
 */
CrmSearchLevel
crm_search_look_at (CrmSearchLook *self,
                    gint64 id)
{
  CrmSearchLevel level = CRM_SEARCH_NONE;

  crm_statement_bind_int (self->select, 0, id);
  if (crm_statement_step (self->select, NULL) == CRM_STEP_ROW)
    level = crm_search_look_row (self, self->select, 0);
  crm_statement_reset (self->select);
  return level;
}
