/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-export-text.h"

#include "exchange/crm-json.h"
#include "exchange/crm-tag-list.h"

/* JSON for programs (RFC 8259): an array of objects, a line each, with the keys of fields, which are not translated.
 * What is not known is null; amounts have the digits that they have in the workspace. */

static gpointer
open_json (CrmOutputFile *file,
           const CrmEntity *entity,
           GArray *fields,
           guint n_rows,
           GError **error)
{
  return crm_export_text_new (file, entity, fields, "[");
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

static const CrmExportWords words = { crm_json_append_text, "true", "false", "null" };

static void
append_value (GString *out,
              const CrmField *field,
              const CrmValue *value,
              const char *text)
{
  gboolean amount = value->type == CRM_VALUE_MONEY;

  if (field->kind == CRM_FIELD_TAGS && value->type == CRM_VALUE_TEXT)
    {
      append_list (out, text);
      return;
    }
  if (amount)
    g_string_append (out, "{\"amount\": ");
  crm_export_text_append (out, &words, field, value, text);
  if (amount)
    g_string_append_printf (out, ", \"currency\": \"%s\"}", value->currency);
}

static gboolean
write_row (gpointer data,
           CrmRecord *record,
           const CrmValue *values,
           char *const *texts,
           GError **error)
{
  CrmExportText *self = data;

  g_string_append (self->out, self->n_rows++ > 0 ? ",\n{" : "\n{");
  for (guint i = 0; i < self->fields->len; i++)
    {
      const CrmField *field = crm_export_text_get_field (self, i);

      g_string_append_printf (self->out, "%s\"%s\": ", i > 0 ? ", " : "", field->key);
      append_value (self->out, field, &values[i], texts[i]);
    }
  g_string_append_c (self->out, '}');
  return crm_export_text_write (self, error);
}

static gboolean
finish_json (gpointer data,
             GError **error)
{
  CrmExportText *self = data;

  g_string_append (self->out, "\n]\n");
  return crm_export_text_write (self, error);
}

const CrmExportWriter crm_export_json = { open_json, write_row, finish_json, crm_export_text_free };
