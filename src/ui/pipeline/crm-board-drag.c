/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-board-private.h"

#include <glib/gi18n.h>

/* While a card is dragged: the bar with the ends of a deal, and scrolling near the edges. Lists scroll up and down by
 * themselves. */

#define EDGE 56
#define SPEED 1400  /* pixels a second at the very edge */

static gboolean
scroll_tick (GtkWidget *widget,
             GdkFrameClock *clock,
             gpointer user_data)
{
  CrmBoard *self = CRM_BOARD (widget);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (self->scroller);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = self->scroll_time != 0 ? (double) (now - self->scroll_time) / G_USEC_PER_SEC : 0;

  self->scroll_time = now;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + self->scroll_speed * seconds);
  return G_SOURCE_CONTINUE;
}

static void
set_scroll_speed (CrmBoard *self,
                  double speed)
{
  self->scroll_speed = speed;
  if (speed != 0 && self->scroll_tick == 0)
    {
      self->scroll_time = 0;
      self->scroll_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_tick, NULL, NULL);
    }
  else if (speed == 0 && self->scroll_tick != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_tick);
      self->scroll_tick = 0;
    }
}

static void
motion_cb (CrmBoard *self,
           double x,
           double y)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double speed = 0;

  if (x < EDGE)
    speed = -SPEED * (EDGE - x) / EDGE;
  else if (x > width - EDGE)
    speed = SPEED * (x - width + EDGE) / EDGE;
  set_scroll_speed (self, self->dragged != NULL ? speed : 0);
}

static void
leave_cb (CrmBoard *self)
{
  set_scroll_speed (self, 0);
}

/**
 * crm_board_begin_drag:
 * @deal: the deal whose card is dragged
 */
void
crm_board_begin_drag (CrmBoard *self,
                      CrmRecord *deal)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  g_set_object (&self->dragged, deal);
  /* A toast would lie on the bar. */
  if (toasts != NULL)
    adw_toast_overlay_dismiss_all (ADW_TOAST_OVERLAY (toasts));
  gtk_revealer_set_reveal_child (self->drop_bar, gtk_widget_get_first_child (GTK_WIDGET (self->drop_zones)) != NULL);
}

void
crm_board_end_drag (CrmBoard *self)
{
  g_clear_object (&self->dragged);
  gtk_revealer_set_reveal_child (self->drop_bar, FALSE);
  set_scroll_speed (self, 0);
}

/**
 * crm_board_get_dragged:
 *
 * Returns: (transfer none) (nullable): the deal whose card is being dragged
 */
CrmRecord *
crm_board_get_dragged (CrmBoard *self)
{
  return self->dragged;
}

/* The bar */

static gboolean
zone_drop_cb (CrmBoardColumn *column,
              const GValue *value,
              double x,
              double y,
              GtkDropTarget *target)
{
  CrmBoard *self = crm_board_of (GTK_WIDGET (column));

  if (self == NULL || self->dragged == NULL || g_value_get_object (value) != self->dragged)
    return FALSE;
  crm_board_move (self, self->dragged, column, CRM_BOARD_TOP);
  return TRUE;
}

static GtkWidget *
new_zone (CrmBoardColumn *column)
{
  GtkWidget *zone = g_object_new (GTK_TYPE_BOX, "spacing", 8, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  /* Translators: where cards are dropped; the placeholder is a stage, such as "Won" */
  g_autofree char *name = g_strdup_printf (_("Close as %s"), crm_board_column_get_name (column));
  GtkWidget *label = gtk_label_new (crm_board_column_get_name (column));
  gboolean won = g_str_equal (crm_board_column_get_kind (column), "won");
  GtkDropTarget *target = gtk_drop_target_new (CRM_TYPE_RECORD, GDK_ACTION_MOVE);
  GtkWidget *image = gtk_image_new_from_icon_name (won ? "object-select-symbolic" : "window-close-symbolic");

  gtk_widget_set_halign (image, GTK_ALIGN_END);
  gtk_widget_set_hexpand (image, TRUE);
  gtk_box_append (GTK_BOX (zone), image);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (zone), label);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (zone), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (zone, "drop-zone");
  gtk_widget_add_css_class (zone, won ? "won" : "lost");
  g_signal_connect_object (target, "drop", G_CALLBACK (zone_drop_cb), column, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (zone, GTK_EVENT_CONTROLLER (target));
  return zone;
}

/**
 * crm_board_fill_drop_bar:
 *
 * Makes the bar's zones anew: one for each stage that closes deals.
 */
void
crm_board_fill_drop_bar (CrmBoard *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->drop_zones))) != NULL)
    gtk_box_remove (self->drop_zones, child);
  for (guint i = 0; i < self->columns->len; i++)
    {
      if (!crm_board_column_is_open (self->columns->pdata[i]))
        gtk_box_append (self->drop_zones, new_zone (self->columns->pdata[i]));
    }
}

void
crm_board_setup_drag (CrmBoard *self)
{
  GtkEventController *motion = gtk_drop_controller_motion_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}
