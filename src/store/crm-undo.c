/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* An action can be undone while it is in force; an undone one can be redone until something new is done. Undoing
 * inverts the changes of the action; redoing inverts those of the undo, which holds every value that went. */

static gint64
find_undoable (CrmDb *db)
{
  return crm_db_query_int (db, "SELECT id FROM journal_action WHERE kind = 0 AND undone = 0 AND permanent = 0 ORDER "
                               "BY id DESC LIMIT 1", 0);
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
      crm_change_set_update (self->changes, change->entity->name, change->id);
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

/* Whether records that the action made were edited by later actions that are in force. */
static gboolean
check_later_edits (CrmDb *db,
                   gint64 action,
                   GPtrArray *changes,
                   GError **error)
{
  g_autoptr (CrmStatement) select = crm_db_prepare (db,
    "SELECT c.entity, c.kind, c.record, c.data FROM journal_change AS c JOIN journal_action AS a ON a.id = c.action"
    " WHERE a.id > ? AND a.kind = 0 AND a.undone = 0 AND c.kind IN (1, 2)", error);
  g_autoptr (GHashTable) made = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  if (select == NULL)
    return FALSE;
  for (guint i = 0; i < changes->len; i++)
    {
      const CrmChange *change = changes->pdata[i];
      g_autoptr (GArray) ids = NULL;

      if (change->kind != CRM_CHANGE_INSERT && change->kind != CRM_CHANGE_INSERT_MANY)
        continue;
      ids = crm_journal_get_ids (change);
      for (guint j = 0; j < ids->len; j++)
        g_hash_table_add (made, g_memdup2 (&g_array_index (ids, gint64, j), sizeof (gint64)));
    }
  crm_statement_bind_int (select, 0, action);
  while (crm_statement_step (select, NULL) == CRM_STEP_ROW)
    {
      gint64 id = crm_statement_int (select, 2);
      CrmChange later = { .entity = crm_entity_find (crm_statement_text (select, 0)) };

      if (later.entity != NULL && g_hash_table_contains (made, &id))
        return refuse_conflict (db, &later, id, NULL, error);
    }
  return TRUE;
}

static gboolean
invert (CrmDb *db,
        GPtrArray *changes,
        CrmChangeSet *inverse,
        GError **error)
{
  g_autoptr (GHashTable) pending = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Inverse self = { db, inverse, pending };

  for (guint i = changes->len; i-- > 0;)
    {
      const CrmChange *change = changes->pdata[i];

      switch (change->kind)
        {
        case CRM_CHANGE_UPDATE:
          if (!invert_update (&self, change, error))
            return FALSE;
          break;
        case CRM_CHANGE_DELETE:
          invert_delete (&self, change);
          break;
        case CRM_CHANGE_INSERT:
        case CRM_CHANGE_INSERT_MANY:
          invert_insert (&self, change);
          break;
        default:
          g_return_val_if_reached (FALSE);
        }
    }
  return TRUE;
}

/**
 * crm_undo_build:
 * @kind: %CRM_ACTION_UNDO or %CRM_ACTION_REDO
 * @target: (inout): the action, or 0 for the newest one; redo takes 0 only
 * @label: (out): what is undone or redone
 *
 * Returns: (transfer full): the changes that do it
 * Errors: %CRM_ERROR_NOTHING, %CRM_ERROR_NOT_FOUND; %CRM_ERROR_CONFLICT where later edits stand in the way
 */
CrmChangeSet *
crm_undo_build (CrmStore *store,
                CrmDb *db,
                CrmActionKind kind,
                gint64 *target,
                char **label,
                GError **error)
{
  g_autoptr (CrmChangeSet) inverse = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  gint64 source;

  if (kind == CRM_ACTION_REDO)
    *target = find_redoable (db);
  else if (*target == 0)
    *target = find_undoable (db);
  if (*target == 0)
    {
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_NOTHING,
                           kind == CRM_ACTION_UNDO ? _("There is nothing to undo.") : _("There is nothing to redo."));
      return NULL;
    }
  source = *target;
  if (kind == CRM_ACTION_UNDO)
    {
      if (!check_state (db, *target, label, error))
        return NULL;
    }
  else
    {
      g_autofree char *sql = g_strdup_printf ("SELECT label FROM journal_action WHERE id = %" G_GINT64_FORMAT, *target);

      source = find_undo_of (db, *target);
      *label = crm_db_query_text (db, sql);
    }
  changes = crm_journal_read (db, source, error);
  if (changes == NULL || (kind == CRM_ACTION_UNDO && !check_later_edits (db, *target, changes, error)))
    return NULL;
  inverse = crm_change_set_new (store, *label);
  return invert (db, changes, inverse, error) ? g_steal_pointer (&inverse) : NULL;
}

/**
 * crm_reader_undo_label:
 *
 * Returns: (transfer full) (nullable): the label of what undo would undo
 */
char *
crm_reader_undo_label (CrmReader *self)
{
  g_autofree char *sql = g_strdup_printf ("SELECT label FROM journal_action WHERE id = %" G_GINT64_FORMAT,
                                          find_undoable (self->db));

  return crm_db_query_text (self->db, sql);
}

char *
crm_reader_redo_label (CrmReader *self)
{
  g_autofree char *sql = g_strdup_printf ("SELECT label FROM journal_action WHERE id = %" G_GINT64_FORMAT,
                                          find_redoable (self->db));

  return crm_db_query_text (self->db, sql);
}
