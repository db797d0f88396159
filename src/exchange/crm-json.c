/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-json.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A reader of its own: numbers are kept as they are written, nothing is held in memory but the text, and whoever
 * nests a million arrays is told so. */

#define DEEPEST 1024

/**
 * crm_json_refuse:
 * @problem: what is wrong at the place that is read
 *
 * Errors: %CRM_ERROR_FORMAT, always
 */
gboolean
crm_json_refuse (const CrmJson *self,
                 const char *problem,
                 GError **error)
{
  const char *line = self->text;
  guint n = 1;

  for (const char *p = self->text; p < self->at; p++)
    {
      if (*p != '\n')
        continue;
      line = p + 1;
      n++;
    }
  g_set_error (error, CRM_ERROR, CRM_ERROR_FORMAT,
               /* Translators: the last placeholder is what is wrong there, such as “a value is missing” */
               _("“%s” cannot be read as JSON: line %u, column %u: %s. Nothing was changed. Correct the file, or "
                 "export it again."), self->name, n, (guint) g_utf8_strlen (line, self->at - line) + 1, problem);
  return FALSE;
}

/**
 * crm_json_open:
 * @text: to be kept as long as it is read
 * @name: of the file, for people
 */
gboolean
crm_json_open (CrmJson *self,
               const char *text,
               gsize length,
               const char *name,
               GError **error)
{
  const char *stop;

  *self = (CrmJson) { name, text, text, text + length, 0 };
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    self->at = self->text = text + 3;
  if (g_utf8_validate_len (text, length, &stop))
    return TRUE;
  self->at = stop;
  return crm_json_refuse (self, _("it is not UTF-8 text"), error);
}

static void
skip_blanks (CrmJson *self)
{
  while (self->at < self->end && strchr (" \t\r\n", *self->at) != NULL && *self->at != '\0')
    self->at++;
}

/**
 * crm_json_ended:
 *
 * Returns: whether nothing follows but blanks
 */
gboolean
crm_json_ended (CrmJson *self)
{
  skip_blanks (self);
  return self->at == self->end;
}

/**
 * crm_json_peek:
 * @kind: (out): of the value that follows
 */
gboolean
crm_json_peek (CrmJson *self,
               CrmJsonKind *kind,
               GError **error)
{
  if (crm_json_ended (self))
    return crm_json_refuse (self, _("the file ends too early"), error);
  switch (*self->at)
    {
    case '{':
      *kind = CRM_JSON_OBJECT;
      return TRUE;
    case '[':
      *kind = CRM_JSON_ARRAY;
      return TRUE;
    case '"':
      *kind = CRM_JSON_TEXT;
      return TRUE;
    case 't':
    case 'f':
    case 'n':
      *kind = CRM_JSON_WORD;
      return TRUE;
    default:
      *kind = CRM_JSON_NUMBER;
      return *self->at == '-' || g_ascii_isdigit (*self->at) ||
             crm_json_refuse (self, _("a value is missing"), error);
    }
}

/* Four hexadecimal digits; −1 where there are none. */
static int
read_unit (CrmJson *self)
{
  int unit = 0;

  for (int i = 0; i < 4; i++)
    {
      int digit = self->at + i < self->end ? g_ascii_xdigit_value (self->at[i]) : -1;

      if (digit < 0)
        return -1;
      unit = unit << 4 | digit;
    }
  self->at += 4;
  return unit;
}

/* Behind "\u". What no text can hold becomes the mark of an unknown character. */
static gboolean
read_character (CrmJson *self,
                GString *out,
                GError **error)
{
  int unit = read_unit (self), low = -1;
  gunichar character = unit;

  if (unit < 0)
    return crm_json_refuse (self, _("four hexadecimal digits are missing"), error);
  if (unit >= 0xd800 && unit < 0xdc00 && self->end - self->at >= 6 && self->at[0] == '\\' && self->at[1] == 'u')
    {
      self->at += 2;
      low = read_unit (self);
      if (low < 0)
        return crm_json_refuse (self, _("four hexadecimal digits are missing"), error);
      character = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
    }
  g_string_append_unichar (out, character != 0 && g_unichar_validate (character) ? character : 0xfffd);
  return TRUE;
}

