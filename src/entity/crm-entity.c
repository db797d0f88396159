/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

#include "base/crm-error.h"
#include "base/crm-locale.h"
#include "base/crm-text.h"

#include <string.h>

/* What others consist of comes first, targets of links before what links to them, what the program makes last. */
static const CrmEntity *const entities[] = {
  &crm_custom_field_entity,
  &crm_person_entity,
  &crm_tag_entity,
  &crm_pipeline_entity,
  &crm_stage_entity,
  &crm_product_entity,
  &crm_customer_entity,
  &crm_contact_entity,
  &crm_lead_entity,
  &crm_opportunity_entity,
  &crm_opportunity_line_entity,
  &crm_activity_entity,
  &crm_model_entity,
  &crm_verdict_entity,
};

/**
 * crm_entities:
 * @n_entities: (out): how many there are
 *
 * Returns: (transfer none): all entities; the targets of links stand before what links to them
 */
const CrmEntity *const *
crm_entities (guint *n_entities)
{
  *n_entities = G_N_ELEMENTS (entities);
  return entities;
}

/**
 * crm_entity_find:
 *
 * Returns: (transfer none) (nullable): the entity of that name
 */
const CrmEntity *
crm_entity_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    {
      if (strcmp (entities[i]->name, name) == 0)
        return entities[i];
    }
  return NULL;
}

/**
 * crm_entity_index:
 *
 * Returns: the entity's place in crm_entities()
 */
guint
crm_entity_index (const CrmEntity *entity)
{
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    {
      if (crm_entity_is (entities[i], entity))
        return i;
    }
  g_return_val_if_reached (0);
}

int
crm_entity_field_index (const CrmEntity *entity,
                        const char *key)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      if (strcmp (entity->fields[i].key, key) == 0)
        return i;
    }
  return -1;
}

const CrmField *
crm_entity_field (const CrmEntity *entity,
                  const char *key)
{
  int i = crm_entity_field_index (entity, key);

  return i >= 0 ? &entity->fields[i] : NULL;
}

/**
 * crm_entity_searchable:
 *
 * Returns: whether any field of the entity takes part in full-text search
 */
gboolean
crm_entity_searchable (const CrmEntity *entity)
{
  for (guint i = 0; i < entity->n_fields; i++)
    {
      if (entity->fields[i].flags & CRM_FIELD_SEARCHABLE)
        return TRUE;
    }
  return FALSE;
}

static const char *
translate (const char *context,
           const char *label)
{
  if (context == NULL)
    return _(label);
  return *context != '\0' ? g_dpgettext2 (GETTEXT_PACKAGE, context, label) : label;
}

const char *
crm_entity_get_label (const CrmEntity *entity)
{
  return _(entity->label);
}

const char *
crm_entity_get_label_plural (const CrmEntity *entity)
{
  return _(entity->label_plural);
}

const char *
crm_field_get_label (const CrmField *field)
{
  return translate (field->context, field->label);
}

/**
 * crm_label_is_translation:
 * @context: (nullable): of the label's translations, blank for what is not translated
 * @squashed: see crm_text_squash()
 *
 * Returns: whether the text is the label in any of the languages that are installed
 */
gboolean
crm_label_is_translation (const char *context,
                          const char *label,
                          const char *squashed)
{
  g_auto (GStrv) translations = NULL;
  gboolean is = FALSE;

  if (g_strcmp0 (context, "") != 0)
    translations = crm_locale_dup_translations (context, label);
  for (guint i = 0; translations != NULL && translations[i] != NULL && !is; i++)
    {
      g_autofree char *translation = crm_text_squash (translations[i]);

      is = strcmp (translation, squashed) == 0;
    }
  return is;
}

const char *
crm_field_get_group (const CrmField *field)
{
  return field->group != NULL ? _(field->group) : "";
}

const char *
crm_choice_get_label (const CrmChoice *choice)
{
  return translate (choice->context, choice->label);
}

/**
 * crm_field_kind_name:
 *
 * Returns: (transfer none): the stable name of a kind, for scripts
 */
const char *
crm_field_kind_name (CrmFieldKind kind)
{
  switch (kind)
    {
    case CRM_FIELD_TEXT: return "text";
    case CRM_FIELD_LONG_TEXT: return "long-text";
    case CRM_FIELD_EMAIL: return "email";
    case CRM_FIELD_PHONE: return "phone";
    case CRM_FIELD_URL: return "url";
    case CRM_FIELD_INTEGER: return "integer";
    case CRM_FIELD_DECIMAL: return "decimal";
    case CRM_FIELD_PERCENT: return "percent";
    case CRM_FIELD_MONEY: return "money";
    case CRM_FIELD_DATE: return "date";
    case CRM_FIELD_INSTANT: return "instant";
    case CRM_FIELD_BOOLEAN: return "boolean";
    case CRM_FIELD_CHOICE: return "choice";
    case CRM_FIELD_LINK: return "link";
    case CRM_FIELD_TAGS: return "tags";
    default: g_return_val_if_reached ("text");
    }
}

/**
 * crm_field_value_type:
 *
 * Returns: the type that values of the field have, unless they are null
 */
CrmValueType
crm_field_value_type (const CrmField *field)
{
  switch (field->kind)
    {
    case CRM_FIELD_TEXT:
    case CRM_FIELD_LONG_TEXT:
    case CRM_FIELD_EMAIL:
    case CRM_FIELD_PHONE:
    case CRM_FIELD_URL:
    case CRM_FIELD_CHOICE:
    case CRM_FIELD_TAGS:
      return CRM_VALUE_TEXT;
    case CRM_FIELD_DECIMAL:
    case CRM_FIELD_PERCENT:
      return CRM_VALUE_REAL;
    case CRM_FIELD_MONEY:
      return CRM_VALUE_MONEY;
    case CRM_FIELD_INTEGER:
    case CRM_FIELD_DATE:
    case CRM_FIELD_INSTANT:
    case CRM_FIELD_BOOLEAN:
    case CRM_FIELD_LINK:
      return CRM_VALUE_INT;
    default:
      g_return_val_if_reached (CRM_VALUE_NULL);
    }
}

gboolean
crm_field_is_text (const CrmField *field)
{
  return crm_field_value_type (field) == CRM_VALUE_TEXT && field->kind != CRM_FIELD_TAGS;
}

/**
 * crm_field_is_indexed:
 *
 * Returns: whether the column has an index: what lists show or records are looked up by
 */
gboolean
crm_field_is_indexed (const CrmField *field)
{
  return (field->flags & (CRM_FIELD_INDEXED | CRM_FIELD_LISTED)) != 0 && field->kind != CRM_FIELD_TAGS &&
         field->kind != CRM_FIELD_LONG_TEXT;
}

/**
 * crm_field_collation:
 *
 * Returns: (transfer none): what follows the column in its index, and so in comparisons that are to use it
 */
const char *
crm_field_collation (const CrmField *field)
{
  return crm_field_is_text (field) && field->kind != CRM_FIELD_CHOICE && field->kind != CRM_FIELD_PHONE
         ? " COLLATE NOCASE" : "";
}
