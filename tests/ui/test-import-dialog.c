/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>

#include "crm-resources.h"
#include "sales/crm-workspace.h"
#include "ui/exchange/crm-import-decision-row.h"
#include "ui/exchange/crm-import-dialog.h"

typedef struct
{
  char            *folder;
  CrmStore        *store;
  GtkWidget       *window;
  CrmImportDialog *dialog;
  gint64           undone;   /* action that the dialog asks the window to undo */
  guint            n_undone;
  gboolean         undoes;   /* what is to be undone */
} Fixture;

static const char deals[] =
  "Number,Product,Account,Deal Stage,Close Date,Value\n"
  "D1,GTXPro,Blue Café,Won,2025-03-01,\"1,250.50\"\n"
  "D2,GTX Pro,Red Oak,Engaging,,\n"
  "D3,MG Special,Blue Café,Lost,2025-04-02,900\n"
  "D4,MG Special,,Won,nonsense,100\n";

static gboolean
is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (data) && gtk_widget_get_width (data) > 0;
}

static gboolean
is_idle (gpointer data)
{
  return !g_main_context_pending (NULL);
}

static void
wait_for (gboolean (*condition) (gpointer data),
          gpointer data)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (!condition (data) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (g_get_monotonic_time (), <, end);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static gboolean
has_ready_button (GtkWidget *widget,
                  const char *action)
{
  if (GTK_IS_ACTIONABLE (widget) &&
      g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0)
    return gtk_widget_is_sensitive (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (has_ready_button (child, action))
        return TRUE;
    }
  return FALSE;
}

/* What was decided last has been taken into account. */
static gboolean
may_run (gpointer data)
{
  return has_ready_button (GTK_WIDGET (((Fixture *) data)->dialog), "import.run");
}

static AdwNavigationView *
get_view (Fixture *fixture)
{
  return ADW_NAVIGATION_VIEW (adw_dialog_get_child (ADW_DIALOG (fixture->dialog)));
}

static gboolean
shows (Fixture *fixture,
       const char *tag)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (get_view (fixture));

  return page != NULL && g_strcmp0 (adw_navigation_page_get_tag (page), tag) == 0;
}

static gboolean
shows_mapping (gpointer data)
{
  return shows (data, "mapping");
}

static gboolean
shows_result (gpointer data)
{
  return shows (data, "result");
}

static GtkWidget *
find_child (GtkWidget *widget,
            GType type,
            const char *title)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) &&
      (title == NULL || g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_child (child, type, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_button (GtkWidget *widget,
             const char *label)
{
  GtkWidget *found = GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0
                     ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, label);
  return found;
}

static GtkWidget *
find_row (Fixture *fixture,
          const char *title)
{
  return find_child (GTK_WIDGET (fixture->dialog), ADW_TYPE_PREFERENCES_ROW, title);
}

/* The preview is there when its rows are: those that it does not need are hidden. */
static gboolean
shows_preview (gpointer data)
{
  GtkWidget *row = find_row (data, "To Be Added");

  return shows (data, "preview") && row != NULL && gtk_widget_get_mapped (row);
}

static void
activate (Fixture *fixture,
          const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->dialog), action, NULL));
}

static void
undo_action_cb (GSimpleAction *action,
                GVariant *parameter,
                gpointer data)
{
  Fixture *fixture = data;

  fixture->undone = g_variant_get_int64 (parameter);
  fixture->n_undone++;
  if (fixture->undoes)
    g_assert_true (crm_store_undo (fixture->store, fixture->undone, NULL, NULL));
}

