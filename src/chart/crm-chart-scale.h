/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CrmChartScale:
 * @min: the first tick, at or below every value
 * @max: the last tick, at or above every value
 * @step: from tick to tick: 1, 2 or 5 times a power of ten
 * @n_ticks: at least 2
 *
 * A value axis with round numbers on it.
 */
typedef struct
{
  double min;
  double max;
  double step;
  guint  n_ticks;
} CrmChartScale;

void   crm_chart_scale_init     (CrmChartScale *scale, double min, double max, guint max_ticks, gboolean whole);
double crm_chart_scale_tick     (const CrmChartScale *scale, guint tick);
double crm_chart_scale_position (const CrmChartScale *scale, double value);

G_END_DECLS
