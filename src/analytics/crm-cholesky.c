/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-cholesky.h"

#include <math.h>

/* Symmetric positive definite systems, some of whose columns may follow from those before them. Matrices are held a row
 * after the other; only the lower triangle is looked at. */

/**
 * crm_cholesky_factor:
 * @a: (inout) (array length=p*p): the lower triangle becomes the factor
 * @tolerance: the share of a column's diagonal that must be left when the columns before it are taken out
 * @aliased: (inout) (array length=p): columns to leave out; those that fall below @tolerance are added
 *
 * Factors by columns (G. Golub, C. Van Loan, "Matrix Computations", 4.2), leaving out columns that are combinations of
 * earlier ones.
 *
 * Returns: whether no column was added to @aliased
 */
gboolean
crm_cholesky_factor (double *a,
                     gsize p,
                     double tolerance,
                     gboolean *aliased)
{
  gboolean whole = TRUE;

  for (gsize j = 0; j < p; j++)
    {
      double *row = a + j * p, whole_pivot = row[j];

      for (gsize k = 0; k < j; k++)
        {
          const double *other = a + k * p;
          double sum = row[k];

          for (gsize i = 0; i < k; i++)
            sum -= row[i] * other[i];
          row[k] = aliased[j] || aliased[k] ? 0 : sum / other[k];
          row[j] -= row[k] * row[k];
        }
      if (!aliased[j] && !(row[j] > tolerance * whole_pivot))
        {
          aliased[j] = TRUE;
          whole = FALSE;
          for (gsize k = 0; k < j; k++)
            row[k] = 0;
        }
      row[j] = aliased[j] ? 1 : sqrt (row[j]);
    }
  return whole;
}

/**
 * crm_cholesky_solve:
 * @b: (inout) (array length=p): becomes the solution, 0 for columns that were left out
 */
void
crm_cholesky_solve (const double *factor,
                    gsize p,
                    const gboolean *aliased,
                    double *b)
{
  for (gsize j = 0; j < p; j++)
    {
      for (gsize k = 0; k < j; k++)
        b[j] -= factor[j * p + k] * b[k];
      b[j] = aliased[j] ? 0 : b[j] / factor[j * p + j];
    }
  for (gsize j = p; j-- > 0;)
    {
      for (gsize k = j + 1; k < p; k++)
        b[j] -= factor[k * p + j] * b[k];
      b[j] = aliased[j] ? 0 : b[j] / factor[j * p + j];
    }
}

/**
 * crm_cholesky_inverse:
 * @inverse: (out caller-allocates) (array length=p*p): 0 in rows and columns that were left out
 */
void
crm_cholesky_inverse (const double *factor,
                      gsize p,
                      const gboolean *aliased,
                      double *inverse)
{
  for (gsize j = 0; j < p; j++)
    {
      double *column = inverse + j * p;   /* it is symmetric */

      for (gsize k = 0; k < p; k++)
        column[k] = k == j && !aliased[j];
      crm_cholesky_solve (factor, p, aliased, column);
    }
}
