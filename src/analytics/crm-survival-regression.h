/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-matrix.h"
#include "analytics/crm-survival.h"

G_BEGIN_DECLS

/**
 * CrmTies:
 * @CRM_TIES_EFRON: B. Efron, "The Efficiency of Cox's Likelihood Function for Censored Data" (1977)
 * @CRM_TIES_BRESLOW: N. Breslow, "Covariance Analysis of Censored Survival Data" (1974)
 *
 * What is assumed of events at the same time.
 */
typedef enum { CRM_TIES_EFRON, CRM_TIES_BRESLOW } CrmTies;

/**
 * CrmSurvivalRegression:
 * @d: columns
 * @coefficients: (array length=d): of each column
 * @errors: (array length=d): their standard errors
 * @null_log_likelihood: without columns
 * @log_likelihood: with them
 * @concordance: share of the pairs that can be compared whose order is foretold (Harrell's C); NaN of a Weibull model
 * @intercept: of a Weibull model, NaN of Cox's
 * @intercept_error: of it
 * @scale: of a Weibull model: 1 / shape; NaN of Cox's
 * @log_scale_error: standard error of the logarithm of it
 */
typedef struct
{
  gsize   d, n, n_events;
  double *coefficients, *errors;
  double  null_log_likelihood, log_likelihood;
  double  concordance;
  double  intercept, intercept_error;
  double  scale, log_scale_error;
} CrmSurvivalRegression;

CrmSurvivalRegression *crm_cox_new     (const CrmSurvivalData *data, const CrmMatrix *matrix, CrmTies ties,
                                        const CrmRun *run, GError **error);
CrmSurvivalRegression *crm_weibull_new (const CrmSurvivalData *data, const CrmMatrix *matrix, const CrmRun *run,
                                        GError **error);
void                   crm_survival_regression_free (CrmSurvivalRegression *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmSurvivalRegression, crm_survival_regression_free)

double  crm_concordance        (const CrmSurvivalData *data, const double *predictors, const CrmRun *run);
double *crm_matrix_standardise (const CrmMatrix *self, double *means, double *scales, const CrmRun *run,
                                GError **error);

G_END_DECLS
