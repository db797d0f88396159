/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-board-column-private.h"

#include <math.h>

/* Which card of a column gets the focus. */

/**
 * crm_board_column_focus_deal:
 *
 * Returns: whether the deal's card is in the column and has the focus now
 */
gboolean
crm_board_column_focus_deal (CrmBoardColumn *self,
                             gint64 deal)
{
  guint position;

  if (self->folded || !crm_list_model_find (self->model, deal, &position) ||
      position >= crm_board_column_get_n_shown (self))
    return FALSE;
  /* The list remembers which item is to have the focus, but takes it only if it has it already. */
  gtk_list_view_scroll_to (self->list, position, GTK_LIST_SCROLL_FOCUS, NULL);
  return gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/**
 * crm_board_column_focus_again:
 *
 * Returns: whether the card that had the focus last has it again
 */
gboolean
crm_board_column_focus_again (CrmBoardColumn *self)
{
  return !self->folded && crm_board_column_get_n_shown (self) > 0 && gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/**
 * crm_board_column_focus_nearest:
 * @y: height in the column
 *
 * Returns: whether there was a card to focus
 */
gboolean
crm_board_column_focus_nearest (CrmBoardColumn *self,
                                double y)
{
  GtkWidget *nearest = NULL;
  double distance = G_MAXDOUBLE;

  if (self->folded)
    return FALSE;
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->list)); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      graphene_rect_t bounds;

      if (!gtk_widget_get_mapped (item) || !CRM_IS_DEAL_CARD (gtk_widget_get_first_child (item)) ||
          !gtk_widget_compute_bounds (item, GTK_WIDGET (self), &bounds))
        continue;
      if (fabs (graphene_rect_get_y (&bounds) + graphene_rect_get_height (&bounds) / 2 - y) < distance)
        {
          distance = fabs (graphene_rect_get_y (&bounds) + graphene_rect_get_height (&bounds) / 2 - y);
          nearest = gtk_widget_get_first_child (item);
        }
    }
  return nearest != NULL && gtk_widget_grab_focus (nearest);
}
