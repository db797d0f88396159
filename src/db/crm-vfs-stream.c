/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "db/crm-vfs-private.h"

#include <string.h>

/* The log, and the files that SQLite sorts in: it writes them from front to back, in pieces of a page or less, and asks
 * the system each time. Here the pieces are gathered. They are on their way before the file is synced, before somebody
 * reads them, and before another connection is told of them. */

#define GATHERED 65536   /* bytes: still in the processor's cache; the VFS of Unix writes less than 131072 at once */

#define METHODS(self) ((self)->below->pMethods)

/**
 * crm_vfs_stream_flush:
 *
 * Hands what was gathered to the VFS below. If that fails, so does all that follows, until the transaction is over:
 * SQLite knows of pieces that are not in the file.
 */
int
crm_vfs_stream_flush (CrmVfsStream *self)
{
  guint length = self->length;

  self->length = 0;
  if (length > 0 && self->failed == SQLITE_OK)
    self->failed = METHODS (self)->xWrite (self->below, self->gathered, length, self->start);
  return self->failed;
}

/**
 * crm_vfs_stream_end:
 *
 * Begins anew behind a transaction, when others may write the log: what was committed has been synced, what is left was
 * rolled back.
 */
void
crm_vfs_stream_end (CrmVfsStream *self)
{
  self->length = 0;
  self->failed = SQLITE_OK;
}

static int
close_file (sqlite3_file *file)
{
  CrmVfsStream *self = (CrmVfsStream *) file;
  int code = crm_vfs_stream_flush (self);

  if (self->database != NULL)
    self->database->log = NULL;
  METHODS (self)->xClose (self->below);
  g_free (self->gathered);
  return code;
}

static int
read_file (sqlite3_file *file,
           void *buffer,
           int amount,
           sqlite3_int64 offset)
{
  CrmVfsStream *self = (CrmVfsStream *) file;
  int code = offset + amount > self->start ? crm_vfs_stream_flush (self) : SQLITE_OK;

  return code == SQLITE_OK ? METHODS (self)->xRead (self->below, buffer, amount, offset) : code;
}

static int
write_file (sqlite3_file *file,
            const void *buffer,
            int amount,
            sqlite3_int64 offset)
{
  CrmVfsStream *self = (CrmVfsStream *) file;
  int code = SQLITE_OK;

  if (self->failed != SQLITE_OK || offset != self->start + self->length || self->length + amount > GATHERED)
    code = crm_vfs_stream_flush (self);
  if (code != SQLITE_OK || amount > GATHERED)
    return code == SQLITE_OK ? METHODS (self)->xWrite (self->below, buffer, amount, offset) : code;
  if (self->gathered == NULL)
    self->gathered = g_malloc (GATHERED);
  if (self->length == 0)
    self->start = offset;
  memcpy (self->gathered + self->length, buffer, amount);
  self->length += amount;
  return SQLITE_OK;
}

static int
truncate_file (sqlite3_file *file,
               sqlite3_int64 size)
{
  CrmVfsStream *self = (CrmVfsStream *) file;
  int code = crm_vfs_stream_flush (self);

  return code == SQLITE_OK ? METHODS (self)->xTruncate (self->below, size) : code;
}

static int
sync_file (sqlite3_file *file,
           int flags)
{
  CrmVfsStream *self = (CrmVfsStream *) file;
  int code = crm_vfs_stream_flush (self);

  return code == SQLITE_OK ? METHODS (self)->xSync (self->below, flags) : code;
}

static int
get_size (sqlite3_file *file,
          sqlite3_int64 *size)
{
  CrmVfsStream *self = (CrmVfsStream *) file;
  int code = crm_vfs_stream_flush (self);

  return code == SQLITE_OK ? METHODS (self)->xFileSize (self->below, size) : code;
}

static int
control_file (sqlite3_file *file,
              int operation,
              void *argument)
{
  CrmVfsStream *self = (CrmVfsStream *) file;

  return METHODS (self)->xFileControl (self->below, operation, argument);
}

static int
get_sector_size (sqlite3_file *file)
{
  CrmVfsStream *self = (CrmVfsStream *) file;

  return METHODS (self)->xSectorSize (self->below);
}

static int
get_characteristics (sqlite3_file *file)
{
  CrmVfsStream *self = (CrmVfsStream *) file;

  return METHODS (self)->xDeviceCharacteristics (self->below);
}

/* SQLite never locks such files. */
const sqlite3_io_methods crm_vfs_stream_methods = {
  .iVersion = 1,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = get_size,
  .xFileControl = control_file,
  .xSectorSize = get_sector_size,
  .xDeviceCharacteristics = get_characteristics,
};
