/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A disk that can be told to fail, and that remembers every operation, so that the disk can be made as it may look
 * after a loss of power at any of them. It stands below the VFS of the program. */

void  crm_fault_vfs_install   (void);

/* Failing. An operation is a write, sync, truncation, deletion or opening of a database or its log; `reads` adds those. */
typedef struct
{
  gint     after;     /* operations that go well before; −1: none fails */
  gboolean forever;   /* all later ones fail as well */
  gboolean reads;
  int      code;      /* of SQLite */
  gboolean die;       /* the process is killed there instead */
} CrmFault;

void  crm_fault_vfs_set       (CrmFault fault);
gint  crm_fault_vfs_get_count (void);   /* of operations since then */
void  crm_fault_vfs_set_room  (gint64 bytes);   /* that may yet be added to files; −1: any */

/* Remembering */
typedef enum
{
  CRM_LOSS_NONE,      /* the program is killed, the machine goes on */
  CRM_LOSS_ALL,       /* nothing but what was synced is on the disk */
  CRM_LOSS_SOME,      /* any of what was not synced is, in any order */
  CRM_LOSS_TORN,      /* any of its sectors */
  CRM_N_LOSSES,
} CrmLoss;

void  crm_fault_vfs_record    (const char *folder);
guint crm_fault_vfs_stop      (void);
void  crm_fault_vfs_acknowledge (void);
void  crm_fault_vfs_rebuild   (guint n_operations, CrmLoss loss, GRand *chance, const char *folder,
                               guint *n_acknowledged);

G_END_DECLS
