/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_RECORD_PAGE (crm_record_page_get_type ())
G_DECLARE_FINAL_TYPE (CrmRecordPage, crm_record_page, CRM, RECORD_PAGE, AdwNavigationPage)

AdwNavigationPage *crm_record_page_new        (CrmStore *store, const CrmEntity *entity, gint64 id);
CrmRecord         *crm_record_page_get_record (CrmRecordPage *self);
AdwViewStack      *crm_record_page_get_stack  (CrmRecordPage *self);

G_END_DECLS
