/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "records.h"

#include "ui/quality/crm-merge-dialog.h"
#include "ui/quality/crm-quality-page.h"

/* The page of data quality: measuring, duplicates, merging, corrections. */

static gboolean
shows (Fixture *fixture,
       gconstpointer name)
{
  GtkStack *stack = GTK_STACK (find (fixture->page, GTK_TYPE_STACK, NULL));

  return g_strcmp0 (gtk_stack_get_visible_child_name (stack), name) == 0;
}

static gboolean
counts (Fixture *fixture,
        gconstpointer n)
{
  return query_count (fixture, "customer", NULL) == GPOINTER_TO_INT (n);
}

static GtkWidget *
find_row (GtkWidget *root,
          const char *key)
{
  if (g_object_get_data (G_OBJECT (root), key) != NULL)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, key);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_pair (Fixture *fixture,
          gconstpointer unused)
{
  GtkWidget *row = find_row (fixture->page, "pair");

  return row != NULL && gtk_widget_get_mapped (row);
}

static gboolean
has_no_pair (Fixture *fixture,
             gconstpointer unused)
{
  return !has_pair (fixture, unused);
}

static void
set_up_customers (Fixture *fixture,
                  gconstpointer data)
{
  set_up (fixture, data);
  if (data != NULL)
    return;
  add_record (fixture, "customer", "name", "Acme Trading", "email", "info@acme.example", "phone", "+49 30 1234567",
              NULL);
  add_record (fixture, "customer", "name", "Acme Trading", "email", "info@acme.example", "phone", "030 1234567",
              "city", "Berlin", NULL);
  add_record (fixture, "customer", "name", "Somebody Else", "email", "else@gmial.com", NULL);
}

static void
open_page (Fixture *fixture)
{
  show_page (fixture, crm_quality_page_new (fixture->store));
  wait_for (shows, fixture, "quality");
}

static void
test_empty (Fixture *fixture,
            gconstpointer data)
{
  show_page (fixture, crm_quality_page_new (fixture->store));
  wait_for (shows, fixture, "empty");
}

static gboolean
is_corrected (Fixture *fixture,
              gconstpointer email)
{
  g_autoptr (CrmRecord) record = query_one (fixture, "customer", "name = \"Somebody Else\"");

  return g_strcmp0 (crm_record_get_text (record, "email"), email) == 0;
}

static gboolean
has_fix (Fixture *fixture,
         gconstpointer unused)
{
  return find_row (fixture->page, "fix") != NULL;
}

static gboolean
is_one_corrected (Fixture *fixture,
                  gconstpointer unused)
{
  return query_count (fixture, "customer", "email = \"another@gmail.com\" or email = \"else@gmail.com\"") == 1;
}

static gboolean
has_verdicts (Fixture *fixture,
              gconstpointer n)
{
  return query_count (fixture, "verdict", NULL) == GPOINTER_TO_INT (n);
}

/* What is refused does not come again, also when all is measured anew, until it is taken back. */
static void
test_fix (Fixture *fixture,
          gconstpointer data)
{
  open_page (fixture);
  g_signal_emit_by_name (find (find_row (fixture->page, "fix"), GTK_TYPE_BUTTON, "Refuse"), "clicked");
  g_assert_null (find_row (fixture->page, "fix"));
  wait_for (has_verdicts, fixture, GINT_TO_POINTER (1));
  close_window (fixture);
  open_page (fixture);
  g_assert_null (find_row (fixture->page, "fix"));
  g_assert_true (is_corrected (fixture, "else@gmial.com"));
  g_assert_true (crm_store_undo (fixture->store, 0, NULL, NULL));
  wait_for (has_fix, fixture, NULL);
}

static void
test_fix_keys (Fixture *fixture,
               gconstpointer data)
{
  add_record (fixture, "customer", "name", "Yet Another", "email", "another@gmial.com", NULL);
  open_page (fixture);
  gtk_widget_grab_focus (find_row (fixture->page, "fix"));
  gtk_widget_activate_action (find_row (fixture->page, "fix"), "fixes.refuse", NULL);
  wait_for (has_verdicts, fixture, GINT_TO_POINTER (1));
  /* The focus goes to the one that is left. */
  gtk_widget_activate_action (find_row (fixture->page, "fix"), "fixes.accept", NULL);
  wait_for (is_one_corrected, fixture, NULL);
  g_assert_null (find_row (fixture->page, "fix"));
}

static void
test_fix_all (Fixture *fixture,
              gconstpointer data)
{
  open_page (fixture);
  gtk_widget_activate_action (find_row (fixture->page, "fix"), "fixes.accept-all", NULL);
  wait_for (is_corrected, fixture, "else@gmail.com");
  g_assert_true (crm_store_undo (fixture->store, 0, NULL, NULL));
  g_assert_true (is_corrected (fixture, "else@gmial.com"));
}

static gboolean
shows_refused (Fixture *fixture,
               gconstpointer title)
{
  return find (fixture->page, ADW_TYPE_ACTION_ROW, title) != NULL;
}

static gboolean
can_take_back (Fixture *fixture,
               gconstpointer unused)
{
  GtkWidget *button = find (fixture->window, GTK_TYPE_BUTTON, "Take Back");

  return button != NULL && gtk_widget_get_mapped (button);
}

