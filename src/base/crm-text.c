/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-text.h"

#include <string.h>

static gboolean
is_ascii (const char *text,
          gsize length)
{
  guint64 bits = 0, word;
  gsize i;

  for (i = 0; i + sizeof word <= length; i += sizeof word)
    {
      memcpy (&word, text + i, sizeof word);
      bits |= word;
    }
  for (; i < length; i++)
    bits |= (guchar) text[i];
  return (bits & G_GUINT64_CONSTANT (0x8080808080808080)) == 0;
}

/**
 * crm_text_valid:
 *
 * Returns: whether the text is UTF-8, which is soon seen of one that is ASCII
 */
gboolean
crm_text_valid (const char *text)
{
  gsize length = strlen (text);

  return is_ascii (text, length) || g_utf8_validate (text, length, NULL);
}

static gboolean
is_cjk (gunichar c)
{
  return (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x3040 && c <= 0x30ff) ||
         (c >= 0xac00 && c <= 0xd7af) || (c >= 0x20000 && c <= 0x323af);
}

static CrmTextPart
classify (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum (c) ? CRM_TEXT_WORD : CRM_TEXT_END;
  if (is_cjk (c))
    return CRM_TEXT_CJK;
  return g_unichar_isalnum (c) ? CRM_TEXT_WORD : CRM_TEXT_END;
}

static char *
fold_any (const char *text)
{
  g_autofree char *folded = NULL, *decomposed = NULL;
  GString *out;

  decomposed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  if (decomposed == NULL)
    return g_strdup (text);
  folded = g_utf8_casefold (decomposed, -1);   /* afterwards: "℡" comes apart to capitals */

  out = g_string_sized_new (strlen (folded));
  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      switch (c)
        {
        case 0x00f8: g_string_append_c (out, 'o'); break;   /* ø, which does not decompose */
        case 0x0142: g_string_append_c (out, 'l'); break;   /* ł */
        case 0x0111: g_string_append_c (out, 'd'); break;   /* đ */
        case 0x0131: g_string_append_c (out, 'i'); break;   /* ı */
        case 0x00e6: g_string_append (out, "ae"); break;    /* æ */
        case 0x0153: g_string_append (out, "oe"); break;    /* œ */
        default:
          if (g_unichar_type (c) != G_UNICODE_NON_SPACING_MARK)
            g_string_append_unichar (out, c);
        }
    }
  return g_string_free (out, FALSE);
}

#define TABLE_FIRST 0x80
#define TABLE_LAST 0x17f

static gpointer
make_table (gpointer unused)
{
  char **table = g_new0 (char *, TABLE_LAST - TABLE_FIRST + 1);

  for (gunichar c = TABLE_FIRST; c <= TABLE_LAST; c++)
    {
      char text[7] = "";

      g_unichar_to_utf8 (c, text);
      table[c - TABLE_FIRST] = fold_any (text);
    }
  return table;
}

/* Western letters are looked up and Chinese characters stay, which is most of what is not ASCII. */
static char *
fold_known (const char *text)
{
  static GOnce once = G_ONCE_INIT;
  char **table = g_once (&once, make_table, NULL);
  g_autoptr (GString) out = g_string_sized_new (strlen (text) + 1);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x80)
        g_string_append_c (out, g_ascii_tolower (c));
      else if (c <= TABLE_LAST)
        g_string_append (out, table[c - TABLE_FIRST]);
      else if (c >= 0x4e00 && c <= 0x9fff)
        g_string_append_len (out, p, 3);
      else
        return NULL;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * crm_text_fold:
 * @text: (nullable): UTF-8 text
 *
 * Returns: (transfer full): the text for comparison: compatibility forms, case and accents folded, so that "Müller",
 *   "MULLER" and "Ｍｕｌｌｅｒ" are equal
 */
char *
crm_text_fold (const char *text)
{
  char *folded;
  gsize length;

  if (text == NULL)
    return g_strdup ("");
  length = strlen (text);
  if (is_ascii (text, length))
    return g_ascii_strdown (text, length);
  folded = fold_known (text);
  return folded != NULL ? folded : fold_any (text);
}

/**
 * crm_text_trim:
 * @length: (out): bytes of the text without ASCII blanks around it
 *
 * Returns: where that begins
 */
const char *
crm_text_trim (const char *text,
               gsize *length)
{
  while (g_ascii_isspace (*text))
    text++;
  *length = strlen (text);
  while (*length > 0 && g_ascii_isspace (text[*length - 1]))
    (*length)--;
  return text;
}

/**
 * crm_text_squash:
 *
 * Returns: (transfer full): folded letters and digits only: "GTX Pro" and "GTXPro" are equal
 */
char *
crm_text_squash (const char *text)
{
  g_autofree char *folded = crm_text_fold (text);
  GString *out = g_string_sized_new (strlen (folded));

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c))
        g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

/**
 * crm_text_sort_key:
 *
 * Returns: (transfer full): a key whose bytes sort as people expect: folded, without leading blanks and quotes
 */
