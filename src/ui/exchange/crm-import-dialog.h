/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_IMPORT_DIALOG (crm_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrmImportDialog, crm_import_dialog, CRM, IMPORT_DIALOG, AdwDialog)

AdwDialog *crm_import_dialog_new  (CrmStore *store);
void       crm_import_dialog_open (CrmImportDialog *self, GListModel *files);

G_END_DECLS
