/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/safety/crm-backup-keeper.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CRM_TYPE_BACKUPS_DIALOG (crm_backups_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrmBackupsDialog, crm_backups_dialog, CRM, BACKUPS_DIALOG, AdwDialog)

AdwDialog *crm_backups_dialog_new     (CrmBackupKeeper *keeper);
void       crm_backups_dialog_restore (CrmBackupsDialog *self, const char *file, const char *to);

G_END_DECLS
