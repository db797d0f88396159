/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-error.h"
#include "exchange/crm-csv.h"

#include "crm-test-sheet.h"

#include <string.h>

/* Spreadsheets as tables: XLSX and ODS, what cells mean, and files that are not what they seem. */

static CrmCsv *
parse (GByteArray *bytes,
       const char *sheet,
       GError **error)
{
  CrmCsvDialect wish = { .sheet = (char *) sheet };

  return crm_csv_new_from_bytes (bytes->data, bytes->len, "odd.xlsx", &wish, error);
}

static char *
write_cells (const CrmCsv *csv)
{
  GString *cells = g_string_new (NULL);

  for (guint i = 0; i < crm_csv_get_n_columns (csv); i++)
    g_string_append_printf (cells, "%s|", crm_csv_get_header (csv, i));
  for (guint row = 0; row < crm_csv_get_n_rows (csv); row++)
    {
      g_string_append_printf (cells, "\n%u:", crm_csv_get_number (csv, row));
      for (guint i = 0; i < crm_csv_get_n_cells (csv, row); i++)
        g_string_append_printf (cells, "%s|", crm_csv_get_cell (csv, row, i));
    }
  return g_string_free (cells, FALSE);
}

static void
assert_cells (GByteArray *bytes,
              const char *sheet,
              const char *expected)
{
  g_autoptr (GByteArray) file = bytes;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsv) csv = parse (file, sheet, &error);
  g_autofree char *cells = csv != NULL ? write_cells (csv) : NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (cells, ==, expected);
  g_assert_nonnull (crm_csv_get_dialect (csv)->sheet);
}

static void
assert_refused (GByteArray *bytes,
                const char *sheet,
                CrmError code,
                const char *says)
{
  g_autoptr (GByteArray) file = bytes;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsv) csv = parse (file, sheet, &error);

  g_assert_null (csv);
  g_assert_error (error, CRM_ERROR, (int) code);
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

/* A workbook whose second sheet has these rows. */
static GByteArray *
with_rows (const char *rows,
           const char *behind)
{
  g_autofree char *sheet = g_strdup_printf ("<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/"
                                            "main'><sheetData>%s</sheetData>%s</worksheet>", rows, behind);
  const char *const parts[] = { "xl/sheets/2.xml", sheet, NULL };

  return crm_test_xlsx (parts);
}

#define HEAD "<row r='1'><c r='A1' t='str'><v>Name</v></c><c r='B1' t='str'><v>Value</v></c></row>"
#define TEXT(text) "<table:table-cell office:value-type='string'><text:p>" text "</text:p></table:table-cell>"

static void
test_xlsx (void)
{
  assert_cells (crm_test_xlsx (NULL), NULL, "Name|Value|\n2:Rich |1.5|");
  assert_cells (crm_test_xlsx (NULL), "People", "Name|Value|\n2:Rich |1.5|");
  assert_cells (crm_test_xlsx (NULL), "2", "Name|Value|\n2:Rich |1.5|");
  assert_refused (crm_test_xlsx (NULL), "1", CRM_ERROR_FORMAT, "is empty");
  assert_refused (crm_test_xlsx (NULL), "Nobody", CRM_ERROR_NOT_FOUND, "Empty, People");
}

