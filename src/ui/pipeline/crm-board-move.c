/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-board-private.h"

#include "base/crm-date.h"
#include "ui/common/crm-feedback.h"
#include "ui/pipeline/crm-card-order.h"
#include "ui/common/crm-close-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

/* Moving cards. The store is asked to change, and the cards follow its events: a move that is refused or cancelled
 * leaves the card where it was. */

#define NEIGHBOURS 32  /* that are looked at above and below */

typedef struct
{
  GPtrArray *deals;      /* of CrmRecord */
  GArray    *positions;
  guint      index;      /* of the first one below the place */
} Neighbours;

static void
free_neighbours (Neighbours *neighbours)
{
  g_ptr_array_unref (neighbours->deals);
  g_array_unref (neighbours->positions);
  g_free (neighbours);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Neighbours, free_neighbours)

static Neighbours *
find_neighbours (CrmBoardColumn *column,
                 gint64 deal,
                 guint index)
{
  Neighbours *neighbours = g_new0 (Neighbours, 1);
  GListModel *model = G_LIST_MODEL (crm_board_column_get_model (column));
  guint first = index > NEIGHBOURS ? index - NEIGHBOURS : 0;
  guint last = MIN (index + NEIGHBOURS, g_list_model_get_n_items (model));

  neighbours->deals = g_ptr_array_new_with_free_func (g_object_unref);
  neighbours->positions = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = first; i < last; i++)
    {
      CrmRecord *other = g_list_model_get_item (model, i);
      double position = crm_record_get_real (other, "position");

      if (i == index)
        neighbours->index = neighbours->deals->len;
      /* Those that are not read yet are off the screen, and the deal is no neighbour of its own. */
      if (crm_record_get_id (other) == deal || !crm_record_is_loaded (other))
        {
          g_object_unref (other);
          continue;
        }
      g_ptr_array_add (neighbours->deals, other);
      g_array_append_val (neighbours->positions, position);
    }
  if (index >= last)
    neighbours->index = neighbours->deals->len;
  return neighbours;
}

static void
keep_touch (CrmChangeSet *changes,
            CrmRecord *deal)
{
  /* Putting cards in order is no work on the deal: it goes on rotting. */
  crm_change_set_take (changes, "touched_at", crm_value_copy (crm_record_get (deal, "touched_at")));
}

/* Sets the position of the deal, whose change was begun last, and of cards that have to give way. */
static void
set_position (CrmChangeSet *changes,
              CrmBoardColumn *column,
              gint64 deal,
              guint index)
{
  g_autoptr (Neighbours) around = find_neighbours (column, deal, index == CRM_BOARD_TOP ? 0 : index);
  g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (CrmCardPlace));
  double position = crm_card_order_place ((const double *) (void *) around->positions->data, around->positions->len,
                                          around->index, moved);

  /* What comes on top comes before all deals that are added before now. */
  if (around->index == 0)
    position = MIN (position, -(double) crm_instant_now ());
  crm_change_set_real (changes, "position", position);
  for (guint i = 0; i < moved->len; i++)
    {
      const CrmCardPlace *place = &g_array_index (moved, CrmCardPlace, i);
      CrmRecord *other = around->deals->pdata[place->index];

      crm_change_set_update (changes, "opportunity", crm_record_get_id (other));
      crm_change_set_real (changes, "position", place->position);
      keep_touch (changes, other);
    }
}

/* Moving to another stage */

typedef struct
{
  CrmBoard       *board;
  CrmRecord      *deal;
  CrmBoardColumn *target;
  guint           index;
} Move;

static void
free_move (gpointer data)
{
  Move *move = data;

  g_object_unref (move->board);
  g_object_unref (move->deal);
  g_object_unref (move->target);
  g_free (move);
}

static void
moved_cb (GtkWidget *widget,
          gint64 action,
          gpointer user_data)
{
  g_autofree char *text = user_data;

  if (action > 0)
    gtk_accessible_announce (GTK_ACCESSIBLE (widget), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
apply_move (Move *move,
            const char *reason,
            const char *note)
{
  CrmBoard *self = move->board;
  gint64 deal = crm_record_get_id (move->deal);
  const char *title = crm_record_get_title (move->deal);
  const char *stage = crm_board_column_get_name (move->target);
  /* Translators: a step that can be undone; a deal and a stage */
  g_autofree char *label = g_strdup_printf (_("Move “%s” to %s"), title, stage);
  /* Translators: a deal and a stage */
  g_autofree char *toast = g_strdup_printf (_("Moved “%s” to %s"), title, stage);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, label);

  crm_change_set_update (changes, "opportunity", deal);
  crm_change_set_int (changes, "stage", crm_board_column_get_stage (move->target));
  if (reason != NULL)
    crm_change_set_text (changes, "reason", reason);
  if (note != NULL && *note != '\0')
    crm_change_set_text (changes, "reason_note", note);
  if (crm_board_column_is_open (move->target))
    set_position (changes, move->target, deal, move->index);
  crm_board_focus_later (self, deal);
  crm_feedback_apply (GTK_WIDGET (self), self->store, changes, toast, moved_cb, g_strdup (toast));
}

static void
closed_cb (const char *reason,
           const char *note,
           gpointer user_data)
{
  apply_move (user_data, reason, note);
}

static void
reorder (CrmBoard *self,
         CrmRecord *deal,
         CrmBoardColumn *column,
         guint index)
{
  /* Translators: a step that can be undone: a card was moved up or down */
  g_autofree char *label = g_strdup_printf (_("Reorder “%s”"), crm_record_get_title (deal));
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, label);
  guint present;

  /* To its own place, above or below itself. */
  if (crm_list_model_find (crm_board_column_get_model (column), crm_record_get_id (deal), &present) &&
      (index == present || index == present + 1))
    return;
  crm_change_set_update (changes, "opportunity", crm_record_get_id (deal));
  keep_touch (changes, deal);
  set_position (changes, column, crm_record_get_id (deal), index);
  crm_board_focus_later (self, crm_record_get_id (deal));
  crm_feedback_apply (GTK_WIDGET (self), self->store, changes, NULL, NULL, NULL);
}

