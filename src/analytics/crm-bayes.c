/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-bayes.h"

#include "analytics/crm-number.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define NEVER_SEEN 0.001          /* share of a level that a class never had, without smoothing */
#define LEAST_SPREAD 3.1623e-5    /* of the whole column's; its square is a billionth */

typedef struct
{
  CrmBayes               *self;
  const CrmColumn *const *columns;
  const gint32           *classes;
  const gsize            *rows;
  gsize                   n_rows;
  double                  laplace;
} Learning;

static double
value_of (const CrmColumn *column,
          gsize row)
{
  return column->kind == CRM_COLUMN_NUMBER ? column->numbers[row] : column->days[row];
}

static void
learn_levels (const Learning *learning,
              const CrmColumn *column,
              CrmBayesColumn *to)
{
  guint n_classes = learning->self->n_classes, n_levels = to->n_levels;
  g_autofree double *totals = g_new0 (double, n_classes);

  to->logs = g_new0 (double, (gsize) n_classes * n_levels + 1);
  for (gsize i = 0; i < learning->n_rows; i++)
    {
      gsize row = learning->rows[i];

      if (column->codes[row] < 0)
        continue;
      to->logs[(gsize) learning->classes[row] * n_levels + column->codes[row]]++;
      totals[learning->classes[row]]++;
    }
  for (guint class = 0; class < n_classes; class++)
    {
      for (guint level = 0; level < n_levels; level++)
        {
          double *place = &to->logs[(gsize) class * n_levels + level];
          double share = (*place + learning->laplace) / (totals[class] + learning->laplace * n_levels);

          /* A class that has no value at all says nothing. */
          *place = totals[class] == 0 ? 0 : log (share > 0 ? share : NEVER_SEEN);
        }
    }
}

/**
 * crm_bayes_column_take_spreads:
 * @spreads: (transfer full) (array length=n_classes): of a column of numbers
 */
void
crm_bayes_column_take_spreads (CrmBayesColumn *self,
                               double *spreads,
                               guint n_classes)
{
  self->spreads = spreads;
  self->log_spreads = g_new (double, n_classes + 1);
  for (guint class = 0; class < n_classes; class++)
    self->log_spreads[class] = log (spreads[class]);
}

/* Mean and squares around it as rows come (B. P. Welford, "Note on a method for calculating corrected sums of squares
 * and products", Technometrics 4, 1962); the last place is for all classes together. */
static void
learn_numbers (const Learning *learning,
               const CrmColumn *column,
               CrmBayesColumn *to)
{
  guint n_classes = learning->self->n_classes;
  g_autofree double *counts = g_new0 (double, n_classes + 1);
  double *spreads = g_new0 (double, n_classes + 1), whole;

  to->means = g_new0 (double, n_classes + 1);
  for (gsize i = 0; i < learning->n_rows; i++)
    {
      gsize row = learning->rows[i];
      double value;

      if (crm_column_is_missing (column, row))
        continue;
      value = value_of (column, row);
      for (guint pass = 0; pass < 2; pass++)
        {
          guint class = pass == 0 ? (guint) learning->classes[row] : n_classes;
          double away = value - to->means[class];

          to->means[class] += away / ++counts[class];
          spreads[class] += away * (value - to->means[class]);
        }
    }
  whole = counts[n_classes] > 1 ? sqrt (spreads[n_classes] / (counts[n_classes] - 1)) : 0;
  for (guint class = 0; class < n_classes; class++)
    {
      double spread = counts[class] > 1 ? sqrt (spreads[class] / (counts[class] - 1)) : whole;

      to->means[class] = counts[class] > 0 ? to->means[class] : to->means[n_classes];
      spreads[class] = MAX (spread, whole * LEAST_SPREAD);
    }
  crm_bayes_column_take_spreads (to, spreads, n_classes);
}

static void
learn_columns (gsize first,
               gsize last,
               guint piece,
               gpointer data)
{
  const Learning *learning = data;

  for (gsize j = first; j < last; j++)
    {
      const CrmColumn *column = learning->columns[j];
      CrmBayesColumn *to = &learning->self->columns[j];

      to->kind = column->kind;
      to->n_levels = crm_column_n_levels (column);
      if (column->kind == CRM_COLUMN_CATEGORY)
        learn_levels (learning, column, to);
      else
        learn_numbers (learning, column, to);
    }
}

