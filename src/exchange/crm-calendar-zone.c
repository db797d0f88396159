/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-calendar.h"
#include "exchange/crm-zone-table.h"

#include "base/crm-date.h"

#include <stdlib.h>
#include <string.h>

/* Time zones: those that the file describes, else those of the system. */

#define MOST_ZONES 1000
#define LONGEST_NAME 200   /* bytes of what is shown to people */

/* A zone of the file, and for which days it says something. */
typedef struct
{
  icaltimezone *zone;
  gint64        first, last;
} Described;

struct _CrmCalendarZones
{
  GHashTable *described;    /* TZID → Described */
  GHashTable *named;        /* TZID → GTimeZone, or NULL where there is none */
};

static void
free_described (gpointer data)
{
  Described *described = data;

  icaltimezone_free (described->zone, TRUE);
  g_free (described);
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

static void
extend (Described *self,
        struct icaltimetype time)
{
  gint64 day = crm_date_valid (time.year, time.month, time.day) ? crm_date_from_ymd (time.year, time.month, time.day)
                                                                : G_MAXINT64;

  self->first = MIN (self->first, day);
  self->last = MAX (self->last, day);
}

/* From the first change of the clocks to the last; without an end where a rule has none. */
static Described *
describe (icaltimezone *zone,
          icalcomponent *component)
{
  Described *self = g_new (Described, 1);

  *self = (Described) { zone, G_MAXINT64, G_MININT64 };
  for (icalcomponent *part = icalcomponent_get_first_component (component, ICAL_ANY_COMPONENT); part != NULL;
       part = icalcomponent_get_next_component (component, ICAL_ANY_COMPONENT))
    {
      extend (self, icalcomponent_get_dtstart (part));
      for (icalproperty *property = icalcomponent_get_first_property (part, ICAL_ANY_PROPERTY); property != NULL;
           property = icalcomponent_get_next_property (part, ICAL_ANY_PROPERTY))
        {
          if (icalproperty_isa (property) == ICAL_RRULE_PROPERTY)
            extend (self, icalproperty_get_rrule (property).until);
          else if (icalproperty_isa (property) == ICAL_RDATE_PROPERTY)
            extend (self, icalproperty_get_rdate (property).time);
        }
    }
  return self;
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
    g_hash_table_insert (self->described, g_strdup (icaltimezone_get_tzid (zone)), describe (zone, component));
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

/* "Canberra" → Australia/Canberra */
static GTimeZone *
find_city (const char *city)
{
  static const char *const continents[] = { "Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic",
                                            "Indian" };
  g_autofree char *stripped = g_strstrip (g_strdup (city));
  g_autofree char *name = g_strcanon (g_steal_pointer (&stripped), G_CSET_A_2_Z G_CSET_a_2_z, '_');

  for (guint i = 0; *name != '\0' && i < G_N_ELEMENTS (continents); i++)
    {
      g_autofree char *whole = g_strconcat (continents[i], "/", name, NULL);
      GTimeZone *zone = g_time_zone_new_identifier (whole);

      if (zone != NULL)
        return zone;
    }
  return NULL;
}

/* "(UTC-05:00)", "(GMT +10.00)" */
static GTimeZone *
read_offset (const char *text)
{
  static const char form[] = "^\\((?:UTC|GMT)\\s*([+-]\\d\\d?)[:.](\\d\\d)\\)";
  g_autoptr (GRegex) regex = g_regex_new (form, G_REGEX_DEFAULT, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *hours = NULL, *minutes = NULL, *offset = NULL;

  if (!g_regex_match (regex, text, 0, &match))
    return NULL;
  hours = g_match_info_fetch (match, 1);
  minutes = g_match_info_fetch (match, 2);
  offset = g_strdup_printf ("%c%02d:%s", *hours, abs (atoi (hours)), minutes);
  return g_time_zone_new_identifier (offset);
}

/* What Outlook shows to people: "(UTC-05:00) Eastern Time (US & Canada)", "(GMT+10:00) Canberra, Melbourne, Sydney".
 * Where none of the cities is known their offset still is. */
static GTimeZone *
find_shown (const char *tzid)
{
  const char *closed = *tzid == '(' ? strchr (tzid, ')') : NULL, *names = closed != NULL ? closed + 1 : tzid;
  const char *american = strstr (names, " Time (US");
  g_auto (GStrv) cities = NULL;
  GTimeZone *zone = NULL;

  names += strspn (names, " ");
  if (american != NULL && american > names)
    {
      g_autofree char *standard = g_strdup_printf ("%.*s Standard Time", (int) (american - names), names);

      return find_zone (standard);
    }
  cities = closed != NULL || strchr (names, ',') != NULL ? g_strsplit (names, ",", 20) : NULL;
  for (guint i = 0; cities != NULL && cities[i] != NULL && zone == NULL; i++)
    zone = find_city (cities[i]);
  return zone != NULL ? zone : read_offset (tzid);
}

/* Programs put their own words before the name: /freeassociation.sourceforge.net/Europe/Berlin */
static GTimeZone *
make_named (const char *tzid)
{
  GTimeZone *shown = strlen (tzid) < LONGEST_NAME ? find_shown (tzid) : NULL;

  if (shown != NULL)
    return shown;
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

/* What the file says of a zone, unless the system knows it and the file says nothing of that day: some programs
 * describe the year at hand only. */
static icaltimezone *
find_described (CrmCalendarZones *self,
                const char *tzid,
                const struct icaltimetype *time)
{
  const Described *described = g_hash_table_lookup (self->described, tzid);
  gint64 day = crm_date_from_ymd (time->year, time->month, time->day);

  if (described == NULL || ((day < described->first || day > described->last) && find_named (self, tzid) != NULL))
    return NULL;
  return described->zone;
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
  gboolean possible = is_possible (&time);
  icaltimezone *described = zoned && possible ? find_described (self, tzid, &time) : NULL;
  GTimeZone *named = zoned && described == NULL ? find_named (self, tzid) : NULL;
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) moment = NULL;

  *known = !zoned || described != NULL || named != NULL;
  if (!possible)
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
