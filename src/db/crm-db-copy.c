/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "db/crm-db-private.h"

/* Copying a database while it is written: page by page from one snapshot. */

/* No page of the copy is looked at again, so they are written as they come, not in heaps. */
#define FEW_PAGES "PRAGMA cache_size = 64;"

struct _CrmDbCopy
{
  CrmDb          *from;
  CrmDb          *to;
  sqlite3_backup *backup;
};

/* Without this, pages are written without their seals and all of them once more with. */
static void
foresee_pages (CrmDb *from,
               CrmDb *to)
{
  sqlite3_file *file = NULL;

  if (sqlite3_file_control (from->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK && file != NULL)
    sqlite3_file_control (to->handle, "main", CRM_VFS_LEARN, file);
}

/**
 * crm_db_copy_new:
 * @from: a connection in a read transaction that lasts until the copy is whole, which makes it that of one moment
 * @to: (transfer none): what crm_db_open() gave for an empty file with %CRM_DB_SCRATCH
 *
 * Returns: (transfer full): a copy of which nothing is done yet
 */
CrmDbCopy *
crm_db_copy_new (CrmDb *from,
                 CrmDb *to,
                 GError **error)
{
  sqlite3_backup *backup;
  CrmDbCopy *self;

  if (!crm_db_exec (to, FEW_PAGES, error))
    return NULL;
  foresee_pages (from, to);
  backup = sqlite3_backup_init (to->handle, "main", from->handle, "main");
  if (backup == NULL)
    {
      crm_db_set_error (to, error);
      return NULL;
    }
  self = g_new (CrmDbCopy, 1);
  *self = (CrmDbCopy) { from, to, backup };
  return self;
}

void
crm_db_copy_free (CrmDbCopy *self)
{
  sqlite3_backup_finish (self->backup);
  g_free (self);
}

/**
 * crm_db_copy_step:
 * @n_pages: how many pages to copy now
 * @done: (out): whether the copy is whole
 *
 * Copies some pages; nobody who reads or writes waits for it.
 */
gboolean
crm_db_copy_step (CrmDbCopy *self,
                  int n_pages,
                  gboolean *done,
                  GError **error)
{
  int code = sqlite3_backup_step (self->backup, n_pages);

  *done = code == SQLITE_DONE;
  if (code == SQLITE_OK || code == SQLITE_DONE)
    return TRUE;
  /* What is damaged is what was there before. */
  crm_db_set_error_code (code == SQLITE_IOERR_DATA || (code & 0xff) == SQLITE_CORRUPT ? self->from : self->to, code,
                         error);
  return FALSE;
}

/**
 * crm_db_copy_get_share:
 *
 * Returns: how much of it is copied, from 0 to 1
 */
double
crm_db_copy_get_share (CrmDbCopy *self)
{
  int total = sqlite3_backup_pagecount (self->backup);

  return total > 0 ? 1 - (double) sqlite3_backup_remaining (self->backup) / total : 0;
}
