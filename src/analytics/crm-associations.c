/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-associations.h"

#include "base/crm-error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static CrmAssociation
make_rule (const CrmItemsets *sets,
           gsize whole,
           gsize condition,
           gsize then)
{
  double n = sets->n_baskets, both = sets->counts[whole], second = sets->counts[then];
  double first = condition != CRM_ITEMSET_NONE ? sets->counts[condition] : n;

  return (CrmAssociation) {
    .condition = condition,
    .whole = whole,
    .then = crm_itemsets_items (sets, then)[0],
    .count = both,
    .support = both / n,
    .coverage = first / n,
    .confidence = both / first,
    .lift = both * n / (first * second),
    /* Differences of whole numbers, which are exact. */
    .leverage = (both * n - first * second) / (n * n),
    .conviction = first == both ? INFINITY : first * (n - second) / (n * (first - both)),
  };
}

static void
add_rules (GArray *rules,
           const CrmItemsets *sets,
           const CrmItemsetIndex *index,
           gsize set,
           double confidence)
{
  const guint32 *items = crm_itemsets_items (sets, set);
  guint length = crm_itemsets_length (sets, set);

  for (guint place = 0; place < length; place++)
    {
      gsize condition = length > 1 ? crm_itemset_index_without (index, set, place) : CRM_ITEMSET_NONE;
      double first = condition != CRM_ITEMSET_NONE ? sets->counts[condition] : sets->n_baskets;
      CrmAssociation rule;

      /* A share that was meant to be a fraction of whole counts may have been rounded up. */
      if (sets->counts[set] < first * confidence * (1 - 1e-12))
        continue;
      rule = make_rule (sets, set, condition, crm_itemset_index_find (index, items + place, 1));
      g_array_append_val (rules, rule);
    }
}

typedef struct
{
  const CrmItemsets   *sets;
  CrmAssociationOrder  order;
} Sorting;

static int
compare_numbers (double a,
                 double b)
{
  return (a < b) - (a > b);
}

static int
compare_rules (gconstpointer a,
               gconstpointer b,
               gpointer data)
{
  const CrmAssociation *first = a, *second = b;
  const Sorting *sorting = data;
  int by_lift = compare_numbers (first->lift, second->lift);
  int by_confidence = compare_numbers (first->confidence, second->confidence);
  int by_support = compare_numbers (first->count, second->count);
  int orders[] = { sorting->order == CRM_ASSOCIATIONS_BY_LIFT ? by_lift :
                   sorting->order == CRM_ASSOCIATIONS_BY_CONFIDENCE ? by_confidence : by_support,
                   by_lift, by_confidence, by_support };
  const CrmItemsets *sets = sorting->sets;
  guint lengths[] = { crm_itemsets_length (sets, first->whole), crm_itemsets_length (sets, second->whole) };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      if (orders[i] != 0)
        return orders[i];
    }
  if (lengths[0] != lengths[1])
    return lengths[0] < lengths[1] ? -1 : 1;
  for (guint i = 0; i < lengths[0]; i++)
    {
      guint32 items[] = { crm_itemsets_items (sets, first->whole)[i], crm_itemsets_items (sets, second->whole)[i] };

      if (items[0] != items[1])
        return items[0] < items[1] ? -1 : 1;
    }
  return first->then < second->then ? -1 : first->then > second->then;
}

/**
 * crm_associations_find:
 * @sets: all frequent ones
 * @index: of @sets
 * @run: (nullable): the run
 *
 * Finds the rules with one item behind the arrow: R. Agrawal, R. Srikant, "Fast Algorithms for Mining Association
 * Rules", VLDB 1994; conviction is of S. Brin and others, "Dynamic Itemset Counting", SIGMOD 1997, leverage of G.
 * Piatetsky-Shapiro, 1991.
 *
 * Returns: (transfer full) (nullable) (element-type CrmAssociation): the rules
 * Errors: %CRM_ERROR_INVALID where there are more than %CRM_ASSOCIATIONS_MOST; %G_IO_ERROR_CANCELLED
 */
GArray *
crm_associations_find (const CrmItemsets *sets,
                       const CrmItemsetIndex *index,
                       const CrmAssociationOptions *options,
                       const CrmRun *run,
                       GError **error)
{
  g_autoptr (GArray) rules = g_array_new (FALSE, FALSE, sizeof (CrmAssociation));

  for (gsize set = 0; set < sets->n; set++)
    {
      guint length;

      if (set % 4096 == 0 && !crm_run_go_on (run, (double) set / sets->n, error))
        return NULL;
      length = crm_itemsets_length (sets, set);
      if (length >= options->shortest && length <= options->longest)
        add_rules (rules, sets, index, set, options->confidence);
      if (rules->len > CRM_ASSOCIATIONS_MOST)
        {
          g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
                       _("More than %d rules hold. Ask for a higher support or confidence, or shorter rules."),
                       CRM_ASSOCIATIONS_MOST);
          return NULL;
        }
    }
  g_array_sort_with_data (rules, compare_rules, &(Sorting) { sets, options->order });
  return g_steal_pointer (&rules);
}
