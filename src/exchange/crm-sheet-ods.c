/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-sheet.h"

#include <string.h>

/* OpenDocument (ISO/IEC 26300-1, 9 and 19.385), as LibreOffice and others write it. All sheets are in one part. */

typedef struct
{
  CrmSheet *sheet;
  gboolean  listing;     /* which sheets there are */
  guint     n_tables;    /* begun so far, */
  guint     depth;       /* … and how deep in them it is: a cell may hold a table of its own */
  gboolean  in_table;    /* in the one that is read, not in one within */
  guint     row, column;
  guint     n_rows, n_cells;   /* the row and the cell at hand stand for so many */
  char      kind;        /* f: number, p: percentage, c: currency, d: date, t: time, b: yes or no, s: text, e: error */
  char     *value, *currency;
  guint     skipping;    /* depth of what is not the text of the cell: a note or a picture */
  guint     n_paragraphs, in_paragraph;
  GString  *text, *written;
  char     *style;       /* whose declaration is read */
  GHashTable *hidden;    /* names of styles of sheets that are not shown */
} Ods;

static void
free_ods (gpointer data)
{
  Ods *self = data;

  g_free (self->value);
  g_free (self->currency);
  g_free (self->style);
  g_hash_table_unref (self->hidden);
  g_string_free (self->text, TRUE);
  g_string_free (self->written, TRUE);
  g_free (self);
}

static guint
read_count (const char *text)
{
  guint64 number;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &number, NULL) ? number : 1;
}

/* Whether sheets are shown is a matter of their style; styles stand before the sheets. */
static void
note_style (Ods *self,
            const char *name,
            const char **attributes)
{
  if (strcmp (name, "style") == 0)
    g_set_str (&self->style, crm_xml_attribute_in (attributes, "style", "name"));
  else if (strcmp (name, "table-properties") == 0 && self->style != NULL &&
           g_strcmp0 (crm_xml_attribute_in (attributes, "table", "display"), "false") == 0)
    g_hash_table_add (self->hidden, g_strdup (self->style));
}

/* Finds out where the table is that is read, or that there is one. */
static void
begin_table (Ods *self,
             const char **attributes)
{
  const char *title = crm_xml_attribute (attributes, "name");

  if (self->depth++ > 0)
    return;
  if (self->listing)
    {
      const char *style = crm_xml_attribute_in (attributes, "table", "style-name");
      CrmSheetEntry *entry = crm_sheet_add_entry (self->sheet, title != NULL ? title : "");

      entry->hidden = style != NULL && g_hash_table_contains (self->hidden, style);
    }
  self->in_table = !self->listing && self->n_tables < self->sheet->entries->len &&
                   self->sheet->entries->pdata[self->n_tables] == self->sheet->entry;
  self->n_tables++;
  self->row = 0;
}

static void
begin_row (Ods *self,
           CrmXml *xml,
           const char **attributes)
{
  self->n_rows = read_count (crm_xml_attribute (attributes, "number-rows-repeated"));
  self->column = 0;
  crm_sheet_begin_row (self->sheet, xml, self->row);
}

static char
read_kind (const char **attributes)
{
  const char *type = crm_xml_attribute_in (attributes, "office", "value-type");
  const char *other = crm_xml_attribute_in (attributes, "calc", "value-type");

  if (other != NULL && strcmp (other, "error") == 0)
    return 'e';
  return type == NULL ? 's' : *type;
}

static void
begin_cell (Ods *self,
            const char **attributes)
{
  static const char *const names[] = { "value", "date-value", "time-value", "boolean-value", "string-value" };
  guint n_rows = read_count (crm_xml_attribute (attributes, "number-rows-spanned"));
  guint n_columns = read_count (crm_xml_attribute (attributes, "number-columns-spanned"));
  const char *value = NULL;

  self->n_cells = read_count (crm_xml_attribute (attributes, "number-columns-repeated"));
  self->kind = read_kind (attributes);
  for (guint i = 0; i < G_N_ELEMENTS (names) && value == NULL; i++)
    value = crm_xml_attribute_in (attributes, "office", names[i]);
  g_set_str (&self->value, value);
  g_set_str (&self->currency, crm_xml_attribute_in (attributes, "office", "currency"));
  g_string_truncate (self->text, 0);
  self->n_paragraphs = 0;
  if (!self->sheet->looking && (n_rows > 1 || n_columns > 1))
    crm_sheet_add_merge (self->sheet, self->row, self->column, n_rows, n_columns);
}

static gboolean
is_skipped (const char *name)
{
  return strcmp (name, "annotation") == 0 || strcmp (name, "frame") == 0 || strcmp (name, "shapes") == 0 ||
         strcmp (name, "tracked-changes") == 0 || strcmp (name, "ruby-text") == 0;
}

static void
add_text (Ods *self,
          CrmXml *xml,
          const char *name,
          const char **attributes)
{
  if (strcmp (name, "p") == 0)
    {
      if (self->n_paragraphs++ > 0)
        crm_sheet_append (self->sheet, xml, self->text, "\n", 1);
      self->in_paragraph++;
    }
  else if (strcmp (name, "s") == 0)
    {
      for (guint n = MIN (read_count (crm_xml_attribute (attributes, "c")), 10000); n > 0; n--)
        crm_sheet_append (self->sheet, xml, self->text, " ", 1);
    }
  else if (strcmp (name, "tab") == 0)
    crm_sheet_append (self->sheet, xml, self->text, "\t", 1);
  else if (strcmp (name, "line-break") == 0)
    crm_sheet_append (self->sheet, xml, self->text, "\n", 1);
}

