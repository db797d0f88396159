/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-result-private.h"

#include <math.h>
#include <string.h>

static guint64
take_whole (const guint8 **at)
{
  guint64 number = 0;
  guint shift = 0;

  for (; (**at & 0x80) != 0; (*at)++, shift += 7)
    number |= (guint64) (**at & 0x7f) << shift;
  number |= (guint64) *(*at)++ << shift;
  return number;
}

/**
 * crm_result_root:
 * @self: (nullable):
 *
 * Returns: the outermost object or array
 */
CrmResultValue
crm_result_root (const CrmResult *self)
{
  return self != NULL ? (CrmResultValue) { self, self->root, self->bytes, self->bytes + self->length } :
                        (CrmResultValue) { NULL };
}

static CrmResultValue
take_value (CrmResultValue *rest)
{
  CrmResultValue value = { rest->result, *rest->at++ };
  gsize n = 0;

  switch (value.kind)
    {
    case CRM_RESULT_COUNT:
      value.at = rest->at;
      take_whole (&rest->at);
      value.end = rest->at;
      return value;
    case CRM_RESULT_NUMBER:
      n = sizeof (double);
      break;
    case CRM_RESULT_TEXT:
      n = take_whole (&rest->at) + 1;
      break;
    case CRM_RESULT_ARRAY:
    case CRM_RESULT_OBJECT:
      n = take_whole (&rest->at);
      break;
    case CRM_RESULT_NOTHING:
    case CRM_RESULT_NULL:
    case CRM_RESULT_NO:
    case CRM_RESULT_YES:
    default:
      break;
    }
  value.at = rest->at;
  value.end = rest->at += n;
  return value;
}

/**
 * crm_result_next:
 * @rest: (inout): an object or array, of which the first value is taken away
 * @key: (out) (optional): its name in an object, %NULL in an array
 * @value: (out): what was taken
 *
 * Goes through an object or array.
 *
 * Returns: whether there was one more
 */
gboolean
crm_result_next (CrmResultValue *rest,
                 const char **key,
                 CrmResultValue *value)
{
  const char *name = NULL;

  if ((rest->kind != CRM_RESULT_OBJECT && rest->kind != CRM_RESULT_ARRAY) || rest->at == rest->end)
    return FALSE;
  if (rest->kind == CRM_RESULT_OBJECT)
    name = g_ptr_array_index (rest->result->keys, take_whole (&rest->at));
  if (key != NULL)
    *key = name;
  *value = take_value (rest);
  return TRUE;
}

/**
 * crm_result_length:
 *
 * Returns: how many values are in an object or array
 */
gsize
crm_result_length (CrmResultValue container)
{
  CrmResultValue value;
  gsize n = 0;

  while (crm_result_next (&container, NULL, &value))
    n++;
  return n;
}

/**
 * crm_result_as_count:
 *
 * Returns: a whole number; 0 for any other value
 */
gint64
crm_result_as_count (CrmResultValue value)
{
  guint64 number = value.kind == CRM_RESULT_COUNT ? take_whole (&value.at) : 0;

  return (gint64) (number >> 1 ^ -(number & 1));
}

/**
 * crm_result_as_number:
 *
 * Returns: any number, NaN for any other value
 */
double
crm_result_as_number (CrmResultValue value)
{
  double number = NAN;

  if (value.kind == CRM_RESULT_COUNT)
    return crm_result_as_count (value);
  if (value.kind == CRM_RESULT_NUMBER)
    memcpy (&number, value.at, sizeof number);
  return number;
}

/**
 * crm_result_as_text:
 *
 * Returns: (nullable): a text, %NULL for any other value
 */
const char *
crm_result_as_text (CrmResultValue value)
{
  return value.kind == CRM_RESULT_TEXT ? (const char *) value.at : NULL;
}

/* Members */

CrmResultValue
crm_result_get (CrmResultValue object,
                const char *key)
{
  CrmResultValue value;
  const char *name;

  while (crm_result_next (&object, &name, &value))
    {
      if (name != NULL && strcmp (name, key) == 0)
        return value;
    }
  return (CrmResultValue) { NULL };
}

static CrmResultValue
get_kind (CrmResultValue object,
          const char *key,
          CrmResultKind kind)
{
  CrmResultValue value = crm_result_get (object, key);

  return value.kind == kind ? value : (CrmResultValue) { NULL };
}

CrmResultValue
crm_result_get_object (CrmResultValue object,
                       const char *key)
{
  return get_kind (object, key, CRM_RESULT_OBJECT);
}

CrmResultValue
crm_result_get_array (CrmResultValue object,
                      const char *key)
{
  return get_kind (object, key, CRM_RESULT_ARRAY);
}

/**
 * crm_result_get_model:
 *
 * Returns: the model in a result; of two methods in one, which “score” is, the first
 */
CrmResultValue
crm_result_get_model (CrmResultValue object)
{
  CrmResultValue model = crm_result_get_object (object, "model");

  return model.kind == CRM_RESULT_OBJECT ? model :
                                           crm_result_get_object (crm_result_get_object (object, "bayes"), "model");
}

const char *
crm_result_get_text (CrmResultValue object,
                     const char *key)
{
  return crm_result_as_text (crm_result_get (object, key));
}

double
crm_result_get_number (CrmResultValue object,
                       const char *key)
{
  return crm_result_as_number (crm_result_get (object, key));
}

/**
 * crm_result_get_numbers:
 * @n: (out): how many; 0 where there is no array
 *
 * Returns: (transfer full) (array length=n): NaN for what is no number
 */
double *
crm_result_get_numbers (CrmResultValue object,
                        const char *key,
                        gsize *n)
{
  CrmResultValue array = crm_result_get_array (object, key), value;
  double *numbers = g_new (double, crm_result_length (array) + 1);

  for (*n = 0; crm_result_next (&array, NULL, &value); (*n)++)
    numbers[*n] = crm_result_as_number (value);
  return numbers;
}

/**
 * crm_result_get_texts:
 *
 * Returns: (transfer full) (element-type utf8): empty texts for what is none; empty where there is no array
 */
GPtrArray *
crm_result_get_texts (CrmResultValue object,
                      const char *key)
{
  CrmResultValue array = crm_result_get_array (object, key), value;
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  while (crm_result_next (&array, NULL, &value))
    {
      const char *text = crm_result_as_text (value);

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
crm_result_get_choice (CrmResultValue object,
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
