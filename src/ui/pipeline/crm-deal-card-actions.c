/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-deal-card.h"

#include "ui/pipeline/crm-board.h"

#include <glib/gi18n.h>
#include <string.h>

/* What can be done with a card, by key, menu or assistive technology. */

static int
forward (CrmDealCard *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? -1 : 1;
}

/* Returns the deal, if it has been read: what is not known cannot be moved. */
static CrmRecord *
get_deal (GtkWidget *widget)
{
  CrmRecord *deal = crm_deal_card_get_record (CRM_DEAL_CARD (widget));

  return deal != NULL && crm_record_is_loaded (deal) ? deal : NULL;
}

static void
open_activated (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  CrmRecord *deal = crm_deal_card_get_record (CRM_DEAL_CARD (widget));
  g_autofree char *reference = NULL;

  if (deal == NULL)
    return;
  reference = g_strdup_printf ("opportunity:%" G_GINT64_FORMAT, crm_record_get_id (deal));
  gtk_widget_activate_action (widget, "win.show-record", "s", reference);
}

static void
move_activated (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  CrmDealCard *self = CRM_DEAL_CARD (widget);
  CrmBoard *board = crm_board_of (widget);

  if (get_deal (widget) == NULL || board == NULL)
    return;
  if (strcmp (action, "card.move-left") == 0)
    crm_board_move_across (board, self, -forward (self));
  else if (strcmp (action, "card.move-right") == 0)
    crm_board_move_across (board, self, forward (self));
  else
    crm_board_move_along (board, self, strcmp (action, "card.move-up") == 0 ? -1 : 1);
}

static void
move_to_activated (GtkWidget *widget,
                   const char *action,
                   GVariant *parameter)
{
  CrmRecord *deal = get_deal (widget);
  CrmBoard *board = crm_board_of (widget);
  CrmBoardColumn *target;

  if (deal == NULL || board == NULL)
    return;
  if (parameter != NULL)
    target = crm_board_find_column (board, g_variant_get_int64 (parameter));
  else
    target = crm_board_find_kind (board, strcmp (action, "card.mark-won") == 0 ? "won" : "lost");
  if (target != NULL)
    crm_board_move (board, deal, target, CRM_BOARD_TOP);
}

static void
delete_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  CrmDealCard *self = CRM_DEAL_CARD (widget);

  if (get_deal (widget) != NULL)
    crm_board_delete (crm_board_of (widget), self);
}

static void
menu_activated (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  crm_deal_card_popup_menu (CRM_DEAL_CARD (widget), gtk_widget_get_width (widget) / 2.0,
                            gtk_widget_get_height (widget) / 2.0);
}

static void
focus_activated (GtkWidget *widget,
                 const char *action,
                 GVariant *parameter)
{
  CrmDealCard *self = CRM_DEAL_CARD (widget);

  crm_board_focus_across (crm_board_of (widget), self,
                          strcmp (action, "card.focus-left") == 0 ? -forward (self) : forward (self));
}

static void
bind_keys (GtkWidgetClass *klass)
{
  static const struct { guint key; guint keypad; GdkModifierType modifiers; const char *action; } keys[] = {
    { GDK_KEY_Return, GDK_KEY_KP_Enter, 0, "card.open" },
    { GDK_KEY_space, GDK_KEY_KP_Space, 0, "card.open" },
    { GDK_KEY_Left, GDK_KEY_KP_Left, 0, "card.focus-left" },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 0, "card.focus-right" },
    { GDK_KEY_Left, GDK_KEY_KP_Left, GDK_CONTROL_MASK, "card.move-left" },
    { GDK_KEY_Right, GDK_KEY_KP_Right, GDK_CONTROL_MASK, "card.move-right" },
    { GDK_KEY_Up, GDK_KEY_KP_Up, GDK_CONTROL_MASK, "card.move-up" },
    { GDK_KEY_Down, GDK_KEY_KP_Down, GDK_CONTROL_MASK, "card.move-down" },
    { GDK_KEY_w, 0, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "card.mark-won" },
    { GDK_KEY_l, 0, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "card.mark-lost" },
    { GDK_KEY_Delete, GDK_KEY_KP_Delete, 0, "card.delete" },
    { GDK_KEY_Menu, 0, 0, "card.menu" },
    { GDK_KEY_F10, 0, GDK_SHIFT_MASK, "card.menu" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding_action (klass, keys[i].key, keys[i].modifiers, keys[i].action, NULL);
      if (keys[i].keypad != 0)
        gtk_widget_class_add_binding_action (klass, keys[i].keypad, keys[i].modifiers, keys[i].action, NULL);
    }
}

