/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "records.h"

#include "exchange/crm-csv.h"

#include "ui/common/crm-bulk-edit-dialog.h"
#include "ui/common/crm-export-dialog.h"
#include "ui/common/crm-field-row.h"
#include "ui/common/crm-filter-bar.h"
#include "ui/common/crm-filter-dialog.h"
#include "ui/common/crm-filter-words.h"
#include "ui/common/crm-list-page.h"
#include "ui/common/crm-search-elsewhere.h"

/* Lists of records: sorting, search, filters, columns, selection, and what is said when there is nothing to list. */

#define MANY 10000

static void
add_customers (Fixture *fixture,
               guint n)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (fixture->store, "Add many");
  static const char *const cities[] = { "Lyon", "Kyiv", "Porto", "Aarhus" };

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("Customer %05u", i);

      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", name);
      crm_change_set_text (changes, "city", cities[i % 4]);
      crm_change_set_int (changes, "employees", n - i);
      if (i % 2 == 0)
        crm_change_set_text (changes, "industry", "retail");
    }
  apply (fixture, changes);
}

static void
set_up_few (Fixture *fixture,
            gconstpointer data)
{
  set_up (fixture, data);
  add_customers (fixture, 40);
  show_page (fixture, crm_list_page_new (fixture->store, crm_entity_find ("customer"), data, NULL));
}

static CrmListView *
get_view (Fixture *fixture)
{
  return crm_list_page_get_view (CRM_LIST_PAGE (fixture->page));
}

static GListModel *
get_rows (Fixture *fixture)
{
  return G_LIST_MODEL (crm_list_view_get_model (get_view (fixture)));
}

static gboolean
has_count (Fixture *fixture,
           gconstpointer data)
{
  return g_list_model_get_n_items (get_rows (fixture)) == GPOINTER_TO_UINT (data) &&
         !crm_list_model_is_loading (crm_list_view_get_model (get_view (fixture)));
}

static gboolean
begins_with (Fixture *fixture,
             gconstpointer title)
{
  g_autoptr (CrmRecord) record = g_list_model_get_item (get_rows (fixture), 0);

  return record != NULL && strcmp (crm_record_get_title (record), title) == 0;
}

static GtkColumnView *
get_table (Fixture *fixture)
{
  return GTK_COLUMN_VIEW (find (fixture->page, GTK_TYPE_COLUMN_VIEW, NULL));
}

static GtkColumnViewColumn *
get_column (Fixture *fixture,
            const char *key)
{
  GListModel *columns = gtk_column_view_get_columns (get_table (fixture));

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_strcmp0 (gtk_column_view_column_get_id (column), key) == 0)
        return column;
    }
  return NULL;
}

static const char *
get_shown (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (find (GTK_WIDGET (get_view (fixture)), GTK_TYPE_STACK, NULL)));
}

static void
test_sort (Fixture *fixture,
           gconstpointer data)
{
  wait_for (begins_with, fixture, "Customer 00000");
  gtk_column_view_sort_by_column (get_table (fixture), get_column (fixture, "name"), GTK_SORT_DESCENDING);
  wait_for (begins_with, fixture, "Customer 00039");
  gtk_column_view_sort_by_column (get_table (fixture), get_column (fixture, "city"), GTK_SORT_ASCENDING);
  wait_for (begins_with, fixture, "Customer 00003");   /* Aarhus */
}

static void
test_search (Fixture *fixture,
             gconstpointer data)
{
  GtkWidget *entry = find (fixture->page, GTK_TYPE_SEARCH_ENTRY, NULL);

  wait_for (has_count, fixture, GUINT_TO_POINTER (40));
  gtk_widget_activate_action (fixture->page, "page.search", NULL);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)), entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), "lyon");
  wait_for (has_count, fixture, GUINT_TO_POINTER (10));
  gtk_editable_set_text (GTK_EDITABLE (entry), "nowhere");
  wait_for (has_count, fixture, GUINT_TO_POINTER (0));
  g_assert_cmpstr (get_shown (fixture), ==, "nothing");
  gtk_widget_activate_action (fixture->page, "page.clear-search", NULL);
  wait_for (has_count, fixture, GUINT_TO_POINTER (40));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_cmpstr (get_shown (fixture), ==, "table");
}

