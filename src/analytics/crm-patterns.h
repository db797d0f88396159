/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "analytics/crm-run.h"
#include "analytics/crm-sequences.h"

G_BEGIN_DECLS

/* More than this are of no use to anybody, and are refused before they fill the memory; … */
#define CRM_PATTERNS_MOST 2000000
/* … and so is a search that looks at more cells of sequences than can be in some minutes. */
#define CRM_PATTERNS_MOST_CELLS 2000000000

/* How many items a pattern may have at most, all its elements together. */
#define CRM_PATTERN_LONGEST 64

/**
 * CrmPatternOptions:
 * @support: the least share of customers that show a pattern, 0 to 1
 * @min_gap: the least time from an element to the next
 * @max_gap: the most time from an element to the next, infinite for any
 * @max_span: the most time from the first element to the last, infinite for any
 * @longest: the most elements of a pattern
 * @largest: the most items of an element
 */
typedef struct
{
  double support;
  double min_gap, max_gap, max_span;
  guint  longest, largest;
} CrmPatternOptions;

/**
 * CrmPattern:
 * @parent: the pattern without its last item, −1 for one item alone
 * @item: the last item
 * @begins: whether the last item is an element of its own; otherwise it is in one with that before, and greater
 * @count: how many customers show the pattern
 */
typedef struct
{
  gint32   parent;
  guint32  item : 31;
  guint32  begins : 1;
  guint32  count;
} CrmPattern;

/**
 * CrmPatterns:
 * @nodes: (element-type CrmPattern): each behind its parent
 *
 * Sequences of elements that many customers show. Their order does not depend on the number of threads.
 */
typedef struct
{
  guint   n_customers, n_items;
  GArray *nodes;
} CrmPatterns;

CrmPatterns *crm_patterns_mine (const CrmSequences *sequences, const CrmPatternOptions *options, const CrmRun *run,
                                GError **error);
void         crm_patterns_free (CrmPatterns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrmPatterns, crm_patterns_free)

static inline const CrmPattern *
crm_patterns_get (const CrmPatterns *self,
                  gint32 pattern)
{
  return &g_array_index (self->nodes, CrmPattern, pattern);
}

guint        crm_patterns_items (const CrmPatterns *self, gint32 pattern, CrmPattern *items);

/**
 * CrmPatternRule:
 * @condition: the pattern without its last element
 * @whole: the pattern
 * @then: the last element alone
 * @support: share of customers that show the whole
 * @confidence: share of those that show the condition that show the whole
 * @lift: @confidence, by the share of all customers that show the last element
 *
 * Who did the one does the other later.
 */
typedef struct
{
  gint32 condition, whole, then;
  double support, confidence, lift;
} CrmPatternRule;

GArray      *crm_pattern_rules_find (const CrmPatterns *patterns, double confidence, const CrmRun *run, GError **error);

G_END_DECLS
