/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <sqlite3.h>

/* bench-ingest store|sqlite FILE N: adds N customers through change sets, or the same values to a bare table. */

#define STEP 4000
#define N_FIELDS 8

static const char *const fields[N_FIELDS] = { "name", "number", "email", "phone", "street", "postcode", "city",
                                              "country" };

static void
make_row (guint i,
          char *values[N_FIELDS])
{
  static const char *const cities[] = { "Lyon", "Kraków", "Zürich", "Porto", "Tromsø", "Hangzhou", "Bristol" };
  static const char *const words[] = { "Copper", "Lantern", "Heron", "Étoile", "Mühlbach", "Brygga", "Willow", "Kettle",
                                       "Harbour", "Źródło", "Compass" };
  const char *first = words[i % 11], *second = words[i / 11 % 11];

  values[0] = g_strdup_printf ("%s %s %u", first, second, i);
  values[1] = g_strdup_printf ("N-%07u", i);
  values[2] = g_strdup_printf ("info%u@post.example", i);
  values[3] = g_strdup_printf ("+44 117 496 %04u", i % 1000);
  values[4] = g_strdup_printf ("%u %s Lane", i % 200, second);
  values[5] = g_strdup_printf ("%05u", i % 99999);
  values[6] = g_strdup (cities[i % 7]);
  values[7] = g_strdup ("Nowhere");
}

static void
ingest_by_store (const char *path,
                 guint n)
{
  CrmStore *store = bench_open (path);
  GError *error = NULL;

  for (guint start = 0; start < n; start += STEP)
    {
      g_autoptr (CrmChangeSet) changes = crm_change_set_new (store, "Add customers");

      for (guint i = start; i < MIN (start + STEP, n); i++)
        {
          char *values[N_FIELDS];

          make_row (i, values);
          crm_change_set_insert (changes, "customer");
          for (guint f = 0; f < N_FIELDS; f++)
            crm_change_set_take (changes, fields[f], crm_value_take_text (values[f]));
        }
      if (!crm_store_apply (store, changes, NULL, NULL, &error))
        bench_fail (error);
    }
  bench_close (store);
}

static void
must (int code,
      sqlite3 *db)
{
  if (code == SQLITE_OK || code == SQLITE_DONE)
    return;
  g_printerr ("%s\n", sqlite3_errmsg (db));
  exit (1);
}

static void
insert_row (sqlite3 *db,
            sqlite3_stmt *insert,
            guint i)
{
  char *values[N_FIELDS];

  make_row (i, values);
  sqlite3_bind_int64 (insert, 1, i + 1);
  for (guint f = 0; f < N_FIELDS; f++)
    sqlite3_bind_text (insert, f + 2, values[f], -1, g_free);
  must (sqlite3_step (insert), db);
  sqlite3_reset (insert);
}

static void
ingest_by_sqlite (const char *path,
                  guint n)
{
  sqlite3 *db;
  sqlite3_stmt *insert;

  must (sqlite3_open (path, &db), NULL);
  must (sqlite3_exec (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE customer (id INTEGER "
                      "PRIMARY KEY, name, number, email, phone, street, postcode, city, country)", NULL, NULL, NULL), db);
  must (sqlite3_prepare_v2 (db, "INSERT INTO customer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", -1, &insert, NULL), db);
  for (guint start = 0; start < n; start += STEP)
    {
      must (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), db);
      for (guint i = start; i < MIN (start + STEP, n); i++)
        insert_row (db, insert, i);
      must (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), db);
    }
  sqlite3_finalize (insert);
  sqlite3_close (db);
}

int
main (int argc,
      char **argv)
{
  BenchClock clock;
  gboolean by_store;
  guint n;

  g_assert (argc == 4);
  by_store = g_str_equal (argv[1], "store");
  n = atoi (argv[3]);
  bench_remove (argv[2]);
  if (by_store)
    bench_close (bench_create (argv[2]));
  bench_start (&clock);
  if (by_store)
    ingest_by_store (argv[2], n);
  else
    ingest_by_sqlite (argv[2], n);
  bench_stop (&clock);
  bench_remove (argv[2]);
  bench_print (&clock, "rows", (double) n, NULL);
  return 0;
}
