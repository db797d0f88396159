/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-vcard-private.h"

#include "base/crm-content-line.h"

#include <string.h>

/* Reading vCards as programs write them, not as the standards wish: lines that end in any way, values of
 * quoted-printable that run on, base64 with and without blanks in front, parameters without a name, escapes that no
 * version knows. A line that is none of a card is left out and counted. */

#define NAME_MARKS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-"   /* of which names of properties are made */

typedef enum { VERSION_2, VERSION_3, VERSION_4 } Version;

typedef struct
{
  CrmContentReader text;
  Version          version;      /* of the card at hand */
  guint            n_left_out;
} Reader;

/* Lines */

/* Base64 goes on until an empty line, or one that cannot be part of it. */
static void
join_base64 (Reader *self,
             GString *line)
{
  while (self->text.next < self->text.end)
    {
      const char *stop = self->text.next;

      while (stop < self->text.end && *stop != '\n' && *stop != '\r' &&
             (g_ascii_isalnum (*stop) || strchr ("+/= \t", *stop) != NULL))
        stop++;
      if (stop == self->text.next || (stop < self->text.end && *stop != '\n' && *stop != '\r'))
        return;
      crm_content_take_line (&self->text, line);
    }
}

static gboolean
mentions_base64 (const GString *line)
{
  gsize head = strcspn (line->str, ":");

  return crm_content_mentions (line, "BASE64") || crm_content_mentions (line, "ENCODING=B") ||
         crm_content_mentions (line, ";B;") || (head > 2 && g_ascii_strncasecmp (line->str + head - 2, ";B:", 3) == 0);
}

/* A line with all that belongs to it. */
static gboolean
take_logical_line (Reader *self,
                   GString *line)
{
  g_string_truncate (line, 0);
  if (!crm_content_take_line (&self->text, line))
    return FALSE;
  if (self->version != VERSION_4 && crm_content_mentions (line, "QUOTED-PRINTABLE"))
    {
      crm_content_join_quoted (&self->text, line);
      return TRUE;
    }
  crm_content_unfold (&self->text, line);
  if (self->version != VERSION_4 && mentions_base64 (line))
    join_base64 (self, line);
  return TRUE;
}

/* Values */

/* Appends one character of a value and returns where the next begins. Version 2.1 knows \; only, but programs write
 * more; a backslash before anything else stands for itself there, and is none in later versions. */
static const char *
take_character (const char *text,
                Version version,
                GString *out)
{
  if (*text == '\\' && text[1] != '\0')
    {
      if (text[1] == 'n' || text[1] == 'N')
        g_string_append_c (out, '\n');
      else
        {
          if (version == VERSION_2 && strchr (";,\\:", text[1]) == NULL)
            g_string_append_c (out, '\\');
          g_string_append_c (out, text[1]);
        }
      return text + 2;
    }
  g_string_append_c (out, *text);
  return text + 1;
}

static void
add_value (GPtrArray *values,
           GString *value)
{
  g_strchomp (value->str);
  g_ptr_array_add (values, g_strdup (value->str));
  g_string_truncate (value, 0);
}

static void
end_component (CrmVcardProperty *property,
               GPtrArray **values)
{
  g_ptr_array_add (*values, NULL);
  g_ptr_array_add (property->components, g_ptr_array_free (*values, FALSE));
  *values = g_ptr_array_new ();
}

/* What marks mean in properties of other programs only these know, so they stay as they are. */
static gboolean
is_foreign (const char *name)
{
  return g_str_has_prefix (name, "X-") && !g_str_has_prefix (name, CRM_VCARD_EXTRA);
}

static void
split_value (CrmVcardProperty *property,
             const char *text,
             Version version)
{
  gboolean foreign = is_foreign (property->name), structured = foreign || crm_vcard_is_structured (property->name);
  gboolean list = foreign || (crm_vcard_is_list (property->name) &&
                              (version != VERSION_2 || strcmp (property->name, "CATEGORIES") == 0));
  GPtrArray *values = g_ptr_array_new ();
  g_autoptr (GString) value = g_string_new (NULL);

  while (*text != '\0')
    {
      if (*text == ';' && structured)
        {
          add_value (values, value);
          end_component (property, &values);
          text++;
        }
      else if (*text == ',' && list)
        {
          add_value (values, value);
          text++;
        }
      else
        text = take_character (text, version, value);
    }
  add_value (values, value);
  end_component (property, &values);
  g_ptr_array_free (values, TRUE);
}

/* Properties */

static const char *const encodings[] = { "QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT", NULL };

static gboolean
is_name (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && *p != '-' && *p != '_')
        return FALSE;
    }
  return *text != '\0';
}

