/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"
#include "crm-test.h"

#include "analytics/crm-customer-value.h"
#include "analytics/crm-frame-load.h"
#include "analytics/crm-lifetime-model.h"
#include "analytics/crm-maximum.h"
#include "analytics/crm-random.h"
#include "base/crm-date.h"
#include "base/crm-error.h"

#include <gsl/gsl_integration.h>
#include <math.h>
#include <string.h>

#define EXPECTED "clv.json"

static double
expected (const char *model,
          const char *what)
{
  g_autofree char *path = g_strconcat (model, "/", what, NULL);

  return crm_test_expected_number (EXPECTED, path);
}

static void
check_lifetime (const CrmLifetime *fit,
                const char *model)
{
  gboolean pareto = fit->kind == CRM_LIFETIME_PARETO_NBD;

  crm_test_assert_near (fit->log_likelihood, expected (model, "LL"), 1e-9);
  crm_test_assert_near (fit->r, expected (model, "r"), 5e-5);
  crm_test_assert_near (fit->alpha, expected (model, "alpha"), 5e-5);
  crm_test_assert_near (fit->a, expected (model, pareto ? "s" : "a"), 5e-5);
  crm_test_assert_near (fit->b, expected (model, pareto ? "beta" : "b"), 5e-5);
  g_assert_false (fit->at_border);
}

/* The summary as published, rounded to hundredths of a week. */

static CrmHistory *
load_summary (gsize *n)
{
  g_autofree char *path = crm_test_data_path ("cdnow/cdnow_customers_summary.csv");
  g_autoptr (CrmFrame) frame = NULL;
  CrmHistory *histories;

  if (path == NULL)
    return NULL;
  frame = crm_frame_load_csv (path, NULL, NULL, NULL);
  *n = crm_frame_n_rows (frame);
  histories = g_new (CrmHistory, *n);
  for (gsize i = 0; i < *n; i++)
    histories[i] = (CrmHistory) { crm_frame_find (frame, "frequency")->numbers[i],
                                  crm_frame_find (frame, "recency")->numbers[i], crm_frame_find (frame,
                                                                                                 "T")->numbers[i] };
  return histories;
}

static void
check_first_ten (const CrmLifetime *fit,
                 const CrmHistory *histories)
{
  g_autoptr (JsonNode) node = crm_test_expected (EXPECTED, "cdnow_sample_published_rounded_summary/bgnbd/first10");
  JsonArray *rows = json_node_get_array (node);

  for (guint i = 0; i < 10; i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      crm_test_assert_near (crm_lifetime_alive (fit, &histories[i]), json_object_get_double_member (row, "p_alive"),
                            1e-5);
      crm_test_assert_near (crm_lifetime_expected (fit, &histories[i], 39), json_object_get_double_member (row, "EY39"),
                            1e-5);
    }
}

static void
test_published (void)
{
  static const CrmHistory example = { 2, 30.43, 38.86 };
  gsize n;
  g_autofree CrmHistory *histories = load_summary (&n);
  CrmLifetime fit;
  double alive = 0, purchases = 0;

  if (histories == NULL)
    return;
  g_assert_true (crm_lifetime_fit (&fit, CRM_LIFETIME_BG_NBD, histories, n, NULL, NULL));
  check_lifetime (&fit, "cdnow_sample_published_rounded_summary/bgnbd");
  check_first_ten (&fit, histories);
  for (gsize i = 0; i < n; i++)
    {
      alive += crm_lifetime_alive (&fit, &histories[i]);
      purchases += crm_lifetime_expected (&fit, &histories[i], 39);
    }
  crm_test_assert_near (alive / n, expected ("cdnow_sample_published_rounded_summary/bgnbd", "mean_p_alive"), 1e-5);
  crm_test_assert_near (purchases, expected ("cdnow_sample_published_rounded_summary/bgnbd", "sum_expected_39w"), 1e-5);
  crm_test_assert_near (crm_lifetime_expected (&fit, &(CrmHistory) { 0 }, 39),
                        expected ("cdnow_sample_published_rounded_summary/bgnbd", "E_X_39_new"), 1e-5);

  g_assert_true (crm_lifetime_fit (&fit, CRM_LIFETIME_PARETO_NBD, histories, n, NULL, NULL));
  check_lifetime (&fit, "cdnow_sample_published_rounded_summary/pareto_nbd");
  crm_test_assert_near (crm_lifetime_alive (&fit, &example),
                        expected ("cdnow_sample_published_rounded_summary/pareto_nbd/example_x2", "p_alive"), 5e-5);
  crm_test_assert_near (crm_lifetime_expected (&fit, &example, 39),
                        expected ("cdnow_sample_published_rounded_summary/pareto_nbd/example_x2", "EY39"), 5e-5);
}

