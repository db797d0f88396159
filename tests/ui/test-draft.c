/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "records.h"

#include "ui/common/crm-draft.h"
#include "ui/common/crm-record-dialog.h"
#include "ui/common/crm-record-form.h"
#include "ui/common/crm-record-page.h"
#include "ui/shell/crm-window.h"

/* What is typed in the dialog of a new record, or in the form of a stored one, outlives the program. */

static AdwDialog *
open_dialog (Fixture *fixture)
{
  AdwDialog *dialog = crm_record_dialog_new (fixture->store, crm_entity_find ("customer"), NULL);

  if (fixture->window == NULL)
    {
      fixture->window = adw_window_new ();
      gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 760);
      gtk_window_present (GTK_WINDOW (fixture->window));
    }
  adw_dialog_present (dialog, fixture->window);
  return dialog;
}

static GtkEditable *
find_row (AdwDialog *dialog,
          const char *key)
{
  CrmRecordForm *form = CRM_RECORD_FORM (find (GTK_WIDGET (dialog), CRM_TYPE_RECORD_FORM, NULL));

  return GTK_EDITABLE (crm_record_form_get_row (form, key));
}

static char *
draft_path (Fixture *fixture)
{
  g_autofree char *key = g_compute_checksum_for_string (G_CHECKSUM_SHA256, crm_store_get_path (fixture->store), -1);

  key[16] = '\0';
  return g_build_filename (g_get_user_state_dir (), "clientele", "drafts", key, "customer-new.json", NULL);
}

static gboolean
is_there (Fixture *fixture,
          gconstpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
is_restored (AdwDialog *dialog)
{
  GObject *banner = gtk_widget_get_template_child (GTK_WIDGET (dialog), CRM_TYPE_RECORD_DIALOG, "draft_banner");

  return adw_banner_get_revealed (ADW_BANNER (banner));
}

static void
close_dialog (Fixture *fixture,
              AdwDialog *dialog)
{
  gpointer gone = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &gone);
  adw_dialog_force_close (dialog);
  wait_for (is_gone, fixture, &gone);
}

static void
test_crash (Fixture *fixture,
            gconstpointer data)
{
  g_autofree char *path = draft_path (fixture);
  AdwDialog *first = open_dialog (fixture), *second, *third;
  GStatBuf status;

  g_assert_false (is_restored (first));
  gtk_editable_set_text (find_row (first, "name"), "Blue Café");
  gtk_editable_set_text (find_row (first, "email"), "half@");
  wait_for (is_there, fixture, path);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  close_dialog (fixture, first);   /* without a word, as when the program is killed */

  second = open_dialog (fixture);
  g_assert_true (is_restored (second));
  g_assert_cmpstr (gtk_editable_get_text (find_row (second, "name")), ==, "Blue Café");
  g_assert_cmpstr (gtk_editable_get_text (find_row (second, "email")), ==, "half@");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (second), "dialog.discard-draft", NULL));
  g_assert_cmpstr (gtk_editable_get_text (find_row (second, "name")), ==, "");
  g_assert_false (is_there (fixture, path));
  g_assert_false (is_restored (second));
  close_dialog (fixture, second);

  third = open_dialog (fixture);
  g_assert_false (is_restored (third));
  close_dialog (fixture, third);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&fixture->window)));
}

static void
test_saved (Fixture *fixture,
            gconstpointer data)
{
  g_autofree char *path = draft_path (fixture);
  AdwDialog *dialog = open_dialog (fixture);
  gpointer gone = dialog;

  gtk_editable_set_text (find_row (dialog, "name"), "Red Café");
  wait_for (is_there, fixture, path);
  g_object_add_weak_pointer (G_OBJECT (dialog), &gone);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.add", NULL));
  wait_for (is_gone, fixture, &gone);
  g_assert_false (is_there (fixture, path));
  g_assert_cmpint (query_count (fixture, "customer", "name = \"Red Café\""), ==, 1);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&fixture->window)));
}

/* The same for a record that is stored. */

static gboolean
is_loaded (Fixture *fixture,
           gconstpointer data)
{
  return crm_record_page_get_record (CRM_RECORD_PAGE (fixture->page)) != NULL;
}

static void
open_page (Fixture *fixture,
           gint64 id)
{
  show_page (fixture, crm_record_page_new (fixture->store, crm_entity_find ("customer"), id));
  wait_for (is_loaded, fixture, NULL);
}

