/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart/crm-chart-layout-private.h"

#include <math.h>
#include <pango/pangocairo.h>

#define MARGIN 24.0            /* around a chart with a title */
#define EDGE 4.0               /* around one without, for the ring of the selected mark */
#define SMALLEST_PLOT 72.0     /* what the title and the legend must leave */
#define SWATCH 10.0

static const struct
{
  double      scale;
  PangoWeight weight;
} text_styles[] = {
  [CRM_CHART_TEXT_TITLE] = { 1.2, PANGO_WEIGHT_BOLD },
  [CRM_CHART_TEXT_SUBTITLE] = { 0.95, PANGO_WEIGHT_NORMAL },
  [CRM_CHART_TEXT_LEGEND] = { 0.9, PANGO_WEIGHT_NORMAL },
  [CRM_CHART_TEXT_AXIS] = { 0.84, PANGO_WEIGHT_NORMAL },
  [CRM_CHART_TEXT_TICK] = { 0.84, PANGO_WEIGHT_NORMAL },
  [CRM_CHART_TEXT_LABEL] = { 0.9, PANGO_WEIGHT_NORMAL },
  [CRM_CHART_TEXT_GROUP] = { 0.84, PANGO_WEIGHT_NORMAL },
  [CRM_CHART_TEXT_VALUE] = { 0.9, PANGO_WEIGHT_MEDIUM },
  [CRM_CHART_TEXT_CONVERSION] = { 0.84, PANGO_WEIGHT_NORMAL },
  [CRM_CHART_TEXT_EMPTY] = { 1.0, PANGO_WEIGHT_NORMAL },
};

static void
clear_text (gpointer data)
{
  g_object_unref (((CrmChartText *) data)->layout);
}

/* Returns: (transfer full): text in the font of its role, with figures of one width */
PangoLayout *
crm_chart_layout_make_text (CrmChartLayout *self,
                            CrmChartTextRole role,
                            const char *text)
{
  PangoLayout *layout = pango_layout_new (self->context);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  g_autoptr (PangoFontDescription) font =
    self->theme.font[0] != '\0' ? pango_font_description_from_string (self->theme.font)
                                : pango_font_description_copy (pango_context_get_font_description (self->context));

  pango_font_description_set_weight (font, text_styles[role].weight);
  pango_layout_set_font_description (layout, font);
  pango_attr_list_insert (attributes, pango_attr_scale_new (text_styles[role].scale));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* Breaks a text into at most so many lines, and shortens it where they do not hold it. */
void
crm_chart_layout_limit_text (PangoLayout *text,
                             double width,
                             int lines)
{
  pango_layout_set_width (text, (int) (MAX (width, 1) * PANGO_SCALE));
  pango_layout_set_height (text, -lines);
  pango_layout_set_wrap (text, lines > 1 ? PANGO_WRAP_WORD : PANGO_WRAP_CHAR);
  pango_layout_set_ellipsize (text, PANGO_ELLIPSIZE_END);
}

double
crm_chart_layout_text_width (PangoLayout *text)
{
  PangoRectangle logical;

  pango_layout_get_extents (text, NULL, &logical);
  return ceil ((double) logical.width / PANGO_SCALE);
}

double
crm_chart_layout_line_height (CrmChartLayout *self,
                              CrmChartTextRole role)
{
  g_autoptr (PangoLayout) text = crm_chart_layout_make_text (self, role, "0");
  PangoRectangle logical;

  pango_layout_get_pixel_extents (text, NULL, &logical);
  return logical.height;
}

/* @text: (transfer full), @x: the left edge (align 0), the middle (0.5) or the right edge (1). Stays inside. */
void
crm_chart_layout_add_text (CrmChartLayout *self,
                           CrmChartTextRole role,
                           PangoLayout *text,
                           double x,
                           double y,
                           double align)
{
  CrmChartText item = { role, text };
  PangoRectangle logical;
  double width, height;

  if (align == 0.5)
    pango_layout_set_alignment (text, PANGO_ALIGN_CENTER);
  pango_layout_get_extents (text, NULL, &logical);
  width = ceil ((double) logical.width / PANGO_SCALE);
  height = ceil ((double) logical.height / PANGO_SCALE);
  if (width > self->width || height > self->height)
    {
      g_object_unref (text);
      return;
    }
  item.indent = (double) logical.x / PANGO_SCALE;
  item.rect.width = width;
  item.rect.height = height;
  item.rect.x = CLAMP (round (x - width * align), 0, self->width - width);
  item.rect.y = CLAMP (round (y), 0, self->height - height);
  g_array_append_val (self->texts, item);
}

void
crm_chart_layout_add_line (CrmChartLayout *self,
                           CrmChartRect rect,
                           gboolean baseline)
{
  CrmChartGridLine line = { rect, baseline };

  g_array_append_val (self->grid, line);
}

CrmChartMarkBox *
crm_chart_layout_mark (CrmChartLayout *self,
                       guint series,
                       guint mark)
{
  return &g_array_index (self->marks, CrmChartMarkBox, series * crm_chart_get_n_marks (self->chart) + mark);
}

/* Returns: FALSE if there is no value at all. @whole: whether all values are whole numbers. */
gboolean
crm_chart_layout_range (CrmChartLayout *self,
                        double *min,
                        double *max,
                        gboolean *whole)
{
  double value;

  *min = INFINITY;
  *max = -INFINITY;
  *whole = TRUE;
  for (guint s = 0; s < crm_chart_get_n_series (self->chart); s++)
    {
      for (guint i = 0; i < crm_chart_get_n_marks (self->chart); i++)
        {
          if (!crm_chart_get_value (self->chart, s, i, &value))
            continue;
          *min = MIN (*min, value);
          *max = MAX (*max, value);
          *whole &= value == floor (value);
        }
    }
  return *min <= *max;
}

static void
take_top (CrmChartRect *area,
          double height)
{
  area->y += height;
  area->height -= height;
}

static void
add_title (CrmChartLayout *self,
           CrmChartRect *area)
{
  const char *texts[] = { crm_chart_get_title (self->chart), crm_chart_get_subtitle (self->chart) };
  CrmChartTextRole roles[] = { CRM_CHART_TEXT_TITLE, CRM_CHART_TEXT_SUBTITLE };
  double height = 0;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      PangoLayout *text;
      PangoRectangle logical;

      if (texts[i] == NULL || *texts[i] == '\0')
        continue;
      text = crm_chart_layout_make_text (self, roles[i], texts[i]);
      crm_chart_layout_limit_text (text, area->width, 2);
      pango_layout_get_pixel_extents (text, NULL, &logical);
      if (area->height - height - logical.height < SMALLEST_PLOT)
        {
          g_object_unref (text);
          break;
        }
      crm_chart_layout_add_text (self, roles[i], text, area->x, area->y + height, 0);
      height += logical.height + 2;
    }
  take_top (area, height > 0 ? height + 14 : 0);
}

