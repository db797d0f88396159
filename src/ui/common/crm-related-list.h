/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/common/crm-list-view.h"

G_BEGIN_DECLS

#define CRM_TYPE_RELATED_LIST (crm_related_list_get_type ())
G_DECLARE_FINAL_TYPE (CrmRelatedList, crm_related_list, CRM, RELATED_LIST, AdwBin)

gboolean     crm_related_list_is_wanted (const CrmEntity *entity, const CrmField *link);
void         crm_related_list_add       (AdwViewStack *stack, CrmStore *store, const CrmEntity *entity,
                                         const CrmField *link, gint64 id);
CrmListView *crm_related_list_get_view  (CrmRelatedList *self);

G_END_DECLS
