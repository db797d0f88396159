/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-quality.h"

#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LEAST_LETTERS 4   /* shorter ones may be abbreviations */
#define MOST_SHORT 3      /* letters of a word that may be one in the name of a company */
#define WIDE_SPACE 0x3000

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
    case CRM_FIX_DATE:
      return _("Date");
    case CRM_FIX_SPELLING:
    default:
      return _("Spelling");
    }
}

/* A blank as wide as a Chinese character is no slip between such characters. */
static char *
squeeze_spaces (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));
  gunichar space = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c))
        {
          space = out->len == 0 ? 0 : space == 0 && c == WIDE_SPACE ? c : ' ';
          continue;
        }
      if (space != 0)
        g_string_append_unichar (out, space);
      space = 0;
      g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

/* Words that are written in their own way wherever they stand but at the beginning. */
static const char *
find_special (const char *lower)
{
  static const char *const words[] = {
    "and", "of", "the", "for", "upon", "van", "von", "der", "den", "ter", "zu", "zur", "am", "an", "im", "und", "de",
    "la", "le", "les", "du", "des", "sur", "et", "da", "do", "dos", "das", "del", "della", "di", "y", "e", "al",
    "GmbH", "AG", "KG", "SE", "UG", "OHG", "LLC", "LLP", "PLC", "SA", "SAS", "SARL", "SpA", "BV", "NV", "AB", "ApS",
    "Ltd", "Inc", "Co", "Corp", "Oy",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_ascii_strcasecmp (words[i], lower) == 0)
        return words[i];
    }
  return NULL;
}

/* BMW, KPMG: what cannot be spoken is spelled. */
static gboolean
is_abbreviation (const char *lower)
{
  for (const char *p = lower; *p != '\0'; p++)
    {
      if (!g_ascii_islower (*p) || strchr ("aeiouy", *p) != NULL)
        return FALSE;
    }
  return TRUE;
}

static void
append_capital (GString *out,
                const char *lower)
{
  g_string_append_unichar (out, g_unichar_totitle (g_utf8_get_char (lower)));
  g_string_append (out, g_utf8_next_char (lower));
}

/* Returns: whether it can be told how the word is written */
static gboolean
append_word (GString *out,
             const char *word,
             gsize length,
             gboolean may_be_company)
{
  g_autofree char *lower = g_utf8_strdown (word, length);
  const char *special = out->len > 0 ? find_special (lower) : NULL;

  if (special != NULL)
    g_string_append (out, special);
  else if (g_str_has_prefix (lower, "mc") && g_utf8_strlen (lower, -1) > 4)
    {
      append_capital (out, "mc");
      append_capital (out, lower + 2);
    }
  else if (may_be_company && is_abbreviation (lower))
    {
      g_autofree char *upper = g_ascii_strup (lower, -1);

      g_string_append (out, upper);
    }
  else if (may_be_company && g_utf8_strlen (lower, -1) <= MOST_SHORT)
    return FALSE;
  else
    append_capital (out, lower);
  return TRUE;
}

/* Anna's, but O'Brien. */
static const char *
find_end (const char *word)
{
  const char *p = word;

  while (g_unichar_isalpha (g_utf8_get_char (p)) ||
         (p > g_utf8_next_char (word) && (*p == '\'' || g_utf8_get_char (p) == 0x2019)))
    p = g_utf8_next_char (p);
  return p;
}

/* Returns: (nullable): with a capital at the start of each word, where all letters are capital, or none. */
static char *
mend_case (const char *text,
           gboolean may_be_company)
{
  guint n_upper = 0, n_lower = 0;
  g_autoptr (GString) out = NULL;

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
  for (const char *p = text; *p != '\0';)
    {
      const char *end = find_end (p);

      if (end == p)
        {
          end = g_utf8_next_char (p);
          g_string_append_len (out, p, end - p);
        }
      else if (end == g_utf8_next_char (p))
        {
          /* A letter of its own, such as the O of O'Brien. */
          g_string_append_unichar (out, g_unichar_totitle (g_utf8_get_char (p)));
        }
      else if (!append_word (out, p, end - p, may_be_company))
        return NULL;
      p = end;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Whether all digits are of one number, and are all dialled. */
static gboolean
is_one_number (const char *text)
{
  const char *slash = strchr (text, '/'), *rest;

  if (slash == NULL)
    return TRUE;
  rest = slash + 1 + strspn (slash + 1, " ");
  return strchr (rest, '/') == NULL && *rest != '0' && *rest != '+' && strchr ("0+(", *text) != NULL;
}

/* Digits in the groups they were written in, with blanks between; "+" before the code of a country, after which a zero
 * in brackets is not dialled. Hyphens are as good as blanks. */
static char *
mend_phone (const char *text)
{
  gboolean abroad = *text == '+' || g_str_has_prefix (text, "00"), gap = FALSE;
  const char *bracket = strchr (text, '(');
  GString *out;

  if (!crm_phone_valid (text) || strpbrk (text, "x*#,;et") != NULL || !is_one_number (text) ||
      (strpbrk (text, "/.()") == NULL && !g_str_has_prefix (text, "00")) ||
      (abroad && bracket != NULL && bracket[1] == '0' && bracket[2] != ')'))
    return NULL;
  out = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '+' && out->len == 0)
        g_string_append_c (out, '+');
      else if (abroad && p == bracket && g_str_has_prefix (p, "(0)"))
        {
          p += strlen ("(0)") - 1;
          gap = TRUE;
        }
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

/**
 * crm_quality_is_slip:
 *
 * Returns: whether @text is @right but for one letter that was left out, put in or exchanged, or two that changed
 * places; the first letter is seldom wrong
 */
gboolean
crm_quality_is_slip (const char *text,
                     const char *right)
{
  glong n, m, start = 0, end = 0;
  g_autofree gunichar *a = g_utf8_to_ucs4_fast (text, -1, &n);
  g_autofree gunichar *b = g_utf8_to_ucs4_fast (right, -1, &m);

  while (start < MIN (n, m) && a[start] == b[start])
    start++;
  while (end < MIN (n, m) - start && a[n - 1 - end] == b[m - 1 - end])
    end++;
  n -= start + end;
  m -= start + end;
  return start > 0 && ((n <= 1 && m <= 1 && n + m > 0) ||
                       (n == 2 && m == 2 && a[start] == b[start + 1] && a[start + 1] == b[start]));
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
      if (!crm_quality_is_slip (at + 1, domains[i]))
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
      mended = has_capitals (entity, field) ? mend_case (squeezed, field == 0 && strcmp (entity->name, "customer") == 0)
                                            : NULL;
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
