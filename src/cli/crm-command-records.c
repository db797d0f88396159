/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-input.h"
#include "cli/crm-cli-json.h"
#include "cli/crm-cli-output.h"

#include <glib/gi18n.h>

static const char values_help[] =
  N_("Values are given as field=value: amounts with or without a currency (1234.50 EUR), dates as YYYY-MM-DD, yes and "
     "no, links by id, number or name, tags by name and separated by commas. An empty value clears the field. "
     "“clientele-cli entities NAME” lists the fields.");

/* What a change of one record needs while the workspace is read. */
typedef struct
{
  const CrmEntity *entity;
  CrmChangeSet    *changes;
  CrmChange       *change;
  char           **assignments;
} Edit;

static gpointer
read_assignments (CrmReader *reader,
                  gpointer data,
                  GCancellable *cancellable,
                  GError **error)
{
  Edit *edit = data;
  g_autoptr (CrmRecord) record = NULL;
  g_autofree char *label = NULL;
  const CrmFieldChange *title;

  if (edit->change->kind == CRM_CHANGE_UPDATE)
    {
      record = crm_reader_get (reader, edit->entity, edit->change->id, error);
      if (record == NULL)
        return NULL;
    }
  if (!crm_cli_set_fields (reader, edit->changes, edit->change, edit->assignments, error))
    return NULL;
  title = crm_change_find (edit->change, edit->entity->fields[0].key);
  if (record != NULL)
    label = g_strdup_printf (_("Edit %s “%s”"), crm_entity_get_label (edit->entity), crm_record_get_title (record));
  else if (title != NULL && title->value.type == CRM_VALUE_TEXT)
    label = g_strdup_printf (_("Add %s “%s”"), crm_entity_get_label (edit->entity), title->value.text);
  else
    label = g_strdup_printf (_("Add %s"), crm_entity_get_label (edit->entity));
  crm_change_set_set_label (edit->changes, label);
  return GINT_TO_POINTER (TRUE);
}

static void
print_action (CrmCli *cli,
              const gint64 *ids,
              guint n_ids,
              gint64 action,
              const char *label)
{
  g_auto (CrmResultBuilder) builder = { NULL };

  crm_cli_say ("%s", action != 0 ? label : _("Nothing had to be changed"));
  if (!cli->json)
    {
      for (guint i = 0; i < n_ids; i++)
        {
          g_autofree char *line = g_strdup_printf ("%" G_GINT64_FORMAT "\n", ids[i]);

          crm_cli_print (line);
        }
      return;
    }
  crm_result_builder_init (&builder, NULL);
  crm_result_begin (&builder, NULL);
  crm_result_count (&builder, "id", ids[0]);
  if (n_ids > 1)
    {
      crm_result_begin_array (&builder, "ids");
      for (guint i = 0; i < n_ids; i++)
        crm_result_count (&builder, NULL, ids[i]);
      crm_result_end_array (&builder);
    }
  if (action != 0)
    crm_result_count (&builder, "action", action);
  else
    crm_result_text (&builder, "action", NULL);
  crm_result_end (&builder);
  crm_cli_print_json (crm_result_builder_end (&builder));
}

static gboolean
apply (CrmCli *cli,
       CrmStore *store,
       CrmChangeSet *changes,
       const gint64 *ids,
       guint n_ids,
       GError **error)
{
  gint64 action;

  if (!crm_store_apply (store, changes, &action, NULL, error))
    return FALSE;
  print_action (cli, ids, n_ids, action, crm_change_set_get_label (changes));
  return TRUE;
}

static gboolean
edit_in (CrmCli *cli,
         CrmStore *store,
         const CrmEntity *entity,
         gint64 id,
         char **assignments,
         GError **error)
{
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "");
  Edit edit = { entity, changes, NULL, assignments };

  if (id != 0)
    crm_change_set_update (changes, entity->name, id);
  else
    id = crm_change_set_insert (changes, entity->name);
  edit.change = crm_change_set_get_change (changes, 0);
  return crm_store_read (store, read_assignments, &edit, NULL, error) != NULL &&
         apply (cli, store, changes, &id, 1, error);
}

static gboolean
edit_record (CrmCli *cli,
             const CrmEntity *entity,
             gint64 id,
             char **assignments,
             GError **error)
{
  CrmStore *store = crm_cli_open (cli, 0, error);
  gboolean done;

  if (store == NULL)
    return FALSE;
  done = edit_in (cli, store, crm_store_find_entity (store, entity->name), id, assignments, error);
  crm_cli_close (store);
  return done;
}

static gboolean
run_add (CrmCli *cli,
         char **arguments,
         GError **error)
{
  const CrmEntity *entity;

  if (!crm_cli_expect_arguments (arguments, 1, G_MAXUINT, error))
    return FALSE;
  entity = crm_cli_find_declared (arguments[0], error);
  return entity != NULL && edit_record (cli, entity, 0, arguments + 1, error);
}

