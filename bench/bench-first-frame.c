/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-frame.h"

#include "base/crm-locale.h"
#include "ui/shell/crm-application.h"
#include "ui/shell/crm-window.h"

/* bench-first-frame FILE: the application as it is, opening the workspace. */

static gboolean
shows_page (GtkWindow *window)
{
  return crm_window_get_page (CRM_WINDOW (window)) != NULL;
}

static void
window_added_cb (GtkApplication *application,
                 GtkWindow *window,
                 gpointer user_data)
{
  if (CRM_IS_WINDOW (window))
    bench_watch_window (window, shows_page);
}

int
main (int argc,
      char **argv)
{
  g_autoptr (GApplication) application = NULL;

  crm_locale_init ();
  application = G_APPLICATION (crm_application_new ());
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  return g_application_run (application, argc, argv);
}
