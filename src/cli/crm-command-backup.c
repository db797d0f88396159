/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-output.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "store/crm-backup.h"

#include <glib/gi18n.h>
#include <string.h>

static char *to;

static const GOptionEntry backup_options[] = {
  { "to", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &to,
    N_("A file that does not exist, instead of one in the folder for backups"), N_("FILE") },
  { NULL },
};

static const GOptionEntry restore_options[] = {
  { "to", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &to, N_("The workspace to make; a file that exists is kept"),
    N_("NEW") },
  { NULL },
};

static void
show_progress (double share,
               gpointer data)
{
  crm_cli_show_share (share);
}

static const CrmBackupTask task = { .progress = show_progress };

static const char *
name_kind (CrmBackupKind kind)
{
  return kind == CRM_BACKUP_FULL ? "full" : "changes";
}

/* Output */

static void
add_counts (CrmResultBuilder *builder,
            const CrmBackup *backup)
{
  crm_result_begin (builder, "counts");
  for (guint i = 0; i < backup->digests->len; i++)
    {
      const CrmBackupDigest *digest = &g_array_index (backup->digests, CrmBackupDigest, i);

      if (!g_str_has_prefix (digest->name, "journal_"))
        crm_result_count (builder, digest->name, digest->count);
    }
  crm_result_end (builder);
}

static void
add_backup (CrmResultBuilder *builder,
            const CrmBackup *backup,
            const char *file)
{
  g_autofree char *at = crm_instant_to_iso (backup->at);

  crm_result_text (builder, "file", file);
  crm_result_text (builder, "kind", name_kind (backup->kind));
  crm_result_text (builder, "at", at);
  crm_result_flag (builder, "verified", backup->verified);
  crm_result_count (builder, "action", backup->action);
  crm_result_count (builder, "bytes", backup->bytes);
}

static void
print_done (const CrmBackup *backup,
            const char *file)
{
  g_auto (CrmResultBuilder) builder;

  crm_result_builder_init (&builder, NULL);
  crm_result_begin (&builder, NULL);
  crm_result_flag (&builder, "ok", TRUE);
  add_backup (&builder, backup, file);
  add_counts (&builder, backup);
  crm_result_end (&builder);
  crm_cli_print_json (crm_result_builder_end (&builder));
}

static void
print_list (GPtrArray *backups)
{
  g_auto (CrmResultBuilder) builder;

  crm_result_builder_init (&builder, NULL);
  crm_result_begin_array (&builder, NULL);
  for (guint i = 0; i < backups->len; i++)
    {
      const CrmBackup *backup = backups->pdata[i];

      crm_result_begin (&builder, NULL);
      add_backup (&builder, backup, backup->file);
      crm_result_end (&builder);
    }
  crm_result_end_array (&builder);
  crm_cli_print_json (crm_result_builder_end (&builder));
}

static void
print_table (GPtrArray *backups)
{
  g_autoptr (CrmTable) table = crm_table_new ();

  crm_table_add_column (table, _("Made"), FALSE);
  crm_table_add_column (table, _("Kind"), FALSE);
  crm_table_add_column (table, _("Size"), TRUE);
  crm_table_add_column (table, _("Verified"), FALSE);
  crm_table_add_column (table, _("File"), FALSE);
  for (guint i = 0; i < backups->len; i++)
    {
      const CrmBackup *backup = backups->pdata[i];

      crm_table_take_cell (table, crm_instant_format (backup->at));
      crm_table_add_cell (table, backup->kind == CRM_BACKUP_FULL ? _("full") : _("changes"));
      crm_table_take_cell (table, g_format_size (backup->bytes));
      crm_table_add_cell (table, backup->verified ? _("yes") : _("no"));
      crm_table_take_cell (table, g_filename_display_name (backup->file));
    }
  crm_table_print (table);
}

/* Commands */

static CrmBackup *
make_backup (CrmStore *store,
             GError **error)
{
  g_autofree char *root = to == NULL ? crm_cli_backup_root () : NULL;

  return to != NULL ? crm_backup_write_full (store, to, &task, error)
                    : crm_backup_keep (store, root, CRM_BACKUP_FULL, &task, error);
}

static gboolean
run_backup (CrmCli *cli,
            char **arguments,
            GError **error)
{
  g_autoptr (CrmBackup) backup = NULL;
  CrmStore *store;

  if (!crm_cli_expect_arguments (arguments, 0, 0, error) ||
      (store = crm_cli_open (cli, CRM_STORE_READ_ONLY, error)) == NULL)
    return FALSE;
  backup = make_backup (store, error);
  crm_cli_close (store);
  if (backup == NULL)
    return FALSE;
  if (cli->json)
    print_done (backup, backup->file);
  else
    crm_cli_say (_("Made the backup “%s” and verified it"), backup->file);
  return TRUE;
}

