/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/exchange/crm-import-dialog.h"

#include "base/crm-money.h"
#include "exchange/crm-import.h"
#include "ui/common/crm-feedback.h"
#include "ui/exchange/crm-import-mapping-page.h"
#include "ui/exchange/crm-import-preview-page.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * CrmImportDialog:
 *
 * From files to records, in steps: choose, then for each file map, preview, import, result. What others link to goes in
 * first. All work is done on workers; closing the dialog cancels it.
 */
struct _CrmImportDialog
{
  AdwDialog             parent_instance;

  /* Template */
  AdwNavigationView    *view;
  GtkStack             *choose_stack;
  GtkWidget            *choose_button;
  CrmImportMappingPage *mapping;
  CrmImportPreviewPage *preview;
  AdwStatusPage        *progress_status;
  GtkProgressBar       *progress_bar;
  GtkWidget            *cancel_button;
  AdwStatusPage        *result_status;
  GtkButton            *next_button;
  GtkWidget            *done_button;
  GtkButton            *undo_button;
  GtkWidget            *save_button;

  /* Owned */
  CrmStore             *store;
  GListModel           *files;         /* of GFile */
  GPtrArray            *imports;       /* of CrmImport: of those that were read */
  CrmImport            *import;        /* of the file at hand … */
  guint                 place;         /* … which is one of these */
  GCancellable         *cancellable;   /* of what is under way; %NULL if nothing is */
  gint64                started_at;
  GArray               *actions;       /* of gint64: what was imported */
  gboolean              closed;
  gboolean              decided;       /* a decision was made while the rows were checked */
};

G_DEFINE_FINAL_TYPE (CrmImportDialog, crm_import_dialog, ADW_TYPE_DIALOG)

static gboolean
has_next (CrmImportDialog *self)
{
  return self->place + 1 < self->imports->len;
}

static void
update_actions (CrmImportDialog *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean busy = self->cancellable != NULL;

  gtk_widget_action_set_enabled (widget, "import.choose", !busy);
  gtk_widget_action_set_enabled (widget, "import.prepare", !busy && crm_import_mapping_page_is_ready (self->mapping));
  gtk_widget_action_set_enabled (widget, "import.run", !busy);
  gtk_widget_action_set_enabled (widget, "import.cancel", busy);
  gtk_widget_action_set_enabled (widget, "import.undo", self->actions->len > 0);
  gtk_widget_action_set_enabled (widget, "import.next", !busy && has_next (self));
  /* The import belongs to the worker while that is at it. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->mapping), !busy);
}

static void
begin (CrmImportDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->started_at = g_get_monotonic_time ();
  update_actions (self);
}

/* Returns whether anybody is still there to be told: the dialog may have been closed meanwhile. */
static gboolean
end (CrmImportDialog *self)
{
  g_clear_object (&self->cancellable);
  if (self->closed)
    return FALSE;
  update_actions (self);
  return TRUE;
}

static void
cancel_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  g_cancellable_cancel (CRM_IMPORT_DIALOG (widget)->cancellable);
}

/* Choosing and reading the files */

static void
show_file (CrmImportDialog *self)
{
  static const char *const tags[] = { "choose", "mapping" };

  g_set_object (&self->import, self->imports->pdata[self->place]);
  if (self->imports->len > 1)
    {
      g_autofree char *title = g_strdup_printf (_("File %u of %u"), self->place + 1, self->imports->len);

      adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self->mapping), title);
    }
  else
    adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self->mapping), _("What Is in the File"));
  adw_navigation_view_set_pop_on_escape (self->view, TRUE);
  if (self->place == 0)
    adw_navigation_view_push_by_tag (self->view, "mapping");
  else
    adw_navigation_view_replace_with_tags (self->view, tags, G_N_ELEMENTS (tags));
  crm_import_mapping_page_set_import (self->mapping, self->import);
  update_actions (self);
}

static void read_next (CrmImportDialog *self);

static void
opened_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (CrmImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean opened = crm_import_open_finish (CRM_IMPORT (source), result, &error);

  if (opened && !self->closed && self->imports->len < g_list_model_get_n_items (self->files))
    {
      read_next (self);
      return;
    }
  if (!end (self))
    return;
  gtk_stack_set_visible_child_name (self->choose_stack, "choose");
  if (!opened)
    {
      gtk_widget_grab_focus (self->choose_button);
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        crm_feedback_error (GTK_WIDGET (self), _("File Not Read"), error);
      return;
    }
  g_ptr_array_sort_values (self->imports, crm_import_compare);
  show_file (self);
}

