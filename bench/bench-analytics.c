/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-analytics.h"

#include <string.h>

/* bench-analytics TASK [FILE]: one piece of work, on data that bench-analytics --make DATA ROWS FILE made before. */

static const struct
{
  const char *name;
  const char *data;   /* NULL for what reads reference data */
  BenchTask   run;
} tasks[] = {
  { "clusters-average", "points", bench_clusters_average },
  { "clusters-complete", "points", bench_clusters_complete },
  { "clusters-gap", "points", bench_clusters_gap },
  { "clusters-kmeans", "points", bench_clusters_kmeans },
  { "clusters-silhouette", "points", bench_clusters_silhouette },
  { "clusters-single", "points", bench_clusters_single },
  { "clusters-starts", "points", bench_clusters_starts },
  { "clusters-ward", "points", bench_clusters_ward },
  { "customers-bg-nbd", "histories", bench_customers_bg_nbd },
  { "customers-cohorts", "lines", bench_customers_cohorts },
  { "customers-file", "lines.csv", bench_customers_file },
  { "customers-markov", "states", bench_customers_markov },
  { "customers-orders", "orders.csv", bench_customers_file },
  { "customers-pareto-nbd", "histories", bench_customers_pareto_nbd },
  { "customers-rfm", "lines", bench_customers_rfm },
  { "customers-survival", "durations", bench_customers_survival },
  { "learn-bayes", "table", bench_learn_bayes },
  { "learn-linear", "table", bench_learn_linear },
  { "learn-logistic", "table", bench_learn_logistic },
  { "learn-neural", "table", bench_learn_neural },
  { "learn-predict", "table", bench_learn_predict },
  { "learn-tree", "table", bench_learn_tree },
  { "learn-tree-full", "table", bench_learn_tree_full },
  { "learn-tree-pruned", "table", bench_learn_tree_pruned },
  { "outliers-forest", "strange", bench_outliers_forest },
  { "outliers-local", "strange", bench_outliers_local },
  { "rules-found", NULL, bench_rules_found },
  { "rules-groceries", NULL, bench_rules_groceries },
  { "rules-recommend", "baskets", bench_rules_recommend },
  { "rules-t10", "baskets", bench_rules_t10 },
  { "sequences-made", "baskets", bench_sequences_made },
  { "sequences-online", NULL, bench_sequences_online },
  { "series-arima", "series", bench_series_arima },
  { "series-decompose", "series", bench_series_decompose },
  { "series-ets", "series", bench_series_ets },
  { "series-holt-winters", "series", bench_series_holt_winters },
  { "series-periods", "series", bench_series_periods },
  { "series-similar", "many-series", bench_series_similar },
  { "series-stl", "series", bench_series_stl },
  { "series-stl-robust", "series", bench_series_stl_robust },
  { "series-theta", "series", bench_series_theta },
  { "tables-describe", "table", bench_tables_describe },
  { "tables-pearson", "table", bench_tables_pearson },
  { "tables-pivot", "lines", bench_tables_pivot },
  { "tables-power", "table", bench_tables_power },
  { "tables-prepare", "table", bench_tables_prepare },
  { "tables-spearman", "table", bench_tables_spearman },
  { "tables-test-means", "table", bench_tables_test_means },
  { "tables-test-ranks", "table", bench_tables_test_ranks },
};

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

static void
run_task (BenchTask run,
          const char *data_name,
          const char *path)
{
  BenchData data = { path };
  BenchClock clock;
  double quality;

  if (data_name != NULL && !g_str_has_suffix (data_name, ".csv"))
    bench_data_open (&data, data_name, path);
  quality = run (&clock, &data);
  bench_print (&clock, "quality", quality, NULL);
}

int
main (int argc,
      char **argv)
{
  if (argc == 5 && strcmp (argv[1], "--make") == 0)
    {
      bench_data_make (argv[2], g_ascii_strtoull (argv[3], NULL, 10), argv[4]);
      return 0;
    }
  for (guint i = 0; argc >= 2 && i < G_N_ELEMENTS (tasks); i++)
    {
      if (strcmp (tasks[i].name, argv[1]) != 0 || (tasks[i].data != NULL) != (argc == 3))
        continue;
      run_task (tasks[i].run, tasks[i].data, argc == 3 ? argv[2] : NULL);
      return 0;
    }
  g_printerr ("bench-analytics --make DATA ROWS FILE, or TASK [FILE] with one of:");
  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    g_printerr (" %s", tasks[i].name);
  g_printerr ("\n");
  return 2;
}
