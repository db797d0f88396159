/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "store/crm-reader.h"

/* bench-generate FILE CUSTOMERS: makes the sample company and counts its rows. */

static gpointer
count_rows (CrmReader *reader,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  guint n_entities;
  const CrmEntity *const *entities = crm_entities (&n_entities);
  double *rows = data;

  for (guint i = 0; i < n_entities; i++)
    {
      g_autoptr (CrmQuery) query = crm_query_new (entities[i]);

      *rows += crm_reader_count (reader, query, error);
    }
  return NULL;
}

int
main (int argc,
      char **argv)
{
  GError *error = NULL;
  BenchClock clock;
  CrmStore *store;
  double rows = 0;

  g_assert (argc == 3);
  bench_remove (argv[1]);
  store = bench_create (argv[1]);
  bench_start (&clock);
  if (!crm_sample_generate (store, atoi (argv[2]), CRM_SAMPLE_SEED, NULL, NULL, NULL, &error))
    bench_fail (error);
  bench_stop (&clock);
  crm_store_read (store, count_rows, &rows, NULL, &error);
  if (error != NULL)
    bench_fail (error);
  bench_close (store);
  bench_print (&clock, "rows", rows, NULL);
  return 0;
}
