/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-bulk.h"

#include "store/crm-action.h"

#include <glib/gi18n-lib.h>

#define MOST_PORTIONS 2    /* that wait for the writer: few, so that they are still in the processor's cache */
#define PATIENCE (2 * G_TIME_SPAN_MILLISECOND)
#define LONGEST_LOG ((gint64) 1 << 30)   /* bytes */
#define LONG_LOG (16 << 20)   /* to be on their way to the disk before all of it has to be there */

/* One thread makes portions, the writer takes them: see crm_bulk_add() and write_portions(). */
struct _CrmBulk
{
  gatomicrefcount ref_count;
  CrmStore       *store;
  CrmAction       action;         /* the writer's */
  gboolean        began;          /* the writer's */
  gint64          sent;           /* the writer's: bytes of the log that are on their way to the disk */
  GArray         *expected;       /* of Expectation */
  char           *label;          /* (nullable): that the action is to have in the end */

  GMutex          mutex;
  GCond           cond;           /* a portion was added or taken, or the writer stopped */
  GQueue          portions;       /* of CrmChangeSet */
  GQueue          spent;          /* those that are written, for the thread that made them */
  gboolean        scheduled;      /* the writer has it in its queue */
  gboolean        complete;       /* no more portions will come */
  gboolean        finished;
  gboolean        given_up;
  GError         *error;
};

typedef struct
{
  const CrmEntity *entity;
  gint64           n_records;
} Expectation;

/**
 * crm_bulk_new:
 * @label: what the person does, for history and undo
 *
 * Returns: (transfer full): an action to be filled by one thread, which may not be the main one
 */
CrmBulk *
crm_bulk_new (CrmStore *store,
              const char *label)
{
  CrmBulk *self = g_new0 (CrmBulk, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->store = g_object_ref (store);
  self->expected = g_array_new (FALSE, FALSE, sizeof (Expectation));
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  crm_action_init (&self->action, store, CRM_ACTION_DO, 0, label);
  return self;
}

static void
unref (gpointer data)
{
  CrmBulk *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  crm_action_clear (&self->action);
  g_queue_clear_full (&self->portions, (GDestroyNotify) crm_change_set_unref);
  g_queue_clear_full (&self->spent, (GDestroyNotify) crm_change_set_unref);
  g_array_unref (self->expected);
  g_free (self->label);
  g_clear_error (&self->error);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_object_unref (self->store);
  g_free (self);
}

/**
 * crm_bulk_set_permanent:
 *
 * Makes the action one that undo passes over.
 */
void
crm_bulk_set_permanent (CrmBulk *self)
{
  self->action.permanent = TRUE;
}

/**
 * crm_bulk_set_label:
 * @label: what was done, where that is known only when all has been added; before crm_bulk_finish()
 */
void
crm_bulk_set_label (CrmBulk *self,
                    const char *label)
{
  g_mutex_lock (&self->mutex);
  g_set_str (&self->label, label);
  g_mutex_unlock (&self->mutex);
}

/**
 * crm_bulk_expect:
 * @n_records: about how many records of the entity will be added
 *
 * Lets the store prepare for many. To be called before anything is added.
 */
void
crm_bulk_expect (CrmBulk *self,
                 const char *entity,
                 gint64 n_records)
{
  Expectation expectation = { crm_store_find_entity (self->store, entity), n_records };

  g_array_append_val (self->expected, expectation);
}

/* On the writer's thread */

/* Returns the fields of the entity, a bit for each, that the first portion gives; all of them where it gives none. */
static guint64
find_given (CrmBulk *self,
            const CrmEntity *entity)
{
  CrmChangeSet *portion;
  guint64 given = 0;

  g_mutex_lock (&self->mutex);
  portion = g_queue_peek_head (&self->portions);
  g_mutex_unlock (&self->mutex);
  for (guint i = 0; portion != NULL && i < crm_change_set_get_n_changes (portion); i++)
    {
      const CrmChange *change = crm_change_set_get_change (portion, i);

      for (guint k = 0; crm_entity_is (change->entity, entity) && k < change->fields->len; k++)
        {
          const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, k);

          given |= (guint64) !crm_value_is_null (&field->value) << field->field;
        }
    }
  return given != 0 ? given : G_MAXUINT64;
}

