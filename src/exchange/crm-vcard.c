/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-vcard.h"

#include <string.h>

/* Properties of vCards, whatever version they came in. */

CrmVcard *
crm_vcard_new (void)
{
  CrmVcard *self = g_new0 (CrmVcard, 1);

  self->properties = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_vcard_property_free);
  return self;
}

void
crm_vcard_free (CrmVcard *self)
{
  g_ptr_array_unref (self->properties);
  g_free (self);
}

static void
free_parameter (gpointer data)
{
  CrmVcardParameter *parameter = data;

  g_free (parameter->name);
  g_ptr_array_unref (parameter->values);
  g_free (parameter);
}

void
crm_vcard_property_free (CrmVcardProperty *self)
{
  g_free (self->group);
  g_free (self->name);
  g_ptr_array_unref (self->parameters);
  g_ptr_array_unref (self->components);
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self);
}

/**
 * crm_vcard_add:
 *
 * Returns: (transfer none): a property without a value, at the end
 */
CrmVcardProperty *
crm_vcard_add (CrmVcard *self,
               const char *name)
{
  CrmVcardProperty *property = g_new0 (CrmVcardProperty, 1);

  property->name = g_ascii_strup (name, -1);
  property->parameters = g_ptr_array_new_with_free_func (free_parameter);
  property->components = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_ptr_array_add (self->properties, property);
  return property;
}

/**
 * crm_vcard_property_add:
 *
 * Appends a component of one value.
 */
void
crm_vcard_property_add (CrmVcardProperty *self,
                        const char *text)
{
  const char *const values[] = { text, NULL };

  g_ptr_array_add (self->components, g_strdupv ((char **) values));
}

/**
 * crm_vcard_property_fill:
 *
 * Makes the text the only value of the component.
 */
void
crm_vcard_property_fill (CrmVcardProperty *self,
                         guint component,
                         const char *text)
{
  const char *const values[] = { text, NULL };

  while (self->components->len <= component)
    crm_vcard_property_add (self, "");
  g_strfreev (self->components->pdata[component]);
  self->components->pdata[component] = g_strdupv ((char **) values);
}

static CrmVcardParameter *
find_parameter (const CrmVcardProperty *self,
                const char *name)
{
  for (guint i = 0; i < self->parameters->len; i++)
    {
      CrmVcardParameter *parameter = self->parameters->pdata[i];

      if (strcmp (parameter->name, name) == 0)
        return parameter;
    }
  return NULL;
}

/**
 * crm_vcard_property_set:
 *
 * Adds a value to a parameter, unless it has it.
 */
void
crm_vcard_property_set (CrmVcardProperty *self,
                        const char *parameter,
                        const char *value)
{
  g_autofree char *name = g_ascii_strdown (parameter, -1);
  CrmVcardParameter *known = find_parameter (self, name);

  if (crm_vcard_property_has (self, name, value))
    return;
  if (known == NULL)
    {
      known = g_new0 (CrmVcardParameter, 1);
      known->name = g_steal_pointer (&name);
      known->values = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (self->parameters, known);
    }
  g_ptr_array_add (known->values, g_strdup (value));
}

/**
 * crm_vcard_property_replace:
 *
 * Makes the text the whole of the value.
 */
void
crm_vcard_property_replace (CrmVcardProperty *self,
                            const char *text)
{
  g_ptr_array_set_size (self->components, 0);
  crm_vcard_property_add (self, text);
}

/**
 * crm_vcard_property_forget:
 *
 * Takes the parameter away with all its values.
 */
void
crm_vcard_property_forget (CrmVcardProperty *self,
                           const char *parameter)
{
  for (guint i = self->parameters->len; i-- > 0;)
    {
      const CrmVcardParameter *known = self->parameters->pdata[i];

      if (strcmp (known->name, parameter) == 0)
        g_ptr_array_remove_index (self->parameters, i);
    }
}

/**
 * crm_vcard_property_is_blank:
 *
 * Returns: whether it has no value
 */
gboolean
crm_vcard_property_is_blank (const CrmVcardProperty *self)
{
  if (self->data != NULL)
    return FALSE;
  for (guint i = 0; i < self->components->len; i++)
    {
      char **values = self->components->pdata[i];

      for (guint k = 0; values[k] != NULL; k++)
        {
          if (*values[k] != '\0')
            return FALSE;
        }
    }
  return TRUE;
}

/**
 * crm_vcard_property_has:
 * @value: (nullable): any if %NULL
 */
