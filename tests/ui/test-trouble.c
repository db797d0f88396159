/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "records.h"

#include "base/crm-error.h"
#include "store/crm-writer.h"
#include "ui/common/crm-feedback.h"
#include "ui/common/crm-record-form.h"
#include "ui/common/crm-trouble.h"

/* A workspace that cannot be written for a while: what was changed waits, and is saved when the cause is gone. */

typedef struct
{
  Fixture     base;
  CrmTrouble *trouble;
  gint64      customer;
  guint       n_refused;
} Troubled;

static void
refused_cb (Troubled *self)
{
  self->n_refused++;
}

static void
begin (Troubled *self,
       gconstpointer data)
{
  set_up (&self->base, data);
  self->customer = add_record (&self->base, "customer", "name", "Blue Café", NULL);
  self->base.window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (self->base.window), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_window_present (GTK_WINDOW (self->base.window));
  self->trouble = crm_trouble_new (self->base.store);
  g_signal_connect_swapped (self->trouble, "refused", G_CALLBACK (refused_cb), self);
}

static void
end (Troubled *self,
     gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&self->base.window)));
  crm_trouble_stop (self->trouble);
  settle (10);
  g_assert_finalize_object (self->trouble);
  tear_down (&self->base, data);
}

static gboolean
is_troubled (Fixture *fixture,
             gconstpointer data)
{
  return !crm_trouble_is_over (((Troubled *) fixture)->trouble);
}

static gboolean
is_over (Fixture *fixture,
         gconstpointer data)
{
  return crm_trouble_is_over (((Troubled *) fixture)->trouble);
}

static gboolean
has_waiting (Fixture *fixture,
             gconstpointer n)
{
  return crm_trouble_get_n_waiting (((Troubled *) fixture)->trouble) == GPOINTER_TO_UINT (n);
}

static void
assert_says (Troubled *self,
             const char *text)
{
  g_autofree char *described = crm_trouble_describe (self->trouble);

  g_assert_nonnull (strstr (described, text));
}

static CrmWriteResult
limit_pages (CrmStore *store,
             CrmDb *db,
             gpointer sql,
             GCancellable *cancellable,
             GError **error)
{
  return crm_db_exec (db, sql, error) ? CRM_WRITE_DONE : CRM_WRITE_FAILED;
}

/* A file that may not grow stands in for a disk that is full. */
static void
set_full (Troubled *self,
          gboolean full)
{
  g_autoptr (GError) error = NULL;

  crm_store_write (self->base.store, CRM_WRITE_PERSON, limit_pages,
                   (gpointer) (full ? "PRAGMA max_page_count = 1" : "PRAGMA max_page_count = 1000000"), NULL, &error);
  g_assert_no_error (error);
}

static char *
long_text (void)
{
  return g_strnfill (60000, 'x');
}

static void
change_notes (Troubled *self,
              const char *text)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->base.store, "Edit");

  crm_change_set_update (changes, "customer", self->customer);
  crm_change_set_text (changes, "notes", text);
  crm_feedback_apply (self->base.window, self->base.store, changes, NULL, NULL, NULL);
}

static void
test_disk_full (Troubled *self,
                gconstpointer data)
{
  g_autofree char *text = long_text ();

  set_full (self, TRUE);
  change_notes (self, text);
  wait_for (is_troubled, &self->base, NULL);
  assert_says (self, "no room left");
  assert_says (self, "1 change waits");
  crm_trouble_retry (self->trouble);
  settle (10);
  g_assert_cmpuint (crm_trouble_get_n_waiting (self->trouble), ==, 1);
  change_notes (self, "short");
  wait_for (has_waiting, &self->base, GUINT_TO_POINTER (2));
  set_full (self, FALSE);
  crm_trouble_retry (self->trouble);
  wait_for (is_over, &self->base, NULL);
  g_assert_cmpuint (self->n_refused, ==, 0);
  g_assert_cmpint (query_count (&self->base, "customer", "notes = \"short\""), ==, 1);
}

