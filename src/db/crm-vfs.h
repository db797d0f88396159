/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CRM_VFS_NAME "clientele"

/* The end of each page: eight bytes of the mark (page 1 only), then eight of the seal. */
#define CRM_VFS_RESERVE 16

/* What sqlite3_file_control() takes beside SQLite's own. */
enum
{
  CRM_VFS_GET_MARK = 0x436c6e01,   /* CrmVfsMark * */
  CRM_VFS_SET_MARK,                /* CrmVfsMark * */
  CRM_VFS_SET_LAST,                /* guint32 *: the page that a checkpoint puts into the file behind all others */
  CRM_VFS_SWEEP,                   /* CrmVfsSweep * */
  CRM_VFS_SET_LENIENT,             /* gboolean *: whether pages are taken as they are */
  CRM_VFS_LEARN,                   /* sqlite3_file *: one of ours, whose pages the file is going to get */
};

/* What the file says of itself behind the content of its first page. */
typedef struct
{
  gint64   number;    /* of the last commit that was acknowledged, 0 if none is known, −1 if the mark is damaged */
  gboolean strict;    /* every page has a seal: one without it is damaged */
  gboolean settled;   /* all that was committed is in the file: there is no log that another program might move */
} CrmVfsMark;

typedef struct
{
  GHashTable   *skip;          /* (nullable): numbers of pages that stand in the log, so nobody reads them here */
  GCancellable *cancellable;
  guint32       n_pages;
  guint32       n_unsealed;
  GArray       *damaged;       /* guint32 */
} CrmVfsSweep;

void    crm_vfs_register  (void);
void    crm_vfs_set_below (const char *name);
guint64 crm_vfs_seal      (const guint8 *page, gsize size, guint32 number);

G_END_DECLS