static void
test_cells (void)
{
  /* Rows keep their numbers; cells their columns; texts their blanks, quotes and breaks. */
  assert_cells (with_rows (HEAD "<row r='4'><c r='B4' t='s'><v>2</v></c></row>"
                           "<row r='5'><c t='inlineStr'><is><r><t>x \"y\",\nz</t></r></is></c><c t='b'><v>1</v></c></row>"
                           "<row r='6'><c t='str'><v>b_xD83D__xDE00__xD83D_c_x1</v></c></row>", ""), NULL,
                "Name|Value|\n4:|a\rb_x0041_|\n5:x \"y\",\nz|TRUE|\n6:b😀c_x1||");
  /* Numbers by their formats. */
  assert_cells (with_rows (HEAD
    "<row r='2'><c t='str'><v>a</v></c><c s='1'><v>45000</v></c></row>"
    "<row r='3'><c t='str'><v>b</v></c><c s='1'><v>45000.5</v></c></row>"
    "<row r='4'><c t='str'><v>c</v></c><c s='2'><v>1234.5</v></c></row>"
    "<row r='5'><c t='str'><v>d</v></c><c s='3'><v>7.0000000000000007E-2</v></c></row>"
    "<row r='6'><c t='str'><v>e</v></c><c s='4'><v>59</v></c></row>"
    "<row r='7'><c t='str'><v>f</v></c><c s='5'><v>1.25</v></c></row>"
    "<row r='8'><c t='str'><v>g</v></c><c s='6'><v>1.1000000000000001</v></c></row>"
    "<row r='9'><c t='str'><v>h</v></c><c><v>12345678901234567890</v></c></row>"
    "<row r='10'><c t='str'><v>i</v></c><c><v>1E-7</v></c></row>"
    "<row r='11'><c t='str'><v>j</v></c><c t='d'><v>2024-02-03T00:00:00</v></c></row>"
    "<row r='12'><c t='str'><v>k</v></c><c s='1'><v>61</v></c></row>"
    "<row r='13'><c t='str'><v>l</v></c><c s='1'><v>-5</v></c></row>"
    "<row r='14'><c t='str'><v>m</v></c><c><v>9.9999999999999995E+22</v></c></row>"
    "<row r='15'><c t='str'><v>n</v></c><c><v>-1.25E-10</v></c></row>"
    "<row r='16'><c t='str'><v>o</v></c><c><v>4.0123456789012E+12</v></c></row>", ""), NULL,
    "Name|Value|\n2:a|2023-03-15|\n3:b|2023-03-15 12:00:00|\n4:c|1234.5 €|\n5:d|7%|\n6:e|1900-02-28|\n7:f|30:00:00|\n"
    "8:g|1.1|\n9:h|12345678901234567890|\n10:i|0.0000001|\n11:j|2024-02-03|\n12:k|1900-03-01|\n13:l|-5|\n"
    "14:m|100000000000000000000000|\n15:n|-0.000000000125|\n16:o|4012345678901.2|");
}

/* The sign of a currency, and where it is used, say which it is; one that nobody knows does not spoil the number. */
static void
test_currencies (void)
{
  static const struct { const char *code, *cell; } formats[] = {
    { "#,##0.00\\ [$zł-415]", "5 PLN" }, { "#,##0.00\\ [$kr-41D]", "5 SEK" }, { "[$kr-406]\\ #,##0", "5 DKK" },
    { "[$¥-411]#,##0", "5 JPY" }, { "[$¥-804]#,##0", "5 ¥" }, { "[$$-1009]#,##0.00", "5 CAD" },
    { "[$$-409]#,##0.00", "5 $" }, { "[$€-2]\\ #,##0.00", "5 €" }, { "[$CHF-807]\\ #,##0.00", "5 CHF" },
    { "_-[$£-809]* #,##0.00_-", "5 £" }, { "0 &quot;руб.&quot;", "5 RUB" }, { "0.0 &quot;kg&quot;", "5" },
    { "[$oz.]0", "5" }, { "0 &quot;-&quot;", "5" }, { "0 [$kr]", "5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *styles = g_strdup_printf ("<styleSheet><numFmts><numFmt numFmtId='164' formatCode='%s'/></numFmts>"
                                                 "<cellXfs><xf/><xf numFmtId='164'/></cellXfs></styleSheet>",
                                                 formats[i].code);
      g_autofree char *expected = g_strdup_printf ("Name|Value|\n2:a|%s|", formats[i].cell);
      const char *const parts[] = {
        "xl/styles.xml", styles, "xl/sheets/2.xml", "<worksheet><sheetData>" HEAD
        "<row><c t='str'><v>a</v></c><c s='1'><v>5</v></c></row></sheetData></worksheet>", NULL };

      assert_cells (crm_test_xlsx (parts), NULL, expected);
    }
  assert_cells (crm_test_ods ("<table:table table:name='T'><table:table-row>" TEXT ("Name") TEXT ("Value")
    "</table:table-row><table:table-row>" TEXT ("a")
    "<table:table-cell office:value-type='currency' office:currency='Kč' office:value='5'/></table:table-row>"
    "<table:table-row>" TEXT ("b")
    "<table:table-cell office:value-type='currency' office:currency='coins' office:value='5'/></table:table-row>"
    "</table:table>"), NULL, "Name|Value|\n2:a|5 CZK|\n3:b|5|");
}

