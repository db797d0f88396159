/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-salvage.h"

#define ROWS_BETWEEN_REPORTS 256

/* Rows are read in the order of their ids. Where that meets damage, the leaf pages of the table are read one by one
 * (see crm-db-leaves.c), so that only rows on damaged leaves are missing; the indexes of the table tell which. */

typedef struct
{
  CrmSalvage   *salvage;
  const char   *table;
  char         *columns;    /* those that both have, the id first */
  GArray       *places;     /* guint: where each stands in the rows of the old table; the id stands beside them */
  CrmStatement *insert;
  gint64        first;      /* ids that the table begins and ends with, as far as that can be read */
  gint64        last;
} Table;

static void
clear_table (Table *self)
{
  g_clear_pointer (&self->insert, crm_statement_release);
  g_clear_pointer (&self->places, g_array_unref);
  g_free (self->columns);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, clear_table)

/* Returns −1 if there is none. */
static gint64
find_column (CrmDb *db,
             const char *table,
             const char *column)
{
  g_autofree char *sql = g_strdup_printf ("SELECT cid FROM pragma_table_info('%s') WHERE name = '%s'", table, column);

  return crm_db_query_int (db, sql, -1);
}

/* A row may be older than a column that is never empty. */
static void
append_place (GString *places,
              CrmStatement *column)
{
  if (crm_statement_is_null (column, 1))
    g_string_append (places, ", ?");
  else
    g_string_append_printf (places, ", ifnull(?, %s)", crm_statement_text (column, 1));
}

static gint64
query_id (Table *self,
          const char *which)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s(id) FROM %s", which, self->table);

  return crm_db_query_int (self->salvage->from, sql, 0);
}

static gboolean
open_table (Table *self,
            GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name, dflt_value FROM pragma_table_info('%s')", self->table);
  g_autoptr (GString) columns = g_string_new ("id"), places = g_string_new ("?");
  g_autoptr (GString) insert = g_string_new (NULL);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->salvage->to, sql, error);
  CrmStep step;
  guint place = 0;

  if (select == NULL)
    return FALSE;
  self->places = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (self->places, place);
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      const char *name = crm_statement_text (select, 0);
      gint64 found = g_str_equal (name, "id") ? -1 : find_column (self->salvage->from, self->table, name);

      if (found < 0)
        continue;
      place = found;
      g_array_append_val (self->places, place);
      g_string_append_printf (columns, ", %s", name);
      append_place (places, select);
    }
  if (step == CRM_STEP_ERROR)
    return FALSE;
  self->columns = g_strdup (columns->str);
  self->first = query_id (self, "min");
  self->last = query_id (self, "max");
  g_string_append_printf (insert, "INSERT OR IGNORE INTO %s (%s) VALUES (%s)", self->table, columns->str, places->str);
  self->insert = crm_db_prepare (self->salvage->to, insert->str, error);
  return self->insert != NULL;
}

/* Ids rise with time, so they tell about how far it is. */
static void
report (Table *self,
        gint64 id)
{
  const CrmSalvage *salvage = self->salvage;
  double within = self->last > self->first
                  ? CLAMP ((double) (id - self->first) / (self->last - self->first), 0, 1) : 0;

  if (salvage->task->progress != NULL && salvage->n_kept % ROWS_BETWEEN_REPORTS == 0)
    salvage->task->progress ((salvage->n_done + within) / salvage->n_tables, salvage->task->data);
}

static gboolean
insert_row (Table *self,
            gint64 id,
            GError **error)
{
  if (g_cancellable_set_error_if_cancelled (self->salvage->task->cancellable, error) ||
      !crm_statement_run (self->insert, error))
    return FALSE;
  self->salvage->n_kept += crm_db_changes (self->salvage->to);
  report (self, id);
  return TRUE;
}

/* Reads on until it meets damage or the end. */
static gboolean
take_rows (Table *self,
           gboolean *damaged,
           GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s ORDER BY id", self->columns, self->table);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->salvage->from, sql, error);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  while ((step = crm_statement_step (select, NULL)) == CRM_STEP_ROW)
    {
      for (guint i = 0; i < self->places->len; i++)
        crm_statement_bind_column (self->insert, i, select, i);
      if (!insert_row (self, crm_statement_int (select, 0), error))
        return FALSE;
    }
  *damaged = step == CRM_STEP_ERROR;
  return TRUE;
}

typedef struct
{
  Table   *table;
  GError **error;
} Taking;

static gboolean
take_from_leaf (const CrmDbRow *row,
                gpointer data)
{
  Taking *taking = data;
  Table *self = taking->table;

  crm_statement_bind_int (self->insert, 0, row->id);
  for (guint i = 1; i < self->places->len; i++)
    crm_db_row_bind (row, g_array_index (self->places, guint, i), self->insert, i);
  return insert_row (self, row->id, taking->error);
}

static gboolean
take_leaves (Table *self,
             GError **error)
{
  CrmSalvage *salvage = self->salvage;
  Taking taking = { self, error };

  if (salvage->leaves == NULL && (salvage->leaves = crm_db_leaves_new (salvage->from, error)) == NULL)
    return FALSE;
  return crm_db_leaves_each (salvage->leaves, self->table, take_from_leaf, &taking);
}

/* What is missing */

/**
 * crm_lost_clear:
 */
void
crm_lost_clear (CrmLost *self)
{
  for (guint i = 0; self->values != NULL && i < self->entity->n_fields; i++)
    crm_value_clear (&self->values[i]);
  g_clear_pointer (&self->values, g_free);
}