static gboolean
prepare (CrmBulk *self,
         CrmDb *db,
         GError **error)
{
  for (guint i = 0; !self->began && i < self->expected->len; i++)
    {
      const Expectation *expectation = &g_array_index (self->expected, Expectation, i);

      if (!crm_schema_loosen_indexes (db, expectation->entity, expectation->n_records,
                                      find_given (self, expectation->entity), NULL, error))
        return FALSE;
    }
  self->began = TRUE;
  return TRUE;
}

/* All is one transaction unless a person waits to write or it becomes too large: what is not committed costs nothing to
 * take back. */
static gboolean
may_go_on (CrmBulk *self,
           CrmDb *db)
{
  gint64 length;

  if (crm_store_is_wanted (self->store))
    return FALSE;
  length = crm_db_get_log_length (db);
  if (length >= self->sent + LONG_LOG)
    {
      crm_db_send_log (db);
      self->sent = length;
    }
  return length < LONGEST_LOG;
}

/* Waits where the other thread is slower. */
static CrmChangeSet *
take_portion (CrmBulk *self)
{
  CrmChangeSet *portion;

  g_mutex_lock (&self->mutex);
  while ((portion = g_queue_pop_head (&self->portions)) == NULL && !self->complete && !self->given_up &&
         !crm_store_is_wanted (self->store))
    g_cond_wait_until (&self->cond, &self->mutex, g_get_monotonic_time () + PATIENCE);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  return portion;
}

static gboolean
is_given_up (CrmBulk *self)
{
  gboolean given_up;

  g_mutex_lock (&self->mutex);
  given_up = self->given_up;
  g_mutex_unlock (&self->mutex);
  return given_up;
}

/* Returns %FALSE without an error where nobody wants it any more. */
static gboolean
apply_portions (CrmBulk *self,
                CrmDb *db,
                GCancellable *cancellable,
                GError **error)
{
  CrmChangeSet *portion;
  gboolean applied = TRUE;

  while (applied && (portion = take_portion (self)) != NULL)
    {
      guint position = 0;

      applied = crm_action_apply (&self->action, portion, &position, TRUE, cancellable, error);
      g_mutex_lock (&self->mutex);
      g_queue_push_tail (&self->spent, portion);
      g_mutex_unlock (&self->mutex);
      if (!may_go_on (self, db))   /* asked behind a portion, so that each slice gets on */
        break;
    }
  return applied && !is_given_up (self);
}

static gboolean
is_last (CrmBulk *self)
{
  gboolean last;

  g_mutex_lock (&self->mutex);
  last = self->complete && g_queue_is_empty (&self->portions);
  g_mutex_unlock (&self->mutex);
  return last;
}

static gboolean
write_slice (CrmBulk *self,
             CrmDb *db,
             GCancellable *cancellable,
             gboolean *last,
             GError **error)
{
  if (!crm_action_begin_slice (&self->action, db, error))
    return FALSE;
  self->sent = crm_db_get_log_length (db);
  if (!prepare (self, db, error) || !apply_portions (self, db, cancellable, error))
    {
      crm_action_abort_slice (&self->action);
      return FALSE;
    }
  *last = is_last (self);
  if (*last && self->label != NULL)
    g_set_str (&self->action.label, self->label);
  return crm_action_end_slice (&self->action, *last, error);
}

static CrmWriteResult
stop (CrmBulk *self,
      gboolean finished,
      GError *error)
{
  g_mutex_lock (&self->mutex);
  self->scheduled = FALSE;
  self->finished = finished;
  if (self->error == NULL)
    self->error = error;
  else
    g_clear_error (&error);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  return CRM_WRITE_DONE;
}

/* Brings back, an index at a time, what crm_schema_loosen_indexes() took away; then, if it is not to be, takes back
 * what was written. */
static CrmWriteResult
wind_up (CrmBulk *self,
         CrmDb *db,
         gboolean finished)
{
  GError *error = NULL;
  gboolean more = FALSE;

  /* The records do not depend on them. */
  if (!crm_store_tighten_indexes (self->store, db, &more, &error))
    {
      g_info ("The indexes of lists have to wait for the next opening: %s", error->message);
      g_clear_error (&error);
      more = FALSE;
    }
  if (more)
    return CRM_WRITE_AGAIN;
  if (finished || !self->action.committed)
    return stop (self, finished, NULL);
  if (!crm_action_take_back (self->store, db, self->action.id, &more, &error))
    {
      self->store->unfinished = self->action.id;   /* before the next edit, if not before */
      return stop (self, FALSE, error);
    }
  self->action.committed = more;
  return CRM_WRITE_AGAIN;
}

