/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "db/crm-db-leaves.h"

#include "db/crm-db-private.h"

#include <string.h>

/* Every table is walked from its root; where a page on the way is damaged, a range of ids is cut off: a *hole*. The
 * leaves behind it still stand somewhere in the file. A leaf that nothing leads to, and that is not known to be free,
 * belongs to the table that has a hole for its ids and columns of its shape. Where several tables have, the one with as
 * many columns as the rows is meant; a leaf still in doubt is left alone rather than put into a wrong table. */

#define INTERIOR_HEADER 12
#define DEEPEST 20

typedef struct
{
  gint64 after, until;   /* ids greater than the one, up to the other */
} Hole;

typedef struct
{
  char   *name;
  GArray *columns;   /* CrmDbColumn */
  GArray *leaves;    /* guint32 */
  GArray *holes;     /* Hole */
} Table;

struct _CrmDbLeaves
{
  sqlite3_file   *file;      /* through the seals */
  GHashTable     *in_log;    /* pages that stand in the log */
  char           *path;
  CrmDbPageSource source;
  guint32         n_pages;
  guint8         *known;     /* for each page: something leads to it */
  GPtrArray      *tables;
};

static guint32
read_word (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static void
free_table (gpointer data)
{
  Table *table = data;

  g_free (table->name);
  g_array_unref (table->columns);
  g_array_unref (table->leaves);
  g_array_unref (table->holes);
  g_free (table);
}

static gboolean
read_page (gpointer data,
           guint32 number,
           guint8 *page)
{
  CrmDbLeaves *self = data;
  const gsize size = self->source.page_size;

  if (number == 0 || number > self->n_pages)
    return FALSE;
  if (g_hash_table_contains (self->in_log, GUINT_TO_POINTER (number)))
    return crm_db_log_read_page (self->path, self->in_log, number, page, size);
  return self->file->pMethods->xRead (self->file, page, size, (number - 1) * (sqlite3_int64) size) == SQLITE_OK;
}

/* Walking */

static void
add_hole (Table *table,
          gint64 after,
          gint64 until)
{
  g_array_append_val (table->holes, ((Hole) { after, until }));
}

static void walk (CrmDbLeaves *self, Table *table, guint32 number, Hole range, guint depth);

static void
walk_children (CrmDbLeaves *self,
               Table *table,
               const guint8 *page,
               guint32 number,
               Hole range,
               guint depth)
{
  const guint8 *header = page + (number == 1 ? 100 : 0);
  guint n = header[3] << 8 | header[4];

  for (guint i = 0; i < n && header + INTERIOR_HEADER + 2 * i + 2 <= page + self->source.usable; i++)
    {
      const guint8 *pointer = header + INTERIOR_HEADER + 2 * i;
      gsize at = (pointer[0] << 8 | pointer[1]) + 4;
      guint32 child = at < self->source.usable ? read_word (page + at - 4) : 0;
      guint64 key;

      if (!crm_db_row_varint (page, &at, self->source.usable, &key))
        break;
      walk (self, table, child, (Hole) { range.after, key }, depth + 1);
      range.after = key;
    }
  walk (self, table, read_word (header + 8), range, depth + 1);
}

static void
walk (CrmDbLeaves *self,
      Table *table,
      guint32 number,
      Hole range,
      guint depth)
{
  g_autofree guint8 *page = g_malloc (self->source.page_size);

  if (depth > DEEPEST || !read_page (self, number, page) || self->known[number])
    {
      add_hole (table, range.after, range.until);
      return;
    }
  self->known[number] = TRUE;
  if (page[number == 1 ? 100 : 0] == CRM_DB_INTERIOR)
    walk_children (self, table, page, number, range, depth);
  else if (crm_db_row_count (&self->source, page, number) >= 0)
    g_array_append_val (table->leaves, number);
  else
    add_hole (table, range.after, range.until);
}

/* Pages that are free may hold what was deleted. Returns whether all of them are known. */
static gboolean
mark_free (CrmDbLeaves *self)
{
  g_autofree guint8 *page = g_malloc (self->source.page_size);
  guint32 trunk, n_free;

  if (!read_page (self, 1, page))
    return FALSE;
  trunk = read_word (page + 32);
  n_free = read_word (page + 36);
  while (n_free > 0 && read_page (self, trunk, page) && !self->known[trunk])
    {
      guint32 n = MIN (read_word (page + 4), self->source.usable / 4 - 2);

      self->known[trunk] = TRUE;
      n_free -= MIN (n_free, n + 1);
      for (guint32 i = 0; i < n; i++)
        {
          guint32 leaf = read_word (page + 8 + 4 * i);

          if (leaf > 0 && leaf <= self->n_pages)
            self->known[leaf] = TRUE;
        }
      trunk = read_word (page);
    }
  return n_free == 0;
}

/* Leaves that nothing leads to */

typedef struct
{
  gint64  first, last;
  guint   width;          /* columns of the widest row */
  guint64 fitting;        /* a bit for each table with a hole whose columns fit every row */
} Shape;

static gboolean
has_hole (const Table *table,
          const Shape *shape)
{
  for (guint i = 0; i < table->holes->len; i++)
    {
      const Hole *hole = &g_array_index (table->holes, Hole, i);

      if (shape->first > hole->after && shape->last <= hole->until)
        return TRUE;
    }
  return FALSE;
}

/* A row that is damaged further on says nothing about its shape. */
static gboolean
find_shape (CrmDbLeaves *self,
            GPtrArray *harmed,
            const guint8 *page,
            guint32 number,
            Shape *shape)
{
  g_auto (CrmDbRow) row = { 0 };
  int n = crm_db_row_count (&self->source, page, number);

  *shape = (Shape) { G_MAXINT64, G_MININT64, 0, 0 };
  for (guint t = 0; t < harmed->len; t++)
    shape->fitting |= G_GUINT64_CONSTANT (1) << t;
  for (int i = 0; i < n; i++)
    {
      if (!crm_db_row_read (&self->source, page, number, i, &row))
        continue;
      shape->first = MIN (shape->first, row.id);
      shape->last = MAX (shape->last, row.id);
      shape->width = MAX (shape->width, row.n_columns);
      for (guint t = 0; t < harmed->len; t++)
        {
          if (!crm_db_row_fits (&row, ((Table *) harmed->pdata[t])->columns))
            shape->fitting &= ~(G_GUINT64_CONSTANT (1) << t);
        }
    }
  return shape->width > 0;
}

static Table *
choose (GPtrArray *harmed,
        const Shape *shape)
{
  Table *fitting = NULL, *exact = NULL;
  guint n_fitting = 0, n_exact = 0;

  for (guint t = 0; t < harmed->len; t++)
    {
      Table *table = harmed->pdata[t];

      if ((shape->fitting >> t & 1) == 0 || !has_hole (table, shape))
        continue;
      fitting = table;
      n_fitting++;
      if (table->columns->len != shape->width)
        continue;
      exact = table;
      n_exact++;
    }
  return n_fitting == 1 ? fitting : n_exact == 1 ? exact : NULL;
}

static void
adopt_lone_leaves (CrmDbLeaves *self)
{
  g_autoptr (GPtrArray) harmed = g_ptr_array_new ();
  g_autofree guint8 *page = g_malloc (self->source.page_size);

  for (guint i = 0; i < self->tables->len && harmed->len < 64; i++)
    {
      if (((Table *) self->tables->pdata[i])->holes->len > 0)
        g_ptr_array_add (harmed, self->tables->pdata[i]);
    }
  for (guint32 number = 2; harmed->len > 0 && number <= self->n_pages; number++)
    {
      Shape shape;
      Table *table;

      if (self->known[number] || !read_page (self, number, page) || !find_shape (self, harmed, page, number, &shape) ||
          (table = choose (harmed, &shape)) == NULL)
        continue;
      g_array_append_val (table->leaves, number);
    }
}

/* Tables */

static CrmDbColumnKind
find_kind (const char *type,
           gboolean is_key)
{
  if (g_str_equal (type, "INTEGER"))
    return is_key ? CRM_DB_COLUMN_ID : CRM_DB_COLUMN_INTEGER;
  if (g_str_equal (type, "REAL"))
    return CRM_DB_COLUMN_REAL;
  if (g_str_equal (type, "TEXT"))
    return CRM_DB_COLUMN_TEXT;
  return g_str_equal (type, "BLOB") ? CRM_DB_COLUMN_BLOB : CRM_DB_COLUMN_ANY;
}

static gboolean
read_columns (CrmDb *db,
              Table *table,
              GError **error)
{
  g_autoptr (CrmStatement) select =
    crm_db_prepare (db, "SELECT type, \"notnull\", pk FROM pragma_table_info(?) ORDER BY cid", error);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  crm_statement_bind_text (select, 0, table->name);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    g_array_append_val (table->columns, ((CrmDbColumn) {
      find_kind (crm_statement_text (select, 0), crm_statement_int (select, 2) == 1), crm_statement_int (select, 1) }));
  return step == CRM_STEP_DONE;
}

static gboolean
read_tables (CrmDbLeaves *self,
             CrmDb *db,
             GError **error)
{
  g_autoptr (CrmStatement) select =
    crm_db_prepare (db, "SELECT s.name, s.rootpage FROM sqlite_schema AS s JOIN pragma_table_list AS l USING (name) "
                        "WHERE s.type = 'table' AND s.rootpage > 0 AND l.schema = 'main' AND NOT l.wr "
                        "UNION ALL SELECT 'sqlite_schema', 1", error);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      Table *table = g_new0 (Table, 1);

      table->name = g_strdup (crm_statement_text (select, 0));
      table->columns = g_array_new (FALSE, FALSE, sizeof (CrmDbColumn));
      table->leaves = g_array_new (FALSE, FALSE, sizeof (guint32));
      table->holes = g_array_new (FALSE, FALSE, sizeof (Hole));
      g_ptr_array_add (self->tables, table);
      if (!read_columns (db, table, error))
        return FALSE;
      walk (self, table, crm_statement_int (select, 1), (Hole) { G_MININT64, G_MAXINT64 }, 0);
    }
  return step == CRM_STEP_DONE;
}

