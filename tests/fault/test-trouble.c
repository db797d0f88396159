/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-fault.h"
#include "crm-fault-vfs.h"

#include "base/crm-error.h"
#include "db/crm-db.h"
#include "store/crm-backup.h"
#include "store/crm-bulk.h"
#include "store/crm-writer.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* Disks that fail now and then or for good, disks that are full, and memory that runs out: an error that says so, all
 * as it was, and work goes on when the cause is gone. */

/* Memory of SQLite: the n-th allocation of a while fails. */

static sqlite3_mem_methods memory;
static gint allocations_left = -1;   /* −1: none fails */

static gboolean
is_refused (void)
{
  gint left = g_atomic_int_get (&allocations_left);

  return left >= 0 && g_atomic_int_add (&allocations_left, -1) == 0;
}

static void *
allocate (int size)
{
  return is_refused () ? NULL : memory.xMalloc (size);
}

static void *
reallocate (void *block,
            int size)
{
  return is_refused () ? NULL : memory.xRealloc (block, size);
}

static void
install_memory (void)
{
  sqlite3_mem_methods ours;

  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_GETMALLOC, &memory), ==, SQLITE_OK);
  ours = memory;
  ours.xMalloc = allocate;
  ours.xRealloc = reallocate;
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_MALLOC, &ours), ==, SQLITE_OK);
}

static void
no_trouble (void)
{
  crm_fault_vfs_set ((CrmFault) { .after = -1 });
  crm_fault_vfs_set_room (-1);
  g_atomic_int_set (&allocations_left, -1);
}

/* Edits once more, while there is trouble. Either that is done, or it is refused with a message and all is as it was;
 * then, without trouble, the same edit is done. */
static gboolean
edit (TestStore *test,
      gint64 id,
      guint n,
      int code)
{
  g_autofree char *notes = g_strnfill (n * 37 % 9000 + 1, 'a' + n % 26);
  g_autofree char *before = NULL, *after = NULL;
  GError *error;

  error = crm_test_try_set (test->store, "customer", id, "notes", notes, NULL);
  no_trouble ();
  if (error == NULL)
    return TRUE;
  g_assert_true (error->domain == CRM_ERROR);
  if (code >= 0)
    g_assert_error (error, CRM_ERROR, code);
  g_assert_nonnull (strstr (error->message, "Nothing was changed"));
  g_error_free (error);
  before = crm_test_text (test->store, "customer", id, "notes");
  g_assert_cmpstr (before, !=, notes);
  crm_test_set (test->store, "customer", id, "notes", notes, NULL);
  after = crm_test_text (test->store, "customer", id, "notes");
  g_assert_cmpstr (after, ==, notes);
  return FALSE;
}

static void
assert_whole (TestStore *test)
{
  g_autofree char *before = crm_test_digest (test->store), *after = NULL;

  crm_test_sound (test->store);
  crm_test_reopen (test, 0);
  after = crm_test_digest (test->store);
  g_assert_cmpstr (after, ==, before);
  crm_test_sound (test->store);
}

/* The n-th operation fails: one of the edit, or of the checkpoint that the edit before left to do. */
static void
sweep (TestStore *test,
       CrmFault fault)
{
  gint64 id = crm_test_add (test->store, "customer", "name", "Kunde", NULL);
  guint n_failed = 0;

  for (guint n = 0; n < crm_fault_runs (200, 1000); n++)
    {
      fault.after = n % 100;
      crm_store_finish_search (test->store);   /* which would take the fault upon itself */
      crm_fault_vfs_set (fault);
      n_failed += !edit (test, id, n, -1);
    }
  g_assert_cmpuint (n_failed, >, 3);
  assert_whole (test);
}

static void
test_error_once (TestStore *test,
                 gconstpointer data)
{
  static const int codes[] = { SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_FULL };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    sweep (test, (CrmFault) { .code = codes[i] });
}

static void
test_error_for_good (TestStore *test,
                     gconstpointer data)
{
  static const int codes[] = { SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_FULL };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    sweep (test, (CrmFault) { .code = codes[i], .forever = TRUE });
}

