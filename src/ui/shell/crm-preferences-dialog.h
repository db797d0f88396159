/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_PREFERENCES_DIALOG (crm_preferences_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrmPreferencesDialog, crm_preferences_dialog, CRM, PREFERENCES_DIALOG, AdwPreferencesDialog)

AdwDialog *crm_preferences_dialog_new (void);

G_END_DECLS