/* From the purchases themselves. */

static CrmFrame *
load_lines (void)
{
  g_autofree char *path = crm_test_data_path ("cdnow/CDNOW_sample.txt");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  CrmFrame *frame;
  double *ids, *dates, *values;
  gsize n;

  if (path == NULL)
    return NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  n = g_strv_length (lines);
  frame = crm_frame_new (n);
  ids = g_new (double, n);
  dates = g_new (double, n);
  values = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GPtrArray) words = g_ptr_array_new ();
      char *rest = lines[i], *word;

      while ((word = strsep (&rest, " \r")) != NULL)
        {
          if (*word != '\0')
            g_ptr_array_add (words, word);
        }
      ids[i] = g_ascii_strtod (words->pdata[1], NULL);
      dates[i] = g_ascii_strtod (words->pdata[2], NULL);
      values[i] = g_ascii_strtod (words->pdata[4], NULL);
    }
  crm_frame_take_numbers (frame, "id", ids);
  crm_frame_take_numbers (frame, "date", dates);
  crm_frame_take_numbers (frame, "value", values);
  return frame;
}

static CrmCustomerValues *
value_customers (const CrmPurchases *purchases,
                 CrmLifetimeKind kind,
                 guint n_threads)
{
  CrmCustomerValueOptions options = { kind, crm_date_from_ymd (1997, 9, 30), 7, 39, 0.1, TRUE };
  GError *error = NULL;
  CrmRun run = { .n_threads = n_threads };
  CrmCustomerValues *values = crm_customer_values_new (purchases, &options, &run, &error);

  g_assert_no_error (error);
  return values;
}

static void
check_spending (const CrmCustomerValues *values)
{
  const char *model = "cdnow_sample_from_log_exact_days/gamma_gamma";
  g_autoptr (JsonNode) first = crm_test_expected (EXPECTED, "cdnow_sample_from_log_exact_days/gamma_gamma/first5_E_M");

  g_assert_true (values->with_spending);
  g_assert_cmpint (values->spending.n, ==, 946);
  crm_test_assert_near (values->spending.log_likelihood, expected (model, "LL"), 1e-9);
  crm_test_assert_near (values->spending.p, expected (model, "p"), 5e-5);
  crm_test_assert_near (values->spending.q, expected (model, "q"), 5e-5);
  crm_test_assert_near (values->spending.gamma, expected (model, "gamma"), 5e-5);
  crm_test_assert_near (crm_spending_expected (&values->spending, 0, 0), expected (model, "population_mean"), 1e-6);
  for (guint i = 0; i < 5; i++)
    crm_test_assert_near (values->customers[i].spending,
                          json_array_get_double_element (json_node_get_array (first), i), 5e-6);
}

