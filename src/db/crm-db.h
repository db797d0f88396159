/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/crm-value.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CrmDb:
 *
 * One connection to a SQLite database. To be used by one thread at a time. Statements are kept and reused.
 */
typedef struct _CrmDb CrmDb;
typedef struct _CrmStatement CrmStatement;

typedef enum
{
  CRM_DB_READ_ONLY  = 1 << 0,
  CRM_DB_CREATE     = 1 << 1,
  CRM_DB_QUERY_ONLY = 1 << 2,   /* may put the log's files in order, but changes no data */
  CRM_DB_LENIENT    = 1 << 5,   /* damaged pages are taken as they are until crm_db_load_schema() */
  CRM_DB_SCRATCH    = 1 << 3,   /* an empty file that nobody knows yet: neither logged nor synced, no link followed */
} CrmDbFlags;

CrmDb   *crm_db_open  (const char *path, CrmDbFlags flags, GError **error);
void     crm_db_close (CrmDb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmDb, crm_db_close)

gboolean crm_db_exec        (CrmDb *self, const char *sql, GError **error);
gboolean crm_db_make_index  (CrmDb *self, const char *sql, GError **error);
gint64   crm_db_query_int   (CrmDb *self, const char *sql, gint64 fallback);
char    *crm_db_query_text  (CrmDb *self, const char *sql);
gint64   crm_db_changes     (CrmDb *self);
void     crm_db_set_cancellable (CrmDb *self, GCancellable *cancellable);
void     crm_db_set_found   (CrmDb *self, GArray *ids);
void     crm_db_set_data    (CrmDb *self, gpointer data, GDestroyNotify data_free);
gpointer crm_db_get_data    (CrmDb *self);

/* Called on the thread that met the damage, each time. */
typedef void (*CrmDbDamageFunc) (const GError *error, gpointer data);
void     crm_db_set_damage_func (CrmDb *self, CrmDbDamageFunc func, gpointer data);

gboolean crm_db_checkpoint  (CrmDb *self, gboolean truncate);
guint    crm_db_get_log_pages (CrmDb *self);
gint64   crm_db_get_log_length (CrmDb *self);
void     crm_db_send_log      (CrmDb *self);

/* Transactions do not nest. */
gboolean crm_db_begin    (CrmDb *self, GError **error);
gboolean crm_db_commit   (CrmDb *self, GError **error);
void     crm_db_rollback (CrmDb *self);

/**
 * CrmStatement:
 *
 * A prepared statement, lent by the connection until crm_statement_release(). Parameters and columns count from 0.
 */
CrmStatement *crm_db_prepare        (CrmDb *self, const char *sql, GError **error);
void          crm_statement_release (CrmStatement *self);
void          crm_statement_reset   (CrmStatement *self);
void          crm_statement_clear   (CrmStatement *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmStatement, crm_statement_release)

void     crm_statement_bind_null  (CrmStatement *self, int parameter);
void     crm_statement_bind_int   (CrmStatement *self, int parameter, gint64 number);
void     crm_statement_bind_real  (CrmStatement *self, int parameter, double number);
void     crm_statement_bind_text  (CrmStatement *self, int parameter, const char *text);
void     crm_statement_bind_blob  (CrmStatement *self, int parameter, const void *data, gsize length);
void     crm_statement_bind_value (CrmStatement *self, int parameter, const CrmValue *value);
void     crm_statement_lend_text  (CrmStatement *self, int parameter, const char *text);
void     crm_statement_lend_value (CrmStatement *self, int parameter, const CrmValue *value);
void     crm_statement_bind_column (CrmStatement *self, int parameter, CrmStatement *row, int column);

typedef enum
{
  CRM_STEP_ERROR,
  CRM_STEP_ROW,
  CRM_STEP_DONE,
} CrmStep;

CrmStep  crm_statement_step (CrmStatement *self, GError **error);
gboolean crm_statement_run  (CrmStatement *self, GError **error);

int           crm_statement_n_columns (CrmStatement *self);
const char   *crm_statement_name    (CrmStatement *self, int column);
gboolean      crm_statement_is_null (CrmStatement *self, int column);
gint64        crm_statement_int     (CrmStatement *self, int column);
double        crm_statement_real    (CrmStatement *self, int column);
const char   *crm_statement_text    (CrmStatement *self, int column);
const guint8 *crm_statement_blob    (CrmStatement *self, int column, gsize *length);
CrmValue      crm_statement_value   (CrmStatement *self, int column);

/**
 * CrmDbCopy:
 *
 * A copy of a database that is being made a few pages at a time.
 */
typedef struct _CrmDbCopy CrmDbCopy;

CrmDbCopy *crm_db_copy_new       (CrmDb *from, CrmDb *to, GError **error);
gboolean   crm_db_copy_step      (CrmDbCopy *self, int n_pages, gboolean *done, GError **error);
double     crm_db_copy_get_share (CrmDbCopy *self);
void       crm_db_copy_free      (CrmDbCopy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmDbCopy, crm_db_copy_free)

G_END_DECLS
