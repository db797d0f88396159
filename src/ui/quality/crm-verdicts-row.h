/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-verdicts.h"
#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_VERDICTS_ROW (crm_verdicts_row_get_type ())
G_DECLARE_FINAL_TYPE (CrmVerdictsRow, crm_verdicts_row, CRM, VERDICTS_ROW, AdwActionRow)

void crm_verdicts_row_set (CrmVerdictsRow *self, CrmStore *store, const CrmEntity *entity, CrmVerdictKind kind);

G_END_DECLS
