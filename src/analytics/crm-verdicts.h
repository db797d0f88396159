/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/crm-reader.h"

G_BEGIN_DECLS

/**
 * CrmVerdictKind:
 * @CRM_VERDICT_DIFFERENT: two records are not duplicates
 * @CRM_VERDICT_RIGHT: a value is right as it is
 */
typedef enum
{
  CRM_VERDICT_DIFFERENT,
  CRM_VERDICT_RIGHT,
} CrmVerdictKind;

/**
 * CrmVerdicts:
 *
 * What people have decided about proposals for records of an entity: see the entity "verdict".
 */
typedef struct _CrmVerdicts CrmVerdicts;

CrmVerdicts  *crm_verdicts_load         (CrmReader *reader, const CrmEntity *entity, GError **error);
void          crm_verdicts_free         (CrmVerdicts *self);
gboolean      crm_verdicts_are_different (const CrmVerdicts *self, gint64 id, gint64 other);
gboolean      crm_verdicts_is_right     (const CrmVerdicts *self, gint64 id, const CrmField *field, const char *value);
const gint64 *crm_verdicts_pairs        (const CrmVerdicts *self, guint *n_pairs);
CrmQuery     *crm_verdicts_query        (const CrmEntity *entity, CrmVerdictKind kind);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmVerdicts, crm_verdicts_free)

gboolean      crm_verdict_is_possible   (const CrmEntity *entity);
void          crm_verdict_add_different (CrmChangeSet *changes, const CrmEntity *entity, const gint64 ids[2],
                                         const char *const titles[2]);
void          crm_verdict_add_right     (CrmChangeSet *changes, const CrmEntity *entity, gint64 id,
                                         const CrmField *field, const char *value, const char *proposal);

G_END_DECLS
