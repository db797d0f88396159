/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-backup-private.h"

#include <string.h>

/* Backups of a workspace that cannot be opened: which there are is known from what stands beside them alone. */

/* The newest that can be restored of one folder, if it is of that workspace. */
static CrmBackup *
find_in (const char *folder,
         const char *workspace)
{
  g_autoptr (GPtrArray) backups = crm_backup_list (folder, NULL);
  CrmBackup *newest = backups != NULL ? crm_backup_newest (backups) : NULL;

  return newest != NULL && strcmp (newest->workspace, workspace) == 0 ? crm_backup_ref (newest) : NULL;
}

/**
 * crm_backup_find:
 * @root: as in crm_backup_folder()
 * @path: a workspace, which is not looked at
 *
 * Reads folders: to be called on a worker.
 *
 * Returns: (transfer full) (nullable): the newest verified backup that was made of the workspace
 */
CrmBackup *
crm_backup_find (const char *root,
                 const char *path)
{
  g_autofree char *workspace = crm_store_resolve_path (path);
  g_autofree char *base = g_path_get_basename (workspace);
  g_autofree char *prefix = NULL;
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  g_autoptr (CrmBackup) found = NULL;
  const char *name;

  if (g_str_has_suffix (base, CRM_WORKSPACE_SUFFIX))
    base[strlen (base) - strlen (CRM_WORKSPACE_SUFFIX)] = '\0';
  prefix = g_strconcat (base, "-", NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (root, name, NULL);
      g_autoptr (CrmBackup) newest = g_str_has_prefix (name, prefix) ? find_in (folder, workspace) : NULL;

      if (newest == NULL || (found != NULL && newest->at <= found->at))
        continue;
      g_clear_pointer (&found, crm_backup_unref);
      found = g_steal_pointer (&newest);
    }
  return g_steal_pointer (&found);
}

static gboolean
put_back (const char *file,
          const char *path,
          const CrmBackupTask *task,
          char **kept,
          GError **error)
{
  g_autofree char *why = crm_store_draft_why_damaged ();
  g_autofree char *draft = crm_store_draft_new (path, error);
  g_autoptr (CrmBackup) restored = NULL;
  gboolean done;

  if (draft == NULL)
    return FALSE;
  crm_store_draft_remove (draft);   /* what matters is the name */
  restored = crm_backup_restore (file, draft, task, error);
  done = restored != NULL && crm_store_draft_put (path, draft, why, kept, error);
  if (!done)
    crm_store_draft_remove (draft);
  return done;
}

/**
 * crm_backup_put_back:
 * @file: a backup
 * @path: a workspace that nobody has open
 * @kept: (out) (transfer full): where the file is now that had the name
 *
 * Restores the backup into the place of a workspace that is damaged, which is kept beside it with its log.
 *
 * Errors: those of crm_backup_restore(), %CRM_ERROR_BUSY; the workspace is as it was
 */
gboolean
crm_backup_put_back (const char *file,
                     const char *path,
                     const CrmBackupTask *task,
                     char **kept,
                     GError **error)
{
  g_autofree char *real = crm_store_resolve_path (path);
  int lock = crm_store_file_lock (real, error);
  char *held;
  gboolean done;

  if (lock < 0)
    return FALSE;
  held = crm_store_file_hold (real);
  done = put_back (file, real, task, kept, error);
  crm_store_file_unlock (lock);
  crm_store_file_release (held);
  return done;
}
