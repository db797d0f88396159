/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts with one row for each name: bars and funnels. */
#include "chart/crm-chart-layout-private.h"
#include "chart/crm-chart-scale.h"

#include <math.h>

#define GAP 12.0               /* between names, marks and values */
#define BAR_SHARE 0.7          /* of a row, the rest is space */
#define TALLEST_ROW 64.0
#define TALLEST_BAR 28.0
#define TALLEST_STAGE 44.0
#define WIDEST_FUNNEL 760.0
#define MOST_VALUES 200        /* more values than this are not written out */

typedef struct
{
  CrmChartLayout *layout;
  CrmChart       *chart;
  CrmChartRect    area;
  guint           n_rows;
  guint           n_series;
  double          row;          /* the height of a row */
  double          line;         /* the height of a line of text */
  double          label_width;
  double          value_width;  /* 0 where values are not written */
  gboolean        stacked;      /* names and values stand over the marks, not beside them */
} Rows;

static PangoLayout *
make_value (Rows *self,
            guint series,
            guint row)
{
  g_autofree char *value = crm_chart_get_value_text (self->chart, series, row);

  return crm_chart_layout_make_text (self->layout, CRM_CHART_TEXT_VALUE, value);
}

static void
measure (Rows *self)
{
  guint n_rows = self->n_rows;

  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (PangoLayout) label =
        crm_chart_layout_make_text (self->layout, CRM_CHART_TEXT_LABEL, crm_chart_get_axis_label (self->chart, i));

      self->label_width = MAX (self->label_width, crm_chart_layout_text_width (label));
      for (guint s = 0; s < self->n_series && n_rows * self->n_series <= MOST_VALUES; s++)
        {
          g_autoptr (PangoLayout) value = make_value (self, s, i);

          self->value_width = MAX (self->value_width, crm_chart_layout_text_width (value));
        }
    }
}

static void
init_rows (Rows *self,
           CrmChartLayout *layout,
           CrmChartRect area,
           guint n_series)
{
  double beside;

  *self = (Rows) { .layout = layout, .chart = layout->chart, .area = area, .n_series = n_series };
  self->n_rows = crm_chart_get_n_marks (self->chart);
  self->line = MAX (crm_chart_layout_line_height (layout, CRM_CHART_TEXT_VALUE),
                    crm_chart_layout_line_height (layout, CRM_CHART_TEXT_LABEL));
  self->row = MIN (area.height / self->n_rows, TALLEST_ROW + (n_series - 1) * TALLEST_BAR);
  measure (self);

  beside = area.width - MIN (self->label_width, area.width * 0.36) - self->value_width - 2 * GAP;
  self->stacked = n_series == 1 && beside < MAX (area.width * 0.45, 160) && self->row >= self->line + 12 &&
                  self->value_width > 0 && self->value_width < area.width * 0.6;
  if (self->stacked)
    self->label_width = area.width - self->value_width - GAP;
  else
    self->label_width = MIN (self->label_width, area.width * 0.36);
  if (!self->stacked && ((n_series > 1 ? self->row * BAR_SHARE / n_series : self->row) < self->line || beside < 24))
    self->value_width = 0;
}

static double
row_top (Rows *self,
         guint row)
{
  double free_height = MAX (self->area.height - self->row * self->n_rows, 0);

  return self->area.y + floor (free_height / 2) + row * self->row;
}

/* Lines of some scripts are higher than others; they share their middle. */
static void
add_text (Rows *self,
          CrmChartTextRole role,
          PangoLayout *text,
          double x,
          double y,
          double align)
{
  int height;

  pango_layout_get_pixel_size (text, NULL, &height);
  crm_chart_layout_add_text (self->layout, role, text, x, y + (self->line - height) / 2, align);
}

static void
add_label (Rows *self,
           guint row,
           double y)
{
  PangoLayout *text =
    crm_chart_layout_make_text (self->layout, CRM_CHART_TEXT_LABEL, crm_chart_get_axis_label (self->chart, row));

  crm_chart_layout_limit_text (text, self->label_width, 1);
  add_text (self, CRM_CHART_TEXT_LABEL, text, self->area.x, y, 0);
}

/* Rows lower than a line of text: a name for every second, third, … */
static void
add_labels (Rows *self,
            double bar_offset,
            double bar_height)
{
  guint step = MAX ((guint) ceil ((self->line + 1) / self->row), 1);
  double end = -1;

  for (guint i = 0; i < self->n_rows; i += step)
    {
      double y = row_top (self, i) + (self->stacked ? 0 : bar_offset + (bar_height - self->line) / 2);

      y = CLAMP (y, 0, MAX (self->area.y + self->area.height - self->line, 0));
      if (y < end)
        continue;
      end = y + self->line;
      add_label (self, i, y);
    }
}

