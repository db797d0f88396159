/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-backup.h"
#include "store/crm-store-private.h"

G_BEGIN_DECLS

/* crm-backup-file.c: a file that is written under a name of its own and gets its real one when it is whole. */
typedef struct
{
  int   folder;      /* descriptor */
  int   fd;
  char *folder_path; /* without links */
  char *name;        /* while it is written */
  char *path;
} CrmBackupFile;

CrmBackupFile *crm_backup_file_new     (const char *folder, GError **error);
gboolean       crm_backup_file_expect_room (CrmBackupFile *self, gint64 bytes, GError **error);
gboolean       crm_backup_file_explain (CrmBackupFile *self, GError **error);
gboolean       crm_backup_file_sync    (CrmBackupFile *self, GError **error);
char          *crm_backup_file_hash    (CrmBackupFile *self, gint64 *bytes, GCancellable *cancellable, GError **error);
gboolean       crm_backup_file_write   (CrmBackupFile *self, const char *text, gsize length, GError **error);
gboolean       crm_backup_file_copy    (CrmBackupFile *self, const char *from, const CrmBackupTask *task,
                                        GError **error);
gboolean       crm_backup_file_publish (CrmBackupFile *self, const char *name, gboolean replace, GError **error);
void           crm_backup_file_free    (CrmBackupFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmBackupFile, crm_backup_file_free)
gboolean       crm_backup_fail         (const char *path, int code, GError **error);
gboolean       crm_backup_expect_none  (const char *path, GError **error);
char          *crm_backup_hash_path    (const char *path, GCancellable *cancellable, GError **error);

/* crm-backup-manifest.c */
CrmBackup *crm_backup_new           (CrmBackupKind kind);
GArray    *crm_backup_digests_new   (void);
char      *crm_backup_manifest_name (const char *name);
gboolean   crm_backup_save          (CrmBackup *self, GError **error);
const CrmBackupDigest *crm_backup_find_digest (GArray *digests, const char *name);
gboolean   crm_backup_same_digests  (GArray *a, GArray *b, gboolean journal);

/* crm-backup-verify.c */
CrmDb     *crm_backup_open_file     (const char *path, GError **error);
gboolean   crm_backup_check_file    (CrmDb *db, const char *path, GError **error);
GArray    *crm_backup_digest        (CrmDb *db, GError **error);
void       crm_backup_append_row    (GByteArray *out, CrmStatement *row);
void       crm_backup_note_mark     (CrmBackup *self, CrmDb *db);

/* crm-backup-folder.c */
CrmBackup *crm_backup_find_full     (GPtrArray *backups, CrmBackup *backup);

/* crm-backup-rotation.c */
void       crm_backup_remove_doomed (GPtrArray *backups, gint64 now);

void       crm_backup_report        (const CrmBackupTask *task, double share);

/* crm-backup-write.c */
gboolean   crm_backup_refuse_different (const char *path, GError **error);
gboolean   crm_backup_fill          (CrmStore *store, CrmBackup *backup, CrmBackupFile *file,
                                     const CrmBackupTask *task, GError **error);
gboolean   crm_backup_finish        (CrmBackup *backup, CrmBackupFile *file, const char *name,
                                     const CrmBackupTask *task, GError **error);

/* crm-backup-restore.c */
GPtrArray *crm_backup_chain         (CrmBackup *backup, GError **error);

/* crm-backup-changes.c */
gboolean   crm_backup_follows       (CrmDb *db, const CrmBackup *now, CrmBackup *previous);
#define CRM_BACKUP_SETTINGS "'currency', 'me', 'replica', 'created_by'"

/* crm-backup-apply.c */
gboolean   crm_backup_apply         (CrmDb *db, CrmDb *changes, GError **error);

G_END_DECLS
