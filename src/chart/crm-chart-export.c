/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "chart/crm-chart-export.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/crm-error.h"
#include "chart/crm-chart-draw.h"

#define POINTS_PER_PIXEL 0.75
#define PNG_SCALE 2            /* sharp on dense screens and on paper */
#define LARGEST_SIDE 16000     /* of an image, in pixels of CSS; Cairo's limit is 32,767 of its own */

static cairo_status_t
append_bytes (gpointer closure,
              const unsigned char *data,
              unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
make_surface (CrmChart *chart,
              CrmChartFormat format,
              double width,
              double height,
              GByteArray *bytes)
{
  cairo_surface_t *surface;

  switch (format)
    {
    case CRM_CHART_FORMAT_SVG:
      surface = cairo_svg_surface_create_for_stream (append_bytes, bytes, width, height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
      return surface;
    case CRM_CHART_FORMAT_PDF:
      surface = cairo_pdf_surface_create_for_stream (append_bytes, bytes, width * POINTS_PER_PIXEL,
                                                     height * POINTS_PER_PIXEL);
      if (crm_chart_get_title (chart) != NULL)
        cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, crm_chart_get_title (chart));
      cairo_surface_set_device_scale (surface, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
      return surface;
    case CRM_CHART_FORMAT_PNG:
    case CRM_CHART_FORMAT_CSV:
    default:
      surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width * PNG_SCALE),
                                            (int) ceil (height * PNG_SCALE));
      cairo_surface_set_device_scale (surface, PNG_SCALE, PNG_SCALE);
      return surface;
    }
}

static cairo_status_t
render_picture (CrmChart *chart,
                CrmChartFormat format,
                double width,
                double height,
                CrmChartLayoutFlags flags,
                GByteArray *bytes)
{
  CrmChartTheme theme;
  g_autoptr (CrmChartLayout) layout = NULL;
  cairo_surface_t *surface = make_surface (chart, format, width, height, bytes);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  crm_chart_theme_init (&theme, CRM_CHART_STYLE_PRINT);
  layout = crm_chart_layout_new (chart, &theme, width, height, NULL,
                                 CRM_CHART_LAYOUT_TITLE | flags);
  crm_chart_draw (layout, cr, -1, -1);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && format == CRM_CHART_FORMAT_PNG)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

/**
 * crm_chart_format_from_name:
 * @name: a file name or its ending: "revenue.svg", "svg"
 * @format: (out): the format
 *
 * Returns: whether there is such a format
 */
gboolean
crm_chart_format_from_name (const char *name,
                            CrmChartFormat *format)
{
  const char *names[] = { "svg", "png", "pdf", "csv" };
  const char *dot = strrchr (name, '.');

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_ascii_strcasecmp (dot != NULL ? dot + 1 : name, names[i]) != 0)
        continue;
      *format = (CrmChartFormat) i;
      return TRUE;
    }
  return FALSE;
}

/**
 * crm_chart_render:
 * @width: in pixels of CSS (1/96 inch); PNG has twice as many
 * @height: in the same pixels
 * @flags: %CRM_CHART_LAYOUT_RTL to mirror it
 *
 * Draws a chart with its title on white, as for printing. Works in any thread.
 *
 * Returns: (transfer full) (nullable): the bytes of a file, or %NULL with %CRM_ERROR_INVALID if the size is out of
 *   reason and %CRM_ERROR_FAILED if drawing fails
 */
GBytes *
crm_chart_render (CrmChart *chart,
                  CrmChartFormat format,
                  double width,
                  double height,
                  CrmChartLayoutFlags flags,
                  GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_status_t status;

  if (format == CRM_CHART_FORMAT_CSV)
    {
      g_autofree char *csv = crm_chart_to_csv (chart);
      gsize length = strlen (csv);

      return g_bytes_new_take (g_steal_pointer (&csv), length);
    }
  if (!(width >= 1 && height >= 1 && width <= LARGEST_SIDE && height <= LARGEST_SIDE))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("A chart can be between 1 and %d pixels wide and high."), LARGEST_SIDE);
      return NULL;
    }
  status = render_picture (chart, format, width, height, flags, bytes);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FAILED, _("The chart could not be drawn: %s"),
                   cairo_status_to_string (status));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * crm_chart_export:
 * @file: where to write it; a file that is there is replaced, and kept as it was if writing fails; a link is replaced,
 *   not followed
 * @width: in pixels of CSS (1/96 inch)
 * @height: in the same pixels
 * @flags: %CRM_CHART_LAYOUT_RTL to mirror it
 *
 * Writes a chart to a file. Works in any thread, and blocks.
 *
 * Returns: %FALSE with the errors of crm_chart_render() or of GIO
 */
gboolean
crm_chart_export (CrmChart *chart,
                  GFile *file,
                  CrmChartFormat format,
                  double width,
                  double height,
                  CrmChartLayoutFlags flags,
                  GError **error)
{
  g_autoptr (GBytes) bytes = crm_chart_render (chart, format, width, height, flags, error);
  gsize length;
  const char *data;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &length);
  return g_file_replace_contents (file, data, length, NULL, FALSE,
                                  G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL, NULL, error);
}
