/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-kmeans.h"
#include "analytics/crm-learning.h"
#include "analytics/crm-method-clusters.h"
#include "analytics/crm-method-private.h"

static gboolean
measure_within (const double *x,
                gsize n,
                gsize d,
                guint most,
                double *within,
                const CrmRun *crm_run,
                gpointer data,
                GError **error)
{
  CrmKmeansOptions wish = *(const CrmKmeansOptions *) data;

  wish.rough = TRUE;
  for (wish.k = 1; wish.k <= most; wish.k++)
    {
      g_autoptr (CrmKmeans) kmeans = crm_kmeans_new (x, n, d, &wish, crm_run, NULL);

      if (kmeans == NULL)   /* fewer different rows than clusters */
        return wish.k > 1;
      within[wish.k - 1] = kmeans->inertia;
    }
  return TRUE;
}

static guint
find_by_silhouette (const CrmMatrix *matrix,
                    const CrmKmeansOptions *wish,
                    const CrmRun *crm_run,
                    CrmResultBuilder *builder,
                    GError **error)
{
  g_autoptr (GArray) trials = crm_kmeans_try (matrix->values, matrix->n, matrix->d, CRM_METHOD_CLUSTERS_MOST_TRIED,
                                              wish, crm_run, error);

  if (trials == NULL)
    return 0;
  crm_result_begin_array (builder, "tried");
  for (guint i = 0; i < trials->len; i++)
    {
      const CrmKmeansTrial *trial = &g_array_index (trials, CrmKmeansTrial, i);

      crm_method_clusters_write_trial (builder, trial->k, trial->inertia, trial->silhouette);
    }
  crm_result_end_array (builder);
  crm_result_count (builder, "elbow", crm_kmeans_elbow (trials));
  return crm_kmeans_choose (trials);
}

/* The number of clusters, and how it was chosen. 0 with an error. */
static guint
find_k (const CrmMatrix *matrix,
        const CrmOptions *options,
        CrmKmeansOptions *wish,
        const CrmRun *crm_run,
        CrmResultBuilder *builder,
        GError **error)
{
  guint k;

  if (!crm_method_clusters_read_k (options, &k, error))
    return 0;
  if (k > 0)
    return k;
  return crm_options_choice (options, "choose") == CRM_METHOD_CLUSTERS_GAP ?
    crm_method_clusters_find_gap (builder, matrix, options, measure_within, wish, crm_run, error) :
    find_by_silhouette (matrix, wish, crm_run, builder, error);
}

/* What other rows need to be put into these clusters. */
static void
write_model (CrmResultBuilder *builder,
             const CrmFrame *frame,
             const CrmMatrix *matrix,
             const CrmKmeans *kmeans,
             const CrmOptions *options)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();

  for (gsize j = 0; j < matrix->d; j++)
    {
      if (j == 0 || matrix->sources[j] != matrix->sources[j - 1])
        g_ptr_array_add (columns, crm_frame_column (frame, matrix->sources[j]));
    }
  crm_result_begin (builder, "model");
  crm_result_text (builder, "method", "kmeans");
  crm_result_text (builder, "encoding", "one-hot");
  crm_result_text (builder, "missing", crm_options_text (options, "missing"));
  crm_learning_write_columns (builder, (const CrmColumn *const *) columns->pdata, columns->len);
  crm_result_begin (builder, "parameters");
  crm_result_count (builder, "k", kmeans->k);
  crm_result_numbers (builder, "centers", kmeans->centers, kmeans->k * kmeans->d);
  crm_result_numbers (builder, "offsets", matrix->offsets, matrix->d);
  crm_result_numbers (builder, "divisors", matrix->scales, matrix->d);
  crm_result_end (builder);
  crm_result_end (builder);
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_autoptr (CrmMatrix) matrix = crm_method_clusters_read (frame, options, crm_run, error);
  g_autoptr (CrmKmeans) kmeans = NULL;
  CrmKmeansOptions wish = { 0, crm_options_integer (options, "starts"),
                            crm_options_integer (options, "max-iterations"), NULL };

  crm_result_begin (builder, NULL);
  if (matrix == NULL ||
      (wish.k = find_k (matrix, options, &wish, CRM_RUN_PART (crm_run, 0, 0.7), builder, error)) == 0 ||
      (kmeans = crm_kmeans_new (matrix->values, matrix->n, matrix->d, &wish,
                                CRM_RUN_PART (crm_run, 0.7, 0.9), error)) == NULL)
    return FALSE;
  crm_result_number (builder, "inertia", kmeans->inertia);
  crm_result_count (builder, "iterations", kmeans->n_iterations);
  crm_result_flag (builder, "converged", kmeans->converged);
  if (!crm_method_clusters_write (builder, frame, matrix, kmeans->clusters, kmeans->k, options,
                                  CRM_RUN_PART (crm_run, 0.9, 1), error))
    return FALSE;
  write_model (builder, frame, matrix, kmeans, options);
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  CRM_METHOD_CLUSTERS_ROWS,
  { "k", N_("Number of clusters, or “auto”"), CRM_OPTION_TEXT, "auto" },
  CRM_METHOD_CLUSTERS_CHOICE_ROWS,
  { "starts", N_("How often to begin anew; the best end is kept"), CRM_OPTION_INTEGER, "10", 1, 10000 },
  { "max-iterations", N_("After how many passes over the rows to give up"), CRM_OPTION_INTEGER, "300", 1, 100000 },
  { NULL },
};

const CrmMethod crm_method_kmeans = {
  .name = "kmeans",
  .label = N_("Clusters around Means"),
  .summary = N_("Groups of rows that are alike, and in what they differ"),
  .options = options,
  .measure = "silhouette",
  .rows = "assignments",
  .run = run,
};
