/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "store/crm-backup.h"

#include <sqlite3.h>

/* bench-backup full|vacuum|busy|idle FILE OUT: a verified full backup; the bare copy that SQLite makes; the longest that a
 * reader and a person's edit wait while a backup is made, and while none is. OUT is a file that does not exist. */

#define IDLE_SECONDS 25   /* about as long as a backup takes: disks wait now and then by themselves */
#define FRAME 16000   /* microseconds: nobody sees more pages than that */

typedef struct
{
  CrmStore *store;
  gint      stop;
  gint64    longest;   /* microseconds */
} Load;

static gpointer
read_page (CrmReader *reader,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  return crm_reader_records (reader, data, 50, 0, error);
}

static gpointer
read_in_thread (gpointer data)
{
  Load *load = data;
  g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find ("customer"));

  crm_query_set_sort_text (query, "name", NULL);
  while (!g_atomic_int_get (&load->stop))
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GPtrArray) records = crm_store_read (load->store, read_page, query, NULL, NULL);

      load->longest = MAX (load->longest, g_get_monotonic_time () - start);
      g_usleep (FRAME);
    }
  return NULL;
}

static gpointer
edit_in_thread (gpointer data)
{
  Load *load = data;

  while (!g_atomic_int_get (&load->stop))
    {
      g_autoptr (CrmChangeSet) changes = crm_change_set_new (load->store, "Edit");
      gint64 start = g_get_monotonic_time ();

      crm_change_set_insert (changes, "customer");
      crm_change_set_text (changes, "name", "Edited meanwhile");
      crm_store_apply (load->store, changes, NULL, NULL, NULL);
      load->longest = MAX (load->longest, g_get_monotonic_time () - start);
      g_usleep (20000);
    }
  return NULL;
}

static void
back_up (CrmStore *store,
         const char *out)
{
  GError *error = NULL;
  g_autoptr (CrmBackup) backup = crm_backup_write_full (store, out, NULL, &error);

  if (backup == NULL)
    bench_fail (error);
}

static void
vacuum (const char *path,
        const char *out)
{
  g_autofree char *sql = g_strdup_printf ("VACUUM INTO '%s'", out);
  sqlite3 *db;

  if (sqlite3_open (path, &db) != SQLITE_OK || sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (db));
  sqlite3_close (db);
}

static void
measure_waits (CrmStore *store,
               const char *out,
               gboolean busy)
{
  Load reading = { .store = store }, editing = { .store = store };
  GThread *reader = g_thread_new ("reader", read_in_thread, &reading);
  GThread *editor = g_thread_new ("editor", edit_in_thread, &editing);
  BenchClock clock;

  bench_start (&clock);
  if (busy)
    back_up (store, out);
  else
    g_usleep (IDLE_SECONDS * G_USEC_PER_SEC);
  bench_stop (&clock);
  g_atomic_int_set (&reading.stop, 1);
  g_atomic_int_set (&editing.stop, 1);
  g_thread_join (reader);
  g_thread_join (editor);
  bench_print (&clock, "reader_ms", reading.longest / 1e3, "writer_ms", editing.longest / 1e3, NULL);
}

int
main (int argc,
      char **argv)
{
  BenchClock clock;

  g_assert (argc == 4);
  if (g_str_equal (argv[1], "vacuum"))
    {
      bench_start (&clock);
      vacuum (argv[2], argv[3]);
      bench_stop (&clock);
      bench_print (&clock, NULL, 0, NULL);
    }
  else
    {
      CrmStore *store = bench_open (argv[2]);

      if (g_str_equal (argv[1], "full"))
        {
          bench_start (&clock);
          back_up (store, argv[3]);
          bench_stop (&clock);
          bench_print (&clock, NULL, 0, NULL);
        }
      else
        measure_waits (store, argv[3], g_str_equal (argv[1], "busy"));
      bench_close (store);
    }
  return 0;
}
