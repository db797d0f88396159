/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-recommend.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What a customer may want next: what others had who had the same, or went the same way. Of all rules that fit and make
 * an item likelier, the one with the highest confidence speaks for it; as B. Sarwar and others, "Analysis of
 * Recommendation Algorithms for E-Commerce", EC 2000. */

#define GRAIN 64

static void
free_list (gpointer list)
{
  g_clear_pointer ((GArray **) &list, g_array_unref);
}

static void
free_lists (GArray **lists,
            guint n)
{
  for (guint i = 0; lists != NULL && i < n; i++)
    g_clear_pointer (&lists[i], g_array_unref);
  g_free (lists);
}

void
crm_recommender_free (CrmRecommender *self)
{
  free_lists (self->rules_by_item, self->baskets->n_items);
  free_lists (self->pattern_rules_by_item, self->baskets->n_items);
  g_clear_pointer (&self->sets, crm_itemsets_free);
  g_clear_pointer (&self->rules, g_array_unref);
  g_clear_pointer (&self->patterns, crm_patterns_free);
  g_clear_pointer (&self->pattern_rules, g_array_unref);
  g_free (self);
}

static void
put (GArray **lists,
     guint32 item,
     guint rule)
{
  if (lists[item] == NULL)
    lists[item] = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (lists[item], rule);
}

/* Each rule is looked at only for customers who have the item of its condition that fewest have. */
static void
index_rules (CrmRecommender *self)
{
  guint n_items = self->baskets->n_items;
  g_autofree guint32 *counts = g_new0 (guint32, MAX (n_items, 1));

  for (gsize i = 0; i < self->baskets->starts[self->baskets->n]; i++)
    counts[self->baskets->items[i]]++;
  self->rules_by_item = g_new0 (GArray *, MAX (n_items, 1));
  self->pattern_rules_by_item = g_new0 (GArray *, MAX (n_items, 1));
  for (guint rule = 0; rule < self->rules->len; rule++)
    {
      gsize condition = g_array_index (self->rules, CrmAssociation, rule).condition;
      const guint32 *items = crm_itemsets_items (self->sets, condition);
      guint32 rarest = items[0];

      for (guint i = 1; i < crm_itemsets_length (self->sets, condition); i++)
        rarest = counts[items[i]] < counts[rarest] ? items[i] : rarest;
      put (self->rules_by_item, rarest, rule);
    }
  for (guint rule = 0; self->pattern_rules != NULL && rule < self->pattern_rules->len; rule++)
    {
      CrmPattern nodes[CRM_PATTERN_LONGEST];
      guint n = crm_patterns_items (self->patterns, g_array_index (self->pattern_rules, CrmPatternRule, rule).condition,
                                    nodes);
      guint32 rarest = nodes[0].item;

      for (guint i = 1; i < n; i++)
        rarest = counts[nodes[i].item] < counts[rarest] ? nodes[i].item : rarest;
      put (self->pattern_rules_by_item, rarest, rule);
    }
}

static gboolean
find_rules (CrmRecommender *self,
            const CrmRun *run,
            GError **error)
{
  const CrmRecommendOptions *options = &self->options;
  CrmAssociationOptions rule_options = { options->confidence, 2, options->longest, CRM_ASSOCIATIONS_BY_CONFIDENCE };
  g_autoptr (CrmItemsetIndex) index = NULL;

  self->sets = crm_itemsets_mine (self->baskets, options->support, options->longest, CRM_RUN_PART (run, 0, 0.7), error);
  if (self->sets == NULL)
    return FALSE;
  index = crm_itemset_index_new (self->sets);
  self->rules = crm_associations_find (self->sets, index, &rule_options, CRM_RUN_PART (run, 0.7, 1), error);
  return self->rules != NULL;
}

