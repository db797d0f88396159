/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-bulk-edit-dialog.h"

#include "ui/common/crm-feedback.h"
#include "ui/common/crm-field-row.h"

#include <glib/gi18n.h>

/**
 * CrmBulkEditDialog:
 *
 * Sets one field of many records to the same value, as one action.
 */
struct _CrmBulkEditDialog
{
  AdwDialog            parent_instance;

  /* Template */
  AdwComboRow         *field_row;
  AdwPreferencesGroup *group;
  GtkLabel            *hint;

  /* Owned */
  CrmStore            *store;
  const CrmEntity     *entity;
  GArray              *ids;
  GtkWidget           *origin;
  GPtrArray           *fields;   /* of const CrmField, in the order of the list */
  GtkWidget           *row;      /* borrowed */
};

G_DEFINE_FINAL_TYPE (CrmBulkEditDialog, crm_bulk_edit_dialog, ADW_TYPE_DIALOG)

static void
field_selected_cb (CrmBulkEditDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->field_row);

  if (self->fields == NULL || selected >= self->fields->len)
    return;
  if (self->row != NULL)
    adw_preferences_group_remove (self->group, self->row);
  self->row = crm_field_row_new (self->store, self->fields->pdata[selected]);
  adw_preferences_group_add (self->group, self->row);
}

static void
apply_activated (GtkWidget *widget,
                 const char *action,
                 GVariant *parameter)
{
  CrmBulkEditDialog *self = CRM_BULK_EDIT_DIALOG (widget);
  const CrmField *field = crm_field_row_get_field (CRM_FIELD_ROW (self->row));
  g_autoptr (CrmChangeSet) changes = NULL;
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;
  g_autofree char *label = NULL, *toast = NULL;

  if (!crm_field_row_check (CRM_FIELD_ROW (self->row)) || !crm_field_row_read (CRM_FIELD_ROW (self->row), &value, NULL))
    {
      gtk_widget_grab_focus (self->row);
      return;
    }
  /* Translators: an action in the history: Set Industry of 12 records */
  label = g_strdup_printf (ngettext ("Set %s of %u record", "Set %s of %u records", self->ids->len),
                           crm_field_get_label (field), self->ids->len);
  toast = g_strdup_printf (ngettext ("%u record changed", "%u records changed", self->ids->len), self->ids->len);
  changes = crm_change_set_new (self->store, label);
  for (guint i = 0; i < self->ids->len; i++)
    {
      crm_change_set_update (changes, self->entity->name, g_array_index (self->ids, gint64, i));
      crm_change_set_take (changes, field->key, crm_value_copy (&value));
    }
  crm_feedback_apply (self->origin, self->store, changes, toast, NULL, NULL);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
cancel_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  adw_dialog_close (ADW_DIALOG (widget));
}

static void
crm_bulk_edit_dialog_dispose (GObject *object)
{
  CrmBulkEditDialog *self = CRM_BULK_EDIT_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_BULK_EDIT_DIALOG);
  g_clear_object (&self->store);
  g_clear_object (&self->origin);
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  G_OBJECT_CLASS (crm_bulk_edit_dialog_parent_class)->dispose (object);
}

static void
crm_bulk_edit_dialog_class_init (CrmBulkEditDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_bulk_edit_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/common/crm-bulk-edit-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmBulkEditDialog, field_row);
  gtk_widget_class_bind_template_child (widget_class, CrmBulkEditDialog, group);
  gtk_widget_class_bind_template_child (widget_class, CrmBulkEditDialog, hint);
  gtk_widget_class_bind_template_callback (widget_class, field_selected_cb);
  gtk_widget_class_install_action (widget_class, "dialog.apply", NULL, apply_activated);
  gtk_widget_class_install_action (widget_class, "dialog.cancel", NULL, cancel_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "dialog.apply", NULL);
}

static void
crm_bulk_edit_dialog_init (CrmBulkEditDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_fields (CrmBulkEditDialog *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  self->fields = g_ptr_array_new ();
  for (guint i = 1; i < self->entity->n_fields; i++)
    {
      const CrmField *field = &self->entity->fields[i];

      if (field->flags & (CRM_FIELD_DERIVED | CRM_FIELD_HIDDEN | CRM_FIELD_UNIQUE))
        continue;
      g_ptr_array_add (self->fields, (gpointer) field);
      gtk_string_list_append (labels, crm_field_get_label (field));
    }
  adw_combo_row_set_model (self->field_row, G_LIST_MODEL (labels));
}

/**
 * crm_bulk_edit_dialog_new:
 * @ids: (element-type gint64): the records
 * @origin: where the person is told how it went
 *
 * Returns: (transfer floating): a dialog that asks for a field and its new value
 */
AdwDialog *
crm_bulk_edit_dialog_new (CrmStore *store,
                          const CrmEntity *entity,
                          GArray *ids,
                          GtkWidget *origin)
{
  CrmBulkEditDialog *self = g_object_new (CRM_TYPE_BULK_EDIT_DIALOG, NULL);
  g_autofree char *hint = g_strdup_printf (ngettext ("%u record gets this value. An empty value clears the field.",
                                                     "%u records get this value. An empty value clears the field.",
                                                     ids->len), ids->len);

  self->store = g_object_ref (store);
  self->entity = entity;
  self->ids = g_array_copy (ids);
  self->origin = g_object_ref (origin);
  gtk_label_set_label (self->hint, hint);
  fill_fields (self);
  field_selected_cb (self);
  return ADW_DIALOG (self);
}
