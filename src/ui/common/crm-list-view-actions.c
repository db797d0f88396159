/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-list-view-private.h"

#include "ui/common/crm-bulk-edit-dialog.h"
#include "ui/common/crm-list-cell.h"
#include "ui/common/crm-record-actions.h"

#include <glib/gi18n.h>

/* What can be done with the rows of a list: by key, by the bar below it, or by the menu of a row. */

/**
 * crm_list_view_get_selected:
 *
 * Returns: (transfer full) (element-type gint64): the ids of the selected records, in the order of the list
 */
GArray *
crm_list_view_get_selected (CrmListView *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GtkBitset) selected = NULL;
  GtkBitsetIter iter;
  guint position;

  /* Rows of two lines are not selected: there the menu's row counts. */
  if (self->layout == CRM_LIST_NARROW)
    {
      if (self->menu_position < g_list_model_get_n_items (G_LIST_MODEL (self->model)))
        {
          gint64 id = crm_list_model_get_id (self->model, self->menu_position);

          g_array_append_val (ids, id);
        }
      return ids;
    }
  selected = gtk_selection_model_get_selection (self->selection);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      gint64 id = crm_list_model_get_id (self->model, position);

      g_array_append_val (ids, id);
    }
  return ids;
}

static CrmRecord *
get_only_selected (CrmListView *self)
{
  g_autoptr (GArray) ids = crm_list_view_get_selected (self);
  guint position;

  if (ids->len != 1 || !crm_list_model_find (self->model, g_array_index (ids, gint64, 0), &position))
    return NULL;
  return g_list_model_get_item (G_LIST_MODEL (self->model), position);
}

void
crm_list_view_open (CrmListView *self,
                    guint position)
{
  g_autofree char *reference = NULL;

  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    return;
  reference = g_strdup_printf ("%s:%" G_GINT64_FORMAT, self->entity->name,
                               crm_list_model_get_id (self->model, position));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-record", "s", reference);
}

static void
open_activated (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  CrmListView *self = CRM_LIST_VIEW (widget);
  g_autoptr (GArray) ids = crm_list_view_get_selected (self);
  guint position;

  if (ids->len > 0 && crm_list_model_find (self->model, g_array_index (ids, gint64, 0), &position))
    crm_list_view_open (self, position);
}

static void
delete_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  CrmListView *self = CRM_LIST_VIEW (widget);
  g_autoptr (GArray) ids = crm_list_view_get_selected (self);
  g_autoptr (CrmRecord) only = get_only_selected (self);

  if (ids->len > 0)
    crm_record_actions_delete (widget, self->store, self->entity, ids,
                               only != NULL ? crm_record_get_title (only) : NULL);
}

static void
edit_activated (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  CrmListView *self = CRM_LIST_VIEW (widget);
  g_autoptr (GArray) ids = crm_list_view_get_selected (self);

  if (ids->len > 0)
    adw_dialog_present (crm_bulk_edit_dialog_new (self->store, self->entity, ids, widget), widget);
}

static void
copy_email_activated (GtkWidget *widget,
                      const char *action,
                      GVariant *parameter)
{
  g_autoptr (CrmRecord) record = get_only_selected (CRM_LIST_VIEW (widget));

  if (record != NULL)
    crm_record_actions_copy_email (widget, record);
}

static void
select_all_activated (GtkWidget *widget,
                      const char *action,
                      GVariant *parameter)
{
  gtk_selection_model_select_all (CRM_LIST_VIEW (widget)->selection);
}

static void
unselect_all_activated (GtkWidget *widget,
                        const char *action,
                        GVariant *parameter)
{
  gtk_selection_model_unselect_all (CRM_LIST_VIEW (widget)->selection);
}

