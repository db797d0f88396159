/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-private.h"

#include "analytics/crm-customer-value.h"
#include "base/crm-date.h"

#include <math.h>

#define FEW_CUSTOMERS 30

static void
write_models (CrmResultBuilder *builder,
              const CrmCustomerValues *values)
{
  const CrmLifetime *lifetime = &values->lifetime;
  gboolean pareto = lifetime->kind == CRM_LIFETIME_PARETO_NBD;

  crm_result_begin (builder, "parameters");
  crm_result_number (builder, "r", lifetime->r);
  crm_result_number (builder, "alpha", lifetime->alpha);
  crm_result_number (builder, pareto ? "s" : "a", lifetime->a);
  crm_result_number (builder, pareto ? "beta" : "b", lifetime->b);
  crm_result_end (builder);
  crm_result_number (builder, "log_likelihood", lifetime->log_likelihood);
  crm_result_flag (builder, "at_border", lifetime->at_border);
  if (!values->with_spending)
    {
      crm_result_text (builder, "gamma_gamma", NULL);
      crm_result_text (builder, "gamma_gamma_reason", values->reason);
      return;
    }
  crm_result_begin (builder, "gamma_gamma");
  crm_result_number (builder, "p", values->spending.p);
  crm_result_number (builder, "q", values->spending.q);
  crm_result_number (builder, "gamma", values->spending.gamma);
  crm_result_number (builder, "log_likelihood", values->spending.log_likelihood);
  crm_result_count (builder, "n", values->spending.n);
  crm_result_number (builder, "population_mean", crm_spending_expected (&values->spending, 0, 0));
  crm_result_end (builder);
}

/* How well purchases after the calibration were foreseen. */
static void
write_held_out (CrmResultBuilder *builder,
                const CrmCustomerValues *values)
{
  double expected = 0, actual = 0, error = 0;

  if (values->held_out <= 0)
    return;
  for (gsize i = 0; i < values->n; i++)
    {
      expected += values->customers[i].expected_held_out;
      actual += values->customers[i].held_out;
      error += fabs (values->customers[i].expected_held_out - values->customers[i].held_out);
    }
  crm_result_begin (builder, "holdout");
  crm_result_number (builder, "length", values->held_out);
  crm_result_number (builder, "expected", expected);
  crm_result_number (builder, "actual", actual);
  crm_result_number (builder, "mean_absolute_error", error / values->n);
  crm_result_end (builder);
}

static void
write_totals (CrmResultBuilder *builder,
              const CrmCustomerValues *values)
{
  double alive = 0, expected = 0, past = 0, present = 0, potential = 0;

  for (gsize i = 0; i < values->n; i++)
    {
      alive += values->customers[i].alive;
      expected += values->customers[i].expected;
      past += values->customers[i].past;
      present += values->customers[i].present;
      potential += values->customers[i].potential;
    }
  crm_result_begin (builder, "totals");
  crm_result_number (builder, "alive", alive);
  crm_result_number (builder, "expected", expected);
  crm_result_number (builder, "past", past);
  crm_result_number (builder, "present", present);
  crm_result_number (builder, "potential", potential);
  crm_result_end (builder);
}

