/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-learning.h"

#include "analytics/crm-evaluate.h"
#include "analytics/crm-result.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* How good what was learnt is by cross-validation, and what it says of each row. */

#define FEW_OF_A_CLASS 30
#define ROWS_A_STEP 4096   /* that are predicted between looks whether it was cancelled */

/* Cross-validation */

typedef struct
{
  const CrmLearning *learning;
  const CrmLearner  *learner;
  const CrmOptions  *options;
  const CrmRun      *run;
  guint              n_reasons;   /* to be told of each row */
} Validation;

static gboolean
fit_fold (const gsize *train,
          gsize n_train,
          const gsize *test,
          gsize n_test,
          double *predicted,
          gpointer data,
          const CrmRun *run,
          GError **error)
{
  const Validation *validation = data;
  const CrmLearning *self = validation->learning;
  g_autofree gsize *rows = g_new (gsize, n_train + 1);
  gboolean done = TRUE;
  gpointer model;

  for (gsize i = 0; i < n_train; i++)
    rows[i] = self->rows[train[i]];
  model = validation->learner->fit (self, rows, n_train, validation->options, run, error);
  if (model == NULL)
    return FALSE;
  for (gsize i = 0; done && i < n_test; i++)
    {
      validation->learner->predict (model, self, self->rows[test[i]], predicted + i * self->width);
      done = i % ROWS_A_STEP != 0 || crm_run_go_on (run, -1, error);
    }
  validation->learner->free (model);
  return done;
}

static gboolean
cross_validate (const Validation *validation,
                guint n_folds,
                double *predicted,
                GError **error)
{
  const CrmLearning *self = validation->learning;
  g_autofree gint32 *classes = self->classes != NULL ? g_new (gint32, self->n_rows + 1) : NULL;
  g_autofree guint *folds = NULL;

  for (gsize i = 0; classes != NULL && i < self->n_rows; i++)
    classes[i] = self->classes[self->rows[i]];
  folds = crm_folds_new (classes, self->n_rows, n_folds, validation->run, error);
  return folds != NULL && crm_cross_validate (folds, self->n_rows, n_folds, self->width, fit_fold,
                                              (gpointer) validation, validation->run, predicted, error);
}

/* Too little data is no failure of the whole, but said. Returns whether there is something to tell of each row. */
static gboolean
write_cross_validation (const Validation *validation,
                        double *predicted,
                        CrmResultBuilder *builder,
                        GPtrArray *notes,
                        GError **error)
{
  guint n_folds = crm_options_integer (validation->options, "folds");
  g_autoptr (GError) refusal = NULL;

  if (n_folds < 2)
    return FALSE;
  if (!cross_validate (validation, n_folds, predicted, &refusal))
    {
      crm_result_text (builder, "cross_validation", NULL);
      g_ptr_array_add (notes, g_strdup_printf (_("There was no cross-validation. %s"), refusal->message));
      if (!g_error_matches (refusal, CRM_ERROR, CRM_ERROR_INVALID))
        g_propagate_error (error, g_steal_pointer (&refusal));
      return FALSE;
    }
  crm_result_begin (builder, "cross_validation");
  crm_result_count (builder, "folds", n_folds);
  if (!crm_learning_write_quality (validation->learning, predicted, validation->options, validation->run, builder,
                                   error))
    return FALSE;
  crm_result_end (builder);
  return TRUE;
}

/* Predictions of rows */

typedef struct
{
  guint  column;
  double contribution;
} Reason;

static int
compare_reasons (gconstpointer a,
                 gconstpointer b)
{
  const Reason *first = a, *second = b;
  double sizes = fabs (second->contribution) - fabs (first->contribution);

  return sizes > 0 ? 1 : sizes < 0 ? -1 : (int) first->column - (int) second->column;
}

