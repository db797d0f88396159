/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmNewtonFunc:
 * @x: (array length=d): where
 * @gradient: (out caller-allocates) (array length=d): its slope
 * @information: (out caller-allocates): d × d, its second derivatives, negated; the upper triangle will do
 *
 * Returns: the value of a log-likelihood; not finite where it has none
 */
typedef double (*CrmNewtonFunc) (const double *x, double *gradient, double *information, gpointer data);

gboolean crm_newton_find (CrmNewtonFunc func, gpointer data, double *x, gsize d, double *value, double *covariance,
                          const CrmRun *run, GError **error);

G_END_DECLS
