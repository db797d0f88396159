/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/crm-db.h"

G_BEGIN_DECLS

#define CRM_DB_LEAF 13        /* first byte of a page with rows of a table */
#define CRM_DB_INTERIOR 5     /* of one that leads to such pages */
#define CRM_DB_ROW_MOST_COLUMNS 256

/**
 * CrmDbPageSource:
 * @longest: more than any row can have
 * @read: whether the page is there and is what was written
 *
 * Where pages come from.
 */
typedef struct
{
  gsize    page_size;
  gsize    usable;
  guint64  longest;
  gboolean (*read) (gpointer data, guint32 number, guint8 *page);
  gpointer data;
} CrmDbPageSource;

/**
 * CrmDbRow:
 *
 * One row of a table. To be cleared by crm_db_row_clear().
 */
typedef struct
{
  gint64  id;
  guint   n_columns;
  guint8 *record;
  guint64 types[CRM_DB_ROW_MOST_COLUMNS];
  gsize   values[CRM_DB_ROW_MOST_COLUMNS];    /* where they stand in the record */
} CrmDbRow;

typedef enum
{
  CRM_DB_COLUMN_ID,
  CRM_DB_COLUMN_INTEGER,
  CRM_DB_COLUMN_REAL,
  CRM_DB_COLUMN_TEXT,
  CRM_DB_COLUMN_BLOB,
  CRM_DB_COLUMN_ANY,
} CrmDbColumnKind;

typedef struct
{
  CrmDbColumnKind kind;
  gboolean        required;
} CrmDbColumn;

gboolean crm_db_row_varint (const guint8 *bytes, gsize *at, gsize end, guint64 *number);
int      crm_db_row_count  (const CrmDbPageSource *source, const guint8 *page, guint32 number);
gboolean crm_db_row_read   (const CrmDbPageSource *source, const guint8 *page, guint32 number, guint n, CrmDbRow *row);
void     crm_db_row_clear  (CrmDbRow *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmDbRow, crm_db_row_clear)

gboolean crm_db_row_fits   (const CrmDbRow *self, GArray *columns);
void     crm_db_row_bind   (const CrmDbRow *self, guint column, CrmStatement *to, int parameter);

G_END_DECLS
