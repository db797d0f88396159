/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-learning.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Models that are kept in a result, and rows that are made like those they were learnt from: the same columns with the
 * same levels, and what is filled in where a value lacks. */

static const char *const kinds[] = { "number", "category", "date" };
static const char *const encodings[] = { "treatment", "one-hot", "none" };   /* CRM_ENCODE_REFUSE: no matrix */
static const char *const fillings[] = { "drop", "mean" };

/* Writing */

/**
 * crm_learning_write_columns:
 *
 * Adds the columns with all that other rows need to become like these.
 */
void
crm_learning_write_columns (CrmResultBuilder *builder,
                            const CrmColumn *const *columns,
                            guint n)
{
  crm_result_begin_array (builder, "columns");
  for (guint j = 0; j < n; j++)
    {
      const CrmColumn *column = columns[j];
      gboolean known = column->n_missing < column->n;

      crm_result_begin (builder, NULL);
      crm_result_text (builder, "name", column->name);
      crm_result_text (builder, "kind", kinds[column->kind]);
      if (column->kind == CRM_COLUMN_CATEGORY)
        {
          crm_result_texts (builder, "levels", column->levels);
          crm_result_text (builder, "usual", known ? crm_column_level (column, crm_column_usual (column)) : NULL);
        }
      else
        crm_result_number (builder, "usual", known ? crm_column_usual (column) : NAN);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

/**
 * crm_learning_write_model:
 *
 * Adds the model as "model", so that it can predict other rows.
 */
void
crm_learning_write_model (const CrmLearning *self,
                          const CrmMethod *method,
                          const CrmLearner *learner,
                          gconstpointer model,
                          CrmResultBuilder *builder)
{
  crm_result_begin (builder, "model");
  crm_result_text (builder, "method", method->name);
  crm_result_text (builder, "target", self->target->name);
  if (self->classes != NULL)
    {
      crm_result_texts (builder, "classes", self->class_names);
      crm_result_count (builder, "positive", self->positive);
    }
  crm_result_text (builder, "encoding", encodings[self->matrix != NULL ? self->encoding : CRM_ENCODE_REFUSE]);
  crm_result_text (builder, "missing", fillings[self->matrix != NULL ? self->missing : CRM_MISSING_DROP]);
  crm_learning_write_columns (builder, crm_learning_columns (self), self->columns->len);
  crm_result_begin (builder, "parameters");
  learner->write (model, self, builder);
  crm_result_end (builder);
  crm_result_end (builder);
}

/* Rows like those learnt from */

static gboolean
refuse_model (GError **error)
{
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_FORMAT,
                       _("This is no model that can predict, or it was kept by an older version. Learn again with "
                         "--save, and use that."));
  return FALSE;
}

/* The numbers of days or of a column of numbers; one that holds nothing may be of any kind. */
static double *
read_numbers (const CrmColumn *column,
              CrmColumnKind kind,
              GError **error)
{
  if (column->kind == kind || column->n_missing == column->n)
    return crm_column_numbers (column);
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
               kind == CRM_COLUMN_NUMBER ? _("“%s” held numbers when it was learnt from, and does not now.") :
                                           _("“%s” held dates when it was learnt from, and does not now."),
               column->name);
  return NULL;
}

/* Places of the levels that were learnt from; NaN for any other. What reads as a number now may have been words. */
static double *
read_levels (const CrmColumn *column,
             GPtrArray *levels,
             gsize *n_unknown,
             const CrmRun *run)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  double *numbers = g_new0 (double, MAX (column->n, 1));

  for (guint i = 0; i < levels->len; i++)
    g_hash_table_insert (places, levels->pdata[i], GUINT_TO_POINTER (i + 1));
  for (gsize row = 0; row < column->n; row++)
    {
      gboolean words = column->kind == CRM_COLUMN_CATEGORY;
      g_autofree char *made = words ? NULL : crm_column_text (column, row);
      const char *text = words ? crm_column_level (column, column->codes[row]) : made;
      guint place = text != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (places, text)) : 0;

      if (row % 4096 == 0 && crm_run_is_cancelled (run))
        break;
      numbers[row] = place > 0 ? place - 1.0 : NAN;
      *n_unknown += text != NULL && place == 0;
    }
  return numbers;
}

static double
read_usual (CrmResultValue model,
            CrmColumnKind kind,
            GPtrArray *levels)
{
  const char *text = crm_result_get_text (model, "usual");
  guint place;

  if (kind != CRM_COLUMN_CATEGORY)
    return crm_result_get_number (model, "usual");
  return text != NULL && g_ptr_array_find_with_equal_func (levels, text, g_str_equal, &place) ? place : NAN;
}

static void
add_column (CrmFrame *to,
            const char *name,
            CrmColumnKind kind,
            double *numbers,
            GPtrArray *levels)
{
  gsize n = crm_frame_n_rows (to);
  gint32 *codes;

  if (kind == CRM_COLUMN_NUMBER)
    {
      crm_frame_take_numbers (to, name, numbers);
      return;
    }
  codes = g_new (gint32, MAX (n, 1));
  for (gsize row = 0; row < n; row++)
    codes[row] = !isnan (numbers[row]) ? (gint32) numbers[row] :
                 kind == CRM_COLUMN_DATE ? CRM_DAY_MISSING : CRM_CODE_MISSING;
  g_free (numbers);
  if (kind == CRM_COLUMN_DATE)
    crm_frame_take_days (to, name, codes);
  else
    crm_frame_take_codes (to, name, codes, g_ptr_array_ref (levels));
}

