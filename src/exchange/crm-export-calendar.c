/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-export-private.h"

#include "exchange/crm-calendar.h"
#include "exchange/crm-import-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* iCalendar: activities for calendars and lists of to-dos. Each is written as well as the standard can, and read again;
 * whatever does not say the same then stands in a property of our own. So an import gives the same activity back. */

typedef struct
{
  CrmOutputFile *file;
  GArray        *fields;
  GHashTable    *zones;   /* names of those that are written */
} Calendar;

/* An activity on its way out. */
typedef struct
{
  CrmRecord     *record;
  icalcomponent *component;
  GStrv          texts;        /* for each field what an import is to read, NULL where it is not exported */
  char          *zone_name;    /* (nullable): of the zone by whose clocks it repeats */
  icaltimezone  *zone;         /* (nullable) (unowned) */
} Item;

static gpointer
open_calendar (CrmOutputFile *file,
               const CrmEntity *entity,
               GArray *fields,
               guint n_rows,
               GError **error)
{
  static const char head[] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
                             "PRODID:-//Clientele//Clientele " PACKAGE_VERSION "//EN\r\n";
  Calendar *self;

  if (!crm_export_knows_format (CRM_EXPORT_ICALENDAR, entity))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("%s cannot be written as a calendar, which is for "
                   "activities. Nothing was written. Choose csv or xlsx."), crm_entity_get_label_plural (entity));
      return NULL;
    }
  if (!crm_output_file_write (file, head, strlen (head), error))
    return NULL;
  self = g_new0 (Calendar, 1);
  *self = (Calendar) { file, fields, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  return self;
}

/* What a field is to say after an import: choices by their keys, so that it does not depend on the language. */
static char *
dup_expected (const CrmField *field,
              const CrmValue *value,
              const char *text)
{
  if (text != NULL && field->kind != CRM_FIELD_CHOICE)
    return g_strdup (text);
  return crm_field_to_plain (field, value);
}

static const char *
get_text (const Item *item,
          const char *key)
{
  const char *text = item->texts[crm_entity_field_index (crm_calendar_entity (), key)];

  return text != NULL ? text : "";
}

static gboolean
get_instant (const Item *item,
             const char *key,
             gint64 *instant)
{
  *instant = crm_record_get_int (item->record, key);
  return *get_text (item, key) != '\0';
}

static void
add (const Item *item,
     icalproperty *property)
{
  icalcomponent_add_property (item->component, property);
}

/* Times */

static struct icaltimetype
to_utc (gint64 instant)
{
  return icaltime_from_timet_with_zone (instant / G_USEC_PER_SEC - (instant % G_USEC_PER_SEC < 0), FALSE,
                                        icaltimezone_get_utc_timezone ());
}

static gboolean
is_midnight (gint64 instant)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc_usec (instant);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL && g_date_time_get_seconds (local) == 0 && g_date_time_get_minute (local) == 0 &&
         g_date_time_get_hour (local) == 0;
}

static struct icaltimetype
to_time (const Item *item,
         gint64 instant,
         gboolean as_date)
{
  struct icaltimetype date = icaltime_null_date ();

  if (!as_date)
    return item->zone != NULL ? icaltime_convert_to_zone (to_utc (instant), item->zone) : to_utc (instant);
  crm_date_to_ymd (crm_instant_to_date (instant), &date.year, &date.month, &date.day);
  return date;
}

static void
add_time (const Item *item,
          icalproperty *property,
          gboolean as_date)
{
  if (item->zone != NULL && !as_date)
    icalproperty_add_parameter (property, icalparameter_new_tzid (item->zone_name));
  add (item, property);
}

/* Dates where whole days are meant, which begin and end at midnight; else times in UTC, or in the zone by whose clocks
 * the activity repeats. */
static void
add_times (const Item *item)
{
  icalcomponent_kind kind = icalcomponent_isa (item->component);
  gint64 due, end, done;
  gboolean begins = get_instant (item, "due_at", &due);
  gboolean ends = kind == ICAL_VEVENT_COMPONENT && begins && get_instant (item, "ends_at", &end) && end > due;
  gboolean as_dates = strcmp (get_text (item, "all_day"), "yes") == 0 && begins && is_midnight (due) &&
                      (!ends || is_midnight (end));

  if (begins && kind == ICAL_VTODO_COMPONENT)
    add_time (item, icalproperty_new_due (to_time (item, due, as_dates)), as_dates);
  else if (begins)
    add_time (item, icalproperty_new_dtstart (to_time (item, due, as_dates)), as_dates);
  if (ends)
    add_time (item, icalproperty_new_dtend (to_time (item, end, as_dates)), as_dates);
  if (kind == ICAL_VTODO_COMPONENT && get_instant (item, "done_at", &done))
    add (item, icalproperty_new_completed (to_utc (done)));
}

