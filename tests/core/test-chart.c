/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-error.h"
#include "chart/crm-chart-draw.h"
#include "chart/crm-chart-export.h"
#include "chart/crm-chart-scale.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static const CrmChartKind kinds[] = { CRM_CHART_FUNNEL, CRM_CHART_COLUMN, CRM_CHART_BAR, CRM_CHART_LINE };
static const struct { double width, height; } sizes[] = {
  { 1, 1 }, { 40, 30 }, { 120, 90 }, { 240, 120 }, { 240, 400 }, { 360, 240 }, { 640, 300 }, { 1600, 900 },
};

static CrmChart *
make_chart (CrmChartKind kind,
            guint n_series,
            const double *values,
            guint n)
{
  CrmChart *chart = crm_chart_new (kind, "Won Value by Month");

  crm_chart_set_subtitle (chart, "In 2017");
  for (guint s = 0; s < n_series; s++)
    {
      g_autofree char *name = g_strdup_printf ("Series %u", s + 1);

      crm_chart_add_series (chart, name);
      for (guint i = 0; i < n; i++)
        {
          g_autofree char *label = g_strdup_printf ("Category %u", i + 1);

          crm_chart_add_mark (chart, s, label, values[i] + (isfinite (values[i]) ? s * 10.0 : 0), NULL, label);
        }
    }
  return chart;
}

static CrmChart *
make_many (CrmChartKind kind,
           guint n_series,
           guint n)
{
  g_autofree double *values = g_new (double, n);

  for (guint i = 0; i < n; i++)
    values[i] = 1000 - (i * 37 % 900);
  return make_chart (kind, n_series, values, n);
}

static CrmChartLayout *
lay_out (CrmChart *chart,
         double width,
         double height,
         CrmChartLayoutFlags flags)
{
  CrmChartTheme theme;

  crm_chart_theme_init (&theme, CRM_CHART_STYLE_PRINT);
  return crm_chart_layout_new (chart, &theme, width, height, NULL, flags);
}

static void
assert_inside (const CrmChartRect *rect,
               double width,
               double height)
{
  g_assert_true (isfinite (rect->x) && isfinite (rect->y) && isfinite (rect->width) && isfinite (rect->height));
  g_assert_cmpfloat (rect->width, >=, 0);
  g_assert_cmpfloat (rect->height, >=, 0);
  g_assert_cmpfloat (rect->x, >=, -0.01);
  g_assert_cmpfloat (rect->y, >=, -0.01);
  g_assert_cmpfloat (rect->x + rect->width, <=, width + 0.01);
  g_assert_cmpfloat (rect->y + rect->height, <=, height + 0.01);
}

static gboolean
overlap (const CrmChartRect *a,
         const CrmChartRect *b)
{
  return a->x + a->width > b->x + 0.01 && b->x + b->width > a->x + 0.01 && a->y + a->height > b->y + 0.01 &&
         b->y + b->height > a->y + 0.01;
}

/* Below this size marks may stick out; drawing must still be safe. */
static gboolean
is_sane (double width,
         double height)
{
  return width >= 240 && height >= 120;
}

static void
check_marks (CrmChartLayout *layout,
             double width,
             double height)
{
  gboolean points = crm_chart_get_kind (crm_chart_layout_get_chart (layout)) == CRM_CHART_LINE;
  guint n = crm_chart_layout_get_n_marks (layout);

  for (guint i = 0; i < n; i++)
    {
      const CrmChartMarkBox *box = crm_chart_layout_get_mark (layout, (int) i);

      assert_inside (&box->rect, width, height);
      assert_inside (&box->hit, width, height);
      for (guint j = i + 1; j < n; j++)
        {
          const CrmChartMarkBox *other = crm_chart_layout_get_mark (layout, (int) j);

          g_assert_false (!(points && box->series != other->series) && overlap (&box->rect, &other->rect));
        }
    }
}

static void
check_texts (CrmChartLayout *layout,
             double width,
             double height)
{
  for (guint i = 0; i < crm_chart_layout_get_n_texts (layout); i++)
    {
      CrmChartRect rect, other;
      const char *text = crm_chart_layout_get_text (layout, i, &rect);

      assert_inside (&rect, width, height);
      for (guint j = i + 1; j < crm_chart_layout_get_n_texts (layout); j++)
        {
          const char *other_text = crm_chart_layout_get_text (layout, j, &other);

          if (overlap (&rect, &other))
            g_error ("“%s” and “%s” overlap at %g × %g", text, other_text, width, height);
        }
    }
}

