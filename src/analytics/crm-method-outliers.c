/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-isolation.h"
#include "analytics/crm-local-outliers.h"
#include "analytics/crm-matrix.h"
#include "analytics/crm-method-clusters.h"
#include "analytics/crm-method-private.h"
#include "analytics/crm-sort.h"
#include "analytics/crm-spread.h"

#include "base/crm-error.h"

#include <math.h>

#define MOST_REASONS 3

/* In the order of the choices of --method. */
typedef enum { BY_Z, BY_MAD, BY_IQR, BY_FOREST, BY_LOF } Kind;

/* What rows are held against; one of spreads, forest and local is there. */
typedef struct
{
  Kind              kind;
  CrmMatrix        *matrix;
  CrmSpread        *spreads;
  CrmIsolation     *forest;
  CrmLocalOutliers *local;
  double           *scores;    /* of the rows of the matrix */
} Search;

typedef struct
{
  gsize  column;
  double part;
} Reason;

static void
search_clear (Search *self)
{
  g_clear_pointer (&self->matrix, crm_matrix_free);
  g_free (self->spreads);
  g_clear_pointer (&self->forest, crm_isolation_free);
  g_clear_pointer (&self->local, crm_local_outliers_free);
  g_free (self->scores);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static gboolean
score_by_spread (Search *self,
                 const CrmRun *run,
                 GError **error)
{
  const CrmMatrix *matrix = self->matrix;
  g_autofree double *numbers = g_new (double, matrix->n);
  gboolean any = FALSE;

  self->spreads = g_new (CrmSpread, matrix->d);
  for (gsize j = 0; j < matrix->d; j++)
    {
      if (!crm_run_go_on (run, (double) j / matrix->d, error))
        return FALSE;
      for (gsize i = 0; i < matrix->n; i++)
        numbers[i] = crm_matrix_row (matrix, i)[j];
      self->spreads[j] = crm_spread_new (numbers, matrix->n, (CrmSpreadRule) self->kind, run);
      if (!crm_run_go_on (run, -1, error))
        return FALSE;
      any |= self->spreads[j].unit > 0;
      for (gsize i = 0; i < matrix->n; i++)
        {
          if (i % CRM_RUN_BLOCK == 0 && !crm_run_go_on (run, -1, error))
            return FALSE;
          self->scores[i] = MAX (self->scores[i], fabs (crm_spread_deviation (&self->spreads[j], numbers[i])));
        }
    }
  if (!any)
    g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                         _("No column spreads, so no row is unusual. Choose other columns, or another --method."));
  return any;
}

static gboolean
score (Search *self,
       const CrmOptions *options,
       const CrmRun *run,
       GError **error)
{
  const CrmMatrix *matrix = self->matrix;

  self->scores = g_new0 (double, matrix->n);
  if (self->kind == BY_FOREST)
    return (self->forest = crm_isolation_new (matrix->values, matrix->n, matrix->d,
                                              crm_options_integer (options, "trees"),
                                              crm_options_integer (options, "sample"),
                                              CRM_RUN_PART (run, 0, 0.5), error)) != NULL &&
           crm_isolation_score (self->forest, matrix->values, matrix->n, CRM_RUN_PART (run, 0.5, 1), self->scores,
                                error);
  if (self->kind != BY_LOF)
    return score_by_spread (self, run, error);
  self->local = crm_local_outliers_new (matrix->values, matrix->n, matrix->d,
                                        crm_options_integer (options, "neighbours"), run, error);
  for (gsize i = 0; self->local != NULL && i < matrix->n; i++)
    self->scores[i] = self->local->factors[i];
  return self->local != NULL;
}

/* Rows by falling score. */
static guint32 *
sort_rows (const Search *self,
           const CrmRun *run)
{
  g_autofree double *falling = g_new (double, self->matrix->n);
  gsize n_known;

  for (gsize i = 0; i < self->matrix->n; i++)
    falling[i] = -self->scores[i];
  return crm_sort_order (falling, self->matrix->n, &n_known, run);
}

/* Scores above this are flagged. */
static double
find_threshold (const Search *self,
                const guint32 *order,
                const CrmOptions *options)
{
  static const double usual[] = { [BY_Z] = 3, [BY_MAD] = 3.5, [BY_IQR] = 1.5, [BY_FOREST] = 0.6, [BY_LOF] = 1.5 };
  gsize n_wanted;

  if (crm_options_has (options, "threshold"))
    return crm_options_number (options, "threshold");
  if (!crm_options_has (options, "contamination"))
    return usual[self->kind];
  n_wanted = floor (crm_options_number (options, "contamination") * self->matrix->n);
  return self->scores[order[MIN (n_wanted, self->matrix->n - 1)]];
}

