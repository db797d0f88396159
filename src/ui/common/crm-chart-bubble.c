/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-chart-bubble.h"

#include <glib/gi18n.h>
#include <math.h>

#define PADDING_X 12
#define PADDING_Y 8
#define DISTANCE 8             /* from the mark */
#define RADIUS 9
#define WIDEST 280

static char *
make_markup (CrmChart *chart,
             const CrmChartMarkBox *box)
{
  g_autofree char *value = crm_chart_get_value_text (chart, box->series, box->mark);
  g_autofree char *conversion = NULL;
  const char *label = crm_chart_get_label (chart, box->mark);
  const char *name = crm_chart_get_n_series (chart) > 1 ? crm_chart_get_series_name (chart, box->series) : NULL;

  if (crm_chart_get_kind (chart) == CRM_CHART_FUNNEL)
    conversion = crm_chart_format_conversion (chart, box->mark);
  if (conversion != NULL)
    {
      /* Translators: a percentage and the name of a stage: 48% of Qualified */
      g_autofree char *share = g_strdup_printf (_("%s of %s"), conversion, crm_chart_get_label (chart, box->mark - 1));

      return g_markup_printf_escaped ("<small>%s</small>\n<b>%s</b>\n<small>%s</small>", label, value, share);
    }
  if (name != NULL)
    return g_markup_printf_escaped ("<small>%s\n%s</small>\n<b>%s</b>", label, name, value);
  return g_markup_printf_escaped ("<small>%s</small>\n<b>%s</b>", label, value);
}

static PangoLayout *
make_text (GtkWidget *widget,
           const CrmChartLayout *layout,
           const CrmChartMarkBox *box)
{
  PangoLayout *text = gtk_widget_create_pango_layout (widget, NULL);
  g_autofree char *markup = make_markup (crm_chart_layout_get_chart (layout), box);
  int width;

  pango_layout_set_markup (text, markup, -1);
  pango_layout_set_alignment (text, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (text, &width, NULL);
  /* A fixed width is needed for centring, also of lines in the other direction. */
  pango_layout_set_width (text, MIN (width + 1, WIDEST) * PANGO_SCALE);
  return text;
}

/* Over the mark, or under it where there is no room over it; inside the widget in any case. */
static graphene_rect_t
place (GtkWidget *widget,
       const CrmChartMarkBox *box,
       int width,
       int height)
{
  double x = box->rect.x + box->rect.width / 2 - width / 2.0;
  double y = box->top - height - DISTANCE;

  if (y < 0)
    y = box->rect.y + box->rect.height + DISTANCE;
  x = CLAMP (round (x), 0, MAX (gtk_widget_get_width (widget) - width, 0));
  y = CLAMP (round (y), 0, MAX (gtk_widget_get_height (widget) - height, 0));
  return GRAPHENE_RECT_INIT ((float) x, (float) y, width, height);
}

/**
 * crm_chart_bubble_snapshot:
 * @widget: the widget that shows the chart
 * @mark: the number of a mark in @layout
 *
 * Draws the label and the value of a mark beside it, in the look of a tooltip. It is drawn, not a tooltip, so that it
 * comes at once, and for the keyboard too.
 */
void
crm_chart_bubble_snapshot (GtkWidget *widget,
                           GtkSnapshot *snapshot,
                           const CrmChartLayout *layout,
                           int mark)
{
  const CrmChartMarkBox *box = crm_chart_layout_get_mark (layout, mark);
  const GdkRGBA shade = { 0, 0, 0, 0.92f }, white = { 1, 1, 1, 1 }, edge = { 1, 1, 1, 0.12f };
  const GdkRGBA edges[4] = { edge, edge, edge, edge };
  const float widths[4] = { 1, 1, 1, 1 };
  g_autoptr (PangoLayout) text = make_text (widget, layout, box);
  graphene_rect_t area;
  GskRoundedRect outline;
  int width, height;

  pango_layout_get_pixel_size (text, NULL, &height);
  width = pango_layout_get_width (text) / PANGO_SCALE;
  area = place (widget, box, width + 2 * PADDING_X, height + 2 * PADDING_Y);
  gsk_rounded_rect_init_from_rect (&outline, &area, RADIUS);

  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &shade, &area);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, widths, edges);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (area.origin.x + PADDING_X, area.origin.y + PADDING_Y));
  gtk_snapshot_append_layout (snapshot, text, &white);
  gtk_snapshot_restore (snapshot);
}
