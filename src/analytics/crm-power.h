/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmPowerKind:
 * @CRM_POWER_NONE: values as they are
 * @CRM_POWER_LOG: log x, for values above 0
 * @CRM_POWER_LOG1P: log (1 + x), for values above −1
 * @CRM_POWER_BOX_COX: (x^λ − 1) / λ, for values above 0
 * @CRM_POWER_YEO_JOHNSON: a power of 1 + x, or of 1 − x below 0
 */
typedef enum
{
  CRM_POWER_NONE,
  CRM_POWER_LOG,
  CRM_POWER_LOG1P,
  CRM_POWER_BOX_COX,
  CRM_POWER_YEO_JOHNSON,
} CrmPowerKind;

/**
 * CrmPower:
 * @lambda: of the two last kinds
 * @log_likelihood: of a normal distribution of the values once transformed, without the constants −n/2·(log 2π + 1);
 *   NaN for the other kinds
 */
typedef struct
{
  CrmPowerKind kind;
  double       lambda, log_likelihood;
} CrmPower;

gboolean crm_power_find  (CrmPower *self, CrmPowerKind kind, const double *values, gsize n, const CrmRun *run,
                          GError **error);
double   crm_power_value (const CrmPower *self, double value);

G_END_DECLS
