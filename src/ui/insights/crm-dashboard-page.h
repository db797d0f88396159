/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_DASHBOARD_PAGE (crm_dashboard_page_get_type ())
G_DECLARE_FINAL_TYPE (CrmDashboardPage, crm_dashboard_page, CRM, DASHBOARD_PAGE, AdwNavigationPage)

AdwNavigationPage *crm_dashboard_page_new (CrmStore *store);

G_END_DECLS
