/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-fault.h"
#include "crm-fault-vfs.h"

#include "base/crm-error.h"
#include "db/crm-vfs.h"
#include "store/crm-backup-private.h"

#include <glib/gstdio.h>
#include <string.h>

/* What is restored is a workspace like any other: of this version, and with a seal on every page, without which a page
 * counts as damaged. */

#define PAGE 4096

static char *
fixture (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "fixtures", name, NULL);
}

static void
copy_file (const char *from,
           const char *to)
{
  g_autoptr (GBytes) bytes = crm_fault_load (from);

  crm_fault_save (to, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Takes the seal from a page; whether that is told as damage. */
static gboolean
misses_seal (const char *path,
             guint32 page)
{
  g_autoptr (GBytes) whole = crm_fault_load (path);
  gsize length = g_bytes_get_size (whole);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (whole, NULL), length);
  g_autoptr (GPtrArray) problems = NULL;
  CrmStore *store;
  CrmCheckedPages pages;
  GError *error = NULL;

  memset (bytes + page * PAGE - CRM_VFS_RESERVE, 0, CRM_VFS_RESERVE);
  crm_fault_save (path, bytes, length);
  store = crm_fault_open (path, CRM_STORE_READ_ONLY, &error);
  g_assert_no_error (error);
  problems = crm_fault_check (store, &pages, &error);
  g_assert_no_error (error);
  crm_fault_close (store);
  crm_fault_save (path, g_bytes_get_data (whole, NULL), length);
  return pages.n_damaged == 1 && problems->len > 0;
}

static void
assert_sealed (const char *path)
{
  GError *error = NULL;
  CrmStore *store = crm_fault_open (path, 0, &error);
  g_autoptr (GPtrArray) problems = NULL;
  CrmCheckedPages pages;

  g_assert_no_error (error);
  problems = crm_fault_check (store, &pages, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (pages.n_pages, >, 10);
  g_assert_cmpuint (pages.n_unsealed, ==, 0);
  crm_test_sound (store);
  crm_fault_close (store);
  g_assert_true (misses_seal (path, pages.n_pages));
}

static void
restore (const char *backup,
         const char *to)
{
  GError *error = NULL;
  g_autoptr (CrmBackup) restored = crm_backup_restore (backup, to, NULL, &error);

  g_assert_no_error (error);
}

static void
assert_same_bytes (const char *one,
                   const char *other)
{
  g_autoptr (GBytes) a = crm_fault_load (one), b = crm_fault_load (other);

  g_assert_true (g_bytes_equal (a, b));
}

static char *
read_digest (const char *path)
{
  GError *error = NULL;
  CrmStore *store = crm_fault_open (path, 0, &error);
  char *digest;

  g_assert_no_error (error);
  digest = crm_test_digest (store);
  crm_fault_close (store);
  return digest;
}

/* A full backup, and one with changes behind it. */
static void
test_sealed (TestStore *test,
             gconstpointer data)
{
  g_autofree char *full = g_build_filename (test->folder, "full.backup", NULL);
  g_autofree char *changes = g_build_filename (test->folder, "changes.backup", NULL);
  g_autofree char *to = g_build_filename (test->folder, "to.clientele", NULL);
  g_autofree char *second = g_build_filename (test->folder, "second.clientele", NULL);
  g_autoptr (CrmBackup) one = NULL, other = NULL;
  GError *error = NULL;

  crm_test_add (test->store, "customer", "name", "A", NULL);
  one = crm_backup_write_full (test->store, full, NULL, &error);
  g_assert_no_error (error);
  crm_test_add (test->store, "customer", "name", "B", NULL);
  other = crm_backup_write_changes (test->store, one, changes, NULL, &error);
  g_assert_no_error (error);
  restore (full, to);
  assert_sealed (to);
  restore (changes, second);
  assert_sealed (second);
}

/* Every page is written once, with its seal: what a backup writes is what edits wait for at the disk. */
static void
test_written_once (TestStore *test,
                   gconstpointer data)
{
  g_autofree char *path = g_build_filename (test->folder, "full.backup", NULL);
  g_autofree char *long_text = g_strnfill (100000, 'a');
  g_autoptr (CrmBackup) backup = NULL;
  GError *error = NULL;
  gint n_written;

  for (guint i = 0; i < 20; i++)
    crm_test_add (test->store, "customer", "name", "A", "notes", long_text, NULL);
  crm_store_finish_search (test->store);
  crm_test_reopen (test, 0);
  crm_fault_vfs_set ((CrmFault) { .after = -1 });
  backup = crm_backup_write_full (test->store, path, NULL, &error);
  n_written = crm_fault_vfs_get_count ();
  g_assert_no_error (error);
  g_assert_cmpint (backup->bytes, >, 400 * PAGE);
  g_assert_cmpint (n_written, <, backup->bytes / PAGE + 32);
}

/* A copy of a workspace that an earlier version made: it is restored as one of this version, and stays what it is. */
static void
test_old_copy (TestStore *test,
               gconstpointer data)
{
  g_autofree char *frozen = fixture ("schema-1.clientele");
  g_autofree char *copy = g_build_filename (test->folder, "old.clientele", NULL);
  g_autofree char *to = g_build_filename (test->folder, "to.clientele", NULL);
  g_autofree char *digest = NULL, *expected = NULL;

  copy_file (frozen, copy);
  restore (copy, to);
  assert_same_bytes (frozen, copy);
  assert_sealed (to);
  digest = read_digest (to);
  expected = read_digest (copy);
  g_assert_cmpstr (digest, ==, expected);
}

/* Writes down beside a file what it holds, as when the backup was made. */
static void
describe (const char *path,
          GArray *digests)
{
  g_autoptr (CrmBackup) backup = crm_backup_new (CRM_BACKUP_FULL);
  g_autoptr (GBytes) bytes = crm_fault_load (path);
  g_autoptr (CrmDb) db = crm_backup_open_file (path, NULL);
  GError *error = NULL;

  backup->file = g_strdup (path);
  backup->workspace = g_strdup ("test.clientele");
  backup->at = 1;
  backup->digests = g_array_ref (digests);
  backup->bytes = g_bytes_get_size (bytes);
  backup->hash = crm_backup_hash_path (path, NULL, &error);
  backup->verified = TRUE;
  crm_backup_note_mark (backup, db);
  g_assert_true (crm_backup_save (backup, &error));
  g_assert_no_error (error);
}

/* A backup that a version made which knew fewer fields and figures. */
static void
test_old_backup (TestStore *test,
                 gconstpointer data)
{
  g_autofree char *to = g_build_filename (test->folder, "to.clientele", NULL);
  g_autofree char *expected = NULL, *digest = NULL;
  g_autoptr (GArray) digests = NULL;
  GError *error = NULL;
  CrmDb *db;

  crm_test_add (test->store, "customer", "name", "A", "city", "Lyon", NULL);
  expected = crm_test_digest (test->store);
  crm_store_close (test->store);
  db = crm_backup_open_file (test->path, &error);
  digests = crm_backup_digest (db, &error);
  g_assert_no_error (error);
  crm_db_close (db);
  db = crm_db_open (test->path, CRM_DB_SCRATCH, &error);
  g_assert_no_error (error);
  crm_db_exec (db, "ALTER TABLE customer DROP COLUMN notes; DROP TABLE activity_customer_rollup; "
                   "DELETE FROM meta WHERE key LIKE 'rollups.%'; "
                   "UPDATE meta SET value = 'earlier' WHERE key = 'fingerprint'", &error);
  g_assert_no_error (error);
  crm_db_close (db);
  describe (test->path, digests);
  restore (test->path, to);
  assert_sealed (to);
  digest = read_digest (to);
  g_assert_cmpstr (digest, ==, expected);
}

/* What the workspace says of itself does not travel with the changes, whoever wrote them. */
static void
test_settings (TestStore *test,
               gconstpointer data)
{
  g_autofree char *path = g_build_filename (test->folder, "changes", NULL);
  g_autofree char *fingerprint = NULL, *after = NULL, *search = NULL, *currency = NULL;
  GError *error = NULL;
  CrmDb *db, *changes;

  crm_store_close (test->store);
  db = crm_db_open (test->path, CRM_DB_SCRATCH, &error);
  changes = crm_db_open (path, CRM_DB_CREATE, &error);
  g_assert_no_error (error);
  fingerprint = crm_schema_get_meta (db, "fingerprint");
  crm_db_exec (changes, "CREATE TABLE gone (entity, id); CREATE TABLE journal_field (code, entity, field); "
                        "CREATE TABLE journal_action (id); CREATE TABLE journal_change (id); "
                        "CREATE TABLE meta (key, value); INSERT INTO meta VALUES ('fingerprint', 'theirs'), "
                        "('search', 'theirs'), ('currency', 'PLN')", &error);
  g_assert_no_error (error);
  g_assert_true (crm_backup_apply (db, changes, &error));
  g_assert_no_error (error);
  after = crm_schema_get_meta (db, "fingerprint");
  search = crm_schema_get_meta (db, "search");
  currency = crm_schema_get_meta (db, "currency");
  g_assert_cmpstr (after, ==, fingerprint);
  g_assert_cmpstr (search, !=, "theirs");
  g_assert_cmpstr (currency, ==, "PLN");
  crm_db_close (changes);
  crm_db_close (db);
}

#define ADD(path, function) g_test_add ("/restore/" path, TestStore, NULL, crm_test_set_up, function, crm_test_tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  crm_fault_vfs_install ();
  ADD ("sealed", test_sealed);
  ADD ("written-once", test_written_once);
  ADD ("old-copy", test_old_copy);
  ADD ("old-backup", test_old_backup);
  ADD ("settings", test_settings);
  return g_test_run ();
}
