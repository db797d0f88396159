/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-frame-query-private.h"

#include "base/crm-date.h"
#include "base/crm-error.h"
#include "base/crm-money.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

typedef struct
{
  const CrmField *field;
  CrmColumnKind   kind;
  GArray         *values;     /* doubles, codes or days */
  GHashTable     *places;     /* text or id → code */
  GPtrArray      *levels;
  GArray         *ids;
  char            currency[4];
  gboolean        mixed;      /* whether there are amounts in other currencies as well */
} Column;

typedef struct
{
  Column             *columns;
  guint               n_columns;
  const CrmFrameScan *scan;
} Load;

static CrmColumnKind
kind_of (const CrmField *field)
{
  switch (field->kind)
    {
    case CRM_FIELD_INTEGER:
    case CRM_FIELD_DECIMAL:
    case CRM_FIELD_PERCENT:
    case CRM_FIELD_MONEY:
      return CRM_COLUMN_NUMBER;
    case CRM_FIELD_DATE:
    case CRM_FIELD_INSTANT:
      return CRM_COLUMN_DATE;
    case CRM_FIELD_TEXT:
    case CRM_FIELD_LONG_TEXT:
    case CRM_FIELD_EMAIL:
    case CRM_FIELD_PHONE:
    case CRM_FIELD_URL:
    case CRM_FIELD_BOOLEAN:
    case CRM_FIELD_CHOICE:
    case CRM_FIELD_LINK:
    case CRM_FIELD_TAGS:
    default:
      return CRM_COLUMN_CATEGORY;
    }
}

static double
money_of (Column *column,
          const CrmValue *value)
{
  if (column->currency[0] == '\0')
    memcpy (column->currency, value->currency, sizeof column->currency);
  column->mixed |= strcmp (column->currency, value->currency) != 0;
  return value->i / pow (10, crm_currency_digits (value->currency));
}

static double
number_of (Column *column,
           const CrmValue *value)
{
  switch (value->type)
    {
    case CRM_VALUE_INT:
      return value->i;
    case CRM_VALUE_REAL:
      return value->real;
    case CRM_VALUE_MONEY:
      return money_of (column, value);
    case CRM_VALUE_NULL:
    case CRM_VALUE_TEXT:
    default:
      return NAN;
    }
}

static gint32
add_level (Column *column,
           gpointer key,
           char *text,
           gint64 id)
{
  g_ptr_array_add (column->levels, text);
  if (column->ids != NULL)
    g_array_append_val (column->ids, id);
  g_hash_table_insert (column->places, key != NULL ? key : text, GINT_TO_POINTER (column->levels->len));
  return column->levels->len - 1;
}

static gint32
code_of (Column *column,
         const CrmValue *value)
{
  gint32 place;

  if (crm_value_is_null (value) || (value->type == CRM_VALUE_TEXT && *value->text == '\0'))
    return CRM_CODE_MISSING;
  if (column->field->kind == CRM_FIELD_LINK)
    {
      gpointer key = GSIZE_TO_POINTER ((gsize) value->i);

      place = GPOINTER_TO_INT (g_hash_table_lookup (column->places, key));
      return place > 0 ? place - 1 :
             add_level (column, key, g_strdup_printf ("%" G_GINT64_FORMAT, value->i), value->i);
    }
  if (value->type != CRM_VALUE_TEXT)
    return value->i != 0;   /* yes or no: both levels are there */
  place = GPOINTER_TO_INT (g_hash_table_lookup (column->places, value->text));
  return place > 0 ? place - 1 : add_level (column, NULL, g_strdup (value->text), 0);
}

static gint32
day_of (const Column *column,
        const CrmValue *value)
{
  if (crm_value_is_null (value))
    return CRM_DAY_MISSING;
  return column->field->kind == CRM_FIELD_INSTANT ? crm_instant_to_date (value->i) : value->i;
}

static void
take_record (gint64 id,
             const CrmValue *values,
             gpointer data)
{
  Load *load = data;

  if (load->scan->needed != NULL && !g_hash_table_contains (load->scan->needed, GSIZE_TO_POINTER ((gsize) id)))
    return;
  g_array_append_val (load->scan->ids, id);
  for (guint i = 0; i < load->n_columns; i++)
    {
      Column *column = &load->columns[i];

      if (column->kind == CRM_COLUMN_NUMBER)
        {
          double number = number_of (column, &values[i]);

          g_array_append_val (column->values, number);
        }
      else
        {
          gint32 code = column->kind == CRM_COLUMN_DATE ? day_of (column, &values[i]) : code_of (column, &values[i]);

          g_array_append_val (column->values, code);
        }
    }
}