/* A time may have a day, a day may be none, and what is written as text may be off by some millionths. */
static void
test_moments (void)
{
  assert_cells (with_rows (HEAD
    "<row r='2'><c t='str'><v>a</v></c><c s='7'><v>45000.5</v></c></row>"
    "<row r='3'><c t='str'><v>b</v></c><c s='7'><v>1.25</v></c></row>"
    "<row r='4'><c t='str'><v>c</v></c><c s='5'><v>45000.5</v></c></row>"
    "<row r='5'><c t='str'><v>d</v></c><c s='1'><v>0</v></c></row>"
    "<row r='6'><c t='str'><v>e</v></c><c s='1'><v>0.75</v></c></row>"
    "<row r='7'><c t='str'><v>f</v></c><c s='1'><v>1</v></c></row>"
    "<row r='8'><c t='str'><v>g</v></c><c t='d'><v>2014-01-16T15:59:59.99999979045242400</v></c></row>"
    "<row r='9'><c t='str'><v>h</v></c><c t='d'><v>2014-12-31T23:59:59.9999</v></c></row>"
    "<row r='10'><c t='str'><v>i</v></c><c t='d'><v>2014-02-14T08:27:48.765Z</v></c></row>"
    "<row r='11'><c t='str'><v>j</v></c><c t='d'><v>2014-02-14T08:27+02:00</v></c></row>"
    "<row r='12'><c t='str'><v>k</v></c><c t='d'><v>10:59:59.9999999999984025</v></c></row>"
    "<row r='13'><c t='str'><v>l</v></c><c t='d'><v>P 24H3M0.000S</v></c></row>"
    "<row r='14'><c t='str'><v>m</v></c><c t='d'><v>1899-12-30</v></c></row>"
    "<row r='15'><c t='str'><v>n</v></c><c t='d'><v>2014-02-30</v></c></row>"
    "<row r='16'><c t='str'><v>o</v></c><c t='d'><v>P1Y</v></c></row>", ""), NULL,
    "Name|Value|\n2:a|2023-03-15 12:00:00|\n3:b|30:00:00|\n4:c|1080012:00:00|\n5:d||\n6:e|18:00:00|\n7:f|1900-01-01|\n"
    "8:g|2014-01-16 16:00:00|\n9:h|2015-01-01|\n10:i|2014-02-14 08:27:48.765|\n11:j|2014-02-14 08:27:00|\n"
    "12:k|11:00:00|\n13:l|24:03:00|\n14:m||\n15:n|2014-02-30|\n16:o|P1Y|");
  assert_cells (crm_test_ods ("<table:table table:name='T'><table:table-row>" TEXT ("Name") TEXT ("Value")
    "</table:table-row><table:table-row>" TEXT ("a")
    "<table:table-cell office:value-type='time' office:time-value='PT10H10M10.1234S'/></table:table-row>"
    "<table:table-row>" TEXT ("b")
    "<table:table-cell office:value-type='time' office:time-value='PT1080012H30M00S'/></table:table-row>"
    "<table:table-row>" TEXT ("c")
    "<table:table-cell office:value-type='time' office:time-value='P1DT2H'/></table:table-row>"
    "<table:table-row>" TEXT ("d")
    "<table:table-cell office:value-type='date' office:date-value='2014-02-14T08:27:48.9999996'/></table:table-row>"
    "<table:table-row>" TEXT ("e")
    "<table:table-cell office:value-type='date' office:date-value='1899-12-30'/></table:table-row></table:table>"), NULL,
    "Name|Value|\n2:a|10:10:10.123|\n3:b|1080012:30:00|\n4:c|26:00:00|\n5:d|2014-02-14 08:27:49|\n6:e||");
}

static void
test_since_1904 (void)
{
  const char *const parts[] = {
    "xl/workbook.xml", "<workbook xmlns:r='http://x/relationships'><workbookPr date1904='1'/><sheets>"
                       "<sheet name='P' r:id='rId2'/></sheets><extLst><ext xmlns:x15='http://x/extension'>"
                       "<x15:workbookPr chartTrackingRefBase='1'/></ext></extLst></workbook>",
    "xl/sheets/2.xml", "<worksheet><sheetData>" HEAD "<row r='2'><c t='str'><v>a</v></c><c s='1'><v>0</v></c></row>"
                       "</sheetData></worksheet>", NULL };

  assert_cells (crm_test_xlsx (parts), NULL, "Name|Value|\n2:a|1904-01-01|");
}

