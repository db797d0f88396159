/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

G_BEGIN_DECLS

#define CRM_TYPE_TROUBLE (crm_trouble_get_type ())
G_DECLARE_FINAL_TYPE (CrmTrouble, crm_trouble, CRM, TROUBLE, GObject)

CrmTrouble *crm_trouble_new           (CrmStore *store);
void        crm_trouble_stop          (CrmTrouble *self);
gboolean    crm_trouble_report        (CrmStore *store, const GError *error, CrmChangeSet *changes);
gboolean    crm_trouble_hold          (CrmStore *store, CrmChangeSet *changes);
void        crm_trouble_retry         (CrmTrouble *self);
gboolean    crm_trouble_is_over       (CrmTrouble *self);
char       *crm_trouble_describe      (CrmTrouble *self);
gboolean    crm_trouble_passes        (CrmTrouble *self);
guint       crm_trouble_get_n_waiting (CrmTrouble *self);
GPtrArray  *crm_trouble_take_waiting  (CrmTrouble *self);
void        crm_trouble_take_up       (CrmTrouble *self, GPtrArray *changes);

G_END_DECLS