static void
place_row (Rows *self,
           guint row,
           guint series,
           double offset,
           double height)
{
  CrmChartMarkBox *box = crm_chart_layout_mark (self->layout, series, row);
  double top = row_top (self, row) + offset + series * height, bottom = top + height;

  if (height >= 2)
    {
      top = round (top);
      bottom = round (bottom) - (self->n_series > 1 && height > 6 ? 1 : 0);
    }
  box->rect.y = top;
  box->rect.height = bottom - top;
  box->hit = (CrmChartRect) { self->area.x, row_top (self, row) + self->row / self->n_series * series, self->area.width,
                              self->row / self->n_series };
  box->top = top;
}

static void
place_bar (Rows *self,
           CrmChartMarkBox *box,
           const CrmChartScale *scale)
{
  CrmChartRect *plot = &self->layout->plot;
  double value = 0, end;

  crm_chart_get_value (self->chart, box->series, box->mark, &value);
  end = round (plot->x + plot->width * crm_chart_scale_position (scale, value));
  if (value != 0 && fabs (end - self->layout->zero) < 2)
    end = self->layout->zero + (value > 0 ? 2 : -2);
  box->rect.x = MIN (end, self->layout->zero);
  box->rect.width = fabs (end - self->layout->zero);
}

static void
add_bar_value (Rows *self,
               CrmChartMarkBox *box)
{
  PangoLayout *text = make_value (self, box->series, box->mark);
  double y = box->rect.y + (box->rect.height - self->line) / 2;
  gboolean leftwards = box->rect.width > 0 && box->rect.x < self->layout->zero;

  if (self->stacked)
    add_text (self, CRM_CHART_TEXT_VALUE, text, self->area.x + self->area.width, row_top (self, box->mark), 1);
  else if (leftwards)
    add_text (self, CRM_CHART_TEXT_VALUE, text, box->rect.x - 8, y, 1);
  else
    add_text (self, CRM_CHART_TEXT_VALUE, text, box->rect.x + box->rect.width + 8, y, 0);
}

/* Without values at the bars they need an axis. */
static void
add_bar_axis (Rows *self,
              const CrmChartScale *scale)
{
  CrmChartRect *plot = &self->layout->plot;
  double end = -1;

  for (guint t = 0; t < scale->n_ticks; t++)
    {
      double value = crm_chart_scale_tick (scale, t);
      double x = round (plot->x + plot->width * crm_chart_scale_position (scale, value));
      g_autofree char *label = crm_chart_format_value (self->chart, value);
      g_autoptr (PangoLayout) text = crm_chart_layout_make_text (self->layout, CRM_CHART_TEXT_TICK, label);
      double width = crm_chart_layout_text_width (text);
      double left = CLAMP (x - width / 2, 0, MAX (self->layout->width - width, 0));

      crm_chart_layout_add_line (self->layout, (CrmChartRect) { x, plot->y, 0, plot->height }, value == 0);
      if (left < end)
        continue;
      end = left + width + 8;
      crm_chart_layout_add_text (self->layout, CRM_CHART_TEXT_TICK, g_steal_pointer (&text), x,
                                 plot->y + plot->height + 4, 0.5);
    }
}

static void
place_bar_plot (Rows *self,
                double min)
{
  CrmChartRect *plot = &self->layout->plot;
  double before = self->stacked ? 0 : self->label_width + GAP;
  double after = self->stacked || self->value_width == 0 ? 0 : self->value_width + 8;

  if (min < 0 && !self->stacked && self->value_width > 0)
    before += self->value_width + 8;
  plot->x = round (self->area.x + before);
  plot->width = MAX (floor (self->area.width - before - after), 1);
  plot->y = row_top (self, 0);
  plot->height = self->row * self->n_rows;
}

void
crm_chart_layout_bars (CrmChartLayout *layout,
                       CrmChartRect area)
{
  Rows self;
  CrmChartScale scale = { 0 };
  double min, max, offset, height;
  gboolean whole;

  init_rows (&self, layout, area, crm_chart_get_n_series (layout->chart));
  if (self.value_width == 0)
    {
      area.height -= crm_chart_layout_line_height (layout, CRM_CHART_TEXT_TICK) + 4;
      init_rows (&self, layout, area, self.n_series);
      self.value_width = 0;
      self.stacked = FALSE;
    }
  crm_chart_layout_range (layout, &min, &max, &whole);
  min = MIN (min, 0);
  max = MAX (max, 0);
  place_bar_plot (&self, min);
  if (self.value_width == 0)
    crm_chart_scale_init (&scale, min, max, (guint) (layout->plot.width / 72) + 1, whole);
  else
    scale = (CrmChartScale) { .min = min, .max = max > min ? max : min + 1 };
  layout->zero = round (layout->plot.x + layout->plot.width * crm_chart_scale_position (&scale, 0));

  offset = self.stacked ? self.line + 3 : 0;
  height = self.stacked ? self.row - offset : self.row;
  height = MIN (self.row < 4 ? height : height * (self.stacked ? 0.55 : BAR_SHARE), TALLEST_BAR * self.n_series);
  if (!self.stacked)
    offset = (self.row - height) / 2;
  for (guint i = 0; i < layout->marks->len; i++)
    {
      CrmChartMarkBox *box = &g_array_index (layout->marks, CrmChartMarkBox, i);

      place_row (&self, box->mark, box->series, offset, height / self.n_series);
      place_bar (&self, box, &scale);
      if (self.value_width > 0 && box->present)
        add_bar_value (&self, box);
    }
  add_labels (&self, offset, height);
  if (self.value_width == 0)
    add_bar_axis (&self, &scale);
  else if (min < 0)
    crm_chart_layout_add_line (layout, (CrmChartRect) { layout->zero, layout->plot.y, 0, layout->plot.height }, TRUE);
}

