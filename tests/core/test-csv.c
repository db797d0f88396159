/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-csv-cell.h"
#include "base/crm-error.h"
#include "exchange/crm-csv.h"

#include <glib/gstdio.h>
#include <string.h>

/* The CSV reader: how tables may be written. tests/core/pollock.py has the benchmarks. */

static CrmCsv *
parse (const char *bytes,
       gsize length,
       GError **error)
{
  return crm_csv_new_from_bytes ((const guint8 *) bytes, length, "odd.csv", NULL, error);
}

static void
assert_cells (const char *bytes,
              gsize length,
              const char *encoding,
              const char *delimiter,
              const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsv) csv = parse (bytes, length, &error);
  g_autoptr (GString) cells = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_cmpstr (crm_csv_get_dialect (csv)->encoding, ==, encoding);
  g_assert_cmpstr (crm_csv_get_dialect (csv)->delimiter, ==, delimiter);
  for (guint i = 0; i < crm_csv_get_n_columns (csv); i++)
    g_string_append_printf (cells, "%s|", crm_csv_get_header (csv, i));
  for (guint row = 0; row < crm_csv_get_n_rows (csv); row++)
    {
      g_string_append_printf (cells, "\n%u:", crm_csv_get_number (csv, row));
      for (guint i = 0; i < crm_csv_get_n_cells (csv, row); i++)
        g_string_append_printf (cells, "%s|", crm_csv_get_cell (csv, row, i));
    }
  g_assert_cmpstr (cells->str, ==, expected);
}

#define ASSERT_CELLS(bytes, ...) assert_cells (bytes, sizeof (bytes) - 1, __VA_ARGS__)
#define BYTES(bytes) bytes, sizeof (bytes) - 1

static void
test_dialects (void)
{
  ASSERT_CELLS ("name,city\nA,Lyon\n", "UTF-8", ",", "name|city|\n2:A|Lyon|");
  ASSERT_CELLS ("\xef\xbb\xbfname;city\r\nA;Lyon\r\n\r\nB;Kyiv", "UTF-8", ";", "name|city|\n2:A|Lyon|\n4:B|Kyiv|");
  ASSERT_CELLS ("name\tcity\rA\tLyon\r", "UTF-8", "\t", "name|city|\n2:A|Lyon|");
  ASSERT_CELLS ("sep=|\nname|city\nA, B|Lyon\n", "UTF-8", "|", "name|city|\n3:A, B|Lyon|");
  ASSERT_CELLS ("name,note\n\"A \"\"x\"\"\",\"two\nlines\"\nB,\n", "UTF-8", ",",
                "name|note|\n2:A \"x\"|two\nlines|\n3:B||");
  ASSERT_CELLS ("name,city\nJos\xe9,M\xfcnchen\n", "WINDOWS-1252", ",", "name|city|\n2:José|München|");
  ASSERT_CELLS ("name,city\n\xcd\xf5\xce\xb0,\xb1\xb1\xbe\xa9\n", "GB18030", ",", "name|city|\n2:王伟|北京|");
  ASSERT_CELLS ("\xff\xfen\0,\0c\0\n\0\xe9\0,\0L\0", "UTF-16LE", ",", "n|c|\n2:é|L|");
  ASSERT_CELLS ("\0n\0a\0,\0c\0\n\0A\0,\0L\0\n", "UTF-16BE", ",", "na|c|\n2:A|L|");
  ASSERT_CELLS ("'a','b','c'\n'x,y','2','3'\n'q','4','5'\n", "UTF-8", ",", "a|b|c|\n2:x,y|2|3|\n3:q|4|5|");
  ASSERT_CELLS ("a,b\n'won't','1'\n'it''s','2'\n'x','3'\n", "UTF-8", ",", "a|b|\n2:won't|1|\n3:it's|2|\n4:x|3|");
  ASSERT_CELLS ("a,b\n\"48\\\"\",\"x\\\"y\"\n", "UTF-8", ",", "a|b|\n2:48\"|x\"y|");
  ASSERT_CELLS ("a,b\n\"5\" pipe\", \"C:\\\"\n\"x\"y,\n", "UTF-8", ",", "a|b|\n2:5\" pipe|C:\\|\n3:xy||");
  ASSERT_CELLS ("name;price\nA;1,5\nB;2,5\n", "UTF-8", ";", "name|price|\n2:A|1,5|\n3:B|2,5|");
  /* Names in one column are not cut at their blanks. */
  ASSERT_CELLS ("name\nCustomer 1\nCustomer 2\nCustomer 3\n", "UTF-8", ",",
                "name|\n2:Customer 1|\n3:Customer 2|\n4:Customer 3|");
  ASSERT_CELLS ("full name\nAnna Smith\nBob Jones\n", "UTF-8", ",", "full name|\n2:Anna Smith|\n3:Bob Jones|");
  ASSERT_CELLS ("A,1,2020-01-02\nB,2,2020-01-03\n", "UTF-8", ",",
                "Column 1|Column 2|Column 3|\n1:A|1|2020-01-02|\n2:B|2|2020-01-03|");
}

