/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"
#include "crm-test.h"

#include "analytics/crm-cohorts.h"
#include "analytics/crm-frame-load.h"
#include "analytics/crm-random.h"
#include "analytics/crm-rfm.h"
#include "base/crm-error.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define EXPECTED "rfm_sales_markov.json"

static CrmPurchases *
group (CrmFrame *frame,
       const CrmRun *run)
{
  GError *error = NULL;
  CrmPurchases *purchases = crm_purchases_new (crm_frame_find (frame, "customer"), crm_frame_find (frame, "date"),
                                               crm_frame_find (frame, "value"), crm_frame_find (frame, "invoice"), run,
                                               &error);

  g_assert_no_error (error);
  return purchases;
}

static CrmRfm *
score (const CrmPurchases *purchases,
       gint32 as_of,
       guint n_bins)
{
  GError *error = NULL;
  CrmRfm *rfm = crm_rfm_new (purchases, &(CrmRfmOptions) { as_of, n_bins }, NULL, &error);

  g_assert_no_error (error);
  return rfm;
}

/* Lines made by chance: a few customers have many. */
static CrmFrame *
make_frame (gsize n,
            gsize n_customers)
{
  CrmFrame *frame = crm_frame_new (n);
  double *customers = g_new (double, n), *values = g_new (double, n), *invoices = g_new (double, n);
  gint32 *days = g_new (gint32, n);
  CrmRandom random;

  crm_random_init (&random, 7, 0);
  for (gsize i = 0; i < n; i++)
    {
      customers[i] = floor (n_customers * pow (crm_random_double (&random), 3));
      values[i] = rint (crm_random_double (&random) * 10000) / 100;
      invoices[i] = i / 3;
      days[i] = 15000 + crm_random_below (&random, 730);
    }
  crm_frame_take_numbers (frame, "customer", customers);
  crm_frame_take_days (frame, "date", days);
  crm_frame_take_numbers (frame, "value", values);
  crm_frame_take_numbers (frame, "invoice", invoices);
  return frame;
}

/* Reference data */

static char *
unpack (const char *path)
{
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autoptr (GZlibDecompressor) decompressor = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GFileInputStream) packed = g_file_read (from, NULL, NULL);
  g_autoptr (GInputStream) plain = g_converter_input_stream_new (G_INPUT_STREAM (packed), G_CONVERTER (decompressor));
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) to = g_file_new_tmp ("clientele-XXXXXX.csv", &stream, NULL);

  g_assert_cmpint (g_output_stream_splice (g_io_stream_get_output_stream (G_IO_STREAM (stream)), plain,
                                           G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >, 0);
  return g_file_get_path (to);
}

/* Lines with a customer and a positive quantity and price that were not cancelled. */
static CrmFrame *
clean (const CrmFrame *raw)
{
  const CrmColumn *customer = crm_frame_find (raw, "CustomerID"), *invoice = crm_frame_find (raw, "InvoiceNo");
  const CrmColumn *quantity = crm_frame_find (raw, "Quantity"), *price = crm_frame_find (raw, "UnitPrice");
  gsize n = 0;
  g_autofree gsize *rows = g_new (gsize, customer->n);
  g_autoptr (CrmFrame) kept = NULL;
  CrmFrame *frame;
  double *values;
  guint n_groups;
  gint32 *codes;
  double *invoices;

  for (gsize row = 0; row < customer->n; row++)
    {
      if (!crm_column_is_missing (customer, row) && *crm_column_level (invoice, invoice->codes[row]) != 'C' &&
          quantity->numbers[row] > 0 && price->numbers[row] > 0)
        rows[n++] = row;
    }
  kept = crm_frame_take_rows (raw, rows, n, NULL, NULL);
  frame = crm_frame_new (n);
  values = g_new (double, n);
  invoices = g_new (double, n);
  codes = crm_column_group (crm_frame_find (kept, "InvoiceNo"), &n_groups, NULL);
  for (gsize i = 0; i < n; i++)
    {
      values[i] = crm_frame_find (kept, "Quantity")->numbers[i] * crm_frame_find (kept, "UnitPrice")->numbers[i];
      invoices[i] = codes[i];
    }
  g_free (codes);
  crm_frame_take_numbers (frame, "customer", crm_column_numbers (crm_frame_find (kept, "CustomerID")));
  crm_frame_take_days (frame, "date", g_memdup2 (crm_frame_find (kept, "InvoiceDate")->days, n * sizeof (gint32)));
  crm_frame_take_numbers (frame, "value", values);
  crm_frame_take_numbers (frame, "invoice", invoices);
  return frame;
}

