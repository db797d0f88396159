/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-vcard.h"

#include "exchange/crm-csv.h"
#include "exchange/crm-made-table.h"
#include "exchange/crm-tag-list.h"

#include <glib/gi18n-lib.h>
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

/* What a field that vCards do not know is called. */
#define EXTRA "X-CLIENTELE-"

static char *
name_extra (const char *key)
{
  g_autofree char *dashed = g_strdelimit (g_strdup (key), "_", '-');
  g_autofree char *joined = g_strconcat (EXTRA, dashed, NULL);

  return g_ascii_strup (joined, -1);
}

static char *
key_of_extra (const char *property)
{
  char *key = g_ascii_strdown (property + strlen (EXTRA), -1);

  return g_strdelimit (key, "-", '_');
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

static gboolean
is_date (const Column *column)
{
  return strcmp (column->property, "BDAY") == 0 || strcmp (column->property, "ANNIVERSARY") == 0;
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

static char *
get_cell (const CrmVcard *card,
          const Column *column)
{
  const CrmVcardProperty *property = find_property (card, column);
  const char *text;

  if (property == NULL)
    return g_strdup ("");
  if (column->component < 0 && crm_vcard_is_list (column->property))
    return join_list (property);
  if (column->component < 0)
    return crm_vcard_property_get_text (property);
  text = crm_vcard_property_get (property, column->component);
  if (is_date (column))
    return lengthen_date (text);
  if (g_str_has_prefix (text, "tel:") || g_str_has_prefix (text, "mailto:"))
    text = strchr (text, ':') + 1;
  return g_strdup (text);
}

/* The columns of a table: those above that are used, and what has come from another workspace. */
typedef struct
{
  gboolean   used[G_N_ELEMENTS (columns)];
  GPtrArray *extra;   /* of names of properties */
  GString   *out;
  gboolean   first;   /* in its line */
} Table;

static void
note_card (Table *self,
           const CrmVcard *card)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *cell = get_cell (card, &columns[i]);

      self->used[i] |= *cell != '\0';
    }
  for (guint i = 0; i < card->properties->len; i++)
    {
      const CrmVcardProperty *property = card->properties->pdata[i];

      if (g_str_has_prefix (property->name, EXTRA) &&
          !g_ptr_array_find_with_equal_func (self->extra, property->name, g_str_equal, NULL))
        g_ptr_array_add (self->extra, property->name);
    }
}

static void
append_cell (Table *self,
             const char *text)
{
  if (!self->first)
    g_string_append_c (self->out, ',');
  crm_csv_append_cell (self->out, text, ',');
  self->first = FALSE;
}

static void
end_line (Table *self)
{
  g_string_append_c (self->out, '\n');
  self->first = TRUE;
}

static void
append_header (Table *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      if (self->used[i])
        append_cell (self, columns[i].header);
    }
  for (guint i = 0; i < self->extra->len; i++)
    {
      g_autofree char *key = key_of_extra (self->extra->pdata[i]);

      append_cell (self, key);
    }
  end_line (self);
}

static void
append_card (Table *self,
             const CrmVcard *card)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *cell = self->used[i] ? get_cell (card, &columns[i]) : NULL;

      if (i == 0 && *cell == '\0')
        {
          g_free (cell);
          cell = crm_vcard_make_name (card);
        }
      if (self->used[i])
        append_cell (self, cell);
    }
  for (guint i = 0; i < self->extra->len; i++)
    {
      const CrmVcardProperty *property = crm_vcard_find (card, self->extra->pdata[i]);

      append_cell (self, property != NULL ? crm_vcard_property_get (property, 0) : "");
    }
  end_line (self);
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
  g_autoptr (GPtrArray) extra = g_ptr_array_new ();
  Table table = { .used = { TRUE }, .extra = extra, .out = g_string_new (NULL), .first = TRUE };

  for (guint i = 0; i < cards->len; i++)
    note_card (&table, cards->pdata[i]);
  append_header (&table);
  for (guint i = 0; i < cards->len; i++)
    append_card (&table, cards->pdata[i]);
  return g_string_free (table.out, FALSE);
}

