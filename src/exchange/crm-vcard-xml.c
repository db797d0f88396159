/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-made-table.h"
#include "exchange/crm-package.h"
#include "exchange/crm-vcard-private.h"
#include "exchange/crm-xml-table.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* xCard (RFC 6351) as cards in text. What is of another vocabulary becomes the property XML (RFC 6350, 6.1.5). */

#define VOCABULARY "urn:ietf:params:xml:ns:vcard-4.0"
#define XML_SPACE "http://www.w3.org/XML/1998/namespace"
#define MOST_FOREIGN (256 * 1024)   /* bytes of an element of another vocabulary */

typedef enum { OUTSIDE, CARDS, CARD, PROPERTY, VALUE, PARAMETERS, PARAMETER, FOREIGN } Place;

typedef struct
{
  const char       *file;
  Place             place;
  guint             within;      /* elements that are open in a place that has none, or are not known */
  gboolean          in_group;
  CrmVcard         *card;
  CrmVcardProperty *property;
  GPtrArray        *parts;       /* of its value */
  char             *type, *group, *parameter;
  GString          *text, *out;
  GPtrArray        *spaces;      /* namespaces of the open elements of another vocabulary */
} Reading;

static const struct { const char *property, *parts[8]; } structures[] = {
  { "N", { "surname", "given", "additional", "prefix", "suffix" } },
  { "ADR", { "pobox", "ext", "street", "locality", "region", "code", "country" } },
  { "GENDER", { "sex", "identity" } },
  { "CLIENTPIDMAP", { "sourceid", "uri" } },
};

/* Which component an element is; −1 if it has no such name. */
static int
find_component (const char *property,
                const char *element)
{
  for (guint i = 0; i < G_N_ELEMENTS (structures); i++)
    {
      for (guint k = 0; strcmp (structures[i].property, property) == 0 && structures[i].parts[k] != NULL; k++)
        {
          if (strcmp (structures[i].parts[k], element) == 0)
            return k;
        }
    }
  return -1;
}

static void
take_value (Reading *self,
            const char *element)
{
  int component = find_component (self->property->name, element);
  const char *type = component < 0 ? element : "text";

  if (component < 0)
    component = crm_vcard_is_structured (self->property->name) ? self->parts->len : 0;
  if (self->type == NULL)
    self->type = g_strdup (type);
  crm_vcard_typed_put (self->parts, component, type, self->text->str);
  g_string_truncate (self->text, 0);
}

static void
take_parameter (Reading *self)
{
  g_autofree char *value = g_strstrip (g_strdup (self->text->str));

  crm_vcard_typed_set (self->property, self->parameter, value);
  g_string_truncate (self->text, 0);
}

static void
begin_property (Reading *self,
                const char *name)
{
  self->property = crm_vcard_typed_begin (self->card, name, self->group);
  g_string_truncate (self->text, 0);
}

static void
end_property (Reading *self)
{
  /* Some programs leave out the element that says the type. */
  if (self->parts->len == 0)
    take_value (self, "unknown");
  crm_vcard_typed_end (self->card, self->property, self->parts, self->type);
  g_clear_pointer (&self->type, g_free);
  self->place = CARD;
}

/* Other vocabularies */

static void
append_attributes (GString *text,
                   const char **attributes)
{
  for (guint i = 0; attributes[i] != NULL; i += 2)
    {
      const char *mark = strrchr (attributes[i], '|');
      g_autofree char *space = g_strndup (attributes[i], mark != NULL ? mark - attributes[i] : 0);
      g_autofree char *prefix = mark == NULL ? g_strdup ("") : strcmp (space, XML_SPACE) == 0 ? g_strdup ("xml:")
                              : g_strdup_printf ("a%u:", i / 2);
      g_autofree char *declared = *prefix == 'a' ? g_markup_printf_escaped (" xmlns:a%u=\"%s\"", i / 2, space) : NULL;
      g_autofree char *value = g_markup_escape_text (attributes[i + 1], -1);

      g_string_append_printf (text, "%s %s%s=\"%s\"", declared != NULL ? declared : "", prefix,
                              mark != NULL ? mark + 1 : attributes[i], value);
    }
}

static void
bound_foreign (const Reading *self,
               CrmXml *xml)
{
  if (self->text->len > MOST_FOREIGN)
    crm_xml_fail (xml, g_error_new (CRM_ERROR, CRM_ERROR_FORMAT, _("A card of “%s” holds more than can be kept in an "
                                    "element that is not of address cards. Nothing was changed. Export the cards "
                                    "without it and try again."), self->file));
}

static void
begin_foreign (Reading *self,
               CrmXml *xml,
               const char *name,
               const char **attributes)
{
  g_autofree char *space = crm_xml_dup_space (xml);
  guint n = self->spaces->len;

  g_string_append_printf (self->text, "<%s", name);
  if (n == 0 || strcmp (self->spaces->pdata[n - 1], space) != 0)
    {
      g_autofree char *declared = g_markup_printf_escaped (" xmlns=\"%s\"", space);

      g_string_append (self->text, declared);
    }
  append_attributes (self->text, attributes);
  g_string_append_c (self->text, '>');
  g_ptr_array_add (self->spaces, g_steal_pointer (&space));
  bound_foreign (self, xml);
}

static void
end_foreign (Reading *self,
             const char *name)
{
  g_string_append_printf (self->text, "</%s>", name);
  g_ptr_array_set_size (self->spaces, self->spaces->len - 1);
  if (self->spaces->len == 0)
    end_property (self);
}

