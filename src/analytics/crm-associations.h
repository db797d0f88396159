/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-itemsets.h"

G_BEGIN_DECLS

/* More than this are of no use to anybody, and are refused before they fill the memory. */
#define CRM_ASSOCIATIONS_MOST 2000000

/**
 * CrmAssociation:
 * @condition: the set before the arrow, %CRM_ITEMSET_NONE for the empty one
 * @whole: the set of both sides
 * @then: the item behind the arrow
 * @count: how many baskets hold @whole
 * @support: share of baskets that hold @whole
 * @coverage: share of baskets that hold the condition
 * @confidence: share of those that hold @then
 * @lift: @confidence, by the share of all baskets that hold @then
 * @leverage: @support, less what it were if both sides had nothing to do with each other
 * @conviction: how much more often the rule would fail if they had; infinite for one that never fails
 *
 * Who buys the one buys the other.
 */
typedef struct
{
  gsize   condition, whole;
  guint32 then, count;
  double  support, coverage, confidence, lift, leverage, conviction;
} CrmAssociation;

/**
 * CrmAssociationOrder:
 *
 * What comes first: the most of it. Ties are broken by the others, and last by the items.
 */
typedef enum
{
  CRM_ASSOCIATIONS_BY_LIFT,
  CRM_ASSOCIATIONS_BY_CONFIDENCE,
  CRM_ASSOCIATIONS_BY_SUPPORT,
} CrmAssociationOrder;

/**
 * CrmAssociationOptions:
 * @confidence: the least, 0 to 1
 * @shortest: the least number of items on both sides together; with 1 there are rules without a condition, too
 * @longest: the most
 */
typedef struct
{
  double              confidence;
  guint               shortest, longest;
  CrmAssociationOrder order;
} CrmAssociationOptions;

GArray *crm_associations_find (const CrmItemsets *sets, const CrmItemsetIndex *index,
                               const CrmAssociationOptions *options, const CrmRun *run, GError **error);

G_END_DECLS
