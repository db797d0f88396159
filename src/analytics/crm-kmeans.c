/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-clones.h"
#include "analytics/crm-distance.h"
#include "analytics/crm-kmeans-private.h"
#include "analytics/crm-kmeans.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define GRAIN 8192
#define CHECK 256                /* rows between looks at whether it was cancelled */
#define SLACK (1 + 1e-12)        /* of bounds, for what is rounded away */

/* A start of Lloyd's iteration, with bounds. */
typedef struct
{
  const double *x;
  gsize         n, d;
  guint         k;
  const CrmRun *run;
  CrmKmeans    *state;
  double       *columns;       /* centers column by column */
  double       *shifts;        /* how far each center moved last */
  double       *halves;        /* half the way from each center to the next */
  guint         farthest;      /* the center that moved most, … */
  double        most, second;  /* … how far, and how far the next one */
  double       *upper;         /* of each row: no farther from its center */
  double       *lower;         /* of each row: no nearer to any other */
  guint         n_pieces;
  double       *sums;          /* of rows by cluster, for each piece */
  gsize        *counts;
  gsize        *changed;
  double       *inertias;
} Start;

void
crm_kmeans_free (CrmKmeans *self)
{
  g_free (self->centers);
  g_free (self->clusters);
  g_free (self->sizes);
  g_free (self);
}

static void
start_clear (Start *self)
{
  g_clear_pointer (&self->state, crm_kmeans_free);
  g_free (self->columns);
  g_free (self->shifts);
  g_free (self->halves);
  g_free (self->upper);
  g_free (self->lower);
  g_free (self->sums);
  g_free (self->counts);
  g_free (self->changed);
  g_free (self->inertias);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Start, start_clear)

static void
start_init (Start *self,
            const double *x,
            gsize n,
            gsize d,
            guint k,
            const CrmRun *run)
{
  guint n_pieces = crm_run_n_pieces (n, GRAIN);

  *self = (Start) {
    .x = x, .n = n, .d = d, .k = k, .run = run, .n_pieces = n_pieces, .state = g_new0 (CrmKmeans, 1),
    .columns = g_new (double, k * d), .shifts = g_new0 (double, k), .halves = g_new (double, k),
    .upper = g_new (double, n), .lower = g_new0 (double, n),
    .sums = g_new (double, n_pieces * k * d), .counts = g_new (gsize, (gsize) n_pieces * k),
    .changed = g_new (gsize, n_pieces), .inertias = g_new (double, n_pieces),
  };
  self->state->n = n;
  self->state->d = d;
  self->state->k = k;
  self->state->centers = g_new (double, k * d);
  self->state->clusters = g_new0 (gint32, n);
  self->state->sizes = g_new0 (gsize, k);
  for (gsize i = 0; i < n; i++)
    self->upper[i] = INFINITY;
}

/* The columns of the centers and the half way between them. */
static void
prepare (Start *self)
{
  const double *centers = self->state->centers;
  gsize d = self->d;

  for (guint c = 0; c < self->k; c++)
    {
      double nearest = INFINITY;

      for (gsize j = 0; j < d; j++)
        self->columns[j * self->k + c] = centers[c * d + j];
      for (guint other = 0; other < self->k; other++)
        {
          if (other != c)
            nearest = MIN (nearest, crm_distance_square (centers + c * d, centers + other * d, d));
        }
      self->halves[c] = sqrt (nearest) / 2;
    }
}

/* The nearest center; the first of several. */
static inline gint32
find_nearest (const Start *self,
              const double *row,
              double *nearest,
              double *next)
{
  double squares[CRM_KMEANS_MOST_CLUSTERS];
  double least = INFINITY, second = INFINITY;
  gint32 cluster = 0;

  crm_distance_squares (self->columns, self->k, self->k, row, self->d, squares);
  for (guint c = 0; c < self->k; c++)
    {
      if (squares[c] < least)
        {
          second = least;
          least = squares[c];
          cluster = c;
        }
      else
        second = MIN (second, squares[c]);
    }
  *nearest = sqrt (least);
  *next = sqrt (second);
  return cluster;
}