static void
check_drawing (CrmChartLayout *layout)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 64, 64);
  cairo_t *cr = cairo_create (surface);
  int last = (int) crm_chart_layout_get_n_marks (layout) - 1;

  crm_chart_draw (layout, cr, last, 0);
  crm_chart_draw (layout, cr, -1, last / 2);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
check_everywhere (CrmChart *chart)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      for (int flags = 0; flags <= (CRM_CHART_LAYOUT_TITLE | CRM_CHART_LAYOUT_RTL); flags++)
        {
          g_autoptr (CrmChartLayout) layout = lay_out (chart, sizes[i].width, sizes[i].height, flags);

          check_drawing (layout);
          if (!is_sane (sizes[i].width, sizes[i].height))
            continue;
          check_marks (layout, sizes[i].width, sizes[i].height);
          check_texts (layout, sizes[i].width, sizes[i].height);
        }
    }
}

static void
test_ticks (void)
{
  const struct { double min, max; guint room; gboolean whole; double first, last, step; } cases[] = {
    { 0, 1338466, 6, TRUE, 0, 1500000, 500000 },
    { 0, 100, 6, TRUE, 0, 100, 20 },
    { 0, 3, 10, TRUE, 0, 3, 1 },
    { 0, 1, 10, TRUE, 0, 1, 1 },
    { 0, 0, 5, TRUE, 0, 1, 1 },
    { 7, 7, 5, TRUE, 6, 14, 2 },
    { -50, 30, 6, TRUE, -60, 40, 20 },
    { -4, 9, 2, TRUE, -10, 10, 10 },
    { 0.2, 0.61, 6, FALSE, 0.2, 0.7, 0.1 },
    { 9, 2, 10, TRUE, 2, 9, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CrmChartScale scale;

      crm_chart_scale_init (&scale, cases[i].min, cases[i].max, cases[i].room, cases[i].whole);
      g_assert_cmpfloat_with_epsilon (scale.min, cases[i].first, 1e-9);
      g_assert_cmpfloat_with_epsilon (scale.max, cases[i].last, 1e-9);
      g_assert_cmpfloat_with_epsilon (scale.step, cases[i].step, 1e-9);
      g_assert_cmpfloat_with_epsilon (crm_chart_scale_tick (&scale, scale.n_ticks - 1), scale.max, scale.step * 1e-6);
    }
}

static void
test_ticks_cover (void)
{
  const double values[] = { 0, 1e-300, 1e-9, 0.3, 1, 7, 9.99, 1234.5, 1e15, 1e18, 1e300 };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (values); j++)
        {
          for (guint room = 0; room < 12; room++)
            {
              CrmChartScale scale;

              crm_chart_scale_init (&scale, -values[i], values[j], room, FALSE);
              g_assert_cmpfloat (scale.min, <=, -values[i] + scale.step * 1e-6);
              g_assert_cmpfloat (scale.max, >=, values[j] - scale.step * 1e-6);
              g_assert_cmpuint (scale.n_ticks, >=, 2);
              g_assert_cmpuint (scale.n_ticks, <=, MAX (room, 3));
            }
        }
    }
}

static void
test_layout (void)
{
  const guint counts[] = { 1, 2, 5, 12, 40 };

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      for (guint c = 0; c < G_N_ELEMENTS (counts); c++)
        {
          for (guint n_series = 1; n_series <= 3; n_series++)
            {
              g_autoptr (CrmChart) chart = make_many (kinds[k], n_series, counts[c]);

              check_everywhere (chart);
            }
        }
    }
}

static void
test_many (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr (CrmChart) chart = make_many (kinds[k], 1, 500);
      g_autoptr (CrmChartLayout) layout = lay_out (chart, 240, 200, CRM_CHART_LAYOUT_DEFAULT);

      g_assert_cmpuint (crm_chart_layout_get_n_marks (layout), ==, 500);
      check_marks (layout, 240, 200);
      check_texts (layout, 240, 200);
      check_drawing (layout);
    }
}

