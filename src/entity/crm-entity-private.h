/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "config.h"

#include "entity/crm-record.h"

#include <glib/gi18n-lib.h>

/* Fields that every entity has, last in its table. The store sets them. */
#define CRM_SYSTEM_FIELDS \
  { "created_at", N_("Created"), CRM_FIELD_INSTANT, CRM_FIELD_DERIVED, N_("Record") }, \
  { "updated_at", N_("Last Changed"), CRM_FIELD_INSTANT, CRM_FIELD_DERIVED, N_("Record") }

/* What an address card says and no other field holds: see exchange/crm-vcard.h. */
#define CRM_VCARD_FIELD \
  { "vcard", N_("Further Details"), CRM_FIELD_LONG_TEXT, CRM_FIELD_SEARCHABLE | CRM_FIELD_CARD | CRM_FIELD_HIDDEN, \
    N_("Record") }

/* Declares the entity and its type from its table of fields. */
#define CRM_DEFINE_ENTITY(symbol, TypeName, table, entity_name, entity_label, entity_plural, entity_icon, ...) \
  static GType symbol##_get_type (void); \
  const CrmEntity symbol##_entity = { \
    .name = entity_name, .label = entity_label, .label_plural = entity_plural, .icon = entity_icon, \
    .fields = table, .n_fields = G_N_ELEMENTS (table), .get_type = symbol##_get_type, __VA_ARGS__ \
  }; \
  static GType \
  symbol##_get_type (void) \
  { \
    static gsize type = 0; \
    if (g_once_init_enter (&type)) \
      g_once_init_leave (&type, crm_record_define_type (&symbol##_entity, #TypeName)); \
    return type; \
  }

extern const CrmEntity crm_customer_entity;
extern const CrmEntity crm_contact_entity;
extern const CrmEntity crm_lead_entity;
extern const CrmEntity crm_pipeline_entity;
extern const CrmEntity crm_stage_entity;
extern const CrmEntity crm_opportunity_entity;
extern const CrmEntity crm_product_entity;
extern const CrmEntity crm_opportunity_line_entity;
extern const CrmEntity crm_activity_entity;
extern const CrmEntity crm_person_entity;
extern const CrmEntity crm_tag_entity;
extern const CrmEntity crm_model_entity;
extern const CrmEntity crm_verdict_entity;
extern const CrmEntity crm_custom_field_entity;

/* Sources are shared by customers, leads and opportunities. */
extern const CrmChoice crm_source_choices[];
