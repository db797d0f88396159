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
          if (g_str_is_ascii (type))
            g_strcanon (type, G_CSET_a_2_z G_CSET_DIGITS "-", '-');
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

/* Apple writes a year for a birthday that has none, and which one that is. */
static void
drop_year (CrmVcardProperty *property)
{
  const char *year = crm_vcard_property_get_parameter (property, "x-apple-omit-year");
  const char *text = crm_vcard_property_get (property, 0);
  g_autofree char *day = NULL;

  if (year == NULL || strlen (year) != 4 || strlen (text) != strlen ("YYYYMMDD") || !g_str_has_prefix (text, year))
    return;
  day = g_strconcat ("--", text + 4, NULL);
  crm_vcard_property_replace (property, day);
  crm_vcard_property_forget (property, "x-apple-omit-year");
}

/* Whether version 4.0 may write it so (RFC 6350, 4.3.4). */
static gboolean
is_moment (const char *text)
{
#define MONTH "(0[1-9]|1[0-2])"
#define DAY "(0[1-9]|[12]\\d|3[01])"
#define ZONE "(Z|[+-]\\d\\d(\\d\\d)?)?"
  static const char form[] =
    "^(\\d{4}|\\d{4}-" MONTH "|\\d{4}" MONTH DAY "|--" MONTH "|--" MONTH DAY "|---" DAY ")$|"
    "^(\\d{4}" MONTH DAY "|--" MONTH DAY "|---" DAY ")T\\d\\d(\\d\\d(\\d\\d)?)?" ZONE "$|"
    "^T(\\d\\d(\\d\\d(\\d\\d)?)?|-\\d\\d(\\d\\d)?|--\\d\\d)" ZONE "$";

  static GRegex *regex;

  if (g_once_init_enter_pointer (&regex))
    g_once_init_leave_pointer (&regex, g_regex_new (form, G_REGEX_DOLLAR_ENDONLY | G_REGEX_OPTIMIZE, 0, NULL));
  return g_regex_match (regex, text, 0, NULL);
}

/* A day or a moment: which one is seen from the value. What is neither is text. */
static void
rewrite_date (CrmVcardProperty *property)
{
  g_autofree char *time = NULL;

  if (crm_vcard_property_has (property, "value", "text"))
    return;
  shorten_date (property);
  drop_year (property);
  if (crm_vcard_property_has (property, "value", "time") && *crm_vcard_property_get (property, 0) != 'T')
    {
      time = g_strconcat ("T", crm_vcard_property_get (property, 0), NULL);
      crm_vcard_property_replace (property, time);
    }
  crm_vcard_property_forget (property, "value");
  if (!crm_vcard_property_is_blank (property) && !is_moment (crm_vcard_property_get (property, 0)))
    crm_vcard_property_set (property, "value", "text");
}

/* When a card was changed is a moment in any case. */
static void
rewrite_change (CrmVcardProperty *property)
{
  g_autofree char *moment = NULL;
  const char *text;

  shorten_date (property);
  crm_vcard_property_forget (property, "value");
  text = crm_vcard_property_get (property, 0);
  if (strlen (text) != strlen ("YYYYMMDD") || !is_moment (text))
    return;
  moment = g_strconcat (text, "T000000Z", NULL);
  crm_vcard_property_replace (property, moment);
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

static gboolean
is_uri (const char *text)
{
  const char *colon = strchr (text, ':');

  return colon != NULL && g_ascii_isalpha (*text) &&
         strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "+-.") == (gsize) (colon - text);
}

/* What is said to be an address, or is one where nothing is said, and is none. */
static void
admit_text (CrmVcardProperty *property)
{
  static const char *const addresses[] = { "UID", "RELATED", "KEY", NULL };
  gboolean said = crm_vcard_property_has (property, "value", "uri");
  gboolean implied = g_strv_contains (addresses, property->name);
  g_autofree char *bare = NULL;

  if (strcmp (property->name, "EMAIL") == 0 && said)   /* which is text in any case */
    {
      crm_vcard_property_forget (property, "value");
      if (g_ascii_strncasecmp (crm_vcard_property_get (property, 0), "mailto:", strlen ("mailto:")) == 0)
        bare = g_strdup (crm_vcard_property_get (property, 0) + strlen ("mailto:"));
      if (bare != NULL)
        crm_vcard_property_replace (property, bare);
    }
  if (property->data != NULL || crm_vcard_property_is_blank (property) || is_uri (crm_vcard_property_get (property, 0)))
    return;
  if (said && (implied || strcmp (property->name, "TEL") == 0))
    crm_vcard_property_forget (property, "value");
  if (implied && !crm_vcard_property_has (property, "value", NULL))
    crm_vcard_property_set (property, "value", "text");
}

