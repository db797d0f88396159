/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-merge.h"

#include "base/crm-error.h"
#include "store/crm-bulk.h"

#include <glib/gi18n-lib.h>

#define PORTION 1000   /* changes that are handed over together */

struct _CrmMerge
{
  const CrmEntity *entity;
  GPtrArray       *groups;   /* of GArray of gint64: the one that is kept, then the others */
  GHashTable      *into;     /* id of one that goes → id of the one that is kept */
};

CrmMerge *
crm_merge_new (const CrmEntity *entity)
{
  CrmMerge *self = g_new0 (CrmMerge, 1);

  self->entity = entity;
  self->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->into = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

void
crm_merge_free (CrmMerge *self)
{
  g_ptr_array_unref (self->groups);
  g_hash_table_unref (self->into);
  g_free (self);
}

/**
 * crm_merge_add:
 * @keep: the record that stays
 * @others: (array length=n_others): those that go
 *
 * Adds a group of records that become one. No record can be in two groups.
 *
 * Errors: %CRM_ERROR_INVALID where one is named twice
 */
gboolean
crm_merge_add (CrmMerge *self,
               gint64 keep,
               const gint64 *others,
               guint n_others,
               GError **error)
{
  GArray *group = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (group, keep);
  g_array_append_vals (group, others, n_others);
  g_ptr_array_add (self->groups, group);
  for (guint i = 0; i < n_others; i++)
    {
      if (others[i] != keep &&
          g_hash_table_insert (self->into, g_memdup2 (&others[i], sizeof keep), g_memdup2 (&keep, sizeof keep)))
        continue;
      g_set_error_literal (error, CRM_ERROR, CRM_ERROR_INVALID,
                           _("A record cannot be merged with itself. Nothing was changed. Name each once."));
      return FALSE;
    }
  return TRUE;
}

guint
crm_merge_n_groups (CrmMerge *self)
{
  return self->groups->len;
}

guint
crm_merge_n_gone (CrmMerge *self)
{
  return g_hash_table_size (self->into);
}

static CrmValue
unite_tags (const CrmValue *a,
            const CrmValue *b)
{
  g_autoptr (GArray) ids = crm_tags_to_ids (a), more = crm_tags_to_ids (b);

  for (guint i = 0; i < more->len; i++)
    {
      gint64 id = g_array_index (more, gint64, i);
      gboolean known = FALSE;

      for (guint j = 0; j < ids->len; j++)
        known |= g_array_index (ids, gint64, j) == id;
      if (!known)
        g_array_append_val (ids, id);
    }
  return crm_tags_from_ids ((const gint64 *) (void *) ids->data, ids->len);
}

/* What one record says where another says something too. */
static void
add_value (const CrmField *field,
           CrmValue *value,
           const CrmValue *other)
{
  CrmValue joined;

  if (crm_value_is_null (other) || crm_value_equal (value, other))
    return;
  if (crm_value_is_null (value))
    joined = crm_value_copy (other);
  else if (field->kind == CRM_FIELD_TAGS)
    joined = unite_tags (value, other);
  else if (field->kind == CRM_FIELD_LONG_TEXT)
    joined = crm_value_take_text (g_strdup_printf ("%s\n\n%s", value->text, other->text));
  else if (field->kind == CRM_FIELD_BOOLEAN)
    joined = crm_value_int (value->i != 0 || other->i != 0);   /* who asked one not to be contacted asked all */
  else
    return;
  crm_value_clear (value);
  *value = joined;
}

/**
 * crm_merge_propose:
 * @others: (array length=n_others): the records that go
 *
 * What the record that is kept may become: its own values, those of the others where it has none; tags are united and
 * prose is joined.
 *
 * Returns: (transfer full): a value for each field; to be freed with each crm_value_clear() and g_free()
 */
CrmValue *
crm_merge_propose (CrmRecord *keep,
                   CrmRecord *const *others,
                   guint n_others)
{
  const CrmEntity *entity = crm_record_get_entity (keep);
  CrmValue *values = g_new0 (CrmValue, entity->n_fields);

  for (guint f = 0; f < entity->n_fields; f++)
    {
      const CrmField *field = &entity->fields[f];

      values[f] = crm_value_copy (crm_record_get_value (keep, f));
      if ((field->flags & CRM_FIELD_DERIVED) != 0 || g_str_equal (field->key, "archived"))
        continue;
      for (guint i = 0; i < n_others; i++)
        add_value (field, &values[f], crm_record_get_value (others[i], f));
    }
  return values;
}

/* Where a link leads after all groups are merged; 0 where it would lead to the record itself. */
static gint64
follow (CrmMerge *self,
        const CrmField *field,
        gint64 id,
        gint64 self_id)
{
  gboolean same = strcmp (field->target, self->entity->name) == 0;
  const gint64 *kept = same ? g_hash_table_lookup (self->into, &id) : NULL;

  if (kept != NULL)
    id = *kept;
  return same && id == self_id ? 0 : id;
}

static gboolean
move_links (CrmMerge *self,
            CrmReader *reader,
            const CrmEntity *entity,
            const CrmField *field,
            gint64 from,
            gint64 to,
            CrmChangeSet *changes,
            GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (entity);
  g_autoptr (GArray) ids = NULL;

  crm_query_take_filter (query, crm_filter_new_link (field->key, from));
  ids = crm_reader_ids (reader, query, -1, 0, error);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);

      /* The record that is kept is changed at the end, those that go need no change. */
      if (crm_entity_is (entity, self->entity) && (id == to || g_hash_table_contains (self->into, &id)))
        continue;
      crm_change_set_update (changes, entity->name, id);
      crm_change_set_int (changes, field->key, to);
    }
  return ids != NULL;
}

