/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart/crm-chart-scale.h"

#include <math.h>

static double
next_step (double step)
{
  double power = pow (10, floor (log10 (step) + 1e-9));
  double digit = step / power;

  return (digit < 1.5 ? 2 : digit < 3.5 ? 5 : 10) * power;
}

/**
 * crm_chart_scale_init:
 * @scale: (out caller-allocates): where to put the scale
 * @min: the smallest value; finite
 * @max: the largest value; finite
 * @max_ticks: how many ticks there is room for; two are made in any case, three around zero
 * @whole: whether the values are counts, so that ticks between whole numbers would make no sense
 *
 * Finds the smallest round step that covers the values with no more ticks than there is room for.
 */
void
crm_chart_scale_init (CrmChartScale *scale,
                      double min,
                      double max,
                      guint max_ticks,
                      gboolean whole)
{
  double range;

  if (min > max)
    {
      double other = min;

      min = max;
      max = other;
    }
  /* Values on both sides of zero need three. */
  max_ticks = MAX (max_ticks, min < 0 && max > 0 ? 3 : 2);
  if (max - min <= fabs (max) * 1e-12)
    max = min + (min != 0 ? fabs (min) : 1);
  range = max - min;

  scale->step = pow (10, floor (log10 (range / max_ticks)));
  if (whole && scale->step < 1)
    scale->step = 1;
  for (;; scale->step = next_step (scale->step))
    {
      double first = floor (min / scale->step + 1e-9), last = ceil (max / scale->step - 1e-9);

      if (last - first + 1 > max_ticks)
        continue;
      scale->min = first * scale->step;
      scale->max = last * scale->step;
      scale->n_ticks = (guint) (last - first) + 1;
      return;
    }
}

/**
 * crm_chart_scale_tick:
 *
 * Returns: the value at a tick
 */
double
crm_chart_scale_tick (const CrmChartScale *scale,
                      guint tick)
{
  double value = scale->min + tick * scale->step;

  return fabs (value) < scale->step * 1e-9 ? 0 : value;
}

/**
 * crm_chart_scale_position:
 *
 * Returns: where a value is between the first tick (0) and the last (1)
 */
double
crm_chart_scale_position (const CrmChartScale *scale,
                          double value)
{
  return (value - scale->min) / (scale->max - scale->min);
}