/* Marks that few programs write, several marks that are one, and columns that blanks keep in line. */
static void
test_delimiters (void)
{
  ASSERT_CELLS ("id::title::year\n1::Solaris: a novel::1961\n2::Eden::1959\n", "UTF-8", "::",
                "id|title|year|\n2:1|Solaris: a novel|1961|\n3:2|Eden|1959|");
  ASSERT_CELLS ("id||name||city\n1||A|B||\n2||\"C||D\"||Oslo\n3||E||Rome\n4||F||Bonn\n5||G||Kyiv\n6||H||Lyon\n", "UTF-8",
                "||", "id|name|city|\n2:1|A|B||\n3:2|C||D|Oslo|\n4:3|E|Rome|\n5:4|F|Bonn|\n6:5|G|Kyiv|\n7:6|H|Lyon|");
  ASSERT_CELLS ("id::name::at\n1::Ann::12:30:00\n2::Bob::12:31:00\n", "UTF-8", "::",
                "id|name|at|\n2:1|Ann|12:30:00|\n3:2|Bob|12:31:00|");
  ASSERT_CELLS ("id|~|name\n1|~|Ann\n2|~|Bob\n", "UTF-8", "|~|", "id|name|\n2:1|Ann|\n3:2|Bob|");
  ASSERT_CELLS ("id|name||city\n1|Ann||Oslo\n2|Bob|x|Rome\n", "UTF-8", "|",
                "id|name|Column 3|city|\n2:1|Ann||Oslo|\n3:2|Bob|x|Rome|");
  ASSERT_CELLS ("Name;;Price;Count\nFoo;;1,5;2\nBar;;2,5;3\nBaz;;3,25;4\n", "UTF-8", ";",
                "Name|Column 2|Price|Count|\n2:Foo||1,5|2|\n3:Bar||2,5|3|\n4:Baz||3,25|4|");
  ASSERT_CELLS ("name#street#no\nAnn#High St, Rear#5\nBob#Low St, Front#7\n", "UTF-8", "#",
                "name|street|no|\n2:Ann|High St, Rear|5|\n3:Bob|Low St, Front|7|");
  ASSERT_CELLS ("name§city\nAnn§Oslo\nBob§Rome\n", "UTF-8", "§", "name|city|\n2:Ann|Oslo|\n3:Bob|Rome|");
  ASSERT_CELLS ("sep=::\nname::city\nAnn::Oslo\n", "UTF-8", "::", "name|city|\n3:Ann|Oslo|");
  ASSERT_CELLS ("\"sep=;\"\nname;city\nAnn;Oslo, No\n", "UTF-8", ";", "name|city|\n3:Ann|Oslo, No|");
  ASSERT_CELLS ("no    price  colour\n 1     0.23       E\n 2  1200.21      IF\n", "UTF-8", "  ",
                "no|price|colour|\n2:1|0.23|E|\n3:2|1200.21|IF|");
  ASSERT_CELLS ("no price colour\n 1   0.23      E  \n20   0.21     IF\n", "UTF-8", " ",
                "no|price|colour|\n2:1|0.23|E|\n3:20|0.21|IF|");
  ASSERT_CELLS ("Ann Smith      Oslo        5\nBob Jones      New York   12\nCy Webb        Rome        7\n", "UTF-8",
                "  ", "Column 1|Column 2|Column 3|\n1:Ann Smith|Oslo|5|\n2:Bob Jones|New York|12|\n3:Cy Webb|Rome|7|");
  /* A mark that a blank always follows stands in phrases; a unit belongs to its number. */
  ASSERT_CELLS ("a1,Total; all; home\na2,Mean; all; home\na3,Total; some; home\na4,Mean; some; home\n", "UTF-8", ",",
                "a1|Total; all; home|\n2:a2|Mean; all; home|\n3:a3|Total; some; home|\n4:a4|Mean; some; home|");
  ASSERT_CELLS ("Ann Lee;€ 1,80;9,50 CHF\nBo Ray;€ 2,00;10,30 CHF\n", "UTF-8", ";",
                "Column 1|Column 2|Column 3|\n1:Ann Lee|€ 1,80|9,50 CHF|\n2:Bo Ray|€ 2,00|10,30 CHF|");
  ASSERT_CELLS ("HH:mm:ss\n15:02:37\n15:02:38\n", "UTF-8", ",", "HH:mm:ss|\n2:15:02:37|\n3:15:02:38|");
  ASSERT_CELLS ("delivered in person\ntaken back again\n", "UTF-8", ",", "delivered in person|\n2:taken back again|");
  /* Apostrophes that close nothing are text. */
  ASSERT_CELLS ("'Results\n'Time,n\n'90s,1\n'80s,2\n'70s,\"x, y\"\n", "UTF-8", ",",
                "'Time|n|\n3:'90s|1|\n4:'80s|2|\n5:'70s|x, y|");
}

/* Which first row names the columns. */
static void
test_headers (void)
{
  ASSERT_CELLS ("\"Dec 8, 2022\"\n\"Sep 26, 2022\"\n\"May 1, 2022\"\n", "UTF-8", ",",
                "Column 1|\n1:Dec 8, 2022|\n2:Sep 26, 2022|\n3:May 1, 2022|");
  ASSERT_CELLS ("Ann;08-dez-22;€ 5\nBob;09-dez-22;€ 6\n", "UTF-8", ";",
                "Column 1|Column 2|Column 3|\n1:Ann|08-dez-22|€ 5|\n2:Bob|09-dez-22|€ 6|");
  ASSERT_CELLS ("Ann,2022-10-04 16:00:47 UTC\nBob,2022-10-05T16:00:47.123456Z\n", "UTF-8", ",",
                "Column 1|Column 2|\n1:Ann|2022-10-04 16:00:47 UTC|\n2:Bob|2022-10-05T16:00:47.123456Z|");
  ASSERT_CELLS ("27 Feb 2018,coffee,7.80\n", "UTF-8", ",", "Column 1|Column 2|Column 3|\n1:27 Feb 2018|coffee|7.80|");
  ASSERT_CELLS ("name,2022,2023\nAnn,5,6\nBob,7,8\n", "UTF-8", ",", "name|2022|2023|\n2:Ann|5|6|\n3:Bob|7|8|");
  ASSERT_CELLS ("Ann,2022,2023\nBob,1999,2003\n", "UTF-8", ",",
                "Column 1|Column 2|Column 3|\n1:Ann|2022|2023|\n2:Bob|1999|2003|");
  ASSERT_CELLS ("I,1,sum,n,tax,net\nD,1,5,6,7,8\nD,1,6,7,8,9\nD,1,7,8,9,1\n", "UTF-8", ",",
                "I|1|sum|n|tax|net|\n2:D|1|5|6|7|8|\n3:D|1|6|7|8|9|\n4:D|1|7|8|9|1|");
  ASSERT_CELLS ("answer\nyes\nyes\nyes\n", "UTF-8", ",", "answer|\n2:yes|\n3:yes|\n4:yes|");
  ASSERT_CELLS ("yes\nyes\nyes\n", "UTF-8", ",", "yes|\n2:yes|\n3:yes|");
  ASSERT_CELLS ("Name\u00a0,\u200bCity\nAnn,Oslo\n", "UTF-8", ",", "Name|City|\n2:Ann|Oslo|");
}

