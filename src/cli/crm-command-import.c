/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-command-import.h"

#include "cli/crm-cli-input.h"
#include "cli/crm-cli-output.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

static char *as_entity, *mapping, *on_duplicate, *match, *encoding, *delimiter, *date_order, *errors_file, *rows;
static char *sheet, *strangers;
static gboolean dry_run, no_header, new_fields, leave_unknown, accept_similar;
static int table = 1;

static const GOptionEntry options[] = {
  { "as", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &as_entity, N_("What the rows are; guessed otherwise"),
    N_("ENTITY") },
  { "map", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &mapping,
    N_("Which column fills which field; nothing behind = leaves the column out, “new” makes a custom field of it, "
       "“new:KIND” one of that kind"), N_("COLUMN=FIELD,…") },
  { "new-fields", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &new_fields,
    N_("Make custom fields of all columns that no field is for"), NULL },
  { "on-duplicate", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &on_duplicate,
    N_("skip (the rule), update, or create"), N_("POLICY") },
  { "row", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &rows,
    N_("What is done with single rows that are known, whatever is done with the others"), N_("ROW=POLICY,…") },
  { "match", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &match,
    N_("Fields that together tell whether a row is known, | between alternatives (email|phone); "
       "the number, e-mail address or name otherwise"), N_("FIELD,…") },
  { "encoding", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &encoding, N_("Encoding of the file, such as UTF-8"),
    N_("NAME") },
  { "delimiter", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &delimiter, N_("What stands between cells: , ; | or tab"),
    N_("MARK") },
  { "no-header", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &no_header, N_("The first row is data"), NULL },
  { "table", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &table, N_("Which table of the file, where there are several"),
    N_("N") },
  { "sheet", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &sheet,
    N_("Which sheet of a spreadsheet, by its title or number; the first with anything in it otherwise"), N_("SHEET") },
  { "date-order", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &date_order,
    N_("How 03/04/2025 is read where nothing tells: dmy or mdy"), N_("ORDER") },
  { "leave-unknown", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &leave_unknown,
    N_("Leave cells empty that name unknown records, instead of adding these"), NULL },
  { "strangers", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &strangers,
    N_("What is done with mail or events that name nobody who is known: skip (the rule for mail) or keep"),
    N_("POLICY") },
  { "accept-similar", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &accept_similar,
    N_("Take the closest known value for texts that look misspelt"), NULL },
  { "dry-run", 'n', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &dry_run, N_("Only tell what would be done"), NULL },
  { "errors", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &errors_file,
    N_("Write the rejected rows here, with the reasons"), N_("FILE") },
  { NULL },
};

static const char *const policies[] = { "skip", "update", "create", NULL };

static gboolean
find_word (const char *word,
           const char *const *words,
           const char *option,
           int *index,
           GError **error)
{
  for (*index = 0; words[*index] != NULL; (*index)++)
    {
      if (word == NULL || strcmp (words[*index], word) == 0)
        return TRUE;
    }
  return crm_cli_refuse_usage (error, _("--%s cannot be “%s”"), option, word);
}

/**
 * crm_cli_read_dialect:
 * @number: of the table, from 1
 *
 * Puts what options say of a file into a wish.
 */
gboolean
crm_cli_read_dialect (const char *name,
                      const char *mark,
                      gboolean headless,
                      int number,
                      const char *title,
                      CrmCsvDialect *wish,
                      GError **error)
{
  wish->encoding = g_strdup (name);
  wish->sheet = g_strdup (title);
  wish->header = headless ? CRM_CSV_HEADER_ABSENT : CRM_CSV_HEADER_GUESS;
  if (number < 1)
    return crm_cli_refuse_usage (error, _("--table counts from 1"));
  wish->table = number - 1;
  if (mark == NULL)
    return TRUE;
  if (strcmp (mark, "tab") == 0 || strcmp (mark, "\\t") == 0)
    mark = "\t";
  if (*mark == '\0' || strlen (mark) >= sizeof wish->delimiter || strpbrk (mark, "\"\r\n") != NULL ||
      g_ascii_isalnum (*mark))
    return crm_cli_refuse_usage (error, _("--%s cannot be “%s”"), "delimiter", mark);
  g_strlcpy (wish->delimiter, mark, sizeof wish->delimiter);
  return TRUE;
}

