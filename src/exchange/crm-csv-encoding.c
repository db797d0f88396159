/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-csv-private.h"

#include <math.h>
#include <string.h>

/* Which encoding bytes are in. Unicode is seen from its form; of the older ones, which can read nearly anything, the
 * likeliest is taken. */

#define MOST_WORDS 1000
#define LONGEST_WORD 60   /* bytes */

typedef struct
{
  gsize n_sequences;   /* characters of more than one byte that are right */
  gsize n_wrong;       /* bytes that belong to none */
  gsize first_wrong;
} Utf8Count;

static Utf8Count
count_utf8 (const guint8 *bytes,
            gsize n_bytes)
{
  Utf8Count count = { 0 };
  gsize i = 0;

  while (i < n_bytes)
    {
      const char *stop;

      g_utf8_validate_len ((const char *) bytes + i, n_bytes - i, &stop);
      for (const guint8 *p = bytes + i; p < (const guint8 *) stop; p++)
        count.n_sequences += *p >= 0xc0;
      i = (const guint8 *) stop - bytes;
      if (i == n_bytes)
        break;
      if (*stop == '\0')
        {
          i++;
          continue;
        }
      /* A character that the sample cuts in two is no fault. */
      if (n_bytes == CRM_CSV_SAMPLE_BYTES && n_bytes - i < 4 &&
          g_utf8_get_char_validated (stop, n_bytes - i) == (gunichar) -2)
        break;
      if (count.n_wrong++ == 0)
        count.first_wrong = i;
      i++;
    }
  return count;
}

/* Text of two bytes a character without a mark at its start: every second byte of Latin letters, digits, blanks and
 * delimiters is zero. */
static const char *
guess_utf16 (const guint8 *bytes,
             gsize n_bytes)
{
  gsize n_pairs = MIN (n_bytes, 4096) / 2;
  gsize even = 0, odd = 0, least;

  for (gsize i = 0; i < n_pairs; i++)
    {
      even += bytes[2 * i] == 0;
      odd += bytes[2 * i + 1] == 0;
    }
  if (n_pairs < 2)
    return NULL;
  /* Fewer will do in a longer text, which may be Chinese. */
  least = n_pairs >= 32 ? n_pairs / 10 : n_pairs * 2 / 5 + 1;
  if (odd >= least && even * 20 <= odd)
    return "UTF-16LE";
  if (even >= least && odd * 20 <= even)
    return "UTF-16BE";
  return NULL;
}

/* Text of four bytes a character without a mark at its start: no character is beyond U+10FFFF. */
static const char *
guess_utf32 (const guint8 *bytes,
             gsize n_bytes)
{
  gsize n = MIN (n_bytes, 4096) / 4, little = 0, big = 0;

  for (gsize i = 0; i < n; i++)
    {
      const guint8 *c = bytes + 4 * i;

      little += c[3] == 0 && c[2] <= 0x10 && (c[1] | c[0]) != 0;
      big += c[0] == 0 && c[1] <= 0x10 && (c[2] | c[3]) != 0;
    }
  return n < 2 ? NULL : little == n ? "UTF-32LE" : big == n ? "UTF-32BE" : NULL;
}

