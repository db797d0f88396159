/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-verdicts.h"

#include <string.h>

static const char *const kinds[] = { [CRM_VERDICT_DIFFERENT] = "different", [CRM_VERDICT_RIGHT] = "right" };

struct _CrmVerdicts
{
  GHashTable *pairs;   /* of gint64[2], the lower id first */
  GArray     *ids;     /* the same, one after the other */
  GHashTable *right;   /* texts of crm_verdicts_is_right() */
};

static guint
hash_pair (gconstpointer data)
{
  const gint64 *ids = data;

  return g_int64_hash (&ids[0]) * 31 + g_int64_hash (&ids[1]);
}

static gboolean
equal_pairs (gconstpointer a,
             gconstpointer b)
{
  return memcmp (a, b, 2 * sizeof (gint64)) == 0;
}

/* Returns: the field of verdicts that links to the entity, or to the other one of two; −1 where there is none */
static int
find_link (const CrmEntity *entity,
           gboolean other)
{
  g_autofree char *key = g_strconcat (other ? "other_" : "", entity->name, NULL);

  return crm_entity_field_index (crm_entity_find ("verdict"), key);
}

/**
 * crm_verdict_is_possible:
 *
 * Returns: whether what is decided about records of the entity is remembered
 */
gboolean
crm_verdict_is_possible (const CrmEntity *entity)
{
  return find_link (entity, TRUE) >= 0;
}

static char *
describe_value (gint64 id,
                const char *field,
                const char *value)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %s %s", id, field, value);
}

static void
take_verdict (gint64 id,
              const CrmValue *values,
              gpointer data)
{
  CrmVerdicts *self = data;
  gint64 ids[2] = { values[0].i, values[1].i };

  if (values[1].type == CRM_VALUE_INT)
    {
      if (ids[0] > ids[1])
        {
          ids[0] = values[1].i;
          ids[1] = values[0].i;
        }
      g_array_append_vals (self->ids, ids, 2);
    }
  else if (values[2].type == CRM_VALUE_TEXT && values[3].type == CRM_VALUE_TEXT)
    g_hash_table_add (self->right, describe_value (ids[0], values[2].text, values[3].text));
}

/**
 * crm_verdicts_query:
 * @entity: for which verdicts are possible
 *
 * Returns: (transfer full): the verdicts of that kind about records of the entity, the newest first
 */
CrmQuery *
crm_verdicts_query (const CrmEntity *entity,
                    CrmVerdictKind kind)
{
  CrmQuery *query = crm_query_new (crm_entity_find ("verdict"));
  g_autofree char *filter = g_strdup_printf ("kind = %s and %s is not empty", kinds[kind], entity->name);

  crm_query_set_filter_text (query, filter, NULL);
  crm_query_set_sort_text (query, "created_at:desc", NULL);
  return query;
}

/**
 * crm_verdicts_load:
 *
 * Returns: (transfer full): all verdicts about records of the entity
 */
CrmVerdicts *
crm_verdicts_load (CrmReader *reader,
                   const CrmEntity *entity,
                   GError **error)
{
  g_autoptr (CrmVerdicts) self = g_new0 (CrmVerdicts, 1);
  const CrmEntity *verdict = crm_entity_find ("verdict");
  g_autofree char *filter = g_strdup_printf ("%s is not empty", entity->name);
  g_autoptr (CrmQuery) query = crm_query_new (verdict);
  guint fields[4];

  self->pairs = g_hash_table_new (hash_pair, equal_pairs);
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->right = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!crm_verdict_is_possible (entity))
    return g_steal_pointer (&self);
  fields[0] = find_link (entity, FALSE);
  fields[1] = find_link (entity, TRUE);
  fields[2] = crm_entity_field_index (verdict, "field");
  fields[3] = crm_entity_field_index (verdict, "value");
  if (!crm_query_set_filter_text (query, filter, error) ||
      !crm_reader_scan (reader, query, fields, G_N_ELEMENTS (fields), take_verdict, self, NULL, error))
    return NULL;
  for (guint i = 0; i < self->ids->len; i += 2)
    g_hash_table_add (self->pairs, &g_array_index (self->ids, gint64, i));
  return g_steal_pointer (&self);
}

void
crm_verdicts_free (CrmVerdicts *self)
{
  g_hash_table_unref (self->pairs);
  g_array_unref (self->ids);
  g_hash_table_unref (self->right);
  g_free (self);
}

/**
 * crm_verdicts_are_different:
 *
 * Returns: whether two records were said not to be duplicates
 */
gboolean
crm_verdicts_are_different (const CrmVerdicts *self,
                            gint64 id,
                            gint64 other)
{
  const gint64 ids[2] = { MIN (id, other), MAX (id, other) };

  return g_hash_table_contains (self->pairs, ids);
}

/**
 * crm_verdicts_pairs:
 * @n_pairs: (out): how many
 *
 * Returns: (transfer none): records that are not duplicates, two ids each
 */
const gint64 *
crm_verdicts_pairs (const CrmVerdicts *self,
                    guint *n_pairs)
{
  *n_pairs = self->ids->len / 2;
  return (const gint64 *) (void *) self->ids->data;
}

/**
 * crm_verdicts_is_right:
 *
 * Returns: whether the value of the record's field was said to be right as it is
 */
gboolean
crm_verdicts_is_right (const CrmVerdicts *self,
                       gint64 id,
                       const CrmField *field,
                       const char *value)
{
  g_autofree char *text = NULL;

  if (g_hash_table_size (self->right) == 0)
    return FALSE;
  text = describe_value (id, field->key, value);
  return g_hash_table_contains (self->right, text);
}

static void
add_verdict (CrmChangeSet *changes,
             CrmVerdictKind kind,
             const char *name)
{
  crm_change_set_insert (changes, "verdict");
  crm_change_set_text (changes, "name", name);
  crm_change_set_text (changes, "kind", kinds[kind]);
}

/**
 * crm_verdict_add_different:
 * @titles: of the records
 *
 * Adds that two records are not duplicates.
 */
void
crm_verdict_add_different (CrmChangeSet *changes,
                           const CrmEntity *entity,
                           const gint64 ids[2],
                           const char *const titles[2])
{
  const CrmEntity *verdict = crm_entity_find ("verdict");
  g_autofree char *name = g_strdup_printf ("%s · %s", titles[0], titles[1]);

  add_verdict (changes, CRM_VERDICT_DIFFERENT, name);
  for (guint i = 0; i < 2; i++)
    crm_change_set_int (changes, verdict->fields[find_link (entity, i > 0)].key, ids[i]);
}

/**
 * crm_verdict_add_right:
 * @proposal: what was proposed instead
 *
 * Adds that a value is right as it is.
 */
void
crm_verdict_add_right (CrmChangeSet *changes,
                       const CrmEntity *entity,
                       gint64 id,
                       const CrmField *field,
                       const char *value,
                       const char *proposal)
{
  const CrmEntity *verdict = crm_entity_find ("verdict");
  g_autofree char *name = g_strdup_printf ("%s → %s", value, proposal);

  add_verdict (changes, CRM_VERDICT_RIGHT, name);
  crm_change_set_int (changes, verdict->fields[find_link (entity, FALSE)].key, id);
  crm_change_set_text (changes, "field", field->key);
  crm_change_set_text (changes, "value", value);
}
