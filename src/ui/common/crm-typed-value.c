/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-typed-value.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "base/crm-money.h"
#include "base/crm-text.h"

#include <glib/gi18n.h>
#include <langinfo.h>
#include <stdio.h>
#include <string.h>

/* What people type into entries: besides what files hold, dates as they are spoken of and written where they live. */

static gboolean
parse_word (const char *text,
            gint64 *date)
{
  g_autofree char *squashed = crm_text_squash (text);
  g_autofree char *today = crm_text_squash (_("Today"));
  g_autofree char *tomorrow = crm_text_squash (_("Tomorrow"));
  g_autofree char *yesterday = crm_text_squash (_("Yesterday"));

  *date = crm_date_today ();
  if (strcmp (squashed, today) == 0)
    return TRUE;
  if (strcmp (squashed, tomorrow) == 0)
    *date += 1;
  else if (strcmp (squashed, yesterday) == 0)
    *date -= 1;
  else
    return FALSE;
  return TRUE;
}

/* "+7" and "-3": days from now. */
static gboolean
parse_offset (const char *text,
              gint64 *date)
{
  gint64 days;

  if ((*text != '+' && *text != '-') ||
      !g_ascii_string_to_signed (text + (*text == '+'), 10, -36500, 36500, &days, NULL))
    return FALSE;
  *date = crm_date_today () + days;
  return TRUE;
}

/* Three numbers in the order of the locale, or two for a day of this year. */
static gboolean
parse_local (const char *text,
             gint64 *date)
{
  const char *format = nl_langinfo (D_FMT);
  gboolean month_first = strstr (format, "%m") != NULL && strstr (format, "%d") != NULL &&
                         strstr (format, "%m") < strstr (format, "%d");
  int first, second, year, now_month, now_day, n = 0;
  int day, month;

  crm_date_to_ymd (crm_date_today (), &year, &now_month, &now_day);
  if ((sscanf (text, "%2d%*[./ -]%2d%*[./ -]%4d%n", &first, &second, &year, &n) != 3 || text[n] != '\0') &&
      ((n = 0), sscanf (text, "%2d%*[./ -]%2d%n", &first, &second, &n) != 2 || n == 0 ||
                  text[n + strspn (text + n, "./ ")] != '\0'))
    return FALSE;
  if (year < 100)
    year += 2000;
  /* With a point between, the day always comes first; a number above twelve cannot be a month. */
  if (strchr (text, '.') != NULL)
    month_first = FALSE;
  if (month_first ? first > 12 : second > 12)
    month_first = !month_first;
  day = month_first ? second : first;
  month = month_first ? first : second;
  if (!crm_date_valid (year, month, day))
    return FALSE;
  *date = crm_date_from_ymd (year, month, day);
  return TRUE;
}

/* "3 Mar 2025" and the like, as crm_date_format() writes it. */
static gboolean
parse_month_name (const char *text,
                  gint64 *date)
{
  GDate parsed;

  if (strpbrk (text, "0123456789") == NULL)
    return FALSE;
  g_date_clear (&parsed, 1);
  g_date_set_parse (&parsed, text);
  if (!g_date_valid (&parsed))
    return FALSE;
  *date = crm_date_from_ymd (g_date_get_year (&parsed), g_date_get_month (&parsed), g_date_get_day (&parsed));
  return TRUE;
}

/**
 * crm_typed_date_parse:
 * @text: an ISO date, a date as it is written locally, "today", "tomorrow", "yesterday", or "+7" days
 * @date: (out): days since 1970-01-01
 */
gboolean
crm_typed_date_parse (const char *text,
                      gint64 *date)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));

  return crm_date_parse (trimmed, date) || parse_word (trimmed, date) || parse_offset (trimmed, date) ||
         parse_local (trimmed, date) || parse_month_name (trimmed, date);
}

/* A date with a time behind it, or alone: then it means nine in the morning, when work begins. */
static gboolean
parse_instant (const char *text,
               gint64 *instant)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  char *colon = strrchr (trimmed, ':');
  int hour = 9, minute = 0, n = 0;
  int year, month, day;
  gint64 date;
  g_autoptr (GDateTime) time = NULL;

  if (crm_instant_parse (trimmed, instant) && strpbrk (trimmed, "tT:") != NULL)
    return TRUE;
  if (colon != NULL)
    {
      char *start = colon;

      while (start > trimmed && g_ascii_isdigit (start[-1]))
        start--;
      if (sscanf (start, "%2d:%2d%n", &hour, &minute, &n) != 2 || start[n] != '\0')
        return FALSE;
      while (start > trimmed && strchr (" ,Tt", start[-1]) != NULL)
        start--;
      *start = '\0';
    }
  if (!crm_typed_date_parse (trimmed, &date))
    return FALSE;
  crm_date_to_ymd (date, &year, &month, &day);
  time = g_date_time_new_local (year, month, day, hour, minute, 0);
  if (time == NULL)
    return FALSE;
  *instant = g_date_time_to_unix_usec (time);
  return TRUE;
}

/**
 * crm_typed_value_parse:
 * @text: what a person typed
 * @currency: the currency of amounts that name none
 * @value: (out): the value, null for blank text
 *
 * Like crm_field_parse(), and understands dates as people write them.
 */
gboolean
crm_typed_value_parse (const CrmField *field,
                       const char *text,
                       const char *currency,
                       CrmValue *value,
                       GError **error)
{
  gboolean blank = text[strspn (text, " \t")] == '\0';
  gint64 number;

  *value = CRM_VALUE_INIT_NULL;
  if (blank || (field->kind != CRM_FIELD_DATE && field->kind != CRM_FIELD_INSTANT))
    return crm_field_parse (field, text, currency, value, error);
  if (field->kind == CRM_FIELD_DATE ? crm_typed_date_parse (text, &number) : parse_instant (text, &number))
    {
      *value = crm_value_int (number);
      return TRUE;
    }
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
               field->kind == CRM_FIELD_DATE ? _("%s: is not a date, such as 2025-03-31, “tomorrow” or +7")
                                             : _("%s: is not a date and time, such as 2025-03-31 14:00"),
               crm_field_get_label (field));
  return FALSE;
}

/**
 * crm_typed_value_format:
 * @currency: the currency that need not be named
 *
 * Returns: (transfer full): the value as it stands in an entry while it is edited
 */
char *
crm_typed_value_format (const CrmField *field,
                        const CrmValue *value,
                        const char *currency)
{
  g_autofree char *plain = NULL;

  if (value->type == CRM_VALUE_INT && field->kind == CRM_FIELD_INSTANT)
    {
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (value->i);
      g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

      return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("");
    }
  plain = crm_field_to_plain (field, value);
  if (value->type == CRM_VALUE_MONEY && g_strcmp0 (value->currency, currency) != 0)
    return g_strdup_printf ("%s %s", plain, value->currency);
  return g_steal_pointer (&plain);
}