static gboolean
check_finite (const Learning *learning,
              guint n_columns,
              GError **error)
{
  for (guint j = 0; j < n_columns; j++)
    {
      const CrmColumn *column = learning->columns[j];

      for (gsize i = 0; column->kind == CRM_COLUMN_NUMBER && i < learning->n_rows; i++)
        {
          double number = column->numbers[learning->rows[i]];

          if (isnan (number) || crm_number_is_usable (number))
            continue;
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                       _("“%s” has a number in row %zu that is infinite or too large to calculate with."),
                       column->name, learning->rows[i] + 1);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
count_classes (const Learning *learning,
               GError **error)
{
  CrmBayes *self = learning->self;
  guint n_seen = 0;

  for (gsize i = 0; i < learning->n_rows; i++)
    self->priors[learning->classes[learning->rows[i]]] += 1.0 / learning->n_rows;
  for (guint class = 0; class < self->n_classes; class++)
    n_seen += self->priors[class] > 0;
  if (n_seen >= 2)
    return TRUE;
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                       _("All rows have the same outcome, so there is nothing to learn. Choose rows of both."));
  return FALSE;
}

/**
 * crm_bayes_new:
 * @columns: (array length=n_columns): of the frame; values that lack are passed over
 * @classes: class of each row of the frame, 0 up
 * @rows: (array length=n_rows): to learn from
 * @laplace: is added to the count of every level; 0.1 is what Odoo does, 1 what Laplace did
 *
 * Naive Bayes (T. Hastie, R. Tibshirani, J. Friedman, "The Elements of Statistical Learning", 6.6.3).
 *
 * Returns: (transfer full) (nullable): what was learnt
 * Errors: %CRM_ERROR_INVALID where all rows have one class or a number is infinite; %G_IO_ERROR_CANCELLED
 */
CrmBayes *
crm_bayes_new (const CrmColumn *const *columns,
               guint n_columns,
               const gint32 *classes,
               guint n_classes,
               const gsize *rows,
               gsize n_rows,
               double laplace,
               const CrmRun *run,
               GError **error)
{
  g_autoptr (CrmBayes) self = g_new0 (CrmBayes, 1);
  Learning learning = { self, columns, classes, rows, n_rows, laplace };

  self->n_classes = n_classes;
  self->n_columns = n_columns;
  self->priors = g_new0 (double, n_classes + 1);
  self->columns = g_new0 (CrmBayesColumn, n_columns + 1);
  if (!count_classes (&learning, error) || !check_finite (&learning, n_columns, error) ||
      !crm_run_parallel (run, n_columns, 1, learn_columns, &learning, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
crm_bayes_free (CrmBayes *self)
{
  for (guint j = 0; j < self->n_columns; j++)
    {
      g_free (self->columns[j].logs);
      g_free (self->columns[j].means);
      g_free (self->columns[j].spreads);
      g_free (self->columns[j].log_spreads);
    }
  g_free (self->columns);
  g_free (self->priors);
  g_free (self);
}

/* Logarithm of the density of a row's value in a class; 0 where it says nothing. */
static double
log_of_value (const CrmBayesColumn *self,
              const CrmColumn *column,
              gsize row,
              guint class)
{
  double away;

  if (crm_column_is_missing (column, row))
    return 0;
  if (self->kind == CRM_COLUMN_CATEGORY)
    return self->logs[(gsize) class * self->n_levels + column->codes[row]];
  if (self->spreads[class] == 0)
    return 0;
  away = (value_of (column, row) - self->means[class]) / self->spreads[class];
  return -away * away / 2 - self->log_spreads[class] - log (2 * G_PI) / 2;
}

/**
 * crm_bayes_joint:
 * @logs: (out caller-allocates) (array length=n_classes): natural logarithm of how likely class and values are together
 */
void
crm_bayes_joint (const CrmBayes *self,
                 const CrmColumn *const *columns,
                 gsize row,
                 double *logs)
{
  for (guint class = 0; class < self->n_classes; class++)
    {
      logs[class] = log (self->priors[class]);
      for (guint j = 0; j < self->n_columns; j++)
        logs[class] += log_of_value (&self->columns[j], columns[j], row, class);
    }
}

/**
 * crm_bayes_predict:
 * @shares: (out caller-allocates) (array length=n_classes): how likely the row is of each class
 */
void
crm_bayes_predict (const CrmBayes *self,
                   const CrmColumn *const *columns,
                   gsize row,
                   double *shares)
{
  double highest = -INFINITY, sum = 0;

  crm_bayes_joint (self, columns, row, shares);
  for (guint class = 0; class < self->n_classes; class++)
    highest = MAX (highest, shares[class]);
  for (guint class = 0; class < self->n_classes; class++)
    sum += shares[class] = exp (shares[class] - highest);
  for (guint class = 0; class < self->n_classes; class++)
    shares[class] /= sum;
}

/**
 * crm_bayes_explain:
 * @of: the class to be explained
 * @contributions: (out caller-allocates) (array length=n_columns): what each value adds to its log-odds
 *
 * How much likelier each value is in the class than in all others together. For two classes the contributions sum with
 * the log-odds of the priors to those of the prediction.
 */
void
crm_bayes_explain (const CrmBayes *self,
                   const CrmColumn *const *columns,
                   gsize row,
                   guint of,
                   double *contributions)
{
  for (guint j = 0; j < self->n_columns; j++)
    {
      double others = 0, share = 0;

      for (guint class = 0; class < self->n_classes; class++)
        {
          if (class == of)
            continue;
          others += self->priors[class] * exp (log_of_value (&self->columns[j], columns[j], row, class) -
                                               log_of_value (&self->columns[j], columns[j], row, of));
          share += self->priors[class];
        }
      contributions[j] = -log (others / share);
    }
}
