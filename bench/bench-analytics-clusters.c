/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-analytics.h"

#include "analytics/crm-evaluate.h"
#include "analytics/crm-gap.h"
#include "analytics/crm-hierarchy.h"
#include "analytics/crm-isolation.h"
#include "analytics/crm-kmeans.h"
#include "analytics/crm-local-outliers.h"
#include "analytics/crm-silhouette.h"

static const CrmRun alone = { .n_threads = 1 };

/* Eight clusters; the inertia. */
static double
find_clusters (BenchClock *clock,
               const BenchData *data,
               CrmKmeansOptions *options)
{
  g_autofree double *x = bench_data_matrix (data);
  g_autofree double *centers = g_new (double, options->k * data->d);
  g_autoptr (CrmKmeans) found = NULL;
  GError *error = NULL;

  for (guint i = 0; i < options->k; i++)
    memcpy (centers + i * data->d, x + data->n * i / options->k * data->d, data->d * sizeof (double));
  if (options->n_starts == 1)
    options->centers = centers;
  bench_start (clock);
  found = crm_kmeans_new (x, data->n, data->d, options, &alone, &error);
  bench_stop (clock);
  if (found == NULL)
    bench_fail (error);
  return found->inertia;
}

double
bench_clusters_kmeans (BenchClock *clock,
                       const BenchData *data)
{
  return find_clusters (clock, data, &(CrmKmeansOptions) { .k = 8, .n_starts = 1, .max_iterations = 100 });
}

double
bench_clusters_starts (BenchClock *clock,
                       const BenchData *data)
{
  return find_clusters (clock, data, &(CrmKmeansOptions) { .k = 8, .n_starts = 10, .max_iterations = 300 });
}

static gboolean
measure_within (const double *x,
                gsize n,
                gsize d,
                guint most,
                double *within,
                const CrmRun *run,
                gpointer data,
                GError **error)
{
  for (guint k = 1; k <= most; k++)
    {
      g_autoptr (CrmKmeans) found = crm_kmeans_new (x, n, d, &(CrmKmeansOptions) { k, 10, 300, .rough = TRUE }, run, error);

      if (found == NULL)
        return FALSE;
      within[k - 1] = found->inertia;
    }
  return TRUE;
}

/* Of one to eight clusters, against twenty tables of even rows; the gaps added up. */
double
bench_clusters_gap (BenchClock *clock,
                    const BenchData *data)
{
  g_autofree double *x = bench_data_matrix (data);
  g_autoptr (GArray) gaps = NULL;
  GError *error = NULL;
  double sum = 0;

  bench_start (clock);
  gaps = crm_gap_new (x, data->n, data->d, 8, 20, measure_within, NULL, &alone, &error);
  bench_stop (clock);
  if (gaps == NULL)
    bench_fail (error);
  for (guint i = 0; i < gaps->len; i++)
    sum += g_array_index (gaps, CrmGap, i).gap;
  return sum;
}

/* The sum of the heights. */
static double
build_hierarchy (BenchClock *clock,
                 const BenchData *data,
                 CrmLinkage linkage)
{
  g_autofree double *x = bench_data_matrix (data);
  g_autoptr (CrmHierarchy) hierarchy = NULL;
  GError *error = NULL;
  double sum = 0;

  bench_start (clock);
  hierarchy = crm_hierarchy_new (x, data->n, data->d, linkage, &alone, &error);
  bench_stop (clock);
  if (hierarchy == NULL)
    bench_fail (error);
  for (gsize i = 0; i + 1 < data->n; i++)
    sum += hierarchy->merges[i].height;
  return sum;
}

double
bench_clusters_single (BenchClock *clock,
                       const BenchData *data)
{
  return build_hierarchy (clock, data, CRM_LINKAGE_SINGLE);
}

double
bench_clusters_complete (BenchClock *clock,
                         const BenchData *data)
{
  return build_hierarchy (clock, data, CRM_LINKAGE_COMPLETE);
}

double
bench_clusters_average (BenchClock *clock,
                        const BenchData *data)
{
  return build_hierarchy (clock, data, CRM_LINKAGE_AVERAGE);
}

double
bench_clusters_ward (BenchClock *clock,
                     const BenchData *data)
{
  return build_hierarchy (clock, data, CRM_LINKAGE_WARD);
}

/* Of four clusters, by the signs of two columns. */
double
bench_clusters_silhouette (BenchClock *clock,
                           const BenchData *data)
{
  g_autofree double *x = bench_data_matrix (data);
  g_autofree gint32 *clusters = g_new (gint32, data->n);
  g_autoptr (CrmSilhouette) silhouette = NULL;
  GError *error = NULL;

  for (gsize i = 0; i < data->n; i++)
    clusters[i] = 2 * (x[i * data->d] > 0) + (x[i * data->d + 1] > 0);
  bench_start (clock);
  silhouette = crm_silhouette_new (x, data->n, data->d, clusters, 4, data->n, &alone, &error);
  bench_stop (clock);
  if (silhouette == NULL)
    bench_fail (error);
  return silhouette->mean;
}

/* How well scores tell which rows are strange: the area under the ROC curve. */
static double
judge (const BenchData *data,
       const double *scores)
{
  g_autofree gint32 *strange = bench_data_whole (data, 0);
  g_autofree guint8 *positive = g_new (guint8, data->n);
  g_autoptr (CrmEvaluation) evaluation = NULL;
  GError *error = NULL;

  for (gsize i = 0; i < data->n; i++)
    positive[i] = strange[i];
  evaluation = crm_evaluation_new (scores, positive, data->n, 0.5, NULL, &error);
  if (evaluation == NULL)
    bench_fail (error);
  return evaluation->auc;
}

double
bench_outliers_forest (BenchClock *clock,
                       const BenchData *data)
{
  g_autofree double *x = bench_data_matrix (data);
  g_autofree double *scores = g_new (double, data->n);
  g_autoptr (CrmIsolation) forest = NULL;
  GError *error = NULL;

  bench_start (clock);
  forest = crm_isolation_new (x, data->n, data->d, 100, 256, &alone, &error);
  if (forest == NULL || !crm_isolation_score (forest, x, data->n, &alone, scores, &error))
    bench_fail (error);
  bench_stop (clock);
  return judge (data, scores);
}

double
bench_outliers_local (BenchClock *clock,
                      const BenchData *data)
{
  g_autofree double *x = bench_data_matrix (data);
  g_autoptr (CrmLocalOutliers) found = NULL;
  GError *error = NULL;

  bench_start (clock);
  found = crm_local_outliers_new (x, data->n, data->d, 20, &alone, &error);
  bench_stop (clock);
  if (found == NULL)
    bench_fail (error);
  return judge (data, found->factors);
}
