/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-action.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#define PIECE 256   /* changes that are inverted at a time */

/* An action can be undone while it is in force; an undone one can be redone until something new is done. Undoing
 * inverts the changes of the action; redoing inverts those of the undo, which holds every value that went. */

static gint64
find_undoable (CrmDb *db)
{
  return crm_db_query_int (db, "SELECT id FROM journal_action WHERE kind = 0 AND undone = 0 AND permanent = 0 AND "
                               "unfinished = 0 ORDER BY id DESC LIMIT 1", 0);
}

/* The target of the newest undo, unless something was done after it. */
static gint64
find_redoable (CrmDb *db)
{
  return crm_db_query_int (db,
    "SELECT u.target FROM journal_action AS u JOIN journal_action AS a ON a.id = u.target AND a.undone = 1"
    " WHERE u.kind = 1 AND u.id > ifnull((SELECT max(id) FROM journal_action WHERE kind = 0), 0)"
    " AND NOT EXISTS (SELECT 1 FROM journal_action AS r WHERE r.kind = 2 AND r.target = u.target AND r.id > u.id)"
    " ORDER BY u.id DESC LIMIT 1", 0);
}

static char *
read_label (CrmDb *db,
            gint64 action)
{
  g_autofree char *sql = g_strdup_printf ("SELECT label FROM journal_action WHERE id = %" G_GINT64_FORMAT, action);

  return crm_db_query_text (db, sql);
}

static gint64
find_undo_of (CrmDb *db,
              gint64 target)
{
  g_autoptr (CrmStatement) select = crm_db_prepare (db,
                                                    "SELECT max(id) FROM journal_action WHERE kind = 1 AND target = ?",
                                                    NULL);

  if (select == NULL)
    return 0;
  crm_statement_bind_int (select, 0, target);
  return crm_statement_step (select, NULL) == CRM_STEP_ROW ? crm_statement_int (select, 0) : 0;
}

static gboolean
check_state (CrmDb *db,
             gint64 action,
             char **label,
             GError **error)
{
  g_autoptr (CrmStatement) select = crm_db_prepare (db,
                                                    "SELECT label, kind, undone, permanent FROM journal_action "
                                                    "WHERE id = ?", error);

  if (select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, action);
  if (crm_statement_step (select, NULL) != CRM_STEP_ROW)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND,
                   _("There is no action %" PRId64 " in the history. Nothing was changed."), action);
      return FALSE;
    }
  if (crm_statement_int (select, 1) != CRM_ACTION_DO || crm_statement_int (select, 2) != 0 ||
      crm_statement_int (select, 3) != 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_NOTHING, crm_statement_int (select, 2) != 0
                   ? _("“%s” has been undone already. Nothing was changed.")
                   : _("“%s” cannot be undone. Nothing was changed."),
                   crm_statement_text (select, 0));
      return FALSE;
    }
  g_set_str (label, crm_statement_text (select, 0));
  return TRUE;
}

static char *
title_of (CrmDb *db,
          const CrmEntity *entity,
          gint64 id)
{
  g_autoptr (CrmRecord) record = crm_reader_get_from (db, entity, id, NULL);

  return g_strdup (record != NULL ? crm_record_get_title (record) : _("a deleted record"));
}

static gboolean
refuse_conflict (CrmDb *db,
                 const CrmChange *change,
                 gint64 id,
                 const CrmField *field,
                 GError **error)
{
  g_autofree char *title = title_of (db, change->entity, id);

  if (field != NULL)
    g_set_error (error, CRM_ERROR, CRM_ERROR_CONFLICT,
                 _("It cannot be undone: “%s” of “%s” was changed later. Nothing was changed. Undo the later change "
                   "first."),
                 crm_field_get_label (field), title);
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_CONFLICT,
                 _("It cannot be undone: “%s” was changed or deleted later. Nothing was changed. Undo the later "
                   "change first."), title);
  return FALSE;
}

/* The changes of one action are taken back from the last to the first. One that touches a record for a second time is
 * held against what taking back the later ones makes of it, and joins them. */
