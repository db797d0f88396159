/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmSpending:
 * @p: shape of what a customer spends each time
 * @q: shape of how customers differ
 * @gamma: scale of how they differ, in units of value
 * @log_likelihood: of the means
 * @n: customers that it was learnt from
 *
 * The Gamma–Gamma model of P. Fader and B. Hardie, "The Gamma-Gamma Model of Monetary Value" (2013).
 */
typedef struct
{
  double p, q, gamma;
  double log_likelihood;
  gsize  n;
} CrmSpending;

gboolean crm_spending_fit      (CrmSpending *self, const double *x, const double *means, gsize n, const CrmRun *run,
                                GError **error);
double   crm_spending_expected (const CrmSpending *self, double x, double mean);

G_END_DECLS
