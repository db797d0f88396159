/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store/crm-store-private.h"

#include "base/crm-error.h"
#include "base/crm-text.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

const CrmQueryContext *
crm_reader_get_context (CrmReader *self)
{
  return &self->context;
}

CrmStore *
crm_reader_get_store (CrmReader *self)
{
  return self->store;
}

void
crm_reader_bind (CrmStatement *statement,
                 GArray *binds)
{
  for (guint i = 0; i < binds->len; i++)
    crm_statement_bind_value (statement, i, &g_array_index (binds, CrmValue, i));
}

static void
append_column (GString *sql,
               const CrmField *field)
{
  if (field->flags & CRM_FIELD_DRAFT)
    g_string_append (sql, field->kind == CRM_FIELD_MONEY ? ", NULL, NULL" : ", NULL");
  else
    g_string_append_printf (sql, field->kind == CRM_FIELD_MONEY ? ", t.%1$s, t.%1$s_currency" : ", t.%s", field->key);
}

/**
 * crm_reader_select_columns:
 *
 * Returns: (transfer full): the columns that crm_reader_take_row() reads, of a table named `t`
 */
char *
crm_reader_select_columns (const CrmEntity *entity)
{
  GString *sql = g_string_new ("t.id");

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmField *field = &entity->fields[i];

      append_column (sql, field);
      if (field->kind == CRM_FIELD_TAGS && field->flags & CRM_FIELD_DRAFT)
        g_string_append (sql, ", NULL");
      else if (field->kind == CRM_FIELD_LINK)
        g_string_append_printf (sql, ", (SELECT %s FROM %s WHERE id = t.%s)",
                                crm_entity_find (field->target)->fields[0].key, field->target, field->key);
      else if (field->kind == CRM_FIELD_TAGS)
        g_string_append_printf (sql, ", (SELECT group_concat(name, char(10) ORDER BY sort_key) FROM tag WHERE "
                                     "instr(t.%s, ' ' || id || ' ') > 0)", field->key);
    }
  return g_string_free (sql, FALSE);
}

/**
 * crm_reader_take_row:
 *
 * Returns: (transfer full): the record of the row at hand
 */
CrmRecord *
crm_reader_take_row (CrmStatement *row,
                     const CrmEntity *entity)
{
  CrmRecord *record = crm_record_new (entity, crm_statement_int (row, 0));
  int column = 1;

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const CrmField *field = &entity->fields[i];
      CrmValue value = crm_statement_value (row, column++);
      char *title = NULL;

      if (field->kind == CRM_FIELD_MONEY)
        {
          const char *currency = crm_statement_text (row, column++);

          if (!crm_value_is_null (&value))
            value = crm_value_money (value.i, currency != NULL ? currency : "XXX");
        }
      else if (field->kind == CRM_FIELD_LINK || field->kind == CRM_FIELD_TAGS)
        title = g_strdup (crm_statement_text (row, column++));
      crm_record_take_value (record, i, value, title);
    }
  crm_record_set_loaded (record);
  return record;
}

static CrmStatement *
prepare_get (CrmDb *db,
             const CrmEntity *entity,
             GError **error)
{
  g_autofree char *columns = crm_reader_select_columns (entity);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s AS t WHERE t.id = ?", columns, entity->name);

  return crm_db_prepare (db, sql, error);
}

/**
 * crm_reader_get_from:
 *
 * Returns: (transfer full) (nullable): the record, or %NULL without an error if there is none
 */
CrmRecord *
crm_reader_get_from (CrmDb *db,
                     const CrmEntity *entity,
                     gint64 id,
                     GError **error)
{
  g_autoptr (CrmStatement) select = prepare_get (db, entity, error);

  if (select == NULL)
    return NULL;
  crm_statement_bind_int (select, 0, id);
  return crm_statement_step (select, error) == CRM_STEP_ROW ? crm_reader_take_row (select, entity) : NULL;
}

/**
 * crm_reader_get:
 *
 * Returns: (transfer full): the record
 * Errors: %CRM_ERROR_NOT_FOUND
 */
CrmRecord *
crm_reader_get (CrmReader *self,
                const CrmEntity *entity,
                gint64 id,
                GError **error)
{
  GError *local = NULL;
  CrmRecord *record = crm_reader_get_from (self->db, entity, id, &local);

  if (local != NULL)
    g_propagate_error (error, local);
  else if (record == NULL)
    g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("There is no %s with the id %" PRId64 "."),
                 crm_entity_get_label (entity), id);
  return record;
}

/**
 * crm_reader_get_many:
 *
 * Returns: (transfer full) (element-type CrmRecord) (nullable): the records that exist, in the order of the ids
 */
