/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-input.h"
#include "cli/crm-cli-output.h"
#include "cli/crm-cli-result.h"
#include "cli/crm-command-import.h"

#include "analytics/crm-analysis.h"
#include "analytics/crm-result-json.h"

#include "base/crm-error.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

static char *csv;
static char *baskets;
static char *entity_name;
static char *where;
static char *save;
static char *encoding, *delimiter, *date_order, *sheet;
static char *columns;          /* where the method has no such option itself */
static gint64 seed;
static int threads;
static int table = 1;
static gboolean no_header;
static char **values;          /* of the method's options, in the order of its table … */
static GOptionEntry *entries;  /* … and the options; both live as long as the program */

static const GOptionEntry analyze_options[] = {
  { "csv", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &csv, N_("Work on the table in this file"), N_("FILE") },
  { "baskets", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &baskets,
    N_("Work on the baskets in this file: the items of one on each line"), N_("FILE") },
  { "no-header", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &no_header,
    N_("The first row of the file does not name the columns: they are V1, V2 …"), NULL },
  { "encoding", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &encoding, N_("Encoding of the file, such as UTF-8"),
    N_("NAME") },
  { "delimiter", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &delimiter, N_("What stands between cells: , ; | or tab"),
    N_("MARK") },
  { "sheet", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &sheet,
    N_("Which sheet of a spreadsheet, by its title or number; the first with anything in it otherwise"), N_("SHEET") },
  { "table", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &table, N_("Which table of the file, where there are several"),
    N_("N") },
  { "date-order", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &date_order,
    N_("How 03/04/2025 is read where nothing tells: dmy or mdy"), N_("ORDER") },
  { "entity", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &entity_name, N_("Work on these records of the workspace"),
    N_("ENTITY") },
  { "where", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &where, N_("Only records for which the filter holds"),
    N_("FILTER") },
  { "save", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &save, N_("Keep the result in the workspace as a model"),
    N_("NAME") },
  { "seed", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT64, &seed, N_("Of whatever is drawn by chance (0)"), N_("N") },
  { "threads", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &threads, N_("At most so many; 0 for one a processor"),
    N_("N") },
  { NULL },
};

static const CrmMethod *
find_method (char **arguments)
{
  return arguments[0] != NULL && *arguments[0] != '-' ? crm_method_find (arguments[0], NULL) : NULL;
}

static guint
count_options (const CrmMethod *method)
{
  guint n = 0;

  while (method->options[n].key != NULL)
    n++;
  return n;
}

static const char *
describe_value (const CrmOption *option)
{
  switch (option->kind)
    {
    case CRM_OPTION_COLUMN:
      return _("COLUMN");
    case CRM_OPTION_COLUMNS:
      return _("COLUMN,…");
    case CRM_OPTION_CHOICE:
      return option->choices;
    case CRM_OPTION_DATE:
      return _("DATE");
    case CRM_OPTION_MODEL:
      return _("MODEL");
    case CRM_OPTION_TEXT:
      return _("TEXT");
    case CRM_OPTION_NUMBER:
    case CRM_OPTION_INTEGER:
    case CRM_OPTION_FLAG:
    default:
      return _("NUMBER");
    }
}

static char *
describe_option (const CrmOption *option)
{
  if (option->standard == NULL || option->kind == CRM_OPTION_FLAG)
    return g_strdup (_(option->label));
  return g_strdup_printf ("%s (%s)", _(option->label), option->standard);
}

/* For flags, and for what may stand without a value. */
static gboolean
took_option (const char *name,
             const char *value,
             gpointer data,
             GError **error)
{
  const CrmMethod *method = data;

  for (guint i = 0; method->options[i].key != NULL; i++)
    {
      const CrmOption *option = &method->options[i];

      if (strcmp (option->key, name + strspn (name, "-")) == 0)
        g_set_str (&values[i], option->kind == CRM_OPTION_FLAG ? "yes" : value != NULL ? value : option->bare);
    }
  return TRUE;
}

