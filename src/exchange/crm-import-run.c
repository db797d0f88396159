/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-import-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "base/crm-money.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Doing an import: on the thread of the caller, or on a worker. */

/* Where a mark can be read either way, it is what it is in other columns, else a comma divides thousands. */
static void
settle_numbers (CrmImportPlan *plan)
{
  char known = 0;

  for (guint i = 0; i < plan->slots->len; i++)
    {
      char decimal = g_array_index (plan->slots, CrmImportSlot, i).format.decimal;

      known = decimal != 0 ? decimal : known;
    }
  for (guint i = 0; i < plan->slots->len; i++)
    {
      CrmImportSlot *slot = &g_array_index (plan->slots, CrmImportSlot, i);

      if (!slot->format.unclear)
        continue;
      slot->format.decimal = known;
      crm_import_plan_hint (plan, slot->column, g_strdup_printf (known == ','
        ? _("The numbers of “%s” are read with a comma before decimals, as another column writes them.")
        : known == '.' ? _("The numbers of “%s” are read with a point before decimals, as another column writes them.")
        : _("Nothing tells whether the marks in “%s” divide thousands: 1,234 is read as 1234, but 1.234 as a little "
            "more than 1."), crm_csv_get_header (plan->csv, slot->column)));
    }
}

/* Settles how the dates of each column are read. Returns a column whose dates can be read either way, or −1. A column
 * that tells speaks for those that do not. */
