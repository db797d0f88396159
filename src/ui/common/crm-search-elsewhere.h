/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_SEARCH_ELSEWHERE (crm_search_elsewhere_get_type ())
G_DECLARE_FINAL_TYPE (CrmSearchElsewhere, crm_search_elsewhere, CRM, SEARCH_ELSEWHERE, AdwBin)

GtkWidget *crm_search_elsewhere_new      (CrmStore *store, const CrmEntity *entity);
void       crm_search_elsewhere_set_text (CrmSearchElsewhere *self, const char *text);

G_END_DECLS
