/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "db/crm-db-private.h"

#include "base/crm-card-text.h"
#include "base/crm-error.h"
#include "base/crm-money.h"
#include "base/crm-text.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROGRESS_OPCODES 20000
#define PAGE_CACHE "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768;"
#define LOG_KEPT "PRAGMA journal_size_limit = 67108864;"   /* bytes of the log that stay when it has moved */
#define READER_CACHE "PRAGMA cache_size = -6144;"   /* there are several, and the system keeps pages as well */

static CrmError
map_code (int code)
{
  if (code == SQLITE_IOERR_DATA || code == SQLITE_IOERR_CORRUPTFS)
    return CRM_ERROR_CORRUPT;
  switch (code & 0xff)
    {
    case SQLITE_FULL: return CRM_ERROR_DISK_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: return CRM_ERROR_READ_ONLY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return CRM_ERROR_BUSY;
    case SQLITE_CORRUPT: return CRM_ERROR_CORRUPT;
    case SQLITE_NOTADB: return CRM_ERROR_FORMAT;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: return CRM_ERROR_IO;
    case SQLITE_CONSTRAINT: return code == SQLITE_CONSTRAINT_UNIQUE ? CRM_ERROR_DUPLICATE : CRM_ERROR_INVALID;
    default: return CRM_ERROR_FAILED;
    }
}

/* What happened, what was kept, what to do; behind it what SQLite says, for whoever is asked for help. */
static const char *
describe_failure (CrmError code)
{
  switch ((int) code)
    {
    case CRM_ERROR_CORRUPT:
    case CRM_ERROR_FORMAT:
      return _("“%s” is damaged. Nothing was changed. Keep the file and go on with a backup (%s)");
    case CRM_ERROR_DISK_FULL:
      return _("There is no room left where “%s” is. Nothing was changed. Make room and try again (%s)");
    case CRM_ERROR_BUSY:
      return _("“%s” is being used by another process. Nothing was changed. Try again later (%s)");
    default:
      return _("The workspace “%s” could not be used. Nothing was changed (%s)");
    }
}

static const char *
get_reason (CrmDb *self,
            int code)
{
  if (code == SQLITE_IOERR_DATA)
    return "wrong page checksum";
  return code == sqlite3_extended_errcode (self->handle) ? sqlite3_errmsg (self->handle) : sqlite3_errstr (code);
}

void
crm_db_set_error_code (CrmDb *self,
                       int code,
                       GError **error)
{
  CrmError kind = map_code (code);
  GError *local = NULL;

  if (code == SQLITE_INTERRUPT)
    g_set_error_literal (&local, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled"));
  else
    g_set_error (&local, CRM_ERROR, kind, describe_failure (kind), self->path, get_reason (self, code));
  if (self->damage_func != NULL && (kind == CRM_ERROR_CORRUPT || kind == CRM_ERROR_FORMAT))
    self->damage_func (local, self->damage_data);
  g_propagate_error (error, local);
}

void
crm_db_set_error (CrmDb *self,
                  GError **error)
{
  crm_db_set_error_code (self, sqlite3_extended_errcode (self->handle), error);
}

/* SQL functions of ours: crm_fold(text) as crm_text_fold(), crm_card(text) as crm_card_text(), crm_scale(currency) as
 * crm_currency_scale(). */

static void
fold_function (sqlite3_context *context,
               int n_arguments,
               sqlite3_value **arguments)
{
  const char *text = (const char *) sqlite3_value_text (arguments[0]);

  if (text != NULL)
    sqlite3_result_text (context, crm_text_fold (text), -1, g_free);
}

static void
card_function (sqlite3_context *context,
               int n_arguments,
               sqlite3_value **arguments)
{
  const char *text = (const char *) sqlite3_value_text (arguments[0]);

  if (text != NULL)
    sqlite3_result_text (context, crm_card_text (text), -1, g_free);
}

static void
scale_function (sqlite3_context *context,
                int n_arguments,
                sqlite3_value **arguments)
{
  const char *currency = (const char *) sqlite3_value_text (arguments[0]);

  sqlite3_result_int64 (context, currency != NULL ? crm_currency_scale (currency) : 1);
}

static void
add_functions (CrmDb *self)
{
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

  sqlite3_create_function_v2 (self->handle, "crm_fold", 1, flags, NULL, fold_function, NULL, NULL, NULL);
  sqlite3_create_function_v2 (self->handle, "crm_card", 1, flags, NULL, card_function, NULL, NULL, NULL);
  sqlite3_create_function_v2 (self->handle, "crm_scale", 1, flags, NULL, scale_function, NULL, NULL, NULL);
}

static int
check_cancelled (void *data)
{
  CrmDb *self = data;

  return self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);
}

/* Called behind each commit. One that is not counted would leave the file's number behind the mark, if the log is moved
 * in part: see crm-db-integrity.c. */
