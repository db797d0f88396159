/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-result-read.h"

#include <math.h>
#include <string.h>

static JsonNode *
find (JsonObject *object,
      const char *key,
      JsonNodeType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, key) : NULL;

  return node != NULL && json_node_get_node_type (node) == type ? node : NULL;
}

JsonObject *
crm_result_get_object (JsonObject *object,
                       const char *key)
{
  JsonNode *node = find (object, key, JSON_NODE_OBJECT);

  return node != NULL ? json_node_get_object (node) : NULL;
}

/**
 * crm_result_get_model:
 *
 * Returns: (nullable): the model in a result; of two methods in one, which “score” is, the first
 */
JsonObject *
crm_result_get_model (JsonObject *result)
{
  JsonObject *model = crm_result_get_object (result, "model");

  return model != NULL ? model : crm_result_get_object (crm_result_get_object (result, "bayes"), "model");
}

JsonArray *
crm_result_get_array (JsonObject *object,
                      const char *key)
{
  JsonNode *node = find (object, key, JSON_NODE_ARRAY);

  return node != NULL ? json_node_get_array (node) : NULL;
}

/**
 * crm_result_get_element:
 *
 * Returns: (nullable): the object at that place of the array
 */
JsonObject *
crm_result_get_element (JsonArray *array,
                        guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
text_of (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ?
    json_node_get_string (node) : NULL;
}

static double
number_of (JsonNode *node)
{
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;

  return type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double (node) : NAN;
}

const char *
crm_result_get_text (JsonObject *object,
                     const char *key)
{
  return text_of (find (object, key, JSON_NODE_VALUE));
}

double
crm_result_get_number (JsonObject *object,
                       const char *key)
{
  return number_of (find (object, key, JSON_NODE_VALUE));
}

/**
 * crm_result_get_numbers:
 * @n: (out): how many; 0 where there is no array
 *
 * Returns: (transfer full) (array length=n): NaN for what is no number
 */
double *
crm_result_get_numbers (JsonObject *object,
                        const char *key,
                        gsize *n)
{
  JsonArray *array = crm_result_get_array (object, key);
  double *numbers;

  *n = array != NULL ? json_array_get_length (array) : 0;
  numbers = g_new (double, *n + 1);
  for (gsize i = 0; i < *n; i++)
    numbers[i] = number_of (json_array_get_element (array, i));
  return numbers;
}

/**
 * crm_result_get_texts:
 *
 * Returns: (transfer full) (element-type utf8): empty texts for what is none; empty where there is no array
 */
GPtrArray *
crm_result_get_texts (JsonObject *object,
                      const char *key)
{
  JsonArray *array = crm_result_get_array (object, key);
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *text = text_of (json_array_get_element (array, i));

      g_ptr_array_add (texts, g_strdup (text != NULL ? text : ""));
    }
  return texts;
}

/**
 * crm_result_get_choice:
 *
 * Returns: the place of the text among the choices, −1 where it is none of them
 */
int
crm_result_get_choice (JsonObject *object,
                       const char *key,
                       const char *const *choices,
                       guint n_choices)
{
  const char *text = crm_result_get_text (object, key);

  for (guint i = 0; text != NULL && i < n_choices; i++)
    {
      if (strcmp (choices[i], text) == 0)
        return i;
    }
  return -1;
}