static void
read_next (CrmImportDialog *self)
{
  g_autoptr (GFile) file = g_list_model_get_item (self->files, self->imports->len);
  CrmImport *import = crm_import_new (self->store);

  g_ptr_array_add (self->imports, import);
  crm_import_open_async (import, g_file_peek_path (file), NULL, self->cancellable, opened_cb, g_object_ref (self));
}

static gboolean
are_here (GListModel *files)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      if (g_file_peek_path (file) == NULL)
        return FALSE;
    }
  return g_list_model_get_n_items (files) > 0;
}

/**
 * crm_import_dialog_open:
 * @files: (element-type GFile): tables; of several, what others link to goes in first
 *
 * Reads the files and shows what was understood of the first.
 */
void
crm_import_dialog_open (CrmImportDialog *self,
                        GListModel *files)
{
  if (self->cancellable != NULL)
    return;
  if (!are_here (files))
    {
      crm_feedback_toast (GTK_WIDGET (self), _("Only files on this computer can be imported"));
      return;
    }
  g_set_object (&self->files, files);
  g_ptr_array_set_size (self->imports, 0);
  g_array_set_size (self->actions, 0);
  self->place = 0;
  adw_navigation_view_pop_to_tag (self->view, "choose");
  gtk_stack_set_visible_child_name (self->choose_stack, "reading");
  begin (self);
  read_next (self);
}

static void
opened_again_cb (GObject *source,
                 GAsyncResult *result,
                 gpointer user_data)
{
  g_autoptr (CrmImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean opened = crm_import_open_again_finish (CRM_IMPORT (source), result, &error);

  if (!end (self))
    return;
  crm_import_mapping_page_set_busy (self->mapping, FALSE);
  crm_import_mapping_page_set_import (self->mapping, self->import);
  update_actions (self);
  if (!opened)
    crm_feedback_error (GTK_WIDGET (self), _("File Not Read"), error);
}

/* Another sheet, or the first row is something else: the file is read again, and what was mapped is guessed anew. */
static void
wished_cb (CrmImportDialog *self)
{
  g_auto (CrmCsvDialect) wish = { 0 };

  if (self->cancellable != NULL)
    return;
  crm_import_mapping_page_get_wish (self->mapping, &wish);
  crm_import_mapping_page_set_busy (self->mapping, TRUE);
  begin (self);
  crm_import_open_again_async (self->import, &wish, self->cancellable, opened_again_cb, g_object_ref (self));
}

static void
chosen_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (CrmImportDialog) self = user_data;
  g_autoptr (GListModel) files = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (files != NULL)
    crm_import_dialog_open (self, files);
}

static GListModel *
make_filters (void)
{
  GListStore *filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) tables = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (tables, _("Tables, Cards, Calendars and Mail"));
  gtk_file_filter_add_suffix (tables, "csv");
  gtk_file_filter_add_suffix (tables, "xlsx");
  gtk_file_filter_add_suffix (tables, "xlsm");
  gtk_file_filter_add_suffix (tables, "ods");
  gtk_file_filter_add_suffix (tables, "fods");
  gtk_file_filter_add_suffix (tables, "tsv");
  gtk_file_filter_add_suffix (tables, "txt");
  gtk_file_filter_add_suffix (tables, "vcf");
  gtk_file_filter_add_suffix (tables, "jcard");
  gtk_file_filter_add_suffix (tables, "xcard");
  gtk_file_filter_add_suffix (tables, "ics");
  gtk_file_filter_add_suffix (tables, "eml");
  gtk_file_filter_add_suffix (tables, "emlx");
  gtk_file_filter_add_suffix (tables, "mbox");
  gtk_file_filter_add_suffix (tables, "json");
  gtk_file_filter_add_suffix (tables, "jsonl");
  gtk_file_filter_add_suffix (tables, "xml");
  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  g_list_store_append (filters, tables);
  g_list_store_append (filters, all);
  return G_LIST_MODEL (filters);
}

static void
choose_activated (GtkWidget *widget,
                  const char *action,
                  GVariant *parameter)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListModel) filters = make_filters ();

  gtk_file_dialog_set_title (dialog, _("Choose Files"));
  gtk_file_dialog_set_filters (dialog, filters);
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, chosen_cb,
                                 g_object_ref (widget));
}

static gboolean
dropped_cb (CrmImportDialog *self,
            const GValue *value)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  for (GSList *link = g_value_get_boxed (value); link != NULL; link = link->next)
    g_list_store_append (files, link->data);
  if (g_list_model_get_n_items (G_LIST_MODEL (files)) == 0 || self->cancellable != NULL)
    return FALSE;
  crm_import_dialog_open (self, G_LIST_MODEL (files));
  return TRUE;
}

