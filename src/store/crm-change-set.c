/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/crm-change-set.h"

#include "store/crm-store.h"

#include "base/crm-text.h"

#define USUAL_FIELDS 16
#define USUAL_TEXTS 65536   /* bytes */

struct _CrmChangeSet
{
  CrmStore     *store;
  char         *label;
  GPtrArray    *changes;     /* of CrmChange; those behind the first n_changes are empty, to be used again */
  guint         n_changes;
  GStringChunk *texts;       /* (nullable) */
  gboolean      permanent;
};

static void
clear_field_change (gpointer data)
{
  CrmFieldChange *field = data;

  crm_value_clear (&field->value);
  crm_value_clear (&field->old);
  g_free (field->expected);
}

static void
free_change (gpointer data)
{
  CrmChange *change = data;

  g_array_unref (change->fields);
  g_free (change);
}

/**
 * crm_change_set_new:
 * @store: where it will be applied
 * @label: what the person does, for history and undo: "Edit customer Blue Café"
 *
 * Returns: (transfer full): an empty change set
 */
CrmChangeSet *
crm_change_set_new (CrmStore *store,
                    const char *label)
{
  CrmChangeSet *self = g_atomic_rc_box_new0 (CrmChangeSet);

  self->store = g_object_ref (store);
  self->label = g_strdup (label);
  self->changes = g_ptr_array_new_with_free_func (free_change);
  return self;
}

