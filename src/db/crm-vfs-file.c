/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "db/crm-vfs-private.h"

#include <string.h>

/* The database file as SQLite sees it: pages are sealed on their way out and proved on their way in. All else is
 * handed to the VFS below. */

#define SUBPAGE_READ 0x8000   /* SQLITE_IOCAP_SUBPAGE_READ, newer than the floor */

#define WRITE_LOCK 0   /* of those in shared memory: who holds it writes the log */

#define METHODS(self) ((self)->below->pMethods)

static int
close_file (sqlite3_file *file)
{
  CrmVfsFile *self = (CrmVfsFile *) file;
  int code = SQLITE_OK;

  if (self->left_unsealed && self->sealed)
    code = crm_vfs_seal_rest (self);
  METHODS (self)->xClose (self->below);
  g_free (self->scratch);
  g_free (self->held);
  g_free (self->ahead);
  return code;
}

static void
learn_from_file (CrmVfsFile *self)
{
  guint8 header[CRM_VFS_HEADER_SIZE];

  if (METHODS (self)->xRead (self->below, header, sizeof header, 0) != SQLITE_OK)
    return;
  crm_vfs_learn (self, header);
  if (self->sealed &&
      METHODS (self)->xRead (self->below, header, 8, self->page_size - CRM_VFS_RESERVE) == SQLITE_OK)
    crm_vfs_learn_mark (self, header);
}

/* SQLite reads whole pages, but for the header and, in some versions, content that runs on over several pages. */
static int
read_page (CrmVfsFile *self,
           void *buffer,
           int amount,
           sqlite3_int64 offset)
{
  guint32 number = offset / self->page_size + 1, start = offset % self->page_size;
  gboolean whole = start == 0 && amount == (int) self->page_size;
  guint8 *page = whole ? buffer : self->scratch;
  int code;

  if (self->held != NULL && number == self->last)
    {
      memcpy (buffer, self->held + start, amount);
      return SQLITE_OK;
    }
  code = crm_vfs_read_page (self, page, number);
  if (code == SQLITE_OK && number == 1)
    crm_vfs_learn_mark (self, page + self->page_size - CRM_VFS_RESERVE);
  if (code == SQLITE_OK)
    code = crm_vfs_unseal (self, page, number);
  if (!whole && (code == SQLITE_OK || code == SQLITE_IOERR_SHORT_READ))
    memcpy (buffer, page + start, amount);
  return code;
}

static int
read_file (sqlite3_file *file,
           void *buffer,
           int amount,
           sqlite3_int64 offset)
{
  CrmVfsFile *self = (CrmVfsFile *) file;
  int code;

  if (self->page_size == 0)
    learn_from_file (self);
  if (offset + amount <= CRM_VFS_HEADER_SIZE)   /* SQLite looks whether all is as before */
    crm_vfs_forget_ahead (self);
  if (self->sealed && offset + amount > CRM_VFS_HEADER_SIZE &&
      offset % self->page_size + amount <= self->page_size)
    {
      code = read_page (self, buffer, amount, offset);
      if (code == SQLITE_OK && offset == 0)
        crm_vfs_learn (self, buffer);
      return code;
    }
  code = METHODS (self)->xRead (self->below, buffer, amount, offset);
  if (code == SQLITE_OK && offset == 0 && amount >= CRM_VFS_HEADER_SIZE)
    crm_vfs_learn (self, buffer);
  return code;
}

static int
write_page (CrmVfsFile *self,
            const void *buffer,
            guint32 number)
{
  sqlite3_int64 offset = (number - 1) * (sqlite3_int64) self->page_size;
  guint8 mark[8] = { 0 };
  int code = crm_vfs_fill (self, offset);

  if (code != SQLITE_OK)
    return code;
  self->end = MAX (self->end, offset + self->page_size);
  if (number == 1 &&
      METHODS (self)->xRead (self->below, mark, 8, self->page_size - CRM_VFS_RESERVE) != SQLITE_OK)
    memset (mark, 0, 8);
  crm_vfs_make (self, buffer, number, number == 1 ? mark : NULL);
  return METHODS (self)->xWrite (self->below, self->scratch, self->page_size, offset);
}

static int
write_file (sqlite3_file *file,
            const void *buffer,
            int amount,
            sqlite3_int64 offset)
{
  CrmVfsFile *self = (CrmVfsFile *) file;

  crm_vfs_forget_ahead (self);
  if (offset == 0 && amount >= CRM_VFS_HEADER_SIZE)
    crm_vfs_learn (self, buffer);
  else if (self->page_size == 0)
    learn_from_file (self);
  if (self->page_size == 0)
    self->left_unsealed = TRUE;
  if (!self->sealed || amount != (int) self->page_size || offset % amount != 0)
    return METHODS (self)->xWrite (self->below, buffer, amount, offset);
  if (self->last != 0 && offset / amount + 1 == self->last)
    {
      g_free (self->held);
      self->held = g_memdup2 (buffer, amount);
      return SQLITE_OK;
    }
  return write_page (self, buffer, offset / amount + 1);
}

