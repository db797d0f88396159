/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_EXPORT_DIALOG (crm_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrmExportDialog, crm_export_dialog, CRM, EXPORT_DIALOG, AdwDialog)

AdwDialog *crm_export_dialog_new  (CrmStore *store, CrmQuery *query, const char *const *columns,
                                   GListModel *records, GtkWidget *origin);
void       crm_export_dialog_save (CrmExportDialog *self, GFile *file);

G_END_DECLS
