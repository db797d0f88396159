/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "query/crm-query.h"

#include "base/crm-error.h"
#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CrmQuery
{
  const CrmEntity *entity;
  CrmFilter       *filter;
  char            *search;
  GArray          *sort;
};

/**
 * crm_query_new:
 *
 * Returns: (transfer full): a query for all records, newest first
 */
CrmQuery *
crm_query_new (const CrmEntity *entity)
{
  CrmQuery *self = g_atomic_rc_box_new0 (CrmQuery);

  self->entity = entity;
  self->sort = g_array_new (FALSE, FALSE, sizeof (CrmSort));
  return self;
}

CrmQuery *
crm_query_copy (const CrmQuery *self)
{
  CrmQuery *copy = crm_query_new (self->entity);

  copy->filter = crm_filter_copy (self->filter);
  copy->search = g_strdup (self->search);
  g_array_append_vals (copy->sort, self->sort->data, self->sort->len);
  return copy;
}

CrmQuery *
crm_query_ref (CrmQuery *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_query (gpointer data)
{
  CrmQuery *self = data;

  crm_filter_free (self->filter);
  g_free (self->search);
  g_array_unref (self->sort);
}

void
crm_query_unref (CrmQuery *self)
{
  g_atomic_rc_box_release_full (self, clear_query);
}

const CrmEntity *
crm_query_get_entity (const CrmQuery *self)
{
  return self->entity;
}

/**
 * crm_query_take_filter:
 * @filter: (transfer full) (nullable): replaces the filter
 */
void
crm_query_take_filter (CrmQuery *self,
                       CrmFilter *filter)
{
  crm_filter_free (self->filter);
  self->filter = filter;
}

/**
 * crm_query_set_filter_text:
 * @text: (nullable): a filter; %NULL and blank text mean all records
 *
 * On error the query keeps the filter it had.
 */
gboolean
crm_query_set_filter_text (CrmQuery *self,
                           const char *text,
                           GError **error)
{
  CrmFilter *filter = NULL;

  if (text != NULL && text[strspn (text, " \t\n")] != '\0')
    {
      filter = crm_filter_parse (self->entity, text, error);
      if (filter == NULL)
        return FALSE;
    }
  crm_query_take_filter (self, filter);
  return TRUE;
}

const CrmFilter *
crm_query_get_filter (const CrmQuery *self)
{
  return self->filter;
}

/**
 * crm_query_narrow:
 * @filter: (transfer full): what must hold besides the filter there is
 */
void
crm_query_narrow (CrmQuery *self,
                  CrmFilter *filter)
{
  self->filter = crm_filter_new_group (CRM_FILTER_AND, self->filter, filter);
}

/**
 * crm_query_set_search:
 * @text: (nullable): what a record must have: see crm_search_match()
 */
void
crm_query_set_search (CrmQuery *self,
                      const char *text)
{
  g_free (self->search);
  self->search = g_strdup (text);
}

const char *
crm_query_get_search (const CrmQuery *self)
{
  return self->search;
}

void
crm_query_clear_sort (CrmQuery *self)
{
  g_array_set_size (self->sort, 0);
}

/**
 * crm_query_add_sort:
 * @key: a field of the entity; `id` sorts by creation
 *
 * Errors: %CRM_ERROR_SYNTAX
 */
gboolean
crm_query_add_sort (CrmQuery *self,
                    const char *key,
                    gboolean descending,
                    GError **error)
{
  CrmSort sort = { .descending = descending };
  CrmPath path;

  if (strchr (key, '.') != NULL)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_SYNTAX,
                   _("Records cannot be sorted by “%s”: choose a field of the list itself"), key);
      return FALSE;
    }
  if (!crm_path_resolve (&path, self->entity, strcmp (key, "id") == 0 ? "created_at" : key, 0, error))
    return FALSE;
  sort.field = path.field - self->entity->fields;
  g_array_append_val (self->sort, sort);
  return TRUE;
}

/**
 * crm_query_set_sort_text:
 * @text: keys separated by commas, each with ":desc" or ":asc" behind it if wanted
 */
gboolean
crm_query_set_sort_text (CrmQuery *self,
                         const char *text,
                         GError **error)
{
  g_auto (GStrv) keys = g_strsplit (text, ",", -1);

  crm_query_clear_sort (self);
  for (char **key = keys; *key != NULL; key++)
    {
      char *order = strchr (g_strstrip (*key), ':');

      if (order != NULL)
        *order++ = '\0';
      if (order != NULL && strcmp (order, "desc") != 0 && strcmp (order, "asc") != 0)
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_SYNTAX, _("“%s” is not an order: use asc or desc"), order);
          return FALSE;
        }
      if (!crm_query_add_sort (self, *key, g_strcmp0 (order, "desc") == 0, error))
        return FALSE;
    }
  return TRUE;
}

const CrmSort *
crm_query_get_sort (const CrmQuery *self,
                    guint *n_sort)
{
  *n_sort = self->sort->len;
  return (const CrmSort *) (void *) self->sort->data;
}

