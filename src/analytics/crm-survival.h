/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

#define CRM_SURVIVAL_MOST_GROUPS 200

/**
 * CrmSurvivalData:
 * @times: (array length=n): how long each was observed; finite, not negative
 * @events: (array length=n): whether it ended then; otherwise it went on, nobody knows how long (censored)
 * @groups: (array length=n) (nullable): from 0 to n_groups − 1; all in one without it
 */
typedef struct
{
  const double *times;
  const guint8 *events;
  const gint32 *groups;
  gsize         n;
  guint         n_groups;
} CrmSurvivalData;

/**
 * CrmSurvivalCurve:
 * @times: (array length=n): different times, ascending
 * @n_risk: (array length=n): who were observed right before
 * @n_events: (array length=n): who ended then
 * @n_censored: (array length=n): who were not observed any longer
 * @survival: (array length=n): share that goes on beyond
 * @std_error: (array length=n): of it, after Greenwood; NaN where nobody goes on
 * @lower: (array length=n): of an interval of 95 % on the scale of logarithms, as R's survfit
 * @median: when half have ended; NaN where more go on, as are its limits, the medians of @lower and @upper
 * @mean: area under the curve up to the end asked for
 * @mean_error: its standard error
 */
typedef struct
{
  gsize    n;
  double  *times;
  gsize   *n_risk, *n_events, *n_censored;
  double  *survival, *std_error, *lower, *upper;
  gsize    n_observed, n_ended;
  double   median, median_low, median_high;
  double   mean, mean_error;
} CrmSurvivalCurve;

/**
 * CrmLogRank:
 * @observed: (array length=n_groups): how many ended
 * @expected: (array length=n_groups): how many would have, were there no difference
 * @chi_squared: of the differences; NaN where no two groups can be compared
 */
typedef struct
{
  double *observed, *expected;
  double  chi_squared;
  guint   df;
  double  p;
} CrmLogRank;

CrmSurvivalCurve *crm_survival_curve_new  (const CrmSurvivalData *data, guint group, double until, const CrmRun *run,
                                           GError **error);
void              crm_survival_curve_free (CrmSurvivalCurve *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmSurvivalCurve, crm_survival_curve_free)

CrmLogRank       *crm_log_rank_new  (const CrmSurvivalData *data, const CrmRun *run, GError **error);
void              crm_log_rank_free (CrmLogRank *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmLogRank, crm_log_rank_free)

gboolean          crm_survival_check (const CrmSurvivalData *data, GError **error);
void              crm_survival_join_times (double *times, gsize n, const CrmRun *run);

G_END_DECLS