static void
test_purchases (void)
{
  g_autoptr (CrmFrame) frame = load_lines ();
  g_autoptr (CrmPurchases) purchases = NULL;
  g_autoptr (CrmCustomerValues) values = NULL;
  g_autoptr (CrmCustomerValues) pareto = NULL;
  double away = 0, repeated = 0, held_out = 0;

  if (frame == NULL)
    return;
  purchases = crm_purchases_new (crm_frame_column (frame, 0), crm_frame_column (frame, 1), crm_frame_column (frame, 2),
                                 NULL, NULL, NULL);
  values = value_customers (purchases, CRM_LIFETIME_BG_NBD, 0);
  pareto = value_customers (purchases, CRM_LIFETIME_PARETO_NBD, 0);
  g_assert_cmpint (values->n, ==, 2357);
  check_lifetime (&values->lifetime, "cdnow_sample_from_log_exact_days/bgnbd");
  check_lifetime (&pareto->lifetime, "cdnow_sample_from_log_exact_days/pareto_nbd");
  check_spending (values);
  g_assert_cmpfloat (values->held_out, ==, 39);
  for (gsize i = 0; i < values->n; i++)
    {
      const CrmCustomerValue *customer = &values->customers[i];

      repeated += customer->history.x;
      held_out += customer->held_out;
      away += fabs (customer->expected_held_out - customer->held_out);
      g_assert_cmpfloat (customer->potential, <=, customer->expected * customer->spending);
      g_assert_cmpfloat (customer->potential, >=, customer->expected * customer->spending / 1.1);
    }
  g_assert_cmpfloat (repeated, ==, 2457);
  g_assert_cmpfloat (held_out, ==, 1882);
  crm_test_assert_near (away / values->n, expected ("cdnow_sample_from_log_exact_days/bgnbd", "holdout_mae"), 1e-5);
}

/* Likelihoods */

/* The hypergeometric series itself, where it converges. */
static double
hypergeometric (double a,
                double b,
                double c,
                double z)
{
  double term = 1, sum = 1;

  for (guint k = 0; k < 10000 && fabs (term) > 1e-18 * fabs (sum); k++)
    sum += term *= (a + k) * (b + k) / (c + k) / (k + 1) * z;
  return sum;
}

/* Equation 22 of Fader and Hardie's note. */
static double
pareto_nbd_as_published (const CrmLifetime *model,
                         const CrmHistory *history)
{
  double most = fmax (model->alpha, model->b), gap = fabs (model->alpha - model->b);
  double power = model->r + model->a + history->x;
  double second = model->alpha >= model->b ? model->a + 1 : model->r + history->x;
  double last = hypergeometric (power, second, power + 1, gap / (most + history->t_x)) /
                pow (most + history->t_x, power);
  double end = hypergeometric (power, second, power + 1, gap / (most + history->age)) /
               pow (most + history->age, power);
  double here = pow (model->alpha + history->age, -model->r - history->x) * pow (model->b + history->age, -model->a);

  return model->r * log (model->alpha) + model->a * log (model->b) + log (here + model->a / power * (last - end));
}

static const CrmHistory some_histories[] = {
  { 0, 0, 38.86 }, { 2, 30.43, 38.86 }, { 1, 1.71, 38.86 }, { 7, 29.43, 30 }, { 29, 38, 39 }, { 3, 5, 5 },
};

static const CrmLifetime some_models[] = {
  { 0, 0.55, 10.6, 0.61, 11.7 }, { 0, 0.25, 4.4, 0.8, 2.4 }, { 0, 2, 8, 3, 5 }, { 0, 1, 5, 1, 5 }, { 0, 0.6, 3, 1, 9 },
};

static void
test_integral (void)
{
  for (guint m = 0; m < G_N_ELEMENTS (some_models); m++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (some_histories); i++)
        {
          double gone, value = crm_pareto_nbd_evaluate (&some_models[m], &some_histories[i], NULL, &gone);

          crm_test_assert_near (value, pareto_nbd_as_published (&some_models[m], &some_histories[i]), 1e-10);
        }
    }
}

/* Over what it is at the last purchase, after half a week. */
static double
integrand (double time,
           void *data)
{
  const CrmLifetime *model = data;

  return pow ((model->alpha + 0.5) / (model->alpha + time), model->r + 2) *
         pow ((model->b + 0.5) / (model->b + time), model->a + 1);
}