/* Checking the rows */

static void
checked_some_cb (guint done,
                 guint total,
                 gpointer data)
{
  CrmImportDialog *self = data;

  crm_import_preview_page_set_fraction (self->preview, total > 0 ? (double) done / total : 0);
}

static void check (CrmImportDialog *self, GAsyncReadyCallback callback);

static gboolean
checked_again (CrmImportDialog *self,
               GAsyncReadyCallback callback)
{
  if (!self->decided)
    return FALSE;
  check (self, callback);
  return TRUE;
}

static void
rechecked_cb (GObject *source,
              GAsyncResult *result,
              gpointer user_data)
{
  g_autoptr (CrmImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  const CrmImportSummary *summary = crm_import_prepare_finish (CRM_IMPORT (source), result, &error);

  if (!end (self) || checked_again (self, rechecked_cb))
    return;
  if (summary == NULL)
    crm_feedback_error (GTK_WIDGET (self), _("File Not Checked"), error);
  else
    crm_import_preview_page_update (self->preview, self->import, summary);
}

static void
prepared_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (CrmImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  const CrmImportSummary *summary = crm_import_prepare_finish (CRM_IMPORT (source), result, &error);

  if (!end (self))
    return;
  if (summary != NULL)
    {
      crm_import_preview_page_show (self->preview, self->import, summary);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.run",
                                     summary->created + summary->updated > summary->unchanged);
      return;
    }
  adw_navigation_view_pop_to_tag (self->view, "mapping");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (crm_import_find_ambiguous_dates (self->import) >= 0)
    crm_import_mapping_page_ask_dates (self->mapping);
  else
    crm_feedback_error (GTK_WIDGET (self), _("File Not Checked"), error);
}

static void
check (CrmImportDialog *self,
       GAsyncReadyCallback callback)
{
  self->decided = FALSE;
  if (callback == rechecked_cb)
    crm_import_preview_page_apply_decisions (self->preview, self->import);
  begin (self);
  crm_import_prepare_async (self->import, checked_some_cb, self, self->cancellable, callback, g_object_ref (self));
}

/* While the rows are checked the import is not to be touched: the decision waits until that has ended. */
static void
decided_cb (CrmImportDialog *self)
{
  self->decided = TRUE;
  if (self->cancellable == NULL)
    check (self, rechecked_cb);
  else
    g_cancellable_cancel (self->cancellable);
}

static void
prepare_activated (GtkWidget *widget,
                   const char *action,
                   GVariant *parameter)
{
  CrmImportDialog *self = CRM_IMPORT_DIALOG (widget);

  crm_import_preview_page_set_busy (self->preview);
  adw_navigation_view_push_by_tag (self->view, "preview");
  check (self, prepared_cb);
}

/* Importing */

static void
imported_some_cb (guint done,
                  guint total,
                  gpointer data)
{
  CrmImportDialog *self = data;
  double seconds = (g_get_monotonic_time () - self->started_at) / (double) G_USEC_PER_SEC;
  guint n_rows = crm_import_get_n_rows (self->import);
  double fraction = total > 0 ? (double) done / total : 0;
  g_autofree char *rows = crm_number_format ((guint) (n_rows * fraction));
  g_autofree char *all = crm_number_format (n_rows);
  g_autofree char *rate = crm_number_format (seconds > 0.1 ? (guint) (n_rows * fraction / seconds) : 0);
  /* Translators: progress of an import: 5,300 of 8,800 rows · 4,200 a second */
  g_autofree char *text = g_strdup_printf (_("%s of %s rows · %s a second"), rows, all, rate);
  guint left = fraction > 0.02 ? (guint) (seconds * (1 - fraction) / fraction) : 0;

  if (left > 0)
    {
      g_autofree char *bare = g_steal_pointer (&text);

      text = g_strdup_printf (ngettext ("%s\nAbout %u second left", "%s\nAbout %u seconds left", left), bare, left);
    }
  gtk_progress_bar_set_fraction (self->progress_bar, fraction);
  adw_status_page_set_description (self->progress_status, text);
}

static void
append_count (GString *text,
              guint number,
              const char *label)
{
  g_autofree char *formatted = crm_number_format (number);

  if (number == 0)
    return;
  if (text->len > 0)
    g_string_append (text, " · ");
  /* Translators: a number of rows and what became of them: 8,800 added */
  g_string_append_printf (text, C_("result of an import", "%s %s"), formatted, label);
}

