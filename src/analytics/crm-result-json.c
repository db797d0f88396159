/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-result-json.h"

#include "analytics/crm-result-read.h"
#include "base/crm-digits.h"
#include "exchange/crm-json.h"

/* Writing */

#define FLUSH_AT (64 * 1024)
#define DENSE (-1)   /* as indent: on one line, without blanks */

typedef struct
{
  GString           *text;
  CrmResultSink      sink;      /* NULL keeps it all */
  gpointer           data;
  const char *const *without;   /* (nullable): names of arrays that are left out */
} Writer;

static void
flush (Writer *self)
{
  self->sink (self->text->str, self->data);
  g_string_truncate (self->text, 0);
}

static void
break_line (Writer *self,
            int indent)
{
  static const char blanks[] = "\n                                ";
  const int n_blanks = sizeof blanks - 2;

  if (indent == DENSE)
    return;
  g_string_append_len (self->text, blanks, 1 + MIN (2 * indent, n_blanks));
  for (int i = n_blanks; i < 2 * indent; i++)
    g_string_append_c (self->text, ' ');
}

static gboolean
is_left_out (const Writer *self,
             const char *key,
             CrmResultValue value)
{
  return self->without != NULL && key != NULL && value.kind == CRM_RESULT_ARRAY &&
         g_strv_contains (self->without, key);
}

static void write_value (Writer *self, CrmResultValue value, int indent);

static void
write_container (Writer *self,
                 CrmResultValue container,
                 int indent)
{
  gboolean object = container.kind == CRM_RESULT_OBJECT, filled = FALSE;
  int inner = indent == DENSE ? DENSE : indent + 1;
  CrmResultValue value;
  const char *key;

  g_string_append_c (self->text, object ? '{' : '[');
  while (crm_result_next (&container, &key, &value))
    {
      if (is_left_out (self, key, value))
        continue;
      if (filled)
        g_string_append_c (self->text, ',');
      break_line (self, inner);
      if (object)
        {
          crm_json_append_text (self->text, key);
          g_string_append (self->text, indent == DENSE ? ":" : ": ");
        }
      write_value (self, value, inner);
      filled = TRUE;
    }
  if (filled)
    break_line (self, indent);
  g_string_append_c (self->text, object ? '}' : ']');
  if (self->sink != NULL && self->text->len >= FLUSH_AT)
    flush (self);
}

static void
write_value (Writer *self,
             CrmResultValue value,
             int indent)
{
  switch (value.kind)
    {
    case CRM_RESULT_NULL:
      g_string_append (self->text, "null");
      break;
    case CRM_RESULT_NO:
      g_string_append (self->text, "false");
      break;
    case CRM_RESULT_YES:
      g_string_append (self->text, "true");
      break;
    case CRM_RESULT_COUNT:
      crm_digits_append_whole (self->text, crm_result_as_count (value));
      break;
    case CRM_RESULT_NUMBER:
      crm_digits_append_double (self->text, crm_result_as_number (value));
      break;
    case CRM_RESULT_TEXT:
      crm_json_append_text (self->text, crm_result_as_text (value));
      break;
    case CRM_RESULT_ARRAY:
    case CRM_RESULT_OBJECT:
      write_container (self, value, indent);
      break;
    case CRM_RESULT_NOTHING:
    default:
      g_return_if_reached ();
    }
}

/**
 * crm_result_write_json:
 * @sink: (scope call): gets the text a part after the other
 *
 * Writes the result as JSON that people can read, and a line break, without ever holding all of it.
 */
void
crm_result_write_json (const CrmResult *self,
                       CrmResultSink sink,
                       gpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Writer writer = { text, sink, data };

  write_value (&writer, crm_result_root (self), 0);
  g_string_append_c (text, '\n');
  flush (&writer);
}

/**
 * crm_result_to_json:
 * @without: (nullable): names of arrays to leave out, wherever they are
 *
 * Returns: (transfer full): the result as JSON on one line, to be kept
 */
char *
crm_result_to_json (const CrmResult *self,
                    const char *const *without)
{
  Writer writer = { g_string_new (NULL), .without = without };

  write_value (&writer, crm_result_root (self), DENSE);
  return g_string_free (writer.text, FALSE);
}

/* Reading */

static gboolean read_value (CrmJson *json, const char *key, CrmResultBuilder *builder);

static gboolean
read_container (CrmJson *json,
                CrmJsonKind kind,
                const char *key,
                CrmResultBuilder *builder)
{
  gboolean object = kind == CRM_JSON_OBJECT, first = TRUE, more;
  g_autoptr (GString) name = g_string_new (NULL);

  if (!crm_json_enter (json, NULL))
    return FALSE;
  (object ? crm_result_begin : crm_result_begin_array) (builder, key);
  while (TRUE)
    {
      if (!crm_json_next (json, object ? '}' : ']', &first, &more, NULL))
        return FALSE;
      if (!more)
        break;
      g_string_truncate (name, 0);
      if ((object && !crm_json_name (json, name, NULL)) || !read_value (json, object ? name->str : NULL, builder))
        return FALSE;
    }
  (object ? crm_result_end : crm_result_end_array) (builder);
  return TRUE;
}

static void
add_simple (CrmJsonKind kind,
            const char *key,
            const char *text,
            CrmResultBuilder *builder)
{
  gint64 count;

  if (kind == CRM_JSON_TEXT)
    crm_result_text (builder, key, text);
  else if (kind == CRM_JSON_WORD && *text == 'n')
    crm_result_text (builder, key, NULL);
  else if (kind == CRM_JSON_WORD)
    crm_result_flag (builder, key, *text == 't');
  else if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &count, NULL))
    crm_result_count (builder, key, count);
  else
    crm_result_number (builder, key, g_ascii_strtod (text, NULL));
}

static gboolean
read_value (CrmJson *json,
            const char *key,
            CrmResultBuilder *builder)
{
  g_autoptr (GString) text = NULL;
  CrmJsonKind kind;

  if (!crm_json_peek (json, &kind, NULL))
    return FALSE;
  if (kind == CRM_JSON_OBJECT || kind == CRM_JSON_ARRAY)
    return read_container (json, kind, key, builder);
  text = g_string_new (NULL);
  if (!crm_json_take (json, text, NULL))
    return FALSE;
  add_simple (kind, key, text->str, builder);
  return TRUE;
}

/**
 * crm_result_from_json:
 *
 * Returns: (transfer full) (nullable): the result that was written as this text; %NULL where it is no JSON object
 */
CrmResult *
crm_result_from_json (const char *text,
                      gsize length)
{
  g_auto (CrmResultBuilder) builder;
  CrmJsonKind kind;
  CrmJson json;

  crm_result_builder_init (&builder, NULL);
  return crm_json_open (&json, text, length, "", NULL) && crm_json_peek (&json, &kind, NULL) &&
         kind == CRM_JSON_OBJECT && read_value (&json, NULL, &builder) && crm_json_ended (&json) ?
         crm_result_builder_end (&builder) : NULL;
}
