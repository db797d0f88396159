/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-verdicts.h"
#include "store/crm-list-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_VERDICTS_DIALOG (crm_verdicts_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrmVerdictsDialog, crm_verdicts_dialog, CRM, VERDICTS_DIALOG, AdwDialog)

AdwDialog *crm_verdicts_dialog_new (CrmStore *store, CrmListModel *verdicts, CrmVerdictKind kind);

G_END_DECLS