/* Of the title there is only what it is sorted by: without capitals and accents, but better than none. Money without
 * its currency would be worse than none. */
static void
note_value (CrmLost *lost,
            const char *column,
            CrmStatement *row)
{
  int field = -1;

  if (lost->entity != NULL)
    field = g_str_equal (column, "sort_key") ? 0 : crm_entity_field_index (lost->entity, column);
  if (field < 0 || crm_statement_is_null (row, 1) || lost->entity->fields[field].kind == CRM_FIELD_MONEY)
    return;
  if (lost->values == NULL)
    lost->values = g_new0 (CrmValue, lost->entity->n_fields);
  crm_value_clear (&lost->values[field]);
  lost->values[field] = crm_statement_value (row, 1);
}

/* The ids that an index knows and the new table has not. One that does not hold every row, or is damaged itself, adds
 * what it can. */
static void
add_missing (Table *self,
             const char *index,
             GHashTable *missing)
{
  g_autofree char *first = g_strdup_printf ("SELECT name FROM pragma_index_info('%s') WHERE seqno = 0", index);
  g_autofree char *column = crm_db_query_text (self->salvage->to, first);
  g_autofree char *sql = g_strdup_printf ("SELECT id, %s FROM %s INDEXED BY %s", column, self->table, index);
  g_autofree char *sql_some = g_strdup_printf ("%s WHERE %s IS NOT NULL", sql, column);
  g_autofree char *has = g_strdup_printf ("SELECT 1 FROM %s WHERE id = ?", self->table);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->salvage->from, sql, NULL);
  g_autoptr (CrmStatement) find = crm_db_prepare (self->salvage->to, has, NULL);

  if (select == NULL)   /* it holds only those that are not empty */
    select = crm_db_prepare (self->salvage->from, sql_some, NULL);
  while (select != NULL && find != NULL && crm_statement_step (select, NULL) == CRM_STEP_ROW)
    {
      gint64 id = crm_statement_int (select, 0);
      CrmLost *lost = g_hash_table_lookup (missing, &id);

      crm_statement_bind_int (find, 0, id);
      if (lost == NULL && crm_statement_step (find, NULL) != CRM_STEP_ROW)
        {
          lost = g_new (CrmLost, 1);
          *lost = (CrmLost) { .entity = crm_schema_find (self->salvage->to, self->table), .id = id };
          g_hash_table_insert (missing, &lost->id, lost);
        }
      if (lost != NULL)
        note_value (lost, column, select);
      crm_statement_reset (find);
    }
}

static int
compare_lost (gconstpointer a,
              gconstpointer b)
{
  gint64 one = ((const CrmLost *) a)->id, other = ((const CrmLost *) b)->id;

  return (one > other) - (one < other);
}

static gboolean
find_missing (Table *self,
              GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = '%s' AND "
                                          "sql IS NOT NULL", self->table);
  g_autoptr (GHashTable) missing = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  g_autoptr (CrmStatement) indexes = crm_db_prepare (self->salvage->to, sql, error);
  GHashTableIter iter;
  gpointer lost;

  if (indexes == NULL)
    return FALSE;
  while (crm_statement_step (indexes, NULL) == CRM_STEP_ROW)
    add_missing (self, crm_statement_text (indexes, 0), missing);
  g_hash_table_iter_init (&iter, missing);
  while (g_hash_table_iter_next (&iter, NULL, &lost))
    g_array_append_vals (self->salvage->lost, lost, 1);
  g_array_sort (self->salvage->lost, compare_lost);
  return TRUE;
}

void
crm_salvage_clear (CrmSalvage *self)
{
  g_clear_pointer (&self->lost, g_array_unref);
  g_clear_pointer (&self->leaves, crm_db_leaves_free);
}

/* Those of custom fields, also of such whose record is lost and may be filled in later. */
static gboolean
add_custom_columns (CrmSalvage *self,
                    const char *table,
                    GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name, type FROM pragma_table_info('%s') WHERE name LIKE 'x\\_%%' "
                                          "ESCAPE '\\'", table);
  g_autoptr (CrmStatement) select = crm_db_prepare (self->from, sql, error);

  while (select != NULL && crm_statement_step (select, NULL) == CRM_STEP_ROW)
    {
      g_autofree char *add = g_strdup_printf ("ALTER TABLE %s ADD COLUMN %s %s", table, crm_statement_text (select, 0),
                                              crm_statement_text (select, 1));

      if (find_column (self->to, table, crm_statement_text (select, 0)) < 0 && !crm_db_exec (self->to, add, error))
        return FALSE;
    }
  crm_db_set_data (self->to, NULL, NULL);   /* what was known of fields */
  return select != NULL;
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
  gboolean damaged = FALSE;

  g_clear_pointer (&self->lost, g_array_unref);
  self->lost = g_array_new (FALSE, FALSE, sizeof (CrmLost));
  g_array_set_clear_func (self->lost, (GDestroyNotify) crm_lost_clear);
  if (find_column (self->from, table, "id") < 0)
    return TRUE;
  if (!add_custom_columns (self, table, error) || !open_table (&open, error) || !take_rows (&open, &damaged, error))
    return FALSE;
  if (damaged && (!take_leaves (&open, error) || !find_missing (&open, error)))
    return FALSE;
  self->n_done++;
  return TRUE;
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
