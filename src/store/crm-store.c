/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define N_READERS 3

/**
 * CrmStore:
 *
 * An open workspace. One thread owns the only connection that writes; a small pool of connections reads. The main
 * thread never waits for the database, unless it calls one of the functions without `_async`, which are for the
 * command line and tests.
 */

typedef struct
{
  CrmChangeSet *changes;     /* NULL for undo and redo */
  CrmActionKind kind;
  gint64        target;
  char         *label;
  gint64        action;
} Job;

struct _CrmStore
{
  GObject       parent_instance;

  char         *path;
  char         *currency;
  gint64        me;
  CrmStoreFlags flags;
  gboolean      sealed;         /* the file may not be written, by nobody */
  int           lock_fd;
  CrmIdSource   ids;
  GHashTable   *rules;          /* CrmEntity → CrmRule */
  GMainContext *context;        /* where events are delivered */

  GThread      *writer;
  CrmDb        *writer_db;
  GAsyncQueue  *jobs;           /* of GTask; one without task data ends the writer */

  GThreadPool  *readers;
  GAsyncQueue  *reader_dbs;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CrmStore, crm_store, G_TYPE_OBJECT)

/* Events */

static void
clear_event (gpointer data)
{
  g_array_unref (((CrmEvent *) data)->ids);
}

CrmEvents *
crm_events_new (gint64 action)
{
  CrmEvents *self = g_atomic_rc_box_new0 (CrmEvents);

  self->action = action;
  self->events = g_array_new (FALSE, FALSE, sizeof (CrmEvent));
  g_array_set_clear_func (self->events, clear_event);
  return self;
}

static CrmEvents *
copy_events (CrmEvents *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_events (gpointer data)
{
  g_array_unref (((CrmEvents *) data)->events);
}

static void
free_events (CrmEvents *self)
{
  g_atomic_rc_box_release_full (self, clear_events);
}

G_DEFINE_BOXED_TYPE (CrmEvents, crm_events, copy_events, free_events)

void
crm_events_add (CrmEvents *self,
                const CrmEntity *entity,
                gint64 id,
                CrmChangeKind kind)
{
  CrmEvent *event = (CrmEvent *) crm_events_find (self, entity->name);

  if (event == NULL)
    {
      CrmEvent added = { .entity = entity, .ids = g_array_new (FALSE, FALSE, sizeof (gint64)) };

      g_array_append_val (self->events, added);
      event = &g_array_index (self->events, CrmEvent, self->events->len - 1);
    }
  g_array_append_val (event->ids, id);
  event->inserted |= kind == CRM_CHANGE_INSERT;
  event->deleted |= kind == CRM_CHANGE_DELETE;
}

/**
 * crm_events_find:
 *
 * Returns: (transfer none) (nullable): what happened to records of the entity
 */
const CrmEvent *
crm_events_find (const CrmEvents *self,
                 const char *entity)
{
  for (guint i = 0; i < self->events->len; i++)
    {
      const CrmEvent *event = &g_array_index (self->events, CrmEvent, i);

      if (strcmp (event->entity->name, entity) == 0)
        return event;
    }
  return NULL;
}

/**
 * crm_events_touch:
 *
 * Returns: whether that record was inserted, changed or deleted
 */
gboolean
crm_events_touch (const CrmEvents *self,
                  const char *entity,
                  gint64 id)
{
  const CrmEvent *event = crm_events_find (self, entity);

  for (guint i = 0; event != NULL && i < event->ids->len; i++)
    {
      if (g_array_index (event->ids, gint64, i) == id)
        return TRUE;
    }
  return FALSE;
}

typedef struct
{
  CrmStore  *store;
  CrmEvents *events;
} Delivery;

static gboolean
deliver_events (gpointer data)
{
  Delivery *delivery = data;

  g_signal_emit (delivery->store, signals[SIGNAL_CHANGED], 0, delivery->events);
  return G_SOURCE_REMOVE;
}

static void
free_delivery (gpointer data)
{
  Delivery *delivery = data;

  g_object_unref (delivery->store);
  free_events (delivery->events);
  g_free (delivery);
}

static void
post_events (CrmStore *self,
             CrmEvents *events)
{
  Delivery *delivery = g_new (Delivery, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  delivery->store = g_object_ref (self);
  delivery->events = events;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_events, delivery, free_delivery);
  g_source_attach (source, self->context);
}

/* Writer */

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
    post_events (self, events);
  return done;
}