/**
 * crm_board_move:
 * @deal: a deal
 * @target: the column it goes to
 * @index: before which of its cards, or %CRM_BOARD_TOP
 *
 * Moves a deal to another stage, or within its own. If that closes it, the reason is asked for first.
 */
void
crm_board_move (CrmBoard *self,
                CrmRecord *deal,
                CrmBoardColumn *target,
                guint index)
{
  gint64 stage = crm_record_get_int (deal, "stage");
  Move *move;

  if (stage == crm_board_column_get_stage (target))
    {
      if (crm_board_column_is_open (target))
        reorder (self, deal, target, index);
      return;
    }
  move = g_new0 (Move, 1);
  *move = (Move) { g_object_ref (self), g_object_ref (deal), g_object_ref (target), index };
  if (!crm_board_column_is_open (target))
    {
      crm_close_dialog_present (GTK_WIDGET (self), crm_record_get_title (deal), crm_board_column_get_name (target),
                                strcmp (crm_board_column_get_kind (target), "won") == 0, closed_cb, move, free_move);
      return;
    }
  apply_move (move, NULL, NULL);
  free_move (move);
}

/**
 * crm_board_move_across:
 * @distance: 1 for the next stage, −1 for the one before
 */
void
crm_board_move_across (CrmBoard *self,
                       CrmDealCard *card,
                       int distance)
{
  int index = crm_board_get_index (self, crm_deal_card_get_column (card));

  if (index < 0 || index + distance < 0 || index + distance >= (int) self->columns->len)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  crm_board_move (self, crm_deal_card_get_record (card), self->columns->pdata[index + distance], CRM_BOARD_TOP);
}

/**
 * crm_board_move_along:
 * @distance: 1 for down by one card, −1 for up
 */
void
crm_board_move_along (CrmBoard *self,
                      CrmDealCard *card,
                      int distance)
{
  CrmBoardColumn *column = crm_deal_card_get_column (card);
  CrmRecord *deal = crm_deal_card_get_record (card);
  g_autofree char *text = NULL;
  guint present, n = crm_board_column_get_n_shown (column);

  if (!crm_board_column_is_open (column) ||
      !crm_list_model_find (crm_board_column_get_model (column), crm_record_get_id (deal), &present) ||
      (distance < 0 ? present == 0 : present + 1 >= n))
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  reorder (self, deal, column, distance < 0 ? present - 1 : present + 2);
  /* Translators: spoken after a card was moved up or down: its place, and of how many */
  text = g_strdup_printf (_("Place %u of %u"), present + 1 + distance, n);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* Deleting */

static void
delete_deal (CrmBoard *self,
             CrmRecord *deal)
{
  g_autofree char *label = g_strdup_printf (_("Delete deal “%s”"), crm_record_get_title (deal));
  g_autofree char *toast = g_strdup_printf (_("Deleted “%s”"), crm_record_get_title (deal));
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, label);

  crm_change_set_delete (changes, "opportunity", crm_record_get_id (deal));
  crm_feedback_apply (GTK_WIDGET (self), self->store, changes, toast, NULL, NULL);
}

static void
delete_confirmed_cb (AdwAlertDialog *dialog,
                     const char *response,
                     gpointer user_data)
{
  Move *move = user_data;

  if (strcmp (response, "delete") == 0)
    delete_deal (move->board, move->deal);
}

static void
free_move_closure (gpointer data,
                   GClosure *closure)
{
  free_move (data);
}

/**
 * crm_board_delete:
 *
 * Deletes the deal of a card, after asking if the person wants to be asked.
 */
void
crm_board_delete (CrmBoard *self,
                  CrmDealCard *card)
{
  CrmRecord *deal = crm_deal_card_get_record (card);
  g_autofree char *heading = NULL;
  AdwAlertDialog *dialog;
  Move *move;

  if (!g_settings_get_boolean (self->settings, "confirm-delete"))
    {
      delete_deal (self, deal);
      return;
    }
  heading = g_strdup_printf (_("Delete “%s”?"), crm_record_get_title (deal));
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, _("Its activities go with it. You can undo this.")));
  adw_alert_dialog_add_responses (dialog, "cancel", _("_Cancel"), "delete", _("_Delete"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "delete");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  move = g_new0 (Move, 1);
  *move = (Move) { g_object_ref (self), g_object_ref (deal), g_object_ref (crm_deal_card_get_column (card)), 0 };
  g_signal_connect_data (dialog, "response", G_CALLBACK (delete_confirmed_cb), move, free_move_closure, 0);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}
