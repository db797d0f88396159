/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/safety/crm-backups-dialog.h"

#include "base/crm-date.h"
#include "sales/crm-workspace.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * CrmBackupsDialog:
 *
 * The backups of a workspace: which there are, when the last verified one was made, how the last drill went; makes one,
 * restores one to a new file, and says where they are kept.
 */
struct _CrmBackupsDialog
{
  AdwDialog            parent_instance;

  /* Template */
  AdwToastOverlay     *toasts;
  AdwBanner           *banner;
  AdwActionRow        *newest_row;
  GtkImage            *newest_image;
  AdwActionRow        *drill_row;
  AdwActionRow        *work_row;
  GtkProgressBar      *progress_bar;
  GtkWidget           *cancel_button;
  AdwButtonRow        *backup_button;
  AdwSwitchRow        *automatic_row;
  AdwActionRow        *folder_row;
  GtkWidget           *usual_button;
  AdwPreferencesGroup *list_group;

  /* Owned */
  CrmBackupKeeper     *keeper;
  GSettings           *settings;
  GPtrArray           *rows;       /* borrowed; of the list */
  GPtrArray           *shown;      /* the backups that they show */
};

G_DEFINE_FINAL_TYPE (CrmBackupsDialog, crm_backups_dialog, ADW_TYPE_DIALOG)

/* The list */

static const char *
describe_kind (const CrmBackup *backup)
{
  if (!backup->verified)
    return _("Not verified; cannot be relied on");
  return backup->kind == CRM_BACKUP_FULL ? _("Full") : _("Changes since the one before");
}

static GtkWidget *
new_restore_button (const CrmBackup *backup,
                    const char *when)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("document-revert-symbolic");
  g_autofree char *label = NULL;

  /* Translators: the placeholder is the time a backup was made, such as "Today 14:05" */
  label = g_strdup_printf (_("Restore the backup of %s to a new file"), when);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Restore to a New File…"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "backups.restore");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", backup->file);
  return button;
}

static GtkWidget *
new_backup_row (const CrmBackup *backup)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *when = crm_instant_format_relative (backup->at);
  g_autofree char *size = g_format_size (backup->bytes);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", describe_kind (backup), size);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), when);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (backup->verified)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_restore_button (backup, when));
  else
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  return row;
}

static void
update_list (CrmBackupsDialog *self,
             GPtrArray *backups)
{
  if (backups == self->shown)
    return;
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  self->shown = backups != NULL ? g_ptr_array_ref (backups) : NULL;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->list_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; backups != NULL && i < backups->len; i++)
    {
      GtkWidget *row = new_backup_row (backups->pdata[i]);

      adw_preferences_group_add (self->list_group, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->list_group), self->rows->len > 0);
}

/* What is known */

static void
update_newest (CrmBackupsDialog *self)
{
  const CrmBackup *newest = crm_backup_keeper_get_newest (self->keeper);
  g_autofree char *title = crm_backup_keeper_describe (self->keeper);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->newest_row), title);
  if (newest != NULL)
    adw_action_row_set_subtitle (self->newest_row,
                                 _("Read again after it was written and found to hold what the workspace held"));
  else
    adw_action_row_set_subtitle (self->newest_row, *title != '\0' ? _("Nothing can be restored until there is one")
                                                                  : _("Looking for backups…"));
  gtk_image_set_from_icon_name (self->newest_image,
                                newest != NULL ? "security-high-symbolic" : "security-low-symbolic");
}

static void
update_drill (CrmBackupsDialog *self)
{
  const CrmBackupState *state = crm_backup_keeper_get_state (self->keeper);
  g_autofree char *when = state != NULL && state->drilled_at != 0 ? crm_instant_format_relative (state->drilled_at)
                                                                  : NULL;
  g_autofree char *text = NULL;

  if (when == NULL)
    text = g_strdup (_("Never run: restores a backup to nowhere, to see whether it can be relied on"));
  else
    /* Translators: the placeholder is a time, such as "Today 14:05" */
    text = g_strdup_printf (state->drill_passed ? _("Passed: %s") : _("Failed: %s"), when);
  adw_action_row_set_subtitle (self->drill_row, text);
}