/* Parts are found whatever the case and the separators of their names. */
static void
test_names (void)
{
  static const char *const parts[] = {
    "[content_types].xml", "<Types/>", "_rels\\.RELS", "<R><Relationship Id='a' Type='x/officeDocument' "
    "Target='\\XL\\WorkBook.xml'/></R>", "xl\\_rels\\workbook.xml.rels", "<R><Relationship Id='b' Type='x/worksheet' "
    "Target='sheets\\1.xml'/><Relationship Id='c' Type='x/sharedStrings' Target='sharedStrings.xml'/></R>",
    "/xl/workbook.xml", "<workbook xmlns:r='http://x/relationships'><sheets><sheet name='P' r:id='b'/></sheets></workbook>",
    "xl\\SharedStrings.xml", "<sst><si><t>Name</t></si><si><t>Value</t></si></sst>",
    "xl\\sheets\\1.xml", "<worksheet><sheetData><row><c t='s'><v>0</v></c><c t='s'><v>1</v></c></row>"
    "<row><c t='b'><v>1</v></c><c><v>2</v></c></row></sheetData></worksheet>", NULL };

  assert_cells (crm_test_zip (parts), NULL, "Name|Value|\n2:TRUE|2|");
}

/* A sheet that is a chart is none, though another part has a relation of the same id. */
static void
test_charts (void)
{
  static const char *const both[] = {
    "xl/_rels/workbook.xml.rels", "<R><Relationship Id='rId1' Type='x/chartsheet' Target='sheets/1.xml'/>"
    "<Relationship Id='rId2' Type='x/worksheet' Target='sheets/2.xml'/>"
    "<Relationship Id='rId3' Type='x/sharedStrings' Target='strings.xml'/></R>", NULL };
  static const char *const alone[] = {
    "xl/_rels/workbook.xml.rels", "<R><Relationship Id='rId1' Type='x/chartsheet' Target='sheets/1.xml'/></R>", NULL };

  assert_cells (crm_test_xlsx (both), NULL, "Name|Value|\n2:Rich |1.5|");
  assert_refused (crm_test_xlsx (both), "Empty", CRM_ERROR_NOT_FOUND, "It has: People");
  assert_refused (crm_test_xlsx (alone), NULL, CRM_ERROR_FORMAT, "is empty");
}

/* Rows that are begun anew for each cell, and places that are not said. */
static void
test_rows (void)
{
  assert_cells (with_rows (
    "<row r='1'><c r='A1' t='str'><v>Name</v></c></row><row r='1'><c r='B1' t='str'><v>Value</v></c></row>"
    "<row r='3'><c r='' t='str'><v>a</v></c></row><row r='3'/><row r='3'><c r='B3'><v>1</v></c></row>"
    "<row r=''><c><v>2</v></c><c><v>3</v></c></row><row><c r='B5'><v>4</v></c></row>", ""), NULL,
    "Name|Value|\n3:a|1|\n4:2|3|\n5:|4|");
}

static void
test_errors (void)
{
  g_autoptr (GByteArray) file = with_rows (HEAD
    "<row r='2'><c t='str'><v>a</v></c><c t='e'><f>1/0</f><v>#DIV/0!</v></c></row>"
    "<row r='3'><c t='str'><v>b</v></c><c><f>A1</f></c></row>", "");
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsvReader) reader = crm_csv_reader_new_from_bytes (file->data, file->len, "x", NULL, &error);
  CrmCsvRow row;

  g_assert_no_error (error);
  for (int pass = 0; pass < 2; pass++)
    {
      while (crm_csv_reader_next (reader, &row, &error))
        g_assert_cmpstr (row.cells[1], ==, "");
      g_assert_no_error (error);
      g_assert_cmpuint (crm_csv_reader_get_notes (reader)->n_errors, ==, 2);
      g_assert_cmpuint (crm_csv_reader_get_notes (reader)->first_error, ==, 2);
      g_assert_true (crm_csv_reader_rewind (reader, &error));
    }
}