CrmChangeSet *
crm_change_set_ref (CrmChangeSet *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_change_set (gpointer data)
{
  CrmChangeSet *self = data;

  g_ptr_array_unref (self->changes);
  g_clear_pointer (&self->texts, g_string_chunk_free);
  g_free (self->label);
  g_object_unref (self->store);
}

void
crm_change_set_unref (CrmChangeSet *self)
{
  g_atomic_rc_box_release_full (self, clear_change_set);
}

/**
 * crm_change_set_reuse:
 *
 * Empties it, and keeps the memory that it took for what is put in next.
 */
void
crm_change_set_reuse (CrmChangeSet *self)
{
  for (guint i = 0; i < self->n_changes; i++)
    {
      CrmChange *change = self->changes->pdata[i];

      g_array_set_size (change->fields, 0);
      *change = (CrmChange) { .fields = change->fields };
    }
  self->n_changes = 0;
  if (self->texts != NULL)
    g_string_chunk_clear (self->texts);
}

/**
 * crm_change_set_get_texts:
 *
 * Returns: (transfer none): where texts may be put that values of this change set are lent: all are released at once
 */
GStringChunk *
crm_change_set_get_texts (CrmChangeSet *self)
{
  if (self->texts == NULL)
    self->texts = g_string_chunk_new (USUAL_TEXTS);
  return self->texts;
}

static CrmChange *
new_change (void)
{
  CrmChange *change = g_new0 (CrmChange, 1);

  change->fields = g_array_sized_new (FALSE, FALSE, sizeof (CrmFieldChange), USUAL_FIELDS);
  g_array_set_clear_func (change->fields, clear_field_change);
  return change;
}

static void
begin (CrmChangeSet *self,
       const CrmEntity *entity,
       CrmChangeKind kind,
       gint64 id)
{
  CrmChange *change;

  g_return_if_fail (entity != NULL);
  if (self->n_changes == self->changes->len)
    g_ptr_array_add (self->changes, new_change ());
  change = self->changes->pdata[self->n_changes++];
  change->entity = entity;
  change->kind = kind;
  change->id = id;
}

/**
 * crm_change_set_insert:
 * @entity: name of the entity
 *
 * Begins a new record.
 *
 * Returns: its id, to link to
 */
gint64
crm_change_set_insert (CrmChangeSet *self,
                       const char *entity)
{
  gint64 id = crm_store_new_id (self->store);

  begin (self, crm_store_find_entity (self->store, entity), CRM_CHANGE_INSERT, id);
  return id;
}

/**
 * crm_change_set_insert_as:
 * @id: the id it had before it was deleted, or one from crm_store_new_id()
 */
void
crm_change_set_insert_as (CrmChangeSet *self,
                          const CrmEntity *entity,
                          gint64 id)
{
  begin (self, entity, CRM_CHANGE_INSERT, id);
}

void
crm_change_set_update (CrmChangeSet *self,
                       const char *entity,
                       gint64 id)
{
  begin (self, crm_store_find_entity (self->store, entity), CRM_CHANGE_UPDATE, id);
}

/**
 * crm_change_set_update_of:
 * @entity: with custom fields that may not be in the workspace before the change set is applied
 */
void
crm_change_set_update_of (CrmChangeSet *self,
                          const CrmEntity *entity,
                          gint64 id)
{
  begin (self, entity, CRM_CHANGE_UPDATE, id);
}

/**
 * crm_change_set_delete:
 *
 * Deletes a record and, as the fields of links say, what hangs on it.
 */
void
crm_change_set_delete (CrmChangeSet *self,
                       const char *entity,
                       gint64 id)
{
  begin (self, crm_store_find_entity (self->store, entity), CRM_CHANGE_DELETE, id);
}

static CrmFieldChange *
find_field (CrmChange *change,
            int index)
{
  for (guint i = 0; i < change->fields->len; i++)
    {
      CrmFieldChange *candidate = &g_array_index (change->fields, CrmFieldChange, i);

      if ((int) candidate->field == index)
        return candidate;
    }
  return NULL;
}

/**
 * crm_change_find:
 *
 * Returns: (transfer none) (nullable): the change of that field, until another one is taken
 */
CrmFieldChange *
crm_change_find (CrmChange *change,
                 const char *field)
{
  return find_field (change, crm_entity_field_index (change->entity, field));
}

/**
 * crm_change_take:
 * @value: (transfer full): what the field is to be; replaces an earlier value
 */
void
crm_change_take (CrmChange *change,
                 const char *field,
                 CrmValue value)
{
  int index = crm_entity_field_index (change->entity, field);
  CrmFieldChange *existing = find_field (change, index);
  CrmFieldChange added = { 0 };

  g_return_if_fail (index >= 0);
  if (index == 0)
    change->sort_key = NULL;
  if (existing != NULL)
    {
      crm_value_clear (&existing->value);
      existing->value = value;
      existing->valid = FALSE;
      return;
    }
  added.field = index;
  added.value = value;
  g_array_append_val (change->fields, added);
}

static void
make_sort_key (CrmChangeSet *self,
               CrmChange *change,
               const char *title)
{
  g_autofree char *key = crm_text_sort_key (title);

  change->sort_key = g_string_chunk_insert (crm_change_set_get_texts (self), key);
}

/**
 * crm_change_set_check:
 *
 * Looks at the values before the writer does, which then has less to do, and makes the sort keys of new records. What
 * is wrong with a value is told by the writer.
 */
void
crm_change_set_check (CrmChangeSet *self)
{
  for (guint i = 0; i < self->n_changes; i++)
    {
      CrmChange *change = self->changes->pdata[i];

      for (guint k = 0; k < change->fields->len; k++)
        {
          CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, k);

          if (!field->valid)
            field->valid = crm_field_validate (&change->entity->fields[field->field], &field->value, NULL);
          if (change->kind == CRM_CHANGE_INSERT && field->field == 0 && field->valid &&
              field->value.type == CRM_VALUE_TEXT)
            make_sort_key (self, change, field->value.text);
        }
    }
}

/**
 * crm_change_copy_fields:
 *
 * Returns: (transfer full) (element-type CrmFieldChange): the fields with what they are to be
 */
GArray *
crm_change_copy_fields (const CrmChange *change)
{
  GArray *fields = g_array_new (FALSE, TRUE, sizeof (CrmFieldChange));

  g_array_set_clear_func (fields, clear_field_change);
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);
      CrmFieldChange copy = {
        .field = field->field, .value = crm_value_copy (&field->value), .expected = g_strdup (field->expected),
      };

      g_array_append_val (fields, copy);
    }
  return fields;
}

/**
 * crm_change_set_copy:
 *
 * Returns: (transfer full): the same once more; to be made before it is applied, which fills it up
 */