/* The button that most people want is the one that stands out. */
static void
offer_next (CrmImportDialog *self)
{
  gboolean next = has_next (self);

  gtk_widget_set_visible (GTK_WIDGET (self->next_button), next);
  if (next)
    {
      CrmImport *import = self->imports->pdata[self->place + 1];
      g_auto (GStrv) parts = g_strsplit (crm_import_get_name (import), "_", -1);
      g_autofree char *name = g_strjoinv ("__", parts);   /* no mnemonics */
      g_autofree char *label = g_strdup_printf (_("_Next: %s"), name);

      gtk_button_set_label (self->next_button, label);
      gtk_widget_remove_css_class (self->done_button, "suggested-action");
    }
  else
    gtk_widget_add_css_class (self->done_button, "suggested-action");
}

static void
show_result (CrmImportDialog *self,
             const CrmImportSummary *summary)
{
  guint n = summary->created + summary->updated;
  const CrmEntity *entity = crm_import_get_entity (self->import);
  const char *records = n == 1 ? crm_entity_get_label (entity) : crm_entity_get_label_plural (entity);
  g_autofree char *number = crm_number_format (n);
  /* Translators: how many of what: 8,800 Opportunities Imported */
  g_autofree char *title = g_strdup_printf (_("%s %s Imported"), number, records);
  g_autoptr (GString) text = g_string_new (NULL);

  append_count (text, summary->created, _("added"));
  append_count (text, summary->updated, _("updated"));
  append_count (text, summary->skipped, _("skipped"));
  append_count (text, summary->rejected, _("rejected"));
  append_count (text, summary->n_linked, _("records added beside them"));
  if (summary->action != 0)
    g_array_append_val (self->actions, summary->action);
  adw_status_page_set_title (self->result_status, title);
  adw_status_page_set_description (self->result_status, text->str);
  gtk_widget_set_visible (self->save_button, summary->rejected > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->undo_button), self->actions->len > 0);
  gtk_button_set_label (self->undo_button, self->actions->len > 1 ? _("_Undo All Imports") : _("_Undo the Import"));
  offer_next (self);
  adw_navigation_view_push_by_tag (self->view, "result");
  adw_navigation_view_set_pop_on_escape (self->view, FALSE);   /* there is no way back; Escape closes the dialog */
  gtk_widget_grab_focus (has_next (self) ? GTK_WIDGET (self->next_button) : self->done_button);
  update_actions (self);
}

