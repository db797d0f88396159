/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void       crm_recent_add    (GSettings *settings, GFile *file);
void       crm_recent_remove (GSettings *settings, const char *uri);
GPtrArray *crm_recent_list   (GSettings *settings);

G_END_DECLS