/* Words */

static void
add_status (const Item *item)
{
  static const struct { const char *key; icalproperty_status event, todo, journal; } statuses[] = {
    { "planned", ICAL_STATUS_CONFIRMED, ICAL_STATUS_NEEDSACTION, ICAL_STATUS_DRAFT },
    { "done", ICAL_STATUS_CONFIRMED, ICAL_STATUS_COMPLETED, ICAL_STATUS_FINAL },
    { "cancelled", ICAL_STATUS_CANCELLED, ICAL_STATUS_CANCELLED, ICAL_STATUS_CANCELLED },
  };
  icalcomponent_kind kind = icalcomponent_isa (item->component);

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      if (strcmp (statuses[i].key, get_text (item, "status")) == 0)
        add (item, icalproperty_new_status (kind == ICAL_VTODO_COMPONENT ? statuses[i].todo
                                            : kind == ICAL_VJOURNAL_COMPONENT ? statuses[i].journal
                                                                             : statuses[i].event));
    }
}

static void
add_priority (const Item *item)
{
  static const struct { const char *key; int priority; } priorities[] = {
    { "high", 1 }, { "medium", 5 }, { "low", 9 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      if (strcmp (priorities[i].key, get_text (item, "priority")) == 0)
        add (item, icalproperty_new_priority (priorities[i].priority));
    }
}

static void
add_texts (const Item *item)
{
  g_autofree char *category = g_ascii_strup (get_text (item, "kind"), -1);

  add (item, icalproperty_new_summary (get_text (item, "name")));
  if (*get_text (item, "notes") != '\0')
    add (item, icalproperty_new_description (get_text (item, "notes")));
  if (*get_text (item, "location") != '\0')
    add (item, icalproperty_new_location (get_text (item, "location")));
  if (*category != '\0')
    add (item, icalproperty_new_categories (category));
}

/* "EXDATE:20260308T093000Z" in the zone of the activity. */
static char *
move_to_zone (const Item *item,
              const char *part)
{
  const char *value = strchr (part, ':') + 1;
  struct icaltimetype time = icaltime_convert_to_zone (icaltime_from_string (value), item->zone);

  return g_strdup_printf ("%.*s;TZID=%s:%s", (int) (value - 1 - part), part, item->zone_name,
                          icaltime_as_ical_string (time));
}

/* "FREQ=WEEKLY EXDATE:20260308T093000Z TZID:Europe/Paris": the rule, then whole properties. */
static void
add_repeats (const Item *item)
{
  g_auto (GStrv) parts = g_strsplit (get_text (item, "repeats"), " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *line = NULL;
      icalproperty *property;

      if (*parts[i] == '\0' || g_str_has_prefix (parts[i], CRM_CALENDAR_ZONE))
        continue;
      if (g_str_has_prefix (parts[i], "FREQ="))
        line = g_strconcat ("RRULE:", parts[i], NULL);
      else if (item->zone != NULL && (g_str_has_prefix (parts[i], "EXDATE:") || g_str_has_prefix (parts[i], "RDATE:")))
        line = move_to_zone (item, parts[i]);
      else
        line = g_strdup (parts[i]);
      property = icalproperty_new_from_string (line);
      if (property != NULL)
        add (item, property);
    }
}

static void
find_zone (Item *item)
{
  g_auto (GStrv) parts = g_strsplit (get_text (item, "repeats"), " ", -1);

  for (guint i = 0; parts[i] != NULL && item->zone == NULL; i++)
    {
      if (!g_str_has_prefix (parts[i], CRM_CALENDAR_ZONE))
        continue;
      item->zone_name = g_strdup (parts[i] + strlen (CRM_CALENDAR_ZONE));
      item->zone = icaltimezone_get_builtin_timezone (item->zone_name);
    }
}

/* Zones are described before the first activity that names them. */
static gboolean
write_zone (Calendar *self,
            const Item *item,
            GError **error)
{
  icalcomponent *component = item->zone != NULL ? icaltimezone_get_component (item->zone) : NULL;
  icalproperty *name;
  char *text;
  gboolean written;

  if (component == NULL || !g_hash_table_add (self->zones, g_strdup (item->zone_name)))
    return TRUE;
  component = icalcomponent_new_clone (component);
  name = icalcomponent_get_first_property (component, ICAL_TZID_PROPERTY);
  if (name != NULL)
    icalproperty_set_tzid (name, item->zone_name);
  text = icalcomponent_as_ical_string_r (component);
  written = crm_output_file_write (self->file, text, strlen (text), error);
  icalmemory_free_buffer (text);
  icalcomponent_free (component);
  return written;
}

/* Who it is */

/* One of a series says which: "identifier 20260101T100000Z". */
static gboolean
split_uid (const char *uid,
           char **series,
           struct icaltimetype *which)
{
  const char *blank = strrchr (uid, ' ');

  if (blank == NULL || strspn (blank + 1, "0123456789TZ") != strlen (blank + 1))
    return FALSE;
  *which = icaltime_from_string (blank + 1);
  if (icaltime_is_null_time (*which))   /* identifiers of other programs may have blanks, too */
    return FALSE;
  *series = g_strndup (uid, blank - uid);
  return TRUE;
}

static void
add_identity (const Item *item)
{
  g_autofree char *implied = crm_import_imply_uid (crm_record_get_id (item->record)), *series = NULL;
  const char *uid = crm_record_get_text (item->record, "uid");
  struct icaltimetype which;

  if (uid == NULL)
    uid = implied;
  if (split_uid (uid, &series, &which))
    add (item, icalproperty_new_recurrenceid (which));
  add (item, icalproperty_new_uid (series != NULL ? series : uid));
  add (item, icalproperty_new_dtstamp (to_utc (crm_record_get_int (item->record, "updated_at"))));
}

/* What is read otherwise than it is */

static void
compare_cells (char *const *cells,
               gpointer data)
{
  const Item *item = data;
  const CrmEntity *entity = crm_record_get_entity (item->record);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const char *text = item->texts[i], *cell = "";
      g_autofree char *name = NULL, *upper = NULL;
      icalproperty *property;

      /* Custom fields stand behind all that is read. */
      if (text != NULL && (entity->fields[i].flags & CRM_FIELD_CUSTOM) == 0 && cells[i] != NULL)
        cell = cells[i];
      if (text == NULL || strcmp (text, cell) == 0 || strcmp (entity->fields[i].key, "uid") == 0)
        continue;
      name = g_strconcat (CRM_CALENDAR_EXTRA, entity->fields[i].key, NULL);
      upper = g_ascii_strup (g_strdelimit (name, "_", '-'), -1);
      property = icalproperty_new_x (text);
      icalproperty_set_x_name (property, upper);
      add (item, property);
    }
}

