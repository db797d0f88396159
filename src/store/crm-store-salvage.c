/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-salvage.h"

/* Rows are read in the order of their ids. Where that meets damage, the next id that can be read is searched for; then
 * the indexes of the table tell which ids are missing, and each is tried by itself. */

typedef struct
{
  CrmSalvage   *salvage;
  const char   *table;
  char         *columns;    /* those that both have, the id first */
  guint         n_columns;
  CrmStatement *insert;
} Table;

static void
clear_table (Table *self)
{
  g_clear_pointer (&self->insert, crm_statement_release);
  g_free (self->columns);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, clear_table)

static gboolean
has_column (CrmDb *db,
            const char *table,
            const char *column)
{
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM pragma_table_info('%s') WHERE name = '%s'", table, column);

  return crm_db_query_int (db, sql, 0) != 0;
}

static gboolean
open_table (Table *self,
            GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM pragma_table_info('%s')", self->table);
  g_autoptr (GString) columns = g_string_new ("id"), places = g_string_new ("?");
  g_autoptr (GString) insert = g_string_new (NULL);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->salvage->to, sql, error);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  self->n_columns = 1;
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      const char *name = crm_statement_text (select, 0);

      if (g_str_equal (name, "id") || !has_column (self->salvage->from, self->table, name))
        continue;
      g_string_append_printf (columns, ", %s", name);
      g_string_append (places, ", ?");
      self->n_columns++;
    }
  if (step == CRM_STEP_ERROR)
    return FALSE;
  self->columns = g_strdup (columns->str);
  g_string_append_printf (insert, "INSERT OR IGNORE INTO %s (%s) VALUES (%s)", self->table, columns->str, places->str);
  self->insert = crm_db_prepare (self->salvage->to, insert->str, error);
  return self->insert != NULL;
}

static gboolean
take_row (Table *self,
          CrmStatement *row,
          GError **error)
{
  for (guint i = 0; i < self->n_columns; i++)
    crm_statement_bind_column (self->insert, i, row, i);
  if (!crm_statement_run (self->insert, error))
    return FALSE;
  self->salvage->n_kept++;
  return TRUE;
}

/* Reads on from there until it meets damage or the end. @next: (inout): the least id that has not been read. */
static gboolean
take_on (Table *self,
         gint64 *next,
         gboolean *damaged,
         GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s WHERE id >= ? ORDER BY id", self->columns, self->table);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->salvage->from, sql, error);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, *next);
  while ((step = crm_statement_step (select, NULL)) == CRM_STEP_ROW)
    {
      *next = crm_statement_int (select, 0) + 1;
      if (!take_row (self, select, error))
        return FALSE;
    }
  *damaged = step == CRM_STEP_ERROR;
  return TRUE;
}

static gboolean
can_go_on_at (Table *self,
              gint64 id)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s WHERE id >= ? ORDER BY id LIMIT 1", self->columns,
                                          self->table);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->salvage->from, sql, NULL);

  if (select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, id);
  return crm_statement_step (select, NULL) != CRM_STEP_ERROR;
}

/* Returns the id behind the damage: the least one, as far as halving finds it, from which on it can be read. */
static gint64
find_end_of_damage (Table *self,
                    gint64 id)
{
  gint64 bad = id, good = G_MAXINT64;

  for (gint64 step = 1; step <= G_MAXINT64 / 4 && bad < G_MAXINT64 - step; step *= 2)
    {
      if (can_go_on_at (self, bad + step))
        {
          good = bad + step;
          break;
        }
      bad += step;
    }
  while (good - bad > 1)
    {
      gint64 middle = bad + (good - bad) / 2;

      if (can_go_on_at (self, middle))
        good = middle;
      else
        bad = middle;
    }
  return good;
}

static gboolean
take_one (Table *self,
          gint64 id,
          gboolean *taken,
          GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s WHERE id = ?", self->columns, self->table);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->salvage->from, sql, error);

  if (select == NULL)
    return FALSE;
  crm_statement_bind_int (select, 0, id);
  *taken = crm_statement_step (select, NULL) == CRM_STEP_ROW;
  return !*taken || take_row (self, select, error);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return (one > other) - (one < other);
}