static void
add_window_actions (Fixture *fixture)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) undo = g_simple_action_new ("undo-action", G_VARIANT_TYPE_INT64);

  g_signal_connect (undo, "activate", G_CALLBACK (undo_action_cb), fixture);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (undo));
  gtk_widget_insert_action_group (fixture->window, "win", G_ACTION_GROUP (group));
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("clientele-dialog-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "test.clientele", NULL);
  fixture->store = crm_workspace_create (path, "EUR", &error);
  g_assert_no_error (error);
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), g_strcmp0 (data, "narrow") == 0 ? 360 : 760, 760);
  add_window_actions (fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->dialog = CRM_IMPORT_DIALOG (crm_import_dialog_new (fixture->store));
  adw_dialog_present (ADW_DIALOG (fixture->dialog), fixture->window);
  wait_for (is_mapped, fixture->dialog);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  if (fixture->dialog != NULL)
    g_object_add_weak_pointer (G_OBJECT (fixture->dialog), (gpointer *) &fixture->dialog);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  wait_for (is_gone, &fixture->dialog);
  crm_store_close (fixture->store);
  wait_for (is_idle, NULL);
  g_object_unref (fixture->store);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
open_text (Fixture *fixture,
           const char *name,
           const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_list_store_append (files, file);
  crm_import_dialog_open (fixture->dialog, G_LIST_MODEL (files));
}

static gpointer
count_in_reader (CrmReader *reader,
                 gpointer data,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find (data));

  return GINT_TO_POINTER ((int) crm_reader_count (reader, query, error));
}

static int
count (Fixture *fixture,
       const char *entity)
{
  return GPOINTER_TO_INT (crm_store_read (fixture->store, count_in_reader, (gpointer) entity, NULL, NULL));
}

static void
assert_selected (Fixture *fixture,
                 const char *title,
                 const char *expected)
{
  AdwComboRow *row = ADW_COMBO_ROW (find_row (fixture, title));

  g_assert_cmpstr (gtk_string_object_get_string (adw_combo_row_get_selected_item (row)), ==, expected);
}

static void
choose (Fixture *fixture,
        const char *title,
        const char *choice)
{
  AdwComboRow *row = ADW_COMBO_ROW (find_row (fixture, title));
  GtkStringList *choices = GTK_STRING_LIST (adw_combo_row_get_model (row));
  guint i = gtk_string_list_find (choices, choice);

  g_assert_cmpuint (i, !=, G_MAXUINT);
  adw_combo_row_set_selected (row, i);
}

static void
test_steps (Fixture *fixture,
            gconstpointer data)
{
  GtkWidget *decision;

  open_text (fixture, "deals.csv", deals);
  wait_for (shows_mapping, fixture);
  assert_selected (fixture, "Rows Are", "Opportunities");
  assert_selected (fixture, "Deal Stage", "Stage");
  assert_selected (fixture, "Close Date", "Closed On");

  /* A field chosen for one column is taken from the other. */
  choose (fixture, "Value", "Number");
  assert_selected (fixture, "Number", "Not Imported");
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (fixture, "Rows Are")), 0);
  choose (fixture, "Rows Are", "Opportunities");
  assert_selected (fixture, "Number", "Number");

  activate (fixture, "import.prepare");
  wait_for (shows_preview, fixture);
  g_assert_cmpint (count (fixture, "opportunity"), ==, 0);
  g_assert_nonnull (find_row (fixture, "Row 5"));
  decision = find_child (GTK_WIDGET (fixture->dialog), CRM_TYPE_IMPORT_DECISION_ROW, "GTX Pro");
  g_assert_nonnull (decision);
  assert_selected (fixture, "GTX Pro", "Use “GTXPro”");
  adw_combo_row_set_selected (ADW_COMBO_ROW (decision), 1);
  wait_for (may_run, fixture);

  activate (fixture, "import.run");
  wait_for (shows_result, fixture);
  g_assert_cmpint (count (fixture, "opportunity"), ==, 3);
  g_assert_cmpint (count (fixture, "product"), ==, 3);
  g_assert_cmpint (count (fixture, "customer"), ==, 2);
  activate (fixture, "import.undo");
  g_assert_cmpint (fixture->undone, !=, 0);
  g_assert_true (crm_store_undo (fixture->store, fixture->undone, NULL, NULL));
  g_assert_cmpint (count (fixture, "product"), ==, 0);
}

