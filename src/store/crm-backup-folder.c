/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-backup-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The folder of a workspace's backups: which there are, which is due, which may go. */

#define SUFFIX ".backup"
#define LOCK_FILE ".lock"
#define PART_PREFIX ".clientele-"
#define PART_SUFFIX ".part"

/**
 * crm_backup_default_root:
 *
 * Returns: (transfer full): where backups are kept unless another folder is chosen
 */
char *
crm_backup_default_root (void)
{
  return g_build_filename (g_get_user_data_dir (), "clientele", "backups", NULL);
}

/* The first action tells workspaces of one name apart; a copy of a workspace has its first action, but another name. */
static gboolean
read_id (CrmStore *store,
         gint64 *id,
         GError **error)
{
  g_autoptr (CrmDb) db = crm_store_open_reader (store, error);

  if (db != NULL)
    *id = crm_db_query_int (db, "SELECT min(id) FROM journal_action", 0);
  return db != NULL;
}

static gboolean
make_folder (const char *root,
             const char *folder,
             GError **error)
{
  g_autofree char *usual = crm_backup_default_root ();
  gboolean chosen = strcmp (usual, root) != 0;

  /* A folder that was chosen is never made: the disk it is on may not be connected. */
  if (g_file_test (folder, G_FILE_TEST_IS_DIR) ||
      (chosen ? g_mkdir (folder, 0700) : g_mkdir_with_parents (folder, 0700)) == 0)
    return TRUE;
  return crm_backup_fail (root, errno, error);
}

/**
 * crm_backup_folder:
 * @root: the folder for backups of all workspaces, as crm_backup_default_root()
 *
 * Reads from the workspace: to be called on a worker.
 *
 * Returns: (transfer full): that for backups of this workspace, made if need be
 * Errors: %CRM_ERROR_NOT_FOUND, %CRM_ERROR_READ_ONLY, %CRM_ERROR_DISK_FULL where there is none and none can be made
 */
char *
crm_backup_folder (CrmStore *store,
                   const char *root,
                   GError **error)
{
  g_autofree char *base = g_path_get_basename (crm_store_get_path (store));
  g_autofree char *name = NULL;
  g_autofree char *folder = NULL;
  gint64 id;

  if (!read_id (store, &id, error))
    return NULL;
  if (g_str_has_suffix (base, CRM_WORKSPACE_SUFFIX))
    base[strlen (base) - strlen (CRM_WORKSPACE_SUFFIX)] = '\0';
  name = g_strdup_printf ("%s-%" G_GINT64_MODIFIER "x", base, id);
  folder = g_build_filename (root, name, NULL);
  return make_folder (root, folder, error) ? g_steal_pointer (&folder) : NULL;
}

/* One of which nobody knows what it holds, or that is not as long as it was. */
static CrmBackup *
describe_unknown (const char *path,
                  gint64 at)
{
  CrmBackup *backup = crm_backup_new (g_str_has_suffix (path, "-full" SUFFIX) ? CRM_BACKUP_FULL : CRM_BACKUP_CHANGES);

  backup->file = g_strdup (path);
  backup->at = at;
  backup->workspace = g_strdup ("");
  backup->digests = crm_backup_digests_new ();
  return backup;
}

static CrmBackup *
load_listed (const char *path)
{
  CrmBackup *backup = crm_backup_load (path, NULL);
  struct stat status;

  if (lstat (path, &status) != 0 || !S_ISREG (status.st_mode))
    {
      g_clear_pointer (&backup, crm_backup_unref);
      return NULL;
    }
  if (backup == NULL)
    backup = describe_unknown (path, (gint64) status.st_mtime * G_USEC_PER_SEC);
  if (backup->bytes != status.st_size)
    backup->verified = FALSE;
  backup->bytes = status.st_size;
  return backup;
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  const CrmBackup *x = *(CrmBackup *const *) a, *y = *(CrmBackup *const *) b;

  if (x->at != y->at)
    return x->at < y->at ? 1 : -1;
  return -strcmp (x->file, y->file);
}

