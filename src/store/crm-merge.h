/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

G_BEGIN_DECLS

/**
 * CrmMerge:
 *
 * Records that become one: all that links to the others then links to the one that is kept, and the others go. As
 * changes like all others it is an action of the journal, and undoing it restores everything.
 */
typedef struct _CrmMerge CrmMerge;

CrmMerge *crm_merge_new      (const CrmEntity *entity);
void      crm_merge_free     (CrmMerge *self);
gboolean  crm_merge_add      (CrmMerge *self, gint64 keep, const gint64 *others, guint n_others, GError **error);
guint     crm_merge_n_groups (CrmMerge *self);
guint     crm_merge_n_gone   (CrmMerge *self);
CrmValue *crm_merge_propose  (CrmRecord *keep, CrmRecord *const *others, guint n_others);
gboolean  crm_merge_append   (CrmMerge *self, CrmReader *reader, guint group, const CrmValue *values,
                              CrmChangeSet *changes, GError **error);
gboolean  crm_merge_apply    (CrmMerge *self, CrmStore *store, const char *label, gint64 *action,
                              GCancellable *cancellable, GError **error);
GArray   *crm_merge_order    (CrmReader *reader, const CrmEntity *entity, const gint64 *ids, guint n_ids,
                              GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmMerge, crm_merge_free)

G_END_DECLS