static void
describe_methods (GOptionContext *context)
{
  guint n_methods;
  const CrmMethod *const *methods = crm_methods (&n_methods);
  g_autoptr (GString) text = g_string_new (_("Methods:"));

  for (guint i = 0; i < n_methods; i++)
    g_string_append_printf (text, "\n  %-12s %s", methods[i]->name, _(methods[i]->summary));
  g_string_append_printf (text, "\n\n%s", _("“clientele-cli analyze METHOD --help” lists the options of a method."));
  g_option_context_set_description (context, text->str);
}

static GOptionEntry
describe_entry (const CrmOption *option,
                char **value)
{
  gboolean flag = option->kind == CRM_OPTION_FLAG, plain = !flag && option->bare == NULL;

  return (GOptionEntry) { option->key, 0, flag ? G_OPTION_FLAG_NO_ARG : plain ? 0 : G_OPTION_FLAG_OPTIONAL_ARG,
                          plain ? G_OPTION_ARG_STRING : G_OPTION_ARG_CALLBACK,
                          plain ? (gpointer) value : (gpointer) took_option, describe_option (option),
                          flag ? NULL : describe_value (option) };
}

/* The method's table of options as one of GOption's. */
static void
add_method_options (GOptionContext *context,
                    char **arguments)
{
  const CrmMethod *method = find_method (arguments);
  gboolean has_columns = FALSE;
  GOptionGroup *group;
  guint n;

  if (method == NULL)
    {
      describe_methods (context);
      return;
    }
  n = count_options (method);
  values = g_new0 (char *, n + 1);
  entries = g_new0 (GOptionEntry, n + 2);
  for (guint i = 0; i < n; i++)
    {
      entries[i] = describe_entry (&method->options[i], &values[i]);
      has_columns = has_columns || strcmp (method->options[i].key, "columns") == 0;
    }
  if (!has_columns)
    entries[n] = (GOptionEntry) { "columns", 0, 0, G_OPTION_ARG_STRING, &columns,
                                  (char *) N_("Work on no other columns than these"), N_("COLUMN,…") };
  group = g_option_group_new (method->name, _(method->label), _(method->summary), (gpointer) method, NULL);
  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
}

/* An option that a method refuses is as wrong as one that no command has. */
static gboolean
refuse_options (GError *wrong,
                GError **error)
{
  g_autoptr (GError) owned = wrong;

  if (g_error_matches (wrong, CRM_ERROR, CRM_ERROR_SYNTAX))
    return crm_cli_refuse_usage (error, "%s", wrong->message);
  g_propagate_error (error, g_steal_pointer (&owned));
  return FALSE;
}

static gboolean
set_options (CrmOptions *options,
             const CrmMethod *method,
             GError **error)
{
  GError *wrong = NULL;

  for (guint i = 0; method->options[i].key != NULL; i++)
    {
      if (values[i] != NULL && !crm_options_set (options, method->options[i].key, values[i], &wrong))
        return refuse_options (wrong, error);
    }
  return TRUE;
}

static gboolean
check_source (GError **error)
{
  if ((csv != NULL) + (baskets != NULL) + (entity_name != NULL) != 1)
    return crm_cli_refuse_usage (error, _("What is to be analysed? Name one: --csv FILE, --baskets FILE or "
                                          "--entity ENTITY"));
  if (where != NULL && entity_name == NULL)
    return crm_cli_refuse_usage (error, _("--where chooses records of the workspace. Name them with --entity, or leave "
                                          "--where out"));
  if (threads < 0)
    return crm_cli_refuse_usage (error, _("--threads must not be negative"));
  return TRUE;
}

static gboolean
load_models (CrmCli *cli,
             CrmAnalysis *analysis,
             GError **error)
{
  CrmStore *store;
  gboolean loaded;

  if (!crm_analysis_needs_store (analysis))
    return crm_analysis_load_models (analysis, NULL, NULL, error);
  if ((store = crm_cli_open (cli, CRM_STORE_READ_ONLY, error)) == NULL)
    return FALSE;
  loaded = crm_analysis_load_models (analysis, store, NULL, error);
  crm_cli_close (store);
  return loaded;
}

