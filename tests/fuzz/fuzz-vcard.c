/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "exchange/crm-vcard.h"

/* Cards: what is written of them is read as the same number of cards with as many properties. */

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

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize size)
{
  guint n_left_out;
  g_autoptr (GPtrArray) cards = crm_vcard_read ((const char *) data, size, &n_left_out), again = NULL;
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
  return 0;
}
