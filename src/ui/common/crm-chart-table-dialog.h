/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chart/crm-chart.h"

G_BEGIN_DECLS

#define CRM_TYPE_CHART_TABLE_DIALOG (crm_chart_table_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrmChartTableDialog, crm_chart_table_dialog, CRM, CHART_TABLE_DIALOG, AdwDialog)

AdwDialog *crm_chart_table_dialog_new (CrmChart *chart);

G_END_DECLS
