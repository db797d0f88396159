/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/common/crm-record-form.h"

G_BEGIN_DECLS

/**
 * CrmDraft:
 *
 * What is typed in the form of a new record and not saved yet, in a small file, so that it outlives the program.
 */
typedef struct _CrmDraft CrmDraft;

CrmDraft *crm_draft_new     (CrmStore *store, const CrmEntity *entity, CrmRecordForm *form);
void      crm_draft_free    (CrmDraft *self);
gint64    crm_draft_restore (CrmDraft *self);
void      crm_draft_remove  (CrmDraft *self);

G_END_DECLS
