/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-kmeans.h"
#include "analytics/crm-method-clusters.h"
#include "analytics/crm-method-private.h"
#include "analytics/crm-silhouette.h"

#include "base/crm-error.h"

#include <math.h>
#include <string.h>

#define MOST_TRAITS 5

/* In what a cluster differs from all rows: a column of the matrix. */
typedef struct
{
  gsize  column;
  double mean, overall, z;   /* means in units of the data; their distance in standard deviations of the rows */
} Trait;

/**
 * crm_method_clusters_read:
 *
 * Returns: (transfer full) (nullable): the columns that the options name as numbers, scaled as they say
 */
CrmMatrix *
crm_method_clusters_read (const CrmFrame *frame,
                          const CrmOptions *options,
                          const CrmRun *run,
                          GError **error)
{
  g_auto (GStrv) names = crm_options_features (options, frame, TRUE, error);
  CrmMatrixOptions wish = { CRM_ENCODE_ONE_HOT, crm_options_choice (options, "missing"),
                            crm_options_choice (options, "scale") };

  if (names == NULL ||
      (crm_options_has (options, "id") && crm_options_column (options, "id", frame, error) == NULL))
    return NULL;
  return crm_matrix_new (frame, (const char *const *) names, &wish, run, error);
}

static int
compare_traits (gconstpointer a,
                gconstpointer b)
{
  const Trait *first = a, *second = b;

  if (fabs (first->z) != fabs (second->z))
    return fabs (first->z) > fabs (second->z) ? -1 : 1;
  return first->column < second->column ? -1 : 1;
}

/* Means and standard deviations of all rows, and means of each cluster, as the matrix has them. */
static void
find_means (const CrmMatrix *matrix,
            const gint32 *clusters,
            guint k,
            gsize *sizes,
            double *centers,
            double *means,
            double *deviations)
{
  gsize d = matrix->d;

  for (gsize i = 0; i < matrix->n; i++)
    {
      sizes[clusters[i]]++;
      for (gsize j = 0; j < d; j++)
        {
          centers[clusters[i] * d + j] += crm_matrix_row (matrix, i)[j];
          means[j] += crm_matrix_row (matrix, i)[j] / matrix->n;
        }
    }
  for (gsize i = 0; i < k * d; i++)
    centers[i] /= MAX (sizes[i / d], 1);
  for (gsize i = 0; i < matrix->n * d; i++)
    deviations[i % d] += (matrix->values[i] - means[i % d]) * (matrix->values[i] - means[i % d]);
  for (gsize j = 0; j < d; j++)
    deviations[j] = sqrt (deviations[j] / matrix->n);
}

static char *
describe (const CrmMatrix *matrix,
          const CrmFrame *frame,
          const Trait *trait)
{
  const char *name = matrix->names->pdata[trait->column];
  const CrmColumn *column = crm_frame_column (frame, matrix->sources[trait->column]);

  if (matrix->levels[trait->column] >= 0)
    return g_strdup_printf (_("%s is “%s” for %.0f %% instead of %.0f %%"), column->name,
                            crm_column_level (column, matrix->levels[trait->column]), trait->mean * 100,
                            trait->overall * 100);
  return trait->z > 0 ? g_strdup_printf (_("%s is higher: %.4g instead of %.4g"), name, trait->mean, trait->overall) :
                        g_strdup_printf (_("%s is lower: %.4g instead of %.4g"), name, trait->mean, trait->overall);
}

