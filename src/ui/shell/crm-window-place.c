/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shell/crm-window-private.h"

#include "sales/crm-workspace.h"
#include "store/crm-place.h"
#include "ui/common/crm-feedback.h"

#include <glib/gi18n.h>

/* A workspace in a network folder: what the risk is, and a copy on this computer as the way out. */

static gboolean
is_accepted (CrmWindow *self,
             const char *path)
{
  g_auto (GStrv) accepted = g_settings_get_strv (self->settings, "network-workspaces");
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  return uri != NULL && g_strv_contains ((const char *const *) accepted, uri);
}

static void
accept_place (CrmWindow *self,
              const char *path)
{
  g_auto (GStrv) accepted = g_settings_get_strv (self->settings, "network-workspaces");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) uris = NULL;

  g_strv_builder_addv (builder, (const char **) accepted);
  g_strv_builder_take (builder, g_filename_to_uri (path, NULL, NULL));
  uris = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, "network-workspaces", (const char *const *) uris);
}

/**
 * crm_window_show_place:
 *
 * Warns where the workspace that is open lies in a network folder, unless that was accepted.
 */
void
crm_window_show_place (CrmWindow *self)
{
  g_autofree char *kind = NULL;
  const char *path;

  if (self->store != NULL && !crm_store_is_read_only (self->store))
    {
      path = crm_store_get_path (self->store);
      kind = is_accepted (self, path) ? NULL : crm_place_dup_network (path);
    }
  adw_banner_set_revealed (self->place_banner, kind != NULL);
}

/* The copy */

/**
 * crm_window_save_copy:
 * @to: a file that does not exist, on this computer
 *
 * Copies the workspace, while it is used, and compares the copy with it.
 */
void
crm_window_save_copy (CrmWindow *self,
                      const char *to)
{
  g_autofree char *network = crm_place_dup_network (to);
  CrmBackupWork work = crm_backup_keeper_get_work (self->keeper);

  if (network != NULL)
    crm_feedback_toast (GTK_WIDGET (self), _("That is a network folder as well: choose one on this computer"));
  else if (work != CRM_BACKUP_WORK_NONE && work != CRM_BACKUP_WORK_LIST)
    crm_feedback_toast (GTK_WIDGET (self), _("A backup is being made: try again when it is done"));
  else
    {
      g_set_str (&self->copy, to);
      crm_feedback_toast (GTK_WIDGET (self), _("Copying and comparing…"));
      crm_backup_keeper_start (self->keeper, CRM_BACKUP_WORK_RESTORE, crm_store_get_path (self->store), to);
    }
}

/**
 * crm_window_copied:
 *
 * Called when the keeper has done something: tells how the copy went, if it was that.
 */
void
crm_window_copied (CrmWindow *self,
                   guint work,
                   const char *to,
                   gboolean well)
{
  g_autofree char *uri = NULL;
  AdwToast *toast;

  if (work != CRM_BACKUP_WORK_RESTORE || self->copy == NULL || g_strcmp0 (to, self->copy) != 0)
    return;
  g_clear_pointer (&self->copy, g_free);
  adw_toast_overlay_dismiss_all (self->toasts);
  if (!well)
    {
      if (crm_backup_keeper_get_error (self->keeper) != NULL)
        crm_feedback_error (GTK_WIDGET (self), _("Not Copied"), crm_backup_keeper_get_error (self->keeper));
      return;
    }
  uri = g_filename_to_uri (to, NULL, NULL);
  toast = adw_toast_new (_("Copied and compared. The one in the network stays as it is."));
  adw_toast_set_button_label (toast, _("_Open the Copy"));
  adw_toast_set_action_name (toast, "win.open-uri");
  adw_toast_set_action_target (toast, "s", uri);
  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
place_chosen_cb (GObject *source,
                 GAsyncResult *result,
                 gpointer user_data)
{
  g_autoptr (CrmWindow) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autofree char *full = NULL;

  if (file == NULL || g_file_peek_path (file) == NULL || self->keeper == NULL)
    return;
  full = g_str_has_suffix (g_file_peek_path (file), CRM_WORKSPACE_SUFFIX)
         ? g_strdup (g_file_peek_path (file)) : g_strconcat (g_file_peek_path (file), CRM_WORKSPACE_SUFFIX, NULL);
  crm_window_save_copy (self, full);
}

static void
ask_for_copy (CrmWindow *self)
{
  g_autoptr (GtkFileDialog) files = gtk_file_dialog_new ();
  g_autofree char *name = g_path_get_basename (self->path);
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  g_autoptr (GFile) folder = g_file_new_for_path (documents != NULL ? documents : g_get_home_dir ());

  gtk_file_dialog_set_title (files, _("Save a Copy on This Computer"));
  gtk_file_dialog_set_initial_folder (files, folder);
  gtk_file_dialog_set_initial_name (files, name);
  gtk_file_dialog_save (files, GTK_WINDOW (self), NULL, place_chosen_cb, g_object_ref (self));
}

static void
answered_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (CrmWindow) self = user_data;
  const char *response = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  if (self->store == NULL || self->keeper == NULL)
    return;
  if (g_strcmp0 (response, "copy") == 0)
    ask_for_copy (self);
  else if (g_strcmp0 (response, "accept") == 0)
    accept_place (self, crm_store_get_path (self->store));
  crm_window_show_place (self);
}

/**
 * crm_window_explain_place:
 *
 * Says what can go wrong in a network folder, and what can be done.
 */
void
crm_window_explain_place (CrmWindow *self)
{
  g_autofree char *kind = self->store != NULL ? crm_place_dup_network (crm_store_get_path (self->store)) : NULL;
  g_autofree char *body = NULL;
  AdwAlertDialog *dialog;

  if (kind == NULL)
    return;
  body = g_strdup_printf (_("This workspace lies in a network folder (%s). As long as it is open here, no other "
                            "computer must open it: it could be damaged, and what was saved could be lost, also when "
                            "the connection breaks. A copy on this computer is safer and faster; backups may well lie "
                            "in the network."), kind);
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_("Workspace in a Network Folder"), body));
  adw_alert_dialog_add_responses (dialog, "close", _("_Close"), "accept", _("_Do Not Warn Again"),
                                  "copy", _("_Save a Copy on This Computer…"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "copy", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "copy");
  adw_alert_dialog_set_close_response (dialog, "close");
  adw_alert_dialog_choose (dialog, GTK_WIDGET (self), NULL, answered_cb, g_object_ref (self));
}