static char *
dup_component (const Item *item)
{
  char *text = icalcomponent_as_ical_string_r (item->component);
  char *copy = g_strdup (text);

  icalmemory_free_buffer (text);
  return copy;
}

static void
add_differences (Item *item)
{
  g_autofree char *text = dup_component (item);
  g_auto (CrmRemarks) remarks;

  crm_remarks_init (&remarks);
  crm_calendar_read (text, strlen (text), &remarks, compare_cells, item);
}

/* An event has a time; a note is an entry of a journal; all else is to be done. */
static icalcomponent_kind
choose_component (const Item *item)
{
  const char *kind = crm_record_get_text (item->record, "kind");
  gint64 due;

  if (g_strcmp0 (kind, "note") == 0)
    return ICAL_VJOURNAL_COMPONENT;
  return g_strcmp0 (kind, "task") != 0 && get_instant (item, "due_at", &due) ? ICAL_VEVENT_COMPONENT
                                                                             : ICAL_VTODO_COMPONENT;
}

static gboolean
write_item (gpointer data,
            CrmRecord *record,
            const CrmValue *values,
            char *const *texts,
            GError **error)
{
  Calendar *self = data;
  const CrmEntity *entity = crm_record_get_entity (record);
  Item item = { record, NULL, g_new0 (char *, entity->n_fields) };
  g_autofree char *text = NULL;
  gboolean written;

  for (guint i = 0; i < self->fields->len; i++)
    {
      guint field = g_array_index (self->fields, guint, i);

      item.texts[field] = dup_expected (&entity->fields[field], &values[i], texts[i]);
    }
  find_zone (&item);
  item.component = icalcomponent_new (choose_component (&item));
  add_identity (&item);
  add_texts (&item);
  add_times (&item);
  add_status (&item);
  add_priority (&item);
  add_repeats (&item);
  add_differences (&item);
  text = dup_component (&item);
  written = write_zone (self, &item, error) && crm_output_file_write (self->file, text, strlen (text), error);
  icalcomponent_free (item.component);
  for (guint i = 0; i < entity->n_fields; i++)
    g_free (item.texts[i]);
  g_free (item.texts);
  g_free (item.zone_name);
  return written;
}

static gboolean
finish_calendar (gpointer data,
                 GError **error)
{
  static const char foot[] = "END:VCALENDAR\r\n";

  return crm_output_file_write (((Calendar *) data)->file, foot, strlen (foot), error);
}

static void
free_calendar (gpointer data)
{
  Calendar *self = data;

  g_hash_table_unref (self->zones);
  g_free (self);
}

const CrmExportWriter crm_export_calendar = { open_calendar, write_item, finish_calendar, free_calendar };
