/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_RECORD_HEADER (crm_record_header_get_type ())
G_DECLARE_FINAL_TYPE (CrmRecordHeader, crm_record_header, CRM, RECORD_HEADER, GtkBox)

GtkWidget *crm_record_header_new        (const CrmEntity *entity);
void       crm_record_header_set_record (CrmRecordHeader *self, CrmRecord *record);
void       crm_record_header_set_facts  (CrmRecordHeader *self, const char *facts);
void       crm_record_header_set_photo  (CrmRecordHeader *self, GdkTexture *photo);

G_END_DECLS
