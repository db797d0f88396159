/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-csv-private.h"

#include "exchange/crm-made-table.h"

#include "base/crm-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE (64 * 1024)
#define NO_CONVERTER ((GIConv) -1)
#define UNKNOWN "\xef\xbf\xbd"     /* U+FFFD */
#define LETTERS_A_DAMAGED 4

/* A sum of bytes, however they are cut into pieces (a multiplicative hash of words). */
typedef struct
{
  guint64 sum, word;
  guint   n;          /* bytes in the word */
} Sum;

struct _CrmCsvSource
{
  char         *name;
  int           fd;           /* its offset is not used, so it may be shared; −1: bytes in memory */
  gint64        modified;     /* µs */
  const guint8 *bytes;
  gint64        size, position;
  Sum           sum;          /* of what has been read since the start */
  guint64       whole;        /* … at the end, when it was first read whole; 0 before */

  char         *wanted, *wanted_sheet;
  CrmSheet     *sheet;        /* of a spreadsheet, which makes the text itself; NULL for text files */
  CrmMadeTable *made;         /* of a file that is no table: the text is that of the table made of it */
  gint64        made_position;
  char         *encoding;
  gboolean      settled;      /* the encoding was wished, marked, or seen in more than ASCII */
  GIConv        converter;
  guint         n_zeros;      /* bytes or characters that are zero, left out */
  gint64        n_letters;    /* beyond ASCII, in right UTF-8 */
  guint         n_damaged;    /* characters that are none, */
  gint64        damaged_at;   /* and where the first of them stands */
  guint8        raw[PIECE];   /* read, not converted */
  gsize         n_raw;
};

static const struct { const char *magic; gsize length; const char *what; } magics[] = {
  { "\xd0\xcf\x11\xe0", 4, N_("a spreadsheet of an old kind") },
  { "%PDF", 4, N_("a PDF document") },
  { "SQLite format 3", 15, N_("a database") },
  { "\x1f\x8b", 2, N_("a compressed file") },
  { "\xfd" "7zXZ", 5, N_("a compressed file") },
  { "\x28\xb5\x2f\xfd", 4, N_("a compressed file") },
  { "7z\xbc\xaf", 4, N_("a compressed file") },
  { "Rar!\x1a", 5, N_("a compressed file") },
  { "\x89PNG", 4, N_("a picture") },
  { "\xff\xd8\xff", 3, N_("a picture") },
};

static gboolean
refuse_binary (CrmCsvSource *self,
               const char *what,
               GError **error)
{
  if (what != NULL)
    g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
                 _("“%s” is %s, not a text file. Nothing was changed. Save the table as CSV and try again."),
                 self->name, what);
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
                 _("“%s” is a binary file, not a table of text. Nothing was changed. "
                   "Save the table as CSV and try again."), self->name);
  return FALSE;
}

/* Outlook's own files: a folder is known by how it begins, a message only by its name from old spreadsheets. */
static gboolean
is_outlook (const CrmCsvSource *self,
            const guint8 *sample,
            gsize length)
{
  g_autofree char *name = g_ascii_strdown (self->name, -1);

  return length >= 4 && (memcmp (sample, "!BDN", 4) == 0 ||
                         (memcmp (sample, "\xd0\xcf\x11\xe0", 4) == 0 && g_str_has_suffix (name, ".msg")));
}

static gboolean
refuse_outlook (CrmCsvSource *self,
                GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
               _("“%s” is mail in a format of Outlook’s own. Nothing was changed. Open it in a mail program, save the "
                 "messages as .eml or mbox, and import those."), self->name);
  return FALSE;
}

static gboolean
refuse_reading (CrmCsvSource *self,
                int number,
                GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_IO, _("“%s” could not be read: %s. Nothing was changed."), self->name,
               g_strerror (number));
  return FALSE;
}

/* Reads bytes of a place; as many as asked for unless the file ends. */
static gssize
read_at (gpointer file,
         gint64 position,
         guint8 *out,
         gsize room,
         GError **error)
{
  CrmCsvSource *self = file;
  gsize n = 0;

  if (self->bytes != NULL)
    {
      n = MIN (room, (gsize) (self->size - position));
      memcpy (out, self->bytes + position, n);
    }
  while (self->bytes == NULL && n < room)
    {
      gssize got = pread (self->fd, out + n, room - n, position + n);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          refuse_reading (self, errno, error);
          return -1;
        }
      if (got == 0)
        break;
      n += got;
    }
  return n;
}

