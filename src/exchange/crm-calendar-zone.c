/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-calendar.h"
#include "exchange/crm-zone-table.h"

#include "base/crm-date.h"

#include <stdlib.h>
#include <string.h>

/* Time zones: those that the file describes, else those of the system. */

#define MOST_ZONES 1000

struct _CrmCalendarZones
{
  GHashTable *described;    /* TZID → icaltimezone */
  GHashTable *named;        /* TZID → GTimeZone, or NULL where there is none */
};

static void
free_described (gpointer data)
{
  icaltimezone_free (data, TRUE);
}

static void
free_named (gpointer data)
{
  if (data != NULL)
    g_time_zone_unref (data);
}

CrmCalendarZones *
crm_calendar_zones_new (void)
{
  CrmCalendarZones *self = g_new0 (CrmCalendarZones, 1);

  self->described = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_described);
  self->named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_named);
  return self;
}

void
crm_calendar_zones_free (CrmCalendarZones *self)
{
  g_hash_table_unref (self->described);
  g_hash_table_unref (self->named);
  g_free (self);
}

static guint
count (const short *list)
{
  guint n = 0;

  while (list[n] != ICAL_RECURRENCE_ARRAY_MAX)
    n++;
  return n;
}

/* A day of a month, any day of a year or the days of a week in it. */
static gboolean
has_few_days (const struct icalrecurrencetype *rule)
{
  if (count (rule->by_week_no) > 0 || count (rule->by_year_day) > 7 || count (rule->by_month) > 1)
    return FALSE;
  return count (rule->by_month) == 1 || count (rule->by_year_day) > 0 ||
         (count (rule->by_day) == 0 && count (rule->by_month_day) == 0);
}

