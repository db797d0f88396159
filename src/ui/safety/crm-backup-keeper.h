/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-backup.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CRM_TYPE_BACKUP_KEEPER (crm_backup_keeper_get_type ())
G_DECLARE_FINAL_TYPE (CrmBackupKeeper, crm_backup_keeper, CRM, BACKUP_KEEPER, GObject)

typedef enum
{
  CRM_BACKUP_WORK_NONE,
  CRM_BACKUP_WORK_LIST,      /* only looks which backups there are */
  CRM_BACKUP_WORK_DUE,       /* makes what is due */
  CRM_BACKUP_WORK_FULL,
  CRM_BACKUP_WORK_DRILL,
  CRM_BACKUP_WORK_RESTORE,
} CrmBackupWork;

CrmBackupKeeper *crm_backup_keeper_new          (CrmStore *store);
void             crm_backup_keeper_start        (CrmBackupKeeper *self, CrmBackupWork work, const char *file,
                                                 const char *to);
void             crm_backup_keeper_cancel       (CrmBackupKeeper *self);
void             crm_backup_keeper_stop         (CrmBackupKeeper *self);

CrmBackupWork    crm_backup_keeper_get_work     (CrmBackupKeeper *self);
double           crm_backup_keeper_get_progress (CrmBackupKeeper *self);
GPtrArray       *crm_backup_keeper_get_backups  (CrmBackupKeeper *self);
CrmBackup       *crm_backup_keeper_get_newest   (CrmBackupKeeper *self);
const CrmBackupState *crm_backup_keeper_get_state (CrmBackupKeeper *self);
const GError    *crm_backup_keeper_get_error    (CrmBackupKeeper *self);
char            *crm_backup_keeper_describe     (CrmBackupKeeper *self);

char            *crm_backup_keeper_dup_root     (void);
void             crm_backup_keeper_leave        (GApplication *application, const char *path);

G_END_DECLS
