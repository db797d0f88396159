/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-text.h"

#include <string.h>

/* Whole lists in the order of a choice or a link. Neither is the order of the column itself: choices have an order of
 * their own, links stand by the title of what they lead to. Sorting a million rows by such an expression takes
 * seconds; walking an index of the column value by value gives the same list at once. */

#define MANY_VALUES 256

typedef struct
{
  CrmValue value;
  guint    rank;      /* place of a choice */
  char    *sort_key;  /* title of a link's target, text of a free choice */
} Part;

static void
clear_part (gpointer data)
{
  Part *part = data;

  crm_value_clear (&part->value);
  g_free (part->sort_key);
}

/**
 * crm_reader_sorts_by_value:
 *
 * Returns: whether crm_reader_ids_by_value() can answer the query
 */
gboolean
crm_reader_sorts_by_value (const CrmQuery *query)
{
  guint n_sort;
  const CrmSort *sort = crm_query_get_sort (query, &n_sort);
  const CrmField *field;

  if (n_sort != 1 || crm_query_get_filter (query) != NULL || crm_query_get_search (query) != NULL)
    return FALSE;
  field = &crm_query_get_entity (query)->fields[sort->field];
  return crm_field_is_indexed (field) && (field->kind == CRM_FIELD_CHOICE || field->kind == CRM_FIELD_LINK);
}

static char *
read_sort_key (CrmReader *self,
               const CrmEntity *entity,
               gint64 id)
{
  g_autofree char *sql = g_strdup_printf ("SELECT sort_key FROM %s WHERE id = ?", entity->name);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->db, sql, NULL);

  if (select == NULL)
    return g_strdup ("");
  crm_statement_bind_int (select, 0, id);
  return g_strdup (crm_statement_step (select, NULL) == CRM_STEP_ROW ? crm_statement_text (select, 0) : "");
}

static void
describe_part (CrmReader *self,
               const CrmField *field,
               Part *part)
{
  if (field->kind == CRM_FIELD_LINK)
    {
      part->sort_key = read_sort_key (self, crm_entity_find (field->target), part->value.i);
      return;
    }
  while (field->choices[part->rank].key != NULL &&
         strcmp (field->choices[part->rank].key, part->value.text) != 0)
    part->rank++;
  part->sort_key = field->choices[part->rank].key == NULL ? crm_text_fold (part->value.text) : g_strdup ("");
}

static int
compare_parts (gconstpointer a,
               gconstpointer b)
{
  const Part *first = a, *second = b;

  int order;

  if (first->rank != second->rank)
    return first->rank < second->rank ? -1 : 1;
  order = strcmp (first->sort_key, second->sort_key);
  if (order != 0 || first->value.type != CRM_VALUE_INT)
    return order;
  return first->value.i < second->value.i ? -1 : first->value.i > second->value.i;
}

/* Hops from value to value through the index. Returns %NULL without an error where there are too many records to be
 * fetched for their titles; choices are texts, of which each record may have another one. */
static GArray *
find_parts (CrmReader *self,
            const CrmEntity *entity,
            const CrmField *field,
            GError **error)
{
  const char *collation = crm_field_collation (field);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s WHERE %s > ?%s ORDER BY %s%s LIMIT 1", field->key,
                                          entity->name, field->key, collation, field->key, collation);
  g_autoptr (CrmStatement) next = crm_db_prepare (self->db, sql, error);
  g_autoptr (GArray) parts = g_array_new (FALSE, TRUE, sizeof (Part));
  CrmStep step;

  g_array_set_clear_func (parts, clear_part);
  if (next == NULL)
    return NULL;
  if (crm_field_is_text (field))
    crm_statement_bind_text (next, 0, "");
  else
    crm_statement_bind_int (next, 0, G_MININT64);
  while ((step = crm_statement_step (next, error)) == CRM_STEP_ROW)
    {
      Part part = { .value = crm_statement_value (next, 0) };

      g_array_append_val (parts, part);
      if (field->kind == CRM_FIELD_LINK && parts->len > MANY_VALUES)
        return NULL;
      crm_statement_reset (next);
      crm_statement_bind_value (next, 0, &part.value);
    }
  if (step == CRM_STEP_ERROR)
    return NULL;
  /* Not before it is known that there are few: each is a record that may have to be fetched. */
  for (guint i = 0; i < parts->len; i++)
    describe_part (self, field, &g_array_index (parts, Part, i));
  g_array_sort (parts, compare_parts);
  return g_steal_pointer (&parts);
}

