/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-field-rows.h"

#include "ui/common/crm-link-chooser.h"
#include "ui/common/crm-record-dialog.h"

#include <glib/gi18n.h>

/**
 * CrmLinkRow:
 *
 * Edits a link to another record: shows its title, opens it, chooses another by typing, or makes a new one.
 */
struct _CrmLinkRow
{
  AdwActionRow parent_instance;

  GtkWidget   *open_button;
  GtkWidget   *clear_button;
  GtkWidget   *choose_button;
  GtkWidget   *chooser;
  char        *narrow_field;
  gint64       narrow_id;
  gint64       id;
  char        *title;
};

static void crm_link_row_iface_init (CrmFieldRowInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CrmLinkRow, crm_link_row, ADW_TYPE_ACTION_ROW,
                               G_IMPLEMENT_INTERFACE (CRM_TYPE_FIELD_ROW, crm_link_row_iface_init))

static const CrmEntity *
get_target (CrmLinkRow *self)
{
  return crm_entity_find (crm_field_row_get_field (CRM_FIELD_ROW (self))->target);
}

static void
show_link (CrmLinkRow *self,
           gint64 id,
           const char *title)
{
  const CrmField *field = crm_field_row_get_field (CRM_FIELD_ROW (self));

  self->id = id;
  g_set_str (&self->title, title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), id != 0 && title != NULL ? title : _("None"));
  gtk_widget_set_visible (self->open_button, id != 0);
  gtk_widget_set_visible (self->clear_button, id != 0 && (field->flags & CRM_FIELD_REQUIRED) == 0);
  if (id != 0)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "crm-empty");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "crm-empty");
}

static void
show_value (CrmFieldRow *row,
            const CrmValue *value,
            const char *title)
{
  show_link (CRM_LINK_ROW (row), value->type == CRM_VALUE_INT ? value->i : 0, title);
}

static gboolean
read_value (CrmFieldRow *row,
            CrmValue *value,
            char **title,
            GError **error)
{
  CrmLinkRow *self = CRM_LINK_ROW (row);

  if (self->id != 0)
    *value = crm_value_int (self->id);
  if (title != NULL)
    *title = g_strdup (self->title);
  return TRUE;
}

static void
show_problem (CrmFieldRow *row,
              const char *problem)
{
  CrmLinkRow *self = CRM_LINK_ROW (row);

  if (problem != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self), problem);
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self), self->id != 0 && self->title != NULL ? self->title : _("None"));
  crm_field_row_describe (row, self->choose_button, problem);
}

static void
crm_link_row_iface_init (CrmFieldRowInterface *iface)
{
  iface->show_value = show_value;
  iface->read_value = read_value;
  iface->show_problem = show_problem;
}

static void
set_link (CrmLinkRow *self,
          gint64 id,
          const char *title)
{
  if (id == self->id)
    return;
  show_link (self, id, title);
  crm_field_row_edited (CRM_FIELD_ROW (self));
  crm_field_row_committed (CRM_FIELD_ROW (self));
}

static void
chosen_cb (CrmLinkRow *self,
           gint64 id,
           const char *title)
{
  set_link (self, id, title);
}

static void
created_cb (CrmLinkRow *self,
            gint64 id,
            const char *title)
{
  set_link (self, id, title);
}

static void
create_cb (CrmLinkRow *self,
           const char *text)
{
  const CrmEntity *target = get_target (self);
  g_autoptr (CrmRecord) preset = crm_record_new (target, 0);
  AdwDialog *dialog;

  if (*text != '\0')
    crm_record_take_value (preset, 0, crm_value_text (text), NULL);
  if (self->narrow_field != NULL && self->narrow_id != 0)
    crm_record_take_value (preset, crm_entity_field_index (target, self->narrow_field), crm_value_int (self->narrow_id),
                           NULL);
  dialog = crm_record_dialog_new (crm_field_row_get_store (CRM_FIELD_ROW (self)), target, preset);
  crm_record_dialog_set_quiet (CRM_RECORD_DIALOG (dialog));
  g_signal_connect_object (dialog, "created", G_CALLBACK (created_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
clear_clicked_cb (CrmLinkRow *self)
{
  set_link (self, 0, NULL);
  gtk_widget_grab_focus (self->choose_button);
}

static void
open_clicked_cb (CrmLinkRow *self)
{
  g_autofree char *reference = g_strdup_printf ("%s:%" G_GINT64_FORMAT, get_target (self)->name, self->id);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-record", "s", reference);
}

/* The popover is made when it is first wanted: most links are only looked at. */
static void
create_popup (GtkMenuButton *button,
              gpointer data)
{
  CrmLinkRow *self = data;

  if (self->chooser != NULL)
    return;
  self->chooser = crm_link_chooser_new (crm_field_row_get_store (CRM_FIELD_ROW (self)), get_target (self));
  crm_link_chooser_set_creatable (CRM_LINK_CHOOSER (self->chooser),
                                  !g_str_equal (get_target (self)->name, "stage") &&
                                    !g_str_equal (get_target (self)->name, "pipeline"));
  crm_link_chooser_narrow (CRM_LINK_CHOOSER (self->chooser), self->narrow_field, self->narrow_id);
  g_signal_connect_object (self->chooser, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chooser, "create", G_CALLBACK (create_cb), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (button, self->chooser);
}

/**
 * crm_link_row_narrow:
 * @field: a link of the target
 * @id: what it must point to; 0 for anything
 *
 * Offers fewer records: see crm_link_chooser_narrow().
 */
void
crm_link_row_narrow (CrmLinkRow *self,
                     const char *field,
                     gint64 id)
{
  g_set_str (&self->narrow_field, field);
  self->narrow_id = id;
  if (self->chooser != NULL)
    crm_link_chooser_narrow (CRM_LINK_CHOOSER (self->chooser), field, id);
}

static void
crm_link_row_finalize (GObject *object)
{
  g_free (CRM_LINK_ROW (object)->title);
  g_free (CRM_LINK_ROW (object)->narrow_field);
  G_OBJECT_CLASS (crm_link_row_parent_class)->finalize (object);
}

static void
crm_link_row_class_init (CrmLinkRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_link_row_finalize;
}

static GtkWidget *
add_button (CrmLinkRow *self,
            const char *icon,
            const char *tooltip,
            GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  return button;
}

static void
crm_link_row_init (CrmLinkRow *self)
{
  self->clear_button = add_button (self, "edit-clear-symbolic", _("Clear"), G_CALLBACK (clear_clicked_cb));
  self->open_button = add_button (self, "go-next-symbolic", C_("tooltip of a button", "Open"),
                                  G_CALLBACK (open_clicked_cb));
  self->choose_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->choose_button), "pan-down-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->choose_button), create_popup, self, NULL);
  gtk_widget_set_valign (self->choose_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->choose_button, "flat");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->choose_button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), self->choose_button);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "property");
}
