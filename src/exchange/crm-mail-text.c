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

/* HTML */

#define LONGEST_TARGET 200   /* bytes of where a link leads that are shown */

typedef struct
{
  GString *out;
  guint    n_breaks;    /* line ends that are due before the next word */
  gboolean blank;       /* so is a blank */
  guint    n_preformatted;
  char    *target;      /* of the link at hand */
  gsize    linked;      /* where what stands for it begins */
} Writer;

/* Those from 160 on. */
static const char *const latin[] = {
  "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo", "not", "shy",
  "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot", "cedil", "sup1", "ordm", "raquo",
  "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil",
  "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
  "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN", "szlig",
  "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc", "euml",
  "igrave", "iacute", "icirc", "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml", "divide",
  "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
};

static const struct { const char *name; gunichar character; } entities[] = {
  { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' }, { "euro", 0x20ac },
  { "ndash", 0x2013 }, { "mdash", 0x2014 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "sbquo", 0x201a },
  { "ldquo", 0x201c }, { "rdquo", 0x201d }, { "bdquo", 0x201e }, { "lsaquo", 0x2039 }, { "rsaquo", 0x203a },
  { "bull", 0x2022 }, { "hellip", 0x2026 }, { "trade", 0x2122 }, { "dagger", 0x2020 }, { "permil", 0x2030 },
  { "larr", 0x2190 }, { "rarr", 0x2192 }, { "minus", 0x2212 }, { "le", 0x2264 }, { "ge", 0x2265 }, { "ne", 0x2260 },
  { "OElig", 0x152 }, { "oelig", 0x153 }, { "Scaron", 0x160 }, { "scaron", 0x161 }, { "Yuml", 0x178 },
  { "ensp", ' ' }, { "emsp", ' ' }, { "thinsp", ' ' }, { "zwnj", 0x200c }, { "zwj", 0x200d },
};

static void
write_character (Writer *self,
                 gunichar c)
{
  if (self->n_preformatted == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
    {
      self->blank = TRUE;
      return;
    }
  for (; self->n_breaks > 0 && self->out->len > 0; self->n_breaks--, self->blank = FALSE)
    g_string_append_c (self->out, '\n');
  if (self->blank && self->out->len > 0)
    g_string_append_c (self->out, ' ');
  self->n_breaks = 0;
  self->blank = FALSE;
  g_string_append_unichar (self->out, c);
}

/* Numbers are those of Windows-1252 where Unicode has none that is seen; blanks that keep words together are blanks. */
static void
write_code (Writer *self,
            guint64 code)
{
  const char byte = code;
  g_autofree char *text = code >= 0x80 && code < 0xa0 ? convert (&byte, 1, "WINDOWS-1252") : NULL;

  if (text != NULL)
    write_character (self, g_utf8_get_char (text));
  else if (code != 0xad)
    write_character (self, code == 0xa0 ? ' ' : g_unichar_validate (code) ? (gunichar) code : 0xfffd);
}

/* Returns where the text goes on behind the entity; one that is unknown stands for itself. */
static const char *
write_entity (Writer *self,
              const char *text)
{
  gsize length = strspn (text + 1, "#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  g_autofree char *name = g_strndup (text + 1, MIN (length, 16));
  const char *next = text + 1 + length + (text[1 + length] == ';');
  guint64 code;
  gboolean hexadecimal = g_str_has_prefix (name, "#x") || g_str_has_prefix (name, "#X");

  if (*name == '#' && g_ascii_string_to_unsigned (name + 1 + hexadecimal, hexadecimal ? 16 : 10, 1, 0x10ffff, &code,
                                                  NULL))
    {
      write_code (self, code);
      return next;
    }
  for (guint i = 0; i < G_N_ELEMENTS (latin); i++)
    {
      if (strcmp (latin[i], name) == 0)
        {
          write_code (self, 160 + i);
          return next;
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    {
      if (strcmp (entities[i].name, name) == 0)
        {
          write_character (self, entities[i].character);
          return next;
        }
    }
  write_character (self, '&');
  return text + 1;
}

/* Returns where the text goes on behind the element that is not shown. */
static const char *
skip_element (const char *text,
              const char *name)
{
  g_autofree char *end = g_strconcat ("</", name, NULL);

  for (; (text = strchr (text, '<')) != NULL; text++)
    {
      if (g_ascii_strncasecmp (text, end, strlen (end)) == 0)
        return text;
    }
  return NULL;
}

/* A quote that is never closed is none. */
static const char *
skip_tag (const char *text)
{
  const char *first = strchr (text, '>');
  char quote = 0;

  for (; *text != '\0' && (quote != 0 || *text != '>'); text++)
    {
      if (quote != 0 ? *text == quote : *text == '"' || *text == '\'')
        quote = quote != 0 ? 0 : *text;
    }
  return *text == '>' ? text + 1 : first != NULL ? first + 1 : text;
}

/* Returns: (transfer full) (nullable): the value within the tag, as it is written */
static char *
find_attribute (const char *tag,
                const char *end,
                const char *name)
{
  gsize length = strlen (name);

  for (const char *p = tag; p + length + 2 < end; p++)
    {
      const char *value = p + 1 + length + 1, *stop;

      if (!g_ascii_isspace (*p) || g_ascii_strncasecmp (p + 1, name, length) != 0 || value[-1] != '=')
        continue;
      if (*value == '"' || *value == '\'')
        stop = memchr (value + 1, *value, end - value - 1);
      else
        stop = value + strcspn (value, " \t\r\n>");
      value += *value == '"' || *value == '\'';
      return stop != NULL ? g_strndup (value, stop - value) : NULL;
    }
  return NULL;
}

static void
begin_link (Writer *self,
            char *target)
{
  GString *text = g_string_new (target != NULL ? target : "");

  g_free (target);
  g_string_replace (text, "&amp;", "&", 0);
  g_free (self->target);
  self->target = g_strstrip (g_string_free (text, FALSE));
  self->linked = self->out->len;
}

/* Where a link leads is told behind it, unless it says so itself, or nobody would want to read it. */
static void
end_link (Writer *self)
{
  g_autofree char *target = g_steal_pointer (&self->target);
  const char *start = target, *text = self->out->str + self->linked;
  gsize length = target != NULL ? strlen (target) : 0;

  if (length == 0 || length > LONGEST_TARGET || self->linked >= self->out->len)
    return;
  if (g_ascii_strncasecmp (start, "mailto:", 7) == 0)
    start += 7;
  else if (g_ascii_strncasecmp (start, "http://", 7) != 0 && g_ascii_strncasecmp (start, "https://", 8) != 0)
    return;
  if (length > 1 && target[length - 1] == '/')
    target[length - 1] = '\0';
  if (strstr (text, start) == NULL && (start != target || strstr (text, strstr (start, "//") + 2) == NULL))
    g_string_append_printf (self->out, " <%s>", start);
}

static const char *
write_tag (Writer *self,
           const char *text)
{
  static const char *const hidden[] = { "script", "style", "head", "title", NULL };
  static const char *const lines[] = { "br", "div", "tr", "li", "dt", "dd", "hr", "section", "article", NULL };
  static const char *const paragraphs[] = { "p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote",
                                            "pre", NULL };
  gboolean closes = text[1] == '/';
  gsize length = strspn (text + 1 + closes, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
  g_autofree char *name = g_ascii_strdown (text + 1 + closes, MIN (length, 16));
  const char *next = skip_tag (text + 1), *shown;

  if (!closes && g_strv_contains (hidden, name))
    {
      shown = skip_element (next, name);
      return shown != NULL ? shown : next + strlen (next);
    }
  if (strcmp (name, "br") == 0)
    self->n_breaks = MIN (self->n_breaks + 1, 2);
  else if (g_strv_contains (lines, name))
    self->n_breaks = MAX (self->n_breaks, 1);
  else if (g_strv_contains (paragraphs, name))
    self->n_breaks = MAX (self->n_breaks, 2);
  else if (strcmp (name, "td") == 0 || strcmp (name, "th") == 0)
    self->blank = TRUE;
  if (strcmp (name, "pre") == 0 && (!closes || self->n_preformatted > 0))
    self->n_preformatted += closes ? -1 : 1;
  if (strcmp (name, "a") == 0 && self->target != NULL)
    end_link (self);
  if (strcmp (name, "a") == 0 && !closes)
    begin_link (self, find_attribute (text, next, "href"));
  if (strcmp (name, "li") == 0 && !closes)
    {
      write_character (self, 0x2022);
      self->blank = TRUE;
    }
  return next;
}

/**
 * crm_mail_html_to_text:
 * @html: of any kind, as UTF-8
 *
 * Returns: (transfer full): what a person would read of it, paragraphs apart
 */
char *
crm_mail_html_to_text (const char *html)
{
  Writer writer = { .out = g_string_new (NULL) };

  while (*html != '\0')
    {
      if (g_str_has_prefix (html, "<!--"))
        {
          const char *end = strstr (html, "-->");

          html = end != NULL ? end + 3 : html + strlen (html);
        }
      else if (*html == '<' && (g_ascii_isalpha (html[1]) || (html[1] != '\0' && strchr ("/!?", html[1]) != NULL)))
        html = write_tag (&writer, html);
      else if (*html == '&')
        html = write_entity (&writer, html);
      else
        {
          write_character (&writer, g_utf8_get_char (html));
          html = g_utf8_next_char (html);
        }
    }
  if (writer.target != NULL)
    end_link (&writer);
  return g_string_free (writer.out, FALSE);
}
