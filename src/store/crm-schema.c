/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "store/crm-search-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The tables follow from the declarations of the entities. A workspace keeps a fingerprint of the declarations it
 * was last written with; where it differs, missing tables, columns and indexes are added. */

static const char fixed_tables[] =
  "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) STRICT, WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS journal_action (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, person INTEGER, label "
  "TEXT NOT NULL,"
  " kind INTEGER NOT NULL, target INTEGER, undone INTEGER NOT NULL DEFAULT 0, permanent INTEGER NOT NULL DEFAULT 0,"
  " unfinished INTEGER NOT NULL DEFAULT 0) STRICT;"
  "CREATE TABLE IF NOT EXISTS journal_change (id INTEGER PRIMARY KEY, action INTEGER NOT NULL, entity TEXT NOT NULL,"
  " kind INTEGER NOT NULL, record INTEGER NOT NULL, last INTEGER, data BLOB) STRICT;"
  "CREATE INDEX IF NOT EXISTS journal_change_action ON journal_change (action);"
  "CREATE INDEX IF NOT EXISTS journal_change_record ON journal_change (record, action);"
  "CREATE INDEX IF NOT EXISTS journal_change_range ON journal_change (entity, record) WHERE last IS NOT NULL;"
  "CREATE TABLE IF NOT EXISTS journal_field (code INTEGER PRIMARY KEY, entity TEXT NOT NULL, field TEXT NOT NULL,"
  " UNIQUE (entity, field)) STRICT;"
  "CREATE TABLE IF NOT EXISTS commit_counter (id INTEGER PRIMARY KEY CHECK (id = 1), n INTEGER NOT NULL) STRICT;"
  "INSERT OR IGNORE INTO commit_counter (id, n) VALUES (1, 0);";

static const char search_tables[] =
  "CREATE TABLE IF NOT EXISTS search_segment (id INTEGER PRIMARY KEY, entity TEXT NOT NULL, first INTEGER NOT NULL,"
  " last INTEGER NOT NULL, n_documents INTEGER NOT NULL, n_blocks INTEGER NOT NULL, n_dead INTEGER NOT NULL,"
  " dead BLOB) STRICT;"
  "CREATE TABLE IF NOT EXISTS search_block (id INTEGER PRIMARY KEY, key BLOB NOT NULL, data BLOB NOT NULL) STRICT;"
  "CREATE UNIQUE INDEX IF NOT EXISTS search_block_key ON search_block (key);"
  "CREATE TABLE IF NOT EXISTS search_chunk (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;"
  "CREATE TABLE IF NOT EXISTS search_queue (id INTEGER PRIMARY KEY, entity TEXT NOT NULL, first INTEGER NOT NULL,"
  " last INTEGER NOT NULL) STRICT;"
  "CREATE INDEX IF NOT EXISTS search_queue_last ON search_queue (entity, last);"
  "CREATE TABLE IF NOT EXISTS search_recent (entity TEXT NOT NULL, record INTEGER NOT NULL, at INTEGER NOT NULL,"
  " PRIMARY KEY (entity, record)) STRICT, WITHOUT ROWID;";

/**
 * crm_schema_column_type:
 *
 * Returns: (transfer none): what SQL calls the type of the field's column
 */
const char *
crm_schema_column_type (const CrmField *field)
{
  switch (crm_field_value_type (field))
    {
    case CRM_VALUE_TEXT: return "TEXT";
    case CRM_VALUE_REAL: return "REAL";
    case CRM_VALUE_INT:
    case CRM_VALUE_MONEY: return "INTEGER";
    case CRM_VALUE_NULL:
    default: g_return_val_if_reached ("TEXT");
    }
}

static void
append_create_table (GString *sql,
                     const CrmEntity *entity)
{
  g_string_append_printf (sql, "CREATE TABLE %s (id INTEGER PRIMARY KEY, sort_key TEXT NOT NULL", entity->name);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      g_string_append_printf (sql, ", %s %s", entity->fields[i].key, crm_schema_column_type (&entity->fields[i]));
      if (entity->fields[i].kind == CRM_FIELD_MONEY)
        g_string_append_printf (sql, ", %s_currency TEXT", entity->fields[i].key);
    }
  g_string_append (sql, ") STRICT;");
}

