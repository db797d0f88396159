/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/crm-locale.h"
#include "base/crm-streams.h"
#include "ui/shell/crm-application.h"

int
main (int argc,
      char **argv)
{
  g_autoptr (GApplication) application = NULL;

  crm_streams_init ();
  crm_locale_init ();
  application = G_APPLICATION (crm_application_new ());
  return g_application_run (application, argc, argv);
}
