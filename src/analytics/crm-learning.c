/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-learning.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define FEW_NUMBERS 20         /* different ones may be classes … */
#define FEW_CODES 10           /* … and so many whole ones are, where nothing is said */
#define MOST_LEVELS 1000       /* of a category as columns of numbers */
#define MOST_VALUES 500000000  /* of a matrix */

void
crm_learning_clear (CrmLearning *self)
{
  g_clear_pointer (&self->class_names, g_ptr_array_unref);
  g_free (self->classes);
  g_free (self->numbers);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->left_out, g_ptr_array_unref);
  g_free (self->rows);
  g_free (self->open_rows);
  g_clear_pointer (&self->matrix, crm_matrix_free);
  g_free (self->places);
}

/* The target */

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  const double *first = a, *second = b;

  return (*first > *second) - (*first < *second);
}

/* The different numbers in rising order; NULL where there are too many for classes. */
static GArray *
list_numbers (const CrmColumn *column)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (double));

  for (gsize row = 0; row < column->n; row++)
    {
      guint place = 0;

      if (crm_column_is_missing (column, row))
        continue;
      while (place < found->len && g_array_index (found, double, place) != column->numbers[row])
        place++;
      if (place < found->len)
        continue;
      if (found->len == FEW_NUMBERS)
        return NULL;
      g_array_append_val (found, column->numbers[row]);
    }
  g_array_sort (found, compare_numbers);
  return g_steal_pointer (&found);
}

static void
take_number_classes (CrmLearning *self,
                     GArray *numbers)
{
  const CrmColumn *column = self->target;

  for (guint k = 0; k < numbers->len; k++)
    {
      gsize row = 0;

      while (column->numbers[row] != g_array_index (numbers, double, k))
        row++;
      g_ptr_array_add (self->class_names, crm_column_text (column, row));
    }
  for (gsize row = 0; row < column->n; row++)
    {
      self->classes[row] = -1;
      for (guint k = 0; k < numbers->len; k++)
        {
          if (column->numbers[row] == g_array_index (numbers, double, k))
            self->classes[row] = k;
        }
    }
}

/* Levels that no row has would be classes that cannot be learnt. */
static void
take_level_classes (CrmLearning *self)
{
  const CrmColumn *column = self->target;
  guint n_levels = crm_column_n_levels (column);
  g_autofree gint32 *places = g_new (gint32, n_levels + 1);

  memset (places, 0xff, (n_levels + 1) * sizeof (gint32));
  for (gsize row = 0; row < column->n; row++)
    {
      if (column->codes[row] >= 0)
        places[column->codes[row]] = 0;
    }
  for (guint level = 0; level < n_levels; level++)
    {
      if (places[level] < 0)
        continue;
      places[level] = self->class_names->len;
      g_ptr_array_add (self->class_names, g_strdup (crm_column_level (column, level)));
    }
  for (gsize row = 0; row < column->n; row++)
    self->classes[row] = column->codes[row] >= 0 ? places[column->codes[row]] : -1;
}

/* Such as 1, 2 and 3 for three sorts of wine. */
static gboolean
are_codes (GArray *numbers)
{
  for (guint i = 0; i < numbers->len; i++)
    {
      if (numbers->len > 2 && floor (g_array_index (numbers, double, i)) != g_array_index (numbers, double, i))
        return FALSE;
    }
  return numbers->len <= FEW_CODES;
}

static gboolean
take_classes (CrmLearning *self,
              CrmLearningKind kind,
              gboolean *are_numbers,
              const CrmRun *run,
              GError **error)
{
  const CrmColumn *column = self->target;
  g_autoptr (GArray) numbers = column->kind == CRM_COLUMN_NUMBER ? list_numbers (column) : NULL;

  *are_numbers = kind == CRM_LEARN_NUMBERS || (kind == CRM_LEARN_ANY && column->kind == CRM_COLUMN_NUMBER &&
                                               (numbers == NULL || !are_codes (numbers)));
  if (*are_numbers)
    return TRUE;
  self->guessed = kind == CRM_LEARN_ANY && numbers != NULL && numbers->len > 2;
  if (column->kind == CRM_COLUMN_DATE || (column->kind == CRM_COLUMN_NUMBER && numbers == NULL))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("“%s” has too many different values to be classes. Choose another --target."), column->name);
      return FALSE;
    }
  self->classes = g_new (gint32, column->n + 1);
  if (column->kind == CRM_COLUMN_NUMBER)
    take_number_classes (self, numbers);
  else
    take_level_classes (self);
  return TRUE;
}

static gboolean
choose_positive (CrmLearning *self,
                 const char *positive,
                 GError **error)
{
  guint n = self->class_names->len;

  self->positive = crm_levels_choose_positive ((const char *const *) self->class_names->pdata, n);
  if (positive == NULL)
    return TRUE;
  for (self->positive = 0; self->positive < n; self->positive++)
    {
      if (strcmp (self->class_names->pdata[self->positive], positive) == 0)
        return TRUE;
    }
  g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("No row of “%s” has the value “%s” that --positive names."),
               self->target->name, positive);
  return FALSE;
}

