/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts with upright values: columns and lines. */
#include "chart/crm-chart-layout-private.h"
#include "chart/crm-chart-scale.h"

#include <math.h>

#define TICK_DISTANCE 40.0     /* at least, between grid lines */
#define MOST_TICKS 6           /* more would be a cage */
#define TICK_GAP 8.0           /* between the value axis and the plot */
#define SMALLEST_PLOT 32.0     /* lower than this it does without labels */
#define VALUE_GAP 4.0          /* between a column and its value */
#define WIDEST_COLUMN 56.0
#define POINT 9.0
#define MOST_VALUES 60         /* more values than this are not written out */

typedef struct
{
  CrmChartLayout *layout;
  CrmChart       *chart;
  CrmChartScale   scale;
  CrmChartRect    area;
  double          slot;         /* the width of a category */
  guint           label_step;   /* every so many labels are written */
  double          label_width;  /* how wide a label may be */
  int             label_lines;
  double          label_line;   /* the height of each; some scripts are higher than others */
  double          label_height; /* with the gap above them; 0 if there are none */
  gboolean        grouped;      /* labels have a second line, written once for several */
} Columns;

static double
value_to_y (Columns *self,
            double value)
{
  CrmChartRect *plot = &self->layout->plot;

  return round (plot->y + plot->height * (1 - crm_chart_scale_position (&self->scale, value)));
}

static double
slot_center (Columns *self,
             guint mark)
{
  return self->layout->plot.x + (mark + 0.5) * self->slot;
}

/* Columns stand on zero. A line may leave it out where its values are far from it and close together. */
static void
init_scale (Columns *self,
            double height)
{
  double min, max;
  gboolean whole;

  crm_chart_layout_range (self->layout, &min, &max, &whole);
  if (crm_chart_get_kind (self->chart) == CRM_CHART_COLUMN || min <= 0 || min < max * 0.6)
    {
      min = MIN (min, 0);
      max = MAX (max, 0);
    }
  crm_chart_scale_init (&self->scale, min, max, (guint) CLAMP (height / TICK_DISTANCE + 1, 2, MOST_TICKS), whole);
}

static PangoLayout *
make_tick (Columns *self,
           guint tick)
{
  g_autofree char *text = crm_chart_format_value (self->chart, crm_chart_scale_tick (&self->scale, tick));
  PangoLayout *layout = crm_chart_layout_make_text (self->layout, CRM_CHART_TEXT_TICK, text);

  crm_chart_layout_limit_text (layout, self->area.width * 0.3, 1);
  return layout;
}

static double
measure_ticks (Columns *self)
{
  double widest = 0;

  for (guint t = 0; t < self->scale.n_ticks; t++)
    {
      g_autoptr (PangoLayout) text = make_tick (self, t);

      widest = MAX (widest, crm_chart_layout_text_width (text));
    }
  return widest;
}

static void
add_ticks (Columns *self)
{
  CrmChartRect *plot = &self->layout->plot;
  double line = crm_chart_layout_line_height (self->layout, CRM_CHART_TEXT_TICK);
  double last = INFINITY;

  for (guint t = 0; t < self->scale.n_ticks; t++)
    {
      double value = crm_chart_scale_tick (&self->scale, t);
      double y = value_to_y (self, value);

      if (last - y >= line)
        {
          crm_chart_layout_add_text (self->layout, CRM_CHART_TEXT_TICK, make_tick (self, t), plot->x - TICK_GAP,
                                     y - line / 2, 1);
          last = y;
        }
      crm_chart_layout_add_line (self->layout, (CrmChartRect) { plot->x, y, plot->width, 0 },
                                 value == 0 || (t == 0 && value > 0));
    }
}

static gboolean
in_order (Columns *self)
{
  if (crm_chart_get_kind (self->chart) == CRM_CHART_LINE || crm_chart_get_n_marks (self->chart) > 16)
    return TRUE;
  return crm_chart_get_axis_label (self->chart, 0) != crm_chart_get_label (self->chart, 0);
}

/* Steps that fall on the same months every year. */
static guint
round_step (guint step)
{
  const guint steps[] = { 1, 2, 3, 4, 6, 12 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (step <= steps[i])
        return steps[i];
    }
  return (step + 11) / 12 * 12;
}

/* Half of the lowest tick hangs below the plot. */
static double
label_gap (Columns *self)
{
  return ceil (crm_chart_layout_line_height (self->layout, CRM_CHART_TEXT_TICK) / 2);
}

/* Labels stay on one line if they can. Names are then broken and shortened, but those of an order, where one can tell
 * the missing ones from their neighbours, are left out. Nothing is ever turned. */
