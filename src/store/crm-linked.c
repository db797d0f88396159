/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include <string.h>

/* A list that stands in the order of what its records lead to is walked from there: customer by customer, by name.
 * Few of very many may be led to, so for each link that lists are sorted by, a table has what it leads to, in the order
 * of the titles. There may be others in it, from which nothing is found. */

#define FOR_EACH_LINKED(field, entity) \
  for (const CrmField *field = (entity)->fields; field < (entity)->fields + (entity)->n_fields; field++) \
    if (crm_linked_has (field))

#define RECENT_BITS 8
#define N_RECENT (1 << RECENT_BITS)

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
 * Returns: (transfer full): the table of what the link leads to
 */
char *
crm_linked_name (const CrmEntity *entity,
                 const CrmField *field)
{
  return g_strdup_printf ("%s_%s_linked", entity->name, field->key);
}

static void
append_table (GString *sql,
              const CrmEntity *entity,
              const CrmField *field)
{
  g_autofree char *name = crm_linked_name (entity, field);

  g_string_append_printf (sql, "DROP TABLE IF EXISTS %s; CREATE TABLE %s (sort_key TEXT, id INTEGER, PRIMARY KEY "
                          "(sort_key, id)) STRICT, WITHOUT ROWID;", name, name);
}

/**
 * crm_linked_recount:
 * @make: whether the tables are to be made anew as well
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
        append_table (sql, entity, field);
      g_string_append_printf (sql, "DELETE FROM %s; INSERT INTO %s SELECT sort_key, id FROM %s WHERE id IN (SELECT %s "
                              "FROM %s WHERE %s IS NOT NULL) ORDER BY sort_key, id;", name, name, field->target,
                              field->key, entity->name, field->key);
    }
  return crm_db_exec (db, sql->str, error);
}

/**
 * crm_linked_describe:
 *
 * Returns: (transfer full): how the entity's tables are made; where it differs from how those of a workspace were made,
 *   they are to be made anew
 */
char *
crm_linked_describe (const CrmEntity *entity)
{
  g_autoptr (GString) text = g_string_new (NULL);

  FOR_EACH_LINKED (field, entity)
    append_table (text, entity, field);
  return g_strdup (text->str);
}

/**
 * crm_linked_is_right:
 *
 * Returns: whether the tables have all that the entity's records lead to, each once and by its title
 */
