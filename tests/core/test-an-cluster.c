/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"
#include "crm-test-data.h"

#include "analytics/crm-gap.h"
#include "analytics/crm-hierarchy.h"
#include "analytics/crm-kmeans.h"
#include "analytics/crm-matrix.h"
#include "analytics/crm-random.h"
#include "analytics/crm-silhouette.h"
#include "base/crm-error.h"

#include <math.h>
#include <string.h>

#define EXPECTED "clustering.json"

static CrmMatrix *
read_set (const char *set)
{
  static const char *const mall[] = { "Annual_Income(k$)", "Spending_Score(1-100)", NULL };
  gboolean is_iris = g_str_has_prefix (set, "iris");
  g_autoptr (CrmFrame) frame = crm_test_data_csv (is_iris ? "iris/iris.csv" : "mall_customers/mall_customers.csv");
  CrmMatrixOptions options = { CRM_ENCODE_REFUSE, CRM_MISSING_REFUSE, CRM_SCALE_NONE };
  const char *names[5] = { NULL };
  GError *error = NULL;
  CrmMatrix *matrix;

  if (frame == NULL)
    return NULL;
  for (guint i = 0; i < 4; i++)
    names[i] = crm_frame_column (frame, i)->name;
  matrix = crm_matrix_new (frame, is_iris ? names : mall, &options, NULL, &error);
  g_assert_no_error (error);
  return matrix;
}

static CrmKmeans *
cluster (const CrmMatrix *matrix,
         const CrmKmeansOptions *options,
         guint n_threads)
{
  CrmRun run = { .n_threads = n_threads, .seed = 1 };
  GError *error = NULL;
  CrmKmeans *kmeans = crm_kmeans_new (matrix->values, matrix->n, matrix->d, options, &run, &error);

  g_assert_no_error (error);
  return kmeans;
}

static int
compare_falling (gconstpointer a,
                 gconstpointer b)
{
  gsize first = *(const gsize *) a, second = *(const gsize *) b;

  return (first < second) - (first > second);
}

static void
assert_sizes (gsize *sizes,
              guint k,
              JsonArray *expected)
{
  g_assert_cmpuint (json_array_get_length (expected), ==, k);
  for (guint c = 0; c < k; c++)
    g_assert_cmpuint (sizes[c], ==, json_array_get_int_element (expected, c));
}

/* No worse than the best of fifty starts of scikit-learn; where it is the same, silhouettes are too. */
static void
test_best (gconstpointer data)
{
  const char *set = data;
  g_autoptr (CrmMatrix) matrix = read_set (set);

  for (guint k = 2; matrix != NULL && k <= 10; k++)
    {
      g_autofree char *path = g_strdup_printf ("%s/kmeans/%u", set, k);
      g_autoptr (JsonNode) node = crm_test_expected (EXPECTED, path);
      JsonObject *expected = json_node_get_object (node);
      double inertia = json_object_get_double_member (expected, "best_inertia");
      CrmKmeansOptions options = { k, 100, 300, NULL };
      g_autoptr (CrmKmeans) kmeans = cluster (matrix, &options, 0);
      g_autoptr (CrmSilhouette) silhouette = crm_silhouette_new (matrix->values, matrix->n, matrix->d,
                                                                 kmeans->clusters, k, 20000, NULL, NULL);

      g_assert_true (kmeans->converged);
      g_assert_cmpfloat (kmeans->inertia, <=, inertia * 1.001);
      if (fabs (kmeans->inertia - inertia) > 1e-9 * inertia)
        continue;
      crm_test_assert_near (silhouette->mean, json_object_get_double_member (expected, "silhouette"), 1e-9);
      qsort (kmeans->sizes, k, sizeof (gsize), compare_falling);
      assert_sizes (kmeans->sizes, k, json_object_get_array_member (expected, "sizes_sorted"));
    }
}

