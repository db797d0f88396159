/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

G_BEGIN_DECLS

typedef enum
{
  CRM_BACKUP_NONE,
  CRM_BACKUP_FULL,      /* the whole workspace */
  CRM_BACKUP_CHANGES,   /* what was changed since the backup before it */
} CrmBackupKind;

/**
 * CrmBackup:
 *
 * What is known of a backup: it stands in a small file of JSON beside it. Reference counted.
 * @file: its path
 * @previous: name of the backup that it builds on, %NULL for a full one
 * @action: the last action that it holds
 * @verified: whether it was read again after it was written, and found to hold what the workspace held
 * @hash: SHA-256 of the file, to tell whether it is still as it was written
 * @digests: count and hash of everything the workspace held at that moment
 */
typedef struct
{
  char         *file;
  CrmBackupKind kind;
  gint64        at;         /* instant */
  char         *workspace;  /* path of the workspace */
  char         *previous;
  char         *fingerprint; /* of the declarations it was written with */
  gint64        action;
  gint64        change;
  gboolean      unfinished; /* whether it holds part of a long action, which is taken back when it is opened */
  gboolean      verified;
  gint64        bytes;
  char         *hash;
  GArray       *digests;    /* of CrmBackupDigest */
} CrmBackup;

typedef struct
{
  char    *name;            /* of an entity, or "journal_action" and "journal_change" */
  gint64   count;
  char     hash[65];
} CrmBackupDigest;

#define CRM_TYPE_BACKUP (crm_backup_get_type ())
GType      crm_backup_get_type (void);
CrmBackup *crm_backup_ref   (CrmBackup *self);
void       crm_backup_unref (CrmBackup *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmBackup, crm_backup_unref)

CrmBackup *crm_backup_load  (const char *file, GError **error);

/* Called on the thread that works, with what is done, from 0 to 1. */
typedef void (*CrmBackupProgress) (double share, gpointer data);

/**
 * CrmBackupTask:
 *
 * Who is told how far a backup or restore is, what ends it early, and the instant that stands for now, 0 for that of
 * the clock. All may be left out.
 */
typedef struct
{
  CrmBackupProgress progress;
  gpointer          data;
  GCancellable     *cancellable;
  gint64            now;
} CrmBackupTask;

CrmBackup *crm_backup_write_full    (CrmStore *store, const char *file, const CrmBackupTask *task, GError **error);
CrmBackup *crm_backup_write_changes (CrmStore *store, CrmBackup *previous, const char *file, const CrmBackupTask *task,
                                     GError **error);
CrmBackup *crm_backup_restore       (const char *file, const char *to, const CrmBackupTask *task, GError **error);

/* For a workspace that cannot be opened. */
CrmBackup *crm_backup_find          (const char *root, const char *path);
gboolean   crm_backup_put_back      (const char *file, const char *path, const CrmBackupTask *task, char **kept,
                                     GError **error);

/* The folder in which backups of a workspace are kept. */
char      *crm_backup_default_root  (void);
char      *crm_backup_folder        (CrmStore *store, const char *root, GError **error);
GPtrArray *crm_backup_list          (const char *folder, GError **error);
CrmBackup *crm_backup_newest        (GPtrArray *backups);
CrmBackupKind crm_backup_due        (CrmStore *store, GPtrArray *backups, gint64 now);
GPtrArray *crm_backup_doomed        (GPtrArray *backups, gint64 now);
CrmBackup *crm_backup_keep          (CrmStore *store, const char *root, CrmBackupKind kind, const CrmBackupTask *task,
                                     GError **error);
gboolean   crm_backup_drill         (const char *file, const CrmBackupTask *task, GError **error);

/**
 * CrmBackupState:
 *
 * How the last attempts went. Instants are 0 where there was none.
 */
typedef struct
{
  gint64    drilled_at;
  gboolean  drill_passed;
  char     *drilled;         /* name of the backup */
  gint64    failed_at;       /* of the newest attempt, if it failed */
  char     *failure;
} CrmBackupState;

CrmBackupState *crm_backup_state_load (const char *folder);
void            crm_backup_state_save (const char *folder, const CrmBackupState *state);
void            crm_backup_state_free (CrmBackupState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmBackupState, crm_backup_state_free)

G_END_DECLS
