/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"

#include "base/crm-error.h"
#include "base/crm-money.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Doing an import: on the thread of the caller, or on a worker. */

/* Settles how the dates and numbers of each column are read. Returns a column whose dates can be read either way, or
 * −1. A column that tells speaks for those that do not. */
static int
settle_formats (CrmImport *self,
                CrmImportPlan *plan)
{
  CrmImportDates known = CRM_IMPORT_DATES_GUESS;
  int ambiguous = -1;

  for (guint i = 0; i < plan->slots->len; i++)
    {
      CrmImportSlot *slot = &g_array_index (plan->slots, CrmImportSlot, i);

      if (slot->column < 0)
        continue;
      crm_import_format_guess (plan->csv, slot->column, plan->n_rows, &plan->entity->fields[slot->field],
                               &slot->format);
      if (slot->format.dates != CRM_IMPORT_DATES_GUESS)
        known = slot->format.dates;
    }
  for (guint i = 0; i < plan->slots->len; i++)
    {
      CrmImportSlot *slot = &g_array_index (plan->slots, CrmImportSlot, i);

      if (!slot->format.ambiguous)
        continue;
      slot->format.dates = self->dates != CRM_IMPORT_DATES_GUESS ? self->dates : known;
      if (slot->format.dates == CRM_IMPORT_DATES_GUESS && ambiguous < 0)
        ambiguous = slot->column;
      else if (self->dates == CRM_IMPORT_DATES_GUESS)
        crm_import_plan_hint (plan, slot->column, g_strdup_printf (known == CRM_IMPORT_DATES_DAY_FIRST
          ? _("The dates of “%s” are read with the day first, as another column writes them.")
          : _("The dates of “%s” are read with the month first, as another column writes them."),
          crm_csv_get_header (plan->csv, slot->column)));
    }
  return ambiguous;
}

/**
 * crm_import_find_ambiguous_dates:
 *
 * Returns: a column whose dates can be read with the day or the month first, and nothing tells which, or −1. It must be
 *   settled with crm_import_set_dates() before anything can be prepared or run.
 */
int
crm_import_find_ambiguous_dates (CrmImport *self)
{
  CrmImportPlan *plan;
  int column;

  if (self->entity == NULL || self->dates != CRM_IMPORT_DATES_GUESS)
    return -1;
  plan = crm_import_plan_new (self);
  column = settle_formats (self, plan);
  crm_import_plan_free (plan);
  return column;
}

static gboolean
check_settings (CrmImport *self,
                GError **error)
{
  gboolean mapped = FALSE;

  if (self->entity == NULL)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("What the rows of “%s” are could not be told from its columns. "
                   "Nothing was changed. Say what they are."), self->name);
      return FALSE;
    }
  if (crm_csv_get_n_rows (self->csv) == 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” has a header, but no rows. Nothing was changed. "
                   "Choose another file."), self->name);
      return FALSE;
    }
  for (guint i = 0; i < crm_csv_get_n_columns (self->csv); i++)
    mapped |= self->mapping[i] != CRM_IMPORT_UNMAPPED;
  if (!mapped)
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("No column of “%s” is mapped to a field. Nothing was changed. "
                 "Say which column is which field."), self->name);
  return mapped;
}

static gpointer
make_plan (CrmReader *reader,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  CrmImportPlan *plan = data;
  gboolean made;

  plan->reader = reader;
  made = crm_import_plan_make (plan, error);
  plan->reader = NULL;
  return GINT_TO_POINTER (made);
}

static gboolean
plan_import (CrmImport *self,
             gboolean write,
             CrmImportProgress progress,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  CrmImportPlan *plan;
  int ambiguous;

  g_clear_pointer (&self->plan, crm_import_plan_free);
  if (!check_settings (self, error))
    return FALSE;
  self->plan = plan = crm_import_plan_new (self);
  plan->progress = progress;
  plan->progress_data = data;
  plan->cancellable = cancellable;
  plan->total = write ? 2 * plan->n_rows : plan->n_rows;
  ambiguous = settle_formats (self, plan);
  if (ambiguous >= 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("The dates of “%s” can be read with the day or with the month first, "
                   "and none of them tells which. Nothing was changed. Say how they are written."),
                   crm_csv_get_header (self->csv, ambiguous));
      return FALSE;
    }
  return crm_store_read (self->store, make_plan, plan, cancellable, error) != NULL;
}

/**
 * crm_import_prepare:
 * @progress: (nullable): called now and then, on this thread
 *
 * Finds out what crm_import_run() would do, and writes nothing.
 *
 * Returns: (transfer none): the summary, without an action
 * Errors: %CRM_ERROR_INVALID if something must be said first, %CRM_ERROR_FORMAT for a file without rows
 */
