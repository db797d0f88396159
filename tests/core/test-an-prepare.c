/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test-data.h"

#include "analytics/crm-binning.h"
#include "analytics/crm-evaluate.h"
#include "analytics/crm-prepare.h"
#include "analytics/crm-random.h"
#include "base/crm-error.h"

#include <math.h>
#include <string.h>

#define FILE_OF_R "descriptive.json"

/* The known numbers of a column, of the rows that have `value` in `where`. */
static double *
take_numbers (const CrmFrame *frame,
              const char *name,
              const char *where,
              const char *value,
              gsize *n)
{
  const CrmColumn *column = crm_frame_find (frame, name), *test = where != NULL ? crm_frame_find (frame, where) : NULL;
  double *numbers = g_new (double, column->n + 1);

  *n = 0;
  for (gsize row = 0; row < column->n; row++)
    {
      if (!crm_column_is_missing (column, row) &&
          (test == NULL || g_strcmp0 (crm_column_level (test, test->codes[row]), value) == 0))
        numbers[(*n)++] = column->numbers[row];
    }
  return numbers;
}

static void
test_power_reference (void)
{
  static const struct { const char *file, *column, *where, *value, *expected; } sets[] = {
    { "crm_sales_opportunities/sales_pipeline.csv", "close_value", "deal_stage", "Won", "won_close_value" },
    { "crm_sales_opportunities/accounts.csv", "revenue", NULL, NULL, "accounts_revenue" },
    { "airpassengers/airline-passengers.csv", "Passengers", NULL, NULL, "airpassengers" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autoptr (CrmFrame) frame = crm_test_data_csv (sets[i].file);
      g_autofree char *lambda = g_strdup_printf ("boxcox/mle_%s/lambda", sets[i].expected);
      g_autofree char *fit = g_strdup_printf ("boxcox/mle_%s/loglik", sets[i].expected);
      g_autofree double *numbers = NULL;
      GError *error = NULL;
      CrmPower power;
      gsize n;

      if (frame == NULL)
        return;
      numbers = take_numbers (frame, sets[i].column, sets[i].where, sets[i].value, &n);
      crm_power_find (&power, CRM_POWER_BOX_COX, numbers, n, NULL, &error);
      g_assert_no_error (error);
      crm_test_assert_near (power.lambda, crm_test_expected_number (FILE_OF_R, lambda), 1e-6);
      crm_test_assert_near (power.log_likelihood, crm_test_expected_number (FILE_OF_R, fit), 1e-11);
    }
}

/* What SciPy 1.15.3 finds: boxcox_normmax(), boxcox_llf(), yeojohnson_normmax(), yeojohnson_llf(), yeojohnson(). */
static void
test_power (void)
{
  static const double positive[] = { 0.5, 1.2, 3.4, 0.1, 7.7, 2.2, 15.0, 0.9, 4.1, 1.6 };
  static const double any[] = { -3.5, -0.2, 0, 0.4, 1.9, 2.5, -1.1, 8.0, 12.5, 0.7 };
  static const double transformed[] = { -5.13192802, -0.20762571, 0, 0.37309685, 1.49387869, 1.87269466, -1.30176209,
                                        4.5859544, 6.31778251, 0.62551016 };
  static const double same[] = { 3, 3, 3 };
  double large[10];
  GError *error = NULL;
  CrmPower power, other;

  g_assert_true (crm_power_find (&power, CRM_POWER_BOX_COX, positive, 10, NULL, NULL));
  crm_test_assert_near (power.lambda, 0.14391767330554212, 1e-7);
  crm_test_assert_near (power.log_likelihood, -8.52800626366975, 1e-12);
  crm_test_assert_near (crm_power_value (&power, 0.5), -0.65969585, 1e-7);
  for (guint i = 0; i < 10; i++)   /* λ does not depend on the unit */
    large[i] = positive[i] * 0x1p600;
  g_assert_true (crm_power_find (&other, CRM_POWER_BOX_COX, large, 10, NULL, NULL));
  crm_test_assert_near (other.lambda, power.lambda, 1e-7);
  g_assert_true (crm_power_find (&power, CRM_POWER_YEO_JOHNSON, any, 10, NULL, NULL));
  crm_test_assert_near (power.lambda, 0.6039278075313059, 1e-7);
  crm_test_assert_near (power.log_likelihood, -13.065598719079333, 1e-12);
  for (guint i = 0; i < 10; i++)
    crm_test_assert_near (crm_power_value (&power, any[i]), transformed[i], 1e-6);
  g_assert_false (crm_power_find (&power, CRM_POWER_BOX_COX, any, 10, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (crm_power_find (&power, CRM_POWER_YEO_JOHNSON, same, 3, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
}

static void
assert_cuts (const GArray *cuts,
             const double *expected,
             guint n,
             double tolerance)
{
  g_assert_cmpuint (cuts->len, ==, n);
  for (guint i = 0; i < n; i++)
    crm_test_assert_near (g_array_index (cuts, double, i), expected[i], tolerance);
}

/* Limits and counts of the reference have the lowest and the highest value at their ends. */
static void
assert_bins (const CrmFrame *frame,
             const char *column,
             CrmBinning binning,
             const char *set)
{
  gsize n, n_breaks, counts[10] = { 0 };
  g_autofree double *numbers = take_numbers (frame, column, NULL, NULL, &n);
  g_autofree char *breaks_path = g_strdup_printf ("binning/%s", set);
  g_autoptr (JsonNode) node = crm_test_expected (FILE_OF_R, breaks_path);
  JsonObject *expected = json_node_get_object (node);
  JsonArray *breaks = json_object_get_array_member (expected, "breaks");
  g_autoptr (GArray) cuts = NULL;

  n_breaks = json_array_get_length (breaks);
  cuts = crm_bin_cuts (numbers, n, binning, n_breaks - 1, NULL);
  g_assert_cmpuint (cuts->len, ==, n_breaks - 2);
  for (gsize i = 0; i < n; i++)
    counts[crm_bin_of (cuts, numbers[i])]++;
  for (guint i = 0; i < cuts->len; i++)
    crm_test_assert_near (g_array_index (cuts, double, i), json_array_get_double_element (breaks, i + 1), 1e-12);
  for (guint i = 0; json_object_has_member (expected, "counts") && i <= cuts->len; i++)
    g_assert_cmpint (counts[i], ==, json_array_get_int_element (json_object_get_array_member (expected, "counts"), i));
}

static void
test_bins_reference (void)
{
  g_autoptr (CrmFrame) frame = crm_test_data_csv ("telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv");
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GArray) cuts = NULL;
  g_autofree double *numbers = NULL;
  JsonArray *breaks;
  gsize n;

  if (frame == NULL)
    return;
  assert_bins (frame, "tenure", CRM_BIN_WIDTH, "equal_width_right_open_last_closed/telco.tenure_k6");
  assert_bins (frame, "MonthlyCharges", CRM_BIN_WIDTH, "equal_width_right_open_last_closed/telco.MonthlyCharges_k5");
  node = crm_test_expected (FILE_OF_R, "binning/quantile_type7_breaks/telco.MonthlyCharges_k5");
  breaks = json_node_get_array (node);
  numbers = take_numbers (frame, "MonthlyCharges", NULL, NULL, &n);
  cuts = crm_bin_cuts (numbers, n, CRM_BIN_FREQUENCY, 5, NULL);
  for (guint i = 0; i < 4; i++)
    crm_test_assert_near (g_array_index (cuts, double, i), json_array_get_double_element (breaks, i + 1), 1e-12);
}

/* The iris flowers: what a direct program of Fayyad's and Irani's formulas finds; R's “discretization” says the same. */
static void
test_class_bins (void)
{
  static const double expected[4][2] = { { 5.55, 6.15 }, { 2.95, 3.35 }, { 2.45, 4.75 }, { 0.8, 1.75 } };
  g_autofree char *path = crm_test_data_path ("iris/iris.csv");
  g_autoptr (CrmFrame) frame = path != NULL ? crm_test_data_csv ("iris/iris.csv") : NULL;
  guint n_classes;
  g_autofree gint32 *classes = NULL;

  if (frame == NULL)
    return;
  classes = crm_column_group (crm_frame_column (frame, 4), &n_classes, NULL);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GArray) cuts = crm_bin_classes (crm_frame_column (frame, i)->numbers, classes,
                                                 crm_frame_n_rows (frame), n_classes, NULL, NULL);

      assert_cuts (cuts, expected[i], 2, 1e-9);
    }
}

/* Cuts move with the values; nothing is cut where chance alone deals the classes. */
static void
test_class_properties (void)
{
  double values[400], moved[400];
  gint32 classes[400], dealt[400];
  g_autoptr (GArray) cuts = NULL, others = NULL, none = NULL, few = NULL;
  CrmRandom random;

  crm_random_init (&random, 7, 0);
  for (guint i = 0; i < 400; i++)
    {
      values[i] = crm_random_below (&random, 100);
      classes[i] = values[i] < 30 || values[i] >= 80;
      dealt[i] = crm_random_below (&random, 2);
      moved[i] = 1e6 + 8 * values[i];
    }
  cuts = crm_bin_classes (values, classes, 400, 2, NULL, NULL);
  assert_cuts (cuts, (double[]) { 29.5, 79.5 }, 2, 1e-12);
  others = crm_bin_classes (moved, classes, 400, 2, NULL, NULL);
  assert_cuts (others, (double[]) { 1e6 + 236, 1e6 + 636 }, 2, 1e-12);
  none = crm_bin_classes (values, dealt, 400, 2, NULL, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  few = crm_bin_classes (values, classes, 1, 2, NULL, NULL);
  g_assert_cmpuint (few->len, ==, 0);
}

/* J. Han, M. Kamber, "Data Mining: Concepts and Techniques", section 3.2: prices in bins of equal frequency. */
static void
test_smoothing (void)
{
  static const double prices[] = { 4, 8, 15, 21, 21, 24, 25, 28, 34 };
  static const double means[] = { 9, 22, 29 }, medians[] = { 8, 21, 28 };
  static const gsize rows[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
  g_autoptr (CrmFrame) frame = crm_frame_new (9);

  crm_frame_take_numbers (frame, "price", g_memdup2 (prices, sizeof prices));
  for (CrmBinContent content = CRM_BIN_LABEL; content <= CRM_BIN_MEDIAN; content++)
    {
      g_autoptr (CrmPreparation) preparation = crm_preparation_new ("price", CRM_COLUMN_NUMBER);
      g_autoptr (CrmFrame) to = crm_frame_new (9);
      CrmPrepareWish wish = { .rows = rows, .n_rows = 9, .binning = CRM_BIN_FREQUENCY, .n_bins = 3,
                              .bin_content = content };
      const CrmColumn *column;

      g_assert_true (crm_preparation_apply (preparation, frame, NULL, &wish, to, NULL, NULL));
      column = crm_frame_find (to, "price");
      for (guint i = 0; i < 9; i++)
        {
          if (content == CRM_BIN_LABEL)
            g_assert_cmpint (column->codes[i], ==, i / 3);
          else
            g_assert_cmpfloat (column->numbers[i], ==,
                               content == CRM_BIN_NUMBER ? i / 3 + 1 : content == CRM_BIN_MEAN ? means[i / 3] :
                                                                       medians[i / 3]);
        }
      if (content == CRM_BIN_LABEL)
        g_assert_cmpstr (crm_column_level (column, 1), ==, "[19, 24.3333333333)");
    }
}

/* A table with a gap in each column. */
static CrmFrame *
make_table (void)
{
  static const double days[] = { 1, 2, 3, 10, 11, 20 }, amounts[] = { 10, NAN, 30, 20, NAN, 1000 };
  static const char *const kinds[] = { "a", "a", NULL, "b", "b", "a" };
  CrmFrame *frame = crm_frame_new (6);

  crm_frame_take_numbers (frame, "day", g_memdup2 (days, sizeof days));
  crm_frame_take_numbers (frame, "amount", g_memdup2 (amounts, sizeof amounts));
  crm_frame_add_texts (frame, "kind", kinds);
  return frame;
}

static const gsize six[] = { 0, 1, 2, 3, 4, 5 };

/* Prepares one column; NULL where that is refused. */
static CrmFrame *
prepare (const CrmFrame *frame,
         const char *name,
         CrmPrepareWish wish,
         GError **error)
{
  g_autoptr (CrmPreparation) preparation = crm_preparation_new (name, crm_frame_find (frame, name)->kind);
  g_autoptr (CrmFrame) to = crm_frame_new (crm_frame_n_rows (frame));
  g_autoptr (CrmFrame) again = crm_frame_new (crm_frame_n_rows (frame));
  const CrmColumn *order = crm_frame_find (frame, "day");

  if (wish.rows == NULL)
    {
      wish.rows = six;
      wish.n_rows = 6;
    }
  if (!crm_preparation_apply (preparation, frame, order, &wish, to, NULL, error))
    return NULL;
  /* Done again it gives the same. */
  g_assert_true (crm_preparation_apply (preparation, frame, order, NULL, again, NULL, NULL));
  for (guint i = 0; i < crm_frame_n_columns (to); i++)
    {
      for (gsize row = 0; row < crm_frame_n_rows (to); row++)
        {
          g_autofree char *one = crm_column_text (crm_frame_column (to, i), row);
          g_autofree char *other = crm_column_text (crm_frame_column (again, i), row);

          g_assert_cmpstr (one, ==, other);
        }
    }
  return g_steal_pointer (&to);
}

static void
assert_column (const CrmFrame *frame,
               guint index,
               const char *expected)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;
  g_autofree char *joined = NULL;

  for (gsize row = 0; row < crm_frame_n_rows (frame); row++)
    {
      g_autofree char *text = crm_column_text (crm_frame_column (frame, index), row);

      g_strv_builder_add (builder, text != NULL ? text : "-");
    }
  texts = g_strv_builder_end (builder);
  joined = g_strjoinv (" ", texts);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_fill (void)
{
  static const struct { const char *column; CrmFill fill; const char *constant, *by, *expected; } rows[] = {
    { "amount", CRM_FILL_MEAN, NULL, NULL, "10 265 30 20 265 1000" },
    { "amount", CRM_FILL_MEDIAN, NULL, NULL, "10 25 30 20 25 1000" },
    { "amount", CRM_FILL_MODE, NULL, NULL, "10 10 30 20 10 1000" },
    { "amount", CRM_FILL_CONSTANT, "-1", NULL, "10 -1 30 20 -1 1000" },
    { "amount", CRM_FILL_LINEAR, NULL, NULL, "10 20 30 20 118 1000" },
    { "amount", CRM_FILL_MEDIAN, NULL, "kind", "10 505 30 20 20 1000" },
    { "kind", CRM_FILL_MEAN, NULL, NULL, "a a a b b a" },
    { "kind", CRM_FILL_CONSTANT, "none", NULL, "a a none b b a" },
  };
  g_autoptr (CrmFrame) frame = make_table ();
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CrmPrepareWish wish = { .fill = rows[i].fill, .constant = rows[i].constant, .indicator = TRUE,
                              .by = rows[i].by != NULL ? crm_frame_find (frame, rows[i].by) : NULL };
      g_autoptr (CrmFrame) to = prepare (frame, rows[i].column, wish, NULL);

      g_assert_cmpuint (crm_frame_n_columns (to), ==, 2);
      assert_column (to, 0, rows[i].expected);
      assert_column (to, 1, i < 6 ? "0 1 0 0 1 0" : "0 0 1 0 0 0");
      g_assert_nonnull (crm_frame_find (to, i < 6 ? "amount_missing" : "kind_missing"));
    }
  g_assert_null (prepare (frame, "amount", (CrmPrepareWish) { .fill = CRM_FILL_CONSTANT, .constant = "x" }, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
}

static void
test_steps (void)
{
  static const struct { CrmPrepareWish wish; const char *column, *expected; } rows[] = {
    { { .cap = CRM_CAP_QUANTILE, .cap_factor = 0.25 }, "amount", "17.5 - 30 20 - 272.5" },
    { { .cap = CRM_CAP_IQR, .cap_factor = 1.5 }, "amount", "10 - 30 20 - 655" },
    { { .cap = CRM_CAP_QUANTILE, .cap_factor = 1.0 / 3, .scaling = CRM_SCALE_RANGE }, "amount", "0 - 1 0 - 1" },
    { { .power = CRM_POWER_LOG1P }, "amount", NULL },
    { { .categories = CRM_CATEGORIES_ORDINAL }, "kind", "1 1 - 2 2 1" },
    { { .categories = CRM_CATEGORIES_ONE_HOT }, "kind", "1 1 0 0 0 1" },
    { { .cap = CRM_CAP_IQR, .cap_factor = 1.5, .scaling = CRM_SCALE_STANDARD }, "kind", "a a - b b a" },
  };
  g_autoptr (CrmFrame) frame = make_table (), scaled = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GError *error = NULL;
      g_autoptr (CrmFrame) to = prepare (frame, rows[i].column, rows[i].wish, &error);

      g_assert_no_error (error);
      if (rows[i].expected != NULL)
        assert_column (to, 0, rows[i].expected);
    }
  scaled = prepare (frame, "amount", (CrmPrepareWish) { .scaling = CRM_SCALE_ROBUST }, NULL);
  crm_test_assert_near (crm_frame_column (scaled, 0)->numbers[0], -15 / 255.0, 1e-15);   /* median 25 */
}

/* What is found from some rows is done to all, also to levels that were not there. */
static void
test_apply_elsewhere (void)
{
  static const char *const later_kinds[] = { "c", "b", NULL };
  static const double later_amounts[] = { -5, NAN, 5000 };
  static const gsize some[] = { 0, 2, 3 };
  g_autoptr (CrmFrame) frame = make_table ();
  g_autoptr (CrmFrame) later = crm_frame_new (3), to = crm_frame_new (6), then = crm_frame_new (3);
  g_autoptr (CrmPreparation) amount = crm_preparation_new ("amount", CRM_COLUMN_NUMBER);
  g_autoptr (CrmPreparation) kind = crm_preparation_new ("kind", CRM_COLUMN_CATEGORY);
  g_autoptr (CrmPreparation) wrong = crm_preparation_new ("kind", CRM_COLUMN_NUMBER);
  CrmPrepareWish wish = { .rows = some, .n_rows = 3, .cap = CRM_CAP_IQR, .cap_factor = 1.5, .fill = CRM_FILL_MEDIAN,
                          .scaling = CRM_SCALE_RANGE, .categories = CRM_CATEGORIES_ONE_HOT };
  GError *error = NULL;

  crm_frame_take_numbers (later, "amount", g_memdup2 (later_amounts, sizeof later_amounts));
  crm_frame_add_texts (later, "kind", later_kinds);
  g_assert_true (crm_preparation_apply (amount, frame, NULL, &wish, to, NULL, NULL));
  wish.fill = CRM_FILL_NONE;
  g_assert_true (crm_preparation_apply (kind, frame, NULL, &wish, to, NULL, NULL));
  assert_column (to, 0, "0 0.5 1 0.5 0.5 1.5");   /* fences 0 and 40 */
  g_assert_true (crm_preparation_apply (amount, later, NULL, NULL, then, NULL, NULL));
  g_assert_true (crm_preparation_apply (kind, later, NULL, NULL, then, NULL, NULL));
  assert_column (then, 0, "-0.5 0.5 1.5");
  g_assert_cmpint (amount->n_low + amount->n_high + amount->n_filled, ==, 3);
  assert_column (then, 1, "0 0 0");
  assert_column (then, 2, "0 1 0");
  g_assert_cmpint (kind->n_unseen, ==, 1);
  g_assert_false (crm_preparation_apply (wrong, later, NULL, NULL, then, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
  g_clear_error (&error);
}

/* Rare levels become one, and so does whatever comes later. */
static void
test_rare (void)
{
  static const char *const texts[] = { "a", "a", "a", "b", "b", "c", "d", NULL, "e", "a" };
  static const char *const later_texts[] = { "z", "b", NULL };
  static const gsize all[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  g_autoptr (CrmFrame) frame = crm_frame_new (10), later = crm_frame_new (3);
  g_autoptr (CrmFrame) to = crm_frame_new (10), then = crm_frame_new (3);
  g_autoptr (CrmPreparation) preparation = crm_preparation_new ("x", CRM_COLUMN_CATEGORY);
  CrmPrepareWish wish = { .rows = all, .n_rows = 10, .rare = 0.2, .fill = CRM_FILL_CONSTANT, .constant = "none" };

  crm_frame_add_texts (frame, "x", texts);
  crm_frame_add_texts (later, "x", later_texts);
  g_assert_true (crm_preparation_apply (preparation, frame, NULL, &wish, to, NULL, NULL));
  assert_column (to, 0, "a a a b b other other none other a");
  g_assert_true (crm_preparation_apply (preparation, later, NULL, NULL, then, NULL, NULL));
  assert_column (then, 0, "other b none");
}

/* Nothing, one value, the same value, flags: no crash, and no nonsense. */
static void
test_degenerate (void)
{
  static const double columns[][6] = {
    { NAN, NAN, NAN, NAN, NAN, NAN }, { 5, NAN, NAN, NAN, NAN, NAN }, { 7, 7, 7, 7, 7, 7 }, { 0, 0, 0, 0, 0, 1 },
    { 1e300, -1e300, 0, 1, INFINITY, -INFINITY },
  };
  static const CrmPrepareWish wishes[] = {
    { .cap = CRM_CAP_IQR, .cap_factor = 1.5 }, { .cap = CRM_CAP_SD, .cap_factor = 1 }, { .fill = CRM_FILL_LINEAR },
    { .fill = CRM_FILL_MEDIAN, .indicator = TRUE }, { .power = CRM_POWER_YEO_JOHNSON }, { .scaling = CRM_SCALE_STANDARD },
    { .power = CRM_POWER_LOG1P }, { .binning = CRM_BIN_FREQUENCY, .n_bins = 4 }, { .scaling = CRM_SCALE_ROBUST },
    { .binning = CRM_BIN_WIDTH, .n_bins = 3, .bin_content = CRM_BIN_MEAN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr (CrmFrame) frame = crm_frame_new (6);

      crm_frame_take_numbers (frame, "x", g_memdup2 (columns[i], sizeof columns[i]));
      for (guint k = 0; k < G_N_ELEMENTS (wishes); k++)
        {
          GError *error = NULL;
          g_autoptr (CrmFrame) to = prepare (frame, "x", wishes[k], &error);

          if (to == NULL)
            g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
          else if (i == 3 && k < 2)
            assert_column (to, 0, "0 0 0 0 0 1");
          g_clear_error (&error);
        }
    }
}

/* Samples have the number that was asked for, and of each class its share. */
static void
test_sample (void)
{
  gint32 classes[1000];
  g_autofree guint8 *drawn = NULL, *again = NULL, *other = NULL, *plain = NULL, *all = NULL;
  gsize counts[3] = { 0 }, n_plain = 0, n_all = 0;

  for (guint i = 0; i < 1000; i++)
    classes[i] = i < 700 ? 0 : i < 950 ? 1 : 2;
  drawn = crm_sample_new (classes, 1000, 100, &(CrmRun) { .seed = 5 });
  again = crm_sample_new (classes, 1000, 100, &(CrmRun) { .seed = 5 });
  other = crm_sample_new (classes, 1000, 100, &(CrmRun) { .seed = 6 });
  plain = crm_sample_new (NULL, 1000, 100, &(CrmRun) { .seed = 5 });
  all = crm_sample_new (classes, 1000, 5000, &(CrmRun) { .seed = 5 });
  for (guint i = 0; i < 1000; i++)
    {
      counts[classes[i]] += drawn[i];
      n_plain += plain[i];
      n_all += all[i];
    }
  g_assert_cmpint (counts[0], ==, 70);
  g_assert_cmpint (counts[1], ==, 25);
  g_assert_cmpint (counts[2], ==, 5);
  g_assert_cmpint (n_plain, ==, 100);
  g_assert_cmpint (n_all, ==, 1000);
  g_assert_cmpmem (drawn, 1000, again, 1000);
  g_assert_cmpint (memcmp (drawn, other, 1000), !=, 0);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prepare/power-reference", test_power_reference);
  g_test_add_func ("/prepare/power", test_power);
  g_test_add_func ("/prepare/bins-reference", test_bins_reference);
  g_test_add_func ("/prepare/class-bins", test_class_bins);
  g_test_add_func ("/prepare/class-properties", test_class_properties);
  g_test_add_func ("/prepare/smoothing", test_smoothing);
  g_test_add_func ("/prepare/fill", test_fill);
  g_test_add_func ("/prepare/steps", test_steps);
  g_test_add_func ("/prepare/apply-elsewhere", test_apply_elsewhere);
  g_test_add_func ("/prepare/rare", test_rare);
  g_test_add_func ("/prepare/degenerate", test_degenerate);
  g_test_add_func ("/prepare/sample", test_sample);
  return g_test_run ();
}
