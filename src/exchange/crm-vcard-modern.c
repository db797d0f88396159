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

/* 1960-09-10 is 19600910 in version 4.0, --09-10 is --0910, and 1960-09-10T10:00:00.5Z is 19600910T100000Z. */
static void
shorten_date (CrmVcardProperty *property)
{
  const char *text = crm_vcard_property_get (property, 0);
  gsize n_date = strcspn (text, "T");
  gboolean whole = n_date == 10 && text[4] == '-' && text[7] == '-';
  gboolean yearless = n_date == 7 && g_str_has_prefix (text, "--") && text[4] == '-';
  g_autoptr (GString) out = NULL;

  if (*text == '\0' || text[strspn (text, "0123456789-+:.,TZ")] != '\0')
    return;
  out = g_string_new (NULL);
  for (gsize i = 0; text[i] != '\0'; i++)
    {
      gboolean in_time = i > n_date;

      if ((i == 4 && (whole || yearless)) || (i == 7 && whole) || (in_time && text[i] == ':'))
        continue;
      if (in_time && (text[i] == '.' || text[i] == ','))
        i += strspn (text + i + 1, "0123456789");
      else
        g_string_append_c (out, text[i]);
    }
  crm_vcard_property_replace (property, out->str);
}

/* Zones that are an offset, such as -05:00, say that they are. */
static void
shorten_zone (CrmVcardProperty *property)
{
  const char *text = crm_vcard_property_get (property, 0);
  g_autoptr (GString) offset = g_string_new (text);

  if (!g_regex_match_simple ("^[+-]\\d\\d(:?\\d\\d)?$", text, G_REGEX_DOLLAR_ENDONLY, 0) ||
      (crm_vcard_property_has (property, "value", NULL) && !crm_vcard_property_has (property, "value", "utc-offset")))
    return;
  g_string_replace (offset, ":", "", 0);
  crm_vcard_property_set (property, "value", "utc-offset");
  crm_vcard_property_replace (property, offset->str);
}

/* Version 3.0 has a semicolon between latitude and longitude, 2.1 a comma. */
static void
rewrite_place (CrmVcardProperty *property)
{
  const char *text = crm_vcard_property_get (property, 0);
  g_auto (GStrv) parts = g_strsplit (text, strchr (text, ';') != NULL ? ";" : ",", 2);
  g_autofree char *uri = NULL;

  if (parts[0] == NULL || parts[1] == NULL || text[strspn (text, "0123456789+-.,; ")] != '\0' ||
      *g_strstrip (parts[0]) == '\0' || *g_strstrip (parts[1]) == '\0')
    return;
  uri = g_strdup_printf ("geo:%s,%s", parts[0], parts[1]);
  crm_vcard_property_replace (property, uri);
}

/* What a value is was said by other words. The body of a message beside the card has an address of its own. */
static void
rename_value (CrmVcardProperty *property)
{
  gboolean body = crm_vcard_property_has (property, "value", "cid") ||
                  crm_vcard_property_has (property, "value", "content-id");
  g_autofree char *id = NULL, *uri = NULL;

  if (!(body || crm_vcard_property_has (property, "value", "url")) || crm_vcard_is_structured (property->name) ||
      crm_vcard_is_list (property->name))
    return;
  crm_vcard_property_forget (property, "value");
  crm_vcard_property_set (property, "value", "uri");
  id = g_strdup (crm_vcard_property_get (property, 0));
  if (!body || *id == '\0' || g_ascii_strncasecmp (id, "cid:", strlen ("cid:")) == 0)
    return;
  g_strdelimit (id, "<>", ' ');
  uri = g_strconcat ("cid:", g_strstrip (id), NULL);
  crm_vcard_property_replace (property, uri);
}

static void
rename_agent (CrmVcardProperty *property)
{
  gboolean uri = crm_vcard_property_has (property, "value", "uri");

  g_set_str (&property->name, "RELATED");
  crm_vcard_property_set (property, "type", "agent");
  crm_vcard_property_forget (property, "value");
  if (property->data == NULL)
    crm_vcard_property_set (property, "value", uri ? "uri" : "text");
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
  else if (strcmp (property->name, "TZ") == 0)
    shorten_zone (property);
  else if (strcmp (property->name, "AGENT") == 0)
    rename_agent (property);
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
      rename_value (property);
      modernise_property (card, property);
    }
  for (guint i = 0; i < card->properties->len;)
    {
      CrmVcardProperty *property = card->properties->pdata[i];

      if (strcmp (property->name, "LABEL") != 0 || !move_label (card, property))
        i++;
    }
}
