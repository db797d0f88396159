/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

G_BEGIN_DECLS

/**
 * CrmCli:
 * @workspace: file that --workspace names, or %NULL
 * @json: whether stdout is one JSON document
 * @status: exit status of a command that ran well but has bad news
 * @reading: (nullable): the workspace, where it had to be looked into to understand the arguments
 *
 * One run of the program.
 */
typedef struct
{
  char    *workspace;
  gboolean json;
  int      status;
  CrmStore *reading;
} CrmCli;

/**
 * CrmCommand:
 * @arguments: N_(): what follows the name in the help
 * @summary: N_(): one line for the list of commands
 * @description: (nullable): N_(): more, for the command's own help
 * @options: (nullable): ends with a row of zeros; the values are statics of the command's file
 * @add_options: (nullable): adds options that depend on the arguments
 * @run: does it; `arguments` ends with %NULL and is valid UTF-8
 *
 * One row of the table of commands.
 */
typedef struct
{
  const char         *name;
  const char         *arguments;
  const char         *summary;
  const char         *description;
  const GOptionEntry *options;
  void              (*add_options) (GOptionContext *context, char **arguments);
  gboolean          (*run) (CrmCli *cli, char **arguments, GError **error);
} CrmCommand;

extern const CrmCommand crm_command_add;
extern const CrmCommand crm_command_analyze;
extern const CrmCommand crm_command_backup;
extern const CrmCommand crm_command_backups;
extern const CrmCommand crm_command_check;
extern const CrmCommand crm_command_delete;
extern const CrmCommand crm_command_drill;
extern const CrmCommand crm_command_duplicates;
extern const CrmCommand crm_command_entities;
extern const CrmCommand crm_command_export;
extern const CrmCommand crm_command_get;
extern const CrmCommand crm_command_history;
extern const CrmCommand crm_command_import;
extern const CrmCommand crm_command_init;
extern const CrmCommand crm_command_list;
extern const CrmCommand crm_command_merge;
extern const CrmCommand crm_command_pipeline;
extern const CrmCommand crm_command_redo;
extern const CrmCommand crm_command_restore;
extern const CrmCommand crm_command_search;
extern const CrmCommand crm_command_set;
extern const CrmCommand crm_command_table;
extern const CrmCommand crm_command_undo;

/* A command line that makes no sense ends the program with status 2, whatever else goes wrong with status 1. */
#define CRM_CLI_USAGE (crm_cli_usage_quark ())
GQuark   crm_cli_usage_quark (void);
gboolean crm_cli_refuse_usage (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean crm_cli_expect_arguments (char **arguments, guint least, guint most, GError **error);

/* The workspace. */
char     *crm_cli_find_workspace (CrmCli *cli, GError **error);
CrmStore *crm_cli_open  (CrmCli *cli, CrmStoreFlags flags, GError **error);
void      crm_cli_close (CrmStore *store);
const CrmEntity *crm_cli_find_entity (CrmCli *cli, const char *name, GError **error);
char     *crm_cli_backup_root (void);

typedef gboolean (*CrmCliRead) (CrmReader *reader, gpointer data, GError **error);
gboolean  crm_cli_read  (CrmCli *cli, CrmCliRead func, gpointer data, GError **error);

G_END_DECLS
