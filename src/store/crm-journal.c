/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-action.h"

#include "base/crm-date.h"

#include <string.h>

/* The data of a change is a run of fields: code (varint), old value, new value. Codes stand in journal_field, so a
 * field that is removed from the declarations can still be told. A bulk insert is one change: the first and last id
 * in columns, the steps between the ids as varints. */

#define MANY 16
#define MOST 2048   /* of a bulk insert in one change, so that it can be taken back piece by piece */

static gint64
field_code (CrmDb *db,
            const CrmEntity *entity,
            guint field,
            GError **error)
{
  g_autoptr (CrmStatement) insert = NULL;
  g_autoptr (CrmStatement) select = crm_db_prepare (db, "SELECT code FROM journal_field WHERE entity = ? AND field = ?",
                                                    error);

  if (select == NULL)
    return 0;
  crm_statement_bind_text (select, 0, entity->name);
  crm_statement_bind_text (select, 1, entity->fields[field].key);
  if (crm_statement_step (select, NULL) == CRM_STEP_ROW)
    return crm_statement_int (select, 0);

  insert = crm_db_prepare (db, "INSERT INTO journal_field (entity, field) VALUES (?, ?) RETURNING code", error);
  if (insert == NULL)
    return 0;
  crm_statement_bind_text (insert, 0, entity->name);
  crm_statement_bind_text (insert, 1, entity->fields[field].key);
  return crm_statement_step (insert, error) == CRM_STEP_ROW ? crm_statement_int (insert, 0) : 0;
}

/* Most changes are of the same few fields, so their codes are looked up once. */
static gint64
known_code (GHashTable *codes,
            CrmDb *db,
            const CrmEntity *entity,
            guint field,
            GError **error)
{
  gint64 code = GPOINTER_TO_SIZE (g_hash_table_lookup (codes, &entity->fields[field]));

  if (code == 0)
    {
      code = field_code (db, entity, field, error);
      g_hash_table_insert (codes, (gpointer) &entity->fields[field], GSIZE_TO_POINTER (code));
    }
  return code;
}

static gboolean
encode_fields (GHashTable *codes,
               CrmDb *db,
               const CrmChange *change,
               GByteArray *out,
               GError **error)
{
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);
      gint64 code = known_code (codes, db, change->entity, field->field, error);

      if (code == 0)
        return FALSE;
      crm_varint_write (code, out);
      crm_value_write (&field->old, out);
      crm_value_write (&field->value, out);
    }
  return TRUE;
}

static gboolean
write_row (CrmDb *db,
           gint64 action,
           const char *entity,
           CrmChangeKind kind,
           gint64 record,
           gint64 last,
           const GByteArray *data,
           GError **error)
{
  g_autoptr (CrmStatement) insert =
    crm_db_prepare (db, "INSERT INTO journal_change (action, entity, kind, record, last, data) VALUES (?, ?, ?, ?, "
                        "?, ?)", error);

  if (insert == NULL)
    return FALSE;
  crm_statement_bind_int (insert, 0, action);
  crm_statement_bind_text (insert, 1, entity);
  crm_statement_bind_int (insert, 2, kind);
  crm_statement_bind_int (insert, 3, record);
  if (last != 0)
    crm_statement_bind_int (insert, 4, last);
  crm_statement_bind_blob (insert, 5, data->data, data->len);
  return crm_statement_run (insert, error);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  gint64 ia = *(const gint64 *) a, ib = *(const gint64 *) b;

  return (ia > ib) - (ia < ib);
}

/* Part of a bulk insert. */
typedef struct
{
  const char *entity;
  gint64      first, last;
  GByteArray *steps;
} Run;

static void
free_run (gpointer data)
{
  Run *run = data;

  g_byte_array_unref (run->steps);
  g_free (run);
}

static void
add_run (CrmAction *action,
         const CrmEntity *entity,
         const gint64 *ids,
         guint n_ids)
{
  Run *run = g_new (Run, 1);

  *run = (Run) { entity->name, ids[0], ids[n_ids - 1], g_byte_array_new () };
  for (guint i = 1; i < n_ids; i++)
    crm_varint_write (ids[i] - ids[i - 1], run->steps);
  if (action->runs == NULL)
    action->runs = g_ptr_array_new_with_free_func (free_run);
  g_ptr_array_add (action->runs, run);
}

static GHashTable *
collect_deleted (CrmChangeSet *changes,
                 guint first,
                 guint last)
{
  GHashTable *deleted = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = first; i < last; i++)
    {
      CrmChange *change = crm_change_set_get_change (changes, i);

      if (change->kind == CRM_CHANGE_DELETE)
        g_hash_table_add (deleted, &change->id);
    }
  return deleted;
}

