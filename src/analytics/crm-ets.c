/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-correlogram.h"
#include "analytics/crm-decompose.h"
#include "analytics/crm-ets-private.h"
#include "analytics/crm-minimize.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Finding parameters and first states by maximum likelihood: Hyndman and others 2008, chapter 5. */

#define LOWEST 0.0001      /* of alpha, beta and gamma */
#define HIGHEST 0.9999
#define LOWEST_PHI 0.8
#define HIGHEST_PHI 0.98
#define MOST_SEARCHED (CRM_ETS_LONGEST_SEASON + 6)

typedef struct
{
  CrmEts       *ets;        /* what it begins with */
  const double *values;
  gsize         n;
  double       *season;
  double        unit_level, unit_slope, unit_season;
} Fit;

/* Any number as one between two bounds, both included. */
static double
bound (double x,
       double low,
       double high)
{
  return low + MAX (high - low, 0) * sin (x) * sin (x);
}

/* Whether old values lose their weight: all roots of the characteristic polynomial of the discount matrix within the
 * unit circle (Hyndman and others 2008, 10.3), by the recursion of Schur and Cohn. */
static gboolean
forgets (const CrmEtsState *state,
         const CrmEtsModel *model,
         guint period)
{
  double alpha = state->alpha, beta = state->beta, gamma = state->gamma, phi = model->damped ? state->phi : 1;
  double p[CRM_ETS_LONGEST_SEASON + 2], next[CRM_ETS_LONGEST_SEASON + 2];

  p[0] = phi * (1 - alpha - gamma);
  p[1] = alpha + beta - alpha * phi + gamma - 1;
  for (guint i = 2; i < period; i++)
    p[i] = alpha + beta - alpha * phi;
  p[period] = alpha + beta - phi;
  p[period + 1] = 1;
  for (guint degree = period + 1; degree > 0; degree--)
    {
      double first = p[0], scale = 1 - first * first;

      if (scale <= 0)
        return FALSE;
      for (guint i = 0; i < degree; i++)
        next[i] = (p[i + 1] - first * p[degree - 1 - i]) / scale;
      memcpy (p, next, degree * sizeof (double));
    }
  return TRUE;
}

/* Turns the numbers that are searched into parameters and first states. */
static void
read_state (const Fit *fit,
            const double *x,
            CrmEtsState *state)
{
  const CrmEts *ets = fit->ets;
  const CrmEtsModel *model = &ets->model;

  state->season = fit->season;
  state->alpha = bound (*x++, LOWEST, HIGHEST);
  state->beta = model->trend != CRM_ETS_NONE ? bound (*x++, LOWEST, state->alpha) : NAN;
  state->phi = model->damped ? bound (*x++, LOWEST_PHI, HIGHEST_PHI) : NAN;
  state->gamma = model->season != CRM_ETS_NONE ? bound (*x++, LOWEST, 1 - state->alpha) : NAN;
  state->level = ets->level + fit->unit_level * *x++;
  state->slope = model->trend != CRM_ETS_NONE ? ets->slope + fit->unit_slope * *x++ : 0;
  if (model->season != CRM_ETS_NONE)
    {
      double rest = model->season == CRM_ETS_MULTIPLICATIVE ? ets->period : 0;

      for (guint i = 0; i + 1 < ets->period; i++)
        {
          state->season[i] = ets->season[i] + fit->unit_season * *x++;
          rest -= state->season[i];
        }
      state->season[ets->period - 1] = rest;
    }
  else
    state->season[0] = 0;
}

static gboolean
is_allowed (const CrmEts *ets,
            const CrmEtsState *state)
{
  const CrmEtsModel *model = &ets->model;

  if (model->trend == CRM_ETS_MULTIPLICATIVE && (state->slope <= 0 || state->level <= 0))
    return FALSE;
  for (guint i = 0; model->season == CRM_ETS_MULTIPLICATIVE && i < ets->period; i++)
    {
      if (state->season[i] <= 0)
        return FALSE;
    }
  return model->season == CRM_ETS_NONE || model->trend == CRM_ETS_NONE || forgets (state, model, ets->period);
}

static double
measure (const double *x,
         gpointer data)
{
  Fit *fit = data;
  CrmEtsState state;
  double sse;

  read_state (fit, x, &state);
  if (!is_allowed (fit->ets, &state))
    return INFINITY;
  return crm_ets_filter (&fit->ets->model, fit->ets->period, &state, fit->values, fit->n, &sse, NULL, NULL);
}

