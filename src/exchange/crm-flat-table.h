/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Records with named values as the text of a CSV file. They are told twice: the first time only for the names. */
typedef struct
{
  const char *file;      /* its name, for people */
  GHashTable *places;    /* name → its place, from 1 */
  GPtrArray  *names;
  GPtrArray  *cells;     /* of GString: of the record at hand; NULL the first time */
  GString    *out;
} CrmFlatTable;

void     crm_flat_table_init     (CrmFlatTable *self, const char *file);
void     crm_flat_table_clear    (CrmFlatTable *self);
void     crm_flat_table_begin    (CrmFlatTable *self);
gboolean crm_flat_table_put      (CrmFlatTable *self, const char *name, const char *text, GError **error);
gboolean crm_flat_table_end_row  (CrmFlatTable *self, GError **error);
char    *crm_flat_table_dup_text (const CrmFlatTable *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrmFlatTable, crm_flat_table_clear)

G_END_DECLS