/* Whether a column has the property, or whoever reads the table needs it not. */
static gboolean
is_placed (const CrmVcard *card,
           const CrmVcardProperty *property)
{
  static const char *const about[] = { "VERSION", "FN", "N", "KIND", "PRODID", "REV", "UID", "SOURCE", "NAME",
                                       "PROFILE", "CLIENTPIDMAP", NULL };

  if (g_str_has_prefix (property->name, EXTRA) || g_strv_contains (about, property->name))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      if (find_property (card, &columns[i]) == property)
        return TRUE;
    }
  return FALSE;
}

/**
 * crm_vcard_count_unplaced:
 * @cards: (element-type CrmVcard)
 * @kinds: (out): which, such as "PHOTO (3), GEO (1)"
 *
 * Returns: how many properties the table of the cards has no place for
 */
guint
crm_vcard_count_unplaced (GPtrArray *cards,
                          char **kinds)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < cards->len; i++)
    {
      const CrmVcard *card = cards->pdata[i];

      for (guint k = 0; k < card->properties->len; k++)
        {
          const CrmVcardProperty *property = card->properties->pdata[k];
          guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, property->name));

          if (is_placed (card, property))
            continue;
          if (count == 0)
            g_ptr_array_add (names, property->name);
          g_hash_table_insert (counts, property->name, GUINT_TO_POINTER (count + 1));
          n++;
        }
    }
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s%s (%u)", i > 0 ? ", " : "", (char *) names->pdata[i],
                            GPOINTER_TO_UINT (g_hash_table_lookup (counts, names->pdata[i])));
  *kinds = g_string_free (text, FALSE);
  return n;
}

static char *
make_table (const char *text,
            gsize length,
            const char *name,
            CrmRemarks *remarks,
            GError **error)
{
  guint n_strange, n_unplaced;
  g_autoptr (GPtrArray) cards = crm_vcard_read (text, length, &n_strange);
  g_autofree char *unplaced = NULL;

  n_unplaced = crm_vcard_count_unplaced (cards, &unplaced);
  if (n_unplaced > 0)
    crm_remarks_add (remarks, g_strdup_printf (
      ngettext ("%u line of the cards has no place here and is not imported: %s.",
                "%u lines of the cards have no place here and are not imported: %s.", n_unplaced), n_unplaced,
      unplaced));
  if (n_strange > 0)
    crm_remarks_add (remarks, g_strdup_printf (
      ngettext ("%u line belongs to no card and was left out.", "%u lines belong to no card and were left out.",
                n_strange), n_strange));
  return crm_vcard_make_table (cards);
}

const CrmMadeKind crm_made_cards = { .knows = crm_vcard_is_one, .make = make_table };

/* The other way */

static char *
shorten_date (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "-", -1);

  return g_strjoinv ("", parts);
}

static CrmVcardProperty *
obtain_property (CrmVcard *card,
                 const Column *column)
{
  CrmVcardProperty *property = (CrmVcardProperty *) find_property (card, column);

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
fill_component (CrmVcardProperty *property,
                guint component,
                const char *text)
{
  while (property->components->len <= component)
    crm_vcard_property_add (property, "");
  crm_vcard_property_add (property, text);
  g_strfreev (g_ptr_array_index (property->components, component));
  property->components->pdata[component] = g_ptr_array_steal_index (property->components,
                                                                    property->components->len - 1);
}

static void
fill_list (CrmVcardProperty *property,
           const char *text)
{
  GPtrArray *names = crm_tag_list_split (text);

  g_ptr_array_add (names, NULL);
  g_ptr_array_add (property->components, g_ptr_array_free (names, FALSE));
}

static void
fill (CrmVcardProperty *property,
      const Column *column,
      const char *text)
{
  g_autofree char *date = is_date (column) ? shorten_date (text) : NULL;

  if (crm_vcard_is_list (column->property) && column->component < 0)
    fill_list (property, text);
  else
    fill_component (property, MAX (0, column->component), date != NULL ? date : text);
}

/**
 * crm_vcard_fill:
 * @key: a field of a contact, customer or lead
 * @text: what it says, in the form that crm_vcard_make_table() gives
 *
 * Adds it to the card where it belongs, or as a property of our own.
 */
void
crm_vcard_fill (CrmVcard *card,
                const char *key,
                const char *text)
{
  g_autofree char *extra = name_extra (key);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      const Column *column = &columns[i];

      if (strcmp (column->header, key) != 0)
        continue;
      fill (obtain_property (card, column), column, text);
      return;
    }
  crm_vcard_property_add (crm_vcard_add (card, extra), text);
}
