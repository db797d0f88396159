/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-calendar.h"

#include "base/crm-content-line.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The lines of calendars: where an event begins and ends, and which of its lines libical cannot read. Several calendars
 * may follow each other, and what is in none is taken as well. */

#define LONGEST_LINE (4 * 1024 * 1024)
#define LONGEST_ZONE (256 * 1024)
#define SNIPPET 60

typedef struct
{
  CrmContentReader   text;
  CrmCalendarContext context;
  icalparser        *parser;
  CrmCalendarItem   *item;       /* that is open */
  guint              line;       /* where it began */
  guint              inner;      /* components open within it */
  guint              n_open;     /* calendars */
  CrmCalendarTake    take;
  gpointer           data;
} Reader;

const CrmEntity *
crm_calendar_entity (void)
{
  static const CrmEntity *entity;

  if (g_once_init_enter_pointer (&entity))
    g_once_init_leave_pointer (&entity, crm_entity_find ("activity"));
  return entity;
}

/**
 * crm_calendar_is_one:
 * @text: the beginning of a file
 *
 * Returns: whether it begins with a component, even one that is only known to the program that wrote it; cards are none
 */
gboolean
crm_calendar_is_one (const char *text,
                     gsize length)
{
  static const char *const any[] = { "", NULL }, *const cards[] = { "VCARD", NULL };

  return crm_content_begins (text, length, any) && !crm_content_begins (text, length, cards);
}

/* Returns %FALSE at the end, and where the reading is cancelled. */
static gboolean
take_line (CrmContentReader *text,
           GString *line)
{
  g_string_truncate (line, 0);
  if (g_cancellable_is_cancelled (g_cancellable_get_current ()) || !crm_content_take_line (text, line))
    return FALSE;
  if (crm_content_mentions (line, "QUOTED-PRINTABLE"))
    crm_content_join_quoted (text, line);
  else
    crm_content_unfold (text, line);
  return TRUE;
}

/* The name of the property, in capitals, and its value, which is empty where there is none. */
static char *
split_line (const char *line,
            const char **value)
{
  gsize length = strcspn (line, ";:");

  *value = crm_content_find_value (line + length);
  if (*value == NULL)
    *value = "";
  return g_strstrip (g_ascii_strup (line, length));
}

