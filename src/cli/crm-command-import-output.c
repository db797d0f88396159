/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-command-import.h"

#include "base/crm-error.h"
#include "cli/crm-cli-output.h"

#include <glib/gi18n.h>

#define MAX_LINES 20
#define MOST_SKIPPED 5   /* of which each is told */

static void
add_mark (CrmResultBuilder *builder,
          const char *name,
          char mark)
{
  char text[2] = { mark, '\0' };

  crm_result_text (builder, name, text);
}

/**
 * crm_cli_add_dialect:
 *
 * Adds how a table is written, as the member "dialect".
 */
void
crm_cli_add_dialect (CrmResultBuilder *builder,
                     const CrmCsvDialect *dialect)
{
  crm_result_begin (builder, "dialect");
  crm_result_text (builder, "encoding", dialect->encoding);
  crm_result_text (builder, "delimiter", dialect->delimiter);
  add_mark (builder, "quote", dialect->quote);
  add_mark (builder, "escape", dialect->escape);
  crm_result_flag (builder, "header", dialect->header == CRM_CSV_HEADER_PRESENT);
  crm_result_count (builder, "table", dialect->table + 1);
  if (dialect->sheet != NULL)
    crm_result_text (builder, "sheet", dialect->sheet);
  crm_result_end (builder);
}

static void
add_mapping (CrmResultBuilder *builder,
             CrmImport *import)
{
  const CrmCsv *csv = crm_import_get_csv (import);

  crm_result_begin (builder, "mapping");
  for (guint i = 0; i < crm_csv_get_n_columns (csv); i++)
    {
      const char *header = crm_csv_get_header (csv, i);
      g_autofree char *numbered = NULL;

      /* Of columns with one name the first has it; the others are told apart by their place. */
      if (crm_import_find_column (import, header) != (int) i)
        numbered = g_strdup_printf ("#%u", i + 1);
      crm_result_text (builder, numbered != NULL ? numbered : header, crm_import_get_field (import, i));
    }
  crm_result_end (builder);
}

