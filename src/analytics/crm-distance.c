/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-distance.h"
#include "analytics/crm-number.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>

/**
 * crm_distance_check:
 * @x: (array length=n*d): points, one after the other
 *
 * Returns: whether there are points, and distances between them can be calculated with
 * Errors: %CRM_ERROR_INVALID
 */
gboolean
crm_distance_check (const double *x,
                    gsize n,
                    gsize d,
                    GError **error)
{
  if (n == 0 || d == 0)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           _("There is nothing to compare: at least one row and one column are needed."));
      return FALSE;
    }
  for (gsize i = 0; i < n * d; i++)
    {
      if (crm_number_is_usable (x[i]))
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("Row %zu has a number that is missing, infinite or too large for distances. Correct it, or leave "
                     "the column out."), i / d + 1);
      return FALSE;
    }
  return TRUE;
}

/**
 * crm_distance_means:
 *
 * Returns: (transfer full) (array length=d): the mean of each column, in two passes
 */
double *
crm_distance_means (const double *x,
                    gsize n,
                    gsize d)
{
  double *means = g_new0 (double, d), *rests = g_new0 (double, d);

  for (gsize i = 0; i < n * d; i++)
    means[i % d] += x[i] / n;
  for (gsize i = 0; i < n; i++)
    {
      for (gsize j = 0; j < d; j++)
        rests[j] += x[i * d + j] - means[j];
    }
  for (gsize j = 0; j < d; j++)
    means[j] += rests[j] / n;
  g_free (rests);
  return means;
}

/**
 * crm_distance_columns:
 * @x: (array length=n*d): points, one after the other
 *
 * Returns: (transfer full) (array length=n*d): the same, column by column
 */
double *
crm_distance_columns (const double *x,
                      gsize n,
                      gsize d)
{
  double *columns = g_new (double, n * d);

  for (gsize i = 0; i < n; i++)
    {
      for (gsize j = 0; j < d; j++)
        columns[j * n + i] = x[i * d + j];
    }
  return columns;
}
