/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "entity/crm-entity.h"

G_BEGIN_DECLS

#define CRM_TYPE_RECORD (crm_record_get_type ())
G_DECLARE_DERIVABLE_TYPE (CrmRecord, crm_record, CRM, RECORD, GObject)

/**
 * CrmRecordClass:
 * @entity: what the records of the class are; their properties are installed from its fields
 */
struct _CrmRecordClass
{
  GObjectClass parent_class;
  const CrmEntity *entity;
};

CrmRecord       *crm_record_new        (const CrmEntity *entity, gint64 id);
const CrmEntity *crm_record_get_entity (CrmRecord *self);
gint64           crm_record_get_id     (CrmRecord *self);
gboolean         crm_record_is_loaded  (CrmRecord *self);
const char      *crm_record_get_title  (CrmRecord *self);

const CrmValue  *crm_record_get_value  (CrmRecord *self, guint field);
const CrmValue  *crm_record_get        (CrmRecord *self, const char *key);
const char      *crm_record_get_text   (CrmRecord *self, const char *key);
gint64           crm_record_get_int    (CrmRecord *self, const char *key);
double           crm_record_get_real   (CrmRecord *self, const char *key);
const char      *crm_record_get_link_title (CrmRecord *self, guint field);
char            *crm_record_dup_display (CrmRecord *self, guint field);
char            *crm_record_dup_display_by_key (CrmRecord *self, const char *key);

/* For the store, which fills records in. */
void             crm_record_take_value      (CrmRecord *self, guint field, CrmValue value, char *link_title);
void             crm_record_set_loaded      (CrmRecord *self);
void             crm_record_update          (CrmRecord *self, CrmRecord *newer);

GType            crm_record_define_type     (const CrmEntity *entity, const char *type_name);

G_END_DECLS
