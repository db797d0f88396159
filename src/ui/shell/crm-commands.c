/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell/crm-commands.h"

#include <glib/gi18n.h>

static const CrmCommand commands[] = {
  { "win.show-section::dashboard", N_("Go to Dashboard"), N_("Go To"), "clientele-dashboard-symbolic", { "<Alt>1" } },
  { "win.show-section::customers", N_("Go to Customers"), N_("Go To"), "clientele-customers-symbolic", { "<Alt>2" } },
  { "win.show-section::pipeline", N_("Go to Pipeline"), N_("Go To"), "clientele-pipeline-symbolic", { "<Alt>3" } },
  { "win.show-section::contacts", N_("Go to Contacts"), N_("Go To"), "avatar-default-symbolic", { "<Alt>4" } },
  { "win.show-section::leads", N_("Go to Leads"), N_("Go To"), "contact-new-symbolic", { "<Alt>5" } },
  { "win.show-section::activities", N_("Go to Activities"), N_("Go To"), "x-office-calendar-symbolic", { "<Alt>6" } },
  { "win.show-section::products", N_("Go to Products"), N_("Go To"), "package-x-generic-symbolic", { "<Alt>7" } },
  { "win.show-section::quality", N_("Go to Data Quality"), N_("Go To"), "checkbox-checked-symbolic", { "<Alt>8" } },
  { "win.palette", N_("Search and Commands"), N_("General"), "system-search-symbolic", { "<Control>k" } },
  { "win.search", N_("Search in This List"), N_("General"), "edit-find-symbolic", { "<Control>f" } },
  { "win.undo", N_("Undo"), N_("General"), "edit-undo-symbolic", { "<Control>z" } },
  { "win.redo", N_("Redo"), N_("General"), "edit-redo-symbolic", { "<Control><Shift>z" } },
  { "win.export-here", N_("Export This List…"), N_("Records"), "document-save-as-symbolic", { "<Control>e" } },
  { "win.new-here", N_("New Record in This List"), N_("Records"), "list-add-symbolic", { "<Control>n" } },
  { "win.new-record::customer", N_("New Customer"), N_("Records"), "list-add-symbolic" },
  { "win.new-record::contact", N_("New Contact"), N_("Records"), "list-add-symbolic" },
  { "win.new-record::opportunity", N_("New Deal"), N_("Records"), "list-add-symbolic" },
  { "win.new-record::lead", N_("New Lead"), N_("Records"), "list-add-symbolic" },
  { "win.new-record::activity", N_("New Activity"), N_("Records"), "list-add-symbolic" },
  { "win.new-record::product", N_("New Product"), N_("Records"), "list-add-symbolic" },
  { "win.import", N_("Import a File…"), N_("Workspace"), "document-save-symbolic", { "<Control>i" } },
  { "win.show-drafts", N_("Unfinished Edits…"), N_("Records"), "document-edit-symbolic" },
  { "win.show-list(('custom_field','',''))", N_("Custom Fields"), N_("Workspace"), "view-list-symbolic" },
  { "win.backups", N_("Backups…"), N_("Workspace"), "security-high-symbolic", { "<Control><Shift>b" } },
  { "win.open", N_("Open Workspace…"), N_("Workspace"), "document-open-symbolic", { "<Control>o" }, TRUE },
  { "win.new-workspace", N_("New Workspace…"), N_("Workspace"), "document-new-symbolic", { "<Control><Shift>n" },
    TRUE },
  { "win.sample", N_("Explore the Sample Company"), N_("Workspace"), "starred-symbolic", { NULL }, TRUE },
  { "win.close-workspace", N_("Close Workspace"), N_("Workspace"), "window-close-symbolic" },
  { "app.new-window", N_("New Window"), N_("Workspace"), "window-new-symbolic", { "<Control><Alt>n" }, TRUE },
  { "win.preferences", N_("Preferences"), N_("General"), "preferences-system-symbolic", { "<Control>comma" }, TRUE },
  { "win.show-shortcuts", N_("Keyboard Shortcuts"), N_("General"), "input-keyboard-symbolic", { "<Control>question" },
    TRUE },
  { "win.about", N_("About Clientele"), N_("General"), "help-about-symbolic", { NULL }, TRUE },
  { "window.close", N_("Close Window"), N_("General"), "window-close-symbolic", { "<Control>w" }, TRUE },
  { "app.quit", N_("Quit"), N_("General"), "application-exit-symbolic", { "<Control>q" }, TRUE },
};

/**
 * crm_commands:
 *
 * Returns: (transfer none): all commands
 */
const CrmCommand *
crm_commands (guint *n_commands)
{
  *n_commands = G_N_ELEMENTS (commands);
  return commands;
}

static void
bind (GtkWidgetClass *klass,
      const CrmCommand *command,
      const char *accel)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  GdkModifierType modifiers;
  guint key;

  g_return_if_fail (gtk_accelerator_parse (accel, &key, &modifiers));
  g_return_if_fail (g_action_parse_detailed_name (command->action, &name, &target, NULL));
  if (target != NULL)
    gtk_widget_class_add_binding_action (klass, key, modifiers, name, "s", g_variant_get_string (target, NULL));
  else
    gtk_widget_class_add_binding_action (klass, key, modifiers, name, NULL);
}

/**
 * crm_commands_bind:
 * @klass: class of the window
 *
 * Binds the shortcuts. As bindings of a class, unlike accelerators of the application, they come after the focused
 * widget, so that Ctrl+Z in an entry undoes typing.
 */
void
crm_commands_bind (GtkWidgetClass *klass)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (commands[i].accels) && commands[i].accels[j] != NULL; j++)
        bind (klass, &commands[i], commands[i].accels[j]);
    }
}

const char *
crm_command_get_label (const CrmCommand *command)
{
  return _(command->label);
}

/**
 * crm_command_dup_shortcut:
 *
 * Returns: (transfer full) (nullable): the first shortcut as people write it: Ctrl+K
 */
char *
crm_command_dup_shortcut (const CrmCommand *command)
{
  GdkModifierType modifiers;
  guint key;

  if (command->accels[0] == NULL || !gtk_accelerator_parse (command->accels[0], &key, &modifiers))
    return NULL;
  return gtk_accelerator_get_label (key, modifiers);
}
