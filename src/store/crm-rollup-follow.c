/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-rollup-private.h"

#include "base/crm-date.h"

#include <math.h>

/* Rollups that follow the records: what a transaction changes is gathered as differences and written at its end. */

#define MOST_KEYS 8

typedef struct
{
  const CrmEntity *entity;
  const CrmRollup *rollup;
  CrmValue         keys[MOST_KEYS];
  gint64           count, total, weighted;
  gint64           latest;         /* of those that came */
  gboolean         latest_may_go;
} Delta;

static void
free_delta (gpointer data)
{
  Delta *delta = data;

  for (guint i = 0; i < MOST_KEYS; i++)
    crm_value_clear (&delta->keys[i]);
  g_free (delta);
}

static const CrmValue *
value_of (guint field,
          CrmRecord *record,
          const CrmChange *change)
{
  static const CrmValue nothing = { .type = CRM_VALUE_NULL };

  for (guint i = 0; change != NULL && i < change->fields->len; i++)
    {
      const CrmFieldChange *changed = &g_array_index (change->fields, CrmFieldChange, i);

      if (changed->field == field)
        return &changed->value;
    }
  return record != NULL ? crm_record_get_value (record, field) : &nothing;
}

static CrmValue
key_value (const CrmEntity *entity,
           const char *text,
           CrmRecord *record,
           const CrmChange *change)
{
  CrmRollupKey key = crm_rollup_key_parse (entity, text);
  const CrmValue *value = value_of (key.field, record, change);

  if (crm_value_is_null (value))
    return CRM_VALUE_INIT_NULL;
  if (key.currency)
    return crm_value_text (value->currency);
  return key.month ? crm_value_int (crm_period_start (CRM_PERIOD_MONTH, value->i)) : crm_value_copy (value);
}

static Delta *
obtain_delta (CrmTransaction *self,
              const CrmEntity *entity,
              const CrmRollup *rollup,
              CrmRecord *record,
              const CrmChange *change)
{
  g_autoptr (GByteArray) name = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  Delta *delta = g_new0 (Delta, 1);
  Delta *known;

  delta->entity = entity;
  delta->rollup = rollup;
  delta->latest = G_MININT64;
  g_byte_array_append (name, (const guint8 *) &rollup, sizeof rollup);
  for (guint i = 0; rollup->keys[i] != NULL; i++)
    {
      delta->keys[i] = key_value (entity, rollup->keys[i], record, change);
      crm_value_write (&delta->keys[i], name);
    }
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&name));
  if (self->rollups == NULL)
    self->rollups = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, free_delta);
  known = g_hash_table_lookup (self->rollups, bytes);
  if (known == NULL)
    {
      g_hash_table_insert (self->rollups, g_steal_pointer (&bytes), delta);
      return delta;
    }
  free_delta (delta);
  return known;
}

static const CrmValue *
value_by_key (const CrmEntity *entity,
              const char *key,
              CrmRecord *record,
              const CrmChange *change)
{
  static const CrmValue nothing = { .type = CRM_VALUE_NULL };

  return key != NULL ? value_of (crm_entity_field_index (entity, key), record, change) : &nothing;
}

static void
note (CrmTransaction *self,
      const CrmEntity *entity,
      const CrmRollup *rollup,
      CrmRecord *record,
      const CrmChange *change,
      int sign)
{
  const CrmValue *sum = value_by_key (entity, rollup->sum, record, change);
  const CrmValue *weight = value_by_key (entity, rollup->weight, record, change);
  const CrmValue *latest = value_by_key (entity, rollup->latest, record, change);
  Delta *delta;

  if (rollup->linked && crm_value_is_null (value_by_key (entity, rollup->keys[0], record, change)))
    return;
  delta = obtain_delta (self, entity, rollup, record, change);
  delta->count += sign;
  if (!crm_value_is_null (sum))
    {
      delta->total += sign * sum->i;
      if (!crm_value_is_null (weight))
        delta->weighted += sign * sum->i * llround (weight->real * CRM_ROLLUP_WEIGHT_SCALE);
    }
  if (crm_value_is_null (latest))
    return;
  if (sign > 0)
    delta->latest = MAX (delta->latest, latest->i);
  else
    delta->latest_may_go = TRUE;
}

static gboolean
is_touched (const CrmEntity *entity,
            const char *key,
            const CrmChange *change)
{
  guint field;

  if (key == NULL)
    return FALSE;
  field = crm_rollup_key_parse (entity, key).field;
  for (guint i = 0; i < change->fields->len; i++)
    {
      if (g_array_index (change->fields, CrmFieldChange, i).field == field)
        return TRUE;
    }
  return FALSE;
}

static gboolean
concerns (const CrmEntity *entity,
          const CrmRollup *rollup,
          const CrmChange *change)
{
  for (guint i = 0; rollup->keys[i] != NULL; i++)
    {
      if (is_touched (entity, rollup->keys[i], change))
        return TRUE;
    }
  return is_touched (entity, rollup->sum, change) || is_touched (entity, rollup->weight, change) ||
         is_touched (entity, rollup->latest, change);
}

