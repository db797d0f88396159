/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-distance.h"
#include "analytics/crm-kmeans-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TOLERANCE 1e-4   /* as that of scikit-learn */
#define CHEAP 40000000   /* values that all swaps together may look at … */
#define FEW_SWAPS 40     /* … and how many that must allow; fewer seldom find anything better */
#define MOST_SWAPS 200

void
crm_kmeans_free (CrmKmeans *self)
{
  g_free (self->centers);
  g_free (self->clusters);
  g_free (self->sizes);
  g_free (self);
}

/* The best centers so far, one of them put on a row instead. */
static void
swap_center (const double *x,
             const CrmKmeans *best,
             CrmRandom *random,
             double *centers)
{
  gsize d = best->d, row = crm_random_below (random, best->n);

  memcpy (centers, best->centers, best->k * d * sizeof (double));
  memcpy (centers + crm_random_below (random, best->k) * d, x + row * d, d * sizeof (double));
}

static CrmKmeans *
run_start (const double *x,
           gsize n,
           gsize d,
           const CrmKmeansOptions *options,
           const CrmKmeans *best,
           guint number,
           gboolean by_turns,
           double tolerance,
           const CrmRun *run,
           GError **error)
{
  g_autofree double *centers = g_new (double, options->k * d);
  CrmRandom random;

  crm_random_init (&random, crm_run_seed (run), number);
  if (number >= options->n_starts || (by_turns && number % 2 == 1))
    swap_center (x, best, &random, centers);
  else if (!crm_kmeans_seed (x, n, d, options->k, &random, run, centers, error))
    return NULL;
  return crm_kmeans_iterate (x, n, d, options->k, centers, options->max_iterations, tolerance, run, error);
}

/* The mean square of all numbers, of which a small part is as little as centers need to move. */
static double
mean_square (const double *x,
             gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += x[i] * x[i];
  return sum / n;
}

/* How many swaps follow the starts. Small tables, whose best end ten starts often miss, can afford many. */
static guint
count_swaps (gsize n,
             gsize d,
             const CrmKmeansOptions *options)
{
  gsize cheap = CHEAP / (n * d * options->k);

  return options->n_starts > 1 && options->k > 1 && !options->rough && cheap >= FEW_SWAPS ? MIN (cheap, MOST_SWAPS) : 0;
}

/* The best of several starts. They end when they hardly get better; what is best goes on to where nothing changes. */
static CrmKmeans *
choose_start (const double *x,
              gsize n,
              gsize d,
              const CrmKmeansOptions *options,
              const CrmRun *run,
              GError **error)
{
  guint n_swaps = count_swaps (n, d, options), n_tries = options->n_starts + n_swaps;
  double tolerance = n_tries > 1 && n_swaps == 0 ? TOLERANCE * mean_square (x, n * d) : 0;
  g_autoptr (CrmKmeans) best = NULL, last = NULL;
  guint n_before;

  for (guint i = 0; i < n_tries; i++)
    {
      g_autoptr (CrmKmeans) other = NULL;

      if (!crm_run_go_on (run, (double) i / n_tries, error) ||
          (other = run_start (x, n, d, options, best, i, n_swaps == 0, tolerance, CRM_RUN_STILL (run),
                              error)) == NULL)
        return NULL;
      if (best == NULL || other->inertia < best->inertia)
        {
          g_clear_pointer (&best, crm_kmeans_free);
          best = g_steal_pointer (&other);
        }
    }
  n_before = best->n_iterations;
  if (best->converged || n_before >= options->max_iterations)
    return g_steal_pointer (&best);
  last = crm_kmeans_iterate (x, n, d, options->k, best->centers, options->max_iterations - n_before, 0,
                             CRM_RUN_STILL (run), error);
  if (last != NULL)
    last->n_iterations += n_before;
  return g_steal_pointer (&last);
}

/* The same around 0, so that nothing is lost where all rows are far from it; once it is cancelled not all of them. */
static double *
center (const double *x,
        gsize n,
        gsize d,
        const double *means,
        const CrmRun *run)
{
  double *centered = g_new (double, n * d);

  for (gsize i = 0; i < n; i++)
    {
      if (i % CRM_RUN_BLOCK == 0 && crm_run_is_cancelled (run))
        break;
      for (gsize j = 0; j < d; j++)
        centered[i * d + j] = x[i * d + j] - means[j];
    }
  return centered;
}

/**
 * crm_kmeans_new:
 * @x: (array length=n*d): rows, one after the other
 * @run: (nullable):
 *
 * Clusters around means. Starts are by k-means++; behind them many go on from the best end so far with a center moved
 * to a row that is drawn by chance (P. Fränti, "Efficiency of random swap clustering", J. Big Data 5, 2018). In large
 * tables every other start is such a one, and none follow.
 *
 * Returns: (transfer full) (nullable): the best of all starts
 * Errors: %CRM_ERROR_INVALID for numbers that have no distances or fewer different rows than clusters;
 *   %G_IO_ERROR_CANCELLED
 */
CrmKmeans *
crm_kmeans_new (const double *x,
                gsize n,
                gsize d,
                const CrmKmeansOptions *options,
                const CrmRun *run,
                GError **error)
{
  guint k = options->k;
  g_autofree double *means = NULL, *centered = NULL, *centers = NULL;
  g_autoptr (CrmKmeans) best = NULL;

  g_return_val_if_fail (k > 0 && k <= CRM_KMEANS_MOST_CLUSTERS, NULL);
  if (!crm_distance_check (x, n, d, error))
    return NULL;
  if (k > n)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   ngettext ("%zu row cannot make %u clusters. Choose fewer clusters.",
                             "%zu rows cannot make %u clusters. Choose fewer clusters.", n), n, k);
      return NULL;
    }
  means = crm_distance_means (x, n, d);
  centered = center (x, n, d, means, run);
  centers = options->centers != NULL ? center (options->centers, k, d, means, run) : NULL;
  if (!crm_run_go_on (run, -1, error))
    return NULL;
  if (centers != NULL)
    best = crm_kmeans_iterate (centered, n, d, k, centers, options->max_iterations, 0, CRM_RUN_STILL (run), error);
  else
    best = choose_start (centered, n, d, options, run, error);
  if (best == NULL)
    return NULL;
  for (gsize i = 0; i < k * d; i++)
    best->centers[i] += means[i % d];
  return g_steal_pointer (&best);
}
