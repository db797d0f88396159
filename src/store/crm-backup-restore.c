/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-backup-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "db/crm-db-integrity.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Restoring: the full backup is copied to a new file, the changes of later ones are put on it in order, and the result
 * is compared with what was noted when the backup was made. */

#define SHARE_COPIED 0.3
#define SHARE_APPLIED 0.6

static gboolean
refuse_changed (const char *path,
                GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_CORRUPT,
               _("“%s” is not as it was written: it was damaged or changed. Nothing was restored and nothing was "
                 "changed. Use another backup."), path);
  return FALSE;
}

/**
 * crm_backup_chain:
 *
 * Returns: (transfer full) (element-type CrmBackup): what is needed to restore the backup: the full one it builds on,
 *   then each later one, itself last
 */
GPtrArray *
crm_backup_chain (CrmBackup *backup,
                  GError **error)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_backup_unref);
  g_autofree char *folder = g_path_get_dirname (backup->file);

  g_ptr_array_add (chain, crm_backup_ref (backup));
  while (backup->kind == CRM_BACKUP_CHANGES)
    {
      g_autofree char *path = g_build_filename (folder, backup->previous != NULL ? backup->previous : "", NULL);
      CrmBackup *previous = crm_backup_load (path, NULL);

      if (previous == NULL || previous->at > backup->at || previous->action > backup->action || chain->len > 10000)
        {
          g_clear_pointer (&previous, crm_backup_unref);
          g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND,
                       _("“%s” holds only what was changed after “%s”, which is missing. Nothing was restored. Use "
                         "another backup, or put that one beside it."), backup->file, path);
          return NULL;
        }
      g_ptr_array_insert (chain, 0, previous);
      backup = previous;
    }
  return g_steal_pointer (&chain);
}

static gboolean
check_hashes (GPtrArray *chain,
              const CrmBackupTask *task,
              GError **error)
{
  for (guint i = 0; i < chain->len; i++)
    {
      const CrmBackup *backup = chain->pdata[i];
      g_autofree char *hash = crm_backup_hash_path (backup->file, task->cancellable, error);

      if (hash == NULL)
        return FALSE;
      if (strcmp (hash, backup->hash) != 0)
        return refuse_changed (backup->file, error);
    }
  return TRUE;
}

static gboolean
bring_forward (CrmDb *db,
               GPtrArray *chain,
               const CrmBackupTask *task,
               GError **error)
{
  for (guint i = 1; i < chain->len; i++)
    {
      const CrmBackup *backup = chain->pdata[i];
      g_autoptr (CrmDb) changes = NULL;

      if (g_cancellable_set_error_if_cancelled (task->cancellable, error))
        return FALSE;
      changes = crm_backup_open_file (backup->file, error);
      if (changes == NULL || !crm_backup_apply (db, changes, error))
        return FALSE;
      crm_backup_report (task, SHARE_COPIED + (SHARE_APPLIED - SHARE_COPIED) * i / chain->len);
    }
  return TRUE;
}

/* The file becomes one of this version, if it is not, and gets the changes. What was written before there were seals
 * has no room for them. */
static gboolean
complete (CrmBackupFile *file,
          GPtrArray *chain,
          const CrmBackupTask *task,
          GError **error)
{
  g_autoptr (CrmDb) db = crm_backup_open_file (file->path, error);

  if (db == NULL)
    return FALSE;
  if (crm_schema_is_current (db) && chain == NULL)
    return TRUE;
  g_clear_pointer (&db, crm_db_close);
  db = crm_db_open (file->path, CRM_DB_SCRATCH, error);
  return (db != NULL && crm_schema_migrate (db, error) && crm_db_make_room (db, error) &&
          (chain == NULL || bring_forward (db, chain, task, error)) && crm_db_adopt (db, error)) ||
         crm_backup_file_explain (file, error);
}

/* Also a backup of an earlier version is compared by what this version reads of it. */
static gboolean
compare (CrmBackupFile *file,
         CrmBackup *backup,
         const CrmBackupTask *task,
         GError **error)
{
  g_autoptr (CrmDb) db = crm_backup_open_file (file->path, error);
  g_autofree char *fingerprint = NULL;
  g_autoptr (GArray) digests = NULL;

  if (db == NULL)
    return FALSE;
  crm_db_set_cancellable (db, task->cancellable);
  if (!crm_backup_check_file (db, file->path, error) || (digests = crm_backup_digest (db, error)) == NULL)
    return FALSE;
  fingerprint = crm_schema_get_meta (db, "fingerprint");
  return crm_backup_same_digests (backup->digests, digests, g_strcmp0 (fingerprint, backup->fingerprint) == 0) ||
         refuse_changed (backup->file, error);
}

static gboolean
fill_from_chain (CrmBackupFile *file,
                 CrmBackup *backup,
                 const CrmBackupTask *task,
                 GError **error)
{
  g_autoptr (GPtrArray) chain = crm_backup_chain (backup, error);
  CrmBackup *full = chain != NULL ? chain->pdata[0] : NULL;

  if (full == NULL || !check_hashes (chain, task, error) ||
      !crm_backup_file_expect_room (file, full->bytes, error) ||
      !crm_backup_file_copy (file, full->file, task, error) ||
      !complete (file, chain->len > 1 ? chain : NULL, task, error) ||
      !crm_backup_file_sync (file, error))
    return FALSE;
  crm_backup_report (task, SHARE_APPLIED);
  return compare (file, backup, task, error);
}

/* A file with nothing beside it that says what it held is a workspace like any other. It stays as it is, also if an
 * earlier version made it. */
