/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/common/crm-list-view.h"

G_BEGIN_DECLS

#define CRM_TYPE_COLUMN_CHOOSER (crm_column_chooser_get_type ())
G_DECLARE_FINAL_TYPE (CrmColumnChooser, crm_column_chooser, CRM, COLUMN_CHOOSER, GtkPopover)

GtkWidget *crm_column_chooser_new (CrmListView *view);

G_END_DECLS
