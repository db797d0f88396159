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

static gboolean
is_moment (const char *name)
{
  static const char *const names[] = { "DTSTART", "DTEND", "DUE", "COMPLETED", "CREATED", "DTSTAMP", "LAST-MODIFIED",
                                       "RECURRENCE-ID", NULL };

  return g_strv_contains (names, name);
}

/* "2026-07-01T13:00:00Z", "20260701T1300Z", "20260701Z", "20260701T130000T". Returns %NULL where it is right, or cannot
 * be understood. */
static char *
mend_moment (const char *value)
{
  static const char form[] = "^\\s*(\\d{4})-?(\\d\\d)-?(\\d\\d)"
                             "(?:[T ](\\d\\d):?(\\d\\d)(?::?(\\d\\d)(?:\\.\\d+)?)?T?)?(Z?)\\s*$";
  static GRegex *regex;
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *hour = NULL, *second = NULL, *mended = NULL;

  if (g_once_init_enter_pointer (&regex))
    g_once_init_leave_pointer (&regex, g_regex_new (form, G_REGEX_DEFAULT, 0, NULL));
  if (!g_regex_match (regex, value, 0, &match))
    return NULL;
  hour = g_match_info_fetch (match, 4);
  second = g_match_info_fetch (match, 6);
  if (*hour == '\0')
    mended = g_match_info_expand_references (match, "\\1\\2\\3", NULL);
  else if (*second == '\0')
    mended = g_match_info_expand_references (match, "\\1\\2\\3T\\4\\g<5>00\\7", NULL);
  else
    mended = g_match_info_expand_references (match, "\\1\\2\\3T\\4\\5\\6\\7", NULL);
  return strcmp (mended, value) != 0 ? g_steal_pointer (&mended) : NULL;
}

static char *
replace_value (const char *name,
               const char *line,
               const char *value,
               const char *text)
{
  gsize length = strcspn (line, ";:");

  return g_strdup_printf ("%s%.*s%s", name, (int) (value - line - length), line + length, text);
}

/* What something is said to be, such as a day, counts more than how it is written, but for what is a moment in any
 * case. */
static char *
write_moment (const char *name,
              const char *line,
              const char *value,
              const char *type)
{
  static const char *const stamps[] = { "COMPLETED", "CREATED", "DTSTAMP", "LAST-MODIFIED", NULL };
  g_autofree char *mended = mend_moment (value);
  const char *text = mended != NULL ? mended : value;
  gboolean day = strspn (text, "0123456789") == 8 && text[8] == '\0', stamp = g_strv_contains (stamps, name);
  gboolean as_date = type != NULL && g_ascii_strcasecmp (type, "DATE") == 0;

  if (stamp && (day || as_date))
    return g_strdup_printf ("%s:%s%s", name, text, day ? "T000000Z" : "");
  if (as_date && strspn (text, "0123456789") == 8 && text[8] == 'T')
    return g_strdup_printf ("%s;VALUE=DATE:%.8s", name, text);
  if (mended == NULL)
    return NULL;
  if (day)
    return g_strdup_printf ("%s;VALUE=DATE:%s", name, text);
  return replace_value (name, line, value, text);
}

/* Several moments, but not those with an end. */
static char *
mend_moments (const char *name,
              const char *line,
              const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, ",", -1);
  g_autofree char *text = NULL;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *mended = mend_moment (parts[i]);

      if (mended == NULL)
        continue;
      g_free (parts[i]);
      parts[i] = mended;
    }
  text = g_strjoinv (",", parts);
  return replace_value (name, line, value, text);
}

/* Semicolons are escaped in texts only. */
static char *
mend_rule (const char *name,
           const char *line,
           const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, "\\", -1);
  g_autofree char *plain = g_strjoinv ("", parts);

  return replace_value (name, line, value, plain);
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
  g_autofree char *moment = NULL;

  if (encoding != NULL && g_ascii_strcasecmp (encoding, "QUOTED-PRINTABLE") == 0)
    return mend_quoted (name, line, value);
  if (type != NULL && is_text (name))   /* a place may be said to be an address of the web */
    return g_strconcat (name, ":", value, NULL);
  moment = is_moment (name) ? write_moment (name, line, value, type) : NULL;
  if (moment != NULL)
    return g_steal_pointer (&moment);
  if (strcmp (name, "EXDATE") == 0 || strcmp (name, "RDATE") == 0)
    return mend_moments (name, line, value);
  if (strcmp (name, "RRULE") == 0 && strchr (value, '\\') != NULL)
    return mend_rule (name, line, value);
  return g_strconcat (name, line + strcspn (line, ";:"), NULL);
}