static void
import_file (Fixture *fixture,
             const char *title)
{
  wait_for (shows_mapping, fixture);
  g_assert_cmpstr (adw_navigation_page_get_title (adw_navigation_view_get_visible_page (get_view (fixture))), ==, title);
  activate (fixture, "import.prepare");
  wait_for (shows_preview, fixture);
  wait_for (may_run, fixture);
  activate (fixture, "import.run");
  wait_for (shows_result, fixture);
}

static void
open_several (Fixture *fixture)
{
  static const struct { const char *name, *text; } texts[] = {
    { "deals.csv", "Deal Name,Account,Deal Value,Stage\nChairs,Blue Café,500,Proposal\n" },
    { "people.csv", "First Name,Last Name,Account,Email\nAnn,Lee,Blue Café,ann@blue.example\n" },
    { "firms.csv", "Company Name,Industry,City\nBlue Café,Catering,Bonn\nRed Mill,Retail,Rome\n" },
  };
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, texts[i].name, NULL);
      g_autoptr (GFile) file = g_file_new_for_path (path);

      g_assert_true (g_file_set_contents (path, texts[i].text, -1, NULL));
      g_list_store_append (files, file);
    }
  crm_import_dialog_open (fixture->dialog, G_LIST_MODEL (files));
}

/* Several files at once: what others link to goes in first, whatever comes first; one button takes all back. */
static void
test_several (Fixture *fixture,
              gconstpointer data)
{
  open_several (fixture);
  import_file (fixture, "File 1 of 3");
  g_assert_cmpint (count (fixture, "customer"), ==, 2);
  g_assert_nonnull (find_button (GTK_WIDGET (fixture->dialog), "_Next: people.csv"));
  activate (fixture, "import.next");
  import_file (fixture, "File 2 of 3");
  activate (fixture, "import.next");
  import_file (fixture, "File 3 of 3");
  g_assert_cmpint (count (fixture, "customer"), ==, 2);
  g_assert_cmpint (count (fixture, "contact"), ==, 1);
  g_assert_cmpint (count (fixture, "opportunity"), ==, 1);
  g_assert_false (has_ready_button (GTK_WIDGET (fixture->dialog), "import.next"));
  fixture->undoes = TRUE;
  activate (fixture, "import.undo");
  g_assert_cmpuint (fixture->n_undone, ==, 3);
  g_assert_cmpint (count (fixture, "customer") + count (fixture, "contact") + count (fixture, "opportunity"), ==, 0);
}

static void
test_dates (Fixture *fixture,
            gconstpointer data)
{
  GtkWidget *row;

  open_text (fixture, "deals.csv", "Deal,Engage Date\nA,03/04/2025\n");
  wait_for (shows_mapping, fixture);
  row = find_row (fixture, "Dates Are Written");
  g_assert_false (gtk_widget_get_visible (row));
  activate (fixture, "import.prepare");
  wait_for ((gboolean (*) (gpointer)) gtk_widget_get_visible, row);
  wait_for (shows_mapping, fixture);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  activate (fixture, "import.prepare");
  wait_for (shows_preview, fixture);
}

static gpointer
find_custom (CrmReader *reader,
             gpointer key,
             GCancellable *cancellable,
             GError **error)
{
  return (gpointer) crm_entity_field (crm_store_find_entity (crm_reader_get_store (reader), "customer"), key);
}

