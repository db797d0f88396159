/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "records.h"

#include "store/crm-place.h"
#include "ui/shell/crm-window-private.h"

/* A workspace in a network folder: the window warns, copies it to this computer, and lets itself be told off. */

static void
begin (Fixture *fixture,
       gconstpointer data)
{
  g_autoptr (GFile) file = NULL;

  set_up (fixture, data);
  g_settings_reset (fixture->settings, "network-workspaces");
  g_settings_set_boolean (fixture->settings, "backup-automatic", FALSE);
  add_record (fixture, "customer", "name", "Blue Café", NULL);
  settle (10);
  crm_store_close (fixture->store);
  g_clear_object (&fixture->store);
  file = g_file_new_for_path (fixture->path);
  crm_place_set_mounts (data);
  fixture->window = g_object_new (CRM_TYPE_WINDOW, NULL);
  gtk_window_present (GTK_WINDOW (fixture->window));
  crm_window_open (CRM_WINDOW (fixture->window), file);
}

static void
remove_all (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_dir_close (dir);
  g_rmdir (folder);
}

static void
end (Fixture *fixture,
     gconstpointer data)
{
  gpointer window = fixture->window;

  g_object_add_weak_pointer (window, &window);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&fixture->window)));
  wait_for (is_gone, fixture, &window);
  crm_place_set_mounts (NULL);
  g_clear_object (&fixture->settings);
  remove_all (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static gboolean
is_open (Fixture *fixture,
         gconstpointer data)
{
  return crm_window_get_store (CRM_WINDOW (fixture->window)) != NULL;
}

static gboolean
is_warned (Fixture *fixture,
           gconstpointer data)
{
  return adw_banner_get_revealed (CRM_WINDOW (fixture->window)->place_banner);
}

static AdwAlertDialog *
get_dialog (Fixture *fixture)
{
  return ADW_ALERT_DIALOG (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window)));
}

static gboolean
is_asked (Fixture *fixture,
          gconstpointer data)
{
  return get_dialog (fixture) != NULL;
}

static gboolean
is_not_warned (Fixture *fixture,
               gconstpointer data)
{
  return !is_warned (fixture, NULL);
}

static const char everywhere[] = "22 1 8:1 / / rw - nfs4 server:/ rw\n";

static void
test_accepted (Fixture *fixture,
               gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);

  wait_for (is_open, fixture, NULL);
  g_assert_true (is_warned (fixture, NULL));
  g_assert_true (gtk_widget_activate_action (fixture->window, "win.explain-place", NULL));
  wait_for (is_asked, fixture, NULL);
  g_assert_nonnull (strstr (adw_alert_dialog_get_body (get_dialog (fixture)), "nfs4"));
  g_signal_emit_by_name (get_dialog (fixture), "response", "accept", "accept");
  adw_dialog_force_close (ADW_DIALOG (get_dialog (fixture)));
  wait_for (is_not_warned, fixture, NULL);
  crm_window_close_workspace (CRM_WINDOW (fixture->window));
  crm_window_open (CRM_WINDOW (fixture->window), file);
  wait_for (is_open, fixture, NULL);
  g_assert_false (is_warned (fixture, NULL));
}

static gboolean
is_copied (Fixture *fixture,
           gconstpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS) && CRM_WINDOW (fixture->window)->copy == NULL;
}

static void
test_copy (Fixture *fixture,
           gconstpointer data)
{
  g_autofree char *copy = g_build_filename (fixture->folder, "copy.clientele", NULL);
  g_autoptr (GError) error = NULL;

  wait_for (is_open, fixture, NULL);
  crm_window_save_copy (CRM_WINDOW (fixture->window), copy);   /* also in the network */
  settle (10);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  crm_place_set_mounts (NULL);
  crm_window_save_copy (CRM_WINDOW (fixture->window), copy);
  wait_for (is_copied, fixture, copy);
  crm_window_close_workspace (CRM_WINDOW (fixture->window));
  fixture->store = crm_workspace_open (copy, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (query_count (fixture, "customer", "name = \"Blue Café\""), ==, 1);
  crm_store_close (fixture->store);
  g_clear_object (&fixture->store);
}

static void
test_here (Fixture *fixture,
           gconstpointer data)
{
  wait_for (is_open, fixture, NULL);
  g_assert_false (is_warned (fixture, NULL));
}

int
main (int argc,
      char **argv)
{
  init_test (&argc, &argv);
  g_test_add ("/place/accepted", Fixture, everywhere, begin, test_accepted, end);
  g_test_add ("/place/copy", Fixture, everywhere, begin, test_copy, end);
  g_test_add ("/place/here", Fixture, NULL, begin, test_here, end);
  return g_test_run ();
}