typedef struct
{
  CrmDb        *db;
  CrmChangeSet *changes;
  GHashTable   *pending;    /* id → CrmChange of the record */
} Inverse;

static void
note_pending (Inverse *self,
              gint64 id)
{
  CrmChange *change = crm_change_set_get_change (self->changes, crm_change_set_get_n_changes (self->changes) - 1);

  g_hash_table_insert (self->pending, g_memdup2 (&id, sizeof id), change);
}

static const CrmValue *
value_before (CrmChange *pending,
              CrmRecord *now,
              const CrmFieldChange *field)
{
  static const CrmValue null_value = { .type = CRM_VALUE_NULL };
  CrmFieldChange *later = pending != NULL ? crm_change_find (pending, pending->entity->fields[field->field].key) : NULL;

  if (later != NULL)
    return &later->value;
  return now != NULL ? crm_record_get_value (now, field->field) : &null_value;
}

/* Derived fields follow other records, so a later value of theirs is no conflict. */
static gboolean
invert_update (Inverse *self,
               const CrmChange *change,
               GError **error)
{
  CrmChange *pending = g_hash_table_lookup (self->pending, &change->id);
  g_autoptr (CrmRecord) now = NULL;

  if (pending != NULL && pending->kind == CRM_CHANGE_DELETE)
    return TRUE;   /* it was made by the same action */
  if (pending == NULL || pending->kind == CRM_CHANGE_UPDATE)
    {
      now = crm_reader_get_from (self->db, change->entity, change->id, NULL);
      if (now == NULL)
        return refuse_conflict (self->db, change, change->id, NULL, error);
    }
  if (pending == NULL)
    {
      crm_change_set_update_of (self->changes, change->entity, change->id);
      note_pending (self, change->id);
      pending = g_hash_table_lookup (self->pending, &change->id);
    }
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);
      const CrmField *declared = &change->entity->fields[field->field];
      gboolean same = crm_value_equal (value_before (pending, now, field), &field->value);

      if (!same && (declared->flags & CRM_FIELD_DERIVED) == 0)
        return refuse_conflict (self->db, change, change->id, declared, error);
      if (same)
        crm_change_take (pending, declared->key, crm_value_copy (&field->old));
    }
  return TRUE;
}

static void
invert_delete (Inverse *self,
               const CrmChange *change)
{
  crm_change_set_insert_as (self->changes, change->entity, change->id);
  note_pending (self, change->id);
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);

      crm_change_set_take (self->changes, change->entity->fields[field->field].key, crm_value_copy (&field->old));
    }
}

static void
invert_insert (Inverse *self,
               const CrmChange *change)
{
  g_autoptr (GArray) ids = crm_journal_get_ids (change);

  for (guint i = ids->len; i-- > 0;)
    {
      gint64 id = g_array_index (ids, gint64, i);

      crm_change_set_delete (self->changes, change->entity->name, id);
      note_pending (self, id);
    }
}

/* Whether the record was made by a bulk insert of the action. */
static gboolean
is_among_many (CrmDb *db,
               gint64 action,
               const char *entity,
               gint64 id)
{
  g_autoptr (CrmStatement) select =
    crm_db_prepare (db, "SELECT entity, kind, record, data FROM journal_change WHERE entity = ?1 AND last IS NOT NULL "
                        "AND record <= ?2 AND last >= ?2 AND action = ?3", NULL);
  gboolean found = FALSE;

  if (select == NULL)
    return FALSE;
  crm_statement_bind_text (select, 0, entity);
  crm_statement_bind_int (select, 1, id);
  crm_statement_bind_int (select, 2, action);
  while (!found && crm_statement_step (select, NULL) == CRM_STEP_ROW)
    {
      CrmChange *change = crm_journal_decode (db, NULL, select);

      for (guint i = 0; change != NULL && i < change->fields->len; i++)
        found |= g_array_index (change->fields, CrmFieldChange, i).value.i == id;
      g_clear_pointer (&change, crm_journal_free_change);
    }
  return found;
}

/**
 * crm_undo_is_made_by:
 *
 * Returns: whether the record was made by the action, as far as the journal knows
 */