static void
test_merged (void)
{
  /* A title over all, a header of two rows, and a cell that holds for the rows below. */
  assert_cells (with_rows (
    "<row r='1'><c r='A1' t='str'><v>Sales of the year</v></c></row>"
    "<row r='2'><c r='A2' t='str'><v>Who</v></c><c r='B2' t='str'><v>Address</v></c><c r='D2' t='str'><v>Sum</v></c></row>"
    "<row r='3'><c r='B3' t='str'><v>Street</v></c><c r='C3' t='str'><v>City</v></c><c r='D3' t='str'><v>EUR</v></c></row>"
    "<row r='4'><c r='A4' t='str'><v>Acme</v></c><c r='B4' t='str'><v>Rue 1</v></c><c r='C4'><v>75001</v></c>"
    "<c r='D4'><v>5</v></c></row>"
    "<row r='5'><c r='B5' t='str'><v>Rue 2</v></c><c r='C5'><v>75002</v></c><c r='D5'><v>6</v></c></row>"
    "<row r='6'><c r='A6' t='str'><v>Umbra</v></c><c r='B6' t='str'><v>Rue 3</v></c><c r='C6'><v>75003</v></c>"
    "<c r='D6'><v>7</v></c></row>",
    "<mergeCells><mergeCell ref='A4:A5'/><mergeCell ref='A1:D1'/><mergeCell ref='B2:C2'/><mergeCell ref='A2:A3'/>"
    "</mergeCells>"), NULL,
    "Who|Address Street|Address City|Sum EUR|\n4:Acme|Rue 1|75001|5|\n5:Acme|Rue 2|75002|6|\n6:Umbra|Rue 3|75003|7|");
}

static void
test_ods (void)
{
  const char *tables =
    "<table:table table:name='First'><table:table-row table:number-rows-repeated='1048576'>"
    "<table:table-cell table:number-columns-repeated='16384'/></table:table-row></table:table>"
    "<table:table table:name='Second'><table:table-header-rows><table:table-row>" TEXT ("Name") TEXT ("Value")
    "</table:table-row></table:table-header-rows>"
    "<table:table-row table:number-rows-repeated='2'><table:table-cell office:value-type='string'>"
    "<office:annotation><text:p>a note</text:p></office:annotation><text:p>a<text:s text:c='2'/><text:span>b</text:span>"
    "</text:p><text:p>c</text:p></table:table-cell>"
    "<table:table-cell office:value-type='date' office:date-value='2024-02-03T10:30:00'><text:p>x</text:p>"
    "</table:table-cell><table:table-cell table:number-columns-repeated='16382'/></table:table-row>"
    "<table:table-row table:number-rows-repeated='3'><table:table-cell/></table:table-row>"
    "<table:table-row>" TEXT ("d")
    "<table:table-cell office:value-type='currency' office:currency='EUR' office:value='1.5'/></table:table-row>"
    "<table:table-row>" TEXT ("e") "<table:table-cell office:value-type='percentage' office:value='0.25'/>"
    "</table:table-row><table:table-row>" TEXT ("f")
    "<table:table-cell office:value-type='time' office:time-value='PT27H30M05S'/></table:table-row>"
    "<table:table-row>" TEXT ("g") "<table:table-cell office:value-type='boolean' office:boolean-value='true'/>"
    "</table:table-row><table:table-row>" TEXT ("g") "<table:table-cell office:value-type='boolean' office:boolean-value='1'/>"
    "</table:table-row><table:table-row>" TEXT ("h")
    "<table:table-cell office:value-type='string' office:string-value='' calcext:value-type='error'>"
    "<text:p>#N/A</text:p></table:table-cell></table:table-row>"
    "<table:table-row><table:table-cell office:value-type='string' table:number-columns-repeated='2'><text:p>i</text:p>"
    "</table:table-cell></table:table-row>"
    "<table:table-row table:number-rows-repeated='1048000'><table:table-cell/></table:table-row></table:table>";
  const char *expected = "Name|Value|\n2:a  b\nc|2024-02-03 10:30:00|\n3:a  b\nc|2024-02-03 10:30:00|\n7:d|1.5 EUR|\n"
                         "8:e|25%|\n9:f|27:30:05|\n10:g|TRUE|\n11:g|TRUE|\n12:h||\n13:i|i|";

  assert_cells (crm_test_ods (tables), NULL, expected);
  assert_cells (crm_test_ods (tables), "Second", expected);
  assert_cells (crm_test_flat_ods (tables), NULL, expected);
  assert_cells (crm_test_flat_ods (tables), "Second", expected);
  assert_refused (crm_test_ods (tables), "First", CRM_ERROR_FORMAT, "is empty");
  assert_refused (crm_test_flat_ods ("<table:table"), NULL, CRM_ERROR_FORMAT, "damaged");
  assert_cells (crm_test_ods ("<table:table table:name='M'><table:table-row>" TEXT ("Name")
    "<table:table-cell office:value-type='string' table:number-columns-spanned='2'><text:p>Address</text:p>"
    "</table:table-cell><table:covered-table-cell/></table:table-row><table:table-row>" TEXT ("x") TEXT ("y") TEXT ("1")
    "</table:table-row></table:table>"), NULL, "Name|Address|Address|\n2:x|y|1|");
}

