/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-result.h"

#include "cli/crm-cli-output.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* The result of any method for people: what is single first, then each table under its name. */

#define MOST_ROWS 40
#define MOST_VALUES 24
#define MOST_NESTED 5

static char *
describe_number (JsonNode *node)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.6g", json_node_get_double (node)));
}

static char *describe_flat (JsonNode *node, guint most);

/* Elements of arrays in it are kept apart. */
static char *
describe_array (JsonArray *array,
                guint most)
{
  GString *text = g_string_new (NULL);
  guint n = json_array_get_length (array);

  for (guint i = 0; i < MIN (n, most); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autofree char *element = describe_flat (node, MOST_NESTED);

      g_string_append_printf (text, "%s%s", i == 0 ? "" : JSON_NODE_HOLDS_ARRAY (node) ? "; " : ", ", element);
    }
  if (n > most)
    g_string_append (text, ", …");
  return g_string_free (text, FALSE);
}

static char *
describe_object (JsonObject *object)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    {
      g_autofree char *value = describe_flat (json_object_get_member (object, l->data), MOST_NESTED);

      g_string_append_printf (text, "%s%s", l == members ? "" : " ", value);
    }
  return g_string_free (text, FALSE);
}

/* On one line. */
static char *
describe_flat (JsonNode *node,
               guint most)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("–");
  if (JSON_NODE_HOLDS_ARRAY (node))
    return describe_array (json_node_get_array (node), most);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return describe_object (json_node_get_object (node));
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? _("yes") : _("no"));
  return describe_number (node);
}

static gboolean
is_number (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) != G_TYPE_STRING &&
         json_node_get_value_type (node) != G_TYPE_BOOLEAN;
}

static gboolean
is_table (JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  return array != NULL && json_array_get_length (array) > 0 &&
         JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, 0));
}

/* Rows need not have the same members. */
static GPtrArray *
list_columns (JsonArray *array,
              CrmTable *table)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (guint i = 0; i < MIN (json_array_get_length (array), MOST_ROWS); i++)
    {
      JsonObject *row = json_array_get_object_element (array, i);
      g_autoptr (GList) members = json_object_get_members (row);

      for (GList *l = members; l != NULL; l = l->next)
        {
          if (g_ptr_array_find_with_equal_func (columns, l->data, g_str_equal, NULL))
            continue;
          g_ptr_array_add (columns, l->data);
          crm_table_add_column (table, l->data, is_number (json_object_get_member (row, l->data)));
        }
    }
  return columns;
}

static void
print_table (JsonArray *array)
{
  g_autoptr (CrmTable) table = crm_table_new ();
  g_autoptr (GPtrArray) columns = list_columns (array, table);
  guint n = json_array_get_length (array);

  for (guint i = 0; i < MIN (n, MOST_ROWS); i++)
    {
      JsonObject *row = json_array_get_object_element (array, i);

      for (guint c = 0; c < columns->len; c++)
        {
          JsonNode *value = json_object_get_member (row, columns->pdata[c]);

          crm_table_take_cell (table, value != NULL ? describe_flat (value, MOST_NESTED) : g_strdup (""));
        }
    }
  crm_table_print (table);
  if (n > MOST_ROWS)
    {
      g_autofree char *more = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "… and %u more; --json prints all\n",
                                                            "… and %u more; --json prints all\n", n - MOST_ROWS),
                                               n - MOST_ROWS);

      crm_cli_print (more);
    }
}

static void
print_heading (const char *path,
               const char *name)
{
  g_autofree char *heading = g_strdup_printf ("\n%s%s%s\n", path, *path != '\0' ? " / " : "", name);

  crm_cli_print (heading);
}

static void
print_object (JsonObject *object,
              const char *path)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (object, l->data);
      g_autofree char *value = NULL, *line = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node) || is_table (node))
        continue;
      value = describe_flat (node, MOST_VALUES);
      line = g_strdup_printf ("%s: %s\n", (char *) l->data, value);
      crm_cli_print (line);
    }
  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (object, l->data);
      g_autofree char *inner = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node) && !is_table (node))
        continue;
      print_heading (path, l->data);
      inner = g_strdup_printf ("%s%s%s", path, *path != '\0' ? " / " : "", (char *) l->data);
      if (is_table (node))
        print_table (json_node_get_array (node));
      else
        print_object (json_node_get_object (node), inner);
    }
}

/**
 * crm_cli_print_result:
 * @result: an object
 *
 * Prints the result of an analysis for people.
 */
void
crm_cli_print_result (JsonNode *result)
{
  print_object (json_node_get_object (result), "");
}
