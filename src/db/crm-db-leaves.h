/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db/crm-db-row.h"

G_BEGIN_DECLS

/**
 * CrmDbLeaves:
 *
 * The leaf pages of every table of a damaged database, also of those that SQLite cannot reach any more.
 */
typedef struct _CrmDbLeaves CrmDbLeaves;

/* Returns whether to go on. */
typedef gboolean (*CrmDbRowFunc) (const CrmDbRow *row, gpointer data);

CrmDbLeaves *crm_db_leaves_new  (CrmDb *db, GError **error);
void         crm_db_leaves_free (CrmDbLeaves *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmDbLeaves, crm_db_leaves_free)

gboolean     crm_db_leaves_each (CrmDbLeaves *self, const char *table, CrmDbRowFunc func, gpointer data);

G_END_DECLS
