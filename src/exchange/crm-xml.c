/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-package.h"

#include "base/crm-error.h"

#include <expat.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Files come from strangers: no document types, so no entities, and no depth without end. */

#define PIECE (32 * 1024)
#define DEEPEST 256
#define SPACE_MARK '|'

struct _CrmXml
{
  CrmPackage     *package;     /* borrowed; NULL for a text */
  const char     *name;        /* of the text's file */
  XML_Parser      parser;
  CrmXmlHandlers  handlers;
  gpointer        data;
  guint           depth;
  const char     *element;     /* which begins, with its namespace */
  gboolean        in_table;    /* the outermost element, of a web page perhaps */
  gboolean        paused, ended;
  GError         *error;
};

static const char *
local_name (const char *name)
{
  const char *mark = strrchr (name, SPACE_MARK);

  return mark != NULL ? mark + 1 : name;
}

/**
 * crm_xml_fail:
 * @error: (transfer full): why
 *
 * Called by a handler: nothing more is read.
 */
void
crm_xml_fail (CrmXml *self,
              GError *error)
{
  if (self->error != NULL)
    g_error_free (error);
  else
    self->error = error;
  XML_StopParser (self->parser, XML_FALSE);
}

static void
refuse_damaged (CrmXml *self,
                GError **error)
{
  const char *problem = XML_ErrorString (XML_GetErrorCode (self->parser));

  if (self->package != NULL)
    crm_package_refuse (self->package, error);
  else
    g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
                 /* Translators: the last placeholder is what is wrong there, in English, such as “mismatched tag” */
                 _("“%s” cannot be read as XML: line %u, column %u: %s. Nothing was changed. Correct the file, or "
                   "export it again."), self->name, (guint) XML_GetCurrentLineNumber (self->parser),
                 (guint) XML_GetCurrentColumnNumber (self->parser) + 1,
                 problem != NULL ? problem : _("it has a document type, or elements are nested too deeply"));
}

static void
fail (CrmXml *self)
{
  GError *error = NULL;

  refuse_damaged (self, &error);
  crm_xml_fail (self, error);
}

static void
refuse_page (CrmXml *self)
{
  crm_xml_fail (self, g_error_new (CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is a web page, whatever it is called. Nothing "
                                   "was changed. Open it in a spreadsheet and save it as XLSX or CSV."), self->name));
}

/* Programs call web pages and an old form of spreadsheets .xls; neither is a list of records. */
static void
check_form (CrmXml *self,
            const char *name)
{
  static const char *const pages[] = { "html", "head", "body", "meta", "style", NULL };
  static const char *const page_tables[] = { "tr", "thead", "tbody", "colgroup", "caption", NULL };
  g_autofree char *word = g_ascii_strdown (local_name (name), -1);

  if (g_strv_contains (self->depth == 1 ? pages : page_tables, word) && (self->depth == 1 || self->in_table))
    refuse_page (self);
  else if (strcmp (name, "urn:schemas-microsoft-com:office:spreadsheet|Workbook") == 0)
    crm_xml_fail (self, g_error_new (CRM_ERROR, CRM_ERROR_FORMAT, _("“%s” is a spreadsheet in an old form of XML. "
                                     "Nothing was changed. Open it in a spreadsheet and save it as XLSX or CSV."),
                                     self->name));
  self->in_table = strcmp (word, "table") == 0;
}

/**
 * crm_xml_pause:
 *
 * Called by a handler: crm_xml_go_on() returns behind it.
 */
void
crm_xml_pause (CrmXml *self)
{
  self->paused = TRUE;
  XML_StopParser (self->parser, XML_TRUE);
}

static void
started_cb (void *data,
            const char *name,
            const char **attributes)
{
  CrmXml *self = data;

  if (self->error != NULL)
    return;
  if (++self->depth > DEEPEST)
    fail (self);
  else if (self->package == NULL && self->depth <= 2)
    check_form (self, name);
  self->element = name;
  if (self->error == NULL)
    self->handlers.start (self, local_name (name), attributes, self->data);
}

