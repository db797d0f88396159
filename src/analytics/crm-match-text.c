/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-match-private.h"

#include "base/crm-pinyin.h"
#include "base/crm-text.h"

#include <string.h>

#define PHONE_DIGITS 9     /* what is left of a telephone number without the codes that lead out */
#define LEAST_DIGITS 5
#define MOST_CHARACTERS 64
#define MOST_WORDS 12
#define CLOSE 0.94
#define SIMILAR 0.86

/* Folded words with one blank between them. */
static char *
join_words (const char *text)
{
  g_autofree char *folded = crm_text_fold (text);
  GString *out = g_string_sized_new (strlen (folded) + 1);
  const char *start = folded, *end;

  while (crm_text_next_part (&start, &end) != CRM_TEXT_END)
    {
      if (out->len > 0)
        g_string_append_c (out, ' ');
      g_string_append_len (out, start, end - start);
      start = end;
    }
  return g_string_free (out, FALSE);
}

static char *
cut_phone (const char *text)
{
  g_autofree char *digits = crm_text_digits (text);
  gsize length = strlen (digits);

  if (length < LEAST_DIGITS)
    return NULL;
  return g_strdup (length > PHONE_DIGITS ? digits + length - PHONE_DIGITS : digits);
}

static char *
find_host (const char *text)
{
  g_autofree char *folded = crm_text_fold (text);
  const char *scheme = strstr (folded, "://");
  const char *host = scheme != NULL ? scheme + 3 : folded;

  if (g_str_has_prefix (host, "www."))
    host += 4;
  return g_strndup (host, strcspn (host, "/?#: "));
}

/**
 * crm_match_normalize:
 *
 * Returns: (transfer full) (nullable): what is left of the value when all is taken away that says nothing
 */
char *
crm_match_normalize (CrmMatchKind kind,
                     const char *text)
{
  switch (kind)
    {
    case CRM_MATCH_NUMBER:
      return crm_text_squash (text);
    case CRM_MATCH_DATE:
      return crm_text_digits (text);
    case CRM_MATCH_PHONE:
      return cut_phone (text);
    case CRM_MATCH_EMAIL:
      return g_strstrip (crm_text_fold (text));
    case CRM_MATCH_URL:
      return find_host (text);
    case CRM_MATCH_EXACT:
      return g_strdup (text);
    case CRM_MATCH_NAME:
    case CRM_MATCH_TEXT:
    default:
      return join_words (text);
    }
}

/**
 * crm_match_hash:
 *
 * Returns: the hash of the bytes (FNV-1a, mixed), never 0
 */
guint32
crm_match_hash (const char *text,
                gsize length)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guint8) text[i]) * G_GUINT64_CONSTANT (1099511628211);
  hash ^= hash >> 32;
  return (guint32) hash != 0 ? (guint32) hash : 1;
}

#define DIGITS G_GUINT64_CONSTANT (0x3ff)
#define FIRST_OTHER 36
#define SHARED_LETTERS 0.7

/**
 * crm_match_letters:
 *
 * Returns: a bit for each digit, each Latin letter, and for groups of other characters, that are in the text
 */
guint64
crm_match_letters (const char *text)
{
  guint64 letters = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (g_ascii_isdigit (*text))
        letters |= G_GUINT64_CONSTANT (1) << (*text - '0');
      else if (g_ascii_islower (*text))
        letters |= G_GUINT64_CONSTANT (1) << (10 + *text - 'a');
      else if ((guint8) *text >= 0x80)
        letters |= G_GUINT64_CONSTANT (1) << (FIRST_OTHER + g_utf8_get_char (text) % (64 - FIRST_OTHER));
    }
  return letters;
}

/**
 * crm_match_may_agree:
 * @a: letters of a value
 * @b: letters of another
 *
 * Returns: whether they have enough letters in common that it is worth to compare the values; texts of Chinese
 *   characters always have, as others may sound the same
 */
gboolean
crm_match_may_agree (guint64 a,
                     guint64 b)
{
  if ((a | b) >> FIRST_OTHER != 0)
    return TRUE;
  /* A slip of a digit takes one away and puts one in at most. */
  if (((a | b) & ~DIGITS) == 0)
    return __builtin_popcountll (a ^ b) <= 4;
  return __builtin_popcountll (a & b) >= SHARED_LETTERS * MIN (__builtin_popcountll (a), __builtin_popcountll (b));
}

