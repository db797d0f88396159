/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chart/crm-chart-layout.h"
#include "ui/common/crm-chart-view.h"

G_BEGIN_DECLS

#define CRM_CHART_VIEW_N_ACTIONS 4

struct _CrmChartView
{
  GtkWidget       parent_instance;

  CrmChart       *chart;
  CrmChartLayout *layout;        /* NULL until it is needed at the present size, look and direction */
  GPtrArray      *marks;         /* CrmChartMark, one for each mark of the layout; the parent owns them */
  GtkWidget      *menu;          /* created when it is first opened */
  GSimpleAction  *forwards[CRM_CHART_VIEW_N_ACTIONS]; /* for a menu button outside */
  int             hovered;       /* a mark of the layout, or -1 */
  int             current;       /* the mark that has the focus, or had it last */
};

void crm_chart_view_install_actions (GtkWidgetClass *widget_class);
void crm_chart_view_update_actions  (CrmChartView *self);
void crm_chart_view_popup_menu      (CrmChartView *self, double x, double y);

G_END_DECLS