/* Reads the next bytes. */
static gssize
read_bytes (CrmCsvSource *self,
            guint8 *out,
            gsize room,
            GError **error)
{
  gssize n = read_at (self, self->position, out, room, error);

  self->position += MAX (n, 0);
  return n;
}

/* Which line of the file the byte is in; the file is read again for that. */
static guint
find_line (CrmCsvSource *self,
           gint64 offset)
{
  gint64 position = self->position;
  guint8 piece[4096];
  guint line = 1;

  self->position = 0;
  while (offset > 0)
    {
      gssize n = read_bytes (self, piece, MIN (offset, (gint64) sizeof piece), NULL);

      for (gssize i = 0; i < n; i++)
        line += piece[i] == '\n';
      if (n <= 0)
        break;
      offset -= n;
    }
  self->position = position;
  return line;
}

static gboolean
refuse_encoding (CrmCsvSource *self,
                 const char *encoding,
                 gint64 offset,
                 GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
               _("“%s” is damaged, or not written in %s: line %u cannot be read. Nothing was changed. "
                 "Save it again as UTF-8, or name its encoding."), self->name, encoding, find_line (self, offset));
  return FALSE;
}

static gboolean
is_utf8 (const char *encoding)
{
  return g_ascii_strcasecmp (encoding, "UTF-8") == 0 || g_ascii_strcasecmp (encoding, "UTF8") == 0;
}

static gboolean
choose_encoding (CrmCsvSource *self,
                 const char *encoding,
                 GError **error)
{
  g_set_str (&self->encoding, is_utf8 (encoding) ? "UTF-8" : encoding);
  if (self->converter != NO_CONVERTER)
    g_iconv_close (self->converter);
  self->converter = NO_CONVERTER;
  if (is_utf8 (encoding))
    return TRUE;
  self->converter = g_iconv_open ("UTF-8", encoding);
  if (self->converter != NO_CONVERTER)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("There is no encoding called “%s”. Nothing was changed. "
               "Try UTF-8, UTF-16, WINDOWS-1252 or GB18030."), encoding);
  return FALSE;
}

static const char *
find_mark (const guint8 *bytes,
           gsize n_bytes,
           gsize *length)
{
  static const struct { const char *bytes; gsize length; const char *encoding; } marks[] = {
    { "\xef\xbb\xbf", 3, "UTF-8" },
    { "\xff\xfe\0\0", 4, "UTF-32LE" },
    { "\0\0\xfe\xff", 4, "UTF-32BE" },
    { "\xff\xfe", 2, "UTF-16LE" },
    { "\xfe\xff", 2, "UTF-16BE" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      *length = marks[i].length;
      if (n_bytes >= *length && memcmp (bytes, marks[i].bytes, *length) == 0)
        return marks[i].encoding;
    }
  *length = 0;
  return NULL;
}

static gboolean
is_binary (const guint8 *bytes,
           gsize n_bytes)
{
  gsize n_controls = 0;

  for (gsize i = 0; i < n_bytes; i++)
    {
      n_controls += bytes[i] == 0 ||
                    (bytes[i] < 0x20 && strchr ("\t\n\r\f\v\x1a\x1b\x1f\x01", bytes[i]) == NULL);
    }
  return n_controls * 100 > n_bytes;
}

static gboolean
guess_encoding (CrmCsvSource *self,
                const guint8 *bytes,
                gsize n_bytes,
                GError **error)
{
  gsize damaged;
  const char *encoding = crm_csv_guess_encoding (bytes, n_bytes, &damaged);

  if (encoding == NULL)
    return refuse_encoding (self, "UTF-8", self->position - (gint64) n_bytes + (gint64) damaged, error);
  if (!g_str_has_prefix (encoding, "UTF-16") && !g_str_has_prefix (encoding, "UTF-32") &&
      !g_str_has_prefix (encoding, "ISO-2022") && is_binary (bytes, n_bytes))
    return refuse_binary (self, NULL, error);
  return choose_encoding (self, encoding, error);
}

static gboolean
begin_sheet (CrmCsvSource *self,
             GError **error)
{
  if (self->sheet != NULL)
    return crm_sheet_rewind (self->sheet, error);
  g_set_str (&self->encoding, "UTF-8");
  self->sheet = crm_sheet_open (self->fd, self->bytes, self->size, self->name, self->wanted_sheet, error);
  return self->sheet != NULL;
}

static gboolean
begin_made (CrmCsvSource *self,
            const CrmMadeKind *kind,
            GError **error)
{
  const CrmRawFile file = { self->name, self->size, self, read_at };

  self->made_position = 0;
  g_set_str (&self->encoding, "UTF-8");
  self->settled = TRUE;
  if (self->made == NULL)
    self->made = crm_made_table_new (kind, &file, error);
  return self->made != NULL;
}

static gssize
read_made (CrmCsvSource *self,
           char *text,
           gsize room,
           GError **error)
{
  gssize n = crm_made_table_read (self->made, self->made_position, text, room, error);

  self->made_position += MAX (n, 0);
  return n == 0 && !crm_csv_source_check (self, error) ? -1 : n;
}

static gboolean
refuse_sheet (CrmCsvSource *self,
              GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("“%s” is no spreadsheet of a kind that can be read, so it has "
               "no sheet “%s”. Nothing was changed. Leave the sheet out."), self->name, self->wanted_sheet);
  return FALSE;
}

