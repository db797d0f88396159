/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-vcard-private.h"

#include <string.h>

/* What is no text in a card, such as a photo: in which ways that has been written, and of which kind it is. */

/* Whether it is said as in image/png. */
static gboolean
is_media_type (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr ("/+-._", *p) == NULL)
        return FALSE;
    }
  return strchr (text, '/') != NULL;
}

/**
 * crm_vcard_note_media_type:
 * @property: that has data
 *
 * Says what kind of data it is as version 4.0 does; a photo or key has been said in several ways.
 */
void
crm_vcard_note_media_type (CrmVcardProperty *property)
{
  static const char *const kinds[][3] = {   /* the last: of that property only */
    { "jpeg", "image/jpeg" }, { "jpg", "image/jpeg" }, { "png", "image/png" }, { "gif", "image/gif" },
    { "bmp", "image/bmp" }, { "tiff", "image/tiff" }, { "webp", "image/webp" }, { "wave", "audio/wav" },
    { "aac", "audio/aac" }, { "basic", "audio/basic" }, { "ogg", "audio/ogg" }, { "mp3", "audio/mpeg" },
    { "mpeg", "audio/mpeg", "SOUND" }, { "svg+xml", "image/svg+xml" }, { "svg", "image/svg+xml" },
    { "x509", "application/pkix-cert" }, { "pgp", "application/pgp-keys" },
  };
  const char *type = crm_vcard_property_get_parameter (property, "type");
  g_autofree char *content = NULL, *media = NULL;
  gsize length;
  const guchar *data = g_bytes_get_data (property->data, &length);

  if (type != NULL && is_media_type (type))
    {
      g_autofree char *lower = g_ascii_strdown (type, -1);

      crm_vcard_property_set (property, "mediatype", lower);
      crm_vcard_property_forget (property, "type");
    }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (!crm_vcard_property_has (property, "type", kinds[i][0]) ||
          (kinds[i][2] != NULL && strcmp (kinds[i][2], property->name) != 0))
        continue;
      crm_vcard_property_set (property, "mediatype", kinds[i][1]);
      crm_vcard_property_forget (property, "type");
    }
  if (crm_vcard_property_has (property, "mediatype", NULL))
    return;
  content = g_content_type_guess (NULL, data, length, NULL);
  media = g_content_type_get_mime_type (content);
  crm_vcard_property_set (property, "mediatype", media != NULL ? media : "application/octet-stream");
}

static gboolean
is_data_uri (const char *text)
{
  return g_ascii_strncasecmp (text, "data:", strlen ("data:")) == 0;
}

/**
 * crm_vcard_take_data_uri:
 * @text: its value, not yet split
 *
 * Version 4.0 holds what is no text as a URI that is the data itself. Some programs write the marks in it as those of a
 * text.
 *
 * Returns: whether it is one; its data is that of the property then
 */
gboolean
crm_vcard_take_data_uri (CrmVcardProperty *property,
                         const char *text)
{
  g_auto (GStrv) parts = is_data_uri (text) ? g_strsplit (text, "\\", -1) : NULL;
  g_autofree char *uri = parts != NULL ? g_strjoinv ("", parts) : NULL, *media = NULL;
  const char *comma = uri != NULL ? strstr (uri, ";base64,") : NULL;
  gsize length;
  guchar *data;

  if (comma == NULL || crm_vcard_property_has (property, "value", "text"))
    return FALSE;
  media = g_strndup (uri + 5, comma - uri - 5);
  if (!g_str_is_ascii (media))
    return FALSE;
  data = g_base64_decode (comma + strlen (";base64,"), &length);
  property->data = g_bytes_new_take (data, length);
  if (*media != '\0')
    crm_vcard_property_set (property, "mediatype", media);
  return TRUE;
}

static const char *const of_data[] = { "PHOTO", "LOGO", "SOUND", "KEY", NULL };

/**
 * crm_vcard_is_base64:
 * @text: its value
 *
 * Returns: whether it is, also where that is not said: an address has a colon, and nothing else is as long without a
 *   blank
 */
gboolean
crm_vcard_is_base64 (const CrmVcardProperty *property,
                     const char *text)
{
  gboolean said = crm_vcard_property_has (property, "encoding", "b") ||
                  crm_vcard_property_has (property, "encoding", "base64") ||
                  crm_vcard_property_has (property, "value", "binary");
  gsize n = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

  if (said)
    return !is_data_uri (text);
  return n > 100 && text[n + strspn (text + n, "=")] == '\0' && g_strv_contains (of_data, property->name) &&
         !crm_vcard_property_has (property, "value", NULL) && !crm_vcard_property_has (property, "encoding", NULL);
}

/**
 * crm_vcard_take_base64:
 * @text: its value
 *
 * Base64 is for data, but some programs write texts in it.
 *
 * Returns: (transfer full) (nullable): the text; %NULL where it is none, and the data is that of the property
 */
char *
crm_vcard_take_base64 (CrmVcardProperty *property,
                       const char *text)
{
  const char *charset = crm_vcard_property_get_parameter (property, "charset");
  gsize length, n;
  guchar *data = g_base64_decode (text, &length);
  g_autofree char *value = NULL;

  property->data = g_bytes_new_take (data, length);
  if (g_strv_contains (of_data, property->name) || g_str_has_prefix (property->name, "X-"))
    return NULL;
  value = g_convert ((char *) data, length, "UTF-8", charset != NULL ? charset : "UTF-8", NULL, &n, NULL);
  if (value == NULL || !g_utf8_validate (value, n, NULL))
    return NULL;
  g_clear_pointer (&property->data, g_bytes_unref);
  if (crm_vcard_property_has (property, "value", "binary"))
    crm_vcard_property_forget (property, "value");
  return g_steal_pointer (&value);
}
