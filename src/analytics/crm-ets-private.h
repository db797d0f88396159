/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-ets.h"

G_BEGIN_DECLS

/* The state as a series goes through it; `season` holds the place of value i at i modulo the period. */
typedef struct
{
  double  alpha, beta, gamma, phi;
  double  level, slope, *season;
} CrmEtsState;

double crm_ets_filter (const CrmEtsModel *model, guint period, CrmEtsState *state, const double *values, gsize n,
                       double *sse, double *fitted, double *errors);

G_END_DECLS
