/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-markov.h"

#include "analytics/crm-sort.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

void
crm_markov_free (CrmMarkov *self)
{
  g_free (self->counts);
  g_free (self->matrix);
  g_free (self->absorbing);
  g_free (self->transient);
  g_free (self->visits);
  g_free (self->ends);
  g_free (self);
}

static CrmMarkov *
make (gsize n,
      GError **error)
{
  CrmMarkov *self;

  if (n == 0 || n > CRM_MARKOV_MOST_STATES)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("There are %zu states; a chain can have from 1 to %d. Put "
                                                          "some together."), n, CRM_MARKOV_MOST_STATES);
      return NULL;
    }
  self = g_new0 (CrmMarkov, 1);
  self->n = n;
  self->counts = g_new0 (gsize, n * n);
  self->matrix = g_new0 (double, n * n);
  self->absorbing = g_new (gsize, n);
  self->transient = g_new (gsize, n);
  return self;
}

/* Absorption */

static void
split_states (CrmMarkov *self)
{
  for (gsize i = 0; i < self->n; i++)
    {
      if (self->matrix[i * self->n + i] == 1)
        self->absorbing[self->n_absorbing++] = i;
      else
        self->transient[self->n_transient++] = i;
    }
}

/* Whether an end can be reached from everywhere, walking back from the ends. */
static gboolean
all_end (const CrmMarkov *self)
{
  g_autofree gboolean *reached = g_new0 (gboolean, self->n);
  gsize n_reached = self->n_absorbing, before = 0;

  for (gsize i = 0; i < self->n_absorbing; i++)
    reached[self->absorbing[i]] = TRUE;
  while (n_reached > before)
    {
      before = n_reached;
      for (gsize i = 0; i < self->n; i++)
        {
          gboolean leads = FALSE;

          for (gsize j = 0; j < self->n && !reached[i]; j++)
            leads |= reached[j] && self->matrix[i * self->n + j] > 0;
          reached[i] |= leads;
          n_reached += leads;
        }
    }
  return n_reached == self->n;
}

/* The inverse of I − Q, where Q is the part of the matrix among transient states, column by column; then times R, the
 * part that leads to the ends. */
static void
find_ends (CrmMarkov *self)
{
  gsize n = self->n_transient, m = self->n_absorbing;
  gsl_matrix *rest = gsl_matrix_alloc (n, n), *visits = gsl_matrix_alloc (n, n);
  gsl_permutation *permutation = gsl_permutation_alloc (n);
  int sign;

  for (gsize i = 0; i < n; i++)
    {
      for (gsize j = 0; j < n; j++)
        gsl_matrix_set (rest, i, j, (i == j) - self->matrix[self->transient[i] * self->n + self->transient[j]]);
    }
  gsl_linalg_LU_decomp (rest, permutation, &sign);
  gsl_linalg_LU_invert (rest, permutation, visits);
  self->visits = g_new (double, n * n);
  self->ends = g_new0 (double, n * m);
  for (gsize i = 0; i < n; i++)
    {
      for (gsize j = 0; j < n; j++)
        {
          double time = self->visits[i * n + j] = gsl_matrix_get (visits, i, j);

          for (gsize k = 0; k < m; k++)
            self->ends[i * m + k] += time * self->matrix[self->transient[j] * self->n + self->absorbing[k]];
        }
    }
  gsl_matrix_free (rest);
  gsl_matrix_free (visits);
  gsl_permutation_free (permutation);
}

static void
analyse (CrmMarkov *self)
{
  split_states (self);
  if (self->n_absorbing > 0 && self->n_transient > 0 && all_end (self))
    find_ends (self);
}

/* Counting */

static gboolean
count_steps (CrmMarkov *self,
             const gint32 *ids,
             const gint32 *periods,
             const gint32 *states,
             gsize n_rows,
             const CrmRun *run,
             GError **error)
{
  g_autofree guint64 *keys = g_new (guint64, n_rows + 1);
  g_autofree guint32 *order = NULL;

  for (gsize i = 0; i < n_rows; i++)
    keys[i] = (guint64) (guint32) ids[i] << 32 | (guint32) periods[i];
  order = crm_sort_keys (keys, n_rows, run);
  if (!crm_run_go_on (run, -1, error))
    return FALSE;
  for (gsize i = 1; i < n_rows; i++)
    {
      gsize row = order[i], before = order[i - 1];

      if (i % CRM_RUN_BLOCK == 0 && !crm_run_go_on (run, -1, error))
        return FALSE;
      if (ids[row] != ids[before])
        continue;
      if (periods[row] == periods[before])
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("Observations %zu and %zu are of the same one in the "
                                                              "same period. Leave one out."), before + 1, row + 1);
          return FALSE;
        }
      if (periods[row] == periods[before] + 1)
        self->counts[states[before] * self->n + states[row]]++;
      else
        self->n_gaps++;
    }
  return TRUE;
}

