/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "db/crm-db-row.h"

#include <string.h>

/* Rows as they stand in the leaf pages of a table (https://sqlite.org/fileformat.html, "B-tree Pages" and "Record
 * Format"). Nothing of a page is believed: it may never have been one. */

#define LEAF_HEADER 8

static guint
read_short (const guint8 *bytes)
{
  return bytes[0] << 8 | bytes[1];
}

static guint32
read_word (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

/**
 * crm_db_row_varint:
 * @at: (inout): where it begins; then where it ends
 *
 * Reads a number of one to nine bytes.
 *
 * Returns: whether it ends before @end
 */
gboolean
crm_db_row_varint (const guint8 *bytes,
                   gsize *at,
                   gsize end,
                   guint64 *number)
{
  *number = 0;
  for (guint i = 0; i < 9 && *at < end; i++)
    {
      guint8 byte = bytes[(*at)++];

      if (i == 8)
        *number = *number << 8 | byte;
      else
        *number = *number << 7 | (byte & 0x7f);
      if (i == 8 || byte < 0x80)
        return TRUE;
    }
  return FALSE;
}

/* How much of a row stands in its leaf; the rest follows in a chain of pages. */
static gsize
count_local (gsize usable,
             guint64 length)
{
  gsize most = usable - 35, least = (usable - 12) * 32 / 255 - 23, wanted;

  if (length <= most)
    return length;
  wanted = least + (length - least) % (usable - 4);
  return wanted <= most ? wanted : least;
}

static gboolean
follow_chain (const CrmDbPageSource *source,
              guint32 number,
              guint8 *to,
              gsize length)
{
  g_autofree guint8 *page = g_malloc (source->page_size);

  while (length > 0)
    {
      gsize n = MIN (length, source->usable - 4);

      if (number == 0 || !source->read (source->data, number, page))
        return FALSE;
      memcpy (to, page + 4, n);
      to += n;
      length -= n;
      number = read_word (page);
    }
  return TRUE;
}

static gsize
get_size (guint64 type)
{
  static const guint8 sizes[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };

  return type < G_N_ELEMENTS (sizes) ? sizes[type] : (type - 12) / 2;
}

/* Finds each column; whether they fill the record to the byte. */
static gboolean
split_record (CrmDbRow *self,
              gsize length)
{
  guint64 header, type;
  gsize at = 0, value;

  self->n_columns = 0;
  if (!crm_db_row_varint (self->record, &at, length, &header) || header > length)
    return FALSE;
  value = header;
  while (at < header)
    {
      if (!crm_db_row_varint (self->record, &at, header, &type) || type == 10 || type == 11 ||
          get_size (type) > length - value || self->n_columns == CRM_DB_ROW_MOST_COLUMNS)
        return FALSE;
      self->types[self->n_columns] = type;
      self->values[self->n_columns++] = value;
      value += get_size (type);
    }
  return value == length;
}

static gboolean
read_cell (const CrmDbPageSource *source,
           const guint8 *page,
           gsize at,
           CrmDbRow *row)
{
  guint64 length, id;
  gsize local;

  if (!crm_db_row_varint (page, &at, source->usable, &length) || !crm_db_row_varint (page, &at, source->usable, &id) ||
      length > source->longest)
    return FALSE;
  local = count_local (source->usable, length);
  if (at + local + (local < length ? 4 : 0) > source->usable)
    return FALSE;
  row->id = id;
  row->record = g_realloc (row->record, length + 1);
  memcpy (row->record, page + at, local);
  return (local == length ||
          follow_chain (source, read_word (page + at + local), row->record + local, length - local)) &&
         split_record (row, length);
}

/**
 * crm_db_row_count:
 * @page: a page that was read
 *
 * Returns: how many rows stand in it, −1 if it is no leaf of a table
 */
int
crm_db_row_count (const CrmDbPageSource *source,
                  const guint8 *page,
                  guint32 number)
{
  const guint8 *header = page + (number == 1 ? 100 : 0);
  guint n = read_short (header + 3);

  return header[0] == CRM_DB_LEAF && header + LEAF_HEADER + 2 * n <= page + source->usable ? (int) n : -1;
}

/**
 * crm_db_row_read:
 * @page: a leaf
 * @n: which of its rows
 * @row: (out): what the row before was read into, or zeros
 *
 * Returns: whether all of it can be read
 */
gboolean
crm_db_row_read (const CrmDbPageSource *source,
                 const guint8 *page,
                 guint32 number,
                 guint n,
                 CrmDbRow *row)
{
  const guint8 *header = page + (number == 1 ? 100 : 0);
  gsize at = read_short (header + LEAF_HEADER + 2 * n);

  return at < source->usable && read_cell (source, page, at, row);
}

void
crm_db_row_clear (CrmDbRow *self)
{
  g_clear_pointer (&self->record, g_free);
}

/* Integers of one to eight bytes. */
static gint64
read_int (const guint8 *bytes,
          gsize size)
{
  guint64 number = bytes[0] & 0x80 ? G_MAXUINT64 : 0;

  for (gsize i = 0; i < size; i++)
    number = number << 8 | bytes[i];
  return number;
}

static double
read_real (const guint8 *bytes)
{
  guint64 word = read_int (bytes, 8);
  double number;

  memcpy (&number, &word, sizeof number);
  return number;
}

/**
 * crm_db_row_bind:
 * @column: of the table, in the order in which they were added; the one that is the id is empty in the record
 *
 * Gives a value to a statement; nothing where the row was written before there was such a column.
 */
void
crm_db_row_bind (const CrmDbRow *self,
                 guint column,
                 CrmStatement *to,
                 int parameter)
{
  guint64 type = column < self->n_columns ? self->types[column] : 0;
  const guint8 *value = column < self->n_columns ? self->record + self->values[column] : NULL;

  if (type == 0)
    crm_statement_bind_null (to, parameter);
  else if (type == 7)
    crm_statement_bind_real (to, parameter, read_real (value));
  else if (type < 7)
    crm_statement_bind_int (to, parameter, read_int (value, get_size (type)));
  else if (type < 10)
    crm_statement_bind_int (to, parameter, type - 8);
  else if (type % 2 == 0)
    crm_statement_bind_blob (to, parameter, value, get_size (type));
  else
    {
      g_autofree char *text = g_strndup ((const char *) value, get_size (type));

      crm_statement_bind_text (to, parameter, text);
    }
}

static gboolean
fits (CrmDbColumn column,
      guint64 type)
{
  switch (column.kind)
    {
    case CRM_DB_COLUMN_ID: return type == 0;
    case CRM_DB_COLUMN_INTEGER: return type < 10 && type != 7 && (type != 0 || !column.required);
    case CRM_DB_COLUMN_REAL: return type < 10 && (type != 0 || !column.required);
    case CRM_DB_COLUMN_TEXT: return type == 0 ? !column.required : type >= 12 && type % 2 == 1;
    case CRM_DB_COLUMN_BLOB: return type == 0 ? !column.required : type >= 12 && type % 2 == 0;
    case CRM_DB_COLUMN_ANY:
    default: return TRUE;
    }
}

/**
 * crm_db_row_fits:
 * @columns: (element-type CrmDbColumn): those of a table
 *
 * Returns: whether the row may be one of that table
 */
gboolean
crm_db_row_fits (const CrmDbRow *self,
                 GArray *columns)
{
  if (self->n_columns > columns->len || self->n_columns == 0)
    return FALSE;
  for (guint i = 0; i < self->n_columns; i++)
    {
      if (!fits (g_array_index (columns, CrmDbColumn, i), self->types[i]))
        return FALSE;
    }
  return TRUE;
}