static void
test_damaged (void)
{
  static const char *const no_book[] = { "xl/workbook.xml", "<workbook><sheets>", NULL };
  static const char *const binary[] = { "_rels/.rels", "<R><Relationship Id='a' Type='x/officeDocument' "
                                        "Target='xl/workbook.bin'/></R>", NULL };
  static const char *const archive[] = { "a.txt", "text", NULL };
  static const char *const locked[] = {
    "content.xml", "garbage", "META-INF/manifest.xml", "<manifest><file-entry><encryption-data/></file-entry></manifest>",
    NULL };
  g_autoptr (GByteArray) whole = crm_test_xlsx (NULL);

  assert_refused (crm_test_xlsx (no_book), NULL, CRM_ERROR_FORMAT, "damaged");
  assert_refused (crm_test_xlsx (binary), NULL, CRM_ERROR_FORMAT, "binary workbook");
  assert_refused (crm_test_zip (archive), NULL, CRM_ERROR_FORMAT, "an archive");
  assert_refused (crm_test_zip (locked), NULL, CRM_ERROR_FORMAT, "password");
  assert_refused (with_rows (HEAD "<row r='2'><c t='s'><v>99</v></c></row>", ""), NULL, CRM_ERROR_FORMAT, "damaged");
  assert_refused (with_rows (HEAD "<row r='2'><c r='2'><v>1</v></c></row>", ""), NULL, CRM_ERROR_FORMAT, "damaged");
  assert_refused (with_rows (HEAD "<row r='3'/><row r='1'><c><v>1</v></c></row>" "<row r='2'", ""), NULL,
                  CRM_ERROR_FORMAT, "damaged");
  for (guint length = 4; length < whole->len; length += 97)
    {
      g_autoptr (GByteArray) cut = g_byte_array_new ();

      g_byte_array_append (cut, whole->data, length);
      assert_refused (g_byte_array_ref (cut), NULL, CRM_ERROR_FORMAT, "damaged");
    }
}

static void
test_protected (void)
{
  static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
  GByteArray *file = g_byte_array_new ();

  g_byte_array_set_size (file, 100000);
  memset (file->data, 0, file->len);
  memcpy (file->data, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
  memcpy (file->data + 65530, name, sizeof name);
  assert_refused (file, NULL, CRM_ERROR_FORMAT, "password");
}

/* Files that mean harm: each is refused at once, without memory that grows with what it claims. */
static void
test_hostile (void)
{
  g_autoptr (GString) many = g_string_new (NULL), deep = g_string_new (NULL);
  g_autofree char *blanks = g_strnfill (100 * 1024 * 1024, ' ');
  const char *const bomb[] = { "xl/strings.xml", blanks, NULL };
  static const char *const entities[] = {
    "xl/strings.xml", "<!DOCTYPE s [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
                      "<sst><si><t>&b;</t></si></sst>", NULL };
  static const char *const outside[] = {
    "xl/strings.xml", "<!DOCTYPE s SYSTEM 'file:///etc/passwd'><sst/>", NULL };

  assert_refused (crm_test_xlsx (bomb), NULL, CRM_ERROR_FORMAT, "unpacks to far more");
  assert_refused (crm_test_xlsx (entities), NULL, CRM_ERROR_FORMAT, "damaged");
  assert_refused (crm_test_xlsx (outside), NULL, CRM_ERROR_FORMAT, "damaged");
  assert_refused (with_rows (HEAD "<row r='99999999'><c><v>1</v></c></row>", ""), NULL, CRM_ERROR_FORMAT, "damaged");
  assert_refused (with_rows (HEAD "<row r='2'><c r='ZZZZ2'><v>1</v></c></row>", ""), NULL, CRM_ERROR_FORMAT, "damaged");
  /* One text, meant a million times a million times. */
  assert_refused (crm_test_ods ("<table:table table:name='R'><table:table-row table:number-rows-repeated='16000000'>"
    "<table:table-cell office:value-type='string' table:number-columns-repeated='16384'><text:p>again</text:p>"
    "</table:table-cell></table:table-row></table:table>"), NULL, CRM_ERROR_FORMAT, "unpacks to far more");
  assert_refused (crm_test_ods ("<table:table table:name='R'><table:table-row><table:table-cell "
    "office:value-type='string' table:number-columns-repeated='999999999'><text:p>again</text:p></table:table-cell>"
    "</table:table-row></table:table>"), NULL, CRM_ERROR_FORMAT, "damaged");
  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "<x>");
  assert_refused (with_rows (deep->str, ""), NULL, CRM_ERROR_FORMAT, "damaged");
  /* A text of a cell that never ends. */
  memset (blanks, 'x', 40 * 1024 * 1024);
  blanks[40 * 1024 * 1024] = '\0';
  g_string_append_printf (many, "<row r='2'><c t='inlineStr'><is><t>%s</t></is></c></row>", blanks);
  assert_refused (with_rows (many->str, ""), NULL, CRM_ERROR_FORMAT, "unpacks to far more");
}

