/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-analytics.h"

#include "analytics/crm-lifetime.h"
#include "analytics/crm-random.h"
#include "analytics/crm-rfm.h"
#include "analytics/crm-survival-regression.h"

#include <math.h>

static const CrmRun alone = { .n_threads = 1 };

/* Five million lines of up to 200,000 customers over two years, three to an invoice; some have very many. */
static CrmFrame *
make_lines (gsize n)
{
  CrmFrame *frame = crm_frame_new (n);
  double *customers = g_new (double, n), *invoices = g_new (double, n), *values = g_new (double, n);
  gint32 *days = g_new (gint32, n);
  CrmRandom random;

  crm_random_init (&random, 20240901, 0);
  for (gsize i = 0; i < n; i++)
    {
      double pareto = pow (1 - crm_random_double (&random), -1 / 1.2) - 1;

      customers[i] = fmin (floor (20000 * pareto), 199999);
      days[i] = crm_random_below (&random, 730);
      values[i] = rint (100 * exp (3 + crm_random_normal (&random))) / 100;
      invoices[i] = i / 3;
    }
  crm_frame_take_numbers (frame, "customer", customers);
  crm_frame_take_days (frame, "day", days);
  crm_frame_take_numbers (frame, "invoice", invoices);
  crm_frame_take_numbers (frame, "value", values);
  return frame;
}

void
bench_customers_rfm (BenchClock *clock)
{
  g_autoptr (CrmFrame) frame = make_lines (5000000);
  CrmRfmOptions options = { CRM_DAY_MISSING, 5 };
  g_autoptr (CrmPurchases) purchases = NULL;
  g_autoptr (CrmRfm) rfm = NULL;
  GError *error = NULL;

  bench_start (clock);
  purchases = crm_purchases_new (crm_frame_column (frame, 0), crm_frame_column (frame, 1), crm_frame_column (frame, 3),
                                 crm_frame_column (frame, 2), &alone, &error);
  rfm = purchases != NULL ? crm_rfm_new (purchases, &options, &alone, &error) : NULL;
  if (rfm == NULL)
    bench_fail (error);
}

/* As many customers as CDNOW had: who began within twelve weeks, over 39 weeks, and about as often. */
static CrmHistory *
make_histories (gsize n)
{
  CrmHistory *histories = g_new0 (CrmHistory, n);
  CrmRandom random;

  crm_random_init (&random, 20240901, 0);
  for (gsize i = 0; i < n; i++)
    {
      /* Three of five buy next to never. */
      double rate = crm_random_double (&random) < 0.6 ? 0.002 : -0.1 * log1p (-crm_random_double (&random));
      double leaves = crm_random_double (&random) / 2, week = 0;
      CrmHistory *history = &histories[i];

      history->age = (272.0 - crm_random_below (&random, 84)) / 7;
      do
        {
          week += ceil (-log1p (-crm_random_double (&random)) / rate * 7) / 7;
          if (week > history->age)
            break;
          history->x++;
          history->t_x = week;
        }
      while (crm_random_double (&random) >= leaves);
    }
  return histories;
}

static void
fit (BenchClock *clock,
     CrmLifetimeKind kind)
{
  const gsize n = 23570;
  g_autofree CrmHistory *histories = make_histories (n);
  CrmLifetime lifetime;
  GError *error = NULL;

  bench_start (clock);
  if (!crm_lifetime_fit (&lifetime, kind, histories, n, &alone, &error))
    bench_fail (error);
}

void
bench_customers_bg_nbd (BenchClock *clock)
{
  fit (clock, CRM_LIFETIME_BG_NBD);
}

void
bench_customers_pareto_nbd (BenchClock *clock)
{
  fit (clock, CRM_LIFETIME_PARETO_NBD);
}

/* Fifty curves for each of three groups and twenty regressions, of 7,043 customers over 72 months with six columns. */
void
bench_customers_survival (BenchClock *clock)
{
  const gsize n = 7043, d = 6;
  g_autoptr (CrmFrame) frame = crm_frame_new (n);
  g_autoptr (CrmMatrix) matrix = NULL;
  g_autofree double *times = g_new (double, n);
  g_autofree guint8 *events = g_new (guint8, n);
  g_autofree gint32 *groups = g_new (gint32, n);
  CrmSurvivalData data = { times, events, groups, n, 3 };
  CrmRandom random;

  crm_random_init (&random, 20240901, 0);
  for (gsize i = 0; i < n; i++)
    {
      times[i] = fmin (ceil (-60 * log1p (-crm_random_double (&random))), 72);
      events[i] = times[i] < 72 && crm_random_double (&random) < 0.4;
      groups[i] = i % 3;
    }
  for (gsize j = 0; j < d; j++)
    {
      g_autofree char *name = g_strdup_printf ("x%zu", j);
      double *column = g_new (double, n);

      for (gsize i = 0; i < n; i++)
        column[i] = crm_random_normal (&random);
      crm_frame_take_numbers (frame, name, column);
    }
  matrix = crm_matrix_new (frame, NULL, &(CrmMatrixOptions) { 0 }, NULL);
  bench_start (clock);
  for (guint i = 0; i < 150; i++)
    crm_survival_curve_free (crm_survival_curve_new (&data, i % 3, NAN, NULL, NULL));
  for (guint i = 0; i < 20; i++)
    crm_survival_regression_free (crm_cox_new (&data, matrix, CRM_TIES_EFRON, NULL, NULL));
}