gboolean
crm_undo_is_made_by (CrmDb *db,
                     gint64 action,
                     const char *entity,
                     gint64 id)
{
  g_autoptr (CrmStatement) select =
    crm_db_prepare (db, "SELECT 1 FROM journal_change WHERE record = ? AND action = ? AND entity = ? AND kind = 0",
                    NULL);

  if (select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, id);
  crm_statement_bind_int (select, 1, action);
  crm_statement_bind_text (select, 2, entity);
  return crm_statement_step (select, NULL) == CRM_STEP_ROW || is_among_many (db, action, entity, id);
}

/* Whether records that the action made were edited by later actions that are in force. */
static gboolean
check_later_edits (CrmDb *db,
                   gint64 action,
                   GError **error)
{
  g_autoptr (CrmStatement) select = crm_db_prepare (db,
    "SELECT c.entity, c.record FROM journal_action AS a JOIN journal_change AS c ON c.action = a.id"
    " WHERE a.id > ? AND a.kind = 0 AND a.undone = 0 AND c.kind IN (1, 2)", error);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, action);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      CrmChange later = { .entity = crm_entity_find (crm_statement_text (select, 0)) };

      if (later.entity != NULL && crm_undo_is_made_by (db, action, later.entity->name, crm_statement_int (select, 1)))
        return refuse_conflict (db, &later, crm_statement_int (select, 1), NULL, error);
    }
  return step == CRM_STEP_DONE;
}

static gboolean
invert (Inverse *self,
        const CrmChange *change,
        GError **error)
{
  switch (change->kind)
    {
    case CRM_CHANGE_UPDATE:
      return invert_update (self, change, error);
    case CRM_CHANGE_DELETE:
      invert_delete (self, change);
      return TRUE;
    case CRM_CHANGE_INSERT:
    case CRM_CHANGE_INSERT_MANY:
      invert_insert (self, change);
      return TRUE;
    default:
      g_return_val_if_reached (FALSE);
    }
}

/**
 * crm_undo_begin:
 * @kind: %CRM_ACTION_UNDO or %CRM_ACTION_REDO
 * @target: (inout): the action, or 0 for the newest one; redo takes 0 only
 * @label: (out): what is undone or redone
 * @cursor: (out): for crm_undo_next()
 *
 * Errors: %CRM_ERROR_NOTHING, %CRM_ERROR_NOT_FOUND; %CRM_ERROR_CONFLICT where later edits stand in the way
 */
gboolean
crm_undo_begin (CrmStore *store,
                CrmDb *db,
                CrmActionKind kind,
                gint64 *target,
                char **label,
                CrmUndoCursor *cursor,
                GError **error)
{
  if (kind == CRM_ACTION_REDO)
    *target = find_redoable (db);
  else if (*target == 0)
    *target = find_undoable (db);
  if (*target == 0)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOTHING,
                           kind == CRM_ACTION_UNDO ? _("There is nothing to undo.") : _("There is nothing to redo."));
      return FALSE;
    }
  *cursor = (CrmUndoCursor) { .source = *target, .row = G_MAXINT64 };
  if (kind == CRM_ACTION_UNDO)
    return check_state (db, *target, label, error) && check_later_edits (db, *target, error);
  cursor->source = find_undo_of (db, *target);
  *label = read_label (db, *target);
  return TRUE;
}

/* Adds up how many records of each entity the action made, and how many it removed. */
static gboolean
count_records (CrmDb *db,
               gint64 action,
               gint64 *counts,
               GError **error)
{
  g_autoptr (CrmStatement) select = crm_db_prepare (db, "SELECT entity, kind, record, data FROM journal_change WHERE "
                                                        "action = ?1 AND kind = 3", error);
  g_autoptr (CrmStatement) single = crm_db_prepare (db, "SELECT entity, sum(kind = 0) - sum(kind = 2) FROM "
                                                        "journal_change WHERE action = ?1 AND kind <> 3 GROUP BY 1",
                                                    error);
  CrmStep step;

  if (select == NULL || single == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, action);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      CrmChange *change = crm_journal_decode (db, NULL, select);

      if (change != NULL)
        counts[crm_entity_index (change->entity)] += change->fields->len;
      g_clear_pointer (&change, crm_journal_free_change);
    }
  if (step == CRM_STEP_ERROR)
    return FALSE;
  crm_statement_bind_int (single, 0, action);
  while ((step = crm_statement_step (single, error)) == CRM_STEP_ROW)
    {
      const CrmEntity *entity = crm_entity_find (crm_statement_text (single, 0));

      if (entity != NULL)
        counts[crm_entity_index (entity)] += crm_statement_int (single, 1);
    }
  return step == CRM_STEP_DONE;
}

