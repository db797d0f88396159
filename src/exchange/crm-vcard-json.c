/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-json.h"
#include "exchange/crm-made-table.h"
#include "exchange/crm-vcard-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* jCard (RFC 7095): ["vcard", [[name, {parameters}, type, value…]…]], or an array of such, as cards in text. */

typedef struct
{
  CrmJson           json;
  CrmVcard         *card;
  CrmVcardProperty *property;
  GPtrArray        *parts;     /* of its value */
  GString          *name, *type, *text;
  GString          *out;
} Reading;

/* A text, number or word; what may not stand here is taken as it is written. */
static gboolean
take_text (Reading *self,
           GString *text,
           GError **error)
{
  const char *start;
  CrmJsonKind kind;

  g_string_truncate (text, 0);
  if (!crm_json_peek (&self->json, &kind, error))
    return FALSE;
  start = self->json.at;
  if (kind == CRM_JSON_OBJECT || kind == CRM_JSON_ARRAY)
    {
      if (!crm_json_skip (&self->json, error))
        return FALSE;
      g_string_append_len (text, start, self->json.at - start);
      return TRUE;
    }
  if (!crm_json_take (&self->json, text, error))
    return FALSE;
  if (kind == CRM_JSON_WORD && strcmp (text->str, "null") == 0)
    g_string_truncate (text, 0);
  return TRUE;
}

typedef gboolean (*TakeOne) (Reading *self, guint number, GError **error);

/* Takes each member of an array, or the value if it is none. */
static gboolean
take_each (Reading *self,
           TakeOne take,
           guint number,
           guint step,
           GError **error)
{
  gboolean first = TRUE, more;
  CrmJsonKind kind;

  if (!crm_json_peek (&self->json, &kind, error))
    return FALSE;
  if (kind != CRM_JSON_ARRAY)
    return take (self, number, error);
  if (!crm_json_enter (&self->json, error))
    return FALSE;
  while (crm_json_next (&self->json, ']', &first, &more, error))
    {
      if (!more)
        return TRUE;
      if (!take (self, number, error))
        return FALSE;
      number += step;
    }
  return FALSE;
}

static gboolean
take_value (Reading *self,
            guint component,
            GError **error)
{
  if (!take_text (self, self->text, error))
    return FALSE;
  crm_vcard_typed_put (self->parts, component, self->type->str, self->text->str);
  return TRUE;
}

/* A component may have several values. */
static gboolean
take_component (Reading *self,
                guint component,
                GError **error)
{
  return take_each (self, take_value, component, 0, error);
}

/* Values are a list, or components where the property has any. */
static gboolean
take_values (Reading *self,
             gboolean *first,
             GError **error)
{
  gboolean structured = crm_vcard_is_structured (self->property->name), more;

  while (crm_json_next (&self->json, ']', first, &more, error))
    {
      CrmJsonKind kind;

      if (!more)
        return TRUE;
      if (!crm_json_peek (&self->json, &kind, error) ||
          !take_each (self, take_component, structured || kind == CRM_JSON_ARRAY ? self->parts->len : 0, 1, error))
        return FALSE;
    }
  return FALSE;
}

static gboolean
take_parameter_value (Reading *self,
                      guint number,
                      GError **error)
{
  if (!take_text (self, self->text, error))
    return FALSE;
  if (g_ascii_strcasecmp (self->name->str, "group") == 0)
    {
      g_free (self->property->group);
      self->property->group = *self->text->str != '\0' ? crm_vcard_typed_name (self->text->str) : NULL;
    }
  else
    crm_vcard_typed_set (self->property, self->name->str, self->text->str);
  return TRUE;
}

static gboolean
take_parameters (Reading *self,
                 GError **error)
{
  gboolean first = TRUE, more;

  if (!crm_json_enter (&self->json, error))
    return FALSE;
  while (crm_json_next (&self->json, '}', &first, &more, error))
    {
      if (!more)
        return TRUE;
      g_string_truncate (self->name, 0);
      if (!crm_json_name (&self->json, self->name, error) ||
          !take_each (self, take_parameter_value, 0, 0, error))
        return FALSE;
    }
  return FALSE;
}

/* Goes on to a member of an array that has to be there, and of that kind. */
static gboolean
expect (Reading *self,
        CrmJsonKind kind,
        gboolean *first,
        const char *problem,
        GError **error)
{
  CrmJsonKind found;
  gboolean more;

  if (!crm_json_next (&self->json, ']', first, &more, error) ||
      (more && !crm_json_peek (&self->json, &found, error)))
    return FALSE;
  return (more && found == kind) || crm_json_refuse (&self->json, problem, error);
}

