/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-export-text.h"

#include "base/crm-date.h"

#include <glib/gi18n-lib.h>

/* A table of SQL that SQLite and PostgreSQL load as they are: names of types that both know, quotes doubled, no
 * backslashes that mean anything (PostgreSQL's standard_conforming_strings is on since 9.1). All of it is one
 * transaction. A link is what the linked record is called, with its id beside it; an amount has its currency there. */

#define ROWS_PER_INSERT 100

static const char *
type_of (const CrmField *field)
{
  switch (field->kind)
    {
    case CRM_FIELD_INTEGER:
      return "BIGINT";
    case CRM_FIELD_DECIMAL:
    case CRM_FIELD_PERCENT:
      return "DOUBLE PRECISION";
    case CRM_FIELD_MONEY:
      return "NUMERIC";
    case CRM_FIELD_DATE:
      return "DATE";
    case CRM_FIELD_INSTANT:
      return "TIMESTAMPTZ";
    case CRM_FIELD_BOOLEAN:
      return "BOOLEAN";
    case CRM_FIELD_TEXT:
    case CRM_FIELD_LONG_TEXT:
    case CRM_FIELD_EMAIL:
    case CRM_FIELD_PHONE:
    case CRM_FIELD_URL:
    case CRM_FIELD_CHOICE:
    case CRM_FIELD_LINK:
    case CRM_FIELD_TAGS:
    default:
      return "TEXT";
    }
}

static gpointer
open_sql (CrmOutputFile *file,
          const CrmEntity *entity,
          GArray *fields,
          guint n_rows,
          GError **error)
{
  g_autofree char *today = crm_date_to_iso (crm_date_today ());
  CrmExportText *self = crm_export_text_new (file, entity, fields, "-- ");

  /* Translators: the first line of a file; the placeholders are "Customers" and a date */
  g_string_append_printf (self->out, _("%s, %s. For SQLite and PostgreSQL, in UTF-8."),
                          crm_entity_get_label_plural (entity), today);
  g_string_append_printf (self->out, "\nBEGIN;\nCREATE TABLE \"%s\" (\n  \"id\" BIGINT PRIMARY KEY", entity->name);
  for (guint i = 0; i < fields->len; i++)
    {
      const CrmField *field = crm_export_text_get_field (self, i);

      g_string_append_printf (self->out, ",\n  \"%s\" %s", field->key, type_of (field));
      if (field->kind == CRM_FIELD_MONEY)
        g_string_append_printf (self->out, ",\n  \"%s_currency\" TEXT", field->key);
      else if (field->kind == CRM_FIELD_LINK)
        g_string_append_printf (self->out, ",\n  \"%s_id\" BIGINT", field->key);
    }
  g_string_append (self->out, "\n);\n");
  return self;
}

static void
append_text (GString *out,
             const char *text)
{
  g_string_append_c (out, '\'');
  for (; *text != '\0'; text++)
    {
      if (*text == '\'')
        g_string_append_c (out, '\'');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '\'');
}

static const CrmExportWords words = { append_text, "TRUE", "FALSE", "NULL" };

/* What stands beside the value: the currency of an amount, the id of a link. */
static void
append_second (GString *out,
               const CrmField *field,
               const CrmValue *value)
{
  if (field->kind == CRM_FIELD_MONEY && value->type == CRM_VALUE_MONEY)
    g_string_append_printf (out, ", '%s'", value->currency);
  else if (field->kind == CRM_FIELD_LINK && value->type == CRM_VALUE_INT)
    g_string_append_printf (out, ", %" G_GINT64_FORMAT, value->i);
  else if (field->kind == CRM_FIELD_MONEY || field->kind == CRM_FIELD_LINK)
    g_string_append (out, ", NULL");
}

static gboolean
write_row (gpointer data,
           CrmRecord *record,
           const CrmValue *values,
           char *const *texts,
           GError **error)
{
  CrmExportText *self = data;

  if (self->n_rows % ROWS_PER_INSERT != 0)
    g_string_append (self->out, ",\n");
  else
    g_string_append_printf (self->out, "%sINSERT INTO \"%s\" VALUES\n", self->n_rows > 0 ? ";\n" : "",
                            self->entity->name);
  self->n_rows++;
  g_string_append_printf (self->out, "(%" G_GINT64_FORMAT, crm_record_get_id (record));
  for (guint i = 0; i < self->fields->len; i++)
    {
      g_string_append (self->out, ", ");
      crm_export_text_append (self->out, &words, crm_export_text_get_field (self, i), &values[i], texts[i]);
      append_second (self->out, crm_export_text_get_field (self, i), &values[i]);
    }
  g_string_append_c (self->out, ')');
  return crm_export_text_write (self, error);
}

static gboolean
finish_sql (gpointer data,
            GError **error)
{
  CrmExportText *self = data;

  g_string_append (self->out, self->n_rows > 0 ? ";\nCOMMIT;\n" : "COMMIT;\n");
  return crm_export_text_write (self, error);
}

const CrmExportWriter crm_export_sql = { open_sql, write_row, finish_sql, crm_export_text_free };
