/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-evaluate.h"
#include "analytics/crm-frame-write.h"
#include "analytics/crm-method-prepare.h"
#include "analytics/crm-method-private.h"

#include "base/crm-error.h"

#include <math.h>
#include <string.h>

#define HALF_DONE 0.5   /* when the columns are prepared, and the table is still to be written */

typedef struct
{
  CrmFrame         *frame;       /* after sampling */
  const CrmOptions *options;
  const CrmRun     *run;
  GPtrArray        *earlier;     /* nullable: preparations to be done again */
  gsize            *rows;        /* to find everything from */
  gsize             n_rows;
  gint32           *classes;
  guint8           *is_test;     /* nullable */
  guint            *folds;       /* nullable */
} Work;

static void
clear_work (Work *work)
{
  g_clear_pointer (&work->frame, crm_frame_unref);
  g_clear_pointer (&work->earlier, g_ptr_array_unref);
  g_free (work->rows);
  g_free (work->classes);
  g_free (work->is_test);
  g_free (work->folds);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, clear_work)

/* Rows */

/* Groups to draw from, rows without a value being one more; NULL where none are wished for. */
static gint32 *
find_strata (const Work *work,
             GError **error)
{
  const CrmColumn *column = crm_options_column (work->options, "stratify", work->frame, error);
  guint n_groups;
  gint32 *strata;

  if (column == NULL)
    return NULL;
  strata = crm_column_group (column, &n_groups, work->run);
  for (gsize row = 0; row < column->n; row++)
    strata[row] = strata[row] < 0 ? (gint32) n_groups : strata[row];
  return strata;
}

static gsize
count_of (double wish,
          gsize n)
{
  return wish < 1 ? (gsize) (wish * n + 0.5) : MIN ((gsize) wish, n);
}

static gboolean
draw_sample (Work *work,
             const gint32 *strata,
             GError **error)
{
  gsize n = crm_frame_n_rows (work->frame), count = 0;
  g_autofree guint8 *drawn = NULL;
  g_autofree gsize *rows = g_new (gsize, MAX (n, 1));
  CrmFrame *sample;

  drawn = crm_sample_new (strata, n, count_of (crm_options_number (work->options, "sample"), n), work->run);
  for (gsize row = 0; row < n; row++)
    {
      if (drawn[row])
        rows[count++] = row;
    }
  sample = crm_frame_take_rows (work->frame, rows, count, work->run, error);
  if (sample == NULL)
    return FALSE;
  crm_frame_unref (work->frame);
  work->frame = sample;
  return TRUE;
}

/* Divides the rows, and takes those to find everything from: all, or those that are not for testing. */
static gboolean
divide (Work *work,
        GError **error)
{
  gsize n = crm_frame_n_rows (work->frame);
  g_autofree gint32 *strata = find_strata (work, error);
  guint n_folds = crm_options_integer (work->options, "folds");

  if (crm_options_has (work->options, "stratify") && strata == NULL)
    return FALSE;
  if (crm_options_has (work->options, "test"))
    work->is_test = crm_sample_new (strata, n, count_of (crm_options_number (work->options, "test"), n),
                                    work->run);
  if (n_folds > 1 && (work->folds = crm_folds_new (strata, n, n_folds, work->run, error)) == NULL)
    return FALSE;
  work->rows = g_new (gsize, MAX (n, 1));
  for (gsize row = 0; row < n; row++)
    {
      if (work->is_test == NULL || !work->is_test[row])
        work->rows[work->n_rows++] = row;
    }
  if (work->n_rows > 0)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                       _("There is no row to prepare. Give a table with rows, and leave some that are not for "
                         "--test."));
  return FALSE;
}

/* Columns */

static gboolean
is_kept (const Work *work,
         const CrmColumn *column,
         char **only)
{
  static const char *const keys[] = { "id", "target", "order" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (g_strcmp0 (crm_options_text (work->options, keys[i]), column->name) == 0)
        return TRUE;
    }
  return only != NULL && !g_strv_contains ((const char *const *) only, column->name);
}

static CrmPreparation *
find_earlier (const Work *work,
              const char *name)
{
  for (guint i = 0; i < work->earlier->len; i++)
    {
      CrmPreparation *preparation = work->earlier->pdata[i];

      if (strcmp (preparation->name, name) == 0)
        return preparation;
    }
  return NULL;
}

