/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-private.h"

#include "analytics/crm-profit.h"
#include "analytics/crm-purchases.h"

#include <math.h>

#define DAYS_OF_YEAR 365.25

/* A column of amounts that need not be named. */
static gboolean
find_amounts (const CrmOptions *options,
              const char *key,
              const CrmFrame *frame,
              const double **amounts,
              GError **error)
{
  const CrmColumn *column;

  if (!crm_options_has (options, key))
    return TRUE;
  column = crm_options_column_of_kind (options, key, frame, CRM_COLUMN_NUMBER, error);
  *amounts = column != NULL ? column->numbers : NULL;
  return column != NULL;
}

/* Years from the first to the last day, both counted. */
static gboolean
find_years (const CrmOptions *options,
            const CrmFrame *frame,
            double *years,
            GError **error)
{
  const CrmColumn *date;
  g_autofree gint32 *days = NULL;
  gint32 first = G_MAXINT32, last = G_MININT32;

  *years = NAN;
  if (!crm_options_has (options, "date"))
    return TRUE;
  date = crm_options_column (options, "date", frame, error);
  days = date != NULL ? crm_column_to_days (date, error) : NULL;
  if (days == NULL)
    return FALSE;
  for (gsize row = 0; row < date->n; row++)
    {
      if (days[row] == CRM_DAY_MISSING)
        continue;
      first = MIN (first, days[row]);
      last = MAX (last, days[row]);
    }
  if (last >= first)
    *years = ((double) last - first + 1) / DAYS_OF_YEAR;
  return TRUE;
}

static void
write_profit (CrmResultBuilder *builder,
              const CrmProfit *profit,
              const CrmColumn *by,
              gsize row)
{
  crm_result_begin (builder, NULL);
  crm_result_row (builder, "group", by, row);
  crm_result_count (builder, "lines", profit->lines);
  crm_result_count (builder, "customers", profit->customers);
  crm_result_number (builder, "revenue", profit->revenue);
  crm_result_number (builder, "cost", profit->cost);
  crm_result_number (builder, "margin", profit->margin);
  crm_result_number (builder, "service", profit->service);
  crm_result_number (builder, "contribution", profit->contribution);
  crm_result_number (builder, "acquisition", profit->acquisition);
  crm_result_number (builder, "profit", profit->profit);
  crm_result_number (builder, "share_of_revenue", profit->revenue != 0 ? profit->profit / profit->revenue : NAN);
  crm_result_number (builder, "cumulative_share", profit->cumulative);
  crm_result_number (builder, "cac", profit->cac);
  crm_result_number (builder, "payback_months", profit->payback);
  crm_result_number (builder, "clv", profit->clv);
  crm_result_number (builder, "clv_to_cac", profit->clv_to_cac);
  crm_result_end (builder);
}

static void
write_result (const CrmProfit *profits,
              gsize n,
              const CrmColumn *by,
              const gint32 *groups,
              double years,
              CrmResultBuilder *builder)
{
  g_autofree gsize *rows = g_new0 (gsize, n);
  double revenue = 0, profit = 0;

  for (gsize row = by->n; row-- > 0;)
    {
      if (groups[row] >= 0)
        rows[groups[row]] = row;
    }
  for (gsize i = 0; i < n; i++)
    {
      revenue += profits[i].revenue;
      profit += profits[i].profit;
    }
  crm_result_begin (builder, NULL);
  crm_result_number (builder, "years", years);
  crm_result_number (builder, "revenue", revenue);
  crm_result_number (builder, "profit", profit);
  crm_result_begin_array (builder, "groups");
  for (gsize i = 0; i < n; i++)
    write_profit (builder, &profits[i], by, rows[profits[i].group]);
  crm_result_end_array (builder);
  crm_result_end (builder);
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  const CrmColumn *by = crm_options_column (options, "by", frame, error), *customer = NULL;
  CrmProfitOptions rates = { 0, crm_options_number (options, "retention"), crm_options_number (options, "discount") };
  CrmProfitData data = { NULL };
  g_autofree gint32 *groups = NULL;
  g_autofree gint32 *customers = NULL;
  g_autofree CrmProfit *profits = NULL;
  guint n_customers;
  gsize n;

  if (by == NULL || !find_amounts (options, "revenue", frame, &data.revenue, error) ||
      !find_amounts (options, "cost", frame, &data.cost, error) ||
      !find_amounts (options, "service", frame, &data.service, error) ||
      !find_amounts (options, "acquisition", frame, &data.acquisition, error) ||
      !find_years (options, frame, &rates.years, error))
    return FALSE;
  if (crm_options_has (options, "customer"))
    {
      customer = crm_options_column (options, "customer", frame, error);
      if (customer == NULL)
        return FALSE;
      data.customers = customers = crm_column_group (customer, &n_customers, crm_run);
    }
  data.groups = groups = crm_column_group (by, &data.n_groups, crm_run);
  data.n = by->n;
  profits = crm_profit_new (&data, &rates, &n, crm_run, error);
  if (profits == NULL)
    return FALSE;
  write_result (profits, n, by, groups, rates.years, builder);
  return TRUE;
}

static const CrmOption options[] = {
  { "by", N_("Column of customers, products or channels"), CRM_OPTION_COLUMN, .required = TRUE },
  { "revenue", N_("Column of what was earned"), CRM_OPTION_COLUMN, .required = TRUE },
  { "cost", N_("Column of what the goods cost"), CRM_OPTION_COLUMN },
  { "service", N_("Column of what it cost to serve"), CRM_OPTION_COLUMN },
  { "acquisition", N_("Column of what it cost to win the customer"), CRM_OPTION_COLUMN },
  { "customer", N_("Column that says who bought; without it each group is one customer"), CRM_OPTION_COLUMN },
  { "date", N_("Column that says when; for payback and lifetime value"), CRM_OPTION_COLUMN },
  { "retention", N_("Share of customers who stay another year; for lifetime value"), CRM_OPTION_NUMBER, NULL, 0, 1 },
  { "discount", N_("Rate of a year at which later value counts less"), CRM_OPTION_NUMBER, "0.1", 0.001, 10 },
  { NULL },
};

const CrmMethod crm_method_profit = {
  .name = "profit",
  .label = N_("Profitability"),
  .summary = N_("What customers, products or channels earn after all costs, and how soon winning them pays"),
  .options = options,
  .run = run,
};
