/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "records.h"

#include "ui/safety/crm-backups-dialog.h"

/* The dialog of backups, on a workspace and a folder of the test's own. */

typedef struct
{
  Fixture           base;
  char             *root;
  CrmBackupKeeper  *keeper;
  CrmBackupsDialog *dialog;
} Backups;

static void
open_dialog (Backups *self,
             gconstpointer data)
{
  set_up (&self->base, data);
  self->root = g_build_filename (self->base.folder, "backups", NULL);
  g_assert_cmpint (g_mkdir (self->root, 0700), ==, 0);
  g_settings_set_string (self->base.settings, "backup-folder", self->root);
  self->keeper = crm_backup_keeper_new (self->base.store);
  self->base.window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->base.window), 900, 760);
  gtk_window_present (GTK_WINDOW (self->base.window));
  self->dialog = CRM_BACKUPS_DIALOG (crm_backups_dialog_new (self->keeper));
  adw_dialog_present (ADW_DIALOG (self->dialog), self->base.window);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

static gboolean
is_idle (Fixture *fixture,
         gconstpointer data)
{
  const Backups *self = (const Backups *) fixture;

  return crm_backup_keeper_get_work (self->keeper) == CRM_BACKUP_WORK_NONE;
}

static void
wait_until_idle (Backups *self)
{
  wait_for (is_idle, &self->base, NULL);
}

static void
close_dialog (Backups *self,
              gconstpointer data)
{
  gpointer dialog = self->dialog, keeper;

  g_object_add_weak_pointer (G_OBJECT (dialog), &dialog);
  crm_backup_keeper_stop (self->keeper);
  wait_until_idle (self);
  adw_dialog_force_close (ADW_DIALOG (self->dialog));
  gtk_window_destroy (GTK_WINDOW (self->base.window));
  wait_for (is_gone, &self->base, &dialog);
  self->base.window = NULL;
  keeper = self->keeper;
  g_object_add_weak_pointer (G_OBJECT (keeper), &keeper);
  g_object_unref (self->keeper);
  wait_for (is_gone, &self->base, &keeper);   /* notes of progress may be under way */
  g_settings_reset (self->base.settings, "backup-folder");
  remove_all (self->root);
  g_free (self->root);
  tear_down (&self->base, data);
}

static void
activate (Backups *self,
          const char *action)
{
  wait_until_idle (self);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->dialog), action, NULL));
  wait_until_idle (self);
}

static AdwBanner *
find_banner (Backups *self)
{
  return ADW_BANNER (find (GTK_WIDGET (self->dialog), ADW_TYPE_BANNER, NULL));
}

static gboolean
shows (Backups *self,
       const char *text)
{
  return find (GTK_WIDGET (self->dialog), ADW_TYPE_PREFERENCES_ROW, text) != NULL;
}

static void
test_back_up (Backups *self,
              gconstpointer data)
{
  g_autofree char *described = NULL;

  wait_until_idle (self);
  g_assert_true (shows (self, "No verified backup yet"));
  activate (self, "backups.back-up");
  g_assert_nonnull (crm_backup_keeper_get_newest (self->keeper));
  described = crm_backup_keeper_describe (self->keeper);
  g_assert_true (g_str_has_prefix (described, "Last verified backup: Today "));
  g_assert_true (shows (self, described));
  g_assert_nonnull (find (GTK_WIDGET (self->dialog), GTK_TYPE_BUTTON, "Restore to a New File…"));
  g_assert_false (adw_banner_get_revealed (find_banner (self)));

  activate (self, "backups.drill");
  g_assert_true (crm_backup_keeper_get_state (self->keeper)->drill_passed);
}

static void
test_restore (Backups *self,
              gconstpointer data)
{
  g_autofree char *to = g_build_filename (self->root, "restored", NULL);
  g_autofree char *full = g_strconcat (to, CRM_WORKSPACE_SUFFIX, NULL);

  add_record (&self->base, "customer", "name", "Blue Café", NULL);
  activate (self, "backups.back-up");
  crm_backups_dialog_restore (self->dialog, crm_backup_keeper_get_newest (self->keeper)->file, to);
  wait_until_idle (self);
  g_assert_true (g_file_test (full, G_FILE_TEST_EXISTS));
  g_assert_nonnull (find (GTK_WIDGET (self->dialog), GTK_TYPE_LABEL, "Restored to a new file"));

  crm_backups_dialog_restore (self->dialog, crm_backup_keeper_get_newest (self->keeper)->file, to);
  wait_until_idle (self);
  g_assert_true (adw_banner_get_revealed (find_banner (self)));
  g_assert_nonnull (strstr (adw_banner_get_title (find_banner (self)), "exists already"));
}

/* A folder that is not there is said, and it is well again once it is. */
static void
test_folder_gone (Backups *self,
                  gconstpointer data)
{
  wait_until_idle (self);
  remove_all (self->root);
  activate (self, "backups.back-up");
  g_assert_true (adw_banner_get_revealed (find_banner (self)));
  g_assert_nonnull (strstr (adw_banner_get_title (find_banner (self)), "Connect the disk"));
  g_assert_false (g_file_test (self->root, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_mkdir (self->root, 0700), ==, 0);
  activate (self, "backups.back-up");
  g_assert_false (adw_banner_get_revealed (find_banner (self)));
  g_assert_nonnull (crm_backup_keeper_get_newest (self->keeper));
}

static void
test_cancel (Backups *self,
             gconstpointer data)
{
  wait_until_idle (self);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->dialog), "backups.back-up", NULL));
  g_assert_true (shows (self, "Backing Up…"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->dialog), "backups.cancel", NULL));
  wait_until_idle (self);
  g_assert_false (adw_banner_get_revealed (find_banner (self)));
  g_assert_null (crm_backup_keeper_get_error (self->keeper));
}

#define ADD(name, function) g_test_add ("/backups/" name, Backups, NULL, open_dialog, function, close_dialog)

int
main (int argc,
      char **argv)
{
  init_test (&argc, &argv);
  ADD ("back-up", test_back_up);
  ADD ("restore", test_restore);
  ADD ("folder-gone", test_folder_gone);
  ADD ("cancel", test_cancel);
  return g_test_run ();
}