static void
fit_labels (Columns *self)
{
  double widest = 0;
  guint n = crm_chart_get_n_marks (self->chart);
  int height;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PangoLayout) text =
        crm_chart_layout_make_text (self->layout, CRM_CHART_TEXT_LABEL, crm_chart_get_axis_label (self->chart, i));

      widest = MAX (widest, crm_chart_layout_text_width (text));
      pango_layout_get_pixel_size (text, NULL, &height);
      self->label_line = MAX (self->label_line, height);
      self->grouped |= crm_chart_get_group (self->chart, i) != NULL;
    }
  self->label_step = 1;
  self->label_lines = 1;
  self->label_width = self->slot - 8;
  if (widest > self->label_width)
    {
      if (in_order (self) || self->slot < 36)
        {
          self->label_step = round_step ((guint) ceil ((MIN (widest, self->area.width * 0.4) + 12) / self->slot));
          self->label_width = self->label_step * self->slot - 8;
        }
      else
        {
          self->label_lines = 2;
        }
    }
  self->label_height = self->label_line * self->label_lines;
  if (self->grouped)
    self->label_height += crm_chart_layout_line_height (self->layout, CRM_CHART_TEXT_GROUP);
  self->label_height += label_gap (self);
  if (self->area.height - self->label_height < SMALLEST_PLOT)
    self->label_height = 0;
}

static PangoLayout *
make_label (Columns *self,
            guint mark)
{
  PangoLayout *text =
    crm_chart_layout_make_text (self->layout, CRM_CHART_TEXT_LABEL, crm_chart_get_axis_label (self->chart, mark));

  crm_chart_layout_limit_text (text, self->label_width, self->label_lines);
  /* A single word is not broken by words, so it may stick out. */
  if (self->label_lines > 1 && crm_chart_layout_text_width (text) > self->label_width + 1)
    crm_chart_layout_limit_text (text, self->label_width, 1);
  return text;
}

static void
add_labels (Columns *self)
{
  CrmChartRect *plot = &self->layout->plot;
  double y = plot->y + plot->height + label_gap (self);
  double group_y = y + self->label_line * self->label_lines;
  double group_end = -1;
  const char *group = NULL;

  for (guint i = 0; i < crm_chart_get_n_marks (self->chart); i += self->label_step)
    {
      const char *own = crm_chart_get_group (self->chart, i);
      g_autoptr (PangoLayout) text = NULL;
      double width;

      crm_chart_layout_add_text (self->layout, CRM_CHART_TEXT_LABEL, make_label (self, i), slot_center (self, i), y,
                                 0.5);
      if (own == NULL || g_strcmp0 (own, group) == 0)
        continue;
      text = crm_chart_layout_make_text (self->layout, CRM_CHART_TEXT_GROUP, own);
      width = crm_chart_layout_text_width (text);
      if (slot_center (self, i) - width / 2 < group_end)
        continue;
      group = own;
      group_end = slot_center (self, i) + width / 2 + 8;
      crm_chart_layout_add_text (self->layout, CRM_CHART_TEXT_GROUP, g_steal_pointer (&text), slot_center (self, i),
                                 group_y, 0.5);
    }
}

/* Columns of a category stand together, with a gap around them that a pointer can be in without losing the category. */
static void
place_column (Columns *self,
              CrmChartMarkBox *box)
{
  CrmChartRect *plot = &self->layout->plot;
  guint n_series = crm_chart_get_n_series (self->chart);
  double share = n_series > 1 ? 0.78 : 0.64;
  double widest = WIDEST_COLUMN * (n_series > 1 ? n_series * 0.7 : 1);
  double group = self->slot < 3 ? self->slot : MIN (self->slot * share, widest);
  double left = slot_center (self, box->mark) - group / 2 + group / n_series * box->series;
  double right = left + group / n_series;
  double value = 0, top;

  box->hit = (CrmChartRect) { plot->x + box->mark * self->slot + self->slot / n_series * box->series, plot->y,
                              self->slot / n_series, plot->height + self->label_height };
  if (group / n_series >= 2)
    {
      left = round (left);
      right = round (right) - (n_series > 1 && group / n_series > 8 ? 1 : 0);
    }
  crm_chart_get_value (self->chart, box->series, box->mark, &value);
  top = value_to_y (self, value);
  if (value != 0 && fabs (top - self->layout->zero) < 2)
    top = self->layout->zero + (value > 0 ? -2 : 2);
  box->rect = (CrmChartRect) { left, MIN (top, self->layout->zero), right - left, fabs (top - self->layout->zero) };
}

static void
place_point (Columns *self,
             CrmChartMarkBox *box)
{
  CrmChartRect *plot = &self->layout->plot;
  double value = self->scale.min, size = MIN (POINT, self->slot);

  crm_chart_get_value (self->chart, box->series, box->mark, &value);
  box->hit = (CrmChartRect) { plot->x + box->mark * self->slot, plot->y, self->slot,
                              plot->height + self->label_height };
  box->rect = (CrmChartRect) { slot_center (self, box->mark) - size / 2, value_to_y (self, value) - size / 2, size,
                               size };
}

