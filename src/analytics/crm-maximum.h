/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmMaximumFunc:
 * @x: where
 * @gradient: (out caller-allocates): its slope there
 *
 * Returns: a smooth function's value; NaN where it has none
 */
typedef double (*CrmMaximumFunc) (const double *x, double *gradient, gpointer data);

gboolean crm_maximum_find (CrmMaximumFunc func, gpointer data, double *x, gsize d, double box, double *value,
                           const CrmRun *run, GError **error);

G_END_DECLS