gboolean
crm_vcard_property_has (const CrmVcardProperty *self,
                        const char *parameter,
                        const char *value)
{
  const CrmVcardParameter *known = find_parameter (self, parameter);

  for (guint i = 0; known != NULL && i < known->values->len; i++)
    {
      if (value == NULL || g_ascii_strcasecmp (known->values->pdata[i], value) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * crm_vcard_property_count:
 *
 * Returns: how many values the parameter has
 */
guint
crm_vcard_property_count (const CrmVcardProperty *self,
                          const char *parameter)
{
  const CrmVcardParameter *known = find_parameter (self, parameter);

  return known != NULL ? known->values->len : 0;
}

/**
 * crm_vcard_property_get_parameter:
 *
 * Returns: (transfer none) (nullable): the first value of the parameter
 */
const char *
crm_vcard_property_get_parameter (const CrmVcardProperty *self,
                                  const char *parameter)
{
  const CrmVcardParameter *known = find_parameter (self, parameter);

  return known != NULL ? known->values->pdata[0] : NULL;
}

/**
 * crm_vcard_property_get:
 *
 * Returns: (transfer none): the first value of the component, "" if there is none
 */
const char *
crm_vcard_property_get (const CrmVcardProperty *self,
                        guint component)
{
  const char *const *values = component < self->components->len ? self->components->pdata[component] : NULL;

  return values != NULL && values[0] != NULL ? values[0] : "";
}

/**
 * crm_vcard_property_get_text:
 *
 * Returns: (transfer full): all there is of the value, for people to read
 */
char *
crm_vcard_property_get_text (const CrmVcardProperty *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->components->len; i++)
    {
      char **values = self->components->pdata[i];

      for (guint k = 0; values[k] != NULL; k++)
        {
          if (*values[k] != '\0')
            g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", values[k]);
        }
    }
  return g_strdup (text->str);
}

static const char *const structured[] = { "N", "ADR", "ORG", "GENDER", "CLIENTPIDMAP", "X-PHONETIC-ORG", NULL };
static const char *const lists[] = { "N", "ADR", "NICKNAME", "CATEGORIES", "SORT-AS", NULL };

/**
 * crm_vcard_is_structured:
 *
 * Returns: whether the values of the property have parts between semicolons
 */
gboolean
crm_vcard_is_structured (const char *name)
{
  return g_strv_contains (structured, name);
}

/**
 * crm_vcard_is_list:
 *
 * Returns: whether commas stand between values of the property
 */
gboolean
crm_vcard_is_list (const char *name)
{
  return g_strv_contains (lists, name);
}

/**
 * crm_vcard_find:
 *
 * Returns: (transfer none) (nullable): the first of the properties of that name
 */
const CrmVcardProperty *
crm_vcard_find (const CrmVcard *self,
                const char *name)
{
  for (guint i = 0; i < self->properties->len; i++)
    {
      const CrmVcardProperty *property = self->properties->pdata[i];

      if (strcmp (property->name, name) == 0)
        return property;
    }
  return NULL;
}

static const CrmVcardProperty *
find_filled (const CrmVcard *self,
             const char *name)
{
  for (guint i = 0; i < self->properties->len; i++)
    {
      const CrmVcardProperty *property = self->properties->pdata[i];

      if (strcmp (property->name, name) == 0 && !crm_vcard_property_is_blank (property))
        return property;
    }
  return NULL;
}

/* The first value that says something. */
static const char *
find_text (const CrmVcard *self,
           const char *name)
{
  for (guint i = 0; i < self->properties->len; i++)
    {
      const CrmVcardProperty *property = self->properties->pdata[i];

      if (strcmp (property->name, name) == 0 && *crm_vcard_property_get (property, 0) != '\0')
        return crm_vcard_property_get (property, 0);
    }
  return "";
}

/**
 * crm_vcard_make_name:
 *
 * Returns: (transfer full): a name to show for a card that has none, of what else it says
 */
char *
crm_vcard_make_name (const CrmVcard *self)
{
  static const char *const others[] = { "FN", "NICKNAME", "ORG", "EMAIL", "TEL", "IMPP", "URL", NULL };
  const CrmVcardProperty *name = find_filled (self, "N");
  const CrmVcardProperty *address = find_filled (self, "ADR");
  g_autoptr (GString) text = g_string_new (NULL);
  const guint order[] = { 3, 1, 2, 0, 4 };

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (order); i++)
    {
      const char *part = crm_vcard_property_get (name, order[i]);

      if (*part != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", part);
    }
  for (guint i = 0; text->len == 0 && others[i] != NULL; i++)
    g_string_append (text, find_text (self, others[i]));
  if (text->len == 0 && address != NULL)
    return crm_vcard_property_get_text (address);
  return g_strdup (text->str);
}
