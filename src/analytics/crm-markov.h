/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

#define CRM_MARKOV_MOST_STATES 200

/**
 * CrmMarkov:
 * @n: states
 * @counts: (array): n × n: how often the one came after the other
 * @matrix: (array): n × n: chance of the state in the next period, by that in this one; rows add up to 1
 * @n_gaps: pairs of observations with a period missing between them, which say nothing
 * @absorbing: (array length=n_absorbing): states that nobody was seen to leave
 * @transient: (array length=n_transient): the others
 * @visits: (array) (nullable): n_transient × n_transient: how many periods are spent in the one, by the state now (the
 *   fundamental matrix); %NULL where some never come to an end
 * @ends: (array) (nullable): n_transient × n_absorbing: chance to end there, by the state now
 */
typedef struct
{
  gsize   n;
  gsize  *counts;
  double *matrix;
  gsize   n_gaps;
  gsize   n_absorbing, n_transient;
  gsize  *absorbing, *transient;
  double *visits, *ends;
} CrmMarkov;

CrmMarkov *crm_markov_new    (const gint32 *ids, const gint32 *periods, const gint32 *states, gsize n_rows,
                              gsize n_states, const CrmRun *run, GError **error);
CrmMarkov *crm_markov_new_for_matrix (const double *matrix, gsize n_states, GError **error);
void       crm_markov_free   (CrmMarkov *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmMarkov, crm_markov_free)

double    *crm_markov_power  (const CrmMarkov *self, guint steps);
double     crm_markov_chance (const CrmMarkov *self, gsize from, gsize end);

G_END_DECLS
