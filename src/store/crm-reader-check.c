/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"
#include "store/crm-store-private.h"

#include "db/crm-db-integrity.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

static void
add_column (GString *sql,
            GPtrArray *names,
            const char *key,
            const char *suffix)
{
  g_ptr_array_add (names, g_strconcat (key, suffix, NULL));
  g_string_append_printf (sql, ", %s%s", key, suffix);
}

/* Values are written behind their names and empty ones not at all, so that a field that is added later, and is empty
 * everywhere, makes no difference. */
static void
append_row (GByteArray *out,
            CrmStatement *row,
            GPtrArray *names)
{
  g_auto (CrmValue) id = crm_statement_value (row, 0);

  g_byte_array_set_size (out, 0);
  crm_value_write (&id, out);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      g_auto (CrmValue) value = crm_statement_value (row, i + 1);

      if (crm_value_is_null (&value))
        continue;
      g_byte_array_append (out, (const guint8 *) name, strlen (name) + 1);
      crm_value_write (&value, out);
    }
}

static GHashTable *
read_columns (CrmDb *db,
              const CrmEntity *entity,
              GError **error)
{
  g_autoptr (GHashTable) columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (CrmStatement) select = crm_db_prepare (db, "SELECT name FROM pragma_table_info(?)", error);
  CrmStep step;

  if (select == NULL)
    return NULL;
  crm_statement_bind_text (select, 0, entity->name);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    g_hash_table_add (columns, g_strdup (crm_statement_text (select, 0)));
  return step == CRM_STEP_DONE ? g_steal_pointer (&columns) : NULL;
}

static gboolean
digest_rows (CrmDb *db,
             const char *sql,
             GPtrArray *names,
             CrmEntityDigest *digest,
             GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GByteArray) row = g_byte_array_new ();
  g_autoptr (CrmStatement) select = crm_db_prepare (db, sql, error);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      append_row (row, select, names);
      g_checksum_update (checksum, row->data, row->len);
      digest->count++;
    }
  g_strlcpy (digest->hash, g_checksum_get_string (checksum), sizeof digest->hash);
  return step == CRM_STEP_DONE;
}

/* @columns: (nullable): those that count */
static gboolean
digest_entity (CrmDb *db,
               const CrmEntity *entity,
               GHashTable *columns,
               CrmEntityDigest *digest,
               GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT id");
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  digest->entity = entity;
  if (columns != NULL && g_hash_table_size (columns) == 0)
    return TRUE;
  for (guint i = 0; i < entity->n_fields; i++)
    {
      if (columns != NULL && !g_hash_table_contains (columns, entity->fields[i].key))
        continue;
      add_column (sql, names, entity->fields[i].key, "");
      if (entity->fields[i].kind == CRM_FIELD_MONEY)
        add_column (sql, names, entity->fields[i].key, "_currency");
    }
  g_string_append_printf (sql, " FROM %s ORDER BY id", entity->name);
  return digest_rows (db, sql->str, names, digest, error);
}

/**
 * crm_reader_digest_common:
 * @other: a workspace, maybe of an earlier version
 *
 * Returns: (transfer full) (element-type CrmEntityDigest) (nullable): as crm_reader_digest(), of what @other has as
 *   well
 */
GArray *
crm_reader_digest_common (CrmDb *db,
                          CrmDb *other,
                          GError **error)
{
  g_autoptr (GArray) digests = g_array_new (FALSE, TRUE, sizeof (CrmEntityDigest));
  guint n_entities;
  const CrmEntity *const *entities = crm_schema_entities (db, &n_entities);

  g_array_set_size (digests, n_entities);
  for (guint i = 0; i < n_entities; i++)
    {
      g_autoptr (GHashTable) columns = read_columns (other, entities[i], error);

      if (columns == NULL ||
          !digest_entity (db, entities[i], columns, &g_array_index (digests, CrmEntityDigest, i), error))
        return NULL;
    }
  return g_steal_pointer (&digests);
}

/**
 * crm_reader_digest:
 *
 * Returns: (transfer full) (element-type CrmEntityDigest) (nullable): count and logical hash of every entity's rows:
 *   equal for equal contents, whatever the file looks like
 */
GArray *
crm_reader_digest (CrmReader *self,
                   GError **error)
{
  g_autoptr (GArray) digests = g_array_new (FALSE, TRUE, sizeof (CrmEntityDigest));
  guint n_entities;
  const CrmEntity *const *entities = crm_schema_entities (self->db, &n_entities);

  g_array_set_size (digests, n_entities);
  for (guint i = 0; i < n_entities; i++)
    {
      if (!digest_entity (self->db, entities[i], NULL, &g_array_index (digests, CrmEntityDigest, i), error))
        return NULL;
    }
  return g_steal_pointer (&digests);
}