static void
test_values (void)
{
  const double odd[][6] = {
    { -5, 3, -22, 0, 12, -0.5 },
    { 0, 0, 0, 0, 0, 0 },
    { -1, -2, -3, -4, -5, -6 },
    { NAN, 3, NAN, NAN, 5, NAN },
    { INFINITY, -INFINITY, 1e300, -1e300, 1, NAN },
    { 1e-300, 2e-300, 0, 0, 0, 0 },
    { 1e18, 1, 1, 1, 1, 1 },
    { G_MAXDOUBLE, -G_MAXDOUBLE, 0, 1, 2, 3 },
  };

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
        {
          g_autoptr (CrmChart) chart = make_chart (kinds[k], 1, odd[i], 6);
          g_autofree char *words = crm_chart_describe (chart);

          check_everywhere (chart);
          g_assert_nonnull (words);
        }
    }
}

static void
test_empty (void)
{
  const double nothing[] = { NAN, NAN };

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr (CrmChart) bare = crm_chart_new (kinds[k], NULL);
      g_autoptr (CrmChart) chart = make_chart (kinds[k], 1, nothing, 2);
      g_autoptr (CrmChartLayout) layout = lay_out (chart, 300, 200, CRM_CHART_LAYOUT_DEFAULT);
      CrmChartRect rect;

      g_assert_true (crm_chart_is_empty (bare));
      g_assert_true (crm_chart_is_empty (chart));
      check_everywhere (bare);
      check_everywhere (chart);
      g_assert_cmpuint (crm_chart_layout_get_n_marks (layout), ==, 0);
      g_assert_cmpuint (crm_chart_layout_get_n_texts (layout), ==, 1);
      g_assert_cmpstr (crm_chart_layout_get_text (layout, 0, &rect), ==, "Nothing to show yet");
      g_assert_cmpint (crm_chart_layout_pick (layout, 150, 100), ==, -1);
      g_assert_cmpint (crm_chart_layout_move (layout, -1, CRM_CHART_MOVE_RIGHT), ==, -1);
    }
}

static void
test_pick (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      for (int flags = 0; flags <= (CRM_CHART_LAYOUT_TITLE | CRM_CHART_LAYOUT_RTL); flags++)
        {
          for (guint n_series = 1; n_series <= 3; n_series++)
            {
              g_autoptr (CrmChart) chart = make_many (kinds[k], n_series, 12);
              g_autoptr (CrmChartLayout) layout = lay_out (chart, 600, 640, flags);

              for (guint i = 0; i < crm_chart_layout_get_n_marks (layout); i++)
                {
                  const CrmChartRect *rect = &crm_chart_layout_get_mark (layout, (int) i)->rect;

                  g_assert_cmpint (crm_chart_layout_pick (layout, rect->x + rect->width / 2, rect->y + rect->height / 2),
                                   ==, (int) i);
                }
              g_assert_cmpint (crm_chart_layout_pick (layout, -1, -1), ==, -1);
              g_assert_cmpint (crm_chart_layout_pick (layout, 601, 641), ==, -1);
            }
        }
    }
}

