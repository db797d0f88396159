/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "records.h"

#include "ui/common/crm-field-row.h"
#include "ui/common/crm-history-view.h"
#include "ui/common/crm-record-details.h"
#include "ui/common/crm-record-form.h"
#include "ui/common/crm-record-page.h"
#include "ui/common/crm-related-list.h"
#include "ui/common/crm-timeline.h"

/* The page of a record: its tabs, its timeline, its history, and that it goes with the record. */

static gboolean
is_loaded (Fixture *fixture,
           gconstpointer data)
{
  return crm_record_page_get_record (CRM_RECORD_PAGE (fixture->page)) != NULL;
}

static void
show_record (Fixture *fixture,
             const char *entity,
             gint64 id)
{
  show_page (fixture, crm_record_page_new (fixture->store, crm_entity_find (entity), id));
  wait_for (is_loaded, fixture, NULL);
}

static GtkWidget *
get_tab (Fixture *fixture,
         const char *name)
{
  return adw_view_stack_get_child_by_name (crm_record_page_get_stack (CRM_RECORD_PAGE (fixture->page)), name);
}

static gboolean
is_tab_shown (Fixture *fixture,
              gconstpointer name)
{
  AdwViewStack *stack = crm_record_page_get_stack (CRM_RECORD_PAGE (fixture->page));

  return adw_view_stack_page_get_visible (adw_view_stack_get_page (stack, get_tab (fixture, name)));
}

static gboolean
has_title (Fixture *fixture,
           gconstpointer title)
{
  return g_strcmp0 (adw_navigation_page_get_title (ADW_NAVIGATION_PAGE (fixture->page)), title) == 0;
}

static gboolean
has_contacts (Fixture *fixture,
              gconstpointer data)
{
  CrmListView *view = crm_related_list_get_view (CRM_RELATED_LIST (get_tab (fixture, "contact.customer")));

  return g_list_model_get_n_items (G_LIST_MODEL (crm_list_view_get_model (view))) == GPOINTER_TO_UINT (data);
}

static void
set_text (Fixture *fixture,
          const char *entity,
          gint64 id,
          const char *field,
          const char *text)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (fixture->store, "Edit for the test");

  crm_change_set_update (changes, entity, id);
  crm_change_set_text (changes, field, text);
  apply (fixture, changes);
}

static void
test_tabs (Fixture *fixture,
           gconstpointer data)
{
  gint64 id = add_record (fixture, "customer", "name", "Blue Café", NULL);
  g_autofree char *link = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  show_record (fixture, "customer", id);
  g_assert_true (has_title (fixture, "Blue Café"));
  g_assert_true (is_tab_shown (fixture, "profile"));
  g_assert_true (is_tab_shown (fixture, "contact.customer"));
  g_assert_true (is_tab_shown (fixture, "opportunity.customer"));
  g_assert_true (is_tab_shown (fixture, "timeline"));
  g_assert_true (is_tab_shown (fixture, "history"));
  g_assert_false (is_tab_shown (fixture, "customer.parent"));
  g_assert_null (get_tab (fixture, "activity.customer"));

  add_record (fixture, "contact", "name", "Nadia", "customer", link, NULL);
  add_record (fixture, "contact", "name", "Somebody else", NULL);
  wait_for (has_contacts, fixture, GUINT_TO_POINTER (1));
  add_record (fixture, "customer", "name", "Blue Kiosk", "parent", link, NULL);
  wait_for (is_tab_shown, fixture, "customer.parent");

  set_text (fixture, "customer", id, "name", "Blue Coffee");
  wait_for (has_title, fixture, "Blue Coffee");
}

/* A new record of a tab belongs to the page's record. */
static void
test_add_related (Fixture *fixture,
                  gconstpointer data)
{
  gint64 id = add_record (fixture, "customer", "name", "Blue Café", NULL);
  AdwDialog *dialog;
  CrmRecordForm *form;

  show_record (fixture, "customer", id);
  gtk_widget_activate_action (get_tab (fixture, "contact.customer"), "page.new", NULL);
  dialog = adw_window_get_visible_dialog (ADW_WINDOW (fixture->window));
  form = CRM_RECORD_FORM (find (GTK_WIDGET (dialog), CRM_TYPE_RECORD_FORM, NULL));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (crm_record_form_get_row (form, "customer"))), ==,
                   "Blue Café");
  gtk_editable_set_text (GTK_EDITABLE (crm_record_form_get_row (form, "name")), "Nadia");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.add", NULL);
  wait_for (has_contacts, fixture, GUINT_TO_POINTER (1));
  settle (50);
}

