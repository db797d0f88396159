/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

guint64  crm_sort_key   (double value);
guint32 *crm_sort_keys  (const guint64 *keys, gsize n, const CrmRun *run);
guint32 *crm_sort_order (const double *values, gsize n, gsize *n_known, const CrmRun *run);
double  *crm_sort_values (const double *values, gsize n, gsize *n_known, const CrmRun *run);
double  *crm_sort_ranks (const double *values, const guint32 *order, gsize n, double *ties, const CrmRun *run);

G_END_DECLS
