/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-fault-vfs.h"

#include "db/crm-vfs.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define SECTOR 512

typedef struct
{
  sqlite3_file  base;
  sqlite3_file *below;
  char         *name;    /* (nullable): of a file that counts */
} File;

typedef enum { WRITE, TRUNCATE, SYNC, DELETE, ACKNOWLEDGE } Kind;

typedef struct
{
  Kind    kind;
  char   *name;
  gint64  offset;    /* or length */
  GBytes *bytes;
} Operation;

static sqlite3_vfs vfs;
static GMutex mutex;
static CrmFault fault = { .after = -1 };
static gint count;
static gint64 room = -1;
static GPtrArray *recorded;       /* (nullable): of Operation */
static gboolean recording;
static GHashTable *at_first;      /* name → GBytes */

#define BELOW() ((sqlite3_vfs *) vfs.pAppData)
#define METHODS(file) (((File *) (file))->below->pMethods)

static void
free_operation (gpointer data)
{
  Operation *operation = data;

  g_free (operation->name);
  g_clear_pointer (&operation->bytes, g_bytes_unref);
  g_free (operation);
}

/* Returns the code with which the operation fails. */
static int
meet_fault (void)
{
  gint n = count++;

  if (fault.after < 0 || n < fault.after || (n > fault.after && !fault.forever))
    return SQLITE_OK;
  if (fault.die)
    _exit (9);
  return fault.code;
}

static int
begin_operation (const char *name,
                 gboolean is_read)
{
  int code = SQLITE_OK;

  if (name == NULL)
    return SQLITE_OK;
  g_mutex_lock (&mutex);
  if (!is_read || fault.reads)
    code = meet_fault ();
  g_mutex_unlock (&mutex);
  return code;
}

static void
remember (Kind kind,
          const char *name,
          gint64 offset,
          const void *bytes,
          gsize length)
{
  Operation *operation;

  g_mutex_lock (&mutex);
  if (recording && (name != NULL || kind == ACKNOWLEDGE))
    {
      operation = g_new0 (Operation, 1);
      *operation = (Operation) { kind, g_strdup (name), offset, bytes != NULL ? g_bytes_new (bytes, length) : NULL };
      g_ptr_array_add (recorded, operation);
    }
  g_mutex_unlock (&mutex);
}

static int
close_file (sqlite3_file *file)
{
  METHODS (file)->xClose (((File *) file)->below);
  g_free (((File *) file)->name);
  return SQLITE_OK;
}

static int
read_file (sqlite3_file *file,
           void *buffer,
           int amount,
           sqlite3_int64 offset)
{
  File *self = (File *) file;
  int code = begin_operation (self->name, TRUE);

  return code != SQLITE_OK ? code : METHODS (file)->xRead (self->below, buffer, amount, offset);
}

static gboolean
take_room (File *self,
           gint64 end)
{
  sqlite3_int64 size = 0;
  gboolean fits = TRUE;

  g_mutex_lock (&mutex);
  if (room >= 0)
    {
      METHODS (self)->xFileSize (self->below, &size);
      fits = end <= size || end - size <= room;
      if (fits && end > size)
        room -= end - size;
    }
  g_mutex_unlock (&mutex);
  return fits;
}

static int
write_file (sqlite3_file *file,
            const void *buffer,
            int amount,
            sqlite3_int64 offset)
{
  File *self = (File *) file;
  int code = begin_operation (self->name, FALSE);

  if (code == SQLITE_OK && self->name != NULL && !take_room (self, offset + amount))
    code = SQLITE_FULL;
  if (code == SQLITE_OK)
    code = METHODS (file)->xWrite (self->below, buffer, amount, offset);
  if (code == SQLITE_OK)
    remember (WRITE, self->name, offset, buffer, amount);
  return code;
}

static int
truncate_file (sqlite3_file *file,
               sqlite3_int64 size)
{
  File *self = (File *) file;
  int code = begin_operation (self->name, FALSE);

  if (code == SQLITE_OK)
    code = METHODS (file)->xTruncate (self->below, size);
  if (code == SQLITE_OK)
    remember (TRUNCATE, self->name, size, NULL, 0);
  return code;
}

static int
sync_file (sqlite3_file *file,
           int flags)
{
  File *self = (File *) file;
  int code = begin_operation (self->name, FALSE);

  /* Nobody pulls the plug of this machine: the disk need not be waited for. */
  if (code == SQLITE_OK)
    remember (SYNC, self->name, 0, NULL, 0);
  return code;
}

static int
get_size (sqlite3_file *file,
          sqlite3_int64 *size)
{
  return METHODS (file)->xFileSize (((File *) file)->below, size);
}

static int
lock_file (sqlite3_file *file,
           int lock)
{
  return METHODS (file)->xLock (((File *) file)->below, lock);
}

static int
unlock_file (sqlite3_file *file,
             int lock)
{
  return METHODS (file)->xUnlock (((File *) file)->below, lock);
}

