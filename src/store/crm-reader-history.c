/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

static void
free_history_entry (gpointer data)
{
  CrmHistoryEntry *entry = data;

  g_free (entry->by);
  g_free (entry->label);
  g_ptr_array_unref (entry->changes);
  g_free (entry);
}

static gboolean
contains_id (const CrmChange *change,
             gint64 id)
{
  for (guint i = 0; i < change->fields->len; i++)
    {
      if (g_array_index (change->fields, CrmFieldChange, i).value.i == id)
        return TRUE;
    }
  return FALSE;
}

static gboolean
load_changes (CrmReader *self,
              GHashTable *fields,
              CrmHistoryEntry *entry,
              const CrmEntity *entity,
              gint64 id,
              GError **error)
{
  const char *sql = entity != NULL
    ? "SELECT entity, kind, record, data FROM journal_change WHERE action = ?1 AND entity = ?2 AND (record = ?3 OR "
      "(last IS NOT NULL AND record <= ?3 AND last >= ?3)) ORDER BY id"
    : "SELECT entity, kind, record, data FROM journal_change WHERE action = ?1 ORDER BY id LIMIT 200";
  g_autoptr (CrmStatement) select = crm_db_prepare (self->db, sql, error);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, entry->action);
  if (entity != NULL)
    {
      crm_statement_bind_text (select, 1, entity->name);
      crm_statement_bind_int (select, 2, id);
    }
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      CrmChange *change = crm_journal_decode (self->db, fields, select);

      if (change == NULL)
        continue;
      if (entity != NULL && change->kind == CRM_CHANGE_INSERT_MANY && !contains_id (change, id))
        crm_journal_free_change (change);
      else
        g_ptr_array_add (entry->changes, change);
    }
  return step == CRM_STEP_DONE;
}

/**
 * crm_reader_action_in_force:
 *
 * Returns: when the action was done; 0 if it was undone since, or is none of the workspace
 */
gint64
crm_reader_action_in_force (CrmReader *self,
                            gint64 action)
{
  const char *sql = "SELECT at FROM journal_action WHERE id = ? AND undone = 0";
  g_autoptr (CrmStatement) select = crm_db_prepare (self->db, sql, NULL);

  if (select == NULL)
    return 0;
  crm_statement_bind_int (select, 0, action);
  return crm_statement_step (select, NULL) == CRM_STEP_ROW ? crm_statement_int (select, 0) : 0;
}

/**
 * crm_reader_history:
 * @entity: (nullable): together with @id the record whose history is wanted; %NULL for all actions
 * @limit: how many actions at most
 *
 * Returns: (transfer full) (element-type CrmHistoryEntry) (nullable): newest first. Of an action that touched many
 *   records 200 changes are given, with the count of all.
 */
GPtrArray *
crm_reader_history (CrmReader *self,
                    const CrmEntity *entity,
                    gint64 id,
                    guint limit,
                    GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (free_history_entry);
  const char *columns = "SELECT a.id, a.at, p.name, a.label, a.kind, a.undone, a.permanent,"
                        " (SELECT count(*) FROM journal_change AS c WHERE c.action = a.id), a.target"
                        " FROM journal_action AS a LEFT JOIN person AS p ON p.id = a.person";
  g_autofree char *sql = entity != NULL
    ? g_strdup_printf ("%s WHERE a.id IN (SELECT action FROM journal_change WHERE record = ?1 AND entity = ?2 UNION"
                       " SELECT action FROM journal_change WHERE entity = ?2 AND last IS NOT NULL AND record <= ?1 "
                       "AND last >= ?1)"
                       " ORDER BY a.id DESC LIMIT %u", columns, limit)
    : g_strdup_printf ("%s ORDER BY a.id DESC LIMIT %u", columns, limit);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->db, sql, error);
  g_autoptr (GHashTable) fields = crm_journal_read_fields (self->db);
  CrmStep step;

  if (select == NULL)
    return NULL;
  if (entity != NULL)
    {
      crm_statement_bind_int (select, 0, id);
      crm_statement_bind_text (select, 1, entity->name);
    }
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      CrmHistoryEntry *entry = g_new0 (CrmHistoryEntry, 1);

      entry->action = crm_statement_int (select, 0);
      entry->at = crm_statement_int (select, 1);
      entry->by = g_strdup (crm_statement_text (select, 2));
      entry->label = g_strdup (crm_statement_text (select, 3));
      entry->kind = crm_statement_int (select, 4);
      entry->undone = crm_statement_int (select, 5) != 0;
      entry->permanent = crm_statement_int (select, 6) != 0;
      entry->n_changes = crm_statement_int (select, 7);
      entry->target = crm_statement_int (select, 8);
      entry->changes = g_ptr_array_new_with_free_func (crm_journal_free_change);
      if (!load_changes (self, fields, entry, entity, id, error))
        {
          free_history_entry (entry);
          return NULL;
        }
      if (entity == NULL || entry->changes->len > 0)
        g_ptr_array_add (entries, entry);
      else
        free_history_entry (entry);
    }
  return step == CRM_STEP_DONE ? g_steal_pointer (&entries) : NULL;
}
