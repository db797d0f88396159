/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-csv-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* From the bytes of a file to UTF-8 text: which encoding it is, and whether it is text at all. */

static const struct { const char *magic; gsize length; const char *what; } magics[] = {
  { "PK\x03\x04", 4, N_("a spreadsheet or archive") },
  { "\xd0\xcf\x11\xe0", 4, N_("a spreadsheet of an old kind") },
  { "%PDF", 4, N_("a PDF document") },
  { "SQLite format 3", 15, N_("a database") },
  { "\x1f\x8b", 2, N_("a compressed file") },
  { "\x89PNG", 4, N_("a picture") },
  { "\xff\xd8\xff", 3, N_("a picture") },
};

static char *
refuse_binary (const char *name,
               const char *what,
               GError **error)
{
  if (what != NULL)
    g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
                 _("“%s” is %s, not a text file. Nothing was changed. Save the table as CSV and try again."),
                 name, what);
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
                 _("“%s” is a binary file, not a table of text. Nothing was changed. "
                   "Save the table as CSV and try again."), name);
  return NULL;
}

static char *
refuse_encoding (const char *name,
                 const char *encoding,
                 guint line,
                 GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
               _("“%s” is damaged, or not written in %s: line %u cannot be read. Nothing was changed. "
                 "Save it again as UTF-8, or name its encoding."), name, encoding, line);
  return NULL;
}

static guint
line_of (const guint8 *bytes,
         gsize offset)
{
  guint line = 1;

  for (gsize i = 0; i < offset; i++)
    line += bytes[i] == '\n';
  return line;
}

typedef struct
{
  gsize n_sequences;   /* characters of more than one byte that are right */
  gsize n_wrong;       /* bytes that belong to none */
  gsize first_wrong;
} Utf8Count;

static Utf8Count
count_utf8 (const guint8 *bytes,
            gsize n_bytes)
{
  Utf8Count count = { 0 };
  gsize i = 0;

  while (i < n_bytes)
    {
      const char *end;

      g_utf8_validate_len ((const char *) bytes + i, n_bytes - i, &end);
      for (const guint8 *p = bytes + i; p < (const guint8 *) end; p++)
        count.n_sequences += *p >= 0xc0;
      i = (const guint8 *) end - bytes;
      if (i < n_bytes)
        {
          if (count.n_wrong++ == 0)
            count.first_wrong = i;
          i++;
        }
    }
  return count;
}

/* In GB 2312, which most Chinese files keep to, both bytes of a character are high and the first names its row of
 * the table; in Western encodings high bytes stand alone, between ASCII letters. */
static gboolean
looks_like_gb18030 (const guint8 *bytes,
                    gsize n_bytes)
{
  gsize paired = 0, high = 0;

  for (gsize i = 0; i < n_bytes; i++)
    {
      if (bytes[i] < 0x80)
        continue;
      if (i + 1 < n_bytes && bytes[i] >= 0xa1 && bytes[i] <= 0xf7 && bytes[i + 1] >= 0xa1 && bytes[i + 1] <= 0xfe)
        {
          paired += 2;
          i++;
          high++;
        }
      high++;
    }
  return high > 0 && paired * 10 >= high * 9;
}

/* Text of two bytes a character without a mark at its start: every second byte of Latin letters is zero. */
static const char *
guess_utf16 (const guint8 *bytes,
             gsize n_bytes)
{
  gsize n_pairs = MIN (n_bytes, 4096) / 2;
  gsize even = 0, odd = 0;

  for (gsize i = 0; i < n_pairs; i++)
    {
      even += bytes[2 * i] == 0;
      odd += bytes[2 * i + 1] == 0;
    }
  if (n_pairs < 2)
    return NULL;
  if (odd * 10 >= n_pairs * 4 && even * 20 <= n_pairs)
    return "UTF-16LE";
  if (even * 10 >= n_pairs * 4 && odd * 20 <= n_pairs)
    return "UTF-16BE";
  return NULL;
}

static gboolean
is_binary (const guint8 *bytes,
           gsize n_bytes)
{
  gsize n_controls = 0;

  for (gsize i = 0; i < n_bytes; i++)
    {
      if (bytes[i] == 0)
        return TRUE;
      n_controls += bytes[i] < 0x20 && strchr ("\t\n\r\f\v\x1a\x1b", bytes[i]) == NULL;
    }
  return n_controls * 100 > n_bytes;
}

