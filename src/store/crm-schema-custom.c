/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-search-private.h"
#include "store/crm-store-private.h"

#include "base/crm-error.h"
#include "base/crm-pinyin.h"
#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Fields that people add are columns like all others. Records of the entity `custom_field` say which there are, so they
 * are undone, kept in backups and told in the history like all else. The column of a field that is deleted stays, with
 * what stands in it, until the deletion is undone. */

#define LONGEST_KEY 40   /* characters */

typedef struct
{
  gint64                  version;    /* of the data, as long as nobody writes */
  const CrmEntity *const *entities;   /* those of crm_entities(), with their custom fields */
} Schema;

static GMutex mutex;
static GHashTable *arrays;   /* that were ever handed out: there are as many as there are sets of custom fields */

static guint
hash_array (gconstpointer data)
{
  const CrmEntity *const *entities = data;
  guint n, hash = 0;

  crm_entities (&n);
  for (guint i = 0; i < n; i++)
    hash = hash * 31 + g_direct_hash (entities[i]);
  return hash;
}

static gboolean
equal_arrays (gconstpointer a,
              gconstpointer b)
{
  guint n;

  crm_entities (&n);
  return memcmp (a, b, n * sizeof (CrmEntity *)) == 0;
}

static const CrmEntity *const *
intern_array (const CrmEntity **entities)
{
  const CrmEntity *const *known;
  guint n;

  crm_entities (&n);
  g_mutex_lock (&mutex);
  if (arrays == NULL)
    arrays = g_hash_table_new_full (hash_array, equal_arrays, g_free, NULL);
  known = g_hash_table_lookup (arrays, entities);
  if (known == NULL)
    {
      known = g_memdup2 (entities, n * sizeof (CrmEntity *));
      g_hash_table_add (arrays, (gpointer) known);
    }
  g_mutex_unlock (&mutex);
  return known;
}

static const CrmEntity *
read_entity (CrmDb *db,
             const CrmEntity *base)
{
  g_autoptr (CrmStatement) select =
    crm_db_prepare (db, "SELECT key, name, kind, choices FROM custom_field WHERE entity = ? ORDER BY id", NULL);
  CrmCustomField fields[CRM_CUSTOM_MOST];
  guint n = 0;

  if (select == NULL)
    return base;
  crm_statement_bind_text (select, 0, base->name);
  while (n < CRM_CUSTOM_MOST && crm_statement_step (select, NULL) == CRM_STEP_ROW)
    {
      CrmCustomField *field = &fields[n];
      const char *choices = crm_statement_text (select, 3);

      if (crm_statement_is_null (select, 0) || !crm_custom_field_kind (crm_statement_text (select, 2), &field->kind))
        continue;
      field->key = g_intern_string (crm_statement_text (select, 0));
      field->label = g_intern_string (crm_statement_text (select, 1));
      field->choices = choices != NULL ? g_intern_string (choices) : NULL;
      field->draft = FALSE;
      n++;
    }
  return crm_entity_extend (base, fields, n);
}

static void
load (CrmDb *db,
      Schema *schema)
{
  guint n;
  const CrmEntity *const *bases = crm_entities (&n);
  g_autofree const CrmEntity **entities = g_new (const CrmEntity *, n);

  for (guint i = 0; i < n; i++)
    entities[i] = read_entity (db, bases[i]);
  schema->entities = intern_array (entities);
}

/**
 * crm_schema_entities:
 * @n_entities: (out): how many there are
 *
 * Returns: (transfer none): those of crm_entities(), with the custom fields that the workspace has as this connection
 *   sees it; what was handed out stays as it is
 */
const CrmEntity *const *
crm_schema_entities (CrmDb *db,
                     guint *n_entities)
{
  gint64 version = crm_db_query_int (db, "PRAGMA data_version", 0);
  Schema *schema = crm_db_get_data (db);

  crm_entities (n_entities);
  if (schema == NULL)
    {
      schema = g_new0 (Schema, 1);
      crm_db_set_data (db, schema, g_free);
    }
  if (schema->entities == NULL || schema->version != version)
    load (db, schema);
  schema->version = version;
  return schema->entities;
}

