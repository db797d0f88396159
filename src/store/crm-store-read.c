/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "db/crm-db-integrity.h"


/* The readers: a small pool of connections, each lent to one function at a time. */

typedef struct
{
  CrmReadFunc    func;
  gpointer       data;
  GDestroyNotify data_free;
  GDestroyNotify result_free;
} Reading;

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  if (reading->data_free != NULL)
    reading->data_free (reading->data);
  g_free (reading);
}

static gboolean
has_log (CrmStore *self)
{
  g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);

  return g_file_test (wal, G_FILE_TEST_EXISTS);
}

/* Without the files of the log, which a workspace that may not be written has no room for, and which nobody needs. */
static CrmDb *
open_immutable (CrmStore *self,
                GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (self->path, "/", TRUE);
  g_autofree char *uri = g_strdup_printf ("file:%s?immutable=1", escaped);

  return crm_db_open (uri, CRM_DB_READ_ONLY, error);
}

static CrmDb *
open_reader (CrmStore *self,
             GError **error)
{
  g_autoptr (GError) local = NULL;
  CrmDb *db;

  if (self->writer != NULL || self->shared)
    return crm_db_open (self->path, CRM_DB_READ_ONLY, error);
  if (self->sealed)
    return has_log (self) ? crm_db_open (self->path, CRM_DB_READ_ONLY, error) : open_immutable (self, error);
  /* A connection that may only read would leave the files of the log behind; this one takes them away again. */
  db = crm_db_open (self->path, CRM_DB_QUERY_ONLY, &local);
  if (db != NULL && self->lost > 0)
    crm_db_keep_log (db);
  if (g_error_matches (local, CRM_ERROR, CRM_ERROR_IO) && !has_log (self))
    return open_immutable (self, error);
  if (db == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return db;
}

/**
 * crm_store_open_reader:
 *
 * Returns: (transfer full): another connection to read
 */
CrmDb *
crm_store_open_reader (CrmStore *self,
                       GError **error)
{
  GError *local = NULL;
  CrmDb *db = open_reader (self, &local);

  if (db != NULL)
    crm_store_watch (self, db);
  else if (g_error_matches (local, CRM_ERROR, CRM_ERROR_CORRUPT) ||
           g_error_matches (local, CRM_ERROR, CRM_ERROR_FORMAT))
    crm_store_note_damage (self, local);
  if (local != NULL)
    g_propagate_error (error, local);
  return db;
}

static gpointer
run_reading (CrmStore *self,
             Reading *reading,
             GCancellable *cancellable,
             GError **error)
{
  CrmDb *db = g_async_queue_try_pop (self->reader_dbs);
  CrmReader reader = { .store = self, .context = { .me = self->me, .today = crm_date_today () } };
  gpointer result = NULL;

  if (db == NULL && (db = crm_store_open_reader (self, error)) == NULL)
    return NULL;
  reader.db = db;
  crm_db_set_cancellable (db, cancellable);
  if (crm_db_exec (db, "BEGIN", error))
    {
      result = reading->func (&reader, reading->data, cancellable, error);
      crm_db_set_cancellable (db, NULL);
      crm_db_exec (db, "COMMIT", NULL);
      crm_db_set_found (db, NULL);
    }
  crm_db_set_cancellable (db, NULL);
  /* The one used last is lent next: what it keeps in memory serves again, and the others keep nothing. */
  g_async_queue_push_front (self->reader_dbs, db);
  return result;
}

void
crm_store_read_in_thread (gpointer data,
                          gpointer user_data)
{
  g_autoptr (GTask) task = data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer result;

  if (g_task_return_error_if_cancelled (task))
    return;
  result = run_reading (CRM_STORE (g_task_get_source_object (task)), reading, g_task_get_cancellable (task), &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, reading->result_free);
}

/**
 * crm_store_read_async:
 * @func: called on a thread of the pool, in a read transaction
 * @data: for @func
 * @data_free: (nullable): releases @data, on either thread, so it must not touch widgets
 * @result_free: (nullable): releases what @func returns if nobody takes it
 */
void
crm_store_read_async (CrmStore *self,
                      CrmReadFunc func,
                      gpointer data,
                      GDestroyNotify data_free,
                      GDestroyNotify result_free,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  *reading = (Reading) { func, data, data_free, result_free };
  g_task_set_source_tag (task, crm_store_read_async);
  g_task_set_task_data (task, reading, free_reading);
  if (self->readers != NULL)
    {
      g_thread_pool_push (self->readers, task, NULL);
      return;
    }
  /* A page that is about to go asked once more. */
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The workspace is closed");
  g_object_unref (task);
}

/**
 * crm_store_read_finish:
 *
 * Returns: (transfer full) (nullable): what the function returned
 * Errors: those of the function; %G_IO_ERROR_CANCELLED also where the store has been closed meanwhile
 */
gpointer
crm_store_read_finish (CrmStore *self,
                       GAsyncResult *result,
                       GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * crm_store_read:
 *
 * Calls the function on this thread and waits for it.
 */
gpointer
crm_store_read (CrmStore *self,
                CrmReadFunc func,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  Reading reading = { .func = func, .data = data };

  return run_reading (self, &reading, cancellable, error);
}

static gpointer
find_action (CrmReader *reader,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  gint64 *action = data;

  *action = crm_reader_action_in_force (reader, *action);
  return NULL;
}

/**
 * crm_store_action_in_force:
 *
 * Waits for it.
 *
 * Returns: when the action was done; 0 if it was undone since, or is none of the workspace
 */
gint64
crm_store_action_in_force (CrmStore *self,
                           gint64 action)
{
  crm_store_read (self, find_action, &action, NULL, NULL);
  return action;
}