static gboolean
has_button (Fixture *fixture,
            gconstpointer label)
{
  return find (fixture->page, GTK_TYPE_BUTTON, label) != NULL;
}

static gboolean
has_no_row (Fixture *fixture,
            gconstpointer data)
{
  return find (fixture->page, CRM_TYPE_SEARCH_ELSEWHERE, NULL) == NULL;
}

static void
search_list_activated (GSimpleAction *action,
                       GVariant *parameter,
                       gpointer asked)
{
  g_set_str (asked, NULL);
  *(char **) asked = g_variant_print (parameter, FALSE);
}

/* What else fits is told, and leads there. */
static void
test_elsewhere (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("search-list", G_VARIANT_TYPE ("(ss)"));
  GtkWidget *entry = find (fixture->page, GTK_TYPE_SEARCH_ENTRY, NULL);
  g_autofree char *asked = NULL;
  GtkWidget *button;

  g_signal_connect (action, "activate", G_CALLBACK (search_list_activated), &asked);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
  gtk_widget_insert_action_group (fixture->window, "win", G_ACTION_GROUP (actions));
  add_record (fixture, "contact", "name", "Lyon Heron", NULL);
  add_record (fixture, "contact", "name", "Anna Lyon", NULL);
  add_record (fixture, "lead", "name", "Lyon Tram", NULL);
  wait_for (has_count, fixture, GUINT_TO_POINTER (40));
  g_assert_true (has_no_row (fixture, NULL));

  gtk_editable_set_text (GTK_EDITABLE (entry), "lyon");
  wait_for (has_button, fixture, "2 Contacts");
  g_assert_true (has_button (fixture, "1 Lead"));
  g_assert_null (find (fixture->page, GTK_TYPE_BUTTON, "10 Customers"));
  button = find (fixture->page, GTK_TYPE_BUTTON, "2 Contacts");
  g_assert_true (gtk_widget_get_focusable (button));
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_LABEL, "Show 2 Contacts with “lyon”");
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (asked, ==, "('contact', 'lyon')");

  add_record (fixture, "contact", "name", "Lyon Three", NULL);
  wait_for (has_button, fixture, "3 Contacts");
  gtk_editable_set_text (GTK_EDITABLE (entry), "porto");
  wait_for (has_no_row, fixture, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "tram");
  wait_for (has_button, fixture, "1 Lead");
  gtk_widget_activate_action (fixture->page, "page.clear-search", NULL);
  g_assert_true (has_no_row (fixture, NULL));
}