static void
test_refuse_all (Fixture *fixture,
                 gconstpointer data)
{
  open_page (fixture);
  gtk_widget_activate_action (find_row (fixture->page, "fix"), "fixes.refuse-all", NULL);
  wait_for (shows_refused, fixture, "1 correction was refused");
  g_assert_true (is_corrected (fixture, "else@gmial.com"));
  adw_action_row_activate (ADW_ACTION_ROW (find (fixture->page, ADW_TYPE_ACTION_ROW, "1 correction was refused")));
  wait_for (can_take_back, fixture, NULL);
  g_signal_emit_by_name (find (fixture->window, GTK_TYPE_BUTTON, "Take Back"), "clicked");
  wait_for (has_fix, fixture, NULL);
  g_assert_false (shows_refused (fixture, "1 correction was refused"));
}

static GtkWidget *
get_list (Fixture *fixture)
{
  return find (fixture->page, GTK_TYPE_PROGRESS_BAR, NULL);
}

static void
test_merge_sure (Fixture *fixture,
                 gconstpointer data)
{
  open_page (fixture);
  gtk_widget_activate_action (get_list (fixture), "duplicates.find", NULL);
  wait_for (has_pair, fixture, NULL);
  gtk_widget_activate_action (get_list (fixture), "duplicates.merge-sure", NULL);
  wait_for (counts, fixture, GINT_TO_POINTER (2));
  wait_for (has_no_pair, fixture, NULL);
  g_assert_true (crm_store_undo (fixture->store, 0, NULL, NULL));
  g_assert_cmpint (query_count (fixture, "customer", NULL), ==, 3);
}

static gboolean
can_merge (Fixture *fixture,
           gconstpointer unused)
{
  GtkWidget *check = find (fixture->window, GTK_TYPE_CHECK_BUTTON, NULL);

  return check != NULL && gtk_widget_get_mapped (check);
}

static void
test_merge_one (Fixture *fixture,
                gconstpointer data)
{
  open_page (fixture);
  gtk_widget_activate_action (get_list (fixture), "duplicates.find", NULL);
  wait_for (has_pair, fixture, NULL);
  g_signal_emit_by_name (find_row (fixture->page, "pair"), "activated");
  wait_for (can_merge, fixture, NULL);
  gtk_widget_activate_action (find (fixture->window, GTK_TYPE_CHECK_BUTTON, NULL), "dialog.apply", NULL);
  wait_for (counts, fixture, GINT_TO_POINTER (2));
  wait_for (has_no_pair, fixture, NULL);
}

static gboolean
has_nothing_sure (Fixture *fixture,
                  gconstpointer unused)
{
  return find (fixture->page, GTK_TYPE_BUTTON, "_Merge 1 That Is Sure") == NULL;
}

/* A pair that was said to be different is not shown again, nor merged, until that is undone. */
static void
test_different (Fixture *fixture,
                gconstpointer data)
{
  open_page (fixture);
  gtk_widget_activate_action (get_list (fixture), "duplicates.find", NULL);
  wait_for (has_pair, fixture, NULL);
  gtk_widget_grab_focus (find_row (fixture->page, "pair"));
  gtk_widget_activate_action (get_list (fixture), "duplicates.different", NULL);
  wait_for (has_verdicts, fixture, GINT_TO_POINTER (1));
  wait_for (has_no_pair, fixture, NULL);
  wait_for (shows_refused, fixture, "1 pair is not shown, because you said they are not duplicates");
  wait_for (has_nothing_sure, fixture, NULL);
  g_assert_true (crm_store_undo (fixture->store, 0, NULL, NULL));
  wait_for (has_pair, fixture, NULL);
}

static void
test_different_in_dialog (Fixture *fixture,
                          gconstpointer data)
{
  open_page (fixture);
  gtk_widget_activate_action (get_list (fixture), "duplicates.find", NULL);
  wait_for (has_pair, fixture, NULL);
  g_signal_emit_by_name (find_row (fixture->page, "pair"), "activated");
  wait_for (can_merge, fixture, NULL);
  gtk_widget_activate_action (find (fixture->window, GTK_TYPE_CHECK_BUTTON, NULL), "dialog.different", NULL);
  wait_for (has_no_pair, fixture, NULL);
  wait_for (has_verdicts, fixture, GINT_TO_POINTER (1));
  g_assert_cmpint (query_count (fixture, "customer", NULL), ==, 3);
}

int
main (int argc,
      char **argv)
{
  init_test (&argc, &argv);
  g_test_add ("/quality-page/empty", Fixture, "empty", set_up_customers, test_empty, tear_down);
  g_test_add ("/quality-page/fix", Fixture, NULL, set_up_customers, test_fix, tear_down);
  g_test_add ("/quality-page/fix-keys", Fixture, NULL, set_up_customers, test_fix_keys, tear_down);
  g_test_add ("/quality-page/fix-all", Fixture, NULL, set_up_customers, test_fix_all, tear_down);
  g_test_add ("/quality-page/refuse-all", Fixture, NULL, set_up_customers, test_refuse_all, tear_down);
  g_test_add ("/quality-page/different", Fixture, NULL, set_up_customers, test_different, tear_down);
  g_test_add ("/quality-page/different-in-dialog", Fixture, NULL, set_up_customers, test_different_in_dialog, tear_down);
  g_test_add ("/quality-page/merge-sure", Fixture, NULL, set_up_customers, test_merge_sure, tear_down);
  g_test_add ("/quality-page/merge-one", Fixture, NULL, set_up_customers, test_merge_one, tear_down);
  return g_test_run ();
}
