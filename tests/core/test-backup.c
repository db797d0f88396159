/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "store/crm-backup.h"
#include "store/crm-bulk.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Backups: written while the workspace is used, verified, restored, rehearsed, and in the way of trouble. */

typedef struct
{
  TestStore test;
  char     *root;    /* where backups are kept */
} Fixture;

static void
set_up (Fixture *self,
        gconstpointer data)
{
  crm_test_set_up (&self->test, data);
  self->root = g_build_filename (self->test.folder, "backups", NULL);
  g_assert_cmpint (g_mkdir (self->root, 0700), ==, 0);
}

static void
tear_down (Fixture *self,
           gconstpointer data)
{
  crm_test_tear_down (&self->test, data);
  g_free (self->root);
}

static char *
path_in (const char *folder,
         const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static CrmBackup *
write_full (Fixture *self,
            const char *name)
{
  g_autofree char *path = path_in (self->root, name);
  GError *error = NULL;
  CrmBackup *backup = crm_backup_write_full (self->test.store, path, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (backup->verified);
  return backup;
}

static CrmBackup *
write_changes (Fixture *self,
               CrmBackup *previous,
               const char *name)
{
  g_autofree char *path = path_in (self->root, name);
  GError *error = NULL;
  CrmBackup *backup = crm_backup_write_changes (self->test.store, previous, path, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (backup->verified);
  return backup;
}

/* Restores the backup and returns the workspace, open to write. */
static CrmStore *
restore (Fixture *self,
         const CrmBackup *backup)
{
  g_autofree char *to = path_in (self->test.folder, "restored.clientele");
  g_autoptr (CrmBackup) restored = NULL;
  GError *error = NULL;
  CrmStore *store;

  g_unlink (to);
  restored = crm_backup_restore (backup->file, to, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (restored->verified);
  store = crm_workspace_open (to, 0, &error);
  g_assert_no_error (error);
  return store;
}

static void
close_store (CrmStore *store)
{
  crm_store_close (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (store);
}

static void
assert_restores (Fixture *self,
                 const CrmBackup *backup,
                 const char *digest)
{
  CrmStore *store = restore (self, backup);
  g_autofree char *found = crm_test_digest (store);

  g_assert_cmpstr (found, ==, digest);
  crm_test_sound (store);
  close_store (store);
}

static GError *
try_restore (Fixture *self,
             const char *file)
{
  g_autofree char *to = path_in (self->test.folder, "restored.clientele");
  GError *error = NULL;

  g_unlink (to);
  g_assert_null (crm_backup_restore (file, to, NULL, &error));
  g_assert_false (g_file_test (to, G_FILE_TEST_EXISTS));
  return error;
}

static GError *
try_full (Fixture *self,
          const char *path)
{
  GError *error = NULL;

  g_assert_null (crm_backup_write_full (self->test.store, path, NULL, &error));
  return error;
}

static void
add_many (CrmStore *store,
          const char *prefix,
          guint n)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Add many");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s %u", prefix, i);

      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", name);
      crm_change_set_money (changes, "revenue", 100 * i, i % 2 ? "EUR" : "JPY");
    }
  g_assert_no_error (crm_test_try (store, changes));
}

static void
test_full (Fixture *self,
           gconstpointer data)
{
  g_autoptr (CrmBackup) backup = NULL, loaded = NULL;
  g_autofree char *before = NULL;
  g_autofree char *existing = path_in (self->root, "a.backup");
  mode_t mask = umask (0);
  GStatBuf status;

  add_many (self->test.store, "Customer", 100);
  before = crm_test_digest (self->test.store);
  backup = write_full (self, "a.backup");
  umask (mask);
  g_assert_cmpint (g_stat (backup->file, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (status.st_size, ==, backup->bytes);
  g_assert_cmpuint (count_files (self->root), ==, 2);

  loaded = crm_backup_load (backup->file, NULL);
  g_assert_cmpstr (loaded->hash, ==, backup->hash);
  g_assert_cmpint (loaded->action, ==, backup->action);
  g_assert_cmpint (loaded->at, ==, backup->at);
  g_assert_true (loaded->verified);

  crm_test_add (self->test.store, "customer", "name", "Later", NULL);
  assert_restores (self, backup, before);
  crm_test_assert_error (try_full (self, existing), CRM_ERROR_EXISTS);
  g_assert_cmpuint (count_files (self->root), ==, 2);
}

static void
test_restore_keeps_what_is_there (Fixture *self,
                                  gconstpointer data)
{
  g_autoptr (CrmBackup) backup = write_full (self, "a.backup");
  g_autofree char *dangling = path_in (self->test.folder, "dangling");
  GError *error = NULL;

  g_assert_null (crm_backup_restore (backup->file, self->test.path, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_EXISTS);
  g_assert_cmpint (symlink ("/nowhere/at/all", dangling), ==, 0);
  g_assert_null (crm_backup_restore (backup->file, dangling, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_EXISTS);
  g_assert_null (crm_backup_restore ("/nowhere/at/all", "/nowhere/new", NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_NOT_FOUND);
}

/* Everything that an action can do, between the backups of a chain. */
static void
test_changes (Fixture *self,
              gconstpointer data)
{
  CrmStore *store = self->test.store;
  gint64 edited = crm_test_add (store, "customer", "name", "Blue Café", "city", "Lyon", "tags", "old", NULL);
  gint64 deleted = crm_test_add (store, "customer", "name", "Gone", NULL);
  g_autoptr (CrmBackup) full = write_full (self, "full.backup");
  g_autoptr (CrmBackup) first = NULL, second = NULL, third = NULL;
  g_autofree char *at_full = crm_test_digest (store);
  g_autofree char *at_first = NULL, *at_second = NULL, *at_third = NULL, *found = NULL;
  CrmStore *restored;

  crm_test_set (store, "customer", edited, "city", "", "name", "Red Café", "tags", "new, vip", NULL);
  crm_test_delete (store, "customer", deleted);
  add_many (store, "Imported", 50);
  at_first = crm_test_digest (store);
  first = write_changes (self, full, "1.backup");

  g_assert_true (crm_store_undo (store, 0, NULL, NULL));
  crm_test_add (store, "opportunity", "name", "Deal", "customer", "Red Café", "value", "12.50 USD", NULL);
  at_second = crm_test_digest (store);
  second = write_changes (self, first, "2.backup");
  crm_test_delete (store, "customer", edited);
  at_third = crm_test_digest (store);
  third = write_changes (self, second, "3.backup");

  assert_restores (self, full, at_full);
  assert_restores (self, first, at_first);
  assert_restores (self, second, at_second);
  assert_restores (self, third, at_third);
  g_assert_cmpint (third->bytes, <, full->bytes / 2);

  /* The history came along: what was done before the backup can be undone in the restored workspace. */
  restored = restore (self, third);
  g_assert_true (crm_store_undo (restored, 0, NULL, NULL));
  found = crm_test_digest (restored);
  g_assert_cmpstr (found, ==, at_second);
  g_assert_cmpint (crm_store_get_me (restored), ==, crm_store_get_me (store));
  close_store (restored);
}

/* A redo after a backup marks an action that the full backup holds. */
static void
test_changes_of_old_actions (Fixture *self,
                             gconstpointer data)
{
  CrmStore *store = self->test.store;
  g_autoptr (CrmBackup) full = NULL, changes = NULL;
  g_autofree char *before = NULL;
  CrmStore *restored;
  GError *error = NULL;

  crm_test_add (store, "customer", "name", "A", NULL);
  full = write_full (self, "full.backup");
  g_assert_true (crm_store_undo (store, 0, NULL, NULL));
  before = crm_test_digest (store);
  changes = write_changes (self, full, "1.backup");
  assert_restores (self, changes, before);
  restored = restore (self, changes);
  g_assert_false (crm_store_undo (restored, 0, NULL, &error));
  crm_test_assert_error (error, CRM_ERROR_NOTHING);
  g_assert_true (crm_store_redo (restored, NULL, NULL));
  g_assert_cmpint (crm_test_count (restored, "customer", ""), ==, 1);
  close_store (restored);
}

static void
flip_byte (const char *path,
           goffset offset)
{
  int fd = g_open (path, O_RDWR, 0);
  guint8 byte;

  g_assert_cmpint (pread (fd, &byte, 1, offset), ==, 1);
  byte ^= 0x10;
  g_assert_cmpint (pwrite (fd, &byte, 1, offset), ==, 1);
  close (fd);
}

static void
test_tampered (Fixture *self,
               gconstpointer data)
{
  g_autoptr (CrmBackup) full = NULL, changes = NULL;
  GError *error = NULL;

  add_many (self->test.store, "Customer", 100);
  full = write_full (self, "full.backup");
  crm_test_add (self->test.store, "customer", "name", "B", NULL);
  changes = write_changes (self, full, "1.backup");
  g_assert_true (crm_backup_drill (changes->file, NULL, &error));
  g_assert_no_error (error);

  for (goffset offset = 0; offset < full->bytes; offset += full->bytes / 37)
    {
      flip_byte (full->file, offset);
      crm_test_assert_error (try_restore (self, full->file), CRM_ERROR_CORRUPT);
      flip_byte (full->file, offset);
    }
  flip_byte (full->file, full->bytes / 2);
  crm_test_assert_error (try_restore (self, changes->file), CRM_ERROR_CORRUPT);
  g_assert_false (crm_backup_drill (changes->file, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_CORRUPT);
  g_unlink (full->file);
  crm_test_assert_error (try_restore (self, changes->file), CRM_ERROR_NOT_FOUND);
}

/* What the file beside a backup says is read with suspicion. */
static void
test_manifests (Fixture *self,
                gconstpointer data)
{
  static const char *const texts[] = {
    "", "[]", "null", "{}", "{\"format\": 2}", "{\"format\": \"1\", \"at\": 5}",
    "{\"format\": 1, \"at\": \"2025-01-01T00:00:00Z\", \"kind\": \"changes\", \"previous\": \"../full.backup\"}",
    "{\"format\": 1, \"at\": [], \"contents\": 7}",
  };
  g_autoptr (CrmBackup) full = write_full (self, "full.backup");
  g_autofree char *manifest = g_strconcat (full->file, ".json", NULL);
  g_autoptr (GPtrArray) backups = NULL;
  g_autoptr (CrmBackup) plain = NULL;
  g_autofree char *to = path_in (self->test.folder, "restored.clientele");
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) listed = NULL;

      g_assert_true (g_file_set_contents (manifest, texts[i], -1, NULL));
      crm_test_assert_error (try_restore (self, full->file), CRM_ERROR_FORMAT);
      listed = crm_backup_list (self->root, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (listed->len, ==, 1);
      g_assert_false (((CrmBackup *) listed->pdata[0])->verified);
      g_assert_null (crm_backup_newest (listed));
    }
  /* Without one it is a workspace as any other, and nobody says that it holds what it should. */
  g_unlink (manifest);
  plain = crm_backup_restore (full->file, to, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (plain->verified);
}

static void
test_links_in_the_way (Fixture *self,
                       gconstpointer data)
{
  g_autofree char *victim = path_in (self->test.folder, "victim");
  g_autofree char *path = path_in (self->root, "a.backup");
  g_autofree char *manifest = path_in (self->root, "b.backup.json");
  g_autofree char *folder = NULL, *lock = NULL, *state = NULL, *text = NULL;
  g_autoptr (CrmBackup) backup = NULL, kept = NULL;
  GError *error = NULL;

  g_assert_true (g_file_set_contents (victim, "precious", -1, NULL));
  g_assert_cmpint (symlink (victim, path), ==, 0);
  crm_test_assert_error (try_full (self, path), CRM_ERROR_EXISTS);
  g_assert_cmpint (symlink (victim, manifest), ==, 0);
  backup = write_full (self, "b.backup");
  g_assert_false (g_file_test (manifest, G_FILE_TEST_IS_SYMLINK));

  folder = crm_backup_folder (self->test.store, self->root, &error);
  g_assert_no_error (error);
  lock = path_in (folder, ".lock");
  state = path_in (folder, "state.json");
  g_assert_cmpint (symlink (victim, state), ==, 0);
  g_assert_cmpint (symlink (victim, lock), ==, 0);
  g_assert_null (crm_backup_keep (self->test.store, self->root, CRM_BACKUP_FULL, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_IO);
  g_unlink (lock);
  kept = crm_backup_keep (self->test.store, self->root, CRM_BACKUP_FULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (crm_backup_drill (kept->file, NULL, &error));
  g_assert_true (g_file_get_contents (victim, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "precious");
}

static void
test_folder_trouble (Fixture *self,
                     gconstpointer data)
{
  g_autofree char *missing = path_in (self->test.folder, "no/such/place/a.backup");
  g_autofree char *root = path_in (self->test.folder, "unplugged");
  g_autofree char *locked = path_in (self->root, "a.backup");
  GError *error = NULL;

  crm_test_assert_error (try_full (self, missing), CRM_ERROR_NOT_FOUND);
  g_assert_null (crm_backup_keep (self->test.store, root, CRM_BACKUP_FULL, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (root, G_FILE_TEST_EXISTS));
  g_chmod (self->root, 0500);
  if (access (self->root, W_OK) != 0)
    crm_test_assert_error (try_full (self, locked), CRM_ERROR_READ_ONLY);
  g_chmod (self->root, 0700);
}

/* A file system that takes only so much stands in for a full one. */
static void
test_no_room (Fixture *self,
              gconstpointer data)
{
  g_autoptr (CrmBackup) good = write_full (self, "good.backup");
  g_autofree char *path = path_in (self->root, "a.backup");
  struct rlimit before, small;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  for (rlim_t limit = 0; limit < (rlim_t) good->bytes; limit += good->bytes / 5 + 1)
    {
      g_clear_error (&error);
      small = before;
      small.rlim_cur = limit;
      setrlimit (RLIMIT_FSIZE, &small);
      error = try_full (self, path);
      setrlimit (RLIMIT_FSIZE, &before);
      g_assert_true (error->domain == CRM_ERROR);
      g_assert_cmpuint (count_files (self->root), ==, 2);
    }
  g_assert_true (crm_backup_drill (good->file, NULL, NULL));
}

typedef struct
{
  GCancellable *cancellable;
  double        last;
  double        stop;
} Watching;

static void
watch (double share,
       gpointer data)
{
  Watching *watching = data;

  g_assert_cmpfloat (share, >=, watching->last);
  watching->last = share;
  if (share >= watching->stop)
    g_cancellable_cancel (watching->cancellable);
}

static void
test_cancel (Fixture *self,
             gconstpointer data)
{
  g_autofree char *path = path_in (self->root, "a.backup");

  add_many (self->test.store, "Customer", 500);
  for (guint third = 0; third < 3; third++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Watching watching = { cancellable, 0, third * 0.3 };
      CrmBackupTask task = { watch, &watching, cancellable, 0 };
      g_autoptr (GError) error = NULL;

      g_assert_null (crm_backup_write_full (self->test.store, path, &task, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (count_files (self->root), ==, 0);
    }
}

/* Time as it goes by in the test. */
static CrmBackup *
keep (Fixture *self,
      const char *now)
{
  CrmBackupTask task = { 0 };
  GError *error = NULL;
  CrmBackup *backup;

  g_assert_true (crm_instant_parse (now, &task.now));
  backup = crm_backup_keep (self->test.store, self->root, CRM_BACKUP_NONE, &task, &error);
  g_assert_no_error (error);
  return backup;
}

static void
assert_kept (Fixture *self,
             const char *now,
             CrmBackupKind kind)
{
  g_autoptr (CrmBackup) backup = keep (self, now);

  g_assert_cmpint (backup != NULL ? backup->kind : CRM_BACKUP_NONE, ==, kind);
}

static void
test_due (Fixture *self,
          gconstpointer data)
{
  g_autofree char *folder = NULL, *copy = path_in (self->test.folder, "copy.clientele");
  g_autoptr (GPtrArray) backups = NULL;
  g_autoptr (CrmBackupState) state = NULL;

  assert_kept (self, "2025-03-03T09:00:00Z", CRM_BACKUP_FULL);
  assert_kept (self, "2025-03-03T12:00:00Z", CRM_BACKUP_NONE);
  crm_test_add (self->test.store, "customer", "name", "A", NULL);
  assert_kept (self, "2025-03-03T09:40:00Z", CRM_BACKUP_NONE);
  assert_kept (self, "2025-03-03T10:00:00Z", CRM_BACKUP_CHANGES);
  assert_kept (self, "2025-03-03T11:00:00Z", CRM_BACKUP_NONE);
  crm_test_add (self->test.store, "customer", "name", "B", NULL);
  assert_kept (self, "2025-03-03T11:00:00Z", CRM_BACKUP_CHANGES);
  assert_kept (self, "2025-03-04T08:00:00Z", CRM_BACKUP_NONE);
  crm_test_add (self->test.store, "customer", "name", "C", NULL);
  assert_kept (self, "2025-03-04T08:00:00Z", CRM_BACKUP_FULL);

  folder = crm_backup_folder (self->test.store, self->root, NULL);
  backups = crm_backup_list (folder, NULL);
  g_assert_cmpuint (backups->len, ==, 4);
  g_assert_true (crm_backup_drill (crm_backup_newest (backups)->file, NULL, NULL));
  state = crm_backup_state_load (folder);
  g_assert_true (state->drill_passed);
  g_assert_nonnull (strstr (crm_backup_newest (backups)->file, state->drilled));
}

/* A backup of changes that was taken away makes the next one start from what is left. */
static void
test_broken_chain (Fixture *self,
                   gconstpointer data)
{
  g_autoptr (CrmBackup) full = keep (self, "2025-03-03T09:00:00Z");
  g_autoptr (CrmBackup) first = NULL, second = NULL, third = NULL;
  g_autofree char *digest = NULL;

  crm_test_add (self->test.store, "customer", "name", "A", NULL);
  first = keep (self, "2025-03-03T10:00:00Z");
  crm_test_add (self->test.store, "customer", "name", "B", NULL);
  second = keep (self, "2025-03-03T11:00:00Z");
  g_assert_cmpint (second->kind, ==, CRM_BACKUP_CHANGES);
  g_unlink (first->file);
  crm_test_add (self->test.store, "customer", "name", "C", NULL);
  digest = crm_test_digest (self->test.store);
  third = keep (self, "2025-03-03T12:00:00Z");
  g_assert_nonnull (strstr (full->file, third->previous));
  assert_restores (self, third, digest);
}

/* A workspace that was put back to an earlier state has another history than its backups. */
static void
test_other_history (Fixture *self,
                    gconstpointer data)
{
  g_autoptr (CrmBackup) early = write_full (self, "early.backup");
  g_autoptr (CrmBackup) kept = NULL, next = NULL;
  GError *error = NULL;

  crm_test_add (self->test.store, "customer", "name", "A", NULL);
  kept = keep (self, "2025-03-03T09:00:00Z");
  close_store (g_steal_pointer (&self->test.store));
  g_unlink (self->test.path);
  g_clear_pointer (&early, crm_backup_unref);
  {
    g_autofree char *file = path_in (self->root, "early.backup");

    early = crm_backup_restore (file, self->test.path, NULL, &error);
  }
  g_assert_no_error (error);
  self->test.store = crm_workspace_open (self->test.path, 0, &error);
  g_assert_no_error (error);
  crm_test_add (self->test.store, "customer", "name", "B", NULL);
  next = keep (self, "2025-03-03T10:30:00Z");
  g_assert_cmpint (next->kind, ==, CRM_BACKUP_FULL);
}

/* In the midst of a long action changes cannot be told apart; a full backup is one of the time before it. */
static void
test_long_action (Fixture *self,
                  gconstpointer data)
{
  CrmStore *store = self->test.store;
  g_autoptr (CrmBackup) base = keep (self, "2025-03-03T09:00:00Z");
  g_autoptr (CrmBackup) half = NULL, whole = NULL;
  g_autoptr (CrmBulk) bulk = crm_bulk_new (store, "Import");
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Import");
  g_autofree char *path = path_in (self->root, "x.backup"), *before = crm_test_digest (store), *after = NULL;
  GError *error = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", "Half");
    }
  g_assert_true (crm_bulk_add (bulk, changes, NULL, &error));
  g_assert_no_error (error);
  while (crm_test_count (store, "customer", "") == 0)
    crm_test_interrupt (store);
  assert_kept (self, "2025-03-04T12:00:00Z", CRM_BACKUP_NONE);
  g_assert_null (crm_backup_write_changes (store, base, path, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_CONFLICT);
  half = write_full (self, "half.backup");
  assert_restores (self, half, before);
  g_assert_true (crm_bulk_finish (bulk, NULL, NULL, &error));
  g_assert_no_error (error);
  after = crm_test_digest (store);
  g_assert_null (crm_backup_write_changes (store, half, path, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_CONFLICT);
  whole = keep (self, "2025-03-03T12:00:00Z");
  g_assert_cmpint (whole->kind, ==, CRM_BACKUP_CHANGES);
  assert_restores (self, whole, after);
}

static CrmBackup *
pretend (GPtrArray *backups,
         CrmBackupKind kind,
         gint64 at)
{
  CrmBackup *backup = g_rc_box_new0 (CrmBackup);

  backup->kind = kind;
  backup->at = at;
  backup->verified = TRUE;
  backup->file = g_strdup_printf ("/b/%" G_GINT64_FORMAT, at);
  if (kind == CRM_BACKUP_CHANGES)
    backup->previous = g_path_get_basename (((CrmBackup *) backups->pdata[0])->file);
  g_ptr_array_insert (backups, 0, backup);
  return backup;
}

static void
count_by_kind (GPtrArray *backups,
               guint *n_fulls,
               guint *n_changes)
{
  *n_fulls = *n_changes = 0;
  for (guint i = 0; i < backups->len; i++)
    {
      const CrmBackup *backup = backups->pdata[i];

      *(backup->kind == CRM_BACKUP_FULL ? n_fulls : n_changes) += 1;
    }
}

/* Two years of a full backup each day and changes each hour of work. */
static void
test_rotation (void)
{
  g_autoptr (GPtrArray) backups = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_backup_unref);
  gint64 now;
  guint n_fulls, n_changes;

  g_assert_true (crm_instant_parse ("2023-01-01T09:00:00Z", &now));
  for (guint day = 0; day < 730; day++, now += G_TIME_SPAN_DAY)
    {
      for (guint hour = 0; hour < 8; hour++)
        {
          gint64 at = now + hour * G_TIME_SPAN_HOUR;
          CrmBackup *made = pretend (backups, hour == 0 ? CRM_BACKUP_FULL : CRM_BACKUP_CHANGES, at);
          g_autoptr (GPtrArray) doomed = crm_backup_doomed (backups, at);

          g_assert_true (crm_backup_newest (backups) == made);
          for (guint i = 0; i < doomed->len; i++)
            {
              g_assert_true (doomed->pdata[i] != made);
              g_ptr_array_remove (backups, doomed->pdata[i]);
            }
          g_assert_true (crm_backup_newest (backups) == made);
        }
    }
  count_by_kind (backups, &n_fulls, &n_changes);
  g_assert_cmpuint (n_changes, ==, 7 * 7);
  g_assert_cmpuint (n_fulls, >=, 7 + 3 + 10);
  g_assert_cmpuint (n_fulls, <=, 7 + 5 + 12);
}

static void
test_rotation_keeps_the_last_good_one (void)
{
  g_autoptr (GPtrArray) backups = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_backup_unref);
  g_autoptr (GPtrArray) doomed = NULL;
  CrmBackup *good = pretend (backups, CRM_BACKUP_FULL, 1);

  for (guint i = 1; i < 40; i++)
    pretend (backups, CRM_BACKUP_FULL, i * G_TIME_SPAN_DAY)->verified = FALSE;
  g_assert_true (crm_backup_newest (backups) == good);
  doomed = crm_backup_doomed (backups, 41 * G_TIME_SPAN_DAY);
  g_assert_cmpuint (doomed->len, ==, 0);
}

/* Backups while another thread edits: each holds what one commit left, whole. */

typedef struct
{
  CrmStore   *store;
  GMutex      lock;
  GHashTable *states;   /* action → digest */
  gint        stop;
} Load;

static gpointer
edit_in_thread (gpointer data)
{
  Load *load = data;
  guint round = 0;

  while (!g_atomic_int_get (&load->stop))
    {
      g_autoptr (CrmChangeSet) changes = crm_change_set_new (load->store, "Edit");
      g_autofree char *name = g_strdup_printf ("Round %u", round++);
      gint64 *action = g_new (gint64, 1);
      char *digest;

      for (guint i = 0; i < 20; i++)
        {
          crm_change_set_insert (changes, "customer");
          crm_change_set_text (changes, "name", name);
        }
      g_assert_true (crm_store_apply (load->store, changes, action, NULL, NULL));
      digest = crm_test_digest (load->store);
      g_mutex_lock (&load->lock);
      g_hash_table_insert (load->states, action, digest);
      g_mutex_unlock (&load->lock);
    }
  return NULL;
}

static void
test_under_load (Fixture *self,
                 gconstpointer data)
{
  Load load = { .store = self->test.store, .states = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free) };
  g_autoptr (GPtrArray) backups = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_backup_unref);
  gint64 *first = g_new (gint64, 1);
  GThread *thread;

  g_mutex_init (&load.lock);
  crm_test_set (self->test.store, "person", crm_store_get_me (self->test.store), "name", "Me", NULL);
  g_ptr_array_add (backups, write_full (self, "0.backup"));
  *first = ((CrmBackup *) backups->pdata[0])->action;
  g_hash_table_insert (load.states, first, crm_test_digest (self->test.store));
  thread = g_thread_new ("edits", edit_in_thread, &load);
  for (guint i = 1; i < 12; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.backup", i);

      g_ptr_array_add (backups, i % 3 == 0 ? write_full (self, name)
                                           : write_changes (self, backups->pdata[i - 1], name));
    }
  g_atomic_int_set (&load.stop, 1);
  g_thread_join (thread);
  for (guint i = 0; i < backups->len; i++)
    {
      CrmBackup *backup = backups->pdata[i];
      const char *expected = g_hash_table_lookup (load.states, &backup->action);

      g_assert_nonnull (expected);
      assert_restores (self, backup, expected);
    }
  g_hash_table_unref (load.states);
  g_mutex_clear (&load.lock);
}

#define ADD(name, function) g_test_add ("/backup/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("full", test_full);
  ADD ("restore-keeps-what-is-there", test_restore_keeps_what_is_there);
  ADD ("changes", test_changes);
  ADD ("changes-of-old-actions", test_changes_of_old_actions);
  ADD ("tampered", test_tampered);
  ADD ("manifests", test_manifests);
  ADD ("links-in-the-way", test_links_in_the_way);
  ADD ("folder-trouble", test_folder_trouble);
  ADD ("no-room", test_no_room);
  ADD ("cancel", test_cancel);
  ADD ("due", test_due);
  ADD ("broken-chain", test_broken_chain);
  ADD ("other-history", test_other_history);
  ADD ("long-action", test_long_action);
  ADD ("under-load", test_under_load);
  g_test_add_func ("/backup/rotation", test_rotation);
  g_test_add_func ("/backup/rotation-keeps-the-last-good-one", test_rotation_keeps_the_last_good_one);
  return g_test_run ();
}