static int
compare_reasons (gconstpointer a,
                 gconstpointer b)
{
  const Reason *first = a, *second = b;

  if (fabs (first->part) != fabs (second->part))
    return fabs (first->part) > fabs (second->part) ? -1 : 1;
  return first->column < second->column ? -1 : 1;
}

static void
find_parts (const Search *self,
            gsize row,
            double *parts)
{
  if (self->forest != NULL)
    crm_isolation_explain (self->forest, crm_matrix_row (self->matrix, row), parts);
  else if (self->local != NULL)
    crm_local_outliers_explain (self->local, self->matrix->values, row, parts);
  for (gsize j = 0; self->spreads != NULL && j < self->matrix->d; j++)
    parts[j] = crm_spread_deviation (&self->spreads[j], crm_matrix_row (self->matrix, row)[j]);
}

static char *
describe (const Search *self,
          const Reason *reason,
          double value)
{
  const char *name = self->matrix->names->pdata[reason->column], *text;

  if (self->kind == BY_FOREST)
    return g_strdup_printf (_("%s is %.4g: %.0f %% of what sets the row apart"), name, value, reason->part * 100);
  if (self->kind == BY_LOF)
    text = reason->part > 0 ? _("%s is %.4g: above its neighbours by %.2g") :
                              _("%s is %.4g: below its neighbours by %.2g");
  else if (self->kind == BY_IQR)
    text = reason->part > 0 ? _("%s is %.4g: above the upper quartile by %.2f quartile distances") :
                              _("%s is %.4g: below the lower quartile by %.2f quartile distances");
  else
    text = reason->part > 0 ? _("%s is %.4g: %.2f standard deviations above what is usual") :
                              _("%s is %.4g: %.2f standard deviations below what is usual");
  return g_strdup_printf (text, name, value, fabs (reason->part));
}