/**
 * crm_cli_read_dates:
 * @order: (nullable): what --date-order says
 */
gboolean
crm_cli_read_dates (const char *order,
                    CrmImportDates *dates,
                    GError **error)
{
  static const char *const orders[] = { "guess", "dmy", "mdy", NULL };
  int index;

  if (!find_word (order, orders, "date-order", &index, error))
    return FALSE;
  *dates = index;
  return TRUE;
}

static gboolean
asks_for_new (const char *field)
{
  return strcmp (field, "new") == 0 || g_str_has_prefix (field, "new:");
}

/* @named: the columns and fields that were said so far */
static gboolean
map_column (CrmImport *import,
            const char *pair,
            GHashTable *named,
            GError **error)
{
  const char *sign = strrchr (pair, '=');
  guint n_columns = crm_csv_get_n_columns (crm_import_get_csv (import));
  g_autofree char *header = NULL;
  guint64 number;
  int column;

  if (sign == NULL)
    return crm_cli_refuse_usage (error, _("--map takes pairs such as Company=name, not “%s”"), pair);
  header = g_strndup (pair, sign - pair);
  column = crm_import_find_column (import, header);
  if (column < 0 && *header == '#' && g_ascii_string_to_unsigned (header + 1, 10, 1, n_columns, &number, NULL))
    column = number - 1;
  if (column < 0)
    return crm_cli_refuse_usage (error, _("The file has no column “%s”"), header);
  if (!g_hash_table_add (named, g_strdup_printf ("#%d", column)) ||
      (sign[1] != '\0' && !asks_for_new (sign + 1) && !g_hash_table_add (named, g_strdup (sign + 1))))
    return crm_cli_refuse_usage (error, _("“%s” names a column or a field that --map has named before"), pair);
  return crm_import_set_field (import, column, sign[1] != '\0' ? sign + 1 : NULL, error);
}

static gboolean
map_columns (CrmImport *import,
             GError **error)
{
  const CrmEntity *entity = as_entity != NULL ? crm_cli_find_declared (as_entity, error) : NULL;
  const CrmEntity *guessed = crm_import_get_entity (import);
  g_auto (GStrv) pairs = g_strsplit (mapping != NULL ? mapping : "", ",", -1);
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (as_entity != NULL && entity == NULL)
    return FALSE;
  /* What is remembered of the file stays. */
  if (entity != NULL && (guessed == NULL || !crm_entity_is (guessed, entity)))
    crm_import_set_entity (import, entity);
  if (crm_import_get_entity (import) == NULL && mapping != NULL)
    return crm_cli_refuse_usage (error, _("--map needs to know what the rows are: say so with --as"));
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      if (!map_column (import, pairs[i], named, error))
        return FALSE;
    }
  return !new_fields || crm_import_get_entity (import) == NULL || crm_import_add_fields (import, error);
}

static gboolean
apply_row_policies (CrmImport *import,
                    GError **error)
{
  g_auto (GStrv) pairs = g_strsplit (rows != NULL ? rows : "", ",", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (pairs[i], "=", 2);
      guint64 row;
      int policy;

      if (g_strv_length (parts) != 2 || !g_ascii_string_to_unsigned (parts[0], 10, 1, G_MAXUINT, &row, NULL))
        return crm_cli_refuse_usage (error, _("--row takes pairs such as 12=update, not “%s”"), pairs[i]);
      if (!find_word (parts[1], policies, "row", &policy, error))
        return FALSE;
      crm_import_set_row_policy (import, row, policy);
    }
  return TRUE;
}

/* "name,city|email": each field and each bar for itself. */
static char **
split_match (void)
{
  g_auto (GStrv) alternatives = g_strsplit (match, "|", -1);
  g_autofree char *spread = g_strjoinv (",|,", alternatives);

  return g_strsplit (spread, ",", -1);
}