/* Text of seven bits that says with escapes which table its characters are from (ISO 2022). */
static const char *
guess_escapes (const guint8 *bytes,
               gsize n_bytes)
{
  static const struct { const char *escape; const char *encoding; } escapes[] = {
    { "\x1b$B", "ISO-2022-JP" }, { "\x1b$@", "ISO-2022-JP" }, { "\x1b(J", "ISO-2022-JP" },
    { "\x1b$)C", "ISO-2022-KR" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (escapes); i++)
    {
      if (memmem (bytes, n_bytes, escapes[i].escape, strlen (escapes[i].escape)) != NULL)
        return escapes[i].encoding;
    }
  return NULL;
}

/* East Asian encodings: two bytes a character. Which pairs are frequent is known from how the tables are laid out: by
 * frequency of use in levels (GB 2312, Big5, JIS X 0208), syllables in KS X 1001. Ranges of first bytes. In a few
 * words, those tell that names, addresses and headings are made of. */
typedef struct
{
  const char *encoding;
  const char *usual;
  guint8 lead_from, lead_to;         /* of any character of two bytes */
  guint8 common_from, common_to;     /* of a frequent one */
  guint8 second_from, second_to;     /* … of kana, or nothing */
  gboolean low_trail;                /* the second byte may be that of an ASCII character */
} PairEncoding;

#define CHINESE "的一是不了在人有我他中大上到子和你地出道也年公司市省路有限北京海州王李周徐朱胡林郭何高名姓址客日期金"
#define JAPANESE "日一人年大本中長上東金高子小山女北先名川西電木南田京都府県市区町村株式会社藤佐鈴橋渡辺伊井加吉原松清郎美恵" \
                 "阪郵便番号住所氏話顧客様部課"

static const PairEncoding pair_encodings[] = {
  { "GB18030", CHINESE "这来国个说们为时区县号张刘陈杨黄赵吴孙马罗称联系电话户邮编", 0x81, 0xfe, 0xb0, 0xd7, 0xa3, 0xa3, FALSE },
  { "BIG5", CHINESE "這來國個說們為時區縣號張劉陳楊黃趙吳孫馬羅稱聯絡電話戶郵編臺", 0xa1, 0xf9, 0xa4, 0xc6, 0xa1, 0xa1, TRUE },
  { "CP932", JAPANESE, 0x81, 0xfc, 0x88, 0x97, 0x81, 0x83, TRUE },
  { "EUC-JP", JAPANESE, 0xa1, 0xfe, 0xb0, 0xcf, 0xa1, 0xa5, FALSE },
  { "CP949", "이다는의에가을를한하고은로사지어도자기대나리서인정시해원전과수제일부보장라아주성구동공상김박최조강윤회식울산광역명화소객",
    0x81, 0xfe, 0xb0, 0xc8, 0xa1, 0xa1, FALSE },
};

typedef struct
{
  guint n_pairs, n_common, n_wrong, n_usual;
  guint n_half;         /* half-width kana, which have one byte, or two in EUC-JP */
  guint n_first;        /* of the frequent ones, those of the second range */
  guint n_low;          /* with a second byte below 0xa1 */
  guint n_late;         /* with a first byte between those of Korean syllables and those of rare characters */
  guint n_amid;         /* that stand amid Latin letters, or are half one themselves */
} PairCount;

/* Western text has single letters beyond ASCII between others. What stands before `start` belongs to another pair. */
static gboolean
is_amid_letters (const guint8 *bytes,
                 gsize n_bytes,
                 gsize start,
                 gsize i)
{
  guint8 before = i > start ? bytes[i - 1] : i > 0 ? 0x80 : ' ', after = i + 2 < n_bytes ? bytes[i + 2] : ' ';

  return g_ascii_isalpha (before) || g_ascii_isalpha (after) ||
         (g_ascii_isalpha (bytes[i + 1]) && before < 0x80 && after < 0x80);
}

static PairCount
count_pairs (const PairEncoding *encoding,
             const guint8 *bytes,
             gsize n_bytes)
{
  PairCount count = { 0 };
  g_autofree char *usual = g_convert (encoding->usual, -1, encoding->encoding, "UTF-8", NULL, NULL, NULL);
  g_autofree guint8 *is_usual = g_malloc0 (65536);
  gboolean shift_jis = strcmp (encoding->encoding, "CP932") == 0;
  gsize start = 0;
  gboolean euc_jp = strcmp (encoding->encoding, "EUC-JP") == 0;
  gboolean is_long = strcmp (encoding->encoding, "GB18030") == 0;

  for (const guint8 *p = (const guint8 *) usual; p != NULL && *p != 0; p += 2)
    is_usual[p[0] << 8 | p[1]] = 1;
  for (gsize i = 0; i + 1 < n_bytes; i++)
    {
      guint8 lead = bytes[i], trail = bytes[i + 1];
      gboolean kana;

      if (lead < 0x80)
        continue;
      if ((shift_jis && lead >= 0xa1 && lead <= 0xdf) || (euc_jp && lead == 0x8e && trail >= 0xa1 && trail <= 0xdf))
        {
          count.n_half++;
          i += euc_jp;
          continue;
        }
      /* GB 18030 has characters of four bytes, the second and fourth of which are digits. */
      if (is_long && i + 3 < n_bytes && g_ascii_isdigit (trail) && bytes[i + 2] >= 0x81 &&
          g_ascii_isdigit (bytes[i + 3]))
        {
          count.n_pairs++;
          i += 3;
          continue;
        }
      if (lead < encoding->lead_from || lead > encoding->lead_to || trail < 0x40 || trail == 0x7f || trail == 0xff ||
          (!encoding->low_trail && trail < 0xa1 && !is_long && strcmp (encoding->encoding, "CP949") != 0))
        {
          count.n_wrong++;
          continue;
        }
      kana = lead >= encoding->second_from && lead <= encoding->second_to;
      count.n_pairs++;
      count.n_usual += is_usual[lead << 8 | trail];
      count.n_first += kana;
      count.n_common += kana || (lead >= encoding->common_from && lead <= encoding->common_to &&
                                 (encoding->low_trail || trail >= 0xa1));
      count.n_low += trail < 0xa1;
      count.n_late += lead > 0xc8 && lead <= 0xd7;
      count.n_amid += is_amid_letters (bytes, n_bytes, start, i);
      start = ++i + 1;
    }
  return count;
}

static const char *
guess_pairs (const guint8 *bytes,
             gsize n_bytes)
{
  const char *found = NULL;
  double best = 0.75;

  for (guint i = 0; i < G_N_ELEMENTS (pair_encodings); i++)
    {
      const PairEncoding *encoding = &pair_encodings[i];
      PairCount count = count_pairs (encoding, bytes, n_bytes);
      double share, n;

      if (count.n_half > count.n_pairs)
        count.n_pairs += count.n_half;
      n = count.n_pairs + count.n_wrong;
      if (count.n_pairs == 0 || count.n_wrong * 20 > count.n_pairs || count.n_amid * 2 > count.n_pairs)
        continue;
      share = count.n_common / n;
      /* Japanese is not written without kana, Korean syllables end where the later half of Chinese begins, and half of
       * all second bytes of Big5 are low, none of GB 2312. */
      if (strcmp (encoding->encoding, "EUC-JP") == 0)
        share *= count.n_first >= 0.15 * n ? 1.05 : 0.75;
      else if (strcmp (encoding->encoding, "CP949") == 0)
        share *= count.n_late > 0.08 * n ? 0.5 : n >= 30 ? 1.2 : 1.05;
      else if (strcmp (encoding->encoding, "BIG5") == 0)
        share *= count.n_low >= 0.15 * n ? 1.02 : 0.8;
      share += 0.4 * count.n_usual / n;
      if (share > best)
        {
          best = share;
          found = encoding->encoding;
        }
    }
  return found;
}

/* Alphabets: the letters beyond ASCII in the order of how frequent they are, which is known for each language well
 * enough, and the encodings that were usual for it. The first are of several languages, as in lists of names. */
typedef struct
{
  const char *letters;
  const char *encodings;
  gboolean    latin;
} Language;

static const Language languages[] = {
  { "éáíóüöñäçèúãàêôåøßâëïîìòùæõûýœÿðþšž", "WINDOWS-1252 ISO-8859-15 MACINTOSH CP850", TRUE },
  { "éèàêçôâùîûëïœü", "WINDOWS-1252 MACINTOSH CP850 ISO-8859-15", TRUE },
  { "üäößéà", "WINDOWS-1252 MACINTOSH CP850 ISO-8859-15", TRUE },
  { "óíáéñúüç", "WINDOWS-1252 MACINTOSH CP850 ISO-8859-15", TRUE },
  { "ãçáéíóõêâúàôü", "WINDOWS-1252 MACINTOSH CP850 ISO-8859-15", TRUE },
  { "àèùòéì", "WINDOWS-1252 MACINTOSH CP850 ISO-8859-15", TRUE },
  { "äöåé", "WINDOWS-1252 MACINTOSH CP850 ISO-8859-15", TRUE },
  { "øåæéöäü", "WINDOWS-1252 MACINTOSH CP850 ISO-8859-15", TRUE },
  { "áðéíóúýþæö", "WINDOWS-1252", TRUE },
  { "łąęóżśćńź", "WINDOWS-1250 ISO-8859-2 CP852 MAC-CENTRALEUROPE", TRUE },
  { "íáéěšřčžýůúóťňď", "WINDOWS-1250 ISO-8859-2 CP852 MAC-CENTRALEUROPE", TRUE },
  { "áéíýčšžúľťôóňäŕďĺ", "WINDOWS-1250 ISO-8859-2 CP852 MAC-CENTRALEUROPE", TRUE },
  { "áéöóőíüúű", "WINDOWS-1250 ISO-8859-2 CP852 MAC-CENTRALEUROPE", TRUE },
  { "ăîșțâşţ", "WINDOWS-1250 ISO-8859-2", TRUE },
  { "čšžćđ", "WINDOWS-1250 ISO-8859-2 CP852", TRUE },
  { "ışğüöçâİ", "WINDOWS-1254 CP857", TRUE },
  { "ėšųžūįčęą", "WINDOWS-1257 ISO-8859-13 ISO-8859-4", TRUE },
  { "āīēšūņļžčģķ", "WINDOWS-1257 ISO-8859-13 ISO-8859-4", TRUE },
  { "äõüöšž", "WINDOWS-1257", TRUE },
  { "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", "WINDOWS-1251 KOI8-R CP866 ISO-8859-5 MAC-CYRILLIC CP855",
    FALSE },
  { "оаиніетвркслдумпяьзгйбчхїюжцшєщґф", "WINDOWS-1251 KOI8-U", FALSE },
  { "аеиотнрсвлкдпмузгъбячцжйшщхфюь", "WINDOWS-1251", FALSE },
  { "αοιετσνρκυμπλςήίάγδόέώηωθχφβξύζψ", "WINDOWS-1253 ISO-8859-7", FALSE },
  { "יוהאלמרתבשנדחעקםפסגטכצןזךףץ", "WINDOWS-1255", FALSE },
  { "الينمرتوبةعدسفهكقحجشصطخضءغئثذزىأإآظؤپچگیک", "WINDOWS-1256 ISO-8859-6", FALSE },
  { "ารนอกงมยเลวสดทบคตหปพแขจ่้ีิัุู็์ำ", "TIS-620 WINDOWS-874", FALSE },
  { "đưôâêơăáàạảãéèíìóòúùýịọụủỉ\u0301\u0300\u0323\u0309\u0303", "WINDOWS-1258", TRUE },
};

/* How much less likely a file is in the encoding than in that of Windows in the West: minus the logarithm. What
 * programs of today write comes before what was usual on other systems. */
static const struct { const char *name; double cost; } alphabets[] = {
  { "WINDOWS-1252", 0 }, { "WINDOWS-1250", 4 }, { "WINDOWS-1251", 4 }, { "WINDOWS-1253", 5 }, { "WINDOWS-1254", 4 },
  { "WINDOWS-1255", 5 }, { "WINDOWS-1256", 5 }, { "WINDOWS-1257", 6 }, { "TIS-620", 5 }, { "CP850", 7 },
  { "MACINTOSH", 7 }, { "ISO-8859-15", 5 }, { "ISO-8859-2", 7 }, { "ISO-8859-7", 7 }, { "KOI8-R", 6 }, { "CP866", 6 },
  { "CP852", 8 }, { "CP857", 8 }, { "ISO-8859-5", 8 }, { "ISO-8859-13", 8 }, { "KOI8-U", 8 }, { "MAC-CYRILLIC", 9 },
  { "ISO-8859-4", 9 }, { "ISO-8859-6", 7 }, { "WINDOWS-874", 6 }, { "WINDOWS-1258", 7 }, { "CP855", 9 },
  { "MAC-CENTRALEUROPE", 9 },
};

/* Minus logarithms of how likely something is. */
#define FOREIGN 9      /* a letter that the language does not have */
#define CAPITAL 1.5
#define MISPLACED 4    /* a capital in the midst of a word, a mark amid letters, the third in a row of rare letters */
#define MIXED 6        /* letters of two scripts in one word */
#define MARK 4.5
#define ODD_MARK 9
#define BLANK 2
#define CONTROL 15

static gboolean
is_basic_letter (gunichar c)
{
  return c < 0x80 && g_ascii_isalpha (c);
}

static gboolean
is_digit (gunichar c)
{
  return c < 0x80 && g_ascii_isdigit (c);
}

static double
letter_cost (const Language *language,
             gunichar c)
{
  guint place = 0, n = g_utf8_strlen (language->letters, -1);
  gunichar small = g_unichar_tolower (c);
  double other = FOREIGN;

  for (const char *p = language->letters; *p != '\0'; p = g_utf8_next_char (p), place++)
    {
      /* The frequency falls by and large with the place (G. Zipf, 1935). */
      double cost = -log (1.0 / (place + 1.5) / (log (n + 1.0) + 0.6));

      if (g_utf8_get_char (p) == c)
        return cost;
      if (g_utf8_get_char (p) == small)
        other = cost + CAPITAL;
    }
  return other;
}

static double
mark_cost (gunichar c,
           gunichar before,
           gunichar after)
{
  static const char usual[] = "€£“”‘’–…°§®©™«»·•ªº¡¿½¼¾×²³µ№„‚—\u00a0";
  gboolean amid = g_unichar_isalpha (before) && g_unichar_isalpha (after);
  double cost = g_utf8_strchr (usual, -1, c) != NULL ? MARK : ODD_MARK;

  if (g_unichar_iscntrl (c) || c == 0xa4 || c == 0xa6)
    return CONTROL;   /* the sign for any currency, and the broken bar, which nobody writes */
  if (c == 0xa0 && !amid)
    return BLANK;
  if (amid && g_utf8_strchr ("’·–—\u00a0", -1, c) == NULL)
    cost += MISPLACED;
  if (g_unichar_isalpha (after) && g_utf8_strchr ("½¼¾", -1, c) != NULL)
    cost = ODD_MARK + MISPLACED;
  if (g_unichar_isalpha (before) && g_utf8_strchr ("“‘„‚¡¿€£", -1, c) != NULL)
    cost += MISPLACED;
  if ((g_utf8_strchr ("€£", -1, c) != NULL && is_digit (after)) ||
      (g_utf8_strchr ("€£°½¼¾²³º", -1, c) != NULL && is_digit (before)))
    cost -= 2;
  return cost;
}

static gboolean
has_small (const char *word)
{
  for (; *word != '\0'; word = g_utf8_next_char (word))
    {
      if (g_unichar_islower (g_utf8_get_char (word)))
        return TRUE;
    }
  return FALSE;
}

/* Minus the logarithm of how likely the word is, up to what all readings of it have in common. */
static double
rate_word (const char *word,
           const Language *language)
{
  gboolean small = has_small (word);
  double cost = 0;
  gunichar before = ' ';
  guint in_row = 0;

  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p), after = g_utf8_get_char (g_utf8_next_char (p));

      if (c < 0x80)
        in_row = 0;
      else if (!g_unichar_isalpha (c) && !g_unichar_ismark (c))
        cost += mark_cost (c, before, after);
      else
        {
          cost += letter_cost (language, c);
          if (small && g_unichar_isupper (c) && g_unichar_isalpha (before))
            cost += MISPLACED;
          if (language->latin && ++in_row > 2)
            cost += MISPLACED;
          if (!language->latin && (is_basic_letter (before) || is_basic_letter (after)))
            cost += MIXED;
          if (is_digit (before) || is_digit (after))
            cost += MISPLACED / 2.0;
        }
      before = c;
    }
  return cost;
}