static int
truncate_file (sqlite3_file *file,
               sqlite3_int64 size)
{
  CrmVfsFile *self = (CrmVfsFile *) file;
  int code = self->sealed ? crm_vfs_fill (self, size) : SQLITE_OK;

  crm_vfs_forget_ahead (self);
  self->end = size;
  return code == SQLITE_OK ? METHODS (self)->xTruncate (self->below, size) : code;
}

/* The page with the number of the last commit goes into the file only when all others are safe there. So whenever the
 * log is lost half-way, the file's own number tells that it is behind. */
static int
sync_file (sqlite3_file *file,
           int flags)
{
  CrmVfsFile *self = (CrmVfsFile *) file;
  int code = METHODS (self)->xSync (self->below, flags);

  if (code != SQLITE_OK || self->held == NULL)
    return code;
  code = write_page (self, self->held, self->last);
  if (code == SQLITE_OK)
    code = METHODS (self)->xSync (self->below, flags);
  if (code == SQLITE_OK)
    g_clear_pointer (&self->held, g_free);
  return code;
}

static int
get_size (sqlite3_file *file,
          sqlite3_int64 *size)
{
  CrmVfsFile *self = (CrmVfsFile *) file;

  return METHODS (self)->xFileSize (self->below, size);
}

static int
lock_file (sqlite3_file *file,
           int lock)
{
  CrmVfsFile *self = (CrmVfsFile *) file;

  crm_vfs_forget_ahead (self);
  return METHODS (self)->xLock (self->below, lock);
}

static int
unlock_file (sqlite3_file *file,
             int lock)
{
  CrmVfsFile *self = (CrmVfsFile *) file;

  crm_vfs_forget_ahead (self);
  return METHODS (self)->xUnlock (self->below, lock);
}

static int
check_lock (sqlite3_file *file,
            int *reserved)
{
  CrmVfsFile *self = (CrmVfsFile *) file;

  return METHODS (self)->xCheckReservedLock (self->below, reserved);
}

static int
control_file (sqlite3_file *file,
              int operation,
              void *argument)
{
  CrmVfsFile *self = (CrmVfsFile *) file;
  int code;

  if (self->page_size == 0)
    learn_from_file (self);
  code = crm_vfs_control (self, operation, argument);
  return code >= 0 ? code : METHODS (self)->xFileControl (self->below, operation, argument);
}

static int
get_sector_size (sqlite3_file *file)
{
  CrmVfsFile *self = (CrmVfsFile *) file;

  return METHODS (self)->xSectorSize (self->below);
}

static int
get_characteristics (sqlite3_file *file)
{
  CrmVfsFile *self = (CrmVfsFile *) file;
  const int not_through_us = SUBPAGE_READ | SQLITE_IOCAP_BATCH_ATOMIC;

  return METHODS (self)->xDeviceCharacteristics (self->below) & ~not_through_us;
}

static int
map_memory (sqlite3_file *file,
            int region,
            int size,
            int extend,
            void volatile **memory)
{
  CrmVfsFile *self = (CrmVfsFile *) file;

  return METHODS (self)->xShmMap (self->below, region, size, extend, memory);
}

static int
lock_memory (sqlite3_file *file,
             int offset,
             int n,
             int flags)
{
  CrmVfsFile *self = (CrmVfsFile *) file;

  crm_vfs_forget_ahead (self);
  if (self->log != NULL && offset == WRITE_LOCK && flags == (SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE))
    crm_vfs_stream_end (self->log);
  return METHODS (self)->xShmLock (self->below, offset, n, flags);
}

static void
bar_memory (sqlite3_file *file)
{
  CrmVfsFile *self = (CrmVfsFile *) file;

  if (self->log != NULL)
    crm_vfs_stream_flush (self->log);   /* others are about to be told of what is in it */
  METHODS (self)->xShmBarrier (self->below);
}

static int
unmap_memory (sqlite3_file *file,
              int remove)
{
  CrmVfsFile *self = (CrmVfsFile *) file;

  return METHODS (self)->xShmUnmap (self->below, remove);
}

const sqlite3_io_methods crm_vfs_methods = {
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

const sqlite3_io_methods crm_vfs_methods_alone = {
  .iVersion = 1,
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
};
