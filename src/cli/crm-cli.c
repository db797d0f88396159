/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli.h"

#include "base/crm-locale.h"
#include "base/crm-streams.h"

#include "cli/crm-cli-input.h"
#include "cli/crm-cli-output.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>

G_DEFINE_QUARK (crm-cli-usage-quark, crm_cli_usage)

static const CrmCommand *const commands[] = {
  &crm_command_init,
  &crm_command_entities,
  &crm_command_add,
  &crm_command_set,
  &crm_command_delete,
  &crm_command_get,
  &crm_command_list,
  &crm_command_search,
  &crm_command_import,
  &crm_command_export,
  &crm_command_table,
  &crm_command_undo,
  &crm_command_redo,
  &crm_command_history,
  &crm_command_pipeline,
  &crm_command_analyze,
  &crm_command_duplicates,
  &crm_command_merge,
  &crm_command_check,
  &crm_command_backup,
  &crm_command_backups,
  &crm_command_restore,
  &crm_command_drill,
};

/**
 * crm_cli_refuse_usage:
 *
 * Returns: %FALSE, with an error that makes the program end with status 2
 */
gboolean
crm_cli_refuse_usage (GError **error,
                      const char *format,
                      ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (CRM_CLI_USAGE, 0, format, arguments);
  va_end (arguments);
  return FALSE;
}

/**
 * crm_cli_expect_arguments:
 * @least: how many there must be
 * @most: how many there may be
 */
gboolean
crm_cli_expect_arguments (char **arguments,
                          guint least,
                          guint most,
                          GError **error)
{
  guint n = g_strv_length (arguments);

  if (n < least)
    return crm_cli_refuse_usage (error, _("Something is missing behind the command; --help tells what"));
  if (n > most)
    return crm_cli_refuse_usage (error, _("“%s” is one argument too many; --help tells what is expected"),
                                 arguments[most]);
  return TRUE;
}

static const CrmCommand *
find_command (const char *name,
              GError **error)
{
  const char *names[G_N_ELEMENTS (commands) + 1] = { NULL };
  g_autofree char *hint = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      names[i] = commands[i]->name;
      if (g_str_equal (commands[i]->name, name))
        return commands[i];
    }
  hint = crm_cli_suggest (name, names);
  crm_cli_refuse_usage (error, _("There is no command “%s”.%s --help lists them all"), name, hint);
  return NULL;
}

static char *
describe_commands (void)
{
  g_autoptr (GString) text = g_string_new (_("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %-12s %s", commands[i]->name, _(commands[i]->summary));
  g_string_append_printf (text, "\n\n%s", _("“clientele-cli COMMAND --help” tells more about a command."));
  return g_strdup (text->str);
}

static char *option_workspace;
static gboolean option_json;
static gboolean option_version;

static const GOptionEntry general_options[] = {
  { "workspace", 'w', G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &option_workspace,
    N_("The workspace; without it the one opened last"), N_("FILE") },
  { "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_json, N_("Print one JSON document"), NULL },
  { NULL },
};

static const GOptionEntry version_options[] = {
  { "version", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &option_version, N_("Print the version"), NULL },
  { NULL },
};

static gboolean
parse_options (GOptionContext *context,
               char ***arguments,
               GError **error)
{
  g_autoptr (GError) local = NULL;

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  if (g_option_context_parse_strv (context, arguments, &local))
    return TRUE;
  return crm_cli_refuse_usage (error, _("%s; --help lists the options"), local->message);
}

/* Drops the first of the arguments, which stays where it was allocated. */
static void
shift (char **arguments)
{
  g_free (arguments[0]);
  for (guint i = 0; arguments[i] != NULL; i++)
    arguments[i] = arguments[i + 1];
}

static gboolean
check_encoding (char **arguments,
                GError **error)
{
  for (guint i = 0; arguments[i] != NULL; i++)
    {
      if (!g_utf8_validate (arguments[i], -1, NULL))
        return crm_cli_refuse_usage (error, _("Argument %u is not valid UTF-8 text"), i + 1);
    }
  return TRUE;
}

static gboolean
run_command (CrmCli *cli,
             const CrmCommand *command,
             char ***arguments,
             GError **error)
{
  g_autofree char *parameters = g_strdup_printf ("%s %s", command->name, _(command->arguments));
  g_autoptr (GOptionContext) context = g_option_context_new (parameters);

  g_option_context_set_summary (context, _(command->summary));
  if (command->description != NULL)
    g_option_context_set_description (context, _(command->description));
  if (command->add_options != NULL)
    command->add_options (context, *arguments + 1);
  if (command->options != NULL)
    g_option_context_add_main_entries (context, command->options, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, general_options, GETTEXT_PACKAGE);
  if (!parse_options (context, arguments, error))
    return FALSE;
  shift (*arguments);
  if ((*arguments)[0] != NULL && g_str_equal ((*arguments)[0], "--"))
    shift (*arguments);
  cli->json = option_json;
  cli->workspace = option_workspace;
  return check_encoding (*arguments, error) && command->run (cli, *arguments, error);
}

static gboolean
run (CrmCli *cli,
     char ***arguments,
     GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_("COMMAND …"));
  g_autofree char *list = describe_commands ();
  const CrmCommand *command;

  g_option_context_set_summary (context, _("Works on a Clientele workspace from scripts and terminals."));
  g_option_context_set_description (context, list);
  g_option_context_add_main_entries (context, general_options, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, version_options, GETTEXT_PACKAGE);
  g_option_context_set_strict_posix (context, TRUE);
  if (!parse_options (context, arguments, error))
    return FALSE;
  cli->json = option_json;
  if (option_version)
    {
      printf ("clientele-cli %s\n", PACKAGE_VERSION);
      return TRUE;
    }
  if ((*arguments)[1] == NULL)
    return crm_cli_refuse_usage (error, _("A command is missing; --help lists them all"));
  command = find_command ((*arguments)[1], error);
  if (command == NULL)
    return FALSE;
  shift (*arguments);   /* what follows the command is parsed again, with the command's own options */
  return run_command (cli, command, arguments, error);
}

int
main (int argc,
      char **argv)
{
  CrmCli cli = { 0 };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) arguments = g_strdupv (argv);

  crm_streams_init ();
  crm_locale_init ();
  g_set_prgname ("clientele-cli");
  if (!run (&cli, &arguments, &error))
    {
      crm_cli_print_error (&cli, error);
      cli.status = error->domain == CRM_CLI_USAGE ? 2 : 1;
    }
  g_clear_pointer (&cli.reading, crm_cli_close);
  if (fflush (stdout) != 0 || ferror (stdout))
    {
      crm_cli_say (_("clientele-cli: the output could not be written"));
      return 1;
    }
  return cli.status;
}
