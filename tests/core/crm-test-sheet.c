/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-sheet.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

static la_ssize_t
append_cb (struct archive *archive,
           void *data,
           const void *bytes,
           size_t length)
{
  g_byte_array_append (data, bytes, length);
  return length;
}

GByteArray *
crm_test_zip (const char *const *parts)
{
  GByteArray *bytes = g_byte_array_new ();
  struct archive *archive = archive_write_new ();

  archive_write_set_format_zip (archive);
  archive_write_set_bytes_in_last_block (archive, 1);
  g_assert_cmpint (archive_write_open (archive, bytes, NULL, append_cb, NULL), ==, ARCHIVE_OK);
  for (; *parts != NULL; parts += 2)
    {
      struct archive_entry *entry = archive_entry_new ();

      archive_entry_set_pathname (entry, parts[0]);
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0600);
      archive_entry_set_size (entry, strlen (parts[1]));
      g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
      g_assert_cmpint (archive_write_data (archive, parts[1], strlen (parts[1])), ==, strlen (parts[1]));
      archive_entry_free (entry);
    }
  g_assert_cmpint (archive_write_close (archive), ==, ARCHIVE_OK);
  archive_write_free (archive);
  return bytes;
}

#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

static const char *const usual_parts[] = {
  "[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
  "_rels/.rels", "<Relationships><Relationship Id='rId1' Type='" RELATION "/officeDocument' Target='xl/workbook.xml'/>"
                 "</Relationships>",
  "xl/workbook.xml", "<workbook xmlns='" MAIN "' xmlns:r='" RELATION "'><sheets>"
                     "<sheet name='Empty' sheetId='1' r:id='rId1'/><sheet name='People' sheetId='2' r:id='rId2'/>"
                     "</sheets></workbook>",
  "xl/_rels/workbook.xml.rels", "<Relationships>"
                                "<Relationship Id='rId1' Type='" RELATION "/worksheet' Target='sheets/1.xml'/>"
                                "<Relationship Id='rId2' Type='" RELATION "/worksheet' Target='/xl/sheets/2.xml'/>"
                                "<Relationship Id='rId3' Type='" RELATION "/sharedStrings' Target='strings.xml'/>"
                                "<Relationship Id='rId4' Type='" RELATION "/styles' Target='styles.xml'/>"
                                "</Relationships>",
  "xl/styles.xml", "<styleSheet xmlns='" MAIN "'><numFmts count='4'>"
                   "<numFmt numFmtId='164' formatCode='#,##0.00\\ [$€-407]'/>"
                   "<numFmt numFmtId='165' formatCode='[$-409]d\\ mmm\\ yyyy;@'/>"
                   "<numFmt numFmtId='166' formatCode='[h]:mm'/>"
                   "<numFmt numFmtId='167' formatCode='0.00&quot; days&quot;'/></numFmts>"
                   "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
                   "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='10'/>"
                   "<xf numFmtId='165'/><xf numFmtId='166'/><xf numFmtId='167'/><xf numFmtId='20'/></cellXfs></styleSheet>",
  "xl/strings.xml", "<sst xmlns='" MAIN "'><si><t>Name</t></si><si><r><t>Ri</t></r><r><t xml:space='preserve'>ch </t>"
                    "</r><rPh sb='0' eb='1'><t>ignored</t></rPh></si><si><t>a_x000D_b_x005F_x0041_</t></si></sst>",
  "xl/sheets/1.xml", "<worksheet xmlns='" MAIN "'><sheetData/></worksheet>",
  "xl/sheets/2.xml", "<worksheet xmlns='" MAIN "'><sheetData>"
                     "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='inlineStr'><is><t>Value</t></is></c></row>"
                     "<row r='2'><c r='A2' t='s'><v>1</v></c><c r='B2'><v>1.5</v></c></row>"
                     "</sheetData></worksheet>",
  NULL,
};

static const char *
find_replaced (const char *const *replaced,
               const char *part)
{
  for (; replaced != NULL && *replaced != NULL; replaced += 2)
    {
      if (strcmp (replaced[0], part) == 0)
        return replaced[1];
    }
  return NULL;
}

GByteArray *
crm_test_xlsx (const char *const *replaced)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  for (guint i = 0; usual_parts[i] != NULL; i += 2)
    {
      const char *own = find_replaced (replaced, usual_parts[i]);

      g_ptr_array_add (parts, (gpointer) usual_parts[i]);
      g_ptr_array_add (parts, (gpointer) (own != NULL ? own : usual_parts[i + 1]));
    }
  g_ptr_array_add (parts, NULL);
  return crm_test_zip ((const char *const *) parts->pdata);
}

static char *
make_document (const char *root,
               const char *attributes,
               const char *tables)
{
  return g_strdup_printf (
    "<office:%s xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
    "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "
    "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' "
    "xmlns:calcext='urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0' %s>"
    "<office:body><office:spreadsheet>%s</office:spreadsheet></office:body></office:%s>", root, attributes, tables,
    root);
}

GByteArray *
crm_test_flat_ods (const char *tables)
{
  char *text = make_document ("document", "office:mimetype='application/vnd.oasis.opendocument.spreadsheet'", tables);

  return g_byte_array_new_take ((guint8 *) text, strlen (text));
}

GByteArray *
crm_test_ods (const char *tables)
{
  g_autofree char *content = make_document ("document-content", "", tables);
  const char *const parts[] = { "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", content,
                                NULL };

  return crm_test_zip (parts);
}
