/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_MERGE_DIALOG (crm_merge_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrmMergeDialog, crm_merge_dialog, CRM, MERGE_DIALOG, AdwDialog)

AdwDialog *crm_merge_dialog_new (CrmStore *store, const CrmEntity *entity, const gint64 ids[2], GtkWidget *origin);

G_END_DECLS
