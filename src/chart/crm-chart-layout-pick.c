/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart/crm-chart-layout-private.h"

#include <math.h>

/**
 * crm_chart_layout_get_chart:
 *
 * Returns: (transfer none): the chart that was laid out
 */
CrmChart *
crm_chart_layout_get_chart (const CrmChartLayout *self)
{
  return self->chart;
}

/**
 * crm_chart_layout_get_n_marks:
 *
 * Returns: the number of marks of all series, missing values included; 0 for a chart without any value
 */
guint
crm_chart_layout_get_n_marks (const CrmChartLayout *self)
{
  return self->marks->len;
}

/**
 * crm_chart_layout_get_mark:
 *
 * Returns: (transfer none) (nullable): where a mark is; %NULL if there is no such mark
 */
const CrmChartMarkBox *
crm_chart_layout_get_mark (const CrmChartLayout *self,
                           int mark)
{
  return mark >= 0 && (guint) mark < self->marks->len ? &g_array_index (self->marks, CrmChartMarkBox, mark) : NULL;
}

/**
 * crm_chart_layout_get_n_texts:
 *
 * Returns: the number of texts
 */
guint
crm_chart_layout_get_n_texts (const CrmChartLayout *self)
{
  return self->texts->len;
}

/**
 * crm_chart_layout_get_text:
 * @rect: (out): where the text is
 *
 * Returns: (transfer none): a text, in full even where it is drawn shortened
 */
const char *
crm_chart_layout_get_text (const CrmChartLayout *self,
                           guint text,
                           CrmChartRect *rect)
{
  CrmChartText *found = &g_array_index (self->texts, CrmChartText, text);

  *rect = found->rect;
  return pango_layout_get_text (found->layout);
}

static gboolean
contains (const CrmChartRect *rect,
          double x,
          double y)
{
  return x >= rect->x && x < rect->x + rect->width && y >= rect->y && y < rect->y + rect->height;
}

/**
 * crm_chart_layout_pick:
 *
 * Returns: the mark that a pointer at this place means, or -1. The areas of lines overlap; there it is the nearest
 *   point.
 */
int
crm_chart_layout_pick (const CrmChartLayout *self,
                       double x,
                       double y)
{
  double nearest = INFINITY;
  int found = -1;

  for (guint i = 0; i < self->marks->len; i++)
    {
      CrmChartMarkBox *box = &g_array_index (self->marks, CrmChartMarkBox, i);
      double distance = fabs (box->rect.y + box->rect.height / 2 - y) + (box->present ? 0 : self->height);

      if (!contains (&box->hit, x, y))
        continue;
      if (crm_chart_get_kind (self->chart) != CRM_CHART_LINE)
        return (int) i;
      if (distance >= nearest)
        continue;
      nearest = distance;
      found = (int) i;
    }
  return found;
}

/**
 * crm_chart_layout_move:
 * @mark: the mark to start from, or -1
 *
 * Returns: the neighbour in that direction as it is seen on the screen, or @mark where there is none; from -1 it is the
 *   first or the last mark
 */
int
crm_chart_layout_move (const CrmChartLayout *self,
                       int mark,
                       CrmChartMove move)
{
  int n = (int) crm_chart_get_n_marks (self->chart), series, index, along = 0, across = 0;
  int last = (int) self->marks->len - 1;
  int forward = (self->flags & CRM_CHART_LAYOUT_RTL) != 0 ? -1 : 1;
  gboolean rows = crm_chart_get_kind (self->chart) == CRM_CHART_BAR ||
                  crm_chart_get_kind (self->chart) == CRM_CHART_FUNNEL;

  if (last < 0)
    return -1;
  if (mark < 0 || mark > last)
    return move == CRM_CHART_MOVE_LAST ? last : 0;

  series = mark / n;
  index = mark % n;
  switch (move)
    {
    case CRM_CHART_MOVE_FIRST: return series * n;
    case CRM_CHART_MOVE_LAST: return series * n + n - 1;
    case CRM_CHART_MOVE_LEFT: *(rows ? &across : &along) = -forward; break;
    case CRM_CHART_MOVE_RIGHT: *(rows ? &across : &along) = forward; break;
    case CRM_CHART_MOVE_UP: *(rows ? &along : &across) = -1; break;
    case CRM_CHART_MOVE_DOWN: *(rows ? &along : &across) = 1; break;
    default: break;
    }
  index = CLAMP (index + along, 0, n - 1);
  series = CLAMP (series + across, 0, last / n);
  return series * n + index;
}
