/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-lifetime-model.h"

#include <math.h>

/* BG/NBD */

/* Either the customer is still there, or left right after the last purchase. */
double
crm_bg_nbd_evaluate (const CrmLifetime *self,
                     const CrmHistory *history,
                     double *slope,
                     double *gone)
{
  double x = history->x, end = self->alpha + history->age, last = self->alpha + history->t_x;
  double log_ratio = log (end) - log (last), log_odds, share = 0;
  double value = self->r * log (self->alpha) - (self->r + x) * log (end);

  if (x > 0)
    {
      log_odds = log (self->a) - log (self->b + x - 1) + (self->r + x) * log_ratio;
      value += log_odds > 0 ? log_odds + log1p (exp (-log_odds)) : log1p (exp (log_odds));
      share = 1 / (1 + exp (-log_odds));
    }
  *gone = share;
  if (slope == NULL)
    return value;
  slope[0] = log (self->alpha) - log (end) + share * log_ratio;
  slope[1] = self->r / self->alpha - (self->r + x) / end + share * (self->r + x) * (1 / end - 1 / last);
  slope[2] = share / self->a;
  slope[3] = x > 0 ? -share / (self->b + x - 1) : 0;
  return value;
}

/* Pareto/NBD */

#define N_NODES 16
#define PANEL 16.0     /* by how much the logarithm of the integrand may change within a panel … */
#define LONGEST 4.0    /* … and how long one may be, well within the distance of the nearest singularity, π */
#define NEGLIGIBLE 1e-18

/* Nodes and weights of Gauss and Legendre for −1 to 1: the upper half, the lower is its mirror. */
static const double nodes[N_NODES / 2] = {
  0.0950125098376374402, 0.2816035507792589132, 0.4580167776572273863, 0.6178762444026437484,
  0.7554044083550030339, 0.8656312023878317439, 0.9445750230732325761, 0.9894009349916499326,
};
static const double weights[N_NODES / 2] = {
  0.1894506104550684963, 0.1826034150449235889, 0.1691565193950025382, 0.1495959888165767321,
  0.1246289712555338720, 0.0951585116824927848, 0.0622535239386478929, 0.0271524594117540949,
};

/* An integral and what it is with the logarithm of each factor, and with the inverse of each sum, under it. */
typedef struct
{
  double value;
  double log_alpha, log_beta;
  double inverse_alpha, inverse_beta;
} Integral;

static void
add_node (Integral *sum,
          const CrmLifetime *self,
          double powers[2],
          double top,
          double time,
          double weight)
{
  double alpha = self->alpha + time, beta = self->b + time, log_alpha = log (alpha), log_beta = log (beta);
  double value = weight * exp (-powers[0] * log_alpha - powers[1] * log_beta - top);

  sum->value += value;
  sum->log_alpha += value * log_alpha;
  sum->log_beta += value * log_beta;
  sum->inverse_alpha += value / alpha;
  sum->inverse_beta += value / beta;
}

/* A bound of the slope of the logarithm of the integrand in u, up to where t + m is `end`: it only grows. */
static double
bound_slope (const CrmLifetime *self,
             double powers[2],
             double least,
             double end)
{
  return 1 + powers[0] * end / (self->alpha - least + end) + powers[1] * end / (self->b - least + end);
}

static void
add_panel (Integral *sum,
           const CrmLifetime *self,
           double powers[2],
           double top,
           double start,
           double length)
{
  double least = fmin (self->alpha, self->b), half = length / 2;

  for (guint i = 0; i < N_NODES / 2; i++)
    {
      double above = start * exp (half + half * nodes[i]), below = start * exp (half - half * nodes[i]);

      add_node (sum, self, powers, top, above - least, weights[i] * half * above);
      add_node (sum, self, powers, top, below - least, weights[i] * half * below);
    }
}

/* ∫ (α + t)^−(r + x) (β + t)^−(s + 1) dt from the last purchase to the end, over e^top. In u, where t + m = (t_x + m)
 * e^u with m the lesser of α and β, the logarithm of what is under it is concave and has a slope of at most r + x + s +
 * 1. So panels of the right length are few, and once one adds nothing no later one will. */
static void
integrate (const CrmLifetime *self,
           const CrmHistory *history,
           double powers[2],
           double top,
           Integral *sum)
{
  double least = fmin (self->alpha, self->b), start = history->t_x + least, before = 0;
  double rest = log1p ((history->age - history->t_x) / start);

  *sum = (Integral) { 0 };
  while (rest > 0 && (before == 0 || sum->value - before > NEGLIGIBLE * sum->value))
    {
      double length = fmin (rest, LONGEST);

      while (length * bound_slope (self, powers, least, start * exp (length)) > PANEL)
        length /= 2;
      before = sum->value;
      add_panel (sum, self, powers, top, start, length);
      start *= exp (length);
      rest -= length;
    }
}

/* The difference of two hypergeometric functions in the papers is this integral (Euler's), whose terms are all
 * positive: nothing cancels, whatever the parameters. */
double
crm_pareto_nbd_evaluate (const CrmLifetime *self,
                         const CrmHistory *history,
                         double *slope,
                         double *gone)
{
  double x = history->x, r = self->r, s = self->a, alpha = self->alpha, beta = self->b;
  double end_alpha = alpha + history->age, end_beta = beta + history->age;
  double here = -(r + x) * log (end_alpha) - s * log (end_beta);
  double powers[2] = { r + x, s + 1 };
  double top = -powers[0] * log (alpha + history->t_x) - powers[1] * log (beta + history->t_x);
  double log_odds, share = 0, value = r * log (alpha) + s * log (beta) + here;
  Integral sum = { 0 };

  if (history->age > history->t_x)
    {
      integrate (self, history, powers, top, &sum);
      log_odds = top + log (s * sum.value) - here;
      value += log_odds > 0 ? log_odds + log1p (exp (-log_odds)) : log1p (exp (log_odds));
      share = 1 / (1 + exp (-log_odds));
    }
  *gone = share;
  if (slope == NULL)
    return value;
  slope[0] = log (alpha) - (1 - share) * log (end_alpha);
  slope[1] = r / alpha - (1 - share) * (r + x) / end_alpha;
  slope[2] = log (beta) - (1 - share) * log (end_beta) + share / s;
  slope[3] = s / beta - (1 - share) * s / end_beta;
  if (share > 0 && sum.value > 0)
    {
      slope[0] -= share * sum.log_alpha / sum.value;
      slope[1] -= share * (r + x) * sum.inverse_alpha / sum.value;
      slope[2] -= share * sum.log_beta / sum.value;
      slope[3] -= share * (s + 1) * sum.inverse_beta / sum.value;
    }
  return value;
}