/* What each column holds. */
static void
add_columns (CrmResultBuilder *builder,
             CrmImport *import)
{
  const CrmCsv *csv = crm_import_get_csv (import);

  crm_result_begin_array (builder, "columns");
  for (guint i = 0; i < crm_csv_get_n_columns (csv); i++)
    {
      const CrmImportProfile *profile = crm_import_get_profile (import, i);

      crm_result_begin (builder, NULL);
      crm_result_text (builder, "name", crm_csv_get_header (csv, i));
      crm_result_text (builder, "field", crm_import_get_field (import, i));
      crm_result_count (builder, "filled", profile->n_filled);
      crm_result_count (builder, "distinct", profile->n_distinct);
      crm_result_count (builder, "numbers", profile->n_numbers);
      crm_result_count (builder, "dates", profile->n_dates);
      crm_result_flag (builder, "ambiguous", profile->ambiguous);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
add_duplicates (CrmResultBuilder *builder,
                CrmImport *import,
                const CrmImportSummary *summary)
{
  static const char *const names[] = { "skip", "update", "create" };

  crm_result_begin_array (builder, "duplicates");
  for (guint i = 0; i < summary->duplicates->len; i++)
    {
      const CrmImportDuplicate *found = summary->duplicates->pdata[i];

      crm_result_begin (builder, NULL);
      crm_result_count (builder, "row", found->row);
      crm_result_count (builder, "id", found->id);
      crm_result_text (builder, "title", found->title);
      crm_result_text (builder, "policy", names[crm_import_get_row_policy (import, found->row)]);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
add_match (CrmResultBuilder *builder,
           CrmImport *import)
{
  g_auto (GStrv) keys = crm_import_dup_match (import);

  crm_result_begin_array (builder, "match");
  for (guint i = 0; keys[i] != NULL; i++)
    crm_result_text (builder, NULL, keys[i]);
  crm_result_end_array (builder);
}

static void
add_errors (CrmResultBuilder *builder,
            const CrmCsv *csv,
            const CrmImportSummary *summary)
{
  crm_result_begin_array (builder, "errors");
  for (guint i = 0; i < summary->errors->len; i++)
    {
      const CrmImportError *found = summary->errors->pdata[i];
      g_autoptr (GError) error = g_error_new_literal (CRM_ERROR, found->code, found->message);

      crm_result_begin (builder, NULL);
      crm_result_count (builder, "row", found->row);
      crm_result_text (builder, "column", found->column >= 0 ? crm_csv_get_header (csv, found->column) : NULL);
      crm_result_text (builder, "code", crm_error_code_name (error));
      crm_result_text (builder, "message", found->message);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
add_link (CrmResultBuilder *builder,
          const CrmCsv *csv,
          const CrmImportResolution *resolution)
{
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "column", crm_csv_get_header (csv, resolution->column));
  crm_result_text (builder, "field", resolution->field->key);
  crm_result_text (builder, "value", resolution->value);
  crm_result_text (builder, "how", crm_import_how_name (resolution->how));
  crm_result_text (builder, "target", resolution->target);
  if (resolution->closest != NULL)
    {
      crm_result_text (builder, "closest", resolution->closest);
      crm_result_number (builder, "similarity", resolution->similarity);
    }
  crm_result_count (builder, "rows", resolution->n_rows);
  crm_result_end (builder);
}

static void
add_links (CrmResultBuilder *builder,
           const CrmCsv *csv,
           const CrmImportSummary *summary)
{
  crm_result_begin_array (builder, "links");
  for (guint i = 0; i < summary->resolutions->len; i++)
    add_link (builder, csv, summary->resolutions->pdata[i]);
  crm_result_end_array (builder);
}

static void
add_hints (CrmResultBuilder *builder,
           const CrmImportSummary *summary)
{
  crm_result_begin_array (builder, "hints");
  for (guint i = 0; i < summary->hints->len; i++)
    crm_result_text (builder, NULL, ((const CrmImportHint *) summary->hints->pdata[i])->message);
  crm_result_end_array (builder);
}

static void
add_numbers (CrmResultBuilder *builder,
             const CrmImportSummary *summary)
{
  if (summary->action != 0)
    crm_result_count (builder, "action", summary->action);
  else
    crm_result_text (builder, "action", NULL);
  crm_result_count (builder, "read", summary->read);
  crm_result_count (builder, "created", summary->created);
  crm_result_count (builder, "updated", summary->updated);
  crm_result_count (builder, "unchanged", summary->unchanged);
  crm_result_count (builder, "skipped", summary->skipped);
  crm_result_count (builder, "strangers", summary->strangers);
  crm_result_count (builder, "rejected", summary->rejected);
  crm_result_count (builder, "linked", summary->n_linked);
}

/**
 * crm_cli_add_import:
 *
 * Adds an object that says what was done, or would be (then without an action).
 */
void
crm_cli_add_import (CrmResultBuilder *builder,
                    CrmImport *import,
                    const CrmImportSummary *summary)
{
  const CrmCsv *csv = crm_import_get_csv (import);

  crm_result_begin (builder, NULL);
  add_numbers (builder, summary);
  crm_result_text (builder, "entity", crm_import_get_entity (import)->name);
  crm_result_text (builder, "source", crm_import_get_source (import));
  crm_result_flag (builder, "remembered", crm_import_is_recalled (import));
  add_mapping (builder, import);
  add_columns (builder, import);
  add_match (builder, import);
  add_duplicates (builder, import, summary);
  crm_cli_add_dialect (builder, crm_csv_get_dialect (csv));
  add_errors (builder, csv, summary);
  add_links (builder, csv, summary);
  add_hints (builder, summary);
  crm_result_end (builder);
}

static void
print_resolution (const CrmCsv *csv,
                  const CrmImportResolution *resolution)
{
  const char *header = crm_csv_get_header (csv, resolution->column);

  switch (resolution->how)
    {
    case CRM_IMPORT_FUZZY:
      crm_cli_say (_("%s: “%s” is taken for “%s” (%u rows)"), header, resolution->value, resolution->target,
                   resolution->n_rows);
      break;
    case CRM_IMPORT_KEPT:
      crm_cli_say (_("%s: “%s” is kept, though it is close to “%s” (%u rows)"), header, resolution->value,
                   resolution->closest, resolution->n_rows);
      break;
    case CRM_IMPORT_NONE:
      crm_cli_say (_("%s: “%s” is unknown and stays empty (%u rows)"), header, resolution->value, resolution->n_rows);
      break;
    case CRM_IMPORT_EXACT:
    case CRM_IMPORT_CREATED:
    case CRM_IMPORT_REFUSED:
    default:
      break;
    }
}

static void
print_mapping (CrmImport *import)
{
  const CrmCsv *csv = crm_import_get_csv (import);
  g_autoptr (CrmTable) table = crm_table_new ();

  crm_table_add_column (table, _("Column"), FALSE);
  crm_table_add_column (table, _("Field"), FALSE);
  for (guint i = 0; i < crm_csv_get_n_columns (csv); i++)
    {
      const char *key = crm_import_get_field (import, i);

      crm_table_add_cell (table, crm_csv_get_header (csv, i));
      crm_table_add_cell (table, key != NULL ? key : crm_import_keeps_column (import, i) ? _("kept in vcard") : "—");
    }
  crm_table_print (table);
}

static void
print_more (guint n,
            guint shown)
{
  if (n > shown)
    crm_cli_say (_("… and %u more"), n - shown);
}

static void
print_errors (const CrmImportSummary *summary)
{
  for (guint i = 0; i < MIN (summary->errors->len, MAX_LINES); i++)
    {
      const CrmImportError *found = summary->errors->pdata[i];

      crm_cli_say (_("Row %u is rejected: %s"), found->row, found->message);
    }
  print_more (summary->errors->len, MAX_LINES);
}

static void
print_skipped (CrmImport *import,
               const CrmImportSummary *summary)
{
  g_auto (GStrv) keys = crm_import_dup_match (import);
  g_autofree char *match = g_strjoinv (" ", keys);
  guint n = 0;

  for (guint i = 0; i < summary->duplicates->len && n < MOST_SKIPPED; i++)
    {
      const CrmImportDuplicate *found = summary->duplicates->pdata[i];

      if (crm_import_get_row_policy (import, found->row) != CRM_IMPORT_SKIP)
        continue;
      /* Translators: the last placeholder is names of fields as the command line has them, such as “email | phone” */
      crm_cli_say (_("Row %u is skipped, as “%s” is known by %s"), found->row, found->title, match);
      n++;
    }
  if (n > 0)
    print_more (summary->skipped - summary->strangers, n);
}

/* "account: 85 added as customers: Cancity, Isdom, Codehow …" */
static void
print_added (const CrmCsv *csv,
             const CrmImportSummary *summary,
             guint column)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < summary->resolutions->len; i++)
    {
      const CrmImportResolution *resolution = summary->resolutions->pdata[i];

      if (resolution->column != column || resolution->how != CRM_IMPORT_CREATED)
        continue;
      if (n++ < 3)
        g_string_append_printf (names, "%s%s", n > 1 ? C_("list", ", ") : "", resolution->value);
    }
  if (n > 0)
    crm_cli_say (_("%s: %u unknown records are added: %s%s"), crm_csv_get_header (csv, column), n, names->str,
                 n > 3 ? " …" : "");
}

static void
print_resolutions (const CrmCsv *csv,
                   const CrmImportSummary *summary)
{
  guint n = 0;

  for (guint column = 0; column < crm_csv_get_n_columns (csv); column++)
    print_added (csv, summary, column);
  for (guint i = 0; i < summary->resolutions->len; i++)
    {
      const CrmImportResolution *resolution = summary->resolutions->pdata[i];

      if (resolution->how == CRM_IMPORT_EXACT)
        break;
      if (resolution->how == CRM_IMPORT_CREATED || resolution->how == CRM_IMPORT_REFUSED)
        continue;
      if (n++ < MAX_LINES)
        print_resolution (csv, resolution);
    }
  print_more (n, MAX_LINES);
}

/* Older encodings are guessed. */
static void
print_encoding (CrmImport *import)
{
  const char *encoding = crm_csv_get_dialect (crm_import_get_csv (import))->encoding;

  if (encoding != NULL && strcmp (encoding, "UTF-8") != 0)
    crm_cli_say (_("The file is read as %s; --encoding names another"), encoding);
}

/**
 * crm_cli_print_import_text:
 *
 * Prints what was found out and done.
 */
void
crm_cli_print_import_text (CrmImport *import,
                           const CrmImportSummary *summary)
{
  print_encoding (import);
  print_mapping (import);
  for (guint i = 0; i < summary->hints->len; i++)
    crm_cli_say ("%s", ((const CrmImportHint *) summary->hints->pdata[i])->message);
  print_resolutions (crm_import_get_csv (import), summary);
  print_errors (summary);
  print_skipped (import, summary);
  crm_cli_say (_("%s: %u rows read, %u created, %u updated, %u skipped, %u rejected"),
               crm_entity_get_label_plural (crm_import_get_entity (import)), summary->read, summary->created,
               summary->updated, summary->skipped, summary->rejected);
  if (summary->strangers > 0)
    crm_cli_say (ngettext ("%u of those that were skipped names nobody who is known; --strangers keep takes it, too",
                           "%u of those that were skipped name nobody who is known; --strangers keep takes them, too",
                           summary->strangers), summary->strangers);
}
