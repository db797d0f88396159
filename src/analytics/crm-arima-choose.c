/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-arima-private.h"
#include "analytics/crm-correlogram.h"
#include "analytics/crm-decompose.h"

#include <math.h>
#include <string.h>

/* The choice of an order: R. J. Hyndman and Y. Khandakar, "Automatic time series forecasting: the forecast package for
 * R", Journal of Statistical Software 27 (2008), with all likelihoods exact but for long series. */

#define MOST 5              /* of p and q */
#define MOST_SEASONAL 2     /* of P and Q */
#define STRONG_SEASON 0.64
#define KPSS_LIMIT 0.463    /* 5 % */
#define UNIT_ROOT_MARGIN 1.01

typedef struct
{
  const double *values;
  gsize         n;
  gboolean      rough;               /* of a long series the end is looked at, and not as exactly */
  const CrmRun *run;
  gboolean      may_have_constant;
  gboolean      seen[MOST + 1][MOST + 1][MOST_SEASONAL + 1][MOST_SEASONAL + 1][2];
  CrmArima     *best;
} Choice;

/* Whether all roots of 1 − Σ a B^k lie further out than `margin`, by the recursion of Durbin and Levinson backwards. */
static gboolean
is_steady (const double *coefficients,
           guint n,
           double sign,
           double margin)
{
  g_autofree double *a = g_new (double, n + 1), *next = g_new (double, n + 1);
  double power = 1;

  for (guint k = 0; k < n; k++)
    {
      power *= margin;
      a[k] = sign * coefficients[k] * power;
    }
  for (guint k = n; k-- > 0;)
    {
      double last = a[k], scale = 1 - last * last;

      if (scale <= 0)
        return FALSE;
      for (guint j = 0; j < k; j++)
        next[j] = (a[j] + last * a[k - 1 - j]) / scale;
      memcpy (a, next, k * sizeof (double));
    }
  return TRUE;
}

/**
 * crm_arima_is_steady:
 * @margin: above 1
 *
 * Returns: whether all roots of both polynomials are further from 0 than @margin
 */
gboolean
crm_arima_is_steady (const CrmArima *self,
                     double margin)
{
  guint n_ar = crm_arima_n_ar (&self->order), n_ma = crm_arima_n_ma (&self->order);
  g_autofree double *space = g_new0 (double, n_ar + n_ma + 1);
  CrmArma arma = { n_ar, n_ma, space, space + n_ar };

  crm_arima_expand (&self->order, self->coefficients, &arma);
  return is_steady (arma.ar, n_ar, 1, margin) && is_steady (arma.ma, n_ma, -1, margin);
}

/* Fits it unless that was done before; returns whether it is the best so far. */
static gboolean
try_order (Choice *self,
           const CrmArimaOrder *order)
{
  gboolean *seen;
  CrmArima *fit;

  if (order->p > MOST || order->q > MOST || order->P > MOST_SEASONAL || order->Q > MOST_SEASONAL ||
      (order->constant && !self->may_have_constant) ||
      (order->P + order->Q > 0 && (order->period < 2 || order->period > CRM_ARIMA_LONG_SEASON)))
    return FALSE;
  seen = &self->seen[order->p][order->q][order->P][order->Q][order->constant != 0];
  if (*seen || crm_run_is_cancelled (self->run))
    return FALSE;
  *seen = TRUE;
  fit = self->rough ? crm_arima_fit_rough (self->values, self->n, order, self->run) :
                      crm_arima_fit (self->values, self->n, order, self->run, NULL);
  if (fit == NULL)
    return FALSE;
  if (isnan (fit->aicc) || !crm_arima_is_steady (fit, UNIT_ROOT_MARGIN) ||
      (self->best != NULL && fit->aicc >= self->best->aicc))
    {
      crm_arima_free (fit);
      return FALSE;
    }
  g_clear_pointer (&self->best, crm_arima_free);
  self->best = fit;
  return TRUE;
}

/* Goes to the first neighbour that is better; last to those with two terms less, as the one between may be ruled out by
 * its roots. */
static gboolean
improve (Choice *self)
{
  static const int changes[][4] = {   /* of p, q, P, Q */
    { 0, 0, -1, 0 }, { 0, 0, 0, -1 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 },
    { 0, 0, -1, -1 }, { 0, 0, -1, 1 }, { 0, 0, 1, -1 }, { 0, 0, 1, 1 },
    { -1, 0, 0, 0 }, { 0, -1, 0, 0 }, { 1, 0, 0, 0 }, { 0, 1, 0, 0 },
    { -1, -1, 0, 0 }, { -1, 1, 0, 0 }, { 1, -1, 0, 0 }, { 1, 1, 0, 0 },
    { 0, 0, -2, 0 }, { 0, 0, 0, -2 }, { -2, 0, 0, 0 }, { 0, -2, 0, 0 },
  };
  CrmArimaOrder order = self->best->order;

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      CrmArimaOrder next = order;

      next.p += changes[i][0];
      next.q += changes[i][1];
      next.P += changes[i][2];
      next.Q += changes[i][3];
      /* Below 0 is far above the most. */
      if (try_order (self, &next))
        return TRUE;
    }
  order.constant = !order.constant;
  return try_order (self, &order);
}

