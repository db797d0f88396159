/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-chart-view-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/crm-error.h"
#include "chart/crm-chart-export.h"
#include "store/crm-store.h"
#include "ui/common/crm-chart-table-dialog.h"
#include "ui/common/crm-feedback.h"

#define EXPORT_WIDTH 960
#define SMALLEST_EXPORT_HEIGHT 480
#define TITLE_HEIGHT 100       /* the margins and the title of a file */

static const char *const action_names[CRM_CHART_VIEW_N_ACTIONS] = {
  "chart.show-table", "chart.copy", "chart.copy-values", "chart.export",
};

static CrmChartLayoutFlags
get_flags (CrmChartView *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? CRM_CHART_LAYOUT_RTL
                                                                          : CRM_CHART_LAYOUT_DEFAULT;
}

static double
get_export_height (CrmChart *chart)
{
  return MAX (crm_chart_preferred_height (chart, EXPORT_WIDTH) + TITLE_HEIGHT, SMALLEST_EXPORT_HEIGHT);
}

static void
show_table_action (GtkWidget *widget,
                   const char *action,
                   GVariant *parameter)
{
  adw_dialog_present (crm_chart_table_dialog_new (CRM_CHART_VIEW (widget)->chart), widget);
}

static void
copy_values_action (GtkWidget *widget,
                    const char *action,
                    GVariant *parameter)
{
  g_autofree char *csv = crm_chart_to_csv (CRM_CHART_VIEW (widget)->chart);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), csv);
  crm_feedback_toast (widget, _("Values copied"));
}

/* Image editors take the picture, text editors and spreadsheets the values. */
static void
copy_action (GtkWidget *widget,
             const char *action,
             GVariant *parameter)
{
  CrmChartView *self = CRM_CHART_VIEW (widget);
  g_autoptr (GError) error = NULL;
  g_autofree char *csv = crm_chart_to_csv (self->chart);
  g_autoptr (GBytes) picture = crm_chart_render (self->chart, CRM_CHART_FORMAT_PNG, EXPORT_WIDTH,
                                                 get_export_height (self->chart), get_flags (self), &error);
  g_autoptr (GdkContentProvider) content = NULL;

  if (picture == NULL)
    {
      crm_feedback_error (GTK_WIDGET (self), _("Could Not Copy the Chart"), error);
      return;
    }
  content = gdk_content_provider_new_union ((GdkContentProvider *[]) {
    gdk_content_provider_new_for_bytes ("image/png", picture),
    gdk_content_provider_new_typed (G_TYPE_STRING, csv),
  }, 2);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), content);
  crm_feedback_toast (widget, _("Picture copied"));
}

typedef struct
{
  CrmChart           *chart;
  GFile              *file;
  CrmChartFormat      format;
  CrmChartLayoutFlags flags;
} Export;

static void
free_export (gpointer data)
{
  Export *export = data;

  crm_chart_unref (export->chart);
  g_object_unref (export->file);
  g_free (export);
}

static void
export_in_thread (GTask *task,
                  gpointer source,
                  gpointer data,
                  GCancellable *cancellable)
{
  Export *export = data;
  const char *path = g_file_peek_path (export->file);
  GError *error = NULL;

  if ((path == NULL || crm_store_file_spare (path, &error)) &&
      crm_chart_export (export->chart, export->file, export->format, EXPORT_WIDTH, get_export_height (export->chart),
                        export->flags, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
exported_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  CrmChartView *self = CRM_CHART_VIEW (source);
  Export *export = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_autofree char *name = g_file_get_basename (export->file);
      /* Translators: a toast; the placeholder is the name of a file */
      g_autofree char *title = g_strdup_printf (_("Exported to “%s”"), name);

      crm_feedback_toast (GTK_WIDGET (self), title);
    }
  else
    crm_feedback_error (GTK_WIDGET (self), _("Could Not Export the Chart"), error);
}

static void
export_to (CrmChartView *self,
           GFile *file)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, exported_cb, NULL);
  g_autofree char *name = g_file_get_basename (file);
  Export *export;
  CrmChartFormat format;

  if (self->chart == NULL)
    return;
  if (!crm_chart_format_from_name (name, &format))
    {
      g_autoptr (GError) error =
        g_error_new_literal (CRM_ERROR, CRM_ERROR_FORMAT,
                             _("Nothing was written. Choose a name that ends in .svg, .png, .pdf or .csv."));

      crm_feedback_error (GTK_WIDGET (self), _("Could Not Export the Chart"), error);
      return;
    }
  export = g_new0 (Export, 1);
  export->chart = crm_chart_ref (self->chart);
  export->file = g_object_ref (file);
  export->format = format;
  export->flags = get_flags (self);
  g_task_set_task_data (task, export, free_export);
  g_task_run_in_thread (task, export_in_thread);
}

