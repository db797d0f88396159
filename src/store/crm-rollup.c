/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-date.h"

#include <math.h>
#include <string.h>

/* What the window always shows — counts and sums by stage, owner, month — is kept ready in a table of its own: a row
 * for each combination of the keys that an entity's CrmRollup names. It changes in the transaction that changes the
 * records, by differences, so it can be held against a full count at any time. Sums are whole numbers: no drift. */

#define MOST_KEYS 8
#define WEIGHT_SCALE 10000   /* of probabilities */

typedef struct
{
  const CrmEntity *entity;
  CrmValue         keys[MOST_KEYS];
  gint64           count, total, weighted;
} Delta;

static void
free_delta (gpointer data)
{
  Delta *delta = data;

  for (guint i = 0; i < MOST_KEYS; i++)
    crm_value_clear (&delta->keys[i]);
  g_free (delta);
}

/* A key is a field, the currency of a money field ("value.currency") or the month of a date ("closed_on:month"). */
typedef struct
{
  guint    field;
  gboolean currency;
  gboolean month;
} Key;

static Key
parse_key (const CrmEntity *entity,
           const char *text)
{
  gsize length = strcspn (text, ".:");
  g_autofree char *field = g_strndup (text, length);

  return (Key) { crm_entity_field_index (entity, field), text[length] == '.', text[length] == ':' };
}

static char *
column_of (const CrmEntity *entity,
           const char *text)
{
  Key key = parse_key (entity, text);

  return g_strconcat (entity->fields[key.field].key, key.currency ? "_currency" : "", NULL);
}

static const char *
column_type (const CrmEntity *entity,
             const char *text)
{
  Key key = parse_key (entity, text);

  return key.currency || crm_field_value_type (&entity->fields[key.field]) == CRM_VALUE_TEXT ? "TEXT" : "INTEGER";
}

static void
append_columns (GString *sql,
                const CrmEntity *entity,
                const char *before,
                const char *behind)
{
  for (guint i = 0; entity->rollup->keys[i] != NULL; i++)
    {
      g_autofree char *column = column_of (entity, entity->rollup->keys[i]);

      g_string_append_printf (sql, "%s%s%s%s", i > 0 ? ", " : "", before, column, behind);
    }
}

/**
 * crm_rollup_append_tables:
 *
 * Appends what makes the table of an entity that has a rollup.
 */
void
crm_rollup_append_tables (GString *sql,
                          const CrmEntity *entity)
{
  if (entity->rollup == NULL)
    return;
  g_string_append_printf (sql, "CREATE TABLE IF NOT EXISTS %s_rollup (", entity->name);
  for (guint i = 0; entity->rollup->keys[i] != NULL; i++)
    {
      g_autofree char *column = column_of (entity, entity->rollup->keys[i]);

      g_string_append_printf (sql, "%s %s, ", column, column_type (entity, entity->rollup->keys[i]));
    }
  g_string_append_printf (sql, "count INTEGER NOT NULL, total INTEGER NOT NULL, weighted INTEGER NOT NULL) STRICT;"
                          "CREATE INDEX IF NOT EXISTS %s_rollup_keys ON %s_rollup (", entity->name, entity->name);
  append_columns (sql, entity, "", "");
  g_string_append (sql, ");");
}

static void
append_count (GString *sql,
              const CrmEntity *entity)
{
  const CrmRollup *rollup = entity->rollup;

  g_string_append (sql, "SELECT ");
  for (guint i = 0; rollup->keys[i] != NULL; i++)
    {
      g_autofree char *column = column_of (entity, rollup->keys[i]);

      if (parse_key (entity, rollup->keys[i]).month)
        g_string_append_printf (sql, "unixepoch(%s * 86400, 'unixepoch', 'start of month') / 86400, ", column);
      else
        g_string_append_printf (sql, "%s, ", column);
    }
  g_string_append_printf (sql, "count(*), ifnull(sum(%s), 0), ifnull(sum(%s * CAST(round(%s * %d) AS INTEGER)), 0) "
                          "FROM %s GROUP BY 1", rollup->sum, rollup->sum, rollup->weight, WEIGHT_SCALE, entity->name);
  for (guint i = 1; rollup->keys[i] != NULL; i++)
    g_string_append_printf (sql, ", %u", i + 1);
}

