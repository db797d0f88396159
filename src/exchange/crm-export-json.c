/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-export-private.h"

#include "exchange/crm-json.h"
#include "exchange/crm-tag-list.h"

#include "base/crm-money.h"

/* JSON for programs (RFC 8259): an array of objects, a line each, with the keys of fields, which are not translated.
 * What is not known is null; amounts have the digits that they have in the workspace. */

typedef struct
{
  CrmOutputFile   *file;
  const CrmEntity *entity;
  GArray          *fields;
  GString         *out;
  gboolean         begun;
} Json;

static gboolean
write_out (Json *self,
           GError **error)
{
  gboolean written = crm_output_file_write (self->file, self->out->str, self->out->len, error);

  g_string_truncate (self->out, 0);
  return written;
}

static gpointer
open_json (CrmOutputFile *file,
           const CrmEntity *entity,
           GArray *fields,
           guint n_rows,
           GError **error)
{
  Json *self = g_new0 (Json, 1);

  *self = (Json) { file, entity, fields, g_string_new ("["), FALSE };
  return self;
}

static void
append_list (GString *out,
             const char *text)
{
  g_autoptr (GPtrArray) names = crm_tag_list_split (text);

  g_string_append_c (out, '[');
  for (guint i = 0; i < names->len; i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      crm_json_append_text (out, names->pdata[i]);
    }
  g_string_append_c (out, ']');
}

static void
append_integer (GString *out,
                const CrmField *field,
                const CrmValue *value)
{
  g_autofree char *plain = crm_field_to_plain (field, value);

  if (field->kind == CRM_FIELD_BOOLEAN)
    g_string_append (out, value->i != 0 ? "true" : "false");
  else if (field->kind == CRM_FIELD_INTEGER)
    g_string_append (out, plain);
  else
    crm_json_append_text (out, plain);
}

static void
append_value (GString *out,
              const CrmField *field,
              const CrmValue *value,
              const char *text)
{
  g_autofree char *plain = NULL;

  switch (value->type)
    {
    case CRM_VALUE_INT:
      if (field->kind == CRM_FIELD_LINK)
        crm_json_append_text (out, text);
      else
        append_integer (out, field, value);
      break;
    case CRM_VALUE_REAL:
      plain = crm_export_write_real (value->real);
      g_string_append (out, plain);
      break;
    case CRM_VALUE_MONEY:
      plain = crm_money_to_plain (value->i, value->currency);
      g_string_append_printf (out, "{\"amount\": %s, \"currency\": \"%s\"}", plain, value->currency);
      break;
    case CRM_VALUE_TEXT:
      if (field->kind == CRM_FIELD_TAGS)
        append_list (out, text);
      else
        crm_json_append_text (out, value->text);
      break;
    case CRM_VALUE_NULL:
    default:
      g_string_append (out, "null");
    }
}

static gboolean
write_row (gpointer data,
           CrmRecord *record,
           const CrmValue *values,
           char *const *texts,
           GError **error)
{
  Json *self = data;

  g_string_append (self->out, self->begun ? ",\n{" : "\n{");
  self->begun = TRUE;
  for (guint i = 0; i < self->fields->len; i++)
    {
      const CrmField *field = &self->entity->fields[g_array_index (self->fields, guint, i)];

      g_string_append_printf (self->out, "%s\"%s\": ", i > 0 ? ", " : "", field->key);
      append_value (self->out, field, &values[i], texts[i]);
    }
  g_string_append_c (self->out, '}');
  return write_out (self, error);
}

static gboolean
finish_json (gpointer data,
             GError **error)
{
  Json *self = data;

  g_string_append (self->out, "\n]\n");
  return write_out (self, error);
}

static void
free_json (gpointer data)
{
  Json *self = data;

  g_string_free (self->out, TRUE);
  g_free (self);
}

const CrmExportWriter crm_export_json = { open_json, write_row, finish_json, free_json };
