/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-private.h"

#include "analytics/crm-rfm.h"
#include "base/crm-date.h"

#include <string.h>

static void
write_customers (CrmResultBuilder *builder,
                 const CrmRfm *rfm,
                 const CrmPurchases *purchases,
                 const CrmColumn *id)
{
  guint n_segments;
  const CrmRfmSegment *segments = crm_rfm_segments (&n_segments);

  crm_result_begin_array (builder, "customers");
  for (gsize i = 0; i < rfm->n; i++)
    {
      const CrmRfmCustomer *customer = &rfm->customers[i];

      crm_result_begin (builder, NULL);
      crm_result_row (builder, "id", id, crm_purchases_row (purchases, i));
      crm_result_count (builder, "recency", customer->recency);
      crm_result_count (builder, "frequency", customer->frequency);
      crm_result_number (builder, "monetary", customer->monetary);
      crm_result_count (builder, "r", customer->r);
      crm_result_count (builder, "f", customer->f);
      crm_result_count (builder, "m", customer->m);
      crm_result_text (builder, "segment", segments[customer->segment].name);
      crm_result_text (builder, "tier", crm_tier_name (customer->tier));
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

/* `coarse`: by the group of each segment. */
static void
write_segments (CrmResultBuilder *builder,
                const CrmRfm *rfm,
                gboolean coarse)
{
  guint n_segments;
  const CrmRfmSegment *segments = crm_rfm_segments (&n_segments);

  crm_result_begin_array (builder, coarse ? "groups" : "segments");
  for (guint s = 0; s < n_segments; s++)
    {
      const char *name = coarse ? segments[s].group : segments[s].name;
      gsize count = 0;
      double value = 0;

      if (coarse && s > 0 && strcmp (name, segments[s - 1].group) == 0)
        continue;
      for (gsize i = 0; i < rfm->n; i++)
        {
          const CrmRfmSegment *of = &segments[rfm->customers[i].segment];

          if (strcmp (coarse ? of->group : of->name, name) != 0)
            continue;
          count++;
          value += rfm->customers[i].monetary;
        }
      crm_result_begin (builder, NULL);
      crm_result_text (builder, "segment", name);
      if (!coarse)
        crm_result_text (builder, "group", segments[s].group);
      crm_result_count (builder, "customers", count);
      crm_result_number (builder, "value", value);
      crm_result_number (builder, "share", value / rfm->concentration.total);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_cells (CrmResultBuilder *builder,
             const CrmRfm *rfm)
{
  gsize n = rfm->n_bins;
  g_autofree gsize *cells = g_new0 (gsize, n * n);

  for (gsize i = 0; i < rfm->n; i++)
    cells[(rfm->customers[i].r - 1) * n + rfm->customers[i].f - 1]++;
  crm_result_begin_array (builder, "cells");
  for (gsize r = 0; r < n; r++)
    crm_result_counts (builder, NULL, cells + r * n, n);
  crm_result_end_array (builder);
}

static void
write_concentration (CrmResultBuilder *builder,
                     const CrmConcentration *concentration)
{
  crm_result_begin_array (builder, "pyramid");
  for (guint tier = 0; tier < CRM_N_TIERS; tier++)
    {
      crm_result_begin (builder, NULL);
      crm_result_text (builder, "tier", crm_tier_name (tier));
      crm_result_count (builder, "customers", concentration->pyramid[tier].n);
      crm_result_number (builder, "value", concentration->pyramid[tier].value);
      crm_result_number (builder, "share", concentration->pyramid[tier].value / concentration->total);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  crm_result_begin (builder, "pareto");
  crm_result_number (builder, "total", concentration->total);
  crm_result_number (builder, "gini", concentration->gini);
  crm_result_number (builder, "top10_share", concentration->top10);
  crm_result_number (builder, "top20_share", concentration->top20);
  crm_result_count (builder, "class_a", concentration->class_a);
  crm_result_count (builder, "class_b", concentration->class_b);
  crm_result_numbers (builder, "lorenz", concentration->lorenz, CRM_N_LORENZ);
  crm_result_end (builder);
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  const CrmColumn *customer = crm_options_column (options, "customer", frame, error);
  const CrmColumn *date = customer != NULL ? crm_options_column (options, "date", frame, error) : NULL;
  const CrmColumn *value = date != NULL ? crm_options_column (options, "value", frame, error) : NULL;
  const CrmColumn *transaction = NULL;
  CrmRfmOptions rfm_options = { crm_options_date (options, "as-of"), crm_options_integer (options, "bins") };
  g_autoptr (CrmPurchases) purchases = NULL;
  g_autoptr (CrmRfm) rfm = NULL;
  g_autofree char *as_of = NULL;

  if (value == NULL)
    return FALSE;
  if (crm_options_has (options, "transaction") &&
      (transaction = crm_options_column (options, "transaction", frame, error)) == NULL)
    return FALSE;
  purchases = crm_purchases_new (customer, date, value, transaction, CRM_RUN_PART (crm_run, 0, 0.7), error);
  rfm = purchases != NULL ? crm_rfm_new (purchases, &rfm_options, CRM_RUN_PART (crm_run, 0.7, 1), error) : NULL;
  if (rfm == NULL)
    return FALSE;
  as_of = crm_date_to_iso (rfm->as_of);
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "as_of", as_of);
  crm_result_count (builder, "lines", purchases->n);
  crm_result_count (builder, "left_out", purchases->n_left_out);
  crm_result_count (builder, "n", rfm->n);
  write_segments (builder, rfm, FALSE);
  write_segments (builder, rfm, TRUE);
  write_cells (builder, rfm);
  write_concentration (builder, &rfm->concentration);
  write_customers (builder, rfm, purchases, customer);
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  { "customer", N_("Column that says who bought"), CRM_OPTION_COLUMN, .required = TRUE },
  { "date", N_("Column that says when"), CRM_OPTION_COLUMN, .required = TRUE },
  { "value", N_("Column of amounts"), CRM_OPTION_COLUMN, .required = TRUE },
  { "transaction", N_("Column of invoices, whose lines count once; without it purchases of one day do"),
    CRM_OPTION_COLUMN },
  { "as-of", N_("Day that recency is counted to; without it the day after the last purchase"), CRM_OPTION_DATE },
  { "bins", N_("Scores go from 1 to this"), CRM_OPTION_INTEGER, "5", 2, 9 },
  { NULL },
};

const CrmMethod crm_method_rfm = {
  .name = "rfm",
  .label = N_("Recency, Frequency, Value"),
  .summary = N_("How recently, how often and for how much each customer bought, with segments and the customer "
                "pyramid"),
  .options = options,
  .rows = "customers",
  .run = run,
};
