/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

/* Changes, undo and redo as jobs of the writer. */

typedef struct
{
  CrmChangeSet *changes;     /* NULL for undo and redo */
  CrmActionKind kind;
  gint64        target;
  char         *label;
  gint64        action;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->changes, crm_change_set_unref);
  g_free (job->label);
  g_free (job);
}

static CrmWriteResult
run_job (CrmStore *self,
         CrmDb *db,
         gpointer data,
         GCancellable *cancellable,
         GError **error)
{
  Job *job = data;
  CrmEvents *events = NULL;
  gboolean done;

  if (job->changes == NULL)
    job->changes = crm_undo_build (self, db, job->kind, &job->target, &job->label, error);
  if (job->changes == NULL)
    return CRM_WRITE_FAILED;
  done = crm_transaction_run (self, db, job->changes, job->kind, job->target, &job->action, &events, cancellable,
                              error);
  if (events != NULL)
    crm_store_post_events (self, events);
  return done ? CRM_WRITE_DONE : CRM_WRITE_FAILED;
}

/**
 * crm_store_apply_async:
 * @changes: what to change; not to be touched any more
 *
 * Queues the change set for the writer. The signal `changed` comes before the callback.
 */
void
crm_store_apply_async (CrmStore *self,
                       CrmChangeSet *changes,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->changes = crm_change_set_ref (changes);
  crm_store_write_async (self, CRM_WRITE_PERSON, run_job, job, free_job, cancellable, callback, user_data);
}

/**
 * crm_store_apply_finish:
 * @action: (out) (optional): id of the action, for undo; 0 if nothing had to be changed
 *
 * Returns: whether the changes were applied; if not, nothing was changed
 */
gboolean
crm_store_apply_finish (CrmStore *self,
                        GAsyncResult *result,
                        gint64 *action,
                        GError **error)
{
  Job *job = crm_store_write_finish (self, result, error);

  if (action != NULL)
    *action = job != NULL ? job->action : 0;
  return job != NULL;
}

static void
undo_async (CrmStore *self,
            CrmActionKind kind,
            gint64 action,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->kind = kind;
  job->target = action;
  crm_store_write_async (self, CRM_WRITE_PERSON, run_job, job, free_job, NULL, callback, user_data);
}

/**
 * crm_store_undo_async:
 * @action: an action, or 0 for the newest one
 */
void
crm_store_undo_async (CrmStore *self,
                      gint64 action,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  undo_async (self, CRM_ACTION_UNDO, action, callback, user_data);
}

void
crm_store_redo_async (CrmStore *self,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  undo_async (self, CRM_ACTION_REDO, 0, callback, user_data);
}

/**
 * crm_store_undo_finish:
 *
 * Finishes an undo or a redo.
 *
 * Returns: (transfer full): the label of what was undone or redone, or %NULL with an error
 */
char *
crm_store_undo_finish (CrmStore *self,
                       GAsyncResult *result,
                       GError **error)
{
  Job *job = crm_store_write_finish (self, result, error);

  return job != NULL ? g_strdup (job->label) : NULL;
}

/* Waiting, for programs without a main loop */

gboolean
crm_store_apply (CrmStore *self,
                 CrmChangeSet *changes,
                 gint64 *action,
                 GCancellable *cancellable,
                 GError **error)
{
  Job job = { .changes = crm_change_set_ref (changes) };
  gboolean done = crm_store_write (self, CRM_WRITE_PERSON, run_job, &job, cancellable, error);

  if (action != NULL)
    *action = job.action;
  crm_change_set_unref (job.changes);
  return done;
}

static gboolean
undo_and_wait (CrmStore *self,
               CrmActionKind kind,
               gint64 action,
               char **label,
               GError **error)
{
  Job job = { .kind = kind, .target = action };
  gboolean done = crm_store_write (self, CRM_WRITE_PERSON, run_job, &job, NULL, error);

  if (label != NULL && done)
    *label = g_steal_pointer (&job.label);
  g_free (job.label);
  g_clear_pointer (&job.changes, crm_change_set_unref);
  return done;
}

gboolean
crm_store_undo (CrmStore *self,
                gint64 action,
                char **label,
                GError **error)
{
  return undo_and_wait (self, CRM_ACTION_UNDO, action, label, error);
}

gboolean
crm_store_redo (CrmStore *self,
                char **label,
                GError **error)
{
  return undo_and_wait (self, CRM_ACTION_REDO, 0, label, error);
}
