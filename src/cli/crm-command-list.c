/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-input.h"
#include "cli/crm-cli-json.h"
#include "cli/crm-cli-output.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAGE 256

static char *where;
static char *search;
static char *sort;
static char *fields;
static gint64 limit = -1;
static gint64 offset;
static gboolean count;

static const GOptionEntry list_options[] = {
  { "where", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &where, N_("Only records for which the filter holds"),
    N_("FILTER") },
  { "search", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &search, N_("Only records with these words"), N_("TEXT") },
  { "sort", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &sort, N_("In this order; :desc behind a field turns it"),
    N_("FIELD,…") },
  { "fields", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &fields, N_("Only these fields"), N_("FIELD,…") },
  { "limit", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT64, &limit, N_("At most so many"), N_("N") },
  { "offset", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT64, &offset, N_("Without the first so many"), N_("N") },
  { "count", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &count, N_("Only count them"), NULL },
  { NULL },
};

static const GOptionEntry search_options[] = {
  { "limit", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT64, &limit, N_("At most so many (20)"), N_("N") },
  { NULL },
};

typedef struct
{
  CrmCli    *cli;
  CrmQuery  *query;
  GArray    *fields;   /* of guint; NULL for all */
  gboolean   with_id;
} List;

static GArray *
parse_fields (const CrmEntity *entity,
              gboolean *with_id,
              GError **error)
{
  g_auto (GStrv) keys = g_strsplit (fields, ",", -1);
  g_autoptr (GArray) indexes = g_array_new (FALSE, FALSE, sizeof (guint));

  *with_id = FALSE;
  for (char **key = keys; *key != NULL; key++)
    {
      const CrmField *field;
      guint index;

      if (g_str_equal (g_strstrip (*key), "id"))
        {
          *with_id = TRUE;
          continue;
        }
      field = crm_cli_find_field (entity, *key, error);
      if (field == NULL)
        return NULL;
      index = field - entity->fields;
      g_array_append_val (indexes, index);
    }
  return g_steal_pointer (&indexes);
}

static GArray *
usual_fields (const CrmEntity *entity)
{
  GArray *indexes = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < entity->n_fields; i++)
    {
      if (entity->fields[i].flags & CRM_FIELD_LISTED)
        g_array_append_val (indexes, i);
    }
  return indexes;
}

static gboolean
is_numeric (const CrmField *field)
{
  return field->kind == CRM_FIELD_INTEGER || field->kind == CRM_FIELD_DECIMAL || field->kind == CRM_FIELD_PERCENT ||
         field->kind == CRM_FIELD_MONEY;
}

static gboolean
print_count (List *list,
             CrmReader *reader,
             GError **error)
{
  gint64 n = crm_reader_count (reader, list->query, error);
  g_auto (CrmResultBuilder) builder = { NULL };
  g_autofree char *text = NULL;

  if (n < 0)
    return FALSE;
  if (!list->cli->json)
    {
      text = g_strdup_printf ("%" G_GINT64_FORMAT "\n", n);
      crm_cli_print (text);
      return TRUE;
    }
  crm_result_builder_init (&builder, NULL);
  crm_result_begin (&builder, NULL);
  crm_result_count (&builder, "count", n);
  crm_result_end (&builder);
  crm_cli_print_json (crm_result_builder_end (&builder));
  return TRUE;
}

static void
add_row (CrmTable *table,
         CrmRecord *record,
         const List *list)
{
  if (list->with_id)
    crm_table_take_cell (table, g_strdup_printf ("%" G_GINT64_FORMAT, crm_record_get_id (record)));
  for (guint i = 0; i < list->fields->len; i++)
    crm_table_take_cell (table, crm_record_dup_display (record, g_array_index (list->fields, guint, i)));
}

static CrmTable *
make_table (const List *list)
{
  const CrmEntity *entity = crm_query_get_entity (list->query);
  CrmTable *table = crm_table_new ();

  if (list->with_id)
    crm_table_add_column (table, "id", TRUE);
  for (guint i = 0; i < list->fields->len; i++)
    {
      const CrmField *field = &entity->fields[g_array_index (list->fields, guint, i)];

      crm_table_add_column (table, crm_field_get_label (field), is_numeric (field));
    }
  return table;
}

/* Gives each record of the query to the table or the builder, a page at a time so that memory stays small. */
static gboolean
walk_records (const List *list,
              CrmReader *reader,
              CrmTable *table,
              CrmResultBuilder *builder,
              GError **error)
{
  const CrmEntity *entity = crm_query_get_entity (list->query);
  g_autoptr (GArray) ids = crm_reader_ids (reader, list->query, limit, offset, error);

  for (guint first = 0; ids != NULL && first < ids->len; first += PAGE)
    {
      g_autoptr (GPtrArray) records = crm_reader_get_many (reader, entity, &g_array_index (ids, gint64, first),
                                                           MIN (PAGE, ids->len - first), error);

      if (records == NULL)
        return FALSE;
      for (guint i = 0; i < records->len; i++)
        {
          if (builder != NULL)
            crm_cli_add_record (builder, reader, records->pdata[i],
                                list->fields != NULL ? (const guint *) (void *) list->fields->data : NULL,
                                list->fields != NULL ? list->fields->len : 0);
          else
            add_row (table, records->pdata[i], list);
        }
    }
  return ids != NULL;
}

