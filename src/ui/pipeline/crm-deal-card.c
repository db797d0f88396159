/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/pipeline/crm-deal-card.h"

#include "base/crm-date.h"
#include "ui/pipeline/crm-board-column.h"
#include "ui/pipeline/crm-board.h"

#include <glib/gi18n.h>

/**
 * CrmDealCard:
 *
 * A deal on the board. What can be done with it are actions of the class, so that keys, menu and assistive
 * technology share them.
 */
struct _CrmDealCard
{
  GtkWidget        parent_instance;

  /* Template */
  GtkLabel        *title_label;
  GtkLabel        *customer_label;
  GtkLabel        *value_label;
  GtkLabel        *close_label;
  GtkWidget       *rotting;
  GtkLabel        *rotting_label;
  AdwAvatar       *avatar;

  /* Borrowed */
  CrmBoardColumn  *column;

  /* Owned */
  CrmRecord       *record;
  guint            update_source;

  graphene_point_t grip;   /* where it is held while it is dragged */
};

G_DEFINE_FINAL_TYPE (CrmDealCard, crm_deal_card, GTK_TYPE_WIDGET)

static void
set_text (GtkLabel *label,
          const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static char *
format_close (gint64 date)
{
  gint64 distance = date - crm_date_today ();
  int year, this_year, month, day;
  g_autoptr (GDateTime) time = NULL;

  crm_date_to_ymd (crm_date_today (), &this_year, &month, &day);
  crm_date_to_ymd (date, &year, &month, &day);
  if (ABS (distance) <= 1 || year != this_year)
    return crm_date_format_relative (date);
  time = g_date_time_new_utc (year, month, day, 0, 0, 0);
  /* Translators: a date of this year on a card, see strftime: 3 Mar; xgettext:no-c-format */
  return g_date_time_format (time, C_("short date", "%-d %b"));
}

static void
update_close (CrmDealCard *self)
{
  gboolean open = crm_board_column_is_open (self->column);
  gint64 date = crm_record_get_int (self->record, open ? "expected_close" : "closed_on");
  gint64 late = crm_date_today () - date;
  g_autofree char *text = date != 0 ? format_close (date) : NULL;
  g_autofree char *full = date != 0 ? crm_date_format (date) : NULL;
  g_autofree char *tooltip = NULL;

  set_text (self->close_label, text);
  if (date == 0)
    return;
  if (!open)
    tooltip = g_strdup_printf (_("Closed on %s"), full);
  else if (late > 0)
    tooltip = g_strdup_printf (ngettext ("Expected close was %s, %d day ago",
                                         "Expected close was %s, %d days ago", late), full, (int) late);
  else
    tooltip = g_strdup_printf (_("Expected close on %s"), full);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->close_label), tooltip);
  gtk_widget_set_css_classes (GTK_WIDGET (self->close_label),
                              open && late > 0 ? (const char *[]) { "caption", "numeric", "error", NULL }
                                               : (const char *[]) { "caption", "numeric", "dim-label", NULL });
}

/* Returns for how many days nobody has touched the deal, 0 while that is all right. */
static int
get_rotting_days (CrmDealCard *self)
{
  gint64 limit = crm_board_column_get_rotting_days (self->column);
  gint64 touched = crm_record_get_int (self->record, "touched_at");
  gint64 days = (crm_instant_now () - touched) / CRM_MICROSECONDS_PER_DAY;
  gint64 due_at;

  if (limit == 0 || touched == 0 || days <= limit || !crm_board_column_is_open (self->column))
    return 0;
  /* Somebody means to do something about it. */
  if (!crm_next_steps_lookup (crm_board_column_get_steps (self->column), crm_record_get_id (self->record), &due_at) ||
      due_at != CRM_NEXT_STEP_NONE)
    return 0;
  return MIN (days, G_MAXINT);
}

static void
update_rotting (CrmDealCard *self)
{
  int days = get_rotting_days (self);
  /* Translators: short for a number of days, on a card */
  g_autofree char *text = g_strdup_printf (_("%d d"), days);
  g_autofree char *tooltip = NULL;

  tooltip = g_strdup_printf (ngettext ("Untouched for %d day, and nothing is planned",
                                       "Untouched for %d days, and nothing is planned", days), days);
  gtk_widget_set_visible (self->rotting, days > 0);
  gtk_widget_set_tooltip_text (self->rotting, tooltip);
  gtk_label_set_label (self->rotting_label, text);
}

static void
update_owner (CrmDealCard *self)
{
  g_autofree char *owner = crm_record_dup_display_by_key (self->record, "owner");
  g_autofree char *tooltip = g_strdup_printf (_("Owner: %s"), owner);

  gtk_widget_set_visible (GTK_WIDGET (self->avatar), *owner != '\0');
  adw_avatar_set_text (self->avatar, owner);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->avatar), tooltip);
}

/* Title, customer, value, stage, as a person would say it. */
static void
update_accessible (CrmDealCard *self,
                   const char *customer,
                   const char *value)
{
  g_autoptr (GString) label = g_string_new (crm_record_get_title (self->record));
  const char *parts[] = { customer, value, crm_board_column_get_name (self->column) };
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (*parts[i] != '\0')
        g_string_append_printf (label, ", %s", parts[i]);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label->str, -1);
  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    crm_record_get_title (self->record), -1);
}