static const char *
find_mark (const guint8 *bytes,
           gsize n_bytes,
           gsize *mark)
{
  static const struct { const char *bytes; gsize length; const char *encoding; } marks[] = {
    { "\xef\xbb\xbf", 3, "UTF-8" },
    { "\xff\xfe\0\0", 4, "UTF-32LE" },
    { "\xff\xfe", 2, "UTF-16LE" },
    { "\xfe\xff", 2, "UTF-16BE" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      if (n_bytes >= marks[i].length && memcmp (bytes, marks[i].bytes, marks[i].length) == 0)
        {
          *mark = marks[i].length;
          return marks[i].encoding;
        }
    }
  *mark = 0;
  return NULL;
}

static const char *
guess_encoding (const guint8 *bytes,
                gsize n_bytes,
                const char *name,
                GError **error)
{
  const char *utf16 = guess_utf16 (bytes, n_bytes);
  Utf8Count count;

  if (utf16 != NULL)
    return utf16;
  if (is_binary (bytes, n_bytes))
    return refuse_binary (name, NULL, error);
  count = count_utf8 (bytes, n_bytes);
  if (count.n_wrong == 0)
    return "UTF-8";
  if (looks_like_gb18030 (bytes, n_bytes))
    return "GB18030";
  /* Western text that happens to be right UTF-8 here and there is rarer than UTF-8 that was cut or mixed. */
  if (count.n_sequences >= count.n_wrong)
    return refuse_encoding (name, "UTF-8", line_of (bytes, count.first_wrong), error);
  return "WINDOWS-1252";
}

static char *
convert (const guint8 *bytes,
         gsize n_bytes,
         const char *name,
         const char *encoding,
         gsize *length,
         GError **error)
{
  g_autoptr (GError) local = NULL;
  gsize n_read = 0;
  g_autofree char *text = g_convert ((const char *) bytes, n_bytes, "UTF-8", encoding, &n_read, length, &local);

  if (g_error_matches (local, G_CONVERT_ERROR, G_CONVERT_ERROR_NO_CONVERSION))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("There is no encoding called “%s”. Nothing was changed. "
                   "Try UTF-8, UTF-16, WINDOWS-1252 or GB18030."), encoding);
      return NULL;
    }
  /* An incomplete last character is not an error to g_convert() if it is told what was read. */
  if (local != NULL || n_read < n_bytes)
    return refuse_encoding (name, encoding, line_of (bytes, MIN (n_read, n_bytes)), error);
  if (memchr (text, 0, *length) != NULL)
    return refuse_binary (name, NULL, error);
  return g_steal_pointer (&text);
}

/**
 * crm_csv_decode:
 * @name: what the file is called in messages
 * @wanted: (nullable): the encoding to assume
 * @length: (out): of the text, in bytes
 * @encoding: (out): what was found
 *
 * Returns: (transfer full): the text as UTF-8, with a zero behind it
 * Errors: %CRM_ERROR_FORMAT, %CRM_ERROR_INVALID for an unknown encoding
 */
char *
crm_csv_decode (const guint8 *bytes,
                gsize n_bytes,
                const char *name,
                const char *wanted,
                gsize *length,
                const char **encoding,
                GError **error)
{
  gsize mark;
  const char *marked = find_mark (bytes, n_bytes, &mark);

  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    {
      if (n_bytes >= magics[i].length && memcmp (bytes, magics[i].magic, magics[i].length) == 0)
        return refuse_binary (name, _(magics[i].what), error);
    }
  *encoding = wanted != NULL ? wanted : marked;
  if (marked != NULL && (wanted == NULL || g_ascii_strncasecmp (wanted, "UTF", 3) == 0))
    {
      *encoding = marked;
      bytes += mark;
      n_bytes -= mark;
    }
  if (*encoding == NULL)
    *encoding = guess_encoding (bytes, n_bytes, name, error);
  if (*encoding == NULL)
    return NULL;
  if (g_ascii_strcasecmp (*encoding, "UTF-8") != 0 && g_ascii_strcasecmp (*encoding, "UTF8") != 0)
    return convert (bytes, n_bytes, name, *encoding, length, error);

  *encoding = "UTF-8";
  if (memchr (bytes, 0, n_bytes) != NULL)
    return refuse_binary (name, NULL, error);
  if (!g_utf8_validate_len ((const char *) bytes, n_bytes, NULL))
    return refuse_encoding (name, "UTF-8", line_of (bytes, count_utf8 (bytes, n_bytes).first_wrong), error);
  *length = n_bytes;
  return g_strndup ((const char *) bytes, n_bytes);
}
