/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-sheet.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Office Open XML (ECMA-376, part 1, 18), as Excel and all others write it. */

#define MOST_FORMATS 100000

/* What stands in the file only once: texts, one behind the other, and where each begins. */
typedef struct
{
  GString *text;
  GArray  *starts;       /* of gsize */
} Strings;

typedef struct
{
  CrmSheet   *sheet;
  char       *folder;    /* of the workbook */
  GHashTable *targets;   /* id of a relation → part */
  char       *strings_part, *styles_part;
  gboolean    since_1904;
  Strings     strings;
  GHashTable *codes;     /* number of a format → code */
  GArray     *formats;   /* of CrmSheetFormat, for each style of cells */
  gboolean    in_cell_styles;

  /* The cell at hand */
  guint       row;       /* from 1; 0: before the first one */
  gboolean    in_row;    /* more cells of it may come */
  guint       column;    /* from 0 */
  char        kind;      /* s: shared, i: inline, b, e, d, t: text, n: number */
  guint       style;
  gboolean    formula;
  gboolean    collecting;
  guint       phonetic;  /* depth of what says how a text is read aloud */
  GString    *text, *value;
} Xlsx;

static void
free_xlsx (gpointer data)
{
  Xlsx *self = data;

  g_free (self->folder);
  g_free (self->strings_part);
  g_free (self->styles_part);
  g_hash_table_unref (self->targets);
  g_hash_table_unref (self->codes);
  g_array_unref (self->formats);
  g_array_unref (self->strings.starts);
  g_string_free (self->strings.text, TRUE);
  g_string_free (self->text, TRUE);
  g_string_free (self->value, TRUE);
  g_free (self);
}

/* Relations */

/* "../sheets/a.xml", "/xl/a.xml" or "sheets\a.xml", seen from a folder. */
static char *
resolve (const char *folder,
         const char *target)
{
  g_autofree char *root = g_strconcat ("/", folder, NULL), *path = g_strdelimit (g_strdup (target), "\\", '/');
  g_autofree char *clean = g_canonicalize_filename (path, root);

  return g_strdup (clean + 1);
}

static void
relation_cb (CrmXml *xml,
             const char *name,
             const char **attributes,
             gpointer data)
{
  Xlsx *self = data;
  const char *id = crm_xml_attribute (attributes, "Id"), *type = crm_xml_attribute (attributes, "Type");
  const char *target = crm_xml_attribute (attributes, "Target");

  if (strcmp (name, "Relationship") != 0 || id == NULL || type == NULL || target == NULL ||
      g_strcmp0 (crm_xml_attribute (attributes, "TargetMode"), "External") == 0)
    return;
  if (g_str_has_suffix (type, "/worksheet"))
    g_hash_table_replace (self->targets, g_strdup (id), resolve (self->folder, target));
  else if (g_str_has_suffix (type, "/officeDocument"))
    g_hash_table_replace (self->targets, g_strdup (""), resolve (self->folder, target));
  else if (g_str_has_suffix (type, "/sharedStrings") && self->strings_part == NULL)
    self->strings_part = resolve (self->folder, target);
  else if (g_str_has_suffix (type, "/styles") && self->styles_part == NULL)
    self->styles_part = resolve (self->folder, target);
}

static gboolean
read_relations (Xlsx *self,
                const char *part,
                GError **error)
{
  static const CrmXmlHandlers handlers = { .start = relation_cb };

  return crm_xml_parse (self->sheet->package, part, &handlers, self, error);
}

/* The workbook */