static void
append_missing_columns (GString *sql,
                        const CrmEntity *entity,
                        GHashTable *columns)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmField *field = &entity->fields[i];

      if (g_hash_table_contains (columns, field->key))
        continue;
      g_string_append_printf (sql, "ALTER TABLE %s ADD COLUMN %s %s;", entity->name, field->key,
                              crm_schema_column_type (field));
      if (field->kind == CRM_FIELD_MONEY)
        g_string_append_printf (sql, "ALTER TABLE %s ADD COLUMN %s_currency TEXT;", entity->name, field->key);
    }
}

static void
append_index (GString *sql,
              const CrmEntity *entity,
              const CrmField *field)
{
  g_string_append_printf (sql, "CREATE INDEX IF NOT EXISTS %s_by_%s ON %s (%s%s)", entity->name, field->key,
                          entity->name, field->key, crm_field_collation (field));
  /* Sorting needs the empty ones as well; whoever looks a value up, or walks value by value, does not. */
  if (field->kind == CRM_FIELD_LINK || field->kind == CRM_FIELD_CHOICE ||
      (field->flags & (CRM_FIELD_LISTED | CRM_FIELD_CUSTOM)) == 0)
    g_string_append_printf (sql, " WHERE %s IS NOT NULL", field->key);
  g_string_append_c (sql, ';');
}

static void
append_title_index (GString *sql,
                    const CrmEntity *entity)
{
  g_string_append_printf (sql, "CREATE INDEX IF NOT EXISTS %s_sort_key ON %s (sort_key);", entity->name, entity->name);
}

static char *
name_index (const CrmEntity *entity,
            const char *columns)
{
  g_auto (GStrv) names = g_strsplit (columns, ", ", -1);
  g_autofree char *joined = g_strjoinv ("_", names);

  return g_strconcat (entity->name, "_by_", joined, NULL);
}

static void
append_wide_index (GString *sql,
                   const CrmEntity *entity,
                   const char *columns)
{
  g_autofree char *name = name_index (entity, columns);

  g_string_append_printf (sql, "CREATE INDEX IF NOT EXISTS %s ON %s (%s);", name, entity->name, columns);
}

static void
append_indexes (GString *sql,
                const CrmEntity *entity)
{
  append_title_index (sql, entity);
  for (guint i = 0; entity->indexes != NULL && entity->indexes[i] != NULL; i++)
    append_wide_index (sql, entity, entity->indexes[i]);
  for (guint i = 1; i < entity->n_fields; i++)
    {
      g_string_append_printf (sql, "DROP INDEX IF EXISTS %s_%s;", entity->name, entity->fields[i].key);   /* schema 1 */
      if (crm_field_is_indexed (&entity->fields[i]))
        append_index (sql, entity, &entity->fields[i]);
    }
}

static GHashTable *
read_columns (CrmDb *db,
              const CrmEntity *entity,
              GError **error)
{
  g_autoptr (CrmStatement) statement = crm_db_prepare (db, "SELECT name FROM pragma_table_info(?)", error);
  g_autoptr (GHashTable) columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  CrmStep step;

  if (statement == NULL)
    return NULL;
  crm_statement_bind_text (statement, 0, entity->name);
  while ((step = crm_statement_step (statement, error)) == CRM_STEP_ROW)
    g_hash_table_add (columns, g_strdup (crm_statement_text (statement, 0)));
  return step == CRM_STEP_DONE ? g_steal_pointer (&columns) : NULL;
}

static char *
compute_fingerprint (void)
{
  g_autoptr (GString) text = g_string_new (fixed_tables);
  g_autofree char *search = crm_search_describe ();
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint i = 0; i < n_entities; i++)
    {
      g_autofree char *rollups = crm_rollup_describe (entities[i]);
      g_autofree char *linked = crm_linked_describe (entities[i]);

      append_create_table (text, entities[i]);
      append_indexes (text, entities[i]);
      g_string_append_printf (text, "%s%s", rollups, linked);
    }
  g_string_append_printf (text, "%s%s", search_tables, search);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, text->len);
}

