/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-pinyin.h"

#include "base/crm-pinyin-table.h"

/**
 * crm_pinyin_readings:
 * @readings: (out caller-allocates): how the character is read, without tones, "v" for "ü"; the usual reading first
 *
 * Source: the transforms Han-Latin and Han-Latin/Names of CLDR.
 *
 * Returns: how many readings there are; 0 for what is no Chinese character
 */
guint
crm_pinyin_readings (gunichar character,
                     const char *readings[CRM_PINYIN_MOST_READINGS])
{
  guint n = 0, low = 0, high = G_N_ELEMENTS (others);

  if (character < FIRST || character > LAST || usual[character - FIRST] == 0)
    return 0;
  readings[n++] = syllables[usual[character - FIRST]];
  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (others[middle].character < character)
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < G_N_ELEMENTS (others) && others[low].character == character && n < CRM_PINYIN_MOST_READINGS; low++)
    readings[n++] = syllables[others[low].syllable];
  return n;
}
