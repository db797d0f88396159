/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_DUPLICATES (crm_duplicates_get_type ())
G_DECLARE_FINAL_TYPE (CrmDuplicates, crm_duplicates, CRM, DUPLICATES, AdwBin)

GtkWidget *crm_duplicates_new  (CrmStore *store, const CrmEntity *entity);
void       crm_duplicates_look (CrmDuplicates *self, const CrmField *field, const CrmValue *value);

G_END_DECLS
