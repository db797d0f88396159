/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-frame.h"

#include <sys/resource.h>

/* From the start of the process to the end of a frame. The wall clock starts where bench/run says, in nanoseconds of
 * the monotonic clock in BENCH_START, so that loading the program counts as well. */

static void
print_time (const char *name,
            const char *end)
{
  struct rusage usage;
  const char *start = g_getenv ("BENCH_START");
  double cpu, wall = g_get_monotonic_time () / 1e6 - (start != NULL ? g_ascii_strtoll (start, NULL, 10) / 1e9 : 0);

  getrusage (RUSAGE_SELF, &usage);
  cpu = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  g_print ("%s\"%swall\": %.6f, \"%scpu\": %.6f%s", *name == '\0' ? "{" : ", ", name, wall, name, cpu, end);
}

static gboolean
quit (gpointer data)
{
  gtk_window_close (data);
  return G_SOURCE_REMOVE;
}

static void
after_paint_cb (GdkFrameClock *clock,
                gpointer user_data)
{
  static gboolean printed = FALSE;
  GtkWindow *window = user_data;
  BenchSeen seen = g_object_get_data (G_OBJECT (window), "seen");

  if (!printed)
    print_time ("", "");
  printed = TRUE;
  if (seen != NULL && !seen (window))
    return;
  g_signal_handlers_disconnect_by_func (clock, after_paint_cb, window);
  print_time ("content_", "}\n");
  g_idle_add (quit, window);
}

static void
realize_cb (GtkWidget *widget,
            gpointer user_data)
{
  g_signal_connect (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (after_paint_cb), widget);
}

/* Prints the time to the first frame and to the first one in which it is seen, then closes the window. */
void
bench_watch_window (GtkWindow *window,
                    BenchSeen seen)
{
  g_object_set_data (G_OBJECT (window), "seen", (gpointer) seen);
  g_signal_connect (window, "realize", G_CALLBACK (realize_cb), NULL);
}
