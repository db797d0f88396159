/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-mail.h"

#include "exchange/crm-csv-private.h"

#include <string.h>

/* The text of messages, whatever it is written in. */

static gboolean
says_little (const char *charset)
{
  static const char *const little[] = { "us-ascii", "ascii", "utf-8", "utf8", "unknown-8bit", "x-unknown", "binary",
                                        "default", "", NULL };
  g_autofree char *lower = charset != NULL ? g_ascii_strdown (charset, -1) : NULL;

  return lower == NULL || g_strv_contains (little, lower);
}

/* What programs write under a name is often more than it stands for. */
static const struct { const char *name, *meant; } charsets[] = {
  { "iso-8859-1", "WINDOWS-1252" }, { "latin1", "WINDOWS-1252" }, { "iso-8859-9", "WINDOWS-1254" },
  { "gb2312", "GB18030" }, { "gb_2312-80", "GB18030" }, { "gbk", "GB18030" }, { "x-gbk", "GB18030" },
  { "euc-cn", "GB18030" }, { "hz-gb-2312", "HZ-GB-2312" }, { "big5", "BIG5-HKSCS" }, { "ks_c_5601-1987", "UHC" },
  { "euc-kr", "UHC" }, { "shift_jis", "CP932" }, { "shift-jis", "CP932" }, { "sjis", "CP932" },
  { "x-sjis", "CP932" }, { "windows-31j", "CP932" }, { "euc-jp", "EUC-JP-MS" }, { "iso-8859-11", "CP874" },
  { "tis-620", "CP874" }, { "iso-8859-8-i", "ISO-8859-8" }, { "x-mac-roman", "MACINTOSH" },
};

static const char *
find_meant (const char *charset)
{
  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
    {
      if (g_ascii_strcasecmp (charsets[i].name, charset) == 0)
        return charsets[i].meant;
    }
  return g_mime_charset_iconv_name (charset);
}

/* ISO-2022-JP as EUC: so there is room for the characters that makers of computers added. */
static GString *
unescape (const char *bytes,
          gsize length)
{
  GString *out = g_string_sized_new (length);
  char set = 'B';
  gboolean wide = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] == '\033' && length - i > 2 && (bytes[i + 1] == '$' || bytes[i + 1] == '('))
        {
          wide = bytes[++i] == '$';
          i += wide && bytes[i + 1] == '(' && length - i > 2;
          set = bytes[++i];
        }
      else if (bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == ' ' || (!wide && set != 'I'))
        g_string_append_c (out, bytes[i]);
      else if (wide && i + 1 < length)
        {
          if (set == 'D')
            g_string_append_c (out, '\x8f');
          g_string_append_c (out, bytes[i] | '\x80');
          g_string_append_c (out, bytes[++i] | '\x80');
        }
      else if (!wide)
        {
          g_string_append_c (out, '\x8e');
          g_string_append_c (out, bytes[i] | '\x80');
        }
    }
  return out;
}

/* What is UTF-8 throughout and not just ASCII is nothing else, where each byte might be a letter. */
static gboolean
is_mislabelled (const char *bytes,
                gsize length,
                const char *charset)
{
  static const char *const single[] = { "iso-8859-", "windows-125", "cp125", "latin1" };
  gboolean plain = TRUE;

  for (gsize i = 0; i < length && plain; i++)
    plain = (guchar) bytes[i] < 0x80;
  for (guint i = 0; !plain && i < G_N_ELEMENTS (single); i++)
    {
      if (g_ascii_strncasecmp (charset, single[i], strlen (single[i])) == 0)
        return g_utf8_validate_len (bytes, length, NULL);
    }
  return FALSE;
}

/* Where the last character is cut off, what stands before it counts. */
static char *
convert (const char *bytes,
         gsize length,
         const char *charset)
{
  gsize n_read, n_written;
  g_autoptr (GString) plain = NULL;
  char *text;

  if (g_ascii_strncasecmp (charset, "iso-2022-jp", 11) == 0)
    {
      plain = unescape (bytes, length);
      text = g_convert_with_fallback (plain->str, plain->len, "UTF-8", "EUC-JP-MS", "?", &n_read, &n_written, NULL);
    }
  else
    text = g_convert_with_fallback (bytes, length, "UTF-8", find_meant (charset), "?", &n_read, &n_written, NULL);
  for (char *p = text; p != NULL && (p = memchr (p, 0, text + n_written - p)) != NULL;)
    *p = ' ';
  return text;
}

/**
 * crm_mail_decode:
 * @charset: (nullable): what the text is said to be written in, which need not be so
 *
 * Returns: (transfer full): the text as UTF-8
 */
char *
crm_mail_decode (const char *bytes,
                 gsize length,
                 const char *charset)
{
  g_autofree char *text = NULL;
  gsize damaged;

  if (length == 0)
    return g_strdup ("");
  if (!says_little (charset) && !is_mislabelled (bytes, length, charset))
    text = convert (bytes, length, charset);
  if (text == NULL && !g_utf8_validate_len (bytes, length, NULL))
    {
      const char *likely = crm_csv_guess_encoding ((const guint8 *) bytes, length, &damaged);

      text = convert (bytes, length, likely != NULL ? likely : "WINDOWS-1252");
    }
  if (text == NULL)
    {
      text = g_utf8_make_valid (bytes, length);
      for (char *p = text; (p = memchr (p, 0, text + length - p)) != NULL;)
        *p = ' ';
    }
  return g_utf8_make_valid (text, -1);
}

/**
 * crm_mail_unquote:
 *
 * Takes away the > that boxes put before lines that begin with "From ".
 */
void
crm_mail_unquote (GString *text)
{
  gsize to = 0;
  gboolean first = TRUE;

  for (gsize from = 0; from < text->len; from++)
    {
      gsize n = first ? strspn (text->str + from, ">") : 0;

      if (n > 0 && strncmp (text->str + from + n, "From ", 5) == 0)
        {
          first = FALSE;
          continue;
        }
      first = text->str[from] == '\n';
      text->str[to++] = text->str[from];
    }
  g_string_truncate (text, to);
}

/**
 * crm_mail_unflow:
 * @delete_blanks: whether the blanks that end lines are not part of the text
 *
 * Puts lines together that a program wrapped (RFC 3676): those that end with a blank, at the same depth of quotes.
 */
void
crm_mail_unflow (GString *text,
                 gboolean delete_blanks)
{
  g_auto (GStrv) lines = g_strsplit (text->str, "\n", -1);
  gsize depth_before = 0;
  gboolean goes_on = FALSE;

  g_string_truncate (text, 0);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gsize depth = strspn (lines[i], ">");
      const char *line = lines[i] + depth + (lines[i][depth] == ' ');
      gboolean signature = strcmp (line, "-- ") == 0;

      if (!goes_on || depth != depth_before || signature)
        {
          g_string_append_printf (text, "%s%.*s%s", i > 0 ? "\n" : "", (int) depth, lines[i],
                                  depth > 0 && *line != '\0' ? " " : "");
        }
      g_string_append (text, line);
      goes_on = !signature && g_str_has_suffix (line, " ");
      depth_before = depth;
      if (goes_on && delete_blanks)
        g_string_truncate (text, text->len - 1);
    }
}