/* Types of older versions, and those that say no more than that the property is what it is. */
static void
forget_type (CrmVcardProperty *property)
{
  static const char *const known[] = { "text", "uri", "date", "time", "date-time", "date-and-or-time", "timestamp",
                                       "boolean", "integer", "float", "utc-offset", "language-tag", NULL };
  static const char *const addresses[] = { "GEO", "PHOTO", "LOGO", "SOUND", NULL };
  const char *type = crm_vcard_property_get_parameter (property, "value");
  g_autofree char *lower = type != NULL ? g_ascii_strdown (type, -1) : NULL;

  if (lower != NULL && !g_str_has_prefix (lower, "x-") &&
      (!g_strv_contains (known, lower) ||
       (g_strv_contains (addresses, property->name) && strcmp (lower, "uri") != 0)))
    crm_vcard_property_forget (property, "value");
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
  gboolean uri = crm_vcard_property_has (property, "value", "uri") && is_uri (crm_vcard_property_get (property, 0));

  g_set_str (&property->name, "RELATED");
  crm_vcard_property_set (property, "type", "agent");
  crm_vcard_property_forget (property, "value");
  if (property->data == NULL)
    crm_vcard_property_set (property, "value", uri ? "uri" : "text");
}

/* Neither more nor fewer parts than there are, but for those that say something. */
static void
complete_parts (CrmVcardProperty *property,
                guint n)
{
  while (property->components->len < n)
    crm_vcard_property_add (property, "");
  while (property->components->len > n)
    {
      char **last = property->components->pdata[property->components->len - 1];

      if (last[0] != NULL && (*last[0] != '\0' || last[1] != NULL))
        return;
      g_ptr_array_set_size (property->components, property->components->len - 1);
    }
}

/* Where no name is to be sorted by it, there is none as yet. */
static void
move_sort_string (CrmVcard *card,
                  CrmVcardProperty *sort)
{
  g_autofree char *text = g_strdup (crm_vcard_property_get (sort, 0));

  for (guint i = 0; i < card->properties->len; i++)
    {
      CrmVcardProperty *property = card->properties->pdata[i];

      if (strcmp (property->name, "N") != 0)
        continue;
      if (*text != '\0')
        crm_vcard_property_set (property, "sort-as", text);
      g_ptr_array_remove (card->properties, sort);
      return;
    }
  g_set_str (&sort->name, "N");
  crm_vcard_property_replace (sort, "");
  crm_vcard_property_forget (sort, "value");
  complete_parts (sort, 5);
  if (*text != '\0')
    crm_vcard_property_set (sort, "sort-as", text);
}

/* Of these a card has one only; several are the same said in several ways (RFC 6350, 5.4). */
static void
mark_alternatives (CrmVcard *card)
{
  static const char *const names[] = { "N", "BDAY", "ANNIVERSARY" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      guint n = 0;

      for (guint k = 0; k < card->properties->len; k++)
        n += strcmp (((CrmVcardProperty *) card->properties->pdata[k])->name, names[i]) == 0;
      for (guint k = 0; n > 1 && k < card->properties->len; k++)
        {
          CrmVcardProperty *property = card->properties->pdata[k];

          if (strcmp (property->name, names[i]) == 0 && !crm_vcard_property_has (property, "altid", NULL))
            crm_vcard_property_set (property, "altid", "1");
        }
    }
}

static void
modernise_property (CrmVcard *card,
                    CrmVcardProperty *property)
{
  static const char *const dates[] = { "BDAY", "ANNIVERSARY", "DEATHDATE", NULL };

  if (property->data != NULL && strcmp (property->name, "AGENT") != 0)
    return;   /* which is no text to be rewritten, whatever it is called */
  if (g_strv_contains (dates, property->name))
    rewrite_date (property);
  else if (strcmp (property->name, "REV") == 0)
    rewrite_change (property);
  else if (strcmp (property->name, "N") == 0)
    complete_parts (property, 5);
  else if (strcmp (property->name, "ADR") == 0)
    complete_parts (property, 7);
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
      forget_type (property);
      admit_text (property);
      modernise_property (card, property);   /* after which it may be gone */
    }
  for (guint i = 0; i < card->properties->len;)
    {
      CrmVcardProperty *property = card->properties->pdata[i];

      if (strcmp (property->name, "LABEL") != 0 || !move_label (card, property))
        i++;
    }
  mark_alternatives (card);
}
