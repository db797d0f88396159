/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/crm-quality-dates.h"

#include "analytics/crm-written.h"
#include "base/crm-date.h"

#include <string.h>

/* Dates that people wrote into a field for text, each in his own way, and years that are slips. */

#define LEAST_DATES 3
#define LONGEST 40
#define FIRST_YEAR 1900
#define YEARS_AHEAD 50    /* that may be meant */
#define YEARS_NEAR 30     /* in which what was mistyped is sought */

static gboolean
has_three_parts (const char *text)
{
  guint n = 0;

  for (const char *p = text; *p != '\0'; p++)
    n += g_ascii_isalnum (*p) && (p == text || !g_ascii_isalnum (p[-1]));
  return n == 3;
}

static CrmDateWriting
find_writing (const char *text)
{
  gsize width = strspn (text, "0123456789");

  switch (strpbrk (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ") == NULL ? text[width] : '\0')
    {
    case '-':
      return width == 4 ? CRM_DATES_ISO : CRM_DATES_HYPHENS;
    case '.':
      return width == 4 ? CRM_DATES_OTHER : CRM_DATES_POINTS;
    case '/':
      return width == 4 ? CRM_DATES_OTHER : CRM_DATES_SLASHES;
    default:
      return CRM_DATES_OTHER;
    }
}

/* Returns the ways in which the text, a day and nothing else, can be read; 0 if it is none. */
static guint
read_day (const char *text,
          gint32 days[CRM_N_WAYS])
{
  return strlen (text) <= LONGEST && strchr (text, ':') == NULL && has_three_parts (text)
         ? crm_written_day (text, days) : 0;
}

/**
 * crm_date_column_note:
 * @text: one of the values
 */
void
crm_date_column_note (CrmDateColumn *self,
                      const char *text)
{
  gint32 days[CRM_N_WAYS];
  guint ways = strpbrk (text, "0123456789") != NULL ? read_day (text, days) : 0;

  if (ways == 0)
    return;
  self->n_dates++;
  self->n[find_writing (text)]++;
  self->says |= ways != CRM_ALL_WAYS ? ways : 0;
}

static gboolean
is_order_known (const CrmDateColumn *self)
{
  return self->says != 0 && self->says != CRM_ALL_WAYS;
}

/**
 * crm_date_column_settle:
 * @n_known: how many values there are
 *
 * Chooses the writing of most values for all of them. Whether 03/04/2024 is of March or of April must be certain: there
 * are other values that can be read in one way only.
 *
 * Returns: whether they are dates, written in more than one way
 */
gboolean
crm_date_column_settle (CrmDateColumn *self,
                        gint64 n_known)
{
  self->chosen = CRM_DATES_ISO;
  for (guint i = 0; i < CRM_DATES_OTHER; i++)
    {
      if ((i != CRM_DATES_SLASHES && i != CRM_DATES_HYPHENS) || is_order_known (self))
        self->chosen = self->n[i] > self->n[self->chosen] ? i : self->chosen;
    }
  return self->n_dates >= LEAST_DATES && self->n_dates * 5 >= n_known * 4 && self->n[self->chosen] > 0 &&
         self->n_dates > self->n[self->chosen];
}

static char *
write_date (int first,
            int second,
            int year,
            CrmDateWriting writing)
{
  char mark = writing == CRM_DATES_POINTS ? '.' : writing == CRM_DATES_SLASHES ? '/' : '-';

  return g_strdup_printf ("%02d%c%02d%c%04d", first, mark, second, mark, year);
}

/**
 * crm_date_column_mend:
 *
 * Of a column that is settled.
 *
 * Returns: (transfer full) (nullable): the date as most others are written; %NULL for what is written so, is no date,
 *   or could be two
 */
char *
crm_date_column_mend (const CrmDateColumn *self,
                      const char *text)
{
  gint32 days[CRM_N_WAYS];
  guint ways = read_day (text, days), way = ways == 1u << CRM_WAY_MONTH_FIRST ? CRM_WAY_MONTH_FIRST : CRM_WAY_DAY_FIRST;
  int year, month, day;

  if (ways == 0 || find_writing (text) == self->chosen)
    return NULL;
  if (ways == CRM_ALL_WAYS && days[0] != days[1])
    {
      if (!is_order_known (self))
        return NULL;
      way = self->says == 1u << CRM_WAY_MONTH_FIRST ? CRM_WAY_MONTH_FIRST : CRM_WAY_DAY_FIRST;
    }
  crm_date_to_ymd (days[way], &year, &month, &day);
  switch (self->chosen)
    {
    case CRM_DATES_POINTS:
      return write_date (day, month, year, self->chosen);
    case CRM_DATES_SLASHES:
    case CRM_DATES_HYPHENS:
      if (self->says == 1u << CRM_WAY_MONTH_FIRST)
        return write_date (month, day, year, self->chosen);
      return write_date (day, month, year, self->chosen);
    case CRM_DATES_ISO:
    case CRM_DATES_OTHER:
    default:
      return crm_date_to_iso (days[way]);
    }
}

/* Of two digits that changed places, such as in 2204, the year that is near, if there is one. */
static int
swap_digits (int year,
             int now)
{
  int found = 0;

  for (int low = 1; low < 1000; low *= 10)
    {
      int a = year / low % 10, b = year / low / 10 % 10, swapped = year + (b - a) * low + (a - b) * low * 10;

      if (swapped == year || ABS (swapped - now) > YEARS_NEAR)
        continue;
      if (found != 0)
        return 0;
      found = swapped;
    }
  return found;
}

/**
 * crm_quality_mend_year:
 * @date: as it was entered
 * @today: to tell which years can be meant
 * @mended: (out): as it was meant: 0024 is 2024, 2204 too
 *
 * Returns: whether the year must be a slip, and of what
 */
gboolean
crm_quality_mend_year (gint64 date,
                       gint64 today,
                       gint64 *mended)
{
  int year, month, day, now, unused;

  crm_date_to_ymd (date, &year, &month, &day);
  crm_date_to_ymd (today, &now, &unused, &unused);
  if (year >= FIRST_YEAR && year <= now + YEARS_AHEAD)
    return FALSE;
  year = year < 100 ? year + (year < 70 ? 2000 : 1900) : swap_digits (year, now);
  if (year == 0 || !crm_date_valid (year, month, day))
    return FALSE;
  *mended = crm_date_from_ymd (year, month, day);
  return TRUE;
}