static gboolean
has_history (Fixture *fixture,
             gconstpointer data)
{
  return crm_history_view_get_n_items (CRM_HISTORY_VIEW (get_tab (fixture, "history"))) == GPOINTER_TO_UINT (data);
}

static gboolean
matches (Fixture *fixture,
         gconstpointer filter)
{
  return query_count (fixture, "customer", filter) == 1;
}

static void
test_history (Fixture *fixture,
              gconstpointer data)
{
  gint64 id = add_record (fixture, "customer", "name", "Blue Café", "city", "Lyon", NULL);
  CrmHistoryView *view;

  set_text (fixture, "customer", id, "city", "Porto");
  set_text (fixture, "customer", id, "street", "Rua 1");
  set_text (fixture, "customer", id, "city", "Kyiv");
  show_record (fixture, "customer", id);
  view = CRM_HISTORY_VIEW (get_tab (fixture, "history"));
  wait_for (has_history, fixture, GUINT_TO_POINTER (4));

  crm_history_view_restore_field (view, 0, 0);
  wait_for (matches, fixture, "city = \"Porto\" and street = \"Rua 1\"");
  wait_for (has_history, fixture, GUINT_TO_POINTER (5));

  /* As it was when it was added. */
  crm_history_view_restore (view, 4);
  wait_for (matches, fixture, "city = \"Lyon\" and street is empty");
  wait_for (has_history, fixture, GUINT_TO_POINTER (6));
  g_assert_true (crm_store_undo (fixture->store, 0, NULL, NULL));
  wait_for (matches, fixture, "city = \"Porto\" and street = \"Rua 1\"");
}

static gboolean
has_row (Fixture *fixture,
         gconstpointer title)
{
  return find (get_tab (fixture, "timeline"), ADW_TYPE_ACTION_ROW, title) != NULL;
}

static gboolean
is_planned (Fixture *fixture,
            gconstpointer data)
{
  return query_count (fixture, "activity", "status = planned") == GPOINTER_TO_INT (data);
}

static void
test_timeline (Fixture *fixture,
               gconstpointer data)
{
  gint64 id = add_record (fixture, "customer", "name", "Blue Café", NULL);
  GtkWidget *timeline, *entry, *choice;
  g_autoptr (CrmRecord) activity = NULL;

  show_record (fixture, "customer", id);
  timeline = get_tab (fixture, "timeline");
  wait_for (has_row, fixture, "Customer added");
  entry = find (timeline, GTK_TYPE_ENTRY, NULL);
  choice = find (timeline, GTK_TYPE_DROP_DOWN, NULL);

  /* Nothing is noted down without a subject. */
  gtk_widget_activate_action (timeline, "timeline.log", NULL);
  settle (30);
  g_assert_cmpint (query_count (fixture, "activity", NULL), ==, 0);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), 4);   /* a task */
  gtk_editable_set_text (GTK_EDITABLE (entry), "Send the price list");
  gtk_widget_activate_action (timeline, "timeline.log", NULL);
  wait_for (has_row, fixture, "Send the price list");
  activity = query_one (fixture, "activity", "customer = \"Blue Café\"");
  g_assert_cmpstr (crm_record_get_text (activity, "kind"), ==, "task");
  g_assert_cmpint (crm_record_get_int (activity, "owner"), ==, crm_store_get_me (fixture->store));
  g_assert_true (is_planned (fixture, GINT_TO_POINTER (1)));
  g_signal_emit_by_name (find (timeline, GTK_TYPE_BUTTON, "Mark “Send the price list” as Done"), "clicked");
  wait_for (is_planned, fixture, GINT_TO_POINTER (0));
}

static gboolean
has_reason (Fixture *fixture,
            gconstpointer reason)
{
  g_autoptr (CrmRecord) deal = query_one (fixture, "opportunity", NULL);

  return g_strcmp0 (crm_record_get_text (deal, "reason"), reason) == 0;
}

static gboolean
asks (Fixture *fixture,
      gconstpointer data)
{
  return ADW_IS_ALERT_DIALOG (adw_window_get_visible_dialog (ADW_WINDOW (fixture->window)));
}