/* Parameters far from each other, where the series converges no longer: against adaptive quadrature. */
static void
test_far_apart (void)
{
  static const CrmLifetime models[] = {
    { 0, 0.5, 1e4, 0.6, 1e-3 }, { 0, 0.5, 1e-3, 0.6, 1e4 }, { 0, 30, 300, 0.01, 1e-4 }, { 0, 0.01, 1e-4, 30, 30 },
    { 0, 40, 1, 40, 1e4 },
  };
  const CrmHistory history = { 2, 0.5, 40 };
  gsl_integration_cquad_workspace *workspace = gsl_integration_cquad_workspace_alloc (200);

  for (guint m = 0; m < G_N_ELEMENTS (models); m++)
    {
      CrmLifetime model = models[m];
      gsl_function function = { integrand, &model };
      double gone, integral, value = crm_pareto_nbd_evaluate (&model, &history, NULL, &gone);
      double here = -(model.r + 2) * log (model.alpha + 40) - model.a * log (model.b + 40);
      double top = -(model.r + 2) * log (model.alpha + 0.5) - (model.a + 1) * log (model.b + 0.5);

      gsl_integration_cquad (&function, history.t_x, history.age, 0, 1e-12, workspace, &integral, NULL, NULL);
      crm_test_assert_near (value, model.r * log (model.alpha) + model.a * log (model.b) + here +
                            log1p (model.a * integral * exp (top - here)), 1e-10);
    }
  gsl_integration_cquad_workspace_free (workspace);
}

/* Where there are very many purchases the published form is 0 − 0; this one is not. */
static void
test_many_purchases (void)
{
  CrmLifetime model = { CRM_LIFETIME_PARETO_NBD, 0.5, 2, 0.6, 100 };
  double slope[4], gone, value = crm_pareto_nbd_evaluate (&model, &(CrmHistory) { 3000, 200, 300 }, slope, &gone);

  g_assert_true (isfinite (value) && isfinite (slope[0]) && isfinite (slope[3]));
  g_assert_cmpfloat (gone, >, 1 - 1e-12);
  value = crm_pareto_nbd_evaluate (&model, &(CrmHistory) { 3000, 300, 300 }, slope, &gone);
  g_assert_true (isfinite (value));
  g_assert_cmpfloat (gone, ==, 0);
}

static double *
parameter (CrmLifetime *model,
           guint j)
{
  double *parameters[] = { &model->r, &model->alpha, &model->a, &model->b };

  return parameters[j];
}

/* Slopes against differences. */
static void
check_slopes (double (*evaluate) (const CrmLifetime *, const CrmHistory *, double *, double *))
{
  for (guint m = 0; m < G_N_ELEMENTS (some_models); m++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (some_histories); i++)
        {
          double slope[4], gone;

          evaluate (&some_models[m], &some_histories[i], slope, &gone);
          for (guint j = 0; j < 4; j++)
            {
              CrmLifetime low = some_models[m], high = some_models[m];
              double step = 1e-5 * *parameter (&low, j), difference;

              *parameter (&low, j) -= step;
              *parameter (&high, j) += step;
              difference = (evaluate (&high, &some_histories[i], NULL, &gone) -
                            evaluate (&low, &some_histories[i], NULL, &gone)) / (2 * step);
              crm_test_assert_near (slope[j], difference, 2e-8);
            }
        }
    }
}

static void
test_slopes (void)
{
  check_slopes (crm_bg_nbd_evaluate);
  check_slopes (crm_pareto_nbd_evaluate);
}