static void
test_move (void)
{
  g_autoptr (CrmChart) columns = make_many (CRM_CHART_COLUMN, 2, 4);
  g_autoptr (CrmChart) bars = make_many (CRM_CHART_BAR, 1, 4);
  g_autoptr (CrmChartLayout) layout = lay_out (columns, 400, 300, CRM_CHART_LAYOUT_DEFAULT);
  g_autoptr (CrmChartLayout) mirrored = lay_out (columns, 400, 300, CRM_CHART_LAYOUT_RTL);
  g_autoptr (CrmChartLayout) rows = lay_out (bars, 400, 300, CRM_CHART_LAYOUT_DEFAULT);

  g_assert_cmpint (crm_chart_layout_move (layout, -1, CRM_CHART_MOVE_RIGHT), ==, 0);
  g_assert_cmpint (crm_chart_layout_move (layout, -1, CRM_CHART_MOVE_LAST), ==, 7);
  g_assert_cmpint (crm_chart_layout_move (layout, 0, CRM_CHART_MOVE_RIGHT), ==, 1);
  g_assert_cmpint (crm_chart_layout_move (layout, 0, CRM_CHART_MOVE_LEFT), ==, 0);
  g_assert_cmpint (crm_chart_layout_move (layout, 3, CRM_CHART_MOVE_RIGHT), ==, 3);
  g_assert_cmpint (crm_chart_layout_move (layout, 1, CRM_CHART_MOVE_DOWN), ==, 5);
  g_assert_cmpint (crm_chart_layout_move (layout, 5, CRM_CHART_MOVE_DOWN), ==, 5);
  g_assert_cmpint (crm_chart_layout_move (layout, 6, CRM_CHART_MOVE_UP), ==, 2);
  g_assert_cmpint (crm_chart_layout_move (layout, 6, CRM_CHART_MOVE_FIRST), ==, 4);
  g_assert_cmpint (crm_chart_layout_move (mirrored, 0, CRM_CHART_MOVE_LEFT), ==, 1);
  g_assert_cmpint (crm_chart_layout_move (rows, 0, CRM_CHART_MOVE_DOWN), ==, 1);
  g_assert_cmpint (crm_chart_layout_move (rows, 1, CRM_CHART_MOVE_RIGHT), ==, 1);
  g_assert_cmpint (crm_chart_layout_move (rows, 0, CRM_CHART_MOVE_LAST), ==, 3);
}

static void
test_mirror (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr (CrmChart) chart = make_many (kinds[k], 2, 5);
      g_autoptr (CrmChartLayout) layout = lay_out (chart, 480, 320, CRM_CHART_LAYOUT_TITLE);
      g_autoptr (CrmChartLayout) mirrored = lay_out (chart, 480, 320, CRM_CHART_LAYOUT_TITLE | CRM_CHART_LAYOUT_RTL);

      for (guint i = 0; i < crm_chart_layout_get_n_marks (layout); i++)
        {
          const CrmChartRect *a = &crm_chart_layout_get_mark (layout, (int) i)->rect;
          const CrmChartRect *b = &crm_chart_layout_get_mark (mirrored, (int) i)->rect;

          g_assert_cmpfloat_with_epsilon (a->x, 480 - b->x - b->width, 1e-6);
          g_assert_cmpfloat_with_epsilon (a->y, b->y, 1e-6);
        }
    }
}

static void
test_words (void)
{
  const double values[] = { 200, 100, 7, NAN };
  g_autoptr (CrmChart) funnel = make_chart (CRM_CHART_FUNNEL, 1, values, 4);
  g_autoptr (CrmChart) columns = make_chart (CRM_CHART_COLUMN, 2, values, 4);
  g_autofree char *stage = crm_chart_describe_mark (funnel, 0, 1);
  g_autofree char *small = crm_chart_format_conversion (funnel, 2);
  g_autofree char *mark = crm_chart_describe_mark (columns, 1, 2);
  g_autofree char *missing = crm_chart_describe_mark (columns, 0, 3);
  g_autofree char *whole = crm_chart_describe (columns);

  g_assert_cmpstr (stage, ==, "Category 2: 100, 50% of Category 1");
  g_assert_cmpstr (small, ==, "7.0%");
  g_assert_null (crm_chart_format_conversion (funnel, 0));
  g_assert_null (crm_chart_format_conversion (funnel, 3));
  g_assert_cmpstr (mark, ==, "Category 3, Series 2: 17");
  g_assert_cmpstr (missing, ==, "Category 4, Series 1: No value");
  g_assert_cmpstr (whole, ==,
                   "In 2017. Column chart with 4 columns. Highest: Category 1, Series 2: 210. "
                   "Lowest: Category 3, Series 1: 7.");
  g_assert_cmpstr (crm_chart_get_action_target (columns, 0, 1), ==, "Category 2");
}

static void
test_csv (void)
{
  g_autoptr (CrmChart) chart = crm_chart_new (CRM_CHART_BAR, "Open Value");
  g_autofree char *csv = NULL;

  crm_chart_set_category_label (chart, "Owner");
  crm_chart_add_series (chart, "Value, in €");
  crm_chart_add_series (chart, "Deals");
  crm_chart_add_mark (chart, 0, "=Anna \"Ann\" Ek", 1134672.25, "€1,134,672.25", NULL);
  crm_chart_add_mark (chart, 0, "Bo", NAN, NULL, NULL);
  crm_chart_add_mark (chart, 1, NULL, 12, NULL, NULL);
  csv = crm_chart_to_csv (chart);
  g_assert_cmpstr (csv, ==, "Owner,\"Value, in €\",Deals\r\n\"'=Anna \"\"Ann\"\" Ek\",1134672.25,12\r\nBo,,\r\n");
}

