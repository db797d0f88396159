/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CRM_CHART_N_COLORS 6

/**
 * CrmChartColor:
 *
 * Red, green, blue and opacity, each from 0 to 1, not premultiplied.
 */
typedef struct
{
  double red;
  double green;
  double blue;
  double alpha;
} CrmChartColor;

/**
 * CrmChartStyle:
 * @CRM_CHART_STYLE_LIGHT: on the light windows of GNOME
 * @CRM_CHART_STYLE_DARK: on the dark ones
 * @CRM_CHART_STYLE_CONTRAST: light, with stronger lines, and outlines around the marks
 * @CRM_CHART_STYLE_CONTRAST_DARK: the same on dark
 * @CRM_CHART_STYLE_PRINT: on white paper, in files and on the clipboard
 */
typedef enum
{
  CRM_CHART_STYLE_LIGHT,
  CRM_CHART_STYLE_DARK,
  CRM_CHART_STYLE_CONTRAST,
  CRM_CHART_STYLE_CONTRAST_DARK,
  CRM_CHART_STYLE_PRINT,
} CrmChartStyle;

/**
 * CrmChartTheme:
 * @accent: the colour of the marks where there is one series
 * @series: the colours of the marks where there are several, apart also for colour-blind eyes
 * @background: what the chart is painted on; transparent where something else paints it
 * @outlined: whether marks have an outline
 * @font: a Pango font description, or empty for the font of the Pango context
 *
 * The look of a chart. A plain value: fill it with crm_chart_theme_init(), change what is to differ.
 */
typedef struct
{
  CrmChartColor foreground;
  CrmChartColor dim;
  CrmChartColor grid;
  CrmChartColor background;
  CrmChartColor accent;
  CrmChartColor series[CRM_CHART_N_COLORS];
  gboolean      outlined;
  char          font[96];
} CrmChartTheme;

void          crm_chart_theme_init        (CrmChartTheme *theme, CrmChartStyle style);
CrmChartColor crm_chart_theme_mark_color  (const CrmChartTheme *theme, guint series, guint n_series);
CrmChartColor crm_chart_color_mix         (CrmChartColor a, CrmChartColor b, double share);

G_END_DECLS