static gboolean
find_pattern_rules (CrmRecommender *self,
                    const CrmRun *run,
                    GError **error)
{
  guint longest = self->options.longest;
  CrmPatternOptions options = { self->options.support, 0, INFINITY, INFINITY, longest, longest };

  if (self->sequences == NULL)
    return TRUE;
  self->patterns = crm_patterns_mine (self->sequences, &options, CRM_RUN_PART (run, 0, 0.7), error);
  if (self->patterns == NULL)
    return FALSE;
  self->pattern_rules = crm_pattern_rules_find (self->patterns, self->options.confidence, CRM_RUN_PART (run, 0.7, 1),
                                                error);
  return self->pattern_rules != NULL;
}

/**
 * crm_recommender_new:
 * @baskets: all that each customer ever had
 * @sequences: (nullable): the same in its order: customers and items have the same numbers
 * @run: (nullable): the run
 *
 * Finds the rules. @baskets and @sequences must live longer than the recommender.
 *
 * Returns: (transfer full) (nullable): the recommender
 * Errors: those of crm_itemsets_mine() and crm_patterns_mine()
 */
CrmRecommender *
crm_recommender_new (const CrmBaskets *baskets,
                     const CrmSequences *sequences,
                     const CrmRecommendOptions *options,
                     const CrmRun *run,
                     GError **error)
{
  g_autoptr (CrmRecommender) self = g_new0 (CrmRecommender, 1);

  self->baskets = baskets;
  self->sequences = sequences;
  self->options = *options;
  if (!find_rules (self, CRM_RUN_PART (run, 0, 0.5), error) ||
      !find_pattern_rules (self, CRM_RUN_PART (run, 0.5, 1), error))
    return NULL;
  index_rules (self);
  return g_steal_pointer (&self);
}

/* One customer */

typedef struct
{
  const CrmRecommender *recommender;
  guint32               customer;
  guint8               *has;      /* of each item */
  gint32               *places;   /* of each item in `found`, −1 for none */
  GArray               *found;
} Asking;

static gboolean
is_better (const CrmRecommendation *a,
           const CrmRecommendation *b)
{
  if (a->score != b->score)
    return a->score > b->score;
  return a->lift != b->lift ? a->lift > b->lift : a->support > b->support;
}

static void
propose (Asking *self,
         CrmRecommendation recommendation)
{
  gint32 *place = &self->places[recommendation.item];

  /* What does not make it likelier is no reason for it. */
  if (recommendation.lift <= 1 || (self->has[recommendation.item] && !self->recommender->options.bought))
    return;
  if (*place < 0)
    {
      *place = self->found->len;
      g_array_append_val (self->found, recommendation);
    }
  else if (is_better (&recommendation, &g_array_index (self->found, CrmRecommendation, *place)))
    g_array_index (self->found, CrmRecommendation, *place) = recommendation;
}

static void
try_rule (Asking *self,
          guint place)
{
  const CrmRecommender *recommender = self->recommender;
  const CrmAssociation *rule = &g_array_index (recommender->rules, CrmAssociation, place);
  const guint32 *items = crm_itemsets_items (recommender->sets, rule->condition);

  for (guint i = 0; i < crm_itemsets_length (recommender->sets, rule->condition); i++)
    {
      if (!self->has[items[i]])
        return;
    }
  propose (self, (CrmRecommendation) { rule->then, place, FALSE, rule->confidence, rule->lift, rule->support });
}

static gboolean
holds (const CrmSequences *sequences,
       gsize element,
       const CrmPattern *nodes,
       guint n)
{
  gsize at = sequences->item_starts[element], end = sequences->item_starts[element + 1];

  for (guint i = 0; i < n; i++)
    {
      while (at < end && sequences->items[at] < nodes[i].item)
        at++;
      if (at == end || sequences->items[at] != nodes[i].item)
        return FALSE;
    }
  return TRUE;
}

/* Whether the customer did that, in that order. To take each element as early as possible never loses a way. */
static gboolean
shows (const CrmSequences *sequences,
       guint32 customer,
       const CrmPattern *nodes,
       guint n)
{
  gsize element = sequences->starts[customer];

  for (guint first = 0, last; first < n; first = last, element++)
    {
      for (last = first + 1; last < n && !nodes[last].begins; last++)
        ;
      while (element < sequences->starts[customer + 1] && !holds (sequences, element, nodes + first, last - first))
        element++;
      if (element == sequences->starts[customer + 1])
        return FALSE;
    }
  return TRUE;
}

