/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-command-import.h"

#include "cli/crm-cli-output.h"

#include "base/crm-csv-cell.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#define FLUSH_AT (64 * 1024)
#define WIDEST_CELL 40     /* characters shown of a cell */

static char *encoding, *delimiter, *target, *sheet;
static gboolean no_header;
static int table = 1, limit = 20;

static const GOptionEntry options[] = {
  { "to", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &target,
    N_("Write the table here, as CSV with commas in UTF-8"), N_("FILE") },
  { "limit", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &limit, N_("How many rows to print; −1 for all"), N_("N") },
  { "encoding", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &encoding, N_("Encoding of the file, such as UTF-8"),
    N_("NAME") },
  { "delimiter", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &delimiter, N_("What stands between cells: , ; | or tab"),
    N_("MARK") },
  { "no-header", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &no_header, N_("The first row is data"), NULL },
  { "table", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &table, N_("Which table of the file, where there are several"),
    N_("N") },
  { "sheet", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &sheet,
    N_("Which sheet of a spreadsheet, by its title or number; the first with anything in it otherwise"), N_("SHEET") },
  { NULL },
};

/* Where rows go. */
typedef struct
{
  GOutputStream   *out;       /* of --to */
  GString         *text;      /* not written to it yet */
  CrmResultBuilder builder;   /* of --json */
  CrmTable        *shown;     /* else */
  guint            n_rows;
} Output;

static gboolean
flush (Output *output,
       GError **error)
{
  gboolean written = g_output_stream_write_all (output->out, output->text->str, output->text->len, NULL, NULL, error);

  g_string_truncate (output->text, 0);
  return written;
}

static void
append_cell (Output *output,
             guint column,
             const char *text)
{
  if (column > 0)
    g_string_append_c (output->text, ',');
  crm_csv_append_safe (output->text, text, ',');
}

static void
append_header (Output *output,
               CrmCsvReader *reader)
{
  if (crm_csv_reader_get_dialect (reader)->header != CRM_CSV_HEADER_PRESENT)
    return;
  for (guint i = 0; i < crm_csv_reader_get_n_columns (reader); i++)
    append_cell (output, i, crm_csv_reader_get_header (reader, i));
  g_string_append (output->text, "\r\n");
}

static void
show_row (Output *output,
          const CrmCsvRow *row,
          guint n_columns)
{
  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *line = g_strdelimit (g_strdup (i < row->n_cells ? row->cells[i] : ""), "\t\r\n", ' ');

      if (g_utf8_strlen (line, -1) > WIDEST_CELL)
        {
          g_autofree char *start = g_utf8_substring (line, 0, WIDEST_CELL - 1);

          crm_table_take_cell (output->shown, g_strconcat (start, "…", NULL));
        }
      else
        crm_table_add_cell (output->shown, line);
    }
}

static gboolean
take_row (Output *output,
          const CrmCsvRow *row,
          guint n_columns,
          GError **error)
{
  gboolean shown = limit < 0 || output->n_rows < (guint) limit;

  output->n_rows++;
  if (shown && output->shown == NULL)
    {
      crm_result_begin_array (&output->builder, NULL);
      for (guint i = 0; i < row->n_cells; i++)
        crm_result_text (&output->builder, NULL, row->cells[i]);
      crm_result_end_array (&output->builder);
    }
  else if (shown)
    show_row (output, row, n_columns);
  if (output->out == NULL)
    return TRUE;
  for (guint i = 0; i < MAX (row->n_cells, n_columns); i++)
    append_cell (output, i, i < row->n_cells ? row->cells[i] : "");
  g_string_append (output->text, "\r\n");
  return output->text->len < FLUSH_AT || flush (output, error);
}

