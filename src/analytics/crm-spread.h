/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CrmSpreadRule:
 * @CRM_SPREAD_Z: standard deviations from the mean
 * @CRM_SPREAD_MAD: the same, estimated by the median and the median of the distances from it
 * @CRM_SPREAD_IQR: beyond the quartiles, in distances between these
 */
typedef enum { CRM_SPREAD_Z, CRM_SPREAD_MAD, CRM_SPREAD_IQR } CrmSpreadRule;

/**
 * CrmSpread:
 * @low: numbers from here …
 * @high: … to here do not deviate
 * @unit: what deviations are measured in; 0 where the numbers do not spread
 *
 * What is usual in a column.
 */
typedef struct
{
  double low, high, unit;
} CrmSpread;

CrmSpread crm_spread_new       (const double *numbers, gsize n, CrmSpreadRule rule, const CrmRun *run);
double    crm_spread_deviation (const CrmSpread *self, double number);

G_END_DECLS