static gboolean
read_escape (CrmJson *self,
             GString *out,
             GError **error)
{
  static const char marks[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char *mark = self->at < self->end && *self->at != '\0' ? strchr (marks, *self->at) : NULL;

  if (mark != NULL)
    {
      g_string_append_c (out, meanings[mark - marks]);
      self->at++;
      return TRUE;
    }
  if (self->at == self->end || *self->at != 'u')
    return crm_json_refuse (self, _("what follows the backslash has no meaning"), error);
  self->at++;
  return read_character (self, out, error);
}

static gboolean
read_text (CrmJson *self,
           GString *out,
           GError **error)
{
  for (self->at++; self->at < self->end;)
    {
      const char *start = self->at;

      while (self->at < self->end && *self->at != '"' && *self->at != '\\' && (guchar) *self->at >= ' ')
        self->at++;
      g_string_append_len (out, start, self->at - start);
      if (self->at == self->end)
        break;
      if (*self->at == '"')
        {
          self->at++;
          return TRUE;
        }
      if (*self->at != '\\')
        return crm_json_refuse (self, _("a line break or control character stands within text"), error);
      self->at++;
      if (!read_escape (self, out, error))
        return FALSE;
    }
  return crm_json_refuse (self, _("text has no closing quote"), error);
}

static gsize
skip_digits (CrmJson *self)
{
  const char *start = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;
  return self->at - start;
}

static gboolean
is_at (const CrmJson *self,
       const char *marks)
{
  return self->at < self->end && *self->at != '\0' && strchr (marks, *self->at) != NULL;
}

static gboolean
read_number (CrmJson *self,
             GString *out,
             GError **error)
{
  const char *start = self->at;
  gboolean right, zero;
  gsize n;

  self->at += *self->at == '-';
  zero = is_at (self, "0");
  n = skip_digits (self);
  right = n == 1 || (n > 1 && !zero);
  if (right && is_at (self, "."))
    {
      self->at++;
      right = skip_digits (self) > 0;
    }
  if (right && is_at (self, "eE"))
    {
      self->at++;
      self->at += is_at (self, "+-");
      right = skip_digits (self) > 0;
    }
  if (!right)
    return crm_json_refuse (self, _("the number is not complete"), error);
  g_string_append_len (out, start, self->at - start);
  return TRUE;
}

static gboolean
read_word (CrmJson *self,
           GString *out,
           GError **error)
{
  static const char *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize n = strlen (words[i]);

      if ((gsize) (self->end - self->at) < n || memcmp (self->at, words[i], n) != 0)
        continue;
      self->at += n;
      g_string_append (out, words[i]);
      return TRUE;
    }
  return crm_json_refuse (self, _("a value is missing"), error);
}

/**
 * crm_json_take:
 * @value: where a text, number or word is added
 *
 * Takes a value that is neither an object nor an array.
 */
gboolean
crm_json_take (CrmJson *self,
               GString *value,
               GError **error)
{
  CrmJsonKind kind;

  if (!crm_json_peek (self, &kind, error))
    return FALSE;
  if (kind == CRM_JSON_TEXT)
    return read_text (self, value, error);
  return kind == CRM_JSON_NUMBER ? read_number (self, value, error) : read_word (self, value, error);
}

/**
 * crm_json_enter:
 *
 * Goes into the object or array that follows: crm_json_next() tells what is in it, and leaves it.
 */
gboolean
crm_json_enter (CrmJson *self,
                GError **error)
{
  self->at++;
  self->depth++;
  return self->depth <= DEEPEST || crm_json_refuse (self, _("values are nested too deeply"), error);
}

/**
 * crm_json_next:
 * @stop: the mark at the end of the object or array that was entered
 * @first: (inout): whether nothing of it has been taken yet
 * @more: (out): whether a value follows, in objects behind its name; else it is left
 */
gboolean
crm_json_next (CrmJson *self,
               char stop,
               gboolean *first,
               gboolean *more,
               GError **error)
{
  const char stops[] = { stop, '\0' };

  skip_blanks (self);
  *more = !is_at (self, stops);
  if (!*more)
    {
      self->at++;
      self->depth--;
      return TRUE;
    }
  if (!*first)
    {
      if (!is_at (self, ","))
        return crm_json_refuse (self, stop == ']' ? _("“,” or “]” is missing") : _("“,” or “}” is missing"), error);
      self->at++;
    }
  *first = FALSE;
  return TRUE;
}

/**
 * crm_json_name:
 * @name: where the name of the value that follows is added
 */
gboolean
crm_json_name (CrmJson *self,
               GString *name,
               GError **error)
{
  skip_blanks (self);
  if (!is_at (self, "\""))
    return crm_json_refuse (self, _("a name between quotes is missing"), error);
  if (!read_text (self, name, error))
    return FALSE;
  skip_blanks (self);
  if (!is_at (self, ":"))
    return crm_json_refuse (self, _("“:” is missing"), error);
  self->at++;
  return TRUE;
}

/**
 * crm_json_skip:
 *
 * Goes behind the value that follows, whatever it is.
 */
gboolean
crm_json_skip (CrmJson *self,
               GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean first = TRUE, more;
  CrmJsonKind kind;

  if (!crm_json_peek (self, &kind, error))
    return FALSE;
  if (kind != CRM_JSON_OBJECT && kind != CRM_JSON_ARRAY)
    return crm_json_take (self, text, error);
  if (!crm_json_enter (self, error))
    return FALSE;
  while (TRUE)
    {
      if (!crm_json_next (self, kind == CRM_JSON_OBJECT ? '}' : ']', &first, &more, error))
        return FALSE;
      if (!more)
        return TRUE;
      g_string_truncate (text, 0);
      if ((kind == CRM_JSON_OBJECT && !crm_json_name (self, text, error)) || !crm_json_skip (self, error))
        return FALSE;
    }
}

/**
 * crm_json_append_text:
 *
 * Writes a text between quotes.
 */
void
crm_json_append_text (GString *out,
                      const char *text)
{
  g_string_append_c (out, '"');
  while (TRUE)
    {
      const char *start = text;

      while ((guchar) *text >= ' ' && *text != '"' && *text != '\\' && *text != 0x7f)
        text++;
      g_string_append_len (out, start, text - start);
      if (*text == '\0')
        break;
      if (*text == '"' || *text == '\\')
        g_string_append_printf (out, "\\%c", *text);
      else if (*text == '\n')
        g_string_append (out, "\\n");
      else
        g_string_append_printf (out, "\\u%04x", (guchar) *text);
      text++;
    }
  g_string_append_c (out, '"');
}
