/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-board-private.h"

#include <math.h>

/* Width: as many columns as fit, or one and a bit of the next where the window is narrow */

#define SPACING 12
#define STRIP_WIDTH 44
#define WIDTH_MIN 272
#define WIDTH_MAX 340
#define NARROW 560
#define SNAP_DELAY 180  /* ms */

static double
get_page_width (CrmBoard *self)
{
  return gtk_adjustment_get_page_size (gtk_scrolled_window_get_hadjustment (self->scroller));
}

/* Returns the width that unfolded columns should have. */
static double
get_column_width (CrmBoard *self)
{
  double page = get_page_width (self);
  guint n_folded = 0;
  double room;

  if (page < 1)
    return WIDTH_MIN;   /* nothing is laid out yet */
  if (page < NARROW)
    return MAX (floor (page * 0.86), 200);
  for (guint i = 0; i < self->columns->len; i++)
    n_folded += crm_board_column_get_folded (self->columns->pdata[i]);
  room = page - SPACING * (self->columns->len + 1) - STRIP_WIDTH * n_folded;
  return CLAMP (floor (room / MAX (self->columns->len - n_folded, 1)), WIDTH_MIN, WIDTH_MAX);
}

/**
 * crm_board_update_width:
 *
 * Makes the columns as wide as the room allows.
 */
void
crm_board_update_width (CrmBoard *self)
{
  int width = (int) get_column_width (self);

  for (guint i = 0; i < self->columns->len; i++)
    crm_board_column_set_width (self->columns->pdata[i],
                                crm_board_column_get_folded (self->columns->pdata[i]) ? STRIP_WIDTH : width);
}

static gboolean
update_width_cb (gpointer data)
{
  CrmBoard *self = data;

  self->width_source = 0;
  crm_board_update_width (self);
  return G_SOURCE_REMOVE;
}

/* The room is known while it is being given out, when it is too late to ask for other widths. */
void
crm_board_queue_width (CrmBoard *self)
{
  if (self->width_source == 0)
    self->width_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, update_width_cb, self, NULL);
}

/* Where there is one column at a time, scrolling ends at one. */
static gboolean
snap (gpointer data)
{
  CrmBoard *self = data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (self->scroller);
  double step = get_column_width (self) + SPACING;
  double target;

  self->snap_source = 0;
  if (self->dragged != NULL || get_page_width (self) >= NARROW || step <= SPACING)
    return G_SOURCE_REMOVE;
  target = round (gtk_adjustment_get_value (adjustment) / step) * step;
  target = MIN (target, gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));
  if (fabs (target - gtk_adjustment_get_value (adjustment)) >= 1)
    {
      AdwAnimation *animation = adw_timed_animation_new (
        GTK_WIDGET (self), gtk_adjustment_get_value (adjustment), target, 180,
        adw_property_animation_target_new (G_OBJECT (adjustment), "value"));

      g_signal_connect (animation, "done", G_CALLBACK (g_object_unref), NULL);
      adw_animation_play (animation);
    }
  return G_SOURCE_REMOVE;
}

static void
scrolled_cb (CrmBoard *self)
{
  g_clear_handle_id (&self->snap_source, g_source_remove);
  if (get_page_width (self) < NARROW)
    self->snap_source = g_timeout_add (SNAP_DELAY, snap, self);
}

void
crm_board_setup_width (CrmBoard *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (self->scroller);

  g_signal_connect_object (adjustment, "notify::page-size", G_CALLBACK (crm_board_queue_width), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
}
