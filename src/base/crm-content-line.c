/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-content-line.h"

#include <string.h>

/* Some programs end lines in CR CR LF. */
static const char *
skip_line_end (const char *text,
               const char *end)
{
  const char *next = text;

  while (next < end && *next == '\r')
    next++;
  return next < end && *next == '\n' ? next + 1 : MIN (text + 1, end);
}

static gboolean
has_mark (const char *text,
          gsize length)
{
  return length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0;
}

/**
 * crm_content_begin:
 * @text: in any encoding of which ASCII is a part; a mark of UTF-8 in front is no part of it
 */
void
crm_content_begin (CrmContentReader *self,
                   const char *text,
                   gsize length)
{
  *self = (CrmContentReader) { .next = text + (has_mark (text, length) ? 3 : 0), .end = text + length, .line = 1 };
}

/**
 * crm_content_take_line:
 * @line: what the next line holds is put behind; zeros become blanks
 *
 * Returns: %FALSE at the end
 */
gboolean
crm_content_take_line (CrmContentReader *self,
                       GString *line)
{
  const char *start = self->next, *stop = start;
  gsize length = line->len;

  if (start >= self->end)
    return FALSE;
  while (stop < self->end && *stop != '\n' && *stop != '\r')
    stop++;
  g_string_append_len (line, start, stop - start);
  for (char *p = line->str + length; (p = memchr (p, 0, line->str + line->len - p)) != NULL;)
    *p = ' ';
  self->next = skip_line_end (stop, self->end);
  self->line++;
  return TRUE;
}

gboolean
crm_content_is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static void
unfold_line (CrmContentReader *self,
             GString *line)
{
  gsize length = line->len;

  crm_content_take_line (self, line);
  g_string_erase (line, length, 1);
}

/**
 * crm_content_unfold:
 *
 * Appends what the next lines add to this one: each begins with a blank, which is no part of it.
 */
void
crm_content_unfold (CrmContentReader *self,
                    GString *line)
{
  while (self->next < self->end && crm_content_is_blank (*self->next))
    unfold_line (self, line);
}

/**
 * crm_content_find_value:
 * @line: a whole one
 *
 * Returns: (transfer none) (nullable): what stands behind the first colon that is in no quotes
 */
const char *
crm_content_find_value (const char *line)
{
  gboolean quoted = FALSE;

  for (; *line != '\0'; line++)
    {
      if (*line == '"')
        quoted = !quoted;
      else if (*line == ':' && !quoted)
        return line + 1;
    }
  return NULL;
}

/**
 * crm_content_append_escaped:
 * @is_uri: whether the text is an address, in which marks stand for themselves, but for the backslash, which no address
 *   has and which is taken for an escape wherever it is read
 *
 * Appends the text as a value.
 */
void
crm_content_append_escaped (GString *out,
                            const char *text,
                            gboolean is_uri)
{
  for (; *text != '\0'; text++)
    {
      if (*text == '\n' || (*text == '\r' && text[1] != '\n'))
        g_string_append (out, "\\n");
      else if (*text == '\\' || (!is_uri && strchr (";,", *text) != NULL))
        g_string_append_printf (out, "\\%c", *text);
      else if (*text != '\r')
        g_string_append_c (out, *text);
    }
}

static const char *
skip_blanks (const char *text,
             const char *end)
{
  while (text < end && crm_content_is_blank (*text))
    text++;
  return text;
}

/**
 * crm_content_find_component:
 * @text: a line, which others may follow
 * @end: of all that may be looked at
 * @mark: "BEGIN" or "END"
 *
 * A group may stand before the mark (RFC 2426, 4), and blanks around the colon (vCard 2.1).
 *
 * Returns: (transfer none) (nullable): the name of what begins or ends there, %NULL if nothing does
 */
const char *
crm_content_find_component (const char *text,
                            const char *end,
                            const char *mark)
{
  const char *dot = text;

  while (dot < end && (g_ascii_isalnum (*dot) || *dot == '-' || *dot == '_'))
    dot++;
  if (dot > text && dot < end && *dot == '.')
    text = dot + 1;
  if ((gsize) (end - text) < strlen (mark) || g_ascii_strncasecmp (text, mark, strlen (mark)) != 0)
    return NULL;
  text = skip_blanks (text + strlen (mark), end);
  return text < end && *text == ':' ? skip_blanks (text + 1, end) : NULL;
}

/**
 * crm_content_begins:
 * @text: the beginning of a file
 * @components: (array zero-terminated): such as "VCARD"
 *
 * Returns: whether it begins with one of them
 */
gboolean
crm_content_begins (const char *text,
                    gsize length,
                    const char *const *components)
{
  const char *end = text + length, *component;

  text += has_mark (text, length) ? 3 : 0;
  while (text < end && g_ascii_isspace (*text))
    text++;
  component = crm_content_find_component (text, end, "BEGIN");
  for (guint i = 0; component != NULL && components[i] != NULL; i++)
    {
      gsize n = strlen (components[i]);

      if ((gsize) (end - component) >= n && g_ascii_strncasecmp (component, components[i], n) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * crm_content_to_utf8:
 * @charset: (nullable): what the text is said to be written in
 *
 * Returns: (transfer full): the text in the character set that it says, or in the likely one where it is none of
 *   Unicode
 */
char *
crm_content_to_utf8 (const char *text,
                     const char *charset)
{
  char *converted = NULL;

  if (charset != NULL && g_ascii_strcasecmp (charset, "UTF-8") != 0)
    converted = g_convert (text, -1, "UTF-8", charset, NULL, NULL, NULL);
  if (converted == NULL && !g_utf8_validate (text, -1, NULL))
    converted = g_convert (text, -1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
  return converted != NULL ? converted : g_utf8_make_valid (text, -1);
}

/**
 * crm_content_mentions:
 * @word: in capitals
 *
 * Returns: whether it stands before the first colon
 */
gboolean
crm_content_mentions (const GString *line,
                      const char *word)
{
  const char *colon = strchr (line->str, ':');
  g_autofree char *head = colon != NULL ? g_ascii_strup (line->str, colon - line->str) : NULL;

  return head != NULL && strstr (head, word) != NULL;
}

/**
 * crm_content_join_quoted:
 *
 * A line of quoted-printable that ends in = goes on in the next one, whatever that begins with. One that does not is
 * unfolded as all others are.
 */
void
crm_content_join_quoted (CrmContentReader *self,
                         GString *line)
{
  while (self->next < self->end)
    {
      if (line->len == 0 || line->str[line->len - 1] != '=')
        {
          if (!crm_content_is_blank (*self->next))
            return;
          unfold_line (self, line);
          continue;
        }
      g_string_truncate (line, line->len - 1);
      while (self->next < self->end && crm_content_is_blank (*self->next) && line->len > 0 &&
             line->str[line->len - 1] == ':')
        self->next++;
      crm_content_take_line (self, line);
    }
}

char *
crm_content_decode_quoted (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      if (*text == '=' && g_ascii_isxdigit (text[1]) && g_ascii_isxdigit (text[2]))
        {
          g_string_append_c (out, g_ascii_xdigit_value (text[1]) << 4 | g_ascii_xdigit_value (text[2]));
          text += 2;
        }
      else
        g_string_append_c (out, *text);
    }
  return g_string_free (out, FALSE);
}
