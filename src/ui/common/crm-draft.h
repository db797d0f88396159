/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/common/crm-record-form.h"

G_BEGIN_DECLS

/**
 * CrmDraft:
 *
 * What is typed in a form and not saved yet, in a small file, so that it outlives the program. There is one for each
 * stored record, and one for a new record of each kind.
 */
typedef struct _CrmDraft CrmDraft;

CrmDraft *crm_draft_new     (CrmStore *store, const CrmEntity *entity, gint64 id, CrmRecordForm *form);
void      crm_draft_restore (CrmDraft *self, AdwBanner *banner);
void      crm_draft_update  (CrmDraft *self);
void      crm_draft_discard (CrmDraft *self);
void      crm_draft_remove  (CrmDraft *self);

/**
 * CrmUnfinished:
 * @id: of the record, 0 for a new one
 * @title: what people know it by, may be empty
 * @at: instant when it was typed
 *
 * A draft as it is listed.
 */
typedef struct
{
  const CrmEntity *entity;
  gint64           id;
  char            *title;
  gint64           at;
  char            *path;
} CrmUnfinished;

GPtrArray *crm_draft_list (CrmStore *store);

G_END_DECLS
