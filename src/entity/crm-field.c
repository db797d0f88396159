/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "base/crm-money.h"
#include "base/crm-text.h"

#include <math.h>
#include <string.h>

const CrmChoice *
crm_field_find_choice (const CrmField *field,
                       const char *key)
{
  for (const CrmChoice *choice = field->choices; choice != NULL && choice->key != NULL; choice++)
    {
      if (strcmp (choice->key, key) == 0)
        return choice;
    }
  return NULL;
}

static gboolean
has_alias (const char *aliases,
           const char *squashed)
{
  g_auto (GStrv) words = g_strsplit (aliases != NULL ? aliases : "", "|", -1);

  return g_strv_contains ((const char *const *) words, squashed);
}

/**
 * crm_field_match_choice:
 * @text: what a person or a file says
 *
 * Returns: (transfer none) (nullable): the choice whose key, label (in English or any language that is installed) or
 *   alias it is, but for case, accents and punctuation
 */
const CrmChoice *
crm_field_match_choice (const CrmField *field,
                        const char *text)
{
  const CrmChoice *exact = crm_field_find_choice (field, text);
  g_autofree char *wanted = exact == NULL ? crm_text_squash (text) : NULL;

  if (exact != NULL)
    return exact;
  for (const CrmChoice *choice = field->choices; choice != NULL && choice->key != NULL; choice++)
    {
      g_autofree char *key = crm_text_squash (choice->key);
      g_autofree char *label = crm_text_squash (choice->label);

      if (strcmp (wanted, key) == 0 || strcmp (wanted, label) == 0 || has_alias (choice->aliases, wanted) ||
          crm_label_is_translation (choice->context, choice->label, wanted))
        return choice;
    }
  return NULL;
}

static gboolean
refuse (GError **error,
        const CrmField *field,
        const char *problem)
{
  /* Translators: the name of a field and what is wrong with its value: "E-mail: is not an e-mail address" */
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, C_("problem", "%s: %s"), crm_field_get_label (field), problem);
  return FALSE;
}

static gboolean
check_bounds (const CrmField *field,
              double number,
              GError **error)
{
  double scale = field->kind == CRM_FIELD_PERCENT ? 100 : 1;

  if (field->min >= field->max || (number >= field->min && number <= field->max))
    return TRUE;
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("%s: must be between %g and %g"), crm_field_get_label (field),
               field->min * scale, field->max * scale);
  return FALSE;
}

/**
 * crm_field_validate:
 * @value: the value that the field is to have
 *
 * Errors: %CRM_ERROR_REQUIRED, %CRM_ERROR_INVALID; the message begins with the field's label.
 */