/* One series after the other, in as many rows as it takes. Where no room is left for the chart there is no legend. */
static void
add_legend (CrmChartLayout *self,
            CrmChartRect *area)
{
  double line = crm_chart_layout_line_height (self, CRM_CHART_TEXT_LEGEND);
  double x = area->x, y = area->y;
  guint n_texts = self->texts->len;

  for (guint s = 0; s < crm_chart_get_n_series (self->chart); s++)
    {
      const char *name = crm_chart_get_series_name (self->chart, s);
      PangoLayout *text = crm_chart_layout_make_text (self, CRM_CHART_TEXT_LEGEND, name != NULL ? name : "");
      CrmChartSwatch swatch = { .series = s };
      double width;

      crm_chart_layout_limit_text (text, area->width - SWATCH - 7, 1);
      width = crm_chart_layout_text_width (text) + SWATCH + 7;
      if (x > area->x && x + width > area->x + area->width)
        {
          x = area->x;
          y += line + 4;
        }
      swatch.rect = (CrmChartRect) { x, round (y + (line - SWATCH) / 2), SWATCH, SWATCH };
      g_array_append_val (self->swatches, swatch);
      crm_chart_layout_add_text (self, CRM_CHART_TEXT_LEGEND, text, x + SWATCH + 7, y, 0);
      x += width + 18;
    }
  if (area->y + area->height - y - line - 14 < SMALLEST_PLOT)
    {
      g_array_set_size (self->swatches, 0);
      g_array_set_size (self->texts, n_texts);
    }
  else
    {
      take_top (area, y - area->y + line + 14);
    }
}

