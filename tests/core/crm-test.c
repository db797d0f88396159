/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "base/crm-error.h"
#include "db/crm-db.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

void
crm_test_set_up (TestStore *self,
                 gconstpointer data)
{
  GError *error = NULL;

  self->folder = g_dir_make_tmp ("clientele-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "test.clientele", NULL);
  self->store = crm_workspace_create (self->path, "EUR", &error);
  g_assert_no_error (error);
}

static void
close_store (TestStore *self)
{
  if (self->store == NULL)
    return;
  crm_store_close (self->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&self->store));
}

void
crm_test_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        crm_test_remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

void
crm_test_tear_down (TestStore *self,
                    gconstpointer data)
{
  g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);

  close_store (self);
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
  crm_test_remove_folder (self->folder);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->path, g_free);
}

void
crm_test_reopen (TestStore *self,
                 CrmStoreFlags flags)
{
  GError *error = NULL;

  close_store (self);
  self->store = crm_workspace_open (self->path, flags, &error);
  g_assert_no_error (error);
}

typedef struct
{
  const CrmEntity *entity;
  const char      *text;
  gint64           id;
} Link;

static gpointer
find_link (CrmReader *reader,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  Link *link = data;

  link->id = crm_reader_find_link (reader, link->entity, link->text);
  return link;
}

gint64
crm_test_find (CrmStore *store,
               const char *entity,
               const char *title)
{
  Link link = { crm_entity_find (entity), title, 0 };

  crm_store_read (store, find_link, &link, NULL, NULL);
  return link.id;
}

/* Sets a field of the record that the change set began last. */
void
crm_test_put (CrmStore *store,
              CrmChangeSet *changes,
              const char *field,
              const char *text)
{
  CrmChange *change = crm_change_set_get_change (changes, crm_change_set_get_n_changes (changes) - 1);
  const CrmField *declared = crm_entity_field (change->entity, field);
  g_autoptr (GError) error = NULL;
  CrmValue value;

  g_assert_nonnull (declared);
  if (declared->kind == CRM_FIELD_LINK && *text != '\0')
    {
      gint64 id = crm_test_find (store, declared->target, text);

      /* Ids that lead nowhere are for the store to refuse. */
      value = crm_value_int (id != 0 ? id : g_ascii_strtoll (text, NULL, 10));
    }
  else if (!crm_field_parse (declared, text, crm_store_get_currency (store), &value, &error))
    value = crm_value_text (text);
  crm_change_set_take (changes, field, value);
}

static void
put_all (CrmStore *store,
         CrmChangeSet *changes,
         va_list fields)
{
  const char *key;

  while ((key = va_arg (fields, const char *)) != NULL)
    crm_test_put (store, changes, key, va_arg (fields, const char *));
}

GError *
crm_test_try (CrmStore *store,
              CrmChangeSet *changes)
{
  GError *error = NULL;

  crm_store_apply (store, changes, NULL, NULL, &error);
  return error;
}

static gint64
apply (CrmStore *store,
       CrmChangeSet *changes)
{
  GError *error = NULL;
  gint64 action;

  crm_store_apply (store, changes, &action, NULL, &error);
  g_assert_no_error (error);
  return action;
}

gint64
crm_test_add (CrmStore *store,
              const char *entity,
              ...)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Add");
  gint64 id = crm_change_set_insert (changes, entity);
  va_list fields;

  va_start (fields, entity);
  put_all (store, changes, fields);
  va_end (fields);
  apply (store, changes);
  return id;
}

gint64
crm_test_set (CrmStore *store,
              const char *entity,
              gint64 id,
              ...)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Set");
  va_list fields;

  crm_change_set_update (changes, entity, id);
  va_start (fields, id);
  put_all (store, changes, fields);
  va_end (fields);
  return apply (store, changes);
}

gint64
crm_test_delete (CrmStore *store,
                 const char *entity,
                 gint64 id)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Delete");

  crm_change_set_delete (changes, entity, id);
  return apply (store, changes);
}

GError *
crm_test_try_add (CrmStore *store,
                  const char *entity,
                  ...)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Add");
  va_list fields;

  crm_change_set_insert (changes, entity);
  va_start (fields, entity);
  put_all (store, changes, fields);
  va_end (fields);
  return crm_test_try (store, changes);
}

GError *
crm_test_try_set (CrmStore *store,
                  const char *entity,
                  gint64 id,
                  ...)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Set");
  va_list fields;

  crm_change_set_update (changes, entity, id);
  va_start (fields, id);
  put_all (store, changes, fields);
  va_end (fields);
  return crm_test_try (store, changes);
}

