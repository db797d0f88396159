/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"
#include "crm-test.h"

#include "analytics/crm-markov.h"
#include "analytics/crm-profit.h"
#include "base/crm-error.h"

#include <math.h>

/* B. Render, R. Stair and M. Hanna, "Quantitative Analysis for Management": accounts that are paid, bad debt, less than
 * one month late, one to three months late; after Cyert, Davidson and Thompson. */
static const double accounts[] = {
  1, 0, 0, 0,
  0, 1, 0, 0,
  0.6, 0, 0.2, 0.2,
  0.4, 0.1, 0.3, 0.2,
};

static void
test_textbook (void)
{
  /* F = (I − Q)⁻¹ and FA, with Q = [[.2 .2] [.3 .2]]: its determinant is .8 · .8 − .2 · .3 = .58. */
  static const double visits[] = { 0.8 / 0.58, 0.2 / 0.58, 0.3 / 0.58, 0.8 / 0.58 };
  static const double ends[] = { 0.56 / 0.58, 0.02 / 0.58, 0.50 / 0.58, 0.08 / 0.58 };
  g_autoptr (CrmMarkov) markov = crm_markov_new_for_matrix (accounts, 4, NULL);
  g_autofree double *twice = crm_markov_power (markov, 2);
  g_autofree double *never = crm_markov_power (markov, 0);
  g_autofree double *at_last = crm_markov_power (markov, 1000);

  g_assert_cmpint (markov->n_absorbing, ==, 2);
  for (guint i = 0; i < 4; i++)
    {
      crm_test_assert_near (markov->visits[i], visits[i], 1e-12);
      crm_test_assert_near (markov->ends[i], ends[i], 1e-12);
      crm_test_assert_near (at_last[(2 + i / 2) * 4 + i % 2], ends[i], 1e-12);
      g_assert_cmpfloat (never[i * 4 + i], ==, 1);
    }
  crm_test_assert_near (2000 * crm_markov_chance (markov, 2, 1) + 5000 * crm_markov_chance (markov, 3, 1),
                        758.6206896551724, 1e-12);
  g_assert_cmpfloat (crm_markov_chance (markov, 1, 1), ==, 1);
  g_assert_cmpfloat (crm_markov_chance (markov, 0, 1), ==, 0);
  crm_test_assert_near (twice[2 * 4], 0.6 + 0.2 * 0.6 + 0.2 * 0.4, 1e-12);
}

static void
test_reference (void)
{
  g_autofree char *path = crm_test_data_path ("reference/rfm_sales_markov.json");
  g_autoptr (JsonNode) ends = NULL;
  g_autoptr (CrmMarkov) markov = crm_markov_new_for_matrix (accounts, 4, NULL);

  if (path == NULL)
    return;
  ends = crm_test_expected ("rfm_sales_markov.json", "markov_textbook/FA");
  for (guint i = 0; i < 4; i++)
    {
      JsonArray *row = json_array_get_array_element (json_node_get_array (ends), i / 2);

      crm_test_assert_near (markov->ends[i], json_array_get_double_element (row, i % 2), 1e-12);
    }
}

/* Three are followed; one of them was not seen in period 2. The rows stand in no order. */
static void
test_counts (void)
{
  static const gint32 ids[] = { 1, 0, 0, 2, 1, 0, 2, 2 }, periods[] = { 1, 2, 0, 0, 0, 1, 1, 3 };
  static const gint32 states[] = { 2, 2, 0, 0, 0, 0, 1, 2 };
  static const gsize counts[] = { 1, 1, 2, 0, 0, 0, 0, 0, 0 };
  g_autoptr (CrmMarkov) markov = crm_markov_new (ids, periods, states, 8, 3, NULL, NULL);

  g_assert_cmpmem (markov->counts, sizeof counts, counts, sizeof counts);
  g_assert_cmpint (markov->n_gaps, ==, 1);
  g_assert_cmpfloat (markov->matrix[2], ==, 0.5);
  /* Nobody was seen to leave these. */
  g_assert_cmpint (markov->n_absorbing, ==, 2);
  crm_test_assert_near (crm_markov_chance (markov, 0, 2), 2.0 / 3, 1e-12);
}