static gboolean
read_rows (CrmCsvReader *reader,
           Output *output,
           GError **error)
{
  guint n_columns = crm_csv_reader_get_n_columns (reader);
  g_autoptr (GError) local = NULL;
  CrmCsvRow row;

  if (output->out != NULL)
    append_header (output, reader);
  while (crm_csv_reader_next (reader, &row, &local))
    {
      if (!take_row (output, &row, n_columns, error))
        return FALSE;
    }
  if (local == NULL)
    return output->out == NULL || flush (output, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
add_sheets (CrmResultBuilder *builder,
            CrmCsvReader *reader)
{
  const char *const *sheets = crm_csv_reader_get_sheets (reader);

  if (sheets == NULL)
    return;
  crm_result_begin_array (builder, "sheets");
  for (; *sheets != NULL; sheets++)
    crm_result_text (builder, NULL, *sheets);
  crm_result_end_array (builder);
}

static void
print_json (CrmCsvReader *reader,
            Output *output)
{
  const CrmCsvNotes *notes = crm_csv_reader_get_notes (reader);

  crm_result_end_array (&output->builder);
  crm_result_count (&output->builder, "rows", output->n_rows);
  crm_cli_add_dialect (&output->builder, crm_csv_reader_get_dialect (reader));
  crm_result_count (&output->builder, "preamble", notes->n_preamble);
  crm_result_count (&output->builder, "header_rows", notes->n_header);
  crm_result_count (&output->builder, "repeated_headers", notes->n_repeated);
  crm_result_count (&output->builder, "comments", notes->n_comments);
  crm_result_count (&output->builder, "zeros", notes->n_zeros);
  crm_result_count (&output->builder, "damaged", notes->n_damaged);
  crm_result_count (&output->builder, "mended", notes->n_mended);
  crm_result_count (&output->builder, "open_quotes", notes->n_quotes);
  crm_result_count (&output->builder, "formulas_without_value", notes->n_errors);
  add_sheets (&output->builder, reader);
  crm_result_flag (&output->builder, "more_tables", notes->more);
  crm_result_end (&output->builder);
  crm_cli_print_json (crm_result_builder_end (&output->builder));
}

static const char *
describe_header (const CrmCsvDialect *dialect)
{
  return dialect->header == CRM_CSV_HEADER_PRESENT ? _("with a header") : _("without a header");
}

static void
print_text (CrmCsvReader *reader,
            Output *output)
{
  const CrmCsvDialect *dialect = crm_csv_reader_get_dialect (reader);
  const CrmCsvNotes *notes = crm_csv_reader_get_notes (reader);

  crm_table_print (output->shown);
  if (dialect->sheet != NULL)
    crm_cli_say (_("%u rows · sheet “%s” · %s"), output->n_rows, dialect->sheet, describe_header (dialect));
  else
    crm_cli_say (_("%u rows · %s · delimiter %s · quote %c · %s"), output->n_rows, dialect->encoding,
                 strcmp (dialect->delimiter, "\t") == 0 ? _("tab") : dialect->delimiter, dialect->quote,
                 describe_header (dialect));
  if (notes->n_errors > 0)
    crm_cli_say (ngettext ("%u cell is empty because its formula has no value, in row %u",
                           "%u cells are empty because their formulas have no value; the first is in row %u",
                           notes->n_errors), notes->n_errors, notes->first_error);
  if (notes->n_preamble > 0)
    crm_cli_say (ngettext ("%u row above the table was left out", "%u rows above the table were left out",
                           notes->n_preamble), notes->n_preamble);
  if (notes->n_repeated > 0)
    crm_cli_say (ngettext ("%u repeated header was left out", "%u repeated headers were left out", notes->n_repeated),
                 notes->n_repeated);
  if (notes->n_comments > 0)
    crm_cli_say (ngettext ("%u comment among the rows was left out: row %u",
                           "%u comments among the rows were left out; the first is row %u", notes->n_comments),
                 notes->n_comments, notes->first_comment);
  if (notes->n_zeros > 0)
    crm_cli_say (ngettext ("%u character that is nothing but a zero was left out of the text",
                           "%u characters that are nothing but zeros were left out of the text", notes->n_zeros),
                 notes->n_zeros);
  if (notes->n_damaged > 0)
    crm_cli_say (ngettext ("%u character is damaged and stands as “�”, in line %u of the file",
                           "%u characters are damaged and stand as “�”; the first is in line %u of the file",
                           notes->n_damaged), notes->n_damaged, notes->first_damaged);
  if (notes->n_mended + notes->n_quotes > 0)
    crm_cli_say (ngettext ("%u row had too many or too few delimiters or quotes and was mended",
                           "%u rows had too many or too few delimiters or quotes and were mended",
                           notes->n_mended + notes->n_quotes), notes->n_mended + notes->n_quotes);
  if (notes->more)
    crm_cli_say (_("Another table follows; --table %u shows it"), dialect->table + 2);
}

static void
begin_output (CrmCli *cli,
              CrmCsvReader *reader,
              Output *output)
{
  if (!cli->json)
    output->shown = crm_table_new ();
  else
    {
      crm_result_builder_init (&output->builder, NULL);
      crm_result_begin (&output->builder, NULL);
      crm_result_begin_array (&output->builder, "columns");
    }
  for (guint i = 0; i < crm_csv_reader_get_n_columns (reader); i++)
    {
      if (cli->json)
        crm_result_text (&output->builder, NULL, crm_csv_reader_get_header (reader, i));
      else
        crm_table_add_column (output->shown, crm_csv_reader_get_header (reader, i), FALSE);
    }
  if (!cli->json)
    return;
  crm_result_end_array (&output->builder);
  crm_result_begin_array (&output->builder, "data");
}

/* Nothing has the name of the target before all of it is written. */
static gboolean
write_target (CrmCsvReader *reader,
              Output *output,
              GError **error)
{
  g_autoptr (GFile) file = target != NULL ? g_file_new_for_path (target) : NULL;
  g_autoptr (GCancellable) failed = g_cancellable_new ();
  gboolean done;

  if (target == NULL)
    return read_rows (reader, output, error);
  if (!crm_store_file_spare (target, error))
    return FALSE;
  output->text = g_string_new (NULL);
  output->out = G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE |
                                                 G_FILE_CREATE_REPLACE_DESTINATION, NULL, error));
  if (output->out == NULL)
    return FALSE;
  done = read_rows (reader, output, error);
  if (!done)
    g_cancellable_cancel (failed);   /* the file that was there stays */
  return g_output_stream_close (output->out, failed, done ? error : NULL) && done;
}

