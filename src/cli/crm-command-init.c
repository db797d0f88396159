/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-output.h"

#include "sales/crm-workspace.h"
#include "sample/crm-sample.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define MAX_CUSTOMERS 10000000

static char *currency;
static char *sample;
static int n_customers;
static int seed = CRM_SAMPLE_SEED;

static const GOptionEntry options[] = {
  { "currency", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &currency,
    N_("Currency of amounts that name none (EUR)"), N_("CODE") },
  { "sample", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &sample,
    N_("Fill it with an invented company; NAME is “generated”"), N_("NAME") },
  { "customers", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &n_customers,
    N_("How many customers the invented company has (200)"), N_("N") },
  { "seed", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &seed,
    N_("Another number makes another company (1)"), N_("N") },
  { NULL },
};

static void
print_workspace (CrmCli *cli,
                 CrmStore *store)
{
  g_auto (CrmResultBuilder) builder = { NULL };

  if (!cli->json)
    {
      crm_cli_say (_("Made the workspace “%s”"), crm_store_get_path (store));
      return;
    }
  crm_result_builder_init (&builder, NULL);
  crm_result_begin (&builder, NULL);
  crm_result_text (&builder, "workspace", crm_store_get_path (store));
  crm_result_end (&builder);
  crm_cli_print_json (crm_result_builder_end (&builder));
}

static gboolean
check_options (GError **error)
{
  if (sample != NULL && g_strcmp0 (sample, "generated") != 0)
    return crm_cli_refuse_usage (error, _("There is no sample “%s”; the one there is is called “generated”"), sample);
  if (sample == NULL && n_customers != 0)
    return crm_cli_refuse_usage (error, _("--customers needs --sample generated"));
  if (n_customers < 0 || n_customers > MAX_CUSTOMERS)
    return crm_cli_refuse_usage (error, _("--customers must be between 1 and %d"), MAX_CUSTOMERS);
  return TRUE;
}

static void
show_progress (guint done,
               guint total,
               gpointer user_data)
{
  if (isatty (STDERR_FILENO))
    g_printerr (done < total ? "\r%u / %u" : "\r\033[K", done, total);
}

/* Half a sample is of no use, and the file was made just now. */
static gboolean
fill (CrmStore *store,
      GError **error)
{
  g_autofree char *path = g_strdup (crm_store_get_path (store));

  if (sample == NULL)
    return TRUE;
  if (crm_sample_generate (store, n_customers > 0 ? n_customers : CRM_SAMPLE_CUSTOMERS, seed, NULL, show_progress, NULL,
                           error))
    return TRUE;
  crm_cli_close (store);
  g_unlink (path);
  return FALSE;
}

static gboolean
run_init (CrmCli *cli,
          char **arguments,
          GError **error)
{
  const char *path = cli->workspace != NULL ? cli->workspace : g_getenv ("CLIENTELE_WORKSPACE");
  CrmStore *store;

  if (!crm_cli_expect_arguments (arguments, 0, 1, error) || !check_options (error))
    return FALSE;
  if (arguments[0] != NULL)
    path = arguments[0];
  if (path == NULL)
    return crm_cli_refuse_usage (error, _("Name the file to make: clientele-cli --workspace FILE init"));
  store = crm_workspace_create (path, currency != NULL ? currency : "EUR", error);
  if (store == NULL || !fill (store, error))
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