/**
 * crm_schema_find:
 *
 * Returns: (transfer none) (nullable): the entity of that name, with the workspace's custom fields
 */
const CrmEntity *
crm_schema_find (CrmDb *db,
                 const char *name)
{
  const CrmEntity *base = crm_entity_find (name);
  guint n;

  return base != NULL ? crm_schema_entities (db, &n)[crm_entity_index (base)] : NULL;
}

static const char *
find_text (const CrmChange *change,
           const char *key)
{
  for (guint i = 0; i < change->fields->len; i++)
    {
      const CrmFieldChange *field = &g_array_index (change->fields, CrmFieldChange, i);
      const CrmValue *value = change->kind == CRM_CHANGE_DELETE ? &field->old : &field->value;

      if (strcmp (change->entity->fields[field->field].key, key) == 0)
        return value->type == CRM_VALUE_TEXT ? value->text : NULL;
    }
  return NULL;
}

/**
 * crm_schema_holds_values:
 * @change: a custom field that comes or goes, or of any other entity
 *
 * Returns: whether there are values in the field
 */
gboolean
crm_schema_holds_values (CrmDb *db,
                         const CrmChange *change)
{
  const char *entity, *key;
  g_autofree char *sql = NULL;

  if (strcmp (change->entity->name, "custom_field") != 0 || change->kind == CRM_CHANGE_UPDATE)
    return FALSE;
  entity = find_text (change, "entity");
  key = find_text (change, "key");
  if (entity == NULL || key == NULL || crm_entity_find (entity) == NULL)
    return FALSE;
  sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM %s WHERE %s IS NOT NULL)", entity, key);
  return crm_db_query_int (db, sql, 0) != 0;
}

static gboolean
is_searched (const CrmChange *change)
{
  CrmFieldKind kind;

  return crm_custom_field_kind (find_text (change, "kind"), &kind) &&
         (crm_custom_field_flags (kind) & CRM_FIELD_SEARCHABLE) != 0;
}

/**
 * crm_schema_follow:
 * @change: of any entity
 *
 * To be called once a change has been written, in its transaction: after that of a custom field there is its column.
 */
gboolean
crm_schema_follow (CrmTransaction *self,
                   const CrmChange *change,
                   GError **error)
{
  if (strcmp (change->entity->name, "custom_field") != 0)
    return TRUE;
  crm_db_set_data (self->db, NULL, NULL);   /* what was known */
  if (self->store != NULL)
    self->store->schema_changed = TRUE;
  return crm_schema_add_custom (self->db, error) &&
         (!is_searched (change) || !crm_schema_holds_values (self->db, change) || crm_search_reset (self->db, error));
}

static GHashTable *
read_columns (CrmDb *db)
{
  GHashTable *columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (CrmStatement) select =
    crm_db_prepare (db, "SELECT t.name || '.' || c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE "
                    "t.type = 'table' AND t.sql LIKE '%x\\_%' ESCAPE '\\' AND c.name LIKE 'x\\_%' ESCAPE '\\'", NULL);

  while (select != NULL && crm_statement_step (select, NULL) == CRM_STEP_ROW)
    g_hash_table_add (columns, g_strdup (crm_statement_text (select, 0)));
  return columns;
}

/**
 * crm_store_load_schema:
 *
 * Takes over which custom fields there are, as the connection sees it.
 */
void
crm_store_load_schema (CrmStore *self,
                       CrmDb *db)
{
  guint n;
  const CrmEntity *const *schema = crm_schema_entities (db, &n);
  GHashTable *columns = read_columns (db);

  g_mutex_lock (&self->schema_mutex);
  self->schema = schema;
  g_clear_pointer (&self->schema_columns, g_hash_table_unref);
  self->schema_columns = columns;
  g_mutex_unlock (&self->schema_mutex);
}

