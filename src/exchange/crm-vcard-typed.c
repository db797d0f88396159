/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-vcard-private.h"

#include <string.h>

/* What jCard (RFC 7095) and xCard (RFC 6351) have in common: values say of what type they are, and names may hold what
 * no line of a card may. They are turned into properties of version 4.0, to be written as text. */

static const struct { const char *name, *type; } defaults[] = {   /* "text" for all else */
  { "ANNIVERSARY", "date-and-or-time" }, { "BDAY", "date-and-or-time" }, { "DEATHDATE", "date-and-or-time" },
  { "CREATED", "timestamp" }, { "REV", "timestamp" }, { "LANG", "language-tag" }, { "LANGUAGE", "language-tag" },
  { "CALADRURI", "uri" }, { "CALURI", "uri" }, { "CONTACT-URI", "uri" }, { "FBURL", "uri" }, { "GEO", "uri" },
  { "IMPP", "uri" }, { "KEY", "uri" }, { "LOGO", "uri" }, { "MEMBER", "uri" }, { "ORG-DIRECTORY", "uri" },
  { "PHOTO", "uri" }, { "RELATED", "uri" }, { "SOCIALPROFILE", "uri" }, { "SOUND", "uri" }, { "SOURCE", "uri" },
  { "UID", "uri" }, { "URL", "uri" },
};

static const char *const moments[] = { "date", "time", "date-time", "date-and-or-time", "timestamp", NULL };

/**
 * crm_vcard_typed_name:
 *
 * Returns: (transfer full): the text as a name that may stand in a line
 */
char *
crm_vcard_typed_name (const char *text)
{
  return g_strcanon (g_strdup (text), G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_", '-');
}

/**
 * crm_vcard_typed_begin:
 * @group: (nullable): to which it belongs
 *
 * Returns: (transfer none): a property at the end of the card, to be ended
 */
CrmVcardProperty *
crm_vcard_typed_begin (CrmVcard *card,
                       const char *name,
                       const char *group)
{
  g_autofree char *valid = crm_vcard_typed_name (name);
  CrmVcardProperty *property = crm_vcard_add (card, valid);

  property->group = group != NULL && *group != '\0' ? crm_vcard_typed_name (group) : NULL;
  return property;
}

/**
 * crm_vcard_typed_set:
 *
 * Adds a value to a parameter. Of those that say how a value is written only base64 holds: the type says more than
 * VALUE, and all is UTF-8.
 */
void
crm_vcard_typed_set (CrmVcardProperty *property,
                     const char *parameter,
                     const char *value)
{
  g_autofree char *valid = crm_vcard_typed_name (parameter), *name = g_ascii_strdown (valid, -1);
  gboolean base64 = g_ascii_strcasecmp (value, "b") == 0 || g_ascii_strcasecmp (value, "base64") == 0;

  if (*name != '\0' && *value != '\0' && strcmp (name, "value") != 0 && strcmp (name, "charset") != 0 &&
      (base64 || strcmp (name, "encoding") != 0))
    crm_vcard_property_set (property, name, value);
}

/* Without the marks of the extended form: 1996-04-15 is 19960415, --04-15 is --0415, but 1996-04 stays as it is. */
static void
append_date (GString *out,
             const char *text,
             gsize length)
{
  gboolean whole = length == strlen ("1996-04-15") && text[4] == '-' && text[7] == '-';
  gboolean yearless = length == strlen ("--04-15") && text[0] == '-' && text[1] == '-' && text[4] == '-';

  for (gsize i = 0; i < length; i++)
    {
      if (!(whole && text[i] == '-') && !(yearless && i == 4))
        g_string_append_c (out, text[i]);
    }
}

static char *
shorten (const char *type,
         const char *text)
{
  gboolean is_moment = g_strv_contains (moments, type), is_offset = strcmp (type, "utc-offset") == 0;
  const char *time = strcmp (type, "time") == 0 || is_offset ? text : strchr (text, 'T');
  gsize n_date = time != NULL ? (gsize) (time - text) : strlen (text);
  GString *out;

  if (strcmp (type, "boolean") == 0)
    return g_ascii_strup (text, -1);
  if ((!is_moment && !is_offset) || strspn (text, "0123456789-+:.TZ") < strlen (text))
    return g_strdup (text);
  out = g_string_new (NULL);
  append_date (out, text, n_date);
  for (; time != NULL && *time != '\0'; time++)
    {
      if (*time != ':')
        g_string_append_c (out, *time);
    }
  return g_string_free (out, FALSE);
}

/**
 * crm_vcard_typed_parts_new:
 *
 * Returns: (transfer full) (element-type GStrvBuilder): the components of a value, to be filled
 */
GPtrArray *
crm_vcard_typed_parts_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_strv_builder_unref);
}

/**
 * crm_vcard_typed_put:
 * @parts: components
 * @component: its number; those before it are there then, too
 * @type: in which the text is written
 *
 * Adds a value to a component.
 */
void
crm_vcard_typed_put (GPtrArray *parts,
                     guint component,
                     const char *type,
                     const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  while (parts->len <= component)
    g_ptr_array_add (parts, g_strv_builder_new ());
  g_strv_builder_take (parts->pdata[component], shorten (type, stripped));
}

static gboolean
is_default (const char *name,
            const char *type)
{
  const char *known = "text";

  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      if (strcmp (defaults[i].name, name) == 0)
        known = defaults[i].type;
    }
  return g_ascii_strcasecmp (type, known) == 0 || g_ascii_strcasecmp (type, "unknown") == 0 ||
         (g_strv_contains (moments, type) && g_strv_contains (moments, known));
}

/**
 * crm_vcard_typed_end:
 * @property: the last of the card
 * @parts: components, none of which is left
 * @type: of the values
 *
 * What frames a card as text is no property of it.
 */
void
crm_vcard_typed_end (CrmVcard *card,
                     CrmVcardProperty *property,
                     GPtrArray *parts,
                     const char *type)
{
  static const char *const frame[] = { "BEGIN", "END", "VERSION", "", NULL };

  for (guint i = 0; i < parts->len; i++)
    {
      GStrv values = g_strv_builder_end (parts->pdata[i]);

      if (*values != NULL)
        g_ptr_array_add (property->components, values);
      else
        {
          g_strfreev (values);
          crm_vcard_property_add (property, "");
        }
    }
  g_ptr_array_set_size (parts, 0);
  if (property->components->len == 0)
    crm_vcard_property_add (property, "");
  if (!is_default (property->name, type))
    crm_vcard_property_set (property, "value", type);
  if (g_strv_contains (frame, property->name))
    g_ptr_array_remove_index (card->properties, card->properties->len - 1);
}
