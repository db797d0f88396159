/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/crm-date.h"
#include "base/crm-money.h"
#include "config.h"
#include "crm-resources.h"
#include "sales/crm-pipeline-summary.h"
#include "sales/crm-workspace.h"
#include "ui/pipeline/crm-board.h"
#include "ui/pipeline/crm-card-order.h"
#include "ui/pipeline/crm-pipeline-data.h"
#include "ui/pipeline/crm-pipeline-page.h"
#include "ui/pipeline/crm-share-bar.h"

/* The board in its page, on a workspace with a handful of deals. */

typedef struct
{
  char              *folder;
  char              *path;
  CrmStore          *store;
  GSettings         *settings;
  GtkWidget         *window;
  AdwNavigationPage *page;
  CrmBoard          *board;
  gint64             stages[6];   /* Prospecting, Qualification, Proposal, Negotiation, Won, Lost */
  gint64             deals[7];
} Fixture;

static const struct { const char *name; guint stage; gint64 value; const char *currency; double position; } rows[] = {
  { "Espresso bar", 0, 120000, "EUR", 1 },
  { "Grinder", 0, 55050, "EUR", 2 },
  { "Samovar", 0, 90000, "USD", 3 },
  { "Tea garden", 1, 700000, "EUR", 1 },
  { "Training day", 1, 0, NULL, 2 },
  { "House blend", 4, 333300, "EUR", 0 },
  { "Water filter", 5, 10000, "EUR", 0 },
};

/* Waiting */

typedef gboolean (*Condition) (Fixture *fixture, gconstpointer data);

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for (Condition condition,
          Fixture *fixture,
          gconstpointer data)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  guint source = g_timeout_add (20, tick, NULL);

  while (!condition (fixture, data) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  g_assert_true (condition (fixture, data));
}

static GtkWidget *
find_widget (GtkWidget *root,
             GType type,
             const char *css_class)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (css_class == NULL || gtk_widget_has_css_class (root, css_class)))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type, css_class);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static CrmDealCard *
find_card (GtkWidget *root,
           gint64 deal)
{
  CrmRecord *record = CRM_IS_DEAL_CARD (root) ? crm_deal_card_get_record (CRM_DEAL_CARD (root)) : NULL;

  if (record != NULL && crm_record_get_id (record) == deal && crm_record_is_loaded (record) &&
      gtk_widget_get_mapped (root))
    return CRM_DEAL_CARD (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      CrmDealCard *found = find_card (child, deal);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
has_card (Fixture *fixture,
          gconstpointer data)
{
  return find_card (GTK_WIDGET (fixture->board), *(const gint64 *) data) != NULL;
}

/* Reading */

static gpointer
read_summary (CrmReader *reader,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  return crm_pipeline_summary_read (reader, crm_pipeline_find_default (reader), data, error);
}

static gpointer
read_deal (CrmReader *reader,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  return crm_reader_get (reader, crm_entity_find ("opportunity"), *(gint64 *) data, error);
}

static gpointer
read_digest (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GArray) digests = crm_reader_digest (reader, error);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < digests->len; i++)
    g_string_append (text, g_array_index (digests, CrmEntityDigest, i).hash);
  return g_string_free (text, FALSE);
}

static CrmRecord *
get_deal (Fixture *fixture,
          guint index)
{
  return crm_store_read (fixture->store, read_deal, &fixture->deals[index], NULL, NULL);
}

static const char *
get_label (CrmBoardColumn *column,
           const char *css_class)
{
  return gtk_label_get_label (GTK_LABEL (find_widget (GTK_WIDGET (column), GTK_TYPE_LABEL, css_class)));
}

