/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-writer.h"

#include "store/crm-search-private.h"
#include "store/crm-store-private.h"

#include "base/crm-error.h"
#include "base/crm-thread.h"

#include <glib/gi18n-lib.h>

/* The writer: one thread with the only connection that writes, and a queue for each priority. */

#define SLICE (8 * G_TIME_SPAN_MILLISECOND)
#define LONGEST_SLICE (250 * G_TIME_SPAN_MILLISECOND)
#define LOG_LIMIT_PAGES 16384   /* 64 MB */
#define LOG_MOST_PAGES 262144   /* 1 GB */
#define QUIET (200 * G_TIME_SPAN_MILLISECOND)
#define MOST_RETRIES 8   /* then an index is made, whoever waits */

typedef struct
{
  CrmWritePriority priority;
  CrmWriteFunc     func;
  gpointer         data;
  GDestroyNotify   data_free;
} Job;

struct _CrmWriter
{
  GThread *thread;
  GMutex   mutex;
  GCond    cond;
  GQueue   jobs[CRM_WRITE_N_PRIORITIES];   /* of GTask */
  gboolean closing;
  gint     waiting;                        /* jobs a person waits for; read without the mutex */
  gint64   slice_start;
  GCancellable *index;                     /* (nullable): stops the making of an index when a person comes */
  guint    n_retries;
};

static void
free_job (gpointer data)
{
  Job *job = data;

  if (job->data_free != NULL)
    job->data_free (job->data);
  g_free (job);
}

static void
push (CrmWriter *self,
      GTask *task)
{
  Job *job = g_task_get_task_data (task);

  g_queue_push_tail (&self->jobs[job->priority], task);
  if (job->priority == CRM_WRITE_PERSON)
    {
      g_atomic_int_inc (&self->waiting);
      if (self->index != NULL)
        g_cancellable_cancel (self->index);
    }
  g_cond_signal (&self->cond);
}

static GTask *
try_pop (CrmWriter *self)
{
  for (guint i = 0; i < CRM_WRITE_N_PRIORITIES; i++)
    {
      if (g_queue_is_empty (&self->jobs[i]) || (self->closing && i == CRM_WRITE_BACKGROUND))
        continue;
      if (i == CRM_WRITE_PERSON)
        g_atomic_int_add (&self->waiting, -1);
      return g_queue_pop_head (&self->jobs[i]);
    }
  return NULL;
}

/* Into a damaged file nothing moves any more. */
static void
checkpoint (CrmStore *store)
{
  if (crm_store_get_damage (store) == NULL)
    crm_db_checkpoint (store->writer_db, FALSE);
}

/* Returns %NULL at that time, or when the workspace is to be closed and nothing is left that somebody waits for. */
static GTask *
wait_for_task (CrmWriter *self,
               gint64 end)
{
  GTask *task;

  while ((task = try_pop (self)) == NULL && !self->closing && g_cond_wait_until (&self->cond, &self->mutex, end))
    ;
  return task;
}

/* Returns %NULL when the workspace is to be closed and nothing is left that somebody waits for. */
static GTask *
pop (CrmStore *store)
{
  CrmWriter *self = store->writer;
  GTask *task;

  g_mutex_lock (&self->mutex);
  /* Edits often come one after the other: none is to wait until the one before has moved into the file. */
  task = wait_for_task (self, g_get_monotonic_time () + QUIET);
  if (task == NULL && !self->closing)
    {
      g_mutex_unlock (&self->mutex);
      checkpoint (store);
      g_mutex_lock (&self->mutex);
      task = wait_for_task (self, G_MAXINT64);
    }
  g_mutex_unlock (&self->mutex);
  return task;
}

