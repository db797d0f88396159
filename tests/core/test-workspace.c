/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "base/crm-error.h"
#include "db/crm-db.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Files: making, opening, refusing, and workspaces of earlier versions. */

static char *
path_in (TestStore *test,
         const char *name)
{
  return g_build_filename (test->folder, name, NULL);
}

static void
write_file (const char *path,
            const char *bytes,
            gssize length)
{
  GError *error = NULL;

  g_file_set_contents (path, bytes, length, &error);
  g_assert_no_error (error);
}

/* Opening is refused with that code, whether to read or to write, and the file keeps every byte. */
static void
assert_refused (const char *path,
                int read_code,
                int write_code)
{
  g_autofree char *before = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? crm_test_checksum (path) : NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  GError *error = NULL;
  CrmStore *store = crm_workspace_open (path, CRM_STORE_READ_ONLY, &error);

  if (read_code >= 0)
    {
      g_assert_null (store);
      g_assert_error (error, CRM_ERROR, read_code);
      g_assert_nonnull (strstr (error->message, path));
      g_clear_error (&error);
    }
  else
    {
      g_assert_no_error (error);
      crm_store_close (store);
      g_object_unref (store);
    }
  g_assert_null (crm_workspace_open (path, 0, &error));
  g_assert_error (error, CRM_ERROR, write_code);
  g_clear_error (&error);
  if (before != NULL)
    {
      g_autofree char *after = crm_test_checksum (path);

      g_assert_cmpstr (after, ==, before);
    }
}

static void
assert_alone (TestStore *test,
              const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL), *shm = g_strconcat (path, "-shm", NULL);

  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (shm, G_FILE_TEST_EXISTS));
}