/* In version 2.1 a value stands without the name of its parameter; FAX,WORK is written as well. */
static void
add_bare_parameter (CrmVcardProperty *property,
                    const char *text)
{
  g_auto (GStrv) values = g_strsplit (text, ",", -1);

  for (guint i = 0; values[i] != NULL; i++)
    {
      g_autofree char *upper = g_ascii_strup (g_strstrip (values[i]), -1);

      if (is_name (upper))
        crm_vcard_property_set (property, g_strv_contains (encodings, upper) ? "encoding" : "type", values[i]);
    }
}

/* RFC 6868: how quotes and line ends are written where they may not stand. */
static char *
unquote_parameter (const char *text,
                   gsize length)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '"')
        continue;
      if (text[i] == '^' && i + 1 < length && strchr ("n^'", text[i + 1]) != NULL)
        {
          i++;
          g_string_append_c (out, text[i] == 'n' ? '\n' : text[i] == '^' ? '^' : '"');
        }
      else
        g_string_append_c (out, text[i]);
    }
  return g_string_free (out, FALSE);
}

static void
add_parameter_values (CrmVcardProperty *property,
                      const char *name,
                      const char *text,
                      gsize length)
{
  gboolean is_type = g_ascii_strcasecmp (name, "type") == 0, quoted = FALSE;
  gsize start = 0;

  for (gsize i = 0; i <= length; i++)
    {
      g_autofree char *value = NULL, *valid = NULL;

      if (i < length && text[i] == '"')
        quoted = !quoted;
      /* TYPE="work,voice" is written as well, and means the same. */
      if (i < length && (text[i] != ',' || (quoted && !is_type)))
        continue;
      if (is_type && g_ascii_strncasecmp (text + start, "type=", MIN (i - start, 5)) == 0 && i - start > 5)
        start += 5;   /* TYPE=HOME,TYPE=FAX */
      value = unquote_parameter (text + start, i - start);
      valid = crm_content_to_utf8 (value, NULL);
      if (*valid != '\0')
        crm_vcard_property_set (property, name, valid);
      start = i + 1;
    }
}

static void
add_parameter (CrmVcardProperty *property,
               const char *text,
               gsize length)
{
  const char *equals = memchr (text, '=', length);
  g_autofree char *name = g_strndup (text, equals != NULL ? (gsize) (equals - text) : length);

  g_strstrip (name);
  if (equals == NULL)
    add_bare_parameter (property, name);
  else if (is_name (name))
    add_parameter_values (property, name, equals + 1, length - (equals + 1 - text));
}

/* Returns the mark that ends the name or parameter at `text`, outside quotes. */
static const char *
find_mark (const char *text)
{
  gboolean quoted = FALSE;

  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        quoted = !quoted;
      else if (!quoted && (*text == ';' || *text == ':'))
        return text;
    }
  return NULL;
}

static char *
decode_text (CrmVcardProperty *property,
             const char *text)
{
  const char *encoding = crm_vcard_property_get_parameter (property, "encoding");
  const char *charset = crm_vcard_property_get_parameter (property, "charset");
  g_autofree char *bytes = NULL;

  if (crm_vcard_is_base64 (property, text))
    return crm_vcard_take_base64 (property, text);
  if (encoding != NULL && g_ascii_strcasecmp (encoding, "quoted-printable") == 0)
    bytes = crm_content_decode_quoted (text);
  return crm_content_to_utf8 (bytes != NULL ? bytes : text, charset);
}

/* What stands for how a value is written is no part of it. */
static void
decode_value (CrmVcardProperty *property,
              const char *text,
              Version version)
{
  g_autofree char *value = decode_text (property, text);

  if (value != NULL && !crm_vcard_take_data_uri (property, value))
    {
      g_autoptr (GString) plain = g_string_new (value);

      g_string_replace (plain, "\r\n", "\n", 0);
      split_value (property, plain->str, version);
    }
  crm_vcard_property_forget (property, "encoding");
  crm_vcard_property_forget (property, "charset");
  if (property->data != NULL)
    {
      crm_vcard_property_forget (property, "value");
      crm_vcard_note_media_type (property);
    }
}

/* Returns %NULL where the line is none of a card. The value is not looked at yet: it depends on the version. */
static CrmVcardProperty *
begin_property (CrmVcard *card,
                const char *line,
                const char **value)
{
  const char *mark = find_mark (line);
  g_autofree char *name = mark != NULL ? g_strndup (line, mark - line) : NULL;
  char *dot = name != NULL ? strrchr (g_strdelimit (g_strstrip (name), "/", '-'), '.') : NULL;
  char *own = dot != NULL ? dot + 1 : name;
  CrmVcardProperty *property;

  if (dot != NULL)
    {
      *dot = '\0';
      g_strcanon (name, NAME_MARKS, '-');
    }
  /* Programs have written X-messaging/irc-All, X-Google Talk and X-WAB-SPOUSE_NAME. */
  if (own != NULL && g_ascii_strncasecmp (own, "X-", 2) == 0)
    g_strcanon (own, NAME_MARKS, '-');
  if (name == NULL || g_ascii_strcasecmp (own, "BEGIN") == 0 || g_ascii_strcasecmp (own, "END") == 0 ||
      !is_name (name) || !is_name (own))
    return NULL;
  property = crm_vcard_add (card, own);
  if (dot != NULL)
    property->group = g_strdup (name);
  while (*mark == ';')
    {
      const char *next = find_mark (mark + 1);

      if (next == NULL)
        {
          g_ptr_array_remove_index (card->properties, card->properties->len - 1);
          return NULL;
        }
      add_parameter (property, mark + 1, next - mark - 1);
      mark = next;
    }
  *value = mark + 1;
  return property;
}

