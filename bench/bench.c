/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>

static gint64
used_cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC +
         usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

void
bench_start (BenchClock *clock)
{
  clock->wall = g_get_monotonic_time ();
  clock->cpu = used_cpu ();
}

void
bench_stop (BenchClock *clock)
{
  clock->wall = g_get_monotonic_time () - clock->wall;
  clock->cpu = used_cpu () - clock->cpu;
}

/* In MB. That of rusage would begin with that of the parent. */
static double
peak_of_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  line = status != NULL ? strstr (status, "VmHWM:") : NULL;
  return line != NULL ? g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10) / 1024.0 : 0;
}

/* Prints seconds of wall and CPU time, the peak of memory in MB, and further names and values up to %NULL. */
void
bench_print (const BenchClock *clock,
             const char *name,
             double value,
             ...)
{
  va_list rest;

  g_print ("{\"wall\": %.6f, \"cpu\": %.6f, \"peak_mb\": %.1f", clock->wall / 1e6, clock->cpu / 1e6,
           peak_of_memory ());
  va_start (rest, value);
  while (name != NULL)
    {
      g_print (", \"%s\": %.15g", name, value);
      name = va_arg (rest, const char *);
      if (name != NULL)
        value = va_arg (rest, double);
    }
  va_end (rest);
  g_print ("}\n");
}

void
bench_fail (GError *error)
{
  g_printerr ("%s\n", error->message);
  exit (1);
}

CrmStore *
bench_open (const char *path)
{
  GError *error = NULL;
  CrmStore *store = crm_workspace_open (path, 0, &error);

  if (store == NULL)
    bench_fail (error);
  return store;
}

CrmStore *
bench_create (const char *path)
{
  GError *error = NULL;
  CrmStore *store = crm_workspace_create (path, "EUR", &error);

  if (store == NULL)
    bench_fail (error);
  return store;
}

void
bench_close (CrmStore *store)
{
  crm_store_close (store);
  g_object_unref (store);
}

void
bench_remove (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }
}
