/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bench.h"

#include "analytics/crm-random.h"

/**
 * BenchData:
 * @n: rows
 * @d: numbers of a row of the matrix that the file begins with
 * @n_columns: columns behind it, each contiguous
 *
 * Doubles in a file, which our programs and those of the peers read alike.
 */
typedef struct
{
  const char *path;
  gsize       n;
  guint       d, n_columns;
} BenchData;

void     bench_data_make    (const char *name, gsize n, const char *path);
void     bench_data_open    (BenchData *self, const char *name, const char *path);
double  *bench_data_matrix  (const BenchData *self);
double  *bench_data_column  (const BenchData *self, guint column);
gint32  *bench_data_whole   (const BenchData *self, guint column);
void     bench_draw_baskets (CrmRandom *random, gsize n, double *baskets, double *items);
char    *bench_reference    (const char *name);

/* Each reads what it needs, starts the clock, does the work, stops it, and returns how good the result is. */
typedef double (*BenchTask) (BenchClock *clock, const BenchData *data);

double   bench_clusters_average   (BenchClock *clock, const BenchData *data);
double   bench_clusters_complete  (BenchClock *clock, const BenchData *data);
double   bench_clusters_gap       (BenchClock *clock, const BenchData *data);
double   bench_clusters_kmeans    (BenchClock *clock, const BenchData *data);
double   bench_clusters_silhouette (BenchClock *clock, const BenchData *data);
double   bench_clusters_single    (BenchClock *clock, const BenchData *data);
double   bench_clusters_starts    (BenchClock *clock, const BenchData *data);
double   bench_clusters_ward      (BenchClock *clock, const BenchData *data);
double   bench_customers_bg_nbd   (BenchClock *clock, const BenchData *data);
double   bench_customers_cohorts  (BenchClock *clock, const BenchData *data);
double   bench_customers_file     (BenchClock *clock, const BenchData *data);
double   bench_customers_markov   (BenchClock *clock, const BenchData *data);
double   bench_customers_pareto_nbd (BenchClock *clock, const BenchData *data);
double   bench_customers_rfm      (BenchClock *clock, const BenchData *data);
double   bench_customers_survival (BenchClock *clock, const BenchData *data);
double   bench_learn_bayes        (BenchClock *clock, const BenchData *data);
double   bench_learn_linear       (BenchClock *clock, const BenchData *data);
double   bench_learn_logistic     (BenchClock *clock, const BenchData *data);
double   bench_learn_neural       (BenchClock *clock, const BenchData *data);
double   bench_learn_predict      (BenchClock *clock, const BenchData *data);
double   bench_learn_tree         (BenchClock *clock, const BenchData *data);
double   bench_learn_tree_full    (BenchClock *clock, const BenchData *data);
double   bench_learn_tree_pruned  (BenchClock *clock, const BenchData *data);
double   bench_outliers_forest    (BenchClock *clock, const BenchData *data);
double   bench_outliers_local     (BenchClock *clock, const BenchData *data);
double   bench_rules_found        (BenchClock *clock, const BenchData *data);
double   bench_rules_groceries    (BenchClock *clock, const BenchData *data);
double   bench_rules_recommend    (BenchClock *clock, const BenchData *data);
double   bench_rules_t10          (BenchClock *clock, const BenchData *data);
double   bench_sequences_made     (BenchClock *clock, const BenchData *data);
double   bench_sequences_online   (BenchClock *clock, const BenchData *data);
double   bench_series_arima       (BenchClock *clock, const BenchData *data);
double   bench_series_decompose   (BenchClock *clock, const BenchData *data);
double   bench_series_ets         (BenchClock *clock, const BenchData *data);
double   bench_series_holt_winters (BenchClock *clock, const BenchData *data);
double   bench_series_periods     (BenchClock *clock, const BenchData *data);
double   bench_series_similar     (BenchClock *clock, const BenchData *data);
double   bench_series_stl         (BenchClock *clock, const BenchData *data);
double   bench_series_stl_robust  (BenchClock *clock, const BenchData *data);
double   bench_series_theta       (BenchClock *clock, const BenchData *data);
double   bench_tables_describe    (BenchClock *clock, const BenchData *data);
double   bench_tables_pearson     (BenchClock *clock, const BenchData *data);
double   bench_tables_pivot       (BenchClock *clock, const BenchData *data);
double   bench_tables_power       (BenchClock *clock, const BenchData *data);
double   bench_tables_prepare     (BenchClock *clock, const BenchData *data);
double   bench_tables_spearman    (BenchClock *clock, const BenchData *data);
double   bench_tables_test_means  (BenchClock *clock, const BenchData *data);
double   bench_tables_test_ranks  (BenchClock *clock, const BenchData *data);
