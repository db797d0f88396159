/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* The writer's work on one change set: rules, validation, rows, search index, journal, commit. */

static const CrmValue null_value = { .type = CRM_VALUE_NULL };

CrmChangeSet *
crm_transaction_get_changes (CrmTransaction *self)
{
  return self->changes;
}

/**
 * crm_transaction_get_record:
 *
 * Returns: (transfer full) (nullable): the record as this transaction has left it so far, without the titles of what
 *   its links lead to
 */
CrmRecord *
crm_transaction_get_record (CrmTransaction *self,
                            const char *entity,
                            gint64 id)
{
  return crm_transaction_read_row (self, crm_schema_find (self->db, entity), id, NULL);
}

/**
 * crm_transaction_get_value:
 *
 * Returns: (transfer full): what the field will be: from the change, else from the record as it is
 */
CrmValue
crm_transaction_get_value (CrmTransaction *self,
                           CrmChange *change,
                           const char *field)
{
  CrmFieldChange *changed = crm_change_find (change, field);
  g_autoptr (CrmRecord) record = NULL;

  if (changed != NULL)
    return crm_value_copy (&changed->value);
  if (change->kind == CRM_CHANGE_INSERT)
    return CRM_VALUE_INIT_NULL;
  record = crm_transaction_read_row (self, change->entity, change->id, NULL);
  return record != NULL ? crm_value_copy (crm_record_get (record, field)) : CRM_VALUE_INIT_NULL;
}

/**
 * crm_transaction_query_first:
 *
 * Returns: the id of the first record of the query, or 0
 */
gint64
crm_transaction_query_first (CrmTransaction *self,
                             CrmQuery *query)
{
  CrmReader reader = { .store = self->store, .db = self->db,
                      .context = { .me = crm_store_get_me (self->store), .today = crm_date_today () } };
  g_autoptr (GArray) ids = crm_reader_ids (&reader, query, 1, 0, NULL);

  return ids != NULL && ids->len > 0 ? g_array_index (ids, gint64, 0) : 0;
}

static gboolean
check_link (CrmTransaction *self,
            const CrmField *field,
            const CrmValue *value,
            GError **error)
{
  if (crm_transaction_has_row (self, crm_entity_find (field->target), value->i))
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("%s: there is no %s with the id %" PRId64),
               crm_field_get_label (field), crm_entity_get_label (crm_entity_find (field->target)), value->i);
  return FALSE;
}

static gboolean
check_unique (CrmTransaction *self,
              const CrmChange *change,
              const CrmField *field,
              const CrmValue *value,
              GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s WHERE %s = ? COLLATE NOCASE AND id <> ? LIMIT 1",
                                          change->entity->fields[0].key, change->entity->name, field->key);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->db, sql, error);

  if (select == NULL)
    return FALSE;
  crm_statement_bind_value (select, 0, value);
  crm_statement_bind_int (select, 1, change->id);
  if (crm_statement_step (select, NULL) != CRM_STEP_ROW)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_DUPLICATE, _("%s: “%s” is taken by “%s”"),
               crm_field_get_label (field), value->text, crm_statement_text (select, 0));
  return FALSE;
}

static gboolean
validate_field (CrmTransaction *self,
                const CrmChange *change,
                const CrmFieldChange *changed,
                GError **error)
{
  const CrmField *field = &change->entity->fields[changed->field];
  const CrmValue *value = &changed->value;

  if (!changed->valid && !crm_field_validate (field, value, error))
    return FALSE;
  if (crm_value_is_null (value))
    return TRUE;
  if (self->verbatim)
    return TRUE;   /* see crm_transaction_check_outcome() */
  if (field->kind == CRM_FIELD_LINK)
    return check_link (self, field, value, error);
  if (field->flags & CRM_FIELD_UNIQUE)
    return check_unique (self, change, field, value, error);
  return TRUE;
}

static gboolean
refuse_field (const CrmField *field,
              GError **error)
{
  if (error != NULL)
    crm_error_set_field (*error, field->key);
  return FALSE;
}

static gboolean
validate (CrmTransaction *self,
          const CrmChange *change,
          GError **error)
{
  const CrmField *fields = change->entity->fields;
  guint64 given = 0;

  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);

      given |= G_GUINT64_CONSTANT (1) << field->field;
      if (!validate_field (self, change, field, error))
        return refuse_field (&fields[field->field], error);
    }
  for (guint i = 0; change->kind == CRM_CHANGE_INSERT && i < change->entity->n_fields; i++)
    {
      if ((fields[i].flags & CRM_FIELD_REQUIRED) != 0 && (given & G_GUINT64_CONSTANT (1) << i) == 0 &&
          !crm_field_validate (&fields[i], &null_value, error))
        return refuse_field (&fields[i], error);
    }
  return TRUE;
}

/* Preparing a change: what is not yet known is filled in. */

static void
stamp_field (CrmChange *change,
             guint index,
             gint64 now)
{
  CrmFieldChange field = { .field = index, .value = crm_value_int (now) };

  for (guint i = 0; i < change->fields->len; i++)
    {
      if (g_array_index (change->fields, CrmFieldChange, i).field == index)
        return;
    }
  g_array_append_val (change->fields, field);
}