static CrmFrame *
load_online_retail (void)
{
  g_autofree char *packed = crm_test_data_path ("online_retail/online_retail.csv.gz");
  g_autofree char *path = packed != NULL ? unpack (packed) : NULL;
  g_autoptr (CrmFrame) raw = NULL;

  if (path == NULL)
    return NULL;
  raw = crm_frame_load_csv (path, NULL, NULL, NULL);
  g_unlink (path);
  return clean (raw);
}

static double
expected (const char *path)
{
  g_autoptr (JsonNode) node = crm_test_expected (EXPECTED, path);

  return json_node_get_double (node);
}

static void
check_segments (const CrmRfm *rfm,
                const char *what,
                gboolean by_value)
{
  g_autofree char *path = g_strconcat ("online_retail_rfm/", what, NULL);
  g_autoptr (JsonNode) node = crm_test_expected (EXPECTED, path);
  JsonObject *groups = json_node_get_object (node);
  g_autoptr (GList) names = json_object_get_members (groups);
  guint n_segments;
  const CrmRfmSegment *segments = crm_rfm_segments (&n_segments);

  for (GList *name = names; name != NULL; name = name->next)
    {
      double sum = 0;

      for (gsize i = 0; i < rfm->n; i++)
        {
          if (strcmp (segments[rfm->customers[i].segment].group, name->data) == 0)
            sum += by_value ? rfm->customers[i].monetary : 1;
        }
      /* The reference rounds each customer to hundredths. */
      g_assert_cmpfloat_with_epsilon (sum, json_object_get_double_member (groups, name->data), 0.5);
    }
}

static void
check_cells (const CrmRfm *rfm)
{
  g_autoptr (JsonNode) node = crm_test_expected (EXPECTED, "online_retail_rfm/cells_RF");
  JsonArray *cells = json_node_get_array (node);
  gsize n_best = 0, n_worst = 0;

  for (guint i = 0; i < json_array_get_length (cells); i++)
    {
      JsonArray *cell = json_array_get_array_element (cells, i);
      gint64 count = 0;

      for (gsize c = 0; c < rfm->n; c++)
        count += rfm->customers[c].r == json_array_get_int_element (cell, 0) &&
                 rfm->customers[c].f == json_array_get_int_element (cell, 1);
      g_assert_cmpint (count, ==, json_array_get_int_element (cell, 2));
    }
  for (gsize c = 0; c < rfm->n; c++)
    {
      CrmRfmCustomer one = rfm->customers[c];

      n_best += one.r == 5 && one.f == 5 && one.m == 5;
      n_worst += one.r == 1 && one.f == 1 && one.m == 1;
    }
  g_assert_cmpint (n_best, ==, 348);
  g_assert_cmpint (n_worst, ==, 184);
}

static void
check_concentration (const CrmRfm *rfm)
{
  const CrmConcentration *found = &rfm->concentration;

  crm_test_assert_near (found->total, expected ("online_retail_rfm/sum_monetary"), 1e-12);
  /* The reference is of values rounded to hundredths. */
  crm_test_assert_near (found->gini, expected ("online_retail_concentration/gini"), 1e-8);
  crm_test_assert_near (found->top10, expected ("online_retail_concentration/top10pct_share"), 1e-8);
  crm_test_assert_near (found->top20, expected ("online_retail_concentration/top20pct_share"), 1e-8);
  g_assert_cmpint (found->class_a, ==, 1133);
  g_assert_cmpint (found->class_b, ==, 1469);
}