/**
 * crm_query_parse_search:
 *
 * Returns: (transfer full) (nullable): what is to be looked for in the search index; %NULL if there is nothing, or if
 *   the entity is not in it
 */
CrmSearchQuery *
crm_query_parse_search (const CrmQuery *self)
{
  g_autoptr (CrmSearchQuery) search = NULL;

  if (self->search == NULL || !crm_entity_searchable (self->entity))
    return NULL;
  search = crm_search_query_new (self->search);
  return search->tokens->len > 0 ? g_steal_pointer (&search) : NULL;
}

static void
append_search (const CrmQuery *self,
               const CrmQueryContext *context,
               GString *sql,
               GArray *binds)
{
  g_autoptr (CrmSearchQuery) search = crm_query_parse_search (self);
  CrmValue value;

  if (search != NULL)
    g_string_append (sql, context->few ? " WHERE t.id IN crm_found" : " WHERE crm_is_found(t.id)");
  else if (self->search != NULL && !crm_entity_searchable (self->entity))
    {
      /* Tags, stages and their like are few and have no index: their titles are looked through. */
      g_string_append (sql, " WHERE instr(t.sort_key, ?) > 0");
      value = crm_value_take_text (crm_text_sort_key (self->search));
      g_array_append_val (binds, value);
    }
}

/**
 * crm_query_append_where:
 *
 * Appends " WHERE …" for the filter and the search, over the entity's table as `t`; nothing if all records are meant.
 * What the search finds must be known to the connection: see crm_reader_append_where().
 */
gboolean
crm_query_append_where (const CrmQuery *self,
                        const CrmQueryContext *context,
                        GString *sql,
                        GArray *binds,
                        GError **error)
{
  gsize length = sql->len;

  append_search (self, context, sql, binds);
  if (self->filter == NULL)
    return TRUE;
  g_string_append (sql, sql->len > length ? " AND " : " WHERE ");
  return crm_filter_to_sql (self->filter, self->entity, context, sql, binds, error);
}

static void
append_sort_expression (const CrmField *field,
                        GString *sql)
{
  switch (field->kind)
    {
    case CRM_FIELD_LINK:
      g_string_append_printf (sql, "(SELECT sort_key FROM %s WHERE id = t.%s)", field->target, field->key);
      break;
    case CRM_FIELD_CHOICE:
      g_string_append_printf (sql, "CASE t.%s", field->key);
      for (guint i = 0; field->choices[i].key != NULL; i++)
        g_string_append_printf (sql, " WHEN '%s' THEN %u", field->choices[i].key, i);
      g_string_append_printf (sql, " ELSE crm_fold(t.%s) END", field->key);
      break;
    case CRM_FIELD_TEXT:
    case CRM_FIELD_EMAIL:
    case CRM_FIELD_PHONE:
    case CRM_FIELD_URL:
    case CRM_FIELD_LONG_TEXT:
      g_string_append_printf (sql, "t.%s%s", field->key, crm_field_collation (field));
      break;
    case CRM_FIELD_INTEGER:
    case CRM_FIELD_DECIMAL:
    case CRM_FIELD_PERCENT:
    case CRM_FIELD_MONEY:
    case CRM_FIELD_DATE:
    case CRM_FIELD_INSTANT:
    case CRM_FIELD_BOOLEAN:
    case CRM_FIELD_TAGS:
    default:
      g_string_append_printf (sql, "t.%s", field->key);
      break;
    }
}

/**
 * crm_query_append_order:
 *
 * Appends " ORDER BY …". Ends with the id, so that the order is total; empty fields come last either way.
 */
void
crm_query_append_order (const CrmQuery *self,
                        GString *sql)
{
  gboolean descending = self->sort->len == 0;

  g_string_append (sql, " ORDER BY ");
  for (guint i = 0; i < self->sort->len; i++)
    {
      const CrmSort *sort = &g_array_index (self->sort, CrmSort, i);

      if (sort->field == 0)
        g_string_append_printf (sql, "t.sort_key%s, ", sort->descending ? " DESC" : "");
      else
        {
          const CrmField *field = &self->entity->fields[sort->field];

          append_sort_expression (field, sql);
          g_string_append (sql, sort->descending ? " DESC NULLS LAST, " : " NULLS LAST, ");
          if (field->kind == CRM_FIELD_LINK)   /* what leads to the same record stays together */
            g_string_append_printf (sql, "t.%s%s, ", field->key, sort->descending ? " DESC" : "");
        }
      descending = sort->descending;
    }
  g_string_append (sql, descending ? "t.id DESC" : "t.id");
}

static void
clear_bind (gpointer data)
{
  crm_value_clear (data);
}

/**
 * crm_query_new_binds:
 *
 * Returns: (transfer full) (element-type CrmValue): an array that clears its values
 */
GArray *
crm_query_new_binds (void)
{
  GArray *binds = g_array_new (FALSE, FALSE, sizeof (CrmValue));

  g_array_set_clear_func (binds, clear_bind);
  return binds;
}
