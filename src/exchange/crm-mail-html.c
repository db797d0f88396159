/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-mail.h"

#include <string.h>

/* What a person would read of HTML, as text. */

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
  g_autofree char *text = code >= 0x80 && code < 0xa0 ? crm_mail_decode (&byte, 1, "windows-1252") : NULL;

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
