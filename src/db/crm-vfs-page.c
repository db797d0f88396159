/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "db/crm-vfs-private.h"

#include <string.h>

/* Seals of pages, and the mark. A page's seal is a checksum of its content and number. Pages that SQLite holds, and
 * those in the log, carry zeros in its place, so a page that another program moved from the log into the file arrives
 * without a seal. Where that may have happened (see crm_db_start_counting()), such a page is taken as it is and sealed
 * when it is next written here; anywhere else it is damaged, such as by a sector that was never written. */

#define MARK_OFFSET(size) ((size) - 16)
#define SEAL_OFFSET(size) ((size) - 8)
#define PAGES_AT_ONCE 64

static guint64
read_word (const guint8 *bytes)
{
  guint64 word;

  memcpy (&word, bytes, 8);
  return GUINT64_FROM_LE (word);
}

static guint64
read_number (const guint8 *bytes)
{
  guint64 word;

  memcpy (&word, bytes, 8);
  return GUINT64_FROM_BE (word);
}

static void
write_number (guint8 *bytes,
              guint64 number)
{
  guint64 word = GUINT64_TO_BE (number);

  memcpy (bytes, &word, 8);
}

static guint64
mix (guint64 state,
     guint64 word)
{
  state = (state ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return state ^ state >> 29;
}

/**
 * crm_vfs_seal:
 * @size: bytes of the page
 * @number: its number, counted from 1
 *
 * A checksum of 64 bits. Every step can be inverted, so no damage within eight bytes in a row of a page goes unseen;
 * any other does with a chance of 2⁻⁶⁴. The mark on page 1, which changes in place, does not count.
 *
 * Returns: the seal; never 0, which is a page without one
 */
guint64
crm_vfs_seal (const guint8 *page,
              gsize size,
              guint32 number)
{
  gsize end = number == 1 ? MARK_OFFSET (size) : SEAL_OFFSET (size);
  guint64 lanes[4] = { number, 0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0 };
  gsize offset = 0;

  for (; offset + 32 <= end; offset += 32)
    {
      for (guint lane = 0; lane < 4; lane++)
        lanes[lane] = mix (lanes[lane], read_word (page + offset + 8 * lane));
    }
  for (; offset < end; offset += 8)
    lanes[0] = mix (lanes[0], read_word (page + offset));
  lanes[0] = mix (mix (mix (lanes[0], lanes[1]), lanes[2]), lanes[3]);
  return lanes[0] != 0 ? lanes[0] : 1;
}

/**
 * crm_vfs_learn:
 * @header: the first 100 bytes of the file
 *
 * Finds out the size of pages and whether they have room for a seal.
 */
void
crm_vfs_learn (CrmVfsFile *self,
               const guint8 *header)
{
  guint32 size = header[16] << 8 | header[17];

  if (memcmp (header, "SQLite format 3", 16) != 0)
    return;
  if (size == 1)
    size = 65536;
  if (size < 512 || size > 65536 || (size & (size - 1)) != 0)
    return;
  if (size != self->page_size)
    {
      self->scratch = g_realloc (self->scratch, size);
      crm_vfs_forget_ahead (self);
      self->page_size = size;
    }
  self->sealed = header[20] == CRM_VFS_RESERVE;
}

static gboolean
is_sound (CrmVfsFile *self,
          const guint8 *page,
          guint32 number)
{
  guint64 seal = read_number (page + SEAL_OFFSET (self->page_size));

  return seal == 0 ? !self->strict : seal == crm_vfs_seal (page, self->page_size, number);
}

/**
 * crm_vfs_unseal:
 * @page: a page as it stands in the file; what is behind its content is zeroed
 *
 * Returns: %SQLITE_IOERR_DATA if the page is not what was written
 */
int
crm_vfs_unseal (CrmVfsFile *self,
                guint8 *page,
                guint32 number)
{
  if (!self->lenient && !is_sound (self, page, number))
    return SQLITE_IOERR_DATA;
  memset (page + MARK_OFFSET (self->page_size), 0, CRM_VFS_RESERVE);
  return SQLITE_OK;
}

/**
 * crm_vfs_make:
 * @page: content that SQLite wants to write
 * @mark: (nullable): eight bytes, for page 1
 *
 * Puts the page with its seal into the file's scratch.
 */
void
crm_vfs_make (CrmVfsFile *self,
              const guint8 *page,
              guint32 number,
              const guint8 *mark)
{
  memcpy (self->scratch, page, MARK_OFFSET (self->page_size));
  memset (self->scratch + MARK_OFFSET (self->page_size), 0, CRM_VFS_RESERVE);
  if (mark != NULL)
    memcpy (self->scratch + MARK_OFFSET (self->page_size), mark, 8);
  write_number (self->scratch + SEAL_OFFSET (self->page_size), crm_vfs_seal (self->scratch, self->page_size, number));
}

static gboolean
is_empty (const guint8 *page,
          gsize size)
{
  return page[0] == 0 && memcmp (page, page + 1, size - 1) == 0;
}

/**
 * crm_vfs_seal_rest:
 *
 * Seals the pages that were written before the first one said that there is room for it.
 */
int
crm_vfs_seal_rest (CrmVfsFile *self)
{
  sqlite3_int64 length;
  int code = self->below->pMethods->xFileSize (self->below, &length);
  g_autofree guint8 *page = g_malloc (self->page_size);

  for (guint32 number = 2; code == SQLITE_OK && number <= length / self->page_size; number++)
    {
      sqlite3_int64 offset = (number - 1) * (sqlite3_int64) self->page_size;

      code = self->below->pMethods->xRead (self->below, page, self->page_size, offset);
      if (code != SQLITE_OK || read_number (page + SEAL_OFFSET (self->page_size)) != 0)
        continue;
      crm_vfs_make (self, page, number, NULL);
      code = self->below->pMethods->xWrite (self->below, self->scratch, self->page_size, offset);
    }
  if (code == SQLITE_OK)
    self->left_unsealed = FALSE;
  return code;
}

/**
 * crm_vfs_fill:
 * @until: where the next page is written
 *
 * Puts sealed, empty pages where SQLite leaves pages out because nobody will ask for their content.
 */
int
crm_vfs_fill (CrmVfsFile *self,
              sqlite3_int64 until)
{
  g_autofree guint8 *empty = NULL;
  int code;

  if (until <= self->end)
    return SQLITE_OK;
  code = self->below->pMethods->xFileSize (self->below, &self->end);
  for (; code == SQLITE_OK && self->end + self->page_size <= until; self->end += self->page_size)
    {
      empty = empty != NULL ? empty : g_malloc0 (self->page_size);
      crm_vfs_make (self, empty, self->end / self->page_size + 1, NULL);
      code = self->below->pMethods->xWrite (self->below, self->scratch, self->page_size, self->end);
    }
  return code;
}

/* The mark: 46 bits of number, 2 of state, 16 that check them. */

static guint16
check_mark (guint64 word)
{
  return mix (0x452821e638d01377, word >> 16) >> 48;
}

static CrmVfsMark
decode_mark (const guint8 *bytes)
{
  guint64 word = read_number (bytes);

  if (word == 0)
    return (CrmVfsMark) { 0 };
  if ((word & 0xffff) != check_mark (word))
    return (CrmVfsMark) { .number = -1 };
  return (CrmVfsMark) { word >> 18, (word >> 16) & 1, (word >> 17) & 1 };
}

/**
 * crm_vfs_learn_mark:
 * @bytes: those of the mark
 */
void
crm_vfs_learn_mark (CrmVfsFile *self,
                    const guint8 *bytes)
{
  self->strict = decode_mark (bytes).strict;
}

static int
get_mark (CrmVfsFile *self,
          CrmVfsMark *mark)
{
  guint8 bytes[8];
  int code;

  if (!self->sealed)
    return SQLITE_NOTFOUND;
  code = self->below->pMethods->xRead (self->below, bytes, 8, MARK_OFFSET (self->page_size));
  if (code == SQLITE_OK)
    *mark = decode_mark (bytes);
  return code;
}

static int
set_mark (CrmVfsFile *self,
          const CrmVfsMark *mark)
{
  guint8 bytes[8];
  guint64 word = (guint64) mark->number << 18 | (guint64) mark->settled << 17 | (guint64) mark->strict << 16;

  if (!self->sealed)
    return SQLITE_NOTFOUND;
  write_number (bytes, word | check_mark (word));
  self->strict = mark->strict;
  return self->below->pMethods->xWrite (self->below, bytes, 8, MARK_OFFSET (self->page_size));
}

/* Somebody may have been writing the page while it was read. */
static gboolean
is_sound_again (CrmVfsFile *self,
                guint8 *page,
                guint32 number)
{
  for (guint i = 0; i < 3; i++)
    {
      if (self->below->pMethods->xRead (self->below, page, self->page_size,
                                        (number - 1) * (sqlite3_int64) self->page_size) == SQLITE_OK &&
          is_sound (self, page, number))
        return TRUE;
    }
  return FALSE;
}

static void
look_at (CrmVfsFile *self,
         CrmVfsSweep *sweep,
         guint8 *page,
         guint32 number)
{
  sweep->n_pages++;
  if (sweep->skip != NULL && g_hash_table_contains (sweep->skip, GUINT_TO_POINTER (number)))
    return;
  if (!is_sound (self, page, number) && !is_sound_again (self, page, number))
    g_array_append_val (sweep->damaged, number);
  else if (read_number (page + SEAL_OFFSET (self->page_size)) == 0 && !is_empty (page, self->page_size))
    sweep->n_unsealed++;
}

static int
sweep_file (CrmVfsFile *self,
            CrmVfsSweep *sweep)
{
  const guint32 size = self->page_size;
  g_autofree guint8 *pages = NULL;
  sqlite3_int64 length;
  int code;

  if (!self->sealed)
    return SQLITE_NOTFOUND;
  pages = g_malloc (size * PAGES_AT_ONCE);
  code = self->below->pMethods->xFileSize (self->below, &length);
  for (sqlite3_int64 offset = 0; code == SQLITE_OK && offset + size <= length; offset += size * PAGES_AT_ONCE)
    {
      guint n = MIN (PAGES_AT_ONCE, (length - offset) / size);

      if (sweep->cancellable != NULL && g_cancellable_is_cancelled (sweep->cancellable))
        return SQLITE_INTERRUPT;
      code = self->below->pMethods->xRead (self->below, pages, n * size, offset);
      for (guint i = 0; code == SQLITE_OK && i < n; i++)
        look_at (self, sweep, pages + i * size, offset / size + i + 1);
    }
  return code;
}

/* SQLite writes page 1, which says that there is room for seals, behind most others. */
static int
learn_from (CrmVfsFile *self,
            CrmVfsFile *other)
{
  guint8 header[CRM_VFS_HEADER_SIZE];
  int code = other->below->pMethods->xRead (other->below, header, sizeof header, 0);

  if (code == SQLITE_OK)
    crm_vfs_learn (self, header);
  return code;
}

/**
 * crm_vfs_control:
 *
 * Does what is ours of sqlite3_file_control().
 *
 * Returns: a code of SQLite, or −1 if the operation is not ours
 */
int
crm_vfs_control (CrmVfsFile *self,
                 int operation,
                 void *argument)
{
  switch (operation)
    {
    case CRM_VFS_GET_MARK:
      return get_mark (self, argument);
    case CRM_VFS_SET_MARK:
      return set_mark (self, argument);
    case CRM_VFS_SET_LAST:
      self->last = *(guint32 *) argument;
      return SQLITE_OK;
    case CRM_VFS_SET_LENIENT:
      self->lenient = *(gboolean *) argument;
      return SQLITE_OK;
    case CRM_VFS_SWEEP:
      return sweep_file (self, argument);
    case CRM_VFS_LEARN:
      return learn_from (self, argument);
    default:
      return -1;
    }
}
