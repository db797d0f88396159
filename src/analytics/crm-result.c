/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-result.h"

#include <math.h>

/* Returns whether to go on: nobody will read what a cancelled run says. */
static gboolean
name (CrmResultBuilder *builder,
      const char *key)
{
  if (crm_run_is_cancelled (builder->run))
    return FALSE;
  if (key != NULL)
    json_builder_set_member_name (builder->json, key);
  return TRUE;
}

void
crm_result_begin (CrmResultBuilder *builder,
                  const char *key)
{
  if (name (builder, key))
    json_builder_begin_object (builder->json);
}

void
crm_result_end (CrmResultBuilder *builder)
{
  if (name (builder, NULL))
    json_builder_end_object (builder->json);
}

void
crm_result_begin_array (CrmResultBuilder *builder,
                        const char *key)
{
  if (name (builder, key))
    json_builder_begin_array (builder->json);
}

void
crm_result_end_array (CrmResultBuilder *builder)
{
  if (name (builder, NULL))
    json_builder_end_array (builder->json);
}

void
crm_result_number (CrmResultBuilder *builder,
                   const char *key,
                   double number)
{
  if (!name (builder, key))
    return;
  if (!isfinite (number))
    json_builder_add_null_value (builder->json);
  else if (number == floor (number) && fabs (number) < 0x1p53)
    json_builder_add_int_value (builder->json, number);
  else
    json_builder_add_double_value (builder->json, number);
}

void
crm_result_count (CrmResultBuilder *builder,
                  const char *key,
                  gint64 count)
{
  if (name (builder, key))
    json_builder_add_int_value (builder->json, count);
}

/**
 * crm_result_text:
 * @text: (nullable): %NULL becomes null
 */
void
crm_result_text (CrmResultBuilder *builder,
                 const char *key,
                 const char *text)
{
  if (!name (builder, key))
    return;
  if (text != NULL)
    json_builder_add_string_value (builder->json, text);
  else
    json_builder_add_null_value (builder->json);
}

void
crm_result_flag (CrmResultBuilder *builder,
                 const char *key,
                 gboolean flag)
{
  if (name (builder, key))
    json_builder_add_boolean_value (builder->json, flag);
}

void
crm_result_numbers (CrmResultBuilder *builder,
                    const char *key,
                    const double *numbers,
                    gsize n)
{
  crm_result_begin_array (builder, key);
  for (gsize i = 0; i < n; i++)
    crm_result_number (builder, NULL, numbers[i]);
  crm_result_end_array (builder);
}

void
crm_result_counts (CrmResultBuilder *builder,
                   const char *key,
                   const gsize *counts,
                   gsize n)
{
  crm_result_begin_array (builder, key);
  for (gsize i = 0; i < n; i++)
    crm_result_count (builder, NULL, counts[i]);
  crm_result_end_array (builder);
}

void
crm_result_texts (CrmResultBuilder *builder,
                  const char *key,
                  GPtrArray *texts)
{
  crm_result_begin_array (builder, key);
  for (guint i = 0; i < texts->len; i++)
    crm_result_text (builder, NULL, texts->pdata[i]);
  crm_result_end_array (builder);
}

/**
 * crm_result_matrix:
 * @values: (array length=n*d): a row after the other
 *
 * Adds an array of rows.
 */
void
crm_result_matrix (CrmResultBuilder *builder,
                   const char *key,
                   const double *values,
                   gsize n,
                   gsize d)
{
  crm_result_begin_array (builder, key);
  for (gsize i = 0; i < n; i++)
    crm_result_numbers (builder, NULL, values + i * d, d);
  crm_result_end_array (builder);
}

/**
 * crm_result_level:
 *
 * Adds a value of a category: the id of the record it stands for, or its text.
 */
void
crm_result_level (CrmResultBuilder *builder,
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
crm_result_row (CrmResultBuilder *builder,
                const char *key,
                const CrmColumn *column,
                gsize row)
{
  g_autofree char *text = NULL;

  if (crm_run_is_cancelled (builder->run))
    return;
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
