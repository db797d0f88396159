/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-vcard-private.h"

#include "exchange/crm-tag-list.h"

#include "base/crm-date.h"
#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SALUTATION 3   /* of the components of N */

/* Which field of a record is which property of a card. */

const CrmVcardColumn crm_vcard_columns[CRM_VCARD_N_COLUMNS] = {
  { "name", "FN", 0, 0, NULL },
  { "salutation", "N", SALUTATION, 0, NULL },
  { "role", "TITLE", 0, 0, NULL },
  { "department", "ORG", 1, 0, NULL },
  { "organization", "ORG", 0, 0, NULL, N_("Organization") },
  { "email", "EMAIL", 0, 0, NULL },
  { "phone", "TEL", 0, 0, "!cell" },
  { "mobile", "TEL", 0, 0, "cell" },
  { "birthday", "BDAY", 0, 0, NULL },
  { "tags", "CATEGORIES", -1, 0, NULL },
  { "notes", "NOTE", -1, 0, NULL },
  { "E-mail 2", "EMAIL", 0, 1, NULL, N_("E-mail 2") },
  { "E-mail 3", "EMAIL", 0, 2, NULL, N_("E-mail 3") },
  { "Phone 2", "TEL", 0, 1, "!cell", N_("Phone 2") },
  { "Phone 3", "TEL", 0, 2, "!cell", N_("Phone 3") },
  { "Mobile 2", "TEL", 0, 1, "cell", N_("Mobile 2") },
  { "Nickname", "NICKNAME", -1, 0, NULL, N_("Nickname") },
  { "street", "ADR", 2, 0, NULL },
  { "city", "ADR", 3, 0, NULL },
  { "region", "ADR", 4, 0, NULL },
  { "postcode", "ADR", 5, 0, NULL },
  { "country", "ADR", 6, 0, NULL },
  { "website", "URL", 0, 0, NULL },
  { "Anniversary", "ANNIVERSARY", 0, 0, NULL, N_("Anniversary") },
};

static const CrmVcardColumn *
find_header (const char *header)
{
  for (guint i = 0; i < CRM_VCARD_N_COLUMNS; i++)
    {
      if (strcmp (crm_vcard_columns[i].header, header) == 0)
        return &crm_vcard_columns[i];
    }
  return NULL;
}

/**
 * crm_vcard_find_column:
 * @key: of a field of the entity
 *
 * Returns: (nullable): where cards say what the field holds
 */
const CrmVcardColumn *
crm_vcard_find_column (const CrmEntity *entity,
                       const char *key)
{
  static const struct { const char *entity, *key; } organizations[] = {
    { "contact", "customer" }, { "lead", "company" },
  };
  const char *header = key;

  for (guint i = 0; i < G_N_ELEMENTS (organizations); i++)
    {
      if (strcmp (organizations[i].entity, entity->name) == 0 && strcmp (organizations[i].key, key) == 0)
        header = "organization";
    }
  return find_header (header);
}

/**
 * crm_vcard_get_label:
 *
 * Returns: (transfer none) (nullable): what people call the column, where it is not called what a field is
 */
const char *
crm_vcard_get_label (const char *header)
{
  const CrmVcardColumn *column = find_header (header);

  return column != NULL && column->label != NULL ? _(column->label) : NULL;
}

/**
 * crm_vcard_is_kept:
 *
 * Returns: whether cards have the column and no field of the entity holds what it says, so that it stays in the card
 */
gboolean
crm_vcard_is_kept (const CrmEntity *entity,
                   const char *header)
{
  const CrmVcardColumn *column = find_header (header);

  for (guint i = 0; column != NULL && i < entity->n_fields; i++)
    {
      if (crm_vcard_find_column (entity, entity->fields[i].key) == column)
        return FALSE;
    }
  return column != NULL;
}

/**
 * crm_vcard_get_scheme:
 *
 * Returns: (transfer none): what stands in front of the value where it is written as a URI
 */
const char *
crm_vcard_get_scheme (const CrmVcardProperty *property)
{
  if (!crm_vcard_property_has (property, "value", "uri"))
    return "";
  return strcmp (property->name, "TEL") == 0 ? "tel:" : strcmp (property->name, "EMAIL") == 0 ? "mailto:" : "";
}

/* What the property says, as people write it: a cell of a table has room for one number, without what an address says
 * about it. */
