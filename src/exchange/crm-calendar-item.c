/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-calendar.h"

#include "base/crm-date.h"
#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* From the properties of an event, a to-do or a journal entry to the texts of an activity's fields. */

#define MOST_NAMES 40    /* of what is left out */
#define LONGEST_DURATION (100 * 366)   /* days */

typedef struct
{
  struct icaltimetype time;
  char               *tzid;
  guint               line;   /* 0: there is none */
} Moment;

struct _CrmCalendarItem
{
  icalcomponent_kind      kind;
  char                   *summary, *location, *uid, *activity;
  char                   *which;        /* of a series, where that is no time */
  GString                *description, *repeats, *addresses;
  GString                *more, *categories;   /* for which there is no field */
  char                   *organizer;
  Moment                  start, end, due, completed, created, stamp, recurrence;
  struct icaldurationtype duration;
  gboolean                lasts;        /* there is a duration */
  gboolean                goes_on;      /* it repeats, and not only until a time that is over */
  icalproperty_status     status;
  int                     priority, percent, version;
  GHashTable             *extra;        /* key → text, which holds before all else */
};

/* What is read of each, and which field it fills; what tells nothing about an activity fills none. */
static const struct { const char *property, *key; } properties[] = {
  { "SUMMARY", "name" }, { "DESCRIPTION", "notes" }, { "LOCATION", "location" }, { "CATEGORIES", "kind" },
  { "STATUS", "status" }, { "PERCENT-COMPLETE", "status" }, { "DTSTART", "due_at" }, { "DUE", "due_at" },
  { "DTEND", "ends_at" }, { "DURATION", "ends_at" }, { "COMPLETED", "done_at" }, { "CREATED", "done_at" },
  { "DTSTAMP", "done_at" }, { "PRIORITY", "priority" }, { "UID", "uid" }, { "SEQUENCE", "uid" },
  { "RECURRENCE-ID", "uid" }, { "RRULE", "repeats" }, { "RDATE", "repeats" }, { "EXDATE", "repeats" },
  { "EXRULE", "repeats" }, { "ORGANIZER", NULL }, { "ATTENDEE", NULL }, { "URL", "notes" }, { "CONFERENCE", "notes" },
  { "ATTACH", "notes" }, { "COMMENT", "notes" }, { "CONTACT", "notes" }, { "X-GOOGLE-CONFERENCE", "notes" },
  { "X-MICROSOFT-SKYPETEAMSMEETINGURL", "notes" },
};

static int
field_of_extra (const char *property)
{
  g_autofree char *key = g_ascii_strdown (property, -1);

  return crm_entity_field_index (crm_calendar_entity (), g_strdelimit (key, "-", '_'));
}

/**
 * crm_calendar_cell_of:
 * @property: its name, in capitals
 *
 * Returns: which cell it has a part in, −1 for what activities have no place for
 */
int
crm_calendar_cell_of (const char *property)
{
  if (g_str_has_prefix (property, CRM_CALENDAR_EXTRA))
    return field_of_extra (property + strlen (CRM_CALENDAR_EXTRA));
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      if (strcmp (properties[i].property, property) == 0)
        return properties[i].key != NULL ? crm_entity_field_index (crm_calendar_entity (), properties[i].key)
                                         : (int) CRM_CALENDAR_ADDRESSES;
    }
  return -1;
}