static gboolean
apply_options (CrmImport *import,
               GError **error)
{
  g_auto (GStrv) keys = match != NULL ? split_match () : NULL;
  static const char *const stranger_policies[] = { "skip", "keep", NULL };
  CrmImportDates dates;
  int policy, keep;

  if (!find_word (strangers, stranger_policies, "strangers", &keep, error) ||
      !find_word (on_duplicate, policies, "on-duplicate", &policy, error) ||
      !crm_cli_read_dates (date_order, &dates, error) || !map_columns (import, error))
    return FALSE;
  crm_import_set_policy (import, policy);
  if (date_order != NULL)
    crm_import_set_dates (import, dates);
  crm_import_set_create_links (import, !leave_unknown);
  if (strangers != NULL)
    crm_import_set_keep_strangers (import, keep);
  if (crm_import_get_entity (import) == NULL)
    return crm_cli_refuse_usage (error, _("What the rows of “%s” are could not be told from its columns. "
                                          "Nothing was changed. Say so with --as ENTITY."),
                                 crm_import_get_name (import));
  return apply_row_policies (import, error) &&
         (keys == NULL || crm_import_set_match (import, (const char *const *) keys, error));
}

/* "42 %, 31,000 rows a second, 12 s left" */
static void
show_progress_cb (guint done,
                  guint total,
                  gpointer data)
{
  static gint64 shown_at;
  gint64 now = g_get_monotonic_time (), *started_at = data;
  double seconds = (now - *started_at) / (double) G_USEC_PER_SEC;

  if (done >= total)
    g_printerr ("\r%60s\r", "");
  else if (now - shown_at > G_USEC_PER_SEC / 5 && done > 0)
    {
      double rate = done / MAX (seconds, 0.001);
      g_autofree char *text = g_strdup_printf (_("%3.0f %%, %.0f rows a second, %.0f s left"), 100.0 * done / total,
                                               rate, (total - done) / rate);

      shown_at = now;
      g_printerr ("\r%s  ", text);
    }
}

static gboolean
accept_all (CrmImport *import,
            GError **error)
{
  const CrmImportSummary *summary = crm_import_prepare (import, NULL, NULL, NULL, error);

  if (summary == NULL)
    return FALSE;
  for (guint i = 0; i < summary->resolutions->len; i++)
    {
      const CrmImportResolution *resolution = summary->resolutions->pdata[i];

      if (resolution->how != CRM_IMPORT_EXACT && resolution->decisions & CRM_IMPORT_DECIDE_ACCEPT)
        crm_import_set_resolution (import, resolution->column, resolution->value, CRM_IMPORT_DECIDE_ACCEPT);
    }
  return TRUE;
}

static const CrmImportSummary *
work (CrmImport *import,
      GError **error)
{
  CrmImportProgress progress = isatty (STDERR_FILENO) ? show_progress_cb : NULL;
  gint64 started_at = g_get_monotonic_time ();
  const CrmImportSummary *summary = NULL;
  g_autoptr (GError) local = NULL;

  if (!accept_similar || accept_all (import, &local))
    summary = dry_run ? crm_import_prepare (import, progress, &started_at, NULL, &local)
                      : crm_import_run (import, progress, &started_at, NULL, &local);
  if (local == NULL)
    return summary;
  if (crm_import_find_ambiguous_dates (import) >= 0)
    g_set_error (error, local->domain, local->code, "%s %s", local->message, _("“--date-order dmy” or “mdy” says so."));
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* What becomes of it all, and how it is taken back: the last one first, while what it links to is still there. */
static void
tell_outcome (guint n_files,
              GArray *actions)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = actions->len; i-- > 0;)
    g_string_append_printf (ids, " %" G_GINT64_FORMAT, g_array_index (actions, gint64, i));
  if (dry_run)
    crm_cli_say (n_files > 1 ? _("Nothing was written. What one file adds is not there yet for links of the others.")
                             : _("Nothing was written"));
  else if (actions->len == 1)
    crm_cli_say (_("“clientele-cli undo” takes it back"));
  else if (actions->len > 1)
    crm_cli_say (_("“clientele-cli undo%s” takes all of it back"), ids->str);
}

