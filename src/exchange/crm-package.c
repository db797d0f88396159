/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-package.h"

#include "base/crm-error.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define PIECE (64 * 1024)
#define MOST_PARTS 100000
/* What the parts of a spreadsheet may come to when they are unpacked: far more than any real one, yet no bomb. */
#define MOST_BYTES (64 * 1024 * 1024)
#define MOST_TIMES 200

#define FLAT_SAMPLE 4096

struct _CrmPackage
{
  int             fd;         /* borrowed; −1: bytes in memory */
  const guint8   *bytes;
  gint64          size, position;
  char           *name;
  GHashTable     *parts;      /* of their paths, as fold() has them */
  struct archive *archive;    /* (nullable): while a part is read */
  gboolean        flat;       /* no archive: the file is the part */
  gint64          n_read, part_size;
  guint8          piece[PIECE];
};

/* Flat OpenDocument (ISO/IEC 26300-1, 2.2.1): the root says what it is. */
static gboolean
is_flat (const guint8 *bytes,
         gsize length)
{
  static const char space[] = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
  static const char type[] = "application/vnd.oasis.opendocument.spreadsheet";

  length = MIN (length, FLAT_SAMPLE);
  return memmem (bytes, length, space, sizeof space - 1) != NULL &&
         memmem (bytes, length, type, sizeof type - 1) != NULL && memchr (bytes, '<', MIN (length, 4)) != NULL;
}

/**
 * crm_package_is_one:
 * @bytes: the first ones of a file, 4096 where there are so many
 */
gboolean
crm_package_is_one (const guint8 *bytes,
                    gsize length)
{
  return (length >= 4 && memcmp (bytes, "PK\x03\x04", 4) == 0) || is_flat (bytes, length);
}

/* Returns −1 for an error of the system. */
static gssize
read_piece (CrmPackage *self,
            gsize most,
            const guint8 **bytes)
{
  gssize got;

  if (self->bytes != NULL)
    {
      got = MIN ((gint64) most, self->size - self->position);
      *bytes = self->bytes + self->position;
    }
  else
    {
      do
        got = pread (self->fd, self->piece, most, self->position);
      while (got < 0 && errno == EINTR);
      *bytes = self->piece;
    }
  self->position += MAX (got, 0);
  return got;
}

static la_ssize_t
read_cb (struct archive *archive,
         void *data,
         const void **bytes)
{
  gssize got = read_piece (data, PIECE, (const guint8 **) bytes);

  if (got >= 0)
    return got;
  archive_set_error (archive, errno, "%s", g_strerror (errno));
  return ARCHIVE_FATAL;
}

static la_int64_t
seek_cb (struct archive *archive,
         void *data,
         la_int64_t offset,
         int whence)
{
  CrmPackage *self = data;
  gint64 base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? self->position : self->size;

  if (offset < -base || offset > self->size - base)
    return ARCHIVE_FATAL;
  self->position = base + offset;
  return self->position;
}

static la_int64_t
skip_cb (struct archive *archive,
         void *data,
         la_int64_t wanted)
{
  CrmPackage *self = data;
  gint64 skipped = CLAMP (wanted, 0, self->size - self->position);

  self->position += skipped;
  return skipped;
}

/**
 * crm_package_refuse:
 *
 * Says that the file is damaged.
 */
gboolean
crm_package_refuse (const CrmPackage *self,
                    GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is a damaged spreadsheet. Nothing was changed. "
               "Copy it again, or open it in a spreadsheet program and save it anew."), self->name);
  return FALSE;
}

/**
 * crm_package_refuse_size:
 *
 * Says that there is more in the file than it can mean honestly.
 */
gboolean
crm_package_refuse_size (const CrmPackage *self,
                         GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” unpacks to far more than a spreadsheet of its size holds. "
               "Nothing was changed. Save its table as CSV and try again."), self->name);
  return FALSE;
}

/**
 * crm_package_refuse_protected:
 *
 * Says that the file cannot be read without its password.
 */
gboolean
crm_package_refuse_protected (const CrmPackage *self,
                              GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is protected by a password. Nothing was changed. "
               "Save it without one in a spreadsheet program and try again."), self->name);
  return FALSE;
}

/* Parts have the same name whatever their case (ECMA-376 2, 6.2.2.3); some programs write the separators of Windows. */
static char *
fold (const char *path)
{
  return g_strdelimit (g_ascii_strdown (path + (*path == '/' || *path == '\\'), -1), "\\", '/');
}

static void
leave (CrmPackage *self)
{
  if (self->archive != NULL)
    archive_read_free (self->archive);
  self->archive = NULL;
}

