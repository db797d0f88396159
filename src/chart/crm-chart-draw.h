/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "chart/crm-chart-layout.h"

G_BEGIN_DECLS

void crm_chart_draw (const CrmChartLayout *layout, cairo_t *cr, int highlighted, int selected);

G_END_DECLS