static gboolean
move_all_links (CrmMerge *self,
                CrmReader *reader,
                gint64 from,
                gint64 to,
                CrmChangeSet *changes,
                GError **error)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint i = 0; i < n_entities; i++)
    {
      for (guint f = 0; f < entities[i]->n_fields; f++)
        {
          const CrmField *field = &entities[i]->fields[f];

          if (field->kind == CRM_FIELD_LINK && strcmp (field->target, self->entity->name) == 0 &&
              !move_links (self, reader, entities[i], field, from, to, changes, error))
            return FALSE;
        }
    }
  return TRUE;
}

static void
set_values (CrmMerge *self,
            CrmRecord *keep,
            const CrmValue *values,
            CrmChangeSet *changes)
{
  crm_change_set_update (changes, self->entity->name, crm_record_get_id (keep));
  for (guint f = 0; f < self->entity->n_fields; f++)
    {
      const CrmField *field = &self->entity->fields[f];
      CrmValue value = crm_value_copy (&values[f]);

      if ((field->flags & CRM_FIELD_DERIVED) != 0 || f == crm_entity_created_at (self->entity) ||
          f == crm_entity_updated_at (self->entity))
        {
          crm_value_clear (&value);
          continue;
        }
      if (field->kind == CRM_FIELD_LINK && value.type == CRM_VALUE_INT)
        {
          value.i = follow (self, field, value.i, crm_record_get_id (keep));
          if (value.i == 0)
            value = CRM_VALUE_INIT_NULL;
        }
      if (crm_value_equal (&value, crm_record_get_value (keep, f)))
        crm_value_clear (&value);
      else
        crm_change_set_take (changes, field->key, value);
    }
}

/**
 * crm_merge_append:
 * @group: which of those that were added
 * @values: (nullable): what the record that is kept becomes, a value for each field; %NULL for crm_merge_propose()
 * @changes: to which all changes are added
 *
 * Errors: %CRM_ERROR_NOT_FOUND where a record is not there any more
 */