/* Lines that are none of the table's rows. */
static void
test_comments (void)
{
  ASSERT_CELLS ("# made by: x, y, z\n# on Monday\nname;city\n# first, part\nAnn;Oslo\n#end\nBob;Rome\n", "UTF-8", ";",
                "name|city|\n5:Ann|Oslo|\n7:Bob|Rome|");
  ASSERT_CELLS ("#name,city\n#5 Ann,Oslo\nBob,Rome\n", "UTF-8", ",", "#name|city|\n2:#5 Ann|Oslo|\n3:Bob|Rome|");
  ASSERT_CELLS ("#1 fan\n#2 fan\nother\n", "UTF-8", ",", "#1 fan|\n2:#2 fan|\n3:other|");
  ASSERT_CELLS (" name | city \n------+------\n Ann  | Oslo\n Bob  | Rome\n", "UTF-8", "|",
                "name|city|\n3: Ann  | Oslo|\n4: Bob  | Rome|");
  ASSERT_CELLS ("+----+------+\n| id | name |\n+====+======+\n| 1  | Ann  |\n+----+------+\n| 2  | Bob  |\n"
                "+----+------+\n", "UTF-8", "|", "Column 1|id|name|Column 4|\n4:| 1  | Ann  ||\n6:| 2  | Bob  ||");
  ASSERT_CELLS ("shop;phone;n\n#3 Store;030 3;1\n#4 Store\nOther;030 4;2\n", "UTF-8", ";",
                "shop|phone|n|\n2:#3 Store|030 3|1|\n3:#4 Store|\n4:Other|030 4|2|");
  ASSERT_CELLS ("name,phone,n\nAnn,5,6\n,---,---\nBob,3,4\n", "UTF-8", ",",
                "name|phone|n|\n2:Ann|5|6|\n3:|---|---|\n4:Bob|3|4|");
  ASSERT_CELLS ("name,city\n-,---\nBob,Rome\n", "UTF-8", ",", "name|city|\n2:-|---|\n3:Bob|Rome|");
}

/* Some programs fill cells with zeros, or end lines with one. */
static void
test_zeros (void)
{
  static const char last[] = "Bob\0,\0\n";
  g_autoptr (GString) text = g_string_new ("name,city\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsv) csv = NULL;

  for (guint i = 0; i < 20; i++)
    g_string_append (text, "Ann Smith,Oslo\n");
  g_string_append_len (text, last, sizeof last - 1);
  csv = parse (text->str, text->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (crm_csv_get_n_rows (csv), ==, 21);
  g_assert_cmpstr (crm_csv_get_cell (csv, 20, 0), ==, "Bob");
  g_assert_cmpstr (crm_csv_get_cell (csv, 20, 1), ==, "");
}

static void
test_bad_files (void)
{
  static const struct { const char *bytes; gsize length; const char *says; } cases[] = {
    { BYTES (""), "is empty" },
    { BYTES ("\n\n\r\n"), "is empty" },
    { BYTES ("\xef\xbb\xbf"), "is empty" },
    { BYTES ("a,b\n1,\0\x01\x02\n"), "binary" },
    { BYTES ("\x89PNG\r\n\x1a\n"), "a picture" },
    { BYTES ("PK\x03\x04zip"), "a spreadsheet" },
    { BYTES ("a,b\n1,\"two\n3\n"), "row 2" },
    { BYTES ("a,b\n1,\"two"), "row 2" },
    { BYTES ("a,b,c\n1,2,3\n4,5,6\n7,8"), "cut off" },
    { BYTES ("n,c\nJos\xc3\xa9,1\nM\xc3\xbcnch\xc3,2\n"), "line 3" },
    { BYTES ("\xff\xfe" "a\0,\0b"), "damaged" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CrmCsv) csv = parse (cases[i].bytes, cases[i].length, &error);

      g_assert_null (csv);
      g_assert_error (error, CRM_ERROR, CRM_ERROR_FORMAT);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].says));
      g_assert_nonnull (strstr (error->message, "Nothing was changed."));
    }
}

