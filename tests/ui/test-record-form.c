/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "records.h"

#include "base/crm-date.h"
#include "ui/common/crm-duplicates.h"
#include "ui/common/crm-field-rows.h"
#include "ui/common/crm-link-chooser.h"
#include "ui/common/crm-record-dialog.h"
#include "ui/common/crm-record-form.h"
#include "ui/common/crm-typed-value.h"

/* Forms: a row for each kind of field, what it refuses, and how it saves. */

static CrmRecordForm *
show_form (Fixture *fixture,
           const char *entity,
           gint64 id)
{
  g_autofree char *filter = g_strdup_printf ("id = \"%" G_GINT64_FORMAT "\"", id);
  GtkWidget *form = crm_record_form_new (fixture->store, crm_entity_find (entity), id == 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  AdwNavigationPage *page;

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), form);
  page = adw_navigation_page_new (scrolled, "Form");
  if (id != 0)
    {
      g_autoptr (CrmRecord) record = query_one (fixture, entity, filter);

      crm_record_form_set_record (CRM_RECORD_FORM (form), record);
    }
  show_page (fixture, page);
  return CRM_RECORD_FORM (form);
}

static CrmFieldRow *
get_row (CrmRecordForm *form,
         const char *key)
{
  CrmFieldRow *row = crm_record_form_get_row (form, key);

  g_assert_nonnull (row);
  return row;
}

static void
type (CrmFieldRow *row,
      const char *text)
{
  gtk_widget_grab_focus (GTK_WIDGET (row));
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
assert_text (CrmRecordForm *form,
             const char *key,
             const char *text,
             gboolean valid,
             const char *plain)
{
  CrmFieldRow *row = get_row (form, key);
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;
  g_autofree char *read = NULL;
  GtkWidget *delegate;

  type (row, text);
  g_assert_cmpint (gtk_widget_has_css_class (GTK_WIDGET (row), "error"), ==, !valid);
  delegate = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (row)));
  gtk_test_accessible_assert_state (delegate, GTK_ACCESSIBLE_STATE_INVALID,
                                    valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_cmpint (crm_field_row_read (row, &value, NULL), ==, valid);
  read = crm_field_to_plain (crm_field_row_get_field (row), &value);
  if (valid)
    g_assert_cmpstr (read, ==, plain);
}

static void
test_kinds (Fixture *fixture,
            gconstpointer data)
{
  gint64 id = add_record (fixture, "opportunity", "name", "Espresso bar", NULL);
  CrmRecordForm *form = show_form (fixture, "opportunity", id);

  assert_text (form, "name", "", FALSE, NULL);
  assert_text (form, "name", "Espresso", TRUE, "Espresso");
  assert_text (form, "value", "1.200,50", TRUE, "1200.50");
  assert_text (form, "value", "USD 70", TRUE, "70");
  assert_text (form, "value", "much", FALSE, NULL);
  assert_text (form, "value", "", TRUE, "");
  assert_text (form, "probability", "35", TRUE, "35%");
  assert_text (form, "probability", "135%", FALSE, NULL);
  assert_text (form, "expected_close", "2025-03-31", TRUE, "2025-03-31");
  assert_text (form, "expected_close", "31.3.2025", TRUE, "2025-03-31");
  assert_text (form, "expected_close", "31 Mar 2025", TRUE, "2025-03-31");
  assert_text (form, "expected_close", "2025-02-30", FALSE, NULL);
  assert_text (form, "expected_close", "soon", FALSE, NULL);
  close_window (fixture);

  id = add_record (fixture, "customer", "name", "Blue Café", NULL);
  form = show_form (fixture, "customer", id);
  assert_text (form, "email", "hello@blue", FALSE, NULL);
  assert_text (form, "email", "hello@blue.example", TRUE, "hello@blue.example");
  assert_text (form, "phone", "abc", FALSE, NULL);
  assert_text (form, "phone", "+33 4 65 71 00 00", TRUE, "+33 4 65 71 00 00");
  assert_text (form, "website", "no web", FALSE, NULL);
  assert_text (form, "website", "blue.example", TRUE, "blue.example");
  assert_text (form, "employees", "12", TRUE, "12");
  assert_text (form, "employees", "-1", FALSE, NULL);
  assert_text (form, "employees", "1.5", FALSE, NULL);
  assert_text (form, "founded", "1999", TRUE, "1999");
  assert_text (form, "founded", "99", FALSE, NULL);
}