static gboolean
open_pages (CrmDbLeaves *self,
            CrmDb *db,
            GError **error)
{
  sqlite3_int64 length = 0;
  int reserved = -1, code;
  guint64 size;

  if (!crm_db_exec (db, "SELECT 1 FROM sqlite_schema", error))
    return FALSE;
  size = crm_db_query_int (db, "PRAGMA page_size", 0);
  code = sqlite3_file_control (db->handle, "main", SQLITE_FCNTL_FILE_POINTER, &self->file);
  if (code == SQLITE_OK)
    code = sqlite3_file_control (db->handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  if (code == SQLITE_OK)
    code = self->file->pMethods->xFileSize (self->file, &length);
  if (code != SQLITE_OK)
    {
      crm_db_set_error_code (db, code, error);
      return FALSE;
    }
  self->path = g_strdup (sqlite3_db_filename (db->handle, "main"));
  self->in_log = crm_db_log_read_pages (self->path);
  self->n_pages = MAX ((guint64) length / size, (guint64) crm_db_query_int (db, "PRAGMA page_count", 0));
  self->known = g_malloc0 ((gsize) self->n_pages + 1);
  self->source = (CrmDbPageSource) { size, size - reserved, self->n_pages * size, read_page, self };
  return TRUE;
}

/**
 * crm_db_leaves_new:
 * @db: a database that may be damaged, which nobody writes
 *
 * Finds out which leaf page belongs to which table.
 */
CrmDbLeaves *
crm_db_leaves_new (CrmDb *db,
                   GError **error)
{
  g_autoptr (CrmDbLeaves) self = g_new0 (CrmDbLeaves, 1);

  self->tables = g_ptr_array_new_with_free_func (free_table);
  if (!open_pages (self, db, error) || !read_tables (self, db, error))
    return NULL;
  /* Where SQLite overwrites what is deleted, a free page is no leaf either. */
  if (mark_free (self) || crm_db_query_int (db, "PRAGMA secure_delete", 0) == 1)
    adopt_lone_leaves (self);
  return g_steal_pointer (&self);
}

void
crm_db_leaves_free (CrmDbLeaves *self)
{
  g_clear_pointer (&self->in_log, g_hash_table_unref);
  g_ptr_array_unref (self->tables);
  g_free (self->known);
  g_free (self->path);
  g_free (self);
}

static gboolean
read_rows (CrmDbLeaves *self,
           const Table *table,
           guint32 number,
           CrmDbRowFunc func,
           gpointer data)
{
  g_autofree guint8 *page = g_malloc (self->source.page_size);
  g_auto (CrmDbRow) row = { 0 };
  int n = read_page (self, number, page) ? crm_db_row_count (&self->source, page, number) : 0;

  for (int i = 0; i < n; i++)
    {
      if (crm_db_row_read (&self->source, page, number, i, &row) && crm_db_row_fits (&row, table->columns) &&
          !func (&row, data))
        return FALSE;
    }
  return TRUE;
}

/**
 * crm_db_leaves_each:
 * @table: one whose rows have ids
 * @func: called for each row that can be read, page by page
 *
 * Returns: %FALSE as soon as @func does
 */
gboolean
crm_db_leaves_each (CrmDbLeaves *self,
                    const char *table,
                    CrmDbRowFunc func,
                    gpointer data)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      const Table *of = self->tables->pdata[i];

      for (guint n = 0; g_str_equal (of->name, table) && n < of->leaves->len; n++)
        {
          if (!read_rows (self, of, g_array_index (of->leaves, guint32, n), func, data))
            return FALSE;
        }
    }
  return TRUE;
}
