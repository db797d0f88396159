/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/crm-locale.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

/**
 * crm_locale_init:
 *
 * Takes over the language and the forms of numbers and dates of the environment; the first thing a program does.
 * `CLIENTELE_LOCALEDIR` names the folder of translations where the program runs from its build.
 */
void
crm_locale_init (void)
{
  const char *folder = g_getenv ("CLIENTELE_LOCALEDIR");

  setlocale (LC_ALL, "");
  /* Jobs of cron have no locale, but the names in their command lines are UTF-8 all the same. */
  if (!g_get_charset (NULL))
    setlocale (LC_CTYPE, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
