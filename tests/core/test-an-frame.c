/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-test.h"

#include "analytics/crm-analysis.h"
#include "analytics/crm-frame-load.h"
#include "analytics/crm-matrix.h"
#include "analytics/crm-random.h"
#include "analytics/crm-sort.h"

#include "base/crm-date.h"
#include "base/crm-error.h"

#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

/* Tables in memory, and what every method stands on. */

static CrmFrame *
load_guessing (const char *text,
               CrmCsvHeader header)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  CrmTableWish wish = { .dialect.header = header };
  int fd = g_file_open_tmp ("clientele-frame-XXXXXX.csv", &path, &error);
  CrmFrame *frame;

  g_assert_no_error (error);
  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize) strlen (text));
  close (fd);
  frame = crm_frame_load_csv (path, &wish, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return frame;
}

static CrmFrame *
load (const char *text)
{
  return load_guessing (text, CRM_CSV_HEADER_PRESENT);
}

/* "T" alone is a name, though dates may have one. */
static void
test_header (void)
{
  g_autoptr (CrmFrame) named = load_guessing ("ID,x,T\n1,2,3.5\n2,4,5.5\n", CRM_CSV_HEADER_GUESS);
  g_autoptr (CrmFrame) nameless = load_guessing ("7,x,1\n1,y,3.5\n", CRM_CSV_HEADER_GUESS);

  g_assert_nonnull (crm_frame_find (named, "T"));
  g_assert_cmpuint (crm_frame_n_rows (named), ==, 2);
  g_assert_nonnull (crm_frame_find (nameless, "V2"));
  g_assert_cmpuint (crm_frame_n_rows (nameless), ==, 2);
}

static void
test_kinds (void)
{
  g_autoptr (CrmFrame) frame = load ("n,d,c,gaps\n1,2024-02-29,b,\n-2.5e3,2023-01-01 10:00:00,a,NA\n 3 ,,b,null\n");
  const CrmColumn *n = crm_frame_find (frame, "n"), *d = crm_frame_find (frame, "d"), *c = crm_frame_find (frame, "c");

  g_assert_cmpuint (crm_frame_n_rows (frame), ==, 3);
  g_assert_cmpint (n->kind, ==, CRM_COLUMN_NUMBER);
  g_assert_cmpfloat (n->numbers[1], ==, -2500);
  g_assert_cmpfloat (n->numbers[2], ==, 3);
  g_assert_null (n->missing);
  g_assert_cmpint (d->kind, ==, CRM_COLUMN_DATE);
  g_assert_cmpint (d->days[0], ==, crm_date_from_ymd (2024, 2, 29));
  g_assert_true (crm_column_is_missing (d, 2));
  g_assert_cmpuint (d->n_missing, ==, 1);
  g_assert_cmpint (c->kind, ==, CRM_COLUMN_CATEGORY);
  g_assert_cmpuint (crm_column_n_levels (c), ==, 2);
  g_assert_cmpstr (crm_column_level (c, 0), ==, "a");
  g_assert_cmpint (c->codes[0], ==, 1);
  g_assert_cmpint (crm_column_find_level (c, "b"), ==, 1);
  g_assert_cmpuint (crm_frame_find (frame, "gaps")->n_missing, ==, 3);
}

/* Whether short enough to be read at once or not, each is the nearest double. */
static void
test_numbers (void)
{
  static const char *const texts[] = {
    "0.1", "-0.3", "123456789.012345", "999999999999999", "1000000000000001", "0.00000000000001", "0.000000000000001",
    "12345678901234567890", "9007199254740993", "1.7976931348623157e308", "-0", "007.50", "5.", ".5", "+3.25", "-17",
  };
  g_autoptr (GString) table = g_string_new ("n\n");
  g_autoptr (CrmFrame) frame = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_string_append_printf (table, "%s\n", texts[i]);
  frame = load (table->str);
  g_assert_cmpint (crm_frame_column (frame, 0)->kind, ==, CRM_COLUMN_NUMBER);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpfloat (crm_frame_column (frame, 0)->numbers[i], ==, g_ascii_strtod (texts[i], NULL));
  g_assert_true (signbit (crm_frame_column (frame, 0)->numbers[10]));
}

static void
test_words_are_no_numbers (void)
{
  g_autoptr (CrmFrame) frame = load ("a,b,c,d\n0x10,inf,2024-02-30,1e999\n1,1,2024-02-28,1\n");

  for (guint i = 0; i < crm_frame_n_columns (frame); i++)
    g_assert_cmpint (crm_frame_column (frame, i)->kind, ==, CRM_COLUMN_CATEGORY);
}

