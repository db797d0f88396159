/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-correlogram.h"
#include "analytics/crm-describe.h"
#include "analytics/crm-number.h"
#include "analytics/crm-sort.h"
#include "analytics/crm-sum.h"

#include "base/crm-error.h"

#include <float.h>
#include <glib/gi18n-lib.h>

void
crm_description_free (CrmDescription *self)
{
  g_free (self->autocorrelations);
  g_free (self->sorted);
  g_free (self);
}

/**
 * crm_quantile:
 * @sorted: (array length=n): lowest first
 * @share: 0 to 1
 * @type: 6 or 7, of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50
 *   (1996): that of R and spreadsheets is 7, that of SPSS and Minitab 6
 *
 * Returns: the value that @share of the others lie below; NaN where there is none
 */
double
crm_quantile (const double *sorted,
              gsize n,
              double share,
              guint type)
{
  double place;
  gsize below;

  g_return_val_if_fail (type == 6 || type == 7, NAN);
  if (n == 0)
    return NAN;
  place = type == 7 ? share * (n - 1) : CLAMP (share * (n + 1) - 1, 0, n - 1);
  /* A share such as 0.1 is not exact: what is a whole place but for rounding is one. */
  if (fabs (place - rint (place)) < 4 * DBL_EPSILON * MAX (place, 1))
    place = rint (place);
  below = MIN ((gsize) place, n - 1);
  return below + 1 < n ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
}

/* The median of the distances from the centre: values below and above it are two lists of distances, each in order. */
static double
find_mad (const double *sorted,
          gsize n,
          double centre)
{
  gsize above = 0, below;
  double previous = 0, distance = 0;

  while (above < n && sorted[above] < centre)
    above++;
  below = above;
  for (gsize i = 0; i <= n / 2; i++)
    {
      previous = distance;
      if (above == n || (below > 0 && centre - sorted[below - 1] < sorted[above] - centre))
        distance = centre - sorted[--below];
      else
        distance = sorted[above++] - centre;
    }
  return n % 2 != 0 ? distance : previous + (distance - previous) / 2;
}

static void
find_modes (CrmDescription *self)
{
  for (gsize i = 0, end; i < self->n; i = end)
    {
      for (end = i + 1; end < self->n && self->sorted[end] == self->sorted[i]; end++)
        ;
      self->n_distinct++;
      if (end - i > self->mode_count)
        {
          self->mode_count = end - i;
          self->n_modes = 0;
        }
      if (end - i == self->mode_count && self->n_modes++ < CRM_MODES_MOST)
        self->modes[self->n_modes - 1] = self->sorted[i];
    }
}

static double
sum_between (const double *sorted,
             gsize first,
             gsize last)
{
  CrmSum sum = { 0 };

  for (gsize i = first; i < last; i++)
    crm_sum_add (&sum, sorted[i]);
  return crm_sum_value (&sum);
}

static void
find_means (CrmDescription *self)
{
  CrmSum logs = { 0 }, reciprocals = { 0 };
  gsize n = self->n, cut = n / 10;

  self->sum = sum_between (self->sorted, 0, n);
  self->mean = self->min == self->max ? self->min : self->sum / n;
  self->trimmed_mean = sum_between (self->sorted, cut, n - cut) / (n - 2 * cut);
  if (self->min <= 0)
    return;
  for (gsize i = 0; i < n; i++)
    {
      crm_sum_add (&logs, log (self->sorted[i]));
      crm_sum_add (&reciprocals, self->min / self->sorted[i]);
    }
  self->geometric_mean = exp (crm_sum_value (&logs) / n);
  self->harmonic_mean = n / crm_sum_value (&reciprocals) * self->min;
}

/* Two passes; what is left of the mean's own rounding is taken out of the moments. Distances are divided by a power of
 * two, which is exact, so that neither large nor small numbers leave the range of doubles at their fourth power. */
static void
find_moments (CrmDescription *self)
{
  double reach = MAX (self->max - self->mean, self->mean - self->min), unit, shift, m2, m3, m4, n = self->n;
  CrmSum sums[5] = { 0 };

  if (self->min == self->max)
    {
      self->variance = self->sd = self->n > 1 ? 0 : NAN;
      self->mean_distance = 0;
      self->rms = fabs (self->mean);
      return;
    }
  unit = ldexp (1, ilogb (reach));
  for (gsize i = 0; i < self->n; i++)
    {
      double distance = (self->sorted[i] - self->mean) / unit, power = distance;

      crm_sum_add (&sums[0], fabs (distance));
      for (guint k = 1; k <= 4; k++, power *= distance)
        crm_sum_add (&sums[k], power);
    }
  shift = crm_sum_value (&sums[1]) / n;
  m2 = crm_sum_value (&sums[2]) / n;
  m3 = crm_sum_value (&sums[3]) / n;
  m4 = crm_sum_value (&sums[4]) / n - 4 * shift * m3 + 6 * shift * shift * m2 - 3 * pow (shift, 4);
  m3 += -3 * shift * m2 + 2 * pow (shift, 3);
  m2 -= shift * shift;
  self->sd = sqrt (m2 * n / (n - 1)) * unit;
  self->variance = m2 * n / (n - 1) * unit * unit;
  self->mean_distance = crm_sum_value (&sums[0]) / n * unit;
  self->rms = hypot (self->mean, sqrt (m2) * unit);
  self->skewness = m3 / (m2 * sqrt (m2));
  self->kurtosis = m4 / (m2 * m2) - 3;
  if (n > 2)
    self->adjusted_skewness = self->skewness * sqrt (n * (n - 1)) / (n - 2);
  if (n > 3)
    self->adjusted_kurtosis = ((n + 1) * self->kurtosis + 6) * (n - 1) / ((n - 2) * (n - 3));
}

