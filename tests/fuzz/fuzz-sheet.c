/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-random.h"
#include "exchange/crm-csv-reader.h"

#include "../core/crm-test-sheet.h"

#include <string.h>

/* What an import does with a spreadsheet of any bytes: its rows are read twice. Whatever comes out, nothing may crash,
 * hang or warn, and both readings say the same.
 *
 * clang -fsanitize=fuzzer takes LLVMFuzzerTestOneInput() as it is (define CRM_LIBFUZZER). Else the driver below changes
 * the XML of spreadsheets of its own by chance, or the archive around it, by a seed: fuzz-sheet [RUNS [SEED]]. What it
 * was at when it failed is in the file "fuzz-sheet.zip" of the current folder. */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static guint
read_rows (CrmCsvReader *reader)
{
  g_autoptr (GError) error = NULL;
  CrmCsvRow row;
  guint hash = 0, n = 0;

  /* A few bytes may mean millions of rows. */
  while (n++ < 2000 && crm_csv_reader_next (reader, &row, &error))
    {
      for (guint i = 0; i < row.n_cells; i++)
        hash = hash * 31 + g_str_hash (row.cells[i]);
    }
  return hash + (error != NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize size)
{
  g_autoptr (CrmCsvReader) reader = crm_csv_reader_new_from_bytes (data, size, "fuzz", NULL, NULL);
  guint hash;

  if (reader == NULL)
    return 0;
  hash = read_rows (reader);
  if (crm_csv_reader_rewind (reader, NULL) && read_rows (reader) != hash)
    g_error ("The second reading says something else");
  return 0;
}

#ifndef CRM_LIBFUZZER

static const char rows[] =
  "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='str'><v>Value</v></c></row>"
  "<row r='2'><c r='A2' t='inlineStr'><is><r><t>x</t></r><rPh><t>y</t></rPh></is></c><c r='B2' s='1'><v>45000.5</v></c>"
  "</row><row r='4'><c r='A4' t='b'><v>1</v></c><c r='B4' s='5'><v>1.5</v></c><c r='C4' t='e'><v>#N/A</v></c></row>"
  "</sheetData><mergeCells><mergeCell ref='A1:B1'/><mergeCell ref='A2:A4'/></mergeCells></worksheet>";

static const char tables[] =
  "<table:table table:name='S'><table:table-row><table:table-cell office:value-type='string' "
  "table:number-columns-repeated='2'><text:p>Name<text:s text:c='3'/></text:p></table:table-cell></table:table-row>"
  "<table:table-row table:number-rows-repeated='3'><table:table-cell office:value-type='date' "
  "office:date-value='2024-02-03T01:02:03' table:number-columns-spanned='2' table:number-rows-spanned='2'/>"
  "<table:covered-table-cell/></table:table-row><table:table-row><table:table-cell office:value-type='float' "
  "office:value='1e5'/><table:table-cell office:value-type='time' office:time-value='PT1H2M3S'/></table:table-row>"
  "</table:table>";

static const char *const pieces[] = {
  "'", "<", ">", "&amp;", "&#0;", "]]>", "</c>", "</row>", "<row>", "<c>", "<v>", "<t>", "1048576", "99999999999", "-1",
  "1e308", "nan", "ZZZ9", "A0", "_x0000_", "_xD800_", "<!DOCTYPE x>", "<![CDATA[", "\xff", "2958465.9999999",
  "<table:table>", "</table:table>", "<text:p>",
};

static char *
mutate (const char *seed,
        CrmRandom *random)
{
  g_autoptr (GString) text = g_string_new (seed);
  guint n_changes = crm_random_below (random, 8);

  for (guint i = 0; i < n_changes && text->len > 1; i++)
    {
      guint place = crm_random_below (random, text->len), length = 1 + crm_random_below (random, 60);

      switch (crm_random_below (random, 3))
        {
        case 0:
          text->str[place] = 1 + crm_random_below (random, 255);
          break;
        case 1:
          g_string_erase (text, place, MIN (length, text->len - place));
          break;
        case 2:
        default:
          g_string_insert (text, place, pieces[crm_random_below (random, G_N_ELEMENTS (pieces))]);
        }
    }
  return g_strdup (text->str);
}

static GByteArray *
make_file (CrmRandom *random)
{
  g_autofree char *sheet = mutate (rows, random), *table = mutate (tables, random);
  const char *const parts[] = { "xl/sheets/2.xml", sheet, NULL };
  GByteArray *file = crm_random_below (random, 2) == 0 ? crm_test_xlsx (parts) : crm_test_ods (table);

  for (guint n = crm_random_below (random, 4) == 0 ? 4 : 0; n > 0; n--)
    file->data[crm_random_below (random, file->len)] = crm_random_below (random, 256);
  return file;
}

int
main (int argc,
      char *argv[])
{
  guint64 n_runs = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : g_getenv ("CLIENTELE_SLOW") != NULL ? 20000 : 500;
  guint64 seed = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) : 1;

  for (guint64 i = 0; i < n_runs; i++)
    {
      g_autoptr (GByteArray) file = NULL;
      CrmRandom random;

      crm_random_init (&random, seed, i);
      file = make_file (&random);
      g_file_set_contents ("fuzz-sheet.zip", (const char *) file->data, file->len, NULL);
      LLVMFuzzerTestOneInput (file->data, file->len);
    }
  return 0;
}

#endif