static gboolean
print_list (CrmReader *reader,
            gpointer data,
            GError **error)
{
  List *list = data;
  g_autoptr (CrmTable) table = NULL;
  g_auto (CrmResultBuilder) builder = { NULL };

  if (count)
    return print_count (list, reader, error);
  if (!list->cli->json)
    {
      table = make_table (list);
      if (!walk_records (list, reader, table, NULL, error))
        return FALSE;
      crm_table_print (table);
      return TRUE;
    }
  crm_result_builder_init (&builder, NULL);
  crm_result_begin_array (&builder, NULL);
  if (!walk_records (list, reader, NULL, &builder, error))
    return FALSE;
  crm_result_end_array (&builder);
  crm_cli_print_json (crm_result_builder_end (&builder));
  return TRUE;
}

static gboolean
run_list (CrmCli *cli,
          char **arguments,
          GError **error)
{
  List list = { .cli = cli, .with_id = TRUE };
  const CrmEntity *entity;
  g_autoptr (CrmQuery) query = NULL;
  g_autoptr (GArray) chosen = NULL;

  if (!crm_cli_expect_arguments (arguments, 1, 1, error))
    return FALSE;
  if (limit < -1 || offset < 0)
    return crm_cli_refuse_usage (error, _("--limit and --offset must not be negative"));
  entity = crm_cli_find_entity (cli, arguments[0], error);
  if (entity == NULL)
    return FALSE;
  query = crm_query_new (entity);
  if (!crm_query_set_filter_text (query, where, error) ||
      (sort != NULL && !crm_query_set_sort_text (query, sort, error)))
    return FALSE;
  crm_query_set_search (query, search);
  if (fields != NULL)
    chosen = parse_fields (entity, &list.with_id, error);
  else if (!cli->json)
    chosen = usual_fields (entity);
  if (fields != NULL && chosen == NULL)
    return FALSE;
  list.query = query;
  list.fields = chosen;
  return crm_cli_read (cli, print_list, &list, error);
}

typedef struct
{
  CrmCli *cli;
  char   *text;
} Search;

static void
print_hits (CrmCli *cli,
            GPtrArray *hits)
{
  g_auto (CrmResultBuilder) builder;
  g_autoptr (CrmTable) table = crm_table_new ();

  crm_result_builder_init (&builder, NULL);
  crm_table_add_column (table, _("Entity"), FALSE);
  crm_table_add_column (table, "id", TRUE);
  crm_table_add_column (table, _("Title"), FALSE);
  crm_table_add_column (table, "", FALSE);
  crm_result_begin_array (&builder, NULL);
  for (guint i = 0; i < hits->len; i++)
    {
      const CrmHit *hit = hits->pdata[i];

      crm_result_begin (&builder, NULL);
      crm_result_text (&builder, "entity", hit->entity->name);
      crm_result_count (&builder, "id", hit->id);
      crm_result_text (&builder, "title", hit->title);
      crm_result_text (&builder, "snippet", hit->snippet);
      crm_result_end (&builder);
      crm_table_add_cell (table, crm_entity_get_label (hit->entity));
      crm_table_take_cell (table, g_strdup_printf ("%" G_GINT64_FORMAT, hit->id));
      crm_table_add_cell (table, hit->title);
      crm_table_add_cell (table, hit->snippet);
    }
  crm_result_end_array (&builder);
  if (cli->json)
    crm_cli_print_json (crm_result_builder_end (&builder));
  else
    crm_table_print (table);
}

static gboolean
read_hits (CrmReader *reader,
           gpointer data,
           GError **error)
{
  const Search *wanted = data;
  g_autoptr (GPtrArray) hits = crm_reader_search (reader, wanted->text, NULL, limit >= 0 ? limit : 20, error);

  if (hits == NULL)
    return FALSE;
  print_hits (wanted->cli, hits);
  return TRUE;
}

static gboolean
run_search (CrmCli *cli,
            char **arguments,
            GError **error)
{
  g_autofree char *text = g_strjoinv (" ", arguments);
  Search wanted = { cli, text };

  if (!crm_cli_expect_arguments (arguments, 1, G_MAXUINT, error))
    return FALSE;
  if (limit < -1 || limit > 10000)
    return crm_cli_refuse_usage (error, _("--limit must be between 0 and 10000"));
  return crm_cli_read (cli, read_hits, &wanted, error);
}

const CrmCommand crm_command_list = {
  .name = "list",
  .arguments = N_("ENTITY"),
  .summary = N_("List records"),
  .description = N_("A filter reads like: stage = \"Won\" and value >= 10000 and customer.city in (\"Lyon\", \"Kyiv\") "
                    "and closed_on in last 90 days"),
  .options = list_options,
  .run = run_list,
};

const CrmCommand crm_command_search = {
  .name = "search",
  .arguments = N_("TEXT…"),
  .summary = N_("Find records of any kind by their words, best first"),
  .options = search_options,
  .run = run_search,
};
