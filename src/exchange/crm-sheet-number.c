/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-sheet.h"

#include "base/crm-date.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A spreadsheet knows numbers only; that one is a date, a share or an amount is said by its format (ECMA-376, 18.8.30
 * and 18.8.31). */

#define DAY_MS 86400000
#define LAST_DAY 2958465        /* 9999-12-31 */
#define DAYS_BEFORE_1970 25569  /* from 1899-12-30 */
#define DAYS_BEFORE_1904 1462
/* Nobody can type a longer time than 9999:59:59: what is longer is a day of which only the time is shown. */
#define LONGEST_TIME (10000 * G_GINT64_CONSTANT (3600000))

/* Takes "[$€-407]" or "[$EUR]". */
static void
read_bracket (const char *start,
              const char *end,
              CrmSheetFormat *format,
              gboolean *elapsed)
{
  if (start < end && *start == '$')
    {
      const char *behind = start + 1 + strcspn (start + 1, "-]");
      g_autofree char *sign = g_strstrip (g_strndup (start + 1, behind - start - 1));

      crm_sheet_format_currency (format, sign, strtoul (behind + (*behind == '-'), NULL, 16) & 0xffff);
    }
  else if (end - start <= 2 && end > start && strchr ("hmsHMS", *start) != NULL)
    *elapsed = TRUE;
}

static void
note_symbol (const char *text,
             gsize length,
             CrmSheetFormat *format)
{
  g_autofree char *sign = g_strstrip (g_strndup (text, length));

  crm_sheet_format_currency (format, sign, 0);
}

/**
 * crm_sheet_format_read:
 * @code: such as "yyyy-mm-dd" or "#,##0.00 [$€-407]"; what holds for positive numbers counts
 */
void
crm_sheet_format_read (const char *code,
                       CrmSheetFormat *format)
{
  gboolean date = FALSE, time = FALSE, elapsed = FALSE, month = FALSE, percent = FALSE;

  *format = (CrmSheetFormat) { 0 };
  for (const char *p = code; *p != '\0' && *p != ';'; p++)
    {
      const char *end = NULL;

      if (*p == '"')
        {
          end = strchr (p + 1, '"');
          if (end != NULL)
            note_symbol (p + 1, end - p - 1, format);
        }
      else if (*p == '[')
        {
          end = strchr (p, ']');
          if (end != NULL)
            read_bracket (p + 1, end, format, &elapsed);
        }
      else if (strchr ("\\_*", *p) != NULL && p[1] != '\0')
        end = g_utf8_next_char (p + 1) - 1;
      else if (g_ascii_strncasecmp (p, "General", 7) == 0)
        end = p + 6;
      else if ((*p == 'E' || *p == 'e') && (p[1] == '+' || p[1] == '-'))
        end = p + 1;
      else if ((guchar) *p >= 0x80 || *p == '$')
        {
          end = g_utf8_next_char (p) - 1;
          note_symbol (p, end + 1 - p, format);
        }
      date |= end == NULL && strchr ("yYdDeE", *p) != NULL;
      time |= end == NULL && strchr ("hHsS", *p) != NULL;
      month |= end == NULL && strchr ("mM", *p) != NULL;
      percent |= end == NULL && *p == '%';
      if (end != NULL)
        p = end;
    }
  if (date || (month && !time && !elapsed))
    format->meaning = CRM_SHEET_DATE;
  else if (elapsed)
    format->meaning = CRM_SHEET_DURATION;
  else if (time)
    format->meaning = CRM_SHEET_TIME;
  else if (percent)
    format->meaning = CRM_SHEET_PERCENT;
  if (format->meaning != CRM_SHEET_NUMBER)
    *format->currency = '\0';
}

/**
 * crm_sheet_format_builtin:
 * @number: of a format that files do not spell out
 */
void
crm_sheet_format_builtin (guint number,
                          CrmSheetFormat *format)
{
  *format = (CrmSheetFormat) { 0 };
  if ((number >= 14 && number <= 17) || number == 22 || (number >= 27 && number <= 31) || number == 36 ||
      (number >= 50 && number <= 54) || number == 57 || number == 58)
    format->meaning = CRM_SHEET_DATE;
  else if (number == 46)
    format->meaning = CRM_SHEET_DURATION;
  else if ((number >= 18 && number <= 21) || (number >= 32 && number <= 35) || (number >= 45 && number <= 47) ||
           number == 55 || number == 56)
    format->meaning = CRM_SHEET_TIME;
  else if (number == 9 || number == 10)
    format->meaning = CRM_SHEET_PERCENT;
}

/* The shortest writing with the fifteen digits that spreadsheets have, never with an exponent. */
static void
append_decimal (GString *out,
                double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE], *mark;
  int exponent, n_digits = 0;

  g_ascii_formatd (buffer, sizeof buffer, "%.15g", number);
  mark = strchr (buffer, 'e');
  if (mark == NULL)
    {
      g_string_append (out, buffer);
      return;
    }
  exponent = strtol (mark + 1, NULL, 10);
  if (number < 0)
    g_string_append_c (out, '-');
  for (int i = exponent; i < 0; i++)
    g_string_append (out, i == exponent ? "0." : "0");
  for (const char *p = buffer; p < mark; p++)
    {
      if (!g_ascii_isdigit (*p))
        continue;
      g_string_append_c (out, *p);
      n_digits++;
    }
  for (; n_digits <= exponent; n_digits++)
    g_string_append_c (out, '0');
}