/**
 * crm_markov_new:
 * @ids: (array length=n_rows): who
 * @periods: (array length=n_rows): when, numbered without gaps from 0
 * @states: (array length=n_rows): in which state, below n_states
 * @n_rows: observations, fewer than 2³²
 * @run: (nullable): cancelling
 *
 * A chain from what followed on what in consecutive periods (roll rates), as R. Cyert, H. Davidson and G. Thompson,
 * "Estimation of the Allowance for Doubtful Accounts by Markov Chains", Management Science 8 (1962); ends after J.
 * Kemeny and J. Snell, "Finite Markov Chains" (1960), chapter 3. A state of which nothing is known but that it was
 * reached counts as one that is never left.
 *
 * Returns: (transfer full) (nullable): the chain
 * Errors: %CRM_ERROR_INVALID with two observations for one id and period, too many states, or nothing that follows;
 *   %G_IO_ERROR_CANCELLED
 */
CrmMarkov *
crm_markov_new (const gint32 *ids,
                const gint32 *periods,
                const gint32 *states,
                gsize n_rows,
                gsize n_states,
                const CrmRun *run,
                GError **error)
{
  g_autoptr (CrmMarkov) self = make (n_states, error);
  gsize total = 0;

  if (self == NULL || !crm_run_go_on (run, -1, error) ||
      !count_steps (self, ids, periods, states, n_rows, run, error) || !crm_run_go_on (run, 0.9, error))
    return NULL;
  for (gsize i = 0; i < n_states; i++)
    {
      gsize sum = 0;

      for (gsize j = 0; j < n_states; j++)
        sum += self->counts[i * n_states + j];
      for (gsize j = 0; j < n_states; j++)
        self->matrix[i * n_states + j] = sum > 0 ? (double) self->counts[i * n_states + j] / sum : i == j;
      total += sum;
    }
  if (total == 0)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("Nothing was observed in two consecutive periods. "
                                                                  "More periods are needed."));
      return NULL;
    }
  analyse (self);
  return g_steal_pointer (&self);
}

/**
 * crm_markov_new_for_matrix:
 * @matrix: (array): n_states × n_states; rows add up to 1
 *
 * Returns: (transfer full) (nullable): the chain, without counts
 * Errors: %CRM_ERROR_INVALID where a row is not one of chances
 */
CrmMarkov *
crm_markov_new_for_matrix (const double *matrix,
                           gsize n_states,
                           GError **error)
{
  g_autoptr (CrmMarkov) self = make (n_states, error);

  if (self == NULL)
    return NULL;
  for (gsize i = 0; i < n_states; i++)
    {
      double sum = 0, lowest = 0;

      for (gsize j = 0; j < n_states; j++)
        {
          sum += matrix[i * n_states + j];
          lowest = fmin (lowest, matrix[i * n_states + j]);
        }
      if (lowest >= 0 && fabs (sum - 1) < 1e-9)
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("Row %zu does not hold chances that add up to 1."), i + 1);
      return NULL;
    }
  memcpy (self->matrix, matrix, n_states * n_states * sizeof (double));
  analyse (self);
  return g_steal_pointer (&self);
}

/* Using */

static double *
multiply (const double *a,
          const double *b,
          gsize n)
{
  double *product = g_new0 (double, n * n);

  for (gsize i = 0; i < n; i++)
    {
      for (gsize k = 0; k < n; k++)
        {
          for (gsize j = 0; j < n; j++)
            product[i * n + j] += a[i * n + k] * b[k * n + j];
        }
    }
  return product;
}

/**
 * crm_markov_power:
 *
 * Returns: (transfer full): n × n: chance of each state after so many periods, by the state now
 */
double *
crm_markov_power (const CrmMarkov *self,
                  guint steps)
{
  gsize n = self->n;
  double *result = g_new0 (double, n * n);
  g_autofree double *square = g_memdup2 (self->matrix, n * n * sizeof (double));

  for (gsize i = 0; i < n; i++)
    result[i * n + i] = 1;
  for (; steps > 0; steps >>= 1)
    {
      double *next;

      if ((steps & 1) != 0)
        {
          next = multiply (result, square, n);
          g_free (result);
          result = next;
        }
      next = multiply (square, square, n);
      g_free (square);
      square = next;
    }
  return result;
}

/**
 * crm_markov_chance:
 * @from: the state now
 * @end: an absorbing state
 *
 * Returns: the chance to end there; NaN where some never come to an end
 */
double
crm_markov_chance (const CrmMarkov *self,
                   gsize from,
                   gsize end)
{
  for (gsize k = 0; k < self->n_absorbing; k++)
    {
      if (self->absorbing[k] == from)
        return from == end;
    }
  for (gsize k = 0; k < self->n_absorbing && self->ends != NULL; k++)
    {
      for (gsize i = 0; i < self->n_transient && self->absorbing[k] == end; i++)
        {
          if (self->transient[i] == from)
            return self->ends[i * self->n_absorbing + k];
        }
    }
  return NAN;
}