static gboolean
refuse_protected (CrmCsvSource *self,
                  GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is protected by a password. Nothing was changed. "
               "Save it without one in a spreadsheet program and try again."), self->name);
  return FALSE;
}

/* Whether a file of the old kind holds a new one that is encrypted (MS-OFFCRYPTO, 2.3.4.4). */
static gboolean
is_protected (CrmCsvSource *self)
{
  static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
  char bytes[PIECE + sizeof name];
  gsize kept = 0;
  gssize got;

  self->position = 0;
  while ((got = read_bytes (self, (guint8 *) bytes + kept, PIECE, NULL)) > 0)
    {
      gsize n = kept + got;

      if (memmem (bytes, n, name, sizeof name) != NULL)
        return TRUE;
      kept = MIN (n, sizeof name - 1);
      memmove (bytes, bytes + n - kept, kept);
    }
  return FALSE;
}

/* Looks at the first bytes, and leaves them to be converted. */
static gboolean
begin (CrmCsvSource *self,
       GError **error)
{
  g_autofree guint8 *sample = g_malloc (CRM_CSV_SAMPLE_BYTES);
  gssize n_bytes = read_bytes (self, sample, CRM_CSV_SAMPLE_BYTES, error);
  const CrmMadeKind *kind;
  const char *marked;
  gsize mark;

  if (n_bytes < 0)
    return FALSE;
  if (crm_package_is_one (sample, n_bytes))
    return begin_sheet (self, error);
  if (self->wanted_sheet != NULL)
    return refuse_sheet (self, error);
  kind = crm_made_kind_find ((const char *) sample, n_bytes);
  if (kind != NULL)
    return begin_made (self, kind, error);
  if (is_outlook (self, sample, n_bytes))
    return refuse_outlook (self, error);
  if (n_bytes >= 4 && memcmp (sample, "\xd0\xcf\x11\xe0", 4) == 0 && is_protected (self))
    return refuse_protected (self, error);
  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    {
      if ((gsize) n_bytes >= magics[i].length && memcmp (sample, magics[i].magic, magics[i].length) == 0)
        return refuse_binary (self, _(magics[i].what), error);
    }
  marked = find_mark (sample, n_bytes, &mark);
  if (marked != NULL && self->wanted != NULL && g_ascii_strncasecmp (self->wanted, "UTF", 3) != 0)
    mark = 0;
  self->settled = marked != NULL || self->wanted != NULL;
  if (mark > 0 || self->wanted != NULL)
    {
      if (!choose_encoding (self, mark > 0 ? marked : self->wanted, error))
        return FALSE;
    }
  else if (!guess_encoding (self, sample, n_bytes, error))
    return FALSE;
  self->settled |= !is_utf8 (self->encoding);
  self->position = mark;
  self->sum = (Sum) { 0 };
  self->n_raw = self->n_zeros = self->n_damaged = 0;
  self->n_letters = 0;
  return TRUE;
}