/* Whether the clocks change a few times a year, as real ones do: libical works out every change of a zone. */
static gboolean
is_calm (icalcomponent *part)
{
  for (icalproperty *property = icalcomponent_get_first_property (part, ICAL_RRULE_PROPERTY); property != NULL;
       property = icalcomponent_get_next_property (part, ICAL_RRULE_PROPERTY))
    {
      struct icalrecurrencetype rule = icalproperty_get_rrule (property);

      if (rule.freq != ICAL_YEARLY_RECURRENCE || rule.interval < 1 || count (rule.by_second) > 1 ||
          count (rule.by_minute) > 1 || count (rule.by_hour) > 1 || !has_few_days (&rule))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_sound (icalcomponent *zone)
{
  guint n_parts = 0;

  for (icalcomponent *part = icalcomponent_get_first_component (zone, ICAL_ANY_COMPONENT); part != NULL;
       part = icalcomponent_get_next_component (zone, ICAL_ANY_COMPONENT))
    {
      if (!is_calm (part) || icalcomponent_get_first_property (part, ICAL_DTSTART_PROPERTY) == NULL ||
          icalcomponent_get_first_property (part, ICAL_TZOFFSETTO_PROPERTY) == NULL)
        return FALSE;
      n_parts++;
    }
  return n_parts > 0 && icalcomponent_get_first_property (zone, ICAL_TZID_PROPERTY) != NULL;
}

/**
 * crm_calendar_zones_add:
 * @text: a VTIMEZONE
 *
 * Returns: whether it could be understood; of several with one name the first holds
 */
gboolean
crm_calendar_zones_add (CrmCalendarZones *self,
                        const char *text)
{
  icalcomponent *component = icalparser_parse_string (text);
  icaltimezone *zone;

  if (component == NULL || icalcomponent_isa (component) != ICAL_VTIMEZONE_COMPONENT || !is_sound (component) ||
      g_hash_table_size (self->described) >= MOST_ZONES)
    {
      g_clear_pointer (&component, icalcomponent_free);
      return FALSE;
    }
  zone = icaltimezone_new ();
  if (!icaltimezone_set_component (zone, component) || icaltimezone_get_tzid (zone) == NULL)
    {
      icaltimezone_free (zone, TRUE);
      return FALSE;
    }
  if (g_hash_table_contains (self->described, icaltimezone_get_tzid (zone)))
    icaltimezone_free (zone, TRUE);
  else
    g_hash_table_insert (self->described, g_strdup (icaltimezone_get_tzid (zone)), zone);
  return TRUE;
}

static int
compare_names (const void *name,
               const void *entry)
{
  return strcmp (name, *(const char *const *) entry);
}

/* A zone of the system, also by a name that it has elsewhere: "W. Europe Standard Time", "US/Eastern". */
static GTimeZone *
find_zone (const char *name)
{
  GTimeZone *zone = g_time_zone_new_identifier (name);
  const char *const *entry;

  if (zone != NULL)
    return zone;
  entry = bsearch (name, zone_names, G_N_ELEMENTS (zone_names), sizeof zone_names[0], compare_names);
  return entry != NULL ? g_time_zone_new_identifier (entry[1]) : NULL;
}

/* Programs put their own words before the name: /freeassociation.sourceforge.net/Europe/Berlin */
static GTimeZone *
make_named (const char *tzid)
{
  while (*tzid != '\0')
    {
      GTimeZone *zone = NULL;

      while (*tzid == '/')
        tzid++;
      if (g_ascii_isalpha (*tzid) && strstr (tzid, "..") == NULL)
        zone = find_zone (tzid);
      if (zone != NULL)
        return zone;
      tzid += strcspn (tzid, "/");
    }
  return NULL;
}

static GTimeZone *
find_named (CrmCalendarZones *self,
            const char *tzid)
{
  gpointer zone;

  if (g_hash_table_lookup_extended (self->named, tzid, NULL, &zone))
    return zone;
  zone = make_named (tzid);
  g_hash_table_insert (self->named, g_strdup (tzid), zone);
  return zone;
}

static gboolean
is_possible (const struct icaltimetype *time)
{
  return crm_date_valid (time->year, time->month, time->day) &&
         (time->is_date || (time->hour >= 0 && time->hour < 24 && time->minute >= 0 && time->minute < 60 &&
                            time->second >= 0 && time->second <= 60));
}

/**
 * crm_calendar_zones_find:
 * @time: as it is written; a date is its first moment, here
 * @tzid: (nullable): the zone that is named beside it
 * @instant: (out): what it is
 * @known: (out): whether there is such a zone; local time is assumed otherwise
 *
 * Returns: %FALSE where there is no such time
 */
gboolean
crm_calendar_zones_find (CrmCalendarZones *self,
                         struct icaltimetype time,
                         const char *tzid,
                         gint64 *instant,
                         gboolean *known)
{
  gboolean zoned = tzid != NULL && !time.is_date && !icaltime_is_utc (time);
  icaltimezone *described = zoned ? g_hash_table_lookup (self->described, tzid) : NULL;
  GTimeZone *named = zoned && described == NULL ? find_named (self, tzid) : NULL;
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) moment = NULL;

  *known = !zoned || described != NULL || named != NULL;
  if (!is_possible (&time))
    return FALSE;
  if (described != NULL)
    {
      *instant = (gint64) icaltime_as_timet_with_zone (time, described) * G_USEC_PER_SEC;
      return TRUE;
    }
  zone = named != NULL ? g_time_zone_ref (named) : icaltime_is_utc (time) ? g_time_zone_new_utc ()
                                                                         : g_time_zone_new_local ();
  if (time.is_date)
    time.hour = time.minute = time.second = 0;
  moment = g_date_time_new (zone, time.year, time.month, time.day, time.hour, time.minute, MIN (time.second, 59));
  if (moment == NULL)
    return FALSE;
  *instant = g_date_time_to_unix_usec (moment);
  return TRUE;
}

/**
 * crm_calendar_zones_name:
 * @tzid: (nullable): the zone that is named beside a time; %NULL where there is none
 *
 * Returns: (transfer full) (nullable): what the system calls the zone that the time is taken for; %NULL for UTC and for
 *   a zone that the file alone knows
 */
char *
crm_calendar_zones_name (CrmCalendarZones *self,
                         const char *tzid)
{
  GTimeZone *named = tzid != NULL ? find_named (self, tzid) : NULL;
  g_autoptr (GTimeZone) local = NULL;
  const char *name;

  if (named == NULL && tzid != NULL && g_hash_table_contains (self->described, tzid))
    return NULL;
  if (named == NULL)
    named = local = g_time_zone_new_local ();
  name = g_time_zone_get_identifier (named);
  return strcmp (name, "UTC") != 0 && icaltimezone_get_builtin_timezone (name) != NULL ? g_strdup (name) : NULL;
}
