/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart/crm-chart-draw.h"

#include <math.h>
#include <pango/pangocairo.h>

#include "chart/crm-chart-layout-private.h"

#define RADIUS 5.0
#define FOCUS_GAP 2.0
#define FOCUS_WIDTH 2.0
#define SPARSE 14.0            /* points this far apart get a dot */
#define DENSE 4.0              /* points this close get a thin line */

static void
set_color (cairo_t *cr,
           CrmChartColor color)
{
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha);
}

static CrmChartColor
fade (CrmChartColor color,
      double alpha)
{
  color.alpha *= alpha;
  return color;
}

/* Each of the four radii may be 0: top left, top right, bottom right, bottom left. */
static void
add_rounded (cairo_t *cr,
             const CrmChartRect *rect,
             const double radius[4])
{
  double x = rect->x, y = rect->y, right = x + rect->width, bottom = y + rect->height;

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + radius[0], y + radius[0], radius[0], G_PI, 1.5 * G_PI);
  cairo_arc (cr, right - radius[1], y + radius[1], radius[1], 1.5 * G_PI, 2 * G_PI);
  cairo_arc (cr, right - radius[2], bottom - radius[2], radius[2], 0, 0.5 * G_PI);
  cairo_arc (cr, x + radius[3], bottom - radius[3], radius[3], 0.5 * G_PI, G_PI);
  cairo_close_path (cr);
}

static void
add_evenly_rounded (cairo_t *cr,
                    const CrmChartRect *rect,
                    double radius)
{
  double r = MIN (radius, MIN (rect->width, rect->height) / 2);

  add_rounded (cr, rect, (double[4]) { r, r, r, r });
}

/* Only the end away from zero is round: marks stand on their baseline. */
static void
add_mark (const CrmChartLayout *self,
          cairo_t *cr,
          const CrmChartRect *rect)
{
  double r = MIN (RADIUS, MIN (rect->width, rect->height) / 2.5);

  switch (crm_chart_get_kind (self->chart))
    {
    case CRM_CHART_COLUMN:
      if (rect->y < self->zero)
        add_rounded (cr, rect, (double[4]) { r, r, 0, 0 });
      else
        add_rounded (cr, rect, (double[4]) { 0, 0, r, r });
      break;
    case CRM_CHART_BAR:
    case CRM_CHART_FUNNEL:
      add_evenly_rounded (cr, rect, r);
      break;
    case CRM_CHART_LINE:
    default:
      cairo_new_sub_path (cr);
      cairo_arc (cr, rect->x + rect->width / 2, rect->y + rect->height / 2, rect->width / 2, 0, 2 * G_PI);
    }
}

static CrmChartColor
mark_color (const CrmChartLayout *self,
            const CrmChartMarkBox *box,
            gboolean highlighted)
{
  CrmChartColor color = crm_chart_theme_mark_color (&self->theme, box->series, crm_chart_get_n_series (self->chart));

  return highlighted ? crm_chart_color_mix (color, self->theme.foreground, 0.16) : color;
}

static void
draw_background (const CrmChartLayout *self,
                 cairo_t *cr)
{
  if (self->theme.background.alpha <= 0)
    return;
  set_color (cr, self->theme.background);
  cairo_rectangle (cr, 0, 0, self->width, self->height);
  cairo_fill (cr);
}

/* Lines make way for values. */
static void
clip_values (const CrmChartLayout *self,
             cairo_t *cr)
{
  cairo_rectangle (cr, 0, 0, self->width, self->height);
  for (guint i = 0; i < self->texts->len; i++)
    {
      CrmChartText *text = &g_array_index (self->texts, CrmChartText, i);

      if (text->role == CRM_CHART_TEXT_VALUE)
        cairo_rectangle (cr, text->rect.x - 4, text->rect.y, text->rect.width + 8, text->rect.height);
    }
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_clip (cr);
}

static void
draw_grid (const CrmChartLayout *self,
           cairo_t *cr,
           gboolean baseline)
{
  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < self->grid->len; i++)
    {
      CrmChartGridLine *line = &g_array_index (self->grid, CrmChartGridLine, i);
      double dx = line->rect.width > 0 ? 0 : 0.5, dy = line->rect.width > 0 ? 0.5 : 0;

      if (line->baseline != baseline)
        continue;
      set_color (cr, baseline ? fade (self->theme.dim, 0.6) : self->theme.grid);
      cairo_move_to (cr, line->rect.x + dx, line->rect.y + dy);
      cairo_rel_line_to (cr, line->rect.width, line->rect.height);
      cairo_stroke (cr);
    }
}