CrmCalendarItem *
crm_calendar_item_new (icalcomponent_kind kind)
{
  CrmCalendarItem *self = g_new0 (CrmCalendarItem, 1);

  self->kind = kind;
  self->status = ICAL_STATUS_NONE;
  self->description = g_string_new (NULL);
  self->more = g_string_new (NULL);
  self->categories = g_string_new (NULL);
  self->repeats = g_string_new (NULL);
  self->addresses = g_string_new (NULL);
  self->extra = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

void
crm_calendar_item_free (CrmCalendarItem *self)
{
  Moment *const moments[] = { &self->start, &self->end, &self->due, &self->completed, &self->created, &self->stamp,
                              &self->recurrence };

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    g_free (moments[i]->tzid);
  g_free (self->summary);
  g_free (self->location);
  g_free (self->uid);
  g_free (self->which);
  g_free (self->activity);
  g_free (self->organizer);
  g_string_free (self->description, TRUE);
  g_string_free (self->more, TRUE);
  g_string_free (self->categories, TRUE);
  g_string_free (self->repeats, TRUE);
  g_string_free (self->addresses, TRUE);
  g_hash_table_unref (self->extra);
  g_free (self);
}

/**
 * crm_calendar_leave_out:
 * @name: of a property or component
 *
 * Notes that the file has what activities have no place for.
 */
void
crm_calendar_leave_out (CrmCalendarContext *context,
                        const char *name)
{
  if (g_hash_table_size (context->left_out) < MOST_NAMES && strlen (name) < 60 &&
      !g_hash_table_contains (context->left_out, name))
    g_hash_table_add (context->left_out, g_strdup (name));
}

static void
take_first (char **place,
            const char *text)
{
  if (*place == NULL && text != NULL)
    *place = g_strdup (text);
}

static void
append_line (GString *place,
             const char *text)
{
  if (text != NULL && *text != '\0')
    g_string_append_printf (place, "%s%s", place->len > 0 ? "\n" : "", text);
}

static const char *
get_tzid (icalproperty *property)
{
  icalparameter *parameter = icalproperty_get_first_parameter (property, ICAL_TZID_PARAMETER);

  return parameter != NULL ? icalparameter_get_tzid (parameter) : NULL;
}

/* Where people meet online, what is attached, and what else is to be read. */
static void
take_more (CrmCalendarItem *self,
           const char *text)
{
  if (text != NULL && strstr (self->more->str, text) == NULL)
    append_line (self->more, text);
}

/* Files that stand in the calendar itself are none of the notes. */
static void
take_attachment (CrmCalendarItem *self,
                 icalattach *attachment,
                 CrmCalendarContext *context)
{
  if (attachment != NULL && icalattach_get_is_url (attachment))
    take_more (self, icalattach_get_url (attachment));
  else
    crm_calendar_leave_out (context, "ATTACH");
}

static void
take_moment (Moment *moment,
             icalproperty *property,
             guint line)
{
  if (moment->line != 0)
    return;
  moment->time = icalvalue_get_datetimedate (icalproperty_get_value (property));
  moment->tzid = g_strdup (get_tzid (property));
  moment->line = line;
}

/* Tells of times that cannot be, and once of each zone that nobody knows. */
static gboolean
find_instant (const Moment *moment,
              CrmCalendarContext *context,
              gint64 *instant)
{
  gboolean known;

  if (moment->line == 0)
    return FALSE;
  if (!crm_calendar_zones_find (context->zones, moment->time, moment->tzid, instant, &known))
    {
      crm_remarks_add (context->remarks,
                       g_strdup_printf (_("Line %u names a time that does not exist; it was left out."), moment->line));
      return FALSE;
    }
  if (!known && g_hash_table_size (context->unknown) < MOST_NAMES &&
      g_hash_table_add (context->unknown, g_strdup (moment->tzid)))
    crm_remarks_add (context->remarks,
                     g_strdup_printf (_("Line %u: the time zone “%s” is unknown; its times are taken for local time."),
                                      moment->line, moment->tzid));
  return TRUE;
}

/* Repetition */

static char *
dup_value (icalproperty *property)
{
  char *text = icalproperty_get_value_as_string_r (property);
  char *copy = g_strdup (text != NULL ? text : "");

  icalmemory_free_buffer (text);
  return copy;
}

static void
append_repeat (CrmCalendarItem *self,
               const char *name,
               const char *value)
{
  g_string_append_printf (self->repeats, "%s%s%s", self->repeats->len > 0 ? " " : "", name, value);
}

static void
take_rule (CrmCalendarItem *self,
           icalproperty *property,
           guint line,
           CrmCalendarContext *context)
{
  struct icalrecurrencetype rule = icalproperty_get_rrule (property);
  g_autofree char *value = dup_value (property);
  const Moment until = { .time = rule.until, .line = line };
  gint64 instant;

  append_repeat (self, strstr (self->repeats->str, "FREQ=") != NULL || !g_str_has_prefix (value, "FREQ=")
                       ? "RRULE:" : "", value);
  self->goes_on |= icaltime_is_null_time (rule.until) || !find_instant (&until, context, &instant) ||
                   instant >= crm_instant_now ();
}

/* Dates and times of their own, and those that are left out: times in UTC, so that they need no zone. */
static void
take_repeat_time (CrmCalendarItem *self,
                  icalproperty *property,
                  guint line,
                  CrmCalendarContext *context)
{
  const char *name = icalproperty_get_property_name (property);
  g_autofree char *value = dup_value (property), *prefix = NULL;
  g_autofree char *tzid = g_strdup (get_tzid (property));
  Moment moment = { .time = icaltime_from_string (value), .tzid = tzid, .line = line };
  g_autoptr (GDateTime) time = NULL;
  gint64 instant;

  if (strchr (value, '/') != NULL)
    prefix = g_strconcat (name, ";VALUE=PERIOD:", NULL);
  else if (moment.time.is_date)
    prefix = g_strconcat (name, ";VALUE=DATE:", NULL);
  else if (find_instant (&moment, context, &instant))
    {
      time = g_date_time_new_from_unix_utc_usec (instant);
      g_free (value);
      value = g_date_time_format (time, "%Y%m%dT%H%M%SZ");
      prefix = g_strconcat (name, ":", NULL);
    }
  if (prefix != NULL)
    append_repeat (self, prefix, value);
}

/* Which one of a series this is; that the following ones are changed as well cannot be said. */
static void
take_recurrence (CrmCalendarItem *self,
                 icalproperty *property,
                 guint line,
                 CrmCalendarContext *context)
{
  take_moment (&self->recurrence, property, line);
  if (icalproperty_get_first_parameter (property, ICAL_RANGE_PARAMETER) != NULL)
    crm_calendar_leave_out (context, "RANGE");
}

/**
 * crm_calendar_item_set_which:
 * @which: what says so, which cannot be read
 *
 * It is another one of its series all the same.
 */
void
crm_calendar_item_set_which (CrmCalendarItem *self,
                             const char *which)
{
  if (which != NULL)
    g_set_str (&self->which, which);
}

/* People */

static char *
find_address (icalproperty *property,
              const char *value)
{
  icalparameter *parameter = icalproperty_get_first_parameter (property, ICAL_EMAIL_PARAMETER);
  g_autofree char *address = NULL;

  if (value != NULL && g_ascii_strncasecmp (value, "mailto:", 7) == 0)
    value += 7;
  else if (parameter != NULL)
    value = icalparameter_get_email (parameter);
  address = g_strstrip (g_strdup (value != NULL ? value : ""));
  return crm_email_valid (address) ? g_steal_pointer (&address) : NULL;
}

static void
take_attendee (CrmCalendarItem *self,
               icalproperty *property)
{
  g_autofree char *address = find_address (property, icalproperty_get_attendee (property));

  if (address != NULL)
    g_string_append_printf (self->addresses, "%s%s", self->addresses->len > 0 ? ", " : "", address);
}

static void
take_category (CrmCalendarItem *self,
               const char *text)
{
  const CrmField *field = crm_entity_field (crm_calendar_entity (), "kind");
  const CrmChoice *choice = text != NULL ? crm_field_match_choice (field, text) : NULL;

  if (choice != NULL)
    take_first (&self->activity, choice->key);
  else if (text != NULL && *text != '\0')
    g_string_append_printf (self->categories, "%s%s", self->categories->len > 0 ? C_("list", ", ") : "", text);
}

static void
take_extra (CrmCalendarItem *self,
            icalproperty *property,
            CrmCalendarContext *context)
{
  g_autofree char *name = g_ascii_strup (icalproperty_get_x_name (property), -1);
  int cell = crm_calendar_cell_of (name);

  if (!g_str_has_prefix (name, CRM_CALENDAR_EXTRA))
    take_more (self, icalproperty_get_x (property));
  else if (cell >= 0)
    g_hash_table_insert (self->extra, GINT_TO_POINTER (cell), g_strdup (icalproperty_get_x (property)));
  else   /* a custom field of the workspace that it comes from */
    crm_calendar_leave_out (context, icalproperty_get_x_name (property));
}

/**
 * crm_calendar_item_set_empty:
 * @extra: a property of our own that has no value, in capitals
 *
 * The field says nothing, whatever else there is.
 */
void
crm_calendar_item_set_empty (CrmCalendarItem *self,
                             const char *extra)
{
  int cell = crm_calendar_cell_of (extra);

  if (cell >= 0)
    g_hash_table_insert (self->extra, GINT_TO_POINTER (cell), g_strdup (""));
}

/**
 * crm_calendar_item_take:
 * @line: where the property stands, for remarks
 */
void
crm_calendar_item_take (CrmCalendarItem *self,
                        icalproperty *property,
                        guint line,
                        CrmCalendarContext *context)
{
  switch ((int) icalproperty_isa (property))
    {
    case ICAL_SUMMARY_PROPERTY: take_first (&self->summary, icalproperty_get_summary (property)); break;
    case ICAL_LOCATION_PROPERTY: take_first (&self->location, icalproperty_get_location (property)); break;
    case ICAL_SEQUENCE_PROPERTY: self->version = icalproperty_get_sequence (property); break;
    case ICAL_UID_PROPERTY: take_first (&self->uid, icalproperty_get_uid (property)); break;
    case ICAL_DESCRIPTION_PROPERTY: append_line (self->description, icalproperty_get_description (property)); break;
    case ICAL_CATEGORIES_PROPERTY: take_category (self, icalproperty_get_categories (property)); break;
    case ICAL_URL_PROPERTY: take_more (self, icalproperty_get_url (property)); break;
    case ICAL_CONFERENCE_PROPERTY: take_more (self, icalproperty_get_conference (property)); break;
    case ICAL_COMMENT_PROPERTY: take_more (self, icalproperty_get_comment (property)); break;
    case ICAL_CONTACT_PROPERTY: take_more (self, icalproperty_get_contact (property)); break;
    case ICAL_ATTACH_PROPERTY: take_attachment (self, icalproperty_get_attach (property), context); break;
    case ICAL_STATUS_PROPERTY: self->status = icalproperty_get_status (property); break;
    case ICAL_PRIORITY_PROPERTY: self->priority = icalproperty_get_priority (property); break;
    case ICAL_PERCENTCOMPLETE_PROPERTY: self->percent = icalproperty_get_percentcomplete (property); break;
    case ICAL_DTSTART_PROPERTY: take_moment (&self->start, property, line); break;
    case ICAL_DTEND_PROPERTY: take_moment (&self->end, property, line); break;
    case ICAL_DUE_PROPERTY: take_moment (&self->due, property, line); break;
    case ICAL_COMPLETED_PROPERTY: take_moment (&self->completed, property, line); break;
    case ICAL_CREATED_PROPERTY: take_moment (&self->created, property, line); break;
    case ICAL_DTSTAMP_PROPERTY: take_moment (&self->stamp, property, line); break;
    case ICAL_RECURRENCEID_PROPERTY: take_recurrence (self, property, line, context); break;
    case ICAL_RRULE_PROPERTY: take_rule (self, property, line, context); break;
    case ICAL_RDATE_PROPERTY:
    case ICAL_EXDATE_PROPERTY: take_repeat_time (self, property, line, context); break;
    case ICAL_ATTENDEE_PROPERTY: take_attendee (self, property); break;
    case ICAL_X_PROPERTY: take_extra (self, property, context); break;
    case ICAL_DURATION_PROPERTY:
      self->duration = icalproperty_get_duration (property);
      self->lasts = TRUE;
      break;
    case ICAL_ORGANIZER_PROPERTY:
      if (self->organizer == NULL)
        self->organizer = find_address (property, icalproperty_get_organizer (property));
      break;
    default:
      crm_calendar_leave_out (context, icalproperty_get_property_name (property));
    }
}

/* The activity */

static void
set (char **cells,
     const char *key,
     char *text)
{
  int cell = crm_entity_field_index (crm_calendar_entity (), key);

  g_free (cells[cell]);
  cells[cell] = text;
}

static void
set_instant (char **cells,
             const char *key,
             gint64 instant)
{
  set (cells, key, crm_instant_to_iso (instant));
}

/* Days are those of the calendar, whatever the clocks do; hours are hours. */
static gboolean
find_end_of_duration (const CrmCalendarItem *self,
                      CrmCalendarContext *context,
                      gint64 *instant)
{
  Moment end = self->start;
  gint64 days = (gint64) self->duration.weeks * 7 + self->duration.days, seconds;

  if (!self->lasts || self->duration.is_neg || days > LONGEST_DURATION || self->start.line == 0 ||
      !crm_date_valid (end.time.year, end.time.month, end.time.day))
    return FALSE;
  crm_date_to_ymd (crm_date_from_ymd (end.time.year, end.time.month, end.time.day) + days, &end.time.year,
                   &end.time.month, &end.time.day);
  if (!find_instant (&end, context, instant))
    return FALSE;
  seconds = (gint64) self->duration.hours * 3600 + (gint64) self->duration.minutes * 60 + self->duration.seconds;
  if (seconds > LONGEST_DURATION * (CRM_MICROSECONDS_PER_DAY / G_USEC_PER_SEC))
    return FALSE;
  *instant += seconds * G_USEC_PER_SEC;
  return TRUE;
}

/* When it is over, and on which day it was: a whole day is over when the next begins. 0: not known. */
typedef struct
{
  gint64 over, done;
} Ending;

static const Moment *
get_when (const CrmCalendarItem *self)
{
  return self->kind == ICAL_VTODO_COMPONENT && self->due.line != 0 ? &self->due : &self->start;
}

static Ending
set_times (CrmCalendarItem *self,
           char **cells,
           CrmCalendarContext *context)
{
  gboolean todo = self->kind == ICAL_VTODO_COMPONENT;
  const Moment *when = get_when (self);
  gint64 start = 0, end = 0;
  gboolean starts = find_instant (when, context, &start);
  gboolean ends = find_instant (&self->end, context, &end) ||
                  (self->due.line == 0 && find_end_of_duration (self, context, &end));

  if (todo && ends && self->due.line == 0)
    start = end;                              /* how long a to-do may take says when it is due */
  else if (ends)
    set_instant (cells, "ends_at", end);
  if (starts)
    set_instant (cells, "due_at", start);
  if (starts && when->time.is_date)
    set (cells, "all_day", g_strdup ("yes"));
  if (todo && self->due.line != 0 && self->start.line != 0)
    crm_calendar_leave_out (context, "DTSTART");
  if (starts && when->time.is_date)
    return (Ending) { ends ? end : start + CRM_MICROSECONDS_PER_DAY, start };
  return ends ? (Ending) { end, end } : (Ending) { start, start };
}

/* What repeats does so by the clocks of the place, which change in summer. */
static void
set_repeats (CrmCalendarItem *self,
             char **cells,
             CrmCalendarContext *context)
{
  const Moment *when = get_when (self);
  gboolean zoned = strstr (self->repeats->str, "FREQ=") != NULL && when->line != 0 && !when->time.is_date &&
                   !icaltime_is_utc (when->time);
  g_autofree char *zone = zoned ? crm_calendar_zones_name (context->zones, when->tzid) : NULL;

  if (zone != NULL)
    append_repeat (self, CRM_CALENDAR_ZONE, zone);
  if (self->repeats->len > 0)
    set (cells, "repeats", g_strdup (self->repeats->str));
}

static void
set_status (CrmCalendarItem *self,
            char **cells,
            Ending ending,
            CrmCalendarContext *context)
{
  gint64 done = 0;
  gboolean completed = find_instant (&self->completed, context, &done);
  gboolean todo = self->kind == ICAL_VTODO_COMPONENT, note = self->kind == ICAL_VJOURNAL_COMPONENT;
  const char *status = "planned";

  if (self->status == ICAL_STATUS_CANCELLED)
    status = "cancelled";
  else if (todo ? completed || self->status == ICAL_STATUS_COMPLETED || self->percent >= 100
                : note || (ending.over != 0 && ending.over < crm_instant_now () && !self->goes_on))
    status = "done";
  set (cells, "status", g_strdup (status));
  if (strcmp (status, "done") != 0)
    return;
  if (!completed)
    done = ending.done;
  if (done != 0 || find_instant (&self->created, context, &done) || find_instant (&self->stamp, context, &done))
    set_instant (cells, "done_at", done);
}

/* One that stands for a single one of a series has the series' identifier and says which it is. */
static void
set_uid (CrmCalendarItem *self,
         char **cells,
         CrmCalendarContext *context)
{
  g_autoptr (GChecksum) checksum = NULL;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *which = NULL;
  gint64 instant;

  if (self->uid == NULL || *self->uid == '\0')
    {
      checksum = g_checksum_new (G_CHECKSUM_SHA1);
      for (guint i = 0; i < CRM_CALENDAR_N_CELLS; i++)
        g_checksum_update (checksum, (const guchar *) (cells[i] != NULL ? cells[i] : ""),
                           cells[i] != NULL ? (gssize) strlen (cells[i]) + 1 : 1);
      set (cells, "uid", g_strdup (g_checksum_get_string (checksum)));
      return;
    }
  if (find_instant (&self->recurrence, context, &instant))
    {
      time = g_date_time_new_from_unix_utc_usec (instant);
      which = self->recurrence.time.is_date ? g_strdup (icaltime_as_ical_string (self->recurrence.time))
                                            : g_date_time_format (time, "%Y%m%dT%H%M%SZ");
    }
  else
    which = g_strdup (self->which);
  set (cells, "uid", which != NULL ? g_strconcat (self->uid, " ", which, NULL) : g_strdup (self->uid));
}

static void
set_kind (CrmCalendarItem *self,
          char **cells)
{
  const char *usual = self->kind == ICAL_VTODO_COMPONENT ? "task" : self->kind == ICAL_VJOURNAL_COMPONENT ? "note"
                                                                                                          : "meeting";

  set (cells, "kind", g_strdup (self->activity != NULL ? self->activity : usual));
}

/* What has no title is called by the first words that it has. */
static void
set_name (CrmCalendarItem *self,
          char **cells)
{
  const CrmField *kind = crm_entity_field (crm_calendar_entity (), "kind");
  const char *const texts[] = { self->summary, self->description->str, self->location };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *line = g_strstrip (g_strndup (texts[i] != NULL ? texts[i] : "",
                                                     texts[i] != NULL ? strcspn (texts[i], "\r\n") : 0));

      if (*line == '\0')
        continue;
      set (cells, "name", i == 0 ? g_strdup (self->summary) : g_steal_pointer (&line));
      return;
    }
  set (cells, "name", g_strdup (crm_choice_get_label (crm_field_find_choice (kind, cells[crm_entity_field_index (
                                                                              crm_calendar_entity (), "kind")]))));
}

