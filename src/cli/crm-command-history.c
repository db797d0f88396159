/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-input.h"
#include "cli/crm-cli-json.h"
#include "cli/crm-cli-output.h"

#include "base/crm-date.h"

#include <glib/gi18n.h>

static int limit = 20;

static const GOptionEntry options[] = {
  { "limit", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &limit, N_("At most so many actions (20)"), N_("N") },
  { NULL },
};

typedef struct
{
  CrmCli          *cli;
  const CrmEntity *entity;
  gint64           id;
} History;

static const char *
name_change (CrmChangeKind kind)
{
  switch (kind)
    {
    case CRM_CHANGE_INSERT: return "insert";
    case CRM_CHANGE_UPDATE: return "update";
    case CRM_CHANGE_DELETE: return "delete";
    case CRM_CHANGE_INSERT_MANY: return "insert-many";
    default: g_return_val_if_reached ("");
    }
}

static const char *
name_action (CrmActionKind kind)
{
  switch (kind)
    {
    case CRM_ACTION_DO: return "do";
    case CRM_ACTION_UNDO: return "undo";
    case CRM_ACTION_REDO: return "redo";
    default: g_return_val_if_reached ("");
    }
}

static void
add_change (CrmResultBuilder *builder,
            CrmReader *reader,
            const CrmChange *change)
{
  crm_result_begin (builder, NULL);
  crm_result_text (builder, "entity", change->entity->name);
  crm_result_count (builder, "id", change->id);
  crm_result_text (builder, "kind", name_change (change->kind));
  if (change->kind == CRM_CHANGE_INSERT_MANY)
    {
      crm_result_count (builder, "count", change->fields->len);
      crm_result_end (builder);
      return;
    }
  crm_result_begin (builder, "fields");
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *changed = &g_array_index (change->fields, CrmFieldChange, i);
      const CrmField *field = &change->entity->fields[changed->field];

      crm_result_begin_array (builder, field->key);
      crm_cli_add_value (builder, NULL, reader, field, &changed->old);
      crm_cli_add_value (builder, NULL, reader, field, &changed->value);
      crm_result_end_array (builder);
    }
  crm_result_end (builder);
  crm_result_end (builder);
}

static void
add_entry (CrmResultBuilder *builder,
           CrmReader *reader,
           const CrmHistoryEntry *entry)
{
  g_autofree char *at = crm_instant_to_iso (entry->at);

  crm_result_begin (builder, NULL);
  crm_result_count (builder, "action", entry->action);
  crm_result_text (builder, "at", at);
  crm_result_text (builder, "by", entry->by);
  crm_result_text (builder, "label", entry->label);
  crm_result_text (builder, "kind", name_action (entry->kind));
  if (entry->target != 0)
    crm_result_count (builder, "target", entry->target);
  crm_result_flag (builder, "undone", entry->undone);
  crm_result_count (builder, "change_count", entry->n_changes);
  crm_result_begin_array (builder, "changes");
  for (guint i = 0; i < entry->changes->len; i++)
    add_change (builder, reader, entry->changes->pdata[i]);
  crm_result_end_array (builder);
  crm_result_end (builder);
}

static char *
label_entry (const CrmHistoryEntry *entry)
{
  if (entry->kind == CRM_ACTION_UNDO)
    return g_strdup_printf (_("Undo: %s"), entry->label);
  if (entry->kind == CRM_ACTION_REDO)
    return g_strdup_printf (_("Redo: %s"), entry->label);
  return entry->undone ? g_strdup_printf (_("%s (undone)"), entry->label) : g_strdup (entry->label);
}

static void
print_entries (GPtrArray *entries)
{
  g_autoptr (CrmTable) table = crm_table_new ();

  crm_table_add_column (table, _("Action"), TRUE);
  crm_table_add_column (table, _("When"), FALSE);
  crm_table_add_column (table, _("Who"), FALSE);
  crm_table_add_column (table, _("Changes"), TRUE);
  crm_table_add_column (table, _("What"), FALSE);
  for (guint i = 0; i < entries->len; i++)
    {
      const CrmHistoryEntry *entry = entries->pdata[i];

      crm_table_take_cell (table, g_strdup_printf ("%" G_GINT64_FORMAT, entry->action));
      crm_table_take_cell (table, crm_instant_format (entry->at));
      crm_table_add_cell (table, entry->by != NULL ? entry->by : "");
      crm_table_take_cell (table, g_strdup_printf ("%u", entry->n_changes));
      crm_table_take_cell (table, label_entry (entry));
    }
  crm_table_print (table);
}

static gboolean
read_history (CrmReader *reader,
              gpointer data,
              GError **error)
{
  const History *history = data;
  g_autoptr (GPtrArray) entries = crm_reader_history (reader, history->entity, history->id, limit, error);
  g_auto (CrmResultBuilder) builder = { NULL };

  if (entries == NULL)
    return FALSE;
  if (!history->cli->json)
    {
      print_entries (entries);
      return TRUE;
    }
  crm_result_builder_init (&builder, NULL);
  crm_result_begin_array (&builder, NULL);
  for (guint i = 0; i < entries->len; i++)
    add_entry (&builder, reader, entries->pdata[i]);
  crm_result_end_array (&builder);
  crm_cli_print_json (crm_result_builder_end (&builder));
  return TRUE;
}