/* Whether each column says what the database counts. */
static gboolean
agrees (Fixture *fixture,
        gconstpointer deals)
{
  g_autoptr (CrmPipelineSummary) summary = crm_store_read (fixture->store, read_summary, (gpointer) deals, NULL, NULL);

  if (crm_board_get_n_columns (fixture->board) != summary->stages->len)
    return FALSE;
  for (guint i = 0; i < summary->stages->len; i++)
    {
      CrmStageSummary *stage = summary->stages->pdata[i];
      CrmBoardColumn *column = crm_board_get_column (fixture->board, i);
      g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, stage->count);
      g_autoptr (GString) sums = g_string_new (NULL);

      for (guint j = 0; j < stage->totals->len; j++)
        {
          CrmStageTotal *total = &g_array_index (stage->totals, CrmStageTotal, j);
          g_autofree char *sum = crm_money_format_short (total->sum, total->currency);

          g_string_append_printf (sums, "%s%s", j > 0 ? " + " : "", sum);
        }
      if (strcmp (get_label (column, "count"), count) != 0 ||
          strcmp (get_label (column, "column-sum"), sums->len > 0 ? sums->str : "–") != 0 ||
          g_list_model_get_n_items (G_LIST_MODEL (crm_board_column_get_model (column))) != stage->count)
        return FALSE;
    }
  return TRUE;
}

/* Fixture */

static gpointer
read_stages (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  Fixture *fixture = data;
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("stage"));
  g_autoptr (GArray) ids = NULL;

  crm_query_set_sort_text (query, "position", NULL);
  ids = crm_reader_ids (reader, query, -1, 0, error);
  g_assert_cmpuint (ids->len, ==, G_N_ELEMENTS (fixture->stages));
  memcpy (fixture->stages, ids->data, sizeof fixture->stages);
  return g_strdup ("");
}

static void
add_deals (Fixture *fixture)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (fixture->store, "Deals");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      fixture->deals[i] = crm_change_set_insert (changes, "opportunity");
      crm_change_set_text (changes, "name", rows[i].name);
      crm_change_set_int (changes, "stage", fixture->stages[rows[i].stage]);
      crm_change_set_real (changes, "position", rows[i].position);
      if (rows[i].currency != NULL)
        crm_change_set_money (changes, "value", rows[i].value, rows[i].currency);
    }
  g_assert_true (crm_store_apply (fixture->store, changes, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
open_page (Fixture *fixture)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  fixture->page = crm_pipeline_page_new (fixture->store);
  fixture->board = CRM_BOARD (find_widget (GTK_WIDGET (fixture->page), CRM_TYPE_BOARD, NULL));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (fixture->page));
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1300, 700);
  adw_window_set_content (ADW_WINDOW (fixture->window), overlay);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->settings = g_settings_new (APPLICATION_ID);
  fixture->folder = g_dir_make_tmp ("crm-board-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "board.clientele", NULL);
  fixture->store = crm_workspace_create (fixture->path, "EUR", &error);
  g_assert_no_error (error);
  g_free (crm_store_read (fixture->store, read_stages, fixture, NULL, NULL));
  if (data == NULL)
    add_deals (fixture);
  open_page (fixture);
  if (data == NULL)
    wait_for (has_card, fixture, &fixture->deals[0]);
}

static void
close_page (Fixture *fixture)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
}

static gboolean
is_page_gone (Fixture *fixture,
              gconstpointer data)
{
  return fixture->page == NULL;
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  close_page (fixture);
  wait_for (is_page_gone, fixture, NULL);
  crm_store_close (fixture->store);
  g_object_unref (fixture->store);
  g_settings_reset (fixture->settings, "pipeline-folded-stages");
  g_object_unref (fixture->settings);
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

/* Tests */

static void
test_sums (Fixture *fixture,
           gconstpointer data)
{
  wait_for (agrees, fixture, NULL);
  g_assert_cmpstr (get_label (crm_board_get_column (fixture->board, 0), "column-sum"), ==, "€1.75k + $900");
}

static void
activate (Fixture *fixture,
          guint deal,
          const char *action)
{
  wait_for (has_card, fixture, &fixture->deals[deal]);
  g_assert_true (gtk_widget_activate_action (
    GTK_WIDGET (find_card (GTK_WIDGET (fixture->board), fixture->deals[deal])), action, NULL));
}

typedef struct
{
  guint deal;
  guint stage;
} Place;

static gboolean
is_in_stage (Fixture *fixture,
             gconstpointer data)
{
  const Place *place = data;
  CrmDealCard *card = find_card (GTK_WIDGET (fixture->board), fixture->deals[place->deal]);

  return card != NULL &&
         crm_board_column_get_stage (crm_deal_card_get_column (card)) == fixture->stages[place->stage];
}

static gboolean
has_focus (Fixture *fixture,
           gconstpointer data)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (fixture->window));
  CrmRecord *record = CRM_IS_DEAL_CARD (focus) ? crm_deal_card_get_record (CRM_DEAL_CARD (focus)) : NULL;

  return record != NULL && crm_record_get_id (record) == *(const gint64 *) data;
}

