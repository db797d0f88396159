/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "exchange/crm-csv-reader.h"

G_BEGIN_DECLS

/**
 * CrmCsv:
 *
 * A table of a text file in memory, or its first rows. Rows count from 0 and leave out the header and blank lines.
 * Cells are not trimmed. Not changed by reading, so any thread may read it.
 */
typedef struct _CrmCsv CrmCsv;

CrmCsv *crm_csv_open           (const char *path, const CrmCsvDialect *wish, GError **error);
CrmCsv *crm_csv_new_from_bytes (const guint8 *bytes, gsize length, const char *name, const CrmCsvDialect *wish,
                                GError **error);
CrmCsv *crm_csv_read           (CrmCsvReader *reader, guint most_rows, GError **error);
void    crm_csv_free           (CrmCsv *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmCsv, crm_csv_free)

void                 crm_csv_set_encoding  (CrmCsv *self, const char *encoding);
const CrmCsvDialect *crm_csv_get_dialect   (const CrmCsv *self);

guint                crm_csv_get_n_columns (const CrmCsv *self);
const char          *crm_csv_get_header    (const CrmCsv *self, guint column);
guint                crm_csv_get_n_rows    (const CrmCsv *self);
guint                crm_csv_get_n_cells   (const CrmCsv *self, guint row);
const char          *crm_csv_get_cell      (const CrmCsv *self, guint row, guint column);
guint                crm_csv_get_number    (const CrmCsv *self, guint row);


G_END_DECLS
