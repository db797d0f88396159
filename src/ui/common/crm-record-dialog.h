/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_RECORD_DIALOG (crm_record_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrmRecordDialog, crm_record_dialog, CRM, RECORD_DIALOG, AdwDialog)

AdwDialog *crm_record_dialog_new       (CrmStore *store, const CrmEntity *entity, CrmRecord *preset);
void       crm_record_dialog_set_quiet (CrmRecordDialog *self);

G_END_DECLS