static gboolean
has_city (Fixture *fixture,
          gconstpointer city)
{
  g_autoptr (CrmRecord) record = query_one (fixture, "customer", NULL);

  return g_strcmp0 (crm_record_get_text (record, "city"), city) == 0;
}

/* The focus is never left in a row with something wrong in it without a way back. */
static void
test_edit (Fixture *fixture,
           gconstpointer data)
{
  gint64 id = add_record (fixture, "customer", "name", "Blue Café", "city", "Lyon", "email", "a@b.example", NULL);
  CrmRecordForm *form = show_form (fixture, "customer", id);
  CrmFieldRow *row = get_row (form, "city");
  g_autofree char *label = NULL;
  g_autofree char *second = NULL;

  type (row, "Porto");
  g_assert_true (crm_field_row_is_edited (row));
  g_signal_emit_by_name (row, "entry-activated");
  wait_for (has_city, fixture, "Porto");
  label = undo_label (fixture);
  g_assert_cmpstr (label, ==, "Edit Blue Café");
  g_assert_true (crm_store_undo (fixture->store, 0, NULL, NULL));
  g_assert_true (has_city (fixture, "Lyon"));

  /* Leaving the row saves as well. */
  row = get_row (form, "city");
  type (row, "Kyiv");
  gtk_widget_grab_focus (GTK_WIDGET (get_row (form, "country")));
  wait_for (has_city, fixture, "Kyiv");

  /* What is wrong is not saved, and can be taken back. */
  row = get_row (form, "email");
  type (row, "nonsense");
  gtk_widget_grab_focus (GTK_WIDGET (get_row (form, "country")));
  settle (50);
  second = undo_label (fixture);
  g_assert_cmpstr (second, ==, "Edit Blue Café");
  g_assert_cmpint (query_count (fixture, "customer", "email = \"a@b.example\""), ==, 1);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
  crm_field_row_revert (row);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "a@b.example");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
}

static gboolean
is_refused (Fixture *fixture,
            gconstpointer row)
{
  return gtk_widget_has_css_class (GTK_WIDGET ((gpointer) row), "error");
}

static void
test_refused (Fixture *fixture,
              gconstpointer data)
{
  gint64 id = add_record (fixture, "customer", "name", "Blue Café", "number", "C-1", NULL);
  CrmRecordForm *form;
  CrmFieldRow *row;

  add_record (fixture, "customer", "name", "Red Café", "number", "C-2", NULL);
  form = show_form (fixture, "customer", id);
  row = get_row (form, "number");
  type (row, "C-2");
  g_signal_emit_by_name (row, "entry-activated");
  wait_for (is_refused, fixture, row);
  g_assert_cmpint (query_count (fixture, "customer", "number = \"C-2\""), ==, 1);
}

static gboolean
matches (Fixture *fixture,
         gconstpointer filter)
{
  return query_count (fixture, "customer", filter) == 1;
}

