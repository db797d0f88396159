/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-backup-private.h"

#include "base/crm-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* A backup grows under a name that nobody can have foreseen, in a file that was made for it and is for its owner alone.
 * Nothing that lies in the way, be it a link, is opened or replaced. */

#define BLOCK (1 << 18)

static int
classify (int code)
{
  switch (code)
    {
    case ENOENT:
    case ENOTDIR: return CRM_ERROR_NOT_FOUND;
    case ENOSPC:
    case EDQUOT: return CRM_ERROR_DISK_FULL;
    case EROFS:
    case EACCES:
    case EPERM: return CRM_ERROR_READ_ONLY;
    case EEXIST: return CRM_ERROR_EXISTS;
    default: return CRM_ERROR_IO;
    }
}

static const char *
describe (int code)
{
  switch (classify (code))
    {
    case CRM_ERROR_NOT_FOUND:
      return _("There is no “%s”. Nothing was written; earlier backups were kept. Connect the disk or choose "
               "another folder (%s)");
    case CRM_ERROR_DISK_FULL:
      return _("There is no room left in “%s”. Nothing was written; earlier backups were kept. Make room or choose "
               "another folder (%s)");
    case CRM_ERROR_READ_ONLY:
      return _("The folder “%s” may not be written to. Nothing was written; earlier backups were kept. Allow it or "
               "choose another folder (%s)");
    case CRM_ERROR_EXISTS:
      return _("“%s” exists already and was kept as it is. Choose another name (%s)");
    default:
      return _("“%s” could not be written. Earlier backups were kept. Try again or choose another folder (%s)");
    }
}

/**
 * crm_backup_fail:
 * @path: a folder, or the file that could not be read
 * @code: `errno`
 *
 * Returns: %FALSE, with an error for people
 */
gboolean
crm_backup_fail (const char *path,
                 int code,
                 GError **error)
{
  g_set_error (error, CRM_ERROR, classify (code), describe (code), path, g_strerror (code));
  return FALSE;
}

/**
 * crm_backup_expect_none:
 *
 * Returns: whether there is nothing of that name, not even a link that leads nowhere
 */
gboolean
crm_backup_expect_none (const char *path,
                        GError **error)
{
  struct stat status;

  return lstat (path, &status) != 0 || crm_backup_fail (path, EEXIST, error);
}

/**
 * crm_backup_file_new:
 * @folder: an existing folder
 *
 * Returns: (transfer full): an empty file in it, which goes away again unless it is published
 * Errors: %CRM_ERROR_NOT_FOUND, %CRM_ERROR_READ_ONLY, %CRM_ERROR_DISK_FULL, %CRM_ERROR_IO
 */
CrmBackupFile *
crm_backup_file_new (const char *folder,
                     GError **error)
{
  g_autoptr (CrmBackupFile) self = g_new0 (CrmBackupFile, 1);
  char *real = realpath (folder, NULL);

  self->fd = -1;
  self->folder = real != NULL ? g_open (real, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0) : -1;
  self->folder_path = g_strdup (real);
  free (real);
  if (self->folder < 0)
    {
      crm_backup_fail (folder, errno, error);
      return NULL;
    }
  self->name = g_strdup_printf (".clientele-%08x%08x.part", g_random_int (), g_random_int ());
  self->path = g_build_filename (self->folder_path, self->name, NULL);
  self->fd = openat (self->folder, self->name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (self->fd < 0)
    {
      crm_backup_fail (folder, errno, error);
      return NULL;
    }
  fchmod (self->fd, 0600);
  return g_steal_pointer (&self);
}

/* What SQLite has put beside it goes as well. */
static void
remove_parts (CrmBackupFile *self)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (self->name, suffixes[i], NULL);

      unlinkat (self->folder, name, 0);
    }
}

void
crm_backup_file_free (CrmBackupFile *self)
{
  if (self->name != NULL && self->fd >= 0)
    remove_parts (self);
  if (self->fd >= 0)
    close (self->fd);
  if (self->folder >= 0)
    close (self->folder);
  g_free (self->folder_path);
  g_free (self->name);
  g_free (self->path);
  g_free (self);
}

/**
 * crm_backup_file_expect_room:
 * @bytes: how much is going to be written
 *
 * Returns: whether there is room for it, so that a backup that cannot be finished does not fill the disk
 */
gboolean
crm_backup_file_expect_room (CrmBackupFile *self,
                             gint64 bytes,
                             GError **error)
{
  struct statvfs status;

  if (fstatvfs (self->folder, &status) != 0 || status.f_blocks == 0)
    return TRUE;   /* it does not say */
  return (gint64) status.f_bavail * (gint64) status.f_frsize > bytes ||
         crm_backup_fail (self->folder_path, ENOSPC, error);
}

/**
 * crm_backup_file_explain:
 * @error: why SQLite could not write the file
 *
 * Says it in terms of the folder, as nobody knows the name of the file.
 *
 * Returns: %FALSE
 */