gboolean
crm_field_validate (const CrmField *field,
                    const CrmValue *value,
                    GError **error)
{
  if (crm_value_is_null (value))
    {
      if ((field->flags & CRM_FIELD_REQUIRED) == 0)
        return TRUE;
      g_set_error (error, CRM_ERROR, CRM_ERROR_REQUIRED, _("%s: must not be empty"), crm_field_get_label (field));
      return FALSE;
    }
  if (value->type != crm_field_value_type (field))
    return refuse (error, field, _("is not of the right kind"));
  if (value->type == CRM_VALUE_TEXT && !crm_text_valid (value->text))
    return refuse (error, field, _("is not valid UTF-8 text"));

  switch (field->kind)
    {
    case CRM_FIELD_EMAIL:
      return crm_email_valid (value->text) ||
             refuse (error, field, _("is not an e-mail address, such as name@example.com"));
    case CRM_FIELD_PHONE:
      return crm_phone_valid (value->text) || refuse (error, field, _("is not a telephone number"));
    case CRM_FIELD_URL:
      return crm_url_valid (value->text) || refuse (error, field, _("is not a web address"));
    case CRM_FIELD_CHOICE:
      return field->open_choice || crm_field_find_choice (field, value->text) != NULL ||
             refuse (error, field, _("is not one of the choices"));
    case CRM_FIELD_MONEY:
      return crm_currency_valid (value->currency) || refuse (error, field, _("has no valid currency"));
    case CRM_FIELD_INTEGER:
      return check_bounds (field, value->i, error);
    case CRM_FIELD_DECIMAL:
    case CRM_FIELD_PERCENT:
      return isfinite (value->real) ? check_bounds (field, value->real, error)
                                    : refuse (error, field, _("is not a number"));
    case CRM_FIELD_BOOLEAN:
      return value->i == 0 || value->i == 1 || refuse (error, field, _("must be yes or no"));
    case CRM_FIELD_TEXT:
      return crm_text_is_single_line (value->text) || refuse (error, field, _("must be a single line"));
    case CRM_FIELD_LONG_TEXT:
    case CRM_FIELD_DATE:
    case CRM_FIELD_INSTANT:
    case CRM_FIELD_LINK:
    case CRM_FIELD_TAGS:
      return TRUE;
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
parse_boolean (const char *text,
               gint64 *truth)
{
  static const char *const yes[] = { "yes", "y", "true", "t", "1", "x", "on", "ja", "wahr", "oui", "vrai", "si", "sim",
                                     "vero", "verdadero", "verdadeiro", "waar", "tak", "prawda", "да", "истина", "是",
                                     "真", "对", "有", NULL };
  static const char *const no[] = { "no", "n", "false", "f", "0", "off", "nein", "falsch", "non", "faux", "nao",
                                    "falso", "nee", "onwaar", "nie", "falsz", "нет", "ложь", "否", "假", "错", "无", NULL };
  g_autofree char *squashed = crm_text_squash (text);

  *truth = g_strv_contains (yes, squashed) || strcmp (text, _("Yes")) == 0;
  return *truth || g_strv_contains (no, squashed) || strcmp (text, _("No")) == 0;
}

static gboolean
parse_number (const CrmField *field,
              const char *text,
              CrmValue *value,
              GError **error)
{
  gboolean percent = strchr (text, '%') != NULL;
  g_autofree char *bare = g_strdelimit (g_strdup (text), "%", ' ');
  double number;

  if (!crm_number_parse (bare, &number))
    return refuse (error, field, _("is not a number"));
  if (field->kind == CRM_FIELD_PERCENT && (percent || number > 1))
    number /= 100;
  if (field->kind != CRM_FIELD_INTEGER)
    {
      *value = crm_value_real (number);
      return TRUE;
    }
  if (number != floor (number) || fabs (number) > 9e15)
    return refuse (error, field, _("is not a whole number"));
  *value = crm_value_int ((gint64) number);
  return TRUE;
}

static char *
trim (const char *text)
{
  gsize length;
  const char *start = crm_text_trim (text, &length);

  return g_strndup (start, length);
}

/**
 * crm_field_parse:
 * @text: what a person typed or a file holds, in any common writing; dates as YYYY-MM-DD
 * @currency: the currency of amounts that name none
 * @value: (out): the value, null for blank text
 *
 * Links and tags are not parsed here: they need the store. A link takes the bare id.
 *
 * Errors: %CRM_ERROR_INVALID
 */
gboolean
crm_field_parse (const CrmField *field,
                 const char *text,
                 const char *currency,
                 CrmValue *value,
                 GError **error)
{
  g_autofree char *trimmed = trim (text);
  gint64 number;

  *value = CRM_VALUE_INIT_NULL;
  if (*trimmed == '\0')
    return TRUE;

  switch (field->kind)
    {
    case CRM_FIELD_INTEGER:
    case CRM_FIELD_DECIMAL:
    case CRM_FIELD_PERCENT:
      return parse_number (field, trimmed, value, error);
    case CRM_FIELD_MONEY:
      {
        char found[4];

        if (!crm_money_parse (trimmed, currency, &number, found))
          return refuse (error, field, _("is not an amount of money"));
        *value = crm_value_money (number, found);
        return TRUE;
      }
    case CRM_FIELD_DATE:
      if (!crm_date_parse (trimmed, &number))
        return refuse (error, field, _("is not a date written as YYYY-MM-DD"));
      *value = crm_value_int (number);
      return TRUE;
    case CRM_FIELD_INSTANT:
      if (!crm_instant_parse (trimmed, &number))
        return refuse (error, field, _("is not a date and time written as YYYY-MM-DD HH:MM"));
      *value = crm_value_int (number);
      return TRUE;
    case CRM_FIELD_BOOLEAN:
      if (!parse_boolean (trimmed, &number))
        return refuse (error, field, _("must be yes or no"));
      *value = crm_value_int (number);
      return TRUE;
    case CRM_FIELD_CHOICE:
      {
        const CrmChoice *choice = crm_field_match_choice (field, trimmed);

        if (choice == NULL && !field->open_choice)
          return refuse (error, field, _("is not one of the choices"));
        *value = crm_value_text (choice != NULL ? choice->key : trimmed);
        return TRUE;
      }
    case CRM_FIELD_LINK:
      if (!g_ascii_string_to_signed (trimmed, 10, 1, G_MAXINT64, &number, NULL))
        return refuse (error, field, _("is not the id of a record"));
      *value = crm_value_int (number);
      return TRUE;
    case CRM_FIELD_TEXT:
    case CRM_FIELD_LONG_TEXT:
    case CRM_FIELD_EMAIL:
    case CRM_FIELD_PHONE:
    case CRM_FIELD_URL:
    case CRM_FIELD_TAGS:
      *value = crm_value_take_text (g_steal_pointer (&trimmed));
      return TRUE;
    default:
      g_return_val_if_reached (FALSE);
    }
}

/**
 * crm_field_format:
 *
 * Returns: (transfer full): the value for people, in the current locale; "" for null. Links and tags need the titles
 *   of other records: see crm_record_dup_display().
 */
char *
crm_field_format (const CrmField *field,
                  const CrmValue *value)
{
  if (crm_value_is_null (value))
    return g_strdup ("");

  switch (field->kind)
    {
    case CRM_FIELD_INTEGER:
      return field->flags & CRM_FIELD_YEAR ? g_strdup_printf ("%" G_GINT64_FORMAT, value->i)
                                           : crm_number_format (value->i);
    case CRM_FIELD_DECIMAL:
      return crm_number_format (value->real);
    case CRM_FIELD_PERCENT:
      {
        g_autofree char *number = crm_number_format (round (value->real * 1e6) / 1e4);

        /* Translators: a percentage */
        return g_strdup_printf (_("%s%%"), number);
      }
    case CRM_FIELD_MONEY:
      return crm_money_format (value->i, value->currency);
    case CRM_FIELD_DATE:
      return crm_date_format (value->i);
    case CRM_FIELD_INSTANT:
      return crm_instant_format (value->i);
    case CRM_FIELD_BOOLEAN:
      return g_strdup (value->i ? _("Yes") : _("No"));
    case CRM_FIELD_CHOICE:
      {
        const CrmChoice *choice = crm_field_find_choice (field, value->text);

        return g_strdup (choice != NULL ? crm_choice_get_label (choice) : value->text);
      }
    case CRM_FIELD_LINK:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->i);
    case CRM_FIELD_TEXT:
    case CRM_FIELD_LONG_TEXT:
    case CRM_FIELD_EMAIL:
    case CRM_FIELD_PHONE:
    case CRM_FIELD_URL:
    case CRM_FIELD_TAGS:
      return g_strdup (value->text);
    default:
      g_return_val_if_reached (g_strdup (""));
    }
}

/**
 * crm_field_to_plain:
 *
 * Returns: (transfer full): the value for entries and files: ISO dates, points in numbers, keys of choices; what
 *   crm_field_parse() reads back
 */
char *
crm_field_to_plain (const CrmField *field,
                    const CrmValue *value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  switch (value->type)
    {
    case CRM_VALUE_NULL:
      return g_strdup ("");
    case CRM_VALUE_TEXT:
      return g_strdup (value->text);
    case CRM_VALUE_MONEY:
      return crm_money_to_plain (value->i, value->currency);
    case CRM_VALUE_REAL:
      if (field->kind == CRM_FIELD_PERCENT)
        return g_strdup_printf ("%s%%", g_ascii_formatd (buffer, sizeof buffer, "%.10g", value->real * 100));
      return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.15g", value->real));
    case CRM_VALUE_INT:
      if (field->kind == CRM_FIELD_DATE)
        return crm_date_to_iso (value->i);
      if (field->kind == CRM_FIELD_INSTANT)
        return crm_instant_to_iso (value->i);
      if (field->kind == CRM_FIELD_BOOLEAN)
        return g_strdup (value->i ? "yes" : "no");
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->i);
    default:
      g_return_val_if_reached (g_strdup (""));
    }
}

/**
 * crm_tags_to_ids:
 * @value: the value of a field of tags
 *
 * Returns: (transfer full) (element-type gint64): the ids of the tags
 */
GArray *
crm_tags_to_ids (const CrmValue *value)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const char *p = value->type == CRM_VALUE_TEXT ? value->text : "";

  while (*p != '\0')
    {
      char *end;
      gint64 id = g_ascii_strtoll (p, &end, 10);

      if (id > 0)
        g_array_append_val (ids, id);
      p = end > p ? end : p + 1;
    }
  return ids;
}

/**
 * crm_tags_from_ids:
 *
 * Returns: the value of a field of tags: ids between blanks, so that " 12 " finds one
 */
CrmValue
crm_tags_from_ids (const gint64 *ids,
                   guint n_ids)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_ids; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT " ", i == 0 ? " " : "", ids[i]);
  return crm_value_text (text->str);
}
