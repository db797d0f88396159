/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-ets-private.h"

#include <float.h>
#include <math.h>

/* The recursions of R. J. Hyndman, A. B. Koehler, J. K. Ord and R. D. Snyder, "Forecasting with Exponential Smoothing:
 * The State Space Approach", 2008, tables 2.2 and 2.3, in their error-correction form. The kinds are constants to the
 * compiler, so that each of the models gets a loop of its own. */

static inline __attribute__ ((always_inline)) double
filter (CrmEtsKind error_kind,
        CrmEtsKind trend,
        CrmEtsKind season_kind,
        gboolean damped,
        guint period,
        CrmEtsState *state,
        const double *values,
        gsize n,
        double *sse,
        double *fitted_values,
        double *errors)
{
  double level = state->level, slope = state->slope, phi = damped ? state->phi : 1, sum = 0, logs = 0, product = 1;
  double pull = trend != CRM_ETS_NONE ? state->beta / state->alpha : 0;
  gsize used = 0;
  guint place = 0;

  for (gsize i = 0; i < n; i++)
    {
      double value = values[i], *season = state->season + place;
      double drift = trend == CRM_ETS_ADDITIVE ? phi * slope :
                     trend == CRM_ETS_MULTIPLICATIVE ? (damped ? pow (slope, phi) : slope) : 0;
      double base = trend == CRM_ETS_ADDITIVE ? level + drift : trend == CRM_ETS_MULTIPLICATIVE ? level * drift : level;
      double fitted = season_kind == CRM_ETS_ADDITIVE ? base + *season :
                      season_kind == CRM_ETS_MULTIPLICATIVE ? base * *season : base;
      double error, next;

      if (season_kind != CRM_ETS_NONE && ++place == period)
        place = 0;
      if (fitted_values != NULL)
        fitted_values[i] = fitted;
      if (isnan (value))
        {
          level = base;
          slope = trend != CRM_ETS_NONE ? drift : 0;
          if (errors != NULL)
            errors[i] = NAN;
          continue;
        }
      error = value - fitted;
      if (error_kind == CRM_ETS_MULTIPLICATIVE)
        {
          if (!(fitted > 0))
            return INFINITY;
          error /= fitted;
          product *= fitted;
          if (product > 1e200 || product < 1e-200)
            {
              logs += log (product);
              product = 1;
            }
        }
      if (errors != NULL)
        errors[i] = error;
      sum += error * error;
      used++;
      next = base + state->alpha * ((season_kind == CRM_ETS_ADDITIVE ? value - *season :
                                     season_kind == CRM_ETS_MULTIPLICATIVE ? value / *season : value) - base);
      if (trend == CRM_ETS_ADDITIVE)
        slope = drift + pull * (next - level - drift);
      else if (trend == CRM_ETS_MULTIPLICATIVE)
        {
          slope = drift + pull * (next / level - drift);
          if (!(slope > 0) || !(next > 0))
            return INFINITY;
        }
      if (season_kind == CRM_ETS_ADDITIVE)
        *season += state->gamma * (value - base - *season);
      else if (season_kind == CRM_ETS_MULTIPLICATIVE)
        *season += state->gamma * (value / base - *season);
      level = next;
    }
  state->level = level;
  state->slope = slope;
  *sse = sum;
  return used * log (MAX (sum, DBL_MIN)) + 2 * (logs + log (product));
}

/**
 * crm_ets_filter:
 * @state: (inout): at the start, and then at the end
 * @sse: (out): sum of squared errors, relative ones where they are multiplicative
 * @fitted: (nullable) (array length=n): what was expected of each value
 * @errors: (nullable) (array length=n): NaN where the value is missing, after which the state goes on as expected
 *
 * Returns: −2 log likelihood up to a constant; infinite where the state leaves what the model allows
 */
double
crm_ets_filter (const CrmEtsModel *model,
                guint period,
                CrmEtsState *state,
                const double *values,
                gsize n,
                double *sse,
                double *fitted,
                double *errors)
{
#define SEASONS(error, trend, damped) \
  case CRM_ETS_NONE: \
    return filter (error, trend, CRM_ETS_NONE, damped, period, state, values, n, sse, fitted, errors); \
  case CRM_ETS_ADDITIVE: \
    return filter (error, trend, CRM_ETS_ADDITIVE, damped, period, state, values, n, sse, fitted, errors); \
  case CRM_ETS_MULTIPLICATIVE: \
  default: \
    return filter (error, trend, CRM_ETS_MULTIPLICATIVE, damped, period, state, values, n, sse, fitted, errors);
#define TRENDS(error) \
  switch (model->trend) \
    { \
    case CRM_ETS_NONE: \
      switch (model->season) { SEASONS (error, CRM_ETS_NONE, FALSE) } \
    case CRM_ETS_ADDITIVE: \
      switch (model->season) { SEASONS (error, CRM_ETS_ADDITIVE, model->damped) } \
    case CRM_ETS_MULTIPLICATIVE: \
    default: \
      switch (model->season) { SEASONS (error, CRM_ETS_MULTIPLICATIVE, model->damped) } \
    }
  if (model->error == CRM_ETS_ADDITIVE)
    {
      TRENDS (CRM_ETS_ADDITIVE)
    }
  TRENDS (CRM_ETS_MULTIPLICATIVE)
#undef TRENDS
#undef SEASONS
}
