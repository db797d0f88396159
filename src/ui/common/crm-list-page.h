/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/common/crm-list-view.h"

G_BEGIN_DECLS

#define CRM_TYPE_LIST_PAGE (crm_list_page_get_type ())
G_DECLARE_FINAL_TYPE (CrmListPage, crm_list_page, CRM, LIST_PAGE, AdwNavigationPage)

AdwNavigationPage *crm_list_page_new      (CrmStore *store, const CrmEntity *entity, const char *filter_text,
                                           const char *title);
CrmListView       *crm_list_page_get_view (CrmListPage *self);
void               crm_list_page_set_search (CrmListPage *self, const char *text);

G_END_DECLS
