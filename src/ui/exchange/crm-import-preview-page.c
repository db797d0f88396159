/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/exchange/crm-import-preview-page.h"

#include "base/crm-money.h"
#include "ui/exchange/crm-import-decision-row.h"

#include <glib/gi18n.h>

#define MAX_ROWS 100

/**
 * CrmImportPreviewPage:
 *
 * What an import would do, and what a person may decide about it.
 */
struct _CrmImportPreviewPage
{
  AdwNavigationPage    parent_instance;

  /* Template */
  GtkStack            *stack;
  GtkProgressBar      *progress_bar;
  GtkWidget           *import_button;
  GtkWidget           *created_row, *updated_row, *skipped_row, *rejected_row;
  GtkLabel            *created_label, *updated_label, *skipped_label, *rejected_label;
  AdwPreferencesGroup *numbers_group;
  AdwPreferencesGroup *decisions_group;
  AdwPreferencesGroup *duplicates_group;
  AdwPreferencesGroup *linked_group;
  AdwPreferencesGroup *hints_group;
  AdwPreferencesGroup *errors_group;

  /* Owned */
  GPtrArray           *decisions;   /* of CrmImportDecisionRow, borrowed */
  GPtrArray           *duplicates;  /* of AdwComboRow, borrowed */
  GPtrArray           *rows;        /* other rows and their groups, in turns, borrowed */
};

G_DEFINE_FINAL_TYPE (CrmImportPreviewPage, crm_import_preview_page, ADW_TYPE_NAVIGATION_PAGE)

static guint decided_signal;

void
crm_import_preview_page_set_busy (CrmImportPreviewPage *self)
{
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  gtk_stack_set_visible_child_name (self->stack, "busy");
}

void
crm_import_preview_page_set_fraction (CrmImportPreviewPage *self,
                                      double fraction)
{
  gtk_progress_bar_set_fraction (self->progress_bar, fraction);
}

static void
set_number (GtkWidget *row,
            GtkLabel *label,
            guint number)
{
  g_autofree char *text = crm_number_format (number);

  gtk_label_set_label (label, text);
  gtk_widget_set_visible (row, number > 0);
}

static void
show_numbers (CrmImportPreviewPage *self,
              CrmImport *import,
              const CrmImportSummary *summary)
{
  g_autofree char *title = g_markup_escape_text (crm_import_get_name (import), -1);
  g_autofree char *unchanged = NULL, *strangers = NULL;

  adw_preferences_group_set_title (self->numbers_group, title);
  set_number (self->created_row, self->created_label, summary->created);
  set_number (self->updated_row, self->updated_label, summary->updated);
  set_number (self->skipped_row, self->skipped_label, summary->skipped);
  set_number (self->rejected_row, self->rejected_label, summary->rejected);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->created_row),
                               crm_entity_get_label_plural (crm_import_get_entity (import)));
  if (summary->unchanged > 0)
    unchanged = g_strdup_printf (ngettext ("%u of them says nothing new", "%u of them say nothing new",
                                           summary->unchanged),
                                 summary->unchanged);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->updated_row), unchanged);
  if (summary->strangers > 0 && summary->strangers == summary->skipped)
    strangers = g_strdup (_("They name nobody who is known. Go back and choose “Also From Strangers” to take "
                            "them."));
  else if (summary->strangers > 0)
    strangers = g_strdup_printf (ngettext ("%u of them names nobody who is known; the others are in the workspace",
                                           "%u of them name nobody who is known; the others are in the workspace",
                                           summary->strangers), summary->strangers);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->skipped_row), strangers != NULL ? strangers
                               : _("They are in the workspace, or further up in the file"));
}

static void
add_row (CrmImportPreviewPage *self,
         AdwPreferencesGroup *group,
         GtkWidget *row)
{
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->rows, group);
}