/* Rows whose bounds say that no other center can be nearer keep theirs unseen. */
CRM_CLONES static void
assign (gsize first,
        gsize last,
        guint piece,
        gpointer data)
{
  Start *self = data;
  gint32 *clusters = self->state->clusters;
  gsize d = self->d, changed = 0;
  double *sums = self->sums + (gsize) piece * self->k * d;
  gsize *counts = self->counts + (gsize) piece * self->k;

  memset (sums, 0, self->k * d * sizeof (double));
  memset (counts, 0, self->k * sizeof (gsize));
  for (gsize i = first; i < last; i++)
    {
      const double *row = self->x + i * d;
      gint32 cluster = clusters[i];
      double upper = self->upper[i] + self->shifts[cluster];
      double lower = self->lower[i] - ((guint) cluster == self->farthest ? self->second : self->most);
      double bound = MAX (lower, self->halves[cluster]);

      if (i % CHECK == 0 && crm_run_is_cancelled (self->run))
        return;
      if (!(upper * SLACK < bound))
        {
          upper = sqrt (crm_distance_square (row, self->state->centers + cluster * d, d));
          if (!(upper * SLACK < bound))
            cluster = find_nearest (self, row, &upper, &lower);
        }
      changed += cluster != clusters[i];
      clusters[i] = cluster;
      self->upper[i] = upper;
      self->lower[i] = lower;
      counts[cluster]++;
      for (gsize j = 0; j < d; j++)
        sums[cluster * d + j] += row[j];
    }
  self->changed[piece] = changed;
}

/* A cluster without rows gets the row that is farthest from its center. Returns whether there was any. */
static gboolean
fill_empty (Start *self,
            double *sums)
{
  CrmKmeans *state = self->state;
  gboolean any = FALSE;

  for (guint c = 0; c < self->k; c++)
    {
      double most = -1;
      gsize row = 0;

      if (state->sizes[c] > 0)
        continue;
      for (gsize i = 0; i < self->n; i++)
        {
          guint from = state->clusters[i];
          double square = crm_distance_square (self->x + i * self->d, state->centers + from * self->d, self->d);

          if (state->sizes[from] > 1 && square > most)
            {
              most = square;
              row = i;
            }
        }
      for (gsize j = 0; j < self->d; j++)
        {
          sums[state->clusters[row] * self->d + j] -= self->x[row * self->d + j];
          sums[c * self->d + j] = self->x[row * self->d + j];
        }
      state->sizes[state->clusters[row]]--;
      state->sizes[c] = 1;
      state->clusters[row] = c;
      self->upper[row] = INFINITY;
      self->lower[row] = 0;
      any = TRUE;
    }
  return any;
}

static void
move_centers (Start *self,
              const double *sums)
{
  CrmKmeans *state = self->state;
  gsize d = self->d;

  self->most = self->second = 0;
  self->farthest = 0;
  for (guint c = 0; c < self->k; c++)
    {
      double square = 0;

      for (gsize j = 0; j < d; j++)
        {
          double mean = sums[c * d + j] / state->sizes[c], *center = &state->centers[c * d + j];

          square += (mean - *center) * (mean - *center);
          *center = mean;
        }
      self->shifts[c] = sqrt (square) * SLACK;
      if (self->shifts[c] > self->most)
        {
          self->second = self->most;
          self->most = self->shifts[c];
          self->farthest = c;
        }
      else
        self->second = MAX (self->second, self->shifts[c]);
    }
}

