/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-error.h"
#include "db/crm-db-integrity.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_SIZE 100
#define PAGE_SIZE_OFFSET 16
#define RESERVE_OFFSET 20
#define PAGE_COUNT_OFFSET 28
#define VERSION_OFFSET 60
#define APPLICATION_ID_OFFSET 68
#define FIRST_SEALED_VERSION 2

/* A byte far behind those that SQLite locks; see "The way of a change" in CONTRIBUTING. */
#define WRITER_LOCK_OFFSET 0x60000000

/* Closing any descriptor of a file drops all locks that SQLite, whose locks belong to the process, has on it. So
 * descriptors of a workspace that is open here are kept until it is open nowhere in this process. */
typedef struct
{
  guint   n_stores;
  GArray *descriptors;
} Held;

static GMutex held_mutex;
static GHashTable *held_files;   /* device and inode → Held */

static void
free_held (gpointer data)
{
  Held *held = data;

  for (guint i = 0; i < held->descriptors->len; i++)
    close (g_array_index (held->descriptors, int, i));
  g_array_unref (held->descriptors);
  g_free (held);
}

static char *
make_key (const struct stat *status)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64) status->st_dev,
                          (guint64) status->st_ino);
}

/**
 * crm_store_file_hold:
 *
 * Says that a store has the file open.
 *
 * Returns: (transfer full) (nullable): to be given to crm_store_file_release()
 */
char *
crm_store_file_hold (const char *path)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&held_mutex);
  struct stat status;
  char *key;
  Held *held;

  if (stat (path, &status) != 0)
    return NULL;
  if (held_files == NULL)
    held_files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_held);
  key = make_key (&status);
  held = g_hash_table_lookup (held_files, key);
  if (held == NULL)
    {
      held = g_new0 (Held, 1);
      held->descriptors = g_array_new (FALSE, FALSE, sizeof (int));
      g_hash_table_insert (held_files, g_strdup (key), held);
    }
  held->n_stores++;
  return key;
}

/**
 * crm_store_file_release:
 * @key: (transfer full) (nullable): what crm_store_file_hold() returned
 */
void
crm_store_file_release (char *key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&held_mutex);
  Held *held = key != NULL ? g_hash_table_lookup (held_files, key) : NULL;

  if (held != NULL && --held->n_stores == 0)
    g_hash_table_remove (held_files, key);
  g_free (key);
}

/**
 * crm_store_file_is_held:
 * @key: (nullable): what crm_store_file_hold() returned
 *
 * Returns: whether the name still leads to the file that was opened
 */
gboolean
crm_store_file_is_held (const char *path,
                        const char *key)
{
  struct stat status;
  g_autofree char *now = NULL;

  if (key == NULL || stat (path, &status) != 0)
    return key == NULL;
  now = make_key (&status);
  return g_str_equal (now, key);
}

static void
close_when_free (int fd)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&held_mutex);
  g_autofree char *key = NULL;
  struct stat status;
  Held *held = NULL;

  if (fd < 0)
    return;
  if (held_files != NULL && fstat (fd, &status) == 0)
    {
      key = make_key (&status);
      held = g_hash_table_lookup (held_files, key);
    }
  if (held != NULL)
    g_array_append_val (held->descriptors, fd);
  else
    close (fd);
}

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

/* What tells that pages have seals has none itself. */
static gboolean
check_reserve (const char *path,
               const guint8 *header,
               GError **error)
{
  if (read_big_endian (header + VERSION_OFFSET) < FIRST_SEALED_VERSION || header[RESERVE_OFFSET] == CRM_DB_RESERVE)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_CORRUPT,
               _("“%s” is damaged: its first page is not what was written. It was not changed. Keep it and go on "
                 "with a backup."), path);
  return FALSE;
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