/* The season of all of the series may be larger than the level that it begins at. */
static void
fit_season (CrmEts *ets)
{
  double first = ets->level + ets->slope, lowest = 0;

  for (guint i = 0; i < ets->period; i++)
    lowest = fmin (lowest, ets->season[i]);
  for (guint i = 0; first + lowest <= 0 && i < ets->period; i++)
    ets->season[i] *= first / lowest / -2;
}

/* First states to begin the search with: season from a decomposition, level and slope from a line through the start. */
static gboolean
find_start (Fit *fit,
            const double *filled,
            GError **error)
{
  CrmEts *ets = fit->ets;
  CrmEtsKind season = ets->model.season;
  gsize n = MIN (fit->n, MAX (10, 2 * (gsize) ets->period)), period = ets->period;
  g_autofree double *adjusted = g_memdup2 (filled, fit->n * sizeof (double)), *rest = g_new (double, fit->n);
  g_autoptr (CrmDecomposition) parts = NULL;
  double slope, intercept, changes = 0;

  if (season != CRM_ETS_NONE)
    {
      parts = crm_decompose (filled, fit->n, period, season == CRM_ETS_MULTIPLICATIVE ? CRM_SEASONAL_MULTIPLICATIVE :
                             CRM_SEASONAL_ADDITIVE, error);
      if (parts == NULL)
        return FALSE;
      memcpy (ets->season, parts->season, period * sizeof (double));
      for (gsize i = 0; i < fit->n; i++)
        adjusted[i] = season == CRM_ETS_MULTIPLICATIVE ? filled[i] / parts->season[i] : filled[i] - parts->season[i];
    }
  crm_remove_line (adjusted, n, rest, &intercept, &slope);
  for (gsize i = 1; i < fit->n; i++)
    changes += fabs (adjusted[i] - adjusted[i - 1]) / (fit->n - 1);
  ets->level = ets->model.trend == CRM_ETS_NONE ? intercept + slope * (n - 1) / 2 : intercept - slope;
  ets->slope = slope;
  if (ets->model.error == CRM_ETS_MULTIPLICATIVE && ets->level <= 0)
    {
      ets->level = MAX (adjusted[0], filled[0]);
      ets->slope = 0;
    }
  if (ets->model.error == CRM_ETS_MULTIPLICATIVE && season == CRM_ETS_ADDITIVE)
    fit_season (ets);
  if (ets->model.trend == CRM_ETS_MULTIPLICATIVE)
    ets->slope = CLAMP (1 + ets->slope / ets->level, 0.8, 1.25);
  fit->unit_level = MAX (changes, fabs (ets->level) * 1e-3);
  fit->unit_slope = ets->model.trend == CRM_ETS_MULTIPLICATIVE ? 0.01 : fit->unit_level / 5;
  fit->unit_season = season == CRM_ETS_MULTIPLICATIVE ? 0.05 : fit->unit_level;
  return TRUE;
}

static guint
place_start (const CrmEts *ets,
             double alpha,
             double share,
             double *x)
{
  guint n = 0;

  x[n++] = asin (sqrt (alpha));
  if (ets->model.trend != CRM_ETS_NONE)
    x[n++] = asin (sqrt (share));
  if (ets->model.damped)
    x[n++] = asin (sqrt (0.9));
  if (ets->model.season != CRM_ETS_NONE)
    x[n++] = asin (sqrt (share));
  n += 1 + (ets->model.trend != CRM_ETS_NONE);
  return n + (ets->model.season != CRM_ETS_NONE ? ets->period - 1 : 0);
}

static double
search_from_starts (Fit *fit,
                    double best[MOST_SEARCHED],
                    guint *n,
                    const CrmRun *run)
{
  static const double starts[][2] = { { 0.5, 0.05 }, { 0.1, 0.3 }, { 0.9, 0.01 } };
  double best_value = INFINITY;

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      double x[MOST_SEARCHED] = { 0 }, value;

      *n = place_start (fit->ets, starts[i][0], starts[i][1], x);
      value = crm_minimize (measure, fit, x, *n, 2, 1e-7, 200, run);
      if (value >= best_value)
        continue;
      best_value = value;
      memcpy (best, x, sizeof x);
    }
  return best_value;
}

/* Through a long series goes only what is best at its start, unless that does not come to the end. */
static gboolean
search (Fit *fit,
        const CrmRun *run,
        GError **error)
{
  CrmEts *ets = fit->ets;
  double best_value, best[MOST_SEARCHED] = { 0 };
  Fit start = *fit;
  CrmEtsState state;
  guint n;

  start.n = MIN (fit->n, CRM_ETS_LONG);
  best_value = search_from_starts (&start, best, &n, run);
  if (start.n < fit->n)
    {
      best_value = crm_minimize (measure, fit, best, n, 2, 1e-7, 200, run);
      if (best_value == INFINITY)
        best_value = search_from_starts (fit, best, &n, run);
    }
  if (!crm_run_go_on (run, -1, error))
    return FALSE;
  if (best_value == INFINITY)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("This model does not fit the series: nothing "
                           "was found that its forecasts could begin with. Take another one, such as AAA."));
      return FALSE;
    }
  read_state (fit, best, &state);
  ets->alpha = state.alpha;
  ets->beta = state.beta;
  ets->gamma = state.gamma;
  ets->phi = state.phi;
  ets->level = state.level;
  ets->slope = state.slope;
  memcpy (ets->season, state.season, ets->period * sizeof (double));
  return TRUE;
}