static void
clear_output (Output *output)
{
  g_clear_object (&output->out);
  crm_result_builder_clear (&output->builder);
  g_clear_pointer (&output->shown, crm_table_free);
  if (output->text != NULL)
    g_string_free (output->text, TRUE);
}

static gboolean
run_table (CrmCli *cli,
           char **arguments,
           GError **error)
{
  g_auto (CrmCsvDialect) wish = { 0 };
  g_autoptr (CrmCsvReader) reader = NULL;
  Output output = { 0 };
  gboolean done;

  if (!crm_cli_expect_arguments (arguments, 1, 1, error) ||
      !crm_cli_read_dialect (encoding, delimiter, no_header, table, sheet, &wish, error))
    return FALSE;
  reader = crm_csv_reader_open (arguments[0], &wish, error);
  if (reader == NULL)
    return FALSE;
  begin_output (cli, reader, &output);
  done = write_target (reader, &output, error);
  if (done && cli->json)
    print_json (reader, &output);
  else if (done)
    print_text (reader, &output);
  clear_output (&output);
  return done;
}

const CrmCommand crm_command_table = {
  .name = "table",
  .arguments = N_("FILE"),
  .summary = N_("Show a CSV file or spreadsheet as an import would read it"),
  .description = N_("Tells the encoding, the marks between and around cells, what stands above the table, and which "
                    "rows had to be mended; with --to it writes a clean copy. No workspace is needed."),
  .options = options,
  .run = run_table,
};
