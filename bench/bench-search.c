/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "base/crm-pinyin.h"
#include "base/crm-text.h"
#include "store/crm-store-private.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

/* bench-search VARIANT FILE: how long it takes to find what somebody types.
 *
 *   palette         queries of 1 to 9 characters, taken by chance from the records: beginnings of words, runs of Chinese
 *                   characters, of digits, pinyin and initials, and some that nobody has; first each on a connection of
 *                   its own that has nothing in memory, then all on one. Before, the file is dropped from the system's
 *                   memory and the workspace opened as the window does it
 *   list, filtered  the same for the first page of a list, in several orders, without and with a filter; the list was
 *                   shown in that order before, as it is where somebody searches in it
 *   recall          some of them held against a look at each customer with the function that says what fits: fails where
 *                   a list has a record too few or too many, or its first page is another
 *   build           making the whole index anew */

#define LIMIT 64
#define N_QUERIES 600
#define N_RECALLED 24

typedef struct
{
  const char *sort;   /* NULL: everywhere */
  const char *filter;
} Place;

static const char *const orders[] = { "name", "name:desc", "city", "industry", "owner:desc", "created_at:desc" };

static CrmQuery *
new_query (const Place *place,
           const char *text)
{
  CrmQuery *query = crm_query_new (crm_entity_find ("customer"));
  GError *error = NULL;

  crm_query_set_search (query, text);
  if (!crm_query_set_sort_text (query, place->sort, &error) ||
      !crm_query_set_filter_text (query, place->filter, &error))
    bench_fail (error);
  return query;
}

static GPtrArray *
look_in_list (CrmReader *reader,
              const Place *place,
              const char *text,
              GError **error)
{
  g_autoptr (CrmQuery) query = new_query (place, text);
  gboolean complete;
  g_autoptr (GArray) ids = crm_reader_first_ids (reader, query, LIMIT, &complete, error);

  if (ids == NULL)
    return NULL;
  return crm_reader_get_many (reader, crm_query_get_entity (query), (const gint64 *) (void *) ids->data, ids->len,
                              error);
}

static GPtrArray *
look (CrmReader *reader,
      const Place *place,
      const char *text,
      GError **error)
{
  return place->sort != NULL ? look_in_list (reader, place, text, error)
                             : crm_reader_search_groups (reader, text, 6, error);
}

/* Queries */

static const char *const texts[] = { "name", "name", "name", "email", "phone", "city", "notes", "number" };

static char *
take_characters (const char *text,
                 glong length)
{
  glong available = g_utf8_strlen (text, -1);

  return g_utf8_substring (text, 0, MIN (length, available));
}

static char *
spell (const char *text,
       gboolean initials)
{
  GString *out = g_string_new (NULL);
  const char *readings[CRM_PINYIN_MOST_READINGS];

  for (const char *p = text; *p != '\0' && crm_pinyin_readings (g_utf8_get_char (p), readings) > 0;
       p = g_utf8_next_char (p))
    g_string_append_len (out, readings[0], initials ? 1 : (gssize) strlen (readings[0]));
  return g_string_free (out, FALSE);
}

static char *
make_query (GRand *rand,
            const char *text,
            gboolean phone)
{
  glong length = g_rand_int_range (rand, 1, 10);
  g_autofree char *folded = phone ? crm_text_digits (text) : crm_text_fold (text);
  g_autofree char *spelt = NULL;
  const char *start = folded, *end;
  CrmTextPart part = CRM_TEXT_END;

  if (phone && *folded != '\0')
    return take_characters (folded + g_rand_int_range (rand, 0, strlen (folded)), length);
  for (int n = g_rand_int_range (rand, 1, 4); n > 0 && (part = crm_text_next_part (&start, &end)) != CRM_TEXT_END; n--)
    {
      if (n == 1)
        break;
      start = end;
    }
  if (part == CRM_TEXT_END)
    return NULL;
  if (part == CRM_TEXT_CJK)
    {
      start = g_utf8_offset_to_pointer (start, g_rand_int_range (rand, 0, g_utf8_strlen (start, end - start)));
      if (g_rand_int_range (rand, 0, 3) == 0)
        {
          spelt = spell (start, g_rand_boolean (rand));
          if (*spelt != '\0')
            return take_characters (spelt, length);
        }
    }
  return take_characters (start, length);   /* with what comes behind the word */
}