static void
chosen_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (CrmChartView) self = CRM_CHART_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);

  if (file != NULL)
    export_to (self, file);
  else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) &&
           !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
    crm_feedback_error (GTK_WIDGET (self), _("Could Not Export the Chart"), error);
}

static void
add_filter (GListStore *filters,
            const char *name,
            const char *suffix)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_suffix (filter, suffix);
  g_list_store_append (filters, filter);
}

static void
export_action (GtkWidget *widget,
               const char *action,
               GVariant *parameter)
{
  CrmChartView *self = CRM_CHART_VIEW (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  const char *title = crm_chart_get_title (self->chart);
  g_autofree char *name = g_strdup_printf ("%s.svg", title != NULL ? title : _("Chart"));
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (all, _("Pictures and Tables (SVG, PNG, PDF, CSV)"));
  for (guint i = 0; i < 4; i++)
    gtk_file_filter_add_suffix (all, (const char *[]) { "svg", "png", "pdf", "csv" }[i]);
  g_list_store_append (filters, all);
  add_filter (filters, _("SVG Drawing"), "svg");
  add_filter (filters, _("PNG Image"), "png");
  add_filter (filters, _("PDF Document"), "pdf");
  add_filter (filters, _("CSV Table"), "csv");
  gtk_file_dialog_set_title (dialog, _("Export Chart"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_initial_name (dialog, g_strdelimit (name, "/", '-'));
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, chosen_cb, g_object_ref (self));
}

static GMenuModel *
make_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) copy = g_menu_new ();
  g_autoptr (GMenu) file = g_menu_new ();

  g_menu_append (menu, _("Show as _Table"), "chart.show-table");
  g_menu_append (copy, _("_Copy Picture"), "chart.copy");
  g_menu_append (copy, _("Copy _Values"), "chart.copy-values");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copy));
  g_menu_append (file, _("_Export…"), "chart.export");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (file));
  return G_MENU_MODEL (menu);
}

/* Opens the menu at a place of the view. */
void
crm_chart_view_popup_menu (CrmChartView *self,
                           double x,
                           double y)
{
  if (self->chart == NULL || crm_chart_is_empty (self->chart))
    return;
  if (self->menu == NULL)
    {
      g_autoptr (GMenuModel) model = make_menu ();

      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
popup_action (GtkWidget *widget,
              const char *action,
              GVariant *parameter)
{
  CrmChartView *self = CRM_CHART_VIEW (widget);
  const CrmChartMarkBox *box =
    self->layout != NULL ? crm_chart_layout_get_mark (self->layout, self->current) : NULL;

  if (box != NULL)
    crm_chart_view_popup_menu (self, box->rect.x + box->rect.width / 2, box->rect.y + box->rect.height / 2);
}

/* Called when the chart changes: without values there is nothing to show, copy or export. */
void
crm_chart_view_update_actions (CrmChartView *self)
{
  gboolean enabled = self->chart != NULL && !crm_chart_is_empty (self->chart);

  for (guint i = 0; i < G_N_ELEMENTS (action_names); i++)
    {
      gtk_widget_action_set_enabled (GTK_WIDGET (self), action_names[i], enabled);
      if (self->forwards[i] != NULL)
        g_simple_action_set_enabled (self->forwards[i], enabled);
    }
}

void
crm_chart_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "chart.show-table", NULL, show_table_action);
  gtk_widget_class_install_action (widget_class, "chart.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "chart.copy-values", NULL, copy_values_action);
  gtk_widget_class_install_action (widget_class, "chart.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "menu.popup", NULL, popup_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "chart.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "menu.popup", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "menu.popup", NULL);
}

static void
forward_cb (GSimpleAction *action,
            GVariant *parameter,
            gpointer user_data)
{
  g_autofree char *name = g_strconcat ("chart.", g_action_get_name (G_ACTION (action)), NULL);

  gtk_widget_activate_action_variant (GTK_WIDGET (user_data), name, NULL);
}

/**
 * crm_chart_view_attach_menu:
 * @button: a menu button outside the view, such as in the heading of a card
 *
 * Gives one button the menu of the view.
 */
void
crm_chart_view_attach_menu (CrmChartView *self,
                            GtkMenuButton *button)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GMenuModel) model = make_menu ();

  for (guint i = 0; i < G_N_ELEMENTS (action_names); i++)
    {
      g_set_object (&self->forwards[i], NULL);
      self->forwards[i] = g_simple_action_new (action_names[i] + strlen ("chart."), NULL);
      g_signal_connect_object (self->forwards[i], "activate", G_CALLBACK (forward_cb), self, G_CONNECT_DEFAULT);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (self->forwards[i]));
    }
  crm_chart_view_update_actions (self);
  gtk_widget_insert_action_group (GTK_WIDGET (button), "chart", G_ACTION_GROUP (group));
  gtk_menu_button_set_menu_model (button, model);
}
