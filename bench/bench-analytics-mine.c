/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-analytics.h"

#include "analytics/crm-associations.h"
#include "analytics/crm-frame-load.h"
#include "analytics/crm-patterns.h"
#include "analytics/crm-recommend.h"

#include <math.h>

static const CrmRun alone = { .n_threads = 1 };

/* Itemsets and rules */

static CrmBaskets *
read_groceries (void)
{
  g_autofree char *path = bench_reference ("groceries/groceries.csv");
  GError *error = NULL;
  g_autoptr (CrmFrame) frame = NULL;
  g_autofree gint32 *baskets = NULL;
  const CrmColumn *item;
  guint n;

  frame = crm_frame_load_baskets (path, NULL, &error);
  if (frame == NULL)
    bench_fail (error);
  baskets = crm_column_group (crm_frame_find (frame, "transaction"), &n, NULL);
  item = crm_frame_find (frame, "item");
  return crm_baskets_new (baskets, item->codes, item->n, n, crm_column_n_levels (item), NULL, NULL);
}

static CrmItemsets *
mine (const CrmBaskets *baskets)
{
  GError *error = NULL;
  CrmItemsets *sets = crm_itemsets_mine (baskets, 0.0005, 30, &alone, &error);

  if (sets == NULL)
    bench_fail (error);
  return sets;
}

/* How many sets there are. */
static double
mine_sets (BenchClock *clock,
           const CrmBaskets *baskets)
{
  g_autoptr (CrmItemsets) sets = NULL;

  bench_start (clock);
  sets = mine (baskets);
  bench_stop (clock);
  return sets->n;
}

double
bench_rules_groceries (BenchClock *clock,
                       const BenchData *data)
{
  g_autoptr (CrmBaskets) baskets = read_groceries ();

  return mine_sets (clock, baskets);
}

/* How many rules. */
double
bench_rules_found (BenchClock *clock,
                   const BenchData *data)
{
  CrmAssociationOptions options = { 0.5, 2, 30, CRM_ASSOCIATIONS_BY_LIFT };
  g_autoptr (CrmBaskets) baskets = read_groceries ();
  g_autoptr (CrmItemsets) sets = NULL;
  g_autoptr (CrmItemsetIndex) index = NULL;
  g_autoptr (GArray) rules = NULL;

  bench_start (clock);
  sets = mine (baskets);
  index = crm_itemset_index_new (sets);
  rules = crm_associations_find (sets, index, &options, &alone, NULL);
  bench_stop (clock);
  return rules->len;
}

static CrmBaskets *
read_baskets (const BenchData *data)
{
  g_autofree gint32 *baskets = bench_data_whole (data, 0), *items = bench_data_whole (data, 1);

  return crm_baskets_new (baskets, items, data->n, baskets[data->n - 1] + 1, 1000, NULL, NULL);
}

double
bench_rules_t10 (BenchClock *clock,
                 const BenchData *data)
{
  g_autoptr (CrmBaskets) baskets = read_baskets (data);

  return mine_sets (clock, baskets);
}

/* What each customer may want besides: rules of one item in a thousand baskets or more. How many were found. */
double
bench_rules_recommend (BenchClock *clock,
                       const BenchData *data)
{
  CrmRecommendOptions options = { 0.001, 0.2, 3, FALSE, 5 };
  g_autoptr (CrmBaskets) baskets = read_baskets (data);
  g_autofree guint32 *customers = g_new (guint32, baskets->n);
  g_autoptr (CrmRecommender) recommender = NULL;
  g_autoptr (GPtrArray) found = NULL;
  GError *error = NULL;
  double sum = 0;

  for (guint i = 0; i < baskets->n; i++)
    customers[i] = i;
  bench_start (clock);
  recommender = crm_recommender_new (baskets, NULL, &options, &alone, &error);
  if (recommender == NULL ||
      (found = crm_recommender_run (recommender, customers, baskets->n, &alone, &error)) == NULL)
    bench_fail (error);
  bench_stop (clock);
  for (guint i = 0; i < found->len; i++)
    sum += ((GArray *) found->pdata[i])->len;
  return sum;
}

/* Sequences */

static CrmFrame *
read_online (void)
{
  g_autofree char *path = bench_reference ("online_retail/online_retail.csv.gz");
  g_autoptr (GFile) packed = g_file_new_for_path (path);
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GFileIOStream) plain = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GInputStream) input = NULL, unpacking = NULL;
  GError *error = NULL;
  CrmFrame *frame;

  file = g_file_new_tmp ("clientele-bench-XXXXXX.csv", &plain, NULL);
  input = G_INPUT_STREAM (g_file_read (packed, NULL, NULL));
  unpacking = g_converter_input_stream_new (input, converter);
  g_output_stream_splice (g_io_stream_get_output_stream (G_IO_STREAM (plain)), unpacking,
                          G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  frame = error == NULL ? crm_frame_load_csv (g_file_peek_path (file), NULL, NULL, &error) : NULL;
  g_file_delete (file, NULL, NULL);
  if (frame == NULL)
    bench_fail (error);
  return frame;
}

/* Customers with a number, what they bought and did not send back; an invoice is an element, in the order of their
 * numbers. */
static CrmSequences *
read_sequences (void)
{
  g_autoptr (CrmFrame) frame = read_online ();
  g_autofree gint32 *customers = NULL;
  g_autofree double *times = NULL;
  const CrmColumn *invoice, *item;
  guint n;

  invoice = crm_frame_find (frame, "InvoiceNo");
  item = crm_frame_find (frame, "StockCode");
  times = crm_column_numbers (invoice);
  for (gsize row = 0; row < invoice->n; row++)
    {
      if (crm_column_level (invoice, invoice->codes[row])[0] == 'C' ||
          crm_frame_find (frame, "Quantity")->numbers[row] <= 0 ||
          crm_frame_find (frame, "UnitPrice")->numbers[row] <= 0)
        crm_frame_find (frame, "CustomerID")->numbers[row] = NAN;
    }
  crm_column_find_missing (crm_frame_find (frame, "CustomerID"));
  customers = crm_column_group (crm_frame_find (frame, "CustomerID"), &n, NULL);
  return crm_sequences_new (customers, times, item->codes, item->n, n, crm_column_n_levels (item), NULL, NULL);
}

/* How many patterns. */
static double
mine_patterns (BenchClock *clock,
               const CrmSequences *sequences,
               double support)
{
  CrmPatternOptions options = { support, 0, INFINITY, INFINITY, 10, 10 };
  g_autoptr (CrmPatterns) patterns = NULL;
  GError *error = NULL;

  bench_start (clock);
  patterns = crm_patterns_mine (sequences, &options, &alone, &error);
  bench_stop (clock);
  if (patterns == NULL)
    bench_fail (error);
  return patterns->nodes->len;
}

double
bench_sequences_online (BenchClock *clock,
                        const BenchData *data)
{
  g_autoptr (CrmSequences) sequences = read_sequences ();

  return mine_patterns (clock, sequences, 0.02);
}

/* Every five baskets are those of a customer, one after the other. */
double
bench_sequences_made (BenchClock *clock,
                      const BenchData *data)
{
  g_autofree double *times = bench_data_column (data, 0);
  g_autofree gint32 *customers = bench_data_whole (data, 0), *items = bench_data_whole (data, 1);
  g_autoptr (CrmSequences) sequences = NULL;

  for (gsize i = 0; i < data->n; i++)
    customers[i] /= 5;
  sequences = crm_sequences_new (customers, times, items, data->n, customers[data->n - 1] + 1, 1000, NULL, NULL);
  return mine_patterns (clock, sequences, 0.01);
}
