/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "db/crm-vfs-private.h"

/* The VFS "clientele": the one of the platform, with sealed pages in the database file. The log has checksums of its
 * own; it is only written in larger pieces, as are temporary files. All others are the platform's. */

static sqlite3_vfs vfs;

#define BELOW() ((sqlite3_vfs *) vfs.pAppData)

static int
open_stream (const char *name,
             sqlite3_file *file,
             int flags,
             int *out_flags)
{
  CrmVfsStream *ours = (CrmVfsStream *) file;
  int code;

  *ours = (CrmVfsStream) { .below = (sqlite3_file *) (ours + 1) };
  code = BELOW ()->xOpen (BELOW (), name, ours->below, flags, out_flags);
  if (ours->below->pMethods == NULL)
    return code;
  ours->base.pMethods = &crm_vfs_stream_methods;
  if (flags & SQLITE_OPEN_WAL)
    {
      ours->database = (CrmVfsFile *) sqlite3_database_file_object (name);
      ours->database->log = ours;
    }
  return code;
}

static int
open_database (const char *name,
               sqlite3_file *file,
               int flags,
               int *out_flags)
{
  CrmVfsFile *ours = (CrmVfsFile *) file;
  int code;

  *ours = (CrmVfsFile) { .below = (sqlite3_file *) (ours + 1) };
  code = BELOW ()->xOpen (BELOW (), name, ours->below, flags, out_flags);
  if (ours->below->pMethods == NULL)
    return code;
  ours->base.pMethods = ours->below->pMethods->iVersion >= 2 && ours->below->pMethods->xShmMap != NULL
                        ? &crm_vfs_methods : &crm_vfs_methods_alone;
  return code;
}

static int
open_file (sqlite3_vfs *self,
           const char *name,
           sqlite3_file *file,
           int flags,
           int *out_flags)
{
  if (flags & SQLITE_OPEN_MAIN_DB)
    return open_database (name, file, flags, out_flags);
  if (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_TEMP_JOURNAL))
    return open_stream (name, file, flags, out_flags);
  return BELOW ()->xOpen (BELOW (), name, file, flags, out_flags);
}

static int
delete_file (sqlite3_vfs *self,
             const char *name,
             int sync_folder)
{
  return BELOW ()->xDelete (BELOW (), name, sync_folder);
}

static int
access_file (sqlite3_vfs *self,
             const char *name,
             int flags,
             int *result)
{
  return BELOW ()->xAccess (BELOW (), name, flags, result);
}

static int
find_path (sqlite3_vfs *self,
           const char *name,
           int length,
           char *path)
{
  return BELOW ()->xFullPathname (BELOW (), name, length, path);
}

static int
get_random (sqlite3_vfs *self,
            int length,
            char *bytes)
{
  return BELOW ()->xRandomness (BELOW (), length, bytes);
}

static int
wait_a_while (sqlite3_vfs *self,
              int microseconds)
{
  return BELOW ()->xSleep (BELOW (), microseconds);
}

static int
get_last_error (sqlite3_vfs *self,
                int length,
                char *text)
{
  return BELOW ()->xGetLastError (BELOW (), length, text);
}

static int
get_time (sqlite3_vfs *self,
          sqlite3_int64 *time)
{
  return BELOW ()->xCurrentTimeInt64 (BELOW (), time);
}

static sqlite3_vfs vfs = {
  .iVersion = 2,
  .zName = CRM_VFS_NAME,
  .xOpen = open_file,
  .xDelete = delete_file,
  .xAccess = access_file,
  .xFullPathname = find_path,
  .xRandomness = get_random,
  .xSleep = wait_a_while,
  .xGetLastError = get_last_error,
  .xCurrentTimeInt64 = get_time,
};

/**
 * crm_vfs_set_below:
 * @name: (nullable): a VFS that is registered, or %NULL for that of the platform
 *
 * Says where the files really are. To be called while no database is open; tests put a broken disk there.
 */
void
crm_vfs_set_below (const char *name)
{
  sqlite3_vfs *below = sqlite3_vfs_find (name);

  g_return_if_fail (below != NULL && below != &vfs);
  vfs.pAppData = below;
  vfs.szOsFile = MAX (sizeof (CrmVfsFile), sizeof (CrmVfsStream)) + below->szOsFile;
  vfs.mxPathname = below->mxPathname;
  sqlite3_vfs_register (&vfs, FALSE);
}

/**
 * crm_vfs_register:
 *
 * Makes the VFS known to SQLite. To be called before a file is opened.
 */
void
crm_vfs_register (void)
{
  if (vfs.pAppData == NULL)
    crm_vfs_set_below (NULL);
}