/* A column that no field is for becomes one of its own; what it is told to be is told in the preview. */
static void
test_new_fields (Fixture *fixture,
                 gconstpointer data)
{
  const CrmField *field;
  GtkWidget *rest;

  open_text (fixture, "customers.csv", "Company,Shoe Size,Motto,City\nBlue,38,a,Lyon\nRed,41,b,Kyiv\n");
  wait_for (shows_mapping, fixture);
  assert_selected (fixture, "Shoe Size", "Not Imported");
  choose (fixture, "Shoe Size", "New Field: Text");
  assert_selected (fixture, "Shoe Size", "New Field: Text");
  assert_selected (fixture, "City", "City");
  rest = find_button (GTK_WIDGET (fixture->dialog), "Keep the _Rest");
  g_assert_true (gtk_widget_get_visible (rest));
  choose (fixture, "Shoe Size", "Not Imported");
  g_signal_emit_by_name (rest, "clicked");
  g_assert_false (gtk_widget_get_visible (rest));
  assert_selected (fixture, "Shoe Size", "New Field: Whole Number");
  assert_selected (fixture, "Motto", "New Field: Text");
  activate (fixture, "import.prepare");
  wait_for (shows_preview, fixture);
  g_assert_nonnull (find_row (fixture, "Custom Fields: 2"));
  g_assert_cmpint (count (fixture, "custom_field"), ==, 0);
  activate (fixture, "import.run");
  wait_for (shows_result, fixture);
  field = crm_store_read (fixture->store, find_custom, (gpointer) "x_shoe_size", NULL, NULL);
  g_assert_nonnull (field);
  g_assert_cmpstr (crm_field_get_label (field), ==, "Shoe Size");
  g_assert_cmpint (field->kind, ==, CRM_FIELD_INTEGER);
  activate (fixture, "import.undo");
  g_assert_true (crm_store_undo (fixture->store, fixture->undone, NULL, NULL));
  g_assert_null (crm_store_read (fixture->store, find_custom, (gpointer) "x_shoe_size", NULL, NULL));
}

/* What becomes of a row that is known is chosen in the preview. */
static void
test_duplicates (Fixture *fixture,
                 gconstpointer data)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (fixture->store, "Two customers");
  GtkWidget *row;

  crm_change_set_insert (changes, "customer");
  crm_change_set_text (changes, "name", "Blue");
  crm_change_set_insert (changes, "customer");
  crm_change_set_text (changes, "name", "Red");
  g_assert_true (crm_store_apply (fixture->store, changes, NULL, NULL, NULL));
  open_text (fixture, "customers.csv", "Company,City\nBlue,Lyon\nRed,Kyiv\nGreen,Oslo\n");
  wait_for (shows_mapping, fixture);
  activate (fixture, "import.prepare");
  wait_for (shows_preview, fixture);
  row = find_row (fixture, "Red");
  g_assert_nonnull (row);
  assert_selected (fixture, "Red", "Skip");
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  wait_for (may_run, fixture);
  activate (fixture, "import.run");
  wait_for (shows_result, fixture);
  g_assert_cmpint (count (fixture, "customer"), ==, 4);
}

static gboolean
has_alert (gpointer data)
{
  AdwDialog *dialog = adw_window_get_visible_dialog (ADW_WINDOW (((Fixture *) data)->window));

  return ADW_IS_ALERT_DIALOG (dialog);
}

static void
test_bad_file (Fixture *fixture,
               gconstpointer data)
{
  open_text (fixture, "bad.csv", "a,b\n1,\"two");
  wait_for (has_alert, fixture);
  g_assert_true (shows (fixture, "choose"));
}

/* Of several files one cannot be read: nothing has begun. */
static void
test_several_bad (Fixture *fixture,
                  gconstpointer data)
{
  g_autofree char *good = g_build_filename (fixture->folder, "firms.csv", NULL);
  g_autofree char *bad = g_build_filename (fixture->folder, "missing.csv", NULL);
  g_autoptr (GFile) first = g_file_new_for_path (good), second = g_file_new_for_path (bad);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  g_assert_true (g_file_set_contents (good, "Company Name,City\nBlue Café,Bonn\n", -1, NULL));
  g_list_store_append (files, first);
  g_list_store_append (files, second);
  crm_import_dialog_open (fixture->dialog, G_LIST_MODEL (files));
  wait_for (has_alert, fixture);
  g_assert_true (shows (fixture, "choose"));
}