/**
 * crm_rollup_recount:
 *
 * Makes the rollup anew from the records.
 */
gboolean
crm_rollup_recount (CrmDb *db,
                    const CrmEntity *entity,
                    GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "DELETE FROM %s_rollup; INSERT INTO %s_rollup ", entity->name, entity->name);
  append_count (sql, entity);
  return crm_db_exec (db, sql->str, error);
}

/**
 * crm_rollup_is_right:
 *
 * Returns: whether the rollup agrees with a count of all records
 */
gboolean
crm_rollup_is_right (CrmDb *db,
                     const CrmEntity *entity)
{
  g_autoptr (GString) sql = g_string_new ("WITH counted AS (");

  append_count (sql, entity);
  g_string_append_printf (sql, ") SELECT (SELECT count(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM %s_rollup))"
                          " + abs((SELECT count(*) FROM counted) - (SELECT count(*) FROM %s_rollup))",
                          entity->name, entity->name);
  return crm_db_query_int (db, sql->str, -1) == 0;
}

/* Following the records */

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
  Key key = parse_key (entity, text);
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
              CrmRecord *record,
              const CrmChange *change)
{
  g_autoptr (GByteArray) name = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  Delta *delta = g_new0 (Delta, 1);
  Delta *known;

  delta->entity = entity;
  crm_varint_write (crm_entity_index (entity), name);
  for (guint i = 0; entity->rollup->keys[i] != NULL; i++)
    {
      delta->keys[i] = key_value (entity, entity->rollup->keys[i], record, change);
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

static void
note (CrmTransaction *self,
      const CrmEntity *entity,
      CrmRecord *record,
      const CrmChange *change,
      int sign)
{
  const CrmValue *sum = value_of (crm_entity_field_index (entity, entity->rollup->sum), record, change);
  const CrmValue *weight = value_of (crm_entity_field_index (entity, entity->rollup->weight), record, change);
  Delta *delta = obtain_delta (self, entity, record, change);

  delta->count += sign;
  if (crm_value_is_null (sum))
    return;
  delta->total += sign * sum->i;
  if (!crm_value_is_null (weight))
    delta->weighted += sign * sum->i * llround (weight->real * WEIGHT_SCALE);
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
  if (entity->rollup == NULL)
    return;
  if (before != NULL)
    note (self, entity, before, NULL, -1);
  if (change != NULL)
    note (self, entity, before, change, 1);
}

static CrmStatement *
prepare (CrmTransaction *self,
         const CrmEntity *entity,
         gboolean insert,
         GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  guint n_keys = g_strv_length ((char **) entity->rollup->keys);

  if (insert)
    {
      g_string_append_printf (sql, "INSERT INTO %s_rollup VALUES (?, ?, ?", entity->name);
      for (guint i = 0; i < n_keys; i++)
        g_string_append (sql, ", ?");
      g_string_append_c (sql, ')');
      return crm_db_prepare (self->db, sql->str, error);
    }
  g_string_append_printf (sql, "UPDATE %s_rollup SET count = count + ?, total = total + ?, weighted = weighted + ? "
                          "WHERE ", entity->name);
  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *column = column_of (entity, entity->rollup->keys[i]);

      g_string_append_printf (sql, "%s%s IS ?", i > 0 ? " AND " : "", column);
    }
  return crm_db_prepare (self->db, sql->str, error);
}

static gboolean
write_delta (CrmTransaction *self,
             const Delta *delta,
             gboolean insert,
             GError **error)
{
  g_autoptr (CrmStatement) statement = prepare (self, delta->entity, insert, error);
  guint n_keys = g_strv_length ((char **) delta->entity->rollup->keys);
  guint first_key = insert ? 0 : 3, first_sum = insert ? n_keys : 0;

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < n_keys; i++)
    crm_statement_bind_value (statement, first_key + i, &delta->keys[i]);
  crm_statement_bind_int (statement, first_sum, delta->count);
  crm_statement_bind_int (statement, first_sum + 1, delta->total);
  crm_statement_bind_int (statement, first_sum + 2, delta->weighted);
  return crm_statement_run (statement, error);
}

