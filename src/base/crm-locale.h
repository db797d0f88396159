/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void   crm_locale_init             (void);
char **crm_locale_dup_translations (const char *context, const char *text);

G_END_DECLS