static void
workbook_cb (CrmXml *xml,
             const char *name,
             const char **attributes,
             gpointer data)
{
  Xlsx *self = data;
  const char *title = crm_xml_attribute (attributes, "name");
  const char *id = crm_xml_attribute_in (attributes, "relationships", "id");
  const char *part = id != NULL ? g_hash_table_lookup (self->targets, id) : NULL;
  const char *since = crm_xml_attribute (attributes, "date1904");

  /* Extensions have an element of the same name, which says other things. */
  if (strcmp (name, "workbookPr") == 0 && since != NULL)
    self->since_1904 = strcmp (since, "1") == 0 || strcmp (since, "true") == 0;
  /* Sheets of charts have no cells. */
  if (strcmp (name, "sheet") == 0 && title != NULL && part != NULL && crm_package_has (self->sheet->package, part))
    {
      CrmSheetEntry *entry = crm_sheet_add_entry (self->sheet, title);
      const char *state = crm_xml_attribute (attributes, "state");

      entry->part = g_strdup (part);
      entry->hidden = state != NULL && strcmp (state, "visible") != 0;
    }
}

static gboolean
read_workbook (Xlsx *self,
               GError **error)
{
  static const CrmXmlHandlers handlers = { .start = workbook_cb };
  g_autofree char *workbook = NULL, *base = NULL, *relations = NULL;

  if (!read_relations (self, "_rels/.rels", error))
    return FALSE;
  workbook = g_strdup (g_hash_table_lookup (self->targets, ""));
  if (workbook == NULL)
    return crm_package_refuse (self->sheet->package, error);
  if (g_str_has_suffix (workbook, ".bin"))
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is a binary workbook. Nothing was changed. "
                   "Save it as XLSX or CSV and try again."), crm_package_get_name (self->sheet->package));
      return FALSE;
    }
  g_free (self->folder);
  self->folder = g_path_get_dirname (workbook);
  if (strcmp (self->folder, ".") == 0)
    g_set_str (&self->folder, "");
  base = g_path_get_basename (workbook);
  relations = g_strdup_printf ("%s%s_rels/%s.rels", self->folder, *self->folder != '\0' ? "/" : "", base);
  return read_relations (self, relations, error) &&
         crm_xml_parse (self->sheet->package, workbook, &handlers, self, error);
}

/* Styles: which format the numbers of a cell have */

static guint
read_number (const char *text,
             guint most)
{
  guint64 number;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, most, &number, NULL) ? number : 0;
}

static void
style_started_cb (CrmXml *xml,
                  const char *name,
                  const char **attributes,
                  gpointer data)
{
  Xlsx *self = data;
  guint number = read_number (crm_xml_attribute (attributes, "numFmtId"), G_MAXINT);
  const char *code = crm_xml_attribute (attributes, "formatCode");

  if (strcmp (name, "cellXfs") == 0)
    self->in_cell_styles = TRUE;
  else if (strcmp (name, "numFmt") == 0 && code != NULL && g_hash_table_size (self->codes) < MOST_FORMATS)
    g_hash_table_replace (self->codes, GUINT_TO_POINTER (number), g_strdup (code));
  else if (strcmp (name, "xf") == 0 && self->in_cell_styles && self->formats->len < MOST_FORMATS)
    {
      const char *own = g_hash_table_lookup (self->codes, GUINT_TO_POINTER (number));
      CrmSheetFormat format;

      if (own != NULL)
        crm_sheet_format_read (own, &format);
      else
        crm_sheet_format_builtin (number, &format);
      g_array_append_val (self->formats, format);
    }
}

static void
style_ended_cb (CrmXml *xml,
                const char *name,
                gpointer data)
{
  if (strcmp (name, "cellXfs") == 0)
    ((Xlsx *) data)->in_cell_styles = FALSE;
}

static gboolean
read_styles (Xlsx *self,
             GError **error)
{
  static const CrmXmlHandlers handlers = { .start = style_started_cb, .end = style_ended_cb };

  return self->styles_part == NULL || !crm_package_has (self->sheet->package, self->styles_part) ||
         crm_xml_parse (self->sheet->package, self->styles_part, &handlers, self, error);
}

/* Texts */

static void
string_started_cb (CrmXml *xml,
                   const char *name,
                   const char **attributes,
                   gpointer data)
{
  Xlsx *self = data;

  self->phonetic += strcmp (name, "rPh") == 0;
  self->collecting = strcmp (name, "t") == 0 && self->phonetic == 0;
  if (strcmp (name, "si") == 0)
    g_string_truncate (self->text, 0);
}