/* What makes a column one of words may come at the very end; gaps may come before anything else. */
static void
test_late_words (void)
{
  g_autoptr (GString) table = g_string_new ("number,date,gaps,n\n");
  g_autoptr (CrmFrame) frame = NULL;
  const CrmColumn *number, *date, *gaps, *n;

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (table, "%u,2024-01-%02u,,%u\n", i % 7, i % 30 + 1, i);
  g_string_append (table, "many,soon,2024-05-01,7\n");
  frame = load (table->str);
  number = crm_frame_find (frame, "number");
  date = crm_frame_find (frame, "date");
  gaps = crm_frame_find (frame, "gaps");
  n = crm_frame_find (frame, "n");
  g_assert_cmpuint (crm_frame_n_rows (frame), ==, 3001);
  g_assert_cmpint (number->kind, ==, CRM_COLUMN_CATEGORY);
  g_assert_cmpuint (crm_column_n_levels (number), ==, 8);
  g_assert_cmpint (date->kind, ==, CRM_COLUMN_CATEGORY);
  g_assert_cmpuint (crm_column_n_levels (date), ==, 31);
  g_assert_cmpint (gaps->kind, ==, CRM_COLUMN_DATE);
  g_assert_cmpuint (gaps->n_missing, ==, 3000);
  g_assert_cmpint (gaps->days[3000], ==, crm_date_from_ymd (2024, 5, 1));
  g_assert_cmpint (n->kind, ==, CRM_COLUMN_NUMBER);
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *day = g_strdup_printf ("2024-01-%02u", i % 30 + 1);

      g_assert_cmpint (number->codes[i], ==, (int) (i % 7));
      g_assert_cmpstr (crm_column_level (date, date->codes[i]), ==, day);
      g_assert_cmpfloat (n->numbers[i], ==, i);
    }
  g_assert_cmpstr (crm_column_level (number, number->codes[3000]), ==, "many");
}

static void
test_group (void)
{
  gsize n = 100000;
  double *numbers = g_new (double, n);
  g_autoptr (CrmFrame) frame = crm_frame_new (n);
  g_autofree gint32 *groups = NULL;
  guint n_groups;

  for (gsize i = 0; i < n; i++)
    numbers[i] = i % 7 == 0 ? NAN : i % 3 == 0 ? -0.0 : i % 5000 - 2500.5;
  groups = crm_column_group (crm_frame_take_numbers (frame, "x", numbers), &n_groups, NULL);
  g_assert_cmpuint (n_groups, ==, 5001);
  for (gsize i = 0; i < n; i++)
    {
      g_assert_true ((groups[i] < 0) == (i % 7 == 0));
      g_assert_true (i % 7 == 0 || i % 3 != 0 || groups[i] == groups[3]);
    }
}