static void
update (CrmDealCard *self)
{
  g_autofree char *customer = NULL;
  g_autofree char *value = NULL;

  if (self->record == NULL)
    return;
  customer = crm_record_dup_display_by_key (self->record, "customer");
  value = crm_record_dup_display_by_key (self->record, "value");
  gtk_label_set_label (self->title_label, crm_record_get_title (self->record));
  /* Deals without a name of their own are called after their customer. */
  set_text (self->customer_label,
            customer != NULL && g_str_has_prefix (crm_record_get_title (self->record), customer) ? NULL : customer);
  gtk_label_set_label (self->value_label, value);
  update_close (self);
  update_rotting (self);
  update_owner (self);
  update_accessible (self, customer, value);
}

static gboolean
update_later_cb (gpointer data)
{
  CrmDealCard *self = data;

  self->update_source = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* A record that is read notifies for each of its fields. */
static void
record_notify_cb (CrmDealCard *self)
{
  if (self->update_source == 0)
    self->update_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_later_cb, self, NULL);
}

static void
steps_changed_cb (CrmDealCard *self)
{
  if (self->record != NULL)
    update_rotting (self);
}

/* Pointer */

static void
released_cb (CrmDealCard *self,
             int n_press,
             double x,
             double y,
             GtkGesture *gesture)
{
  if (n_press == 1 && gtk_widget_contains (GTK_WIDGET (self), x, y))
    gtk_widget_activate_action (GTK_WIDGET (self), "card.open", NULL);
}

static void
menu_pressed_cb (CrmDealCard *self,
                 int n_press,
                 double x,
                 double y,
                 GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  crm_deal_card_popup_menu (self, x, y);
}

static void
long_pressed_cb (CrmDealCard *self,
                 double x,
                 double y,
                 GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  crm_deal_card_popup_menu (self, x, y);
}

/* A finger that moves scrolls; with it, cards are moved by their menu. */
static GdkContentProvider *
drag_prepare_cb (CrmDealCard *self,
                 double x,
                 double y,
                 GtkDragSource *source)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (source));

  if (self->record == NULL || !crm_record_is_loaded (self->record) ||
      (device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN))
    return NULL;
  graphene_point_init (&self->grip, x, y);
  return gdk_content_provider_new_typed (CRM_TYPE_RECORD, self->record);
}

static void
drag_begin_cb (CrmDealCard *self,
               GdkDrag *drag,
               GtkDragSource *source)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self));
  g_autoptr (GdkPaintable) image = gdk_paintable_get_current_image (paintable);

  gtk_drag_source_set_icon (source, image, (int) self->grip.x, (int) self->grip.y);
  gtk_widget_add_css_class (GTK_WIDGET (self), "dragged");
  crm_board_begin_drag (crm_board_of (GTK_WIDGET (self)), self->record);
}

static void
drag_end_cb (CrmDealCard *self,
             GdkDrag *drag,
             gboolean delete_data,
             GtkDragSource *source)
{
  CrmBoard *board = crm_board_of (GTK_WIDGET (self));

  gtk_widget_remove_css_class (GTK_WIDGET (self), "dragged");
  if (board != NULL)
    crm_board_end_drag (board);
}

static void
add_gestures (CrmDealCard *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *menu = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();
  GtkDragSource *drag = gtk_drag_source_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  g_signal_connect_swapped (menu, "pressed", G_CALLBACK (menu_pressed_cb), self);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (long_pressed_cb), self);
  g_signal_connect_swapped (drag, "prepare", G_CALLBACK (drag_prepare_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (menu));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

/* Object */

static void
crm_deal_card_dispose (GObject *object)
{
  CrmDealCard *self = CRM_DEAL_CARD (object);

  crm_deal_card_set_record (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_DEAL_CARD);
  /* A menu may still be there. */
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_first_child (GTK_WIDGET (self)))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (crm_deal_card_parent_class)->dispose (object);
}

static void
crm_deal_card_class_init (CrmDealCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_deal_card_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/pipeline/crm-deal-card.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmDealCard, title_label);
  gtk_widget_class_bind_template_child (widget_class, CrmDealCard, customer_label);
  gtk_widget_class_bind_template_child (widget_class, CrmDealCard, value_label);
  gtk_widget_class_bind_template_child (widget_class, CrmDealCard, close_label);
  gtk_widget_class_bind_template_child (widget_class, CrmDealCard, rotting);
  gtk_widget_class_bind_template_child (widget_class, CrmDealCard, rotting_label);
  gtk_widget_class_bind_template_child (widget_class, CrmDealCard, avatar);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
  crm_deal_card_class_add_actions (widget_class);
}

static void
crm_deal_card_init (CrmDealCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_gestures (self);
}

GtkWidget *
crm_deal_card_new (CrmBoardColumn *column)
{
  CrmDealCard *self = g_object_new (CRM_TYPE_DEAL_CARD, NULL);

  self->column = column;
  g_signal_connect_object (crm_board_column_get_steps (column), "changed", G_CALLBACK (steps_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * crm_deal_card_set_record:
 * @record: (nullable): the deal to show
 */
void
crm_deal_card_set_record (CrmDealCard *self,
                          CrmRecord *record)
{
  if (self->record != NULL)
    g_signal_handlers_disconnect_by_func (self->record, record_notify_cb, self);
  g_clear_handle_id (&self->update_source, g_source_remove);
  g_set_object (&self->record, record);
  if (record == NULL)
    return;
  g_signal_connect_swapped (record, "notify", G_CALLBACK (record_notify_cb), self);
  update (self);
}

CrmRecord *
crm_deal_card_get_record (CrmDealCard *self)
{
  return self->record;
}

CrmBoardColumn *
crm_deal_card_get_column (CrmDealCard *self)
{
  return self->column;
}
