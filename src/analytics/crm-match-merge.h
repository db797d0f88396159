/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-match-load.h"
#include "store/crm-merge.h"

G_BEGIN_DECLS

char     *crm_match_merge_label     (CrmMerge *merge);
gpointer  crm_match_merge_find_sure (CrmReader *reader, gpointer entity, GCancellable *cancellable, GError **error);
CrmMerge *crm_match_merge_new       (CrmReader *reader, const CrmMatchSource *source, const CrmMatches *matches,
                                     double threshold, GError **error);

G_END_DECLS