CrmChangeSet *
crm_change_set_copy (CrmChangeSet *self)
{
  return crm_change_set_copy_to (self, self->store);
}

/**
 * crm_change_set_copy_to:
 * @store: where the copy will be applied: the same workspace, opened again
 *
 * Returns: (transfer full): as crm_change_set_copy()
 */
CrmChangeSet *
crm_change_set_copy_to (CrmChangeSet *self,
                        CrmStore *store)
{
  CrmChangeSet *copy = crm_change_set_new (store, self->label);

  copy->permanent = self->permanent;
  for (guint i = 0; i < self->n_changes; i++)
    {
      const CrmChange *change = self->changes->pdata[i];
      CrmChange *other = g_new0 (CrmChange, 1);

      *other = (CrmChange) { change->entity, change->kind, change->id, crm_change_copy_fields (change) };
      g_ptr_array_add (copy->changes, other);
      copy->n_changes++;
    }
  return copy;
}

/**
 * crm_change_set_take:
 * @field: a field of the record that was begun last
 * @value: (transfer full): what it is to be
 */
void
crm_change_set_take (CrmChangeSet *self,
                     const char *field,
                     CrmValue value)
{
  g_return_if_fail (self->n_changes > 0);
  crm_change_take (self->changes->pdata[self->n_changes - 1], field, value);
}

/**
 * crm_change_set_put:
 * @field: index of a field of the record that was begun last, which has no value yet
 * @value: (transfer full): what it is to be
 * @valid: whether crm_field_validate() has taken it already
 *
 * As crm_change_set_take(), for whoever writes very many records.
 */
void
crm_change_set_put (CrmChangeSet *self,
                    guint field,
                    CrmValue value,
                    gboolean valid)
{
  CrmChange *change = self->changes->pdata[self->n_changes - 1];
  CrmFieldChange added = { .field = field, .valid = valid, .value = value };

  g_array_append_val (change->fields, added);
}

void
crm_change_set_text (CrmChangeSet *self,
                     const char *field,
                     const char *text)
{
  crm_change_set_take (self, field, crm_value_text (text));
}

void
crm_change_set_int (CrmChangeSet *self,
                    const char *field,
                    gint64 number)
{
  crm_change_set_take (self, field, crm_value_int (number));
}

void
crm_change_set_real (CrmChangeSet *self,
                     const char *field,
                     double number)
{
  crm_change_set_take (self, field, crm_value_real (number));
}

void
crm_change_set_money (CrmChangeSet *self,
                      const char *field,
                      gint64 minor,
                      const char *currency)
{
  crm_change_set_take (self, field, crm_value_money (minor, currency));
}

/**
 * crm_change_set_expect:
 * @text: what the value set last was made for, as crm_field_to_plain() writes it
 *
 * Lets a value that was edited meanwhile be as it is.
 */
void
crm_change_set_expect (CrmChangeSet *self,
                       const char *text)
{
  CrmChange *change = crm_change_set_get_change (self, crm_change_set_get_n_changes (self) - 1);

  g_set_str (&g_array_index (change->fields, CrmFieldChange, change->fields->len - 1).expected, text);
}

void
crm_change_set_null (CrmChangeSet *self,
                     const char *field)
{
  crm_change_set_take (self, field, CRM_VALUE_INIT_NULL);
}

void
crm_change_set_set_label (CrmChangeSet *self,
                          const char *label)
{
  g_set_str (&self->label, label);
}

const char *
crm_change_set_get_label (CrmChangeSet *self)
{
  return self->label;
}

/**
 * crm_change_set_set_permanent:
 *
 * Makes the action one that undo passes over, such as setting up a workspace.
 */
void
crm_change_set_set_permanent (CrmChangeSet *self)
{
  self->permanent = TRUE;
}

gboolean
crm_change_set_is_permanent (CrmChangeSet *self)
{
  return self->permanent;
}

guint
crm_change_set_get_n_changes (CrmChangeSet *self)
{
  return self->n_changes;
}

CrmChange *
crm_change_set_get_change (CrmChangeSet *self,
                           guint index)
{
  return self->changes->pdata[index];
}
