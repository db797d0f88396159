/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-similar.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Nearest neighbours among series of the same length. Most pairs are never measured to the end: a sum that is above the
 * farthest neighbour so far is enough, and a bound that is cheap to find tells beforehand for dynamic time warping
 * (E. Keogh and C. A. Ratanamahatana, "Exact indexing of dynamic time warping", Knowledge and Information Systems 7,
 * 2005). */

#define GRAIN 4
#define BLOCK 16            /* values between looks at the limit */
#define SERIES_A_LOOK 256   /* between looks whether it is cancelled */

typedef struct
{
  const CrmSimilarOptions *options;
  const CrmRun            *run;
  double                  *values;          /* scaled */
  double                  *lower, *upper;   /* what a series reaches within the band, for DTW */
  guint                    n_series;
  gsize                    length;
  CrmSimilar              *result;
  guint64                 *n_full;          /* of each piece */
} Work;

void
crm_similar_free (CrmSimilar *self)
{
  g_free (self->neighbours);
  g_free (self);
}

static void
scale (double *values,
       gsize n)
{
  double mean = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    mean += values[i] / n;
  for (gsize i = 0; i < n; i++)
    {
      values[i] -= mean;
      squares += values[i] * values[i];
    }
  /* One that does not change has no shape: it stays 0. */
  for (gsize i = 0; i < n; i++)
    values[i] = squares > 1e-18 * mean * mean * n ? values[i] / sqrt (squares / n) : 0;
}

static void
find_envelope (const double *values,
               gsize n,
               guint band,
               double *lower,
               double *upper)
{
  for (gsize i = 0; i < n; i++)
    {
      lower[i] = upper[i] = values[i];
      for (gsize j = i > band ? i - band : 0; j <= MIN (i + band, n - 1); j++)
        {
          lower[i] = MIN (lower[i], values[j]);
          upper[i] = MAX (upper[i], values[j]);
        }
    }
}

/* Sum of squares, given up above the limit. */
static double
measure_euclid (const double *first,
                const double *second,
                gsize n,
                double limit)
{
  double sum = 0;

  for (gsize i = 0; i < n && sum <= limit; i += BLOCK)
    {
      double part = 0;

      for (gsize j = i; j < MIN (i + BLOCK, n); j++)
        part += (first[j] - second[j]) * (first[j] - second[j]);
      sum += part;
    }
  return sum;
}

static double
find_bound (const Work *work,
            guint first,
            guint second,
            double limit)
{
  const double *values = work->values + first * work->length;
  const double *lower = work->lower + second * work->length, *upper = work->upper + second * work->length;
  double sum = 0;

  for (gsize i = 0; i < work->length && sum <= limit; i += BLOCK)
    {
      double part = 0;

      for (gsize j = i; j < MIN (i + BLOCK, work->length); j++)
        {
          double beyond = MAX (MAX (values[j] - upper[j], lower[j] - values[j]), 0);

          part += beyond * beyond;
        }
      sum += part;
    }
  return sum;
}

static double
warp (const double *first,
      const double *second,
      gsize n,
      guint band,
      double limit,
      double *rows)
{
  double *before = rows, *now = rows + n + 1;

  for (gsize j = 0; j <= n; j++)
    before[j] = now[j] = INFINITY;
  before[0] = 0;
  for (gsize i = 1; i <= n; i++)
    {
      gsize low = i > band ? i - band : 1, high = MIN (i + band, n);
      double least = INFINITY, *swap = before;

      now[low - 1] = INFINITY;
      for (gsize j = low; j <= high; j++)
        {
          double difference = first[i - 1] - second[j - 1];
          double way = MIN (MIN (before[j - 1], before[j]), now[j - 1]);

          now[j] = difference * difference + way;
          least = MIN (least, now[j]);
        }
      if (high < n)
        now[high + 1] = INFINITY;
      if (least > limit)
        return INFINITY;
      before = now;
      now = swap;
    }
  return before[n];
}

/**
 * crm_dtw:
 * @first: (array length=n)
 * @second: (array length=n)
 * @band: how many places a value may be shifted
 * @limit: above this it may be given up
 *
 * Dynamic time warping within a band (H. Sakoe and S. Chiba, "Dynamic programming algorithm optimization for spoken
 * word recognition", IEEE Transactions on Acoustics, Speech and Signal Processing 26, 1978).
 *
 * Returns: the root of the sum of squares along the best path, infinite where it is above @limit
 */
double
crm_dtw (const double *first,
         const double *second,
         gsize n,
         guint band,
         double limit)
{
  g_autofree double *rows = g_new (double, 2 * (n + 1));

  return sqrt (warp (first, second, n, band, limit * limit, rows));
}