static int
check_lock (sqlite3_file *file,
            int *reserved)
{
  return METHODS (file)->xCheckReservedLock (((File *) file)->below, reserved);
}

static int
control_file (sqlite3_file *file,
              int operation,
              void *argument)
{
  return METHODS (file)->xFileControl (((File *) file)->below, operation, argument);
}

static int
get_sector_size (sqlite3_file *file)
{
  return METHODS (file)->xSectorSize (((File *) file)->below);
}

static int
get_characteristics (sqlite3_file *file)
{
  return METHODS (file)->xDeviceCharacteristics (((File *) file)->below);
}

static int
map_memory (sqlite3_file *file,
            int region,
            int size,
            int extend,
            void volatile **memory)
{
  return METHODS (file)->xShmMap (((File *) file)->below, region, size, extend, memory);
}

static int
lock_memory (sqlite3_file *file,
             int offset,
             int n,
             int flags)
{
  return METHODS (file)->xShmLock (((File *) file)->below, offset, n, flags);
}

static void
bar_memory (sqlite3_file *file)
{
  METHODS (file)->xShmBarrier (((File *) file)->below);
}

static int
unmap_memory (sqlite3_file *file,
              int remove)
{
  return METHODS (file)->xShmUnmap (((File *) file)->below, remove);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = get_size,
  .xLock = lock_file,
  .xUnlock = unlock_file,
  .xCheckReservedLock = check_lock,
  .xFileControl = control_file,
  .xSectorSize = get_sector_size,
  .xDeviceCharacteristics = get_characteristics,
  .xShmMap = map_memory,
  .xShmLock = lock_memory,
  .xShmBarrier = bar_memory,
  .xShmUnmap = unmap_memory,
};

static int
open_file (sqlite3_vfs *self,
           const char *name,
           sqlite3_file *file,
           int flags,
           int *out_flags)
{
  File *ours = (File *) file;
  int code = begin_operation (name, FALSE);

  *ours = (File) { .below = (sqlite3_file *) (ours + 1) };
  if (code == SQLITE_OK)
    code = BELOW ()->xOpen (BELOW (), name, ours->below, flags, out_flags);
  if (code != SQLITE_OK || ours->below->pMethods == NULL)
    return code;
  ours->base.pMethods = &methods;
  ours->name = g_strdup (name);
  return code;
}

static int
delete_file (sqlite3_vfs *self,
             const char *name,
             int sync_folder)
{
  int code = begin_operation (name, FALSE);

  if (code == SQLITE_OK)
    code = BELOW ()->xDelete (BELOW (), name, sync_folder);
  if (code == SQLITE_OK)
    remember (DELETE, name, sync_folder, NULL, 0);
  return code;
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
  .zName = "fault",
  .xOpen = open_file,
  .xDelete = delete_file,
  .xAccess = access_file,
  .xFullPathname = find_path,
  .xRandomness = get_random,
  .xSleep = wait_a_while,
  .xGetLastError = get_last_error,
  .xCurrentTimeInt64 = get_time,
};

void
crm_fault_vfs_install (void)
{
  sqlite3_vfs *below = sqlite3_vfs_find (NULL);

  vfs.pAppData = below;
  vfs.szOsFile = sizeof (File) + below->szOsFile;
  vfs.mxPathname = below->mxPathname;
  sqlite3_vfs_register (&vfs, FALSE);
  crm_vfs_set_below ("fault");
}

void
crm_fault_vfs_set (CrmFault to)
{
  g_mutex_lock (&mutex);
  fault = to;
  count = 0;
  g_mutex_unlock (&mutex);
}

gint
crm_fault_vfs_get_count (void)
{
  gint n;

  g_mutex_lock (&mutex);
  n = count;
  g_mutex_unlock (&mutex);
  return n;
}

void
crm_fault_vfs_set_room (gint64 bytes)
{
  g_mutex_lock (&mutex);
  room = bytes;
  g_mutex_unlock (&mutex);
}

/* What is in the folder now is on the disk for certain; from here on every operation is remembered. */
void
crm_fault_vfs_record (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;

  g_mutex_lock (&mutex);
  g_clear_pointer (&recorded, g_ptr_array_unref);
  g_clear_pointer (&at_first, g_hash_table_unref);
  recorded = g_ptr_array_new_with_free_func (free_operation);
  at_first = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  while ((entry = g_dir_read_name (dir)) != NULL)
    {
      char *name = g_build_filename (folder, entry, NULL), *bytes;
      gsize length;

      g_assert_true (g_file_get_contents (name, &bytes, &length, NULL));
      g_hash_table_insert (at_first, name, g_bytes_new_take (bytes, length));
    }
  recording = TRUE;
  g_mutex_unlock (&mutex);
}

guint
crm_fault_vfs_stop (void)
{
  g_mutex_lock (&mutex);
  recording = FALSE;
  g_mutex_unlock (&mutex);
  return recorded->len;
}

