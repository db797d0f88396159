/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/crm-db.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* What the files of this room know of a connection. */
struct _CrmDb
{
  sqlite3      *handle;
  char         *path;
  GHashTable   *statements;    /* SQL → idle CrmStatement */
  GCancellable *cancellable;
  guint         log_pages;     /* in the write-ahead log, after the last commit */
};

struct _CrmStatement
{
  CrmDb        *db;
  sqlite3_stmt *handle;
  char         *sql;
};

void crm_db_set_error      (CrmDb *self, GError **error);
void crm_db_set_error_code (CrmDb *self, int code, GError **error);

G_END_DECLS
