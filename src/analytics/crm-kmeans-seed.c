/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-clones.h"
#include "analytics/crm-distance.h"
#include "analytics/crm-kmeans-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Squared distances to the nearest center if the point were one too, and their sum. */
CRM_CLONES static double
add_center (const double *x,
            gsize n,
            gsize d,
            const double *point,
            const double *nearest,
            double *nearer)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      double square = crm_distance_square (x + i * d, point, d);

      nearer[i] = MIN (nearest[i], square);
      sum += nearer[i];
    }
  return sum;
}

/* A row, each as likely as its squared distance is large. */
static gsize
draw (const double *nearest,
      gsize n,
      double sum,
      CrmRandom *random)
{
  double rest = crm_random_double (random) * sum;
  gsize last = 0;

  for (gsize i = 0; i < n; i++)
    {
      if (nearest[i] == 0)
        continue;
      last = i;
      if ((rest -= nearest[i]) < 0)
        break;
    }
  return last;
}

static void
swap (double **a,
      double **b)
{
  double *c = *a;

  *a = *b;
  *b = c;
}

/**
 * crm_kmeans_seed:
 * @centers: (out) (array length=k*d): different rows, far from each other
 *
 * k-means++ of D. Arthur and S. Vassilvitskii, "k-means++: The Advantages of Careful Seeding", SODA 2007, in its greedy
 * form: of 2 + ln k rows drawn for each center the one that helps most.
 *
 * Errors: %CRM_ERROR_INVALID if there are fewer different rows than @k; %G_IO_ERROR_CANCELLED
 */
gboolean
crm_kmeans_seed (const double *x,
                 gsize n,
                 gsize d,
                 guint k,
                 CrmRandom *random,
                 const CrmRun *run,
                 double *centers,
                 GError **error)
{
  g_autofree double *nearest = g_new (double, n);
  g_autofree double *nearer = g_new (double, n);
  g_autofree double *best = g_new (double, n);
  guint n_draws = 2 + (guint) log (k);
  double sum = INFINITY;

  for (gsize i = 0; i < n; i++)
    nearest[i] = INFINITY;
  for (guint c = 0; c < k; c++)
    {
      double least = INFINITY;

      if (sum == 0)
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                       ngettext ("There is only %u row that differs from the others, so there cannot be %u clusters. "
                                 "Choose fewer clusters.",
                                 "There are only %u different rows, so there cannot be %u clusters. Choose fewer "
                                 "clusters.", c), c, k);
          return FALSE;
        }
      for (guint i = 0; i < (c == 0 ? 1 : n_draws); i++)
        {
          gsize row = c == 0 ? crm_random_below (random, n) : draw (nearest, n, sum, random);
          double potential;

          if (!crm_run_go_on (run, -1, error))
            return FALSE;
          potential = add_center (x, n, d, x + row * d, nearest, nearer);
          if (potential >= least)
            continue;
          least = potential;
          memcpy (centers + c * d, x + row * d, d * sizeof (double));
          swap (&best, &nearer);
        }
      swap (&nearest, &best);
      sum = least;
    }
  return TRUE;
}