static GtkEditable *
find_field (Fixture *fixture,
            const char *key)
{
  CrmRecordForm *form = CRM_RECORD_FORM (find (fixture->window, CRM_TYPE_RECORD_FORM, NULL));

  return GTK_EDITABLE (crm_record_form_get_row (form, key));
}

static gboolean
is_page_restored (Fixture *fixture)
{
  GObject *banner = gtk_widget_get_template_child (fixture->page, CRM_TYPE_RECORD_PAGE, "draft_banner");

  return adw_banner_get_revealed (ADW_BANNER (banner));
}

static guint
count_drafts (Fixture *fixture)
{
  g_autoptr (GPtrArray) drafts = crm_draft_list (fixture->store);

  return drafts->len;
}

static gboolean
has_drafts (Fixture *fixture,
            gconstpointer n)
{
  return count_drafts (fixture) == GPOINTER_TO_UINT (n);
}

static void
set_city (Fixture *fixture,
          gint64 id,
          const char *city)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (fixture->store, "Edit");

  crm_change_set_update (changes, "customer", id);
  crm_change_set_text (changes, "city", city);
  apply (fixture, changes);
}

/* What was edited is shown as edited, all else as it is now; it can be taken back. */
static void
test_edited (Fixture *fixture,
             gconstpointer data)
{
  gint64 id = add_record (fixture, "customer", "name", "Blue Café", "city", "Lyon", NULL);
  g_autoptr (GPtrArray) drafts = NULL;
  const CrmUnfinished *unfinished;

  open_page (fixture, id);
  g_assert_false (is_page_restored (fixture));
  gtk_editable_set_text (find_field (fixture, "email"), "half@");
  close_window (fixture);   /* at once, before anything was written down */
  drafts = crm_draft_list (fixture->store);
  g_assert_cmpuint (drafts->len, ==, 1);
  unfinished = drafts->pdata[0];
  g_assert_cmpint (unfinished->id, ==, id);
  g_assert_cmpstr (unfinished->title, ==, "Blue Café");
  set_city (fixture, id, "Kyiv");   /* elsewhere */

  open_page (fixture, id);
  g_assert_true (is_page_restored (fixture));
  g_assert_cmpstr (gtk_editable_get_text (find_field (fixture, "email")), ==, "half@");
  g_assert_cmpstr (gtk_editable_get_text (find_field (fixture, "city")), ==, "Kyiv");
  g_assert_cmpint (query_count (fixture, "customer", "email is not empty"), ==, 0);
  g_assert_true (gtk_widget_activate_action (fixture->page, "record.discard-draft", NULL));
  g_assert_cmpstr (gtk_editable_get_text (find_field (fixture, "email")), ==, "");
  g_assert_false (is_page_restored (fixture));
  g_assert_cmpuint (count_drafts (fixture), ==, 0);
}

/* Once it is saved there is nothing left, also where the page goes before that. */
static void
test_edited_saved (Fixture *fixture,
                   gconstpointer data)
{
  gint64 id = add_record (fixture, "customer", "name", "Blue Café", NULL);

  open_page (fixture, id);
  gtk_editable_set_text (find_field (fixture, "email"), "half@");
  close_window (fixture);
  open_page (fixture, id);
  g_assert_true (is_page_restored (fixture));
  gtk_editable_set_text (find_field (fixture, "email"), "ann@example.org");
  crm_field_row_committed (CRM_FIELD_ROW (find_field (fixture, "email")));
  close_window (fixture);
  wait_for (has_drafts, fixture, GUINT_TO_POINTER (0));
  g_assert_cmpint (query_count (fixture, "customer", "email = \"ann@example.org\""), ==, 1);
}

/* A choice is restored without being saved behind the person's back. */
static void
test_edited_choice (Fixture *fixture,
                    gconstpointer data)
{
  gint64 id = add_record (fixture, "customer", "name", "Blue Café", NULL);
  g_auto (CrmValue) value = crm_value_text ("partner");
  CrmFieldRow *row;

  open_page (fixture, id);
  row = CRM_FIELD_ROW (crm_record_form_get_row (CRM_RECORD_FORM (find (fixture->window, CRM_TYPE_RECORD_FORM, NULL)),
                                                "type"));
  crm_field_row_restore (row, NULL, &value, NULL);
  g_assert_true (crm_field_row_is_edited (row));
  close_window (fixture);
  open_page (fixture, id);
  g_assert_true (is_page_restored (fixture));
  settle (20);
  g_assert_cmpint (query_count (fixture, "customer", "type = \"partner\""), ==, 0);
  g_assert_true (gtk_widget_activate_action (fixture->page, "record.discard-draft", NULL));
  close_window (fixture);
}

