/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-gap.h"
#include "analytics/crm-random.h"
#include "analytics/crm-sum.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_ROWS 2000   /* more are drawn from by chance: the gap hardly depends on how many there are */

typedef struct
{
  const double *x;
  gsize         n, d;
  const double *low, *high;   /* of each column */
  guint         most;
  double       *within;       /* of the rows themselves, and of each reference */
  CrmGapFunc    func;
  gpointer      data;
  const CrmRun *run;
  gboolean      failed;       /* atomic */
} Work;

/**
 * crm_gap_within:
 * @clusters: (array length=n): below @k
 *
 * Returns: the sum of the squared distances of rows to the means of their clusters
 */
double
crm_gap_within (const double *x,
                gsize n,
                gsize d,
                const gint32 *clusters,
                guint k)
{
  g_autofree double *means = g_new0 (double, k * d + 1);
  g_autofree gsize *sizes = g_new0 (gsize, k + 1);
  CrmSum sum = { 0 };

  for (gsize i = 0; i < n; i++)
    {
      sizes[clusters[i]]++;
      for (gsize j = 0; j < d; j++)
        means[clusters[i] * d + j] += x[i * d + j];
    }
  for (gsize i = 0; i < k * d; i++)
    means[i] /= MAX (sizes[i / d], 1);
  for (gsize i = 0; i < n; i++)
    {
      for (gsize j = 0; j < d; j++)
        {
          double distance = x[i * d + j] - means[clusters[i] * d + j];

          crm_sum_add (&sum, distance * distance);
        }
    }
  return crm_sum_value (&sum);
}

static void
cluster (gsize first,
         gsize last,
         guint piece,
         gpointer data)
{
  Work *work = data;
  g_autofree double *even = g_new (double, work->n * work->d + 1);

  for (gsize reference = first; reference < last; reference++)
    {
      guint64 seed = crm_run_seed (work->run) + reference;
      CrmRun run = { .cancellable = work->run != NULL ? work->run->cancellable : NULL, .n_threads = 1, .seed = seed };
      CrmRandom random;

      crm_random_init (&random, seed, reference);
      for (gsize i = 0; i < work->n * work->d; i++)
        even[i] = work->low[i % work->d] + (work->high[i % work->d] - work->low[i % work->d]) *
                                           crm_random_double (&random);
      if (!work->func (reference == 0 ? work->x : even, work->n, work->d, work->most,
                       work->within + reference * work->most, &run, work->data, NULL))
        g_atomic_int_set (&work->failed, TRUE);
    }
}

/* Some of the rows. */
static double *
draw_rows (const double *x,
           gsize *n,
           gsize d,
           guint64 seed)
{
  gsize n_drawn = MIN (*n, MOST_ROWS);
  g_autofree gsize *rows = g_new (gsize, n_drawn + 1);
  double *drawn = g_new (double, n_drawn * d + 1);
  CrmRandom random;

  crm_random_init (&random, seed, 0);
  crm_random_choose (&random, *n, n_drawn, rows);
  for (gsize i = 0; i < n_drawn; i++)
    memcpy (drawn + i * d, x + rows[i] * d, d * sizeof (double));
  *n = n_drawn;
  return drawn;
}

static GArray *
compare (const Work *work,
         guint n_references)
{
  GArray *gaps = g_array_new (FALSE, FALSE, sizeof (CrmGap));

  for (guint k = 0; k < work->most && work->within[k] > 0; k++)
    {
      CrmSum sum = { 0 }, squares = { 0 };
      CrmGap gap = { .k = k + 1, .log_within = log (work->within[k]) };

      for (guint b = 1; b <= n_references; b++)
        crm_sum_add (&sum, log (work->within[b * work->most + k]));
      gap.expected = crm_sum_value (&sum) / n_references;
      for (guint b = 1; b <= n_references; b++)
        {
          double distance = log (work->within[b * work->most + k]) - gap.expected;

          crm_sum_add (&squares, distance * distance);
        }
      gap.gap = gap.expected - gap.log_within;
      gap.error = sqrt (crm_sum_value (&squares) / n_references * (1 + 1.0 / n_references));
      g_array_append_val (gaps, gap);
    }
  return gaps;
}

/**
 * crm_gap_new:
 * @most: the most clusters to try
 * @n_references: how many tables to hold it against, of rows spread evenly between the lowest and the highest values
 *
 * The gap statistic (R. Tibshirani, G. Walther and T. Hastie, "Estimating the number of clusters in a data set via the
 * gap statistic", JRSS B 63, 2001; references by its way (a)), of at most 2,000 rows.
 *
 * Returns: (transfer full) (nullable) (element-type CrmGap): from one cluster on, up to where no distance is left
 * Errors: %CRM_ERROR_INVALID where all rows are the same, or too few; %G_IO_ERROR_CANCELLED
 */
GArray *
crm_gap_new (const double *x,
             gsize n,
             gsize d,
             guint most,
             guint n_references,
             CrmGapFunc func,
             gpointer data,
             const CrmRun *run,
             GError **error)
{
  g_autofree double *drawn = draw_rows (x, &n, d, crm_run_seed (run));
  g_autofree double *low = g_new (double, d + 1), *high = g_new (double, d + 1);
  g_autofree double *within = NULL;
  g_autoptr (GArray) gaps = NULL;
  Work work = { drawn, n, d, low, high, MIN (most, n), NULL, func, data, run, FALSE };

  for (gsize j = 0; j < d; j++)
    {
      low[j] = INFINITY;
      high[j] = -INFINITY;
      for (gsize i = 0; i < n; i++)
        {
          low[j] = MIN (low[j], drawn[i * d + j]);
          high[j] = MAX (high[j], drawn[i * d + j]);
        }
    }
  work.within = within = g_new0 (double, (gsize) work.most * (n_references + 1));
  if (!crm_run_parallel (run, n_references + 1, 1, cluster, &work, error))
    return NULL;
  gaps = work.failed ? NULL : compare (&work, n_references);
  if (gaps != NULL && gaps->len > 1)
    return g_steal_pointer (&gaps);
  g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                       _("There are too few different rows to choose a number of clusters from. Give the number, or "
                         "more rows."));
  return NULL;
}

/**
 * crm_gap_choose:
 *
 * Returns: the least number of clusters whose gap is not more than an error below that of the next; else the last
 */
guint
crm_gap_choose (const GArray *gaps)
{
  const CrmGap *all = (const CrmGap *) gaps->data;

  for (guint i = 0; i + 1 < gaps->len; i++)
    {
      if (all[i].gap >= all[i + 1].gap - all[i + 1].error)
        return all[i].k;
    }
  return all[gaps->len - 1].k;
}
