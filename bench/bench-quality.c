/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include "analytics/crm-quality.h"

/* bench-quality FILE: what the page of data quality does with the customers of a workspace. */

static gpointer
measure (CrmReader *reader,
         gpointer data,
         GCancellable *cancellable,
         GError **error)
{
  return crm_quality_measure (reader, crm_entity_find ("customer"), NULL, error);
}

int
main (int argc,
      char **argv)
{
  CrmStore *store = bench_open (argv[1]);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrmQuality) quality = NULL;
  BenchClock clock;

  bench_start (&clock);
  quality = crm_store_read (store, measure, NULL, NULL, &error);
  bench_stop (&clock);
  if (quality == NULL)
    bench_fail (g_steal_pointer (&error));
  bench_print (&clock, "records", (double) quality->n_records, "fixes", (double) quality->n_fixes, NULL);
  bench_close (store);
  return 0;
}