GError *
crm_test_try_delete (CrmStore *store,
                     const char *entity,
                     gint64 id)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Delete");

  crm_change_set_delete (changes, entity, id);
  return crm_test_try (store, changes);
}

static gpointer
read_record (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  const Link *link = data;

  return crm_reader_get (reader, link->entity, link->id, error);
}

/* NULL if there is no such record. */
CrmRecord *
crm_test_get (CrmStore *store,
              const char *entity,
              gint64 id)
{
  Link link = { crm_entity_find (entity), NULL, id };
  g_autoptr (GError) error = NULL;
  CrmRecord *record = crm_store_read (store, read_record, &link, NULL, &error);

  if (record == NULL)
    g_assert_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND);
  return record;
}

char *
crm_test_text (CrmStore *store,
               const char *entity,
               gint64 id,
               const char *field)
{
  g_autoptr (CrmRecord) record = crm_test_get (store, entity, id);

  return record != NULL ? crm_record_dup_display_by_key (record, field) : NULL;
}

static gpointer
count_records (CrmReader *reader,
               gpointer data,
               GCancellable *cancellable,
               GError **error)
{
  return GSIZE_TO_POINTER (crm_reader_count (reader, data, error));
}

gint64
crm_test_count (CrmStore *store,
                const char *entity,
                const char *filter)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find (entity));
  GError *error = NULL;
  gint64 count;

  crm_query_set_filter_text (query, filter, &error);
  g_assert_no_error (error);
  count = GPOINTER_TO_SIZE (crm_store_read (store, count_records, query, NULL, &error));
  g_assert_no_error (error);
  return count;
}

static gpointer
read_records (CrmReader *reader,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  return crm_reader_records (reader, data, -1, 0, error);
}

/* The titles of the filter's records, joined by commas; the message of the error where it is refused. */
char *
crm_test_titles (CrmStore *store,
                 const char *entity,
                 const char *filter,
                 const char *sort)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find (entity));
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GString) titles = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (!crm_query_set_filter_text (query, filter, &error) ||
      !crm_query_set_sort_text (query, sort != NULL ? sort : "name", &error) ||
      (records = crm_store_read (store, read_records, query, NULL, &error)) == NULL)
    return g_strdup (error->message);
  for (guint i = 0; i < records->len; i++)
    g_string_append_printf (titles, "%s%s", i > 0 ? "," : "", crm_record_get_title (records->pdata[i]));
  return g_strdup (titles->str);
}

static gpointer
read_digest (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  return crm_reader_digest (reader, error);
}

/* Count and hash of every entity, a line each. */
char *
crm_test_digest (CrmStore *store)
{
  GError *error = NULL;
  g_autoptr (GArray) digests = crm_store_read (store, read_digest, NULL, NULL, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < digests->len; i++)
    {
      const CrmEntityDigest *digest = &g_array_index (digests, CrmEntityDigest, i);

      g_string_append_printf (text, "%s %" G_GINT64_FORMAT " %s\n", digest->entity->name, digest->count, digest->hash);
    }
  return g_string_free (text, FALSE);
}

char *
crm_test_checksum (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length;
  GError *error = NULL;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length);
}

static gpointer
read_check (CrmReader *reader,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  return crm_reader_check (reader, error);
}

/* What is found to be wrong with the workspace. */
GPtrArray *
crm_test_problems (CrmStore *store)
{
  GError *error = NULL;
  GPtrArray *problems = crm_store_read (store, read_check, NULL, NULL, &error);

  g_assert_no_error (error);
  return problems;
}

/* Writes as a person does meanwhile, so that what a long action has done so far is committed. */
void
crm_test_interrupt (CrmStore *store)
{
  GError *error = NULL;

  crm_store_set_note (store, "test", "meanwhile", &error);
  g_assert_no_error (error);
}

/* Changes a closed workspace behind its back. */
void
crm_test_exec (const char *path,
               const char *sql)
{
  GError *error = NULL;
  CrmDb *db = crm_db_open (path, 0, &error);

  g_assert_no_error (error);
  crm_db_exec (db, sql, &error);
  g_assert_no_error (error);
  crm_db_close (db);
}

/* Fails with the first problem of the workspace. */
void
crm_test_sound (CrmStore *store)
{
  g_autoptr (GPtrArray) problems = crm_test_problems (store);

  if (problems->len > 0)
    g_error ("%s", (const char *) problems->pdata[0]);
}