/* Puts together what the pieces found. Returns whether a row changed its cluster. */
static gboolean
update (Start *self)
{
  gsize size = self->k * self->d, changed = 0;
  g_autofree double *sums = g_new0 (double, size);

  memset (self->state->sizes, 0, self->k * sizeof (gsize));
  for (guint piece = 0; piece < self->n_pieces; piece++)
    {
      changed += self->changed[piece];
      for (guint c = 0; c < self->k; c++)
        self->state->sizes[c] += self->counts[(gsize) piece * self->k + c];
      for (gsize i = 0; i < size; i++)
        sums[i] += self->sums[piece * size + i];
    }
  if (!fill_empty (self, sums) && changed == 0 && self->state->n_iterations > 1)
    return FALSE;
  move_centers (self, sums);
  return TRUE;
}

CRM_CLONES static void
measure (gsize first,
         gsize last,
         guint piece,
         gpointer data)
{
  Start *self = data;
  double sum = 0;

  for (gsize i = first; i < last; i++)
    sum += crm_distance_square (self->x + i * self->d, self->state->centers + self->state->clusters[i] * self->d,
                                self->d);
  self->inertias[piece] = sum;
}

/* From the centers that it has to where nothing changes. */
static gboolean
iterate (Start *self,
         guint max_iterations,
         GError **error)
{
  CrmKmeans *state = self->state;

  while (!state->converged && state->n_iterations < max_iterations)
    {
      prepare (self);
      if (!crm_run_parallel (self->run, self->n, GRAIN, assign, self, error))
        return FALSE;
      state->n_iterations++;
      state->converged = !update (self);
    }
  if (!crm_run_parallel (self->run, self->n, GRAIN, measure, self, error))
    return FALSE;
  for (guint piece = 0; piece < self->n_pieces; piece++)
    state->inertia += self->inertias[piece];
  return TRUE;
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
           const double *centers,
           const CrmKmeans *best,
           guint number,
           const CrmRun *run,
           GError **error)
{
  g_auto (Start) start = { 0 };
  CrmRandom random;

  start_init (&start, x, n, d, options->k, run);
  crm_random_init (&random, crm_run_seed (run), number);
  if (centers != NULL)
    memcpy (start.state->centers, centers, options->k * d * sizeof (double));
  else if (number % 2 == 1)
    swap_center (x, best, &random, start.state->centers);
  else if (!crm_kmeans_seed (x, n, d, options->k, &random, run, start.state->centers, error))
    return NULL;
  return iterate (&start, options->max_iterations, error) ? g_steal_pointer (&start.state) : NULL;
}

/* The same around 0, so that nothing is lost where all rows are far from it. */
static double *
center (const double *x,
        gsize n,
        gsize d,
        const double *means)
{
  double *centered = g_new (double, n * d);

  for (gsize i = 0; i < n; i++)
    {
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
 * Clusters around means: the iteration of S. Lloyd, "Least squares quantization in PCM", IEEE Trans. Inf. Theory 28
 * (1982). Every other start is by k-means++, the next one from the best end so far with a center moved to a row that is
 * drawn by chance (P. Fränti, "Efficiency of random swap clustering", J. Big Data 5, 2018). Distances that
 * bounds make needless are not calculated, which changes no result:
 * G. Hamerly, "Making k-means Even Faster", SDM 2010.
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
  guint k = options->k, n_starts = options->centers != NULL ? 1 : options->n_starts;
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
  centered = center (x, n, d, means);
  centers = options->centers != NULL ? center (options->centers, k, d, means) : NULL;
  for (guint i = 0; i < n_starts; i++)
    {
      g_autoptr (CrmKmeans) other = NULL;

      if (!crm_run_go_on (run, (double) i / n_starts, error) ||
          (other = run_start (centered, n, d, options, centers, best, i, CRM_RUN_STILL (run), error)) == NULL)
        return NULL;
      if (best == NULL || other->inertia < best->inertia)
        {
          g_clear_pointer (&best, crm_kmeans_free);
          best = g_steal_pointer (&other);
        }
    }
  for (gsize i = 0; i < k * d; i++)
    best->centers[i] += means[i % d];
  return g_steal_pointer (&best);
}
