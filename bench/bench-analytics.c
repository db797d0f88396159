/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-analytics.h"

#include "analytics/crm-forecast.h"
#include "analytics/crm-holt-winters.h"
#include "analytics/crm-random.h"
#include "analytics/crm-similar.h"

#include <math.h>
#include <string.h>

/* bench-analytics TASK: one piece of work, as often as the field's tools did it whose figures it is held against. A
 * task that has to make its data first starts the clock again when they are there. */

/* International airline passengers in thousands, 1949–1960: G. E. P. Box and G. M. Jenkins, "Time Series Analysis",
 * 1970, series G. */
static const double passengers[] = {
  112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149,
  170, 170, 158, 133, 114, 140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166,
  171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194, 196, 196, 236, 235, 229, 243,
  264, 272, 237, 211, 180, 201, 204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229,
  242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317, 313, 318, 374,
  413, 405, 355, 306, 271, 306, 315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336,
  340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337, 360, 342, 406, 396, 420, 472,
  548, 559, 463, 407, 362, 405, 417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432,
};

#define N G_N_ELEMENTS (passengers)

static void
forecast (CrmForecastMethod method)
{
  GError *error = NULL;
  g_autoptr (CrmForecast) made = crm_forecast_new (method, passengers, N,
                                                   &(CrmForecastOptions) { .period = 12, .horizon = 12 }, NULL, &error);

  if (made == NULL)
    bench_fail (error);
}

static void
run_holt_winters (BenchClock *clock)
{
  CrmHoltWintersOptions options = { 12, CRM_SEASONAL_MULTIPLICATIVE, TRUE, NAN, NAN, NAN };

  for (guint i = 0; i < 100; i++)
    crm_holt_winters_free (crm_holt_winters_fit (passengers, N, &options, NULL, NULL));
}

static void
run_ets (BenchClock *clock)
{
  for (guint i = 0; i < 5; i++)
    forecast (CRM_FORECAST_ETS);
}

static void
run_arima (BenchClock *clock)
{
  for (guint i = 0; i < 3; i++)
    forecast (CRM_FORECAST_ARIMA);
}

static void
run_theta (BenchClock *clock)
{
  for (guint i = 0; i < 100; i++)
    forecast (CRM_FORECAST_THETA);
}

static void
run_stl (BenchClock *clock)
{
  CrmStlOptions options = { CRM_STL_PERIODIC, FALSE };

  for (guint i = 0; i < 1000; i++)
    crm_decomposition_free (crm_stl (passengers, N, 12, &options, NULL));
}

static void
run_robust_stl (BenchClock *clock)
{
  CrmStlOptions options = { 7, TRUE };

  for (guint i = 0; i < 200; i++)
    crm_decomposition_free (crm_stl (passengers, N, 12, &options, NULL));
}

static void
run_decompose (BenchClock *clock)
{
  for (guint i = 0; i < 1000; i++)
    crm_decomposition_free (crm_decompose (passengers, N, 12, CRM_SEASONAL_ADDITIVE, NULL));
}

/* A thousand customers over five years of months. */
static void
run_similar (BenchClock *clock)
{
  const guint n = 1000, length = 60;
  g_autofree double *values = g_new (double, n * length);
  CrmSimilarOptions options = { CRM_SIMILAR_DTW, TRUE, 3, 5 };
  CrmRandom random;

  crm_random_init (&random, 20240901, 0);
  for (guint i = 0; i < n * length; i++)
    values[i] = crm_random_normal (&random) + (i % length > 0 ? 0.8 * values[i - 1] : 0);
  crm_similar_free (crm_similar_new (values, n, length, &options, NULL, NULL));
}

/* A file of the reference data; without it there is nothing to measure. */
char *
bench_reference (const char *name)
{
  const char *folder = g_getenv ("CLIENTELE_REFERENCE_DATA");
  char *path = g_build_filename (folder != NULL ? folder : "", name, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  g_printerr ("There is no %s.\n", path);
  exit (1);
}

static const struct
{
  const char *name;
  void      (*run) (BenchClock *clock);
} tasks[] = {
  { "customers-bg-nbd", bench_customers_bg_nbd },
  { "customers-pareto-nbd", bench_customers_pareto_nbd },
  { "customers-rfm", bench_customers_rfm },
  { "customers-survival", bench_customers_survival },
  { "learn-bayes", bench_learn_bayes },
  { "learn-linear", bench_learn_linear },
  { "learn-logistic", bench_learn_logistic },
  { "learn-neural", bench_learn_neural },
  { "learn-tree", bench_learn_tree },
  { "learn-tree-full", bench_learn_tree_full },
  { "learn-tree-pruned", bench_learn_tree_pruned },
  { "rules-found", bench_rules_found },
  { "rules-groceries", bench_rules_groceries },
  { "rules-t10", bench_rules_t10 },
  { "sequences-online", bench_sequences_online },
  { "series-arima", run_arima },
  { "series-decompose", run_decompose },
  { "series-ets", run_ets },
  { "series-holt-winters", run_holt_winters },
  { "series-similar", run_similar },
  { "series-stl", run_stl },
  { "series-stl-robust", run_robust_stl },
  { "series-theta", run_theta },
};

int
main (int argc,
      char **argv)
{
  for (guint i = 0; argc == 2 && i < G_N_ELEMENTS (tasks); i++)
    {
      BenchClock clock;

      if (strcmp (tasks[i].name, argv[1]) != 0)
        continue;
      bench_start (&clock);
      tasks[i].run (&clock);
      bench_stop (&clock);
      bench_print (&clock, NULL, 0.0, NULL);
      return 0;
    }
  g_printerr ("bench-analytics TASK, one of:");
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    g_printerr (" %s", tasks[i].name);
  g_printerr ("\n");
  return 2;
}