static char *
dup_plain (const CrmVcardProperty *property,
           const char *text)
{
  gboolean is_number = strcmp (property->name, "TEL") == 0;
  g_auto (GStrv) parts = NULL;

  if (g_ascii_strncasecmp (text, "tel:", 4) == 0 || g_ascii_strncasecmp (text, "mailto:", 7) == 0)
    text = strchr (text, ':') + 1;
  parts = is_number ? g_strsplit_set (text, ";,", -1) : NULL;
  if (parts == NULL || parts[0] == NULL || *parts[0] == '\0')
    return g_strdup (text);
  for (guint i = 1; parts[i] != NULL; i++)
    {
      if (g_ascii_strncasecmp (parts[i], "ext=", 4) == 0)
        return g_strdup_printf ("%s ext. %s", parts[0], parts[i] + 4);
    }
  return g_strdup (parts[0]);
}

/* What stands there in error, such as a name for a number, a field cannot hold. */
static gboolean
is_valid (const CrmVcardProperty *property)
{
  g_autofree char *text = dup_plain (property, crm_vcard_property_get (property, 0));

  if (*text == '\0')
    return TRUE;
  if (strcmp (property->name, "EMAIL") == 0)
    return crm_email_valid (text);
  if (strcmp (property->name, "TEL") == 0)
    return crm_phone_valid (text);
  return strcmp (property->name, "URL") != 0 || crm_url_valid (text);
}

static gboolean
fits (const CrmVcardProperty *property,
      const CrmVcardColumn *column)
{
  if (strcmp (property->name, column->property) != 0 || !is_valid (property))
    return FALSE;
  if (column->type == NULL)
    return TRUE;
  if (*column->type == '!')
    return !crm_vcard_property_has (property, "type", column->type + 1) &&
           !crm_vcard_property_has (property, "type", "fax") && !crm_vcard_property_has (property, "type", "pager");
  return crm_vcard_property_has (property, "type", column->type);
}

/**
 * crm_vcard_find_property:
 *
 * Returns: (transfer none) (nullable): the property that the column shows; those that are preferred come first, and
 *   those that say what no field can hold do not count
 */
const CrmVcardProperty *
crm_vcard_find_property (const CrmVcard *card,
                         const CrmVcardColumn *column)
{
  guint n = 0;

  for (gboolean preferred = TRUE; preferred >= FALSE; preferred--)
    {
      for (guint i = 0; i < card->properties->len; i++)
        {
          const CrmVcardProperty *property = card->properties->pdata[i];

          if (fits (property, column) && crm_vcard_property_has (property, "pref", "1") == preferred &&
              n++ == column->number)
            return property;
        }
    }
  return NULL;
}

gboolean
crm_vcard_column_is_date (const CrmVcardColumn *column)
{
  return strcmp (column->property, "BDAY") == 0 || strcmp (column->property, "ANNIVERSARY") == 0;
}

/* Dates as ISO 8601 writes them at length; what is less than a date a field cannot hold. */
static char *
lengthen_date (const char *text)
{
  g_autofree char *date = NULL;
  gint64 day;

  if (strspn (text, "0123456789") < 8)
    return g_strdup ("");
  date = g_strdup_printf ("%.4s-%.2s-%.2s", text, text + 4, text + 6);
  return crm_date_parse (date, &day) ? g_steal_pointer (&date) : g_strdup ("");
}

static char *
join_list (const CrmVcardProperty *property)
{
  const char *const *values = property->components->len > 0 ? property->components->pdata[0] : NULL;
  GString *list = g_string_new (NULL);

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      if (*values[i] != '\0')
        crm_tag_list_append (list, values[i]);
    }
  return g_string_free (list, FALSE);
}

/**
 * crm_vcard_get_cell:
 *
 * Returns: (transfer full): what the card says there, as a cell of a table; "" if nothing that a field can hold
 */
char *
crm_vcard_get_cell (const CrmVcard *card,
                    const CrmVcardColumn *column)
{
  const CrmVcardProperty *property = crm_vcard_find_property (card, column);
  const char *text;

  if (property == NULL)
    return g_strdup ("");
  if (column->component < 0 && crm_vcard_is_list (column->property))
    return join_list (property);
  if (column->component < 0)
    return crm_vcard_property_get_text (property);
  text = crm_vcard_property_get (property, column->component);
  if (crm_vcard_column_is_date (column))
    return lengthen_date (text);
  return dup_plain (property, text);
}

