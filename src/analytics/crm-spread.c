/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-sort.h"
#include "analytics/crm-spread.h"

#include <math.h>

/* The standard deviation of a normal distribution whose median distance from the median is 1, 1 / Φ⁻¹(3/4) … */
#define NORMAL_MAD 1.482602218505602
/* … and of one whose mean distance is 1, √(π/2). */
#define NORMAL_MEAN 1.2533141373155003

/* Of sorted numbers, as R's type 7. */
static double
quantile (const double *sorted,
          gsize n,
          double share)
{
  double place = share * (n - 1);
  gsize before = floor (place), after = MIN (before + 1, n - 1);

  return sorted[before] + (place - before) * (sorted[after] - sorted[before]);
}

static CrmSpread
measure_z (const double *sorted,
           gsize n)
{
  double sum = 0, squares = 0, mean;

  for (gsize i = 0; i < n; i++)
    sum += sorted[i];
  mean = sum / n;
  for (gsize i = 0; i < n; i++)
    squares += (sorted[i] - mean) * (sorted[i] - mean);
  return (CrmSpread) { mean, mean, sorted[n - 1] > sorted[0] ? sqrt (squares / n) : 0 };
}

static CrmSpread
measure_mad (const double *sorted,
             gsize n,
             const CrmRun *run)
{
  double median = quantile (sorted, n, 0.5), sum = 0, unit;
  g_autofree double *distances = g_new (double, n), *sorted_distances = NULL;

  for (gsize i = 0; i < n; i++)
    {
      distances[i] = fabs (sorted[i] - median);
      sum += distances[i];
    }
  sorted_distances = crm_sort_values (distances, n, NULL, run);
  unit = NORMAL_MAD * quantile (sorted_distances, n, 0.5);
  return (CrmSpread) { median, median, unit > 0 ? unit : NORMAL_MEAN * sum / n };
}

/**
 * crm_spread_new:
 * @numbers: (array length=n): NaN where one is missing
 * @run: (nullable): once it is cancelled the result means nothing
 *
 * What is usual among numbers: mean and standard deviation (of the population); median and median absolute deviation
 * (B. Iglewicz and D. Hoaglin, "How to Detect and Handle Outliers", 1993), or mean absolute deviation where more than
 * half of the numbers are equal; quartiles (J. Tukey, "Exploratory Data Analysis", 1977).
 */
CrmSpread
crm_spread_new (const double *numbers,
                gsize n,
                CrmSpreadRule rule,
                const CrmRun *run)
{
  gsize n_known;
  g_autofree double *sorted = crm_sort_values (numbers, n, &n_known, run);
  CrmSpread self = { 0 };

  if (n_known == 0 || crm_run_is_cancelled (run))
    return self;
  if (rule == CRM_SPREAD_Z)
    return measure_z (sorted, n_known);
  if (rule == CRM_SPREAD_MAD)
    return measure_mad (sorted, n_known, run);
  self.low = quantile (sorted, n_known, 0.25);
  self.high = quantile (sorted, n_known, 0.75);
  self.unit = self.high - self.low;
  return self;
}

/**
 * crm_spread_deviation:
 *
 * Returns: how far the number is from what is usual, negative below it; 0 for one that is missing or where nothing
 *   spreads
 */
double
crm_spread_deviation (const CrmSpread *self,
                      double number)
{
  if (isnan (number) || self->unit == 0)
    return 0;
  return number < self->low ? (number - self->low) / self->unit :
         number > self->high ? (number - self->high) / self->unit : 0;
}
