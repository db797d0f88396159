/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-input.h"
#include "cli/crm-cli-output.h"
#include "exchange/crm-export.h"

#include <glib/gi18n.h>
#include <string.h>

static char *to, *where, *search, *sort, *fields, *format_name;

static const GOptionEntry options[] = {
  { "to", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &to,
    N_("The file to write; what is there is replaced when all of it is written"), N_("FILE") },
  { "format", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &format_name,
    N_("xlsx, csv, pdf, vcard, icalendar, json, xml or sql; the name of the file tells otherwise"), N_("FORMAT") },
  { "where", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &where, N_("Only records for which the filter holds"),
    N_("FILTER") },
  { "search", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &search, N_("Only records with these words"), N_("TEXT") },
  { "sort", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &sort, N_("In this order; :desc behind a field turns it"),
    N_("FIELD,…") },
  { "fields", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &fields,
    N_("Only these fields; otherwise all that an import can fill, or on paper those of the list"), N_("FIELD,…") },
  { NULL },
};

static GArray *
choose_fields (const CrmEntity *entity,
               CrmExportFormat format,
               GError **error)
{
  g_auto (GStrv) keys = g_strsplit (fields != NULL ? fields : "", ",", -1);
  g_autoptr (GArray) chosen = g_array_new (FALSE, FALSE, sizeof (guint));

  if (fields == NULL)
    return crm_export_usual_fields (entity, format);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      const CrmField *field = crm_cli_find_field (entity, g_strstrip (keys[i]), error);
      guint index;

      if (field == NULL)
        return NULL;
      index = field - entity->fields;
      g_array_append_val (chosen, index);
    }
  return g_steal_pointer (&chosen);
}

static CrmQuery *
make_query (const CrmEntity *entity,
            GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (entity);

  if (!crm_query_set_filter_text (query, where, error) ||
      (sort != NULL && !crm_query_set_sort_text (query, sort, error)))
    return NULL;
  crm_query_set_search (query, search);
  return g_steal_pointer (&query);
}

static void
tell (CrmCli *cli,
      gint64 n,
      const char *note)
{
  g_auto (CrmResultBuilder) builder = { NULL };

  if (!cli->json)
    {
      crm_cli_say (ngettext ("%u record was written", "%u records were written", n), (guint) n);
      if (note != NULL)
        crm_cli_say ("%s", note);
      return;
    }
  crm_result_builder_init (&builder, NULL);
  crm_result_begin (&builder, NULL);
  crm_result_count (&builder, "rows", n);
  if (note != NULL)
    crm_result_text (&builder, "hint", note);
  crm_result_end (&builder);
  crm_cli_print_json (crm_result_builder_end (&builder));
}

static gboolean
run_export (CrmCli *cli,
            char **arguments,
            GError **error)
{
  g_autoptr (GArray) chosen = NULL;
  g_autoptr (CrmQuery) query = NULL;
  CrmExportFormat format;
  const CrmEntity *entity;
  CrmStore *store;
  guint n_shortened;
  g_autofree char *note = NULL;
  gint64 n;

  if (!crm_cli_expect_arguments (arguments, 1, 1, error))
    return FALSE;
  if (to == NULL)
    return crm_cli_refuse_usage (error, _("Name the file to write: --to FILE"));
  if (!crm_export_find_format (to, format_name, &format, error))
    return FALSE;
  entity = crm_cli_find_entity (cli, arguments[0], error);
  chosen = entity != NULL ? choose_fields (entity, format, error) : NULL;
  query = chosen != NULL ? make_query (entity, error) : NULL;
  store = query != NULL ? crm_cli_open (cli, CRM_STORE_READ_ONLY, error) : NULL;
  if (store == NULL)
    return FALSE;
  n = crm_export_write (store, query, chosen, format, to, NULL, NULL, &n_shortened, NULL, error);
  crm_cli_close (store);
  if (n < 0)
    return FALSE;
  note = crm_export_dup_note (n_shortened);
  tell (cli, n, note);
  return TRUE;
}

const CrmCommand crm_command_export = {
  .name = "export",
  .arguments = N_("ENTITY"),
  .summary = N_("Write records to a spreadsheet, CSV, a printed list (PDF), vCards, a calendar, JSON, XML or SQL"),
  .description = N_("What an import reads back as the same records, but for PDF and SQL. In CSV an apostrophe stands "
                    "before text that a spreadsheet program would take for a formula; an import takes it away. The "
                    "file has its name only when all of it is written, and nobody else may read it."),
  .options = options,
  .run = run_export,
};
