/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

#define CRM_N_TIERS 4
#define CRM_N_LORENZ 21

/**
 * CrmTier:
 * @n: how many are in it
 * @value: of these together
 */
typedef struct
{
  gsize  n;
  double value;
} CrmTier;

/**
 * CrmConcentration:
 * @total: of all values
 * @gini: 0 where all have the same, towards 1 where one has all; NaN where a value is negative or all are 0
 * @top10: share of the total that the highest tenth has (rounded up)
 * @top20: share of the total that the highest fifth has (rounded up): the 80 of 80/20
 * @class_a: how many of the highest it takes for 80 % of the total
 * @class_b: how many more for 95 %
 * @lorenz: share of the total that the lowest 0, 5, 10 … 100 % have
 * @pyramid: the highest 1 %, the next 4 %, the next 15 %, the others
 */
typedef struct
{
  double  total;
  double  gini;
  double  top10, top20;
  gsize   class_a, class_b;
  double  lorenz[CRM_N_LORENZ];
  CrmTier pyramid[CRM_N_TIERS];
} CrmConcentration;

void        crm_concentration_find (CrmConcentration *self, const double *values, gsize n, guint8 *tiers,
                                    const CrmRun *run);
const char *crm_tier_name          (guint tier);

G_END_DECLS
