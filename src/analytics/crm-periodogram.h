/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CrmPeak:
 * @period: length of a wave, in values
 * @share: of the variance around the line that waves of this length explain
 * @p: how likely so high a peak were among all if the values were noise
 */
typedef struct
{
  double period, share, p;
} CrmPeak;

double *crm_periodogram       (const double *values, gsize n, gsize *n_frequencies);
guint   crm_periodogram_peaks (const double *values, gsize n, CrmPeak *peaks, guint most);
double  crm_fisher_g          (double share, gsize n_frequencies);

/**
 * CrmPatternPlace:
 * @n: values at this place
 * @effect: by how much they lie above the line, on average
 * @index: what they are to be expected of the mean, 1 for as much
 */
typedef struct
{
  gsize  n;
  double effect, index;
} CrmPatternPlace;

/**
 * CrmPattern:
 * @share: of the variance around the line that the places explain, adjusted for their number; 0 at least
 * @p: that of Kruskal's and Wallis's test of the places; NaN where it cannot be told
 * @places: (array length=n_places)
 */
typedef struct
{
  double           mean, share, p;
  guint            n_places;
  CrmPatternPlace *places;
} CrmPattern;

CrmPattern *crm_pattern_new  (const double *values, const guint *places, gsize n, guint n_places);
void        crm_pattern_free (CrmPattern *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmPattern, crm_pattern_free)

G_END_DECLS
