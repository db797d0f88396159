/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-export-text.h"

#include "base/crm-digits.h"
#include "base/crm-money.h"

/* What writers of text have in common, whatever stands around the values. */

/**
 * crm_export_text_new:
 * @start: what the file begins with; goes out with the first row
 */
CrmExportText *
crm_export_text_new (CrmOutputFile *file,
                     const CrmEntity *entity,
                     GArray *fields,
                     const char *start)
{
  CrmExportText *self = g_new0 (CrmExportText, 1);

  *self = (CrmExportText) { file, entity, fields, g_string_new (start), 0 };
  return self;
}

void
crm_export_text_free (gpointer data)
{
  CrmExportText *self = data;

  g_string_free (self->out, TRUE);
  g_free (self);
}

const CrmField *
crm_export_text_get_field (const CrmExportText *self,
                           guint i)
{
  return &self->entity->fields[g_array_index (self->fields, guint, i)];
}

/**
 * crm_export_text_write:
 *
 * Writes what is in @out, which is empty then.
 */
gboolean
crm_export_text_write (CrmExportText *self,
                       GError **error)
{
  gboolean written = crm_output_file_write (self->file, self->out->str, self->out->len, error);

  g_string_truncate (self->out, 0);
  return written;
}

static void
append_integer (GString *out,
                const CrmExportWords *words,
                const CrmField *field,
                const CrmValue *value)
{
  g_autofree char *plain = crm_field_to_plain (field, value);

  if (field->kind == CRM_FIELD_BOOLEAN)
    g_string_append (out, value->i != 0 ? words->yes : words->no);
  else if (field->kind == CRM_FIELD_INTEGER)
    g_string_append (out, plain);
  else
    words->append_text (out, plain);
}

/**
 * crm_export_text_append:
 * @words: how a language of data writes what is no number
 * @text: of links, tags and choices
 *
 * Appends a value with its type: a number as such, an amount without its currency.
 */
void
crm_export_text_append (GString *out,
                        const CrmExportWords *words,
                        const CrmField *field,
                        const CrmValue *value,
                        const char *text)
{
  g_autofree char *plain = NULL;

  switch (value->type)
    {
    case CRM_VALUE_INT:
      if (field->kind == CRM_FIELD_LINK)
        words->append_text (out, text);
      else
        append_integer (out, words, field, value);
      break;
    case CRM_VALUE_REAL:
      crm_digits_append_double (out, value->real);
      break;
    case CRM_VALUE_MONEY:
      plain = crm_money_to_plain (value->i, value->currency);
      g_string_append (out, plain);
      break;
    case CRM_VALUE_TEXT:
      words->append_text (out, field->kind == CRM_FIELD_TAGS ? text : value->text);
      break;
    case CRM_VALUE_NULL:
    default:
      g_string_append (out, words->nothing);
    }
}