static void
add_empty_text (CrmChartLayout *self,
                CrmChartRect area)
{
  PangoLayout *text = crm_chart_layout_make_text (self, CRM_CHART_TEXT_EMPTY, crm_chart_get_empty_text (self->chart));
  PangoRectangle logical;

  crm_chart_layout_limit_text (text, MIN (area.width, 360), 3);
  pango_layout_set_alignment (text, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_extents (text, NULL, &logical);
  crm_chart_layout_add_text (self, CRM_CHART_TEXT_EMPTY, text, area.x + area.width / 2,
                             area.y + (area.height - logical.height) / 2, 0.5);
}

static void
add_marks (CrmChartLayout *self)
{
  guint n_marks = crm_chart_get_n_marks (self->chart);
  guint n_series = crm_chart_get_kind (self->chart) == CRM_CHART_FUNNEL ? 1 : crm_chart_get_n_series (self->chart);

  for (guint s = 0; s < n_series; s++)
    {
      for (guint i = 0; i < n_marks; i++)
        {
          CrmChartMarkBox box = { s, i, crm_chart_get_value (self->chart, s, i, NULL) };

          g_array_append_val (self->marks, box);
        }
    }
}

static void
mirror (CrmChartLayout *self,
        CrmChartRect *rect)
{
  rect->x = self->width - rect->x - rect->width;
}

static void
mirror_all (CrmChartLayout *self)
{
  mirror (self, &self->plot);
  for (guint i = 0; i < self->marks->len; i++)
    {
      mirror (self, &g_array_index (self->marks, CrmChartMarkBox, i).rect);
      mirror (self, &g_array_index (self->marks, CrmChartMarkBox, i).hit);
    }
  for (guint i = 0; i < self->texts->len; i++)
    mirror (self, &g_array_index (self->texts, CrmChartText, i).rect);
  for (guint i = 0; i < self->grid->len; i++)
    mirror (self, &g_array_index (self->grid, CrmChartGridLine, i).rect);
  for (guint i = 0; i < self->swatches->len; i++)
    mirror (self, &g_array_index (self->swatches, CrmChartSwatch, i).rect);
  for (guint i = 0; i < self->connectors->len; i++)
    {
      CrmChartConnector *connector = &g_array_index (self->connectors, CrmChartConnector, i);
      CrmChartConnector old = *connector;

      connector->top_left = self->width - old.top_right;
      connector->top_right = self->width - old.top_left;
      connector->bottom_left = self->width - old.bottom_right;
      connector->bottom_right = self->width - old.bottom_left;
    }
  if (crm_chart_get_kind (self->chart) == CRM_CHART_BAR)
    self->zero = self->width - self->zero;
}

static void
add_all (CrmChartLayout *self)
{
  double edge = (self->flags & CRM_CHART_LAYOUT_TITLE) != 0 ? MARGIN : EDGE;
  CrmChartRect area = { edge, edge, MAX (self->width - 2 * edge, 1), MAX (self->height - 2 * edge, 1) };

  if ((self->flags & CRM_CHART_LAYOUT_TITLE) != 0)
    add_title (self, &area);
  if (crm_chart_is_empty (self->chart))
    {
      add_empty_text (self, area);
      return;
    }
  add_marks (self);
  if (crm_chart_get_n_series (self->chart) > 1 && crm_chart_get_kind (self->chart) != CRM_CHART_FUNNEL)
    add_legend (self, &area);
  switch (crm_chart_get_kind (self->chart))
    {
    case CRM_CHART_FUNNEL:
      crm_chart_layout_funnel (self, area);
      break;
    case CRM_CHART_BAR:
      crm_chart_layout_bars (self, area);
      break;
    case CRM_CHART_COLUMN:
    case CRM_CHART_LINE:
    default:
      crm_chart_layout_columns (self, area);
    }
}

static PangoContext *
make_context (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("sans 11");
  cairo_font_options_t *options = cairo_font_options_create ();

  /* Hinting would tie the widths of texts to one resolution. */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (context, 96);
  pango_context_set_font_description (context, font);
  return context;
}

/**
 * crm_chart_layout_new:
 * @width: of the whole, in pixels
 * @height: of the whole, in pixels
 * @context: (nullable): the Pango context of a widget; %NULL for one that does not depend on a screen
 *
 * Lays a chart out. Without @context this works in any thread.
 *
 * Returns: (transfer full): the layout, which keeps a reference to @chart and a copy of @theme
 */
CrmChartLayout *
crm_chart_layout_new (CrmChart *chart,
                      const CrmChartTheme *theme,
                      double width,
                      double height,
                      PangoContext *context,
                      CrmChartLayoutFlags flags)
{
  CrmChartLayout *self = g_new0 (CrmChartLayout, 1);

  self->chart = crm_chart_ref (chart);
  self->theme = *theme;
  self->width = MAX (width, 1);
  self->height = MAX (height, 1);
  self->flags = flags;
  self->context = context != NULL ? g_object_ref (context) : make_context ();
  self->marks = g_array_new (FALSE, TRUE, sizeof (CrmChartMarkBox));
  self->texts = g_array_new (FALSE, TRUE, sizeof (CrmChartText));
  g_array_set_clear_func (self->texts, clear_text);
  self->grid = g_array_new (FALSE, TRUE, sizeof (CrmChartGridLine));
  self->connectors = g_array_new (FALSE, TRUE, sizeof (CrmChartConnector));
  self->swatches = g_array_new (FALSE, TRUE, sizeof (CrmChartSwatch));
  add_all (self);
  if ((flags & CRM_CHART_LAYOUT_RTL) != 0)
    mirror_all (self);
  return self;
}

/**
 * crm_chart_layout_free:
 * @self: (transfer full): a layout
 */
void
crm_chart_layout_free (CrmChartLayout *self)
{
  crm_chart_unref (self->chart);
  g_object_unref (self->context);
  g_array_unref (self->marks);
  g_array_unref (self->texts);
  g_array_unref (self->grid);
  g_array_unref (self->connectors);
  g_array_unref (self->swatches);
  g_free (self);
}
