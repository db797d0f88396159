/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/crm-date.h"

G_BEGIN_DECLS

/**
 * CrmComparison:
 * @previous_changes: (array length=n): of the period before, 0.1 for 10 % more; NaN where that was not above 0
 * @year_changes: (array length=n): of the same period a year before: of days that date, of weeks 52 earlier
 * @shares: (array length=n): of the whole: of each period's total where there is one, else of all periods
 * @points: (array length=n): by how many percentage points the share is above that of the period before
 * @averages: (array length=n): of the last `window` values; NaN before there are as many
 * @indices: (array length=n): 100 for the first
 * @growth: mean change of a period, of the first to the last, geometric
 * @doublings: how often it has doubled from the first to the last
 * @doubling_time: periods that one takes; negative where it halves, infinite where nothing changes
 *
 * A series held against itself.
 */
typedef struct
{
  gsize   n;
  double *previous_changes, *year_changes, *shares, *points, *averages, *indices;
  double  total, growth, doublings, doubling_time;
} CrmComparison;

CrmComparison *crm_comparison_new  (const double *values, const double *totals, gsize n, CrmPeriod unit, gint64 start,
                                    guint window);
void           crm_comparison_free (CrmComparison *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmComparison, crm_comparison_free)

G_END_DECLS