GPtrArray *
crm_reader_get_many (CrmReader *self,
                     const CrmEntity *entity,
                     const gint64 *ids,
                     guint n_ids,
                     GError **error)
{
  g_autoptr (CrmStatement) select = prepare_get (self->db, entity, error);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);

  if (select == NULL)
    return NULL;
  for (guint i = 0; i < n_ids; i++)
    {
      CrmStep step;

      crm_statement_bind_int (select, 0, ids[i]);
      step = crm_statement_step (select, error);
      if (step == CRM_STEP_ERROR)
        return NULL;
      if (step == CRM_STEP_ROW)
        g_ptr_array_add (records, crm_reader_take_row (select, entity));
      crm_statement_reset (select);
    }
  return g_steal_pointer (&records);
}

/* Builds "SELECT columns FROM entity AS t WHERE … ORDER BY … LIMIT …" and binds its parameters. */
static CrmStatement *
prepare_query (CrmReader *self,
               CrmQuery *query,
               const char *columns,
               gboolean ordered,
               gint64 limit,
               gint64 offset,
               GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) binds = crm_query_new_binds ();
  CrmStatement *statement;

  g_string_append_printf (sql, "SELECT %s FROM %s AS t", columns, crm_query_get_entity (query)->name);
  if (!crm_reader_append_where (self, query, sql, binds, error))
    return NULL;
  if (ordered)
    crm_query_append_order (query, sql);
  if (limit >= 0 || offset > 0)
    g_string_append_printf (sql, " LIMIT %" G_GINT64_FORMAT " OFFSET %" G_GINT64_FORMAT, limit, offset);
  statement = crm_db_prepare (self->db, sql->str, error);
  if (statement != NULL)
    crm_reader_bind (statement, binds);
  return statement;
}

static gboolean
searches (const CrmQuery *query)
{
  g_autoptr (CrmSearchQuery) search = crm_query_parse_search (query);

  return search != NULL;
}

static GArray *
read_found (CrmReader *self,
            CrmQuery *query,
            gint64 limit,
            gint64 offset,
            GError **error)
{
  GArray *ids = crm_reader_found_ids (self, query, limit < 0 ? -1 : limit + offset, NULL, error);

  if (ids != NULL && offset > 0)
    g_array_remove_range (ids, 0, MIN (offset, ids->len));
  return ids;
}

/**
 * crm_reader_ids:
 * @limit: how many at most; −1 for all
 *
 * Returns: (transfer full) (element-type gint64) (nullable): the ids of the query's records, in its order
 */
GArray *
crm_reader_ids (CrmReader *self,
                CrmQuery *query,
                gint64 limit,
                gint64 offset,
                GError **error)
{
  g_autoptr (CrmStatement) select = NULL;
  g_autoptr (GArray) ids = NULL;
  CrmStep step;

  if (searches (query))
    return read_found (self, query, limit, offset, error);
  if (offset == 0 && crm_reader_sorts_by_value (query))
    return crm_reader_ids_by_value (self, query, limit, error);
  select = prepare_query (self, query, "t.id", TRUE, limit, offset, error);
  if (select == NULL)
    return NULL;
  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      gint64 id = crm_statement_int (select, 0);

      g_array_append_val (ids, id);
    }
  return step == CRM_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/**
 * crm_reader_records:
 * @limit: how many at most; −1 for all
 *
 * Returns: (transfer full) (element-type CrmRecord) (nullable): the query's records, in its order
 */
GPtrArray *
crm_reader_records (CrmReader *self,
                    CrmQuery *query,
                    gint64 limit,
                    gint64 offset,
                    GError **error)
{
  const CrmEntity *entity = crm_query_get_entity (query);
  g_autofree char *columns = crm_reader_select_columns (entity);
  g_autoptr (CrmStatement) select = NULL;
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  CrmStep step;

  if (limit >= 0 && searches (query))
    {
      g_autoptr (GArray) ids = read_found (self, query, limit, offset, error);

      return ids != NULL ? crm_reader_get_many (self, entity, (gint64 *) (void *) ids->data, ids->len, error) : NULL;
    }
  select = prepare_query (self, query, columns, TRUE, limit, offset, error);
  if (select == NULL)
    return NULL;
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    g_ptr_array_add (records, crm_reader_take_row (select, entity));
  return step == CRM_STEP_DONE ? g_steal_pointer (&records) : NULL;
}

static char *
list_columns (const CrmEntity *entity,
              const guint *fields,
              guint n_fields)
{
  GString *sql = g_string_new ("t.id");

  for (guint i = 0; i < n_fields; i++)
    append_column (sql, &entity->fields[fields[i]]);
  return g_string_free (sql, FALSE);
}

