/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pango.h>

#include "chart/crm-chart-theme.h"
#include "chart/crm-chart.h"

G_BEGIN_DECLS

/**
 * CrmChartLayoutFlags:
 * @CRM_CHART_LAYOUT_TITLE: draw the title and subtitle too, with a margin around all; for files and paper
 * @CRM_CHART_LAYOUT_RTL: mirror everything, for scripts that run from right to left
 */
typedef enum
{
  CRM_CHART_LAYOUT_DEFAULT = 0,
  CRM_CHART_LAYOUT_TITLE = 1 << 0,
  CRM_CHART_LAYOUT_RTL = 1 << 1,
} CrmChartLayoutFlags;

typedef enum
{
  CRM_CHART_MOVE_LEFT,
  CRM_CHART_MOVE_RIGHT,
  CRM_CHART_MOVE_UP,
  CRM_CHART_MOVE_DOWN,
  CRM_CHART_MOVE_FIRST,
  CRM_CHART_MOVE_LAST,
} CrmChartMove;

typedef struct
{
  double x;
  double y;
  double width;
  double height;
} CrmChartRect;

/**
 * CrmChartMarkBox:
 * @series: the number of the series
 * @mark: the number of the mark in its series
 * @present: whether the mark has a value, and so is drawn
 * @rect: where it is drawn; without height (or width) where the value is zero
 * @hit: the larger area in which a pointer means this mark
 * @top: above this nothing belongs to the mark, not even its value; a place for what is said about it
 */
typedef struct
{
  guint        series;
  guint        mark;
  gboolean     present;
  CrmChartRect rect;
  CrmChartRect hit;
  double       top;
} CrmChartMarkBox;

/**
 * CrmChartLayout:
 *
 * Where everything of a chart is, at one size. Marks are numbered through all series: series after series, each with
 * crm_chart_get_n_marks() of them. Lengths are in pixels of the target (in points of CSS, 1/96 inch, for files).
 */
typedef struct _CrmChartLayout CrmChartLayout;

CrmChartLayout        *crm_chart_layout_new          (CrmChart *chart, const CrmChartTheme *theme, double width,
                                                      double height, PangoContext *context,
                                                      CrmChartLayoutFlags flags);
void                   crm_chart_layout_free         (CrmChartLayout *layout);

double                 crm_chart_preferred_height    (CrmChart *chart, double width);

CrmChart              *crm_chart_layout_get_chart    (const CrmChartLayout *layout);
guint                  crm_chart_layout_get_n_marks  (const CrmChartLayout *layout);
const CrmChartMarkBox *crm_chart_layout_get_mark     (const CrmChartLayout *layout, int mark);
guint                  crm_chart_layout_get_n_texts  (const CrmChartLayout *layout);
const char            *crm_chart_layout_get_text     (const CrmChartLayout *layout, guint text, CrmChartRect *rect);

int                    crm_chart_layout_pick         (const CrmChartLayout *layout, double x, double y);
int                    crm_chart_layout_move         (const CrmChartLayout *layout, int mark, CrmChartMove move);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmChartLayout, crm_chart_layout_free)

G_END_DECLS