static void
stamp (const CrmTransaction *self,
       CrmChange *change)
{
  if (change->kind == CRM_CHANGE_INSERT)
    stamp_field (change, crm_entity_created_at (change->entity), self->now);
  stamp_field (change, crm_entity_updated_at (change->entity), self->now);
}

static gboolean
is_expected (const CrmChange *change,
             const CrmFieldChange *field,
             const CrmValue *before)
{
  g_autofree char *plain = NULL;

  if (field->expected == NULL)
    return TRUE;
  plain = crm_field_to_plain (&change->entity->fields[field->field], before);
  return g_strcmp0 (plain, field->expected) == 0;
}

/* Whether anything is to be otherwise; before the rules, which note that a record was touched. */
static gboolean
differs_from_old (const CrmChange *change,
                  CrmRecord *old)
{
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);
      const CrmValue *before = crm_record_get_value (old, field->field);

      if (!crm_value_equal (before, &field->value) && is_expected (change, field, before))
        return TRUE;
    }
  return FALSE;
}

/* Notes the old values and drops what stays as it is. Returns whether anything remains besides the time stamp. */
static gboolean
compare_with_old (CrmChange *change,
                  CrmRecord *old)
{
  gboolean differs = FALSE;

  for (guint i = change->fields->len; i-- > 0;)
    {
      CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);
      const CrmValue *before = crm_record_get_value (old, field->field);

      if (crm_value_equal (before, &field->value) || !is_expected (change, field, before))
        {
          g_array_remove_index (change->fields, i);
          continue;
        }
      crm_value_clear (&field->old);
      field->old = crm_value_copy (before);
      differs |= field->field != crm_entity_updated_at (change->entity);
    }
  return differs;
}

static void
note_deleted_values (CrmChange *change,
                     CrmRecord *old)
{
  g_array_set_size (change->fields, 0);
  for (guint i = 0; i < change->entity->n_fields; i++)
    {
      CrmFieldChange field = { .field = i, .old = crm_value_copy (crm_record_get_value (old, i)) };

      if (!crm_value_is_null (&field.old))
        g_array_append_val (change->fields, field);
    }
}

static gboolean
follow_link (CrmTransaction *self,
             const CrmEntity *entity,
             const CrmField *field,
             gint64 target,
             GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM %s WHERE %s = ?", entity->name, field->key);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->db, sql, error);

  if (select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, target);
  while (crm_statement_step (select, NULL) == CRM_STEP_ROW)
    {
      gint64 id = crm_statement_int (select, 0);

      if (field->on_delete == CRM_ON_DELETE_RESTRICT && !g_hash_table_contains (self->deleted, &id))
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_REFERENCED,
                       _("It cannot be deleted while %s use it. Nothing was changed. Move them elsewhere first."),
                       crm_entity_get_label_plural (entity));
          return FALSE;
        }
      if (field->on_delete == CRM_ON_DELETE_CASCADE)
        crm_change_set_delete (self->changes, entity->name, id);
      else
        {
          crm_change_set_update (self->changes, entity->name, id);
          crm_change_set_null (self->changes, field->key);
        }
    }
  return TRUE;
}