static void
read_columns (CrmStatement *row,
              const CrmEntity *entity,
              const guint *fields,
              guint n_fields,
              CrmValue *values)
{
  int column = 1;

  for (guint i = 0; i < n_fields; i++)
    {
      values[i] = crm_statement_value (row, column++);
      if (entity->fields[fields[i]].kind != CRM_FIELD_MONEY)
        continue;
      if (!crm_value_is_null (&values[i]))
        values[i] = crm_value_money (values[i].i, crm_statement_text (row, column));
      column++;
    }
}

/**
 * crm_reader_scan:
 * @fields: (array length=n_fields): indices of the fields to read
 * @func: called for each record, in the order of their ids
 *
 * Reads some fields of all records of the query, without making records of them.
 */
gboolean
crm_reader_scan (CrmReader *self,
                 CrmQuery *query,
                 const guint *fields,
                 guint n_fields,
                 CrmScanFunc func,
                 gpointer data,
                 GCancellable *cancellable,
                 GError **error)
{
  const CrmEntity *entity = crm_query_get_entity (query);
  g_autofree char *columns = list_columns (entity, fields, n_fields);
  g_autoptr (CrmStatement) select = prepare_query (self, query, columns, FALSE, -1, 0, error);
  g_autofree CrmValue *values = g_new0 (CrmValue, n_fields + 1);
  CrmStep step;

  if (select == NULL)
    return FALSE;
  while ((step = crm_statement_step (select, error)) == CRM_STEP_ROW)
    {
      read_columns (select, entity, fields, n_fields, values);
      func (crm_statement_int (select, 0), values, data);
      for (guint i = 0; i < n_fields; i++)
        crm_value_clear (&values[i]);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  return step == CRM_STEP_DONE;
}

/**
 * crm_reader_count:
 *
 * Returns: how many records the query has, or −1 with an error
 */
gint64
crm_reader_count (CrmReader *self,
                  CrmQuery *query,
                  GError **error)
{
  g_autoptr (CrmStatement) select = prepare_query (self, query, "count(*)", FALSE, -1, 0, error);

  if (select == NULL || crm_statement_step (select, error) != CRM_STEP_ROW)
    return -1;
  return crm_statement_int (select, 0);
}

static gint64
find_first (CrmReader *self,
            const char *sql,
            const CrmValue *key,
            const char *text)
{
  g_autoptr (CrmStatement) select = crm_db_prepare (self->db, sql, NULL);

  if (select == NULL)
    return 0;
  crm_statement_bind_value (select, 0, key);
  if (text != NULL)
    crm_statement_bind_text (select, 1, text);
  return crm_statement_step (select, NULL) == CRM_STEP_ROW ? crm_statement_int (select, 0) : 0;
}

static gint64
find_by_id (CrmReader *self,
            const CrmEntity *entity,
            const char *text)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM %s WHERE id = ?", entity->name);
  CrmValue key = crm_value_int (0);

  return g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &key.i, NULL) ? find_first (self, sql, &key, NULL) : 0;
}

static gint64
find_by_number (CrmReader *self,
                const CrmEntity *entity,
                const char *text)
{
  g_auto (CrmValue) key = crm_value_text (text);
  gint64 id = 0;

  for (guint i = 0; id == 0 && i < entity->n_fields; i++)
    {
      g_autofree char *sql = NULL;

      if ((entity->fields[i].flags & CRM_FIELD_UNIQUE) == 0)
        continue;
      sql = g_strdup_printf ("SELECT id FROM %s WHERE %s = ? COLLATE NOCASE", entity->name, entity->fields[i].key);
      id = find_first (self, sql, &key, NULL);
    }
  return id;
}

static gint64
find_by_title (CrmReader *self,
               const CrmEntity *entity,
               const char *text)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM %s WHERE sort_key = ? ORDER BY %s = ? DESC, id LIMIT 1",
                                          entity->name, entity->fields[0].key);
  g_auto (CrmValue) key = crm_value_take_text (crm_text_sort_key (text));

  return find_first (self, sql, &key, text);
}

/**
 * crm_reader_find_link:
 * @text: an id, a number or another value that only one record has, or the exact title of a record; but for the case
 *   of letters and, in titles, accents
 *
 * Returns: the id of the record, or 0 if there is none
 */
gint64
crm_reader_find_link (CrmReader *self,
                      const CrmEntity *entity,
                      const char *text)
{
  gint64 id = find_by_id (self, entity, text);

  if (id == 0)
    id = find_by_number (self, entity, text);
  return id != 0 ? id : find_by_title (self, entity, text);
}
