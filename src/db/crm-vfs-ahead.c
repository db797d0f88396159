/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "db/crm-vfs-private.h"

#include <string.h>

/* Reading ahead. Whoever reads a table from front to back asks for each of its pages, and they mostly stand in a row in
 * the file: here the system is asked for many at once. What was read ahead holds while the connection holds its locks:
 * of the pages that are read from the file rather than from the log, none changes as long as somebody looks at them. */

#define BYTES_AHEAD 65536
#define NEAR 4        /* pages of other tables may stand between */

/**
 * crm_vfs_forget_ahead:
 *
 * To be called whenever a lock is taken or released, or something is written.
 */
void
crm_vfs_forget_ahead (CrmVfsFile *self)
{
  self->n_ahead = 0;
}

static gboolean
has_ahead (const CrmVfsFile *self,
           guint32 number)
{
  return number >= self->first_ahead && number - self->first_ahead < self->n_ahead;
}

static int
read_pages (CrmVfsFile *self,
            guint8 *pages,
            int amount,
            guint32 number)
{
  return self->below->pMethods->xRead (self->below, pages, amount, (number - 1) * (sqlite3_int64) self->page_size);
}

/* Near the end of the file there is less than is asked for; then the page is read alone. */
static void
read_ahead (CrmVfsFile *self,
            guint32 number)
{
  if (self->ahead == NULL)
    self->ahead = g_malloc (BYTES_AHEAD);
  self->first_ahead = number;
  self->n_ahead = read_pages (self, self->ahead, BYTES_AHEAD, number) == SQLITE_OK
                  ? BYTES_AHEAD / self->page_size : 0;
}

/**
 * crm_vfs_read_page:
 * @page: (out caller-allocates): where the page goes, as it stands in the file
 *
 * Returns: a code of SQLite
 */
int
crm_vfs_read_page (CrmVfsFile *self,
                   guint8 *page,
                   guint32 number)
{
  gboolean in_row = self->last_read > 0 && number > self->last_read && number - self->last_read <= NEAR;

  self->last_read = number;
  if (in_row && !has_ahead (self, number))
    read_ahead (self, number);
  if (!has_ahead (self, number))
    return read_pages (self, page, self->page_size, number);
  memcpy (page, self->ahead + (number - self->first_ahead) * (gsize) self->page_size, self->page_size);
  return SQLITE_OK;
}
