/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/crm-db.h"
#include "db/crm-vfs.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* What the files of this room know of a connection. */
struct _CrmDb
{
  sqlite3      *handle;
  char         *path;
  GHashTable   *statements;    /* SQL → idle CrmStatement */
  GCancellable *cancellable;
  GArray       *found;         /* ids, see crm_db_set_found() */
  guint         log_pages;     /* in the write-ahead log, after the last commit */
  gboolean      counting;      /* see crm_db_start_counting() */
  gboolean      counted;       /* the transaction at hand is */
  gboolean      had_log;       /* there was a log when the database was opened */
  gboolean      strict;        /* see CrmVfsMark */
  gint64        n_commits;     /* as the workspace has counted them */
  CrmDbDamageFunc damage_func; /* (nullable): who is told */
  gpointer      damage_data;
  gpointer      data;          /* see crm_db_set_data() */
  GDestroyNotify data_free;
};

struct _CrmStatement
{
  CrmDb        *db;
  sqlite3_stmt *handle;
  char         *sql;
};

void     crm_db_set_error    (CrmDb *self, GError **error);
void     crm_db_set_error_code (CrmDb *self, int code, GError **error);

/* crm-db-statement.c */
void     crm_statement_free  (CrmStatement *self);

/* crm-db-integrity.c */
void     crm_db_reserve      (CrmDb *self);
void     crm_db_relax (CrmDb *self);
void     crm_db_set_lenient  (CrmDb *self, gboolean lenient);
gboolean crm_db_count_commit (CrmDb *self, GError **error);
gboolean crm_db_mark_commit  (CrmDb *self);

/* crm-db-log.c */
gboolean    crm_db_log_exists     (const char *path);
GHashTable *crm_db_log_read_pages (const char *path);
gboolean    crm_db_log_read_page  (const char *path, GHashTable *pages, guint32 number, guint8 *page, gsize size);

/* crm-db-found.c */
void crm_db_add_found (sqlite3 *handle, GArray *found);

G_END_DECLS