static void
update_banner (CrmBackupsDialog *self)
{
  const CrmBackupState *state = crm_backup_keeper_get_state (self->keeper);
  const GError *error = crm_backup_keeper_get_error (self->keeper);
  const char *message = error != NULL ? error->message : state != NULL ? state->failure : NULL;
  g_autofree char *escaped = message != NULL ? g_markup_escape_text (message, -1) : NULL;

  if (escaped != NULL)
    adw_banner_set_title (self->banner, escaped);
  adw_banner_set_revealed (self->banner, escaped != NULL);
}

static const char *
describe_work (CrmBackupWork work)
{
  switch (work)
    {
    case CRM_BACKUP_WORK_DUE:
    case CRM_BACKUP_WORK_FULL: return _("Backing Up…");
    case CRM_BACKUP_WORK_DRILL: return _("Running a Drill…");
    case CRM_BACKUP_WORK_RESTORE: return _("Restoring…");
    case CRM_BACKUP_WORK_LIST:
    case CRM_BACKUP_WORK_NONE:
    default: return NULL;
    }
}

static void
progressed_cb (CrmBackupsDialog *self)
{
  gtk_progress_bar_set_fraction (self->progress_bar, crm_backup_keeper_get_progress (self->keeper));
}

static void
update_folder (CrmBackupsDialog *self)
{
  g_autofree char *chosen = g_settings_get_string (self->settings, "backup-folder");
  g_autofree char *root = crm_backup_keeper_dup_root ();
  g_autofree char *name = g_filename_display_name (root);

  adw_action_row_set_subtitle (self->folder_row, name);
  gtk_widget_set_visible (self->usual_button, *chosen != '\0');
}

/* The focus follows what can be done: what is insensitive would lose it, and with it the keyboard. */
static void
show_work (CrmBackupsDialog *self,
           const char *work)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (GTK_ROOT (root)) : NULL;
  gboolean ours = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
  gboolean shown = gtk_widget_get_visible (GTK_WIDGET (self->work_row));

  if (work != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->work_row), work);
  if (work != NULL && !shown)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->work_row), TRUE);
      if (ours)
        gtk_widget_grab_focus (self->cancel_button);
    }
  else if (work == NULL && shown)
    {
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "backups.back-up", TRUE);
      if (ours)
        gtk_widget_grab_focus (GTK_WIDGET (self->backup_button));
      gtk_widget_set_visible (GTK_WIDGET (self->work_row), FALSE);
    }
}

static void
update (CrmBackupsDialog *self)
{
  const char *work = describe_work (crm_backup_keeper_get_work (self->keeper));

  update_newest (self);
  update_drill (self);
  update_banner (self);
  update_list (self, crm_backup_keeper_get_backups (self->keeper));
  progressed_cb (self);
  show_work (self, work);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "backups.back-up", work == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "backups.restore", work == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "backups.drill",
                                 work == NULL && crm_backup_keeper_get_newest (self->keeper) != NULL);
}

/* Doing */