static void
test_export (void)
{
  const struct { const char *name, *start, *end; } files[] = {
    { "chart.svg", "<?xml", "</svg>\n" },
    { "chart.PNG", "\211PNG\r\n\032\n", "IEND\256B`\202" },
    { "chart.pdf", "%PDF-1.", "%%EOF\n" },
    { "chart.csv", "Label,Series 1\r\n", "\r\n" },
  };
  g_autofree char *folder = g_dir_make_tmp ("clientele-chart-XXXXXX", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (CrmChart) chart = make_many (kinds[i], 1, 8);
      g_autofree char *path = g_build_filename (folder, files[i].name, NULL), *content = NULL;
      g_autoptr (GFile) file = g_file_new_for_path (path);
      g_autoptr (GError) error = NULL;
      CrmChartFormat format;
      gsize length;

      g_assert_true (crm_chart_format_from_name (files[i].name, &format));
      g_assert_true (g_file_set_contents (path, "before", -1, NULL));
      crm_chart_export (chart, file, format, 640, 400, CRM_CHART_LAYOUT_DEFAULT, &error);
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &content, &length, NULL));
      g_assert_cmpmem (content, strlen (files[i].start), files[i].start, strlen (files[i].start));
      g_assert_cmpmem (content + length - strlen (files[i].end), strlen (files[i].end), files[i].end,
                       strlen (files[i].end));
      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
test_export_refused (void)
{
  g_autoptr (CrmChart) chart = make_many (CRM_CHART_COLUMN, 1, 8);
  g_autofree char *folder = g_dir_make_tmp ("clientele-chart-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "missing", "chart.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  CrmChartFormat format;

  g_assert_false (crm_chart_export (chart, file, CRM_CHART_FORMAT_PNG, 640, 400, CRM_CHART_LAYOUT_DEFAULT, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (crm_chart_render (chart, CRM_CHART_FORMAT_PDF, NAN, 400, CRM_CHART_LAYOUT_DEFAULT, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (crm_chart_render (chart, CRM_CHART_FORMAT_PNG, 1e6, 400, CRM_CHART_LAYOUT_DEFAULT, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_assert_false (crm_chart_format_from_name ("chart.docx", &format));
  g_rmdir (folder);
}

static void
draw_png (GTask *task,
          gpointer source,
          gpointer data,
          GCancellable *cancellable)
{
  GError *error = NULL;
  GBytes *bytes = crm_chart_render (data, CRM_CHART_FORMAT_PNG, 300, 200, CRM_CHART_LAYOUT_DEFAULT, &error);

  g_assert_no_error (error);
  g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
}

static void
test_thread (void)
{
  g_autoptr (CrmChart) chart = make_many (CRM_CHART_LINE, 1, 30);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  g_autoptr (GBytes) bytes = NULL;

  g_task_set_task_data (task, crm_chart_ref (chart), (GDestroyNotify) crm_chart_unref);
  g_task_run_in_thread_sync (task, draw_png);
  bytes = g_task_propagate_pointer (task, NULL);
  g_assert_nonnull (bytes);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/chart/ticks", test_ticks);
  g_test_add_func ("/chart/ticks-cover", test_ticks_cover);
  g_test_add_func ("/chart/layout", test_layout);
  g_test_add_func ("/chart/many", test_many);
  g_test_add_func ("/chart/values", test_values);
  g_test_add_func ("/chart/empty", test_empty);
  g_test_add_func ("/chart/pick", test_pick);
  g_test_add_func ("/chart/move", test_move);
  g_test_add_func ("/chart/mirror", test_mirror);
  g_test_add_func ("/chart/words", test_words);
  g_test_add_func ("/chart/csv", test_csv);
  g_test_add_func ("/chart/export", test_export);
  g_test_add_func ("/chart/export-refused", test_export_refused);
  g_test_add_func ("/chart/thread", test_thread);
  return g_test_run ();
}