static void
init_column (Column *column,
             const CrmField *field)
{
  column->field = field;
  column->kind = kind_of (field);
  column->values = g_array_new (FALSE, FALSE, column->kind == CRM_COLUMN_NUMBER ? sizeof (double) : sizeof (gint32));
  if (column->kind != CRM_COLUMN_CATEGORY)
    return;
  column->levels = g_ptr_array_new_with_free_func (g_free);
  if (field->kind == CRM_FIELD_LINK)
    {
      column->places = g_hash_table_new (NULL, NULL);
      column->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
      return;
    }
  column->places = g_hash_table_new (g_str_hash, g_str_equal);
  if (field->kind == CRM_FIELD_BOOLEAN)
    {
      add_level (column, NULL, g_strdup ("no"), 0);
      add_level (column, NULL, g_strdup ("yes"), 0);
    }
}

static void
clear_column (Column *column)
{
  g_clear_pointer (&column->values, g_array_unref);
  g_clear_pointer (&column->places, g_hash_table_unref);
  g_clear_pointer (&column->levels, g_ptr_array_unref);
  g_clear_pointer (&column->ids, g_array_unref);
}

static void
move_column (CrmFrame *frame,
             Column *column)
{
  gpointer values = g_array_free (g_steal_pointer (&column->values), FALSE);
  const char *key = column->field->key;

  if (values == NULL)
    values = g_malloc (sizeof (double));
  if (column->kind == CRM_COLUMN_NUMBER)
    crm_frame_take_numbers (frame, key, values);
  else if (column->kind == CRM_COLUMN_DATE)
    crm_frame_take_days (frame, key, values);
  else
    crm_frame_take_codes (frame, key, values, g_steal_pointer (&column->levels))->ids = g_steal_pointer (&column->ids);
}

static gboolean
find_fields (const CrmEntity *entity,
             const char *const *keys,
             guint *fields,
             GError **error)
{
  for (guint i = 0; keys[i] != NULL; i++)
    {
      const CrmField *field = crm_entity_field (entity, keys[i]);

      if (field == NULL)
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("%s has no field “%s”."), crm_entity_get_label (entity),
                       keys[i]);
          return FALSE;
        }
      fields[i] = field - entity->fields;
    }
  return TRUE;
}

static gboolean
check_currencies (const Load *load,
                  GError **error)
{
  for (guint i = 0; i < load->n_columns; i++)
    {
      if (!load->columns[i].mixed)
        continue;
      g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                   _("“%s” has amounts in several currencies, which cannot be added. Choose one with a filter, such "
                     "as: %s%s.currency = \"%s\""), crm_field_get_label (load->columns[i].field), load->scan->path,
                   load->columns[i].field->key, load->columns[i].currency);
      return FALSE;
    }
  return TRUE;
}

static CrmFrame *
make_frame (Load *load)
{
  CrmFrame *frame = crm_frame_new (load->scan->ids->len);

  for (guint i = 0; i < load->n_columns; i++)
    move_column (frame, &load->columns[i]);
  return frame;
}

/**
 * crm_frame_scan:
 * @keys: of fields of the entity, ending with %NULL
 *
 * Reads records of one entity: a row for each, a column for each field.
 *
 * Returns: (transfer full) (nullable): the table
 * Errors: as crm_frame_load_query()
 */
CrmFrame *
crm_frame_scan (CrmReader *reader,
                CrmQuery *query,
                const char *const *keys,
                const CrmFrameScan *scan,
                const CrmRun *run,
                GError **error)
{
  const CrmEntity *entity = crm_query_get_entity (query);
  guint n = g_strv_length ((char **) keys);
  g_autofree guint *indexes = g_new (guint, n + 1);
  g_autofree Column *columns = g_new0 (Column, n + 1);
  Load load = { columns, n, scan };
  CrmFrame *frame = NULL;

  if (!find_fields (entity, keys, indexes, error))
    return NULL;
  for (guint i = 0; i < n; i++)
    init_column (&columns[i], &entity->fields[indexes[i]]);
  if (crm_reader_scan (reader, query, indexes, n, take_record, &load, run != NULL ? run->cancellable : NULL, error) &&
      check_currencies (&load, error))
    frame = make_frame (&load);
  for (guint i = 0; i < n; i++)
    clear_column (&columns[i]);
  return frame;
}
