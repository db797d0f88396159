/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-ets.h"
#include "analytics/crm-random.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Means and variances of what comes: Hyndman and others 2008, chapter 6. */

#define N_PATHS 5000

typedef struct
{
  double ll, lb, bb;    /* second moments of level and slope, times the square of a seasonal factor */
} Moments;

/* The effect of an error on the value that comes `lag` steps later (table 6.1). */
static double
weigh (const CrmEts *self,
       guint lag)
{
  double weight = self->alpha, power = 1;

  for (guint i = 1; self->model.trend != CRM_ETS_NONE && i <= lag; i++)
    {
      power *= self->model.damped ? self->phi : 1;
      weight += self->beta * power;
    }
  if (self->model.season == CRM_ETS_ADDITIVE && lag % self->period == 0)
    weight += self->gamma;
  return weight;
}

static double
expect (const CrmEts *self,
        guint step)
{
  double damping = 0, power = 1, base;
  CrmEtsKind trend = self->model.trend, season = self->model.season;

  for (guint i = 0; i <= step; i++)
    {
      power *= self->model.damped ? self->phi : 1;
      damping += power;
    }
  base = trend == CRM_ETS_NONE ? self->last_level : trend == CRM_ETS_ADDITIVE ?
         self->last_level + damping * self->last_slope : self->last_level * pow (self->last_slope, damping);
  return season == CRM_ETS_ADDITIVE ? base + self->last_season[step % self->period] :
         season == CRM_ETS_MULTIPLICATIVE ? base * self->last_season[step % self->period] : base;
}

/* Additive parts: classes 1 (additive error) and 2 (multiplicative error) of section 6.2. */
static void
spread_linear (const CrmEts *self,
               guint horizon,
               const double *mean,
               double *variance)
{
  gboolean relative = self->model.error == CRM_ETS_MULTIPLICATIVE;
  g_autofree double *theta = g_new (double, MAX (horizon, 1));

  for (guint i = 0; i < horizon; i++)
    {
      double sum = relative ? mean[i] * mean[i] : 1;

      for (guint lag = 1; lag <= i; lag++)
        {
          double weight = weigh (self, lag);

          sum += weight * weight * (relative ? self->sigma2 * theta[i - lag] : 1);
        }
      theta[i] = sum;
      variance[i] = relative ? (1 + self->sigma2) * sum - mean[i] * mean[i] : self->sigma2 * sum;
    }
}

/* Level and slope one step on, with an error of given moments: z becomes (F + G ε) z, where G = (alpha, beta)ᵀ (1,
 * phi), weighed by 1, ε and ε². */
static Moments
step_moments (const CrmEts *self,
              Moments m,
              double one,
              double first,
              double second)
{
  gboolean sloped = self->model.trend != CRM_ETS_NONE;
  double phi = self->model.damped ? self->phi : sloped, alpha = self->alpha, beta = sloped ? self->beta : 0;
  double uu = m.ll + 2 * phi * m.lb + phi * phi * m.bb, ub = phi * (m.lb + phi * m.bb), bb = phi * phi * m.bb;

  return (Moments) {
    .ll = (one + 2 * alpha * first + alpha * alpha * second) * uu,
    .lb = one * ub + first * (alpha * ub + beta * uu) + alpha * beta * second * uu,
    .bb = one * bb + 2 * beta * first * ub + beta * beta * second * uu,
  };
}

/* A multiplicative season on an additive trend: class 3 of section 6.3, by the exact second moments of level and slope
 * times each seasonal factor, for errors that are normal. */
static void
spread_seasonal (const CrmEts *self,
                 guint horizon,
                 double *mean,
                 double *variance)
{
  double sigma2 = self->sigma2, gamma = self->gamma;
  gboolean sloped = self->model.trend != CRM_ETS_NONE;
  double phi = self->model.damped ? self->phi : sloped, alpha = self->alpha, beta = sloped ? self->beta : 0;
  g_autofree Moments *squares = g_new (Moments, self->period);
  g_autofree double *levels = g_new (double, self->period), *slopes = g_new (double, self->period);

  for (guint i = 0; i < self->period; i++)
    {
      double level = self->last_level * self->last_season[i], slope = self->last_slope * self->last_season[i];

      levels[i] = level;
      slopes[i] = slope;
      squares[i] = (Moments) { level * level, level * slope, slope * slope };
    }
  for (guint step = 0; step < horizon; step++)
    {
      guint place = step % self->period;
      Moments m = squares[place];

      mean[step] = levels[place] + phi * slopes[place];
      variance[step] = (1 + sigma2) * (m.ll + 2 * phi * m.lb + phi * phi * m.bb) - mean[step] * mean[step];
      for (guint i = 0; i < self->period; i++)
        {
          double along = levels[i] + phi * slopes[i], shared = i == place ? gamma * sigma2 : 0;

          levels[i] = along + shared * alpha * along;
          slopes[i] = phi * slopes[i] + shared * beta * along;
          squares[i] = i != place ? step_moments (self, squares[i], 1, 0, sigma2) :
                       step_moments (self, squares[i], 1 + gamma * gamma * sigma2, 2 * gamma * sigma2,
                                     sigma2 + 3 * gamma * gamma * sigma2 * sigma2);
        }
    }
}

