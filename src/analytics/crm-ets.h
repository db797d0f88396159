/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/* With more first states than that nothing can be found. */
#define CRM_ETS_LONGEST_SEASON 24

/* The model of longer ones is chosen by so many values at their end; the search begins with as many at the start. */
#define CRM_ETS_LONG 3000

/* Kinds of the error, the trend and the season. */
typedef enum { CRM_ETS_NONE, CRM_ETS_ADDITIVE, CRM_ETS_MULTIPLICATIVE } CrmEtsKind;

/**
 * CrmEtsModel:
 *
 * One of the state space models of exponential smoothing, such as ETS(M,Ad,M): kind of error, trend and season.
 */
typedef struct
{
  CrmEtsKind error, trend, season;
  gboolean   damped;
} CrmEtsModel;

/**
 * CrmEts:
 * @alpha: of the level; @beta of the trend, @gamma of the season, @phi of the damping: NaN where there is no such part
 * @level: at the start; @slope likewise
 * @season: (array length=period): at the start, of each place
 * @last_level: at the end; @last_slope, @last_season (beginning with that of the next value) likewise
 * @n_used: values that are not missing
 * @n_parameters: that were found, the variance left out
 * @sigma2: variance of the errors, for a multiplicative error relative to what was expected
 * @log_likelihood: up to a constant that depends on the number of values alone
 * @fitted: (array length=n): one step ahead
 * @errors: (array length=n): NaN where the value is missing
 */
typedef struct
{
  CrmEtsModel model;
  guint   period;
  double  alpha, beta, gamma, phi;
  double  level, slope, *season;
  double  last_level, last_slope, *last_season;
  gsize   n, n_used;
  guint   n_parameters;
  double  sigma2, sse, log_likelihood, aic, aicc, bic;
  double *fitted, *errors;
} CrmEts;

gboolean crm_ets_model_parse (const char *text, CrmEtsModel *model);
char    *crm_ets_model_name  (const CrmEtsModel *model);
gboolean crm_ets_model_is_admissible (const CrmEtsModel *model);

CrmEts *crm_ets_new      (const CrmEtsModel *model, guint period);
void    crm_ets_free     (CrmEts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmEts, crm_ets_free)

void    crm_ets_apply    (CrmEts *self, const double *values, gsize n);
CrmEts *crm_ets_fit      (const double *values, gsize n, guint period, const CrmEtsModel *model, const CrmRun *run,
                          GError **error);
CrmEts *crm_ets_choose   (const double *values, gsize n, guint period, gboolean multiplicative_trend,
                          const CrmRun *run, GError **error);

/* Which way the spread of a forecast was found. */
typedef enum { CRM_ETS_EXACT, CRM_ETS_SIMULATED } CrmEtsSpread;

CrmEtsSpread crm_ets_forecast (const CrmEts *self, guint horizon, guint64 seed, const double *levels, guint n_levels,
                               double *mean, double *lower, double *upper);

G_END_DECLS