static void
run_slice (CrmStore *store,
           GTask *task)
{
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  store->writer->slice_start = g_get_monotonic_time ();
  if (!crm_store_check_damage (store, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  crm_thread_set_background (job->priority != CRM_WRITE_PERSON);
  crm_db_set_cancellable (store->writer_db, g_task_get_cancellable (task));
  switch (job->func (store, store->writer_db, job->data, g_task_get_cancellable (task), &error))
    {
    case CRM_WRITE_DONE:
      g_task_return_pointer (task, job->data, NULL);
      break;
    case CRM_WRITE_AGAIN:
      g_mutex_lock (&store->writer->mutex);
      push (store->writer, g_object_ref (task));
      g_mutex_unlock (&store->writer->mutex);
      break;
    case CRM_WRITE_FAILED:
      g_task_return_error (task, error);
      break;
    default:
      g_return_if_reached ();
    }
  crm_db_set_cancellable (store->writer_db, NULL);
}

/* A long log takes a second to move. Whoever waits to write goes first, unless it has become very long. */
static gboolean
has_long_log (CrmStore *store)
{
  guint n_pages = crm_db_get_log_pages (store->writer_db);

  return n_pages > LOG_MOST_PAGES ||
         (n_pages > LOG_LIMIT_PAGES && g_atomic_int_get (&store->writer->waiting) == 0);
}

static gpointer
write_in_thread (gpointer data)
{
  CrmStore *store = data;
  GTask *task;

  while ((task = pop (store)) != NULL)
    {
      run_slice (store, task);
      g_object_unref (task);
      if (has_long_log (store))
        checkpoint (store);
    }
  return NULL;
}

/**
 * crm_writer_start:
 *
 * Starts the thread that owns the store's writing connection from now on.
 */
void
crm_writer_start (CrmStore *store)
{
  store->writer = g_new0 (CrmWriter, 1);
  g_mutex_init (&store->writer->mutex);
  g_cond_init (&store->writer->cond);
  store->writer->thread = g_thread_new ("writer", write_in_thread, store);
}

/**
 * crm_writer_stop:
 *
 * Waits for the edits and imports that are queued; what works in the background is dropped.
 */
void
crm_writer_stop (CrmStore *store)
{
  CrmWriter *self = store->writer;
  GTask *task;

  g_mutex_lock (&self->mutex);
  self->closing = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
  store->writer = NULL;
  while ((task = g_queue_pop_head (&self->jobs[CRM_WRITE_BACKGROUND])) != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The workspace is closed");
      g_object_unref (task);
    }
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

/**
 * crm_store_may_go_on:
 *
 * For long work on the writer's thread: whether the transaction at hand may take up more before it is committed.
 *
 * Returns: %FALSE as soon as a slice has passed and a person waits, or once the transaction has become long
 */
gboolean
crm_store_may_go_on (CrmStore *self)
{
  gint64 spent = g_get_monotonic_time () - self->writer->slice_start;

  return spent < SLICE || (spent < LONGEST_SLICE && g_atomic_int_get (&self->writer->waiting) == 0);
}

/**
 * crm_store_is_wanted:
 *
 * For work on the writer's thread that would rather be one transaction, however long.
 *
 * Returns: whether a slice has passed and a person waits
 */
gboolean
crm_store_is_wanted (CrmStore *self)
{
  return g_atomic_int_get (&self->writer->waiting) > 0 &&
         g_get_monotonic_time () - self->writer->slice_start >= SLICE;
}

static void
expect_person (CrmWriter *self,
               GCancellable *index)
{
  g_mutex_lock (&self->mutex);
  self->index = self->n_retries < MOST_RETRIES ? index : NULL;
  if (self->index != NULL && self->waiting > 0)
    g_cancellable_cancel (index);
  g_mutex_unlock (&self->mutex);
}

/**
 * crm_store_tighten_indexes:
 * @more: (out): whether there may be others
 *
 * Makes one of the indexes that are missing, unless a person comes to write meanwhile: an index is made at one go,
 * which takes seconds for a million records. Then it is begun anew when the person has been served.
 */
gboolean
crm_store_tighten_indexes (CrmStore *self,
                           CrmDb *db,
                           gboolean *more,
                           GError **error)
{
  g_autoptr (GCancellable) index = g_cancellable_new ();
  GError *local = NULL;

  expect_person (self->writer, index);
  crm_db_set_cancellable (db, index);
  crm_schema_tighten_indexes (db, more, &local);
  crm_db_set_cancellable (db, NULL);
  expect_person (self->writer, NULL);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&local);
      self->writer->n_retries++;
      *more = TRUE;
      return TRUE;
    }
  self->writer->n_retries = 0;
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}

/**
 * crm_store_commit:
 *
 * Commits the transaction of the writer. Every transaction that changes the workspace ends here.
 */
gboolean
crm_store_commit (CrmStore *self,
                  CrmDb *db,
                  GError **error)
{
  if (!crm_store_check_place (self, error) || !crm_store_check_damage (self, error) || !crm_db_commit (db, error))
    return FALSE;
  if (self->schema_changed)
    crm_store_load_schema (self, db);
  self->schema_changed = FALSE;
  crm_search_job_kick (self);
  return TRUE;
}

/**
 * crm_store_write_async:
 * @func: what to do on the writer's thread
 * @data: for @func; given back by crm_store_write_finish()
 * @data_free: (nullable): releases @data when the result has been taken, on either thread
 * @cancellable: (nullable): for @func to look at; what is committed stays committed
 *
 * Queues work for the writer.
 */
void
crm_store_write_async (CrmStore *self,
                       CrmWritePriority priority,
                       CrmWriteFunc func,
                       gpointer data,
                       GDestroyNotify data_free,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new (Job, 1);

  *job = (Job) { priority, func, data, data_free };
  g_task_set_source_tag (task, crm_store_write_async);
  g_task_set_check_cancellable (task, FALSE);   /* what is committed is committed */
  g_task_set_task_data (task, job, free_job);
  if (self->flags & CRM_STORE_READ_ONLY)
    g_task_return_new_error (task, CRM_ERROR, CRM_ERROR_READ_ONLY,
                             _("“%s” may only be read. Nothing was changed. Copy it to a folder of yours, or make "
                               "it writable."), self->path);
  else if (self->writer == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED,
                             _("The workspace has been closed. Nothing was changed."));
  else
    {
      g_mutex_lock (&self->writer->mutex);
      push (self->writer, g_steal_pointer (&task));
      g_mutex_unlock (&self->writer->mutex);
    }
}

/**
 * crm_store_write_finish:
 *
 * Returns: (transfer none) (nullable): the data of the job, which lives as long as @result; %NULL with an error
 */
gpointer
crm_store_write_finish (CrmStore *self,
                        GAsyncResult *result,
                        GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
got_result_cb (GObject *source,
               GAsyncResult *result,
               gpointer user_data)
{
  g_set_object ((GAsyncResult **) user_data, result);
}

/**
 * crm_store_write:
 *
 * As crm_store_write_async(), and waits; for programs without a main loop, tests and workers.
 */
gboolean
crm_store_write (CrmStore *self,
                 CrmWritePriority priority,
                 CrmWriteFunc func,
                 gpointer data,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;
  GError *local = NULL;

  g_main_context_push_thread_default (context);
  crm_store_write_async (self, priority, func, data, NULL, cancellable, got_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  crm_store_write_finish (self, result, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}
