/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <sqlite3.h>

/* bench-search list|palette|scan FILE: types words and looks after every character: in the list of customers, in the
 * command palette, or with LIKE through all rows of the same list. */

#define LIMIT 64

static const char *const typed[] = { "hotel bursztyn", "muller", "杭州清茶", "+48 12 555", "zurich", "brooks", "é",
                                     "info@cafe", "books leeds", "zzzz" };

static CrmQuery *
make_query (const char *text)
{
  CrmQuery *query = crm_query_new (crm_entity_find ("customer"));

  crm_query_set_search (query, text);
  crm_query_set_sort_text (query, "name", NULL);
  return query;
}

static gpointer
search_list (CrmReader *reader,
             gpointer text,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (CrmQuery) query = make_query (text);

  return crm_reader_records (reader, query, LIMIT, 0, error);
}

static gpointer
search_palette (CrmReader *reader,
                gpointer text,
                GCancellable *cancellable,
                GError **error)
{
  return crm_reader_search (reader, text, NULL, 20, error);
}

static void
look_in_store (gpointer store,
               gpointer func,
               const char *text)
{
  GError *error = NULL;
  GPtrArray *found = crm_store_read (store, (CrmReadFunc) func, (gpointer) text, NULL, &error);

  if (found == NULL)
    bench_fail (error);
  g_ptr_array_unref (found);
}

static void
scan (gpointer db,
      gpointer statement,
      const char *text)
{
  g_autofree char *pattern = g_strconcat ("%", text, "%", NULL);

  sqlite3_bind_text (statement, 1, pattern, -1, SQLITE_STATIC);
  while (sqlite3_step (statement) == SQLITE_ROW)
    continue;
  sqlite3_reset (statement);
}

typedef void (*Look) (gpointer object, gpointer how, const char *text);

static GArray *
type_all (Look look,
          gpointer object,
          gpointer how)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      for (const char *end = g_utf8_next_char (typed[i]);; end = g_utf8_next_char (end))
        {
          g_autofree char *text = g_strndup (typed[i], end - typed[i]);
          gint64 start = g_get_monotonic_time ();
          double took;

          look (object, how, text);
          took = (g_get_monotonic_time () - start) / 1000.0;
          g_array_append_val (times, took);
          if (*end == '\0')
            break;
        }
    }
  return times;
}

static GArray *
measure_scan (const char *path)
{
  sqlite3 *db;
  sqlite3_stmt *statement;
  GArray *times;
  const char *sql = "SELECT * FROM customer WHERE name LIKE ?1 OR number LIKE ?1 OR email LIKE ?1 OR phone LIKE ?1 "
                    "OR city LIKE ?1 OR notes LIKE ?1 ORDER BY sort_key LIMIT 64";

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    {
      g_printerr ("%s\n", sqlite3_errmsg (db));
      exit (1);
    }
  times = type_all (scan, db, statement);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return times;
}

static GArray *
measure_store (const char *path,
               CrmReadFunc func)
{
  CrmStore *store = bench_open (path);
  GArray *times = type_all (look_in_store, store, (gpointer) func);

  bench_close (store);
  return times;
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  return *(const double *) a < *(const double *) b ? -1 : *(const double *) a > *(const double *) b;
}

int
main (int argc,
      char **argv)
{
  BenchClock clock;
  g_autoptr (GArray) times = NULL;

  g_assert (argc == 3);
  bench_start (&clock);
  if (g_str_equal (argv[1], "scan"))
    times = measure_scan (argv[2]);
  else
    times = measure_store (argv[2], g_str_equal (argv[1], "palette") ? search_palette : search_list);
  bench_stop (&clock);
  g_array_sort (times, compare_times);
  bench_print (&clock, "p50_ms", g_array_index (times, double, times->len / 2),
               "p99_ms", g_array_index (times, double, times->len * 99 / 100), NULL);
  return 0;
}