static void
try_pattern_rule (Asking *self,
                  guint place)
{
  const CrmRecommender *recommender = self->recommender;
  const CrmPatternRule *rule = &g_array_index (recommender->pattern_rules, CrmPatternRule, place);
  CrmPattern nodes[CRM_PATTERN_LONGEST];
  guint n = crm_patterns_items (recommender->patterns, rule->condition, nodes);

  if (!shows (recommender->sequences, self->customer, nodes, n))
    return;
  n = crm_patterns_items (recommender->patterns, rule->then, nodes);
  for (guint i = 0; i < n; i++)
    propose (self, (CrmRecommendation) { nodes[i].item, place, TRUE, rule->confidence, rule->lift, rule->support });
}

static int
compare_recommendations (gconstpointer a,
                         gconstpointer b)
{
  const CrmRecommendation *first = a, *second = b;

  if (is_better (first, second) || is_better (second, first))
    return is_better (first, second) ? -1 : 1;
  return first->item < second->item ? -1 : first->item > second->item;
}

static GArray *
ask (Asking *self)
{
  const CrmRecommender *recommender = self->recommender;
  const CrmBaskets *baskets = recommender->baskets;
  gsize first = baskets->starts[self->customer], last = baskets->starts[self->customer + 1];
  GArray *found;

  self->found = found = g_array_new (FALSE, FALSE, sizeof (CrmRecommendation));
  for (gsize i = first; i < last; i++)
    self->has[baskets->items[i]] = TRUE;
  for (gsize i = first; i < last; i++)
    {
      const GArray *rules = recommender->rules_by_item[baskets->items[i]];
      const GArray *pattern_rules = recommender->pattern_rules_by_item[baskets->items[i]];

      for (guint rule = 0; rules != NULL && rule < rules->len; rule++)
        try_rule (self, g_array_index (rules, guint, rule));
      for (guint rule = 0; pattern_rules != NULL && rule < pattern_rules->len; rule++)
        try_pattern_rule (self, g_array_index (pattern_rules, guint, rule));
    }
  for (gsize i = first; i < last; i++)
    self->has[baskets->items[i]] = FALSE;
  for (guint i = 0; i < found->len; i++)
    self->places[g_array_index (found, CrmRecommendation, i).item] = -1;
  g_array_sort (found, compare_recommendations);
  if (recommender->options.limit > 0 && found->len > recommender->options.limit)
    g_array_set_size (found, recommender->options.limit);
  return found;
}

typedef struct
{
  const CrmRecommender *recommender;
  const guint32        *customers;
  const CrmRun         *run;
  gpointer             *results;
} Work;

static void
ask_for_some (gsize first,
              gsize last,
              guint piece,
              gpointer data)
{
  Work *work = data;
  guint n_items = MAX (work->recommender->baskets->n_items, 1);
  g_autofree guint8 *has = g_new0 (guint8, n_items);
  g_autofree gint32 *places = g_new (gint32, n_items);

  memset (places, 0xff, n_items * sizeof (gint32));
  for (gsize i = first; i < last && !crm_run_is_cancelled (work->run); i++)
    work->results[i] = ask (&(Asking) { work->recommender, work->customers[i], has, places, NULL });
}

/**
 * crm_recommender_run:
 * @customers: (array length=n): for whom
 * @run: (nullable): the run
 *
 * Returns: (transfer full) (nullable) (element-type GArray): for each of them an array of #CrmRecommendation, best
 *   first
 * Errors: %G_IO_ERROR_CANCELLED
 */
GPtrArray *
crm_recommender_run (const CrmRecommender *self,
                     const guint32 *customers,
                     guint n,
                     const CrmRun *run,
                     GError **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (free_list);

  g_ptr_array_set_size (results, n);
  if (!crm_run_parallel (run, n, GRAIN, ask_for_some, &(Work) { self, customers, run, results->pdata }, error))
    return NULL;
  return g_steal_pointer (&results);
}