static void
test_filter_text (Fixture *fixture,
                  gconstpointer data)
{
  CrmFilterBar *bar = CRM_FILTER_BAR (find (fixture->page, CRM_TYPE_FILTER_BAR, NULL));
  GtkWidget *entry;

  wait_for (has_count, fixture, GUINT_TO_POINTER (10));
  g_assert_nonnull (find (GTK_WIDGET (bar), GTK_TYPE_LABEL, "Industry is Retail"));
  gtk_widget_activate (find (GTK_WIDGET (bar), GTK_TYPE_BUTTON, "Remove Filter: City is Lyon"));
  wait_for (has_count, fixture, GUINT_TO_POINTER (20));

  gtk_widget_activate_action (fixture->page, "page.filter-text", NULL);
  entry = find (GTK_WIDGET (bar), GTK_TYPE_ENTRY, NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "industry = \"retail\"");
  gtk_editable_set_text (GTK_EDITABLE (entry), "city = \"Lyon\" and employees >> 3");
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  gtk_test_accessible_assert_state (entry, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_nonnull (find (GTK_WIDGET (bar), GTK_TYPE_LABEL, "At character 30: a value is expected here"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "city = \"Lyon\" and employees > 20");
  g_signal_emit_by_name (entry, "activate");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  wait_for (has_count, fixture, GUINT_TO_POINTER (5));
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  g_signal_emit_by_name (entry, "activate");
  wait_for (has_count, fixture, GUINT_TO_POINTER (40));
}

static void
test_filter_dialog (Fixture *fixture,
                    gconstpointer data)
{
  AdwDialog *dialog;
  GtkWidget *value;

  wait_for (has_count, fixture, GUINT_TO_POINTER (40));
  gtk_widget_activate_action (fixture->page, "page.filter", NULL);
  dialog = adw_window_get_visible_dialog (ADW_WINDOW (fixture->window));
  g_assert_true (CRM_IS_FILTER_DIALOG (dialog));
  crm_filter_dialog_choose (CRM_FILTER_DIALOG (dialog), "employees", CRM_TEST_AT_MOST);
  value = find (GTK_WIDGET (dialog), CRM_TYPE_FIELD_ROW, NULL);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.add", NULL);
  g_assert_true (gtk_widget_has_css_class (value, "error"));
  gtk_editable_set_text (GTK_EDITABLE (value), "5");
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.add", NULL);
  wait_for (has_count, fixture, GUINT_TO_POINTER (5));
  g_assert_nonnull (find (fixture->page, GTK_TYPE_LABEL, "Employees at most 5"));
}

static void
test_columns (Fixture *fixture,
              gconstpointer data)
{
  static const char *const keys[] = { "city", "name", "employees", NULL };
  CrmListView *view = get_view (fixture);
  GListModel *columns = gtk_column_view_get_columns (get_table (fixture));
  g_auto (GStrv) usual = crm_list_view_dup_columns (view);
  g_auto (GStrv) chosen = NULL;
  g_autoptr (GtkColumnViewColumn) first = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (columns), ==, g_strv_length (usual));
  crm_list_view_set_columns (view, keys);
  settle (30);
  g_assert_cmpuint (g_list_model_get_n_items (columns), ==, 3);
  first = g_list_model_get_item (columns, 0);
  g_assert_cmpstr (gtk_column_view_column_get_id (first), ==, "city");
  chosen = crm_list_view_dup_columns (view);
  g_assert_cmpstrv (chosen, keys);

  g_object_set (view, "layout", 0, NULL);
  g_assert_cmpstr (get_shown (fixture), ==, "rows");
  g_object_set (view, "layout", 2, NULL);
  crm_list_view_set_columns (view, NULL);
  settle (30);
  g_assert_cmpuint (g_list_model_get_n_items (columns), ==, g_strv_length (usual));
}

static void
test_column_chooser (Fixture *fixture,
                     gconstpointer data)
{
  GtkMenuButton *button = GTK_MENU_BUTTON (find (fixture->page, GTK_TYPE_MENU_BUTTON, "Columns"));
  GListModel *columns = gtk_column_view_get_columns (get_table (fixture));
  guint n_columns = g_list_model_get_n_items (columns);
  GtkWidget *popover;
  g_auto (GStrv) chosen = NULL;

  gtk_menu_button_popup (button);
  settle (50);
  popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
  g_signal_emit_by_name (find (popover, GTK_TYPE_BUTTON, "Move Name Down"), "clicked");
  settle (30);
  chosen = crm_list_view_dup_columns (get_view (fixture));
  g_assert_cmpstr (chosen[0], ==, "industry");
  g_assert_cmpstr (chosen[1], ==, "name");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find (popover, GTK_TYPE_CHECK_BUTTON, NULL)), FALSE);
  settle (30);
  g_assert_cmpuint (g_list_model_get_n_items (columns), ==, n_columns - 1);
  g_assert_null (get_column (fixture, "industry"));
  g_signal_emit_by_name (find (popover, GTK_TYPE_BUTTON, "_Reset"), "clicked");
  settle (30);
  g_assert_cmpuint (g_list_model_get_n_items (columns), ==, n_columns);
  gtk_menu_button_popdown (button);
}

static gboolean
has_retail (Fixture *fixture,
            gconstpointer data)
{
  return query_count (fixture, "customer", "industry = software") == GPOINTER_TO_INT (data);
}

