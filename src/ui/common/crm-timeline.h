/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_TIMELINE (crm_timeline_get_type ())
G_DECLARE_FINAL_TYPE (CrmTimeline, crm_timeline, CRM, TIMELINE, AdwBin)

GtkWidget *crm_timeline_new        (CrmStore *store, const CrmEntity *entity, gint64 id);
void       crm_timeline_set_record (CrmTimeline *self, CrmRecord *record);

G_END_DECLS
