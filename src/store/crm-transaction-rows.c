/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"
#include "store/crm-store-private.h"

#include "base/crm-text.h"

#include <string.h>

/* The rows of a transaction. An import writes a great many rows of few entities,
 * so the statements for them are written once and held until the transaction ends. */

typedef enum
{
  STATEMENT_HAS,
  STATEMENT_READ,
  STATEMENT_INSERT,
  STATEMENT_INSERT_MANY,
  STATEMENT_DELETE,
  STATEMENT_LINKING,
  N_STATEMENTS,
} StatementKind;

static void
append_columns (GString *sql,
                const CrmEntity *entity)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      g_string_append_printf (sql, ", %s", entity->fields[i].key);
      if (entity->fields[i].kind == CRM_FIELD_MONEY)
        g_string_append_printf (sql, ", %s_currency", entity->fields[i].key);
    }
}

static guint
count_columns (const CrmEntity *entity)
{
  guint n = 2 + entity->n_fields;

  for (guint i = 0; i < entity->n_fields; i++)
    n += entity->fields[i].kind == CRM_FIELD_MONEY;
  return n;
}

/* Whoever inserts takes everything back if anything fails: OR FAIL says that SQLite need not provide for taking back
 * those rows alone. */
static void
append_insert (GString *sql,
               const CrmEntity *entity,
               guint n_rows)
{
  guint n_columns = count_columns (entity);

  g_string_append_printf (sql, "INSERT OR FAIL INTO %s (id, sort_key", entity->name);
  append_columns (sql, entity);
  g_string_append (sql, ") VALUES ");
  for (guint i = 0; i < n_rows * n_columns; i++)
    g_string_append (sql, i == 0 ? "(?" : i % n_columns == 0 ? "), (?" : ", ?");
  g_string_append_c (sql, ')');
}

/* Titles of what leads to a record by any link. */
static void
append_linking (GString *sql,
                const CrmEntity *target)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint e = 0; e < n_entities; e++)
    {
      for (guint f = 0; f < entities[e]->n_fields; f++)
        {
          const CrmField *field = &entities[e]->fields[f];

          if (field->kind == CRM_FIELD_LINK && strcmp (field->target, target->name) == 0)
            g_string_append_printf (sql, "%sSELECT %s FROM %s WHERE %s = ?1", sql->len > 0 ? " UNION ALL " : "",
                                    entities[e]->fields[0].key, entities[e]->name, field->key);
        }
    }
  g_string_append (sql, sql->len > 0 ? " LIMIT 1" : "SELECT ?1 WHERE 0");
}

static void
append_statement (GString *sql,
                  const CrmEntity *entity,
                  StatementKind kind)
{
  switch (kind)
    {
    case STATEMENT_HAS:
      g_string_append_printf (sql, "SELECT 1 FROM %s WHERE id = ?", entity->name);
      break;
    case STATEMENT_READ:
      g_string_append (sql, "SELECT id");
      append_columns (sql, entity);
      g_string_append_printf (sql, " FROM %s WHERE id = ?", entity->name);
      break;
    case STATEMENT_INSERT:
      append_insert (sql, entity, 1);
      break;
    case STATEMENT_INSERT_MANY:
      append_insert (sql, entity, CRM_ROWS_AT_ONCE);
      break;
    case STATEMENT_DELETE:
      g_string_append_printf (sql, "DELETE FROM %s WHERE id = ?", entity->name);
      break;
    case STATEMENT_LINKING:
      append_linking (sql, entity);
      break;
    case N_STATEMENTS:
    default:
      g_return_if_reached ();
    }
}

struct _CrmHeld
{
  CrmStatement    *statement;
  const CrmEntity *entity;     /* whose fields it is of: custom ones may come while there are statements already */
};

/* Returns a statement that stays the transaction's own; to be reset after use. */
static CrmStatement *
hold (CrmTransaction *self,
      const CrmEntity *entity,
      StatementKind kind,
      GError **error)
{
  guint place = crm_entity_index (entity) * N_STATEMENTS + kind;
  struct _CrmHeld *held;
  guint n_entities;

  if (self->statements == NULL)
    {
      crm_entities (&n_entities);
      self->statements = g_new0 (struct _CrmHeld, n_entities * N_STATEMENTS);
    }
  held = &self->statements[place];
  if (held->entity != entity)
    g_clear_pointer (&held->statement, crm_statement_release);
  if (held->statement == NULL)
    {
      g_autoptr (GString) sql = g_string_new (NULL);

      append_statement (sql, entity, kind);
      held->statement = crm_db_prepare (self->db, sql->str, error);
      held->entity = entity;
    }
  return held->statement;
}

/* Where the record stands in lists is not known any more. */
static void
note_change (CrmTransaction *self,
             const CrmChange *change)
{
  if (self->store != NULL)
    crm_search_orders_note (self->store->search_orders, self->db, change->entity, change->id);
}

