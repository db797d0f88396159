/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-vcard.h"

#include <string.h>

/* Into one form: what properties and types of older versions said is said by the parameters of version 4.0. */

static void
rename_types (CrmVcardProperty *property)
{
  CrmVcardParameter *types = NULL;

  for (guint i = 0; i < property->parameters->len; i++)
    {
      CrmVcardParameter *parameter = property->parameters->pdata[i];

      if (strcmp (parameter->name, "type") == 0)
        types = parameter;
    }
  for (guint i = types != NULL ? types->values->len : 0; i-- > 0;)
    {
      g_autofree char *type = g_ascii_strdown (types->values->pdata[i], -1);
      gboolean preferred = strcmp (type, "pref") == 0;

      if (preferred || strcmp (type, "internet") == 0)
        g_ptr_array_remove_index (types->values, i);
      else
        {
          g_free (types->values->pdata[i]);
          types->values->pdata[i] = g_steal_pointer (&type);
        }
      if (preferred)
        crm_vcard_property_set (property, "pref", "1");
    }
  if (types != NULL && types->values->len == 0)
    crm_vcard_property_forget (property, "type");
}

static gboolean
same_types (const CrmVcardProperty *a,
            const CrmVcardProperty *b)
{
  static const char *const places[] = { "home", "work", NULL };

  for (guint i = 0; places[i] != NULL; i++)
    {
      if (crm_vcard_property_has (a, "type", places[i]) != crm_vcard_property_has (b, "type", places[i]))
        return FALSE;
    }
  return g_strcmp0 (a->group, b->group) == 0;
}

static CrmVcardProperty *
find_address (CrmVcard *card,
              const CrmVcardProperty *label)
{
  for (guint i = 0; i < card->properties->len; i++)
    {
      CrmVcardProperty *property = card->properties->pdata[i];

      if (strcmp (property->name, "ADR") == 0 && !crm_vcard_property_has (property, "label", NULL) &&
          same_types (property, label))
        return property;
    }
  return NULL;
}

/* How an address is written on a letter has been a property of its own. Returns whether that is gone. */
static gboolean
move_label (CrmVcard *card,
            CrmVcardProperty *label)
{
  CrmVcardProperty *address = find_address (card, label);
  g_autofree char *text = g_strdup (crm_vcard_property_get (label, 0));

  if (address != NULL || *text == '\0')
    {
      if (*text != '\0')
        crm_vcard_property_set (address, "label", text);
      g_ptr_array_remove (card->properties, label);
      return TRUE;
    }
  g_set_str (&label->name, "ADR");
  g_ptr_array_set_size (label->components, 0);
  for (guint i = 0; i < 7; i++)
    crm_vcard_property_add (label, "");
  crm_vcard_property_set (label, "label", text);
  return FALSE;
}

/* 1960-09-10 is 19600910 in version 4.0, and 1960-09-10T10:00:00Z is 19600910T100000Z. */
static void
shorten_date (CrmVcardProperty *property)
{
  const char *text = crm_vcard_property_get (property, 0);
  const char *time = strchr (text, 'T');
  gsize n_date = time != NULL ? (gsize) (time - text) : strlen (text);
  GString *out;

  if (n_date != 10 || text[4] != '-' || text[7] != '-')
    return;
  out = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p++)
    {
      gboolean in_date = (gsize) (p - text) < n_date;

      if (!(in_date && *p == '-') && !(!in_date && *p == ':'))
        g_string_append_c (out, *p);
    }
  crm_vcard_property_replace (property, out->str);
  g_string_free (out, TRUE);
}

static void
rewrite_place (CrmVcardProperty *property)
{
  g_auto (GStrv) parts = g_strsplit (crm_vcard_property_get (property, 0), ";", 2);
  g_autofree char *uri = NULL;

  if (parts[0] == NULL || parts[1] == NULL || g_str_has_prefix (parts[0], "geo:"))
    return;
  uri = g_strdup_printf ("geo:%s,%s", parts[0], parts[1]);
  crm_vcard_property_replace (property, uri);
}

static void
move_sort_string (CrmVcard *card,
                  CrmVcardProperty *sort)
{
  for (guint i = 0; i < card->properties->len; i++)
    {
      CrmVcardProperty *property = card->properties->pdata[i];

      if (strcmp (property->name, "N") != 0)
        continue;
      if (*crm_vcard_property_get (sort, 0) != '\0')
        crm_vcard_property_set (property, "sort-as", crm_vcard_property_get (sort, 0));
      g_ptr_array_remove (card->properties, sort);
      return;
    }
}

static void
modernise_property (CrmVcard *card,
                    CrmVcardProperty *property)
{
  static const char *const dates[] = { "BDAY", "ANNIVERSARY", "DEATHDATE", "REV", NULL };

  if (g_strv_contains (dates, property->name))
    shorten_date (property);
  else if (strcmp (property->name, "GEO") == 0)
    rewrite_place (property);
  else if (strcmp (property->name, "AGENT") == 0)
    {
      g_set_str (&property->name, "RELATED");
      crm_vcard_property_set (property, "type", "agent");
      crm_vcard_property_forget (property, "value");
      if (property->data == NULL)
        crm_vcard_property_set (property, "value", "text");
    }
  else if (strcmp (property->name, "SORT-STRING") == 0)
    move_sort_string (card, property);
}

/**
 * crm_vcard_modernise:
 *
 * Says what older versions say as version 4.0 does: labels after addresses, so that each finds its own.
 */
void
crm_vcard_modernise (CrmVcard *card)
{
  for (guint i = card->properties->len; i-- > 0;)
    {
      CrmVcardProperty *property = card->properties->pdata[i];

      rename_types (property);
      modernise_property (card, property);
    }
  for (guint i = 0; i < card->properties->len;)
    {
      CrmVcardProperty *property = card->properties->pdata[i];

      if (strcmp (property->name, "LABEL") != 0 || !move_label (card, property))
        i++;
    }
}