static void
find_autocorrelations (CrmDescription *self,
                       const double *values,
                       const CrmRun *run)
{
  g_autofree double *distances = g_new (double, self->n);

  self->autocorrelations = g_new (double, MAX (self->n_lags, 1));
  for (gsize i = 0; i < self->n; i++)
    distances[i] = values[i] - self->mean;
  crm_autocorrelation (distances, self->n, self->n_lags, self->autocorrelations, run);
}

static gboolean
find_weighted_mean (CrmDescription *self,
                    const double *values,
                    const double *weights,
                    gsize n,
                    GError **error)
{
  CrmSum sum = { 0 }, total = { 0 };

  for (gsize i = 0; i < n; i++)
    {
      if (isnan (weights[i]) || !crm_number_is_usable (values[i]))
        continue;
      if (weights[i] < 0 || !crm_number_is_usable (weights[i]))
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("Row %zu has a weight of %g. Weights are 0 or more; "
                       "correct it, or choose another column."), i + 1, weights[i]);
          return FALSE;
        }
      crm_sum_add (&sum, values[i] * weights[i]);
      crm_sum_add (&total, weights[i]);
    }
  self->weighted_mean = crm_sum_value (&total) > 0 ? crm_sum_value (&sum) / crm_sum_value (&total) : NAN;
  return TRUE;
}

static CrmDescription *
new_unknown (void)
{
  CrmDescription *self = g_new0 (CrmDescription, 1);

  self->mean = self->weighted_mean = self->geometric_mean = self->harmonic_mean = self->trimmed_mean = NAN;
  self->rms = self->min = self->max = self->median = self->iqr = self->variance = self->sd = self->mad = NAN;
  self->mean_distance = self->skewness = self->adjusted_skewness = self->kurtosis = self->adjusted_kurtosis = NAN;
  return self;
}

/**
 * crm_describe:
 * @values: (array length=n): NaN where one is missing
 * @weights: (array length=n) (nullable): of the rows, 0 or more; NaN where one is missing
 * @n_lags: how many autocorrelations to find
 * @run: (nullable): how to run
 *
 * Describes a column of numbers. Sums are compensated and moments taken in two passes, so that the certified values of
 * NIST's Statistical Reference Datasets come out as far as doubles can say them. Autocorrelations are those of the
 * usable values as they follow each other.
 *
 * Returns: (transfer full) (nullable): the description
 * Errors: %CRM_ERROR_INVALID for a weight below 0 or an infinite one; %G_IO_ERROR_CANCELLED
 */
CrmDescription *
crm_describe (const double *values,
              const double *weights,
              gsize n,
              guint n_lags,
              const CrmRun *run,
              GError **error)
{
  g_autoptr (CrmDescription) self = new_unknown ();
  g_autofree double *known = g_new (double, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    {
      if (crm_number_is_usable (values[i]))
        known[self->n++] = values[i];
      else if (isnan (values[i]))
        self->n_missing++;
    }
  self->n_unusable = n - self->n - self->n_missing;
  if (!crm_run_go_on (run, -1, error) ||
      (weights != NULL && !find_weighted_mean (self, values, weights, n, error)))
    return NULL;
  self->sorted = crm_sort_values (known, self->n, NULL, run);
  if (self->n == 0)
    return g_steal_pointer (&self);
  if (!crm_run_go_on (run, -1, error))
    return NULL;
  self->min = self->sorted[0];
  self->max = self->sorted[self->n - 1];
  self->median = crm_quantile (self->sorted, self->n, 0.5, 7);
  self->iqr = crm_quantile (self->sorted, self->n, 0.75, 7) - crm_quantile (self->sorted, self->n, 0.25, 7);
  self->mad = find_mad (self->sorted, self->n, self->median);
  self->n_lags = MIN (n_lags, self->n - 1);
  find_modes (self);
  find_means (self);
  if (!crm_run_go_on (run, -1, error))
    return NULL;
  find_moments (self);
  find_autocorrelations (self, known, run);
  return crm_run_go_on (run, -1, error) ? g_steal_pointer (&self) : NULL;
}