/* A calendar is known by what is in it, whatever its name; what was left out is told before anything is written. */
static void
test_calendar (Fixture *fixture,
               gconstpointer data)
{
  open_text (fixture, "export.txt", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Talk\r\n"
             "DTSTART:20260701T100000Z\r\nCLASS:PRIVATE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
  wait_for (shows_mapping, fixture);
  assert_selected (fixture, "Rows Are", "Activities");
  assert_selected (fixture, "When", "When");
  activate (fixture, "import.prepare");
  wait_for (shows_preview, fixture);
  g_assert_nonnull (find_row (fixture, "Activities have no place for some of what the calendar says, which was left out: "
                                       "CLASS."));
  activate (fixture, "import.run");
  wait_for (shows_result, fixture);
  g_assert_cmpint (count (fixture, "activity"), ==, 1);
}

static const char cards[] =
  "BEGIN:VCARD\nVERSION:3.0\nN:Lovelace;Ada;;;\nFN:Ada Lovelace\nNICKNAME:Countess\nORG:Analytical Engines\n"
  "EMAIL:ada@example.org\nEMAIL;TYPE=home:ada@example.net\nTEL;TYPE=cell:+44 20 7946 0958\n"
  "ADR:;;12 St James's Square;London;;SW1Y 4JH;UK\nURL:https://example.org\nEND:VCARD\n";

/* What of a card no field takes is kept with it, and is not said to be left out. */
static void
test_cards (Fixture *fixture,
            gconstpointer data)
{
  open_text (fixture, "cards.vcf", cards);
  wait_for (shows_mapping, fixture);
  assert_selected (fixture, "E-mail", "E-mail");
  assert_selected (fixture, "E-mail 2", "Kept in Further Details");
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (fixture, "E-mail")), 0);
  assert_selected (fixture, "E-mail", "Not Imported");
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (fixture, "Further Details")), 0);
  assert_selected (fixture, "Further Details", "Not Imported");
  assert_selected (fixture, "E-mail 2", "Not Imported");
}

static gboolean
says_strangers (gpointer data)
{
  GtkWidget *row = find_row (data, "Skipped");

  return row != NULL && g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "They name nobody ");
}

/* Mail of nobody who is known is counted, and taken where that is wished. */
static void
test_mail (Fixture *fixture,
           gconstpointer data)
{
  GtkWidget *row;

  open_text (fixture, "message", "From: ada@example.org\nTo: bob@example.org\nSubject: Hello\n\nText\n");
  wait_for (shows_mapping, fixture);
  assert_selected (fixture, "Rows Are", "Activities");
  row = find_row (fixture, "Also From Strangers");
  g_assert_true (gtk_widget_get_visible (row));
  g_assert_false (adw_switch_row_get_active (ADW_SWITCH_ROW (row)));
  g_assert_false (gtk_widget_get_visible (find_row (fixture, "First Row Names the Columns")));
  activate (fixture, "import.prepare");
  wait_for (says_strangers, fixture);
  adw_navigation_view_pop (get_view (fixture));
  wait_for (shows_mapping, fixture);
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), TRUE);
  activate (fixture, "import.prepare");
  wait_for (shows_preview, fixture);
  activate (fixture, "import.run");
  wait_for (shows_result, fixture);
  g_assert_cmpint (count (fixture, "activity"), ==, 1);
}

static void
start_long_import (Fixture *fixture)
{
  g_autoptr (GString) text = g_string_new ("Number,Company\n");

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "%u,Company %u\n", i, i);
  open_text (fixture, "customers.csv", text->str);
  wait_for (shows_mapping, fixture);
  activate (fixture, "import.prepare");
  wait_for (shows_preview, fixture);
  activate (fixture, "import.run");
  g_assert_true (shows (fixture, "progress"));
}

static void
test_cancel (Fixture *fixture,
             gconstpointer data)
{
  start_long_import (fixture);
  activate (fixture, "import.cancel");
  wait_for (shows_mapping, fixture);
  g_assert_cmpint (count (fixture, "customer"), ==, 0);
}

