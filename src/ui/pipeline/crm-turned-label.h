/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_TURNED_LABEL (crm_turned_label_get_type ())
G_DECLARE_FINAL_TYPE (CrmTurnedLabel, crm_turned_label, CRM, TURNED_LABEL, GtkWidget)

void crm_turned_label_set_label (CrmTurnedLabel *self, const char *label);

G_END_DECLS