/* A record that is gone takes its draft along. */
static void
test_edited_gone (Fixture *fixture,
                  gconstpointer data)
{
  gint64 id = add_record (fixture, "customer", "name", "Blue Café", NULL);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (fixture->store, "Delete");

  open_page (fixture, id);
  gtk_editable_set_text (find_field (fixture, "email"), "half@");
  close_window (fixture);
  g_assert_cmpuint (count_drafts (fixture), ==, 1);
  crm_change_set_delete (changes, "customer", id);
  apply (fixture, changes);
  show_page (fixture, crm_record_page_new (fixture->store, crm_entity_find ("customer"), id));
  wait_for (has_drafts, fixture, GUINT_TO_POINTER (0));
}

/* The window says at the start what is unfinished, and leads there. */

static gboolean
is_told (Fixture *fixture,
         gconstpointer text)
{
  return find (fixture->window, GTK_TYPE_LABEL, text) != NULL;
}

static gboolean
is_listed (Fixture *fixture,
           gconstpointer title)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window));

  return dialog != NULL && find (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW, title) != NULL;
}

static gboolean
is_page_shown (Fixture *fixture,
               gconstpointer data)
{
  GtkWidget *page = crm_window_get_page (CRM_WINDOW (fixture->window));

  return CRM_IS_RECORD_PAGE (page) && crm_record_page_get_record (CRM_RECORD_PAGE (page)) != NULL;
}

static void
test_start (Fixture *fixture,
            gconstpointer data)
{
  gint64 id = add_record (fixture, "customer", "name", "Blue Café", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);
  g_autoptr (GError) error = NULL;
  gpointer window;
  GtkWidget *row;
  AdwDialog *dialog;

  g_settings_set_boolean (fixture->settings, "backup-automatic", FALSE);
  open_page (fixture, id);
  gtk_editable_set_text (find_field (fixture, "email"), "half@");
  close_window (fixture);
  dialog = open_dialog (fixture);
  gtk_editable_set_text (find_row (dialog, "name"), "Red Café");
  wait_for (has_drafts, fixture, GUINT_TO_POINTER (2));
  close_dialog (fixture, dialog);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&fixture->window)));
  settle (10);
  crm_store_close (fixture->store);
  g_clear_object (&fixture->store);

  window = fixture->window = g_object_new (CRM_TYPE_WINDOW, NULL);
  gtk_window_present (GTK_WINDOW (fixture->window));
  crm_window_open (CRM_WINDOW (fixture->window), file);
  wait_for (is_told, fixture, "2 unfinished edits");
  g_assert_true (gtk_widget_activate_action (fixture->window, "win.show-drafts", NULL));
  wait_for (is_listed, fixture, "Red Café");
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window));
  row = find (GTK_WIDGET (dialog), ADW_TYPE_ACTION_ROW, "Blue Café");
  g_assert_true (gtk_widget_activate (row));
  wait_for (is_page_shown, fixture, NULL);
  fixture->page = crm_window_get_page (CRM_WINDOW (fixture->window));
  g_assert_true (is_page_restored (fixture));
  g_assert_true (gtk_widget_activate_action (fixture->page, "record.discard-draft", NULL));
  g_object_add_weak_pointer (window, &window);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&fixture->window)));
  wait_for (is_gone, fixture, &window);
  fixture->store = crm_workspace_open (fixture->path, 0, &error);
  g_assert_no_error (error);
}

int
main (int argc,
      char **argv)
{
  init_test (&argc, &argv);
  g_test_add ("/draft/crash", Fixture, NULL, set_up, test_crash, tear_down);
  g_test_add ("/draft/saved", Fixture, NULL, set_up, test_saved, tear_down);
  g_test_add ("/draft/edited", Fixture, NULL, set_up, test_edited, tear_down);
  g_test_add ("/draft/edited-saved", Fixture, NULL, set_up, test_edited_saved, tear_down);
  g_test_add ("/draft/edited-choice", Fixture, NULL, set_up, test_edited_choice, tear_down);
  g_test_add ("/draft/edited-gone", Fixture, NULL, set_up, test_edited_gone, tear_down);
  g_test_add ("/draft/start", Fixture, NULL, set_up, test_start, tear_down);
  return g_test_run ();
}
