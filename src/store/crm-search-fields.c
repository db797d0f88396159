/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"

#define FORMAT 2   /* of the index; another one is made anew */

static CrmSearchKind
find_kind (const CrmField *field)
{
  if (field->kind == CRM_FIELD_PHONE)
    return CRM_SEARCH_PHONE;
  return field->kind == CRM_FIELD_TEXT ? CRM_SEARCH_SHORT : CRM_SEARCH_LONG;
}

CrmSearchColumns *
crm_search_columns_new (const CrmEntity *entity)
{
  CrmSearchColumns *self = g_new0 (CrmSearchColumns, 1);
  GString *columns = g_string_new (NULL);

  self->entity = entity;
  self->fields = g_new (guint, entity->n_fields);
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmField *field = &entity->fields[i];

      if ((field->flags & CRM_FIELD_SEARCHABLE) == 0)
        continue;
      g_string_append (columns, columns->len > 0 ? ", " : "");
      if (field->flags & CRM_FIELD_DRAFT)
        g_string_append (columns, "NULL");
      else
        g_string_append_printf (columns, field->flags & CRM_FIELD_CARD ? "crm_card (t.%s)" : "t.%s", field->key);
      self->fields[self->n_fields++] = i;
    }
  self->columns = g_string_free (columns, FALSE);
  return self;
}

void
crm_search_columns_free (CrmSearchColumns *self)
{
  g_free (self->fields);
  g_free (self->columns);
  g_free (self);
}

/**
 * crm_search_columns_take:
 * @column: where the columns begin
 * @fields: (out caller-allocates): what they say, until the statement's next step
 */
void
crm_search_columns_take (const CrmSearchColumns *self,
                         CrmStatement *row,
                         int column,
                         CrmSearchField *fields)
{
  for (guint i = 0; i < self->n_fields; i++)
    {
      fields[i].kind = find_kind (&self->entity->fields[self->fields[i]]);
      fields[i].title = self->fields[i] == 0;
      fields[i].text = crm_statement_text (row, column + i);
    }
}

/**
 * crm_search_describe:
 *
 * Returns: (transfer full): what an index that is made now holds: where it differs from what a workspace has, that is
 *   made anew
 */
char *
crm_search_describe (void)
{
  GString *text = g_string_new (NULL);
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  g_string_append_printf (text, "%d", FORMAT);
  for (guint i = 0; i < n_entities; i++)
    {
      g_autoptr (CrmSearchColumns) columns = crm_search_columns_new (entities[i]);

      if (columns->n_fields > 0)
        g_string_append_printf (text, "; %s: %s", entities[i]->name, columns->columns);
    }
  return g_string_free (text, FALSE);
}
