/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-store.h"

G_BEGIN_DECLS

/**
 * CrmBulk:
 *
 * A long action whose changes come in portions, such as an import of millions of rows: it is never in memory as a
 * whole, and people's edits pass it by. One action of the journal, one step of undo; all or nothing, also when the
 * program is killed.
 */
typedef struct _CrmBulk CrmBulk;

CrmBulk *crm_bulk_new           (CrmStore *store, const char *label);
void     crm_bulk_free          (CrmBulk *self);
void     crm_bulk_set_permanent (CrmBulk *self);
void     crm_bulk_set_label     (CrmBulk *self, const char *label);
void     crm_bulk_expect        (CrmBulk *self, const char *entity, gint64 n_records);
CrmChangeSet *crm_bulk_get_portion (CrmBulk *self);
gboolean crm_bulk_add           (CrmBulk *self, CrmChangeSet *changes, GCancellable *cancellable, GError **error);
gboolean crm_bulk_finish        (CrmBulk *self, gint64 *action, GCancellable *cancellable, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmBulk, crm_bulk_free)

G_END_DECLS