static gboolean
is_said (const CrmCalendarItem *self,
         const char *line)
{
  return strstr (self->description->str, line) != NULL ||
         (self->location != NULL && strstr (self->location, line) != NULL);
}

/* The description, and behind it what that does not say. */
static void
set_notes (CrmCalendarItem *self,
           char **cells)
{
  g_autoptr (GString) behind = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (self->more->str, "\n", -1);
  g_autofree char *categories = self->categories->len > 0 ? g_strdup_printf (_("Categories: %s"), self->categories->str)
                                                          : NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (!is_said (self, lines[i]))
        append_line (behind, lines[i]);
    }
  append_line (behind, categories);
  if (self->description->len + behind->len > 0)
    set (cells, "notes", g_strconcat (self->description->str,
                                      self->description->len > 0 && behind->len > 0 ? "\n\n" : "", behind->str, NULL));
}

static void
set_addresses (CrmCalendarItem *self,
               char **cells)
{
  if (self->organizer != NULL)
    cells[CRM_CALENDAR_ADDRESSES] = g_strconcat (self->organizer, " > ", self->addresses->str, NULL);
  else if (self->addresses->len > 0)
    cells[CRM_CALENDAR_ADDRESSES] = g_strdup (self->addresses->str);
}

/* libical takes a byte for a character where a backslash stands before it. */
static void
make_valid (char **text)
{
  g_autofree char *before = *text;

  *text = before != NULL ? g_utf8_make_valid (before, -1) : NULL;
}