static void
write_traits (CrmResultBuilder *builder,
              const CrmFrame *frame,
              const CrmMatrix *matrix,
              Trait *traits)
{
  qsort (traits, matrix->d, sizeof (Trait), compare_traits);
  crm_result_begin_array (builder, "profile");
  for (gsize i = 0; i < MIN (matrix->d, MOST_TRAITS) && traits[i].z != 0; i++)
    {
      g_autofree char *text = describe (matrix, frame, &traits[i]);

      crm_result_begin (builder, NULL);
      crm_result_text (builder, "column", matrix->names->pdata[traits[i].column]);
      crm_result_number (builder, "mean", traits[i].mean);
      crm_result_number (builder, "overall", traits[i].overall);
      crm_result_number (builder, "z", traits[i].z);
      crm_result_text (builder, "text", text);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_clusters (CrmResultBuilder *builder,
                const CrmFrame *frame,
                const CrmMatrix *matrix,
                const gint32 *clusters,
                const CrmSilhouette *silhouette,
                guint k)
{
  gsize d = matrix->d;
  g_autofree gsize *sizes = g_new0 (gsize, k);
  g_autofree double *centers = g_new0 (double, k * d), *means = g_new0 (double, d), *deviations = g_new0 (double, d);
  g_autofree Trait *traits = g_new (Trait, d);

  find_means (matrix, clusters, k, sizes, centers, means, deviations);
  crm_result_counts (builder, "sizes", sizes, k);
  crm_result_begin_array (builder, "clusters");
  for (guint c = 0; c < k; c++)
    {
      for (gsize j = 0; j < d; j++)
        {
          double *center = &centers[c * d + j], scale = matrix->scales[j], offset = matrix->offsets[j];

          traits[j] = (Trait) { j, *center * scale + offset, means[j] * scale + offset,
                                deviations[j] > 0 ? (*center - means[j]) / deviations[j] : 0 };
          *center = traits[j].mean;
        }
      crm_result_begin (builder, NULL);
      crm_result_count (builder, "size", sizes[c]);
      crm_result_number (builder, "share", (double) sizes[c] / matrix->n);
      crm_result_number (builder, "silhouette", silhouette->of_clusters[c]);
      write_traits (builder, frame, matrix, traits);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  crm_result_matrix (builder, "centers", centers, k, d);
}

static void
write_assignments (CrmResultBuilder *builder,
                   const CrmMatrix *matrix,
                   const gint32 *clusters,
                   const CrmColumn *id)
{
  crm_result_begin_array (builder, "assignments");
  for (gsize i = 0; i < matrix->n; i++)
    {
      crm_result_begin (builder, NULL);
      if (id != NULL)
        crm_result_row (builder, "id", id, matrix->rows[i]);
      else
        crm_result_count (builder, "row", matrix->rows[i] + 1);
      crm_result_count (builder, "cluster", clusters[i]);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

/**
 * crm_method_clusters_write:
 * @clusters: (array length=n): the cluster of each row of the matrix, below @k
 *
 * Writes what clusters are, how well they are apart, in what they differ, and who is in them.
 */
gboolean
crm_method_clusters_write (CrmResultBuilder *builder,
                           const CrmFrame *frame,
                           const CrmMatrix *matrix,
                           const gint32 *clusters,
                           guint k,
                           const CrmOptions *options,
                           const CrmRun *run,
                           GError **error)
{
  g_autoptr (CrmSilhouette) silhouette = crm_silhouette_new (matrix->values, matrix->n, matrix->d, clusters, k,
                                                             CRM_SILHOUETTE_MOST_ROWS, run, error);

  if (silhouette == NULL)
    return FALSE;
  crm_result_count (builder, "k", k);
  crm_result_count (builder, "n", matrix->n);
  crm_result_count (builder, "left_out", crm_frame_n_rows (frame) - matrix->n);
  crm_result_number (builder, "silhouette", silhouette->mean);
  crm_result_count (builder, "silhouette_rows", silhouette->n_used);
  crm_result_texts (builder, "columns", matrix->names);
  crm_method_write_spreads (builder, matrix);
  write_clusters (builder, frame, matrix, clusters, silhouette, k);
  write_assignments (builder, matrix, clusters, crm_options_column (options, "id", frame, NULL));
  return TRUE;
}

/**
 * crm_method_write_spreads:
 *
 * Notes it where the columns of the matrix are not comparable.
 */
void
crm_method_write_spreads (CrmResultBuilder *builder,
                          const CrmMatrix *matrix)
{
  g_autofree char *note = crm_matrix_compare_spreads (matrix, builder->run);

  if (note == NULL)
    return;
  crm_result_begin_array (builder, "notes");
  crm_result_text (builder, NULL, note);
  crm_result_end_array (builder);
}

/**
 * crm_method_clusters_read_k:
 * @k: (out): the number of clusters, 0 for “auto”
 *
 * Errors: %CRM_ERROR_SYNTAX
 */
gboolean
crm_method_clusters_read_k (const CrmOptions *options,
                            guint *k,
                            GError **error)
{
  const char *text = crm_options_text (options, "k");
  guint64 number = 0;

  if (strcmp (text, "auto") != 0 &&
      !g_ascii_string_to_unsigned (text, 10, 1, CRM_KMEANS_MOST_CLUSTERS, &number, NULL))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_SYNTAX,
                   _("“%s” is no number of clusters. Give one from 1 to %d, or “auto”."), text,
                   CRM_KMEANS_MOST_CLUSTERS);
      return FALSE;
    }
  *k = number;
  return TRUE;
}

void
crm_method_clusters_write_trial (CrmResultBuilder *builder,
                                 guint k,
                                 double inertia,
                                 double silhouette)
{
  crm_result_begin (builder, NULL);
  crm_result_count (builder, "k", k);
  crm_result_number (builder, "inertia", inertia);
  crm_result_number (builder, "silhouette", silhouette);
  crm_result_end (builder);
}

/**
 * crm_method_clusters_find_gap:
 *
 * Chooses the number of clusters by the gap statistic, and adds the gaps.
 *
 * Returns: the number, 0 with an error
 */
guint
crm_method_clusters_find_gap (CrmResultBuilder *builder,
                              const CrmMatrix *matrix,
                              const CrmOptions *options,
                              CrmGapFunc func,
                              gpointer data,
                              const CrmRun *run,
                              GError **error)
{
  g_autoptr (GArray) gaps = crm_gap_new (matrix->values, matrix->n, matrix->d, CRM_METHOD_CLUSTERS_MOST_TRIED,
                                         crm_options_integer (options, "references"), func, data, run, error);

  if (gaps == NULL)
    return 0;
  crm_result_begin_array (builder, "gaps");
  for (guint i = 0; i < gaps->len; i++)
    {
      const CrmGap *gap = &g_array_index (gaps, CrmGap, i);

      crm_result_begin (builder, NULL);
      crm_result_count (builder, "k", gap->k);
      crm_result_number (builder, "log_within", gap->log_within);
      crm_result_number (builder, "expected", gap->expected);
      crm_result_number (builder, "gap", gap->gap);
      crm_result_number (builder, "error", gap->error);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
  return crm_gap_choose (gaps);
}
