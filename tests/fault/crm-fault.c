/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-fault.h"

#include "db/crm-db.h"

#include <glib/gstdio.h>
#include <string.h>

#define PAGE 4096

GBytes *
crm_fault_load (const char *path)
{
  char *bytes;
  gsize length;
  GError *error = NULL;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (bytes, length);
}

/* In place: the file keeps its inode. */
void
crm_fault_save (const char *path,
                const void *bytes,
                gsize length)
{
  FILE *file = g_fopen (path, "wb");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (bytes, 1, length, file), ==, length);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* The workspace with all that SQLite puts beside it. */
void
crm_fault_remove (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_unlink (name);
    }
}

/* Breaks a page; returns what the file was. */
GBytes *
crm_fault_damage_page (const char *path,
                       guint32 page)
{
  GBytes *whole = crm_fault_load (path);
  gsize length = g_bytes_get_size (whole);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (whole, NULL), length);

  for (guint i = 0; i < 40; i++)
    bytes[(page - 1) * PAGE + g_test_rand_int_range (100, PAGE)] ^= g_test_rand_int_range (1, 256);
  crm_fault_save (path, bytes, length);
  return whole;
}

static guint32
find_root (const char *path,
           const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT rootpage FROM sqlite_schema WHERE name = '%s'", table);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmDb) db = crm_db_open (path, CRM_DB_READ_ONLY, &error);

  g_assert_no_error (error);
  return crm_db_query_int (db, sql, -1);
}

/* Breaks the page that the first rows of a table or index are on: the first child of its root, whose number stands at the
 * start of the first cell. */
void
crm_fault_damage_table (const char *path,
                        const char *table)
{
  g_autoptr (GBytes) whole = crm_fault_load (path), before = NULL;
  const guint8 *root = (const guint8 *) g_bytes_get_data (whole, NULL) + (find_root (path, table) - 1) * PAGE;
  guint offset = root[12] << 8 | root[13];

  g_assert_true (root[0] == 5 || root[0] == 2);
  before = crm_fault_damage_page (path, (guint32) root[offset] << 24 | root[offset + 1] << 16 |
                                        root[offset + 2] << 8 | root[offset + 3]);
}

CrmStore *
crm_fault_open (const char *path,
                CrmStoreFlags flags,
                GError **error)
{
  CrmStore *store = crm_workspace_open (path, flags, error);

  g_assert_true (store != NULL || error == NULL || *error != NULL);
  return store;
}

void
crm_fault_close (CrmStore *store)
{
  crm_store_close (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (store);
}

static gpointer
check (CrmReader *reader,
       gpointer data,
       GCancellable *cancellable,
       GError **error)
{
  return crm_reader_check_pages (reader, data, error);
}

/* What is wrong; %NULL with an error where even that cannot be said. */
GPtrArray *
crm_fault_check (CrmStore *store,
                 CrmCheckedPages *pages,
                 GError **error)
{
  return crm_store_read (store, check, pages, NULL, error);
}

static gpointer
digest (CrmReader *reader,
        gpointer data,
        GCancellable *cancellable,
        GError **error)
{
  return crm_reader_digest (reader, error);
}

/* As crm_test_digest(), but may fail. */
char *
crm_fault_digest (CrmStore *store,
                  GError **error)
{
  g_autoptr (GArray) digests = crm_store_read (store, digest, NULL, NULL, error);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; digests != NULL && i < digests->len; i++)
    {
      const CrmEntityDigest *of = &g_array_index (digests, CrmEntityDigest, i);

      g_string_append_printf (text, "%s %" G_GINT64_FORMAT " %s\n", of->entity->name, of->count, of->hash);
    }
  return digests != NULL ? g_strdup (text->str) : NULL;
}

guint
crm_fault_runs (guint quick,
                guint slow)
{
  return g_getenv ("CLIENTELE_SLOW") != NULL ? slow : quick;
}