static gboolean
check (const double *values,
       gsize n,
       guint period,
       const CrmEtsModel *model,
       GError **error)
{
  gboolean multiplies = model->error == CRM_ETS_MULTIPLICATIVE || model->trend == CRM_ETS_MULTIPLICATIVE ||
                        model->season == CRM_ETS_MULTIPLICATIVE;
  gsize n_known = 0, needed = 5 + (model->trend != CRM_ETS_NONE ? 2 : 0) + model->damped +
                              (model->season != CRM_ETS_NONE ? period : 0);
  double lowest = INFINITY;

  for (gsize i = 0; i < n; i++)
    {
      if (isinf (values[i]))
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("Place %zu of the series is infinite. Leave it out or "
                       "correct it."), i + 1);
          return FALSE;
        }
      n_known += !isnan (values[i]);
      lowest = fmin (lowest, values[i]);
    }
  if (!crm_ets_model_is_admissible (model))
    g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("Forecasts of this model have no finite variance. "
                         "Take a multiplicative error with multiplicative parts, such as MAM, or an additive one with "
                         "additive parts, such as AAA."));
  else if (model->season != CRM_ETS_NONE && (period < 2 || period > CRM_ETS_LONGEST_SEASON))
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("A season of ETS has 2 to %d values, not %u. Take a longer "
                 "unit of time, or ARIMA."), CRM_ETS_LONGEST_SEASON, period);
  else if (n_known < needed)
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("This model needs at least %zu values; there are %zu. Take a "
                 "simpler one or more data."), needed, n_known);
  else if (multiplies && lowest <= 0)
    g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID, _("A multiplicative model needs values above 0, and "
                         "some are not. Take an additive one, such as AAA."));
  else
    return TRUE;
  return FALSE;
}

/* A series that does not change is what it is: there are no errors to make smaller. */
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

static void
apply_constant (CrmEts *ets,
                const double *filled,
                gsize n)
{
  CrmEtsModel *model = &ets->model;

  ets->alpha = 0.5;
  ets->beta = model->trend != CRM_ETS_NONE ? LOWEST : NAN;
  ets->gamma = model->season != CRM_ETS_NONE ? LOWEST : NAN;
  ets->phi = model->damped ? HIGHEST_PHI : NAN;
  ets->level = filled[0];
  ets->slope = model->trend == CRM_ETS_MULTIPLICATIVE;
  for (guint i = 0; i < ets->period; i++)
    ets->season[i] = model->season == CRM_ETS_MULTIPLICATIVE;
}

/**
 * crm_ets_fit:
 * @values: (array length=n): NaN where one is missing
 * @period: values of a season, up to 24; not looked at by models without one
 *
 * Finds the parameters and first states under which the series is most likely (Hyndman and others 2008, chapter 5),
 * with alpha, beta / alpha and gamma / (1 − alpha) from 0 to 1, and phi from 0.8 to 0.98.
 *
 * Returns: (transfer full) (nullable): the fit
 * Errors: %CRM_ERROR_INVALID for too few values, a model that is not admissible, a multiplicative one of what is not
 *   above 0; %G_IO_ERROR_CANCELLED
 */
CrmEts *
crm_ets_fit (const double *values,
             gsize n,
             guint period,
             const CrmEtsModel *model,
             const CrmRun *run,
             GError **error)
{
  g_autofree double *filled = NULL, *season = NULL;
  g_autoptr (CrmEts) self = NULL;
  Fit fit;

  if (!check (values, n, period, model, error))
    return NULL;
  self = crm_ets_new (model, period);
  season = g_new0 (double, self->period);
  filled = g_memdup2 (values, n * sizeof (double));
  crm_interpolate (filled, n, self->period, run);
  fit = (Fit) { .ets = self, .values = values, .n = n, .season = season };
  if (is_constant (filled, n))
    apply_constant (self, filled, n);
  else if (!find_start (&fit, filled, error) || !search (&fit, run, error))
    return NULL;
  crm_ets_apply (self, values, n);
  return g_steal_pointer (&self);
}