const CrmImportSummary *
crm_import_prepare (CrmImport *self,
                    CrmImportProgress progress,
                    gpointer data,
                    GCancellable *cancellable,
                    GError **error)
{
  if (!plan_import (self, FALSE, progress, data, cancellable, error))
    return NULL;
  crm_import_plan_tell (self->plan, self->plan->total);
  self->plan->progress = NULL;
  self->plan->cancellable = NULL;
  return &self->plan->summary;
}

/* English writes the names of things in lower case within a sentence; languages with a translation know better. */
static char *
name_records (const CrmEntity *entity)
{
  const char *label = crm_entity_get_label_plural (entity);

  return strcmp (label, entity->label_plural) == 0 ? g_utf8_strdown (label, -1) : g_strdup (label);
}

static char *
make_label (CrmImport *self)
{
  const CrmImportSummary *summary = &self->plan->summary;
  g_autofree char *number = crm_number_format (summary->created + summary->updated - summary->unchanged);
  g_autofree char *records = name_records (self->entity);

  /* Translators: a step of undo: Import 8,800 opportunities from sales_pipeline.csv */
  return g_strdup_printf (_("Import %s %s from %s"), number, records, self->name);
}

static void
wrote_cb (guint done,
          guint total,
          gpointer data)
{
  CrmImportPlan *plan = data;

  crm_import_plan_tell (plan, plan->n_rows + (guint) ((guint64) plan->n_rows * done / MAX (total, 1)));
}

static gboolean
write_plan (CrmImport *self,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree char *label = make_label (self);
  g_autoptr (CrmChangeSet) changes = crm_import_build_changes (self->plan, label);

  if (crm_change_set_get_n_changes (changes) == 0)
    return TRUE;
  crm_change_set_set_progress (changes, wrote_cb, self->plan);
  return crm_store_apply (self->store, changes, &self->plan->summary.action, cancellable, error);
}

/**
 * crm_import_run:
 * @progress: (nullable): called now and then; while rows are written on the thread of the store's writer
 *
 * Imports the rows: one action of the journal. Rows that are wrong are rejected, the others are imported. If it is
 * cancelled or fails, nothing is.
 *
 * Returns: (transfer none): what was done
 * Errors: as crm_import_prepare(), and those of crm_store_apply()
 */
const CrmImportSummary *
crm_import_run (CrmImport *self,
                CrmImportProgress progress,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  gboolean written;

  if (!plan_import (self, TRUE, progress, data, cancellable, error))
    return NULL;
  written = write_plan (self, cancellable, error);
  if (written)
    crm_import_plan_tell (self->plan, self->plan->total);
  self->plan->progress = NULL;
  self->plan->cancellable = NULL;
  return written ? &self->plan->summary : NULL;
}

static char *
list_reasons (const CrmImportSummary *summary,
              guint *index,
              guint row)
{
  GString *reasons = g_string_new (NULL);

  while (*index < summary->errors->len)
    {
      const CrmImportError *found = summary->errors->pdata[*index];

      if (found->row != row)
        break;
      g_string_append_printf (reasons, "%s%s", reasons->len > 0 ? "; " : "", found->message);
      (*index)++;
    }
  return g_string_free (reasons, FALSE);
}

static void
append_row (GString *out,
            const CrmCsv *csv,
            guint row,
            const char *reason)
{
  for (guint i = 0; i < MAX (crm_csv_get_n_cells (csv, row), crm_csv_get_n_columns (csv)); i++)
    {
      crm_csv_append_cell (out, crm_csv_get_cell (csv, row, i), ',');
      g_string_append_c (out, ',');
    }
  crm_csv_append_cell (out, reason, ',');
  g_string_append (out, "\r\n");
}

/**
 * crm_import_write_errors:
 * @path: a file, which is replaced
 *
 * Writes the rows that the last prepare or run rejected as CSV (UTF-8, commas), each with its reason in a column more,
 * to be corrected and imported again.
 */
gboolean
crm_import_write_errors (CrmImport *self,
                         const char *path,
                         GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const CrmImportSummary *summary;
  guint index = 0;

  g_return_val_if_fail (self->plan != NULL, FALSE);
  summary = &self->plan->summary;
  for (guint i = 0; i < crm_csv_get_n_columns (self->csv); i++)
    {
      crm_csv_append_cell (out, crm_csv_get_header (self->csv, i), ',');
      g_string_append_c (out, ',');
    }
  crm_csv_append_cell (out, _("Reason"), ',');
  g_string_append (out, "\r\n");
  for (guint row = 0; row < self->plan->n_rows; row++)
    {
      g_autofree char *reasons = NULL;

      if (self->plan->rows[row].state != CRM_IMPORT_ROW_REJECT)
        continue;
      reasons = list_reasons (summary, &index, crm_csv_get_number (self->csv, row));
      append_row (out, self->csv, row, reasons);
    }
  return g_file_set_contents (path, out->str, out->len, error);
}
