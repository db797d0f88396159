/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "records.h"

#include "crm-fault.h"
#include "store/crm-backup.h"
#include "ui/common/crm-feedback.h"
#include "ui/common/crm-list-view.h"
#include "ui/shell/crm-window.h"

/* A workspace that is damaged, as a person meets it: told at once, nothing typed is lost, put right from the window. */

#define N_CUSTOMERS 600

static void
begin (Fixture *fixture,
       gconstpointer data)
{
  g_autoptr (CrmChangeSet) changes = NULL;

  set_up (fixture, data);
  changes = crm_change_set_new (fixture->store, "Fill");
  for (guint i = 0; i < N_CUSTOMERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("Kunde %u", i);

      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", name);
      crm_change_set_text (changes, "notes", "of some length, so that there are many pages");
    }
  apply (fixture, changes);
  g_settings_set_boolean (fixture->settings, "backup-automatic", FALSE);
}

/* The window has had the store. */
static void
end (Fixture *fixture,
     gconstpointer data)
{
  gpointer window = fixture->window;

  g_object_add_weak_pointer (window, &window);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&fixture->window)));
  wait_for (is_gone, fixture, &window);
  settle (30);
  g_clear_object (&fixture->settings);
  crm_test_remove_folder (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static CrmStore *
get_store (Fixture *fixture)
{
  return crm_window_get_store (CRM_WINDOW (fixture->window));
}

static void
close_store (Fixture *fixture)
{
  settle (10);
  crm_store_close (fixture->store);
  g_clear_object (&fixture->store);
}

static void
open_window (Fixture *fixture)
{
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);

  fixture->window = g_object_new (CRM_TYPE_WINDOW, NULL);
  gtk_window_present (GTK_WINDOW (fixture->window));
  crm_window_open (CRM_WINDOW (fixture->window), file);
}

static gboolean
is_open (Fixture *fixture,
         gconstpointer data)
{
  return get_store (fixture) != NULL;
}

static gboolean
is_told (Fixture *fixture,
         gconstpointer text)
{
  AdwBanner *banner = ADW_BANNER (gtk_widget_get_template_child (fixture->window, CRM_TYPE_WINDOW, "trouble_banner"));

  return adw_banner_get_revealed (banner) && strstr (adw_banner_get_title (banner), text) != NULL;
}

static gboolean
is_sound (Fixture *fixture,
          gconstpointer data)
{
  return is_open (fixture, NULL) && crm_store_get_damage (get_store (fixture)) == NULL;
}

static AdwAlertDialog *
get_dialog (Fixture *fixture)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window));

  return ADW_IS_ALERT_DIALOG (dialog) ? ADW_ALERT_DIALOG (dialog) : NULL;
}

static gboolean
is_asked (Fixture *fixture,
          gconstpointer response)
{
  return get_dialog (fixture) != NULL && adw_alert_dialog_has_response (get_dialog (fixture), response);
}

static gboolean
is_headed (Fixture *fixture,
           gconstpointer heading)
{
  return get_dialog (fixture) != NULL && g_strcmp0 (adw_alert_dialog_get_heading (get_dialog (fixture)), heading) == 0;
}

static void
answer (Fixture *fixture,
        const char *response)
{
  g_signal_emit_by_name (get_dialog (fixture), "response", response, response);
  adw_dialog_force_close (ADW_DIALOG (get_dialog (fixture)));
}

/* Rows on damaged pages are empty, all others are there. */
static gboolean
is_partly_read (Fixture *fixture,
                gconstpointer data)
{
  GtkWidget *view = find (fixture->window, CRM_TYPE_LIST_VIEW, NULL);
  GListModel *model = view != NULL ? G_LIST_MODEL (crm_list_view_get_model (CRM_LIST_VIEW (view))) : NULL;
  guint n_read = 0, n = model != NULL ? g_list_model_get_n_items (model) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CrmRecord) record = g_list_model_get_item (model, i);

      n_read += crm_record_get_text (record, "name") != NULL && *crm_record_get_text (record, "name") != '\0';
    }
  return n == N_CUSTOMERS && n_read > N_CUSTOMERS / 2 && n_read < n;
}

static int
count (Fixture *fixture,
       const char *filter)
{
  Fixture of_window = { .store = get_store (fixture) };

  return query_count (&of_window, "customer", filter);
}

static gboolean
is_saved (Fixture *fixture,
          gconstpointer filter)
{
  return is_open (fixture, NULL) && count (fixture, filter) == 1;
}

static guint
count_kept (Fixture *fixture)
{
  GDir *dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, "test (damaged ") && g_str_has_suffix (name, CRM_WORKSPACE_SUFFIX);
  g_dir_close (dir);
  return n;
}