static void
test_error_reading (TestStore *test,
                    gconstpointer data)
{
  /* The cache would spare the reading. */
  crm_test_reopen (test, 0);
  sweep (test, (CrmFault) { .code = SQLITE_IOERR_READ, .reads = TRUE });
  sweep (test, (CrmFault) { .code = SQLITE_IOERR_READ, .reads = TRUE, .forever = TRUE });
}

static void
test_full (TestStore *test,
           gconstpointer data)
{
  gint64 id = crm_test_add (test->store, "customer", "name", "Kunde", NULL);
  guint n_failed = 0;

  for (guint n = 0; n < crm_fault_runs (60, 400); n++)
    {
      crm_fault_vfs_set_room (n * 997 % 60000);
      n_failed += !edit (test, id, n, CRM_ERROR_DISK_FULL);
      if (n % 10 == 0)
        crm_test_reopen (test, 0);
    }
  g_assert_cmpuint (n_failed, >, 5);
  assert_whole (test);
}

static GError *
try_some (CrmStore *store,
          guint n)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Many");

  for (guint i = 0; i < n; i++)
    {
      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", "One of many that fill the disk");
    }
  return crm_test_try (store, changes);
}

/* A long action that the disk has no room for is taken back as a whole, as soon as there is room. */
static void
test_full_long (TestStore *test,
                gconstpointer data)
{
  gint64 id = crm_test_add (test->store, "customer", "name", "Kunde", NULL);

  for (guint i = 0; i < 6; i++)
    {
      crm_fault_vfs_set_room (50000 * (i + 1));
      crm_test_assert_error (try_some (test->store, 10000), CRM_ERROR_DISK_FULL);
      no_trouble ();
      if (i % 2 != 0)
        crm_test_reopen (test, 0);
      else
        crm_test_set (test->store, "customer", id, "city", i % 4 != 0 ? "Lyon" : "Kyiv", NULL);
      g_assert_cmpint (crm_test_count (test->store, "customer", NULL), ==, 1);
    }
  assert_whole (test);
}

static CrmChangeSet *
make_portion (CrmStore *store,
              guint n)
{
  CrmChangeSet *changes = crm_change_set_new (store, "Import");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *email = g_strdup_printf ("somebody-with-a-long-name-%u@example.com", i);

      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", "One of many that fill the disk");
      crm_change_set_text (changes, "email", email);
    }
  return changes;
}

static gboolean
import_many (TestStore *test)
{
  CrmBulk *bulk = crm_bulk_new (test->store, "Import");
  g_autoptr (CrmChangeSet) changes = make_portion (test->store, 2000);
  gboolean done;

  crm_bulk_expect (bulk, "customer", 1000000);
  done = crm_bulk_add (bulk, changes, NULL, NULL) && crm_bulk_finish (bulk, NULL, NULL, NULL);
  crm_bulk_free (bulk);
  return done;
}

static gint64
count_indexes (TestStore *test)
{
  g_autoptr (CrmDb) db = crm_db_open (test->path, CRM_DB_READ_ONLY, NULL);

  return crm_db_query_int (db, "SELECT count(*) FROM sqlite_schema WHERE type = 'index'", -1);
}

/* Where there is room for the records of an import but not for the indexes of lists, it is done; they are made at the
 * next opening. */
