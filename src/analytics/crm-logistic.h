/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmLogisticOptions:
 * @ridge: half of this times the squares of the coefficients (not of the intercept) is taken from the log-likelihood
 */
typedef struct
{
  double ridge;
} CrmLogisticOptions;

/**
 * CrmLogistic:
 * @coefficients: (array length=d+1): the intercept, then one for each column; 0 for aliased columns
 * @errors: (array length=d+1): standard errors; NaN where there are none (aliased, without bound, ridge)
 * @z: (array length=d+1): coefficients by errors
 * @p: (array length=d+1): two-sided, of the normal distribution
 * @means: (array length=d): of the columns
 * @aliased: (array length=d): whether a column is constant or a combination of those before it
 * @unbounded: (array length=d+1): whether the likelihood grows with the coefficient without end
 * @separated: whether some are @unbounded: a combination of columns tells some of the rows' outcomes without an error
 * @log_likelihood: natural, without the penalty of the ridge
 */
typedef struct
{
  gsize     n, d;
  double   *coefficients, *errors, *z, *p;
  double   *means;
  gboolean *aliased, *unbounded;
  gboolean  separated, converged;
  guint     n_iterations, rank;
  double    log_likelihood, deviance, null_deviance, aic, mcfadden;
} CrmLogistic;

CrmLogistic *crm_logistic_fit     (const double *x, const guint8 *positive, gsize n, gsize d,
                                   const CrmLogisticOptions *options, const CrmRun *run, GError **error);
void         crm_logistic_free    (CrmLogistic *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmLogistic, crm_logistic_free)

double       crm_logistic_predict (const CrmLogistic *self, const double *row);

G_END_DECLS