static GPtrArray *
make_queries (CrmStore *store)
{
  GPtrArray *queries = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240601);
  CrmDb *db = crm_store_open_reader (store, NULL);
  gint64 first = crm_db_query_int (db, "SELECT min(id) FROM customer", 0);
  gint64 last = crm_db_query_int (db, "SELECT max(id) FROM customer", 0);

  while (queries->len < N_QUERIES)
    {
      const char *field = texts[g_rand_int_range (rand, 0, G_N_ELEMENTS (texts))];
      g_autofree char *sql = g_strdup_printf ("SELECT %s FROM customer WHERE id >= %" G_GINT64_FORMAT " LIMIT 1", field,
                                              (gint64) g_rand_double_range (rand, first, last));
      g_autofree char *text = crm_db_query_text (db, sql);
      char *query = text != NULL ? make_query (rand, text, g_str_equal (field, "phone")) : NULL;

      if (query != NULL && g_rand_int_range (rand, 0, 20) == 0)
        query[strlen (query) - 1] = 'x';   /* what nobody has, or hardly anybody */
      if (query != NULL && g_utf8_validate (query, -1, NULL))
        g_ptr_array_add (queries, query);
      else
        g_free (query);
    }
  crm_db_close (db);
  return queries;
}

/* Measuring */

static void
look_once (CrmStore *store,
           CrmDb *db,
           const Place *place,
           const char *text,
           GArray *times)
{
  CrmReader reader = { .store = store, .db = db };
  GError *error = NULL;
  gint64 start = g_get_monotonic_time ();
  GPtrArray *found;
  double took;

  crm_db_exec (db, "BEGIN", NULL);
  found = look (&reader, place, text, &error);
  crm_db_exec (db, "COMMIT", NULL);
  took = (g_get_monotonic_time () - start) / 1000.0;
  if (found == NULL)
    bench_fail (error);
  if (g_getenv ("BENCH_VERBOSE") != NULL && took > 8)
    g_printerr ("%.1f ms: “%s” by %s, %u found\n", took, text, place->sort != NULL ? place->sort : "rank", found->len);
  g_ptr_array_unref (found);
  g_array_append_val (times, took);
}

static GArray *
read_plain (CrmReader *reader,
            const char *sort)
{
  g_autoptr (CrmQuery) plain = new_query (&(Place) { sort, NULL }, NULL);
  GError *error = NULL;
  GArray *ids = crm_reader_ids (reader, plain, -1, 0, &error);

  if (ids == NULL)
    bench_fail (error);
  crm_reader_keep_order (reader, plain, ids);
  return ids;
}

static void
measure_place (CrmStore *store,
               const Place *place,
               GPtrArray *queries,
               GArray *cold,
               GArray *warm)
{
  CrmDb *db = crm_store_open_reader (store, NULL);
  CrmReader reader = { .store = store, .db = db };

  if (place->sort != NULL)
    g_array_unref (read_plain (&reader, place->sort));
  crm_db_close (db);
  for (guint i = 0; i < queries->len; i++)
    {
      db = crm_store_open_reader (store, NULL);
      look_once (store, db, place, queries->pdata[i], cold);
      crm_db_close (db);
    }
  db = crm_store_open_reader (store, NULL);
  for (guint i = 0; i < queries->len; i++)
    look_once (store, db, place, queries->pdata[i], warm);
  crm_db_close (db);
}

static void
measure_lists (CrmStore *store,
               const char *filter,
               GArray *cold,
               GArray *warm)
{
  g_autoptr (GPtrArray) queries = make_queries (store);

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    measure_place (store, &(Place) { orders[i], filter }, queries, cold, warm);
}

static void
measure_palette (CrmStore *store,
                 GArray *cold,
                 GArray *warm)
{
  g_autoptr (GPtrArray) queries = make_queries (store);

  measure_place (store, &(Place) { NULL, NULL }, queries, cold, warm);
}

/* Recall */

typedef struct
{
  CrmSearchQuery *query;
  GHashTable     *fit;   /* ids */
} Scan;

static void
look_at_row (gint64 id,
             const CrmValue *values,
             gpointer data)
{
  Scan *scan = data;
  CrmSearchField fields[6];

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    fields[i] = (CrmSearchField) { i == 3 ? CRM_SEARCH_PHONE : i == 2 || i == 5 ? CRM_SEARCH_LONG : CRM_SEARCH_SHORT,
                                   i == 0, values[i].type == CRM_VALUE_TEXT ? values[i].text : NULL };
  if (crm_search_match (scan->query, fields, G_N_ELEMENTS (fields)) != CRM_SEARCH_NONE)
    g_hash_table_add (scan->fit, g_memdup2 (&id, sizeof id));
}

static GArray *
scan_customers (CrmReader *reader,
                const char *text,
                const char *sort)
{
  static const char *const keys[] = { "name", "number", "email", "phone", "city", "notes" };
  const CrmEntity *customer = crm_entity_find ("customer");
  g_autoptr (CrmQuery) all = crm_query_new (customer);
  g_autoptr (CrmSearchQuery) query = crm_search_query_new (text);
  g_autoptr (GHashTable) fit = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) plain = read_plain (reader, sort);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint fields[G_N_ELEMENTS (keys)];
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    fields[i] = crm_entity_field_index (customer, keys[i]);
  if (!crm_reader_scan (reader, all, fields, G_N_ELEMENTS (keys), look_at_row, &(Scan) { query, fit }, NULL, &error))
    bench_fail (error);
  for (guint i = 0; i < plain->len; i++)
    {
      if (g_hash_table_contains (fit, &g_array_index (plain, gint64, i)))
        g_array_append_val (ids, g_array_index (plain, gint64, i));
    }
  return ids;
}

