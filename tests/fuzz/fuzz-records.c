/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-csv.h"
#include "exchange/crm-json.h"
#include "exchange/crm-xml-table.h"

#include <string.h>

/* JSON and XML of any bytes: they are refused with a reason, or become a table that is read as one, where all rows have
 * the cells that there are columns. */

#define QUICK 20000
#define SLOW 2000000

typedef char *(*MakeTable) (const char *text, gsize length, const char *name, GError **error);

static const struct { const char *text, *marks; MakeTable make_table; } seeds[] = {
  { "{\"next\": null, \"data\": {\"rows\": [{\"name\": \"A\\u00e9\\n\\\"\", \"tags\": [\"a, b\", 1, true], \"x\": [{\"y\": 1}],\n"
    "  \"value\": {\"amount\": -12.50e1, \"currency\": \"EUR\"}, \"address\": {\"city\": \"\\ud83d\\ude42\"}}, {\"name\": null}]}}",
    "{}[]\",:\\u0e-.n\n", crm_json_make_table },
  { "{\"a\":1}\n{\"a\":2,\"b\":{\"c\":[]}}\n", "{}[]\",:\\u0e-.n\n", crm_json_make_table },
  { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r xmlns:x=\"y\"><c n=\"1\" x:z=\"2\"><v currency=\"EUR\">1.5</v>\n"
    "<t><item>a, b</item><item/></t><u><w>&lt;_x000D_&#65;</w><w><![CDATA[]]></w></u></c>t<c/></r>",
    "<>/&;\"'=![] \n", crm_xml_make_table },
};

static void
try_text (MakeTable make_table,
          const char *text,
          gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *table = make_table (text, length, "a", &error);
  CrmCsvDialect wish = { .header = CRM_CSV_HEADER_PRESENT, .delimiter = ',', .quote = '"' };
  g_autoptr (CrmCsv) csv = NULL;

  g_assert_true ((table == NULL) == (error != NULL));
  if (table == NULL || *table == '\0')
    return;
  g_assert_true (g_utf8_validate (table, -1, NULL));
  csv = crm_csv_new_from_bytes ((const guint8 *) table, strlen (table), "a", &wish, NULL);
  for (guint row = 0; csv != NULL && row < crm_csv_get_n_rows (csv); row++)
    g_assert_cmpuint (crm_csv_get_n_cells (csv, row), <=, crm_csv_get_n_columns (csv));
}

static void
change (GRand *chance,
        const char *seed,
        const char *marks,
        GString *text)
{
  gsize place = g_rand_int_range (chance, 0, text->len);
  gsize from = g_rand_int_range (chance, 0, strlen (seed) - 8);

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
      g_string_insert_len (text, place, seed + from, 8);
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
      guint which = i % G_N_ELEMENTS (seeds);
      g_autoptr (GString) text = g_string_new (seeds[which].text);

      for (int k = g_rand_int_range (chance, 0, 8); k > 0 && text->len > 0; k--)
        change (chance, seeds[which].text, seeds[which].marks, text);
      try_text (seeds[which].make_table, text->str, text->len);
    }
  return 0;
}