static void
string_ended_cb (CrmXml *xml,
                 const char *name,
                 gpointer data)
{
  Xlsx *self = data;
  gsize start = self->strings.text->len;

  self->collecting = FALSE;
  self->phonetic -= strcmp (name, "rPh") == 0;
  if (strcmp (name, "si") != 0)
    return;
  crm_xml_unescape (self->text);
  g_array_append_val (self->strings.starts, start);
  g_string_append_len (self->strings.text, self->text->str, self->text->len + 1);
}

static void
text_cb (CrmXml *xml,
         const char *text,
         gsize length,
         gpointer data)
{
  Xlsx *self = data;

  if (self->collecting)
    crm_sheet_append (self->sheet, xml, self->text, text, length);
}

static gboolean
read_strings (Xlsx *self,
              GError **error)
{
  static const CrmXmlHandlers handlers = { string_started_cb, string_ended_cb, text_cb };

  return self->strings_part == NULL || !crm_package_has (self->sheet->package, self->strings_part) ||
         crm_xml_parse (self->sheet->package, self->strings_part, &handlers, self, error);
}

static gboolean
open_xlsx (CrmSheet *sheet,
           GError **error)
{
  Xlsx *self = sheet->data = g_new0 (Xlsx, 1);

  self->sheet = sheet;
  self->folder = g_strdup ("");
  self->targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->codes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->formats = g_array_new (FALSE, FALSE, sizeof (CrmSheetFormat));
  self->strings.starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->strings.text = g_string_new (NULL);
  self->text = g_string_new (NULL);
  self->value = g_string_new (NULL);
  return read_workbook (self, error) && read_styles (self, error) && read_strings (self, error);
}

/* Cells */

/* "AB12" → 27, 11. */
static gboolean
read_place (const char *text,
            guint *column,
            guint *row)
{
  guint64 number = 0;
  guint letters = 0;

  for (; g_ascii_isalpha (*text) && letters < 4; text++, letters++)
    number = number * 26 + (g_ascii_toupper (*text) - 'A' + 1);
  *column = number - 1;
  if (letters == 0 || !g_ascii_isdigit (*text))
    return FALSE;
  *row = g_ascii_strtoull (text, (char **) &text, 10) - 1;
  return *text == '\0' || *text == ':';
}

static void
begin_cell (Xlsx *self,
            CrmXml *xml,
            const char **attributes)
{
  const char *place = crm_xml_attribute (attributes, "r"), *type = crm_xml_attribute (attributes, "t");
  guint row;

  if (place != NULL && *place != '\0' && !read_place (place, &self->column, &row))
    crm_sheet_refuse (self->sheet, xml);
  self->style = read_number (crm_xml_attribute (attributes, "s"), G_MAXINT);
  self->kind = type == NULL ? 'n' : strcmp (type, "inlineStr") == 0 ? 'i' : strcmp (type, "str") == 0 ? 't' : *type;
  self->formula = FALSE;
  g_string_truncate (self->text, 0);
}

static void
end_row (Xlsx *self,
         CrmXml *xml)
{
  if (self->in_row)
    crm_sheet_end_row (self->sheet, xml, 1);
  self->in_row = FALSE;
}

/* Some programs begin a row anew for each of its cells. */
static void
begin_row (Xlsx *self,
           CrmXml *xml,
           const char **attributes)
{
  const char *text = crm_xml_attribute (attributes, "r");
  guint number = text != NULL && *text != '\0' ? read_number (text, G_MAXINT) : self->row + 1;

  if (number == 0)
    crm_sheet_refuse (self->sheet, xml);
  self->column = 0;
  if (self->in_row && number == self->row)
    return;
  end_row (self, xml);
  self->row = number;
  self->in_row = TRUE;
  crm_sheet_begin_row (self->sheet, xml, number - 1);
}

