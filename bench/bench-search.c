/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "base/crm-pinyin.h"
#include "base/crm-text.h"
#include "store/crm-store-private.h"

#include <sqlite3.h>
#include <string.h>

/* bench-search VARIANT FILE: how long it takes to find what somebody types.
 *
 *   list, palette   queries of 1 to 9 characters, taken by chance from the records: beginnings of words, runs of Chinese
 *                   characters, of digits, pinyin and initials, and some that nobody has; first each on a connection of
 *                   its own that has nothing in memory, then all on one
 *   scan            a few of them by looking at each customer with the function that says what fits
 *   build           making the whole index anew */

#define LIMIT 64
#define N_QUERIES 600
#define N_SCANS 5

typedef GPtrArray *(*Look) (CrmReader *reader, const char *text, GError **error);

static GPtrArray *
look_in_list (CrmReader *reader,
              const char *text,
              GError **error)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("customer"));

  crm_query_set_search (query, text);
  crm_query_set_sort_text (query, "name", NULL);
  return crm_reader_records (reader, query, LIMIT, 0, error);
}

static GPtrArray *
look_everywhere (CrmReader *reader,
                 const char *text,
                 GError **error)
{
  return crm_reader_search_groups (reader, text, 6, error);
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
           Look look,
           const char *text,
           GArray *times)
{
  CrmReader reader = { .store = store, .db = db };
  GError *error = NULL;
  gint64 start = g_get_monotonic_time ();
  GPtrArray *found;
  double took;

  crm_db_exec (db, "BEGIN", NULL);
  found = look (&reader, text, &error);
  crm_db_exec (db, "COMMIT", NULL);
  took = (g_get_monotonic_time () - start) / 1000.0;
  if (found == NULL)
    bench_fail (error);
  if (g_getenv ("BENCH_VERBOSE") != NULL && took > 8)
    g_printerr ("%.1f ms: “%s”, %u found\n", took, text, found->len);
  g_ptr_array_unref (found);
  g_array_append_val (times, took);
}

static void
measure_looks (CrmStore *store,
               Look look,
               GArray *cold,
               GArray *warm)
{
  g_autoptr (GPtrArray) queries = make_queries (store);
  CrmDb *db;

  for (guint i = 0; i < queries->len; i++)
    {
      db = crm_store_open_reader (store, NULL);
      look_once (store, db, look, queries->pdata[i], cold);
      crm_db_close (db);
    }
  db = crm_store_open_reader (store, NULL);
  for (guint i = 0; i < queries->len; i++)
    look_once (store, db, look, queries->pdata[i], warm);
  crm_db_close (db);
}

static void
look_at_row (gint64 id,
             const CrmValue *values,
             gpointer query)
{
  CrmSearchField fields[6];

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    fields[i] = (CrmSearchField) { i == 3 ? CRM_SEARCH_PHONE : i == 2 || i == 5 ? CRM_SEARCH_LONG : CRM_SEARCH_SHORT,
                                   i == 0, values[i].type == CRM_VALUE_TEXT ? values[i].text : NULL };
  crm_search_match (query, fields, G_N_ELEMENTS (fields));
}

static void
measure_scans (CrmStore *store,
               GArray *times)
{
  static const char *const keys[] = { "name", "number", "email", "phone", "city", "notes" };
  const CrmEntity *customer = crm_entity_find ("customer");
  g_autoptr (GPtrArray) queries = make_queries (store);
  guint fields[G_N_ELEMENTS (keys)];
  CrmDb *db = crm_store_open_reader (store, NULL);
  CrmReader reader = { .store = store, .db = db };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    fields[i] = crm_entity_field_index (customer, keys[i]);
  for (guint i = 0; i < N_SCANS; i++)
    {
      g_autoptr (CrmQuery) all = crm_query_new (customer);
      g_autoptr (CrmSearchQuery) query = crm_search_query_new (queries->pdata[i]);
      gint64 start = g_get_monotonic_time ();
      double took;

      crm_reader_scan (&reader, all, fields, G_N_ELEMENTS (keys), look_at_row, query, NULL, NULL);
      took = (g_get_monotonic_time () - start) / 1000.0;
      g_array_append_val (times, took);
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

int
main (int argc,
      char **argv)
{
  g_autoptr (GArray) cold = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) warm = g_array_new (FALSE, FALSE, sizeof (double));
  BenchClock clock;
  CrmStore *store;
  GError *error = NULL;
  double rows;

  g_assert (argc == 3);
  store = bench_open (argv[2]);
  if (!g_str_equal (argv[1], "build"))
    crm_store_finish_search (store);
  bench_start (&clock);
  if (g_str_equal (argv[1], "scan"))
    measure_scans (store, warm);
  else if (g_str_equal (argv[1], "list"))
    measure_looks (store, look_in_list, cold, warm);
  else if (g_str_equal (argv[1], "palette"))
    measure_looks (store, look_everywhere, cold, warm);
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
               "cold_p99_ms", part_of (cold, 99), "rows", rows, NULL);
  return 0;
}
