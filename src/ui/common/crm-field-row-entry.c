/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-field-rows.h"

#include "base/crm-date.h"
#include "ui/common/crm-typed-value.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * CrmEntryRow:
 *
 * Edits what can be typed on one line. While it has the focus it shows the value as one types it, else as one reads
 * it: 1200.5 and €1,200.50.
 */
struct _CrmEntryRow
{
  AdwEntryRow parent_instance;

  GtkWidget  *open_button;
  GtkWidget  *calendar_button;
  CrmValue    value;      /* what the text stands for, if it was put there by show_text() */
  gboolean    shown;      /* the text was put there by show_text() */
  gboolean    setting;
  gboolean    has_focus;
};

static void crm_entry_row_iface_init (CrmFieldRowInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CrmEntryRow, crm_entry_row, ADW_TYPE_ENTRY_ROW,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_FIELD_ROW, crm_entry_row_iface_init))

static const CrmField *
get_field (CrmEntryRow *self)
{
  return crm_field_row_get_field (CRM_FIELD_ROW (self));
}

static const char *
get_currency (CrmEntryRow *self)
{
  return crm_store_get_currency (crm_field_row_get_store (CRM_FIELD_ROW (self)));
}

static void
show_text (CrmEntryRow *self)
{
  g_autofree char *text = self->has_focus ? crm_typed_value_format (get_field (self), &self->value, get_currency (self))
                                          : crm_field_format (get_field (self), &self->value);

  self->setting = TRUE;
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self), text);
  self->setting = FALSE;
  self->shown = TRUE;
  if (self->open_button != NULL)
    gtk_widget_set_visible (self->open_button, !crm_value_is_null (&self->value));
}

static void
show_value (CrmFieldRow *row,
            const CrmValue *value,
            const char *title)
{
  CrmEntryRow *self = CRM_ENTRY_ROW (row);
  CrmValue copy = crm_value_copy (value);

  crm_value_clear (&self->value);
  self->value = copy;
  show_text (self);
}

static gboolean
read_value (CrmFieldRow *row,
            CrmValue *value,
            char **title,
            GError **error)
{
  CrmEntryRow *self = CRM_ENTRY_ROW (row);

  if (self->shown)
    {
      *value = crm_value_copy (&self->value);
      return TRUE;
    }
  return crm_typed_value_parse (get_field (self), gtk_editable_get_text (GTK_EDITABLE (self)), get_currency (self),
                                value, error);
}

/* The title of an entry row stands small above the text: there is room for what is wrong. */
static void
show_problem (CrmFieldRow *row,
              const char *problem)
{
  CrmEntryRow *self = CRM_ENTRY_ROW (row);
  const CrmField *field = get_field (self);
  g_autofree char *label = field->flags & CRM_FIELD_REQUIRED ? g_strdup_printf ("%s *", crm_field_get_label (field))
                                                             : g_strdup (crm_field_get_label (field));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), problem != NULL ? problem : label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), problem);
  crm_field_row_describe (row, GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self))), problem);
}

static void
crm_entry_row_iface_init (CrmFieldRowInterface *iface)
{
  iface->show_value = show_value;
  iface->read_value = read_value;
  iface->show_problem = show_problem;
}

/* What was typed becomes a value again, so that it can be shown as one reads it. */
static void
settle (CrmEntryRow *self)
{
  CrmValue value;

  if (!self->shown && crm_field_row_read (CRM_FIELD_ROW (self), &value, NULL))
    {
      crm_value_clear (&self->value);
      self->value = value;
      self->shown = TRUE;
    }
}

static void
changed_cb (CrmEntryRow *self)
{
  if (self->setting)
    return;
  self->shown = FALSE;
  crm_field_row_edited (CRM_FIELD_ROW (self));
}

static void
activated_cb (CrmEntryRow *self)
{
  crm_field_row_committed (CRM_FIELD_ROW (self));
}

static void
focus_entered_cb (CrmEntryRow *self)
{
  self->has_focus = TRUE;
  if (self->shown)
    show_text (self);
}

static void
focus_left_cb (CrmEntryRow *self)
{
  self->has_focus = FALSE;
  settle (self);
  crm_field_row_committed (CRM_FIELD_ROW (self));
  if (self->shown)
    show_text (self);
}

/* E-mail addresses, telephone numbers and web addresses open in the program that is for them. */

static char *
make_uri (CrmEntryRow *self)
{
  const char *text = self->value.type == CRM_VALUE_TEXT ? self->value.text : "";

  switch ((int) get_field (self)->kind)
    {
    case CRM_FIELD_EMAIL:
      return g_strconcat ("mailto:", text, NULL);
    case CRM_FIELD_PHONE:
      {
        g_autofree char *bare = g_strdup (text);

        return g_strconcat ("tel:", g_strdelimit (bare, " ()./", '-'), NULL);
      }
    default:
      return g_strstr_len (text, -1, "://") != NULL ? g_strdup (text) : g_strconcat ("https://", text, NULL);
    }
}

static void
open_clicked_cb (CrmEntryRow *self)
{
  g_autofree char *uri = make_uri (self);
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, NULL, NULL);
}

