/* SPDX-License-Identifier: GPL-3.0-or-later */

/* make-pinyin: writes the table of src/base/crm-pinyin.c, from what ICU knows (CLDR's transform Han-Latin) and the
 * readings below. It runs while Clientele is built, so that searching neither loads ICU nor waits for its rules, and
 * so that an index means the same on every machine. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define FIRST 0x3400
#define LAST 0x9fff
#define MOST_SYLLABLES 1024
#define MOST_OTHERS 2048

/* Second readings that names of people, places and companies have, and the transform, which gives one, has not. */
static const struct { const char *character, *reading; } others[] = {
  { "都", "du" }, { "重", "chong" }, { "重", "zhong" }, { "行", "hang" }, { "行", "xing" }, { "长", "chang" },
  { "长", "zhang" }, { "長", "chang" }, { "長", "zhang" }, { "厦", "xia" }, { "廈", "xia" }, { "乐", "yue" },
  { "乐", "le" }, { "樂", "yue" }, { "樂", "le" }, { "曾", "zeng" }, { "单", "shan" }, { "單", "shan" },
  { "解", "xie" }, { "仇", "qiu" }, { "区", "ou" }, { "區", "ou" }, { "查", "zha" }, { "盖", "ge" }, { "蓋", "ge" },
  { "尉", "yu" }, { "朴", "piao" }, { "覃", "qin" }, { "翟", "zhai" }, { "翟", "di" }, { "繁", "po" },
  { "蚌", "beng" }, { "六", "lu" }, { "会", "kuai" }, { "會", "kuai" }, { "传", "chuan" }, { "傳", "chuan" },
  { "调", "diao" }, { "藏", "zang" }, { "藏", "cang" }, { "车", "che" }, { "車", "che" },
  { "万", "wan" }, { "晟", "sheng" }, { "晟", "cheng" },
  { "隗", "wei" }, { "祭", "zhai" }, { "贾", "jia" }, { "賈", "jia" },
  { "柏", "bai" }, { "柏", "bo" }, { "叶", "ye" }, { "葉", "ye" }, { "於", "yu" }, { "缪", "miao" }, { "繆", "miao" },
};

static char syllables[MOST_SYLLABLES][8];
static int n_syllables;
static struct { UChar32 character; char reading[8]; } second[MOST_OTHERS];
static int n_second;
static char first[LAST - FIRST + 1][8];

static void
fail (const char *what,
      UErrorCode status)
{
  fprintf (stderr, "make-pinyin: %s: %s\n", what, u_errorName (status));
  exit (1);
}

static UTransliterator *
open_transform (const char *name)
{
  UErrorCode status = U_ZERO_ERROR;
  UChar id[64];
  UTransliterator *transform;

  u_uastrcpy (id, name);
  transform = utrans_openU (id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
  if (U_FAILURE (status))
    fail (name, status);
  return transform;
}

/* Takes the tones off; ü becomes v, as it is typed. Returns whether that leaves a syllable. */
static int
spell (UTransliterator *transform,
       UChar32 character,
       char *out)
{
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *decomposition = unorm2_getNFDInstance (&status);
  UChar text[32], letters[32];
  int32_t length = 0, limit, n = 0;

  U16_APPEND_UNSAFE (text, length, character);
  limit = length;
  utrans_transUChars (transform, text, &length, 32, 0, &limit, &status);
  length = unorm2_normalize (decomposition, text, length, letters, 32, &status);
  if (U_FAILURE (status))
    fail ("transform", status);
  for (int32_t i = 0; i < length; i++)
    {
      if (letters[i] == 0x308 && n > 0)
        out[n - 1] = 'v';
      else if (letters[i] >= 'a' && letters[i] <= 'z' && n < 7)
        out[n++] = (char) letters[i];
      else if (letters[i] < 0x300 || letters[i] > 0x36f)
        return 0;
    }
  out[n] = '\0';
  return n > 0;
}

static void
add_second (UChar32 character,
            const char *reading)
{
  if (strcmp (first[character - FIRST], reading) == 0)
    return;
  for (int i = 0; i < n_second; i++)
    {
      if (second[i].character == character && strcmp (second[i].reading, reading) == 0)
        return;
    }
  second[n_second].character = character;
  strcpy (second[n_second++].reading, reading);
}

static void
read_transforms (void)
{
  UTransliterator *usual = open_transform ("Han-Latin"), *names = open_transform ("Han-Latin/Names");

  for (UChar32 c = FIRST; c <= LAST; c++)
    {
      char reading[8], *umlaut;

      if (!spell (usual, c, first[c - FIRST]))
        {
          first[c - FIRST][0] = '\0';
          continue;
        }
      if (spell (names, c, reading))
        add_second (c, reading);
      strcpy (reading, first[c - FIRST]);
      if ((umlaut = strchr (reading, 'v')) != NULL)
        {
          *umlaut = 'u';
          add_second (c, reading);
        }
    }
  utrans_close (usual);
  utrans_close (names);
}

static void
read_others (void)
{
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
    {
      UChar32 c;
      int32_t place = 0;

      U8_NEXT_UNSAFE (others[i].character, place, c);
      add_second (c, others[i].reading);
    }
}

static int
find_syllable (const char *reading)
{
  for (int i = 0; i < n_syllables; i++)
    {
      if (strcmp (syllables[i], reading) == 0)
        return i;
    }
  strcpy (syllables[n_syllables], reading);
  return n_syllables++;
}

static int
compare_second (const void *a,
                const void *b)
{
  UChar32 first_character = *(const UChar32 *) a, second_character = *(const UChar32 *) b;

  return (first_character > second_character) - (first_character < second_character);
}

static void
write_table (void)
{
  printf ("/* Made by build-aux/make-pinyin.c. */\n\n#define FIRST 0x%x\n#define LAST 0x%x\n\n", FIRST, LAST);
  printf ("/* For each character the place of its usual reading in the list of syllables, counted from 1. */\n");
  printf ("static const guint16 usual[LAST - FIRST + 1] = {");
  for (int i = 0; i <= LAST - FIRST; i++)
    printf ("%s%d,", i % 20 == 0 ? "\n  " : " ", first[i][0] != '\0' ? find_syllable (first[i]) + 1 : 0);
  printf ("\n};\n\nstatic const struct { guint16 character, syllable; } others[] = {\n");
  qsort (second, n_second, sizeof second[0], compare_second);
  for (int i = 0; i < n_second; i++)
    printf ("  { 0x%x, %d },\n", (unsigned) second[i].character, find_syllable (second[i].reading) + 1);
  printf ("};\n\nstatic const char syllables[][8] = {\n  \"\",\n");
  for (int i = 0; i < n_syllables; i++)
    printf ("  \"%s\",\n", syllables[i]);
  printf ("};\n");
}

int
main (void)
{
  read_transforms ();
  read_others ();
  write_table ();
  return 0;
}
