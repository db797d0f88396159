/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-method-private.h"
#include "analytics/crm-method-sequences.h"
#include "analytics/crm-recommend.h"

#include "base/crm-error.h"

/* The customer that --for names, by text or id. */
static gboolean
find_customer (const CrmMethodItems *customers,
               const char *wanted,
               guint32 *found,
               GError **error)
{
  const GArray *ids = customers->column->ids;

  for (*found = 0; *found < customers->n; ++*found)
    {
      gsize row = customers->rows[*found];
      g_autofree char *text = ids == NULL ? crm_column_text (customers->column, row) :
        g_strdup_printf ("%" G_GINT64_FORMAT, g_array_index (ids, gint64, customers->column->codes[row]));

      if (g_str_equal (text, wanted))
        return TRUE;
    }
  g_set_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND, _("There is no customer “%s” in the table. Choose one that is."),
               wanted);
  return FALSE;
}

static guint32 *
choose_customers (const CrmMethodItems *customers,
                  const char *wanted,
                  guint *n,
                  GError **error)
{
  guint32 *chosen = g_new (guint32, MAX (customers->n, 1));

  *n = wanted != NULL ? 1 : customers->n;
  for (guint i = 0; i < *n; i++)
    chosen[i] = i;
  if (wanted != NULL && !find_customer (customers, wanted, chosen, error))
    g_clear_pointer (&chosen, g_free);
  return chosen;
}

static void
write_recommendation (CrmResultBuilder *builder,
                      const CrmRecommender *recommender,
                      const CrmRecommendation *recommendation,
                      const CrmMethodItems *items)
{
  guint place = recommendation->rule;

  crm_result_row (builder, "item", items->column, items->rows[recommendation->item]);
  crm_result_number (builder, "score", recommendation->score);
  crm_result_number (builder, "lift", recommendation->lift);
  crm_result_number (builder, "support", recommendation->support);
  crm_result_text (builder, "by", recommendation->by_sequence ? "sequence" : "rule");
  if (recommendation->by_sequence)
    {
      const CrmPatternRule *rule = &g_array_index (recommender->pattern_rules, CrmPatternRule, place);

      crm_method_write_sequence (builder, "if", recommender->patterns, rule->condition, items);
      crm_method_write_sequence (builder, "then", recommender->patterns, rule->then, items);
    }
  else
    {
      const CrmAssociation *rule = &g_array_index (recommender->rules, CrmAssociation, place);

      crm_method_items_write (items, builder, "if", crm_itemsets_items (recommender->sets, rule->condition),
                              crm_itemsets_length (recommender->sets, rule->condition));
      crm_method_items_write (items, builder, "then", &rule->then, 1);
    }
}

static void
write_customers (CrmResultBuilder *builder,
                 const CrmRecommender *recommender,
                 const guint32 *chosen,
                 GPtrArray *results,
                 const CrmMethodItems *customers,
                 const CrmMethodItems *items)
{
  crm_result_begin_array (builder, "recommendations");
  for (guint i = 0; i < results->len; i++)
    {
      const GArray *found = results->pdata[i];

      for (guint k = 0; k < found->len; k++)
        {
          crm_result_begin (builder, NULL);
          crm_result_row (builder, "customer", customers->column, customers->rows[chosen[i]]);
          write_recommendation (builder, recommender, &g_array_index (found, CrmRecommendation, k), items);
          crm_result_end (builder);
        }
    }
  crm_result_end_array (builder);
}

static gboolean
recommend (const CrmBaskets *baskets,
           const CrmSequences *sequences,
           const CrmMethodItems *customers,
           const CrmMethodItems *items,
           const CrmOptions *options,
           const CrmRun *run,
           CrmResultBuilder *builder,
           GError **error)
{
  CrmRecommendOptions wish = {
    crm_options_number (options, "support"), crm_options_number (options, "confidence"),
    crm_options_integer (options, "max-length"), crm_options_has (options, "bought"),
    crm_options_integer (options, "limit"),
  };
  guint n;
  g_autofree guint32 *chosen = choose_customers (customers, crm_options_text (options, "for"), &n, error);
  g_autoptr (CrmRecommender) recommender = NULL;
  g_autoptr (GPtrArray) results = NULL;

  if (chosen == NULL || (recommender = crm_recommender_new (baskets, sequences, &wish, CRM_RUN_PART (run, 0, 0.6),
                                                               error)) == NULL ||
      (results = crm_recommender_run (recommender, chosen, n, CRM_RUN_PART (run, 0.6, 1), error)) == NULL)
    return FALSE;
  crm_result_begin (builder, NULL);
  crm_result_count (builder, "customers", baskets->n);
  crm_result_count (builder, "items", baskets->n_items);
  crm_result_count (builder, "n_rules", recommender->rules->len);
  if (sequences != NULL)
    crm_result_count (builder, "n_sequence_rules", recommender->pattern_rules->len);
  write_customers (builder, recommender, chosen, results, customers, items);
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
  const CrmColumn *customer = crm_options_column (options, "customer", frame, error);
  const CrmColumn *item = customer != NULL ? crm_options_column (options, "item", frame, error) : NULL;
  const CrmColumn *time = item != NULL ? crm_method_time_column (options, frame, error) : NULL;
  g_autoptr (CrmMethodItems) customers = NULL, items = NULL;
  g_autoptr (CrmBaskets) baskets = NULL;
  g_autoptr (CrmSequences) sequences = NULL;
  g_autofree double *times = NULL;

  if (item == NULL || (time == NULL && crm_options_has (options, "time")))
    return FALSE;
  customers = crm_method_items_new (customer, crm_run);
  items = crm_method_items_new (item, crm_run);
  baskets = crm_baskets_new (customers->codes, items->codes, item->n, customers->n, items->n,
                             CRM_RUN_PART (crm_run, 0, 0.1), error);
  if (baskets != NULL && time != NULL)
    {
      times = crm_column_numbers (time);
      sequences = crm_sequences_new (customers->codes, times, items->codes, item->n, customers->n, items->n,
                                     CRM_RUN_PART (crm_run, 0.1, 0.2), error);
    }
  if (baskets == NULL || (time != NULL && sequences == NULL))
    return FALSE;
  return recommend (baskets, sequences, customers, items, options, CRM_RUN_PART (crm_run, 0.2, 1), builder, error);
}

static const CrmOption options[] = {
  { "customer", N_("Column of who it was"), CRM_OPTION_COLUMN, .required = TRUE },
  { "item", N_("Column of what it was"), CRM_OPTION_COLUMN, .required = TRUE },
  { "time", N_("Column of when it was, to follow from the order, too"), CRM_OPTION_COLUMN },
  { "for", N_("Only for this customer"), CRM_OPTION_TEXT },
  { "support", N_("Least share of customers that a rule is true of"), CRM_OPTION_NUMBER, "0.02", 0, 1 },
  { "confidence", N_("Least share of customers with the one who have the other"), CRM_OPTION_NUMBER, "0.2", 0, 1 },
  { "max-length", N_("Most items of a rule"), CRM_OPTION_INTEGER, "4", 2, CRM_ITEMSET_LONGEST },
  { "bought", N_("Recommend also what the customer has already"), CRM_OPTION_FLAG },
  { "limit", N_("Most for each customer, 0 for all"), CRM_OPTION_INTEGER, "5", 0, 1e9 },
  { NULL },
};

const CrmMethod crm_method_recommend = {
  .name = "recommend",
  .label = N_("Recommendations"),
  .summary = N_("What each customer may want next, and why"),
  .options = options,
  .run = run,
};
