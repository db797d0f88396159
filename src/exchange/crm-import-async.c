/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-import-private.h"

#include "base/crm-thread.h"

/* The work of an import on a worker thread, its progress on the main context of the caller. */

#define TELL_EVERY (50 * G_TIME_SPAN_MILLISECOND)

typedef const CrmImportSummary *(*Work) (CrmImport *self, CrmImportProgress progress, gpointer data,
                                         GCancellable *cancellable, GError **error);

typedef struct
{
  gatomicrefcount   count;
  Work              work;
  GTask            *task;         /* while it runs; only compared on the context */
  CrmImportProgress progress;
  gpointer          progress_data;
  GMainContext     *context;
  gint64            told_at;
  guint             done, total;  /* read and written whole */
  int               pending;
} Job;

static void
unref_job (gpointer data)
{
  Job *job = data;

  if (!g_atomic_ref_count_dec (&job->count))
    return;
  g_main_context_unref (job->context);
  g_free (job);
}

static gboolean
tell_cb (gpointer data)
{
  Job *job = data;

  g_atomic_int_set (&job->pending, FALSE);
  /* Nobody is told anything once the result has been given. */
  if (job->task != NULL)
    job->progress (g_atomic_int_get (&job->done), g_atomic_int_get (&job->total), job->progress_data);
  return G_SOURCE_REMOVE;
}

static void
progressed_cb (guint done,
               guint total,
               gpointer data)
{
  Job *job = data;
  gint64 now = g_get_monotonic_time ();

  g_atomic_int_set (&job->done, done);
  g_atomic_int_set (&job->total, total);
  if (now - job->told_at < TELL_EVERY || !g_atomic_int_compare_and_exchange (&job->pending, FALSE, TRUE))
    return;
  job->told_at = now;
  g_atomic_ref_count_inc (&job->count);
  g_main_context_invoke_full (job->context, G_PRIORITY_DEFAULT, tell_cb, job, unref_job);
}

static void
work_in_thread (GTask *task,
                gpointer source,
                gpointer data,
                GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  const CrmImportSummary *summary;

  crm_thread_set_background (TRUE);
  summary = job->work (source, job->progress != NULL ? progressed_cb : NULL, job, cancellable, &error);
  crm_thread_set_background (FALSE);
  if (summary == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, (gpointer) summary, NULL);
}

static void
start (CrmImport *self,
       Work work,
       CrmImportProgress progress,
       gpointer progress_data,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_atomic_ref_count_init (&job->count);
  job->work = work;
  job->task = task;
  job->progress = progress;
  job->progress_data = progress_data;
  job->context = g_main_context_ref_thread_default ();
  g_task_set_source_tag (task, work);
  g_task_set_task_data (task, job, unref_job);
  /* What was written is written: a cancel that comes too late is no failure. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, work_in_thread);
}

static const CrmImportSummary *
finish (GAsyncResult *result,
        GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  job->task = NULL;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * crm_import_prepare_async:
 * @progress: (nullable): called on the main context of the caller, at most every 50 ms, until the callback
 */
void
crm_import_prepare_async (CrmImport *self,
                          CrmImportProgress progress,
                          gpointer progress_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  start (self, crm_import_prepare, progress, progress_data, cancellable, callback, user_data);
}

const CrmImportSummary *
crm_import_prepare_finish (CrmImport *self,
                           GAsyncResult *result,
                           GError **error)
{
  return finish (result, error);
}

/**
 * crm_import_run_async:
 * @progress: (nullable): called on the main context of the caller, at most every 50 ms, until the callback
 */
void
crm_import_run_async (CrmImport *self,
                      CrmImportProgress progress,
                      gpointer progress_data,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  start (self, crm_import_run, progress, progress_data, cancellable, callback, user_data);
}

const CrmImportSummary *
crm_import_run_finish (CrmImport *self,
                       GAsyncResult *result,
                       GError **error)
{
  return finish (result, error);
}

typedef struct
{
  char         *path;    /* NULL: the same file again */
  CrmCsvDialect wish;
} Opening;

static void
free_opening (gpointer data)
{
  Opening *opening = data;

  g_free (opening->path);
  crm_csv_dialect_clear (&opening->wish);
  g_free (opening);
}

static void
open_in_thread (GTask *task,
                gpointer source,
                gpointer data,
                GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;
  gboolean opened;

  g_cancellable_push_current (cancellable);   /* a large box of mail is read for a while */
  opened = opening->path != NULL ? crm_import_open (source, opening->path, &opening->wish, cancellable, &error)
                                 : crm_import_open_again (source, &opening->wish, cancellable, &error);
  g_cancellable_pop_current (cancellable);
  if (opened)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
open_async (CrmImport *self,
            const char *path,
            const CrmCsvDialect *wish,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  opening->path = g_strdup (path);
  if (wish != NULL)
    crm_csv_dialect_copy (wish, &opening->wish);
  g_task_set_task_data (task, opening, free_opening);
  g_task_run_in_thread (task, open_in_thread);
}

/**
 * crm_import_open_async:
 *
 * As crm_import_open(), on a worker.
 */
void
crm_import_open_async (CrmImport *self,
                       const char *path,
                       const CrmCsvDialect *wish,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  open_async (self, path, wish, cancellable, callback, user_data);
}

gboolean
crm_import_open_finish (CrmImport *self,
                        GAsyncResult *result,
                        GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * crm_import_open_again_async:
 *
 * As crm_import_open_again(), on a worker.
 */
void
crm_import_open_again_async (CrmImport *self,
                             const CrmCsvDialect *wish,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  open_async (self, NULL, wish, cancellable, callback, user_data);
}

gboolean
crm_import_open_again_finish (CrmImport *self,
                              GAsyncResult *result,
                              GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
