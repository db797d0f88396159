/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-lifetime.h"
#include "analytics/crm-purchases.h"
#include "analytics/crm-spending.h"

G_BEGIN_DECLS

/**
 * CrmCustomerValueOptions:
 * @kind: the model of purchases
 * @until: the last day to learn from; %CRM_DAY_MISSING for that of the last purchase
 * @unit: days of a unit of time
 * @horizon: how far to look ahead, in units
 * @discount: rate of a year, 0.1 for 10 %
 * @with_values: whether purchases have values
 */
typedef struct
{
  CrmLifetimeKind kind;
  gint32          until;
  double          unit;
  double          horizon;
  double          discount;
  gboolean        with_values;
} CrmCustomerValueOptions;

/**
 * CrmCustomerValue:
 * @buyer: place among the buyers of the purchases
 * @mean: value of a purchase after the first, on average; 0 where there is none
 * @alive: probability to be a customer still
 * @expected: purchases within the horizon
 * @expected_held_out: purchases from `until` to the last day of the data
 * @held_out: how many there were
 * @spending: expected value of a purchase; NaN where it is not known
 * @past: value of all purchases so far
 * @present: of those in the year before `until`
 * @potential: discounted expected value of those within the horizon; NaN where it is not known
 */
typedef struct
{
  gsize      buyer;
  CrmHistory history;
  double     mean;
  double     alive;
  double     expected, expected_held_out;
  guint      held_out;
  double     spending;
  double     past, present, potential;
} CrmCustomerValue;

/**
 * CrmCustomerValues:
 * @customers: (array length=n): all who had bought by `until`
 * @held_out: time from `until` to the last day of the data, in units
 * @with_spending: whether @spending was found
 * @reason: (nullable): why not
 */
typedef struct
{
  CrmLifetime       lifetime;
  CrmSpending       spending;
  gboolean          with_spending;
  char             *reason;
  gint32            until;
  double            held_out;
  CrmCustomerValue *customers;
  gsize             n;
} CrmCustomerValues;

CrmCustomerValues *crm_customer_values_new  (const CrmPurchases *purchases, const CrmCustomerValueOptions *options,
                                             const CrmRun *run, GError **error);
void               crm_customer_values_free (CrmCustomerValues *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmCustomerValues, crm_customer_values_free)

G_END_DECLS
