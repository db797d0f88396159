/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-rollup-private.h"

#include <string.h>

/* What the window always shows — counts and sums by stage, owner, month — is kept ready in a table of its own: a row
 * for each combination of the keys that an entity's CrmRollup names. It changes in the transaction that changes the
 * records, by differences, so it can be held against a full count at any time. Sums are whole numbers: no drift. */

CrmRollupKey
crm_rollup_key_parse (const CrmEntity *entity,
                      const char *text)
{
  gsize length = strcspn (text, ".:");
  g_autofree char *field = g_strndup (text, length);

  return (CrmRollupKey) { crm_entity_field_index (entity, field), text[length] == '.', text[length] == ':' };
}

char *
crm_rollup_key_column (const CrmEntity *entity,
                       const char *text)
{
  CrmRollupKey key = crm_rollup_key_parse (entity, text);

  return g_strconcat (entity->fields[key.field].key, key.currency ? "_currency" : "", NULL);
}

static const char *
column_type (const CrmEntity *entity,
             const char *text)
{
  CrmRollupKey key = crm_rollup_key_parse (entity, text);

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
      g_autofree char *column = crm_rollup_key_column (entity, rollup->keys[i]);

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
  g_autofree char *first = crm_rollup_key_column (entity, rollup->keys[0]);

  g_string_append (sql, "SELECT ");
  for (guint i = 0; rollup->keys[i] != NULL; i++)
    {
      g_autofree char *column = crm_rollup_key_column (entity, rollup->keys[i]);

      if (crm_rollup_key_parse (entity, rollup->keys[i]).month)
        g_string_append_printf (sql, "unixepoch(%s * 86400, 'unixepoch', 'start of month') / 86400, ", column);
      else
        g_string_append_printf (sql, "%s, ", column);
    }
  g_string_append_printf (sql, "count(*), ifnull(sum(%s), 0)", rollup->sum != NULL ? rollup->sum : "0");
  if (rollup->weight != NULL)
    g_string_append_printf (sql, ", ifnull(sum(%s * CAST(round(%s * %d) AS INTEGER)), 0)", rollup->sum, rollup->weight,
                            CRM_ROLLUP_WEIGHT_SCALE);
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
  CRM_FOR_EACH_ROLLUP (rollup, entity)
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

  CRM_FOR_EACH_ROLLUP (rollup, entity)
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

  CRM_FOR_EACH_ROLLUP (rollup, entity)
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
  CRM_FOR_EACH_ROLLUP (rollup, entity)
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