static void
assert_equal (GArray *found,
              GArray *right,
              guint n,
              const char *text,
              const char *sort)
{
  if (found->len == n && memcmp (found->data, right->data, n * sizeof (gint64)) == 0)
    return;
  g_printerr ("“%s” by %s: %u found, %u are right, or in another order\n", text, sort, found->len, n);
  exit (1);
}

static void
compare_to_scan (CrmReader *reader,
                 const char *text,
                 const char *sort)
{
  g_autoptr (CrmQuery) query = new_query (&(Place) { sort, NULL }, text);
  g_autoptr (GArray) right = scan_customers (reader, text, sort);
  gboolean complete;
  GError *error = NULL;
  g_autoptr (GArray) first = crm_reader_first_ids (reader, query, LIMIT, &complete, &error);
  g_autoptr (GArray) all = first != NULL ? crm_reader_ids (reader, query, -1, 0, &error) : NULL;

  if (all == NULL)
    bench_fail (error);
  assert_equal (first, right, MIN (right->len, LIMIT), text, sort);
  assert_equal (all, right, right->len, text, sort);
}

static void
measure_recall (CrmStore *store)
{
  g_autoptr (GPtrArray) queries = make_queries (store);
  CrmDb *db = crm_store_open_reader (store, NULL);
  CrmReader reader = { .store = store, .db = db };

  for (guint i = 0; i < N_RECALLED; i++)
    {
      g_autoptr (CrmSearchQuery) query = crm_search_query_new (queries->pdata[i]);

      if (query->tokens->len > 0)   /* else the list is shown as it is */
        compare_to_scan (&reader, queries->pdata[i], orders[i % G_N_ELEMENTS (orders)]);
    }
  crm_db_close (db);
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  return *(const double *) a < *(const double *) b ? -1 : *(const double *) a > *(const double *) b;
}

static double
part_of (GArray *times,
         guint hundredths)
{
  g_array_sort (times, compare_times);
  return times->len > 0 ? g_array_index (times, double, times->len * hundredths / 100) : 0;
}

static double
count_rows (CrmStore *store)
{
  CrmDb *db = crm_store_open_reader (store, NULL);
  gint64 n = crm_db_query_int (db, "SELECT sum(n_documents - n_dead) FROM search_segment", 0);

  crm_db_close (db);
  return n;
}

/* As after a start of the machine: nothing of the file is in memory. */
static void
forget_file (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  g_assert (fd >= 0);
  fdatasync (fd);
  g_assert (posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED) == 0);
  close (fd);
}

static void
warmed_cb (GObject *source,
           GAsyncResult *result,
           gpointer done)
{
  GError *error = NULL;

  crm_store_read_finish (CRM_STORE (source), result, &error);
  if (error != NULL)
    bench_fail (error);
  *(gboolean *) done = TRUE;
}

/* What the window does once it is open. Returns the milliseconds that took. */
static double
warm_up (CrmStore *store)
{
  gint64 start = g_get_monotonic_time ();
  gboolean done = FALSE;

  crm_store_warm_search (store, warmed_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  return (g_get_monotonic_time () - start) / 1000.0;
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GArray) cold = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) warm = g_array_new (FALSE, FALSE, sizeof (double));
  BenchClock clock;
  CrmStore *store;
  GError *error = NULL;
  double rows, ready = 0;

  g_assert (argc == 3);
  forget_file (argv[2]);
  store = bench_open (argv[2]);
  if (!g_str_equal (argv[1], "build"))
    {
      crm_store_finish_search (store);
      ready = warm_up (store);
    }
  bench_start (&clock);
  if (g_str_equal (argv[1], "recall"))
    measure_recall (store);
  else if (g_str_equal (argv[1], "list"))
    measure_lists (store, NULL, cold, warm);
  else if (g_str_equal (argv[1], "filtered"))
    measure_lists (store, "industry = retail", cold, warm);
  else if (g_str_equal (argv[1], "palette"))
    measure_palette (store, cold, warm);
  else
    {
      if (!crm_store_rebuild_search (store, &error))
        bench_fail (error);
      crm_store_finish_search (store);
    }
  bench_stop (&clock);
  rows = count_rows (store);
  bench_close (store);
  bench_print (&clock, "p50_ms", part_of (warm, 50), "p99_ms", part_of (warm, 99), "cold_p50_ms", part_of (cold, 50),
               "cold_p99_ms", part_of (cold, 99), "ready_ms", ready, "rows", rows, NULL);
  return 0;
}