/* Elements */

static void
start_in_card (Reading *self,
               CrmXml *xml,
               const char *name,
               const char **attributes)
{
  g_autofree char *space = crm_xml_dup_space (xml);

  if (strcmp (space, VOCABULARY) != 0)
    {
      begin_property (self, "XML");
      self->place = FOREIGN;
      begin_foreign (self, xml, name, attributes);
    }
  else if (!self->in_group && strcmp (name, "group") == 0)
    {
      self->in_group = TRUE;
      g_set_str (&self->group, crm_xml_attribute (attributes, "name"));
    }
  else
    {
      begin_property (self, name);
      self->place = PROPERTY;
    }
}

static void
start_in_property (Reading *self,
                   const char *name)
{
  g_string_truncate (self->text, 0);
  self->place = strcmp (name, "parameters") == 0 ? PARAMETERS : VALUE;
}

static void
started_cb (CrmXml *xml,
            const char *name,
            const char **attributes,
            gpointer data)
{
  Reading *self = data;

  if (self->within > 0 || self->place == VALUE)
    self->within++;
  else if (self->place == CARD)
    start_in_card (self, xml, name, attributes);
  else if (self->place == PROPERTY)
    start_in_property (self, name);
  else if (self->place == FOREIGN)
    begin_foreign (self, xml, name, attributes);
  else if (self->place == PARAMETER)
    {
      take_parameter (self);
      self->within++;
    }
  else if (self->place == PARAMETERS)
    {
      g_set_str (&self->parameter, name);
      self->place = PARAMETER;
    }
  else if (self->place == OUTSIDE && strcmp (name, "vcards") == 0)
    self->place = CARDS;
  else if (strcmp (name, "vcard") == 0)
    {
      self->card = crm_vcard_new ();
      self->place = CARD;
    }
  else
    self->within++;
}

static void
end_card (Reading *self,
          CrmXml *xml)
{
  GError *error = NULL;

  crm_vcard_write_rest (self->card, self->out);
  g_clear_pointer (&self->card, crm_vcard_free);
  self->place = CARDS;
  if (g_cancellable_set_error_if_cancelled (g_cancellable_get_current (), &error))
    crm_xml_fail (xml, error);
}

static void
end_within (Reading *self)
{
  self->within--;
  if (self->place == PARAMETER && self->within == 0)
    take_parameter (self);
}

static void
ended_cb (CrmXml *xml,
          const char *name,
          gpointer data)
{
  Reading *self = data;

  if (self->within > 0)
    end_within (self);
  else if (self->place == CARD && self->in_group)
    {
      self->in_group = FALSE;
      g_clear_pointer (&self->group, g_free);
    }
  else if (self->place == CARD)
    end_card (self, xml);
  else if (self->place == PROPERTY)
    end_property (self);
  else if (self->place == FOREIGN)
    end_foreign (self, name);
  else if (self->place == VALUE)
    {
      take_value (self, name);
      self->place = PROPERTY;
    }
  else if (self->place == PARAMETER)
    {
      take_parameter (self);
      self->place = PARAMETERS;
    }
  else if (self->place == PARAMETERS)
    {
      g_string_truncate (self->text, 0);
      self->place = PROPERTY;
    }
}

static void
text_cb (CrmXml *xml,
         const char *text,
         gsize length,
         gpointer data)
{
  Reading *self = data;
  g_autofree char *escaped = self->place == FOREIGN ? g_markup_escape_text (text, length) : NULL;

  if (escaped != NULL)
    {
      g_string_append (self->text, escaped);
      bound_foreign (self, xml);
    }
  else if (self->place == PROPERTY || self->place == VALUE || self->place == PARAMETER)
    g_string_append_len (self->text, text, length);
}

static GString *
rewrite (const char *text,
         gsize length,
         const char *name,
         GError **error)
{
  static const CrmXmlHandlers handlers = { started_cb, ended_cb, text_cb };
  g_autoptr (GString) value = g_string_new (NULL), out = g_string_new (NULL);
  g_autoptr (GPtrArray) parts = crm_vcard_typed_parts_new (), spaces = g_ptr_array_new_with_free_func (g_free);
  Reading self = { .file = name, .parts = parts, .text = value, .out = out, .spaces = spaces };
  gboolean done = crm_xml_parse_text (text, length, name, &handlers, &self, error);

  g_clear_pointer (&self.card, crm_vcard_free);
  g_free (self.type);
  g_free (self.group);
  g_free (self.parameter);
  return done ? g_steal_pointer (&out) : NULL;
}

/* Only the outermost element is looked at. */
static void
looked_cb (CrmXml *xml,
           const char *name,
           const char **attributes,
           gpointer data)
{
  g_autofree char *space = crm_xml_dup_space (xml);
  gboolean *found = data;

  *found = strcmp (space, VOCABULARY) == 0 && (strcmp (name, "vcards") == 0 || strcmp (name, "vcard") == 0);
  crm_xml_fail (xml, g_error_new_literal (CRM_ERROR, CRM_ERROR_FORMAT, name));
}

static gboolean
is_one (const char *text,
        gsize length)
{
  static const CrmXmlHandlers handlers = { .start = looked_cb };
  gboolean found = FALSE;

  if (crm_xml_is_one (text, length))
    crm_xml_parse_text (text, length, "", &handlers, &found, NULL);
  return found;
}

const CrmMadeKind crm_made_xcards = { .knows = is_one, .rewrite = rewrite, .becomes = &crm_made_cards,
                                      .decodes = TRUE };
