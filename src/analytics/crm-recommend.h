/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-patterns.h"
#include "analytics/crm-associations.h"

G_BEGIN_DECLS

/**
 * CrmRecommendOptions:
 * @support: the least share of customers that a rule must be true of
 * @confidence: the least share of customers with the condition of a rule that it must be true of
 * @longest: the most items of a rule, and the most elements of a sequence
 * @bought: whether to recommend what a customer has already
 * @limit: the most for a customer, 0 for all
 */
typedef struct
{
  double   support, confidence;
  guint    longest;
  gboolean bought;
  guint    limit;
} CrmRecommendOptions;

/**
 * CrmRecommendation:
 * @item: what the customer may want
 * @rule: place of the reason among the rules or, if @by_sequence, among the rules of sequences
 * @by_sequence: whether it follows from the order in which the customer bought
 * @score: share of the customers who had what this one has that have @item, too: confidence of the rule
 * @lift: how much likelier that makes it, more than 1
 * @support: share of customers who had all of it
 */
typedef struct
{
  guint32  item;
  guint    rule;
  gboolean by_sequence;
  double   score, lift, support;
} CrmRecommendation;

/**
 * CrmRecommender:
 * @baskets: all that each customer ever had
 * @sequences: (nullable): the same in its order
 *
 * The rules that hold for customers, made ready to be asked for one of them.
 */
typedef struct
{
  const CrmBaskets    *baskets;
  const CrmSequences  *sequences;
  CrmRecommendOptions  options;
  CrmItemsets         *sets;
  GArray              *rules;             /* of CrmAssociation */
  CrmPatterns         *patterns;          /* nullable */
  GArray              *pattern_rules;     /* of CrmPatternRule; nullable */
  GArray             **rules_by_item;     /* places of those whose condition's rarest item it is */
  GArray             **pattern_rules_by_item;
} CrmRecommender;

CrmRecommender *crm_recommender_new  (const CrmBaskets *baskets, const CrmSequences *sequences,
                                      const CrmRecommendOptions *options, const CrmRun *run, GError **error);
void            crm_recommender_free (CrmRecommender *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmRecommender, crm_recommender_free)

GPtrArray      *crm_recommender_run  (const CrmRecommender *self, const guint32 *customers, guint n, const CrmRun *run,
                                      GError **error);

G_END_DECLS