static void
append_reading (GString *out,
                const char *word,
                gsize length)
{
  for (const char *p = word; p < word + length; p = g_utf8_next_char (p))
    {
      const char *readings[CRM_PINYIN_MOST_READINGS];

      if (crm_pinyin_readings (g_utf8_get_char (p), readings) > 0)
        g_string_append (out, readings[0]);
      else
        g_string_append_len (out, p, g_utf8_next_char (p) - p);
    }
}

/* The code of American Soundex without its end after three digits where a word is longer. */
static void
append_soundex (GString *out,
                const char *word,
                gsize length)
{
  static const char codes[] = "01230120022455012623010202";
  char last = '\0';

  for (gsize i = 0; i < length && out->len < 5; i++)
    {
      char c = word[i], code;

      if (!g_ascii_islower (c))
        {
          g_string_append_c (out, c);
          continue;
        }
      code = codes[c - 'a'];
      if (i == 0)
        g_string_append_c (out, c);
      else if (code != '0' && code != last)
        g_string_append_c (out, code);
      if (c != 'h' && c != 'w')
        last = code;
    }
}

/**
 * crm_match_sound:
 * @word: folded
 *
 * Returns: a hash of how the word sounds: Soundex (R. Russell, US patent 1,261,167) of Latin letters, pinyin of
 *   Chinese characters
 */
guint32
crm_match_sound (const char *word,
                 gsize length)
{
  g_autoptr (GString) sound = g_string_sized_new (32);

  if ((guint8) word[0] >= 0x80)
    append_reading (sound, word, length);
  else
    append_soundex (sound, word, length);
  return crm_match_hash (sound->str, sound->len);
}

static gsize
decode (const char *text,
        gsize length,
        gunichar *characters)
{
  const char *end = text + length;
  gsize n = 0;

  for (; text < end && n < MOST_CHARACTERS; text = g_utf8_next_char (text))
    characters[n++] = (guint8) *text < 0x80 ? (gunichar) *text : g_utf8_get_char (text);
  return n;
}

static double
similarity (const char *a,
            gsize a_length,
            const char *b,
            gsize b_length)
{
  gunichar ca[MOST_CHARACTERS], cb[MOST_CHARACTERS];
  gsize na = decode (a, a_length, ca), nb = decode (b, b_length, cb);

  return crm_text_jaro_winkler (ca, na, cb, nb);
}

static gboolean
is_digits (const char *text)
{
  return text[strspn (text, "0123456789")] == '\0';
}