/* Appends what must happen to the records that link to one that is deleted. */
static gboolean
follow_links (CrmTransaction *self,
              const CrmChange *change,
              GError **error)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint e = 0; e < n_entities; e++)
    {
      for (guint f = 0; f < entities[e]->n_fields; f++)
        {
          const CrmField *field = &entities[e]->fields[f];

          if (field->kind == CRM_FIELD_LINK && strcmp (field->target, change->entity->name) == 0 &&
              !follow_link (self, entities[e], field, change->id, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
refuse_missing (const CrmChange *change,
                GError **error)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND,
               _("There is no %s with the id %" PRId64 ". Nothing was changed."),
               crm_entity_get_label (change->entity), change->id);
  return FALSE;
}

static gboolean
apply_rule (CrmTransaction *self,
            CrmChange *change,
            GError **error)
{
  CrmRule rule = self->verbatim ? NULL : crm_store_get_rule (self->store, change->entity);

  return rule == NULL || rule (self, change, error);
}

/* Whether the record may be written a little later: nobody looks for it until another of its kind is changed or links
 * to it, or must not be the same. */
static gboolean
may_wait (CrmTransaction *self,
          const CrmChange *change)
{
  if (change->kind != CRM_CHANGE_INSERT || self->verbatim ||
      crm_store_get_rule (self->store, change->entity) != NULL)
    return FALSE;
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *changed = &g_array_index (change->fields, CrmFieldChange, i);
      const CrmField *field = &change->entity->fields[changed->field];

      if (!crm_value_is_null (&changed->value) &&
          ((field->flags & CRM_FIELD_UNIQUE) != 0 ||
           (field->kind == CRM_FIELD_LINK && strcmp (field->target, change->entity->name) == 0)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
apply_insert (CrmTransaction *self,
              CrmChange *change,
              gboolean wait,
              GError **error)
{
  if (!apply_rule (self, change, error))
    return FALSE;
  if (!self->verbatim)
    stamp (self, change);
  if (!validate (self, change, error))
    return FALSE;
  if (!(wait ? crm_transaction_queue_row : crm_transaction_insert_row) (self, change, error))
    return FALSE;
  crm_rollup_note (self, change->entity, NULL, change);
  return TRUE;
}

static gboolean
apply_update (CrmTransaction *self,
              CrmChange *change,
              GError **error)
{
  g_autoptr (CrmRecord) old = crm_transaction_read_row (self, change->entity, change->id, NULL);

  if (old == NULL)
    {
      if (g_hash_table_contains (self->deleted, &change->id))
        {
          change->id = 0;   /* cleared a link of a record that goes as well */
          return TRUE;
        }
      return refuse_missing (change, error);
    }
  if (differs_from_old (change, old))
    {
      if (!apply_rule (self, change, error))
        return FALSE;
      if (!self->verbatim)
        stamp (self, change);
    }
  if (!compare_with_old (change, old))
    {
      change->id = 0;
      return TRUE;
    }
  if (!validate (self, change, error) || !crm_transaction_update_row (self, change, error))
    return FALSE;
  crm_rollup_note (self, change->entity, old, change);
  return TRUE;
}

static gboolean
apply_delete (CrmTransaction *self,
              CrmChange *change,
              GError **error)
{
  g_autoptr (CrmRecord) old = crm_transaction_read_row (self, change->entity, change->id, NULL);
  gint64 *id;

  if (old == NULL)
    {
      gboolean gone = g_hash_table_contains (self->deleted, &change->id);

      if (!gone)
        return refuse_missing (change, error);
      change->id = 0;
      return TRUE;
    }
  note_deleted_values (change, old);
  id = g_new (gint64, 1);
  *id = change->id;
  g_hash_table_add (self->deleted, id);
  if (!apply_rule (self, change, error) || (!self->verbatim && !follow_links (self, change, error)))
    return FALSE;
  if (!crm_transaction_delete_row (self, change, error))
    return FALSE;
  crm_rollup_note (self, change->entity, old, NULL);
  return TRUE;
}

/**
 * crm_transaction_apply:
 * @change: its old values are filled in; the id becomes 0 where it has no effect
 *
 * Applies one change: rules, validation, row, search index, rollups. Rules and deletions append to the change set. A
 * new record may wait until crm_transaction_write_queue().
 */
gboolean
crm_transaction_apply (CrmTransaction *self,
                       CrmChange *change,
                       GError **error)
{
  gboolean wait = may_wait (self, change), same = self->n_waiting > 0 && self->waiting[0]->entity == change->entity;

  if (!(wait && same) && !crm_transaction_write_queue (self, error))
    return FALSE;
  switch (change->kind)
    {
    case CRM_CHANGE_INSERT: return apply_insert (self, change, wait, error);
    case CRM_CHANGE_UPDATE: return apply_update (self, change, error);
    case CRM_CHANGE_DELETE: return apply_delete (self, change, error);
    case CRM_CHANGE_INSERT_MANY:
    default: g_return_val_if_reached (FALSE);
    }
}

static gboolean
check_deleted (CrmTransaction *self,
               const CrmChange *change,
               GError **error)
{
  g_autofree char *title = crm_transaction_find_linking (self, change->entity, change->id);

  if (crm_schema_holds_values (self->db, change))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_CONFLICT,
                   _("It cannot be undone: values were entered later in a custom field that would go. Nothing was "
                     "changed. Undo the later step first."));
      return FALSE;
    }
  if (title == NULL)
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_CONFLICT,
               _("It cannot be undone: “%s” was added or changed later and belongs to what would go. Nothing was "
                 "changed. Undo the later step first."), title);
  return FALSE;
}

static gboolean
check_restored (CrmTransaction *self,
                const CrmChange *change,
                GError **error)
{
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);
      const CrmField *declared = &change->entity->fields[field->field];

      if (crm_value_is_null (&field->value))
        continue;
      if (declared->flags & CRM_FIELD_UNIQUE && !check_unique (self, change, declared, &field->value, error))
        return FALSE;
      if (declared->kind != CRM_FIELD_LINK ||
          crm_transaction_has_row (self, crm_entity_find (declared->target), field->value.i))
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_CONFLICT,
                   _("It cannot be undone: “%s” would lead to a record that was deleted later. "
                     "Nothing was changed. Undo the later step first."), crm_field_get_label (declared));
      return FALSE;
    }
  return TRUE;
}

/**
 * crm_transaction_check_outcome:
 *
 * After undo and redo, whose changes come in any order: no link may lead to a record that is gone, and no two records
 * may have the same number.
 *
 * Errors: %CRM_ERROR_CONFLICT
 */
gboolean
crm_transaction_check_outcome (CrmTransaction *self,
                               const CrmChange *change,
                               GError **error)
{
  if (change->id == 0 || (change->kind != CRM_CHANGE_DELETE && g_hash_table_contains (self->deleted, &change->id)))
    return TRUE;
  return change->kind == CRM_CHANGE_DELETE ? check_deleted (self, change, error) : check_restored (self, change, error);
}