gboolean
crm_backup_file_explain (CrmBackupFile *self,
                         GError **error)
{
  if (error == NULL || *error == NULL || (*error)->domain != CRM_ERROR || (*error)->code != CRM_ERROR_DISK_FULL)
    return FALSE;
  g_clear_error (error);
  return crm_backup_fail (self->folder_path, ENOSPC, error);
}

/**
 * crm_backup_file_sync:
 *
 * Waits until what was written has reached the disk.
 */
gboolean
crm_backup_file_sync (CrmBackupFile *self,
                      GError **error)
{
  return fdatasync (self->fd) == 0 || crm_backup_fail (self->folder_path, errno, error);
}

gboolean
crm_backup_file_write (CrmBackupFile *self,
                       const char *text,
                       gsize length,
                       GError **error)
{
  while (length > 0)
    {
      gssize written = write (self->fd, text, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return crm_backup_fail (self->folder_path, errno, error);
      text += written;
      length -= written;
    }
  return TRUE;
}

static gboolean
copy_blocks (CrmBackupFile *self,
             int from,
             const char *path,
             const CrmBackupTask *task,
             GError **error)
{
  g_autofree char *block = g_malloc (BLOCK);
  struct stat status;
  gint64 done = 0;
  gssize length;

  if (fstat (from, &status) != 0)
    return crm_backup_fail (path, errno, error);
  while ((length = read (from, block, BLOCK)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (task->cancellable, error) ||
          !crm_backup_file_write (self, block, length, error))
        return FALSE;
      done += length;
      crm_backup_report (task, (double) done / MAX (status.st_size, done));
    }
  return length == 0 || crm_backup_fail (path, errno, error);
}

/**
 * crm_backup_file_copy:
 * @from: a backup
 *
 * Writes all of it into the file.
 */
gboolean
crm_backup_file_copy (CrmBackupFile *self,
                      const char *from,
                      const CrmBackupTask *task,
                      GError **error)
{
  int fd = g_open (from, O_RDONLY | O_CLOEXEC, 0);
  gboolean copied = fd >= 0 ? copy_blocks (self, fd, from, task, error) : crm_backup_fail (from, errno, error);

  if (fd >= 0)
    close (fd);
  return copied;
}

static char *
hash_descriptor (int fd,
                 const char *path,
                 gint64 *bytes,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *block = g_malloc (BLOCK);
  gint64 total = 0;
  gssize length;

  while ((length = pread (fd, block, BLOCK, total)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      g_checksum_update (checksum, block, length);
      total += length;
    }
  if (length < 0)
    {
      crm_backup_fail (path, errno, error);
      return NULL;
    }
  if (bytes != NULL)
    *bytes = total;
  return g_strdup (g_checksum_get_string (checksum));
}

/**
 * crm_backup_file_hash:
 * @bytes: (out): size of the file
 *
 * Returns: (transfer full): SHA-256 of what is in it, read back
 */
char *
crm_backup_file_hash (CrmBackupFile *self,
                      gint64 *bytes,
                      GCancellable *cancellable,
                      GError **error)
{
  return hash_descriptor (self->fd, self->path, bytes, cancellable, error);
}

char *
crm_backup_hash_path (const char *path,
                      GCancellable *cancellable,
                      GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  char *hash = NULL;

  if (fd < 0)
    crm_backup_fail (path, errno, error);
  else
    {
      hash = hash_descriptor (fd, path, NULL, cancellable, error);
      close (fd);
    }
  return hash;
}

/* Whether the name still leads to the file that was made, and not to one that was put in its place. */
static gboolean
is_ours (CrmBackupFile *self)
{
  struct stat ours, named;

  return fstat (self->fd, &ours) == 0 && fstatat (self->folder, self->name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
         ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
}

static gboolean
give_name (CrmBackupFile *self,
           const char *name,
           gboolean replace)
{
  if (replace)
    return renameat (self->folder, self->name, self->folder, name) == 0;
  /* A link, unlike a rename, never replaces a file that has come up meanwhile. */
  if (linkat (self->folder, self->name, self->folder, name, 0) == 0)
    return unlinkat (self->folder, self->name, 0) == 0;
  if (errno == EEXIST || faccessat (self->folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    {
      errno = EEXIST;
      return FALSE;
    }
  return renameat (self->folder, self->name, self->folder, name) == 0;
}

/**
 * crm_backup_file_publish:
 * @name: the name it gets in its folder
 * @replace: whether a file of that name may be replaced
 *
 * Says that the file is whole. File and folder are on the disk when this returns.
 */
gboolean
crm_backup_file_publish (CrmBackupFile *self,
                         const char *name,
                         gboolean replace,
                         GError **error)
{
  g_autofree char *path = g_build_filename (self->folder_path, name, NULL);

  if (!is_ours (self))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_IO,
                   _("Something else was put in the place of the file that was being written in “%s”. Nothing was kept "
                     "of it. Look who else may write to that folder."), self->folder_path);
      return FALSE;
    }
  if (fsync (self->fd) != 0 || !give_name (self, name, replace))
    return crm_backup_fail (path, errno, error);
  g_clear_pointer (&self->name, g_free);
  return fsync (self->folder) == 0 || errno == EINVAL || crm_backup_fail (self->folder_path, errno, error);
}