static void
check_links (CrmDb *db,
             const CrmEntity *entity,
             GPtrArray *problems)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmField *field = &entity->fields[i];
      g_autofree char *sql = NULL;
      gint64 broken;

      if (field->kind != CRM_FIELD_LINK)
        continue;
      sql = g_strdup_printf ("SELECT count(*) FROM %s AS t WHERE t.%s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %s "
                             "WHERE id = t.%s)",
                             entity->name, field->key, field->target, field->key);
      broken = crm_db_query_int (db, sql, 0);
      if (broken > 0)
        g_ptr_array_add (problems, g_strdup_printf (_("%s: “%s” of %" PRId64 " records leads nowhere"),
                                                    crm_entity_get_label_plural (entity), crm_field_get_label (field),
                                                    broken));
    }
}

static void
check_search (CrmDb *db,
              const CrmEntity *entity,
              GPtrArray *problems)
{
  gboolean sound = TRUE;

  if (!crm_db_exec (db, "BEGIN", NULL))
    return;
  if (!crm_search_check (db, entity, &sound, NULL) || !sound)
    g_ptr_array_add (problems, g_strdup_printf (_("%s: the search index does not match the records"),
                                                crm_entity_get_label_plural (entity)));
  crm_db_exec (db, "COMMIT", NULL);
}

static gboolean
check_structure (CrmDb *db,
                 GPtrArray *problems,
                 GError **error)
{
  g_autoptr (CrmStatement) check = crm_db_prepare (db, "PRAGMA integrity_check", error);
  CrmStep step;

  if (check == NULL)
    return FALSE;
  while ((step = crm_statement_step (check, error)) == CRM_STEP_ROW)
    {
      if (strcmp (crm_statement_text (check, 0), "ok") != 0)
        g_ptr_array_add (problems, g_strdup (crm_statement_text (check, 0)));
    }
  return step == CRM_STEP_DONE;
}

static void
tell_pages (const CrmDbPages *pages,
            GPtrArray *problems)
{
  g_autoptr (GString) numbers = g_string_new (NULL);

  if (pages->damaged->len == 0)
    return;
  for (guint i = 0; i < MIN (pages->damaged->len, 10); i++)
    g_string_append_printf (numbers, "%s%u", i > 0 ? ", " : "", g_array_index (pages->damaged, guint32, i));
  if (pages->damaged->len > 10)
    g_string_append (numbers, ", …");
  g_ptr_array_add (problems,
                   g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                 "%u page of the file (%s) is not what was written: it was damaged, or "
                                                 "changed by another program",
                                                 "%u pages of the file (%s) are not what was written: they were "
                                                 "damaged, or changed by another program", pages->damaged->len),
                                    pages->damaged->len, numbers->str));
}

static void
tell_lost (CrmDb *db,
           GPtrArray *problems)
{
  gint64 lost = crm_db_get_lost (db);

  if (crm_db_get_mark (db) < 0)
    g_ptr_array_add (problems, g_strdup (_("The number of the last step, which proves that none is missing, is "
                                           "damaged; the next step writes it again")));
  if (lost > 0)
    g_ptr_array_add (problems,
                     g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                   "The last %u step that was saved is missing: the log was cut off, "
                                                   "removed or left behind",
                                                   "The last %u steps that were saved are missing: the log was cut "
                                                   "off, removed or left behind", lost),
                                     (guint) lost));
}

/**
 * crm_reader_check_pages:
 * @pages: (out) (optional): what the look at every page of the file came to
 *
 * Returns: (transfer full) (element-type utf8) (nullable): what is wrong with the workspace, for people; empty if it
 *   is sound: every page, the file's structure, every link, that the search index knows every record, and that no step
 *   that was saved is missing
 */
GPtrArray *
crm_reader_check_pages (CrmReader *self,
                        CrmCheckedPages *pages,
                        GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (CrmDb) db = crm_store_open_reader (self->store, error);
  g_auto (CrmDbPages) checked = { 0 };
  guint n_entities;
  const CrmEntity *const *entities = crm_schema_entities (self->db, &n_entities);

  if (db == NULL || !crm_db_check_pages (db, &checked, NULL, error))
    return NULL;
  if (pages != NULL)
    *pages = (CrmCheckedPages) { checked.n_pages, checked.n_unsealed, checked.damaged->len };
  tell_pages (&checked, problems);
  if (checked.damaged->len > 0)
    return g_steal_pointer (&problems);   /* nothing else can be read for certain */
  if (!check_structure (db, problems, error))
    return NULL;
  tell_lost (db, problems);
  for (guint i = 0; i < n_entities; i++)
    {
      check_links (db, entities[i], problems);
      if (!crm_rollup_is_right (db, entities[i]) || !crm_linked_is_right (db, entities[i]))
        g_ptr_array_add (problems, g_strdup_printf (_("%s: the sums kept do not match the records"),
                                                    crm_entity_get_label_plural (entities[i])));
      check_search (db, entities[i], problems);
    }
  return g_steal_pointer (&problems);
}

/**
 * crm_reader_check:
 *
 * Returns: (transfer full) (element-type utf8) (nullable): see crm_reader_check_pages()
 */
GPtrArray *
crm_reader_check (CrmReader *self,
                  GError **error)
{
  return crm_reader_check_pages (self, NULL, error);
}
