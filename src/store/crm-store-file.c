/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_SIZE 100
#define PAGE_SIZE_OFFSET 16
#define PAGE_COUNT_OFFSET 28
#define VERSION_OFFSET 60
#define APPLICATION_ID_OFFSET 68

/* A byte far behind those that SQLite locks; see "The way of a change" in CONTRIBUTING. */
#define WRITER_LOCK_OFFSET 0x60000000

static guint32
read_big_endian (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static gboolean
check_header (const char *path,
              const guint8 *header,
              gssize length,
              GError **error)
{
  if (length < HEADER_SIZE || memcmp (header, "SQLite format 3", 16) != 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, length == 0
                   ? _("“%s” is empty: it is not a Clientele workspace. It was not changed. Choose another file or "
                       "make a new workspace.")
                   : _("“%s” is not a Clientele workspace. It was not changed. Choose another file, or import it if "
                       "it holds data."), path);
      return FALSE;
    }
  if (read_big_endian (header + APPLICATION_ID_OFFSET) != CRM_APPLICATION_ID)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FOREIGN,
                   _("“%s” is a database of another program. It was not changed. Choose a file made by Clientele."),
                   path);
      return FALSE;
    }
  if (read_big_endian (header + VERSION_OFFSET) > CRM_SCHEMA_VERSION)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_NEWER,
                   _("“%s” was written by a newer version of Clientele (format %u, this version knows %u). It was "
                     "not changed. Update Clientele to open it."),
                   path, read_big_endian (header + VERSION_OFFSET), CRM_SCHEMA_VERSION);
      return FALSE;
    }
  return TRUE;
}

/* A file that is shorter than its header says was cut off, unless the rest stands in the log. */
static gboolean
check_length (const char *path,
              const guint8 *header,
              gint64 length,
              GError **error)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  guint32 page_size = header[PAGE_SIZE_OFFSET] << 8 | header[PAGE_SIZE_OFFSET + 1];
  gint64 expected = (gint64) read_big_endian (header + PAGE_COUNT_OFFSET) * (page_size == 1 ? 65536 : page_size);

  if (length >= expected || g_file_test (wal, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_CORRUPT,
               _("“%s” is damaged: its end is missing. It was not changed. Keep it and go on with a backup."), path);
  return FALSE;
}

/**
 * crm_store_file_inspect:
 * @state: (out): whether the file may be written; the permission bits count even for root
 *
 * Looks at the file without SQLite, so that a file that is refused keeps every byte.
 */
gboolean
crm_store_file_inspect (const char *path,
                        CrmFileState *state,
                        GError **error)
{
  guint8 header[HEADER_SIZE];
  struct stat status;
  gssize length;
  g_autofd int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);

  if (fd < 0 || fstat (fd, &status) != 0)
    {
      int saved = errno;

      g_set_error (error, CRM_ERROR, saved == ENOENT ? CRM_ERROR_NOT_FOUND : CRM_ERROR_IO,
                   saved == ENOENT ? _("There is no workspace “%s”. Check the name, or make one with “New "
                                       "Workspace” or “clientele-cli init”.")
                                   : _("“%s” could not be opened: %s. Nothing was changed."), path, g_strerror (saved));
      return FALSE;
    }
  if (!S_ISREG (status.st_mode))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, S_ISDIR (status.st_mode)
                   ? _("“%s” is a folder, not a workspace. Nothing was changed. Choose a file that ends in .clientele.")
                   : _("“%s” is not a regular file, so it cannot be a workspace. Nothing was changed."), path);
      return FALSE;
    }
  length = read (fd, header, sizeof header);
  if (!check_header (path, header, length, error) || !check_length (path, header, status.st_size, error))
    return FALSE;
  *state = (status.st_mode & 0222) == 0 || access (path, W_OK) != 0 ? CRM_FILE_READ_ONLY : CRM_FILE_WORKSPACE;
  return TRUE;
}

/**
 * crm_store_file_lock:
 *
 * Takes the lock of the one process that may write to the workspace. It goes with the file descriptor, so a process
 * that dies leaves none behind.
 *
 * Returns: the file descriptor, or −1 with %CRM_ERROR_BUSY
 */
int
crm_store_file_lock (const char *path,
                     GError **error)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = WRITER_LOCK_OFFSET, .l_len = 1 };
  g_autofd int fd = g_open (path, O_RDWR | O_CLOEXEC, 0);

  if (fd < 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_READ_ONLY,
                   _("“%s” could not be opened for writing: %s. Nothing was changed."), path, g_strerror (errno));
      return -1;
    }
  if (fcntl (fd, F_OFD_SETLK, &lock) == 0)
    return g_steal_fd (&fd);
  if (errno == EAGAIN || errno == EACCES)
    g_set_error (error, CRM_ERROR, CRM_ERROR_BUSY,
                 _("“%s” is being used by another process, such as a Clientele window. Nothing was changed. Close "
                   "it there and try again."), path);
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_IO, _("“%s” could not be locked: %s. Nothing was changed."), path,
                 g_strerror (errno));
  return -1;
}