static void
test_selection (Fixture *fixture,
                gconstpointer data)
{
  GtkSelectionModel *selection = gtk_column_view_get_model (get_table (fixture));
  GtkWidget *bar = find (fixture->page, GTK_TYPE_ACTION_BAR, NULL);
  GtkWidget *row, *field_row;
  AdwDialog *dialog;
  g_autofree char *label = NULL;

  wait_for (has_count, fixture, GUINT_TO_POINTER (40));
  gtk_selection_model_select_range (selection, 0, 3, TRUE);
  g_assert_true (gtk_action_bar_get_revealed (GTK_ACTION_BAR (bar)));
  g_assert_nonnull (find (bar, GTK_TYPE_LABEL, "3 selected"));

  gtk_widget_activate_action (GTK_WIDGET (get_view (fixture)), "list.edit", NULL);
  dialog = adw_window_get_visible_dialog (ADW_WINDOW (fixture->window));
  g_assert_true (CRM_IS_BULK_EDIT_DIALOG (dialog));
  field_row = find (GTK_WIDGET (dialog), ADW_TYPE_COMBO_ROW, "Field");
  adw_combo_row_set_selected (ADW_COMBO_ROW (field_row), 2);
  row = find (GTK_WIDGET (dialog), CRM_TYPE_FIELD_ROW, "Industry");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 3);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.apply", NULL);
  wait_for (has_retail, fixture, GINT_TO_POINTER (3));
  label = undo_label (fixture);
  g_assert_cmpstr (label, ==, "Set Industry of 3 records");

  gtk_selection_model_unselect_all (selection);
  gtk_selection_model_select_range (selection, 0, 2, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (get_view (fixture)), "list.delete", NULL);
  wait_for (has_count, fixture, GUINT_TO_POINTER (38));
  g_assert_true (crm_store_undo (fixture->store, 0, NULL, NULL));
  wait_for (has_count, fixture, GUINT_TO_POINTER (40));
}

static void
test_empty (Fixture *fixture,
            gconstpointer data)
{
  show_page (fixture, crm_list_page_new (fixture->store, crm_entity_find ("lead"), NULL, NULL));
  wait_for (has_count, fixture, GUINT_TO_POINTER (0));
  g_assert_cmpstr (get_shown (fixture), ==, "empty");
  g_assert_nonnull (find (fixture->page, GTK_TYPE_LABEL, "No Leads Yet"));
  gtk_widget_activate_action (fixture->page, "page.new", NULL);
  g_assert_nonnull (adw_window_get_visible_dialog (ADW_WINDOW (fixture->window)));
  adw_dialog_force_close (adw_window_get_visible_dialog (ADW_WINDOW (fixture->window)));
  add_record (fixture, "lead", "name", "Nadia", NULL);
  wait_for (has_count, fixture, GUINT_TO_POINTER (1));
  g_assert_cmpstr (get_shown (fixture), ==, "table");
}

static void
test_many (Fixture *fixture,
           gconstpointer data)
{
  GtkColumnViewColumn *column;

  add_customers (fixture, MANY);
  show_page (fixture, crm_list_page_new (fixture->store, crm_entity_find ("customer"), NULL, NULL));
  wait_for (has_count, fixture, GUINT_TO_POINTER (MANY));
  wait_for (begins_with, fixture, "Customer 00000");
  gtk_column_view_scroll_to (get_table (fixture), MANY - 1, NULL, GTK_LIST_SCROLL_FOCUS, NULL);
  settle (100);
  column = get_column (fixture, "name");
  gtk_column_view_sort_by_column (get_table (fixture), column, GTK_SORT_DESCENDING);
  wait_for (begins_with, fixture, "Customer 09999");
  gtk_editable_set_text (GTK_EDITABLE (find (fixture->page, GTK_TYPE_SEARCH_ENTRY, NULL)), "Customer 0777");
  wait_for (has_count, fixture, GUINT_TO_POINTER (10));
}

static void
assert_words (const char *entity,
              const char *filter_text,
              const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmFilter) filter = crm_filter_parse (crm_entity_find (entity), filter_text, &error);
  g_autofree char *described = NULL;

  g_assert_no_error (error);
  described = crm_filter_words_describe (filter, crm_entity_find (entity), NULL);
  g_assert_cmpstr (described, ==, words);
}

