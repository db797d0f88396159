/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_BULK_EDIT_DIALOG (crm_bulk_edit_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrmBulkEditDialog, crm_bulk_edit_dialog, CRM, BULK_EDIT_DIALOG, AdwDialog)

AdwDialog *crm_bulk_edit_dialog_new (CrmStore *store, const CrmEntity *entity, GArray *ids, GtkWidget *origin);

G_END_DECLS