static void
test_full_indexes (TestStore *test,
                   gconstpointer data)
{
  gint64 id = crm_test_add (test->store, "customer", "name", "Kunde", NULL);
  gint64 usual = count_indexes (test);
  guint n_failed = 0;
  gboolean done;

  do
    {
      crm_fault_vfs_set_room (50000 * n_failed);
      done = import_many (test);
      no_trouble ();
      crm_test_set (test->store, "customer", id, "city", n_failed % 2 != 0 ? "Lyon" : "Kyiv", NULL);
      g_assert_cmpint (crm_test_count (test->store, "customer", NULL), ==, done ? 2001 : 1);
      n_failed += !done;
    }
  while (!done);
  g_assert_cmpuint (n_failed, >, 0);
  /* Mostly some are missing; when the log was emptied meanwhile, there was room for all. */
  g_test_message ("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " indexes found room", count_indexes (test), usual);
  g_assert_cmpint (count_indexes (test), <=, usual);
  crm_test_reopen (test, 0);
  g_assert_cmpint (count_indexes (test), ==, usual);
  assert_whole (test);
}

static void
test_memory (TestStore *test,
             gconstpointer data)
{
  gint64 id = crm_test_add (test->store, "customer", "name", "Kunde", NULL);
  guint n_failed = 0, n_done = 0;

  for (guint n = 0; n < crm_fault_runs (150, 1500); n++)
    {
      g_atomic_int_set (&allocations_left, n % 400);
      if (edit (test, id, n, -1))
        n_done++;
      else
        n_failed++;
      if (n % 50 == 0)
        crm_test_reopen (test, 0);   /* so that nothing is prepared or cached */
    }
  g_assert_cmpuint (n_failed, >, 3);
  g_test_message ("%u edits were refused for want of memory, %u went well", n_failed, n_done);
  assert_whole (test);
}

/* Other work than edits. It is done, or refused with a message; what is there stays as it is. */

typedef gboolean (*Work) (TestStore *test, GError **error);

static gboolean
read_all (TestStore *test,
          GError **error)
{
  g_autofree char *digest = crm_fault_digest (test->store, error);

  return digest != NULL;
}

/* Either it is there and verified, or nothing is. */
static gboolean
back_up (TestStore *test,
         GError **error)
{
  g_autofree char *path = g_build_filename (test->folder, "a.backup", NULL);
  g_autofree char *manifest = g_strconcat (path, ".json", NULL);
  g_autoptr (CrmBackup) backup = crm_backup_write_full (test->store, path, NULL, error);

  g_assert_true (backup == NULL || backup->verified);
  g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==, backup != NULL);
  g_unlink (path);
  g_unlink (manifest);
  return backup != NULL;
}

static void
sweep_work (TestStore *test,
            Work work)
{
  g_autofree char *before = NULL, *after = NULL;
  guint n_failed = 0, n_runs = crm_fault_runs (60, 600);

  g_assert_no_error (try_some (test->store, 300));
  crm_store_finish_search (test->store);
  before = crm_test_digest (test->store);
  for (guint n = 0; n < n_runs; n++)
    {
      GError *error = NULL;
      gboolean done;

      crm_test_reopen (test, 0);   /* so that nothing is prepared or cached */
      if (n % 2 == 0)
        g_atomic_int_set (&allocations_left, n * 5);
      else
        crm_fault_vfs_set ((CrmFault) { .after = n / 2, .code = SQLITE_IOERR_READ, .reads = TRUE });
      done = work (test, &error);
      no_trouble ();
      n_failed += !done;
      g_assert_true (done ? error == NULL : error->domain == CRM_ERROR);
      g_clear_error (&error);
    }
  g_assert_cmpuint (n_failed, >, n_runs / 10);
  after = crm_test_digest (test->store);
  g_assert_cmpstr (after, ==, before);
  assert_whole (test);
}

static void
test_reading (TestStore *test,
              gconstpointer data)
{
  sweep_work (test, read_all);
}

static void
test_backup (TestStore *test,
             gconstpointer data)
{
  sweep_work (test, back_up);
}

/* A long action that meets trouble leaves nothing behind. */
static void
test_import (TestStore *test,
             gconstpointer data)
{
  guint n_failed = 0;

  for (guint n = 0; n < crm_fault_runs (20, 200); n++)
    {
      gint64 before = crm_test_count (test->store, "customer", NULL);
      g_autoptr (GError) error = NULL;

      if (n % 2 == 0)
        g_atomic_int_set (&allocations_left, n * 97);
      else
        crm_fault_vfs_set ((CrmFault) { .after = n * 3, .code = SQLITE_IOERR_WRITE });
      error = try_some (test->store, 3000);
      no_trouble ();
      n_failed += error != NULL;
      g_assert_true (error == NULL || error->domain == CRM_ERROR);
      crm_test_reopen (test, 0);
      g_assert_cmpint (crm_test_count (test->store, "customer", NULL), ==, before + (error == NULL ? 3000 : 0));
    }
  g_assert_cmpuint (n_failed, >, 3);
  assert_whole (test);
}

