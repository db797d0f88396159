/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"
#include "crm-test-methods.h"

#include "analytics/crm-analysis.h"
#include "analytics/crm-frame-write.h"

#include "exchange/crm-csv-reader.h"

#include <string.h>

/* bench-analytics-cancel --list: names of all ways to run a method, as an array.
 * bench-analytics-cancel --make ROWS FILE: a table as CSV.
 * bench-analytics-cancel NUMBER: a method, the first is 0, on a table in memory.
 * bench-analytics-cancel csv|baskets FILE, query FILE ENTITY: what is in it, read and looked through.
 *
 * Runs it once to its end, then cancels it again and again, at moments all over that time. Prints the longest time from
 * cancelling to the end in milliseconds, and the moment when that was. */

#define MOST_MOMENTS 40
#define LEAST_MOMENTS 8
#define TIME 20.0       /* seconds that all moments may take, unless they are few */
#define LONGEST 60.0    /* what takes longer is looked at so far only */

typedef struct
{
  const CrmTestMethod *method;
  CrmFrame            *frame;
  CrmAnalysis         *analysis;   /* NULL for a method alone */
} Subject;

static gboolean
run_subject (const Subject *self,
             GCancellable *cancellable,
             GError **error)
{
  CrmResult *result;

  if (self->analysis != NULL)
    result = crm_analysis_run (self->analysis, cancellable, error);
  else
    {
      g_autoptr (CrmOptions) options = crm_test_method_options (self->method);

      result = crm_method_run (crm_method_find (self->method->method, NULL), self->frame, options,
                               &(CrmRun) { cancellable }, error);
    }
  if (result != NULL)
    crm_result_free (result);
  return result != NULL;
}

typedef struct
{
  GMutex        lock;
  GCond         cond;
  gboolean      ended;
  gint64        start, delay, at;   /* microseconds */
  GCancellable *cancellable;
} Alarm;

static gpointer
cancel_later (gpointer data)
{
  Alarm *alarm = data;
  gboolean waits = TRUE;

  g_mutex_lock (&alarm->lock);
  while (!alarm->ended && waits)
    waits = g_cond_wait_until (&alarm->cond, &alarm->lock, alarm->start + alarm->delay);
  g_mutex_unlock (&alarm->lock);
  alarm->at = g_get_monotonic_time ();
  g_cancellable_cancel (alarm->cancellable);
  return NULL;
}

/* Seconds from cancelling to the end; negative, how long it took, if it ended before. */
static double
measure (const Subject *self,
         double delay)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Alarm alarm = { .start = g_get_monotonic_time (), .delay = delay * G_USEC_PER_SEC, .cancellable = cancellable };
  GThread *thread = g_thread_new ("alarm", cancel_later, &alarm);
  gboolean done = run_subject (self, cancellable, &error);
  gint64 end = g_get_monotonic_time ();

  g_mutex_lock (&alarm.lock);
  alarm.ended = TRUE;
  g_cond_signal (&alarm.cond);
  g_mutex_unlock (&alarm.lock);
  g_thread_join (thread);
  if (!done && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    bench_fail (error);
  return (done ? alarm.start - end : end - alarm.at) / (double) G_USEC_PER_SEC;
}

static void
measure_all (const Subject *self)
{
  BenchClock clock;
  double whole, longest, at;
  guint n;

  bench_start (&clock);
  longest = measure (self, LONGEST);
  at = whole = longest < 0 ? -longest : LONGEST;
  longest = MAX (longest, 0);
  n = CLAMP (2 * TIME / whole, LEAST_MOMENTS, MOST_MOMENTS);
  for (guint i = 0; i < n; i++)
    {
      double moment = whole * (i + 0.5) / n, took = measure (self, moment);

      if (took <= longest)
        continue;
      longest = took;
      at = moment;
    }
  bench_stop (&clock);
  bench_print (&clock, "longest_ms", longest * 1000, "at_ms", at * 1000, "whole_ms", whole * 1000, NULL);
}

static void
list (void)
{
  g_print ("[");
  for (guint i = 0; i < crm_test_n_methods; i++)
    g_print ("%s\"%s %s\"", i > 0 ? ", " : "", crm_test_methods[i].method, crm_test_methods[i].options);
  g_print ("]\n");
}

static void
make_file (gsize n,
           const char *path)
{
  g_autoptr (CrmFrame) frame = crm_test_methods_table (n);
  GError *error = NULL;

  if (!crm_frame_write_csv (frame, path, NULL, &error))
    bench_fail (error);
}

static void
measure_reading (const char *kind,
                 const char *path,
                 const char *entity)
{
  gboolean baskets = strcmp (kind, "baskets") == 0;
  g_autoptr (CrmAnalysis) analysis = crm_analysis_new (crm_method_find ("profile", NULL));
  CrmStore *store = entity != NULL ? bench_open (path) : NULL;

  if (store != NULL)
    {
      g_autoptr (CrmQuery) query = crm_query_new (crm_entity_find (entity));

      crm_analysis_set_query (analysis, store, query);
    }
  else if (baskets)
    crm_analysis_set_baskets (analysis, path);
  else
    crm_analysis_set_csv (analysis, path, &(CrmCsvDialect) { .header = CRM_CSV_HEADER_PRESENT }, CRM_IMPORT_DATES_GUESS);
  measure_all (&(Subject) { .analysis = analysis });
  if (store != NULL)
    bench_close (store);
}

int
main (int argc,
      char **argv)
{
  if (argc == 2 && strcmp (argv[1], "--list") == 0)
    list ();
  else if (argc == 4 && strcmp (argv[1], "--make") == 0)
    make_file (g_ascii_strtoull (argv[2], NULL, 10), argv[3]);
  else if (argc == 3 || argc == 4)
    measure_reading (argv[1], argv[2], argc == 4 ? argv[3] : NULL);
  else if (argc == 2 && g_ascii_strtoull (argv[1], NULL, 10) < crm_test_n_methods)
    {
      const CrmTestMethod *method = &crm_test_methods[g_ascii_strtoull (argv[1], NULL, 10)];
      g_autoptr (CrmFrame) frame = crm_test_methods_table (method->n_long);

      measure_all (&(Subject) { .method = method, .frame = frame });
    }
  else
    return 2;
  return 0;
}