static void
clear_rows (CrmImportPreviewPage *self)
{
  for (guint i = 0; i < self->rows->len; i += 2)
    adw_preferences_group_remove (self->rows->pdata[i + 1], self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

static GtkWidget *
new_text_row (const char *title,
              const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}

static void
add_more (CrmImportPreviewPage *self,
          AdwPreferencesGroup *group,
          guint n,
          guint shown)
{
  g_autofree char *text = NULL;

  if (n <= shown)
    return;
  text = g_strdup_printf (ngettext ("and %u more", "and %u more", n - shown), n - shown);
  add_row (self, group, new_text_row (text, NULL));
}

/* One row a column: "30 people", which opens to their names. */
static void
add_linked (CrmImportPreviewPage *self,
            CrmImport *import,
            const CrmImportSummary *summary,
            guint column)
{
  const char *entity = NULL;
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *title = NULL;
  guint n = 0;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  for (guint i = 0; i < summary->resolutions->len; i++)
    {
      const CrmImportResolution *resolution = summary->resolutions->pdata[i];
      g_autofree char *count = NULL;

      if (resolution->column != column || resolution->how != CRM_IMPORT_CREATED)
        continue;
      entity = resolution->field->target != NULL ? resolution->field->target : "tag";
      count = g_strdup_printf (ngettext ("%u row", "%u rows", resolution->n_rows), resolution->n_rows);
      if (n++ < MAX_ROWS)
        adw_expander_row_add_row (ADW_EXPANDER_ROW (row), new_text_row (resolution->value, count));
    }
  if (n == 0)
    {
      g_object_ref_sink (row);
      g_object_unref (row);
      return;
    }
  /* Translators: how many, of what: Customers: 85 */
  title = g_strdup_printf (_("%s: %u"), crm_entity_get_label_plural (crm_entity_find (entity)), n);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), crm_import_get_column_label (import, column));
  add_row (self, self->linked_group, row);
}

/* "Custom Fields: 3", which opens to what they are called and of what kind they are. */
static void
add_new_fields (CrmImportPreviewPage *self,
                CrmImport *import)
{
  const CrmEntity *entity = crm_import_get_entity (import), *custom = crm_entity_find ("custom_field");
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *title = NULL;
  guint n = 0;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmField *field = &entity->fields[i];
      const CrmChoice *kind;

      if ((field->flags & CRM_FIELD_DRAFT) == 0)
        continue;
      kind = crm_field_find_choice (crm_entity_field (custom, "kind"), crm_field_kind_name (field->kind));
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row), new_text_row (field->label, crm_choice_get_label (kind)));
      n++;
    }
  title = g_strdup_printf (_("%s: %u"), crm_entity_get_label_plural (custom), n);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), crm_entity_get_label_plural (entity));
  if (n > 0)
    add_row (self, self->linked_group, row);
  else
    g_object_unref (g_object_ref_sink (row));
}

static void
duplicate_selected_cb (GtkWidget *row,
                       GParamSpec *pspec,
                       CrmImportPreviewPage *self)
{
  g_signal_emit (self, decided_signal, 0);
}

/* A row for each known record, where it may be said what becomes of it. */
static void
show_duplicates (CrmImportPreviewPage *self,
                 CrmImport *import,
                 const CrmImportSummary *summary)
{
  for (guint i = 0; i < self->duplicates->len; i++)
    adw_preferences_group_remove (self->duplicates_group, self->duplicates->pdata[i]);
  g_ptr_array_set_size (self->duplicates, 0);
  for (guint i = 0; i < MIN (summary->duplicates->len, MAX_ROWS); i++)
    {
      const CrmImportDuplicate *found = summary->duplicates->pdata[i];
      const char *labels[] = { _("Skip"), _("Update"), _("Add Anyway"), NULL };
      g_autoptr (GtkStringList) model = gtk_string_list_new (labels);
      g_autofree char *number = g_strdup_printf (_("Row %u"), found->row);
      GtkWidget *row = g_object_new (ADW_TYPE_COMBO_ROW, "use-markup", FALSE, "title", found->title,
                                     "subtitle", number, "model", model,
                                     "selected", crm_import_get_row_policy (import, found->row), NULL);

      g_object_set_data (G_OBJECT (row), "row", GUINT_TO_POINTER (found->row));
      g_signal_connect (row, "notify::selected", G_CALLBACK (duplicate_selected_cb), self);
      adw_preferences_group_add (self->duplicates_group, row);
      g_ptr_array_add (self->duplicates, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->duplicates_group), self->duplicates->len > 0);
}

static void
show_errors (CrmImportPreviewPage *self,
             const CrmImportSummary *summary)
{
  for (guint i = 0; i < MIN (summary->errors->len, MAX_ROWS); i++)
    {
      const CrmImportError *found = summary->errors->pdata[i];
      g_autofree char *title = g_strdup_printf (_("Row %u"), found->row);

      add_row (self, self->errors_group, new_text_row (title, found->message));
    }
  add_more (self, self->errors_group, summary->errors->len, MAX_ROWS);
}

static void
show_group (AdwPreferencesGroup *group,
            GPtrArray *rows)
{
  gtk_widget_set_visible (GTK_WIDGET (group), g_ptr_array_find (rows, group, NULL));
}

/**
 * crm_import_preview_page_update:
 *
 * Shows what a decision has changed. The decisions themselves stay where they are, under the pointer.
 */
