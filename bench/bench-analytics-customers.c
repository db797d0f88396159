/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-analytics.h"

#include "analytics/crm-cohorts.h"
#include "analytics/crm-frame-load.h"
#include "analytics/crm-lifetime.h"
#include "analytics/crm-markov.h"
#include "analytics/crm-rfm.h"
#include "analytics/crm-survival-regression.h"

#include <math.h>

static const CrmRun alone = { .n_threads = 1 };

/* Purchases */

static CrmFrame *
read_lines (const BenchData *data)
{
  CrmFrame *frame = crm_frame_new (data->n);

  crm_frame_take_numbers (frame, "customer", bench_data_column (data, 0));
  crm_frame_take_days (frame, "day", bench_data_whole (data, 1));
  crm_frame_take_numbers (frame, "invoice", bench_data_column (data, 2));
  crm_frame_take_numbers (frame, "amount", bench_data_column (data, 3));
  return frame;
}

static CrmRfm *
find_rfm (const CrmFrame *frame)
{
  CrmRfmOptions options = { CRM_DAY_MISSING, 5 };
  GError *error = NULL;
  g_autoptr (CrmPurchases) purchases = NULL;
  CrmRfm *rfm = NULL;

  purchases = crm_purchases_new (crm_frame_find (frame, "customer"), crm_frame_find (frame, "day"),
                                 crm_frame_find (frame, "amount"), crm_frame_find (frame, "invoice"), &alone, &error);
  rfm = purchases != NULL ? crm_rfm_new (purchases, &options, &alone, &error) : NULL;
  if (rfm == NULL)
    bench_fail (error);
  return rfm;
}

/* What those with the highest scores throughout spent. */
static double
sum_best (const CrmRfm *rfm)
{
  double sum = 0;

  for (gsize i = 0; i < rfm->n; i++)
    {
      const CrmRfmCustomer *customer = &rfm->customers[i];

      sum += customer->r == 5 && customer->f == 5 && customer->m == 5 ? customer->monetary : 0;
    }
  return sum;
}

double
bench_customers_rfm (BenchClock *clock,
                     const BenchData *data)
{
  g_autoptr (CrmFrame) frame = read_lines (data);
  g_autoptr (CrmRfm) rfm = NULL;

  bench_start (clock);
  rfm = find_rfm (frame);
  bench_stop (clock);
  return sum_best (rfm);
}

/* The same from a text file, with reading it. */
double
bench_customers_file (BenchClock *clock,
                      const BenchData *data)
{
  GError *error = NULL;
  g_autoptr (CrmFrame) frame = NULL;
  g_autoptr (CrmRfm) rfm = NULL;

  bench_start (clock);
  frame = crm_frame_load_csv (data->path, NULL, &alone, &error);
  if (frame == NULL)
    bench_fail (error);
  rfm = find_rfm (frame);
  bench_stop (clock);
  return sum_best (rfm);
}

/* By months; how often customers came back in all. */
double
bench_customers_cohorts (BenchClock *clock,
                         const BenchData *data)
{
  g_autoptr (CrmFrame) frame = read_lines (data);
  g_autoptr (CrmPurchases) purchases = NULL;
  g_autoptr (CrmCohorts) cohorts = NULL;
  GError *error = NULL;
  double sum = 0;

  bench_start (clock);
  purchases = crm_purchases_new (crm_frame_find (frame, "customer"), crm_frame_find (frame, "day"),
                                 crm_frame_find (frame, "amount"), NULL, &alone, &error);
  cohorts = purchases != NULL ? crm_cohorts_new (purchases, CRM_PERIOD_MONTH, &alone, &error) : NULL;
  bench_stop (clock);
  if (cohorts == NULL)
    bench_fail (error);
  for (gsize i = 0; i < cohorts->n * cohorts->n; i++)
    sum += cohorts->customers[i];
  return sum;
}

/* Squares of the chances to go from one state to another, added up. */
double
bench_customers_markov (BenchClock *clock,
                        const BenchData *data)
{
  g_autofree gint32 *ids = bench_data_whole (data, 0);
  g_autofree gint32 *periods = bench_data_whole (data, 1);
  g_autofree gint32 *states = bench_data_whole (data, 2);
  g_autoptr (CrmMarkov) chain = NULL;
  GError *error = NULL;
  double sum = 0;

  bench_start (clock);
  chain = crm_markov_new (ids, periods, states, data->n, 6, &alone, &error);
  bench_stop (clock);
  if (chain == NULL)
    bench_fail (error);
  for (guint i = 0; i < 36; i++)
    sum += chain->matrix[i] * chain->matrix[i];
  return sum;
}

/* Lifetimes; the log-likelihood */

static double
fit (BenchClock *clock,
     const BenchData *data,
     CrmLifetimeKind kind)
{
  g_autofree double *x = bench_data_column (data, 0), *t_x = bench_data_column (data, 1);
  g_autofree double *age = bench_data_column (data, 2);
  g_autofree CrmHistory *histories = g_new (CrmHistory, data->n);
  CrmLifetime lifetime;
  GError *error = NULL;

  for (gsize i = 0; i < data->n; i++)
    histories[i] = (CrmHistory) { x[i], t_x[i], age[i] };
  bench_start (clock);
  if (!crm_lifetime_fit (&lifetime, kind, histories, data->n, &alone, &error))
    bench_fail (error);
  bench_stop (clock);
  return lifetime.log_likelihood;
}

double
bench_customers_bg_nbd (BenchClock *clock,
                        const BenchData *data)
{
  return fit (clock, data, CRM_LIFETIME_BG_NBD);
}

double
bench_customers_pareto_nbd (BenchClock *clock,
                            const BenchData *data)
{
  return fit (clock, data, CRM_LIFETIME_PARETO_NBD);
}

/* Fifty times the curves of three groups, and twenty regressions by six columns; the log-likelihood of these. */
double
bench_customers_survival (BenchClock *clock,
                          const BenchData *data)
{
  g_autoptr (CrmFrame) frame = crm_frame_new (data->n);
  g_autoptr (CrmMatrix) matrix = NULL;
  g_autofree double *times = bench_data_column (data, 0);
  g_autofree gint32 *ended = bench_data_whole (data, 1), *groups = bench_data_whole (data, 2);
  g_autofree guint8 *events = g_new (guint8, data->n);
  CrmSurvivalData survival = { times, events, groups, data->n, 3 };
  double log_likelihood = NAN;

  for (gsize i = 0; i < data->n; i++)
    events[i] = ended[i];
  for (guint j = 3; j < data->n_columns; j++)
    {
      g_autofree char *name = g_strdup_printf ("x%u", j);

      crm_frame_take_numbers (frame, name, bench_data_column (data, j));
    }
  matrix = crm_matrix_new (frame, NULL, &(CrmMatrixOptions) { 0 }, NULL, NULL);
  bench_start (clock);
  for (guint i = 0; i < 150; i++)
    crm_survival_curve_free (crm_survival_curve_new (&survival, i % 3, NAN, NULL, NULL));
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (CrmSurvivalRegression) cox = crm_cox_new (&survival, matrix, CRM_TIES_EFRON, NULL, NULL);

      log_likelihood = cox->log_likelihood;
    }
  bench_stop (clock);
  return log_likelihood;
}