static void
note_merge (Xlsx *self,
            const char **attributes)
{
  const char *place = crm_xml_attribute (attributes, "ref"), *mark = place != NULL ? strchr (place, ':') : NULL;
  guint row, column, last_row, last_column;

  if (mark != NULL && read_place (place, &column, &row) && read_place (mark + 1, &last_column, &last_row) &&
      last_row >= row && last_column >= column)
    crm_sheet_add_merge (self->sheet, row, column, last_row - row + 1, last_column - column + 1);
}

static void
cell_started_cb (CrmXml *xml,
                 const char *name,
                 const char **attributes,
                 gpointer data)
{
  Xlsx *self = data;

  if (strcmp (name, "c") == 0)
    begin_cell (self, xml, attributes);
  else if (strcmp (name, "row") == 0)
    begin_row (self, xml, attributes);
  else if (strcmp (name, "rPh") == 0)
    self->phonetic++;
  else if (strcmp (name, "f") == 0)
    self->formula = TRUE;
  else if (strcmp (name, "mergeCell") == 0 && self->sheet->looking)
    note_merge (self, attributes);
  self->collecting = (strcmp (name, "v") == 0 && self->kind != 'i') ||
                     (strcmp (name, "t") == 0 && self->kind == 'i' && self->phonetic == 0);
}

static const char *
get_string (Xlsx *self,
            CrmXml *xml)
{
  guint64 number;

  if (self->strings.starts->len > 0 &&
      g_ascii_string_to_unsigned (g_strstrip (self->text->str), 10, 0, self->strings.starts->len - 1, &number, NULL))
    return self->strings.text->str + g_array_index (self->strings.starts, gsize, number);
  crm_sheet_refuse (self->sheet, xml);
  return "";
}

static const char *
get_value (Xlsx *self,
           CrmXml *xml)
{
  static const CrmSheetFormat plain = { 0 };
  const CrmSheetFormat *format = self->style < self->formats->len
                                 ? &g_array_index (self->formats, CrmSheetFormat, self->style) : &plain;

  if (self->kind == 'e' || (self->formula && self->text->len == 0 && self->kind != 't'))
    crm_sheet_note_error (self->sheet);
  if (self->text->len == 0)
    return "";
  switch (self->kind)
    {
    case 's':
      return get_string (self, xml);
    case 'b':
      return strcmp (self->text->str, "1") == 0 || strcmp (self->text->str, "true") == 0 ? "TRUE" : "FALSE";
    case 'e':
      return "";
    case 'i':
    case 't':
      crm_xml_unescape (self->text);
      return self->text->str;
    case 'd':
      g_string_truncate (self->value, 0);
      crm_sheet_append_iso (self->value, g_strstrip (self->text->str));
      return self->value->str;
    default:
      g_string_truncate (self->value, 0);
      crm_sheet_append_number (self->value, g_strstrip (self->text->str), format, self->since_1904);
      return self->value->str;
    }
}

static void
cell_ended_cb (CrmXml *xml,
               const char *name,
               gpointer data)
{
  Xlsx *self = data;

  self->collecting = FALSE;
  if (strcmp (name, "rPh") == 0)
    self->phonetic -= self->phonetic > 0;
  else if (strcmp (name, "c") == 0)
    {
      crm_sheet_add_cell (self->sheet, xml, self->column, get_value (self, xml), 1);
      self->column++;
    }
  else if (strcmp (name, "sheetData") == 0)
    end_row (self, xml);
}

static CrmXml *
begin_xlsx (CrmSheet *sheet,
            GError **error)
{
  static const CrmXmlHandlers handlers = { cell_started_cb, cell_ended_cb, text_cb };
  Xlsx *self = sheet->data;

  self->row = self->column = self->phonetic = 0;
  self->kind = 'n';
  self->collecting = self->in_row = FALSE;
  return crm_xml_open (sheet->package, sheet->entry->part, &handlers, self, error);
}

const CrmSheetKind crm_sheet_xlsx = { open_xlsx, begin_xlsx, free_xlsx };
