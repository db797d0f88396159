/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/crm-date.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

/* Days from civil and back: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */

static gint64
floor_divide (gint64 a,
              gint64 b)
{
  return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

/**
 * crm_date_from_ymd:
 * @month: 1–12
 * @day: 1–31
 *
 * Returns: days since 1970-01-01
 */
gint64
crm_date_from_ymd (int year,
                   int month,
                   int day)
{
  gint64 y = (gint64) year - (month <= 2);
  gint64 era = floor_divide (y, 400);
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

void
crm_date_to_ymd (gint64 date,
                 int *year,
                 int *month,
                 int *day)
{
  gint64 z = date + 719468;
  gint64 era = floor_divide (z, 146097);
  gint64 day_of_era = z - era * 146097;
  gint64 year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 m = (5 * day_of_year + 2) / 153;

  *day = day_of_year - (153 * m + 2) / 5 + 1;
  *month = m < 10 ? m + 3 : m - 9;
  *year = year_of_era + era * 400 + (*month <= 2);
}

gboolean
crm_date_valid (int year,
                int month,
                int day)
{
  return year >= 1 && year <= 9999 && g_date_valid_dmy (day, month, year);
}

/**
 * crm_date_today:
 *
 * Returns: the date on the wall calendar of the local time zone. `CLIENTELE_TODAY` (an ISO date) stands in for it,
 *   so that samples, pictures and tests can be repeated.
 */
gint64
crm_date_today (void)
{
  const char *fixed = g_getenv ("CLIENTELE_TODAY");
  gint64 date;

  if (fixed != NULL && crm_date_parse (fixed, &date))
    return date;
  return crm_instant_to_date (g_get_real_time ());
}

/**
 * crm_date_add_months:
 *
 * Returns: the same day of the month, or the last one of a shorter month
 */
gint64
crm_date_add_months (gint64 date,
                     int months)
{
  int year, month, day;
  gint64 total;

  crm_date_to_ymd (date, &year, &month, &day);
  total = (gint64) year * 12 + (month - 1) + months;
  year = floor_divide (total, 12);
  month = total - (gint64) year * 12 + 1;
  day = MIN (day, g_date_get_days_in_month (month, CLAMP (year, 1, 9999)));
  return crm_date_from_ymd (year, month, day);
}

/**
 * crm_date_parse:
 * @text: an ISO 8601 date, YYYY-MM-DD
 * @date: (out): days since 1970-01-01
 */
gboolean
crm_date_parse (const char *text,
                gint64 *date)
{
  int year, month, day, n = 0;

  if (strspn (text, "0123456789-") != strlen (text) || !g_ascii_isdigit (text[0]) || strstr (text, "--") != NULL ||
      sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &n) != 3 || text[n] != '\0' || n < 8 ||
      !crm_date_valid (year, month, day))
    return FALSE;
  *date = crm_date_from_ymd (year, month, day);
  return TRUE;
}

char *
crm_date_to_iso (gint64 date)
{
  int year, month, day;

  crm_date_to_ymd (date, &year, &month, &day);
  return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
}

static char *
format_date (gint64 date,
             const char *format)
{
  int year, month, day;
  g_autoptr (GDateTime) time = NULL;

  crm_date_to_ymd (date, &year, &month, &day);
  time = g_date_time_new_utc (year, month, day, 0, 0, 0);
  return time != NULL ? g_date_time_format (time, format) : crm_date_to_iso (date);
}

/**
 * crm_date_format:
 *
 * Returns: (transfer full): the date as people of the current locale write it
 */
char *
crm_date_format (gint64 date)
{
  /* Translators: a date in a list or form, see strftime: 3 Mar 2025 */
  return format_date (date, _("%-d %b %Y"));
}

/**
 * crm_date_format_relative:
 *
 * Returns: (transfer full): "Today", "Tomorrow", "Yesterday", or the date
 */
char *
crm_date_format_relative (gint64 date)
{
  gint64 days = date - crm_date_today ();

  if (days == 0)
    return g_strdup (_("Today"));
  if (days == 1)
    return g_strdup (_("Tomorrow"));
  if (days == -1)
    return g_strdup (_("Yesterday"));
  return crm_date_format (date);
}

/**
 * crm_date_month_name:
 *
 * Returns: (transfer full): the short name of the month, for an axis: Mar
 */
char *
crm_date_month_name (gint64 date)
{
  return format_date (date, "%b");
}

/**
 * crm_instant_now:
 *
 * Returns: the present instant; on the day that `CLIENTELE_TODAY` names, if it is set
 */
gint64
crm_instant_now (void)
{
  gint64 now = g_get_real_time ();

  if (g_getenv ("CLIENTELE_TODAY") != NULL)
    now += (crm_date_today () - crm_instant_to_date (now)) * CRM_MICROSECONDS_PER_DAY;
  return now;
}

/* GLib wants seconds; people write 14:05. */
static gboolean
lacks_seconds (const char *text)
{
  const char *clock = strpbrk (text, "T ");

  return clock != NULL && strlen (clock) == 6 && clock[3] == ':';
}

/**
 * crm_instant_parse:
 * @text: an ISO 8601 instant or local time, with or without seconds, or a date alone (its first moment in the local
 *   zone)
 */
gboolean
crm_instant_parse (const char *text,
                   gint64 *instant)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *full = NULL;
  gint64 date;

  if (crm_date_parse (text, &date))
    {
      int year, month, day;

      crm_date_to_ymd (date, &year, &month, &day);
      time = g_date_time_new (local, year, month, day, 0, 0, 0);
    }
  else
    {
      full = g_strconcat (text, lacks_seconds (text) ? ":00" : NULL, NULL);
      time = g_date_time_new_from_iso8601 (full, local);
    }
  if (time == NULL)
    return FALSE;
  *instant = g_date_time_to_unix_usec (time);
  return TRUE;
}