static int
note_log (void *data,
          sqlite3 *handle,
          const char *database,
          int n_pages)
{
  CrmDb *self = data;

  g_warn_if_fail (!self->counting || self->counted);
  self->counted = FALSE;
  self->log_pages = n_pages;
  return SQLITE_OK;
}

/* To count the memory of all connections together, as SQLite does by default, they would wait for each other. */
static void
set_up (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  crm_vfs_register ();
  g_once_init_leave (&done, 1);
}

/**
 * crm_db_open:
 * @path: absolute file name, or a `file:` URI of SQLite
 *
 * Returns: (transfer full): a connection, in write-ahead mode where it may write
 */
CrmDb *
crm_db_open (const char *path,
             CrmDbFlags flags,
             GError **error)
{
  g_autoptr (CrmDb) self = g_new0 (CrmDb, 1);
  int open_flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI;

  if (flags & CRM_DB_READ_ONLY)
    open_flags |= SQLITE_OPEN_READONLY;
  else if (flags & CRM_DB_SCRATCH)
    open_flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW;
  else
    open_flags |= SQLITE_OPEN_READWRITE | (flags & CRM_DB_CREATE ? SQLITE_OPEN_CREATE : 0);

  self->path = g_strdup (path);
  self->had_log = crm_db_log_exists (path);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) crm_statement_free);
  set_up ();
  if (sqlite3_open_v2 (path, &self->handle, open_flags, CRM_VFS_NAME) != SQLITE_OK)
    {
      crm_db_set_error (self, error);
      return NULL;
    }
  if (flags & CRM_DB_CREATE)
    crm_db_reserve (self);
  else if ((flags & (CRM_DB_LENIENT | CRM_DB_SCRATCH)) == 0)
    crm_db_relax (self);
  if (flags & CRM_DB_LENIENT)
    crm_db_set_lenient (self, TRUE);
  sqlite3_busy_timeout (self->handle, 5000);
  sqlite3_progress_handler (self->handle, PROGRESS_OPCODES, check_cancelled, self);
  add_functions (self);
  self->found = g_array_new (FALSE, FALSE, sizeof (gint64));
  crm_db_add_found (self->handle, self->found);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);

  if (!crm_db_exec (self, "PRAGMA foreign_keys = OFF; " PAGE_CACHE, error))
    return NULL;
  if (flags & (CRM_DB_READ_ONLY | CRM_DB_QUERY_ONLY) && !crm_db_exec (self, READER_CACHE, error))
    return NULL;
  if (flags & CRM_DB_READ_ONLY)
    return g_steal_pointer (&self);
  if (flags & CRM_DB_SCRATCH)
    return crm_db_exec (self, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;", error)
      ? g_steal_pointer (&self) : NULL;
  if (flags & CRM_DB_QUERY_ONLY)
    return crm_db_exec (self, "PRAGMA query_only = ON;", error) ? g_steal_pointer (&self) : NULL;
  /* Checkpoints are made by the writer when it is idle, never in the middle of a person's edit. */
  if (!crm_db_exec (self, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
                    LOG_KEPT, error))
    return NULL;
  sqlite3_wal_hook (self->handle, note_log, self);
  return g_steal_pointer (&self);
}

void
crm_db_close (CrmDb *self)
{
  crm_db_set_data (self, NULL, NULL);
  g_clear_pointer (&self->statements, g_hash_table_unref);
  g_clear_object (&self->cancellable);
  sqlite3_close (self->handle);
  g_clear_pointer (&self->found, g_array_unref);
  g_free (self->path);
  g_free (self);
}

/**
 * crm_db_exec:
 * @sql: one or several statements; rows are dropped
 */
