/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

/* A list that stands in the order of what its records lead to is walked from there: customer by customer, by name,
 * those without a contact being passed over. For that a table keeps, for each link that lists are sorted by, which
 * records it leads to. One that has been led to may stay in it: it is looked at in vain. */

/**
 * crm_linked_has:
 *
 * Returns: whether there is a table for the field
 */
gboolean
crm_linked_has (const CrmField *field)
{
  return field->kind == CRM_FIELD_LINK && (field->flags & CRM_FIELD_LISTED) != 0;
}

/**
 * crm_linked_name:
 *
 * Returns: (transfer full): the table of the ids that the link leads to
 */
char *
crm_linked_name (const CrmEntity *entity,
                 const CrmField *field)
{
  return g_strdup_printf ("%s_%s_linked", entity->name, field->key);
}

#define FOR_EACH_LINKED(field, entity) \
  for (const CrmField *field = (entity)->fields; field < (entity)->fields + (entity)->n_fields; field++) \
    if (crm_linked_has (field))

/**
 * crm_linked_recount:
 * @make: whether the tables may be missing
 *
 * Finds anew what the links of the entity's records lead to.
 */
gboolean
crm_linked_recount (CrmDb *db,
                    const CrmEntity *entity,
                    gboolean make,
                    GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  FOR_EACH_LINKED (field, entity)
    {
      g_autofree char *name = crm_linked_name (entity, field);

      if (make)
        g_string_append_printf (sql, "CREATE TABLE IF NOT EXISTS %s (id INTEGER PRIMARY KEY) STRICT;", name);
      g_string_append_printf (sql, "DELETE FROM %s; INSERT INTO %s SELECT DISTINCT %s FROM %s WHERE %s IS NOT NULL;",
                              name, name, field->key, entity->name, field->key);
    }
  return crm_db_exec (db, sql->str, error);
}

/**
 * crm_linked_describe:
 *
 * Returns: (transfer full): what tables the entity has
 */
char *
crm_linked_describe (const CrmEntity *entity)
{
  g_autoptr (GString) text = g_string_new (NULL);

  FOR_EACH_LINKED (field, entity)
    {
      g_autofree char *name = crm_linked_name (entity, field);

      g_string_append_printf (text, "%s;", name);
    }
  return g_strdup (text->str);
}

/**
 * crm_linked_is_right:
 *
 * Returns: whether the tables have all that the entity's records lead to
 */
gboolean
crm_linked_is_right (CrmDb *db,
                     const CrmEntity *entity)
{
  FOR_EACH_LINKED (field, entity)
    {
      g_autofree char *name = crm_linked_name (entity, field);
      g_autofree char *sql = g_strdup_printf ("SELECT EXISTS (SELECT %s FROM %s WHERE %s IS NOT NULL EXCEPT SELECT id "
                                              "FROM %s)", field->key, entity->name, field->key, name);

      if (crm_db_query_int (db, sql, 1) != 0)
        return FALSE;
    }
  return TRUE;
}
