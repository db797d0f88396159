/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-kmeans.h"
#include "analytics/crm-method-clusters.h"
#include "analytics/crm-method-private.h"

#include "base/crm-error.h"

#include <string.h>

#define MOST_TRIED 10

/* The number of clusters, and how it was chosen. 0 with an error. */
static guint
find_k (const CrmMatrix *matrix,
        const CrmOptions *options,
        const CrmKmeansOptions *wish,
        const CrmRun *crm_run,
        JsonBuilder *builder,
        GError **error)
{
  const char *text = crm_options_text (options, "k");
  g_autoptr (GArray) trials = NULL;
  guint64 k;

  if (strcmp (text, "auto") != 0)
    return g_ascii_string_to_unsigned (text, 10, 1, CRM_KMEANS_MOST_CLUSTERS, &k, NULL) ? k :
      (g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                    _("“%s” is no number of clusters. Give one from 1 to %d, or “auto”."), text,
                    CRM_KMEANS_MOST_CLUSTERS), 0);
  if ((trials = crm_kmeans_try (matrix->values, matrix->n, matrix->d, MOST_TRIED, wish, crm_run, error)) == NULL)
    return 0;
  crm_result_begin_array (builder, "tried");
  for (guint i = 0; i < trials->len; i++)
    {
      const CrmKmeansTrial *trial = &g_array_index (trials, CrmKmeansTrial, i);

      crm_result_begin (builder, NULL);
      crm_result_count (builder, "k", trial->k);
      crm_result_number (builder, "inertia", trial->inertia);
      crm_result_number (builder, "silhouette", trial->silhouette);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  crm_result_count (builder, "elbow", crm_kmeans_elbow (trials));
  return crm_kmeans_choose (trials);
}

static JsonNode *
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (CrmMatrix) matrix = crm_method_clusters_read (frame, options, error);
  g_autoptr (CrmKmeans) kmeans = NULL;
  CrmKmeansOptions wish = { 0, crm_options_integer (options, "starts"),
                            crm_options_integer (options, "max-iterations"), NULL };

  crm_result_begin (builder, NULL);
  if (matrix == NULL ||
      (wish.k = find_k (matrix, options, &wish, CRM_RUN_PART (crm_run, 0, 0.7), builder, error)) == 0 ||
      (kmeans = crm_kmeans_new (matrix->values, matrix->n, matrix->d, &wish,
                                CRM_RUN_PART (crm_run, 0.7, 0.9), error)) == NULL)
    return NULL;
  crm_result_number (builder, "inertia", kmeans->inertia);
  crm_result_count (builder, "iterations", kmeans->n_iterations);
  crm_result_flag (builder, "converged", kmeans->converged);
  if (!crm_method_clusters_write (builder, frame, matrix, kmeans->clusters, kmeans->k, options,
                                  CRM_RUN_PART (crm_run, 0.9, 1), error))
    return NULL;
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static const CrmOption options[] = {
  CRM_METHOD_CLUSTERS_ROWS,
  { "k", N_("Number of clusters, or “auto”"), CRM_OPTION_TEXT, "auto" },
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
  .run = run,
};