static void
write_reasons (CrmResultBuilder *builder,
               const Search *self,
               gsize row)
{
  const CrmMatrix *matrix = self->matrix;
  g_autofree double *parts = g_new (double, matrix->d);
  g_autofree Reason *reasons = g_new (Reason, matrix->d);

  find_parts (self, row, parts);
  for (gsize j = 0; j < matrix->d; j++)
    reasons[j] = (Reason) { j, parts[j] };
  qsort (reasons, matrix->d, sizeof (Reason), compare_reasons);
  crm_result_begin_array (builder, "reasons");
  for (gsize i = 0; i < MIN (matrix->d, MOST_REASONS) && reasons[i].part != 0; i++)
    {
      gsize column = reasons[i].column;
      double value = crm_matrix_row (matrix, row)[column] * matrix->scales[column] + matrix->offsets[column];
      g_autofree char *text = NULL;

      if (self->kind == BY_LOF)
        reasons[i].part *= matrix->scales[column];
      text = describe (self, &reasons[i], value);
      crm_result_begin (builder, NULL);
      crm_result_text (builder, "column", matrix->names->pdata[column]);
      crm_result_number (builder, "value", value);
      crm_result_number (builder, "part", reasons[i].part);
      crm_result_text (builder, "text", text);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_row (CrmResultBuilder *builder,
           const Search *self,
           gsize row,
           const CrmColumn *id)
{
  crm_result_begin (builder, NULL);
  crm_result_count (builder, "row", self->matrix->rows[row] + 1);
  if (id != NULL)
    crm_result_row (builder, "id", id, self->matrix->rows[row]);
  crm_result_number (builder, "score", self->scores[row]);
  write_reasons (builder, self, row);
  crm_result_end (builder);
}

/* A score for each row of the table; null for those that were left out. */
static void
write_scores (CrmResultBuilder *builder,
              const Search *self,
              gsize n_rows)
{
  const CrmMatrix *matrix = self->matrix;
  gsize next = 0;

  crm_result_begin_array (builder, "scores");
  for (gsize row = 0; row < n_rows; row++)
    {
      gboolean used = next < matrix->n && matrix->rows[next] == row;

      crm_result_number (builder, NULL, used ? self->scores[next] : NAN);
      next += used;
    }
  crm_result_end_array (builder);
}

static gboolean
write_result (const Search *self,
              const CrmFrame *frame,
              const CrmOptions *options,
              const CrmRun *crm_run,
              CrmResultBuilder *builder,
              GError **error)
{
  const CrmColumn *id = crm_options_column (options, "id", frame, NULL);
  g_autofree guint32 *order = sort_rows (self, crm_run);
  double threshold = find_threshold (self, order, options);
  gsize n_flagged = 0;

  if (!crm_run_go_on (crm_run, -1, error))
    return FALSE;
  while (n_flagged < self->matrix->n && self->scores[order[n_flagged]] > threshold)
    n_flagged++;
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "method", crm_options_text (options, "method"));
  crm_result_count (builder, "n", self->matrix->n);
  crm_result_count (builder, "left_out", crm_frame_n_rows (frame) - self->matrix->n);
  crm_result_texts (builder, "columns", self->matrix->names);
  if (self->kind == BY_LOF)
    crm_method_write_spreads (builder, self->matrix);
  crm_result_number (builder, "threshold", threshold);
  crm_result_count (builder, "n_flagged", n_flagged);
  crm_result_begin_array (builder, "flagged");
  for (gsize i = 0; i < n_flagged; i++)
    {
      if (!crm_run_go_on (crm_run, -1, error))
        return FALSE;
      write_row (builder, self, order[i], id);
    }
  crm_result_end_array (builder);
  write_scores (builder, self, crm_frame_n_rows (frame));
  crm_result_end (builder);
  return TRUE;
}

/* Deviations are of numbers and dates alone; a forest and densities also know 0 and 1 for words. */
static CrmMatrix *
read_matrix (const CrmFrame *frame,
             const CrmOptions *options,
             Kind kind,
             const CrmRun *run,
             GError **error)
{
  g_auto (GStrv) names = crm_options_features (options, frame, TRUE, error);
  g_autoptr (GStrvBuilder) numbers = g_strv_builder_new ();
  g_auto (GStrv) used = NULL;
  CrmMatrixOptions wish = { CRM_ENCODE_ONE_HOT, crm_options_choice (options, "missing"), CRM_SCALE_NONE };

  if (names == NULL ||
      (crm_options_has (options, "id") && crm_options_column (options, "id", frame, error) == NULL))
    return NULL;
  for (guint i = 0; names[i] != NULL; i++)
    {
      const CrmColumn *column = crm_frame_find (frame, names[i]);

      if (kind >= BY_FOREST || crm_options_has (options, "columns") || column->kind != CRM_COLUMN_CATEGORY)
        g_strv_builder_add (numbers, names[i]);
    }
  if (kind < BY_FOREST)
    wish.encoding = CRM_ENCODE_REFUSE;
  if (kind == BY_LOF)
    wish.scaling = crm_options_choice (options, "scale");
  used = g_strv_builder_end (numbers);
  return crm_matrix_new (frame, (const char *const *) used, &wish, run, error);
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_auto (Search) search = { .kind = (Kind) crm_options_choice (options, "method") };

  if ((search.matrix = read_matrix (frame, options, search.kind, crm_run, error)) == NULL ||
      !score (&search, options, crm_run, error))
    return FALSE;
  return write_result (&search, frame, options, crm_run, builder, error);
}

static const CrmOption options[] = {
  CRM_OPTION_COLUMNS_ROW,
  CRM_OPTION_ID_ROW,
  { "method", N_("Deviations from the mean, from the median, from the quartiles; a forest; or densities"),
    CRM_OPTION_CHOICE, "mad", .choices = "z|mad|iqr|forest|lof" },
  { "threshold", N_("Rows with a larger score are flagged; without it, what is usual for the method"),
    CRM_OPTION_NUMBER, NULL, 0, 1e100 },
  { "contamination", N_("Which share of the rows is flagged, where there is no threshold"), CRM_OPTION_NUMBER, NULL,
    0, 0.5 },
  { "trees", N_("Trees of the forest"), CRM_OPTION_INTEGER, "100", 1, 10000 },
  { "sample", N_("Rows that are drawn for each tree"), CRM_OPTION_INTEGER, "256", 2, 1000000 },
  { "neighbours", N_("With how many others the density is compared"), CRM_OPTION_INTEGER, "20", 1, 1000 },
  { "scale", N_("How columns are made comparable for densities"), CRM_OPTION_CHOICE, "none",
    .choices = "none|standard|range|robust", .bare = "standard" },
  { "missing", N_("Rows that lack a value are dropped, or get the mean"), CRM_OPTION_CHOICE, "drop",
    .choices = "drop|mean" },
  { NULL },
};

const CrmMethod crm_method_outliers = {
  .name = "outliers",
  .label = N_("Outliers"),
  .summary = N_("Unusual rows, and what is unusual about them"),
  .options = options,
  .rows = "scores",
  .run = run,
};
