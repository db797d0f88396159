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
  const CrmRollup *rollup;
  CrmValue         keys[MOST_KEYS];
  gint64           count, total, weighted;
  gint64           latest;         /* of those that came */
  gboolean         latest_may_go;
} Delta;

#define FOR_EACH_ROLLUP(rollup, entity) \
  for (const CrmRollup *rollup = (entity)->rollups; rollup != NULL && rollup->table != NULL; rollup++)

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
append_table (GString *sql,
              const CrmEntity *entity,
              const CrmRollup *rollup)
{
  g_autoptr (GString) columns = g_string_new (NULL);

  g_string_append_printf (sql, "CREATE TABLE %s (", rollup->table);
  for (guint i = 0; rollup->keys[i] != NULL; i++)
    {
      g_autofree char *column = column_of (entity, rollup->keys[i]);

      g_string_append_printf (sql, "%s %s, ", column, column_type (entity, rollup->keys[i]));
      g_string_append_printf (columns, "%s%s", i > 0 ? ", " : "", column);
    }
  g_string_append_printf (sql, "count INTEGER NOT NULL, total INTEGER NOT NULL, weighted INTEGER NOT NULL, latest "
                          "INTEGER) STRICT; CREATE INDEX %s_keys ON %s (%s);", rollup->table, rollup->table,
                          columns->str);
}

static void
append_count (GString *sql,
              const CrmEntity *entity,
              const CrmRollup *rollup)
{
  g_autofree char *first = column_of (entity, rollup->keys[0]);

  g_string_append (sql, "SELECT ");
  for (guint i = 0; rollup->keys[i] != NULL; i++)
    {
      g_autofree char *column = column_of (entity, rollup->keys[i]);

      if (parse_key (entity, rollup->keys[i]).month)
        g_string_append_printf (sql, "unixepoch(%s * 86400, 'unixepoch', 'start of month') / 86400, ", column);
      else
        g_string_append_printf (sql, "%s, ", column);
    }
  g_string_append_printf (sql, "count(*), ifnull(sum(%s), 0)", rollup->sum != NULL ? rollup->sum : "0");
  if (rollup->weight != NULL)
    g_string_append_printf (sql, ", ifnull(sum(%s * CAST(round(%s * %d) AS INTEGER)), 0)", rollup->sum, rollup->weight,
                            WEIGHT_SCALE);
  else
    g_string_append (sql, ", 0");
  g_string_append_printf (sql, ", %s%s%s FROM %s", rollup->latest != NULL ? "max(" : "",
                          rollup->latest != NULL ? rollup->latest : "NULL", rollup->latest != NULL ? ")" : "",
                          entity->name);
  if (rollup->linked)
    g_string_append_printf (sql, " WHERE %s IS NOT NULL", first);
  g_string_append (sql, " GROUP BY 1");
  for (guint i = 1; rollup->keys[i] != NULL; i++)
    g_string_append_printf (sql, ", %u", i + 1);
}

/**
 * crm_rollup_recount:
 *
 * Makes the rollups of the entity anew from the records.
 */
