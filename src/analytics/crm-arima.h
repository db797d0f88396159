/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/* Of longer ones differences are taken, and no terms, because they take too long. */
#define CRM_ARIMA_LONG_SEASON 24

#define CRM_ARIMA_MOST 5   /* terms of each kind */

/* The order of longer ones is chosen by so many values at their end, where the search for coefficients begins, too. */
#define CRM_ARIMA_LONG 3000

/**
 * CrmArimaOrder:
 * @p: autoregressive terms, @q: moving average terms, @d: differences; @P, @Q and @D the same a season apart
 * @period: values of a season, 1 where there is none
 * @constant: whether there is a mean, or with one difference a drift
 *
 * ARIMA(p,d,q)(P,D,Q)[period].
 */
typedef struct
{
  guint    p, d, q, P, D, Q, period;
  gboolean constant;
} CrmArimaOrder;

/**
 * CrmArima:
 * @coefficients: order.p autoregressive, order.q moving average, order.P and order.Q seasonal ones
 * @coefficient_errors: their standard errors, NaN before crm_arima_find_errors() and where they are not known
 * @constant: what the differences vary around; @constant_error its standard error
 * @n_used: differences that are not missing
 * @n_parameters: coefficients and constant
 * @sigma2: variance of the errors
 * @fitted: (array length=n): one step ahead; NaN for what is lost by differences
 * @errors: (array length=n)
 */
typedef struct
{
  CrmArimaOrder order;
  double  coefficients[4 * CRM_ARIMA_MOST], coefficient_errors[4 * CRM_ARIMA_MOST];
  double  constant, constant_error;
  gsize   n, n_used;
  guint   n_parameters;
  double  sigma2, sse, log_likelihood, aic, aicc, bic;
  double *values;         /* gaps filled */
  double *fitted, *errors;
  guint   n_state;
  double *state;          /* of the next difference, less the constant */
} CrmArima;

gboolean  crm_arima_order_parse (const char *text, guint period, CrmArimaOrder *order);
char     *crm_arima_order_name  (const CrmArimaOrder *order);

CrmArima *crm_arima_fit      (const double *values, gsize n, const CrmArimaOrder *order, const CrmRun *run,
                              GError **error);
CrmArima *crm_arima_choose   (const double *values, gsize n, guint period, const CrmRun *run, GError **error);
void      crm_arima_find_errors (CrmArima *self);
void      crm_arima_forecast (const CrmArima *self, guint horizon, double *mean, double *sd);
void      crm_arima_free     (CrmArima *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmArima, crm_arima_free)

G_END_DECLS
