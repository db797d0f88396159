/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"

G_BEGIN_DECLS

/**
 * CrmBaskets:
 * @n: baskets
 * @n_items: items are numbered from 0 up to, not including, this
 * @starts: (array length=n+1): where in @items each basket begins
 * @items: of a basket in ascending order, none of them twice
 *
 * What was bought together, one basket after the other.
 */
typedef struct
{
  guint    n, n_items;
  gsize   *starts;
  guint32 *items;
} CrmBaskets;

CrmBaskets *crm_baskets_new  (const gint32 *baskets, const gint32 *items, gsize n_rows, guint n_baskets, guint n_items,
                              const CrmRun *run, GError **error);
void        crm_baskets_free (CrmBaskets *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmBaskets, crm_baskets_free)

guint       crm_baskets_least_count (double support, guint n);
double      crm_baskets_support (guint count, guint n);

G_END_DECLS
