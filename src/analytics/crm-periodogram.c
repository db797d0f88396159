/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-correlogram.h"
#include "analytics/crm-hypothesis.h"
#include "analytics/crm-periodogram.h"
#include "analytics/crm-sum.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_fft_real.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#define EXACT_FREQUENCIES 40   /* up to which sums of terms with changing signs keep their digits */
#define FEW_VALUES 8

/**
 * crm_periodogram:
 * @values: (array length=n): none missing
 * @n_frequencies: (out): ⌊(n − 1) / 2⌋
 *
 * How much of the variance around a straight line waves of each length explain: that of wave k has n / k values
 * (A. Schuster, "On the investigation of hidden periodicities", 1898; by the fast Fourier transform).
 *
 * Returns: (transfer full) (array length=n_frequencies): shares, from the longest wave on; they sum to 1 where n is odd
 */
double *
crm_periodogram (const double *values,
                 gsize n,
                 gsize *n_frequencies)
{
  g_autofree double *rest = g_new (double, MAX (n, 1));
  gsl_fft_real_wavetable *table;
  gsl_fft_real_workspace *space;
  double *shares, intercept, slope;
  CrmSum whole = { 0 };

  *n_frequencies = n > 0 ? (n - 1) / 2 : 0;
  shares = g_new0 (double, *n_frequencies + 1);
  if (*n_frequencies == 0)
    return shares;
  gsl_set_error_handler_off ();
  crm_remove_line (values, n, rest, &intercept, &slope);
  for (gsize i = 0; i < n; i++)
    crm_sum_add (&whole, rest[i] * rest[i]);
  table = gsl_fft_real_wavetable_alloc (n);
  space = gsl_fft_real_workspace_alloc (n);
  gsl_fft_real_transform (rest, 1, n, table, space);
  gsl_fft_real_wavetable_free (table);
  gsl_fft_real_workspace_free (space);
  /* Real and imaginary parts of wave k stand side by side. */
  for (gsize k = 1; k <= *n_frequencies && crm_sum_value (&whole) > 0; k++)
    shares[k - 1] = 2 * (rest[2 * k - 1] * rest[2 * k - 1] + rest[2 * k] * rest[2 * k]) / n / crm_sum_value (&whole);
  return shares;
}

/**
 * crm_fisher_g:
 * @share: of the highest peak among all frequencies
 *
 * Returns: how likely one as high were in noise (R. A. Fisher, "Tests of significance in harmonic analysis", 1929; for
 *   many frequencies by its limit)
 */
double
crm_fisher_g (double share,
              gsize n_frequencies)
{
  double m = n_frequencies, sum = 0;

  if (!(share > 0) || n_frequencies < 2)
    return 1;
  if (n_frequencies > EXACT_FREQUENCIES)
    return -expm1 (-m * pow (fmax (1 - share, 0), m - 1));
  for (double j = 1; j <= m && j * share < 1; j++)
    sum += (fmod (j, 2) != 0 ? 1 : -1) * exp (gsl_sf_lnchoose (m, j) + (m - 1) * log1p (-j * share));
  return CLAMP (sum, 0, 1);
}

/**
 * crm_periodogram_peaks:
 * @values: (array length=n): none missing
 * @peaks: (out caller-allocates) (array length=most): the highest first
 *
 * Finds the lengths of waves that stand out from those beside them.
 *
 * Returns: how many there are, at most @most; none where there are too few values or they are on a line
 */
guint
crm_periodogram_peaks (const double *values,
                       gsize n,
                       CrmPeak *peaks,
                       guint most)
{
  gsize m;
  g_autofree double *shares = crm_periodogram (values, n, &m);
  guint n_peaks = 0;

  for (gsize k = 1; k <= m && n >= FEW_VALUES; k++)
    {
      double here = shares[k - 1];
      guint place = n_peaks;

      if (!(here > 1e-12) || (k > 1 && here <= shares[k - 2]) || (k < m && here < shares[k]))
        continue;
      while (place > 0 && peaks[place - 1].share < here)
        place--;
      if (place >= most)
        continue;
      n_peaks = MIN (n_peaks + 1, most);
      for (guint i = n_peaks - 1; i > place; i--)
        peaks[i] = peaks[i - 1];
      peaks[place] = (CrmPeak) { (double) n / k, here, crm_fisher_g (here, m) };
    }
  return n_peaks;
}

void
crm_pattern_free (CrmPattern *self)
{
  g_free (self->places);
  g_free (self);
}

/* Whether the places differ by more than chance; NaN of values so large that what is left of them is no number. */
static double
compare_places (const CrmPattern *self,
                const double *rest,
                const guint *places,
                gsize n)
{
  g_autofree gsize *sizes = g_new0 (gsize, self->n_places);
  g_autoptr (GPtrArray) samples = g_ptr_array_new_with_free_func (g_free);
  g_autofree guint *numbers = g_new (guint, self->n_places);

  for (guint place = 0; place < self->n_places; place++)
    {
      numbers[place] = samples->len;
      if (self->places[place].n > 0)
        g_ptr_array_add (samples, g_new (double, self->places[place].n));
    }
  for (gsize i = 0; i < n; i++)
    {
      guint number = numbers[places[i]];

      if (!isfinite (rest[i]))
        return NAN;
      ((double *) samples->pdata[number])[sizes[number]++] = rest[i];
    }
  if (samples->len < 2)
    return NAN;
  return crm_hypothesis_kruskal (&(CrmSamples) { samples->len, (double **) samples->pdata, sizes }, NULL).p;
}

/**
 * crm_pattern_new:
 * @values: (array length=n): none missing, in the order of time
 * @places: (array length=n): the place of each in its cycle, below @n_places: the day of its week, say
 *
 * What comes again at the same place of each cycle, once a straight line is taken away.
 *
 * Returns: (transfer full): the pattern
 */
CrmPattern *
crm_pattern_new (const double *values,
                 const guint *places,
                 gsize n,
                 guint n_places)
{
  CrmPattern *self = g_new0 (CrmPattern, 1);
  g_autofree double *rest = g_new (double, MAX (n, 1));
  CrmSum sum = { 0 }, whole = { 0 };
  double intercept, slope, between = 0;
  guint n_used = 0;

  self->n_places = n_places;
  self->places = g_new0 (CrmPatternPlace, n_places);
  crm_remove_line (values, n, rest, &intercept, &slope);
  for (gsize i = 0; i < n; i++)
    {
      crm_sum_add (&sum, values[i]);
      crm_sum_add (&whole, rest[i] * rest[i]);
      self->places[places[i]].n++;
      self->places[places[i]].effect += rest[i];
    }
  self->mean = crm_sum_value (&sum) / n;
  for (guint place = 0; place < n_places; place++)
    {
      CrmPatternPlace *of = &self->places[place];

      between += of->n > 0 ? of->effect * of->effect / of->n : 0;
      n_used += of->n > 0;
      of->effect = of->n > 0 ? of->effect / of->n : NAN;
      of->index = self->mean > 0 ? 1 + of->effect / self->mean : NAN;
    }
  if (n > n_used && crm_sum_value (&whole) > 0)
    self->share = fmax (1 - (1 - between / crm_sum_value (&whole)) * (n - 1) / (n - n_used), 0);
  self->p = compare_places (self, rest, places, n);
  return self;
}
