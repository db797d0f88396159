/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmProfitData:
 * @groups: (array length=n): of customers, products or channels, below n_groups; negative: left out
 * @customers: (array length=n) (nullable): who bought; without it each group counts as one customer
 * @revenue: (array length=n): of each line
 * @cost: (array length=n) (nullable): of the goods
 * @service: (array length=n) (nullable): to serve
 * @acquisition: (array length=n) (nullable): to win the customer
 *
 * NaN counts as 0.
 */
typedef struct
{
  const gint32 *groups, *customers;
  const double *revenue, *cost, *service, *acquisition;
  gsize         n;
  guint         n_groups;
} CrmProfitData;

/**
 * CrmProfitOptions:
 * @years: that the lines are of; NaN where it is not known
 * @retention: share of customers who stay another year; NaN where it is not known
 * @discount: rate of a year
 */
typedef struct
{
  double years, retention, discount;
} CrmProfitOptions;

/**
 * CrmProfit:
 * @group: which
 * @margin: revenue − cost
 * @contribution: margin − service
 * @profit: contribution − acquisition
 * @customers: different ones
 * @cac: acquisition for each customer
 * @payback: months until the contribution of a customer has earned that; NaN where it never does or is not known
 * @clv: value of a customer's lifetime; NaN where it is not known
 * @clv_to_cac: @clv over @cac; NaN where there is none
 * @cumulative: share of all profit that this and all better ones make; above 1 where others lose (the whale curve)
 */
typedef struct
{
  guint  group;
  gsize  lines, customers;
  double revenue, cost, service, acquisition;
  double margin, contribution, profit;
  double cac, payback, clv, clv_to_cac;
  double cumulative;
} CrmProfit;

CrmProfit *crm_profit_new (const CrmProfitData *data, const CrmProfitOptions *options, gsize *n, const CrmRun *run,
                           GError **error);

G_END_DECLS