static void
place_marks (Columns *self)
{
  for (guint i = 0; i < self->layout->marks->len; i++)
    {
      CrmChartMarkBox *box = &g_array_index (self->layout->marks, CrmChartMarkBox, i);

      if (crm_chart_get_kind (self->chart) == CRM_CHART_LINE)
        place_point (self, box);
      else
        place_column (self, box);
      box->top = box->rect.y;
    }
}

static char *
get_value_text (Columns *self,
                guint mark,
                gboolean brief)
{
  double value;

  if (!crm_chart_get_value (self->chart, 0, mark, &value))
    return g_strdup ("");
  return brief ? crm_chart_format_value (self->chart, value) : crm_chart_get_value_text (self->chart, 0, mark);
}

/* Values are written over the columns if all of them have room, else in short if that has room, else not at all. */
static gboolean
values_fit (Columns *self,
            gboolean brief)
{
  guint n = crm_chart_get_n_marks (self->chart);

  if (crm_chart_get_kind (self->chart) != CRM_CHART_COLUMN || crm_chart_get_n_series (self->chart) > 1 ||
      n > MOST_VALUES)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = get_value_text (self, i, brief);
      g_autoptr (PangoLayout) text = crm_chart_layout_make_text (self->layout, CRM_CHART_TEXT_VALUE, value);

      if (crm_chart_layout_text_width (text) > self->slot - 6)
        return FALSE;
    }
  return TRUE;
}

static void
add_values (Columns *self,
            gboolean brief)
{
  double line = crm_chart_layout_line_height (self->layout, CRM_CHART_TEXT_VALUE);

  for (guint i = 0; i < crm_chart_get_n_marks (self->chart); i++)
    {
      CrmChartMarkBox *box = crm_chart_layout_mark (self->layout, 0, i);
      g_autofree char *value = get_value_text (self, i, brief);
      gboolean below = box->rect.height > 0 && box->rect.y >= self->layout->zero;
      double y = below ? box->rect.y + box->rect.height + VALUE_GAP : box->rect.y - line - VALUE_GAP;

      if (!box->present)
        continue;
      box->top = MIN (box->top, y);
      crm_chart_layout_add_text (self->layout, CRM_CHART_TEXT_VALUE,
                                 crm_chart_layout_make_text (self->layout, CRM_CHART_TEXT_VALUE, value),
                                 slot_center (self, i), y, 0.5);
    }
}

static void
add_value_label (Columns *self)
{
  const char *label = crm_chart_get_value_label (self->chart);
  PangoLayout *text;
  double line;

  line = crm_chart_layout_line_height (self->layout, CRM_CHART_TEXT_AXIS) + 4;
  if (label == NULL || self->area.height - line < 2 * SMALLEST_PLOT)
    return;
  text = crm_chart_layout_make_text (self->layout, CRM_CHART_TEXT_AXIS, label);
  crm_chart_layout_limit_text (text, self->area.width, 1);
  crm_chart_layout_add_text (self->layout, CRM_CHART_TEXT_AXIS, text, self->area.x, self->area.y, 0);
  self->area.y += line;
  self->area.height -= line;
}

/* The parts depend on each other in this order: ticks on a first guess of the height, the width of the plot on the
 * ticks, the labels on the width, the height on the labels. */
void
crm_chart_layout_columns (CrmChartLayout *layout,
                          CrmChartRect area)
{
  Columns self = { .layout = layout, .chart = layout->chart, .area = area };
  CrmChartRect *plot = &layout->plot;
  double line = crm_chart_layout_line_height (layout, CRM_CHART_TEXT_TICK);
  double axis, above, below = 0, min, max;
  gboolean full, brief, whole;

  add_value_label (&self);
  init_scale (&self, self.area.height - 3 * line);
  axis = measure_ticks (&self) + TICK_GAP;
  plot->x = round (self.area.x + axis);
  plot->width = MAX (self.area.x + self.area.width - plot->x, 1);
  self.slot = plot->width / MAX (crm_chart_get_n_marks (self.chart), 1);
  fit_labels (&self);

  full = values_fit (&self, FALSE);
  brief = !full && values_fit (&self, TRUE);
  crm_chart_layout_range (layout, &min, &max, &whole);
  above = MAX (line / 2, POINT / 2);
  if (full || brief)
    above = crm_chart_layout_line_height (layout, CRM_CHART_TEXT_VALUE) + VALUE_GAP;
  if ((full || brief) && min < 0)
    below = above;
  plot->y = round (self.area.y + above);
  plot->height = MAX (floor (self.area.height - above - below - self.label_height), 1);
  layout->zero = value_to_y (&self, CLAMP (0, self.scale.min, self.scale.max));

  place_marks (&self);
  add_ticks (&self);
  if (full || brief)
    add_values (&self, brief);
  plot->height += below;
  if (self.label_height > 0)
    add_labels (&self);
  plot->height -= below;
}
