/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "db/crm-db-private.h"

/* What a search has found, for SQL: the table `crm_found` with the column `id`, and the function crm_is_found(id).
 * Both are over an array of the connection, in rising order: see crm_db_set_found(). */

typedef struct
{
  sqlite3_vtab base;
  GArray      *found;
} Table;

typedef struct
{
  sqlite3_vtab_cursor base;
  guint               at;
} Cursor;

static int
connect_table (sqlite3 *handle,
               void *data,
               int n_arguments,
               const char *const *arguments,
               sqlite3_vtab **table,
               char **error)
{
  Table *self;
  int code = sqlite3_declare_vtab (handle, "CREATE TABLE crm_found (id INTEGER)");

  if (code != SQLITE_OK)
    return code;
  self = g_new0 (Table, 1);
  self->found = data;
  *table = &self->base;
  return SQLITE_OK;
}

static int
disconnect_table (sqlite3_vtab *table)
{
  g_free (table);
  return SQLITE_OK;
}

static int
plan (sqlite3_vtab *table,
      sqlite3_index_info *info)
{
  GArray *found = ((Table *) table)->found;

  info->estimatedRows = found->len;
  info->estimatedCost = found->len;
  return SQLITE_OK;
}

static int
open_cursor (sqlite3_vtab *table,
             sqlite3_vtab_cursor **cursor)
{
  Cursor *self = g_new0 (Cursor, 1);

  *cursor = &self->base;
  return SQLITE_OK;
}

static int
close_cursor (sqlite3_vtab_cursor *cursor)
{
  g_free (cursor);
  return SQLITE_OK;
}

static int
start (sqlite3_vtab_cursor *cursor,
       int index,
       const char *index_text,
       int n_arguments,
       sqlite3_value **arguments)
{
  ((Cursor *) cursor)->at = 0;
  return SQLITE_OK;
}

static int
go_on (sqlite3_vtab_cursor *cursor)
{
  ((Cursor *) cursor)->at++;
  return SQLITE_OK;
}

static int
is_at_end (sqlite3_vtab_cursor *cursor)
{
  return ((Cursor *) cursor)->at >= ((Table *) cursor->pVtab)->found->len;
}

static gint64
id_at (sqlite3_vtab_cursor *cursor)
{
  return g_array_index (((Table *) cursor->pVtab)->found, gint64, ((Cursor *) cursor)->at);
}

static int
get_column (sqlite3_vtab_cursor *cursor,
            sqlite3_context *context,
            int column)
{
  sqlite3_result_int64 (context, id_at (cursor));
  return SQLITE_OK;
}

static int
get_rowid (sqlite3_vtab_cursor *cursor,
           sqlite3_int64 *rowid)
{
  *rowid = id_at (cursor);
  return SQLITE_OK;
}

static const sqlite3_module module = {
  .xConnect = connect_table,
  .xDisconnect = disconnect_table,
  .xBestIndex = plan,
  .xOpen = open_cursor,
  .xClose = close_cursor,
  .xFilter = start,
  .xNext = go_on,
  .xEof = is_at_end,
  .xColumn = get_column,
  .xRowid = get_rowid,
};

static void
is_found_function (sqlite3_context *context,
                   int n_arguments,
                   sqlite3_value **arguments)
{
  GArray *found = sqlite3_user_data (context);
  gint64 id = sqlite3_value_int64 (arguments[0]);
  const gint64 *ids = (const gint64 *) (void *) found->data;
  guint low = 0, high = found->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (ids[middle] < id)
        low = middle + 1;
      else
        high = middle;
    }
  sqlite3_result_int (context, low < found->len && ids[low] == id);
}

/**
 * crm_db_add_found:
 * @found: (element-type gint64): lives as long as the connection; may change between statements
 */
void
crm_db_add_found (sqlite3 *handle,
                  GArray *found)
{
  sqlite3_create_module_v2 (handle, "crm_found", &module, found, NULL);
  sqlite3_create_function_v2 (handle, "crm_is_found", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, found, is_found_function,
                              NULL, NULL, NULL);
}
