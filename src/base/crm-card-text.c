/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-card-text.h"

#include <string.h>

/* What a vCard says, for a search: neither the names of properties nor what is not text, such as a photo. */

static gboolean
is_for_programs (const char *name,
                 gsize length)
{
  static const char *const names[] = { "BEGIN", "END", "VERSION", "KIND", "PRODID", "REV", "UID" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (strlen (names[i]) == length && g_ascii_strncasecmp (names[i], name, length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Returns where the value begins, behind the first colon that is in no quotes; %NULL where there is none. */
static const char *
find_value (const char *line,
            const char *end)
{
  gboolean quoted = FALSE;

  for (; line < end; line++)
    {
      if (*line == '"')
        quoted = !quoted;
      else if (*line == ':' && !quoted)
        return line + 1;
    }
  return NULL;
}

static const char *
skip_scheme (const char *value)
{
  static const char *const schemes[] = { "mailto:", "tel:" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      if (g_ascii_strncasecmp (value, schemes[i], strlen (schemes[i])) == 0)
        return value + strlen (schemes[i]);
    }
  return value;
}

/* Lines are folded: a line that begins with a blank goes on the one before. */
static const char *
find_line_end (const char *line)
{
  const char *end = strchrnul (line, '\n');

  while (*end != '\0' && (end[1] == ' ' || end[1] == '\t'))
    end = strchrnul (end + 1, '\n');
  return end;
}

static void
append_value (GString *out,
              const char *value,
              const char *end)
{
  for (const char *p = skip_scheme (value); p < end; p++)
    {
      if (*p == '\n')
        p++;   /* and the blank behind it */
      else if (*p == '\\' && p + 1 < end)
        g_string_append_c (out, *++p == 'n' || *p == 'N' ? ' ' : *p);
      else if (*p != '\r')
        g_string_append_c (out, *p == ';' ? ' ' : *p);
    }
  g_string_append_c (out, '\n');
}

/**
 * crm_card_text:
 * @card: vCards as crm_vcard_write() writes them, with any line ends
 *
 * Returns: (transfer full): their values, each in a line
 */
char *
crm_card_text (const char *card)
{
  GString *out = g_string_new (NULL);

  for (const char *line = card, *end; *line != '\0'; line = *end != '\0' ? end + 1 : end)
    {
      const char *value;

      end = find_line_end (line);
      value = find_value (line, end);
      if (value != NULL && !is_for_programs (line, strcspn (line, ";:")) && !g_str_has_prefix (value, "data:"))
        append_value (out, value, end);
    }
  return g_string_free (out, FALSE);
}
