/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chart/crm-chart-layout.h"

G_BEGIN_DECLS

void crm_chart_bubble_snapshot (GtkWidget *widget, GtkSnapshot *snapshot, const CrmChartLayout *layout, int mark);

G_END_DECLS
