/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-analytics.h"

#include "analytics/crm-bayes.h"
#include "analytics/crm-linear.h"
#include "analytics/crm-logistic.h"
#include "analytics/crm-network.h"
#include "analytics/crm-random.h"
#include "analytics/crm-tree.h"

#include <math.h>

/* Learning from 100,000 rows of 20 columns, five of them small whole numbers, and predicting them. */

#define N 100000
#define D 20

static double  *x;         /* a row after the other */
static guint8  *positive;
static gint32  *classes;
static gsize   *rows;
static CrmColumn columns[D];
static const CrmColumn *list[D];

static void
make_columns (void)
{
  for (guint j = 0; j < D; j++)
    {
      columns[j] = (CrmColumn) { .kind = CRM_COLUMN_NUMBER, .n = N, .numbers = g_new (double, N) };
      list[j] = &columns[j];
      for (gsize i = 0; i < N; i++)
        columns[j].numbers[i] = x[i * D + j];
    }
}

static void
make_data (void)
{
  double slopes[D];
  CrmRandom random;

  x = g_new (double, N * D);
  positive = g_new (guint8, N);
  classes = g_new (gint32, N);
  rows = g_new (gsize, N);
  crm_random_init (&random, 20240901, 0);
  for (guint j = 0; j < D; j++)
    slopes[j] = crm_random_normal (&random) / 2;
  for (gsize i = 0; i < N; i++)
    {
      double *row = x + i * D, logit = 0;

      for (guint j = 0; j < D; j++)
        {
          row[j] = j < 15 ? crm_random_normal (&random) : (double) crm_random_below (&random, 5);
          logit += slopes[j] * row[j];
        }
      logit += 1.6 * (row[0] > 0 && row[1] > 0.5) - 1;
      classes[i] = positive[i] = crm_random_double (&random) < 1 / (1 + exp (-logit));
      rows[i] = i;
    }
  make_columns ();
}

void
bench_learn_logistic (BenchClock *clock)
{
  g_autofree double *scores = g_new (double, N);
  g_autoptr (CrmLogistic) model = NULL;

  make_data ();
  bench_start (clock);
  model = crm_logistic_fit (x, positive, N, D, NULL, NULL, NULL);
  for (gsize i = 0; i < N; i++)
    scores[i] = crm_logistic_predict (model, x + i * D);
}

/* The first column by the others. */
void
bench_learn_linear (BenchClock *clock)
{
  g_autofree double *others = g_new (double, N * (D - 1));
  g_autofree double *y = g_new (double, N);

  make_data ();
  for (gsize i = 0; i < N; i++)
    {
      y[i] = x[i * D];
      for (guint j = 1; j < D; j++)
        others[i * (D - 1) + j - 1] = x[i * D + j];
    }
  bench_start (clock);
  crm_linear_free (crm_linear_fit (others, y, N, D - 1, NULL, NULL, NULL));
}

void
bench_learn_bayes (BenchClock *clock)
{
  g_autofree double *scores = g_new (double, N);
  g_autoptr (CrmBayes) model = NULL;

  make_data ();
  bench_start (clock);
  model = crm_bayes_new (list, D, classes, 2, rows, N, 1, NULL, NULL);
  for (gsize i = 0; i < N; i++)
    {
      double shares[2];

      crm_bayes_predict (model, list, i, shares);
      scores[i] = shares[1];
    }
}

void
bench_learn_neural (BenchClock *clock)
{
  CrmNetworkOptions options = CRM_NETWORK_STANDARD;
  g_autofree double *scores = g_new (double, N);
  g_autoptr (CrmNetwork) model = NULL;

  options.n_epochs = 10;
  options.patience = 0;
  make_data ();
  bench_start (clock);
  model = crm_network_new (x, classes, 2, NULL, N, D, &options, NULL, NULL);
  for (gsize i = 0; i < N; i++)
    {
      double shares[2];

      crm_network_predict (model, x + i * D, shares);
      scores[i] = shares[1];
    }
}

static void
learn_tree (BenchClock *clock,
            const CrmTreeOptions *options)
{
  g_autofree double *scores = g_new (double, N);
  g_autoptr (CrmTree) tree = NULL;

  make_data ();
  bench_start (clock);
  tree = crm_tree_new (list, D, &(CrmTreeTarget) { classes, 2, NULL }, rows, N, options, NULL, NULL);
  for (gsize i = 0; i < N; i++)
    {
      double shares[2];

      crm_tree_predict (tree, list, i, -1, shares);
      scores[i] = shares[1];
    }
}

void
bench_learn_tree (BenchClock *clock)
{
  learn_tree (clock, &(CrmTreeOptions) { CRM_TREE_GINI, TRUE, 8, 1, 2, CRM_TREE_PRUNE_NONE, NAN, 2 });
}

void
bench_learn_tree_full (BenchClock *clock)
{
  learn_tree (clock, &(CrmTreeOptions) { CRM_TREE_GINI, TRUE, 100, 5, 2, CRM_TREE_PRUNE_NONE, NAN, 2 });
}

/* Grown and pruned as rpart does. */
void
bench_learn_tree_pruned (BenchClock *clock)
{
  learn_tree (clock, &(CrmTreeOptions) { CRM_TREE_GINI, TRUE, 8, 7, 20, CRM_TREE_PRUNE_COST, 0.0005, 2 });
}
