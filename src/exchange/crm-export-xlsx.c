/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "exchange/crm-export-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "base/crm-money.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <xlsxwriter.h>

/* A workbook of one sheet: values with their types, so that a spreadsheet program can reckon with them. Row by row, so
 * memory does not grow with it. Whatever a type of spreadsheets cannot hold exactly is written as text. */

#define FIRST_DAY 61             /* 1900-03-01: before it spreadsheets do not agree which day it is */
#define LAST_DAY 2958465
#define DAYS_BEFORE_1970 25569
#define MOST_EXACT G_GINT64_CONSTANT (999999999999999)

typedef struct
{
  CrmOutputFile   *file;
  const CrmEntity *entity;
  GArray          *fields;
  lxw_workbook    *workbook;     /* closed by whoever sets it to NULL */
  lxw_worksheet   *sheet;
  lxw_format      *date, *instant, *percent, *integer, *wrapped;
  GHashTable      *money;        /* currency → lxw_format */
  lxw_row_t        row;
} Xlsx;

static lxw_format *
add_format (Xlsx *self,
            const char *code)
{
  lxw_format *format = workbook_add_format (self->workbook);

  format_set_num_format (format, code);
  return format;
}

/* "#,##0.00 [$EUR]" */
static lxw_format *
format_of_money (Xlsx *self,
                 const char *currency)
{
  lxw_format *format = g_hash_table_lookup (self->money, currency);
  g_autofree char *code = NULL, *digits = NULL;

  if (format != NULL)
    return format;
  digits = g_strnfill (crm_currency_digits (currency), '0');
  code = g_strdup_printf ("#,##0%s%s [$%s]", *digits != '\0' ? "." : "", digits, currency);
  format = add_format (self, code);
  g_hash_table_insert (self->money, g_strdup (currency), format);
  return format;
}

static double
width_of (const CrmField *field)
{
  double title = g_utf8_strlen (crm_field_get_label (field), -1) + 4;

  switch (field->kind)
    {
    case CRM_FIELD_LONG_TEXT:
      return MAX (title, 48);
    case CRM_FIELD_TEXT:
    case CRM_FIELD_EMAIL:
    case CRM_FIELD_URL:
    case CRM_FIELD_LINK:
    case CRM_FIELD_TAGS:
      return MAX (title, 24);
    case CRM_FIELD_PHONE:
    case CRM_FIELD_MONEY:
    case CRM_FIELD_INSTANT:
    case CRM_FIELD_CHOICE:
      return MAX (title, 18);
    case CRM_FIELD_INTEGER:
    case CRM_FIELD_DECIMAL:
    case CRM_FIELD_PERCENT:
    case CRM_FIELD_DATE:
    case CRM_FIELD_BOOLEAN:
    default:
      return MAX (title, 12);
    }
}

static void
write_header (Xlsx *self,
              guint n_rows)
{
  lxw_format *bold = workbook_add_format (self->workbook);

  format_set_bold (bold);
  for (guint i = 0; i < self->fields->len; i++)
    {
      const CrmField *field = &self->entity->fields[g_array_index (self->fields, guint, i)];

      worksheet_set_column (self->sheet, i, i, width_of (field), NULL);
      worksheet_write_string (self->sheet, 0, i, crm_field_get_label (field), bold);
    }
  worksheet_freeze_panes (self->sheet, 1, 0);
  worksheet_autofilter (self->sheet, 0, 0, n_rows, self->fields->len - 1);
  self->row = 1;
}

/* Not all that a title may have is allowed in that of a sheet. */
static char *
dup_title (const CrmEntity *entity)
{
  g_autofree char *title = g_utf8_substring (crm_entity_get_label_plural (entity), 0,
                                             MIN (g_utf8_strlen (crm_entity_get_label_plural (entity), -1), 31));

  return g_strdelimit (g_steal_pointer (&title), "[]:*?/\\'", ' ');
}

static gpointer
open_xlsx (CrmOutputFile *file,
           const CrmEntity *entity,
           GArray *fields,
           guint n_rows,
           GError **error)
{
  lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = (char *) g_get_tmp_dir () };
  g_autofree char *title = dup_title (entity);
  Xlsx *self;

  if (n_rows >= CRM_EXPORT_MOST_ROWS)
    {
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("A spreadsheet holds %u rows, and there are %u records. "
                   "Nothing was written. Export them as CSV, or fewer of them."), CRM_EXPORT_MOST_ROWS - 1, n_rows);
      return NULL;
    }
  self = g_new0 (Xlsx, 1);
  self->file = file;
  self->entity = entity;
  self->fields = fields;
  self->workbook = workbook_new_opt (crm_output_file_get_path (file), &options);
  self->sheet = workbook_add_worksheet (self->workbook, title);
  self->money = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (self->sheet == NULL)
    {
      crm_output_file_refuse (file, EIO, error);
      crm_export_xlsx.free (self);
      return NULL;
    }
  self->date = add_format (self, "yyyy-mm-dd");
  self->instant = add_format (self, "yyyy-mm-dd hh:mm:ss");
  self->percent = add_format (self, "0.##%");
  self->integer = add_format (self, "0");
  self->wrapped = workbook_add_format (self->workbook);
  format_set_text_wrap (self->wrapped);
  write_header (self, n_rows);
  return self;
}