static void
add_open_button (CrmEntryRow *self,
                 const char *icon,
                 const char *tooltip)
{
  self->open_button = gtk_button_new_from_icon_name (icon);
  gtk_widget_set_tooltip_text (self->open_button, tooltip);
  gtk_widget_set_valign (self->open_button, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->open_button, FALSE);
  gtk_widget_add_css_class (self->open_button, "flat");
  g_signal_connect_object (self->open_button, "clicked", G_CALLBACK (open_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), self->open_button);
}

/* The calendar */

static gint64
get_date (CrmEntryRow *self)
{
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;

  if (!read_value (CRM_FIELD_ROW (self), &value, NULL, NULL) || value.type != CRM_VALUE_INT)
    return crm_date_today ();
  return get_field (self)->kind == CRM_FIELD_INSTANT ? crm_instant_to_date (value.i) : value.i;
}

static void
calendar_shown_cb (CrmEntryRow *self,
                   GtkWidget *calendar)
{
  int year, month, day;
  g_autoptr (GDateTime) time = NULL;

  crm_date_to_ymd (get_date (self), &year, &month, &day);
  time = g_date_time_new_local (year, month, day, 12, 0, 0);
  self->setting = TRUE;
  gtk_calendar_select_day (GTK_CALENDAR (calendar), time);
  self->setting = FALSE;
}

/* The time of day stays as it is. */
static gint64
move_to_date (CrmEntryRow *self,
              gint64 date)
{
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;
  g_autofree char *text = NULL;
  g_auto (CrmValue) moved = CRM_VALUE_INIT_NULL;
  g_autofree char *iso = crm_date_to_iso (date);

  if (get_field (self)->kind == CRM_FIELD_DATE)
    return date;
  read_value (CRM_FIELD_ROW (self), &value, NULL, NULL);
  text = crm_typed_value_format (get_field (self), &value, NULL);
  if (strlen (text) == strlen ("2025-03-31 14:00"))
    memcpy (text, iso, strlen (iso));
  else
    g_set_str (&text, iso);
  crm_typed_value_parse (get_field (self), text, "", &moved, NULL);
  return moved.i;
}

static void
day_selected_cb (CrmEntryRow *self,
                 GtkCalendar *calendar)
{
  g_autoptr (GDateTime) time = gtk_calendar_get_date (calendar);
  int year, month, day;

  if (self->setting)
    return;
  g_date_time_get_ymd (time, &year, &month, &day);
  crm_value_clear (&self->value);
  self->value = crm_value_int (move_to_date (self, crm_date_from_ymd (year, month, day)));
  show_text (self);
  crm_field_row_edited (CRM_FIELD_ROW (self));
}

static void
calendar_closed_cb (CrmEntryRow *self)
{
  crm_field_row_committed (CRM_FIELD_ROW (self));
}

static void
add_calendar (CrmEntryRow *self)
{
  GtkWidget *calendar = gtk_calendar_new ();
  GtkWidget *popover = gtk_popover_new ();

  self->calendar_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->calendar_button), "x-office-calendar-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->calendar_button), popover);
  gtk_popover_set_child (GTK_POPOVER (popover), calendar);
  gtk_widget_set_tooltip_text (self->calendar_button, _("Choose a Date"));
  gtk_widget_set_valign (self->calendar_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->calendar_button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (calendar), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Calendar"), -1);
  g_signal_connect_object (calendar, "map", G_CALLBACK (calendar_shown_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calendar, "day-selected", G_CALLBACK (day_selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (popover, "closed", G_CALLBACK (calendar_closed_cb), self, G_CONNECT_SWAPPED);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), self->calendar_button);
}

/* The row learns its field after it has been made: see crm_field_row_new(). */
static void
title_set_cb (CrmEntryRow *self)
{
  const CrmField *field = get_field (self);

  if (field == NULL)
    return;
  g_signal_handlers_disconnect_by_func (self, title_set_cb, NULL);
  switch ((int) field->kind)
    {
    case CRM_FIELD_EMAIL:
      adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self), GTK_INPUT_PURPOSE_EMAIL);
      add_open_button (self, "mail-send-symbolic", _("Write an E-mail"));
      break;
    case CRM_FIELD_PHONE:
      adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self), GTK_INPUT_PURPOSE_PHONE);
      add_open_button (self, "call-start-symbolic", C_("tooltip of a button", "Call"));
      break;
    case CRM_FIELD_URL:
      adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self), GTK_INPUT_PURPOSE_URL);
      add_open_button (self, "web-browser-symbolic", _("Open Website"));
      break;
    case CRM_FIELD_DATE:
    case CRM_FIELD_INSTANT:
      add_calendar (self);
      break;
    default:
      break;
    }
}

static void
crm_entry_row_finalize (GObject *object)
{
  crm_value_clear (&CRM_ENTRY_ROW (object)->value);
  G_OBJECT_CLASS (crm_entry_row_parent_class)->finalize (object);
}

static void
crm_entry_row_class_init (CrmEntryRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_entry_row_finalize;
}

static void
crm_entry_row_init (CrmEntryRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect (self, "notify::title", G_CALLBACK (title_set_cb), NULL);
  g_signal_connect (self, "changed", G_CALLBACK (changed_cb), NULL);
  g_signal_connect (self, "entry-activated", G_CALLBACK (activated_cb), NULL);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (focus_entered_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}
