/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean crm_distance_check   (const double *x, gsize n, gsize d, GError **error);
double  *crm_distance_means   (const double *x, gsize n, gsize d);
double  *crm_distance_columns (const double *x, gsize n, gsize d);

/**
 * crm_distance_squares:
 * @others: points column by column: value j of point i is `others[j * stride + i]`
 * @n: how many of them; a few hundred at a time stay in the nearest cache
 * @point: (array length=d): a point
 * @squares: (out) (array length=n): squared Euclidean distances from it to the others
 *
 * To be called within a function of CRM_CLONES, whose instructions it takes on.
 */
static inline void
crm_distance_squares (const double *restrict others,
                      gsize stride,
                      gsize n,
                      const double *restrict point,
                      gsize d,
                      double *restrict squares)
{
  for (gsize i = 0; i < n; i++)
    squares[i] = 0;
  for (gsize j = 0; j < d; j++)
    {
      const double *column = others + j * stride;
      double value = point[j];

      for (gsize i = 0; i < n; i++)
        {
          double difference = column[i] - value;

          squares[i] += difference * difference;
        }
    }
}

static inline double
crm_distance_square (const double *a,
                     const double *b,
                     gsize d)
{
  double square = 0;

  for (gsize j = 0; j < d; j++)
    square += (a[j] - b[j]) * (a[j] - b[j]);
  return square;
}

G_END_DECLS
