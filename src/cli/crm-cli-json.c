/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/crm-cli-json.h"

#include "base/crm-date.h"
#include "base/crm-money.h"

/* How values look to programs: see the table in the manual page. Nothing here is translated. */

/**
 * crm_cli_add_member:
 * @text: (nullable): the value
 */
void
crm_cli_add_member (JsonBuilder *builder,
                    const char *name,
                    const char *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

void
crm_cli_add_number (JsonBuilder *builder,
                    const char *name,
                    gint64 number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

static void
add_link (JsonBuilder *builder,
          CrmReader *reader,
          const CrmField *field,
          gint64 id)
{
  g_autoptr (CrmRecord) target = crm_reader_get (reader, crm_entity_find (field->target), id, NULL);

  json_builder_begin_object (builder);
  crm_cli_add_number (builder, "id", id);
  crm_cli_add_member (builder, "name", target != NULL ? crm_record_get_title (target) : NULL);
  json_builder_end_object (builder);
}

static void
add_tags (JsonBuilder *builder,
          CrmReader *reader,
          const CrmValue *value)
{
  g_autoptr (GArray) ids = crm_tags_to_ids (value);
  g_autoptr (GPtrArray) tags = crm_reader_get_many (reader, crm_entity_find ("tag"),
                                                    (const gint64 *) (void *) ids->data, ids->len, NULL);

  json_builder_begin_array (builder);
  for (guint i = 0; tags != NULL && i < tags->len; i++)
    json_builder_add_string_value (builder, crm_record_get_title (tags->pdata[i]));
  json_builder_end_array (builder);
}

static void
add_money (JsonBuilder *builder,
           const CrmValue *value)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "amount");
  json_builder_add_double_value (builder, (double) value->i / crm_currency_scale (value->currency));
  crm_cli_add_member (builder, "currency", value->currency);
  json_builder_end_object (builder);
}

static void
add_integer (JsonBuilder *builder,
             CrmReader *reader,
             const CrmField *field,
             gint64 number)
{
  g_autofree char *text = NULL;

  if (field->kind == CRM_FIELD_BOOLEAN)
    json_builder_add_boolean_value (builder, number != 0);
  else if (field->kind == CRM_FIELD_LINK)
    add_link (builder, reader, field, number);
  else if (field->kind == CRM_FIELD_DATE || field->kind == CRM_FIELD_INSTANT)
    {
      text = field->kind == CRM_FIELD_DATE ? crm_date_to_iso (number) : crm_instant_to_iso (number);
      json_builder_add_string_value (builder, text);
    }
  else
    json_builder_add_int_value (builder, number);
}

/**
 * crm_cli_add_value:
 *
 * Adds the value of a field; null where it is empty, and an empty array where there are no tags.
 */
void
crm_cli_add_value (JsonBuilder *builder,
                   CrmReader *reader,
                   const CrmField *field,
                   const CrmValue *value)
{
  if (field->kind == CRM_FIELD_TAGS)
    {
      add_tags (builder, reader, value);
      return;
    }
  switch (value->type)
    {
    case CRM_VALUE_NULL:
      json_builder_add_null_value (builder);
      break;
    case CRM_VALUE_INT:
      add_integer (builder, reader, field, value->i);
      break;
    case CRM_VALUE_REAL:
      json_builder_add_double_value (builder, value->real);
      break;
    case CRM_VALUE_TEXT:
      json_builder_add_string_value (builder, value->text);
      break;
    case CRM_VALUE_MONEY:
      add_money (builder, value);
      break;
    default:
      g_return_if_reached ();
    }
}

static void
add_field (JsonBuilder *builder,
           CrmReader *reader,
           CrmRecord *record,
           guint index)
{
  const CrmField *field = &crm_record_get_entity (record)->fields[index];
  const CrmValue *value = crm_record_get_value (record, index);

  json_builder_set_member_name (builder, field->key);
  if (field->kind == CRM_FIELD_LINK && !crm_value_is_null (value))
    {
      json_builder_begin_object (builder);
      crm_cli_add_number (builder, "id", value->i);
      crm_cli_add_member (builder, "name", crm_record_get_link_title (record, index));
      json_builder_end_object (builder);
    }
  else
    crm_cli_add_value (builder, reader, field, value);
}

/**
 * crm_cli_add_record:
 * @fields: (nullable): which fields, in which order; all of them if %NULL
 *
 * Adds an object of the fields' keys. The id is always there.
 */
void
crm_cli_add_record (JsonBuilder *builder,
                    CrmReader *reader,
                    CrmRecord *record,
                    const guint *fields,
                    guint n_fields)
{
  const CrmEntity *entity = crm_record_get_entity (record);

  json_builder_begin_object (builder);
  crm_cli_add_number (builder, "id", crm_record_get_id (record));
  if (fields == NULL)
    n_fields = entity->n_fields;
  for (guint i = 0; i < n_fields; i++)
    add_field (builder, reader, record, fields != NULL ? fields[i] : i);
  json_builder_end_object (builder);
}