static gboolean
inspect (int fd,
         const char *path,
         CrmFileState *state,
         GError **error)
{
  guint8 header[HEADER_SIZE];
  struct stat status;
  gssize length;

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
  if (!check_header (path, header, length, error) || !check_reserve (path, header, error) ||
      !check_length (path, header, status.st_size, error))
    return FALSE;
  if ((status.st_mode & 0222) == 0 || access (path, W_OK) != 0)
    *state = CRM_FILE_READ_ONLY;
  else
    *state = read_big_endian (header + VERSION_OFFSET) < CRM_SCHEMA_VERSION ? CRM_FILE_OLD : CRM_FILE_WORKSPACE;
  return TRUE;
}

/**
 * crm_store_file_inspect:
 * @state: (out): whether the file may be written (the permission bits count even for root), and if so, whether it is
 *   of an earlier version
 *
 * Looks at the file without SQLite, so that a file that is refused keeps every byte.
 */
gboolean
crm_store_file_inspect (const char *path,
                        CrmFileState *state,
                        GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  gboolean sound = inspect (fd, path, state, error);

  close_when_free (fd);
  return sound;
}

static gboolean
is_database (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, 0);
  char magic[16];
  gboolean found = fd >= 0 && read (fd, magic, sizeof magic) == sizeof magic &&
                   memcmp (magic, "SQLite format 3", sizeof magic) == 0;

  close_when_free (fd);
  return found;
}

/**
 * crm_store_file_spare:
 * @path: where a file is to be written that replaces what is there
 *
 * Refuses to put anything in the place of a workspace or another database, or of what SQLite keeps beside it. A link is
 * replaced itself, so it may lead to one.
 *
 * Errors: %CRM_ERROR_EXISTS
 */
gboolean
crm_store_file_spare (const char *path,
                      GError **error)
{
  static const char *const companions[] = { "", "-wal", "-shm", "-journal" };
  g_autofree char *base = g_path_get_basename (path);

  for (guint i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *database = NULL;

      if (!g_str_has_suffix (path, companions[i]))
        continue;
      database = g_strndup (path, strlen (path) - strlen (companions[i]));
      if (!is_database (database))
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_EXISTS, *companions[i] == '\0'
                   ? _("“%s” is a workspace or another database. It was not replaced. Choose another name.")
                   : _("“%s” belongs to a workspace or another database. It was not replaced. Choose another name."),
                   base);
      return FALSE;
    }
  return TRUE;
}

/**
 * crm_store_file_is_written:
 *
 * Returns: whether a process, be it this one, has the workspace open to write
 */
gboolean
crm_store_file_is_written (const char *path)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = WRITER_LOCK_OFFSET, .l_len = 1 };
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  gboolean written = fd >= 0 && fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;

  close_when_free (fd);
  return written;
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
  int fd = g_open (path, O_RDWR | O_CLOEXEC, 0);

  if (fd < 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_READ_ONLY,
                   _("“%s” could not be opened for writing: %s. Nothing was changed."), path, g_strerror (errno));
      return -1;
    }
  if (fcntl (fd, F_OFD_SETLK, &lock) == 0)
    return fd;
  if (errno == EAGAIN || errno == EACCES)
    g_set_error (error, CRM_ERROR, CRM_ERROR_BUSY,
                 _("“%s” is being used by another process, such as a Clientele window. Nothing was changed. Close "
                   "it there and try again."), path);
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_IO, _("“%s” could not be locked: %s. Nothing was changed."), path,
                 g_strerror (errno));
  close_when_free (fd);
  return -1;
}

/**
 * crm_store_file_unlock:
 * @fd: what crm_store_file_lock() returned, or −1
 */
void
crm_store_file_unlock (int fd)
{
  struct flock lock = { .l_type = F_UNLCK, .l_whence = SEEK_SET, .l_start = WRITER_LOCK_OFFSET, .l_len = 1 };

  if (fd >= 0)
    fcntl (fd, F_OFD_SETLK, &lock);
  close_when_free (fd);
}