static void
append_time (GString *out,
             gint64 ms)
{
  g_string_append_printf (out, "%02d:%02d:%02d", (int) (ms / 3600000), (int) (ms / 60000 % 60), (int) (ms / 1000 % 60));
  if (ms % 1000 != 0)
    g_string_append_printf (out, ".%03d", (int) (ms % 1000));
}

/* Day 0 is what an empty cell is for a formula, and what a time has that has no day. */
static void
append_date (GString *out,
             gint64 date,
             gint64 ms)
{
  gboolean no_day = date == -DAYS_BEFORE_1970;
  int year, month, day;

  crm_date_to_ymd (date, &year, &month, &day);
  if (!no_day)
    g_string_append_printf (out, "%04d-%02d-%02d", year, month, day);
  if (ms == 0)
    return;
  if (!no_day)
    g_string_append_c (out, ' ');
  append_time (out, ms);
}

/* The first spreadsheet took 1900 for a leap year, and all others followed. */
static gint64
read_serial (gint64 day,
             gboolean since_1904)
{
  if (since_1904)
    day += DAYS_BEFORE_1904;
  else if (day > 0 && day < 60)
    day++;
  return day - DAYS_BEFORE_1970;
}

static void
append_moment (GString *out,
               double number,
               CrmSheetMeaning meaning,
               gboolean since_1904)
{
  gint64 ms = llround (number * DAY_MS);

  if (meaning == CRM_SHEET_DURATION || (meaning == CRM_SHEET_TIME && ms < LONGEST_TIME))
    append_time (out, ms);
  else
    append_date (out, read_serial (ms / DAY_MS, since_1904), ms % DAY_MS);
}

/* "T10:30:00.5Z"; no cell shows the zone, which is left away. */
static gboolean
read_clock (const char *text,
            gint64 *ms)
{
  int hour, minute, n = 0;
  double second = 0;

  if (sscanf (text, "%2d:%2d%n", &hour, &minute, &n) != 2 || hour < 0 || minute < 0)
    return FALSE;
  text += n;
  if (*text == ':')
    second = g_ascii_strtod (text + 1, (char **) &text);
  if (!(second >= 0 && second < 61) || (*text != '\0' && strchr ("Z+-", *text) == NULL))
    return FALSE;
  *ms = (hour * 60 + minute) * 60000 + llround (second * 1000);
  return TRUE;
}

/* "PT27H30M05S", "P1DT2H", or " 27H30M5.000S" as Excel writes it behind the P. */
static gboolean
read_duration (const char *text,
               gint64 *ms)
{
  static const struct { char unit; double ms; } units[] = { { 'D', DAY_MS }, { 'H', 3600000 }, { 'M', 60000 },
                                                            { 'S', 1000 } };
  double sum = 0;

  for (guint i = 0; *text != '\0'; i++)
    {
      char *end;
      double number;

      text += strspn (text, " T");
      number = g_ascii_strtod (text, &end);
      while (i < G_N_ELEMENTS (units) && *end != units[i].unit)
        i++;
      if (end == text || i == G_N_ELEMENTS (units) || !(number >= 0))
        return FALSE;
      sum += number * units[i].ms;
      text = end + 1;
    }
  if (sum > (double) LAST_DAY * DAY_MS)
    return FALSE;
  *ms = llround (sum);
  return TRUE;
}

/**
 * crm_sheet_append_iso:
 * @text: as the file has it: a day, a time or both ("2025-03-04T00:00:00Z"), or a duration ("PT27H30M5S")
 *
 * Writes it like the number that would mean the same.
 */
void
crm_sheet_append_iso (GString *out,
                      const char *text)
{
  const char *mark = strchr (text, 'T');
  g_autofree char *day = mark != NULL ? g_strndup (text, mark - text) : g_strdup (text);
  gint64 date, ms = 0;

  if (*text == 'P' && read_duration (text + 1, &ms))
    append_time (out, ms);
  else if (crm_date_parse (day, &date) && (mark == NULL || read_clock (mark + 1, &ms)))
    append_date (out, date + ms / DAY_MS, ms % DAY_MS);
  else if (read_clock (text, &ms))
    append_time (out, ms);
  else
    g_string_append (out, text);   /* what it is, a person will see */
}

static gboolean
is_whole (const char *text)
{
  text += *text == '-';
  return *text != '\0' && strspn (text, "0123456789") == strlen (text);
}

/**
 * crm_sheet_append_number:
 * @text: as the file has it, such as "45000.5" or "1E-3"
 * @since_1904: whether days count from 1904, as old Macintoshes did
 *
 * Writes the number as what it means.
 */
void
crm_sheet_append_number (GString *out,
                         const char *text,
                         const CrmSheetFormat *format,
                         gboolean since_1904)
{
  char *end;
  double number = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' || !isfinite (number))
    {
      g_string_append (out, text);   /* what it is, a person will see */
      return;
    }
  if (format->meaning >= CRM_SHEET_DATE && number >= 0 && number <= LAST_DAY)
    {
      append_moment (out, number, format->meaning, since_1904);
      return;
    }
  if (format->meaning == CRM_SHEET_PERCENT)
    append_decimal (out, number * 100);
  else if (is_whole (text))
    g_string_append (out, text);     /* numbers of cards and the like have more digits than a double */
  else
    append_decimal (out, number);
  if (format->meaning == CRM_SHEET_PERCENT)
    g_string_append_c (out, '%');
  else if (*format->currency != '\0')
    g_string_append_printf (out, " %s", format->currency);
}
