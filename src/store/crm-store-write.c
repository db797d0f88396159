/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>

/* The writer: one thread with the only connection that writes, and a queue of jobs. */

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

static gboolean
run_job (CrmStore *self,
         Job *job,
         GCancellable *cancellable,
         GError **error)
{
  CrmEvents *events = NULL;
  gboolean done;

  if (job->changes == NULL)
    job->changes = crm_undo_build (self, self->writer_db, job->kind, &job->target, &job->label, error);
  if (job->changes == NULL)
    return FALSE;
  crm_db_set_cancellable (self->writer_db, cancellable);
  done = crm_transaction_run (self, self->writer_db, job->changes, job->kind, job->target, &job->action, &events,
                              cancellable, error);
  crm_db_set_cancellable (self->writer_db, NULL);
  if (events != NULL)
    crm_store_post_events (self, events);
  return done;
}

gpointer
crm_store_write_in_thread (gpointer data)
{
  CrmStore *self = data;

  while (TRUE)
    {
      g_autoptr (GTask) task = g_async_queue_pop (self->jobs);
      Job *job = g_task_get_task_data (task);
      GError *error = NULL;

      if (job == NULL)
        return NULL;
      if (run_job (self, job, g_task_get_cancellable (task), &error))
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_error (task, error);
      if (g_async_queue_length (self->jobs) <= 0)
        crm_db_checkpoint (self->writer_db, FALSE);
    }
}

static void
queue_job (CrmStore *self,
           GTask *task,
           Job *job)
{
  g_task_set_task_data (task, job, free_job);
  if (self->flags & CRM_STORE_READ_ONLY)
    g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_READ_ONLY,
                             _("“%s” may only be read. Nothing was changed. Copy it to a folder of yours, or make "
                               "it writable."), self->path);
  else if (self->writer == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED,
                             _("The workspace has been closed. Nothing was changed."));
  else
    g_async_queue_push (self->jobs, g_object_ref (task));
  g_object_unref (task);
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
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, crm_store_apply_async);
  g_task_set_check_cancellable (task, FALSE);   /* what is committed is committed */
  job->changes = crm_change_set_ref (changes);
  queue_job (self, task, job);
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
  Job *job = g_task_get_task_data (G_TASK (result));

  if (action != NULL)
    *action = job->action;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
undo_async (CrmStore *self,
            CrmActionKind kind,
            gint64 action,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->kind = kind;
  job->target = action;
  queue_job (self, task, job);
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
  Job *job = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_strdup (job->label) : NULL;
}

/* Waiting, for programs without a main loop */

static void
got_result_cb (GObject *source,
               GAsyncResult *result,
               gpointer user_data)
{
  g_set_object ((GAsyncResult **) user_data, result);
}

static GAsyncResult *
wait_for (GMainContext *context,
          GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
  return *result;
}

static GMainContext *
push_context (void)
{
  GMainContext *context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  return context;
}

gboolean
crm_store_apply (CrmStore *self,
                 CrmChangeSet *changes,
                 gint64 *action,
                 GCancellable *cancellable,
                 GError **error)
{
  GMainContext *context = push_context ();
  g_autoptr (GAsyncResult) result = NULL;

  crm_store_apply_async (self, changes, cancellable, got_result_cb, &result);
  return crm_store_apply_finish (self, wait_for (context, &result), action, error);
}

static gboolean
undo_and_wait (CrmStore *self,
               CrmActionKind kind,
               gint64 action,
               char **label,
               GError **error)
{
  GMainContext *context = push_context ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *undone = NULL;

  undo_async (self, kind, action, got_result_cb, &result);
  undone = crm_store_undo_finish (self, wait_for (context, &result), error);
  if (undone == NULL)
    return FALSE;
  if (label != NULL)
    *label = g_steal_pointer (&undone);
  return TRUE;
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