static gboolean
run_history (CrmCli *cli,
             char **arguments,
             GError **error)
{
  History history = { .cli = cli };

  if (!crm_cli_expect_arguments (arguments, 0, 2, error))
    return FALSE;
  if (limit < 0)
    return crm_cli_refuse_usage (error, _("--limit must not be negative"));
  if (arguments[0] != NULL && arguments[1] == NULL)
    return crm_cli_refuse_usage (error, _("Name the entity and the id of a record, or neither"));
  if (arguments[0] != NULL)
    {
      history.entity = crm_cli_find_entity (cli, arguments[0], error);
      if (history.entity == NULL || !crm_cli_parse_id (arguments[1], &history.id, error))
        return FALSE;
    }
  return crm_cli_read (cli, read_history, &history, error);
}

/* Undo and redo: what was just done stands on top of the history. */

static gpointer
read_newest (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  return crm_reader_history (reader, NULL, 0, 1, error);
}

static gboolean
add_step (CrmResultBuilder *builder,
          CrmStore *store,
          const char *key,
          const char *label,
          GError **error)
{
  g_autoptr (GPtrArray) entries = crm_store_read (store, read_newest, NULL, NULL, error);
  const CrmHistoryEntry *entry;

  if (entries == NULL)
    return FALSE;
  entry = entries->pdata[0];
  crm_result_begin (builder, NULL);
  crm_result_count (builder, "action", entry->action);
  crm_result_count (builder, key, entry->target);
  crm_result_text (builder, "label", label);
  crm_result_end (builder);
  return TRUE;
}

static gboolean
undo (CrmStore *store,
      gint64 action,
      CrmResultBuilder *builder,
      GError **error)
{
  g_autofree char *label = NULL;

  if (!crm_store_undo (store, action, &label, error))
    return FALSE;
  crm_cli_say (_("Undone: %s"), label);
  return add_step (builder, store, "undone", label, error);
}

/* The first that cannot be undone is refused before any other is. */
static gboolean
check_actions (CrmStore *store,
               const gint64 *actions,
               guint n,
               GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      if (crm_store_action_in_force (store, actions[i]) == 0)
        return crm_store_undo (store, actions[i], NULL, error);
    }
  return TRUE;
}

/* What is said of the one that failed is not true of those before. */
static void
tell_undone (char **arguments,
             guint n,
             GError **error)
{
  g_autoptr (GString) names = g_string_new (arguments[0]);

  for (guint i = 1; i < n; i++)
    g_string_append_printf (names, "%s%s", C_("list", ", "), arguments[i]);
  g_prefix_error (error, _("These are undone: %s. But: "), names->str);
}

static gboolean
run_undo (CrmCli *cli,
          char **arguments,
          GError **error)
{
  guint n = g_strv_length (arguments);
  g_autofree gint64 *actions = g_new0 (gint64, n + 1);
  g_auto (CrmResultBuilder) builder = { NULL };
  CrmStore *store;
  gboolean done = TRUE;

  for (guint i = 0; i < n; i++)
    {
      if (!crm_cli_parse_id (arguments[i], &actions[i], error))
        return FALSE;
    }
  store = crm_cli_open (cli, 0, error);
  if (store == NULL)
    return FALSE;
  crm_result_builder_init (&builder, NULL);
  if (n > 1)
    crm_result_begin_array (&builder, NULL);
  done = n < 2 || check_actions (store, actions, n, error);
  for (guint i = 0; i < MAX (n, 1) && done; i++)
    {
      done = undo (store, actions[i], &builder, error);
      if (!done && i > 0)
        tell_undone (arguments, i, error);
    }
  if (n > 1)
    crm_result_end_array (&builder);
  if (done && cli->json)
    crm_cli_print_json (crm_result_builder_end (&builder));
  crm_cli_close (store);
  return done;
}

static gboolean
run_redo (CrmCli *cli,
          char **arguments,
          GError **error)
{
  g_autofree char *label = NULL;
  g_auto (CrmResultBuilder) builder = { NULL };
  CrmStore *store;
  gboolean done;

  if (!crm_cli_expect_arguments (arguments, 0, 0, error))
    return FALSE;
  store = crm_cli_open (cli, 0, error);
  if (store == NULL)
    return FALSE;
  crm_result_builder_init (&builder, NULL);
  done = crm_store_redo (store, &label, error) && add_step (&builder, store, "redone", label, error);
  if (done && cli->json)
    crm_cli_print_json (crm_result_builder_end (&builder));
  if (done)
    crm_cli_say (_("Done again: %s"), label);
  crm_cli_close (store);
  return done;
}

const CrmCommand crm_command_history = {
  .name = "history",
  .arguments = N_("[ENTITY ID]"),
  .summary = N_("Show what was done, newest first, in all or to one record"),
  .options = options,
  .run = run_history,
};

const CrmCommand crm_command_undo = {
  .name = "undo",
  .arguments = N_("[ACTION…]"),
  .summary = N_("Undo the newest action, or those with these ids, one after the other"),
  .run = run_undo,
};

const CrmCommand crm_command_redo = {
  .name = "redo",
  .arguments = "",
  .summary = N_("Do again what was undone last"),
  .run = run_redo,
};
