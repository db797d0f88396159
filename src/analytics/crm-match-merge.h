/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-match-load.h"
#include "analytics/crm-verdicts.h"
#include "store/crm-merge.h"

G_BEGIN_DECLS

char     *crm_match_merge_label     (CrmMerge *merge);
gpointer  crm_match_merge_find_sure (CrmReader *reader, gpointer entity, GCancellable *cancellable, GError **error);
CrmMerge *crm_match_merge_new       (CrmReader *reader, const CrmEntity *entity, const GArray *pairs,
                                     const CrmVerdicts *verdicts, GError **error);
void      crm_match_leave_out       (const CrmMatchSource *source, const CrmVerdicts *verdicts, CrmMatches *matches);
GArray   *crm_match_list            (const CrmMatchSource *source, const CrmMatches *matches, double threshold);

G_END_DECLS