static void
check_cohorts (const CrmPurchases *purchases)
{
  g_autoptr (JsonNode) node = crm_test_expected (EXPECTED, "online_retail_cohorts");
  JsonObject *rows = json_node_get_object (node);
  g_autoptr (CrmCohorts) cohorts = crm_cohorts_new (purchases, CRM_PERIOD_MONTH, NULL, NULL);
  g_autoptr (JsonNode) months = crm_test_expected (EXPECTED, "online_retail_monthly/revenue");

  g_assert_cmpint (cohorts->n, ==, 13);
  for (gsize i = 0; i < cohorts->n; i++)
    {
      g_autofree char *iso = crm_date_to_iso (cohorts->starts[i]);
      g_autofree char *month = g_strndup (iso, 7);
      JsonArray *row = json_object_get_array_member (rows, month);
      double revenue = 0;

      g_assert_cmpint (json_array_get_length (row), ==, cohorts->n - i);
      for (gsize j = 0; i + j < cohorts->n; j++)
        g_assert_cmpint (cohorts->customers[i * cohorts->n + j], ==, json_array_get_int_element (row, j));
      for (gsize c = 0; c <= i; c++)
        revenue += cohorts->values[c * cohorts->n + i - c];
      g_assert_cmpfloat_with_epsilon (revenue, json_array_get_double_element (json_node_get_array (months), i), 0.01);
    }
}

static void
test_online_retail (void)
{
  g_autoptr (CrmFrame) frame = load_online_retail ();
  g_autoptr (CrmPurchases) purchases = NULL;
  g_autoptr (CrmRfm) rfm = NULL;
  double sums[3] = { 0 };

  if (frame == NULL)
    return;
  purchases = group (frame, NULL);
  g_assert_cmpint (purchases->n, ==, 397884);
  g_assert_cmpint (purchases->n_buyers, ==, 4338);
  rfm = score (purchases, crm_date_from_ymd (2011, 12, 10), 5);
  for (gsize i = 0; i < rfm->n; i++)
    {
      sums[0] += rfm->customers[i].recency;
      sums[1] += rfm->customers[i].frequency;
      sums[2] += rfm->customers[i].monetary;
    }
  crm_test_assert_near (sums[0] / rfm->n, expected ("online_retail_rfm/mean/R"), 1e-12);
  crm_test_assert_near (sums[1] / rfm->n, expected ("online_retail_rfm/mean/F"), 1e-12);
  crm_test_assert_near (sums[2] / rfm->n, expected ("online_retail_rfm/mean/M"), 1e-6);
  check_cells (rfm);
  check_segments (rfm, "segments", FALSE);
  check_segments (rfm, "segment_monetary", TRUE);
  check_concentration (rfm);
  check_cohorts (purchases);
}

/* Small cases */

/* Ten customers, a purchase each, the higher the number the later and the dearer. */
static CrmFrame *
make_ten (double factor)
{
  CrmFrame *frame = crm_frame_new (10);
  double *customers = g_new (double, 10), *values = g_new (double, 10);
  gint32 *days = g_new (gint32, 10);

  for (guint i = 0; i < 10; i++)
    {
      customers[i] = 9 - (double) i;
      days[i] = 100 - 10 * i;
      values[i] = (10 - (double) i) * factor;
    }
  crm_frame_take_numbers (frame, "customer", customers);
  crm_frame_take_days (frame, "date", days);
  crm_frame_take_numbers (frame, "value", values);
  return frame;
}

static void
test_scores (void)
{
  for (double factor = 1e-9; factor < 1e10; factor *= 1e9)
    {
      g_autoptr (CrmFrame) frame = make_ten (factor);
      g_autoptr (CrmPurchases) purchases = group (frame, NULL);
      g_autoptr (CrmRfm) rfm = score (purchases, CRM_DAY_MISSING, 5);

      g_assert_cmpint (rfm->as_of, ==, 101);
      for (guint i = 0; i < 10; i++)
        {
          const CrmRfmCustomer *customer = &rfm->customers[i];

          g_assert_cmpint (crm_purchases_row (purchases, i), ==, 9 - i);
          g_assert_cmpint (customer->recency, ==, 91 - 10 * i);
          g_assert_cmpint (customer->r, ==, i / 2 + 1);
          /* All bought once: of equal ones the lower number comes first. */
          g_assert_cmpint (customer->f, ==, i / 2 + 1);
          g_assert_cmpint (customer->m, ==, i / 2 + 1);
          g_assert_cmpfloat (customer->monetary, ==, (i + 1) * factor);
        }
    }
}