/* From given centers there is one end, and one number of passes. */
static void
test_fixed (gconstpointer data)
{
  static const guint numbers[] = { 2, 3, 4, 5, 8 };
  const char *set = data;
  g_autoptr (CrmMatrix) matrix = read_set (set);

  for (guint i = 0; matrix != NULL && i < G_N_ELEMENTS (numbers); i++)
    {
      guint k = numbers[i];
      gsize d = matrix->d;
      g_autofree char *path = g_strdup_printf ("%s/kmeans_fixed_init_floor_i_n_over_k/%u", set, k);
      g_autoptr (JsonNode) node = crm_test_expected (EXPECTED, path);
      JsonObject *expected = json_node_get_object (node);
      JsonArray *centers = json_object_get_array_member (expected, "centers");
      g_autofree double *begin = g_new (double, k * d);
      CrmKmeansOptions options = { k, 10, 300, begin };
      g_autoptr (CrmKmeans) kmeans = NULL;

      for (guint c = 0; c < k; c++)
        memcpy (begin + c * d, crm_matrix_row (matrix, c * matrix->n / k), d * sizeof (double));
      kmeans = cluster (matrix, &options, 0);
      crm_test_assert_near (kmeans->inertia, json_object_get_double_member (expected, "inertia"), 1e-9);
      g_assert_cmpuint (kmeans->n_iterations, ==, json_object_get_int_member (expected, "assign_passes"));
      assert_sizes (kmeans->sizes, k, json_object_get_array_member (expected, "sizes_in_order"));
      for (gsize j = 0; j < k * d; j++)
        crm_test_assert_near (kmeans->centers[j],
                              json_array_get_double_element (json_array_get_array_element (centers, j / d), j % d),
                              1e-9);
    }
}

static void
test_tree (gconstpointer data)
{
  static const char *const linkages[] = { "single", "complete", "average", "ward" };
  static const guint numbers[] = { 2, 3, 5 };
  const char *set = data;
  g_autoptr (CrmMatrix) matrix = read_set (set);

  for (guint linkage = 0; matrix != NULL && linkage < G_N_ELEMENTS (linkages); linkage++)
    {
      g_autofree char *path = g_strdup_printf ("%s/hierarchical/%s", set, linkages[linkage]);
      g_autoptr (JsonNode) node = crm_test_expected (EXPECTED, path);
      JsonObject *expected = json_node_get_object (node);
      JsonArray *heights = json_object_get_array_member (expected, "last10_heights");
      g_autoptr (CrmHierarchy) tree = crm_hierarchy_new (matrix->values, matrix->n, matrix->d, (CrmLinkage) linkage,
                                                         NULL, NULL);
      double sum = 0;

      for (gsize i = 0; i + 1 < tree->n; i++)
        sum += tree->merges[i].height;
      crm_test_assert_near (sum, json_object_get_double_member (expected, "sum_heights"), 1e-9);
      for (guint i = 0; i < 10; i++)
        crm_test_assert_near (tree->merges[tree->n - 11 + i].height, json_array_get_double_element (heights, i), 1e-9);
      g_assert_cmpuint (tree->merges[tree->n - 2].size, ==, tree->n);
      for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        {
          g_autofree char *member = g_strdup_printf ("k%u_sizes", numbers[i]);
          g_autofree gint32 *clusters = crm_hierarchy_cut (tree, numbers[i]);
          gsize sizes[5] = { 0 };

          for (gsize row = 0; row < tree->n; row++)
            sizes[clusters[row]]++;
          qsort (sizes, numbers[i], sizeof (gsize), compare_falling);
          assert_sizes (sizes, numbers[i], json_object_get_array_member (expected, member));
        }
    }
}