gboolean
crm_merge_append (CrmMerge *self,
                  CrmReader *reader,
                  guint group,
                  const CrmValue *values,
                  CrmChangeSet *changes,
                  GError **error)
{
  const GArray *ids = self->groups->pdata[group];
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  CrmValue *proposed = NULL;
  CrmRecord *keep;

  for (guint i = 0; i < ids->len; i++)
    {
      CrmRecord *record = crm_reader_get (reader, self->entity, g_array_index (ids, gint64, i), error);

      if (record == NULL)
        return FALSE;
      g_ptr_array_add (records, record);
    }
  keep = records->pdata[0];
  for (guint i = 1; i < ids->len; i++)
    {
      if (!move_all_links (self, reader, g_array_index (ids, gint64, i), crm_record_get_id (keep), changes, error))
        return FALSE;
    }
  /* They go before their numbers can be taken over. */
  for (guint i = 1; i < ids->len; i++)
    crm_change_set_delete (changes, self->entity->name, g_array_index (ids, gint64, i));
  if (values == NULL)
    values = proposed = crm_merge_propose (keep, (CrmRecord **) records->pdata + 1, records->len - 1);
  set_values (self, keep, values, changes);
  for (guint f = 0; proposed != NULL && f < self->entity->n_fields; f++)
    crm_value_clear (&proposed[f]);
  g_free (proposed);
  return TRUE;
}

typedef struct
{
  CrmMerge *merge;
  CrmStore *store;
  CrmBulk  *bulk;
} Applying;

static gpointer
hand_over (CrmReader *reader,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  Applying *applying = data;
  g_autoptr (CrmChangeSet) changes = crm_change_set_new (applying->store, "");

  for (guint i = 0; i < applying->merge->groups->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !crm_merge_append (applying->merge, reader, i, NULL, changes, error))
        return NULL;
      if (crm_change_set_get_n_changes (changes) < PORTION && i + 1 < applying->merge->groups->len)
        continue;
      if (!crm_bulk_add (applying->bulk, changes, cancellable, error))
        return NULL;
      crm_change_set_unref (changes);
      changes = crm_change_set_new (applying->store, "");
    }
  return GINT_TO_POINTER (TRUE);
}

/**
 * crm_merge_apply:
 * @action: (out): the action; 0 where nothing had to be changed
 *
 * Merges all groups as one action, in slices, so that people's edits pass it by. Not on the main thread.
 */
gboolean
crm_merge_apply (CrmMerge *self,
                 CrmStore *store,
                 const char *label,
                 gint64 *action,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (CrmBulk) bulk = crm_bulk_new (store, label);
  Applying applying = { self, store, bulk };

  return crm_store_read (store, hand_over, &applying, cancellable, error) != NULL &&
         crm_bulk_finish (bulk, action, cancellable, error);
}

static guint
count_values (CrmRecord *record)
{
  guint n = 0;

  for (guint f = 0; f < crm_record_get_entity (record)->n_fields; f++)
    n += !crm_value_is_null (crm_record_get_value (record, f));
  return n;
}

/**
 * crm_merge_order:
 *
 * Returns: (transfer full) (element-type gint64) (nullable): the records, the one that says most first, to be kept
 */
GArray *
crm_merge_order (CrmReader *reader,
                 const CrmEntity *entity,
                 const gint64 *ids,
                 guint n_ids,
                 GError **error)
{
  GArray *ordered = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint most = 0;

  for (guint i = 0; i < n_ids; i++)
    {
      g_autoptr (CrmRecord) record = crm_reader_get (reader, entity, ids[i], error);
      guint n = record != NULL ? count_values (record) : 0;

      if (record == NULL)
        {
          g_array_unref (ordered);
          return NULL;
        }
      if (n > most)
        g_array_prepend_val (ordered, ids[i]);
      else
        g_array_append_val (ordered, ids[i]);
      most = MAX (most, n);
    }
  return ordered;
}