static CrmCsvSource *
new_source (const char *name,
            const CrmCsvDialect *wish)
{
  CrmCsvSource *self = g_new0 (CrmCsvSource, 1);

  self->fd = -1;
  self->name = g_strdup (name);
  self->wanted = g_strdup (wish != NULL ? wish->encoding : NULL);
  self->wanted_sheet = g_strdup (wish != NULL ? wish->sheet : NULL);
  self->converter = NO_CONVERTER;
  return self;
}

/**
 * crm_csv_source_new_from_bytes:
 * @bytes: not copied
 * @name: what the text is called in messages
 */
CrmCsvSource *
crm_csv_source_new_from_bytes (const guint8 *bytes,
                               gsize length,
                               const char *name,
                               const CrmCsvDialect *wish,
                               GError **error)
{
  CrmCsvSource *self = new_source (name, wish);

  self->bytes = bytes != NULL ? bytes : (const guint8 *) "";
  self->size = length;
  if (!begin (self, error))
    g_clear_pointer (&self, crm_csv_source_free);
  return self;
}

static gint64
get_modified (const struct stat *status)
{
  return status->st_mtim.tv_sec * G_USEC_PER_SEC + status->st_mtim.tv_nsec / 1000;
}

/* What cannot be read twice, such as a pipe, is read from a copy. */
static gboolean
copy_file (CrmCsvSource *self,
           GError **error)
{
  g_autofree char *path = NULL, *piece = g_malloc (PIECE);
  int copy = g_file_open_tmp ("clientele-XXXXXX", &path, error);
  gssize got;

  if (copy < 0)
    return FALSE;
  g_unlink (path);
  while ((got = read (self->fd, piece, PIECE)) > 0 || (got < 0 && errno == EINTR))
    {
      for (gssize n = 0, done = 0; done < got; done += n)
        {
          n = write (copy, piece + done, got - done);
          if (n < 0 && errno != EINTR)
            {
              g_set_error (error, CRM_ERROR, CRM_ERROR_IO, _("There is no room for a copy of “%s”: %s. Nothing was "
                           "changed. Free some space for temporary files and try again."), self->name,
                           g_strerror (errno));
              g_close (copy, NULL);
              return FALSE;
            }
          n = MAX (n, 0);
        }
    }
  if (got < 0)
    refuse_reading (self, errno, error);
  g_close (self->fd, NULL);
  self->fd = copy;
  return got == 0;
}

static gboolean
look_at_file (CrmCsvSource *self,
              GError **error)
{
  struct stat status;

  if (fstat (self->fd, &status) < 0)
    return refuse_reading (self, errno, error);
  if (S_ISDIR (status.st_mode))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is a folder, not a file. Nothing was changed. "
                   "Choose a file in it."), self->name);
      return FALSE;
    }
  if (!S_ISREG (status.st_mode) && (!copy_file (self, error) || fstat (self->fd, &status) < 0))
    return FALSE;
  self->size = status.st_size;
  self->modified = get_modified (&status);
  return TRUE;
}

/**
 * crm_csv_source_open:
 * @wish: (nullable): the encoding to assume and the sheet to read; guessed otherwise
 *
 * Errors: %CRM_ERROR_NOT_FOUND, %CRM_ERROR_IO, %CRM_ERROR_FORMAT for what is not text, %CRM_ERROR_INVALID for an
 *   unknown encoding
 */
CrmCsvSource *
crm_csv_source_open (const char *path,
                     const CrmCsvDialect *wish,
                     GError **error)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);
  CrmCsvSource *self = new_source (name, wish);

  self->fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (self->fd < 0 && errno == ENOENT)
    g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("There is no file “%s”. Nothing was changed. "
                 "Check its name and folder."), path);
  else if (self->fd < 0)
    refuse_reading (self, errno, error);
  if (self->fd < 0 || !look_at_file (self, error) || !begin (self, error))
    g_clear_pointer (&self, crm_csv_source_free);
  return self;
}

/**
 * crm_csv_source_open_again:
 *
 * Opens the file of another source, whatever has its name by now.
 */
CrmCsvSource *
crm_csv_source_open_again (const CrmCsvSource *other,
                           const CrmCsvDialect *wish,
                           GError **error)
{
  CrmCsvSource *self = new_source (other->name, wish);

  self->bytes = other->bytes;
  self->size = other->size;
  self->modified = other->modified;
  self->made = other->made != NULL ? crm_made_table_ref (other->made) : NULL;
  if (self->bytes == NULL && (self->fd = fcntl (other->fd, F_DUPFD_CLOEXEC, 0)) < 0)
    refuse_reading (self, errno, error);
  if ((self->bytes == NULL && self->fd < 0) || !crm_csv_source_check (self, error) || !begin (self, error))
    g_clear_pointer (&self, crm_csv_source_free);
  return self;
}