static gboolean
is_constant (const double *values,
             gsize n)
{
  for (gsize i = 1; i < n; i++)
    {
      if (values[i] != values[0])
        return FALSE;
    }
  return TRUE;
}

/* A series whose differences do not change needs no more terms. */
static gboolean
is_certain (const double *filled,
            gsize n,
            const CrmArimaOrder *order)
{
  gsize left;
  g_autofree double *differences = crm_arima_differences (filled, n, order, &left);

  return left > 0 && is_constant (differences, left) && (order->constant || differences[0] == 0);
}

/* How often to take differences: a season apart where it is strong, then until the level does not wander. */
static void
find_differences (const double *filled,
                  gsize n,
                  CrmArimaOrder *order,
                  const CrmRun *run)
{
  g_autoptr (CrmDecomposition) parts = NULL;

  if (order->period > 1)
    parts = crm_stl (filled, n, order->period, &(CrmStlOptions) { 11, FALSE }, run, NULL);
  order->D = parts != NULL && crm_seasonal_strength (parts) > STRONG_SEASON;
  for (order->d = 0; order->d < 2; order->d++)
    {
      gsize left;
      g_autofree double *differences = crm_arima_differences (filled, n, order, &left);

      if (left < 4 || is_constant (differences, left) ||
          crm_kpss (differences, left, 3 * sqrt (left) / 13) <= KPSS_LIMIT)
        return;
    }
}

/**
 * crm_arima_choose:
 * @values: (array length=n): NaN where one is missing
 * @period: values of a season, 1 where there is none
 *
 * Takes differences as the strength of the season and the test of crm_kpss() tell, then goes from order to order as
 * long as AICc falls, that of the end of a long series. Models with a root near the unit circle are not taken, nor
 * seasonal terms where a season is longer than 24 values.
 *
 * Returns: (transfer full) (nullable): the best fit
 * Errors: %CRM_ERROR_INVALID for too few or infinite values; %G_IO_ERROR_CANCELLED
 */
CrmArima *
crm_arima_choose (const double *values,
                  gsize n,
                  guint period,
                  const CrmRun *run,
                  GError **error)
{
  guint s = period > 1 && n > 2 * (gsize) period ? period : 1;
  CrmArimaOrder order = { .period = s };
  g_autofree double *filled = g_memdup2 (values, MAX (n, 1) * sizeof (double));
  Choice choice = { .values = values, .n = n, .run = run };
  guint start = s > 1 && s <= CRM_ARIMA_LONG_SEASON;

  crm_interpolate (filled, n, s, run);
  find_differences (filled, n, &order, run);
  choice.may_have_constant = order.constant = order.d + order.D < 2;
  if (is_certain (filled, n, &order))
    return crm_arima_fit (values, n, &order, run, error);
  if (n > CRM_ARIMA_LONG && !is_constant (filled + n - CRM_ARIMA_LONG, CRM_ARIMA_LONG))
    {
      choice.values += n - CRM_ARIMA_LONG;
      choice.n = CRM_ARIMA_LONG;
      choice.rough = TRUE;
    }
  try_order (&choice, &(CrmArimaOrder) { 2, order.d, 2, start, order.D, start, s, order.constant });
  try_order (&choice, &order);
  try_order (&choice, &(CrmArimaOrder) { 1, order.d, 0, start, order.D, 0, s, order.constant });
  try_order (&choice, &(CrmArimaOrder) { 0, order.d, 1, 0, order.D, start, s, order.constant });
  try_order (&choice, &(CrmArimaOrder) { 0, order.d, 0, 0, order.D, 0, s, FALSE });
  while (choice.best != NULL && improve (&choice))
    ;
  if (!crm_run_go_on (run, -1, error))
    {
      g_clear_pointer (&choice.best, crm_arima_free);
      return NULL;
    }
  if (choice.best != NULL && choice.n == n)
    return choice.best;
  order = choice.best != NULL ? choice.best->order : (CrmArimaOrder) { .d = MAX (order.d, 1), .period = 1 };
  g_clear_pointer (&choice.best, crm_arima_free);
  return crm_arima_fit (values, n, &order, run, error);
}
