/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"
#include "store/crm-store-private.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The thread that keeps the index: it reads what is queued, makes segments of it in memory and hands them to the
 * writer. There is none while there is nothing to do. It may end at any moment: what was not committed is still
 * queued. */

struct _CrmSearchJob
{
  GMutex        mutex;
  GCond         cond;
  GThread      *thread;
  GCancellable *cancellable;
  gboolean      running;
  gboolean      again;      /* something was queued after the thread began to look */
  gboolean      all;        /* somebody waits for the rest */
  gboolean      closing;
  gboolean      has_range;
  guint         n_waiting;
  guint         n_added;    /* changes that were queued, ever */
  guint         generation;
  gint64        done, total;
};

#define QUIET (400 * G_TIME_SPAN_MILLISECOND)
#define LONGEST_WAIT (5 * G_TIME_SPAN_SECOND)

static gboolean
notify_progress (gpointer store)
{
  g_object_notify (store, "search-progress");
  return G_SOURCE_REMOVE;
}

static void
set_progress (CrmStore *store,
              gint64 done,
              gint64 total)
{
  CrmSearchJob *self = store->search;
  g_autoptr (GSource) source = g_idle_source_new ();
  gboolean changed;

  g_mutex_lock (&self->mutex);
  changed = self->done != done || self->total != total;
  self->done = done;
  self->total = total;
  g_mutex_unlock (&self->mutex);
  if (!changed)
    return;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, notify_progress, g_object_ref (store), g_object_unref);
  g_source_attach (source, store->context);
}

/* Returns whether there may be more to do. */
static gboolean
do_next (CrmStore *store,
         CrmDb *db,
         const CrmEntity *entity,
         gboolean all,
         GError **error)
{
  CrmSearchJob *self = store->search;
  g_autoptr (CrmSearchPiece) piece = NULL;
  g_autoptr (GError) local = NULL;
  guint n_documents, generation = crm_search_job_generation (store);

  if (!crm_db_exec (db, "BEGIN", error))
    return FALSE;
  entity = crm_schema_find (db, entity->name);
  piece = crm_search_plan_queue (db, entity, all, self->cancellable, &local);
  if (piece == NULL && local == NULL)
    piece = crm_search_plan_merge (db, entity, self->cancellable, &local);
  crm_db_exec (db, "COMMIT", NULL);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  if (piece == NULL)
    return FALSE;
  piece->generation = generation;
  n_documents = piece->newest_row != 0 ? piece->image->n_documents : 0;
  if (!crm_store_write (store, CRM_WRITE_BACKGROUND, crm_search_write_piece, piece, self->cancellable, error) ||
      (piece->removed->len > 0 &&
       !crm_store_write (store, CRM_WRITE_BACKGROUND, crm_search_sweep, NULL, self->cancellable, error)))
    return FALSE;
  set_progress (store, MIN (self->done + n_documents, self->total), self->total);
  return TRUE;
}

static gint64
count_queued (CrmDb *db)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_schema_entities (db, &n_entities);
  gint64 n = 0;

  for (guint i = 0; i < n_entities; i++)
    n += crm_entity_searchable (entities[i]) ? crm_search_plan_count (db, entities[i]) : 0;
  return n;
}

static gboolean
work (CrmStore *store,
      gboolean all,
      GError **error)
{
  g_autoptr (CrmDb) db = crm_store_open_reader (store, error);
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);
  GError *local = NULL;

  if (db == NULL ||
      !crm_store_write (store, CRM_WRITE_BACKGROUND, crm_search_sweep, NULL, store->search->cancellable, error))
    return FALSE;
  set_progress (store, 0, count_queued (db));
  for (guint i = 0; i < n_entities; i++)
    {
      while (crm_entity_searchable (entities[i]) && do_next (store, db, entities[i], all, &local))
        continue;
      if (local != NULL)
        {
          g_propagate_error (error, local);
          return FALSE;
        }
    }
  return TRUE;
}