static void
test_words (void)
{
  assert_words ("customer", "industry = retail", "Industry is Retail");
  assert_words ("customer", "city in (\"Lyon\", \"Kyiv\", \"Porto\")", "City is Lyon, Kyiv or Porto");
  assert_words ("customer", "email is empty", "E-mail is empty");
  assert_words ("customer", "not (city ~ \"ly\" or city = \"Porto\")", "not (City contains ly or City is Porto)");
  assert_words ("customer", "owner = me", "Owner is me");
  assert_words ("customer", "do_not_contact = yes", "Do Not Contact is yes");
  assert_words ("opportunity", "value >= 10000 and probability < 50%", "Value at least 10,000 and Probability below 50%");
  assert_words ("opportunity", "closed_on in last 90 days", "Closed On: last 90 days");
  assert_words ("opportunity", "closed_on in this month", "Closed On: this month");
  assert_words ("opportunity", "closed_on > 2025-03-31", "Closed On after 31 Mar 2025");
  assert_words ("opportunity", "customer.city = \"Lyon\"", "Customer City is Lyon");
}

static gboolean
has_no_dialog (Fixture *fixture,
               gconstpointer data)
{
  return adw_window_get_visible_dialog (ADW_WINDOW (fixture->window)) == NULL;
}

/* What the list shows is what is written: its filter, order and columns. */
static void
test_export (Fixture *fixture,
             gconstpointer data)
{
  static const char *const columns[] = { "name", "employees", NULL };
  g_autofree char *folder = g_dir_make_tmp ("clientele-export-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "list.xlsx", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsv) table = NULL;
  CrmListModel *model;
  AdwDialog *dialog;

  wait_for (has_count, fixture, GUINT_TO_POINTER (10));
  model = crm_list_view_get_model (get_view (fixture));
  dialog = crm_export_dialog_new (fixture->store, crm_list_model_get_query (model), columns, G_LIST_MODEL (model),
                                  fixture->page);
  adw_dialog_present (dialog, fixture->page);
  crm_export_dialog_save (CRM_EXPORT_DIALOG (dialog), file);
  wait_for (has_no_dialog, fixture, NULL);
  table = crm_csv_open (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (crm_csv_get_n_columns (table), ==, 2);
  g_assert_cmpuint (crm_csv_get_n_rows (table), ==, 10);
  g_assert_cmpstr (crm_csv_get_cell (table, 0, 0), ==, "Customer 00000");
  g_assert_cmpstr (crm_csv_get_cell (table, 0, 1), ==, "40");
  g_unlink (path);
  g_rmdir (folder);
}

/* Cards say all, whatever columns the list shows. */
static void
test_export_cards (Fixture *fixture,
                   gconstpointer data)
{
  static const char *const columns[] = { "name", NULL };
  g_autofree char *folder = g_dir_make_tmp ("clientele-export-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "list.vcf", NULL), *text = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  CrmListModel *model;
  AdwComboRow *formats;
  AdwDialog *dialog;

  wait_for (has_count, fixture, GUINT_TO_POINTER (10));
  model = crm_list_view_get_model (get_view (fixture));
  dialog = crm_export_dialog_new (fixture->store, crm_list_model_get_query (model), columns, G_LIST_MODEL (model),
                                  fixture->page);
  adw_dialog_present (dialog, fixture->page);
  formats = ADW_COMBO_ROW (gtk_widget_get_template_child (GTK_WIDGET (dialog), CRM_TYPE_EXPORT_DIALOG, "format_row"));
  adw_combo_row_set_selected (formats, gtk_string_list_find (GTK_STRING_LIST (adw_combo_row_get_model (formats)),
                                                             "Address Cards (vCard)"));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (
    gtk_widget_get_template_child (GTK_WIDGET (dialog), CRM_TYPE_EXPORT_DIALOG, "fields_row"))));
  crm_export_dialog_save (CRM_EXPORT_DIALOG (dialog), file);
  wait_for (has_no_dialog, fixture, NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "X-CLIENTELE-EMPLOYEES:40"));
  g_unlink (path);
  g_rmdir (folder);
}

