/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-input.h"
#include "cli/crm-cli-output.h"

#include "analytics/crm-match-load.h"
#include "analytics/crm-match-merge.h"
#include "store/crm-merge.h"

#include <glib/gi18n.h>

static gboolean sure;

static const GOptionEntry options[] = {
  { "sure", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &sure,
    N_("Merge all pairs that “duplicates” is sure of (from 0.99 on), as one action"), NULL },
  { NULL },
};

static void
print_done (CrmCli *cli,
            CrmMerge *merge,
            gint64 keep,
            gint64 action)
{
  g_auto (CrmResultBuilder) builder = { NULL };

  if (!cli->json)
    {
      crm_cli_say (ngettext ("%u record was merged into another", "%u records were merged into others",
                             crm_merge_n_gone (merge)), crm_merge_n_gone (merge));
      return;
    }
  crm_result_builder_init (&builder, NULL);
  crm_result_begin (&builder, NULL);
  if (keep != 0)
    crm_result_count (&builder, "id", keep);
  crm_result_count (&builder, "merged", crm_merge_n_gone (merge));
  crm_result_count (&builder, "action", action);
  crm_result_end (&builder);
  crm_cli_print_json (crm_result_builder_end (&builder));
}

static gboolean
apply (CrmCli *cli,
       CrmStore *store,
       CrmMerge *merge,
       gint64 keep,
       GError **error)
{
  g_autofree char *label = crm_match_merge_label (merge);
  gint64 action = 0;

  if (crm_merge_n_groups (merge) > 0 && !crm_merge_apply (merge, store, label, &action, NULL, error))
    return FALSE;
  print_done (cli, merge, keep, action);
  return TRUE;
}

static gboolean
merge_named (CrmCli *cli,
             CrmStore *store,
             const CrmEntity *entity,
             char **arguments,
             GError **error)
{
  g_autoptr (CrmMerge) merge = crm_merge_new (entity);
  g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 keep = 0;

  for (guint i = 0; arguments[i] != NULL; i++)
    {
      gint64 id;

      if (!crm_cli_parse_id (arguments[i], &id, error))
        return FALSE;
      if (i == 0)
        keep = id;
      else
        g_array_append_val (others, id);
    }
  return crm_merge_add (merge, keep, (const gint64 *) (void *) others->data, others->len, error) &&
         apply (cli, store, merge, keep, error);
}

static gboolean
merge_sure (CrmCli *cli,
            CrmStore *store,
            const CrmEntity *entity,
            GError **error)
{
  g_autoptr (CrmMerge) merge = crm_store_read (store, crm_match_merge_find_sure, (gpointer) entity, NULL, error);

  return merge != NULL && apply (cli, store, merge, 0, error);
}

static gboolean
run_merge (CrmCli *cli,
           char **arguments,
           GError **error)
{
  const CrmEntity *entity;
  CrmStore *store;
  gboolean done;

  if (!crm_cli_expect_arguments (arguments, sure ? 1 : 3, sure ? 1 : G_MAXUINT, error) ||
      (entity = crm_cli_find_declared (arguments[0], error)) == NULL ||
      (store = crm_cli_open (cli, 0, error)) == NULL)
    return FALSE;
  entity = crm_store_find_entity (store, entity->name);
  done = sure ? merge_sure (cli, store, entity, error) : merge_named (cli, store, entity, arguments + 1, error);
  crm_cli_close (store);
  return done;
}

const CrmCommand crm_command_merge = {
  .name = "merge",
  .arguments = N_("ENTITY KEEP OTHER…"),
  .summary = N_("Make one record of several; undo brings all back"),
  .description = N_("What links to the others then links to the one that is kept, which takes what it does not "
                    "know from them."),
  .options = options,
  .run = run_merge,
};
