/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/crm-search-text.h"
#include "query/crm-filter.h"

G_BEGIN_DECLS

/**
 * CrmQuery:
 *
 * Which records of an entity, in which order. Reference counted; not to be changed once it is shared.
 */
typedef struct _CrmQuery CrmQuery;

typedef struct
{
  guint    field;        /* index in the entity's fields */
  gboolean descending;
} CrmSort;

CrmQuery *crm_query_new   (const CrmEntity *entity);
CrmQuery *crm_query_copy  (const CrmQuery *self);
CrmQuery *crm_query_ref   (CrmQuery *self);
void      crm_query_unref (CrmQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmQuery, crm_query_unref)

const CrmEntity *crm_query_get_entity (const CrmQuery *self);

void             crm_query_take_filter     (CrmQuery *self, CrmFilter *filter);
gboolean         crm_query_set_filter_text (CrmQuery *self, const char *text, GError **error);
const CrmFilter *crm_query_get_filter      (const CrmQuery *self);
void             crm_query_narrow          (CrmQuery *self, CrmFilter *filter);
void             crm_query_set_search      (CrmQuery *self, const char *text);
const char      *crm_query_get_search      (const CrmQuery *self);

void             crm_query_clear_sort      (CrmQuery *self);
gboolean         crm_query_add_sort        (CrmQuery *self, const char *key, gboolean descending, GError **error);
gboolean         crm_query_set_sort_text   (CrmQuery *self, const char *text, GError **error);
const CrmSort   *crm_query_get_sort        (const CrmQuery *self, guint *n_sort);

/* For the store. */
CrmSearchQuery  *crm_query_parse_search    (const CrmQuery *self);
gboolean         crm_query_append_where    (const CrmQuery *self, const CrmQueryContext *context, GString *sql,
                                            GArray *binds, GError **error);
void             crm_query_append_order    (const CrmQuery *self, GString *sql);
GArray          *crm_query_new_binds       (void);

G_END_DECLS
