/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "crm-resources.h"
#include "ui/common/crm-chart-table-dialog.h"
#include "ui/common/crm-chart-view.h"

typedef struct
{
  GtkWidget    *window;
  CrmChartView *view;
  GtkWidget    *button;
  GString      *activated;
} Fixture;

static CrmChart *
make_chart (CrmChartKind kind,
            guint n_series)
{
  const double values[] = { 30, 0, 12, 7 };
  const char *labels[] = { "Jan", "Feb", "Mar", "Apr" };
  CrmChart *chart = crm_chart_new (kind, "Deals by Month");

  for (guint s = 0; s < n_series; s++)
    {
      crm_chart_add_series (chart, s == 0 ? "This year" : "Last year");
      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        crm_chart_add_mark (chart, s, labels[i], values[i], NULL, labels[i]);
    }
  return chart;
}

static void
mark_activated_cb (CrmChartView *view,
                   guint series,
                   guint mark,
                   const char *target,
                   Fixture *fixture)
{
  g_string_append_printf (fixture->activated, "%u/%u/%s ", series, mark, target);
}

static gboolean
is_ready (gpointer data)
{
  return gtk_widget_get_mapped (data) && gtk_widget_get_width (data) > 0;
}

static void
wait_for (gboolean (*condition) (gpointer data),
          gpointer data)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (!condition (data) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (condition (data));
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  g_autoptr (CrmChart) chart = make_chart (CRM_CHART_COLUMN, GPOINTER_TO_UINT (data));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fixture->activated = g_string_new (NULL);
  fixture->view = CRM_CHART_VIEW (crm_chart_view_new ());
  fixture->button = gtk_button_new_with_label ("After");
  crm_chart_view_set_chart (fixture->view, chart);
  g_signal_connect (fixture->view, "mark-activated", G_CALLBACK (mark_activated_cb), fixture);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture->view));
  gtk_box_append (GTK_BOX (box), fixture->button);
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 500, 400);
  adw_window_set_content (ADW_WINDOW (fixture->window), box);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_for (is_ready, fixture->view);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->view), (gpointer *) &fixture->view);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (fixture->view);
  g_string_free (fixture->activated, TRUE);
}

static GtkWidget *
get_mark (Fixture *fixture,
          guint index)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (fixture->view));

  for (; index > 0; index--)
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static void
assert_focus (Fixture *fixture,
              guint index)
{
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == get_mark (fixture, index));
}

static void
go (Fixture *fixture,
    GtkDirectionType direction)
{
  gtk_widget_child_focus (fixture->window, direction);
}

static void
test_keyboard (Fixture *fixture,
               gconstpointer data)
{
  gtk_widget_grab_focus (GTK_WIDGET (fixture->view));
  assert_focus (fixture, 0);
  go (fixture, GTK_DIR_RIGHT);
  go (fixture, GTK_DIR_RIGHT);
  assert_focus (fixture, 2);
  go (fixture, GTK_DIR_DOWN);
  assert_focus (fixture, 6);
  go (fixture, GTK_DIR_LEFT);
  assert_focus (fixture, 5);
  gtk_widget_activate_action (get_mark (fixture, 5), "mark.activate", NULL);
  g_assert_cmpstr (fixture->activated->str, ==, "1/1/Feb ");
  go (fixture, GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == fixture->button);
  go (fixture, GTK_DIR_TAB_BACKWARD);
  assert_focus (fixture, 5);
}

static void
test_accessible (Fixture *fixture,
                 gconstpointer data)
{
  gtk_test_accessible_assert_role (fixture->view, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (fixture->view, GTK_ACCESSIBLE_PROPERTY_LABEL, "Deals by Month");
  gtk_test_accessible_assert_property (fixture->view, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Column chart with 4 columns. Highest: Jan: 30. Lowest: Feb: 0.");
  gtk_test_accessible_assert_role (get_mark (fixture, 2), GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_property (get_mark (fixture, 2), GTK_ACCESSIBLE_PROPERTY_LABEL, "Mar: 12");
}

static void
test_change (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (CrmChart) funnel = make_chart (CRM_CHART_FUNNEL, 1);
  g_autoptr (CrmChart) empty = crm_chart_new (CRM_CHART_BAR, "Nothing");
  const char *words = "Feb: 0, 0% of Jan";
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->view));
  GdkContentProvider *before;

  gdk_clipboard_set_text (clipboard, "before");
  before = gdk_clipboard_get_content (clipboard);
  gtk_widget_grab_focus (get_mark (fixture, 2));
  crm_chart_view_set_chart (fixture->view, funnel);
  assert_focus (fixture, 2);
  gtk_test_accessible_assert_property (get_mark (fixture, 1), GTK_ACCESSIBLE_PROPERTY_LABEL, words);
  crm_chart_view_set_chart (fixture->view, empty);
  g_assert_null (get_mark (fixture, 0));
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "chart.copy", NULL);
  g_assert_true (gdk_clipboard_get_content (clipboard) == before);
  wait_for (is_ready, fixture->view);
  crm_chart_view_set_chart (fixture->view, NULL);
  wait_for (is_ready, fixture->window);
}