static gpointer
write_in_thread (gpointer data)
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

/* Readers */

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

  if (self->writer != NULL)
    return crm_db_open (self->path, CRM_DB_READ_ONLY, error);
  if (self->sealed)
    return has_log (self) ? crm_db_open (self->path, CRM_DB_READ_ONLY, error) : open_immutable (self, error);
  /* A connection that may only read would leave the files of the log behind; this one takes them away again. */
  db = crm_db_open (self->path, CRM_DB_QUERY_ONLY, &local);
  if (g_error_matches (local, CRM_ERROR, CRM_ERROR_IO) && !has_log (self))
    return open_immutable (self, error);
  if (db == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
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

  if (db == NULL && (db = open_reader (self, error)) == NULL)
    return NULL;
  reader.db = db;
  crm_db_set_cancellable (db, cancellable);
  if (crm_db_exec (db, "BEGIN", error))
    {
      result = reading->func (&reader, reading->data, cancellable, error);
      crm_db_set_cancellable (db, NULL);
      crm_db_exec (db, "COMMIT", NULL);
    }
  crm_db_set_cancellable (db, NULL);
  g_async_queue_push (self->reader_dbs, db);
  return result;
}

static void
read_in_thread (gpointer data,
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
  g_thread_pool_push (self->readers, task, NULL);
}

/**
 * crm_store_read_finish:
 *
 * Returns: (transfer full) (nullable): what the function returned
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

/* Opening and closing */

static gboolean
load_settings (CrmStore *self,
               CrmDb *db)
{
  g_autofree char *replica = crm_schema_get_meta (db, "replica");
  g_autofree char *me = crm_schema_get_meta (db, "me");

  self->currency = crm_schema_get_meta (db, "currency");
  if (self->currency == NULL)
    self->currency = g_strdup ("EUR");
  self->me = me != NULL ? g_ascii_strtoll (me, NULL, 10) : 0;
  crm_id_source_init (&self->ids, replica != NULL ? atoi (replica) : 1,
                      crm_db_query_int (db, "SELECT max(id) FROM journal_action", 0));
  return TRUE;
}

static gboolean
start_writer (CrmStore *self,
              GError **error)
{
  self->lock_fd = crm_store_file_lock (self->path, error);
  if (self->lock_fd < 0)
    return FALSE;
  self->writer_db = crm_db_open (self->path, 0, error);
  if (self->writer_db == NULL || !crm_schema_migrate (self->writer_db, error))
    return FALSE;
  load_settings (self, self->writer_db);
  self->writer = g_thread_new ("writer", write_in_thread, self);
  return TRUE;
}

/* Tables and columns that this version knows and the workspace has not are made before it is read. */
static gboolean
bring_up_to_date (CrmStore *self,
                  GError **error)
{
  g_autoptr (CrmDb) db = NULL;
  g_autofd int lock = -1;

  if (self->sealed)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_READ_ONLY,
                   _("“%s” was written by an earlier version and must be brought up to date, but it may only be read. "
                     "Nothing was changed. Copy it to a folder of yours, or make it writable."), self->path);
      return FALSE;
    }
  lock = crm_store_file_lock (self->path, error);
  if (lock < 0)
    return FALSE;
  db = crm_db_open (self->path, 0, error);
  return db != NULL && crm_schema_migrate (db, error) && crm_db_checkpoint (db, TRUE);
}