static void
test_move (Fixture *fixture,
           gconstpointer data)
{
  activate (fixture, 1, "card.move-right");
  wait_for (is_in_stage, fixture, &(Place) { 1, 1 });
  wait_for (agrees, fixture, NULL);
  wait_for (has_focus, fixture, &fixture->deals[1]);

  g_assert_true (crm_store_undo (fixture->store, 0, NULL, NULL));
  wait_for (is_in_stage, fixture, &(Place) { 1, 0 });
  wait_for (agrees, fixture, NULL);
}

static gboolean
is_order (Fixture *fixture,
          gconstpointer data)
{
  const guint *order = data;
  CrmListModel *model = crm_board_column_get_model (crm_board_get_column (fixture->board, 0));

  for (guint i = 0; i < 3; i++)
    {
      if (g_list_model_get_n_items (G_LIST_MODEL (model)) != 3 ||
          crm_list_model_get_id (model, i) != fixture->deals[order[i]])
        return FALSE;
    }
  return TRUE;
}

static void
test_reorder (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (CrmRecord) before = get_deal (fixture, 0);
  g_autoptr (CrmRecord) after = NULL;

  activate (fixture, 0, "card.move-down");
  wait_for (is_order, fixture, (guint[]) { 1, 0, 2 });
  wait_for (has_focus, fixture, &fixture->deals[0]);
  after = get_deal (fixture, 0);
  g_assert_cmpint (crm_record_get_int (before, "touched_at"), ==, crm_record_get_int (after, "touched_at"));
  activate (fixture, 2, "card.move-up");
  wait_for (is_order, fixture, (guint[]) { 1, 2, 0 });
}

static AdwDialog *
get_dialog (Fixture *fixture)
{
  return adw_window_get_visible_dialog (ADW_WINDOW (fixture->window));
}

static gboolean
has_dialog (Fixture *fixture,
            gconstpointer data)
{
  return (get_dialog (fixture) != NULL) == GPOINTER_TO_INT (data);
}

static void
test_cancel (Fixture *fixture,
             gconstpointer data)
{
  g_autofree char *before = crm_store_read (fixture->store, read_digest, NULL, NULL, NULL);
  g_autofree char *after = NULL;

  activate (fixture, 3, "card.mark-lost");
  wait_for (has_dialog, fixture, GINT_TO_POINTER (TRUE));
  g_assert_false (adw_alert_dialog_get_response_enabled (ADW_ALERT_DIALOG (get_dialog (fixture)), "save"));
  adw_dialog_close (get_dialog (fixture));
  wait_for (has_dialog, fixture, GINT_TO_POINTER (FALSE));
  wait_for (is_in_stage, fixture, &(Place) { 3, 1 });
  after = crm_store_read (fixture->store, read_digest, NULL, NULL, NULL);
  g_assert_cmpstr (before, ==, after);
}