static void
ended_cb (void *data,
          const char *name)
{
  CrmXml *self = data;

  self->depth--;
  if (self->error == NULL && self->handlers.end != NULL)
    self->handlers.end (self, local_name (name), self->data);
}

static void
text_cb (void *data,
         const char *text,
         int length)
{
  CrmXml *self = data;

  if (self->error == NULL && self->handlers.text != NULL)
    self->handlers.text (self, text, length, self->data);
}

static void
document_type_cb (void *data,
                  const char *name,
                  const char *system_id,
                  const char *public_id,
                  int has_subset)
{
  CrmXml *self = data;

  if (self->package == NULL && g_ascii_strcasecmp (name, "html") == 0)
    refuse_page (self);
  else
    fail (self);
}

static CrmXml *
new_xml (const CrmXmlHandlers *handlers,
         gpointer data)
{
  CrmXml *self = g_new0 (CrmXml, 1);

  self->handlers = *handlers;
  self->data = data;
  self->parser = XML_ParserCreateNS (NULL, SPACE_MARK);
  XML_SetUserData (self->parser, self);
  XML_SetElementHandler (self->parser, started_cb, ended_cb);
  XML_SetCharacterDataHandler (self->parser, text_cb);
  XML_SetStartDoctypeDeclHandler (self->parser, document_type_cb);
  return self;
}

/**
 * crm_xml_open:
 * @package: to be left alone while the part is read
 */
CrmXml *
crm_xml_open (CrmPackage *package,
              const char *part,
              const CrmXmlHandlers *handlers,
              gpointer data,
              GError **error)
{
  CrmXml *self;

  if (!crm_package_enter (package, part, error))
    return NULL;
  self = new_xml (handlers, data);
  self->package = package;
  return self;
}

void
crm_xml_free (CrmXml *self)
{
  XML_ParserFree (self->parser);
  g_clear_error (&self->error);
  g_free (self);
}

static CrmXmlState
refuse (CrmXml *self,
        GError **error)
{
  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  else if (error == NULL || *error == NULL)
    refuse_damaged (self, error);
  return CRM_XML_FAILED;
}

static gboolean
feed (CrmXml *self,
      enum XML_Status *status,
      GError **error)
{
  void *piece = XML_GetBuffer (self->parser, PIECE);
  gssize got = piece != NULL ? crm_package_read (self->package, piece, PIECE, error) : -1;

  if (got < 0)
    return FALSE;
  self->ended = got == 0;
  *status = XML_ParseBuffer (self->parser, got, got == 0);
  return TRUE;
}

/**
 * crm_xml_go_on:
 *
 * Reads until a handler pauses, or the part ends.
 */
CrmXmlState
crm_xml_go_on (CrmXml *self,
               GError **error)
{
  enum XML_Status status = XML_STATUS_OK;

  if (self->paused)
    {
      self->paused = FALSE;
      status = XML_ResumeParser (self->parser);
    }
  while (status == XML_STATUS_OK && !self->ended)
    {
      if (!feed (self, &status, error))
        return refuse (self, error);
    }
  if (self->error != NULL || status == XML_STATUS_ERROR)
    return refuse (self, error);
  return status == XML_STATUS_SUSPENDED ? CRM_XML_PAUSED : CRM_XML_ENDED;
}

/**
 * crm_xml_parse:
 *
 * Reads a part whole, with handlers that never pause.
 */
gboolean
crm_xml_parse (CrmPackage *package,
               const char *part,
               const CrmXmlHandlers *handlers,
               gpointer data,
               GError **error)
{
  g_autoptr (CrmXml) xml = crm_xml_open (package, part, handlers, data, error);

  return xml != NULL && crm_xml_go_on (xml, error) == CRM_XML_ENDED;
}

/**
 * crm_xml_parse_text:
 * @name: of its file, for people
 *
 * Reads a text whole, with handlers that never pause.
 *
 * Errors: %CRM_ERROR_FORMAT, with line and column
 */