gboolean
crm_db_exec (CrmDb *self,
             const char *sql,
             GError **error)
{
  if (sqlite3_exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  crm_db_set_error (self, error);
  return FALSE;
}

/**
 * crm_db_make_index:
 * @sql: creates an index of a large table
 *
 * Makes it in a transaction of its own. Sorts in runs that fit the processor's cache, which SQLite makes as large as
 * its page cache and merges from temporary files. In memory alone it would sort all in one run, which is slower and
 * takes as much memory as there are records.
 */
gboolean
crm_db_make_index (CrmDb *self,
                   const char *sql,
                   GError **error)
{
  gboolean done;

  crm_db_exec (self, "PRAGMA temp_store = FILE; PRAGMA threads = 3; PRAGMA cache_size = -1024;", NULL);
  done = crm_db_begin (self, error) && crm_db_exec (self, sql, error) && crm_db_commit (self, error);
  if (!done)
    crm_db_rollback (self);
  crm_db_exec (self, "PRAGMA threads = 0; " PAGE_CACHE, NULL);
  return done;
}

/**
 * crm_db_query_int:
 * @sql: a query for one number
 *
 * Returns: the first column of the first row, or @fallback where there is none or the query fails
 */
gint64
crm_db_query_int (CrmDb *self,
                  const char *sql,
                  gint64 fallback)
{
  g_autoptr (CrmStatement) statement = crm_db_prepare (self, sql, NULL);

  if (statement == NULL || crm_statement_step (statement, NULL) != CRM_STEP_ROW || crm_statement_is_null (statement, 0))
    return fallback;
  return crm_statement_int (statement, 0);
}

char *
crm_db_query_text (CrmDb *self,
                   const char *sql)
{
  g_autoptr (CrmStatement) statement = crm_db_prepare (self, sql, NULL);

  if (statement == NULL || crm_statement_step (statement, NULL) != CRM_STEP_ROW)
    return NULL;
  return g_strdup (crm_statement_text (statement, 0));
}

gint64
crm_db_changes (CrmDb *self)
{
  return sqlite3_changes64 (self->handle);
}

/**
 * crm_db_set_cancellable:
 * @cancellable: (nullable): what interrupts statements from now on, with %G_IO_ERROR_CANCELLED
 */
void
crm_db_set_cancellable (CrmDb *self,
                        GCancellable *cancellable)
{
  g_set_object (&self->cancellable, cancellable);
}

/**
 * crm_db_set_data:
 * @data: (nullable) (transfer full): what somebody has found out about the database
 *
 * Keeps something with the connection, instead of what it had, until it is closed or a transaction is rolled back.
 */
void
crm_db_set_data (CrmDb *self,
                 gpointer data,
                 GDestroyNotify data_free)
{
  if (self->data != NULL && self->data_free != NULL)
    self->data_free (self->data);
  self->data = data;
  self->data_free = data_free;
}

/**
 * crm_db_get_data:
 *
 * Returns: (transfer none) (nullable): what crm_db_set_data() has kept
 */
gpointer
crm_db_get_data (CrmDb *self)
{
  return self->data;
}

/**
 * crm_db_set_found:
 * @ids: (element-type gint64) (nullable): what a search has found, in rising order; %NULL to forget it
 *
 * Makes the ids known to statements that are run from now on, as the table `crm_found` and the function
 * crm_is_found(id).
 */
void
crm_db_set_found (CrmDb *self,
                  GArray *ids)
{
  g_free (g_array_steal (self->found, NULL));
  if (ids != NULL)
    g_array_append_vals (self->found, ids->data, ids->len);
}

/**
 * crm_db_set_damage_func:
 * @func: (nullable): told whenever the connection meets damage, also where whoever asked ignores errors
 */
void
crm_db_set_damage_func (CrmDb *self,
                        CrmDbDamageFunc func,
                        gpointer data)
{
  self->damage_func = func;
  self->damage_data = data;
}

/**
 * crm_db_checkpoint:
 * @truncate: wait for readers and empty the log, as is right when the workspace is closed
 *
 * Moves the write-ahead log into the database file. Only the writer may call this.
 */
gboolean
crm_db_checkpoint (CrmDb *self,
                   gboolean truncate)
{
  int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;

  if (sqlite3_wal_checkpoint_v2 (self->handle, NULL, mode, NULL, NULL) != SQLITE_OK)
    {
      crm_db_set_error (self, NULL);   /* for whoever is told of damage */
      return FALSE;
    }
  self->log_pages = 0;
  return TRUE;
}

/**
 * crm_db_get_log_pages:
 *
 * Returns: how many pages stood in the log after the last commit of this connection; 0 after a checkpoint
 */
guint
crm_db_get_log_pages (CrmDb *self)
{
  return self->log_pages;
}

/**
 * crm_db_get_log_length:
 *
 * Returns: how many bytes the log takes on the disk; a long transaction is in it once it fits into memory no more
 */
gint64
crm_db_get_log_length (CrmDb *self)
{
  g_autofree char *path = g_strconcat (self->path, "-wal", NULL);
  struct stat status;

  return stat (path, &status) == 0 ? status.st_size : 0;
}

/**
 * crm_db_send_log:
 *
 * Lets the system begin to write what a long transaction has put into the log, so that its end does not have to wait
 * for all of that.
 */
void
crm_db_send_log (CrmDb *self)
{
  g_autofree char *path = g_strconcat (self->path, "-wal", NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

  if (fd < 0)
    return;
  sync_file_range (fd, 0, 0, SYNC_FILE_RANGE_WRITE);
  close (fd);
}

gboolean
crm_db_begin (CrmDb *self,
              GError **error)
{
  return crm_db_exec (self, "BEGIN IMMEDIATE", error);
}

gboolean
crm_db_commit (CrmDb *self,
               GError **error)
{
  return crm_db_count_commit (self, error) && crm_db_exec (self, "COMMIT", error) && crm_db_mark_commit (self);
}

void
crm_db_rollback (CrmDb *self)
{
  crm_db_set_data (self, NULL, NULL);
  if (!sqlite3_get_autocommit (self->handle))
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}
