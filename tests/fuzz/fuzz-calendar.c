/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-calendar.h"

#include <string.h>

/* Calendars of any bytes: they are read without harm into a table of valid text. */

#define QUICK 5000
#define SLOW 500000

static const char seed[] =
  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Here\r\nBEGIN:STANDARD\r\nDTSTART:19671029T020000\r\n"
  "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\nEND:STANDARD\r\n"
  "END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:a@b\r\nDTSTART;TZID=Here:20260701T120000\r\nDURATION:P1DT2H\r\n"
  "RRULE:FREQ=MONTHLY;COUNT=10;BYDAY=MO,-1FR;BYSETPOS=-2\r\nEXDATE;TZID=Here:20260801T120000,20260901T120000\r\n"
  "RDATE;VALUE=PERIOD:20260101T000000Z/PT1H\r\nSUMMARY;LANGUAGE=en:a\\, b\\nc\r\n  d\r\nCATEGORIES:call,x\r\n"
  "ORGANIZER;CN=\"x:y\":mailto:a@example.org\r\nATTENDEE:MAILTO:b@example.org\r\nX-CLIENTELE-STATUS:done\r\n"
  "BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VTODO\r\nDUE;VALUE=DATE:20260101\r\n"
  "COMPLETED:20260102T120000Z\r\nPERCENT-COMPLETE:100\r\nSTATUS:COMPLETED\r\nPRIORITY:5\r\nEND:VTODO\r\n"
  "BEGIN:VJOURNAL\r\nRECURRENCE-ID:20260801T120000Z\r\nDESCRIPTION:\xc3\xa9\r\nEND:VJOURNAL\r\nEND:VCALENDAR\r\n";

static const char marks[] = ":;,=\\\"\r\n \t/TZ0-9";

static void
take_item (char *const *cells,
           gpointer data)
{
  guint *n = data;

  g_assert_nonnull (cells[0]);   /* a name */
  (*n)++;
}

static void
try_text (const char *text,
          gsize length)
{
  g_auto (CrmRemarks) remarks;
  g_autofree char *table = NULL;
  guint n = 0;

  crm_remarks_init (&remarks);
  crm_calendar_read (text, length, &remarks, take_item, &n);
  table = crm_calendar_make_table (text, length, &remarks);
  g_assert_true (g_utf8_validate (table, -1, NULL));
  g_assert_cmpuint (n, <=, length / strlen ("BEGIN:VTODO"));
}

static void
change (GRand *chance,
        GString *text)
{
  gsize place = g_rand_int_range (chance, 0, text->len);

  switch (g_rand_int_range (chance, 0, 4))
    {
    case 0:
      text->str[place] = g_rand_int_range (chance, 0, 256);
      break;
    case 1:
      text->str[place] = marks[g_rand_int_range (chance, 0, strlen (marks))];
      break;
    case 2:
      g_string_erase (text, place, g_rand_int_range (chance, 0, MIN (8, text->len - place) + 1));
      break;
    default:
      g_string_insert_len (text, place, seed + g_rand_int_range (chance, 0, sizeof seed - 20), 19);
      break;
    }
}

int
main (void)
{
  guint n = g_getenv ("CLIENTELE_SLOW") != NULL ? SLOW : QUICK;
  g_autoptr (GRand) chance = g_rand_new_with_seed (20261122);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GString) text = g_string_new (seed);

      for (int k = g_rand_int_range (chance, 1, 12); k > 0 && text->len > 0; k--)
        change (chance, text);
      try_text (text->str, text->len);
    }
  return 0;
}