/* The backups of the workspace that the command line names. */
static GPtrArray *
list_backups (CrmCli *cli,
              GError **error)
{
  CrmStore *store = crm_cli_open (cli, CRM_STORE_READ_ONLY, error);
  g_autofree char *root = crm_cli_backup_root ();
  g_autofree char *folder = NULL;

  if (store == NULL)
    return NULL;
  folder = crm_backup_folder (store, root, error);
  crm_cli_close (store);
  return folder != NULL ? crm_backup_list (folder, error) : NULL;
}

static gboolean
run_backups (CrmCli *cli,
             char **arguments,
             GError **error)
{
  g_autoptr (GPtrArray) backups = NULL;

  if (!crm_cli_expect_arguments (arguments, 0, 0, error) || (backups = list_backups (cli, error)) == NULL)
    return FALSE;
  if (cli->json)
    print_list (backups);
  else if (backups->len > 0)
    print_table (backups);
  else
    crm_cli_say (_("There is no backup yet; “clientele-cli backup” makes one"));
  return TRUE;
}

static gboolean
run_restore (CrmCli *cli,
             char **arguments,
             GError **error)
{
  g_autoptr (CrmBackup) backup = NULL;

  if (!crm_cli_expect_arguments (arguments, 1, 1, error))
    return FALSE;
  if (to == NULL)
    return crm_cli_refuse_usage (error, _("Name the workspace to make: clientele-cli restore FILE --to NEW"));
  backup = crm_backup_restore (arguments[0], to, &task, error);
  if (backup == NULL)
    return FALSE;
  if (cli->json)
    print_done (backup, to);
  else if (backup->verified)
    crm_cli_say (_("Restored to “%s”: it holds what the backup held when it was made"), to);
  else
    crm_cli_say (_("Restored to “%s”; nothing beside the backup says what it must hold"), to);
  return TRUE;
}

static char *
find_newest (CrmCli *cli,
             GError **error)
{
  g_autoptr (GPtrArray) backups = list_backups (cli, error);
  CrmBackup *newest;

  if (backups == NULL)
    return NULL;
  newest = crm_backup_newest (backups);
  if (newest == NULL)
    g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOT_FOUND,
                         _("There is no verified backup of this workspace. Make one: clientele-cli backup"));
  return newest != NULL ? g_strdup (newest->file) : NULL;
}

static gboolean
run_drill (CrmCli *cli,
           char **arguments,
           GError **error)
{
  g_autofree char *file = NULL;
  g_autoptr (CrmBackup) backup = NULL;

  if (!crm_cli_expect_arguments (arguments, 0, 1, error))
    return FALSE;
  file = arguments[0] != NULL ? g_strdup (arguments[0]) : find_newest (cli, error);
  if (file == NULL || (backup = crm_backup_load (file, error)) == NULL || !crm_backup_drill (file, &task, error))
    return FALSE;
  if (cli->json)
    print_done (backup, file);
  else
    crm_cli_say (_("“%s” was restored, checked and taken away again: it can be relied on"), file);
  return TRUE;
}

const CrmCommand crm_command_backup = {
  .name = "backup",
  .arguments = "",
  .summary = N_("Make a full backup and verify it"),
  .description = N_("The workspace may be used meanwhile. Beside the backup a file ending in .json says what it holds. "
                    "Backups in the folder for them are let go in time: seven daily, five weekly and twelve monthly "
                    "ones are kept."),
  .options = backup_options,
  .run = run_backup,
};

const CrmCommand crm_command_backups = {
  .name = "backups",
  .arguments = "",
  .summary = N_("List the backups of the workspace, newest first"),
  .run = run_backups,
};

const CrmCommand crm_command_restore = {
  .name = "restore",
  .arguments = N_("FILE --to NEW"),
  .summary = N_("Make a workspace from a backup; nothing is ever replaced"),
  .description = N_("A backup of changes is put on the full one it builds on. The result is compared with what was "
                    "noted when the backup was made."),
  .options = restore_options,
  .run = run_restore,
};

const CrmCommand crm_command_drill = {
  .name = "drill",
  .arguments = N_("[FILE]"),
  .summary = N_("Restore a backup to nowhere, to see whether it can be relied on"),
  .description = N_("Without FILE the newest backup of the workspace."),
  .run = run_drill,
};