static void
test_close (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (CrmRecord) deal = NULL;
  AdwDialog *dialog;

  activate (fixture, 3, "card.mark-lost");
  wait_for (has_dialog, fixture, GINT_TO_POINTER (TRUE));
  dialog = get_dialog (fixture);
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_widget (GTK_WIDGET (dialog), ADW_TYPE_COMBO_ROW, NULL)), 1);
  gtk_editable_set_text (GTK_EDITABLE (find_widget (GTK_WIDGET (dialog), ADW_TYPE_ENTRY_ROW, NULL)), " Too dear ");
  g_assert_true (adw_alert_dialog_get_response_enabled (ADW_ALERT_DIALOG (dialog), "save"));
  g_signal_emit_by_name (dialog, "response", "save");
  adw_dialog_force_close (dialog);
  wait_for (is_in_stage, fixture, &(Place) { 3, 5 });
  wait_for (agrees, fixture, NULL);
  deal = get_deal (fixture, 3);
  g_assert_cmpstr (crm_record_get_text (deal, "status"), ==, "lost");
  g_assert_cmpstr (crm_record_get_text (deal, "reason"), ==, "price");
  g_assert_cmpstr (crm_record_get_text (deal, "reason_note"), ==, "Too dear");
}

static gboolean
has_columns (Fixture *fixture,
             gconstpointer data)
{
  return crm_board_get_n_columns (fixture->board) == G_N_ELEMENTS (fixture->stages);
}

static void
test_fold (Fixture *fixture,
           gconstpointer data)
{
  GtkWidget *column = GTK_WIDGET (crm_board_get_column (fixture->board, 1));

  g_assert_true (gtk_widget_activate_action (column, "column.folded", NULL));
  g_assert_true (crm_board_column_get_folded (CRM_BOARD_COLUMN (column)));
  close_page (fixture);
  wait_for (is_page_gone, fixture, NULL);
  open_page (fixture);
  wait_for (has_columns, fixture, NULL);
  g_assert_false (crm_board_column_get_folded (crm_board_get_column (fixture->board, 0)));
  g_assert_true (crm_board_column_get_folded (crm_board_get_column (fixture->board, 1)));
}

static void
test_filter (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("opportunity"));
  GtkWidget *bar = find_widget (GTK_WIDGET (fixture->page), GTK_TYPE_SEARCH_BAR, NULL);
  GtkWidget *entry = find_widget (bar, GTK_TYPE_SEARCH_ENTRY, NULL);

  crm_query_take_filter (query, crm_pipeline_data_new_filter ("gar TEA", 0));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->page), "page.search", NULL));
  gtk_editable_set_text (GTK_EDITABLE (entry), "gar TEA");
  wait_for (agrees, fixture, query);
  g_assert_cmpstr (get_label (crm_board_get_column (fixture->board, 1), "count"), ==, "1");
  g_assert_cmpstr (get_label (crm_board_get_column (fixture->board, 0), "count"), ==, "0");

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->page), "page.clear-filter", NULL));
  wait_for (agrees, fixture, NULL);
}

static gboolean
count_is_4 (Fixture *fixture,
            gconstpointer data)
{
  return strcmp (get_label (crm_board_get_column (fixture->board, 0), "count"), "4") == 0;
}

static void
test_add (Fixture *fixture,
          gconstpointer data)
{
  CrmBoardColumn *column = crm_board_get_column (fixture->board, 0);
  GtkWidget *entry = find_widget (GTK_WIDGET (column), GTK_TYPE_ENTRY, NULL);
  CrmListModel *model = crm_board_column_get_model (column);
  g_autoptr (CrmRecord) added = NULL;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (column), "column.add", NULL));
  gtk_editable_set_text (GTK_EDITABLE (entry), "Renewal 2026 €1,200");
  g_signal_emit_by_name (entry, "activate");
  wait_for (count_is_4, fixture, NULL);
  wait_for (agrees, fixture, NULL);
  fixture->deals[6] = crm_list_model_get_id (model, 0);   /* the newest is on top */
  added = get_deal (fixture, 6);
  g_assert_cmpstr (crm_record_get_title (added), ==, "Renewal 2026");
  g_assert_cmpint (crm_record_get_int (added, "value"), ==, 120000);
  g_assert_cmpint (crm_record_get_int (added, "owner"), ==, crm_store_get_me (fixture->store));
}