/* The area of a category: of one mark in every series. */
static CrmChartRect
category_area (const CrmChartLayout *self,
               const CrmChartMarkBox *box)
{
  double left = box->hit.x, top = box->hit.y, right = left + box->hit.width, bottom = top + box->hit.height;

  for (guint i = box->mark; i < self->marks->len; i += crm_chart_get_n_marks (self->chart))
    {
      CrmChartRect *hit = &g_array_index (self->marks, CrmChartMarkBox, i).hit;

      left = MIN (left, hit->x);
      top = MIN (top, hit->y);
      right = MAX (right, hit->x + hit->width);
      bottom = MAX (bottom, hit->y + hit->height);
    }
  return (CrmChartRect) { left, top, right - left, bottom - top };
}

static void
draw_band (const CrmChartLayout *self,
           cairo_t *cr,
           int highlighted)
{
  const CrmChartMarkBox *box = crm_chart_layout_get_mark (self, highlighted);
  CrmChartRect band;

  if (box == NULL || MIN (box->hit.width, box->hit.height) < 3)
    return;
  set_color (cr, fade (self->theme.foreground, 0.06));
  if (crm_chart_get_kind (self->chart) == CRM_CHART_LINE)
    {
      cairo_rectangle (cr, floor (box->rect.x + box->rect.width / 2), self->plot.y, 1, self->plot.height);
      set_color (cr, fade (self->theme.dim, 0.7));
    }
  else
    {
      band = category_area (self, box);
      add_evenly_rounded (cr, &band, 8);
    }
  cairo_fill (cr);
}

static void
draw_connectors (const CrmChartLayout *self,
                 cairo_t *cr)
{
  set_color (cr, fade (self->theme.accent, self->theme.outlined ? 0.3 : 0.16));
  for (guint i = 0; i < self->connectors->len; i++)
    {
      CrmChartConnector *c = &g_array_index (self->connectors, CrmChartConnector, i);

      cairo_move_to (cr, c->top_left, c->top);
      cairo_line_to (cr, c->top_right, c->top);
      cairo_line_to (cr, c->bottom_right, c->bottom);
      cairo_line_to (cr, c->bottom_left, c->bottom);
      cairo_close_path (cr);
      cairo_fill (cr);
    }
}

static void
draw_bars (const CrmChartLayout *self,
           cairo_t *cr,
           int highlighted)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      CrmChartMarkBox *box = &g_array_index (self->marks, CrmChartMarkBox, i);
      CrmChartRect inner = box->rect;

      if (!box->present || box->rect.width <= 0 || box->rect.height <= 0)
        continue;
      add_mark (self, cr, &box->rect);
      set_color (cr, mark_color (self, box, (int) i == highlighted));
      cairo_fill (cr);
      if (!self->theme.outlined || MIN (inner.width, inner.height) < 4)
        continue;
      inner = (CrmChartRect) { inner.x + 0.5, inner.y + 0.5, inner.width - 1, inner.height - 1 };
      add_mark (self, cr, &inner);
      set_color (cr, self->theme.foreground);
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
    }
}

/* Adds the path of a series, a piece for each run without missing values; with @closed, down to zero. */
static void
add_line_path (const CrmChartLayout *self,
               cairo_t *cr,
               guint series,
               gboolean closed)
{
  guint n = crm_chart_get_n_marks (self->chart);
  gboolean drawing = FALSE;
  double x = 0, y;

  for (guint i = 0; i < n; i++)
    {
      const CrmChartMarkBox *box = crm_chart_layout_get_mark (self, (int) (series * n + i));

      if (!box->present)
        {
          if (drawing && closed)
            cairo_line_to (cr, x, self->zero);
          drawing = FALSE;
          continue;
        }
      x = box->rect.x + box->rect.width / 2;
      y = box->rect.y + box->rect.height / 2;
      if (!drawing)
        cairo_move_to (cr, x, closed ? self->zero : y);
      cairo_line_to (cr, x, y);
      drawing = TRUE;
    }
  if (drawing && closed)
    cairo_line_to (cr, x, self->zero);
}

static void
draw_area (const CrmChartLayout *self,
           cairo_t *cr,
           CrmChartColor color)
{
  cairo_pattern_t *gradient = cairo_pattern_create_linear (0, self->plot.y, 0, self->plot.y + self->plot.height);

  cairo_pattern_add_color_stop_rgba (gradient, 0, color.red, color.green, color.blue, 0.28);
  cairo_pattern_add_color_stop_rgba (gradient, 1, color.red, color.green, color.blue, 0.04);
  add_line_path (self, cr, 0, TRUE);
  cairo_set_source (cr, gradient);
  cairo_fill (cr);
  cairo_pattern_destroy (gradient);
}

static gboolean
stands_alone (const CrmChartLayout *self,
              const CrmChartMarkBox *box,
              int mark)
{
  const CrmChartMarkBox *before = crm_chart_layout_get_mark (self, mark - 1);
  const CrmChartMarkBox *after = crm_chart_layout_get_mark (self, mark + 1);

  return !(before != NULL && before->series == box->series && before->present) &&
         !(after != NULL && after->series == box->series && after->present);
}

