/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "analytics/crm-baskets.h"
#include "analytics/crm-method-private.h"
#include "analytics/crm-method-sequences.h"

#include "base/crm-error.h"

#include <math.h>

/**
 * crm_method_write_sequence:
 * @pattern: −1 for the empty one
 *
 * Writes a pattern as an array of elements, each an array of items.
 */
void
crm_method_write_sequence (CrmResultBuilder *builder,
                           const char *key,
                           const CrmPatterns *patterns,
                           gint32 pattern,
                           const CrmMethodItems *items)
{
  CrmPattern nodes[CRM_PATTERN_LONGEST];
  guint n = crm_patterns_items (patterns, pattern, nodes);

  crm_result_begin_array (builder, key);
  for (guint i = 0; i < n; i++)
    {
      if (nodes[i].begins)
        crm_result_begin_array (builder, NULL);
      crm_result_row (builder, NULL, items->column, items->rows[nodes[i].item]);
      if (i + 1 == n || nodes[i + 1].begins)
        crm_result_end_array (builder);
    }
  crm_result_end_array (builder);
}

/**
 * crm_method_time_column:
 *
 * Returns: (nullable): the column of times that --time names; %NULL without an error where it names none
 * Errors: %CRM_ERROR_NOT_FOUND; %CRM_ERROR_INVALID where it holds neither numbers nor dates
 */
CrmColumn *
crm_method_time_column (const CrmOptions *options,
                        const CrmFrame *frame,
                        GError **error)
{
  CrmColumn *column = crm_options_column (options, "time", frame, error);

  if (column == NULL || column->kind != CRM_COLUMN_CATEGORY)
    return column;
  g_set_error (error, CRM_ERROR, CRM_ERROR_INVALID,
               _("“%s” holds neither numbers nor dates, so it does not say what was first. Choose another column as "
                 "--time."),
               column->name);
  return NULL;
}

typedef struct
{
  const CrmPatterns    *patterns;
  const CrmMethodItems *items;
  guint                 limit;
} Listing;

static int
compare_patterns (gconstpointer a,
                  gconstpointer b,
                  gpointer data)
{
  gint32 first = *(const gint32 *) a, second = *(const gint32 *) b;
  guint32 counts[] = { crm_patterns_get (data, first)->count, crm_patterns_get (data, second)->count };

  if (counts[0] != counts[1])
    return counts[0] > counts[1] ? -1 : 1;
  return first - second;
}