/* Whatever was prepared before must be there again. */
static gboolean
check_earlier (const Work *work,
               GError **error)
{
  for (guint i = 0; i < work->earlier->len; i++)
    {
      if (crm_frame_require (work->frame, ((CrmPreparation *) work->earlier->pdata[i])->name, error) == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
prepare_column (const Work *work,
                const CrmColumn *column,
                const CrmColumn *order,
                const CrmPrepareWish *wish,
                CrmFrame *to,
                CrmResultBuilder *builder,
                GError **error)
{
  g_autoptr (CrmPreparation) found = NULL;
  CrmPreparation *preparation = work->earlier != NULL ? find_earlier (work, column->name) :
    (found = crm_preparation_new (column->name, column->kind));

  if (preparation == NULL)
    {
      crm_frame_add_copy (to, column);
      return TRUE;
    }
  if (!crm_preparation_apply (preparation, work->frame, order, work->earlier != NULL ? NULL : wish, to, work->run,
                              error))
    return FALSE;
  crm_method_prepare_write (preparation, builder);
  return TRUE;
}

static gboolean
check_names (const CrmFrame *frame,
             char **names,
             GError **error)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      if (crm_frame_require (frame, names[i], error) == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
prepare_columns (Work *work,
                 CrmFrame *to,
                 CrmResultBuilder *builder,
                 GError **error)
{
  g_auto (GStrv) wanted = crm_options_wanted (work->options);
  g_auto (GStrv) only = crm_options_columns (work->options, "only");
  const CrmColumn *order = crm_options_column (work->options, "order", work->frame, error);
  CrmPrepareWish wish = { 0 };
  guint n = crm_frame_n_columns (work->frame);

  if ((order == NULL && crm_options_has (work->options, "order")) ||
      !check_names (work->frame, wanted, error) || !check_names (work->frame, only, error) ||
      (work->earlier != NULL && !check_earlier (work, error)) ||
      (work->earlier == NULL &&
       !crm_method_prepare_wish (&wish, work->options, work->frame, &work->classes, work->run, error)))
    return FALSE;
  wish.rows = work->rows;
  wish.n_rows = work->n_rows;
  crm_result_begin_array (builder, "columns");
  for (guint i = 0; i < n; i++)
    {
      const CrmColumn *column = crm_frame_column (work->frame, i);

      if (!crm_run_go_on (work->run, HALF_DONE * i / n, error))
        return FALSE;
      if (wanted != NULL && !g_strv_contains ((const char *const *) wanted, column->name))
        continue;
      if (is_kept (work, column, only))
        crm_frame_add_copy (to, column);
      else if (!prepare_column (work, column, order, &wish, to, builder, error))
        return FALSE;
    }
  crm_result_end_array (builder);
  return TRUE;
}

/* What is found before cannot be wished for anew. */
static gboolean
load_earlier (Work *work,
              GError **error)
{
  static const char *const keys[] = { "impute", "cap", "transform", "bin", "scale", "encode" };
  CrmResultValue result = crm_options_model (work->options, "like");

  for (guint i = 0; result.kind == CRM_RESULT_OBJECT && i < G_N_ELEMENTS (keys); i++)
    {
      if (crm_options_choice (work->options, keys[i]) == 0)
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_SYNTAX,
                   _("--like does again what was done before, so there is nothing for --%s to do. Leave out either."),
                   keys[i]);
      return FALSE;
    }
  return result.kind == CRM_RESULT_NOTHING || (work->earlier = crm_method_prepare_load (result, error)) != NULL;
}

static gboolean
add_set (CrmFrame *to,
         const char *name,
         const Work *work,
         GError **error)
{
  gsize n = crm_frame_n_rows (to);
  g_autofree const char **texts = NULL;
  double *numbers;

  if (crm_frame_find (to, name) != NULL)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("The new column “%s” would have the name of another. Rename that first."), name);
      return FALSE;
    }
  if (work->is_test != NULL)
    {
      texts = g_new (const char *, MAX (n, 1));
      for (gsize row = 0; row < n; row++)
        texts[row] = work->is_test[row] ? "test" : "train";
      crm_frame_add_texts (to, name, texts);
      return TRUE;
    }
  numbers = g_new (double, MAX (n, 1));
  for (gsize row = 0; row < n; row++)
    numbers[row] = work->folds[row] + 1;
  crm_frame_take_numbers (to, name, numbers);
  return TRUE;
}

static gboolean
write_rest (const Work *work,
            CrmFrame *to,
            CrmResultBuilder *builder,
            GError **error)
{
  const char *path = crm_options_text (work->options, "to");

  if ((work->is_test != NULL && !add_set (to, "set", work, error)) ||
      (work->is_test == NULL && work->folds != NULL && !add_set (to, "fold", work, error)) ||
      (path != NULL && !crm_frame_write_csv (to, path, CRM_RUN_PART (work->run, HALF_DONE, 1), error)))
    return FALSE;
  crm_result_count (builder, "rows", crm_frame_n_rows (to));
  if (work->is_test != NULL)
    {
      crm_result_count (builder, "train", work->n_rows);
      crm_result_count (builder, "test", crm_frame_n_rows (to) - work->n_rows);
    }
  crm_result_begin_array (builder, "names");
  for (guint i = 0; i < crm_frame_n_columns (to); i++)
    crm_result_text (builder, NULL, crm_frame_column (to, i)->name);
  crm_result_end_array (builder);
  if (path != NULL)
    crm_result_text (builder, "file", path);
  return TRUE;
}

static gboolean
sample (Work *work,
        GError **error)
{
  g_autofree gint32 *strata = NULL;

  if (!crm_options_has (work->options, "sample"))
    return TRUE;
  strata = find_strata (work, error);
  if (strata == NULL && crm_options_has (work->options, "stratify"))
    return FALSE;
  return draw_sample (work, strata, error);
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  g_auto (Work) work = { .frame = crm_frame_ref (frame), .options = options, .run = crm_run };
  g_autoptr (CrmFrame) to = NULL;

  if (crm_options_has (options, "id") && crm_options_column (options, "id", frame, error) == NULL)
    return FALSE;
  if (crm_options_has (options, "test") && crm_options_integer (options, "folds") > 1)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_SYNTAX,
                           _("Rows are divided for one test or into folds. Leave out --test or --folds."));
      return FALSE;
    }
  if (!load_earlier (&work, error) || !sample (&work, error) || !divide (&work, error))
    return FALSE;
  to = crm_frame_new (crm_frame_n_rows (work.frame));
  crm_result_begin (builder, NULL);
  crm_result_count (builder, "rows_read", crm_frame_n_rows (frame));
  if (!prepare_columns (&work, to, builder, error) || !write_rest (&work, to, builder, error))
    return FALSE;
  crm_result_end (builder);
  return TRUE;
}