/* One class against all others. */
static gboolean
make_two (CrmLearning *self,
          gboolean named,
          GError **error)
{
  char *name;

  if (self->class_names->len == 2)
    return TRUE;
  if (!named || self->class_names->len < 2)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   self->class_names->len < 2 ? _("“%s” has fewer than two values, so there is nothing to learn.") :
                   _("“%s” has more than two values. Name the one to predict with --positive."), self->target->name);
      return FALSE;
    }
  for (gsize row = 0; row < self->target->n; row++)
    {
      if (self->classes[row] >= 0)
        self->classes[row] = self->classes[row] == (gint32) self->positive;
    }
  name = g_strdup (self->class_names->pdata[self->positive]);
  g_ptr_array_set_size (self->class_names, 0);
  g_ptr_array_add (self->class_names, g_strdup_printf (_("not %s"), name));
  g_ptr_array_add (self->class_names, name);
  self->positive = 1;
  return TRUE;
}

/* What options say of the target. */
static CrmLearningKind
choose_kind (const CrmOptions *options)
{
  static const CrmLearningKind kinds[] = { CRM_LEARN_ANY, CRM_LEARN_CLASSES, CRM_LEARN_NUMBERS };
  guint answer = crm_options_choice (options, "answer");

  return answer == 0 && crm_options_has (options, "positive") ? CRM_LEARN_CLASSES : kinds[answer];
}

static gboolean
take_target (CrmLearning *self,
             const CrmOptions *options,
             CrmLearningKind kind,
             const CrmRun *run,
             GError **error)
{
  const char *positive = crm_options_text (options, "positive");
  gboolean are_numbers;

  if (!take_classes (self, kind == CRM_LEARN_ANY ? choose_kind (options) : kind, &are_numbers, run, error))
    return FALSE;
  if (are_numbers)
    {
      if (self->target->kind == CRM_COLUMN_CATEGORY)
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("“%s” does not hold numbers, which --%s needs."),
                       self->target->name, "target");
          return FALSE;
        }
      self->numbers = crm_column_numbers (self->target);
      self->width = 1;
      return TRUE;
    }
  if (!choose_positive (self, positive, error) || (kind == CRM_LEARN_TWO && !make_two (self, positive != NULL, error)))
    return FALSE;
  self->width = self->class_names->len;
  return TRUE;
}

/* The columns */

static gboolean
differ (const CrmColumn *column,
        gsize a,
        gsize b)
{
  return column->kind == CRM_COLUMN_NUMBER ? column->numbers[a] != column->numbers[b] :
         column->codes[a] != column->codes[b];
}

static gboolean
says_nothing (const CrmColumn *column)
{
  gsize first = 0;

  if (column->kind == CRM_COLUMN_CATEGORY && crm_column_n_levels (column) > 20 &&
      crm_column_n_levels (column) > (column->n - column->n_missing) / 2)
    return TRUE;   /* names of rows */
  while (first < column->n && crm_column_is_missing (column, first))
    first++;
  for (gsize row = first + 1; row < column->n; row++)
    {
      if (!crm_column_is_missing (column, row) && differ (column, first, row))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_columns (CrmLearning *self,
              const CrmOptions *options,
              const CrmRun *run,
              GError **error)
{
  g_auto (GStrv) names = crm_options_features (options, self->frame, FALSE, error);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      CrmColumn *column = crm_frame_find (self->frame, names[i]);

      if (column == self->target)
        continue;
      if (!crm_run_go_on (run, -1, error))
        return FALSE;
      if (says_nothing (column))
        g_ptr_array_add (self->left_out, column->name);
      else
        g_ptr_array_add (self->columns, column);
    }
  if (names == NULL)
    return FALSE;
  if (self->columns->len > 0)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                       _("There is no column to learn from: those there are have one value, or a different one in "
                         "each row."));
  return FALSE;
}

static gboolean
is_known (const CrmLearning *self,
          gsize row)
{
  return self->classes != NULL ? self->classes[row] >= 0 : !isnan (self->numbers[row]);
}

/**
 * crm_learning_init:
 *
 * Reads what is to be learnt from the options: target, columns, rows. Columns of a single value and categories with a
 * value for nearly each row are left out; rows without a target are to be predicted.
 *
 * Errors: %CRM_ERROR_NOT_FOUND for a column or --positive; %CRM_ERROR_INVALID where nothing can be learnt
 */
gboolean
crm_learning_init (CrmLearning *self,
                   CrmFrame *frame,
                   const CrmOptions *options,
                   CrmLearningKind kind,
                   const CrmRun *run,
                   GError **error)
{
  gsize n = crm_frame_n_rows (frame);

  *self = (CrmLearning) { .frame = frame };
  self->class_names = g_ptr_array_new_with_free_func (g_free);
  self->columns = g_ptr_array_new ();
  self->left_out = g_ptr_array_new ();
  self->target = crm_options_column (options, "target", frame, error);
  if (self->target == NULL)
    return FALSE;
  self->id = crm_options_column (options, "id", frame, error);
  if ((self->id == NULL && crm_options_has (options, "id")) || !take_target (self, options, kind, run, error) ||
      !take_columns (self, options, run, error))
    return FALSE;
  self->rows = g_new (gsize, n + 1);
  self->open_rows = g_new (gsize, n + 1);
  for (gsize row = 0; row < n; row++)
    {
      if (is_known (self, row))
        self->rows[self->n_rows++] = row;
      else
        self->open_rows[self->n_open++] = row;
    }
  return TRUE;
}