/* Each word that has characters beyond ASCII, once: one that is repeated says nothing new. */
static GHashTable *
collect_words (const guint8 *bytes,
               gsize n_bytes)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < n_bytes && g_hash_table_size (words) < MOST_WORDS; i++)
    {
      gsize start = i;
      gboolean telling = FALSE;

      for (; i < n_bytes && i - start < LONGEST_WORD && (bytes[i] >= 0x80 || g_ascii_isalnum (bytes[i])); i++)
        telling |= bytes[i] >= 0x80;
      if (telling)
        g_hash_table_add (words, g_strndup ((const char *) bytes + start, i - start));
    }
  return words;
}

/* Returns %NULL where the encoding has not all of the characters. */
static GPtrArray *
decode_words (GHashTable *words,
              const char *encoding)
{
  g_autoptr (GPtrArray) decoded = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer word;

  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    {
      char *text = g_convert (word, -1, "UTF-8", encoding, NULL, NULL, NULL);

      if (text == NULL)
        return NULL;
      g_ptr_array_add (decoded, text);
    }
  return g_steal_pointer (&decoded);
}

static const char *
guess_alphabet (const guint8 *bytes,
                gsize n_bytes)
{
  g_autoptr (GHashTable) words = collect_words (bytes, n_bytes);
  const char *found = alphabets[0].name;
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < G_N_ELEMENTS (alphabets); i++)
    {
      g_autoptr (GPtrArray) decoded = decode_words (words, alphabets[i].name);

      for (guint l = 0; decoded != NULL && l < G_N_ELEMENTS (languages); l++)
        {
          double cost = alphabets[i].cost;

          if (strstr (languages[l].encodings, alphabets[i].name) == NULL)
            continue;
          for (guint k = 0; k < decoded->len && cost < best; k++)
            cost += rate_word (decoded->pdata[k], &languages[l]);
          if (cost < best)
            {
              best = cost;
              found = alphabets[i].name;
            }
        }
    }
  return found;
}

