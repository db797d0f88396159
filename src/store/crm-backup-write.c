/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-backup-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "db/crm-db-integrity.h"

#include <glib/gi18n-lib.h>

/* A full backup: a copy of the workspace as it is at one moment, made while others read and write it. */

/* Half a megabyte is copied in far less time than a frame takes; the disk gets four of them at a time and then rests as
 * long as they took, so that a commit never waits behind a mountain of them. */
#define PAGES_AT_ONCE 128
#define STEPS_BETWEEN_RESTS 4

/* How the time goes, roughly. */
#define SHARE_COPIED 0.4
#define SHARE_COUNTED 0.6

#define SIZE "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"

static gboolean
rest (CrmBackupFile *file,
      gint64 *since,
      GError **error)
{
  if (!crm_backup_file_sync (file, error))
    return FALSE;
  g_usleep (g_get_monotonic_time () - *since);
  *since = g_get_monotonic_time ();
  return TRUE;
}

static gboolean
copy_pages (CrmDb *from,
            CrmBackupFile *file,
            const CrmBackupTask *task,
            GError **error)
{
  g_autoptr (CrmDb) to = NULL;
  g_autoptr (CrmDbCopy) copy = NULL;
  gboolean done = FALSE;
  gint64 since;

  if (!crm_backup_file_expect_room (file, crm_db_query_int (from, SIZE, 0), error) ||
      (to = crm_db_open (file->path, CRM_DB_SCRATCH, error)) == NULL ||
      (copy = crm_db_copy_new (from, to, error)) == NULL)
    return FALSE;
  since = g_get_monotonic_time ();
  for (guint step = 1; !done; step++)
    {
      if (g_cancellable_set_error_if_cancelled (task->cancellable, error) ||
          !crm_db_copy_step (copy, PAGES_AT_ONCE, &done, error) ||
          (step % STEPS_BETWEEN_RESTS == 0 && !rest (file, &since, error)))
        return crm_backup_file_explain (file, error);
      crm_backup_report (task, SHARE_COPIED * crm_db_copy_get_share (copy));
    }
  g_clear_pointer (&copy, crm_db_copy_free);
  return crm_db_adopt (to, error) || crm_backup_file_explain (file, error);
}

/* Fills the file from one snapshot and notes what the snapshot holds. */
static gboolean
take_snapshot (CrmStore *store,
               CrmBackup *backup,
               CrmBackupFile *file,
               const CrmBackupTask *task,
               GError **error)
{
  g_autoptr (CrmDb) db = crm_store_open_reader (store, error);

  if (db == NULL)
    return FALSE;
  crm_db_set_cancellable (db, task->cancellable);
  if (!crm_db_exec (db, "BEGIN", error))
    return FALSE;
  crm_backup_note_mark (backup, db);   /* the first query takes the snapshot */
  if (!copy_pages (db, file, task, error))
    return FALSE;
  backup->digests = crm_backup_digest (db, error);
  return backup->digests != NULL;
}

/**
 * crm_backup_refuse_different:
 *
 * Returns: %FALSE, with an error that says that a backup was not what it should be
 */
gboolean
crm_backup_refuse_different (const char *path,
                             GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_CORRUPT,
               _("The backup in “%s” did not hold what the workspace holds when it was read again, so it was thrown "
                 "away. Earlier backups were kept. Check the disk or choose another folder."), path);
  return FALSE;
}

static gboolean
verify (CrmBackup *backup,
        CrmBackupFile *file,
        const CrmBackupTask *task,
        GError **error)
{
  g_autoptr (CrmDb) db = crm_backup_open_file (file->path, error);
  g_autoptr (GArray) digests = NULL;

  if (db == NULL)
    return FALSE;
  crm_db_set_cancellable (db, task->cancellable);
  if (!crm_backup_check_file (db, file->path, error) || (digests = crm_backup_digest (db, error)) == NULL)
    return FALSE;
  return crm_backup_same_digests (backup->digests, digests, TRUE) ||
         crm_backup_refuse_different (file->folder_path, error);
}

/**
 * crm_backup_fill:
 *
 * Fills the file with a copy of the workspace and reads it again to see whether it is one.
 */
gboolean
crm_backup_fill (CrmStore *store,
                 CrmBackup *backup,
                 CrmBackupFile *file,
                 const CrmBackupTask *task,
                 GError **error)
{
  if (!take_snapshot (store, backup, file, task, error) || !crm_backup_file_sync (file, error))
    return FALSE;
  crm_backup_report (task, SHARE_COUNTED);
  return verify (backup, file, task, error);
}

/**
 * crm_backup_finish:
 * @name: what the file is to be called
 *
 * Notes how the file looks, gives it its name and writes down beside it what it holds.
 */
gboolean
crm_backup_finish (CrmBackup *backup,
                   CrmBackupFile *file,
                   const char *name,
                   const CrmBackupTask *task,
                   GError **error)
{
  backup->hash = crm_backup_file_hash (file, &backup->bytes, task->cancellable, error);
  if (backup->hash == NULL || g_cancellable_set_error_if_cancelled (task->cancellable, error) ||
      !crm_backup_file_publish (file, name, FALSE, error))
    return FALSE;
  backup->file = g_build_filename (file->folder_path, name, NULL);
  backup->verified = TRUE;
  return crm_backup_save (backup, error);
}

/**
 * crm_backup_write_full:
 * @file: a file that does not exist, in a folder that does
 *
 * Copies the workspace, while it is used, and reads the copy again to compare it with the workspace as it was at that
 * moment. Takes a while: to be called on a thread of one's own.
 *
 * Returns: (transfer full): what is known of the backup
 * Errors: %CRM_ERROR_EXISTS, %CRM_ERROR_NOT_FOUND, %CRM_ERROR_READ_ONLY, %CRM_ERROR_DISK_FULL, %CRM_ERROR_CORRUPT if
 *   the copy is not what it should be; then there is no file
 */
CrmBackup *
crm_backup_write_full (CrmStore *store,
                       const char *path,
                       const CrmBackupTask *task,
                       GError **error)
{
  const CrmBackupTask alone = { 0 };
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);
  g_autofree char *name = g_path_get_basename (full);
  g_autoptr (CrmBackup) backup = crm_backup_new (CRM_BACKUP_FULL);
  g_autoptr (CrmBackupFile) file = NULL;

  task = task != NULL ? task : &alone;
  if (!crm_backup_expect_none (full, error) || (file = crm_backup_file_new (folder, error)) == NULL)
    return NULL;
  backup->workspace = g_strdup (crm_store_get_path (store));
  backup->at = task->now != 0 ? task->now : crm_instant_now ();
  if (!crm_backup_fill (store, backup, file, task, error) || !crm_backup_finish (backup, file, name, task, error))
    return NULL;
  crm_backup_report (task, 1);
  return g_steal_pointer (&backup);
}
