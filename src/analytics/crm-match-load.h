/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-match.h"
#include "exchange/crm-csv-reader.h"
#include "store/crm-reader.h"

G_BEGIN_DECLS

/**
 * CrmMatchSource:
 * @entity: (nullable): of records; %NULL for a file
 * @fields: (element-type utf8): names of what is compared
 * @ids: (nullable): of gint64: of records
 * @names: (nullable): (element-type utf8): of rows of a file: what their column of ids says, or their number
 *
 * What is looked through for duplicates, and where it comes from.
 */
typedef struct
{
  const CrmEntity *entity;
  CrmMatchTable   *table;
  GPtrArray       *fields;
  GArray          *ids;
  GPtrArray       *names;
} CrmMatchSource;

gboolean        crm_match_field_kind        (const CrmEntity *entity, const CrmField *field, CrmMatchKind *kind);
CrmMatchSource *crm_match_source_load       (CrmReader *reader, CrmQuery *query, const CrmRun *run, GError **error);
CrmMatchSource *crm_match_source_load_csv   (const char *path, const char *id, const char *const *columns,
                                             const CrmRun *run, GError **error);
void            crm_match_source_free       (CrmMatchSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmMatchSource, crm_match_source_free)

G_END_DECLS
