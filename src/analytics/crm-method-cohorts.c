/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-private.h"

#include "analytics/crm-cohorts.h"
#include "analytics/crm-series.h"

#include <math.h>

static void
write_cohort (CrmResultBuilder *builder,
              const CrmCohorts *cohorts,
              gsize i,
              const char *name,
              gboolean with_values)
{
  const gsize *customers = cohorts->customers + i * cohorts->n;

  crm_result_begin (builder, NULL);
  crm_result_text (builder, "cohort", name);
  crm_result_count (builder, "size", customers[0]);
  crm_result_counts (builder, "customers", customers, cohorts->n - i);
  crm_result_begin_array (builder, "retention");
  for (gsize j = 0; j < cohorts->n - i; j++)
    crm_result_number (builder, NULL, customers[0] > 0 ? (double) customers[j] / customers[0] : NAN);
  crm_result_end_array (builder);
  if (with_values)
    crm_result_numbers (builder, "values", cohorts->values + i * cohorts->n, cohorts->n - i);
  crm_result_end (builder);
}

/* Over all cohorts that have lived that long. */
static void
write_overall (CrmResultBuilder *builder,
               const CrmCohorts *cohorts)
{
  crm_result_begin_array (builder, "retention");
  for (gsize j = 0; j < cohorts->n; j++)
    {
      gsize came = 0, began = 0;

      for (gsize i = 0; i + j < cohorts->n; i++)
        {
          began += cohorts->customers[i * cohorts->n];
          came += cohorts->customers[i * cohorts->n + j];
        }
      crm_result_number (builder, NULL, began > 0 ? (double) came / began : NAN);
    }
  crm_result_end_array (builder);
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
  const CrmColumn *value = NULL;
  CrmPeriod period = crm_options_choice (options, "unit");
  g_autoptr (CrmPurchases) purchases = NULL;
  g_autoptr (CrmCohorts) cohorts = NULL;
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

  if (date == NULL)
    return FALSE;
  if (crm_options_has (options, "value") && (value = crm_options_column (options, "value", frame, error)) == NULL)
    return FALSE;
  purchases = crm_purchases_new (customer, date, value, NULL, CRM_RUN_PART (crm_run, 0, 0.7), error);
  cohorts = purchases != NULL ? crm_cohorts_new (purchases, period, CRM_RUN_PART (crm_run, 0.7, 1), error) : NULL;
  if (cohorts == NULL)
    return FALSE;
  for (gsize i = 0; i < cohorts->n; i++)
    g_ptr_array_add (labels, crm_series_name_period (period, cohorts->starts[i]));
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "unit", crm_options_text (options, "unit"));
  crm_result_count (builder, "left_out", purchases->n_left_out);
  crm_result_texts (builder, "labels", labels);
  write_overall (builder, cohorts);
  crm_result_begin_array (builder, "cohorts");
  for (gsize i = 0; i < cohorts->n; i++)
    write_cohort (builder, cohorts, i, labels->pdata[i], value != NULL);
  crm_result_end_array (builder);
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  { "customer", N_("Column that says who bought"), CRM_OPTION_COLUMN, .required = TRUE },
  { "date", N_("Column that says when"), CRM_OPTION_COLUMN, .required = TRUE },
  { "value", N_("Column of amounts"), CRM_OPTION_COLUMN },
  { "unit", N_("Length of the periods"), CRM_OPTION_CHOICE, "month", .choices = "day|week|month|quarter|year" },
  { NULL },
};

const CrmMethod crm_method_cohorts = {
  .name = "cohorts",
  .label = N_("Cohorts"),
  .summary = N_("Customers by the period of their first purchase, and how many of them come back in each later one"),
  .options = options,
  .run = run,
};