static void
draw_points (const CrmChartLayout *self,
             cairo_t *cr,
             int highlighted)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      CrmChartMarkBox *box = &g_array_index (self->marks, CrmChartMarkBox, i);
      gboolean own = (int) i == highlighted;
      double size = own ? 11 : 7;
      CrmChartRect dot = { box->rect.x + box->rect.width / 2 - size / 2, box->rect.y + box->rect.height / 2 - size / 2,
                           size, size };

      if (!box->present || (!own && box->hit.width < SPARSE && !stands_alone (self, box, (int) i)))
        continue;
      add_mark (self, cr, &dot);
      set_color (cr, mark_color (self, box, FALSE));
      cairo_fill (cr);
    }
}

static void
draw_lines (const CrmChartLayout *self,
            cairo_t *cr,
            int highlighted)
{
  guint n_series = crm_chart_get_n_series (self->chart);

  if (n_series == 1)
    draw_area (self, cr, self->theme.accent);
  cairo_set_line_width (cr, crm_chart_layout_get_mark (self, 0)->hit.width < DENSE ? 1.5 : 2.5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (guint s = 0; s < n_series; s++)
    {
      add_line_path (self, cr, s, FALSE);
      set_color (cr, crm_chart_theme_mark_color (&self->theme, s, n_series));
      cairo_stroke (cr);
    }
  draw_points (self, cr, highlighted);
}

static void
draw_selection (const CrmChartLayout *self,
                cairo_t *cr,
                int selected)
{
  const CrmChartMarkBox *box = crm_chart_layout_get_mark (self, selected);
  double gap = FOCUS_GAP + FOCUS_WIDTH / 2;
  CrmChartRect ring;

  if (box == NULL)
    return;
  ring = (CrmChartRect) { box->rect.x - gap, box->rect.y - gap, box->rect.width + 2 * gap, box->rect.height + 2 * gap };
  add_evenly_rounded (cr, &ring, RADIUS + gap);
  set_color (cr, self->theme.outlined ? self->theme.foreground : fade (self->theme.accent, 0.6));
  cairo_set_line_width (cr, FOCUS_WIDTH);
  cairo_stroke (cr);
}

static void
draw_legend (const CrmChartLayout *self,
             cairo_t *cr)
{
  for (guint i = 0; i < self->swatches->len; i++)
    {
      CrmChartSwatch *swatch = &g_array_index (self->swatches, CrmChartSwatch, i);

      add_evenly_rounded (cr, &swatch->rect, 3);
      set_color (cr, crm_chart_theme_mark_color (&self->theme, swatch->series, crm_chart_get_n_series (self->chart)));
      cairo_fill (cr);
    }
}

static CrmChartColor
text_color (const CrmChartLayout *self,
            CrmChartTextRole role)
{
  switch (role)
    {
    case CRM_CHART_TEXT_TITLE:
    case CRM_CHART_TEXT_LEGEND:
    case CRM_CHART_TEXT_LABEL:
    case CRM_CHART_TEXT_VALUE:
      return self->theme.foreground;
    case CRM_CHART_TEXT_SUBTITLE:
    case CRM_CHART_TEXT_AXIS:
    case CRM_CHART_TEXT_TICK:
    case CRM_CHART_TEXT_GROUP:
    case CRM_CHART_TEXT_CONVERSION:
    case CRM_CHART_TEXT_EMPTY:
    default:
      return self->theme.dim;
    }
}

static void
draw_texts (const CrmChartLayout *self,
            cairo_t *cr)
{
  for (guint i = 0; i < self->texts->len; i++)
    {
      CrmChartText *text = &g_array_index (self->texts, CrmChartText, i);

      set_color (cr, text_color (self, text->role));
      cairo_move_to (cr, text->rect.x - text->indent, text->rect.y);
      pango_cairo_show_layout (cr, text->layout);
    }
}

/**
 * crm_chart_draw:
 * @layout: a laid out chart
 * @cr: what to draw it on, at the origin
 * @highlighted: the mark under the pointer, or -1
 * @selected: the mark the keyboard is at, or -1
 */
void
crm_chart_draw (const CrmChartLayout *layout,
                cairo_t *cr,
                int highlighted,
                int selected)
{
  cairo_save (cr);
  draw_background (layout, cr);
  cairo_save (cr);
  clip_values (layout, cr);
  draw_grid (layout, cr, FALSE);
  cairo_restore (cr);
  draw_band (layout, cr, highlighted);
  draw_connectors (layout, cr);
  if (crm_chart_get_kind (layout->chart) == CRM_CHART_LINE && layout->marks->len > 0)
    draw_lines (layout, cr, highlighted);
  else
    draw_bars (layout, cr, highlighted);
  draw_grid (layout, cr, TRUE);
  draw_selection (layout, cr, selected);
  draw_legend (layout, cr);
  draw_texts (layout, cr);
  cairo_restore (cr);
}
