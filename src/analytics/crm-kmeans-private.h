/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-kmeans.h"
#include "analytics/crm-random.h"

G_BEGIN_DECLS

gboolean crm_kmeans_seed (const double *x, gsize n, gsize d, guint k, CrmRandom *random, const CrmRun *run,
                          double *centers, GError **error);

CrmKmeans *crm_kmeans_iterate (const double *x, gsize n, gsize d, guint k, const double *centers, guint max_iterations,
                               double tolerance, const CrmRun *run, GError **error);

G_END_DECLS
