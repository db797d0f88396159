/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"
#include "crm-test-data.h"

#include "analytics/crm-random.h"
#include "analytics/crm-recommend.h"
#include "base/crm-error.h"

/* What customers 0 … 6 bought, one a time: 0 is coffee, 1 is a mill, 2 is a filter, 3 is tea. Three bought coffee, then
 * a mill, then a filter; one the other way round; two have not gone so far. */
static const struct
{
  gint32 customer, item;
  double time;
} purchases[] = {
  { 0, 0, 1 }, { 0, 1, 2 }, { 0, 2, 3 }, { 1, 0, 1 }, { 1, 1, 2 }, { 1, 2, 3 }, { 2, 0, 5 }, { 2, 1, 7 }, { 2, 2, 9 },
  { 3, 1, 1 }, { 3, 0, 2 }, { 4, 0, 1 }, { 4, 1, 2 }, { 5, 1, 3 },
  { 6, 3, 1 },
};

typedef struct
{
  CrmBaskets   *baskets;
  CrmSequences *sequences;
} Shop;

static void
set_up (Shop *shop,
        gconstpointer data)
{
  gint32 customers[G_N_ELEMENTS (purchases)], items[G_N_ELEMENTS (purchases)];
  double times[G_N_ELEMENTS (purchases)];

  for (guint i = 0; i < G_N_ELEMENTS (purchases); i++)
    {
      customers[i] = purchases[i].customer;
      items[i] = purchases[i].item;
      times[i] = purchases[i].time;
    }
  shop->baskets = crm_baskets_new (customers, items, G_N_ELEMENTS (purchases), 7, 4, NULL, NULL);
  shop->sequences = crm_sequences_new (customers, times, items, G_N_ELEMENTS (purchases), 7, 4, NULL, NULL);
}

static void
tear_down (Shop *shop,
           gconstpointer data)
{
  crm_baskets_free (shop->baskets);
  crm_sequences_free (shop->sequences);
}

static GPtrArray *
recommend (const CrmBaskets *baskets,
           const CrmSequences *sequences,
           const CrmRecommendOptions *options,
           CrmRecommender **recommender,
           guint n_threads)
{
  g_autofree guint32 *customers = g_new (guint32, baskets->n);
  CrmRun run = { .n_threads = n_threads };
  GError *error = NULL;
  GPtrArray *results;

  for (guint i = 0; i < baskets->n; i++)
    customers[i] = i;
  *recommender = crm_recommender_new (baskets, sequences, options, &run, &error);
  g_assert_no_error (error);
  results = crm_recommender_run (*recommender, customers, baskets->n, &run, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, baskets->n);
  return results;
}

static void
test_order (Shop *shop,
            gconstpointer data)
{
  CrmRecommendOptions options = { .support = 0.3, .confidence = 0.1, .longest = 3 };
  g_autoptr (CrmRecommender) recommender = NULL;
  g_autoptr (GPtrArray) results = recommend (shop->baskets, shop->sequences, &options, &recommender, 1);
  const GArray *late = results->pdata[3], *next = results->pdata[4], *all = results->pdata[0];
  CrmRecommendation *best = &g_array_index (next, CrmRecommendation, 0);

  /* Of four who had coffee before a mill, three had a filter then; of five who had both in any order, as many. */
  g_assert_cmpuint (next->len, ==, 1);
  g_assert_cmpuint (best->item, ==, 2);
  g_assert_true (best->by_sequence);
  crm_test_assert_near (best->score, 3.0 / 4, 1e-15);
  crm_test_assert_near (best->lift, 3.0 / 4 / (3.0 / 7), 1e-15);
  best = &g_array_index (late, CrmRecommendation, 0);
  g_assert_cmpuint (late->len, ==, 1);
  g_assert_cmpuint (best->item, ==, 2);
  g_assert_false (best->by_sequence);
  crm_test_assert_near (best->score, 3.0 / 5, 1e-15);
  g_assert_cmpuint (all->len, ==, 0);
}

/* Half of those with a mill have coffee, as of all: that is no reason. */
static void
test_no_reason (void)
{
  static const gint32 customers[] = { 0, 0, 1, 2, 3 }, items[] = { 0, 1, 1, 0, 2 };
  CrmRecommendOptions options = { .support = 0.1, .confidence = 0.1, .longest = 3 };
  g_autoptr (CrmBaskets) baskets = crm_baskets_new (customers, items, G_N_ELEMENTS (items), 4, 3, NULL, NULL);
  g_autoptr (CrmRecommender) recommender = NULL;
  g_autoptr (GPtrArray) results = recommend (baskets, NULL, &options, &recommender, 1);

  g_assert_cmpuint (recommender->rules->len, ==, 2);
  g_assert_cmpuint (((GArray *) results->pdata[1])->len, ==, 0);
}

static void
test_without_order (Shop *shop,
                    gconstpointer data)
{
  CrmRecommendOptions options = { .support = 0.3, .confidence = 0.1, .longest = 3 };
  g_autoptr (CrmRecommender) recommender = NULL;
  g_autoptr (GPtrArray) results = recommend (shop->baskets, NULL, &options, &recommender, 1);
  const GArray *next = results->pdata[4], *mill = results->pdata[5];

  crm_test_assert_near (g_array_index (next, CrmRecommendation, 0).score, 3.0 / 5, 1e-15);
  /* Who has a mill: 5 of 6 have coffee, too, and 3 of 6 a filter; of all, 5 and 3 of 7. */
  g_assert_cmpuint (mill->len, ==, 2);
  g_assert_cmpuint (g_array_index (mill, CrmRecommendation, 0).item, ==, 0);
  crm_test_assert_near (g_array_index (mill, CrmRecommendation, 0).score, 5.0 / 6, 1e-15);
  g_assert_cmpuint (g_array_index (mill, CrmRecommendation, 1).item, ==, 2);
}

