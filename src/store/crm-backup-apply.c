/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-backup-private.h"
#include "store/crm-search-private.h"

#include <string.h>

/* Bringing a restored workspace forward by the changes of a later backup. Rows go through the code of the writer, so
 * that sorting follows, and are queued for the search; the figures that are kept ready are counted anew; the history is
 * taken as it stands there. What the workspace notes about itself, such as how its search index was made, is not taken:
 * it is true of the file it was written in. */

static gboolean
has_table (CrmDb *db,
           const char *name)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM sqlite_schema WHERE name = '%s'", name);

  return crm_db_query_int (db, sql, 0) > 0;
}

static gboolean
remove_row (CrmTransaction *transaction,
            const CrmEntity *entity,
            gint64 id,
            GError **error)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (CrmFieldChange));
  const CrmChange change = { entity, CRM_CHANGE_DELETE, id, none };

  return !crm_transaction_has_row (transaction, entity, id) ||
         (crm_transaction_delete_row (transaction, &change, error) &&
          crm_search_note (NULL, transaction->db, entity, id, id, error));
}

static gboolean
remove_gone (CrmTransaction *transaction,
             CrmDb *changes,
             GError **error)
{
  g_autoptr (CrmStatement) select = crm_db_prepare (changes, "SELECT entity, id FROM gone", error);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      const CrmEntity *entity = crm_entity_find (crm_statement_text (select, 0));

      if (entity != NULL && !remove_row (transaction, entity, crm_statement_int (select, 1), error))
        return FALSE;
    }
  return step == CRM_STEP_DONE;
}

static void
clear_field (gpointer data)
{
  crm_value_clear (&((CrmFieldChange *) data)->value);
}

static int
find_column (CrmStatement *row,
             const char *name,
             const char *suffix)
{
  g_autofree char *full = g_strconcat (name, suffix, NULL);

  for (int i = 0; i < crm_statement_n_columns (row); i++)
    {
      if (strcmp (crm_statement_name (row, i), full) == 0)
        return i;
    }
  return -1;
}

/* Where each field stands in the rows, −1 where the version that wrote them did not have it; then the same for the
 * currencies. */
static int *
find_columns (CrmStatement *row,
              const CrmEntity *entity)
{
  int *columns = g_new (int, 2 * entity->n_fields);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      columns[i] = find_column (row, entity->fields[i].key, NULL);
      columns[entity->n_fields + i] = find_column (row, entity->fields[i].key, "_currency");
    }
  return columns;
}

static CrmValue
take_value (CrmStatement *row,
            int column,
            int currency)
{
  CrmValue value = crm_statement_value (row, column);

  if (value.type == CRM_VALUE_INT && currency >= 0 && !crm_statement_is_null (row, currency))
    return crm_value_money (value.i, crm_statement_text (row, currency));
  return value;
}

static gboolean
put_row (CrmTransaction *transaction,
         const CrmEntity *entity,
         CrmStatement *row,
         const int *columns,
         GError **error)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, TRUE, sizeof (CrmFieldChange));
  CrmChange change = { entity, CRM_CHANGE_INSERT, crm_statement_int (row, 0), fields };

  g_array_set_clear_func (fields, clear_field);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      CrmFieldChange field = { .field = i };

      if (columns[i] < 0 || crm_statement_is_null (row, columns[i]))
        continue;
      field.value = take_value (row, columns[i], columns[entity->n_fields + i]);
      g_array_append_val (fields, field);
    }
  return remove_row (transaction, entity, change.id, error) &&
         crm_transaction_insert_row (transaction, &change, error) &&
         crm_search_note (NULL, transaction->db, entity, change.id, change.id, error);
}

static gboolean
put_rows (CrmTransaction *transaction,
          CrmDb *changes,
          const CrmEntity *entity,
          GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s", entity->name);
  g_autoptr (CrmStatement) select = NULL;
  g_autofree int *columns = NULL;
  CrmStep step;

  if (!has_table (changes, entity->name))
    return TRUE;
  select = crm_db_prepare (changes, sql, error);
  if (select == NULL)
    return FALSE;
  columns = find_columns (select, entity);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      if (!put_row (transaction, entity, select, columns, error))
        return FALSE;
    }
  return step == CRM_STEP_DONE;
}

static gboolean
put_table (CrmDb *db,
           CrmDb *changes,
           const char *table,
           const char *condition,
           GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s WHERE %s", table, condition);
  g_autoptr (CrmStatement) select = crm_db_prepare (changes, sql, error);
  g_autoptr (CrmStatement) insert = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  g_string_append_printf (text, "INSERT OR REPLACE INTO %s (", table);
  for (int i = 0; i < crm_statement_n_columns (select); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", crm_statement_name (select, i));
  g_string_append (text, ") VALUES (");
  for (int i = 0; i < crm_statement_n_columns (select); i++)
    g_string_append (text, i > 0 ? ", ?" : "?");
  g_string_append_c (text, ')');
  insert = crm_db_prepare (db, text->str, error);
  if (insert == NULL)
    return FALSE;
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      for (int i = 0; i < crm_statement_n_columns (select); i++)
        crm_statement_bind_column (insert, i, select, i);
      if (!crm_statement_run (insert, error))
        return FALSE;
    }
  return step == CRM_STEP_DONE;
}

static gboolean
apply_rows (CrmDb *db,
            CrmDb *changes,
            GError **error)
{
  CrmTransaction transaction = { .db = db, .verbatim = TRUE };
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);
  gboolean applied = remove_gone (&transaction, changes, error);

  /* Custom fields come first, so that each entity has its own when its turn comes. */
  for (guint i = 0; applied && i < n_entities; i++)
    applied = put_rows (&transaction, changes, crm_schema_find (db, entities[i]->name), error) &&
              crm_rollup_recount (db, entities[i], error) && crm_linked_recount (db, entities[i], FALSE, error);
  crm_transaction_release_rows (&transaction);
  return applied;
}

/**
 * crm_backup_apply:
 * @db: a workspace as it was when the backup before was made
 * @changes: a backup of changes
 *
 * Brings the workspace to where it was when the changes were written.
 */
gboolean
crm_backup_apply (CrmDb *db,
                  CrmDb *changes,
                  GError **error)
{
  if (!crm_db_begin (db, error))
    return FALSE;
  if (apply_rows (db, changes, error) &&
      put_table (db, changes, "journal_field", "TRUE", error) &&
      put_table (db, changes, "journal_action", "TRUE", error) &&
      put_table (db, changes, "journal_change", "TRUE", error) &&
      put_table (db, changes, "meta", "key IN (" CRM_BACKUP_SETTINGS ")", error) &&
      crm_db_commit (db, error))
    return TRUE;
  crm_db_rollback (db);
  return FALSE;
}