static void
write_reasons (const Validation *validation,
               gconstpointer model,
               gsize row,
               guint of,
               CrmResultBuilder *builder)
{
  const CrmLearning *self = validation->learning;
  guint n = self->columns->len, n_shown = MIN (n, validation->n_reasons);
  g_autofree double *contributions = NULL;
  g_autofree Reason *reasons = NULL;

  if (n_shown == 0 || validation->learner->explain == NULL)
    return;
  contributions = g_new (double, n);
  reasons = g_new (Reason, n);
  validation->learner->explain (model, self, row, of, contributions);
  for (guint j = 0; j < n; j++)
    reasons[j] = (Reason) { j, contributions[j] };
  qsort (reasons, n, sizeof (Reason), compare_reasons);
  crm_result_begin_array (builder, "reasons");
  for (guint i = 0; i < n_shown && reasons[i].contribution != 0; i++)
    {
      const CrmColumn *column = self->columns->pdata[reasons[i].column];

      crm_result_begin (builder, NULL);
      crm_result_text (builder, "column", column->name);
      crm_result_row (builder, "value", column, row);
      crm_result_number (builder, "contribution", reasons[i].contribution);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static guint
likeliest (const double *shares,
           guint n)
{
  guint best = 0;

  for (guint k = 1; k < n; k++)
    best = shares[k] > shares[best] ? k : best;
  return best;
}

static void
write_prediction (const CrmLearning *self,
                  const char *share,
                  const char *name,
                  const double *predicted,
                  CrmResultBuilder *builder)
{
  if (self->classes == NULL)
    {
      crm_result_number (builder, name, predicted[0]);
      return;
    }
  if (self->width == 2)
    crm_result_number (builder, share, predicted[self->positive]);
  else
    crm_result_numbers (builder, share, predicted, self->width);
  crm_result_text (builder, name, self->class_names->pdata[likeliest (predicted, self->width)]);
}

static void
write_row (const Validation *validation,
           gconstpointer model,
           gsize row,
           gboolean known,
           const double *validated,
           CrmResultBuilder *builder)
{
  const CrmLearning *self = validation->learning;
  g_autofree double *predicted = g_new (double, self->width);

  validation->learner->predict (model, self, row, predicted);
  crm_result_begin (builder, NULL);
  crm_result_count (builder, "row", row + 1);
  if (self->id != NULL)
    crm_result_row (builder, "id", self->id, row);
  if (known)
    crm_result_row (builder, "actual", self->target, row);
  write_prediction (self, "probability", "predicted", predicted, builder);
  if (validated != NULL)
    write_prediction (self, "probability_cross_validated", "predicted_cross_validated", validated, builder);
  write_reasons (validation, model, row, self->width == 2 ? self->positive : likeliest (predicted, self->width),
                 builder);
  crm_result_end (builder);
}

static gboolean
write_rows (const Validation *validation,
            gconstpointer model,
            const double *validated,
            CrmResultBuilder *builder,
            GError **error)
{
  const CrmLearning *self = validation->learning;

  if (self->id == NULL && self->n_open == 0)
    return TRUE;
  crm_result_begin_array (builder, "predictions");
  for (gsize i = 0; self->id != NULL && i < self->n_rows; i++)
    {
      if (i % 256 == 0 && !crm_run_go_on (validation->run, (double) i / self->n_rows, error))
        return FALSE;
      write_row (validation, model, self->rows[i], TRUE, validated != NULL ? validated + i * self->width : NULL,
                 builder);
    }
  for (gsize i = 0; i < self->n_open; i++)
    {
      if (i % 256 == 0 && !crm_run_go_on (validation->run, -1, error))
        return FALSE;
      write_row (validation, model, self->open_rows[i], FALSE, NULL, builder);
    }
  crm_result_end_array (builder);
  return TRUE;
}

/**
 * crm_learning_write_predictions:
 *
 * Adds what the model says of the rows that are to be predicted.
 *
 * Errors: %G_IO_ERROR_CANCELLED
 */
gboolean
crm_learning_write_predictions (const CrmLearning *self,
                                const CrmLearner *learner,
                                gconstpointer model,
                                const CrmOptions *options,
                                const CrmRun *run,
                                CrmResultBuilder *builder,
                                GError **error)
{
  Validation validation = { self, learner, options, run, crm_options_integer (options, "reasons") };

  return write_rows (&validation, model, NULL, builder, error);
}

static void
note_scarcity (const CrmLearning *self,
               GPtrArray *notes)
{
  g_autofree gsize *counts = g_new0 (gsize, self->width + 1);

  if (self->classes == NULL)
    {
      if (self->n_rows < FEW_OF_A_CLASS)
        g_ptr_array_add (notes, g_strdup_printf (_("There are only %zu rows: take the figures with care."),
                                                 self->n_rows));
      return;
    }
  for (gsize i = 0; i < self->n_rows; i++)
    counts[self->classes[self->rows[i]]]++;
  for (guint k = 0; k < self->width; k++)
    {
      if (counts[k] < FEW_OF_A_CLASS)
        g_ptr_array_add (notes, g_strdup_printf (_("Only %zu rows are “%s”: take the figures with care."), counts[k],
                                                 (const char *) self->class_names->pdata[k]));
    }
}

static void
note_guess (const CrmLearning *self,
            GPtrArray *notes)
{
  if (self->guessed)
    g_ptr_array_add (notes, g_strdup_printf (_("The %u whole numbers of “%s” were taken for classes. If they are "
                                               "amounts, say so with --answer numbers."), self->class_names->len,
                                             self->target->name));
}

/**
 * crm_learning_judge:
 * @model: learnt from all rows
 *
 * Adds to the result how good the model is on the rows it was learnt from and by cross-validation, what it says of
 * rows, and notes where there is little data or something was guessed.
 *
 * Errors: %CRM_ERROR_INVALID where all rows have one outcome; %G_IO_ERROR_CANCELLED
 */
gboolean
crm_learning_judge (const CrmLearning *self,
                    const CrmLearner *learner,
                    gconstpointer model,
                    const CrmOptions *options,
                    const CrmRun *run,
                    CrmResultBuilder *builder,
                    GError **error)
{
  Validation validation = { self, learner, options, CRM_RUN_PART (run, 0, 0.8),
                            crm_options_integer (options, "reasons") };
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autofree double *predicted = g_new (double, self->n_rows * self->width + 1);
  gboolean validated;
  GError *failure = NULL;

  for (gsize i = 0; i < self->n_rows; i++)
    {
      if (i % ROWS_A_STEP == 0 && !crm_run_go_on (run, -1, error))
        return FALSE;
      learner->predict (model, self, self->rows[i], predicted + i * self->width);
    }
  note_guess (self, notes);
  note_scarcity (self, notes);
  if (!crm_learning_write_quality (self, predicted, options, run, builder, error))
    return FALSE;
  validated = write_cross_validation (&validation, predicted, builder, notes, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  validation.run = CRM_RUN_PART (run, 0.8, 1);
  if (!write_rows (&validation, model, validated ? predicted : NULL, builder, error))
    return FALSE;
  crm_result_texts (builder, "notes", notes);
  return TRUE;
}

/**
 * crm_learning_write_head:
 *
 * Adds to the result what was learnt from.
 */
void
crm_learning_write_head (const CrmLearning *self,
                         CrmResultBuilder *builder)
{
  crm_result_text (builder, "target", self->target->name);
  if (self->classes != NULL)
    {
      crm_result_texts (builder, "classes", self->class_names);
      crm_result_text (builder, "positive", self->class_names->pdata[self->positive]);
    }
  crm_result_count (builder, "rows", self->n_rows);
  crm_result_count (builder, "rows_lacking_values", self->n_lacking);
  crm_result_texts (builder, "left_out", self->left_out);
}
