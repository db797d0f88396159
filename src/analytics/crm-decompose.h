/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmSeasonal:
 * @CRM_SEASONAL_ADDITIVE: the season is added to the rest
 * @CRM_SEASONAL_MULTIPLICATIVE: the season multiplies the rest
 * @CRM_SEASONAL_NONE: there is none
 */
typedef enum { CRM_SEASONAL_ADDITIVE, CRM_SEASONAL_MULTIPLICATIVE, CRM_SEASONAL_NONE } CrmSeasonal;

/**
 * CrmDecomposition:
 * @n: length of each
 * @trend: NaN where it is not known, at the ends of a classical one
 * @weights: (nullable): of a robust one: 0 for what does not fit, 1 for what does
 *
 * A series as trend, season and what remains.
 */
typedef struct
{
  gsize   n;
  double *trend, *season, *remainder;
  double *weights;
} CrmDecomposition;

void              crm_decomposition_free (CrmDecomposition *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmDecomposition, crm_decomposition_free)

void              crm_moving_average (const double *values, gsize n, guint period, double *trend);
CrmDecomposition *crm_decompose (const double *values, gsize n, guint period, CrmSeasonal seasonal, GError **error);

#define CRM_STL_PERIODIC 0

/**
 * CrmStlOptions:
 * @season_window: of the season's smoothing in periods, odd and at least 7; %CRM_STL_PERIODIC for the same every year
 * @robust: whether values that do not fit count less
 */
typedef struct
{
  guint    season_window;
  gboolean robust;
} CrmStlOptions;

CrmDecomposition *crm_stl (const double *values, gsize n, guint period, const CrmStlOptions *options,
                           const CrmRun *run, GError **error);

void   crm_interpolate       (double *values, gsize n, guint period, const CrmRun *run);
double crm_seasonal_strength (const CrmDecomposition *decomposition);
double crm_trend_strength    (const CrmDecomposition *decomposition);

G_END_DECLS