/* Digits that are left out, put in, exchanged, or changed places: optimal string alignment, up to 2. */
static guint
count_slips (const char *a,
             const char *b)
{
  gsize na = strlen (a), nb = strlen (b);
  guint8 rows[3][MOST_CHARACTERS + 1];
  guint8 *before = rows[0], *last = rows[1], *now = rows[2];

  if (na > MOST_CHARACTERS || nb > MOST_CHARACTERS || MAX (na, nb) - MIN (na, nb) > 2)
    return 3;
  for (gsize j = 0; j <= nb; j++)
    last[j] = j;
  for (gsize i = 1; i <= na; i++)
    {
      guint8 *spare = before;

      now[0] = i;
      for (gsize j = 1; j <= nb; j++)
        {
          now[j] = MIN (MIN (last[j], now[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            now[j] = MIN (now[j], before[j - 2] + 1);
        }
      before = last;
      last = now;
      now = spare;
    }
  return last[nb];
}

static CrmMatchLevel
compare_digits (const char *a,
                const char *b)
{
  gsize length = MAX (strlen (a), strlen (b));
  guint slips = length >= 3 ? count_slips (a, b) : 3;

  if (slips <= 1)
    return length >= 4 ? CRM_MATCH_CLOSE : CRM_MATCH_SIMILAR;
  return slips == 2 && length >= 6 ? CRM_MATCH_SIMILAR : CRM_MATCH_DIFFERENT;
}

typedef struct
{
  const char *text;
  gsize       length;
} Word;

static guint
split (const char *text,
       Word *words)
{
  guint n = 0;

  while (*text != '\0' && n < MOST_WORDS)
    {
      gsize length = strcspn (text, " ");

      words[n++] = (Word) { text, length };
      text += length;
      text += *text == ' ';
    }
  return n;
}

static double
compare_words (const Word *a,
               const Word *b)
{
  double found;

  if (a->length == b->length && memcmp (a->text, b->text, a->length) == 0)
    return 1;
  if (g_ascii_isdigit (a->text[0]) || g_ascii_isdigit (b->text[0]))
    return 0;
  if ((a->length == 1 || b->length == 1) && a->text[0] == b->text[0])
    return 0.9;   /* an initial */
  found = similarity (a->text, a->length, b->text, b->length);
  return found >= SIMILAR ? found : 0;
}

/* How much of the one with fewer words is in the other, wherever it is there. */
static double
compare_all_words (const Word *a,
                   guint na,
                   const Word *b,
                   guint nb)
{
  gboolean taken[MOST_WORDS] = { FALSE };
  double found = 0, length = 0;

  for (guint i = 0; i < na; i++)
    {
      double best = 0;
      guint place = 0;

      for (guint j = 0; j < nb; j++)
        {
          double alike = taken[j] ? 0 : compare_words (&a[i], &b[j]);

          if (alike > best)
            {
              best = alike;
              place = j;
            }
        }
      if (best > 0)
        taken[place] = TRUE;
      found += best * a[i].length;
      length += a[i].length;
    }
  return found / length * (0.88 + 0.12 * na / nb);
}

static gboolean
same_digits (const char *a,
             const char *b)
{
  while (TRUE)
    {
      a += strcspn (a, "0123456789");
      b += strcspn (b, "0123456789");
      if (*a == '\0' || *b == '\0')
        return *a == *b;
      while (g_ascii_isdigit (*a) && *a == *b)
        {
          a++;
          b++;
        }
      if (g_ascii_isdigit (*a) || g_ascii_isdigit (*b))
        return FALSE;
    }
}

static gboolean
sounds_same (const char *a,
             const char *b)
{
  g_autoptr (GString) ra = NULL, rb = NULL;

  if ((guint8) *a < 0x80 || (guint8) *b < 0x80)
    return FALSE;
  ra = g_string_new (NULL);
  rb = g_string_new (NULL);
  append_reading (ra, a, strlen (a));
  append_reading (rb, b, strlen (b));
  return g_string_equal (ra, rb);
}

static CrmMatchLevel
compare_text (const char *a,
              const char *b)
{
  Word wa[MOST_WORDS], wb[MOST_WORDS];
  guint na, nb;
  double alike;

  if (is_digits (a) && is_digits (b))
    return compare_digits (a, b);
  na = split (a, wa);
  nb = split (b, wb);
  alike = similarity (a, strlen (a), b, strlen (b));
  if (na > 1 || nb > 1)
    {
      double by_words = na <= nb ? compare_all_words (wa, na, wb, nb) : compare_all_words (wb, nb, wa, na);

      /* Letters that are alike in other words say little. */
      alike = MAX (by_words, MIN (alike, CLOSE - 0.01));
    }
  if (alike >= CLOSE)
    return same_digits (a, b) ? CRM_MATCH_CLOSE : CRM_MATCH_DIFFERENT;
  if (alike >= SIMILAR)
    return same_digits (a, b) ? CRM_MATCH_SIMILAR : CRM_MATCH_DIFFERENT;
  return sounds_same (a, b) ? CRM_MATCH_SIMILAR : CRM_MATCH_DIFFERENT;
}

static CrmMatchLevel
compare_emails (const char *a,
                const char *b)
{
  gsize la = strcspn (a, "@"), lb = strcspn (b, "@");
  gboolean same_local = la == lb && la >= 5 && memcmp (a, b, la) == 0;

  if (same_local || (strcmp (a + la, b + lb) == 0 && similarity (a, la, b, lb) >= CLOSE && same_digits (a, b)))
    return CRM_MATCH_CLOSE;
  return la >= 5 && lb >= 5 && similarity (a, la, b, lb) >= CLOSE ? CRM_MATCH_SIMILAR : CRM_MATCH_DIFFERENT;
}

/**
 * crm_match_compare:
 * @a: (not nullable): what crm_match_normalize() made of a value
 * @b: (not nullable): of another
 *
 * Returns: how far they agree; not %CRM_MATCH_SAME
 */
CrmMatchLevel
crm_match_compare (CrmMatchKind kind,
                   const char *a,
                   const char *b)
{
  switch (kind)
    {
    case CRM_MATCH_EMAIL:
      return compare_emails (a, b);
    case CRM_MATCH_DATE:
    case CRM_MATCH_PHONE:
      return compare_digits (a, b);
    case CRM_MATCH_EXACT:
      return CRM_MATCH_DIFFERENT;
    case CRM_MATCH_NAME:
    case CRM_MATCH_TEXT:
    case CRM_MATCH_NUMBER:
    case CRM_MATCH_URL:
    default:
      return compare_text (a, b);
    }
}
