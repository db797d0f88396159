/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-record-actions.h"

#include "ui/common/crm-feedback.h"

#include <glib/gi18n.h>

/* What can be done with records, from a list or from their page. */

/**
 * crm_record_actions_email_field:
 *
 * Returns: the index of the field with the e-mail address, or −1 if the entity has none
 */
int
crm_record_actions_email_field (const CrmEntity *entity)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      if (entity->fields[i].kind == CRM_FIELD_EMAIL)
        return i;
    }
  return -1;
}

/**
 * crm_record_actions_copy:
 * @text: what is put on the clipboard
 * @toast: what is said about it
 */
void
crm_record_actions_copy (GtkWidget *widget,
                         const char *text,
                         const char *toast)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  crm_feedback_toast (widget, toast);
}

/**
 * crm_record_actions_copy_email:
 *
 * Puts the record's e-mail address on the clipboard.
 */
void
crm_record_actions_copy_email (GtkWidget *widget,
                               CrmRecord *record)
{
  int field = crm_record_actions_email_field (crm_record_get_entity (record));
  const CrmValue *value = field >= 0 ? crm_record_get_value (record, field) : NULL;

  if (value != NULL && value->type == CRM_VALUE_TEXT)
    crm_record_actions_copy (widget, value->text, _("E-mail address copied"));
  else
    crm_feedback_toast (widget, _("There is no e-mail address"));
}

typedef struct
{
  GtkWidget       *widget;
  CrmStore        *store;
  const CrmEntity *entity;
  GArray          *ids;
  char            *label;
  char            *toast;
} Deletion;

static void
free_deletion (Deletion *self)
{
  g_object_unref (self->widget);
  g_object_unref (self->store);
  g_array_unref (self->ids);
  g_free (self->label);
  g_free (self->toast);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deletion, free_deletion)

static void
delete_records (Deletion *self)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (self->store, self->label);
  GtkRoot *root = gtk_widget_get_root (self->widget);

  for (guint i = 0; i < self->ids->len; i++)
    crm_change_set_delete (changes, self->entity->name, g_array_index (self->ids, gint64, i));
  /* The page of a record that is deleted goes with it; the window stays. */
  crm_feedback_apply (root != NULL ? GTK_WIDGET (root) : self->widget, self->store, changes, self->toast, NULL, NULL);
}

static void
confirmed_cb (GObject *source,
              GAsyncResult *result,
              gpointer user_data)
{
  g_autoptr (Deletion) deletion = user_data;

  if (g_strcmp0 (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result), "delete") == 0)
    delete_records (deletion);
}

static void
confirm (Deletion *deletion,
         const char *heading)
{
  AdwDialog *dialog = adw_alert_dialog_new (heading, _("Whatever belongs to it goes as well. This can be undone."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _("_Cancel"), "delete", _("_Delete"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "delete");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), deletion->widget, NULL, confirmed_cb, deletion);
}

/**
 * crm_record_actions_delete:
 * @widget: where the person asked for it
 * @ids: (element-type gint64): the records
 * @title: (nullable): of the only one
 *
 * Deletes records as one action, after a question if the person wants to be asked.
 */
void
crm_record_actions_delete (GtkWidget *widget,
                           CrmStore *store,
                           const CrmEntity *entity,
                           GArray *ids,
                           const char *title)
{
  g_autoptr (GSettings) settings = g_settings_new (APPLICATION_ID);
  g_autoptr (Deletion) deletion = g_new0 (Deletion, 1);
  g_autofree char *what = title != NULL && ids->len == 1
    ? g_strdup (title)
    /* Translators: the second placeholder is a kind of record in the plural: 12 Customers */
    : g_strdup_printf (_("%u %s"), ids->len, ids->len == 1 ? crm_entity_get_label (entity)
                                                           : crm_entity_get_label_plural (entity));
  g_autofree char *heading = g_strdup_printf (_("Delete %s?"), what);

  deletion->widget = g_object_ref (widget);
  deletion->store = g_object_ref (store);
  deletion->entity = entity;
  deletion->ids = g_array_copy (ids);
  deletion->label = g_strdup_printf (_("Delete %s"), what);
  deletion->toast = g_strdup_printf (_("%s deleted"), what);
  if (g_settings_get_boolean (settings, "confirm-delete"))
    confirm (g_steal_pointer (&deletion), heading);
  else
    delete_records (deletion);
}

/**
 * crm_record_actions_duplicate:
 *
 * Returns: (transfer full): a record to begin a new one from: all that a person may set but what must be unique
 */
CrmRecord *
crm_record_actions_duplicate (CrmRecord *record)
{
  const CrmEntity *entity = crm_record_get_entity (record);
  CrmRecord *copy = crm_record_new (entity, 0);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      if (entity->fields[i].flags & (CRM_FIELD_DERIVED | CRM_FIELD_UNIQUE | CRM_FIELD_HIDDEN))
        continue;
      crm_record_take_value (copy, i, crm_value_copy (crm_record_get_value (record, i)),
                             g_strdup (crm_record_get_link_title (record, i)));
    }
  crm_record_set_loaded (copy);
  return copy;
}
