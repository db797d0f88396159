/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-householder.h"

G_BEGIN_DECLS

/**
 * CrmLinearSystem:
 * @means: (array length=d): subtracted from the columns, 0 without an intercept
 * @exponents: (array length=d): the columns are divided by these powers of two, which rounds nothing
 * @squares: (array length=d): sum of squares of each column as it stands in the system
 * @solution: (array length=rank): coefficients of the columns kept
 * @residuals: (array length=m)
 *
 * A least-squares problem on its way to be solved: columns around their means, first one of ones where there is an
 * intercept, and below the rows of data those of the ridge.
 */
typedef struct
{
  const double  *x, *y;
  gsize          n, d;
  gboolean       has_intercept;
  double         ridge;
  double         mean_y;
  double        *means;
  int           *exponents;
  double        *squares;
  CrmHouseholder factors;
  double        *solution, *residuals;
} CrmLinearSystem;

void     crm_linear_system_init      (CrmLinearSystem *self, const double *x, const double *y, gsize n, gsize d,
                                      gboolean has_intercept, double ridge);
void     crm_linear_system_clear     (CrmLinearSystem *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmLinearSystem, crm_linear_system_clear)

gboolean crm_linear_system_solve     (CrmLinearSystem *self, const CrmRun *run, GError **error);
double   crm_linear_system_intercept (const CrmLinearSystem *self, const double *slopes);

G_END_DECLS