gboolean
crm_linked_is_right (CrmDb *db,
                     const CrmEntity *entity)
{
  FOR_EACH_LINKED (field, entity)
    {
      g_autofree char *name = crm_linked_name (entity, field);
      g_autofree char *sql =
        g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM (SELECT DISTINCT %s AS id FROM %s WHERE %s IS NOT NULL) AS l "
                         "JOIN %s AS s ON s.id = l.id WHERE NOT EXISTS (SELECT 1 FROM %s AS k WHERE k.sort_key = "
                         "s.sort_key AND k.id = s.id)) OR EXISTS (SELECT 1 FROM %s AS k JOIN %s AS s ON s.id = k.id "
                         "WHERE s.sort_key <> k.sort_key)", field->key, entity->name, field->key, field->target, name,
                         name, field->target);

      if (crm_db_query_int (db, sql, 1) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Following the records */

static gboolean
run (CrmTransaction *self,
     const char *sql,
     gint64 id,
     const char *sort_key,
     GError **error)
{
  g_autoptr (CrmStatement) statement = crm_db_prepare (self->db, sql, error);

  if (statement == NULL)
    return FALSE;
  crm_statement_bind_int (statement, 0, id);
  if (sort_key != NULL)
    crm_statement_bind_text (statement, 1, sort_key);
  return crm_statement_run (statement, error);
}

/* A link that the transaction writes, maybe of very many records. */
typedef struct
{
  const CrmField *field;
  CrmStatement   *add;
  gint64          recent[N_RECENT];   /* that are in the table already, each at its own place */
} Linking;

static char *
write_add (const CrmEntity *entity,
           const CrmField *field)
{
  g_autofree char *name = crm_linked_name (entity, field);

  return g_strdup_printf ("INSERT OR IGNORE INTO %s SELECT sort_key, id FROM %s WHERE id = ?1", name, field->target);
}

static Linking *
find_linking (CrmTransaction *self,
              const CrmEntity *entity,
              const CrmField *field,
              GError **error)
{
  g_autofree char *sql = NULL;
  Linking linking = { .field = field };

  for (guint i = 0; self->linking != NULL && i < self->linking->len; i++)
    {
      if (g_array_index (self->linking, Linking, i).field == field)
        return &g_array_index (self->linking, Linking, i);
    }
  sql = write_add (entity, field);
  linking.add = crm_db_prepare (self->db, sql, error);
  if (linking.add == NULL)
    return NULL;
  if (self->linking == NULL)
    self->linking = g_array_new (FALSE, FALSE, sizeof (Linking));
  g_array_append_val (self->linking, linking);
  return &g_array_index (self->linking, Linking, self->linking->len - 1);
}

static gint64 *
recent_place (Linking *linking,
              gint64 id)
{
  return &linking->recent[(guint64) id * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> (64 - RECENT_BITS)];
}

/**
 * crm_linked_release:
 *
 * Gives the statements back to the connection. To be called before the transaction ends.
 */
void
crm_linked_release (CrmTransaction *self)
{
  for (guint i = 0; self->linking != NULL && i < self->linking->len; i++)
    crm_statement_release (g_array_index (self->linking, Linking, i).add);
  g_clear_pointer (&self->linking, g_array_unref);
}

/**
 * crm_linked_add:
 *
 * Notes what the links of a record lead to that were written.
 */
gboolean
crm_linked_add (CrmTransaction *self,
                const CrmChange *change,
                GError **error)
{
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *changed = &g_array_index (change->fields, CrmFieldChange, i);
      const CrmField *field = &change->entity->fields[changed->field];
      Linking *linking;

      if (!crm_linked_has (field) || crm_value_is_null (&changed->value))
        continue;
      linking = find_linking (self, change->entity, field, error);
      if (linking == NULL)
        return FALSE;
      if (*recent_place (linking, changed->value.i) == changed->value.i)
        continue;
      crm_statement_bind_int (linking->add, 0, changed->value.i);
      if (!crm_statement_run (linking->add, error))
        return FALSE;
      *recent_place (linking, changed->value.i) = changed->value.i;
    }
  return TRUE;
}

/* What is to be done with the record in each table that has it. */
typedef enum
{
  RETITLE,   /* before it has the new title */
  REMOVE,    /* before it goes */
  RESTORE,   /* it has come back, and what leads to it may have been there before */
} Happening;

static char *
write_happening (Happening happening,
                 const CrmEntity *entity,
                 const CrmField *field)
{
  g_autofree char *name = crm_linked_name (entity, field);

  switch (happening)
    {
    case RETITLE:
      return g_strdup_printf ("UPDATE %s SET sort_key = ?2 WHERE sort_key = (SELECT sort_key FROM %s WHERE id = ?1) "
                              "AND id = ?1", name, field->target);
    case REMOVE:
      return g_strdup_printf ("DELETE FROM %s WHERE sort_key = (SELECT sort_key FROM %s WHERE id = ?1) AND id = ?1",
                              name, field->target);
    case RESTORE:
    default:
      return write_add (entity, field);
    }
}

static gboolean
follow (CrmTransaction *self,
        const CrmEntity *target,
        gint64 id,
        Happening happening,
        const char *sort_key,
        GError **error)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);

  for (guint i = 0; i < n_entities; i++)
    {
      FOR_EACH_LINKED (field, entities[i])
        {
          g_autofree char *sql = NULL;

          if (strcmp (field->target, target->name) != 0)
            continue;
          sql = write_happening (happening, entities[i], field);
          if (!run (self, sql, id, sort_key, error))
            return FALSE;
        }
    }
  return TRUE;
}

/**
 * crm_linked_retitle:
 *
 * To be called before the record gets another title.
 */
gboolean
crm_linked_retitle (CrmTransaction *self,
                    const CrmEntity *entity,
                    gint64 id,
                    const char *sort_key,
                    GError **error)
{
  return follow (self, entity, id, RETITLE, sort_key, error);
}

/**
 * crm_linked_remove:
 *
 * To be called before the record goes.
 */
gboolean
crm_linked_remove (CrmTransaction *self,
                   const CrmEntity *entity,
                   gint64 id,
                   GError **error)
{
  crm_linked_release (self);   /* and what it knows to be there */
  return follow (self, entity, id, REMOVE, NULL, error);
}

/**
 * crm_linked_restore:
 *
 * To be called when the record has come back.
 */
gboolean
crm_linked_restore (CrmTransaction *self,
                    const CrmEntity *entity,
                    gint64 id,
                    GError **error)
{
  return follow (self, entity, id, RESTORE, NULL, error);
}