static void
test_matrix (void)
{
  g_autoptr (CrmFrame) frame = load ("x,c\n1,a\n2,b\n,b\n6,c\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmMatrix) treatment =
    crm_matrix_new (frame, NULL, &(CrmMatrixOptions) { CRM_ENCODE_TREATMENT, CRM_MISSING_DROP }, NULL, &error);
  g_autoptr (CrmMatrix) filled =
    crm_matrix_new (frame, NULL, &(CrmMatrixOptions) { CRM_ENCODE_ONE_HOT, CRM_MISSING_MEAN, CRM_SCALE_STANDARD }, NULL, &error);
  double sum = 0, squares = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (treatment->n, ==, 3);
  g_assert_cmpuint (treatment->d, ==, 3);
  g_assert_cmpuint (treatment->rows[2], ==, 3);
  g_assert_cmpstr (treatment->names->pdata[2], ==, "cc");
  g_assert_cmpfloat (crm_matrix_row (treatment, 1)[1], ==, 1);
  g_assert_cmpfloat (crm_matrix_row (treatment, 1)[2], ==, 0);
  g_assert_cmpuint (filled->n, ==, 4);
  g_assert_cmpuint (filled->d, ==, 4);
  g_assert_cmpfloat_with_epsilon (crm_matrix_row (filled, 2)[0], 0, 1e-15);   /* the mean */
  for (guint i = 0; i < 4; i++)
    {
      sum += crm_matrix_row (filled, i)[0];
      squares += crm_matrix_row (filled, i)[0] * crm_matrix_row (filled, i)[0];
    }
  g_assert_cmpfloat_with_epsilon (sum, 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (squares, 4, 1e-12);
  g_assert_null (crm_matrix_new (frame, NULL, &(CrmMatrixOptions) { CRM_ENCODE_REFUSE }, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
}

/* Of more words than are sorted at once, each twice, and some rows without one. */
static void
test_words (void)
{
  const gsize n = 9000;
  g_autoptr (CrmFrame) frame = crm_frame_new (n);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  const CrmColumn *column;

  for (gsize row = 0; row < n; row++)
    g_ptr_array_add (texts, row % 9 == 8 ? NULL : g_strdup_printf ("w%zu", row * 7919 % 4500));
  column = crm_frame_add_texts (frame, "w", (const char *const *) texts->pdata);
  g_assert_cmpuint (column->n_missing, ==, 1000);
  for (guint i = 1; i < crm_column_n_levels (column); i++)
    g_assert_cmpstr (crm_column_level (column, i - 1), <, crm_column_level (column, i));
  for (gsize row = 0; row < n; row++)
    g_assert_cmpstr (crm_column_level (column, column->codes[row]), ==, texts->pdata[row]);
}

static void
test_sort (void)
{
  const double values[] = { 3, NAN, -1, INFINITY, 0, -INFINITY, 3, -1e-300, -0.0, 3 };
  const double known[] = { -INFINITY, -1, -1e-300, 0, 0, 3, 3, 3, INFINITY };
  const guint32 rows[] = { 5, 2, 7, 4, 8, 0, 6, 9, 3 };
  const double ranks[] = { 7, 2, 9, 4.5, 1, 7, 3, 4.5, 7 };   /* without the one that lacks */
  gsize n_known, n_sorted;
  g_autofree guint32 *order = crm_sort_order (values, 10, &n_known, NULL);
  g_autofree double *sorted = crm_sort_values (values, 10, &n_sorted, NULL);
  double whole[9], ties;
  g_autofree guint32 *whole_order = NULL;
  g_autofree double *found = NULL;

  g_assert_cmpuint (n_known, ==, 9);
  g_assert_cmpuint (n_sorted, ==, 9);
  for (guint i = 0; i < 9; i++)
    {
      g_assert_cmpuint (order[i], ==, rows[i]);
      g_assert_cmpfloat (sorted[i], ==, known[i]);
      whole[i] = values[i + (i > 0)];
    }
  whole_order = crm_sort_order (whole, 9, NULL, NULL);
  found = crm_sort_ranks (whole, whole_order, 9, &ties, NULL);
  for (guint i = 0; i < 9; i++)
    g_assert_cmpfloat (found[i], ==, ranks[i]);
  g_assert_cmpfloat (ties, ==, 24 + 6);
}

static void
test_random (void)
{
  CrmRandom a, b;
  gsize chosen[10], counts[10] = { 0 };
  double sum = 0, squares = 0;

  crm_random_init (&a, 42, 1);
  crm_random_init (&b, 42, 2);
  g_assert_cmpuint (crm_random_next (&a), !=, crm_random_next (&b));
  for (guint i = 0; i < 100000; i++)
    {
      double x = crm_random_normal (&a);

      sum += x;
      squares += x * x;
      counts[crm_random_below (&a, 10)]++;
    }
  g_assert_cmpfloat (fabs (sum / 1e5), <, 0.02);
  g_assert_cmpfloat (fabs (squares / 1e5 - 1), <, 0.02);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (ABS ((int) counts[i] - 10000), <, 500);
  crm_random_choose (&a, 20, 10, chosen);
  for (guint i = 1; i < 10; i++)
    g_assert_cmpuint (chosen[i], >, chosen[i - 1]);
  g_assert_cmpuint (chosen[9], <, 20);
}

static void
add_up (gsize first,
        gsize last,
        guint piece,
        gpointer data)
{
  double *sums = data;

  for (gsize i = first; i < last; i++)
    sums[piece] += 1.0 / (i + 1);
}

static void
test_parallel (void)
{
  double sums[2][11] = { 0 };
  CrmRun one = { .n_threads = 1 }, four = { .n_threads = 4 };
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (crm_run_n_pieces (1001, 100), ==, 11);
  g_assert_true (crm_run_parallel (&one, 1001, 100, add_up, sums[0], &error));
  g_assert_true (crm_run_parallel (&four, 1001, 100, add_up, sums[1], &error));
  g_assert_cmpmem (sums[0], sizeof sums[0], sums[1], sizeof sums[1]);
  g_assert_true (crm_run_parallel (NULL, 0, 100, add_up, sums[0], &error));
  four.cancellable = g_cancellable_new ();
  g_cancellable_cancel (four.cancellable);
  g_assert_false (crm_run_parallel (&four, 1001, 100, add_up, sums[1], &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_unref (four.cancellable);
}

static void
test_options (void)
{
  const CrmMethod *method = crm_method_find ("profile", NULL);
  g_autoptr (CrmOptions) options = crm_options_new (method);
  g_autoptr (CrmFrame) frame = load ("a,b\n1,2\n");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) all = crm_options_features (options, frame, FALSE, &error), some = NULL;

  g_assert_cmpuint (g_strv_length (all), ==, 2);
  g_assert_false (crm_options_set (options, "nothing", "1", &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_true (crm_options_set (options, "columns", "b, a", &error));
  some = crm_options_features (options, frame, FALSE, &error);
  g_assert_cmpstr (some[0], ==, "b");
  g_assert_true (crm_options_set (options, "columns", "b,c", &error));
  g_assert_null (crm_options_features (options, frame, FALSE, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND);
}

static gpointer
load_customers (CrmReader *reader,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("opportunity"));

  return crm_frame_load_query (reader, query, data, NULL, error);
}

static void
test_query (TestStore *self,
            gconstpointer data)
{
  static const char *const fields[] = { "customer", "value", "closed_on", "stage", NULL };
  gint64 acme = crm_test_add (self->store, "customer", "name", "Acme", NULL);
  g_autoptr (CrmFrame) frame = NULL;
  g_autoptr (GError) error = NULL;
  const CrmColumn *column;

  crm_test_add (self->store, "opportunity", "name", "One", "customer", "Acme", "value", "12.50", NULL);
  crm_test_add (self->store, "opportunity", "name", "Two", "customer", "Acme", NULL);
  frame = crm_store_read (self->store, load_customers, (gpointer) fields, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (crm_frame_n_rows (frame), ==, 2);
  column = crm_frame_find (frame, "customer");
  g_assert_cmpuint (crm_column_n_levels (column), ==, 1);
  g_assert_cmpint (g_array_index (column->ids, gint64, column->codes[0]), ==, acme);
  column = crm_frame_find (frame, "value");
  g_assert_cmpuint (column->n_missing, ==, 1);
  g_assert_true (column->numbers[0] == 12.5 || column->numbers[1] == 12.5);
  g_clear_pointer (&frame, crm_frame_unref);
  crm_test_add (self->store, "opportunity", "name", "Three", "value", "5 USD", NULL);
  g_assert_null (crm_store_read (self->store, load_customers, (gpointer) fields, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_INVALID);
}

/* One and two links away; whoever leads to nobody lacks what would be there. */
static void
test_links (TestStore *self,
            gconstpointer data)
{
  static const char *const fields[] = { "customer.industry", "value", "customer.owner.name", "customer", NULL };
  static const char *const wrong[] = { "value.name", NULL }, *const unknown[] = { "customer.colour", NULL };
  g_autoptr (CrmFrame) frame = NULL;
  g_autoptr (GError) error = NULL;
  const CrmColumn *column;
  gint64 acme;

  crm_test_add (self->store, "person", "name", "Ann", NULL);
  acme = crm_test_add (self->store, "customer", "name", "Acme", "industry", "Toys", "owner", "Ann", NULL);
  crm_test_add (self->store, "customer", "name", "Bolt", "industry", "Tools", NULL);
  crm_test_add (self->store, "customer", "name", "None", "industry", "Food", NULL);
  crm_test_add (self->store, "opportunity", "name", "One", "customer", "Acme", "value", "1", NULL);
  crm_test_add (self->store, "opportunity", "name", "Two", "value", "2", NULL);
  crm_test_add (self->store, "opportunity", "name", "Three", "customer", "Bolt", "value", "3", NULL);
  crm_test_add (self->store, "opportunity", "name", "Four", "customer", "Acme", "value", "4", NULL);
  frame = crm_store_read (self->store, load_customers, (gpointer) fields, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (crm_frame_n_columns (frame), ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      guint place = crm_frame_find (frame, "value")->numbers[i] - 1;
      static const char *const industries[] = { "Toys", NULL, "Tools", "Toys" };
      static const char *const owners[] = { "Ann", NULL, NULL, "Ann" };
      g_autofree char *industry = crm_column_text (crm_frame_column (frame, 0), i);
      g_autofree char *owner = crm_column_text (crm_frame_column (frame, 2), i);

      g_assert_cmpstr (industry, ==, industries[place]);
      g_assert_cmpstr (owner, ==, owners[place]);
      column = crm_frame_find (frame, "customer");
      if (place == 0)
        g_assert_cmpint (g_array_index (column->ids, gint64, column->codes[i]), ==, acme);
    }
  /* Of those that nobody leads to nothing is read. */
  g_assert_cmpint (crm_column_find_level (crm_frame_column (frame, 0), "Food"), ==, -1);
  g_assert_null (crm_store_read (self->store, load_customers, (gpointer) wrong, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (crm_store_read (self->store, load_customers, (gpointer) unknown, NULL, &error));
  g_assert_error (error, CRM_ERROR, CRM_ERROR_NOT_FOUND);
}

static void
finished_cb (GObject *source,
             GAsyncResult *result,
             gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(CrmResult **) data = crm_analysis_run_finish (CRM_ANALYSIS (source), result, &error);
  g_assert_no_error (error);
}

static void
test_analysis (TestStore *self,
               gconstpointer data)
{
  g_autoptr (CrmAnalysis) analysis = crm_analysis_new (crm_method_find ("profile", NULL));
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("customer"));
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  CrmResult *result = NULL;

  crm_test_add (self->store, "customer", "name", "Acme", NULL);
  crm_analysis_set_query (analysis, self->store, query);
  crm_analysis_run_async (analysis, NULL, finished_cb, &result);
  crm_test_wait_for (result != NULL);
  /* Its thread lets go of it, and of the store, a moment later; so do notifications that wait. */
  while (g_atomic_int_get (&G_OBJECT (analysis)->ref_count) > 1)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpfloat (crm_result_get_number (crm_result_root (result), "rows"), ==, 1);
  crm_result_free (result);
  g_cancellable_cancel (cancelled);
  g_assert_null (crm_analysis_run (analysis, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_save (TestStore *self,
           gconstpointer data)
{
  g_autoptr (CrmAnalysis) analysis = crm_analysis_new (crm_method_find ("profile", NULL));
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("customer"));
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmResult) result = NULL;
  g_autofree char *method = NULL, *filter = NULL, *rows = NULL;
  gint64 id;

  crm_test_add (self->store, "customer", "name", "Acme", NULL);
  g_assert_true (crm_query_set_filter_text (query, "name = \"Acme\"", &error));
  crm_analysis_set_query (analysis, self->store, query);
  result = crm_analysis_run (analysis, NULL, &error);
  g_assert_no_error (error);
  id = crm_analysis_save (analysis, self->store, "First look", result, NULL, &error);
  g_assert_no_error (error);
  method = crm_test_text (self->store, "model", id, "method");
  filter = crm_test_text (self->store, "model", id, "filter");
  rows = crm_test_text (self->store, "model", id, "rows");
  g_assert_cmpstr (method, ==, "profile");
  g_assert_cmpstr (filter, ==, "name = \"Acme\"");
  g_assert_cmpstr (rows, ==, "1");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame/header", test_header);
  g_test_add_func ("/frame/kinds", test_kinds);
  g_test_add_func ("/frame/numbers", test_numbers);
  g_test_add_func ("/frame/words-are-no-numbers", test_words_are_no_numbers);
  g_test_add_func ("/frame/late-words", test_late_words);
  g_test_add_func ("/frame/group", test_group);
  g_test_add_func ("/frame/matrix", test_matrix);
  g_test_add_func ("/frame/words", test_words);
  g_test_add_func ("/frame/sort", test_sort);
  g_test_add_func ("/frame/random", test_random);
  g_test_add_func ("/frame/parallel", test_parallel);
  g_test_add_func ("/frame/options", test_options);
  g_test_add ("/frame/links", TestStore, NULL, crm_test_set_up, test_links, crm_test_tear_down);
  g_test_add ("/frame/query", TestStore, NULL, crm_test_set_up, test_query, crm_test_tear_down);
  g_test_add ("/frame/analysis", TestStore, NULL, crm_test_set_up, test_analysis, crm_test_tear_down);
  g_test_add ("/frame/save", TestStore, NULL, crm_test_set_up, test_save, crm_test_tear_down);
  return g_test_run ();
}
