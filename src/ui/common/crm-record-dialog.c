/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-record-dialog.h"

#include "ui/common/crm-draft.h"
#include "ui/common/crm-duplicates.h"
#include "ui/common/crm-feedback.h"
#include "ui/common/crm-record-form.h"
#include "ui/common/crm-trouble.h"

#include <glib/gi18n.h>

/**
 * CrmRecordDialog:
 *
 * Asks for a new record. Says while the person types if there is one like it already.
 */
struct _CrmRecordDialog
{
  AdwDialog        parent_instance;

  /* Template */
  GtkButton       *add_button;
  AdwBin          *form_bin;
  AdwBanner       *draft_banner;
  AdwBin          *duplicates_bin;

  /* Owned */
  CrmStore        *store;
  const CrmEntity *entity;
  CrmRecordForm   *form;         /* borrowed */
  CrmDuplicates   *duplicates;   /* borrowed */
  CrmDraft        *draft;        /* borrowed; of the form */
  gint64           id;           /* of the record while it is being saved */
  gboolean         quiet;
};

G_DEFINE_FINAL_TYPE (CrmRecordDialog, crm_record_dialog, ADW_TYPE_DIALOG)

enum { SIGNAL_CREATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static char *
get_title (CrmRecordDialog *self)
{
  CrmFieldRow *row = crm_record_form_get_row (self->form, self->entity->fields[0].key);
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;

  if (row != NULL && crm_field_row_read (row, &value, NULL) && value.type == CRM_VALUE_TEXT)
    return g_strdup (value.text);
  return g_strdup (crm_entity_get_label (self->entity));
}

static void
say_added (CrmRecordDialog *self,
           const char *title,
           gint64 action)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autofree char *text = g_strdup_printf (_("%s added"), title);

  if (root != NULL && !self->quiet)
    crm_feedback_undo_toast (root, text, action);
}

static void
added_cb (GObject *source,
          GAsyncResult *result,
          gpointer user_data)
{
  g_autoptr (CrmRecordDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;
  gint64 action;

  if (!crm_store_apply_finish (CRM_STORE (source), result, &action, &error))
    {
      crm_trouble_report (CRM_STORE (source), error, NULL);
      gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), TRUE);
      crm_record_form_refuse (self->form, error);
      return;
    }
  crm_draft_remove (self->draft);
  title = get_title (self);
  say_added (self, title, action);
  g_signal_emit (self, signals[SIGNAL_CREATED], 0, self->id, title);
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
add_activated (GtkWidget *widget,
               const char *action,
               GVariant *parameter)
{
  CrmRecordDialog *self = CRM_RECORD_DIALOG (widget);
  g_autoptr (CrmChangeSet) changes = NULL;
  g_autofree char *title = NULL, *label = NULL;

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->add_button)) || !crm_record_form_check (self->form))
    return;
  title = get_title (self);
  /* Translators: an action in the history; the placeholder is the title of a record */
  label = g_strdup_printf (_("Add %s"), title);
  changes = crm_change_set_new (self->store, label);
  self->id = crm_change_set_insert (changes, self->entity->name);
  crm_record_form_collect (self->form, changes);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), FALSE);
  crm_store_apply_async (self->store, changes, NULL, added_cb, g_object_ref (self));
}

static void
cancel_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  adw_dialog_close (ADW_DIALOG (widget));
}

static void
discard_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (CrmRecordDialog) self = user_data;

  if (g_strcmp0 (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result), "discard") != 0)
    return;
  crm_draft_remove (self->draft);
  adw_dialog_force_close (ADW_DIALOG (self));
}

/* Closing by Escape or by the button must not lose what was typed. */
static void
close_attempt_cb (CrmRecordDialog *self)
{
  AdwDialog *dialog;

  if (!crm_record_form_is_edited (self->form))
    {
      adw_dialog_force_close (ADW_DIALOG (self));
      return;
    }
  dialog = adw_alert_dialog_new (_("Discard What You Typed?"), _("The record has not been added yet."));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "keep", _("_Keep Editing"), "discard", _("_Discard"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "keep");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "keep");
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), GTK_WIDGET (self), NULL, discard_cb, g_object_ref (self));
}

static void
discard_draft_activated (GtkWidget *widget,
                         const char *action,
                         GVariant *parameter)
{
  crm_draft_discard (CRM_RECORD_DIALOG (widget)->draft);
}

static void
form_edited_cb (CrmRecordDialog *self,
                const char *key)
{
  CrmFieldRow *row = crm_record_form_get_row (self->form, key);
  g_auto (CrmValue) value = CRM_VALUE_INIT_NULL;

  if (crm_field_row_read (row, &value, NULL))
    crm_duplicates_look (self->duplicates, crm_field_row_get_field (row), &value);
}

static void
crm_record_dialog_dispose (GObject *object)
{
  CrmRecordDialog *self = CRM_RECORD_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_RECORD_DIALOG);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (crm_record_dialog_parent_class)->dispose (object);
}

static void
crm_record_dialog_class_init (CrmRecordDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_record_dialog_dispose;

  /**
   * CrmRecordDialog::created:
   * @id: of the new record
   * @title: of the new record
   */
  signals[SIGNAL_CREATED] = g_signal_new ("created", CRM_TYPE_RECORD_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/common/crm-record-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmRecordDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, CrmRecordDialog, form_bin);
  gtk_widget_class_bind_template_child (widget_class, CrmRecordDialog, draft_banner);
  gtk_widget_class_bind_template_child (widget_class, CrmRecordDialog, duplicates_bin);
  gtk_widget_class_bind_template_callback (widget_class, close_attempt_cb);
  gtk_widget_class_install_action (widget_class, "dialog.add", NULL, add_activated);
  gtk_widget_class_install_action (widget_class, "dialog.discard-draft", NULL, discard_draft_activated);
  gtk_widget_class_install_action (widget_class, "dialog.cancel", NULL, cancel_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "dialog.add", NULL);
}

static void
crm_record_dialog_init (CrmRecordDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * crm_record_dialog_new:
 * @preset: (nullable): values to begin with, such as the link to the record it belongs to
 *
 * Returns: (transfer floating): a dialog for a new record
 */
AdwDialog *
crm_record_dialog_new (CrmStore *store,
                       const CrmEntity *entity,
                       CrmRecord *preset)
{
  CrmRecordDialog *self = g_object_new (CRM_TYPE_RECORD_DIALOG, NULL);
  g_autofree char *title = g_strdup_printf (_("New %s"), crm_entity_get_label (entity));

  self->store = g_object_ref (store);
  self->entity = entity;
  adw_dialog_set_title (ADW_DIALOG (self), title);
  self->form = CRM_RECORD_FORM (crm_record_form_new (store, entity, TRUE));
  if (preset != NULL)
    crm_record_form_set_record (self->form, preset);
  adw_bin_set_child (self->form_bin, GTK_WIDGET (self->form));
  self->duplicates = CRM_DUPLICATES (crm_duplicates_new (store, entity));
  adw_bin_set_child (self->duplicates_bin, GTK_WIDGET (self->duplicates));
  self->draft = crm_draft_new (store, entity, 0, self->form);
  crm_draft_restore (self->draft, self->draft_banner);
  g_signal_connect_object (self->form, "edited", G_CALLBACK (form_edited_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (crm_record_form_get_row (self->form, entity->fields[0].key)));
  return ADW_DIALOG (self);
}

/**
 * crm_record_dialog_set_quiet:
 *
 * Leaves it to others to say that the record was added.
 */
void
crm_record_dialog_set_quiet (CrmRecordDialog *self)
{
  self->quiet = TRUE;
}
