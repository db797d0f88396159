/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "db/crm-db-integrity.h"

/* Moves the log into the file, on a thread and a connection of its own: to move a long one takes a second, for which
 * neither a person's edit nor the rest of an import has to wait. */

struct _CrmMover
{
  GThread *thread;
  CrmDb   *db;
  GMutex   mutex;
  GCond    cond;
  gboolean wanted;
  gboolean moving;
  gboolean closing;
};

/* Into a damaged file nothing moves any more. */
static void
move (CrmStore *store)
{
  if (crm_store_get_damage (store) == NULL)
    crm_db_checkpoint (store->mover->db, FALSE);
}

static gpointer
move_in_thread (gpointer data)
{
  CrmStore *store = data;
  CrmMover *self = store->mover;

  g_mutex_lock (&self->mutex);
  while (!self->closing)
    {
      if (!self->wanted)
        {
          g_cond_wait (&self->cond, &self->mutex);
          continue;
        }
      self->wanted = FALSE;
      self->moving = TRUE;
      g_mutex_unlock (&self->mutex);
      move (store);
      g_mutex_lock (&self->mutex);
      self->moving = FALSE;
      g_cond_broadcast (&self->cond);
    }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/**
 * crm_mover_start:
 *
 * Starts the thread; to be called when the writer's connection counts its commits.
 */
gboolean
crm_mover_start (CrmStore *store,
                 GError **error)
{
  CrmDb *db = crm_db_open (store->path, 0, error);

  if (db == NULL)
    return FALSE;
  crm_store_watch (store, db);
  crm_db_move_like (db, store->writer_db);
  store->mover = g_new0 (CrmMover, 1);
  store->mover->db = db;
  g_mutex_init (&store->mover->mutex);
  g_cond_init (&store->mover->cond);
  store->mover->thread = g_thread_new ("mover", move_in_thread, store);
  return TRUE;
}

/**
 * crm_mover_stop:
 *
 * Waits for what is being moved.
 */
void
crm_mover_stop (CrmStore *store)
{
  CrmMover *self = store->mover;

  g_mutex_lock (&self->mutex);
  self->closing = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
  store->mover = NULL;
  crm_store_spare_log (store, self->db);
  crm_db_close (self->db);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

/**
 * crm_mover_move:
 * @wait: until it is done
 *
 * Has what stands in the log moved.
 */
void
crm_mover_move (CrmStore *store,
                gboolean wait)
{
  CrmMover *self = store->mover;

  g_mutex_lock (&self->mutex);
  self->wanted = TRUE;
  g_cond_broadcast (&self->cond);
  while (wait && (self->wanted || self->moving) && !self->closing)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}
