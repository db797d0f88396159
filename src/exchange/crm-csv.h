/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CRM_CSV_HEADER_GUESS,
  CRM_CSV_HEADER_PRESENT,
  CRM_CSV_HEADER_ABSENT,
} CrmCsvHeader;

/**
 * CrmCsvDialect:
 * @encoding: such as "UTF-8"; %NULL asks for a guess
 * @delimiter: between cells; 0 asks for a guess
 * @quote: around cells; 0 asks for a guess
 * @header: whether the first row names the columns
 *
 * How a table is written. As a wish, what is zero is guessed; as a result, all is known.
 */
typedef struct
{
  char        *encoding;
  char         delimiter;
  char         quote;
  CrmCsvHeader header;
} CrmCsvDialect;

void crm_csv_dialect_clear (CrmCsvDialect *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmCsvDialect, crm_csv_dialect_clear)

/**
 * CrmCsv:
 *
 * A table read from a text file, whole, as UTF-8. Rows count from 0 and leave out the header and blank lines.
 * Cells are not trimmed. Not changed by reading, so any thread may read it.
 */
typedef struct _CrmCsv CrmCsv;

CrmCsv *crm_csv_open           (const char *path, const CrmCsvDialect *wish, GError **error);
CrmCsv *crm_csv_new_from_bytes (const guint8 *bytes, gsize length, const char *name, const CrmCsvDialect *wish,
                                GError **error);
void    crm_csv_free           (CrmCsv *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmCsv, crm_csv_free)

const CrmCsvDialect *crm_csv_get_dialect   (const CrmCsv *self);
void                 crm_csv_set_header    (CrmCsv *self, gboolean present);

guint                crm_csv_get_n_columns (const CrmCsv *self);
const char          *crm_csv_get_header    (const CrmCsv *self, guint column);
guint                crm_csv_get_n_rows    (const CrmCsv *self);
guint                crm_csv_get_n_cells   (const CrmCsv *self, guint row);
const char          *crm_csv_get_cell      (const CrmCsv *self, guint row, guint column);
guint                crm_csv_get_number    (const CrmCsv *self, guint row);

void                 crm_csv_append_cell   (GString *out, const char *text, char delimiter);

G_END_DECLS
