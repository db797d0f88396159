/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-analytics.h"

#include "analytics/crm-associations.h"
#include "analytics/crm-frame-load.h"
#include "analytics/crm-patterns.h"
#include "analytics/crm-random.h"

#include <math.h>
#include <string.h>

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
  baskets = crm_column_group (crm_frame_find (frame, "transaction"), &n);
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

void
bench_rules_groceries (BenchClock *clock)
{
  g_autoptr (CrmBaskets) baskets = read_groceries ();
  g_autoptr (CrmItemsets) sets = NULL;

  bench_start (clock);
  sets = mine (baskets);
  g_assert (sets->n == 49580);   /* as arules says */
}

void
bench_rules_found (BenchClock *clock)
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
  g_assert (rules->len == 42278);
}

/* T10.I4.D100K by the recipe of R. Agrawal, R. Srikant, "Fast Algorithms for Mining Association Rules", VLDB 1994:
 * baskets are put together of 2,000 sets of items that are bought often, not always as a whole. */

#define N_SETS 2000
#define N_ITEMS 1000
#define N_BASKETS 100000

typedef struct
{
  guint   n;
  gint32  items[64];
  double  weight, corruption;
} Source;

static guint
draw_poisson (CrmRandom *random,
              double mean)
{
  double left = exp (-mean);
  guint n = 0;

  for (double product = crm_random_double (random); product > left; product *= crm_random_double (random))
    n++;
  return n;
}

static double
draw_exponential (CrmRandom *random)
{
  return -log1p (-crm_random_double (random));
}

static void
draw_sources (CrmRandom *random,
              Source *sources)
{
  double total = 0;

  for (guint i = 0; i < N_SETS; i++)
    {
      guint length = CLAMP (draw_poisson (random, 4), 1, 60);
      guint shared = i > 0 ? MIN (length, (guint) (0.5 * draw_exponential (random) * length)) : 0;

      sources[i].n = length;
      for (guint k = 0; k < length; k++)
        sources[i].items[k] = k < shared ? sources[i - 1].items[crm_random_below (random, sources[i - 1].n)] :
                              (gint32) crm_random_below (random, N_ITEMS);
      sources[i].weight = total += draw_exponential (random);
      sources[i].corruption = CLAMP (0.5 + sqrt (0.1) * crm_random_normal (random), 0, 1);
    }
  for (guint i = 0; i < N_SETS; i++)
    sources[i].weight /= total;
}

static const Source *
choose_source (CrmRandom *random,
               const Source *sources)
{
  double place = crm_random_double (random);
  guint first = 0, last = N_SETS - 1;

  while (first < last)
    {
      guint middle = (first + last) / 2;

      if (sources[middle].weight <= place)
        first = middle + 1;
      else
        last = middle;
    }
  return &sources[first];
}

static CrmBaskets *
draw_baskets (void)
{
  g_autofree Source *sources = g_new (Source, N_SETS);
  g_autoptr (GArray) baskets = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (gint32));
  const Source *kept = NULL;
  CrmRandom random;

  crm_random_init (&random, 1994, 0);
  draw_sources (&random, sources);
  for (gint32 basket = 0; basket < N_BASKETS; basket++)
    {
      guint size = MAX (draw_poisson (&random, 10), 1), used = 0;

      while (used < size)
        {
          const Source *source = kept != NULL ? kept : choose_source (&random, sources);
          guint n = source->n;

          while (n > 0 && crm_random_double (&random) < source->corruption)
            n--;
          /* What does not fit goes into the next one, every other time. */
          kept = used > 0 && used + n > size && crm_random_double (&random) < 0.5 ? source : NULL;
          if (kept != NULL)
            break;
          for (guint i = 0; i < n; i++)
            g_array_append_val (baskets, basket);
          g_array_append_vals (items, source->items, n);
          used += MAX (n, 1);
        }
    }
  return crm_baskets_new ((gint32 *) (void *) baskets->data, (gint32 *) (void *) items->data, items->len, N_BASKETS,
                          N_ITEMS, NULL, NULL);
}

void
bench_rules_t10 (BenchClock *clock)
{
  g_autoptr (CrmBaskets) baskets = draw_baskets ();
  g_autoptr (CrmItemsets) sets = NULL;

  bench_start (clock);
  sets = mine (baskets);
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
  frame = error == NULL ? crm_frame_load_csv (g_file_peek_path (file), CRM_CSV_HEADER_PRESENT, NULL, &error) : NULL;
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
  customers = crm_column_group (crm_frame_find (frame, "CustomerID"), &n);
  return crm_sequences_new (customers, times, item->codes, item->n, n, crm_column_n_levels (item), NULL, NULL);
}

void
bench_sequences_online (BenchClock *clock)
{
  g_autoptr (CrmSequences) sequences = read_sequences ();
  CrmPatternOptions options = { 0.02, 0, INFINITY, INFINITY, 10, 10 };
  g_autoptr (CrmPatterns) patterns = NULL;
  GError *error = NULL;

  bench_start (clock);
  patterns = crm_patterns_mine (sequences, &options, &alone, &error);
  if (patterns == NULL)
    bench_fail (error);
}
