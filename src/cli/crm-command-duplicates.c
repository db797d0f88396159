/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-input.h"
#include "cli/crm-cli-output.h"

#include "analytics/crm-match-merge.h"

#include <glib/gi18n.h>

static char *csv, *id_column, *columns, *where;
static double threshold = CRM_MATCH_PERHAPS;
static int limit = -1, threads;

static const GOptionEntry options[] = {
  { "threshold", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_DOUBLE, &threshold,
    N_("Pairs from this probability on (0.5); from 0.99 on they are sure"), N_("SHARE") },
  { "where", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &where, N_("Only records for which the filter holds"),
    N_("FILTER") },
  { "limit", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &limit, N_("At most so many pairs, the likeliest first"),
    N_("N") },
  { "csv", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &csv, N_("Work on the table in this file"), N_("FILE") },
  { "id", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &id_column, N_("Column of the file that names its rows"),
    N_("COLUMN") },
  { "columns", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &columns, N_("Columns of the file to compare"),
    N_("COLUMN,…") },
  { "threads", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &threads, N_("At most so many; 0 for one a processor"),
    N_("N") },
  { NULL },
};

typedef struct
{
  CrmCli          *cli;
  const CrmEntity *entity;
} Search;

static gsize
count_shown (const CrmMatches *matches)
{
  return limit < 0 ? matches->n_pairs : MIN (matches->n_pairs, (gsize) limit);
}

static const char *
name_level (CrmMatchLevel level)
{
  switch (level)
    {
    case CRM_MATCH_SAME:
      return "same";
    case CRM_MATCH_CLOSE:
      return "close";
    case CRM_MATCH_SIMILAR:
      return "similar";
    case CRM_MATCH_DIFFERENT:
      return "different";
    case CRM_MATCH_MISSING:
    default:
      return "missing";
    }
}

static void
add_row_id (CrmResultBuilder *builder,
            const CrmMatchSource *source,
            guint32 row)
{
  if (source->ids != NULL)
    crm_result_count (builder, NULL, g_array_index (source->ids, gint64, row));
  else
    crm_result_text (builder, NULL, source->names->pdata[row]);
}

static void
add_reasons (CrmResultBuilder *builder,
             const CrmMatchSource *source,
             const CrmMatchReason *reasons)
{
  crm_result_begin_array (builder, "reasons");
  for (guint i = 0; i < source->fields->len; i++)
    {
      if (reasons[i].level == CRM_MATCH_MISSING)
        continue;
      crm_result_begin (builder, NULL);
      crm_result_text (builder, "field", source->fields->pdata[i]);
      crm_result_text (builder, "agreement", name_level (reasons[i].level));
      crm_result_number (builder, "weight", reasons[i].weight);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
print_json (const CrmMatchSource *source,
            const CrmMatches *matches)
{
  g_auto (CrmResultBuilder) builder;

  crm_result_builder_init (&builder, NULL);
  crm_result_begin_array (&builder, NULL);
  for (gsize i = 0; i < count_shown (matches); i++)
    {
      CrmMatchReason reasons[CRM_MATCH_MOST_FIELDS];

      crm_matches_explain (matches, source->table, &matches->pairs[i], reasons);
      crm_result_begin (&builder, NULL);
      crm_result_number (&builder, "score", matches->pairs[i].score);
      crm_result_begin_array (&builder, "ids");
      add_row_id (&builder, source, matches->pairs[i].first);
      add_row_id (&builder, source, matches->pairs[i].second);
      crm_result_end_array (&builder);
      add_reasons (&builder, source, reasons);
      crm_result_end (&builder);
    }
  crm_result_end_array (&builder);
  crm_cli_print_json (crm_result_builder_end (&builder));
}

/* The names of the fields that agree, or do not. */
static char *
list_fields (const CrmMatchSource *source,
             const CrmMatchReason *reasons,
             gboolean agree)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < source->fields->len; i++)
    {
      const CrmField *field = source->entity != NULL ? crm_entity_field (source->entity, source->fields->pdata[i])
                                                     : NULL;

      if (reasons[i].level == CRM_MATCH_MISSING || (reasons[i].level != CRM_MATCH_DIFFERENT) != agree)
        continue;
      if (text->len > 0)
        g_string_append (text, ", ");
      g_string_append (text, field != NULL ? crm_field_get_label (field) : source->fields->pdata[i]);
    }
  return g_string_free (text, FALSE);
}

