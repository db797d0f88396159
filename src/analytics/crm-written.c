/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-written.h"

#include "base/crm-date.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Numbers and days as people and programs write them into tables. */

#define LONGEST 64

static const char *
skip_blanks (const char *text)
{
  while (*text != '\0' && g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return text;
}

/* Other words of three letters are more often numbers of articles than money. */
static gboolean
is_currency (const char *code)
{
  static const char codes[] = "AED ARS AUD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES "
                              "KRW MAD MXN MYR NGN NOK NZD PHP PLN RMB RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD VND "
                              "ZAR";

  return strstr (codes, code) != NULL;
}

/* Reads a code such as EUR, or a symbol, perhaps with letters before it (US$). Returns where it ends. */
static const char *
read_currency (const char *text,
               char currency[8])
{
  char code[4] = "";
  gsize letters = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  const char *end = text + letters;

  if (letters <= 3 && *end != '\0' && g_unichar_type (g_utf8_get_char (end)) == G_UNICODE_CURRENCY_SYMBOL)
    end = g_utf8_next_char (end);
  else if (letters == 3 && !g_ascii_isalpha (*end) && is_currency (memcpy (code, text, 3)))
    end = text + 3;
  else
    return text;
  memcpy (currency, text, end - text);
  currency[end - text] = '\0';
  return end;
}

static gboolean
is_blank_or_apostrophe (gunichar c)
{
  return c == '\'' || c == 0x2019 || (c != '\n' && c != '\r' && c != '\t' && g_unichar_isspace (c));
}

/* Digits with marks between them: what is left without the marks that divide thousands, a point for the decimals. All
 * such marks are the same; groups have three digits, or two above the lowest three as in India. */
static gboolean
read_digits (const char *text,
             const char *end,
             char decimal,
             double *value)
{
  char plain[LONGEST + 2];
  gsize n = 0, group = 0, first = 0;
  gunichar mark = 0;
  const char *p = text;

  for (; p < end && *p != decimal; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_ascii_isdigit (*p))
        {
          plain[n++] = *p;
          group++;
          continue;
        }
      if (!(c == '.' || c == ',' || is_blank_or_apostrophe (c)) || (mark != 0 && c != mark) || group == 0 ||
          (mark == 0 ? group > 3 || *text == '0' : group != 3 && group != 2))
        return FALSE;
      first = mark == 0 ? group : first;
      mark = c;
      group = 0;
    }
  if (mark != 0 && group != 3)
    return FALSE;
  if (p < end)
    {
      plain[n++] = '.';
      for (p++; p < end; p++)
        {
          if (!g_ascii_isdigit (*p))
            return FALSE;
          plain[n++] = *p;
        }
    }
  plain[n] = '\0';
  *value = g_ascii_strtod (plain, NULL);
  return n > 0 && strspn (plain, ".") < n && isfinite (*value);
}

/* With an exponent: as programs write it, with a point. */
static gboolean
read_exponent (const char *text,
               double *value)
{
  char *end;

  if (strpbrk (text, "eE") == NULL || strspn (text, "+-.0123456789eE") != strlen (text))
    return FALSE;
  *value = g_ascii_strtod (text, &end);
  return *end == '\0' && isfinite (*value);
}

/* A sign, a parenthesis for what is negative, and a currency, in any order. */
static const char *
read_front (const char *text,
            CrmWrittenNumber *number,
            gboolean *negative,
            gboolean *open)
{
  const char *before;

  do
    {
      before = text = skip_blanks (text);
      if (!*negative && !*open && (*text == '-' || g_str_has_prefix (text, "−")))
        {
          *negative = TRUE;
          text = g_utf8_next_char (text);
        }
      else if (!*negative && !*open && (*text == '+' || *text == '('))
        {
          *open = *negative = *text == '(';
          text++;
        }
      else if (number->currency[0] == '\0')
        text = read_currency (text, number->currency);
    }
  while (text != before);
  return text;
}

/* A percent sign, a currency, a parenthesis or a minus behind the digits. Returns whether that is all. */
static gboolean
read_back (const char *text,
           CrmWrittenNumber *number,
           gboolean *negative,
           gboolean *open)
{
  const char *before;

  do
    {
      before = text = skip_blanks (text);
      if (*text == '%' && !number->percent && number->currency[0] == '\0')
        {
          number->percent = TRUE;
          text++;
        }
      else if ((*text == ')' && *open) || (*text == '-' && !*negative))
        {
          *open = FALSE;
          *negative = TRUE;
          text++;
        }
      else if (number->currency[0] == '\0' && !number->percent)
        text = read_currency (text, number->currency);
    }
  while (text != before);
  return *text == '\0' && !*open;
}

/**
 * crm_written_number:
 * @text: a number in any common writing: 1234.5, 1,234.50, 1.234,50 €, (1 234), 12 %, 1.5e3
 * @number: (out): what it is
 *
 * Returns: a bit for each way, %CRM_WAY_POINT and %CRM_WAY_COMMA, that it can be read by; 0 for what is no number
 */
