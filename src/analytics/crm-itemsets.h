/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-baskets.h"
#include "analytics/crm-run.h"

G_BEGIN_DECLS

/* More than this are of no use to anybody, and are refused before they fill the memory; … */
#define CRM_ITEMSETS_MOST 2000000
/* … and so is a search that looks at more cells of baskets than can be in some minutes. */
#define CRM_ITEMSETS_MOST_CELLS 20000000000

/* How many items a set may have at most. */
#define CRM_ITEMSET_LONGEST 64

/**
 * CrmItemsets:
 * @n: sets
 * @n_baskets: of all baskets
 * @starts: (array length=n+1): where in @items each set begins
 * @items: of a set in ascending order
 * @counts: (array length=n): how many baskets hold the whole set
 *
 * Items that are bought together often. The order of the sets is that in which they are found; it does not depend on
 * the number of threads.
 */
typedef struct
{
  gsize    n;
  guint    n_baskets, n_items;
  gsize   *starts;
  guint32 *items;
  guint32 *counts;
} CrmItemsets;

/**
 * CrmItemsetFlags:
 * @CRM_ITEMSET_CLOSED: no larger set has the same count
 * @CRM_ITEMSET_MAXIMAL: no larger set is frequent
 */
typedef enum { CRM_ITEMSET_CLOSED = 1 << 0, CRM_ITEMSET_MAXIMAL = 1 << 1 } CrmItemsetFlags;

CrmItemsets *crm_itemsets_mine (const CrmBaskets *baskets, double support, guint longest, const CrmRun *run,
                                GError **error);
void         crm_itemsets_free (CrmItemsets *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmItemsets, crm_itemsets_free)

static inline guint
crm_itemsets_length (const CrmItemsets *self,
                     gsize set)
{
  return self->starts[set + 1] - self->starts[set];
}

static inline const guint32 *
crm_itemsets_items (const CrmItemsets *self,
                    gsize set)
{
  return self->items + self->starts[set];
}

/**
 * CrmItemsetIndex:
 *
 * Finds sets by their items.
 */
typedef struct _CrmItemsetIndex CrmItemsetIndex;

#define CRM_ITEMSET_NONE G_MAXSIZE

CrmItemsetIndex *crm_itemset_index_new  (const CrmItemsets *sets);
void             crm_itemset_index_free (CrmItemsetIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmItemsetIndex, crm_itemset_index_free)
gsize            crm_itemset_index_find (const CrmItemsetIndex *self, const guint32 *items, guint n);
gsize            crm_itemset_index_without (const CrmItemsetIndex *self, gsize set, guint place);
guint8          *crm_itemset_index_flags (const CrmItemsetIndex *self, const CrmRun *run, GError **error);

G_END_DECLS
