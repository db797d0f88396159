/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-vcard.h"

#include "exchange/crm-csv.h"

#include <string.h>

/* Cards as a table, a card in each row: what an import takes. Columns are named after the fields that they fill; those
 * that fill none are there so that it can be seen what would be left behind. */

typedef struct
{
  const char *header;
  const char *property;
  int         component;    /* −1: all of it */
  guint       number;       /* which of those that the property has, best first, counted from 0 */
  const char *type;         /* (nullable): that it is of, or with ! that it is not of */
} Column;

static const Column columns[] = {
  { "name", "FN", 0, 0, NULL },
  { "salutation", "N", 3, 0, NULL },
  { "role", "TITLE", 0, 0, NULL },
  { "department", "ORG", 1, 0, NULL },
  { "customer", "ORG", 0, 0, NULL },
  { "email", "EMAIL", 0, 0, NULL },
  { "phone", "TEL", 0, 0, "!cell" },
  { "mobile", "TEL", 0, 0, "cell" },
  { "birthday", "BDAY", 0, 0, NULL },
  { "tags", "CATEGORIES", -1, 0, NULL },
  { "notes", "NOTE", -1, 0, NULL },
  { "E-mail 2", "EMAIL", 0, 1, NULL },
  { "E-mail 3", "EMAIL", 0, 2, NULL },
  { "Phone 2", "TEL", 0, 1, "!cell" },
  { "Phone 3", "TEL", 0, 2, "!cell" },
  { "Mobile 2", "TEL", 0, 1, "cell" },
  { "Nickname", "NICKNAME", -1, 0, NULL },
  { "street", "ADR", 2, 0, NULL },
  { "city", "ADR", 3, 0, NULL },
  { "region", "ADR", 4, 0, NULL },
  { "postcode", "ADR", 5, 0, NULL },
  { "country", "ADR", 6, 0, NULL },
  { "website", "URL", 0, 0, NULL },
  { "Anniversary", "ANNIVERSARY", 0, 0, NULL },
};

static gboolean
fits (const CrmVcardProperty *property,
      const Column *column)
{
  if (strcmp (property->name, column->property) != 0)
    return FALSE;
  if (column->type == NULL)
    return TRUE;
  if (*column->type == '!')
    return !crm_vcard_property_has (property, "type", column->type + 1) &&
           !crm_vcard_property_has (property, "type", "fax") && !crm_vcard_property_has (property, "type", "pager");
  return crm_vcard_property_has (property, "type", column->type);
}

/* The one that is preferred comes first. */
static const CrmVcardProperty *
find_property (const CrmVcard *card,
               const Column *column)
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

/* Dates as ISO 8601 writes them at length; those without a year are none that can be kept. */
static char *
lengthen_date (const char *text)
{
  if (strspn (text, "0123456789") >= 8)
    return g_strdup_printf ("%.4s-%.2s-%.2s", text, text + 4, text + 6);
  return g_strdup (g_str_has_prefix (text, "--") ? "" : text);
}

static char *
get_cell (const CrmVcard *card,
          const Column *column)
{
  const CrmVcardProperty *property = find_property (card, column);
  const char *text;

  if (property == NULL)
    return g_strdup ("");
  if (column->component < 0)
    return crm_vcard_property_get_text (property);
  text = crm_vcard_property_get (property, column->component);
  if (strcmp (column->property, "BDAY") == 0 || strcmp (column->property, "ANNIVERSARY") == 0)
    return lengthen_date (text);
  if (g_str_has_prefix (text, "tel:") || g_str_has_prefix (text, "mailto:"))
    text = strchr (text, ':') + 1;
  return g_strdup (text);
}

static GPtrArray *
make_row (const CrmVcard *card,
          gboolean *used)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_ptr_array_add (cells, get_cell (card, &columns[i]));
      used[i] |= *(const char *) cells->pdata[i] != '\0';
    }
  if (*(const char *) cells->pdata[0] == '\0')
    {
      g_free (cells->pdata[0]);
      cells->pdata[0] = crm_vcard_make_name (card);
      used[0] = TRUE;
    }
  return cells;
}

static void
append_row (GString *out,
            const char *const *cells,
            const gboolean *used)
{
  gboolean first = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      if (!used[i])
        continue;
      if (!first)
        g_string_append_c (out, ',');
      crm_csv_append_cell (out, cells[i], ',');
      first = FALSE;
    }
  g_string_append_c (out, '\n');
}

/**
 * crm_vcard_make_table:
 * @cards: (element-type CrmVcard)
 *
 * Returns: (transfer full): the cards as a CSV file, with columns for what at least one of them has
 */
char *
crm_vcard_make_table (GPtrArray *cards)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  gboolean used[G_N_ELEMENTS (columns)] = { TRUE };
  const char *headers[G_N_ELEMENTS (columns)];
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < cards->len; i++)
    g_ptr_array_add (rows, make_row (cards->pdata[i], used));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    headers[i] = columns[i].header;
  append_row (out, headers, used);
  for (guint i = 0; i < rows->len; i++)
    append_row (out, (const char *const *) ((GPtrArray *) rows->pdata[i])->pdata, used);
  return g_string_free (out, FALSE);
}