static gboolean
is_drawn (gpointer data)
{
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  gdk_paintable_snapshot (data, snapshot, 500, 300);
  node = gtk_snapshot_to_node (snapshot);
  return node != NULL;
}

static void
test_look (Fixture *fixture,
           gconstpointer data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_FORCE_DARK, ADW_COLOR_SCHEME_FORCE_LIGHT };
  const GtkTextDirection directions[] = { GTK_TEXT_DIR_RTL, GTK_TEXT_DIR_LTR };

  gtk_widget_grab_focus (get_mark (fixture, 3));
  gtk_window_set_focus_visible (GTK_WINDOW (fixture->window), TRUE);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GdkPaintable) paintable = NULL;

      adw_style_manager_set_color_scheme (manager, schemes[i]);
      gtk_widget_set_direction (GTK_WIDGET (fixture->view), directions[i]);
      paintable = gtk_widget_paintable_new (GTK_WIDGET (fixture->view));
      wait_for (is_drawn, paintable);
    }
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
}

static void
text_read_cb (GObject *source,
              GAsyncResult *result,
              gpointer user_data)
{
  char **text = user_data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
is_set (gpointer data)
{
  return *(char **) data != NULL;
}

static void
test_copy (Fixture *fixture,
           gconstpointer data)
{
  const char *const actions[] = { "chart.copy", "chart.copy-values" };
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->view));

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autofree char *text = NULL;

      gtk_widget_activate_action (GTK_WIDGET (fixture->view), actions[i], NULL);
      g_assert_true (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), "image/png") ==
                     (i == 0));
      gdk_clipboard_read_text_async (clipboard, NULL, text_read_cb, &text);
      wait_for (is_set, &text);
      g_assert_cmpstr (text, ==, "Label,This year\r\nJan,30\r\nFeb,0\r\nMar,12\r\nApr,7\r\n");
    }
}

static GtkColumnView *
find_table (GtkWidget *widget)
{
  GtkColumnView *found = GTK_IS_COLUMN_VIEW (widget) ? GTK_COLUMN_VIEW (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_table (child);
  return found;
}

static void
test_table (Fixture *fixture,
            gconstpointer data)
{
  AdwDialog *dialog;
  GtkColumnView *table;
  g_autoptr (GtkColumnViewColumn) values = NULL;
  g_autoptr (GtkStringObject) first = NULL;

  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "chart.show-table", NULL);
  dialog = adw_window_get_visible_dialog (ADW_WINDOW (fixture->window));
  g_assert_true (CRM_IS_CHART_TABLE_DIALOG (dialog));
  g_assert_cmpstr (adw_dialog_get_title (dialog), ==, "Deals by Month");
  table = find_table (GTK_WIDGET (dialog));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_column_view_get_columns (table)), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (table))), ==, 4);
  values = g_list_model_get_item (gtk_column_view_get_columns (table), 1);
  g_assert_cmpstr (gtk_column_view_column_get_title (values), ==, "This year");
  gtk_column_view_sort_by_column (table, values, GTK_SORT_ASCENDING);
  first = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (table)), 0);
  g_assert_cmpstr (gtk_string_object_get_string (first), ==, "1");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "table.copy", NULL);
  adw_dialog_force_close (dialog);
}

static gboolean
has_popover (gpointer data)
{
  GtkWidget *last = gtk_widget_get_last_child (data);

  return GTK_IS_POPOVER_MENU (last) && gtk_widget_get_mapped (last);
}

static void
test_menu (Fixture *fixture,
           gconstpointer data)
{
  GtkWidget *button = gtk_menu_button_new ();

  g_object_ref_sink (button);
  crm_chart_view_attach_menu (fixture->view, GTK_MENU_BUTTON (button));
  gtk_widget_activate_action (button, "chart.copy-values", NULL);
  g_assert_nonnull (gdk_clipboard_get_content (gtk_widget_get_clipboard (GTK_WIDGET (fixture->view))));
  g_object_unref (button);

  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "menu.popup", NULL);
  wait_for (has_popover, fixture->view);
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_last_child (GTK_WIDGET (fixture->view))));
}

int
main (int argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_resources_register (crm_get_resource ());
  g_test_add ("/chart-view/keyboard", Fixture, GUINT_TO_POINTER (2), set_up, test_keyboard, tear_down);
  g_test_add ("/chart-view/accessible", Fixture, GUINT_TO_POINTER (1), set_up, test_accessible, tear_down);
  g_test_add ("/chart-view/change", Fixture, GUINT_TO_POINTER (1), set_up, test_change, tear_down);
  g_test_add ("/chart-view/look", Fixture, GUINT_TO_POINTER (2), set_up, test_look, tear_down);
  g_test_add ("/chart-view/copy", Fixture, GUINT_TO_POINTER (1), set_up, test_copy, tear_down);
  g_test_add ("/chart-view/table", Fixture, GUINT_TO_POINTER (1), set_up, test_table, tear_down);
  g_test_add ("/chart-view/menu", Fixture, GUINT_TO_POINTER (1), set_up, test_menu, tear_down);
  return g_test_run ();
}
