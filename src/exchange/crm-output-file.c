/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-export-private.h"

#include "base/crm-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE (64 * 1024)

/* It grows under a name nobody can foresee, readable for its owner alone, and takes the place of what has its name in
 * one step. A link of that name is replaced, not followed. */
struct _CrmOutputFile
{
  char    *path, *growing;
  char    *name;           /* for people */
  int      fd;
  GString *text;           /* not written yet */
};

/**
 * crm_output_file_refuse:
 * @number: an errno
 */
gboolean
crm_output_file_refuse (CrmOutputFile *self,
                        int number,
                        GError **error)
{
  g_set_error (error, CRM_ERROR, number == ENOSPC || number == EDQUOT ? CRM_ERROR_DISK_FULL : CRM_ERROR_IO,
               _("“%s” could not be written: %s. What was there before is as it was. Choose another place, or make "
                 "room in this one."), self->name, g_strerror (number));
  return FALSE;
}

/**
 * crm_output_file_open:
 * @path: what the file is to be called; what has that name stays until crm_output_file_finish()
 *
 * Errors: %CRM_ERROR_EXISTS for a workspace, %CRM_ERROR_IO, %CRM_ERROR_DISK_FULL
 */
CrmOutputFile *
crm_output_file_open (const char *path,
                      GError **error)
{
  g_autoptr (CrmOutputFile) self = g_new0 (CrmOutputFile, 1);
  g_autofree char *base = g_path_get_basename (path), *folder = g_path_get_dirname (path);
  struct stat status;

  self->path = g_strdup (path);
  self->name = g_filename_display_name (base);
  self->growing = g_strdup_printf ("%s/.clientele-XXXXXX", folder);
  self->text = g_string_new (NULL);
  self->fd = -1;
  if (lstat (path, &status) == 0 && !S_ISREG (status.st_mode) && !S_ISLNK (status.st_mode))
    {
      g_clear_pointer (&self->growing, g_free);
      crm_output_file_refuse (self, S_ISDIR (status.st_mode) ? EISDIR : EEXIST, error);
      return NULL;
    }
  if (!crm_store_file_spare (path, error))
    {
      g_clear_pointer (&self->growing, g_free);
      return NULL;
    }
  self->fd = g_mkstemp_full (self->growing, O_RDWR | O_CLOEXEC, 0600);
  if (self->fd >= 0)
    return g_steal_pointer (&self);
  g_clear_pointer (&self->growing, g_free);
  crm_output_file_refuse (self, errno, error);
  return NULL;
}

/**
 * crm_output_file_free:
 *
 * Removes what was written, unless it was finished.
 */
void
crm_output_file_free (CrmOutputFile *self)
{
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  if (self->growing != NULL)
    g_unlink (self->growing);
  g_string_free (self->text, TRUE);
  g_free (self->growing);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

/**
 * crm_output_file_get_path:
 *
 * Returns: (transfer none): where the file grows, for those who write it by its name
 */
const char *
crm_output_file_get_path (const CrmOutputFile *self)
{
  return self->growing;
}

static gboolean
flush (CrmOutputFile *self,
       GError **error)
{
  for (gsize done = 0; done < self->text->len;)
    {
      gssize n = write (self->fd, self->text->str + done, self->text->len - done);

      if (n < 0 && errno != EINTR)
        return crm_output_file_refuse (self, errno, error);
      done += MAX (n, 0);
    }
  g_string_truncate (self->text, 0);
  return TRUE;
}

gboolean
crm_output_file_write (CrmOutputFile *self,
                       const char *bytes,
                       gsize length,
                       GError **error)
{
  g_string_append_len (self->text, bytes, length);
  return self->text->len < PIECE || flush (self, error);
}

static void
sync_folder (CrmOutputFile *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  fsync (fd);
  g_close (fd, NULL);
}

/**
 * crm_output_file_finish:
 *
 * Gives the file its name, once all of it is on the disk.
 */
gboolean
crm_output_file_finish (CrmOutputFile *self,
                        GError **error)
{
  if (!flush (self, error))
    return FALSE;
  if (fsync (self->fd) < 0 || g_rename (self->growing, self->path) < 0)
    return crm_output_file_refuse (self, errno, error);
  g_clear_pointer (&self->growing, g_free);
  sync_folder (self);
  return TRUE;
}