/**
 * crm_rollup_note:
 * @before: (nullable): the record as it was
 * @change: (nullable): what happens to it; %NULL if it goes
 *
 * Notes what a change makes of the figures; crm_rollup_flush() writes it.
 */
void
crm_rollup_note (CrmTransaction *self,
                 const CrmEntity *entity,
                 CrmRecord *before,
                 const CrmChange *change)
{
  CRM_FOR_EACH_ROLLUP (rollup, entity)
    {
      if (before != NULL && change != NULL && !concerns (entity, rollup, change))
        continue;
      if (before != NULL)
        note (self, entity, rollup, before, NULL, -1);
      if (change != NULL)
        note (self, entity, rollup, before, change, 1);
    }
}

/* Appends the condition for the row of the delta; parameters count from `first`. */
static void
append_where (GString *sql,
              const Delta *delta,
              guint first)
{
  for (guint i = 0; delta->rollup->keys[i] != NULL; i++)
    {
      g_autofree char *column = crm_rollup_key_column (delta->entity, delta->rollup->keys[i]);

      g_string_append_printf (sql, "%s%s ", i > 0 ? " AND " : " WHERE ", column);
      if (crm_value_is_null (&delta->keys[i]))
        g_string_append (sql, "IS NULL");
      else
        g_string_append_printf (sql, "= ?%u", first + i);
    }
}

/* Parameters 1 to 4 are the figures, then come the keys. */
static gboolean
run (CrmTransaction *self,
     const char *sql,
     const Delta *delta,
     GError **error)
{
  g_autoptr (CrmStatement) statement = crm_db_prepare (self->db, sql, error);

  if (statement == NULL)
    return FALSE;
  crm_statement_bind_int (statement, 0, delta->count);
  crm_statement_bind_int (statement, 1, delta->total);
  crm_statement_bind_int (statement, 2, delta->weighted);
  if (delta->latest > G_MININT64)
    crm_statement_bind_int (statement, 3, delta->latest);
  for (guint i = 0; delta->rollup->keys[i] != NULL; i++)
    crm_statement_bind_value (statement, 4 + i, &delta->keys[i]);
  return crm_statement_run (statement, error);
}

static gboolean
insert (CrmTransaction *self,
        const Delta *delta,
        GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT INTO %s VALUES (", delta->rollup->table);
  for (guint i = 0; delta->rollup->keys[i] != NULL; i++)
    g_string_append_printf (sql, "?%u, ", 5 + i);
  g_string_append (sql, "?1, ?2, ?3, ?4)");
  return run (self, sql->str, delta, error);
}

static gboolean
update (CrmTransaction *self,
        const Delta *delta,
        GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "UPDATE %s SET count = count + ?1, total = total + ?2, weighted = weighted + ?3, "
                          "latest = CASE WHEN ?4 IS NULL THEN latest ELSE max(?4, ifnull(latest, ?4)) END",
                          delta->rollup->table);
  append_where (sql, delta, 5);
  return run (self, sql->str, delta, error);
}

/* Where one that counted has gone, the latest is looked for among those that are left. */
static gboolean
find_latest (CrmTransaction *self,
             const Delta *delta,
             GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "UPDATE %s SET latest = (SELECT max(%s) FROM %s", delta->rollup->table,
                          delta->rollup->latest, delta->entity->name);
  append_where (sql, delta, 5);
  g_string_append_c (sql, ')');
  append_where (sql, delta, 5);
  return run (self, sql->str, delta, error);
}

static gboolean
write_delta (CrmTransaction *self,
             const Delta *delta,
             GError **error)
{
  gboolean done = update (self, delta, error);

  /* A record that came and went again leaves no row. */
  if (done && delta->count != 0 && crm_db_changes (self->db) == 0)
    done = insert (self, delta, error);
  return done && (!delta->latest_may_go || find_latest (self, delta, error));
}

static gboolean
drop_empty (CrmTransaction *self,
            const Delta *delta,
            GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "DELETE FROM %s", delta->rollup->table);
  append_where (sql, delta, 5);
  g_string_append (sql, " AND count = 0");
  return run (self, sql->str, delta, error);
}

/**
 * crm_rollup_flush:
 *
 * Writes what was noted. To be called before the transaction is committed.
 */
gboolean
crm_rollup_flush (CrmTransaction *self,
                  GError **error)
{
  g_autoptr (GHashTable) rollups = g_steal_pointer (&self->rollups);
  GHashTableIter iter;
  gpointer value;

  if (rollups == NULL)
    return TRUE;
  g_hash_table_iter_init (&iter, rollups);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Delta *delta = value;
      gboolean none = delta->count == 0 && delta->total == 0 && delta->weighted == 0 && !delta->latest_may_go &&
                      delta->latest == G_MININT64;

      if (!none && (!write_delta (self, delta, error) || (delta->count < 0 && !drop_empty (self, delta, error))))
        return FALSE;
    }
  return TRUE;
}
