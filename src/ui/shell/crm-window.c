/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell/crm-window-private.h"

#include "ui/shell/crm-commands.h"
#include "ui/shell/crm-greeter.h"
#include "ui/shell/crm-sections.h"

#include <glib/gi18n.h>

/**
 * CrmWindow:
 *
 * A window with at most one workspace: greeter, progress of opening, or the sections with their pages.
 */

G_DEFINE_FINAL_TYPE (CrmWindow, crm_window, ADW_TYPE_APPLICATION_WINDOW)

static GtkWidget *
new_section_row (const CrmSection *section)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_(section->title));

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (section->icon));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _(section->title), -1);
  gtk_widget_set_name (row, section->name);
  return row;
}

static void
fill_sidebar (CrmWindow *self)
{
  guint n_sections;
  const CrmSection *sections = crm_sections (&n_sections);

  for (guint i = 0; i < n_sections; i++)
    gtk_list_box_append (self->sections, new_section_row (&sections[i]));
}

static void
select_row (CrmWindow *self,
            const char *name)
{
  for (GtkWidget *row =
    gtk_widget_get_first_child (GTK_WIDGET (self->sections)); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      if (g_strcmp0 (gtk_widget_get_name (row), name) == 0)
        gtk_list_box_select_row (self->sections, GTK_LIST_BOX_ROW (row));
    }
}

static void
section_activated_cb (CrmWindow *self,
                      GtkListBoxRow *row)
{
  crm_window_show_section (self, gtk_widget_get_name (GTK_WIDGET (row)));
}

/* Keys move the mark from row to row; what is shown is marked when they are done without having chosen any. */
static void
sections_left_cb (CrmWindow *self)
{
  if (self->section != NULL)
    select_row (self, self->section);
}

static void
visible_page_changed_cb (CrmWindow *self)
{
  crm_window_update_actions (self);
}

/**
 * crm_window_show_section:
 * @name: a section; its page is made when it is first shown and kept
 */
void
crm_window_show_section (CrmWindow *self,
                         const char *name)
{
  const CrmSection *section = crm_section_find (name);
  AdwNavigationPage *page;

  if (self->store == NULL || section == NULL)
    return;
  page = g_hash_table_lookup (self->pages, name);
  if (page == NULL)
    {
      page = crm_section_new_page (section, self->store);
      g_hash_table_insert (self->pages, (gpointer) section->name, g_object_ref_sink (page));
    }
  if (adw_navigation_view_get_visible_page (self->navigation) != page)
    adw_navigation_view_replace (self->navigation, &page, 1);
  self->section = section->name;
  select_row (self, name);
  adw_navigation_split_view_set_show_content (self->split, TRUE);
  /* A page that says where its focus belongs takes it; else it stays in the sidebar, on the section's row. */
  if (!gtk_widget_grab_focus (GTK_WIDGET (page)) && !adw_navigation_split_view_get_collapsed (self->split))
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_selected_row (self->sections)));
}

/**
 * crm_window_show_record:
 * @reference: entity and id: "customer:42"
 */
void
crm_window_show_record (CrmWindow *self,
                        const char *reference)
{
  AdwNavigationPage *page;

  if (self->store == NULL)
    return;
  page = crm_section_new_record_page (reference, self->store);
  if (page == NULL)
    return;
  adw_navigation_view_push (self->navigation, page);
  adw_navigation_split_view_set_show_content (self->split, TRUE);
}

/**
 * crm_window_get_page:
 *
 * Returns: (transfer none) (nullable): the page that is shown
 */
GtkWidget *
crm_window_get_page (CrmWindow *self)
{
  return GTK_WIDGET (adw_navigation_view_get_visible_page (self->navigation));
}

/**
 * crm_window_get_path:
 *
 * Returns: (transfer none) (nullable): the workspace that is open or being opened
 */
const char *
crm_window_get_path (CrmWindow *self)
{
  return self->path;
}

CrmStore *
crm_window_get_store (CrmWindow *self)
{
  return self->store;
}