static gboolean
set_table (CrmAnalysis *analysis,
           GError **error)
{
  g_auto (CrmCsvDialect) dialect = { 0 };
  g_auto (GStrv) names = columns != NULL ? crm_options_split (columns) : NULL;
  CrmImportDates dates;

  crm_analysis_set_columns (analysis, (const char *const *) names);
  if (baskets != NULL)
    crm_analysis_set_baskets (analysis, baskets);
  if (!crm_cli_read_dialect (encoding, delimiter, no_header, table, sheet, &dialect, error) ||
      !crm_cli_read_dates (date_order, &dates, error))
    return FALSE;
  if (csv != NULL)
    crm_analysis_set_csv (analysis, csv, &dialect, dates);
  return TRUE;
}

static void
progressed_cb (CrmAnalysis *analysis)
{
  crm_cli_show_share (crm_analysis_get_progress (analysis));
}

static void
ended_cb (GObject *analysis,
          GAsyncResult *ended,
          gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (ended);
}

/* On a thread, so that this one can show how far it is. */
static CrmResult *
run_analysis (CrmCli *cli,
              CrmAnalysis *analysis,
              GError **error)
{
  g_autoptr (GAsyncResult) ended = NULL;
  GError *wrong = NULL;
  CrmResult *result;
  gulong shows = cli->json ? 0 : g_signal_connect (analysis, "notify::progress", G_CALLBACK (progressed_cb), NULL);

  crm_analysis_run_async (analysis, NULL, ended_cb, &ended);
  while (ended == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (shows != 0)
    {
      g_signal_handler_disconnect (analysis, shows);
      crm_cli_show_share (1);
    }
  result = crm_analysis_run_finish (analysis, ended, &wrong);
  if (result == NULL)
    refuse_options (wrong, error);
  return result;
}

static CrmResult *
run_on_workspace (CrmCli *cli,
                  CrmAnalysis *analysis,
                  GError **error)
{
  const CrmEntity *entity = crm_cli_find_entity (cli, entity_name, error);
  g_autoptr (CrmQuery) query = entity != NULL ? crm_query_new (entity) : NULL;
  CrmStore *store;
  CrmResult *result;

  if (entity == NULL || (where != NULL && !crm_query_set_filter_text (query, where, error)) ||
      (store = crm_cli_open (cli, CRM_STORE_READ_ONLY, error)) == NULL)
    return NULL;
  crm_analysis_set_query (analysis, store, query);
  result = run_analysis (cli, analysis, error);
  crm_cli_close (store);
  return result;
}

/* Adds the id of the record to the result. */
static gboolean
save_model (CrmCli *cli,
            CrmAnalysis *analysis,
            CrmResult *result,
            GError **error)
{
  CrmStore *store = crm_cli_open (cli, 0, error);
  gint64 id;

  if (store == NULL)
    return FALSE;
  id = crm_analysis_save (analysis, store, save, result, NULL, error);
  crm_cli_close (store);
  if (id != 0)
    crm_result_set_count (result, "model", id);
  return id != 0;
}

static gboolean
run_analyze (CrmCli *cli,
             char **arguments,
             GError **error)
{
  const CrmMethod *method;
  g_autoptr (CrmAnalysis) analysis = NULL;
  g_autoptr (CrmResult) result = NULL;
  g_autoptr (GError) wrong = NULL;

  if (!crm_cli_expect_arguments (arguments, 1, 1, error))
    return FALSE;
  if ((method = crm_method_find (arguments[0], &wrong)) == NULL)
    return crm_cli_refuse_usage (error, "%s", wrong->message);
  if (!check_source (error))
    return FALSE;
  analysis = crm_analysis_new (method);
  if (!set_options (crm_analysis_get_options (analysis), method, error) || !load_models (cli, analysis, error) ||
      !set_table (analysis, error))
    return FALSE;
  crm_analysis_set_seed (analysis, seed);
  crm_analysis_set_threads (analysis, threads);
  result = entity_name != NULL ? run_on_workspace (cli, analysis, error) : run_analysis (cli, analysis, error);
  if (result == NULL || (save != NULL && !save_model (cli, analysis, result, error)))
    return FALSE;
  if (cli->json)
    crm_cli_print_json (g_steal_pointer (&result));
  else
    crm_cli_print_result (result);
  return TRUE;
}

const CrmCommand crm_command_analyze = {
  .name = "analyze",
  .arguments = N_("METHOD"),
  .summary = N_("Analyse records or any table"),
  .options = analyze_options,
  .add_options = add_method_options,
  .run = run_analyze,
};