/**
 * crm_transaction_release_rows:
 *
 * Gives the statements back to the connection, and forgets rows that wait. To be called before the transaction ends.
 */
void
crm_transaction_release_rows (CrmTransaction *self)
{
  guint n_entities;

  self->n_waiting = 0;
  crm_entities (&n_entities);
  for (guint i = 0; self->statements != NULL && i < n_entities * N_STATEMENTS; i++)
    g_clear_pointer (&self->statements[i].statement, crm_statement_release);
  g_clear_pointer (&self->statements, g_free);
  crm_linked_release (self);
}

/**
 * crm_transaction_has_row:
 *
 * Returns: whether there is a record with that id
 */
gboolean
crm_transaction_has_row (CrmTransaction *self,
                         const CrmEntity *entity,
                         gint64 id)
{
  CrmStatement *select = hold (self, entity, STATEMENT_HAS, NULL);
  gboolean found;

  if (select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, id);
  found = crm_statement_step (select, NULL) == CRM_STEP_ROW;
  crm_statement_reset (select);
  return found;
}

/**
 * crm_transaction_find_linking:
 *
 * Returns: (transfer full) (nullable): the title of a record that leads to this one by a link
 */
char *
crm_transaction_find_linking (CrmTransaction *self,
                              const CrmEntity *entity,
                              gint64 id)
{
  CrmStatement *select = hold (self, entity, STATEMENT_LINKING, NULL);
  char *title = NULL;

  if (select == NULL)
    return NULL;
  crm_statement_bind_int (select, 0, id);
  if (crm_statement_step (select, NULL) == CRM_STEP_ROW)
    title = g_strdup (crm_statement_text (select, 0));
  crm_statement_reset (select);
  return title;
}

static CrmRecord *
take_row (CrmStatement *row,
          const CrmEntity *entity)
{
  CrmRecord *record = crm_record_new (entity, crm_statement_int (row, 0));
  int column = 1;

  for (guint i = 0; i < entity->n_fields; i++)
    {
      CrmValue value = crm_statement_value (row, column++);

      if (entity->fields[i].kind == CRM_FIELD_MONEY)
        {
          const char *currency = crm_statement_text (row, column++);

          if (!crm_value_is_null (&value))
            value = crm_value_money (value.i, currency != NULL ? currency : "XXX");
        }
      crm_record_take_value (record, i, value, NULL);
    }
  crm_record_set_loaded (record);
  return record;
}

/**
 * crm_transaction_read_row:
 *
 * Returns: (transfer full) (nullable): the record as it is now, without the titles of what its links lead to; %NULL
 *   without an error if there is none
 */
CrmRecord *
crm_transaction_read_row (CrmTransaction *self,
                          const CrmEntity *entity,
                          gint64 id,
                          GError **error)
{
  CrmStatement *select = hold (self, entity, STATEMENT_READ, error);
  CrmRecord *record = NULL;

  if (select == NULL)
    return NULL;
  crm_statement_bind_int (select, 0, id);
  if (crm_statement_step (select, error) == CRM_STEP_ROW)
    record = take_row (select, entity);
  crm_statement_reset (select);
  return record;
}

/* Rows */

static int
bind_field (CrmStatement *statement,
            int parameter,
            const CrmField *field,
            const CrmValue *value)
{
  crm_statement_lend_value (statement, parameter++, value);
  if (field->kind == CRM_FIELD_MONEY)
    {
      if (value->type == CRM_VALUE_MONEY)
        crm_statement_bind_text (statement, parameter++, value->currency);
      else
        crm_statement_bind_null (statement, parameter++);
    }
  return parameter;
}

static void
bind_sort_key (CrmStatement *statement,
               int parameter,
               const CrmChange *change,
               const CrmValue *title)
{
  g_autofree char *made = NULL;

  if (change->sort_key != NULL)
    {
      crm_statement_lend_text (statement, parameter, change->sort_key);
      return;
    }
  made = crm_text_sort_key (title != NULL && title->type == CRM_VALUE_TEXT ? title->text : "");
  crm_statement_bind_text (statement, parameter, made);
}

static void
bind_row (CrmStatement *insert,
          int parameter,
          const CrmChange *change)
{
  const CrmEntity *entity = change->entity;
  g_autofree const CrmValue **values = g_new0 (const CrmValue *, entity->n_fields);

  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);

      values[field->field] = &field->value;
    }
  crm_statement_bind_int (insert, parameter++, change->id);
  bind_sort_key (insert, parameter++, change, values[0]);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      if (values[i] != NULL)
        parameter = bind_field (insert, parameter, &entity->fields[i], values[i]);
      else   /* stays null */
        parameter += entity->fields[i].kind == CRM_FIELD_MONEY ? 2 : 1;
    }
}

