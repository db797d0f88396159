/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

G_BEGIN_DECLS

#define CRM_TYPE_NEXT_STEPS (crm_next_steps_get_type ())
G_DECLARE_FINAL_TYPE (CrmNextSteps, crm_next_steps, CRM, NEXT_STEPS, GObject)

#define CRM_NEXT_STEP_NONE 0
#define CRM_NEXT_STEP_SOMETIME G_MAXINT64

CrmNextSteps *crm_next_steps_new    (CrmStore *store);
gboolean      crm_next_steps_lookup (CrmNextSteps *self, gint64 deal, gint64 *due_at);

G_END_DECLS