static gboolean
start_reading (CrmStore *self,
               GError **error)
{
  g_autoptr (CrmDb) db = open_reader (self, error);

  if (db == NULL)
    return FALSE;
  if (!crm_schema_is_current (db))
    {
      g_clear_pointer (&db, crm_db_close);
      if (!bring_up_to_date (self, error) || (db = open_reader (self, error)) == NULL)
        return FALSE;
    }
  load_settings (self, db);
  g_async_queue_push (self->reader_dbs, g_steal_pointer (&db));
  return TRUE;
}

/* The file itself, so that what lies beside it is found and every process locks the same one. */
static char *
resolve_path (const char *path)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  char *real = realpath (full, NULL);
  char *copy = g_strdup (real != NULL ? real : full);

  free (real);
  return copy;
}

/**
 * crm_store_open:
 * @path: a workspace
 * @flags: a workspace that may not be written can only be opened with %CRM_STORE_READ_ONLY
 *
 * Returns: (transfer full): the open workspace
 * Errors: %CRM_ERROR_NOT_FOUND, %CRM_ERROR_FORMAT, %CRM_ERROR_FOREIGN, %CRM_ERROR_NEWER, %CRM_ERROR_READ_ONLY,
 *   %CRM_ERROR_BUSY; the file is as it was
 */
CrmStore *
crm_store_open (const char *path,
                CrmStoreFlags flags,
                GError **error)
{
  g_autoptr (CrmStore) self = g_object_new (CRM_TYPE_STORE, NULL);
  CrmFileState state;

  self->path = resolve_path (path);
  if (!crm_store_file_inspect (self->path, &state, error))
    return NULL;
  if (state == CRM_FILE_READ_ONLY && (flags & CRM_STORE_READ_ONLY) == 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_READ_ONLY,
                   _("“%s” may only be read. Nothing was changed. Copy it to a folder of yours, or make it writable."),
                   self->path);
      return NULL;
    }
  self->flags = flags;
  self->sealed = state == CRM_FILE_READ_ONLY;
  if (!(flags & CRM_STORE_READ_ONLY ? start_reading (self, error) : start_writer (self, error)))
    return NULL;
  self->readers = g_thread_pool_new (read_in_thread, self, N_READERS, FALSE, NULL);
  return g_steal_pointer (&self);
}

static gboolean
refuse_existing (const char *path,
                 GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    return FALSE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_EXISTS, _("“%s” exists already and was kept as it is. Choose another name."),
               path);
  return TRUE;
}

/**
 * crm_store_create:
 * @path: a file that does not exist
 * @currency: ISO 4217 code
 *
 * Makes an empty workspace: whole, or not at all. See crm_workspace_create() for one that can be worked in.
 */
gboolean
crm_store_create (const char *path,
                  const char *currency,
                  GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *draft = g_strdup_printf ("%s.%08x", full, g_random_int ());
  g_autofree char *folder = g_path_get_dirname (full);
  g_autoptr (CrmDb) db = NULL;
  gboolean made;

  if (refuse_existing (path, error))
    return FALSE;
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("There is no folder “%s”. Nothing was made."), folder);
      return FALSE;
    }
  db = crm_db_open (draft, CRM_DB_CREATE, error);
  made = db != NULL && crm_schema_create (db, currency, error) && crm_db_checkpoint (db, TRUE);
  g_clear_pointer (&db, crm_db_close);
  g_chmod (draft, 0600);
  /* A link, unlike a rename, never replaces a file that has come up meanwhile. */
  if (made && link (draft, path) != 0 && (errno == EEXIST || g_rename (draft, path) != 0))
    {
      made = FALSE;
      if (!refuse_existing (path, error))
        g_set_error (error, CRM_ERROR, CRM_ERROR_IO, _("“%s” could not be made: %s"), path, g_strerror (errno));
    }
  g_unlink (draft);
  return made;
}

