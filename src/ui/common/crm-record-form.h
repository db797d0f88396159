/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/common/crm-field-row.h"

G_BEGIN_DECLS

#define CRM_TYPE_RECORD_FORM (crm_record_form_get_type ())
G_DECLARE_FINAL_TYPE (CrmRecordForm, crm_record_form, CRM, RECORD_FORM, GtkBox)

GtkWidget   *crm_record_form_new             (CrmStore *store, const CrmEntity *entity, gboolean draft);
void         crm_record_form_set_record      (CrmRecordForm *self, CrmRecord *record);
void         crm_record_form_set_two_columns (CrmRecordForm *self, gboolean two_columns);
CrmRecord   *crm_record_form_get_record      (CrmRecordForm *self);
CrmFieldRow *crm_record_form_get_row         (CrmRecordForm *self, const char *key);
gboolean     crm_record_form_check           (CrmRecordForm *self);
gboolean     crm_record_form_is_edited       (CrmRecordForm *self);
void         crm_record_form_collect         (CrmRecordForm *self, CrmChangeSet *changes);
void         crm_record_form_refuse          (CrmRecordForm *self, const GError *error);
void         crm_record_form_save            (CrmRecordForm *self, CrmChangeSet *changes);

G_END_DECLS