static void
simulate_path (const CrmEts *self,
               guint horizon,
               CrmRandom *random,
               double *season,
               double *path)
{
  double level = self->last_level, slope = self->last_slope, sd = sqrt (self->sigma2);

  memcpy (season, self->last_season, self->period * sizeof (double));
  for (guint step = 0; step < horizon; step++)
    {
      double drift = pow (slope, self->model.damped ? self->phi : 1), base = level * drift;
      double *factor = season + step % self->period, error;

      /* What is sold is not negative. */
      do
        error = sd * crm_random_normal (random);
      while (error <= -1);
      path[step] = base * (self->model.season != CRM_ETS_NONE ? *factor : 1) * (1 + error);
      slope = drift + self->beta * drift * error;
      level = base * (1 + self->alpha * error);
      if (self->model.season != CRM_ETS_NONE)
        *factor *= 1 + self->gamma * error;
    }
}

static int
compare_numbers (const void *a,
                 const void *b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

static double
find_quantile (const double *sorted,
               gsize n,
               double share)
{
  double place = share * (n - 1);
  gsize below = MIN ((gsize) place, n - 2);

  return sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
}

static void
spread_simulated (const CrmEts *self,
                  guint horizon,
                  guint64 seed,
                  const double *levels,
                  guint n_levels,
                  double *lower,
                  double *upper)
{
  g_autofree double *paths = g_new (double, (gsize) N_PATHS * MAX (horizon, 1)), *season = g_new (double, self->period);
  g_autofree double *path = g_new (double, MAX (horizon, 1));
  CrmRandom random;

  crm_random_init (&random, seed, 0);
  for (guint i = 0; i < N_PATHS; i++)
    {
      simulate_path (self, horizon, &random, season, path);
      for (guint step = 0; step < horizon; step++)
        paths[(gsize) step * N_PATHS + i] = path[step];
    }
  for (guint step = 0; step < horizon; step++)
    {
      double *values = paths + (gsize) step * N_PATHS;

      qsort (values, N_PATHS, sizeof (double), compare_numbers);
      for (guint i = 0; i < n_levels; i++)
        {
          lower[i * horizon + step] = find_quantile (values, N_PATHS, (1 - levels[i]) / 2);
          upper[i * horizon + step] = find_quantile (values, N_PATHS, (1 + levels[i]) / 2);
        }
    }
}

/**
 * crm_ets_forecast:
 * @seed: for models with a multiplicative trend, whose spread is found from 5,000 paths drawn by chance
 * @levels: (array length=n_levels): such as 0.8 and 0.95: how likely a value lies within
 * @mean: (out) (array length=horizon): what is expected
 * @lower: (out) (array length=n_levels*horizon): a level after the other; @upper likewise
 *
 * Returns: how the spread was found
 */
CrmEtsSpread
crm_ets_forecast (const CrmEts *self,
                  guint horizon,
                  guint64 seed,
                  const double *levels,
                  guint n_levels,
                  double *mean,
                  double *lower,
                  double *upper)
{
  g_autofree double *variance = g_new (double, MAX (horizon, 1));

  for (guint step = 0; step < horizon; step++)
    mean[step] = expect (self, step);
  if (self->model.trend == CRM_ETS_MULTIPLICATIVE && isfinite (self->sigma2))
    {
      spread_simulated (self, horizon, seed, levels, n_levels, lower, upper);
      return CRM_ETS_SIMULATED;
    }
  if (self->model.season == CRM_ETS_MULTIPLICATIVE)
    spread_seasonal (self, horizon, mean, variance);
  else
    spread_linear (self, horizon, mean, variance);
  for (guint i = 0; i < n_levels; i++)
    {
      double width = gsl_cdf_ugaussian_Pinv ((1 + levels[i]) / 2);

      for (guint step = 0; step < horizon; step++)
        {
          double sd = sqrt (MAX (variance[step], 0));

          lower[i * horizon + step] = mean[step] - width * sd;
          upper[i * horizon + step] = mean[step] + width * sd;
        }
    }
  return CRM_ETS_EXACT;
}