static void
imported_cb (GObject *source,
             GAsyncResult *result,
             gpointer user_data)
{
  g_autoptr (CrmImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  const CrmImportSummary *summary = crm_import_run_finish (CRM_IMPORT (source), result, &error);

  if (!end (self))
    return;
  if (summary != NULL)
    {
      show_result (self, summary);
      return;
    }
  adw_navigation_view_pop_to_tag (self->view, "mapping");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    crm_feedback_toast (GTK_WIDGET (self), self->actions->len > 0 ? _("Cancelled; nothing of this file was imported")
                                                                  : _("Cancelled; nothing was imported"));
  else
    crm_feedback_error (GTK_WIDGET (self), _("Not Imported"), error);
}

static void
run_activated (GtkWidget *widget,
               const char *action,
               GVariant *parameter)
{
  CrmImportDialog *self = CRM_IMPORT_DIALOG (widget);

  crm_import_preview_page_apply_decisions (self->preview, self->import);
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  adw_status_page_set_description (self->progress_status, NULL);
  adw_navigation_view_push_by_tag (self->view, "progress");
  gtk_widget_grab_focus (self->cancel_button);
  begin (self);
  crm_import_run_async (self->import, imported_some_cb, self, self->cancellable, imported_cb, g_object_ref (self));
}

/* Afterwards */

static void
done_activated (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  adw_dialog_close (ADW_DIALOG (widget));
}

static void
next_activated (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  CrmImportDialog *self = CRM_IMPORT_DIALOG (widget);

  self->place++;
  show_file (self);
}

/* The last one first: what it links to is still there. */
static void
undo_activated (GtkWidget *widget,
                const char *action,
                GVariant *parameter)
{
  CrmImportDialog *self = CRM_IMPORT_DIALOG (widget);

  for (guint i = self->actions->len; i-- > 0;)
    gtk_widget_activate_action (widget, "win.undo-action", "x", g_array_index (self->actions, gint64, i));
  adw_dialog_close (ADW_DIALOG (self));
}

static void
save_chosen_cb (GObject *source,
                GAsyncResult *result,
                gpointer user_data)
{
  g_autoptr (CrmImportDialog) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autoptr (GError) error = NULL;

  if (file == NULL)
    return;
  if (!crm_import_write_errors (self->import, g_file_peek_path (file), &error))
    crm_feedback_error (GTK_WIDGET (self), _("Not Saved"), error);
}

/* Without the suffix: what is saved is a CSV file, whatever was read. */
static char *
dup_base (const char *name)
{
  const char *mark = strrchr (name, '.');

  return g_strndup (name, mark != NULL && mark > name ? (gsize) (mark - name) : strlen (name));
}

static void
save_errors_activated (GtkWidget *widget,
                       const char *action,
                       GVariant *parameter)
{
  CrmImportDialog *self = CRM_IMPORT_DIALOG (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *base = dup_base (crm_import_get_name (self->import));
  /* Translators: name of a file of rows that were rejected, before the name of the file they are from */
  g_autofree char *bare = g_strdup_printf (_("Rejected %s"), base), *name = g_strconcat (bare, ".csv", NULL);

  gtk_file_dialog_set_title (dialog, _("Save Rejected Rows"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, save_chosen_cb, g_object_ref (widget));
}

static void
popped_cb (CrmImportDialog *self,
           AdwNavigationPage *page)
{
  if (page == ADW_NAVIGATION_PAGE (self->preview))
    g_cancellable_cancel (self->cancellable);
}

static void
crm_import_dialog_closed (AdwDialog *dialog)
{
  CrmImportDialog *self = CRM_IMPORT_DIALOG (dialog);

  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
}

static void
crm_import_dialog_dispose (GObject *object)
{
  CrmImportDialog *self = CRM_IMPORT_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->import);
  g_clear_pointer (&self->imports, g_ptr_array_unref);
  g_clear_pointer (&self->actions, g_array_unref);
  g_clear_object (&self->files);
  g_clear_object (&self->store);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_IMPORT_DIALOG);
  G_OBJECT_CLASS (crm_import_dialog_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "import.choose", NULL, choose_activated);
  gtk_widget_class_install_action (klass, "import.prepare", NULL, prepare_activated);
  gtk_widget_class_install_action (klass, "import.run", NULL, run_activated);
  gtk_widget_class_install_action (klass, "import.cancel", NULL, cancel_activated);
  gtk_widget_class_install_action (klass, "import.done", NULL, done_activated);
  gtk_widget_class_install_action (klass, "import.next", NULL, next_activated);
  gtk_widget_class_install_action (klass, "import.undo", NULL, undo_activated);
  gtk_widget_class_install_action (klass, "import.save-errors", NULL, save_errors_activated);
}

static void
crm_import_dialog_class_init (CrmImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_import_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = crm_import_dialog_closed;
  g_type_ensure (CRM_TYPE_IMPORT_MAPPING_PAGE);
  g_type_ensure (CRM_TYPE_IMPORT_PREVIEW_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/exchange/crm-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmImportDialog, view);
  gtk_widget_class_bind_template_child (widget_class, CrmImportDialog, choose_stack);
  gtk_widget_class_bind_template_child (widget_class, CrmImportDialog, choose_button);
  gtk_widget_class_bind_template_child (widget_class, CrmImportDialog, mapping);
  gtk_widget_class_bind_template_child (widget_class, CrmImportDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, CrmImportDialog, progress_status);
  gtk_widget_class_bind_template_child (widget_class, CrmImportDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, CrmImportDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, CrmImportDialog, result_status);
  gtk_widget_class_bind_template_child (widget_class, CrmImportDialog, next_button);
  gtk_widget_class_bind_template_child (widget_class, CrmImportDialog, done_button);
  gtk_widget_class_bind_template_child (widget_class, CrmImportDialog, undo_button);
  gtk_widget_class_bind_template_child (widget_class, CrmImportDialog, save_button);
  gtk_widget_class_bind_template_callback (widget_class, decided_cb);
  gtk_widget_class_bind_template_callback (widget_class, wished_cb);
  gtk_widget_class_bind_template_callback (widget_class, popped_cb);
  install_actions (widget_class);
}

static void
crm_import_dialog_init (CrmImportDialog *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->imports = g_ptr_array_new_with_free_func (g_object_unref);
  self->actions = g_array_new (FALSE, FALSE, sizeof (gint64));
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  adw_dialog_set_focus (ADW_DIALOG (self), self->choose_button);
  update_actions (self);
}

/**
 * crm_import_dialog_new:
 * @store: where the rows go
 */
AdwDialog *
crm_import_dialog_new (CrmStore *store)
{
  CrmImportDialog *self = g_object_new (CRM_TYPE_IMPORT_DIALOG, NULL);

  self->store = g_object_ref (store);
  return ADW_DIALOG (self);
}
