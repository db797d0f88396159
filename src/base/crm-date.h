/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A date is a count of days since 1970-01-01 in the proleptic Gregorian calendar; it has no time zone.
 * An instant is a count of microseconds since 1970-01-01T00:00:00Z. */

#define CRM_MICROSECONDS_PER_DAY G_GINT64_CONSTANT (86400000000)

gint64   crm_date_from_ymd (int year, int month, int day);
void     crm_date_to_ymd   (gint64 date, int *year, int *month, int *day);
gboolean crm_date_valid    (int year, int month, int day);
gint64   crm_date_today    (void);
gint64   crm_date_add_months (gint64 date, int months);

gboolean crm_date_parse    (const char *text, gint64 *date);
char    *crm_date_to_iso   (gint64 date);
char    *crm_date_format   (gint64 date);
char    *crm_date_format_relative (gint64 date);
char    *crm_date_month_name (gint64 date);

gint64   crm_instant_now   (void);
gboolean crm_instant_parse (const char *text, gint64 *instant);
char    *crm_instant_to_iso (gint64 instant);
char    *crm_instant_format (gint64 instant);
char    *crm_instant_format_relative (gint64 instant);
gint64   crm_instant_to_date (gint64 instant);

/**
 * CrmPeriod:
 *
 * A unit of the calendar. Weeks begin on Monday (ISO 8601).
 */
typedef enum
{
  CRM_PERIOD_DAY,
  CRM_PERIOD_WEEK,
  CRM_PERIOD_MONTH,
  CRM_PERIOD_QUARTER,
  CRM_PERIOD_YEAR,
} CrmPeriod;

gint64 crm_period_start (CrmPeriod period, gint64 date);
gint64 crm_period_add   (CrmPeriod period, gint64 date, int n);
char  *crm_period_label (CrmPeriod period, gint64 start);

G_END_DECLS
