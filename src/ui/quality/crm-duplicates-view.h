/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_DUPLICATES_VIEW (crm_duplicates_view_get_type ())
G_DECLARE_FINAL_TYPE (CrmDuplicatesView, crm_duplicates_view, CRM, DUPLICATES_VIEW, AdwBin)

void crm_duplicates_view_set (CrmDuplicatesView *self, CrmStore *store, const CrmEntity *entity);

G_END_DECLS
