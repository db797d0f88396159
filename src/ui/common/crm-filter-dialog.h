/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_FILTER_DIALOG (crm_filter_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrmFilterDialog, crm_filter_dialog, CRM, FILTER_DIALOG, AdwDialog)

AdwDialog *crm_filter_dialog_new (CrmStore *store, const CrmEntity *entity);
void       crm_filter_dialog_choose (CrmFilterDialog *self, const char *key, CrmTest test);

G_END_DECLS
