/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmIsolation:
 *
 * A forest of random trees. Rows that are cut off from the others after few cuts are unusual.
 */
typedef struct _CrmIsolation CrmIsolation;

CrmIsolation *crm_isolation_new     (const double *x, gsize n, gsize d, guint n_trees, gsize sample, const CrmRun *run,
                                     GError **error);
void          crm_isolation_free    (CrmIsolation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmIsolation, crm_isolation_free)

gboolean      crm_isolation_score   (const CrmIsolation *self, const double *x, gsize n, const CrmRun *run,
                                     double *scores, GError **error);
void          crm_isolation_explain (const CrmIsolation *self, const double *row, double *parts);

G_END_DECLS
