/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell/crm-preferences-dialog.h"

struct _CrmPreferencesDialog
{
  AdwPreferencesDialog parent_instance;

  /* Template */
  AdwComboRow         *color_scheme_row;
  AdwSwitchRow        *confirm_delete_row;

  /* Owned */
  GSettings           *settings;
};

G_DEFINE_FINAL_TYPE (CrmPreferencesDialog, crm_preferences_dialog, ADW_TYPE_PREFERENCES_DIALOG)

static void
color_scheme_selected_cb (CrmPreferencesDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->color_scheme_row);

  if (self->settings != NULL && selected != GTK_INVALID_LIST_POSITION)
    g_settings_set_enum (self->settings, "color-scheme", selected);
}

static void
crm_preferences_dialog_dispose (GObject *object)
{
  CrmPreferencesDialog *self = CRM_PREFERENCES_DIALOG (object);

  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_PREFERENCES_DIALOG);
  G_OBJECT_CLASS (crm_preferences_dialog_parent_class)->dispose (object);
}

static void
crm_preferences_dialog_class_init (CrmPreferencesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_preferences_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/shell/crm-preferences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmPreferencesDialog, color_scheme_row);
  gtk_widget_class_bind_template_child (widget_class, CrmPreferencesDialog, confirm_delete_row);
  gtk_widget_class_bind_template_callback (widget_class, color_scheme_selected_cb);
}

static void
crm_preferences_dialog_init (CrmPreferencesDialog *self)
{
  g_autoptr (GSettings) settings = g_settings_new (APPLICATION_ID);

  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_selected (self->color_scheme_row, g_settings_get_enum (settings, "color-scheme"));
  g_settings_bind (settings, "confirm-delete", self->confirm_delete_row, "active", G_SETTINGS_BIND_DEFAULT);
  self->settings = g_steal_pointer (&settings);
}

AdwDialog *
crm_preferences_dialog_new (void)
{
  return g_object_new (CRM_TYPE_PREFERENCES_DIALOG, NULL);
}
