/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-purchases.h"
#include "base/crm-date.h"

G_BEGIN_DECLS

#define CRM_COHORTS_MOST 1200

/**
 * CrmCohorts:
 * @n: cohorts, one for each period from the first purchase to the last, also where nobody began
 * @starts: (array length=n): first day of each period
 * @customers: (array): n × n: how many of cohort i bought in the j-th period after their first; 0 after the last period
 * @values: (array): n × n: for how much
 */
typedef struct
{
  gsize   n;
  gint64 *starts;
  gsize  *customers;
  double *values;
} CrmCohorts;

CrmCohorts *crm_cohorts_new  (const CrmPurchases *purchases, CrmPeriod period, const CrmRun *run, GError **error);
void        crm_cohorts_free (CrmCohorts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmCohorts, crm_cohorts_free)

G_END_DECLS