/* Equation 10 of the paper as it stands; at a = 1, where it is 0 / 0, between its neighbours. */
static void
test_expected (void)
{
  CrmLifetime model = { CRM_LIFETIME_BG_NBD, 0.243, 4.414, 0.793, 2.426 }, below, above;
  CrmHistory history = { 2, 30.43, 38.86 };
  double end = model.alpha + history.age, z = 39 / (end + 39), x = history.x;
  double published = (model.a + model.b + x - 1) / (model.a - 1) *
                     (1 - pow (1 - z, model.r + x) *
                          hypergeometric (model.r + x, model.b + x, model.a + model.b + x - 1, z)) *
                     crm_lifetime_alive (&model, &history);

  crm_test_assert_near (crm_lifetime_expected (&model, &history, 39), published, 1e-12);
  g_assert_cmpfloat_with_epsilon (published, 1.226, 0.0005);
  below = above = model;
  below.a = 1 - 1e-6;
  above.a = 1 + 1e-6;
  model.a = 1;
  crm_test_assert_near (crm_lifetime_expected (&model, &history, 39),
                        crm_lifetime_expected (&below, &history, 39) / 2 +
                        crm_lifetime_expected (&above, &history, 39) / 2, 1e-9);
  g_assert_cmpfloat (crm_lifetime_expected (&model, &history, 0), ==, 0);
  g_assert_cmpfloat (crm_lifetime_expected (&model, &history, 1e6), >, crm_lifetime_expected (&model, &history, 1e4));
}

/* Made by chance from a model, it is found again; with another unit of time it is the same one. */
static CrmHistory *
make_histories (gsize n,
                double unit)
{
  CrmHistory *histories = g_new0 (CrmHistory, n);
  CrmRandom random;

  crm_random_init (&random, 3, 0);
  for (gsize i = 0; i < n; i++)
    {
      /* Gamma of shape 1 and beta of shapes 1 and 3. */
      double rate = -log1p (-crm_random_double (&random)) / 8, leaves = 1 - cbrt (crm_random_double (&random));
      double time = 0;

      histories[i].age = 52 / unit;
      while (crm_random_double (&random) >= leaves || histories[i].x == 0)
        {
          if (histories[i].x == 0 && time > 0)
            break;
          time += -log1p (-crm_random_double (&random)) / rate;
          if (time > 52)
            break;
          histories[i].x++;
          histories[i].t_x = time / unit;
        }
    }
  return histories;
}