/**
 * crm_calendar_item_finish:
 *
 * Returns: (transfer full): a text for each field of an activity, %NULL where it says nothing, and the addresses; see
 *   %CRM_CALENDAR_N_CELLS
 */
char **
crm_calendar_item_finish (CrmCalendarItem *self,
                          CrmCalendarContext *context)
{
  char **cells = g_new0 (char *, CRM_CALENDAR_N_CELLS);
  GHashTableIter iter;
  gpointer cell, text;

  set_kind (self, cells);
  set_name (self, cells);
  set_status (self, cells, set_times (self, cells, context), context);
  if (self->location != NULL)
    set (cells, "location", g_strdup (self->location));
  set_notes (self, cells);
  set_repeats (self, cells, context);
  if (self->priority > 0)
    set (cells, "priority", g_strdup (self->priority < 5 ? "high" : self->priority == 5 ? "medium" : "low"));
  set_addresses (self, cells);
  set_uid (self, cells, context);
  if (self->version > 0)
    cells[CRM_CALENDAR_VERSION] = g_strdup_printf ("%d", self->version);
  g_hash_table_iter_init (&iter, self->extra);
  while (g_hash_table_iter_next (&iter, &cell, &text))
    {
      g_free (cells[GPOINTER_TO_INT (cell)]);
      cells[GPOINTER_TO_INT (cell)] = g_strdup (text);
    }
  for (guint i = 0; i < CRM_CALENDAR_N_CELLS; i++)
    make_valid (&cells[i]);
  return cells;
}
