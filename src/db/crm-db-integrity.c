/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "db/crm-db-integrity.h"

#include "db/crm-db-private.h"

/* Commits are counted in a table, so within the transaction; behind each commit the number is put, as the mark, at a
 * place of the file that is no part of the database. A workspace whose mark is ahead of its count has lost commits that
 * were acknowledged: its log was cut, damaged or left behind, which SQLite takes for a log that ends there. */

/* Gives each page of a database that is about to be made room for a seal. */
void
crm_db_reserve (CrmDb *self)
{
  int bytes = CRM_DB_RESERVE;

  G_STATIC_ASSERT (CRM_DB_RESERVE == CRM_VFS_RESERVE);

  sqlite3_file_control (self->handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
}

/**
 * crm_db_write_copy:
 * @path: an empty file
 *
 * Writes all that the database holds into another, whose pages have room for seals.
 */
gboolean
crm_db_write_copy (CrmDb *self,
                   const char *path,
                   GError **error)
{
  char *sql = sqlite3_mprintf ("VACUUM INTO %Q", path);
  gboolean done;

  crm_db_reserve (self);
  done = crm_db_exec (self, sql, error);
  sqlite3_free (sql);
  return done;
}

/**
 * crm_db_make_room:
 * @self: opened with %CRM_DB_SCRATCH
 *
 * Writes the database anew in its place, if its pages have no room for seals.
 */
gboolean
crm_db_make_room (CrmDb *self,
                  GError **error)
{
  int bytes = -1;

  if (sqlite3_file_control (self->handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes) == SQLITE_OK &&
      bytes == CRM_DB_RESERVE)
    return TRUE;
  crm_db_reserve (self);
  return crm_db_exec (self, "VACUUM", error);
}

static gboolean
get_mark (CrmDb *self,
          CrmVfsMark *mark)
{
  *mark = (CrmVfsMark) { 0 };
  return sqlite3_file_control (self->handle, "main", CRM_VFS_GET_MARK, mark) == SQLITE_OK;
}

static gboolean
set_mark (CrmDb *self,
          CrmVfsMark *mark)
{
  return sqlite3_file_control (self->handle, "main", CRM_VFS_SET_MARK, mark) == SQLITE_OK;
}

/* For crm_db_open(), before anything is read: where a process died and left a log, which is gone now, another program
 * has moved it into the file, without seals. */
void
crm_db_relax (CrmDb *self)
{
  g_auto (CrmDbPages) pages = { 0 };
  CrmVfsMark mark;

  if (self->had_log || !get_mark (self, &mark) || mark.settled || !mark.strict)
    return;
  mark.strict = FALSE;
  if (set_mark (self, &mark) && crm_db_check_pages (self, &pages, NULL, NULL) && pages.n_unsealed == 0)
    {
      mark.strict = TRUE;   /* it was this program that died a moment later */
      set_mark (self, &mark);
    }
}

/**
 * crm_db_read_commits:
 *
 * Returns: the number of the last commit that the connection sees; −1 where none are counted
 */
gint64
crm_db_read_commits (CrmDb *self)
{
  return crm_db_query_int (self, "SELECT n FROM commit_counter", -1);
}

/**
 * crm_db_start_counting:
 *
 * Counts every crm_db_commit() of this connection from now on, if the workspace has a counter. To be called by whoever
 * writes, and after whoever changed the schema.
 */
gboolean
crm_db_start_counting (CrmDb *self,
                       GError **error)
{
  gint64 root = crm_db_query_int (self, "SELECT rootpage FROM sqlite_schema WHERE name = 'commit_counter'", 0);
  guint32 page = root;
  CrmVfsMark mark;

  self->counting = FALSE;
  if (root == 0)
    return TRUE;
  if (!crm_db_exec (self, "SELECT n FROM commit_counter", error))
    return FALSE;
  self->n_commits = MAX (crm_db_read_commits (self), 0);
  self->strict = get_mark (self, &mark) && mark.strict;
  sqlite3_file_control (self->handle, "main", CRM_VFS_SET_LAST, &page);
  self->counting = TRUE;
  return TRUE;
}

/**
 * crm_db_get_commits:
 * @self: a connection that counts its commits
 *
 * Returns: the number of the last commit; readers of it ask crm_db_read_commits()
 */
gint64
crm_db_get_commits (CrmDb *self)
{
  return self->n_commits;
}

gboolean
crm_db_count_commit (CrmDb *self,
                     GError **error)
{
  g_autoptr (CrmStatement) update = NULL;

  if (!self->counting)
    return TRUE;
  update = crm_db_prepare (self, "UPDATE commit_counter SET n = ?", error);
  if (update == NULL)
    return FALSE;
  self->counted = TRUE;
  crm_statement_bind_int (update, 0, self->n_commits + 1);
  return crm_statement_run (update, error);
}

/* The commit is safe on disk by now, so the mark never runs ahead of what is. It need not be safe itself: it guards
 * against a log that is lost, and is behind, at worst, where the whole machine failed. */
gboolean
crm_db_mark_commit (CrmDb *self)
{
  if (self->counting)
    set_mark (self, &(CrmVfsMark) { .number = ++self->n_commits, .strict = self->strict });
  return TRUE;
}

/**
 * crm_db_settle:
 *
 * Says that nothing of this workspace stands in the log any more. To be called after the last checkpoint.
 */
void
crm_db_settle (CrmDb *self)
{
  CrmVfsMark mark;

  if (!get_mark (self, &mark) || mark.number < 0 || mark.settled)
    return;
  mark.settled = TRUE;
  set_mark (self, &mark);
}

/* Takes pages as they are, whatever their seals say. */
void
crm_db_set_lenient (CrmDb *self,
                    gboolean lenient)
{
  sqlite3_file_control (self->handle, "main", CRM_VFS_SET_LENIENT, &lenient);
}

/**
 * crm_db_load_schema:
 * @self: opened with %CRM_DB_LENIENT
 *
 * Reads what tables there are, even from damaged pages: what they should be is known. From then on pages are proved.
 */
gboolean
crm_db_load_schema (CrmDb *self,
                    GError **error)
{
  gboolean done = crm_db_exec (self, "SELECT count(*) FROM sqlite_schema", error);

  crm_db_set_lenient (self, FALSE);
  return done;
}

/**
 * crm_db_keep_log:
 *
 * Leaves the log as it is when the connection is closed.
 */
void
crm_db_keep_log (CrmDb *self)
{
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

/**
 * crm_db_adopt:
 *
 * Looks at a database that was just written as a whole, such as by VACUUM INTO or a backup, and says in it that every
 * page is sealed. To be called before anything is committed to it.
 *
 * Errors: %CRM_ERROR_CORRUPT
 */
gboolean
crm_db_adopt (CrmDb *self,
              GError **error)
{
  g_auto (CrmDbPages) pages = { 0 };

  if (!crm_db_checkpoint (self, TRUE))
    {
      crm_db_set_error (self, error);
      return FALSE;
    }
  if (!crm_db_check_pages (self, &pages, NULL, error))
    return FALSE;
  if (pages.damaged->len > 0)
    {
      crm_db_set_error_code (self, SQLITE_IOERR_DATA, error);
      return FALSE;
    }
  if (pages.sealed && pages.n_unsealed == 0)
    set_mark (self, &(CrmVfsMark) {
      .number = MAX (crm_db_read_commits (self), 0), .strict = TRUE, .settled = TRUE });
  return TRUE;
}

/**
 * crm_db_get_mark:
 *
 * Returns: the number of the last commit that was acknowledged, 0 if it is not known, −1 if the mark is damaged
 */
gint64
crm_db_get_mark (CrmDb *self)
{
  CrmVfsMark mark;

  return get_mark (self, &mark) ? mark.number : 0;
}

/**
 * crm_db_get_lost:
 *
 * Returns: how many acknowledged commits the workspace lacks
 */
gint64
crm_db_get_lost (CrmDb *self)
{
  /* In this order: somebody else may be writing. */
  gint64 mark = crm_db_get_mark (self);
  gint64 n_commits = crm_db_read_commits (self);

  return n_commits >= 0 && mark > n_commits ? mark - n_commits : 0;
}

/**
 * crm_db_check_pages:
 * @pages: (out): to be cleared by crm_db_pages_clear()
 *
 * Proves the seal of every page in the file, but for those whose content stands in the log.
 */
gboolean
crm_db_check_pages (CrmDb *self,
                    CrmDbPages *pages,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GHashTable) in_log = NULL;
  CrmVfsSweep sweep = { .cancellable = cancellable, .damaged = g_array_new (FALSE, FALSE, sizeof (guint32)) };
  int code;

  *pages = (CrmDbPages) { .damaged = sweep.damaged };
  if (!crm_db_exec (self, "SELECT 1 FROM sqlite_schema", error))   /* puts the log in order */
    return FALSE;
  in_log = crm_db_log_read_pages (sqlite3_db_filename (self->handle, "main"));
  sweep.skip = in_log;
  code = sqlite3_file_control (self->handle, "main", CRM_VFS_SWEEP, &sweep);
  if (code == SQLITE_NOTFOUND)
    return TRUE;
  if (code != SQLITE_OK)
    {
      crm_db_set_error_code (self, code, error);
      return FALSE;
    }
  pages->sealed = TRUE;
  pages->n_pages = sweep.n_pages;
  pages->n_unsealed = sweep.n_unsealed;
  return TRUE;
}

void
crm_db_pages_clear (CrmDbPages *pages)
{
  g_clear_pointer (&pages->damaged, g_array_unref);
}
