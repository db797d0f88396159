/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

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

typedef double CrmFourDoubles __attribute__ ((vector_size (32)));

/**
 * crm_distance_squares_four:
 * @points: (array length=4*d): four points, one after the other
 * @squares: (out) (array length=4*room): squared distances from the first to the others, from @room on those of the
 *   second, and so on
 *
 * The same as crm_distance_squares() for each, but what is read serves all four, and sums stay in registers.
 */
static inline void
crm_distance_squares_four (const double *restrict others,
                           gsize stride,
                           gsize n,
                           const double *restrict points,
                           gsize d,
                           double *restrict squares,
                           gsize room)
{
  gsize i = 0;

  for (; i + 8 <= n; i += 8)
    {
      CrmFourDoubles sums[4][2];

      for (guint k = 0; k < 4; k++)
        sums[k][0] = sums[k][1] = (CrmFourDoubles) { 0 };
      for (gsize j = 0; j < d; j++)
        {
          CrmFourDoubles low, high;

          memcpy (&low, others + j * stride + i, sizeof low);
          memcpy (&high, others + j * stride + i + 4, sizeof high);
          for (guint k = 0; k < 4; k++)
            {
              double value = points[k * d + j];

              sums[k][0] += (low - value) * (low - value);
              sums[k][1] += (high - value) * (high - value);
            }
        }
      for (guint k = 0; k < 4; k++)
        {
          memcpy (squares + k * room + i, &sums[k][0], sizeof sums[k][0]);
          memcpy (squares + k * room + i + 4, &sums[k][1], sizeof sums[k][1]);
        }
    }
  for (guint k = 0; i < n && k < 4; k++)
    crm_distance_squares (others + i, stride, n - i, points + k * d, d, squares + k * room + i);
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
