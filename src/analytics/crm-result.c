/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-result.h"

#include <math.h>

static void
name (JsonBuilder *builder,
      const char *key)
{
  if (key != NULL)
    json_builder_set_member_name (builder, key);
}

void
crm_result_begin (JsonBuilder *builder,
                  const char *key)
{
  name (builder, key);
  json_builder_begin_object (builder);
}

void
crm_result_begin_array (JsonBuilder *builder,
                        const char *key)
{
  name (builder, key);
  json_builder_begin_array (builder);
}

void
crm_result_number (JsonBuilder *builder,
                   const char *key,
                   double number)
{
  name (builder, key);
  if (!isfinite (number))
    json_builder_add_null_value (builder);
  else if (number == floor (number) && fabs (number) < 0x1p53)
    json_builder_add_int_value (builder, number);
  else
    json_builder_add_double_value (builder, number);
}

void
crm_result_count (JsonBuilder *builder,
                  const char *key,
                  gint64 count)
{
  name (builder, key);
  json_builder_add_int_value (builder, count);
}

/**
 * crm_result_text:
 * @text: (nullable): %NULL becomes null
 */
void
crm_result_text (JsonBuilder *builder,
                 const char *key,
                 const char *text)
{
  name (builder, key);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

void
crm_result_flag (JsonBuilder *builder,
                 const char *key,
                 gboolean flag)
{
  name (builder, key);
  json_builder_add_boolean_value (builder, flag);
}

void
crm_result_numbers (JsonBuilder *builder,
                    const char *key,
                    const double *numbers,
                    gsize n)
{
  crm_result_begin_array (builder, key);
  for (gsize i = 0; i < n; i++)
    crm_result_number (builder, NULL, numbers[i]);
  json_builder_end_array (builder);
}

void
crm_result_counts (JsonBuilder *builder,
                   const char *key,
                   const gsize *counts,
                   gsize n)
{
  crm_result_begin_array (builder, key);
  for (gsize i = 0; i < n; i++)
    crm_result_count (builder, NULL, counts[i]);
  json_builder_end_array (builder);
}

void
crm_result_texts (JsonBuilder *builder,
                  const char *key,
                  GPtrArray *texts)
{
  crm_result_begin_array (builder, key);
  for (guint i = 0; i < texts->len; i++)
    crm_result_text (builder, NULL, texts->pdata[i]);
  json_builder_end_array (builder);
}

/**
 * crm_result_matrix:
 * @values: (array length=n*d): a row after the other
 *
 * Adds an array of rows.
 */
void
crm_result_matrix (JsonBuilder *builder,
                   const char *key,
                   const double *values,
                   gsize n,
                   gsize d)
{
  crm_result_begin_array (builder, key);
  for (gsize i = 0; i < n; i++)
    crm_result_numbers (builder, NULL, values + i * d, d);
  json_builder_end_array (builder);
}

/**
 * crm_result_level:
 *
 * Adds a value of a category: the id of the record it stands for, or its text.
 */
void
crm_result_level (JsonBuilder *builder,
                  const char *key,
                  const CrmColumn *column,
                  gint32 code)
{
  if (code >= 0 && column->ids != NULL)
    crm_result_count (builder, key, g_array_index (column->ids, gint64, code));
  else
    crm_result_text (builder, key, crm_column_level (column, code));
}

/**
 * crm_result_row:
 *
 * Adds the value of a row: numbers as numbers, records by their id, all else as text.
 */
void
crm_result_row (JsonBuilder *builder,
                const char *key,
                const CrmColumn *column,
                gsize row)
{
  g_autofree char *text = NULL;

  if (column->kind == CRM_COLUMN_NUMBER)
    crm_result_number (builder, key, column->numbers[row]);
  else if (column->kind == CRM_COLUMN_CATEGORY)
    crm_result_level (builder, key, column, column->codes[row]);
  else
    {
      text = crm_column_text (column, row);
      crm_result_text (builder, key, text);
    }
}
