/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "records.h"

#include "ui/common/crm-record-dialog.h"
#include "ui/common/crm-record-form.h"

/* What is typed in the dialog of a new record outlives the program. */

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

int
main (int argc,
      char **argv)
{
  init_test (&argc, &argv);
  g_test_add ("/draft/crash", Fixture, NULL, set_up, test_crash, tear_down);
  g_test_add ("/draft/saved", Fixture, NULL, set_up, test_saved, tear_down);
  return g_test_run ();
}
