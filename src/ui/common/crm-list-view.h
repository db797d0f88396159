/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-list-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_LIST_VIEW (crm_list_view_get_type ())
G_DECLARE_FINAL_TYPE (CrmListView, crm_list_view, CRM, LIST_VIEW, AdwBreakpointBin)

CrmListView     *crm_list_view_new           (CrmStore *store, const CrmEntity *entity, CrmFilter *scope,
                                              const char *scope_field);
CrmListModel    *crm_list_view_get_model     (CrmListView *self);
const CrmEntity *crm_list_view_get_entity    (CrmListView *self);
void             crm_list_view_take_filter   (CrmListView *self, CrmFilter *filter);
void             crm_list_view_set_search    (CrmListView *self, const char *text);
gboolean         crm_list_view_is_filtered   (CrmListView *self);
void             crm_list_view_set_importable (CrmListView *self, gboolean importable);

GStrv            crm_list_view_dup_columns   (CrmListView *self);
void             crm_list_view_set_columns   (CrmListView *self, const char *const *keys);
GArray          *crm_list_view_get_selected  (CrmListView *self);

G_END_DECLS
