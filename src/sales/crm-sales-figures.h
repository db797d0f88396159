/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-reader.h"

G_BEGIN_DECLS

/**
 * CrmFigure:
 * @label: what the figure is of: a stage, an owner
 * @date: the first day of the month, for figures by month
 * @count: how many deals
 * @value: sum of their values in the workspace's currency, in minor units
 * @filter: the deals behind, in the filter language
 *
 * A number of the business with what it is made of.
 */
typedef struct
{
  char  *label;
  gint64 date;
  gint64 count;
  gint64 value;
  char  *filter;
} CrmFigure;

typedef enum
{
  CRM_SPAN_LATEST_YEAR,   /* the twelve months that end with the month of the latest closed deal */
  CRM_SPAN_THIS_YEAR,
  CRM_SPAN_LAST_YEAR,
  CRM_SPAN_ALL,
} CrmSpan;

/**
 * CrmSpanDates:
 *
 * A span of time on the calendar: both dates belong to it.
 */
typedef struct
{
  gint64 first;
  gint64 last;
} CrmSpanDates;

/**
 * CrmKeyFigures:
 *
 * Amounts in minor units of the workspace's currency; of the span, but for what is open.
 */
typedef struct
{
  gint64 open_count;
  gint64 open_value;
  gint64 open_weighted;
  gint64 won_count;
  gint64 won_value;
  gint64 lost_count;
  gint64 other_currencies;   /* deals with a value in another currency, in none of the sums */
} CrmKeyFigures;

gboolean   crm_span_resolve         (CrmSpan span, CrmReader *reader, CrmSpanDates *dates, GError **error);
gboolean   crm_figures_key          (CrmReader *reader, const CrmSpanDates *dates, CrmKeyFigures *figures,
                                     GError **error);
GPtrArray *crm_figures_won_by_month (CrmReader *reader, const CrmSpanDates *dates, GError **error);
GPtrArray *crm_figures_open_by_owner (CrmReader *reader, GError **error);
GPtrArray *crm_figures_funnel       (CrmReader *reader, gint64 pipeline, GError **error);

G_END_DECLS
