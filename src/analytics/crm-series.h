/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/crm-date.h"

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmSeriesGaps:
 * @CRM_SERIES_GAPS_ZERO: a period without rows is 0
 * @CRM_SERIES_GAPS_MISSING: it has no value (NaN)
 * @CRM_SERIES_GAPS_INTERPOLATE: it lies on the line between its neighbours, seasons considered
 */
typedef enum { CRM_SERIES_GAPS_ZERO, CRM_SERIES_GAPS_MISSING, CRM_SERIES_GAPS_INTERPOLATE } CrmSeriesGaps;

/* What the value of a period is made of those of its rows. */
typedef enum { CRM_SERIES_SUM, CRM_SERIES_MEAN, CRM_SERIES_COUNT, CRM_SERIES_LAST } CrmSeriesMeasure;

typedef struct
{
  CrmPeriod        unit;
  CrmSeriesMeasure measure;
  CrmSeriesGaps    gaps;
  guint            season;   /* for interpolation; 1 where there is none */
  gint64           until;    /* last day that counts; CRM_SERIES_ALL for all */
} CrmSeriesOptions;

#define CRM_SERIES_ALL G_MAXINT64

/**
 * CrmSeries:
 * @dated: whether the places are periods of the calendar
 * @start: the first day of the first period
 * @values: (array length=n): NaN where there is none
 * @gaps: (element-type gsize): places that had no row
 * @n_unused: rows without a day or a value
 *
 * Values at a regular distance in time.
 */
typedef struct
{
  gboolean  dated;
  CrmPeriod unit;
  gint64    start;
  gsize     n;
  double   *values;
  GArray   *gaps;
  gsize     n_unused;
} CrmSeries;

CrmSeries *crm_series_new      (const gint32 *days, const double *values, gsize n, const CrmSeriesOptions *options,
                                const CrmRun *run, GError **error);
CrmSeries *crm_series_new_rows (const double *values, gsize n, const CrmSeriesOptions *options, const CrmRun *run,
                                GError **error);
void       crm_series_free     (CrmSeries *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmSeries, crm_series_free)

CrmPeriod  crm_series_guess_unit (const gint32 *days, gsize n);
gint64     crm_series_day      (const CrmSeries *self, gsize place);
gint64     crm_series_number_period (CrmPeriod unit, gint64 day);
char      *crm_series_name_period (CrmPeriod unit, gint64 start);

G_END_DECLS