static gboolean
says_activities (Fixture *fixture,
                 gconstpointer data)
{
  GtkWidget *bar = find_widget (GTK_WIDGET (crm_board_get_column (fixture->board, 0)), CRM_TYPE_SHARE_BAR, NULL);

  return g_strcmp0 (gtk_widget_get_tooltip_text (bar), data) == 0;
}

static void
test_activities (Fixture *fixture,
                 gconstpointer data)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (fixture->store, "Activities");

  wait_for (says_activities, fixture, "Next activity: 0 late, 0 planned, 3 none");
  for (int i = 0; i < 3; i++)
    {
      crm_change_set_insert (changes, "activity");
      crm_change_set_text (changes, "name", "Call");
      crm_change_set_text (changes, "kind", "call");
      crm_change_set_text (changes, "status", i < 2 ? "planned" : "done");
      crm_change_set_int (changes, "opportunity", fixture->deals[i]);
      crm_change_set_int (changes, "due_at", crm_instant_now () + (i == 0 ? -2 : 2) * CRM_MICROSECONDS_PER_DAY);
    }
  g_assert_true (crm_store_apply (fixture->store, changes, NULL, NULL, NULL));
  wait_for (says_activities, fixture, "Next activity: 1 late, 1 planned, 1 none");
}

static gboolean
is_empty_page (Fixture *fixture,
               gconstpointer data)
{
  GtkWidget *status = find_widget (GTK_WIDGET (fixture->page), ADW_TYPE_STATUS_PAGE, NULL);

  return gtk_widget_get_mapped (status);
}

static void
test_empty (Fixture *fixture,
            gconstpointer data)
{
  wait_for (is_empty_page, fixture, NULL);
  add_deals (fixture);
  wait_for (has_card, fixture, &fixture->deals[0]);
  wait_for (agrees, fixture, NULL);
}

static void
test_order (void)
{
  const double apart[] = { 1, 2, 3 };
  const double tight[] = { 5, 5, 5, 900 };
  g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (CrmCardPlace));
  double all[] = { 5, 5, 5, 900 };
  double position;

  g_assert_cmpfloat (crm_card_order_place (NULL, 0, 0, moved), ==, 0);
  g_assert_cmpfloat (crm_card_order_place (apart, 3, 0, moved), <, 1);
  g_assert_cmpfloat (crm_card_order_place (apart, 3, 3, moved), >, 3);
  g_assert_cmpfloat (crm_card_order_place (apart, 3, 1, moved), ==, 1.5);
  g_assert_cmpuint (moved->len, ==, 0);

  position = crm_card_order_place (tight, 4, 1, moved);
  g_assert_cmpuint (moved->len, >, 0);
  for (guint i = 0; i < moved->len; i++)
    all[g_array_index (moved, CrmCardPlace, i).index] = g_array_index (moved, CrmCardPlace, i).position;
  g_assert_true (all[0] < position && position < all[1] && all[1] < all[2] && all[2] < all[3]);
}

int
main (int argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_resources_register (crm_get_resource ());
  g_test_add_func ("/board/order", test_order);
  g_test_add ("/board/sums", Fixture, NULL, set_up, test_sums, tear_down);
  g_test_add ("/board/move", Fixture, NULL, set_up, test_move, tear_down);
  g_test_add ("/board/reorder", Fixture, NULL, set_up, test_reorder, tear_down);
  g_test_add ("/board/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/board/close", Fixture, NULL, set_up, test_close, tear_down);
  g_test_add ("/board/fold", Fixture, NULL, set_up, test_fold, tear_down);
  g_test_add ("/board/filter", Fixture, NULL, set_up, test_filter, tear_down);
  g_test_add ("/board/add", Fixture, NULL, set_up, test_add, tear_down);
  g_test_add ("/board/activities", Fixture, NULL, set_up, test_activities, tear_down);
  g_test_add ("/board/empty", Fixture, "empty", set_up, test_empty, tear_down);
  return g_test_run ();
}
