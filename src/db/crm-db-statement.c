/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "db/crm-db-private.h"

/* Prepared statements: idle ones wait in the connection until the same text is asked for again. */

void
crm_statement_free (CrmStatement *self)
{
  sqlite3_finalize (self->handle);
  g_free (self->sql);
  g_free (self);
}

/**
 * crm_db_prepare:
 *
 * Returns: (transfer full): a statement, a used one where there is an idle one of the same text
 */
CrmStatement *
crm_db_prepare (CrmDb *self,
                const char *sql,
                GError **error)
{
  CrmStatement *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL)
    {
      g_hash_table_steal (self->statements, sql);
      return statement;
    }

  statement = g_new0 (CrmStatement, 1);
  if (sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->handle, NULL) != SQLITE_OK)
    {
      crm_db_set_error (self, error);
      g_free (statement);
      return NULL;
    }
  statement->db = self;
  statement->sql = g_strdup (sql);
  return statement;
}

void
crm_statement_reset (CrmStatement *self)
{
  sqlite3_reset (self->handle);
}

/**
 * crm_statement_clear:
 *
 * Makes all parameters null.
 */
void
crm_statement_clear (CrmStatement *self)
{
  sqlite3_clear_bindings (self->handle);
}

/**
 * crm_statement_release:
 *
 * Gives the statement back to its connection, which keeps it for the next use.
 */
void
crm_statement_release (CrmStatement *self)
{
  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  if (g_hash_table_size (self->db->statements) >= 256 || g_hash_table_contains (self->db->statements, self->sql))
    crm_statement_free (self);
  else
    g_hash_table_insert (self->db->statements, self->sql, self);
}

void
crm_statement_bind_null (CrmStatement *self,
                         int parameter)
{
  sqlite3_bind_null (self->handle, parameter + 1);
}

void
crm_statement_bind_int (CrmStatement *self,
                        int parameter,
                        gint64 number)
{
  sqlite3_bind_int64 (self->handle, parameter + 1, number);
}

void
crm_statement_bind_real (CrmStatement *self,
                         int parameter,
                         double number)
{
  sqlite3_bind_double (self->handle, parameter + 1, number);
}

void
crm_statement_bind_text (CrmStatement *self,
                         int parameter,
                         const char *text)
{
  sqlite3_bind_text (self->handle, parameter + 1, text, -1, SQLITE_TRANSIENT);
}

void
crm_statement_bind_blob (CrmStatement *self,
                         int parameter,
                         const void *data,
                         gsize length)
{
  sqlite3_bind_blob64 (self->handle, parameter + 1, data, length, SQLITE_TRANSIENT);
}

/**
 * crm_statement_bind_value:
 *
 * Binds the value; of money only the minor units, as the currency has a column of its own.
 */
void
crm_statement_bind_value (CrmStatement *self,
                          int parameter,
                          const CrmValue *value)
{
  switch (value->type)
    {
    case CRM_VALUE_NULL:
      crm_statement_bind_null (self, parameter);
      break;
    case CRM_VALUE_INT:
    case CRM_VALUE_MONEY:
      crm_statement_bind_int (self, parameter, value->i);
      break;
    case CRM_VALUE_REAL:
      crm_statement_bind_real (self, parameter, value->real);
      break;
    case CRM_VALUE_TEXT:
      crm_statement_bind_text (self, parameter, value->text);
      break;
    default:
      g_return_if_reached ();
    }
}

/**
 * crm_statement_lend_text:
 * @text: is not copied: it must live until the statement has run
 */
void
crm_statement_lend_text (CrmStatement *self,
                         int parameter,
                         const char *text)
{
  sqlite3_bind_text (self->handle, parameter + 1, text, -1, SQLITE_STATIC);
}

/**
 * crm_statement_lend_value:
 * @value: is not copied: it must live until the statement has run
 *
 * As crm_statement_bind_value(), for whoever writes very many rows.
 */
void
crm_statement_lend_value (CrmStatement *self,
                          int parameter,
                          const CrmValue *value)
{
  if (value->type == CRM_VALUE_TEXT)
    crm_statement_lend_text (self, parameter, value->text);
  else
    crm_statement_bind_value (self, parameter, value);
}

CrmStep
crm_statement_step (CrmStatement *self,
                    GError **error)
{
  switch (sqlite3_step (self->handle))
    {
    case SQLITE_ROW:
      return CRM_STEP_ROW;
    case SQLITE_DONE:
      return CRM_STEP_DONE;
    default:
      crm_db_set_error (self->db, error);
      return CRM_STEP_ERROR;
    }
}

/**
 * crm_statement_run:
 *
 * Runs a statement that gives no rows, and makes it ready for other parameters.
 */
gboolean
crm_statement_run (CrmStatement *self,
                   GError **error)
{
  gboolean done = crm_statement_step (self, error) != CRM_STEP_ERROR;

  sqlite3_reset (self->handle);
  return done;
}

gboolean
crm_statement_is_null (CrmStatement *self,
                       int column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}

gint64
crm_statement_int (CrmStatement *self,
                   int column)
{
  return sqlite3_column_int64 (self->handle, column);
}

double
crm_statement_real (CrmStatement *self,
                    int column)
{
  return sqlite3_column_double (self->handle, column);
}

/**
 * crm_statement_text:
 *
 * Returns: (transfer none) (nullable): text that is valid until the next step
 */
const char *
crm_statement_text (CrmStatement *self,
                    int column)
{
  return (const char *) sqlite3_column_text (self->handle, column);
}

const guint8 *
crm_statement_blob (CrmStatement *self,
                    int column,
                    gsize *length)
{
  const guint8 *data = sqlite3_column_blob (self->handle, column);

  *length = sqlite3_column_bytes (self->handle, column);
  return data;
}

/**
 * crm_statement_value:
 *
 * Returns: (transfer full): the value of a column; numbers of money come as integers
 */
CrmValue
crm_statement_value (CrmStatement *self,
                     int column)
{
  switch (sqlite3_column_type (self->handle, column))
    {
    case SQLITE_INTEGER: return crm_value_int (crm_statement_int (self, column));
    case SQLITE_FLOAT: return crm_value_real (crm_statement_real (self, column));
    case SQLITE_TEXT: return crm_value_text (crm_statement_text (self, column));
    default: return CRM_VALUE_INIT_NULL;
    }
}

int
crm_statement_n_columns (CrmStatement *self)
{
  return sqlite3_column_count (self->handle);
}

/**
 * crm_statement_name:
 *
 * Returns: (transfer none): the name of a column
 */
const char *
crm_statement_name (CrmStatement *self,
                    int column)
{
  return sqlite3_column_name (self->handle, column);
}

/**
 * crm_statement_bind_column:
 * @row: a statement, also one of another connection, that stands on a row
 *
 * Binds the value of a column as it is, whatever its type.
 */
void
crm_statement_bind_column (CrmStatement *self,
                           int parameter,
                           CrmStatement *row,
                           int column)
{
  sqlite3_bind_value (self->handle, parameter + 1, sqlite3_column_value (row->handle, column));
}