/* What the journal has got since schema 1. */
static gboolean
build_journal (CrmDb *db,
               GError **error)
{
  if (crm_db_query_int (db, "SELECT 1 FROM pragma_table_info('journal_action') WHERE name = 'unfinished'", 0) == 0 &&
      !crm_db_exec (db, "ALTER TABLE journal_action ADD COLUMN unfinished INTEGER NOT NULL DEFAULT 0;", error))
    return FALSE;
  return crm_db_exec (db, "CREATE INDEX IF NOT EXISTS journal_action_unfinished ON journal_action (id) WHERE "
                          "unfinished = 1;", error);
}

/* Counting takes a while where there are millions of records, so only what has changed is counted. */
static gboolean
build_rollups (CrmDb *db,
               const CrmEntity *entity,
               GError **error)
{
  g_autofree char *key = g_strconcat ("rollups.", entity->name, NULL);
  g_autofree char *wanted = crm_rollup_describe (entity);
  g_autofree char *known = crm_schema_get_meta (db, key);

  return g_strcmp0 (wanted, known) == 0 ||
         (crm_rollup_build (db, entity, error) && crm_schema_set_meta (db, key, wanted, error));
}

static gboolean
build_linked (CrmDb *db,
              const CrmEntity *entity,
              GError **error)
{
  g_autofree char *key = g_strconcat ("linked.", entity->name, NULL);
  g_autofree char *wanted = crm_linked_describe (entity);
  g_autofree char *known = crm_schema_get_meta (db, key);

  return g_strcmp0 (wanted, known) == 0 ||
         (crm_linked_recount (db, entity, TRUE, error) && crm_schema_set_meta (db, key, wanted, error));
}

/* What is searched, or how, has changed: the index is made anew, behind. */
static gboolean
build_search (CrmDb *db,
              GError **error)
{
  g_autofree char *wanted = crm_search_describe ();
  g_autofree char *known = crm_schema_get_meta (db, "search");

  return g_strcmp0 (wanted, known) == 0 ||
         (crm_search_reset (db, error) && crm_schema_set_meta (db, "search", wanted, error));
}

/**
 * crm_schema_add_custom:
 *
 * Makes the columns and indexes of custom fields that are not there yet.
 */
gboolean
crm_schema_add_custom (CrmDb *db,
                       GError **error)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_schema_entities (db, &n_entities);
  g_autoptr (GString) sql = g_string_new (NULL);

  for (guint i = 0; i < n_entities; i++)
    {
      g_autoptr (GHashTable) columns = NULL;

      if (entities[i] == crm_entity_find (entities[i]->name))
        continue;
      columns = read_columns (db, entities[i], error);
      if (columns == NULL)
        return FALSE;
      append_missing_columns (sql, entities[i], columns);
      for (guint f = 0; f < entities[i]->n_fields; f++)
        {
          const CrmField *field = &entities[i]->fields[f];

          if (field->flags & CRM_FIELD_CUSTOM && crm_field_is_indexed (field))
            append_index (sql, entities[i], field);
        }
    }
  return crm_db_exec (db, sql->str, error);
}

static gboolean
build (CrmDb *db,
       GError **error)
{
  g_autoptr (GString) sql = g_string_new (fixed_tables);
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint i = 0; i < n_entities; i++)
    {
      g_autoptr (GHashTable) columns = read_columns (db, entities[i], error);

      if (columns == NULL)
        return FALSE;
      if (g_hash_table_size (columns) == 0)
        append_create_table (sql, entities[i]);
      else
        append_missing_columns (sql, entities[i], columns);
      append_indexes (sql, entities[i]);
      g_string_append_printf (sql, "DROP TABLE IF EXISTS %s_search;", entities[i]->name);   /* of schema 1 */
    }
  g_string_append (sql, search_tables);
  if (!crm_db_exec (db, sql->str, error) || !build_journal (db, error) || !crm_schema_add_custom (db, error))
    return FALSE;
  for (guint i = 0; i < n_entities; i++)
    {
      if (!build_rollups (db, entities[i], error) || !build_linked (db, entities[i], error))
        return FALSE;
    }
  return build_search (db, error);
}