char *
crm_instant_to_iso (gint64 instant)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc_usec (instant);

  return time != NULL ? g_date_time_format_iso8601 (time) : g_strdup ("");
}

static GDateTime *
to_local (gint64 instant)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (instant);

  return utc != NULL ? g_date_time_to_local (utc) : NULL;
}

char *
crm_instant_format (gint64 instant)
{
  g_autoptr (GDateTime) local = to_local (instant);

  /* Translators: a date with time, see strftime: 3 Mar 2025, 14:05 */
  return local != NULL ? g_date_time_format (local, _("%-d %b %Y, %H:%M")) : g_strdup ("");
}

/**
 * crm_instant_format_relative:
 *
 * Returns: (transfer full): the time with the date as people say it: Today 14:05
 */
char *
crm_instant_format_relative (gint64 instant)
{
  g_autofree char *date = crm_date_format_relative (crm_instant_to_date (instant));
  g_autoptr (GDateTime) local = to_local (instant);
  g_autofree char *time = NULL;

  /* Translators: a time of day, see strftime: 14:05 */
  time = local != NULL ? g_date_time_format (local, _("%H:%M")) : g_strdup ("");
  /* Translators: a date and a time of day: Today 14:05 */
  return g_strdup_printf (_("%s %s"), date, time);
}

/**
 * crm_instant_to_date:
 *
 * Returns: the date of the instant in the local time zone
 */
gint64
crm_instant_to_date (gint64 instant)
{
  g_autoptr (GDateTime) local = to_local (instant);
  int year, month, day;

  if (local == NULL)
    return floor_divide (instant, CRM_MICROSECONDS_PER_DAY);
  g_date_time_get_ymd (local, &year, &month, &day);
  return crm_date_from_ymd (year, month, day);
}

/**
 * crm_period_start:
 *
 * Returns: the first date of the period that @date lies in
 */
gint64
crm_period_start (CrmPeriod period,
                  gint64 date)
{
  int year, month, day;

  crm_date_to_ymd (date, &year, &month, &day);
  switch (period)
    {
    case CRM_PERIOD_DAY: return date;
    case CRM_PERIOD_WEEK: return date - (date + 3 - floor_divide (date + 3, 7) * 7);
    case CRM_PERIOD_MONTH: return crm_date_from_ymd (year, month, 1);
    case CRM_PERIOD_QUARTER: return crm_date_from_ymd (year, (month - 1) / 3 * 3 + 1, 1);
    case CRM_PERIOD_YEAR: return crm_date_from_ymd (year, 1, 1);
    default: g_return_val_if_reached (date);
    }
}

/**
 * crm_period_add:
 * @n: how many periods, may be negative
 */
gint64
crm_period_add (CrmPeriod period,
                gint64 date,
                int n)
{
  switch (period)
    {
    case CRM_PERIOD_DAY: return date + n;
    case CRM_PERIOD_WEEK: return date + 7 * (gint64) n;
    case CRM_PERIOD_MONTH: return crm_date_add_months (date, n);
    case CRM_PERIOD_QUARTER: return crm_date_add_months (date, 3 * n);
    case CRM_PERIOD_YEAR: return crm_date_add_months (date, 12 * n);
    default: g_return_val_if_reached (date);
    }
}

/**
 * crm_period_label:
 * @start: the first date of a period
 *
 * Returns: (transfer full): a short label for an axis
 */
char *
crm_period_label (CrmPeriod period,
                  gint64 start)
{
  int year, month, day;

  crm_date_to_ymd (start, &year, &month, &day);
  switch (period)
    {
    case CRM_PERIOD_DAY:
    case CRM_PERIOD_WEEK:
      return crm_date_format (start);
    case CRM_PERIOD_MONTH:
      /* Translators: a month on an axis, see strftime: Mar 2025 */
      return format_date (start, _("%b %Y"));
    case CRM_PERIOD_QUARTER:
      /* Translators: a quarter on an axis: Q1 2025 */
      return g_strdup_printf (_("Q%d %d"), (month - 1) / 3 + 1, year);
    case CRM_PERIOD_YEAR:
      return g_strdup_printf ("%d", year);
    default:
      g_return_val_if_reached (NULL);
    }
}