static void
say (CrmBackupsDialog *self,
     const char *text,
     const char *path)
{
  AdwToast *toast = adw_toast_new (text);
  g_autofree char *uri = path != NULL ? g_filename_to_uri (path, NULL, NULL) : NULL;

  adw_toast_set_use_markup (toast, FALSE);
  if (uri != NULL)
    {
      adw_toast_set_button_label (toast, _("_Open"));
      adw_toast_set_action_name (toast, "win.open-uri");
      adw_toast_set_action_target (toast, "s", uri);
      adw_toast_set_timeout (toast, 0);
    }
  adw_toast_overlay_dismiss_all (self->toasts);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
done_cb (CrmBackupsDialog *self,
         guint work,
         const char *to,
         gboolean well)
{
  if (!well)
    return;
  if (work == CRM_BACKUP_WORK_FULL)
    say (self, _("Backed up and verified"), NULL);
  else if (work == CRM_BACKUP_WORK_DRILL)
    say (self, _("The backup can be relied on"), NULL);
  else if (work == CRM_BACKUP_WORK_RESTORE)
    say (self, _("Restored to a new file"), to);
}

static void
back_up_activated (GtkWidget *widget,
                   const char *action,
                   GVariant *parameter)
{
  crm_backup_keeper_start (CRM_BACKUPS_DIALOG (widget)->keeper, CRM_BACKUP_WORK_FULL, NULL, NULL);
}

static void
drill_activated (GtkWidget *widget,
                 const char *action,
                 GVariant *parameter)
{
  CrmBackupsDialog *self = CRM_BACKUPS_DIALOG (widget);
  CrmBackup *newest = crm_backup_keeper_get_newest (self->keeper);

  if (newest != NULL)
    crm_backup_keeper_start (self->keeper, CRM_BACKUP_WORK_DRILL, newest->file, NULL);
}

static void
cancel_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  crm_backup_keeper_cancel (CRM_BACKUPS_DIALOG (widget)->keeper);
}

/**
 * crm_backups_dialog_restore:
 * @file: a backup
 * @to: a file that does not exist
 *
 * Restores the backup, with progress.
 */
void
crm_backups_dialog_restore (CrmBackupsDialog *self,
                            const char *file,
                            const char *to)
{
  g_autofree char *full = g_str_has_suffix (to, CRM_WORKSPACE_SUFFIX) ? g_strdup (to)
                                                                      : g_strconcat (to, CRM_WORKSPACE_SUFFIX, NULL);

  crm_backup_keeper_start (self->keeper, CRM_BACKUP_WORK_RESTORE, file, full);
}

typedef struct
{
  CrmBackupsDialog *dialog;
  char             *file;
} Asking;

static void
place_chosen_cb (GObject *source,
                 GAsyncResult *result,
                 gpointer user_data)
{
  g_autofree Asking *asking = user_data;
  g_autoptr (CrmBackupsDialog) self = asking->dialog;
  g_autofree char *file = asking->file;
  g_autoptr (GFile) place = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (place != NULL && g_file_peek_path (place) != NULL)
    crm_backups_dialog_restore (self, file, g_file_peek_path (place));
}

/* A name that tells from when it is. */
static char *
propose_name (CrmBackupsDialog *self,
              const char *file)
{
  for (guint i = 0; self->shown != NULL && i < self->shown->len; i++)
    {
      const CrmBackup *backup = self->shown->pdata[i];

      if (strcmp (backup->file, file) == 0)
        {
          g_autofree char *name = crm_workspace_get_name (backup->workspace);
          g_autofree char *date = crm_date_to_iso (crm_instant_to_date (backup->at));

          return g_strdup_printf ("%s %s" CRM_WORKSPACE_SUFFIX, name, date);
        }
    }
  return g_strdup ("Restored" CRM_WORKSPACE_SUFFIX);
}

static void
restore_activated (GtkWidget *widget,
                   const char *action,
                   GVariant *parameter)
{
  CrmBackupsDialog *self = CRM_BACKUPS_DIALOG (widget);
  const char *file = g_variant_get_string (parameter, NULL);
  g_autoptr (GtkFileDialog) files = gtk_file_dialog_new ();
  g_autofree char *name = propose_name (self, file);
  Asking *asking = g_new (Asking, 1);

  *asking = (Asking) { g_object_ref (self), g_strdup (file) };
  gtk_file_dialog_set_title (files, _("Restore to a New File"));
  gtk_file_dialog_set_initial_name (files, name);
  gtk_file_dialog_save (files, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, place_chosen_cb, asking);
}

/* The folder */

