/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell/crm-window-private.h"

#include "ui/common/crm-drafts-dialog.h"
#include "ui/common/crm-feedback.h"
#include "ui/safety/crm-backups-dialog.h"
#include "ui/shell/crm-about.h"
#include "ui/shell/crm-command-palette.h"
#include "ui/shell/crm-greeter.h"
#include "ui/shell/crm-preferences-dialog.h"
#include "ui/shell/crm-sections.h"
#include "ui/shell/crm-shortcuts-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

/* Undo and redo */

static void
undone_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (CrmWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *label = crm_store_undo_finish (CRM_STORE (source), result, &error);
  g_autofree char *title = NULL;
  AdwToast *toast;

  if (label == NULL)
    {
      if (!crm_trouble_report (CRM_STORE (source), error, NULL))
        crm_feedback_error (GTK_WIDGET (self), _("Not Undone"), error);
      return;
    }
  /* Translators: a toast after undo; the placeholder says what was undone, such as "Edit Blue Café" */
  title = g_strdup_printf (_("Undone: %s"), label);
  toast = adw_toast_new (title);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _("_Redo"));
  adw_toast_set_action_name (toast, "win.redo");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
redone_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (CrmWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *label = crm_store_undo_finish (CRM_STORE (source), result, &error);
  g_autofree char *title = NULL;

  if (label == NULL)
    {
      if (!crm_trouble_report (CRM_STORE (source), error, NULL))
        crm_feedback_toast (GTK_WIDGET (self), error->message);
      return;
    }
  title = g_strdup_printf (_("Done again: %s"), label);
  crm_feedback_toast (GTK_WIDGET (self), title);
}

static void
undo (CrmWindow *self,
      gint64 action)
{
  if (self->store != NULL)
    crm_store_undo_async (self->store, action, undone_cb, g_object_ref (self));
}

static void
undo_activated (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  undo (CRM_WINDOW (widget), 0);
}

static void
undo_action_activated (GtkWidget *widget,
                       const char *action,
                       GVariant *parameter)
{
  undo (CRM_WINDOW (widget), g_variant_get_int64 (parameter));
}

static void
redo_activated (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  CrmWindow *self = CRM_WINDOW (widget);

  if (self->store != NULL)
    crm_store_redo_async (self->store, redone_cb, g_object_ref (self));
}

/* Places and records */

static void
show_section_activated (GtkWidget *widget,
                        const char *action,
                        GVariant *parameter)
{
  crm_window_show_section (CRM_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_record_activated (GtkWidget *widget,
                       const char *action,
                       GVariant *parameter)
{
  crm_window_show_record (CRM_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_list_activated (GtkWidget *widget,
                     const char *action,
                     GVariant *parameter)
{
  CrmWindow *self = CRM_WINDOW (widget);
  const char *entity, *filter, *title;
  AdwNavigationPage *page;

  g_variant_get (parameter, "(&s&s&s)", &entity, &filter, &title);
  page = self->store != NULL ? crm_section_new_list_page (entity, filter, title, self->store) : NULL;
  if (page != NULL)
    adw_navigation_view_push (self->navigation, page);
}

static void
search_list_activated (GtkWidget *widget,
                       const char *action,
                       GVariant *parameter)
{
  CrmWindow *self = CRM_WINDOW (widget);
  const char *entity, *text;
  AdwNavigationPage *page;

  g_variant_get (parameter, "(&s&s)", &entity, &text);
  page = self->store != NULL ? crm_section_new_search_page (entity, text, self->store) : NULL;
  if (page != NULL)
    adw_navigation_view_push (self->navigation, page);
}

static void
forward_activated (GtkWidget *widget,
                   const char *action,
                   GVariant *parameter)
{
  static const struct { const char *window, *page; } actions[] = {
    { "win.search", "page.search" }, { "win.new-here", "page.new" }, { "win.export-here", "page.export" },
  };
  GtkWidget *page = crm_window_get_page (CRM_WINDOW (widget));

  for (guint i = 0; page != NULL && i < G_N_ELEMENTS (actions); i++)
    {
      if (strcmp (action, actions[i].window) == 0)
        gtk_widget_activate_action_variant (page, actions[i].page, NULL);
    }
}

static void
new_record_activated (GtkWidget *widget,
                      const char *action,
                      GVariant *parameter)
{
  CrmWindow *self = CRM_WINDOW (widget);
  AdwDialog *dialog = self->store != NULL ? crm_section_new_record_dialog (g_variant_get_string (parameter, NULL),
                                                                           self->store) : NULL;

  if (dialog != NULL)
    adw_dialog_present (dialog, widget);
}

static void
show_drafts_activated (GtkWidget *widget,
                       const char *action,
                       GVariant *parameter)
{
  CrmWindow *self = CRM_WINDOW (widget);

  if (self->store != NULL)
    crm_drafts_dialog_present (widget, self->store);
}

static void
import_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  CrmWindow *self = CRM_WINDOW (widget);

  if (self->store != NULL)
    crm_section_present_import (self->store, widget);
}

/* Workspaces */

static void
open_finished_cb (GObject *source,
                  GAsyncResult *result,
                  gpointer user_data)
{
  g_autoptr (CrmWindow) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file != NULL)
    crm_window_open (self, file);
}

static void
open_activated (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  g_autoptr (GtkFileDialog) dialog = crm_greeter_new_file_dialog (_("Open Workspace"));

  gtk_file_dialog_open (dialog, GTK_WINDOW (widget), NULL, open_finished_cb, g_object_ref (widget));
}

static void
open_uri_activated (GtkWidget *widget,
                    const char *action,
                    GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  crm_window_open (CRM_WINDOW (widget), file);
}

static void
new_workspace_activated (GtkWidget *widget,
                         const char *action,
                         GVariant *parameter)
{
  crm_greeter_ask_new_workspace (CRM_WINDOW (widget));
}

static void
sample_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  crm_window_open_sample (CRM_WINDOW (widget));
}

static void
close_workspace_activated (GtkWidget *widget,
                           const char *action,
                           GVariant *parameter)
{
  crm_window_close_workspace (CRM_WINDOW (widget));
}

static void
cancel_loading_activated (GtkWidget *widget,
                          const char *action,
                          GVariant *parameter)
{
  g_cancellable_cancel (CRM_WINDOW (widget)->cancellable);
}

/* Dialogs */

static void
palette_activated (GtkWidget *widget,
                   const char *action,
                   GVariant *parameter)
{
  adw_dialog_present (crm_command_palette_new (CRM_WINDOW (widget)->store), widget);
}

static void
preferences_activated (GtkWidget *widget,
                       const char *action,
                       GVariant *parameter)
{
  adw_dialog_present (crm_preferences_dialog_new (), widget);
}

static void
backups_activated (GtkWidget *widget,
                   const char *action,
                   GVariant *parameter)
{
  CrmWindow *self = CRM_WINDOW (widget);

  if (self->keeper != NULL)
    adw_dialog_present (crm_backups_dialog_new (self->keeper), widget);
}

static void
shortcuts_activated (GtkWidget *widget,
                     const char *action,
                     GVariant *parameter)
{
  adw_dialog_present (crm_shortcuts_dialog_new (), widget);
}

static void
about_activated (GtkWidget *widget,
                 const char *action,
                 GVariant *parameter)
{
  adw_dialog_present (crm_about_new (CRM_WINDOW (widget)->store), widget);
}

static void
retry_activated (GtkWidget *widget,
                 const char *action,
                 GVariant *parameter)
{
  CrmWindow *self = CRM_WINDOW (widget);

  if (self->trouble != NULL)
    crm_trouble_retry (self->trouble);
}

static void
rescue_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  CrmWindow *self = CRM_WINDOW (widget);
  const GError *damage = self->store != NULL ? crm_store_get_damage (self->store) : NULL;

  if (damage != NULL)
    crm_window_offer_rescue (self, self->path, damage);
}

