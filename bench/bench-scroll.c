/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-frame.h"

#include "base/crm-locale.h"
#include "ui/common/crm-list-page.h"
#include "ui/shell/crm-application.h"
#include "ui/shell/crm-window.h"

#include <stdlib.h>

/* bench-scroll FILE: the application with its list of customers, scrolled for a while: every frame a page further, every
 * tenth somewhere else. What a frame takes on the main thread, and the memory it has taken up in the end. */

#define FRAMES 400
#define SETTLE_MS 1500

typedef struct
{
  GtkWindow     *window;
  CrmListView   *view;
  GtkAdjustment *adjustment;
  GdkFrameClock *clock;
  GArray        *frames;   /* of double: milliseconds */
  gint64         start;
  guint          n;
} Bench;

static double
resident_mb (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, "VmRSS:");
  return line != NULL ? g_ascii_strtoll (line + strlen ("VmRSS:"), NULL, 10) / 1024.0 : 0;
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

static gboolean
finish (gpointer data)
{
  Bench *self = data;
  guint n = self->frames->len;

  g_array_sort (self->frames, compare_times);
  g_print ("{\"rss_mb\": %.1f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"rows\": %u}\n", resident_mb (),
           g_array_index (self->frames, double, n / 2), g_array_index (self->frames, double, n * 99 / 100),
           g_list_model_get_n_items (G_LIST_MODEL (crm_list_view_get_model (self->view))));
  gtk_window_close (self->window);
  return G_SOURCE_REMOVE;
}

static void
before_paint_cb (GdkFrameClock *clock,
                 Bench *self)
{
  self->start = g_get_monotonic_time ();
}

static void
after_paint_cb (GdkFrameClock *clock,
                Bench *self)
{
  double spent = (g_get_monotonic_time () - self->start) / 1e3;

  g_array_append_val (self->frames, spent);
}

static gboolean
scroll (GtkWidget *widget,
        GdkFrameClock *clock,
        gpointer data)
{
  Bench *self = data;
  double upper = gtk_adjustment_get_upper (self->adjustment), page = gtk_adjustment_get_page_size (self->adjustment);
  double value = gtk_adjustment_get_value (self->adjustment) + page;

  if (self->n++ == FRAMES)
    {
      g_signal_handlers_disconnect_by_data (self->clock, self);
      g_timeout_add (SETTLE_MS, finish, self);
      return G_SOURCE_REMOVE;
    }
  if (self->n % 10 == 0 || value > upper - page)
    value = g_random_double () * (upper - page);
  gtk_adjustment_set_value (self->adjustment, value);
  return G_SOURCE_CONTINUE;
}

static GtkWidget *
find (GtkWidget *root,
      GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gtk_widget_get_mapped (child) ? find (child, type) : NULL;

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The list of customers, once all of its rows are known. */
static gboolean
wait_for_list (gpointer data)
{
  Bench *self = data;
  GtkWidget *page = GTK_WIDGET (crm_window_get_page (CRM_WINDOW (self->window)));
  GtkWidget *scrolled;

  if (page == NULL || !CRM_IS_LIST_PAGE (page))
    {
      gtk_widget_activate_action (GTK_WIDGET (self->window), "win.show-section", "s", "customers");
      return G_SOURCE_CONTINUE;
    }
  self->view = crm_list_page_get_view (CRM_LIST_PAGE (page));
  scrolled = find (page, GTK_TYPE_SCROLLED_WINDOW);
  if (scrolled == NULL || crm_list_model_is_loading (crm_list_view_get_model (self->view)))
    return G_SOURCE_CONTINUE;
  self->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  self->clock = gtk_widget_get_frame_clock (scrolled);
  g_signal_connect (self->clock, "before-paint", G_CALLBACK (before_paint_cb), self);
  g_signal_connect (self->clock, "after-paint", G_CALLBACK (after_paint_cb), self);
  gtk_widget_add_tick_callback (scrolled, scroll, self, NULL);
  return G_SOURCE_REMOVE;
}

static void
window_added_cb (GtkApplication *application,
                 GtkWindow *window,
                 Bench *self)
{
  if (!CRM_IS_WINDOW (window))
    return;
  self->window = window;
  g_timeout_add (50, wait_for_list, self);
}

int
main (int argc,
      char **argv)
{
  Bench self = { .frames = g_array_new (FALSE, FALSE, sizeof (double)) };
  g_autoptr (GApplication) application = NULL;

  crm_locale_init ();
  g_random_set_seed (1);
  application = G_APPLICATION (crm_application_new ());
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), &self);
  return g_application_run (application, argc, argv);
}