guint
crm_written_number (const char *text,
                    CrmWrittenNumber *number)
{
  gboolean negative = FALSE, open = FALSE;
  const char *end;
  guint ways = 0;

  *number = (CrmWrittenNumber) { 0 };
  if (strlen (text) > LONGEST)
    return 0;
  if (read_exponent (text, &number->values[CRM_WAY_POINT]))
    return 1u << CRM_WAY_POINT;
  text = read_front (text, number, &negative, &open);
  for (end = text; g_ascii_isdigit (*end) || *end == '.' || *end == ',' ||
       (*end != '\0' && is_blank_or_apostrophe (g_utf8_get_char (end))); end = g_utf8_next_char (end))
    ;
  while (end > text && is_blank_or_apostrophe (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  if (end == text || !read_back (end, number, &negative, &open))
    return 0;
  for (guint way = 0; way < CRM_N_WAYS; way++)
    {
      double *value = &number->values[way];

      if (!read_digits (text, end, way == CRM_WAY_POINT ? '.' : ',', value))
        continue;
      ways |= 1u << way;
      *value = number->percent ? *value / 100 : *value;
      *value = negative ? -*value : *value;
    }
  return ways;
}

/* Days */

static int
find_month (const char **text)
{
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  gsize length = 0;

  while (g_ascii_isalpha ((*text)[length]))
    length++;
  for (int i = 0; length >= 3 && i < 12; i++)
    {
      if (g_ascii_strncasecmp (*text, months + 3 * i, 3) != 0)
        continue;
      *text += length;
      return i + 1;
    }
  return 0;
}

/* Whether nothing or a time of the day follows; the time itself does not matter. */
static gboolean
ends_day (const char *text)
{
  int hour, minute, n = 0;

  if (*text == '\0')
    return TRUE;
  if (*text != ' ' && *text != 'T' && *text != ',')
    return FALSE;
  text += strspn (text, " T,");
  if (*text == '\0')
    return TRUE;
  if (sscanf (text, "%2d:%2d%n", &hour, &minute, &n) != 2 || hour < 0 || hour > 24 || minute < 0 || minute > 59)
    return FALSE;
  text += n;
  text += strspn (text, ":.,0123456789 ");
  return *text == '\0' || strchr ("AaPpZ+-", *text) != NULL;
}

static gboolean
take_day (int year,
          int month,
          int day,
          gint32 *result)
{
  if (!crm_date_valid (year, month, day))
    return FALSE;
  *result = crm_date_from_ymd (year, month, day);
  return TRUE;
}

/**
 * crm_written_day:
 * @text: a day, perhaps with a time behind it: 2024-12-31, 2024/12/31, 31.12.2024, 12/31/2024, 31 Dec 2024; or a month,
 *   which stands for its first day: 2024-12, Dec 2024
 * @days: (out): since 1970-01-01, by each way that is possible
 *
 * Years have four digits, or two (70 to 99 are of the last century). Points are between days, months and years in this
 * order only.
 *
 * Returns: a bit for each way, %CRM_WAY_DAY_FIRST and %CRM_WAY_MONTH_FIRST, that it can be read by; 0 for what is none
 */
guint
crm_written_day (const char *text,
                 gint32 days[CRM_N_WAYS])
{
  int parts[3] = { 0 }, named = -1;
  gsize widths[3] = { 0 };
  char marks[2] = { 0 };
  guint ways = 0;

  text = skip_blanks (text);
  for (guint i = 0; i < 3; i++)
    {
      const char *start = text;

      if (g_ascii_isalpha (*text) && named < 0 && i < 2 && (parts[i] = find_month (&text)) > 0)
        named = i;
      else
        {
          text += widths[i] = strspn (text, "0123456789");
          if (widths[i] == 0 || widths[i] > 4 || widths[i] == 3)
            return 0;
          parts[i] = g_ascii_strtoull (start, NULL, 10);
        }
      if (i == 1 && *text == '\0' && ((widths[0] == 4 && widths[1] == 2 && marks[0] == '-') ||
                                      (named == 0 && widths[1] == 4)))
        {
          ways = take_day (parts[named == 0], parts[named != 0], 1, &days[0]) ? CRM_ALL_WAYS : 0;
          days[1] = days[0];
          return ways;
        }
      if (i == 2)
        break;
      marks[i] = *text;
      if (*text == '\0' || strchr ("-/. ,", *text) == NULL || (named < 0 && strchr (" ,", *text) != NULL && i == 1))
        return 0;
      text += named >= 0 || *text == '.' ? strspn (text, "-/. ,") : 1;
    }
  if (!ends_day (text) || (named < 0 && marks[0] != marks[1]))
    return 0;
  if (widths[0] == 4)
    {
      ways = take_day (parts[0], parts[1], parts[2], &days[0]) ? CRM_ALL_WAYS : 0;
      days[1] = days[0];
      return ways;
    }
  if (widths[2] != 2 && widths[2] != 4)
    return 0;
  parts[2] += widths[2] == 4 ? 0 : parts[2] < 70 ? 2000 : 1900;
  for (guint way = 0; way < CRM_N_WAYS; way++)
    {
      gboolean month_first = named >= 0 ? named == 0 : marks[0] != '.' && way == CRM_WAY_MONTH_FIRST;

      if (take_day (parts[2], parts[!month_first], parts[month_first], &days[way]))
        ways |= 1u << way;
    }
  return ways;
}
