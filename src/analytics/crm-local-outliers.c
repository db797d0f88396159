/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-clones.h"
#include "analytics/crm-distance.h"
#include "analytics/crm-local-outliers.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GRAIN 64
#define BLOCK 128   /* others whose columns stay in the nearest cache … */
#define STRIP 16    /* … and of which few are nearer, so that many are looked at at once */
#define TINY 1e-10   /* of the usual distance, so that densities of equal rows are finite */

typedef struct
{
  CrmLocalOutliers *result;
  const double     *x;
  double           *columns;
  double           *distances;   /* to the neighbours */
} Search;

void
crm_local_outliers_free (CrmLocalOutliers *self)
{
  g_free (self->neighbours);
  g_free (self->factors);
  g_free (self);
}

/* Puts a row into the sorted neighbours in place of the last. */
static inline void
insert (double *squares,
        guint32 *rows,
        guint k,
        double square,
        guint32 row)
{
  guint at = k - 1;

  for (; at > 0 && squares[at - 1] > square; at--)
    {
      squares[at] = squares[at - 1];
      rows[at] = rows[at - 1];
    }
  squares[at] = square;
  rows[at] = row;
}

static inline gboolean
any_below (const double *strip,
           double limit)
{
  int any = 0;

  for (guint i = 0; i < STRIP; i++)
    any |= strip[i] < limit;
  return any;
}

/* Of a row, among the others from `at` on whose squared distances are given. */
static inline void
take_nearer (const Search *search,
             gsize row,
             gsize at,
             gsize n,
             const double *block)
{
  guint k = search->result->n_neighbours;
  double *squares = search->distances + row * k;
  guint32 *rows = search->result->neighbours + row * k;

  for (gsize first = 0; first < n; first += STRIP)
    {
      gsize last = MIN (first + STRIP, n);

      if (last - first == STRIP && !any_below (block + first, squares[k - 1]))
        continue;
      for (gsize i = first; i < last; i++)
        {
          if (block[i] < squares[k - 1] && at + i != row)
            insert (squares, rows, k, block[i], at + i);
        }
    }
}

CRM_CLONES static void
find_neighbours (gsize first,
                 gsize last,
                 guint piece,
                 gpointer data)
{
  Search *search = data;
  CrmLocalOutliers *self = search->result;
  guint k = self->n_neighbours;
  double blocks[4 * BLOCK];

  for (gsize i = first * k; i < last * k; i++)
    search->distances[i] = INFINITY;
  for (gsize at = 0; at < self->n; at += BLOCK)
    {
      gsize n = MIN (BLOCK, self->n - at);
      const double *others = search->columns + at;

      for (gsize row = first; row < last; row += 4)
        {
          gsize n_rows = MIN (4, last - row);
          const double *points = search->x + row * self->d;

          if (n_rows == 4)
            crm_distance_squares_four (others, self->n, n, points, self->d, blocks, BLOCK);
          for (gsize i = 0; i < n_rows; i++)
            {
              if (n_rows < 4)
                crm_distance_squares (others, self->n, n, points + i * self->d, self->d, blocks + i * BLOCK);
              take_nearer (search, row + i, at, n, blocks + i * BLOCK);
            }
        }
    }
  for (gsize i = first * k; i < last * k; i++)
    search->distances[i] = sqrt (search->distances[i]);
}

/* The mean distance at which a row is reached from its neighbours, none of which is nearer than its own last one. */
static double
reach (const CrmLocalOutliers *self,
       const double *distances,
       gsize row)
{
  guint k = self->n_neighbours;
  double sum = 0;

  for (guint i = 0; i < k; i++)
    sum += MAX (distances[row * k + i], distances[(gsize) self->neighbours[row * k + i] * k + k - 1]);
  return sum / k;
}

static void
compare_densities (CrmLocalOutliers *self,
                   const double *distances)
{
  g_autofree double *reaches = g_new (double, self->n);
  guint k = self->n_neighbours;
  double usual = 0;

  for (gsize row = 0; row < self->n; row++)
    {
      reaches[row] = reach (self, distances, row);
      usual += reaches[row] / self->n;
    }
  for (gsize row = 0; row < self->n; row++)
    {
      double sum = 0;

      for (guint i = 0; i < k; i++)
        sum += (reaches[row] + TINY * usual) / (reaches[self->neighbours[row * k + i]] + TINY * usual);
      self->factors[row] = usual > 0 ? sum / k : 1;
    }
}

/**
 * crm_local_outliers_new:
 * @x: (array length=n*d): rows, one after the other
 * @n_neighbours: with how many others each row is compared, at least 1
 *
 * The local outlier factor of M. Breunig, H.-P. Kriegel, R. Ng and J. Sander, "LOF: Identifying Density-Based Local
 * Outliers", SIGMOD 2000, by Euclidean distance. Of others that are equally far the first ones are neighbours.
 *
 * Returns: (transfer full) (nullable): factors and neighbours
 * Errors: %CRM_ERROR_INVALID for numbers that have no distances, too few rows or more than
 *   %CRM_LOCAL_OUTLIERS_MOST_ROWS; %G_IO_ERROR_CANCELLED
 */
CrmLocalOutliers *
crm_local_outliers_new (const double *x,
                        gsize n,
                        gsize d,
                        guint n_neighbours,
                        const CrmRun *run,
                        GError **error)
{
  g_autoptr (CrmLocalOutliers) self = NULL;
  g_autofree double *columns = NULL, *distances = NULL;
  Search search;

  if (!crm_distance_check (x, n, d, error))
    return NULL;
  if (n <= n_neighbours || n > CRM_LOCAL_OUTLIERS_MOST_ROWS)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, n <= n_neighbours ?
                   ngettext ("%zu row is too few to compare each with %u others. Choose fewer neighbours.",
                             "%zu rows are too few to compare each with %u others. Choose fewer neighbours.", n) :
                   _("%zu rows are too many to compare each with its %u nearest. Take fewer rows, or a forest."),
                   n, n_neighbours);
      return NULL;
    }
  self = g_new0 (CrmLocalOutliers, 1);
  self->n = n;
  self->d = d;
  self->n_neighbours = n_neighbours;
  self->neighbours = g_new (guint32, n * n_neighbours);
  self->factors = g_new (double, n);
  columns = crm_distance_columns (x, n, d);
  distances = g_new (double, n * n_neighbours);
  search = (Search) { self, x, columns, distances };
  if (!crm_run_parallel (run, n, GRAIN, find_neighbours, &search, error))
    return NULL;
  compare_densities (self, distances);
  return g_steal_pointer (&self);
}

/**
 * crm_local_outliers_explain:
 * @x: as before
 * @parts: (out) (array length=d): how far the row is from the mean of its neighbours in each column
 */
void
crm_local_outliers_explain (const CrmLocalOutliers *self,
                            const double *x,
                            gsize row,
                            double *parts)
{
  guint k = self->n_neighbours;

  for (gsize j = 0; j < self->d; j++)
    {
      double sum = 0;

      for (guint i = 0; i < k; i++)
        sum += x[row * self->d + j] - x[self->neighbours[row * k + i] * self->d + j];
      parts[j] = sum / k;
    }
}
