/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-json.h"

#include "base/crm-date.h"
#include "base/crm-money.h"

/* How values look to programs: see the table in the manual page. Nothing here is translated. */

static void
add_link (CrmResultBuilder *builder,
          const char *key,
          CrmReader *reader,
          const CrmField *field,
          gint64 id)
{
  g_autoptr (CrmRecord) target = crm_reader_get (reader, crm_entity_find (field->target), id, NULL);

  crm_result_begin (builder, key);
  crm_result_count (builder, "id", id);
  crm_result_text (builder, "name", target != NULL ? crm_record_get_title (target) : NULL);
  crm_result_end (builder);
}

static void
add_tags (CrmResultBuilder *builder,
          const char *key,
          CrmReader *reader,
          const CrmValue *value)
{
  g_autoptr (GArray) ids = crm_tags_to_ids (value);
  g_autoptr (GPtrArray) tags = crm_reader_get_many (reader, crm_entity_find ("tag"),
                                                    (const gint64 *) (void *) ids->data, ids->len, NULL);

  crm_result_begin_array (builder, key);
  for (guint i = 0; tags != NULL && i < tags->len; i++)
    crm_result_text (builder, NULL, crm_record_get_title (tags->pdata[i]));
  crm_result_end_array (builder);
}

static void
add_money (CrmResultBuilder *builder,
           const char *key,
           const CrmValue *value)
{
  crm_result_begin (builder, key);
  crm_result_number (builder, "amount", (double) value->i / crm_currency_scale (value->currency));
  crm_result_text (builder, "currency", value->currency);
  crm_result_end (builder);
}

static void
add_integer (CrmResultBuilder *builder,
             const char *key,
             CrmReader *reader,
             const CrmField *field,
             gint64 number)
{
  g_autofree char *text = NULL;

  if (field->kind == CRM_FIELD_BOOLEAN)
    crm_result_flag (builder, key, number != 0);
  else if (field->kind == CRM_FIELD_LINK)
    add_link (builder, key, reader, field, number);
  else if (field->kind == CRM_FIELD_DATE || field->kind == CRM_FIELD_INSTANT)
    {
      text = field->kind == CRM_FIELD_DATE ? crm_date_to_iso (number) : crm_instant_to_iso (number);
      crm_result_text (builder, key, text);
    }
  else
    crm_result_count (builder, key, number);
}

/**
 * crm_cli_add_value:
 * @key: (nullable): its name in an object
 *
 * Adds the value of a field; null where it is empty, and an empty array where there are no tags.
 */
void
crm_cli_add_value (CrmResultBuilder *builder,
                   const char *key,
                   CrmReader *reader,
                   const CrmField *field,
                   const CrmValue *value)
{
  if (field->kind == CRM_FIELD_TAGS)
    {
      add_tags (builder, key, reader, value);
      return;
    }
  switch (value->type)
    {
    case CRM_VALUE_NULL:
      crm_result_text (builder, key, NULL);
      break;
    case CRM_VALUE_INT:
      add_integer (builder, key, reader, field, value->i);
      break;
    case CRM_VALUE_REAL:
      crm_result_number (builder, key, value->real);
      break;
    case CRM_VALUE_TEXT:
      crm_result_text (builder, key, value->text);
      break;
    case CRM_VALUE_MONEY:
      add_money (builder, key, value);
      break;
    default:
      g_return_if_reached ();
    }
}

static void
add_field (CrmResultBuilder *builder,
           CrmReader *reader,
           CrmRecord *record,
           guint index)
{
  const CrmField *field = &crm_record_get_entity (record)->fields[index];
  const CrmValue *value = crm_record_get_value (record, index);

  if (field->kind == CRM_FIELD_LINK && !crm_value_is_null (value))
    {
      crm_result_begin (builder, field->key);
      crm_result_count (builder, "id", value->i);
      crm_result_text (builder, "name", crm_record_get_link_title (record, index));
      crm_result_end (builder);
    }
  else
    crm_cli_add_value (builder, field->key, reader, field, value);
}

/**
 * crm_cli_add_record:
 * @fields: (nullable): which fields, in which order; all of them if %NULL
 *
 * Adds an object of the fields' keys. The id is always there.
 */
void
crm_cli_add_record (CrmResultBuilder *builder,
                    CrmReader *reader,
                    CrmRecord *record,
                    const guint *fields,
                    guint n_fields)
{
  const CrmEntity *entity = crm_record_get_entity (record);

  crm_result_begin (builder, NULL);
  crm_result_count (builder, "id", crm_record_get_id (record));
  if (fields == NULL)
    n_fields = entity->n_fields;
  for (guint i = 0; i < n_fields; i++)
    add_field (builder, reader, record, fields != NULL ? fields[i] : i);
  crm_result_end (builder);
}