static void
test_choices (Fixture *fixture,
              gconstpointer data)
{
  gint64 owner = add_record (fixture, "person", "name", "Anna", NULL);
  gint64 tag = add_record (fixture, "tag", "name", "VIP", NULL);
  gint64 id = add_record (fixture, "customer", "name", "Blue Café", "industry", "Beekeeping", NULL);
  CrmRecordForm *form = show_form (fixture, "customer", id);
  CrmFieldRow *industry = get_row (form, "industry");
  GtkStringObject *shown = adw_combo_row_get_selected_item (ADW_COMBO_ROW (industry));
  CrmFieldRow *tags = get_row (form, "tags");
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;

  /* A value that is no choice stays. */
  g_assert_cmpstr (gtk_string_object_get_string (shown), ==, "Beekeeping");
  adw_combo_row_set_selected (ADW_COMBO_ROW (industry), 1);
  wait_for (matches, fixture, "industry = retail");
  adw_combo_row_set_selected (ADW_COMBO_ROW (industry), 0);
  wait_for (matches, fixture, "industry is empty");

  gtk_switch_set_active (GTK_SWITCH (find (GTK_WIDGET (get_row (form, "do_not_contact")), GTK_TYPE_SWITCH, NULL)), TRUE);
  wait_for (matches, fixture, "do_not_contact = yes");

  value = crm_value_int (owner);
  g_assert_true (CRM_IS_LINK_ROW (get_row (form, "owner")));
  gtk_menu_button_popup (GTK_MENU_BUTTON (find (GTK_WIDGET (get_row (form, "owner")), GTK_TYPE_MENU_BUTTON, NULL)));
  g_signal_emit_by_name (find (GTK_WIDGET (get_row (form, "owner")), CRM_TYPE_LINK_CHOOSER, NULL), "chosen", owner,
                         "Anna");
  wait_for (matches, fixture, "owner = \"Anna\"");

  gtk_menu_button_popup (GTK_MENU_BUTTON (find (GTK_WIDGET (tags), GTK_TYPE_MENU_BUTTON, NULL)));
  g_signal_emit_by_name (find (GTK_WIDGET (tags), CRM_TYPE_LINK_CHOOSER, NULL), "chosen", tag, "VIP");
  wait_for (matches, fixture, "tags = \"VIP\"");
  g_signal_emit_by_name (find (GTK_WIDGET (tags), CRM_TYPE_LINK_CHOOSER, NULL), "create", "Regular");
  wait_for (matches, fixture, "tags = \"Regular\"");
  gtk_widget_activate (find (GTK_WIDGET (tags), GTK_TYPE_BUTTON, "Remove VIP"));
  wait_for (matches, fixture, "tags != \"VIP\"");
  g_assert_true (matches (fixture, "tags = \"Regular\""));
}

static gboolean
is_revealed (Fixture *fixture,
             gconstpointer banner)
{
  return adw_banner_get_revealed (ADW_BANNER ((gpointer) banner));
}

static void
test_new (Fixture *fixture,
          gconstpointer data)
{
  const CrmEntity *entity = crm_entity_find ("customer");
  g_autoptr (CrmRecord) preset = crm_record_new (entity, 0);
  AdwDialog *dialog;
  CrmRecordForm *form;
  g_autofree char *label = NULL;

  add_record (fixture, "customer", "name", "Blue Café", "email", "hello@blue.example", NULL);
  show_page (fixture, adw_navigation_page_new (gtk_label_new ("page"), "Page"));
  crm_record_take_value (preset, crm_entity_field_index (entity, "city"), crm_value_text ("Lyon"), NULL);
  dialog = crm_record_dialog_new (fixture->store, entity, preset);
  adw_dialog_present (dialog, fixture->window);
  form = CRM_RECORD_FORM (find (GTK_WIDGET (dialog), CRM_TYPE_RECORD_FORM, NULL));

  /* Nothing is added without what is required. */
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.add", NULL);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (get_row (form, "name")), "error"));

  type (get_row (form, "name"), "Blue Cafe");
  wait_for (is_revealed, fixture, find (GTK_WIDGET (dialog), ADW_TYPE_BANNER, NULL));
  type (get_row (form, "name"), "Green Tea House");
  type (get_row (form, "email"), "HELLO@blue.example");
  wait_for (is_revealed, fixture, find (GTK_WIDGET (dialog), ADW_TYPE_BANNER, NULL));

  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.add", NULL);
  wait_for (matches, fixture, "name = \"Green Tea House\" and city = \"Lyon\"");
  label = undo_label (fixture);
  g_assert_cmpstr (label, ==, "Add Green Tea House");
  settle (50);
  g_assert_null (adw_window_get_visible_dialog (ADW_WINDOW (fixture->window)));
}