/**
 * crm_schema_get_meta:
 *
 * Returns: (transfer full) (nullable): a setting of the workspace
 */
char *
crm_schema_get_meta (CrmDb *db,
                     const char *key)
{
  g_autoptr (CrmStatement) statement = crm_db_prepare (db, "SELECT value FROM meta WHERE key = ?", NULL);

  if (statement == NULL)
    return NULL;
  crm_statement_bind_text (statement, 0, key);
  return crm_statement_step (statement, NULL) == CRM_STEP_ROW ? g_strdup (crm_statement_text (statement, 0)) : NULL;
}

gboolean
crm_schema_set_meta (CrmDb *db,
                     const char *key,
                     const char *value,
                     GError **error)
{
  g_autoptr (CrmStatement) statement = crm_db_prepare (db, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
                                                       error);

  if (statement == NULL)
    return FALSE;
  crm_statement_bind_text (statement, 0, key);
  crm_statement_bind_text (statement, 1, value);
  return crm_statement_run (statement, error);
}

/**
 * crm_schema_create:
 * @db: an empty database
 * @currency: ISO 4217 code of amounts that name none
 */
gboolean
crm_schema_create (CrmDb *db,
                   const char *currency,
                   GError **error)
{
  g_autofree char *replica = g_strdup_printf ("%d", g_random_int_range (1, 4096));
  g_autofree char *pragmas = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;",
                                              CRM_APPLICATION_ID, CRM_SCHEMA_VERSION);
  g_autofree char *fingerprint = compute_fingerprint ();

  return crm_db_exec (db, pragmas, error) &&
         crm_db_begin (db, error) &&
         build (db, error) &&
         crm_schema_set_meta (db, "currency", currency, error) &&
         crm_schema_set_meta (db, "replica", replica, error) &&
         crm_schema_set_meta (db, "fingerprint", fingerprint, error) &&
         crm_schema_set_meta (db, "created_by", PACKAGE_VERSION, error) &&
         crm_db_commit (db, error);
}

/**
 * crm_schema_is_current:
 *
 * Returns: whether the workspace has all that the declarations have
 */
gboolean
crm_schema_is_current (CrmDb *db)
{
  g_autofree char *fingerprint = compute_fingerprint ();
  g_autofree char *known = crm_schema_get_meta (db, "fingerprint");

  return g_strcmp0 (fingerprint, known) == 0;
}

/**
 * crm_schema_migrate:
 * @db: a workspace of this or an earlier version
 *
 * Adds what the declarations have and the workspace has not, in one transaction.
 */
gboolean
crm_schema_migrate (CrmDb *db,
                    GError **error)
{
  g_autofree char *fingerprint = compute_fingerprint ();
  g_autofree char *version = g_strdup_printf ("PRAGMA user_version = %d;", CRM_SCHEMA_VERSION);

  if (crm_schema_is_current (db))
    return TRUE;
  if (crm_db_begin (db, error) &&
      build (db, error) &&
      crm_schema_set_meta (db, "fingerprint", fingerprint, error) &&
      crm_db_exec (db, version, error) &&
      crm_db_commit (db, error))
    return TRUE;
  crm_db_rollback (db);
  return FALSE;
}

/* Indexes of a table that is about to grow many times over are cheaper made afterwards than kept. Which ones are
 * missing is seen from the catalogue, so a program that is killed in between leaves nothing to remember. */

#define MANY 50000
#define FEW 10000

/* What keeps records right stays. */
static gboolean
is_loose (const CrmField *field)
{
  return crm_field_is_indexed (field) && (field->flags & CRM_FIELD_UNIQUE) == 0;
}

/* New records go to few places of an index of choices, so it is cheaper kept than made anew. */
static gboolean
is_scattered (const CrmField *field)
{
  return field->kind != CRM_FIELD_CHOICE;
}

/**
 * crm_schema_loosen_indexes:
 * @n_records: how many are to come; less than zero where so many are to go
 * @given: the fields they have, a bit for each; more may come, for which the indexes are then kept
 * @loosened: (inout) (optional): set to %TRUE where there are indexes to be made again
 *
 * Drops the indexes of the entity that are only for lists, if most of its records are about to come or go. To be called
 * in a transaction.
 */
