/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell/crm-shortcuts-dialog.h"

#include "ui/shell/crm-commands.h"

#include <glib/gi18n.h>
#include <string.h>

/* Shortcuts that belong to a widget rather than to the window. */
static const struct { const char *group; const char *label; const char *accel; } widget_shortcuts[] = {
  { N_("Board"), N_("Move Between Cards"), "Left" },
  { N_("Board"), N_("Move Card to Next Stage"), "<Control>Right" },
  { N_("Board"), N_("Move Card to Previous Stage"), "<Control>Left" },
  { N_("Board"), N_("Move Card Up"), "<Control>Up" },
  { N_("Board"), N_("Move Card Down"), "<Control>Down" },
  { N_("Board"), N_("Open Card"), "Return" },
  { N_("Board"), N_("Mark Deal as Won"), "<Control><Shift>w" },
  { N_("Board"), N_("Mark Deal as Lost"), "<Control><Shift>l" },
  { N_("Board"), N_("Delete Deal"), "Delete" },
  { N_("Board"), N_("Menu of the Card"), "<Shift>F10" },
  { N_("Lists"), N_("Open Record"), "Return" },
  { N_("Lists"), N_("Select All"), "<Control>a" },
  { N_("Lists"), N_("Menu of the Record"), "<Shift>F10" },
  { N_("Charts"), N_("Walk the Values"), "Left" },
  { N_("Charts"), N_("Show the Records Behind a Value"), "Return" },
};

static void
add_row (AdwPreferencesGroup *group,
         const char *label,
         const char *shortcut)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *key = gtk_label_new (shortcut);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (key, "keycap");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), key);
  adw_preferences_group_add (group, row);
}

static AdwPreferencesGroup *
obtain_group (AdwPreferencesPage *page,
              GHashTable *groups,
              const char *title)
{
  AdwPreferencesGroup *group = g_hash_table_lookup (groups, title);

  if (group == NULL)
    {
      group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
      adw_preferences_group_set_title (group, _(title));
      adw_preferences_page_add (page, group);
      g_hash_table_insert (groups, (gpointer) title, group);
    }
  return group;
}

static void
add_commands (AdwPreferencesPage *page,
              GHashTable *groups)
{
  guint n_commands;
  const CrmCommand *commands = crm_commands (&n_commands);

  for (guint i = 0; i < n_commands; i++)
    {
      g_autofree char *shortcut = crm_command_dup_shortcut (&commands[i]);

      if (shortcut != NULL)
        add_row (obtain_group (page, groups, commands[i].group), crm_command_get_label (&commands[i]), shortcut);
    }
}

static void
add_widget_shortcuts (AdwPreferencesPage *page,
                      GHashTable *groups)
{
  for (guint i = 0; i < G_N_ELEMENTS (widget_shortcuts); i++)
    {
      GdkModifierType modifiers;
      guint key;
      g_autofree char *shortcut = NULL;

      if (!gtk_accelerator_parse (widget_shortcuts[i].accel, &key, &modifiers))
        continue;
      shortcut = gtk_accelerator_get_label (key, modifiers);
      add_row (obtain_group (page, groups, widget_shortcuts[i].group), _(widget_shortcuts[i].label), shortcut);
    }
}

/**
 * crm_shortcuts_dialog_new:
 *
 * Returns: (transfer floating): the list of all shortcuts
 */
AdwDialog *
crm_shortcuts_dialog_new (void)
{
  AdwDialog *dialog = ADW_DIALOG (adw_preferences_dialog_new ());
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);

  adw_dialog_set_title (dialog, _("Keyboard Shortcuts"));
  adw_dialog_set_content_width (dialog, 480);
  adw_preferences_dialog_set_search_enabled (ADW_PREFERENCES_DIALOG (dialog), TRUE);
  add_commands (page, groups);
  add_widget_shortcuts (page, groups);
  adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (dialog), page);
  return dialog;
}