void
crm_deal_card_class_add_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "card.open", NULL, open_activated);
  gtk_widget_class_install_action (klass, "card.move-left", NULL, move_activated);
  gtk_widget_class_install_action (klass, "card.move-right", NULL, move_activated);
  gtk_widget_class_install_action (klass, "card.move-up", NULL, move_activated);
  gtk_widget_class_install_action (klass, "card.move-down", NULL, move_activated);
  gtk_widget_class_install_action (klass, "card.move-to", "x", move_to_activated);
  gtk_widget_class_install_action (klass, "card.mark-won", NULL, move_to_activated);
  gtk_widget_class_install_action (klass, "card.mark-lost", NULL, move_to_activated);
  gtk_widget_class_install_action (klass, "card.delete", NULL, delete_activated);
  gtk_widget_class_install_action (klass, "card.menu", NULL, menu_activated);
  gtk_widget_class_install_action (klass, "card.focus-left", NULL, focus_activated);
  gtk_widget_class_install_action (klass, "card.focus-right", NULL, focus_activated);
  bind_keys (klass);
}

/* Menu */

static GMenuModel *
new_stage_menu (CrmDealCard *self,
                CrmBoard *board)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < crm_board_get_n_columns (board); i++)
    {
      CrmBoardColumn *column = crm_board_get_column (board, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (crm_board_column_get_name (column), NULL);

      if (column == crm_deal_card_get_column (self))
        continue;
      g_menu_item_set_action_and_target (item, "card.move-to", "x", crm_board_column_get_stage (column));
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

static void
append_item (GMenu *menu,
             const char *label,
             const char *action,
             const char *accel)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

  g_menu_item_set_attribute (item, "accel", "s", accel);
  g_menu_append_item (menu, item);
}

static GMenuModel *
new_menu (CrmDealCard *self,
          CrmBoard *board)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) moving = g_menu_new ();
  g_autoptr (GMenu) ending = g_menu_new ();
  g_autoptr (GMenuModel) stages = new_stage_menu (self, board);
  const char *kind = crm_board_column_get_kind (crm_deal_card_get_column (self));

  append_item (menu, _("_Open"), "card.open", "Return");
  g_menu_append_submenu (moving, _("_Move To"), stages);
  if (crm_board_column_is_open (crm_deal_card_get_column (self)))
    {
      append_item (moving, _("Move _Up"), "card.move-up", "<Control>Up");
      append_item (moving, _("Move _Down"), "card.move-down", "<Control>Down");
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (moving));
  if (strcmp (kind, "won") != 0)
    append_item (ending, _("Mark as _Won…"), "card.mark-won", "<Control><Shift>w");
  if (strcmp (kind, "lost") != 0)
    append_item (ending, _("Mark as _Lost…"), "card.mark-lost", "<Control><Shift>l");
  append_item (ending, _("De_lete"), "card.delete", "Delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (ending));
  return G_MENU_MODEL (menu);
}

static gboolean
drop_menu (gpointer data)
{
  if (gtk_widget_get_parent (data) != NULL)
    gtk_widget_unparent (data);
  return G_SOURCE_REMOVE;
}

/* The item that closed the menu acts after this signal. */
static void
menu_closed_cb (GtkPopover *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, drop_menu, g_object_ref (popover), g_object_unref);
}

/**
 * crm_deal_card_popup_menu:
 * @x: where, in the card
 * @y: where, in the card
 */
void
crm_deal_card_popup_menu (CrmDealCard *self,
                          double x,
                          double y)
{
  CrmBoard *board = crm_board_of (GTK_WIDGET (self));
  g_autoptr (GMenuModel) model = NULL;
  GtkWidget *popover;

  if (crm_deal_card_get_record (self) == NULL || board == NULL)
    return;
  model = new_menu (self, board);
  popover = gtk_popover_menu_new_from_model (model);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Deal"), -1);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  g_signal_connect (popover, "closed", G_CALLBACK (menu_closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}
