/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-analytics.h"

#include "analytics/crm-correlation.h"
#include "analytics/crm-describe.h"
#include "analytics/crm-hypothesis.h"
#include "analytics/crm-pivot.h"
#include "analytics/crm-power.h"
#include "analytics/crm-prepare.h"

#include <math.h>

static double **
read_columns (const BenchData *data)
{
  g_autofree double *x = bench_data_matrix (data);
  double **columns = g_new (double *, data->d);

  for (guint j = 0; j < data->d; j++)
    {
      columns[j] = g_new (double, data->n);
      for (gsize i = 0; i < data->n; i++)
        columns[j][i] = x[i * data->d + j];
    }
  return columns;
}

/* Every column; their kurtosis added up. */
double
bench_tables_describe (BenchClock *clock,
                       const BenchData *data)
{
  double **columns = read_columns (data), sum = 0;

  bench_start (clock);
  for (guint j = 0; j < data->d; j++)
    {
      g_autoptr (CrmDescription) description = crm_describe (columns[j], NULL, data->n, 1, NULL, NULL);

      sum += description->adjusted_kurtosis;
    }
  bench_stop (clock);
  return sum;
}

/* Every pair of columns; squares of the coefficients added up. */
static double
correlate (BenchClock *clock,
           const BenchData *data,
           CrmCorrelationKind kind)
{
  double **columns = read_columns (data), sum = 0;
  g_autofree CrmCorrelation *found = NULL;

  bench_start (clock);
  found = crm_correlations ((const double *const *) columns, data->d, data->n, kind, NULL, NULL);
  bench_stop (clock);
  for (guint i = 0; i < data->d; i++)
    {
      for (guint k = 0; k < i; k++)
        sum += found[i * data->d + k].r * found[i * data->d + k].r;
    }
  return sum;
}

double
bench_tables_pearson (BenchClock *clock,
                      const BenchData *data)
{
  return correlate (clock, data, CRM_CORRELATION_PEARSON);
}

double
bench_tables_spearman (BenchClock *clock,
                       const BenchData *data)
{
  return correlate (clock, data, CRM_CORRELATION_SPEARMAN);
}

/* Amounts by the month and one of ten channels; squares of the sums added up. */
double
bench_tables_pivot (BenchClock *clock,
                    const BenchData *data)
{
  CrmColumn day = { .kind = CRM_COLUMN_DATE, .n = data->n, .days = bench_data_whole (data, 1) };
  CrmColumn channel = { .kind = CRM_COLUMN_NUMBER, .n = data->n, .numbers = bench_data_column (data, 2) };
  const CrmColumn *by_month = &day, *by_channel = &channel;
  g_autofree double *values = bench_data_column (data, 3), *sums = NULL;
  g_autoptr (CrmPivotAxis) months = NULL, channels = NULL;
  g_autofree gint32 *cells = NULL;
  GError *error = NULL;
  double sum = 0;

  for (gsize i = 0; i < data->n; i++)
    channel.numbers[i] = (guint64) channel.numbers[i] % 10;
  bench_start (clock);
  months = crm_pivot_axis_new (&by_month, 1, data->n, CRM_PERIOD_MONTH, NULL, &error);
  channels = crm_pivot_axis_new (&by_channel, 1, data->n, CRM_PERIOD_MONTH, NULL, &error);
  cells = crm_pivot_cells (months, 1, channels, 1, data->n, &error);
  sums = crm_pivot_measure (cells, months->n * channels->n, values, data->n, CRM_PIVOT_SUM, NULL, &error);
  bench_stop (clock);
  for (guint i = 0; i < months->n * channels->n; i++)
    sum += isnan (sums[i]) ? 0 : sums[i] * sums[i];
  return sum;
}

/* The power of every column that makes it most normal (Yeo and Johnson); these added up. */
double
bench_tables_power (BenchClock *clock,
                    const BenchData *data)
{
  double **columns = read_columns (data), sum = 0;
  GError *error = NULL;

  bench_start (clock);
  for (guint j = 0; j < data->d; j++)
    {
      CrmPower power;

      if (!crm_power_find (&power, CRM_POWER_YEO_JOHNSON, columns[j], data->n, NULL, &error))
        bench_fail (error);
      for (gsize i = 0; i < data->n; i++)
        columns[j][i] = crm_power_value (&power, columns[j][i]);
      sum += power.lambda;
    }
  bench_stop (clock);
  return sum;
}

/* A tenth of the values is missing. Each column is capped by its quartiles, filled by its mean, made most normal and
 * standardised; the powers that it takes added up. */
double
bench_tables_prepare (BenchClock *clock,
                      const BenchData *data)
{
  double **columns = read_columns (data), sum = 0;
  g_autoptr (CrmFrame) from = crm_frame_new (data->n), to = crm_frame_new (data->n);
  g_autofree gsize *rows = g_new (gsize, data->n);
  CrmPrepareWish wish = { .rows = rows, .n_rows = data->n, .cap = CRM_CAP_IQR, .cap_factor = 1.5,
                          .fill = CRM_FILL_MEAN, .power = CRM_POWER_YEO_JOHNSON, .scaling = CRM_SCALE_STANDARD };
  GError *error = NULL;

  for (gsize i = 0; i < data->n; i++)
    {
      rows[i] = i;
      for (guint j = 0; j < data->d; j++)
        columns[j][i] = (i + j) % 10 == 0 ? NAN : columns[j][i];
    }
  for (guint j = 0; j < data->d; j++)
    {
      g_autofree char *name = g_strdup_printf ("x%u", j);

      crm_frame_take_numbers (from, name, columns[j]);
    }
  bench_start (clock);
  for (guint j = 0; j < data->d; j++)
    {
      const char *name = crm_frame_column (from, j)->name;
      g_autoptr (CrmPreparation) preparation = crm_preparation_new (name, CRM_COLUMN_NUMBER);

      if (!crm_preparation_apply (preparation, from, NULL, &wish, to, NULL, &error))
        bench_fail (error);
      sum += preparation->power.lambda;
    }
  bench_stop (clock);
  return sum;
}

/* Whether every column differs between those that answered yes and no; statistics added up. */
static double
test (BenchClock *clock,
      const BenchData *data,
      CrmHypothesis (*func) (const CrmSamples *samples, const CrmRun *run))
{
  double **columns = read_columns (data), sum = 0;
  g_autofree gint32 *answers = bench_data_whole (data, 0);
  g_autofree double *no = g_new (double, data->n), *yes = g_new (double, data->n);

  bench_start (clock);
  for (guint j = 0; j < data->d; j++)
    {
      gsize sizes[2] = { 0 };
      CrmSamples samples = { 2, (double *[]) { no, yes }, sizes };

      for (gsize i = 0; i < data->n; i++)
        samples.values[answers[i]][sizes[answers[i]]++] = columns[j][i];
      sum += fabs (func (&samples, NULL).statistic);
    }
  bench_stop (clock);
  return sum;
}

double
bench_tables_test_means (BenchClock *clock,
                         const BenchData *data)
{
  return test (clock, data, crm_hypothesis_welch);
}

double
bench_tables_test_ranks (BenchClock *clock,
                         const BenchData *data)
{
  return test (clock, data, crm_hypothesis_kruskal);
}