/* What comes in a stream, as from an import, is taken up in large pieces. */
static void
wait_for_quiet (CrmSearchJob *self)
{
  gint64 end = g_get_monotonic_time () + LONGEST_WAIT;
  guint n_added;

  g_mutex_lock (&self->mutex);
  do
    {
      gint64 quiet = g_get_monotonic_time () + QUIET;

      n_added = self->n_added;
      while (!self->all && !self->closing && g_cond_wait_until (&self->cond, &self->mutex, quiet))
        continue;
    }
  while (!self->all && !self->closing && n_added != self->n_added && g_get_monotonic_time () < end);
  g_mutex_unlock (&self->mutex);
}

static gpointer
work_in_thread (gpointer data)
{
  CrmStore *store = data;
  CrmSearchJob *self = store->search;
  gboolean go_on = TRUE;

  /* Whoever works with the window comes first. */
  setpriority (PRIO_PROCESS, syscall (SYS_gettid), 10);
  while (go_on)
    {
      g_autoptr (GError) error = NULL;
      gboolean all;

      wait_for_quiet (self);
      g_mutex_lock (&self->mutex);
      all = self->all;
      self->again = self->all = self->has_range = FALSE;
      self->n_waiting = 0;
      g_mutex_unlock (&self->mutex);
      go_on = work (store, all, &error);
#ifdef __GLIBC__
      malloc_trim (0);   /* the window is to be as small as before */
#endif
      set_progress (store, 0, 0);
      if (!go_on && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_info ("The search index has to wait: %s", error->message);
      g_mutex_lock (&self->mutex);
      go_on = go_on && (self->again || self->all) && !self->closing;
      if (!go_on)
        self->running = FALSE;
      g_cond_broadcast (&self->cond);
      g_mutex_unlock (&self->mutex);
    }
  return NULL;
}

static void
run (CrmSearchJob *self,
     CrmStore *store)
{
  if (self->running || self->closing)
    {
      self->again = TRUE;
      return;
    }
  if (self->thread != NULL)
    g_thread_join (self->thread);
  self->running = TRUE;
  self->thread = g_thread_new ("search", work_in_thread, store);
}

/**
 * crm_search_job_add:
 * @range: whether many records were queued
 *
 * Tells that something was queued, in a transaction that is not committed yet.
 */
void
crm_search_job_add (CrmStore *store,
                    gboolean range)
{
  CrmSearchJob *self = store->search;

  g_mutex_lock (&self->mutex);
  self->n_waiting++;
  self->n_added++;
  self->has_range |= range;
  g_mutex_unlock (&self->mutex);
}

/**
 * crm_search_job_kick:
 *
 * To be called after a commit: begins to take up what is queued, if that is worth it.
 */
void
crm_search_job_kick (CrmStore *store)
{
  CrmSearchJob *self = store->search;

  g_mutex_lock (&self->mutex);
  if (self->has_range || self->n_waiting >= CRM_SEARCH_MANY)
    run (self, store);
  g_mutex_unlock (&self->mutex);
}

/**
 * crm_search_job_start:
 *
 * Goes on where the index was left when the workspace was closed.
 */
void
crm_search_job_start (CrmStore *store)
{
  CrmSearchJob *self = g_new0 (CrmSearchJob, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->cancellable = g_cancellable_new ();
  self->n_waiting = crm_db_query_int (store->writer_db, "SELECT count(*) FROM search_queue", 0);
  self->has_range = crm_db_query_int (store->writer_db, "SELECT EXISTS (SELECT 1 FROM search_queue WHERE first < last)",
                                      0);
  store->search = self;
}

void
crm_search_job_stop (CrmStore *store)
{
  CrmSearchJob *self = store->search;

  if (self == NULL)
    return;
  g_mutex_lock (&self->mutex);
  self->closing = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_cancellable_cancel (self->cancellable);
  if (self->thread != NULL)
    g_thread_join (self->thread);
}

void
crm_search_job_free (CrmStore *store)
{
  CrmSearchJob *self = g_steal_pointer (&store->search);

  if (self == NULL)
    return;
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_object_unref (self->cancellable);
  g_free (self);
}

/**
 * crm_store_get_search_progress:
 *
 * Returns: how much of the work at the search index is done, 0 to 1; 1 where there is none. What is not done yet is
 *   not found, but for the newest few hundred records.
 */
double
crm_store_get_search_progress (CrmStore *self)
{
  double progress = 1;

  if (self->search == NULL)
    return 1;
  g_mutex_lock (&self->search->mutex);
  if (self->search->total > 0)
    progress = (double) self->search->done / self->search->total;
  g_mutex_unlock (&self->search->mutex);
  return progress;
}

/**
 * crm_store_finish_search:
 *
 * Takes up all that is queued for the search index, and waits for it. For tests and benches.
 */
void
crm_store_finish_search (CrmStore *self)
{
  CrmSearchJob *job = self->search;

  g_mutex_lock (&job->mutex);
  job->all = TRUE;
  run (job, self);
  g_cond_broadcast (&job->cond);
  while (job->running)
    g_cond_wait (&job->cond, &job->mutex);
  g_mutex_unlock (&job->mutex);
}

/**
 * crm_search_job_generation:
 *
 * Returns: a number that changes when the index is dropped to be made anew
 */
guint
crm_search_job_generation (CrmStore *store)
{
  guint generation;

  g_mutex_lock (&store->search->mutex);
  generation = store->search->generation;
  g_mutex_unlock (&store->search->mutex);
  return generation;
}

static CrmWriteResult
write_reset (CrmStore *store,
             CrmDb *db,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  if (!crm_db_begin (db, error))
    return CRM_WRITE_FAILED;
  if (!crm_search_reset (db, error))
    {
      crm_db_rollback (db);
      return CRM_WRITE_FAILED;
    }
  g_mutex_lock (&store->search->mutex);
  store->search->generation++;
  store->search->has_range = TRUE;
  g_mutex_unlock (&store->search->mutex);
  if (crm_store_commit (store, db, error))
    return CRM_WRITE_DONE;
  crm_db_rollback (db);
  return CRM_WRITE_FAILED;
}

/**
 * crm_store_rebuild_search:
 *
 * Drops the search index, as after damage; it is made anew, behind.
 */
gboolean
crm_store_rebuild_search (CrmStore *self,
                          GError **error)
{
  return crm_store_write (self, CRM_WRITE_PERSON, write_reset, NULL, NULL, error);
}

/* What was used lately */

#define MOST_RECENT 200

typedef struct
{
  const CrmEntity *entity;
  gint64           id;
} Use;

static CrmWriteResult
write_use (CrmStore *store,
           CrmDb *db,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  const Use *use = data;
  g_autoptr (CrmStatement) insert =
    crm_db_prepare (db, "INSERT OR REPLACE INTO search_recent (entity, record, at) VALUES (?, ?, ?)", error);
  g_autofree char *sql = g_strdup_printf ("DELETE FROM search_recent WHERE at < (SELECT at FROM search_recent ORDER BY "
                                          "at DESC LIMIT 1 OFFSET %d)", MOST_RECENT - 1);

  if (insert == NULL || !crm_db_begin (db, error))
    return CRM_WRITE_FAILED;
  crm_statement_bind_text (insert, 0, use->entity->name);
  crm_statement_bind_int (insert, 1, use->id);
  crm_statement_bind_int (insert, 2, g_get_real_time ());
  if (crm_statement_run (insert, error) && crm_db_exec (db, sql, error) && crm_store_commit (store, db, error))
    return CRM_WRITE_DONE;
  crm_db_rollback (db);
  return CRM_WRITE_FAILED;
}

/**
 * crm_store_note_use:
 * @id: a record that was opened, so that searches put it before others that fit as well
 *
 * Does nothing where the workspace may not be written. It is no action: there is nothing to undo.
 */
void
crm_store_note_use (CrmStore *self,
                    const CrmEntity *entity,
                    gint64 id)
{
  Use *use;

  if (self->writer == NULL || !crm_entity_searchable (entity))
    return;
  use = g_new (Use, 1);
  *use = (Use) { entity, id };
  crm_store_write_async (self, CRM_WRITE_BACKGROUND, write_use, use, g_free, NULL, NULL, NULL);
}
