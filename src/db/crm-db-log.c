/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "db/crm-db-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* The write-ahead log as a file (https://sqlite.org/fileformat.html, "The Write-Ahead Log"). */

#define HEADER_SIZE 32
#define FRAME_HEADER_SIZE 24
#define MAGIC 0x377f0682

typedef struct
{
  int      fd;
  gboolean big_endian;   /* the words that the checksums add up */
  guint32  page_size;
  guint32  salt[2];
  guint32  sum[2];
  guint8  *frame;
} Log;

static guint32
read_word (const guint8 *bytes,
           gboolean big_endian)
{
  if (big_endian)
    return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
  return (guint32) bytes[3] << 24 | (guint32) bytes[2] << 16 | (guint32) bytes[1] << 8 | bytes[0];
}

static void
add_up (Log *self,
        const guint8 *bytes,
        gsize length)
{
  for (gsize i = 0; i < length; i += 8)
    {
      self->sum[0] += read_word (bytes + i, self->big_endian) + self->sum[1];
      self->sum[1] += read_word (bytes + i + 4, self->big_endian) + self->sum[0];
    }
}

static gboolean
read_header (Log *self)
{
  guint8 header[HEADER_SIZE];

  if (self->fd < 0 || pread (self->fd, header, HEADER_SIZE, 0) != HEADER_SIZE ||
      (read_word (header, TRUE) & ~1u) != MAGIC)
    return FALSE;
  self->big_endian = header[3] & 1;
  self->page_size = read_word (header + 8, TRUE);
  self->salt[0] = read_word (header + 16, TRUE);
  self->salt[1] = read_word (header + 20, TRUE);
  add_up (self, header, 24);
  return self->sum[0] == read_word (header + 24, TRUE) && self->sum[1] == read_word (header + 28, TRUE) &&
         self->page_size >= 512 && self->page_size <= 65536;
}

static gboolean
read_frame (Log *self,
            guint32 number)
{
  gsize size = FRAME_HEADER_SIZE + self->page_size;

  if (pread (self->fd, self->frame, size, HEADER_SIZE + (goffset) number * size) != (gssize) size ||
      read_word (self->frame + 8, TRUE) != self->salt[0] || read_word (self->frame + 12, TRUE) != self->salt[1])
    return FALSE;
  add_up (self, self->frame, 8);
  add_up (self, self->frame + FRAME_HEADER_SIZE, self->page_size);
  return self->sum[0] == read_word (self->frame + 16, TRUE) && self->sum[1] == read_word (self->frame + 20, TRUE);
}

/**
 * crm_db_log_exists:
 * @path: the database file
 */
gboolean
crm_db_log_exists (const char *path)
{
  g_autofree char *name = g_strconcat (path, "-wal", NULL);
  GStatBuf status;

  return g_stat (name, &status) == 0 && status.st_size > 0;
}

/**
 * crm_db_log_read_pages:
 * @path: the database file
 *
 * Returns: (transfer full): the numbers of the pages whose content stands in the log rather than in the file, each
 *   with the number of the frame that holds it
 */
GHashTable *
crm_db_log_read_pages (const char *path)
{
  g_autofree char *name = g_strconcat (path, "-wal", NULL);
  Log log = { .fd = g_open (name, O_RDONLY | O_CLOEXEC, 0) };
  GHashTable *pages = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (guint32));   /* since the last commit */

  if (read_header (&log))
    {
      log.frame = g_malloc (FRAME_HEADER_SIZE + log.page_size);
      for (guint32 n = 0; read_frame (&log, n); n++)
        {
          guint32 page = read_word (log.frame, TRUE);

          g_array_append_val (pending, page);
          if (read_word (log.frame + 4, TRUE) == 0)
            continue;
          for (guint i = 0; i < pending->len; i++)
            g_hash_table_insert (pages, GUINT_TO_POINTER (g_array_index (pending, guint32, i)),
                                 GUINT_TO_POINTER (n + 1 - pending->len + i));
          g_array_set_size (pending, 0);
        }
      g_free (log.frame);
    }
  if (log.fd >= 0)
    close (log.fd);
  return pages;
}

/**
 * crm_db_log_read_page:
 * @path: the database file
 * @pages: what crm_db_log_read_pages() found
 * @number: one of them
 *
 * Reads a page from the log.
 */
gboolean
crm_db_log_read_page (const char *path,
                      GHashTable *pages,
                      guint32 number,
                      guint8 *page,
                      gsize size)
{
  g_autofree char *name = g_strconcat (path, "-wal", NULL);
  goffset frame = GPOINTER_TO_UINT (g_hash_table_lookup (pages, GUINT_TO_POINTER (number)));
  int fd = g_open (name, O_RDONLY | O_CLOEXEC, 0);
  gboolean done = fd >= 0 && pread (fd, page, size, HEADER_SIZE + frame * (FRAME_HEADER_SIZE + size) +
                                                    FRAME_HEADER_SIZE) == (gssize) size;

  if (fd >= 0)
    close (fd);
  return done;
}
