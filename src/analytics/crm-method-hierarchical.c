/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-hierarchy.h"
#include "analytics/crm-method-clusters.h"
#include "analytics/crm-method-private.h"
#include "analytics/crm-silhouette.h"

#include "base/crm-error.h"

#include <math.h>

#define MOST_COMPARED 5000   /* rows that silhouettes are of */

static void
write_tree (CrmResultBuilder *builder,
            const CrmHierarchy *tree)
{
  crm_result_begin_array (builder, "merges");
  for (gsize i = 0; i + 1 < tree->n; i++)
    {
      crm_result_begin (builder, NULL);
      crm_result_count (builder, "first", tree->merges[i].first);
      crm_result_count (builder, "second", tree->merges[i].second);
      crm_result_count (builder, "size", tree->merges[i].size);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  crm_result_begin_array (builder, "heights");
  for (gsize i = 0; i + 1 < tree->n; i++)
    crm_result_number (builder, NULL, tree->merges[i].height);
  crm_result_end_array (builder);
}

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
  g_autoptr (CrmHierarchy) tree = crm_hierarchy_new (x, n, d, *(const CrmLinkage *) data, crm_run, error);

  for (guint k = 1; tree != NULL && k <= most; k++)
    {
      g_autofree gint32 *clusters = crm_hierarchy_cut (tree, k);

      within[k - 1] = crm_gap_within (x, n, d, clusters, k);
    }
  return tree != NULL;
}

static guint
find_by_silhouette (const CrmMatrix *matrix,
                    const CrmHierarchy *tree,
                    const CrmRun *crm_run,
                    CrmResultBuilder *builder,
                    GError **error)
{
  double most = -INFINITY;
  guint best = 1;

  crm_result_begin_array (builder, "tried");
  for (guint k = 2; k <= MIN (CRM_METHOD_CLUSTERS_MOST_TRIED, tree->n - 1); k++)
    {
      g_autofree gint32 *clusters = crm_hierarchy_cut (tree, k);
      g_autoptr (CrmSilhouette) silhouette = crm_silhouette_new (matrix->values, matrix->n, matrix->d, clusters, k,
                                                                 MOST_COMPARED, CRM_RUN_STILL (crm_run), error);

      if (silhouette == NULL ||
          !crm_run_go_on (crm_run, (double) k / CRM_METHOD_CLUSTERS_MOST_TRIED, error))
        return 0;
      crm_method_clusters_write_trial (builder, k, crm_gap_within (matrix->values, matrix->n, matrix->d, clusters, k),
                                       silhouette->mean);
      if (silhouette->mean > most)
        {
          most = silhouette->mean;
          best = k;
        }
    }
  crm_result_end_array (builder);
  return best;
}

/* The number of clusters; 0 with an error. */
static guint
find_k (const CrmMatrix *matrix,
        const CrmHierarchy *tree,
        CrmLinkage linkage,
        const CrmOptions *options,
        const CrmRun *crm_run,
        CrmResultBuilder *builder,
        GError **error)
{
  guint k;

  if (!crm_method_clusters_read_k (options, &k, error))
    return 0;
  if (k > tree->n)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("%zu rows cannot make %u clusters. Choose fewer clusters."),
                   tree->n, k);
      return 0;
    }
  if (k > 0)
    return k;
  return crm_options_choice (options, "choose") == CRM_METHOD_CLUSTERS_GAP ?
    crm_method_clusters_find_gap (builder, matrix, options, measure_within, &linkage, crm_run, error) :
    find_by_silhouette (matrix, tree, crm_run, builder, error);
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_autoptr (CrmMatrix) matrix = crm_method_clusters_read (frame, options, crm_run, error);
  CrmLinkage linkage = (CrmLinkage) crm_options_choice (options, "linkage");
  g_autoptr (CrmHierarchy) tree = NULL;
  g_autofree gint32 *clusters = NULL;
  guint k;

  crm_result_begin (builder, NULL);
  if (matrix == NULL ||
      (tree = crm_hierarchy_new (matrix->values, matrix->n, matrix->d, linkage, CRM_RUN_PART (crm_run, 0, 0.6),
                                 error)) == NULL ||
      (k = find_k (matrix, tree, linkage, options, CRM_RUN_PART (crm_run, 0.6, 0.8), builder, error)) == 0)
    return FALSE;
  clusters = crm_hierarchy_cut (tree, k);
  if (!crm_method_clusters_write (builder, frame, matrix, clusters, k, options, CRM_RUN_PART (crm_run, 0.8, 1), error))
    return FALSE;
  write_tree (builder, tree);
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  CRM_METHOD_CLUSTERS_ROWS,
  { "k", N_("Number of clusters, or “auto”"), CRM_OPTION_TEXT, "3" },
  CRM_METHOD_CLUSTERS_CHOICE_ROWS,
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
  .rows = "assignments",
  .run = run,
};