static void
test_many_rows (void)
{
  g_autoptr (GString) rows = g_string_new (HEAD), merges = g_string_new ("<mergeCells>");
  g_autoptr (GByteArray) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsvReader) reader = NULL;
  CrmCsvRow row;
  guint n = 0;

  for (guint i = 2; i < 30000; i++)
    {
      g_string_append_printf (rows, "<row r='%u'><c r='B%u'><v>%u</v></c></row>", i, i, i);
      if (i % 10 == 0)
        g_string_append_printf (merges, "<mergeCell ref='A%u:A%u'/>", i, i + 5);
    }
  g_string_append (merges, "</mergeCells>");
  file = with_rows (rows->str, merges->str);
  reader = crm_csv_reader_new_from_bytes (file->data, file->len, "x", NULL, &error);
  g_assert_no_error (error);
  while (crm_csv_reader_next (reader, &row, &error))
    {
      g_autofree char *number = g_strdup_printf ("%u", row.number);

      g_assert_cmpuint (row.number, ==, n++ + 2);
      g_assert_cmpuint (row.n_cells, ==, 2);
      g_assert_cmpstr (row.cells[1], ==, number);
    }
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 29998);
}

/* The first sheet that is shown is read; hidden ones where they are asked for. */
static void
test_hidden (void)
{
  static const char content[] =
    "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
    "xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' "
    "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "
    "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:automatic-styles>"
    "<style:style style:name='ta1' style:family='table'><style:table-properties table:display='false'/></style:style>"
    "<style:style style:name='ta2' style:family='table'><style:table-properties table:display='true'/></style:style>"
    "</office:automatic-styles><office:body><office:spreadsheet>"
    "<table:table table:name='Lists' table:style-name='ta1'><table:table-row>" TEXT ("Code") "</table:table-row>"
    "<table:table-row>" TEXT ("x") "</table:table-row></table:table>"
    "<table:table table:name='People' table:style-name='ta2'><table:table-row>" TEXT ("Name") "</table:table-row>"
    "<table:table-row>" TEXT ("Anna") "</table:table-row></table:table>"
    "</office:spreadsheet></office:body></office:document-content>";
  const char *const parts[] = { "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", content,
                                NULL };

  assert_cells (crm_test_zip (parts), NULL, "Name|\n2:Anna|");
  assert_cells (crm_test_zip (parts), "Lists", "Code|\n2:x|");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheet/xlsx", test_xlsx);
  g_test_add_func ("/sheet/cells", test_cells);
  g_test_add_func ("/sheet/currencies", test_currencies);
  g_test_add_func ("/sheet/moments", test_moments);
  g_test_add_func ("/sheet/since-1904", test_since_1904);
  g_test_add_func ("/sheet/names", test_names);
  g_test_add_func ("/sheet/charts", test_charts);
  g_test_add_func ("/sheet/rows", test_rows);
  g_test_add_func ("/sheet/errors", test_errors);
  g_test_add_func ("/sheet/merged", test_merged);
  g_test_add_func ("/sheet/ods", test_ods);
  g_test_add_func ("/sheet/hidden", test_hidden);
  g_test_add_func ("/sheet/damaged", test_damaged);
  g_test_add_func ("/sheet/protected", test_protected);
  g_test_add_func ("/sheet/hostile", test_hostile);
  g_test_add_func ("/sheet/many-rows", test_many_rows);
  return g_test_run ();
}