static void
explain_place_activated (GtkWidget *widget,
                         const char *action,
                         GVariant *parameter)
{
  crm_window_explain_place (CRM_WINDOW (widget));
}

/**
 * crm_window_update_actions:
 *
 * The one place that says which actions are possible.
 */
void
crm_window_update_actions (CrmWindow *self)
{
  static const char *const of_workspace[] = {
    "win.undo", "win.redo", "win.undo-action", "win.show-section", "win.show-record", "win.show-list",
    "win.search-list", "win.search", "win.new-here", "win.export-here", "win.new-record", "win.show-drafts",
    "win.import", "win.close-workspace",
  };

  for (guint i = 0; i < G_N_ELEMENTS (of_workspace); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), of_workspace[i], self->store != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.backups", self->keeper != NULL);
}

void
crm_window_class_add_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.undo", NULL, undo_activated);
  gtk_widget_class_install_action (klass, "win.redo", NULL, redo_activated);
  gtk_widget_class_install_action (klass, "win.undo-action", "x", undo_action_activated);
  gtk_widget_class_install_action (klass, "win.show-section", "s", show_section_activated);
  gtk_widget_class_install_action (klass, "win.show-record", "s", show_record_activated);
  gtk_widget_class_install_action (klass, "win.show-list", "(sss)", show_list_activated);
  gtk_widget_class_install_action (klass, "win.search-list", "(ss)", search_list_activated);
  gtk_widget_class_install_action (klass, "win.search", NULL, forward_activated);
  gtk_widget_class_install_action (klass, "win.new-here", NULL, forward_activated);
  gtk_widget_class_install_action (klass, "win.export-here", NULL, forward_activated);
  gtk_widget_class_install_action (klass, "win.new-record", "s", new_record_activated);
  gtk_widget_class_install_action (klass, "win.show-drafts", NULL, show_drafts_activated);
  gtk_widget_class_install_action (klass, "win.import", NULL, import_activated);
  gtk_widget_class_install_action (klass, "win.open", NULL, open_activated);
  gtk_widget_class_install_action (klass, "win.open-uri", "s", open_uri_activated);
  gtk_widget_class_install_action (klass, "win.new-workspace", NULL, new_workspace_activated);
  gtk_widget_class_install_action (klass, "win.sample", NULL, sample_activated);
  gtk_widget_class_install_action (klass, "win.close-workspace", NULL, close_workspace_activated);
  gtk_widget_class_install_action (klass, "win.cancel-loading", NULL, cancel_loading_activated);
  gtk_widget_class_install_action (klass, "win.palette", NULL, palette_activated);
  gtk_widget_class_install_action (klass, "win.preferences", NULL, preferences_activated);
  gtk_widget_class_install_action (klass, "win.retry", NULL, retry_activated);
  gtk_widget_class_install_action (klass, "win.rescue", NULL, rescue_activated);
  gtk_widget_class_install_action (klass, "win.explain-place", NULL, explain_place_activated);
  gtk_widget_class_install_action (klass, "win.backups", NULL, backups_activated);
  gtk_widget_class_install_action (klass, "win.show-shortcuts", NULL, shortcuts_activated);
  gtk_widget_class_install_action (klass, "win.about", NULL, about_activated);
}