static gboolean
offers (Fixture *fixture,
        const char *entity,
        const char *label)
{
  static const char *const columns[] = { "name", NULL };
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find (entity));
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_OBJECT);
  AdwDialog *dialog = crm_export_dialog_new (fixture->store, query, columns, G_LIST_MODEL (list), fixture->page);
  GtkWidget *row = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (dialog), CRM_TYPE_EXPORT_DIALOG,
                                                              "format_row"));
  gboolean found = gtk_string_list_find (GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (row))), label) !=
                   G_MAXUINT;

  g_object_ref_sink (dialog);
  g_object_unref (dialog);
  return found;
}

/* A list that has just its first page goes on while the dialog is open. */
static void
test_export_growing (Fixture *fixture,
                     gconstpointer data)
{
  static const char *const columns[] = { "name", NULL };
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("customer"));
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_OBJECT);
  g_autoptr (GtkStringObject) record = gtk_string_object_new ("A");
  AdwDialog *dialog;
  AdwPreferencesGroup *group;

  g_list_store_append (list, record);
  dialog = g_object_ref_sink (crm_export_dialog_new (fixture->store, query, columns, G_LIST_MODEL (list),
                                                     fixture->page));
  group = ADW_PREFERENCES_GROUP (gtk_widget_get_template_child (GTK_WIDGET (dialog), CRM_TYPE_EXPORT_DIALOG, "group"));
  g_assert_cmpstr (adw_preferences_group_get_description (group), ==, "1 record, as the list shows it now");
  g_list_store_append (list, record);
  g_assert_cmpstr (adw_preferences_group_get_description (group), ==, "2 records, as the list shows them now");
  g_object_unref (dialog);
}

/* Each kind of record is offered the files that it can be written as. */
static void
test_export_formats (Fixture *fixture,
                     gconstpointer data)
{
  g_assert_true (offers (fixture, "activity", "Calendar (iCalendar)"));
  g_assert_false (offers (fixture, "activity", "Address Cards (vCard)"));
  g_assert_true (offers (fixture, "customer", "Address Cards (vCard)"));
  g_assert_false (offers (fixture, "customer", "Calendar (iCalendar)"));
}

int
main (int argc,
      char *argv[])
{
  init_test (&argc, &argv);
  g_test_add_func ("/list-page/words", test_words);
  g_test_add ("/list-page/sort", Fixture, NULL, set_up_few, test_sort, tear_down);
  g_test_add ("/list-page/search", Fixture, NULL, set_up_few, test_search, tear_down);
  g_test_add ("/list-page/elsewhere", Fixture, NULL, set_up_few, test_elsewhere, tear_down);
  g_test_add ("/list-page/filter-text", Fixture, "city = Lyon and industry = retail", set_up_few, test_filter_text,
              tear_down);
  g_test_add ("/list-page/filter-dialog", Fixture, NULL, set_up_few, test_filter_dialog, tear_down);
  g_test_add ("/list-page/columns", Fixture, NULL, set_up_few, test_columns, tear_down);
  g_test_add ("/list-page/column-chooser", Fixture, NULL, set_up_few, test_column_chooser, tear_down);
  g_test_add ("/list-page/export", Fixture, "city = Lyon", set_up_few, test_export, tear_down);
  g_test_add ("/list-page/export-growing", Fixture, "city = Lyon", set_up_few, test_export_growing, tear_down);
  g_test_add ("/list-page/export-cards", Fixture, "city = Lyon", set_up_few, test_export_cards, tear_down);
  g_test_add ("/list-page/export-formats", Fixture, "city = Lyon", set_up_few, test_export_formats, tear_down);
  g_test_add ("/list-page/selection", Fixture, NULL, set_up_few, test_selection, tear_down);
  g_test_add ("/list-page/empty", Fixture, NULL, set_up, test_empty, tear_down);
  g_test_add ("/list-page/many", Fixture, NULL, set_up, test_many, tear_down);
  return g_test_run ();
}