static icalcomponent_kind
kind_of (const char *component)
{
  static const struct { const char *name; icalcomponent_kind kind; } kinds[] = {
    { "VEVENT", ICAL_VEVENT_COMPONENT }, { "VTODO", ICAL_VTODO_COMPONENT }, { "VJOURNAL", ICAL_VJOURNAL_COMPONENT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (strcmp (kinds[i].name, component) == 0)
        return kinds[i].kind;
    }
  return ICAL_NO_COMPONENT;
}

static char *
name_component (const char *value)
{
  return g_strstrip (g_ascii_strup (value, strnlen (value, SNIPPET)));
}

/* Zones: wherever they stand in the file, they are known before any time is read. */

static void
read_zone (Reader *self,
           GString *line)
{
  g_autoptr (GString) zone = g_string_new ("BEGIN:VTIMEZONE\r\n");
  guint start = self->text.line - 1;
  guint depth = 1;

  while (depth > 0 && zone->len < LONGEST_ZONE && take_line (&self->text, line))
    {
      const char *value;
      g_autofree char *valid = crm_content_to_utf8 (line->str, NULL), *name = split_line (valid, &value);

      g_string_append_printf (zone, "%s\r\n", valid);
      if (strcmp (name, "BEGIN") == 0)
        depth++;
      else if (strcmp (name, "END") == 0)
        depth--;
    }
  if (depth > 0 || !crm_calendar_zones_add (self->context.zones, zone->str))
    crm_remarks_add (self->context.remarks,
                     g_strdup_printf (_("The time zone that line %u begins could not be read; the system's zone of "
                                        "that name is used."), start));
}

static gboolean
begins_zone (const GString *line)
{
  return g_ascii_strncasecmp (line->str, "BEGIN:VTIMEZONE", strlen ("BEGIN:VTIMEZONE")) == 0;
}

static void
read_zones (Reader *self,
            const char *text,
            gsize length)
{
  g_autoptr (GString) line = g_string_new (NULL);

  crm_content_begin (&self->text, text, length);
  while (take_line (&self->text, line))
    {
      if (begins_zone (line))
        read_zone (self, line);
    }
}

/* Items */

static void
end_item (Reader *self)
{
  char **cells = crm_calendar_item_finish (self->item, &self->context);

  self->take (cells, self->data);
  for (guint i = 0; i < CRM_CALENDAR_N_CELLS; i++)
    g_free (cells[i]);
  g_free (cells);
  g_clear_pointer (&self->item, crm_calendar_item_free);
}

static void
end_open_item (Reader *self)
{
  if (self->item == NULL)
    return;
  crm_remarks_add (self->context.remarks,
                   g_strdup_printf (_("What line %u begins has no end; it was taken as far as it goes."), self->line));
  end_item (self);
}

static void
begin_component (Reader *self,
                 const char *value)
{
  static const char *const frames[] = { "VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", NULL };
  g_autofree char *name = name_component (value);
  icalcomponent_kind kind = kind_of (name);

  if (kind != ICAL_NO_COMPONENT)
    {
      end_open_item (self);
      self->item = crm_calendar_item_new (kind);
      self->line = self->text.line - 1;
      self->inner = 0;
      return;
    }
  self->n_open += strcmp (name, frames[0]) == 0;
  if (!g_strv_contains (frames, name))
    crm_calendar_leave_out (&self->context, name);
  self->inner += self->item != NULL;
}

static void
end_component (Reader *self,
               const char *value)
{
  g_autofree char *name = name_component (value);

  self->n_open -= self->n_open > 0 && strcmp (name, "VCALENDAR") == 0;
  if (self->item != NULL && self->inner == 0)
    end_item (self);
  else if (self->inner > 0)
    self->inner--;
}

static void
refuse_line (Reader *self,
             guint number,
             const char *line)
{
  const char *stop;
  g_autofree char *snippet = NULL;

  g_utf8_validate (line, strnlen (line, SNIPPET), &stop);
  snippet = g_strndup (line, stop - line);
  crm_remarks_add (self->context.remarks, g_strdup_printf (_("Line %u could not be read and was left out: %s"), number,
                                                           snippet));
}

/* libical takes a line as part of a component, and puts what is wrong with it in its place. */
static icalcomponent *
parse_line (Reader *self,
            const char *line)
{
  char begin[] = "BEGIN:VEVENT", end[] = "END:VEVENT";
  g_autofree char *copy = g_strdup (line);
  icalcomponent *component;

  icalparser_add_line (self->parser, begin);
  icalparser_add_line (self->parser, copy);
  component = icalparser_add_line (self->parser, end);
  if (component == NULL)
    {
      icalparser_free (self->parser);
      self->parser = icalparser_new ();
    }
  return component;
}

static void
take_property (Reader *self,
               guint number,
               const char *line)
{
  icalcomponent *component = parse_line (self, line);
  gboolean wrong = component == NULL || icalcomponent_get_first_property (component, ICAL_ANY_PROPERTY) == NULL;

  for (icalproperty *property = wrong ? NULL : icalcomponent_get_first_property (component, ICAL_ANY_PROPERTY);
       property != NULL; property = icalcomponent_get_next_property (component, ICAL_ANY_PROPERTY))
    {
      if (icalproperty_isa (property) == ICAL_XLICERROR_PROPERTY || icalproperty_get_value (property) == NULL)
        wrong = TRUE;
      else
        crm_calendar_item_take (self->item, property, number, &self->context);
    }
  if (wrong)
    refuse_line (self, number, line);
  if (wrong && g_str_has_prefix (line, "RECURRENCE-ID"))
    crm_calendar_item_set_which (self->item, crm_content_find_value (line));
  g_clear_pointer (&component, icalcomponent_free);
}

static void
read_line (Reader *self,
           const GString *line,
           guint number)
{
  const char *value;
  g_autofree char *name = split_line (line->str, &value), *valid = NULL;

  if (strcmp (name, "BEGIN") == 0)
    begin_component (self, value);
  else if (strcmp (name, "END") == 0)
    end_component (self, value);
  else if (self->item == NULL || self->inner > 0 || line->str[strspn (line->str, " \t")] == '\0')
    return;
  else if (*value == '\0' && g_str_has_prefix (name, CRM_CALENDAR_EXTRA))
    crm_calendar_item_set_empty (self->item, name);
  else if (*name == '\0' || *value == '\0' || line->len > LONGEST_LINE)
    {
      valid = crm_content_to_utf8 (line->str, NULL);
      if (line->str[line->len - 1] != ':' || line->len > LONGEST_LINE)   /* where there is no value nothing is lost */
        refuse_line (self, number, valid);
    }
  else if (crm_calendar_cell_of (name) < 0)
    crm_calendar_leave_out (&self->context, name);
  else
    {
      g_autofree char *mended = crm_calendar_mend (name, line->str, value);

      valid = crm_content_to_utf8 (mended, NULL);
      take_property (self, number, valid);
    }
}

static void
tell_cut (Reader *self)
{
  if (self->n_open > 0)
    crm_remarks_add (self->context.remarks, g_strdup (_("The calendar has no end; it was taken as far as it goes. If "
                     "something is missing, export it again in the other program and import it to update what is "
                     "known.")));
}

static gboolean
is_name (const char *text)
{
  return *text != '\0' && text[strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")] == '\0';
}

static void
tell_left_out (Reader *self)
{
  static const char *const dull[] = { "LAST-MODIFIED", "TRANSP", NULL };
  g_autoptr (GPtrArray) names = g_hash_table_get_keys_as_ptr_array (self->context.left_out);
  g_autoptr (GString) text = g_string_new (NULL);

  g_ptr_array_sort_values (names, (GCompareFunc) strcmp);
  for (guint i = 0; i < names->len; i++)
    {
      if (is_name (names->pdata[i]) && !g_strv_contains (dull, names->pdata[i]))
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", (const char *) names->pdata[i]);
    }
  if (text->len > 0)
    crm_remarks_add (self->context.remarks, g_strdup_printf (_("Activities have no place for some of what the calendar "
                                                               "says, which was left out: %s."), text->str));
}

static void
begin_reading (Reader *self)
{
  /* Neither an unknown word nor an unreadable value ends the program or the reading. */
  icalerror_set_errors_are_fatal (FALSE);
  self->parser = icalparser_new ();
  self->context.zones = crm_calendar_zones_new ();
  self->context.left_out = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->context.unknown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
end_reading (Reader *self)
{
  icalparser_free (self->parser);
  crm_calendar_zones_free (self->context.zones);
  g_hash_table_unref (self->context.left_out);
  g_hash_table_unref (self->context.unknown);
}

/**
 * crm_calendar_read:
 * @text: calendars, in any encoding of which ASCII is a part
 * @remarks: told what was left out, and where
 * @take: called for each event, to-do and journal entry, in order
 *
 * The thread's current cancellable ends it.
 */
void
crm_calendar_read (const char *text,
                   gsize length,
                   CrmRemarks *remarks,
                   CrmCalendarTake take,
                   gpointer data)
{
  Reader reader = { .context.remarks = remarks, .take = take, .data = data };
  g_autoptr (GString) line = g_string_new (NULL);
  guint number;

  begin_reading (&reader);
  read_zones (&reader, text, length);
  crm_content_begin (&reader.text, text, length);
  for (number = 1; take_line (&reader.text, line); number = reader.text.line)
    read_line (&reader, line, number);
  end_open_item (&reader);
  tell_cut (&reader);
  tell_left_out (&reader);
  end_reading (&reader);
}

/**
 * crm_calendar_find_used:
 * @used: (inout): for each cell, whether something in the text may fill it
 *
 * The thread's current cancellable ends it.
 */
void
crm_calendar_find_used (const char *text,
                        gsize length,
                        gboolean *used)
{
  CrmContentReader reader;
  g_autoptr (GString) line = g_string_new (NULL);
  int all_day = crm_entity_field_index (crm_calendar_entity (), "all_day");

  crm_content_begin (&reader, text, length);
  while (take_line (&reader, line))
    {
      const char *value;
      g_autofree char *name = split_line (line->str, &value);
      int cell = crm_calendar_cell_of (name);

      if (cell >= 0)
        used[cell] = TRUE;
      used[all_day] |= (strcmp (name, "DTSTART") == 0 || strcmp (name, "DUE") == 0) &&
                       (strlen (value) < 15 || crm_content_mentions (line, "VALUE=DATE"));
    }
}
