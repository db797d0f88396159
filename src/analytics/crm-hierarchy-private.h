/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-hierarchy.h"

G_BEGIN_DECLS

/* Each finds n − 1 merges in any order, of clusters that are named by any row of theirs. */
gboolean crm_hierarchy_span  (const double *x, gsize n, gsize d, const CrmRun *run, CrmMerge *merges, GError **error);
gboolean crm_hierarchy_ward  (const double *x, gsize n, gsize d, const CrmRun *run, CrmMerge *merges, GError **error);
gboolean crm_hierarchy_chain (const double *x, gsize n, gsize d, CrmLinkage linkage, const CrmRun *run,
                              CrmMerge *merges, GError **error);

G_END_DECLS