static void
write_customers (CrmResultBuilder *builder,
                 const CrmCustomerValues *values,
                 const CrmPurchases *purchases,
                 const CrmColumn *id)
{
  crm_result_begin_array (builder, "customers");
  for (gsize i = 0; i < values->n; i++)
    {
      const CrmCustomerValue *customer = &values->customers[i];

      crm_result_begin (builder, NULL);
      crm_result_row (builder, "id", id, crm_purchases_row (purchases, customer->buyer));
      crm_result_count (builder, "x", customer->history.x);
      crm_result_number (builder, "t_x", customer->history.t_x);
      crm_result_number (builder, "T", customer->history.age);
      crm_result_number (builder, "alive", customer->alive);
      crm_result_number (builder, "churn", 1 - customer->alive);
      crm_result_number (builder, "expected", customer->expected);
      crm_result_number (builder, "value", customer->spending);
      crm_result_number (builder, "past", customer->past);
      crm_result_number (builder, "present", customer->present);
      crm_result_number (builder, "potential", customer->potential);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

/* The models live from those who came again. */
static void
write_notes (CrmResultBuilder *builder,
             const CrmCustomerValues *values)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  gsize n = 0;

  for (gsize i = 0; i < values->n; i++)
    n += values->customers[i].history.x > 0;
  if (n >= FEW_CUSTOMERS)
    return;
  g_ptr_array_add (notes, g_strdup_printf (_("Only %zu customers bought again: take the figures with care."), n));
  crm_result_texts (builder, "notes", notes);
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  static const double units[] = { 1, 7, 30.4375 };
  const CrmColumn *customer = crm_options_column (options, "customer", frame, error);
  const CrmColumn *date = customer != NULL ? crm_options_column (options, "date", frame, error) : NULL;
  const CrmColumn *value = NULL;
  CrmCustomerValueOptions value_options = {
    .kind = crm_options_choice (options, "model"),
    .until = crm_options_date (options, "calibrate-until"),
    .unit = units[crm_options_choice (options, "unit")],
    .horizon = crm_options_number (options, "horizon"),
    .discount = crm_options_number (options, "discount"),
    .with_values = crm_options_has (options, "value"),
  };
  g_autoptr (CrmPurchases) purchases = NULL;
  g_autoptr (CrmCustomerValues) values = NULL;
  g_autofree char *until = NULL;

  if (date == NULL)
    return FALSE;
  if (value_options.with_values && (value = crm_options_column (options, "value", frame, error)) == NULL)
    return FALSE;
  purchases = crm_purchases_new (customer, date, value, NULL, CRM_RUN_PART (crm_run, 0, 0.2), error);
  values = purchases != NULL ? crm_customer_values_new (purchases, &value_options, CRM_RUN_PART (crm_run, 0.2, 1),
                                                              error) : NULL;
  if (values == NULL)
    return FALSE;
  until = crm_date_to_iso (values->until);
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "model", crm_options_text (options, "model"));
  crm_result_text (builder, "until", until);
  crm_result_count (builder, "n", values->n);
  crm_result_count (builder, "later", purchases->n_buyers - values->n);
  crm_result_count (builder, "left_out", purchases->n_left_out);
  write_models (builder, values);
  write_held_out (builder, values);
  write_totals (builder, values);
  write_notes (builder, values);
  write_customers (builder, values, purchases, customer);
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  { "customer", N_("Column that says who bought"), CRM_OPTION_COLUMN, .required = TRUE },
  { "date", N_("Column that says when"), CRM_OPTION_COLUMN, .required = TRUE },
  { "value", N_("Column of amounts"), CRM_OPTION_COLUMN },
  { "unit", N_("Unit of time"), CRM_OPTION_CHOICE, "week", .choices = "day|week|month" },
  { "calibrate-until", N_("Last day to learn from; without it that of the last purchase"), CRM_OPTION_DATE },
  { "model", N_("Model of purchases"), CRM_OPTION_CHOICE, "bg-nbd", .choices = "bg-nbd|pareto-nbd" },
  { "horizon", N_("How many units of time to look ahead"), CRM_OPTION_NUMBER, "52", 0, 100000 },
  { "discount", N_("Rate of a year at which later value counts less"), CRM_OPTION_NUMBER, "0.1", 0, 10 },
  { NULL },
};

const CrmMethod crm_method_lifetime = {
  .name = "lifetime",
  .label = N_("Customer Lifetime Value"),
  .summary = N_("Who is still a customer, what they will buy and what that is worth"),
  .options = options,
  .measure = "holdout.mean_absolute_error|log_likelihood",
  .rows = "customers",
  .run = run,
};