/* A record that goes again at once has its own place before that. */
static GHashTable *
collect_inserts (CrmChangeSet *changes,
                 guint first,
                 guint last,
                 GHashTable *deleted)
{
  GHashTable *inserts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);

  for (guint i = first; i < last; i++)
    {
      const CrmChange *change = crm_change_set_get_change (changes, i);
      GArray *of_entity = g_hash_table_lookup (inserts, change->entity->name);

      if (change->kind != CRM_CHANGE_INSERT || g_hash_table_contains (deleted, &change->id))
        continue;
      if (of_entity == NULL)
        g_hash_table_insert (inserts, (gpointer) change->entity->name,
                             of_entity = g_array_new (FALSE, FALSE, sizeof (gint64)));
      g_array_append_val (of_entity, change->id);
    }
  return inserts;
}

static void
add_runs (CrmAction *action,
          GHashTable *inserts)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint e = 0; e < n_entities; e++)
    {
      GArray *ids = g_hash_table_lookup (inserts, entities[e]->name);

      if (ids == NULL || ids->len < MANY)
        continue;
      g_array_sort (ids, compare_ids);
      for (guint i = 0; i < ids->len; i += MOST)
        add_run (action, entities[e], &g_array_index (ids, gint64, i), MIN (MOST, ids->len - i));
    }
}

/* What others lead to comes first, so that it goes last when the action is taken back from its end. */
static gboolean
write_runs (CrmAction *action,
            GError **error)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  if (action->runs == NULL || action->runs->len == 0)
    return TRUE;
  for (guint e = 0; e < n_entities; e++)
    {
      for (guint i = 0; i < action->runs->len; i++)
        {
          const Run *run = action->runs->pdata[i];

          if (strcmp (run->entity, entities[e]->name) == 0 &&
              !write_row (action->transaction.db, action->id, run->entity, CRM_CHANGE_INSERT_MANY, run->first,
                          run->last, run->steps, error))
            return FALSE;
        }
    }
  g_ptr_array_set_size (action->runs, 0);
  return TRUE;
}

/**
 * crm_journal_write:
 * @first: the first of the changes to write
 * @last: the one behind the last
 *
 * Records changes that have been applied. A change with the id 0 had no effect and is left out. Bulk inserts are kept
 * until something else is recorded or the slice ends: a page of the journal that is written again and again in a long
 * transaction, with much between, costs all of the log once more.
 */
gboolean
crm_journal_write (CrmAction *action,
                   CrmChangeSet *changes,
                   guint first,
                   guint last,
                   GError **error)
{
  g_autoptr (GHashTable) deleted = collect_deleted (changes, first, last);
  g_autoptr (GHashTable) inserts = collect_inserts (changes, first, last, deleted);
  g_autoptr (GHashTable) codes = g_hash_table_new (NULL, NULL);
  CrmDb *db = action->transaction.db;

  for (guint i = first; i < last; i++)
    {
      const CrmChange *change = crm_change_set_get_change (changes, i);
      GArray *of_entity = g_hash_table_lookup (inserts, change->entity->name);
      g_autoptr (GByteArray) data = NULL;

      if (change->id == 0 || (change->kind == CRM_CHANGE_INSERT && of_entity != NULL && of_entity->len >= MANY &&
                              !g_hash_table_contains (deleted, &change->id)))
        continue;
      data = g_byte_array_new ();
      if (!write_runs (action, error) || !encode_fields (codes, db, change, data, error) ||
          !write_row (db, action->id, change->entity->name, change->kind, change->id, 0, data, error))
        return FALSE;
    }
  add_runs (action, inserts);
  return TRUE;
}

static gboolean
insert_action (const CrmAction *action,
               gboolean last,
               GError **error)
{
  gint64 person = crm_store_get_me (action->transaction.store);
  g_autoptr (CrmStatement) insert =
    crm_db_prepare (action->transaction.db, "INSERT INTO journal_action (id, at, person, label, kind, target, "
                                            "permanent, unfinished) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", error);

  if (insert == NULL)
    return FALSE;
  crm_statement_bind_int (insert, 0, action->id);
  crm_statement_bind_int (insert, 1, crm_instant_now ());
  if (person != 0)
    crm_statement_bind_int (insert, 2, person);
  crm_statement_bind_text (insert, 3, action->label);
  crm_statement_bind_int (insert, 4, action->kind);
  if (action->target != 0)
    crm_statement_bind_int (insert, 5, action->target);
  crm_statement_bind_int (insert, 6, action->permanent);
  crm_statement_bind_int (insert, 7, !last);
  return crm_statement_run (insert, error);
}

static gboolean
update_action (CrmDb *db,
               const char *sql,
               gboolean value,
               gint64 action,
               GError **error)
{
  g_autoptr (CrmStatement) update = crm_db_prepare (db, sql, error);

  if (update == NULL)
    return FALSE;
  crm_statement_bind_int (update, 0, value);
  crm_statement_bind_int (update, 1, action);
  return crm_statement_run (update, error);
}