/* Every field of the grid has a segment, and each segment some field. */
static void
test_segments (void)
{
  guint n_segments;
  const CrmRfmSegment *segments = crm_rfm_segments (&n_segments);
  guint fields[16] = { 0 };

  g_assert_cmpint (n_segments, ==, 11);
  for (guint r = 1; r <= 5; r++)
    {
      for (guint f = 1; f <= 5; f++)
        {
          guint s = 0;

          while (s < n_segments && (r < segments[s].r_low || r > segments[s].r_high || f < segments[s].f_low ||
                                    f > segments[s].f_high))
            s++;
          g_assert_cmpint (s, <, n_segments);
          fields[s]++;
        }
    }
  for (guint s = 0; s < n_segments; s++)
    g_assert_cmpint (fields[s], >, 0);
}

/* The same amounts in another order, and other amounts that make the same, rank alike: the lower number first. */
static void
test_sums (void)
{
  static const double amounts[] = { 0.1, 0.2, 0.3, 0.3, 0.2, 0.1, 0.6, 0, 0 };
  CrmFrame *frame = crm_frame_new (9);
  double *customers = g_new (double, 9);
  g_autoptr (CrmPurchases) purchases = NULL;
  g_autoptr (CrmRfm) rfm = NULL;

  for (guint i = 0; i < 9; i++)
    customers[i] = i / 3;
  crm_frame_take_numbers (frame, "customer", customers);
  crm_frame_take_days (frame, "date", g_new0 (gint32, 9));
  crm_frame_take_numbers (frame, "value", g_memdup2 (amounts, sizeof amounts));
  purchases = group (frame, NULL);
  rfm = score (purchases, CRM_DAY_MISSING, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (rfm->customers[i].m, ==, i + 1);
      /* Without a column of invoices a day is one. */
      g_assert_cmpint (rfm->customers[i].frequency, ==, 1);
    }
  crm_frame_unref (frame);
}

/* Wikipedia's and the textbooks' case: of n with the same, Gini is 0; where one of n has all, 1 − 1 / n. */
static void
test_concentration (void)
{
  CrmConcentration found;
  double values[100];
  guint8 tiers[100];

  for (guint i = 0; i < 100; i++)
    values[i] = 3;
  crm_concentration_find (&found, values, 100, tiers, NULL);
  g_assert_cmpfloat_with_epsilon (found.gini, 0, 1e-12);
  crm_test_assert_near (found.top20, 0.2, 1e-12);
  g_assert_cmpint (found.class_a, ==, 80);
  g_assert_cmpint (found.class_b, ==, 15);
  for (guint i = 0; i < CRM_N_LORENZ; i++)
    crm_test_assert_near (found.lorenz[i], i / 20.0, 1e-12);
  g_assert_cmpint (found.pyramid[0].n, ==, 1);
  g_assert_cmpint (found.pyramid[1].n, ==, 4);
  g_assert_cmpint (found.pyramid[2].n, ==, 15);
  g_assert_cmpint (found.pyramid[3].n, ==, 80);

  for (guint i = 0; i < 100; i++)
    values[i] = i == 42 ? 1e9 : 0;
  crm_concentration_find (&found, values, 100, tiers, NULL);
  crm_test_assert_near (found.gini, 0.99, 1e-12);
  g_assert_cmpint (tiers[42], ==, 0);
  g_assert_cmpint (found.class_a, ==, 1);

  values[0] = -2e9;
  crm_concentration_find (&found, values, 100, NULL, NULL);
  g_assert_true (isnan (found.gini) && isnan (found.top20) && isnan (found.lorenz[20]));
}

