/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-action.h"

/* Changes, undo and redo as jobs of the writer. */

typedef struct
{
  CrmAction     action;
  CrmChangeSet *changes;     /* NULL for undo and redo: what is inverted next */
  guint         position;
  gint64        target;
  CrmUndoCursor cursor;
  gboolean      begun;
  gboolean      more;        /* of undo and redo: after these changes */
  gboolean      loose;       /* indexes may be missing that are to be made again */
  char         *label;
  GError       *failure;     /* why it is being taken back */
} Job;

static Job *
new_job (CrmChangeSet *changes,
         CrmActionKind kind,
         gint64 target)
{
  Job *job = g_new0 (Job, 1);

  job->changes = changes != NULL ? crm_change_set_ref (changes) : NULL;
  job->action.kind = kind;
  job->target = target;
  return job;
}

static void
free_job (gpointer data)
{
  Job *job = data;

  crm_action_clear (&job->action);
  g_clear_pointer (&job->changes, crm_change_set_unref);
  g_clear_error (&job->failure);
  g_free (job->label);
  g_free (job);
}

static gboolean
begin (CrmStore *self,
       CrmDb *db,
       Job *job,
       GError **error)
{
  CrmActionKind kind = job->action.kind;

  if (job->changes == NULL && (!crm_undo_begin (self, db, kind, &job->target, &job->label, &job->cursor, error) ||
                               !crm_undo_prepare (db, &job->cursor, &job->loose, error)))
    return FALSE;
  job->more = job->changes == NULL;
  crm_action_init (&job->action, self, kind, job->target,
                   job->changes != NULL ? crm_change_set_get_label (job->changes) : job->label);
  job->action.permanent = job->changes != NULL && crm_change_set_is_permanent (job->changes);
  job->begun = TRUE;
  return TRUE;
}

static gboolean
is_done (Job *job)
{
  return !job->more && (job->changes == NULL || job->position == crm_change_set_get_n_changes (job->changes));
}

/* Undo and redo find out what to do piece by piece: each is seen against what the one before it has left. */
static gboolean
apply_some (CrmStore *self,
            CrmDb *db,
            Job *job,
            GCancellable *cancellable,
            GError **error)
{
  gboolean undoing = job->action.kind != CRM_ACTION_DO;

  do
    {
      if (undoing)
        {
          g_clear_pointer (&job->changes, crm_change_set_unref);
          job->changes = crm_change_set_new (self, job->label);
          job->position = 0;
          if (!crm_undo_next (db, &job->cursor, job->changes, &job->more, error))
            return FALSE;
        }
      if (!crm_action_apply (&job->action, job->changes, &job->position, undoing, cancellable, error))
        return FALSE;
    }
  while (job->more && crm_store_may_go_on (self));
  return TRUE;
}

static CrmWriteResult
take_back (CrmStore *self,
           CrmDb *db,
           Job *job,
           GError **error)
{
  gboolean more = FALSE;

  if (job->action.committed && !crm_action_take_back (self, db, job->action.id, &more, NULL))
    self->unfinished = job->action.id;   /* such as on a full disk: before the next edit, if not before */
  else if (more)
    return CRM_WRITE_AGAIN;
  g_propagate_error (error, g_steal_pointer (&job->failure));
  return CRM_WRITE_FAILED;
}

/* What could not be taken back when it failed goes before anything else is done. */
static CrmWriteResult
take_back_rest (CrmStore *self,
                CrmDb *db,
                GError **error)
{
  gboolean more;

  if (!crm_action_take_back (self, db, self->unfinished, &more, error))
    return CRM_WRITE_FAILED;
  if (!more)
    self->unfinished = 0;
  return CRM_WRITE_AGAIN;
}

/* Makes one of the missing indexes. Where that cannot be done the records are right all the same. */
static CrmWriteResult
tighten (CrmStore *self,
         CrmDb *db,
         Job *job)
{
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;

  if (!crm_store_tighten_indexes (self, db, &more, &error))
    g_info ("The indexes of lists have to wait for the next opening: %s", error->message);
  job->loose = error == NULL && more;
  return CRM_WRITE_AGAIN;
}

static CrmWriteResult
run_job (CrmStore *self,
         CrmDb *db,
         gpointer data,
         GCancellable *cancellable,
         GError **error)
{
  Job *job = data;

  if (job->loose && (job->failure != NULL || (job->begun && is_done (job))))
    return tighten (self, db, job);
  if (job->failure != NULL)
    return take_back (self, db, job, error);
  if (job->begun && is_done (job))
    return CRM_WRITE_DONE;
  if (!job->begun && self->unfinished != 0)
    return take_back_rest (self, db, error);
  if (!job->begun && !begin (self, db, job, error))
    return CRM_WRITE_FAILED;
  if (crm_action_begin_slice (&job->action, db, &job->failure))
    {
      if (!apply_some (self, db, job, cancellable, &job->failure))
        crm_action_abort_slice (&job->action);
      else if (crm_action_end_slice (&job->action, is_done (job), &job->failure))
        return is_done (job) && !job->loose ? CRM_WRITE_DONE : CRM_WRITE_AGAIN;
    }
  crm_db_set_cancellable (db, NULL);
  return job->loose ? CRM_WRITE_AGAIN : take_back (self, db, job, error);
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
  crm_store_write_async (self, CRM_WRITE_PERSON, run_job, new_job (changes, CRM_ACTION_DO, 0), free_job, cancellable,
                         callback, user_data);
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
    *action = job != NULL ? job->action.id : 0;
  return job != NULL;
}

static void
undo_async (CrmStore *self,
            CrmActionKind kind,
            gint64 action,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  crm_store_write_async (self, CRM_WRITE_PERSON, run_job, new_job (NULL, kind, action), free_job, NULL, callback,
                         user_data);
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
  Job *job = new_job (changes, CRM_ACTION_DO, 0);
  gboolean done = crm_store_write (self, CRM_WRITE_PERSON, run_job, job, cancellable, error);

  if (action != NULL)
    *action = done ? job->action.id : 0;
  free_job (job);
  return done;
}

static gboolean
undo_and_wait (CrmStore *self,
               CrmActionKind kind,
               gint64 action,
               char **label,
               GError **error)
{
  Job *job = new_job (NULL, kind, action);
  gboolean done = crm_store_write (self, CRM_WRITE_PERSON, run_job, job, NULL, error);

  if (label != NULL && done)
    *label = g_steal_pointer (&job->label);
  free_job (job);
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
