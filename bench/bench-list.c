/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "base/crm-thread.h"
#include "sales/crm-pipeline-summary.h"
#include "sales/crm-sales-figures.h"
#include "store/crm-bulk.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* bench-list page|jump|vector|sqlite-vector|board|cards|dashboard|busy FILE: what a person waits for, on a reader as the
 * window uses it. Prints the median and the 99th percentile in milliseconds. */

#define PAGE 64
#define N_JUMPS 200

static GArray *times;   /* of double, ms */

static void
note (gint64 start)
{
  double ms = (g_get_monotonic_time () - start) / 1000.0;

  g_array_append_val (times, ms);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double da = *(const double *) a, db = *(const double *) b;

  return (da > db) - (da < db);
}

static double
quantile (double share)
{
  return g_array_index (times, double, MIN ((guint) (times->len * share), times->len - 1));
}

static GArray *
read_ids (CrmReader *reader,
          const char *entity,
          const char *sort,
          gint64 limit)
{
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find (entity));
  GError *error = NULL;
  GArray *ids;

  if (sort != NULL && !crm_query_set_sort_text (query, sort, &error))
    bench_fail (error);
  ids = crm_reader_ids (reader, query, limit, 0, &error);
  if (ids == NULL)
    bench_fail (error);
  return ids;
}

static void
read_records (CrmReader *reader,
              const char *entity,
              GArray *ids,
              guint first)
{
  GError *error = NULL;
  guint n = MIN (PAGE, ids->len - first);
  g_autoptr (GPtrArray) records = crm_reader_get_many (reader, crm_entity_find (entity),
                                                       &g_array_index (ids, gint64, first), n, &error);

  if (records == NULL)
    bench_fail (error);
}

/* The first page in the order of every column that lists show, both ways. */
static void
measure_pages (CrmReader *reader)
{
  static const char *const entities[] = { "customer", "contact", "opportunity", "activity" };

  for (guint e = 0; e < G_N_ELEMENTS (entities); e++)
    {
      const CrmEntity *entity = crm_entity_find (entities[e]);

      for (guint f = 0; f < 2 * entity->n_fields; f++)
        {
          const CrmField *field = &entity->fields[f / 2];
          g_autofree char *sort = g_strconcat (field->key, f % 2 ? ":desc" : "", NULL);
          g_autoptr (GArray) ids = NULL;
          gint64 start = g_get_monotonic_time ();

          if ((field->flags & CRM_FIELD_LISTED) == 0)
            continue;
          ids = read_ids (reader, entities[e], sort, PAGE);
          read_records (reader, entities[e], ids, 0);
          note (start);
          if (g_getenv ("BENCH_VERBOSE") != NULL)
            g_printerr ("%s by %s: %.1f ms\n", entities[e], sort, g_array_index (times, double, times->len - 1));
        }
    }
}

static void
measure_jumps (CrmReader *reader)
{
  g_autoptr (GArray) ids = read_ids (reader, "customer", "name", -1);
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (guint i = 0; i < N_JUMPS; i++)
    {
      gint64 start = g_get_monotonic_time ();

      read_records (reader, "customer", ids, g_rand_int_range (random, 0, ids->len));
      note (start);
    }
}

static void
measure_vector (CrmReader *reader)
{
  for (guint i = 0; i < 5; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GArray) ids = read_ids (reader, "customer", "name", -1);

      note (start);
    }
}

static void
measure_board (CrmReader *reader)
{
  for (guint i = 0; i < 20; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (CrmPipelineSummary) summary = crm_pipeline_summary_read (reader, crm_pipeline_find_default (reader),
                                                                          NULL, NULL);

      g_assert_nonnull (summary);
      note (start);
    }
}

static void
measure_cards (CrmReader *reader)
{
  g_autoptr (CrmPipelineSummary) summary = crm_pipeline_summary_read (reader, crm_pipeline_find_default (reader), NULL,
                                                                      NULL);

  for (guint i = 0; i < summary->stages->len; i++)
    {
      const CrmStageSummary *stage = summary->stages->pdata[i];
      g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("opportunity"));
      g_autoptr (GArray) ids = NULL;
      gint64 start = g_get_monotonic_time ();

      crm_query_take_filter (query, crm_filter_new_link ("stage", stage->id));
      crm_query_set_sort_text (query, strcmp (stage->kind, "open") == 0 ? "position" : "closed_on:desc", NULL);
      ids = crm_reader_ids (reader, query, PAGE, 0, NULL);
      read_records (reader, "opportunity", ids, 0);
      note (start);
    }
}