/**
 * crm_vcard_name_extra:
 *
 * Returns: (transfer full): what a field that vCards do not know is called
 */
char *
crm_vcard_name_extra (const char *key)
{
  g_autofree char *dashed = g_strdelimit (g_strdup (key), "_", '-');
  g_autofree char *joined = g_strconcat (CRM_VCARD_EXTRA, dashed, NULL);

  return g_ascii_strup (joined, -1);
}

/* The other way */

static char *
shorten_date (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "-", -1);

  return g_strjoinv ("", parts);
}

static CrmVcardProperty *
obtain_property (CrmVcard *card,
                 const CrmVcardColumn *column)
{
  CrmVcardProperty *property = (CrmVcardProperty *) crm_vcard_find_property (card, column);

  if (property != NULL)
    return property;
  property = crm_vcard_add (card, column->property);
  if (column->type != NULL && *column->type != '!')
    crm_vcard_property_set (property, "type", column->type);
  if (strcmp (column->property, "N") == 0 || strcmp (column->property, "ADR") == 0)
    {
      for (guint i = 0; i < (column->property[0] == 'N' ? 5 : 7); i++)
        crm_vcard_property_add (property, "");
    }
  return property;
}

static void
fill_list (CrmVcardProperty *property,
           const char *text)
{
  GPtrArray *names = crm_tag_list_split (text);

  g_ptr_array_add (names, NULL);
  g_ptr_array_set_size (property->components, 0);
  g_ptr_array_add (property->components, g_ptr_array_free (names, FALSE));
}

static void
fill (CrmVcardProperty *property,
      const CrmVcardColumn *column,
      const char *text)
{
  g_autofree char *value = NULL;

  if (strpbrk (text, " ,;") != NULL && *crm_vcard_get_scheme (property) != '\0')
    crm_vcard_property_forget (property, "value");   /* an address has none of these */
  value = crm_vcard_column_is_date (column) ? shorten_date (text)
        : *text != '\0' ? g_strconcat (crm_vcard_get_scheme (property), text, NULL) : g_strdup ("");
  if (crm_vcard_is_list (column->property) && column->component < 0)
    fill_list (property, text);
  else
    crm_vcard_property_fill (property, MAX (0, column->component), value);
}

/* Without blanks in front, at the end, and doubled ones: an import does not keep those. */
static char *
squeeze (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0')
        g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", words[i]);
    }
  return g_string_free (out, FALSE);
}

static gboolean
same_text (const char *a,
           const char *b)
{
  g_autofree char *first = squeeze (a), *second = squeeze (b);

  return strcmp (first, second) == 0;
}

/* What said the same in other words does not hold any more. */
static void
forget_variants (CrmVcard *card,
                 CrmVcardProperty *property,
                 const CrmVcardColumn *column)
{
  CrmVcardProperty *parts = (CrmVcardProperty *) crm_vcard_find (card, "N");

  crm_vcard_property_forget (property, "label");
  if (crm_vcard_column_is_date (column))
    crm_vcard_property_forget (property, "value");
  if (strcmp (property->name, "FN") != 0 || parts == NULL)
    return;
  for (guint i = 0; i < parts->components->len; i++)
    {
      if (i != SALUTATION)
        crm_vcard_property_fill (parts, i, "");
    }
}

/**
 * crm_vcard_fill:
 * @key: a field of the entity
 * @text: what it says, in the form that crm_vcard_get_cell() gives
 *
 * Says so where a card says it, or in a property of our own. What the card says already stays as it is written.
 */
void
crm_vcard_fill (CrmVcard *card,
                const CrmEntity *entity,
                const char *key,
                const char *text)
{
  const CrmVcardColumn *column = crm_vcard_find_column (entity, key);
  g_autofree char *known = column != NULL ? crm_vcard_get_cell (card, column) : NULL;
  g_autofree char *extra = NULL;
  CrmVcardProperty *property;

  if (column == NULL && *text != '\0')
    {
      extra = crm_vcard_name_extra (key);
      crm_vcard_property_add (crm_vcard_add (card, extra), text);
    }
  if (column == NULL || same_text (known, text))
    return;
  property = obtain_property (card, column);
  if (*known != '\0')
    forget_variants (card, property, column);
  fill (property, column, text);
}
