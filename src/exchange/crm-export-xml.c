/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-export-text.h"

#include "exchange/crm-package.h"
#include "exchange/crm-tag-list.h"

#include "base/crm-digits.h"

/* XML 1.0 for programs: an element for each record and in it one for each field that says something, named after their
 * keys. A list has an <item> for each name. For characters that XML does not know see crm_xml_append_text(). */

static gpointer
open_xml (CrmOutputFile *file,
          const CrmEntity *entity,
          GArray *fields,
          guint n_rows,
          GError **error)
{
  return crm_export_text_new (file, entity, fields, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<records>\n");
}

static void
append_list (GString *out,
             const char *text)
{
  g_autoptr (GPtrArray) names = crm_tag_list_split (text);

  for (guint i = 0; i < names->len; i++)
    {
      g_string_append (out, "<item>");
      crm_xml_append_text (out, names->pdata[i]);
      g_string_append (out, "</item>");
    }
}

static void
append_value (GString *out,
              const CrmField *field,
              const CrmValue *value,
              const char *text)
{
  g_autofree char *plain = value->type == CRM_VALUE_REAL ? crm_digits_write_double (value->real)
                                                         : crm_field_to_plain (field, value);

  if (value->type == CRM_VALUE_MONEY)
    g_string_append_printf (out, "    <%s currency=\"%s\">", field->key, value->currency);
  else
    g_string_append_printf (out, "    <%s>", field->key);
  if (field->kind == CRM_FIELD_TAGS)
    append_list (out, text);
  else if (field->kind == CRM_FIELD_BOOLEAN)
    g_string_append (out, value->i != 0 ? "true" : "false");
  else
    crm_xml_append_text (out, field->kind == CRM_FIELD_LINK ? text : plain);
  g_string_append_printf (out, "</%s>\n", field->key);
}

static gboolean
write_row (gpointer data,
           CrmRecord *record,
           const CrmValue *values,
           char *const *texts,
           GError **error)
{
  CrmExportText *self = data;

  g_string_append_printf (self->out, "  <%s>\n", self->entity->name);
  for (guint i = 0; i < self->fields->len; i++)
    {
      if (!crm_value_is_null (&values[i]))
        append_value (self->out, crm_export_text_get_field (self, i), &values[i], texts[i]);
    }
  g_string_append_printf (self->out, "  </%s>\n", self->entity->name);
  return crm_export_text_write (self, error);
}

static gboolean
finish_xml (gpointer data,
            GError **error)
{
  CrmExportText *self = data;

  g_string_append (self->out, "</records>\n");
  return crm_export_text_write (self, error);
}

const CrmExportWriter crm_export_xml = { open_xml, write_row, finish_xml, crm_export_text_free };