/**
 * crm_store_find_entity:
 *
 * Returns: (transfer none) (nullable): the entity of that name, with the custom fields that the workspace has now. It
 *   stays as it is, whatever becomes of the fields; crm_entity_is() tells that another one is the same otherwise.
 */
const CrmEntity *
crm_store_find_entity (CrmStore *self,
                       const char *name)
{
  const CrmEntity *base = crm_entity_find (name), *entity = base;

  g_mutex_lock (&self->schema_mutex);
  if (base != NULL && self->schema != NULL)
    entity = self->schema[crm_entity_index (base)];
  g_mutex_unlock (&self->schema_mutex);
  return entity;
}

static gboolean
has_column (CrmStore *self,
            const CrmEntity *entity,
            const char *key)
{
  g_autofree char *name = g_strconcat (entity->name, ".", key, NULL);
  g_autofree char *currency = g_strconcat (name, "_currency", NULL);
  gboolean has;

  g_mutex_lock (&self->schema_mutex);
  has = self->schema_columns != NULL && (g_hash_table_contains (self->schema_columns, name) ||
                                         g_hash_table_contains (self->schema_columns, currency));
  g_mutex_unlock (&self->schema_mutex);
  return has;
}

/* Rules */

static void
append_word (GString *key,
             const char *label)
{
  g_autofree char *folded = crm_text_fold (label);
  const char *readings[CRM_PINYIN_MOST_READINGS];
  gboolean gap = FALSE;

  for (const char *p = folded; *p != '\0' && key->len < LONGEST_KEY; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);
      guint n_readings = crm_pinyin_readings (character, readings);
      gboolean plain = character < 128 && g_ascii_isalnum (character);

      if (!plain && n_readings == 0)
        {
          gap = TRUE;
          continue;
        }
      if (gap && key->len > 0)
        g_string_append_c (key, '_');
      gap = FALSE;
      if (plain)
        g_string_append_c (key, g_ascii_tolower (character));
      else
        g_string_append (key, readings[0]);
    }
}

/**
 * crm_store_make_field_key:
 * @entity: with the custom fields it has, drafts among them
 * @name: of a new one
 *
 * Returns: (transfer full): a key for it, made of its name: "x_shoe_size"; none that a deleted field has, whose values
 *   are still there
 */
char *
crm_store_make_field_key (CrmStore *self,
                          const CrmEntity *entity,
                          const char *name)
{
  g_autoptr (GString) word = g_string_new (NULL);
  g_autofree char *key = NULL;

  append_word (word, name);
  key = g_strconcat ("x_", word->len > 0 ? word->str : "field", NULL);
  for (guint i = 2; crm_entity_field_index (entity, key) >= 0 || has_column (self, entity, key); i++)
    {
      g_free (key);
      key = g_strdup_printf ("x_%s_%u", word->len > 0 ? word->str : "field", i);
    }
  return g_steal_pointer (&key);
}

static gboolean
is_key (const char *key)
{
  if (!g_str_has_prefix (key, "x_") || key[2] == '\0' || strlen (key) > LONGEST_KEY + 20)
    return FALSE;
  for (const char *p = key; *p != '\0'; p++)
    {
      if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '_')
        return FALSE;
    }
  return TRUE;
}

static gboolean
refuse (GError **error,
        const char *field,
        const char *message,
        const char *name)
{
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, message, name);
  if (error != NULL)
    crm_error_set_field (*error, field);
  return FALSE;
}

static gboolean
check_name (CrmTransaction *self,
            const CrmEntity *entity,
            const char *name,
            gint64 id,
            GError **error)
{
  g_autoptr (CrmStatement) select =
    crm_db_prepare (self->db, "SELECT 1 FROM custom_field WHERE entity = ? AND name = ? COLLATE NOCASE AND id <> ?",
                    error);

  if (select == NULL)
    return FALSE;
  crm_statement_bind_text (select, 0, entity->name);
  crm_statement_bind_text (select, 1, name);
  crm_statement_bind_int (select, 2, id);
  if (crm_statement_step (select, NULL) != CRM_STEP_ROW)
    return TRUE;
  return refuse (error, "name", _("There is a custom field “%s” already. Nothing was changed. Choose another name."),
                 name);
}

