/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-fault.h"

#include <glib/gstdio.h>
#include <string.h>

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