static gboolean
import_file (CrmCli *cli,
             CrmImport *import,
             CrmResultBuilder *builder,
             GArray *actions,
             GError **error)
{
  const CrmImportSummary *summary = NULL;

  if (errors_file == NULL || crm_import_check_errors (import, errors_file, error))
    summary = work (import, error);
  if (summary == NULL)
    return FALSE;
  if (summary->action != 0)
    g_array_append_val (actions, summary->action);
  if (cli->json)
    crm_cli_add_import (builder, import, summary);
  else
    crm_cli_print_import_text (import, summary);
  if (summary->rejected > 0 && summary->rejected == summary->read)
    cli->status = 1;
  if (errors_file == NULL || crm_import_write_errors (import, errors_file, error))
    return TRUE;
  if (summary->action != 0)
    g_prefix_error (error, "%s ", _("The import is done, but its rejected rows are not kept."));
  return FALSE;
}

/* All files are opened before anything is imported; what others link to comes first, as entities are listed. */
static GPtrArray *
open_files (CrmStore *store,
            char **paths,
            GError **error)
{
  g_autoptr (GPtrArray) imports = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      CrmImport *import = crm_import_new (store);
      g_auto (CrmCsvDialect) wish = { 0 };

      g_ptr_array_add (imports, import);
      if (!crm_cli_read_dialect (encoding, delimiter, no_header, table, sheet, &wish, error) ||
          !crm_import_open (import, paths[i], &wish, NULL, error) || !apply_options (import, error))
        return NULL;
    }
  g_ptr_array_sort_values (imports, crm_import_compare);
  return g_steal_pointer (&imports);
}

/* What is said of the file that failed is not true of all of them. */
static void
tell_imported (GPtrArray *imports,
               guint n,
               GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? C_("list", ", ") : "", crm_import_get_name (imports->pdata[i]));
  g_prefix_error (error, _("These are imported; “clientele-cli undo” takes them back, the last one first: %s. But: "),
                  names->str);
}

static gboolean
import_files (CrmCli *cli,
              CrmStore *store,
              char **paths,
              GError **error)
{
  g_autoptr (GPtrArray) imports = open_files (store, paths, error);
  g_autoptr (GArray) actions = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (CrmResultBuilder) builder = { NULL };
  gboolean done = imports != NULL;
  guint n_done = 0;

  if (!done)
    return FALSE;
  crm_result_builder_init (&builder, NULL);
  if (imports->len > 1)
    crm_result_begin_array (&builder, NULL);
  while (done && n_done < imports->len)
    {
      done = import_file (cli, imports->pdata[n_done], &builder, actions, error);
      n_done += done;
    }
  if (done && !cli->json)
    tell_outcome (imports->len, actions);
  if (!done && n_done > 0 && !dry_run)
    tell_imported (imports, n_done, error);
  if (imports->len > 1)
    crm_result_end_array (&builder);
  if (done && cli->json)
    crm_cli_print_json (crm_result_builder_end (&builder));
  return done;
}

static gboolean
run_import (CrmCli *cli,
            char **arguments,
            GError **error)
{
  CrmStore *store;
  gboolean done;

  if (!crm_cli_expect_arguments (arguments, 1, G_MAXUINT, error))
    return FALSE;
  if (arguments[1] != NULL && (mapping != NULL || rows != NULL || errors_file != NULL))
    return crm_cli_refuse_usage (error, _("--map, --row and --errors are about one file; there are several"));
  store = crm_cli_open (cli, dry_run ? CRM_STORE_READ_ONLY : 0, error);
  if (store == NULL)
    return FALSE;
  done = import_files (cli, store, arguments, error);
  crm_cli_close (store);
  return done;
}

const CrmCommand crm_command_import = {
  .name = "import",
  .arguments = N_("FILE…"),
  .summary = N_("Add the rows of CSV files, spreadsheets (XLSX, ODS), vCards (also jCard and xCard), calendars, mail, "
                "JSON and XML, each as one step of undo"),
  .description = N_("What the rows are, which column is which field, the encoding and the way numbers and dates are "
                    "written are guessed from the file; exports of other programs are known by their columns. Rows "
                    "that are wrong are rejected with the reason; the others are imported. Of several files those "
                    "that others link to come first. What was said of a file is remembered for the next one with the "
                    "same columns."),
  .options = options,
  .run = run_import,
};