void
crm_csv_source_free (CrmCsvSource *self)
{
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  if (self->converter != NO_CONVERTER)
    g_iconv_close (self->converter);
  g_free (self->name);
  g_clear_pointer (&self->sheet, crm_sheet_free);
  g_clear_pointer (&self->made, crm_made_table_unref);
  g_free (self->wanted_sheet);
  g_free (self->wanted);
  g_free (self->encoding);
  g_free (self);
}

const char *
crm_csv_source_get_name (const CrmCsvSource *self)
{
  return self->name;
}

const char *
crm_csv_source_get_encoding (const CrmCsvSource *self)
{
  return self->encoding;
}

/**
 * crm_csv_source_get_share:
 *
 * Returns: how much of the file has been read, 0–1
 */
double
crm_csv_source_get_share (const CrmCsvSource *self)
{
  if (self->sheet != NULL)
    return crm_sheet_get_share (self->sheet);
  if (self->made != NULL)
    return (double) self->made_position / MAX (crm_made_table_get_size (self->made), 1);
  return self->size > 0 ? MIN (1, (double) self->position / self->size) : 1;
}

/**
 * crm_csv_source_get_damaged:
 * @first_line: (out): in which line of the file the first of them stands
 *
 * Returns: how many characters are no UTF-8, and stand as U+FFFD
 */
guint
crm_csv_source_get_damaged (CrmCsvSource *self,
                            guint *first_line)
{
  *first_line = self->n_damaged > 0 ? find_line (self, self->damaged_at) : 0;
  return self->n_damaged;
}

/**
 * crm_csv_source_get_zeros:
 *
 * Returns: how many zeros were left out so far
 */
guint
crm_csv_source_get_zeros (const CrmCsvSource *self)
{
  return self->n_zeros;
}

/**
 * crm_csv_source_is_made:
 *
 * Returns: whether the text is made of something else, so that how it is written is known
 */
gboolean
crm_csv_source_is_made (const CrmCsvSource *self)
{
  return self->sheet != NULL || self->made != NULL;
}

/**
 * crm_csv_source_get_made:
 *
 * Returns: (transfer none) (nullable): the table that was made of a file that is none
 */
const CrmMadeTable *
crm_csv_source_get_made (const CrmCsvSource *self)
{
  return self->made;
}

/**
 * crm_csv_source_get_sheet:
 *
 * Returns: (transfer none) (nullable): what makes the text; %NULL for a text file
 */
CrmSheet *
crm_csv_source_get_sheet (const CrmCsvSource *self)
{
  return self->sheet;
}

static gboolean
refuse_changed (CrmCsvSource *self,
                GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_IO, _("“%s” was changed by another program while it was read. "
               "Nothing was imported. Wait until it is complete and try again."), self->name);
  return FALSE;
}

/**
 * crm_csv_source_is_file:
 *
 * Returns: whether the name is that of the file that is read; a link that leads to it is another file
 */
gboolean
crm_csv_source_is_file (const CrmCsvSource *self,
                        const char *path)
{
  struct stat named, read;

  return self->fd >= 0 && g_lstat (path, &named) == 0 && fstat (self->fd, &read) == 0 &&
         named.st_dev == read.st_dev && named.st_ino == read.st_ino;
}

/**
 * crm_csv_source_check:
 *
 * Errors: %CRM_ERROR_IO if the file is not the one that was opened any more
 */
gboolean
crm_csv_source_check (CrmCsvSource *self,
                      GError **error)
{
  struct stat status;

  if (self->bytes != NULL)
    return TRUE;
  if (fstat (self->fd, &status) < 0)
    return refuse_reading (self, errno, error);
  return (status.st_size == self->size && self->modified == get_modified (&status)) || refuse_changed (self, error);
}

/**
 * crm_csv_source_rewind:
 *
 * Goes back to the start. The encoding stays.
 *
 * Errors: %CRM_ERROR_IO if the file is not the one that was opened any more
 */
