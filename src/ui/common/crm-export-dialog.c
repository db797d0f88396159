/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/common/crm-export-dialog.h"

#include "base/crm-money.h"
#include "exchange/crm-export.h"
#include "ui/common/crm-feedback.h"

#include <glib/gi18n.h>

/**
 * CrmExportDialog:
 *
 * Writes the records of a list to a file: which kind of file, and which of their fields. A worker writes; closing the
 * dialog cancels it, and what had the name of the file stays.
 */
struct _CrmExportDialog
{
  AdwDialog            parent_instance;

  /* Template */
  AdwPreferencesGroup *group;
  AdwComboRow         *format_row;
  AdwComboRow         *fields_row;
  GtkStack            *button_stack;

  /* Owned */
  CrmStore            *store;
  CrmQuery            *query;
  GStrv                columns;       /* keys of the fields that the list shows */
  GArray              *formats;       /* of CrmExportFormat, as they are offered */
  GtkWidget           *origin;
  GCancellable        *cancellable;   /* while it is written */
  gboolean             closed;
};

G_DEFINE_FINAL_TYPE (CrmExportDialog, crm_export_dialog, ADW_TYPE_DIALOG)

static CrmExportFormat
get_format (CrmExportDialog *self)
{
  return g_array_index (self->formats, CrmExportFormat, adw_combo_row_get_selected (self->format_row));
}

/* Cards and calendars are no tables: what a program takes over from them is all or it is lost. */
static gboolean
has_columns (CrmExportFormat format)
{
  return format != CRM_EXPORT_VCARD && format != CRM_EXPORT_ICALENDAR;
}

/* On paper there is no room for whole cards. */
static GArray *
list_all_fields (const CrmEntity *entity,
                 CrmExportFormat format)
{
  GArray *fields = crm_export_usual_fields (entity, format == CRM_EXPORT_PDF ? CRM_EXPORT_XLSX : format);

  for (guint i = fields->len; format == CRM_EXPORT_PDF && i-- > 0;)
    {
      if (entity->fields[g_array_index (fields, guint, i)].flags & CRM_FIELD_CARD)
        g_array_remove_index (fields, i);
    }
  return fields;
}

/* Those that the list shows, or all. */
static GArray *
choose_fields (CrmExportDialog *self)
{
  const CrmEntity *entity = crm_query_get_entity (self->query);
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (guint));
  CrmExportFormat format = get_format (self);

  if (adw_combo_row_get_selected (self->fields_row) == 1 || !has_columns (format))
    return list_all_fields (entity, format);
  for (guint i = 0; self->columns[i] != NULL; i++)
    {
      int field = crm_entity_field_index (entity, self->columns[i]);

      if (field >= 0)
        g_array_append_val (fields, field);
    }
  return g_steal_pointer (&fields);
}

static void
set_busy (CrmExportDialog *self,
          gboolean busy)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.export", !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->group), !busy);
  gtk_stack_set_visible_child_name (self->button_stack, busy ? "busy" : "ready");
}

static void
written_cb (GObject *source,
            GAsyncResult *result,
            gpointer user_data)
{
  g_autoptr (CrmExportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n_shortened;
  gint64 n = crm_export_write_finish (CRM_STORE (source), result, &n_shortened, &error);
  g_autofree char *number = crm_number_format (n), *toast = NULL, *note = crm_export_dup_note (n_shortened);

  g_clear_object (&self->cancellable);
  if (n < 0)
    {
      if (self->closed)
        return;
      set_busy (self, FALSE);
      crm_feedback_error (GTK_WIDGET (self), _("Not Exported"), error);
      return;
    }
  /* Translators: the placeholder is a number of records, such as 8,800 */
  toast = g_strdup_printf (ngettext ("%s record exported", "%s records exported", n), number);
  if (note != NULL)
    crm_feedback_note (self->origin, toast, note);
  else
    crm_feedback_toast (self->origin, toast);
  if (!self->closed)
    adw_dialog_close (ADW_DIALOG (self));
}

/**
 * crm_export_dialog_save:
 * @file: what to write; it is replaced
 */
void
crm_export_dialog_save (CrmExportDialog *self,
                        GFile *file)
{
  const char *path = g_file_peek_path (file);
  g_autoptr (GArray) fields = choose_fields (self);

  if (self->cancellable != NULL)
    return;
  if (path == NULL)
    {
      crm_feedback_toast (self->origin, _("Only files on this computer can be written"));
      return;
    }
  self->cancellable = g_cancellable_new ();
  set_busy (self, TRUE);
  crm_export_write_async (self->store, self->query, fields, get_format (self), path, self->cancellable, written_cb,
                          g_object_ref (self));
}

static void
chosen_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (CrmExportDialog) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file != NULL)
    crm_export_dialog_save (self, file);
}

