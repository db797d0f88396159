/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-clones.h"
#include "analytics/crm-distance.h"
#include "analytics/crm-kmeans-private.h"

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
  double        moved;         /* sum of the squares of all shifts */
  double       *upper;         /* of each row: no farther from its center */
  double       *lower;         /* of each row: no nearer to any other */
  guint         n_pieces;
  gboolean      anew;          /* whether to add up all rows, not only those that change their cluster */
  double       *sums;          /* of rows by cluster, for each piece */
  gsize        *counts;
  gsize        *changed;
  double       *inertias;
} Start;

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
    .x = x, .n = n, .d = d, .k = k, .run = run, .n_pieces = n_pieces, .anew = TRUE,
    .moved = INFINITY, .state = g_new0 (CrmKmeans, 1),
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
static G_ALWAYS_INLINE inline gint32
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

static inline void
add_row (double *sums,
         gsize *counts,
         gint32 cluster,
         const double *row,
         gsize d)
{
  counts[cluster]++;
  for (gsize j = 0; j < d; j++)
    sums[cluster * d + j] += row[j];
}

static inline void
remove_row (double *sums,
            gsize *counts,
            gint32 cluster,
            const double *row,
            gsize d)
{
  counts[cluster]--;
  for (gsize j = 0; j < d; j++)
    sums[cluster * d + j] -= row[j];
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

  if (self->anew)
    {
      memset (sums, 0, self->k * d * sizeof (double));
      memset (counts, 0, self->k * sizeof (gsize));
    }
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
      self->upper[i] = upper;
      self->lower[i] = lower;
      if (self->anew)
        add_row (sums, counts, cluster, row, d);
      if (cluster == clusters[i])
        continue;
      changed++;
      if (!self->anew)
        {
          remove_row (sums, counts, clusters[i], row, d);
          add_row (sums, counts, cluster, row, d);
        }
      clusters[i] = cluster;
    }
  self->changed[piece] = changed;
}

static void
add_up (gsize first,
        gsize last,
        guint piece,
        gpointer data)
{
  Start *self = data;
  gsize d = self->d;
  double *sums = self->sums + (gsize) piece * self->k * d;
  gsize *counts = self->counts + (gsize) piece * self->k;

  memset (sums, 0, self->k * d * sizeof (double));
  memset (counts, 0, self->k * sizeof (gsize));
  for (gsize i = first; i < last; i++)
    add_row (sums, counts, self->state->clusters[i], self->x + i * d, d);
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

  self->most = self->second = self->moved = 0;
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
      self->moved += square;
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

/* Puts together the sums of the pieces, and the sizes of the clusters. */
static double *
collect (Start *self)
{
  gsize size = self->k * self->d;
  double *sums = g_new0 (double, size);

  memset (self->state->sizes, 0, self->k * sizeof (gsize));
  for (guint piece = 0; piece < self->n_pieces; piece++)
    {
      for (guint c = 0; c < self->k; c++)
        self->state->sizes[c] += self->counts[(gsize) piece * self->k + c];
      for (gsize i = 0; i < size; i++)
        sums[i] += self->sums[piece * size + i];
    }
  return sums;
}

/* Returns whether a row changed its cluster. */
static gboolean
update (Start *self)
{
  g_autofree double *sums = NULL;
  gsize changed = 0;

  for (guint piece = 0; piece < self->n_pieces; piece++)
    changed += self->changed[piece];
  sums = collect (self);
  self->anew = fill_empty (self, sums);
  if (!self->anew && changed == 0 && self->state->n_iterations > 1)
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

/* Takes the means of the clusters once more, without what rounding left of rows that came and went. */
static gboolean
settle (Start *self,
        GError **error)
{
  g_autofree double *sums = NULL;

  if (!crm_run_parallel (self->run, self->n, GRAIN, add_up, self, error))
    return FALSE;
  sums = collect (self);
  move_centers (self, sums);
  return TRUE;
}

/* From the centers that it has to where nothing changes, or they hardly move. */
static gboolean
iterate (Start *self,
         guint max_iterations,
         double tolerance,
         GError **error)
{
  CrmKmeans *state = self->state;

  while (!state->converged && state->n_iterations < max_iterations && self->moved > tolerance)
    {
      prepare (self);
      if (!crm_run_parallel (self->run, self->n, GRAIN, assign, self, error))
        return FALSE;
      state->n_iterations++;
      state->converged = !update (self);
    }
  if (!settle (self, error))
    return FALSE;
  if (!crm_run_parallel (self->run, self->n, GRAIN, measure, self, error))
    return FALSE;
  for (guint piece = 0; piece < self->n_pieces; piece++)
    state->inertia += self->inertias[piece];
  return TRUE;
}

/**
 * crm_kmeans_iterate:
 * @x: (array length=n*d): rows around 0
 * @centers: (array length=k*d): where to begin
 * @max_iterations: passes over the rows, at most
 * @tolerance: where to end before nothing changes: squared distances that all centers moved in a pass
 *
 * The iteration of S. Lloyd, "Least squares quantization in PCM", IEEE Trans. Inf. Theory 28 (1982). Distances that
 * bounds make needless are not calculated, which changes no result: G. Hamerly, "Making k-means Even Faster", SDM 2010.
 *
 * Returns: (transfer full) (nullable): where it ended
 * Errors: %G_IO_ERROR_CANCELLED
 */
CrmKmeans *
crm_kmeans_iterate (const double *x,
                    gsize n,
                    gsize d,
                    guint k,
                    const double *centers,
                    guint max_iterations,
                    double tolerance,
                    const CrmRun *run,
                    GError **error)
{
  g_auto (Start) start = { 0 };

  start_init (&start, x, n, d, k, run);
  memcpy (start.state->centers, centers, k * d * sizeof (double));
  return iterate (&start, max_iterations, tolerance, error) ? g_steal_pointer (&start.state) : NULL;
}