static void
write_patterns (CrmResultBuilder *builder,
                const Listing *listing)
{
  guint n = listing->patterns->nodes->len;
  g_autofree gint32 *order = g_new (gint32, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_sort_array (order, n, sizeof (gint32), compare_patterns, (gpointer) listing->patterns);
  crm_result_count (builder, "n_patterns", n);
  crm_result_begin_array (builder, "patterns");
  for (guint i = 0; i < n && (listing->limit == 0 || i < listing->limit); i++)
    {
      guint32 count = crm_patterns_get (listing->patterns, order[i])->count;

      crm_result_begin (builder, NULL);
      crm_method_write_sequence (builder, "sequence", listing->patterns, order[i], listing->items);
      crm_result_number (builder, "support", (double) count / listing->patterns->n_customers);
      crm_result_count (builder, "count", count);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static void
write_rules (CrmResultBuilder *builder,
             const Listing *listing,
             GArray *rules)
{
  crm_result_count (builder, "n_rules", rules->len);
  crm_result_begin_array (builder, "rules");
  for (guint i = 0; i < rules->len && (listing->limit == 0 || i < listing->limit); i++)
    {
      const CrmPatternRule *rule = &g_array_index (rules, CrmPatternRule, i);

      crm_result_begin (builder, NULL);
      crm_method_write_sequence (builder, "if", listing->patterns, rule->condition, listing->items);
      crm_method_write_sequence (builder, "then", listing->patterns, rule->then, listing->items);
      crm_result_number (builder, "support", rule->support);
      crm_result_number (builder, "confidence", rule->confidence);
      crm_result_number (builder, "lift", rule->lift);
      crm_result_count (builder, "count", crm_patterns_get (listing->patterns, rule->whole)->count);
      crm_result_end (builder);
    }
  crm_result_end_array (builder);
}

static double
read_limit (const CrmOptions *options,
            const char *key)
{
  return crm_options_has (options, key) ? crm_options_number (options, key) : INFINITY;
}

static gboolean
mine (const CrmSequences *sequences,
      const CrmMethodItems *items,
      gsize n_gaps,
      const CrmOptions *options,
      const CrmRun *run,
      CrmResultBuilder *builder,
      GError **error)
{
  CrmPatternOptions limits = {
    .support = crm_options_number (options, "support"),
    .min_gap = crm_options_number (options, "min-gap"),
    .max_gap = read_limit (options, "max-gap"),
    .max_span = read_limit (options, "max-span"),
    .longest = crm_options_integer (options, "max-length"),
    .largest = crm_options_integer (options, "max-size"),
  };
  g_autoptr (CrmPatterns) patterns = crm_patterns_mine (sequences, &limits, CRM_RUN_PART (run, 0, 0.8), error);
  g_autoptr (GArray) rules = NULL;
  Listing listing = { patterns, items, crm_options_integer (options, "limit") };

  if (patterns == NULL ||
      (rules = crm_pattern_rules_find (patterns, crm_options_number (options, "confidence"),
                                       CRM_RUN_PART (run, 0.8, 1), error)) == NULL)
    return FALSE;
  crm_result_begin (builder, NULL);
  crm_result_count (builder, "customers", sequences->n);
  crm_result_count (builder, "elements", sequences->starts[sequences->n]);
  crm_result_count (builder, "items", sequences->n_items);
  crm_result_count (builder, "left_out", n_gaps);
  crm_result_count (builder, "least_count", crm_baskets_least_count (limits.support, sequences->n));
  write_patterns (builder, &listing);
  write_rules (builder, &listing, rules);
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
  const CrmColumn *time = customer != NULL ? crm_method_time_column (options, frame, error) : NULL;
  const CrmColumn *item = time != NULL ? crm_options_column (options, "item", frame, error) : NULL;
  g_autoptr (CrmMethodItems) customers = item != NULL ? crm_method_items_new (customer, crm_run) : NULL;
  g_autoptr (CrmMethodItems) items = item != NULL ? crm_method_items_new (item, crm_run) : NULL;
  g_autofree double *times = item != NULL ? crm_column_numbers (time) : NULL;
  g_autoptr (CrmSequences) sequences = NULL;

  if (item == NULL)
    return FALSE;
  sequences = crm_sequences_new (customers->codes, times, items->codes, item->n, customers->n, items->n, crm_run,
                                 error);
  if (sequences == NULL)
    return FALSE;
  return mine (sequences, items, crm_method_count_gaps ((const CrmColumn *[]) { customer, time, item }, 3), options,
               crm_run, builder, error);
}

static const CrmOption options[] = {
  { "customer", N_("Column of who it was"), CRM_OPTION_COLUMN, .required = TRUE },
  { "time", N_("Column of when it was: numbers or dates"), CRM_OPTION_COLUMN, .required = TRUE },
  { "item", N_("Column of what it was"), CRM_OPTION_COLUMN, .required = TRUE },
  { "support", N_("Least share of customers"), CRM_OPTION_NUMBER, "0.05", 0, 1 },
  { "confidence", N_("Least share of customers with the one who do the other later"), CRM_OPTION_NUMBER, "0.5", 0, 1 },
  { "min-gap", N_("Least time from one to the next"), CRM_OPTION_NUMBER, "0", 0, 1e300 },
  { "max-gap", N_("Most time from one to the next"), CRM_OPTION_NUMBER, NULL, 0, 1e300 },
  { "max-span", N_("Most time from the first to the last"), CRM_OPTION_NUMBER, NULL, 0, 1e300 },
  { "max-length", N_("Most times in a sequence"), CRM_OPTION_INTEGER, "10", 1, CRM_PATTERN_LONGEST },
  { "max-size", N_("Most items at one time"), CRM_OPTION_INTEGER, "10", 1, CRM_PATTERN_LONGEST },
  { "limit", N_("Most sequences and rules to list, 0 for all"), CRM_OPTION_INTEGER, "100000", 0, 1e9 },
  { NULL },
};

const CrmMethod crm_method_sequences = {
  .name = "sequences",
  .label = N_("Sequential Patterns"),
  .summary = N_("What is bought one after the other"),
  .options = options,
  .run = run,
};
