/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-json.h"
#include "cli/crm-cli-output.h"

#include "sales/crm-workspace.h"

#include <glib/gi18n.h>

static char *currency;

static const GOptionEntry options[] = {
  { "currency", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &currency,
    N_("Currency of amounts that name none (EUR)"), N_("CODE") },
  { NULL },
};

static void
print_workspace (CrmCli *cli,
                 CrmStore *store)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!cli->json)
    {
      crm_cli_say (_("Made the workspace “%s”"), crm_store_get_path (store));
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  crm_cli_add_member (builder, "workspace", crm_store_get_path (store));
  json_builder_end_object (builder);
  crm_cli_print_json (json_builder_get_root (builder));
}

static gboolean
run_init (CrmCli *cli,
          char **arguments,
          GError **error)
{
  const char *path = cli->workspace != NULL ? cli->workspace : g_getenv ("CLIENTELE_WORKSPACE");
  CrmStore *store;

  if (!crm_cli_expect_arguments (arguments, 0, 1, error))
    return FALSE;
  if (arguments[0] != NULL)
    path = arguments[0];
  if (path == NULL)
    return crm_cli_refuse_usage (error, _("Name the file to make: clientele-cli --workspace FILE init"));
  store = crm_workspace_create (path, currency != NULL ? currency : "EUR", error);
  if (store == NULL)
    return FALSE;
  print_workspace (cli, store);
  crm_cli_close (store);
  return TRUE;
}

const CrmCommand crm_command_init = {
  .name = "init",
  .arguments = N_("[FILE]"),
  .summary = N_("Make a workspace; a file that exists is kept"),
  .options = options,
  .run = run_init,
};