void
crm_import_preview_page_update (CrmImportPreviewPage *self,
                                CrmImport *import,
                                const CrmImportSummary *summary)
{
  clear_rows (self);
  show_numbers (self, import, summary);
  add_new_fields (self, import);
  for (guint column = 0; column < crm_csv_get_n_columns (crm_import_get_csv (import)); column++)
    add_linked (self, import, summary, column);
  for (guint i = 0; i < summary->hints->len; i++)
    add_row (self, self->hints_group, new_text_row (((const CrmImportHint *) summary->hints->pdata[i])->message, NULL));
  show_errors (self, summary);
  show_group (self->linked_group, self->rows);
  show_group (self->hints_group, self->rows);
  show_group (self->errors_group, self->rows);
}

static void
decided_cb (CrmImportPreviewPage *self)
{
  g_signal_emit (self, decided_signal, 0);
}

static void
show_decisions (CrmImportPreviewPage *self,
                CrmImport *import,
                const CrmImportSummary *summary)
{
  for (guint i = 0; i < self->decisions->len; i++)
    adw_preferences_group_remove (self->decisions_group, self->decisions->pdata[i]);
  g_ptr_array_set_size (self->decisions, 0);
  for (guint i = 0; i < summary->resolutions->len && self->decisions->len < MAX_ROWS; i++)
    {
      const CrmImportResolution *resolution = summary->resolutions->pdata[i];
      GtkWidget *row;

      if (resolution->how == CRM_IMPORT_EXACT || (resolution->how == CRM_IMPORT_CREATED && resolution->closest == NULL))
        continue;
      row = crm_import_decision_row_new (resolution, crm_import_get_column_label (import, resolution->column));
      g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (decided_cb), self);
      adw_preferences_group_add (self->decisions_group, row);
      g_ptr_array_add (self->decisions, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->decisions_group), self->decisions->len > 0);
}

/**
 * crm_import_preview_page_show:
 * @summary: of crm_import_prepare()
 */
void
crm_import_preview_page_show (CrmImportPreviewPage *self,
                              CrmImport *import,
                              const CrmImportSummary *summary)
{
  show_decisions (self, import, summary);
  show_duplicates (self, import, summary);
  crm_import_preview_page_update (self, import, summary);
  gtk_stack_set_visible_child_name (self->stack, "ready");
  gtk_widget_grab_focus (self->import_button);
}

/**
 * crm_import_preview_page_apply_decisions:
 *
 * Tells the import what the person has decided.
 */
void
crm_import_preview_page_apply_decisions (CrmImportPreviewPage *self,
                                         CrmImport *import)
{
  for (guint i = 0; i < self->decisions->len; i++)
    crm_import_decision_row_apply (self->decisions->pdata[i], import);
  for (guint i = 0; i < self->duplicates->len; i++)
    {
      guint row = GPOINTER_TO_UINT (g_object_get_data (self->duplicates->pdata[i], "row"));
      guint selected = adw_combo_row_get_selected (self->duplicates->pdata[i]);

      if (selected <= CRM_IMPORT_CREATE && selected != crm_import_get_row_policy (import, row))
        crm_import_set_row_policy (import, row, selected);
    }
}

static void
crm_import_preview_page_dispose (GObject *object)
{
  CrmImportPreviewPage *self = CRM_IMPORT_PREVIEW_PAGE (object);

  g_clear_pointer (&self->decisions, g_ptr_array_unref);
  g_clear_pointer (&self->duplicates, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), CRM_TYPE_IMPORT_PREVIEW_PAGE);
  G_OBJECT_CLASS (crm_import_preview_page_parent_class)->dispose (object);
}

static void
crm_import_preview_page_class_init (CrmImportPreviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = crm_import_preview_page_dispose;
  /**
   * CrmImportPreviewPage::decided:
   *
   * The person has chosen another meaning for a text, or what is done with a row.
   */
  decided_signal = g_signal_new ("decided", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_BASE "/exchange/crm-import-preview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, stack);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, import_button);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, created_row);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, updated_row);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, skipped_row);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, rejected_row);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, created_label);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, updated_label);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, skipped_label);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, rejected_label);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, numbers_group);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, decisions_group);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, duplicates_group);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, linked_group);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, hints_group);
  gtk_widget_class_bind_template_child (widget_class, CrmImportPreviewPage, errors_group);
}

static void
crm_import_preview_page_init (CrmImportPreviewPage *self)
{
  self->decisions = g_ptr_array_new ();
  self->duplicates = g_ptr_array_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
