/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-lifetime.h"

G_BEGIN_DECLS

#define CRM_N_LIFETIME_PARAMETERS 4

/* The logarithm of a history's likelihood without the factor Γ(r + x) / Γ(r), of the BG/NBD also without B(a, b + x) /
 * B(a, b), which depend on the count alone and are taken from tables. The slope is by r, α, a, b (r, α, s, β); `gone`
 * is the chance to have left. */
double crm_bg_nbd_evaluate     (const CrmLifetime *self, const CrmHistory *history, double *slope, double *gone);
double crm_pareto_nbd_evaluate (const CrmLifetime *self, const CrmHistory *history, double *slope, double *gone);

G_END_DECLS
