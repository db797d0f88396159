/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-board-column-private.h"

#include "ui/pipeline/crm-board.h"

/* Cards dropped on a column go where the line is drawn. */

#define LINE_HEIGHT 3

typedef struct
{
  guint  index;    /* before which the card goes */
  double line;     /* where that is, in the column */
} DropPlace;

static gboolean
get_bounds (CrmBoardColumn *self,
            GtkWidget *item,
            guint *position,
            graphene_rect_t *bounds)
{
  GtkWidget *card = gtk_widget_get_first_child (item);
  CrmRecord *deal = CRM_IS_DEAL_CARD (card) ? crm_deal_card_get_record (CRM_DEAL_CARD (card)) : NULL;

  return deal != NULL && gtk_widget_get_mapped (item) &&
         crm_list_model_find (self->model, crm_record_get_id (deal), position) &&
         gtk_widget_compute_bounds (item, GTK_WIDGET (self), bounds);
}

static DropPlace
find_place (CrmBoardColumn *self,
            double y)
{
  DropPlace place = { 0, -1 };
  double nearest = G_MAXDOUBLE;

  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->list)); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      graphene_rect_t bounds;
      guint position;
      double top, bottom;

      if (!get_bounds (self, item, &position, &bounds))
        continue;
      top = graphene_rect_get_y (&bounds);
      bottom = top + graphene_rect_get_height (&bounds);
      if (ABS (y - top) < nearest)
        {
          nearest = ABS (y - top);
          place = (DropPlace) { position, top };
        }
      if (ABS (y - bottom) < nearest)
        {
          nearest = ABS (y - bottom);
          place = (DropPlace) { position + 1, bottom };
        }
    }
  return place;
}

static void
set_marker (CrmBoardColumn *self,
            double y)
{
  if (self->marker == y)
    return;
  self->marker = y;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static GdkDragAction
motion_cb (CrmBoardColumn *self,
           double x,
           double y,
           GtkDropTarget *target)
{
  CrmBoard *board = crm_board_of (GTK_WIDGET (self));

  if (board == NULL || crm_board_get_dragged (board) == NULL)
    return 0;
  set_marker (self, crm_board_column_is_open (self) && !self->folded ? find_place (self, y).line : -1);
  return GDK_ACTION_MOVE;
}

static void
leave_cb (CrmBoardColumn *self)
{
  set_marker (self, -1);
}

static gboolean
drop_cb (CrmBoardColumn *self,
         const GValue *value,
         double x,
         double y,
         GtkDropTarget *target)
{
  CrmBoard *board = crm_board_of (GTK_WIDGET (self));
  CrmRecord *deal = board != NULL ? crm_board_get_dragged (board) : NULL;

  set_marker (self, -1);
  /* Another window may have another workspace. */
  if (deal == NULL || g_value_get_object (value) != deal)
    return FALSE;
  crm_board_move (board, deal, self, self->folded ? CRM_BOARD_TOP : find_place (self, y).index);
  return TRUE;
}

void
crm_board_column_setup_drop (CrmBoardColumn *self)
{
  GtkDropTarget *target = gtk_drop_target_new (CRM_TYPE_RECORD, GDK_ACTION_MOVE);

  g_signal_connect_swapped (target, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (target, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (target, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

void
crm_board_column_snapshot_drop (CrmBoardColumn *self,
                                GtkSnapshot *snapshot)
{
  g_autoptr (GdkRGBA) accent = NULL;
  GskRoundedRect line;

  if (self->marker < 0)
    return;
  accent = adw_style_manager_get_accent_color_rgba (adw_style_manager_get_default ());
  gsk_rounded_rect_init_from_rect (&line,
                                   &GRAPHENE_RECT_INIT (12, self->marker - LINE_HEIGHT / 2.0,
                                                        gtk_widget_get_width (GTK_WIDGET (self)) - 24, LINE_HEIGHT),
                                   LINE_HEIGHT / 2.0);
  gtk_snapshot_push_rounded_clip (snapshot, &line);
  gtk_snapshot_append_color (snapshot, accent, &line.bounds);
  gtk_snapshot_pop (snapshot);
}