static void
export_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  CrmExportDialog *self = CRM_EXPORT_DIALOG (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = g_strdup_printf ("%s.%s", crm_entity_get_label_plural (crm_query_get_entity (self->query)),
                                           crm_export_get_suffix (get_format (self)));

  gtk_file_dialog_set_title (dialog, _("Export"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, chosen_cb, g_object_ref (self));
}

static void
format_selected_cb (CrmExportDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->fields_row), has_columns (get_format (self)));
}

static void
cancel_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  adw_dialog_close (ADW_DIALOG (widget));
}

static void
crm_export_dialog_closed (AdwDialog *dialog)
{
  CrmExportDialog *self = CRM_EXPORT_DIALOG (dialog);

  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
}

static void
crm_export_dialog_dispose (GObject *object)
{
  CrmExportDialog *self = CRM_EXPORT_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_EXPORT_DIALOG);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  g_clear_object (&self->origin);
  g_clear_pointer (&self->query, crm_query_unref);
  g_clear_pointer (&self->columns, g_strfreev);
  g_clear_pointer (&self->formats, g_array_unref);
  G_OBJECT_CLASS (crm_export_dialog_parent_class)->dispose (object);
}

static void
crm_export_dialog_class_init (CrmExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_export_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = crm_export_dialog_closed;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/common/crm-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmExportDialog, group);
  gtk_widget_class_bind_template_child (widget_class, CrmExportDialog, format_row);
  gtk_widget_class_bind_template_child (widget_class, CrmExportDialog, fields_row);
  gtk_widget_class_bind_template_child (widget_class, CrmExportDialog, button_stack);
  gtk_widget_class_install_action (widget_class, "dialog.export", NULL, export_activated);
  gtk_widget_class_install_action (widget_class, "dialog.cancel", NULL, cancel_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "dialog.export", NULL);
}

static void
crm_export_dialog_init (CrmExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
offer_formats (CrmExportDialog *self)
{
  GtkStringList *labels = GTK_STRING_LIST (adw_combo_row_get_model (self->format_row));

  self->formats = g_array_new (FALSE, FALSE, sizeof (CrmExportFormat));
  for (CrmExportFormat format = 0; format < CRM_EXPORT_N_FORMATS; format++)
    {
      if (!crm_export_knows_format (format, crm_query_get_entity (self->query)))
        continue;
      g_array_append_val (self->formats, format);
      gtk_string_list_append (labels, crm_export_get_label (format));
    }
}

/* The list may have just its first page when it is exported, and go on. */
static void
show_number (CrmExportDialog *self,
             guint position,
             guint removed,
             guint added,
             GListModel *records)
{
  guint n = g_list_model_get_n_items (records);
  g_autofree char *number = crm_number_format (n);
  /* Translators: what is exported; the placeholder is a number of records, such as 8,800 */
  g_autofree char *description = g_strdup_printf (ngettext ("%s record, as the list shows it now",
                                                            "%s records, as the list shows them now", n), number);

  adw_preferences_group_set_description (self->group, description);
}

/**
 * crm_export_dialog_new:
 * @query: which records, in which order
 * @columns: (array zero-terminated): keys of the fields that the list shows
 * @records: those of the list
 * @origin: where the person is told how it went
 *
 * Returns: (transfer floating): a dialog that asks how to write the records, and where
 */
AdwDialog *
crm_export_dialog_new (CrmStore *store,
                       CrmQuery *query,
                       const char *const *columns,
                       GListModel *records,
                       GtkWidget *origin)
{
  CrmExportDialog *self = g_object_new (CRM_TYPE_EXPORT_DIALOG, NULL);

  self->store = g_object_ref (store);
  self->query = crm_query_copy (query);
  self->columns = g_strdupv ((GStrv) columns);
  self->origin = g_object_ref (origin);
  show_number (self, 0, 0, 0, records);
  g_signal_connect_object (records, "items-changed", G_CALLBACK (show_number), self, G_CONNECT_SWAPPED);
  offer_formats (self);
  g_signal_connect_object (self->format_row, "notify::selected", G_CALLBACK (format_selected_cb), self,
                           G_CONNECT_SWAPPED);
  return ADW_DIALOG (self);
}
