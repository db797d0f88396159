/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_QUALITY_PAGE (crm_quality_page_get_type ())
G_DECLARE_FINAL_TYPE (CrmQualityPage, crm_quality_page, CRM, QUALITY_PAGE, AdwNavigationPage)

AdwNavigationPage *crm_quality_page_new (CrmStore *store);

G_END_DECLS
