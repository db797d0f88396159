/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sales/crm-workspace.h"

#include "base/crm-error.h"
#include "base/crm-money.h"
#include "sales/crm-opportunity-rules.h"

#include <glib/gi18n-lib.h>

/* Stages and probabilities that EspoCRM ships; rotting days are ours. */
static const struct { const char *name; const char *kind; double probability; int rotting_days; } default_stages[] = {
  { N_("Prospecting"), "open", 0.1, 14 },
  { N_("Qualification"), "open", 0.2, 14 },
  { N_("Proposal"), "open", 0.5, 10 },
  { N_("Negotiation"), "open", 0.8, 7 },
  { N_("Won"), "won", 1, 0 },
  { N_("Lost"), "lost", 0, 0 },
};

static gint64
add_me (CrmChangeSet *changes)
{
  const char *name = g_get_real_name ();
  gint64 me = crm_change_set_insert (changes, "person");

  if (name == NULL || *name == '\0' || g_strcmp0 (name, "Unknown") == 0)
    name = g_get_user_name ();
  crm_change_set_text (changes, "name", name);
  crm_change_set_text (changes, "role", "administrator");
  crm_change_set_int (changes, "active", 1);
  return me;
}

static void
add_default_pipeline (CrmChangeSet *changes)
{
  gint64 pipeline = crm_change_set_insert (changes, "pipeline");

  crm_change_set_text (changes, "name", _("Sales"));
  crm_change_set_int (changes, "position", 1);
  for (guint i = 0; i < G_N_ELEMENTS (default_stages); i++)
    {
      crm_change_set_insert (changes, "stage");
      crm_change_set_text (changes, "name", _(default_stages[i].name));
      crm_change_set_int (changes, "pipeline", pipeline);
      crm_change_set_int (changes, "position", (i + 1) * 100);
      crm_change_set_text (changes, "kind", default_stages[i].kind);
      crm_change_set_real (changes, "probability", default_stages[i].probability);
      if (default_stages[i].rotting_days > 0)
        crm_change_set_int (changes, "rotting_days", default_stages[i].rotting_days);
    }
}

/**
 * crm_workspace_create:
 * @path: a file that does not exist
 * @currency: ISO 4217 code of amounts that name none
 *
 * Makes a workspace with the person who makes it and one pipeline.
 *
 * Returns: (transfer full): the open workspace
 */
CrmStore *
crm_workspace_create (const char *path,
                      const char *currency,
                      GError **error)
{
  g_autoptr (CrmChangeSet) changes = NULL;
  CrmStore *store;
  gint64 me;

  if (!crm_currency_valid (currency))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("“%s” is not a currency code. Use three capital letters, such as EUR."), currency);
      return NULL;
    }
  if (!crm_store_create (path, currency, error))
    return NULL;
  store = crm_workspace_open (path, 0, error);
  if (store == NULL)
    return NULL;

  changes = crm_change_set_new (store, _("Set up the workspace"));
  crm_change_set_set_permanent (changes);
  me = add_me (changes);
  add_default_pipeline (changes);
  if (!crm_store_apply (store, changes, NULL, NULL, error) || !crm_store_set_me (store, me, error))
    {
      crm_store_close (store);
      g_clear_object (&store);
    }
  return store;
}

/**
 * crm_workspace_open:
 *
 * Opens a workspace with the rules of business in force: see crm_store_open().
 *
 * Returns: (transfer full): to be closed with crm_store_close()
 */
CrmStore *
crm_workspace_open (const char *path,
                    CrmStoreFlags flags,
                    GError **error)
{
  CrmStore *store = crm_store_open (path, flags, error);

  if (store != NULL)
    crm_opportunity_rules_install (store);
  return store;
}

typedef struct
{
  char         *path;
  CrmStoreFlags flags;
  GMainContext *context;
} Opening;

static void
free_opening (gpointer data)
{
  Opening *opening = data;

  g_free (opening->path);
  g_main_context_unref (opening->context);
  g_free (opening);
}

static void
close_unclaimed (gpointer data)
{
  crm_store_close (data);
  g_object_unref (data);
}

static void
open_in_thread (GTask *task,
                gpointer source,
                gpointer data,
                GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;
  CrmStore *store = crm_workspace_open (opening->path, opening->flags, &error);

  if (store == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  crm_store_set_context (store, opening->context);
  g_task_return_pointer (task, store, close_unclaimed);
}

void
crm_workspace_open_async (const char *path,
                          CrmStoreFlags flags,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening = g_new (Opening, 1);

  *opening = (Opening) { g_strdup (path), flags, g_main_context_ref_thread_default () };
  g_task_set_task_data (task, opening, free_opening);
  g_task_run_in_thread (task, open_in_thread);
}

CrmStore *
crm_workspace_open_finish (GAsyncResult *result,
                           GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * crm_workspace_get_name:
 *
 * Returns: (transfer full): the name people know the workspace by: the file's without folder and suffix
 */
char *
crm_workspace_get_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);

  if (g_str_has_suffix (name, CRM_WORKSPACE_SUFFIX))
    name[strlen (name) - strlen (CRM_WORKSPACE_SUFFIX)] = '\0';
  return g_steal_pointer (&name);
}
