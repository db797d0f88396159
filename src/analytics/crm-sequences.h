/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmSequences:
 * @n: customers
 * @n_items: items are numbered from 0 up to, not including, this
 * @starts: (array length=n+1): where in @times the elements of each customer begin
 * @times: of the elements of a customer, ascending, all different
 * @item_starts: (array): where in @items each element begins; one more than there are elements
 * @items: of an element in ascending order, none of them twice
 *
 * What each customer did one after the other. An element is all that happened at one time.
 */
typedef struct
{
  guint    n, n_items;
  gsize   *starts;
  double  *times;
  gsize   *item_starts;
  guint32 *items;
} CrmSequences;

CrmSequences *crm_sequences_new  (const gint32 *customers, const double *times, const gint32 *items, gsize n_rows,
                                  guint n_customers, guint n_items, const CrmRun *run, GError **error);
void          crm_sequences_free (CrmSequences *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmSequences, crm_sequences_free)

G_END_DECLS