/* What goes round for ever has no end to be expected. */
static void
test_endless (void)
{
  static const double round[] = { 0, 1, 0, 1, 0, 0, 0, 0, 1 };
  g_autoptr (CrmMarkov) markov = crm_markov_new_for_matrix (round, 3, NULL);

  g_assert_null (markov->ends);
  g_assert_true (isnan (crm_markov_chance (markov, 0, 2)));
}

static void
test_refused (void)
{
  static const gint32 ids[] = { 0, 0 }, same[] = { 3, 3 }, apart[] = { 0, 2 }, states[] = { 0, 1 };
  static const double wrong[] = { 0.5, 0.4, 0, 1 }, negative[] = { 1.5, -0.5, 0, 1 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GError *error = NULL;

  g_assert_null (crm_markov_new (ids, same, states, 2, 2, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_markov_new (ids, apart, states, 2, 2, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_markov_new (ids, apart, states, 0, 0, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_markov_new (ids, apart, states, 2, 1000, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_markov_new_for_matrix (wrong, 2, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_markov_new_for_matrix (negative, 2, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_cancellable_cancel (cancellable);
  g_assert_null (crm_markov_new (ids, apart, states, 2, 2, &(CrmRun) { .cancellable = cancellable }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

/* Two channels over two years. The first has two customers, earns 1,000 a year with each and won them for 500; the
 * second loses. */
static void
test_profit (void)
{
  static const gint32 groups[] = { 1, 0, 0, 1, 0, -1 }, customers[] = { 5, 6, 7, 5, 6, 6 };
  static const double revenue[] = { 100, 3000, 4000, NAN, 1000, 9999 }, cost[] = { 50, 1000, 1500, 50, 500, 1 };
  static const double service[] = { 200, 500, 500, 0, 0, 1 }, acquisition[] = { 100, 400, 600, 0, 0, 1 };
  CrmProfitData data = { groups, customers, revenue, cost, service, acquisition, 6, 2 };
  CrmProfitOptions options = { 2, 0.8, 0.1 };
  gsize n;
  g_autofree CrmProfit *profits = crm_profit_new (&data, &options, &n, NULL, NULL);

  g_assert_cmpint (n, ==, 2);
  g_assert_cmpint (profits[0].group, ==, 0);
  g_assert_cmpint (profits[0].customers, ==, 2);
  g_assert_cmpint (profits[0].lines, ==, 3);
  g_assert_cmpfloat (profits[0].margin, ==, 5000);
  g_assert_cmpfloat (profits[0].contribution, ==, 4000);
  g_assert_cmpfloat (profits[0].profit, ==, 3000);
  g_assert_cmpfloat (profits[0].cac, ==, 500);
  crm_test_assert_near (profits[0].payback, 6, 1e-12);
  /* 1,000 · 0.8 / (1 + 0.1 − 0.8) */
  crm_test_assert_near (profits[0].clv, 1000 * 0.8 / 0.3, 1e-12);
  crm_test_assert_near (profits[0].clv_to_cac, 1000 * 0.8 / 0.3 / 500, 1e-12);
  g_assert_cmpfloat (profits[1].profit, ==, -300);
  g_assert_true (isnan (profits[1].payback));
  crm_test_assert_near (profits[0].cumulative, 3000.0 / 2700, 1e-12);
  crm_test_assert_near (profits[1].cumulative, 1, 1e-12);
}

static void
test_profit_refused (void)
{
  static const gint32 groups[] = { 0, -1 };
  static const double revenue[] = { INFINITY, 1 };
  CrmProfitData data = { .groups = groups, .revenue = revenue, .n = 2, .n_groups = 1 };
  CrmProfitOptions options = { NAN, NAN, 0.1 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GError *error = NULL;
  gsize n;

  g_assert_null (crm_profit_new (&data, &options, &n, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  data.n_groups = 0;
  g_assert_null (crm_profit_new (&data, &options, &n, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  data.n_groups = 1;
  g_cancellable_cancel (cancellable);
  g_assert_null (crm_profit_new (&data, &options, &n, &(CrmRun) { .cancellable = cancellable }, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markov/textbook", test_textbook);
  g_test_add_func ("/markov/reference", test_reference);
  g_test_add_func ("/markov/counts", test_counts);
  g_test_add_func ("/markov/endless", test_endless);
  g_test_add_func ("/markov/refused", test_refused);
  g_test_add_func ("/profit/textbook", test_profit);
  g_test_add_func ("/profit/refused", test_profit_refused);
  return g_test_run ();
}
