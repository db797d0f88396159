/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chart/crm-chart-layout.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_CHART_TEXT_TITLE,
  CRM_CHART_TEXT_SUBTITLE,
  CRM_CHART_TEXT_LEGEND,
  CRM_CHART_TEXT_AXIS,        /* what the values are */
  CRM_CHART_TEXT_TICK,
  CRM_CHART_TEXT_LABEL,
  CRM_CHART_TEXT_GROUP,
  CRM_CHART_TEXT_VALUE,
  CRM_CHART_TEXT_CONVERSION,
  CRM_CHART_TEXT_EMPTY,
} CrmChartTextRole;

typedef struct
{
  CrmChartTextRole role;
  PangoLayout     *layout;
  CrmChartRect     rect;
  double           indent;    /* from the origin of the Pango layout to the left edge of the rectangle */
} CrmChartText;

typedef struct
{
  CrmChartRect rect;          /* without width or without height */
  gboolean     baseline;
} CrmChartGridLine;

typedef struct
{
  double top;
  double top_left;
  double top_right;
  double bottom;
  double bottom_left;
  double bottom_right;
} CrmChartConnector;

typedef struct
{
  CrmChartRect rect;
  guint        series;
} CrmChartSwatch;

struct _CrmChartLayout
{
  CrmChart           *chart;
  CrmChartTheme       theme;
  double              width;
  double              height;
  CrmChartLayoutFlags flags;
  PangoContext       *context;

  CrmChartRect        plot;         /* where the marks are */
  double              zero;         /* where marks grow from: y of columns, x of bars */
  GArray             *marks;        /* CrmChartMarkBox */
  GArray             *texts;        /* CrmChartText */
  GArray             *grid;         /* CrmChartGridLine */
  GArray             *connectors;   /* CrmChartConnector, between the stages of a funnel */
  GArray             *swatches;     /* CrmChartSwatch, the legend */
};

PangoLayout     *crm_chart_layout_make_text   (CrmChartLayout *self, CrmChartTextRole role, const char *text);
void             crm_chart_layout_limit_text  (PangoLayout *text, double width, int lines);
double           crm_chart_layout_text_width  (PangoLayout *text);
double           crm_chart_layout_line_height (CrmChartLayout *self, CrmChartTextRole role);
void             crm_chart_layout_add_text    (CrmChartLayout *self, CrmChartTextRole role, PangoLayout *text, double x,
                                               double y, double align);
void             crm_chart_layout_add_line    (CrmChartLayout *self, CrmChartRect rect, gboolean baseline);
CrmChartMarkBox *crm_chart_layout_mark        (CrmChartLayout *self, guint series, guint mark);
gboolean         crm_chart_layout_range       (CrmChartLayout *self, double *min, double *max, gboolean *whole);

void             crm_chart_layout_columns     (CrmChartLayout *self, CrmChartRect area);
void             crm_chart_layout_bars        (CrmChartLayout *self, CrmChartRect area);
void             crm_chart_layout_funnel      (CrmChartLayout *self, CrmChartRect area);

G_END_DECLS