static gboolean
drop_empty (CrmTransaction *self,
            const CrmEntity *entity,
            GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM %s_rollup WHERE count = 0", entity->name);

  return crm_db_exec (self->db, sql, error);
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
  const CrmEntity *emptied = NULL;
  GHashTableIter iter;
  gpointer value;

  if (rollups == NULL)
    return TRUE;
  g_hash_table_iter_init (&iter, rollups);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Delta *delta = value;

      if (delta->count == 0 && delta->total == 0 && delta->weighted == 0)
        continue;
      if (!write_delta (self, delta, FALSE, error) ||
          (crm_db_changes (self->db) == 0 && !write_delta (self, delta, TRUE, error)))
        return FALSE;
      if (delta->count < 0)
        emptied = delta->entity;
    }
  return emptied == NULL || drop_empty (self, emptied, error);
}

/* Answering */

static gboolean
is_key (const CrmEntity *entity,
        const char *text)
{
  return g_strv_contains (entity->rollup->keys, text);
}

/* Rows of the rollup know the month only: a bound must lie between two of them. */
static gboolean
is_month_bound (const CrmFilter *test)
{
  gint64 date;
  gboolean first;

  if (test->test == CRM_TEST_EMPTY || test->test == CRM_TEST_NOT_EMPTY)
    return TRUE;
  if (test->operands == NULL || test->operands->len != 1)
    return FALSE;
  date = g_array_index (test->operands, CrmOperand, 0).date;
  if (g_array_index (test->operands, CrmOperand, 0).kind != CRM_OPERAND_DATE)
    return FALSE;
  first = test->test == CRM_TEST_AT_LEAST || test->test == CRM_TEST_LESS;
  if (!first && test->test != CRM_TEST_AT_MOST && test->test != CRM_TEST_GREATER)
    return FALSE;
  return crm_period_start (CRM_PERIOD_MONTH, date + !first) == date + !first;
}

static gboolean
answers_filter (const CrmEntity *entity,
                const CrmFilter *filter)
{
  g_autofree char *month = NULL;

  if (filter == NULL)
    return TRUE;
  if (filter->kind == CRM_FILTER_TEST)
    {
      month = g_strconcat (filter->path, ":month", NULL);
      return is_key (entity, filter->path) || (is_key (entity, month) && is_month_bound (filter));
    }
  for (guint i = 0; i < filter->children->len; i++)
    {
      if (!answers_filter (entity, filter->children->pdata[i]))
        return FALSE;
    }
  return TRUE;
}

static char *
find_measure (const CrmEntity *entity,
              const char *measure)
{
  g_autofree char *sum = g_strconcat ("sum:", entity->rollup->sum, NULL);
  g_autofree char *weighted = g_strconcat (sum, "*", entity->rollup->weight, NULL);

  if (strcmp (measure, "count") == 0)
    return g_strdup ("total(t.count)");
  if (strcmp (measure, sum) == 0)
    return g_strdup ("total(t.total)");
  return strcmp (measure, weighted) == 0 ? g_strdup_printf ("total(t.weighted) / %d", WEIGHT_SCALE) : NULL;
}

/**
 * crm_rollup_build_select:
 * @keys: as for crm_reader_aggregate()
 * @measures: as for crm_reader_aggregate()
 *
 * Returns: (transfer full) (nullable): "SELECT … FROM … AS t" that gives keys and measures of the query's records when
 *   its condition and a grouping are added; %NULL where the rollup does not know them
 */
char *
crm_rollup_build_select (const CrmQuery *query,
                         const char *const *keys,
                         const char *const *measures)
{
  const CrmEntity *entity = crm_query_get_entity (query);
  g_autoptr (GString) sql = g_string_new ("SELECT ");

  if (entity->rollup == NULL || crm_query_get_search (query) != NULL ||
      !answers_filter (entity, crm_query_get_filter (query)))
    return NULL;
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *column = NULL;

      if (!is_key (entity, keys[i]))
        return NULL;
      column = column_of (entity, keys[i]);
      g_string_append_printf (sql, "t.%s, ", column);
    }
  for (guint i = 0; measures[i] != NULL; i++)
    {
      g_autofree char *measure = find_measure (entity, measures[i]);

      if (measure == NULL)
        return NULL;
      g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "", measure);
    }
  g_string_append_printf (sql, " FROM %s_rollup AS t", entity->name);
  return g_strdup (sql->str);
}
