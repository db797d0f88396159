/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/crm-export-private.h"

#include "exchange/crm-csv.h"
#include "exchange/crm-import.h"

/* CSV with commas in UTF-8 (RFC 4180), dates as ISO 8601 writes them, numbers with a point, the
 * currencies of amounts in a column beside them. What a spreadsheet program would take for a formula is marked: see
 * crm_csv_append_safe(). */

typedef struct
{
  CrmOutputFile   *file;
  const CrmEntity *entity;
  GArray          *fields;
  GString         *line;
} Csv;

static const CrmField *
get_field (const Csv *self,
           guint i)
{
  return &self->entity->fields[g_array_index (self->fields, guint, i)];
}

static gboolean
write_line (Csv *self,
            GError **error)
{
  gboolean written;

  g_string_append (self->line, "\r\n");
  written = crm_output_file_write (self->file, self->line->str, self->line->len, error);
  g_string_truncate (self->line, 0);
  return written;
}

static gpointer
open_csv (CrmOutputFile *file,
          const CrmEntity *entity,
          GArray *fields,
          guint n_rows,
          GError **error)
{
  Csv *self = g_new0 (Csv, 1);

  self->file = file;
  self->entity = entity;
  self->fields = fields;
  self->line = g_string_new (NULL);
  for (guint i = 0; i < fields->len; i++)
    {
      if (i > 0)
        g_string_append_c (self->line, ',');
      crm_csv_append_safe (self->line, crm_field_get_label (get_field (self, i)), ',');
      if (get_field (self, i)->kind != CRM_FIELD_MONEY)
        continue;
      g_string_append_c (self->line, ',');
      crm_csv_append_safe (self->line, crm_import_get_currency_label (get_field (self, i)), ',');
    }
  if (write_line (self, error))
    return self;
  crm_export_csv.free (self);
  return NULL;
}

static gboolean
write_row (gpointer data,
           CrmRecord *record,
           const CrmValue *values,
           char *const *texts,
           GError **error)
{
  Csv *self = data;

  for (guint i = 0; i < self->fields->len; i++)
    {
      const CrmField *field = get_field (self, i);
      g_autofree char *plain = values[i].type == CRM_VALUE_REAL && field->kind != CRM_FIELD_PERCENT
                               ? crm_export_write_real (values[i].real) : crm_field_to_plain (field, &values[i]);

      if (i > 0)
        g_string_append_c (self->line, ',');
      if (texts[i] != NULL || values[i].type == CRM_VALUE_TEXT)
        crm_csv_append_safe (self->line, texts[i] != NULL ? texts[i] : plain, ',');
      else
        crm_csv_append_cell (self->line, plain, ',');
      if (field->kind == CRM_FIELD_MONEY)
        g_string_append_printf (self->line, ",%s", values[i].type == CRM_VALUE_MONEY ? values[i].currency : "");
    }
  return write_line (self, error);
}

static gboolean
finish_csv (gpointer data,
            GError **error)
{
  return TRUE;
}

static void
free_csv (gpointer data)
{
  Csv *self = data;

  g_string_free (self->line, TRUE);
  g_free (self);
}

const CrmExportWriter crm_export_csv = { open_csv, write_row, finish_csv, free_csv };