/* What a long action did may be known only in the end, and so its label. */
static gboolean
finish_action (CrmDb *db,
               const CrmAction *action,
               GError **error)
{
  g_autoptr (CrmStatement) update =
    crm_db_prepare (db, "UPDATE journal_action SET unfinished = 0, label = ? WHERE id = ?", error);

  if (update == NULL)
    return FALSE;
  crm_statement_bind_text (update, 0, action->label);
  crm_statement_bind_int (update, 1, action->id);
  return crm_statement_run (update, error);
}

/**
 * crm_journal_end_slice:
 * @last: whether the action is complete
 *
 * Records the action itself. What a complete one undoes or redoes is marked as well.
 */
gboolean
crm_journal_end_slice (CrmAction *action,
                       gboolean last,
                       GError **error)
{
  CrmDb *db = action->transaction.db;

  if (!write_runs (action, error) || (!action->committed && !insert_action (action, last, error)))
    return FALSE;
  if (!last)
    return TRUE;
  return (!action->committed || finish_action (db, action, error)) &&
         (action->target == 0 || update_action (db, "UPDATE journal_action SET undone = ? WHERE id = ?",
                                                action->kind == CRM_ACTION_UNDO, action->target, error));
}

static void
clear_field_change (gpointer data)
{
  CrmFieldChange *field = data;

  crm_value_clear (&field->value);
  crm_value_clear (&field->old);
}

void
crm_journal_free_change (gpointer data)
{
  CrmChange *change = data;

  g_array_unref (change->fields);
  g_free (change);
}

/**
 * crm_journal_read_fields:
 *
 * Returns: (transfer full) (element-type gint64 utf8): the fields that changes may be of, by their codes
 */
GHashTable *
crm_journal_read_fields (CrmDb *db)
{
  g_autoptr (CrmStatement) select = crm_db_prepare (db, "SELECT code, field FROM journal_field", NULL);
  GHashTable *fields = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  while (select != NULL && crm_statement_step (select, NULL) == CRM_STEP_ROW)
    g_hash_table_insert (fields, GSIZE_TO_POINTER (crm_statement_int (select, 0)),
                         g_strdup (crm_statement_text (select, 1)));
  return fields;
}

static int
decode_field (GHashTable *fields,
              const CrmEntity *entity,
              guint64 code)
{
  const char *field = g_hash_table_lookup (fields, GSIZE_TO_POINTER (code));

  return field != NULL ? crm_entity_field_index (entity, field) : -1;
}

static void
decode_ids (CrmChange *change,
            gint64 first,
            const guint8 *bytes,
            const guint8 *end)
{
  CrmFieldChange id = { .value = crm_value_int (first) };
  guint64 step;

  /* The ids of a bulk insert travel as values of a nameless field. */
  g_array_append_val (change->fields, id);
  while (crm_varint_read (&step, &bytes, end))
    {
      id.value.i += step;
      g_array_append_val (change->fields, id);
    }
}

/**
 * crm_journal_decode:
 * @db: the workspace, for its custom fields
 * @fields: (nullable): of crm_journal_read_fields(); none for bulk inserts, which name no fields
 * @row: a row of the columns entity, kind, record, data
 *
 * Returns: (transfer full) (nullable): the change, to release with crm_journal_free_change(); %NULL for an entity
 *   that is no longer declared
 */
CrmChange *
crm_journal_decode (CrmDb *db,
                    GHashTable *fields,
                    CrmStatement *row)
{
  const CrmEntity *entity = crm_schema_find (db, crm_statement_text (row, 0));
  CrmChange *change;
  const guint8 *bytes, *end;
  gsize length;
  guint64 code;

  if (entity == NULL)
    return NULL;
  change = g_new0 (CrmChange, 1);
  change->entity = entity;
  change->kind = crm_statement_int (row, 1);
  change->id = crm_statement_int (row, 2);
  change->fields = g_array_new (FALSE, TRUE, sizeof (CrmFieldChange));
  g_array_set_clear_func (change->fields, clear_field_change);
  bytes = crm_statement_blob (row, 3, &length);
  end = bytes + length;

  if (change->kind == CRM_CHANGE_INSERT_MANY)
    {
      decode_ids (change, change->id, bytes, end);
      return change;
    }
  while (crm_varint_read (&code, &bytes, end))
    {
      CrmFieldChange field = { 0 };
      int index = decode_field (fields, entity, code);

      if (!crm_value_read (&field.old, &bytes, end) || !crm_value_read (&field.value, &bytes, end) || index < 0)
        {
          clear_field_change (&field);
          continue;
        }
      field.field = index;
      g_array_append_val (change->fields, field);
    }
  return change;
}

/**
 * crm_journal_get_ids:
 *
 * Returns: (transfer full) (element-type gint64): the records of a change: many for a bulk insert
 */
GArray *
crm_journal_get_ids (const CrmChange *change)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (change->kind != CRM_CHANGE_INSERT_MANY)
    g_array_append_val (ids, change->id);
  else
    {
      for (guint i = 0; i < change->fields->len; i++)
        g_array_append_val (ids, g_array_index (change->fields, CrmFieldChange, i).value.i);
    }
  return ids;
}
