/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmObjective:
 *
 * Returns: what is to become small at @x; not a finite number where @x is not allowed
 */
typedef double (*CrmObjective) (const double *x, gpointer data);

double crm_minimize (CrmObjective objective, gpointer data, double *x, guint n, double reach, double tolerance,
                     guint max_steps, const CrmRun *run);
void   crm_minimize_hessian (CrmObjective objective, gpointer data, const double *x, guint n, double *hessian);

G_END_DECLS