gboolean
crm_csv_source_rewind (CrmCsvSource *self,
                       GError **error)
{
  if (!crm_csv_source_check (self, error))
    return FALSE;
  self->position = 0;
  if (self->wanted == NULL && self->settled)
    self->wanted = g_strdup (self->encoding);
  return begin (self, error);
}

static inline void
add_word (Sum *sum,
          guint64 word)
{
  sum->sum = (sum->sum ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  sum->sum ^= sum->sum >> 29;
}

static void
add_bytes (Sum *sum,
           const guint8 *bytes,
           gsize n)
{
  guint64 word;

  for (; n > 0 && sum->n > 0; n--)
    {
      sum->word |= (guint64) *bytes++ << 8 * sum->n;
      if (++sum->n < 8)
        continue;
      add_word (sum, sum->word);
      sum->n = 0;
    }
  for (; n >= 8; n -= 8, bytes += 8)
    {
      memcpy (&word, bytes, 8);
      add_word (sum, GUINT64_FROM_LE (word));
    }
  for (; n > 0; n--)
    {
      sum->word = (sum->n == 0 ? 0 : sum->word) | (guint64) *bytes++ << 8 * sum->n;
      sum->n++;
    }
}

static guint64
end_sum (Sum sum)
{
  if (sum.n > 0)
    add_word (&sum, sum.word);
  return sum.sum | 1;
}

/* Whoever writes through memory, or twice at once, leaves neither another size nor another time. */
static gboolean
is_the_same (CrmCsvSource *self,
             GError **error)
{
  guint64 sum = end_sum (self->sum);

  if (self->whole == 0)
    self->whole = sum;
  return self->whole == sum ? crm_csv_source_check (self, error) : refuse_changed (self, error);
}

/**
 * crm_csv_source_dup_fingerprint:
 *
 * Reads the file once more, unless its text was read to the end.
 *
 * Returns: (transfer full) (nullable): what tells the file from others, whatever it is called: its length, and a sum of
 *   all bytes; %NULL where it cannot be read
 */
char *
crm_csv_source_dup_fingerprint (CrmCsvSource *self)
{
  g_autofree guint8 *piece = g_malloc (PIECE);
  Sum sum = { 0 };
  gssize n;

  for (gint64 position = 0; self->whole == 0 && position < self->size; position += n)
    {
      n = read_at (self, position, piece, PIECE, NULL);
      if (n <= 0)
        return NULL;
      add_bytes (&sum, piece, n);
    }
  return g_strdup_printf ("%" G_GINT64_FORMAT "-%016" G_GINT64_MODIFIER "x", self->size,
                          self->whole != 0 ? self->whole : end_sum (sum));
}

/* Some programs leave zeros in texts, which say nothing. Returns the length without them. */
static gsize
leave_zeros (CrmCsvSource *self,
             char *text,
             gsize length)
{
  char *zero = memchr (text, 0, length), *out = zero;

  if (zero == NULL)
    return length;
  for (const char *p = zero; p < text + length; p++)
    {
      if (*p != '\0')
        *out++ = *p;
    }
  self->n_zeros += text + length - out;
  return out - text;
}

/* Letters beyond ASCII in text that is right. */
static guint
count_letters (const guint8 *bytes,
               gsize n_bytes)
{
  guint n = 0;

  for (gsize i = 0; i < n_bytes; i++)
    n += bytes[i] >= 0xc0;
  return n;
}

/* Few characters that are no UTF-8 are no reason to leave the file alone, if enough others are: so far, or in the bytes
 * at hand. A file that ends within one was cut off. */
static gboolean
is_bearable (CrmCsvSource *self,
             gsize length,
             gboolean last)
{
  const char *stop = (const char *) self->raw + length;
  gint64 wanted = LETTERS_A_DAMAGED * ((gint64) self->n_damaged + 1);
  gint64 n = self->n_letters + count_letters (self->raw, length);

  if (last && g_utf8_get_char_validated (stop, self->n_raw - length) == (gunichar) -2)
    return FALSE;
  return n >= wanted || n + crm_csv_count_letters ((const guint8 *) stop, self->n_raw - length) >= wanted;
}

/* How many bytes, of those that are no UTF-8, are one character: a mark that begins one, and what goes on with it. */
static gsize
measure_damaged (const guint8 *bytes,
                 gsize n_bytes)
{
  gsize n = 1;

  while (n < n_bytes && n < 4 && *bytes >= 0xc0 && (bytes[n] & 0xc0) == 0x80)
    n++;
  return n;
}

/* Puts the mark of an unknown character behind the text for what cannot be read. */
static gssize
take_damaged (CrmCsvSource *self,
              char *text,
              gsize length,
              gsize n_rest)
{
  gsize n_bytes = measure_damaged (self->raw + length, n_rest);

  self->n_letters += count_letters (self->raw, length);
  if (self->n_damaged++ == 0)
    self->damaged_at = self->position - (gint64) n_rest;
  memcpy (text, self->raw, length);
  memcpy (text + length, UNKNOWN, strlen (UNKNOWN));
  memmove (self->raw, self->raw + length + n_bytes, n_rest - n_bytes);
  self->n_raw = n_rest - n_bytes;
  return length + strlen (UNKNOWN);
}

/* Takes what is valid of the raw bytes. Returns the length of the text, −1 for an error. */
static gssize
take_utf8 (CrmCsvSource *self,
           char *text,
           gboolean last,
           GError **error)
{
  const char *stop;
  gsize length, rest;

  g_utf8_validate_len ((const char *) self->raw, self->n_raw, &stop);
  length = stop - (const char *) self->raw;
  rest = self->n_raw - length;
  /* The last bytes may be the start of a character. */
  if (rest > 0 && (last || rest >= 4 || g_utf8_get_char_validated (stop, rest) != (gunichar) -2))
    {
      if (self->settled && is_bearable (self, length, last))
        return take_damaged (self, text, length, rest);
      if (self->settled)
        {
          refuse_encoding (self, "UTF-8", self->position - (gint64) rest, error);
          return -1;
        }
      self->settled = TRUE;
      if (!guess_encoding (self, self->raw, self->n_raw, error))
        return -1;
      return 0;
    }
  self->n_letters += count_letters (self->raw, length);
  self->settled |= self->n_letters > 0;
  memcpy (text, self->raw, length);
  memmove (self->raw, stop, rest);
  self->n_raw = rest;
  return length;
}

static gssize
take_converted (CrmCsvSource *self,
                char *text,
                gsize room,
                gboolean last,
                GError **error)
{
  char *in = (char *) self->raw, *out = text;
  gsize n_left = self->n_raw;
  gsize result = g_iconv (self->converter, &in, &n_left, &out, &room);

  if (result == (gsize) -1 && (errno == EILSEQ || (errno == EINVAL && last)))
    {
      refuse_encoding (self, self->encoding, self->position - (gint64) n_left, error);
      return -1;
    }
  memmove (self->raw, in, n_left);
  self->n_raw = n_left;
  return leave_zeros (self, text, out - text);
}

/**
 * crm_csv_source_read:
 * @room: at least 256 KiB
 *
 * Returns: how many bytes of UTF-8 text were written, 0 at the end of the file, −1 for an error
 */
gssize
crm_csv_source_read (CrmCsvSource *self,
                     char *text,
                     gsize room,
                     GError **error)
{
  if (self->sheet != NULL)
    {
      gssize n = crm_sheet_read (self->sheet, text, room, error);

      return n == 0 && !crm_csv_source_check (self, error) ? -1 : n;
    }
  if (self->made != NULL)
    return read_made (self, text, room, error);
  while (TRUE)
    {
      gsize wanted = PIECE - self->n_raw;
      gssize got = read_bytes (self, self->raw + self->n_raw, wanted, error);
      gboolean last = got == 0 && wanted > 0;
      gssize length;

      if (got < 0)
        return -1;
      add_bytes (&self->sum, self->raw + self->n_raw, got);
      if (self->n_raw + got == 0)
        return is_the_same (self, error) ? 0 : -1;
      if (self->converter == NO_CONVERTER)
        got = leave_zeros (self, (char *) self->raw + self->n_raw, got);
      self->n_raw += got;
      if (self->n_zeros > 8 && self->n_zeros * 100.0 > self->position)
        {
          refuse_binary (self, NULL, error);
          return -1;
        }
      if (self->n_raw == 0)
        continue;
      length = self->converter == NO_CONVERTER ? take_utf8 (self, text, last, error)
                                               : take_converted (self, text, room, last, error);
      if (length != 0)
        return length;
    }
}
