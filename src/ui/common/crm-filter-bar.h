/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_FILTER_BAR (crm_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (CrmFilterBar, crm_filter_bar, CRM, FILTER_BAR, GtkBox)

GtkWidget       *crm_filter_bar_new         (CrmStore *store, const CrmEntity *entity);
const CrmFilter *crm_filter_bar_get_filter  (CrmFilterBar *self);
void             crm_filter_bar_take_filter (CrmFilterBar *self, CrmFilter *filter);
void             crm_filter_bar_add         (CrmFilterBar *self);
gboolean         crm_filter_bar_set_text    (CrmFilterBar *self, const char *text, GError **error);
void             crm_filter_bar_set_editing (CrmFilterBar *self, gboolean editing);

G_END_DECLS
