/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-output.h"

#include "base/crm-error.h"
#include "base/crm-money.h"
#include "sales/crm-pipeline-summary.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  CrmCli     *cli;
  const char *name;
} Pipeline;

/* One row: what a stage holds in one currency. */
typedef struct
{
  const CrmStageSummary *stage;
  CrmStageTotal          total;
} Row;

/* The deals without a value are counted in the row of the workspace's currency, which every stage has unless all of
 * its deals are in other ones. */
static void
append_rows (GArray *rows,
             const CrmStageSummary *stage,
             const char *currency)
{
  Row home = { .stage = stage };
  guint first = rows->len;

  g_strlcpy (home.total.currency, currency, sizeof home.total.currency);
  home.total.count = stage->count;
  for (guint i = 0; i < stage->totals->len; i++)
    {
      Row row = { stage, g_array_index (stage->totals, CrmStageTotal, i) };

      if (strcmp (row.total.currency, currency) == 0)
        {
          home.total.sum = row.total.sum;
          home.total.weighted = row.total.weighted;
          continue;
        }
      home.total.count -= row.total.count;
      g_array_append_val (rows, row);
    }
  if (home.total.count > 0 || rows->len == first)
    g_array_insert_val (rows, first, home);
}

static void
add_amount (CrmResultBuilder *builder,
            const char *name,
            gint64 minor,
            const char *currency)
{
  crm_result_number (builder, name, (double) minor / crm_currency_scale (currency));
}

static void
print_json (GArray *rows)
{
  g_auto (CrmResultBuilder) builder;

  crm_result_builder_init (&builder, NULL);
  crm_result_begin_array (&builder, NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);

      crm_result_begin (&builder, NULL);
      crm_result_text (&builder, "stage", row->stage->name);
      crm_result_number (&builder, "probability", row->stage->probability);
      crm_result_count (&builder, "count", row->total.count);
      add_amount (&builder, "sum", row->total.sum, row->total.currency);
      add_amount (&builder, "weighted", row->total.weighted, row->total.currency);
      crm_result_text (&builder, "currency", row->total.currency);
      crm_result_end (&builder);
    }
  crm_result_end_array (&builder);
  crm_cli_print_json (crm_result_builder_end (&builder));
}

static void
print_table (GArray *rows)
{
  g_autoptr (CrmTable) table = crm_table_new ();
  const CrmField *probability = crm_entity_field (crm_entity_find ("stage"), "probability");

  crm_table_add_column (table, _("Stage"), FALSE);
  crm_table_add_column (table, _("Probability"), TRUE);
  crm_table_add_column (table, _("Deals"), TRUE);
  crm_table_add_column (table, _("Value"), TRUE);
  crm_table_add_column (table, _("Weighted"), TRUE);
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);
      CrmValue chance = crm_value_real (row->stage->probability);

      crm_table_add_cell (table, row->stage->name);
      crm_table_take_cell (table, crm_field_format (probability, &chance));
      crm_table_take_cell (table, g_strdup_printf ("%" G_GINT64_FORMAT, row->total.count));
      crm_table_take_cell (table, crm_money_format (row->total.sum, row->total.currency));
      crm_table_take_cell (table, crm_money_format (row->total.weighted, row->total.currency));
    }
  crm_table_print (table);
}

static gint64
find_pipeline (CrmReader *reader,
               const char *name,
               GError **error)
{
  gint64 id = name != NULL ? crm_reader_find_link (reader, crm_entity_find ("pipeline"), name)
                           : crm_pipeline_find_default (reader);

  if (id == 0 && name != NULL)
    g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND,
                 _("There is no pipeline “%s”. “clientele-cli list pipeline” lists them."), name);
  else if (id == 0)
    g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("The workspace has no pipeline"));
  return id;
}

static gboolean
read_pipeline (CrmReader *reader,
               gpointer data,
               GError **error)
{
  const Pipeline *pipeline = data;
  gint64 id = find_pipeline (reader, pipeline->name, error);
  g_autoptr (CrmPipelineSummary) summary = NULL;
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));

  if (id == 0 || (summary = crm_pipeline_summary_read (reader, id, NULL, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < summary->stages->len; i++)
    append_rows (rows, summary->stages->pdata[i], crm_store_get_currency (crm_reader_get_store (reader)));
  if (pipeline->cli->json)
    print_json (rows);
  else
    print_table (rows);
  return TRUE;
}

static gboolean
run_pipeline (CrmCli *cli,
              char **arguments,
              GError **error)
{
  Pipeline pipeline = { cli, arguments[0] };

  return crm_cli_expect_arguments (arguments, 0, 1, error) && crm_cli_read (cli, read_pipeline, &pipeline, error);
}

const CrmCommand crm_command_pipeline = {
  .name = "pipeline",
  .arguments = N_("[NAME]"),
  .summary = N_("Count and sum the deals of each stage"),
  .description = N_("Amounts of different currencies are never added: a stage has a row for each of them."),
  .run = run_pipeline,
};
