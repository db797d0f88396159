/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-quality.h"

#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LEAST_LETTERS 4   /* shorter ones may be abbreviations */

const char *
crm_fix_kind_label (CrmFixKind kind)
{
  switch (kind)
    {
    case CRM_FIX_SPACES:
      return _("Spaces");
    case CRM_FIX_CASE:
      return _("Capital letters");
    case CRM_FIX_PHONE:
      return _("Phone format");
    case CRM_FIX_EMAIL:
      return _("E-mail address");
    case CRM_FIX_SPELLING:
    default:
      return _("Spelling");
    }
}

static char *
squeeze_spaces (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));
  gboolean space = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c))
        {
          space = out->len > 0;
          continue;
        }
      if (space)
        g_string_append_c (out, ' ');
      space = FALSE;
      g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

/* Returns: (nullable): with a capital at the start of each word, where all letters are capital, or none. */
static char *
mend_case (const char *text)
{
  guint n_upper = 0, n_lower = 0;
  gboolean start = TRUE;
  GString *out;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      n_upper += g_unichar_isupper (g_utf8_get_char (p));
      n_lower += g_unichar_islower (g_utf8_get_char (p));
      if (g_ascii_isdigit (*p) || *p == '.' || *p == '@')
        return NULL;
    }
  if ((n_upper > 0 && n_lower > 0) || n_upper + n_lower <= LEAST_LETTERS)
    return NULL;
  out = g_string_sized_new (strlen (text));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (out, start ? g_unichar_totitle (c) : g_unichar_tolower (c));
      start = !g_unichar_isalpha (c) && c != '\'' && c != 0x2019;
    }
  return g_string_free (out, FALSE);
}

/* Digits in the groups they were written in, with blanks between; "+" before the code of a country. Hyphens are as good
 * as blanks. */
static char *
mend_phone (const char *text)
{
  GString *out;
  gboolean gap = FALSE;

  if (!crm_phone_valid (text) || strpbrk (text, "x*#,;et") != NULL ||
      (strpbrk (text, "/.()") == NULL && !g_str_has_prefix (text, "00")))
    return NULL;
  out = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '+' && out->len == 0)
        g_string_append_c (out, '+');
      else if (g_ascii_isdigit (*p))
        {
          if (gap && out->len > 0 && out->str[out->len - 1] != '+')
            g_string_append_c (out, ' ');
          g_string_append_c (out, *p);
          gap = FALSE;
        }
      else
        gap = TRUE;
    }
  if (g_str_has_prefix (out->str, "00"))
    {
      g_string_erase (out, 0, 2);
      g_string_prepend (out, "+");
    }
  return g_string_free (out, FALSE);
}

/* Whether one letter was left out, put in or exchanged, or two changed places. */
static gboolean
is_slip (const char *text,
         const char *right)
{
  gsize n = strlen (text), m = strlen (right), start = 0, end = 0;

  while (start < MIN (n, m) && text[start] == right[start])
    start++;
  while (end < MIN (n, m) - start && text[n - 1 - end] == right[m - 1 - end])
    end++;
  n -= start + end;
  m -= start + end;
  return (n <= 1 && m <= 1 && n + m > 0) ||
         (n == 2 && m == 2 && text[start] == right[start + 1] && text[start + 1] == right[start]);
}

static char *
mend_email (const char *text)
{
  static const char *const domains[] = { "gmail.com", "googlemail.com", "hotmail.com", "outlook.com", "yahoo.com",
                                         "icloud.com", "protonmail.com", NULL };
  g_autofree char *lower = g_utf8_strdown (text, -1);
  char *at = strrchr (lower, '@');

  for (guint i = 0; at != NULL && domains[i] != NULL; i++)
    {
      if (g_str_equal (at + 1, domains[i]))
        break;
      if (!is_slip (at + 1, domains[i]))
        continue;
      at[1] = '\0';
      return g_strconcat (lower, domains[i], NULL);
    }
  return g_steal_pointer (&lower);
}

/* Names, and the names of places. */
static gboolean
has_capitals (const CrmEntity *entity,
              guint field)
{
  return field == 0 || g_strcmp0 (entity->fields[field].group, "Address") == 0;
}

/**
 * crm_quality_cleanse:
 * @text: a value of the field
 * @kind: (out): why it should be otherwise
 *
 * Returns: (transfer full) (nullable): how the value should be written; %NULL where it is as it should be
 */
char *
crm_quality_cleanse (const CrmEntity *entity,
                     guint field,
                     const char *text,
                     CrmFixKind *kind)
{
  g_autofree char *squeezed = squeeze_spaces (text), *mended = NULL;

  switch (entity->fields[field].kind)
    {
    case CRM_FIELD_PHONE:
      *kind = CRM_FIX_PHONE;
      mended = mend_phone (squeezed);
      break;
    case CRM_FIELD_EMAIL:
      *kind = CRM_FIX_EMAIL;
      mended = mend_email (squeezed);
      break;
    case CRM_FIELD_TEXT:
      *kind = CRM_FIX_CASE;
      mended = has_capitals (entity, field) ? mend_case (squeezed) : NULL;
      break;
    case CRM_FIELD_URL:
    case CRM_FIELD_LONG_TEXT:
    case CRM_FIELD_INTEGER:
    case CRM_FIELD_DECIMAL:
    case CRM_FIELD_PERCENT:
    case CRM_FIELD_MONEY:
    case CRM_FIELD_DATE:
    case CRM_FIELD_INSTANT:
    case CRM_FIELD_BOOLEAN:
    case CRM_FIELD_CHOICE:
    case CRM_FIELD_LINK:
    case CRM_FIELD_TAGS:
    default:
      return NULL;
    }
  if (mended != NULL && !g_str_equal (mended, squeezed))
    return g_steal_pointer (&mended);
  *kind = CRM_FIX_SPACES;
  return *squeezed != '\0' && !g_str_equal (squeezed, text) ? g_steal_pointer (&squeezed) : NULL;
}