static void
measure_dashboard (CrmReader *reader)
{
  for (guint i = 0; i < 20; i++)
    {
      CrmSpanDates dates;
      CrmKeyFigures key;
      g_autoptr (GPtrArray) won = NULL, owners = NULL, funnel = NULL;
      gint64 start = g_get_monotonic_time ();

      g_assert_true (crm_span_resolve (CRM_SPAN_LATEST_YEAR, reader, &dates, NULL));
      g_assert_true (crm_figures_key (reader, &dates, &key, NULL));
      won = crm_figures_won_by_month (reader, &dates, NULL);
      owners = crm_figures_open_by_owner (reader, NULL);
      funnel = crm_figures_funnel (reader, crm_pipeline_find_default (reader), NULL);
      g_assert_true (won != NULL && owners != NULL && funnel != NULL);
      note (start);
    }
}

static gpointer
measure (CrmReader *reader,
         gpointer data,
         GCancellable *cancellable,
         GError **error)
{
  static const struct { const char *name; void (*run) (CrmReader *); } all[] = {
    { "page", measure_pages }, { "jump", measure_jumps }, { "vector", measure_vector }, { "board", measure_board },
    { "cards", measure_cards }, { "dashboard", measure_dashboard },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      if (strcmp (all[i].name, data) == 0)
        all[i].run (reader);
    }
  return NULL;
}

/* The same ids by the least that SQLite needs for them. */
static void
measure_sqlite_vector (const char *path)
{
  sqlite3 *db;
  sqlite3_stmt *select;

  g_assert (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
  sqlite3_exec (db, "PRAGMA cache_size = -32768", NULL, NULL, NULL);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
      gint64 start = g_get_monotonic_time ();

      g_assert (sqlite3_prepare_v2 (db, "SELECT id FROM customer ORDER BY sort_key, id", -1, &select, NULL) == SQLITE_OK);
      while (sqlite3_step (select) == SQLITE_ROW)
        {
          gint64 id = sqlite3_column_int64 (select, 0);

          g_array_append_val (ids, id);
        }
      sqlite3_finalize (select);
      note (start);
    }
  sqlite3_close (db);
}

/* What a reader feels while customers are being added, until they all are. */

typedef struct
{
  CrmStore *store;
  guint     n;
  gint      done;
} Import;

static gpointer
import (gpointer data)
{
  Import *self = data;
  CrmBulk *bulk = crm_bulk_new (self->store, "Import");
  GError *error = NULL;

  crm_thread_set_background (TRUE);
  crm_bulk_expect (bulk, "customer", self->n);
  for (guint i = 0; i < self->n; i += 1000)
    {
      g_autoptr (CrmChangeSet) portion = crm_change_set_new (self->store, "");

      for (guint k = i; k < i + 1000; k++)
        {
          crm_change_set_insert (portion, "customer");
          crm_change_set_take (portion, "name", crm_value_take_text (g_strdup_printf ("Added %u", k * 7919 % 1000003)));
          crm_change_set_take (portion, "city", crm_value_text ("Lyon"));
        }
      if (!crm_bulk_add (bulk, portion, NULL, &error))
        bench_fail (error);
    }
  if (!crm_bulk_finish (bulk, NULL, NULL, &error))
    bench_fail (error);
  crm_bulk_free (bulk);
  g_atomic_int_set (&self->done, 1);
  return NULL;
}

static gpointer
read_page (CrmReader *reader,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GArray) ids = read_ids (reader, "customer", "name", PAGE);

  read_records (reader, "customer", ids, 0);
  return NULL;
}

static void
measure_reading (CrmStore *store,
                 Import *import_,
                 guint at_least)
{
  for (guint i = 0; i < at_least || (import_ != NULL && !g_atomic_int_get (&import_->done)); i++)
    {
      gint64 start = g_get_monotonic_time ();

      crm_store_read (store, read_page, NULL, NULL, NULL);
      note (start);
      g_usleep (4000);
    }
}

static void
measure_busy (const char *path,
              gboolean busy,
              guint n)
{
  CrmStore *store = bench_open (path);
  Import work = { store, n, 0 };
  GThread *thread = busy ? g_thread_new ("import", import, &work) : NULL;

  measure_reading (store, busy ? &work : NULL, busy ? 1 : 500);
  if (thread != NULL)
    g_thread_join (thread);
  bench_close (store);
}

int
main (int argc,
      char **argv)
{
  BenchClock clock;

  g_assert (argc >= 3);
  times = g_array_new (FALSE, FALSE, sizeof (double));
  bench_start (&clock);
  if (g_str_equal (argv[1], "sqlite-vector"))
    measure_sqlite_vector (argv[2]);
  else if (g_str_equal (argv[1], "idle") || g_str_equal (argv[1], "busy"))
    measure_busy (argv[2], g_str_equal (argv[1], "busy"), argc > 3 ? atoi (argv[3]) : 0);
  else
    {
      CrmStore *store = crm_store_open (argv[2], CRM_STORE_READ_ONLY, NULL);

      g_assert (store != NULL);
      crm_store_read (store, measure, argv[1], NULL, NULL);
      crm_store_close (store);
    }
  bench_stop (&clock);
  g_array_sort (times, compare);
  bench_print (&clock, "p50_ms", quantile (0.5), "p99_ms", quantile (0.99), NULL);
  return 0;
}
