/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-export-text.h"

#include "exchange/crm-csv.h"
#include "exchange/crm-import.h"

#include "base/crm-csv-cell.h"
#include "base/crm-digits.h"

/* CSV with commas in UTF-8 (RFC 4180), dates as ISO 8601 writes them, numbers with a point, the
 * currencies of amounts in a column beside them. What a spreadsheet program would take for a formula is marked: see
 * crm_csv_append_safe(). */

static gboolean
write_line (CrmExportText *self,
            GError **error)
{
  g_string_append (self->out, "\r\n");
  return crm_export_text_write (self, error);
}

static gpointer
open_csv (CrmOutputFile *file,
          const CrmEntity *entity,
          GArray *fields,
          guint n_rows,
          GError **error)
{
  CrmExportText *self = crm_export_text_new (file, entity, fields, NULL);

  for (guint i = 0; i < fields->len; i++)
    {
      if (i > 0)
        g_string_append_c (self->out, ',');
      crm_csv_append_safe (self->out, crm_field_get_label (crm_export_text_get_field (self, i)), ',');
      if (crm_export_text_get_field (self, i)->kind != CRM_FIELD_MONEY)
        continue;
      g_string_append_c (self->out, ',');
      crm_csv_append_safe (self->out, crm_import_get_currency_label (crm_export_text_get_field (self, i)), ',');
    }
  if (write_line (self, error))
    return self;
  crm_export_text_free (self);
  return NULL;
}

static gboolean
write_row (gpointer data,
           CrmRecord *record,
           const CrmValue *values,
           char *const *texts,
           GError **error)
{
  CrmExportText *self = data;

  for (guint i = 0; i < self->fields->len; i++)
    {
      const CrmField *field = crm_export_text_get_field (self, i);
      g_autofree char *plain = values[i].type == CRM_VALUE_REAL && field->kind != CRM_FIELD_PERCENT
                               ? crm_digits_write_double (values[i].real) : crm_field_to_plain (field, &values[i]);

      if (i > 0)
        g_string_append_c (self->out, ',');
      if (texts[i] != NULL || values[i].type == CRM_VALUE_TEXT)
        crm_csv_append_safe (self->out, texts[i] != NULL ? texts[i] : plain, ',');
      else
        crm_csv_append_cell (self->out, plain, ',');
      if (field->kind == CRM_FIELD_MONEY)
        g_string_append_printf (self->out, ",%s", values[i].type == CRM_VALUE_MONEY ? values[i].currency : "");
    }
  return write_line (self, error);
}

static gboolean
finish_csv (gpointer data,
            GError **error)
{
  return TRUE;
}

const CrmExportWriter crm_export_csv = { open_csv, write_row, finish_csv, crm_export_text_free };
