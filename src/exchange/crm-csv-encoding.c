/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-csv-private.h"

#include <math.h>
#include <string.h>

/* Which encoding bytes are in. Unicode is seen from its form; of the older ones, which can read nearly anything, the
 * likeliest is taken: that in which most characters are frequent ones. */

#define SAMPLE_BYTES (64 * 1024)

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

/* East Asian encodings: two bytes a character. Which pairs are frequent is known from how the tables are laid out: by
 * frequency of use in levels (GB 2312, Big5, JIS X 0208), syllables in KS X 1001. Ranges of first bytes. */
typedef struct
{
  const char *encoding;
  guint8 lead_from, lead_to;         /* of any character of two bytes */
  guint8 common_from, common_to;     /* of a frequent one */
  guint8 second_from, second_to;     /* … of kana, or nothing */
  gboolean low_trail;                /* the second byte may be that of an ASCII character */
} PairEncoding;

static const PairEncoding pair_encodings[] = {
  { "GB18030", 0x81, 0xfe, 0xb0, 0xd7, 0xa3, 0xa3, FALSE },
  { "BIG5", 0xa1, 0xf9, 0xa4, 0xc6, 0xa1, 0xa1, TRUE },
  { "CP932", 0x81, 0xfc, 0x88, 0x97, 0x81, 0x83, TRUE },
  { "EUC-JP", 0xa1, 0xfe, 0xb0, 0xcf, 0xa1, 0xa5, FALSE },
  { "EUC-KR", 0xa1, 0xfe, 0xb0, 0xc8, 0xa1, 0xa1, FALSE },
};

typedef struct
{
  guint n_pairs, n_common, n_wrong;
  guint n_first;        /* of the frequent ones, those of the second range */
  guint n_low;          /* with a second byte below 0xa1 */
  guint n_late;         /* with a first byte above those of Korean syllables */
} PairCount;

static PairCount
count_pairs (const PairEncoding *encoding,
             const guint8 *bytes,
             gsize n_bytes)
{
  PairCount count = { 0 };
  gboolean shift_jis = strcmp (encoding->encoding, "CP932") == 0;

  for (gsize i = 0; i + 1 < n_bytes; i++)
    {
      guint8 lead = bytes[i], trail = bytes[i + 1];
      gboolean kana;

      if (lead < 0x80)
        continue;
      /* Half-width kana have one byte. */
      if (shift_jis && lead >= 0xa1 && lead <= 0xdf)
        {
          count.n_pairs++;
          continue;
        }
      if (lead < encoding->lead_from || lead > encoding->lead_to || trail < 0x40 || trail == 0x7f || trail == 0xff ||
          (!encoding->low_trail && trail < 0xa1 && strcmp (encoding->encoding, "GB18030") != 0))
        {
          count.n_wrong++;
          continue;
        }
      kana = lead >= encoding->second_from && lead <= encoding->second_to;
      count.n_pairs++;
      count.n_first += kana;
      count.n_common += kana || (lead >= encoding->common_from && lead <= encoding->common_to &&
                                 (encoding->low_trail || trail >= 0xa1));
      count.n_low += trail < 0xa1;
      count.n_late += lead > 0xc8;
      i++;
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
      double share, n = count.n_pairs + count.n_wrong;

      if (count.n_pairs == 0 || count.n_wrong * 20 > count.n_pairs)
        continue;
      share = count.n_common / n;
      /* Japanese is not written without kana, Korean syllables end where the later half of Chinese begins, and half of
       * all second bytes of Big5 are low, none of GB 2312. */
      if (strcmp (encoding->encoding, "EUC-JP") == 0)
        share *= count.n_first >= 0.15 * n ? 1.05 : 0.7;
      else if (strcmp (encoding->encoding, "EUC-KR") == 0)
        share *= count.n_late <= 0.04 * n ? 1.05 : 0.5;
      else if (strcmp (encoding->encoding, "BIG5") == 0)
        share *= count.n_low >= 0.15 * n ? 1.02 : 0.8;
      if (share > best)
        {
          best = share;
          found = encoding->encoding;
        }
    }
  return found;
}