/**
 * crm_csv_count_letters:
 *
 * Returns: how many letters beyond ASCII stand in the bytes in right UTF-8, among others that are not
 */
guint
crm_csv_count_letters (const guint8 *bytes,
                       gsize n_bytes)
{
  return count_utf8 (bytes, n_bytes).n_sequences;
}

/**
 * crm_csv_guess_encoding:
 * @damaged: (out): where UTF-8 is broken, if %NULL is returned
 *
 * Returns: (transfer none) (nullable): the name of the encoding, also where a few characters are none of it, or %NULL
 *   for UTF-8 that is broken too often
 */
const char *
crm_csv_guess_encoding (const guint8 *bytes,
                        gsize n_bytes,
                        gsize *damaged)
{
  const char *wide = guess_utf32 (bytes, n_bytes), *pairs;
  Utf8Count count;

  if (wide == NULL)
    wide = guess_utf16 (bytes, n_bytes);
  if (wide != NULL)
    return wide;
  count = count_utf8 (bytes, n_bytes);
  if (count.n_wrong == 0)
    {
      const char *escaped = count.n_sequences == 0 ? guess_escapes (bytes, n_bytes) : NULL;

      return escaped != NULL ? escaped : "UTF-8";
    }
  /* Text of one of the older encodings that happens to be right UTF-8 here and there is rarer than UTF-8 that was cut
   * or mixed. */
  if (count.n_sequences >= 4 * count.n_wrong)
    return "UTF-8";
  pairs = guess_pairs (bytes, n_bytes);
  if (pairs == NULL && count.n_sequences >= count.n_wrong)
    {
      *damaged = count.first_wrong;
      return NULL;
    }
  return pairs != NULL ? pairs : guess_alphabet (bytes, n_bytes);
}
