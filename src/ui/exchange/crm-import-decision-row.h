/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-import.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_IMPORT_DECISION_ROW (crm_import_decision_row_get_type ())
G_DECLARE_FINAL_TYPE (CrmImportDecisionRow, crm_import_decision_row, CRM, IMPORT_DECISION_ROW, AdwComboRow)

GtkWidget *crm_import_decision_row_new   (const CrmImportResolution *resolution, const char *header);
void       crm_import_decision_row_apply (CrmImportDecisionRow *self, CrmImport *import);

G_END_DECLS