static void
close_anyway_cb (GObject *source,
                 GAsyncResult *result,
                 gpointer user_data)
{
  g_autoptr (CrmWindow) self = user_data;

  if (g_strcmp0 (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result), "close") != 0)
    return;
  if (self->trouble != NULL)
    crm_trouble_stop (self->trouble);
  g_clear_pointer (&self->unsaved, g_ptr_array_unref);
  gtk_window_close (GTK_WINDOW (self));
}

static void
ask_whether_to_close (CrmWindow *self)
{
  g_autofree char *why = self->unsaved != NULL
    ? g_strdup_printf (_("They wait for “%s” to be opened again and would be lost."), self->unsaved_path)
    : crm_trouble_describe (self->trouble);
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_("Changes Are Not Saved Yet"), why));

  adw_alert_dialog_add_responses (dialog, "keep", _("_Keep Open"), "close", _("_Close Without Them"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "close", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "keep");
  adw_alert_dialog_set_close_response (dialog, "keep");
  adw_alert_dialog_choose (dialog, GTK_WIDGET (self), NULL, close_anyway_cb, g_object_ref (self));
}

static gboolean
crm_window_close_request (GtkWindow *window)
{
  CrmWindow *self = CRM_WINDOW (window);

  if (self->unsaved != NULL || (self->trouble != NULL && crm_trouble_get_n_waiting (self->trouble) > 0))
    {
      ask_whether_to_close (self);
      return GDK_EVENT_STOP;
    }
  g_cancellable_cancel (self->cancellable);
  crm_window_leave_store (self);
  return GTK_WINDOW_CLASS (crm_window_parent_class)->close_request (window);
}

static void
crm_window_dispose (GObject *object)
{
  CrmWindow *self = CRM_WINDOW (object);

  crm_window_set_store (self, NULL);
  g_clear_handle_id (&self->loading_source, g_source_remove);
  g_clear_pointer (&self->pages, g_hash_table_unref);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->unsaved, g_ptr_array_unref);
  g_clear_pointer (&self->unsaved_path, g_free);
  g_clear_pointer (&self->copy, g_free);
  g_clear_object (&self->settings);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_WINDOW);
  G_OBJECT_CLASS (crm_window_parent_class)->dispose (object);
}

/* A window that opens a workspace at once never needs the greeter. */
static void
greeter_mapped_cb (AdwBin *bin)
{
  if (adw_bin_get_child (bin) == NULL)
    adw_bin_set_child (bin, g_object_new (CRM_TYPE_GREETER, NULL));
}

static void
crm_window_class_init (CrmWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = crm_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/shell/crm-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, CrmWindow, trouble_banner);
  gtk_widget_class_bind_template_child (widget_class, CrmWindow, place_banner);
  gtk_widget_class_bind_template_child (widget_class, CrmWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CrmWindow, split);
  gtk_widget_class_bind_template_child (widget_class, CrmWindow, navigation);
  gtk_widget_class_bind_template_child (widget_class, CrmWindow, sections);
  gtk_widget_class_bind_template_child (widget_class, CrmWindow, sidebar_title);
  gtk_widget_class_bind_template_child (widget_class, CrmWindow, backup_button);
  gtk_widget_class_bind_template_child (widget_class, CrmWindow, loading_label);
  gtk_widget_class_bind_template_child (widget_class, CrmWindow, loading_progress);
  gtk_widget_class_bind_template_callback (widget_class, greeter_mapped_cb);
  gtk_widget_class_bind_template_callback (widget_class, section_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, sections_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, visible_page_changed_cb);

  crm_window_class_add_actions (widget_class);
  crm_commands_bind (widget_class);
}

static void
crm_window_init (CrmWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->settings = g_settings_new (APPLICATION_ID);
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  fill_sidebar (self);
  crm_window_update_actions (self);
}

/**
 * crm_window_new:
 *
 * Returns: (transfer none): a window that shows the greeter; the application owns it
 */
CrmWindow *
crm_window_new (CrmApplication *application)
{
  return g_object_new (CRM_TYPE_WINDOW, "application", application, NULL);
}