/* Alphabets: the letters beyond ASCII in the order of how frequent they are, which is known for each language well
 * enough, and the encodings that were usual for it. */
static const struct { const char *letters; const char *encodings; } languages[] = {
  { "éèàêçôâùîûëïœüÉÀÈÇÊ°€«»’", "WINDOWS-1252 MACINTOSH CP850 ISO-8859-15" },
  { "üäößÄÜÖé€„“–§°", "WINDOWS-1252 MACINTOSH CP850" },
  { "óíáéñúüÁÉÓÍÑºª¿¡ç", "WINDOWS-1252 MACINTOSH CP850" },
  { "ãçáéíóõêâúàôÁÉÇºªÓÍÃ", "WINDOWS-1252 MACINTOSH CP850" },
  { "àèùòéìÀÈÉ°€’", "WINDOWS-1252 MACINTOSH CP850" },
  { "äöåéÄÖÅ", "WINDOWS-1252 MACINTOSH CP850" },
  { "øåæéØÅÆöäü", "WINDOWS-1252 MACINTOSH CP850" },
  { "éëïöèüÉ€", "WINDOWS-1252" },
  { "áðéíóúýþæöÁÞÍÓÚÐÆÖ", "WINDOWS-1252" },
  { "łąęóżśćńźŁŚŻÓĆŹ–", "WINDOWS-1250 ISO-8859-2 CP852" },
  { "íáéěšřčžýůúóťňďŠČŘŽÚÁĎ", "WINDOWS-1250 ISO-8859-2 CP852" },
  { "áéíýčšžúľťôóňäŕďĺŠČŽÚĽ", "WINDOWS-1250 ISO-8859-2 CP852" },
  { "áéöóőíüúűÁÉÖÓŐÍÜÚŰ", "WINDOWS-1250 ISO-8859-2 CP852" },
  { "ăîșțâşţÎȘȚĂÂŞŢ", "WINDOWS-1250 ISO-8859-2" },
  { "čšžćđČŠŽĆĐ", "WINDOWS-1250 ISO-8859-2 CP852" },
  { "ışğüöçİŞÇÖÜĞâ", "WINDOWS-1254 CP857" },
  { "ėšųžūįčęąŠŽČĖŲŪĮ", "WINDOWS-1257 ISO-8859-13" },
  { "āīēšūņļžčģķŠĀŽĒČĢĶĻŅ", "WINDOWS-1257 ISO-8859-13" },
  { "äõüöšžÄÕÜÖŠŽ", "WINDOWS-1257" },
  { "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёАСКМПВНОБГДРТИЛЕФЗЭ№", "WINDOWS-1251 KOI8-R CP866 ISO-8859-5 MAC-CYRILLIC" },
  { "оаиніетвркслдумпяьзгйбчхїюжцшєщґфКАСПВМДНБІГОТ’", "WINDOWS-1251 KOI8-U" },
  { "аеиотнрсвлкдпмузгъбячцжйшщхфюьСБПКВАМГДИНТР", "WINDOWS-1251" },
  { "αοιετσνρκυμπλςήίάγδόέώηωθχφβξύζψΑΣΚΠΜΤΕΔΓΟ", "WINDOWS-1253 ISO-8859-7" },
  { "יוהאלמרתבשנדחעקםפסגטכצןזךףץ״׳", "WINDOWS-1255" },
  { "الينمرتوبةعدسفهكقحجشصطخضءغئثذزىأإآظؤپچگیک،", "WINDOWS-1256" },
  { "ารนอกงมยเลวสดทบคตหปพแขจ่้ีิัุู็์ำ", "TIS-620" },
};

#define UNLIKELY 1e-4