static void
test_options (Shop *shop,
              gconstpointer data)
{
  CrmRecommendOptions one = { .support = 0.3, .confidence = 0.1, .longest = 3, .limit = 1 };
  CrmRecommendOptions bought = { .support = 0.3, .confidence = 0.1, .longest = 3, .bought = TRUE };
  CrmRecommendOptions sure = { .support = 0.3, .confidence = 0.7, .longest = 3 };
  g_autoptr (CrmRecommender) a = NULL, b = NULL, c = NULL;
  g_autoptr (GPtrArray) limited = recommend (shop->baskets, NULL, &one, &a, 1);
  g_autoptr (GPtrArray) again = recommend (shop->baskets, NULL, &bought, &b, 1);
  g_autoptr (GPtrArray) confident = recommend (shop->baskets, NULL, &sure, &c, 1);

  g_assert_cmpuint (((GArray *) limited->pdata[5])->len, ==, 1);
  g_assert_cmpuint (((GArray *) again->pdata[0])->len, ==, 3);
  g_assert_cmpuint (((GArray *) confident->pdata[5])->len, ==, 1);
}

/* Against the definition: the best rule of all, for each customer and item */

static gboolean
has_all (const CrmBaskets *baskets,
         guint customer,
         const guint32 *items,
         guint n)
{
  guint found = 0;

  for (gsize i = baskets->starts[customer]; i < baskets->starts[customer + 1] && found < n; i++)
    found += baskets->items[i] == items[found];
  return found == n;
}

static double
best_score (const CrmRecommender *recommender,
            guint customer,
            guint32 item)
{
  double best = 0;

  for (guint i = 0; i < recommender->rules->len; i++)
    {
      const CrmAssociation *rule = &g_array_index (recommender->rules, CrmAssociation, i);

      if (rule->then == item && rule->confidence > best && rule->lift > 1 &&
          has_all (recommender->baskets, customer, crm_itemsets_items (recommender->sets, rule->condition),
                   crm_itemsets_length (recommender->sets, rule->condition)))
        best = rule->confidence;
    }
  return best;
}

static CrmBaskets *
draw_baskets (void)
{
  g_autoptr (GArray) customers = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (gint32));
  CrmRandom random;

  crm_random_init (&random, 17, 0);
  for (gint32 row = 0; row < 1200; row++)
    {
      gint32 customer = crm_random_below (&random, 300);
      gint32 item = crm_random_below (&random, 12) * crm_random_double (&random);

      g_array_append_val (customers, customer);
      g_array_append_val (items, item);
    }
  return crm_baskets_new ((gint32 *) (void *) customers->data, (gint32 *) (void *) items->data, items->len, 300, 12, NULL,
                          NULL);
}

static void
test_definition (void)
{
  g_autoptr (CrmBaskets) baskets = draw_baskets ();
  CrmRecommendOptions options = { .support = 0.02, .confidence = 0.2, .longest = 4 };
  g_autoptr (CrmRecommender) recommender = NULL, other = NULL;
  g_autoptr (GPtrArray) results = recommend (baskets, NULL, &options, &recommender, 1);
  g_autoptr (GPtrArray) together = recommend (baskets, NULL, &options, &other, 4);

  for (guint customer = 0; customer < baskets->n; customer++)
    {
      const GArray *found = results->pdata[customer], *same = together->pdata[customer];
      guint n = 0;

      for (guint32 item = 0; item < baskets->n_items; item++)
        n += !has_all (baskets, customer, &item, 1) && best_score (recommender, customer, item) > 0;
      g_assert_cmpuint (found->len, ==, n);
      g_assert_cmpuint (same->len, ==, n);
      for (guint i = 0; i < found->len; i++)
        {
          const CrmRecommendation *one = &g_array_index (found, CrmRecommendation, i);
          const CrmRecommendation *two = &g_array_index (same, CrmRecommendation, i);

          g_assert_false (has_all (baskets, customer, &one->item, 1));
          g_assert_cmpfloat (one->score, ==, best_score (recommender, customer, one->item));
          g_assert_true (i == 0 || one->score <= one[-1].score);
          g_assert_true (one->item == two->item && one->rule == two->rule);
        }
    }
}

static void
test_cancel (Shop *shop,
             gconstpointer data)
{
  CrmRecommendOptions options = { .support = 0.3, .confidence = 0.1, .longest = 3 };
  g_autoptr (CrmRecommender) recommender = crm_recommender_new (shop->baskets, NULL, &options, NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CrmRun run = { .cancellable = cancellable };
  guint32 customers[] = { 0, 1 };
  GError *error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (crm_recommender_run (recommender, customers, 2, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (crm_recommender_new (shop->baskets, NULL, &options, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

static void
test_nothing (void)
{
  CrmRecommendOptions options = { .support = 0.3, .confidence = 0.1, .longest = 3 };
  g_autoptr (CrmBaskets) baskets = crm_baskets_new (NULL, NULL, 0, 0, 0, NULL, NULL);
  GError *error = NULL;

  g_assert_null (crm_recommender_new (baskets, NULL, &options, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/recommend/order", Shop, NULL, set_up, test_order, tear_down);
  g_test_add ("/recommend/without-order", Shop, NULL, set_up, test_without_order, tear_down);
  g_test_add ("/recommend/options", Shop, NULL, set_up, test_options, tear_down);
  g_test_add_func ("/recommend/no-reason", test_no_reason);
  g_test_add_func ("/recommend/definition", test_definition);
  g_test_add ("/recommend/cancel", Shop, NULL, set_up, test_cancel, tear_down);
  g_test_add_func ("/recommend/nothing", test_nothing);
  return g_test_run ();
}
