/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-vcard-private.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a card says and the fields of a record have no place for is kept as a card, in the field "vcard" of the record,
 * and goes out with it again. There what fields hold is left blank, so that it is said in one place only; but the
 * property stays, with its types, and is filled from the field. Records that are merged bring a card each, one behind
 * the other. */

/* Of these a card has one only (RFC 6350, 6). */
static gboolean
is_single (const char *name)
{
  static const char *const names[] = { "FN", "N", "BDAY", "ANNIVERSARY", "DEATHDATE", "GENDER", "KIND", "PRODID", "REV",
                                       "UID", NULL };

  return g_strv_contains (names, name);
}

static gboolean
says_same (const CrmVcardProperty *a,
           const CrmVcardProperty *b)
{
  if (strcmp (a->name, b->name) != 0 || (a->data == NULL) != (b->data == NULL) ||
      a->components->len != b->components->len)
    return FALSE;
  if (a->data != NULL && !g_bytes_equal (a->data, b->data))
    return FALSE;
  for (guint i = 0; i < a->components->len; i++)
    {
      if (!g_strv_equal (a->components->pdata[i], b->components->pdata[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_said (const CrmVcard *card,
         const CrmVcardProperty *property)
{
  if (crm_vcard_find (card, property->name) != NULL &&
      (is_single (property->name) || crm_vcard_property_is_blank (property)))
    return TRUE;
  for (guint i = 0; i < card->properties->len; i++)
    {
      if (says_same (card->properties->pdata[i], property))
        return TRUE;
    }
  return FALSE;
}

/* What another card says, too. */
static void
unite (CrmVcard *card,
       CrmVcard *other)
{
  guint n = other->properties->len;

  for (guint i = 0; i < n; i++)
    {
      CrmVcardProperty *property = g_ptr_array_steal_index (other->properties, 0);

      if (is_said (card, property))
        crm_vcard_property_free (property);
      else
        g_ptr_array_add (card->properties, property);
    }
}

static CrmVcard *
unite_all (GPtrArray *cards)
{
  CrmVcard *card = g_ptr_array_steal_index (cards, 0);

  for (guint i = 0; i < cards->len; i++)
    unite (card, cards->pdata[i]);
  return card;
}

/**
 * crm_vcard_read_kept:
 * @text: of the field
 *
 * Returns: (transfer full): the card that it is, without a property where it is none
 */
CrmVcard *
crm_vcard_read_kept (const char *text)
{
  guint n_left_out;
  g_autoptr (GPtrArray) cards = crm_vcard_read (text, strlen (text), &n_left_out);

  return cards->len > 0 ? unite_all (cards) : crm_vcard_new ();
}

/* Whether the field says all that there is: a part of a value, or less than stands there, is none of it. */
static gboolean
holds (const CrmVcard *card,
       const CrmVcardColumn *column,
       const CrmVcardProperty *property,
       const char *cell)
{
  guint component = MAX (0, column->component);
  char **values = component < property->components->len ? property->components->pdata[component] : NULL;
  const CrmVcardProperty *parts = crm_vcard_find (card, "N");
  const char *scheme;

  if (*cell == '\0' || values == NULL || crm_vcard_property_has (property, "label", NULL))
    return FALSE;
  if (column->component < 0 && property->components->len > 1)
    return FALSE;
  if (column->component < 0 && crm_vcard_is_list (column->property))
    return TRUE;
  if (g_strv_length (values) != 1)
    return FALSE;
  if (crm_vcard_column_is_date (column))
    return strlen (values[0]) == strlen ("YYYYMMDD");
  if (strcmp (property->name, "FN") == 0 && parts != NULL && !crm_vcard_property_is_blank (parts))
    return FALSE;   /* tells whether the parts are still those of the name */
  if (strcmp (column->property, "NOTE") != 0 && strpbrk (values[0], "\r\n") != NULL)
    return FALSE;   /* a field has one line */
  scheme = crm_vcard_get_scheme (property);
  return g_str_has_prefix (values[0], scheme) && strcmp (values[0] + strlen (scheme), cell) == 0;
}

static void
leave_blank (CrmVcard *card,
             const CrmVcardColumn *column)
{
  CrmVcardProperty *property = (CrmVcardProperty *) crm_vcard_find_property (card, column);
  g_autofree char *cell = crm_vcard_get_cell (card, column);

  if (property != NULL && holds (card, column, property, cell))
    crm_vcard_property_fill (property, MAX (0, column->component), "");
}

static void
leave_fields_blank (CrmVcard *card,
                    const CrmEntity *entity)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmVcardColumn *column = crm_vcard_find_column (entity, entity->fields[i].key);

      if (column != NULL)
        leave_blank (card, column);
    }
}

/* Whether it says nothing, neither by its value nor by what stands beside it. */
static gboolean
is_empty (const CrmVcardProperty *property)
{
  return crm_vcard_property_is_blank (property) && !crm_vcard_property_has (property, "label", NULL) &&
         !crm_vcard_property_has (property, "sort-as", NULL);
}

/* As it is made where there is none. */
static gboolean
is_bare (const CrmVcardProperty *property)
{
  return property->group == NULL &&
         (property->parameters->len == 0 || (strcmp (property->name, "TEL") == 0 && property->parameters->len == 1 &&
                                             crm_vcard_property_count (property, "type") == 1 &&
                                             crm_vcard_property_has (property, "type", "cell")));
}

/* Whether a field is to be written into the blank property: it has something of its own, or it tells which of several
 * the field is. */
static gboolean
is_place (const CrmVcard *card,
          CrmVcardProperty *property,
          const CrmEntity *entity)
{
  gboolean bare = is_bare (property);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmVcardColumn *column = crm_vcard_find_column (entity, entity->fields[i].key);
      CrmVcardColumn next;

      if (column == NULL || crm_vcard_find_property (card, column) != property)
        continue;
      next = *column;
      next.number++;
      if (!bare || crm_vcard_find_property (card, &next) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_needed (const CrmVcard *card,
           CrmVcardProperty *property,
           const CrmEntity *entity)
{
  if (g_str_has_prefix (property->name, CRM_VCARD_EXTRA))
    return FALSE;
  if (strcmp (property->name, "KIND") == 0 && strcmp (entity->name, "customer") == 0)
    return strcmp (crm_vcard_property_get (property, 0), "org") != 0;
  return !is_empty (property) || is_place (card, property, entity);
}

static void
drop_needless (CrmVcard *card,
               const CrmEntity *entity)
{
  for (guint i = card->properties->len; i-- > 0;)
    {
      if (!is_needed (card, card->properties->pdata[i], entity))
        g_ptr_array_remove_index (card->properties, i);
    }
}

static char *
write_kept (const CrmVcard *card)
{
  g_autoptr (GString) out = g_string_new (NULL);

  crm_vcard_write_rest (card, out);
  g_string_replace (out, "\r\n", "\n", 0);
  return g_strstrip (g_strdup (out->str));
}

/**
 * crm_vcard_keep:
 * @text: a card, or several where records were merged
 * @kept: (out) (nullable): what fields of the entity do not hold, %NULL if they hold all
 *
 * Errors: %CRM_ERROR_INVALID where it is no card
 */
gboolean
crm_vcard_keep (const char *text,
                const CrmEntity *entity,
                char **kept,
                GError **error)
{
  guint n_left_out;
  g_autoptr (GPtrArray) cards = crm_vcard_read (text, strlen (text), &n_left_out);
  CrmVcard *card = cards->len > 0 ? cards->pdata[0] : NULL;

  *kept = NULL;
  if (card == NULL || n_left_out > 0)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("Further details are kept as a vCard, which this is not"));
      return FALSE;
    }
  if (cards->len > 1)
    {
      *kept = g_strdup (text);
      return TRUE;
    }
  leave_fields_blank (card, entity);
  drop_needless (card, entity);
  if (card->properties->len > 0)
    *kept = write_kept (card);
  return TRUE;
}

/**
 * crm_vcard_drop_data:
 * @text: of the field
 *
 * Returns: (transfer full): the same without what is no text, such as photos
 */
char *
crm_vcard_drop_data (const char *text)
{
  g_autoptr (CrmVcard) card = crm_vcard_read_kept (text);

  for (guint i = card->properties->len; i-- > 0;)
    {
      const CrmVcardProperty *property = card->properties->pdata[i];

      if (property->data != NULL)
        g_ptr_array_remove_index (card->properties, i);
    }
  return write_kept (card);
}

/**
 * crm_vcard_tidy:
 *
 * Takes away what was to be filled and has not been.
 */
void
crm_vcard_tidy (CrmVcard *card)
{
  for (guint i = card->properties->len; i-- > 0;)
    {
      if (is_empty (card->properties->pdata[i]))
        g_ptr_array_remove_index (card->properties, i);
    }
}
