/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "exchange/crm-vcard.h"

/* Cards: what is written of them is read as the same number of cards with as many properties, and what is kept of one
 * stays what it is. */

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
try_keeping (const char *text)
{
  const CrmEntity *contact = crm_entity_find ("contact");
  g_autofree char *kept = NULL, *again = NULL;

  if (!g_utf8_validate (text, -1, NULL) || !crm_vcard_keep (text, contact, &kept, NULL) || kept == NULL)
    return;
  g_assert_true (g_utf8_validate (kept, -1, NULL));
  g_assert_true (crm_vcard_keep (kept, contact, &again, NULL));
  g_assert_cmpstr (again, ==, kept);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize size)
{
  guint n_left_out;
  g_autoptr (GPtrArray) cards = crm_vcard_read ((const char *) data, size, &n_left_out), again = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *text = g_strndup ((const char *) data, size);

  for (guint i = 0; i < cards->len; i++)
    crm_vcard_write (cards->pdata[i], out);
  g_assert_true (g_utf8_validate (out->str, out->len, NULL));
  again = crm_vcard_read (out->str, out->len, &n_left_out);
  g_assert_cmpuint (n_left_out, ==, 0);
  g_assert_cmpuint (again->len, ==, cards->len);
  g_assert_cmpuint (count_properties (again), ==, count_properties (cards));
  try_keeping (text);
  return 0;
}