/* Puts it where it belongs; those that are as near keep the order of their numbers. */
static void
insert (CrmNeighbour *neighbours,
        guint *n,
        guint most,
        guint series,
        double distance)
{
  guint place = *n;

  while (place > 0 && neighbours[place - 1].distance > distance)
    place--;
  if (place == most)
    return;
  *n = MIN (*n + 1, most);
  memmove (neighbours + place + 1, neighbours + place, (*n - place - 1) * sizeof *neighbours);
  neighbours[place] = (CrmNeighbour) { series, distance };
}

static void
find_neighbours (gsize first,
                 gsize last,
                 guint piece,
                 gpointer data)
{
  Work *work = data;
  gboolean dtw = work->options->distance == CRM_SIMILAR_DTW;
  guint most = work->result->n_neighbours;
  g_autofree double *rows = g_new (double, 2 * (work->length + 1));

  for (gsize i = first; i < last; i++)
    {
      CrmNeighbour *neighbours = work->result->neighbours + i * most;
      const double *values = work->values + i * work->length;
      guint n = 0;

      for (guint other = 0; other < work->n_series; other++)
        {
          const double *others = work->values + other * work->length;
          double limit = n == most ? neighbours[n - 1].distance : INFINITY, distance;

          if (other % SERIES_A_LOOK == 0 && crm_run_is_cancelled (work->run))
            return;
          if (other == i || (dtw && find_bound (work, i, other, limit) > limit))
            continue;
          distance = dtw ? warp (values, others, work->length, work->options->band, limit, rows) :
                     measure_euclid (values, others, work->length, limit);
          work->n_full[piece] += distance <= limit;
          if (distance < limit || n < most)
            insert (neighbours, &n, most, other, distance);
        }
      for (guint k = 0; k < n; k++)
        neighbours[k].distance = sqrt (neighbours[k].distance);
    }
}

/* Once it is cancelled not all of them. */
static void
prepare (Work *work)
{
  gsize length = work->length;

  for (guint i = 0; i < work->n_series; i++)
    {
      if (i % SERIES_A_LOOK == 0 && crm_run_is_cancelled (work->run))
        return;
      if (work->options->scale)
        scale (work->values + i * length, length);
      if (work->lower != NULL)
        find_envelope (work->values + i * length, length, work->options->band, work->lower + i * length,
                       work->upper + i * length);
    }
}

/**
 * crm_similar_new:
 * @values: (array length=n_series*length): a series after the other, without gaps
 *
 * Finds the series most like each.
 *
 * Returns: (transfer full) (nullable): the neighbours of each
 * Errors: %CRM_ERROR_INVALID for less than two series or two places, or a value that is not finite;
 * %G_IO_ERROR_CANCELLED
 */
CrmSimilar *
crm_similar_new (const double *values,
                 guint n_series,
                 gsize length,
                 const CrmSimilarOptions *options,
                 const CrmRun *run,
                 GError **error)
{
  gboolean dtw = options->distance == CRM_SIMILAR_DTW;
  gsize size = n_series * length;
  g_autofree double *scaled = NULL, *lower = NULL, *upper = NULL;
  g_autofree guint64 *n_full = g_new0 (guint64, crm_run_n_pieces (n_series, GRAIN) + 1);
  g_autoptr (CrmSimilar) self = NULL;
  Work work;

  if (n_series < 2 || length < 2)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("To compare, at least two series of two periods are needed; "
                   "there are %u of %zu. Take more rows or a shorter unit of time."), n_series, length);
      return NULL;
    }
  for (gsize i = 0; i < size; i++)
    {
      if (isfinite (values[i]))
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("Series %zu has no value in place %zu. Fill the gaps first."),
                   i / length + 1, i % length + 1);
      return NULL;
    }
  scaled = g_memdup2 (values, size * sizeof (double));
  lower = dtw ? g_new (double, size) : NULL;
  upper = dtw ? g_new (double, size) : NULL;
  self = g_new0 (CrmSimilar, 1);
  self->n_series = n_series;
  self->n_neighbours = MIN (MAX (options->n_neighbours, 1), n_series - 1);
  self->neighbours = g_new0 (CrmNeighbour, (gsize) n_series * self->n_neighbours);
  work = (Work) { options, run, scaled, lower, upper, n_series, length, self, n_full };
  prepare (&work);
  if (!crm_run_parallel (run, n_series, GRAIN, find_neighbours, &work, error))
    return NULL;
  for (guint i = 0; i < crm_run_n_pieces (n_series, GRAIN); i++)
    self->n_full += n_full[i];
  return g_steal_pointer (&self);
}
