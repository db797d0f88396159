/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-vcard.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_RECORD_DETAILS (crm_record_details_get_type ())
G_DECLARE_FINAL_TYPE (CrmRecordDetails, crm_record_details, CRM, RECORD_DETAILS, AdwBin)

GtkWidget  *crm_record_details_new  (void);
void        crm_record_details_show (CrmRecordDetails *self, GPtrArray *details);

GdkTexture *crm_photo_read          (const CrmVcard *card);

G_END_DECLS