/* Whether there is no column of that name, or one that a field of the kind can have: who asks for the key of a deleted
 * field gets what is in it. */
static gboolean
suits_column (CrmTransaction *self,
              const CrmEntity *entity,
              const char *key,
              const char *kind)
{
  g_autofree char *sql = g_strdup_printf ("SELECT type FROM pragma_table_info('%s') WHERE name = '%s'",
                                          entity->name, key);
  g_autofree char *type = crm_db_query_text (self->db, sql);
  CrmField field = { .key = key };

  return type == NULL || !crm_custom_field_kind (kind, &field.kind) ||
         strcmp (type, crm_schema_column_type (&field)) == 0;
}

static gboolean
prepare_new (CrmTransaction *self,
             CrmChange *change,
             const CrmEntity *entity,
             GError **error)
{
  g_auto (CrmValue) name = crm_transaction_get_value (self, change, "name");
  g_auto (CrmValue) key = crm_transaction_get_value (self, change, "key");
  g_auto (CrmValue) kind = crm_transaction_get_value (self, change, "kind");
  g_autoptr (GArray) custom = crm_entity_get_custom (entity);

  if (custom->len >= CRM_CUSTOM_MOST)
    return refuse (error, "entity", _("%s have as many custom fields as there can be. Nothing was changed. Delete one "
                                      "that nobody needs first."), crm_entity_get_label_plural (entity));
  if (crm_value_is_null (&key))
    crm_change_take (change, "key", crm_value_take_text (crm_store_make_field_key (self->store, entity,
                                                                                           name.text)));
  else if (!is_key (key.text) || crm_entity_field_index (entity, key.text) >= 0 ||
           !suits_column (self, entity, key.text, kind.text))
    return refuse (error, "key", _("“%s” cannot be the key of a custom field."), key.text);
  return TRUE;
}

/**
 * crm_schema_rule:
 *
 * What holds for custom fields: one of each name; what it is stays as it was.
 */
gboolean
crm_schema_rule (CrmTransaction *self,
                 CrmChange *change,
                 GError **error)
{
  static const char *const fixed[] = { "entity", "kind", "key" };
  g_auto (CrmValue) name = CRM_VALUE_INIT_NULL;
  g_auto (CrmValue) owner = CRM_VALUE_INIT_NULL;
  g_autoptr (CrmRecord) before = NULL;
  const CrmEntity *entity;

  if (change->kind == CRM_CHANGE_DELETE)
    return TRUE;
  name = crm_transaction_get_value (self, change, "name");
  owner = crm_transaction_get_value (self, change, "entity");
  if (crm_value_is_null (&name) || crm_value_is_null (&owner))
    return TRUE;   /* which is refused for that */
  entity = crm_schema_find (self->db, owner.text);
  if (entity == NULL || !check_name (self, entity, name.text, change->id, error))
    return entity != NULL ? FALSE : refuse (error, "entity", _("There are no records named “%s”."), owner.text);
  if (change->kind == CRM_CHANGE_INSERT)
    return prepare_new (self, change, entity, error);
  before = crm_transaction_get_record (self, "custom_field", change->id);
  for (guint i = 0; before != NULL && i < G_N_ELEMENTS (fixed); i++)
    {
      const CrmFieldChange *changed = crm_change_find (change, fixed[i]);

      if (changed != NULL && !crm_value_equal (&changed->value, crm_record_get (before, fixed[i])))
        return refuse (error, fixed[i], _("What a custom field belongs to and its kind stay as they are. Nothing was "
                                          "changed. Add another field instead of “%s”."), name.text);
    }
  return TRUE;
}
