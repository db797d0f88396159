/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-calendar.h"

#include "base/crm-content-line.h"

#include <string.h>

/* Lines that libical does not take, though it is plain what they mean. */

/* Returns %NULL where there is no such parameter before the value. */
static char *
find_parameter (const char *line,
                const char *value,
                const char *name)
{
  g_autofree char *head = g_strndup (line, value - line), *upper = g_ascii_strup (head, -1);
  g_autofree char *mark = g_strdup_printf (";%s=", name);
  const char *found = strstr (upper, mark);

  if (found == NULL)
    return NULL;
  found = head + (found - upper) + strlen (mark);
  return g_strndup (found, strcspn (found, ";:"));
}

/* Version 1.0 writes texts so that they are ASCII; they are written as since version 2.0. */
static char *
mend_quoted (const char *name,
             const char *line,
             const char *value)
{
  g_autofree char *charset = find_parameter (line, value, "CHARSET"), *bytes = crm_content_decode_quoted (value);
  g_autofree char *text = crm_content_to_utf8 (bytes, charset);
  GString *out = g_string_new (name);

  g_string_append_c (out, ':');
  crm_content_append_escaped (out, g_strchomp (text), FALSE);
  return g_string_free (out, FALSE);
}

/* "20260701T1300Z" */
static gboolean
lacks_seconds (const char *value)
{
  gsize n = strspn (value, "0123456789");
  gsize m = n == 8 && value[n] == 'T' ? strspn (value + 9, "0123456789") : 0;

  return m == 4 && (value[13] == '\0' || strcmp (value + 13, "Z") == 0);
}

static gboolean
is_text (const char *name)
{
  static const char *const names[] = { "SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", NULL };

  return g_strv_contains (names, name);
}

/**
 * crm_calendar_mend:
 * @name: of the property, in capitals
 * @line: the whole line
 * @value: where its value begins
 *
 * Returns: (transfer full): the line for libical
 */
char *
crm_calendar_mend (const char *name,
                   const char *line,
                   const char *value)
{
  g_autofree char *encoding = find_parameter (line, value, "ENCODING"), *type = find_parameter (line, value, "VALUE");

  if (encoding != NULL && g_ascii_strcasecmp (encoding, "QUOTED-PRINTABLE") == 0)
    return mend_quoted (name, line, value);
  if (type != NULL && is_text (name))   /* a place may be said to be an address of the web */
    return g_strconcat (name, ":", value, NULL);
  if (lacks_seconds (value))
    return g_strdup_printf ("%s%.*s00%s", name, (int) (value + 13 - line - strcspn (line, ";:")),
                            line + strcspn (line, ";:"), value + 13);
  return g_strconcat (name, line + strcspn (line, ";:"), NULL);
}
