/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-survival.h"

#include "analytics/crm-cholesky.h"
#include "analytics/crm-sort.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

typedef struct
{
  CrmLogRank   *result;
  const CrmSurvivalData *data;
  const guint32 *order;
  double        *at_risk;    /* of each group */
  double        *variance;
} Work;

void
crm_log_rank_free (CrmLogRank *self)
{
  g_free (self->observed);
  g_free (self->expected);
  g_free (self);
}

/* What is expected at a time when `ended` of `total` end, and how far that scatters (hypergeometric). */
static void
add_time (Work *work,
          double ended,
          double total)
{
  guint k = work->data->n_groups;
  double scatter = total > 1 ? ended * (total - ended) / (total - 1) : 0;

  for (guint g = 0; g < k; g++)
    {
      double share = work->at_risk[g] / total;

      work->result->expected[g] += ended * share;
      work->variance[g * k + g] += scatter * share;
      for (guint h = 0; h < k; h++)
        work->variance[g * k + h] -= scatter * share * work->at_risk[h] / total;
    }
}

/* From the longest time to the shortest, so that those at risk are those seen so far. */
static gboolean
add_times (Work *work,
           const CrmRun *run,
           GError **error)
{
  const CrmSurvivalData *data = work->data;
  gsize i = data->n;

  while (i > 0)
    {
      double time = data->times[work->order[i - 1]], ended = 0;

      if (!crm_run_go_on (run, 1 - (double) i / data->n, error))
        return FALSE;
      for (; i > 0 && data->times[work->order[i - 1]] == time; i--)
        {
          guint group = data->groups[work->order[i - 1]];

          work->at_risk[group]++;
          work->result->observed[group] += data->events[work->order[i - 1]] != 0;
          ended += data->events[work->order[i - 1]] != 0;
        }
      if (ended > 0)
        add_time (work, ended, data->n - i);
    }
  return TRUE;
}

/* The groups of which something is expected, but one, since all differences add up to none. */
static void
test_differences (Work *work)
{
  CrmLogRank *self = work->result;
  guint k = work->data->n_groups, n_used = 0;
  g_autofree guint *used = g_new (guint, k);
  g_autofree double *variance = NULL;
  g_autofree double *solution = NULL;
  g_autofree gboolean *aliased = NULL;

  self->chi_squared = self->p = NAN;
  for (guint g = 0; g < k; g++)
    {
      if (self->expected[g] > 0)
        used[n_used++] = g;
    }
  if (n_used < 2)
    return;
  self->df = n_used - 1;
  variance = g_new (double, self->df * self->df);
  solution = g_new (double, self->df);
  aliased = g_new0 (gboolean, self->df);
  for (guint i = 0; i < self->df; i++)
    {
      solution[i] = self->observed[used[i]] - self->expected[used[i]];
      for (guint j = 0; j < self->df; j++)
        variance[i * self->df + j] = work->variance[used[i] * k + used[j]];
    }
  if (!crm_cholesky_factor (variance, self->df, 1e-12, aliased))
    return;
  crm_cholesky_solve (variance, self->df, aliased, solution);
  self->chi_squared = 0;
  for (guint i = 0; i < self->df; i++)
    self->chi_squared += (self->observed[used[i]] - self->expected[used[i]]) * solution[i];
  self->p = gsl_cdf_chisq_Q (self->chi_squared, self->df);
}

/**
 * crm_log_rank_new:
 * @data: who was observed how long, in groups
 * @run: (nullable): cancelling
 *
 * Whether groups differ: N. Mantel, "Evaluation of Survival Data" (1966), R. Peto and J. Peto, "Asymptotically
 * Efficient Rank Invariant Test Procedures" (1972), for any number of groups.
 *
 * Returns: (transfer full) (nullable): the test
 * Errors: those of crm_survival_check(); %G_IO_ERROR_CANCELLED
 */
CrmLogRank *
crm_log_rank_new (const CrmSurvivalData *data,
                  const CrmRun *run,
                  GError **error)
{
  g_autoptr (CrmLogRank) self = g_new0 (CrmLogRank, 1);
  guint k = data->n_groups;
  g_autofree guint64 *keys = g_new (guint64, data->n + 1);
  g_autofree guint32 *order = NULL;
  g_autofree double *at_risk = g_new0 (double, k + 1);
  g_autofree double *variance = NULL;
  Work work = { .result = self, .data = data, .at_risk = at_risk };

  g_return_val_if_fail (data->groups != NULL, NULL);
  if (!crm_survival_check (data, error))
    return NULL;
  for (gsize i = 0; i < data->n; i++)
    keys[i] = crm_sort_key (data->times[i]);
  work.order = order = crm_sort_keys (keys, data->n, run);
  work.variance = variance = g_new0 (double, k * k);
  self->observed = g_new0 (double, k);
  self->expected = g_new0 (double, k);
  if (!add_times (&work, run, error))
    return NULL;
  test_differences (&work);
  return g_steal_pointer (&self);
}
