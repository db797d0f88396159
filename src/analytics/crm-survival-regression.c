/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-survival-regression.h"

#include "analytics/crm-sort.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What both regressions share. */

void
crm_survival_regression_free (CrmSurvivalRegression *self)
{
  g_free (self->coefficients);
  g_free (self->errors);
  g_free (self);
}

/**
 * crm_matrix_standardise:
 * @means: (out caller-allocates) (array length=d): what was subtracted …
 * @scales: (out caller-allocates) (array length=d): before dividing by this
 *
 * Returns: (transfer full) (nullable): the values, each column with mean 0 and standard deviation 1, so that the search
 *   for coefficients does not depend on units
 * Errors: %CRM_ERROR_INVALID where a column does not vary
 */
double *
crm_matrix_standardise (const CrmMatrix *self,
                        double *means,
                        double *scales,
                        const CrmRun *run,
                        GError **error)
{
  g_autofree double *values = g_new (double, self->n * self->d + 1);

  for (gsize j = 0; j < self->d; j++)
    {
      double sum = 0, squares = 0;

      if (!crm_run_go_on (run, -1, error))
        return NULL;
      for (gsize i = 0; i < self->n; i++)
        sum += crm_matrix_row (self, i)[j];
      means[j] = sum / self->n;
      for (gsize i = 0; i < self->n; i++)
        squares += (crm_matrix_row (self, i)[j] - means[j]) * (crm_matrix_row (self, i)[j] - means[j]);
      scales[j] = sqrt (squares / self->n);
      if (!(scales[j] > 1e-12 * fabs (means[j])))
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("“%s” has the same value everywhere, so nothing can "
                                                              "depend on it. Leave it out."),
    (char *) self->names->pdata[j]);
          return NULL;
        }
      for (gsize i = 0; i < self->n; i++)
        values[i * self->d + j] = (crm_matrix_row (self, i)[j] - means[j]) / scales[j];
    }
  return g_steal_pointer (&values);
}

static void
add_rank (gsize *tree,
          gsize n,
          gsize rank)
{
  for (gsize i = rank + 1; i <= n; i += i & -i)
    tree[i]++;
}

static gsize
count_below (const gsize *tree,
             gsize rank)
{
  gsize count = 0;

  for (gsize i = rank; i > 0; i -= i & -i)
    count += tree[i];
  return count;
}

/* Equal predictors have the same rank. */
static gsize *
rank_predictors (const double *predictors,
                 gsize n,
                 const CrmRun *run)
{
  g_autofree guint32 *order = crm_sort_order (predictors, n, NULL, run);
  gsize *ranks = g_new (gsize, n + 1), rank = 0;

  for (gsize i = 0; i < n; i++)
    {
      rank += i > 0 && predictors[order[i]] != predictors[order[i - 1]];
      ranks[order[i]] = rank;
    }
  return ranks;
}

/**
 * crm_concordance:
 * @data: who was observed how long; see crm_survival_check()
 * @predictors: (array length=n): the higher, the sooner the end is foretold
 * @run: (nullable): once it is cancelled the result means nothing
 *
 * Compares each who ends with all who are known to go on longer: F. Harrell et al., "Evaluating the Yield of Medical
 * Tests", JAMA 247 (1982). Predictors that tie count half.
 *
 * Returns: the share of pairs whose order is foretold; NaN where there are none
 */
double
crm_concordance (const CrmSurvivalData *data,
                 const double *predictors,
                 const CrmRun *run)
{
  gsize n = data->n, seen = 0, left = n;
  g_autofree gsize *ranks = rank_predictors (predictors, n, run);
  g_autofree gsize *tree = g_new0 (gsize, n + 2);
  g_autofree guint32 *order = crm_sort_order (data->times, n, NULL, run);
  double right = 0, pairs = 0;

  while (left > 0 && !crm_run_is_cancelled (run))
    {
      gsize end = left;

      /* Those of one time: the censored first, who go on longer than those that end; these then count for earlier
       * times. */
      while (left > 0 && data->times[order[left - 1]] == data->times[order[end - 1]])
        left--;
      for (gsize k = left; k < end; k++)
        {
          if (data->events[order[k]])
            continue;
          add_rank (tree, n, ranks[order[k]]);
          seen++;
        }
      for (gsize k = left; k < end; k++)
        {
          gsize rank = ranks[order[k]], below = count_below (tree, rank);

          if (!data->events[order[k]])
            continue;
          right += below + (count_below (tree, rank + 1) - below) / 2.0;
          pairs += seen;
        }
      for (gsize k = left; k < end; k++)
        {
          if (!data->events[order[k]])
            continue;
          add_rank (tree, n, ranks[order[k]]);
          seen++;
        }
    }
  return pairs > 0 ? right / pairs : NAN;
}