/* Nobody has to write for it to be noticed, nor to press a button for it to be over. */
static void
test_moved_and_put_back (Troubled *self,
                         gconstpointer data)
{
  g_autofree char *elsewhere = g_strconcat (self->base.path, ".moved", NULL);

  g_assert_cmpint (g_rename (self->base.path, elsewhere), ==, 0);
  wait_for (is_troubled, &self->base, NULL);
  assert_says (self, "moved or removed");
  change_notes (self, "typed meanwhile");
  wait_for (has_waiting, &self->base, GUINT_TO_POINTER (1));
  g_assert_cmpint (g_rename (elsewhere, self->base.path), ==, 0);
  wait_for (is_over, &self->base, NULL);
  g_assert_cmpint (query_count (&self->base, "customer", "notes = \"typed meanwhile\""), ==, 1);
}

/* Another file in its place is not the workspace. */
static void
test_replaced (Troubled *self,
               gconstpointer data)
{
  g_autofree char *elsewhere = g_strconcat (self->base.path, ".moved", NULL);

  g_assert_cmpint (g_rename (self->base.path, elsewhere), ==, 0);
  g_assert_true (g_file_set_contents (self->base.path, "something else", -1, NULL));
  change_notes (self, "typed meanwhile");
  wait_for (has_waiting, &self->base, GUINT_TO_POINTER (1));
  crm_trouble_retry (self->trouble);
  settle (10);
  g_assert_cmpuint (crm_trouble_get_n_waiting (self->trouble), ==, 1);
  g_assert_cmpint (g_rename (elsewhere, self->base.path), ==, 0);
  wait_for (is_over, &self->base, NULL);
  g_assert_cmpint (query_count (&self->base, "customer", "notes = \"typed meanwhile\""), ==, 1);
}

static void
test_locked (Troubled *self,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmDb) other = crm_db_open (self->base.path, 0, &error);

  g_assert_no_error (error);
  g_assert_true (crm_db_begin (other, &error));
  change_notes (self, "while it was locked");
  wait_for (is_troubled, &self->base, NULL);
  assert_says (self, "Another program");
  crm_db_rollback (other);
  wait_for (is_over, &self->base, NULL);
  g_assert_cmpint (query_count (&self->base, "customer", "notes = \"while it was locked\""), ==, 1);
}

/* What is typed in a form stays there while it waits. */
static void
test_form (Troubled *self,
           gconstpointer data)
{
  g_autofree char *elsewhere = g_strconcat (self->base.path, ".moved", NULL);
  GtkWidget *form = crm_record_form_new (self->base.store, crm_entity_find ("customer"), FALSE);
  g_autoptr (CrmRecord) before = query_one (&self->base, "customer", ""), after = NULL;
  CrmFieldRow *row;

  gtk_box_append (GTK_BOX (adw_window_get_content (ADW_WINDOW (self->base.window))), form);
  crm_record_form_set_record (CRM_RECORD_FORM (form), before);
  row = crm_record_form_get_row (CRM_RECORD_FORM (form), "city");
  g_assert_cmpint (g_rename (self->base.path, elsewhere), ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (row), "Lyon");
  crm_field_row_committed (row);
  wait_for (has_waiting, &self->base, GUINT_TO_POINTER (1));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "Lyon");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
  g_assert_cmpint (g_rename (elsewhere, self->base.path), ==, 0);
  wait_for (is_over, &self->base, NULL);
  after = query_one (&self->base, "customer", "city = \"Lyon\"");
  g_assert_nonnull (after);
}

/* A refusal that has nothing to do with the disk is told as ever. */
static void
test_other_errors (Troubled *self,
                   gconstpointer data)
{
  g_autoptr (GError) invalid = g_error_new (CRM_ERROR, CRM_ERROR_INVALID, "No");

  g_assert_false (crm_trouble_report (self->base.store, invalid, NULL));
  g_assert_true (crm_trouble_is_over (self->trouble));
}

#define ADD(name, function) g_test_add ("/trouble/" name, Troubled, NULL, begin, function, end)

int
main (int argc,
      char **argv)
{
  init_test (&argc, &argv);
  ADD ("disk-full", test_disk_full);
  ADD ("moved-and-put-back", test_moved_and_put_back);
  ADD ("replaced", test_replaced);
  ADD ("locked", test_locked);
  ADD ("form", test_form);
  ADD ("other-errors", test_other_errors);
  return g_test_run ();
}