/* What is closed while it is at work stops, and leaves nothing. */
static void
test_close (Fixture *fixture,
            gconstpointer data)
{
  start_long_import (fixture);
  g_object_add_weak_pointer (G_OBJECT (fixture->dialog), (gpointer *) &fixture->dialog);
  adw_dialog_force_close (ADW_DIALOG (fixture->dialog));
  wait_for (is_gone, &fixture->dialog);
  g_assert_cmpint (count (fixture, "customer"), ==, 0);
}

/* Picture after picture, to be looked at: CLIENTELE_SHOTS=FOLDER. */

static void
take_picture (Fixture *fixture,
              const char *name)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (fixture->window);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *path = g_strdup_printf ("%s/import-%s.png", g_getenv ("CLIENTELE_SHOTS"), name);
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end)   /* animations */
    g_main_context_iteration (NULL, FALSE);
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (fixture->window),
                          gtk_widget_get_height (fixture->window));
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (fixture->window)), node, NULL);
  gdk_texture_save_to_png (texture, path);
}

static void
test_pictures (Fixture *fixture,
               gconstpointer data)
{
  const char *look = data;
  g_autofree char *name = NULL;

  if (g_getenv ("CLIENTELE_SHOTS") == NULL)
    {
      g_test_skip ("no pictures asked for");
      return;
    }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      g_str_equal (look,
                                                   "dark") ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  take_picture (fixture, (name = g_strconcat ("1-choose-", look, NULL)));
  open_text (fixture, "deals.csv", deals);
  wait_for (shows_mapping, fixture);
  g_free (name);
  take_picture (fixture, (name = g_strconcat ("2-mapping-", look, NULL)));
  activate (fixture, "import.prepare");
  wait_for (shows_preview, fixture);
  g_free (name);
  take_picture (fixture, (name = g_strconcat ("3-preview-", look, NULL)));
  activate (fixture, "import.run");
  wait_for (shows_result, fixture);
  g_free (name);
  take_picture (fixture, (name = g_strconcat ("4-result-", look, NULL)));
  open_text (fixture, "cards.vcf", cards);
  wait_for (shows_mapping, fixture);
  g_free (name);
  take_picture (fixture, (name = g_strconcat ("5-cards-", look, NULL)));
  open_several (fixture);
  wait_for (shows_mapping, fixture);
  g_free (name);
  take_picture (fixture, (name = g_strconcat ("6-first-", look, NULL)));
  import_file (fixture, "File 1 of 3");
  g_free (name);
  take_picture (fixture, (name = g_strconcat ("7-next-", look, NULL)));
}

int
main (int argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_resources_register (crm_get_resource ());
  g_test_add ("/import-dialog/steps", Fixture, NULL, set_up, test_steps, tear_down);
  g_test_add ("/import-dialog/several", Fixture, NULL, set_up, test_several, tear_down);
  g_test_add ("/import-dialog/several-bad", Fixture, NULL, set_up, test_several_bad, tear_down);
  g_test_add ("/import-dialog/dates", Fixture, NULL, set_up, test_dates, tear_down);
  g_test_add ("/import-dialog/new-fields", Fixture, NULL, set_up, test_new_fields, tear_down);
  g_test_add ("/import-dialog/duplicates", Fixture, NULL, set_up, test_duplicates, tear_down);
  g_test_add ("/import-dialog/bad-file", Fixture, NULL, set_up, test_bad_file, tear_down);
  g_test_add ("/import-dialog/calendar", Fixture, NULL, set_up, test_calendar, tear_down);
  g_test_add ("/import-dialog/cards", Fixture, NULL, set_up, test_cards, tear_down);
  g_test_add ("/import-dialog/mail", Fixture, NULL, set_up, test_mail, tear_down);
  g_test_add ("/import-dialog/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/import-dialog/close", Fixture, NULL, set_up, test_close, tear_down);
  g_test_add ("/import-dialog/pictures/light", Fixture, "light", set_up, test_pictures, tear_down);
  g_test_add ("/import-dialog/pictures/dark", Fixture, "dark", set_up, test_pictures, tear_down);
  g_test_add ("/import-dialog/pictures/narrow", Fixture, "narrow", set_up, test_pictures, tear_down);
  return g_test_run ();
}