static void
add_name (CrmTable *table,
          const CrmMatchSource *source,
          CrmReader *reader,
          guint32 row)
{
  g_autoptr (CrmRecord) record = NULL;

  if (source->ids == NULL)
    {
      crm_table_add_cell (table, source->names->pdata[row]);
      return;
    }
  record = crm_reader_get (reader, source->entity, g_array_index (source->ids, gint64, row), NULL);
  crm_table_take_cell (table, g_strdup_printf ("%s (%" G_GINT64_FORMAT ")",
                                               record != NULL ? crm_record_get_title (record) : "",
                                               g_array_index (source->ids, gint64, row)));
}

static void
print_table (const CrmMatchSource *source,
             const CrmMatches *matches,
             CrmReader *reader)
{
  g_autoptr (CrmTable) table = crm_table_new ();

  crm_table_add_column (table, _("Probability"), TRUE);
  crm_table_add_column (table, _("One"), FALSE);
  crm_table_add_column (table, _("Other"), FALSE);
  crm_table_add_column (table, _("Agree in"), FALSE);
  crm_table_add_column (table, _("Differ in"), FALSE);
  for (gsize i = 0; i < count_shown (matches); i++)
    {
      CrmMatchReason reasons[CRM_MATCH_MOST_FIELDS];

      crm_matches_explain (matches, source->table, &matches->pairs[i], reasons);
      crm_table_take_cell (table, g_strdup_printf ("%.4f", matches->pairs[i].score));
      add_name (table, source, reader, matches->pairs[i].first);
      add_name (table, source, reader, matches->pairs[i].second);
      crm_table_take_cell (table, list_fields (source, reasons, TRUE));
      crm_table_take_cell (table, list_fields (source, reasons, FALSE));
    }
  crm_table_print (table);
  crm_cli_say (ngettext ("%" G_GSIZE_FORMAT " pair", "%" G_GSIZE_FORMAT " pairs", matches->n_pairs),
               matches->n_pairs);
}

static gboolean
find_and_print (CrmCli *cli,
                const CrmMatchSource *source,
                const CrmVerdicts *verdicts,
                CrmReader *reader,
                GError **error)
{
  const CrmRun run = { .n_threads = MAX (threads, 0) };
  g_autoptr (CrmMatches) matches = crm_matches_find (source->table, threshold, &run, error);

  if (matches == NULL)
    return FALSE;
  if (verdicts != NULL)
    crm_match_leave_out (source, verdicts, matches);
  if (cli->json)
    print_json (source, matches);
  else
    print_table (source, matches, reader);
  return TRUE;
}

static gboolean
read_workspace (CrmReader *reader,
                gpointer data,
                GError **error)
{
  const Search *search = data;
  g_autoptr (CrmQuery) query = crm_query_new (search->entity);
  g_autoptr (CrmVerdicts) verdicts = NULL;
  g_autoptr (CrmMatchSource) source = NULL;

  if ((where != NULL && !crm_query_set_filter_text (query, where, error)) ||
      (verdicts = crm_verdicts_load (reader, search->entity, error)) == NULL)
    return FALSE;
  source = crm_match_source_load (reader, query, NULL, error);
  return source != NULL && find_and_print (search->cli, source, verdicts, reader, error);
}

static gboolean
search_file (CrmCli *cli,
             GError **error)
{
  g_auto (GStrv) names = columns != NULL ? g_strsplit (columns, ",", -1) : NULL;
  g_autoptr (CrmMatchSource) source = crm_match_source_load_csv (csv, id_column, (const char *const *) names, NULL,
                                                                 error);

  return source != NULL && find_and_print (cli, source, NULL, NULL, error);
}

static gboolean
run_duplicates (CrmCli *cli,
                char **arguments,
                GError **error)
{
  Search search = { cli };

  if (!(threshold >= 0 && threshold <= 1))
    return crm_cli_refuse_usage (error, _("--threshold is a probability, from 0 to 1"));
  if (csv != NULL)
    return crm_cli_expect_arguments (arguments, 0, 1, error) && search_file (cli, error);
  return crm_cli_expect_arguments (arguments, 1, 1, error) &&
         (search.entity = crm_cli_find_entity (cli, arguments[0], error)) != NULL &&
         crm_cli_read (cli, read_workspace, &search, error);
}

const CrmCommand crm_command_duplicates = {
  .name = "duplicates",
  .arguments = N_("ENTITY"),
  .summary = N_("Find records that are the same"),
  .description = N_("How much each field tells is learned from the data. Pairs that were said not to be duplicates, "
                    "in the window or by “add verdict”, are left out. With --csv the rows of a file are compared."),
  .options = options,
  .run = run_duplicates,
};