static void
place_stage (Rows *self,
             CrmChartMarkBox *box,
             double max)
{
  CrmChartRect *plot = &self->layout->plot;
  double value = 0, half;

  crm_chart_get_value (self->chart, 0, box->mark, &value);
  half = max > 0 ? round (plot->width / 2 * MAX (value, 0) / max) : 0;
  if (value > 0)
    half = MAX (half, 1);
  box->rect.x = self->layout->zero - half;
  box->rect.width = 2 * half;
}

static void
connect_stages (Rows *self,
                guint row,
                gboolean room_between)
{
  CrmChartRect *above = &crm_chart_layout_mark (self->layout, 0, row - 1)->rect;
  CrmChartRect *below = &crm_chart_layout_mark (self->layout, 0, row)->rect;
  CrmChartConnector connector = { above->y + above->height, above->x, above->x + above->width,
                                  below->y, below->x, below->x + below->width };
  g_autofree char *conversion = crm_chart_format_conversion (self->chart, row);
  double line = crm_chart_layout_line_height (self->layout, CRM_CHART_TEXT_CONVERSION);

  g_array_append_val (self->layout->connectors, connector);
  if (conversion != NULL && room_between)
    crm_chart_layout_add_text (self->layout, CRM_CHART_TEXT_CONVERSION,
                               crm_chart_layout_make_text (self->layout, CRM_CHART_TEXT_CONVERSION, conversion),
                               self->layout->zero, (connector.top + connector.bottom - line) / 2, 0.5);
}

static void
place_funnel_plot (Rows *self)
{
  CrmChartRect *plot = &self->layout->plot;
  double before = self->stacked ? 0 : self->label_width + GAP;
  double after = self->stacked || self->value_width == 0 ? 0 : self->value_width + GAP;

  plot->x = round (self->area.x + before);
  plot->width = MAX (floor (self->area.width - before - after), 1);
  plot->y = row_top (self, 0);
  plot->height = self->row * self->n_rows;
  self->layout->zero = floor (plot->x + plot->width / 2);
}

void
crm_chart_layout_funnel (CrmChartLayout *layout,
                         CrmChartRect area)
{
  Rows self;
  double min, max, offset, height;
  double conversion = crm_chart_layout_line_height (layout, CRM_CHART_TEXT_CONVERSION);
  gboolean whole;

  area.x += MAX (area.width - WIDEST_FUNNEL, 0) / 2;
  area.width = MIN (area.width, WIDEST_FUNNEL);
  init_rows (&self, layout, area, 1);
  crm_chart_layout_range (layout, &min, &max, &whole);
  place_funnel_plot (&self);
  if (self.stacked)
    self.label_width = MIN (self.label_width, area.width / 2 - 36);

  offset = self.stacked ? self.line + 3 : 0;
  height = self.stacked ? self.row - offset - 5 : CLAMP (self.row - conversion - 4, self.row * 0.5, TALLEST_STAGE);
  if (!self.stacked)
    offset = (self.row - height) / 2;
  for (guint i = 0; i < layout->marks->len; i++)
    {
      CrmChartMarkBox *box = crm_chart_layout_mark (layout, 0, i);

      place_row (&self, i, 0, offset, height);
      place_stage (&self, box, max);
      if (self.value_width > 0 && box->present)
        add_text (&self, CRM_CHART_TEXT_VALUE, make_value (&self, 0, i), area.x + area.width,
                  self.stacked ? row_top (&self, i) : box->rect.y + (height - self.line) / 2, 1);
      if (i > 0)
        connect_stages (&self, i, self.row - height >= conversion + 2);
    }
  add_labels (&self, offset, height);
}

/**
 * crm_chart_preferred_height:
 * @width: in pixels
 *
 * Returns: the height at which the chart has the room it likes, without a title
 */
double
crm_chart_preferred_height (CrmChart *chart,
                            double width)
{
  guint n = crm_chart_get_n_marks (chart), n_series = crm_chart_get_n_series (chart);
  double legend = n_series > 1 ? 34 : 0;

  switch (crm_chart_get_kind (chart))
    {
    case CRM_CHART_FUNNEL:
      return MAX (n * (width < 420 ? 48 : 56) + 8, 160);
    case CRM_CHART_BAR:
      return MAX (n * (n_series > 1 ? n_series * 20 + 14 : width < 420 ? 44 : 36) + 8, 120) + legend;
    case CRM_CHART_COLUMN:
    case CRM_CHART_LINE:
    default:
      return CLAMP (width * 0.5, 220, 280) + legend;
    }
}
