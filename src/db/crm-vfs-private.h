/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/crm-vfs.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* What SQLite says of a file at its start. */
#define CRM_VFS_HEADER_SIZE 100

typedef struct _CrmVfsFile CrmVfsFile;
typedef struct _CrmVfsStream CrmVfsStream;

/* What stands before the open database file; the file of the VFS below follows it in memory. */
struct _CrmVfsFile
{
  sqlite3_file  base;
  sqlite3_file *below;
  guint8       *scratch;       /* one page */
  guint32       page_size;     /* 0 while unknown */
  gboolean      sealed;        /* pages have room for seals */
  gboolean      lenient;       /* see CRM_VFS_SET_LENIENT */
  gboolean      strict;        /* all pages have one, says the mark */
  sqlite3_int64 end;           /* where the file ends, as far as is known */
  gboolean      left_unsealed; /* pages were written before it was known whether they have room */
  guint32       last;          /* see CRM_VFS_SET_LAST */
  guint8       *held;          /* (nullable): the page that waits for the others */
  CrmVfsStream *log;           /* (nullable) (unowned) */
  guint8       *ahead;         /* (nullable): pages as they stand in the file, see crm-vfs-ahead.c */
  guint32       first_ahead;   /* number of the first of them */
  guint32       n_ahead;
  guint32       last_read;     /* number of a page */
};

/* The same before a file that is written from front to back. */
struct _CrmVfsStream
{
  sqlite3_file  base;
  sqlite3_file *below;
  CrmVfsFile   *database;      /* (nullable) (unowned): the one it is the log of */
  guint8       *gathered;      /* (nullable) */
  guint         length;        /* of what was gathered */
  sqlite3_int64 start;         /* where in the file that belongs */
  int           failed;        /* what the VFS below said in this transaction */
};

/* crm-vfs-file.c: the database file itself. */
extern const sqlite3_io_methods crm_vfs_methods;           /* with shared memory */
extern const sqlite3_io_methods crm_vfs_methods_alone;     /* without */

/* crm-vfs-stream.c */
extern const sqlite3_io_methods crm_vfs_stream_methods;

int      crm_vfs_stream_flush (CrmVfsStream *self);
void     crm_vfs_stream_end   (CrmVfsStream *self);

/* crm-vfs-ahead.c */
int      crm_vfs_read_page    (CrmVfsFile *self, guint8 *page, guint32 number);
void     crm_vfs_forget_ahead (CrmVfsFile *self);

/* crm-vfs-page.c */
void     crm_vfs_learn   (CrmVfsFile *self, const guint8 *header);
void     crm_vfs_learn_mark (CrmVfsFile *self, const guint8 *bytes);
int      crm_vfs_unseal  (CrmVfsFile *self, guint8 *page, guint32 number);
void     crm_vfs_make    (CrmVfsFile *self, const guint8 *page, guint32 number, const guint8 *mark);
int      crm_vfs_control (CrmVfsFile *self, int operation, void *argument);
int      crm_vfs_seal_rest (CrmVfsFile *self);
int      crm_vfs_fill      (CrmVfsFile *self, sqlite3_int64 until);

G_END_DECLS