static void
set_folder (CrmBackupsDialog *self,
            const char *path)
{
  g_settings_set_string (self->settings, "backup-folder", path);
  update_folder (self);
  crm_backup_keeper_start (self->keeper, CRM_BACKUP_WORK_LIST, NULL, NULL);
}

static void
folder_chosen_cb (GObject *source,
                  GAsyncResult *result,
                  gpointer user_data)
{
  g_autoptr (CrmBackupsDialog) self = user_data;
  g_autoptr (GFile) folder = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (folder != NULL && g_file_peek_path (folder) != NULL)
    set_folder (self, g_file_peek_path (folder));
}

static void
choose_folder_activated (GtkWidget *widget,
                         const char *action,
                         GVariant *parameter)
{
  g_autoptr (GtkFileDialog) files = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (files, _("Folder for Backups"));
  gtk_file_dialog_select_folder (files, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, folder_chosen_cb,
                                 g_object_ref (widget));
}

static void
usual_folder_activated (GtkWidget *widget,
                        const char *action,
                        GVariant *parameter)
{
  set_folder (CRM_BACKUPS_DIALOG (widget), "");
}

static void
crm_backups_dialog_dispose (GObject *object)
{
  CrmBackupsDialog *self = CRM_BACKUPS_DIALOG (object);

  g_clear_object (&self->keeper);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_BACKUPS_DIALOG);
  G_OBJECT_CLASS (crm_backups_dialog_parent_class)->dispose (object);
}

static void
crm_backups_dialog_class_init (CrmBackupsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_backups_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/safety/crm-backups-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmBackupsDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, CrmBackupsDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, CrmBackupsDialog, newest_row);
  gtk_widget_class_bind_template_child (widget_class, CrmBackupsDialog, newest_image);
  gtk_widget_class_bind_template_child (widget_class, CrmBackupsDialog, drill_row);
  gtk_widget_class_bind_template_child (widget_class, CrmBackupsDialog, work_row);
  gtk_widget_class_bind_template_child (widget_class, CrmBackupsDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, CrmBackupsDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, CrmBackupsDialog, backup_button);
  gtk_widget_class_bind_template_child (widget_class, CrmBackupsDialog, automatic_row);
  gtk_widget_class_bind_template_child (widget_class, CrmBackupsDialog, folder_row);
  gtk_widget_class_bind_template_child (widget_class, CrmBackupsDialog, usual_button);
  gtk_widget_class_bind_template_child (widget_class, CrmBackupsDialog, list_group);
  gtk_widget_class_install_action (widget_class, "backups.back-up", NULL, back_up_activated);
  gtk_widget_class_install_action (widget_class, "backups.drill", NULL, drill_activated);
  gtk_widget_class_install_action (widget_class, "backups.cancel", NULL, cancel_activated);
  gtk_widget_class_install_action (widget_class, "backups.restore", "s", restore_activated);
  gtk_widget_class_install_action (widget_class, "backups.choose-folder", NULL, choose_folder_activated);
  gtk_widget_class_install_action (widget_class, "backups.usual-folder", NULL, usual_folder_activated);
}

static void
crm_backups_dialog_init (CrmBackupsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_ptr_array_new ();
  self->settings = g_settings_new (APPLICATION_ID);
  g_settings_bind (self->settings, "backup-automatic", self->automatic_row, "active", G_SETTINGS_BIND_DEFAULT);
}

/**
 * crm_backups_dialog_new:
 * @keeper: of the open workspace
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
crm_backups_dialog_new (CrmBackupKeeper *keeper)
{
  CrmBackupsDialog *self = g_object_new (CRM_TYPE_BACKUPS_DIALOG, NULL);

  self->keeper = g_object_ref (keeper);
  g_signal_connect_object (keeper, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keeper, "progress", G_CALLBACK (progressed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keeper, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  update_folder (self);
  update (self);
  crm_backup_keeper_start (keeper, CRM_BACKUP_WORK_LIST, NULL, NULL);
  return ADW_DIALOG (self);
}