static double
letter_cost (const char *letters,
             gunichar c)
{
  guint place = 0, n = g_utf8_strlen (letters, -1);

  for (const char *p = letters; *p != '\0'; p = g_utf8_next_char (p), place++)
    {
      /* The frequency falls by and large with the place (G. Zipf, 1935). */
      if (g_utf8_get_char (p) == c)
        return -log (1.0 / (place + 1.5) / (log (n + 1.0) + 0.6));
    }
  return -log (UNLIKELY);
}

/* The mean cost of a character beyond ASCII; a capital behind a small letter costs extra. */
static double
rate_text (const char *text,
           const char *letters)
{
  double sum = 0;
  guint n = 0;
  gunichar before = ' ';

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= 0x80)
        {
          sum += letter_cost (letters, c) + (g_unichar_isupper (c) && g_unichar_islower (before) ? 3 : 0) +
                 (!g_unichar_isalpha (c) && !g_unichar_ismark (c) && g_unichar_isalpha (before) ? 0.5 : 0);
          n++;
        }
      before = c;
    }
  return n > 0 ? sum / n : G_MAXDOUBLE;
}

/* Only the characters beyond ASCII tell, and those around them. */
static GByteArray *
pick_telling_bytes (const guint8 *bytes,
                    gsize n_bytes)
{
  GByteArray *picked = g_byte_array_new ();

  for (gsize i = 0; i < n_bytes && picked->len < SAMPLE_BYTES / 16; i++)
    {
      gboolean near = bytes[i] >= 0x80 || (i > 0 && bytes[i - 1] >= 0x80) || (i + 1 < n_bytes && bytes[i + 1] >= 0x80);

      if (near)
        g_byte_array_append (picked, bytes + i, 1);
      else if (picked->len > 0 && picked->data[picked->len - 1] != ' ')
        g_byte_array_append (picked, (const guint8 *) " ", 1);
    }
  return picked;
}

static const char *
guess_alphabet (const guint8 *bytes,
                gsize n_bytes)
{
  static const char *const names[] = {
    "WINDOWS-1252", "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1253", "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256",
    "WINDOWS-1257", "ISO-8859-2", "ISO-8859-5", "ISO-8859-7", "ISO-8859-13", "ISO-8859-15", "KOI8-R", "KOI8-U", "CP850",
    "CP852", "CP857", "CP866", "TIS-620", "MACINTOSH", "MAC-CYRILLIC",
  };
  g_autoptr (GByteArray) picked = pick_telling_bytes (bytes, n_bytes);
  const char *found = "WINDOWS-1252";
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < G_N_ELEMENTS (names) && picked->len > 0; i++)
    {
      g_autofree char *text = g_convert ((const char *) picked->data, picked->len, "UTF-8", names[i], NULL, NULL, NULL);

      for (guint l = 0; text != NULL && l < G_N_ELEMENTS (languages); l++)
        {
          double rating;

          if (strstr (languages[l].encodings, names[i]) == NULL)
            continue;
          rating = rate_text (text, languages[l].letters);
          if (rating < best - 1e-9)
            {
              best = rating;
              found = names[i];
            }
        }
    }
  return found;
}

/**
 * crm_csv_guess_encoding:
 * @damaged: (out): where UTF-8 is broken, if %NULL is returned
 *
 * Returns: (transfer none) (nullable): the name of the encoding, or %NULL for UTF-8 that is broken
 */
const char *
crm_csv_guess_encoding (const guint8 *bytes,
                        gsize n_bytes,
                        gsize *damaged)
{
  const char *utf16 = guess_utf16 (bytes, n_bytes), *pairs;
  Utf8Count count;

  if (utf16 != NULL)
    return utf16;
  count = count_utf8 (bytes, n_bytes);
  if (count.n_wrong == 0)
    return "UTF-8";
  pairs = guess_pairs (bytes, n_bytes);
  /* Text of one of the older encodings that happens to be right UTF-8 here and there is rarer than UTF-8 that was cut
   * or mixed. */
  if (pairs == NULL && count.n_sequences >= count.n_wrong)
    {
      *damaged = count.first_wrong;
      return NULL;
    }
  return pairs != NULL ? pairs : guess_alphabet (bytes, n_bytes);
}