static gboolean
take_property (Reading *self,
               guint number,
               GError **error)
{
  /* Translators: what is wrong at a place of a file */
  const char *problem = _("a property of an address card is not [name, parameters, type, value]");
  gboolean first = TRUE;
  CrmJsonKind kind;

  if (!crm_json_peek (&self->json, &kind, error))
    return FALSE;
  if (kind != CRM_JSON_ARRAY)
    return crm_json_refuse (&self->json, problem, error);
  if (!crm_json_enter (&self->json, error) || !expect (self, CRM_JSON_TEXT, &first, problem, error) ||
      !take_text (self, self->name, error) || !expect (self, CRM_JSON_OBJECT, &first, problem, error))
    return FALSE;
  self->property = crm_vcard_typed_begin (self->card, self->name->str, NULL);
  if (!take_parameters (self, error) || !expect (self, CRM_JSON_TEXT, &first, problem, error) ||
      !take_text (self, self->type, error))
    return FALSE;
  g_string_ascii_down (self->type);
  if (!take_values (self, &first, error))
    return FALSE;
  crm_vcard_typed_end (self->card, self->property, self->parts, self->type->str);
  return TRUE;
}

/* From its mark on, to the end of the array that it is. */
static gboolean
take_card (Reading *self,
           const char *problem,
           GError **error)
{
  gboolean first = FALSE, more = TRUE;

  if (!take_text (self, self->text, error))
    return FALSE;
  if (g_ascii_strcasecmp (self->text->str, "vcard") != 0)
    return crm_json_refuse (&self->json, problem, error);
  if (!expect (self, CRM_JSON_ARRAY, &first, problem, error))
    return FALSE;
  self->card = crm_vcard_new ();
  if (!take_each (self, take_property, 0, 0, error))
    return FALSE;
  while (more)
    {
      if (!crm_json_next (&self->json, ']', &first, &more, error) || (more && !crm_json_skip (&self->json, error)))
        return FALSE;
    }
  crm_vcard_write_rest (self->card, self->out);
  g_clear_pointer (&self->card, crm_vcard_free);
  return !g_cancellable_set_error_if_cancelled (g_cancellable_get_current (), error);
}

/* A card, or an array of cards. */
static gboolean
take_cards (Reading *self,
            GError **error)
{
  /* Translators: what is wrong at a place of a file; “vcard” stays as it is */
  const char *problem = _("an address card, which begins with [\"vcard\", is missing");
  gboolean first = TRUE, more;
  CrmJsonKind kind;

  if (!crm_json_peek (&self->json, &kind, error))
    return FALSE;
  if (kind != CRM_JSON_ARRAY)
    return crm_json_refuse (&self->json, problem, error);
  if (!crm_json_enter (&self->json, error))
    return FALSE;
  while (crm_json_next (&self->json, ']', &first, &more, error))
    {
      if (!more)
        return TRUE;
      if (!crm_json_peek (&self->json, &kind, error))
        return FALSE;
      if (kind == CRM_JSON_TEXT)
        return take_card (self, problem, error);
      if (!take_cards (self, error))
        return FALSE;
    }
  return FALSE;
}

/* One behind the other are taken, too. */
static GString *
rewrite (const char *text,
         gsize length,
         const char *name,
         GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL), key = g_string_new (NULL), type = g_string_new (NULL);
  g_autoptr (GString) value = g_string_new (NULL);
  g_autoptr (GPtrArray) parts = crm_vcard_typed_parts_new ();
  Reading self = { .parts = parts, .name = key, .type = type, .text = value, .out = out };
  gboolean done = crm_json_open (&self.json, text, length, name, error);

  while (done && !crm_json_ended (&self.json))
    done = take_cards (&self, error);
  g_clear_pointer (&self.card, crm_vcard_free);
  return done ? g_steal_pointer (&out) : NULL;
}

static gboolean
skip (const char **text,
      const char *end,
      const char *what)
{
  while (*text < end && g_ascii_isspace (**text))
    (*text)++;
  if ((gsize) (end - *text) < strlen (what) || g_ascii_strncasecmp (*text, what, strlen (what)) != 0)
    return FALSE;
  *text += strlen (what);
  return TRUE;
}

/* A table of arrays may have a column that is called so, but that is followed by a name. */
static gboolean
is_one (const char *text,
        gsize length)
{
  const char *end = text + length;

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    text += 3;
  if (!skip (&text, end, "["))
    return FALSE;
  skip (&text, end, "[");
  return skip (&text, end, "\"vcard\"") && skip (&text, end, ",") && skip (&text, end, "[");
}

const CrmMadeKind crm_made_jcards = { .knows = is_one, .rewrite = rewrite, .becomes = &crm_made_cards };
