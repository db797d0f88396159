/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-backup-json.h"

/* Small files of JSON. Anybody may have written there: what is not of the type it should be is as good as missing. */

/**
 * crm_backup_json_load:
 *
 * Returns: (transfer full) (nullable): the object in the file, %NULL if it cannot be read
 */
JsonObject *
crm_backup_json_load (const char *path,
                      gboolean *exists)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *text = NULL;
  JsonNode *root;
  gsize length;

  *exists = g_file_get_contents (path, &text, &length, NULL);
  if (!*exists || !json_parser_load_from_data (parser, text, length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_object_ref (json_node_get_object (root)) : NULL;
}

static JsonNode *
find_member (JsonObject *object,
             const char *name,
             GType type)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type ? node : NULL;
}

const char *
crm_backup_json_text (JsonObject *object,
                      const char *name,
                      const char *fallback)
{
  JsonNode *node = find_member (object, name, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : fallback;
}

gint64
crm_backup_json_number (JsonObject *object,
                        const char *name)
{
  JsonNode *node = find_member (object, name, G_TYPE_INT64);

  return node != NULL ? json_node_get_int (node) : 0;
}

gboolean
crm_backup_json_truth (JsonObject *object,
                       const char *name)
{
  JsonNode *node = find_member (object, name, G_TYPE_BOOLEAN);

  return node != NULL && json_node_get_boolean (node);
}

/**
 * crm_backup_json_add_text:
 * @text: (nullable): nothing is added for %NULL
 */
void
crm_backup_json_add_text (JsonBuilder *builder,
                          const char *name,
                          const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

void
crm_backup_json_add_number (JsonBuilder *builder,
                            const char *name,
                            gint64 number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

void
crm_backup_json_add_truth (JsonBuilder *builder,
                           const char *name,
                           gboolean truth)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, truth);
}

/**
 * crm_backup_json_print:
 *
 * Returns: (transfer full): the text of what was built
 */
char *
crm_backup_json_print (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, TRUE);
}
