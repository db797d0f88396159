/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CRM_TYPE_CHART_MARK (crm_chart_mark_get_type ())
G_DECLARE_FINAL_TYPE (CrmChartMark, crm_chart_mark, CRM, CHART_MARK, GtkWidget)

GtkWidget *crm_chart_mark_new      (void);
void       crm_chart_mark_describe (CrmChartMark *self, const char *label, int position, int count);

G_END_DECLS