static CrmWriteResult
write_portions (CrmStore *store,
                CrmDb *db,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  CrmBulk *self = data;
  GError *local = NULL;
  gboolean last = FALSE, failed, closing;

  g_mutex_lock (&self->mutex);
  failed = self->error != NULL || self->given_up;
  closing = self->finished;
  g_mutex_unlock (&self->mutex);
  if (failed || closing)
    {
      crm_db_set_cancellable (db, NULL);
      return wind_up (self, db, !failed);
    }
  if (!write_slice (self, db, cancellable, &last, &local))
    last = FALSE;
  g_mutex_lock (&self->mutex);
  self->finished = last;
  self->error = local;
  g_mutex_unlock (&self->mutex);
  return CRM_WRITE_AGAIN;
}

/* On the thread that fills it */

static void
schedule (CrmBulk *self,
          GCancellable *cancellable)
{
  if (self->scheduled)
    return;
  self->scheduled = TRUE;
  g_atomic_ref_count_inc (&self->ref_count);
  crm_store_write_async (self->store, CRM_WRITE_BULK, write_portions, self, unref, cancellable, NULL, NULL);
}

/**
 * crm_bulk_get_portion:
 *
 * Returns: (transfer full): an empty change set to be filled and added: where there is one that has been written
 *   already, that one, with its memory
 */
CrmChangeSet *
crm_bulk_get_portion (CrmBulk *self)
{
  CrmChangeSet *spent;

  g_mutex_lock (&self->mutex);
  spent = g_queue_pop_head (&self->spent);
  g_mutex_unlock (&self->mutex);
  if (spent == NULL)
    return crm_change_set_new (self->store, "");
  crm_change_set_reuse (spent);
  return spent;
}

/**
 * crm_bulk_add:
 * @changes: some hundred or thousand changes; not to be touched any more
 *
 * Hands over the next changes. Waits while the writer is behind.
 *
 * Returns: %FALSE where an earlier portion failed; everything is being taken back then
 */
gboolean
crm_bulk_add (CrmBulk *self,
              CrmChangeSet *changes,
              GCancellable *cancellable,
              GError **error)
{
  GQueue spent = G_QUEUE_INIT;
  gboolean added;

  crm_change_set_check (changes);
  g_mutex_lock (&self->mutex);
  while (g_queue_get_length (&self->portions) >= MOST_PORTIONS && self->error == NULL)
    g_cond_wait (&self->cond, &self->mutex);
  added = self->error == NULL;
  if (added)
    {
      g_queue_push_tail (&self->portions, crm_change_set_ref (changes));
      g_cond_signal (&self->cond);
      schedule (self, cancellable);
    }
  else if (error != NULL)
    *error = g_error_copy (self->error);
  while (g_queue_get_length (&self->spent) > MOST_PORTIONS)
    g_queue_push_tail (&spent, g_queue_pop_head (&self->spent));
  g_mutex_unlock (&self->mutex);
  g_queue_clear_full (&spent, (GDestroyNotify) crm_change_set_unref);
  return added;
}

static void
wait_for_writer (CrmBulk *self)
{
  while (self->scheduled)
    g_cond_wait (&self->cond, &self->mutex);
}

/**
 * crm_bulk_finish:
 * @action: (out) (optional): id of the action, for undo; 0 if nothing had to be changed
 *
 * Waits until all is written.
 *
 * Returns: whether it is; if not, nothing was changed
 */
gboolean
crm_bulk_finish (CrmBulk *self,
                 gint64 *action,
                 GCancellable *cancellable,
                 GError **error)
{
  gboolean done;

  g_mutex_lock (&self->mutex);
  self->complete = TRUE;
  g_cond_signal (&self->cond);
  if (self->error == NULL)
    schedule (self, cancellable);
  wait_for_writer (self);
  done = self->error == NULL;
  if (!done && error != NULL)
    *error = g_error_copy (self->error);
  g_mutex_unlock (&self->mutex);
  if (action != NULL)
    *action = done ? self->action.id : 0;
  return done;
}

/**
 * crm_bulk_free:
 *
 * Takes everything back unless it was finished, and waits for that.
 */
void
crm_bulk_free (CrmBulk *self)
{
  g_mutex_lock (&self->mutex);
  self->given_up = TRUE;
  g_cond_signal (&self->cond);
  wait_for_writer (self);
  g_mutex_unlock (&self->mutex);
  unref (self);
}