/* Whatever the threads, and whatever the order of the rows. */
static void
test_threads_and_order (void)
{
  g_autoptr (CrmFrame) frame = make_frame (200000, 5000);
  g_autofree gsize *rows = g_new (gsize, 200000);
  g_autoptr (CrmFrame) shuffled = NULL;
  g_autoptr (CrmPurchases) one = group (frame, &(CrmRun) { .n_threads = 1 });
  g_autoptr (CrmPurchases) four = group (frame, &(CrmRun) { .n_threads = 4 });
  g_autoptr (CrmPurchases) other = NULL;
  g_autoptr (CrmRfm) first = score (one, CRM_DAY_MISSING, 5);
  g_autoptr (CrmRfm) second = NULL;
  CrmRandom random;

  g_assert_cmpmem (one->rows, one->n * sizeof (guint32), four->rows, four->n * sizeof (guint32));
  g_assert_cmpmem (one->buyers, one->n_buyers * sizeof (CrmBuyer), four->buyers, four->n_buyers * sizeof (CrmBuyer));
  for (gsize i = 0; i < 200000; i++)
    rows[i] = i;
  crm_random_init (&random, 1, 0);
  crm_random_shuffle (&random, rows, 200000);
  shuffled = crm_frame_take_rows (frame, rows, 200000, NULL, NULL);
  other = group (shuffled, NULL);
  second = score (other, CRM_DAY_MISSING, 5);
  g_assert_cmpint (first->n, ==, second->n);
  for (gsize i = 0; i < first->n; i++)
    {
      const CrmRfmCustomer *a = &first->customers[i], *b = &second->customers[i];

      g_assert_true (a->r == b->r && a->f == b->f && a->m == b->m && a->recency == b->recency &&
                     a->frequency == b->frequency);
      crm_test_assert_near (a->monetary, b->monetary, 1e-14);
    }
}

/* Held against the plainest way to count. */
static void
test_against_plain (void)
{
  g_autoptr (CrmFrame) frame = make_frame (20000, 300);
  g_autoptr (CrmPurchases) purchases = group (frame, NULL);
  g_autoptr (CrmRfm) rfm = score (purchases, CRM_DAY_MISSING, 5);

  for (gsize i = 0; i < rfm->n; i++)
    {
      double customer = crm_frame_find (frame, "customer")->numbers[crm_purchases_row (purchases, i)], sum = 0;
      g_autoptr (GHashTable) invoices = g_hash_table_new (g_direct_hash, g_direct_equal);
      gint32 last = 0;

      for (gsize row = 0; row < 20000; row++)
        {
          if (crm_frame_find (frame, "customer")->numbers[row] != customer)
            continue;
          sum += crm_frame_find (frame, "value")->numbers[row];
          last = MAX (last, crm_frame_find (frame, "date")->days[row]);
          g_hash_table_add (invoices, GSIZE_TO_POINTER (row / 3));
        }
      g_assert_cmpint (rfm->customers[i].recency, ==, rfm->as_of - last);
      g_assert_cmpint (rfm->customers[i].frequency, ==, g_hash_table_size (invoices));
      crm_test_assert_near (rfm->customers[i].monetary, sum, 1e-12);
    }
}

static void
test_cohorts (void)
{
  /* One begins in January and comes back in March, one in February. */
  static const gint32 dates[][3] = { { 2024, 1, 31 }, { 2024, 1, 2 }, { 2024, 3, 1 }, { 2024, 2, 29 } };
  static const double who[] = { 1, 1, 1, 2 }, values[] = { 1, 2, 4, 8 };
  static const gsize customers[] = { 1, 0, 1, 1, 0, 0, 0, 0, 0 };
  static const double sums[] = { 3, 0, 4, 8, 0, 0, 0, 0, 0 };
  g_autoptr (CrmFrame) frame = crm_frame_new (4);
  gint32 *days = g_new (gint32, 4);
  g_autoptr (CrmPurchases) purchases = NULL;
  g_autoptr (CrmCohorts) cohorts = NULL;

  for (guint i = 0; i < 4; i++)
    days[i] = crm_date_from_ymd (dates[i][0], dates[i][1], dates[i][2]);
  crm_frame_take_numbers (frame, "customer", g_memdup2 (who, sizeof who));
  crm_frame_take_days (frame, "date", days);
  crm_frame_take_numbers (frame, "value", g_memdup2 (values, sizeof values));
  purchases = group (frame, NULL);
  cohorts = crm_cohorts_new (purchases, CRM_PERIOD_MONTH, NULL, NULL);
  g_assert_cmpint (cohorts->n, ==, 3);
  g_assert_cmpmem (cohorts->customers, sizeof customers, customers, sizeof customers);
  g_assert_cmpmem (cohorts->values, sizeof sums, sums, sizeof sums);
}

/* Bad input */