static void
test_create (TestStore *test,
             gconstpointer data)
{
  GError *error = NULL;
  g_autofree char *other = path_in (test, "other.clientele");
  g_autofree char *nowhere = path_in (test, "no/such.clientele");
  g_autofree char *dangling = path_in (test, "dangling");
  g_autofree char *before = NULL, *after = NULL, *name = NULL;
  GDir *dir;
  guint n_files = 0;

  crm_store_close (test->store);
  before = crm_test_checksum (test->path);
  g_assert_null (crm_workspace_create (test->path, "EUR", &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_EXISTS);
  after = crm_test_checksum (test->path);
  g_assert_cmpstr (after, ==, before);
  g_assert_null (crm_workspace_create (test->folder, "EUR", &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_EXISTS);
  g_assert_null (crm_workspace_create (other, "Euro", &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_workspace_create (nowhere, "EUR", &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_NOT_FOUND);
  g_assert_cmpint (symlink ("nothing", dangling), ==, 0);
  g_assert_null (crm_workspace_create (dangling, "EUR", &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_EXISTS);

  dir = g_dir_open (test->folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n_files++;
  g_dir_close (dir);
  g_assert_cmpuint (n_files, ==, 2);   /* no draft is left */
  name = crm_workspace_get_name (test->path);
  g_assert_cmpstr (name, ==, "test");
}

static void
test_contents (TestStore *test,
               gconstpointer data)
{
  g_assert_cmpstr (crm_store_get_currency (test->store), ==, "EUR");
  g_assert_cmpint (crm_test_count (test->store, "person", "id > 0"), ==, 1);
  g_assert_cmpint (crm_store_get_me (test->store), !=, 0);
  g_assert_cmpint (crm_test_count (test->store, "stage", "pipeline = Sales and kind = open"), ==, 4);
  crm_test_reopen (test, CRM_STORE_READ_ONLY);
  g_assert_true (crm_store_is_read_only (test->store));
  g_assert_cmpint (crm_store_get_me (test->store), !=, 0);
  crm_test_assert_error (crm_test_try_add (test->store, "customer", "name", "A", NULL), CRM_ERROR_READ_ONLY);
  crm_test_sound (test->store);
}

static void
test_reading_leaves_nothing (TestStore *test,
                             gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;

  crm_test_add (test->store, "customer", "name", "A", NULL);
  crm_test_reopen (test, CRM_STORE_READ_ONLY);
  before = crm_test_checksum (test->path);
  g_assert_cmpint (crm_test_count (test->store, "customer", "name = a"), ==, 1);
  crm_store_close (test->store);
  after = crm_test_checksum (test->path);
  g_assert_cmpstr (after, ==, before);
  assert_alone (test, test->path);
}

static void
test_wrong_files (TestStore *test,
                  gconstpointer data)
{
  g_autofree char *path = path_in (test, "file");
  g_autofree char *whole = NULL;
  g_autofree char *noise = g_malloc (5000);
  gsize length;

  crm_test_add (test->store, "customer", "name", "A", NULL);
  crm_store_close (test->store);
  g_assert_true (g_file_get_contents (test->path, &whole, &length, NULL));

  assert_refused (path, CRM_ERROR_NOT_FOUND, CRM_ERROR_NOT_FOUND);
  assert_refused (test->folder, CRM_ERROR_FORMAT, CRM_ERROR_FORMAT);
  write_file (path, "", 0);
  assert_refused (path, CRM_ERROR_FORMAT, CRM_ERROR_FORMAT);
  write_file (path, "name,city\nA,Lyon\n", -1);
  assert_refused (path, CRM_ERROR_FORMAT, CRM_ERROR_FORMAT);
  for (guint i = 0; i < 5000; i++)
    noise[i] = g_test_rand_int_range (0, 256);
  write_file (path, noise, 5000);
  assert_refused (path, CRM_ERROR_FORMAT, CRM_ERROR_FORMAT);
  write_file (path, whole, 50);
  assert_refused (path, CRM_ERROR_FORMAT, CRM_ERROR_FORMAT);
  for (gsize cut = 4096; cut < length; cut += 40961)
    {
      write_file (path, whole, cut);
      assert_refused (path, CRM_ERROR_CORRUPT, CRM_ERROR_CORRUPT);
    }
  whole[60 + 3] = 99;   /* the version of the schema */
  write_file (path, whole, length);
  assert_refused (path, CRM_ERROR_NEWER, CRM_ERROR_NEWER);
  whole[60 + 3] = 1;
  whole[68] ^= 1;       /* the id of the program */
  write_file (path, whole, length);
  assert_refused (path, CRM_ERROR_FOREIGN, CRM_ERROR_FOREIGN);
  assert_alone (test, path);
}

static void
test_damage (TestStore *test,
             gconstpointer data)
{
  g_autofree char *path = path_in (test, "file");
  g_autofree char *whole = NULL;
  gsize length;

  for (guint i = 0; i < 50; i++)
    crm_test_add (test->store, "customer", "name", "A customer with a long name", "notes", "Some notes", NULL);
  crm_store_close (test->store);
  g_assert_true (g_file_get_contents (test->path, &whole, &length, NULL));
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *damaged = g_memdup2 (whole, length);
      gsize page = g_test_rand_int_range (1, length / 4096) * 4096;
      g_autoptr (GError) error = NULL;
      CrmStore *store;

      memset (damaged + page, g_test_rand_int_range (0, 256), 4096);
      write_file (path, damaged, length);
      store = crm_workspace_open (path, g_test_rand_bit () ? CRM_STORE_READ_ONLY : 0, &error);
      if (store != NULL)
        {
          /* Whatever is asked, there is an answer or an error. */
          for (guint n = 0; n < 3; n++)
            g_free (crm_test_titles (store, n == 0 ? "customer" : n == 1 ? "stage" : "person", NULL, NULL));
          crm_store_close (store);
          g_object_unref (store);
        }
      else
        g_assert_true (error->domain == CRM_ERROR);
    }
}

static void
test_read_only_file (TestStore *test,
                     gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;

  crm_test_add (test->store, "customer", "name", "A", NULL);
  crm_store_close (test->store);
  g_assert_cmpint (g_chmod (test->path, 0444), ==, 0);
  before = crm_test_checksum (test->path);
  assert_refused (test->path, -1, CRM_ERROR_READ_ONLY);   /* even for root, the bits count */
  crm_test_reopen (test, CRM_STORE_READ_ONLY);
  g_assert_cmpint (crm_test_count (test->store, "customer", NULL), ==, 1);
  crm_store_close (test->store);
  after = crm_test_checksum (test->path);
  g_assert_cmpstr (after, ==, before);
  assert_alone (test, test->path);
}

static void
test_symlinks (TestStore *test,
               gconstpointer data)
{
  g_autofree char *link = path_in (test, "link.clientele"), *loop = path_in (test, "loop");
  GError *error = NULL;
  CrmStore *store;

  g_assert_cmpint (symlink ("loop", loop), ==, 0);
  assert_refused (loop, CRM_ERROR_IO, CRM_ERROR_IO);
  g_assert_cmpint (symlink (test->path, link), ==, 0);
  g_assert_null (crm_workspace_open (link, 0, &error));   /* the same file, so the same lock */
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_BUSY);
  crm_test_add (test->store, "customer", "name", "A", NULL);
  store = crm_workspace_open (link, CRM_STORE_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_cmpint (crm_test_count (store, "customer", NULL), ==, 1);
  crm_store_close (store);
  g_object_unref (store);
}

static void
test_second_opener (TestStore *test,
                    gconstpointer data)
{
  GError *error = NULL;
  CrmStore *reader;

  g_assert_null (crm_workspace_open (test->path, 0, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_BUSY);
  reader = crm_workspace_open (test->path, CRM_STORE_READ_ONLY, &error);
  g_assert_no_error (error);
  crm_test_add (test->store, "customer", "name", "A", NULL);
  g_assert_cmpint (crm_test_count (reader, "customer", NULL), ==, 1);
  crm_test_add (test->store, "customer", "name", "B", NULL);
  g_assert_cmpint (crm_test_count (reader, "customer", NULL), ==, 2);
  crm_store_close (test->store);
  g_assert_cmpint (crm_test_count (reader, "customer", NULL), ==, 2);
  crm_store_close (reader);
  g_object_unref (reader);
  crm_test_reopen (test, 0);
  g_assert_cmpint (crm_test_count (test->store, "customer", NULL), ==, 2);
  crm_store_close (test->store);
  assert_alone (test, test->path);   /* a reader that came while another wrote leaves tidying up to writers */
}

/* Whether SQLite holds a lock on the file: any locked byte but the one of the writer, seen from another process. */
static gboolean
is_locked_by_sqlite (const char *path)
{
  static const char program[] =
    "import fcntl, os, struct, sys\n"
    "f = open(sys.argv[1], 'rb+')\n"
    "lock = struct.pack('hhqqi', fcntl.F_WRLCK, os.SEEK_SET, 0x40000002, 510, 0)\n"
    "try: fcntl.fcntl(f, fcntl.F_SETLK, lock)\n"
    "except OSError: sys.exit(3)\n";
  const char *argv[] = { "python3", "-c", program, path, NULL };
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  return !g_spawn_check_wait_status (status, NULL);
}

/* Attempts to open the workspace once more in the same process must not drop the locks of the first. */
static void
test_locks_are_kept (TestStore *test,
                     gconstpointer data)
{
  GError *error = NULL;
  CrmStore *reader;

  crm_test_add (test->store, "customer", "name", "A", NULL);
  g_assert_true (is_locked_by_sqlite (test->path));
  g_assert_null (crm_workspace_open (test->path, 0, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_BUSY);
  g_assert_true (is_locked_by_sqlite (test->path));
  reader = crm_workspace_open (test->path, CRM_STORE_READ_ONLY, &error);
  g_assert_no_error (error);
  crm_store_close (reader);
  g_object_unref (reader);
  g_assert_true (is_locked_by_sqlite (test->path));
  crm_store_close (test->store);
  g_assert_false (is_locked_by_sqlite (test->path));
  crm_test_reopen (test, 0);
  g_assert_true (is_locked_by_sqlite (test->path));
}

/* A process that dies leaves its log and no lock: nothing that was committed is lost. */
static void
test_crash (TestStore *test,
            gconstpointer data)
{
  g_autofree char *copy = path_in (test, "copy.clientele"), *copy_wal = path_in (test, "copy.clientele-wal");
  g_autofree char *wal = g_strconcat (test->path, "-wal", NULL);
  g_autofree char *bytes = NULL, *wal_bytes = NULL;
  gsize length, wal_length;
  GError *error = NULL;
  CrmStore *store;

  crm_test_add (test->store, "customer", "name", "A", NULL);
  g_assert_true (g_file_get_contents (test->path, &bytes, &length, NULL));
  g_assert_true (g_file_get_contents (wal, &wal_bytes, &wal_length, NULL));
  write_file (copy, bytes, length);
  write_file (copy_wal, wal_bytes, wal_length);
  store = crm_workspace_open (copy, CRM_STORE_READ_ONLY, &error);
  g_assert_no_error (error);
  g_assert_cmpint (crm_test_count (store, "customer", NULL), ==, 1);
  crm_store_close (store);
  g_object_unref (store);
  store = crm_workspace_open (copy, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (crm_test_count (store, "customer", NULL), ==, 1);
  crm_test_sound (store);
  crm_store_close (store);
  g_object_unref (store);
}

/* Earlier versions */

static void
change_file (const char *path,
             const char *sql)
{
  GError *error = NULL;
  CrmDb *db = crm_db_open (path, 0, &error);

  g_assert_no_error (error);
  crm_db_exec (db, sql, &error);
  g_assert_no_error (error);
  crm_db_checkpoint (db, TRUE);
  crm_db_close (db);
}

#define MAKE_OLD \
  "ALTER TABLE customer DROP COLUMN country; ALTER TABLE customer DROP COLUMN revenue;" \
  "ALTER TABLE customer DROP COLUMN revenue_currency; UPDATE meta SET value = 'older' WHERE key = 'fingerprint';"

static void
test_migration (TestStore *test,
                gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;
  gint64 id = crm_test_add (test->store, "customer", "name", "A", "city", "Lyon", NULL);

  before = crm_test_digest (test->store);
  crm_store_close (test->store);
  change_file (test->path, MAKE_OLD);
  crm_test_reopen (test, 0);
  after = crm_test_digest (test->store);
  g_assert_cmpstr (after, ==, before);
  crm_test_set (test->store, "customer", id, "country", "France", "revenue", "5", NULL);
  g_assert_cmpint (crm_test_count (test->store, "customer", "country = france and revenue = 5"), ==, 1);
  crm_test_sound (test->store);
}

static void
test_migration_before_reading (TestStore *test,
                               gconstpointer data)
{
  GError *error = NULL;

  crm_test_add (test->store, "customer", "name", "A", NULL);
  crm_store_close (test->store);
  change_file (test->path, MAKE_OLD);
  g_chmod (test->path, 0444);
  g_assert_null (crm_workspace_open (test->path, CRM_STORE_READ_ONLY, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_READ_ONLY);
  g_chmod (test->path, 0600);
  crm_test_reopen (test, CRM_STORE_READ_ONLY);
  g_assert_cmpint (crm_test_count (test->store, "customer", "country is empty"), ==, 1);
}

/* A workspace as the first version wrote it: opens, is sound, and holds what it held. */
static void
test_first_schema (TestStore *test,
                   gconstpointer data)
{
  g_autofree char *frozen = g_test_build_filename (G_TEST_DIST, "fixtures", "schema-1.clientele", NULL);
  g_autofree char *expected_path = g_test_build_filename (G_TEST_DIST, "fixtures", "schema-1.digest", NULL);
  g_autofree char *bytes = NULL, *expected = NULL, *digest = NULL, *name = NULL;
  gsize length;
  GError *error = NULL;
  gint64 id;

  g_file_get_contents (frozen, &bytes, &length, &error);
  g_assert_no_error (error);
  g_file_get_contents (expected_path, &expected, NULL, &error);
  g_assert_no_error (error);
  crm_store_close (test->store);
  write_file (test->path, bytes, length);
  crm_test_reopen (test, 0);
  digest = crm_test_digest (test->store);
  for (char **line = g_strsplit (expected, "\n", -1), **first = line; ; line++)
    {
      if (*line == NULL)
        {
          g_strfreev (first);
          break;
        }
      if (strstr (digest, *line) == NULL)   /* entities may have been added since */
        g_error ("%s\nis not in\n%s", *line, digest);
    }
  crm_test_sound (test->store);
  id = crm_test_find (test->store, "customer", "Łódź Café");
  g_assert_cmpint (id, !=, 0);
  g_assert_true (crm_store_undo (test->store, 0, NULL, &error));
  g_assert_no_error (error);
  crm_test_set (test->store, "customer", id, "city", "Łódź", NULL);
  crm_test_sound (test->store);
}

#define ADD(path, function) \
  g_test_add ("/workspace/" path, TestStore, NULL, crm_test_set_up, function, crm_test_tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("create", test_create);
  ADD ("contents", test_contents);
  ADD ("reading-leaves-nothing", test_reading_leaves_nothing);
  ADD ("wrong-files", test_wrong_files);
  ADD ("damage", test_damage);
  ADD ("read-only-file", test_read_only_file);
  ADD ("symlinks", test_symlinks);
  ADD ("second-opener", test_second_opener);
  ADD ("locks-are-kept", test_locks_are_kept);
  ADD ("crash", test_crash);
  ADD ("migration", test_migration);
  ADD ("migration-before-reading", test_migration_before_reading);
  ADD ("first-schema", test_first_schema);
  return g_test_run ();
}