static gboolean
has_dialog_gone (Fixture *fixture,
                 gconstpointer data)
{
  return adw_window_get_visible_dialog (ADW_WINDOW (fixture->window)) == NULL;
}

static void
choose (CrmFieldRow *row,
        CrmRecord *record)
{
  GtkMenuButton *button = GTK_MENU_BUTTON (find (GTK_WIDGET (row), GTK_TYPE_MENU_BUTTON, NULL));

  gtk_menu_button_popup (button);
  g_signal_emit_by_name (gtk_menu_button_get_popover (button), "chosen", crm_record_get_id (record),
                         crm_record_get_title (record));
  gtk_menu_button_popdown (button);
}

/* The stages of a deal that close it ask for the reason first. */
static void
test_stage (Fixture *fixture,
            gconstpointer data)
{
  gint64 id = add_record (fixture, "opportunity", "name", "Espresso bar", NULL);
  g_autoptr (CrmRecord) proposal = query_one (fixture, "stage", "name = \"Proposal\"");
  g_autoptr (CrmRecord) lost = query_one (fixture, "stage", "kind = lost");
  CrmRecordForm *form;
  CrmFieldRow *row;
  AdwDialog *dialog;
  g_auto (CrmValue) open_stage = crm_value_int (crm_record_get_id (proposal));
  g_autofree char *at_proposal = g_strdup_printf ("stage = \"%" G_GINT64_FORMAT "\"", open_stage.i);

  show_record (fixture, "opportunity", id);
  form = CRM_RECORD_FORM (find (get_tab (fixture, "profile"), CRM_TYPE_RECORD_FORM, NULL));
  row = crm_record_form_get_row (form, "stage");
  choose (row, proposal);
  settle (100);
  g_assert_cmpint (query_count (fixture, "opportunity", at_proposal), ==, 1);

  choose (row, lost);
  wait_for (asks, fixture, NULL);
  dialog = adw_window_get_visible_dialog (ADW_WINDOW (fixture->window));
  adw_dialog_close (dialog);
  wait_for (has_dialog_gone, fixture, NULL);
  settle (50);
  g_assert_cmpint (query_count (fixture, "opportunity", at_proposal), ==, 1);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "Proposal");

  choose (row, lost);
  wait_for (asks, fixture, NULL);
  dialog = adw_window_get_visible_dialog (ADW_WINDOW (fixture->window));
  adw_combo_row_set_selected (ADW_COMBO_ROW (find (GTK_WIDGET (dialog), ADW_TYPE_COMBO_ROW, "Reason")), 1);
  g_signal_emit_by_name (dialog, "response", "save");
  wait_for (has_reason, fixture, "price");
  adw_dialog_force_close (dialog);
  settle (50);
}

