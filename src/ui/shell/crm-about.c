/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell/crm-about.h"

#include <glib/gi18n.h>

static char *
make_debug_info (CrmStore *store)
{
  GString *info = g_string_new (NULL);
  GdkDisplay *display = gdk_display_get_default ();
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  g_string_append_printf (info, "Clientele %s\n", PACKAGE_VERSION);
  g_string_append_printf (info, "GTK %u.%u.%u, libadwaita %u.%u.%u, GLib %u.%u.%u\n",
                          gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
                          adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version (),
                          glib_major_version, glib_minor_version, glib_micro_version);
  g_string_append_printf (info, "System: %s\n", os != NULL ? os : "unknown");
  g_string_append_printf (info, "Sandbox: %s\n", g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? "Flatpak"
                          : "none");
  g_string_append_printf (info, "Display: %s, renderer: %s\n", G_OBJECT_TYPE_NAME (display),
                          g_getenv ("GSK_RENDERER") != NULL ? g_getenv ("GSK_RENDERER") : "default");
  g_string_append_printf (info, "Language: %s\n", g_get_language_names ()[0]);
  if (store != NULL)
    g_string_append_printf (info, "Workspace: currency %s%s\n", crm_store_get_currency (store),
                            crm_store_is_read_only (store) ? ", read-only" : "");
  return g_string_free (info, FALSE);
}

/**
 * crm_about_new:
 * @store: (nullable): the open workspace
 *
 * Returns: (transfer floating): the dialog about the program; its debug information names no record and no file
 */
AdwDialog *
crm_about_new (CrmStore *store)
{
  AdwDialog *dialog = adw_about_dialog_new ();
  g_autofree char *debug_info = make_debug_info (store);

  g_object_set (dialog,
                "application-name", _("Clientele"),
                "application-icon", APPLICATION_ID,
                "version", PACKAGE_VERSION,
                "developer-name", _("The Clientele Developers"),
                "comments", _("Follow every customer and deal, offline, in one file."),
                "license-type", GTK_LICENSE_GPL_3_0,
                "debug-info", debug_info,
                "debug-info-filename", "clientele-debug-info.txt",
                /* Translators: your name, one a line */
                "translator-credits", _("translator-credits"),
                NULL);
  return dialog;
}