/**
 * crm_undo_prepare:
 * @loosened: (inout): see crm_schema_loosen_indexes()
 *
 * Lets the schema prepare for many records that go or come back.
 */
gboolean
crm_undo_prepare (CrmDb *db,
                  const CrmUndoCursor *cursor,
                  gboolean *loosened,
                  GError **error)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_schema_entities (db, &n_entities);
  g_autofree gint64 *made = g_new0 (gint64, n_entities);
  gboolean done = count_records (db, cursor->source, made, error) && crm_db_begin (db, error);

  if (!done)
    return FALSE;
  for (guint i = 0; done && i < n_entities; i++)
    done = crm_schema_loosen_indexes (db, entities[i], -made[i], G_MAXUINT64, loosened, error);
  if (done && crm_db_commit (db, error))
    return TRUE;
  crm_db_rollback (db);
  return FALSE;
}

/**
 * crm_undo_next:
 * @changes: where the inverse changes are added
 * @more: (out): whether there are others, to be asked for once these have been applied
 *
 * Inverts the next changes of the action, from its end.
 *
 * Errors: %CRM_ERROR_CONFLICT where a later edit stands in the way
 */
gboolean
crm_undo_next (CrmDb *db,
               CrmUndoCursor *cursor,
               CrmChangeSet *changes,
               gboolean *more,
               GError **error)
{
  g_autoptr (GHashTable) pending = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (CrmStatement) select =
    crm_db_prepare (db, "SELECT entity, kind, record, data, id FROM journal_change WHERE action = ? AND id < ? ORDER "
                        "BY id DESC", error);
  g_autoptr (GHashTable) fields = crm_journal_read_fields (db);
  Inverse self = { db, changes, pending };
  CrmStep step = CRM_STEP_ERROR;
  gboolean ended = FALSE;

  if (select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, cursor->source);
  crm_statement_bind_int (select, 1, cursor->row);
  /* What stands behind a custom field can be read only once that is there. */
  while (!ended && crm_change_set_get_n_changes (changes) < PIECE &&
         (step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      CrmChange *change = crm_journal_decode (db, fields, select);
      gboolean inverted = change == NULL || invert (&self, change, error);

      cursor->row = crm_statement_int (select, 4);
      ended = change != NULL && strcmp (change->entity->name, "custom_field") == 0;
      g_clear_pointer (&change, crm_journal_free_change);
      if (!inverted)
        return FALSE;
    }
  *more = step == CRM_STEP_ROW;
  return step != CRM_STEP_ERROR;
}

/**
 * crm_undo_invert_plainly:
 *
 * Adds what takes one change back, whatever has come later.
 */
void
crm_undo_invert_plainly (const CrmChange *change,
                         CrmChangeSet *changes)
{
  g_autoptr (GHashTable) pending = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Inverse self = { NULL, changes, pending };

  if (change->kind != CRM_CHANGE_UPDATE)
    {
      invert (&self, change, NULL);
      return;
    }
  crm_change_set_update_of (changes, change->entity, change->id);
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);

      crm_change_set_take (changes, change->entity->fields[field->field].key, crm_value_copy (&field->old));
    }
}

/**
 * crm_reader_undo_label:
 *
 * Returns: (transfer full) (nullable): the label of what undo would undo
 */
char *
crm_reader_undo_label (CrmReader *self)
{
  return read_label (self->db, find_undoable (self->db));
}

char *
crm_reader_redo_label (CrmReader *self)
{
  return read_label (self->db, find_redoable (self->db));
}
