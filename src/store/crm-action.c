/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-action.h"
#include "store/crm-search-private.h"

#include "base/crm-date.h"

#include <string.h>

/* An action in the making. Most are one transaction. A long one is made in slices, each a transaction, so that a
 * person never waits long; until the last slice it stands in the journal as unfinished, and an unfinished one is taken
 * back: when it fails, when it is cancelled, and when the workspace is opened after the program was killed. */

#define PIECE 256

/**
 * crm_action_init:
 * @kind: undo and redo apply values as they are; a person's changes go through rules first
 * @target: the action that is undone or redone, else 0
 * @label: what is done
 */
void
crm_action_init (CrmAction *self,
                 CrmStore *store,
                 CrmActionKind kind,
                 gint64 target,
                 const char *label)
{
  *self = (CrmAction) { .kind = kind, .target = target, .label = g_strdup (label) };
  self->transaction.store = store;
  self->transaction.verbatim = kind != CRM_ACTION_DO;
  self->transaction.deleted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->doubtful = g_ptr_array_new_with_free_func (crm_journal_free_change);
}

void
crm_action_clear (CrmAction *self)
{
  g_clear_pointer (&self->transaction.deleted, g_hash_table_unref);
  g_clear_pointer (&self->transaction.rollups, g_hash_table_unref);
  g_clear_pointer (&self->doubtful, g_ptr_array_unref);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_clear_pointer (&self->events, crm_events_free);
  g_clear_pointer (&self->label, g_free);
}

/**
 * crm_action_begin_slice:
 *
 * Begins a transaction of the action.
 */
gboolean
crm_action_begin_slice (CrmAction *self,
                        CrmDb *db,
                        GError **error)
{
  self->transaction.db = db;
  self->transaction.now = crm_instant_now ();
  return crm_db_begin (db, error);
}

