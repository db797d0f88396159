/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-vcard.h"

#include "base/crm-content-line.h"

#include <string.h>

/* Writing version 4.0 (RFC 6350). */

#define MOST_BYTES 75   /* of a line */

/* Lines are folded between characters. */
static void
append_folded (GString *out,
               const char *line)
{
  gsize room = MOST_BYTES, left = strlen (line);

  while (left > room)
    {
      gsize n = room;

      while (n > 0 && ((guchar) line[n] & 0xc0) == 0x80)
        n--;
      g_string_append_len (out, line, n);
      g_string_append (out, "\r\n ");
      line += n;
      left -= n;
      room = MOST_BYTES - 1;
    }
  g_string_append (out, line);
  g_string_append (out, "\r\n");
}

/* RFC 6868 */
static void
append_parameter_value (GString *out,
                        const char *value)
{
  gboolean quoted = strpbrk (value, ":;,") != NULL;

  if (quoted)
    g_string_append_c (out, '"');
  for (; *value != '\0'; value++)
    {
      if (*value == '\n')
        g_string_append (out, "^n");
      else if (*value == '"')
        g_string_append (out, "^'");
      else if (*value == '^')
        g_string_append (out, "^^");
      else if (*value != '\r')
        g_string_append_c (out, *value);
    }
  if (quoted)
    g_string_append_c (out, '"');
}

static char *
make_data_uri (const CrmVcardProperty *property)
{
  gsize length;
  const guchar *data = g_bytes_get_data (property->data, &length);
  g_autofree char *text = g_base64_encode (data, length);

  return g_strdup_printf ("data:%s;base64,%s", crm_vcard_property_get_parameter (property, "mediatype"), text);
}

static gboolean
is_uri (const CrmVcardProperty *property)
{
  static const char *const uris[] = { "URL", "GEO", "KEY", "PHOTO", "LOGO", "SOUND", "IMPP", "SOURCE", "MEMBER",
                                      "FBURL", "CALURI", "CALADRURI", "RELATED", "UID", "ORG-DIRECTORY", "CONTACT-URI",
                                      NULL };

  return crm_vcard_property_has (property, "value", "uri") ||
         (g_strv_contains (uris, property->name) && !crm_vcard_property_has (property, "value", "text"));
}

static void
append_value (GString *line,
              const CrmVcardProperty *property)
{
  gboolean uri = is_uri (property);

  if (property->data != NULL)
    {
      g_autofree char *data = make_data_uri (property);

      g_string_append (line, data);
      return;
    }
  for (guint i = 0; i < property->components->len; i++)
    {
      char **values = property->components->pdata[i];

      if (i > 0)
        g_string_append_c (line, ';');
      for (guint k = 0; values[k] != NULL; k++)
        {
          if (k > 0)
            g_string_append_c (line, ',');
          crm_content_append_escaped (line, values[k], uri);
        }
    }
}

static void
append_property (GString *out,
                 const CrmVcardProperty *property)
{
  g_autoptr (GString) line = g_string_new (NULL);

  if (property->group != NULL)
    g_string_append_printf (line, "%s.", property->group);
  g_string_append (line, property->name);
  for (guint i = 0; i < property->parameters->len; i++)
    {
      const CrmVcardParameter *parameter = property->parameters->pdata[i];
      g_autofree char *name = g_ascii_strup (parameter->name, -1);

      if (property->data != NULL && strcmp (parameter->name, "mediatype") == 0)
        continue;   /* stands in the value */
      g_string_append_printf (line, ";%s=", name);
      for (guint k = 0; k < parameter->values->len; k++)
        {
          if (k > 0)
            g_string_append_c (line, ',');
          append_parameter_value (line, parameter->values->pdata[k]);
        }
    }
  g_string_append_c (line, ':');
  append_value (line, property);
  append_folded (out, line->str);
}

static void
write_card (const CrmVcard *self,
            gboolean named,
            GString *out)
{
  g_string_append (out, "BEGIN:VCARD\r\nVERSION:4.0\r\n");
  if (named && crm_vcard_find (self, "FN") == NULL)
    {
      g_autofree char *name = crm_vcard_make_name (self);
      g_autoptr (GString) line = g_string_new ("FN:");

      crm_content_append_escaped (line, name, FALSE);
      append_folded (out, line->str);
    }
  for (guint i = 0; i < self->properties->len; i++)
    append_property (out, self->properties->pdata[i]);
  g_string_append (out, "END:VCARD\r\n");
}

/**
 * crm_vcard_write:
 *
 * Appends the card as version 4.0, with a name in any case.
 */
void
crm_vcard_write (const CrmVcard *self,
                 GString *out)
{
  write_card (self, TRUE, out);
}

/**
 * crm_vcard_write_rest:
 *
 * Appends the card as version 4.0, though without a name where it has none: what is left of one.
 */
void
crm_vcard_write_rest (const CrmVcard *self,
                      GString *out)
{
  write_card (self, FALSE, out);
}