static gboolean
adapt_column (CrmFrame *to,
              const CrmFrame *from,
              CrmResultValue model,
              gboolean fill,
              CrmResultBuilder *builder,
              const CrmRun *run,
              GError **error)
{
  const char *name = crm_result_get_text (model, "name");
  int kind = crm_result_get_choice (model, "kind", kinds, G_N_ELEMENTS (kinds));
  g_autoptr (GPtrArray) levels = crm_result_get_texts (model, "levels");
  const CrmColumn *column;
  double *numbers, usual;
  gsize n_unknown = 0;

  if (name == NULL || kind < 0)
    return refuse_model (error);
  if ((column = crm_frame_require (from, name, error)) == NULL)
    return FALSE;
  numbers = kind == CRM_COLUMN_CATEGORY ? read_levels (column, levels, &n_unknown, run) : read_numbers (column, kind,
                                                                                                        error);
  if (numbers == NULL)
    return FALSE;
  usual = fill ? read_usual (model, kind, levels) : NAN;
  for (gsize row = 0; row < column->n; row++)
    numbers[row] = isnan (numbers[row]) ? usual : numbers[row];
  add_column (to, name, kind, numbers, levels);
  if (n_unknown > 0)
    {
      crm_result_begin (builder, NULL);
      crm_result_text (builder, "column", name);
      crm_result_count (builder, "rows", n_unknown);
      crm_result_end (builder);
    }
  return TRUE;
}

/**
 * crm_learning_adapt:
 * @frame: rows of which something is to be said
 * @model: that crm_learning_write_model() wrote
 * @builder: gets "unknown_values": columns with values that were not learnt from, which count as missing
 *
 * Makes rows like those the model was learnt from.
 *
 * Returns: (transfer full) (nullable): the columns that the model knows
 * Errors: %CRM_ERROR_FORMAT for what is no model, %CRM_ERROR_NOT_FOUND for a column that is not there,
 *   %CRM_ERROR_INVALID for one that holds something else now
 */
CrmFrame *
crm_learning_adapt (const CrmFrame *frame,
                    CrmResultValue model,
                    CrmResultBuilder *builder,
                    const CrmRun *run,
                    GError **error)
{
  CrmResultValue columns = crm_result_get_array (model, "columns"), column;
  gboolean fill = crm_result_get_choice (model, "missing", fillings, G_N_ELEMENTS (fillings)) == CRM_MISSING_MEAN;
  g_autoptr (CrmFrame) adapted = crm_frame_new (crm_frame_n_rows (frame));

  if (crm_result_length (columns) == 0)
    {
      refuse_model (error);
      return NULL;
    }
  crm_result_begin_array (builder, "unknown_values");
  while (crm_result_next (&columns, NULL, &column))
    {
      if (!adapt_column (adapted, frame, column, fill, builder, run, error))
        return NULL;
    }
  crm_result_end_array (builder);
  return g_steal_pointer (&adapted);
}

/**
 * crm_learning_init_model:
 * @adapted: made by crm_learning_adapt()
 * @model: that crm_learning_write_model() wrote
 *
 * Takes all rows for such as are to be predicted, but those that lack a value where the model needs all.
 *
 * Errors: %CRM_ERROR_FORMAT for what is no model; %CRM_ERROR_INVALID where no row has all values
 */
gboolean
crm_learning_init_model (CrmLearning *self,
                         CrmFrame *adapted,
                         CrmResultValue model,
                         const CrmRun *run,
                         GError **error)
{
  gsize n = crm_frame_n_rows (adapted);
  double positive = crm_result_get_number (model, "positive");
  int encoding = crm_result_get_choice (model, "encoding", encodings, G_N_ELEMENTS (encodings));

  *self = (CrmLearning) { .frame = adapted, .width = 1 };
  self->class_names = crm_result_get_texts (model, "classes");
  self->columns = g_ptr_array_new ();
  self->left_out = g_ptr_array_new ();
  self->rows = g_new (gsize, 1);
  self->open_rows = g_new (gsize, n + 1);
  for (self->n_open = 0; self->n_open < n; self->n_open++)
    self->open_rows[self->n_open] = self->n_open;
  for (guint j = 0; j < crm_frame_n_columns (adapted); j++)
    g_ptr_array_add (self->columns, crm_frame_column (adapted, j));
  if (self->class_names->len > 0)
    {
      self->classes = g_new0 (gint32, n + 1);
      self->width = self->class_names->len;
      self->positive = positive >= 0 && positive < self->width ? positive : 0;
    }
  if (encoding < 0 || self->class_names->len == 1)
    return refuse_model (error);
  return encoding == CRM_ENCODE_REFUSE || crm_learning_make_matrix (self, encoding, CRM_MISSING_DROP, run, error);
}
