/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-export-private.h"

#include "base/crm-date.h"
#include "base/crm-money.h"

#include <glib/gi18n-lib.h>

/* A table of SQL that SQLite and PostgreSQL load as they are: names of types that both know, quotes doubled, no
 * backslashes that mean anything (PostgreSQL's standard_conforming_strings is on since 9.1). All of it is one
 * transaction. A link is what the linked record is called, with its id beside it; an amount has its currency there. */

#define ROWS_PER_INSERT 100

typedef struct
{
  CrmOutputFile   *file;
  const CrmEntity *entity;
  GArray          *fields;
  GString         *out;
  guint            n_rows;
} Sql;

static const CrmField *
get_field (const Sql *self,
           guint i)
{
  return &self->entity->fields[g_array_index (self->fields, guint, i)];
}

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

static gboolean
write_out (Sql *self,
           GError **error)
{
  gboolean written = crm_output_file_write (self->file, self->out->str, self->out->len, error);

  g_string_truncate (self->out, 0);
  return written;
}

static gpointer
open_sql (CrmOutputFile *file,
          const CrmEntity *entity,
          GArray *fields,
          guint n_rows,
          GError **error)
{
  g_autofree char *today = crm_date_to_iso (crm_date_today ());
  Sql *self = g_new0 (Sql, 1);

  *self = (Sql) { file, entity, fields, g_string_new (NULL), 0 };
  g_string_append (self->out, "-- ");
  /* Translators: the first line of a file; the placeholders are "Customers" and a date */
  g_string_append_printf (self->out, _("%s, %s. For SQLite and PostgreSQL, in UTF-8."),
                          crm_entity_get_label_plural (entity), today);
  g_string_append_printf (self->out, "\nBEGIN;\nCREATE TABLE \"%s\" (\n  \"id\" BIGINT PRIMARY KEY", entity->name);
  for (guint i = 0; i < fields->len; i++)
    {
      const CrmField *field = get_field (self, i);

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

static void
append_integer (GString *out,
                const CrmField *field,
                const CrmValue *value)
{
  g_autofree char *plain = crm_field_to_plain (field, value);

  if (field->kind == CRM_FIELD_BOOLEAN)
    g_string_append (out, value->i != 0 ? "TRUE" : "FALSE");
  else if (field->kind == CRM_FIELD_INTEGER)
    g_string_append (out, plain);
  else
    append_text (out, plain);
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
        append_text (out, text);
      else
        append_integer (out, field, value);
      break;
    case CRM_VALUE_REAL:
      plain = crm_export_write_real (value->real);
      g_string_append (out, plain);
      break;
    case CRM_VALUE_MONEY:
      plain = crm_money_to_plain (value->i, value->currency);
      g_string_append (out, plain);
      break;
    case CRM_VALUE_TEXT:
      append_text (out, field->kind == CRM_FIELD_TAGS ? text : value->text);
      break;
    case CRM_VALUE_NULL:
    default:
      g_string_append (out, "NULL");
    }
}

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
  Sql *self = data;

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
      append_value (self->out, get_field (self, i), &values[i], texts[i]);
      append_second (self->out, get_field (self, i), &values[i]);
    }
  g_string_append_c (self->out, ')');
  return write_out (self, error);
}

static gboolean
finish_sql (gpointer data,
            GError **error)
{
  Sql *self = data;

  g_string_append (self->out, self->n_rows > 0 ? ";\nCOMMIT;\n" : "COMMIT;\n");
  return write_out (self, error);
}

static void
free_sql (gpointer data)
{
  Sql *self = data;

  g_string_free (self->out, TRUE);
  g_free (self);
}

const CrmExportWriter crm_export_sql = { open_sql, write_row, finish_sql, free_sql };