/* The list shows it, the banner says it, what is changed then waits and is saved after the repair. */
static void
test_met (Fixture *fixture,
          gconstpointer data)
{
  g_autoptr (CrmRecord) last = query_one (fixture, "customer", "name = \"Kunde 199\"");
  g_autoptr (CrmChangeSet) changes = NULL;

  close_store (fixture);
  crm_fault_damage_table (fixture->path, "customer");
  open_window (fixture);
  wait_for (is_open, fixture, NULL);
  crm_window_show_section (CRM_WINDOW (fixture->window), "customers");
  wait_for (is_told, fixture, "is damaged");
  g_assert_true (is_told (fixture, "Repair it"));
  wait_for (is_partly_read, fixture, NULL);   /* what can be read is shown */

  changes = crm_change_set_new (get_store (fixture), "Edit");
  crm_change_set_update (changes, "customer", crm_record_get_id (last));
  crm_change_set_text (changes, "city", "Lyon");
  crm_feedback_apply (fixture->window, get_store (fixture), changes, NULL, NULL, NULL);
  wait_for (is_told, fixture, "1 change waits");

  g_assert_true (gtk_widget_activate_action (fixture->window, "win.rescue", NULL));
  wait_for (is_asked, fixture, "repair");
  g_assert_false (is_asked (fixture, "restore"));   /* there is no backup */
  g_assert_false (is_asked (fixture, "open"));
  answer (fixture, "repair");
  wait_for (is_headed, fixture, "Workspace Repaired");
  answer (fixture, "close");
  wait_for (is_sound, fixture, NULL);
  wait_for (is_saved, fixture, "city = \"Lyon\"");
  /* What was added at once is not in the history record by record. */
  g_assert_cmpint (count (fixture, ""), >, N_CUSTOMERS / 2);
  g_assert_false (is_told (fixture, ""));
  g_assert_cmpuint (count_kept (fixture), ==, 1);
}

/* One that is refused when it is opened goes back to its last backup. */
static void
test_refused (Fixture *fixture,
              gconstpointer data)
{
  g_autofree char *root = g_build_filename (fixture->folder, "backups", NULL);
  g_autoptr (CrmBackup) backup = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir (root, 0700);
  g_settings_set_string (fixture->settings, "backup-folder", root);
  backup = crm_backup_keep (fixture->store, root, CRM_BACKUP_FULL, NULL, &error);
  g_assert_no_error (error);
  add_record (fixture, "customer", "name", "Later", NULL);
  close_store (fixture);
  g_assert_cmpint (truncate (fixture->path, 8192), ==, 0);
  open_window (fixture);
  wait_for (is_asked, fixture, "restore");
  g_assert_true (is_asked (fixture, "repair"));
  g_assert_true (g_str_has_prefix (adw_alert_dialog_get_response_label (get_dialog (fixture), "restore"),
                                   "Re_store Backup of Today"));
  answer (fixture, "restore");
  wait_for (is_headed, fixture, "Backup Restored");
  answer (fixture, "close");
  wait_for (is_sound, fixture, NULL);
  g_assert_cmpint (count (fixture, ""), ==, N_CUSTOMERS);
  g_assert_cmpint (count (fixture, "name = \"Later\""), ==, 0);
  g_assert_cmpuint (count_kept (fixture), ==, 1);
  g_settings_reset (fixture->settings, "backup-folder");
}

/* A file that never was a workspace is just refused. */
static void
test_no_workspace (Fixture *fixture,
                   gconstpointer data)
{
  close_store (fixture);
  g_assert_true (g_file_set_contents (fixture->path, "something else", -1, NULL));
  open_window (fixture);
  wait_for (is_headed, fixture, "Workspace Not Opened");
  g_assert_false (is_asked (fixture, "repair"));
  g_assert_false (is_asked (fixture, "restore"));
  answer (fixture, "close");
}

/* A list that cannot be read says so instead of looking empty. */
static void
test_list (Fixture *fixture,
           gconstpointer data)
{
  GtkStack *stack;
  GtkWidget *view;

  close_store (fixture);
  crm_fault_damage_table (fixture->path, "customer_sort_key");
  open_window (fixture);
  wait_for (is_open, fixture, NULL);
  crm_window_show_section (CRM_WINDOW (fixture->window), "customers");
  wait_for (is_told, fixture, "is damaged");
  settle (50);
  view = find (fixture->window, CRM_TYPE_LIST_VIEW, NULL);
  stack = GTK_STACK (gtk_widget_get_template_child (view, CRM_TYPE_LIST_VIEW, "stack"));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "failed");
}

#define ADD(name, function) g_test_add ("/damage/" name, Fixture, NULL, begin, function, end)

int
main (int argc,
      char **argv)
{
  init_test (&argc, &argv);
  ADD ("met", test_met);
  ADD ("refused", test_refused);
  ADD ("no-workspace", test_no_workspace);
  ADD ("list", test_list);
  return g_test_run ();
}
