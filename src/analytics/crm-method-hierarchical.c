/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-hierarchy.h"
#include "analytics/crm-method-clusters.h"
#include "analytics/crm-method-private.h"

#include "base/crm-error.h"

static void
write_tree (JsonBuilder *builder,
            const CrmHierarchy *tree)
{
  crm_result_begin_array (builder, "merges");
  for (gsize i = 0; i + 1 < tree->n; i++)
    {
      crm_result_begin (builder, NULL);
      crm_result_count (builder, "first", tree->merges[i].first);
      crm_result_count (builder, "second", tree->merges[i].second);
      crm_result_count (builder, "size", tree->merges[i].size);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  crm_result_begin_array (builder, "heights");
  for (gsize i = 0; i + 1 < tree->n; i++)
    crm_result_number (builder, NULL, tree->merges[i].height);
  json_builder_end_array (builder);
}

static JsonNode *
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (CrmMatrix) matrix = crm_method_clusters_read (frame, options, error);
  CrmLinkage linkage = (CrmLinkage) crm_options_choice (options, "linkage");
  guint k = crm_options_integer (options, "k");
  g_autoptr (CrmHierarchy) tree = NULL;
  g_autofree gint32 *clusters = NULL;

  if (matrix == NULL ||
      (tree = crm_hierarchy_new (matrix->values, matrix->n, matrix->d, linkage, CRM_RUN_PART (crm_run, 0, 0.8),
                                 error)) == NULL)
    return NULL;
  if (k > tree->n)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("%zu rows cannot make %u clusters. Choose fewer clusters."),
                   tree->n, k);
      return NULL;
    }
  clusters = crm_hierarchy_cut (tree, k);
  crm_result_begin (builder, NULL);
  if (!crm_method_clusters_write (builder, frame, matrix, clusters, k, options, CRM_RUN_PART (crm_run, 0.8, 1), error))
    return NULL;
  write_tree (builder, tree);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static const CrmOption options[] = {
  CRM_METHOD_CLUSTERS_ROWS,
  { "k", N_("Number of clusters"), CRM_OPTION_INTEGER, "3", 1, 1000 },
  { "linkage", N_("What the distance of two clusters is"), CRM_OPTION_CHOICE, "ward",
    .choices = "single|complete|average|ward" },
  { NULL },
};

const CrmMethod crm_method_hierarchical = {
  .name = "hierarchical",
  .label = N_("Tree of Clusters"),
  .summary = N_("Which rows are alike, which groups of them, and so on"),
  .options = options,
  .measure = "silhouette",
  .run = run,
};
