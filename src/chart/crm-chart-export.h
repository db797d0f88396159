/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chart/crm-chart-layout.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_CHART_FORMAT_SVG,
  CRM_CHART_FORMAT_PNG,
  CRM_CHART_FORMAT_PDF,
  CRM_CHART_FORMAT_CSV,
} CrmChartFormat;

gboolean  crm_chart_format_from_name (const char *name, CrmChartFormat *format);
GBytes   *crm_chart_render (CrmChart *chart, CrmChartFormat format, double width, double height,
                            CrmChartLayoutFlags flags, GError **error);
gboolean  crm_chart_export (CrmChart *chart, GFile *file, CrmChartFormat format, double width, double height,
                            CrmChartLayoutFlags flags, GError **error);

G_END_DECLS