static gboolean
take_ids (CrmStatement *select,
          GArray *ids,
          gint64 limit,
          GError **error)
{
  CrmStep step = CRM_STEP_DONE;

  while ((limit < 0 || ids->len < limit) && (step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      gint64 id = crm_statement_int (select, 0);

      g_array_append_val (ids, id);
    }
  return step != CRM_STEP_ERROR;
}

static gboolean
append_part (CrmReader *self,
             const CrmEntity *entity,
             const CrmField *field,
             const CrmValue *value,
             gboolean descending,
             GArray *ids,
             gint64 limit,
             GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM %s WHERE %s %s%s ORDER BY id%s", entity->name, field->key,
                                          value != NULL ? "= ?" : "IS NULL",
                                          value != NULL ? crm_field_collation (field) : "",
                                          descending ? " DESC" : "");
  g_autoptr (CrmStatement) select = crm_db_prepare (self->db, sql, error);

  if (select == NULL)
    return FALSE;
  if (value != NULL)
    crm_statement_bind_value (select, 0, value);
  return take_ids (select, ids, limit, error);
}

static gboolean
append_parts (CrmReader *self,
              const CrmEntity *entity,
              const CrmField *field,
              GArray *parts,
              gboolean descending,
              GArray *ids,
              gint64 limit,
              GError **error)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, descending ? parts->len - 1 - i : i);

      if (!append_part (self, entity, field, &part->value, descending, ids, limit, error))
        return FALSE;
    }
  return TRUE;
}

/* So many targets that they are walked themselves, by title. */
static gboolean
append_by_target (CrmReader *self,
                  const CrmEntity *entity,
                  const CrmField *field,
                  gboolean descending,
                  GArray *ids,
                  gint64 limit,
                  GError **error)
{
  const char *order = descending ? " DESC" : "";
  g_autofree char *linked = crm_linked_has (field) ? crm_linked_name (entity, field) : g_strdup (field->target);
  g_autofree char *sql = g_strdup_printf ("SELECT t.id FROM %s AS s CROSS JOIN %s AS t ON t.%s = s.id ORDER BY "
                                          "s.sort_key%s, s.id%s, t.id%s", linked, entity->name, field->key, order,
                                          order, order);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->db, sql, error);

  return select != NULL && take_ids (select, ids, limit, error);
}

/**
 * crm_reader_ids_by_value:
 * @query: one for which crm_reader_sorts_by_value() holds
 * @limit: how many at most; −1 for all
 *
 * Returns: (transfer full) (element-type gint64) (nullable): the ids in the query's order
 */
GArray *
crm_reader_ids_by_value (CrmReader *self,
                         const CrmQuery *query,
                         gint64 limit,
                         GError **error)
{
  const CrmEntity *entity = crm_query_get_entity (query);
  guint n_sort;
  const CrmSort *sort = crm_query_get_sort (query, &n_sort);
  const CrmField *field = &entity->fields[sort->field];
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) parts = NULL;
  GError *local = NULL;
  gboolean done;

  parts = find_parts (self, entity, field, &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return NULL;
    }
  done = parts != NULL ? append_parts (self, entity, field, parts, sort->descending, ids, limit, error)
                       : append_by_target (self, entity, field, sort->descending, ids, limit, error);
  if (!done || !append_part (self, entity, field, NULL, sort->descending, ids, limit, error))
    return NULL;
  return g_steal_pointer (&ids);
}