static CrmBackup *
fill_from_workspace (CrmBackupFile *file,
                     const char *path,
                     const CrmBackupTask *task,
                     GError **error)
{
  g_autoptr (CrmBackup) backup = crm_backup_new (CRM_BACKUP_FULL);
  CrmStore *store = crm_store_open (path, CRM_STORE_READ_ONLY | CRM_STORE_AS_IT_IS, error);
  gboolean filled;

  if (store == NULL)
    return NULL;
  filled = crm_backup_fill (store, backup, file, task, error);
  crm_store_close (store);
  g_object_unref (store);
  backup->file = g_strdup (path);
  if (!filled || !complete (file, NULL, task, error) || !crm_backup_file_sync (file, error) ||
      !compare (file, backup, task, error))
    return NULL;
  backup->at = crm_instant_now ();
  return g_steal_pointer (&backup);
}

static CrmBackup *
fill (CrmBackupFile *file,
      const char *path,
      const CrmBackupTask *task,
      GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CrmBackup) backup = crm_backup_load (path, &local);

  if (g_error_matches (local, CRM_ERROR, CRM_ERROR_NOT_FOUND))
    return fill_from_workspace (file, path, task, error);
  if (backup == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return fill_from_chain (file, backup, task, error) ? g_steal_pointer (&backup) : NULL;
}

/**
 * crm_backup_restore:
 * @path: a backup, or a copy of a workspace
 * @to: a file that does not exist, in a folder that does
 *
 * Makes a workspace as it was when the backup was made, and compares it with what was noted then. Nothing is ever
 * replaced.
 *
 * Returns: (transfer full): what was restored; verified if something said what it must hold
 * Errors: %CRM_ERROR_EXISTS, %CRM_ERROR_NOT_FOUND, %CRM_ERROR_DISK_FULL, %CRM_ERROR_READ_ONLY; %CRM_ERROR_CORRUPT if
 *   the backup is not what it was; then there is no file
 */
CrmBackup *
crm_backup_restore (const char *path,
                    const char *to,
                    const CrmBackupTask *task,
                    GError **error)
{
  const CrmBackupTask alone = { 0 };
  g_autofree char *from = g_canonicalize_filename (path, NULL);
  g_autofree char *full = g_canonicalize_filename (to, NULL);
  g_autofree char *folder = g_path_get_dirname (full);
  g_autofree char *name = g_path_get_basename (full);
  g_autoptr (CrmBackupFile) file = NULL;
  g_autoptr (CrmBackup) backup = NULL;

  task = task != NULL ? task : &alone;
  if (!crm_backup_expect_none (full, error) || (file = crm_backup_file_new (folder, error)) == NULL ||
      (backup = fill (file, from, task, error)) == NULL || !crm_backup_file_publish (file, name, FALSE, error))
    return NULL;
  crm_backup_report (task, 1);
  return g_steal_pointer (&backup);
}

static gpointer
check_workspace (CrmReader *reader,
                 gpointer data,
                 GCancellable *cancellable,
                 GError **error)
{
  return crm_reader_check (reader, error);
}

/* What was restored must open as any workspace, with links and search that are sound. */
static gboolean
try_out (CrmBackupFile *file,
         const char *path,
         const CrmBackupTask *task,
         GError **error)
{
  CrmStore *store = crm_store_open (file->path, CRM_STORE_READ_ONLY, error);
  g_autoptr (GPtrArray) problems = NULL;

  if (store == NULL)
    return FALSE;
  problems = crm_store_read (store, check_workspace, NULL, task->cancellable, error);
  crm_store_close (store);
  g_object_unref (store);
  if (problems == NULL)
    return FALSE;
  if (problems->len > 0)
    g_set_error (error, CRM_ERROR, CRM_ERROR_CORRUPT,
                 _("What was restored from “%s” is not sound: %s. Nothing was changed. Make a new full backup."), path,
                 (char *) problems->pdata[0]);
  return problems->len == 0;
}

/* Beside the backup, where there is room for it; elsewhere if nothing may be written there. */
static CrmBackupFile *
new_drill_file (const char *path,
                GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) local = NULL;
  CrmBackupFile *file = crm_backup_file_new (folder, &local);

  if (file == NULL && g_error_matches (local, CRM_ERROR, CRM_ERROR_READ_ONLY))
    return crm_backup_file_new (g_get_tmp_dir (), error);
  if (file == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return file;
}

/**
 * crm_backup_drill:
 * @path: a backup
 *
 * Restores it to a place where nobody sees it, checks all of it, and takes it away again. The result is noted in the
 * folder of the backup.
 *
 * Returns: whether the backup can be relied on
 */
gboolean
crm_backup_drill (const char *path,
                  const CrmBackupTask *task,
                  GError **error)
{
  const CrmBackupTask alone = { 0 };
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);
  g_autoptr (CrmBackupState) state = crm_backup_state_load (folder);
  g_autoptr (CrmBackupFile) file = NULL;
  g_autoptr (CrmBackup) backup = NULL;
  GError *local = NULL;
  gboolean passed;

  task = task != NULL ? task : &alone;
  file = new_drill_file (full, error);
  if (file == NULL)
    return FALSE;
  passed = (backup = fill (file, full, task, &local)) != NULL && try_out (file, full, task, &local);
  if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      state->drilled_at = task->now != 0 ? task->now : crm_instant_now ();
      state->drill_passed = passed;
      g_free (state->drilled);
      state->drilled = g_path_get_basename (full);
      crm_backup_state_save (folder, state);
    }
  if (local != NULL)
    g_propagate_error (error, local);
  return passed;
}