gboolean
crm_schema_loosen_indexes (CrmDb *db,
                           const CrmEntity *entity,
                           gint64 n_records,
                           guint64 given,
                           gboolean *loosened,
                           GError **error)
{
  g_autofree char *sql_count = g_strdup_printf ("SELECT count(*) FROM %s", entity->name);
  g_autoptr (GString) sql = g_string_new (NULL);
  gint64 n_changed = ABS (n_records);
  gint64 n_others;

  if (n_changed < MANY)
    return TRUE;
  n_others = crm_db_query_int (db, sql_count, G_MAXINT64) - (n_records < 0 ? n_changed : 0);
  if (n_changed / 4 < n_others)
    return TRUE;
  if (n_others < FEW)   /* few enough to be sorted meanwhile */
    g_string_append_printf (sql, "DROP INDEX IF EXISTS %s_sort_key;", entity->name);
  for (guint i = 1; i < entity->n_fields; i++)
    {
      /* What leads to a record that goes is looked for. */
      if (n_records < 0 && entity->fields[i].kind == CRM_FIELD_LINK)
        continue;
      if ((given & G_GUINT64_CONSTANT (1) << i) != 0 && is_loose (&entity->fields[i]) &&
          is_scattered (&entity->fields[i]))
        g_string_append_printf (sql, "DROP INDEX IF EXISTS %s_by_%s;", entity->name, entity->fields[i].key);
    }
  for (guint i = 0; entity->indexes != NULL && entity->indexes[i] != NULL; i++)
    {
      g_autofree char *name = name_index (entity, entity->indexes[i]);

      g_string_append_printf (sql, "DROP INDEX IF EXISTS %s;", name);
    }
  if (!crm_db_exec (db, sql->str, error))
    return FALSE;
  if (loosened != NULL)
    *loosened = TRUE;
  return TRUE;
}

static GHashTable *
read_indexes (CrmDb *db,
              GError **error)
{
  g_autoptr (CrmStatement) select = crm_db_prepare (db, "SELECT name FROM sqlite_schema WHERE type = 'index'", error);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  CrmStep step;

  if (select == NULL)
    return NULL;
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    g_hash_table_add (names, g_strdup (crm_statement_text (select, 0)));
  return step == CRM_STEP_DONE ? g_steal_pointer (&names) : NULL;
}

static gboolean
append_missing_index (GString *sql,
                      GHashTable *known,
                      const CrmEntity *entity)
{
  g_autofree char *sort_key = g_strconcat (entity->name, "_sort_key", NULL);

  if (!g_hash_table_contains (known, sort_key))
    {
      append_title_index (sql, entity);
      return TRUE;
    }
  for (guint i = 0; entity->indexes != NULL && entity->indexes[i] != NULL; i++)
    {
      g_autofree char *name = name_index (entity, entity->indexes[i]);

      if (g_hash_table_contains (known, name))
        continue;
      append_wide_index (sql, entity, entity->indexes[i]);
      return TRUE;
    }
  for (guint i = 1; i < entity->n_fields; i++)
    {
      g_autofree char *name = g_strconcat (entity->name, "_by_", entity->fields[i].key, NULL);

      if (!is_loose (&entity->fields[i]) || g_hash_table_contains (known, name))
        continue;
      append_index (sql, entity, &entity->fields[i]);
      return TRUE;
    }
  return FALSE;
}

/**
 * crm_schema_tighten_indexes:
 * @more: (out): whether there may be others
 *
 * Makes one of the indexes that are missing.
 */
gboolean
crm_schema_tighten_indexes (CrmDb *db,
                            gboolean *more,
                            GError **error)
{
  g_autoptr (GHashTable) known = read_indexes (db, error);
  g_autoptr (GString) sql = g_string_new (NULL);
  guint n_entities;
  const CrmEntity *const *entities = crm_schema_entities (db, &n_entities);

  *more = FALSE;
  if (known == NULL)
    return FALSE;
  for (guint i = 0; i < n_entities && !*more; i++)
    *more = append_missing_index (sql, known, entities[i]);
  return !*more || crm_db_make_index (db, sql->str, error);
}
