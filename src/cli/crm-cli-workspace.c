/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-input.h"
#include "cli/crm-cli-output.h"

#include "sales/crm-workspace.h"
#include "store/crm-backup.h"
#include "store/crm-place.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

/* The settings may not be installed, which is no reason to fail. */
static char *
read_setting (const char *key)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettings) settings = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);
  if (schema == NULL || !g_settings_schema_has_key (schema, key))
    return g_strdup ("");
  settings = g_settings_new_full (schema, NULL, NULL);
  return g_settings_get_string (settings, key);
}

/* The one that the window opened last. */
static char *
find_last_workspace (void)
{
  g_autofree char *uri = read_setting ("last-workspace");

  if (g_path_is_absolute (uri))
    return g_steal_pointer (&uri);
  return *uri != '\0' ? g_filename_from_uri (uri, NULL, NULL) : NULL;
}

/**
 * crm_cli_find_workspace:
 *
 * Returns: (transfer full) (nullable): the workspace that the command line, the environment or the settings name
 */
char *
crm_cli_find_workspace (CrmCli *cli,
                        GError **error)
{
  const char *named = cli->workspace != NULL ? cli->workspace : g_getenv ("CLIENTELE_WORKSPACE");
  char *path = named != NULL && *named != '\0' ? g_strdup (named) : find_last_workspace ();

  if (path == NULL)
    crm_cli_refuse_usage (error, _("No workspace has been opened yet. Name one: --workspace FILE"));
  return path;
}

/**
 * crm_cli_backup_root:
 *
 * Returns: (transfer full): where backups are kept: the folder chosen in the window, or the usual one
 */
char *
crm_cli_backup_root (void)
{
  g_autofree char *chosen = read_setting ("backup-folder");

  return *chosen != '\0' ? g_steal_pointer (&chosen) : crm_backup_default_root ();
}

static void
warn_of_network (const char *path)
{
  g_autofree char *kind = crm_place_dup_network (path);

  if (kind != NULL)
    crm_cli_say (_("“%s” lies in a network folder (%s): no other computer must have it open at the same time, or it "
                   "could be damaged. A copy on this computer is safer."), path, kind);
}

/**
 * crm_cli_open:
 *
 * Opens the workspace that the command line, the environment or the settings name.
 *
 * Returns: (transfer full): to be closed with crm_cli_close()
 */
CrmStore *
crm_cli_open (CrmCli *cli,
              CrmStoreFlags flags,
              GError **error)
{
  g_autofree char *path = NULL;
  CrmStore *store;

  if (cli->reading != NULL && flags == CRM_STORE_READ_ONLY)
    return g_steal_pointer (&cli->reading);
  g_clear_pointer (&cli->reading, crm_cli_close);
  path = crm_cli_find_workspace (cli, error);
  store = path != NULL ? crm_workspace_open (path, flags, error) : NULL;
  if (store != NULL && (flags & CRM_STORE_READ_ONLY) == 0)
    warn_of_network (crm_store_get_path (store));
  return store;
}

/**
 * crm_cli_close:
 * @store: (transfer full): the store
 */
void
crm_cli_close (CrmStore *store)
{
  crm_store_close (store);
  /* Events that nobody waits for hold references. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (store);
}

/**
 * crm_cli_find_entity:
 *
 * For commands that only read.
 *
 * Returns: (transfer none) (nullable): the entity, with the custom fields of the workspace; without them where that
 *   cannot be opened, which is told by whoever opens it then
 * Errors: %CRM_ERROR_NOT_FOUND, with the entities there are
 */
const CrmEntity *
crm_cli_find_entity (CrmCli *cli,
                     const char *name,
                     GError **error)
{
  const CrmEntity *entity = crm_cli_find_declared (name, error);

  if (entity != NULL && cli->reading == NULL)
    cli->reading = crm_cli_open (cli, CRM_STORE_READ_ONLY, NULL);
  return entity != NULL && cli->reading != NULL ? crm_store_find_entity (cli->reading, name) : entity;
}

typedef struct
{
  CrmCliRead func;
  gpointer   data;
} Reading;

static gpointer
read_workspace (CrmReader *reader,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  const Reading *reading = data;

  return GINT_TO_POINTER (reading->func (reader, reading->data, error));
}

/**
 * crm_cli_read:
 *
 * Opens the workspace, only to read, and lets the function look at it.
 */
gboolean
crm_cli_read (CrmCli *cli,
              CrmCliRead func,
              gpointer data,
              GError **error)
{
  CrmStore *store = crm_cli_open (cli, CRM_STORE_READ_ONLY, error);
  Reading reading = { func, data };
  gboolean done;

  if (store == NULL)
    return FALSE;
  done = crm_store_read (store, read_workspace, &reading, NULL, error) != NULL;
  crm_cli_close (store);
  return done;
}
