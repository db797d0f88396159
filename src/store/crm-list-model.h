/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

G_BEGIN_DECLS

#define CRM_TYPE_LIST_MODEL (crm_list_model_get_type ())
G_DECLARE_FINAL_TYPE (CrmListModel, crm_list_model, CRM, LIST_MODEL, GObject)

CrmListModel *crm_list_model_new       (CrmStore *store, CrmQuery *query);
CrmQuery     *crm_list_model_get_query (CrmListModel *self);
void          crm_list_model_set_query (CrmListModel *self, CrmQuery *query);
gboolean      crm_list_model_is_loading (CrmListModel *self);
const GError *crm_list_model_get_error (CrmListModel *self);
gint64        crm_list_model_get_id    (CrmListModel *self, guint position);
gboolean      crm_list_model_find      (CrmListModel *self, gint64 id, guint *position);

G_END_DECLS