static gboolean
run_set (CrmCli *cli,
         char **arguments,
         GError **error)
{
  const CrmEntity *entity;
  gint64 id;

  if (!crm_cli_expect_arguments (arguments, 3, G_MAXUINT, error))
    return FALSE;
  entity = crm_cli_find_declared (arguments[0], error);
  return entity != NULL && crm_cli_parse_id (arguments[1], &id, error) &&
         edit_record (cli, entity, id, arguments + 2, error);
}

static char *
label_deletion (const CrmEntity *entity,
                guint n)
{
  return n == 1 ? g_strdup_printf (_("Delete %s"), crm_entity_get_label (entity))
                : g_strdup_printf (ngettext ("Delete %u record: %s", "Delete %u records: %s", n), n,
                                   crm_entity_get_label_plural (entity));
}

static gboolean
delete_in (CrmCli *cli,
           CrmStore *store,
           const CrmEntity *entity,
           GArray *ids,
           GError **error)
{
  g_autofree char *label = label_deletion (entity, ids->len);
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, label);

  for (guint i = 0; i < ids->len; i++)
    crm_change_set_delete (changes, entity->name, g_array_index (ids, gint64, i));
  return apply (cli, store, changes, (const gint64 *) (void *) ids->data, ids->len, error);
}

static gboolean
run_delete (CrmCli *cli,
            char **arguments,
            GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const CrmEntity *entity;
  CrmStore *store;
  gboolean done;

  if (!crm_cli_expect_arguments (arguments, 2, G_MAXUINT, error))
    return FALSE;
  entity = crm_cli_find_declared (arguments[0], error);
  if (entity == NULL)
    return FALSE;
  for (guint i = 1; arguments[i] != NULL; i++)
    {
      gint64 id;

      if (!crm_cli_parse_id (arguments[i], &id, error))
        return FALSE;
      g_array_append_val (ids, id);
    }
  store = crm_cli_open (cli, 0, error);
  if (store == NULL)
    return FALSE;
  done = delete_in (cli, store, entity, ids, error);
  crm_cli_close (store);
  return done;
}

typedef struct
{
  CrmCli          *cli;
  const CrmEntity *entity;
  gint64           id;
} Get;

static void
print_record (CrmRecord *record)
{
  const CrmEntity *entity = crm_record_get_entity (record);
  g_autoptr (CrmTable) table = crm_table_new ();

  crm_table_add_column (table, "", FALSE);
  crm_table_add_column (table, "", FALSE);
  crm_table_add_cell (table, "id");
  crm_table_take_cell (table, g_strdup_printf ("%" G_GINT64_FORMAT, crm_record_get_id (record)));
  for (guint i = 0; i < entity->n_fields; i++)
    {
      if (crm_value_is_null (crm_record_get_value (record, i)))
        continue;
      crm_table_add_cell (table, crm_field_get_label (&entity->fields[i]));
      crm_table_take_cell (table, crm_record_dup_display (record, i));
    }
  crm_table_print (table);
}

static gboolean
read_record (CrmReader *reader,
             gpointer data,
             GError **error)
{
  const Get *get = data;
  g_autoptr (CrmRecord) record = crm_reader_get (reader, get->entity, get->id, error);
  g_auto (CrmResultBuilder) builder = { NULL };

  if (record == NULL)
    return FALSE;
  if (!get->cli->json)
    {
      print_record (record);
      return TRUE;
    }
  crm_result_builder_init (&builder, NULL);
  crm_cli_add_record (&builder, reader, record, NULL, 0);
  crm_cli_print_json (crm_result_builder_end (&builder));
  return TRUE;
}

static gboolean
run_get (CrmCli *cli,
         char **arguments,
         GError **error)
{
  Get get = { .cli = cli };

  if (!crm_cli_expect_arguments (arguments, 2, 2, error))
    return FALSE;
  get.entity = crm_cli_find_entity (cli, arguments[0], error);
  return get.entity != NULL && crm_cli_parse_id (arguments[1], &get.id, error) &&
         crm_cli_read (cli, read_record, &get, error);
}

const CrmCommand crm_command_add = {
  .name = "add",
  .arguments = N_("ENTITY FIELD=VALUE…"),
  .summary = N_("Add a record and print its id"),
  .description = values_help,
  .run = run_add,
};

const CrmCommand crm_command_set = {
  .name = "set",
  .arguments = N_("ENTITY ID FIELD=VALUE…"),
  .summary = N_("Change fields of a record"),
  .description = values_help,
  .run = run_set,
};

const CrmCommand crm_command_delete = {
  .name = "delete",
  .arguments = N_("ENTITY ID…"),
  .summary = N_("Delete records and what belongs to them; undo brings all back"),
  .run = run_delete,
};

const CrmCommand crm_command_get = {
  .name = "get",
  .arguments = N_("ENTITY ID"),
  .summary = N_("Show a record"),
  .run = run_get,
};
