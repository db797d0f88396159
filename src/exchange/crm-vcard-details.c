/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-vcard-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_CHARACTERS 1000

/* What a card says besides what the fields of a record show, in words for people. */

static const struct { const char *name, *label; } labels[] = {
  { "TEL", N_("Phone") },
  { "EMAIL", N_("E-mail") },
  { "ADR", N_("Address") },
  { "URL", N_("Website") },
  { "IMPP", N_("Chat") },
  { "NICKNAME", N_("Nickname") },
  { "BDAY", N_("Birthday") },
  { "ANNIVERSARY", N_("Anniversary") },
  { "DEATHDATE", N_("Date of Death") },
  { "BIRTHPLACE", N_("Place of Birth") },
  { "DEATHPLACE", N_("Place of Death") },
  { "GENDER", N_("Gender") },
  { "ORG", N_("Organization") },
  { "TITLE", NC_("of a person", "Role") },
  { "ROLE", N_("Occupation") },
  { "RELATED", N_("Related") },
  { "MEMBER", N_("Member") },
  { "CATEGORIES", N_("Tags") },
  { "NOTE", N_("Notes") },
  { "LANG", N_("Language") },
  { "TZ", N_("Time Zone") },
  { "GEO", N_("Position") },
  { "HOBBY", N_("Hobby") },
  { "INTEREST", N_("Interest") },
  { "EXPERTISE", N_("Expertise") },
  { "CALURI", N_("Calendar") },
  { "FBURL", N_("Free and Busy Times") },
  { "CALADRURI", N_("Address for Invitations") },
  { "PHOTO", N_("Photo") },
  { "LOGO", N_("Logo") },
  { "SOUND", N_("Sound") },
  { "KEY", N_("Key") },
};

static const struct { const char *type, *label; } types[] = {
  { "home", NC_("kind of address", "home") },
  { "work", NC_("kind of address", "work") },
  { "cell", NC_("kind of address", "mobile") },
  { "fax", NC_("kind of address", "fax") },
  { "pager", NC_("kind of address", "pager") },
};

/* Said by the record itself, or for programs alone. */
static gboolean
is_technical (const char *name)
{
  static const char *const names[] = { "FN", "N", "KIND", "PRODID", "REV", "UID", "SOURCE", "NAME", "PROFILE", "XML",
                                       "CLIENTPIDMAP", "MAILER", "CLASS", NULL };

  return g_strv_contains (names, name) || g_str_has_prefix (name, "X-AB");
}

/* "X-JABBER" is said as "Jabber". */
static char *
name_unknown (const char *name)
{
  char *words = g_ascii_strdown (g_str_has_prefix (name, "X-") ? name + 2 : name, -1);

  g_strdelimit (words, "-", ' ');
  *words = g_ascii_toupper (*words);
  return words;
}

static char *
name_property (const CrmVcardProperty *property)
{
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      if (strcmp (labels[i].name, property->name) == 0)
        return g_strdup (strcmp (property->name, "TITLE") == 0 ? C_("of a person", "Role") : _(labels[i].label));
    }
  return name_unknown (property->name);
}

/* "Phone (work, fax)" */
static char *
make_label (const CrmVcardProperty *property)
{
  g_autofree char *name = name_property (property);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) said = NULL;
  g_autofree char *joined = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (crm_vcard_property_has (property, "type", types[i].type))
        g_strv_builder_add (builder, g_dpgettext2 (GETTEXT_PACKAGE, "kind of address", types[i].label));
    }
  said = g_strv_builder_end (builder);
  if (said[0] == NULL)
    return g_steal_pointer (&name);
  joined = g_strjoinv (C_("list", ", "), said);
  /* Translators: what something is, and of which kind: Phone (work) */
  return g_strdup_printf (C_("detail", "%s (%s)"), name, joined);
}

static char *
describe_data (const CrmVcardProperty *property)
{
  g_autofree char *size = g_format_size (g_bytes_get_size (property->data));
  const char *media = crm_vcard_property_get_parameter (property, "mediatype");
  g_autofree char *type = media != NULL ? g_content_type_from_mime_type (media) : NULL;
  g_autofree char *kind = type != NULL ? g_content_type_get_description (type) : NULL;

  return kind != NULL ? g_strdup_printf ("%s · %s", kind, size) : g_strdup (size);
}

/* What goes on and on, such as a key, is not read by people. */
static char *
shorten (const char *text)
{
  g_autofree char *beginning = NULL;

  if (g_utf8_strlen (text, -1) <= MOST_CHARACTERS)
    return g_strdup (text);
  beginning = g_utf8_substring (text, 0, MOST_CHARACTERS - 1);
  return g_strconcat (beginning, "…", NULL);
}

/* An address as it is written on a letter says it best; schemes of addresses are for programs. */
static char *
make_text (const CrmVcardProperty *property)
{
  static const char *const schemes[] = { "tel:", "mailto:", "geo:", "xmpp:", "urn:uuid:" };
  const char *letter = crm_vcard_property_get_parameter (property, "label");
  g_autofree char *text = NULL;

  if (property->data != NULL)
    return describe_data (property);
  if (letter != NULL && *letter != '\0')
    return g_strdup (letter);
  text = crm_vcard_property_get_text (property);
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      if (g_str_has_prefix (text, schemes[i]))
        return g_strdup (text + strlen (schemes[i]));
    }
  return g_steal_pointer (&text);
}

static void
free_detail (gpointer data)
{
  CrmVcardDetail *detail = data;

  g_free (detail->label);
  g_free (detail->text);
  g_free (detail);
}

static gboolean
is_shown (const CrmVcard *card,
          const CrmVcardProperty *property,
          const CrmEntity *entity)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmVcardColumn *column = crm_vcard_find_column (entity, entity->fields[i].key);
      g_autofree char *cell = NULL;

      if (column == NULL || crm_vcard_find_property (card, column) != property)
        continue;
      cell = crm_vcard_get_cell (card, column);
      if (*cell != '\0')
        return TRUE;
    }
  return FALSE;
}

/**
 * crm_vcard_list_details:
 * @card: of crm_vcard_read_kept()
 *
 * Returns: (transfer full) (element-type CrmVcardDetail): what it says and no field of the entity does, but for a photo
 */
GPtrArray *
crm_vcard_list_details (const CrmVcard *card,
                        const CrmEntity *entity)
{
  GPtrArray *details = g_ptr_array_new_with_free_func (free_detail);

  for (guint i = 0; i < card->properties->len; i++)
    {
      const CrmVcardProperty *property = card->properties->pdata[i];
      g_autofree char *text = make_text (property), *shown = shorten (text);
      CrmVcardDetail *detail;

      if (*text == '\0' || is_technical (property->name) || is_shown (card, property, entity) ||
          (strcmp (property->name, "PHOTO") == 0 && property->data != NULL))
        continue;
      detail = g_new (CrmVcardDetail, 1);
      *detail = (CrmVcardDetail) { make_label (property), g_steal_pointer (&shown) };
      g_ptr_array_add (details, detail);
    }
  return details;
}

/**
 * crm_vcard_get_photo:
 *
 * Returns: (transfer none) (nullable): the picture, as a file
 */
GBytes *
crm_vcard_get_photo (const CrmVcard *card)
{
  for (guint i = 0; i < card->properties->len; i++)
    {
      const CrmVcardProperty *property = card->properties->pdata[i];

      if (strcmp (property->name, "PHOTO") == 0 && property->data != NULL)
        return property->data;
    }
  return NULL;
}