static gboolean
open_archive (CrmPackage *self,
              GError **error)
{
  leave (self);
  self->position = 0;
  self->archive = archive_read_new ();
  archive_read_support_format_zip_seekable (self->archive);
  archive_read_set_read_callback (self->archive, read_cb);
  archive_read_set_seek_callback (self->archive, seek_cb);
  archive_read_set_skip_callback (self->archive, skip_cb);
  archive_read_set_callback_data (self->archive, self);
  return archive_read_open1 (self->archive) == ARCHIVE_OK || crm_package_refuse (self, error);
}

static gboolean
list_parts (CrmPackage *self,
            GError **error)
{
  struct archive_entry *entry;
  int status;

  if (!open_archive (self, error))
    return FALSE;
  while ((status = archive_read_next_header (self->archive, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN)
    {
      const char *path = archive_entry_pathname_utf8 (entry);

      if (archive_entry_is_data_encrypted (entry))
        return crm_package_refuse_protected (self, error);
      if (path != NULL && g_hash_table_size (self->parts) < MOST_PARTS)
        g_hash_table_add (self->parts, fold (path));
    }
  leave (self);
  return status == ARCHIVE_EOF || crm_package_refuse (self, error);
}

/* Finds out whether the file is flat. */
static gboolean
look_at_start (CrmPackage *self)
{
  const guint8 *bytes;
  gssize got = read_piece (self, FLAT_SAMPLE, &bytes);

  return self->flat = got > 0 && is_flat (bytes, got);
}

/**
 * crm_package_open:
 * @fd: a file that can be read at any place, or −1; it is not closed
 * @bytes: (nullable): where there is no file; not copied
 * @name: of the file in messages
 *
 * Errors: %CRM_ERROR_FORMAT for what is no package, or is protected by a password
 */
CrmPackage *
crm_package_open (int fd,
                  const guint8 *bytes,
                  gint64 size,
                  const char *name,
                  GError **error)
{
  g_autoptr (CrmPackage) self = g_new0 (CrmPackage, 1);

  self->fd = fd;
  self->bytes = bytes;
  self->size = size;
  self->name = g_strdup (name);
  self->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!look_at_start (self))
    return list_parts (self, error) ? g_steal_pointer (&self) : NULL;
  g_hash_table_add (self->parts, g_strdup (CRM_PACKAGE_CONTENT));
  return g_steal_pointer (&self);
}

void
crm_package_free (CrmPackage *self)
{
  leave (self);
  g_hash_table_unref (self->parts);
  g_free (self->name);
  g_free (self);
}

const char *
crm_package_get_name (const CrmPackage *self)
{
  return self->name;
}

gboolean
crm_package_has (const CrmPackage *self,
                 const char *part)
{
  g_autofree char *folded = fold (part);

  return g_hash_table_contains (self->parts, folded);
}

/**
 * crm_package_get_most:
 *
 * Returns: how many bytes a part, or what is made of it, may have
 */
gint64
crm_package_get_most (const CrmPackage *self)
{
  return MOST_BYTES + MOST_TIMES * self->size;
}

/**
 * crm_package_enter:
 *
 * Goes to the start of a part.
 */
gboolean
crm_package_enter (CrmPackage *self,
                   const char *part,
                   GError **error)
{
  g_autofree char *wanted = fold (part);
  struct archive_entry *entry;
  int status;

  self->n_read = self->position = 0;
  self->part_size = self->size;
  if (self->flat)
    return TRUE;
  if (!open_archive (self, error))
    return FALSE;
  while ((status = archive_read_next_header (self->archive, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN)
    {
      const char *path = archive_entry_pathname_utf8 (entry);
      g_autofree char *folded = path != NULL ? fold (path) : NULL;

      if (g_strcmp0 (folded, wanted) != 0)
        continue;
      self->part_size = archive_entry_size_is_set (entry) ? archive_entry_size (entry) : 0;
      return TRUE;
    }
  return crm_package_refuse (self, error);
}

static gssize
read_flat (CrmPackage *self,
           void *out,
           gsize room)
{
  const guint8 *bytes;
  gssize got = read_piece (self, MIN (room, PIECE), &bytes);

  if (got > 0)
    memcpy (out, bytes, got);
  return got;
}

/**
 * crm_package_read:
 *
 * Returns: how many bytes of the part were written, 0 at its end, −1 for an error
 */
gssize
crm_package_read (CrmPackage *self,
                  void *out,
                  gsize room,
                  GError **error)
{
  gssize got = self->flat ? read_flat (self, out, room) : archive_read_data (self->archive, out, room);

  if (got < 0)
    {
      crm_package_refuse (self, error);
      return -1;
    }
  self->n_read += got;
  if (self->n_read <= crm_package_get_most (self))
    return got;
  crm_package_refuse_size (self, error);
  return -1;
}

/**
 * crm_package_get_share:
 *
 * Returns: how much of the part has been read, 0–1
 */
double
crm_package_get_share (const CrmPackage *self)
{
  return self->part_size > 0 ? MIN (1, (double) self->n_read / self->part_size) : 1;
}