static int
settle_dates (CrmImport *self,
              CrmImportPlan *plan)
{
  CrmImportDates known = CRM_IMPORT_DATES_GUESS;
  int ambiguous = -1;

  for (guint i = 0; i < plan->slots->len; i++)
    {
      CrmImportDates dates = g_array_index (plan->slots, CrmImportSlot, i).format.dates;

      known = dates != CRM_IMPORT_DATES_GUESS ? dates : known;
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

static int
settle_formats (CrmImport *self,
                CrmImportPlan *plan)
{
  for (guint i = 0; i < plan->slots->len; i++)
    {
      CrmImportSlot *slot = &g_array_index (plan->slots, CrmImportSlot, i);

      if (slot->column >= 0)
        crm_import_format_choose (&((CrmImportColumn *) plan->columns->pdata[slot->column])->style,
                                  &plan->entity->fields[slot->field], crm_csv_get_dialect (plan->csv)->typed,
                                  &slot->format);
    }
  settle_numbers (plan);
  return settle_dates (self, plan);
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

/* A file of which nothing was taken may say something all the same, such as when somebody is busy. */
static void
refuse_empty (CrmImport *self,
              GError **error)
{
  const CrmMadeTable *made = crm_csv_reader_get_made (self->file);
  g_auto (GStrv) remarks = made != NULL ? crm_made_table_dup_remarks (made) : NULL;

  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, made != NULL
               ? _("There is nothing in “%s” that could be imported. Nothing was changed. Choose another file.")
               : _("“%s” has a header, but no rows. Nothing was changed. Choose another file."), self->name);
  if (remarks != NULL && remarks[0] != NULL)
    g_prefix_error (error, "%s ", remarks[0]);
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
  if (self->n_rows == 0)
    {
      refuse_empty (self, error);
      return FALSE;
    }
  for (guint i = 0; i < crm_csv_get_n_columns (self->csv); i++)
    mapped |= self->mapping[i] != CRM_IMPORT_UNMAPPED;
  if (!mapped)
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("No column of “%s” is mapped to a field. Nothing was changed. "
                 "Say which column is which field."), self->name);
  return mapped;
}

static void
tell_remarks (CrmImport *self)
{
  const CrmMadeTable *made = crm_csv_reader_get_made (self->file);
  g_auto (GStrv) remarks = made != NULL ? crm_made_table_dup_remarks (made) : NULL;

  for (guint i = 0; remarks != NULL && remarks[i] != NULL; i++)
    crm_import_plan_hint (self->plan, -1, g_strdup (remarks[i]));
}

/* Rows of a file that was imported before are known, or will be there twice. */
static void
tell_repetition (CrmImport *self)
{
  gboolean asked = self->policy == CRM_IMPORT_CREATE && self->match->len > 0;
  guint n = self->plan->summary.created;
  gint64 earlier = n > 0 && !asked ? crm_import_find_earlier (self) : 0;
  g_autofree char *when = earlier != 0 ? crm_instant_format (earlier) : NULL;

  if (when != NULL)
    crm_import_plan_hint (self->plan, -1, g_strdup_printf (
      ngettext ("The same file was imported on %s already. %u of its rows is added now: nothing that is compared says "
                "that it is there.",
                "The same file was imported on %s already. %u of its rows are added now: nothing that is compared says "
                "that they are there.", n), when, n));
}

static void
tell_notes (CrmImport *self)
{
  CrmImportPlan *plan = self->plan;
  const CrmCsvNotes *notes = &self->notes;

  tell_remarks (self);
  if (self->preset != NULL)
    /* Translators: the placeholders are a program, such as HubSpot, and a kind of records, such as Customers */
    crm_import_plan_hint (plan, -1, g_strdup_printf (_("This looks like an export of %s: %s. Columns and values are "
      "read as they are meant there."), self->preset->product, crm_entity_get_label_plural (self->entity)));
  if (self->n_short > 0)
    crm_import_plan_hint (plan, -1, g_strdup_printf (
      ngettext ("%u row has fewer values than there are columns: row %u. What is missing stays empty.",
                "%u rows have fewer values than there are columns; the first is row %u. What is missing stays empty.",
                self->n_short), self->n_short, self->first_short));
  if (notes->n_preamble > 0)
    crm_import_plan_hint (plan, -1, g_strdup_printf (
      ngettext ("%u row above the table was left out.", "%u rows above the table were left out.", notes->n_preamble),
      notes->n_preamble));
  if (notes->n_repeated > 0)
    crm_import_plan_hint (plan, -1, g_strdup_printf (
      ngettext ("%u repeated header was left out.", "%u repeated headers were left out.", notes->n_repeated),
      notes->n_repeated));
  if (notes->n_comments > 0)
    crm_import_plan_hint (plan, -1, g_strdup_printf (
      ngettext ("%u comment among the rows was left out: row %u.",
                "%u comments among the rows were left out; the first is row %u.", notes->n_comments),
      notes->n_comments, notes->first_comment));
  if (notes->n_zeros > 0)
    crm_import_plan_hint (plan, -1, g_strdup_printf (
      ngettext ("%u character that is nothing but a zero was left out of the text.",
                "%u characters that are nothing but zeros were left out of the text.", notes->n_zeros),
      notes->n_zeros));
  if (notes->n_damaged > 0)
    crm_import_plan_hint (plan, -1, g_strdup_printf (
      ngettext ("%u character is damaged and cannot be read, in line %u of the file. It is imported as “�”.",
                "%u characters are damaged and cannot be read; the first is in line %u of the file. They are imported "
                "as “�”.", notes->n_damaged), notes->n_damaged, notes->first_damaged));
  if (notes->n_mended + notes->n_quotes > 0)
    crm_import_plan_hint (plan, -1, g_strdup_printf (
      ngettext ("%u row has too many or too few delimiters or quotes; its values were put into the columns they "
                "look like. Look at row %u.",
                "%u rows have too many or too few delimiters or quotes; their values were put into the columns they "
                "look like. The first is row %u.", notes->n_mended + notes->n_quotes),
      notes->n_mended + notes->n_quotes, notes->first_mended));
  if (notes->n_errors > 0)
    crm_import_plan_hint (plan, -1, g_strdup_printf (
      ngettext ("%u cell is empty because its formula has no value, in row %u.",
                "%u cells are empty because their formulas have no value; the first is in row %u.", notes->n_errors),
      notes->n_errors, notes->first_error));
  if (notes->more)
    crm_import_plan_hint (plan, -1, g_strdup (_("Another table follows in the file. It is not imported.")));
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
  if (!check_settings (self, error) || !crm_import_settle_drafts (self, error))
    return FALSE;
  self->plan = plan = crm_import_plan_new (self);
  plan->progress = progress;
  plan->progress_data = data;
  plan->cancellable = cancellable;
  plan->write = write;
  ambiguous = settle_formats (self, plan);
  if (ambiguous >= 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("The dates of “%s” can be read with the day or with the month first, "
                   "and none of them tells which. Nothing was changed. Say how they are written."),
                   crm_csv_get_header (self->csv, ambiguous));
      return FALSE;
    }
  tell_notes (self);
  if (!crm_import_plan_make (plan, error))
    return FALSE;
  tell_repetition (self);
  return TRUE;
}

/* What was found out stays; what was needed for it does not. */
static const CrmImportSummary *
end_plan (CrmImport *self,
          gboolean done)
{
  CrmImportPlan *plan = self->plan;

  if (done && plan->progress != NULL)
    plan->progress (plan->n_passes * plan->n_rows, plan->n_passes * plan->n_rows, plan->progress_data);
  if (plan != NULL)
    {
      g_clear_pointer (&plan->portion, crm_change_set_unref);
      g_clear_pointer (&plan->bulk, crm_bulk_free);
      g_clear_pointer (&plan->by_match, crm_import_keys_free);
      g_clear_pointer (&plan->by_unique, crm_import_keys_free);
      plan->progress = NULL;
      plan->cancellable = NULL;
    }
  return done ? &plan->summary : NULL;
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
  return end_plan (self, plan_import (self, FALSE, progress, data, cancellable, error));
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

static gboolean
finish (CrmImport *self,
        GError **error)
{
  g_autofree char *label = make_label (self);

  if (!crm_import_write_end (self->plan, label, error))
    return FALSE;
  crm_import_remember (self);
  return TRUE;
}

/**
 * crm_import_run:
 * @progress: (nullable): called now and then, on this thread
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
  return end_plan (self, plan_import (self, TRUE, progress, data, cancellable, error) &&
                   crm_csv_reader_check (self->file, error) && finish (self, error));
}
