/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-items.h"
#include "analytics/crm-method-private.h"
#include "analytics/crm-associations.h"

typedef struct
{
  const CrmItemsets *sets;
  const guint8      *flags;    /* nullable */
  guint8             wanted;   /* of the flags */
  guint              shortest, longest, limit;
} Listing;

static int
compare_sets (gconstpointer a,
              gconstpointer b,
              gpointer data)
{
  const CrmItemsets *sets = data;
  gsize first = *(const gsize *) a, second = *(const gsize *) b;
  guint lengths[] = { crm_itemsets_length (sets, first), crm_itemsets_length (sets, second) };

  if (sets->counts[first] != sets->counts[second])
    return sets->counts[first] > sets->counts[second] ? -1 : 1;
  if (lengths[0] != lengths[1])
    return lengths[0] < lengths[1] ? -1 : 1;
  for (guint i = 0; i < lengths[0]; i++)
    {
      guint32 items[] = { crm_itemsets_items (sets, first)[i], crm_itemsets_items (sets, second)[i] };

      if (items[0] != items[1])
        return items[0] < items[1] ? -1 : 1;
    }
  return 0;
}

/* The sets to be listed, most frequent first. */
static GArray *
choose_sets (const Listing *listing)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (gsize));

  for (gsize set = 0; set < listing->sets->n; set++)
    {
      guint length = crm_itemsets_length (listing->sets, set);

      if (length >= listing->shortest && length <= listing->longest &&
          (listing->flags == NULL || (listing->flags[set] & listing->wanted) == listing->wanted))
        g_array_append_val (chosen, set);
    }
  g_array_sort_with_data (chosen, compare_sets, (gpointer) listing->sets);
  return chosen;
}

