/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-xml-table.h"

#include "exchange/crm-flat-table.h"
#include "exchange/crm-package.h"
#include "exchange/crm-tag-list.h"

#include <string.h>

/* Records in XML as a table: each element within the outermost is one. What is in them becomes columns named a.b, as
 * attributes do; elements named "item" are a list, and an attribute "currency" is that of the amount. */

#define ROW_DEPTH 2

typedef struct
{
  CrmFlatTable *table;
  guint         depth;
  GString      *path;      /* of the element at hand, within its record, */
  GArray       *lengths;   /* … and how long it was before each of its parts (of gsize) */
  GString      *text;      /* of it, since the last mark */
  GString      *list;      /* of the items before */
  gboolean      leaf;      /* no element within it yet */
  char         *currency;
} Reading;

/* Wide characters have zeroes between them. */
static const char *
skip (const char *text,
      const char *end,
      const char *marks)
{
  while (text < end && (*text == '\0' || strchr (marks, *text) != NULL))
    text++;
  return text;
}

/**
 * crm_xml_is_one:
 * @text: the start of a file
 *
 * Returns: whether it begins with a declaration, or with an element that has others within it; names of columns may
 *   be written <DATE>,<OPEN>, too
 */
gboolean
crm_xml_is_one (const char *text,
                gsize length)
{
  const char *end = text + length;

  text = skip (text, end, "\xef\xbb\xbf\xff\xfe \t\r\n");
  if (text == end || *text != '<')
    return FALSE;
  text = skip (text + 1, end, "");
  if (text < end && (*text == '?' || *text == '!'))
    return TRUE;
  while (text < end && *text != '>')
    text++;
  text = skip (MIN (text + 1, end), end, "");
  if (text == end || strchr ("<\r\n", *text) == NULL)
    return FALSE;
  text = skip (text, end, " \t\r\n");
  return text < end && *text == '<';
}

static void
put (Reading *self,
     CrmXml *xml,
     const char *text)
{
  GError *error = NULL;

  if (!crm_flat_table_put (self->table, self->path->len > 0 ? self->path->str : "value", text, &error))
    crm_xml_fail (xml, error);
}

static gboolean
is_item (const Reading *self,
         const char *name)
{
  return self->depth > ROW_DEPTH && strcmp (name, "item") == 0;
}

static void
push (Reading *self,
      const char *name)
{
  g_array_append_val (self->lengths, self->path->len);
  g_string_append_printf (self->path, "%s%s", self->path->len > 0 ? "." : "", name);
}

static void
pop (Reading *self)
{
  g_string_truncate (self->path, g_array_index (self->lengths, gsize, self->lengths->len - 1));
  g_array_set_size (self->lengths, self->lengths->len - 1);
}

static void
take_attributes (Reading *self,
                 CrmXml *xml,
                 const char **attributes)
{
  for (; *attributes != NULL; attributes += 2)
    {
      if (strchr (attributes[0], '|') != NULL)
        continue;   /* of another vocabulary, such as how it is to be checked */
      if (strcmp (attributes[0], "currency") == 0 && self->depth > ROW_DEPTH)
        {
          g_set_str (&self->currency, attributes[1]);
          continue;
        }
      push (self, attributes[0]);
      put (self, xml, attributes[1]);
      pop (self);
    }
}

static void
started_cb (CrmXml *xml,
            const char *name,
            const char **attributes,
            gpointer data)
{
  Reading *self = data;
  gboolean item = is_item (self, name);

  self->depth++;
  g_string_truncate (self->text, 0);
  self->leaf = TRUE;
  if (self->depth < ROW_DEPTH || item)
    return;
  g_string_truncate (self->list, 0);
  g_clear_pointer (&self->currency, g_free);
  if (self->depth > ROW_DEPTH)
    push (self, name);
  take_attributes (self, xml, attributes);
}

static void
take_leaf (Reading *self,
           CrmXml *xml)
{
  g_autofree char *text = NULL;

  crm_xml_unescape (self->text);
  if (self->list->len > 0)
    text = g_strdup (self->list->str);
  else if (self->currency != NULL && self->text->len > 0)
    text = g_strconcat (self->text->str, " ", self->currency, NULL);
  else
    text = g_strdup (self->text->str);
  put (self, xml, text);
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static void
end_row (Reading *self,
         CrmXml *xml)
{
  GError *error = NULL;

  if (!crm_flat_table_end_row (self->table, &error))
    crm_xml_fail (xml, error);
}

static void
ended_cb (CrmXml *xml,
          const char *name,
          gpointer data)
{
  Reading *self = data;
  guint depth = self->depth--;

  if (is_item (self, name))
    {
      crm_xml_unescape (self->text);
      if (self->text->len > 0)
        crm_tag_list_append (self->list, self->text->str);
      g_string_truncate (self->text, 0);
      return;
    }
  if (self->leaf && (depth > ROW_DEPTH || (depth == ROW_DEPTH && !is_blank (self->text->str))))
    take_leaf (self, xml);
  self->leaf = FALSE;
  g_string_truncate (self->list, 0);
  g_string_truncate (self->text, 0);
  if (depth > ROW_DEPTH)
    pop (self);
  else if (depth == ROW_DEPTH)
    end_row (self, xml);
}

static void
text_cb (CrmXml *xml,
         const char *text,
         gsize length,
         gpointer data)
{
  Reading *self = data;

  g_string_append_len (self->text, text, length);
}

static gboolean
read_text (Reading *self,
           const char *text,
           gsize length,
           const char *name,
           GError **error)
{
  static const CrmXmlHandlers handlers = { started_cb, ended_cb, text_cb };

  self->depth = 0;
  g_string_truncate (self->path, 0);
  g_array_set_size (self->lengths, 0);
  return crm_xml_parse_text (text, length, name, &handlers, self, error);
}

/**
 * crm_xml_make_table:
 * @text: of a file
 * @name: of the file, for people
 *
 * Returns: (transfer full) (nullable): the records as a CSV file
 * Errors: %CRM_ERROR_FORMAT, with line and column
 */
char *
crm_xml_make_table (const char *text,
                    gsize length,
                    const char *name,
                    GError **error)
{
  g_auto (CrmFlatTable) table;
  g_autoptr (GString) path = g_string_new (NULL), value = g_string_new (NULL), list = g_string_new (NULL);
  g_autoptr (GArray) lengths = g_array_new (FALSE, FALSE, sizeof (gsize));
  Reading self = { .table = &table, .path = path, .lengths = lengths, .text = value, .list = list };
  gboolean done;

  crm_flat_table_init (&table, name);
  done = read_text (&self, text, length, name, error);
  if (done)
    {
      crm_flat_table_begin (&table);
      done = read_text (&self, text, length, name, error);
    }
  g_free (self.currency);
  return done ? crm_flat_table_dup_text (&table) : NULL;
}