static const CrmOption options[] = {
  CRM_OPTION_COLUMNS_ROW,
  CRM_OPTION_ID_ROW,
  { "target", N_("Column that is to be predicted, which is left as it is"), CRM_OPTION_COLUMN },
  { "only", N_("Columns to prepare; the others are left as they are"), CRM_OPTION_COLUMNS },
  { "cap", N_("Draw in numbers that are far from the others, by quantiles, quartiles or standard deviations"),
    CRM_OPTION_CHOICE, "none", .choices = "none|quantile|iqr|sd" },
  { "cap-factor", N_("How far that is: a share of the rows (0.01), times between the quartiles (1.5), or standard "
                     "deviations (3)"), CRM_OPTION_NUMBER, NULL, 0, 1e6 },
  { "impute", N_("What missing values get; of words it is the most frequent one"), CRM_OPTION_CHOICE, "none",
    .choices = "none|mean|median|mode|constant|linear" },
  { "constant", N_("Value for “--impute constant”"), CRM_OPTION_TEXT },
  { "by", N_("Column of groups: what a missing value gets is that of its group"), CRM_OPTION_COLUMN },
  { "order", N_("Column of dates or numbers that “--impute linear” goes along; without it the order of the rows"),
    CRM_OPTION_COLUMN },
  { "indicator", N_("Add a column that says where values were missing"), CRM_OPTION_FLAG },
  { "transform", N_("Make distributions less skewed"), CRM_OPTION_CHOICE, "none",
    .choices = "none|log|log1p|box-cox|yeo-johnson" },
  { "bin", N_("Put numbers in bins of equal width, of equally many rows, or that tell the target apart"),
    CRM_OPTION_CHOICE, "none", .choices = "none|width|frequency|mdl" },
  { "bins", N_("How many bins of equal width or frequency"), CRM_OPTION_INTEGER, "5", 2, 1000 },
  { "bin-as", N_("What stands for a bin"), CRM_OPTION_CHOICE, "label", .choices = "label|number|mean|median" },
  { "scale", N_("How numbers are made comparable: by standard deviation, by range, or by quartiles"),
    CRM_OPTION_CHOICE, "none", .choices = "none|standard|range|robust" },
  { "rare", N_("Put words that a smaller share of the rows has into one, “other”"), CRM_OPTION_NUMBER, NULL, 0, 1 },
  { "encode", N_("Make numbers of words: a column for each, or their place in the alphabet"), CRM_OPTION_CHOICE,
    "none", .choices = "none|one-hot|ordinal" },
  { "sample", N_("Draw so many rows, or this share of them"), CRM_OPTION_NUMBER, NULL, 1e-9, 1e12 },
  { "stratify", N_("Column whose values have the same shares in each sample, test and fold"), CRM_OPTION_COLUMN },
  { "test", N_("Keep so many rows for testing, or this share; everything is found from the others"),
    CRM_OPTION_NUMBER, NULL, 1e-9, 1e12 },
  { "folds", N_("Divide the rows into so many folds"), CRM_OPTION_INTEGER, "0", 0, 1000 },
  { "like", N_("Do again what an earlier preparation did: the id of its model, or a file with its result as JSON"),
    CRM_OPTION_MODEL },
  { "to", N_("File to write the new table to, as CSV"), CRM_OPTION_TEXT },
  { NULL },
};

const CrmMethod crm_method_prepare = {
  .name = "prepare",
  .label = N_("Preparation"),
  .summary = N_("Fill gaps, cap outliers, transform, bin, scale, encode and divide a table"),
  .options = options,
  .run = run,
};