/* Opening under trouble: an error, and the file as it was. */
static void
test_opening (TestStore *test,
              gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;

  crm_test_add (test->store, "customer", "name", "A", NULL);
  before = crm_test_digest (test->store);
  crm_store_close (test->store);
  for (guint n = 0; n < crm_fault_runs (100, 400); n++)
    {
      GError *error = NULL;
      CrmStore *store;

      if (n % 2 == 0)
        crm_fault_vfs_set ((CrmFault) { .after = n / 2, .code = SQLITE_IOERR_READ, .reads = TRUE });
      else
        g_atomic_int_set (&allocations_left, n * 3);
      store = crm_fault_open (test->path, n % 4 < 2 ? 0 : CRM_STORE_READ_ONLY, &error);
      no_trouble ();
      if (store != NULL)
        crm_fault_close (store);
      else
        g_assert_true (error->domain == CRM_ERROR);
      g_clear_error (&error);
    }
  crm_test_reopen (test, 0);
  after = crm_test_digest (test->store);
  g_assert_cmpstr (after, ==, before);
  crm_test_sound (test->store);
}

static CrmWriteResult
limit_cache (CrmStore *store,
             CrmDb *db,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  return crm_db_exec (db, "PRAGMA cache_size = 400", error) ? CRM_WRITE_DONE : CRM_WRITE_FAILED;
}

/* An import that does not fit into memory goes into the log once, and in large pieces. */
static void
test_log (TestStore *test,
          gconstpointer data)
{
  g_autofree char *log = g_strconcat (test->path, "-wal", NULL);
  CrmBulk *bulk = crm_bulk_new (test->store, "Import");
  GError *error = NULL;
  GStatBuf status;
  gint n_written;

  g_assert_true (crm_store_write (test->store, CRM_WRITE_PERSON, limit_cache, NULL, NULL, &error));
  g_assert_no_error (error);
  crm_store_finish_search (test->store);
  crm_fault_vfs_set ((CrmFault) { .after = -1 });
  crm_bulk_expect (bulk, "customer", 1000000);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (CrmChangeSet) changes = make_portion (test->store, 1000);

      g_assert_true (crm_bulk_add (bulk, changes, NULL, NULL));
    }
  g_assert_true (crm_bulk_finish (bulk, NULL, NULL, NULL));
  n_written = crm_fault_vfs_get_count ();   /* before the log is moved, which it is when nobody writes for a while */
  crm_bulk_free (bulk);
  g_assert_cmpint (g_stat (log, &status), ==, 0);
  g_assert_cmpint (status.st_size, >, 1000 * 4096);
  g_test_message ("%d writes for %" G_GINT64_FORMAT " bytes", n_written, (gint64) status.st_size);
  g_assert_cmpint (n_written, <, status.st_size / 32768 + 100);
}

#define ADD(path, function) g_test_add ("/trouble/" path, TestStore, NULL, crm_test_set_up, function, crm_test_tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  install_memory ();
  crm_fault_vfs_install ();
  ADD ("error-once", test_error_once);
  ADD ("error-for-good", test_error_for_good);
  ADD ("error-reading", test_error_reading);
  ADD ("full", test_full);
  ADD ("full-long", test_full_long);
  ADD ("full-indexes", test_full_indexes);
  ADD ("memory", test_memory);
  ADD ("reading", test_reading);
  ADD ("backup", test_backup);
  ADD ("import", test_import);
  ADD ("opening", test_opening);
  ADD ("log", test_log);
  return g_test_run ();
}
