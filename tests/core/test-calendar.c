/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"

#include "exchange/crm-calendar.h"

#include <string.h>

/* Calendars. Those of the reference data are what libical is tested with; see its README. */

typedef struct
{
  GPtrArray *items;     /* of GStrv-like arrays of cells */
  CrmRemarks remarks;
} Read;

static void
free_cells (gpointer data)
{
  char **cells = data;

  for (guint i = 0; i < CRM_CALENDAR_N_CELLS; i++)
    g_free (cells[i]);
  g_free (cells);
}

static void
take_item (char *const *cells,
           gpointer data)
{
  char **copy = g_new0 (char *, CRM_CALENDAR_N_CELLS);

  for (guint i = 0; i < CRM_CALENDAR_N_CELLS; i++)
    copy[i] = g_strdup (cells[i]);
  g_ptr_array_add (data, copy);
}

static void
read_text (Read *self,
           const char *text,
           gsize length)
{
  self->items = g_ptr_array_new_with_free_func (free_cells);
  crm_remarks_init (&self->remarks);
  crm_calendar_read (text, length, &self->remarks, take_item, self->items);
}

static void
clear_read (Read *self)
{
  g_clear_pointer (&self->items, g_ptr_array_unref);
  crm_remarks_clear (&self->remarks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Read, clear_read)

static const char *
get_cell (const Read *self,
          guint item,
          const char *key)
{
  int cell = strcmp (key, "addresses") == 0 ? (int) CRM_CALENDAR_ADDRESSES
                                            : crm_entity_field_index (crm_calendar_entity (), key);

  g_assert_cmpuint (item, <, self->items->len);
  return ((char **) self->items->pdata[item])[cell];
}

static void
assert_item (const char *lines,
             const char *key,
             const char *expected)
{
  g_auto (Read) read;

  read_text (&read, lines, strlen (lines));
  g_assert_cmpuint (read.items->len, ==, 1);
  g_assert_cmpstr (get_cell (&read, 0, key), ==, expected);
}

#define EVENT(lines) "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a@b\r\n" lines "END:VEVENT\r\nEND:VCALENDAR\r\n"
#define TODO(lines) "BEGIN:VTODO\nUID:a@b\n" lines "END:VTODO\n"

static void
test_kinds (void)
{
  assert_item (EVENT (""), "kind", "meeting");
  assert_item (EVENT ("CATEGORIES:Business,Visit\n"), "kind", "visit");
  assert_item (EVENT ("CATEGORIES:PHONE CALL,Business\nCATEGORIES:call\n"), "kind", "call");
  assert_item (TODO (""), "kind", "task");
  assert_item ("BEGIN:VJOURNAL\nDESCRIPTION:Ring\\nback\nEND:VJOURNAL\n", "kind", "note");
  assert_item ("BEGIN:VJOURNAL\nDESCRIPTION:Ring\\nback\nEND:VJOURNAL\n", "name", "Ring");
  assert_item ("BEGIN:VJOURNAL\nDESCRIPTION:Ring\\nback\nEND:VJOURNAL\n", "notes", "Ring\nback");
  assert_item (EVENT ("SUMMARY:a\\, b\\; c\\\\\n  d\n"), "name", "a, b; c\\ d");
  assert_item (EVENT ("LOCATION:Room\nSUMMARY:x\n"), "location", "Room");
  assert_item (EVENT ("PRIORITY:3\n"), "priority", "high");
  assert_item (EVENT ("PRIORITY:0\n"), "priority", NULL);
}

/* Where people meet online is in the notes, once. */
static void
test_notes (void)
{
  assert_item (EVENT ("URL:https://example.org/a\n"), "notes", "https://example.org/a");
  assert_item (EVENT ("DESCRIPTION:Agenda\nCONFERENCE;VALUE=URI:https://example.org/a\nCOMMENT:Bring a pen\n"
                      "X-GOOGLE-CONFERENCE:https://example.org/a\nATTACH:https://example.org/b.pdf\n"
                      "CATEGORIES:Red,Visit,Blue\n"),
               "notes", "Agenda\n\nhttps://example.org/a\nBring a pen\nhttps://example.org/b.pdf\nCategories: Red, Blue");
  assert_item (EVENT ("DESCRIPTION:See https://example.org/a\nURL:https://example.org/a\n"), "notes",
               "See https://example.org/a");
  assert_item (EVENT ("CATEGORIES:Visit\nATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA\n"), "notes", NULL);
}

/* Of places and of a single moment: the second of two zones of one name is not looked at. */
static const char zone[] =
  "BEGIN:VEVENT\nDTSTART;TZID=Here:20260701T120000\nDTEND;TZID=Here:20261201T120000\nEND:VEVENT\n"
  "BEGIN:VTIMEZONE\nTZID:Here\nBEGIN:STANDARD\nDTSTART:19671029T020000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\n"
  "TZOFFSETFROM:-0330\nTZOFFSETTO:-0430\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:19670405T020000\n"
  "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4\nTZOFFSETFROM:-0430\nTZOFFSETTO:-0330\nEND:DAYLIGHT\nEND:VTIMEZONE\n";

static void
test_zones (void)
{
  assert_item (zone, "due_at", "2026-07-01T15:30:00Z");
  assert_item (zone, "ends_at", "2026-12-01T16:30:00Z");
  assert_item (EVENT ("DTSTART:20260701T120000Z\n"), "due_at", "2026-07-01T12:00:00Z");
  assert_item (EVENT ("DTSTART;TZID=Europe/Berlin:20260701T120000\n"), "due_at", "2026-07-01T10:00:00Z");
  assert_item (EVENT ("DTSTART;TZID=\"/program/2026/Europe/Berlin\":20260701T120000\n"), "due_at", "2026-07-01T10:00:00Z");
  assert_item (EVENT ("DTSTART;TZID=W. Europe Standard Time:20260701T120000\n"), "due_at", "2026-07-01T10:00:00Z");
  assert_item (EVENT ("DTSTART;TZID=US/Eastern:20260701T120000\n"), "due_at", "2026-07-01T16:00:00Z");
  assert_item (EVENT ("DTSTART;TZID=/x/Asia/Calcutta:20260701T120000\n"), "due_at", "2026-07-01T06:30:00Z");
  assert_item (EVENT ("DTSTART:20260701T120000\n"), "due_at", "2026-07-01T12:00:00Z");   /* floats: tests are in UTC */
  assert_item (EVENT ("DTSTART;VALUE=DATE:20260701\n"), "due_at", "2026-07-01T00:00:00Z");
  assert_item (EVENT ("DTSTART;VALUE=DATE:20260701\n"), "all_day", "yes");
  assert_item (EVENT ("DTSTART:20260701T120000Z\n"), "all_day", NULL);
}

static void
assert_remark (const char *text,
               const char *part)
{
  g_auto (Read) read;

  read_text (&read, text, strlen (text));
  for (guint i = 0; i < read.remarks.sentences->len; i++)
    {
      if (strstr (read.remarks.sentences->pdata[i], part) != NULL)
        return;
    }
  g_error ("Nothing says “%s” of: %s", part, text);
}

/* Lotus Notes says at which hour clocks change, others in which days of the year a Sunday is looked for. */
static void
test_other_zones (void)
{
  assert_item ("BEGIN:VTIMEZONE\nTZID:Eastern\nBEGIN:STANDARD\nDTSTART:19501029T020000\nTZOFFSETFROM:-0400\n"
               "TZOFFSETTO:-0500\nRRULE:FREQ=YEARLY;BYMINUTE=0;BYHOUR=2;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n"
               "BEGIN:DAYLIGHT\nDTSTART:19500402T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\n"
               "RRULE:FREQ=YEARLY;BYMINUTE=0;BYHOUR=2;BYDAY=1SU;BYMONTH=4\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
               EVENT ("DTSTART;TZID=Eastern:20050411T090000\nDTEND;TZID=Eastern:20051111T090000\n"),
               "due_at", "2005-04-11T13:00:00Z");
  assert_item ("BEGIN:VTIMEZONE\nTZID:Friday\nBEGIN:DAYLIGHT\nDTSTART:20010330T020000\nTZOFFSETFROM:+0200\n"
               "TZOFFSETTO:+0300\nRRULE:FREQ=YEARLY;BYYEARDAY=-275,-276,-277,-278,-279,-280,-281;BYDAY=FR\n"
               "END:DAYLIGHT\nBEGIN:STANDARD\nDTSTART:20011028T020000\nTZOFFSETFROM:+0300\nTZOFFSETTO:+0200\n"
               "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE\n"
               EVENT ("DTSTART;TZID=Friday:20100401T090000\n"), "due_at", "2010-04-01T06:00:00Z");
}

/* Some programs describe a zone for a year only; the system knows what it is like in others. */
static void
test_short_zones (void)
{
#define SHORT(name) "BEGIN:VTIMEZONE\nTZID:" name "\nBEGIN:STANDARD\nDTSTART:20181028T030000\nTZOFFSETFROM:+0200\n" \
                    "TZOFFSETTO:+0100\nRDATE:20191027T030000\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:20190331T020000\n" \
                    "TZOFFSETFROM:+0100\nTZOFFSETTO:+0300\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
  assert_item (SHORT ("Europe/Berlin") EVENT ("DTSTART;TZID=Europe/Berlin:20161203T140000\n"), "due_at",
               "2016-12-03T13:00:00Z");
  assert_item (SHORT ("Europe/Berlin") EVENT ("DTSTART;TZID=Europe/Berlin:20190701T140000\n"), "due_at",
               "2019-07-01T11:00:00Z");   /* as the file has it */
  assert_item (SHORT ("Europe/Berlin") EVENT ("DTSTART;TZID=Europe/Berlin:20230701T140000\n"), "due_at",
               "2023-07-01T12:00:00Z");
  assert_item (SHORT ("Own") EVENT ("DTSTART;TZID=Own:20230701T140000\n"), "due_at", "2023-07-01T13:00:00Z");
}

/* Version 1.0, and what is not quite any version. */
static void
test_mended (void)
{
  assert_item (EVENT ("SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=BC=C3=9Fe, a; b=5C\n"), "name", "Grüße, a; b\\");
  assert_item (EVENT ("DESCRIPTION;charset=iso-8859-1;encoding=quoted-printable:Gr=FC=\n=DFe=0D=0A=\n  two=0D=0A\n"), "notes",
               "Grüße\n  two");
  assert_item (EVENT ("DTSTART:20260701T1230Z\n"), "due_at", "2026-07-01T12:30:00Z");
  assert_item (EVENT ("dtstart;TZID=Europe/Berlin:20260701T1230\n"), "due_at", "2026-07-01T10:30:00Z");
  assert_item (EVENT ("LOCATION;VALUE=URI:https://example.org/a\n"), "location", "https://example.org/a");
  assert_remark (EVENT ("DTSTART:20260701T12\n"), "Line 4 ");
  assert_item (EVENT ("DTSTART:20260701T123000T\n"), "due_at", "2026-07-01T12:30:00Z");
  assert_item (EVENT ("DTSTART;TZID=Europe/Berlin:2026-07-01T12:30:00.5\n"), "due_at", "2026-07-01T10:30:00Z");
  assert_item (EVENT ("DTSTART:20260701Z\n"), "all_day", "yes");
  assert_item (EVENT ("DTSTART;VALUE=DATE;TZID=Europe/Berlin:20260701T000000\n"), "due_at", "2026-07-01T00:00:00Z");
  assert_item (EVENT ("DTSTART;VALUE=DATE:20260701T000000\n"), "all_day", "yes");
  assert_item (TODO ("COMPLETED;VALUE=DATE:20260701\n"), "done_at", "2026-07-01T00:00:00Z");
  assert_item (EVENT ("DTSTART:20260701T100000Z\nRRULE:FREQ=DAILY\\;COUNT=5\n"), "repeats", "FREQ=DAILY;COUNT=5");
}

/* Zones by what Outlook shows to people. */
static void
test_shown_zones (void)
{
  assert_item (EVENT ("DTSTART;TZID=\"(UTC-05:00) Eastern Time (US & Canada)\":20260701T120000\n"), "due_at",
               "2026-07-01T16:00:00Z");
  assert_item (EVENT ("DTSTART;TZID=\"(GMT+10:00) Canberra, Melbourne, Sydney\":20260701T120000\n"), "due_at",
               "2026-07-01T02:00:00Z");
  assert_item (EVENT ("DTSTART;TZID=\"Amsterdam, Berlin, Bern\":20260701T120000\n"), "due_at", "2026-07-01T10:00:00Z");
  assert_item (EVENT ("DTSTART;TZID=(GMT -03.30) Nowhere:20260701T120000\n"), "due_at", "2026-07-01T15:30:00Z");
  assert_item (EVENT ("DTSTART;TZID=\"(UTC+01:00) Amsterdam\":20260701T120000\nRRULE:FREQ=WEEKLY\n"), "repeats",
               "FREQ=WEEKLY TZID:Europe/Amsterdam");
  assert_remark (EVENT ("DTSTART;TZID=(UTC) Nowhere:20260701T120000\n"), "“(UTC) Nowhere”");
}

/* What is no calendar itself may hold events, too. */
static void
test_components (void)
{
  static const char *const texts[] = { "BEGIN:VFREEBUSY\n", "begin:vtimezone\n", "\nBEGIN:X-OWN\nBEGIN:VEVENT\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_true (crm_calendar_is_one (texts[i], strlen (texts[i])));
  g_assert_false (crm_calendar_is_one ("BEGIN:VCARD\n", strlen ("BEGIN:VCARD\n")));
  g_assert_false (crm_calendar_is_one ("name,begin\n", strlen ("name,begin\n")));
  assert_item ("BEGIN:X-OWN\nBEGIN:VEVENT\nSUMMARY:a\nEND:VEVENT\nEND:X-OWN\n", "name", "a");
}

/* What is wrong is told with its line, and the rest of the event is read. */
static void
test_remarks (void)
{
  assert_item (EVENT ("DTSTART:2026\nSUMMARY:still\n"), "name", "still");
  assert_remark (EVENT ("DTSTART:2026\nSUMMARY:still\n"), "Line 4 ");
  assert_remark (EVENT ("DTSTART:20260230T120000\n"), "Line 4 ");
  assert_remark (EVENT ("SUMMARY:x\n  folded\nRRULE:FREQ=SOMETIMES\n"), "Line 6 ");
  assert_remark (EVENT ("no colon here\n"), "Line 4 ");
  assert_remark (EVENT ("DTSTART;TZID=Nowhere/Land:20260701T120000\n"), "“Nowhere/Land”");
  assert_remark (EVENT ("CLASS:PRIVATE\nBEGIN:VALARM\nSUMMARY:no\nEND:VALARM\n"), "CLASS, VALARM");
  assert_item (EVENT ("BEGIN:VALARM\nSUMMARY:no\nEND:VALARM\nSUMMARY:yes\n"), "name", "yes");
  assert_remark ("BEGIN:VEVENT\nSUMMARY:open\n", "What line 1 begins");
  assert_item ("BEGIN:VEVENT\nSUMMARY:open\n", "name", "open");
  assert_remark ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:whole\nEND:VEVENT\n", "no end");
  /* A zone that changes every second is not worked out; the system's stands in for it. */
  assert_remark ("BEGIN:VTIMEZONE\nTZID:Europe/Berlin\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
                 "RRULE:FREQ=SECONDLY\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0500\nEND:STANDARD\nEND:VTIMEZONE\n"
                 EVENT ("DTSTART;TZID=Europe/Berlin:20260701T120000\n"), "line 1 ");
}

static void
test_times (void)
{
  assert_item (EVENT ("DTSTART:20260701T120000Z\nDURATION:P1DT2H30M\n"), "ends_at", "2026-07-02T14:30:00Z");
  /* A day is one of the calendar, also where the clocks change. */
  assert_item (EVENT ("DTSTART;TZID=Europe/Berlin:20260328T120000\nDURATION:P1D\n"), "ends_at", "2026-03-29T10:00:00Z");
  assert_item (EVENT ("DTSTART:20260701T120000Z\nDURATION:P2147483647D\n"), "ends_at", NULL);
  assert_item (TODO ("DTSTART:20260701T120000Z\nDUE:20260703T120000Z\n"), "due_at", "2026-07-03T12:00:00Z");
  assert_item (TODO ("DTSTART:20260701T120000Z\nDURATION:P1D\n"), "due_at", "2026-07-02T12:00:00Z");
  assert_item (EVENT ("DTSTART:19970701T120000Z\nDTEND:19970701T130000Z\n"), "status", "done");
  assert_item (EVENT ("DTSTART:19970701T120000Z\nDTEND:19970701T130000Z\n"), "done_at", "1997-07-01T13:00:00Z");
  assert_item (EVENT ("DTSTART:19970701T120000Z\nSTATUS:CANCELLED\n"), "status", "cancelled");
  assert_item (EVENT ("DTSTART:29970701T120000Z\n"), "status", "planned");
  assert_item (EVENT ("DTSTART:19970701T120000Z\nRRULE:FREQ=DAILY\n"), "status", "planned");
  assert_item (EVENT ("DTSTART:19970701T120000Z\nRRULE:FREQ=DAILY;UNTIL=19980101T000000Z\n"), "status", "done");
  assert_item (TODO ("DUE:19970701T120000Z\n"), "status", "planned");
  assert_item (TODO ("COMPLETED:19970701T120000Z\n"), "status", "done");
  assert_item (TODO ("COMPLETED:19970701T120000Z\n"), "done_at", "1997-07-01T12:00:00Z");
  assert_item (TODO ("PERCENT-COMPLETE:100\n"), "status", "done");
}

static void
test_series (void)
{
  g_auto (Read) read;
  static const char text[] =
    "BEGIN:VEVENT\nUID:s\nDTSTART;TZID=Europe/Berlin:20260701T120000\nRRULE:FREQ=SECONDLY;COUNT=2000000000\n"
    "EXDATE;TZID=Europe/Berlin:20260702T120000,20260703T120000\nRDATE;VALUE=DATE:20260801\nEND:VEVENT\n"
    "BEGIN:VEVENT\nUID:s\nRECURRENCE-ID;TZID=Europe/Berlin:20260704T120000\nSUMMARY:moved\nEND:VEVENT\n";

  read_text (&read, text, sizeof text - 1);
  g_assert_cmpuint (read.items->len, ==, 2);
  g_assert_cmpstr (get_cell (&read, 0, "repeats"), ==, "FREQ=SECONDLY;COUNT=2000000000 EXDATE:20260702T100000Z "
                   "EXDATE:20260703T100000Z RDATE;VALUE=DATE:20260801 TZID:Europe/Berlin");
  g_assert_cmpstr (get_cell (&read, 0, "uid"), ==, "s");
  g_assert_cmpstr (get_cell (&read, 1, "uid"), ==, "s 20260704T100000Z");
  /* Where that cannot be read it is another one all the same. */
  assert_item ("BEGIN:VEVENT\nUID:s\nRECURRENCE-ID:tomorrow\nEND:VEVENT\n", "uid", "s tomorrow");
}

/* What repeats does so by the clocks of a place. */
static void
test_zones_of_series (void)
{
  assert_item (EVENT ("DTSTART;TZID=Europe/Paris:20241007T203000\nRRULE:FREQ=WEEKLY;COUNT=6\n"), "repeats",
               "FREQ=WEEKLY;COUNT=6 TZID:Europe/Paris");
  assert_item (EVENT ("DTSTART;TZID=W. Europe Standard Time:20241007T203000\nRRULE:FREQ=WEEKLY\n"), "repeats",
               "FREQ=WEEKLY TZID:Europe/Berlin");
  assert_item (TODO ("DUE;TZID=/a.example/Asia/Tokyo:20241007T203000\nRRULE:FREQ=WEEKLY\n"), "repeats",
               "FREQ=WEEKLY TZID:Asia/Tokyo");
  assert_item (EVENT ("DTSTART:20241007T203000Z\nRRULE:FREQ=WEEKLY\n"), "repeats", "FREQ=WEEKLY");
  assert_item (EVENT ("DTSTART;VALUE=DATE:20241007\nRRULE:FREQ=WEEKLY\n"), "repeats", "FREQ=WEEKLY");
  assert_item (EVENT ("DTSTART;TZID=Europe/Paris:20241007T203000\n"), "repeats", NULL);
  assert_item (EVENT ("DTSTART:20241007T203000Z\nRRULE:RSCALE=GREGORIAN;FREQ=YEARLY\n"), "repeats",
               "RRULE:RSCALE=GREGORIAN;FREQ=YEARLY");
}

static void
test_people (void)
{
  assert_item (EVENT ("ORGANIZER;CN=Boss:MAILTO:boss@example.org\nATTENDEE:mailto:a@example.org\n"
                      "ATTENDEE;CUTYPE=ROOM:room 5\nATTENDEE;EMAIL=b@example.org:urn:uuid:1\n"),
               "addresses", "boss@example.org > a@example.org, b@example.org");
  assert_item (EVENT ("ATTENDEE:mailto:a@example.org\n"), "addresses", "a@example.org");
  assert_item (EVENT (""), "addresses", NULL);
}

/* What has no identifier is known by what it says. */
static void
test_nameless (void)
{
  static const char text[] = "BEGIN:VEVENT\nSUMMARY:a\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:a\nEND:VEVENT\n"
                             "BEGIN:VEVENT\nSUMMARY:b\nEND:VEVENT\n";
  g_auto (Read) read;

  read_text (&read, text, sizeof text - 1);
  g_assert_cmpuint (read.items->len, ==, 3);
  g_assert_cmpstr (get_cell (&read, 0, "uid"), ==, get_cell (&read, 1, "uid"));
  g_assert_cmpstr (get_cell (&read, 0, "uid"), !=, get_cell (&read, 2, "uid"));
}

static void
test_own (void)
{
  assert_item (EVENT ("X-CLIENTELE-CUSTOMER:Acme\\, Inc.\n"), "customer", "Acme, Inc.");
  assert_item (EVENT ("x-clientele-done-at:2026-07-01T12:00:00.123456Z\n"), "done_at", "2026-07-01T12:00:00.123456Z");
  assert_item (EVENT ("STATUS:CANCELLED\nX-CLIENTELE-STATUS:planned\n"), "status", "planned");
}

static void
test_table (void)
{
  static const char text[] = EVENT ("SUMMARY:a\nDTSTART;VALUE=DATE:29970701\nLOCATION:=1\n");
  g_auto (CrmRemarks) remarks;
  g_autofree char *table = NULL;

  crm_remarks_init (&remarks);
  table = crm_calendar_make_table (text, sizeof text - 1, &remarks, NULL);
  g_assert_cmpstr (table, ==, "name,kind,status,due_at,all_day,location,done_at,uid\n"
                              "a,meeting,planned,2997-07-01T00:00:00Z,yes,=1,,a@b\n");
}

static void
cancel_at_item (char *const *cells,
                gpointer data)
{
  guint *n = data;

  if (++*n == 2)
    g_cancellable_cancel (g_cancellable_get_current ());
}

static void
test_cancel (void)
{
  static const char text[] = TODO ("") TODO ("") TODO ("");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (CrmRemarks) remarks;
  guint n = 0;

  crm_remarks_init (&remarks);
  g_cancellable_push_current (cancellable);
  crm_calendar_read (text, sizeof text - 1, &remarks, cancel_at_item, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_null (crm_calendar_make_table (text, sizeof text - 1, &remarks, &error));
  g_cancellable_pop_current (cancellable);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* How many activities libical itself finds. */
static guint
count_items (icalcomponent *component)
{
  icalcomponent_kind kind = icalcomponent_isa (component);
  guint n = kind == ICAL_VEVENT_COMPONENT || kind == ICAL_VTODO_COMPONENT || kind == ICAL_VJOURNAL_COMPONENT;

  for (icalcomponent *inner = icalcomponent_get_first_component (component, ICAL_ANY_COMPONENT); inner != NULL;
       inner = icalcomponent_get_next_component (component, ICAL_ANY_COMPONENT))
    n += count_items (inner);
  return n;
}

static void
test_reference (void)
{
  g_autofree char *folder = crm_test_data_path ("ical_libical");
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;
  guint n_files = 0, n_items = 0;

  if (dir == NULL)
    return;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *text = NULL, *table = NULL;
      icalcomponent *component;
      g_auto (Read) read = { NULL };
      gsize length;

      if (!g_str_has_suffix (name, ".ics"))
        continue;
      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      component = icalparser_parse_string (text);
      read_text (&read, text, length);
      if (component != NULL && read.items->len != count_items (component))
        g_error ("%s: %u items instead of %u", name, read.items->len, count_items (component));
      g_clear_pointer (&component, icalcomponent_free);
      table = crm_calendar_make_table (text, length, &read.remarks, NULL);
      g_assert_true (g_utf8_validate (table, -1, NULL));
      n_items += read.items->len;
      n_files++;
    }
  g_test_message ("%u calendars, %u items", n_files, n_items);
  g_assert_cmpuint (n_items, >, 0);
}

/* Any beginning of a calendar is read without harm. */
static void
test_cut (void)
{
  for (gsize length = 0; length < sizeof zone; length++)
    {
      g_autofree char *part = g_memdup2 (zone, length);
      g_auto (Read) read;

      read_text (&read, part, length);
      g_assert_cmpuint (read.items->len, <=, 1);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar/kinds", test_kinds);
  g_test_add_func ("/calendar/zones", test_zones);
  g_test_add_func ("/calendar/other-zones", test_other_zones);
  g_test_add_func ("/calendar/mended", test_mended);
  g_test_add_func ("/calendar/short-zones", test_short_zones);
  g_test_add_func ("/calendar/shown-zones", test_shown_zones);
  g_test_add_func ("/calendar/components", test_components);
  g_test_add_func ("/calendar/notes", test_notes);
  g_test_add_func ("/calendar/remarks", test_remarks);
  g_test_add_func ("/calendar/times", test_times);
  g_test_add_func ("/calendar/series", test_series);
  g_test_add_func ("/calendar/zones-of-series", test_zones_of_series);
  g_test_add_func ("/calendar/people", test_people);
  g_test_add_func ("/calendar/nameless", test_nameless);
  g_test_add_func ("/calendar/own", test_own);
  g_test_add_func ("/calendar/table", test_table);
  g_test_add_func ("/calendar/cancel", test_cancel);
  g_test_add_func ("/calendar/reference", test_reference);
  g_test_add_func ("/calendar/cut", test_cut);
  return g_test_run ();
}
