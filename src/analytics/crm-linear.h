/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmLinearOptions:
 * @ridge: so much times the squares of the coefficients (not of the intercept) is added to the squares of the residuals
 * @through_origin: no intercept
 */
typedef struct
{
  double   ridge;
  gboolean through_origin;
} CrmLinearOptions;

/**
 * CrmLinear:
 * @rank: coefficients that are estimated, with the intercept
 * @coefficients: (array length=d+1): the intercept, then one for each column; 0 for aliased columns
 * @errors: (array length=d+1): standard errors; NaN where there are none (aliased, no degrees of freedom, ridge)
 * @t: (array length=d+1): coefficients by errors
 * @p: (array length=d+1): two-sided, of Student's distribution
 * @inflation: (array length=d): by how much the variance of a coefficient grows because of the other columns; 1 is best
 * @means: (array length=d): of the columns
 * @aliased: (array length=d): whether a column is constant or a combination of those before it
 * @residuals: (array length=n)
 * @total_ss: squares around the mean, or around 0 without an intercept
 */
typedef struct
{
  gsize     n, d;
  guint     rank;
  double   *coefficients, *errors, *t, *p, *inflation;
  double   *means;
  gboolean *aliased;
  double   *residuals;
  double    residual_ss, total_ss, freedom, residual_sd, r2, adjusted_r2, f, f_p, log_likelihood, aic;
} CrmLinear;

CrmLinear *crm_linear_fit     (const double *x, const double *y, gsize n, gsize d, const CrmLinearOptions *options,
                               const CrmRun *run, GError **error);
void       crm_linear_free    (CrmLinear *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmLinear, crm_linear_free)

double     crm_linear_predict (const CrmLinear *self, const double *row);

G_END_DECLS
