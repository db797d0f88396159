/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entity/crm-entity-private.h"

static const CrmChoice owners[] = {
  { "customer", N_("Customer"), NULL },
  { "contact", N_("Contact"), NULL },
  { "lead", N_("Lead"), NULL },
  { "opportunity", N_("Opportunity"), NULL },
  { "activity", N_("Activity"), NULL },
  { "product", N_("Product"), NULL },
  { NULL },
};

/* By the names of crm_field_kind_name(). */
static const CrmChoice kinds[] = {
  { "text", NC_("kind of field", "Text"), "string|singleline|文本", "kind of field" },
  { "long-text", NC_("kind of field", "Long Text"), "textarea|multiline", "kind of field" },
  { "choice", NC_("kind of field", "Choice"), "select|picklist|dropdown|enumeration", "kind of field" },
  { "tags", NC_("kind of field", "Several Choices"), "multichoice|multiselect|multipicklist|multienum|多选", "kind of field" },
  { "integer", NC_("kind of field", "Whole Number"), "int", "kind of field" },
  { "decimal", NC_("kind of field", "Number"), "number|float|real|数字", "kind of field" },
  { "money", NC_("kind of field", "Amount of Money"), "currency", "kind of field" },
  { "date", NC_("kind of field", "Date"), NULL, "kind of field" },
  { "boolean", NC_("kind of field", "Yes or No"), "bool|checkbox", "kind of field" },
  { "email", NC_("kind of field", "E-Mail Address"), NULL, "kind of field" },
  { "phone", NC_("kind of field", "Phone Number"), NULL, "kind of field" },
  { "url", NC_("kind of field", "Web Address"), NULL, "kind of field" },
  { NULL },
};

/* A field that somebody has added to the records of an entity: see crm_entity_extend(). The key is made of the name. */
static const CrmField fields[] = {
  { "name", N_("Name"), CRM_FIELD_TEXT, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED, N_("Custom Field") },
  { "entity", N_("Belongs To"), CRM_FIELD_CHOICE, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED, N_("Custom Field"), .choices = owners },
  { "kind", N_("Kind"), CRM_FIELD_CHOICE, CRM_FIELD_REQUIRED | CRM_FIELD_LISTED, N_("Custom Field"), .choices = kinds },
  { "choices", N_("Choices, One per Line"), CRM_FIELD_LONG_TEXT, 0, N_("Custom Field") },
  { "key", N_("Key"), CRM_FIELD_TEXT, CRM_FIELD_DERIVED | CRM_FIELD_LISTED, N_("Custom Field") },
  CRM_SYSTEM_FIELDS,
};

CRM_DEFINE_ENTITY (crm_custom_field, CrmCustomFieldRecord, fields, "custom_field", N_("Custom Field"), N_("Custom Fields"), "view-list-symbolic",
                   .derived = TRUE)
