/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmLifetimeKind:
 * @CRM_LIFETIME_BG_NBD: customers may leave after each purchase: P. Fader, B. Hardie and K. L. Lee, "“Counting Your
 *   Customers” the Easy Way", Marketing Science 24 (2005)
 * @CRM_LIFETIME_PARETO_NBD: customers may leave at any time: D. Schmittlein, D. Morrison and R. Colombo, "Counting Your
 *   Customers", Management Science 33 (1987), in the form of P. Fader and B. Hardie, "A Note on Deriving the Pareto/NBD
 *   Model" (2005)
 */
typedef enum { CRM_LIFETIME_BG_NBD, CRM_LIFETIME_PARETO_NBD } CrmLifetimeKind;

/**
 * CrmHistory:
 * @x: purchases after the first
 * @t_x: time from the first purchase to the last, 0 where there is only one
 * @age: time from the first purchase to the end of what was observed
 *
 * All that the models need to know of a customer. The unit of time is free, and the same for all.
 */
typedef struct
{
  double x, t_x, age;
} CrmHistory;

/**
 * CrmLifetime:
 * @r: shape of the rate of purchases
 * @alpha: scale of the rate, in units of time
 * @a: of the chance to leave (BG/NBD); s of the Pareto/NBD
 * @b: of the chance to leave (BG/NBD); β of the Pareto/NBD, in units of time
 * @log_likelihood: of the histories
 * @at_border: whether a parameter is so small or large that the data do not tell it, such as where nobody leaves
 */
typedef struct
{
  CrmLifetimeKind kind;
  double          r, alpha, a, b;
  double          log_likelihood;
  gboolean        at_border;
} CrmLifetime;

gboolean crm_lifetime_fit      (CrmLifetime *self, CrmLifetimeKind kind, const CrmHistory *histories, gsize n,
                                const CrmRun *run, GError **error);
double   crm_lifetime_alive    (const CrmLifetime *self, const CrmHistory *history);
double   crm_lifetime_expected (const CrmLifetime *self, const CrmHistory *history, double time);

G_END_DECLS
