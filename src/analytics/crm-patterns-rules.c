/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-patterns.h"

/* Rules of sequences: the last element follows what is before it. */

static guint
hash_node (gconstpointer key)
{
  const CrmPattern *node = key;

  return (guint) node->parent * 2654435761u + node->item * 2 + node->begins;
}

static gboolean
is_same_node (gconstpointer a,
              gconstpointer b)
{
  const CrmPattern *first = a, *second = b;

  return first->parent == second->parent && first->item == second->item && first->begins == second->begins;
}

/* The patterns of one element by parent and item. All parts of a frequent element are frequent, so they have all. */
static GHashTable *
index_elements (const CrmPatterns *patterns)
{
  GHashTable *elements = g_hash_table_new (hash_node, is_same_node);
  g_autofree gboolean *single = g_new (gboolean, MAX (patterns->nodes->len, 1));

  for (guint i = 0; i < patterns->nodes->len; i++)
    {
      const CrmPattern *node = crm_patterns_get (patterns, i);

      single[i] = node->parent < 0 || (!node->begins && single[node->parent]);
      if (single[i])
        g_hash_table_insert (elements, (gpointer) node, GINT_TO_POINTER (i));
    }
  return elements;
}

/* The pattern of the last element alone; `condition` is what is left without it, −1 for nothing. */
static gint32
find_last_element (const CrmPatterns *patterns,
                   GHashTable *elements,
                   gint32 pattern,
                   gint32 *condition)
{
  CrmPattern node = *crm_patterns_get (patterns, pattern);
  CrmPattern key = { -1, node.item, TRUE };

  if (node.begins)
    *condition = node.parent;
  else
    key = (CrmPattern) { find_last_element (patterns, elements, node.parent, condition), node.item, FALSE };
  return GPOINTER_TO_INT (g_hash_table_lookup (elements, &key));
}

static int
compare_rules (gconstpointer a,
               gconstpointer b)
{
  const CrmPatternRule *first = a, *second = b;

  if (first->confidence != second->confidence)
    return first->confidence > second->confidence ? -1 : 1;
  if (first->support != second->support)
    return first->support > second->support ? -1 : 1;
  return first->whole - second->whole;
}

/**
 * crm_pattern_rules_find:
 * @confidence: the least, 0 to 1
 * @run: (nullable): the run
 *
 * Finds the rules that the last element follows those before it, as M. Zaki, "SPADE: An Efficient Algorithm for Mining
 * Frequent Sequences", Machine Learning 42 (2001).
 *
 * Returns: (transfer full) (nullable) (element-type CrmPatternRule): the rules, most confident first
 * Errors: %G_IO_ERROR_CANCELLED
 */
GArray *
crm_pattern_rules_find (const CrmPatterns *patterns,
                        double confidence,
                        const CrmRun *run,
                        GError **error)
{
  g_autoptr (GHashTable) elements = index_elements (patterns);
  g_autoptr (GArray) rules = g_array_new (FALSE, FALSE, sizeof (CrmPatternRule));
  double n = patterns->n_customers;

  for (guint i = 0; i < patterns->nodes->len; i++)
    {
      CrmPatternRule rule = { .whole = i };
      double both = crm_patterns_get (patterns, i)->count, first, second;

      if (i % 4096 == 0 && !crm_run_go_on (run, (double) i / patterns->nodes->len, error))
        return NULL;
      rule.then = find_last_element (patterns, elements, i, &rule.condition);
      if (rule.condition < 0)
        continue;
      first = crm_patterns_get (patterns, rule.condition)->count;
      second = crm_patterns_get (patterns, rule.then)->count;
      rule.support = both / n;
      rule.confidence = both / first;
      rule.lift = both * n / (first * second);
      /* A share that was meant to be a fraction of whole counts may have been rounded up. */
      if (both >= first * confidence * (1 - 1e-12))
        g_array_append_val (rules, rule);
    }
  g_array_sort (rules, compare_rules);
  return g_steal_pointer (&rules);
}