static void
refuse (double customer,
        gint32 day,
        double value)
{
  g_autoptr (CrmFrame) frame = crm_frame_new (1);
  GError *error = NULL;

  crm_frame_take_numbers (frame, "customer", g_memdup2 (&customer, sizeof customer));
  crm_frame_take_days (frame, "date", g_memdup2 (&day, sizeof day));
  crm_frame_take_numbers (frame, "value", g_memdup2 (&value, sizeof value));
  g_assert_null (crm_purchases_new (crm_frame_find (frame, "customer"), crm_frame_find (frame, "date"),
                                    crm_frame_find (frame, "value"), NULL, NULL, &error));
  crm_test_assert_error (error, CRM_ERROR_INVALID);
}

static void
test_refused (void)
{
  static const double days[] = { 1.5, 3 };
  g_autoptr (CrmFrame) frame = make_ten (1);
  g_autoptr (CrmFrame) empty = crm_frame_new (0);
  g_autoptr (CrmPurchases) purchases = group (frame, NULL);
  g_autoptr (CrmFrame) wrong = crm_frame_new (2);
  GError *error = NULL;

  refuse (NAN, 1, 1);
  refuse (1, CRM_DAY_MISSING, 1);
  refuse (1, 1, NAN);
  refuse (1, 1, INFINITY);
  crm_frame_take_numbers (empty, "customer", g_new (double, 1));
  g_assert_null (crm_purchases_new (crm_frame_column (empty, 0), crm_frame_column (empty, 0), NULL, NULL, NULL,
                                    &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  g_assert_null (crm_rfm_new (purchases, &(CrmRfmOptions) { 99, 5 }, NULL, &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
  crm_frame_take_numbers (wrong, "date", g_memdup2 (days, sizeof days));
  g_assert_null (crm_column_to_days (crm_frame_column (wrong, 0), &error));
  crm_test_assert_error (g_steal_pointer (&error), CRM_ERROR_INVALID);
}

/* Dates as numbers: 20240229, or counts of days. */
static void
test_days (void)
{
  static const double written[] = { 20240229, 19991231, NAN }, counted[] = { 20240230, 5, NAN };
  g_autoptr (CrmFrame) frame = crm_frame_new (3);
  g_autofree gint32 *dates = NULL;
  g_autofree gint32 *days = NULL;

  crm_frame_take_numbers (frame, "written", g_memdup2 (written, sizeof written));
  crm_frame_take_numbers (frame, "counted", g_memdup2 (counted, sizeof counted));
  dates = crm_column_to_days (crm_frame_column (frame, 0), NULL);
  days = crm_column_to_days (crm_frame_column (frame, 1), NULL);
  g_assert_cmpint (dates[0], ==, crm_date_from_ymd (2024, 2, 29));
  g_assert_cmpint (dates[1], ==, crm_date_from_ymd (1999, 12, 31));
  g_assert_cmpint (dates[2], ==, CRM_DAY_MISSING);
  g_assert_cmpint (days[0], ==, 20240230);
  g_assert_cmpint (days[1], ==, 5);
}

static void
test_cancelled (void)
{
  g_autoptr (CrmFrame) frame = make_ten (1);
  g_autoptr (CrmPurchases) purchases = group (frame, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  CrmRun run = { .cancellable = cancellable };
  GError *error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (crm_purchases_new (crm_frame_find (frame, "customer"), crm_frame_find (frame, "date"), NULL, NULL,
                                    &run,
                                    &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (crm_rfm_new (purchases, &(CrmRfmOptions) { CRM_DAY_MISSING, 5 }, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (crm_cohorts_new (purchases, CRM_PERIOD_MONTH, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rfm/online-retail", test_online_retail);
  g_test_add_func ("/rfm/scores", test_scores);
  g_test_add_func ("/rfm/segments", test_segments);
  g_test_add_func ("/rfm/sums", test_sums);
  g_test_add_func ("/rfm/threads-and-order", test_threads_and_order);
  g_test_add_func ("/rfm/against-plain", test_against_plain);
  g_test_add_func ("/rfm/refused", test_refused);
  g_test_add_func ("/rfm/days", test_days);
  g_test_add_func ("/rfm/cancelled", test_cancelled);
  g_test_add_func ("/concentration", test_concentration);
  g_test_add_func ("/cohorts", test_cohorts);
  return g_test_run ();
}