char *
crm_text_sort_key (const char *text)
{
  char *folded = crm_text_fold (text);
  const char *start = folded;

  while (*start != '\0' && !g_unichar_isalnum (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  if (*start != '\0' && start > folded)
    memmove (folded, start, strlen (start) + 1);
  return folded;
}

/**
 * crm_text_next_part:
 * @start: (inout): a place in folded text; then where the part begins
 * @end: (out): behind its last byte, to go on from
 *
 * Returns: whether the next part is a word of letters and digits or a run of CJK characters, which have no blanks
 *   between words; %CRM_TEXT_END where there is none
 */
CrmTextPart
crm_text_next_part (const char **start,
                    const char **end)
{
  CrmTextPart found = CRM_TEXT_END;
  const char *p;

  for (p = *start; *p != '\0'; p = g_utf8_next_char (p))
    {
      CrmTextPart part = classify (g_utf8_get_char (p));

      if (found == CRM_TEXT_END && part != CRM_TEXT_END)
        *start = p;
      if (found != CRM_TEXT_END && part != found)
        break;
      found = part;
    }
  *end = p;
  return found;
}

/**
 * crm_text_digits:
 *
 * Returns: (transfer full): the ASCII digits of the text, for comparing telephone numbers
 */
char *
crm_text_digits (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text != NULL ? text : ""; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p))
        g_string_append_c (out, *p);
    }
  return g_string_free (out, FALSE);
}

#define JARO_MOST 64

/**
 * crm_text_jaro_winkler:
 * @a: (array length=a_length): characters, of which the first 64 count
 *
 * Jaro–Winkler similarity (W. Winkler, "String comparator metrics and enhanced decision rules in the Fellegi–Sunter
 * model of record linkage", 1990), without folding.
 *
 * Returns: 0 (nothing in common) to 1 (equal)
 */
double
crm_text_jaro_winkler (const gunichar *a,
                       gsize a_length,
                       const gunichar *b,
                       gsize b_length)
{
  int na = MIN (a_length, JARO_MOST), nb = MIN (b_length, JARO_MOST);
  int window = MAX (MAX (na, nb) / 2 - 1, 0);
  int matches = 0, transpositions = 0, prefix = 0;
  guint64 a_matched = 0, b_matched = 0;
  double jaro;

  for (int i = 0; i < na; i++)
    {
      for (int j = MAX (0, i - window); j < MIN (nb, i + window + 1); j++)
        {
          if (a[i] == b[j] && (b_matched >> j & 1) == 0)
            {
              a_matched |= G_GUINT64_CONSTANT (1) << i;
              b_matched |= G_GUINT64_CONSTANT (1) << j;
              matches++;
              break;
            }
        }
    }
  if (matches == 0)
    return 0;

  for (int i = 0, j = 0; i < na; i++)
    {
      if ((a_matched >> i & 1) == 0)
        continue;
      while ((b_matched >> j & 1) == 0)
        j++;
      transpositions += a[i] != b[j];
      j++;
    }
  jaro = ((double) matches / na + (double) matches / nb + (matches - transpositions / 2.0) / matches) / 3;
  while (prefix < MIN (4, MIN (na, nb)) && a[prefix] == b[prefix])
    prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/**
 * crm_text_similarity:
 *
 * Similarity of the squashed texts: see crm_text_jaro_winkler().
 *
 * Returns: 0 (nothing in common) to 1 (equal but for case, accents, blanks and punctuation)
 */
double
crm_text_similarity (const char *a,
                     const char *b)
{
  g_autofree char *sa = crm_text_squash (a);
  g_autofree char *sb = crm_text_squash (b);
  g_autofree gunichar *ua = NULL, *ub = NULL;
  glong la, lb;

  if (*sa == '\0' || *sb == '\0')
    return 0;
  if (strcmp (sa, sb) == 0)
    return 1;
  ua = g_utf8_to_ucs4_fast (sa, -1, &la);
  ub = g_utf8_to_ucs4_fast (sb, -1, &lb);
  return MIN (crm_text_jaro_winkler (ua, la, ub, lb), 0.999);
}

gboolean
crm_text_is_single_line (const char *text)
{
  return strchr (text, '\n') == NULL && strchr (text, '\r') == NULL;
}

/**
 * crm_email_valid:
 *
 * Returns: whether the text has the shape of one e-mail address: local part, @, domain with a dot. Stricter rules
 *   refuse addresses that work.
 */
gboolean
crm_email_valid (const char *text)
{
  const char *at = strrchr (text, '@');
  const char *dot;

  if (at == NULL || at == text || strlen (text) > 254 || strpbrk (text, " \t\r\n<>,;\"") != NULL)
    return FALSE;
  if (memchr (text, '@', at - text) != NULL)
    return FALSE;
  dot = strrchr (at, '.');
  return dot != NULL && dot > at + 1 && dot[1] != '\0' && strstr (text, "..") == NULL;
}

/**
 * crm_phone_valid:
 *
 * Returns: whether the text has 3 to 17 digits and otherwise only what people write in telephone numbers
 */
gboolean
crm_phone_valid (const char *text)
{
  guint digits = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_ascii_isdigit (*p))
        digits++;
      else if (g_ascii_isalpha (*p))
        return g_str_has_prefix (p, "ext") || *p == 'x' ? digits >= 3 : FALSE;
      else if (strchr ("+-./() #,;*", *p) == NULL && !g_unichar_isspace (g_utf8_get_char (p)))
        return FALSE;
    }
  return digits >= 3 && digits <= 17;
}

/**
 * crm_url_valid:
 *
 * Returns: whether the text is a web address; the scheme may be missing
 */
gboolean
crm_url_valid (const char *text)
{
  const char *scheme_end = strstr (text, "://");
  const char *host = scheme_end != NULL ? scheme_end + 3 : text;
  gsize host_length = strcspn (host, "/?#");
  const char *dot = memchr (host, '.', host_length);

  for (const char *p = text; scheme_end != NULL && p < scheme_end; p++)
    {
      if (!g_ascii_isalnum (*p) && (p == text || strchr ("+-.", *p) == NULL))
        return FALSE;
    }
  return scheme_end != text && dot != NULL && dot > host && dot + 1 < host + host_length &&
         strpbrk (text, " \t\r\n<>\"") == NULL;
}
