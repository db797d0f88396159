/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-profit.h"

#include "analytics/crm-sort.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define SLICE (1 << 16)

static double
amount_at (const double *amounts,
           gsize row)
{
  return amounts == NULL || isnan (amounts[row]) ? 0 : amounts[row];
}

static gboolean
sum_lines (CrmProfit *profits,
           const CrmProfitData *data,
           const CrmRun *run,
           GError **error)
{
  for (gsize row = 0; row < data->n; row++)
    {
      CrmProfit *profit;

      if (row % SLICE == 0 && !crm_run_go_on (run, (double) row / data->n, error))
        return FALSE;
      if (data->groups[row] < 0)
        continue;
      profit = &profits[data->groups[row]];
      profit->lines++;
      profit->revenue += amount_at (data->revenue, row);
      profit->cost += amount_at (data->cost, row);
      profit->service += amount_at (data->service, row);
      profit->acquisition += amount_at (data->acquisition, row);
    }
  return TRUE;
}

static void
count_customers (CrmProfit *profits,
                 const CrmProfitData *data,
                 const CrmRun *run)
{
  g_autofree guint64 *keys = g_new (guint64, data->n + 1);
  g_autofree guint32 *order = NULL;
  gsize n = 0;

  for (guint group = 0; data->customers == NULL && group < data->n_groups; group++)
    profits[group].customers = 1;
  for (gsize row = 0; data->customers != NULL && row < data->n; row++)
    {
      if (data->groups[row] >= 0 && data->customers[row] >= 0)
        keys[n++] = (guint64) data->groups[row] << 32 | (guint32) data->customers[row];
    }
  order = crm_sort_keys (keys, n, run);
  for (gsize i = 0; i < n; i++)
    {
      if (i == 0 || keys[order[i]] != keys[order[i - 1]])
        profits[keys[order[i]] >> 32].customers++;
    }
}

/* Lifetime value with a constant margin and retention: S. Gupta and D. Lehmann, "Managing Customers as Investments"
 * (2005): m · r / (1 + d − r). */
static void
derive (CrmProfit *self,
        const CrmProfitOptions *options)
{
  double yearly = self->customers > 0 ? self->contribution / options->years / self->customers : NAN;

  self->cac = self->customers > 0 ? self->acquisition / self->customers : NAN;
  self->payback = yearly > 0 && self->cac > 0 ? self->cac / (yearly / 12) : NAN;
  self->clv = yearly * options->retention / (1 + options->discount - options->retention);
  self->clv_to_cac = self->cac > 0 ? self->clv / self->cac : NAN;
}

static CrmProfit *
sort_profits (const CrmProfit *profits,
              guint n,
              const CrmRun *run)
{
  g_autofree guint64 *keys = g_new (guint64, n + 1);
  g_autofree guint32 *order = NULL;
  CrmProfit *sorted = g_new (CrmProfit, n + 1);
  double total = 0, sum = 0;

  for (guint i = 0; i < n; i++)
    {
      keys[i] = ~crm_sort_key (profits[i].profit);
      total += profits[i].profit;
    }
  order = crm_sort_keys (keys, n, run);
  for (guint i = 0; i < n; i++)
    {
      sorted[i] = profits[order[i]];
      sum += sorted[i].profit;
      sorted[i].cumulative = total > 0 ? sum / total : NAN;
    }
  return sorted;
}

/**
 * crm_profit_new:
 * @data: lines of sales
 * @options: times and rates
 * @n: (out): how many groups
 * @run: (nullable): progress, cancelling
 *
 * What each group earns after the cost of goods, of serving and of winning, best first: R. Cooper and R. S. Kaplan,
 * "Profit Priorities from Activity-Based Costing", Harvard Business Review (1991).
 *
 * Returns: (transfer full) (nullable) (array length=n): the groups
 * Errors: %CRM_ERROR_INVALID where nothing is to be counted or an amount is infinite; %G_IO_ERROR_CANCELLED
 */
CrmProfit *
crm_profit_new (const CrmProfitData *data,
                const CrmProfitOptions *options,
                gsize *n,
                const CrmRun *run,
                GError **error)
{
  g_autofree CrmProfit *profits = g_new0 (CrmProfit, (gsize) data->n_groups + 1);

  if (data->n_groups == 0)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("No row says whose sale it is. Fill that in first."));
      return NULL;
    }
  if (!sum_lines (profits, data, run, error))
    return NULL;
  count_customers (profits, data, run);
  for (guint group = 0; group < data->n_groups; group++)
    {
      CrmProfit *profit = &profits[group];

      profit->group = group;
      profit->margin = profit->revenue - profit->cost;
      profit->contribution = profit->margin - profit->service;
      profit->profit = profit->contribution - profit->acquisition;
      if (!isfinite (profit->profit))
        {
          g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("An amount is infinite. Correct it, or leave the "
                                                                      "row out."));
          return NULL;
        }
      derive (profit, options);
    }
  *n = data->n_groups;
  return sort_profits (profits, data->n_groups, run);
}