/* Rows 0, 1, 3, 7 on a line: worked by hand. */
static void
test_line (void)
{
  static const double x[] = { 0, 1, 3, 7 };
  static const struct
  {
    CrmLinkage linkage;
    double     heights[3];
  } cases[] = {
    { CRM_LINKAGE_SINGLE, { 1, 2, 4 } },
    { CRM_LINKAGE_COMPLETE, { 1, 3, 7 } },
    { CRM_LINKAGE_AVERAGE, { 1, 2.5, 17.0 / 3 } },
    { CRM_LINKAGE_WARD, { 1, 2.5 * 1.1547005383792515, 17.0 / 3 * 1.224744871391589 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrmHierarchy) tree = crm_hierarchy_new (x, 4, 1, cases[i].linkage, NULL, NULL);

      for (guint j = 0; j < 3; j++)
        {
          crm_test_assert_near (tree->merges[j].height, cases[i].heights[j], 1e-12);
          g_assert_cmpuint (tree->merges[j].size, ==, j + 2);
        }
      g_assert_cmpuint (tree->merges[1].first, ==, 2);
      g_assert_cmpuint (tree->merges[1].second, ==, 4);
    }
}

static double *
make_rows (gsize n,
           gsize d,
           guint n_groups)
{
  double *x = g_new (double, n * d);
  CrmRandom random;

  crm_random_init (&random, 7, 0);
  for (gsize i = 0; i < n * d; i++)
    x[i] = crm_random_normal (&random) + 3 * (i / d % n_groups * (i % d + 1) % 5);
  return x;
}

/* Lloyd's iteration without bounds. */
static void
iterate_plainly (const double *x,
                 gsize n,
                 gsize d,
                 guint k,
                 double *centers,
                 gint32 *clusters)
{
  g_autofree double *sums = g_new (double, k * d);
  g_autofree gsize *sizes = g_new (gsize, k);
  gboolean changed = TRUE;

  for (gsize i = 0; i < n; i++)
    clusters[i] = -1;
  while (changed)
    {
      changed = FALSE;
      memset (sums, 0, k * d * sizeof (double));
      memset (sizes, 0, k * sizeof (gsize));
      for (gsize i = 0; i < n; i++)
        {
          double least = INFINITY;
          gint32 nearest = 0;

          for (guint c = 0; c < k; c++)
            {
              double square = 0;

              for (gsize j = 0; j < d; j++)
                square += (x[i * d + j] - centers[c * d + j]) * (x[i * d + j] - centers[c * d + j]);
              if (square < least)
                {
                  least = square;
                  nearest = c;
                }
            }
          changed |= nearest != clusters[i];
          clusters[i] = nearest;
          sizes[nearest]++;
          for (gsize j = 0; j < d; j++)
            sums[nearest * d + j] += x[i * d + j];
        }
      for (gsize i = 0; i < k * d; i++)
        centers[i] = sums[i] / sizes[i / d];
    }
}

static void
test_bounds (void)
{
  const gsize n = 20000, d = 5;
  const guint k = 12;
  g_autofree double *x = make_rows (n, d, 4), *centers = g_new (double, k * d);
  g_autofree gint32 *clusters = g_new (gint32, n);
  CrmMatrix matrix = { .n = n, .d = d, .values = x };
  CrmKmeansOptions options = { k, 1, 1000, centers };
  g_autoptr (CrmKmeans) kmeans = NULL;
  g_autoptr (CrmKmeans) single = NULL;

  memcpy (centers, x, k * d * sizeof (double));
  kmeans = cluster (&matrix, &options, 4);
  single = cluster (&matrix, &options, 1);
  g_assert_cmpmem (kmeans->centers, k * d * sizeof (double), single->centers, k * d * sizeof (double));
  g_assert_cmpmem (&kmeans->inertia, sizeof (double), &single->inertia, sizeof (double));
  g_assert_cmpuint (kmeans->n_iterations, >, 10);
  iterate_plainly (x, n, d, k, centers, clusters);
  g_assert_cmpmem (kmeans->clusters, n * sizeof (gint32), clusters, n * sizeof (gint32));
}

/* Far from 0 as near it, large as small. */
static void
test_moved (void)
{
  const gsize n = 500, d = 3;
  g_autofree double *x = make_rows (n, d, 3), *moved = g_new (double, n * d);
  CrmMatrix matrix = { .n = n, .d = d, .values = x }, other = { .n = n, .d = d, .values = moved };
  CrmKmeansOptions options = { 3, 5, 300, NULL };
  g_autoptr (CrmKmeans) kmeans = cluster (&matrix, &options, 1);
  g_autoptr (CrmKmeans) far = NULL;
  g_autoptr (CrmHierarchy) tree = crm_hierarchy_new (x, n, d, CRM_LINKAGE_WARD, NULL, NULL);
  g_autoptr (CrmHierarchy) far_tree = NULL;

  for (gsize i = 0; i < n * d; i++)
    moved[i] = x[i] * 1024 + 0x1p30;
  far = cluster (&other, &options, 1);
  far_tree = crm_hierarchy_new (moved, n, d, CRM_LINKAGE_WARD, NULL, NULL);
  g_assert_cmpmem (kmeans->clusters, n * sizeof (gint32), far->clusters, n * sizeof (gint32));
  crm_test_assert_near (far->inertia, kmeans->inertia * 0x1p20, 1e-7);
  crm_test_assert_near (far_tree->merges[n - 2].height, tree->merges[n - 2].height * 1024, 1e-7);
}

/* Two centers where no row is nearest to them: their clusters get rows. */
static void
test_empty (void)
{
  static const double x[] = { 0, 1, 2, 10, 11, 12 }, begin[] = { 5, 1000, 2000 };
  CrmMatrix matrix = { .n = 6, .d = 1, .values = (double *) x };
  CrmKmeansOptions options = { 3, 1, 100, begin };
  g_autoptr (CrmKmeans) kmeans = cluster (&matrix, &options, 1);

  for (guint c = 0; c < 3; c++)
    g_assert_cmpuint (kmeans->sizes[c], >, 0);
  g_assert_true (kmeans->converged);
  g_assert_cmpfloat (kmeans->inertia, <=, 2.5);
}

/* P. Rousseeuw's definition on two pairs and one that is alone. */
static void
test_silhouette (void)
{
  static const double x[] = { 0, 1, 4, 6, 20 };
  static const gint32 clusters[] = { 0, 0, 1, 1, 2 };
  g_autoptr (CrmSilhouette) silhouette = crm_silhouette_new (x, 5, 1, clusters, 3, 5, NULL, NULL);
  double first = (5 - 1) / 5.0, second = (4 - 1) / 4.0, third = (3.5 - 2) / 3.5, fourth = (5.5 - 2) / 5.5;

  crm_test_assert_near (silhouette->of_clusters[0], (first + second) / 2, 1e-15);
  crm_test_assert_near (silhouette->of_clusters[1], (third + fourth) / 2, 1e-15);
  crm_test_assert_near (silhouette->mean, (first + second + third + fourth) / 5, 1e-15);
}

static void
test_sampled_silhouette (void)
{
  const gsize n = 4000, d = 4;
  g_autofree double *x = make_rows (n, d, 3);
  CrmMatrix matrix = { .n = n, .d = d, .values = x };
  CrmKmeansOptions options = { 3, 5, 300, NULL };
  g_autoptr (CrmKmeans) kmeans = cluster (&matrix, &options, 0);
  g_autoptr (CrmSilhouette) all = crm_silhouette_new (x, n, d, kmeans->clusters, 3, n, NULL, NULL);
  g_autoptr (CrmSilhouette) some = crm_silhouette_new (x, n, d, kmeans->clusters, 3, 1000, NULL, NULL);

  g_assert_cmpuint (all->n_used, ==, n);
  g_assert_cmpuint (some->n_used, ==, 1000);
  g_assert_cmpfloat (some->mean, !=, all->mean);
  g_assert_cmpfloat_with_epsilon (some->mean, all->mean, 0.03);
}

static void
test_choice (void)
{
  g_autoptr (CrmMatrix) matrix = read_set ("mall_income_score_raw");
  CrmKmeansOptions options = { 0, 20, 300, NULL };
  g_autoptr (GArray) trials = NULL;

  if (matrix == NULL)
    return;
  trials = crm_kmeans_try (matrix->values, matrix->n, matrix->d, 10, &options, NULL, NULL);
  g_assert_cmpuint (trials->len, ==, 9);
  g_assert_cmpuint (crm_kmeans_choose (trials), ==, 5);
  g_assert_cmpuint (crm_kmeans_elbow (trials), ==, 5);
}

static void
test_refused (void)
{
  static const double same[] = { 3, 3, 3, 3, 5, 5 }, infinite[] = { 1, 2, INFINITY, 4 };
  CrmKmeansOptions options = { 3, 2, 100, NULL };
  GError *error = NULL;

  g_assert_null (crm_kmeans_new (same, 6, 1, &options, NULL, &error));
  g_assert_nonnull (strstr (error->message, "2"));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_kmeans_new (same, 2, 1, &options, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_kmeans_new (infinite, 4, 1, &options, NULL, &error));
  g_assert_nonnull (strstr (error->message, "3"));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_kmeans_try (same, 6, 1, 10, &options, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_hierarchy_new (same, 1, 1, CRM_LINKAGE_WARD, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_hierarchy_new (infinite, 4, 1, CRM_LINKAGE_SINGLE, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
}

/* Equal rows are joined at height 0 by every linkage. */
static void
test_equal (void)
{
  static const double same[] = { 3, 3, 3, 3, 3 };

  for (guint linkage = 0; linkage < 4; linkage++)
    {
      g_autoptr (CrmHierarchy) tree = crm_hierarchy_new (same, 5, 1, (CrmLinkage) linkage, NULL, NULL);

      for (guint i = 0; i < 4; i++)
        g_assert_cmpfloat (tree->merges[i].height, ==, 0);
      g_assert_cmpuint (tree->merges[3].size, ==, 5);
    }
}

static void
test_cancelled (void)
{
  const gsize n = 3000, d = 4;
  g_autofree double *x = make_rows (n, d, 3);
  g_autofree gint32 *clusters = g_new0 (gint32, n);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CrmRun run = { .cancellable = cancellable };
  CrmKmeansOptions options = { 3, 5, 300, NULL };
  GError *error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (crm_kmeans_new (x, n, d, &options, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (crm_silhouette_new (x, n, d, clusters, 3, n, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  for (guint linkage = 0; linkage < 4; linkage++)
    {
      g_assert_null (crm_hierarchy_new (x, n, d, (CrmLinkage) linkage, &run, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
    }
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
      g_autoptr (CrmKmeans) kmeans = crm_kmeans_new (x, n, d, &(CrmKmeansOptions) { k, 10, 300, NULL }, run, error);

      if (kmeans == NULL)
        return k > 1;
      within[k - 1] = kmeans->inertia;
    }
  return TRUE;
}

static GArray *
find_gaps (const double *x,
           gsize n,
           gsize d,
           guint n_threads,
           GError **error)
{
  CrmRun run = { .n_threads = n_threads, .seed = 3 };

  return crm_gap_new (x, n, d, 6, 60, measure_within, NULL, &run, error);
}

/* The iris flowers: R 4.5.0 with kmeans() and 400 references, spread as here; how far the gaps of 60 may be off follows
 * from their errors. */
static void
test_gap (void)
{
  static const double within[] = { 6.52330441680, 5.02630328409, 4.36869872924, 4.04861249854, 3.84021722538,
                                   3.66178989930 };
  static const double expected[] = { 0.0794161, 0.9827225, 1.4361378, 1.5762374, 1.6414439, 1.7122351 };
  static const double errors[] = { 0.04913, 0.04014, 0.03799, 0.03782, 0.03627, 0.03791 };
  g_autoptr (CrmMatrix) matrix = read_set ("iris_raw");
  g_autoptr (GArray) gaps = NULL, others = NULL;

  if (matrix == NULL)
    return;
  gaps = find_gaps (matrix->values, matrix->n, matrix->d, 1, NULL);
  others = find_gaps (matrix->values, matrix->n, matrix->d, 4, NULL);
  g_assert_cmpmem (gaps->data, gaps->len * sizeof (CrmGap), others->data, others->len * sizeof (CrmGap));
  g_assert_cmpuint (gaps->len, ==, 6);
  for (guint i = 0; i < 6; i++)
    {
      const CrmGap *gap = &g_array_index (gaps, CrmGap, i);

      crm_test_assert_near (gap->log_within, within[i], i < 4 ? 1e-10 : 1e-3);   /* starts end in different places */
      crm_test_assert_near (gap->gap, expected[i], 4 * errors[i] / sqrt (60));
      crm_test_assert_near (gap->error, errors[i], 0.015);
    }
  g_assert_cmpuint (crm_gap_choose (gaps), ==, 6);
}

/* Three heaps are three; rows that are spread evenly are one; those that are all the same are refused. */
static void
test_gap_choice (void)
{
  double heaps[60], even[200], same[20] = { 0 };
  g_autoptr (GArray) of_heaps = NULL, of_even = NULL;
  GError *error = NULL;
  CrmRandom random;

  crm_random_init (&random, 5, 0);
  for (guint i = 0; i < 60; i++)
    heaps[i] = (i % 6 == 2 || i % 6 == 5 ? 100 : 0) + crm_random_double (&random);
  for (guint i = 0; i < 200; i++)
    even[i] = crm_random_double (&random);
  of_heaps = find_gaps (heaps, 30, 2, 2, NULL);
  g_assert_cmpuint (crm_gap_choose (of_heaps), ==, 3);
  of_even = find_gaps (even, 100, 2, 2, NULL);
  g_assert_cmpuint (crm_gap_choose (of_even), ==, 1);
  g_assert_null (find_gaps (same, 20, 1, 2, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/cluster/best/iris", "iris_raw", test_best);
  g_test_add_data_func ("/cluster/best/mall", "mall_income_score_raw", test_best);
  g_test_add_data_func ("/cluster/fixed/iris", "iris_raw", test_fixed);
  g_test_add_data_func ("/cluster/fixed/mall", "mall_income_score_raw", test_fixed);
  g_test_add_data_func ("/cluster/tree/iris", "iris_raw", test_tree);
  g_test_add_data_func ("/cluster/tree/mall", "mall_income_score_raw", test_tree);
  g_test_add_func ("/cluster/line", test_line);
  g_test_add_func ("/cluster/bounds", test_bounds);
  g_test_add_func ("/cluster/moved", test_moved);
  g_test_add_func ("/cluster/empty", test_empty);
  g_test_add_func ("/cluster/silhouette", test_silhouette);
  g_test_add_func ("/cluster/sampled-silhouette", test_sampled_silhouette);
  g_test_add_func ("/cluster/choice", test_choice);
  g_test_add_func ("/cluster/gap", test_gap);
  g_test_add_func ("/cluster/gap-choice", test_gap_choice);
  g_test_add_func ("/cluster/equal", test_equal);
  g_test_add_func ("/cluster/refused", test_refused);
  g_test_add_func ("/cluster/cancelled", test_cancelled);
  return g_test_run ();
}
