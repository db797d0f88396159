/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_HISTORY_VIEW (crm_history_view_get_type ())
G_DECLARE_FINAL_TYPE (CrmHistoryView, crm_history_view, CRM, HISTORY_VIEW, AdwBin)

GtkWidget *crm_history_view_new           (CrmStore *store, const CrmEntity *entity, gint64 id);
guint      crm_history_view_get_n_items   (CrmHistoryView *self);
void       crm_history_view_restore_field (CrmHistoryView *self, guint item, guint line);
void       crm_history_view_restore       (CrmHistoryView *self, guint item);

G_END_DECLS
