/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-quality.h"
#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_FIXES_VIEW (crm_fixes_view_get_type ())
G_DECLARE_FINAL_TYPE (CrmFixesView, crm_fixes_view, CRM, FIXES_VIEW, AdwBin)

void crm_fixes_view_set (CrmFixesView *self, CrmStore *store, CrmQuality *quality);

G_END_DECLS
