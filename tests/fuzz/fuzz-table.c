/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "exchange/crm-csv-reader.h"

#include "../core/crm-test-sheet.h"

#include <string.h>

/* Tables: text, records in JSON or XML, or the XML of a sheet, about which the archive of a spreadsheet is put; behind "!"
 * the archive is damaged. What is refused has a reason; rows are read twice, and both readings say the same. */

#define MOST_ROWS 2000   /* a few bytes may mean millions */
#define N_DAMAGES 4

static gboolean
begins (const guint8 *data,
        gsize size,
        const char *with)
{
  return size >= strlen (with) && memcmp (data, with, strlen (with)) == 0;
}

static GByteArray *
make_file (const guint8 *data,
           gsize size)
{
  gboolean damaged = begins (data, size, "!");
  g_autofree char *xml = damaged ? g_strndup ((const char *) data + 1, size - 1) : g_strndup ((const char *) data, size);
  const char *const parts[] = { "xl/sheets/2.xml", xml, NULL };
  GByteArray *file = g_str_has_prefix (xml, "<worksheet") ? crm_test_xlsx (parts)
                   : g_str_has_prefix (xml, "<table:table") ? crm_test_ods (xml) : NULL;
  guint chance = g_str_hash (xml);

  if (file == NULL)
    return g_byte_array_append (g_byte_array_new (), data, size);
  for (guint i = 0; damaged && i < N_DAMAGES; i++)
    {
      chance = chance * 1664525 + 1013904223;
      file->data[(chance >> 8) % file->len] = chance >> 24;
    }
  return file;
}

static guint
read_rows (CrmCsvReader *reader)
{
  g_autoptr (GError) error = NULL;
  CrmCsvRow row;
  guint hash = 0, n = 0;

  while (n++ < MOST_ROWS && crm_csv_reader_next (reader, &row, &error))
    {
      g_assert_true (crm_csv_reader_get_made (reader) == NULL || row.n_cells <= crm_csv_reader_get_n_columns (reader));
      for (guint i = 0; i < row.n_cells; i++)
        {
          g_assert_true (g_utf8_validate (row.cells[i], -1, NULL));
          hash = hash * 31 + g_str_hash (row.cells[i]);
        }
    }
  return hash + (error != NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize size)
{
  g_autoptr (GByteArray) file = make_file (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsvReader) reader = crm_csv_reader_new_from_bytes (file->data, file->len, "fuzz", NULL, &error);
  guint hash;

  g_assert_true ((reader == NULL) == (error != NULL));
  if (reader == NULL)
    return 0;
  hash = read_rows (reader);
  if (crm_csv_reader_rewind (reader, NULL) && read_rows (reader) != hash)
    g_error ("The second reading says something else");
  return 0;
}
