/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-score.h"

#include "analytics/crm-sort.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define SMOOTHING 0.1
#define LEAST_OF_A_TAG 50
#define N_BINS 5
#define LEAST_SCORE 0.0001

typedef struct
{
  CrmScore               *self;
  const CrmColumn *const *columns;
  const gint32           *won;
  const gsize            *rows;
  gsize                   n_rows;
  const CrmScoreOptions  *options;
  const CrmRun           *run;
} Counting;

/* The level of a row, −1 where it has none. */
static int
level_of (const CrmScoreColumn *self,
          const CrmColumn *column,
          gsize row)
{
  double value;
  int level = 0;

  if (crm_column_is_missing (column, row))
    return -1;
  if (column->kind == CRM_COLUMN_CATEGORY)
    return column->codes[row];
  value = column->kind == CRM_COLUMN_NUMBER ? column->numbers[row] : column->days[row];
  while (level + 1 < (int) self->n_levels && value > self->edges[level])
    level++;
  return level;
}

/* Numbers become fifths of the rows. */
static void
cut (CrmScoreColumn *self,
     const Counting *counting,
     const CrmColumn *column)
{
  g_autofree double *values = g_new (double, counting->n_rows + 1);
  g_autofree double *all = crm_column_numbers (column);
  g_autofree double *sorted = NULL;
  gsize n_known;

  for (gsize i = 0; i < counting->n_rows; i++)
    values[i] = all[counting->rows[i]];
  sorted = crm_sort_values (values, counting->n_rows, &n_known, counting->run);
  self->n_levels = N_BINS;
  self->edges = g_new0 (double, N_BINS);
  for (guint k = 0; n_known > 0 && k + 1 < N_BINS; k++)
    self->edges[k] = sorted[(n_known - 1) * (k + 1) / N_BINS];
}

static void
count_values (CrmScoreColumn *self,
              const Counting *counting,
              const CrmColumn *column)
{
  for (gsize i = 0; i < counting->n_rows; i++)
    {
      gsize row = counting->rows[i];
      int level = level_of (self, column, row);

      if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (counting->run))
        return;
      if (level < 0)
        continue;
      if (counting->won[row])
        self->won[level]++, self->won_total++;
      else
        self->lost[level]++, self->lost_total++;
    }
  self->won_total += SMOOTHING * self->n_levels;
  self->lost_total += SMOOTHING * self->n_levels;
}

/* What was won went through every stage, what was lost through those up to its own. */
static void
count_stages (CrmScoreColumn *self,
              const Counting *counting,
              const CrmColumn *column)
{
  const gint32 *places = counting->options->stage_places;

  for (gsize i = 0; i < counting->n_rows; i++)
    {
      gsize row = counting->rows[i];
      int own = level_of (self, column, row);

      if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (counting->run))
        return;
      for (guint level = 0; level < self->n_levels; level++)
        {
          if (places[level] < 0)
            continue;
          if (counting->won[row])
            self->won[level]++;
          else
            self->lost[level] += own >= 0 && places[level] <= places[own];
        }
    }
  self->won_total = counting->self->won + SMOOTHING;
  self->lost_total = counting->self->lost + SMOOTHING;
}

static void
count_columns (gsize first,
               gsize last,
               guint piece,
               gpointer data)
{
  const Counting *counting = data;

  for (gsize j = first; j < last; j++)
    {
      const CrmColumn *column = counting->columns[j];
      CrmScoreColumn *self = &counting->self->columns[j];
      gboolean is_stage = counting->options->stage == (int) j;

      self->n_levels = crm_column_n_levels (column);
      if (column->kind != CRM_COLUMN_CATEGORY)
        cut (self, counting, column);
      self->won = g_new0 (double, self->n_levels + 1);
      self->lost = g_new0 (double, self->n_levels + 1);
      self->least = counting->options->tags != NULL && counting->options->tags[j] ? LEAST_OF_A_TAG : 0;
      if (is_stage)
        count_stages (self, counting, column);
      else
        count_values (self, counting, column);
      for (guint level = 0; level < self->n_levels; level++)
        {
          self->won[level] += SMOOTHING;
          self->lost[level] += SMOOTHING;
        }
    }
}

/**
 * crm_score_new:
 * @columns: (array length=n_columns): categories; numbers and dates are cut into fifths
 * @won: 1 for each row of the frame that was won, 0 for one that was lost
 * @rows: (array length=n_rows): that came to an end
 *
 * Learns how likely deals or leads are won as Odoo does: naive Bayes on the values of each column, a tenth added to
 * each count, stages counted as far as they were reached ("Predictive lead scoring" in its documentation, crm.lead in
 * its sources).
 *
 * Returns: (transfer full) (nullable): the counts
 * Errors: %CRM_ERROR_INVALID where nothing was won or nothing was lost; %G_IO_ERROR_CANCELLED
 */
CrmScore *
crm_score_new (const CrmColumn *const *columns,
               guint n_columns,
               const gint32 *won,
               const gsize *rows,
               gsize n_rows,
               const CrmScoreOptions *options,
               const CrmRun *run,
               GError **error)
{
  g_autoptr (CrmScore) self = g_new0 (CrmScore, 1);
  Counting counting = { self, columns, won, rows, n_rows, options, run };

  self->n_columns = n_columns;
  self->columns = g_new0 (CrmScoreColumn, n_columns + 1);
  for (gsize i = 0; i < n_rows; i++)
    {
      self->won += won[rows[i]] != 0;
      self->lost += won[rows[i]] == 0;
    }
  if (self->won == 0 || self->lost == 0)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           _("There is no score until some were won and some were lost."));
      return NULL;
    }
  if (!crm_run_parallel (run, n_columns, 1, count_columns, &counting, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
crm_score_free (CrmScore *self)
{
  for (guint j = 0; j < self->n_columns; j++)
    {
      g_free (self->columns[j].edges);
      g_free (self->columns[j].won);
      g_free (self->columns[j].lost);
    }
  g_free (self->columns);
  g_free (self);
}

/**
 * crm_score_explain:
 * @contributions: (out caller-allocates) (array length=n_columns): what each value adds to the log-odds of winning
 */
void
crm_score_explain (const CrmScore *self,
                   const CrmColumn *const *columns,
                   gsize row,
                   double *contributions)
{
  for (guint j = 0; j < self->n_columns; j++)
    {
      const CrmScoreColumn *column = &self->columns[j];
      int level = level_of (column, columns[j], row);

      contributions[j] = 0;
      if (level < 0 || column->won[level] + column->lost[level] - 2 * SMOOTHING < column->least)
        continue;
      contributions[j] = log (column->won[level] / column->won_total) - log (column->lost[level] / column->lost_total);
    }
}

/**
 * crm_score_predict:
 *
 * Returns: how likely the row is won; never quite 0 or 1
 */
double
crm_score_predict (const CrmScore *self,
                   const CrmColumn *const *columns,
                   gsize row)
{
  g_autofree double *contributions = g_new (double, self->n_columns + 1);
  double odds = log (self->won / self->lost);

  crm_score_explain (self, columns, row, contributions);
  for (guint j = 0; j < self->n_columns; j++)
    odds += contributions[j];
  return CLAMP (1 / (1 + exp (-odds)), LEAST_SCORE, 1 - LEAST_SCORE);
}
