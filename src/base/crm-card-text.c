/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-card-text.h"

#include "base/crm-content-line.h"

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

static void
append_value (GString *out,
              const char *value)
{
  for (const char *p = skip_scheme (value); *p != '\0'; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        g_string_append_c (out, *++p == 'n' || *p == 'N' ? ' ' : *p);
      else
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
  g_autoptr (GString) line = g_string_new (NULL);
  GString *out = g_string_new (NULL);
  CrmContentReader reader;

  crm_content_begin (&reader, card, strlen (card));
  while (crm_content_take_line (&reader, line))
    {
      const char *value;

      crm_content_unfold (&reader, line);
      value = crm_content_find_value (line->str);
      if (value != NULL && !g_str_has_prefix (value, "data:") &&
          !is_for_programs (line->str, strcspn (line->str, ";:")))
        append_value (out, value);
      g_string_truncate (line, 0);
    }
  return g_string_free (out, FALSE);
}
