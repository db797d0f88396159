/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chart/crm-chart.h"

G_BEGIN_DECLS

#define CRM_TYPE_CHART_VIEW (crm_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (CrmChartView, crm_chart_view, CRM, CHART_VIEW, GtkWidget)

GtkWidget *crm_chart_view_new         (void);
CrmChart  *crm_chart_view_get_chart   (CrmChartView *self);
void       crm_chart_view_set_chart   (CrmChartView *self, CrmChart *chart);
void       crm_chart_view_attach_menu (CrmChartView *self, GtkMenuButton *button);

G_END_DECLS