/* The time of the local clock, as days; FALSE where that would not say exactly which instant is meant. */
static gboolean
instant_to_serial (gint64 instant,
                   double *serial)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (instant / G_USEC_PER_SEC);
  g_autoptr (GDateTime) back = NULL;
  int seconds;

  if (time == NULL || instant % G_USEC_PER_SEC != 0)
    return FALSE;
  back = g_date_time_new_local (g_date_time_get_year (time), g_date_time_get_month (time),
                                g_date_time_get_day_of_month (time), g_date_time_get_hour (time),
                                g_date_time_get_minute (time), g_date_time_get_second (time));
  seconds = g_date_time_get_hour (time) * 3600 + g_date_time_get_minute (time) * 60 + g_date_time_get_second (time);
  *serial = crm_date_from_ymd (g_date_time_get_year (time), g_date_time_get_month (time),
                               g_date_time_get_day_of_month (time)) + DAYS_BEFORE_1970 + seconds / 86400.0;
  return back != NULL && g_date_time_to_unix (back) == instant / G_USEC_PER_SEC && *serial >= FIRST_DAY &&
         *serial <= LAST_DAY;
}

/* What looks like the mark of a character, such as _x0041_, is marked itself. */
static char *
escape (const char *text)
{
  static GRegex *mark;
  static gsize once;

  if (strstr (text, "_x") == NULL)
    return NULL;
  if (g_once_init_enter (&once))
    {
      mark = g_regex_new ("_(?=x[0-9A-Fa-f]{4}_)", G_REGEX_OPTIMIZE, 0, NULL);
      g_once_init_leave (&once, 1);
    }
  return g_regex_replace_literal (mark, text, -1, 0, "_x005F_", 0, NULL);
}

static lxw_error
write_text (Xlsx *self,
            lxw_col_t column,
            const CrmField *field,
            const char *text)
{
  g_autofree char *escaped = escape (text);

  return *text == '\0' ? LXW_NO_ERROR
                       : worksheet_write_string (self->sheet, self->row, column, escaped != NULL ? escaped : text,
                                                 field->kind == CRM_FIELD_LONG_TEXT ? self->wrapped : NULL);
}

static lxw_error
write_plain (Xlsx *self,
             lxw_col_t column,
             const CrmField *field,
             const CrmValue *value)
{
  g_autofree char *plain = crm_field_to_plain (field, value);

  return write_text (self, column, field, plain);
}

static lxw_error
write_int (Xlsx *self,
           lxw_col_t column,
           const CrmField *field,
           const CrmValue *value)
{
  double serial = value->i + DAYS_BEFORE_1970;

  if (field->kind == CRM_FIELD_BOOLEAN)
    return worksheet_write_boolean (self->sheet, self->row, column, value->i != 0, NULL);
  if (field->kind == CRM_FIELD_DATE && serial >= FIRST_DAY && serial <= LAST_DAY)
    return worksheet_write_number (self->sheet, self->row, column, serial, self->date);
  if (field->kind == CRM_FIELD_INSTANT && instant_to_serial (value->i, &serial))
    return worksheet_write_number (self->sheet, self->row, column, serial, self->instant);
  if (field->kind == CRM_FIELD_INTEGER && value->i <= MOST_EXACT && value->i >= -MOST_EXACT)
    return worksheet_write_number (self->sheet, self->row, column, value->i, self->integer);
  return write_plain (self, column, field, value);
}

static lxw_error
write_value (Xlsx *self,
             lxw_col_t column,
             const CrmField *field,
             const CrmValue *value)
{
  switch (value->type)
    {
    case CRM_VALUE_INT:
      return write_int (self, column, field, value);
    case CRM_VALUE_REAL:
      return worksheet_write_number (self->sheet, self->row, column, value->real,
                                     field->kind == CRM_FIELD_PERCENT ? self->percent : NULL);
    case CRM_VALUE_MONEY:
      if (value->i > MOST_EXACT || value->i < -MOST_EXACT)
        return write_plain (self, column, field, value);
      return worksheet_write_number (self->sheet, self->row, column,
                                     (double) value->i / crm_currency_scale (value->currency),
                                     format_of_money (self, value->currency));
    case CRM_VALUE_TEXT:
      return write_text (self, column, field, value->text);
    case CRM_VALUE_NULL:
    default:
      return LXW_NO_ERROR;
    }
}

static gboolean
refuse_cell (Xlsx *self,
             const CrmField *field,
             lxw_error problem,
             GError **error)
{
  if (problem == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
    g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID, _("A cell of a spreadsheet holds 32,767 characters; “%s” of "
                 "record %u has more. Nothing was written. Export as CSV, or without this field."),
                 crm_field_get_label (field), self->row);
  else
    crm_output_file_refuse (self->file, EIO, error);
  return FALSE;
}

static gboolean
write_row (gpointer data,
           CrmRecord *record,
           const CrmValue *values,
           char *const *texts,
           GError **error)
{
  Xlsx *self = data;

  for (guint i = 0; i < self->fields->len; i++)
    {
      const CrmField *field = &self->entity->fields[g_array_index (self->fields, guint, i)];
      lxw_error problem = texts[i] != NULL ? write_text (self, i, field, texts[i])
                                           : write_value (self, i, field, &values[i]);

      if (problem != LXW_NO_ERROR)
        return refuse_cell (self, field, problem, error);
    }
  self->row++;
  return TRUE;
}

static gboolean
finish_xlsx (gpointer data,
             GError **error)
{
  Xlsx *self = data;
  lxw_error problem = workbook_close (g_steal_pointer (&self->workbook));

  return problem == LXW_NO_ERROR || crm_output_file_refuse (self->file, errno != 0 ? errno : EIO, error);
}

static void
free_xlsx (gpointer data)
{
  Xlsx *self = data;

  g_clear_pointer (&self->workbook, lxw_workbook_free);
  g_hash_table_unref (self->money);
  g_free (self);
}

const CrmExportWriter crm_export_xlsx = { open_xlsx, write_row, finish_xlsx, free_xlsx };
