/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-random.h"
#include "analytics/crm-run.h"

G_BEGIN_DECLS

gboolean crm_kmeans_seed (const double *x, gsize n, gsize d, guint k, CrmRandom *random, const CrmRun *run,
                          double *centers, GError **error);

G_END_DECLS