/**
 * crm_store_close:
 *
 * Waits for what is queued, puts everything into the one file and lets go of it. The store is of no use afterwards.
 * Whoever opened a store closes it before the last reference goes.
 */
void
crm_store_close (CrmStore *self)
{
  CrmDb *db;

  if (self->readers != NULL)
    g_thread_pool_free (g_steal_pointer (&self->readers), FALSE, TRUE);
  while ((db = g_async_queue_try_pop (self->reader_dbs)) != NULL)
    crm_db_close (db);
  if (self->writer != NULL)
    {
      g_async_queue_push (self->jobs, g_task_new (NULL, NULL, NULL, NULL));
      g_thread_join (g_steal_pointer (&self->writer));
      crm_db_checkpoint (self->writer_db, TRUE);
    }
  g_clear_pointer (&self->writer_db, crm_db_close);
  g_clear_fd (&self->lock_fd, NULL);
}

static void
crm_store_finalize (GObject *object)
{
  CrmStore *self = CRM_STORE (object);

  /* The last reference may be dropped by a thread that could not wait for itself. */
  g_warn_if_fail (self->writer == NULL);
  crm_store_close (self);
  crm_id_source_clear (&self->ids);
  g_clear_pointer (&self->jobs, g_async_queue_unref);
  g_clear_pointer (&self->reader_dbs, g_async_queue_unref);
  g_clear_pointer (&self->rules, g_hash_table_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->path);
  g_free (self->currency);
  G_OBJECT_CLASS (crm_store_parent_class)->finalize (object);
}

static void
crm_store_class_init (CrmStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = crm_store_finalize;

  /**
   * CrmStore::changed:
   * @events: what a committed action did
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, CRM_TYPE_EVENTS);
}

static void
crm_store_init (CrmStore *self)
{
  self->lock_fd = -1;
  self->context = g_main_context_ref_thread_default ();
  self->jobs = g_async_queue_new ();
  self->reader_dbs = g_async_queue_new ();
  self->rules = g_hash_table_new (NULL, NULL);
}

/**
 * crm_store_set_context:
 *
 * Says where events are delivered, for a store that is opened on another thread. To be called right after opening.
 */
void
crm_store_set_context (CrmStore *self,
                       GMainContext *context)
{
  g_main_context_ref (context);
  g_main_context_unref (self->context);
  self->context = context;
}

const char *
crm_store_get_path (CrmStore *self)
{
  return self->path;
}

/**
 * crm_store_get_currency:
 *
 * Returns: (transfer none): the currency of amounts that name none
 */
const char *
crm_store_get_currency (CrmStore *self)
{
  return self->currency;
}

gboolean
crm_store_is_read_only (CrmStore *self)
{
  return (self->flags & CRM_STORE_READ_ONLY) != 0;
}

/**
 * crm_store_get_me:
 *
 * Returns: the id of the person who works here, 0 if none is set
 */
gint64
crm_store_get_me (CrmStore *self)
{
  return self->me;
}

/**
 * crm_store_set_me:
 *
 * Says who works here. To be called while nothing else uses the store.
 */
gboolean
crm_store_set_me (CrmStore *self,
                  gint64 person,
                  GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, person);

  self->me = person;
  return crm_schema_set_meta (self->writer_db, "me", text, error);
}

gint64
crm_store_new_id (CrmStore *self)
{
  return crm_id_source_next (&self->ids);
}

/**
 * crm_store_add_rule:
 * @rule: called for each change of the entity. To be added right after opening.
 */
void
crm_store_add_rule (CrmStore *self,
                    const char *entity,
                    CrmRule rule)
{
  g_hash_table_insert (self->rules, (gpointer) crm_entity_find (entity), (gpointer) rule);
}

CrmRule
crm_store_get_rule (CrmStore *self,
                    const CrmEntity *entity)
{
  return (CrmRule) g_hash_table_lookup (self->rules, entity);
}