static void
test_found_again (void)
{
  g_autofree CrmHistory *weeks = make_histories (20000, 1);
  g_autofree CrmHistory *other = make_histories (20000, 1e9);
  CrmLifetime one, four, scaled;

  g_assert_true (crm_lifetime_fit (&one, CRM_LIFETIME_BG_NBD, weeks, 20000, &(CrmRun) { .n_threads = 1 }, NULL));
  g_assert_true (crm_lifetime_fit (&four, CRM_LIFETIME_BG_NBD, weeks, 20000, &(CrmRun) { .n_threads = 4 }, NULL));
  g_assert_true (crm_lifetime_fit (&scaled, CRM_LIFETIME_BG_NBD, other, 20000, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (one.r, 1, 0.1);
  g_assert_cmpfloat_with_epsilon (one.alpha, 8, 0.8);
  g_assert_cmpfloat_with_epsilon (one.a / (one.a + one.b), 0.25, 0.03);
  g_assert_cmpmem (&one, sizeof one, &four, sizeof four);
  crm_test_assert_near (scaled.r, one.r, 1e-5);
  crm_test_assert_near (scaled.alpha * 1e9, one.alpha, 1e-5);
}

/* Who all buy alike and never leave: no finite parameters are best, and that is said. */
static void
test_border (void)
{
  CrmHistory histories[50];

  for (guint i = 0; i < 50; i++)
    histories[i] = (CrmHistory) { 10, 50, 52 };
  for (guint kind = 0; kind < 2; kind++)
    {
      CrmLifetime fit;

      g_assert_true (crm_lifetime_fit (&fit, kind, histories, 50, NULL, NULL));
      g_assert_true (fit.at_border);
      g_assert_cmpfloat (crm_lifetime_alive (&fit, &histories[0]), >, 0.99);
      g_assert_cmpfloat_with_epsilon (crm_lifetime_expected (&fit, &histories[0], 52), 10, 0.1);
    }
}

/* Bad input */

static void
refuse (CrmHistory history)
{
  CrmHistory histories[] = { { 1, 2, 3 }, history };
  CrmLifetime fit;
  GError *error = NULL;

  g_assert_false (crm_lifetime_fit (&fit, CRM_LIFETIME_BG_NBD, histories, 2, NULL, &error));
  crm_test_assert_error (error, CRM_ERROR_INVALID);
}

static void
test_refused (void)
{
  static const double x[] = { 1, 2, 3, 4 }, same[] = { 5, 5, 5, 5 };
  static const CrmHistory nobody[] = { { 0, 0, 5 }, { 0, 0, 7 } };
  CrmLifetime fit;
  CrmSpending spending;
  GError *error = NULL;

  refuse ((CrmHistory) { 1, 4, 3 });
  refuse ((CrmHistory) { -1, 1, 3 });
  refuse ((CrmHistory) { 1.5, 1, 3 });
  refuse ((CrmHistory) { 1, 1, INFINITY });
  refuse ((CrmHistory) { NAN, 1, 3 });
  refuse ((CrmHistory) { 0, 1, 3 });
  g_assert_false (crm_lifetime_fit (&fit, CRM_LIFETIME_PARETO_NBD, nobody, 2, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_false (crm_lifetime_fit (&fit, CRM_LIFETIME_PARETO_NBD, nobody, 0, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_false (crm_spending_fit (&spending, x, same, 4, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_false (crm_spending_fit (&spending, x, x, 2, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
}

static void
test_cancelled (void)
{
  g_autofree CrmHistory *histories = make_histories (5000, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CrmRun run = { .cancellable = cancellable };
  CrmLifetime fit;
  GError *error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (crm_lifetime_fit (&fit, CRM_LIFETIME_BG_NBD, histories, 5000, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

/* H. Rosenbrock's valley, turned round: its top is 0 at (1, 1). */
static double
rosenbrock (const double *x,
            double *gradient,
            gpointer data)
{
  double across = x[1] - x[0] * x[0];

  gradient[0] = 400 * x[0] * across + 2 * (1 - x[0]);
  gradient[1] = -200 * across;
  return -100 * across * across - (1 - x[0]) * (1 - x[0]);
}

static double
slope_without_end (const double *x,
                   double *gradient,
                   gpointer data)
{
  gradient[0] = 1;
  return x[0];
}

static double
edge (const double *x,
      double *gradient,
      gpointer data)
{
  gradient[0] = x[0] < 1 ? 1 : -1;
  return -fabs (x[0] - 1);
}

static void
test_maximum (void)
{
  double x[] = { -1.2, 1 }, value;
  GError *error = NULL;

  g_assert_true (crm_maximum_find (rosenbrock, NULL, x, 2, 10, &value, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (x[0], 1, 1e-6);
  g_assert_cmpfloat_with_epsilon (x[1], 1, 1e-6);
  g_assert_cmpfloat_with_epsilon (value, 0, 1e-12);
  g_assert_true (crm_maximum_find (slope_without_end, NULL, x, 1, 10, &value, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (x[0], 10, 1e-6);
  x[0] = 0;
  g_assert_false (crm_maximum_find (edge, NULL, x, 1, 10, &value, NULL, &error));
  crm_test_assert_error (error, CRM_ERROR_FAILED);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lifetime/published", test_published);
  g_test_add_func ("/lifetime/purchases", test_purchases);
  g_test_add_func ("/lifetime/integral", test_integral);
  g_test_add_func ("/lifetime/far-apart", test_far_apart);
  g_test_add_func ("/lifetime/many-purchases", test_many_purchases);
  g_test_add_func ("/lifetime/slopes", test_slopes);
  g_test_add_func ("/lifetime/expected", test_expected);
  g_test_add_func ("/lifetime/found-again", test_found_again);
  g_test_add_func ("/lifetime/border", test_border);
  g_test_add_func ("/lifetime/refused", test_refused);
  g_test_add_func ("/lifetime/cancelled", test_cancelled);
  g_test_add_func ("/maximum", test_maximum);
  return g_test_run ();
}