/**
 * crm_backup_list:
 * @folder: what crm_backup_folder() returned
 *
 * Returns: (transfer full) (element-type CrmBackup): the backups in it, newest first
 */
GPtrArray *
crm_backup_list (const char *folder,
                 GError **error)
{
  g_autoptr (GPtrArray) backups = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_backup_unref);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  if (dir == NULL)
    {
      crm_backup_fail (folder, errno, error);
      return NULL;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      CrmBackup *backup = g_str_has_suffix (name, SUFFIX) ? load_listed (path) : NULL;

      if (backup != NULL)
        g_ptr_array_add (backups, backup);
    }
  g_ptr_array_sort (backups, compare_newest_first);
  return g_steal_pointer (&backups);
}

/* Making the next one */

typedef struct
{
  gboolean known;      /* whether the workspace could be read */
  gboolean unfinished; /* a long action is under way */
  gboolean same;       /* nothing was changed since */
  gboolean follows;    /* its history goes on from there */
} Comparison;

static Comparison
compare_with_store (CrmStore *store,
                    CrmBackup *newest)
{
  g_autoptr (CrmDb) db = crm_store_open_reader (store, NULL);
  g_autoptr (CrmBackup) now = crm_backup_new (CRM_BACKUP_FULL);
  Comparison result = { 0 };

  if (db == NULL || !crm_db_exec (db, "BEGIN", NULL))
    return result;
  crm_backup_note_mark (now, db);
  result.known = TRUE;
  result.unfinished = now->unfinished;
  result.follows = crm_backup_follows (db, now, newest);
  result.same = result.follows && now->action == newest->action && now->change == newest->change;
  return result;
}

/**
 * crm_backup_find_full:
 *
 * Returns: (transfer none) (nullable): the full backup that the backup builds on, if all that is between is there and
 *   was verified
 */
CrmBackup *
crm_backup_find_full (GPtrArray *backups,
                      CrmBackup *backup)
{
  for (guint steps = 0; backup != NULL && backup->kind != CRM_BACKUP_FULL; steps++)
    {
      CrmBackup *previous = NULL;

      for (guint i = 0; i < backups->len && previous == NULL; i++)
        {
          g_autofree char *name = g_path_get_basename (((CrmBackup *) backups->pdata[i])->file);

          if (g_strcmp0 (name, backup->previous) == 0)
            previous = backups->pdata[i];
        }
      backup = previous != NULL && previous->verified && steps < backups->len ? previous : NULL;
    }
  return backup;
}

/**
 * crm_backup_newest:
 *
 * Returns: (transfer none) (nullable): the newest verified backup that can be restored with what there is
 */
CrmBackup *
crm_backup_newest (GPtrArray *backups)
{
  for (guint i = 0; i < backups->len; i++)
    {
      CrmBackup *backup = backups->pdata[i];

      if (backup->verified && crm_backup_find_full (backups, backup) != NULL)
        return backup;
    }
  return NULL;
}

/**
 * crm_backup_due:
 * @now: instant
 *
 * Returns: what it is time for: a full backup on each day on which something was changed, one of the changes if the
 *   last one is an hour old; nothing while nothing was changed, or while a long action is under way
 */
CrmBackupKind
crm_backup_due (CrmStore *store,
                GPtrArray *backups,
                gint64 now)
{
  CrmBackup *newest = crm_backup_newest (backups);
  Comparison comparison;

  if (newest == NULL)
    return CRM_BACKUP_FULL;
  comparison = compare_with_store (store, newest);
  if (!comparison.known || comparison.unfinished || comparison.same)
    return CRM_BACKUP_NONE;
  if (!comparison.follows ||
      crm_instant_to_date (crm_backup_find_full (backups, newest)->at) != crm_instant_to_date (now))
    return CRM_BACKUP_FULL;
  return now - newest->at >= G_TIME_SPAN_HOUR || now < newest->at ? CRM_BACKUP_CHANGES : CRM_BACKUP_NONE;
}