static void
test_bad_paths (void)
{
  g_autoptr (GError) error = NULL;
  CrmCsvDialect wish = { .encoding = (char *) "KLINGON-1" };

  g_assert_null (crm_csv_open ("/nonexistent/file.csv", NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (crm_csv_open (g_get_tmp_dir (), NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_FORMAT);
  g_clear_error (&error);
  g_assert_null (crm_csv_new_from_bytes ((const guint8 *) "a", 1, "a", &wish, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
}

static void
test_layouts (void)
{
  /* Titles and notes above, blank lines, a title as wide as the table. */
  ASSERT_CELLS ("Report of sales\nMade by Ann\n\nname,city,sum\nA,Lyon,1\nB,Kyiv,2\nC,Oslo,3\n", "UTF-8", ",",
                "name|city|sum|\n5:A|Lyon|1|\n6:B|Kyiv|2|\n7:C|Oslo|3|");
  ASSERT_CELLS ("Bank;ING\nName;Ann\n\nFrom;1 May\nTo;5 May\n\nSorted;no\n\nname;city;sum;day\nA;Lyon;1;2\n"
                "B;Kyiv;2;3\nC;Oslo;3;4\n", "UTF-8", ";",
                "name|city|sum|day|\n10:A|Lyon|1|2|\n11:B|Kyiv|2|3|\n12:C|Oslo|3|4|");
  ASSERT_CELLS ("Report,,\n,,\nname,city,sum\nA,Lyon,1\nB,Kyiv,2\n", "UTF-8", ",",
                "name|city|sum|\n4:A|Lyon|1|\n5:B|Kyiv|2|");
  ASSERT_CELLS ("Customer list,\nName,Email\nAnn,a@y.de\nBob,b@y.it\nCy,c@y.no\n", "UTF-8", ",",
                "Name|Email|\n3:Ann|a@y.de|\n4:Bob|b@y.it|\n5:Cy|c@y.no|");
  ASSERT_CELLS ("Customer list 2024,\n,\nName,City\nSmith,Rome\nWebb,Oslo\n", "UTF-8", ",",
                "Name|City|\n4:Smith|Rome|\n5:Webb|Oslo|");
  ASSERT_CELLS ("Customer list,,\nMay 2024,,\nName,Email,City\nAnn,a@y.de,Bonn\nBob,b@y.it,Rome\nCy,,\nDi,,\nEd,,\n",
                "UTF-8", ",", "Name|Email|City|\n4:Ann|a@y.de|Bonn|\n5:Bob|b@y.it|Rome|\n6:Cy|||\n7:Di|||\n8:Ed|||");
  ASSERT_CELLS (",,,\n,,\"Cards\nMay\",\nName,Email,City,\nAnn,a@y.de,Bonn,\n,,,\nBob,b@y.it,Rome,\n", "UTF-8", ",",
                "Name|Email|City|Column 4|\n4:Ann|a@y.de|Bonn||\n6:Bob|b@y.it|Rome||");
  ASSERT_CELLS ("Meetings,,,,,,,\nName,Day,With,,,,,\nAnn,1/2/24,Bob,,,,,\n,,Cy,,,,,\n,,Di,,,,,\n", "UTF-8", ",",
                "Name|Day|With|Column 4|Column 5|Column 6|Column 7|Column 8|\n3:Ann|1/2/24|Bob||||||\n4:||Cy||||||\n5:||Di||||||");
  /* What has no name is no title's. */
  ASSERT_CELLS ("Name,\nAnn,5\nBob,6\n", "UTF-8", ",", "Name|Column 2|\n2:Ann|5|\n3:Bob|6|");
  /* A header in two rows, one that is repeated, and a delimiter too many at the end of all rows. */
  ASSERT_CELLS ("id,home,,sum\n,street,city,EUR\n1,A,Lyon,1\n2,B,Kyiv,2\n3,C,Oslo,3\n", "UTF-8", ",",
                "id|home street|home city|sum EUR|\n3:1|A|Lyon|1|\n4:2|B|Kyiv|2|\n5:3|C|Oslo|3|");
  ASSERT_CELLS ("Shop,By phone,,,By mail,,\n,Day,,Sum,Day,,Sum\n,,No.,,,No.,\nA,1/2/24,1,2,1/2/24,3,4\n", "UTF-8", ",",
                "Shop|By phone Day|By phone Day No.|By phone Sum|By mail Day|By mail Day No.|By mail Sum|\n"
                "4:A|1/2/24|1|2|1/2/24|3|4|");
  ASSERT_CELLS ("Trips,,,,\n,,,,\nWho,Travel,,,Total\n,,,,\n,Air,Rail,Taxi,\nAnn,,one,,5\nBob,,,two,6\n", "UTF-8", ",",
                "Who|Travel Air|Travel Rail|Travel Taxi|Total|\n6:Ann||one||5|\n7:Bob|||two|6|");
  ASSERT_CELLS ("Who,Travel,,,Total\n,Air,Rail,4,\nAnn,,one,,5\nBob,,,two,6\n", "UTF-8", ",",   /* data */
                "Who|Travel|Column 3|Column 4|Total|\n2:|Air|Rail|4||\n3:Ann||one||5|\n4:Bob|||two|6|");
  ASSERT_CELLS ("Made with Cash, for Ann, in May\nn,sum\n1,2\n3,4\n5,6\n", "UTF-8", ",", "n|sum|\n3:1|2|\n4:3|4|\n5:5|6|");
  ASSERT_CELLS ("name,sum\nA,1\nname,sum\nB,2\n", "UTF-8", ",", "name|sum|\n2:A|1|\n4:B|2|");
  ASSERT_CELLS ("name;sum\nA;1;\nB;2;\n", "UTF-8", ";", "name|sum|\n2:A|1||\n3:B|2||");
  /* Another table below, with a title of its own. */
  ASSERT_CELLS ("name,city,sum\nA,Lyon,1\nB,Kyiv,2\n\nOther things\nx,y\n1,2\n", "UTF-8", ",",
                "name|city|sum|\n2:A|Lyon|1|\n3:B|Kyiv|2|");
  /* A blank belongs to the delimiter; in the midst of a table it does not. */
  ASSERT_CELLS ("name, city, sum\nA, Lyon, 1\nB, \"Kyiv, UA\", 2\n", "UTF-8", ",",
                "name|city|sum|\n2:A|Lyon|1|\n3:B|Kyiv, UA|2|");
}

static void
test_second_table (void)
{
  const char *text = "name,city,sum\nA,Lyon,1\nB,Kyiv,2\n\nOther things\nx;y\n1;2\n3;4\n";
  CrmCsvDialect wish = { .table = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsv) csv = crm_csv_new_from_bytes ((const guint8 *) text, strlen (text), "two.csv", &wish, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (crm_csv_get_header (csv, 1), ==, "y");
  g_assert_cmpuint (crm_csv_get_n_rows (csv), ==, 2);
  g_assert_cmpuint (crm_csv_get_number (csv, 0), ==, 7);
  wish.table = 2;
  g_assert_null (crm_csv_new_from_bytes ((const guint8 *) text, strlen (text), "two.csv", &wish, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND);
}

static CrmCsvNotes read_notes (const char *text, const char *expected);

/* Tables that are parted by blank lines alone. */
static void
test_untitled_second_table (void)
{
  static const char people[] = "name,city\nAnn,Bonn\nBob,Rome\n", found[] = "2:Ann|Bonn|3:Bob|Rome|";
  static const struct { const char *text, *more; } others[] = {
    { "\nproduct,price,stock\nPen,1.5,10\nInk,7,3\n", "" },
    { "\n\nproduct,price,stock\nPen,1.5,10\nInk,7,3\nMap,2,4\nPad,1,9\n", "" },
    { ",,\nproduct,price,stock\nPen,1.5,10\nInk,7,3\n", "" },
    { "\nproduct,stock\nPen,10\nInk,3", "" },
    { ",\nproduct,stock\nPen,10\nInk,3\nMap,4\nPad,9\n", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *text = g_strconcat (people, others[i].text, NULL);
      g_autofree char *expected = g_strconcat (found, others[i].more, NULL);
      CrmCsvDialect wish = { .table = 1 };
      g_autoptr (GError) error = NULL;
      g_autoptr (CrmCsv) csv = NULL;

      g_assert_true (read_notes (text, expected).more);
      csv = crm_csv_new_from_bytes ((const guint8 *) text, strlen (text), "two.csv", &wish, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (crm_csv_get_header (csv, 0), ==, "product");
      g_assert_cmpstr (crm_csv_get_cell (csv, 1, 0), ==, "Ink");
    }
  /* Padded by a spreadsheet program, and above a wider one. */
  g_assert_true (read_notes ("thing,price,stock\nPen,1.5,10\nInk,7,3\n,,\nname,city,\nAnn,Bonn,\nBob,Rome,\n",
                             "2:Pen|1.5|10|3:Ink|7|3|").more);
  g_assert_true (read_notes ("thing,price,stock\nPen,1.5,10\nInk,7,3\n\na,b,c,d,e\n1,2,3,4,5\n1,2,3,4,5\n1,2,3,4,5\n",
                             "2:Pen|1.5|10|3:Ink|7|3|").more);
  g_assert_true (read_notes ("name,city,mail\nAnn,Bonn,a@y.de\nBob,Rome,b@y.it\n,,\nProducts,,\nproduct,price,stock\n"
                             "Pen,1,2\nInk,2,3\n", "2:Ann|Bonn|a@y.de|3:Bob|Rome|b@y.it|").more);
  /* Both have numbers, but the rows between them name two columns of them anew. */
  g_assert_true (read_notes ("name,sum,n\nA,1,2\nB,3,4\n\nthing,price,stock\nC,5,6\nD,7,8\n",
                             "2:A|1|2|3:B|3|4|").more);
}

/* … and one that has blank lines in it. */
static void
test_blank_lines (void)
{
  static const char *const rests[] = { "C,5,6\nD,7,8\n", "C,n/a,6\nD,7,8\nE,9,0\n", "C,,6\nD,,8\n", "C,x,y\n",
                                       "name,sum,n\nC,5,6\nD,7,8\n", "North,,\nname,sum,n\nC,5,6\nD,7,8\n",
                                       "C,-,-\nD,7,8\nE,9,0\n", "Total,4,6\n" };

  for (guint i = 0; i < G_N_ELEMENTS (rests); i++)
    {
      g_autofree char *text = g_strconcat ("name,sum,n\nA,1,2\nB,3,4\n\n", rests[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (CrmCsv) csv = parse (text, strlen (text), &error);
      const char *last = strrchr (g_strchomp (text), '\n') + 1;

      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (last, crm_csv_get_cell (csv, crm_csv_get_n_rows (csv) - 1, 0)));
    }
}

/* Twenty good rows, and one that is not. */
static void
assert_mended (const char *row,
               const char *expected)
{
  g_autoptr (GString) text = g_string_new ("day,time,n,code,price,what\n");
  g_autoptr (GString) cells = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsvReader) reader = NULL;
  CrmCsvRow found;

  for (guint i = 0; i < 20; i++)
    {
      if (i == 12)
        g_string_append_printf (text, "%s\n", row);
      g_string_append_printf (text, "%02u/03/2020,%02u:15,%u,AB-%u,$%u.50,\"Shoes, size %u\"\n", i + 1, i, i % 9,
                              1000 + i, 10 + i, 30 + i);
    }
  reader = crm_csv_reader_new_from_bytes ((const guint8 *) text->str, text->len, "odd.csv", NULL, &error);
  g_assert_no_error (error);
  while (crm_csv_reader_next (reader, &found, &error))
    {
      if (found.number != 14)
        {
          g_assert_cmpuint (found.n_cells, ==, 6);
          continue;
        }
      for (guint i = 0; i < found.n_cells; i++)
        g_string_append_printf (cells, "%s|", found.cells[i]);
    }
  g_assert_no_error (error);
  g_assert_cmpstr (cells->str, ==, expected);
}

#define WHOLE "17/04/2020|09:30|4|AB-2000|$12.75|Shoes, size 99|"

static void
test_mended_rows (void)
{
  assert_mended ("17/04/2020,09:30,,4,AB-2000,$12.75,\"Shoes, size 99\"", WHOLE);
  assert_mended ("17/04/202009:30,4,AB-2000,$12.75,\"Shoes, size 99\"", WHOLE);
  assert_mended ("17/04/2020,09:30,4,AB-2000,$12.75\"Shoes, size 99\"", WHOLE);
  assert_mended ("17/04/2020;09:30;4;AB-2000;$12.75;Shoes, size 99", WHOLE);
  assert_mended ("17/04/2020 09:30 4 AB-2000 $12.75 \"Shoes, size 99\"", WHOLE);
  assert_mended ("17/04/2020,09:30,4,AB-2000,$12.75,Shoes, size 99", WHOLE);
  assert_mended ("17/04/2020,\"09:30,4,AB-2000,$12.75,\"Shoes, size 99\"",
                 "17/04/2020|\"09:30|4|AB-2000|$12.75|Shoes, size 99|");
  /* Nothing is made up: a row that ends early stays short, one that is something else stays as it is. */
  assert_mended ("17/04/2020,09:30", "17/04/2020|09:30|");
  assert_mended ("Sum,of,all,things,here,is,12", "Sum|of|all|things|here|is|12|");
}

static CrmCsvNotes
read_notes (const char *text,
            const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) cells = g_string_new (NULL);
  g_autoptr (CrmCsvReader) reader = crm_csv_reader_new_from_bytes ((const guint8 *) text, strlen (text), "odd.csv",
                                                                   NULL, &error);
  CrmCsvRow row;

  g_assert_no_error (error);
  while (crm_csv_reader_next (reader, &row, &error))
    {
      g_string_append_printf (cells, "%u:", row.number);
      for (guint i = 0; i < row.n_cells; i++)
        g_string_append_printf (cells, "%s|", row.cells[i]);
    }
  g_assert_no_error (error);
  g_assert_cmpstr (cells->str, ==, expected);
  return *crm_csv_reader_get_notes (reader);
}

/* Two quotes that are never closed would make one cell of what lies between them. */
static void
test_open_quotes (void)
{
  CrmCsvNotes notes = read_notes ("name,city,n\nA,\"Lyon,1\nB,\"Kyiv,2\nC,Oslo,3\n",
                                  "2:A|\"Lyon|1|3:B|\"Kyiv|2|4:C|Oslo|3|");

  g_assert_cmpuint (notes.n_quotes + notes.n_mended, ==, 2);
  g_assert_cmpuint (notes.first_mended, ==, 2);
  /* What cannot be told apart is at least told. */
  notes = read_notes ("name,city,n\nA,\"Lyon\nx, y\"z,1\nC,Oslo,3\n", "2:A|Lyon\nx, yz|1|3:C|Oslo|3|");
  g_assert_cmpuint (notes.n_quotes, ==, 1);
  notes = read_notes ("name,city,n\nA,\"Lyon\nx, y\",1\nC,Oslo,3\n", "2:A|Lyon\nx, y|1|3:C|Oslo|3|");
  g_assert_cmpuint (notes.n_quotes + notes.n_mended, ==, 0);
}

static void
test_short_row_behind_blank (void)
{
  CrmCsvNotes notes = read_notes ("name,city,n\nA,Lyon,1\nB,Kyiv,2\n\nC\nD,Oslo,4\nE,Rome,5\n",
                                  "2:A|Lyon|1|3:B|Kyiv|2|5:C|6:D|Oslo|4|7:E|Rome|5|");

  g_assert_false (notes.more);
  notes = read_notes ("name,city,n\nA,Lyon,1\nB,Kyiv,2\n\nAnother table\nproduct,price,stock\nX,1,2\n",
                      "2:A|Lyon|1|3:B|Kyiv|2|");
  g_assert_true (notes.more);
}

/* What is marked so that it is no formula is read as it was. */
static void
test_formulas (void)
{
  static const char *const texts[] = { "=1", "+1", "-x", "@a", "\t1", "\r1", "  =1", "'=1", "''=1", "'tis", "-5", "-1.5",
                                       "-2.7E-07", "-1e+5", "plain", "it's", "'", "=", " -", "-1-1", "=\"a\",b",
                                       "\n1", "＝1", " ＋1", "－x", "＠a" };
  static const char *const numbers[] = { "-5", "-1.5", "-2.7E-07", "-1e+5", "-1E5" };
  static const char *const formulas[] = { "\n=1", "＝1", " ＋1", "－x", "＠a", "-5x", "-1.5-1", "-2.7E-07+1", "-1e+", "-1E" };
  g_autoptr (GString) out = g_string_new ("a,b,\"c\"\r\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsv) csv = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GString) cell = g_string_new (NULL);
      gsize lead;

      crm_csv_append_safe (cell, texts[i], ',');
      lead = strspn (cell->str, "\" ");
      g_assert_true (strchr ("=+@\t\r", cell->str[lead]) == NULL);
      g_string_append_printf (out, "x,%s,y\r\n", cell->str);
    }
  csv = parse (out->str, out->len, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpstr (crm_csv_get_cell (csv, i, 1), ==, texts[i]);
  for (guint i = 0; i < G_N_ELEMENTS (numbers) + G_N_ELEMENTS (formulas); i++)
    {
      const char *text = i < G_N_ELEMENTS (numbers) ? numbers[i] : formulas[i - G_N_ELEMENTS (numbers)];
      g_autoptr (GString) cell = g_string_new (NULL);

      crm_csv_append_safe (cell, text, ',');
      g_assert_cmpint (cell->str[strspn (cell->str, "\"")] == '\'', ==, i >= G_N_ELEMENTS (numbers));
    }
}

static void
test_encodings (void)
{
  static const struct { const char *encoding, *text; } cases[] = {
    { "WINDOWS-1252", "Prénom;Ville\nAndré;Besançon\nZoë;Nîmes\nHélène;Évreux\n" },
    { "WINDOWS-1252", "Name;Ort\nMüller;Köln\nGroß;Lübeck\nJäger;Düsseldorf\n" },
    { "WINDOWS-1250", "Jméno;Město\nŘehoř Dvořák;Plzeň\nŠárka Němcová;Třebíč\nJiří Kůň;Žďár\n" },
    { "WINDOWS-1250", "Imię;Miasto\nŁukasz Wójcik;Łódź\nMałgorzata Kozłowska;Poznań\nStanisław;Częstochowa\n" },
    { "WINDOWS-1251", "Имя;Город\nИванов Пётр;Москва\nСмирнова Ольга;Санкт-Петербург\nКузнецов;Казань\n" },
    { "KOI8-R", "Имя;Город\nИванов Пётр;Москва\nСмирнова Ольга;Санкт-Петербург\nКузнецов;Казань\n" },
    { "CP866", "Имя;Город\nИванов Петр;Москва\nСмирнова Ольга;Санкт-Петербург\nКузнецов;Казань\n" },
    { "WINDOWS-1253", "Όνομα;Πόλη\nΓιώργος Παπαδόπουλος;Αθήνα\nΜαρία;Θεσσαλονίκη\nΝίκος;Πάτρα\n" },
    { "WINDOWS-1254", "Ad;Şehir\nAyşe Yılmaz;İstanbul\nÇağrı Doğan;Eskişehir\nGülşen;Muğla\n" },
    { "WINDOWS-1255", "שם;עיר\nדוד כהן;תל אביב\nשרה לוי;ירושלים\n" },
    { "WINDOWS-1256", "الاسم;المدينة\nمحمد علي;القاهرة\nفاطمة حسن;الرياض\n" },
    { "WINDOWS-1257", "Vārds;Pilsēta\nJānis Bērziņš;Rīga\nĒrika Kļaviņa;Daugavpils\nŽanis Šķēle;Jūrmala\n" },
    { "MACINTOSH", "Prénom;Ville\nAndré;Besançon\nZoë;Nîmes\nHélène;Orléans\n" },
    { "CP850", "Name;Ort\nMüller;Köln\nGroß;Lübeck\nJäger;Düsseldorf\n" },
    { "GB18030", "客户名称,城市\n北京科技有限公司,北京\n上海贸易有限公司,上海\n张伟,广州\n" },
    { "BIG5", "客戶名稱,城市\n台北科技有限公司,台北\n高雄貿易股份有限公司,高雄\n陳美玲,新竹\n" },
    { "CP932", "会社名,都市\n株式会社やまと,東京\nサクラ商事,大阪\n田中さくら,名古屋\n" },
    { "EUC-JP", "会社名,都市\n株式会社やまと,東京\nサクラ商事,大阪\n田中さくら,名古屋\n" },
    { "CP949", "회사명,도시\n한국전자 주식회사,서울\n부산무역,부산\n김철수,대전\n" },
    { "WINDOWS-1250", "Név;Város\nKovács Gábor;Győr\nSzűcs Ágnes;Székesfehérvár\nErdős Béla;Pécs\n" },
    { "MAC-CENTRALEUROPE", "Imię;Miasto\nŁukasz Wójcik;Łódź\nMałgorzata Dąbrowska;Poznań\nŚwięty;Gdańsk\n" },
    { "ISO-8859-15", "Nom;Prix\nŒuvres réunies;5 €\nŒufs frais;7 €\nCœur;9 €\n" },
    { "ISO-8859-6", "الاسم;المدينة\nمحمد علي;القاهرة\nفاطمة حسن;الرياض\n" },
    { "WINDOWS-1258", "Tên;Nơi\nHải Đăng;Hà Nôi\nTrân Lan;Đà Lat\nNguyên Hương;Huê\n" },
    { "WINDOWS-874", "ชื่อ;เมือง\nสมชาย ใจดี…;กรุงเทพ\n“สมหญิง”;เชียงใหม่\n" },
    { "CP855", "Имя;Город\nИванов Петр;Москва\nСмирнова Ольга;Санкт-Петербург\nКузнецов;Казань\n" },
    { "EUC-JP", "氏名,住所\n山田太郎,東京都\n佐藤花子,大阪府\n" },
    { "CP932", "name,city\nA東京都市,北海道\nB東京都市,北海道\nC東京都市,北海道\n" },
    { "CP932", "氏名,ｶﾅ\n山田太郎,ﾔﾏﾀﾞ\n佐藤花子,ｻﾄｳ\n" },
    { "ISO-2022-JP", "氏名,住所\n山田太郎,東京都\n佐藤花子,大阪府\n" },
    { "CP949", "이름,도시\n똠방각하,서울\n펲시 주식회사,부산\n" },
    { "UTF-32LE", "name,city\nZoë,北京\nAnn,Łódź\n" },
    { "UTF-32BE", "name,city\nZoë,北京\nAnn,Łódź\n" },
    { "UTF-16LE", "客户名称,城市\n北京科技有限公司,北京\n上海贸易有限公司,上海\n张伟,广州\n" },
    { "UTF-16BE", "Prénom;Ville\nAndré;Besançon\nZoë;Nîmes\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CrmCsv) csv = NULL;
      g_autofree char *bytes = NULL;
      gsize length;

      bytes = g_convert (cases[i].text, -1, cases[i].encoding, "UTF-8", NULL, &length, &error);
      g_assert_no_error (error);
      csv = parse (bytes, length, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (crm_csv_get_dialect (csv)->encoding, ==, cases[i].encoding);
      g_assert_nonnull (strstr (cases[i].text, crm_csv_get_cell (csv, 1, 1)));
    }
}

/* A word or two among many that are ASCII: what is written most is likeliest, and letters of other scripts do not stand
 * in words of ours. */
static void
test_few_letters (void)
{
  static const char *const words[] = {
    "£5", "€5", "5 €", "O’Neil", "a – b", "“x”", "20°C", "5 µm", "Åsa", "Århus", "Æro", "São", "João", "Forlì", "François",
    "Curaçao", "Zoë", "Acme®", "½", "©", "§ 5", "wait…", "José", "Müller", "Groß", "café", "Besançon", "Øster", "être",
    "Name\u00a0,City\u00a0,State\u00a0", "crème", "Jürgen Groß,Hélène Lefèvre,José Núñez", "Søren Kjær,Åsa Öberg,João Gonçalves,Niccolò Rosà",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GString) text = g_string_new ("name,city,more,yet\n");
      g_autoptr (GError) error = NULL;
      g_autoptr (CrmCsv) csv = NULL;
      g_autofree char *bytes = NULL;
      gsize length;

      for (guint k = 0; k < 20; k++)
        g_string_append_printf (text, "Ann%u,Bonn,fine,so\n", k);
      g_string_append_printf (text, "%s,x\n", words[i]);
      bytes = g_convert (text->str, -1, "WINDOWS-1252", "UTF-8", NULL, &length, &error);
      g_assert_no_error (error);
      csv = parse (bytes, length, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (crm_csv_get_dialect (csv)->encoding, ==, "WINDOWS-1252");
    }
}

/* Where nearly all is right UTF-8, the rest is damaged: few characters are marked and told; a file that ends within one
 * was cut off. */
static void
test_damaged_utf8 (void)
{
  static const char *const texts[] = { "name,city\nJosé,Málaga\nZoë,Zürich\nÅsa,Malm\xc3", "n,c\né,è\nBad\xe9,x\n" };
  CrmCsvNotes notes = read_notes ("n,c\né,è\nü,ö\nBad\xe9,x\n\xe4\xb8,Cut\x80\néßü,äöø\nåæé,èüö\n",
                                  "2:é|è|3:ü|ö|4:Bad�|x|5:�|Cut�|6:éßü|äöø|7:åæé|èüö|");

  static const char latin[] = "Name,City\nM\xfcller,K\xf6ln\nJ\xe4ger,Ulm\n";
  g_autoptr (GError) told = NULL;
  g_autoptr (CrmCsv) wrong = NULL;

  g_assert_cmpuint (notes.n_damaged, ==, 3);
  g_assert_cmpuint (notes.first_damaged, ==, 4);
  wrong = crm_csv_new_from_bytes ((const guint8 *) latin, strlen (latin), "latin.csv",
                                  &(CrmCsvDialect) { .encoding = (char *) "UTF-8" }, &told);
  g_assert_null (wrong);   /* not UTF-8 at all, whatever was asked for */
  g_assert_error (told, CRM_ERROR, CRM_ERROR_FORMAT);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CrmCsv) csv = parse (texts[i], strlen (texts[i]), &error);

      g_assert_null (csv);
      g_assert_error (error, CRM_ERROR, CRM_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, "UTF-8"));
    }
}

/* The first letter beyond ASCII comes late, in the midst of a long file. */
static void
test_late_letters (void)
{
  g_autoptr (GString) text = g_string_new ("name,city\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsv) csv = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "Name %u,City %u\n", i, i);
  g_string_append (text, "Jos\xe9,M\xfcnchen\n");
  csv = parse (text->str, text->len, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (crm_csv_get_cell (csv, 100000, 1), ==, "München");
  g_assert_cmpstr (crm_csv_get_dialect (csv)->encoding, ==, "WINDOWS-1252");
  g_assert_cmpuint (crm_csv_get_number (csv, 100000), ==, 100002);
}

/* Rows of all lengths, so that every place of a row falls on the borders of the window. */
static void
test_long_files (void)
{
  g_autoptr (GString) text = g_string_new ("a,b\r\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsvReader) reader = NULL;
  CrmCsvRow row;

  for (guint i = 0; i < 3000; i++)
    {
      g_string_append_printf (text, "\"%u \"\"x\"\",\n", i);
      for (guint j = 0; j < i % 1500; j++)
        g_string_append (text, j % 3 == 0 ? "é" : "y");
      g_string_append_printf (text, "\",%u\r\n", i);
    }
  reader = crm_csv_reader_new_from_bytes ((const guint8 *) text->str, text->len, "long.csv", NULL, &error);
  g_assert_no_error (error);
  for (guint pass = 0; pass < 2; pass++)
    {
      guint n = 0;

      while (crm_csv_reader_next (reader, &row, &error))
        {
          g_autofree char *start = g_strdup_printf ("%u \"x\",\n", n), *last = g_strdup_printf ("%u", n);

          g_assert_cmpuint (row.n_cells, ==, 2);
          g_assert_true (g_str_has_prefix (row.cells[0], start));
          g_assert_cmpuint (g_utf8_strlen (row.cells[0], -1), ==, strlen (start) + n % 1500);
          g_assert_cmpstr (row.cells[1], ==, last);
          n++;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (n, ==, 3000);
      g_assert_true (crm_csv_reader_rewind (reader, &error));
    }
}

static void
assert_too_large (const char *row,
                  const char *cell,
                  guint n,
                  const char *says)
{
  g_autoptr (GString) text = g_string_new ("name,city\nAnn,Bonn\n");
  g_autoptr (GError) error = NULL;

  g_string_append (text, row);
  for (guint i = 0; i < n; i++)
    g_string_append (text, cell);
  g_string_append (text, "\nBob,Rome\n");
  g_assert_null (parse (text->str, text->len, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_FORMAT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, says));
  g_assert_nonnull (strstr (error->message, "row 3"));
}

/* A row is held in memory, so it may not be of any length. */
static void
test_large_rows (void)
{
  static const char kilobyte[1025] = { [0 ... 1023] = 'x' };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmCsv) csv = NULL;

  assert_too_large ("Cy,", kilobyte, 65 * 1024, "64 MB");
  assert_too_large ("Cy,\"", kilobyte, 65 * 1024, "never ends");
  assert_too_large ("Cy", ",", 1000000, "1000000 values");
  for (guint i = 0; i < 2048; i++)
    g_string_append (text, kilobyte);
  g_string_append (text, ",city\nBob,Rome\n");
  csv = parse (text->str, text->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (crm_csv_get_n_columns (csv), ==, 2);
  g_assert_cmpstr (crm_csv_get_cell (csv, 0, 1), ==, "Rome");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/dialects", test_dialects);
  g_test_add_func ("/csv/delimiters", test_delimiters);
  g_test_add_func ("/csv/headers", test_headers);
  g_test_add_func ("/csv/comments", test_comments);
  g_test_add_func ("/csv/zeros", test_zeros);
  g_test_add_func ("/csv/bad-files", test_bad_files);
  g_test_add_func ("/csv/bad-paths", test_bad_paths);
  g_test_add_func ("/csv/layouts", test_layouts);
  g_test_add_func ("/csv/second-table", test_second_table);
  g_test_add_func ("/csv/untitled-second-table", test_untitled_second_table);
  g_test_add_func ("/csv/blank-lines", test_blank_lines);
  g_test_add_func ("/csv/mended-rows", test_mended_rows);
  g_test_add_func ("/csv/open-quotes", test_open_quotes);
  g_test_add_func ("/csv/short-row-behind-blank", test_short_row_behind_blank);
  g_test_add_func ("/csv/formulas", test_formulas);
  g_test_add_func ("/csv/encodings", test_encodings);
  g_test_add_func ("/csv/few-letters", test_few_letters);
  g_test_add_func ("/csv/damaged-utf8", test_damaged_utf8);
  g_test_add_func ("/csv/late-letters", test_late_letters);
  g_test_add_func ("/csv/long-files", test_long_files);
  g_test_add_func ("/csv/large-rows", test_large_rows);
  return g_test_run ();
}
