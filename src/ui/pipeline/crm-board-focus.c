/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-board-private.h"

#include "base/crm-text.h"

#include <string.h>

/* Going from card to card: arrows between columns, letters to a title. Up and down are the list's own. */

#define TYPING_PAUSE G_USEC_PER_SEC
#define MATCHES 400

/**
 * crm_board_focus_across:
 * @distance: 1 for the next column that has cards, −1 for the one before
 *
 * Moves the focus to the card beside.
 */
void
crm_board_focus_across (CrmBoard *self,
                        CrmDealCard *card,
                        int distance)
{
  int index = self != NULL ? crm_board_get_index (self, crm_deal_card_get_column (card)) : -1;
  graphene_point_t middle;

  if (index < 0)
    return;
  if (!gtk_widget_compute_point (GTK_WIDGET (card), GTK_WIDGET (crm_deal_card_get_column (card)),
                                 &GRAPHENE_POINT_INIT (0, gtk_widget_get_height (GTK_WIDGET (card)) / 2.0), &middle))
    return;
  for (index += distance; index >= 0 && index < (int) self->columns->len; index += distance)
    {
      if (crm_board_column_focus_nearest (self->columns->pdata[index], middle.y))
        return;
    }
  gtk_widget_error_bell (GTK_WIDGET (self));
}

/* Typing a title */

typedef struct
{
  CrmBoard *board;
  CrmQuery *query;
  char     *text;
  gint64   *stages;      /* in the order to look at, ends with 0 */
  guint     generation;
} Search;

static void
free_search (Search *search)
{
  g_object_unref (search->board);
  crm_query_unref (search->query);
  g_free (search->text);
  g_free (search->stages);
  g_free (search);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Search, free_search)

/* Columns as they follow the focused one: what is typed should lead to something near. */
static gint64 *
order_stages (CrmBoard *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *column = focus != NULL ? gtk_widget_get_ancestor (focus, CRM_TYPE_BOARD_COLUMN) : NULL;
  int first = column != NULL ? MAX (crm_board_get_index (self, CRM_BOARD_COLUMN (column)), 0) : 0;
  gint64 *stages = g_new0 (gint64, self->columns->len + 1);
  guint n = 0;

  for (guint i = 0; i < self->columns->len; i++)
    {
      CrmBoardColumn *at = self->columns->pdata[(first + i) % self->columns->len];

      if (crm_board_column_is_open (at) && !crm_board_column_get_folded (at))
        stages[n++] = crm_board_column_get_stage (at);
    }
  return stages;
}

/* The less, the better. */
static guint
rate (Search *search,
      CrmRecord *deal)
{
  g_autofree char *title = crm_text_fold (crm_record_get_title (deal));
  gint64 stage = crm_record_get_int (deal, "stage");
  const char *found = strstr (title, search->text);
  guint i = 0;

  while (search->stages[i] != 0 && search->stages[i] != stage)
    i++;
  if (search->stages[i] == 0 || found == NULL)
    return G_MAXUINT;
  if (found == title)
    return i;
  return i + (found[-1] == ' ' ? 1000 : 2000);
}

static gpointer
search_in_thread (CrmReader *reader,
                  gpointer data,
                  GCancellable *cancellable,
                  GError **error)
{
  Search *search = data;
  g_autoptr (GPtrArray) deals = crm_reader_records (reader, search->query, MATCHES, 0, error);
  CrmRecord *best = NULL;
  guint best_rate = G_MAXUINT;

  for (guint i = 0; deals != NULL && i < deals->len; i++)
    {
      guint rated = rate (search, deals->pdata[i]);

      if (rated < best_rate)
        {
          best = deals->pdata[i];
          best_rate = rated;
        }
    }
  return best != NULL ? g_object_ref (best) : NULL;
}

static void
searched_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (Search) search = user_data;
  g_autoptr (CrmRecord) deal = crm_store_read_finish (CRM_STORE (source), result, NULL);
  CrmBoard *self = search->board;
  CrmBoardColumn *column;

  if (search->generation != self->typed_generation)
    return;
  column = deal != NULL ? crm_board_find_column (self, crm_record_get_int (deal, "stage")) : NULL;
  if (column == NULL || !crm_board_column_focus_deal (column, crm_record_get_id (deal)))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
search_typed (CrmBoard *self)
{
  Search *search = g_new0 (Search, 1);
  CrmFilter *contains = crm_filter_new_test ("name", CRM_TEST_CONTAINS);
  CrmOperand operand = { .kind = CRM_OPERAND_TEXT, .text = g_strdup (self->typed->str) };

  g_array_append_val (contains->operands, operand);
  search->board = g_object_ref (self);
  search->query = crm_query_copy (self->deals);
  crm_query_narrow (search->query, crm_filter_new_link ("pipeline", self->pipeline));
  crm_query_narrow (search->query, contains);
  crm_query_narrow (search->query, crm_filter_parse (crm_query_get_entity (search->query), "status = open", NULL));
  crm_query_set_sort_text (search->query, "position", NULL);
  search->text = crm_text_fold (self->typed->str);
  search->stages = order_stages (self);
  search->generation = ++self->typed_generation;
  g_cancellable_cancel (self->cancellable);
  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();
  crm_store_read_async (self->store, search_in_thread, search, NULL, g_object_unref, self->cancellable, searched_cb,
                        search);
}

static gboolean
is_typing (CrmBoard *self)
{
  return self->typed->len > 0 && g_get_monotonic_time () < self->typed_at + TYPING_PAUSE;
}

static void
add_letter (CrmBoard *self,
            gunichar letter)
{
  if (!is_typing (self))
    g_string_truncate (self->typed, 0);
  g_string_append_unichar (self->typed, letter);
  self->typed_at = g_get_monotonic_time ();
  search_typed (self);
}

static gboolean
key_pressed_cb (CrmBoard *self,
                guint key,
                guint code,
                GdkModifierType modifiers)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gunichar letter = gdk_keyval_to_unicode (key);

  if (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK) || !g_unichar_isgraph (letter) ||
      root == NULL || !CRM_IS_DEAL_CARD (gtk_root_get_focus (root)) || self->deals == NULL)
    return GDK_EVENT_PROPAGATE;
  add_letter (self, letter);
  return GDK_EVENT_STOP;
}

/* Before the cards get the key. A card that moves has the focus only when it has arrived: what is pressed meanwhile
 * must not move its neighbour. */
static gboolean
key_captured_cb (CrmBoard *self,
                 guint key,
                 guint code,
                 GdkModifierType modifiers)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  CrmRecord *deal = CRM_IS_DEAL_CARD (focus) ? crm_deal_card_get_record (CRM_DEAL_CARD (focus)) : NULL;

  self->wants_focus = FALSE;
  /* Between letters a space is one of them; alone it opens the card. */
  if (key == GDK_KEY_space && deal != NULL && is_typing (self))
    {
      add_letter (self, ' ');
      return GDK_EVENT_STOP;
    }
  if (self->focus_deal == 0 || key == GDK_KEY_Control_L || key == GDK_KEY_Control_R)
    return GDK_EVENT_PROPAGATE;
  if (modifiers & GDK_CONTROL_MASK && deal != NULL && crm_record_get_id (deal) != self->focus_deal &&
      g_get_monotonic_time () < self->focus_until)
    return GDK_EVENT_STOP;
  self->focus_deal = 0;   /* the person goes elsewhere */
  return GDK_EVENT_PROPAGATE;
}

void
crm_board_setup_keys (CrmBoard *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *capture = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (capture, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (capture, "key-pressed", G_CALLBACK (key_captured_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), capture);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