static void
test_duplicate (Fixture *fixture,
                gconstpointer data)
{
  gint64 id = add_record (fixture, "customer", "name", "Blue Café", "number", "C-1", "city", "Lyon", NULL);
  AdwDialog *dialog;
  CrmRecordForm *form;
  GtkWidget *text;

  show_record (fixture, "customer", id);
  gtk_widget_activate_action (fixture->page, "record.duplicate", NULL);
  dialog = adw_window_get_visible_dialog (ADW_WINDOW (fixture->window));
  form = CRM_RECORD_FORM (find (GTK_WIDGET (dialog), CRM_TYPE_RECORD_FORM, NULL));
  text = GTK_WIDGET (crm_record_form_get_row (form, "city"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "Lyon");
  text = GTK_WIDGET (crm_record_form_get_row (form, "number"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.add", NULL);
  wait_for (has_dialog_gone, fixture, NULL);
  g_assert_cmpint (query_count (fixture, "customer", "city = \"Lyon\""), ==, 2);
}

static gboolean
has_no_details (Fixture *fixture,
                gconstpointer unused)
{
  return find (fixture->page, CRM_TYPE_RECORD_DETAILS, NULL) == NULL;
}

/* What its address card says besides its fields is there, and tags are told apart whatever stands in their names. */
static void
test_details (Fixture *fixture,
              gconstpointer data)
{
  gint64 paris = add_record (fixture, "tag", "name", "Paris, France", NULL);
  g_autofree char *tags = g_strdup_printf (" %" G_GINT64_FORMAT " ", paris);
  gint64 id = add_record (fixture, "contact", "name", "Ada", "email", "a@example.com", "vcard",
                          "BEGIN:VCARD\nVERSION:4.0\nEMAIL:\nEMAIL;TYPE=home:b@example.com\n"
                          "PHOTO:data:image/png;base64,iVBORw==\nEND:VCARD", NULL);
  GtkWidget *row;

  set_text (fixture, "contact", id, "tags", tags);
  show_record (fixture, "contact", id);
  row = find (fixture->page, ADW_TYPE_ACTION_ROW, "E-mail (home)");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "b@example.com");
  g_assert_nonnull (find (fixture->page, GTK_TYPE_LABEL, "Paris, France"));
  g_assert_nonnull (find (fixture->page, CRM_TYPE_RECORD_DETAILS, NULL));
  set_text (fixture, "contact", id, "vcard", "");
  wait_for (has_no_details, fixture, NULL);
}

static gboolean
is_left (Fixture *fixture,
         gconstpointer view)
{
  return !CRM_IS_RECORD_PAGE (adw_navigation_view_get_visible_page ((AdwNavigationView *) view));
}

static void
test_deletion (Fixture *fixture,
               gconstpointer data)
{
  gint64 id = add_record (fixture, "customer", "name", "Blue Café", NULL);
  AdwNavigationPage *below = adw_navigation_page_new (gtk_label_new ("list"), "List");
  AdwNavigationPage *page;
  AdwNavigationView *view;

  show_page (fixture, below);
  view = ADW_NAVIGATION_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (below), ADW_TYPE_NAVIGATION_VIEW));
  page = crm_record_page_new (fixture->store, crm_entity_find ("customer"), id);
  adw_navigation_view_push (view, page);
  fixture->page = GTK_WIDGET (page);
  wait_for (is_loaded, fixture, NULL);
  gtk_widget_activate_action (GTK_WIDGET (page), "record.delete", NULL);
  wait_for (is_left, fixture, view);
  fixture->page = GTK_WIDGET (below);
  g_assert_cmpint (query_count (fixture, "customer", NULL), ==, 0);
  g_assert_true (crm_store_undo (fixture->store, 0, NULL, NULL));
  g_assert_cmpint (query_count (fixture, "customer", NULL), ==, 1);
}

/* Every kind of record has a page, also those that have no section of their own. */
static void
test_all (Fixture *fixture,
          gconstpointer data)
{
  static const char *const entities[] = { "person", "tag", "product", "contact", "lead", "activity", "pipeline" };

  add_record (fixture, "tag", "name", "VIP", NULL);
  add_record (fixture, "product", "name", "House Blend", "price", "12.50", NULL);
  add_record (fixture, "contact", "name", "Nadia", "birthday", "1990-02-03", NULL);
  add_record (fixture, "lead", "name", "Li Wei", NULL);
  add_record (fixture, "activity", "name", "Call back", "kind", "call", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    {
      g_autoptr (CrmRecord) record = query_one (fixture, entities[i], NULL);

      show_record (fixture, entities[i], crm_record_get_id (record));
      g_assert_true (has_title (fixture, crm_record_get_title (record)));
      settle (30);
      close_window (fixture);
    }
}

int
main (int argc,
      char *argv[])
{
  init_test (&argc, &argv);
  g_test_add ("/record-page/tabs", Fixture, NULL, set_up, test_tabs, tear_down);
  g_test_add ("/record-page/add-related", Fixture, NULL, set_up, test_add_related, tear_down);
  g_test_add ("/record-page/history", Fixture, NULL, set_up, test_history, tear_down);
  g_test_add ("/record-page/timeline", Fixture, NULL, set_up, test_timeline, tear_down);
  g_test_add ("/record-page/stage", Fixture, NULL, set_up, test_stage, tear_down);
  g_test_add ("/record-page/duplicate", Fixture, NULL, set_up, test_duplicate, tear_down);
  g_test_add ("/record-page/details", Fixture, NULL, set_up, test_details, tear_down);
  g_test_add ("/record-page/deletion", Fixture, NULL, set_up, test_deletion, tear_down);
  g_test_add ("/record-page/all", Fixture, NULL, set_up, test_all, tear_down);
  return g_test_run ();
}