static gboolean
write_rows (CrmTransaction *self,
            const CrmChange *const *changes,
            StatementKind kind,
            GError **error)
{
  const CrmEntity *entity = changes[0]->entity;
  guint n_columns = count_columns (entity), n_rows = kind == STATEMENT_INSERT ? 1 : CRM_ROWS_AT_ONCE;
  CrmStatement *insert = hold (self, entity, kind, error);

  if (insert == NULL)
    return FALSE;
  crm_statement_clear (insert);
  for (guint i = 0; i < n_rows; i++)
    bind_row (insert, i * n_columns, changes[i]);
  return crm_statement_run (insert, error);
}

/**
 * crm_transaction_insert_row:
 *
 * Writes a new record.
 */
gboolean
crm_transaction_insert_row (CrmTransaction *self,
                            const CrmChange *change,
                            GError **error)
{
  return write_rows (self, &change, STATEMENT_INSERT, error) && crm_linked_add (self, change, error) &&
         (!self->verbatim || crm_linked_restore (self, change->entity, change->id, error)) &&
         crm_schema_follow (self, change, error);
}

/**
 * crm_transaction_queue_row:
 * @change: a new record that nobody looks for before crm_transaction_write_queue(); not to be touched until then
 *
 * As crm_transaction_insert_row(), for one of very many: several are written at once.
 */
gboolean
crm_transaction_queue_row (CrmTransaction *self,
                           const CrmChange *change,
                           GError **error)
{
  self->waiting[self->n_waiting++] = change;
  if (self->n_waiting == CRM_ROWS_AT_ONCE)
    {
      self->n_waiting = 0;
      if (!write_rows (self, self->waiting, STATEMENT_INSERT_MANY, error))
        return FALSE;
    }
  return crm_linked_add (self, change, error);
}

/**
 * crm_transaction_write_queue:
 *
 * Writes the records that wait.
 */
gboolean
crm_transaction_write_queue (CrmTransaction *self,
                             GError **error)
{
  guint n = self->n_waiting;

  self->n_waiting = 0;
  for (guint i = 0; i < n; i++)
    {
      if (!write_rows (self, &self->waiting[i], STATEMENT_INSERT, error))
        return FALSE;
    }
  return TRUE;
}

static CrmStatement *
prepare_update (CrmTransaction *self,
                const CrmChange *change,
                gboolean retitled,
                GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "UPDATE %s SET ", change->entity->name);
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmField *field = &change->entity->fields[g_array_index (change->fields, CrmFieldChange, i).field];

      g_string_append_printf (sql, "%s%s = ?", i > 0 ? ", " : "", field->key);
      if (field->kind == CRM_FIELD_MONEY)
        g_string_append_printf (sql, ", %s_currency = ?", field->key);
    }
  if (retitled)
    g_string_append (sql, ", sort_key = ?");
  g_string_append (sql, " WHERE id = ?");
  return crm_db_prepare (self->db, sql->str, error);
}

static const CrmFieldChange *
find_title (const CrmChange *change)
{
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);

      if (field->field == 0)
        return field;
    }
  return NULL;
}

/**
 * crm_transaction_update_row:
 *
 * Writes the fields that change.
 */
gboolean
crm_transaction_update_row (CrmTransaction *self,
                            const CrmChange *change,
                            GError **error)
{
  const CrmFieldChange *title = find_title (change);
  g_autoptr (CrmStatement) update = prepare_update (self, change, title != NULL, error);
  int parameter = 0;

  if (update == NULL)
    return FALSE;
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);

      parameter = bind_field (update, parameter, &change->entity->fields[field->field], &field->value);
    }
  if (title != NULL)
    {
      g_autofree char *sort_key = crm_text_sort_key (title->value.text);

      if (!crm_linked_retitle (self, change->entity, change->id, sort_key, error))
        return FALSE;
      crm_statement_bind_text (update, parameter++, sort_key);
    }
  crm_statement_bind_int (update, parameter, change->id);
  note_change (self, change);
  return crm_statement_run (update, error) && crm_linked_add (self, change, error) &&
         crm_schema_follow (self, change, error);
}

/**
 * crm_transaction_delete_row:
 *
 * Removes the record.
 */
gboolean
crm_transaction_delete_row (CrmTransaction *self,
                            const CrmChange *change,
                            GError **error)
{
  CrmStatement *delete = hold (self, change->entity, STATEMENT_DELETE, error);

  if (delete == NULL)
    return FALSE;
  crm_statement_bind_int (delete, 0, change->id);
  note_change (self, change);
  return crm_linked_remove (self, change->entity, change->id, error) && crm_statement_run (delete, error) &&
         crm_schema_follow (self, change, error);
}