/* Rows that the matrix has not are not learnt from and not predicted. */
static gsize
keep_placed (const CrmLearning *self,
             gsize *rows,
             gsize n)
{
  gsize kept = 0;

  for (gsize i = 0; i < n; i++)
    {
      rows[kept] = rows[i];
      kept += self->places[rows[i]] >= 0;
    }
  return kept;
}

static gboolean
check_size (CrmLearning *self,
            GError **error)
{
  double d = 0;

  for (guint j = 0; j < self->columns->len; j++)
    {
      const CrmColumn *column = self->columns->pdata[j];

      if (crm_column_n_levels (column) > MOST_LEVELS)
        {
          g_ptr_array_add (self->left_out, column->name);
          g_ptr_array_remove_index (self->columns, j--);
          continue;
        }
      d += MAX (crm_column_n_levels (column), 1);
    }
  if (self->columns->len > 0 && d * crm_frame_n_rows (self->frame) <= MOST_VALUES)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                       _("The categories have too many different values for this method. Choose columns with "
                         "--columns, or fewer rows."));
  return FALSE;
}

/**
 * crm_learning_make_matrix:
 *
 * Makes numbers of the columns; rows that lack a value are left out or filled.
 *
 * Errors: %CRM_ERROR_INVALID
 */
gboolean
crm_learning_make_matrix (CrmLearning *self,
                          CrmEncoding encoding,
                          CrmMissing missing,
                          const CrmRun *run,
                          GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  gsize n = crm_frame_n_rows (self->frame), before = self->n_rows;

  self->encoding = encoding;
  self->missing = missing;
  if (!check_size (self, error))
    return FALSE;
  for (guint j = 0; j < self->columns->len; j++)
    g_ptr_array_add (names, ((CrmColumn *) self->columns->pdata[j])->name);
  g_ptr_array_add (names, NULL);
  self->matrix = crm_matrix_new (self->frame, (const char *const *) names->pdata,
                                 &(CrmMatrixOptions) { encoding, missing, CRM_SCALE_NONE }, run, error);
  if (self->matrix == NULL)
    return FALSE;
  self->places = g_new (gssize, n + 1);
  for (gsize row = 0; row < n; row++)
    self->places[row] = -1;
  for (gsize i = 0; i < self->matrix->n; i++)
    self->places[self->matrix->rows[i]] = i;
  self->n_rows = keep_placed (self, self->rows, self->n_rows);
  self->n_open = keep_placed (self, self->open_rows, self->n_open);
  self->n_lacking = before - self->n_rows;
  return TRUE;
}

/**
 * crm_learning_take_rows:
 *
 * Returns: (transfer full) (nullable): rows of the matrix, one after the other
 * Errors: %G_IO_ERROR_CANCELLED
 */
double *
crm_learning_take_rows (const CrmLearning *self,
                        const gsize *rows,
                        gsize n,
                        const CrmRun *run,
                        GError **error)
{
  gsize d = self->matrix->d;
  g_autofree double *values = g_new (double, n * d + 1);

  for (gsize i = 0; i < n; i++)
    {
      if (i % CRM_RUN_BLOCK == 0 && !crm_run_go_on (run, -1, error))
        return NULL;
      memcpy (values + i * d, crm_learning_row (self, rows[i]), d * sizeof (double));
    }
  return g_steal_pointer (&values);
}

/**
 * crm_learning_sum_sources:
 * @of_matrix: (array): one for each column of the matrix
 * @of_columns: (out caller-allocates): their sums for each column they come from
 */
void
crm_learning_sum_sources (const CrmLearning *self,
                          const double *of_matrix,
                          double *of_columns)
{
  for (guint j = 0; j < self->columns->len; j++)
    {
      of_columns[j] = 0;
      for (gsize k = 0; k < self->matrix->d; k++)
        {
          if (crm_frame_column (self->frame, self->matrix->sources[k]) == self->columns->pdata[j])
            of_columns[j] += of_matrix[k];
        }
    }
}

/**
 * crm_learning_sum_slopes:
 * @slopes: (array): one for each column of the matrix
 * @means: (array): likewise: what a row is compared with
 * @of_columns: (out caller-allocates): what each column adds to what is said of the row
 */
void
crm_learning_sum_slopes (const CrmLearning *self,
                         gsize row,
                         const double *slopes,
                         const double *means,
                         double *of_columns)
{
  const double *values = crm_learning_row (self, row);
  g_autofree double *parts = g_new (double, self->matrix->d + 1);

  for (gsize j = 0; j < self->matrix->d; j++)
    parts[j] = slopes[j] * (values[j] - means[j]);
  crm_learning_sum_sources (self, parts, of_columns);
}