static void
write_sets (CrmResultBuilder *builder,
            const Listing *listing,
            const CrmMethodItems *items)
{
  const CrmItemsets *sets = listing->sets;
  g_autoptr (GArray) chosen = choose_sets (listing);

  crm_result_count (builder, "n_itemsets", chosen->len);
  crm_result_begin_array (builder, "itemsets");
  for (guint i = 0; i < chosen->len && (listing->limit == 0 || i < listing->limit); i++)
    {
      gsize set = g_array_index (chosen, gsize, i);

      crm_result_begin (builder, NULL);
      crm_method_items_write (items, builder, "items", crm_itemsets_items (sets, set), crm_itemsets_length (sets, set));
      crm_result_number (builder, "support", (double) sets->counts[set] / sets->n_baskets);
      crm_result_count (builder, "count", sets->counts[set]);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_rule (CrmResultBuilder *builder,
            const CrmAssociation *rule,
            const CrmItemsets *sets,
            const CrmMethodItems *items)
{
  gboolean any = rule->condition != CRM_ITEMSET_NONE;

  crm_result_begin (builder, NULL);
  crm_method_items_write (items, builder, "if", any ? crm_itemsets_items (sets, rule->condition) : NULL,
                          any ? crm_itemsets_length (sets, rule->condition) : 0);
  crm_method_items_write (items, builder, "then", &rule->then, 1);
  crm_result_number (builder, "support", rule->support);
  crm_result_number (builder, "confidence", rule->confidence);
  crm_result_number (builder, "lift", rule->lift);
  crm_result_number (builder, "conviction", rule->conviction);
  crm_result_number (builder, "leverage", rule->leverage);
  crm_result_number (builder, "coverage", rule->coverage);
  crm_result_count (builder, "count", rule->count);
  crm_result_end (builder);
}

static gboolean
write_rules (CrmResultBuilder *builder,
             const Listing *listing,
             const CrmItemsetIndex *index,
             const CrmAssociationOptions *options,
             const CrmMethodItems *items,
             const CrmRun *run,
             GError **error)
{
  g_autoptr (GArray) rules = crm_associations_find (listing->sets, index, options, run, error);

  if (rules == NULL)
    return FALSE;
  crm_result_count (builder, "n_rules", rules->len);
  crm_result_begin_array (builder, "rules");
  for (guint i = 0; i < rules->len && (listing->limit == 0 || i < listing->limit); i++)
    write_rule (builder, &g_array_index (rules, CrmAssociation, i), listing->sets, items);
  crm_result_end_array (builder);
  return TRUE;
}

static gboolean
mine (const CrmBaskets *baskets,
      const CrmMethodItems *items,
      gsize n_gaps,
      const CrmOptions *options,
      const CrmRun *run,
      CrmResultBuilder *builder,
      GError **error)
{
  guint8 wanted = (crm_options_has (options, "closed") ? CRM_ITEMSET_CLOSED : 0) |
                  (crm_options_has (options, "maximal") ? CRM_ITEMSET_MAXIMAL : 0);
  guint shortest = crm_options_integer (options, "min-length"), longest = crm_options_integer (options, "max-length");
  CrmAssociationOptions rule_options = { crm_options_number (options, "confidence"), shortest > 0 ? shortest : 2,
                                         longest, crm_options_choice (options, "sort") };
  /* What is closed or maximal is seen from the sets with one item more. */
  g_autoptr (CrmItemsets) sets = crm_itemsets_mine (baskets, crm_options_number (options, "support"),
                                                    longest + (wanted != 0), CRM_RUN_PART (run, 0, 0.7), error);
  g_autoptr (CrmItemsetIndex) index = sets != NULL ? crm_itemset_index_new (sets) : NULL;
  g_autofree guint8 *flags = index != NULL && wanted != 0 ? crm_itemset_index_flags (index, run, error) : NULL;
  Listing listing = { sets, flags, wanted, MAX (shortest, 1), longest, crm_options_integer (options, "limit") };

  if (sets == NULL || (wanted != 0 && flags == NULL))
    return FALSE;
  crm_result_begin (builder, NULL);
  crm_result_count (builder, "transactions", baskets->n);
  crm_result_count (builder, "items", baskets->n_items);
  crm_result_count (builder, "left_out", n_gaps);
  crm_result_count (builder, "least_count",
                    crm_baskets_least_count (crm_options_number (options, "support"), baskets->n));
  write_sets (builder, &listing, items);
  if (!write_rules (builder, &listing, index, &rule_options, items, CRM_RUN_PART (run, 0.7, 1), error))
    return FALSE;
  crm_result_end (builder);
  return TRUE;
}

static gboolean
run (CrmFrame *frame,
     const CrmOptions *options,
     const CrmRun *crm_run,
     CrmResultBuilder *builder,
     GError **error)
{
  const CrmColumn *transaction = crm_options_column (options, "transaction", frame, error);
  const CrmColumn *item = transaction != NULL ? crm_options_column (options, "item", frame, error) : NULL;
  g_autoptr (CrmMethodItems) transactions = item != NULL ? crm_method_items_new (transaction, crm_run) : NULL;
  g_autoptr (CrmMethodItems) items = item != NULL ? crm_method_items_new (item, crm_run) : NULL;
  g_autoptr (CrmBaskets) baskets = NULL;

  if (item == NULL)
    return FALSE;
  baskets = crm_baskets_new (transactions->codes, items->codes, item->n, transactions->n, items->n, crm_run, error);
  if (baskets == NULL)
    return FALSE;
  return mine (baskets, items, crm_method_count_gaps ((const CrmColumn *[]) { transaction, item }, 2), options, crm_run,
               builder, error);
}

static const CrmOption options[] = {
  { "transaction", N_("Column that says what belongs together"), CRM_OPTION_COLUMN, "transaction" },
  { "item", N_("Column of what was bought"), CRM_OPTION_COLUMN, "item" },
  { "support", N_("Least share of transactions"), CRM_OPTION_NUMBER, "0.01", 0, 1 },
  { "confidence", N_("Least share of transactions with the one that have the other"), CRM_OPTION_NUMBER, "0.5", 0, 1 },
  { "min-length", N_("Least number of items; 1 for rules without a condition, too"), CRM_OPTION_INTEGER, NULL, 1,
    CRM_ITEMSET_LONGEST - 1 },
  { "max-length", N_("Most items"), CRM_OPTION_INTEGER, "10", 1, CRM_ITEMSET_LONGEST - 1 },
  { "closed", N_("Only sets of items that no larger one is as frequent as"), CRM_OPTION_FLAG },
  { "maximal", N_("Only sets of items that no larger one is frequent of"), CRM_OPTION_FLAG },
  { "sort", N_("Order of the rules"), CRM_OPTION_CHOICE, "lift", 0, 0, "lift|confidence|support" },
  { "limit", N_("Most sets and rules to list, 0 for all"), CRM_OPTION_INTEGER, "100000", 0, 1e9 },
  { NULL },
};

const CrmMethod crm_method_rules = {
  .name = "rules",
  .label = N_("Association Rules"),
  .summary = N_("What is bought together"),
  .options = options,
  .run = run,
};