static gboolean
is_cell (const char *name)
{
  return strcmp (name, "table-cell") == 0 || strcmp (name, "covered-table-cell") == 0;
}

static void
started_cb (CrmXml *xml,
            const char *name,
            const char **attributes,
            gpointer data)
{
  Ods *self = data;

  if (self->skipping > 0 || is_skipped (name))
    self->skipping++;
  else if (strcmp (name, "table") == 0)
    begin_table (self, attributes);
  else if (self->listing)
    note_style (self, name, attributes);
  else if (!self->in_table || self->depth > 1)
    return;
  else if (strcmp (name, "table-row") == 0)
    begin_row (self, xml, attributes);
  else if (is_cell (name))
    begin_cell (self, attributes);
  else
    add_text (self, xml, name, attributes);
}

static const char *
get_value (Ods *self)
{
  CrmSheetFormat format = { self->kind == 'p' ? CRM_SHEET_PERCENT : CRM_SHEET_NUMBER, "" };

  if (self->kind == 'e')
    {
      crm_sheet_note_error (self->sheet);
      return "";
    }
  if (self->kind == 's' || self->value == NULL)
    return self->n_paragraphs > 0 || self->value == NULL ? self->text->str : self->value;
  g_string_truncate (self->written, 0);
  switch (self->kind)
    {
    case 'f':
    case 'p':
    case 'c':
      if (self->kind == 'c' && self->currency != NULL)
        crm_sheet_format_currency (&format, self->currency, 0);
      crm_sheet_append_number (self->written, self->value, &format, FALSE);
      return self->written->str;
    case 'd':
    case 't':
      crm_sheet_append_iso (self->written, self->value);
      return self->written->str;
    case 'b':
      return strcmp (self->value, "true") == 0 || strcmp (self->value, "1") == 0 ? "TRUE" : "FALSE";
    default:
      return self->text->str;
    }
}

static void
end_row (Ods *self,
         CrmXml *xml)
{
  crm_sheet_end_row (self->sheet, xml, self->n_rows);
  if (self->n_rows > G_MAXINT - self->row)
    crm_sheet_refuse (self->sheet, xml);
  else
    self->row += self->n_rows;
}

static void
ended_cb (CrmXml *xml,
          const char *name,
          gpointer data)
{
  Ods *self = data;

  if (self->skipping > 0)
    self->skipping--;
  else if (strcmp (name, "table") == 0 && self->depth > 0)
    self->in_table = --self->depth > 0 && self->in_table;
  else if (!self->in_table || self->depth > 1)
    return;
  else if (strcmp (name, "p") == 0)
    self->in_paragraph -= self->in_paragraph > 0;
  else if (is_cell (name))
    {
      crm_sheet_add_cell (self->sheet, xml, self->column, get_value (self), self->n_cells);
      self->column = MIN (self->column, G_MAXINT - self->n_cells) + self->n_cells;
    }
  else if (strcmp (name, "table-row") == 0)
    end_row (self, xml);
}

static void
text_cb (CrmXml *xml,
         const char *text,
         gsize length,
         gpointer data)
{
  Ods *self = data;

  if (self->in_table && self->depth == 1 && self->in_paragraph > 0 && self->skipping == 0)
    crm_sheet_append (self->sheet, xml, self->text, text, length);
}

static const CrmXmlHandlers handlers = { started_cb, ended_cb, text_cb };

static void
manifest_cb (CrmXml *xml,
             const char *name,
             const char **attributes,
             gpointer data)
{
  CrmSheet *sheet = data;
  GError *error = NULL;

  if (strcmp (name, "encryption-data") != 0)
    return;
  crm_package_refuse_protected (sheet->package, &error);
  crm_xml_fail (xml, error);
}

static gboolean
open_ods (CrmSheet *sheet,
          GError **error)
{
  static const CrmXmlHandlers manifest = { .start = manifest_cb };
  Ods *self = sheet->data = g_new0 (Ods, 1);
  gboolean listed;

  self->sheet = sheet;
  self->text = g_string_new (NULL);
  self->written = g_string_new (NULL);
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (crm_package_has (sheet->package, "META-INF/manifest.xml") &&
      !crm_xml_parse (sheet->package, "META-INF/manifest.xml", &manifest, sheet, error))
    return FALSE;
  self->listing = TRUE;
  listed = crm_xml_parse (sheet->package, CRM_PACKAGE_CONTENT, &handlers, self, error);
  self->listing = FALSE;
  return listed;
}

static CrmXml *
begin_ods (CrmSheet *sheet,
           GError **error)
{
  Ods *self = sheet->data;

  self->n_tables = self->depth = self->skipping = self->in_paragraph = 0;
  self->in_table = FALSE;
  g_array_set_size (sheet->merges, 0);
  return crm_xml_open (sheet->package, CRM_PACKAGE_CONTENT, &handlers, self, error);
}

const CrmSheetKind crm_sheet_ods = { open_ods, begin_ods, free_ods };