static Version
parse_version (const char *text)
{
  return *text == '2' ? VERSION_2 : *text == '4' ? VERSION_4 : VERSION_3;
}

/* Cards */

static gboolean
is_blank (const GString *line)
{
  return line->str[strspn (line->str, " \t\f\v")] == '\0';
}

/* Whether a card begins or ends there. */
static gboolean
is_mark (const GString *line,
         const char *mark)
{
  g_autofree char *stripped = g_strstrip (g_strdup (line->str));
  const char *component = crm_content_find_component (stripped, stripped + strlen (stripped), mark);

  return component != NULL && g_ascii_strcasecmp (component, "VCARD") == 0;
}

/* The card of an agent stands in the place of the value; it is kept as the text it is. */
static void
take_agent (Reader *self,
            CrmVcardProperty *property)
{
  g_autoptr (GString) line = g_string_new (NULL), text = g_string_new (NULL);
  guint open = 0;

  while (take_logical_line (self, line))
    {
      if (open == 0 && is_blank (line))
        continue;
      open += is_mark (line, "BEGIN");
      g_string_append_printf (text, "%s\n", line->str);
      if (is_mark (line, "END") && --open == 0)
        break;
      if (open == 0)
        break;
    }
  if (!g_utf8_validate (text->str, -1, NULL))
    g_string_truncate (text, 0);
  crm_vcard_property_replace (property, g_strchomp (text->str));
  crm_vcard_property_forget (property, "encoding");
  crm_vcard_property_forget (property, "charset");
}

static void
take_property (Reader *self,
               CrmVcard *card,
               const GString *line)
{
  const char *value;
  CrmVcardProperty *property = begin_property (card, line->str, &value);

  if (property == NULL)
    {
      self->n_left_out += !is_blank (line);
      return;
    }
  if (strcmp (property->name, "VERSION") == 0)
    {
      self->version = parse_version (value);
      g_ptr_array_remove_index (card->properties, card->properties->len - 1);
    }
  else if (strcmp (property->name, "AGENT") == 0 && self->version != VERSION_4 &&
           strspn (value, " \t") == strlen (value))
    take_agent (self, property);
  else
    decode_value (property, value, self->version);
}

static CrmVcard *
take_card (Reader *self,
           GString *line)
{
  CrmVcard *card = crm_vcard_new ();

  self->version = VERSION_2;   /* a card that does not say is an old one */
  card->line = self->text.line - 1;
  card->cut = TRUE;
  while (card->cut && take_logical_line (self, line) && !is_mark (line, "BEGIN"))
    {
      card->cut = !is_mark (line, "END");
      if (card->cut)
        take_property (self, card, line);
    }
  crm_vcard_modernise (card);
  return card;
}

/**
 * crm_vcard_read:
 * @text: in any encoding of which ASCII is a part
 * @n_left_out: (out): how many lines are none of a card
 *
 * Returns: (transfer full) (element-type CrmVcard): the cards, each with the properties of version 4.0 whatever version
 *   it has. The last may lack its end.
 */
GPtrArray *
crm_vcard_read (const char *text,
                gsize length,
                guint *n_left_out)
{
  Reader reader = { .version = VERSION_2 };
  GPtrArray *cards = g_ptr_array_new_with_free_func ((GDestroyNotify) crm_vcard_free);
  g_autoptr (GString) line = g_string_new (NULL);
  gboolean more;

  crm_content_begin (&reader.text, text, length);
  more = take_logical_line (&reader, line);
  while (more)
    {
      gboolean begins = is_mark (line, "BEGIN");

      if (begins)
        g_ptr_array_add (cards, take_card (&reader, line));
      else
        reader.n_left_out += !is_blank (line);
      /* Where its end is missing, the card ends with the beginning of the next. */
      more = (begins && is_mark (line, "BEGIN")) || take_logical_line (&reader, line);
    }
  *n_left_out = reader.n_left_out;
  return cards;
}

/**
 * crm_vcard_is_one:
 * @text: the beginning of a file
 *
 * Returns: whether it looks like vCards
 */
gboolean
crm_vcard_is_one (const char *text,
                  gsize length)
{
  static const char *const components[] = { "VCARD", NULL };

  return crm_content_begins (text, length, components);
}
