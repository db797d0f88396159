/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-vcard.h"

#include <string.h>

/* Cards of any bytes: they are read without harm, and what is written of them is read as the same number of cards with
 * as many properties. */

#define QUICK 20000
#define SLOW 2000000

static const char seed[] =
  "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:D=F6e;J;;;\r\nLABEL;WORK:1 Street\r\n"
  "ADR;WORK:;;1 Street;Town;;;\r\nAGENT:\r\nBEGIN:VCARD\r\nFN:B\r\nEND:VCARD\r\nPHOTO;JPEG;BASE64:\r\n /9j/4AAQ\r\n\r\n"
  "END:VCARD\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nitem1.TEL;TYPE=\"cell,voice\";type=pref:+1\\,2\r\nGEO:1;2\r\n"
  "BDAY;value=date:1960-09-10\r\nNOTE:a\\nb\r\n  c\r\nSORT-STRING:x\r\nEND:VCARD\r\n";

static const char marks[] = ":;,=\\\"\r\n \t.^B";

static guint
count_properties (GPtrArray *cards)
{
  guint n = 0;

  for (guint i = 0; i < cards->len; i++)
    {
      const CrmVcard *card = cards->pdata[i];

      n += card->properties->len + (crm_vcard_find (card, "FN") == NULL);
    }
  return n;
}

static void
try_text (const char *text,
          gsize length)
{
  guint n_left_out;
  g_autoptr (GPtrArray) cards = crm_vcard_read (text, length, &n_left_out), again = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *table = crm_vcard_make_table (cards);

  g_assert_true (g_utf8_validate (table, -1, NULL));
  for (guint i = 0; i < cards->len; i++)
    crm_vcard_write (cards->pdata[i], out);
  g_assert_true (g_utf8_validate (out->str, out->len, NULL));
  again = crm_vcard_read (out->str, out->len, &n_left_out);
  g_assert_cmpuint (n_left_out, ==, 0);
  g_assert_cmpuint (again->len, ==, cards->len);
  g_assert_cmpuint (count_properties (again), ==, count_properties (cards));
}

static void
change (GRand *chance,
        GString *text)
{
  gsize place = g_rand_int_range (chance, 0, text->len);

  switch (g_rand_int_range (chance, 0, 4))
    {
    case 0:
      text->str[place] = g_rand_int_range (chance, 0, 256);
      break;
    case 1:
      text->str[place] = marks[g_rand_int_range (chance, 0, strlen (marks))];
      break;
    case 2:
      g_string_erase (text, place, g_rand_int_range (chance, 0, MIN (8, text->len - place) + 1));
      break;
    default:
      g_string_insert_len (text, place, seed + g_rand_int_range (chance, 0, sizeof seed - 20), 19);
      break;
    }
}

int
main (void)
{
  guint n = g_getenv ("CLIENTELE_SLOW") != NULL ? SLOW : QUICK;
  g_autoptr (GRand) chance = g_rand_new_with_seed (20261122);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GString) text = g_string_new (seed);

      for (int k = g_rand_int_range (chance, 1, 12); k > 0 && text->len > 0; k--)
        change (chance, text);
      try_text (text->str, text->len);
    }
  return 0;
}