/* The one place that says what is possible with the rows that are selected. */
void
crm_list_view_update_actions (CrmListView *self)
{
  g_autoptr (GArray) ids = crm_list_view_get_selected (self);
  gboolean writable = !crm_store_is_read_only (self->store);
  GtkWidget *widget = GTK_WIDGET (self);
  g_autofree char *text = g_strdup_printf (ngettext ("%u selected", "%u selected", ids->len), ids->len);

  gtk_widget_action_set_enabled (widget, "list.open", ids->len == 1);
  gtk_widget_action_set_enabled (widget, "list.delete", ids->len > 0 && writable);
  gtk_widget_action_set_enabled (widget, "list.edit", ids->len > 0 && writable);
  gtk_widget_action_set_enabled (widget, "list.copy-email",
                                 ids->len == 1 && crm_record_actions_email_field (self->entity) >= 0);
  gtk_widget_action_set_enabled (widget, "list.unselect-all", ids->len > 0);
  gtk_widget_action_set_enabled (widget, "list.select-all", self->layout != CRM_LIST_NARROW);
  gtk_label_set_label (self->selection_label, text);
  /* One row is selected by the way while walking through the list. */
  gtk_action_bar_set_revealed (self->action_bar, self->layout != CRM_LIST_NARROW && ids->len > 1);
}

/* The menu of a row */

static GtkWidget *
get_list (CrmListView *self)
{
  return self->layout == CRM_LIST_NARROW ? GTK_WIDGET (self->rows) : GTK_WIDGET (self->table);
}

static void
popup_menu (CrmListView *self,
            guint position,
            const graphene_point_t *point)
{
  if (self->layout != CRM_LIST_NARROW && !gtk_selection_model_is_selected (self->selection, position))
    gtk_selection_model_select_item (self->selection, position, TRUE);
  self->menu_position = position;
  crm_list_view_update_actions (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { point->x, point->y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
popup_menu_at (CrmListView *self,
               double x,
               double y,
               GtkGesture *gesture)
{
  GtkWidget *list = get_list (self);
  GtkWidget *picked = gtk_widget_pick (list, x, y, GTK_PICK_DEFAULT);
  graphene_point_t point;
  guint position;

  if (picked == NULL || !crm_list_cell_find (list, picked, &position) ||
      !gtk_widget_compute_point (list, gtk_widget_get_parent (GTK_WIDGET (self->menu)), &GRAPHENE_POINT_INIT (x, y),
                                 &point))
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  popup_menu (self, position, &point);
}

static void
clicked_cb (CrmListView *self,
            int n_press,
            double x,
            double y,
            GtkGesture *gesture)
{
  popup_menu_at (self, x, y, gesture);
}

static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant *arguments,
             gpointer data)
{
  CrmListView *self = CRM_LIST_VIEW (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  graphene_rect_t bounds;
  guint position;

  if (focus == NULL || !crm_list_cell_find (get_list (self), focus, &position) ||
      !gtk_widget_compute_bounds (focus, gtk_widget_get_parent (GTK_WIDGET (self->menu)), &bounds))
    return FALSE;
  popup_menu (self, position, &GRAPHENE_POINT_INIT (bounds.origin.x + 24, bounds.origin.y + bounds.size.height));
  return TRUE;
}

void
crm_list_view_setup_menu (CrmListView *self)
{
  GtkWidget *lists[] = { GTK_WIDGET (self->table), GTK_WIDGET (self->rows) };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      GtkGesture *click = gtk_gesture_click_new ();
      GtkGesture *press = gtk_gesture_long_press_new ();

      gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
      g_signal_connect_object (click, "pressed", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
      gtk_widget_add_controller (lists[i], GTK_EVENT_CONTROLLER (click));
      gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
      g_signal_connect_object (press, "pressed", G_CALLBACK (popup_menu_at), self, G_CONNECT_SWAPPED);
      gtk_widget_add_controller (lists[i], GTK_EVENT_CONTROLLER (press));
    }
}

void
crm_list_view_class_add_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "list.open", NULL, open_activated);
  gtk_widget_class_install_action (klass, "list.delete", NULL, delete_activated);
  gtk_widget_class_install_action (klass, "list.edit", NULL, edit_activated);
  gtk_widget_class_install_action (klass, "list.copy-email", NULL, copy_email_activated);
  gtk_widget_class_install_action (klass, "list.select-all", NULL, select_all_activated);
  gtk_widget_class_install_action (klass, "list.unselect-all", NULL, unselect_all_activated);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Delete, 0, "list.delete", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Escape, 0, "list.unselect-all", NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
}