gboolean
crm_xml_parse_text (const char *text,
                    gsize length,
                    const char *name,
                    const CrmXmlHandlers *handlers,
                    gpointer data,
                    GError **error)
{
  g_autoptr (CrmXml) self = new_xml (handlers, data);
  enum XML_Status status = XML_STATUS_OK;

  self->name = name;
  for (gsize done = 0, n; status == XML_STATUS_OK && (done < length || !self->ended); done += n)
    {
      n = MIN (length - done, PIECE);
      self->ended = done + n == length;
      status = XML_Parse (self->parser, text + done, n, self->ended);
    }
  if (status == XML_STATUS_OK && self->error == NULL)
    return TRUE;
  refuse (self, error);
  return FALSE;
}

/**
 * crm_xml_dup_space:
 *
 * Called by the handler of an element's start.
 *
 * Returns: (transfer full): the name of its namespace, "" if it is in none
 */
char *
crm_xml_dup_space (const CrmXml *self)
{
  const char *mark = strrchr (self->element, SPACE_MARK);

  return g_strndup (self->element, mark != NULL ? mark - self->element : 0);
}

static gboolean
read_mark (const char *text,
           gunichar *c)
{
  if (text[0] != '_' || text[1] != 'x' || !g_ascii_isxdigit (text[2]) || !g_ascii_isxdigit (text[3]) ||
      !g_ascii_isxdigit (text[4]) || !g_ascii_isxdigit (text[5]) || text[6] != '_')
    return FALSE;
  *c = g_ascii_strtoull ((char[]) { text[2], text[3], text[4], text[5], '\0' }, NULL, 16);
  return TRUE;
}

/**
 * crm_xml_unescape:
 *
 * "_x000D_" is a character that XML cannot hold, or should not (ECMA-376 1, 22.9.2.19); two may be the halves of one.
 */
void
crm_xml_unescape (GString *text)
{
  char *out = strstr (text->str, "_x");

  for (const char *p = out; p != NULL && *p != '\0';)
    {
      gunichar c, half;

      if (!read_mark (p, &c))
        {
          *out++ = *p++;
          continue;
        }
      p += 7;
      if (c >= 0xd800 && c < 0xdc00 && read_mark (p, &half) && half >= 0xdc00 && half < 0xe000)
        {
          c = 0x10000 + ((c - 0xd800) << 10) + (half - 0xdc00);
          p += 7;
        }
      if (c != 0 && g_unichar_validate (c))
        out += g_unichar_to_utf8 (c, out);
    }
  if (out != NULL)
    g_string_truncate (text, out - text->str);
}

/**
 * crm_xml_append_text:
 *
 * Writes a text so that crm_xml_unescape() finds it again, whatever is in it.
 */
void
crm_xml_append_text (GString *out,
                     const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (c == '&' || c == '<' || c == '>')
        g_string_append (out, c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;");
      else if ((c < ' ' && c != '\n' && c != '\t') || c == 0xfffe || c == 0xffff || (c == '_' && text[1] == 'x'))
        g_string_append_printf (out, "_x%04X_", c);
      else
        g_string_append_unichar (out, c);
    }
}

/**
 * crm_xml_attribute_in:
 * @space: (nullable): what the name of its namespace ends with
 *
 * Returns: (transfer none) (nullable): the value of the attribute
 */
const char *
crm_xml_attribute_in (const char **attributes,
                      const char *space,
                      const char *name)
{
  for (; *attributes != NULL; attributes += 2)
    {
      const char *local = local_name (attributes[0]);

      if (strcmp (local, name) == 0 &&
          (space == NULL || (local > attributes[0] && g_strrstr_len (attributes[0], local - attributes[0] - 1, space))))
        return attributes[1];
    }
  return NULL;
}

const char *
crm_xml_attribute (const char **attributes,
                   const char *name)
{
  return crm_xml_attribute_in (attributes, NULL, name);
}