/* Somebody has been told that what was done is safe. */
void
crm_fault_vfs_acknowledge (void)
{
  remember (ACKNOWLEDGE, NULL, 0, NULL, 0);
}

/* A file on the disk, and what waits to get there. */
typedef struct
{
  GByteArray *bytes;     /* (nullable): %NULL where there is none */
  GPtrArray  *waiting;   /* of Operation, not owned */
} Image;

static void
free_image (gpointer data)
{
  Image *image = data;

  g_clear_pointer (&image->bytes, g_byte_array_unref);
  g_ptr_array_unref (image->waiting);
  g_free (image);
}

static void
set_length (GByteArray *bytes,
            gsize length)
{
  guint before = bytes->len;

  g_byte_array_set_size (bytes, length);
  if (length > before)
    memset (bytes->data + before, 0, length - before);
}

static void
apply_write (Image *image,
             const Operation *operation,
             GRand *chance)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (operation->bytes, &length);

  if (image->bytes->len < operation->offset + length)
    set_length (image->bytes, operation->offset + length);
  for (gsize at = 0, n; at < length; at += n)
    {
      n = MIN (length - at, SECTOR - (operation->offset + at) % SECTOR);
      if (chance == NULL || g_rand_boolean (chance))
        memcpy (image->bytes->data + operation->offset + at, data + at, n);
    }
}

/* @chance decides about sectors, if given. */
static void
apply (Image *image,
       const Operation *operation,
       GRand *chance)
{
  if (image->bytes == NULL)
    image->bytes = g_byte_array_new ();
  if (operation->kind == WRITE)
    apply_write (image, operation, chance);
  else if (chance == NULL || g_rand_boolean (chance))
    set_length (image->bytes, operation->offset);
}

static void
apply_waiting (Image *image,
               CrmLoss loss,
               GRand *chance)
{
  for (guint i = 0; i < image->waiting->len && loss != CRM_LOSS_ALL; i++)
    {
      if (loss != CRM_LOSS_SOME || g_rand_boolean (chance))
        apply (image, image->waiting->pdata[i], loss == CRM_LOSS_TORN ? chance : NULL);
    }
  g_ptr_array_set_size (image->waiting, 0);
}

static Image *
get_image (GHashTable *images,
           const char *name)
{
  Image *image = g_hash_table_lookup (images, name);
  GBytes *first = g_hash_table_lookup (at_first, name);

  if (image != NULL)
    return image;
  image = g_new0 (Image, 1);
  image->waiting = g_ptr_array_new ();
  if (first != NULL)
    {
      image->bytes = g_byte_array_new ();
      g_byte_array_append (image->bytes, g_bytes_get_data (first, NULL), g_bytes_get_size (first));
    }
  g_hash_table_insert (images, g_strdup (name), image);
  return image;
}

static void
replay (GHashTable *images,
        const Operation *operation)
{
  Image *image = get_image (images, operation->name);

  switch (operation->kind)
    {
    case WRITE:
    case TRUNCATE:
      g_ptr_array_add (image->waiting, (gpointer) operation);
      break;
    case SYNC:
      apply_waiting (image, CRM_LOSS_NONE, NULL);
      break;
    case DELETE:
      g_ptr_array_set_size (image->waiting, 0);
      g_clear_pointer (&image->bytes, g_byte_array_unref);
      break;
    case ACKNOWLEDGE:
    default:
      g_assert_not_reached ();
    }
}

static void
put_image (const char *name,
           Image *image,
           const char *folder)
{
  g_autofree char *base = g_path_get_basename (name);
  g_autofree char *path = g_build_filename (folder, base, NULL);
  FILE *file;

  g_unlink (path);
  if (image->bytes == NULL || g_str_has_suffix (base, "-shm"))
    return;
  file = g_fopen (path, "wb");
  g_assert_true (file != NULL && fwrite (image->bytes->data, 1, image->bytes->len, file) == image->bytes->len);
  fclose (file);
}

/* Makes the files in the folder as they may be if the machine fails after so many operations. */
void
crm_fault_vfs_rebuild (guint n_operations,
                       CrmLoss loss,
                       GRand *chance,
                       const char *folder,
                       guint *n_acknowledged)
{
  g_autoptr (GHashTable) images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_image);
  GHashTableIter iter;
  gpointer name, image;

  *n_acknowledged = 0;
  g_hash_table_iter_init (&iter, at_first);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    get_image (images, name);
  for (guint i = 0; i < n_operations; i++)
    {
      const Operation *operation = recorded->pdata[i];

      if (operation->kind == ACKNOWLEDGE)
        (*n_acknowledged)++;
      else
        replay (images, operation);
    }
  g_hash_table_iter_init (&iter, images);
  while (g_hash_table_iter_next (&iter, &name, &image))
    {
      apply_waiting (image, loss, chance);
      put_image (name, image, folder);
    }
}