static void
test_discard (Fixture *fixture,
              gconstpointer data)
{
  AdwDialog *dialog;

  show_page (fixture, adw_navigation_page_new (gtk_label_new ("page"), "Page"));
  dialog = crm_record_dialog_new (fixture->store, crm_entity_find ("contact"), NULL);
  adw_dialog_present (dialog, fixture->window);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.cancel", NULL);
  settle (50);
  g_assert_null (adw_window_get_visible_dialog (ADW_WINDOW (fixture->window)));

  dialog = crm_record_dialog_new (fixture->store, crm_entity_find ("contact"), NULL);
  adw_dialog_present (dialog, fixture->window);
  type (get_row (CRM_RECORD_FORM (find (GTK_WIDGET (dialog), CRM_TYPE_RECORD_FORM, NULL)), "name"), "Nadia");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.cancel", NULL);
  g_assert_true (ADW_IS_ALERT_DIALOG (adw_window_get_visible_dialog (ADW_WINDOW (fixture->window))));
  g_signal_emit_by_name (adw_window_get_visible_dialog (ADW_WINDOW (fixture->window)), "response", "discard");
  adw_dialog_force_close (dialog);
  settle (50);
}

static void
assert_date (const char *text,
             const char *iso)
{
  gint64 date;
  g_autofree char *found = NULL;

  if (iso == NULL)
    {
      g_assert_false (crm_typed_date_parse (text, &date));
      return;
    }
  g_assert_true (crm_typed_date_parse (text, &date));
  found = crm_date_to_iso (date);
  g_assert_cmpstr (found, ==, iso);
}

static void
assert_instant (const char *text,
                const char *typed)
{
  const CrmField *field = crm_entity_field (crm_entity_find ("activity"), "due_at");
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;
  g_autofree char *found = NULL;
  gboolean valid = crm_typed_value_parse (field, text, "EUR", &value, NULL);

  g_assert_cmpint (valid, ==, typed != NULL);
  found = crm_typed_value_format (field, &value, "EUR");
  if (valid)
    g_assert_cmpstr (found, ==, typed);
}

static void
test_dates (void)
{
  g_setenv ("CLIENTELE_TODAY", "2025-09-15", TRUE);
  assert_date ("2025-03-31", "2025-03-31");
  assert_date (" 31.3.2025 ", "2025-03-31");
  assert_date ("31/3/2025", "2025-03-31");
  assert_date ("3/31/25", "2025-03-31");
  assert_date ("1.4.", "2025-04-01");
  assert_date ("today", "2025-09-15");
  assert_date ("Tomorrow", "2025-09-16");
  assert_date ("yesterday", "2025-09-14");
  assert_date ("+7", "2025-09-22");
  assert_date ("-15", "2025-08-31");
  assert_date ("3 Mar 2025", "2025-03-03");
  assert_date ("31.31.2025", NULL);
  assert_date ("soon", NULL);
  assert_date ("", NULL);
  assert_instant ("2025-03-31 14:05", "2025-03-31 14:05");
  assert_instant ("2025-03-31T14:05:00Z", "2025-03-31 14:05");
  assert_instant ("2025-03-31", "2025-03-31 09:00");
  assert_instant ("tomorrow 8:30", "2025-09-16 08:30");
  assert_instant ("31 Mar 2025, 14:05", "2025-03-31 14:05");
  assert_instant ("2025-03-31 25:00", NULL);
  assert_instant ("noonish", NULL);
  g_unsetenv ("CLIENTELE_TODAY");
}

int
main (int argc,
      char *argv[])
{
  init_test (&argc, &argv);
  g_test_add_func ("/record-form/dates", test_dates);
  g_test_add ("/record-form/kinds", Fixture, NULL, set_up, test_kinds, tear_down);
  g_test_add ("/record-form/edit", Fixture, NULL, set_up, test_edit, tear_down);
  g_test_add ("/record-form/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/record-form/choices", Fixture, NULL, set_up, test_choices, tear_down);
  g_test_add ("/record-form/new", Fixture, NULL, set_up, test_new, tear_down);
  g_test_add ("/record-form/discard", Fixture, NULL, set_up, test_discard, tear_down);
  return g_test_run ();
}