static gboolean
has_effect (CrmChangeSet *changes,
            guint first,
            guint last)
{
  for (guint i = first; i < last; i++)
    {
      if (crm_change_set_get_change (changes, i)->id != 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
write_down (CrmAction *self,
            CrmChangeSet *changes,
            guint first,
            guint last,
            GError **error)
{
  if (!has_effect (changes, first, last))
    return TRUE;
  if (self->id == 0)
    self->id = crm_store_new_id (self->transaction.store);
  if (self->events == NULL)
    self->events = crm_events_new (self->id);
  for (guint i = first; i < last; i++)
    {
      const CrmChange *change = crm_change_set_get_change (changes, i);

      if (change->id != 0)
        crm_events_add (self->events, change->entity, change->id, change->kind);
    }
  return crm_search_note_changes (&self->transaction, changes, first, last, error) &&
         crm_journal_write (self, changes, first, last, error);
}

/* What a later slice may put right is looked at again before the action ends. */
static void
note_doubtful (CrmAction *self,
               const CrmChange *change)
{
  CrmChange *copy = g_new0 (CrmChange, 1);

  *copy = (CrmChange) { .entity = change->entity, .kind = change->kind, .id = change->id };
  copy->fields = crm_change_copy_fields (change);
  for (guint i = 0; i < copy->fields->len; i++)
    g_array_index (copy->fields, CrmFieldChange, i).old =
      crm_value_copy (&g_array_index (change->fields, CrmFieldChange, i).old);
  g_ptr_array_add (self->doubtful, copy);
}

static gboolean
check_slice (CrmAction *self,
             CrmChangeSet *changes,
             guint first,
             guint last,
             GError **error)
{
  for (guint i = first; self->transaction.verbatim && i < last; i++)
    {
      const CrmChange *change = crm_change_set_get_change (changes, i);

      if (!crm_transaction_check_outcome (&self->transaction, change, NULL))
        note_doubtful (self, change);
    }
  return TRUE;
}

/**
 * crm_action_apply:
 * @changes: rules and deletions may append to it
 * @position: (inout): the first change that has not been applied yet
 * @whole: go on to the end even where that takes long
 *
 * Applies changes in the slice at hand, until all are applied or it has become long.
 */
gboolean
crm_action_apply (CrmAction *self,
                  CrmChangeSet *changes,
                  guint *position,
                  gboolean whole,
                  GCancellable *cancellable,
                  GError **error)
{
  guint first = *position;
  gboolean applied = TRUE;

  self->transaction.changes = changes;
  while (applied && *position < crm_change_set_get_n_changes (changes))
    {
      if (*position % 64 == 0)
        applied = !g_cancellable_set_error_if_cancelled (cancellable, error);
      if (*position > first && *position % PIECE == 0 && !whole && !crm_store_may_go_on (self->transaction.store))
        break;
      applied = applied && crm_transaction_apply (&self->transaction, crm_change_set_get_change (changes, *position),
                                                  error);
      *position += applied;
    }
  applied = applied && crm_transaction_write_queue (&self->transaction, error) &&
            check_slice (self, changes, first, *position, error) && write_down (self, changes, first, *position, error);
  self->transaction.changes = NULL;
  return applied;
}

static gboolean
check_doubtful (CrmAction *self,
                GError **error)
{
  for (guint i = 0; i < self->doubtful->len; i++)
    {
      if (!crm_transaction_check_outcome (&self->transaction, self->doubtful->pdata[i], error))
        return FALSE;
    }
  return TRUE;
}

/**
 * crm_action_end_slice:
 * @last: whether the action is complete with this slice
 * @error: conflicts that undoing or redoing would make are told with the last slice
 *
 * Commits the slice. Without effect it leaves nothing behind.
 */
gboolean
crm_action_end_slice (CrmAction *self,
                      gboolean last,
                      GError **error)
{
  CrmDb *db = self->transaction.db;
  gboolean done = !last || check_doubtful (self, error);

  crm_transaction_release_rows (&self->transaction);
  if (done && self->id == 0)
    {
      crm_db_rollback (db);
      return TRUE;
    }
  if (!done || !crm_rollup_flush (&self->transaction, error) ||
      !crm_journal_end_slice (self, last, error) ||
      !crm_store_commit (self->transaction.store, db, error))
    {
      crm_action_abort_slice (self);
      return FALSE;
    }
  self->committed = TRUE;
  if (self->events != NULL)
    crm_store_post_events (self->transaction.store, g_steal_pointer (&self->events));
  return TRUE;
}

/**
 * crm_action_abort_slice:
 *
 * Drops the slice at hand. What earlier ones did is left for crm_action_take_back().
 */
void
crm_action_abort_slice (CrmAction *self)
{
  crm_transaction_release_rows (&self->transaction);
  g_clear_pointer (&self->transaction.rollups, g_hash_table_unref);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  crm_db_rollback (self->transaction.db);
  g_clear_pointer (&self->events, crm_events_free);
}

/* Taking back */

static CrmChange *
read_last_change (CrmDb *db,
                  GHashTable *fields,
                  gint64 action,
                  gint64 *row,
                  GError **error)
{
  g_autoptr (CrmStatement) select =
    crm_db_prepare (db, "SELECT entity, kind, record, data, id FROM journal_change WHERE action = ? ORDER BY id DESC "
                        "LIMIT 1", error);

  *row = 0;
  if (select == NULL)
    return NULL;
  crm_statement_bind_int (select, 0, action);
  if (crm_statement_step (select, error) != CRM_STEP_ROW)
    return NULL;
  *row = crm_statement_int (select, 4);
  return crm_journal_decode (db, fields, select);
}

/* Whether a record that the action did not make leads there by that field. */
static gboolean
is_led_to_by (CrmDb *db,
              gint64 action,
              const CrmEntity *entity,
              const CrmField *field,
              gint64 id)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM %s WHERE %s = ?", entity->name, field->key);
  g_autoptr (CrmStatement) select = crm_db_prepare (db, sql, NULL);

  if (select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, id);
  while (crm_statement_step (select, NULL) == CRM_STEP_ROW)
    {
      if (!crm_undo_is_made_by (db, action, entity->name, crm_statement_int (select, 0)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_led_to (CrmDb *db,
           gint64 action,
           const CrmChange *change)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint e = 0; e < n_entities; e++)
    {
      for (guint f = 0; f < entities[e]->n_fields; f++)
        {
          const CrmField *field = &entities[e]->fields[f];

          if (field->kind == CRM_FIELD_LINK && strcmp (field->target, change->entity->name) == 0 &&
              is_led_to_by (db, action, entities[e], field, change->id))
            return TRUE;
        }
    }
  return FALSE;
}

/* A record that stays may have led to one that has gone. */
static gboolean
keep (CrmTransaction *transaction,
      const CrmChange *change,
      GError **error)
{
  g_autoptr (CrmRecord) record = crm_transaction_read_row (transaction, change->entity, change->id, error);
  g_autoptr (CrmChangeSet) mending = crm_change_set_new (transaction->store, "");
  CrmChange *update;

  if (record == NULL)
    return FALSE;
  crm_change_set_update (mending, change->entity->name, change->id);
  for (guint i = 0; i < change->entity->n_fields; i++)
    {
      const CrmField *field = &change->entity->fields[i];
      const CrmValue *value = crm_record_get_value (record, i);

      if (field->kind == CRM_FIELD_LINK && !crm_value_is_null (value) &&
          !crm_transaction_has_row (transaction, crm_entity_find (field->target), value->i))
        crm_change_set_null (mending, field->key);
    }
  update = crm_change_set_get_change (mending, 0);
  return update->fields->len == 0 || crm_transaction_apply (transaction, update, error);
}

/* A record that others have come to lead to stays. */
static gboolean
take_back_piece (CrmTransaction *transaction,
                 gint64 action,
                 CrmChangeSet *piece,
                 CrmEvents *events,
                 GError **error)
{
  transaction->changes = piece;
  for (guint i = 0; i < crm_change_set_get_n_changes (piece); i++)
    {
      CrmChange *change = crm_change_set_get_change (piece, i);
      gboolean there = crm_transaction_has_row (transaction, change->entity, change->id);
      gboolean done;

      if (there == (change->kind == CRM_CHANGE_INSERT))
        continue;
      if (change->kind == CRM_CHANGE_DELETE && is_led_to (transaction->db, action, change))
        done = keep (transaction, change, error);
      else
        done = crm_transaction_apply (transaction, change, error);
      if (!done)
        return FALSE;
      if (change->id != 0)
        crm_events_add (events, change->entity, change->id, change->kind);
    }
  return crm_search_note_changes (transaction, piece, 0, crm_change_set_get_n_changes (piece), error);
}

static gboolean
forget (CrmDb *db,
        const char *sql,
        gint64 id,
        GError **error)
{
  g_autoptr (CrmStatement) statement = crm_db_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  crm_statement_bind_int (statement, 0, id);
  return crm_statement_run (statement, error);
}

static gboolean
take_back_change (CrmTransaction *transaction,
                  gint64 action,
                  const CrmChange *change,
                  CrmEvents *events,
                  GError **error)
{
  g_autoptr (CrmChangeSet) piece = crm_change_set_new (transaction->store, "");

  crm_undo_invert_plainly (change, piece);
  return take_back_piece (transaction, action, piece, events, error);
}

/**
 * crm_action_take_back:
 * @id: an unfinished action
 * @more: (out): whether another slice is needed
 *
 * Takes back one slice of an action, from its end, as if it had never been.
 */
gboolean
crm_action_take_back (CrmStore *store,
                      CrmDb *db,
                      gint64 id,
                      gboolean *more,
                      GError **error)
{
  g_autoptr (GHashTable) deleted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  CrmTransaction transaction = { .store = store, .db = db, .verbatim = TRUE, .deleted = deleted };
  g_autoptr (GHashTable) fields = crm_journal_read_fields (db);
  CrmEvents *events = crm_events_new (id);
  gboolean done = crm_db_begin (db, error);
  gint64 row = 0;

  do
    {
      GError *local = NULL;
      CrmChange *change = done ? read_last_change (db, fields, id, &row, &local) : NULL;

      done = done && local == NULL && (change == NULL || take_back_change (&transaction, id, change, events, &local)) &&
             (row == 0 ? forget (db, "DELETE FROM journal_action WHERE id = ?", id, &local)
                       : forget (db, "DELETE FROM journal_change WHERE id = ?", row, &local));
      g_clear_pointer (&change, crm_journal_free_change);
      if (local != NULL)
        g_propagate_error (error, local);
    }
  while (done && row != 0 && crm_store_may_go_on (store));

  crm_transaction_release_rows (&transaction);
  *more = row != 0;
  done = done && crm_rollup_flush (&transaction, error);
  g_clear_pointer (&transaction.rollups, g_hash_table_unref);
  if (done && crm_store_commit (store, db, error))
    {
      crm_store_post_events (store, events);
      return TRUE;
    }
  crm_db_rollback (db);
  crm_events_free (events);
  return FALSE;
}

/**
 * crm_action_find_unfinished:
 *
 * Returns: the id of an action that was not finished when the program ended, or 0
 */
gint64
crm_action_find_unfinished (CrmDb *db)
{
  return crm_db_query_int (db, "SELECT max(id) FROM journal_action WHERE unfinished = 1", 0);
}