gboolean
crm_rollup_recount (CrmDb *db,
                    const CrmEntity *entity,
                    GError **error)
{
  FOR_EACH_ROLLUP (rollup, entity)
    {
      g_autoptr (GString) sql = g_string_new (NULL);

      g_string_append_printf (sql, "DELETE FROM %s; INSERT INTO %s ", rollup->table, rollup->table);
      append_count (sql, entity, rollup);
      if (!crm_db_exec (db, sql->str, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * crm_rollup_describe:
 *
 * Returns: (transfer full): what the entity's rollups are and how they are counted; where it differs from what a
 *   workspace was counted by, they are to be built anew
 */
char *
crm_rollup_describe (const CrmEntity *entity)
{
  g_autoptr (GString) text = g_string_new (NULL);

  FOR_EACH_ROLLUP (rollup, entity)
    {
      append_table (text, entity, rollup);
      append_count (text, entity, rollup);
      g_string_append_c (text, ';');
    }
  return g_strdup (text->str);
}

/**
 * crm_rollup_build:
 *
 * Makes the tables of the entity's rollups and counts them. All in them follows from the records, so those of an
 * earlier version are dropped.
 */
gboolean
crm_rollup_build (CrmDb *db,
                  const CrmEntity *entity,
                  GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  FOR_EACH_ROLLUP (rollup, entity)
    {
      g_string_append_printf (sql, "DROP TABLE IF EXISTS %s;", rollup->table);
      append_table (sql, entity, rollup);
    }
  return crm_db_exec (db, sql->str, error) && crm_rollup_recount (db, entity, error);
}

/**
 * crm_rollup_is_right:
 *
 * Returns: whether the rollups agree with a count of all records
 */
gboolean
crm_rollup_is_right (CrmDb *db,
                     const CrmEntity *entity)
{
  FOR_EACH_ROLLUP (rollup, entity)
    {
      g_autoptr (GString) sql = g_string_new ("WITH counted AS (");

      append_count (sql, entity, rollup);
      g_string_append_printf (sql, ") SELECT (SELECT count(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM %s)) + "
                              "abs((SELECT count(*) FROM counted) - (SELECT count(*) FROM %s))", rollup->table,
                              rollup->table);
      if (crm_db_query_int (db, sql->str, -1) != 0)
        return FALSE;
    }
  return TRUE;
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
        delta->weighted += sign * sum->i * llround (weight->real * WEIGHT_SCALE);
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
  field = parse_key (entity, key).field;
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
  FOR_EACH_ROLLUP (rollup, entity)
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
      g_autofree char *column = column_of (delta->entity, delta->rollup->keys[i]);

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

/* Answering */

static gboolean
is_key (const CrmRollup *rollup,
        const char *text)
{
  return g_strv_contains (rollup->keys, text);
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
answers_filter (const CrmRollup *rollup,
                const CrmFilter *filter)
{
  g_autofree char *month = NULL;

  if (filter == NULL)
    return TRUE;
  if (filter->kind == CRM_FILTER_TEST)
    {
      month = g_strconcat (filter->path, ":month", NULL);
      return is_key (rollup, filter->path) || (is_key (rollup, month) && is_month_bound (filter));
    }
  for (guint i = 0; i < filter->children->len; i++)
    {
      if (!answers_filter (rollup, filter->children->pdata[i]))
        return FALSE;
    }
  return TRUE;
}

static char *
find_measure (const CrmRollup *rollup,
              const char *measure)
{
  g_autofree char *sum = g_strconcat ("sum:", rollup->sum, NULL);
  g_autofree char *weighted = g_strconcat (sum, "*", rollup->weight, NULL);
  g_autofree char *latest = g_strconcat ("latest:", rollup->latest, NULL);

  if (strcmp (measure, "count") == 0)
    return g_strdup ("total(t.count)");
  if (rollup->sum != NULL && strcmp (measure, sum) == 0)
    return g_strdup ("total(t.total)");
  if (rollup->latest != NULL && strcmp (measure, latest) == 0)
    return g_strdup ("max(t.latest)");
  return rollup->weight != NULL && strcmp (measure, weighted) == 0
         ? g_strdup_printf ("total(t.weighted) / %d", WEIGHT_SCALE) : NULL;
}

static gboolean
names_first_key (const CrmRollup *rollup,
                 const CrmFilter *filter)
{
  gboolean named = FALSE;

  if (filter == NULL || filter->kind == CRM_FILTER_TEST)
    return filter != NULL && filter->test == CRM_TEST_EQUAL && strcmp (filter->path, rollup->keys[0]) == 0;
  for (guint i = 0; filter->kind == CRM_FILTER_AND && i < filter->children->len; i++)
    named |= names_first_key (rollup, filter->children->pdata[i]);
  return named;
}

static char *
build_select (const CrmQuery *query,
              const CrmRollup *rollup,
              const char *const *keys,
              const char *const *measures)
{
  const CrmEntity *entity = crm_query_get_entity (query);
  const CrmFilter *filter = crm_query_get_filter (query);
  g_autoptr (GString) sql = g_string_new ("SELECT ");

  /* One by a link is for one record: to count over all of it would take as long as counting records. */
  if (!answers_filter (rollup, filter) || (rollup->linked && !names_first_key (rollup, filter)))
    return NULL;
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *column = NULL;

      if (!is_key (rollup, keys[i]))
        return NULL;
      column = column_of (entity, keys[i]);
      g_string_append_printf (sql, "t.%s, ", column);
    }
  for (guint i = 0; measures[i] != NULL; i++)
    {
      g_autofree char *measure = find_measure (rollup, measures[i]);

      if (measure == NULL)
        return NULL;
      g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "", measure);
    }
  g_string_append_printf (sql, " FROM %s AS t", rollup->table);
  return g_strdup (sql->str);
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
  char *select = NULL;

  if (crm_query_get_search (query) != NULL)
    return NULL;
  FOR_EACH_ROLLUP (rollup, crm_query_get_entity (query))
    {
      if (select == NULL)
        select = build_select (query, rollup, keys, measures);
    }
  return select;
}