/* What was begun and never finished, such as by a process that was killed. */
static void
remove_parts (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_prefix (name, PART_PREFIX) && strstr (name, PART_SUFFIX) != NULL)
        {
          g_autofree char *path = g_build_filename (folder, name, NULL);

          g_unlink (path);
        }
    }
}

static int
lock_folder (const char *folder,
             GError **error)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
  g_autofree char *path = g_build_filename (folder, LOCK_FILE, NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0)
    crm_backup_fail (folder, errno, error);
  else if (fcntl (fd, F_OFD_SETLK, &lock) != 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_BUSY,
                   _("Another process is making a backup in “%s”. Nothing was changed. Wait until it is done."),
                   folder);
      close (fd);
      fd = -1;
    }
  return fd;
}

static char *
choose_name (const char *folder,
             CrmBackupKind kind,
             gint64 now)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc_usec (now);
  g_autofree char *stamp = g_date_time_format (time, "%Y-%m-%dT%H-%M-%SZ");
  char *path = NULL;

  for (guint i = 1; path == NULL || g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK); i++)
    {
      g_autofree char *more = i > 1 ? g_strdup_printf ("-%u", i) : g_strdup ("");

      g_free (path);
      path = g_strdup_printf ("%s/%s%s-%s" SUFFIX, folder, stamp, more, kind == CRM_BACKUP_FULL ? "full" : "changes");
    }
  return path;
}

static CrmBackup *
write_next (CrmStore *store,
            const char *folder,
            CrmBackupKind kind,
            const CrmBackupTask *task,
            GError **error)
{
  gint64 now = task->now != 0 ? task->now : crm_instant_now ();
  g_autoptr (GPtrArray) backups = crm_backup_list (folder, error);
  g_autoptr (CrmBackup) backup = NULL;
  g_autofree char *path = NULL;

  if (backups == NULL)
    return NULL;
  if (kind == CRM_BACKUP_NONE && (kind = crm_backup_due (store, backups, now)) == CRM_BACKUP_NONE)
    return NULL;
  remove_parts (folder);
  path = choose_name (folder, kind, now);
  backup = kind == CRM_BACKUP_FULL
    ? crm_backup_write_full (store, path, task, error)
    : crm_backup_write_changes (store, crm_backup_newest (backups), path, task, error);
  if (backup == NULL)
    return NULL;
  g_ptr_array_insert (backups, 0, crm_backup_ref (backup));
  crm_backup_remove_doomed (backups, now);
  return g_steal_pointer (&backup);
}

static void
note_failure (const char *folder,
              const char *message)
{
  g_autoptr (CrmBackupState) state = crm_backup_state_load (folder);

  if (message == NULL && state->failure == NULL)
    return;
  g_free (state->failure);
  state->failure = g_strdup (message);
  state->failed_at = message != NULL ? crm_instant_now () : 0;
  crm_backup_state_save (folder, state);
}

/**
 * crm_backup_keep:
 * @root: as in crm_backup_folder()
 * @kind: %CRM_BACKUP_FULL, or %CRM_BACKUP_NONE for what is due
 *
 * Makes the next backup in the workspace's folder and lets those go that are needed no longer: seven daily, five weekly
 * and twelve monthly ones are kept, and of the daily ones what was changed after them. Takes a while: to be called on a
 * thread of one's own.
 *
 * Returns: (transfer full) (nullable): the backup; %NULL without an error if none was due
 */
CrmBackup *
crm_backup_keep (CrmStore *store,
                 const char *root,
                 CrmBackupKind kind,
                 const CrmBackupTask *task,
                 GError **error)
{
  const CrmBackupTask alone = { 0 };
  g_autofree char *folder = crm_backup_folder (store, root, error);
  int lock = folder != NULL ? lock_folder (folder, error) : -1;
  GError *local = NULL;
  CrmBackup *backup;

  if (lock < 0)
    return NULL;
  backup = write_next (store, folder, kind, task != NULL ? task : &alone, &local);
  if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    note_failure (folder, local != NULL ? local->message : NULL);
  if (local != NULL)
    g_propagate_error (error, local);
  close (lock);
  return backup;
}