/* The ids that an index knows and the new table has not. One that does not hold every row, or is damaged itself, adds
 * what it can. */
static void
add_missing (Table *self,
             const char *index,
             GHashTable *missing)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM %s INDEXED BY %s", self->table, index);
  g_autofree char *has = g_strdup_printf ("SELECT 1 FROM %s WHERE id = ?", self->table);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->salvage->from, sql, NULL);
  g_autoptr (CrmStatement) find = crm_db_prepare (self->salvage->to, has, NULL);

  while (select != NULL && find != NULL && crm_statement_step (select, NULL) == CRM_STEP_ROW)
    {
      gint64 id = crm_statement_int (select, 0);

      crm_statement_bind_int (find, 0, id);
      if (crm_statement_step (find, NULL) != CRM_STEP_ROW)
        g_hash_table_add (missing, g_memdup2 (&id, sizeof id));
      crm_statement_reset (find);
    }
}

static gboolean
take_missing (Table *self,
              GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = '%s' AND "
                                          "sql IS NOT NULL", self->table);
  g_autoptr (GHashTable) missing = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (CrmStatement) indexes = crm_db_prepare (self->salvage->to, sql, error);
  GHashTableIter iter;
  gpointer id;

  if (indexes == NULL)
    return FALSE;
  while (crm_statement_step (indexes, NULL) == CRM_STEP_ROW)
    add_missing (self, crm_statement_text (indexes, 0), missing);
  g_hash_table_iter_init (&iter, missing);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      gboolean taken;

      if (!take_one (self, *(gint64 *) id, &taken, error))
        return FALSE;
      if (!taken)
        g_array_append_val (self->salvage->lost, *(gint64 *) id);
    }
  g_array_sort (self->salvage->lost, compare_ids);
  return TRUE;
}

/**
 * crm_salvage_table:
 * @table: one whose rows have an `id`; its lost rows replace those of the table before
 *
 * Returns: %FALSE only if the new workspace cannot be written
 */
gboolean
crm_salvage_table (CrmSalvage *self,
                   const char *table,
                   GError **error)
{
  g_auto (Table) open = { .salvage = self, .table = table };
  gboolean damaged = TRUE, harmed = FALSE;
  gint64 next = 0;

  g_array_set_size (self->lost, 0);
  if (!has_column (self->from, table, "id"))
    return TRUE;
  if (!open_table (&open, error))
    return FALSE;
  while (damaged && next < G_MAXINT64)
    {
      if (!take_on (&open, &next, &damaged, error))
        return FALSE;
      harmed |= damaged;
      if (damaged)
        next = find_end_of_damage (&open, next);
    }
  return !harmed || take_missing (&open, error);
}

/**
 * crm_salvage_fields:
 *
 * Takes what the numbers of fields in the history stand for.
 */
gboolean
crm_salvage_fields (CrmSalvage *self,
                    GError **error)
{
  g_autoptr (CrmStatement) select = crm_db_prepare (self->from, "SELECT code, entity, field FROM journal_field", NULL);
  g_autoptr (CrmStatement) insert =
    crm_db_prepare (self->to, "INSERT OR IGNORE INTO journal_field (code, entity, field) VALUES (?, ?, ?)", error);

  while (insert != NULL && select != NULL && crm_statement_step (select, NULL) == CRM_STEP_ROW)
    {
      for (guint i = 0; i < 3; i++)
        crm_statement_bind_column (insert, i, select, i);
      if (!crm_statement_run (insert, error))
        return FALSE;
    }
  return insert != NULL;
}

/**
 * crm_salvage_settings:
 *
 * Takes the settings of the workspace, those that can be read.
 */
gboolean
crm_salvage_settings (CrmSalvage *self,
                      GError **error)
{
  static const char *const keys[] = { "currency", "replica", "me" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *value = crm_schema_get_meta (self->from, keys[i]);

      if (value != NULL && !crm_schema_set_meta (self->to, keys[i], value, error))
        return FALSE;
    }
  return TRUE;
}
